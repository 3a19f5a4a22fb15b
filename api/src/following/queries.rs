//! SQL of following: who follows what, and what they were told.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use jiff::Timestamp;
use jiff_diesel::ToDiesel;
use uuid::Uuid;

use super::Cadence;
use crate::db::Tx;
use crate::error::Result;
use crate::schema::{notices, subscriptions};
use crate::wire::Language;

/// Someone who follows something.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = subscriptions)]
pub(super) struct Subscription {
    pub(super) id: Uuid,
    pub(super) address: String,
    pub(super) query: String,
    pub(super) case_id: Option<Uuid>,
    pub(super) cadence: String,
    pub(super) token: String,
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub(super) asked_at: Timestamp,
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub(super) confirmed_at: Option<Timestamp>,
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub(super) ended_at: Option<Timestamp>,
    pub(super) told_upto: i32,
    pub(super) language: Language,
}

/// A letter to a follower that has not left.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = notices)]
pub(super) struct Notice {
    pub(super) subscription_id: Uuid,
    pub(super) subject: String,
    pub(super) body: String,
    pub(super) message_id: String,
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub(super) written_at: Timestamp,
}

/// The same, before it is written.
pub(super) struct NewNotice {
    pub(super) upto: i32,
    pub(super) rulings: Vec<Uuid>,
    pub(super) subject: String,
    pub(super) body: String,
    pub(super) host: String,
}

/// How many letters this address, and the whole body, caused since then without a confirmation.
pub(super) async fn asked_since(
    tx: &mut Tx<'_>,
    address: &str,
    since: Timestamp,
) -> Result<(i64, i64)> {
    let open = subscriptions::confirmed_at
        .is_null()
        .and(subscriptions::asked_at.gt(since.to_diesel()));
    let all = subscriptions::table
        .filter(open)
        .count()
        .get_result(tx.conn())
        .await?;
    let theirs = subscriptions::table
        .filter(open.and(subscriptions::address.eq(address)))
        .count()
        .get_result(tx.conn())
        .await?;
    Ok((theirs, all))
}

/// Holds the wishes of an address until the transaction ends.
pub(super) async fn hold(tx: &mut Tx<'_>, address: &str) -> Result<()> {
    diesel::sql_query("select pg_advisory_xact_lock(hashtextextended($1, 7))")
        .bind::<diesel::sql_types::Text, _>(address)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Wishes that nobody confirmed in time make room.
pub(super) async fn end_expired(
    tx: &mut Tx<'_>,
    address: &str,
    asked_before: Timestamp,
) -> Result<()> {
    let at = crate::wire::wall_clock();
    let expired = subscriptions::table.filter(
        subscriptions::address
            .eq(address)
            .and(subscriptions::confirmed_at.is_null())
            .and(subscriptions::ended_at.is_null())
            .and(subscriptions::asked_at.lt(asked_before.to_diesel())),
    );
    diesel::update(expired)
        .set(subscriptions::ended_at.eq(at.to_diesel()))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The same wish once more, not confirmed yet: at the pace and in the language that are asked for now.
pub(super) async fn ask_again(tx: &mut Tx<'_>, wish: &Subscription) -> Result<Option<Uuid>> {
    let same = subscriptions::table.filter(
        subscriptions::address
            .eq(&wish.address)
            .and(subscriptions::query.eq(&wish.query))
            .and(subscriptions::case_id.is_not_distinct_from(wish.case_id))
            .and(subscriptions::confirmed_at.is_null())
            .and(subscriptions::ended_at.is_null()),
    );
    let ids: Vec<Uuid> = diesel::update(same)
        .set((
            subscriptions::cadence.eq(&wish.cadence),
            subscriptions::language.eq(wish.language),
        ))
        .returning(subscriptions::id)
        .get_results(tx.conn())
        .await?;
    Ok(ids.into_iter().next())
}

/// Nothing, if the same is followed from that address already.
pub(super) async fn insert(tx: &mut Tx<'_>, new: &Subscription) -> Result<bool> {
    let added = diesel::insert_into(subscriptions::table)
        .values((
            subscriptions::id.eq(new.id),
            subscriptions::address.eq(&new.address),
            subscriptions::query.eq(&new.query),
            subscriptions::case_id.eq(new.case_id),
            subscriptions::cadence.eq(&new.cadence),
            subscriptions::token.eq(&new.token),
            subscriptions::asked_at.eq(new.asked_at.to_diesel()),
            subscriptions::told_upto.eq(new.told_upto),
            subscriptions::language.eq(new.language),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn())
        .await?;
    Ok(added == 1)
}

pub(super) async fn find(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Subscription>> {
    Ok(subscriptions::table
        .filter(subscriptions::id.eq(id))
        .select(Subscription::as_select())
        .for_update()
        .first(tx.conn())
        .await
        .optional()?)
}

/// Confirms it, from this place in the log on.
pub(super) async fn confirm(tx: &mut Tx<'_>, id: Uuid, told_upto: i32) -> Result<()> {
    let at = crate::wire::wall_clock();
    let open = subscriptions::table.filter(
        subscriptions::id
            .eq(id)
            .and(subscriptions::confirmed_at.is_null()),
    );
    diesel::update(open)
        .set((
            subscriptions::confirmed_at.eq(at.to_diesel()),
            subscriptions::told_upto.eq(told_upto),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn end(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    let at = crate::wire::wall_clock();
    let open = subscriptions::table.filter(
        subscriptions::id
            .eq(id)
            .and(subscriptions::ended_at.is_null()),
    );
    diesel::update(open)
        .set(subscriptions::ended_at.eq(at.to_diesel()))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Those who follow and were not told of everything up to there; of one case, or of what is published.
pub(super) async fn behind(
    tx: &mut Tx<'_>,
    cadence: Cadence,
    case: Option<Uuid>,
    upto: i32,
) -> Result<Vec<Subscription>> {
    Ok(subscriptions::table
        .filter(
            subscriptions::confirmed_at
                .is_not_null()
                .and(subscriptions::ended_at.is_null())
                .and(subscriptions::cadence.eq(cadence.as_str()))
                .and(subscriptions::case_id.is_not_distinct_from(case))
                .and(subscriptions::told_upto.lt(upto)),
        )
        .order(subscriptions::id)
        .select(Subscription::as_select())
        .load(tx.conn())
        .await?)
}

/// The cases that someone follows at that pace.
pub(super) async fn followed_cases(tx: &mut Tx<'_>, cadence: Cadence) -> Result<Vec<Uuid>> {
    let cases: Vec<Option<Uuid>> = subscriptions::table
        .filter(
            subscriptions::confirmed_at
                .is_not_null()
                .and(subscriptions::ended_at.is_null())
                .and(subscriptions::cadence.eq(cadence.as_str()))
                .and(subscriptions::case_id.is_not_null()),
        )
        .select(subscriptions::case_id)
        .distinct()
        .load(tx.conn())
        .await?;
    Ok(cases.into_iter().flatten().collect())
}

/// Was the follower told of this ruling before?
pub(super) async fn told_of(tx: &mut Tx<'_>, subscription: Uuid, ruling: Uuid) -> Result<bool> {
    let told = notices::table.filter(
        notices::subscription_id
            .eq(subscription)
            .and(notices::rulings.contains(vec![ruling])),
    );
    Ok(diesel::select(diesel::dsl::exists(told))
        .get_result(tx.conn())
        .await?)
}

/// Moves a follower on, with what they are told of it: gives the letter, if there is one. Nothing at
/// all, if someone else has moved them.
pub(super) async fn advance(
    tx: &mut Tx<'_>,
    seen: &Subscription,
    upto: i32,
    notice: Option<NewNotice>,
) -> Result<Option<Option<Uuid>>> {
    let here = subscriptions::table.filter(
        subscriptions::id
            .eq(seen.id)
            .and(subscriptions::told_upto.eq(seen.told_upto))
            .and(subscriptions::ended_at.is_null()),
    );
    let moved = diesel::update(here)
        .set(subscriptions::told_upto.eq(upto))
        .execute(tx.conn())
        .await?;
    if moved == 0 {
        return Ok(None);
    }
    let Some(notice) = notice else {
        return Ok(Some(None));
    };
    let (id, at) = (Uuid::now_v7(), crate::wire::wall_clock());
    diesel::insert_into(notices::table)
        .values((
            notices::id.eq(id),
            notices::subscription_id.eq(seen.id),
            notices::upto.eq(notice.upto),
            notices::rulings.eq(notice.rulings),
            notices::subject.eq(notice.subject),
            notices::body.eq(notice.body),
            notices::message_id.eq(format!("<{id}@{}>", notice.host)),
            notices::written_at.eq(at.to_diesel()),
        ))
        .execute(tx.conn())
        .await?;
    Ok(Some(Some(id)))
}

/// A letter that has not left, and to whom it goes.
pub(super) async fn unsent(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<(Notice, Subscription)>> {
    let waiting: Option<Notice> = notices::table
        .filter(notices::id.eq(id).and(notices::sent_at.is_null()))
        .select(Notice::as_select())
        .first(tx.conn())
        .await
        .optional()?;
    let Some(notice) = waiting else {
        return Ok(None);
    };
    let it = subscriptions::table
        .filter(subscriptions::id.eq(notice.subscription_id))
        .select(Subscription::as_select())
        .first(tx.conn())
        .await?;
    Ok(Some((notice, it)))
}

pub(super) async fn sent(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    let at = crate::wire::wall_clock();
    diesel::update(notices::table.filter(notices::id.eq(id)))
        .set(notices::sent_at.eq(at.to_diesel()))
        .execute(tx.conn())
        .await?;
    Ok(())
}
