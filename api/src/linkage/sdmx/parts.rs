//! What is asked of the structure beside its name (SDMX REST 2.2, the queries of `/structure` and
//! `/schema`): which of what refers to it or is referred to comes along. What is not understood is
//! refused, as with data.

use super::Form;
use super::query::{Refused, at_observation, choice, malformed, once, unsupported};

/// What of the structure a message has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::linkage) struct Parts {
    pub(super) flow: bool,
    pub(super) definition: bool,
    pub(super) concepts: bool,
    pub(super) lists: bool,
}

const NOTHING: Parts = Parts {
    flow: false,
    definition: false,
    concepts: false,
    lists: false,
};

/// The kinds of artefacts that SDMX 3.0 knows and that are not here.
const ELSEWHERE: [&str; 32] = [
    "agencyscheme",
    "categorisation",
    "categoryscheme",
    "categoryschememap",
    "conceptschememap",
    "customtypescheme",
    "dataconstraint",
    "dataconsumerscheme",
    "dataproviderscheme",
    "hierarchy",
    "hierarchyassociation",
    "metadataconstraint",
    "metadataflow",
    "metadataproviderscheme",
    "metadataprovisionagreement",
    "metadatastructure",
    "namepersonalisationscheme",
    "organisationscheme",
    "organisationschememap",
    "organisationunitscheme",
    "process",
    "provisionagreement",
    "reportingtaxonomy",
    "reportingtaxonomymap",
    "representationmap",
    "rulesetscheme",
    "structuremap",
    "transformationscheme",
    "userdefinedoperatorscheme",
    "valuelist",
    "vtlmappingscheme",
    "namealiasscheme",
];

impl Parts {
    /// Everything that is needed to read the data.
    pub(in crate::linkage) const ALL: Self = Self {
        flow: true,
        definition: true,
        concepts: true,
        lists: true,
    };

    fn named(kind: &str) -> Option<Self> {
        match kind {
            "dataflow" => Some(Self {
                flow: true,
                ..NOTHING
            }),
            "datastructure" => Some(Self {
                definition: true,
                ..NOTHING
            }),
            "conceptscheme" => Some(Self {
                concepts: true,
                ..NOTHING
            }),
            "codelist" => Some(Self {
                lists: true,
                ..NOTHING
            }),
            "*" => Some(Self::ALL),
            _ => None,
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            flow: self.flow || other.flow,
            definition: self.definition || other.definition,
            concepts: self.concepts || other.concepts,
            lists: self.lists || other.lists,
        }
    }

    /// What these refer to.
    fn children(self) -> Self {
        Self {
            flow: false,
            definition: self.flow,
            concepts: self.definition,
            lists: self.definition,
        }
    }

    /// What refers to these.
    fn parents(self) -> Self {
        Self {
            flow: self.definition,
            definition: self.concepts || self.lists,
            concepts: false,
            lists: false,
        }
    }

    /// Reads the parameters of a query of `/structure`. Where nothing is said of references, all that is
    /// needed to read the data comes along: sdmx1 asks for a dataflow in no other way, and reads data by
    /// what it is given.
    pub(in crate::linkage) fn read(
        kind: &str,
        parameters: &[(String, String)],
    ) -> Result<Self, Refused> {
        let own = Self::named(kind).unwrap_or(NOTHING);
        let mut wanted = if kind == "codelist" { own } else { Self::ALL };
        for (name, value) in once(parameters)? {
            match name {
                "references" => wanted = own.with(value)?,
                // Every concept and code is one that the data may have, so a part of a list is the list.
                "detail" => choice(
                    name,
                    value,
                    &["full", "raw", "referencepartial"],
                    &[
                        "allstubs",
                        "allcompletestubs",
                        "referencestubs",
                        "referencecompletestubs",
                    ],
                )?,
                "asOf" | "updatedAfter" | "offset" | "limit" | "sort" => {
                    return Err(unsupported(format!(
                        "“{name}” is not supported of the structure; leave it out."
                    )));
                }
                _ => {
                    return Err(malformed(format!(
                        "“{name}” is no parameter of the structure. Give references or detail."
                    )));
                }
            }
        }
        Ok(wanted)
    }

    fn with(self, references: &str) -> Result<Self, Refused> {
        let parents = self.and(self.parents());
        let siblings = parents.and(self.parents().children());
        let ancestors = parents.and(parents.parents());
        let children = self.and(self.children());
        let descendants = children.and(children.children());
        match references {
            "none" => Ok(self),
            "parents" => Ok(parents),
            "parentsandsiblings" => Ok(siblings),
            "ancestors" => Ok(ancestors),
            "children" => Ok(children),
            "descendants" => Ok(descendants),
            "all" => Ok(siblings.and(descendants)),
            "*" => Err(malformed("“*” is no value of references; all is.")),
            kind => match Self::named(kind) {
                Some(other) => Ok(self.and(other)),
                None if ELSEWHERE.contains(&kind) => Ok(self),
                None => Err(malformed(format!("“{kind}” is no value of references."))),
            },
        }
    }

    /// Looks at the parameters of a query of `/schema`, which changes nothing in the one schema there is.
    pub(in crate::linkage) fn of_schema(parameters: &[(String, String)]) -> Result<Self, Refused> {
        for (name, value) in once(parameters)? {
            match name {
                "dimensionAtObservation" => at_observation(value, Form::Json)?,
                "explicit" | "explicitMeasure" | "deletion" => {
                    choice(name, value, &["false"], &["true"])?;
                }
                "asOf" => {
                    return Err(unsupported(
                        "“asOf” is not supported of the schema; leave it out.",
                    ));
                }
                _ => {
                    return Err(malformed(format!(
                        "“{name}” is no parameter of the schema. Give dimensionAtObservation, explicit or deletion."
                    )));
                }
            }
        }
        Ok(Self::ALL)
    }
}

#[cfg(test)]
mod tests {
    use super::{NOTHING, Parts, Refused};

    fn read(kind: &str, name: &str, value: &str) -> Result<Parts, Refused> {
        Parts::read(kind, &[(name.to_owned(), value.to_owned())])
    }

    #[test]
    fn references_bring_along_what_they_name() {
        let of = |names: &[&str]| {
            let all = names.iter().filter_map(|name| Parts::named(name));
            all.fold(NOTHING, Parts::and)
        };
        let (flow, definition, lists) = ("dataflow", "datastructure", "codelist");
        let whole = [flow, definition, "conceptscheme", lists];
        let below = [definition, "conceptscheme", lists];
        for (kind, references, wanted) in [
            (flow, "none", &[flow][..]),
            (flow, "children", &[flow, definition]),
            (flow, "descendants", &whole),
            (flow, "all", &whole),
            (flow, "parents", &[flow]),
            (flow, "codelist", &[flow, lists]),
            (flow, "categorisation", &[flow]),
            (definition, "none", &[definition]),
            (definition, "children", &below),
            (definition, "descendants", &below),
            (definition, "parents", &[flow, definition]),
            (definition, "all", &whole),
            (lists, "none", &[lists]),
            (lists, "descendants", &[lists]),
            (lists, "parents", &[definition, lists]),
            (lists, "parentsandsiblings", &below),
            (lists, "ancestors", &[flow, definition, lists]),
        ] {
            let said = read(kind, "references", references);
            assert_eq!(said, Ok(of(wanted)), "{kind}, {references}");
        }
        assert_eq!(Parts::read(flow, &[]), Ok(Parts::ALL));
        assert_eq!(Parts::read(lists, &[]), Ok(of(&[lists])));
    }

    #[test]
    fn what_is_not_answered_is_refused() {
        for (name, value) in [
            ("references", "everything"),
            ("references", "*"),
            ("detail", "little"),
            ("format", "xml"),
        ] {
            let said = read("dataflow", name, value);
            assert!(
                matches!(said, Err(Refused::Malformed(_))),
                "{name}={value}: {said:?}"
            );
        }
        for (name, value) in [("detail", "allstubs"), ("asOf", "2026-01-01")] {
            let said = read("dataflow", name, value);
            assert!(
                matches!(said, Err(Refused::Unsupported(_))),
                "{name}={value}: {said:?}"
            );
        }
        let pair = |name: &str, value: &str| [(name.to_owned(), value.to_owned())];
        for (name, value) in [
            ("deletion", "false"),
            ("dimensionAtObservation", "TIME_PERIOD"),
        ] {
            assert!(Parts::of_schema(&pair(name, value)).is_ok());
        }
        let said = Parts::of_schema(&pair("deletion", "true"));
        assert!(matches!(said, Err(Refused::Unsupported(_))));
        let said = Parts::of_schema(&pair("references", "all"));
        assert!(matches!(said, Err(Refused::Malformed(_))));
    }
}
