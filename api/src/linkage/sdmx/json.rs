//! The structure as SDMX-JSON 2.0: the same lists, concepts and dataflow as in SDMX-ML.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    ATTRIBUTES, CONFIDENTIALITY, DIMENSIONS, ID, Parts, STATUSES, UNITS, VERSION, class_name,
    indicator_name, named, stage_name,
};
use crate::bodies::StateEntry;

/// The media type of it.
pub(in crate::linkage) const STRUCTURE_JSON_TYPE: &str =
    "application/vnd.sdmx.structure+json; version=2.0.0";

fn artefact(agency: &str, id: &str, name: &str) -> serde_json::Map<String, Value> {
    let mut map = serde_json::Map::new();
    map.insert("id".to_owned(), json!(id));
    map.insert("name".to_owned(), json!(name));
    map.insert("names".to_owned(), json!({ "en": name }));
    map.insert("agencyID".to_owned(), json!(agency));
    map.insert("version".to_owned(), json!(VERSION));
    map.insert("isExternalReference".to_owned(), json!(false));
    map
}

fn item((id, name): &(&str, &str)) -> Value {
    json!({ "id": id, "name": name, "names": { "en": name } })
}

fn codelist(agency: &str, id: &str, name: &str, codes: &[(&str, &str)]) -> Value {
    let mut list = artefact(agency, id, name);
    let codes: Vec<_> = codes.iter().map(item).collect();
    list.insert("codes".to_owned(), Value::Array(codes));
    Value::Object(list)
}

fn codelists(agency: &str, body: &str, states: &[StateEntry]) -> Vec<Value> {
    let areas: Vec<_> = states
        .iter()
        .map(|state| (state.code.as_str(), state.name.as_str()))
        .collect();
    vec![
        codelist(agency, "CL_FREQ", "Frequency", &[("S", "Half-yearly")]),
        codelist(agency, "CL_AREA", "Reference area", &areas),
        codelist(agency, "CL_BODY", "Reviewing body", &[(agency, body)]),
        codelist(agency, "CL_INDICATOR", "Indicator", &named(indicator_name)),
        codelist(agency, "CL_STAGE", "Step of the review", &named(stage_name)),
        codelist(
            agency,
            "CL_TECH_CLASS",
            "Technology class",
            &named(class_name),
        ),
        codelist(agency, "CL_UNIT", "Unit of measure", &UNITS),
        codelist(agency, "CL_OBS_STATUS", "Observation status", &STATUSES),
        codelist(
            agency,
            "CL_CONF_STATUS",
            "Confidentiality status",
            &CONFIDENTIALITY,
        ),
    ]
}

/// The structure message in JSON: what was asked for, with the code list of that id alone where one is named.
pub(in crate::linkage) fn structure_json(
    agency: &str,
    body: &str,
    states: &[StateEntry],
    (prepared, test): (Timestamp, bool),
    (wanted, list): (Parts, Option<&str>),
) -> Value {
    let urn = |class: &str, id: &str| {
        format!("urn:sdmx:org.sdmx.infomodel.{class}={agency}:{id}({VERSION})")
    };
    let concept = |id: &str| format!("{}.{id}", urn("conceptscheme.Concept", "CS_LINKAGE"));
    let representation = |of: &str| {
        if of.starts_with("CL_") {
            json!({ "enumeration": urn("codelist.Codelist", of) })
        } else {
            json!({ "format": { "dataType": of } })
        }
    };
    let mut lists = codelists(agency, body, states);
    let mut data = serde_json::Map::new();
    if let Some(id) = list {
        lists.retain(|list| id == "*" || list["id"] == id);
    }
    if wanted.lists {
        data.insert("codelists".to_owned(), Value::Array(lists));
    }
    if wanted.concepts {
        let fixed = [
            ("TIME_PERIOD", "Time period"),
            ("OBS_VALUE", "Observation value"),
        ];
        let dimensions = DIMENSIONS.iter().map(|(id, name, _)| (*id, *name));
        let attributes = ATTRIBUTES.iter().map(|(id, name, ..)| (*id, *name));
        let concepts: Vec<_> = dimensions
            .chain(fixed)
            .chain(attributes)
            .map(|one| item(&one))
            .collect();
        let mut scheme = artefact(agency, "CS_LINKAGE", "Linkage report concepts");
        scheme.insert("concepts".to_owned(), Value::Array(concepts));
        data.insert("conceptSchemes".to_owned(), json!([scheme]));
    }
    if wanted.definition {
        let keys: Vec<_> = DIMENSIONS.iter().map(|(id, ..)| *id).collect();
        let dimensions: Vec<_> = DIMENSIONS
            .iter()
            .zip(0..)
            .map(|((id, _, list), position)| {
                json!({ "id": id, "position": position, "conceptIdentity": concept(id),
                        "localRepresentation": representation(list) })
            })
            .collect();
        let attributes: Vec<_> = ATTRIBUTES
            .iter()
            .map(|(id, _, of, of_series, mandatory)| {
                let relation = if *of_series {
                    json!({ "dimensions": keys })
                } else {
                    json!({ "observation": {} })
                };
                json!({ "id": id, "usage": if *mandatory { "mandatory" } else { "optional" },
                        "conceptIdentity": concept(id), "localRepresentation": representation(of),
                        "attributeRelationship": relation })
            })
            .collect();
        let mut definition = artefact(agency, ID, "Linkage report");
        definition.insert(
            "dataStructureComponents".to_owned(),
            json!({
                "dimensionList": {
                    "id": "DimensionDescriptor",
                    "dimensions": dimensions,
                    "timeDimension": { "id": "TIME_PERIOD", "conceptIdentity": concept("TIME_PERIOD"),
                        "localRepresentation": { "format": { "dataType": "ObservationalTimePeriod" } } },
                },
                "measureList": { "id": "MeasureDescriptor", "measures": [{
                    "id": "OBS_VALUE", "usage": "optional", "conceptIdentity": concept("OBS_VALUE"),
                    "localRepresentation": { "format": { "dataType": "Double" } },
                }] },
                "attributeList": { "id": "AttributeDescriptor", "attributes": attributes },
            }),
        );
        data.insert("dataStructures".to_owned(), json!([definition]));
    }
    if wanted.flow {
        let mut flow = artefact(agency, ID, "Linkage report");
        let structure = urn("datastructure.DataStructure", ID);
        flow.insert("structure".to_owned(), json!(structure));
        data.insert("dataflows".to_owned(), json!([flow]));
    }
    json!({
        "meta": {
            "schema": "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/structure-message/tools/schemas/2.0.0/sdmx-json-structure-schema.json",
            "id": ID,
            "test": test,
            "prepared": prepared.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            "contentLanguages": ["en"],
            "sender": { "id": agency },
        },
        "data": data,
    })
}
