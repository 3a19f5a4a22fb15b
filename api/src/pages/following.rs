//! The pages of following: ask to be told, confirm, and leave; without scripts and without an account.

use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Data, Form, Path, Query, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use uuid::Uuid;

use super::rulings::minute;
use super::tongue::Tongue;
use super::{Frame, answer, anyone, fault, told_of};
use crate::caller::{Reader, Sender};
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::following::{self, Cadence, Channel, Delivery, Followed, WebhookWish, Wish};
use crate::languages::{Words, without_language};
use crate::register;
use crate::webhook::Hooks;
use crate::wire::Spelled;

#[derive(Template)]
#[template(path = "follow.html")]
struct FollowPage {
    say: Tongue,
    frame: Frame,
    /// What would be followed, in words.
    what: String,
    /// The search, as its address has it.
    query: String,
    /// The case, as `2026-3`.
    case: String,
    address: String,
    /// Where a program is told.
    endpoint: String,
    cadence: Cadence,
    /// What is wrong with what was sent.
    faults: Vec<&'static str>,
    /// The letter is on its way.
    asked: bool,
}

#[derive(Template)]
#[template(path = "followed.html")]
struct FollowedPage {
    say: Tongue,
    frame: Frame,
    /// Where its form is sent, below the body.
    place: String,
    token: String,
    it: Followed,
    /// With what the messages to a program are signed; nothing for a person.
    secret: Option<String>,
    messages: Vec<Message>,
}

/// A message to a program, as a row of the table.
struct Message {
    kind: String,
    id: String,
    written: String,
    tried: String,
    answer: String,
}

impl Message {
    fn of(words: &Words, delivery: &Delivery) -> Self {
        let w = &words.follow;
        let answer = match delivery.outcome.as_deref() {
            None => "",
            Some("unreachable") => w.unreachable,
            Some("too_slow") => w.too_slow,
            Some("forbidden") => w.forbidden,
            Some(status) => status,
        };
        Self {
            kind: delivery.kind.clone(),
            id: delivery.id.clone(),
            written: minute(delivery.written_at),
            tried: delivery
                .tried_at
                .map_or_else(|| w.not_yet.to_owned(), minute),
            answer: answer.to_owned(),
        }
    }
}

impl FollowPage {
    /// With what was sent, and what is wrong with it.
    async fn again(
        tx: &mut Tx<'_>,
        say: Tongue,
        sent: Sent,
        faults: Vec<&'static str>,
        asked: bool,
    ) -> Result<Self> {
        let frame = Frame::of(tx);
        let asked_for = if sent.case.is_empty() {
            sent.query.clone()
        } else {
            format!("case={}", sent.case)
        };
        Ok(Self {
            what: what(tx, &sent.query, &sent.case, say.words).await?,
            say: say.again_at(format!("/{}/following?{asked_for}", frame.slug)),
            frame,
            query: sent.query,
            case: sent.case,
            address: sent.address,
            endpoint: sent.endpoint,
            cadence: sent.cadence,
            faults,
            asked,
        })
    }
}

impl FollowedPage {
    async fn of(
        tx: &mut Tx<'_>,
        (say, hooks): (Tongue, &Hooks),
        id: Uuid,
        token: String,
    ) -> Result<Self> {
        let (frame, place) = (Frame::of(tx), format!("/following/{id}"));
        // What was pressed is not pressed again by whoever changes the language.
        let address = format!("/{}{place}?token={token}", frame.slug);
        let it = following::show(tx, id, &token, say.words).await?;
        let secret = (it.channel == Channel::Webhook).then(|| hooks.secret(id));
        let messages = it.deliveries.iter().map(|one| Message::of(say.words, one));
        Ok(Self {
            messages: messages.collect(),
            it,
            secret,
            say: say.again_at(address),
            frame,
            place,
            token,
        })
    }
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
    /// Where a program is told, in place of a person.
    #[serde(default)]
    endpoint: String,
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
    // With `no-referrer` a browser would not say that its forms come from this site.
    response.headers_mut().insert(
        header::REFERRER_POLICY,
        header::HeaderValue::from_static("same-origin"),
    );
    response
}

async fn what(tx: &mut Tx<'_>, query: &str, case: &str, words: &Words) -> Result<String> {
    if case.is_empty() {
        return following::in_words(query, words);
    }
    match register::id_of(tx, case).await? {
        Some(id) => register::name_of(tx, id, words).await,
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
        let say = Tongue::of(&request);
        let query = if case.is_empty() {
            without_language(request.query_string())
        } else {
            String::new()
        };
        db.within(&caller, async |tx| {
            Ok(FollowPage {
                what: what(tx, &query, &case, say.words).await?,
                say,
                frame: Frame::of(tx),
                query,
                case,
                address: String::new(),
                endpoint: String::new(),
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
    (reader, sender): (Result<Reader>, Sender),
    (db, hooks): (Data<Db>, Data<Hooks>),
    sent: Form<Sent>,
) -> HttpResponse {
    let sent = sent.into_inner();
    if !sent.endpoint.is_empty() {
        return ask_webhook(request, (reader, sender), (db, hooks), sent).await;
    }
    let page = async {
        let caller = anyone(reader)?;
        let say = Tongue::of(&request);
        let wish = Wish {
            language: Spelled(say.language),
            address: sent.address.clone(),
            query: sent.query.clone(),
            case: Some(sent.case.clone()),
            cadence: sent.cadence,
        };
        let asked = db
            .within(&caller, async |tx| following::ask(tx, sender, wish).await)
            .await;
        let (asked, faults) = match asked {
            Ok(()) => (true, Vec::new()),
            Err(error) => (false, faults(say.words, error)?),
        };
        db.within(&caller, async |tx| {
            FollowPage::again(tx, say, sent, faults, asked).await
        })
        .await
    };
    private(&request, page.await).await
}

/// What is wrong with a wish, as its page says it.
fn faults(words: &Words, error: Error) -> Result<Vec<&'static str>> {
    match error {
        Error::Invalid(faults) => {
            let said = faults.iter().map(|one| fault(words, &one.path));
            Ok(said.collect())
        }
        Error::Busy(_, StatusCode::TOO_MANY_REQUESTS) => Ok(vec![words.problem.unconfirmed]),
        error => Err(error),
    }
}

/// A program is to be told: from its page one sees whether it confirms.
async fn ask_webhook(
    request: HttpRequest,
    (reader, sender): (Result<Reader>, Sender),
    (db, hooks): (Data<Db>, Data<Hooks>),
    sent: Sent,
) -> HttpResponse {
    let say = Tongue::of(&request);
    let wish = WebhookWish {
        language: Spelled(say.language),
        endpoint: sent.endpoint.clone(),
        query: sent.query.clone(),
        case: Some(sent.case.clone()),
    };
    let page = async {
        let caller = anyone(reader)?;
        let asked = db
            .within(&caller, async |tx| {
                following::ask_webhook(tx, &hooks, sender, wish).await
            })
            .await;
        match asked {
            Ok(asked) => Ok(Err(asked.page)),
            Err(error) => {
                let faults = faults(say.words, error)?;
                db.within(&caller, async |tx| {
                    FollowPage::again(tx, say, sent, faults, false).await
                })
                .await
                .map(Ok)
            }
        }
    };
    match page.await {
        Ok(Err(address)) => HttpResponse::SeeOther()
            .insert_header((header::LOCATION, address))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .finish(),
        Ok(Ok(page)) => private(&request, Ok(page)).await,
        Err(error) => private(&request, Err::<FollowPage, _>(error)).await,
    }
}

async fn show_followed(
    request: HttpRequest,
    reader: Result<Reader>,
    (db, hooks): (Data<Db>, Data<Hooks>),
    path: Path<(String, Uuid)>,
    token: Query<Token>,
) -> HttpResponse {
    let page = async {
        let caller = anyone(reader)?;
        let token = token.into_inner().token;
        let say = Tongue::of(&request);
        db.within(&caller, async |tx| {
            FollowedPage::of(tx, (say, &hooks), path.1, token).await
        })
        .await
    };
    private(&request, page.await).await
}

/// Confirms or leaves: a press of a button, so that a program that looks at links does neither.
async fn press(
    request: HttpRequest,
    reader: Result<Reader>,
    (db, hooks): (Data<Db>, Data<Hooks>),
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
            FollowedPage::of(tx, (Tongue::of(&request), &hooks), path.1, token).await
        })
        .await
    };
    match page.await {
        Err(Error::Gone(_)) => {
            let say = Tongue::of(&request);
            let w = &say.words.follow;
            let said = (w.expired, w.expired_why, w.expired_now);
            told_of(&request, say, StatusCode::GONE, said, None).await
        }
        page => private(&request, page).await,
    }
}

/// What a mail program sends when its reader presses "unsubscribe" (RFC 8058).
async fn leave(
    request: HttpRequest,
    reader: Result<Reader>,
    (db, hooks): (Data<Db>, Data<Hooks>),
    path: Path<(String, Uuid)>,
    token: Query<Token>,
) -> HttpResponse {
    let page = async {
        let caller = anyone(reader)?;
        let token = token.into_inner().token;
        db.within(&caller, async |tx| {
            following::leave(tx, path.1, &token).await?;
            FollowedPage::of(tx, (Tongue::of(&request), &hooks), path.1, token).await
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
