//! What each claim came to, and the roll call that confirms it: what the ruling is made of.

use std::collections::BTreeMap;

use domain::Word;
use domain::refusal::Refusal;
use domain::review::Step;
use domain::vote::{self, Finding, Motion, Outcome};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::queries::{self, At, BallotRow};
use super::room::{ClaimRoom, Room, StepRoom};
use super::{FINAL, Turn, load, settle};
use crate::cases::Case;
use crate::db::{Permit, Tx};
use crate::error::Result;
use crate::wire::{self, Spelled};

/// What a claim came to.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ClaimResult {
    /// The claim.
    pub claim_id: Uuid,
    /// Its number in the case.
    pub no: i32,
    /// The component of the measure.
    pub component: String,
    /// The obligation.
    pub obligation: String,
    /// The one word.
    pub outcome: wire::Outcome,
    /// What is noted beside it.
    pub concerns: Vec<wire::Concern>,
    /// Steps answered only for the sake of argument.
    pub arguendo: Vec<wire::ReviewStep>,
    /// Step by step; without the threshold where the ground has none.
    pub steps: Vec<StepFinding>,
}

/// What was found on a step.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct StepFinding {
    /// Which.
    pub step: wire::ReviewStep,
    /// The voted answer, or that the step was not reached.
    pub finding: wire::Finding,
    /// Was it answered only for the sake of argument?
    pub arguendo: bool,
    /// The outcome of each element that stands in the step.
    #[schema(value_type = BTreeMap<String, wire::ElementOutcome>)]
    pub elements: BTreeMap<String, wire::ElementOutcome>,
    /// The roll call, motion by motion; from issue on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<BTreeMap<String, MotionCount>>)]
    pub counts: Option<BTreeMap<String, MotionCount>>,
    /// How the panel scored each criterion; from issue on, and empty where the step was not reached.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scores: Vec<CriterionScore>,
}

/// What everyone may read of how a panel scored a criterion (procedure 2.6.7, PT-17).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct CriterionScore {
    /// The row of the sheet: `2.2`, or `1.2/gatt-xxi.b.iii.time` for an element.
    pub key: String,
    /// Its short name.
    pub name: String,
    /// The proposition it bears on.
    pub proposition: wire::Proposition,
    /// Its nature under the profile; an advisory criterion never decides.
    pub nature: wire::Nature,
    /// Was it a gate?
    pub gate: bool,
    /// `scored`, `not_determinable` or `not_applicable`.
    pub status: String,
    /// The median from 0 to 4, if it is scored. High favours the invoking state.
    pub median: Option<u32>,
    /// Highest minus lowest number.
    pub spread: Option<u32>,
    /// All answers, the highest first; left out where three or fewer sit, since it would show who
    /// gave which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distribution: Option<Vec<wire::Answer>>,
    /// Whether the lead discipline and the others are at least two apart, under the same condition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<bool>,
}

/// A roll call on one motion.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct MotionCount {
    /// Votes for.
    pub yes: usize,
    /// Votes against.
    pub no: usize,
    /// Who voted how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub names: Option<RollCallNames>,
}

/// Who voted how.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct RollCallNames {
    /// For.
    pub yes: Vec<String>,
    /// Against.
    pub no: Vec<String>,
}

/// What the person who asks is to confirm in the final roll call, for one claim.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ClaimBallots {
    /// The claim.
    pub claim_id: Uuid,
    /// Its number in the case.
    pub no: i32,
    /// The motions that were voted, in their order.
    pub motions: Vec<MotionBallot>,
}

/// A motion, and how the person who asks voted on it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MotionBallot {
    /// `T0/<element>`, `T1a`, `no_finding/T2`.
    pub motion: String,
    /// What is put to the vote.
    pub text: String,
    /// The step in which it was put.
    pub step: wire::ReviewStep,
    /// The provisional vote.
    pub vote: wire::Ballot,
}

/// How far the confirming roll call is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FinalCall {
    /// How many sitting members have voted.
    pub cast: usize,
    /// How many sit.
    pub of: usize,
    /// Has the person who asks?
    pub mine: bool,
    /// Claims with a finding that it does not confirm; none while it is open.
    pub flipped: Vec<Uuid>,
}

/// Why a member voted against what the scores indicated, for the ruling (procedure 2.6.7).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Departure {
    /// The claim.
    pub claim_id: Uuid,
    /// Its number in the case.
    pub no: i32,
    /// The motion.
    pub motion: String,
    /// The member's name.
    pub member: String,
    /// The reasons.
    pub reasons: String,
}

impl ClaimResult {
    /// The same without the roll call and the scores: what the registrar signs (annex D 13).
    pub fn without_counts(mut self) -> Self {
        for step in &mut self.steps {
            step.counts = None;
        }
        self.without_scores()
    }

    /// The same without the scores, for lists.
    pub fn without_scores(mut self) -> Self {
        for step in &mut self.steps {
            step.scores = Vec::new();
        }
        self
    }

    /// The same with counts but without names.
    pub fn without_names(mut self) -> Self {
        for count in self
            .steps
            .iter_mut()
            .filter_map(|step| step.counts.as_mut())
            .flat_map(BTreeMap::values_mut)
        {
            count.names = None;
        }
        self
    }
}

impl FinalCall {
    /// Has every sitting member voted?
    pub fn complete(&self) -> bool {
        self.cast == self.of
    }

    fn of(room: &Room) -> Self {
        let cast = room
            .members
            .iter()
            .filter(|member| room.has_confirmed(member.id))
            .count();
        let complete = cast == room.members.len();
        let flipped = room
            .claims
            .iter()
            .filter(|claim| complete && room.flipped_at(claim).is_some());
        Self {
            cast,
            of: room.members.len(),
            mine: room.has_confirmed(room.me),
            flipped: flipped.map(|claim| claim.claim.id).collect(),
        }
    }
}

impl Room {
    /// What a claim came to, once every step is voted or left unreached.
    pub(super) fn outcome(&self, claim: &ClaimRoom) -> Option<Outcome> {
        let failed: Vec<_> = claim
            .steps
            .values()
            .filter_map(|at| at.decided.as_ref()?.failed)
            .map(|proposition| proposition.0)
            .collect();
        // A claim that has not begun has no step open either.
        vote::outcome(&self.track(claim), &failed).filter(|_| !claim.steps.is_empty())
    }

    fn result(&self, claim: &ClaimRoom) -> Result<ClaimResult> {
        let outcome = self.outcome(claim).ok_or(Refusal::ReviewStepsOpen)?;
        let track = self.track(claim);
        let mut steps = Vec::new();
        for step in Step::ALL.iter().copied().filter(|step| !self.skips(*step)) {
            let at = claim.steps.get(&step);
            let decided = at.and_then(|at| at.decided.clone());
            let finding = track.finding(step).ok_or(Refusal::ReviewStepsOpen)?;
            let voted = at.filter(|at| at.decided.is_some());
            steps.push(StepFinding {
                step: Spelled(step),
                finding: Spelled(finding),
                arguendo: finding != Finding::NotReached && track.is_arguendo(step),
                elements: decided
                    .map_or_else(|| self.not_reached(step), |decided| decided.elements),
                counts: voted.map(|at| self.roll_call(step, at)),
                scores: voted.map_or_else(Vec::new, |at| self.scores(step, at)),
            });
        }
        let mut concerns: Vec<wire::Concern> = claim
            .steps
            .values()
            .filter_map(|at| at.decided.as_ref())
            .flat_map(|decided| decided.concerns.clone())
            .collect();
        concerns.sort();
        concerns.dedup();
        Ok(ClaimResult {
            claim_id: claim.claim.id,
            no: claim.claim.no,
            component: claim.claim.component.clone(),
            obligation: claim.claim.obligation.clone(),
            outcome: Spelled(outcome),
            concerns,
            arguendo: steps
                .iter()
                .filter(|one| one.arguendo)
                .map(|one| one.step)
                .collect(),
            steps,
        })
    }

    fn scores(&self, step: Step, at: &StepRoom) -> Vec<CriterionScore> {
        let rows = self.rows(step);
        let sitting = self.members.len();
        self.figures(step, at)
            .iter()
            .flat_map(|figures| &figures.rows)
            .filter_map(|figures| {
                let row = rows.iter().find(|row| row.key == figures.key)?;
                let shown = figures.public(sitting);
                Some(CriterionScore {
                    key: shown.key,
                    name: row.name.clone(),
                    proposition: Spelled(row.proposition),
                    nature: Spelled(row.nature),
                    gate: row.gate,
                    status: shown.status.as_str().to_owned(),
                    median: shown.status.median(),
                    spread: shown.spread,
                    distribution: shown
                        .distribution
                        .map(|answers| answers.into_iter().map(Spelled).collect()),
                    split: shown.split,
                })
            })
            .collect()
    }

    fn not_reached(&self, step: Step) -> BTreeMap<String, wire::ElementOutcome> {
        let elements = step
            .propositions()
            .iter()
            .flat_map(|one| self.clause.elements_at(&self.ground, *one));
        elements
            .map(|element| {
                (
                    element.id.clone(),
                    Spelled(domain::clause::ElementOutcome::NotReached),
                )
            })
            .collect()
    }

    /// The confirming roll call, or the provisional one while that is open.
    fn roll_call(&self, step: Step, at: &StepRoom) -> BTreeMap<String, MotionCount> {
        let mut counts = BTreeMap::new();
        for motion in self.voted(step, at) {
            let Some((tally, ballots)) = self.standing_call(at, &motion) else {
                continue;
            };
            let key = motion.key();
            let who = |vote: vote::Ballot| {
                let voted = |member: &&super::Member| {
                    ballots.iter().any(|one| {
                        one.account_id == member.id && one.proposition == key && one.vote.0 == vote
                    })
                };
                self.members
                    .iter()
                    .filter(voted)
                    .map(|member| member.name.clone())
                    .collect()
            };
            let names = RollCallNames {
                yes: who(vote::Ballot::Yes),
                no: who(vote::Ballot::No),
            };
            counts.insert(
                key.clone(),
                MotionCount {
                    yes: tally.yes,
                    no: tally.no,
                    names: Some(names),
                },
            );
        }
        counts
    }

    pub(super) fn departures(&self) -> Vec<Departure> {
        let mut departures = Vec::new();
        for claim in &self.claims {
            for (step, at) in &claim.steps {
                for motion in self.voted(*step, at) {
                    let key = motion.key();
                    let of_motion = at.ballots.iter().filter(|one| one.proposition == key);
                    for ballot in of_motion {
                        let member = self
                            .members
                            .iter()
                            .find(|member| member.id == ballot.account_id)
                            .filter(|member| self.departs(*step, at, &motion, member.id));
                        let said = member.zip(ballot.departure_reasons.clone());
                        departures.extend(said.map(|(member, reasons)| Departure {
                            claim_id: claim.claim.id,
                            no: claim.claim.no,
                            motion: key.clone(),
                            member: member.name.clone(),
                            reasons,
                        }));
                    }
                }
            }
        }
        departures
    }
}

/// What each claim came to, with the roll calls. Refused while a step is open. The caller sees to
/// it that nobody reads it who may not: the database shows the deliberation to sitting members only.
pub async fn results(tx: &mut Tx<'_>, case: &Case) -> Result<Vec<ClaimResult>> {
    let room = load(tx, case).await?;
    room.claims.iter().map(|claim| room.result(claim)).collect()
}

/// What the person who asks is to confirm in the final roll call.
pub async fn provisional(tx: &mut Tx<'_>, case: &Case) -> Result<Vec<ClaimBallots>> {
    let room = load(tx, case).await?;
    let of_claim = |claim: &ClaimRoom| {
        let mut motions = Vec::new();
        for (step, at) in &claim.steps {
            for motion in room.voted(*step, at) {
                let key = motion.key();
                let mine = at
                    .ballots
                    .iter()
                    .find(|one| one.account_id == room.me && one.proposition == key);
                motions.extend(mine.map(|ballot| MotionBallot {
                    motion: key,
                    text: room.motion_text(&motion),
                    step: Spelled(*step),
                    vote: ballot.vote,
                }));
            }
        }
        ClaimBallots {
            claim_id: claim.claim.id,
            no: claim.claim.no,
            motions,
        }
    };
    Ok(room.claims.iter().map(of_claim).collect())
}

/// How far the confirming roll call is.
pub async fn final_call(tx: &mut Tx<'_>, case: &Case) -> Result<FinalCall> {
    Ok(FinalCall::of(&load(tx, case).await?))
}

/// Casts the final votes of the person who acts, on every motion of every claim: as named, and for
/// the others as before. What was confirmed before a reopening stays.
pub async fn cast_final(
    tx: &mut Tx<'_>,
    case: &Case,
    permit: &Permit,
    votes: &BTreeMap<Uuid, BTreeMap<String, wire::Ballot>>,
) -> Result<FinalCall> {
    let mut room = load(tx, case).await?;
    if room.has_confirmed(room.me) {
        return Err(Refusal::VoteAlreadyCast.into());
    }
    let me = room.me;
    let mut named: Vec<(Uuid, &String)> = votes
        .iter()
        .flat_map(|(claim, motions)| motions.keys().map(move |key| (*claim, key)))
        .collect();
    let mut cast = Vec::new();
    for claim in &room.claims {
        let chosen = votes.get(&claim.claim.id);
        for (step, at) in &claim.steps {
            for motion in room.voted(*step, at).iter().map(Motion::key) {
                named.retain(|one| *one != (claim.claim.id, &motion));
                if at
                    .finals
                    .iter()
                    .any(|one| one.account_id == me && one.proposition == motion)
                {
                    continue;
                }
                let before = at
                    .ballots
                    .iter()
                    .find(|one| one.account_id == me && one.proposition == motion);
                let vote = chosen
                    .and_then(|motions| motions.get(&motion))
                    .or(before.map(|ballot| &ballot.vote));
                cast.push(BallotRow {
                    claim_id: claim.claim.id,
                    step: Spelled(*step),
                    round: at.round,
                    call: FINAL.to_owned(),
                    proposition: motion,
                    account_id: me,
                    vote: *vote.ok_or(Refusal::VoteMotionMissing)?,
                    elements: serde_json::json!({}),
                    reasons: String::new(),
                    departure_reasons: None,
                });
            }
        }
    }
    if let Some((claim, motion)) = named.first() {
        return Err(crate::error::Error::invalid(
            format!("votes.{claim}.{motion}"),
            "No such motion was voted in this claim.",
        ));
    }
    queries::insert_ballots(tx, permit, case.id(), &cast).await?;
    for ballot in cast {
        room.step_mut(ballot.claim_id, ballot.step.0)?
            .finals
            .push(ballot);
    }
    let call = FinalCall::of(&room);
    if call.complete() && call.flipped.is_empty() {
        // Whoever changed sides without changing the result may owe reasons now.
        super::note(tx, permit, case, &room).await?;
        settle(tx, case, &room, Turn::Voted).await?;
    }
    Ok(call)
}

/// Reopens claims that the final roll call did not confirm, each at its first step that flipped,
/// in a new round (T-34a). The others keep their votes. Members owe their sheets again.
pub async fn reopen(tx: &mut Tx<'_>, case: &Case, permit: &Permit, claims: &[Uuid]) -> Result<()> {
    reopen_at(tx, case, permit, claims, Room::flipped_at).await
}

/// Reopens claims at their first step, in a new round: a revision is admitted (T-55). The others keep
/// their findings and votes.
pub async fn reopen_from_start(
    tx: &mut Tx<'_>,
    case: &Case,
    permit: &Permit,
    claims: &[Uuid],
) -> Result<()> {
    reopen_at(tx, case, permit, claims, |room, _| room.first_step()).await
}

async fn reopen_at(
    tx: &mut Tx<'_>,
    case: &Case,
    permit: &Permit,
    claims: &[Uuid],
    at: impl Fn(&Room, &ClaimRoom) -> Option<Step>,
) -> Result<()> {
    let mut room = load(tx, case).await?;
    let mut opened = Vec::new();
    for id in claims {
        let claim = room.claim(*id)?;
        let Some(step) = at(&room, claim) else {
            continue;
        };
        let round = 1 + claim
            .steps
            .values()
            .map(|at| at.round)
            .max()
            .unwrap_or_default();
        opened.push(At {
            claim: *id,
            step,
            round,
        });
    }
    let now = tx.now();
    for at in &opened {
        let steps = room.steps_mut(at.claim)?;
        steps.retain(|step, _| *step < at.step);
        steps.insert(
            at.step,
            StepRoom {
                round: at.round,
                opened: Some(now),
                ..StepRoom::default()
            },
        );
    }
    let laid = room.laid_from(&opened);
    queries::lay_steps(tx, permit, case.id(), &laid).await?;
    queries::void_roll_call(tx, permit, case.id()).await?;
    super::note(tx, permit, case, &room).await?;
    settle(tx, case, &room, Turn::Opened).await
}

/// Every reasoned departure of the findings that stand, of those who voted for the result in the
/// roll call that counts.
pub async fn departures(tx: &mut Tx<'_>, case: &Case) -> Result<Vec<Departure>> {
    Ok(load(tx, case).await?.departures())
}
