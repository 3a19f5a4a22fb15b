//! Linkage reports: their periods and path, what may be counted in them, and what they may never
//! say (procedure 0.8 and 2.5, and the page on linkage reports).

mod index;

use jiff::civil::{Date, date};

use crate::Word;
use crate::compliance::Status;
use crate::measure::Technology;
use crate::refusal::Refusal;
use crate::review::Step;
use crate::vote::{Finding, Outcome};

pub use index::{
    Assumptions, ComplianceIndex, Due, Interval, Variation, compliance_index, pooled_mean,
};

/// The standard formula of every report (procedure 2.5).
pub const FORMULA: &str = "The Committee transmits information. The recipient decides under its own Articles what, \
                           if anything, follows.";

/// What stands in a report where the state did not reply in time.
pub const NO_REPLY: &str = "No reply received. Silence is not agreement.";

crate::words! {
    /// Where a report stands.
    State "linkage_state" {
        /// L-00: the half-year runs, or no draft is made yet.
        Open = "open",
        /// L-01.
        Draft = "draft",
        /// L-02: legal and class check.
        InCheck = "in_check",
        /// L-03: the state may reply.
        WithState = "with_state",
        /// L-04: corrections are accepted or rejected, with reasons.
        Revised = "revised",
        /// L-05.
        Final = "final",
        /// L-06.
        Transmitted = "transmitted",
        /// L-07: receipt, nothing else.
        Acknowledged = "acknowledged",
        /// L-09: what it lists as outstanding was complied with, and every recipient was told. It
        /// stays readable.
        ClosedByCure = "closed_by_cure",
        /// L-11: taken back; what it said is no longer served.
        Withdrawn = "withdrawn",
    }
}

crate::words! {
    /// What may be done with a report.
    Act "linkage" {
        /// The half-year has closed: a draft is made.
        DrawUp = "draw_up",
        /// L-01 to L-02.
        Submit = "submit",
        /// L-02 to L-03.
        PassCheck = "pass_check",
        /// L-02 back to L-01.
        FailCheck = "fail_check",
        /// The state replies: L-03 to L-04.
        Reply = "reply",
        /// The state says what is wrong with a figure or a sentence: while it may reply, and of what
        /// was sent (F23).
        AskCorrection = "ask_correction",
        /// By the clock, when DL-112 has run.
        LapseReply = "lapse_reply",
        /// L-04, and after sending L-08: a factual correction is accepted or rejected, with reasons.
        DecideCorrection = "decide_correction",
        /// L-04 to L-05.
        Finalise = "finalise",
        /// L-05 to L-06.
        Transmit = "transmit",
        /// A recipient confirms receipt: L-06 to L-07.
        Acknowledge = "acknowledge",
        /// DL-115 has run for a recipient who has not confirmed receipt: it goes to them once more
        /// (L-06r).
        Resend = "resend",
        /// An error is found in what was sent: a new edition goes to every recipient (L-08).
        Correct = "correct",
        /// A ruling that it lists as outstanding was complied with: every recipient is told (L-09).
        SendUpdate = "send_update",
        /// The President takes it back: L-11.
        Withdraw = "withdraw",
    }
}

impl State {
    /// The whole path. Every step is a line here; there is no other.
    pub fn after(self, act: Act) -> Result<Self, Refusal> {
        match (self, act) {
            (Self::Open, Act::DrawUp) => Ok(Self::Draft),
            (Self::Draft, Act::Submit) => Ok(Self::InCheck),
            (Self::InCheck, Act::FailCheck) => Ok(Self::Draft),
            (Self::InCheck, Act::PassCheck) => Ok(Self::WithState),
            (Self::WithState, Act::AskCorrection) => Ok(Self::WithState),
            (Self::Revised, Act::DecideCorrection) => Ok(Self::Revised),
            (Self::WithState, Act::Reply | Act::LapseReply) => Ok(Self::Revised),
            (Self::Revised, Act::Finalise) => Ok(Self::Final),
            (Self::Final, Act::Transmit) => Ok(Self::Transmitted),
            (Self::Transmitted, Act::Acknowledge) => Ok(Self::Acknowledged),
            (Self::Transmitted | Self::Acknowledged, Act::SendUpdate) => Ok(Self::ClosedByCure),
            // Receipt may still be confirmed, and the banner stays.
            (Self::ClosedByCure, Act::Acknowledge) => Ok(Self::ClosedByCure),
            (waits @ (Self::Transmitted | Self::ClosedByCure), Act::Resend) => Ok(waits),
            (sent, Act::AskCorrection | Act::DecideCorrection) if sent.stands_sent() => Ok(sent),
            (sent, Act::Correct) if sent.stands_sent() => Ok(Self::Transmitted),
            (sent, Act::Withdraw) if sent.stands_sent() => Ok(Self::Withdrawn),
            (Self::Acknowledged | Self::ClosedByCure, _) => Err(Refusal::LinkageClosed),
            (Self::Withdrawn, _) => Err(Refusal::LinkageWithdrawn),
            _ => Err(Refusal::LinkageOutOfOrder),
        }
    }

    /// Was it sent, and not taken back?
    pub fn stands_sent(self) -> bool {
        matches!(
            self,
            Self::Transmitted | Self::Acknowledged | Self::ClosedByCure
        )
    }

    /// Where a report that was sent stands once an edition or an update has gone out: it is closed
    /// by cure only when recipients were told of compliance and of nothing that it lists is
    /// compliance still to be told (L-09). A finding that a part is done closes nothing (T-43).
    #[must_use]
    pub fn once_told(self, told: usize, untold: usize) -> Self {
        match self {
            sent if sent.stands_sent() && told > 0 && untold == 0 => Self::ClosedByCure,
            other => other,
        }
    }
}

/// A half-year, the period of every report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HalfYear {
    year: i16,
    second: bool,
}

impl HalfYear {
    /// The half-year in which a day lies.
    pub fn of(day: Date) -> Self {
        Self {
            year: day.year(),
            second: day.month() > 6,
        }
    }

    /// Reads the SDMX form, `2026-S1`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, half) = text.split_once("-S")?;
        let year: i16 = year.parse().ok()?;
        let second = match half {
            "1" => false,
            "2" => true,
            _ => return None,
        };
        let period = Self { year, second };
        ((1900..=2200).contains(&year) && period.to_string() == text).then_some(period)
    }

    /// Its first day.
    pub fn start(self) -> Date {
        date(self.year, if self.second { 7 } else { 1 }, 1)
    }

    /// Its last day, which is the data cut-off of its report.
    pub fn end(self) -> Date {
        if self.second {
            date(self.year, 12, 31)
        } else {
            date(self.year, 6, 30)
        }
    }

    /// Whether a day lies in it.
    pub fn contains(self, day: Date) -> bool {
        self == Self::of(day)
    }

    /// A report is made only of a half-year that has ended.
    pub fn closed_on(self, today: Date) -> Result<(), Refusal> {
        if today > self.end() {
            Ok(())
        } else {
            Err(Refusal::LinkagePeriodOpen)
        }
    }
}

impl std::fmt::Display for HalfYear {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-S{}", self.year, if self.second { 2 } else { 1 })
    }
}

crate::words! {
    /// What a series counts.
    Indicator "indicator" {
        /// Claims in which the step was found met or not met.
        ClaimsDecided = "CLAIMS_DECIDED",
        /// Of those, not met.
        ClaimsNotMet = "CLAIMS_NOT_MET",
        /// Claims justified.
        ClaimsJustified = "CLAIMS_JUSTIFIED",
        /// Claims partly justified.
        ClaimsPartly = "CLAIMS_PARTLY",
        /// Claims not justified.
        ClaimsNotJustified = "CLAIMS_NOT_JUSTIFIED",
        /// Remedies that have fallen due.
        RemediesDue = "REMEDIES_DUE",
        /// Of those, done.
        RemediesDone = "REMEDIES_DONE",
        /// The largest number of days that one is outstanding.
        DaysOutstanding = "DAYS_OUTSTANDING",
        /// Performance of what is due, with its interval.
        ComplianceIndex = "COMPLIANCE_INDEX",
        /// Notices that were due.
        NoticesDue = "NOTICES_DUE",
        /// Of those, in time.
        NoticesTimely = "NOTICES_TIMELY",
        /// Reasoned answers that were due.
        AnswersDue = "ANSWERS_DUE",
        /// Of those, in time.
        AnswersTimely = "ANSWERS_TIMELY",
        /// Sunsets that fell due.
        SunsetsDue = "SUNSETS_DUE",
        /// Of those, kept.
        SunsetsKept = "SUNSETS_KEPT",
        /// Measures of the state in force.
        MeasuresBy = "MEASURES_BY",
        /// Measures in force against it.
        MeasuresAgainst = "MEASURES_AGAINST",
        /// Of the state's own, those with an end date.
        MeasuresSunset = "MEASURES_SUNSET",
    }
}

crate::words! {
    /// The step that a series is about.
    Stage "stage" {
        /// Threshold.
        Threshold = "T0",
        /// Tier 1.
        GoodFaith = "GF",
        /// Tier 2.
        Necessity = "NEC",
        /// Tier 3.
        Proportionality = "PROP",
        /// The claim as a whole.
        Total = "_T",
        /// No step applies.
        NotApplicable = "_Z",
    }
}

impl From<Step> for Stage {
    fn from(step: Step) -> Self {
        match step {
            Step::Threshold => Self::Threshold,
            Step::GoodFaith => Self::GoodFaith,
            Step::Necessity => Self::Necessity,
            Step::Proportionality => Self::Proportionality,
        }
    }
}

crate::words! {
    /// The technology class that a series is about.
    TechClass "tech_class" {
        /// Highly militarised.
        One = "1",
        /// Dual-use.
        Two = "2",
        /// Commercial.
        Three = "3",
        /// All, measures that touch no technology included.
        Total = "_T",
    }
}

impl TechClass {
    /// Whether something of a technology counts in this class. Class "none" counts under the
    /// total only (annex D 14).
    pub fn counts(self, technology: Technology) -> bool {
        match self {
            Self::One => technology == Technology::HighlyMilitarised,
            Self::Two => technology == Technology::DualUse,
            Self::Three => technology == Technology::Commercial,
            Self::Total => true,
        }
    }
}

/// One cell of the series.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// What is counted.
    pub indicator: Indicator,
    /// On which step.
    pub stage: Stage,
    /// In which class.
    pub class: TechClass,
    /// The value.
    pub value: Value,
    /// What is counted in it: places in the list from which it was counted. A zero has none.
    pub behind: Vec<usize>,
}

impl Observation {
    /// A plain count is how much stands behind it, so that the two cannot differ.
    fn counted(indicator: Indicator, stage: Stage, class: TechClass, behind: Vec<usize>) -> Self {
        Self {
            indicator,
            stage,
            class,
            value: Value::Count(size(behind.len())),
            behind,
        }
    }
}

/// A value and what must stand beside it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// A plain count (status `A`).
    Count(u32),
    /// The index, never without its interval and its plain number of remedies (status `A`).
    Index {
        /// 0 to 1.
        index: f64,
        /// The 90 % interval.
        interval: Interval,
        /// How many remedies stand behind it.
        remedies: u32,
    },
    /// Too little stands behind the index: no value (status `Q`).
    Withheld {
        /// How many remedies there are.
        remedies: u32,
    },
}

impl From<ComplianceIndex> for Value {
    fn from(of: ComplianceIndex) -> Self {
        if of.published {
            Self::Index {
                index: of.index,
                interval: of.interval,
                remedies: of.remedies,
            }
        } else {
            Self::Withheld {
                remedies: of.remedies,
            }
        }
    }
}

/// What a claim of the period contributes. `findings` has only the steps that the panel reached
/// in earnest: a step answered arguendo is left out by [`ClaimFact::new`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimFact {
    technology: Technology,
    outcome: Outcome,
    findings: Vec<(Step, Finding)>,
}

impl ClaimFact {
    /// From a decided claim: its class, outcome, and findings in order. What follows the first
    /// step that is not met was answered arguendo, if at all, and is not counted.
    pub fn new(technology: Technology, outcome: Outcome, findings: &[(Step, Finding)]) -> Self {
        let last = findings
            .iter()
            .position(|(_, finding)| *finding == Finding::NotMet);
        let counted = last.map_or(findings.len(), |at| at + 1);
        Self {
            technology,
            outcome,
            findings: findings[..counted].to_vec(),
        }
    }

    fn found(&self, step: Step, findings: &[Finding]) -> bool {
        self.findings
            .iter()
            .any(|(s, finding)| *s == step && findings.contains(finding))
    }
}

/// The series of claims: the total always, a class where any claim is of it. Steps are never
/// added up.
pub fn claim_series(claims: &[ClaimFact]) -> Vec<Observation> {
    let mut series = Vec::new();
    for class in TechClass::ALL.iter().copied() {
        let all = claims.iter().enumerate();
        let of_class: Vec<(usize, &ClaimFact)> = all
            .filter(|(_, claim)| class.counts(claim.technology))
            .collect();
        if of_class.is_empty() && class != TechClass::Total {
            continue;
        }
        let mut add = |indicator, stage, counts: &dyn Fn(&ClaimFact) -> bool| {
            let behind = of_class.iter().filter(|(_, claim)| counts(claim));
            let behind = behind.map(|(at, _)| *at).collect();
            series.push(Observation::counted(indicator, stage, class, behind));
        };
        for step in Step::ALL.iter().copied() {
            add(Indicator::ClaimsDecided, step.into(), &|c| {
                c.found(step, &[Finding::Met, Finding::NotMet])
            });
            add(Indicator::ClaimsNotMet, step.into(), &|c| {
                c.found(step, &[Finding::NotMet])
            });
        }
        add(Indicator::ClaimsJustified, Stage::Total, &|c| {
            c.outcome == Outcome::Justified
        });
        add(Indicator::ClaimsPartly, Stage::Total, &|c| {
            c.outcome == Outcome::PartlyJustified
        });
        add(Indicator::ClaimsNotJustified, Stage::Total, &|c| {
            c.outcome.failed_at().is_some()
        });
    }
    series
}

/// The series of remedies at the cut-off, with the index that [`compliance_index`] gave.
pub fn remedy_series(remedies: &[Due], index: ComplianceIndex, cut_off: Date) -> Vec<Observation> {
    let places = |counts: &dyn Fn(&Due) -> bool| -> Vec<usize> {
        let all = remedies.iter().enumerate();
        all.filter(|(_, due)| counts(due))
            .map(|(at, _)| at)
            .collect()
    };
    let has_fallen_due = |due: &Due| !due.remedy.stayed && due.remedy.due <= cut_off;
    let outstanding = |due: &Due| match has_fallen_due(due) {
        true => due.remedy.days_outstanding_on(cut_off),
        false => 0,
    };
    let longest = remedies.iter().map(outstanding).max().unwrap_or(0);
    let of = |indicator, behind| {
        Observation::counted(indicator, Stage::NotApplicable, TechClass::Total, behind)
    };
    let of_days = of(
        Indicator::DaysOutstanding,
        places(&|due| longest > 0 && outstanding(due) == longest),
    );
    let of_index = of(
        Indicator::ComplianceIndex,
        places(&|due| index::counts(due, cut_off)),
    );
    vec![
        of(Indicator::RemediesDue, places(&has_fallen_due)),
        of(
            Indicator::RemediesDone,
            places(&|due| has_fallen_due(due) && due.remedy.status_on(cut_off) == Status::Done),
        ),
        Observation {
            value: Value::Count(u32::try_from(longest).unwrap_or(0)),
            ..of_days
        },
        Observation {
            value: index.into(),
            ..of_index
        },
    ]
}

/// A measure in force at the cut-off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeasureFact {
    /// Its class.
    pub technology: Technology,
    /// Taken by the state of the report; otherwise it is against that state.
    pub own: bool,
    /// It has an end date.
    pub ends: bool,
}

/// The series of measures in force at the cut-off, in both directions.
pub fn measure_series(measures: &[MeasureFact]) -> Vec<Observation> {
    let mut series = Vec::new();
    for class in TechClass::ALL.iter().copied() {
        let all = measures.iter().enumerate();
        let of_class: Vec<_> = all.filter(|(_, m)| class.counts(m.technology)).collect();
        if of_class.is_empty() && class != TechClass::Total {
            continue;
        }
        let mut add = |indicator, counts: &dyn Fn(&MeasureFact) -> bool| {
            let behind = of_class.iter().filter(|(_, m)| counts(m));
            let behind = behind.map(|(at, _)| *at).collect();
            let stage = Stage::NotApplicable;
            series.push(Observation::counted(indicator, stage, class, behind));
        };
        add(Indicator::MeasuresBy, &|m| m.own);
        add(Indicator::MeasuresAgainst, &|m| !m.own);
        add(Indicator::MeasuresSunset, &|m| m.own && m.ends);
    }
    series
}

fn size(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Phrases that advise on rating, lending or conditions, as the beginnings of words that follow
/// one another; `$` at the end asks for the whole word. A report may contain none of them outside
/// the state's own reply, which is printed whole.
const ADVICE: &[&str] = &[
    "rating",
    "creditworth",
    "credit worth",
    "credit risk",
    "country risk",
    "sovereign risk",
    "risk premi",
    "lend",
    "loan",
    "borrow",
    "conditionalit",
    "disburs",
    "tranche",
    "prior action",
    "performance criteri",
    "structural benchmark",
    "program review",
    "programme review",
    "debt sustainab",
    "debt relief",
    "access$ to$ financ",
    "suspend financ",
    "suspend fund",
    "withhold financ",
    "withhold fund",
    "make financing conditional",
    "interest$ rate",
    "default$ risk",
];

/// The first phrase of the list that a text contains, if any (procedure 2.5, L-02).
pub fn advice_in(text: &str) -> Option<&'static str> {
    // Marks that do not show cannot hide a word.
    let shown: String = text
        .chars()
        .filter(|c| !is_invisible(*c))
        .flat_map(char::to_lowercase)
        .collect();
    let words: Vec<&str> = shown
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    ADVICE.iter().copied().find(|phrase| {
        let stems: Vec<&str> = phrase.split(' ').collect();
        words.windows(stems.len()).any(|window| {
            window
                .iter()
                .zip(&stems)
                .all(|(word, stem)| begins(word, stem))
        })
    })
}

fn begins(word: &str, stem: &str) -> bool {
    match stem.strip_suffix('$') {
        Some(whole) => word == whole,
        None => word.starts_with(stem),
    }
}

fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
    )
}

/// Refuses a text that advises.
pub fn check_text(text: &str) -> Result<(), Refusal> {
    advice_in(text).map_or(Ok(()), |_| Err(Refusal::LinkageAdvises))
}

#[cfg(test)]
mod tests;
