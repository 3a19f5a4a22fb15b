//! The rulings of a body, those that a search finds, and a case as feeds: Atom 1.0 (RFC 4287) and JSON Feed
//! 1.1, in pages (RFC 5005), in the language of whoever reads them. What changed last is first, and a ruling
//! that was corrected or withdrawn comes again under its own name.

use std::sync::Arc;

use actix_web::web::{self, Data, Path, Query, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use askama::Template;
use domain::Word as _;
use domain::ruling::{PublicationChange, Standing};
use domain::translation::AUTHENTIC;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::rulings::{alternates_of, capital, query as query_of};
use super::tongue::{Tongue, tag};
use super::{Frame, anyone, send};
use crate::caller::{Caller, Reader};
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::languages;
use crate::publications::{self, Publication};
use crate::register::{self, PublicEntry};
use crate::rulings::{self, FORMS, Form, Listed, RulingLine, Search, Told};
use crate::search::Library;
use crate::server::Origin;

#[derive(Template)]
#[template(path = "feed.atom.xml")]
struct Feed {
    say: Tongue,
    frame: Frame,
    title: String,
    /// The page of which this is the feed.
    home: String,
    /// The page of the rulings, below which their categories are named.
    rulings: String,
    /// What narrows it, as the query of each of its pages: two feeds are never called the same (RFC 4287,
    /// 4.2.6).
    query: String,
    /// The query of this page, and of the next one.
    page: String,
    next: Option<String>,
    items: Vec<Item>,
    /// What was withdrawn of late, for whoever was given it by a feed that has it no longer.
    withdrawn: Vec<Publication>,
}

struct Item {
    id: String,
    title: String,
    published: Timestamp,
    updated: Timestamp,
    address: String,
    /// The language of what is at that address.
    language: &'static str,
    /// Where it is in other languages: tag and address.
    translations: Vec<(&'static str, String)>,
    /// Address and media type.
    forms: Vec<(String, &'static str)>,
    /// Scheme and term.
    tags: Vec<(&'static str, String)>,
    summary: String,
}

/// A feed of rulings that has so many withdrawals names no more.
const WITHDRAWN: i64 = 100;
/// A feed with nothing in it was never updated; RFC 4287 wants an instant all the same.
const NEVER: Timestamp = Timestamp::UNIX_EPOCH;

/// What a ruling is called in every feed, whatever becomes of it.
fn name_of(ruling: Uuid) -> String {
    format!("urn:uuid:{ruling}")
}

impl Item {
    fn of(say: &Tongue, rulings: &str, line: RulingLine) -> Self {
        let address = format!("{rulings}/{}", line.slug);
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
        tags.push(("standing", line.standing.to_string()));
        let claims = line.results.iter();
        let claims = claims.map(|claim| {
            let (no, outcome) = (claim.no.to_string(), say.words.outcome(claim.outcome.0));
            let (no, outcome) = (("no", no.as_str()), ("outcome", outcome));
            languages::with_two(say.words.list.claim, no, outcome)
        });
        // An entry that comes again says why.
        let change = line.change.map(|change| change.0);
        let change = change.filter(|change| *change != PublicationChange::Published);
        let change = change.map(|change| say.words.change(change).to_owned());
        let revised = line.revised_by.as_ref().map(|other| {
            let (before, after) = say.revised(other);
            format!("{before}{}{after}", other.citation)
        });
        let summary: Vec<_> = change
            .into_iter()
            .chain(revised)
            .chain([line.measure])
            .chain(claims)
            .collect();
        let mark = match line.standing.0 {
            Standing::Stands => String::new(),
            Standing::Revised => format!(" ({})", say.words.facets.revised),
        };
        let published = line.published_at.unwrap_or(NEVER);
        Self {
            id: name_of(line.id),
            title: format!("{}{mark}: {}", line.citation, line.caption),
            published,
            updated: line.changed_at.unwrap_or(published),
            forms: forms
                .map(|(_, ending, kind)| (format!("{address}.{ending}"), *kind))
                .collect(),
            translations: line
                .translations
                .iter()
                .map(|one| (tag(one.0), say.to(&format!("{address}/{one}"))))
                .collect(),
            address: say.to(&address),
            language: AUTHENTIC.as_str(),
            tags,
            summary: summary.join(" · "),
        }
    }

    /// What the log says last of a ruling. One that was withdrawn is told as a change of its entry: whoever was
    /// given it learns that it stands no longer, and why.
    fn told(say: &Tongue, rulings: &str, told: Told) -> Self {
        let Told { last, line } = told;
        if let Some(line) = line {
            return Self::of(say, rulings, line);
        }
        let change = say.words.change(last.change.0);
        Self {
            id: name_of(last.ruling_id),
            title: format!(
                "{} ({}): {}",
                last.citation,
                change.to_lowercase(),
                last.title
            ),
            published: last.at,
            updated: last.at,
            address: say.to(&format!("{rulings}/{}", last.slug)),
            language: say.tag(),
            translations: Vec::new(),
            forms: Vec::new(),
            tags: Vec::new(),
            summary: last.note,
        }
    }

    /// An entry of the public docket, by its place in it: what is public of a docket only grows.
    fn entered(say: &Tongue, home: &str, (place, entry): (usize, PublicEntry)) -> Self {
        let by = match entry.office {
            Some(office) => say.words.office(office).to_owned(),
            None => entry.by,
        };
        let summary: Vec<_> = std::iter::once(by).chain(entry.statement).collect();
        Self {
            id: format!("{home}#e{place}"),
            title: capital(&say.words.told(entry.act.0, entry.submission)),
            published: entry.at,
            updated: entry.at,
            address: format!("{}#e{place}", say.to(home)),
            language: say.tag(),
            translations: Vec::new(),
            forms: Vec::new(),
            tags: Vec::new(),
            summary: summary.join(" · "),
        }
    }
}

impl Feed {
    /// The address of one of its forms.
    fn at(&self, ending: &str, query: &str) -> String {
        self.say.to(&format!("{}{ending}{query}", self.home))
    }

    fn name(&self, line: &Publication) -> String {
        name_of(line.ruling_id)
    }

    fn updated(&self) -> Timestamp {
        let items = self.items.iter().map(|item| item.updated);
        let withdrawn = self.withdrawn.iter().map(|line| line.at);
        items.chain(withdrawn).max().unwrap_or(NEVER)
    }

    /// As JSON Feed 1.1.
    fn json(&self) -> Value {
        let items = self.items.iter().map(|one| {
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
            let mut item = json!({
                "id": one.id,
                "url": one.address,
                "title": one.title,
                "content_text": one.summary,
                "date_published": one.published,
                "date_modified": one.updated,
                "language": one.language,
                "tags": tags,
                "attachments": forms,
            });
            if !one.translations.is_empty() {
                // JSON Feed has a language for an item and none for where it is in another one; what begins
                // so is left to whoever writes it.
                let translations = one.translations.iter();
                item["_translations"] = translations
                    .map(|(language, address)| json!({ "language": language, "url": address }))
                    .collect();
            }
            item
        });
        let mut feed = json!({
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.title,
            "home_page_url": self.at("", &self.query),
            "feed_url": self.at(".feed.json", &self.page),
            "language": self.say.tag(),
            "authors": [{ "name": self.frame.name }],
            "items": items.collect::<Vec<_>>(),
        });
        if let Some(next) = &self.next {
            feed["next_url"] = json!(self.at(".feed.json", next));
        }
        if !self.withdrawn.is_empty() {
            // JSON Feed has no word for it; what begins so is left to whoever writes it.
            let withdrawn = self.withdrawn.iter().map(|line| {
                json!({ "id": name_of(line.ruling_id), "date": line.at, "reason": line.note })
            });
            feed["_withdrawn"] = withdrawn.collect();
        }
        feed
    }
}

/// Which page of the feed of all rulings.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Before {
    before: Option<i32>,
}

/// The feed of all rulings: what the log says last of each.
async fn all(tx: &mut Tx<'_>, say: Tongue, origin: &Origin, query: &str) -> Result<Feed> {
    let wrong = |_| Error::invalid("before", "This leads to no page of the feed.");
    let Before { before } = serde_urlencoded::from_str(query).map_err(wrong)?;
    let (told, next) = rulings::told(tx, before).await?;
    let frame = Frame::of(tx);
    let home = format!("{}/{}/rulings", origin.0, frame.slug);
    let from = |before: i32| format!("?before={before}");
    Ok(Feed {
        title: languages::with(say.words.problem.rulings_of, &frame.name),
        items: told
            .into_iter()
            .map(|one| Item::told(&say, &home, one))
            .collect(),
        query: String::new(),
        page: before.map(from).unwrap_or_default(),
        next: next.map(from),
        withdrawn: Vec::new(),
        rulings: home.clone(),
        home,
        frame,
        say,
    })
}

/// The rulings of a body, or those that a search finds.
async fn read(
    request: &HttpRequest,
    reader: Result<Reader>,
    db: &Db,
    library: &Arc<Library>,
    origin: &Origin,
) -> Result<Feed> {
    let (caller, say) = (anyone(reader)?, Tongue::of(request));
    let query = languages::without_language(request.query_string());
    if query.is_empty() || query.starts_with("before=") {
        return db
            .within(&caller, async |tx| all(tx, say, origin, &query).await)
            .await;
    }
    let asked = Search::read(&query)?;
    let found = rulings::search_changed(db, &caller, library, &asked).await?;
    let of_page = |page: Option<usize>| query_of(&asked.on_page(page));
    let (frame, withdrawn) = db
        .within(&caller, async |tx| {
            Ok((
                Frame::of(tx),
                publications::withdrawals(tx, WITHDRAWN).await?,
            ))
        })
        .await?;
    let home = format!("{}/{}/rulings", origin.0, frame.slug);
    let title = languages::with(say.words.problem.rulings_of, &frame.name);
    let items = found.items.into_iter();
    Ok(Feed {
        title: format!("{title}: {}", asked.in_words(say.words)),
        items: items.map(|one| Item::of(&say, &home, one.line)).collect(),
        query: of_page(None),
        page: of_page(asked.page),
        next: found.next.map(|page| of_page(Some(page))),
        withdrawn,
        rulings: home.clone(),
        home,
        frame,
        say,
    })
}

/// A case: its public docket, and its rulings with what became of them.
async fn case(
    request: &HttpRequest,
    reader: Result<Reader>,
    db: &Db,
    origin: &Origin,
    number: &str,
) -> Result<Feed> {
    let (caller, say) = (anyone(reader)?, Tongue::of(request));
    db.within(&caller, async |tx| {
        let id = register::id_of(tx, number).await?;
        let id = id.ok_or(Error::NotFound("case"))?;
        let docket = register::show(tx, number).await?.docket;
        let told = rulings::told_of_case(tx, id).await?;
        let frame = Frame::of(tx);
        let home = format!("{}/{}/cases/{number}", origin.0, frame.slug);
        let rulings_at = format!("{}/{}/rulings", origin.0, frame.slug);
        let entered = (1..).zip(docket);
        let mut items: Vec<_> = entered.map(|one| Item::entered(&say, &home, one)).collect();
        items.extend(
            told.into_iter()
                .map(|one| Item::told(&say, &rulings_at, one)),
        );
        // Of the same instant, what was entered later is newer.
        items.reverse();
        items.sort_by_key(|item| std::cmp::Reverse(item.updated));
        Ok(Feed {
            title: capital(&register::name_of(tx, id, say.words).await?),
            items,
            query: String::new(),
            page: String::new(),
            next: None,
            withdrawn: Vec::new(),
            rulings: rulings_at,
            home,
            frame,
            say,
        })
    })
    .await
}

const CACHE: &str = "public, max-age=60";

async fn show_atom(
    request: HttpRequest,
    reader: Result<Reader>,
    db: Data<Db>,
    library: Data<Library>,
    origin: Data<Origin>,
) -> HttpResponse {
    let feed = read(&request, reader, &db, &library.into_inner(), &origin).await;
    atom(&request, feed)
}

async fn show_json(
    request: HttpRequest,
    reader: Result<Reader>,
    db: Data<Db>,
    library: Data<Library>,
    origin: Data<Origin>,
) -> HttpResponse {
    let feed = read(&request, reader, &db, &library.into_inner(), &origin).await;
    json_feed(&request, feed)
}

async fn show_case_atom(
    request: HttpRequest,
    reader: Result<Reader>,
    db: Data<Db>,
    origin: Data<Origin>,
    path: Path<(String, String)>,
) -> HttpResponse {
    let feed = case(&request, reader, &db, &origin, &path.1).await;
    atom(&request, feed)
}

async fn show_case_json(
    request: HttpRequest,
    reader: Result<Reader>,
    db: Data<Db>,
    origin: Data<Origin>,
    path: Path<(String, String)>,
) -> HttpResponse {
    let feed = case(&request, reader, &db, &origin, &path.1).await;
    json_feed(&request, feed)
}

fn atom(request: &HttpRequest, feed: Result<Feed>) -> HttpResponse {
    let text = feed.and_then(|feed| feed.render().map_err(Error::broken));
    sent(request, "application/atom+xml; charset=utf-8", text)
}

fn json_feed(request: &HttpRequest, feed: Result<Feed>) -> HttpResponse {
    let text = feed.map(|feed| feed.json().to_string());
    sent(request, "application/feed+json; charset=utf-8", text)
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
    read!("/{body}/cases/{number}.atom", show_case_atom);
    read!("/{body}/cases/{number}.feed.json", show_case_json);
}
