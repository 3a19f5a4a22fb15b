//! The pages of published rulings, and the other forms of them at the same addresses.

use std::collections::BTreeMap;

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::{self, Data, Path, Query, ServiceConfig};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, Resource, ResponseError, Route};
use askama::Template;
use domain::Word;
use domain::facet::Facet;
use domain::language::Language;
use domain::ruling::{self, Citation, PublicationChange, Section};
use domain::translation::AUTHENTIC;
use domain::vote::Finding;
use jiff::civil::Date;
use serde::Deserialize;

use super::tongue::{self, Html, Tongue};
use super::{Frame, answer, anyone, html, refused, send};
use crate::bodies;
use crate::caller::{Caller, Reader};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::languages::{self, Words};
use crate::printing::{self, Print};
use crate::publications::{self, Correction, Current, Publication, SigningKey};
use crate::rulings::{
    self, FORMS, FacetView, Form, FoundRuling, LanguageVersion, Piece, PublicClaim, PublicGate,
    PublicRuling, RulingLine, Search, SearchView,
};
use crate::search::Library;
use crate::server::Origin;
use crate::wire::hex;
use translation::LanguageOnPage;
pub(super) use translation::alternates_of;

/// A date for machines and for people.
pub(super) type Day = (String, String);

/// A gate of the figure of the four steps.
pub(super) struct Gate {
    pub(super) mark: &'static str,
    pub(super) name: &'static str,
    pub(super) word: &'static str,
    pub(super) arguendo: bool,
}

#[derive(Template)]
#[template(path = "rulings.html")]
struct RulingsPage {
    say: Tongue,
    frame: Frame,
    /// The words that are asked for.
    asked: String,
    /// Every other part of what is asked, as the form sends it again.
    kept: Vec<(&'static str, String)>,
    /// The days between which it is asked for.
    days: BTreeMap<&'static str, String>,
    /// Is everything asked for?
    open: bool,
    total: usize,
    lines: Vec<Line>,
    facets: Vec<FacetOnPage>,
    /// The query of this list, for its feeds.
    query: String,
    next: Option<String>,
}

struct FacetOnPage {
    label: &'static str,
    /// One of its values is asked for.
    chosen: bool,
    values: Vec<ValueOnPage>,
    /// How many those are, where there are more.
    more: Option<String>,
}

struct ValueOnPage {
    label: Html,
    count: u64,
    chosen: bool,
    /// The query that narrows the list to it, or widens it again.
    query: String,
}

impl RulingsPage {
    /// A day of the form, as it was sent.
    fn day(&self, name: &str) -> &str {
        self.days.get(name).map_or("", String::as_str)
    }

    /// What says in which language a piece of a text is.
    fn marks(&self, line: &Line) -> Html {
        match line.language {
            AUTHENTIC => self.say.block(),
            language => self.say.marks(language),
        }
    }

    fn of(
        say: Tongue,
        frame: Frame,
        asked: &Search,
        found: SearchView,
        zone: impl Fn(jiff::Timestamp) -> Date,
    ) -> Self {
        let next = found.next.map(|page| query(&asked.on_page(Some(page))));
        let facets = asked.facets();
        Self {
            frame,
            asked: asked.q.clone(),
            kept: facets
                .map(|(facet, value)| (facet.as_str(), value.to_owned()))
                .collect(),
            days: asked
                .days()
                .map(|(name, day)| (name, day.to_string()))
                .collect(),
            open: asked.is_open(),
            total: found.total,
            facets: found
                .facets
                .into_iter()
                .filter(FacetView::narrows)
                .map(|facet| FacetOnPage::of(facet, asked, &say))
                .collect(),
            lines: found
                .items
                .into_iter()
                .map(|one| Line::of(one, say.words, &zone))
                .collect(),
            query: query(&asked.on_page(None)),
            next,
            say,
        }
    }
}

impl FacetOnPage {
    fn of(facet: FacetView, asked: &Search, say: &Tongue) -> Self {
        let name = facet.name.0;
        let values = facet.values.into_iter().map(|one| ValueOnPage {
            query: query(&asked.with(name, (!one.chosen).then_some(&one.value))),
            label: value_label(say, name, &one.value, &one.label),
            count: one.count,
            chosen: one.chosen,
        });
        let values: Vec<_> = values.collect();
        Self {
            chosen: values.iter().any(|one| one.chosen),
            label: rulings::facet_label(say.words, name),
            more: facet.more.then(|| say.number(values.len())),
            values,
        }
    }
}

/// What a value of a facet is called: in the language of the page where it is a word of the law.
pub(super) fn value_label(say: &Tongue, facet: Facet, value: &str, label: &str) -> Html {
    match rulings::law_label(say.words, facet, value) {
        Some(said) => say.said(&capital(&said)),
        None => say.own(label),
    }
}

/// What is asked, as the end of an address: empty, or with its question mark.
pub(super) fn query(asked: &Search) -> String {
    let text = asked.written();
    if text.is_empty() {
        text
    } else {
        format!("?{text}")
    }
}

struct Line {
    line: RulingLine,
    snippet: Vec<Piece>,
    /// The language of that.
    language: Language,
    published_on: Option<Day>,
    claims: Vec<LineClaim>,
}

struct LineClaim {
    gates: Vec<Gate>,
    /// Its number, and what it came to.
    said: String,
}

#[derive(Template)]
#[template(path = "ruling.html")]
struct RulingPage {
    say: Tongue,
    frame: Frame,
    address: String,
    /// What the file is called that one gets of it.
    file: String,
    version: i32,
    /// Every version, where there is more than one.
    versions: Vec<VersionOnPage>,
    /// Does one of them say something else than the first? That a ruling is in its place changes no word.
    corrected: bool,
    sha256: String,
    /// The key that signed it, as minisign takes it.
    key: Option<String>,
    /// The authority that stamped it, and when.
    stamp: Option<(String, String)>,
    published_on: Option<Day>,
    filed_on: Option<Day>,
    issued_on: Option<Day>,
    /// The day of issue as the citation has it, in the language of the text.
    cited_on: Option<String>,
    /// The number of the case as its address has it.
    case: String,
    clause: String,
    technology: &'static str,
    has_modelled: bool,
    has_scores: bool,
    claims: Vec<ClaimOnPage>,
    sections: Vec<SectionOnPage>,
    /// What follows the remedies and the votes: what members say in their own names, and what was said later.
    later: Vec<SectionOnPage>,
    departures: Vec<DepartureOnPage>,
    /// Where it is for readers of each language, for those who index the web.
    alternates: Vec<(&'static str, String)>,
    languages: Vec<LanguageOnPage>,
    ruling: PublicRuling,
}

struct VersionOnPage {
    version: i32,
    day: Day,
    change: PublicationChange,
    /// The symbol of the UN that is its own: of a corrigendum, an addendum.
    symbol: String,
    note: String,
    corrections: Vec<Correction>,
}

impl VersionOnPage {
    fn of(words: &Words, symbol: String, line: Publication) -> Self {
        Self {
            symbol,
            version: line.version,
            day: day(words, line.at.to_zoned(jiff::tz::TimeZone::UTC).date()),
            change: line.change.0,
            corrections: serde_json::from_value(line.corrections).unwrap_or_default(),
            note: line.note,
        }
    }
}

fn changes_text(change: PublicationChange) -> bool {
    match change {
        PublicationChange::Published
        | PublicationChange::Released
        | PublicationChange::Revised
        | PublicationChange::Translated => false,
        PublicationChange::Corrected
        | PublicationChange::Interpreted
        | PublicationChange::Withdrawn => true,
    }
}

struct ClaimOnPage {
    claim: PublicClaim,
    gates: Vec<Gate>,
    /// What it came to, in a word.
    word: &'static str,
    concerns: Vec<&'static str>,
}

struct SectionOnPage {
    id: String,
    title: String,
    modelled: bool,
    /// Is it what the panel said later?
    /// Does it follow what the panel decided?
    later: bool,
    addendum: bool,
    paragraphs: Vec<(usize, Vec<TextPiece>)>,
}

/// A piece of a paragraph: plain, or a citation that leads to the ruling cited.
struct TextPiece {
    text: String,
    href: Option<String>,
}

/// A paragraph in pieces: citations of other rulings of the body lead there.
fn pieces(text: &str, ruling: &PublicRuling, place: &str) -> Vec<TextPiece> {
    let mut pieces = Vec::new();
    let mut done = 0;
    for (at, citation) in Citation::find_all(text) {
        // Only what was there when the ruling became public, and still is: a link leads somewhere.
        let slug = citation.slug();
        if !ruling.cites.iter().any(|one| one.slug == slug) {
            continue;
        }
        pieces.push(TextPiece {
            text: text[done..at.start].to_owned(),
            href: None,
        });
        let mut href = format!("{place}/{slug}");
        done = at.end;
        if let Some((length, paragraph)) = Citation::paragraph_behind(&text[done..]) {
            done += length;
            href = format!("{href}#p{paragraph}");
        }
        pieces.push(TextPiece {
            text: text[at.start..done].to_owned(),
            href: Some(href),
        });
    }
    pieces.push(TextPiece {
        text: text[done..].to_owned(),
        href: None,
    });
    pieces
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

impl Gate {
    pub(super) fn of(words: &Words, gate: &PublicGate) -> Self {
        let (mark, word) = match gate.finding {
            None => ("none", words.gates.not_in_ground),
            Some(finding) => (finding.0.as_str(), words.finding(finding.0)),
        };
        Self {
            mark,
            name: words.step(gate.step.0),
            word,
            arguendo: gate.arguendo && gate.finding.is_some_and(|one| one.0 != Finding::NotReached),
        }
    }
}

/// The figure of the four steps for those who do not see it.
pub(super) fn in_words(words: &Words, gates: &[Gate]) -> String {
    let steps = gates.iter().map(|gate| {
        let (step, finding) = (gate.name, gate.word.to_lowercase());
        languages::with_two(words.gates.said, ("step", step), ("finding", &finding))
    });
    let steps: Vec<_> = steps.collect();
    format!("{}. {}", words.gates.steps, steps.join(" "))
}

/// The name of a section within the page; of several of a kind, the later ones have a number.
fn section_id(seen: &mut BTreeMap<String, usize>, section: &str) -> String {
    let name = section.replace('_', "-");
    let count = seen.entry(name.clone()).or_default();
    *count += 1;
    if *count == 1 {
        name
    } else {
        format!("{name}-{count}")
    }
}

impl RulingPage {
    fn of(say: Tongue, address: String, sent: Sent) -> Self {
        let Sent {
            frame,
            ruling,
            current,
            versions,
            key,
            paragraph: _,
        } = sent;
        let mut number = 0;
        let place = format!("/{}/rulings", frame.slug);
        // The roll call is set as a table below the text.
        let mut ids: BTreeMap<String, usize> = BTreeMap::new();
        let own = |one: &SectionOnPage| !one.later;
        let (sections, later): (Vec<_>, Vec<_>) = ruling
            .numbered()
            .map(|one| SectionOnPage {
                later: matches!(one.section.0, Section::Opinions | Section::Addenda),
                id: section_id(&mut ids, &one.section.to_string()),
                title: one.title.clone(),
                modelled: one.basis.as_deref() == Some("modelled"),
                addendum: one.section.0 == Section::Addenda,
                paragraphs: one
                    .paragraphs
                    .iter()
                    .map(|text| {
                        number += 1;
                        (number, pieces(text, &ruling, &place))
                    })
                    .collect(),
            })
            .partition(own);
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
            sha256: current
                .line
                .digest
                .map(|digest| hex(&digest))
                .unwrap_or_default(),
            version: current.line.version,
            corrected: versions.iter().any(|line| changes_text(line.change.0)),
            versions: if versions.len() > 1 {
                let changes: Vec<_> = versions.iter().map(|line| line.change.0).collect();
                let symbols = ruling::symbols_of_versions(ruling.symbol(), &changes);
                let of = |(symbol, line)| VersionOnPage::of(say.words, symbol, line);
                symbols.into_iter().zip(versions).map(of).collect()
            } else {
                Vec::new()
            },
            key: key.map(|key| key.minisign),
            stamp: current
                .stamp
                .map(|stamp| (stamp.authority, minute(stamp.stamped_at))),
            file: address.rsplit('/').next().unwrap_or_default().to_owned(),
            published_on: ruling.published_on.map(|date| day(say.words, date)),
            filed_on: ruling.filed_on.map(|date| day(say.words, date)),
            issued_on: ruling.issued_on.map(|date| day(say.words, date)),
            cited_on: ruling.issued_on.map(rulings::long_date),
            case: ruling.case_number.replace('/', "-"),
            clause: clause(&ruling.clause, ruling.ground.as_deref()),
            technology: say.words.technology(ruling.technology.0),
            has_modelled: sections.iter().chain(&later).any(|one| one.modelled),
            has_scores: ruling.claims.iter().any(|one| !one.scores.is_empty()),
            claims: claims_of(say.words, &ruling),
            alternates: if ruling.languages.len() > 1 {
                translation::alternates(&address, &ruling.languages)
            } else {
                say.alternates()
            },
            languages: translation::languages(&say, &ruling.languages, AUTHENTIC),
            sections,
            later,
            departures,
            address,
            frame,
            ruling,
            say,
        }
    }
}

/// What each claim came to, in the words of a language.
fn claims_of(words: &'static Words, ruling: &PublicRuling) -> Vec<ClaimOnPage> {
    let claims = ruling.claims.iter().zip(&ruling.results);
    let claims = claims.map(|(claim, result)| ClaimOnPage {
        claim: claim.clone(),
        gates: gates_of(words, &claim.gates),
        word: words.outcome(result.outcome.0),
        concerns: result
            .concerns
            .iter()
            .map(|concern| words.concern(concern.0))
            .collect(),
    });
    claims.collect()
}

pub(super) fn gates_of(words: &Words, gates: &[PublicGate]) -> Vec<Gate> {
    gates.iter().map(|gate| Gate::of(words, gate)).collect()
}

/// A clause, and the ground of it that was invoked.
pub(super) fn clause(clause: &str, ground: Option<&str>) -> String {
    match ground {
        Some(ground) => format!("{clause}: {ground}"),
        None => clause.to_owned(),
    }
}

impl Line {
    fn of(found: FoundRuling, words: &Words, zone: impl Fn(jiff::Timestamp) -> Date) -> Self {
        let FoundRuling {
            line,
            snippet,
            snippet_language,
        } = found;
        let claims = line.results.iter().map(|claim| {
            let (no, outcome) = (claim.no.to_string(), words.outcome(claim.outcome.0));
            let outcome = outcome.to_lowercase();
            LineClaim {
                gates: gates_of(words, &rulings::gates(claim)),
                said: languages::with_two(words.list.claim, ("no", &no), ("outcome", &outcome)),
            }
        });
        Self {
            claims: claims.collect(),
            published_on: line.published_at.map(|at| day(words, zone(at))),
            snippet,
            language: snippet_language.0,
            line,
        }
    }
}

pub(super) fn day(words: &Words, date: Date) -> Day {
    (date.to_string(), words.date(date))
}

/// To the minute, as it is the same for everyone.
pub(super) fn minute(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

async fn show_rulings(
    request: HttpRequest,
    reader: Result<Reader>,
    db: Data<Db>,
    library: Data<Library>,
) -> HttpResponse {
    let page = async {
        let caller = anyone(reader)?;
        let say = Tongue::of(&request);
        let asked = Search::read(request.query_string())?;
        let found = rulings::search(&db, &caller, &library.into_inner(), &asked).await?;
        db.within(&caller, async |tx| {
            let calendar = bodies::current_rules(tx).await?.calendar;
            let page =
                RulingsPage::of(say, Frame::of(tx), &asked, found, |at| calendar.date_of(at));
            Ok(page)
        })
        .await
    };
    answer(&request, page.await).await
}

/// A ruling at its permanent address, in the form that the end of the address or the request names.
async fn show_ruling(
    request: HttpRequest,
    reader: Result<Reader>,
    db: Data<Db>,
    origin: Data<Origin>,
    path: Path<(String, String)>,
) -> HttpResponse {
    let (slug, form) = match path.1.split_once('.') {
        None => (path.1.as_str(), Ok(asked_for(&request, |_| true))),
        Some((slug, ending)) => (
            slug,
            Form::of_ending(ending).ok_or(Error::NotFound("form of a ruling")),
        ),
    };
    // Only what is frozen has versions; the page and the rest are what stands now.
    let frozen = matches!(
        form,
        Ok(Form::Akn | Form::Minisig | Form::Jws | Form::Stamp)
    );
    let ruling = async {
        let wanted = Query::<Wanted>::from_query(request.query_string()).map_err(|_| {
            Error::invalid("version", "Versions and paragraphs are numbers, from 1.")
        })?;
        let version = wanted.version.filter(|_| frozen);
        let mut sent = published(anyone(reader), &db, slug, version).await?;
        if let Some(no) = wanted.paragraph {
            let all = sent.ruling.numbered().map(|one| one.paragraphs.len());
            let has = (1..=all.sum()).contains(&no);
            sent.paragraph = Some(has.then_some(no).ok_or(Error::NotFound("paragraph"))?);
        }
        Ok(sent)
    };
    let ruling = ruling.await;
    serve(&request, &origin, form, ruling).await
}

#[derive(Deserialize)]
struct AknAddress {
    date: String,
    number: String,
    tail: String,
}

/// A ruling at its address in the scheme of Akoma Ntoso: the work, its expression in a language, or
/// a file of that. Of the work is sent the expression whose language the request prefers.
async fn show_akn(
    request: HttpRequest,
    reader: Result<Reader>,
    db: Data<Db>,
    origin: Data<Origin>,
    path: Path<AknAddress>,
) -> HttpResponse {
    let mut parts = path.number.rsplitn(3, '-');
    let (number, year, mark) = (parts.next(), parts.next(), parts.next());
    let slug = [year, mark, number].map(Option::unwrap_or_default);
    let slug = slug.join("-").to_ascii_lowercase();
    let named = |ruling: &PublicRuling| {
        let named = format!("/{}/{}", path.date, path.number);
        let here = ruling.iri.ends_with(&named);
        here.then_some(()).ok_or(Error::NotFound("ruling"))
    };
    let caller = anyone(reader);
    let (named_language, form) = match akn_expression(&path) {
        Ok((language, form)) => (language, Ok(form)),
        Err(error) => (Some(AUTHENTIC), Err(error)),
    };
    let language = match (named_language, &caller) {
        (Some(language), _) => language,
        (None, Ok(caller)) => preferred(&request, &db, caller, &slug).await,
        (None, Err(_)) => AUTHENTIC,
    };
    let mut response = if language == AUTHENTIC {
        let form = form.map(|form| form.unwrap_or_else(|| asked_for(&request, |_| true)));
        let ruling = async {
            let sent = published(caller, &db, &slug, None).await?;
            named(&sent.ruling).map(|()| sent)
        };
        serve(&request, &origin, form, ruling.await).await
    } else {
        let translated = async {
            let sent = translation::translated(caller, &db, &slug, language, None).await?;
            named(&sent.ruling).map(|()| sent)
        };
        translation::serve(&request, &origin, (form, language), translated.await).await
    };
    if named_language.is_none() {
        let by_language = HeaderValue::from_static("accept-language");
        response.headers_mut().append(header::VARY, by_language);
    }
    response
}

/// In which of its languages whoever asks would rather read a ruling; the authentic one if none.
async fn preferred(request: &HttpRequest, db: &Db, caller: &Caller, slug: &str) -> Language {
    let wished = tongue::ranked(request);
    if wished.first().is_none_or(|language| *language == AUTHENTIC) {
        return AUTHENTIC;
    }
    let ruling = db.within(caller, async |tx| rulings::published(tx, slug).await);
    let has = ruling.await.map(|ruling| ruling.languages);
    let has = has.unwrap_or_default();
    let read = |language: &Language| has.iter().any(|one| one.language.0 == *language);
    wished.into_iter().find(read).unwrap_or(AUTHENTIC)
}

/// The language that the end of an Akoma Ntoso address names, and the form, if it names one.
/// `/eng@2026-01-31/!main.xml`: a language and a day, a component, a file; each may be left out, and
/// without a language it is the work.
fn akn_expression(address: &AknAddress) -> Result<(Option<Language>, Option<Form>)> {
    let unknown = || Error::NotFound("ruling");
    let mut rest = address.tail.as_str();
    let mut form = None;
    if let Some((before, ending)) = rest.rsplit_once('.') {
        form = Some(Form::of_ending(ending).ok_or_else(unknown)?);
        rest = before;
    }
    rest = rest.strip_suffix("!main").unwrap_or(rest).trim_matches('/');
    let (language, day) = rest.split_once('@').unwrap_or((rest, ""));
    if rest.is_empty() {
        return Ok((None, form));
    }
    let language = Language::of_alpha3(language);
    let language = language.filter(|_| day.is_empty() || day == address.date);
    language
        .map(|language| (Some(language), form))
        .ok_or_else(unknown)
}

/// What the request would rather have of the forms that there are (RFC 9110, 12.5.1); whoever takes
/// anything gets the page.
fn asked_for(request: &HttpRequest, has: impl Fn(Form) -> bool) -> Form {
    let ranked = request
        .get_header::<header::Accept>()
        .map(|accept| accept.ranked())
        .unwrap_or_default();
    let form = |kind: &str| match kind {
        "*/*" | "text/*" => Some(Form::Html),
        "application/xml" | "text/xml" => Some(Form::Akn),
        _ => FORMS.iter().find(|one| one.2 == kind).map(|one| one.0),
    };
    ranked
        .iter()
        .find_map(|kind| form(kind.essence_str()).filter(|form| has(*form)))
        .unwrap_or(Form::Html)
}

/// A ruling as it is sent, with its frozen bytes.
struct Sent {
    frame: Frame,
    ruling: PublicRuling,
    current: Current,
    versions: Vec<Publication>,
    /// The public half of the key that signed it.
    key: Option<SigningKey>,
    /// The paragraph that is to be referred to.
    paragraph: Option<usize>,
}

#[derive(Default, Deserialize)]
struct Wanted {
    /// An earlier version of the frozen bytes or of their signatures.
    version: Option<i32>,
    /// The paragraph that a reference for a reference manager is to lead to.
    paragraph: Option<usize>,
}

async fn published(
    caller: Result<Caller>,
    db: &Db,
    slug: &str,
    version: Option<i32>,
) -> Result<Sent> {
    let caller = caller?;
    db.within(&caller, async |tx| {
        let ruling = rulings::published(tx, slug).await?;
        let current = publications::current(tx, ruling.id, version)
            .await?
            .ok_or(Error::NotFound("version of the ruling"))?;
        let versions = publications::versions(tx, ruling.id).await?;
        let keys = publications::keys(tx).await?;
        let signed = current.signature.as_ref();
        let key = signed.and_then(|signed| keys.into_iter().find(|key| key.kid == signed.kid));
        Ok(Sent {
            frame: Frame::of(tx),
            ruling,
            current,
            versions,
            key,
            paragraph: None,
        })
    })
    .await
}

/// Sends a ruling in one of its forms, and says where the others are.
async fn serve(
    request: &HttpRequest,
    origin: &Origin,
    form: Result<Form>,
    ruling: Result<Sent>,
) -> HttpResponse {
    let reads = !matches!(form, Ok(form) if form != Form::Html);
    let sent = async {
        let (form, sent) = (form?, ruling?);
        let address = format!(
            "{}/{}/rulings/{}",
            origin.0, sent.frame.slug, sent.ruling.slug
        );
        let links = links(&address, &sent.ruling.languages);
        let mut response = match form {
            Form::Html => {
                let say = Tongue::of(request);
                html(request, &RulingPage::of(say, address.clone(), sent))?
            }
            other => {
                let kind = match other {
                    Form::Pdf | Form::Stamp => other.media_type().to_owned(),
                    text => format!("{}; charset=utf-8", text.media_type()),
                };
                let content = match other {
                    Form::Pdf => printed(sent, &address).await?,
                    Form::Stamp => stamped(sent)?,
                    text => written(text, sent, &address)?.into_bytes(),
                };
                send(request, &kind, "public, max-age=60", content)
            }
        };
        let headers = response.headers_mut();
        headers.append(header::VARY, HeaderValue::from_static("accept"));
        if form != Form::Html {
            headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static("en"));
        }
        // Anyone's page may read what anyone may read.
        headers.insert(
            header::ACCESS_CONTROL_ALLOW_ORIGIN,
            HeaderValue::from_static("*"),
        );
        headers.insert(
            header::LINK,
            HeaderValue::from_str(&links).map_err(Error::broken)?,
        );
        Ok(response)
    };
    match sent.await {
        Ok(response) => response,
        Err(error) if reads => refused(request, &error).await,
        Err(error) => error.error_response(),
    }
}

fn written(form: Form, sent: Sent, address: &str) -> Result<String> {
    let json = |value: serde_json::Result<String>| value.map_err(Error::broken);
    let Current {
        content, signature, ..
    } = sent.current;
    let unsigned = Error::NotFound("signature yet");
    let ruling = &sent.ruling;
    match form {
        Form::Html | Form::Pdf | Form::Stamp => Ok(String::new()),
        Form::Akn => content.ok_or(Error::NotFound("ruling")),
        Form::Minisig => signature.map(|one| one.minisig).ok_or(unsigned),
        Form::Jws => signature.map(|one| one.jws).ok_or(unsigned),
        Form::Json => json(serde_json::to_string_pretty(ruling)),
        Form::JsonLd => json(serde_json::to_string_pretty(&ruling.linked(address))),
        Form::BibTex => Ok(ruling.bibtex(address, sent.paragraph)),
        Form::Ris => Ok(ruling.ris(address, sent.paragraph)),
    }
}

/// The answer of the time-stamp authority, as it came.
fn stamped(sent: Sent) -> Result<Vec<u8>> {
    let stamp = sent.current.stamp;
    stamp
        .map(|stamp| stamp.response)
        .ok_or(Error::NotFound("time stamp"))
}

/// A ruling on paper: the page's own text, set by its version and signature.
async fn printed(sent: Sent, address: &str) -> Result<Vec<u8>> {
    let xml = sent.current.content.clone();
    let xml = xml.ok_or(Error::NotFound("ruling"))?;
    let page = RulingPage::of(Tongue::authentic(), address.to_owned(), sent);
    let kid = page.key.as_deref().unwrap_or("unsigned");
    let print = Print {
        ident: format!("{}/{}/{kid}/{address}", page.ruling.id, page.version),
        template: pdf::Template::Ruling,
        data: paper::ruling(&page).to_string(),
        attached: Some(("ruling.xml", xml.into_bytes())),
    };
    Ok(printing::print(print).await?.to_vec())
}

/// Where the forms of a ruling are, and its translations (RFC 8288).
fn links(address: &str, languages: &[LanguageVersion]) -> String {
    let mut links = vec![format!("<{address}>; rel=\"canonical\"")];
    let others = FORMS.iter().filter(|one| one.0 != Form::Html);
    links.extend(others.map(|(_, ending, kind)| {
        format!("<{address}.{ending}>; rel=\"alternate\"; type=\"{kind}\"")
    }));
    let translations = languages.iter().filter(|one| !one.authentic);
    links.extend(translations.map(|one| {
        let (language, tag) = (one.language, tongue::tag(one.language.0));
        format!("<{address}/{language}>; rel=\"alternate\"; hreflang=\"{tag}\"")
    }));
    links.join(", ")
}

/// What a scheme of identifiers is called.
fn scheme_name(words: &Words, scheme: &str) -> &'static str {
    match scheme {
        "uuid" => words.schemes.uuid,
        "neutral_citation" => words.schemes.neutral_citation,
        "akn" => words.schemes.akn,
        "un_symbol" => words.schemes.un_symbol,
        _ => words.schemes.other,
    }
}

/// The addresses of rulings.
pub(super) fn mount(config: &mut ServiceConfig) {
    config
        .service(resource(
            "/{body}/rulings",
            web::get().to(show_rulings),
            web::head().to(show_rulings),
        ))
        .service(resource(
            "/{body}/rulings/{slug}",
            web::get().to(show_ruling),
            web::head().to(show_ruling),
        ))
        .service(resource(
            "/{body}/rulings/{slug}/{language}",
            web::get().to(translation::show_translation),
            web::head().to(translation::show_translation),
        ))
        .service(resource(
            "/akn/un/judgment/decision/un-{body}/{date}/{number}{tail:.*}",
            web::get().to(show_akn),
            web::head().to(show_akn),
        ));
}

fn resource(address: &str, get: Route, head: Route) -> Resource {
    web::resource(address).route(get).route(head)
}

mod paper;
#[cfg(test)]
mod tests;
mod translation;
