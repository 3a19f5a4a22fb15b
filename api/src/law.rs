//! The reviewed data of the law: clauses, rubrics, states. It is part of the program, checked at
//! start; the domain computes over it.

use std::sync::OnceLock;

use anyhow::{Context as _, anyhow};
use domain::clause::{
    Burden, Clause, Element, Ground, ListStructure, NecessityWording, Profile, Proposition, Reading,
};
use domain::people::Discipline;
use domain::review::{Anchor, Answer, Bands, Criterion, Nature, Rubric, Step, StepRule};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::bodies::StateEntry;
use crate::wire::Spelled;

const STATES: &str = include_str!("../states/states.json");
const CLAUSES: &str = include_str!("../clauses/clauses.json");
const RUBRICS: &[&str] = &[include_str!("../rubrics/isecrc-1.json")];

/// All of it.
struct Law {
    states: Vec<StateEntry>,
    clauses: Vec<(Clause, ClauseText)>,
    rubrics: Vec<Rubric>,
}

/// A clause as readers see it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ClauseText {
    /// Its id, as `gatt-xxi`.
    pub id: String,
    /// The treaty.
    pub instrument: String,
    /// The article.
    pub article: String,
    /// Its title.
    #[serde(default)]
    pub title: String,
    /// Its text.
    #[serde(default)]
    pub text: String,
    /// `exact_found`, `recalled_unverified` or `summary`.
    #[serde(default)]
    pub text_status: String,
    /// May it be invoked in a claim, or only read (annex D 12)?
    pub offered_for_claims: bool,
    /// The parts that it is made of.
    pub elements: Vec<ElementText>,
    /// The ways to invoke it.
    #[serde(default)]
    pub grounds: Vec<GroundText>,
    #[serde(skip_serializing)]
    #[schema(ignore)]
    necessity_wording: Option<String>,
    #[serde(skip_serializing)]
    #[schema(ignore)]
    list_structure: String,
}

/// An element as readers see it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ElementText {
    /// Its id, as `gatt-xxi.b.esi`.
    pub id: String,
    /// Where it stands in the clause.
    #[serde(default)]
    pub subparagraph: String,
    /// What it requires.
    pub label: String,
    /// The words of the clause.
    #[serde(default)]
    pub quote: String,
    /// `self_judging` or `objective`.
    pub reading: String,
    /// How sure that reading is.
    #[serde(default)]
    pub reading_confidence: String,
    /// The proposition under which it is tested.
    pub step: Option<String>,
    #[serde(default, skip_serializing)]
    #[schema(ignore)]
    lead: Option<String>,
}

/// A ground as readers see it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct GroundText {
    /// Its id, as `gatt-xxi.b.iii`.
    pub id: String,
    /// What it covers.
    pub label: String,
    /// Its elements, in the order in which they are voted.
    pub elements: Vec<String>,
}

#[derive(Deserialize)]
struct ClausesFile {
    clauses: Vec<ClauseText>,
}

#[derive(Deserialize)]
struct StatesFile {
    states: Vec<StateRow>,
}

#[derive(Deserialize)]
struct StateRow {
    code: String,
    name: String,
    regional_group: Option<String>,
    developing: Option<bool>,
    #[serde(default)]
    ldc: bool,
}

#[derive(Deserialize)]
struct RubricFile {
    version: String,
    steps: Vec<StepFile>,
    weights: WeightsFile,
    bands: BandsFile,
    remands_max: u8,
    criteria: Vec<CriterionFile>,
    anchors: Vec<AnchorFile>,
}

#[derive(Deserialize)]
struct WeightsFile {
    gate: u32,
    other: u32,
}

#[derive(Deserialize)]
struct BandsFile {
    met_from: u32,
    contested_from: u32,
    coverage_min: u32,
}

#[derive(Deserialize)]
struct StepFile {
    step: Spelled<Step>,
    title: String,
    propositions: Vec<PropositionFile>,
}

#[derive(Deserialize)]
struct PropositionFile {
    proposition: Spelled<Proposition>,
    text: String,
}

#[derive(Deserialize)]
struct CriterionFile {
    id: String,
    name: String,
    proposition: Spelled<Proposition>,
    question: String,
    guidance: String,
    lead: Vec<Spelled<Discipline>>,
    gate_in: Vec<Spelled<Profile>>,
    burden: Spelled<Burden>,
    natures: NaturesFile,
    needs_technology: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
struct NaturesFile {
    p1: Spelled<Nature>,
    p2: Spelled<Nature>,
    p3: Spelled<Nature>,
    p4: Spelled<Nature>,
}

#[derive(Deserialize)]
struct AnchorFile {
    scale: Spelled<Nature>,
    answer: Spelled<Answer>,
    meaning: String,
}

impl Law {
    /// The law as the program carries it. [`check`] must have been called at start.
    fn get() -> &'static Law {
        static LAW: OnceLock<Law> = OnceLock::new();
        LAW.get_or_init(|| {
            Law::read().unwrap_or_else(|error| {
                tracing::error!(
                    error = format!("{error:#}"),
                    "the data of the law cannot be read"
                );
                Law {
                    states: vec![],
                    clauses: vec![],
                    rubrics: vec![],
                }
            })
        })
    }

    fn read() -> anyhow::Result<Self> {
        let states: StatesFile = serde_json::from_str(STATES).context("states.json")?;
        let clauses: ClausesFile = serde_json::from_str(CLAUSES).context("clauses.json")?;
        let clauses = clauses
            .clauses
            .into_iter()
            .map(|text| Ok((clause_of(&text).with_context(|| text.id.clone())?, text)))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let rubrics = RUBRICS
            .iter()
            .map(|text| rubric_of(text))
            .collect::<anyhow::Result<Vec<_>>>()?;
        Ok(Self {
            states: states.states.into_iter().map(state_of).collect(),
            clauses,
            rubrics,
        })
    }
}

/// Reads and checks all of it: called at start, so that a fault stops the start.
pub fn check() -> anyhow::Result<()> {
    Law::read().map(|_| ())
}

/// Every state known to the installation.
pub fn states() -> &'static [StateEntry] {
    &Law::get().states
}

/// Every clause, as readers see it.
pub fn clauses() -> impl Iterator<Item = &'static ClauseText> {
    Law::get().clauses.iter().map(|(_, text)| text)
}

/// A clause, as the domain computes with it.
pub fn clause(id: &str) -> Option<&'static Clause> {
    Law::get()
        .clauses
        .iter()
        .find(|(clause, _)| clause.id == id)
        .map(|(clause, _)| clause)
}

/// A clause, as readers see it.
pub fn clause_text(id: &str) -> Option<&'static ClauseText> {
    clauses().find(|clause| clause.id == id)
}

/// An element by its id, and the clause of which it is one.
pub fn element(id: &str) -> Option<(&'static ClauseText, &'static ElementText)> {
    clauses().find_map(|clause| {
        let element = clause.elements.iter().find(|element| element.id == id)?;
        Some((clause, element))
    })
}

/// What a row of a sheet asks, in a few words: the name of its criterion, and of the element that it is asked
/// of, if it is; its key is as `2.2` or as `1.2/gatt-xxi.b.iii.time`.
pub fn row_name(key: &str) -> Option<String> {
    let (id, of) = key
        .split_once('/')
        .map_or((key, None), |(id, of)| (id, Some(of)));
    let mut criteria = Law::get().rubrics.iter().flat_map(|one| &one.criteria);
    let name = &criteria.find(|one| one.id == id)?.name;
    Some(match of.and_then(element) {
        Some((clause, element)) => {
            format!("{name}: {} ({})", element.label, clause.article)
        }
        None => name.clone(),
    })
}

/// A rubric by its version.
pub fn rubric(version: &str) -> Option<&'static Rubric> {
    Law::get()
        .rubrics
        .iter()
        .find(|rubric| rubric.version == version)
}

fn state_of(row: StateRow) -> StateEntry {
    StateEntry {
        code: row.code,
        name: row.name,
        regional_group: row.regional_group.unwrap_or_default(),
        // A least developed country is a developing one; of others the data says nothing.
        developing: row.developing.unwrap_or(row.ldc),
        invented: false,
    }
}

fn word<W: domain::Word>(text: &str) -> anyhow::Result<W> {
    W::parse(text).ok_or_else(|| anyhow!("{text:?} is not a {}", W::NAME))
}

fn clause_of(text: &ClauseText) -> anyhow::Result<Clause> {
    let elements = text
        .elements
        .iter()
        .map(|element| {
            Ok(Element {
                id: element.id.clone(),
                label: element.label.clone(),
                reading: word::<Reading>(&element.reading)?,
                step: element
                    .step
                    .as_deref()
                    .map(word::<Proposition>)
                    .transpose()?,
                lead: element
                    .lead
                    .as_deref()
                    .map(word::<Discipline>)
                    .transpose()?,
            })
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let grounds = text.grounds.iter().map(|ground| Ground {
        id: ground.id.clone(),
        label: ground.label.clone(),
        elements: ground.elements.clone(),
    });
    let clause = Clause {
        id: text.id.clone(),
        necessity: text
            .necessity_wording
            .as_deref()
            .and_then(<NecessityWording as domain::Word>::parse)
            .unwrap_or(NecessityWording::ConsidersNecessary),
        list: word::<ListStructure>(&text.list_structure)?,
        offered_for_claims: text.offered_for_claims,
        elements,
        grounds: grounds.collect(),
    };
    clause
        .check()
        .map_err(|faults| anyhow!(faults.join("; ")))?;
    Ok(clause)
}

fn rubric_of(text: &str) -> anyhow::Result<Rubric> {
    let file: RubricFile = serde_json::from_str(text).context("rubric")?;
    let steps = file.steps.into_iter().map(|step| StepRule {
        step: step.step.0,
        title: step.title,
        propositions: step
            .propositions
            .into_iter()
            .map(|one| (one.proposition.0, one.text))
            .collect(),
    });
    let criteria = file.criteria.into_iter().map(|one| Criterion {
        id: one.id,
        name: one.name,
        proposition: one.proposition.0,
        question: one.question,
        guidance: one.guidance,
        lead: one.lead.into_iter().map(|lead| lead.0).collect(),
        gate_in: one.gate_in.into_iter().map(|profile| profile.0).collect(),
        burden: one.burden.0,
        natures: [
            one.natures.p1.0,
            one.natures.p2.0,
            one.natures.p3.0,
            one.natures.p4.0,
        ],
        needs_technology: one.needs_technology,
    });
    let anchors = file.anchors.into_iter().map(|one| Anchor {
        scale: one.scale.0,
        answer: one.answer.0,
        meaning: one.meaning,
    });
    let rubric = Rubric {
        version: file.version,
        steps: steps.collect(),
        criteria: criteria.collect(),
        anchors: anchors.collect(),
        gate_weight: file.weights.gate,
        weight: file.weights.other,
        bands: Bands {
            met_from: file.bands.met_from,
            contested_from: file.bands.contested_from,
            coverage_min: file.bands.coverage_min,
        },
        remands_max: file.remands_max,
    };
    rubric
        .check()
        .map_err(|faults| anyhow!(faults.join("; ")))?;
    Ok(rubric)
}

#[cfg(test)]
mod tests {
    use super::{check, clause, rubric, states};

    #[test]
    fn the_data_of_the_law_is_sound() {
        check().unwrap();
        assert_eq!(states().len(), 195);
        assert!(clause("gatt-xxi").is_some_and(|gatt| gatt.offered_for_claims));
        assert!(rubric("isecrc-1").is_some());
    }
}
