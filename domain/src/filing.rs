//! What may be filed, when, and by whom (procedure 2.1.4 and 2.2.10).

use crate::deadline::TimeLimit;
use crate::document::Class;
use crate::people::Side;
use crate::refusal::Refusal;
use crate::words::Word;

crate::words! {
    /// What a filing is.
    Kind "filing_kind" {
        /// Opens a case.
        RequestForReview = "F01",
        /// Asks for a panel and fixes its terms of reference.
        PanelRequest = "F04",
        /// First submission, reply or rejoinder.
        WrittenSubmission = "F07",
        /// A file offered as evidence.
        Exhibit = "F10",
    }
}

crate::words! {
    /// The written submissions, in the order in which they follow each other.
    Stage "submission" {
        /// The applicant's case.
        ApplicantFirst = "first_submission_of_the_applicant",
        /// The respondent's case.
        RespondentFirst = "first_submission_of_the_respondent",
        /// The applicant's answer to it.
        Reply = "reply",
        /// The respondent's answer to that.
        Rejoinder = "rejoinder",
    }
}

crate::words! {
    /// Whether a submission came in its time.
    Timeliness "timeliness" {
        /// It did.
        InTime = "in_time",
        /// It did not, and is on the record with that mark.
        Late = "late",
    }
}

impl Kind {
    /// What the filing is called.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::RequestForReview => "Request for review",
            Self::PanelRequest => "Panel request",
            Self::WrittenSubmission => "Written submission",
            Self::Exhibit => "Exhibit",
        }
    }

    /// The class that is offered first.
    #[must_use]
    pub fn default_class(self) -> Class {
        match self {
            Self::PanelRequest => Class::Public,
            Self::RequestForReview | Self::WrittenSubmission | Self::Exhibit => {
                Class::PartyConfidential
            }
        }
    }
}

impl Stage {
    /// What the submission is called.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::ApplicantFirst => "First submission of the applicant",
            Self::RespondentFirst => "First submission of the respondent",
            Self::Reply => "Reply",
            Self::Rejoinder => "Rejoinder",
        }
    }

    /// Who files it.
    #[must_use]
    pub fn side(self) -> Side {
        match self {
            Self::ApplicantFirst | Self::Reply => Side::Applicant,
            Self::RespondentFirst | Self::Rejoinder => Side::Respondent,
        }
    }

    /// Under which limit.
    #[must_use]
    pub fn limit(self) -> TimeLimit {
        match self {
            Self::ApplicantFirst => TimeLimit::ApplicantFirst,
            Self::RespondentFirst => TimeLimit::RespondentFirst,
            Self::Reply => TimeLimit::Reply,
            Self::Rejoinder => TimeLimit::Rejoinder,
        }
    }

    /// Whether the case waits for it also after its time. Without a first submission there is
    /// nothing to decide on; a missed reply or rejoinder is left out and the case goes on.
    #[must_use]
    pub fn awaited_when_late(self) -> bool {
        matches!(self, Self::ApplicantFirst | Self::RespondentFirst)
    }
}

/// The submission that comes next, who files it and under which limit; nothing when the written
/// phase is complete. `missed` holds the submissions whose limit has run. A missed reply ends the
/// chain, since there is nothing to rejoin to.
#[must_use]
pub fn next_due(filed: &[Stage], missed: &[Stage]) -> Option<(Stage, Side, TimeLimit)> {
    let stage = *Stage::ALL.iter().find(|stage| !filed.contains(stage))?;
    let left_out = missed.contains(&stage) && !stage.awaited_when_late();
    (!left_out).then(|| (stage, stage.side(), stage.limit()))
}

/// Whether the last submission is in, or missed (guard of T-20).
#[must_use]
pub fn is_complete(filed: &[Stage], missed: &[Stage]) -> bool {
    next_due(filed, missed).is_none()
}

/// Whether this side may file its next submission now, which one it is, and whether it is late.
pub fn file_next(
    side: Side,
    filed: &[Stage],
    missed: &[Stage],
) -> Result<(Stage, Timeliness), Refusal> {
    let Some((stage, owner, _)) = next_due(filed, missed) else {
        let mine_was_missed = missed.iter().any(|stage| stage.side() == side);
        return Err(if mine_was_missed {
            Refusal::FilingTooLate
        } else {
            Refusal::FilingChainComplete
        });
    };
    if owner != side {
        return Err(Refusal::FilingNotYoursNow);
    }
    let late = missed.contains(&stage);
    Ok((
        stage,
        if late {
            Timeliness::Late
        } else {
            Timeliness::InTime
        },
    ))
}

/// Whoever files what only some may read files a version or a summary of it that everyone in the case
/// may read, at the same time (procedure 2.2.7, step 1).
pub fn with_open_version(classes: &[Class], has_summary: bool) -> Result<(), Refusal> {
    let protected = classes.iter().any(|class| !class.is_open_in_case());
    let open = has_summary || classes.iter().any(|class| class.is_open_in_case());
    if protected && !open {
        return Err(Refusal::FilingSummaryMissing);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Stage, Timeliness, file_next, is_complete, next_due, with_open_version};
    use crate::deadline::TimeLimit;
    use crate::document::Class;
    use crate::people::Side;
    use crate::refusal::Refusal;
    use crate::words::Word;

    #[test]
    fn what_only_some_may_read_comes_with_what_all_may_read() {
        use Class::{
            BusinessConfidential as C2, PartyConfidential as C1, StrictlyConfidential as C3,
        };
        for alone in [&[C2][..], &[C3], &[C2, C3]] {
            assert_eq!(
                with_open_version(alone, false),
                Err(Refusal::FilingSummaryMissing)
            );
            assert_eq!(with_open_version(alone, true), Ok(()));
        }
        for enough in [&[][..], &[C1], &[C2, C1], &[C3, Class::Public]] {
            assert_eq!(with_open_version(enough, false), Ok(()));
        }
    }

    #[test]
    fn submissions_follow_each_other_and_alternate_between_the_sides() {
        let mut filed = Vec::new();
        let mut limits = Vec::new();
        while let Some((stage, side, limit)) = next_due(&filed, &[]) {
            assert_eq!(
                side,
                if filed.len() % 2 == 0 {
                    Side::Applicant
                } else {
                    Side::Respondent
                }
            );
            assert_eq!(
                file_next(side.other(), &filed, &[]),
                Err(Refusal::FilingNotYoursNow)
            );
            assert_eq!(
                file_next(side, &filed, &[]),
                Ok((stage, Timeliness::InTime))
            );
            filed.push(stage);
            limits.push(limit);
        }
        assert_eq!(filed, Stage::ALL);
        assert_eq!(
            limits,
            [
                TimeLimit::ApplicantFirst,
                TimeLimit::RespondentFirst,
                TimeLimit::Reply,
                TimeLimit::Rejoinder
            ]
        );
        for side in Side::ALL {
            assert_eq!(
                file_next(*side, &filed, &[]),
                Err(Refusal::FilingChainComplete)
            );
        }
    }

    #[test]
    fn a_late_first_submission_is_accepted_and_marked() {
        let missed = [Stage::RespondentFirst];
        let filed = [Stage::ApplicantFirst];
        assert!(!is_complete(&filed, &missed));
        assert_eq!(
            file_next(Side::Respondent, &filed, &missed),
            Ok((Stage::RespondentFirst, Timeliness::Late))
        );
    }

    #[test]
    fn the_case_goes_on_without_a_missed_reply_or_rejoinder() {
        let firsts = [Stage::ApplicantFirst, Stage::RespondentFirst];
        assert!(is_complete(&firsts, &[Stage::Reply]));
        assert_eq!(
            file_next(Side::Applicant, &firsts, &[Stage::Reply]),
            Err(Refusal::FilingTooLate)
        );
        let three = [Stage::ApplicantFirst, Stage::RespondentFirst, Stage::Reply];
        assert!(!is_complete(&three, &[]));
        assert!(is_complete(&three, &[Stage::Rejoinder]));
    }
}
