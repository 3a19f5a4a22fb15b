//! Review: members score alone, see each other's answers together, vote step by step, and the
//! findings follow (procedure 2.2.8, 2.2.8a, 2.6). Everything here is the members' alone.

mod queries;
mod results;
mod room;
mod routes;
mod sheets;
mod view;
mod votes;

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::Word;
use domain::case::{Act, State};
use domain::deadline::{Owed, TimeLimit};
use domain::refusal::Refusal;
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use crate::cases::{self, Case, Entry, SaidSoFar};
use crate::db::{Permit, Tx};
use crate::deadlines::{self, Debtor};
use crate::error::{Error, Fault, Result};
use crate::panels;
use crate::people;
use crate::seals::{self, Seals};

use queries::{At, BallotRow, InStep};
use room::{ClaimRoom, Decided, Member, Room, Sheet, StepRoom, standing};

pub use results::{
    ClaimBallots, ClaimResult, CriterionScore, Departure, FinalCall, MotionBallot, MotionCount,
    RollCallNames, StepFinding, cast_final, departures, final_call, provisional, reopen,
    reopen_from_start, results,
};
pub use room::VoteCount;
pub use routes::mount;
pub use sheets::{AnswerDraft, Revision, revise, save_draft, score};
pub use view::ReviewView;
pub use votes::{DepartureReasons, VoteCast, give_departure_reasons, go_on_arguendo, vote_step};

/// The case, for an act of a member: locked, and only if the deliberation is theirs to know.
async fn take(tx: &mut Tx<'_>, id: Uuid) -> Result<Case> {
    let case = cases::take(tx, id).await?;
    tx.see("case.view_deliberation", &case, "deliberation")?;
    Ok(case)
}

/// The key of a case's deliberation. It is had only in a transaction of someone who sits: the database gives it to
/// nobody else, and itself has it wrapped only.
pub async fn chamber(tx: &mut Tx<'_>, case: Uuid) -> Result<Arc<Seals>> {
    if let Some(key) = tx.chamber(case) {
        return Ok(key);
    }
    if tx.client().is_some() {
        let why =
            "What a panel says among itself is read by its members themselves, not by a program.";
        return Err(Error::Forbidden(why.to_owned()));
    }
    let missing = || Error::broken(anyhow::anyhow!("the deliberation has no key for who asks"));
    let wrapped = queries::case_key(tx, case).await?.ok_or_else(missing)?;
    let key = tx.chambers()?.open(case.as_bytes(), &wrapped)?;
    let key = Arc::new(Seals::with(&key).ok_or_else(missing)?);
    tx.keep_chamber(case, key.clone());
    Ok(key)
}

/// A case gets the key under which everything is sealed that its panel says among itself.
async fn make_chamber(tx: &mut Tx<'_>, permit: &Permit, case: Uuid) -> Result<()> {
    let key = seals::chance()?;
    let wrapped = tx.chambers()?.seal(case.as_bytes(), &key)?;
    queries::keep_case_key(tx, permit, case, &wrapped).await
}

/// Gathers the deliberation of a case: so many statements, however many claims it has.
async fn load(tx: &mut Tx<'_>, case: &Case) -> Result<Room> {
    let rubric = crate::law::rubric(&case.row.rubric)
        .ok_or_else(|| Error::broken(anyhow::anyhow!("no such rubric")))?;
    let clause = crate::law::clause(&case.row.clause_id).ok_or(Refusal::ClauseUnknown)?;
    let profile = case.row.profile.ok_or(Refusal::CaseOutOfOrder)?.0;
    let technology = case.request()?.measure.technology_class.0;
    let members = members(tx, case).await?;
    let (steps, sheets) = (
        queries::steps(tx, case.id()).await?,
        queries::own_sheets(tx, case.id()).await?,
    );
    let (counts, answers) = (
        queries::sheets_in(tx, case.id()).await?,
        queries::answers(tx, case.id()).await?,
    );
    let ballots = queries::ballots(tx, case.id()).await?;
    let mut claims = Vec::new();
    for claim in cases::claims(tx, case.id()).await? {
        let of_claim: Vec<_> = steps
            .iter()
            .filter(|row| row.claim_id == claim.id)
            .collect();
        let of_claim: Vec<_> = of_claim
            .into_iter()
            .filter(|row| row.opened.is_some())
            .collect();
        let rounds: Vec<_> = of_claim.iter().map(|row| (row.step.0, row.round)).collect();
        let mut standing_steps = BTreeMap::new();
        for (step, round) in standing(&rounds) {
            let Some(row) = of_claim
                .iter()
                .find(|row| row.step.0 == step && row.round == round)
            else {
                continue;
            };
            let at = row.at();
            let here = |call: &str| -> Vec<BallotRow> {
                ballots
                    .iter()
                    .filter(|one| one.call == call && one.at() == at)
                    .cloned()
                    .collect()
            };
            let mine = sheets.iter().find(|sheet| sheet.at() == at).map(|sheet| {
                let draft = serde_json::from_value(sheet.draft.clone())?;
                Ok::<_, Error>(Sheet {
                    draft,
                    saved_at: sheet.saved_at,
                    submitted_at: sheet.submitted_at,
                })
            });
            let handed_in = counts
                .iter()
                .find(|count| count.at() == at)
                .map_or(0, |count| count.handed_in);
            let room = StepRoom {
                round,
                opened: row.opened,
                revealed: row.revealed_at.is_some(),
                arguendo_reasons: row.arguendo_reasons.clone(),
                finding: row.finding.map(|finding| finding.0),
                decided: row
                    .result
                    .clone()
                    .map(serde_json::from_value::<Decided>)
                    .transpose()?,
                mine: mine.transpose()?,
                handed_in: usize::try_from(handed_in).unwrap_or_default(),
                answers: answers
                    .iter()
                    .filter(|answer| answer.at() == at)
                    .cloned()
                    .collect(),
                ballots: here(PROVISIONAL),
                finals: here(FINAL),
            };
            standing_steps.insert(step, room);
        }
        claims.push(ClaimRoom {
            claim,
            steps: standing_steps,
        });
    }
    Ok(Room {
        rubric,
        clause,
        ground: case.row.ground.clone().unwrap_or_default(),
        profile,
        technology,
        quorum: case.facts(tx).quorum,
        me: tx.person(),
        members,
        claims,
    })
}

const PROVISIONAL: &str = "provisional";
const FINAL: &str = "final";

async fn members(tx: &mut Tx<'_>, case: &Case) -> Result<Vec<Member>> {
    let seats = panels::sitting(tx, case.id()).await?;
    let ids: Vec<Uuid> = seats.iter().filter_map(|seat| seat.account_id).collect();
    let accounts = people::by_ids(tx, &ids).await?;
    let member = |seat: panels::Seat| {
        let id = seat.account_id?;
        let name = accounts
            .iter()
            .find(|account| account.id == id)
            .map(|account| account.name.clone());
        Some(Member {
            id,
            name: name.unwrap_or_default(),
            discipline: seat.discipline.0,
            presiding: seat.presiding,
        })
    };
    Ok(seats.into_iter().filter_map(member).collect())
}

/// What an act did that what is owed depends on.
#[derive(Clone, Copy, Debug)]
enum Turn {
    /// The deliberation or a step that was decided opened what comes next, or nothing: that is not told.
    Opened,
    /// The sheet of a step that opened then was handed in.
    HandedIn(Option<Timestamp>),
    /// A vote, or reasons.
    Voted,
}

/// Says anew what members owe. Who owes what follows from how they voted, so in the clear (PT-17 b) there is the
/// same for each, whatever was voted: a row that something may be asked of them as long as the case goes on; one
/// for the presiding member until the scoring is complete; and whenever a step is decided, a limit for the sheets
/// of what may follow, which ends when its member has handed those in. What is owed, if anything, is sealed in
/// each row, and all are sealed anew with every act.
async fn settle(tx: &mut Tx<'_>, case: &Case, room: &Room, turn: Turn) -> Result<()> {
    let named = |act: Act| format!("{}.{}", Act::NAME, act.as_str());
    let deliberating = case.state() == State::Deliberation || matches!(turn, Turn::Opened);
    let open = deadlines::sealed(tx, case.of()).await?;
    let has = |act: Act, person: Uuid| {
        let mut all = open.iter();
        all.any(|one| one.act == named(act) && one.person == Some(person))
    };
    let mut owed = Vec::new();
    for member in &room.members {
        if !has(Act::VoteStep, member.id) {
            let by = Debtor::person(Owed::EachMember, member.id);
            owed.push((None, Act::VoteStep, by, "Take part in the deliberation."));
        }
        let scores = named(Act::Score);
        let now = tx.now().as_microsecond();
        let same = |one: &&deadlines::Deadline| {
            one.act == scores
                && one.person == Some(member.id)
                && one.opened_at.as_microsecond() == now
        };
        if matches!(turn, Turn::Opened) && !open.iter().any(|one| same(&one)) {
            let by = Debtor::person(Owed::EachMember, member.id);
            owed.push((Some(TimeLimit::CriterionAnswers), Act::Score, by, ""));
        }
        if member.presiding && deliberating && !has(Act::ScoringComplete, member.id) {
            let by = Debtor::person(Owed::PresidingMember, member.id);
            owed.push((None, Act::ScoringComplete, by, "Complete the scoring."));
        }
    }
    for (limit, act, by, what) in owed {
        cases::owe_sealed(tx, case, limit, act, by, what).await?;
    }
    let duties = room.duties(deliberating);
    let mut met = Vec::new();
    for one in deadlines::sealed(tx, case.of()).await? {
        if one.act == named(Act::Score) {
            let handed_in = matches!(turn, Turn::HandedIn(Some(opened))
                if opened.as_microsecond() == one.opened_at.as_microsecond());
            if handed_in && one.person == Some(room.me) && room.handed_in(one.opened_at) {
                met.push(one.id);
            }
            let what = room.awaits_sheets(one.opened_at).then_some("");
            deadlines::reseal(tx, one.id, what).await?;
            continue;
        }
        let mine =
            |duty: &&room::Duty| one.person == Some(duty.person) && one.act == named(duty.act);
        let what: Vec<_> = duties
            .iter()
            .filter(mine)
            .map(|duty| duty.what.as_str())
            .collect();
        let what = (!what.is_empty()).then(|| what.join(" "));
        deadlines::reseal(tx, one.id, what.as_deref()).await?;
    }
    deadlines::meet(tx, &met).await
}

/// The deliberation as the person who asks may know it: a member's.
pub async fn show(tx: &mut Tx<'_>, id: Uuid) -> Result<ReviewView> {
    let case = cases::find(tx, id).await?;
    tx.see("case.view_deliberation", &case, "deliberation")?;
    if case.row.profile.is_none() {
        return Ok(ReviewView::before_the_order(tx, &case));
    }
    let room = load(tx, &case).await?;
    Ok(ReviewView::of(tx, &case, &room))
}

/// Deliberation opens: for every claim, its first step (T-25).
pub async fn open_deliberation(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::OpenDeliberation, &case)?;
    let next = case.after(tx, Some(seen), Act::OpenDeliberation, |_| ())?;
    let mut room = load(tx, &case).await?;
    let claims: Vec<Uuid> = room.claims.iter().map(|one| one.claim.id).collect();
    let mut opened = Vec::new();
    for claim in claims {
        opened.extend(room.open_next(claim, None, tx.now())?);
    }
    make_chamber(tx, &permit, id).await?;
    queries::open_deliberation(tx, &permit, id).await?;
    queries::lay_steps(tx, &permit, id, &room.laid_from(&opened)).await?;
    cases::step(
        tx,
        &mut case,
        permit,
        Act::OpenDeliberation,
        next,
        Entry::default(),
    )
    .await?;
    settle(tx, &case, &room, Turn::Opened).await?;
    cases::find(tx, id).await
}

/// Every step of every claim is voted or left unreached; the ruling is drafted (T-29).
pub async fn scoring_complete(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::ScoringComplete, &case)?;
    let next = case.after(tx, Some(seen), Act::ScoringComplete, |_| ())?;
    cases::step(
        tx,
        &mut case,
        permit,
        Act::ScoringComplete,
        next,
        Entry::default(),
    )
    .await?;
    let (act, what) = if case.rules.interim_review() && !case.interim_review_waived() {
        let what = "Complete the draft of the ruling and send it to the parties.";
        (Act::SendDraft, what)
    } else {
        let what = "Complete the draft of the ruling and put it to the final vote.";
        (Act::SkipInterimReview, what)
    };
    cases::owe(tx, &case, None, act, Owed::PresidingMember, what).await?;
    cases::find(tx, id).await
}

/// What the ledger says of a member's act: which claim and step, never what was answered or voted.
fn noted(at: At) -> serde_json::Value {
    json!({ "claim": at.claim, "step": at.step.as_str(), "round": at.round })
}

fn refuse(refusals: Vec<Refusal>, faults: Vec<Fault>) -> Result<()> {
    match (refusals.into_iter().min(), faults.is_empty()) {
        (_, true) => Ok(()),
        (Some(refusal), false) => Err(Error::Refused(refusal, faults)),
        (None, false) => Err(Error::Invalid(faults)),
    }
}

/// Writes what the act left behind where the machine looks for it.
async fn note(tx: &mut Tx<'_>, permit: &Permit, case: &Case, room: &Room) -> Result<()> {
    let said = SaidSoFar {
        steps_done: room.steps_done(),
        departures_missing: room.departures_missing(),
    };
    queries::note_progress(tx, permit, case.id(), said).await
}
