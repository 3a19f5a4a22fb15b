//! From the members' answers to what the panel is shown: medians, coverage, index, gates and
//! what they indicate (procedure 2.6.7). All arithmetic is exact; rounding is for display.

use super::{Answer, Nature, Row, Rubric};
use crate::clause::{Burden, Proposition};
use crate::people::Discipline;

/// One member's answer to one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemberAnswer {
    /// The member's discipline.
    pub discipline: Discipline,
    /// The answer.
    pub answer: Answer,
}

/// A row with the answers of the sitting members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScoredRow {
    /// The row.
    pub row: Row,
    /// The answers; one that is not there counts as "not determinable".
    pub answers: Vec<MemberAnswer>,
}

/// A fraction from 0 to 1, not reduced, so that a reader sees the sums behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    /// Numerator.
    pub num: u32,
    /// Denominator, never 0.
    pub den: u32,
}

impl Ratio {
    /// Whether it reaches so many percent.
    pub fn reaches(self, percent: u32) -> bool {
        u64::from(self.num) * 100 >= u64::from(percent) * u64::from(self.den)
    }

    /// Four decimals, rounded half up, for display only.
    pub fn rounded(self) -> String {
        let (num, den) = (u64::from(self.num), u64::from(self.den));
        let scaled = (2 * num * 10_000 + den) / (2 * den);
        format!("{}.{:04}", scaled / 10_000, scaled % 10_000)
    }
}

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowStatus {
    /// It has a median.
    Scored(u32),
    /// More than half of the panel could not determine it.
    NotDeterminable,
    /// A majority of the panel agrees that it does not apply.
    NotApplicable,
}

impl RowStatus {
    /// Its name, as stored and sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Scored(_) => "scored",
            Self::NotDeterminable => "not_determinable",
            Self::NotApplicable => "not_applicable",
        }
    }

    /// The median, if it has one.
    pub fn median(self) -> Option<u32> {
        match self {
            Self::Scored(median) => Some(median),
            Self::NotDeterminable | Self::NotApplicable => None,
        }
    }
}

crate::words! {
    /// Where a gating row stands.
    Gate "gate" {
        /// Not failed.
        Passed = "passed",
        /// More than half of the panel answered 0 or 1.
        Failed = "failed",
        /// The row is not determinable.
        NotDeterminable = "not_determinable",
    }
}

crate::words! {
    /// How an index is read.
    Band "band" {
        /// For the burden-bearer's proposition.
        Met = "indicates_met",
        /// Neither way.
        Contested = "contested",
        /// Against it.
        NotMet = "indicates_not_met",
    }
}

crate::words! {
    /// What the scores indicate on a proposition.
    Indication "indication" {
        /// That it be carried.
        Carried = "carried",
        /// That it be not carried.
        NotCarried = "not_carried",
        /// Nothing.
        Nothing = "nothing",
    }
}

/// What the panel is shown for one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFigures {
    /// The row's name.
    pub key: String,
    /// Median, or why there is none.
    pub status: RowStatus,
    /// All answers, the highest first.
    pub distribution: Vec<Answer>,
    /// Highest minus lowest number.
    pub spread: Option<u32>,
    /// The lead members and the others are at least two apart.
    pub split: bool,
    /// Where the gate stands, if the row is one.
    pub gate: Option<Gate>,
    /// What it weighs.
    pub weight: u32,
    /// Whether it counts into the advisory index.
    pub advisory: bool,
}

/// An index and how it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexFigures {
    /// The weight of what could be determined; none if nothing applies.
    pub coverage: Option<Ratio>,
    /// None where the coverage is too small to show one.
    pub index: Option<Ratio>,
    /// How it is read.
    pub band: Option<Band>,
    /// A gate failed; this goes before the band.
    pub gate_failed: bool,
    /// What all this indicates.
    pub indication: Indication,
    /// Facts are missing and the panel may ask for them. Never on advisory criteria.
    pub remand: bool,
    /// The rows that could not be determined.
    pub missing: Vec<String>,
}

/// Everything that the panel is shown on one proposition of one claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// Which.
    pub proposition: Proposition,
    /// Its rows.
    pub rows: Vec<RowFigures>,
    /// From the criteria that decide; none if there are none.
    pub dispositive: Option<IndexFigures>,
    /// From the advisory criteria; none if there are none.
    pub advisory: Option<IndexFigures>,
}

impl Figures {
    /// What a vote is compared with; advisory criteria indicate nothing to a vote.
    pub fn indication(&self) -> Indication {
        self.dispositive
            .as_ref()
            .map_or(Indication::Nothing, |figures| figures.indication)
    }

    /// Whether the advisory criteria raise a concern (procedure 2.6.2).
    pub fn raises_concern(&self) -> bool {
        self.advisory
            .as_ref()
            .is_some_and(|figures| figures.indication == Indication::NotCarried)
    }
}

/// Counts the answers to the rows of one proposition. `remands` is how often the claim was
/// already remanded in this step. At the threshold the elements are voted one by one: what is
/// indicated on one element is the figures of its row alone.
pub fn figures(
    rubric: &Rubric,
    proposition: Proposition,
    rows: &[ScoredRow],
    sitting: usize,
    remands: u8,
) -> Figures {
    let exhausted = remands >= rubric.remands_max;
    let of_it: Vec<&ScoredRow> = rows
        .iter()
        .filter(|scored| scored.row.proposition == proposition)
        .collect();
    let figures: Vec<RowFigures> = of_it
        .iter()
        .map(|scored| row_figures(scored, sitting, exhausted))
        .collect();
    let index_of = |advisory: bool| {
        let part: Vec<&RowFigures> = figures
            .iter()
            .filter(|row| row.advisory == advisory)
            .collect();
        (!part.is_empty()).then(|| index_figures(rubric, proposition, &part, exhausted))
    };
    let (dispositive, advisory) = (index_of(false), index_of(true));
    Figures {
        proposition,
        rows: figures,
        dispositive,
        advisory,
    }
}

fn row_figures(scored: &ScoredRow, sitting: usize, exhausted: bool) -> RowFigures {
    let row = &scored.row;
    let all = |answers: &mut dyn Iterator<Item = &MemberAnswer>| -> Vec<u32> {
        let mut values: Vec<u32> = answers.filter_map(|given| given.answer.value()).collect();
        values.sort_unstable();
        values
    };
    let numbers = all(&mut scored.answers.iter());
    let lead = all(&mut scored
        .answers
        .iter()
        .filter(|given| row.lead.contains(&given.discipline)));
    let others = all(&mut scored
        .answers
        .iter()
        .filter(|given| !row.lead.contains(&given.discipline)));
    let not_applicable = scored
        .answers
        .iter()
        .filter(|given| given.answer == Answer::NotApplicable)
        .count();

    // NA without a majority, and an answer that is missing, count as ND (annex D 11).
    let undetermined = sitting.saturating_sub(numbers.len());
    let status = if not_applicable * 2 > sitting {
        RowStatus::NotApplicable
    } else if undetermined * 2 > sitting {
        RowStatus::NotDeterminable
    } else {
        let median = match row.burden {
            Burden::InvokingState => lower_median(&numbers),
            Burden::Applicant => upper_median(&numbers),
        };
        median.map_or(RowStatus::NotDeterminable, RowStatus::Scored)
    };

    let low = numbers.iter().filter(|value| **value <= 1).count();
    let gate = match status {
        _ if !row.gate => None,
        RowStatus::NotApplicable => None,
        // "Not shown" falls on whoever bears the burden: on the invoking state it fails the gate,
        // on the applicant it leaves it passed (procedure 2.6.6, PT-19 c).
        RowStatus::NotDeterminable if exhausted => Some(match row.burden {
            Burden::InvokingState => Gate::Failed,
            Burden::Applicant => Gate::Passed,
        }),
        RowStatus::NotDeterminable => Some(Gate::NotDeterminable),
        RowStatus::Scored(_) => Some(if low * 2 > sitting {
            Gate::Failed
        } else {
            Gate::Passed
        }),
    };

    let mut distribution: Vec<Answer> = scored.answers.iter().map(|given| given.answer).collect();
    distribution.sort_by_key(|answer| {
        (
            answer.value().is_none(),
            std::cmp::Reverse(answer.value()),
            *answer,
        )
    });
    RowFigures {
        key: row.key.clone(),
        status,
        distribution,
        spread: numbers
            .first()
            .zip(numbers.last())
            .map(|(low, high)| high - low),
        split: lower_median(&lead)
            .zip(lower_median(&others))
            .is_some_and(|(a, b)| a.abs_diff(b) >= 2),
        gate,
        weight: row.weight,
        advisory: row.nature == Nature::Advisory,
    }
}

fn index_figures(
    rubric: &Rubric,
    proposition: Proposition,
    rows: &[&RowFigures],
    exhausted: bool,
) -> IndexFigures {
    let (mut applicable, mut determined, mut sum) = (0, 0, 0);
    let mut missing = Vec::new();
    for row in rows {
        match row.status {
            RowStatus::NotApplicable => {}
            RowStatus::NotDeterminable => {
                applicable += row.weight;
                missing.push(row.key.clone());
            }
            RowStatus::Scored(median) => {
                applicable += row.weight;
                determined += row.weight;
                sum += row.weight * median;
            }
        }
    }
    let coverage = (applicable > 0).then_some(Ratio {
        num: determined,
        den: applicable,
    });
    let covered = coverage.is_none_or(|coverage| coverage.reaches(rubric.bands.coverage_min));
    let index = (covered && determined > 0).then_some(Ratio {
        num: sum,
        den: 4 * determined,
    });
    let band = index.map(|index| {
        if index.reaches(rubric.bands.met_from) {
            Band::Met
        } else if index.reaches(rubric.bands.contested_from) {
            Band::Contested
        } else {
            Band::NotMet
        }
    });
    let gate_failed = rows.iter().any(|row| row.gate == Some(Gate::Failed));
    let gate_undetermined = rows
        .iter()
        .any(|row| row.gate == Some(Gate::NotDeterminable));
    IndexFigures {
        coverage,
        index,
        band,
        gate_failed,
        indication: indication(proposition, gate_failed, band),
        remand: !exhausted
            && (gate_undetermined || !covered)
            && rows.iter().all(|row| !row.advisory),
        missing,
    }
}

/// The table at the end of procedure 2.6.7. The criteria of T1b start in the state's favour, so
/// there a high index means that pretext is not shown.
fn indication(proposition: Proposition, gate_failed: bool, band: Option<Band>) -> Indication {
    let favours_state = match (gate_failed, band) {
        (true, _) | (false, Some(Band::NotMet)) => false,
        (false, Some(Band::Met)) => true,
        (false, Some(Band::Contested) | None) => return Indication::Nothing,
    };
    if favours_state == (proposition != Proposition::T1b) {
        Indication::Carried
    } else {
        Indication::NotCarried
    }
}

fn lower_median(sorted: &[u32]) -> Option<u32> {
    sorted.get(sorted.len().checked_sub(1)? / 2).copied()
}

fn upper_median(sorted: &[u32]) -> Option<u32> {
    sorted.get(sorted.len() / 2).copied()
}

/// What may be published of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicRow {
    /// The row's name.
    pub key: String,
    /// Median, or why there is none.
    pub status: RowStatus,
    /// Highest minus lowest number.
    pub spread: Option<u32>,
    /// All answers, unless so few sit that it would show who gave which.
    pub distribution: Option<Vec<Answer>>,
    /// The mark `SPLIT`, under the same condition.
    pub split: Option<bool>,
}

impl RowFigures {
    /// What may be published: with three sitting, median and spread only (procedure 2.6.7).
    pub fn public(&self, sitting: usize) -> PublicRow {
        let enough = sitting > 3;
        PublicRow {
            key: self.key.clone(),
            status: self.status,
            spread: self.spread,
            distribution: enough.then(|| self.distribution.clone()),
            split: enough.then_some(self.split),
        }
    }
}

/// Whether answers may be broken down by a discipline with so many members: fewer than three
/// would show one judge's (PT-17).
pub fn may_break_down(members: usize) -> bool {
    members >= 3
}
