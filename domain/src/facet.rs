//! By what the published rulings of a body are narrowed.

crate::words! {
    /// A facet of the portal: one question of which every ruling has its answers.
    Facet "facet" {
        /// The state that invoked the exception.
        Respondent = "respondent",
        /// The state that asked for the review.
        Applicant = "applicant",
        /// The clause.
        Clause = "clause",
        /// An element of the clause that the panel came to (procedure 2.2.8a).
        Element = "element",
        /// The measure, by its title.
        Measure = "measure",
        /// The class of the technology.
        Technology = "technology",
        /// A step and its finding on any claim.
        Finding = "finding",
        /// What any claim came to.
        Outcome = "outcome",
        /// Where any remedy stands.
        Compliance = "compliance",
        /// The standard of review.
        Profile = "profile",
        /// A member of the panel.
        Panelist = "panelist",
        /// A language in which it can be read.
        Language = "language",
        /// The year of issue.
        Year = "year",
        /// A ruling that it refers to.
        Cites = "cites",
        /// Does it stand, or was it revised?
        Standing = "standing",
        /// How far apart the members of a panel answered a criterion on any claim (procedure 2.6.7).
        Spread = "spread",
    }
}
