//! The page of statistics: each figure as a bar and a number in a table, and a link to what it counts.

use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use domain::Word as _;
use domain::deadline::TimeLimit;
use domain::facet::Facet;
use domain::review::Step;
use domain::vote::{Finding, Outcome};
use jiff::civil::Date;

use super::rulings::{Day, capital, day, value_label};
use super::tongue::{Html, Tongue};
use super::{Frame, answer, anyone};
use crate::bodies;
use crate::caller::Reader;
use crate::db::Db;
use crate::error::Result;
use crate::linkage::Late;
use crate::rulings::{self, Counted, CrossedLine, CrossedView, SpreadView};
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
    years: Vec<Pair>,
    durations: Vec<Took>,
    stops: Vec<Took>,
    members: Vec<Pair>,
    facets: Vec<(&'static str, Vec<Bar>)>,
    crossed: Vec<Grid>,
    spreads: Option<Grid>,
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

/// A line with a number of cases, and how many of those are not closed; each with what it counts.
struct Pair {
    name: Html,
    width: i64,
    all: Leads,
    open: Leads,
}

/// How long something took, and what that counts.
struct Took {
    name: &'static str,
    took: Duration,
    href: String,
}

/// Numbers in lines and columns.
struct Grid {
    caption: String,
    lines_are: &'static str,
    columns: Vec<String>,
    lines: Vec<(Html, Vec<Option<Cell>>)>,
}

/// A number, how much it is of the largest (from 1 to 4), and what it counts.
struct Cell {
    count: u64,
    shade: u64,
    href: String,
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

/// The lines of a grid, each with its counts by the values of the columns.
type Lines<'a> = Vec<(Html, Vec<&'a Counted>)>;

/// A grid of those of the columns that any line has something in.
fn grid(
    (say, slug): (&Tongue, &str),
    (caption, lines_are): (String, &'static str),
    columns: Vec<(String, String)>,
    lines: Lines<'_>,
) -> Grid {
    let all = || lines.iter().flat_map(|line| &line.1);
    let most = all().map(|one| one.count).max().unwrap_or(1).max(1);
    let columns: Vec<_> = columns
        .into_iter()
        .filter(|(value, _)| all().any(|one| one.value == *value))
        .collect();
    let cells = |counts: Vec<&Counted>| {
        let cell = |(value, _): &(String, String)| {
            let one = counts.iter().find(|one| one.value == *value)?;
            Some(Cell {
                count: one.count,
                shade: (one.count * 4).div_ceil(most),
                href: say.at(slug, "/", &one.list),
            })
        };
        columns.iter().map(cell).collect::<Vec<_>>()
    };
    Grid {
        caption,
        lines_are,
        lines: lines
            .into_iter()
            .map(|(name, counts)| (name, cells(counts)))
            .collect(),
        columns: columns.into_iter().map(|(_, label)| label).collect(),
    }
}

/// What was found of each value of a facet: of findings a line for each step, of all else one.
fn crossed(say: &Tongue, slug: &str, table: &CrossedView) -> Grid {
    let (by, of) = (table.by.0, table.of.0);
    let words = say.words;
    let (by_label, of_label) = (
        rulings::facet_label(words, by),
        rulings::facet_label(words, of),
    );
    let caption = format!("{by_label} · {of_label}");
    let name = |line: &CrossedLine| value_label(say, by, &line.value, &line.label);
    let heads = (caption, by_label);
    if of != Facet::Finding {
        let values = Outcome::ALL.iter().map(ToString::to_string);
        let columns = values.map(|value| {
            let label = rulings::law_label(words, of, &value);
            (value.clone(), capital(&label.unwrap_or(value)))
        });
        let lines = table.lines.iter();
        let lines = lines.map(|line| (name(line), line.counts.iter().collect()));
        return grid((say, slug), heads, columns.collect(), lines.collect());
    }
    // A line for each step; the column is the finding.
    let finding = |one: &Counted, prefix: &str| {
        let finding = one.value.strip_prefix(prefix)?;
        Some(Counted {
            value: finding.to_owned(),
            ..one.clone()
        })
    };
    let steps = table.lines.iter().flat_map(|line| {
        let name = name(line);
        Step::ALL.iter().map(move |step| (line, step, name.clone()))
    });
    let lines: Vec<(Html, Vec<Counted>)> = steps
        .map(|(line, step, name)| {
            let prefix = format!("{step}:");
            let counts = line.counts.iter();
            let counts = counts.filter_map(|one| finding(one, &prefix)).collect();
            let step = say.said(&format!("· {}", words.step(*step)));
            (say.both(&name, &step), counts)
        })
        .filter(|line: &(_, Vec<_>)| !line.1.is_empty())
        .collect();
    let columns = Finding::ALL
        .iter()
        .map(|one| (one.to_string(), capital(words.finding(*one))));
    let lines = lines
        .iter()
        .map(|(name, counts)| (name.clone(), counts.iter().collect()));
    grid((say, slug), heads, columns.collect(), lines.collect())
}

fn spreads(say: &Tongue, slug: &str, rows: &[SpreadView]) -> Option<Grid> {
    let w = &say.words.figures;
    let lines = rows.iter().map(|row| {
        // The name says of which element, if it is of one.
        let (criterion, _) = row.key.split_once('/').unwrap_or((&row.key, ""));
        let name = say.both(&say.said(criterion), &say.own(&row.label));
        (name, row.counts.iter().collect())
    });
    let columns = (0..=4_u32).map(|one| (one.to_string(), say.number(one)));
    (!rows.is_empty()).then(|| {
        let heads = (w.spreads.to_owned(), w.criterion);
        grid((say, slug), heads, columns.collect(), lines.collect())
    })
}

/// How many, and the list that is counted.
type Leads = (i64, String);

/// Lines with how many there are and how many of those are open.
fn pairs(lines: Vec<(Html, Leads, Leads)>) -> Vec<Pair> {
    let most = lines.iter().map(|line| line.1.0).max().unwrap_or(1).max(1);
    let pair = |(name, all, open): (Html, Leads, Leads)| Pair {
        name,
        width: all.0 * WIDE / most,
        all,
        open,
    };
    lines.into_iter().map(pair).collect()
}

impl StatisticsPage {
    fn of(say: Tongue, frame: Frame, on: Date, mut statistics: Statistics) -> Self {
        let slug = frame.slug.clone();
        let list = |list: &str| say.at(&slug, "/", list);
        let states = std::mem::take(&mut statistics.states).into_iter();
        let states = states.map(|one| {
            let name = say.said(&capital(say.words.state(one.state.0)));
            (name, one.count, one.median_days, Some(list(&one.list)))
        });
        let years = statistics.years.iter().map(|one| {
            let name = say.said(&one.year.to_string());
            let all = (one.cases, list(&one.list));
            (name, all, (one.open, list(&one.open_list)))
        });
        let members = statistics.members.iter().map(|one| {
            let all = (one.cases, list(&one.list));
            (say.own(&one.name), all, (one.open, list(&one.open_list)))
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
        let remedies = statistics.remedies.iter().map(|one| {
            let name = say.said(say.words.remedy(one.status.0));
            let href = Some(list(&one.list)).filter(|_| one.count > 0);
            (name, one.count, None, href)
        });
        let w = &say.words.figures;
        let names: [_; statistics::STRETCHES] =
            [w.to_registration, w.to_ruling, w.to_publication, w.to_end];
        let late = std::mem::take(&mut statistics.late).into_iter();
        let late = late.map(|one| note(&say, one)).collect();
        let took = |(name, took): (&'static str, &Duration)| Took {
            name,
            href: list(&took.list),
            took: took.clone(),
        };
        let stops = statistics.stops.iter();
        let stops = stops.map(|one| took((say.words.stop(one.stop.0), &one.took)));
        Self {
            states: bars(states.collect()),
            years: pairs(years.collect()),
            durations: names
                .into_iter()
                .zip(&statistics.durations)
                .map(took)
                .collect(),
            stops: stops.collect(),
            members: pairs(members.collect()),
            facets: facets.collect(),
            crossed: statistics
                .crossed
                .iter()
                .map(|table| crossed(&say, &slug, table))
                .filter(|table| !table.lines.is_empty())
                .collect(),
            spreads: spreads(&say, &slug, &statistics.spreads),
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
