//! The HTTP face of second factors.

use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{Seals, Shared};
use crate::caller::{Caller, Entrant, Sender};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::limits::Limits;
use crate::people::routes::{PersonView, attempted};
use crate::people::{me, password_fits, proved_in_vain, stored_password};
use crate::read::{Json, Path};

/// The password of one's account, to show that it is oneself.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::people) struct OwnPassword {
    pub(in crate::people) password: String,
}

/// A code of the second factor, or a recovery code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Code {
    code: String,
}

/// What a device takes in.
#[derive(Serialize, ToSchema)]
struct SharedSecret {
    /// The secret as one types it, in groups of four.
    secret: String,
    /// The same as an address (`otpauth:`).
    address: String,
    /// The address as a QR code: an SVG.
    picture: String,
}

/// What stands in for the second factor, each once.
#[derive(Serialize, ToSchema)]
pub(in crate::people) struct RecoveryCodes {
    /// They are shown now and never again; none, where there were some already.
    pub(in crate::people) recovery_codes: Vec<String>,
}

/// What is said of a code that does not fit.
pub(in crate::people) fn wrong_code() -> Error {
    Error::invalid(
        "code",
        "This code does not fit, or was used already. Wait for the next one that your device shows, or give a \
         recovery code.",
    )
}

/// Counts an attempt of the person who asks.
pub(in crate::people) async fn attempt(
    caller: &Caller,
    db: &Db,
    limits: &Limits,
    from: &Sender,
) -> Result<Option<String>> {
    let network = from.0.as_deref();
    let (email, stored) = db
        .within(caller, async |tx| {
            let email = me(tx).await?.account.email;
            let stored = stored_password(tx, &email, network).await?;
            Ok((email, stored))
        })
        .await?;
    let familiar = stored.as_ref().is_some_and(|one| one.familiar);
    attempted(limits, network, (caller, &email), familiar)?;
    Ok(stored.and_then(|one| one.hash))
}

/// Begins to set up a second factor: what your device takes in. It counts once a code of it was shown.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 200, body = SharedSecret)))]
#[post("/me/factor")]
async fn begin_factor(
    caller: Entrant,
    db: Data<Db>,
    limits: Data<Limits>,
    seals: Data<Seals>,
    from: Sender,
    shown: Json<OwnPassword>,
) -> Result<Json<SharedSecret>> {
    let stored = attempt(&caller.0, &db, &limits, &from).await?;
    if !password_fits(&shown.password, stored.as_deref()).await? {
        return Err(Error::invalid(
            "password",
            "This is not the password of your account. Give the one with which you sign in.",
        ));
    }
    db.within(&caller.0, async |tx| {
        let Shared {
            secret,
            address,
            picture,
        } = super::begin(tx, &seals).await?;
        Ok(Json(SharedSecret {
            secret,
            address,
            picture,
        }))
    })
    .await
}

/// Shows a code of the second factor that is being set up: it counts from now on, and every other session ends.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 200, body = RecoveryCodes)))]
#[post("/me/factor/confirm")]
async fn confirm_factor(
    caller: Entrant,
    db: Data<Db>,
    limits: Data<Limits>,
    seals: Data<Seals>,
    from: Sender,
    shown: Json<Code>,
) -> Result<Json<RecoveryCodes>> {
    attempt(&caller.0, &db, &limits, &from).await?;
    let codes = db
        .within(&caller.0, async |tx| {
            super::confirm(tx, &seals, &shown.code).await
        })
        .await?;
    let recovery_codes = codes.ok_or_else(wrong_code)?;
    Ok(Json(RecoveryCodes { recovery_codes }))
}

/// Shows your second factor again, for what asks for it once more: it is good for ten minutes.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 204)))]
#[post("/me/factor/prove")]
async fn prove_factor(
    caller: Caller,
    db: Data<Db>,
    limits: Data<Limits>,
    seals: Data<Seals>,
    from: Sender,
    shown: Json<Code>,
) -> Result<HttpResponse> {
    attempt(&caller, &db, &limits, &from).await?;
    let fits = db.within(&caller, async |tx| {
        super::prove(tx, &seals, &shown.code).await
    });
    done(&caller, &db, &from, fits.await?)
}

/// Makes other recovery codes; the former ones do not work any more.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 200, body = RecoveryCodes)))]
#[post("/me/factor/codes")]
async fn renew_codes(
    caller: Caller,
    db: Data<Db>,
    limits: Data<Limits>,
    seals: Data<Seals>,
    from: Sender,
    shown: Json<Code>,
) -> Result<Json<RecoveryCodes>> {
    attempt(&caller, &db, &limits, &from).await?;
    let codes = db
        .within(&caller, async |tx| {
            super::renew_codes(tx, &seals, &shown.code).await
        })
        .await?;
    let recovery_codes = codes.ok_or_else(|| in_vain(&caller, &db, &from))?;
    Ok(Json(RecoveryCodes { recovery_codes }))
}

/// Does without a second factor from now on, where the body does not ask for one.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 204)))]
#[post("/me/factor/remove")]
async fn remove_factor(
    caller: Caller,
    db: Data<Db>,
    limits: Data<Limits>,
    seals: Data<Seals>,
    from: Sender,
    shown: Json<Code>,
) -> Result<HttpResponse> {
    attempt(&caller, &db, &limits, &from).await?;
    let fits = db.within(&caller, async |tx| {
        super::remove(tx, &seals, &shown.code).await
    });
    done(&caller, &db, &from, fits.await?)
}

fn done(caller: &Caller, db: &Db, from: &Sender, fits: bool) -> Result<HttpResponse> {
    if fits {
        Ok(HttpResponse::NoContent().finish())
    } else {
        Err(in_vain(caller, db, from))
    }
}

/// A code did not fit, which stands on the record.
fn in_vain(caller: &Caller, db: &Db, from: &Sender) -> Error {
    proved_in_vain(db, caller, from.0.as_deref(), "second factor");
    wrong_code()
}

/// Takes away the second factor of someone who has lost it, with every session of theirs.
#[utoipa::path(tag = "people", params(("body" = String, Path), ("person" = Uuid, Path)), responses((status = 200, body = PersonView)))]
#[post("/people/{person}/factor/remove")]
async fn take_factor(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
) -> Result<Json<PersonView>> {
    db.within(&caller, async |tx| {
        Ok(Json(super::take_away(tx, path.1).await?.into()))
    })
    .await
}

pub(in crate::people) fn mount(config: &mut ServiceConfig) {
    config
        .service(begin_factor)
        .service(confirm_factor)
        .service(prove_factor)
        .service(renew_codes)
        .service(remove_factor)
        .service(take_factor);
}
