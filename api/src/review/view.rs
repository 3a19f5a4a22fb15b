//! What a member is shown of the deliberation: of the others' sheets nothing before the reveal, of
//! the ballots nothing before the roll call of the step is complete.

use std::collections::BTreeMap;

use domain::case::Act;
use domain::refusal::Refusal;
use domain::review::{Figures, IndexFigures, Nature, Ratio, Row, RowFigures, Step};
use domain::vote::{Finding, Motion};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::AnswerDraft;
use super::queries::AnswerRow;
use super::room::{ClaimRoom, Room, StepRoom, VoteCount};
use crate::cases::Case;
use crate::db::Tx;
use crate::wire::{self, Spelled};

/// The deliberation of a case, as a member may know it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReviewView {
    /// The version of the case: what `If-Match` names.
    pub version: i32,
    /// Where the case stands.
    pub state: wire::CaseState,
    /// The standard of review; none before the procedural order.
    pub profile: Option<wire::Profile>,
    /// The rubric.
    pub rubric: String,
    /// Who sits.
    pub members: Vec<ReviewMember>,
    /// Claim by claim.
    pub claims: Vec<ClaimReview>,
    /// The acts on the whole deliberation that are open to the person who asks.
    pub can: Vec<wire::CaseAct>,
}

/// A sitting member.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReviewMember {
    /// Who.
    pub id: Uuid,
    /// Their name.
    pub name: String,
    /// What they are an expert in.
    pub discipline: wire::Discipline,
    /// Do they preside?
    pub presiding: bool,
    /// Is it the person who asks?
    pub me: bool,
}

/// The review of a claim.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ClaimReview {
    /// The claim.
    pub id: Uuid,
    /// Its number in the case.
    pub no: i32,
    /// The component of the measure.
    pub component: String,
    /// The obligation.
    pub obligation: String,
    /// What it has come to, once every step is voted or left unreached.
    pub outcome: Option<wire::Outcome>,
    /// Its steps, in order; without the threshold where the ground has none.
    pub steps: Vec<StepReview>,
}

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StepStatus {
    /// The step before it has no finding that opens it.
    Shut,
    /// Members answer alone.
    Scoring,
    /// All sheets are in, and the step is voted.
    Revealed,
    /// It has its finding.
    Decided,
    /// A failed step stopped the claim before it.
    NotReached,
}

/// A step of a claim.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StepReview {
    /// Which.
    pub step: wire::ReviewStep,
    /// What the rubric calls it.
    pub title: String,
    /// How far it is.
    pub status: StepStatus,
    /// 1, and one more each time that the claim is reopened at or before it.
    pub round: i32,
    /// Counts the answers as the person who asks may know them: what `If-Match` of a vote or a
    /// revision names.
    pub version: i32,
    /// Is it answered only for the sake of argument?
    pub arguendo: bool,
    /// Why the panel went on to it after a failed step.
    pub arguendo_reasons: Option<String>,
    /// The rows of its sheet.
    pub rows: Vec<RowView>,
    /// The sheet of the person who asks.
    pub my_sheet: Option<ScoreSheetView>,
    /// How many sheets are in.
    pub sheets_in: usize,
    /// What the answers come to; after the reveal.
    pub figures: Option<FiguresView>,
    /// What is put to the vote.
    pub motions: Vec<MotionView>,
    /// How the person who asks voted.
    #[schema(value_type = BTreeMap<String, wire::Ballot>)]
    pub my_ballots: BTreeMap<String, wire::Ballot>,
    /// The roll call; when it is complete.
    pub ballots: Option<Vec<BallotView>>,
    /// What the step came to.
    pub result: Option<StepResultView>,
    /// The acts that are open to the person who asks.
    pub can: Vec<wire::CaseAct>,
}

/// A row of a sheet.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RowView {
    /// Its name on the sheet.
    pub key: String,
    /// The criterion.
    pub criterion: String,
    /// Its short name.
    pub name: String,
    /// The question.
    pub question: String,
    /// What to look for.
    pub guidance: String,
    /// Who leads.
    pub lead: Vec<wire::Discipline>,
    /// Is it a gate under the profile?
    pub gate: bool,
    /// What it weighs.
    pub weight: u32,
    /// Who bears the burden.
    pub burden: wire::Burden,
    /// How it is answered.
    pub nature: wire::Nature,
    /// The proposition that it bears on.
    pub proposition: wire::Proposition,
    /// The answers that it takes, and what each means.
    pub scale: Vec<ScaleAnswer>,
}

/// An answer of a scale.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ScaleAnswer {
    /// The answer.
    pub answer: wire::Answer,
    /// What it means.
    pub meaning: String,
}

/// One's own sheet.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ScoreSheetView {
    /// The answers, by row; once handed in, as last revised.
    #[schema(value_type = BTreeMap<String, AnswerDraft>)]
    pub answers: BTreeMap<String, AnswerDraft>,
    /// When it was last saved.
    #[schema(value_type = String, format = DateTime)]
    pub saved_at: Timestamp,
    /// When it was handed in.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub submitted_at: Option<Timestamp>,
}

/// What the answers of a step come to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FiguresView {
    /// Proposition by proposition.
    pub propositions: Vec<PropositionFigures>,
}

/// What the answers come to on one proposition.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PropositionFigures {
    /// Which.
    pub proposition: wire::Proposition,
    /// From the criteria that decide; none if there are none.
    pub dispositive: Option<ScoreIndexView>,
    /// From the advisory criteria; they indicate nothing to a vote.
    pub advisory: Option<ScoreIndexView>,
    /// Row by row.
    pub rows: Vec<RowFiguresView>,
}

/// A fraction, with the sums behind it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ScoreRatio {
    /// Numerator.
    pub num: u32,
    /// Denominator.
    pub den: u32,
    /// Four decimals, for display.
    pub shown: String,
}

/// An index and how it is read.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ScoreIndexView {
    /// None where the coverage is too small.
    pub index: Option<ScoreRatio>,
    /// The weight of what could be determined.
    pub coverage: Option<ScoreRatio>,
    /// How the index is read.
    pub band: Option<wire::Band>,
    /// Did a gate fail?
    pub gate_failed: bool,
    /// What all this indicates.
    pub indication: wire::Indication,
    /// Rows that could not be determined.
    pub missing: Vec<String>,
}

/// What became of a row.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RowFiguresView {
    /// The row.
    pub key: String,
    /// `scored`, `not_determinable` or `not_applicable`.
    pub status: String,
    /// The median, if it has one.
    pub median: Option<u32>,
    /// All answers, the highest first.
    pub distribution: Vec<wire::Answer>,
    /// Highest minus lowest.
    pub spread: Option<u32>,
    /// Lead members and the others are at least two apart.
    pub split: bool,
    /// Where the gate stands, if it is one.
    pub gate: Option<wire::Gate>,
    /// What it weighs.
    pub weight: u32,
    /// Does it count into the advisory index?
    pub advisory: bool,
    /// What each member answered.
    pub answers: Vec<MemberAnswerView>,
}

/// A member's answer as it reads now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MemberAnswerView {
    /// Who.
    pub member: Uuid,
    /// Every version, the first one first; the last one counts.
    pub versions: Vec<AnswerView>,
}

/// One version of an answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AnswerView {
    /// 1 as handed in, then one more each time.
    pub revision: i32,
    /// The answer.
    pub answer: wire::Answer,
    /// How sure.
    pub confidence: wire::Confidence,
    /// Why.
    pub reasons: String,
    /// On which exhibits it rests.
    pub exhibits: Vec<String>,
    /// What the record lacks.
    pub missing: String,
    /// Why it was changed.
    pub change_reason: Option<String>,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

/// What is put to the vote.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MotionView {
    /// `T0/<element>`, `T1a`, `no_finding/T2`.
    pub key: String,
    /// The sentence that is put to the vote.
    pub text: String,
    /// `element`, `proposition` or `no_finding`.
    pub kind: String,
    /// Elements whose outcome is stated with the vote.
    pub elements: Vec<MotionElement>,
    /// What the scores indicate; after the reveal.
    pub indication: Option<wire::Indication>,
    /// May the person who asks vote on it now?
    pub open: bool,
}

/// An element whose outcome is stated with a vote.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MotionElement {
    /// Its id.
    pub id: String,
    /// What it requires.
    pub label: String,
    /// The outcomes that are open.
    pub outcomes: Vec<wire::ElementOutcome>,
}

/// A vote in a roll call that is complete.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BallotView {
    /// On what.
    pub motion: String,
    /// Who.
    pub member: Uuid,
    /// Yes or no.
    pub vote: wire::Ballot,
    /// What the member found on the elements.
    #[schema(value_type = BTreeMap<String, wire::ElementOutcome>)]
    pub elements: BTreeMap<String, wire::ElementOutcome>,
    /// Why.
    pub reasons: String,
    /// Why against what the scores indicate.
    pub departure_reasons: Option<String>,
}

/// What a step came to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StepResultView {
    /// The finding.
    pub finding: wire::Finding,
    /// The proposition that failed.
    pub failed: Option<wire::Proposition>,
    /// The outcome of each element.
    #[schema(value_type = BTreeMap<String, wire::ElementOutcome>)]
    pub elements: BTreeMap<String, wire::ElementOutcome>,
    /// Votes for and against each motion.
    #[schema(value_type = BTreeMap<String, VoteCount>)]
    pub counts: BTreeMap<String, VoteCount>,
    /// What is noted beside the outcome.
    pub concerns: Vec<wire::Concern>,
    /// Motions decided against what the scores indicated.
    pub departs: Vec<String>,
    /// Those on which the person who asks still owes reasons.
    pub owes_reasons: Vec<String>,
}

/// Which acts of a member the law and the policy leave open to the person who asks.
struct Open {
    score: bool,
    revise: bool,
    vote: bool,
    arguendo: bool,
}

impl ReviewView {
    /// Before the standard of review is fixed there is nothing to answer.
    pub(super) fn before_the_order(tx: &Tx<'_>, case: &Case) -> Self {
        Self {
            version: case.row.version,
            state: case.row.state,
            profile: None,
            rubric: case.row.rubric.clone(),
            members: Vec::new(),
            claims: Vec::new(),
            can: whole(tx, case),
        }
    }

    pub(super) fn of(tx: &Tx<'_>, case: &Case, room: &Room) -> Self {
        let facts = case.facts(tx);
        let open = |act: Act| {
            case.state().after(act, &facts).is_ok()
                && tx.may(&format!("case.{}", domain::Word::as_str(act)), case)
        };
        let open = Open {
            score: open(Act::Score),
            revise: open(Act::Revise),
            vote: open(Act::VoteStep),
            arguendo: open(Act::GoOnArguendo),
        };
        let member = |member: &super::Member| ReviewMember {
            id: member.id,
            name: member.name.clone(),
            discipline: Spelled(member.discipline),
            presiding: member.presiding,
            me: member.id == room.me,
        };
        Self {
            version: case.row.version,
            state: case.row.state,
            profile: case.row.profile,
            rubric: case.row.rubric.clone(),
            members: room.members.iter().map(member).collect(),
            claims: room
                .claims
                .iter()
                .map(|claim| claim_review(room, claim, &open))
                .collect(),
            can: whole(tx, case),
        }
    }
}

fn whole(tx: &Tx<'_>, case: &Case) -> Vec<wire::CaseAct> {
    let of_it = |act: &Act| matches!(act, Act::OpenDeliberation | Act::ScoringComplete);
    case.can(tx)
        .into_iter()
        .filter(of_it)
        .map(Spelled)
        .collect()
}

fn claim_review(room: &Room, claim: &ClaimRoom, open: &Open) -> ClaimReview {
    let steps = domain::Word::ALL;
    ClaimReview {
        id: claim.claim.id,
        no: claim.claim.no,
        component: claim.claim.component.clone(),
        obligation: claim.claim.obligation.clone(),
        outcome: room.outcome(claim).map(Spelled),
        steps: steps
            .iter()
            .filter(|step| !room.skips(**step))
            .map(|step| step_review(room, claim, *step, open))
            .collect(),
    }
}

fn step_review(room: &Room, claim: &ClaimRoom, step: Step, open: &Open) -> StepReview {
    let track = room.track(claim);
    let shut = StepRoom {
        round: 1,
        ..StepRoom::default()
    };
    let at = claim.steps.get(&step).unwrap_or(&shut);
    let status = match (claim.steps.get(&step), at.finding) {
        (_, Some(_)) => StepStatus::Decided,
        (Some(at), None) if at.revealed => StepStatus::Revealed,
        (Some(_), None) => StepStatus::Scoring,
        (None, None) if track.finding(step) == Some(Finding::NotReached) => StepStatus::NotReached,
        (None, None) => StepStatus::Shut,
    };
    let voting = open.vote && track.may_open(step).is_ok() && claim.steps.contains_key(&step);
    let motions: Vec<MotionView> = room
        .motions(step)
        .iter()
        .map(|motion| motion_view(room, step, at, motion, voting))
        .collect();
    let handed_in = at
        .mine
        .as_ref()
        .is_some_and(|sheet| sheet.submitted_at.is_some());
    let presides = room
        .members
        .iter()
        .any(|member| member.presiding && member.id == room.me);
    let goes_on = track.stopped_at() == Some(step) && step != Step::Proportionality && presides;
    let mut can = Vec::new();
    for (act, is_open) in [
        (
            Act::Score,
            open.score && status == StepStatus::Scoring && !handed_in,
        ),
        (
            Act::Revise,
            open.revise && status == StepStatus::Revealed && at.ballots.is_empty(),
        ),
        (Act::VoteStep, motions.iter().any(|motion| motion.open)),
        (Act::GoOnArguendo, open.arguendo && goes_on),
    ] {
        if is_open {
            can.push(Spelled(act));
        }
    }
    let mine = |ballot: &&super::BallotRow| ballot.account_id == room.me;
    StepReview {
        step: Spelled(step),
        title: room.title(step).to_owned(),
        status,
        round: at.round,
        version: at.version(),
        arguendo: track.is_arguendo(step) && claim.steps.contains_key(&step),
        arguendo_reasons: at.arguendo_reasons.clone(),
        rows: room
            .rows(step)
            .iter()
            .map(|row| row_view(room, row))
            .collect(),
        my_sheet: sheet_view(room, at),
        sheets_in: at.handed_in,
        figures: at.revealed.then(|| FiguresView {
            propositions: room
                .figures(step, at)
                .iter()
                .map(|figures| proposition_view(figures, at))
                .collect(),
        }),
        motions,
        my_ballots: at
            .ballots
            .iter()
            .filter(mine)
            .map(|one| (one.proposition.clone(), one.vote))
            .collect(),
        ballots: at.finding.map(|_| roll_call(room, step, at)),
        result: result_view(room, step, at),
        can,
    }
}

fn row_view(room: &Room, row: &Row) -> RowView {
    let scale = if row.nature == Nature::SelfJudging {
        Nature::SelfJudging
    } else {
        Nature::Objective
    };
    let anchors = room
        .rubric
        .anchors
        .iter()
        .filter(|anchor| anchor.scale == scale);
    RowView {
        key: row.key.clone(),
        criterion: row.criterion.clone(),
        name: row.name.clone(),
        question: row.question.clone(),
        guidance: row.guidance.clone(),
        lead: row.lead.iter().map(|lead| Spelled(*lead)).collect(),
        gate: row.gate,
        weight: row.weight,
        burden: Spelled(row.burden),
        nature: Spelled(row.nature),
        proposition: Spelled(row.proposition),
        scale: anchors
            .map(|one| ScaleAnswer {
                answer: Spelled(one.answer),
                meaning: one.meaning.clone(),
            })
            .collect(),
    }
}

fn sheet_view(room: &Room, at: &StepRoom) -> Option<ScoreSheetView> {
    let sheet = at.mine.as_ref()?;
    let mut answers = sheet.draft.clone();
    if sheet.submitted_at.is_some() {
        // In the order of their revisions, so the last one stays.
        for one in at.answers.iter().filter(|one| one.account_id == room.me) {
            let draft = AnswerDraft {
                answer: Some(one.value),
                confidence: Some(one.confidence),
                reasons: one.reasons.clone(),
                exhibits: one.exhibits.clone(),
                missing: one.missing.clone(),
            };
            answers.insert(one.row_key.clone(), draft);
        }
    }
    Some(ScoreSheetView {
        answers,
        saved_at: sheet.saved_at,
        submitted_at: sheet.submitted_at,
    })
}

fn motion_view(
    room: &Room,
    step: Step,
    at: &StepRoom,
    motion: &Motion,
    voting: bool,
) -> MotionView {
    let kind = match motion {
        Motion::Element(_) => "element",
        Motion::Proposition(_) => "proposition",
        Motion::NoFinding(_) => "no_finding",
    };
    let element = |element: &&domain::clause::Element| MotionElement {
        id: element.id.clone(),
        label: element.label.clone(),
        outcomes: element
            .reading
            .outcomes()
            .iter()
            .map(|outcome| Spelled(*outcome))
            .collect(),
    };
    MotionView {
        key: motion.key(),
        text: room.motion_text(motion),
        kind: kind.to_owned(),
        elements: room.asked_with(motion).iter().map(element).collect(),
        indication: at
            .revealed
            .then(|| Spelled(room.indication(step, at, motion))),
        open: voting && room.may_vote(step, at, motion, room.me) == Ok::<(), Refusal>(()),
    }
}

fn roll_call(room: &Room, step: Step, at: &StepRoom) -> Vec<BallotView> {
    let voted: Vec<String> = room.voted(step, at).iter().map(Motion::key).collect();
    let ballots = at
        .ballots
        .iter()
        .filter(|one| voted.contains(&one.proposition));
    ballots
        .map(|one| BallotView {
            motion: one.proposition.clone(),
            member: one.account_id,
            vote: one.vote,
            elements: serde_json::from_value(one.elements.clone()).unwrap_or_default(),
            reasons: one.reasons.clone(),
            departure_reasons: one.departure_reasons.clone(),
        })
        .collect()
}

fn result_view(room: &Room, step: Step, at: &StepRoom) -> Option<StepResultView> {
    let decided = at.decided.clone()?;
    let voted = room.voted(step, at);
    let owed = voted
        .iter()
        .filter(|motion| room.owes_reasons(step, at, motion, room.me));
    Some(StepResultView {
        finding: Spelled(at.finding?),
        owes_reasons: owed.map(Motion::key).collect(),
        failed: decided.failed,
        elements: decided.elements,
        counts: decided.counts,
        concerns: decided.concerns,
        departs: decided.departs,
    })
}

fn proposition_view(figures: &Figures, at: &StepRoom) -> PropositionFigures {
    PropositionFigures {
        proposition: Spelled(figures.proposition),
        dispositive: figures.dispositive.as_ref().map(index_view),
        advisory: figures.advisory.as_ref().map(index_view),
        rows: figures
            .rows
            .iter()
            .map(|row| row_figures(row, at))
            .collect(),
    }
}

fn index_view(figures: &IndexFigures) -> ScoreIndexView {
    let ratio = |ratio: Ratio| ScoreRatio {
        num: ratio.num,
        den: ratio.den,
        shown: ratio.rounded(),
    };
    ScoreIndexView {
        index: figures.index.map(ratio),
        coverage: figures.coverage.map(ratio),
        band: figures.band.map(Spelled),
        gate_failed: figures.gate_failed,
        indication: Spelled(figures.indication),
        missing: figures.missing.clone(),
    }
}

fn row_figures(row: &RowFigures, at: &StepRoom) -> RowFiguresView {
    let mut answers: Vec<MemberAnswerView> = Vec::new();
    for answer in at.answers.iter().filter(|answer| answer.row_key == row.key) {
        let version = version_view(answer);
        match answers
            .iter_mut()
            .find(|one| one.member == answer.account_id)
        {
            Some(one) => one.versions.push(version),
            None => answers.push(MemberAnswerView {
                member: answer.account_id,
                versions: vec![version],
            }),
        }
    }
    RowFiguresView {
        key: row.key.clone(),
        status: row.status.as_str().to_owned(),
        median: row.status.median(),
        distribution: row
            .distribution
            .iter()
            .map(|answer| Spelled(*answer))
            .collect(),
        spread: row.spread,
        split: row.split,
        gate: row.gate.map(Spelled),
        weight: row.weight,
        advisory: row.advisory,
        answers,
    }
}

fn version_view(answer: &AnswerRow) -> AnswerView {
    AnswerView {
        revision: answer.revision,
        answer: answer.value,
        confidence: answer.confidence,
        reasons: answer.reasons.clone(),
        exhibits: answer.exhibits.clone(),
        missing: answer.missing.clone(),
        change_reason: answer.change_reason.clone(),
        at: answer.at,
    }
}
