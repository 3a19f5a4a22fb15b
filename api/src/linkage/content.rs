//! What a report says: figures and sentences, made from the inputs alone. The same for every state.

use domain::Word;
use domain::compliance::Status;
use domain::linkage::{
    ClaimFact, ComplianceIndex, FORMULA, HalfYear, Indicator, MeasureFact, NO_REPLY, Observation,
    Stage, TechClass, Value, advice_in, claim_series, compliance_index, measure_series,
    pooled_mean, remedy_series,
};
use domain::measure;
use domain::review::Step;
use domain::ruling::LegalEffect;
use domain::vote::{Finding, Outcome};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::inputs::{Inputs, PublishedRuling};
use crate::error::Fault;
use crate::review::StepFinding;
use crate::wire::{self, Spelled};

/// The version of the method by which figures are computed; it stands in every report and series.
pub const METHOD: &str = "LINKAGE-1";

/// What a report holds from the day on which it is drawn up. What changes on its way (status,
/// reply, log) is not in here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Content {
    /// The state's name.
    pub state_name: String,
    /// The last day of the half-year: nothing later is counted.
    #[schema(value_type = String, format = Date)]
    pub cut_off: Date,
    /// The version of the method.
    pub method: String,
    /// The series.
    pub series: Vec<SeriesLine>,
    /// Stage results, claim by claim.
    pub claims: Vec<ClaimLine>,
    /// Remedies up to the cut-off.
    pub remedies: Vec<RemedyLine>,
    /// The compliance index, or why it is withheld.
    pub index: IndexLine,
    /// Sections 2 to 7 and 9, in words.
    pub sections: Vec<ReportSection>,
}

/// A section in words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReportSection {
    /// 1 to 10.
    pub no: u8,
    /// Its heading.
    pub title: String,
    /// Its paragraphs.
    pub paragraphs: Vec<String>,
}

/// One observation of the series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SeriesLine {
    /// What is counted.
    pub indicator: wire::Indicator,
    /// On which step: `T0`, `GF`, `NEC`, `PROP`, `_T`, `_Z`.
    #[schema(value_type = String)]
    pub stage: Spelled<Stage>,
    /// In which class.
    pub tech_class: wire::TechClass,
    /// The value; none where it is withheld.
    pub value: Option<f64>,
    /// The lower end of the 90 % interval.
    pub lower: Option<f64>,
    /// The upper end.
    pub upper: Option<f64>,
    /// How many remedies stand behind it.
    pub n_obs: Option<u32>,
    /// `A`: a value; `Q`: withheld.
    pub status: String,
    /// What is counted in it: citations of rulings, or numbers of cases where measures are counted.
    /// None behind a zero.
    pub sources: Vec<String>,
}

/// What a claim came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ClaimLine {
    /// The ruling.
    pub citation: String,
    /// The case.
    pub case: String,
    /// The claim's number in it.
    pub no: i32,
    /// The component of the measure.
    pub component: String,
    /// The obligation.
    pub obligation: String,
    /// The class of the technology.
    pub technology: wire::Technology,
    /// The one word.
    pub outcome: wire::Outcome,
    /// Whether it binds the state.
    pub effect: wire::LegalEffect,
    /// Did the state take part?
    pub took_part: bool,
    /// Step by step; never added up.
    pub steps: Vec<StageLine>,
}

/// What was found on a step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StageLine {
    /// Which.
    pub step: wire::ReviewStep,
    /// The voted answer, or that it was not reached.
    pub finding: wire::Finding,
    /// Answered only for the sake of argument.
    pub arguendo: bool,
    /// The votes on each motion.
    pub votes: Vec<VoteLine>,
}

/// The votes on a motion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct VoteLine {
    /// The motion.
    pub motion: String,
    /// For.
    pub yes: usize,
    /// Against.
    pub no: usize,
}

/// A remedy and where it stands at the cut-off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RemedyLine {
    /// The ruling.
    pub citation: String,
    /// The claim's number.
    pub claim: i32,
    /// The remedy's number in the ruling.
    pub no: i32,
    /// What is to be done.
    pub text: String,
    /// 1, 2 or 3.
    pub weight: i32,
    /// The last day on which it is on time.
    #[schema(value_type = String, format = Date)]
    pub due_on: Date,
    /// When it was done, if by the cut-off.
    #[schema(value_type = Option<String>, format = Date)]
    pub done_on: Option<Date>,
    /// `running`, `overdue` or `done`.
    #[schema(value_type = String)]
    pub status: Spelled<Status>,
    /// Days since it fell due while it is not done.
    pub days_outstanding: i32,
}

/// The compliance index, or why it is withheld.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct IndexLine {
    /// 0 to 1; none where it is withheld.
    pub index: Option<f64>,
    /// The lower end of the 90 % interval.
    pub lower: Option<f64>,
    /// The upper end.
    pub upper: Option<f64>,
    /// How many remedies stand behind it.
    pub remedies: u32,
    /// Why there is none, as a sentence.
    pub withheld_because: Option<String>,
    /// The index under other assumptions, beside the published one.
    pub sensitivity: Vec<VariationLine>,
}

/// The index under other assumptions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct VariationLine {
    /// The strength of the prior.
    pub strength: f64,
    /// After so many days late a remedy counts half.
    pub late_half_life_days: f64,
    /// After so many years a remedy weighs half.
    pub age_half_life_years: f64,
    /// What the index would be.
    pub index: f64,
}

/// Draws up the content.
pub(super) fn compose(state_name: &str, period: HalfYear, inputs: &Inputs) -> Content {
    let cut_off = period.end();
    let due: Vec<_> = inputs
        .remedies
        .iter()
        .filter_map(super::inputs::KnownRemedy::due)
        .collect();
    let others: Vec<_> = inputs
        .others
        .iter()
        .filter_map(super::inputs::KnownRemedy::due)
        .collect();
    let computed = compliance_index(&due, pooled_mean(&others, cut_off), cut_off);
    let decided = inputs.rulings.iter().flat_map(|ruling| {
        let facts = claim_facts(ruling);
        facts.map(move |fact| (fact, vec![ruling.citation.clone()]))
    });
    let (facts, rulings): (Vec<_>, Vec<_>) = decided.unzip();
    let in_force = inputs.measures.iter().filter(|one| {
        measure::status_on(cut_off, Some(one.in_force_on), one.ended_on) == measure::Status::InForce
    });
    let in_force = in_force.map(|one| {
        let fact = MeasureFact {
            technology: one.technology.0,
            own: one.own,
            ends: one.ended_on.is_some(),
        };
        (fact, one.cases.clone())
    });
    let (in_force, cases): (Vec<_>, Vec<_>) = in_force.unzip();
    let remedied: Vec<_> = due.iter().map(|one| vec![one.review.clone()]).collect();
    let mut series = lines(claim_series(&facts), &rulings);
    series.extend(lines(remedy_series(&due, computed, cut_off), &remedied));
    series.extend(lines(measure_series(&in_force), &cases));
    let mut content = Content {
        state_name: state_name.to_owned(),
        cut_off,
        method: METHOD.to_owned(),
        series,
        claims: inputs.rulings.iter().flat_map(claim_lines).collect(),
        remedies: remedy_lines(inputs, cut_off),
        index: index_line(computed),
        sections: Vec::new(),
    };
    content.sections = sections(&content, period, inputs);
    content
}

fn claim_facts(ruling: &PublishedRuling) -> impl Iterator<Item = ClaimFact> {
    ruling.claims.iter().map(|claim| {
        let findings: Vec<_> = claim
            .steps
            .iter()
            .filter(|step| !step.arguendo)
            .map(|step| (step.step.0, step.finding.0))
            .collect();
        ClaimFact::new(ruling.technology.0, claim.outcome.0, &findings)
    })
}

/// The observations with what each thing counted in them comes from.
fn lines(series: Vec<Observation>, origins: &[Vec<String>]) -> Vec<SeriesLine> {
    let line_of = |one: Observation| {
        let origins = one.behind.iter().filter_map(|at| origins.get(*at));
        let mut sources: Vec<_> = origins.flatten().cloned().collect();
        sources.sort_unstable();
        sources.dedup();
        line(one, sources)
    };
    series.into_iter().map(line_of).collect()
}

/// Two decimals, as `DECIMALS` says.
fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn line(of: Observation, sources: Vec<String>) -> SeriesLine {
    let mut line = SeriesLine {
        indicator: Spelled(of.indicator),
        stage: Spelled(of.stage),
        tech_class: Spelled(of.class),
        value: None,
        lower: None,
        upper: None,
        n_obs: None,
        status: "A".to_owned(),
        sources,
    };
    match of.value {
        Value::Count(count) => line.value = Some(f64::from(count)),
        Value::Index {
            index,
            interval,
            remedies,
        } => {
            line.value = Some(rounded(index));
            line.lower = Some(rounded(interval.lower));
            line.upper = Some(rounded(interval.upper));
            line.n_obs = Some(remedies);
        }
        Value::Withheld { remedies } => {
            line.n_obs = Some(remedies);
            "Q".clone_into(&mut line.status);
        }
    }
    line
}

fn claim_lines(ruling: &PublishedRuling) -> impl Iterator<Item = ClaimLine> {
    ruling.claims.iter().map(|claim| ClaimLine {
        citation: ruling.citation.clone(),
        case: ruling.case.clone(),
        no: claim.no,
        component: claim.component.clone(),
        obligation: claim.obligation.clone(),
        technology: ruling.technology,
        outcome: claim.outcome,
        effect: ruling.effect,
        took_part: ruling.took_part,
        steps: claim.steps.iter().map(stage_line).collect(),
    })
}

fn stage_line(step: &StepFinding) -> StageLine {
    let votes = step.counts.iter().flatten();
    StageLine {
        step: step.step,
        finding: step.finding,
        arguendo: step.arguendo,
        votes: votes
            .map(|(motion, count)| VoteLine {
                motion: motion.clone(),
                yes: count.yes,
                no: count.no,
            })
            .collect(),
    }
}

fn remedy_lines(inputs: &Inputs, cut_off: Date) -> Vec<RemedyLine> {
    let standing = inputs
        .remedies
        .iter()
        .filter_map(|one| Some((one, one.due()?.remedy)));
    standing
        .map(|(one, remedy)| RemedyLine {
            citation: one.citation.clone(),
            claim: one.claim,
            no: one.no,
            text: one.text.clone(),
            weight: one.weight,
            due_on: one.due_on,
            done_on: one.done_on.filter(|day| *day <= cut_off),
            status: Spelled(remedy.status_on(cut_off)),
            days_outstanding: remedy.days_outstanding_on(cut_off),
        })
        .collect()
}

fn index_line(computed: ComplianceIndex) -> IndexLine {
    let shown = |value: f64| computed.published.then_some(rounded(value));
    let withheld_because = (!computed.published).then(|| match computed.remedies {
        0 => "Insufficient data: no remedy has fallen due within five years before the cut-off.".to_owned(),
        _ if computed.effective < 3.0 => format!(
            "Insufficient data: the effective number of remedies is {:.1}, and at least 3.0 are needed.",
            computed.effective
        ),
        _ => "Insufficient data: all remedies come from one review, and at least two reviews are needed.".to_owned(),
    });
    let variations = computed.sensitivity.iter().filter(|_| computed.published);
    IndexLine {
        index: shown(computed.index),
        lower: shown(computed.interval.lower),
        upper: shown(computed.interval.upper),
        remedies: computed.remedies,
        withheld_because,
        sensitivity: variations
            .map(|one| VariationLine {
                strength: one.assumptions.strength,
                late_half_life_days: one.assumptions.late_half_life_days,
                age_half_life_years: one.assumptions.age_half_life_years,
                index: rounded(one.index),
            })
            .collect(),
    }
}

/// Headings of the ten sections.
pub(super) const TITLES: [&str; 10] = [
    "Cover",
    "Purpose and limits",
    "Country-period series",
    "Stage results per claim",
    "Remedies",
    "Instability",
    "Exposure in both directions",
    "The state's reply",
    "Method note",
    "Change log",
];

/// A section under its heading; none for a number that there is not.
pub(super) fn section(no: u8, paragraphs: Vec<String>) -> ReportSection {
    let title = TITLES
        .get(usize::from(no).saturating_sub(1))
        .copied()
        .unwrap_or_default();
    ReportSection {
        no,
        title: title.to_owned(),
        paragraphs,
    }
}

fn sections(content: &Content, period: HalfYear, inputs: &Inputs) -> Vec<ReportSection> {
    vec![
        section(2, purpose()),
        section(3, series_words(content)),
        section(4, claims_words(content, period)),
        section(5, remedies_words(content, inputs)),
        section(6, instability_words(content, inputs)),
        section(7, exposure_words(content)),
        section(9, method_words(content, inputs)),
    ]
}

fn purpose() -> Vec<String> {
    vec![
        "This report says what panels found about measures of one state in one half-year, and what became of the \
         remedies. It has the same sections for every state."
            .to_owned(),
        FORMULA.to_owned(),
        "It informs and never recommends. Figures of different steps are never added up, and there is no overall \
         figure and no order of states."
            .to_owned(),
    ]
}

/// A count of the series under the total of all classes.
fn count(content: &Content, indicator: Indicator, stage: Stage) -> f64 {
    let found = content.series.iter().find(|one| {
        one.indicator.0 == indicator && one.stage.0 == stage && one.tech_class.0 == TechClass::Total
    });
    found.and_then(|one| one.value).unwrap_or(0.0)
}

fn series_words(content: &Content) -> Vec<String> {
    let mut words = vec![format!(
        "Claims decided in the half-year: {} justified, {} partly justified, {} not justified.",
        count(content, Indicator::ClaimsJustified, Stage::Total),
        count(content, Indicator::ClaimsPartly, Stage::Total),
        count(content, Indicator::ClaimsNotJustified, Stage::Total),
    )];
    words.extend(Step::ALL.iter().map(|step| {
        let stage = Stage::from(*step);
        format!(
            "{}: decided in {} claims, not met in {} of them.",
            step_name(*step),
            count(content, Indicator::ClaimsDecided, stage),
            count(content, Indicator::ClaimsNotMet, stage),
        )
    }));
    words.push(index_words(&content.index));
    words.push(
        "Notices, reasoned answers and sunsets are not counted yet: this body does not keep them, so those series are \
         absent rather than zero."
            .to_owned(),
    );
    words
}

fn index_words(index: &IndexLine) -> String {
    match (index.index, index.lower, index.upper) {
        (Some(value), Some(lower), Some(upper)) => {
            let varied = index.sensitivity.iter().map(|one| one.index);
            let (low, high) = varied.fold((value, value), |(low, high), one| {
                (low.min(one), high.max(one))
            });
            format!(
                "Compliance index: {value:.2}, 90 % interval {lower:.2} to {upper:.2}, from {} remedies; between {low:.2} \
                 and {high:.2} under the other assumptions of the method note.",
                index.remedies
            )
        }
        _ => format!(
            "Compliance index: none is given. {}",
            index.withheld_because.as_deref().unwrap_or_default()
        ),
    }
}

fn claims_words(content: &Content, period: HalfYear) -> Vec<String> {
    if content.claims.is_empty() {
        return vec![format!(
            "No ruling on a measure of {} was published in {period}.",
            content.state_name
        )];
    }
    content.claims.iter().map(claim_words).collect()
}

fn claim_words(claim: &ClaimLine) -> String {
    let steps: Vec<_> = claim
        .steps
        .iter()
        .map(|step| {
            let arguendo = if step.arguendo {
                ", for the sake of argument"
            } else {
                ""
            };
            let votes: Vec<_> = step
                .votes
                .iter()
                .map(|vote| format!("{} {} to {}", vote.motion, vote.yes, vote.no))
                .collect();
            let votes = if votes.is_empty() {
                String::new()
            } else {
                format!(" ({})", votes.join(", "))
            };
            format!(
                "{} {}{arguendo}{votes}",
                step_name(step.step.0).to_lowercase(),
                finding_name(step.finding.0)
            )
        })
        .collect();
    let effect = match claim.effect.0 {
        LegalEffect::Recommendatory => "The ruling does not bind the state",
        _ => "The ruling binds the state by its consent",
    };
    let part = if claim.took_part {
        "took part"
    } else {
        "did not take part"
    };
    format!(
        "{}, claim {} ({}; {}): {}. Steps: {}. {effect}; the state {part}.",
        claim.citation,
        claim.no,
        claim.component,
        claim.obligation,
        outcome_name(claim.outcome.0),
        steps.join("; "),
    )
}

fn remedies_words(content: &Content, inputs: &Inputs) -> Vec<String> {
    if content.remedies.is_empty() {
        return vec![
            "No remedy of a published ruling was running, due or done by the cut-off.".to_owned(),
        ];
    }
    let each = content.remedies.iter().map(|one| {
        let stands = match (one.status.0, one.done_on) {
            (Status::Done, Some(day)) => format!("done on {day}"),
            (Status::Overdue, _) => format!("not done, {} days outstanding", one.days_outstanding),
            _ => "its date has not come".to_owned(),
        };
        format!(
            "{}, claim {}, remedy {} (weight {}): {} Due on {}; {stands}.",
            one.citation,
            one.claim,
            one.no,
            one.weight,
            with_stop(&one.text),
            one.due_on
        )
    });
    let mut words: Vec<_> = each.collect();
    words.extend(inputs.not_carried_out.iter().map(|one| {
        format!(
            "In {} the panel found on {} that the ruling had not been carried out; no cure was confirmed by the cut-off.",
            one.citation, one.on
        )
    }));
    words.push(
        "Revised dates, stays and the state's reasons for delay are not recorded yet.".to_owned(),
    );
    words
}

fn with_stop(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?']) {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

fn instability_words(content: &Content, inputs: &Inputs) -> Vec<String> {
    let own = inputs.measures.iter().filter(|one| one.own);
    let (mut in_force, mut ended, mut announced) = (0, 0, 0);
    for one in own {
        match measure::status_on(content.cut_off, Some(one.in_force_on), one.ended_on) {
            measure::Status::InForce => in_force += 1,
            measure::Status::Ended => ended += 1,
            measure::Status::Announced => announced += 1,
        }
    }
    vec![
        format!(
            "Measures of {} that are before this body: {in_force} in force, {announced} not yet in force, {ended} ended.",
            content.state_name
        ),
        "Suspensions, withdrawals before entry into force and amendments are not recorded yet, and with so few \
         measures no median life is given."
            .to_owned(),
    ]
}

fn exposure_words(content: &Content) -> Vec<String> {
    vec![
        format!(
            "Measures of {} in force at the cut-off: {}, of which with an end date: {}. Measures of other states in force \
             that it has asked this body to review: {}.",
            content.state_name,
            count(content, Indicator::MeasuresBy, Stage::NotApplicable),
            count(content, Indicator::MeasuresSunset, Stage::NotApplicable),
            count(content, Indicator::MeasuresAgainst, Stage::NotApplicable),
        ),
        "Only measures named in a registered case are known to this body.".to_owned(),
    ]
}

fn method_words(content: &Content, inputs: &Inputs) -> Vec<String> {
    let mut words = vec![
        format!("Method {}. A claim counts in the half-year in which its ruling is published.", content.method),
        "A step counts as decided where the panel found it met or not met; steps not reached, left without a finding \
         or answered for the sake of argument are not counted. A claim whose measure touches no technology counts \
         under the total only."
            .to_owned(),
        "The compliance index is about remedies of published rulings that fell due within five years before the \
         cut-off. Each counts by its weight, which halves for every two years since it was due, and by how far and how \
         late it was performed: half for every 180 days late. The mean is drawn towards that of all other states with \
         the strength of four remedies, or towards 0.80 while this body has fewer than thirty. It is given only where \
         the effective number of remedies is at least three and two reviews stand behind it."
            .to_owned(),
        format!(
            "Coverage: {} of {} registered cases against the state had a published ruling by the cut-off. {}",
            inputs.published,
            inputs.registered,
            held_words(&inputs.held)
        ),
        "Each figure names the rulings of what is counted in it, and a figure about measures the cases in which they are \
         before this body. A zero names none, since nothing is counted in it; the figure of days names the ruling of \
         the remedy that is outstanding longest."
            .to_owned(),
        "The votes given are those of the roll call in each ruling; the reasons, with any separate opinions, are in the \
         ruling under its citation."
            .to_owned(),
        "Known errors: none.".to_owned(),
    ];
    words.extend(content.index.sensitivity.iter().map(|one| {
        format!(
            "Sensitivity: with strength {}, half-life of lateness {} days and half-life of age {} years the index is {:.2}.",
            one.strength, one.late_half_life_days, one.age_half_life_years, one.index
        )
    }));
    words
}

fn held_words(held: &[String]) -> String {
    if held.is_empty() {
        return "No case was left out as held.".to_owned();
    }
    format!(
        "Left out as held under Article 12 of the Charter, findings and remedies alike, until the President releases \
         them: {}.",
        held.join("; ")
    )
}

/// What the state replied, whole, and the corrections.
pub(super) fn reply_words(
    reply: Option<&str>,
    closed: bool,
    corrections: Vec<String>,
) -> Vec<String> {
    let said = match reply {
        Some(reply) => reply.to_owned(),
        None if closed => NO_REPLY.to_owned(),
        None => "The state has not been asked, or its time to reply is still running.".to_owned(),
    };
    let mut words = vec![said];
    if corrections.is_empty() {
        words.push("Factual corrections: none is recorded.".to_owned());
    }
    words.extend(corrections);
    words
}

pub(super) fn step_name(step: Step) -> &'static str {
    match step {
        Step::Threshold => "Threshold",
        Step::GoodFaith => "Good faith",
        Step::Necessity => "Necessity",
        Step::Proportionality => "Proportionality",
    }
}

pub(super) fn finding_name(finding: Finding) -> &'static str {
    match finding {
        Finding::Met => "met",
        Finding::NotMet => "not met",
        Finding::NotReached => "not reached",
        Finding::NoFinding => "without a finding",
    }
}

pub(super) fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Justified => "justified",
        Outcome::NotJustifiedT0 => "not justified, at the threshold",
        Outcome::NotJustifiedT1a | Outcome::NotJustifiedT1b => "not justified, at good faith",
        Outcome::NotJustifiedT2 => "not justified, at necessity",
        Outcome::NotJustifiedT3 => "not justified, at proportionality",
        Outcome::PartlyJustified => "partly justified",
        Outcome::NotReached => "not reached",
        Outcome::Moot => "moot",
    }
}

/// What the report repeats word for word from published rulings.
fn repeated(content: &Content) -> impl Iterator<Item = &str> {
    let claims = content.claims.iter();
    let claims = claims.flat_map(|claim| [&claim.component, &claim.obligation]);
    let remedies = content.remedies.iter().map(|one| &one.text);
    claims.chain(remedies).map(|words| words.trim())
}

/// A text without the words of others in it: a remedy may well speak of credit, and the report must
/// be able to say so. A single word is nobody's.
fn own_words<'a>(text: &str, others: impl Iterator<Item = &'a str>) -> String {
    others
        .filter(|words| words.contains(' '))
        .fold(text.to_owned(), |text, words| text.replace(words, " … "))
}

/// Every sentence in which the report would advise (procedure 2.5, L-02). The state's reply is
/// printed whole and not looked at, nor is what the report repeats from rulings.
pub(super) fn advice(content: &Content) -> Vec<Fault> {
    let texts = content.sections.iter().flat_map(|section| {
        let paragraphs = section.paragraphs.iter().zip(1..);
        paragraphs.map(move |(text, at)| (format!("sections.{}.{at}", section.no), text))
    });
    texts
        .filter_map(|(path, text)| {
            let phrase = advice_in(&own_words(text, repeated(content)))?;
            Some(Fault::new(
                path,
                format!(
                    "“{}” has no place in a report, which informs and never recommends.",
                    phrase.replace('$', "")
                ),
            ))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::own_words;
    use domain::linkage::advice_in;

    #[test]
    fn only_the_reports_own_words_can_advise() {
        let remedy = "resume lending of test equipment";
        let found = |text: &str| advice_in(&own_words(text, [remedy, "lending"].into_iter()));
        assert_eq!(
            found("Remedy 1: resume lending of test equipment. Due soon."),
            None
        );
        assert_eq!(
            found("Remedy 1: resume lending of test equipment. Lending may stop."),
            Some("lend")
        );
        assert_eq!(found("lending"), Some("lend"));
    }
}
