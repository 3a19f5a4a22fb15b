//! Every reason to say no, in order of precedence (procedure 2.2.8a).

crate::words! {
    /// When several apply, the caller hears the least: `Ord` is precedence.
    Refusal "refusal" {
        /// A report act that is not the next one.
        LinkageOutOfOrder = "linkage.out_of_order",
        /// The half-year has not ended.
        LinkagePeriodOpen = "linkage.period_open",
        /// The text advises on rating, lending or conditions.
        LinkageAdvises = "linkage.advises",
        /// The step before has neither a passing finding nor an arguendo decision.
        ReviewStepShut = "review.step_shut",
        /// The step has its finding.
        ReviewStepDecided = "review.step_decided",
        /// Going on arguendo needs a step that failed.
        ReviewNothingFailed = "review.nothing_failed",
        /// A sitting member's sheet is not in.
        ReviewSheetsMissing = "review.sheets_missing",
        /// The sheet leaves a row open.
        ReviewRowsMissing = "review.rows_missing",
        /// Elements are voted in order; a later one came before an earlier one.
        VoteOutOfOrder = "vote.out_of_order",
        /// "No finding" is open only on T2 and T3 under P1 and P3.
        VoteNoFindingShut = "vote.no_finding_shut",
        /// Too few members, or a discipline is absent.
        VoteNoQuorum = "vote.no_quorum",
        /// A sitting member has not voted; there is no abstention.
        VoteBallotsMissing = "vote.ballots_missing",
        /// A proposition of the step was not put.
        VoteMotionMissing = "vote.motion_missing",
        /// An element of the step has no outcome that its reading allows.
        VoteOutcomeShut = "vote.outcome_shut",
        /// A member of the majority owes departure reasons.
        VoteReasonsMissing = "vote.departure_reasons_missing",
    }
}

impl Refusal {
    /// The sentence that the caller reads.
    pub fn because(self) -> &'static str {
        match self {
            Self::LinkageOutOfOrder => "the report is not at that step",
            Self::LinkagePeriodOpen => "the half-year has not ended",
            Self::LinkageAdvises => {
                "a report informs and never advises on rating, lending or conditions"
            }
            Self::ReviewStepShut => {
                "the step before has neither a finding that passes nor a decision to go on arguendo"
            }
            Self::ReviewStepDecided => "the step already has its finding",
            Self::ReviewNothingFailed => {
                "no step has failed, so there is nothing to go on from arguendo"
            }
            Self::ReviewSheetsMissing => "a sitting member's sheet is not in yet",
            Self::ReviewRowsMissing => "the sheet leaves a row without an answer",
            Self::VoteOutOfOrder => "the elements are voted in their order",
            Self::VoteNoFindingShut => {
                "the clause leaves a question to the state only at necessity and proportionality under profiles P1 and P3"
            }
            Self::VoteNoQuorum => "the panel has no quorum",
            Self::VoteBallotsMissing => "every sitting member votes yes or no",
            Self::VoteMotionMissing => "a proposition of this step has not been put to the vote",
            Self::VoteOutcomeShut => "that outcome is not open for an element of this reading",
            Self::VoteReasonsMissing => {
                "a vote against what the scores indicate needs departure reasons from the members in the majority"
            }
        }
    }
}
