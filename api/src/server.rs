//! Every scope of the server, one line each, and the order of what surrounds a request.

use std::time::Instant;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::error::{JsonPayloadError, PayloadError};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::{Compress, Next, NormalizePath, from_fn};
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse, Responder, ResponseError, get};
use domain::unread::Unread;
use tracing_actix_web::TracingLogger;
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, RefOr, ResponseBuilder};
use utoipa_actix_web::{AppExt, scope};

use crate::caller::{self, Addresses};
use crate::db::Db;
use crate::error::{Error, Fault, Problem};
use crate::limits::{Limits, Senders};
use crate::people::factor::Seals;
use crate::people::passkeys::Passkeys;
use crate::scanning::Scanner;
use crate::search::Library;
use crate::signing::Signer;
use crate::spans::{self, RequestSpan};
use crate::statistics::Latest;
use crate::store::Store;
use crate::tokens::Keys;
use crate::webhook::Hooks;
use crate::{
    bodies, bulk, cases, compliance, deadlines, docket, documents, emergency, filings, following,
    headers, ledger, linkage, metrics, pages, panels, patience, people, publications, register,
    review, rulings, statistics, worker,
};

/// What the server is put together from.
#[derive(Clone)]
pub struct Parts {
    /// The database.
    pub db: Data<Db>,
    /// The key of access tokens.
    pub keys: Data<Keys>,
    /// Slugs of bodies.
    pub addresses: Data<Addresses>,
    /// Document bytes.
    pub store: Data<Store>,
    /// The address that people use.
    pub origin: Data<Origin>,
    /// What can be searched.
    pub library: Data<Library>,
    /// What was counted last.
    pub latest: Data<Latest>,
    /// How often one may ask.
    pub limits: Data<Limits>,
    /// Tells apart from where one asks.
    pub senders: Data<Senders>,
    /// The carrier of webhooks.
    pub hooks: Data<Hooks>,
    /// Signs for the bodies.
    pub signer: Data<Signer>,
    /// Looks at documents on their way in.
    pub scanner: Data<Scanner>,
    /// Seals what is shared with devices.
    pub seals: Data<Seals>,
    /// Knows passkeys again.
    pub passkeys: Data<Passkeys>,
}

/// The address that people use, as `http://localhost:8080`.
pub struct Origin(pub String);

#[derive(OpenApi)]
#[openapi(
    info(title = "Proviso", description = ABOUT, version = "1"),
    servers((url = "/", description = "The server that gives this document.")),
    // Whoever may ask without a token is said at each operation.
    security(("token" = [])),
    modifiers(&Tokens, &Problems),
    components(schemas(Problem, Fault))
)]
struct ApiDoc;

/// The document that describes the API.
struct Contract(utoipa::openapi::OpenApi);

/// The contract of the API, for programs and those who write them.
#[actix_web::get("/openapi.json")]
async fn contract(contract: Data<Contract>) -> web::Json<utoipa::openapi::OpenApi> {
    web::Json(contract.0.clone())
}

/// The public keys of access tokens, for whoever is shown one (RFC 7517).
#[actix_web::get("/.well-known/jwks.json")]
async fn token_keys(keys: Data<Keys>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, "public, max-age=60"))
        .json(keys.set())
}

/// Says how one shows who one is.
struct Tokens;

impl utoipa::Modify for Tokens {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let how = "An access token of the body, from `/api/{body}/tokens`, or for a program of its own from `/api/{body}/tokens/client`. A browser that signed in at `/api/{body}/session` sends a cookie instead.";
        let token = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("JWT")
            .description(Some(how))
            .build();
        let components = api.components.get_or_insert_with(Default::default);
        components.add_security_scheme("token", SecurityScheme::Http(token));
    }
}

/// What the API's document says first.
const ABOUT: &str = "The proceeding of a review body, over HTTP.

How often one may ask is limited, for each network address (an IPv6 network of 64 bits counts as one) \
while one has not signed in, and for each account afterwards, in the API and on the public pages. \
Signing in and renewing a session are not counted among those: attempts to sign in have a limit of their own, \
for an account and for a network. Each answer says in `RateLimit-Policy` how many requests (`q`) are \
allowed in how many seconds (`w`), and in `RateLimit` how many are left (`r`) and after how many seconds \
all of them are there again (`t`), as draft-ietf-httpapi-ratelimit-headers has it; where neither header \
is sent, no limit holds. Whoever asks more often is answered 429 with the code `too_many`; nothing was \
done, and the request may be sent again after the seconds that `Retry-After` names.";

/// How a refusal is sent (RFC 9457).
const PROBLEM: &str = "application/problem+json";

/// Adds the one shape of refusals to every operation, and a sentence to every answer.
struct Problems;

impl utoipa::Modify for Problems {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let problem = RefOr::Ref(utoipa::openapi::Ref::from_schema_name("Problem"));
        let response = ResponseBuilder::new()
            .description("Refused: what was wrong, why, and what to do now.")
            .content(
                PROBLEM,
                ContentBuilder::new().schema(Some(problem.clone())).build(),
            )
            .build();
        for item in api.paths.paths.values_mut() {
            let operations = [
                &mut item.get,
                &mut item.put,
                &mut item.post,
                &mut item.delete,
            ];
            for operation in operations.into_iter().flatten() {
                // OpenAPI asks each answer for a sentence; what the operation does says it.
                let done = operation.summary.clone().unwrap_or_default();
                for (status, answer) in &mut operation.responses.responses {
                    let RefOr::T(answer) = answer else { continue };
                    if answer.description.is_empty() {
                        answer.description.clone_from(&done);
                    }
                    // What SDMX refuses in a form of its own can be refused before it is asked.
                    if status.starts_with(['4', '5']) {
                        let content = ContentBuilder::new().schema(Some(problem.clone())).build();
                        answer.content.insert(PROBLEM.to_owned(), RefOr::T(content));
                    }
                }
                for status in ["4XX", "5XX"] {
                    operation
                        .responses
                        .responses
                        .insert(status.to_owned(), RefOr::T(response.clone()));
                }
            }
        }
    }
}

/// The whole server, and the document that describes its API.
pub fn build(
    parts: &Parts,
) -> (
    App<
        impl ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<impl MessageBody + use<>>,
            Error = actix_web::Error,
            InitError = (),
        > + use<>,
    >,
    utoipa::openapi::OpenApi,
) {
    let (app, mut api) = App::new()
        .app_data(parts.db.clone())
        .app_data(parts.keys.clone())
        .app_data(parts.addresses.clone())
        .app_data(parts.store.clone())
        .app_data(parts.origin.clone())
        .app_data(parts.library.clone())
        .app_data(parts.latest.clone())
        .app_data(parts.hooks.clone())
        .app_data(parts.signer.clone())
        .app_data(parts.seals.clone())
        .app_data(parts.passkeys.clone())
        .app_data(parts.limits.clone())
        .app_data(parts.senders.clone())
        .app_data(parts.scanner.clone())
        .app_data(web::PayloadConfig::new(JSON_BYTES_MAX))
        .app_data(
            web::JsonConfig::default()
                .limit(JSON_BYTES_MAX)
                .error_handler(|error, _| no_json(&error).into()),
        )
        .app_data(
            web::FormConfig::default()
                .error_handler(|_, _| Error::unread("body", Unread::Form).into()),
        )
        .app_data(
            web::PathConfig::default().error_handler(|_, _| Error::NotFound("address").into()),
        )
        .app_data(
            web::QueryConfig::default()
                .error_handler(|_, _| Error::unread("query", Unread::Form).into()),
        )
        .into_utoipa_app()
        .openapi(ApiDoc::openapi())
        .service(
            scope::scope("/api")
                .configure(bodies::mount_directory)
                .service(
                    scope::scope("/{body}")
                        .configure(bodies::mount)
                        .configure(people::mount)
                        .configure(deadlines::mount)
                        .configure(cases::mount)
                        .configure(linkage::mount)
                        .configure(docket::mount)
                        .configure(panels::mount)
                        .configure(documents::mount)
                        .configure(filings::mount)
                        .configure(worker::mount)
                        .configure(review::mount)
                        .configure(publications::mount)
                        .configure(rulings::mount)
                        .configure(compliance::mount)
                        .configure(register::mount)
                        .configure(following::mount)
                        .configure(statistics::mount)
                        .configure(bulk::mount)
                        .configure(ledger::mount)
                        .configure(emergency::mount)
                        .default_service(web::to(no_such_address)),
                )
                .default_service(web::to(no_such_address)),
        )
        .split_for_parts();
    utoipa::Modify::modify(&Problems, &mut api);
    let app = app
        .app_data(Data::new(Contract(api.clone())))
        .service(contract)
        .service(token_keys)
        .service(alive)
        .service(ready)
        .configure(pages::mount)
        .default_service(web::to(pages::unknown))
        .wrap(Compress::default())
        .wrap(from_fn(only_text_that_can_be_kept))
        .wrap(from_fn(only_from_our_pages))
        .wrap(from_fn(within_limits))
        .wrap(from_fn(with_headers))
        .wrap(from_fn(counted))
        .wrap(TracingLogger::<RequestSpan>::new())
        // Some clients (pysdmx) end every address with a slash, and so do some people.
        .wrap(NormalizePath::trim());
    (app, api)
}

/// The document that describes the API, without a server behind it.
pub fn document() -> anyhow::Result<utoipa::openapi::OpenApi> {
    let folder = std::env::temp_dir().join(format!("proviso-openapi-{}", std::process::id()));
    let document = build(&on_its_own(&folder, "")?).1;
    std::fs::remove_dir_all(&folder)?;
    Ok(document)
}

/// What a server has that is never asked for anything in a database.
fn on_its_own(folder: &std::path::Path, origin: &str) -> anyhow::Result<Parts> {
    std::fs::create_dir_all(folder)?;
    Ok(Parts {
        // A pool connects when it is first asked.
        db: Data::new(Db::connect("host=localhost", 1)?),
        keys: Data::new(Keys::load_or_make(folder)?),
        addresses: Data::new(Addresses::default()),
        store: Data::new(Store::open(None, folder)?),
        origin: Data::new(Origin(origin.to_owned())),
        library: Data::new(Library::at(folder)),
        latest: Data::new(Latest::default()),
        signer: Data::new(Signer::at(folder)),
        seals: Data::new(Seals::at(folder)?),
        passkeys: Data::new(Passkeys::at(origin)?),
        limits: Data::new(Limits::none()),
        senders: Data::new(Senders::at(folder)?),
        hooks: Data::new(Hooks::at(folder, &[])?),
        scanner: Data::new(Scanner::none()),
    })
}

async fn no_such_address() -> Result<HttpResponse, Error> {
    Err(Error::NotFound("address"))
}

/// Why a body is not even JSON that can be read.
fn no_json(error: &JsonPayloadError) -> Error {
    let why = match error {
        JsonPayloadError::ContentType => {
            "Send it as JSON, and say so (Content-Type: application/json)."
        }
        JsonPayloadError::OverflowKnownLength { .. } | JsonPayloadError::Overflow { .. } => {
            TOO_LONG
        }
        JsonPayloadError::Payload(_) => NOT_WHOLE,
        _ => "This is not JSON.",
    };
    Error::invalid("body", why)
}

const TOO_LONG: &str = "Send no more than 2 MiB at once; documents have an address of their own.";
const NOT_WHOLE: &str = "What you sent did not arrive as a whole. Send it again.";

/// The process runs.
#[get("/healthz")]
async fn alive() -> impl Responder {
    "alive\n"
}

/// The process can serve: the database answers.
#[get("/readyz")]
async fn ready(db: Data<Db>) -> Result<&'static str, Error> {
    db.ping().await.map(|()| "ready\n")
}

/// The most that someone says at once; documents come by another way.
const JSON_BYTES_MAX: usize = 2 * 1024 * 1024;

/// Refuses writes that another site's page made a browser send (by Origin and fetch metadata). A
/// program, which sends neither, must bring a token of its own.
async fn only_from_our_pages<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    if !matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    ) {
        let text = |name: HeaderName| {
            request
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
                .map(str::to_owned)
        };
        let ours = request
            .app_data::<Data<Origin>>()
            .map(|origin| origin.0.clone())
            .unwrap_or_default();
        let site = text(HeaderName::from_static("sec-fetch-site"));
        let foreign = text(header::ORIGIN).is_some_and(|origin| origin != ours)
            || site
                .as_ref()
                .is_some_and(|site| site != "same-origin" && site != "none");
        // Another scheme than ours is no proof: the cookie is what would be believed then.
        let by_token =
            text(header::AUTHORIZATION).is_some_and(|proof| proof.starts_with("Bearer "));
        let by_cookie = request.headers().contains_key(header::COOKIE) && !by_token;
        let unproven = by_cookie && site.is_none() && text(header::ORIGIN).is_none();
        if foreign || unproven {
            let error = Error::Forbidden("This was not sent by a page of this site.".to_owned());
            return Ok(refuse(request, &error));
        }
    }
    Ok(next.call(request).await?.map_into_left_body())
}

/// An answer from before the routes. (An error would pass by what is added to every answer.)
fn refuse<B>(request: ServiceRequest, error: &Error) -> ServiceResponse<EitherBody<B>> {
    request
        .into_response(error.error_response())
        .map_into_right_body()
}

/// Refuses text with the character U+0000, which PostgreSQL cannot keep, before anyone looks at it,
/// and waits for no body that comes too slowly.
async fn only_text_that_can_be_kept<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    if request.uri().to_string().contains("%00") {
        return Ok(refuse(request, &Error::NotFound("address")));
    }
    // What is small on the wire and vast when unpacked is not unpacked.
    let packed = request.headers().get(header::CONTENT_ENCODING);
    if packed.is_some_and(|form| !form.as_bytes().eq_ignore_ascii_case(b"identity")) {
        let why = "Send it as it is, without compressing it (Content-Encoding).";
        return Ok(refuse(request, &Error::invalid("body", why)));
    }
    patience::keep_pace(&mut request);
    let is_json = |kind: &HeaderValue| kind.to_str().is_ok_and(|kind| kind.contains("json"));
    if request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(is_json)
    {
        let content = match request.extract::<web::Bytes>().await {
            Ok(content) => content,
            Err(error) => {
                let error = match error.as_error::<PayloadError>() {
                    Some(cause) if patience::is_too_slow(cause) => Error::too_slow(),
                    Some(PayloadError::Overflow) => Error::invalid("body", TOO_LONG),
                    _ => Error::invalid("body", NOT_WHOLE),
                };
                return Ok(refuse(request, &error));
            }
        };
        if names_nul(&content) {
            let why = "A text has the character U+0000 in it, which cannot be kept.";
            return Ok(refuse(request, &Error::invalid("body", why)));
        }
        request.set_payload(content.into());
    }
    Ok(next.call(request).await?.map_into_left_body())
}

/// Does JSON text spell U+0000? A backslash that is itself escaped spells nothing.
fn names_nul(json: &[u8]) -> bool {
    let mut at = 0;
    while let Some(found) = json
        .get(at..)
        .and_then(|rest| rest.iter().position(|byte| *byte == b'\\'))
    {
        at += found;
        if json[at..].starts_with(b"\\u0000") {
            return true;
        }
        at += 2;
    }
    false
}

/// Is this not counted? Parts of pages are kept by whoever has them, what watches the server asks for
/// its health, and nobody is kept from signing in by what a neighbour asks.
fn is_uncounted(path: &str) -> bool {
    let signs_in = || {
        let mut parts = path.split('/').skip(1);
        parts.next() == Some("api") && matches!(parts.nth(1), Some("session" | "tokens"))
    };
    path.starts_with("/assets/") || path == "/healthz" || path == "/readyz" || signs_in()
}

/// Refuses whoever asks too often, and says to all how they stand.
async fn within_limits<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let limits = request.app_data::<Data<Limits>>();
    let standing = limits
        .filter(|_| !is_uncounted(request.path()))
        .and_then(|limits| {
            let sender = caller::sender(request.request(), limits)?;
            limits.ask(sender, caller::account(request.request()))
        });
    let Some(standing) = standing else {
        return Ok(next.call(request).await?.map_into_left_body());
    };
    let mut response = if let Some(seconds) = standing.wait {
        let mut refusal = pages::too_many(request.request());
        refusal
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        request.into_response(refusal).map_into_right_body()
    } else {
        next.call(request).await?.map_into_left_body()
    };
    for (name, said) in [
        ("ratelimit-policy", standing.policy),
        ("ratelimit", standing.left),
    ] {
        if let Ok(said) = HeaderValue::from_str(&said) {
            let name = HeaderName::from_static(name);
            response.headers_mut().insert(name, said);
        }
    }
    Ok(response)
}

async fn with_headers(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let path = request.path().to_owned();
    let https = request
        .app_data::<Data<Origin>>()
        .is_some_and(|origin| origin.0.starts_with("https:"));
    let id = spans::request_id(&request).and_then(|id| HeaderValue::from_str(&id).ok());
    let mut response = next.call(request).await?;
    if let Some(id) = id {
        let name = HeaderName::from_static("x-request-id");
        response.headers_mut().insert(name, id);
    }
    headers::put(response.headers_mut(), &path, https);
    Ok(response)
}

async fn counted(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let started = Instant::now();
    let method = request.method().clone();
    let answer = next.call(request).await;
    let (route, status) = match &answer {
        Ok(response) => (response.request().match_pattern(), response.status()),
        Err(error) => (None, error.as_response_error().status_code()),
    };
    metrics::request(
        route.as_deref().unwrap_or("none"),
        method.as_str(),
        status.as_u16(),
        started.elapsed(),
    );
    answer
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::STRICT_TRANSPORT_SECURITY;
    use actix_web::test::{TestRequest, call_service, init_service};

    use super::{build, names_nul, on_its_own};

    #[actix_web::test]
    async fn where_people_come_by_tls_browsers_are_told_to_come_in_no_other_way() {
        let folder = std::env::temp_dir().join(format!("proviso-tls-{}", std::process::id()));
        for (origin, told) in [
            ("https://review.example", Some("max-age=31536000")),
            ("http://localhost:8080", None),
        ] {
            let server = init_service(build(&on_its_own(&folder, origin).unwrap()).0).await;
            for path in ["/healthz", "/assets/none.js", "/api/x%00"] {
                let answer = call_service(&server, TestRequest::get().uri(path).to_request()).await;
                let said = answer.headers().get(STRICT_TRANSPORT_SECURITY);
                assert_eq!(said.and_then(|said| said.to_str().ok()), told, "{path}");
            }
        }
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn only_an_escape_that_stands_for_it_names_the_character_nul() {
        assert!(names_nul(br#"{"a":"b\u0000c"}"#));
        assert!(names_nul(br#"{"a":"\\\u0000"}"#));
        assert!(!names_nul(br#"{"a":"\\u0000"}"#));
        assert!(!names_nul(br#"{"a":"u0000 \n \u0001"}"#));
        assert!(!names_nul(br"\"));
    }
}
