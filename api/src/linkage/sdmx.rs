//! SDMX: the series as SDMX-CSV 2.0 and their structure as SDMX-ML 3.0, in the forms that the
//! public clients read. Each body is its own agency.

use std::fmt::Write;

use domain::Word;
use domain::linkage::{Indicator, Stage, TechClass};
use jiff::Timestamp;

mod data;
mod json;
mod parts;
mod query;

use super::Report;
use super::content::{METHOD, SeriesLine};
use super::release::Release;
use crate::bodies::StateEntry;

use data::Row;
pub(super) use data::{About, Form, written};
pub(super) use json::{STRUCTURE_JSON_TYPE, structure_json};
pub(super) use parts::Parts;
pub(super) use query::{Query, Refused};

/// The media type of data.
pub(super) const CSV_TYPE: &str = "application/vnd.sdmx.data+csv; version=2.0.0";
/// The media type of structure.
pub(super) const STRUCTURE_TYPE: &str = "application/vnd.sdmx.structure+xml; version=3.0.0";

const ID: &str = "LINKAGE";
const VERSION: &str = "1.0.0";
/// The key's dimensions, in order; the period is not part of the key.
const DIMENSIONS: [(&str, &str, &str); 6] = [
    ("FREQ", "Frequency", "CL_FREQ"),
    ("REF_AREA", "Reference area", "CL_AREA"),
    ("BODY", "Reviewing body", "CL_BODY"),
    ("INDICATOR", "Indicator", "CL_INDICATOR"),
    ("STAGE", "Step of the review", "CL_STAGE"),
    ("TECH_CLASS", "Technology class", "CL_TECH_CLASS"),
];
/// Id, name, code list or text type, of a series (or of an observation), mandatory.
const ATTRIBUTES: [(&str, &str, &str, bool, bool); 9] = [
    ("UNIT_MEASURE", "Unit of measure", "CL_UNIT", true, true),
    ("DECIMALS", "Decimals", "Integer", true, false),
    ("METHODOLOGY", "Methodology version", "String", true, true),
    (
        "OBS_STATUS",
        "Observation status",
        "CL_OBS_STATUS",
        false,
        true,
    ),
    (
        "CONF_STATUS",
        "Confidentiality status",
        "CL_CONF_STATUS",
        false,
        true,
    ),
    (
        "N_OBS",
        "Number of remedies behind the value",
        "Integer",
        false,
        false,
    ),
    (
        "LOWER",
        "Lower end of the 90 % interval",
        "Double",
        false,
        false,
    ),
    (
        "UPPER",
        "Upper end of the 90 % interval",
        "Double",
        false,
        false,
    ),
    (
        "SOURCE_RULING",
        "Neutral citations of the rulings counted in the value, or numbers of the cases",
        "String",
        false,
        false,
    ),
];

/// Does a request name the structure of this agency?
pub(super) fn names_structure(agency: &str, kind: &str, of: &str, id: &str, version: &str) -> bool {
    ["dataflow", "datastructure", "*"].contains(&kind) && names(agency, of, id, version)
}

/// Does a request name the dataflow of this agency?
pub(super) fn names_data(agency: &str, context: &str, of: &str, id: &str, version: &str) -> bool {
    ["dataflow", "datastructure", "*"].contains(&context) && names(agency, of, id, version)
}

/// Does a request name this agency and the version that there is?
pub(super) fn is_of(agency: &str, of: &str, version: &str) -> bool {
    names(agency, of, ID, version)
}

fn names(agency: &str, of: &str, id: &str, version: &str) -> bool {
    let all = |text: &str| ["*", "all"].contains(&text);
    (of == agency || all(of))
        && (id == ID || all(id))
        && ([
            "*", "+", "~", "latest", "all", VERSION, "1.0.0+", "1.0+.0", "1+.0.0",
        ]
        .contains(&version))
}

/// A key as it is asked for: alternatives, each of them values per dimension; none: any value.
#[derive(Debug)]
pub(super) struct Keys(Vec<Vec<Vec<String>>>);

impl Keys {
    /// Reads `S.XBB.*.*.*.*`: `*` or nothing means any, `+` joins values, `,` joins keys.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let keys: Vec<Vec<Vec<String>>> = text
            .split(',')
            .map(|key| {
                key.split('.')
                    .map(|part| match part {
                        "" | "*" => Vec::new(),
                        values => values.split(['+', ' ']).map(str::to_owned).collect(),
                    })
                    .collect()
            })
            .collect();
        keys.iter()
            .all(|key| key.len() <= DIMENSIONS.len())
            .then_some(Self(keys))
    }

    /// Does one of the alternatives leave that dimension open, or name that value?
    fn may_ask_for(&self, at: usize, value: &str) -> bool {
        self.0.iter().any(|asked| {
            let values = asked.get(at).map_or(&[][..], Vec::as_slice);
            values.is_empty() || values.iter().any(|one| one == value)
        })
    }

    fn ask_for(&self, key: &[&str]) -> bool {
        self.0.iter().any(|asked| {
            asked
                .iter()
                .zip(key)
                .all(|(values, at)| values.is_empty() || values.iter().any(|value| value == at))
        })
    }
}

/// Why a query is not answered, as SDMX says it: its code, and the message in that form. SDMX-CSV has
/// no form for it, so whoever asks for CSV is told in SDMX-ML.
pub(super) fn error(form: Form, why: &Refused) -> (&'static str, String) {
    let (code, title, detail) = match why {
        Refused::Malformed(why) => (140, "Syntax error", why),
        Refused::Unsupported(why) => (501, "Not implemented", why),
        Refused::Nothing(why) => (100, "No results found", why),
    };
    if form == Form::Json {
        let said = serde_json::json!({ "errors": [{
            "code": code,
            "title": title,
            "titles": { "en": title },
            "detail": detail,
            "details": { "en": detail },
        }] });
        return (form.media_type(), said.to_string());
    }
    let detail = escaped(detail);
    let said = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <mes:Error xmlns:mes=\"http://www.sdmx.org/resources/sdmxml/schemas/v3_0/message\" \
         xmlns:com=\"http://www.sdmx.org/resources/sdmxml/schemas/v3_0/common\">\
         <mes:ErrorMessage code=\"{code}\"><com:Text xml:lang=\"en\">{title}: {detail}</com:Text></mes:ErrorMessage>\
         </mes:Error>\n"
    );
    ("application/xml; charset=utf-8", said)
}

/// Every series of these reports.
pub(super) fn csv(agency: &str, reports: &[Report]) -> String {
    let rows = reports.iter().flat_map(|report| {
        let (state, period) = (&report.row.state, &report.row.period);
        let lines = report.content.series.iter();
        lines.map(move |line| Row::of(agency, state, period, line).csv(agency))
    });
    header() + &rows.collect::<String>()
}

fn header() -> String {
    let mut cells = vec!["STRUCTURE", "STRUCTURE_ID", "ACTION"];
    cells.extend(DIMENSIONS.map(|(id, ..)| id));
    cells.extend(["TIME_PERIOD", "OBS_VALUE"]);
    cells.extend(ATTRIBUTES.map(|(id, ..)| id));
    cells.join(",") + "\n"
}

/// A cell as RFC 4180 has it.
fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

/// The unit of an indicator, and its decimals.
pub(super) fn unit(indicator: Indicator) -> (&'static str, usize) {
    match indicator {
        Indicator::ComplianceIndex => ("IX", 2),
        Indicator::DaysOutstanding => ("DAYS", 0),
        _ => ("NUM", 0),
    }
}

/// Text inside XML.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            // XML 1.0 has no place for these, escaped or not.
            '\u{0}'..='\u{8}'
            | '\u{b}'
            | '\u{c}'
            | '\u{e}'..='\u{1f}'
            | '\u{fffe}'
            | '\u{ffff}' => {}
            plain => safe.push(plain),
        }
    }
    safe
}

/// What an indicator says.
pub(super) fn indicator_name(indicator: Indicator) -> &'static str {
    match indicator {
        Indicator::ClaimsDecided => "Claims in which the step was found met or not met",
        Indicator::ClaimsNotMet => "Of those, claims in which the step was not met",
        Indicator::ClaimsJustified => "Claims justified",
        Indicator::ClaimsPartly => "Claims partly justified",
        Indicator::ClaimsNotJustified => "Claims not justified",
        Indicator::RemediesDue => "Remedies that have fallen due",
        Indicator::RemediesDone => "Of those, remedies done",
        Indicator::DaysOutstanding => "Largest number of days that a remedy is outstanding",
        Indicator::ComplianceIndex => "Compliance index",
        Indicator::NoticesDue => "Notices due",
        Indicator::NoticesTimely => "Of those, notices in time",
        Indicator::AnswersDue => "Reasoned answers due",
        Indicator::AnswersTimely => "Of those, answers in time",
        Indicator::SunsetsDue => "Sunsets that fell due",
        Indicator::SunsetsKept => "Of those, sunsets kept",
        Indicator::MeasuresBy => "Measures of the state in force",
        Indicator::MeasuresAgainst => "Measures in force against the state",
        Indicator::MeasuresSunset => "Measures of the state with an end date",
    }
}

/// What a step is called.
pub(super) fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Threshold => "Threshold",
        Stage::GoodFaith => "Good faith",
        Stage::Necessity => "Necessity",
        Stage::Proportionality => "Proportionality",
        Stage::Total => "The claim as a whole",
        Stage::NotApplicable => "Not applicable",
    }
}

fn class_name(class: TechClass) -> &'static str {
    match class {
        TechClass::One => "Class 1, highly militarised",
        TechClass::Two => "Class 2, dual-use",
        TechClass::Three => "Class 3, predominantly commercial",
        TechClass::Total => "All, measures that touch no technology included",
    }
}

/// The names of all codes, by the list that they are in.
pub(super) fn code_names(
    agency: &str,
    body: &str,
    states: &[StateEntry],
) -> std::collections::BTreeMap<(&'static str, String), String> {
    let mut names = std::collections::BTreeMap::new();
    let mut add = |list: &'static str, code: &str, name: &str| {
        names.insert((list, code.to_owned()), name.to_owned());
    };
    add("CL_FREQ", "S", "Half-yearly");
    add("CL_BODY", agency, body);
    for state in states {
        add("CL_AREA", &state.code, &state.name);
    }
    for (list, codes) in [
        ("CL_INDICATOR", named(indicator_name)),
        ("CL_STAGE", named(stage_name)),
        ("CL_TECH_CLASS", named(class_name)),
        ("CL_UNIT", UNITS.to_vec()),
        ("CL_OBS_STATUS", STATUSES.to_vec()),
        ("CL_CONF_STATUS", CONFIDENTIALITY.to_vec()),
    ] {
        for (code, name) in codes {
            add(list, code, name);
        }
    }
    names
}

const UNITS: [(&str, &str); 3] = [("NUM", "Number"), ("DAYS", "Days"), ("IX", "Index, 0 to 1")];
const STATUSES: [(&str, &str); 4] = [
    ("A", "Normal value"),
    ("P", "Provisional value"),
    ("M", "Missing value; data cannot exist"),
    ("Q", "Missing value; suppressed"),
];
const CONFIDENTIALITY: [(&str, &str); 3] = [
    ("F", "Free"),
    ("N", "Not for publication"),
    ("C", "Confidential statistical information"),
];

/// The structure message: of what a client needs to read the data, what was asked for.
pub(super) fn structure(
    agency: &str,
    body: &str,
    states: &[StateEntry],
    (prepared, wanted): (Timestamp, Parts),
) -> String {
    let mut xml = Xml {
        agency,
        text: String::new(),
    };
    xml.open(prepared);
    if wanted.lists {
        xml.codelists(body, states);
    }
    if wanted.concepts {
        xml.concepts();
    }
    if wanted.flow {
        xml.flow();
    }
    if wanted.definition {
        xml.definition();
    }
    xml.text.push_str("</mes:Structures>\n</mes:Structure>\n");
    xml.text
}

fn named<W: Word>(name: impl Fn(W) -> &'static str) -> Vec<(&'static str, &'static str)> {
    W::ALL
        .iter()
        .map(|word| (word.as_str(), name(*word)))
        .collect()
}

struct Xml<'a> {
    agency: &'a str,
    text: String,
}

impl Xml<'_> {
    fn add(&mut self, line: std::fmt::Arguments<'_>) {
        // Writing to a string does not fail.
        let _ = self.text.write_fmt(line);
    }

    fn urn(&self, class: &str, id: &str) -> String {
        format!(
            "urn:sdmx:org.sdmx.infomodel.{class}={}:{id}({VERSION})",
            escaped(self.agency)
        )
    }

    fn open(&mut self, prepared: Timestamp) {
        let (agency, at) = (
            escaped(self.agency),
            prepared.strftime("%Y-%m-%dT%H:%M:%SZ"),
        );
        self.add(format_args!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <mes:Structure xmlns:mes=\"http://www.sdmx.org/resources/sdmxml/schemas/v3_0/message\" \
             xmlns:str=\"http://www.sdmx.org/resources/sdmxml/schemas/v3_0/structure\" \
             xmlns:com=\"http://www.sdmx.org/resources/sdmxml/schemas/v3_0/common\">\n\
             <mes:Header><mes:ID>{ID}</mes:ID><mes:Test>false</mes:Test><mes:Prepared>{at}</mes:Prepared>\
             <mes:Sender id=\"{agency}\"/></mes:Header>\n<mes:Structures>\n"
        ));
    }

    fn codelists(&mut self, body: &str, states: &[StateEntry]) {
        self.text.push_str("<str:Codelists>\n");
        self.codelist("CL_FREQ", "Frequency", &[("S", "Half-yearly")]);
        let areas: Vec<_> = states
            .iter()
            .map(|state| (state.code.as_str(), state.name.as_str()))
            .collect();
        self.codelist("CL_AREA", "Reference area", &areas);
        self.codelist("CL_BODY", "Reviewing body", &[(self.agency, body)]);
        self.codelist("CL_INDICATOR", "Indicator", &named(indicator_name));
        self.codelist("CL_STAGE", "Step of the review", &named(stage_name));
        self.codelist("CL_TECH_CLASS", "Technology class", &named(class_name));
        self.codelist("CL_UNIT", "Unit of measure", &UNITS);
        self.codelist("CL_OBS_STATUS", "Observation status", &STATUSES);
        self.codelist("CL_CONF_STATUS", "Confidentiality status", &CONFIDENTIALITY);
        self.text.push_str("</str:Codelists>\n");
    }

    fn codelist(&mut self, id: &str, name: &str, codes: &[(&str, &str)]) {
        let (agency, urn, code_urn) = (
            escaped(self.agency),
            self.urn("codelist.Codelist", id),
            self.urn("codelist.Code", id),
        );
        self.add(format_args!(
            "<str:Codelist id=\"{id}\" agencyID=\"{agency}\" version=\"{VERSION}\" urn=\"{urn}\">\
             <com:Name xml:lang=\"en\">{}</com:Name>\n",
            escaped(name)
        ));
        for (code, name) in codes {
            let (code, name) = (escaped(code), escaped(name));
            self.add(format_args!(
                "<str:Code id=\"{code}\" urn=\"{code_urn}.{code}\"><com:Name xml:lang=\"en\">{name}</com:Name></str:Code>\n"
            ));
        }
        self.text.push_str("</str:Codelist>\n");
    }

    fn concepts(&mut self) {
        let (agency, urn, each) = (
            escaped(self.agency),
            self.urn("conceptscheme.ConceptScheme", "CS_LINKAGE"),
            self.urn("conceptscheme.Concept", "CS_LINKAGE"),
        );
        self.add(format_args!(
            "<str:ConceptSchemes>\n<str:ConceptScheme id=\"CS_LINKAGE\" agencyID=\"{agency}\" version=\"{VERSION}\" \
             urn=\"{urn}\"><com:Name xml:lang=\"en\">Linkage report concepts</com:Name>\n"
        ));
        let all = DIMENSIONS.iter().map(|(id, name, _)| (*id, *name));
        let fixed = [
            ("TIME_PERIOD", "Time period"),
            ("OBS_VALUE", "Observation value"),
        ];
        for (id, name) in all
            .chain(fixed)
            .chain(ATTRIBUTES.iter().map(|(id, name, ..)| (*id, *name)))
        {
            self.add(format_args!(
                "<str:Concept id=\"{id}\" urn=\"{each}.{id}\"><com:Name xml:lang=\"en\">{name}</com:Name></str:Concept>\n"
            ));
        }
        self.text
            .push_str("</str:ConceptScheme>\n</str:ConceptSchemes>\n");
    }

    fn flow(&mut self) {
        let agency = escaped(self.agency);
        let (flow, structure) = (
            self.urn("datastructure.Dataflow", ID),
            self.urn("datastructure.DataStructure", ID),
        );
        self.add(format_args!(
            "<str:Dataflows>\n<str:Dataflow id=\"{ID}\" agencyID=\"{agency}\" version=\"{VERSION}\" urn=\"{flow}\">\
             <com:Name xml:lang=\"en\">Linkage report</com:Name><str:Structure>{structure}</str:Structure></str:Dataflow>\n\
             </str:Dataflows>\n"
        ));
    }

    fn definition(&mut self) {
        let agency = escaped(self.agency);
        let structure = self.urn("datastructure.DataStructure", ID);
        self.add(format_args!(
            "<str:DataStructures>\n<str:DataStructure id=\"{ID}\" agencyID=\"{agency}\" \
             version=\"{VERSION}\" urn=\"{structure}\"><com:Name xml:lang=\"en\">Linkage report</com:Name>\n\
             <str:DataStructureComponents>\n"
        ));
        self.dimensions();
        self.attributes();
        let (list, measure, identity) = (
            self.urn("datastructure.MeasureDescriptor", ID),
            self.urn("datastructure.Measure", ID),
            self.concept("OBS_VALUE"),
        );
        self.add(format_args!(
            "<str:MeasureList id=\"MeasureDescriptor\" urn=\"{list}.MeasureDescriptor\">\
             <str:Measure id=\"OBS_VALUE\" usage=\"optional\" urn=\"{measure}.OBS_VALUE\">{identity}\
             <str:LocalRepresentation><str:TextFormat textType=\"Double\"/></str:LocalRepresentation></str:Measure>\
             </str:MeasureList>\n</str:DataStructureComponents>\n</str:DataStructure>\n</str:DataStructures>\n"
        ));
    }

    fn concept(&self, id: &str) -> String {
        format!(
            "<str:ConceptIdentity>{}.{id}</str:ConceptIdentity>",
            self.urn("conceptscheme.Concept", "CS_LINKAGE")
        )
    }

    fn representation(&self, of: &str) -> String {
        if of.starts_with("CL_") {
            format!(
                "<str:Enumeration>{}</str:Enumeration>",
                self.urn("codelist.Codelist", of)
            )
        } else {
            format!("<str:TextFormat textType=\"{of}\"/>")
        }
    }

    fn dimensions(&mut self) {
        let (list, each, time) = (
            self.urn("datastructure.DimensionDescriptor", ID),
            self.urn("datastructure.Dimension", ID),
            self.urn("datastructure.TimeDimension", ID),
        );
        self.add(format_args!(
            "<str:DimensionList id=\"DimensionDescriptor\" urn=\"{list}.DimensionDescriptor\">\n"
        ));
        for ((id, _, codes), position) in DIMENSIONS.iter().zip(1..) {
            let (identity, form) = (self.concept(id), self.representation(codes));
            self.add(format_args!(
                "<str:Dimension id=\"{id}\" position=\"{position}\" urn=\"{each}.{id}\">{identity}\
                 <str:LocalRepresentation>{form}</str:LocalRepresentation></str:Dimension>\n"
            ));
        }
        let (identity, form) = (
            self.concept("TIME_PERIOD"),
            self.representation("ObservationalTimePeriod"),
        );
        self.add(format_args!(
            "<str:TimeDimension id=\"TIME_PERIOD\" urn=\"{time}.TIME_PERIOD\">{identity}\
             <str:LocalRepresentation>{form}</str:LocalRepresentation></str:TimeDimension>\n</str:DimensionList>\n"
        ));
    }

    fn attributes(&mut self) {
        let (list, each) = (
            self.urn("datastructure.AttributeDescriptor", ID),
            self.urn("datastructure.DataAttribute", ID),
        );
        self.add(format_args!(
            "<str:AttributeList id=\"AttributeDescriptor\" urn=\"{list}.AttributeDescriptor\">\n"
        ));
        for (id, _, of, of_series, mandatory) in ATTRIBUTES {
            let (identity, form) = (self.concept(id), self.representation(of));
            let (usage, least) = if mandatory {
                ("mandatory", 1)
            } else {
                ("optional", 0)
            };
            let relation = if of_series {
                DIMENSIONS.iter().fold(String::new(), |all, (id, ..)| {
                    all + "<str:Dimension>" + id + "</str:Dimension>"
                })
            } else {
                "<str:Observation/>".to_owned()
            };
            self.add(format_args!(
                "<str:Attribute id=\"{id}\" usage=\"{usage}\" urn=\"{each}.{id}\">{identity}\
                 <str:LocalRepresentation minOccurs=\"{least}\" maxOccurs=\"1\">{form}</str:LocalRepresentation>\
                 <str:AttributeRelationship>{relation}</str:AttributeRelationship></str:Attribute>\n"
            ));
        }
        self.text.push_str("</str:AttributeList>\n");
    }
}

#[cfg(test)]
mod tests {
    use domain::linkage::{Indicator, Stage, TechClass};

    use super::{Keys, Parts, Row, escaped, header, names_data, structure};
    use crate::bodies::StateEntry;
    use crate::linkage::content::SeriesLine;
    use crate::wire::Spelled;

    fn line() -> SeriesLine {
        SeriesLine {
            indicator: Spelled(Indicator::ComplianceIndex),
            stage: Spelled(Stage::NotApplicable),
            tech_class: Spelled(TechClass::Total),
            value: None,
            lower: None,
            upper: None,
            n_obs: Some(1),
            status: "Q".to_owned(),
            sources: vec!["[2026] ISECRC 1".to_owned(), "a \"b\", c".to_owned()],
        }
    }

    fn row(line: &SeriesLine, key: &str) -> String {
        let row = Row::of("ISECRC", "XBB", "2026-S1", line);
        let asked = Keys::parse(key).unwrap();
        if asked.ask_for(&row.key.each_ref().map(String::as_str)) {
            row.csv("ISECRC")
        } else {
            String::new()
        }
    }

    #[test]
    fn a_withheld_value_is_nan_and_its_cells_are_quoted_where_they_need_it() {
        assert_eq!(
            row(&line(), "*"),
            "dataflow,ISECRC:LINKAGE(1.0.0),I,S,XBB,ISECRC,COMPLIANCE_INDEX,_Z,_T,2026-S1,NaN,IX,2,LINKAGE-1,Q,N,1,,,\
             \"[2026] ISECRC 1; a \"\"b\"\", c\"\n"
        );
        assert_eq!(header().split(',').count(), 20);
    }

    #[test]
    fn a_key_asks_for_some_values_and_leaves_others_open() {
        assert!(!row(&line(), "S.XBB.*.*.*.*").is_empty());
        assert!(!row(&line(), "S.XAA+XBB....").is_empty());
        assert!(!row(&line(), "S.XAA.*.*.*.*,S.XBB.*.*.*.*").is_empty());
        assert!(row(&line(), "S.XAA.*.*.*.*").is_empty());
        assert!(row(&line(), "A.XBB.*.*.*.*").is_empty());
        assert!(Keys::parse("S.XBB.*.*.*.*.*").is_none());
    }

    #[test]
    fn only_the_dataflow_of_this_body_is_served() {
        assert!(names_data("ISECRC", "*", "ISECRC", "LINKAGE", "+"));
        assert!(!names_data("ISECRC", "*", "OTHER", "LINKAGE", "+"));
        assert!(!names_data(
            "ISECRC", "dataflow", "ISECRC", "LINKAGE", "2.0.0"
        ));
    }

    #[test]
    fn names_cannot_break_the_structure() {
        let state = StateEntry {
            code: "XAA".to_owned(),
            name: "A & <B> \"C\"\u{1}".to_owned(),
            regional_group: String::new(),
            developing: false,
            invented: true,
        };
        let xml = structure(
            "ISECRC",
            "The <Committee>",
            &[state],
            (jiff::Timestamp::UNIX_EPOCH, Parts::ALL),
        );
        assert!(xml.contains("A &amp; &lt;B&gt; &quot;C&quot;</com:Name>"));
        assert!(xml.contains("The &lt;Committee&gt;"));
        assert_eq!(escaped("it's"), "it&apos;s");
    }
}
