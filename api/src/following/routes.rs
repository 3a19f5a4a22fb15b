//! The HTTP face of following: open to everyone. Confirming and leaving happen on a page.

use actix_web::web::{Data, Json};
use actix_web::{HttpResponse, post};
use utoipa_actix_web::service_config::ServiceConfig;

use super::Wish;
use crate::caller::{Caller, Reader};
use crate::db::Db;
use crate::error::Result;

/// Asks to be told by e-mail of what becomes public; a letter asks for the confirmation. The answer is
/// the same whether or not the address follows already.
#[utoipa::path(tag = "following", params(("body" = String, Path)), responses((status = 202)), security(()))]
#[post("/following")]
async fn follow(reader: Reader, db: Data<Db>, wish: Json<Wish>) -> Result<HttpResponse> {
    let caller = Caller::anyone(reader.0.body, &reader.0.slug);
    let wish = wish.into_inner();
    db.within(&caller, async |tx| super::ask(tx, wish).await)
        .await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Routes within a body.
pub fn mount(config: &mut ServiceConfig) {
    config.service(follow);
}
