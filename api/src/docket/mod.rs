//! The docket: shows the numbered record that `record.rs` writes. It only reads.

mod queries;
mod routes;

use uuid::Uuid;

use crate::cases;
use crate::db::Tx;
use crate::error::Result;

pub use queries::DocketEntry;
pub use routes::mount;

/// The docket of a case that the caller may see, a page at a time, oldest first.
pub async fn entries(tx: &mut Tx<'_>, case: Uuid, after: i32, limit: i64) -> Result<Vec<DocketEntry>> {
    cases::find(tx, case).await?;
    queries::entries(tx, case, after, limit).await
}
