//! Votes: propositions, majorities, ties, and what a claim comes to (procedure 2.2.8, 2.2.8a).

use crate::Word;
use crate::clause::{ElementOutcome, Profile, Proposition, Reading};
use crate::refusal::Refusal;
use crate::review::{Indication, Step, Track, word_count};

crate::words! {
    /// The panel's voted answer for one claim and one step.
    Finding "finding" {
        /// The step is satisfied.
        Met = "met",
        /// It is not.
        NotMet = "not_met",
        /// An earlier step stopped the claim.
        NotReached = "not_reached",
        /// The clause leaves the question to the state.
        NoFinding = "no_finding",
    }
}

crate::words! {
    /// A member's vote. There is no abstention.
    Ballot "ballot" {
        /// For the proposition.
        Yes = "yes",
        /// Against it.
        No = "no",
    }
}

/// A roll call, counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Votes for.
    pub yes: usize,
    /// Votes against.
    pub no: usize,
    /// Sitting members.
    pub sitting: usize,
}

impl Tally {
    /// A majority of sitting members, not of votes cast. A tie does not carry, and no vote is a
    /// casting vote.
    pub fn carried(self) -> bool {
        self.yes * 2 > self.sitting
    }

    /// As many for as against: not carried, and the burden-bearer fails.
    pub fn tied(self) -> bool {
        self.yes == self.no
    }
}

/// Counts a roll call. Every sitting member votes, and the panel has its quorum.
pub fn count(ballots: &[Ballot], sitting: usize, quorum: bool) -> Result<Tally, Refusal> {
    if !quorum {
        return Err(Refusal::VoteNoQuorum);
    }
    if ballots.len() != sitting {
        return Err(Refusal::VoteOpen);
    }
    let yes = ballots
        .iter()
        .filter(|ballot| **ballot == Ballot::Yes)
        .count();
    Ok(Tally {
        yes,
        no: ballots.len() - yes,
        sitting,
    })
}

/// What is put to the vote.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Motion {
    /// One element of the threshold is established.
    Element(String),
    /// A proposition is carried.
    Proposition(Proposition),
    /// The clause leaves the question of that proposition to the state.
    NoFinding(Proposition),
}

impl Motion {
    /// Its name: `T0/gatt-xxi.b.iii.time`, `T1b`, `no_finding/T2`.
    pub fn key(&self) -> String {
        match self {
            Self::Element(id) => format!("{}/{id}", Proposition::T0),
            Self::Proposition(proposition) => proposition.to_string(),
            Self::NoFinding(proposition) => format!("{}/{proposition}", Finding::NoFinding),
        }
    }

    /// The motion of that name.
    pub fn parse(key: &str) -> Option<Self> {
        match key.split_once('/') {
            Some((t0, id)) if t0 == Proposition::T0.as_str() && !id.is_empty() => {
                Some(Self::Element(id.to_owned()))
            }
            Some((word, p)) if word == Finding::NoFinding.as_str() => Proposition::parse(p)
                .filter(|p| may_leave(*p))
                .map(Self::NoFinding),
            Some(_) => None,
            None => Proposition::parse(key)
                .filter(|p| *p != Proposition::T0)
                .map(Self::Proposition),
        }
    }
}

fn may_leave(proposition: Proposition) -> bool {
    matches!(proposition, Proposition::T2 | Proposition::T3)
}

/// The motions of a step, in the order in which they are put.
pub fn motions(step: Step, profile: Profile, t0_elements: &[String]) -> Vec<Motion> {
    let mut motions = Vec::new();
    for proposition in step.propositions() {
        match proposition {
            Proposition::T0 => motions.extend(t0_elements.iter().cloned().map(Motion::Element)),
            p if may_leave(*p) && profile.may_leave_to_state() => {
                motions.extend([Motion::NoFinding(*p), Motion::Proposition(*p)]);
            }
            p => motions.push(Motion::Proposition(*p)),
        }
    }
    motions
}

/// What a step came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepResult {
    /// The finding.
    pub finding: Finding,
    /// The proposition that failed, where the finding is "not met".
    pub failed: Option<Proposition>,
    /// At the threshold: each element's outcome, as voted.
    pub elements: Vec<(String, ElementOutcome)>,
    /// The vote went against the state on a proposition that only advisory criteria bear on.
    pub concern: Option<Concern>,
}

/// Turns the roll calls of a step into its finding. `votes` has one entry per motion of
/// [`motions`], none where it was not put. `dispositive` is [`crate::review::Rubric::dispositive`]
/// for the step's proposition.
pub fn decide(
    step: Step,
    profile: Profile,
    dispositive: bool,
    votes: &[(Motion, Option<Tally>)],
) -> Result<StepResult, Refusal> {
    match step {
        Step::Threshold => threshold(votes),
        Step::GoodFaith => good_faith(votes),
        Step::Necessity | Step::Proportionality => later_tier(step, profile, dispositive, votes),
    }
}

fn plain(finding: Finding, failed: Option<Proposition>) -> StepResult {
    StepResult {
        finding,
        failed,
        elements: Vec::new(),
        concern: None,
    }
}

/// Element by element, in order; once one is not met the others may be left not reached.
fn threshold(votes: &[(Motion, Option<Tally>)]) -> Result<StepResult, Refusal> {
    let mut elements = Vec::new();
    let mut failed = false;
    let mut left = false;
    for (motion, tally) in votes {
        let Motion::Element(id) = motion else {
            continue;
        };
        let outcome = match tally {
            Some(_) if left => return Err(Refusal::VoteOutOfOrder),
            Some(tally) if tally.carried() => ElementOutcome::Met,
            Some(_) => ElementOutcome::NotMet,
            None if failed => ElementOutcome::NotReached,
            None => return Err(Refusal::VoteMotionMissing),
        };
        left |= outcome == ElementOutcome::NotReached;
        failed |= outcome == ElementOutcome::NotMet;
        elements.push((id.clone(), outcome));
    }
    if elements.is_empty() {
        return Err(Refusal::VoteMotionMissing);
    }
    let finding = if failed {
        Finding::NotMet
    } else {
        Finding::Met
    };
    Ok(StepResult {
        finding,
        failed: failed.then_some(Proposition::T0),
        elements,
        concern: None,
    })
}

/// Tier 1 is met iff T1a is carried and T1b is not.
fn good_faith(votes: &[(Motion, Option<Tally>)]) -> Result<StepResult, Refusal> {
    let articulated = tally_of(votes, &Motion::Proposition(Proposition::T1a))
        .ok_or(Refusal::VoteMotionMissing)?;
    let pretext = tally_of(votes, &Motion::Proposition(Proposition::T1b))
        .ok_or(Refusal::VoteMotionMissing)?;
    Ok(match (articulated.carried(), pretext.carried()) {
        (true, false) => plain(Finding::Met, None),
        (false, _) => plain(Finding::NotMet, Some(Proposition::T1a)),
        (true, true) => plain(Finding::NotMet, Some(Proposition::T1b)),
    })
}

/// "No finding" instead of, or after, the proposition. Where only advisory criteria bear on the
/// proposition, a vote that does not carry it raises a concern and defeats nothing.
fn later_tier(
    step: Step,
    profile: Profile,
    dispositive: bool,
    votes: &[(Motion, Option<Tally>)],
) -> Result<StepResult, Refusal> {
    let proposition = if step == Step::Necessity {
        Proposition::T2
    } else {
        Proposition::T3
    };
    let left = tally_of(votes, &Motion::NoFinding(proposition));
    if left.is_some() && !profile.may_leave_to_state() {
        return Err(Refusal::VoteNoFindingShut);
    }
    if left.is_some_and(Tally::carried) {
        return Ok(plain(Finding::NoFinding, None));
    }
    let tally =
        tally_of(votes, &Motion::Proposition(proposition)).ok_or(Refusal::VoteMotionMissing)?;
    Ok(match (tally.carried(), dispositive) {
        (true, _) => plain(Finding::Met, None),
        (false, true) => plain(Finding::NotMet, Some(proposition)),
        (false, false) => StepResult {
            concern: Concern::on(proposition),
            ..plain(Finding::NoFinding, None)
        },
    })
}

fn tally_of(votes: &[(Motion, Option<Tally>)], motion: &Motion) -> Option<Tally> {
    votes
        .iter()
        .find(|(put, _)| put == motion)
        .and_then(|(_, tally)| *tally)
}

/// The outcome of an element outside the threshold: what a majority of sitting members chose;
/// without one, the adverse outcome.
pub fn element_outcome(
    choices: &[ElementOutcome],
    sitting: usize,
    reading: Reading,
) -> Result<ElementOutcome, Refusal> {
    if choices.len() != sitting {
        return Err(Refusal::VoteOpen);
    }
    if choices
        .iter()
        .any(|choice| !reading.outcomes().contains(choice))
    {
        return Err(Refusal::VoteOutcomeShut);
    }
    let majority =
        reading.outcomes().iter().copied().find(|outcome| {
            choices.iter().filter(|choice| *choice == outcome).count() * 2 > sitting
        });
    Ok(majority.unwrap_or(reading.adverse()))
}

/// Departure reasons have at least so many words (procedure 2.6.7).
pub const DEPARTURE_WORDS_MIN: usize = 150;

/// Whether a result goes against what the scores indicate. Where they indicate nothing, no
/// result does.
pub fn departs(indication: Indication, tally: Tally) -> bool {
    match indication {
        Indication::Carried => !tally.carried(),
        Indication::NotCarried => tally.carried(),
        Indication::Nothing => false,
    }
}

/// Whether a member owes departure reasons: the result departs, and the member voted for it. On
/// a tie those are the members who voted no.
pub fn owes_reasons(indication: Indication, tally: Tally, ballot: Ballot) -> bool {
    departs(indication, tally) && (ballot == Ballot::Yes) == tally.carried()
}

/// Whether a text is long enough for departure reasons.
pub fn reasons_suffice(text: &str) -> bool {
    word_count(text) >= DEPARTURE_WORDS_MIN
}

crate::words! {
    /// What a claim came to.
    Outcome "outcome" {
        /// No step is not met.
        Justified = "JUSTIFIED",
        /// The threshold is not met.
        NotJustifiedT0 = "NOT_JUSTIFIED(T0)",
        /// The interest is not articulated, or the link implausible.
        NotJustifiedT1a = "NOT_JUSTIFIED(T1a)",
        /// Pretext.
        NotJustifiedT1b = "NOT_JUSTIFIED(T1b)",
        /// Not necessary.
        NotJustifiedT2 = "NOT_JUSTIFIED(T2)",
        /// Not proportionate, or not proved.
        NotJustifiedT3 = "NOT_JUSTIFIED(T3)",
        /// Some severable components are not justified.
        PartlyJustified = "PARTLY_JUSTIFIED",
        /// Judicial economy, with its reason.
        NotReached = "NOT_REACHED",
        /// Nothing is left to decide.
        Moot = "MOOT",
    }
}

impl Outcome {
    /// The claim fails at this proposition.
    pub fn not_justified(proposition: Proposition) -> Self {
        match proposition {
            Proposition::T0 => Self::NotJustifiedT0,
            Proposition::T1a => Self::NotJustifiedT1a,
            Proposition::T1b => Self::NotJustifiedT1b,
            Proposition::T2 => Self::NotJustifiedT2,
            Proposition::T3 => Self::NotJustifiedT3,
        }
    }

    /// The proposition at which it failed.
    pub fn failed_at(self) -> Option<Proposition> {
        Proposition::ALL
            .iter()
            .copied()
            .find(|proposition| Self::not_justified(*proposition) == self)
    }

    /// Whether something is to be done about it (T-38, T-39).
    pub fn calls_for_compliance(self) -> bool {
        self == Self::PartlyJustified || self.failed_at().is_some()
    }
}

crate::words! {
    /// What stands beside an outcome without changing it.
    Concern "concern" {
        /// The advisory criteria of necessity are against the state.
        Necessity = "ADVISORY_CONCERN(T2)",
        /// Those of proportionality.
        Proportionality = "ADVISORY_CONCERN(T3)",
    }
}

impl Concern {
    /// The concern on a proposition; only T2 and T3 have advisory criteria.
    pub fn on(proposition: Proposition) -> Option<Self> {
        match proposition {
            Proposition::T2 => Some(Self::Necessity),
            Proposition::T3 => Some(Self::Proportionality),
            Proposition::T0 | Proposition::T1a | Proposition::T1b => None,
        }
    }
}

/// What a claim came to: the first step that is not met, in their order, names it. `failed` has
/// [`StepResult::failed`] of each step voted. None while the review is not complete.
pub fn outcome(track: &Track, failed: &[Proposition]) -> Option<Outcome> {
    if !track.is_complete() {
        return None;
    }
    Some(
        failed
            .iter()
            .min()
            .map_or(Outcome::Justified, |first| Outcome::not_justified(*first)),
    )
}

/// The outcome of a claim that was split into severable components.
pub fn combined(components: &[Outcome]) -> Option<Outcome> {
    let failed = components
        .iter()
        .filter(|outcome| outcome.calls_for_compliance())
        .count();
    match failed {
        0 => components.first().copied(),
        all if all == components.len() => components.iter().copied().min(),
        _ => Some(Outcome::PartlyJustified),
    }
}

/// The motions whose confirming roll call differs in result from the provisional one: the claim
/// goes back into deliberation (T-34a).
pub fn flips(provisional: &[(Motion, Tally)], confirming: &[(Motion, Tally)]) -> Vec<Motion> {
    let differs = |motion: &Motion, tally: &Tally| {
        confirming
            .iter()
            .find(|(m, _)| m == motion)
            .is_none_or(|(_, now)| now.carried() != tally.carried())
    };
    provisional
        .iter()
        .filter(|(motion, tally)| differs(motion, tally))
        .map(|(motion, _)| motion.clone())
        .collect()
}

#[cfg(test)]
mod tests;
