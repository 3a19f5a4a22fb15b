//! The page of statistics: each figure as a bar and a number in a table, and a link to what it counts.

use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use domain::Word;

use super::register::state_name;
use super::rulings::{Day, capital, day};
use super::{Frame, answer, anyone};
use crate::bodies;
use crate::caller::Reader;
use crate::db::Db;
use crate::error::Result;
use crate::search::Library;
use crate::statistics::{self, Statistics};

/// The width of a whole bar.
const WIDE: i64 = 160;

#[derive(Template)]
#[template(path = "statistics.html")]
struct StatisticsPage {
    frame: Frame,
    on: Day,
    states: Vec<Bar>,
    facets: Vec<(String, Vec<Bar>)>,
    remedies: Vec<Bar>,
    statistics: Statistics,
}

/// A line of a table with its bar.
struct Bar {
    name: String,
    count: i64,
    width: i64,
    more: Option<i64>,
    href: Option<String>,
}

fn bars(lines: Vec<(String, i64, Option<i64>, Option<String>)>) -> Vec<Bar> {
    let most = lines.iter().map(|line| line.1).max().unwrap_or(1).max(1);
    let bar = |(name, count, more, href): (String, i64, Option<i64>, Option<String>)| Bar {
        name: capital(&name),
        width: count * WIDE / most,
        count,
        more,
        href,
    };
    lines.into_iter().map(bar).collect()
}

impl StatisticsPage {
    fn of(frame: Frame, on: Day, mut statistics: Statistics) -> Self {
        let slug = frame.slug.clone();
        let states = std::mem::take(&mut statistics.states).into_iter();
        let states = states.map(|one| {
            let name = state_name(one.state.0).to_owned();
            let href = format!("/{slug}/{}", one.list);
            (name, one.count, one.median_days, Some(href))
        });
        let facets = std::mem::take(&mut statistics.facets).into_iter();
        let facets = facets.map(|facet| {
            let lines = facet.values.into_iter().map(|one| {
                let query = serde_urlencoded::to_string([(&facet.name, &one.value)]);
                let href = format!("/{slug}/rulings?{}", query.unwrap_or_default());
                let count = i64::try_from(one.count).unwrap_or(i64::MAX);
                (one.label, count, None, Some(href))
            });
            (facet.label, bars(lines.collect()))
        });
        let remedies = std::mem::take(&mut statistics.remedies).into_iter();
        let remedies = remedies.map(|one| {
            let count = i64::try_from(one.count).unwrap_or(i64::MAX);
            (one.status.0.as_str().to_owned(), count, None, None)
        });
        Self {
            states: bars(states.collect()),
            facets: facets.collect(),
            remedies: bars(remedies.collect()),
            on,
            statistics,
            frame,
        }
    }
}

async fn show_statistics(
    request: HttpRequest,
    reader: Result<Reader>,
    db: Data<Db>,
    library: Data<Library>,
) -> HttpResponse {
    let page = async {
        let caller = anyone(reader)?;
        let statistics = statistics::show(&db, &caller, &library.into_inner()).await?;
        db.within(&caller, async |tx| {
            let calendar = bodies::current_rules(tx).await?.calendar;
            let on = day(calendar.date_of(statistics.at));
            Ok(StatisticsPage::of(Frame::of(tx), on, statistics))
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
