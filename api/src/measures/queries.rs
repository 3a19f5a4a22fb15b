//! SQL of measures.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use jiff::civil::Date;
use jiff_diesel::ToDiesel;
use uuid::Uuid;

use super::MeasureDraft;
use crate::db::{Permit, Tx};
use crate::error::Result;
use crate::schema::measures;
use crate::wire::{MeasureKind, Technology};

/// A measure.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = measures)]
pub struct Measure {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// What it does.
    pub description: String,
    /// Whose it is.
    pub state: String,
    /// What kind of restriction it is.
    pub kind: MeasureKind,
    /// The technology it touches.
    pub technology_class: Technology,
    /// When it was announced.
    #[diesel(deserialize_as = jiff_diesel::NullableDate)]
    pub announced_on: Option<Date>,
    /// When it entered into force.
    #[diesel(deserialize_as = jiff_diesel::Date)]
    pub in_force_on: Date,
    /// When it ended.
    #[diesel(deserialize_as = jiff_diesel::NullableDate)]
    pub ended_on: Option<Date>,
}

pub(super) async fn write(
    tx: &mut Tx<'_>,
    _: &Permit,
    id: Uuid,
    state: &str,
    draft: &MeasureDraft,
) -> Result<()> {
    let values = (
        measures::title.eq(draft.title.trim()),
        measures::description.eq(draft.description.trim()),
        measures::state.eq(state),
        measures::kind.eq(draft.kind),
        measures::technology_class.eq(draft.technology_class),
        measures::announced_on.eq(draft.announced_on.map(|date| date.to_diesel())),
        measures::in_force_on.eq(draft.in_force_on.to_diesel()),
        measures::ended_on.eq(draft.ended_on.map(|date| date.to_diesel())),
    );
    diesel::insert_into(measures::table)
        .values((measures::id.eq(id), values))
        .on_conflict((measures::tenant_id, measures::id))
        .do_update()
        .set(values)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn find(tx: &mut Tx<'_>, id: Uuid) -> Result<Measure> {
    Ok(measures::table
        .filter(measures::id.eq(id))
        .select(Measure::as_select())
        .first(tx.conn())
        .await?)
}

pub(super) async fn of_state(tx: &mut Tx<'_>, state: &str) -> Result<Vec<Measure>> {
    Ok(measures::table
        .filter(measures::state.eq(state))
        .order((measures::in_force_on, measures::id))
        .select(Measure::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn by_ids(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<Measure>> {
    Ok(measures::table
        .filter(measures::id.eq_any(ids))
        .order(measures::id)
        .select(Measure::as_select())
        .load(tx.conn())
        .await?)
}
