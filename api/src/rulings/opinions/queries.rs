//! SQL of opinions: only sitting members reach them before the ruling issues.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use jiff::Timestamp;
use jiff_diesel::ToDiesel;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::db::{Permit, Tx};
use crate::error::Result;
use crate::review;
use crate::schema::opinions;
use crate::wire::OpinionKind;

/// What a member has reserved, or given.
#[derive(Clone, Debug)]
pub(super) struct OpinionRow {
    pub(super) account_id: Uuid,
    pub(super) reserved: bool,
    pub(super) kind: Option<OpinionKind>,
    pub(super) paragraphs: Value,
    pub(super) given_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = opinions)]
struct SealedOpinion {
    account_id: Uuid,
    reserved: bool,
    sealed: Option<Vec<u8>>,
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    given_at: Option<Timestamp>,
}

/// What an opinion says.
#[derive(Deserialize, Serialize)]
struct OpinionText {
    kind: OpinionKind,
    paragraphs: Value,
}

/// Where it is sealed.
fn of_opinion(case: Uuid, account: Uuid) -> String {
    format!("opinion {case} {account}")
}

pub(super) async fn all(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<OpinionRow>> {
    let rows: Vec<SealedOpinion> = opinions::table
        .filter(opinions::case_id.eq(case))
        .order(opinions::account_id)
        .select(SealedOpinion::as_select())
        .load(tx.conn())
        .await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let text: Option<OpinionText> = match &row.sealed {
            Some(sealed) => {
                let key = review::chamber(tx, case).await?;
                Some(key.open_record(&of_opinion(case, row.account_id), sealed)?)
            }
            None => None,
        };
        let (kind, paragraphs) = text.map_or((None, serde_json::json!([])), |text| {
            (Some(text.kind), text.paragraphs)
        });
        all.push(OpinionRow {
            account_id: row.account_id,
            reserved: row.reserved,
            kind,
            paragraphs,
            given_at: row.given_at,
        });
    }
    Ok(all)
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
            opinions::sealed.eq(None::<Vec<u8>>),
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
    let text = OpinionText { kind, paragraphs };
    let key = review::chamber(tx, case).await?;
    let sealed = key.seal_record(&of_opinion(case, by), &text)?;
    let text = (opinions::sealed.eq(sealed), opinions::given_at.eq(at));
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
