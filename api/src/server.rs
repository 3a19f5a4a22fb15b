//! Every scope of the server, one line each, and the order of what surrounds a request.

use std::time::Instant;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::{Compress, Next, NormalizePath, from_fn};
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse, Responder, get};
use tracing_actix_web::TracingLogger;
use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, RefOr, ResponseBuilder};
use utoipa_actix_web::{AppExt, scope};

use crate::caller::{self, Addresses, Keys};
use crate::db::Db;
use crate::error::{Error, Fault, Problem};
use crate::limits::{Limits, Senders};
use crate::people::factor::Seals;
use crate::search::Library;
use crate::spans::{self, RequestSpan};
use crate::statistics::Latest;
use crate::store::Store;
use crate::webhook::Hooks;
use crate::{
    bodies, bulk, cases, compliance, deadlines, docket, documents, filings, following, linkage,
    metrics, pages, panels, people, publications, register, review, rulings, statistics, worker,
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
    /// Seals what is shared with devices.
    pub seals: Data<Seals>,
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

/// Says how one shows who one is.
struct Tokens;

impl utoipa::Modify for Tokens {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let how = "An access token of the body, from `/api/{body}/tokens`. A browser that signed in at `/api/{body}/session` sends a cookie instead.";
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

/// Adds the one shape of refusals to every operation, and a sentence to every answer.
struct Problems;

impl utoipa::Modify for Problems {
    fn modify(&self, api: &mut utoipa::openapi::OpenApi) {
        let problem = RefOr::Ref(utoipa::openapi::Ref::from_schema_name("Problem"));
        let response = ResponseBuilder::new()
            .description("Refused: what was wrong, why, and what to do now.")
            .content(
                "application/problem+json",
                ContentBuilder::new().schema(Some(problem)).build(),
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
                for answer in operation.responses.responses.values_mut() {
                    if let RefOr::T(answer) = answer
                        && answer.description.is_empty()
                    {
                        answer.description.clone_from(&done);
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
        .app_data(parts.seals.clone())
        .app_data(parts.limits.clone())
        .app_data(parts.senders.clone())
        .app_data(web::PayloadConfig::new(JSON_BYTES_MAX))
        .app_data(
            web::JsonConfig::default()
                .limit(JSON_BYTES_MAX)
                .error_handler(|error, _| said_badly("body", &error).into()),
        )
        .app_data(
            web::PathConfig::default().error_handler(|_, _| Error::NotFound("address").into()),
        )
        .app_data(
            web::QueryConfig::default()
                .error_handler(|error, _| said_badly("query", &error).into()),
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
                        .default_service(web::to(no_such_address)),
                )
                .default_service(web::to(no_such_address)),
        )
        .split_for_parts();
    utoipa::Modify::modify(&Problems, &mut api);
    let app = app
        .app_data(Data::new(Contract(api.clone())))
        .service(contract)
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
    std::fs::create_dir_all(&folder)?;
    let parts = Parts {
        // A pool connects when it is first asked.
        db: Data::new(Db::connect("host=localhost", 1)?),
        keys: Data::new(Keys::load_or_make(&folder)?),
        addresses: Data::new(Addresses::default()),
        store: Data::new(Store::open(None, &folder)?),
        origin: Data::new(Origin(String::new())),
        library: Data::new(Library::at(&folder)),
        latest: Data::new(Latest::default()),
        limits: Data::new(Limits::none()),
        senders: Data::new(Senders::at(&folder)?),
        hooks: Data::new(Hooks::at(&folder, &[])?),
        seals: Data::new(Seals::at(&folder)?),
    };
    let document = build(&parts).1;
    std::fs::remove_dir_all(&folder)?;
    Ok(document)
}

async fn no_such_address() -> Result<HttpResponse, Error> {
    Err(Error::NotFound("address"))
}

/// Says which field of the input is wrong, in words of the parser that are about the input only.
fn said_badly(path: &str, error: &dyn std::fmt::Display) -> Error {
    let text = error.to_string();
    let said = text
        .split(" at line ")
        .next()
        .unwrap_or_default()
        .trim_start_matches("Json deserialize error: ")
        .to_owned();
    Error::invalid(path, format!("This could not be understood: {said}."))
}

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
async fn only_from_our_pages(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
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
        let foreign = text(header::ORIGIN).is_some_and(|origin| origin != ours)
            || text(HeaderName::from_static("sec-fetch-site"))
                .is_some_and(|site| site != "same-origin" && site != "none");
        let by_cookie = request.headers().contains_key(header::COOKIE)
            && !request.headers().contains_key(header::AUTHORIZATION);
        let unproven = by_cookie
            && text(header::ORIGIN).is_none()
            && text(HeaderName::from_static("sec-fetch-site")).is_none();
        if foreign || unproven {
            return Err(
                Error::Forbidden("This was not sent by a page of this site.".to_owned()).into(),
            );
        }
    }
    next.call(request).await
}

/// Refuses text with the character U+0000, which PostgreSQL cannot keep, before anyone looks at it.
async fn only_text_that_can_be_kept(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    if request.uri().to_string().contains("%00") {
        return Err(Error::NotFound("address").into());
    }
    let is_json = |kind: &HeaderValue| kind.to_str().is_ok_and(|kind| kind.contains("json"));
    if request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(is_json)
    {
        let content = request
            .extract::<web::Bytes>()
            .await
            .map_err(|error| said_badly("body", &error))?;
        if names_nul(&content) {
            return Err(Error::invalid(
                "body",
                "A text has the character U+0000 in it, which cannot be kept.",
            )
            .into());
        }
        request.set_payload(content.into());
    }
    next.call(request).await
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
    let is_api = request.path().starts_with("/api");
    // A style or a font is no document: what is said to documents would only weigh.
    let is_part = request.path().starts_with("/assets/")
        && [".css", ".woff2", ".js"]
            .iter()
            .any(|ending| request.path().ends_with(ending));
    let id = spans::request_id(&request).and_then(|id| HeaderValue::from_str(&id).ok());
    let mut response = next.call(request).await?;
    let headers = response.headers_mut();
    if let Some(id) = id {
        headers.insert(HeaderName::from_static("x-request-id"), id);
    }
    let mut set = |name: HeaderName, value: &'static str| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    );
    if is_part {
        return Ok(response);
    }
    set(header::REFERRER_POLICY, "same-origin");
    set(
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    );
    set(
        HeaderName::from_static("permissions-policy"),
        "camera=(), microphone=(), geolocation=()",
    );
    set(
        header::CONTENT_SECURITY_POLICY,
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
         object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    );
    if is_api {
        set(header::CACHE_CONTROL, "no-store");
    }
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
    use super::names_nul;

    #[test]
    fn only_an_escape_that_stands_for_it_names_the_character_nul() {
        assert!(names_nul(br#"{"a":"b\u0000c"}"#));
        assert!(names_nul(br#"{"a":"\\\u0000"}"#));
        assert!(!names_nul(br#"{"a":"\\u0000"}"#));
        assert!(!names_nul(br#"{"a":"u0000 \n \u0001"}"#));
        assert!(!names_nul(br"\"));
    }
}
