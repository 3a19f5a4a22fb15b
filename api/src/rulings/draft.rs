//! The text of a ruling: the first draft that the panel edits, what the findings put into it, and
//! what it still lacks (procedure 2.2.8). Pure: it reads and writes nothing.

use std::collections::BTreeMap;

use domain::Word;
use domain::compliance::Weight;
use domain::measure::Technology;
use domain::review::{Rubric, Step};
use domain::ruling::{self, LegalEffect, Section};
use domain::vote::{Concern, Finding, Motion, Outcome};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Fault;
use crate::law::ClauseText;
use crate::review::{ClaimResult, StepFinding};
use crate::wire::{ElementOutcome, RulingSection, Spelled};

/// A part of a ruling as the panel writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionDraft {
    /// Which.
    pub section: RulingSection,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
    /// `modelled`: written for a replay where the record of the real case says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
}

/// What a state is to do about a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemedyDraft {
    /// The claim, by its number in the case.
    pub claim_no: i32,
    /// What is to be done; it begins with a verb, as "withdraw the measure".
    pub text: String,
    /// 1, 2 or 3: how much it counts in the compliance index.
    pub weight: i32,
}

/// A remedy, as a person reads it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RemedyInRuling {
    /// The claim, by its number.
    pub claim_no: i32,
    /// What is to be done.
    pub text: String,
    /// The operative sentence: who is to do it, and by when once that is known.
    pub sentence: String,
    /// 1, 2 or 3.
    pub weight: i32,
    /// The last day on which it is on time; from issue on.
    #[schema(value_type = Option<String>, format = Date)]
    pub due_on: Option<Date>,
}

/// What the panel has written so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Draft {
    /// Its sections.
    pub sections: Vec<SectionDraft>,
    /// What is to be done.
    pub remedies: Vec<RemedyDraft>,
}

/// A part of a ruling as it reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SectionText {
    /// Which.
    pub section: RulingSection,
    /// Its heading.
    pub title: String,
    /// Paragraphs that follow from the findings; they change with them and are not edited.
    #[serde(default)]
    pub generated: Vec<String>,
    /// Its paragraphs; in a fair copy, the generated ones come first.
    pub paragraphs: Vec<String>,
    /// Nobody writes it: it follows from the findings.
    pub from_findings: bool,
    /// `modelled`: written for a replay where the record of the real case says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
}

/// What the first draft is made of.
pub(super) struct Sources<'a> {
    /// The applicant's name.
    pub(super) applicant: &'a str,
    /// The respondent's name.
    pub(super) respondent: &'a str,
    /// The measure's title.
    pub(super) measure: &'a str,
    /// The technology it touches.
    pub(super) technology: Technology,
    /// The clause that is invoked.
    pub(super) clause: Option<&'a ClauseText>,
    /// Its ground, in words.
    pub(super) ground: Option<&'a str>,
    /// What happened, from the docket: what it says, and when.
    pub(super) history: &'a [(String, Date)],
    /// The members: name and discipline.
    pub(super) members: &'a [(String, String)],
    /// Exhibits on the record: label, title, class.
    pub(super) exhibits: &'a [(String, String, String)],
    /// Do the parties see the draft? Then the record itself tells of it.
    pub(super) interim_review: bool,
}

/// How a clause is named in a sentence: "Article XXI of the General Agreement on Tariffs and Trade".
pub fn clause_name(clause: Option<&ClauseText>) -> String {
    clause.map_or_else(
        || "the clause".to_owned(),
        |clause| format!("{} of the {}", clause.article, clause.instrument),
    )
}

/// A date as it stands in a text.
pub fn long_date(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

fn joined(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The first draft: what the record already says, so that the panel edits instead of beginning.
pub(super) fn first(sources: &Sources<'_>, results: &[ClaimResult]) -> Draft {
    let clause = clause_name(sources.clause);
    let mut terms = vec![format!(
        "{} asks the panel to review “{}”, a measure of {}, for which {} invokes {clause}{}.",
        sources.applicant,
        sources.measure,
        sources.respondent,
        sources.respondent,
        sources
            .ground
            .map(|ground| format!(" ({ground})"))
            .unwrap_or_default(),
    )];
    if let Some(text) = sources
        .clause
        .map(|clause| clause.text.trim())
        .filter(|text| !text.is_empty())
    {
        let flat: Vec<&str> = text.split_whitespace().collect();
        terms.push(format!("The clause reads: “{}”", flat.join(" ")));
    }
    for claim in results {
        terms.push(format!(
            "Claim {}: {}. The obligation is in {}.",
            claim.no,
            plain(&claim.component),
            plain(&claim.obligation)
        ));
    }
    let members: Vec<String> = sources
        .members
        .iter()
        .map(|(name, discipline)| format!("{name} ({discipline})"))
        .collect();
    let mut took_part = vec![format!(
        "The parties are {}, the applicant, and {}, the respondent.",
        sources.applicant, sources.respondent
    )];
    if !members.is_empty() {
        took_part.push(format!("The panel is composed of {}.", joined(&members)));
    }
    took_part.extend(
        sources
            .history
            .iter()
            .map(|(what, on)| format!("{what}: {}.", long_date(*on))),
    );
    let classification = match sources.technology {
        Technology::NotConcerned => ruling::NO_TECHNOLOGY.to_owned(),
        class => format!("The measure touches technology of {}.", class.label()),
    };
    let mut evidence: Vec<String> = sources
        .exhibits
        .iter()
        .map(|(label, title, class)| format!("Exhibit {label}, {} (class {class}).", plain(title)))
        .collect();
    if evidence.is_empty() {
        evidence.push("No exhibit is on the record.".to_owned());
    }
    let fails = results
        .iter()
        .any(|claim| claim.outcome.0.calls_for_compliance());
    let interim_review = if sources.interim_review {
        Vec::new()
    } else {
        vec![ruling::NO_INTERIM_REVIEW.to_owned()]
    };
    let recommendations = if fails {
        "What is to be done, by whom and by when, is set out under the remedies."
    } else {
        ruling::NO_RECOMMENDATION
    };
    let texts = [
        (Section::TermsOfReference, terms),
        (Section::Participation, took_part),
        (Section::Classification, vec![classification]),
        (Section::Evidence, evidence),
        (Section::InterimReview, interim_review),
        (Section::Recommendations, vec![recommendations.to_owned()]),
    ];
    let sections = texts
        .into_iter()
        .map(|(section, paragraphs)| SectionDraft {
            section: Spelled(section),
            paragraphs,
            basis: None,
        })
        .collect();
    Draft {
        sections,
        remedies: Vec::new(),
    }
}

/// Without the full stop that a sentence would double.
fn plain(text: &str) -> &str {
    text.trim().trim_end_matches('.')
}

impl Draft {
    /// This draft, with what it does not name taken from the first one.
    pub(super) fn over(mut self, first: Draft) -> Self {
        let absent =
            |one: &SectionDraft| !self.sections.iter().any(|own| own.section == one.section);
        let taken: Vec<_> = first.sections.into_iter().filter(absent).collect();
        self.sections.extend(taken);
        self.sections.sort_by_key(|one| one.section);
        self
    }

    /// What is wrong with it, field by field.
    pub fn faults(&self, results: &[ClaimResult]) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut seen = Vec::new();
        for one in &self.sections {
            let path = format!("sections.{}", one.section);
            if !one.section.0.written_by_panel() {
                faults.push(Fault::new(
                    &path,
                    "The system puts the roll call in when the ruling issues.",
                ));
            }
            if seen.contains(&one.section) {
                faults.push(Fault::new(&path, "This section is there twice."));
            }
            if one
                .basis
                .as_deref()
                .is_some_and(|basis| !["decided", "modelled"].contains(&basis))
            {
                faults.push(Fault::new(
                    format!("{path}.basis"),
                    "A basis is decided or modelled.",
                ));
            }
            seen.push(one.section);
        }
        for (at, remedy) in self.remedies.iter().enumerate() {
            let failed = results
                .iter()
                .any(|claim| claim.no == remedy.claim_no && claim.outcome.0.calls_for_compliance());
            if !failed {
                faults.push(Fault::new(
                    format!("remedies.{at}.claim_no"),
                    "A remedy belongs to a claim that is not, or only partly, justified.",
                ));
            }
            if remedy.text.trim().is_empty() {
                faults.push(Fault::new(
                    format!("remedies.{at}.text"),
                    "Say what is to be done, beginning with a verb.",
                ));
            }
            if Weight::new(remedy.weight).is_none() {
                faults.push(Fault::new(
                    format!("remedies.{at}.weight"),
                    "A remedy weighs 1, 2 or 3.",
                ));
            }
        }
        faults
    }

    /// The sections that still lack text (procedure 2.2.8).
    pub fn missing(&self) -> Vec<Section> {
        let mut there: Vec<Section> = self
            .sections
            .iter()
            .filter(|one| one.paragraphs.iter().any(|text| !text.trim().is_empty()))
            .map(|one| one.section.0)
            .collect();
        // The outcomes follow from the findings.
        there.push(Section::Outcomes);
        ruling::missing(&there)
    }

    /// Whether the panel has written something in that section.
    pub fn says(&self, section: Section) -> bool {
        let own = self.sections.iter().find(|one| one.section.0 == section);
        own.is_some_and(|one| one.paragraphs.iter().any(|text| !text.trim().is_empty()))
    }

    /// Whether every claim that fails has something to be done about it.
    pub fn remedied(&self, results: &[ClaimResult]) -> bool {
        let mut fails = results
            .iter()
            .filter(|claim| claim.outcome.0.calls_for_compliance())
            .map(|claim| claim.no);
        fails.all(|no| self.remedies.iter().any(|remedy| remedy.claim_no == no))
    }

    /// Its sections in order, with what the findings put into them.
    pub fn sections(
        &self,
        results: &[ClaimResult],
        story: &[String],
        clause: Option<&ClauseText>,
    ) -> Vec<SectionText> {
        let written = Section::ALL
            .iter()
            .copied()
            .filter(|section| section.written_by_panel());
        written
            .map(|section| {
                let own = self.sections.iter().find(|one| one.section.0 == section);
                let paragraphs = own.map(|one| one.paragraphs.clone()).unwrap_or_default();
                let generated = match section {
                    Section::Findings => findings(results, clause),
                    Section::Outcomes => outcomes(results, clause),
                    Section::InterimReview => story.to_vec(),
                    _ => Vec::new(),
                };
                let from_findings = section == Section::Outcomes;
                let paragraphs = if from_findings {
                    generated.iter().cloned().chain(paragraphs).collect()
                } else {
                    paragraphs
                };
                let generated = if from_findings { Vec::new() } else { generated };
                let basis = own.and_then(|one| one.basis.clone());
                SectionText {
                    section: Spelled(section),
                    title: section.title().to_owned(),
                    generated,
                    paragraphs,
                    from_findings,
                    basis,
                }
            })
            .collect()
    }

    /// The fair copy: every paragraph in its place, empty ones left out.
    pub fn fair(
        &self,
        results: &[ClaimResult],
        story: &[String],
        clause: Option<&ClauseText>,
    ) -> Vec<SectionText> {
        let mut sections = self.sections(results, story, clause);
        for one in &mut sections {
            let all = std::mem::take(&mut one.generated)
                .into_iter()
                .chain(std::mem::take(&mut one.paragraphs));
            one.paragraphs = all
                .map(|text| text.trim().to_owned())
                .filter(|text| !text.is_empty())
                .collect();
        }
        sections
    }
}

/// What a step is called in a sentence.
pub fn step_name(step: Step) -> &'static str {
    match step {
        Step::Threshold => "Threshold",
        Step::GoodFaith => "Good faith",
        Step::Necessity => "Necessity",
        Step::Proportionality => "Proportionality",
    }
}

/// An outcome in a list: short, and with the step at which the claim failed.
pub fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::NotJustifiedT0 => "not justified: threshold",
        Outcome::NotJustifiedT1a | Outcome::NotJustifiedT1b => "not justified: good faith",
        Outcome::NotJustifiedT2 => "not justified: necessity",
        Outcome::NotJustifiedT3 => "not justified: proportionality",
        Outcome::Justified => "justified",
        Outcome::PartlyJustified => "partly justified",
        Outcome::NotReached => "not reached",
        Outcome::Moot => "moot",
    }
}

/// What a finding is called.
pub fn finding_name(finding: Finding) -> &'static str {
    match finding {
        Finding::Met => "met",
        Finding::NotMet => "not met",
        Finding::NotReached => "not reached",
        Finding::NoFinding => "no finding",
    }
}

/// The words of an element outcome.
fn element_words(outcome: ElementOutcome) -> String {
    outcome.0.as_str().replace('_', " ")
}

fn label<'a>(clause: Option<&'a ClauseText>, id: &'a str) -> &'a str {
    let element = clause.and_then(|clause| clause.elements.iter().find(|element| element.id == id));
    element.map_or(id, |element| element.label.as_str())
}

pub(super) fn findings(results: &[ClaimResult], clause: Option<&ClauseText>) -> Vec<String> {
    let of_step = |claim: &ClaimResult, step: &StepFinding| {
        let mut text = format!(
            "Claim {}, {}: {}.",
            claim.no,
            step_name(step.step.0).to_lowercase(),
            finding_name(step.finding.0)
        );
        if step.arguendo {
            text += " The step is answered for the sake of argument only.";
        }
        if step.finding.0 != Finding::NotReached {
            for (id, outcome) in &step.elements {
                text += &format!(
                    " {}: {}.",
                    capital(label(clause, id)),
                    element_words(*outcome)
                );
            }
        }
        text
    };
    results
        .iter()
        .flat_map(|claim| claim.steps.iter().map(move |step| of_step(claim, step)))
        .collect()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// What a concern says beside an outcome.
pub fn concern_sentence(concern: Concern) -> &'static str {
    match concern {
        Concern::Necessity => {
            "The panel notes a concern on necessity, which is advisory and does not change the outcome."
        }
        Concern::Proportionality => {
            "The panel notes a concern on proportionality, which is advisory and does not change the outcome."
        }
    }
}

fn outcomes(results: &[ClaimResult], clause: Option<&ClauseText>) -> Vec<String> {
    let clause = clause_name(clause);
    results
        .iter()
        .map(|claim| {
            let mut text = format!(
                "Claim {}, {}: {}",
                claim.no,
                plain(&claim.component),
                ruling::outcome_sentence(claim.outcome.0, &clause)
            );
            for concern in &claim.concerns {
                text += " ";
                text += concern_sentence(concern.0);
            }
            text
        })
        .collect()
}

/// What a motion puts to the vote, as a reader of the roll call sees it.
pub(super) fn motion_text(
    rubric: Option<&Rubric>,
    clause: Option<&ClauseText>,
    key: &str,
) -> String {
    let wording = |proposition| {
        let steps = rubric
            .map(|rubric| rubric.steps.as_slice())
            .unwrap_or_default();
        let mut all = steps.iter().flat_map(|step| &step.propositions);
        all.find(|(one, _)| *one == proposition)
            .map(|(_, text)| text.clone())
    };
    match Motion::parse(key) {
        Some(Motion::Element(id)) => {
            format!("{} is established.", capital(plain(label(clause, &id))))
        }
        Some(Motion::Proposition(proposition)) => {
            wording(proposition).unwrap_or_else(|| key.to_owned())
        }
        Some(Motion::NoFinding(proposition)) => {
            format!(
                "The clause leaves the question of {} to the State.",
                wording(proposition)
                    .map_or_else(|| key.to_owned(), |text| format!("“{}”", plain(&text)))
            )
        }
        None => key.to_owned(),
    }
}

/// The roll call as paragraphs of the operative part (procedure 2.2.8, vote display).
pub(super) fn votes(
    results: &[ClaimResult],
    rubric: Option<&Rubric>,
    clause: Option<&ClauseText>,
) -> Vec<String> {
    let mut paragraphs = Vec::new();
    for claim in results {
        for step in &claim.steps {
            for (key, count) in step.counts.iter().flatten() {
                let carried = if count.yes > count.no {
                    "carried"
                } else {
                    "not carried"
                };
                let votes = if count.yes == 1 { "vote" } else { "votes" };
                let mut text = format!(
                    "Claim {}, {}. “{}” {}, {} {votes} to {}.",
                    claim.no,
                    step_name(step.step.0).to_lowercase(),
                    plain(&motion_text(rubric, clause, key)),
                    carried,
                    count.yes,
                    count.no
                );
                if let Some(names) = &count.names {
                    for (side, who) in [("In favour", &names.yes), ("Against", &names.no)] {
                        if !who.is_empty() {
                            text += &format!(" {side}: {}.", joined(who));
                        }
                    }
                }
                paragraphs.push(text);
            }
        }
    }
    paragraphs
}

/// The operative sentence of a remedy. The day follows from the issue, so a draft names none.
pub fn remedy_sentence(effect: LegalEffect, state: &str, text: &str, due: Option<Date>) -> String {
    let by = due.map_or_else(String::new, |due| format!(" by {}", long_date(due)));
    format!("{state} {} {}{by}.", effect.operative_verb(), plain(text))
}

/// Remedies as sentences of what the respondent is to do. One that has no text yet is no sentence.
pub(super) fn remedies_shown(
    remedies: Vec<RemedyDraft>,
    (effect, respondent): (LegalEffect, &str),
    due_on: Option<Date>,
) -> Vec<RemedyInRuling> {
    let all = remedies.into_iter();
    all.map(|one| RemedyInRuling {
        sentence: match one.text.trim() {
            "" => String::new(),
            text => remedy_sentence(effect, respondent, text, due_on),
        },
        claim_no: one.claim_no,
        text: one.text,
        weight: one.weight,
        due_on,
    })
    .collect()
}

/// Each paragraph of a draft with its section and its number in the ruling, those that follow from
/// the findings and the record included.
pub(super) fn numbered(
    sections: &[SectionText],
) -> impl Iterator<Item = (&SectionText, &str, usize)> {
    let all = sections.iter().flat_map(|one| {
        let generated = one.generated.iter();
        let texts = generated.chain(&one.paragraphs);
        texts.map(move |text| (one, text.trim()))
    });
    let there = all.filter(|(_, text)| !text.is_empty());
    there.zip(1..).map(|((one, text), no)| (one, text, no))
}

/// Claims by number, for remedies.
pub(super) fn claim_ids(results: &[ClaimResult]) -> BTreeMap<i32, uuid::Uuid> {
    results
        .iter()
        .map(|claim| (claim.no, claim.claim_id))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use domain::measure::Technology;
    use domain::review::Step;
    use domain::ruling::{LegalEffect, Section};
    use domain::vote::{Concern, Finding, Outcome};
    use jiff::civil::date;
    use uuid::Uuid;

    use super::{
        Draft, RemedyDraft, SectionDraft, Sources, first, motion_text, numbered, remedies_shown,
        votes,
    };
    use crate::review::{ClaimResult, MotionCount, RollCallNames, StepFinding};
    use crate::wire::Spelled;

    fn claim(outcome: Outcome) -> ClaimResult {
        let names = RollCallNames {
            yes: vec!["Ada".to_owned()],
            no: vec!["Ben".to_owned(), "Cleo".to_owned()],
        };
        let counts = BTreeMap::from([(
            "T2".to_owned(),
            MotionCount {
                yes: 1,
                no: 2,
                names: Some(names),
            },
        )]);
        let step = |step, finding, counts| StepFinding {
            step: Spelled(step),
            finding: Spelled(finding),
            arguendo: false,
            elements: BTreeMap::new(),
            counts,
            scores: Vec::new(),
        };
        ClaimResult {
            claim_id: Uuid::nil(),
            no: 1,
            component: "The licence.".to_owned(),
            obligation: "GATT Article XI:1".to_owned(),
            outcome: Spelled(outcome),
            concerns: vec![Spelled(Concern::Proportionality)],
            arguendo: vec![],
            steps: vec![
                step(Step::GoodFaith, Finding::Met, None),
                step(Step::Necessity, Finding::NotMet, Some(counts)),
                step(Step::Proportionality, Finding::NotReached, None),
            ],
        }
    }

    fn sources() -> Sources<'static> {
        Sources {
            applicant: "Arvenia",
            respondent: "Belmora",
            measure: "Licence Order",
            technology: Technology::NotConcerned,
            clause: crate::law::clause_text("gatt-xxi"),
            ground: None,
            history: &[],
            members: &[],
            exhibits: &[],
            interim_review: false,
        }
    }

    fn reasons() -> SectionDraft {
        SectionDraft {
            section: Spelled(Section::Findings),
            paragraphs: vec!["Because.".to_owned()],
            basis: None,
        }
    }

    #[test]
    fn the_first_draft_lacks_only_the_reasons_of_the_panel() {
        let draft = first(&sources(), &[claim(Outcome::Justified)]);
        assert_eq!(draft.missing(), [Section::Findings]);
        let written = Draft {
            sections: vec![reasons()],
            remedies: vec![],
        }
        .over(draft);
        assert!(written.missing().is_empty());
        assert!(written.remedied(&[claim(Outcome::Justified)]));
    }

    #[test]
    fn a_claim_that_fails_needs_a_remedy_and_one_that_does_not_has_none() {
        let failed = [claim(Outcome::NotJustifiedT2)];
        let remedy = RemedyDraft {
            claim_no: 1,
            text: "withdraw it".to_owned(),
            weight: 2,
        };
        let mut draft = Draft {
            sections: vec![reasons()],
            remedies: vec![],
        }
        .over(first(&sources(), &failed));
        assert!(!draft.remedied(&failed));
        draft.remedies = vec![remedy];
        assert!(draft.remedied(&failed) && draft.faults(&failed).is_empty());
        assert_eq!(
            draft.faults(&[claim(Outcome::Justified)])[0].path,
            "remedies.0.claim_no"
        );
        draft.remedies[0].weight = 4;
        assert_eq!(draft.faults(&failed)[0].path, "remedies.0.weight");
    }

    #[test]
    fn an_emptied_section_is_missing_and_one_left_out_keeps_its_first_text() {
        let empty = SectionDraft {
            section: Spelled(Section::Evidence),
            paragraphs: vec![" ".to_owned()],
            basis: None,
        };
        let draft = Draft {
            sections: vec![reasons(), empty],
            remedies: vec![],
        }
        .over(first(&sources(), &[]));
        assert_eq!(draft.missing(), [Section::Evidence]);
    }

    #[test]
    fn findings_and_outcomes_follow_the_results_and_tell_no_votes() {
        let draft = Draft {
            sections: vec![reasons()],
            remedies: vec![],
        };
        let fair = draft.fair(
            &[claim(Outcome::NotJustifiedT2).without_counts()],
            &[],
            crate::law::clause_text("gatt-xxi"),
        );
        let text = serde_json::to_string(&fair).unwrap();
        assert!(text.contains("Claim 1, necessity: not met."), "{text}");
        assert!(text.contains("it is not shown to be necessary"), "{text}");
        assert!(text.contains("a concern on proportionality"), "{text}");
        assert!(!text.contains("Ada") && !text.contains("votes"), "{text}");
        assert!(!fair.iter().any(|one| one.section.0 == Section::Votes));
    }

    #[test]
    fn the_roll_call_names_who_voted_how() {
        let rubric = crate::law::rubric("isecrc-1");
        let said = votes(&[claim(Outcome::NotJustifiedT2)], rubric, None);
        assert_eq!(said.len(), 1);
        assert!(
            said[0].contains("not carried, 1 vote to 2. In favour: Ada. Against: Ben and Cleo."),
            "{said:?}"
        );
        assert!(
            motion_text(rubric, None, "no_finding/T2")
                .starts_with("The clause leaves the question")
        );
    }

    #[test]
    fn a_paragraph_has_the_number_that_it_will_be_cited_by() {
        let own = Draft {
            sections: vec![SectionDraft {
                section: Spelled(Section::Findings),
                paragraphs: vec!["Exhibit XAA-1 shows it.".to_owned(), " ".to_owned()],
                basis: None,
            }],
            remedies: vec![],
        };
        let results = [claim(Outcome::NotJustifiedT2)];
        let all = own.over(first(&sources(), &results));
        let sections = all.sections(&results, &[], None);
        let fair = all.fair(&results, &[], None);
        let flat: Vec<_> = fair.iter().flat_map(|one| &one.paragraphs).collect();
        for (_, text, no) in numbered(&sections) {
            assert_eq!(flat[no - 1], text);
        }
        assert_eq!(numbered(&sections).count(), flat.len());
    }

    #[test]
    fn a_remedy_says_who_is_to_do_it_before_it_says_by_when() {
        let remedy = |text: &str| RemedyDraft {
            claim_no: 1,
            text: text.to_owned(),
            weight: 1,
        };
        let said = |text, due| {
            let respondent = (LegalEffect::Binding, "Corvala");
            remedies_shown(vec![remedy(text)], respondent, due)[0]
                .sentence
                .clone()
        };
        assert_eq!(
            said("withdraw the duty.", None),
            "Corvala shall withdraw the duty."
        );
        assert_eq!(
            said("withdraw the duty", Some(date(2027, 5, 5))),
            "Corvala shall withdraw the duty by 5 May 2027."
        );
        assert_eq!(said(" ", None), "");
    }
}
