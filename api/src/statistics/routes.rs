//! The HTTP face of statistics: open to everyone.

use actix_web::get;
use actix_web::web::Data;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{Latest, Statistics};
use crate::caller::{Caller, Reader};
use crate::db::Db;
use crate::error::Result;
use crate::read::Json;
use crate::search::Library;

/// The statistics of a body, from what is public, at most a minute old.
#[utoipa::path(tag = "statistics", params(("body" = String, Path)), responses((status = 200, body = Statistics)), security(()))]
#[get("/statistics")]
async fn show_statistics(
    reader: Reader,
    db: Data<Db>,
    library: Data<Library>,
    latest: Data<Latest>,
) -> Result<Json<Statistics>> {
    let caller = Caller::anyone(reader.0.body, &reader.0.slug);
    let statistics = super::show(&db, &caller, &library.into_inner(), &latest).await?;
    Ok(Json(statistics))
}

/// Routes within a body.
pub fn mount(config: &mut ServiceConfig) {
    config.service(show_statistics);
}
