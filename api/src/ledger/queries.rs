//! SQL of checkpoints, and of who read what.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use jiff::Timestamp;
use uuid::Uuid;

use crate::db::Tx;
use crate::error::Result;
use crate::schema::checkpoints;
use crate::wire::Class;

/// What the body signed about its ledger.
#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = checkpoints)]
pub struct Checkpoint {
    /// 1, 2, 3.
    pub no: i32,
    /// The line of the body's own chain.
    pub seq: i64,
    /// The hash after it.
    pub head: Vec<u8>,
    /// The signed bytes.
    pub text: String,
    /// The key.
    pub kid: String,
    /// The signature, as minisign makes it.
    pub minisig: String,
    /// When.
    #[diesel(serialize_as = jiff_diesel::Timestamp, deserialize_as = jiff_diesel::Timestamp)]
    pub at: Timestamp,
}

/// That someone saw something of a case.
#[derive(Clone, Debug, QueryableByName)]
pub struct Reading {
    /// Who; nobody where the account is gone.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub person: Option<Uuid>,
    /// What: `case.view`, `document.view`.
    #[diesel(sql_type = Text)]
    pub action: String,
    /// How often: a visit asks for the parts of a page apart, so what one person saw of the same thing within the same
    /// quarter of an hour counts once.
    #[diesel(sql_type = BigInt)]
    pub times: i64,
    /// For the first time.
    #[diesel(sql_type = Timestamptz, deserialize_as = jiff_diesel::Timestamp)]
    pub first_at: Timestamp,
    /// For the last time.
    #[diesel(sql_type = Timestamptz, deserialize_as = jiff_diesel::Timestamp)]
    pub last_at: Timestamp,
}

/// That someone is let in to a case by emergency access now (procedure 2.1.3, act 41).
#[derive(Clone, Debug, QueryableByName)]
pub struct LetIn {
    /// Who.
    #[diesel(sql_type = SqlUuid)]
    pub person: Uuid,
    /// Up to which class.
    #[diesel(sql_type = Text)]
    pub class: Class,
    /// Until when.
    #[diesel(sql_type = Timestamptz, deserialize_as = jiff_diesel::Timestamp)]
    pub ends_at: Timestamp,
}

pub(super) async fn let_in(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<LetIn>> {
    Ok(diesel::sql_query("select * from emergency_accesses($1)")
        .bind::<SqlUuid, _>(case)
        .load(tx.conn())
        .await?)
}

/// The quarter of an hour in which it was read, by the body's clock.
const QUARTER: &str = "floor(extract(epoch from at::timestamptz) / 900)";

pub(super) async fn checkpoints(
    tx: &mut Tx<'_>,
    before: Option<i32>,
    limit: i64,
) -> Result<Vec<Checkpoint>> {
    let mut query = checkpoints::table.into_boxed();
    if let Some(before) = before {
        query = query.filter(checkpoints::no.lt(before));
    }
    Ok(query
        .order(checkpoints::no.desc())
        .limit(limit)
        .select(Checkpoint::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn checkpoint(tx: &mut Tx<'_>, no: i32) -> Result<Option<Checkpoint>> {
    Ok(checkpoints::table
        .filter(checkpoints::no.eq(no))
        .select(Checkpoint::as_select())
        .first(tx.conn())
        .await
        .optional()?)
}

pub(super) async fn insert(tx: &mut Tx<'_>, checkpoint: &Checkpoint) -> Result<()> {
    diesel::insert_into(checkpoints::table)
        .values(checkpoint.clone())
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn readings(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<Reading>> {
    Ok(diesel::sql_query(format!(
        "select actor::uuid as person, action, count(distinct (line::jsonb ->> 'subject', {QUARTER})) as times,
                min(at::timestamptz) as first_at, max(at::timestamptz) as last_at
           from ledger where case_id = $1 and kind = 'read' group by actor, action
          order by max(at) desc, actor, action",
    ))
    .bind::<SqlUuid, _>(case)
    .load(tx.conn())
    .await?)
}

/// That someone read a document, or pages of it.
#[derive(Clone, Debug, QueryableByName)]
pub(super) struct DocumentReading {
    /// Which document.
    #[diesel(sql_type = SqlUuid)]
    pub document: Uuid,
    /// Who; nobody where the account is gone.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub person: Option<Uuid>,
    /// How often, counted in the same way; all pages of it are one thing.
    #[diesel(sql_type = BigInt)]
    pub times: i64,
    /// For the first time.
    #[diesel(sql_type = Timestamptz, deserialize_as = jiff_diesel::Timestamp)]
    pub first_at: Timestamp,
    /// For the last time.
    #[diesel(sql_type = Timestamptz, deserialize_as = jiff_diesel::Timestamp)]
    pub last_at: Timestamp,
    /// What was said of the part that was shown, where it is shown in parts.
    #[diesel(sql_type = Array<Text>)]
    pub parts: Vec<String>,
}

/// Who read these documents of a case, whoever can no more among them; the last first.
pub(super) async fn document_readings(
    tx: &mut Tx<'_>,
    case: Uuid,
    documents: &[Uuid],
) -> Result<Vec<DocumentReading>> {
    Ok(diesel::sql_query(format!(
        "select subject as document, actor::uuid as person, count(distinct {QUARTER}) as times,
                min(at::timestamptz) as first_at, max(at::timestamptz) as last_at,
                coalesce(array_agg(distinct detail) filter (where detail is not null), '{{}}') as parts
           from (select (line::jsonb ->> 'subject')::uuid as subject, actor, at, detail from ledger
                  where case_id = $1 and kind = 'read' and action = 'document.view_content') reads
          where subject = any($2)
          group by subject, actor order by max(at) desc, subject, actor",
    ))
    .bind::<SqlUuid, _>(case)
    .bind::<Array<SqlUuid>, _>(documents)
    .load(tx.conn())
    .await?)
}

pub(super) async fn documents_opened(tx: &mut Tx<'_>, case: Uuid, person: Uuid) -> Result<i64> {
    #[derive(QueryableByName)]
    struct Opened {
        #[diesel(sql_type = BigInt)]
        times: i64,
    }
    let row: Opened = diesel::sql_query(
        "select count(*) as times from ledger
          where case_id = $1 and actor = $2::text and kind = 'read' and action = 'document.view_content'",
    )
    .bind::<SqlUuid, _>(case)
    .bind::<SqlUuid, _>(person)
    .get_result(tx.conn())
    .await?;
    Ok(row.times)
}
