//! The rulings of a body as feeds: Atom 1.0 (RFC 4287) and JSON Feed 1.1, in pages (RFC 5005), in the
//! language of whoever reads them.

use std::sync::Arc;

use actix_web::web::{self, Data, Query, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use askama::Template;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::rulings::{After, alternates_of};
use super::tongue::Tongue;
use super::{Frame, anyone, send};
use crate::caller::{Caller, Reader};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::languages;
use crate::rulings::{self, FORMS, Form, Listed, RulingLine, Search};
use crate::search::Library;
use crate::server::Origin;

#[derive(Template)]
#[template(path = "rulings.atom.xml")]
struct Feed {
    say: Tongue,
    frame: Frame,
    title: String,
    /// The page of which this is the feed.
    home: String,
    /// What narrows the list to it, as the query of each of its addresses.
    query: String,
    updated: String,
    /// The query of the next page of the feed.
    next: Option<String>,
    items: Vec<Item>,
}

struct Item {
    id: Uuid,
    title: String,
    published: String,
    address: String,
    /// Address and media type.
    forms: Vec<(String, &'static str)>,
    /// Scheme and term.
    tags: Vec<(&'static str, String)>,
    summary: String,
}

impl Item {
    fn of(say: &Tongue, home: &str, line: RulingLine) -> Self {
        let address = format!("{home}/{}", line.slug);
        let forms = FORMS.iter().filter(|one| one.0 != Form::Html);
        let mut tags = vec![
            ("applicant", line.applicant),
            ("respondent", line.respondent),
            ("clause", line.clause_id),
        ];
        let mut outcomes: Vec<_> = line
            .results
            .iter()
            .map(|claim| ("outcome", claim.outcome.to_string()))
            .collect();
        outcomes.sort();
        outcomes.dedup();
        tags.extend(outcomes);
        let claims = line.results.iter();
        let claims = claims.map(|claim| {
            let (no, outcome) = (claim.no.to_string(), say.words.outcome(claim.outcome.0));
            let (no, outcome) = (("no", no.as_str()), ("outcome", outcome));
            languages::with_two(say.words.list.claim, no, outcome)
        });
        let summary: Vec<_> = std::iter::once(line.measure).chain(claims).collect();
        Self {
            id: line.id,
            title: format!("{}: {}", line.citation, line.caption),
            published: line
                .published_at
                .map(|at| at.to_string())
                .unwrap_or_default(),
            forms: forms
                .map(|(_, ending, kind)| (format!("{address}.{ending}"), *kind))
                .collect(),
            address: say.to(&address),
            tags,
            summary: summary.join(" · "),
        }
    }
}

impl Feed {
    fn of(
        say: Tongue,
        frame: Frame,
        origin: &Origin,
        (query, next): (String, Option<String>),
        lines: impl IntoIterator<Item = RulingLine>,
    ) -> Self {
        let home = format!("{}/{}/rulings", origin.0, frame.slug);
        let mut items: Vec<_> = lines
            .into_iter()
            .map(|line| Item::of(&say, &home, line))
            .collect();
        // A search gives the best first; a feed, the newest.
        items.sort_by(|a, b| b.published.cmp(&a.published));
        let newest = items.first().map(|item| item.published.clone());
        Self {
            title: languages::with(say.words.problem.rulings_of, &frame.name),
            home,
            query,
            updated: newest.unwrap_or_else(|| NEVER.to_owned()),
            next,
            items,
            frame,
            say,
        }
    }

    /// The address of one of its forms.
    fn at(&self, ending: &str, query: &str) -> String {
        self.say.to(&format!("{}{ending}{query}", self.home))
    }

    /// As JSON Feed 1.1.
    fn json(&self) -> Value {
        let items: Vec<_> = self
            .items
            .iter()
            .map(|one| {
                let tags: Vec<_> = one
                    .tags
                    .iter()
                    .map(|(scheme, term)| format!("{scheme}:{term}"))
                    .collect();
                let forms: Vec<_> = one
                    .forms
                    .iter()
                    .map(|(address, kind)| json!({ "url": address, "mime_type": kind }))
                    .collect();
                json!({
                    "id": format!("urn:uuid:{}", one.id),
                    "url": one.address,
                    "title": one.title,
                    "content_text": one.summary,
                    "date_published": one.published,
                    "language": "en",
                    "tags": tags,
                    "attachments": forms,
                })
            })
            .collect();
        let mut feed = json!({
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.title,
            "home_page_url": self.at("", &self.query),
            "feed_url": self.at(".feed.json", &self.query),
            "language": self.say.tag(),
            "authors": [{ "name": self.frame.name }],
            "items": items,
        });
        if let Some(next) = &self.next {
            feed["next_url"] = json!(self.at(".feed.json", next));
        }
        feed
    }
}

async fn read(
    request: &HttpRequest,
    reader: Result<Reader>,
    db: &Db,
    library: &Arc<Library>,
    origin: &Origin,
) -> Result<Feed> {
    let (caller, say) = (anyone(reader)?, Tongue::of(request));
    let wrong = |_| Error::invalid("after", "This leads to no page of the feed.");
    let page = Query::<After>::from_query(request.query_string()).map_err(wrong)?;
    let asked = Query::<Search>::from_query(request.query_string()).map_err(wrong)?;
    if !asked.is_open() {
        let found = rulings::search(db, &caller, library, &asked).await?;
        let query = serde_urlencoded::to_string(&*asked).map_err(Error::broken)?;
        let frame = db.within(&caller, async |tx| Ok(Frame::of(tx))).await?;
        let lines = found.items.into_iter().map(|one| one.line);
        let pages = (format!("?{query}"), None);
        return Ok(Feed::of(say, frame, origin, pages, lines));
    }
    db.within(&caller, async |tx| {
        let (lines, next) = rulings::list(tx, page.after).await?;
        let from = |after: Uuid| format!("?after={after}");
        let pages = (page.after.map(from).unwrap_or_default(), next.map(from));
        Ok(Feed::of(say, Frame::of(tx), origin, pages, lines))
    })
    .await
}

/// A feed with nothing in it was never updated; RFC 4287 wants an instant all the same.
const NEVER: &str = "1970-01-01T00:00:00Z";
const CACHE: &str = "public, max-age=60";

async fn show_atom(
    request: HttpRequest,
    reader: Result<Reader>,
    db: Data<Db>,
    library: Data<Library>,
    origin: Data<Origin>,
) -> HttpResponse {
    let feed = read(&request, reader, &db, &library.into_inner(), &origin).await;
    let text = feed.and_then(|feed| feed.render().map_err(Error::broken));
    sent(&request, "application/atom+xml; charset=utf-8", text)
}

async fn show_json(
    request: HttpRequest,
    reader: Result<Reader>,
    db: Data<Db>,
    library: Data<Library>,
    origin: Data<Origin>,
) -> HttpResponse {
    let feed = read(&request, reader, &db, &library.into_inner(), &origin).await;
    let text = feed.map(|feed| feed.json().to_string());
    sent(&request, "application/feed+json; charset=utf-8", text)
}

fn sent(request: &HttpRequest, kind: &str, feed: Result<String>) -> HttpResponse {
    match feed {
        Ok(text) => {
            let mut response = send(request, kind, CACHE, text.into_bytes());
            Tongue::of(request).note(response.headers_mut());
            response
        }
        Err(error) => error.error_response(),
    }
}

/// The rulings of a body for those who index the web (sitemaps.org 0.9).
#[derive(Template)]
#[template(path = "sitemap.xml")]
struct Sitemap {
    home: String,
    places: Vec<Place>,
}

/// A ruling, or a translation of one.
struct Place {
    /// Below the list of rulings.
    place: String,
    at: String,
    /// Where it is for readers of each language, where there is more than the authentic text.
    languages: Vec<(&'static str, String)>,
}

impl Place {
    /// A ruling and its translations; each says where the others are.
    fn each(home: &str, ruling: Listed) -> Vec<Self> {
        let tongues: Vec<_> = ruling.translations.iter().map(|one| one.0.0).collect();
        let languages = match tongues.is_empty() {
            true => Vec::new(),
            false => alternates_of(&format!("{home}/{}", ruling.slug), &tongues),
        };
        let place = |place: String, at: Timestamp| Self {
            place,
            at: at.to_string(),
            languages: languages.clone(),
        };
        let mut all = vec![place(ruling.slug.clone(), ruling.at)];
        let translations = ruling.translations.iter();
        all.extend(
            translations.map(|(language, at)| place(format!("{}/{language}", ruling.slug), *at)),
        );
        all
    }
}

/// Where the sitemap of each body is.
#[derive(Template)]
#[template(path = "sitemaps.xml")]
struct Sitemaps {
    origin: String,
    /// Their addresses, below the origin.
    parts: Vec<String>,
}

/// Which of the sitemaps of a body: the first, where there is only one.
#[derive(Deserialize)]
struct Part {
    #[serde(default = "first")]
    part: i64,
}

fn first() -> i64 {
    1
}

fn xml(request: &HttpRequest, page: Result<impl Template>) -> HttpResponse {
    let kind = "application/xml; charset=utf-8";
    match page.and_then(|page| page.render().map_err(Error::broken)) {
        Ok(text) => send(request, kind, CACHE, text.into_bytes()),
        Err(error) => error.error_response(),
    }
}

async fn show_sitemap(
    request: HttpRequest,
    reader: Result<Reader>,
    db: Data<Db>,
    origin: Data<Origin>,
) -> HttpResponse {
    let page = async {
        let caller = anyone(reader)?;
        let wrong = |_| Error::invalid("part", "A part of the sitemap is a number, from 1.");
        let Part { part } = Query::<Part>::from_query(request.query_string())
            .map_err(wrong)?
            .into_inner();
        db.within(&caller, async |tx| {
            if part < 1 || part > rulings::sitemaps(tx).await? {
                return Err(Error::NotFound("part of the sitemap"));
            }
            let rulings = rulings::addresses(tx, part).await?;
            let home = format!("{}/{}/rulings", origin.0, tx.world().slug);
            let places = rulings.into_iter().flat_map(|one| Place::each(&home, one));
            Ok(Sitemap {
                places: places.collect(),
                home,
            })
        })
        .await
    };
    xml(&request, page.await)
}

/// A simulation is for training; nobody should find it in a search for rulings.
async fn show_sitemaps(request: HttpRequest, db: Data<Db>, origin: Data<Origin>) -> HttpResponse {
    let page = async {
        let mut parts = Vec::new();
        let bodies = db.directory().await?.into_iter();
        for body in bodies.filter(|body| !body.simulation) {
            let Some(id) = db.body_id(&body.slug).await? else {
                continue;
            };
            let anyone = Caller::anyone(id, &body.slug);
            let count = db.within(&anyone, rulings::sitemaps).await?;
            // A sitemap index holds no other; so it names every part of every body itself.
            parts.push(format!("{}/sitemap.xml", body.slug));
            parts.extend((2..=count).map(|part| format!("{}/sitemap.xml?part={part}", body.slug)));
        }
        Ok(Sitemaps {
            origin: origin.0.clone(),
            parts,
        })
    };
    xml(&request, page.await)
}

async fn show_robots(request: HttpRequest, origin: Data<Origin>) -> HttpResponse {
    let text = format!(
        "User-agent: *\nDisallow: /api/\nDisallow: /*/desk\nSitemap: {}/sitemap.xml\n",
        origin.0
    );
    send(
        &request,
        "text/plain; charset=utf-8",
        CACHE,
        text.into_bytes(),
    )
}

/// The addresses of the feeds, and of what indexers look for.
pub(super) fn mount(config: &mut ServiceConfig) {
    macro_rules! read {
        ($address:literal, $handler:ident) => {
            config.service(
                web::resource($address)
                    .route(web::get().to($handler))
                    .route(web::head().to($handler)),
            )
        };
    }
    read!("/robots.txt", show_robots);
    read!("/sitemap.xml", show_sitemaps);
    read!("/{body}/sitemap.xml", show_sitemap);
    read!("/{body}/rulings.atom", show_atom);
    read!("/{body}/rulings.feed.json", show_json);
}
