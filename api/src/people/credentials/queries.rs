//! SQL of credentials.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use jiff::Timestamp;
use jiff_diesel::ToDiesel;
use uuid::Uuid;

use crate::db::{Permit, Tx};
use crate::error::Result;
use crate::schema::{accounts, tickets};

/// Something that was sent to someone so that they show, once, that they have it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = tickets)]
pub(super) struct Ticket {
    pub(super) id: Uuid,
    pub(super) account_id: Uuid,
    pub(super) kind: String,
    pub(super) secret_hash: Option<Vec<u8>>,
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub(super) expires_at: Timestamp,
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub(super) ended_at: Option<Timestamp>,
}

/// No, if it is there already.
pub(super) async fn make_ticket(
    tx: &mut Tx<'_>,
    (id, account, kind): (Uuid, Uuid, &str),
    made: Timestamp,
    expires: Timestamp,
) -> Result<bool> {
    let made = diesel::insert_into(tickets::table)
        .values((
            tickets::id.eq(id),
            tickets::account_id.eq(account),
            tickets::kind.eq(kind),
            tickets::made_at.eq(made.to_diesel()),
            tickets::expires_at.eq(expires.to_diesel()),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn())
        .await?;
    Ok(made == 1)
}

/// Whose ticket it is.
pub(super) async fn ticket_of(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Uuid>> {
    Ok(tickets::table
        .filter(tickets::id.eq(id))
        .select(tickets::account_id)
        .first(tx.conn())
        .await
        .optional()?)
}

pub(super) async fn ticket(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Ticket>> {
    Ok(tickets::table
        .filter(tickets::id.eq(id))
        .select(Ticket::as_select())
        .for_update()
        .first(tx.conn())
        .await
        .optional()?)
}

/// The secret of a ticket is another one from now on: it is made when it goes out, and kept nowhere.
pub(super) async fn give_secret(tx: &mut Tx<'_>, id: Uuid, hash: &[u8]) -> Result<()> {
    diesel::update(tickets::table.filter(tickets::id.eq(id)))
        .set(tickets::secret_hash.eq(hash))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Ends every open ticket of the account, or those of one kind.
pub(super) async fn end_tickets(
    tx: &mut Tx<'_>,
    account: Uuid,
    kind: Option<&str>,
    now: Timestamp,
) -> Result<()> {
    let mut query = diesel::update(tickets::table)
        .set(tickets::ended_at.eq(now.to_diesel()))
        .into_boxed()
        .filter(
            tickets::account_id
                .eq(account)
                .and(tickets::ended_at.is_null()),
        );
    if let Some(kind) = kind {
        query = query.filter(tickets::kind.eq(kind.to_owned()));
    }
    query.execute(tx.conn()).await?;
    Ok(())
}

/// Whose address this is, if they may sign in.
pub(super) async fn with_address(tx: &mut Tx<'_>, email: &str) -> Result<Option<Uuid>> {
    Ok(accounts::table
        .filter(accounts::email.eq(email).and(accounts::active))
        .select(accounts::id)
        .first(tx.conn())
        .await
        .optional()?)
}

/// Whatever was stored before.
pub(super) async fn choose_password(
    tx: &mut Tx<'_>,
    _: &Permit,
    person: Uuid,
    new: &str,
) -> Result<()> {
    diesel::update(accounts::table.filter(accounts::id.eq(person)))
        .set((accounts::password_hash.eq(new), accounts::wrong_codes.eq(0)))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// No, if another password is stored than was seen.
pub(super) async fn change_password(
    tx: &mut Tx<'_>,
    _: &Permit,
    person: Uuid,
    seen: &str,
    new: &str,
) -> Result<bool> {
    let here = accounts::id
        .eq(person)
        .and(accounts::password_hash.eq(seen));
    let changed = diesel::update(accounts::table.filter(here))
        .set((accounts::password_hash.eq(new), accounts::wrong_codes.eq(0)))
        .execute(tx.conn())
        .await?;
    Ok(changed == 1)
}
