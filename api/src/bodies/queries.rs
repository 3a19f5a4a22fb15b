//! SQL of bodies: rules, calendars, counters, invented states, the clock.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_diesel::ToDiesel;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{CalendarDocument, RulesDocument};
use crate::db::Tx;
use crate::error::Result;
use crate::schema::{bodies, calendars, counters, invented_states, rules as rules_table};

/// A state that exists only in a simulation.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, Serialize, Deserialize, ToSchema)]
#[diesel(table_name = invented_states)]
#[serde(deny_unknown_fields)]
pub struct InventedState {
    /// A user-assigned code of ISO 3166-1 alpha-3, as `XAA`.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The UN regional group that it is said to be in.
    pub regional_group: String,
    /// Is it a developing state?
    pub developing: bool,
}

pub(super) async fn adopt_rules(
    tx: &mut Tx<'_>,
    version: i32,
    document: &RulesDocument,
) -> Result<()> {
    let at = tx.now();
    diesel::insert_into(rules_table::table)
        .values((
            rules_table::version.eq(version),
            rules_table::document.eq(serde_json::to_value(document)?),
            rules_table::adopted_at.eq(at.to_diesel()),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn adopt_calendar(
    tx: &mut Tx<'_>,
    version: i32,
    calendar: &CalendarDocument,
) -> Result<()> {
    let at = tx.now();
    let holidays: Vec<jiff_diesel::Date> = calendar
        .holidays
        .iter()
        .map(|date| date.to_diesel())
        .collect();
    diesel::insert_into(calendars::table)
        .values((
            calendars::version.eq(version),
            calendars::source.eq(&calendar.source),
            calendars::demonstration.eq(calendar.demonstration),
            calendars::holidays.eq(holidays),
            calendars::adopted_at.eq(at.to_diesel()),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn rules(tx: &mut Tx<'_>, version: i32) -> Result<(Value, Vec<Date>)> {
    let newest = calendars::table
        .order(calendars::version.desc())
        .select(calendars::holidays)
        .limit(1)
        .single_value();
    let (document, holidays): (Value, Option<Vec<jiff_diesel::Date>>) = rules_table::table
        .filter(rules_table::version.eq(version))
        .select((rules_table::document, newest))
        .first(tx.conn())
        .await?;
    Ok((
        document,
        holidays
            .unwrap_or_default()
            .into_iter()
            .map(|date| date.to_jiff())
            .collect(),
    ))
}

pub(super) async fn next_number(tx: &mut Tx<'_>, series: &str) -> Result<i32> {
    let value = diesel::insert_into(counters::table)
        .values((counters::name.eq(series), counters::value.eq(1)))
        .on_conflict((counters::tenant_id, counters::name))
        .do_update()
        .set(counters::value.eq(counters::value + 1))
        .returning(counters::value)
        .get_result(tx.conn())
        .await?;
    Ok(value)
}

pub(super) async fn last_number(tx: &mut Tx<'_>, series: &str) -> Result<i32> {
    let last = counters::table
        .filter(counters::name.eq(series))
        .select(counters::value)
        .first(tx.conn())
        .await
        .optional()?;
    Ok(last.unwrap_or_default())
}

pub(super) async fn lock_clock(tx: &mut Tx<'_>) -> Result<Option<Timestamp>> {
    // Not `for update`: that would make every act of the body wait, since rows refer to the body.
    let clock: Option<jiff_diesel::Timestamp> = bodies::table
        .select(bodies::clock.nullable())
        .for_no_key_update()
        .first(tx.conn())
        .await?;
    Ok(clock.map(|at| at.to_jiff()))
}

pub(super) async fn hold_clock(tx: &mut Tx<'_>) -> Result<Option<Timestamp>> {
    let clock: Option<jiff_diesel::Timestamp> = bodies::table
        .select(bodies::clock.nullable())
        .for_share()
        .first(tx.conn())
        .await?;
    Ok(clock.map(|at| at.to_jiff()))
}

pub(super) async fn set_clock(tx: &mut Tx<'_>, to: Timestamp) -> Result<()> {
    diesel::update(bodies::table)
        .set(bodies::clock.eq(to.to_diesel()))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn invent_state(tx: &mut Tx<'_>, state: &InventedState) -> Result<()> {
    diesel::insert_into(invented_states::table)
        .values(state)
        .on_conflict((invented_states::tenant_id, invented_states::code))
        .do_update()
        .set((
            invented_states::name.eq(&state.name),
            invented_states::regional_group.eq(&state.regional_group),
            invented_states::developing.eq(state.developing),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn invented_states(tx: &mut Tx<'_>) -> Result<Vec<InventedState>> {
    Ok(invented_states::table
        .order(invented_states::code)
        .select(InventedState::as_select())
        .load(tx.conn())
        .await?)
}
