//! What is asked of the data (SDMX REST 2.2, the query of `/data`, with `startPeriod`, `endPeriod` and
//! `detail` of 1.5, which many clients still send): which of them, and of which moment. What is not
//! understood is refused, and never answered as if it had not been asked.

use std::collections::BTreeMap;

use domain::linkage::HalfYear;
use jiff::Timestamp;
use jiff::civil::{Date, ISOWeekDate, Weekday, date};
use jiff::tz::TimeZone;

use super::data::Row;
use super::{ATTRIBUTES, DIMENSIONS, Form, Keys};

/// Why a query is not answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::linkage) enum Refused {
    /// It is not written as SDMX says: a sentence.
    Malformed(String),
    /// It is, and this server does not do it: a sentence.
    Unsupported(String),
    /// Nothing answers it: a sentence.
    Nothing(String),
}

/// What is asked of the data.
#[derive(Debug)]
pub(in crate::linkage) struct Query {
    keys: Keys,
    filters: Vec<Filter>,
    /// What was sent by then and stood, as it read.
    pub(in crate::linkage) as_of: Option<Timestamp>,
    /// Only what reads differently since, is new, or is there no longer.
    pub(in crate::linkage) updated_after: Option<Timestamp>,
    first: Option<usize>,
    last: Option<usize>,
    offset: usize,
    limit: Option<usize>,
}

/// What a condition is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Component {
    Dimension(usize),
    Period,
    Value,
    Attribute(usize),
}

/// All conditions of one parameter about a component: in one of the lists, each of them holds.
#[derive(Debug)]
struct Filter {
    about: Component,
    any: Vec<Vec<Condition>>,
}

#[derive(Debug)]
enum Condition {
    Text(Text, String),
    Number(Order, f64),
    /// Against the days from the first to the last of the period that was named.
    Period(Order, Date, Date),
}

#[derive(Clone, Copy, Debug)]
enum Text {
    Is,
    IsNot,
    Begins,
    Ends,
    Has,
    HasNot,
}

#[derive(Clone, Copy, Debug)]
enum Order {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

impl Component {
    fn named(id: &str) -> Option<Self> {
        match id {
            "TIME_PERIOD" => Some(Self::Period),
            "OBS_VALUE" => Some(Self::Value),
            id => {
                let dimension = DIMENSIONS.iter().position(|one| one.0 == id);
                let attribute = || ATTRIBUTES.iter().position(|one| one.0 == id);
                dimension
                    .map(Self::Dimension)
                    .or_else(|| attribute().map(Self::Attribute))
            }
        }
    }

    fn is_number(self) -> bool {
        match self {
            Self::Value => true,
            Self::Attribute(at) => ["Integer", "Double"].contains(&ATTRIBUTES[at].2),
            Self::Dimension(_) | Self::Period => false,
        }
    }

    fn of(self, row: &Row) -> Option<&str> {
        match self {
            Self::Dimension(at) => Some(&row.key[at]),
            Self::Period => Some(&row.period),
            Self::Value => row.value.as_deref(),
            Self::Attribute(at) => row.attributes[at].as_deref(),
        }
    }
}

impl Condition {
    fn read(about: Component, text: &str) -> Result<Self, Refused> {
        let known = ["eq", "ne", "lt", "le", "gt", "ge", "sw", "ew", "co", "nc"];
        let (operator, value) = match text.split_once(':') {
            Some((operator, value)) if known.contains(&operator) => (operator, value),
            Some((other, _))
                if other.len() == 2 && other.chars().all(|c| c.is_ascii_lowercase()) =>
            {
                return Err(malformed(format!(
                    "“{other}” is no operator; SDMX knows {}.",
                    known.join(", ")
                )));
            }
            _ => ("eq", text),
        };
        if value.is_empty() {
            return Err(malformed("A condition names a value, as c[STAGE]=NEC."));
        }
        let order = match operator {
            "eq" => Some(Order::Eq),
            "ne" => Some(Order::Ne),
            "lt" => Some(Order::Lt),
            "le" => Some(Order::Le),
            "gt" => Some(Order::Gt),
            "ge" => Some(Order::Ge),
            _ => None,
        };
        if about == Component::Period {
            let (from, to) = days(value)?;
            let order = order.ok_or_else(|| {
                unsupported("Periods are compared with eq, ne, lt, le, gt and ge alone.")
            })?;
            return Ok(Self::Period(order, from, to));
        }
        if let (true, Some(order)) = (about.is_number(), order) {
            let number = value.parse::<f64>().ok().filter(|one| one.is_finite());
            let number = number.ok_or_else(|| malformed(format!("“{value}” is no number.")))?;
            return Ok(Self::Number(order, number));
        }
        let how = match operator {
            "eq" => Text::Is,
            "ne" => Text::IsNot,
            "sw" => Text::Begins,
            "ew" => Text::Ends,
            "co" => Text::Has,
            "nc" => Text::HasNot,
            _ => {
                return Err(unsupported(
                    "Codes and texts have no order: lt, le, gt and ge are for periods and numbers.",
                ));
            }
        };
        Ok(Self::Text(how, value.to_owned()))
    }

    fn holds(&self, of: Option<&str>) -> bool {
        match self {
            Self::Text(how, value) => {
                let text = of.unwrap_or_default();
                match how {
                    Text::Is => text == value,
                    Text::IsNot => text != value,
                    Text::Begins => text.starts_with(value.as_str()),
                    Text::Ends => text.ends_with(value.as_str()),
                    Text::Has => text.contains(value.as_str()),
                    Text::HasNot => !text.contains(value.as_str()),
                }
            }
            Self::Number(order, value) => {
                let here = of.and_then(|text| text.parse::<f64>().ok());
                // What is withheld is neither more nor less.
                here.is_some_and(|here| match order {
                    Order::Eq => here == *value,
                    Order::Ne => here != *value,
                    Order::Lt => here < *value,
                    Order::Le => here <= *value,
                    Order::Gt => here > *value,
                    Order::Ge => here >= *value,
                })
            }
            Self::Period(order, from, to) => {
                let half = of.and_then(HalfYear::parse);
                half.is_some_and(|half| {
                    let within = *from <= half.start() && half.end() <= *to;
                    match order {
                        Order::Eq => within,
                        Order::Ne => !within,
                        Order::Lt => half.end() < *from,
                        Order::Le => half.end() <= *to,
                        Order::Gt => half.start() > *to,
                        Order::Ge => half.start() >= *from,
                    }
                })
            }
        }
    }
}

impl Filter {
    /// Reads `ge:2026-S1+le:2026-S2,2030`: `+` joins what must all hold, `,` what may hold instead.
    fn read(about: Component, text: &str) -> Result<Self, Refused> {
        let any = text.split(',').map(|all| {
            // A plus sign in a query is a space once it is decoded.
            let all = all.split(['+', ' ']);
            all.map(|one| Condition::read(about, one))
                .collect::<Result<Vec<_>, Refused>>()
        });
        Ok(Self {
            about,
            any: any.collect::<Result<_, _>>()?,
        })
    }

    fn holds(&self, of: Option<&str>) -> bool {
        let mut any = self.any.iter();
        any.any(|all| all.iter().all(|one| one.holds(of)))
    }
}

impl Query {
    /// Reads the key and the parameters, for data in that form.
    pub(in crate::linkage) fn read(
        key: &str,
        parameters: &[(String, String)],
        form: Form,
    ) -> Result<Self, Refused> {
        let keys = Keys::parse(key).ok_or_else(|| {
            malformed("A key has up to six parts, one for each dimension, as S.XBB.*.*.*.*")
        })?;
        let mut query = Self {
            keys,
            filters: Vec::new(),
            as_of: None,
            updated_after: None,
            first: None,
            last: None,
            offset: 0,
            limit: None,
        };
        let mut given = BTreeMap::new();
        for (name, value) in parameters {
            let about = name.strip_prefix("c[").and_then(|id| id.strip_suffix(']'));
            if let Some(id) = about {
                let about = Component::named(id)
                    .ok_or_else(|| malformed(format!("The data have no component “{id}”.")))?;
                query.filters.push(Filter::read(about, value)?);
            } else if given.insert(name.as_str(), value).is_some() {
                return Err(malformed(format!("“{name}” is given twice.")));
            } else {
                query.take(name, value, form)?;
            }
        }
        Ok(query)
    }

    fn take(&mut self, name: &str, value: &str, form: Form) -> Result<(), Refused> {
        match name {
            "startPeriod" | "endPeriod" => {
                let order = if name == "startPeriod" {
                    Order::Ge
                } else {
                    Order::Le
                };
                let (from, to) = days(value)?;
                self.filters.push(Filter {
                    about: Component::Period,
                    any: vec![vec![Condition::Period(order, from, to)]],
                });
            }
            "updatedAfter" => self.updated_after = Some(instant(value)?),
            "asOf" => self.as_of = Some(instant(value)?),
            "firstNObservations" => self.first = Some(count(name, value, 1)?),
            "lastNObservations" => self.last = Some(count(name, value, 1)?),
            "limit" => self.limit = Some(count(name, value, 1)?),
            "offset" => self.offset = count(name, value, 0)?,
            "dimensionAtObservation" => at_observation(value, form)?,
            "includeHistory" => choice(name, value, &["false"], &["true"])?,
            "detail" => choice(
                name,
                value,
                &["full"],
                &["dataonly", "serieskeysonly", "nodata"],
            )?,
            "attributes" => {
                let mut other: Vec<_> = ATTRIBUTES.iter().map(|one| one.0).collect();
                other.extend(["none", "msd", "dataset", "series", "obs"]);
                choice(name, value, &["dsd", "all"], &other)?;
            }
            "measures" => choice(name, value, &["all", "OBS_VALUE"], &["none"])?,
            "sort" | "reportingYearStartDay" => {
                return Err(unsupported(format!(
                    "“{name}” is not supported here; leave it out."
                )));
            }
            _ => {
                return Err(malformed(format!(
                    "“{name}” is no parameter of data. Give c[…], startPeriod, endPeriod, updatedAfter, asOf, \
                     firstNObservations, lastNObservations, offset or limit."
                )));
            }
        }
        Ok(())
    }

    /// Can a report on that state and half-year have anything that is asked for?
    pub(in crate::linkage) fn asks_for(&self, state: &str, period: &str) -> bool {
        let mut filters = self.filters.iter();
        let holds = filters.all(|one| match one.about {
            Component::Dimension(AREA) => one.holds(Some(state)),
            Component::Period => one.holds(Some(period)),
            _ => true,
        });
        holds && self.keys.may_ask_for(AREA, state)
    }

    /// Of these rows, in their order, those that are asked for.
    pub(super) fn of(&self, rows: impl Iterator<Item = Row>) -> Vec<Row> {
        let mut rows: Vec<Row> = rows
            .filter(|row| self.keys.ask_for(&row.key.each_ref().map(String::as_str)))
            .filter(|row| self.filters.iter().all(|one| one.holds(one.about.of(row))))
            .collect();
        if self.first.is_some() || self.last.is_some() {
            let mut series: BTreeMap<[String; 6], Vec<String>> = BTreeMap::new();
            for row in rows.iter().filter(|row| !row.gone) {
                let periods = series.entry(row.key.clone()).or_default();
                periods.push(row.period.clone());
            }
            // Half-years sort as they are written.
            series.values_mut().for_each(|periods| periods.sort());
            rows.retain(|row| {
                let periods = series.get(&row.key).map_or(&[][..], Vec::as_slice);
                let (at, all) = (
                    periods.partition_point(|one| *one < row.period),
                    periods.len(),
                );
                row.gone
                    || self.first.is_some_and(|first| at < first)
                    || self.last.is_some_and(|last| at + last >= all)
            });
        }
        let rows = rows.into_iter().skip(self.offset);
        rows.take(self.limit.unwrap_or(usize::MAX)).collect()
    }
}

/// Where the state stands in the key.
const AREA: usize = 1;

pub(super) fn malformed(why: impl Into<String>) -> Refused {
    Refused::Malformed(why.into())
}

pub(super) fn unsupported(why: impl Into<String>) -> Refused {
    Refused::Unsupported(why.into())
}

/// Each parameter with its value; none is given twice.
pub(super) fn once(parameters: &[(String, String)]) -> Result<BTreeMap<&str, &str>, Refused> {
    let mut given = BTreeMap::new();
    for (name, value) in parameters {
        if given.insert(name.as_str(), value.as_str()).is_some() {
            return Err(malformed(format!("“{name}” is given twice.")));
        }
    }
    Ok(given)
}

/// Words that are answered, words that SDMX knows and that are not, and all others.
pub(super) fn choice(
    name: &str,
    value: &str,
    answered: &[&str],
    other: &[&str],
) -> Result<(), Refused> {
    let mut each = value.split(',');
    if answered.contains(&value) {
        Ok(())
    } else if each.all(|one| answered.contains(&one) || other.contains(&one)) {
        Err(unsupported(format!(
            "“{name}={value}” is not supported here; {name} may be {}.",
            answered.join(" or ")
        )))
    } else {
        Err(malformed(format!("“{value}” is no value of {name}.")))
    }
}

pub(super) fn at_observation(value: &str, form: Form) -> Result<(), Refused> {
    let of_key = DIMENSIONS.iter().any(|one| one.0 == value);
    match value {
        "TIME_PERIOD" => Ok(()),
        // A line of CSV and an observation of JSON have their whole key already.
        "AllDimensions" if form != Form::Xml => Ok(()),
        "AllDimensions" => Err(unsupported(
            "SDMX-ML is written by series here: ask for TIME_PERIOD at the observation.",
        )),
        _ if of_key => Err(unsupported(
            "Only TIME_PERIOD stands at the observation here.",
        )),
        _ => Err(malformed(format!("The data have no dimension “{value}”."))),
    }
}

fn count(name: &str, value: &str, least: usize) -> Result<usize, Refused> {
    let count = value.parse::<usize>().ok().filter(|count| *count >= least);
    count.ok_or_else(|| malformed(format!("“{name}” is a whole number, at least {least}.")))
}

/// An instant, as `2026-07-01T00:00:00Z`; without an offset it is UTC.
fn instant(text: &str) -> Result<Timestamp, Refused> {
    // A plus sign in a query is a space once it is decoded.
    let text = text.replace(' ', "+");
    let civil = || {
        let at: jiff::civil::DateTime = text.parse().ok()?;
        Some(at.to_zoned(TimeZone::UTC).ok()?.timestamp())
    };
    let at = text.parse::<Timestamp>().ok().or_else(civil);
    at.ok_or_else(|| {
        malformed(format!(
            "“{text}” is no instant, as 2026-07-01T00:00:00Z is."
        ))
    })
}

/// The days of a period in any form of SDMX: a year, a reporting period, a month or a day.
fn days(text: &str) -> Result<(Date, Date), Refused> {
    read_days(text).ok_or_else(|| {
        malformed(format!(
            "“{text}” is no period, as 2026, 2026-S1, 2026-06 or 2026-06-30 are."
        ))
    })
}

fn read_days(text: &str) -> Option<(Date, Date)> {
    let (year, rest) = match text.split_once('-') {
        Some((year, rest)) => (year, rest),
        None => (text, "A1"),
    };
    let digits = |text: &str| text.bytes().all(|one| one.is_ascii_digit());
    let year: i16 = Some(year)
        .filter(|year| year.len() == 4 && digits(year))?
        .parse()
        .ok()?;
    if rest.starts_with(|first: char| first.is_ascii_digit()) {
        if rest.len() == 2 {
            return months(year, 12, rest);
        }
        let day = match text.split_once('T') {
            Some((day, _)) => {
                instant(text).ok()?;
                day
            }
            None => text,
        };
        let day: Date = Some(day).filter(|day| day.len() == 10)?.parse().ok()?;
        return Some((day, day));
    }
    let (kind, no) = (rest.get(..1)?, rest.get(1..)?);
    match kind {
        "A" => months(year, 1, no),
        "S" => months(year, 2, no),
        "T" => months(year, 3, no),
        "Q" => months(year, 4, no),
        "M" => months(year, 12, no),
        "W" => {
            let week = Some(no).filter(|no| digits(no))?.parse().ok()?;
            let first = ISOWeekDate::new(year, week, Weekday::Monday).ok()?.date();
            let last = ISOWeekDate::new(year, week, Weekday::Sunday).ok()?.date();
            Some((first, last))
        }
        "D" => {
            let no: i16 = Some(no).filter(|no| digits(no))?.parse().ok()?;
            let day = date(year, 1, 1).with().day_of_year(no).build().ok()?;
            Some((day, day))
        }
        _ => None,
    }
}

/// The days of one of so many equal parts of a year.
fn months(year: i16, parts: i8, no: &str) -> Option<(Date, Date)> {
    let no: i8 = Some(no)
        .filter(|no| no.bytes().all(|one| one.is_ascii_digit()))?
        .parse()
        .ok()?;
    if !(1..=parts).contains(&no) {
        return None;
    }
    let length = 12 / parts;
    let first = date(year, (no - 1) * length + 1, 1);
    let last = date(year, no * length, 1).last_of_month();
    Some((first, last))
}

#[cfg(test)]
mod tests {
    use super::{Form, Query, Refused, read_days};
    use crate::linkage::sdmx::data::Row;

    fn row(period: &str, stage: &str, value: Option<&str>) -> Row {
        let key = ["S", "XBB", "ISECRC", "CLAIMS_DECIDED", stage, "_T"];
        Row {
            key: key.map(str::to_owned),
            period: period.to_owned(),
            value: value.map(str::to_owned),
            attributes: std::array::from_fn(|_| None),
            gone: false,
        }
    }

    fn read(parameters: &str) -> Result<Query, Refused> {
        let pairs = actix_web::web::Query::<Vec<(String, String)>>::from_query(parameters);
        Query::read("*", &pairs.unwrap(), Form::Csv)
    }

    /// The periods that are left of four half-years.
    fn periods(parameters: &str) -> Vec<String> {
        let all = ["2025-S2", "2026-S1", "2026-S2", "2027-S1"];
        let asked = read(parameters).unwrap();
        for one in all {
            let kept = asked.of(std::iter::once(row(one, "NEC", Some("1"))));
            assert!(
                kept.is_empty() || asked.asks_for("XBB", one),
                "{parameters} leaves out {one} too early"
            );
        }
        let rows = all.map(|one| row(one, "NEC", Some("1")));
        let kept = asked.of(rows.into_iter());
        kept.into_iter().map(|row| row.period).collect()
    }

    #[test]
    fn periods_are_compared_by_their_days() {
        for (asked, kept) in [
            ("c[TIME_PERIOD]=2026-S1", &["2026-S1"][..]),
            ("c%5BTIME_PERIOD%5D=eq:2026", &["2026-S1", "2026-S2"]),
            ("c[TIME_PERIOD]=ne:2026", &["2025-S2", "2027-S1"]),
            ("c[TIME_PERIOD]=ge:2026-S2", &["2026-S2", "2027-S1"]),
            ("c[TIME_PERIOD]=gt:2026-S2", &["2027-S1"]),
            ("c[TIME_PERIOD]=le:2026-06", &["2025-S2", "2026-S1"]),
            ("c[TIME_PERIOD]=lt:2026-Q2", &["2025-S2"]),
            (
                "c[TIME_PERIOD]=ge:2026-S1+le:2026-S2",
                &["2026-S1", "2026-S2"],
            ),
            ("c[TIME_PERIOD]=ge:2026-S1%2Ble:2026-S1", &["2026-S1"]),
            ("c[TIME_PERIOD]=2025-S2,ge:2027", &["2025-S2", "2027-S1"]),
            (
                "c[TIME_PERIOD]=ge:2026&c[TIME_PERIOD]=le:2026",
                &["2026-S1", "2026-S2"],
            ),
            (
                "c[TIME_PERIOD]=ge:2026-01-01T00:00:00+le:2026-06-30T00:00:00",
                &["2026-S1"],
            ),
            ("startPeriod=2026-S2", &["2026-S2", "2027-S1"]),
            (
                "startPeriod=2026-01-01&endPeriod=2026",
                &["2026-S1", "2026-S2"],
            ),
            ("c[TIME_PERIOD]=ge:2030-S1&startPeriod=2030", &[]),
            ("firstNObservations=1", &["2025-S2"]),
            ("lastNObservations=2", &["2026-S2", "2027-S1"]),
            (
                "firstNObservations=1&lastNObservations=1",
                &["2025-S2", "2027-S1"],
            ),
            ("offset=1&limit=2", &["2026-S1", "2026-S2"]),
        ] {
            assert_eq!(periods(asked), kept, "{asked}");
        }
    }

    #[test]
    fn any_component_narrows_the_data() {
        let rows = || {
            [
                row("2026-S1", "NEC", Some("1")),
                row("2026-S1", "PROP", Some("3")),
                row("2026-S1", "T0", None),
            ]
            .into_iter()
        };
        let stages = |asked: &str| -> Vec<String> {
            let kept = read(asked).unwrap().of(rows());
            kept.into_iter().map(|row| row.key[4].clone()).collect()
        };
        assert_eq!(stages("c[STAGE]=NEC,T0"), ["NEC", "T0"]);
        assert_eq!(stages("c[STAGE]=ne:NEC+ne:T0"), ["PROP"]);
        assert_eq!(stages("c[STAGE]=sw:P"), ["PROP"]);
        assert_eq!(stages("c[STAGE]=nc:P"), ["NEC", "T0"]);
        assert_eq!(stages("c[OBS_VALUE]=gt:1.5"), ["PROP"]);
        assert_eq!(stages("c[OBS_VALUE]=1.0"), ["NEC"]);
        assert!(stages("c[REF_AREA]=XAA").is_empty());
        assert!(!read("c[REF_AREA]=XAA").unwrap().asks_for("XBB", "2026-S1"));
    }

    #[test]
    fn what_is_not_answered_is_refused_and_never_passed_over() {
        let malformed = [
            "c[TIME_PERIOD]=xx:2026",
            "c[TIME_PERIOD]=soon",
            "c[TIME_PERIOD]=2026-S3",
            "c[NOTHING]=1",
            "c[STAGE]=",
            "c[OBS_VALUE]=many",
            "startPeriod=2026-13",
            "startPeriod=2026&startPeriod=2027",
            "updatedAfter=yesterday",
            "lastNObservations=0",
            "firstNObservations=-1",
            "dimensionAtObservation=NOTHING",
            "detail=some",
            "attributes=some",
            "measures=some",
            "includeHistory=perhaps",
            "format=xlsx",
        ];
        for asked in malformed {
            let said = read(asked);
            assert!(
                matches!(said, Err(Refused::Malformed(_))),
                "{asked}: {said:?}"
            );
        }
        let unsupported = [
            "detail=dataonly",
            "detail=serieskeysonly",
            "attributes=none",
            "attributes=LOWER,UPPER",
            "measures=none",
            "includeHistory=true",
            "dimensionAtObservation=REF_AREA",
            "sort=TIME_PERIOD:desc",
            "c[STAGE]=gt:NEC",
        ];
        for asked in unsupported {
            let said = read(asked);
            assert!(
                matches!(said, Err(Refused::Unsupported(_))),
                "{asked}: {said:?}"
            );
        }
        for asked in [
            "detail=full",
            "attributes=dsd&measures=all&includeHistory=false&offset=0",
            "dimensionAtObservation=TIME_PERIOD",
            "dimensionAtObservation=AllDimensions",
            "updatedAfter=2026-07-01",
            "updatedAfter=2026-07-01T00:00:00+02:00&asOf=2026-07-01T00:00:00",
        ] {
            assert!(read(asked).is_ok(), "{asked}");
        }
        let pairs = [(
            "dimensionAtObservation".to_owned(),
            "AllDimensions".to_owned(),
        )];
        let said = Query::read("*", &pairs, Form::Xml);
        assert!(matches!(said, Err(Refused::Unsupported(_))));
        let said = Query::read("S.XBB.*.*.*.*.*", &[], Form::Csv);
        assert!(matches!(said, Err(Refused::Malformed(_))));
    }

    #[test]
    fn a_period_is_read_in_every_form_of_sdmx() {
        for (text, from, to) in [
            ("2026", "2026-01-01", "2026-12-31"),
            ("2026-A1", "2026-01-01", "2026-12-31"),
            ("2026-S2", "2026-07-01", "2026-12-31"),
            ("2026-T3", "2026-09-01", "2026-12-31"),
            ("2026-Q1", "2026-01-01", "2026-03-31"),
            ("2026-02", "2026-02-01", "2026-02-28"),
            ("2026-M02", "2026-02-01", "2026-02-28"),
            ("2026-W01", "2025-12-29", "2026-01-04"),
            ("2026-D032", "2026-02-01", "2026-02-01"),
            ("2026-02-03", "2026-02-03", "2026-02-03"),
            ("2026-02-03T10:00:00", "2026-02-03", "2026-02-03"),
        ] {
            let days = (from.parse().unwrap(), to.parse().unwrap());
            assert_eq!(read_days(text), Some(days), "{text}");
        }
        for wrong in [
            "26",
            "2026-",
            "2026-Q5",
            "2026-0",
            "2026-D367",
            "2026-1-1",
            "2026-W54",
            "2026-02-30",
        ] {
            assert_eq!(read_days(wrong), None, "{wrong}");
        }
    }
}
