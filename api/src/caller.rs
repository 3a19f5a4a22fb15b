//! Token to caller: who sends this request, in which body. A token of another body is answered as
//! if the body's address did not exist.

use std::collections::HashMap;
use std::future::{Future, Ready, ready};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::RwLock;

use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::Method;
use actix_web::http::header::{AUTHORIZATION, HeaderName};
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, dev::Payload};
use domain::Word;
use domain::client::Scope;
use uuid::Uuid;

use crate::db::Db;
use crate::error::{Error, Result};
use crate::limits::{Limits, Senders};
use crate::tokens::{By, Keys, Named};

/// Who asks, where. The roles are read with the transaction, so that a change bites at once.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The body.
    pub body: Uuid,
    /// Its slug in addresses.
    pub slug: String,
    /// The person; nobody in particular for a public reader.
    pub person: Option<Uuid>,
    /// The session of a token.
    pub session: Option<Uuid>,
    /// The program that acts for the person, where it is not they themselves who ask.
    pub program: Option<Program>,
    /// The worker, acting for the clock.
    pub is_clock: bool,
    /// What becomes of someone who owes the body a second factor.
    pub owing: Owing,
}

/// A program that acts for someone. What it may do is read with the transaction, as the roles are.
#[derive(Clone, Debug)]
pub struct Program {
    /// Its id.
    pub client: Uuid,
    /// Of these it needs one for what it asks; with none of them a program may ask it.
    pub needs: Vec<Scope>,
}

/// Does this scope let a program send such a request? What is not named here people do, and no program does.
fn lets(scope: Scope, method: &Method, route: &str) -> bool {
    let reads = matches!(*method, Method::GET | Method::HEAD);
    match scope {
        // How an account is secured is its person's business.
        Scope::Read => reads && !route.starts_with("/api/{body}/me/"),
        Scope::Reports if reads => ["/api/{body}/reports", "/api/{body}/sdmx/"]
            .iter()
            .any(|part| route.starts_with(part)),
        Scope::Reports => {
            *method == Method::POST && route == "/api/{body}/reports/{report}/acknowledge"
        }
        Scope::Prepare => {
            let drafts = route == "/api/{body}/cases/{case}";
            let sends = route == "/api/{body}/cases/{case}/documents/{document}";
            *method == Method::PUT && (drafts || sends)
        }
    }
}

/// What becomes of someone who has signed in where a second factor is asked for, and has none yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owing {
    /// They may do nothing.
    Refused,
    /// They are anyone, as on public pages.
    Anyone,
    /// They may do this: it leads to their having one.
    Admitted,
}

impl Caller {
    /// The worker as a caller in a body.
    pub fn clock(body: Uuid, slug: &str) -> Self {
        Self {
            body,
            slug: slug.to_owned(),
            person: None,
            session: None,
            program: None,
            is_clock: true,
            owing: Owing::Refused,
        }
    }

    /// Anyone, in a body.
    pub fn anyone(body: Uuid, slug: &str) -> Self {
        Self {
            body,
            slug: slug.to_owned(),
            person: None,
            session: None,
            program: None,
            is_clock: false,
            owing: Owing::Anyone,
        }
    }
}

/// A caller who need not have signed in.
pub struct Reader(pub Caller);

/// A caller who has signed in, and may owe the body a second factor.
pub struct Entrant(pub Caller);

/// From which network a request comes, as far as that is counted ([`Senders::mark`]).
pub struct Sender(pub Option<String>);

/// Whose request this is: the peer's, or that of the last one before the proxies that are trusted.
pub fn sender(request: &HttpRequest, limits: &Limits) -> Option<IpAddr> {
    let forwarded = HeaderName::from_static("x-forwarded-for");
    let values = request.headers().get_all(forwarded);
    let values = values.filter_map(|value| value.to_str().ok());
    Some(limits.sender(request.peer_addr()?.ip(), values))
}

impl FromRequest for Sender {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let limits = request.app_data::<Data<Limits>>();
        let from = limits.and_then(|limits| sender(request, limits));
        let senders = request.app_data::<Data<Senders>>();
        let mark = from.zip(senders).and_then(|(from, all)| all.mark(from));
        ready(Ok(Self(mark)))
    }
}

/// Slugs and ids of bodies: they never change, so they are remembered.
#[derive(Default)]
pub struct Addresses(RwLock<HashMap<String, Uuid>>);

impl Addresses {
    /// The id of the body at that address.
    pub async fn find(&self, db: &Db, slug: &str) -> Result<Uuid> {
        if let Some(id) = self
            .0
            .read()
            .ok()
            .and_then(|known| known.get(slug).copied())
        {
            return Ok(id);
        }
        let id = db.body_id(slug).await?.ok_or(Error::NotFound("body"))?;
        if let Ok(mut known) = self.0.write() {
            known.insert(slug.to_owned(), id);
        }
        Ok(id)
    }
}

/// The name of a cookie of a body: `__Host-` binds it to this host, without a path or domain.
fn cookie_name(slug: &str, refresh: bool) -> String {
    format!("__Host-{slug}{}", if refresh { ".refresh" } else { "" })
}

/// The cookie that carries a token; an empty token removes it.
pub fn cookie(slug: &str, refresh: bool, token: &str, seconds: i64) -> Cookie<'static> {
    Cookie::build(cookie_name(slug, refresh), token.to_owned())
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Strict)
        .max_age(actix_web::cookie::time::Duration::seconds(seconds))
        .finish()
}

/// The refresh token that a browser sent.
pub fn refresh_cookie(request: &HttpRequest, slug: &str) -> Option<String> {
    request
        .cookie(&cookie_name(slug, true))
        .map(|cookie| cookie.value().to_owned())
}

/// The token that a request carries into a body.
fn token(request: &HttpRequest, slug: &str) -> Option<String> {
    let bearer = request
        .headers()
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .map(str::to_owned);
    bearer.or_else(|| {
        request
            .cookie(&cookie_name(slug, false))
            .map(|cookie| cookie.value().to_owned())
    })
}

/// The account for which a request counts, before anyone has looked whether it may do what it asks;
/// none where it brings no token of ours.
pub fn account(request: &HttpRequest) -> Option<Uuid> {
    let keys = request.app_data::<Data<Keys>>()?;
    let mut parts = request.path().split('/').skip(1);
    let slug = parts.next().filter(|first| *first != "api");
    let token = token(request, slug.or_else(|| parts.next())?)?;
    keys.read(&token).ok().map(|named| named.person)
}

impl Program {
    fn asking(client: Uuid, request: &HttpRequest) -> Self {
        let route = request.match_pattern().unwrap_or_default();
        let lets = |scope: &Scope| lets(*scope, request.method(), &route);
        let needs = Scope::ALL.iter().copied().filter(lets).collect();
        Self { client, needs }
    }
}

async fn read(request: &HttpRequest) -> Result<Caller> {
    let missing = || Error::broken(anyhow::anyhow!("the server is not put together"));
    let db = request.app_data::<Data<Db>>().ok_or_else(missing)?;
    let keys = request.app_data::<Data<Keys>>().ok_or_else(missing)?;
    let addresses = request.app_data::<Data<Addresses>>().ok_or_else(missing)?;
    let slug = request
        .match_info()
        .get("body")
        .ok_or(Error::NotFound("body"))?;
    let body = addresses.find(db, slug).await?;
    let Some(token) = token(request, slug) else {
        return Ok(Caller::anyone(body, slug));
    };
    let Named {
        body: of_body,
        person,
        by,
    } = keys.read(&token)?;
    if of_body != body {
        return Err(Error::NotFound("body"));
    }
    let (session, program) = match by {
        By::Session(session) => (Some(session), None),
        By::Client(client) => (None, Some(Program::asking(client, request))),
    };
    Ok(Caller {
        body,
        slug: slug.to_owned(),
        person: Some(person),
        session,
        program,
        is_clock: false,
        owing: Owing::Refused,
    })
}

impl FromRequest for Caller {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let caller = read(&request).await?;
            match caller.person {
                Some(_) => Ok(caller),
                None => Err(Error::Unauthenticated("This needs a signed-in person.")),
            }
        })
    }
}

impl FromRequest for Entrant {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let caller = Caller::from_request(request, payload);
        Box::pin(async move {
            Ok(Self(Caller {
                owing: Owing::Admitted,
                ..caller.await?
            }))
        })
    }
}

impl FromRequest for Reader {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            match read(&request).await {
                Ok(caller) => Ok(Self(Caller {
                    owing: Owing::Anyone,
                    ..caller
                })),
                // A public page is open to someone whose session ran out.
                Err(Error::Unauthenticated(_)) => {
                    let slug = request
                        .match_info()
                        .get("body")
                        .unwrap_or_default()
                        .to_owned();
                    let db = request
                        .app_data::<Data<Db>>()
                        .ok_or(Error::NotFound("body"))?;
                    let addresses = request
                        .app_data::<Data<Addresses>>()
                        .ok_or(Error::NotFound("body"))?;
                    Ok(Self(Caller::anyone(
                        addresses.find(db, &slug).await?,
                        &slug,
                    )))
                }
                Err(error) => Err(error),
            }
        })
    }
}
