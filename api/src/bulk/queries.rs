//! SQL of the bulk files.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use jiff::Timestamp;
use jiff_diesel::ToDiesel;
use uuid::Uuid;

use crate::db::Tx;
use crate::error::Result;
use crate::schema::bulk_files;

/// A file with all that was published up to a line of the log.
#[derive(Clone, Debug, Insertable, Queryable, Selectable)]
#[diesel(table_name = bulk_files)]
pub struct BulkFile {
    /// Its id.
    pub id: Uuid,
    /// What it is called: its day and its line of the log are part of it.
    pub name: String,
    /// The last line of the log that it takes into account.
    pub seq: i32,
    /// How many rulings it holds.
    pub rulings: i32,
    /// How many withdrawn ones it names.
    pub withdrawn: i32,
    /// Its size in bytes.
    pub size_bytes: i64,
    /// SHA-256 of it.
    pub sha256: Vec<u8>,
    /// When it was made.
    #[diesel(serialize_as = jiff_diesel::Timestamp, deserialize_as = jiff_diesel::Timestamp)]
    pub made_at: Timestamp,
}

/// What is offered, the newest first.
pub(super) async fn offered(tx: &mut Tx<'_>) -> Result<Vec<BulkFile>> {
    Ok(bulk_files::table
        .filter(bulk_files::dropped_at.is_null())
        .order((bulk_files::seq.desc(), bulk_files::name))
        .select(BulkFile::as_select())
        .load(tx.conn())
        .await?)
}

/// Enters files; none of them if they are there already.
pub(super) async fn insert(tx: &mut Tx<'_>, files: Vec<BulkFile>) -> Result<bool> {
    let entered = diesel::insert_into(bulk_files::table)
        .values(files)
        .on_conflict_do_nothing()
        .execute(tx.conn())
        .await?;
    Ok(entered > 0)
}

/// Takes files out of what is offered.
pub(super) async fn drop_files(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<()> {
    let at = tx.now();
    diesel::update(bulk_files::table.filter(bulk_files::id.eq_any(ids)))
        .set(bulk_files::dropped_at.eq(at.to_diesel()))
        .execute(tx.conn())
        .await?;
    Ok(())
}
