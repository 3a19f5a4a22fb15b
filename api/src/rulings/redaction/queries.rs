//! SQL of redaction: the lists of the parties, what was ruled on them, and what is masked.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use jiff::Timestamp;
use jiff_diesel::ToDiesel;
use serde_json::Value;
use uuid::Uuid;

use super::super::queries::own_of;
use super::Passage;
use crate::db::{Permit, Tx};
use crate::error::Result;
use crate::schema::{redactions, rulings};
use crate::wire::{RedactionReason, Side};

/// A passage that a party wants hidden.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = redactions)]
pub(super) struct RedactionRow {
    pub(super) no: i32,
    pub(super) side: Side,
    pub(super) departure: bool,
    pub(super) paragraph: i32,
    pub(super) words: String,
    pub(super) reason: RedactionReason,
    pub(super) why: String,
    pub(super) granted: Option<bool>,
    pub(super) ruling_reasons: String,
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub(super) ruled_at: Option<Timestamp>,
}

pub(super) async fn all(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<RedactionRow>> {
    Ok(redactions::table
        .filter(redactions::case_id.eq(case))
        // What was asked for in a ruling that was revised since is that one's own.
        .filter(
            redactions::filed_at
                .nullable()
                .ge(own_of(case)
                    .select(rulings::signed_presiding_at.nullable())
                    .single_value())
                .assume_not_null(),
        )
        .order(redactions::no)
        .select(RedactionRow::as_select())
        .load(tx.conn())
        .await?)
}

/// The last number on the lists of the case; 0 if there is none.
pub(super) async fn last_no(tx: &mut Tx<'_>, case: Uuid) -> Result<i32> {
    let last: Option<i32> = redactions::table
        .filter(redactions::case_id.eq(case))
        .select(diesel::dsl::max(redactions::no))
        .first(tx.conn())
        .await?;
    Ok(last.unwrap_or_default())
}

/// Writes a list down; its passages are numbered on from `before`.
pub(super) async fn insert(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    side: Side,
    (before, items): (i32, &[Passage]),
) -> Result<()> {
    let (at, by) = (tx.now().to_diesel(), tx.person());
    let rows: Vec<_> = items
        .iter()
        .zip(before + 1..)
        .map(|(item, no)| {
            (
                redactions::id.eq(Uuid::now_v7()),
                redactions::case_id.eq(case),
                redactions::no.eq(no),
                redactions::side.eq(side),
                redactions::paragraph.eq(i32::try_from(item.paragraph).unwrap_or(i32::MAX)),
                redactions::departure.eq(item.departure),
                redactions::words.eq(item.words.trim()),
                redactions::reason.eq(item.reason),
                redactions::why.eq(item.why.trim()),
                redactions::filed_by.eq(by),
                redactions::filed_at.eq(at),
            )
        })
        .collect();
    diesel::insert_into(redactions::table)
        .values(rows)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn rule(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    (no, granted, reasons): (i32, bool, &str),
) -> Result<()> {
    let at = tx.now().to_diesel();
    let one = redactions::table.filter(redactions::case_id.eq(case).and(redactions::no.eq(no)));
    diesel::update(one)
        .set((
            redactions::granted.eq(granted),
            redactions::ruling_reasons.eq(reasons),
            redactions::ruled_at.eq(at),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Fixes what is masked in the public version.
pub(super) async fn fix_masks(tx: &mut Tx<'_>, _: &Permit, case: Uuid, masks: Value) -> Result<()> {
    diesel::update(own_of(case))
        .set(rulings::masks.eq(masks))
        .execute(tx.conn())
        .await?;
    Ok(())
}
