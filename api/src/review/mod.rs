//! Review: members score alone, see each other's answers together, vote step by step, and the
//! findings follow (procedure 2.2.8, 2.2.8a, 2.6). Everything here is the members' alone.

mod queries;
mod results;
mod room;
mod routes;
mod view;

use std::collections::{BTreeMap, BTreeSet};

use domain::Word;
use domain::case::{Act, State};
use domain::deadline::{Owed, TimeLimit};
use domain::refusal::Refusal;
use domain::review::{Answer, AnswerFault, Given, Row, Step, answer_faults};
use domain::vote::{self, Motion};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::cases::{self, Case, Entry};
use crate::db::{Permit, Tx};
use crate::deadlines::{self, Debtor};
use crate::documents;
use crate::error::{Error, Fault, Result};
use crate::panels;
use crate::people;
use crate::wire::{self, Spelled};

use queries::{AnswerRow, At, BallotRow, InStep};
use room::{ClaimRoom, Decided, Member, Room, Sheet, StepRoom, standing};

pub use results::{
    ClaimBallots, ClaimResult, CriterionScore, Departure, FinalCall, MotionBallot, MotionCount,
    RollCallNames, StepFinding, cast_final, departures, final_call, provisional, reopen, results,
};
pub use room::VoteCount;
pub use routes::mount;
pub use view::ReviewView;

/// An answer to a row of a sheet, as far as it is written.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AnswerDraft {
    /// 0 to 4, ND or NA.
    pub answer: Option<wire::Answer>,
    /// L, M or H.
    pub confidence: Option<wire::Confidence>,
    /// At least 40 words when the sheet is handed in.
    pub reasons: String,
    /// Labels of exhibits on the record, as `UKR-1`.
    pub exhibits: Vec<String>,
    /// What the record lacks, where the answer is ND.
    pub missing: String,
}

/// A change of an answer after the reveal.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Revision {
    /// The row.
    pub key: String,
    /// The answer as it reads now.
    pub answer: AnswerDraft,
    /// Why it changed.
    pub reason: String,
}

/// A vote on one motion of a step.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VoteCast {
    /// `T0/<element>`, `T1a`, `no_finding/T2`.
    pub motion: String,
    /// Yes or no.
    pub vote: wire::Ballot,
    /// Why.
    pub reasons: String,
    /// The outcome of each element that the motion asks for.
    #[serde(default)]
    pub elements: BTreeMap<String, wire::ElementOutcome>,
    /// Why it departs from what the scores indicate; may follow later.
    #[serde(default)]
    pub departure_reasons: Option<String>,
}

/// The case, for an act of a member: locked, and only if the deliberation is theirs to know.
async fn take(tx: &mut Tx<'_>, id: Uuid) -> Result<Case> {
    let case = cases::take(tx, id).await?;
    tx.see("case.view_deliberation", &case, "deliberation")?;
    Ok(case)
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

/// Opens what members now owe and closes what they no longer do. How far another member is with a
/// sheet is not known here: their limit stays until the reveal, or until a new step opens.
async fn settle(tx: &mut Tx<'_>, case: &Case, room: &Room, opened: bool) -> Result<()> {
    let named = |act: Act| format!("{}.{}", Act::NAME, act.as_str());
    let deliberating = case.state() == State::Deliberation || opened;
    let duties = room.duties(deliberating);
    let open: Vec<_> = case
        .deadlines
        .iter()
        .filter(|one| one.state == "open")
        .collect();
    let same = |one: &deadlines::Deadline, duty: &room::Duty| {
        one.person == Some(duty.person) && one.act == named(duty.act) && one.what == duty.what
    };
    let (awaited, mine) = room.sheets_awaited();
    let ours = [named(Act::VoteStep), named(Act::ScoringComplete)];
    let met: Vec<Uuid> = open
        .iter()
        .filter(|one| {
            let sheet_in = one.act == named(Act::Score)
                && (!awaited || (one.person == Some(room.me) && !mine));
            sheet_in || (ours.contains(&one.act) && !duties.iter().any(|duty| same(one, duty)))
        })
        .map(|one| one.id)
        .collect();
    deadlines::meet(tx, &met).await?;
    for duty in duties
        .iter()
        .filter(|duty| !open.iter().any(|one| same(one, duty)))
    {
        cases::owe_to(
            tx,
            case,
            None,
            duty.act,
            Debtor::person(duty.by, duty.person),
            &duty.what,
        )
        .await?;
    }
    for member in room.members.iter().filter(|_| opened && awaited) {
        if !open
            .iter()
            .any(|one| one.act == named(Act::Score) && one.person == Some(member.id))
        {
            let by = Debtor::person(Owed::EachMember, member.id);
            cases::owe_to(
                tx,
                case,
                Some(TimeLimit::CriterionAnswers),
                Act::Score,
                by,
                "",
            )
            .await?;
        }
    }
    Ok(())
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
        opened.extend(room.open_next(claim, None)?.map(|at| (at, None)));
    }
    queries::open_deliberation(tx, &permit, id).await?;
    queries::open_steps(tx, &permit, id, &opened).await?;
    cases::step(
        tx,
        &mut case,
        permit,
        Act::OpenDeliberation,
        next,
        Entry::default(),
    )
    .await?;
    settle(tx, &case, &room, true).await?;
    cases::find(tx, id).await
}

/// Keeps what a member is writing; nobody else reads it.
pub async fn save_draft(
    tx: &mut Tx<'_>,
    id: Uuid,
    claim: Uuid,
    step: Step,
    answers: BTreeMap<String, AnswerDraft>,
) -> Result<()> {
    let case = take(tx, id).await?;
    let permit = tx.allow(Act::Score, &case)?;
    case.after(tx, None, Act::Score, |_| ())?;
    let room = load(tx, &case).await?;
    let at = writable(&room, claim, step)?;
    let faults = unknown_rows(&room.rows(step), &answers);
    if !faults.is_empty() {
        return Err(Error::Refused(Refusal::ReviewUnknownCriterion, faults));
    }
    queries::save_draft(tx, &permit, id, at, serde_json::to_value(&answers)?).await?;
    let mut detail = noted(at);
    detail["draft"] = json!(true);
    tx.record_in_case(permit, id, detail).await
}

/// A member hands in a sheet, once; with the last one, all are revealed.
pub async fn score(
    tx: &mut Tx<'_>,
    id: Uuid,
    claim: Uuid,
    step: Step,
    answers: BTreeMap<String, AnswerDraft>,
) -> Result<()> {
    let case = take(tx, id).await?;
    let permit = tx.allow(Act::Score, &case)?;
    case.after(tx, None, Act::Score, |_| ())?;
    let mut room = load(tx, &case).await?;
    let at = writable(&room, claim, step)?;
    let labels = documents::exhibit_labels(tx, id).await?;
    let rows = room.rows(step);
    check_sheet(&rows, &labels, &answers)?;
    let given = rows
        .iter()
        .filter_map(|row| answer_row(tx, at, &row.key, answers.get(&row.key)?));
    let given: Vec<AnswerRow> = given.collect();
    queries::hand_in(tx, &permit, id, at).await?;
    queries::insert_answers(tx, &permit, id, &given).await?;
    let sitting = room.members.len();
    let here = room.step_mut(claim, step)?;
    let now = tx.now();
    here.mine = Some(Sheet {
        draft: BTreeMap::new(),
        saved_at: now,
        submitted_at: Some(now),
    });
    here.handed_in += 1;
    if here.handed_in >= sitting {
        queries::reveal(tx, &permit, at).await?;
        here.revealed = true;
    }
    settle(tx, &case, &room, false).await?;
    tx.record_in_case(permit, id, noted(at)).await
}

/// After the reveal, and before the step is decided, an answer may change; both versions stay.
pub async fn revise(
    tx: &mut Tx<'_>,
    id: Uuid,
    claim: Uuid,
    step: Step,
    revision: Revision,
) -> Result<()> {
    let case = take(tx, id).await?;
    let permit = tx.allow(Act::Revise, &case)?;
    case.after(tx, None, Act::Revise, |_| ())?;
    let room = load(tx, &case).await?;
    let here = room.open_step(claim, step)?;
    if !here.revealed {
        return Err(Refusal::ReviewNotAllIn.into());
    }
    let rows = room.rows(step);
    let Some(row) = rows.iter().find(|row| row.key == revision.key) else {
        let fault = Fault::new("key", Refusal::ReviewUnknownCriterion.because());
        return Err(Error::Refused(Refusal::ReviewUnknownCriterion, vec![fault]));
    };
    if revision.reason.trim().is_empty() {
        let fault = Fault::new("reason", Refusal::ReviewRevisionUnreasoned.because());
        return Err(Error::Refused(
            Refusal::ReviewRevisionUnreasoned,
            vec![fault],
        ));
    }
    let labels = documents::exhibit_labels(tx, id).await?;
    let (refusals, faults) = answer_check(row, &labels, "answer", &revision.answer);
    refuse(refusals, faults)?;
    let mine = |one: &&AnswerRow| one.account_id == room.me && one.row_key == row.key;
    let last = here
        .answers
        .iter()
        .filter(mine)
        .map(|one| one.revision)
        .max()
        .ok_or(Refusal::ReviewNotAllIn)?;
    let at = At {
        claim,
        step,
        round: here.round,
    };
    if let Some(given) = answer_row(tx, at, &row.key, &revision.answer) {
        let again = AnswerRow {
            revision: last + 1,
            change_reason: Some(revision.reason),
            ..given
        };
        queries::insert_answers(tx, &permit, id, &[again]).await?;
    }
    tx.record_in_case(permit, id, noted(at)).await
}

/// A member votes on a motion; with the last vote that the step needs, it is decided and the next
/// one opens (procedure 2.2.8a).
pub async fn vote_step(
    tx: &mut Tx<'_>,
    id: Uuid,
    claim: Uuid,
    step: Step,
    cast: VoteCast,
) -> Result<()> {
    let case = take(tx, id).await?;
    let permit = tx.allow(Act::VoteStep, &case)?;
    case.after(tx, None, Act::VoteStep, |_| ())?;
    let mut room = load(tx, &case).await?;
    let here = room.open_step(claim, step)?;
    let at = At {
        claim,
        step,
        round: here.round,
    };
    let motion = motion_of(&room, step, &cast.motion)?;
    room.may_vote(step, here, &motion, room.me)?;
    check_vote(&room, &motion, &cast)?;
    let ballot = BallotRow {
        claim_id: claim,
        step: Spelled(step),
        round: at.round,
        call: PROVISIONAL.to_owned(),
        proposition: motion.key(),
        account_id: room.me,
        vote: cast.vote,
        elements: serde_json::to_value(&cast.elements)?,
        reasons: cast.reasons,
        departure_reasons: cast
            .departure_reasons
            .filter(|text| !text.trim().is_empty()),
    };
    queries::insert_ballots(tx, &permit, id, std::slice::from_ref(&ballot)).await?;
    room.step_mut(claim, step)?.ballots.push(ballot);
    let concluded = room.conclude(step, room.open_step(claim, step)?)?;
    let mut opened = None;
    if let Some((finding, decided)) = concluded {
        queries::decide(
            tx,
            &permit,
            at,
            Spelled(finding),
            serde_json::to_value(&decided)?,
        )
        .await?;
        let here = room.step_mut(claim, step)?;
        (here.finding, here.decided) = (Some(finding), Some(decided));
        opened = room.open_next(claim, None)?;
        if let Some(next) = opened {
            queries::open_steps(tx, &permit, id, &[(next, None)]).await?;
        }
        note(tx, &permit, &case, &room).await?;
    }
    settle(tx, &case, &room, opened.is_some()).await?;
    tx.record_in_case(permit, id, noted(at)).await
}

/// Adds the reasons for a departure, after the roll call and before the ruling is signed.
pub async fn give_departure_reasons(
    tx: &mut Tx<'_>,
    id: Uuid,
    claim: Uuid,
    step: Step,
    motion: &str,
    reasons: &str,
) -> Result<()> {
    let case = take(tx, id).await?;
    let permit = tx.allow(Act::VoteStep, &case)?;
    // Until the presiding member signs (T-35): the final roll call may ask for reasons as well.
    let reasons_are_taken = match case.state() {
        State::Deliberation | State::Drafting => true,
        State::FinalVote => !case.facts(tx).signed_by_presiding,
        _ => false,
    };
    if !reasons_are_taken {
        return Err(Refusal::CaseOutOfOrder.into());
    }
    let mut room = load(tx, &case).await?;
    let me = room.me;
    let here = room
        .claim(claim)?
        .steps
        .get(&step)
        .ok_or(Refusal::ReviewStepShut)?;
    let at = At {
        claim,
        step,
        round: here.round,
    };
    let owed = Motion::parse(motion).filter(|one| room.owes_reasons(step, here, one, me));
    if owed.is_none() {
        return Err(Error::invalid(
            "motion",
            "You owe no reasons for departing on this motion.",
        ));
    }
    check_departure("reasons", reasons)?;
    queries::add_departure(tx, &permit, at, motion, reasons).await?;
    let mine = |one: &&mut BallotRow| one.account_id == me && one.proposition == motion;
    if let Some(ballot) = room.step_mut(claim, step)?.ballots.iter_mut().find(mine) {
        ballot.departure_reasons = Some(reasons.to_owned());
    }
    note(tx, &permit, &case, &room).await?;
    settle(tx, &case, &room, false).await?;
    tx.record_in_case(permit, id, noted(at)).await
}

/// The presiding member records, with reasons, that the panel goes on after a failed step.
pub async fn go_on_arguendo(
    tx: &mut Tx<'_>,
    id: Uuid,
    claim: Uuid,
    step: Step,
    reasons: &str,
) -> Result<()> {
    let case = take(tx, id).await?;
    let permit = tx.allow(Act::GoOnArguendo, &case)?;
    case.after(tx, None, Act::GoOnArguendo, |_| ())?;
    let mut room = load(tx, &case).await?;
    if room.track(room.claim(claim)?).stopped_at() != Some(step) {
        return Err(Refusal::ReviewNotFailed.into());
    }
    if reasons.trim().is_empty() {
        let fault = Fault::new("reasons", Refusal::ReviewArguendoUnreasoned.because());
        return Err(Error::Refused(
            Refusal::ReviewArguendoUnreasoned,
            vec![fault],
        ));
    }
    let at = room
        .open_next(claim, Some(reasons.to_owned()))?
        .ok_or(Refusal::ReviewNotFailed)?;
    queries::open_steps(tx, &permit, id, &[(at, Some(reasons.to_owned()))]).await?;
    note(tx, &permit, &case, &room).await?;
    settle(tx, &case, &room, true).await?;
    tx.record_in_case(permit, id, noted(at)).await
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
    let what = "Complete the draft of the ruling and put it to the final vote.";
    cases::owe(
        tx,
        &case,
        None,
        Act::SkipInterimReview,
        Owed::PresidingMember,
        what,
    )
    .await?;
    cases::find(tx, id).await
}

/// The step of a claim in which the person who asks may still write.
fn writable(room: &Room, claim: Uuid, step: Step) -> Result<At> {
    let here = room.open_step(claim, step)?;
    if here
        .mine
        .as_ref()
        .is_some_and(|sheet| sheet.submitted_at.is_some())
    {
        return Err(Refusal::ReviewAlreadySubmitted.into());
    }
    Ok(At {
        claim,
        step,
        round: here.round,
    })
}

/// What the ledger says of a member's act: which claim and step, never what was answered or voted.
fn noted(at: At) -> serde_json::Value {
    json!({ "claim": at.claim, "step": at.step.as_str(), "round": at.round })
}

fn answer_row(tx: &Tx<'_>, at: At, key: &str, draft: &AnswerDraft) -> Option<AnswerRow> {
    let exhibits: BTreeSet<String> = draft.exhibits.iter().cloned().collect();
    Some(AnswerRow {
        claim_id: at.claim,
        step: Spelled(at.step),
        round: at.round,
        account_id: tx.person(),
        row_key: key.to_owned(),
        revision: 1,
        value: draft.answer?,
        confidence: draft.confidence?,
        reasons: draft.reasons.clone(),
        exhibits: exhibits.into_iter().collect(),
        missing: if draft.answer?.0 == Answer::NotDeterminable {
            draft.missing.clone()
        } else {
            String::new()
        },
        change_reason: None,
        at: tx.now(),
    })
}

fn unknown_rows(rows: &[Row], answers: &BTreeMap<String, AnswerDraft>) -> Vec<Fault> {
    let unknown = answers
        .keys()
        .filter(|key| !rows.iter().any(|row| row.key == **key));
    unknown
        .map(|key| {
            Fault::new(
                format!("answers.{key}"),
                Refusal::ReviewUnknownCriterion.because(),
            )
        })
        .collect()
}

/// Whether a sheet can be handed in; otherwise what is wrong, row by row.
fn check_sheet(
    rows: &[Row],
    labels: &[String],
    answers: &BTreeMap<String, AnswerDraft>,
) -> Result<()> {
    let mut faults = unknown_rows(rows, answers);
    let mut refusals: Vec<Refusal> = faults
        .iter()
        .map(|_| Refusal::ReviewUnknownCriterion)
        .collect();
    for row in rows {
        let path = format!("answers.{}", row.key);
        match answers.get(&row.key) {
            Some(draft) => {
                let (refused, found) = answer_check(row, labels, &path, draft);
                refusals.extend(refused);
                faults.extend(found);
            }
            None => {
                refusals.push(Refusal::ReviewAnswersMissing);
                faults.push(Fault::new(path, "This row is not answered yet."));
            }
        }
    }
    refuse(refusals, faults)
}

fn refuse(refusals: Vec<Refusal>, faults: Vec<Fault>) -> Result<()> {
    match (refusals.into_iter().min(), faults.is_empty()) {
        (_, true) => Ok(()),
        (Some(refusal), false) => Err(Error::Refused(refusal, faults)),
        (None, false) => Err(Error::Invalid(faults)),
    }
}

/// What is wrong with one answer (procedure 2.6.1, 2.6.3).
fn answer_check(
    row: &Row,
    labels: &[String],
    path: &str,
    draft: &AnswerDraft,
) -> (Vec<Refusal>, Vec<Fault>) {
    let (mut refusals, mut faults) = (Vec::new(), Vec::new());
    if draft.confidence.is_none() {
        refusals.push(Refusal::ReviewAnswersMissing);
        faults.push(Fault::new(
            format!("{path}.confidence"),
            "Say how sure you are: L, M or H.",
        ));
    }
    let Some(answer) = draft.answer else {
        refusals.push(Refusal::ReviewAnswersMissing);
        faults.push(Fault::new(
            format!("{path}.answer"),
            "This row is not answered yet.",
        ));
        return (refusals, faults);
    };
    let exhibits: BTreeSet<&String> = draft.exhibits.iter().collect();
    for label in exhibits.iter().filter(|label| !labels.contains(label)) {
        faults.push(Fault::new(
            format!("{path}.exhibits"),
            format!("There is no exhibit {label} on the record."),
        ));
    }
    let given = Given {
        answer: answer.0,
        reasons: &draft.reasons,
        exhibits: exhibits.len(),
        missing: &draft.missing,
    };
    for fault in answer_faults(row.nature, given) {
        refusals.extend(match fault {
            AnswerFault::NotOnScale => Some(Refusal::ReviewOffScale),
            AnswerFault::ReasonsTooShort => Some(Refusal::ReviewReasonsTooShort),
            AnswerFault::ExhibitMissing => Some(Refusal::ReviewExhibitMissing),
            AnswerFault::MissingNotSaid => None,
        });
        faults.push(Fault::new(
            format!("{path}.{}", fault.field()),
            sentence(fault.because()),
        ));
    }
    (refusals, faults)
}

/// The domain's clause as a sentence.
fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).chain(['.']).collect()
    })
}

fn motion_of(room: &Room, step: Step, key: &str) -> Result<Motion> {
    let unknown = || Error::invalid("motion", "No such motion is put in this step.");
    let motion = Motion::parse(key).ok_or_else(unknown)?;
    match &motion {
        Motion::NoFinding(_) if !room.profile.may_leave_to_state() => {
            Err(Refusal::VoteNoFindingShut.into())
        }
        _ if !room.motions(step).contains(&motion) => Err(unknown()),
        _ => Ok(motion),
    }
}

fn check_vote(room: &Room, motion: &Motion, cast: &VoteCast) -> Result<()> {
    if cast.reasons.trim().is_empty() {
        let fault = Fault::new("reasons", "Say why you vote so.");
        return Err(Error::Refused(Refusal::CaseReasonsMissing, vec![fault]));
    }
    if let Some(text) = cast
        .departure_reasons
        .as_deref()
        .filter(|text| !text.trim().is_empty())
    {
        check_departure("departure_reasons", text)?;
    }
    let asked = room.asked_with(motion);
    let (mut refusals, mut faults) = (Vec::new(), Vec::new());
    for element in &asked {
        let refusal = match cast.elements.get(&element.id) {
            None => Refusal::VoteElementMissing,
            Some(outcome) if !element.reading.outcomes().contains(&outcome.0) => {
                Refusal::VoteOutcomeShut
            }
            Some(_) => continue,
        };
        refusals.push(refusal);
        faults.push(Fault::new(
            format!("elements.{}", element.id),
            refusal.because(),
        ));
    }
    for id in cast
        .elements
        .keys()
        .filter(|id| !asked.iter().any(|element| element.id == **id))
    {
        faults.push(Fault::new(
            format!("elements.{id}"),
            "The motion asks for no outcome of this element.",
        ));
    }
    refuse(refusals, faults)
}

fn check_departure(path: &str, text: &str) -> Result<()> {
    if vote::reasons_suffice(text) {
        return Ok(());
    }
    let why = format!(
        "Reasons for departing have at least {} words.",
        vote::DEPARTURE_WORDS_MIN
    );
    Err(Error::Refused(
        Refusal::VoteDepartureReasonsMissing,
        vec![Fault::new(path, why)],
    ))
}

/// Writes what the act left behind where the machine looks for it.
async fn note(tx: &mut Tx<'_>, permit: &Permit, case: &Case, room: &Room) -> Result<()> {
    queries::note_progress(
        tx,
        permit,
        case.id(),
        room.steps_done(),
        room.departures_missing(),
    )
    .await
}
