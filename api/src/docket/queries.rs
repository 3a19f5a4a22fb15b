//! SQL of the docket.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use domain::case::{Act, State};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_diesel::ToDiesel;
use serde_json::Value;
use uuid::Uuid;

use crate::cases::{Predicate, Took};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::schema::{cases, docket_entries};
use crate::wire::{CaseAct, CaseState, Spelled};

/// An entry of a docket.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = docket_entries)]
pub struct DocketEntry {
    /// Its number; there are no gaps.
    pub no: i32,
    /// What was done.
    pub act: CaseAct,
    /// What the docket says of it.
    pub title: String,
    /// What belongs to it.
    pub detail: Value,
    /// The account that did it; none for the clock.
    pub actor: Option<Uuid>,
    /// By whom.
    pub actor_label: String,
    /// When.
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub at: Timestamp,
    /// The day on which service of it is deemed made (C-10).
    #[diesel(deserialize_as = jiff_diesel::Date)]
    pub served_on: Date,
    /// Where the case stood after it.
    pub state_after: CaseState,
    /// The filing that it took in.
    pub filing_id: Option<Uuid>,
}

pub(super) async fn entries(
    tx: &mut Tx<'_>,
    case: Uuid,
    after: i32,
    limit: i64,
) -> Result<Vec<DocketEntry>> {
    Ok(docket_entries::table
        .filter(
            docket_entries::case_id
                .eq(case)
                .and(docket_entries::no.gt(after)),
        )
        .order(docket_entries::no)
        .limit(limit)
        .select(DocketEntry::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn made_by(
    tx: &mut Tx<'_>,
    case: Uuid,
    acts: &[Act],
    after: i32,
    limit: i64,
) -> Result<Vec<DocketEntry>> {
    let acts: Vec<_> = acts.iter().copied().map(Spelled).collect();
    Ok(docket_entries::table
        .filter(
            docket_entries::case_id
                .eq(case)
                .and(docket_entries::no.gt(after))
                .and(docket_entries::act.eq_any(acts)),
        )
        .order(docket_entries::no)
        .limit(limit)
        .select(DocketEntry::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn last_made_by(tx: &mut Tx<'_>, case: Uuid, acts: &[Act]) -> Result<i32> {
    let acts: Vec<_> = acts.iter().copied().map(Spelled).collect();
    let last: Option<i32> = docket_entries::table
        .filter(
            docket_entries::case_id
                .eq(case)
                .and(docket_entries::act.eq_any(acts)),
        )
        .select(diesel::dsl::max(docket_entries::no))
        .first(tx.conn())
        .await?;
    Ok(last.unwrap_or_default())
}

pub(super) async fn history(
    tx: &mut Tx<'_>,
    case: Uuid,
) -> Result<Vec<(CaseAct, String, Timestamp)>> {
    let rows: Vec<(CaseAct, String, jiff_diesel::Timestamp)> = docket_entries::table
        .filter(docket_entries::case_id.eq(case))
        .order(docket_entries::no)
        .select((
            docket_entries::act,
            docket_entries::title,
            docket_entries::at,
        ))
        .load(tx.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|(act, title, at)| (act, title, at.to_jiff()))
        .collect())
}

pub(super) async fn told_by(
    tx: &mut Tx<'_>,
    cases: &[Uuid],
    acts: &[Act],
    until: Timestamp,
) -> Result<Vec<(Uuid, CaseAct, Value, Timestamp)>> {
    let acts = acts.iter().map(|act| Spelled(*act));
    let rows: Vec<(Uuid, CaseAct, Value, jiff_diesel::Timestamp)> = docket_entries::table
        .filter(
            docket_entries::case_id
                .eq_any(cases)
                .and(docket_entries::act.eq_any(acts))
                .and(docket_entries::at.le(until.to_diesel())),
        )
        .order((docket_entries::case_id, docket_entries::no))
        .select((
            docket_entries::case_id,
            docket_entries::act,
            docket_entries::detail,
            docket_entries::at,
        ))
        .load(tx.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|(case, act, detail, at)| (case, act, detail, at.to_jiff()))
        .collect())
}

pub(super) async fn entry(tx: &mut Tx<'_>, case: Uuid, no: i32) -> Result<DocketEntry> {
    docket_entries::table
        .filter(
            docket_entries::case_id
                .eq(case)
                .and(docket_entries::no.eq(no)),
        )
        .select(DocketEntry::as_select())
        .first(tx.conn())
        .await
        .optional()?
        .ok_or(Error::NotFound("docket entry"))
}

/// Cases that one of these acts brought into one of these states.
pub(super) fn came_to(states: &[State], acts: &[Act]) -> Predicate {
    let states: Vec<_> = states.iter().copied().map(Spelled).collect();
    let acts: Vec<_> = acts.iter().copied().map(Spelled).collect();
    let entry = docket_entries::case_id
        .eq(cases::id)
        .and(docket_entries::act.eq_any(acts))
        .and(docket_entries::state_after.eq_any(states));
    Box::new(diesel::dsl::exists(docket_entries::table.filter(entry)))
}

/// From when on each case was at each stop of a way, and until when: it leaves a stop when it comes to the next
/// one that it comes to. Binds the states, the number of the stop of each, the acts that count, and the cases, if
/// not all.
const STAYS: &str = "with came as (
      select e.case_id, way.stop, min(e.at) as at
        from docket_entries e join unnest($1::text[], $2::int[]) as way(state, stop) on way.state = e.state_after
       where e.act = any($3) and ($4::uuid[] is null or e.case_id = any($4))
       group by e.case_id, way.stop
    ), stayed as (
      select case_id, stop, at, lead(at) over (partition by case_id order by stop) as until from came
    ), stays as (
      select case_id, stop,
             greatest(0, div(extract(epoch from date_trunc('second', until) - date_trunc('second', at)), 86400))::bigint as days
        from stayed where until is not null
    )";

/// The way on which cases are looked at.
pub struct Way<'a> {
    /// Its states, and the number of the stop that each of them is.
    pub states: Vec<(State, i32)>,
    /// The acts that count.
    pub acts: &'a [Act],
}

fn stays(
    way: &Way<'_>,
    cases: Option<&[Uuid]>,
    rest: &str,
) -> BoxedSqlQuery<'static, Pg, SqlQuery> {
    let states = way.states.iter();
    let (states, stops): (Vec<_>, Vec<_>) = states
        .map(|(state, stop)| (state.to_string(), *stop))
        .unzip();
    let acts: Vec<_> = way.acts.iter().map(ToString::to_string).collect();
    diesel::sql_query(format!("{STAYS} {rest}"))
        .into_boxed()
        .bind::<Array<Text>, _>(states)
        .bind::<Array<Integer>, _>(stops)
        .bind::<Array<Text>, _>(acts)
        .bind::<Nullable<Array<SqlUuid>>, _>(cases.map(<[Uuid]>::to_vec))
}

/// How many days cases stood at each stop that they left; the name is the number of the stop.
pub(super) async fn stood(tx: &mut Tx<'_>, way: &Way<'_>) -> Result<Vec<Took>> {
    let each = "select stop::text as name, count(*) as cases,
            round(percentile_cont(0.5) within group (order by days))::bigint as median,
            min(days) as least, max(days) as most
       from stays group by stop order by stays.stop";
    Ok(stays(way, None, each).load(tx.conn()).await?)
}

/// How many days each of these cases stood at a stop, as far as it left it.
pub(super) async fn stood_at(
    tx: &mut Tx<'_>,
    way: &Way<'_>,
    stop: i32,
    cases: &[Uuid],
) -> Result<Vec<(Uuid, i64)>> {
    let each = "select case_id, days from stays where stop = $5";
    let query = stays(way, Some(cases), each).bind::<Integer, _>(stop);
    let rows: Vec<Stood> = query.load(tx.conn()).await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.case_id, row.days))
        .collect())
}

#[derive(QueryableByName)]
struct Stood {
    #[diesel(sql_type = SqlUuid)]
    case_id: Uuid,
    #[diesel(sql_type = BigInt)]
    days: i64,
}
