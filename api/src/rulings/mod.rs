//! Rulings: drafted from the findings, voted, signed by the presiding member and the registrar,
//! issued to the parties, published for all (procedure 2.2.8, T-30a to T-39).

mod afterlife;
mod draft;
mod forms;
mod portal;
mod public;
mod queries;
mod routes;

use std::collections::BTreeMap;

use domain::Word;
use domain::calendar::Due;
use domain::case::{Act, State};
use domain::deadline::{Owed, TimeLimit};
use domain::refusal::Refusal;
use domain::ruling::{Citation, PublicationChange, Section};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::bodies;
use crate::cases::{self, Case, Change, Entry, said};
use crate::db::{Permit, Tx};
use crate::deadlines::{self, Debtor, Opening};
use crate::docket;
use crate::documents;
use crate::error::{Error, Fault, Result};
use crate::law;
use crate::panels;
use crate::people;
use crate::publications::{self, Release};
use crate::review::{self, ClaimResult, Departure};
use crate::wire::{Ballot, Discipline, RemedyStatus, Spelled};

use draft::Sources;

pub use afterlife::{Corrected, Rectification, Withdrawal, rectify, withdraw};
pub use draft::{
    Draft, RemedyDraft, SectionDraft, SectionText, clause_name, concern_sentence, finding_name,
    long_date, outcome_word, remedy_sentence, step_name,
};
pub use forms::{FORMS, Form, SIGNATURES};
pub use portal::{
    FacetValue, FacetView, FoundRuling, Piece, Search, SearchView, catch_up, fits, search,
};
pub use public::{
    CitedRuling, Identifier, PublicClaim, PublicGate, PublicParty, PublicRemedy, PublicRuling,
    PublicScores, PublicVote, RulingLine, gates, list, published,
};
pub use queries::{Published, PublishedRemedy, RemedyRow, RulingRow};
pub use routes::{RulingView, mount};

/// A member of the panel, as the ruling names it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Member {
    /// The name.
    pub name: String,
    /// The discipline of the seat.
    pub discipline: Discipline,
    /// Does the member preside?
    pub presiding: bool,
}

/// The text of a ruling as both sign it, without names or counts; at issue the roll call joins it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct FairCopy {
    /// Its sections, with every paragraph in its place.
    pub sections: Vec<SectionText>,
    /// What is to be done.
    pub remedies: Vec<RemedyDraft>,
    /// Who decided.
    pub panel: Vec<Member>,
}

/// What the system puts into the operative part when the ruling issues (annex D 13).
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct RollCall {
    /// The results with counts and names.
    pub results: Vec<ClaimResult>,
    /// Why members voted against what the scores indicated.
    #[serde(default)]
    #[schema(value_type = Vec<Object>)]
    pub departures: Value,
}

/// The votes of one member in the confirming roll call: motion by motion, or everything as before.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FinalVotes {
    /// Every motion as in the provisional roll call.
    pub confirm: bool,
    /// Per claim and motion; what is not named stays as in the provisional roll call.
    #[schema(value_type = BTreeMap<String, BTreeMap<String, FinalVote>>)]
    pub votes: BTreeMap<Uuid, BTreeMap<String, FinalVote>>,
}

/// One vote.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FinalVote {
    /// Yes or no.
    pub vote: Ballot,
}

/// A draft as it stands, with what it was made from.
pub(crate) struct Drafting {
    version: i32,
    draft: Draft,
    results: Vec<ClaimResult>,
    departures_missing: bool,
}

/// A case whose deliberation the caller may see: a member's.
async fn take(tx: &mut Tx<'_>, id: Uuid) -> Result<Case> {
    let case = cases::take(tx, id).await?;
    tx.see("case.view_deliberation", &case, "deliberation")?;
    Ok(case)
}

/// The draft, where there is one yet: from the day on which the scoring is complete.
async fn drafting(tx: &mut Tx<'_>, case: &Case) -> Result<Drafting> {
    if !matches!(case.state(), State::Drafting | State::FinalVote) {
        return Err(Error::NotFound("ruling"));
    }
    let row = queries::draft(tx, case.id())
        .await?
        .ok_or(Error::NotFound("ruling"))?;
    let results: Vec<_> = review::results(tx, case)
        .await?
        .into_iter()
        .map(ClaimResult::without_counts)
        .collect();
    let written: Draft = serde_json::from_value(row.content)?;
    let draft = written.over(first_draft(tx, case, &results).await?);
    Ok(Drafting {
        version: row.version,
        draft,
        results,
        departures_missing: row.departures_missing,
    })
}

/// What the docket says of the acts that a ruling tells of.
const TOLD: [Act; 9] = [
    Act::Submit,
    Act::Register,
    Act::RequestPanel,
    Act::Constitute,
    Act::ProceduralOrder,
    Act::FileSubmission,
    Act::WrittenComplete,
    Act::WaiveHearing,
    Act::OpenDeliberation,
];

async fn first_draft(tx: &mut Tx<'_>, case: &Case, results: &[ClaimResult]) -> Result<Draft> {
    let request = case.request()?;
    let states = bodies::states(tx).await?;
    let name = |code: &str| {
        states
            .iter()
            .find(|state| state.code == code)
            .map_or_else(|| code.to_owned(), |state| state.name.clone())
    };
    let date = |at: Timestamp| case.rules.calendar.date_of(at);
    let history: Vec<_> = docket::history(tx, case.id())
        .await?
        .into_iter()
        .filter(|(act, ..)| TOLD.contains(&act.0))
        .map(|(_, title, at)| (title, date(at)))
        .collect();
    let members: Vec<_> = bench(tx, case.id())
        .await?
        .into_iter()
        .map(|member| {
            let presiding = if member.presiding { ", presiding" } else { "" };
            (member.name, format!("{}{presiding}", member.discipline))
        })
        .collect();
    let exhibits: Vec<_> = documents::on_record(tx, case.id())
        .await?
        .into_iter()
        .map(|exhibit| (exhibit.label, exhibit.title, exhibit.class.to_string()))
        .collect();
    let clause = law::clause_text(&case.row.clause_id);
    let ground = clause.and_then(|clause| {
        clause
            .grounds
            .iter()
            .find(|ground| Some(&ground.id) == case.row.ground.as_ref())
    });
    let sources = Sources {
        applicant: &name(&case.row.applicant),
        respondent: &name(&case.row.respondent),
        measure: &request.measure.title,
        technology: request.measure.technology_class.0,
        clause,
        ground: ground.map(|ground| ground.label.as_str()),
        history: &history,
        members: &members,
        exhibits: &exhibits,
    };
    Ok(draft::first(&sources, results))
}

/// A sitting member changes the text; `seen` is the version of the draft.
pub async fn edit(tx: &mut Tx<'_>, id: Uuid, seen: i32, written: Draft) -> Result<()> {
    let mut case = take(tx, id).await?;
    let permit = tx.allow(Act::EditRuling, &case)?;
    let next = case.after(tx, None, Act::EditRuling, |_| ())?;
    let now = drafting(tx, &case).await?;
    if now.version != seen {
        return Err(Error::Stale);
    }
    let faults = written.faults(&now.results);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let content = serde_json::to_value(&written)?;
    let complete = written
        .over(first_draft(tx, &case, &now.results).await?)
        .complete(&now.results);
    queries::write_draft(tx, &permit, id, seen, content, complete).await?;
    let entry = Entry {
        detail: json!({ "version": seen + 1 }),
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, Act::EditRuling, next, entry).await?;
    Ok(())
}

/// The rules have no interim review, so the draft goes to the final vote (T-30a).
pub async fn skip_interim_review(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Case> {
    let mut case = take(tx, id).await?;
    let permit = tx.allow(Act::SkipInterimReview, &case)?;
    let next = match case.after(tx, Some(seen), Act::SkipInterimReview, |_| ()) {
        Err(Error::Refused(Refusal::RulingIncomplete, _)) => {
            return Err(Error::Refused(
                Refusal::RulingIncomplete,
                lacking(&drafting(tx, &case).await?),
            ));
        }
        other => other?,
    };
    cases::step(
        tx,
        &mut case,
        permit,
        Act::SkipInterimReview,
        next,
        Entry::default(),
    )
    .await?;
    let what = "Vote in the roll call that confirms the findings.";
    cases::owe(tx, &case, None, Act::Vote, Owed::EachMember, what).await?;
    cases::find(tx, id).await
}

/// What the draft still lacks, field by field.
fn lacking(now: &Drafting) -> Vec<Fault> {
    let mut faults: Vec<_> = now
        .draft
        .missing()
        .into_iter()
        .map(|section| {
            Fault::new(
                format!("sections.{}", section.as_str()),
                format!("“{}” has no text yet.", section.title()),
            )
        })
        .collect();
    if !now.draft.remedied(&now.results) {
        faults.push(Fault::new(
            "remedies",
            "Every claim that is not, or only partly, justified needs a remedy.",
        ));
    }
    if faults.is_empty() {
        faults.push(Fault::new(
            "sections",
            "Nobody has saved this text since the findings were made.",
        ));
    }
    faults
}

/// The roll call and the reasoned departures, as they stand.
async fn roll_call(tx: &mut Tx<'_>, case: &Case) -> Result<Value> {
    let departures: Vec<Departure> = review::departures(tx, case).await?;
    let roll_call = RollCall {
        results: review::results(tx, case).await?,
        departures: serde_json::to_value(departures)?,
    };
    Ok(serde_json::to_value(roll_call)?)
}

/// A member votes in the roll call that confirms the findings; with the last vote it is counted (T-34).
pub async fn vote(tx: &mut Tx<'_>, id: Uuid, seen: i32, said: FinalVotes) -> Result<Case> {
    let mut case = take(tx, id).await?;
    let permit = tx.allow(Act::Vote, &case)?;
    let next = case.after(tx, Some(seen), Act::Vote, |_| ())?;
    if !said.confirm && said.votes.is_empty() {
        return Err(Error::invalid(
            "votes",
            "Vote on the motions, or confirm all of them as you voted before.",
        ));
    }
    let votes = said.votes.into_iter().map(|(claim, motions)| {
        (
            claim,
            motions
                .into_iter()
                .map(|(key, one)| (key, one.vote))
                .collect(),
        )
    });
    let call = review::cast_final(tx, &case, &permit, &votes.collect()).await?;
    if call.complete() {
        let roll_call = roll_call(tx, &case).await?;
        queries::close_roll_call(tx, &permit, id, !call.flipped.is_empty(), roll_call).await?;
    }
    cases::step(tx, &mut case, permit, Act::Vote, next, Entry::default()).await?;
    match (call.complete(), call.flipped.is_empty()) {
        (true, true) => {
            cases::owe(
                tx,
                &case,
                None,
                Act::Sign,
                Owed::PresidingMember,
                "Sign the ruling for the panel.",
            )
            .await?
        }
        (true, false) => {
            let what = "Reopen the deliberation: the roll call does not confirm a finding.";
            cases::owe(
                tx,
                &case,
                None,
                Act::ReopenOnFlip,
                Owed::PresidingMember,
                what,
            )
            .await?;
        }
        _ => {}
    }
    cases::find(tx, id).await
}

/// The roll call does not confirm a finding: that claim goes back into deliberation (T-34a).
pub async fn reopen_on_flip(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Case> {
    let mut case = take(tx, id).await?;
    let permit = tx.allow(Act::ReopenOnFlip, &case)?;
    let next = case.after(tx, Some(seen), Act::ReopenOnFlip, |_| ())?;
    let flipped = review::final_call(tx, &case).await?.flipped;
    review::reopen(tx, &case, &permit, &flipped).await?;
    queries::reopen_draft(tx, &permit, id).await?;
    cases::step(
        tx,
        &mut case,
        permit,
        Act::ReopenOnFlip,
        next,
        Entry {
            detail: json!({ "claims": flipped }),
            ..Entry::default()
        },
    )
    .await?;
    cases::find(tx, id).await
}

/// The presiding member signs the fair copy; it has neither names nor counts (annex D 13).
pub async fn sign(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Case> {
    let mut case = take(tx, id).await?;
    let permit = tx.allow(Act::Sign, &case)?;
    let next = case.after(tx, Some(seen), Act::Sign, |_| ())?;
    let now = drafting(tx, &case).await?;
    let panel = bench(tx, id).await?;
    let fair = FairCopy {
        sections: now
            .draft
            .fair(&now.results, law::clause_text(&case.row.clause_id)),
        remedies: now.draft.remedies,
        panel,
    };
    queries::sign(
        tx,
        &permit,
        id,
        serde_json::to_value(fair)?,
        serde_json::to_value(&now.results)?,
    )
    .await?;
    // Reasons may have come in since the roll call closed; what the system puts in is complete now.
    let roll_call = roll_call(tx, &case).await?;
    queries::restate_roll_call(tx, &permit, id, roll_call).await?;
    cases::step(tx, &mut case, permit, Act::Sign, next, Entry::default()).await?;
    let what = "Read the signed ruling, sign it for the registry and issue it to the parties.";
    cases::owe(tx, &case, None, Act::Issue, Owed::Registrar, what).await?;
    cases::find(tx, id).await
}

/// The registrar signs; the system puts the roll call in; the ruling is served (T-35).
pub async fn issue(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::Issue, &case)?;
    let next = case.after(tx, Some(seen), Act::Issue, |_| ())?;
    let row = queries::of_case(tx, id)
        .await?
        .ok_or(Refusal::RulingUnsigned)?;
    let released = queries::countersign(tx, &permit, id)
        .await?
        .ok_or(Refusal::RulingNotVoted)?;
    let roll_call: RollCall = serde_json::from_value(released.clone())?;
    let mut fair: FairCopy = serde_json::from_value(row.content)?;
    fair.sections.push(votes_section(&case, &roll_call.results));
    let results = serde_json::to_value(&roll_call.results)?;
    queries::complete_text(
        tx,
        &permit,
        id,
        serde_json::to_value(&fair)?,
        results.clone(),
        released,
    )
    .await?;
    let due = remedy_due(&case, tx.now());
    let claims = draft::claim_ids(&roll_call.results);
    let remedies: Vec<_> = fair
        .remedies
        .iter()
        .zip(1..)
        .filter_map(|(one, no)| {
            let claim = claims.get(&one.claim_no).copied()?;
            Some(queries::NewRemedy {
                claim,
                no,
                text: one.text.trim(),
                weight: one.weight,
                due_on: due.date,
            })
        })
        .collect();
    queries::insert_remedies(tx, &permit, id, &remedies).await?;
    cases::change(
        tx,
        &permit,
        &mut case,
        Change {
            results: Some(results),
            ..Change::default()
        },
    )
    .await?;
    let outcomes: Vec<_> = roll_call
        .results
        .iter()
        .map(|claim| json!({ "claim": claim.no, "outcome": claim.outcome }))
        .collect();
    let entry = Entry {
        detail: json!({ "outcomes": outcomes, "remedies": remedies.len() }),
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, Act::Issue, next, entry).await?;
    cases::owe(
        tx,
        &case,
        Some(TimeLimit::RedactionLists),
        Act::NothingToRedact,
        Owed::BothParties,
        "",
    )
    .await?;
    cases::owe(
        tx,
        &case,
        Some(TimeLimit::Publication),
        Act::Publish,
        Owed::Registrar,
        "",
    )
    .await?;
    let what = "Open the redaction, so that the ruling can be published.";
    cases::owe(tx, &case, None, Act::OpenRedaction, Owed::Registrar, what).await?;
    if !remedies.is_empty() {
        let limit = Some(TimeLimit::Plan);
        cases::owe(tx, &case, limit, Act::FilePlan, Owed::Respondent, "").await?;
    }
    cases::find(tx, id).await
}

fn votes_section(case: &Case, results: &[ClaimResult]) -> SectionText {
    let (rubric, clause) = (
        law::rubric(&case.row.rubric),
        law::clause_text(&case.row.clause_id),
    );
    SectionText {
        section: Spelled(Section::Votes),
        title: Section::Votes.title().to_owned(),
        generated: Vec::new(),
        paragraphs: draft::votes(results, rubric, clause),
        from_findings: true,
        basis: None,
    }
}

/// DL-59 runs from issue.
fn remedy_due(case: &Case, issued: Timestamp) -> Due {
    case.rules
        .limits
        .due(TimeLimit::Remedy, &case.rules.calendar, issued)
}

/// The registrar opens the redaction (T-36).
pub async fn open_redaction(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Case> {
    open_redaction_now(tx, id, Some(seen)).await?;
    cases::find(tx, id).await
}

async fn open_redaction_now(tx: &mut Tx<'_>, id: Uuid, seen: Option<i32>) -> Result<()> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::OpenRedaction, &case)?;
    let next = case.after(tx, seen, Act::OpenRedaction, |_| ())?;
    cases::step(
        tx,
        &mut case,
        permit,
        Act::OpenRedaction,
        next,
        Entry::default(),
    )
    .await?;
    Ok(())
}

/// A party says that nothing must stay hidden.
pub async fn nothing_to_redact(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::NothingToRedact, &case)?;
    let next = case.after(tx, Some(seen), Act::NothingToRedact, |_| ())?;
    let side = case.my_side(tx)?;
    if case.has_said(side, said::NO_REDACTION) {
        return Err(Refusal::CaseAlreadyDone.into());
    }
    cases::note_said(tx, &permit, &mut case, side, said::NO_REDACTION).await?;
    let entry = Entry {
        detail: json!({ "side": side.as_str() }),
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, Act::NothingToRedact, next, entry).await?;
    cases::find(tx, id).await
}

/// The registrar publishes (T-37); what follows from the outcomes, time does at once (T-38, T-39).
pub async fn publish(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::Publish, &case)?;
    let next = case.after(tx, Some(seen), Act::Publish, |_| ())?;
    publish_now(tx, &mut case, permit, next).await?;
    tx.as_clock(async |tx| conclude(tx, id).await).await?;
    cases::find(tx, id).await
}

/// DL-56 has run: the clock opens the redaction if nobody has, and publishes.
pub async fn publish_at_longstop(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    if cases::find(tx, id).await?.state() == State::Issued {
        open_redaction_now(tx, id, None).await?;
    }
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::Publish, &case)?;
    let next = case.after(tx, None, Act::Publish, |facts| facts.redaction_ready = true)?;
    publish_now(tx, &mut case, permit, next).await?;
    conclude(tx, id).await
}

/// The ruling gets its citation and its address, in one go with being public.
async fn publish_now(tx: &mut Tx<'_>, case: &mut Case, permit: Permit, next: State) -> Result<()> {
    let issued = case.row.issued_at.unwrap_or_else(|| tx.now());
    let year = case.rules.calendar.date_of(issued).year();
    let number = bodies::next_number(tx, &format!("ruling {year}")).await?;
    let body = case.rules.document.citation_code.clone();
    let citation = Citation {
        year,
        body,
        number: u32::try_from(number).map_err(Error::broken)?,
    };
    let (text, slug) = (citation.to_string(), citation.slug());
    queries::publish(
        tx,
        &permit,
        case.id(),
        i32::from(year),
        number,
        &text,
        &slug,
    )
    .await?;
    let ruling = public::published(tx, &slug).await?;
    public::note_citations(tx, &permit, &ruling).await?;
    let akn = ruling.akn(&public::place(tx, &slug), None)?;
    let release = Release {
        ruling: ruling.id,
        change: PublicationChange::Published,
        note: "",
        slug: &slug,
        citation: &text,
        title: &ruling.caption,
        content: Some(&akn),
        corrections: &[],
    };
    publications::release(tx, &permit, release).await?;
    let entry = Entry {
        detail: json!({ "citation": text, "slug": slug }),
        ..Entry::default()
    };
    cases::step(tx, case, permit, Act::Publish, next, entry).await?;
    Ok(())
}

/// Closes a case in which nothing is to be done, or opens the compliance period.
async fn conclude(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    let mut case = cases::take(tx, id).await?;
    let act = if case.facts(tx).remedies_due {
        Act::OpenCompliance
    } else {
        Act::CloseNoAction
    };
    let permit = tx.allow(act, &case)?;
    let next = case.after(tx, None, act, |_| ())?;
    cases::step(tx, &mut case, permit, act, next, Entry::default()).await?;
    if act == Act::CloseNoAction {
        return Ok(());
    }
    let what = "Accept that the ruling is complied with, once it is.";
    cases::owe(
        tx,
        &case,
        None,
        Act::AcceptCompliance,
        Owed::Applicant,
        what,
    )
    .await?;
    let issued = case.row.issued_at.unwrap_or_else(|| tx.now());
    let due = remedy_due(&case, issued);
    let report = Some(TimeLimit::StatusReport);
    cases::owe(
        tx,
        &case,
        report,
        Act::ReportCompliance,
        Owed::Respondent,
        "",
    )
    .await?;
    let respondent = case.row.respondent.clone();
    for remedy in queries::remedies(tx, id).await? {
        let what = format!(
            "Carry out remedy {}: {}.",
            remedy.no,
            remedy.text.trim_end_matches('.')
        );
        let opening = Opening {
            of: case.of(),
            heading: &case.row.caption,
            limit: Some(TimeLimit::Remedy),
            act: format!("{}.{}", Act::NAME, Act::ClaimCompliance.as_str()),
            by: Debtor::party(Owed::Respondent, &respondent),
            what: &what,
        };
        deadlines::open_until(tx, opening, Some(due.clone())).await?;
    }
    Ok(())
}

/// The remedies of a case, from issue on.
pub async fn remedies(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<RemedyRow>> {
    queries::remedies(tx, case).await
}

/// Marks every remedy of a case as done.
pub async fn complete_remedies(
    tx: &mut Tx<'_>,
    permit: &Permit,
    case: Uuid,
    done_on: Date,
) -> Result<()> {
    queries::complete_remedies(tx, permit, case, done_on).await
}

/// Where each remedy of a public ruling stands on a day.
pub async fn public_standing(tx: &mut Tx<'_>, day: Date) -> Result<Vec<RemedyStatus>> {
    let rows = queries::remedies_in_public(tx).await?;
    Ok(rows.iter().map(|row| row.status_on(day)).collect())
}

/// The panel found how much of a remedy is done, in percent. No, if the case has no such remedy.
pub async fn measure_remedy(
    tx: &mut Tx<'_>,
    permit: &Permit,
    case: Uuid,
    no: i32,
    (percent, day): (u8, Date),
) -> Result<bool> {
    let done_on = (percent >= 100).then_some(day);
    let completion = f64::from(percent.min(100)) / 100.0;
    queries::measure_remedy(tx, permit, case, (no, completion, done_on)).await
}

/// The ruling of a case from the presiding member's signature on; whether the caller may read it,
/// the caller of this asks.
pub async fn of_case(tx: &mut Tx<'_>, case: Uuid) -> Result<Option<RulingRow>> {
    queries::of_case(tx, case).await
}

/// The sitting members, in the order of their seats.
pub async fn bench(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<Member>> {
    let seats = panels::sitting(tx, case).await?;
    let ids: Vec<_> = seats.iter().filter_map(|seat| seat.account_id).collect();
    let accounts = people::by_ids(tx, &ids).await?;
    let member = |seat: panels::Seat| {
        let account = accounts
            .iter()
            .find(|one| Some(one.id) == seat.account_id)?;
        Some(Member {
            name: account.name.clone(),
            discipline: seat.discipline,
            presiding: seat.presiding,
        })
    };
    Ok(seats.into_iter().filter_map(member).collect())
}

/// Where the published rulings are, the newest first; as many as a sitemap may hold.
pub async fn addresses(tx: &mut Tx<'_>) -> Result<Vec<(String, Timestamp)>> {
    queries::addresses(tx, 50_000).await
}

/// Those rulings of these cases that were public by an instant, in the order of publication.
pub async fn public_of(
    tx: &mut Tx<'_>,
    cases: &[Uuid],
    until: Timestamp,
) -> Result<Vec<Published>> {
    queries::public_of(tx, cases, until).await
}

/// The remedies of all rulings that were public by an instant, by due date, citation and number.
pub async fn public_remedies(tx: &mut Tx<'_>, until: Timestamp) -> Result<Vec<PublishedRemedy>> {
    queries::public_remedies(tx, until).await
}
