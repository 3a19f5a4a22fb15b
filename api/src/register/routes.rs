//! The HTTP face of the register: open to everyone.

use actix_web::get;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{PublicCase, RegisterLine, Wanted};
use crate::caller::{Caller, Reader};
use crate::db::Db;
use crate::error::Result;
use crate::read::{Json, Path, Query};

/// A page of the register.
#[derive(Serialize, ToSchema)]
struct Register {
    /// The newest number first.
    items: Vec<RegisterLine>,
    /// Send it as `after` for the next page.
    next: Option<String>,
}

#[derive(Deserialize, IntoParams)]
struct Page {
    /// The last case of the page before, as `2026-3`.
    after: Option<String>,
}

/// The cases on the register, as everyone may know them.
#[utoipa::path(tag = "register", params(("body" = String, Path), Page, Wanted), responses((status = 200, body = Register)), security(()))]
#[get("/register")]
async fn list_register(
    reader: Reader,
    db: Data<Db>,
    page: Query<Page>,
    wanted: Query<Wanted>,
) -> Result<Json<Register>> {
    let caller = Caller::anyone(reader.0.body, &reader.0.slug);
    db.within(&caller, async |tx| {
        let (items, next) = super::list(tx, &wanted, page.after.as_deref()).await?;
        Ok(Json(Register { items, next }))
    })
    .await
}

/// A case on the register, as everyone may know it.
#[utoipa::path(tag = "register", params(("body" = String, Path), ("number" = String, Path, description = "As `2026-3`.")), responses((status = 200, body = PublicCase)), security(()))]
#[get("/register/{number}")]
async fn show_registered(
    reader: Reader,
    db: Data<Db>,
    path: Path<(String, String)>,
) -> Result<Json<PublicCase>> {
    let caller = Caller::anyone(reader.0.body, &reader.0.slug);
    db.within(&caller, async |tx| {
        Ok(Json(super::show(tx, &path.1).await?))
    })
    .await
}

/// Routes within a body.
pub fn mount(config: &mut ServiceConfig) {
    config.service(list_register).service(show_registered);
}
