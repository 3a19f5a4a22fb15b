//! SQL of the interim review: what went to the parties, and what they said of it.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use jiff::Timestamp;
use jiff_diesel::ToDiesel;
use serde_json::Value;
use uuid::Uuid;

use crate::db::{Permit, Tx};
use crate::error::Result;
use crate::schema::{interim_comments, interim_rounds};
use crate::wire::Side;

/// A round: the draft as the parties have it, or the one point on which they are heard.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = interim_rounds)]
pub(super) struct Round {
    pub(super) no: i32,
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub(super) sent_at: Timestamp,
    pub(super) content: Value,
    pub(super) results: Value,
    pub(super) claims: Vec<Uuid>,
    pub(super) point: String,
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub(super) closed_at: Option<Timestamp>,
}

/// What a party said in a round.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = interim_comments)]
pub(super) struct Comment {
    pub(super) round: i32,
    pub(super) side: Side,
    pub(super) is_reply: bool,
    pub(super) text: String,
    pub(super) wants_meeting: bool,
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub(super) filed_at: Timestamp,
}

/// A round before it is written down.
pub(super) struct NewRound<'a> {
    pub(super) no: i32,
    pub(super) content: Value,
    pub(super) results: Value,
    pub(super) claims: &'a [Uuid],
    pub(super) point: &'a str,
}

pub(super) async fn rounds(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<Round>> {
    Ok(interim_rounds::table
        .filter(interim_rounds::case_id.eq(case))
        .order(interim_rounds::no)
        .select(Round::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn comments(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<Comment>> {
    Ok(interim_comments::table
        .filter(interim_comments::case_id.eq(case))
        .order((
            interim_comments::round,
            interim_comments::is_reply,
            interim_comments::filed_at,
        ))
        .select(Comment::as_select())
        .load(tx.conn())
        .await?)
}

/// Opens a round; the one before it is closed with it.
pub(super) async fn open(
    tx: &mut Tx<'_>,
    permit: &Permit,
    case: Uuid,
    new: NewRound<'_>,
) -> Result<()> {
    close(tx, permit, case).await?;
    let at = tx.now().to_diesel();
    diesel::insert_into(interim_rounds::table)
        .values((
            interim_rounds::id.eq(Uuid::now_v7()),
            interim_rounds::case_id.eq(case),
            interim_rounds::no.eq(new.no),
            interim_rounds::sent_at.eq(at),
            interim_rounds::content.eq(new.content),
            interim_rounds::results.eq(new.results),
            interim_rounds::claims.eq(new.claims),
            interim_rounds::point.eq(new.point),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// What was said is considered.
pub(super) async fn close(tx: &mut Tx<'_>, _: &Permit, case: Uuid) -> Result<()> {
    let at = tx.now().to_diesel();
    let open = interim_rounds::table.filter(
        interim_rounds::case_id
            .eq(case)
            .and(interim_rounds::closed_at.is_null()),
    );
    diesel::update(open)
        .set(interim_rounds::closed_at.eq(at))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn say(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    (round, side, is_reply): (i32, Side, bool),
    (text, wants_meeting): (&str, bool),
) -> Result<()> {
    let (at, by) = (tx.now().to_diesel(), tx.person());
    diesel::insert_into(interim_comments::table)
        .values((
            interim_comments::id.eq(Uuid::now_v7()),
            interim_comments::case_id.eq(case),
            interim_comments::round.eq(round),
            interim_comments::side.eq(side),
            interim_comments::is_reply.eq(is_reply),
            interim_comments::text.eq(text),
            interim_comments::wants_meeting.eq(wants_meeting),
            interim_comments::filed_by.eq(by),
            interim_comments::filed_at.eq(at),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}
