//! The rubric of a review, which of its rows a member answers, and which step is open
//! (procedure 2.6). The rubric is a versioned document; code only computes over it.

mod scoring;

use std::collections::{BTreeMap, BTreeSet};

use crate::Word;
use crate::clause::{Burden, Element, Profile, Proposition};
use crate::measure::Technology;
use crate::people::Discipline;
use crate::refusal::Refusal;
use crate::vote::Finding;

pub use scoring::{
    Band, Figures, Gate, IndexFigures, Indication, MemberAnswer, PublicRow, Ratio, RowFigures,
    RowStatus, ScoredRow, figures, may_break_down,
};

crate::words! {
    /// The four steps of a review, in their order.
    Step "step" {
        /// Are the objective conditions of the clause there at all?
        Threshold = "threshold",
        /// Tier 1.
        GoodFaith = "good_faith",
        /// Tier 2.
        Necessity = "necessity",
        /// Tier 3, with the evidence.
        Proportionality = "proportionality",
    }
}

impl Step {
    /// The propositions that are voted in the step.
    pub fn propositions(self) -> &'static [Proposition] {
        match self {
            Self::Threshold => &[Proposition::T0],
            Self::GoodFaith => &[Proposition::T1a, Proposition::T1b],
            Self::Necessity => &[Proposition::T2],
            Self::Proportionality => &[Proposition::T3],
        }
    }

    /// The step before it.
    pub fn before(self) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .take_while(|step| *step < self)
            .last()
    }
}

crate::words! {
    /// How a criterion is answered under a profile.
    Nature "nature" {
        /// Objective: the panel decides in full.
        Objective = "OBJ",
        /// Self-judging: the panel asks for plausibility.
        SelfJudging = "SJ",
        /// Scored and published, never decisive.
        Advisory = "ADV",
    }
}

crate::words! {
    /// An answer to a criterion. A high answer favours the invoking state.
    Answer "answer" {
        /// Contradicted by the record; pretext or abuse.
        Zero = "0",
        /// Not shown; implausible.
        One = "1",
        /// Partly shown. Not used where the criterion is self-judging.
        Two = "2",
        /// Substantially shown; plausible.
        Three = "3",
        /// Fully shown; clearly plausible.
        Four = "4",
        /// Not determinable on this record.
        NotDeterminable = "ND",
        /// Not applicable, if a majority of the panel agrees.
        NotApplicable = "NA",
    }
}

impl Answer {
    /// The number, if the answer is one.
    pub fn value(self) -> Option<u32> {
        match self {
            Self::Zero => Some(0),
            Self::One => Some(1),
            Self::Two => Some(2),
            Self::Three => Some(3),
            Self::Four => Some(4),
            Self::NotDeterminable | Self::NotApplicable => None,
        }
    }
}

impl Nature {
    /// Whether the scale of this nature has the answer (procedure 2.6.3).
    pub fn has(self, answer: Answer) -> bool {
        self != Self::SelfJudging || answer != Answer::Two
    }
}

crate::words! {
    /// How sure a member is. Recorded and shown; it never enters the arithmetic.
    Confidence "confidence" {
        /// Low.
        Low = "L",
        /// Medium.
        Medium = "M",
        /// High.
        High = "H",
    }
}

/// A review's questions and how their answers are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rubric {
    /// Its name and version, as a case keeps it.
    pub version: String,
    /// The steps in their order, with their wording.
    pub steps: Vec<StepRule>,
    /// The criteria in their order. The one under T0 is the template of the threshold's rows.
    pub criteria: Vec<Criterion>,
    /// What each answer means, per scale.
    pub anchors: Vec<Anchor>,
    /// What a gating criterion weighs.
    pub gate_weight: u32,
    /// What any other criterion weighs.
    pub weight: u32,
    /// From which index on it is read how.
    pub bands: Bands,
    /// After so many remands what is still not determinable counts as not shown.
    pub remands_max: u8,
}

/// One step's wording.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepRule {
    /// Which.
    pub step: Step,
    /// What a reader calls it.
    pub title: String,
    /// What is voted in it, with the sentence that is put to the vote.
    pub propositions: Vec<(Proposition, String)>,
}

/// One question to every member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// Its number, such as `2.2`.
    pub id: String,
    /// Its short name.
    pub name: String,
    /// The proposition it bears on.
    pub proposition: Proposition,
    /// The question; in the template of the threshold, `[element]` stands for the element.
    pub question: String,
    /// What to look for.
    pub guidance: String,
    /// Who leads.
    pub lead: Vec<Discipline>,
    /// The profiles under which it is a gate.
    pub gate_in: Vec<Profile>,
    /// Who bears the burden, for the median (2.2 and 3.4 are shared: one side is named).
    pub burden: Burden,
    /// Its nature under P1, P2, P3 and P4.
    pub natures: [Nature; 4],
    /// True: not asked where the measure touches no technology (annex D 14).
    pub needs_technology: bool,
}

impl Criterion {
    /// Its nature under a profile.
    pub fn nature(&self, profile: Profile) -> Nature {
        match profile {
            Profile::P1 => self.natures[0],
            Profile::P2 => self.natures[1],
            Profile::P3 => self.natures[2],
            Profile::P4 => self.natures[3],
        }
    }
}

/// What an answer means on a scale. Advisory criteria use the objective scale.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// Objective or self-judging.
    pub scale: Nature,
    /// The answer.
    pub answer: Answer,
    /// What it means.
    pub meaning: String,
}

/// How an index is read, in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bands {
    /// From here on: indicates met.
    pub met_from: u32,
    /// From here on, below that: contested.
    pub contested_from: u32,
    /// Below this coverage no index is shown.
    pub coverage_min: u32,
}

/// The place in the template's question where the element's label stands.
pub const ELEMENT_MARK: &str = "[element]";

impl Rubric {
    /// Everything that is wrong with the document, in sentences.
    pub fn check(&self) -> Result<(), Vec<String>> {
        let mut faults = Vec::new();
        if self.version.trim().is_empty() {
            faults.push("the rubric has no version".to_owned());
        }
        if self.weight == 0 || self.gate_weight < self.weight {
            faults.push(
                "weights are positive, and a gate weighs at least as much as the others".to_owned(),
            );
        }
        let bands = self.bands;
        if bands.contested_from > bands.met_from || bands.met_from > 100 || bands.coverage_min > 100
        {
            faults.push("the bands are percentages in rising order".to_owned());
        }
        self.check_steps(&mut faults);
        self.check_criteria(&mut faults);
        self.check_anchors(&mut faults);
        if faults.is_empty() {
            Ok(())
        } else {
            Err(faults)
        }
    }

    fn check_steps(&self, faults: &mut Vec<String>) {
        if !self
            .steps
            .iter()
            .map(|rule| rule.step)
            .eq(Step::ALL.iter().copied())
        {
            faults.push(
                "the steps are threshold, good faith, necessity and proportionality, in this order"
                    .to_owned(),
            );
        }
        for rule in &self.steps {
            if !rule.propositions.iter().map(|(p, _)| *p).eq(rule
                .step
                .propositions()
                .iter()
                .copied())
            {
                faults.push(format!(
                    "step {}: its propositions are not those of the rules",
                    rule.step
                ));
            }
            if rule.title.trim().is_empty()
                || rule
                    .propositions
                    .iter()
                    .any(|(_, text)| text.trim().is_empty())
            {
                faults.push(format!("step {}: a wording is missing", rule.step));
            }
        }
    }

    fn check_criteria(&self, faults: &mut Vec<String>) {
        let mut seen = BTreeSet::new();
        for criterion in &self.criteria {
            let id = &criterion.id;
            if !seen.insert(id) {
                faults.push(format!("criterion {id} is there twice"));
            }
            if [
                &criterion.id,
                &criterion.name,
                &criterion.question,
                &criterion.guidance,
            ]
            .iter()
            .any(|text| text.trim().is_empty())
            {
                faults.push(format!("criterion {id}: a wording is missing"));
            }
            if criterion.lead.is_empty() {
                faults.push(format!("criterion {id}: no discipline leads"));
            }
            let template = criterion.proposition == Proposition::T0;
            if template != criterion.question.contains(ELEMENT_MARK) {
                faults.push(format!("criterion {id}: the template of the threshold, and no other, names {ELEMENT_MARK}"));
            }
            if template
                && (criterion.natures != [Nature::Objective; 4] || criterion.gate_in.len() != 4)
            {
                faults.push(format!(
                    "criterion {id}: a row of the threshold is an objective gate in every profile"
                ));
            }
        }
        for proposition in Proposition::ALL {
            let count = self
                .criteria
                .iter()
                .filter(|c| c.proposition == *proposition)
                .count();
            if count == 0 || (*proposition == Proposition::T0 && count > 1) {
                faults.push(format!("proposition {proposition} has {count} criteria"));
            }
        }
    }

    fn check_anchors(&self, faults: &mut Vec<String>) {
        for scale in [Nature::Objective, Nature::SelfJudging] {
            for answer in Answer::ALL {
                let count = self
                    .anchors
                    .iter()
                    .filter(|a| {
                        a.scale == scale && a.answer == *answer && !a.meaning.trim().is_empty()
                    })
                    .count();
                if count != usize::from(scale.has(*answer)) {
                    faults.push(format!(
                        "scale {scale}: answer {answer} has {count} meanings"
                    ));
                }
            }
        }
    }

    /// Whether any criterion of a proposition decides under a profile. Where none does, the
    /// proposition can raise a concern but never defeat the claim (procedure 2.6.2).
    pub fn dispositive(&self, proposition: Proposition, profile: Profile) -> bool {
        self.criteria
            .iter()
            .any(|c| c.proposition == proposition && c.nature(profile) != Nature::Advisory)
    }

    /// The rows that a member answers for a claim in a step: at the threshold one per element of
    /// the invoked ground, else the criteria of the step.
    pub fn rows(
        &self,
        step: Step,
        profile: Profile,
        technology: Technology,
        t0: &[&Element],
    ) -> Vec<Row> {
        let asked = self.criteria.iter().filter(|c| {
            step.propositions().contains(&c.proposition)
                && !(c.needs_technology && technology == Technology::NotConcerned)
        });
        let mut rows = Vec::new();
        for criterion in asked {
            if criterion.proposition == Proposition::T0 {
                rows.extend(
                    t0.iter()
                        .map(|element| self.row(criterion, profile, Some(element))),
                );
            } else {
                rows.push(self.row(criterion, profile, None));
            }
        }
        rows
    }

    fn row(&self, criterion: &Criterion, profile: Profile, element: Option<&Element>) -> Row {
        let gate = criterion.gate_in.contains(&profile);
        let key = element.map_or(criterion.id.clone(), |e| {
            format!("{}/{}", criterion.id, e.id)
        });
        let question = element.map_or(criterion.question.clone(), |e| {
            criterion.question.replace(ELEMENT_MARK, &e.label)
        });
        Row {
            key,
            criterion: criterion.id.clone(),
            element: element.map(|e| e.id.clone()),
            name: element.map_or(criterion.name.clone(), |e| e.label.clone()),
            question,
            guidance: criterion.guidance.clone(),
            lead: element
                .and_then(|e| e.lead)
                .map_or(criterion.lead.clone(), |lead| vec![lead]),
            gate,
            weight: if gate { self.gate_weight } else { self.weight },
            burden: criterion.burden,
            nature: criterion.nature(profile),
            proposition: criterion.proposition,
        }
    }
}

/// One line of a score sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its name on the sheet: `2.2`, or `1.2/gatt-xxi.b.iii.time` for an element.
    pub key: String,
    /// The criterion it comes from.
    pub criterion: String,
    /// The element, at the threshold.
    pub element: Option<String>,
    /// A short name.
    pub name: String,
    /// The question.
    pub question: String,
    /// What to look for.
    pub guidance: String,
    /// Who leads.
    pub lead: Vec<Discipline>,
    /// Whether it is a gate under the profile.
    pub gate: bool,
    /// What it weighs.
    pub weight: u32,
    /// Who bears the burden, for the median.
    pub burden: Burden,
    /// Its nature under the profile.
    pub nature: Nature,
    /// The proposition it bears on.
    pub proposition: Proposition,
}

/// Reasons have at least so many words (procedure 2.6.1).
pub const REASON_WORDS_MIN: usize = 40;

/// An answer as a member gives it.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// The value.
    pub answer: Answer,
    /// Why.
    pub reasons: &'a str,
    /// How many exhibits it refers to.
    pub exhibits: usize,
    /// What is missing from the record, where the answer is "not determinable".
    pub missing: &'a str,
}

crate::words! {
    /// What is wrong with an answer.
    AnswerFault "answer_fault" {
        /// The scale has no such value.
        NotOnScale = "answer.not_on_scale",
        /// Fewer than 40 words.
        ReasonsTooShort = "answer.reasons_too_short",
        /// No exhibit is named.
        ExhibitMissing = "answer.exhibit_missing",
        /// "Not determinable" must say what is missing.
        MissingNotSaid = "answer.missing_not_said",
    }
}

impl AnswerFault {
    /// The field it is about.
    pub fn field(self) -> &'static str {
        match self {
            Self::NotOnScale => "answer",
            Self::ReasonsTooShort => "reasons",
            Self::ExhibitMissing => "exhibits",
            Self::MissingNotSaid => "missing",
        }
    }

    /// The sentence that the member reads.
    pub fn because(self) -> &'static str {
        match self {
            Self::NotOnScale => "a self-judging criterion is not answered with 2",
            Self::ReasonsTooShort => "reasons have at least 40 words",
            Self::ExhibitMissing => "an answer refers to at least one exhibit, unless it is ND",
            Self::MissingNotSaid => "an answer ND says what is missing from the record",
        }
    }
}

/// Checks what a member wrote (procedure 2.6.1, 2.6.3); empty means that it can be recorded.
pub fn answer_faults(nature: Nature, given: Given<'_>) -> Vec<AnswerFault> {
    let mut faults = Vec::new();
    let undeterminable = given.answer == Answer::NotDeterminable;
    if !nature.has(given.answer) {
        faults.push(AnswerFault::NotOnScale);
    }
    if word_count(given.reasons) < REASON_WORDS_MIN {
        faults.push(AnswerFault::ReasonsTooShort);
    }
    if given.exhibits == 0 && !undeterminable {
        faults.push(AnswerFault::ExhibitMissing);
    }
    if undeterminable && given.missing.trim().is_empty() {
        faults.push(AnswerFault::MissingNotSaid);
    }
    faults
}

/// How many words a text has. A mark that stands alone is no word; in Chinese, which sets no spaces,
/// two characters count as one, as its words are that long on average.
pub fn word_count(text: &str) -> usize {
    let (mut words, mut characters) = (0, 0);
    for piece in text.split_whitespace() {
        let han = piece.chars().filter(|letter| is_han(*letter)).count();
        characters += han;
        let other = piece.split(is_han);
        words += other
            .filter(|word| word.chars().any(char::is_alphanumeric))
            .count();
    }
    words + usize::div_ceil(characters, 2)
}

/// A Chinese character: the unified ideographs of Unicode, with their extension A.
fn is_han(letter: char) -> bool {
    matches!(letter, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

/// How far the review of one claim has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Track {
    /// The invoked ground has no element of the threshold: the step passes as not applicable.
    pub threshold_not_applicable: bool,
    /// The findings so far.
    pub findings: BTreeMap<Step, Finding>,
    /// The failed steps from which the panel decided, with reasons, to go on.
    pub arguendo: BTreeSet<Step>,
}

impl Track {
    /// Whether the step is behind the claim without defeating it.
    pub fn passes(&self, step: Step) -> bool {
        match self.findings.get(&step) {
            Some(finding) => matches!(finding, Finding::Met | Finding::NoFinding),
            None => step == Step::Threshold && self.threshold_not_applicable,
        }
    }

    /// The step that may be scored and voted now; none if the review has ended or waits for a
    /// decision to go on arguendo.
    pub fn open(&self) -> Option<Step> {
        Step::ALL
            .iter()
            .copied()
            .find(|step| self.may_open(*step).is_ok())
    }

    /// Whether a step may be scored and voted now: it has no finding, and the one before it has
    /// passed or the panel went on from it arguendo (procedure 2.6.1, 2.2.8a).
    pub fn may_open(&self, step: Step) -> Result<(), Refusal> {
        let skipped = step == Step::Threshold && self.threshold_not_applicable;
        if skipped || self.findings.contains_key(&step) {
            return Err(Refusal::ReviewStepFound);
        }
        match step.before() {
            Some(before) if !self.passes(before) && !self.went_on_from(before) => {
                Err(Refusal::ReviewStepShut)
            }
            _ => Ok(()),
        }
    }

    /// The failed step at which the review stands still, until the panel goes on arguendo.
    pub fn stopped_at(&self) -> Option<Step> {
        Step::ALL.iter().copied().find(|step| {
            self.findings.get(step) == Some(&Finding::NotMet) && !self.arguendo.contains(step)
        })
    }

    /// Goes on from the step at which the review stopped. After the last step there is nothing
    /// to go on to.
    pub fn go_on_arguendo(&mut self) -> Result<Step, Refusal> {
        match self.stopped_at() {
            Some(step) if step != Step::Proportionality => {
                self.arguendo.insert(step);
                Ok(step)
            }
            _ => Err(Refusal::ReviewNotFailed),
        }
    }

    /// Records the finding of the open step.
    pub fn find(&mut self, step: Step, finding: Finding) -> Result<(), Refusal> {
        self.may_open(step)?;
        self.findings.insert(step, finding);
        Ok(())
    }

    /// Whether a step is answered only for the sake of argument: an earlier one failed.
    pub fn is_arguendo(&self, step: Step) -> bool {
        self.findings
            .iter()
            .any(|(earlier, finding)| *earlier < step && *finding == Finding::NotMet)
    }

    /// Whether nothing more is to be scored: every step has passed or has its finding, or a
    /// failed one stopped the claim.
    pub fn is_complete(&self) -> bool {
        self.open().is_none()
    }

    /// A step's finding for the ruling; a step that was never opened is not reached. None: the
    /// threshold does not apply, or the step is still open.
    pub fn finding(&self, step: Step) -> Option<Finding> {
        match self.findings.get(&step) {
            Some(finding) => Some(*finding),
            None if step == Step::Threshold && self.threshold_not_applicable => None,
            None => self.is_complete().then_some(Finding::NotReached),
        }
    }

    fn went_on_from(&self, step: Step) -> bool {
        self.findings.get(&step) == Some(&Finding::NotMet) && self.arguendo.contains(&step)
    }
}

#[cfg(test)]
mod tests;
