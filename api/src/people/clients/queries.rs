//! SQL of programs that act for someone.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use jiff::Timestamp;
use jiff_diesel::ToDiesel;
use uuid::Uuid;

use crate::db::{Permit, Tx};
use crate::error::Result;
use crate::schema::{accounts, client_secrets, clients};
use crate::wire::ClientScope;

/// A program that has not been ended.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its id, with which it asks to be let in.
    pub id: Uuid,
    /// What its person calls it.
    pub name: String,
    /// What it may do at most.
    pub scopes: Vec<ClientScope>,
    /// When it was made.
    pub made_at: Timestamp,
    /// Until when it is let in.
    pub expires_at: Timestamp,
    /// When it was let in last.
    pub used_at: Option<Timestamp>,
    /// Until when its former secret still works, if it does.
    pub former_until: Option<Timestamp>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = clients)]
struct Row {
    id: Uuid,
    name: String,
    scopes: Vec<ClientScope>,
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    made_at: Timestamp,
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    expires_at: Timestamp,
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    used_at: Option<Timestamp>,
}

impl Row {
    fn with(self, former_until: Option<Timestamp>) -> Client {
        Client {
            id: self.id,
            name: self.name,
            scopes: self.scopes,
            made_at: self.made_at,
            expires_at: self.expires_at,
            used_at: self.used_at,
            former_until,
        }
    }
}

/// A program and its person, as an administrator sees them.
#[derive(Clone, Debug)]
pub struct Held {
    /// The program.
    pub client: Client,
    /// For whom it acts.
    pub person: Uuid,
    /// Their name.
    pub person_name: String,
}

/// How many act for this person; locks the account.
pub(super) async fn count(tx: &mut Tx<'_>, person: Uuid) -> Result<usize> {
    accounts::table
        .filter(accounts::id.eq(person))
        .select(accounts::id)
        .for_update()
        .first::<Uuid>(tx.conn())
        .await?;
    let count: i64 = clients::table
        .filter(clients::account_id.eq(person))
        .filter(clients::ended_at.is_null())
        .count()
        .get_result(tx.conn())
        .await?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

pub(super) async fn add(
    tx: &mut Tx<'_>,
    _: &Permit,
    (id, person, name): (Uuid, Uuid, &str),
    scopes: &[ClientScope],
    (made, expires): (Timestamp, Timestamp),
) -> Result<()> {
    diesel::insert_into(clients::table)
        .values((
            clients::id.eq(id),
            clients::account_id.eq(person),
            clients::name.eq(name),
            clients::scopes.eq(scopes),
            clients::made_at.eq(made.to_diesel()),
            clients::expires_at.eq(expires.to_diesel()),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn add_secret(
    tx: &mut Tx<'_>,
    _: &Permit,
    client: Uuid,
    hash: &[u8],
    now: Timestamp,
) -> Result<()> {
    diesel::insert_into(client_secrets::table)
        .values((
            client_secrets::client_id.eq(client),
            client_secrets::secret_hash.eq(hash),
            client_secrets::made_at.eq(now.to_diesel()),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Former secrets that still work, of these programs: until when.
async fn former(
    tx: &mut Tx<'_>,
    ids: &[Uuid],
    now: Timestamp,
) -> Result<Vec<(Uuid, Option<jiff_diesel::Timestamp>)>> {
    Ok(client_secrets::table
        .filter(client_secrets::client_id.eq_any(ids))
        .filter(client_secrets::ends_at.gt(now.to_diesel()))
        .select((client_secrets::client_id, client_secrets::ends_at))
        .load(tx.conn())
        .await?)
}

/// The programs of this person that have not been ended, the newest first.
pub(super) async fn of(tx: &mut Tx<'_>, person: Uuid, now: Timestamp) -> Result<Vec<Client>> {
    let rows: Vec<Row> = clients::table
        .filter(clients::account_id.eq(person))
        .filter(clients::ended_at.is_null())
        .order(clients::id.desc())
        .select(Row::as_select())
        .load(tx.conn())
        .await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let former = former(tx, &ids, now).await?;
    let until = |id: Uuid| {
        let found = former.iter().find(|(of, _)| *of == id)?;
        Some(found.1?.to_jiff())
    };
    Ok(rows
        .into_iter()
        .map(|row| {
            let until = until(row.id);
            row.with(until)
        })
        .collect())
}

/// The programs of everybody that have not been ended, the newest first.
pub(super) async fn held(tx: &mut Tx<'_>, after: Option<Uuid>, limit: i64) -> Result<Vec<Held>> {
    let mut query = clients::table
        .inner_join(
            accounts::table.on(accounts::tenant_id
                .eq(clients::tenant_id)
                .and(accounts::id.eq(clients::account_id))),
        )
        .filter(clients::ended_at.is_null())
        .order(clients::id.desc())
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(clients::id.lt(after));
    }
    let rows: Vec<(Row, Uuid, String)> = query
        .select((Row::as_select(), accounts::id, accounts::name))
        .load(tx.conn())
        .await?;
    let rows = rows.into_iter().map(|(row, person, person_name)| Held {
        client: row.with(None),
        person,
        person_name,
    });
    Ok(rows.collect())
}

/// The secret that it has works until then.
pub(super) async fn retire(
    tx: &mut Tx<'_>,
    _: &Permit,
    client: Uuid,
    until: Timestamp,
) -> Result<()> {
    let here = client_secrets::client_id
        .eq(client)
        .and(client_secrets::ends_at.is_null());
    diesel::update(client_secrets::table.filter(here))
        .set(client_secrets::ends_at.eq(until.to_diesel()))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A former secret that still works ends now.
pub(super) async fn end_former(
    tx: &mut Tx<'_>,
    _: &Permit,
    client: Uuid,
    now: Timestamp,
) -> Result<()> {
    let here = client_secrets::client_id.eq(client).and(
        client_secrets::ends_at
            .gt(now.to_diesel())
            .assume_not_null(),
    );
    diesel::update(client_secrets::table.filter(here))
        .set(client_secrets::ends_at.eq(now.to_diesel()))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn end(tx: &mut Tx<'_>, _: &Permit, id: Uuid, now: Timestamp) -> Result<()> {
    diesel::update(clients::table.filter(clients::id.eq(id)))
        .set(clients::ended_at.eq(now.to_diesel()))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Ends every program that acts for someone; gives which.
pub(in crate::people) async fn end_all(
    tx: &mut Tx<'_>,
    _: &Permit,
    person: Uuid,
    now: Timestamp,
) -> Result<Vec<Uuid>> {
    let of = clients::account_id
        .eq(person)
        .and(clients::ended_at.is_null());
    Ok(diesel::update(clients::table.filter(of))
        .set(clients::ended_at.eq(now.to_diesel()))
        .returning(clients::id)
        .get_results(tx.conn())
        .await?)
}

/// Whose program this is and what it is called, as long as it has not been ended.
pub(super) async fn person_of(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<(Uuid, String)>> {
    Ok(clients::table
        .filter(clients::id.eq(id))
        .filter(clients::ended_at.is_null())
        .select((clients::account_id, clients::name))
        .for_update()
        .first(tx.conn())
        .await
        .optional()?)
}

/// Whose program this is or was.
pub(super) async fn owner(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Uuid>> {
    Ok(clients::table
        .filter(clients::id.eq(id))
        .select(clients::account_id)
        .first(tx.conn())
        .await
        .optional()?)
}

pub(super) async fn names(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<(Uuid, String)>> {
    Ok(clients::table
        .filter(clients::id.eq_any(ids))
        .select((clients::id, clients::name))
        .load(tx.conn())
        .await?)
}

pub(super) async fn is_familiar(tx: &mut Tx<'_>, id: Uuid, network: Option<&str>) -> Result<bool> {
    let there = clients::id
        .eq(id)
        .and(clients::network.eq(network).assume_not_null());
    Ok(
        diesel::select(diesel::dsl::exists(clients::table.filter(there)))
            .get_result(tx.conn())
            .await?,
    )
}

/// For whom a program acts and what it may do, if it and that person are let in.
pub(super) async fn admitted(
    tx: &mut Tx<'_>,
    id: Uuid,
    now: Timestamp,
) -> Result<Option<(Uuid, Vec<ClientScope>)>> {
    Ok(clients::table
        .inner_join(
            accounts::table.on(accounts::tenant_id
                .eq(clients::tenant_id)
                .and(accounts::id.eq(clients::account_id))),
        )
        .filter(clients::id.eq(id).and(clients::ended_at.is_null()))
        .filter(clients::expires_at.gt(now.to_diesel()))
        .filter(accounts::active)
        .select((clients::account_id, clients::scopes))
        .first(tx.conn())
        .await
        .optional()?)
}

/// The digests of the secrets that work.
pub(super) async fn secrets(tx: &mut Tx<'_>, client: Uuid, now: Timestamp) -> Result<Vec<Vec<u8>>> {
    let works = client_secrets::ends_at.is_null().or(client_secrets::ends_at
        .gt(now.to_diesel())
        .assume_not_null());
    Ok(client_secrets::table
        .filter(client_secrets::client_id.eq(client).and(works))
        .select(client_secrets::secret_hash)
        .load(tx.conn())
        .await?)
}

/// It was let in now, from this network.
pub(super) async fn used(
    tx: &mut Tx<'_>,
    id: Uuid,
    now: Timestamp,
    network: Option<&str>,
) -> Result<()> {
    diesel::update(clients::table.filter(clients::id.eq(id)))
        .set((
            clients::used_at.eq(now.to_diesel()),
            clients::network.eq(network),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}
