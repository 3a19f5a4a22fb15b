//! Statistics of a body, from what is public and as it is now: where its cases stand and for how long,
//! how long the steps took, what was found, what became of the remedies. Each figure says which list
//! it counts, so that nobody has to take it on trust.

mod routes;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use domain::Word;
use domain::case::State;
use domain::facet::Facet;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::bodies;
use crate::caller::Caller;
use crate::cases::{self, Took};
use crate::db::Db;
use crate::error::Result;
use crate::linkage::{self, Late};
use crate::rulings::{self, FacetView};
use crate::search::Library;
use crate::wire::{CaseState, RemedyStatus, Spelled, wall_clock};

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
    pub cases: i64,
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
    pub count: i64,
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
    /// Published rulings that stand: one that was revised is counted in no figure but that of the standing.
    pub rulings: usize,
    /// What they found and whom they are about, by the facets of the portal; and, where some were revised, how
    /// many those are.
    pub facets: Vec<FacetView>,
    /// Remedies of published rulings that stand and are not being revised.
    pub remedies: Vec<RemedyCount>,
    /// What the registry owed to those who receive linkage reports and did late.
    pub late: Vec<Late>,
}

/// What is shown of the facets: the years and the members are told elsewhere.
const SHOWN: [Facet; 7] = [
    Facet::Outcome,
    Facet::Finding,
    Facet::Clause,
    Facet::Technology,
    Facet::Respondent,
    Facet::Profile,
    Facet::Standing,
];

/// The statistics of each body as they were taken last. They are counted over every case there is, so
/// they are not taken anew for each reader.
#[derive(Default)]
pub struct Latest(Mutex<HashMap<Uuid, Arc<tokio::sync::Mutex<Option<Taken>>>>>);

struct Taken {
    /// By the clock on the wall; that of a simulation may stand.
    since: Timestamp,
    statistics: Statistics,
}

/// How old the statistics that one is shown may be: as old as a page that a browser has kept.
const FRESH: jiff::SignedDuration = jiff::SignedDuration::from_secs(60);

/// The statistics of the body of the caller, as everyone may know them: at most a minute old, by its
/// clock and by ours.
pub async fn show(
    db: &Db,
    caller: &Caller,
    library: &Arc<Library>,
    latest: &Latest,
) -> Result<Statistics> {
    let kept = {
        let mut bodies = latest.0.lock().unwrap_or_else(PoisonError::into_inner);
        bodies.entry(caller.body).or_default().clone()
    };
    // Whoever comes while they are taken waits for them.
    let mut kept = kept.lock().await;
    let now = db.within(caller, async |tx| Ok(tx.now())).await?;
    let wall = wall_clock();
    if let Some(Taken { since, statistics }) = &*kept
        && wall.duration_since(*since) < FRESH
        && now.duration_since(statistics.at) < FRESH
    {
        return Ok(statistics.clone());
    }
    let statistics = take(db, caller, library).await?;
    *kept = Some(Taken {
        since: wall,
        statistics: statistics.clone(),
    });
    Ok(statistics)
}

async fn take(db: &Db, caller: &Caller, library: &Arc<Library>) -> Result<Statistics> {
    let (rulings, facets) = rulings::figures(db, caller, library).await?;
    db.within(caller, async |tx| {
        let now = tx.now();
        let today = bodies::current_rules(tx).await?.calendar.date_of(now);
        let remedies = rulings::public_standing(tx, today).await?;
        let of = |status: domain::compliance::Status| RemedyCount {
            count: remedies.get(&status).copied().unwrap_or_default(),
            status: Spelled(status),
        };
        Ok(Statistics {
            at: now,
            cases: cases::count_registered(tx).await?,
            states: states(cases::ages(tx, now).await?),
            durations: cases::stretches(tx)
                .await?
                .into_iter()
                .map(duration)
                .collect(),
            rulings,
            facets: facets
                .into_iter()
                .filter(|facet| SHOWN.contains(&facet.name.0) && facet.narrows())
                .collect(),
            remedies: domain::compliance::Status::ALL
                .iter()
                .copied()
                .map(of)
                .collect(),
            late: linkage::late(tx).await?,
        })
    })
    .await
}

fn states(ages: Vec<Took>) -> Vec<StateCount> {
    let mut ages: BTreeMap<String, Took> = ages
        .into_iter()
        .map(|one| (one.name.clone(), one))
        .collect();
    let counted = State::ALL.iter().copied().filter_map(|state| {
        let here = ages.remove(state.as_str())?;
        Some(StateCount {
            state: Spelled(state),
            count: here.cases,
            median_days: here.median,
            list: format!("cases?state={state}"),
        })
    });
    counted.collect()
}

/// How many stretches of the way of a case there are; whoever names them in another language names
/// so many.
pub const STRETCHES: usize = 4;

fn duration(took: Took) -> Duration {
    Duration {
        name: took.name,
        cases: took.cases,
        median_days: took.median,
        least_days: took.least,
        most_days: took.most,
    }
}
