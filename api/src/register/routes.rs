//! The HTTP face of the register: open to everyone.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{PublicCase, RegisterLine, Wanted};
use crate::caller::{Caller, Reader};
use crate::db::Db;
use crate::documents;
use crate::error::Result;
use crate::read::{Json, Path, Query};
use crate::store::Store;

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

/// The bytes of a document that was filed as public (class C0) in a case on the register.
#[utoipa::path(
    tag = "register",
    params(("body" = String, Path), ("number" = String, Path, description = "As `2026-3`."), ("document" = Uuid, Path)),
    responses((status = 200, content_type = "application/pdf")),
    security(())
)]
#[get("/register/{number}/documents/{document}")]
async fn read_public_document(
    reader: Reader,
    db: Data<Db>,
    store: Data<Store>,
    path: Path<(String, String, Uuid)>,
) -> Result<HttpResponse> {
    let caller = Caller::anyone(reader.0.body, &reader.0.slug);
    let (row, place) = db
        .within(&caller, async |tx| {
            super::document(tx, store.vault(), &path.1, path.2).await
        })
        .await?;
    documents::send(&store, caller.body, row, &place, "public, max-age=300").await
}

/// Routes within a body.
pub fn mount(config: &mut ServiceConfig) {
    config
        .service(list_register)
        .service(show_registered)
        .service(read_public_document);
}
