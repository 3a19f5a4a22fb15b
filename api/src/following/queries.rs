//! SQL of following: who follows what, and what they were told.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use jiff::Timestamp;
use jiff_diesel::ToDiesel;
use uuid::Uuid;

use super::{Cadence, Channel};
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
    pub(super) channel: String,
    /// From which network it was asked for; nothing once it is confirmed.
    pub(super) sender: Option<String>,
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
    pub(super) id: Uuid,
    /// The place up to which it tells.
    pub(super) upto: i32,
    /// The rulings that it tells of.
    pub(super) rulings: Vec<Uuid>,
    /// The subject of a letter; the type of a message.
    pub(super) subject: String,
    /// The text of a letter; the payload of a message.
    pub(super) body: String,
    /// The same at each attempt.
    pub(super) message_id: String,
}

/// What a program was sent, as whoever runs it sees it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = notices)]
pub(super) struct Sent {
    pub(super) subject: String,
    pub(super) message_id: String,
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub(super) written_at: Timestamp,
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub(super) tried_at: Option<Timestamp>,
    pub(super) outcome: Option<String>,
}

diesel::define_sql_function! {
    /// Does the text begin so?
    fn starts_with(text: diesel::sql_types::Text, beginning: diesel::sql_types::Text) -> diesel::sql_types::Bool;
}

/// How many wishes of the body nobody confirmed, since then.
pub(super) async fn asked_of_body(
    tx: &mut Tx<'_>,
    channel: Channel,
    since: Timestamp,
) -> Result<i64> {
    Ok(unconfirmed(since)
        .filter(subscriptions::channel.eq(channel.as_str()))
        .count()
        .get_result(tx.conn())
        .await?)
}

/// How many of them were asked for from this network.
pub(super) async fn asked_of_network(
    tx: &mut Tx<'_>,
    sender: &str,
    since: Timestamp,
) -> Result<i64> {
    Ok(unconfirmed(since)
        .filter(subscriptions::sender.eq(sender))
        .count()
        .get_result(tx.conn())
        .await?)
}

/// How many of them for this address.
pub(super) async fn asked_of_address(
    tx: &mut Tx<'_>,
    address: &str,
    since: Timestamp,
) -> Result<i64> {
    Ok(unconfirmed(since)
        .filter(subscriptions::address.eq(address))
        .count()
        .get_result(tx.conn())
        .await?)
}

/// How many of them for addresses that begin so: those of one host.
pub(super) async fn asked_of_host(
    tx: &mut Tx<'_>,
    beginning: &str,
    since: Timestamp,
) -> Result<i64> {
    Ok(unconfirmed(since)
        .filter(starts_with(subscriptions::address, beginning))
        .count()
        .get_result(tx.conn())
        .await?)
}

#[diesel::dsl::auto_type(no_type_alias)]
fn unconfirmed(since: Timestamp) -> _ {
    let since: jiff_diesel::Timestamp = since.to_diesel();
    subscriptions::table.filter(
        subscriptions::confirmed_at
            .is_null()
            .and(subscriptions::asked_at.gt(since)),
    )
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
            .and(subscriptions::channel.eq(&wish.channel))
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
            subscriptions::channel.eq(&new.channel),
            subscriptions::sender.eq(&new.sender),
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

/// Confirms it, from this place in the log on. From where it was asked for is forgotten.
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
            subscriptions::sender.eq(None::<String>),
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

/// Moves a follower on, with what they are told of it. No, if someone else has moved them.
pub(super) async fn advance(
    tx: &mut Tx<'_>,
    seen: &Subscription,
    upto: i32,
    notices: Vec<NewNotice>,
) -> Result<bool> {
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
    if moved == 1 {
        write(tx, seen.id, notices).await?;
    }
    Ok(moved == 1)
}

/// Writes what a follower is told.
pub(super) async fn write(
    tx: &mut Tx<'_>,
    subscription: Uuid,
    notices: Vec<NewNotice>,
) -> Result<()> {
    let at = crate::wire::wall_clock();
    let rows: Vec<_> = notices
        .into_iter()
        .map(|notice| {
            (
                notices::id.eq(notice.id),
                notices::subscription_id.eq(subscription),
                notices::upto.eq(notice.upto),
                notices::rulings.eq(notice.rulings),
                notices::subject.eq(notice.subject),
                notices::body.eq(notice.body),
                notices::message_id.eq(notice.message_id),
                notices::written_at.eq(at.to_diesel()),
            )
        })
        .collect();
    diesel::insert_into(notices::table)
        .values(rows)
        .execute(tx.conn())
        .await?;
    Ok(())
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

/// What the last attempt came to.
pub(super) async fn tried(tx: &mut Tx<'_>, id: Uuid, outcome: &str) -> Result<()> {
    let at = crate::wire::wall_clock();
    diesel::update(notices::table.filter(notices::id.eq(id)))
        .set((
            notices::tried_at.eq(at.to_diesel()),
            notices::outcome.eq(outcome),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The last messages to a program, the newest first.
pub(super) async fn last_sent(
    tx: &mut Tx<'_>,
    subscription: Uuid,
    limit: i64,
) -> Result<Vec<Sent>> {
    Ok(notices::table
        .filter(notices::subscription_id.eq(subscription))
        .order(notices::id.desc())
        .limit(limit)
        .select(Sent::as_select())
        .load(tx.conn())
        .await?)
}
