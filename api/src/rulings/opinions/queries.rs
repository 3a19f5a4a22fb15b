//! SQL of opinions: only sitting members reach them before the ruling issues.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use jiff::Timestamp;
use jiff_diesel::ToDiesel;
use serde_json::Value;
use uuid::Uuid;

use crate::db::{Permit, Tx};
use crate::error::Result;
use crate::schema::opinions;
use crate::wire::OpinionKind;

/// What a member has reserved, or given.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = opinions)]
pub(super) struct OpinionRow {
    pub(super) account_id: Uuid,
    pub(super) reserved: bool,
    pub(super) kind: Option<OpinionKind>,
    pub(super) paragraphs: Value,
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub(super) given_at: Option<Timestamp>,
}

pub(super) async fn all(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<OpinionRow>> {
    Ok(opinions::table
        .filter(opinions::case_id.eq(case))
        .order(opinions::account_id)
        .select(OpinionRow::as_select())
        .load(tx.conn())
        .await?)
}

/// The person who acts says whether an opinion will come.
pub(super) async fn reserve(tx: &mut Tx<'_>, _: &Permit, case: Uuid, reserved: bool) -> Result<()> {
    let by = tx.person();
    diesel::insert_into(opinions::table)
        .values((
            opinions::case_id.eq(case),
            opinions::account_id.eq(by),
            opinions::reserved.eq(reserved),
        ))
        .on_conflict((opinions::tenant_id, opinions::case_id, opinions::account_id))
        .do_update()
        .set(opinions::reserved.eq(reserved))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Nobody has reserved or given anything for the ruling to come.
pub(super) async fn forget(tx: &mut Tx<'_>, _: &Permit, case: Uuid) -> Result<()> {
    diesel::update(opinions::table.filter(opinions::case_id.eq(case)))
        .set((
            opinions::reserved.eq(false),
            opinions::kind.eq(None::<OpinionKind>),
            opinions::paragraphs.eq(serde_json::json!([])),
            opinions::given_at.eq(None::<jiff_diesel::Timestamp>),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The opinion of the person who acts, in place of one that they gave before.
pub(super) async fn give(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    kind: OpinionKind,
    paragraphs: Value,
) -> Result<()> {
    let (at, by) = (tx.now().to_diesel(), tx.person());
    let text = (
        opinions::kind.eq(kind),
        opinions::paragraphs.eq(paragraphs),
        opinions::given_at.eq(at),
    );
    diesel::insert_into(opinions::table)
        .values((
            opinions::case_id.eq(case),
            opinions::account_id.eq(by),
            text.clone(),
        ))
        .on_conflict((opinions::tenant_id, opinions::case_id, opinions::account_id))
        .do_update()
        .set(text)
        .execute(tx.conn())
        .await?;
    Ok(())
}
