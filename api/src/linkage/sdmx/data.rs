//! The observations in each form in which clients ask for them: SDMX-CSV 2.0, SDMX-ML 3.0 (structure
//! specific), SDMX-JSON 2.0. One row, three ways to write it.

use std::collections::BTreeMap;

use domain::Word;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    ATTRIBUTES, DIMENSIONS, ID, METHOD, Query, Refused, Release, SeriesLine, VERSION, escaped,
    header, quoted, unit,
};

/// A form of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::linkage) enum Form {
    /// SDMX-CSV 2.0; what is sent to whoever takes anything.
    Csv,
    /// SDMX-ML 3.0.
    Xml,
    /// SDMX-JSON 2.0.
    Json,
}

impl Form {
    /// The form that a media type asks for; nothing, if it asks for none of these.
    pub(in crate::linkage) fn of(kind: &str) -> Option<Self> {
        match kind {
            "application/vnd.sdmx.data+csv" | "text/csv" => Some(Self::Csv),
            "application/vnd.sdmx.data+xml" | "application/xml" => Some(Self::Xml),
            "application/vnd.sdmx.data+json" | "application/json" => Some(Self::Json),
            "*/*" | "application/*" => Some(Self::Csv),
            _ => None,
        }
    }

    /// Its media type.
    pub(in crate::linkage) fn media_type(self) -> &'static str {
        match self {
            Self::Csv => super::CSV_TYPE,
            Self::Xml => "application/vnd.sdmx.data+xml; version=3.0.0",
            Self::Json => "application/vnd.sdmx.data+json; version=2.0.0",
        }
    }
}

/// An observation with its key and its attributes, in the order of the structure.
pub(super) struct Row {
    pub(super) key: [String; 6],
    pub(super) period: String,
    pub(super) value: Option<String>,
    pub(super) attributes: [Option<String>; 9],
    /// Is it told of only since it was there, and is no longer (`Delete`)?
    pub(super) gone: bool,
}

impl Row {
    pub(super) fn of(agency: &str, state: &str, period: &str, line: &SeriesLine) -> Self {
        let (unit, decimals) = unit(line.indicator.0);
        let number = |value: Option<f64>| value.map(|value| format!("{value:.decimals$}"));
        let key = [
            "S",
            state,
            agency,
            line.indicator.0.as_str(),
            line.stage.0.as_str(),
            line.tech_class.0.as_str(),
        ];
        Self {
            key: key.map(str::to_owned),
            period: period.to_owned(),
            value: number(line.value),
            attributes: [
                Some(unit.to_owned()),
                Some(decimals.to_string()),
                Some(METHOD.to_owned()),
                Some(line.status.clone()),
                Some(if line.value.is_some() { "F" } else { "N" }.to_owned()),
                line.n_obs.map(|count| count.to_string()),
                number(line.lower),
                number(line.upper),
                (!line.sources.is_empty()).then(|| line.sources.join("; ")),
            ],
            gone: false,
        }
    }

    /// Of what is there no longer its place is told, and nothing that it said.
    fn emptied(self) -> Self {
        Self {
            value: None,
            attributes: std::array::from_fn(|_| None),
            gone: true,
            ..self
        }
    }

    /// A line of SDMX-CSV.
    pub(super) fn csv(&self, agency: &str) -> String {
        let mut cells = vec![
            "dataflow".to_owned(),
            format!("{agency}:{ID}({VERSION})"),
            if self.gone { "D" } else { "I" }.to_owned(),
        ];
        cells.extend(self.key.iter().cloned());
        cells.push(self.period.clone());
        // An empty cell breaks readers; a value that is not there is NaN.
        cells.push(self.value.clone().unwrap_or_else(|| "NaN".to_owned()));
        let attributes = self.attributes.iter();
        cells.extend(attributes.map(|one| one.clone().unwrap_or_default()));
        let cells: Vec<_> = cells.iter().map(|cell| quoted(cell)).collect();
        cells.join(",") + "\n"
    }
}

/// The rows of what was released that are asked for, and after them those that are there no longer.
fn rows(agency: &str, released: &[Release], asked: &Query) -> Vec<Row> {
    let of = |one: &Release, line: &SeriesLine| Row::of(agency, &one.state, &one.period, line);
    let here = released
        .iter()
        .flat_map(|one| one.series.iter().map(move |line| of(one, line)));
    // What it said decides whether it was asked for.
    let gone = released.iter().flat_map(|one| {
        one.gone.iter().map(move |line| Row {
            gone: true,
            ..of(one, line)
        })
    });
    let rows = asked.of(here.chain(gone)).into_iter();
    rows.map(|row| if row.gone { row.emptied() } else { row })
        .collect()
}

/// What the data are about, for their head.
pub(in crate::linkage) struct About<'a> {
    /// The body as a maintenance agency.
    pub(in crate::linkage) agency: &'a str,
    /// Its name.
    pub(in crate::linkage) body: &'a str,
    /// Is it a simulation?
    pub(in crate::linkage) test: bool,
    /// When the message was made.
    pub(in crate::linkage) prepared: Timestamp,
    /// The names of the codes of each dimension and coded attribute.
    pub(in crate::linkage) names: BTreeMap<(&'static str, String), String>,
}

/// The series of what was released that are asked for, in that form; refused where there are none, which
/// SDMX REST answers with 404 and no empty message.
pub(in crate::linkage) fn written(
    form: Form,
    about: &About<'_>,
    released: &[Release],
    asked: &Query,
) -> Result<String, Refused> {
    let rows = rows(about.agency, released, asked);
    if rows.is_empty() {
        return Err(Refused::Nothing(
            "Nothing that you may read answers this query. Ask for more series, other periods or another instant."
                .to_owned(),
        ));
    }
    Ok(match form {
        Form::Csv => {
            let lines = rows.iter().map(|row| row.csv(about.agency));
            header() + &lines.collect::<String>()
        }
        Form::Xml => xml(about, &rows),
        Form::Json => json_message(about, &rows).to_string(),
    })
}

fn xml(about: &About<'_>, rows: &[Row]) -> String {
    let agency = escaped(about.agency);
    let flow =
        format!("urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow={agency}:{ID}({VERSION})");
    let space = format!("{flow}:ObsLevelDim:TIME_PERIOD");
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <mes:StructureSpecificData xmlns:mes=\"http://www.sdmx.org/resources/sdmxml/schemas/v3_0/message\" \
         xmlns:com=\"http://www.sdmx.org/resources/sdmxml/schemas/v3_0/common\" \
         xmlns:ss=\"http://www.sdmx.org/resources/sdmxml/schemas/v3_0/data/structurespecific\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:ns1=\"{space}\">\n\
         <mes:Header><mes:ID>{ID}</mes:ID><mes:Test>{}</mes:Test><mes:Prepared>{}</mes:Prepared>\
         <mes:Sender id=\"{agency}\"/><mes:Structure structureID=\"{ID}\" namespace=\"{space}\" \
         dimensionAtObservation=\"TIME_PERIOD\"><com:StructureUsage>{flow}</com:StructureUsage></mes:Structure></mes:Header>\n",
        about.test,
        about.prepared.strftime("%Y-%m-%dT%H:%M:%SZ"),
    );
    let (gone, here): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| row.gone);
    for (action, rows) in [("Information", here), ("Delete", gone)] {
        if !rows.is_empty() {
            text += &data_set(action, &rows);
        }
    }
    text + "</mes:StructureSpecificData>\n"
}

/// A set of data in SDMX-ML, and what is to be done with it.
fn data_set(action: &str, rows: &[&Row]) -> String {
    let mut text = format!(
        "<mes:DataSet xsi:type=\"ns1:DataSetType\" ss:structureRef=\"{ID}\" ss:action=\"{action}\">\n"
    );
    // One series for each key, with an observation for each period.
    let mut series: BTreeMap<&[String; 6], Vec<&Row>> = BTreeMap::new();
    for row in rows {
        series.entry(&row.key).or_default().push(row);
    }
    let attribute = |name: &str, value: &str| format!(" {name}=\"{}\"", escaped(value));
    let attributes = |row: &Row, of_series: bool| -> String {
        let named = ATTRIBUTES.iter().zip(&row.attributes);
        let here = named.filter(|(one, _)| one.3 == of_series);
        here.filter_map(|(one, value)| Some(attribute(one.0, value.as_ref()?)))
            .collect()
    };
    for (key, rows) in series {
        let dimensions = DIMENSIONS.iter().zip(key);
        let key: String = dimensions
            .map(|(one, code)| attribute(one.0, code))
            .collect();
        let first = rows.first().map(|row| attributes(row, true));
        text += &format!("<Series{key}{}>", first.unwrap_or_default());
        for row in rows {
            let value = row.value.as_ref();
            let value = value.map(|value| attribute("OBS_VALUE", value));
            text += &format!(
                "<Obs{}{}{}/>",
                attribute("TIME_PERIOD", &row.period),
                value.unwrap_or_default(),
                attributes(row, false)
            );
        }
        text += "</Series>\n";
    }
    text + "</mes:DataSet>\n"
}

/// A list of values that grows as they are met, so that an observation names each by its place.
#[derive(Default)]
struct Places(Vec<String>);

impl Places {
    fn of(&mut self, value: &str) -> usize {
        let found = self.0.iter().position(|one| one == value);
        found.unwrap_or_else(|| {
            self.0.push(value.to_owned());
            self.0.len() - 1
        })
    }
}

/// A thing with its name, as the clients want it: in `name` and in `names`.
fn named(id: &str, name: &str) -> Map<String, Value> {
    let mut map = Map::new();
    map.insert("id".to_owned(), json!(id));
    map.insert("name".to_owned(), json!(name));
    map.insert("names".to_owned(), json!({ "en": name }));
    map
}

fn code(about: &About<'_>, list: &'static str, id: &str) -> Value {
    let name = about.names.get(&(list, id.to_owned()));
    Value::Object(named(id, name.map_or(id, String::as_str)))
}

/// The dimensions with the codes that occur, in their places; the period is the last of them.
fn dimensions_of(about: &About<'_>, dimensions: &[Places], periods: &Places) -> Vec<Value> {
    let mut all: Vec<Value> = DIMENSIONS
        .iter()
        .zip(dimensions)
        .zip(0..)
        .map(|(((id, name, list), places), position)| {
            let mut one = named(id, name);
            one.insert("keyPosition".to_owned(), json!(position));
            let values = places.0.iter().map(|value| code(about, list, value));
            one.insert("values".to_owned(), Value::Array(values.collect()));
            Value::Object(one)
        })
        .collect();
    let mut time = named("TIME_PERIOD", "Time period");
    time.insert("keyPosition".to_owned(), json!(DIMENSIONS.len()));
    time.insert("roles".to_owned(), json!(["TIME_PERIOD"]));
    let values = periods.0.iter();
    let values = values.map(|period| Value::Object(named(period, period)));
    time.insert("values".to_owned(), Value::Array(values.collect()));
    all.push(Value::Object(time));
    all
}

/// The attributes that some observation has, with their values in their places.
fn attributes_of(about: &About<'_>, attributes: &[Places], given: &[bool]) -> Vec<Value> {
    let keys: Vec<_> = DIMENSIONS.iter().map(|(id, ..)| *id).collect();
    let here = ATTRIBUTES.iter().zip(attributes).zip(given);
    let here = here.filter(|(_, given)| **given);
    here.map(|(((id, name, list, of_series, _), places), _)| {
        let mut one = named(id, name);
        let relation = if *of_series {
            json!({ "dimensions": keys })
        } else {
            json!({ "observation": {} })
        };
        one.insert("relationship".to_owned(), relation);
        let values = places.0.iter().map(|value| {
            if list.starts_with("CL_") {
                code(about, list, value)
            } else {
                // The official schema takes a value as text only.
                json!({ "value": value, "name": value, "names": { "en": value } })
            }
        });
        one.insert("values".to_owned(), Value::Array(values.collect()));
        Value::Object(one)
    })
    .collect()
}

fn json_message(about: &About<'_>, rows: &[Row]) -> Value {
    let mut dimensions: Vec<Places> = DIMENSIONS.iter().map(|_| Places::default()).collect();
    let mut periods = Places::default();
    let mut attributes: Vec<Places> = ATTRIBUTES.iter().map(|_| Places::default()).collect();
    // The official schema has no place for an attribute that no observation has.
    let given_at = |at: usize| rows.iter().any(|row| row.attributes[at].is_some());
    let given: Vec<bool> = (0..ATTRIBUTES.len()).map(given_at).collect();
    let (mut stands, mut gone) = (Map::new(), Map::new());
    for row in rows {
        let places = dimensions.iter_mut().zip(&row.key);
        let mut key: Vec<_> = places
            .map(|(places, code)| places.of(code).to_string())
            .collect();
        key.push(periods.of(&row.period).to_string());
        let value = row
            .value
            .as_ref()
            .and_then(|value| value.parse::<f64>().ok());
        let mut observation = vec![json!(value)];
        let all = attributes.iter_mut().zip(&row.attributes).zip(&given);
        let here = all.filter(|(_, given)| **given);
        observation.extend(here.map(|((places, value), _)| {
            let place = value.as_ref().map(|value| places.of(value));
            json!(place)
        }));
        let set = if row.gone { &mut gone } else { &mut stands };
        set.insert(key.join(":"), Value::Array(observation));
    }
    let at_observation = dimensions_of(about, &dimensions, &periods);
    let of_observation = attributes_of(about, &attributes, &given);
    let urn = |class: &str| {
        let agency = about.agency;
        format!("urn:sdmx:org.sdmx.infomodel.datastructure.{class}={agency}:{ID}({VERSION})")
    };
    let flow = json!({ "rel": "dataflow", "urn": urn("Dataflow") });
    let sets = [("Information", stands), ("Delete", gone)].into_iter();
    let sets: Vec<_> = sets
        .filter(|(_, observations)| !observations.is_empty())
        .map(|(action, observations)| {
            json!({ "structure": 0, "action": action, "links": [flow], "observations": observations })
        })
        .collect();
    let definition = json!({ "rel": "datastructure", "urn": urn("DataStructure") });
    let mut measure = named("OBS_VALUE", "Observation value");
    measure.insert("format".to_owned(), json!({ "dataType": "Double" }));
    json!({
        "meta": {
            "schema": "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/data-message/tools/schemas/2.0.0/sdmx-json-data-schema.json",
            "id": ID,
            "test": about.test,
            "prepared": about.prepared.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            "contentLanguages": ["en"],
            "sender": named(about.agency, about.body),
        },
        "data": {
            "structures": [{
                "name": "Linkage report",
                "names": { "en": "Linkage report" },
                "dataSets": (0..sets.len()).collect::<Vec<_>>(),
                "links": [flow, definition],
                "dimensions": { "dataSet": [], "series": [], "observation": at_observation },
                "measures": { "observation": [measure] },
                "attributes": { "dataSet": [], "dimensionGroup": [], "series": [], "observation": of_observation },
            }],
            "dataSets": sets,
        },
    })
}
