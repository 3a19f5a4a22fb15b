//! The HTTP face of credentials.

use actix_web::web::Data;
use actix_web::{HttpResponse, post, put};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::caller::{Caller, Reader, Sender};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::limits::Limits;
use crate::people::routes::{PersonView, attempted};
use crate::people::{me, password_fits, sealed, stored_password};
use crate::read::{Json, Path};

/// The longest address of a mailbox (RFC 5321).
const LONGEST_ADDRESS: usize = 254;

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
    let hash = stored.hash.unwrap_or_default();
    if !password_fits(&wish.current, Some(&hash)).await? {
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
        super::change_password(tx, &hash, new).await
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Sends someone who has no password yet another link; the former one does not work any more.
#[utoipa::path(tag = "people", params(("body" = String, Path), ("person" = Uuid, Path)), responses((status = 200, body = PersonView)))]
#[post("/people/{person}/invitation")]
async fn invite(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
) -> Result<Json<PersonView>> {
    db.within(&caller, async |tx| {
        Ok(Json(super::invite(tx, path.1).await?.into()))
    })
    .await
}

/// The address of someone who has forgotten their password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ForgottenPassword {
    email: String,
}

/// Asks for a link with which one chooses another password. The answer is the same whether or not there is such
/// an account; if there is, a letter goes to its address.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 202)), security(()))]
#[post("/passwords/forgotten")]
async fn forgotten(
    reader: Reader,
    db: Data<Db>,
    limits: Data<Limits>,
    from: Sender,
    wish: Json<ForgottenPassword>,
) -> Result<HttpResponse> {
    let email = wish.email.trim().to_lowercase();
    if email.len() > LONGEST_ADDRESS || email.parse::<lettre::Address>().is_err() {
        return Err(Error::invalid(
            "email",
            "Give the e-mail address with which you sign in, as clerk@example.org.",
        ));
    }
    let caller = &reader.0;
    // Whoever asks too often is not told, since it would tell what others asked.
    if limits.reminds(from.0.as_deref(), (caller.body, &email)) {
        let anyone = Caller::anyone(caller.body, &caller.slug);
        db.within(&anyone, async |tx| super::forgotten(tx, &email).await)
            .await?;
    }
    Ok(HttpResponse::Accepted().finish())
}

/// A password that is chosen with a link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChosenPassword {
    /// What stands behind the `#` in the address of the link.
    link: String,
    /// The password.
    password: String,
}

/// Chooses a password with the link that was sent; it works once. Every session of the account ends.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 204)), security(()))]
#[post("/passwords/chosen")]
async fn choose_password(
    reader: Reader,
    db: Data<Db>,
    wish: Json<ChosenPassword>,
) -> Result<HttpResponse> {
    let (body, slug) = (reader.0.body, &reader.0.slug);
    let anyone = Caller::anyone(body, slug);
    let person = db
        .within(&anyone, async |tx| super::holder(tx, &wish.link).await)
        .await?
        .account;
    let new = sealed(&wish.password, &person.name, &person.email).await?;
    let they = Caller {
        person: Some(person.id),
        ..anyone
    };
    db.within(&they, async |tx| {
        super::choose_password(tx, &wish.link, new).await
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

pub(in crate::people) fn mount(config: &mut ServiceConfig) {
    config
        .service(change_password)
        .service(invite)
        .service(forgotten)
        .service(choose_password);
}
