//! SQL of people: accounts, memberships, sessions.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use domain::people::Role as RoleWord;
use jiff::{SignedDuration, Timestamp};
use jiff_diesel::ToDiesel;
use uuid::Uuid;

use super::{Device, NewPerson, RoleGrant, Which};
use crate::db::{Permit, Tx};
use crate::error::Result;
use crate::schema::{accounts, memberships, sessions};
use crate::wire::{Discipline, Language, Role, Spelled};

diesel::table! {
    /// The view that tells who holds which role now, whether an administrator gave it or a state's letter of
    /// credence did.
    roles_held (account_id, role) {
        /// Who.
        account_id -> Uuid,
        /// What.
        role -> Text,
        /// For whom.
        state -> Nullable<Text>,
        /// As what.
        discipline -> Nullable<Text>,
        /// On a letter of credence.
        accredited -> Bool,
    }
}
diesel::allow_tables_to_appear_in_same_query!(accounts, roles_held);

/// An account, without its password.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = accounts)]
pub struct Account {
    /// Its id.
    pub id: Uuid,
    /// How they sign in, and where letters go.
    pub email: String,
    /// Their name.
    pub name: String,
    /// Every nationality held, alpha-3.
    pub nationalities: Vec<String>,
    /// Whom a liaison receives reports for.
    pub institution: Option<String>,
    /// May they sign in?
    pub active: bool,
    /// The language that they have chosen, if they have.
    pub language: Option<Language>,
    /// Counts changes.
    pub version: i32,
    /// Have they not chosen a password yet?
    #[diesel(select_expression = accounts::password_hash.is_null())]
    pub invited: bool,
}

/// A role that someone holds.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = roles_held)]
pub struct Membership {
    /// Who.
    pub account_id: Uuid,
    /// What.
    pub role: Role,
    /// For whom, of a member of a delegation.
    pub state: Option<String>,
    /// As what, of a panelist.
    pub discipline: Option<Discipline>,
    /// Is it held on a letter of credence, and so nothing that the administrator gives or takes?
    pub accredited: bool,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub(super) struct Session {
    pub(super) account_id: Uuid,
    pub(super) refresh_hash: Vec<u8>,
    pub(super) spent_hash: Option<Vec<u8>>,
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub(super) renewed_at: Timestamp,
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub(super) expires_at: Timestamp,
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub(super) revoked_at: Option<Timestamp>,
}

/// Nothing when the id or the address is taken by someone else.
pub(super) async fn add_account(
    tx: &mut Tx<'_>,
    id: Uuid,
    email: &str,
    person: &NewPerson,
    hash: Option<&str>,
) -> Result<Option<()>> {
    let at = tx.now();
    let added = diesel::insert_into(accounts::table)
        .values((
            accounts::id.eq(id),
            accounts::email.eq(email),
            accounts::name.eq(person.name.trim()),
            accounts::password_hash.eq(hash),
            accounts::nationalities.eq(&person.nationalities),
            accounts::institution.eq(&person.institution),
            accounts::created_at.eq(at.to_diesel()),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn())
        .await?;
    Ok((added == 1).then_some(()))
}

/// No, if the account is not as it was seen any more.
pub(super) async fn bump(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<bool> {
    let here = accounts::table.filter(accounts::id.eq(id).and(accounts::version.eq(seen)));
    let changed = diesel::update(here)
        .set(accounts::version.eq(accounts::version + 1))
        .execute(tx.conn())
        .await?;
    Ok(changed == 1)
}

#[derive(QueryableByName)]
struct Judges {
    #[diesel(sql_type = Bool)]
    judges: bool,
}

/// Does the person sit, or are they asked to sit, in a case of this state that is not closed? The
/// database answers yes or no to an administrator, who sees neither cases nor panels.
pub(super) async fn judges_case_of(tx: &mut Tx<'_>, id: Uuid, state: &str) -> Result<bool> {
    let answer: Judges = diesel::sql_query("select judges_case_of($1, $2) as judges")
        .bind::<SqlUuid, _>(id)
        .bind::<Text, _>(state)
        .get_result(tx.conn())
        .await?;
    Ok(answer.judges)
}

async fn held_rows(tx: &mut Tx<'_>, id: Uuid) -> Result<Vec<(Role, Option<String>)>> {
    Ok(memberships::table
        .filter(
            memberships::account_id
                .eq(id)
                .and(memberships::until.is_null()),
        )
        .select((memberships::role, memberships::state))
        .load(tx.conn())
        .await?)
}

/// Gives someone exactly these roles. What they keep stands as it is, also its end, where somebody takes over.
pub(super) async fn set_roles(tx: &mut Tx<'_>, id: Uuid, roles: &[RoleGrant]) -> Result<()> {
    end_lost_approvals(tx, id).await?;
    let at = tx.now();
    let mine = || {
        memberships::account_id
            .eq(id)
            .and(memberships::until.is_null())
    };
    // What was handed over is over, and can be given anew.
    let over = memberships::ends_at.le(at.to_diesel()).assume_not_null();
    diesel::update(memberships::table.filter(mine().and(over)))
        .set(memberships::until.eq(memberships::ends_at))
        .execute(tx.conn())
        .await?;
    for held in held_rows(tx, id).await? {
        let kept = |grant: &RoleGrant| (grant.role, &grant.state) == (held.0, &held.1);
        if !roles.iter().any(kept) {
            diesel::update(memberships::table.filter(mine().and(memberships::role.eq(held.0))))
                .set(memberships::until.eq(at.to_diesel()))
                .execute(tx.conn())
                .await?;
        }
    }
    let ended = memberships::account_id
        .eq(id)
        .and(memberships::until.is_not_null());
    diesel::update(memberships::table.filter(ended))
        .set(memberships::ends_at.eq(None::<jiff_diesel::Timestamp>))
        .execute(tx.conn())
        .await?;
    for grant in roles {
        diesel::insert_into(memberships::table)
            .values((
                memberships::account_id.eq(id),
                memberships::role.eq(grant.role),
                memberships::state.eq(&grant.state),
                memberships::discipline.eq(grant.discipline),
                memberships::since.eq(at.to_diesel()),
            ))
            .on_conflict((
                memberships::tenant_id,
                memberships::account_id,
                memberships::role,
            ))
            .do_update()
            .set((
                memberships::state.eq(&grant.state),
                memberships::discipline.eq(grant.discipline),
                memberships::until.eq(None::<jiff_diesel::Timestamp>),
            ))
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

/// Whoever changes who speaks for a state waits until whoever does the same has finished.
pub(super) async fn lock_state(tx: &mut Tx<'_>, state: &str) -> Result<()> {
    let key = format!("{}:{state}", tx.world().body);
    diesel::sql_query("select pg_advisory_xact_lock(hashtextextended($1, 55))")
        .bind::<Text, _>(key)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The roles that the administrator gave this person for a state end now; says which.
pub(super) async fn end_given(
    tx: &mut Tx<'_>,
    _: &Permit,
    id: Uuid,
    state: &str,
) -> Result<Vec<Role>> {
    let at = tx.now();
    let given = memberships::account_id
        .eq(id)
        .and(memberships::state.eq(state).assume_not_null())
        .and(memberships::until.is_null());
    Ok(diesel::update(memberships::table.filter(given))
        .set(memberships::until.eq(at.to_diesel()))
        .returning(memberships::role)
        .get_results(tx.conn())
        .await?)
}

/// The role that the administrator gave this person for a state ends at this instant; without one it goes on.
pub(super) async fn let_given_end(
    tx: &mut Tx<'_>,
    _: &Permit,
    (id, state, role): (Uuid, &str, Role),
    ends: Option<Timestamp>,
) -> Result<()> {
    let given = memberships::account_id
        .eq(id)
        .and(memberships::state.eq(state).assume_not_null())
        .and(memberships::role.eq(role))
        .and(memberships::until.is_null());
    diesel::update(memberships::table.filter(given))
        .set(memberships::ends_at.eq(ends.map(ToDiesel::to_diesel)))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// What this account was approved for with a role that has run out ends, before it is given one again.
pub(super) async fn end_lost_approvals(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    diesel::sql_query("select end_lost_approvals($1)")
        .bind::<diesel::sql_types::Uuid, _>(id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The roles that this account has are others now, so whoever saw them before looks again.
pub(super) async fn touch(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    diesel::update(accounts::table.filter(accounts::id.eq(id)))
        .set(accounts::version.eq(accounts::version + 1))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Whose address this is.
pub(super) async fn with_address(tx: &mut Tx<'_>, email: &str) -> Result<Option<Account>> {
    Ok(accounts::table
        .filter(accounts::email.eq(email))
        .select(Account::as_select())
        .first(tx.conn())
        .await
        .optional()?)
}

/// Who acts for a state, with the roles that the administrator gave them.
pub(super) async fn given_for(
    tx: &mut Tx<'_>,
    state: &str,
) -> Result<Vec<(Uuid, Role, Option<Timestamp>)>> {
    let now = tx.now();
    let rows: Vec<(Uuid, Role, Option<jiff_diesel::Timestamp>)> = memberships::table
        .filter(memberships::state.eq(state).assume_not_null())
        .filter(memberships::until.is_null())
        .filter(
            memberships::ends_at
                .is_null()
                .or(memberships::ends_at.gt(now.to_diesel()).assume_not_null()),
        )
        .order((memberships::role, memberships::account_id))
        .select((
            memberships::account_id,
            memberships::role,
            memberships::ends_at,
        ))
        .load(tx.conn())
        .await?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|(who, role, ends)| (who, role, ends.map(|at| at.to_jiff())))
        .collect())
}

/// For which states there is anyone to whom the administrator gave a role.
pub(super) async fn states_given(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    let states: Vec<Option<String>> = roles_held::table
        .filter(roles_held::state.is_not_null())
        .select(roles_held::state)
        .distinct()
        .load(tx.conn())
        .await?;
    Ok(states.into_iter().flatten().collect())
}

/// How many administrators there are; locks them, so that the last one stays.
pub(super) async fn administrators(tx: &mut Tx<'_>) -> Result<usize> {
    let held: Vec<Uuid> = memberships::table
        .filter(
            memberships::role
                .eq(Spelled(RoleWord::BodyAdministrator))
                .and(memberships::until.is_null()),
        )
        .select(memberships::account_id)
        .for_update()
        .load(tx.conn())
        .await?;
    Ok(held.len())
}

pub(super) async fn accounts(
    tx: &mut Tx<'_>,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Account>> {
    let mut query = accounts::table
        .order((accounts::name, accounts::id))
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        let name: Option<String> = accounts::table
            .filter(accounts::id.eq(after))
            .select(accounts::name)
            .first(tx.conn())
            .await
            .optional()?;
        if let Some(name) = name {
            query = query.filter(
                accounts::name
                    .gt(name.clone())
                    .or(accounts::name.eq(name).and(accounts::id.gt(after))),
            );
        }
    }
    Ok(query.select(Account::as_select()).load(tx.conn()).await?)
}

pub(super) async fn by_ids(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<Account>> {
    Ok(accounts::table
        .filter(accounts::id.eq_any(ids))
        .select(Account::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn named(tx: &mut Tx<'_>, name: &str) -> Result<Vec<Uuid>> {
    Ok(accounts::table
        .filter(accounts::name.eq(name))
        .select(accounts::id)
        .load(tx.conn())
        .await?)
}

pub(super) async fn active(tx: &mut Tx<'_>) -> Result<Vec<Account>> {
    Ok(accounts::table
        .filter(accounts::active)
        .order((accounts::name, accounts::id))
        .select(Account::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn holding(tx: &mut Tx<'_>, role: RoleWord) -> Result<Vec<Account>> {
    let holders = roles_held::table
        .filter(roles_held::role.eq(Spelled(role)))
        .select(roles_held::account_id);
    Ok(accounts::table
        .filter(accounts::id.eq_any(holders).and(accounts::active))
        .order((accounts::name, accounts::id))
        .select(Account::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn roles_of(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<Membership>> {
    Ok(roles_held::table
        .filter(roles_held::account_id.eq_any(ids))
        .order((
            roles_held::account_id,
            roles_held::role,
            roles_held::accredited,
        ))
        .select(Membership::as_select())
        .load(tx.conn())
        .await?)
}

/// In which language this person reads and is written to.
pub(super) async fn choose_language(
    tx: &mut Tx<'_>,
    _: &Permit,
    id: Uuid,
    language: Language,
) -> Result<()> {
    diesel::update(accounts::table.filter(accounts::id.eq(id)))
        .set(accounts::language.eq(language))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// What is known of an account before anyone has signed in to it.
#[derive(Queryable)]
pub struct StoredPassword {
    /// The account.
    pub person: Uuid,
    /// The text that is stored for its password; none until one was chosen.
    pub hash: Option<String>,
    /// Was it used lately from the network from which it is asked for?
    pub familiar: bool,
}

pub(super) async fn password_of(
    tx: &mut Tx<'_>,
    email: &str,
    from: Option<&str>,
    since: Timestamp,
) -> Result<Option<StoredPassword>> {
    let there = sessions::account_id
        .eq(accounts::id)
        .and(sessions::network.eq(from).assume_not_null())
        .and(sessions::opened_at.ge(since.to_diesel()));
    let familiar = diesel::dsl::exists(sessions::table.filter(there));
    Ok(accounts::table
        .filter(accounts::email.eq(email).and(accounts::active))
        .select((accounts::id, accounts::password_hash, familiar))
        .first(tx.conn())
        .await
        .optional()?)
}

/// An account as it stands, locked until the transaction ends.
#[derive(Queryable)]
pub(super) struct Locked {
    /// May its person sign in?
    pub(super) active: bool,
    /// The text that is stored for its password.
    pub(super) hash: Option<String>,
    /// How many codes in a row did not fit.
    pub(super) wrong_codes: i32,
}

/// Whatever lets someone in, or changes what does, locks the account before anything else of it: each sees what
/// the other has done, and neither waits for what the other holds.
pub(super) async fn lock(tx: &mut Tx<'_>, person: Uuid) -> Result<Option<Locked>> {
    Ok(accounts::table
        .filter(accounts::id.eq(person))
        .select((
            accounts::active,
            accounts::password_hash,
            accounts::wrong_codes,
        ))
        .for_update()
        .first(tx.conn())
        .await
        .optional()?)
}

/// A code did not fit, or one did and the count begins anew.
pub(super) async fn count_wrong_codes(tx: &mut Tx<'_>, person: Uuid, fits: bool) -> Result<()> {
    let here = accounts::table.filter(accounts::id.eq(person));
    if fits {
        let set = accounts::wrong_codes.eq(0);
        diesel::update(here.filter(accounts::wrong_codes.ne(0)))
            .set(set)
            .execute(tx.conn())
            .await?;
    } else {
        let set = accounts::wrong_codes.eq(accounts::wrong_codes + 1);
        diesel::update(here).set(set).execute(tx.conn()).await?;
    }
    Ok(())
}

pub(super) async fn open_session(
    tx: &mut Tx<'_>,
    id: Uuid,
    account: Uuid,
    refresh_hash: &[u8],
    from: &Device,
    now: Timestamp,
    seconds: i64,
) -> Result<()> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::network.eq(&from.network),
            sessions::program.eq(&from.program),
            sessions::id.eq(id),
            sessions::account_id.eq(account),
            sessions::refresh_hash.eq(refresh_hash),
            sessions::opened_at.eq(now.to_diesel()),
            sessions::renewed_at.eq(now.to_diesel()),
            sessions::expires_at.eq((now + SignedDuration::from_secs(seconds)).to_diesel()),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Locks the session, so that two renewals at once are one after the other.
pub(super) async fn session(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Session>> {
    Ok(sessions::table
        .filter(sessions::id.eq(id))
        .select(Session::as_select())
        .for_update()
        .first(tx.conn())
        .await
        .optional()?)
}

pub(super) async fn renew_session(
    tx: &mut Tx<'_>,
    id: Uuid,
    refresh_hash: &[u8],
    spent_hash: &[u8],
    now: Timestamp,
    seconds: i64,
) -> Result<()> {
    diesel::update(sessions::table.filter(sessions::id.eq(id)))
        .set((
            sessions::refresh_hash.eq(refresh_hash),
            sessions::spent_hash.eq(spent_hash),
            sessions::renewed_at.eq(now.to_diesel()),
            sessions::expires_at.eq((now + SignedDuration::from_secs(seconds)).to_diesel()),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn end_session(tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<()> {
    diesel::update(sessions::table.filter(sessions::id.eq(id)))
        .set(sessions::revoked_at.eq(now.to_diesel()))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A session that has not ended.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub struct OpenSession {
    /// Its id.
    pub id: Uuid,
    /// When someone signed in.
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub opened_at: Timestamp,
    /// When it was used last, to within the time for which an access token lives.
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub renewed_at: Timestamp,
    /// When it ends if it is not used.
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub expires_at: Timestamp,
    /// What the program that signed in calls itself.
    pub program: Option<String>,
}

/// More sessions than these nobody reads; the oldest are left out.
const SESSIONS: i64 = 100;

pub(super) async fn open_sessions(
    tx: &mut Tx<'_>,
    person: Uuid,
    now: Timestamp,
) -> Result<Vec<OpenSession>> {
    Ok(sessions::table
        .filter(sessions::account_id.eq(person))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now.to_diesel()))
        .order((sessions::renewed_at.desc(), sessions::id.desc()))
        .limit(SESSIONS)
        .select(OpenSession::as_select())
        .load(tx.conn())
        .await?)
}

/// Ends a session of the person, or, if none is named, all but one; says which.
pub(super) async fn end_sessions(
    tx: &mut Tx<'_>,
    _: &Permit,
    person: Uuid,
    which: Which,
    now: Timestamp,
) -> Result<Vec<Uuid>> {
    let of = sessions::account_id
        .eq(person)
        .and(sessions::revoked_at.is_null());
    let (one, but) = match which {
        Which::One(session) => (Some(session), None),
        Which::AllBut(session) => (None, session),
    };
    let mut query = diesel::update(sessions::table)
        .set(sessions::revoked_at.eq(now.to_diesel()))
        .into_boxed()
        .filter(of);
    if let Some(one) = one {
        query = query.filter(sessions::id.eq(one));
    }
    if let Some(but) = but {
        query = query.filter(sessions::id.ne(but));
    }
    Ok(query.returning(sessions::id).get_results(tx.conn()).await?)
}
