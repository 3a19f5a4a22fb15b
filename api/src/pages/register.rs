//! The pages of the register: the cases of a body, and one case with its track and its docket.

use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use domain::Word;
use domain::case::State;
use domain::facet::Facet;
use serde::Deserialize;

use super::bulk::size;
use super::rulings::{Day, Gate, clause, day, gates_of, query};
use super::tongue::{Html, Tongue};
use super::{Frame, answer, anyone};
use crate::caller::Reader;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::languages;
use crate::register::{
    self, PublicCase, PublicDocument, PublicDue, PublicEntry, PublicPaper, RegisterLine,
    RemedyShare, Wanted,
};
use crate::rulings::{self, Search};

#[derive(Template)]
#[template(path = "cases.html")]
struct CasesPage {
    say: Tongue,
    frame: Frame,
    lines: Vec<(RegisterLine, &'static str, Option<Day>)>,
    /// The state that is asked for.
    state: Option<&'static str>,
    /// Every state that can be asked for, and what it is called.
    states: Vec<(&'static str, &'static str)>,
    /// Is something else asked for?
    narrowed: bool,
    first: bool,
    /// The query of the next page.
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage {
    say: Tongue,
    frame: Frame,
    state: &'static str,
    clause: String,
    technology: &'static str,
    filed_on: Option<Day>,
    registered_on: Option<Day>,
    track: Vec<(&'static str, Option<Day>, bool)>,
    due: Vec<DueOnPage>,
    docket: Vec<EntryOnPage>,
    papers: Vec<PaperOnPage>,
    claims: Vec<ClaimOnPage>,
    /// When a ruling was issued that is not public yet, and what it comes to.
    issued: Option<(Day, Vec<String>)>,
    case: PublicCase,
}

struct DueOnPage {
    what: Html,
    day: Option<Day>,
    why: Html,
}

struct EntryOnPage {
    day: Day,
    title: String,
    ruling: Option<String>,
    by: Html,
    statement: Option<String>,
    shares: Vec<Html>,
}

/// What is public of something that a party filed.
struct PaperOnPage {
    day: Day,
    title: String,
    by: Html,
    statement: Option<String>,
    /// Its documents, and how large each is.
    documents: Vec<(PublicDocument, String)>,
}

struct ClaimOnPage {
    no: i32,
    component: String,
    word: &'static str,
    gates: Vec<Gate>,
}

impl DueOnPage {
    /// In the language of the page as far as the words are the registry's: a remedy is owed in the
    /// words of the ruling, and how a day was found was written when it was.
    fn of(say: &Tongue, due: PublicDue) -> Self {
        let terms = due.limit.terms();
        let said = say.said(say.words.due(due.limit));
        let what = match due.what == terms.owes {
            true => said,
            // What is owed in the words of the ruling is told in its language; what it is, in the reader's.
            false if say.foreign() => say.both(&said, &say.own(&due.what)),
            false => say.own(&due.what),
        };
        let missed = say.said(say.words.missed(due.limit));
        // What was written before this limit had a sentence of its own ends with that of its kind.
        let ends = [due.limit.consequence(), terms.missed.consequence()];
        let found = ends.iter().find_map(|end| due.why.strip_suffix(*end));
        let why = match (found, due.started_on) {
            (_, Some(start)) if say.foreign() => say.said(&say.words.runs(due.limit, start)),
            (Some(found), _) => say.both(&say.own(found.trim()), &missed),
            (None, _) => say.own(&due.why),
        };
        Self {
            what,
            day: due.due_on.map(|date| day(say.words, date)),
            why,
        }
    }
}

impl EntryOnPage {
    fn of(say: &Tongue, entry: PublicEntry) -> Self {
        Self {
            day: day(say.words, entry.on),
            title: say.words.told(entry.act.0, entry.submission),
            ruling: entry.ruling,
            by: match entry.office {
                Some(office) => say.said(say.words.office(office)),
                None => say.own(&entry.by),
            },
            shares: entry.shares.iter().map(|one| share(say, one)).collect(),
            statement: entry.statement,
        }
    }
}

impl PaperOnPage {
    fn of(say: &Tongue, paper: PublicPaper) -> Self {
        Self {
            day: day(say.words, paper.on),
            title: say.words.told(paper.act.0, paper.submission),
            by: say.own(&paper.by),
            statement: paper.statement,
            documents: paper
                .documents
                .into_iter()
                .map(|one| {
                    let size = size(one.size_bytes);
                    (one, size)
                })
                .collect(),
        }
    }
}

/// How much of a remedy is done, and what was said of it.
fn share(say: &Tongue, one: &RemedyShare) -> Html {
    let (no, percent) = (one.no.to_string(), say.number(one.percent));
    let (no, percent) = (("no", no.as_str()), ("percent", percent.as_str()));
    let done = say.said(&languages::with_two(say.words.case.share, no, percent));
    match one.note.trim() {
        "" => done,
        note => say.both(&done, &say.own(note)),
    }
}

impl CasePage {
    /// The query of the rulings of its measure.
    fn of_measure(&self) -> String {
        query(&Search::default().with(Facet::Measure, Some(&self.case.measure)))
    }

    /// Where the bytes of a public document are.
    fn bytes(&self, document: &PublicDocument) -> String {
        let (body, case) = (&self.frame.slug, &self.case.slug);
        format!("/api/{body}/register/{case}/documents/{}", document.id)
    }

    /// Its feed, below the list of cases.
    fn feed(&self, ending: &str) -> String {
        format!("{}{ending}", self.case.slug)
    }

    fn of(say: Tongue, frame: Frame, mut case: PublicCase) -> Self {
        let words = say.words;
        let track = std::mem::take(&mut case.track).into_iter();
        let due = std::mem::take(&mut case.due).into_iter();
        let docket = std::mem::take(&mut case.docket).into_iter();
        let claims = std::mem::take(&mut case.results).into_iter();
        let papers = std::mem::take(&mut case.papers).into_iter();
        let issued = case.issued.take().map(|issued| {
            let outcomes = issued.outcomes.into_iter().map(|claim| {
                let (no, outcome) = (claim.no.to_string(), words.outcome(claim.outcome.0));
                languages::with_two(words.list.claim, ("no", &no), ("outcome", outcome))
            });
            (day(words, issued.on), outcomes.collect())
        });
        Self {
            state: words.state(case.state.0),
            clause: clause(&case.clause, case.ground.as_deref()),
            technology: words.technology(case.technology.0),
            filed_on: case.filed_on.map(|date| day(words, date)),
            registered_on: case.registered_on.map(|date| day(words, date)),
            track: track
                .map(|stop| {
                    let on = stop.reached_on;
                    let on = on.map(|date| (date.to_string(), words.short_date(date)));
                    (words.stop(stop.stop), on, stop.now)
                })
                .collect(),
            due: due.map(|one| DueOnPage::of(&say, one)).collect(),
            docket: docket.map(|entry| EntryOnPage::of(&say, entry)).collect(),
            papers: papers.map(|paper| PaperOnPage::of(&say, paper)).collect(),
            claims: claims
                .map(|claim| ClaimOnPage {
                    no: claim.no,
                    gates: gates_of(words, &rulings::gates(&claim)),
                    word: words.outcome(claim.outcome.0),
                    component: claim.component,
                })
                .collect(),
            issued,
            frame,
            case,
            say,
        }
    }
}

#[derive(Deserialize)]
struct After {
    after: Option<String>,
}

/// What is asked of the list: a form sends also what was left empty.
fn wanted(query: &str) -> Result<(Wanted, Option<String>)> {
    let unreadable = || Error::invalid("state", "This address leads to no page of the list.");
    let pairs: Vec<(String, String)> =
        serde_urlencoded::from_str(query).map_err(|_| unreadable())?;
    let said = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    let said = serde_urlencoded::to_string(said.collect::<Vec<_>>()).map_err(|_| unreadable())?;
    let wanted = serde_urlencoded::from_str(&said).map_err(|_| unreadable())?;
    let After { after } = serde_urlencoded::from_str(&said).map_err(|_| unreadable())?;
    Ok((wanted, after))
}

async fn show_cases(request: HttpRequest, reader: Result<Reader>, db: Data<Db>) -> HttpResponse {
    let page = async {
        let caller = anyone(reader)?;
        let say = Tongue::of(&request);
        let (wanted, after) = wanted(request.query_string())?;
        db.within(&caller, async |tx| {
            let (lines, next) = register::list(tx, &wanted, after.as_deref()).await?;
            let states = State::ALL
                .iter()
                .filter(|state| state.shown_to_public() == Some(**state))
                .map(|state| (state.as_str(), say.words.state(*state)));
            let state = wanted.state.map(|state| state.0.as_str());
            let more = match wanted.written() {
                query if query.is_empty() => query,
                query => format!("&{query}"),
            };
            let of_state = Wanted {
                state: wanted.state,
                ..Wanted::default()
            };
            Ok(CasesPage {
                frame: Frame::of(tx),
                lines: lines
                    .into_iter()
                    .map(|line| {
                        let filed = line.filed_on.map(|date| day(say.words, date));
                        let name = say.words.state(line.state.0);
                        (line, name, filed)
                    })
                    .collect(),
                state,
                states: states.collect(),
                narrowed: wanted != of_state,
                first: after.is_none(),
                next: next.map(|next| format!("?after={next}{more}")),
                say,
            })
        })
        .await
    };
    answer(&request, page.await).await
}

async fn show_case(
    request: HttpRequest,
    reader: Result<Reader>,
    db: Data<Db>,
    path: Path<(String, String)>,
) -> HttpResponse {
    let page = async {
        let caller = anyone(reader)?;
        let say = Tongue::of(&request);
        db.within(&caller, async |tx| {
            let case = register::show(tx, &path.1).await?;
            Ok(CasePage::of(say, Frame::of(tx), case))
        })
        .await
    };
    answer(&request, page.await).await
}

/// The addresses of the register.
pub(super) fn mount(config: &mut ServiceConfig) {
    config
        .service(
            web::resource("/{body}/cases")
                .route(web::get().to(show_cases))
                .route(web::head().to(show_cases)),
        )
        .service(
            web::resource("/{body}/cases/{number}")
                .route(web::get().to(show_case))
                .route(web::head().to(show_case)),
        );
}
