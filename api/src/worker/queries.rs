//! SQL of the worker: which bodies have something due, and the leases of the outbox.

use anyhow::Context as _;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use domain::Word;
use jiff::Timestamp;
use jiff_diesel::ToDiesel;
use serde_json::Value;
use uuid::Uuid;

use super::Bag;
use crate::db::Tx;
use crate::deadlines;
use crate::error::Result;
use crate::following::MESSAGE_ROW;
use crate::schema::outbox;

/// A row of the outbox that is ours for a while.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = outbox)]
pub(super) struct Item {
    pub(super) id: Uuid,
    pub(super) kind: String,
    pub(super) payload: Value,
    pub(super) attempts: i32,
}

#[derive(QueryableByName)]
struct Due {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// The bodies in which something is due. Keeps its one connection in `lookout`.
pub(super) async fn due_bodies(
    lookout: &mut Option<AsyncPgConnection>,
    url: &str,
) -> anyhow::Result<Vec<Uuid>> {
    let conn = match lookout {
        Some(conn) => conn,
        None => lookout.insert(
            AsyncPgConnection::establish(url)
                .await
                .context("connecting as the worker")?,
        ),
    };
    let rules: Vec<_> = deadlines::over_when_run().map(Word::as_str).collect();
    let due: Vec<Due> = diesel::sql_query(
        "select b.id from bodies b
          where exists (select from outbox o
                         where o.tenant_id = b.id and o.settled_at is null and o.due_at <= now()
                           and (o.leased_until is null or o.leased_until < now()))
             or (not b.simulation and exists (select from deadlines d
                         where d.tenant_id = b.id and d.state = 'open' and d.due_at < now() and d.rule = any($1)))",
    )
    .bind::<Array<Text>, _>(rules)
    .load(conn)
    .await?;
    Ok(due.into_iter().map(|row| row.id).collect())
}

/// Takes the next row of a bag that is due and nobody's, for a while.
pub(super) async fn claim(
    tx: &mut Tx<'_>,
    bag: Bag,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Item>> {
    let in_bag = diesel::dsl::sql::<Bool>("(kind = ")
        .bind::<Text, _>(MESSAGE_ROW)
        .sql(") = ")
        .bind::<Bool, _>(bag == Bag::Messages);
    let item: Option<Item> = outbox::table
        .filter(
            outbox::settled_at
                .is_null()
                .and(outbox::due_at.le(now.to_diesel())),
        )
        .filter(
            outbox::leased_until
                .is_null()
                .or(outbox::leased_until.lt(now.to_diesel())),
        )
        .filter(in_bag)
        .order((outbox::due_at, outbox::id))
        .select(Item::as_select())
        .for_update()
        .skip_locked()
        .first(tx.conn())
        .await
        .optional()?;
    let Some(item) = item else { return Ok(None) };
    let attempts = item.attempts + 1;
    diesel::update(outbox::table.filter(outbox::id.eq(item.id)))
        .set((
            outbox::leased_until.eq(until.to_diesel()),
            outbox::attempts.eq(attempts),
        ))
        .execute(tx.conn())
        .await?;
    Ok(Some(Item { attempts, ..item }))
}

pub(super) async fn settle(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    let at = crate::wire::wall_clock();
    diesel::update(outbox::table.filter(outbox::id.eq(id)))
        .set((
            outbox::settled_at.eq(at.to_diesel()),
            outbox::leased_until.eq(None::<jiff_diesel::Timestamp>),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn give_back(tx: &mut Tx<'_>, id: Uuid, again: Timestamp) -> Result<()> {
    diesel::update(outbox::table.filter(outbox::id.eq(id)))
        .set((
            outbox::due_at.eq(again.to_diesel()),
            outbox::leased_until.eq(None::<jiff_diesel::Timestamp>),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}
