//! SQL of accreditations.

use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::people::Role as RoleWord;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_diesel::ToDiesel;
use uuid::Uuid;

use super::{Candidate, Refused};
use crate::db::{Permit, Tx};
use crate::error::Result;
use crate::people::Membership;
use crate::people::queries::roles_held;
use crate::schema::accreditations;
use crate::wire::{Role, Spelled};

pub(super) const WAITING: &str = "waiting";
pub(super) const ACCEPTED: &str = "accepted";
pub(super) const REFUSED: &str = "refused";
pub(super) const TAKEN_BACK: &str = "taken_back";
pub(super) const ENDED: &str = "ended";

/// Someone whom a state has put forward, and what became of it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = accreditations)]
pub(super) struct Accreditation {
    pub(super) id: Uuid,
    pub(super) state: String,
    pub(super) role: Role,
    pub(super) name: String,
    pub(super) email: String,
    #[diesel(deserialize_as = jiff_diesel::Date)]
    pub(super) first_day: Date,
    #[diesel(deserialize_as = jiff_diesel::NullableDate)]
    pub(super) last_day: Option<Date>,
    pub(super) signed_by: String,
    pub(super) signed_as: String,
    #[diesel(deserialize_as = jiff_diesel::Date)]
    pub(super) signed_on: Date,
    pub(super) reference: String,
    pub(super) digest: Option<String>,
    pub(super) put_by: Uuid,
    pub(super) status: String,
    pub(super) reason: Option<String>,
    pub(super) account_id: Option<Uuid>,
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub(super) begins_at: Option<Timestamp>,
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub(super) ends_at: Option<Timestamp>,
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub(super) ended_at: Option<Timestamp>,
}

pub(super) async fn find(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Accreditation>> {
    Ok(accreditations::table
        .filter(accreditations::id.eq(id))
        .select(Accreditation::as_select())
        .first(tx.conn())
        .await
        .optional()?)
}

/// All of a state, the newest first.
pub(super) async fn of_state(tx: &mut Tx<'_>, state: &str) -> Result<Vec<Accreditation>> {
    Ok(accreditations::table
        .filter(accreditations::state.eq(state))
        .order(accreditations::put_at.desc())
        .select(Accreditation::as_select())
        .load(tx.conn())
        .await?)
}

/// Those of a state that were accepted and not ended, whether or not they have begun or are over.
pub(super) async fn accepted(tx: &mut Tx<'_>, state: &str) -> Result<Vec<Accreditation>> {
    Ok(accreditations::table
        .filter(accreditations::state.eq(state))
        .filter(accreditations::status.eq(ACCEPTED))
        .order(accreditations::begins_at)
        .select(Accreditation::as_select())
        .load(tx.conn())
        .await?)
}

/// Those of a state that were refused since then, the last first, but for whoever was put forward anew.
pub(super) async fn refused_since(
    tx: &mut Tx<'_>,
    state: &str,
    since: Timestamp,
) -> Result<Vec<Refused>> {
    let later = diesel::alias!(accreditations as later);
    let anew = later
        .filter(later.field(accreditations::state).eq(accreditations::state))
        .filter(later.field(accreditations::email).eq(accreditations::email))
        .filter(later.field(accreditations::status).ne(REFUSED))
        .filter(
            later
                .field(accreditations::put_at)
                .nullable()
                .ge(accreditations::decided_at),
        );
    let refused = accreditations::state
        .eq(state)
        .and(accreditations::status.eq(REFUSED));
    let rows: Vec<(String, Role, jiff_diesel::Timestamp, String)> = accreditations::table
        .filter(refused)
        .filter(
            accreditations::decided_at
                .ge(since.to_diesel())
                .assume_not_null(),
        )
        .filter(diesel::dsl::not(diesel::dsl::exists(anew)))
        .order(accreditations::decided_at.desc())
        .select((
            accreditations::name,
            accreditations::role,
            accreditations::decided_at.assume_not_null(),
            accreditations::reason.assume_not_null(),
        ))
        .load(tx.conn())
        .await?;
    let told = rows.into_iter().map(|(name, role, at, reason)| Refused {
        state: state.to_owned(),
        name,
        role,
        at: at.to_jiff(),
        reason,
    });
    Ok(told.collect())
}

/// Of which states there are any.
pub(super) async fn states(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    Ok(accreditations::table
        .select(accreditations::state)
        .distinct()
        .load(tx.conn())
        .await?)
}

/// How many wait to be accepted, state by state.
pub(super) async fn waiting(tx: &mut Tx<'_>) -> Result<Vec<(String, i64)>> {
    Ok(accreditations::table
        .filter(accreditations::status.eq(WAITING))
        .group_by(accreditations::state)
        .select((accreditations::state, count_star()))
        .load(tx.conn())
        .await?)
}

const VOICES: [RoleWord; 2] = [RoleWord::Agent, RoleWord::DeputyAgent];

/// The states for which an agent or a deputy speaks now.
pub(super) async fn spoken_for(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    let states: Vec<Option<String>> = roles_held::table
        .filter(roles_held::role.eq_any(VOICES.map(Spelled)))
        .select(roles_held::state)
        .distinct()
        .load(tx.conn())
        .await?;
    Ok(states.into_iter().flatten().collect())
}

/// The agents and deputies of a state now.
pub(super) async fn voices(tx: &mut Tx<'_>, state: &str) -> Result<Vec<Uuid>> {
    Ok(roles_held::table
        .filter(roles_held::state.eq(state).assume_not_null())
        .filter(roles_held::role.eq_any(VOICES.map(Spelled)))
        .select(roles_held::account_id)
        .distinct()
        .load(tx.conn())
        .await?)
}

/// Does anyone speak for the state, or is anyone accepted who is to?
pub(super) async fn has_voice(tx: &mut Tx<'_>, state: &str) -> Result<bool> {
    if !voices(tx, state).await?.is_empty() {
        return Ok(true);
    }
    let now = tx.now();
    let coming = accreditations::table
        .filter(accreditations::state.eq(state))
        .filter(accreditations::status.eq(ACCEPTED))
        .filter(accreditations::role.eq_any(VOICES.map(Spelled)))
        .filter(
            accreditations::begins_at
                .gt(now.to_diesel())
                .assume_not_null(),
        );
    let count: i64 = coming.count().get_result(tx.conn()).await?;
    Ok(count > 0)
}

/// The roles that these people are to hold: accepted, and not begun.
pub(in crate::people) async fn upcoming(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<Membership>> {
    let now = tx.now();
    let rows: Vec<(Option<Uuid>, Role, String)> = accreditations::table
        .filter(accreditations::account_id.eq_any(ids).assume_not_null())
        .filter(accreditations::status.eq(ACCEPTED))
        .filter(
            accreditations::begins_at
                .gt(now.to_diesel())
                .assume_not_null(),
        )
        .select((
            accreditations::account_id,
            accreditations::role,
            accreditations::state,
        ))
        .load(tx.conn())
        .await?;
    let rows = rows.into_iter().filter_map(|(account_id, role, state)| {
        Some(Membership {
            account_id: account_id?,
            role,
            state: Some(state),
            discipline: None,
            accredited: true,
        })
    });
    Ok(rows.collect())
}

pub(super) async fn add(
    tx: &mut Tx<'_>,
    _: &Permit,
    (id, state): (Uuid, &str),
    candidate: &Candidate,
) -> Result<()> {
    let (at, by) = (tx.now(), tx.person());
    let letter = &candidate.letter;
    diesel::insert_into(accreditations::table)
        .values((
            accreditations::id.eq(id),
            accreditations::state.eq(state),
            accreditations::role.eq(candidate.role),
            accreditations::name.eq(candidate.name.trim()),
            accreditations::email.eq(candidate.email.trim().to_lowercase()),
            accreditations::first_day.eq(candidate.term.first.to_diesel()),
            accreditations::last_day.eq(candidate.term.last.map(ToDiesel::to_diesel)),
            accreditations::signed_by.eq(&letter.signed_by),
            accreditations::signed_as.eq(&letter.signed_as),
            accreditations::signed_on.eq(letter.signed_on.to_diesel()),
            accreditations::reference.eq(&letter.reference),
            accreditations::digest.eq(&letter.digest),
            accreditations::put_by.eq(by),
            accreditations::put_at.eq(at.to_diesel()),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn accept(
    tx: &mut Tx<'_>,
    _: &Permit,
    (id, person): (Uuid, Uuid),
    (begins, ends): (Timestamp, Option<Timestamp>),
) -> Result<()> {
    let (at, by) = (tx.now(), tx.person());
    diesel::update(accreditations::table.filter(accreditations::id.eq(id)))
        .set((
            accreditations::status.eq(ACCEPTED),
            accreditations::decided_by.eq(by),
            accreditations::decided_at.eq(at.to_diesel()),
            accreditations::account_id.eq(person),
            accreditations::begins_at.eq(begins.to_diesel()),
            accreditations::ends_at.eq(ends.map(ToDiesel::to_diesel)),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn refuse(tx: &mut Tx<'_>, _: &Permit, id: Uuid, reason: &str) -> Result<()> {
    let (at, by) = (tx.now(), tx.person());
    diesel::update(accreditations::table.filter(accreditations::id.eq(id)))
        .set((
            accreditations::status.eq(REFUSED),
            accreditations::decided_by.eq(by),
            accreditations::decided_at.eq(at.to_diesel()),
            accreditations::reason.eq(reason),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn take_back(tx: &mut Tx<'_>, _: &Permit, id: Uuid) -> Result<()> {
    let (at, by) = (tx.now(), tx.person());
    diesel::update(accreditations::table.filter(accreditations::id.eq(id)))
        .set((
            accreditations::status.eq(TAKEN_BACK),
            accreditations::ended_by.eq(by),
            accreditations::ended_at.eq(at.to_diesel()),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// One ends where the other begins.
pub(super) async fn hand_over(
    tx: &mut Tx<'_>,
    _: &Permit,
    (former, successor): (Uuid, Uuid),
    ends: Timestamp,
) -> Result<()> {
    diesel::update(accreditations::table.filter(accreditations::id.eq(former)))
        .set((
            accreditations::ends_at.eq(ends.to_diesel()),
            accreditations::successor.eq(successor),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// It ends when its own letter says so.
pub(super) async fn restore(
    tx: &mut Tx<'_>,
    _: &Permit,
    id: Uuid,
    ends: Option<Timestamp>,
) -> Result<()> {
    diesel::update(accreditations::table.filter(accreditations::id.eq(id)))
        .set((
            accreditations::ends_at.eq(ends.map(ToDiesel::to_diesel)),
            accreditations::successor.eq(None::<Uuid>),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn end(tx: &mut Tx<'_>, _: &Permit, ids: &[Uuid]) -> Result<()> {
    let (at, by) = (tx.now(), tx.person());
    diesel::update(accreditations::table.filter(accreditations::id.eq_any(ids)))
        .set((
            accreditations::status.eq(ENDED),
            accreditations::ended_by.eq(by),
            accreditations::ended_at.eq(at.to_diesel()),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Those that end before that instant and of which nobody was told yet; from now on somebody was.
pub(super) async fn ending_before(tx: &mut Tx<'_>, until: Timestamp) -> Result<Vec<Accreditation>> {
    let now = tx.now();
    let soon = accreditations::status
        .eq(ACCEPTED)
        .and(accreditations::warned_at.is_null())
        .and(
            accreditations::begins_at
                .le(now.to_diesel())
                .assume_not_null(),
        )
        .and(
            accreditations::ends_at
                .gt(now.to_diesel())
                .assume_not_null(),
        )
        .and(
            accreditations::ends_at
                .le(until.to_diesel())
                .assume_not_null(),
        )
        // Whoever hands over knows, and so does the successor.
        .and(accreditations::successor.is_null());
    Ok(diesel::update(accreditations::table.filter(soon))
        .set(accreditations::warned_at.eq(now.to_diesel()))
        .returning(Accreditation::as_returning())
        .get_results(tx.conn())
        .await?)
}
