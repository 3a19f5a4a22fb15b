//! The deliberation of one case as it stands, gathered from its rows: what the domain asks, and
//! what follows from its answers. Pure: it reads and writes nothing.

use std::collections::{BTreeMap, BTreeSet};

use domain::Word;
use domain::case::Act;
use domain::clause::{Clause, Element, ElementOutcome, Profile, Proposition};
use domain::deadline::Owed;
use domain::measure::Technology;
use domain::people::Discipline;
use domain::refusal::Refusal;
use domain::review::{
    self, Figures, Indication, MemberAnswer, Row, Rubric, ScoredRow, Step, Track,
};
use domain::vote::{self, Ballot, Concern, Finding, Motion, Tally};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::AnswerDraft;
use super::queries::{AnswerRow, At, BallotRow};
use crate::cases::Claim;
use crate::error::{Error, Result};
use crate::wire::{self, Spelled};

/// Everything that the members of a panel share, as far as the one who asks may know it.
pub(super) struct Room {
    pub(super) rubric: &'static Rubric,
    pub(super) clause: &'static Clause,
    pub(super) ground: String,
    pub(super) profile: Profile,
    pub(super) technology: Technology,
    pub(super) quorum: bool,
    pub(super) me: Uuid,
    pub(super) members: Vec<Member>,
    pub(super) claims: Vec<ClaimRoom>,
}

/// A sitting member.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) discipline: Discipline,
    pub(super) presiding: bool,
}

/// A claim, with the steps that were opened and still stand.
pub(super) struct ClaimRoom {
    pub(super) claim: Claim,
    pub(super) steps: BTreeMap<Step, StepRoom>,
}

/// A step of a claim, in its last round.
#[derive(Default)]
pub(super) struct StepRoom {
    pub(super) round: i32,
    pub(super) opened: Option<Timestamp>,
    pub(super) revealed: bool,
    pub(super) arguendo_reasons: Option<String>,
    pub(super) finding: Option<Finding>,
    pub(super) decided: Option<Decided>,
    pub(super) mine: Option<Sheet>,
    pub(super) handed_in: usize,
    pub(super) answers: Vec<AnswerRow>,
    pub(super) ballots: Vec<BallotRow>,
    pub(super) finals: Vec<BallotRow>,
}

/// The sheet of the one who asks.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    pub(super) draft: BTreeMap<String, AnswerDraft>,
    pub(super) saved_at: Timestamp,
    pub(super) submitted_at: Option<Timestamp>,
}

/// Votes for and against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct VoteCount {
    /// Votes for.
    pub yes: usize,
    /// Votes against.
    pub no: usize,
}

/// What a step came to, as it is stored with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Decided {
    pub(super) failed: Option<wire::Proposition>,
    pub(super) elements: BTreeMap<String, wire::ElementOutcome>,
    pub(super) counts: BTreeMap<String, VoteCount>,
    /// The motions whose result goes against what the scores indicated.
    pub(super) departs: Vec<String>,
    pub(super) concerns: Vec<wire::Concern>,
}

/// Something that one member owes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Duty {
    pub(super) person: Uuid,
    pub(super) act: Act,
    pub(super) by: Owed,
    pub(super) what: String,
}

impl StepRoom {
    /// Runs on with every answer that is handed in or revised: a vote is cast on the answers as
    /// they were seen, and not on others.
    pub(super) fn version(&self) -> i32 {
        i32::try_from(self.answers.len()).unwrap_or(i32::MAX)
    }

    /// Is this how the person who asks saw it?
    pub(super) fn fresh(&self, seen: i32) -> Result<()> {
        if seen == self.version() {
            Ok(())
        } else {
            Err(Error::Stale)
        }
    }
}

impl VoteCount {
    fn of(tally: Tally) -> Self {
        Self {
            yes: tally.yes,
            no: tally.no,
        }
    }
}

impl Room {
    pub(super) fn claim(&self, id: Uuid) -> Result<&ClaimRoom> {
        self.claims
            .iter()
            .find(|one| one.claim.id == id)
            .ok_or(Error::NotFound("claim"))
    }

    fn claim_mut(&mut self, id: Uuid) -> Result<&mut ClaimRoom> {
        self.claims
            .iter_mut()
            .find(|one| one.claim.id == id)
            .ok_or(Error::NotFound("claim"))
    }

    pub(super) fn steps_mut(&mut self, claim: Uuid) -> Result<&mut BTreeMap<Step, StepRoom>> {
        Ok(&mut self.claim_mut(claim)?.steps)
    }

    /// The step of a claim that may be scored or voted now.
    pub(super) fn open_step(&self, claim: Uuid, step: Step) -> Result<&StepRoom> {
        let room = self.claim(claim)?;
        self.track(room).may_open(step)?;
        room.steps
            .get(&step)
            .ok_or_else(|| Refusal::ReviewStepShut.into())
    }

    pub(super) fn step_mut(&mut self, claim: Uuid, step: Step) -> Result<&mut StepRoom> {
        self.claim_mut(claim)?
            .steps
            .get_mut(&step)
            .ok_or_else(|| Refusal::ReviewStepShut.into())
    }

    /// The elements of the threshold: they are its rows and its motions.
    pub(super) fn t0(&self) -> Vec<&'static Element> {
        self.clause.elements_at(&self.ground, Proposition::T0)
    }

    /// Whether the step is passed over for every claim.
    pub(super) fn skips(&self, step: Step) -> bool {
        step == Step::Threshold && self.t0().is_empty()
    }

    /// The step with which every claim begins.
    pub(super) fn first_step(&self) -> Option<Step> {
        Step::ALL.iter().copied().find(|step| !self.skips(*step))
    }

    pub(super) fn rows(&self, step: Step) -> Vec<Row> {
        self.rubric
            .rows(step, self.profile, self.technology, &self.t0())
    }

    pub(super) fn motions(&self, step: Step) -> Vec<Motion> {
        let t0: Vec<String> = self.t0().iter().map(|element| element.id.clone()).collect();
        vote::motions(step, self.profile, &t0)
    }

    /// The elements whose outcome a member states with the vote on a motion. At the threshold the
    /// vote itself is the outcome, and a question left to the state leaves its elements too.
    pub(super) fn asked_with(&self, motion: &Motion) -> Vec<&'static Element> {
        match motion {
            Motion::Proposition(proposition) => self.clause.elements_at(&self.ground, *proposition),
            Motion::Element(_) | Motion::NoFinding(_) => Vec::new(),
        }
    }

    pub(super) fn track(&self, room: &ClaimRoom) -> Track {
        let findings = room
            .steps
            .iter()
            .filter_map(|(step, at)| Some((*step, at.finding?)))
            .collect();
        // A step that is open behind one that failed was opened arguendo.
        let arguendo = Step::ALL
            .iter()
            .filter(|step| room.steps.contains_key(step))
            .filter_map(|step| step.before());
        let mut track = Track {
            threshold_not_applicable: self.skips(Step::Threshold),
            findings,
            ..Track::default()
        };
        track.arguendo = arguendo
            .filter(|step| track.findings.get(step) == Some(&Finding::NotMet))
            .collect();
        track
    }

    /// The answers that count now: the last revision of each.
    fn scored(&self, step: Step, at: &StepRoom) -> Vec<ScoredRow> {
        let answers_to = |row: &Row| {
            self.members
                .iter()
                .filter_map(|member| {
                    let last = at
                        .answers
                        .iter()
                        .filter(|answer| {
                            answer.account_id == member.id && answer.row_key == row.key
                        })
                        .max_by_key(|answer| answer.revision)?;
                    Some(MemberAnswer {
                        discipline: member.discipline,
                        answer: last.value.0,
                    })
                })
                .collect()
        };
        self.rows(step)
            .into_iter()
            .map(|row| ScoredRow {
                answers: answers_to(&row),
                row,
            })
            .collect()
    }

    /// What the panel is shown on each proposition of a step. Before the reveal there is nothing
    /// to count.
    pub(super) fn figures(&self, step: Step, at: &StepRoom) -> Vec<Figures> {
        if !at.revealed {
            return Vec::new();
        }
        let scored = self.scored(step, at);
        let of = |proposition: &Proposition| {
            review::figures(self.rubric, *proposition, &scored, self.members.len(), 0)
        };
        step.propositions().iter().map(of).collect()
    }

    /// What a vote on a motion is compared with: at the threshold, the figures of the element alone.
    pub(super) fn indication(&self, step: Step, at: &StepRoom, motion: &Motion) -> Indication {
        if !at.revealed {
            return Indication::Nothing;
        }
        let mut scored = self.scored(step, at);
        let proposition = match motion {
            Motion::NoFinding(_) => return Indication::Nothing,
            Motion::Proposition(proposition) => *proposition,
            Motion::Element(id) => {
                scored.retain(|one| one.row.element.as_ref() == Some(id));
                Proposition::T0
            }
        };
        review::figures(self.rubric, proposition, &scored, self.members.len(), 0).indication()
    }

    /// What is put to the vote, in a sentence.
    pub(super) fn motion_text(&self, motion: &Motion) -> String {
        let wording = |proposition: &Proposition| {
            let mut rules = self.rubric.steps.iter().flat_map(|rule| &rule.propositions);
            rules
                .find(|(of, _)| of == proposition)
                .map_or_else(String::new, |(_, text)| text.clone())
        };
        match motion {
            Motion::Element(id) => {
                let mut elements = self.t0().into_iter();
                let label = elements
                    .find(|element| element.id == *id)
                    .map_or_else(|| id.clone(), |one| one.label.clone());
                format!("This element of the threshold is established: {label}.")
            }
            Motion::Proposition(proposition) => wording(proposition),
            Motion::NoFinding(proposition) => format!(
                "The clause leaves this question to the State: {}",
                wording(proposition)
            ),
        }
    }

    /// The roll call on a motion; none while it is open.
    pub(super) fn tally(&self, ballots: &[BallotRow], motion: &Motion) -> Option<Tally> {
        let key = motion.key();
        let votes: Vec<Ballot> = ballots
            .iter()
            .filter(|one| one.proposition == key)
            .map(|one| one.vote.0)
            .collect();
        vote::count(&votes, self.members.len(), self.quorum).ok()
    }

    /// Whether a member may vote on a motion now.
    pub(super) fn may_vote(
        &self,
        step: Step,
        at: &StepRoom,
        motion: &Motion,
        member: Uuid,
    ) -> std::result::Result<(), Refusal> {
        let cast = |motion: &Motion| at.has_cast(member, motion);
        if at.finding.is_some() {
            return Err(Refusal::ReviewStepFound);
        }
        if !at.revealed && !matches!(motion, Motion::NoFinding(_)) {
            return Err(Refusal::ReviewNotAllIn);
        }
        if cast(motion) {
            return Err(Refusal::VoteAlreadyCast);
        }
        let in_order = step == Step::Threshold;
        if in_order
            && self
                .motions(step)
                .iter()
                .take_while(|earlier| *earlier != motion)
                .any(|earlier| !cast(earlier))
        {
            return Err(Refusal::VoteOutOfOrder);
        }
        Ok(())
    }

    /// Whether the member still owes a vote in the step: on each proposition after the reveal, and
    /// on leaving the question to the state once someone has put that.
    fn owes_vote(&self, step: Step, at: &StepRoom, member: Uuid) -> bool {
        at.finding.is_none()
            && self.motions(step).iter().any(|motion| {
                let put = match motion {
                    Motion::NoFinding(_) => at.is_put(motion),
                    Motion::Element(_) | Motion::Proposition(_) => at.revealed,
                };
                put && !at.has_cast(member, motion)
            })
    }

    /// What the step comes to, once every roll call that it needs is complete. At the threshold
    /// the elements after the first that is not met are left; a question that was put whether it
    /// is left to the state is answered before the proposition counts.
    pub(super) fn conclude(&self, step: Step, at: &StepRoom) -> Result<Option<(Finding, Decided)>> {
        let mut votes = Vec::new();
        let (mut stopped, mut complete) = (false, true);
        for motion in self.motions(step) {
            let tally = self.tally(&at.ballots, &motion).filter(|_| !stopped);
            stopped |= match motion {
                Motion::Element(_) => tally.is_some_and(|tally| !tally.carried()),
                Motion::NoFinding(_) => tally.is_some_and(Tally::carried),
                Motion::Proposition(_) => false,
            };
            let needed = !matches!(motion, Motion::NoFinding(_)) || at.is_put(&motion);
            complete &= stopped || tally.is_some() || !needed;
            votes.push((motion, tally));
        }
        if !complete {
            return Ok(None);
        }
        let proposition = step
            .propositions()
            .last()
            .copied()
            .unwrap_or(Proposition::T0);
        let dispositive = self.rubric.dispositive(proposition, self.profile);
        let result = vote::decide(step, self.profile, dispositive, &votes)?;
        let mut decided = Decided {
            failed: result.failed.map(Spelled),
            ..Decided::default()
        };
        for (motion, tally) in votes
            .iter()
            .filter_map(|(motion, tally)| Some((motion, (*tally)?)))
        {
            decided.counts.insert(motion.key(), VoteCount::of(tally));
            if vote::departs(self.indication(step, at, motion), tally) {
                decided.departs.push(motion.key());
            }
        }
        decided.elements = result
            .elements
            .iter()
            .map(|(id, outcome)| (id.clone(), Spelled(*outcome)))
            .collect();
        if step != Step::Threshold {
            decided.elements.extend(self.element_outcomes(step, at)?);
        }
        let advised = self
            .figures(step, at)
            .into_iter()
            .filter(Figures::raises_concern);
        let concerns: BTreeSet<Concern> = advised
            .filter_map(|figures| Concern::on(figures.proposition))
            .chain(result.concern)
            .collect();
        decided.concerns = concerns.into_iter().map(Spelled).collect();
        Ok(Some((result.finding, decided)))
    }

    fn element_outcomes(
        &self,
        step: Step,
        at: &StepRoom,
    ) -> Result<BTreeMap<String, wire::ElementOutcome>> {
        let mut outcomes = BTreeMap::new();
        for proposition in step.propositions() {
            let motion = Motion::Proposition(*proposition);
            let left = self
                .tally(&at.ballots, &Motion::NoFinding(*proposition))
                .is_some_and(Tally::carried);
            for element in self.asked_with(&motion) {
                let outcome = if left {
                    let to_state = ElementOutcome::LeftToState;
                    if element.reading.outcomes().contains(&to_state) {
                        to_state
                    } else {
                        ElementOutcome::NotReached
                    }
                } else {
                    let key = motion.key();
                    let choices: Vec<ElementOutcome> = at
                        .ballots
                        .iter()
                        .filter(|ballot| ballot.proposition == key)
                        .filter_map(|ballot| {
                            ElementOutcome::parse(ballot.elements.get(&element.id)?.as_str()?)
                        })
                        .collect();
                    vote::element_outcome(&choices, self.members.len(), element.reading)?
                };
                outcomes.insert(element.id.clone(), Spelled(outcome));
            }
        }
        Ok(outcomes)
    }

    /// Opens the step that comes next in a claim, if one does.
    pub(super) fn open_next(
        &mut self,
        claim: Uuid,
        reasons: Option<String>,
        now: Timestamp,
    ) -> Result<Option<At>> {
        let room = self.claim(claim)?;
        let mut track = self.track(room);
        if reasons.is_some() {
            track.go_on_arguendo()?;
        }
        let round = room.steps.values().map(|at| at.round).max().unwrap_or(1);
        let Some(step) = track.open().filter(|step| !room.steps.contains_key(step)) else {
            return Ok(None);
        };
        let opened = StepRoom {
            round,
            opened: Some(now),
            arguendo_reasons: reasons,
            ..StepRoom::default()
        };
        self.claim_mut(claim)?.steps.insert(step, opened);
        Ok(Some(At { claim, step, round }))
    }

    /// The steps that are opened and all that may follow them, whatever is found: each claim has the same rows.
    pub(super) fn laid_from(&self, opened: &[At]) -> Vec<(At, bool)> {
        let from = |at: &At| {
            let later = Step::ALL.iter().copied();
            let at = *at;
            later
                .filter(move |step| *step >= at.step && !self.skips(*step))
                .map(move |step| (At { step, ..at }, step == at.step))
        };
        opened.iter().flat_map(from).collect()
    }

    /// Whether every step of every claim is voted or left unreached (T-29).
    pub(super) fn steps_done(&self) -> bool {
        self.claims
            .iter()
            .all(|room| self.track(room).is_complete())
    }

    /// The roll call that counts for a motion: the confirming one once every member has voted in
    /// it, the provisional one until then.
    pub(super) fn standing_call<'a>(
        &self,
        at: &'a StepRoom,
        motion: &Motion,
    ) -> Option<(Tally, &'a [BallotRow])> {
        [&at.finals, &at.ballots]
            .into_iter()
            .find_map(|ballots| Some((self.tally(ballots, motion)?, ballots.as_slice())))
    }

    /// Whether the member voted for a result that departs from what the scores indicate.
    pub(super) fn departs(&self, step: Step, at: &StepRoom, motion: &Motion, member: Uuid) -> bool {
        let Some((tally, ballots)) = self
            .standing_call(at, motion)
            .filter(|_| at.decided.is_some())
        else {
            return false;
        };
        let key = motion.key();
        let ballot = ballots
            .iter()
            .find(|one| one.account_id == member && one.proposition == key);
        ballot.is_some_and(|one| {
            vote::owes_reasons(self.indication(step, at, motion), tally, one.vote.0)
        })
    }

    /// Whether the member departs on the motion and has not said enough about why. Reasons stay with
    /// the provisional ballot, whichever roll call asks for them.
    pub(super) fn owes_reasons(
        &self,
        step: Step,
        at: &StepRoom,
        motion: &Motion,
        member: Uuid,
    ) -> bool {
        let said = at
            .ballots
            .iter()
            .find(|one| one.account_id == member && one.proposition == motion.key())
            .and_then(|ballot| ballot.departure_reasons.as_deref())
            .is_some_and(vote::reasons_suffice);
        !said && self.departs(step, at, motion, member)
    }

    fn owes_reasons_in(&self, step: Step, at: &StepRoom, member: Uuid) -> bool {
        self.voted(step, at)
            .iter()
            .any(|motion| self.owes_reasons(step, at, motion, member))
    }

    fn every_step(&self) -> impl Iterator<Item = (&ClaimRoom, Step, &StepRoom)> {
        self.claims
            .iter()
            .flat_map(|room| room.steps.iter().map(move |(step, at)| (room, *step, at)))
    }

    /// Whether a member who owes reasons for a departure has not given them.
    pub(super) fn departures_missing(&self) -> bool {
        self.every_step().any(|(_, step, at)| {
            self.members
                .iter()
                .any(|member| self.owes_reasons_in(step, at, member.id))
        })
    }

    /// Whether a sheet of a step that opened then is still awaited from anyone.
    pub(super) fn awaits_sheets(&self, opened: Timestamp) -> bool {
        self.opened_at(opened)
            .any(|at| !at.revealed && at.finding.is_none())
    }

    /// Whether the one who asks has handed in the sheet of every step that opened then.
    pub(super) fn handed_in(&self, opened: Timestamp) -> bool {
        let mine = |at: &StepRoom| {
            let sheet = at.mine.as_ref();
            sheet.is_some_and(|sheet| sheet.submitted_at.is_some())
        };
        self.opened_at(opened).all(mine)
    }

    fn opened_at(&self, opened: Timestamp) -> impl Iterator<Item = &StepRoom> {
        // As the database keeps it.
        let then = move |at: Timestamp| at.as_microsecond() == opened.as_microsecond();
        self.every_step()
            .map(|(_, _, at)| at)
            .filter(move |at| at.opened.is_some_and(then))
    }

    pub(super) fn title(&self, step: Step) -> &str {
        self.rubric
            .steps
            .iter()
            .find(|rule| rule.step == step)
            .map_or("", |rule| rule.title.as_str())
    }

    /// What members owe beside their sheets. Once scoring is complete, only reasons.
    pub(super) fn duties(&self, deliberating: bool) -> Vec<Duty> {
        let mut duties = Vec::new();
        let mut owes = |member: &Member, what| {
            duties.push(Duty {
                person: member.id,
                act: Act::VoteStep,
                by: Owed::EachMember,
                what,
            });
        };
        for (room, step, at) in self.every_step() {
            let (title, no) = (self.title(step), room.claim.no);
            for member in &self.members {
                if deliberating && self.owes_vote(step, at, member.id) {
                    owes(member, format!("Vote on “{title}” of claim {no}."));
                }
                if self.owes_reasons_in(step, at, member.id) {
                    owes(
                        member,
                        format!(
                            "Say why “{title}” of claim {no} was decided against what the scores indicate."
                        ),
                    );
                }
            }
        }
        let presiding = self.members.iter().find(|member| member.presiding);
        if let Some(member) = presiding.filter(|_| deliberating && self.steps_done()) {
            let may_go_on = |room| self.track(room).go_on_arguendo().is_ok();
            let what = if self.claims.iter().any(may_go_on) {
                "Complete the scoring, or go on for the sake of argument after a step that failed."
            } else {
                "Complete the scoring."
            };
            duties.push(Duty {
                person: member.id,
                act: Act::ScoringComplete,
                by: Owed::PresidingMember,
                what: what.to_owned(),
            });
        }
        duties
    }

    /// The motions of a step that were voted, in their order.
    pub(super) fn voted(&self, step: Step, at: &StepRoom) -> Vec<Motion> {
        let counts = at.decided.as_ref().map(|decided| &decided.counts);
        let was_voted =
            |motion: &Motion| counts.is_some_and(|counts| counts.contains_key(&motion.key()));
        self.motions(step).into_iter().filter(was_voted).collect()
    }

    /// The first step of a claim whose confirming roll call differs from its finding (T-34a).
    pub(super) fn flipped_at(&self, room: &ClaimRoom) -> Option<Step> {
        let tallies = |ballots: &[BallotRow], motions: &[Motion]| -> Vec<(Motion, Tally)> {
            motions
                .iter()
                .filter_map(|motion| Some((motion.clone(), self.tally(ballots, motion)?)))
                .collect()
        };
        room.steps.iter().find_map(|(step, at)| {
            let motions = self.voted(*step, at);
            let flips = vote::flips(
                &tallies(&at.ballots, &motions),
                &tallies(&at.finals, &motions),
            );
            (!flips.is_empty()).then_some(*step)
        })
    }

    /// Whether a member has voted in the confirming roll call, on everything.
    pub(super) fn has_confirmed(&self, member: Uuid) -> bool {
        self.steps_done()
            && self.every_step().all(|(_, step, at)| {
                let cast = |motion: &Motion| {
                    let key = motion.key();
                    at.finals
                        .iter()
                        .any(|one| one.account_id == member && one.proposition == key)
                };
                self.voted(step, at).iter().all(cast)
            })
    }
}

impl StepRoom {
    pub(super) fn has_cast(&self, member: Uuid, motion: &Motion) -> bool {
        let key = motion.key();
        self.ballots
            .iter()
            .any(|one| one.account_id == member && one.proposition == key)
    }

    fn is_put(&self, motion: &Motion) -> bool {
        let key = motion.key();
        self.ballots.iter().any(|one| one.proposition == key)
    }
}

/// The round of each step that still stands: a claim that was reopened at a step drops what was
/// found on that step and the later ones before.
pub(super) fn standing(rounds: &[(Step, i32)]) -> BTreeMap<Step, i32> {
    let mut standing = BTreeMap::new();
    let mut newest = 0;
    for step in Step::ALL {
        let last = rounds
            .iter()
            .filter(|(of, _)| of == step)
            .map(|(_, round)| *round)
            .max();
        if let Some(round) = last.filter(|round| *round >= newest) {
            newest = round;
            standing.insert(*step, round);
        }
    }
    standing
}

#[cfg(test)]
mod tests;
