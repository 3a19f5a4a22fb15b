//! The HTTP face of following: open to everyone. Confirming and leaving happen on a page.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use utoipa_actix_web::service_config::ServiceConfig;

use super::{WebhookAsked, WebhookWish, Wish};
use crate::caller::{Caller, Reader, Sender};
use crate::db::Db;
use crate::error::Result;
use crate::read::Json;
use crate::webhook::Hooks;

/// Asks to be told by e-mail of what becomes public; a letter asks for the confirmation. The answer is
/// the same whether or not the address follows already. From one network ten a day may wait for their
/// confirmation.
#[utoipa::path(tag = "following", params(("body" = String, Path)), responses((status = 202)), security(()))]
#[post("/following")]
async fn follow(
    reader: Reader,
    sender: Sender,
    db: Data<Db>,
    wish: Json<Wish>,
) -> Result<HttpResponse> {
    let caller = Caller::anyone(reader.0.body, &reader.0.slug);
    let wish = wish.into_inner();
    db.within(&caller, async |tx| super::ask(tx, sender, wish).await)
        .await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Asks that a program is told of what becomes public, by signed messages to an address of its own
/// (Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature`). The first one, of type
/// `following.confirm`, has a challenge in its data; the program repeats it in its answer, as it is or
/// as `{"challenge": "…"}`, within the hour. From then on each event is one message: `ruling.published`,
/// `ruling.corrected`, `ruling.interpreted`, `ruling.released`, `ruling.revised`, `ruling.translated` and `ruling.withdrawn`
/// with the line of the log of changes, `docket.entered` with the entry of the public docket. A message is
/// sent again, under the same id, until the answer is of the 200s, for five days at most; whoever takes
/// none for so long, or answers 410, is told no more. Messages may arrive in any order: the `seq` of a line
/// of the log says which came first, and what is missing is read from the log.
#[utoipa::path(tag = "following", params(("body" = String, Path)), responses((status = 201, body = WebhookAsked)), security(()))]
#[post("/following/webhooks")]
async fn follow_by_webhook(
    reader: Reader,
    sender: Sender,
    db: Data<Db>,
    hooks: Data<Hooks>,
    wish: Json<WebhookWish>,
) -> Result<HttpResponse> {
    let caller = Caller::anyone(reader.0.body, &reader.0.slug);
    let wish = wish.into_inner();
    let asked = db
        .within(&caller, async |tx| {
            super::ask_webhook(tx, &hooks, sender, wish).await
        })
        .await?;
    Ok(HttpResponse::Created().json(asked))
}

/// Routes within a body.
pub fn mount(config: &mut ServiceConfig) {
    config.service(follow).service(follow_by_webhook);
}
