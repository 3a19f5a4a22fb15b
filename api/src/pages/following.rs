//! The pages of following: ask to be told, confirm, and leave; without scripts and without an account.

use actix_web::http::header;
use actix_web::web::{self, Data, Form, Path, Query, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use uuid::Uuid;

use super::{Frame, answer, anyone};
use crate::caller::Reader;
use crate::db::Db;
use crate::error::{Error, Fault, Result};
use crate::following::{self, Cadence, Followed, Wish};
use crate::register;

#[derive(Template)]
#[template(path = "follow.html")]
struct FollowPage {
    frame: Frame,
    /// What would be followed, in words.
    what: String,
    /// The search, as its address has it.
    query: String,
    /// The case, as `2026-3`.
    case: String,
    address: String,
    cadence: Cadence,
    faults: Vec<Fault>,
    /// The letter is on its way.
    asked: bool,
}

#[derive(Template)]
#[template(path = "followed.html")]
struct FollowedPage {
    frame: Frame,
    token: String,
    it: Followed,
}

#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    token: String,
}

#[derive(Default, Deserialize)]
struct CaseAsked {
    case: Option<String>,
}

/// What the form sends.
#[derive(Deserialize)]
struct Sent {
    #[serde(default)]
    address: String,
    #[serde(default)]
    query: String,
    #[serde(default)]
    case: String,
    #[serde(default)]
    cadence: Cadence,
}

#[derive(Deserialize)]
struct Pressed {
    token: String,
    #[serde(default)]
    act: String,
}

/// What one person sees is kept by nobody else.
async fn private(request: &HttpRequest, page: Result<impl Template>) -> HttpResponse {
    let mut response = answer(request, page).await;
    response.headers_mut().insert(
        header::CACHE_CONTROL,
        header::HeaderValue::from_static("no-store"),
    );
    response
}

async fn what(tx: &mut crate::db::Tx<'_>, query: &str, case: &str) -> Result<String> {
    if case.is_empty() {
        return following::in_words(query);
    }
    match register::id_of(tx, case).await? {
        Some(id) => register::name_of(tx, id).await,
        None => Err(Error::NotFound("case")),
    }
}

async fn show_follow(request: HttpRequest, reader: Result<Reader>, db: Data<Db>) -> HttpResponse {
    let page = async {
        let caller = anyone(reader)?;
        let asked = Query::<CaseAsked>::from_query(request.query_string())
            .map(Query::into_inner)
            .unwrap_or_default();
        let case = asked.case.unwrap_or_default();
        let query = if case.is_empty() {
            request.query_string().to_owned()
        } else {
            String::new()
        };
        db.within(&caller, async |tx| {
            Ok(FollowPage {
                what: what(tx, &query, &case).await?,
                frame: Frame::of(tx),
                query,
                case,
                address: String::new(),
                cadence: Cadence::AtOnce,
                faults: Vec::new(),
                asked: false,
            })
        })
        .await
    };
    private(&request, page.await).await
}

async fn ask(
    request: HttpRequest,
    reader: Result<Reader>,
    db: Data<Db>,
    sent: Form<Sent>,
) -> HttpResponse {
    let sent = sent.into_inner();
    let page = async {
        let caller = anyone(reader)?;
        let wish = Wish {
            address: sent.address.clone(),
            query: sent.query.clone(),
            case: Some(sent.case.clone()),
            cadence: sent.cadence,
        };
        let asked = db
            .within(&caller, async |tx| following::ask(tx, wish).await)
            .await;
        let (asked, faults) = match asked {
            Ok(()) => (true, Vec::new()),
            Err(Error::Invalid(faults)) => (false, faults),
            Err(error) => return Err(error),
        };
        db.within(&caller, async |tx| {
            Ok(FollowPage {
                what: what(tx, &sent.query, &sent.case).await?,
                frame: Frame::of(tx),
                query: sent.query,
                case: sent.case,
                address: sent.address,
                cadence: sent.cadence,
                faults,
                asked,
            })
        })
        .await
    };
    private(&request, page.await).await
}

async fn show_followed(
    request: HttpRequest,
    reader: Result<Reader>,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    token: Query<Token>,
) -> HttpResponse {
    let page = async {
        let caller = anyone(reader)?;
        let token = token.into_inner().token;
        db.within(&caller, async |tx| {
            Ok(FollowedPage {
                it: following::show(tx, path.1, &token).await?,
                frame: Frame::of(tx),
                token,
            })
        })
        .await
    };
    private(&request, page.await).await
}

/// Confirms or leaves: a press of a button, so that a program that looks at links does neither.
async fn press(
    request: HttpRequest,
    reader: Result<Reader>,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    pressed: Form<Pressed>,
) -> HttpResponse {
    let Pressed { token, act } = pressed.into_inner();
    let page = async {
        let caller = anyone(reader)?;
        db.within(&caller, async |tx| {
            if act == "confirm" {
                following::confirm(tx, path.1, &token).await?;
            } else {
                following::leave(tx, path.1, &token).await?;
            }
            Ok(FollowedPage {
                it: following::show(tx, path.1, &token).await?,
                frame: Frame::of(tx),
                token,
            })
        })
        .await
    };
    private(&request, page.await).await
}

/// What a mail program sends when its reader presses "unsubscribe" (RFC 8058).
async fn leave(
    request: HttpRequest,
    reader: Result<Reader>,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    token: Query<Token>,
) -> HttpResponse {
    let page = async {
        let caller = anyone(reader)?;
        let token = token.into_inner().token;
        db.within(&caller, async |tx| {
            following::leave(tx, path.1, &token).await?;
            Ok(FollowedPage {
                it: following::show(tx, path.1, &token).await?,
                frame: Frame::of(tx),
                token,
            })
        })
        .await
    };
    private(&request, page.await).await
}

/// The addresses of following.
pub(super) fn mount(config: &mut ServiceConfig) {
    config
        .service(
            web::resource("/{body}/following")
                .route(web::get().to(show_follow))
                .route(web::post().to(ask)),
        )
        .service(
            web::resource("/{body}/following/{id}")
                .route(web::get().to(show_followed))
                .route(web::post().to(press)),
        )
        .service(web::resource("/{body}/following/{id}/leave").route(web::post().to(leave)));
}
