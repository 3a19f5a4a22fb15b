//! The time limits of the rules of procedure: what is owed, by whom, from when, and what happens
//! if it is missed (procedure 2.2.10). Lengths are defaults; a body may choose others.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::calendar::{Calendar, Due, Limit};
use crate::case::Act;
use crate::words::Word;

/// Declares the deadline table, one line a limit: the event it runs from, its default length, who
/// owes, what follows when it is missed, and what is owed.
macro_rules! time_limits {
    ($($word:ident = $code:literal $doc:literal
        from $trigger:ident, $unit:ident $length:literal, $by:ident, $missed:ident: $owes:literal;)+) => {
        crate::words! {
            /// A line of the deadline table (procedure 2.2.10).
            TimeLimit "time_limit" { $(#[doc = $doc] $word = $code),+ }
        }

        impl TimeLimit {
            /// What the table says of this limit.
            #[must_use]
            pub fn terms(self) -> Terms {
                match self {
                    $(Self::$word => Terms {
                        owes: $owes,
                        by: Owed::$by,
                        default: Limit::$unit($length),
                        runs_from: Trigger::$trigger,
                        missed: Missed::$missed,
                    }),+
                }
            }

            /// What the limit is for, in a few words.
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$word => $doc),+ }
            }
        }
    };
}

time_limits! {
    Completeness = "DL-01" "Completeness check"
        from Filing, working_days 10, Registrar, Escalate: "Check whether the request is complete, and register it or name its defects.";
    Cure = "DL-02" "Cure of defects"
        from Service, days 14, Applicant, Automatic: "Cure the defects of the request.";
    Service = "DL-03" "Service and circulation of a registered case"
        from Registration, working_days 2, Registrar, Escalate: "Serve the request and circulate it.";
    Consultations = "DL-07" "Consultation period"
        from Service, days 60, BothParties, Automatic: "Consult about the measure.";
    CompositionComments = "DL-09" "Comments on size and disciplines of the panel"
        from CompositionNote, days 7, BothParties, DeemedConsent: "Comment on the size and the disciplines of the panel.";
    PanelAgreement = "DL-10" "Agreement on the panel"
        from PanelRequest, days 20, BothParties, Automatic: "Agree on the members of the panel.";
    CandidateDisclosure = "DL-12" "Disclosure by a candidate"
        from Nomination, days 7, Candidate, DeemedRefused: "Accept the seat and disclose interests, or decline.";
    ProceduralOrder = "DL-21" "Procedural order with the timetable"
        from Constitution, days 14, PresidingMember, Escalate: "Make the procedural order with the timetable.";
    ApplicantFirst = "DL-25" "First submission of the applicant"
        from ProceduralOrder, days 28, Applicant, Reported: "File the first submission of the applicant.";
    RespondentFirst = "DL-26" "First submission of the respondent"
        from Service, days 42, Respondent, Reported: "File the first submission of the respondent.";
    Reply = "DL-27" "Reply of the applicant"
        from Service, days 21, Applicant, Proceed: "File the reply.";
    Rejoinder = "DL-28" "Rejoinder of the respondent"
        from Service, days 21, Respondent, Proceed: "File the rejoinder.";
    CriterionAnswers = "DL-46" "Criterion answers of all members"
        from Deliberation, days 30, EachMember, Escalate: "Answer the criteria of every step that is open.";
    DraftComments = "DL-49" "Comments on the draft of the ruling"
        from Service, days 21, BothParties, Automatic: "Comment on the draft of the ruling, or let it stand.";
    DraftReplies = "DL-50" "Replies to comments on the draft"
        from Service, days 10, BothParties, Proceed: "Reply to the comments of the other party, or let them stand.";
    SecondRound = "DL-123" "Second, limited round of comments on the draft"
        from Service, days 10, BothParties, Proceed: "Comment on the point that the panel has named.";
    Opinions = "DL-53" "Separate opinions"
        from FinalVote, days 14, EachMember, Lapse: "Give the separate opinion that you reserved.";
    RedactionLists = "DL-54" "Redaction lists"
        from Issue, days 21, BothParties, Lapse: "Say what must stay hidden when the ruling is published, or that nothing must.";
    RedactionRuling = "DL-55" "Ruling on redaction lists"
        from Issue, days 35, PresidingMember, Reported: "Rule on the redaction lists; what is undecided when the ruling is published stays masked.";
    Publication = "DL-56" "Publication"
        from Issue, days 60, Registrar, Automatic: "Publish the ruling.";
    Remedy = "DL-59" "The period in which a remedy must be carried out"
        from Issue, days 180, Respondent, Reported: "Carry out the remedy.";
    Plan = "DL-57" "Intention to carry out the ruling"
        from Issue, days 30, Respondent, Reported: "Say how the ruling will be carried out.";
    StatusReport = "DL-60" "Status report on compliance"
        from CompliancePeriod, days 90, Respondent, Reported: "Report how far the ruling is carried out.";
    Contest = "DL-61" "Contest of compliance"
        from Notice, days 30, Applicant, DeemedConsent: "Contest that the ruling is carried out, or accept it.";
    ComplianceDecision = "DL-62" "Decision on compliance"
        from Referral, days 90, PresidingMember, Reported: "Find whether the ruling is carried out.";
    SecondPeriod = "DL-124" "Second period to carry out a remedy"
        from Finding, days 90, Respondent, Reported: "Carry out what the panel found missing.";
    Rectification = "DL-63" "Rectification of the ruling"
        from Issue, days 45, PresidingMember, Lapse: "Correct a slip in the ruling, if there is one.";
    Interpretation = "DL-64" "Ruling on a request for interpretation"
        from Filing, days 60, PresidingMember, Reported: "Say what the ruling means, or decline the request with reasons.";
    Destruction = "DL-131" "Destruction of what only some could read"
        from CaseEnd, days 60, Registrar, Automatic: "Destroy the documents of class C2 and C3.";
    LinkageDraft = "DL-110" "Draft of a linkage report"
        from PeriodEnd, days 30, CaseOfficer, Reported: "Draft the linkage report of the half-year.";
    LinkageCheck = "DL-111" "Legal and class check of a linkage report"
        from Draft, working_days 10, Registrar, Escalate: "Check the report: classes of what it says, and that it recommends nothing.";
    LinkageReply = "DL-112" "Reply of the reported State"
        from Service, days 30, ReportedState, Proceed: "Reply to the draft of the report, or let it stand.";
    LinkageRevision = "DL-113" "Revision of a linkage report"
        from Notice, days 15, CaseOfficer, Escalate: "Decide each factual correction that the state asked for, with reasons.";
    LinkageTransmission = "DL-114" "Transmission of a linkage report"
        from Final, working_days 5, Registrar, Escalate: "Transmit the report.";
    LinkageAcknowledgment = "DL-115" "Acknowledgment of a linkage report"
        from Transmission, days 30, Liaison, Resend: "Acknowledge receipt of the report.";
    LinkageCorrection = "DL-116" "Correction of a linkage report that was sent"
        from CorrectionRequest, days 10, Registrar, EscalatePublic: "Decide the correction that the state asked for: send a corrected edition to every recipient, or give reasons why not.";
    LinkageUpdate = "DL-117" "Update of a linkage report on compliance"
        from Cure, working_days 5, Registrar, EscalatePublic: "Tell every recipient of the report that the state has complied.";
}

crate::words! {
    /// Who owes it.
    Owed "owed_by" {
        /// The registrar.
        Registrar = "registrar",
        /// A case officer.
        CaseOfficer = "case_officer",
        /// The President of the Committee.
        President = "president",
        /// The applicant.
        Applicant = "applicant",
        /// The respondent.
        Respondent = "respondent",
        /// Each party for itself.
        BothParties = "both_parties",
        /// The presiding member.
        PresidingMember = "presiding_member",
        /// Each sitting member alone.
        EachMember = "each_member",
        /// A candidate for a seat.
        Candidate = "candidate",
        /// The State that a linkage report is about.
        ReportedState = "reported_state",
        /// The institution that receives a linkage report.
        Liaison = "liaison",
    }
}

crate::words! {
    /// The event from which a limit runs.
    Trigger "trigger" {
        /// The request arrived.
        Filing = "filing",
        /// Something was served; counted under C-10.
        Service = "service",
        /// The case came on the register.
        Registration = "registration",
        /// The composition note went to the parties.
        CompositionNote = "composition_note",
        /// The panel request was circulated.
        PanelRequest = "panel_request",
        /// A candidate was named.
        Nomination = "nomination",
        /// The panel was seated.
        Constitution = "constitution",
        /// The procedural order was made.
        ProceduralOrder = "procedural_order",
        /// Deliberation opened.
        Deliberation = "deliberation",
        /// The final roll call was complete.
        FinalVote = "final_vote",
        /// The ruling was issued.
        Issue = "issue",
        /// The compliance period opened, or the last report was due.
        CompliancePeriod = "compliance_period",
        /// The other side was told.
        Notice = "notice",
        /// The matter was referred to the panel.
        Referral = "referral",
        /// The panel made its finding.
        Finding = "finding",
        /// The case came to its end (2.2.7, step 12). The table gives that limit no number: DL-131 follows its last.
        CaseEnd = "case_end",
        /// The half-year of a report closed.
        PeriodEnd = "period_end",
        /// The draft report was submitted for the check.
        Draft = "draft",
        /// The report became final.
        Final = "final",
        /// The report was transmitted.
        Transmission = "transmission",
        /// The state said what is wrong in a report that was sent. The table says "verified error";
        /// since it gives no other time for verifying one, that lies within the limit.
        CorrectionRequest = "correction_request",
        /// It was found, accepted or confirmed that the state has complied (T-40, T-42, T-45); of a
        /// report that was sent only afterwards, its transmission.
        Cure = "cure",
    }
}

crate::words! {
    /// What follows when it is missed.
    Missed "missed" {
        /// It comes before the President; nothing is deemed done.
        Escalate = "escalate",
        /// The same, and everyone can read that it is late.
        EscalatePublic = "escalate_public",
        /// The right is lost.
        Lapse = "lapse",
        /// The case goes on without it.
        Proceed = "proceed",
        /// Silence is consent.
        DeemedConsent = "deemed_consent",
        /// Silence is refusal.
        DeemedRefused = "deemed_refused",
        /// The next step happens, or opens, by itself.
        Automatic = "automatic",
        /// It is shown as late, and stays owed.
        Reported = "reported",
        /// It comes before the registrar, who sends again what was to be confirmed, and stays owed.
        Resend = "resend",
    }
}

/// What is said of a publication whose hour the registrar has set: nobody owes it, the clock publishes.
pub const AT_ITS_HOUR: &str = "The ruling becomes public by itself at the hour that was set.";

/// What the deadline table says of one limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What is owed, as a sentence.
    pub owes: &'static str,
    /// By whom.
    pub by: Owed,
    /// How long, unless the body chose otherwise.
    pub default: Limit,
    /// From when.
    pub runs_from: Trigger,
    /// What follows when it is missed.
    pub missed: Missed,
}

/// The lengths that a body has chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeLimits(BTreeMap<TimeLimit, Limit>);

impl TimeLimit {
    /// The act that the clock performs when the limit has run and nobody acted. Where there is
    /// none, something merely becomes possible, or is shown as late.
    #[must_use]
    pub fn on_expiry(self) -> Option<Act> {
        match self {
            Self::Cure => Some(Act::LapseUncured),
            Self::CandidateDisclosure => Some(Act::DeclineSeat),
            Self::Reply | Self::Rejoinder => Some(Act::WrittenComplete),
            Self::DraftComments => Some(Act::NoComments),
            Self::Publication => Some(Act::Publish),
            Self::Contest => Some(Act::AcceptCompliance),
            _ => None,
        }
    }
}

impl TimeLimit {
    /// What follows if it is missed, as a sentence. Where a step opens or happens by itself, which one
    /// it is (T-04, T-10, T-15, T-31, T-37).
    #[must_use]
    pub fn consequence(self) -> &'static str {
        match self {
            Self::Cure => {
                "If it is missed, the request is returned unregistered; it may be filed anew."
            }
            Self::Consultations => "When it has run, the applicant may request a panel.",
            Self::PanelAgreement => {
                "When it has run without agreement, either party may ask the President to appoint the members."
            }
            Self::DraftComments => {
                "If neither party comments, the draft goes to the final vote as it is."
            }
            Self::Publication => {
                "When it has run, the ruling becomes public by itself; what the panel has not ruled on stays masked."
            }
            Self::Destruction => {
                "They are kept until that day, and destroyed on it. When it has run, they are destroyed by the clock, with the same certificate."
            }
            _ => self.terms().missed.consequence(),
        }
    }

    /// Before whom it comes when the limit has run and the act is still owed by someone else.
    #[must_use]
    pub fn comes_before(self) -> Option<Owed> {
        match self.terms().missed {
            Missed::Escalate | Missed::EscalatePublic => Some(Owed::President),
            Missed::Resend => Some(Owed::Registrar),
            _ => None,
        }
    }

    /// Whether it comes before the President.
    #[must_use]
    pub fn escalates(self) -> bool {
        self.comes_before() == Some(Owed::President)
    }

    /// Whether everyone can read that it was missed.
    #[must_use]
    pub fn is_noted_in_public(self) -> bool {
        self.terms().missed == Missed::EscalatePublic
    }

    /// Whether the matter is over when the limit has run. Where it comes before the President, is
    /// merely shown as late, or only now becomes possible, the act stays owed.
    #[must_use]
    pub fn is_over_when_run(self) -> bool {
        let silence_counts = matches!(
            self.terms().missed,
            Missed::Lapse | Missed::Proceed | Missed::DeemedConsent | Missed::DeemedRefused
        );
        // Documents are no case, so what the clock does with them is no act of one.
        silence_counts || self.on_expiry().is_some() || self == Self::Destruction
    }
}

impl Trigger {
    /// What the event is called in a sentence: "14 days from *service* on …".
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Filing => "filing",
            Self::Service => "service",
            Self::Registration => "registration",
            Self::CompositionNote => "the composition note",
            Self::PanelRequest => "circulation of the panel request",
            Self::Nomination => "nomination",
            Self::Constitution => "constitution of the panel",
            Self::ProceduralOrder => "the procedural order",
            Self::Deliberation => "the opening of deliberation",
            Self::FinalVote => "the final vote",
            Self::Issue => "issue of the ruling",
            Self::CompliancePeriod => "the opening of the compliance period or the last report",
            Self::Notice => "notice",
            Self::Referral => "referral to the panel",
            Self::Finding => "the finding of the panel",
            Self::CaseEnd => "the end of the case",
            Self::PeriodEnd => "the end of the half-year",
            Self::Draft => "submission of the draft",
            Self::Final => "the final report",
            Self::Transmission => "transmission",
            Self::CorrectionRequest => "the request for a correction",
            Self::Cure => "compliance or, if that came later, transmission",
        }
    }
}

impl Missed {
    /// What follows, as a sentence that fits every limit of the kind; [`TimeLimit::consequence`] is
    /// the one of a limit.
    #[must_use]
    pub fn consequence(self) -> &'static str {
        match self {
            Self::Escalate => {
                "If it is missed, the matter comes before the President, and stays owed."
            }
            Self::EscalatePublic => {
                "If it is missed, the matter comes before the President, a note of it is public, and it stays owed."
            }
            Self::Lapse => "If it is missed, the right is lost.",
            Self::Proceed => "If it is missed, the case goes on without it.",
            Self::DeemedConsent => "If it is missed, silence is taken as consent.",
            Self::DeemedRefused => "If it is missed, silence is taken as refusal.",
            Self::Automatic => "When it has run, the next step is open or happens by itself.",
            Self::Reported => "If it is missed, it is shown as late and stays owed.",
            Self::Resend => {
                "If it is missed, the registrar sends the report again with a limit of its own, and it stays owed."
            }
        }
    }
}

impl Default for TimeLimits {
    fn default() -> Self {
        TimeLimits(
            TimeLimit::ALL
                .iter()
                .map(|&limit| (limit, limit.terms().default))
                .collect(),
        )
    }
}

impl TimeLimits {
    /// How long this limit is in the body.
    #[must_use]
    pub fn get(&self, limit: TimeLimit) -> Limit {
        self.0.get(&limit).copied().unwrap_or(limit.terms().default)
    }

    /// By when it is due, if the event that it runs from happened at this instant. Only service
    /// counts on a later day when it comes in the evening or on a day off (C-10).
    #[must_use]
    pub fn due(&self, limit: TimeLimit, calendar: &Calendar, at: Timestamp) -> Due {
        let start = match limit.terms().runs_from {
            // Silence after a notice is consent, so a notice in the evening counts as service does.
            Trigger::Service | Trigger::Notice => calendar.served(at),
            event => calendar.event(event.title(), at),
        };
        calendar.due(&start, self.get(limit))
    }

    /// These lengths, with one chosen otherwise.
    #[must_use]
    pub fn with(mut self, limit: TimeLimit, length: Limit) -> Self {
        self.0.insert(limit, length);
        self
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::tz::TimeZone;

    use super::{Missed, Owed, TimeLimit, TimeLimits};
    use crate::calendar::{Calendar, Limit};
    use crate::words::Word;

    #[test]
    fn every_limit_says_what_is_owed_and_has_a_length() {
        for limit in TimeLimit::ALL {
            let terms = limit.terms();
            assert!(terms.owes.ends_with('.') && terms.owes.starts_with(char::is_uppercase));
            assert!(terms.default.length > 0, "{limit}");
        }
    }

    #[test]
    fn a_body_may_choose_other_lengths() {
        let limits = TimeLimits::default().with(TimeLimit::Cure, Limit::days(21));
        assert_eq!(limits.get(TimeLimit::Cure), Limit::days(21));
        assert_eq!(limits.get(TimeLimit::Completeness), Limit::working_days(10));
        assert_eq!(limits.get(TimeLimit::Remedy), Limit::days(180));
    }

    #[test]
    fn only_service_in_the_evening_counts_on_the_next_working_day() {
        let calendar = Calendar {
            zone: TimeZone::UTC,
            holidays: BTreeSet::new(),
        };
        // A Friday, 18:00.
        let at = "2026-02-06T18:00:00Z".parse().unwrap();
        let limits = TimeLimits::default();
        assert_eq!(
            limits.due(TimeLimit::Cure, &calendar, at).sentence(),
            "Sent on Fri 6 Feb 2026 after 17:00, so it counts as served on the next working day. \
             14 days from service on Mon 9 Feb 2026; it ends on Mon 23 Feb 2026."
        );
        assert_eq!(
            limits
                .due(TimeLimit::ProceduralOrder, &calendar, at)
                .sentence(),
            "14 days from constitution of the panel on Fri 6 Feb 2026; it ends on Fri 20 Feb 2026."
        );
    }

    #[test]
    fn what_opens_or_happens_by_itself_is_said_limit_by_limit() {
        let all = TimeLimit::ALL.iter().copied();
        let alone: Vec<_> = all
            .filter(|limit| limit.terms().missed == Missed::Automatic)
            .map(TimeLimit::consequence)
            .collect();
        let different: BTreeSet<_> = alone.iter().collect();
        assert_eq!(different.len(), alone.len());
        assert!(!alone.contains(&Missed::Automatic.consequence()));
    }

    #[test]
    fn what_is_late_or_has_just_become_possible_stays_owed() {
        for limit in [
            TimeLimit::Completeness,
            TimeLimit::Consultations,
            TimeLimit::Remedy,
            TimeLimit::RedactionRuling,
        ] {
            assert!(!limit.is_over_when_run(), "{limit}");
        }
        for limit in [
            TimeLimit::Cure,
            TimeLimit::CompositionComments,
            TimeLimit::CandidateDisclosure,
            TimeLimit::RedactionLists,
            TimeLimit::Destruction,
        ] {
            assert!(limit.is_over_when_run(), "{limit}");
        }
    }

    #[test]
    fn silence_of_the_registrar_never_registers() {
        assert_eq!(TimeLimit::Completeness.terms().missed, Missed::Escalate);
        assert_eq!(TimeLimit::Completeness.on_expiry(), None);
    }

    #[test]
    fn a_report_of_which_no_receipt_came_goes_back_to_the_registrar_and_stays_owed() {
        let limit = TimeLimit::LinkageAcknowledgment;
        assert_eq!(limit.comes_before(), Some(Owed::Registrar));
        assert!(!limit.escalates() && !limit.is_over_when_run());
        let others = TimeLimit::ALL.iter().filter(|other| **other != limit);
        for other in others {
            assert_ne!(other.comes_before(), Some(Owed::Registrar), "{other}");
        }
    }

    #[test]
    fn what_is_noted_in_public_comes_before_the_president_too() {
        let noted: Vec<_> = TimeLimit::ALL
            .iter()
            .filter(|limit| limit.is_noted_in_public())
            .collect();
        assert_eq!(
            noted,
            [&TimeLimit::LinkageCorrection, &TimeLimit::LinkageUpdate]
        );
        assert!(noted.iter().all(|limit| limit.escalates()));
        assert!(!TimeLimit::Completeness.is_noted_in_public());
    }
}
