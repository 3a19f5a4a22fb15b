//! Statistics of a body, from what is public and as it is now: where its cases stand and for how long,
//! how long the steps took, what was found, what became of the remedies. Each figure says which list
//! it counts, so that nobody has to take it on trust.

mod routes;

use std::sync::Arc;

use domain::Word;
use domain::case::State;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::bodies;
use crate::caller::Caller;
use crate::cases::{self, Milestones};
use crate::db::Db;
use crate::error::Result;
use crate::rulings::{self, FacetView, Search};
use crate::search::Library;
use crate::wire::{CaseState, RemedyStatus, Spelled};

pub use routes::mount;

/// How many cases stand there, and for how long they have been on the register.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StateCount {
    /// The state.
    pub state: CaseState,
    /// How many.
    pub count: i64,
    /// Days since registration: of half of them it is at most so many.
    pub median_days: Option<i64>,
    /// The list that it counts, below the address of the body.
    pub list: String,
}

/// How long something took, in the cases that have come so far.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Duration {
    /// From where to where.
    pub name: String,
    /// In how many cases it is over.
    pub cases: usize,
    /// Half of them took at most so many days.
    pub median_days: Option<i64>,
    /// The shortest.
    pub least_days: Option<i64>,
    /// The longest.
    pub most_days: Option<i64>,
}

/// How many remedies stand so.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RemedyCount {
    /// Where they stand.
    pub status: RemedyStatus,
    /// How many.
    pub count: usize,
}

/// The statistics of a body.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Statistics {
    /// When they were taken, by the clock of the body.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Cases on the register.
    pub cases: i64,
    /// Cases by where they stand.
    pub states: Vec<StateCount>,
    /// How long the steps took.
    pub durations: Vec<Duration>,
    /// Published rulings that stand.
    pub rulings: usize,
    /// What they found and whom they are about, by the facets of the portal.
    pub facets: Vec<FacetView>,
    /// Remedies of published rulings.
    pub remedies: Vec<RemedyCount>,
}

/// What is shown of the facets: the years and the members are told elsewhere.
const SHOWN: [&str; 6] = [
    "outcome",
    "finding",
    "clause",
    "technology",
    "respondent",
    "profile",
];

/// The statistics of the body of the caller, as everyone may know them.
pub async fn show(db: &Db, caller: &Caller, library: &Arc<Library>) -> Result<Statistics> {
    let found = rulings::search(db, caller, library, &Search::default()).await?;
    db.within(caller, async |tx| {
        let now = tx.now();
        let today = bodies::current_rules(tx).await?.calendar.date_of(now);
        let cases = cases::milestones(tx).await?;
        let remedies = rulings::public_standing(tx, today).await?;
        let of = |status: domain::compliance::Status| RemedyCount {
            count: remedies.iter().filter(|one| one.0 == status).count(),
            status: Spelled(status),
        };
        Ok(Statistics {
            at: now,
            cases: i64::try_from(cases.len()).unwrap_or(i64::MAX),
            states: states(&cases, now),
            durations: durations(&cases),
            rulings: found.total,
            facets: found
                .facets
                .into_iter()
                .filter(|facet| SHOWN.contains(&facet.name.as_str()) && !facet.values.is_empty())
                .collect(),
            remedies: domain::compliance::Status::ALL
                .iter()
                .copied()
                .map(of)
                .collect(),
        })
    })
    .await
}

fn states(cases: &[Milestones], now: Timestamp) -> Vec<StateCount> {
    let told = |case: &Milestones| {
        let outside = case.state.0.shown_outside(case.scored_at.is_some());
        outside.shown_to_public()
    };
    let here = |state: State| cases.iter().filter(move |case| told(case) == Some(state));
    let counted = State::ALL.iter().copied().filter_map(|state| {
        let ages: Vec<i64> = here(state)
            .filter_map(|case| Some(days(case.registered_at?, now)))
            .collect();
        let count = i64::try_from(here(state).count()).unwrap_or(i64::MAX);
        (count > 0).then(|| StateCount {
            state: Spelled(state),
            count,
            median_days: median(ages),
            list: format!("cases?state={state}"),
        })
    });
    counted.collect()
}

/// A stretch of the way of a case: its name, and the instants at its ends.
type Stretch = (
    &'static str,
    fn(&Milestones) -> Option<(Timestamp, Timestamp)>,
);

/// How many stretches there are; whoever names them in another language names so many.
pub const STRETCHES: usize = 4;

/// What happened between parties and panel behind the door is no stretch of its own.
const ALL: [Stretch; STRETCHES] = [
    ("From filing to registration", |case| {
        Some((case.filed_at?, case.registered_at?))
    }),
    ("From registration to the ruling", |case| {
        Some((case.registered_at?, case.issued_at?))
    }),
    ("From the ruling to its publication", |case| {
        Some((case.issued_at?, case.published_at?))
    }),
    ("From filing to the end of the case", |case| {
        Some((case.filed_at?, case.closed_at?))
    }),
];

fn durations(cases: &[Milestones]) -> Vec<Duration> {
    let of = |(name, ends): &Stretch| {
        let ends = cases.iter().filter_map(ends);
        let took: Vec<i64> = ends.map(|(from, to)| days(from, to)).collect();
        Duration {
            name: (*name).to_owned(),
            cases: took.len(),
            least_days: took.iter().min().copied(),
            most_days: took.iter().max().copied(),
            median_days: median(took),
        }
    };
    ALL.iter().map(of).collect()
}

fn days(from: Timestamp, to: Timestamp) -> i64 {
    (to.as_second() - from.as_second()) / (24 * 60 * 60)
}

/// The lower median: a number that really occurred.
fn median(mut numbers: Vec<i64>) -> Option<i64> {
    numbers.sort_unstable();
    let middle = numbers.len().checked_sub(1)? / 2;
    numbers.get(middle).copied()
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn a_median_is_a_number_that_occurred() {
        assert_eq!(median(vec![]), None);
        assert_eq!(median(vec![7]), Some(7));
        assert_eq!(median(vec![9, 1, 5, 30]), Some(5));
    }
}
