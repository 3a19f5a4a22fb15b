//! The HTTP face of passkeys.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete, get, post};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{Answer, Begun, OwnPasskey, Passkeys};
use crate::caller::{Caller, Entrant, Reader, Sender};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::limits::Limits;
use crate::people::factor::{OwnPassword, RecoveryCodes, Seals, attempt};
use crate::people::routes::{Door, Me, attempted, with_cookies};
use crate::people::{password_fits, proved_in_vain, tried_in_vain};
use crate::read::{Json, Path};
use crate::tokens::Keys;

/// The first half of a ceremony: what your browser is asked for.
#[derive(Serialize, ToSchema)]
struct PasskeyAsked {
    /// To be sent back with the answer.
    ceremony: String,
    /// What `navigator.credentials` takes as `publicKey`, with bytes as base64url (WebAuthn Level 3, 5.1.8).
    #[schema(value_type = HashMap<String, Value>)]
    options: Value,
}

/// The second half: what your browser answers.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasskeyShown {
    ceremony: String,
    /// The `PublicKeyCredential` as JSON, with bytes as base64url.
    #[schema(value_type = HashMap<String, Value>)]
    credential: Value,
}

/// The second half, with the name by which you know the passkey again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPasskey {
    ceremony: String,
    #[schema(value_type = HashMap<String, Value>)]
    credential: Value,
    name: String,
}

/// Who begins to sign in with a passkey.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasskeyEntry {
    /// What came of a password that fitted; without it, the passkey tells who you are.
    #[serde(default)]
    ticket: Option<String>,
}

/// A passkey of one's own.
#[derive(Serialize, ToSchema)]
struct PasskeyView {
    id: Uuid,
    name: String,
    /// When it was added.
    #[schema(value_type = String, format = DateTime)]
    made_at: Timestamp,
    /// When it was shown last.
    #[schema(value_type = Option<String>, format = DateTime)]
    used_at: Option<Timestamp>,
}

impl From<Begun> for PasskeyAsked {
    fn from(begun: Begun) -> Self {
        Self {
            ceremony: begun.ceremony,
            options: begun.options,
        }
    }
}

impl From<OwnPasskey> for PasskeyView {
    fn from(one: OwnPasskey) -> Self {
        Self {
            id: one.id,
            name: one.name,
            made_at: one.made_at,
            used_at: one.used_at,
        }
    }
}

impl PasskeyShown {
    fn answer(&self) -> Answer<'_> {
        Answer {
            ceremony: &self.ceremony,
            credential: &self.credential,
        }
    }
}

/// Your passkeys, the oldest first.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 200, body = Vec<PasskeyView>)))]
#[get("/me/passkeys")]
async fn list_passkeys(Entrant(caller): Entrant, db: Data<Db>) -> Result<Json<Vec<PasskeyView>>> {
    let mine = db.within(&caller, async |tx| super::mine(tx).await).await?;
    Ok(Json(mine.into_iter().map(Into::into).collect()))
}

/// Begins to add a passkey: it counts once your browser has answered.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 200, body = PasskeyAsked)))]
#[post("/me/passkeys")]
async fn begin_passkey(
    Entrant(caller): Entrant,
    db: Data<Db>,
    limits: Data<Limits>,
    (passkeys, seals): (Data<Passkeys>, Data<Seals>),
    from: Sender,
    shown: Json<OwnPassword>,
) -> Result<Json<PasskeyAsked>> {
    let stored = attempt(&caller, &db, &limits, &from).await?;
    if !password_fits(&shown.password, stored.as_deref()).await? {
        return Err(Error::invalid(
            "password",
            "This is not the password of your account. Give the one with which you sign in.",
        ));
    }
    db.within(&caller, async |tx| {
        Ok(Json(super::begin(tx, &passkeys, &seals).await?.into()))
    })
    .await
}

/// Adds the passkey that your browser has made. With your first second factor every other session of yours ends,
/// and you get recovery codes.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 200, body = RecoveryCodes)))]
#[post("/me/passkeys/finish")]
async fn add_passkey(
    Entrant(caller): Entrant,
    db: Data<Db>,
    (passkeys, seals): (Data<Passkeys>, Data<Seals>),
    made: Json<NewPasskey>,
) -> Result<Json<RecoveryCodes>> {
    let answer = Answer {
        ceremony: &made.ceremony,
        credential: &made.credential,
    };
    let recovery_codes = db
        .within(&caller, async |tx| {
            super::add(tx, (&passkeys, &seals), answer, &made.name).await
        })
        .await?;
    Ok(Json(RecoveryCodes { recovery_codes }))
}

/// Removes a passkey of yours.
#[utoipa::path(tag = "people", params(("body" = String, Path), ("passkey" = Uuid, Path)), responses((status = 204)))]
#[delete("/me/passkeys/{passkey}")]
async fn remove_passkey(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
) -> Result<HttpResponse> {
    db.within(&caller, async |tx| super::remove(tx, path.1).await)
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Begins to show a passkey again, for what asks for your second factor once more.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 200, body = PasskeyAsked)))]
#[post("/me/passkeys/prove")]
async fn begin_proving(
    caller: Caller,
    db: Data<Db>,
    (passkeys, seals): (Data<Passkeys>, Data<Seals>),
) -> Result<Json<PasskeyAsked>> {
    db.within(&caller, async |tx| {
        Ok(Json(
            super::begin_proving(tx, &passkeys, &seals).await?.into(),
        ))
    })
    .await
}

/// Shows a passkey again: it is good for ten minutes.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 204)))]
#[post("/me/passkeys/prove/finish")]
async fn prove_passkey(
    caller: Caller,
    db: Data<Db>,
    limits: Data<Limits>,
    (passkeys, seals): (Data<Passkeys>, Data<Seals>),
    from: Sender,
    shown: Json<PasskeyShown>,
) -> Result<HttpResponse> {
    let proved = db
        .within(&caller, async |tx| {
            super::prove(tx, (&passkeys, &seals), shown.answer()).await
        })
        .await;
    match proved {
        Ok(()) => Ok(HttpResponse::NoContent().finish()),
        // Their session is as good as before.
        Err(Error::Unauthenticated(_) | Error::Unrecognised(_)) => {
            attempt(&caller, &db, &limits, &from).await?;
            proved_in_vain(&db, &caller, from.0.as_deref(), "passkey");
            Err(Error::invalid(
                "credential",
                "This is not a passkey of your account, or it was removed. Use another one.",
            ))
        }
        Err(error) => Err(error),
    }
}

/// Begins to sign in a browser with a passkey.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 200, body = PasskeyAsked)), security(()))]
#[post("/session/passkey")]
async fn begin_entering(
    reader: Reader,
    db: Data<Db>,
    (passkeys, seals): (Data<Passkeys>, Data<Seals>),
    entry: Json<PasskeyEntry>,
) -> Result<Json<PasskeyAsked>> {
    let anyone = Caller::anyone(reader.0.body, &reader.0.slug);
    db.within(&anyone, async |tx| {
        let ticket = entry.ticket.as_deref();
        Ok(Json(
            super::begin_entering(tx, &passkeys, &seals, ticket)
                .await?
                .into(),
        ))
    })
    .await
}

/// Signs in a browser with the passkey that was shown: it stands for the password and the second factor.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 200, body = Me)), security(()))]
#[post("/session/passkey/finish")]
#[expect(
    clippy::too_many_arguments,
    reason = "each is a part of the request or of the server"
)]
async fn enter(
    request: HttpRequest,
    reader: Reader,
    db: Data<Db>,
    keys: Data<Keys>,
    (passkeys, seals): (Data<Passkeys>, Data<Seals>),
    limits: Data<Limits>,
    from: Sender,
    shown: Json<PasskeyShown>,
) -> Result<HttpResponse> {
    let door = Door::of(&request, limits, from);
    let anyone = Caller::anyone(reader.0.body, &reader.0.slug);
    let opened = db
        .within(&anyone, async |tx| {
            super::enter(tx, (&passkeys, &seals), shown.answer(), &door.from).await
        })
        .await;
    match opened {
        Ok(opened) => with_cookies(&keys, &db, &reader.0, opened).await,
        Err(error @ (Error::Unauthenticated(_) | Error::Unrecognised(_))) => {
            let network = door.from.network.as_deref();
            let named = db
                .within(&anyone, async |tx| {
                    super::named(tx, (&passkeys, &seals), shown.answer(), network).await
                })
                .await?;
            // Nobody guesses a passkey, so a good one is let in however many others were shown; what is counted is
            // what grows the record.
            let of = (&anyone, named.address.as_str());
            attempted(&door.limits, network, of, named.familiar)?;
            if let Some(person) = named.person {
                tried_in_vain(&db, &anyone, person, &door.from, "passkey");
            }
            Err(error)
        }
        Err(error) => Err(error),
    }
}

pub(in crate::people) fn mount(config: &mut ServiceConfig) {
    config
        .service(list_passkeys)
        .service(begin_passkey)
        .service(add_passkey)
        .service(remove_passkey)
        .service(begin_proving)
        .service(prove_passkey)
        .service(begin_entering)
        .service(enter);
}
