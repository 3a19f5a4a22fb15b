//! Score sheets: each member answers alone, hands in for good, and may change an answer with a
//! reason once all are in (procedure 2.6.1 to 2.6.3).

use std::collections::{BTreeMap, BTreeSet};

use domain::case::Act;
use domain::refusal::Refusal;
use domain::review::{Answer, AnswerFault, Given, Row, Step, answer_faults};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::queries::{self, AnswerRow, At};
use super::room::{Room, Sheet};
use super::{Turn, load, noted, refuse, settle, take};
use crate::db::Tx;
use crate::documents;
use crate::error::{Error, Fault, Result};
use crate::wire::{self, Spelled};

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
    let opened = here.opened;
    here.handed_in += 1;
    if here.handed_in >= sitting {
        queries::reveal(tx, &permit, at).await?;
        here.revealed = true;
    }
    settle(tx, &case, &room, Turn::HandedIn(opened)).await?;
    tx.record_in_case(permit, id, noted(at)).await
}

/// After the reveal, and before anyone votes on the step, an answer may change; both versions
/// stay. What the scores indicate, and so who owes reasons for departing from it, no longer changes
/// once a vote is cast.
pub async fn revise(
    tx: &mut Tx<'_>,
    id: Uuid,
    (claim, step): (Uuid, Step),
    seen: i32,
    revision: Revision,
) -> Result<()> {
    let case = take(tx, id).await?;
    let permit = tx.allow(Act::Revise, &case)?;
    case.after(tx, None, Act::Revise, |_| ())?;
    let room = load(tx, &case).await?;
    let here = room.open_step(claim, step)?;
    here.fresh(seen)?;
    if !here.revealed {
        return Err(Refusal::ReviewNotAllIn.into());
    }
    if !here.ballots.is_empty() {
        return Err(Refusal::ReviewVoting.into());
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
