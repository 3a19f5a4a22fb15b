//! The pages of the register: the cases of a body, and one case with its track and its docket.

use actix_web::web::{self, Data, Path, Query, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use domain::Word;
use domain::case::State;
use serde::Deserialize;

use super::rulings::{Day, Gate, day, technology};
use super::{Frame, answer, anyone};
use crate::caller::Reader;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::register::{self, PublicCase, RegisterLine};
use crate::rulings::{self, outcome_word};

#[derive(Template)]
#[template(path = "cases.html")]
struct CasesPage {
    frame: Frame,
    lines: Vec<(RegisterLine, &'static str, Option<Day>)>,
    /// The state that is asked for, and what it is called.
    state: Option<(&'static str, &'static str)>,
    /// Every state that can be asked for.
    states: Vec<(&'static str, &'static str)>,
    first: bool,
    next: Option<String>,
}

#[derive(Template)]
#[template(path = "case.html")]
struct CasePage {
    frame: Frame,
    state: &'static str,
    technology: String,
    filed_on: Option<Day>,
    registered_on: Option<Day>,
    track: Vec<(String, Option<Day>, bool)>,
    due: Vec<(String, Option<Day>, String)>,
    docket: Vec<(Day, String, String, Option<String>)>,
    claims: Vec<ClaimOnPage>,
    case: PublicCase,
}

struct ClaimOnPage {
    no: i32,
    component: String,
    word: &'static str,
    gates: Vec<Gate>,
}

impl CasePage {
    fn of(frame: Frame, mut case: PublicCase) -> Self {
        let track = std::mem::take(&mut case.track).into_iter();
        let due = std::mem::take(&mut case.due).into_iter();
        let docket = std::mem::take(&mut case.docket).into_iter();
        let claims = std::mem::take(&mut case.results).into_iter();
        Self {
            state: state_name(case.state.0),
            technology: technology(case.technology.0),
            filed_on: case.filed_on.map(day),
            registered_on: case.registered_on.map(day),
            track: track
                .map(|stop| (stop.name, stop.reached_on.map(short_day), stop.now))
                .collect(),
            due: due
                .map(|one| (one.what, one.due_on.map(day), one.why))
                .collect(),
            docket: docket
                .map(|entry| (day(entry.on), entry.title, entry.by, entry.statement))
                .collect(),
            claims: claims
                .map(|claim| ClaimOnPage {
                    no: claim.no,
                    gates: rulings::gates(&claim).iter().map(Gate::of).collect(),
                    word: outcome_word(claim.outcome.0),
                    component: claim.component,
                })
                .collect(),
            frame,
            case,
        }
    }
}

/// A date for machines, and a short one for people.
fn short_day(date: jiff::civil::Date) -> Day {
    (date.to_string(), date.strftime("%-d %b %Y").to_string())
}

/// What the public is told that a state is.
pub(super) fn state_name(state: State) -> &'static str {
    match state {
        State::Draft => "draft",
        State::Filed => "filed",
        State::Deficient => "deficient",
        State::Registered => "registered",
        State::InConsultations => "in consultations",
        State::PanelRequested => "panel requested",
        State::Composing => "panel being composed",
        State::Constituted => "panel constituted",
        State::WrittenPhase => "in the written phase",
        State::EvidencePhase => "in the evidence phase",
        State::ClosedForDecision => "closed for decision",
        State::Deliberation => "in deliberation",
        State::Drafting => "ruling being drafted",
        State::InterimReview => "draft with the parties",
        State::FinalVote => "final vote",
        State::Issued => "ruling issued to the parties",
        State::Redaction => "ruling being prepared for publication",
        State::Published => "ruling published",
        State::CompliancePeriod => "in the compliance period",
        State::ComplianceReview => "compliance under review",
        State::NonCompliant => "not complied with",
        State::Closed => "closed",
        State::Returned => "returned",
    }
}

#[derive(Deserialize)]
struct Asked {
    after: Option<String>,
    state: Option<String>,
}

async fn show_cases(
    request: HttpRequest,
    reader: Result<Reader>,
    db: Data<Db>,
    asked: std::result::Result<Query<Asked>, actix_web::Error>,
) -> HttpResponse {
    let page = async {
        let caller = anyone(reader)?;
        let unreadable = || Error::invalid("state", "This address leads to no page of the list.");
        let asked = asked.map_err(|_| unreadable())?;
        let wanted = asked.state.as_deref().filter(|state| !state.is_empty());
        let state = match wanted {
            Some(word) => Some(State::parse(word).ok_or_else(unreadable)?),
            None => None,
        };
        db.within(&caller, async |tx| {
            let (lines, next) = register::list(tx, state, asked.after.as_deref()).await?;
            let states = State::ALL
                .iter()
                .filter(|state| state.shown_to_public() == Some(**state))
                .map(|state| (state.as_str(), state_name(*state)));
            Ok(CasesPage {
                frame: Frame::of(tx),
                lines: lines
                    .into_iter()
                    .map(|line| {
                        let (name, filed) = (state_name(line.state.0), line.filed_on.map(day));
                        (line, name, filed)
                    })
                    .collect(),
                state: state.map(|state| (state.as_str(), state_name(state))),
                states: states.collect(),
                first: asked.after.is_none(),
                next,
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
        db.within(&caller, async |tx| {
            let case = register::show(tx, &path.1).await?;
            Ok(CasePage::of(Frame::of(tx), case))
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
