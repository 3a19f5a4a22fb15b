//! SQL of emergency accesses.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::emergency::Act;
use jiff::Timestamp;
use jiff_diesel::ToDiesel;
use uuid::Uuid;

use crate::db::{Permit, Tx};
use crate::error::{Error, Result};
use crate::schema::emergencies;
use crate::wire::Class;

/// An emergency access as it is stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = emergencies)]
pub struct Row {
    /// Its id.
    pub id: Uuid,
    /// The case.
    pub case_id: Uuid,
    /// Who asked, and would be let in.
    pub asked_by: Uuid,
    /// When.
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub asked_at: Timestamp,
    /// Up to which class.
    pub class: Class,
    /// Why.
    pub reason: String,
    /// For so many hours.
    pub hours: i32,
    /// The registrar who approved.
    pub registry_by: Option<Uuid>,
    /// The President who approved.
    pub president_by: Option<Uuid>,
    /// When the second approval opened it.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub opened_at: Option<Timestamp>,
    /// Until when it is open.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub ends_at: Option<Timestamp>,
    /// Who refused it, called it off or ended it before its time.
    pub ended_by: Option<Uuid>,
    /// When.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub ended_at: Option<Timestamp>,
    /// Why it was refused.
    pub refused: Option<String>,
    /// How many documents of the case they had opened before, through other accesses.
    pub opened_before: i64,
}

pub(super) async fn find(tx: &mut Tx<'_>, id: Uuid, lock: bool) -> Result<Row> {
    let query = emergencies::table
        .filter(emergencies::id.eq(id))
        .select(Row::as_select());
    let found = if lock {
        query.for_update().first(tx.conn()).await
    } else {
        query.first(tx.conn()).await
    };
    found.optional()?.ok_or(Error::NotFound("request"))
}

/// Until the transaction ends, no other request of the person who asks is made in this case: of two in the same
/// instant, one finds the other there.
pub(super) async fn lock_asking(tx: &mut Tx<'_>, case: Uuid) -> Result<()> {
    let key = format!("{}:{case}:{}", tx.world().body, tx.person());
    diesel::sql_query("select pg_advisory_xact_lock(hashtextextended($1, 54))")
        .bind::<diesel::sql_types::Text, _>(key)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Those that this person has asked for in a case.
pub(super) async fn of_case(tx: &mut Tx<'_>, case: Uuid, person: Uuid) -> Result<Vec<Row>> {
    Ok(emergencies::table
        .filter(emergencies::case_id.eq(case))
        .filter(emergencies::asked_by.eq(person))
        .select(Row::as_select())
        .load(tx.conn())
        .await?)
}

/// A page, the newest first: ids tell in which order they were asked for.
pub(super) async fn page(tx: &mut Tx<'_>, after: Option<Uuid>, limit: i64) -> Result<Vec<Row>> {
    let mut query = emergencies::table
        .order((emergencies::asked_at.desc(), emergencies::id.desc()))
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        let at: Option<jiff_diesel::Timestamp> = emergencies::table
            .filter(emergencies::id.eq(after))
            .select(emergencies::asked_at)
            .first(tx.conn())
            .await
            .optional()?;
        let at = at.ok_or(Error::NotFound("page"))?;
        let before = emergencies::asked_at
            .lt(at)
            .or(emergencies::asked_at.eq(at).and(emergencies::id.lt(after)));
        query = query.filter(before);
    }
    Ok(query.select(Row::as_select()).load(tx.conn()).await?)
}

/// No: the id is taken.
pub(super) async fn insert(
    tx: &mut Tx<'_>,
    _: &Permit,
    (id, case): (Uuid, Uuid),
    (class, reason, hours): (Class, &str, i32),
    now: Timestamp,
) -> Result<bool> {
    let person = tx.person();
    let added = diesel::insert_into(emergencies::table)
        .values((
            emergencies::id.eq(id),
            emergencies::case_id.eq(case),
            emergencies::asked_by.eq(person),
            emergencies::asked_at.eq(now.to_diesel()),
            emergencies::class.eq(class),
            emergencies::reason.eq(reason),
            emergencies::hours.eq(hours),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn())
        .await?;
    Ok(added == 1)
}

pub(super) async fn approve(
    tx: &mut Tx<'_>,
    _: &Permit,
    id: Uuid,
    act: Act,
    now: Timestamp,
) -> Result<()> {
    let (person, now) = (tx.person(), now.to_diesel());
    let one = diesel::update(emergencies::table.filter(emergencies::id.eq(id)));
    if act == Act::ApproveForPresident {
        let by = (
            emergencies::president_by.eq(person),
            emergencies::president_at.eq(now),
        );
        one.set(by).execute(tx.conn()).await?;
    } else {
        let by = (
            emergencies::registry_by.eq(person),
            emergencies::registry_at.eq(now),
        );
        one.set(by).execute(tx.conn()).await?;
    }
    Ok(())
}

pub(super) async fn open(
    tx: &mut Tx<'_>,
    _: &Permit,
    id: Uuid,
    (now, ends): (Timestamp, Timestamp),
    before: i64,
) -> Result<()> {
    diesel::update(emergencies::table.filter(emergencies::id.eq(id)))
        .set((
            emergencies::opened_at.eq(now.to_diesel()),
            emergencies::ends_at.eq(ends.to_diesel()),
            emergencies::opened_before.eq(before),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn end(
    tx: &mut Tx<'_>,
    _: &Permit,
    id: Uuid,
    now: Timestamp,
    refused: Option<&str>,
) -> Result<()> {
    let person = tx.person();
    diesel::update(emergencies::table.filter(emergencies::id.eq(id)))
        .set((
            emergencies::ended_by.eq(person),
            emergencies::ended_at.eq(now.to_diesel()),
            emergencies::refused.eq(refused),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Those whom its end concerns are told now; no if they were.
pub(super) async fn tell_end(tx: &mut Tx<'_>, id: Uuid, now: Timestamp) -> Result<bool> {
    let untold = emergencies::id.eq(id).and(emergencies::told_at.is_null());
    let told = diesel::update(emergencies::table.filter(untold))
        .set(emergencies::told_at.eq(now.to_diesel()))
        .execute(tx.conn())
        .await?;
    Ok(told == 1)
}
