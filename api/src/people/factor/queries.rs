//! SQL of second factors.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use jiff::Timestamp;
use jiff_diesel::ToDiesel;
use uuid::Uuid;

use crate::db::{Permit, Tx};
use crate::error::Result;
use crate::schema::{factors, recovery_codes, sessions, tickets};

/// A second factor, with its secret as it is kept.
#[derive(Queryable, Selectable)]
#[diesel(table_name = factors)]
pub(super) struct Factor {
    pub(super) id: Uuid,
    pub(super) sealed: Vec<u8>,
    pub(super) last_step: i64,
}

/// Which factor this person has.
pub(super) async fn held(tx: &mut Tx<'_>, person: Uuid) -> Result<Option<Uuid>> {
    Ok(factors::table
        .filter(factors::account_id.eq(person))
        .filter(factors::confirmed_at.is_not_null())
        .filter(factors::ended_at.is_null())
        .select(factors::id)
        .first(tx.conn())
        .await
        .optional()?)
}

/// The factor that this person has, locked: each code is taken once.
pub(super) async fn in_use(tx: &mut Tx<'_>, person: Uuid) -> Result<Option<Factor>> {
    Ok(factors::table
        .filter(factors::account_id.eq(person))
        .filter(factors::confirmed_at.is_not_null())
        .filter(factors::ended_at.is_null())
        .select(Factor::as_select())
        .for_update()
        .first(tx.conn())
        .await
        .optional()?)
}

/// The factor that they have begun to set up, the last one.
pub(super) async fn begun(tx: &mut Tx<'_>, person: Uuid) -> Result<Option<Factor>> {
    Ok(factors::table
        .filter(factors::account_id.eq(person))
        .filter(factors::confirmed_at.is_null())
        .filter(factors::ended_at.is_null())
        .order(factors::id.desc())
        .select(Factor::as_select())
        .for_update()
        .first(tx.conn())
        .await
        .optional()?)
}

/// Another one is begun; what was begun before it is not gone on with.
pub(super) async fn begin(
    tx: &mut Tx<'_>,
    _: &Permit,
    id: Uuid,
    person: Uuid,
    sealed: &[u8],
    now: Timestamp,
) -> Result<()> {
    let before = factors::account_id
        .eq(person)
        .and(factors::confirmed_at.is_null())
        .and(factors::ended_at.is_null());
    diesel::update(factors::table.filter(before))
        .set(factors::ended_at.eq(now.to_diesel()))
        .execute(tx.conn())
        .await?;
    diesel::insert_into(factors::table)
        .values((
            factors::id.eq(id),
            factors::account_id.eq(person),
            factors::sealed.eq(sealed),
            factors::made_at.eq(now.to_diesel()),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn confirm(
    tx: &mut Tx<'_>,
    _: &Permit,
    id: Uuid,
    step: i64,
    now: Timestamp,
) -> Result<()> {
    diesel::update(factors::table.filter(factors::id.eq(id)))
        .set((
            factors::confirmed_at.eq(now.to_diesel()),
            factors::last_step.eq(step),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The factor that they have does not count any more.
pub(super) async fn end(tx: &mut Tx<'_>, _: &Permit, person: Uuid, now: Timestamp) -> Result<()> {
    let here = factors::account_id
        .eq(person)
        .and(factors::confirmed_at.is_not_null())
        .and(factors::ended_at.is_null());
    diesel::update(factors::table.filter(here))
        .set(factors::ended_at.eq(now.to_diesel()))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn take_step(tx: &mut Tx<'_>, id: Uuid, step: i64) -> Result<()> {
    diesel::update(factors::table.filter(factors::id.eq(id)))
        .set(factors::last_step.eq(step))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// No, if there is no such code that is still good.
pub(super) async fn take_recovery(
    tx: &mut Tx<'_>,
    person: Uuid,
    hash: &[u8],
    now: Timestamp,
) -> Result<bool> {
    let here = recovery_codes::account_id
        .eq(person)
        .and(recovery_codes::code_hash.eq(hash))
        .and(recovery_codes::ended_at.is_null());
    let taken = diesel::update(recovery_codes::table.filter(here))
        .set(recovery_codes::ended_at.eq(now.to_diesel()))
        .execute(tx.conn())
        .await?;
    Ok(taken == 1)
}

pub(super) async fn keep_codes(tx: &mut Tx<'_>, person: Uuid, hashes: &[Vec<u8>]) -> Result<()> {
    let rows: Vec<_> = hashes
        .iter()
        .map(|hash| {
            (
                recovery_codes::account_id.eq(person),
                recovery_codes::code_hash.eq(hash),
            )
        })
        .collect();
    diesel::insert_into(recovery_codes::table)
        .values(rows)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn end_codes(
    tx: &mut Tx<'_>,
    _: &Permit,
    person: Uuid,
    now: Timestamp,
) -> Result<()> {
    let here = recovery_codes::account_id
        .eq(person)
        .and(recovery_codes::ended_at.is_null());
    diesel::update(recovery_codes::table.filter(here))
        .set(recovery_codes::ended_at.eq(now.to_diesel()))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn codes_left(tx: &mut Tx<'_>, person: Uuid) -> Result<i64> {
    Ok(recovery_codes::table
        .filter(recovery_codes::account_id.eq(person))
        .filter(recovery_codes::ended_at.is_null())
        .count()
        .get_result(tx.conn())
        .await?)
}

/// In this session the second factor was shown now.
pub(super) async fn prove(tx: &mut Tx<'_>, session: Uuid, now: Timestamp) -> Result<()> {
    diesel::update(sessions::table.filter(sessions::id.eq(session)))
        .set(sessions::proved_at.eq(now.to_diesel()))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// How often a wrong code was given with this ticket, this time included.
pub(super) async fn tried(tx: &mut Tx<'_>, ticket: Uuid) -> Result<i32> {
    Ok(
        diesel::update(tickets::table.filter(tickets::id.eq(ticket)))
            .set(tickets::tries.eq(tickets::tries + 1))
            .returning(tickets::tries)
            .get_result(tx.conn())
            .await?,
    )
}
