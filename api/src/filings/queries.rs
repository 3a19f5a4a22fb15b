//! SQL of filings.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use jiff::Timestamp;
use jiff_diesel::ToDiesel;
use uuid::Uuid;

use super::NewFiling;
use crate::db::{Permit, Tx};
use crate::error::Result;
use crate::schema::filings;
use crate::wire::{FilingKind, Side, Spelled, Stage};

/// A filing as it is stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = filings)]
pub struct FilingRow {
    /// Its id.
    pub id: Uuid,
    /// Its case.
    pub case_id: Uuid,
    /// What it is.
    pub kind: FilingKind,
    /// Of a written submission: which one.
    pub stage: Option<Stage>,
    /// Whose side filed it.
    pub side: Side,
    /// What it is called.
    pub title: String,
    /// What it says beside its documents.
    pub statement: String,
    /// Of documents that only some may read: what everyone in the case may know of them.
    pub summary: Option<String>,
    /// Who filed it.
    pub filed_by: Uuid,
    /// SHA-256 of its author and content.
    pub digest: Vec<u8>,
    /// When (C-11).
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub filed_at: Timestamp,
    /// It came after its time.
    pub late: bool,
    /// Its number on the docket.
    pub docket_no: i32,
}

/// Nothing when the id is taken.
pub(super) async fn insert(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    filing: &NewFiling<'_>,
    digest: &[u8],
    docket_no: i32,
) -> Result<bool> {
    let (at, person) = (tx.now().to_diesel(), tx.person());
    let added = diesel::insert_into(filings::table)
        .values((
            filings::id.eq(filing.id),
            filings::case_id.eq(case),
            filings::kind.eq(Spelled(filing.kind)),
            filings::stage.eq(filing.stage.map(Spelled)),
            filings::side.eq(Spelled(filing.side)),
            filings::title.eq(&filing.title),
            filings::statement.eq(filing.statement),
            filings::summary.eq(filing.summary),
            filings::filed_by.eq(person),
            filings::digest.eq(digest),
            filings::filed_at.eq(at),
            filings::late.eq(filing.late),
            filings::docket_no.eq(docket_no),
        ))
        .on_conflict((filings::tenant_id, filings::id))
        .do_nothing()
        .execute(tx.conn())
        .await?;
    Ok(added == 1)
}

pub(super) async fn find(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<FilingRow>> {
    let found = filings::table
        .filter(filings::id.eq(id))
        .select(FilingRow::as_select())
        .first(tx.conn())
        .await;
    Ok(found.optional()?)
}

pub(super) async fn of_case(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<FilingRow>> {
    Ok(filings::table
        .filter(filings::case_id.eq(case))
        .order((filings::docket_no, filings::id))
        .select(FilingRow::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn cases_with(
    tx: &mut Tx<'_>,
    of: &[Uuid],
    side: domain::people::Side,
) -> Result<Vec<Uuid>> {
    Ok(filings::table
        .filter(
            filings::case_id
                .eq_any(of)
                .and(filings::side.eq(Spelled(side))),
        )
        .select(filings::case_id)
        .distinct()
        .load(tx.conn())
        .await?)
}
