//! The page of statistics: each figure as a bar and a number in a table, and a link to what it counts.

use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use domain::Word as _;
use domain::deadline::TimeLimit;
use jiff::civil::Date;

use super::rulings::{Day, capital, day, value_label};
use super::tongue::{Html, Tongue};
use super::{Frame, answer, anyone};
use crate::bodies;
use crate::caller::Reader;
use crate::db::Db;
use crate::error::Result;
use crate::linkage::Late;
use crate::rulings;
use crate::search::Library;
use crate::statistics::{self, Duration, Latest, Statistics};

/// The width of a whole bar.
const WIDE: i64 = 160;

#[derive(Template)]
#[template(path = "statistics.html")]
struct StatisticsPage {
    say: Tongue,
    frame: Frame,
    on: Day,
    states: Vec<Bar>,
    durations: Vec<(&'static str, Duration)>,
    facets: Vec<(&'static str, Vec<Bar>)>,
    remedies: Vec<Bar>,
    late: Vec<Note>,
    statistics: Statistics,
}

/// A line of a table with its bar.
struct Bar {
    name: Html,
    count: i64,
    width: i64,
    more: Option<i64>,
    href: Option<String>,
}

/// What the registry did late.
struct Note {
    state: Html,
    period: String,
    duty: &'static str,
    due: Day,
    done: Option<Day>,
}

fn note(say: &Tongue, late: Late) -> Note {
    let w = &say.words.figures;
    Note {
        state: say.own(&late.state_name),
        period: late.period,
        duty: match late.rule.0 {
            TimeLimit::LinkageUpdate => w.late_update,
            _ => w.late_correction,
        },
        due: day(say.words, late.due_on),
        done: late.done_on.map(|on| day(say.words, on)),
    }
}

fn bars(lines: Vec<(Html, i64, Option<i64>, Option<String>)>) -> Vec<Bar> {
    let most = lines.iter().map(|line| line.1).max().unwrap_or(1).max(1);
    let bar = |(name, count, more, href): (Html, i64, Option<i64>, Option<String>)| Bar {
        name,
        width: count * WIDE / most,
        count,
        more,
        href,
    };
    lines.into_iter().map(bar).collect()
}

impl StatisticsPage {
    fn of(say: Tongue, frame: Frame, on: Date, mut statistics: Statistics) -> Self {
        let slug = frame.slug.clone();
        let states = std::mem::take(&mut statistics.states).into_iter();
        let states = states.map(|one| {
            let name = say.said(&capital(say.words.state(one.state.0)));
            let href = say.at(&slug, "/", &one.list);
            (name, one.count, one.median_days, Some(href))
        });
        let facets = std::mem::take(&mut statistics.facets).into_iter();
        let facets = facets.map(|facet| {
            let lines = facet.values.into_iter().map(|one| {
                let query = serde_urlencoded::to_string([(facet.name.0.as_str(), &one.value)]);
                let href = say.at(&slug, "/rulings?", &query.unwrap_or_default());
                let count = i64::try_from(one.count).unwrap_or(i64::MAX);
                let name = value_label(&say, facet.name.0, &one.value, &one.label);
                (name, count, None, Some(href))
            });
            let lines = bars(lines.collect());
            (rulings::facet_label(say.words, facet.name.0), lines)
        });
        let remedies = std::mem::take(&mut statistics.remedies).into_iter();
        let remedies = remedies.map(|one| {
            let name = say.said(say.words.remedy(one.status.0));
            (name, one.count, None, None)
        });
        let w = &say.words.figures;
        let names: [_; statistics::STRETCHES] =
            [w.to_registration, w.to_ruling, w.to_publication, w.to_end];
        let late = std::mem::take(&mut statistics.late).into_iter();
        let late = late.map(|one| note(&say, one)).collect();
        let durations = std::mem::take(&mut statistics.durations);
        Self {
            states: bars(states.collect()),
            durations: names.into_iter().zip(durations).collect(),
            facets: facets.collect(),
            remedies: bars(remedies.collect()),
            late,
            on: day(say.words, on),
            statistics,
            frame,
            say,
        }
    }
}

async fn show_statistics(
    request: HttpRequest,
    reader: Result<Reader>,
    db: Data<Db>,
    library: Data<Library>,
    latest: Data<Latest>,
) -> HttpResponse {
    let page = async {
        let caller = anyone(reader)?;
        let say = Tongue::of(&request);
        let statistics = statistics::show(&db, &caller, &library.into_inner(), &latest).await?;
        db.within(&caller, async |tx| {
            let calendar = bodies::current_rules(tx).await?.calendar;
            let on = calendar.date_of(statistics.at);
            Ok(StatisticsPage::of(say, Frame::of(tx), on, statistics))
        })
        .await
    };
    answer(&request, page.await).await
}

/// The address of statistics.
pub(super) fn mount(config: &mut ServiceConfig) {
    config.service(
        web::resource("/{body}/statistics")
            .route(web::get().to(show_statistics))
            .route(web::head().to(show_statistics)),
    );
}
