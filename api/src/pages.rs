//! What is readable without scripts: the bodies, their rulings; and the files of the desk.

use actix_web::http::header::{self, ETag, EntityTag, HeaderValue, IfNoneMatch};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, ResponseError};
use askama::Template;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::caller::{Caller, Reader};
use crate::db::{BodyEntry, Db, Tx};
use crate::error::{Error, Result};
use crate::languages::Words;
use crate::wire::hex;

mod bulk;
mod feeds;
mod following;
pub mod look;
mod record;
mod register;
mod rulings;
mod statistics;
mod tongue;

pub use bulk::{Part, part};
use tongue::Tongue;

/// What the desk was built to; read from the folder in development, part of the program otherwise.
#[derive(RustEmbed)]
#[folder = "../frontend/dist"]
#[allow_missing = true]
struct Desk;

/// The body that a page belongs to.
struct Frame {
    slug: String,
    name: String,
    simulation: bool,
}

#[derive(Template)]
#[template(path = "bodies.html")]
struct BodiesPage {
    say: Tongue,
    bodies: Vec<BodyEntry>,
}

#[derive(Template)]
#[template(path = "body.html")]
struct BodyPage {
    say: Tongue,
    frame: Frame,
    what: &'static str,
}

#[derive(Template)]
#[template(path = "unknown.html")]
struct UnknownPage {
    say: Tongue,
    frame: Option<Frame>,
    title: &'static str,
    why: &'static str,
    /// Instead of that, what someone wrote of it.
    told: Option<String>,
    remedy: &'static str,
}

impl Frame {
    fn of(tx: &Tx<'_>) -> Self {
        let world = tx.world();
        Self {
            slug: world.slug.clone(),
            name: world.name.clone(),
            simulation: world.simulation,
        }
    }

    /// The body in whose part of the site an address lies, if there is such a body.
    async fn around(request: &HttpRequest) -> Option<Self> {
        let slug = request.path().split('/').nth(1)?;
        let db = request.app_data::<Data<Db>>()?;
        let found = db.directory().await.ok()?.into_iter();
        let body = found.into_iter().find(|body| body.slug == slug)?;
        Some(Self {
            slug: body.slug,
            name: body.name,
            simulation: body.simulation,
        })
    }
}

/// For what is at an address that changes with its content.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// Nothing but its own style may load on a page for readers.
const READER_POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// The desk is built under this policy, and writes no style into its page.
const DESK_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
     img-src 'self' data: blob:; connect-src 'self'; frame-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Whether the client already has what carries this tag (RFC 9110, 13.1.2: compared weakly).
fn has(request: &HttpRequest, tag: &EntityTag) -> bool {
    match request.get_header::<IfNoneMatch>() {
        Some(IfNoneMatch::Any) => true,
        Some(IfNoneMatch::Items(known)) => known.iter().any(|one| one.weak_eq(tag)),
        None => false,
    }
}

/// Sends content that has a tag of its own, or says that it has not changed. The tag is weak, since
/// what goes over the wire may be compressed.
fn send(request: &HttpRequest, kind: &str, cache: &'static str, content: Vec<u8>) -> HttpResponse {
    let digest = Sha256::digest(&content);
    let tag = EntityTag::new_weak(hex(&digest[..12]));
    let same = has(request, &tag);
    let mut response = if same {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    response
        .insert_header(ETag(tag))
        .insert_header((header::CACHE_CONTROL, cache));
    if same {
        response.finish()
    } else {
        response.content_type(kind).body(content)
    }
}

fn html(request: &HttpRequest, page: &impl Template) -> Result<HttpResponse> {
    let text = page.render().map_err(Error::broken)?.into_bytes();
    let kind = "text/html; charset=utf-8";
    let mut response = send(request, kind, "public, max-age=60", text);
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(READER_POLICY),
    );
    Tongue::of(request).note(response.headers_mut());
    Ok(response)
}

/// What is wrong, in the words of a language: a title, why, and what to do now.
type Trouble = (&'static str, &'static str, &'static str);

/// What was wrong with a field of an address or of a form.
fn fault(words: &Words, path: &str) -> &'static str {
    let w = &words.problem;
    match path {
        "q" => w.words,
        "version" => w.version,
        "address" => w.address,
        "case" => w.case,
        "query" => w.query,
        "endpoint" => w.endpoint,
        _ => w.page,
    }
}

fn trouble(words: &Words, error: &Error) -> Trouble {
    let w = &words.problem;
    match error {
        Error::NotFound(_) => (w.nothing, w.nothing_why, w.nothing_now),
        Error::Gone(_) => (w.withdrawn, w.nothing_why, w.withdrawn_now),
        Error::Busy(..) | Error::TooOften(..) => (w.busy, w.busy_why, w.busy_now),
        Error::Broken(_) => (w.broken, w.broken_why, w.broken_now),
        Error::Invalid(faults) => {
            let path = faults.first().map_or("", |one| one.path.as_str());
            (w.unreadable, fault(words, path), w.unreadable_now)
        }
        _ => (w.closed, w.closed_why, w.closed_now),
    }
}

/// A page that says what was wrong and what to do now.
async fn refused(request: &HttpRequest, error: &Error) -> HttpResponse {
    let status = error.status_code();
    if status.is_server_error() {
        tracing::error!(?error, "a page failed");
    }
    let say = Tongue::of(request);
    let said = trouble(say.words, error);
    let told = match error {
        Error::Gone(why) => Some(why.clone()),
        _ => None,
    };
    told_of(request, say, status, said, told).await
}

/// Someone asks too often: as a page to people, as a problem to programs. Nothing is looked up for it.
pub(crate) fn too_many(request: &HttpRequest) -> HttpResponse {
    let error = Error::too_many(
        "Your account, or your network address, has asked more often than this server allows.",
    );
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads || request.path() == "/api" || request.path().starts_with("/api/") {
        return error.error_response();
    }
    let say = Tongue::of(request);
    let w = &say.words.problem;
    let said = (w.busy, w.too_many_why, w.busy_now);
    told_in(None, say, error.status_code(), said, None)
}

async fn told_of(
    request: &HttpRequest,
    say: Tongue,
    status: StatusCode,
    said: Trouble,
    told: Option<String>,
) -> HttpResponse {
    told_in(Frame::around(request).await, say, status, said, told)
}

fn told_in(
    frame: Option<Frame>,
    say: Tongue,
    status: StatusCode,
    (title, why, remedy): Trouble,
    told: Option<String>,
) -> HttpResponse {
    let page = UnknownPage {
        frame,
        say,
        title,
        why,
        told,
        remedy,
    };
    let mut response = HttpResponse::build(status);
    if status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::SERVICE_UNAVAILABLE {
        response.insert_header((header::RETRY_AFTER, "2"));
    }
    let mut response = response
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, READER_POLICY))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(page.render().unwrap_or_default());
    page.say.note(response.headers_mut());
    response
}

/// The address leads nowhere: as a page to people, as a problem to programs.
pub async fn unknown(request: HttpRequest) -> HttpResponse {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let error = Error::NotFound(if reads { "page" } else { "address" });
    if reads {
        refused(&request, &error).await
    } else {
        error.error_response()
    }
}

async fn answer(request: &HttpRequest, page: Result<impl Template>) -> HttpResponse {
    match page.and_then(|page| html(request, &page)) {
        Ok(response) => response,
        Err(error) => refused(request, &error).await,
    }
}

/// Reads as anyone: a public page is the same for all.
fn anyone(reader: Result<Reader>) -> Result<Caller> {
    reader.map(|reader| Caller::anyone(reader.0.body, &reader.0.slug))
}

async fn show_bodies(request: HttpRequest, db: Data<Db>) -> HttpResponse {
    let say = Tongue::of(&request);
    let page = db.directory().await;
    let page = page.map(|bodies| BodiesPage { say, bodies });
    answer(&request, page).await
}

async fn show_body(request: HttpRequest, reader: Result<Reader>, db: Data<Db>) -> HttpResponse {
    let page = async {
        let caller = anyone(reader)?;
        let kind = db
            .directory()
            .await?
            .into_iter()
            .find(|body| body.slug == caller.slug)
            .map(|body| body.kind);
        let say = Tongue::of(&request);
        let what = match kind.as_deref() {
            Some("regional") => say.words.body.regional,
            _ => say.words.body.committee,
        };
        db.within(&caller, async |tx| {
            Ok(BodyPage {
                say,
                frame: Frame::of(tx),
                what,
            })
        })
        .await
    };
    answer(&request, page.await).await
}

/// The desk finds its own way from the address.
async fn show_desk(request: HttpRequest) -> HttpResponse {
    let Some(file) = Desk::get("index.html") else {
        // Who reads this runs the server from its sources.
        let said = (
            "The desk is not built",
            "This server was built without the desk's files.",
            "Run “npm ci” and “npm run build” in frontend/, then start the server again; ./run does all of it.",
        );
        let status = StatusCode::SERVICE_UNAVAILABLE;
        return told_of(&request, Tongue::authentic(), status, said, None).await;
    };
    let mut response = send(
        &request,
        "text/html; charset=utf-8",
        "no-cache",
        file.data.into_owned(),
    );
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(DESK_POLICY),
    );
    response
}

/// A file of the desk.
async fn show_asset(request: HttpRequest, path: Path<String>) -> HttpResponse {
    let name = format!("assets/{path}");
    if let Some(asset) = look::asset(request.path()) {
        return send(&request, asset.kind, FOREVER, asset.content.clone());
    }
    let Some(file) = Desk::get(&name) else {
        return Error::NotFound("file").error_response();
    };
    let cache = if is_hashed(&name) {
        FOREVER
    } else {
        "public, max-age=3600"
    };
    send(
        &request,
        file.metadata.mimetype(),
        cache,
        file.data.into_owned(),
    )
}

/// Does the name end in a hash of the content, as `index-BZk1c8aX.js`? Then it never changes.
fn is_hashed(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let Some(start) = stem.len().checked_sub(9) else {
        return false;
    };
    let tail = stem.as_bytes().get(start..).unwrap_or_default();
    tail.first() == Some(&b'-')
        && tail
            .iter()
            .skip(1)
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
        && tail
            .iter()
            .skip(1)
            .any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

/// The addresses of pages and of the desk.
pub fn mount(config: &mut ServiceConfig) {
    macro_rules! page {
        ($address:literal, $handler:ident) => {
            config.service(
                web::resource($address)
                    .route(web::get().to($handler))
                    .route(web::head().to($handler)),
            )
        };
    }
    page!("/", show_bodies);
    page!("/assets/{tail:.*}", show_asset);
    // Before the pages of cases, whose number would take in the ending.
    feeds::mount(config);
    rulings::mount(config);
    register::mount(config);
    following::mount(config);
    statistics::mount(config);
    bulk::mount(config);
    record::mount(config);
    page!("/{body}", show_body);
    page!("/{body}/desk", show_desk);
    page!("/{body}/desk/{tail:.*}", show_desk);
}

#[cfg(test)]
mod tests {
    use askama::Template;

    use super::{Frame, UnknownPage, is_hashed};

    fn frame() -> Frame {
        Frame {
            slug: "sim".to_owned(),
            name: "Review Committee (training)".to_owned(),
            simulation: true,
        }
    }

    #[test]
    fn only_a_name_with_a_hash_is_kept_for_ever() {
        assert!(is_hashed("assets/index-BZk1c8aX.js"));
        assert!(!is_hashed("assets/mark.svg"));
        assert!(!is_hashed("assets/a-very-ordinary.css"));
    }

    #[test]
    fn a_page_that_is_not_there_says_so_and_what_to_do() {
        let page = UnknownPage {
            frame: Some(frame()),
            say: super::Tongue::authentic(),
            title: "Nothing is published here",
            why: "x",
            told: None,
            remedy: "Check the address.",
        };
        let text = page.render().unwrap();
        for said in [
            "Check the address.",
            "Simulation.",
            "Rulings of Review Committee (training)",
        ] {
            assert!(text.contains(said), "{said}");
        }
    }
}
