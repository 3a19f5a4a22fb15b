//! Statistics of a body, from what is public and as it is now: where its cases stand and for how long,
//! how long the steps took, what was found, what became of the remedies. Each figure says which list
//! it counts, so that nobody has to take it on trust.

mod routes;

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use domain::Word;
use domain::case::State;
use domain::compliance::Status;
use domain::facet::Facet;
use domain::register::Stop;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::bodies;
use crate::caller::Caller;
use crate::cases::{self, Took, YearOf};
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::linkage::{self, Late};
use crate::people;
use crate::register::{self, Wanted};
use crate::rulings::{self, CrossedView, FacetView, SpreadView};
use crate::search::Library;
use crate::wire::{self, CaseState, RemedyStatus, Spelled, wall_clock};

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
    /// The list that it counts, below the address of the body.
    pub list: String,
}

/// How long cases stood at a stop of their way that they left.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StopTook {
    /// The stop.
    pub stop: wire::Stop,
    /// How long.
    #[serde(flatten)]
    pub took: Duration,
}

/// The cases of a year, by their numbers.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct YearCount {
    /// The year.
    pub year: i32,
    /// How many came on the register.
    pub cases: i64,
    /// The list of those.
    pub list: String,
    /// How many of those are not closed.
    pub open: i64,
    /// The list of those.
    pub open_list: String,
}

/// How many cases a member has.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MemberCount {
    /// The member.
    pub name: String,
    /// In how many cases on the register the member sits, or sat to the end.
    pub cases: i64,
    /// The list of those.
    pub list: String,
    /// How many of those are not closed.
    pub open: i64,
    /// The list of those.
    pub open_list: String,
}

/// How many remedies stand so.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RemedyCount {
    /// Where they stand.
    pub status: RemedyStatus,
    /// How many.
    pub count: i64,
    /// The list of the rulings that have such a one, below the address of the body.
    pub list: String,
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
    /// The same by year, the last one first.
    pub years: Vec<YearCount>,
    /// How long the whole took, and its parts.
    pub durations: Vec<Duration>,
    /// How long cases stood at each stop of their way, as the public is told of it: what a panel does behind its
    /// door is one stop (procedure 2.2.1).
    pub stops: Vec<StopTook>,
    /// What each member has to do: most cases that are not closed first.
    pub members: Vec<MemberCount>,
    /// Published rulings that stand: one that was revised is counted in no figure but that of the standing.
    pub rulings: usize,
    /// What they found and whom they are about, by the facets of the portal; and, where some were revised, how
    /// many those are.
    pub facets: Vec<FacetView>,
    /// What they found, clause by clause and class by class of technology.
    pub crossed: Vec<CrossedView>,
    /// How far apart panels answered each criterion (procedure 2.6.7).
    pub spreads: Vec<SpreadView>,
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

/// What is counted of each value of what.
const CROSSED: [(Facet, Facet); 4] = [
    (Facet::Clause, Facet::Outcome),
    (Facet::Clause, Facet::Finding),
    (Facet::Technology, Facet::Outcome),
    (Facet::Technology, Facet::Finding),
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
    let figures = rulings::figures(db, caller, library, &CROSSED).await?;
    db.within(caller, async |tx| {
        let now = tx.now();
        let today = bodies::current_rules(tx).await?.calendar.date_of(now);
        let standing = rulings::public_standing(tx, today).await?;
        let remedies = Status::ALL.iter().map(|status| RemedyCount {
            status: Spelled(*status),
            count: standing.get(status).copied().unwrap_or_default(),
            list: format!("rulings?{}={status}", Facet::Compliance),
        });
        let facets = figures.facets.into_iter();
        Ok(Statistics {
            at: now,
            cases: cases::count_registered(tx).await?,
            states: states(cases::ages(tx, now).await?),
            years: years(cases::years(tx).await?),
            durations: durations(cases::stretches(tx).await?),
            stops: stops(register::stood(tx).await?),
            members: members(tx).await?,
            rulings: figures.total,
            facets: facets
                .filter(|facet| SHOWN.contains(&facet.name.0) && facet.narrows())
                .collect(),
            crossed: figures.crossed,
            spreads: figures.spreads,
            remedies: remedies.collect(),
            late: linkage::late(tx).await?,
        })
    })
    .await
}

/// The list of the cases that are like that.
fn list(wanted: &Wanted) -> String {
    match wanted.written() {
        query if query.is_empty() => "cases".to_owned(),
        query => format!("cases?{query}"),
    }
}

fn states(ages: Vec<Took>) -> Vec<StateCount> {
    let mut ages: BTreeMap<String, Took> = ages
        .into_iter()
        .map(|one| (one.name.clone(), one))
        .collect();
    let counted = State::ALL.iter().copied().filter_map(|state| {
        let here = ages.remove(state.as_str())?;
        let wanted = Wanted {
            state: Some(Spelled(state)),
            ..Wanted::default()
        };
        Some(StateCount {
            state: Spelled(state),
            count: here.cases,
            median_days: here.median,
            list: list(&wanted),
        })
    });
    counted.collect()
}

fn years(years: Vec<YearOf>) -> Vec<YearCount> {
    let year = |one: YearOf| {
        let wanted = |open| Wanted {
            year: Some(one.year),
            open,
            ..Wanted::default()
        };
        YearCount {
            year: one.year,
            cases: one.cases,
            list: list(&wanted(None)),
            open: one.open,
            open_list: list(&wanted(Some(true))),
        }
    };
    years.into_iter().map(year).collect()
}

async fn members(tx: &mut Tx<'_>) -> Result<Vec<MemberCount>> {
    let seats = cases::seats_taken(tx).await?;
    let ids: Vec<_> = seats.iter().map(|one| one.account_id).collect();
    // Two of one name are one line, as they are in the list that it counts.
    let mut members: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for person in people::by_ids(tx, &ids).await? {
        let of = seats.iter().filter(|one| one.account_id == person.id);
        let (cases, open) = members.entry(person.name).or_default();
        for one in of {
            (*cases, *open) = (*cases + one.cases, *open + one.open);
        }
    }
    let member = |(name, (cases, open)): (String, (i64, i64))| {
        let wanted = |open| Wanted {
            panelist: Some(name.clone()),
            open,
            ..Wanted::default()
        };
        let (list, open_list) = (list(&wanted(None)), list(&wanted(Some(true))));
        MemberCount {
            name,
            cases,
            list,
            open,
            open_list,
        }
    };
    let mut members: Vec<_> = members.into_iter().map(member).collect();
    members.sort_by_key(|one| Reverse((one.open, one.cases)));
    Ok(members)
}

/// How many stretches of the way of a case there are; whoever names them in another language names
/// so many.
pub const STRETCHES: usize = 4;

/// Where each of them ends.
const ENDS: [Stop; STRETCHES] = [
    Stop::Registered,
    Stop::Ruling,
    Stop::Published,
    Stop::Closed,
];

fn durations(stretches: Vec<Took>) -> Vec<Duration> {
    let stretches = stretches.into_iter().zip(ENDS);
    let stretches = stretches.map(|(took, end)| {
        let wanted = Wanted {
            reached: Some(Spelled(end)),
            ..Wanted::default()
        };
        duration(took.name.clone(), took, &wanted)
    });
    stretches.collect()
}

fn stops(stood: Vec<(Stop, Took)>) -> Vec<StopTook> {
    let stood = stood.into_iter().map(|(stop, took)| {
        let wanted = Wanted {
            left: Some(Spelled(stop)),
            ..Wanted::default()
        };
        StopTook {
            stop: Spelled(stop),
            took: duration(stop.title().to_owned(), took, &wanted),
        }
    });
    stood.collect()
}

fn duration(name: String, took: Took, wanted: &Wanted) -> Duration {
    Duration {
        name,
        cases: took.cases,
        median_days: took.median,
        least_days: took.least,
        most_days: took.most,
        list: list(wanted),
    }
}
