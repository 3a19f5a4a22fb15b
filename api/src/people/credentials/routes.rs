//! The HTTP face of credentials.

use actix_web::web::{Data, Json};
use actix_web::{HttpResponse, put};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::caller::{Caller, Sender};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::limits::Limits;
use crate::people::routes::attempted;
use crate::people::{me, password_fits, sealed, stored_password};

/// Another password for one's own account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPassword {
    /// The one that you have.
    current: String,
    /// The one that you want.
    password: String,
}

/// Changes your password; every other session of yours ends.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 204)))]
#[put("/me/password")]
async fn change_password(
    caller: Caller,
    db: Data<Db>,
    limits: Data<Limits>,
    from: Sender,
    wish: Json<NewPassword>,
) -> Result<HttpResponse> {
    let network = from.0.as_deref();
    let (me, stored) = db
        .within(&caller, async |tx| {
            let me = me(tx).await?.account;
            let stored = stored_password(tx, &me.email, network).await?;
            Ok((me, stored))
        })
        .await?;
    let stored = stored.ok_or(Error::NotFound("account"))?;
    // Whoever sits at a screen that was left open guesses no faster than at the door.
    attempted(&limits, network, (&caller, &me.email), stored.familiar)?;
    if !password_fits(&wish.current, Some(&stored.hash)).await? {
        return Err(Error::invalid(
            "current",
            "This is not the password of your account. Give the one with which you sign in now.",
        ));
    }
    if wish.password == wish.current {
        return Err(Error::invalid(
            "password",
            "This is the password that you have. Choose another, for example four unrelated words.",
        ));
    }
    let new = sealed(&wish.password, &me.name, &me.email).await?;
    db.within(&caller, async |tx| {
        super::change_password(tx, &stored.hash, new).await
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

pub(in crate::people) fn mount(config: &mut ServiceConfig) {
    config.service(change_password);
}
