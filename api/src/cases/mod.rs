//! Cases: opened by an applicant, run by the registry, moved by acts along the machine of the
//! domain. Other slices move a case only through [`take`], [`Case::after`] and [`step`].

mod conduct;
mod queries;
mod request;
mod routes;

use domain::Word;
use domain::calendar::Due;
use domain::case::{Act, Facts, State};
use domain::deadline::{Owed, TimeLimit};
use domain::filing::{self, Stage as StageWord};
use domain::panel::{self, Size};
use domain::people::{Discipline, Side as SideWord};
use domain::refusal::Refusal;
use domain::ruling::revision_in_time;
use jiff::ToSpan;
use serde_json::Value;
use uuid::Uuid;

use crate::authz::{CaseFacts, Fact, Resource};
use crate::bodies::{self, BodyOf, Rules};
use crate::db::{Permit, Tx};
use crate::deadlines::{self, Deadline, Debtor, Of, Opening};
use crate::documents;
use crate::error::{Error, Result};
use crate::record::Docketed;
use crate::wire::Spelled;

pub use conduct::{
    agree_no_hearing, await_closure, open_consultations, procedural_order, skip_consultations,
    waive_hearing,
};
pub use queries::{
    Brief, CaseRow, Change, Claim, Predicate, Progress, SaidSoFar, SeatsOf, Took, YearOf,
};
pub use request::{
    CaseDraft, Certificate, ClaimDraft, ConsentBasis, Defect, cure, draft, find_deficient,
    lapse_uncured, refuse_registration, register,
};
pub use routes::{CaseView, ClaimView, mount};

/// What the parties have said where the rules ask both.
pub mod said {
    /// A comment on the composition note.
    pub const HEARD: &str = "heard_on_size";
    /// Asks for a member from a developing State (G-DIV).
    pub const DEVELOPING_MEMBER: &str = "developing_member";
    /// Consent to decide without a hearing.
    pub const NO_HEARING: &str = "no_hearing";
    /// Consent to do without the interim review.
    pub const NO_INTERIM_REVIEW: &str = "no_interim_review";
    /// A list of what must stay hidden.
    pub const REDACTIONS: &str = "redactions";
    /// Nothing must stay hidden.
    pub const NO_REDACTION: &str = "no_redaction";
}

/// Which cases a caller may list.
#[derive(Clone, Copy, Debug)]
pub enum Scope {
    /// All that were filed.
    All,
    /// Those of one's state, and those in which one sits or is asked to.
    Own,
}

/// What is owed though the case is closed: what was asked about its ruling is answered, and what only some could
/// read is destroyed.
const OUTLIVE: [&str; 5] = [
    "document.destroy",
    "case.interpret",
    "case.admit_revision",
    "case.translate_ruling",
    "case.publish_translation",
];

/// A case, with what the law asks about it.
#[derive(Clone, Debug)]
pub struct Case {
    /// What is stored.
    pub row: CaseRow,
    /// How far it is.
    pub progress: Progress,
    /// What its panel has said so far, for those who sit.
    pub said: SaidSoFar,
    /// Its deadlines; after a revision, those since it was admitted.
    pub deadlines: Vec<Deadline>,
    /// The rules under which it was filed.
    pub rules: Rules,
}

/// What an act puts on the record.
#[derive(Default)]
pub struct Entry {
    /// The docket's text, when the act's own title does not say enough.
    pub title: Option<String>,
    /// What belongs to it.
    pub detail: Value,
    /// The filing that it takes in.
    pub filing: Option<Uuid>,
}

impl Case {
    /// Its id.
    pub fn id(&self) -> Uuid {
        self.row.id
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        self.row.state.0
    }

    /// As deadlines name it.
    pub fn of(&self) -> Of {
        Of::Case(self.row.id)
    }

    /// The request as it stands.
    pub fn request(&self) -> Result<CaseDraft> {
        Ok(serde_json::from_value(self.row.request.clone())?)
    }

    /// The side that a state is on.
    pub fn side(&self, state: &str) -> Option<SideWord> {
        if state == self.row.applicant {
            Some(SideWord::Applicant)
        } else if state == self.row.respondent {
            Some(SideWord::Respondent)
        } else {
            None
        }
    }

    /// The state on a side.
    pub fn state_of(&self, side: SideWord) -> &str {
        match side {
            SideWord::Applicant => &self.row.applicant,
            SideWord::Respondent => &self.row.respondent,
        }
    }

    /// The side of the person who asks; acts of parties need one.
    pub fn my_side(&self, tx: &Tx<'_>) -> Result<SideWord> {
        self.side(&tx.who().state)
            .ok_or_else(|| Error::Forbidden("Only a party of this case may do that.".to_owned()))
    }

    /// Is this act still owed in the case, by this person if one is named?
    pub fn waits_for(&self, act: &str, person: Option<Uuid>) -> bool {
        self.deadlines.iter().any(|one| {
            one.state == "open" && one.act == act && (person.is_none() || one.person == person)
        })
    }

    /// Has the side said this?
    pub fn has_said(&self, side: SideWord, what: &str) -> bool {
        let said = match side {
            SideWord::Applicant => &self.row.applicant_said,
            SideWord::Respondent => &self.row.respondent_said,
        };
        said.iter().any(|word| word == what)
    }

    /// Was such a deadline ever opened in the case?
    fn has_limit(&self, limit: TimeLimit) -> bool {
        let mut all = self.deadlines.iter();
        all.any(|one| one.rule == Some(Spelled(limit)))
    }

    fn both_said(&self, what: &str) -> bool {
        self.has_said(SideWord::Applicant, what) && self.has_said(SideWord::Respondent, what)
    }

    /// Written submissions on the record.
    pub fn stages(&self) -> Vec<StageWord> {
        self.progress
            .stages
            .iter()
            .filter_map(|text| StageWord::parse(text))
            .collect()
    }

    /// Written submissions whose limit has run.
    pub fn missed_stages(&self, now: jiff::Timestamp) -> Vec<StageWord> {
        StageWord::ALL
            .iter()
            .copied()
            .filter(|stage| deadlines::has_run(&self.deadlines, stage.limit(), now))
            .collect()
    }

    /// What the law asks, as far as the record answers it without the content of an act.
    pub fn facts(&self, tx: &Tx<'_>) -> Facts {
        let (now, row) = (tx.now(), &self.row);
        let run = |limit| deadlines::has_run(&self.deadlines, limit, now);
        let (filed, missed) = (self.stages(), self.missed_stages(now));
        Facts {
            parties_differ: row.applicant != row.respondent,
            complete: self
                .request()
                .is_ok_and(|request| request.faults().is_empty()),
            defects_open: self.defects_open(),
            defects_named: 0,
            cure_limit_run: run(TimeLimit::Cure),
            // A request without a basis of consent, or an invitation to give it, cannot be written.
            consent_arguable: true,
            reasoned: false,
            regional_certificate_valid: self.certificate_valid(now),
            // T-08 opens the panel request without a limit: DL-07 is treated as run from then on,
            // whatever the certificate's age now.
            consultation_period_run: run(TimeLimit::Consultations)
                || self
                    .deadlines
                    .iter()
                    .any(|one| one.act == "case.request_panel" && one.rule.is_none()),
            composition_proposed: row.composition_note.is_some(),
            comment_limit_run: run(TimeLimit::CompositionComments),
            parties_heard_on_size: self.both_said(said::HEARD),
            composition: if self.progress.seats_open == 0 {
                Ok(())
            } else {
                Err(Refusal::PanelSeatsOpen)
            },
            // What an act names, it says itself.
            alternates_seat: false,
            alternate_ready: self.progress.alternates_ready > 0,
            alternate_sits: !self.progress.sitting_alternates.is_empty(),
            submissions_done: filing::is_complete(&filed, &missed),
            // Exhibits enter whole or not at all, and nothing else about evidence can be open yet.
            evidence_open: false,
            both_agree_no_hearing: self.both_said(said::NO_HEARING),
            quorum: self.has_quorum(),
            sitting: self.progress.sitting.contains(&tx.person()),
            every_step_done: self.said.steps_done,
            interim_review_in_rules: self.rules.interim_review(),
            interim_review_waived: self.interim_review_waived(),
            draft_sent: self.progress.draft_rounds > 0,
            interim_review_held: self.progress.considered,
            class_checked: false,
            draft_comment_limit_run: self.draft_comment_limit_run(now),
            draft_commented: self.progress.ever_commented,
            draft_reply_open: self.replies_open(now).any(|one| {
                let state = one.party.as_deref();
                state.is_some_and(|state| state == tx.who().state)
            }),
            interim_heard: (self.progress.commented.len() == 2
                || self.draft_comment_limit_run(now))
                && self.replies_open(now).next().is_none(),
            interim_answered: false,
            opinions_in: !self.progress.opinions_open || run(TimeLimit::Opinions),
            opinion_limit_run: run(TimeLimit::Opinions),
            ruling_complete: self.progress.ruling_complete,
            departure_reasons_missing: self.said.departures_missing,
            confirmed: self.progress.voted && !self.progress.flipped,
            flipped: self.progress.flipped,
            signed_by_presiding: self.progress.signed,
            redaction_limit_run: run(TimeLimit::RedactionLists),
            redactions_open: self.progress.redactions_open,
            redaction_ready: run(TimeLimit::Publication)
                || !self.progress.redactions_open
                    && (run(TimeLimit::RedactionLists)
                        || SideWord::ALL
                            .iter()
                            .all(|side| self.has_spoken_on_redaction(*side))),
            remedies_due: self.progress.claims_failed,
            // What the respondent says waits for the applicant's word.
            compliance_claimed: self.waits_for("case.contest_compliance", None)
                || self.waits_for("case.confirm_cure", None),
            compliance_late: if self.has_limit(TimeLimit::SecondPeriod) {
                run(TimeLimit::SecondPeriod)
            } else {
                run(TimeLimit::Remedy)
            } || self.deadlines.iter().any(|one| {
                let report = one.rule == Some(Spelled(TimeLimit::StatusReport));
                report && one.state == "open" && one.due_at.is_some_and(|due| due < now)
            }),
            second_period_given: self.has_limit(TimeLimit::SecondPeriod),
            rectification_in_time: self.rectification_in_time(self.progress.last_issued, now),
            interpretation_asked: self.waits_for("case.interpret", None),
            revision_asked: self.waits_for("case.admit_revision", None),
            nothing_asked: !self.waits_for("case.interpret", None)
                && !self.waits_for("case.admit_revision", None),
            // When the fact was discovered, the request says; here, that ten years have not passed.
            revision_in_time: row.issued_at.is_some_and(|issued| {
                let date = |at| self.rules.calendar.date_of(at);
                revision_in_time(date(now), date(issued), date(now))
            }),
            release_hour_come: self.release_hour().is_none_or(|hour| hour <= now),
            ruling_public: self.progress.ruling_public,
            any_ruling_public: self.progress.any_public,
            holdable: row.held_at.is_none(),
            held: row.held_at.is_some(),
        }
    }

    fn has_quorum(&self) -> bool {
        let size = self.row.panel_size;
        let size = size.and_then(|size| Size::parse(&size.to_string()));
        size.is_some_and(|size| {
            let seated = self.progress.disciplines.iter();
            let seated: Vec<_> = seated.filter_map(|word| Discipline::parse(word)).collect();
            panel::has_quorum(size, &seated)
        })
    }

    /// A request that still reads as it did when the defects were named cures none of them; whether a
    /// rewritten one cures them all, the registrar sees when it is filed again.
    fn defects_open(&self) -> u32 {
        if self.row.deficient_request.as_ref() != Some(&self.row.request) {
            return 0;
        }
        let defects = self.row.defects.as_array();
        defects.map_or(0, |all| u32::try_from(all.len()).unwrap_or(u32::MAX))
    }

    /// Has the side said what must stay hidden, or that nothing must?
    pub fn has_spoken_on_redaction(&self, side: SideWord) -> bool {
        self.has_said(side, said::NO_REDACTION) || self.has_said(side, said::REDACTIONS)
    }

    /// Are the recommendations held from whoever asks? The panel knows what it wrote.
    pub fn held_from(&self, person: Uuid) -> bool {
        self.row.held_at.is_some() && !self.progress.sitting.contains(&person)
    }

    /// May a slip still be corrected in a ruling that was issued then (DL-63)?
    pub fn rectification_in_time(
        &self,
        issued: Option<jiff::Timestamp>,
        now: jiff::Timestamp,
    ) -> bool {
        let (limits, calendar) = (&self.rules.limits, &self.rules.calendar);
        issued.is_some_and(|at| {
            let due = limits.due(TimeLimit::Rectification, calendar, at);
            now <= due.instant
        })
    }

    /// The last instant at which the ruling is published (DL-56); from issue on.
    pub fn longstop(&self) -> Option<Due> {
        let (limits, calendar) = (&self.rules.limits, &self.rules.calendar);
        let issued = self.row.issued_at?;
        Some(limits.due(TimeLimit::Publication, calendar, issued))
    }

    /// The hour at which the ruling is to become public, where the registrar has set one: what then
    /// falls due is the publication, sooner than the rules have it.
    pub fn release_hour(&self) -> Option<jiff::Timestamp> {
        let longstop = self.longstop()?.instant;
        let mut open = self
            .deadlines
            .iter()
            .rev()
            .filter(|one| one.state == "open");
        let due = open.find(|one| one.rule == Some(Spelled(TimeLimit::Publication)))?;
        due.due_at.filter(|at| *at < longstop)
    }

    /// Have both parties agreed to do without the interim review?
    pub fn interim_review_waived(&self) -> bool {
        self.both_said(said::NO_INTERIM_REVIEW)
    }

    fn draft_comment_limit_run(&self, now: jiff::Timestamp) -> bool {
        let limit = if self.progress.draft_rounds > 1 {
            TimeLimit::SecondRound
        } else {
            TimeLimit::DraftComments
        };
        deadlines::has_run(&self.deadlines, limit, now)
    }

    /// Replies to comments on the draft that may still come.
    fn replies_open(&self, now: jiff::Timestamp) -> impl Iterator<Item = &Deadline> {
        self.deadlines.iter().filter(move |one| {
            one.rule == Some(Spelled(TimeLimit::DraftReplies))
                && one.state == "open"
                && one.due_at.is_some_and(|due| now <= due)
        })
    }

    fn certificate_valid(&self, now: jiff::Timestamp) -> bool {
        let Some(certificate) = self
            .row
            .certificate
            .clone()
            .and_then(|value| serde_json::from_value::<Certificate>(value).ok())
        else {
            return false;
        };
        let today = self.rules.calendar.date_of(now);
        certificate.issued_on <= today && today < certificate.issued_on.saturating_add(12.months())
    }

    /// Is the screen fresh, and where does the act lead? `adjust` adds what the act's content says.
    pub fn after(
        &self,
        tx: &Tx<'_>,
        seen: Option<i32>,
        act: Act,
        adjust: impl FnOnce(&mut Facts),
    ) -> Result<State> {
        if seen.is_some_and(|seen| seen != self.row.version) {
            return Err(Error::Stale);
        }
        let mut facts = self.facts(tx);
        adjust(&mut facts);
        Ok(self.state().after(act, &facts)?)
    }

    /// The acts that are open to the person who asks: in order now, and theirs by policy.
    pub fn can(&self, tx: &Tx<'_>) -> Vec<Act> {
        let mut facts = self.facts(tx);
        // What the content of the act will say, or refuse, field by field.
        facts.defects_named = 1;
        facts.reasoned = true;
        facts.class_checked = true;
        facts.interim_answered = true;
        facts.alternates_seat = true;
        let mine = self.side(&tx.who().state);
        let said = |what| mine.is_some_and(|side| self.has_said(side, what));
        self.state()
            .open_acts(&facts)
            .filter(|act| !act.by_clock())
            .filter(|act| match act {
                Act::Open => mine == Some(SideWord::Applicant),
                Act::CommentOnComposition => !said(said::HEARD),
                Act::AgreeNoHearing => !said(said::NO_HEARING),
                Act::NothingToRedact | Act::FileRedactions => {
                    mine.is_some_and(|side| !self.has_spoken_on_redaction(side))
                }
                Act::WaiveInterimReview => !said(said::NO_INTERIM_REVIEW),
                Act::CommentOnDraft => mine.is_some_and(|side| {
                    !self
                        .progress
                        .commented
                        .iter()
                        .any(|one| one == side.as_str())
                }),
                Act::FileSubmission => mine.is_some_and(|side| {
                    filing::file_next(side, &self.stages(), &self.missed_stages(tx.now())).is_ok()
                }),
                Act::ProposeComposition => self.row.composition_note.is_none(),
                // A seat without a candidate is what the registrar owes a nomination for.
                Act::Nominate => {
                    self.waits_for("case.nominate", None) || self.progress.alternates_open > 0
                }
                Act::AcceptSeat => self.waits_for("case.accept_seat", Some(tx.person())),
                Act::DeclineSeat => self.progress.is_named(tx.person()),
                // These are offered by the room in which they are done.
                Act::Score | Act::Revise | Act::VoteStep | Act::GoOnArguendo | Act::Vote => false,
                Act::Remark | Act::SettleRemark => false,
                _ => true,
            })
            .filter(|act| match act {
                Act::Open => tx.may("case.open", &BodyOf::this(tx)),
                _ => tx.may(&format!("case.{}", act.as_str()), self),
            })
            .collect()
    }

    /// Where the case stands, as far as the person who asks may know it: that the panel votes is
    /// nobody else's business until the presiding member has signed.
    pub fn shown_state(&self, tx: &Tx<'_>) -> State {
        let told = self.progress.signed || self.progress.sitting.contains(&tx.person());
        shown_of(&self.row, told)
    }
}

impl Resource for Case {
    const KIND: &'static str = "Case";

    fn id(&self) -> Uuid {
        self.row.id
    }

    fn case(&self) -> Option<Uuid> {
        Some(self.row.id)
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        let (row, progress) = (&self.row, &self.progress);
        CaseFacts {
            sitting: progress.sitting.clone(),
            candidates: progress.candidates.clone(),
            alternates: progress.alternates.clone(),
            sitting_alternates: progress.sitting_alternates.clone(),
            presiding: progress.presiding,
            published: progress.ever_published,
            let_in: progress.let_in.clone(),
            ..row.facts()
        }
        .all()
    }
}

impl CaseRow {
    /// What policies ask of it, as far as the row tells: of nobody that they sit or are named.
    fn facts(&self) -> CaseFacts {
        CaseFacts {
            applicant: self.applicant.clone(),
            respondent: self.respondent.clone(),
            draft: self.state.0 == State::Draft,
            served: self.registered_at.is_some(),
            filed_by: self.filed_by,
            sitting: Vec::new(),
            candidates: Vec::new(),
            alternates: Vec::new(),
            sitting_alternates: Vec::new(),
            presiding: None,
            issued: self.issued_at.is_some(),
            published: self.published_at.is_some(),
            held: self.held_at.is_some(),
            let_in: Vec::new(),
        }
    }
}

/// A line of the docket list, as policies see its case: whoever asks sits, or does not.
struct Listed<'a> {
    row: &'a CaseRow,
    sitting: Option<Uuid>,
}

impl Resource for Listed<'_> {
    const KIND: &'static str = "Case";

    fn id(&self) -> Uuid {
        self.row.id
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        CaseFacts {
            sitting: self.sitting.into_iter().collect(),
            ..self.row.facts()
        }
        .all()
    }
}

/// A case that the caller may see.
pub async fn find(tx: &mut Tx<'_>, id: Uuid) -> Result<Case> {
    load(tx, id, false, "case.view").await
}

/// A case of which the caller may see what `action` says, if not the case itself.
pub async fn find_to(tx: &mut Tx<'_>, id: Uuid, action: &str) -> Result<Case> {
    load(tx, id, false, action).await
}

/// The same, locked until the transaction ends: every act on a case begins with this.
pub async fn take(tx: &mut Tx<'_>, id: Uuid) -> Result<Case> {
    bodies::hold_clock(tx).await?;
    load(tx, id, true, "case.view").await
}

async fn load(tx: &mut Tx<'_>, id: Uuid, lock: bool, action: &str) -> Result<Case> {
    let row = queries::find(tx, id, lock).await?;
    let (progress, said) = queries::progress(tx, id).await?;
    let mut deadlines = deadlines::of(tx, Of::Case(id)).await?;
    // What fell due about a ruling that was revised since is not what the law asks of this one.
    deadlines.retain(|one| progress.reopened.is_none_or(|at| at <= one.opened_at));
    let rules = bodies::rules(tx, row.rules_version).await?;
    let case = Case {
        row,
        progress,
        said,
        deadlines,
        rules,
    };
    tx.see(action, &case, "case")?;
    Ok(case)
}

/// Seals how far the panel of a case is, as [`Case::facts`] asks it.
pub fn seal_said(tx: &Tx<'_>, case: Uuid, said: SaidSoFar) -> Result<Vec<u8>> {
    queries::seal_said(tx, case, said)
}

/// The claims of a case, from registration on.
pub async fn claims(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<Claim>> {
    queries::claims(tx, case).await
}

/// Moves the case where the act leads, puts the act on the record (and the docket, if it is
/// docketed), and settles what waited for it. Gives the docket number.
pub async fn step(
    tx: &mut Tx<'_>,
    case: &mut Case,
    permit: Permit,
    act: Act,
    to: State,
    entry: Entry,
) -> Result<Option<i32>> {
    let from = case.state();
    let scored_before = case.row.scored_at.is_some();
    // A version that ran on with what the panel does behind its door would tell of it.
    let again = act == Act::ScoringComplete && scored_before;
    let behind = matches!(
        from,
        State::Deliberation | State::Drafting | State::FinalVote
    ) && (again || !act.docketed());
    let outward = from.shown_outside(scored_before) != to.shown_outside(scored_before)
        || !(behind || act == Act::EditRuling);
    if act != Act::Vote {
        case.row.version = queries::advance(tx, &permit, &case.row, to, outward).await?;
    }
    case.row.state.0 = to;
    let by = match act {
        Act::CommentOnComposition
        | Act::AgreeNoHearing
        | Act::WaiveInterimReview
        | Act::CommentOnDraft
        | Act::ReplyOnDraft
        | Act::NothingToRedact => Some(Debtor::party(Owed::BothParties, &tx.who().state.clone())),
        Act::AcceptSeat | Act::DeclineSeat if !tx.is_clock() => {
            Some(Debtor::person(Owed::Candidate, tx.person()))
        }
        Act::Vote | Act::GiveOpinion => Some(Debtor::person(Owed::EachMember, tx.person())),
        _ => None,
    };
    let many = matches!(
        act,
        Act::Nominate
            | Act::FileExhibit
            | Act::Score
            | Act::Revise
            | Act::VoteStep
            | Act::EditRuling
            | Act::ReportCompliance
    );
    if !many {
        deadlines::settle(
            tx,
            case.of(),
            &format!("case.{}", act.as_str()),
            by.as_ref(),
        )
        .await?;
    }
    if to.is_closed() && !from.is_closed() {
        deadlines::cancel_all(tx, case.of(), &OUTLIVE).await?;
    }
    if to.has_ended() {
        // Also where a revision was declined: what was kept for it is kept no longer.
        documents::case_ended(tx, case.row.id, &case.rules, &case.row.caption).await?;
    }
    // That the scoring was complete is told once.
    let no = if act.docketed() && !again {
        let served_on = case.rules.calendar.served(tx.now()).date;
        let docketed = Docketed {
            act,
            // Parties read the docket: that the panel votes, or has taken a claim up again, is not told.
            state_after: to.shown_outside(scored_before),
            title: entry.title,
            detail: entry.detail,
            filing: entry.filing,
            served_on,
        };
        Some(tx.docket(permit, case.row.id, docketed).await?)
    } else {
        tx.record_in_case(permit, case.row.id, entry.detail).await?;
        None
    };
    Ok(no)
}

/// Changes what an act changes beside the state; before [`step`], with the same permit.
pub async fn change(
    tx: &mut Tx<'_>,
    permit: &Permit,
    case: &mut Case,
    change: Change,
) -> Result<()> {
    queries::change(tx, permit, case.row.id, change).await
}

/// Notes what a side has said where both are asked.
pub async fn note_said(
    tx: &mut Tx<'_>,
    permit: &Permit,
    case: &mut Case,
    side: SideWord,
    what: &str,
) -> Result<()> {
    let said = match side {
        SideWord::Applicant => &mut case.row.applicant_said,
        SideWord::Respondent => &mut case.row.respondent_said,
    };
    said.push(what.to_owned());
    let change = match side {
        SideWord::Applicant => Change {
            applicant_said: Some(said.clone()),
            ..Change::default()
        },
        SideWord::Respondent => Change {
            respondent_said: Some(said.clone()),
            ..Change::default()
        },
    };
    queries::change(tx, permit, case.row.id, change).await
}

/// Opens what is owed next in the case: one deadline for each who owes it.
pub async fn owe(
    tx: &mut Tx<'_>,
    case: &Case,
    limit: Option<TimeLimit>,
    act: Act,
    by: Owed,
    what: &str,
) -> Result<()> {
    let debtors = match by {
        Owed::BothParties => vec![
            Debtor::party(Owed::BothParties, &case.row.applicant),
            Debtor::party(Owed::BothParties, &case.row.respondent),
        ],
        Owed::Applicant => vec![Debtor::party(by, &case.row.applicant)],
        Owed::Respondent => vec![Debtor::party(by, &case.row.respondent)],
        Owed::PresidingMember => case
            .progress
            .presiding
            .iter()
            .map(|id| Debtor::person(by, *id))
            .collect(),
        Owed::EachMember => case
            .progress
            .sitting
            .iter()
            .map(|id| Debtor::person(by, *id))
            .collect(),
        _ => vec![Debtor::role(by)],
    };
    for by in debtors {
        owe_to(tx, case, limit, act, by, what).await?;
    }
    Ok(())
}

/// Opens what one person or party owes in the case.
pub async fn owe_to(
    tx: &mut Tx<'_>,
    case: &Case,
    limit: Option<TimeLimit>,
    act: Act,
    by: Debtor,
    what: &str,
) -> Result<()> {
    owe_as(tx, case, limit, act, by, (what, false)).await
}

/// Opens what may be owed behind a door: whether anything is, and what, is sealed.
pub async fn owe_sealed(
    tx: &mut Tx<'_>,
    case: &Case,
    limit: Option<TimeLimit>,
    act: Act,
    by: Debtor,
    what: &str,
) -> Result<()> {
    owe_as(tx, case, limit, act, by, (what, true)).await
}

async fn owe_as(
    tx: &mut Tx<'_>,
    case: &Case,
    limit: Option<TimeLimit>,
    act: Act,
    by: Debtor,
    (what, sealed): (&str, bool),
) -> Result<()> {
    let opening = Opening {
        of: case.of(),
        heading: &case.row.caption,
        limit,
        act: format!("case.{}", act.as_str()),
        by,
        what,
        sealed,
    };
    deadlines::open(tx, &case.rules, opening).await
}

/// A page of the docket list within what the caller may see, newest first; each with where it
/// stands as [`Case::shown_state`] says it on the case's own page, and what was found for those who read that.
pub async fn list(
    tx: &mut Tx<'_>,
    state: Option<State>,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<(CaseRow, State)>> {
    let body = BodyOf::this(tx);
    let scope = if tx.may("case.list_all", &body) {
        Scope::All
    } else if tx.may("case.list_own", &body) {
        Scope::Own
    } else {
        return Ok(Vec::new());
    };
    let signed = queries::signed(tx).await?;
    let rows = queries::list(tx, scope, state, &signed, after, limit).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let mine = queries::mine_to_decide(tx, &ids).await?;
    let shown = rows.into_iter().map(|mut row| {
        let sits = mine.contains(&row.id);
        let state = shown_of(&row, sits || signed.contains(&row.id));
        let listed = Listed {
            row: &row,
            sitting: sits.then(|| tx.person()),
        };
        if !tx.may("case.view_results", &listed) {
            row.results = None;
        }
        (row, state)
    });
    Ok(shown.collect())
}

/// Where a case stands as someone is shown who is told of the final vote, or is not.
fn shown_of(row: &CaseRow, told: bool) -> State {
    if told {
        row.state.0
    } else {
        row.state.0.shown_outside(row.scored_at.is_some())
    }
}

/// A revision is admitted: the case is on its way to another ruling, as if it had none.
pub async fn reopen(tx: &mut Tx<'_>, permit: &Permit, case: &mut Case) -> Result<()> {
    queries::reopen(tx, permit, case.row.id).await?;
    case.row.scored_at = None;
    case.row.issued_at = None;
    case.row.published_at = None;
    Ok(())
}

/// Puts the recommendations of a case under the hold of Article 12, or takes it off.
pub async fn hold(tx: &mut Tx<'_>, permit: &Permit, case: Uuid, on: bool) -> Result<()> {
    queries::hold(tx, permit, case, on).await
}

/// The cases whose recommendations are held under Article 12 of the Charter.
pub async fn held(tx: &mut Tx<'_>) -> Result<Vec<Uuid>> {
    queries::held(tx).await
}

/// Cases as they are stored, in no order: for slices that already know that the caller may see them.
pub async fn by_ids(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<CaseRow>> {
    queries::by_ids(tx, ids).await
}

/// The same in a few words.
pub async fn briefs(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<Brief>> {
    queries::briefs(tx, ids).await
}

/// Cases that were on the register by an instant and in which the state is a party, in no order.
pub async fn registered_of(
    tx: &mut Tx<'_>,
    state: &str,
    until: jiff::Timestamp,
) -> Result<Vec<Brief>> {
    queries::registered_of(tx, state, until).await
}

/// The numbers of those of these cases that are registered, as `2026/3`.
pub async fn numbers(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<(Uuid, String)>> {
    let rows = queries::numbers(tx, ids).await?.into_iter();
    let number = |(id, year, number): (Uuid, Option<i32>, Option<i32>)| {
        let (year, number) = year.zip(number)?;
        Some((id, format!("{year}/{number}")))
    };
    Ok(rows.filter_map(number).collect())
}

/// Which number each of these claims has in its case.
pub async fn claim_numbers(tx: &mut Tx<'_>, claims: &[Uuid]) -> Result<Vec<(Uuid, i32)>> {
    queries::claim_numbers(tx, claims).await
}

/// A case on the register, as it is stored, by its number: for the register, which tells the public
/// of it what the public may know.
pub async fn of_number(tx: &mut Tx<'_>, number: (i32, i32)) -> Result<Option<CaseRow>> {
    queries::of_number(tx, number).await
}

/// Which cases on the register; all that is named holds.
#[derive(Default)]
pub struct Among {
    /// Those that stand there as the public is told.
    pub state: Option<State>,
    /// Those that are not closed.
    pub open: bool,
    /// Those with a number of that year.
    pub year: Option<i32>,
    /// Those in which one of these persons sits.
    pub sitting: Option<Vec<Uuid>>,
    /// Those that are like this too.
    pub like: Vec<Predicate>,
}

/// The same, a page at a time, the newest number first.
pub async fn registered(
    tx: &mut Tx<'_>,
    among: Among,
    after: Option<(i32, i32)>,
    limit: i64,
) -> Result<Vec<CaseRow>> {
    queries::registered(tx, among, after, limit).await
}

/// How many cases came on the register in each year, and how many of those are closed.
pub async fn years(tx: &mut Tx<'_>) -> Result<Vec<YearOf>> {
    queries::years(tx).await
}

/// In how many cases on the register each member sits, and in how many of those that are not closed.
pub async fn seats_taken(tx: &mut Tx<'_>) -> Result<Vec<SeatsOf>> {
    queries::seats_taken(tx).await
}

/// How many cases are on the register.
pub async fn count_registered(tx: &mut Tx<'_>) -> Result<i64> {
    queries::count_registered(tx).await
}

/// Where the cases on the register stand as the public is told, and for how many days they have
/// been on it: counted by the database, whatever their number.
pub async fn ages(tx: &mut Tx<'_>, now: jiff::Timestamp) -> Result<Vec<Took>> {
    let every = State::ALL.iter().copied();
    let told: Vec<_> = every
        .flat_map(|state| [(state, false), (state, true)])
        .filter_map(|(state, scored)| {
            let outside = state.shown_outside(scored).shown_to_public()?;
            Some((state, scored, outside))
        })
        .collect();
    queries::ages(tx, &told, now).await
}

/// How many days the steps took in the cases on the register, step by step.
pub async fn stretches(tx: &mut Tx<'_>) -> Result<Vec<Took>> {
    queries::stretches(tx).await
}
