//! HTTP face of the bulk files: the list of them. The files are beside the pages.

use actix_web::get;
use actix_web::web::Data;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::BulkFile;
use crate::caller::Reader;
use crate::db::Db;
use crate::error::Result;
use crate::read::{Json, Path};
use crate::wire::hex;

/// A file with everything that was published up to a line of the log of changes.
#[derive(Serialize, ToSchema)]
struct BulkFileView {
    /// What it is called.
    name: String,
    /// Where it is, below the origin of this server.
    address: String,
    /// Its media type.
    media_type: &'static str,
    /// What is in it.
    holds: &'static str,
    /// The last line of the log of changes that it takes into account.
    seq: i32,
    /// How many rulings it holds.
    rulings: i32,
    /// How many withdrawn rulings it names with the reason, without their text.
    withdrawn: i32,
    /// Its size in bytes.
    size: i64,
    /// SHA-256 of it, in hexadecimal.
    sha256: String,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    made_at: Timestamp,
}

impl BulkFileView {
    fn of(file: BulkFile, body: &str) -> Self {
        Self {
            address: format!("/{body}/bulk/{}", file.name),
            media_type: file.media_type(),
            holds: file.holds(),
            seq: file.seq,
            rulings: file.rulings,
            withdrawn: file.withdrawn,
            size: file.size_bytes,
            sha256: hex(&file.sha256),
            made_at: file.made_at,
            name: file.name,
        }
    }
}

/// The bulk files of a body.
#[derive(Serialize, ToSchema)]
struct BulkFileList {
    /// The newest first.
    items: Vec<BulkFileView>,
}

/// Files with everything that the body has published, made anew once a day when something changed;
/// open to everyone.
#[utoipa::path(tag = "bulk", params(("body" = String, Path)), responses((status = 200, body = BulkFileList)), security(()))]
#[get("/bulk")]
async fn list_bulk_files(
    reader: Reader,
    db: Data<Db>,
    _path: Path<String>,
) -> Result<Json<BulkFileList>> {
    db.within(&reader.0, async |tx| {
        let files = super::list(tx).await?.into_iter();
        let body = &tx.world().slug;
        Ok(Json(BulkFileList {
            items: files.map(|file| BulkFileView::of(file, body)).collect(),
        }))
    })
    .await
}

/// Routes within a body.
pub fn mount(config: &mut ServiceConfig) {
    config.service(list_bulk_files);
}
