//! SQL of requests about a ruling.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_diesel::ToDiesel;
use serde_json::Value;
use uuid::Uuid;

use crate::db::{Permit, Tx};
use crate::error::Result;
use crate::schema::ruling_requests;
use crate::wire::{RulingRequestKind, Side};

/// A request, and what came of it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = ruling_requests)]
pub(super) struct RequestRow {
    pub(super) no: i32,
    pub(super) kind: RulingRequestKind,
    pub(super) side: Side,
    pub(super) text: String,
    #[diesel(deserialize_as = jiff_diesel::NullableDate)]
    pub(super) discovered_on: Option<Date>,
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub(super) filed_at: Timestamp,
    pub(super) granted: Option<bool>,
    pub(super) answer: Value,
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub(super) answered_at: Option<Timestamp>,
}

/// A request to be written down.
pub(super) struct NewRequest<'a> {
    pub(super) ruling: Uuid,
    pub(super) kind: RulingRequestKind,
    pub(super) side: Side,
    pub(super) text: &'a str,
    pub(super) discovered_on: Option<Date>,
}

pub(super) async fn all(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<RequestRow>> {
    Ok(ruling_requests::table
        .filter(ruling_requests::case_id.eq(case))
        .order(ruling_requests::no)
        .select(RequestRow::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn insert(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    new: NewRequest<'_>,
) -> Result<()> {
    let (at, by) = (tx.now().to_diesel(), tx.person());
    let before: Option<i32> = ruling_requests::table
        .filter(ruling_requests::case_id.eq(case))
        .select(diesel::dsl::max(ruling_requests::no))
        .first(tx.conn())
        .await?;
    diesel::insert_into(ruling_requests::table)
        .values((
            ruling_requests::id.eq(Uuid::now_v7()),
            ruling_requests::case_id.eq(case),
            ruling_requests::ruling_id.eq(new.ruling),
            ruling_requests::no.eq(before.unwrap_or_default() + 1),
            ruling_requests::kind.eq(new.kind),
            ruling_requests::side.eq(new.side),
            ruling_requests::text.eq(new.text),
            ruling_requests::discovered_on.eq(new.discovered_on.map(ToDiesel::to_diesel)),
            ruling_requests::filed_by.eq(by),
            ruling_requests::filed_at.eq(at),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Answers the one that waits.
pub(super) async fn answer(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    granted: bool,
    answer: Value,
) -> Result<()> {
    let at = tx.now().to_diesel();
    let waiting = ruling_requests::table.filter(
        ruling_requests::case_id
            .eq(case)
            .and(ruling_requests::granted.is_null()),
    );
    diesel::update(waiting)
        .set((
            ruling_requests::granted.eq(granted),
            ruling_requests::answer.eq(answer),
            ruling_requests::answered_at.eq(at),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}
