//! What a party asks of a ruling that has issued (F18): what it means (T-54, DL-64), or that it be
//! revised on a decisive fact that nobody could know (T-55, DL-65). One request waits at a time.

mod queries;

use domain::Word;
use domain::case::Act;
use domain::deadline::{Owed, TimeLimit};
use domain::people::Side as SideWord;
use domain::refusal::Refusal;
use domain::ruling::{PublicationChange, RulingRequest, Section, revision_in_time};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::afterlife::{of_case, release};
use super::{FairCopy, SectionText, public};
use crate::bodies;
use crate::cases::{self, Case, Change, Entry, said};
use crate::db::{Permit, Tx};
use crate::deadlines;
use crate::error::{Error, Fault, Result};
use crate::publications::Correction;
use crate::review;
use crate::wire::{RulingRequestKind, Side, Spelled};

/// The longest request or paragraph, in characters: five pages.
const CHARACTERS: usize = 15_000;

/// The most paragraphs of an answer.
const PARAGRAPHS: usize = 50;

/// What a party asks about the meaning or the scope of the ruling.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Question {
    /// What is in dispute, and between which readings; for the panel and the other party (C1).
    pub text: String,
}

/// What the panel says the ruling means.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Interpretation {
    /// Paragraph by paragraph, for everyone to read.
    pub paragraphs: Vec<String>,
    /// It quotes nothing of class C2 or higher.
    pub class_checked: bool,
}

/// Why a party asks for a revision.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewFact {
    /// The fact, why it decides, and why it could not be known; for the panel and the other party (C1).
    pub text: String,
    /// When the party discovered it; the day of release, where it was declassified later.
    #[schema(value_type = String, format = Date)]
    pub discovered_on: Date,
}

/// That the deliberation is reopened, and for which claims.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Admission {
    /// Why the request is admissible.
    pub reasons: String,
    /// The claims that the fact concerns, by their numbers; the others keep their findings.
    pub claims: Vec<i32>,
}

/// Why a request is declined.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Declined {
    /// For both parties to read.
    pub reasons: String,
}

/// A request about the ruling, for the parties, the panel and the registry.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RequestView {
    /// Its number in the case.
    pub no: i32,
    /// What is asked for.
    pub kind: RulingRequestKind,
    /// By which party.
    pub side: Side,
    /// What it says.
    pub text: String,
    /// Of a revision: when the fact was discovered.
    #[schema(value_type = Option<String>, format = Date)]
    pub discovered_on: Option<Date>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    pub filed_at: Timestamp,
    /// Was it granted? Nothing before the panel has answered.
    pub granted: Option<bool>,
    /// What the panel answered.
    pub answer: Vec<String>,
    /// When.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub answered_at: Option<Timestamp>,
}

/// What was asked of the rulings of a case; who may read them, the caller of this asks.
pub(super) async fn shown(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<RequestView>> {
    let all = queries::all(tx, case).await?.into_iter();
    all.map(|one| {
        Ok(RequestView {
            no: one.no,
            kind: one.kind,
            side: one.side,
            text: one.text,
            discovered_on: one.discovered_on,
            filed_at: one.filed_at,
            granted: one.granted,
            answer: serde_json::from_value(one.answer)?,
            answered_at: one.answered_at,
        })
    })
    .collect()
}

/// A party asks what the ruling means; the panel owes an answer (DL-64).
pub(super) async fn ask_interpretation(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    asked: Question,
) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::RequestInterpretation, &case)?;
    let next = case.after(tx, Some(seen), Act::RequestInterpretation, |_| ())?;
    let why = "Say what is in dispute about the meaning or the scope of the ruling.";
    check(text_faults("text", &asked.text, why))?;
    let side = case.my_side(tx)?;
    write(tx, &permit, &case, side, (&asked.text, None)).await?;
    let act = Act::RequestInterpretation;
    cases::step(tx, &mut case, permit, act, next, by(side, Value::Null)).await?;
    let limit = Some(TimeLimit::Interpretation);
    cases::owe(tx, &case, limit, Act::Interpret, Owed::PresidingMember, "").await?;
    cases::find(tx, id).await
}

/// The panel says what the ruling means (T-54): an addendum, which is a section of the ruling from now
/// on, and a version of its own where the ruling is public.
pub(super) async fn interpret(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    said: Interpretation,
) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::Interpret, &case)?;
    let next = case.after(tx, Some(seen), Act::Interpret, |facts| {
        facts.class_checked = said.class_checked;
    })?;
    let paragraphs = trimmed(&said.paragraphs);
    check(answer_faults(&paragraphs))?;
    // Masks are of paragraphs that stand; an addendum would say the same words beside them.
    let all = paragraphs.iter().map(|one| ("paragraphs", one.as_str()));
    super::redaction::kept_unsaid(tx, id, &all.collect::<Vec<_>>()).await?;
    let row = of_case(tx, id).await?;
    let mut fair: FairCopy = serde_json::from_value(row.content.clone())?;
    let opening = opening(tx, &case).await?;
    let first = numbered(&fair) + 1;
    let section = addendum(&fair, opening, &paragraphs);
    let corrections: Vec<_> = section
        .paragraphs
        .iter()
        .zip(first..)
        .map(|(text, paragraph)| Correction {
            paragraph,
            before: String::new(),
            after: text.clone(),
        })
        .collect();
    let title = section.title.clone();
    fair.sections.push(section);
    super::queries::replace_text(tx, &permit, row.id, serde_json::to_value(&fair)?).await?;
    queries::answer(tx, &permit, id, true, serde_json::to_value(&paragraphs)?).await?;
    if case.progress.ruling_public {
        let slug = row.slug.clone().unwrap_or_default();
        let today = case.rules.calendar.date_of(tx.now());
        let ruling = public::published(tx, &slug).await?;
        public::note_citations(tx, &permit, &ruling).await?;
        let akn = ruling.akn(&public::place(tx, &slug), Some(today))?;
        let change = PublicationChange::Interpreted;
        let told = (
            change,
            title.as_str(),
            Some(akn.as_str()),
            corrections.as_slice(),
        );
        release(tx, &permit, &case, &row, told).await?;
    }
    let entry = Entry {
        detail: json!({ "addendum": title }),
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, Act::Interpret, next, entry).await?;
    super::translations::note_work(tx, &case).await?;
    cases::find(tx, id).await
}

/// The panel finds that nothing about the meaning is really in dispute.
pub(super) async fn decline_interpretation(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    said: Declined,
) -> Result<Case> {
    decline(tx, id, seen, Act::DeclineInterpretation, &said).await
}

/// The panel finds that the request does not meet DL-65: no decisive fact, or one that could be known.
pub(super) async fn decline_revision(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    said: Declined,
) -> Result<Case> {
    decline(tx, id, seen, Act::DeclineRevision, &said).await
}

async fn decline(tx: &mut Tx<'_>, id: Uuid, seen: i32, act: Act, said: &Declined) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(act, &case)?;
    let next = reasoned(&case, tx, seen, act, &said.reasons)?;
    let reasons = said.reasons.trim();
    queries::answer(tx, &permit, id, false, json!([reasons])).await?;
    cases::step(tx, &mut case, permit, act, next, Entry::default()).await?;
    let owed = match act {
        Act::DeclineInterpretation => Act::Interpret,
        _ => Act::AdmitRevision,
    };
    let owed = format!("case.{}", owed.as_str());
    deadlines::settle(tx, case.of(), &owed, None).await?;
    cases::find(tx, id).await
}

/// A party brings a fact on which it asks for a revision. The law sets the panel no time for it.
pub(super) async fn ask_revision(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    asked: NewFact,
) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::RequestRevision, &case)?;
    let date = |at| case.rules.calendar.date_of(at);
    let (today, issued) = (date(tx.now()), case.row.issued_at.map(date));
    let in_time = issued.is_some_and(|on| revision_in_time(asked.discovered_on, on, today));
    let next = case.after(tx, Some(seen), Act::RequestRevision, |facts| {
        facts.revision_in_time = in_time || today < asked.discovered_on;
    })?;
    let why = "Say which fact, why it decides, and why it could not be known before the ruling.";
    let mut faults = text_faults("text", &asked.text, why);
    if today < asked.discovered_on {
        let why = "A fact is discovered today at the latest.";
        faults.push(Fault::new("discovered_on", why));
    }
    check(faults)?;
    let side = case.my_side(tx)?;
    let brought = (asked.text.as_str(), Some(asked.discovered_on));
    write(tx, &permit, &case, side, brought).await?;
    let act = Act::RequestRevision;
    let detail = json!({ "discovered_on": asked.discovered_on });
    cases::step(tx, &mut case, permit, act, next, by(side, detail)).await?;
    let what = "Decide with reasons whether the request for a revision is admissible.";
    let (act, owed) = (Act::AdmitRevision, Owed::PresidingMember);
    cases::owe(tx, &case, None, act, owed, what).await?;
    cases::find(tx, id).await
}

/// The request is admitted (T-55): the claims that it concerns go back into deliberation, and the case
/// will have another ruling. The one that stands stays public as it is, and says so.
pub(super) async fn admit_revision(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    admission: Admission,
) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::AdmitRevision, &case)?;
    let next = reasoned(&case, tx, seen, Act::AdmitRevision, &admission.reasons)?;
    let known = cases::claims(tx, id).await?;
    let concerned: Vec<_> = known
        .iter()
        .filter(|one| admission.claims.contains(&one.no))
        .collect();
    let stray = |no: &i32| !known.iter().any(|one| one.no == *no);
    if concerned.is_empty() || admission.claims.iter().any(stray) {
        let why = "Name at least one claim of this case that the fact concerns.";
        return Err(Error::invalid("claims", why));
    }
    let ids: Vec<_> = concerned.iter().map(|one| one.id).collect();
    let numbers: Vec<_> = concerned.iter().map(|one| one.no).collect();
    let reasons = admission.reasons.trim();
    queries::answer(tx, &permit, id, true, json!([reasons])).await?;
    if let Some(own) = super::queries::of_case(tx, id).await? {
        // Nobody owes its remedies from here on.
        super::portal::touch(tx, &permit, own.id).await?;
    }
    super::queries::reopen(tx, &permit, id).await?;
    super::queries::reopen_draft(tx, &permit, id, &ids).await?;
    super::opinions::forget(tx, &permit, id).await?;
    let again = [
        said::NO_REDACTION,
        said::REDACTIONS,
        said::NO_INTERIM_REVIEW,
    ];
    let kept = |all: &[String]| -> Vec<String> {
        let stays = all.iter().filter(|one| !again.contains(&one.as_str()));
        stays.cloned().collect()
    };
    let change = Change {
        applicant_said: Some(kept(&case.row.applicant_said)),
        respondent_said: Some(kept(&case.row.respondent_said)),
        ..Change::default()
    };
    cases::change(tx, &permit, &mut case, change).await?;
    cases::reopen(tx, &permit, &mut case).await?;
    deadlines::cancel_all(tx, case.of(), &[]).await?;
    case.deadlines = deadlines::of(tx, case.of()).await?;
    review::reopen_from_start(tx, &case, &permit, &ids).await?;
    let entry = Entry {
        detail: json!({ "claims": numbers }),
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, Act::AdmitRevision, next, entry).await?;
    // The ruling is public as it is, and so are its translations.
    super::translations::note_work(tx, &case).await?;
    cases::find(tx, id).await
}

/// Where the act leads, with its reasons looked at after everything else.
fn reasoned(
    case: &Case,
    tx: &Tx<'_>,
    seen: i32,
    act: Act,
    reasons: &str,
) -> Result<domain::case::State> {
    let faults = text_faults("reasons", reasons, "Say why, for both parties to read.");
    match case.after(tx, Some(seen), act, |facts| {
        facts.reasoned = faults.is_empty()
    }) {
        Err(Error::Refused(Refusal::CaseReasonsMissing, _)) => {
            Err(Error::Refused(Refusal::CaseReasonsMissing, faults))
        }
        other => other,
    }
}

async fn write(
    tx: &mut Tx<'_>,
    permit: &Permit,
    case: &Case,
    side: SideWord,
    (text, discovered_on): (&str, Option<Date>),
) -> Result<()> {
    let ruling = of_case(tx, case.id()).await?;
    let kind = match discovered_on {
        Some(_) => RulingRequest::Revision,
        None => RulingRequest::Interpretation,
    };
    let request = queries::NewRequest {
        ruling: ruling.id,
        kind: Spelled(kind),
        side: Spelled(side),
        text: text.trim(),
        discovered_on,
    };
    queries::insert(tx, permit, case.id(), request).await
}

fn by(side: SideWord, detail: Value) -> Entry {
    let mut detail = match detail {
        Value::Object(map) => map,
        _ => serde_json::Map::new(),
    };
    detail.insert("side".to_owned(), json!(side.as_str()));
    Entry {
        detail: Value::Object(detail),
        ..Entry::default()
    }
}

/// What an addendum begins with: who asked, and when. What was asked is the parties' own.
async fn opening(tx: &mut Tx<'_>, case: &Case) -> Result<String> {
    let date = |at| super::long_date(case.rules.calendar.date_of(at));
    let today = date(tx.now());
    let all = queries::all(tx, case.id()).await?;
    let asked = all.iter().rev().find(|one| one.answered_at.is_none());
    let asked = asked.ok_or(Refusal::RulingNothingAsked)?;
    let code = case.state_of(asked.side.0);
    let states = bodies::states(tx).await?;
    let known = states.iter().find(|state| state.code == code);
    let name = known.map_or_else(|| code.to_owned(), |state| state.name.clone());
    Ok(format!(
        "On {} {name} asked what this ruling means. On {today} the panel says:",
        date(asked.filed_at)
    ))
}

fn numbered(fair: &FairCopy) -> usize {
    let numbered = fair.sections.iter().filter(|one| one.section.0.numbered());
    numbered.map(|one| one.paragraphs.len()).sum()
}

fn addendum(fair: &FairCopy, opening: String, paragraphs: &[String]) -> SectionText {
    let before = fair.sections.iter();
    let no = 1 + before
        .filter(|one| one.section.0 == Section::Addenda)
        .count();
    SectionText {
        section: Spelled(Section::Addenda),
        title: format!("Addendum {no}: interpretation"),
        generated: Vec::new(),
        paragraphs: std::iter::once(opening)
            .chain(paragraphs.iter().cloned())
            .collect(),
        from_findings: true,
        basis: None,
    }
}

fn trimmed(paragraphs: &[String]) -> Vec<String> {
    let texts = paragraphs.iter().map(|text| text.trim().to_owned());
    texts.filter(|text| !text.is_empty()).collect()
}

fn answer_faults(paragraphs: &[String]) -> Vec<Fault> {
    if paragraphs.is_empty() {
        return vec![Fault::new("paragraphs", "Say what the ruling means.")];
    }
    if paragraphs.len() > PARAGRAPHS || paragraphs.iter().any(|one| too_long(one)) {
        let why = "An interpretation has at most 50 paragraphs of at most 15,000 characters.";
        return vec![Fault::new("paragraphs", why)];
    }
    Vec::new()
}

fn too_long(text: &str) -> bool {
    text.chars().count() > CHARACTERS
}

fn text_faults(path: &str, text: &str, missing: &str) -> Vec<Fault> {
    let text = text.trim();
    if text.is_empty() {
        return vec![Fault::new(path, missing)];
    }
    if too_long(text) {
        return vec![Fault::new(path, "Say it in at most 15,000 characters.")];
    }
    Vec::new()
}

fn check(faults: Vec<Fault>) -> Result<()> {
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(faults))
    }
}
