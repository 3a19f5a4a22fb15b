//! SQL of documents, and of what a case lends them.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{Array, Nullable, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use jiff::Timestamp;
use jiff_diesel::ToDiesel;
use uuid::Uuid;

use super::{NewDocument, Received};
use crate::db::{Permit, Tx};
use crate::error::{Error, Result};
use crate::schema::{body_keys, cases, document_keys, documents};
use crate::wire::{self, CaseState, Class, Side, Spelled};

/// A document as it is stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = documents)]
pub struct DocumentRow {
    /// Its id.
    pub id: Uuid,
    /// Its case.
    pub case_id: Uuid,
    /// The filing that it came with; none while it waits to be filed.
    pub filing_id: Option<Uuid>,
    /// What it is called.
    pub title: String,
    /// What its file was called.
    pub file_name: String,
    /// What its content is.
    pub media_type: String,
    /// How large it is.
    pub size_bytes: i64,
    /// SHA-256 of its bytes.
    pub sha256: Vec<u8>,
    /// Its class.
    pub class: Class,
    /// Whose side uploaded it.
    pub side: Side,
    /// Its label as an exhibit, as UKR-1.
    pub exhibit: Option<String>,
    /// Who uploaded it.
    pub uploaded_by: Uuid,
    /// When its last byte was in (C-11).
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub uploaded_at: Timestamp,
}

/// What policies ask about the case around a document.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = cases)]
pub(super) struct CaseAround {
    /// Its id.
    pub id: Uuid,
    /// Where it stands.
    pub state: CaseState,
    /// The year of its number; none before it is on the register.
    pub year: Option<i32>,
    /// Its number in that year.
    pub number: Option<i32>,
    /// The state that asks for the review.
    pub applicant: String,
    /// The state that invokes the exception.
    pub respondent: String,
    /// Who opened the draft.
    pub filed_by: Uuid,
    /// The rules under which it was filed.
    pub rules_version: i32,
    /// When it came on the register, and so was served.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub registered_at: Option<Timestamp>,
    /// When it was closed.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub closed_at: Option<Timestamp>,
    /// When its ruling was issued.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub issued_at: Option<Timestamp>,
    /// When its ruling was published.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub published_at: Option<Timestamp>,
    /// Since when its recommendations are held.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub held_at: Option<Timestamp>,
}

/// Who sits in the case, or is asked to.
#[derive(Clone, Debug, QueryableByName)]
pub(super) struct Bench {
    /// Who sits.
    #[diesel(sql_type = Array<SqlUuid>)]
    pub sitting: Vec<Uuid>,
    /// Who is asked to sit, or has accepted.
    #[diesel(sql_type = Array<SqlUuid>)]
    pub candidates: Vec<Uuid>,
    /// Who is named as an alternate.
    #[diesel(sql_type = Array<SqlUuid>)]
    pub alternates: Vec<Uuid>,
    /// Who is a sitting alternate.
    #[diesel(sql_type = Array<SqlUuid>)]
    pub sitting_alternates: Vec<Uuid>,
    /// Who presides.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub presiding: Option<Uuid>,
    /// Whom an emergency access lets in to class C1 (procedure 2.1.3, act 41).
    #[diesel(sql_type = Array<SqlUuid>)]
    pub let_in_c1: Vec<Uuid>,
    /// To class C2.
    #[diesel(sql_type = Array<SqlUuid>)]
    pub let_in_c2: Vec<Uuid>,
    /// To class C3.
    #[diesel(sql_type = Array<SqlUuid>)]
    pub let_in_c3: Vec<Uuid>,
}

impl Bench {
    /// Whom an emergency access lets in to documents of this class.
    pub(super) fn let_in(&self, class: domain::document::Class) -> &[Uuid] {
        use domain::document::Class;
        match class {
            Class::Public | Class::PartyConfidential => &self.let_in_c1,
            Class::BusinessConfidential => &self.let_in_c2,
            Class::StrictlyConfidential => &self.let_in_c3,
            Class::Classified | Class::Deliberative => &[],
        }
    }
}

const BENCH: &str = "select sitting, candidates, alternates, sitting_alternates, presiding, emergency_readers($1, 'C1') as let_in_c1, \
    emergency_readers($1, 'C2') as let_in_c2, emergency_readers($1, 'C3') as let_in_c3 from case_progress($1)";

pub(super) async fn around(tx: &mut Tx<'_>, case: Uuid) -> Result<(CaseAround, Bench)> {
    let found = cases::table
        .filter(cases::id.eq(case))
        .select(CaseAround::as_select())
        .first(tx.conn())
        .await;
    let around = found.optional()?.ok_or(Error::NotFound("case"))?;
    let mut bench: Bench = diesel::sql_query(BENCH)
        .bind::<SqlUuid, _>(case)
        .get_result(tx.conn())
        .await?;
    if tx.client().is_some() {
        // A person is let in, and none of their programs.
        let me = tx.person();
        for some in [
            &mut bench.let_in_c1,
            &mut bench.let_in_c2,
            &mut bench.let_in_c3,
        ] {
            some.retain(|one| *one != me);
        }
    }
    Ok((around, bench))
}

/// Nothing when the id is taken.
pub(super) async fn insert(
    tx: &mut Tx<'_>,
    _: &Permit,
    new: &NewDocument,
    side: Side,
    received: &Received,
) -> Result<bool> {
    let (at, person) = (tx.now().to_diesel(), tx.person());
    let added = diesel::insert_into(documents::table)
        .values((
            documents::id.eq(new.id),
            documents::case_id.eq(new.case),
            documents::title.eq(&new.title),
            documents::file_name.eq(&new.file_name),
            documents::media_type.eq("application/pdf"),
            documents::size_bytes.eq(received.size_bytes),
            documents::sha256.eq(&received.sha256),
            documents::class.eq(new.class),
            documents::side.eq(side),
            documents::uploaded_by.eq(person),
            documents::uploaded_at.eq(at),
        ))
        .on_conflict((documents::tenant_id, documents::id))
        .do_nothing()
        .execute(tx.conn())
        .await?;
    Ok(added == 1)
}

pub(super) async fn find(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<DocumentRow>> {
    let found = documents::table
        .filter(documents::id.eq(id))
        .select(DocumentRow::as_select())
        .first(tx.conn())
        .await;
    Ok(found.optional()?)
}

pub(super) async fn of_case(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<DocumentRow>> {
    Ok(documents::table
        .filter(documents::case_id.eq(case))
        .order((documents::uploaded_at, documents::id))
        .select(DocumentRow::as_select())
        .load(tx.conn())
        .await?)
}

/// More public documents than these no case has; it bounds what one page costs.
const PUBLIC: i64 = 2_000;

/// Those on its record that were filed as public.
pub(super) async fn public_of_case(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<DocumentRow>> {
    Ok(documents::table
        .filter(documents::case_id.eq(case))
        .filter(documents::filing_id.is_not_null())
        .filter(documents::class.eq(Spelled(domain::document::Class::Public)))
        .order((documents::uploaded_at, documents::id))
        .limit(PUBLIC)
        .select(DocumentRow::as_select())
        .load(tx.conn())
        .await?)
}

/// Those of a side that wait to be filed, locked: none is taken back while it is.
pub(super) async fn waiting(
    tx: &mut Tx<'_>,
    case: Uuid,
    side: Side,
    ids: &[Uuid],
) -> Result<Vec<DocumentRow>> {
    Ok(documents::table
        .filter(
            documents::case_id
                .eq(case)
                .and(documents::side.eq(side))
                .and(documents::filing_id.is_null()),
        )
        .filter(documents::id.eq_any(ids))
        .order(documents::id)
        .select(DocumentRow::as_select())
        .for_update()
        .load(tx.conn())
        .await?)
}

/// A document as it stands, locked: it is not filed while it is taken back.
pub(super) async fn locked(tx: &mut Tx<'_>, id: Uuid) -> Result<DocumentRow> {
    Ok(documents::table
        .filter(documents::id.eq(id))
        .select(DocumentRow::as_select())
        .for_update()
        .first(tx.conn())
        .await?)
}

pub(super) async fn file(
    tx: &mut Tx<'_>,
    _: &Permit,
    id: Uuid,
    filing: Uuid,
    exhibit: Option<&str>,
) -> Result<()> {
    let target = documents::table.filter(documents::id.eq(id).and(documents::filing_id.is_null()));
    let filed = diesel::update(target)
        .set((
            documents::filing_id.eq(filing),
            documents::exhibit.eq(exhibit),
        ))
        .execute(tx.conn())
        .await?;
    if filed == 1 {
        Ok(())
    } else {
        Err(Error::Stale)
    }
}

pub(super) async fn exhibits(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<(Side, String)>> {
    let rows: Vec<(Side, Option<String>)> = documents::table
        .filter(
            documents::case_id
                .eq(case)
                .and(documents::exhibit.is_not_null()),
        )
        .select((documents::side, documents::exhibit))
        .load(tx.conn())
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(side, label)| Some((side, label?)))
        .collect())
}

/// How many exhibits a side has.
pub(super) async fn count_exhibits(
    tx: &mut Tx<'_>,
    case: Uuid,
    side: domain::people::Side,
) -> Result<i64> {
    Ok(documents::table
        .filter(
            documents::case_id
                .eq(case)
                .and(documents::exhibit.is_not_null())
                .and(documents::side.eq(Spelled(side))),
        )
        .count()
        .get_result(tx.conn())
        .await?)
}

/// An exhibit that is on the record, as a ruling lists it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = documents)]
pub struct Exhibit {
    /// Its label, as UKR-1.
    #[diesel(select_expression = documents::exhibit.assume_not_null())]
    #[diesel(select_expression_type = diesel::dsl::AssumeNotNull<documents::exhibit>)]
    pub label: String,
    /// What it is called.
    pub title: String,
    /// Its class.
    pub class: Class,
}

pub(super) async fn on_record(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<Exhibit>> {
    Ok(documents::table
        .filter(
            documents::case_id
                .eq(case)
                .and(documents::filing_id.is_not_null())
                .and(documents::exhibit.is_not_null()),
        )
        .order((documents::side, documents::uploaded_at, documents::id))
        .select(Exhibit::as_select())
        .load(tx.conn())
        .await?)
}

/// The key of a document, wrapped.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = document_keys)]
pub(super) struct KeyRow {
    /// Its document.
    pub document_id: Uuid,
    /// The upload that brought its bytes.
    pub arrival: Uuid,
    /// Itself, wrapped by a key of the body; none when it was erased.
    pub wrapped: Option<Vec<u8>>,
}

/// What the body certifies of a document that is no more.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = document_keys)]
pub(super) struct CertificateRow {
    /// The text.
    #[diesel(select_expression = document_keys::certificate.assume_not_null())]
    #[diesel(select_expression_type = diesel::dsl::AssumeNotNull<document_keys::certificate>)]
    pub certificate: String,
    /// The body's signature over it (minisign).
    #[diesel(select_expression = document_keys::minisig.assume_not_null())]
    #[diesel(select_expression_type = diesel::dsl::AssumeNotNull<document_keys::minisig>)]
    pub minisig: String,
    /// The key that signed it.
    #[diesel(select_expression = document_keys::public_key.assume_not_null())]
    #[diesel(select_expression_type = diesel::dsl::AssumeNotNull<document_keys::public_key>)]
    pub public_key: String,
    /// When.
    #[diesel(select_expression = document_keys::destroyed_at.assume_not_null())]
    #[diesel(select_expression_type = diesel::dsl::AssumeNotNull<document_keys::destroyed_at>)]
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub destroyed_at: Timestamp,
}

/// Erases the key of a document. No: it was erased before.
pub(super) async fn destroy_key(
    tx: &mut Tx<'_>,
    _: &Permit,
    document: Uuid,
    certificate: &CertificateRow,
) -> Result<bool> {
    let there = document_keys::document_id
        .eq(document)
        .and(document_keys::destroyed_at.is_null());
    let erased = diesel::update(document_keys::table.filter(there))
        .set((
            document_keys::wrapped.eq(None::<Vec<u8>>),
            document_keys::wrapped_by.eq(None::<String>),
            document_keys::destroyed_at.eq(certificate.destroyed_at.to_diesel()),
            document_keys::certificate.eq(&certificate.certificate),
            document_keys::minisig.eq(&certificate.minisig),
            document_keys::public_key.eq(&certificate.public_key),
        ))
        .execute(tx.conn())
        .await?;
    Ok(erased == 1)
}

pub(super) async fn certificate_of(
    tx: &mut Tx<'_>,
    document: Uuid,
) -> Result<Option<CertificateRow>> {
    let found = document_keys::table
        .filter(
            document_keys::document_id
                .eq(document)
                .and(document_keys::destroyed_at.is_not_null()),
        )
        .select(CertificateRow::as_select())
        .first(tx.conn())
        .await;
    Ok(found.optional()?)
}

/// Of which classes a case has documents whose key was not erased.
pub(super) async fn filed_with_keys(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<Class>> {
    let kept = document_keys::table
        .filter(document_keys::destroyed_at.is_null())
        .select(document_keys::document_id);
    Ok(documents::table
        .filter(documents::case_id.eq(case).and(documents::id.eq_any(kept)))
        .filter(documents::filing_id.is_not_null())
        .select(documents::class)
        .distinct()
        .load(tx.conn())
        .await?)
}

/// Which documents of a case are no more, and since when.
pub(super) async fn destroyed_in(tx: &mut Tx<'_>, case: Uuid) -> Result<HashMap<Uuid, Timestamp>> {
    let of_case = documents::table
        .filter(documents::case_id.eq(case))
        .select(documents::id);
    let rows: Vec<(Uuid, Option<jiff_diesel::Timestamp>)> = document_keys::table
        .filter(
            document_keys::document_id
                .eq_any(of_case)
                .and(document_keys::destroyed_at.is_not_null()),
        )
        .select((document_keys::document_id, document_keys::destroyed_at))
        .load(tx.conn())
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, at)| Some((id, at?.to_jiff())))
        .collect())
}

/// The keys of the body that wrap, by their public halves.
pub(super) async fn body_keys(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    Ok(body_keys::table
        .select(body_keys::recipient)
        .load(tx.conn())
        .await?)
}

pub(super) async fn add_body_key(tx: &mut Tx<'_>, _: &Permit, recipient: &str) -> Result<()> {
    diesel::insert_into(body_keys::table)
        .values((
            body_keys::recipient.eq(recipient),
            body_keys::made_at.eq(wire::wall_clock().to_diesel()),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Nobody else changes the keys of the body until this transaction ends. For the operator alone.
pub(super) async fn lock_body_keys(tx: &mut Tx<'_>) -> Result<()> {
    diesel::sql_query("lock table body_keys in share row exclusive mode")
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Parts with every key of the body but one. Busy: a document's key was wrapped with another just now.
pub(super) async fn part_with_body_keys(tx: &mut Tx<'_>, _: &Permit, but: &str) -> Result<()> {
    diesel::delete(body_keys::table.filter(body_keys::recipient.ne(but)))
        .execute(tx.conn())
        .await
        .map_err(being_changed)?;
    Ok(())
}

pub(super) async fn key_of(tx: &mut Tx<'_>, document: Uuid) -> Result<Option<KeyRow>> {
    let found = document_keys::table
        .filter(document_keys::document_id.eq(document))
        .select(KeyRow::as_select())
        .first(tx.conn())
        .await;
    Ok(found.optional()?)
}

/// The keys of a case's documents that were not erased, by document.
pub(super) async fn keys_of_case(tx: &mut Tx<'_>, case: Uuid) -> Result<HashMap<Uuid, KeyRow>> {
    let of_case = documents::table
        .filter(documents::case_id.eq(case))
        .select(documents::id);
    let found: Vec<KeyRow> = document_keys::table
        .filter(document_keys::document_id.eq_any(of_case))
        .filter(document_keys::wrapped.is_not_null())
        .select(KeyRow::as_select())
        .load(tx.conn())
        .await?;
    Ok(found
        .into_iter()
        .map(|key| (key.document_id, key))
        .collect())
}

/// Nobody else acts on the case until the transaction ends.
pub(super) async fn hold_case(tx: &mut Tx<'_>, case: Uuid) -> Result<()> {
    let held = cases::table
        .filter(cases::id.eq(case))
        .select(cases::id)
        .for_update();
    held.first::<Uuid>(tx.conn()).await.optional()?;
    Ok(())
}

pub(super) async fn keep_key(
    tx: &mut Tx<'_>,
    _: &Permit,
    document: Uuid,
    arrival: Uuid,
    wrapped: &[u8],
    by: &str,
) -> Result<()> {
    let at = tx.now().to_diesel();
    diesel::insert_into(document_keys::table)
        .values((
            document_keys::document_id.eq(document),
            document_keys::arrival.eq(arrival),
            document_keys::wrapped.eq(wrapped),
            document_keys::wrapped_by.eq(by),
            document_keys::made_at.eq(at),
        ))
        .execute(tx.conn())
        .await
        .map_err(being_changed)?;
    Ok(())
}

/// Keys of documents that another key than this one has wrapped.
pub(super) async fn wrapped_otherwise(
    tx: &mut Tx<'_>,
    than: &str,
    at_most: i64,
) -> Result<Vec<KeyRow>> {
    Ok(document_keys::table
        .filter(document_keys::wrapped_by.ne(than))
        .limit(at_most)
        .select(KeyRow::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn rewrap(
    tx: &mut Tx<'_>,
    _: &Permit,
    document: Uuid,
    wrapped: &[u8],
    by: &str,
) -> Result<()> {
    // One that was destroyed meanwhile stays destroyed.
    let here = document_keys::document_id
        .eq(document)
        .and(document_keys::destroyed_at.is_null());
    diesel::update(document_keys::table.filter(here))
        .set((
            document_keys::wrapped.eq(wrapped),
            document_keys::wrapped_by.eq(by),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A key of the body and what it wraps do not fit together while they change.
fn being_changed(error: diesel::result::Error) -> Error {
    use diesel::result::{DatabaseErrorKind::ForeignKeyViolation, Error::DatabaseError};
    match error {
        DatabaseError(ForeignKeyViolation, _) => Error::keys_changing(),
        other => other.into(),
    }
}
