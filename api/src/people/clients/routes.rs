//! The HTTP face of programs that act for someone: their person's list, the administrator's, and the door.

use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, CACHE_CONTROL, WWW_AUTHENTICATE};
use actix_web::web::{Data, Form};
use actix_web::{HttpRequest, HttpResponse, delete, get, post};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::Word as _;
use domain::record::DoorAct;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{Client, LetIn, NewClient, Proof, Shown};
use crate::caller::{Caller, Reader, Sender};
use crate::db::Db;
use crate::error::{Error, Problem, Result};
use crate::limits::Limits;
use crate::people::factor::attempt;
use crate::people::routes::attempted;
use crate::people::{not_let_in, password_fits, proved_in_vain};
use crate::read::{Json, Path, Query};
use crate::record::InName;
use crate::tokens::{ACCESS_SECONDS, By, Keys};
use crate::wire::ClientScope;

const PAGE: i64 = 50;

/// A program that is to act for you.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WantedClient {
    /// What you call it.
    name: String,
    /// What it may do at most: `read` what you may read, work with linkage `reports` (read them, confirm receipt),
    /// `prepare` filings (send documents, write a draft). It never does more than you may do yourself.
    scopes: Vec<ClientScope>,
    /// For so many days it is let in, 366 at most.
    days: i64,
    /// The password of your account, if you have no second factor.
    password: Option<String>,
}

/// Another secret is asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WantedSecret {
    /// The password of your account, if you have no second factor.
    password: Option<String>,
}

/// A program that acts for someone.
#[derive(Serialize, ToSchema)]
struct ClientView {
    /// Its id: the `client_id` with which it asks for tokens.
    id: Uuid,
    /// What its person calls it.
    name: String,
    /// What it may do at most.
    scopes: Vec<ClientScope>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    made_at: Timestamp,
    /// Until when it is let in.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// When it asked for a token last.
    #[schema(value_type = Option<String>, format = DateTime)]
    used_at: Option<Timestamp>,
    /// Until when its former secret still works, if it does.
    #[schema(value_type = Option<String>, format = DateTime)]
    former_until: Option<Timestamp>,
}

/// A program with a secret that was just made.
#[derive(Serialize, ToSchema)]
struct ClientWithSecret {
    client: ClientView,
    /// Its `client_secret`. It is shown now and never again.
    secret: String,
}

/// A program of the body, as an administrator sees it.
#[derive(Serialize, ToSchema)]
struct HeldClient {
    /// Its id.
    id: Uuid,
    /// What its person calls it.
    name: String,
    /// For whom it acts.
    person: Uuid,
    /// Their name.
    person_name: String,
    /// What it may do at most.
    scopes: Vec<ClientScope>,
    /// When it was made.
    #[schema(value_type = String, format = DateTime)]
    made_at: Timestamp,
    /// Until when it is let in.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// When it asked for a token last.
    #[schema(value_type = Option<String>, format = DateTime)]
    used_at: Option<Timestamp>,
}

/// A page of programs.
#[derive(Serialize, ToSchema)]
struct HeldClients {
    items: Vec<HeldClient>,
    /// Send it as `after` for the next page.
    next: Option<Uuid>,
}

#[derive(Deserialize, IntoParams)]
struct ClientPage {
    /// Where the page before this one ended.
    after: Option<Uuid>,
}

/// What a program shows to be let in (RFC 6749 4.4). Its id and its secret may also come by HTTP Basic
/// (RFC 6749 2.3.1), and then not here.
#[derive(Deserialize, ToSchema)]
struct ClientCredentials {
    /// `client_credentials`.
    grant_type: Option<String>,
    /// Its id.
    client_id: Option<String>,
    /// Its secret.
    client_secret: Option<String>,
    /// Scopes that it needs, with spaces between them; without it, all that it has.
    scope: Option<String>,
}

/// A token for a program (RFC 6749 5.1).
#[derive(Serialize, ToSchema)]
struct ClientToken {
    /// To be sent as `Authorization: Bearer`.
    access_token: String,
    /// `Bearer`.
    token_type: &'static str,
    /// Seconds until it runs out.
    expires_in: i64,
    /// What the program may do at most, with spaces between the scopes.
    scope: String,
}

/// Why a program gets no token: as RFC 6749 5.2 says it, and as everything else here is refused.
#[derive(Serialize, ToSchema)]
struct TokenRefusal {
    /// `invalid_request`, `invalid_client`, `unsupported_grant_type` or `invalid_scope`.
    error: &'static str,
    /// What was wrong.
    error_description: &'static str,
    #[serde(flatten)]
    problem: Problem,
}

/// Why a program gets no token: the word of RFC 6749 5.2, what was wrong, and what to do now.
struct Denied(&'static str, &'static str, &'static str);

impl Denied {
    fn answer(self) -> HttpResponse {
        let Self(error, why, remedy) = self;
        let status = if error == "invalid_client" {
            StatusCode::UNAUTHORIZED
        } else {
            StatusCode::BAD_REQUEST
        };
        let mut answer = HttpResponse::build(status);
        if status == StatusCode::UNAUTHORIZED {
            answer.insert_header((
                WWW_AUTHENTICATE,
                "Basic realm=\"tokens\", charset=\"UTF-8\"",
            ));
        }
        answer.json(TokenRefusal {
            error,
            error_description: why,
            problem: Problem {
                code: format!("token.{error}"),
                status: status.as_u16(),
                detail: why.to_owned(),
                remedy: remedy.to_owned(),
                fields: vec![],
            },
        })
    }
}

impl From<Client> for ClientView {
    fn from(client: Client) -> Self {
        Self {
            id: client.id,
            name: client.name,
            scopes: client.scopes,
            made_at: client.made_at,
            expires_at: client.expires_at,
            used_at: client.used_at,
            former_until: client.former_until,
        }
    }
}

impl From<(Client, String)> for ClientWithSecret {
    fn from((client, secret): (Client, String)) -> Self {
        Self {
            client: client.into(),
            secret,
        }
    }
}

/// The programs that act for you, the newest first.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 200, body = Vec<ClientView>)))]
#[get("/me/clients")]
async fn list_own_clients(caller: Caller, db: Data<Db>) -> Result<Json<Vec<ClientView>>> {
    db.within(&caller, async |tx| {
        let all = super::all_mine(tx).await?;
        Ok(Json(all.into_iter().map(Into::into).collect()))
    })
    .await
}

/// What is shown with a request by whoever has no second factor: their password. Each that is shown is an attempt.
async fn shown_with(
    caller: &Caller,
    db: &Db,
    limits: &Limits,
    from: &Sender,
    password: Option<&str>,
) -> Result<Proof> {
    let Some(password) = password else {
        return Ok(Proof::Nothing);
    };
    // No program tries passwords.
    if caller.program.is_some() {
        return Ok(Proof::Nothing);
    }
    // A second factor is shown elsewhere, and no password stands in for it.
    if db
        .within(caller, async |tx| super::has_factor(tx).await)
        .await?
    {
        return Ok(Proof::Nothing);
    }
    let stored = attempt(caller, db, limits, from).await?;
    if password_fits(password, stored.as_deref()).await? {
        return Ok(Proof::Password);
    }
    proved_in_vain(db, caller, from.0.as_deref(), "password");
    Err(Error::invalid(
        "password",
        "This is not the password of your account. Give the one with which you sign in.",
    ))
}

/// Lets a program act for you. Its secret is in the answer and is not shown again. Whoever has no second factor shows
/// their password.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 200, body = ClientWithSecret)))]
#[post("/me/clients")]
async fn make_client(
    caller: Caller,
    db: Data<Db>,
    limits: Data<Limits>,
    from: Sender,
    wanted: Json<WantedClient>,
) -> Result<Json<ClientWithSecret>> {
    let WantedClient {
        name,
        scopes,
        days,
        password,
    } = wanted.into_inner();
    let new = NewClient { name, scopes, days };
    let by = shown_with(&caller, &db, &limits, &from, password.as_deref()).await?;
    db.within(&caller, async |tx| {
        Ok(Json(super::make(tx, new, by).await?.into()))
    })
    .await
}

/// Gives a program of yours another secret. The former one works for 24 hours more, so that the program never
/// stands still; one before that ends now. Whoever has no second factor shows their password.
#[utoipa::path(tag = "people", params(("body" = String, Path), ("client" = Uuid, Path)), responses((status = 200, body = ClientWithSecret)))]
#[post("/me/clients/{client}/secrets")]
async fn renew_client_secret(
    caller: Caller,
    db: Data<Db>,
    limits: Data<Limits>,
    from: Sender,
    path: Path<(String, Uuid)>,
    wanted: Json<WantedSecret>,
) -> Result<Json<ClientWithSecret>> {
    let by = shown_with(&caller, &db, &limits, &from, wanted.password.as_deref()).await?;
    db.within(&caller, async |tx| {
        Ok(Json(super::renew_secret(tx, path.1, by).await?.into()))
    })
    .await
}

/// Ends the former secret of a program of yours before its 24 hours are over.
#[utoipa::path(tag = "people", params(("body" = String, Path), ("client" = Uuid, Path)), responses((status = 200, body = ClientView)))]
#[delete("/me/clients/{client}/secrets/former")]
async fn end_client_secret(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
) -> Result<Json<ClientView>> {
    db.within(&caller, async |tx| {
        Ok(Json(super::end_secret(tx, path.1).await?.into()))
    })
    .await
}

/// Ends a program of yours: neither its secrets nor its tokens work any more.
#[utoipa::path(tag = "people", params(("body" = String, Path), ("client" = Uuid, Path)), responses((status = 204)))]
#[delete("/me/clients/{client}")]
async fn end_client(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
) -> Result<HttpResponse> {
    db.within(&caller, async |tx| super::end(tx, path.1).await)
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The programs that act for the people of the body, the newest first.
#[utoipa::path(tag = "people", params(("body" = String, Path), ClientPage), responses((status = 200, body = HeldClients)))]
#[get("/clients")]
async fn list_clients(
    caller: Caller,
    db: Data<Db>,
    page: Query<ClientPage>,
) -> Result<Json<HeldClients>> {
    db.within(&caller, async |tx| {
        let mut held = super::list(tx, page.after, PAGE + 1).await?;
        let more = held.len() as i64 > PAGE;
        held.truncate(PAGE as usize);
        let next = held.last().filter(|_| more).map(|one| one.client.id);
        let items = held.into_iter().map(|one| HeldClient {
            id: one.client.id,
            name: one.client.name,
            person: one.person,
            person_name: one.person_name,
            scopes: one.client.scopes,
            made_at: one.client.made_at,
            expires_at: one.client.expires_at,
            used_at: one.client.used_at,
        });
        Ok(Json(HeldClients {
            items: items.collect(),
            next,
        }))
    })
    .await
}

/// Ends somebody's program: neither its secrets nor its tokens work any more, and its person is told.
#[utoipa::path(tag = "people", params(("body" = String, Path), ("client" = Uuid, Path)), responses((status = 204)))]
#[delete("/clients/{client}")]
async fn take_client(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
) -> Result<HttpResponse> {
    db.within(&caller, async |tx| super::take(tx, path.1).await)
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Id and secret by HTTP Basic.
fn basic(request: &HttpRequest) -> Option<(String, String)> {
    let value = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, value) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()?;
    let (id, secret) = pair.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

/// Id and secret, however they are shown.
fn shown(
    request: &HttpRequest,
    said: &ClientCredentials,
) -> std::result::Result<(String, String), Denied> {
    let here = said.client_id.clone().zip(said.client_secret.clone());
    match (basic(request), here) {
        (Some(_), Some(_)) => Err(Denied(
            "invalid_request",
            "The client shows its secret in two ways.",
            "Show it by HTTP Basic or in the body, not both.",
        )),
        (Some(pair), None) | (None, Some(pair)) => Ok(pair),
        (None, None) => Err(Denied(
            "invalid_client",
            "The client does not show its id and its secret.",
            "Send client_id and client_secret, by HTTP Basic or in the body.",
        )),
    }
}

/// The scopes of a program, if it asks for no others.
fn granted(said: &ClientCredentials, let_in: &LetIn) -> std::result::Result<String, Denied> {
    let has: Vec<_> = let_in.scopes.iter().map(|scope| scope.0.as_str()).collect();
    let asked = said.scope.as_deref().unwrap_or_default();
    if asked.split_whitespace().all(|one| has.contains(&one)) {
        return Ok(has.join(" "));
    }
    Err(Denied(
        "invalid_scope",
        "The client asks for a scope that it does not have.",
        "Ask for its own scopes, or leave scope out; its person can make another one with more.",
    ))
}

/// Looks a program up by what it shows, and counts the attempt.
async fn find(
    anyone: &Caller,
    db: &Db,
    limits: &Limits,
    network: Option<&str>,
    (id, secret): (&str, &str),
) -> Result<Option<(Uuid, LetIn)>> {
    let client = id.parse::<Uuid>().ok();
    let familiar = match client {
        Some(client) => {
            db.within(anyone, async |tx| {
                super::is_familiar(tx, client, network).await
            })
            .await?
        }
        None => false,
    };
    // However its id is spelled, it is one program.
    let name = client.map_or_else(|| id.to_owned(), |client| client.to_string());
    attempted(limits, network, (anyone, &name), familiar)?;
    let Some(client) = client else {
        return Ok(None);
    };
    let shown = db
        .within(anyone, async |tx| {
            super::let_in(tx, client, secret, network).await
        })
        .await?;
    match shown {
        Shown::Fits(let_in) => Ok(Some((client, let_in))),
        Shown::InVain(person) => {
            if let Some(person) = person {
                let by = InName {
                    person,
                    session: None,
                    client: None,
                };
                // On a chain of the account, as wrong passwords are: the program's own does not wait for strangers.
                let detail = json!({ "with": "secret", "program": client, "network": network });
                not_let_in(db, anyone, DoorAct::LetProgramIn, by, detail);
            }
            Ok(None)
        }
    }
}

/// Lets a program in (RFC 6749 4.4, client credentials): a form, with the id and the secret in it or by HTTP
/// Basic; parameters that are not known are passed over, as the RFC says. The token names the person for whom the
/// program acts, and is good for what that person may do then, within the scopes; a program asks for another when
/// it runs out. Attempts are counted as attempts to sign in.
#[utoipa::path(
    tag = "people",
    params(("body" = String, Path)),
    request_body(content = ClientCredentials, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = ClientToken), (status = 400, body = TokenRefusal), (status = 401, body = TokenRefusal)),
    security(())
)]
#[post("/tokens/client")]
async fn issue_client_token(
    request: HttpRequest,
    reader: Reader,
    db: Data<Db>,
    keys: Data<Keys>,
    limits: Data<Limits>,
    from: Sender,
    said: std::result::Result<Form<ClientCredentials>, actix_web::Error>,
) -> Result<HttpResponse> {
    let Ok(said) = said else {
        let denied = Denied(
            "invalid_request",
            "This is not a form, or it says something twice.",
            "Send it as application/x-www-form-urlencoded, each parameter once.",
        );
        return Ok(denied.answer());
    };
    if said.grant_type.as_deref() != Some("client_credentials") {
        let denied = Denied(
            "unsupported_grant_type",
            "Programs are let in by client_credentials only.",
            "Send grant_type=client_credentials.",
        );
        return Ok(denied.answer());
    }
    let (id, secret) = match shown(&request, &said) {
        Ok(pair) => pair,
        Err(denied) => return Ok(denied.answer()),
    };
    let anyone = Caller::anyone(reader.0.body, &reader.0.slug);
    let found = find(&anyone, &db, &limits, from.0.as_deref(), (&id, &secret)).await?;
    let Some((client, let_in)) = found else {
        let denied = Denied(
            "invalid_client",
            "There is no such client here, its time has run out, it was ended, or the secret is not its own.",
            "Look under Sign-in and security, where its person can make or renew it.",
        );
        return Ok(denied.answer());
    };
    let scope = match granted(&said, &let_in) {
        Ok(scope) => scope,
        Err(denied) => return Ok(denied.answer()),
    };
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(ClientToken {
            access_token: keys.issue(anyone.body, let_in.person, By::Client(client))?,
            token_type: "Bearer",
            expires_in: ACCESS_SECONDS,
            scope,
        }))
}

pub(in crate::people) fn mount(config: &mut ServiceConfig) {
    config
        .service(list_own_clients)
        .service(make_client)
        .service(renew_client_secret)
        .service(end_client_secret)
        .service(end_client)
        .service(list_clients)
        .service(take_client)
        .service(issue_client_token);
}
