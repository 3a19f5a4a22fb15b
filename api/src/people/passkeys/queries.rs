//! SQL of passkeys.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use jiff::Timestamp;
use jiff_diesel::ToDiesel;
use serde_json::Value;
use uuid::Uuid;
use webauthn_rs::prelude::Passkey;

use crate::db::{Permit, Tx};
use crate::error::Result;
use crate::schema::passkeys;

/// A passkey, with what knows it again.
#[derive(Queryable, Selectable)]
#[diesel(table_name = passkeys)]
pub(super) struct Row {
    pub(super) id: Uuid,
    pub(super) last_ceremony: Uuid,
    key: Value,
}

impl Row {
    pub(super) fn key(&self) -> Result<Passkey> {
        Ok(serde_json::from_value(self.key.clone())?)
    }
}

/// A passkey of one's own.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = passkeys)]
pub struct OwnPasskey {
    /// Its id.
    pub id: Uuid,
    /// What its person calls it.
    pub name: String,
    /// When it was added.
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub made_at: Timestamp,
    /// When it was shown last.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub used_at: Option<Timestamp>,
}

pub(super) async fn in_use(tx: &mut Tx<'_>, person: Uuid) -> Result<Vec<Row>> {
    Ok(passkeys::table
        .filter(passkeys::account_id.eq(person))
        .filter(passkeys::ended_at.is_null())
        .order(passkeys::id)
        .select(Row::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn mine(tx: &mut Tx<'_>, person: Uuid) -> Result<Vec<OwnPasskey>> {
    Ok(passkeys::table
        .filter(passkeys::account_id.eq(person))
        .filter(passkeys::ended_at.is_null())
        .order(passkeys::id)
        .select(OwnPasskey::as_select())
        .load(tx.conn())
        .await?)
}

/// How many this person has.
pub(in crate::people) async fn count(tx: &mut Tx<'_>, person: Uuid) -> Result<i64> {
    Ok(passkeys::table
        .filter(passkeys::account_id.eq(person))
        .filter(passkeys::ended_at.is_null())
        .count()
        .get_result(tx.conn())
        .await?)
}

/// The passkey of this person with that credential id.
pub(super) async fn of(tx: &mut Tx<'_>, person: Uuid, credential: &[u8]) -> Result<Option<Row>> {
    Ok(passkeys::table
        .filter(passkeys::account_id.eq(person))
        .filter(passkeys::credential_id.eq(credential))
        .filter(passkeys::ended_at.is_null())
        .select(Row::as_select())
        .first(tx.conn())
        .await
        .optional()?)
}

/// No, if it is there already. Its id is that of the ceremony in which it was made.
pub(super) async fn add(
    tx: &mut Tx<'_>,
    _: &Permit,
    (id, person): (Uuid, Uuid),
    name: &str,
    key: &Passkey,
    now: Timestamp,
) -> Result<bool> {
    let added = diesel::insert_into(passkeys::table)
        .values((
            passkeys::id.eq(id),
            passkeys::account_id.eq(person),
            passkeys::name.eq(name),
            passkeys::credential_id.eq(key.cred_id().as_slice()),
            passkeys::key.eq(serde_json::to_value(key)?),
            passkeys::made_at.eq(now.to_diesel()),
            passkeys::last_ceremony.eq(id),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn())
        .await?;
    Ok(added == 1)
}

/// It was shown in that ceremony.
pub(super) async fn used(
    tx: &mut Tx<'_>,
    id: Uuid,
    ceremony: Uuid,
    key: &Passkey,
    now: Timestamp,
) -> Result<()> {
    diesel::update(passkeys::table.filter(passkeys::id.eq(id)))
        .set((
            passkeys::key.eq(serde_json::to_value(key)?),
            passkeys::used_at.eq(now.to_diesel()),
            passkeys::last_ceremony.eq(ceremony),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// It does not count any more.
pub(super) async fn end(tx: &mut Tx<'_>, _: &Permit, id: Uuid, now: Timestamp) -> Result<()> {
    diesel::update(passkeys::table.filter(passkeys::id.eq(id)))
        .set(passkeys::ended_at.eq(now.to_diesel()))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// None of this person's counts any more.
pub(in crate::people) async fn end_all(
    tx: &mut Tx<'_>,
    _: &Permit,
    person: Uuid,
    now: Timestamp,
) -> Result<()> {
    let of = passkeys::account_id
        .eq(person)
        .and(passkeys::ended_at.is_null());
    diesel::update(passkeys::table.filter(of))
        .set(passkeys::ended_at.eq(now.to_diesel()))
        .execute(tx.conn())
        .await?;
    Ok(())
}
