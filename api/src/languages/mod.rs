//! The languages of the public pages and of letters: their words, and how each
//! writes dates and numbers. A word of the law is looked up here, so that a new one does not compile
//! before all six languages have it.

mod ar;
mod en;
mod es;
mod fr;
mod ru;
mod words;
mod zh;

use domain::case::{Act, State};
use domain::clause::Profile;
use domain::compliance::Status;
use domain::deadline::{Missed, TimeLimit, Trigger};
use domain::filing::Stage;
use domain::language::Language;
use domain::measure::Technology;
use domain::people::Discipline;
use domain::register::{Office, Stop};
use domain::review::Step;
use domain::ruling::{
    BAR, LegalEffect, OpinionKind, PublicationChange, RedactionReason, Section, Standing,
};
use domain::vote::{Concern, Finding, Outcome};
use jiff::civil::Date;

pub use words::Words;

/// What names a language in an address.
pub const IN_ADDRESS: &str = "lang";

/// What a query asks of the page itself, whatever the language that it is read in.
pub fn without_language(query: &str) -> String {
    let parts = query
        .split('&')
        .filter(|part| !part.is_empty() && part.split('=').next() != Some(IN_ADDRESS));
    parts.collect::<Vec<_>>().join("&")
}

/// The words of a language.
pub fn words(language: Language) -> &'static Words {
    match language {
        Language::English => &en::WORDS,
        Language::French => &fr::WORDS,
        Language::Spanish => &es::WORDS,
        Language::Russian => &ru::WORDS,
        Language::Chinese => &zh::WORDS,
        Language::Arabic => &ar::WORDS,
    }
}

/// Fills the first place of a text.
pub fn with(text: &str, value: impl std::fmt::Display) -> String {
    let (before, after) = around(text);
    format!("{before}{value}{after}")
}

/// What stands before and after the first place of a text.
pub fn around(text: &str) -> (&str, &str) {
    let Some((before, rest)) = text.split_once('{') else {
        return (text, "");
    };
    (before, rest.split_once('}').map_or("", |(_, after)| after))
}

/// Fills two places of a text, in the order in which they are named, wherever they stand.
pub fn with_two(text: &str, first: (&str, &str), second: (&str, &str)) -> String {
    let map = std::collections::HashMap::from([
        (first.0, first.1.to_owned()),
        (second.0, second.1.to_owned()),
    ]);
    crate::post::fill(text, &map)
}

/// A number as the language writes it.
pub fn number(language: Language, number: impl std::fmt::Display) -> String {
    let mark = match language {
        Language::English | Language::Chinese | Language::Arabic => ",",
        Language::French => "\u{202f}",
        Language::Russian => "\u{a0}",
        Language::Spanish => ".",
    };
    let digits = number.to_string();
    // Spanish sets no mark in a number of four digits.
    if digits.len() < 4 || (language == Language::Spanish && digits.len() == 4) {
        return digits;
    }
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push_str(mark);
        }
        text.push(digit);
    }
    text
}

/// Around a text in a language of its own (Unicode: first strong isolate, and its end).
pub const OWN: (char, char) = ('\u{2068}', '\u{2069}');

/// A text without the signs that set a text apart.
fn plain(text: &str) -> String {
    let letters = text.chars();
    letters
        .filter(|letter| *letter != OWN.0 && *letter != OWN.1)
        .collect()
}

impl Words {
    /// A name or a title within a sentence, set apart so that it keeps its own direction. What is
    /// published is in English so far.
    pub fn own(&self, text: &str) -> String {
        let text = plain(text);
        if self.language == Language::English {
            text
        } else {
            format!("{}{text}{}", OWN.0, OWN.1)
        }
    }

    /// A date as it stands in a text.
    pub fn date(&self, date: Date) -> String {
        self.dated(self.site.date, &self.months, date)
    }

    /// A date where there is little room.
    pub fn short_date(&self, date: Date) -> String {
        self.dated(self.site.date_short, &self.months_short, date)
    }

    fn dated(&self, form: &str, months: &[&str; 12], date: Date) -> String {
        let month = usize::from(date.month().unsigned_abs()) - 1;
        // In French the first of a month is an ordinal.
        let first = date.day() == 1 && form.contains("{day:er}");
        let day = format!("{}{}", date.day(), if first { "er" } else { "" });
        form.replace("{day:er}", &day)
            .replace("{day}", &day)
            .replace("{month}", months.get(month).copied().unwrap_or_default())
            .replace("{year}", &date.year().to_string())
    }

    /// A day and its weekday, where there is little room.
    pub fn day(&self, date: Date) -> String {
        let weekday = usize::from(date.weekday().to_monday_zero_offset().unsigned_abs());
        let weekday = self.weekdays.get(weekday).copied().unwrap_or_default();
        let date = self.short_date(date);
        with_two(self.letters.day, ("weekday", weekday), ("date", &date))
    }

    /// Where a case stands.
    pub fn state(&self, state: State) -> &'static str {
        let w = &self.state;
        match state {
            State::Draft => w.draft,
            State::Filed => w.filed,
            State::Deficient => w.deficient,
            State::Registered => w.registered,
            State::InConsultations => w.in_consultations,
            State::PanelRequested => w.panel_requested,
            State::Composing => w.composing,
            State::Constituted => w.constituted,
            State::WrittenPhase => w.written_phase,
            State::EvidencePhase => w.evidence_phase,
            State::ClosedForDecision => w.closed_for_decision,
            State::Deliberation => w.deliberation,
            State::Drafting => w.drafting,
            State::InterimReview => w.interim_review,
            State::FinalVote => w.final_vote,
            State::Issued => w.issued,
            State::Redaction => w.redaction,
            State::Published => w.published,
            State::CompliancePeriod => w.compliance_period,
            State::ComplianceReview => w.compliance_review,
            State::NonCompliant => w.non_compliant,
            State::Closed => w.closed,
            State::Returned => w.returned,
        }
    }

    /// A stop of the way of a case.
    pub fn stop(&self, stop: Stop) -> &'static str {
        let w = &self.stop;
        match stop {
            Stop::Registered => w.registered,
            Stop::Consultations => w.consultations,
            Stop::Panel => w.panel,
            Stop::WrittenPhase => w.written_phase,
            Stop::Evidence => w.evidence,
            Stop::Deliberation => w.deliberation,
            Stop::Ruling => w.ruling,
            Stop::Published => w.published,
            Stop::Compliance => w.compliance,
            Stop::Closed => w.closed,
        }
    }

    /// What the docket says of an act; nothing, if it is told to nobody.
    pub fn act(&self, act: Act) -> Option<&'static str> {
        let w = &self.act;
        Some(match act {
            Act::Submit => w.submit,
            Act::Register => w.register,
            Act::OpenConsultations => w.open_consultations,
            Act::SkipConsultations => w.skip_consultations,
            Act::RequestPanel => w.request_panel,
            Act::FixSize => w.fix_size,
            Act::Constitute => w.constitute,
            Act::ProceduralOrder => w.procedural_order,
            Act::FileSubmission => w.file_submission,
            Act::WrittenComplete => w.written_complete,
            Act::WaiveHearing => w.waive_hearing,
            Act::OpenDeliberation => w.open_deliberation,
            Act::ScoringComplete => w.scoring_complete,
            Act::SendDraft => w.send_draft,
            Act::Issue => w.issue,
            Act::OpenRedaction => w.open_redaction,
            Act::Publish => w.publish,
            Act::CloseNoAction => w.close_no_action,
            Act::OpenCompliance => w.open_compliance,
            Act::AcceptCompliance => w.accept_compliance,
            Act::FilePlan => w.file_plan,
            Act::ReportCompliance => w.report_compliance,
            Act::ClaimCompliance => w.claim_compliance,
            Act::ContestCompliance => w.contest_compliance,
            Act::FindCompliant => w.find_compliant,
            Act::FindPartial => w.find_partial,
            Act::FindNonCompliant => w.find_non_compliant,
            Act::ConfirmCure => w.confirm_cure,
            Act::Rectify => w.rectify,
            Act::ScheduleRelease => w.schedule_release,
            Act::RequestInterpretation => w.request_interpretation,
            Act::Interpret => w.interpret,
            Act::DeclineInterpretation => w.decline_interpretation,
            Act::RequestRevision => w.request_revision,
            Act::AdmitRevision => w.admit_revision,
            Act::DeclineRevision => w.decline_revision,
            Act::WithdrawRuling => w.withdraw_ruling,
            Act::HoldRecommendations => w.hold_recommendations,
            Act::ReleaseHold => w.release_hold,
            Act::FindDeficient => w.find_deficient,
            Act::Cure => w.cure,
            Act::LapseUncured => w.lapse_uncured,
            Act::RefuseRegistration => w.refuse_registration,
            Act::ProposeComposition => w.propose_composition,
            Act::CommentOnComposition => w.comment_on_composition,
            Act::Nominate => w.nominate,
            Act::AcceptSeat => w.accept_seat,
            Act::DeclineSeat => w.decline_seat,
            Act::DesignateAlternate => w.designate_alternate,
            Act::EndDesignation => w.end_designation,
            Act::FileExhibit => w.file_exhibit,
            Act::AgreeNoHearing => w.agree_no_hearing,
            Act::WaiveInterimReview => w.waive_interim_review,
            Act::CommentOnDraft => w.comment_on_draft,
            Act::ReplyOnDraft => w.reply_on_draft,
            Act::SubstantiveChange => w.substantive_change,
            Act::NothingToRedact => w.nothing_to_redact,
            Act::FileRedactions => w.file_redactions,
            Act::RuleOnRedactions => w.rule_on_redactions,
            Act::PublishTranslation => w.publish_translation,
            Act::AssignSymbol => w.assign_symbol,
            Act::Open
            | Act::Remark
            | Act::SettleRemark
            | Act::Score
            | Act::Revise
            | Act::VoteStep
            | Act::GoOnArguendo
            | Act::EditRuling
            | Act::SkipInterimReview
            | Act::NoComments
            | Act::CommentsConsidered
            | Act::GiveOpinion
            | Act::Vote
            | Act::ReopenOnFlip
            | Act::Sign
            | Act::TranslateRuling => return None,
        })
    }

    /// Which submission was filed.
    pub fn submission(&self, stage: Stage) -> &'static str {
        match stage {
            Stage::ApplicantFirst => self.act.applicant_first,
            Stage::RespondentFirst => self.act.respondent_first,
            Stage::Reply => self.act.reply,
            Stage::Rejoinder => self.act.rejoinder,
        }
    }

    /// What the docket says of an act in the words of the registry: which submission it took in, and
    /// whether that was late.
    pub fn told(&self, act: Act, submission: Option<(Stage, bool)>) -> String {
        match submission {
            Some((stage, true)) => with(self.act.late, self.submission(stage)),
            Some((stage, false)) => self.submission(stage).to_owned(),
            None => self.act(act).unwrap_or_else(|| act.title()).to_owned(),
        }
    }

    /// Who acts for the body.
    pub fn office(&self, office: Office) -> &'static str {
        match office {
            Office::Registry => self.office.registry,
            Office::President => self.office.president,
            Office::Panel => self.office.panel,
        }
    }

    /// What is due under a line of the deadline table.
    pub fn due(&self, limit: TimeLimit) -> &'static str {
        let w = &self.due;
        match limit {
            TimeLimit::Completeness => w.completeness,
            TimeLimit::Cure => w.cure,
            TimeLimit::Service => w.service,
            TimeLimit::Consultations => w.consultations,
            TimeLimit::CompositionComments => w.composition_comments,
            TimeLimit::PanelAgreement => w.panel_agreement,
            TimeLimit::CandidateDisclosure => w.candidate_disclosure,
            TimeLimit::ProceduralOrder => w.procedural_order,
            TimeLimit::ApplicantFirst => w.applicant_first,
            TimeLimit::RespondentFirst => w.respondent_first,
            TimeLimit::Reply => w.reply,
            TimeLimit::Rejoinder => w.rejoinder,
            TimeLimit::CriterionAnswers => w.criterion_answers,
            TimeLimit::DraftComments => w.draft_comments,
            TimeLimit::DraftReplies => w.draft_replies,
            TimeLimit::SecondRound => w.second_round,
            TimeLimit::Opinions => w.opinions,
            TimeLimit::RedactionLists => w.redaction_lists,
            TimeLimit::RedactionRuling => w.redaction_ruling,
            TimeLimit::Publication => w.publication,
            TimeLimit::Remedy => w.remedy,
            TimeLimit::Plan => w.plan,
            TimeLimit::StatusReport => w.status_report,
            TimeLimit::Contest => w.contest,
            TimeLimit::ComplianceDecision => w.compliance_decision,
            TimeLimit::SecondPeriod => w.second_period,
            TimeLimit::Rectification => w.rectification,
            TimeLimit::Interpretation => w.interpretation,
            TimeLimit::Destruction => w.destruction,
            TimeLimit::LinkageDraft => w.linkage_draft,
            TimeLimit::LinkageCheck => w.linkage_check,
            TimeLimit::LinkageReply => w.linkage_reply,
            TimeLimit::LinkageRevision => w.linkage_revision,
            TimeLimit::LinkageTransmission => w.linkage_transmission,
            TimeLimit::LinkageAcknowledgment => w.linkage_acknowledgment,
            TimeLimit::LinkageCorrection => w.linkage_correction,
            TimeLimit::LinkageUpdate => w.linkage_update,
        }
    }

    /// The event from which a limit runs.
    pub fn trigger(&self, trigger: Trigger) -> &'static str {
        let w = &self.trigger;
        match trigger {
            Trigger::Filing => w.filing,
            Trigger::Service => w.service,
            Trigger::Registration => w.registration,
            Trigger::CompositionNote => w.composition_note,
            Trigger::PanelRequest => w.panel_request,
            Trigger::Nomination => w.nomination,
            Trigger::Constitution => w.constitution,
            Trigger::ProceduralOrder => w.procedural_order,
            Trigger::Deliberation => w.deliberation,
            Trigger::FinalVote => w.final_vote,
            Trigger::Issue => w.issue,
            Trigger::CompliancePeriod => w.compliance_period,
            Trigger::Notice => w.notice,
            Trigger::Referral => w.referral,
            Trigger::Finding => w.finding,
            Trigger::CaseEnd => w.case_end,
            Trigger::PeriodEnd => w.period_end,
            Trigger::Draft => w.draft,
            Trigger::Final => w.final_report,
            Trigger::Transmission => w.transmission,
            Trigger::CorrectionRequest => w.correction_request,
            Trigger::Cure => w.cure,
        }
    }

    /// What someone is to do where the rules set no limit; nothing, where they always set one.
    pub fn task(&self, act: Act) -> Option<&'static str> {
        let w = &self.task;
        Some(match act {
            Act::Submit => w.submit,
            Act::OpenConsultations => w.open_consultations,
            Act::SkipConsultations => w.skip_consultations,
            Act::RequestPanel => w.request_panel,
            Act::ProposeComposition => w.propose_composition,
            Act::FixSize => w.fix_size,
            Act::Nominate => w.nominate,
            Act::Constitute => w.constitute,
            Act::AgreeNoHearing => w.agree_no_hearing,
            Act::WaiveHearing => w.waive_hearing,
            Act::OpenDeliberation => w.open_deliberation,
            Act::VoteStep => w.vote_step,
            Act::ScoringComplete => w.scoring_complete,
            Act::SkipInterimReview => w.skip_interim_review,
            Act::SendDraft => w.send_draft,
            Act::CommentsConsidered => w.comments_considered,
            Act::Vote => w.vote,
            Act::ReopenOnFlip => w.reopen_on_flip,
            Act::Sign => w.sign,
            Act::Issue => w.issue,
            Act::OpenRedaction => w.open_redaction,
            Act::AcceptCompliance => w.accept_compliance,
            Act::AdmitRevision => w.admit_revision,
            Act::ConfirmCure => w.confirm_cure,
            Act::TranslateRuling => w.translate_ruling,
            Act::PublishTranslation => w.publish_translation,
            _ => return None,
        })
    }

    /// From what a limit runs, since which day, and what follows when it is missed.
    pub fn runs(&self, limit: TimeLimit, since: Date) -> String {
        let (event, day) = (self.trigger(limit.terms().runs_from), self.day(since));
        let runs = with_two(self.trigger.runs, ("event", event), ("day", &day));
        format!("{runs} {}", self.missed(limit))
    }

    /// What follows when a limit is missed.
    pub fn missed(&self, limit: TimeLimit) -> &'static str {
        let w = &self.missed;
        match limit {
            TimeLimit::Cure => return w.cure,
            TimeLimit::Consultations => return w.consultations,
            TimeLimit::PanelAgreement => return w.panel_agreement,
            TimeLimit::DraftComments => return w.draft_comments,
            TimeLimit::Publication => return w.publication,
            TimeLimit::Destruction => return w.destruction,
            _ => {}
        }
        match limit.terms().missed {
            Missed::Escalate => w.escalate,
            Missed::EscalatePublic => w.escalate_public,
            Missed::Lapse => w.lapse,
            Missed::Proceed => w.proceed,
            Missed::DeemedConsent => w.deemed_consent,
            Missed::DeemedRefused => w.deemed_refused,
            Missed::Automatic => w.automatic,
            Missed::Reported => w.reported,
            Missed::Resend => w.resend,
        }
    }

    /// A step of the review.
    pub fn step(&self, step: Step) -> &'static str {
        match step {
            Step::Threshold => self.law.threshold,
            Step::GoodFaith => self.law.good_faith,
            Step::Necessity => self.law.necessity,
            Step::Proportionality => self.law.proportionality,
        }
    }

    /// A finding.
    pub fn finding(&self, finding: Finding) -> &'static str {
        match finding {
            Finding::Met => self.law.met,
            Finding::NotMet => self.law.not_met,
            Finding::NotReached => self.law.not_reached,
            Finding::NoFinding => self.law.no_finding,
        }
    }

    /// What a claim came to.
    pub fn outcome(&self, outcome: Outcome) -> &'static str {
        let w = &self.law;
        match outcome {
            Outcome::Justified => w.justified,
            Outcome::NotJustifiedT0 => w.not_justified_t0,
            Outcome::NotJustifiedT1a => w.not_justified_t1a,
            Outcome::NotJustifiedT1b => w.not_justified_t1b,
            Outcome::NotJustifiedT2 => w.not_justified_t2,
            Outcome::NotJustifiedT3 => w.not_justified_t3,
            Outcome::PartlyJustified => w.partly_justified,
            Outcome::NotReached => w.claim_not_reached,
            Outcome::Moot => w.moot,
        }
    }

    /// What is noted beside an outcome.
    pub fn concern(&self, concern: Concern) -> &'static str {
        match concern {
            Concern::Necessity => self.law.concern_necessity,
            Concern::Proportionality => self.law.concern_proportionality,
        }
    }

    /// What a member is an expert in.
    pub fn discipline(&self, discipline: Discipline) -> &'static str {
        match discipline {
            Discipline::Legal => self.law.legal,
            Discipline::Security => self.law.security,
            Discipline::Technology => self.law.technology,
        }
    }

    /// The technology that a measure touches.
    pub fn technology(&self, class: Technology) -> &'static str {
        match class {
            Technology::HighlyMilitarised => self.law.highly_militarised,
            Technology::DualUse => self.law.dual_use,
            Technology::Commercial => self.law.commercial,
            Technology::NotConcerned => self.law.not_concerned,
        }
    }

    /// The standard of review.
    pub fn profile(&self, profile: Profile) -> &'static str {
        match profile {
            Profile::P1 => self.law.p1,
            Profile::P2 => self.law.p2,
            Profile::P3 => self.law.p3,
            Profile::P4 => self.law.p4,
        }
    }

    /// Whether a ruling binds.
    pub fn legal_effect(&self, effect: LegalEffect) -> &'static str {
        match effect {
            LegalEffect::Binding => self.law.binding,
            LegalEffect::Recommendatory => self.law.recommendatory,
        }
    }

    /// Where a remedy stands.
    pub fn remedy(&self, status: Status) -> &'static str {
        match status {
            Status::Running => self.law.running,
            Status::Overdue => self.law.overdue,
            Status::Done => self.law.done,
        }
    }

    /// Whether a ruling stands.
    pub fn standing(&self, standing: Standing) -> &'static str {
        match standing {
            Standing::Stands => self.facets.stands,
            Standing::Revised => self.facets.revised,
        }
    }

    /// The heading of a section of a ruling.
    pub fn section(&self, section: Section) -> &'static str {
        let w = &self.section;
        match section {
            Section::TermsOfReference => w.terms_of_reference,
            Section::Participation => w.participation,
            Section::Classification => w.classification,
            Section::Findings => w.findings,
            Section::Evidence => w.evidence,
            Section::InterimReview => w.interim_review,
            Section::Outcomes => w.outcomes,
            Section::Recommendations => w.recommendations,
            Section::Votes => w.votes,
            Section::Opinions => w.opinions,
            Section::Addenda => w.addenda,
        }
    }

    /// The heading of what a member says in their own name, with a place for the name.
    pub fn opinion(&self, kind: OpinionKind) -> &'static str {
        match kind {
            OpinionKind::Dissent => self.section.dissent,
            OpinionKind::Separate => self.section.separate,
            OpinionKind::Declaration => self.section.declaration,
        }
    }

    /// What stands in the place of a masked passage.
    pub fn bar(&self, reason: RedactionReason) -> String {
        let w = &self.mask;
        let why = match reason {
            RedactionReason::EssentialSecurity => w.essential_security,
            RedactionReason::BusinessConfidential => w.business_confidential,
            RedactionReason::PersonalData => w.personal_data,
            RedactionReason::ThirdParty => w.third_party,
            RedactionReason::LawEnforcement => w.law_enforcement,
        };
        format!("{BAR} {why}")
    }

    /// What happened to a ruling.
    pub fn change(&self, change: PublicationChange) -> &'static str {
        match change {
            PublicationChange::Published => self.law.published,
            PublicationChange::Corrected => self.law.corrected,
            PublicationChange::Interpreted => self.law.interpreted,
            PublicationChange::Released => self.law.released,
            PublicationChange::Revised => self.law.revised,
            PublicationChange::Translated => self.law.translated,
            PublicationChange::Withdrawn => self.law.withdrawn,
        }
    }
}

#[cfg(test)]
mod tests;
