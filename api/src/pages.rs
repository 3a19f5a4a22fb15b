//! What is readable without scripts: the bodies, their rulings; and the files of the desk.

use actix_web::http::header::{self, ETag, EntityTag, HeaderValue, IfNoneMatch};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{self, Data, Path, Query, ServiceConfig};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, ResponseError};
use askama::Template;
use domain::Word;
use domain::vote::{Finding, Outcome};
use jiff::civil::Date;
use rust_embed::RustEmbed;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::bodies;
use crate::caller::{Caller, Reader};
use crate::db::{BodyEntry, Db, Tx};
use crate::error::{Error, Result};
use crate::rulings::{
    self, PublicClaim, PublicGate, PublicRuling, RulingLine, finding_name, long_date, step_name,
};
use crate::server::Origin;
use crate::wire::hex;

pub mod look;

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

/// A gate of the figure of the four steps.
struct Gate {
    mark: &'static str,
    name: &'static str,
    word: String,
    arguendo: bool,
}

/// A date for machines and for people.
type Day = (String, String);

#[derive(Template)]
#[template(path = "bodies.html")]
struct BodiesPage {
    bodies: Vec<BodyEntry>,
}

#[derive(Template)]
#[template(path = "body.html")]
struct BodyPage {
    frame: Frame,
    what: &'static str,
}

#[derive(Template)]
#[template(path = "rulings.html")]
struct RulingsPage {
    frame: Frame,
    lines: Vec<Line>,
    next: Option<Uuid>,
}

struct Line {
    line: RulingLine,
    published_on: Option<Day>,
    claims: Vec<LineClaim>,
}

struct LineClaim {
    no: i32,
    gates: Vec<Gate>,
    word: String,
}

#[derive(Template)]
#[template(path = "ruling.html")]
struct RulingPage {
    frame: Frame,
    address: String,
    published_on: Option<Day>,
    filed_on: Option<Day>,
    issued_on: Option<Day>,
    technology: String,
    effect: String,
    has_modelled: bool,
    has_scores: bool,
    claims: Vec<ClaimOnPage>,
    sections: Vec<SectionOnPage>,
    departures: Vec<DepartureOnPage>,
    ruling: PublicRuling,
}

struct ClaimOnPage {
    claim: PublicClaim,
    gates: Vec<Gate>,
}

struct SectionOnPage {
    id: String,
    title: String,
    modelled: bool,
    paragraphs: Vec<(usize, String)>,
}

#[derive(Deserialize)]
struct DepartureOnPage {
    no: i32,
    motion: String,
    member: String,
    reasons: String,
    #[serde(default)]
    text: String,
}

#[derive(Template)]
#[template(path = "unknown.html")]
struct UnknownPage {
    frame: Option<Frame>,
    title: &'static str,
    why: String,
    remedy: String,
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

impl Gate {
    fn of(gate: &PublicGate) -> Self {
        let (mark, word) = match gate.finding {
            None => ("none", "not in this ground".to_owned()),
            Some(finding) => (finding.0.as_str(), finding_name(finding.0).to_owned()),
        };
        Self {
            mark,
            name: step_name(gate.step.0),
            word: capital(&word),
            arguendo: gate.arguendo && gate.finding.is_some_and(|one| one.0 != Finding::NotReached),
        }
    }
}

impl RulingPage {
    fn of(frame: Frame, origin: &str, ruling: PublicRuling) -> Self {
        let mut number = 0;
        // The roll call is set as a table below the text.
        let written = ruling
            .sections
            .iter()
            .filter(|one| one.section.0.written_by_panel());
        let sections: Vec<_> = written
            .map(|one| SectionOnPage {
                id: one.section.to_string().replace('_', "-"),
                title: one.title.clone(),
                modelled: one.basis.as_deref() == Some("modelled"),
                paragraphs: one
                    .paragraphs
                    .iter()
                    .map(|text| {
                        number += 1;
                        (number, text.clone())
                    })
                    .collect(),
            })
            .collect();
        let claims = ruling.claims.iter();
        let mut departures: Vec<DepartureOnPage> =
            serde_json::from_value(ruling.departures.clone()).unwrap_or_default();
        for one in &mut departures {
            let votes = ruling
                .claims
                .iter()
                .filter(|claim| claim.no == one.no)
                .flat_map(|claim| &claim.votes);
            one.text = votes
                .filter(|vote| vote.motion == one.motion)
                .map(|vote| vote.text.clone())
                .next()
                .unwrap_or_default();
        }
        Self {
            address: format!("{origin}/{}/rulings/{}", frame.slug, ruling.slug),
            published_on: ruling.published_on.map(day),
            filed_on: ruling.filed_on.map(day),
            issued_on: ruling.issued_on.map(day),
            technology: technology(ruling.technology.0),
            effect: effect(&ruling),
            has_modelled: sections.iter().any(|one| one.modelled),
            has_scores: ruling.claims.iter().any(|one| !one.scores.is_empty()),
            claims: claims
                .map(|claim| ClaimOnPage {
                    claim: claim.clone(),
                    gates: claim.gates.iter().map(Gate::of).collect(),
                })
                .collect(),
            sections,
            departures,
            frame,
            ruling,
        }
    }
}

impl Line {
    fn of(line: RulingLine, zone: impl Fn(jiff::Timestamp) -> Date) -> Self {
        let claims = line.results.iter().map(|claim| LineClaim {
            no: claim.no,
            gates: rulings::gates(claim).iter().map(Gate::of).collect(),
            word: outcome_word(claim.outcome.0),
        });
        Self {
            claims: claims.collect(),
            published_on: line.published_at.map(|at| day(zone(at))),
            line,
        }
    }
}

/// An outcome in a list: short, and with the step at which the claim failed.
fn outcome_word(outcome: Outcome) -> String {
    match outcome {
        Outcome::NotJustifiedT0 => "not justified: threshold",
        Outcome::NotJustifiedT1a | Outcome::NotJustifiedT1b => "not justified: good faith",
        Outcome::NotJustifiedT2 => "not justified: necessity",
        Outcome::NotJustifiedT3 => "not justified: proportionality",
        Outcome::Justified => "justified",
        Outcome::PartlyJustified => "partly justified",
        Outcome::NotReached => "not reached",
        Outcome::Moot => "moot",
    }
    .to_owned()
}

fn technology(class: domain::measure::Technology) -> String {
    capital(class.label())
}

fn effect(ruling: &PublicRuling) -> String {
    let of = |party: &rulings::PublicParty| match party.legal_effect.0 {
        domain::ruling::LegalEffect::Binding => format!("binds {} by its consent", party.name),
        domain::ruling::LegalEffect::Recommendatory => format!("recommends to {}", party.name),
    };
    capital(&format!(
        "{}; {}",
        of(&ruling.applicant),
        of(&ruling.respondent)
    ))
}

fn day(date: Date) -> Day {
    (date.to_string(), long_date(date))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// For what is at an address that changes with its content.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// Nothing but its own style may load on a page for readers.
const READER_POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// The desk is built under this policy.
const DESK_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; \
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
    Ok(response)
}

/// A page that says what was wrong and what to do now.
async fn refused(request: &HttpRequest, error: &Error) -> HttpResponse {
    let status = error.status_code();
    if status.is_server_error() {
        tracing::error!(?error, "a page failed");
    }
    let problem = error.problem();
    let (title, why, remedy) = match error {
        Error::NotFound(what) => (
            "Nothing is published here",
            format!("There is no such {what} on this site, or it is not public."),
            "Check the address; a citation such as [2026] ISECRC 1 has the address 2026-isecrc-1."
                .to_owned(),
        ),
        Error::Busy(..) => (
            "Not just now",
            problem.detail,
            "Wait a moment, then try again.".to_owned(),
        ),
        Error::Broken(_) => (
            "This page failed",
            "Something failed on our side.".to_owned(),
            "Try again; if it stays so, tell the registry.".to_owned(),
        ),
        Error::Invalid(_) => (
            "This address cannot be read",
            problem.detail,
            "Follow a link of this site instead of changing the address.".to_owned(),
        ),
        _ => ("This is not open to you", problem.detail, problem.remedy),
    };
    told(status, Frame::around(request).await, title, why, remedy)
}

fn told(
    status: StatusCode,
    frame: Option<Frame>,
    title: &'static str,
    why: String,
    remedy: String,
) -> HttpResponse {
    let page = UnknownPage {
        frame,
        title,
        why,
        remedy,
    };
    let mut response = HttpResponse::build(status);
    if status == StatusCode::TOO_MANY_REQUESTS || status == StatusCode::SERVICE_UNAVAILABLE {
        response.insert_header((header::RETRY_AFTER, "2"));
    }
    response
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, READER_POLICY))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(page.render().unwrap_or_default())
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
    answer(
        &request,
        db.directory().await.map(|bodies| BodiesPage { bodies }),
    )
    .await
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
        let what = match kind.as_deref() {
            Some("regional") => {
                "A regional coordinating body: states notify it of security measures, and it certifies when consultations about one have failed."
            }
            _ => {
                "A review body: where a state restricts trade and invokes the security exception of a treaty, it examines whether the exception holds, step by step: threshold, good faith, necessity, proportionality."
            }
        };
        db.within(&caller, async |tx| {
            Ok(BodyPage {
                frame: Frame::of(tx),
                what,
            })
        })
        .await
    };
    answer(&request, page.await).await
}

#[derive(Deserialize)]
struct After {
    after: Option<Uuid>,
}

async fn show_rulings(
    request: HttpRequest,
    reader: Result<Reader>,
    db: Data<Db>,
    page: std::result::Result<Query<After>, actix_web::Error>,
) -> HttpResponse {
    let page = async {
        let caller = anyone(reader)?;
        let page = page.map_err(|_| {
            let why = "The part of this address after “after=” leads to no page of the list.";
            Error::invalid("after", why)
        })?;
        db.within(&caller, async |tx| {
            let calendar = bodies::current_rules(tx).await?.calendar;
            let (lines, next) = rulings::list(tx, page.after).await?;
            let lines = lines
                .into_iter()
                .map(|line| Line::of(line, |at| calendar.date_of(at)))
                .collect();
            Ok(RulingsPage {
                frame: Frame::of(tx),
                lines,
                next,
            })
        })
        .await
    };
    answer(&request, page.await).await
}

async fn show_ruling(
    request: HttpRequest,
    reader: Result<Reader>,
    db: Data<Db>,
    origin: Data<Origin>,
    path: Path<(String, String)>,
) -> HttpResponse {
    let page = async {
        let caller = anyone(reader)?;
        db.within(&caller, async |tx| {
            let ruling = rulings::published(tx, &path.1).await?;
            Ok(RulingPage::of(Frame::of(tx), &origin.0, ruling))
        })
        .await
    };
    answer(&request, page.await).await
}

/// The desk finds its own way from the address.
async fn show_desk(request: HttpRequest) -> HttpResponse {
    let Some(file) = Desk::get("index.html") else {
        let why = "This server was built without the desk's files.";
        let remedy = "Run “npm ci” and “npm run build” in frontend/, then start the server again; ./run does all of it.";
        return told(
            StatusCode::SERVICE_UNAVAILABLE,
            Frame::around(&request).await,
            "The desk is not built",
            why.to_owned(),
            remedy.to_owned(),
        );
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
    page!("/{body}", show_body);
    page!("/{body}/rulings", show_rulings);
    page!("/{body}/rulings/{slug}", show_ruling);
    page!("/{body}/desk", show_desk);
    page!("/{body}/desk/{tail:.*}", show_desk);
}

#[cfg(test)]
mod tests {
    use askama::Template;
    use serde_json::json;
    use uuid::Uuid;

    use super::{Frame, Line, RulingPage, RulingsPage, UnknownPage, is_hashed};
    use crate::review::ClaimResult;
    use crate::rulings::{
        self, FairCopy, Member, PublicClaim, PublicParty, PublicRemedy, PublicRuling, PublicVote,
        RulingLine,
    };
    use crate::wire::Spelled;

    fn results() -> Vec<ClaimResult> {
        let step = |step, finding, arguendo| json!({"step": step, "finding": finding, "arguendo": arguendo, "elements": {}});
        serde_json::from_value(json!([{
            "claim_id": Uuid::nil(), "no": 1, "component": "The licence requirement for accelerators at or above 600",
            "obligation": "GATT 1994, Article XI:1", "outcome": "NOT_JUSTIFIED(T2)", "concerns": ["ADVISORY_CONCERN(T3)"], "arguendo": ["proportionality"],
            "steps": [step("threshold", "met", false), step("good_faith", "met", false), step("necessity", "not_met", false), step("proportionality", "not_reached", false)],
        }]))
        .unwrap()
    }

    fn ruling() -> PublicRuling {
        let party = |code: &str, name: &str| PublicParty {
            code: code.to_owned(),
            name: name.to_owned(),
            legal_effect: Spelled(domain::ruling::LegalEffect::Binding),
        };
        let fair: FairCopy = serde_json::from_value(json!({
            "sections": [
                {"section": "terms_of_reference", "title": "Terms of reference", "from_findings": false, "basis": "modelled", "paragraphs": ["The panel was asked to review the licence requirement of Belmora for accelerators at or above 600, with the presumption of denial for Arvenia, for which Belmora invokes Article XXI(b)(ii) of the GATT 1994."]},
                {"section": "findings", "title": "Findings", "from_findings": false, "paragraphs": ["Claim 1, threshold: met.", "The order was not necessary under the standard that the parties accepted. Verified end use, named by Arvenia, was available and less restrictive, and Belmora did not compare it at equal protection. <script>alert(1)</script>"]},
                {"section": "votes", "title": "Votes", "from_findings": true, "paragraphs": ["Only in the table."]},
            ],
            "remedies": [], "panel": [],
        }))
        .unwrap();
        let gates = results()
            .iter()
            .map(rulings::gates)
            .next()
            .unwrap_or_default();
        let vote = |text: &str, yes, no| PublicVote {
            step: Spelled(domain::review::Step::Necessity),
            motion: "T2".to_owned(),
            text: text.to_owned(),
            carried: yes > no,
            yes,
            no,
            in_favour: vec!["Amara Okafor".to_owned(); yes],
            against: vec!["Lena Sørensen".to_owned(); no],
        };
        PublicRuling {
            body: "Review Committee (training)".to_owned(),
            simulation: true,
            citation: "[2025] SIM 1".to_owned(),
            slug: "2025-sim-1".to_owned(),
            case_id: Uuid::nil(),
            case_number: "2025/1".to_owned(),
            caption: "Arvenia v. Belmora".to_owned(),
            applicant: party("XAA", "Arvenia"),
            respondent: party("XBB", "Belmora"),
            measure: "Accelerator Export Licence Order".to_owned(),
            technology: Spelled(domain::measure::Technology::DualUse),
            summary: "Belmora requires a licence for the export of data-centre accelerators; licences for Arvenia are presumed to be denied.".to_owned(),
            clause_id: "gatt-xxi".to_owned(),
            clause: "Article XXI of the General Agreement on Tariffs and Trade 1947 / GATT 1994".to_owned(),
            ground: Some("traffic in arms and supply of military establishments".to_owned()),
            profile: Some(Spelled(domain::clause::Profile::P4)),
            panel: vec![Member { name: "Amara Okafor".to_owned(), discipline: Spelled(domain::people::Discipline::Legal), presiding: true }],
            filed_on: Some(jiff::civil::date(2025, 1, 13)),
            issued_on: Some(jiff::civil::date(2025, 11, 19)),
            published_on: Some(jiff::civil::date(2025, 11, 24)),
            sections: fair.sections,
            claims: vec![PublicClaim {
                no: 1,
                component: "The licence requirement for accelerators at or above 600".to_owned(),
                obligation: "GATT 1994, Article XI:1".to_owned(),
                outcome: "The measure is not justified under Article XXI: it is not shown to be necessary.".to_owned(),
                concerns: vec![],
                gates,
                votes: vec![vote("The measure relates to traffic in arms.", 3, 0), vote("The measure was necessary.", 1, 2)],
                scores: serde_json::from_value(json!([{"step": "necessity", "arguendo": false, "criteria": [
                    {"key": "2.2", "name": "Alternatives", "proposition": "T2", "nature": "OBJ", "gate": true, "status": "scored", "median": 1, "spread": 2},
                    {"key": "2.5", "name": "Review and duration", "proposition": "T2", "nature": "ADV", "gate": false, "status": "not_determinable"},
                ]}])).unwrap(),
            }],
            results: results(),
            remedies: vec![PublicRemedy {
                no: 1,
                claim_no: 1,
                sentence: "Belmora shall withdraw the presumption of denial by 18 May 2026.".to_owned(),
                weight: 2,
                due_on: jiff::civil::date(2026, 5, 18),
                status: Spelled(domain::compliance::Status::Running),
            }],
            departures: json!([{"no": 1, "motion": "T2", "claim_id": Uuid::nil(), "member": "Amara Okafor", "reasons": "Since the record shows more than the index."}]),
        }
    }

    fn frame() -> Frame {
        Frame {
            slug: "sim".to_owned(),
            name: "Review Committee (training)".to_owned(),
            simulation: true,
        }
    }

    fn page() -> String {
        RulingPage::of(frame(), "http://localhost:8080", ruling())
            .render()
            .unwrap()
    }

    #[test]
    fn a_ruling_reads_without_scripts_and_is_small() {
        let page = page();
        assert!(page.len() < 60_000, "{}", page.len());
        assert!(
            !page.contains("<script"),
            "what people wrote is text, never markup"
        );
        assert!(page.contains("lang=\"en\"") && page.contains("href=\"#content\""));
    }

    #[test]
    fn a_ruling_shows_the_gates_the_votes_by_name_and_how_to_cite_it() {
        let page = page();
        for said in [
            "[2025] SIM 1",
            "not carried",
            "Lena Sørensen",
            "id=\"p3\"",
            "Simulation.",
            "modelled",
            "weight 2 of 3",
            "Not met",
            "Since the record",
            "How the panel scored",
            "</svg>1</td>",
            "not determinable",
        ] {
            assert!(page.contains(said), "{said}");
        }
        assert!(!page.contains("Only in the table."));
    }

    #[test]
    fn the_list_says_what_will_appear_when_it_is_empty() {
        let empty = RulingsPage {
            frame: frame(),
            lines: vec![],
            next: None,
        }
        .render()
        .unwrap();
        assert!(empty.contains("No ruling has been published yet."));
        let line = RulingLine {
            id: Uuid::nil(),
            case_id: Uuid::nil(),
            citation: "[2025] SIM 1".to_owned(),
            slug: "2025-sim-1".to_owned(),
            caption: "Arvenia v. Belmora".to_owned(),
            applicant: "XAA".to_owned(),
            respondent: "XBB".to_owned(),
            clause_id: "gatt-xxi".to_owned(),
            measure: "Accelerator Export Licence Order".to_owned(),
            results: results(),
            published_at: Some("2025-11-24T15:00:00Z".parse().unwrap()),
        };
        let lines = vec![Line::of(line, |at| {
            at.to_zoned(jiff::tz::TimeZone::UTC).date()
        })];
        let full = RulingsPage {
            frame: frame(),
            lines,
            next: None,
        }
        .render()
        .unwrap();
        assert!(
            full.contains("Claim 1: not justified: necessity")
                && full.contains("Necessity: not met."),
            "{full}"
        );
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
            title: "Nothing is published here",
            why: "x".to_owned(),
            remedy: "Check the address.".to_owned(),
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
