//! Disciplines of a panel.

crate::words! {
    /// What a member is an expert of.
    Discipline "discipline" {
        /// Law.
        Legal = "legal",
        /// Security.
        Security = "security",
        /// Technology.
        Technology = "technology",
    }
}
