//! SQL of remarks: only sitting members reach them.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use jiff::Timestamp;
use jiff_diesel::ToDiesel;
use uuid::Uuid;

use crate::db::{Permit, Tx};
use crate::error::Result;
use crate::schema::remarks;
use crate::wire::RulingSection;

/// A remark, or an answer to one.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = remarks)]
pub(super) struct RemarkRow {
    pub(super) id: Uuid,
    pub(super) answers: Option<Uuid>,
    pub(super) section: Option<RulingSection>,
    pub(super) paragraph: Option<i32>,
    pub(super) quote: String,
    pub(super) text: String,
    pub(super) said_by: Uuid,
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub(super) said_at: Timestamp,
    pub(super) settled_by: Option<Uuid>,
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub(super) settled_at: Option<Timestamp>,
}

/// What is written down of a remark, or of an answer to one.
#[derive(Insertable)]
#[diesel(table_name = remarks)]
pub(super) struct NewRemark<'a> {
    pub(super) id: Uuid,
    pub(super) case_id: Uuid,
    pub(super) answers: Option<Uuid>,
    pub(super) section: Option<RulingSection>,
    pub(super) paragraph: Option<i32>,
    pub(super) quote: &'a str,
    pub(super) text: &'a str,
}

/// Everything that was said about the draft of a case, the first first.
pub(super) async fn all(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<RemarkRow>> {
    Ok(remarks::table
        .filter(remarks::case_id.eq(case))
        .order((remarks::said_at, remarks::id))
        .select(RemarkRow::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn find(tx: &mut Tx<'_>, case: Uuid, id: Uuid) -> Result<Option<RemarkRow>> {
    Ok(remarks::table
        .filter(remarks::case_id.eq(case).and(remarks::id.eq(id)))
        .select(RemarkRow::as_select())
        .first(tx.conn())
        .await
        .optional()?)
}

/// Writes down what the person who acts says. No, if the id is taken.
pub(super) async fn insert(tx: &mut Tx<'_>, _: &Permit, new: NewRemark<'_>) -> Result<bool> {
    let (at, by) = (tx.now().to_diesel(), tx.person());
    let written = diesel::insert_into(remarks::table)
        .values((new, remarks::said_by.eq(by), remarks::said_at.eq(at)))
        .on_conflict((remarks::tenant_id, remarks::id))
        .do_nothing()
        .execute(tx.conn())
        .await?;
    Ok(written == 1)
}

pub(super) async fn settle(tx: &mut Tx<'_>, _: &Permit, case: Uuid, id: Uuid) -> Result<()> {
    let (at, by) = (tx.now().to_diesel(), tx.person());
    diesel::update(remarks::table.filter(remarks::case_id.eq(case).and(remarks::id.eq(id))))
        .set((remarks::settled_by.eq(by), remarks::settled_at.eq(at)))
        .execute(tx.conn())
        .await?;
    Ok(())
}
