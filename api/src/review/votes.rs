//! Votes by name on the motions of a step, the reasons for departing from what the scores indicate,
//! and the recorded choice to go on arguendo (procedure 2.2.8a, 2.6.7).

use std::collections::BTreeMap;

use domain::case::{Act, State};
use domain::refusal::Refusal;
use domain::review::Step;
use domain::vote::{self, Motion};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::queries::{self, At, BallotRow};
use super::room::Room;
use super::{PROVISIONAL, Turn, load, note, noted, refuse, settle, take};
use crate::db::Tx;
use crate::documents;
use crate::error::{Error, Fault, Result};
use crate::wire::{self, Spelled};

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
    /// These reasons quote nothing of class C2 or higher: they are published with the ruling (T-30).
    #[serde(default)]
    pub class_checked: bool,
}

/// Why a vote departs from what the scores indicate, said after it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DepartureReasons {
    /// The motion.
    pub motion: String,
    /// At least 150 words.
    pub reasons: String,
    /// They quote nothing of class C2 or higher: they are published with the ruling (T-30).
    #[serde(default)]
    pub class_checked: bool,
}

/// A member votes on a motion; with the last vote that the step needs, it is decided and the next
/// one opens (procedure 2.2.8a).
pub async fn vote_step(
    tx: &mut Tx<'_>,
    id: Uuid,
    (claim, step): (Uuid, Step),
    seen: i32,
    cast: VoteCast,
) -> Result<()> {
    let case = take(tx, id).await?;
    let permit = tx.allow(Act::VoteStep, &case)?;
    tx.proved_lately()?;
    case.after(tx, None, Act::VoteStep, |_| ())?;
    let mut room = load(tx, &case).await?;
    let here = room.open_step(claim, step)?;
    here.fresh(seen)?;
    let at = At {
        claim,
        step,
        round: here.round,
    };
    let motion = motion_of(&room, step, &cast.motion)?;
    room.may_vote(step, here, &motion, room.me)?;
    check_vote(&room, &motion, &cast)?;
    if let Some(text) = said(cast.departure_reasons.as_deref()) {
        let path = "departure_reasons";
        check_class(tx, id, (path, text), cast.class_checked).await?;
    }
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
    let turn = if concluded.is_some() {
        Turn::Opened
    } else {
        Turn::Voted
    };
    if let Some((finding, decided)) = concluded {
        let result = (Spelled(finding), serde_json::to_value(&decided)?);
        let here = room.step_mut(claim, step)?;
        (here.finding, here.decided) = (Some(finding), Some(decided));
        let next = room.open_next(claim, None, tx.now())?;
        queries::decide(tx, &permit, (id, at), result, next).await?;
        note(tx, &permit, &case, &room).await?;
    }
    settle(tx, &case, &room, turn).await?;
    tx.record_in_case(permit, id, noted(at)).await
}

/// Adds the reasons for a departure, after the roll call and before the ruling is signed.
pub async fn give_departure_reasons(
    tx: &mut Tx<'_>,
    id: Uuid,
    claim: Uuid,
    step: Step,
    said: &DepartureReasons,
) -> Result<()> {
    let (motion, reasons) = (said.motion.as_str(), said.reasons.as_str());
    let case = take(tx, id).await?;
    let permit = tx.allow(Act::VoteStep, &case)?;
    // Until the presiding member signs (T-35): the final roll call may ask for reasons as well.
    let reasons_are_taken = match case.state() {
        State::Deliberation | State::Drafting => true,
        State::FinalVote => !case.facts(tx).signed_by_presiding,
        _ => false,
    };
    if !reasons_are_taken {
        return Err(case.state().out_of_order().into());
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
    check_class(tx, id, ("reasons", reasons), said.class_checked).await?;
    queries::add_departure(tx, &permit, (id, at), motion, reasons).await?;
    let mine = |one: &&mut BallotRow| one.account_id == me && one.proposition == motion;
    if let Some(ballot) = room.step_mut(claim, step)?.ballots.iter_mut().find(mine) {
        ballot.departure_reasons = Some(reasons.to_owned());
    }
    note(tx, &permit, &case, &room).await?;
    settle(tx, &case, &room, Turn::Voted).await?;
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
        .open_next(claim, Some(reasons.to_owned()), tx.now())?
        .ok_or(Refusal::ReviewNotFailed)?;
    queries::open_arguendo(tx, &permit, (id, at), reasons).await?;
    note(tx, &permit, &case, &room).await?;
    settle(tx, &case, &room, Turn::Opened).await?;
    tx.record_in_case(permit, id, noted(at)).await
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
    if let Some(text) = said(cast.departure_reasons.as_deref()) {
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

fn said(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.trim().is_empty())
}

/// Reasons for departing stand in the public ruling, where nothing quotes what is of class C2 or higher:
/// whoever gives them looks at that (T-30), and is told which protected exhibits they name.
async fn check_class(
    tx: &mut Tx<'_>,
    case: Uuid,
    (path, text): (&str, &str),
    checked: bool,
) -> Result<()> {
    if checked {
        return Ok(());
    }
    let why = "Confirm that these reasons quote nothing of class C2 or higher: they are published with the ruling.";
    let mut faults = vec![Fault::new("class_checked", why)];
    let protected = documents::protected(tx, case).await?;
    let named = protected.iter().filter(|one| one.is_named_in(text));
    faults.extend(named.map(|one| {
        let why = format!(
            "They refer to exhibit {} of class {}.",
            one.label, one.class
        );
        Fault::new(path, why)
    }));
    Err(Error::Refused(Refusal::RulingClassUnchecked, faults))
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
