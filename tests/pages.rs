//! The golden pages: the law, the rights, the doors and the contract, as files that change only on
//! purpose.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use api::authz::{Fact, Policies, Principal, Resource};
use domain::Word;
use harness::{Actor, Proceeding, World, golden};
use serde_json::{Map, Value, json};
use uuid::Uuid;

const METHODS: &[&str] = &["get", "put", "post", "delete"];

#[test]
fn the_law_is_as_written_in_machine_txt() {
    golden::compare("machine.txt", &domain::case::machine_page());
}

#[test]
fn the_contract_is_as_written_in_openapi_json() {
    golden::compare(
        "openapi.json",
        &api::serve::openapi().expect("the document"),
    );
}

#[test]
fn every_name_that_the_contract_refers_to_is_explained_in_it() {
    let document = document();
    let mut referred = BTreeSet::new();
    fn collect(value: &Value, into: &mut BTreeSet<String>) {
        match value {
            Value::Object(map) => {
                if let Some(name) = map.get("$ref").and_then(Value::as_str) {
                    into.insert(name.trim_start_matches("#/components/schemas/").to_owned());
                }
                map.values().for_each(|value| collect(value, into));
            }
            Value::Array(all) => all.iter().for_each(|value| collect(value, into)),
            _ => {}
        }
    }
    collect(&document, &mut referred);
    let explained = document["components"]["schemas"]
        .as_object()
        .expect("schemas");
    let missing: Vec<_> = referred
        .iter()
        .filter(|name| !explained.contains_key(*name))
        .collect();
    assert!(referred.len() > 20 && missing.is_empty(), "{missing:?}");
}

pub(crate) fn document() -> Value {
    serde_json::from_str(&api::serve::openapi().expect("the document")).expect("JSON")
}

// ---- matrix.txt

/// Something with these facts, for policies to look at.
macro_rules! thing {
    ($name:ident, $kind:literal) => {
        struct $name(Vec<(&'static str, Fact)>);

        impl Resource for $name {
            const KIND: &'static str = $kind;

            fn id(&self) -> Uuid {
                Uuid::from_u128(1)
            }

            fn facts(&self) -> Vec<(&'static str, Fact)> {
                self.0.clone()
            }
        }
    };
}

thing!(Body, "Body");
thing!(Case, "Case");
thing!(Document, "Document");
thing!(Emergency, "Emergency");
thing!(Report, "Report");
thing!(Delegation, "Delegation");

/// The columns of the page: heading, roles, state, and who it is where that matters.
const COLUMNS: &[(&str, &[&str], &str, u128)] = &[
    ("reg", &["registrar"], "", 10),
    ("off", &["case_officer"], "", 11),
    ("prs", &["president"], "", 12),
    ("agA", &["agent"], "XAA", 13),
    ("dpA", &["deputy_agent"], "XAA", 22),
    ("cnA", &["counsel"], "XAA", 14),
    ("adA", &["adviser"], "XAA", 23),
    ("agR", &["agent"], "XBB", 15),
    ("cnR", &["counsel"], "XBB", 16),
    ("adR", &["adviser"], "XBB", 24),
    ("ag-", &["agent"], "XCC", 17),
    ("chr", &["panelist"], "", 2),
    ("mem", &["panelist"], "", 3),
    ("can", &["panelist"], "", 4),
    ("nal", &["panelist"], "", 29),
    ("alt", &["panelist"], "", 6),
    ("pan", &["panelist"], "", 18),
    ("rco", &["regional_coordinator"], "", 19),
    ("lia", &["liaison"], "", 5),
    ("clr", &["cleared_reviewer"], "", 25),
    ("ent", &["enterprise"], "", 26),
    ("obs", &["observer"], "", 27),
    ("fnd", &["fund_officer"], "", 28),
    ("adm", &["body_administrator"], "", 20),
    ("aud", &["auditor"], "", 21),
    ("clk", &["clock"], "", 0),
    ("any", &[], "", 0),
];

const LEGEND: &str = "Who may do what, by policy alone (whether the law lets it happen now is in machine.txt).\n\
    reg registrar, off case officer, prs president, agA/dpA/cnA/adA agent, deputy, counsel and adviser of the\n\
    applicant, agR/cnR/adR agent, counsel and adviser of the respondent, ag- agent of another state, chr presiding\n\
    member, mem member, can candidate, nal named alternate, alt sitting alternate, pan panelist who does not sit, rco regional\n\
    coordinator, lia liaison who receives, clr cleared reviewer, ent enterprise or amicus, obs\n\
    observer, fnd officer of the Fund, adm administrator, aud auditor, clk the clock, any anybody else.\n";

/// How far a case is, as far as policies ask.
#[derive(Clone, Copy)]
struct Stage {
    draft: bool,
    served: bool,
    issued: bool,
    published: bool,
    held: bool,
}

const SERVED: Stage = Stage {
    draft: false,
    served: true,
    issued: false,
    published: false,
    held: false,
};

fn case(stage: Stage) -> Case {
    let person = Uuid::from_u128;
    Case(vec![
        ("applicant", Fact::Text("XAA".to_owned())),
        ("respondent", Fact::Text("XBB".to_owned())),
        ("draft", Fact::Flag(stage.draft)),
        ("served", Fact::Flag(stage.served)),
        ("filed_by", Fact::Person(Some(person(13)))),
        ("sitting", Fact::People(vec![person(2), person(3)])),
        ("candidates", Fact::People(vec![person(4)])),
        ("alternates", Fact::People(vec![person(29)])),
        ("sitting_alternates", Fact::People(vec![person(6)])),
        ("presiding", Fact::Person(Some(person(2)))),
        ("issued", Fact::Flag(stage.issued)),
        ("published", Fact::Flag(stage.published)),
        ("held", Fact::Flag(stage.held)),
        ("let_in", Fact::People(vec![])),
    ])
}

fn paper(filed: bool, class: &str) -> Document {
    paper_in(SERVED, filed, class)
}

fn paper_in(stage: Stage, filed: bool, class: &str) -> Document {
    Document(vec![
        ("applicant", Fact::Text("XAA".to_owned())),
        ("respondent", Fact::Text("XBB".to_owned())),
        ("class", Fact::Text(class.to_owned())),
        ("by", Fact::Text("XAA".to_owned())),
        ("filed", Fact::Flag(filed)),
        ("served", Fact::Flag(stage.served)),
        ("held", Fact::Flag(stage.held)),
        ("uploaded_by", Fact::Person(Some(Uuid::from_u128(13)))),
        (
            "sitting",
            Fact::People(vec![Uuid::from_u128(2), Uuid::from_u128(3)]),
        ),
        ("sitting_alternates", Fact::People(vec![Uuid::from_u128(6)])),
        // The agent of either side has been approved and has declared secrecy, counsel has not.
        (
            "cleared",
            Fact::People(vec![Uuid::from_u128(13), Uuid::from_u128(15)]),
        ),
        ("let_in", Fact::People(vec![])),
    ])
}

/// A membership of the applicant's delegation: its adviser's.
fn delegation() -> Delegation {
    Delegation(vec![
        ("state", Fact::Text("XAA".to_owned())),
        ("person", Fact::Person(Some(Uuid::from_u128(23)))),
    ])
}

fn report(with_state: bool, transmitted: bool) -> Report {
    Report(vec![
        ("state", Fact::Text("XBB".to_owned())),
        ("with_state", Fact::Flag(with_state)),
        ("transmitted", Fact::Flag(transmitted)),
        ("recipients", Fact::People(vec![Uuid::from_u128(5)])),
    ])
}

/// A line of the rulebook's own table of classes (procedure 2.1.2): R reads, V sees page by page, M knows of it, W files.
fn classes_of(policies: &Policies, class: domain::document::Class) -> String {
    use domain::document::Class;
    let mut line = format!("{:<40}", class.as_str());
    for (_, roles, state, id) in COLUMNS {
        let who = Principal {
            id: Uuid::from_u128(*id),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            state: (*state).to_owned(),
        };
        let deliberates = class == Class::Deliberative;
        let (own, filed) = (paper(false, class.as_str()), paper(true, class.as_str()));
        let asked = |action: &str, paper: &Document| policies.ask(&who, action, paper);
        let reads = match deliberates {
            true => policies.ask(&who, "case.view_deliberation", &case(SERVED)),
            false => asked("document.view_content", &filed),
        };
        let writes = match deliberates {
            true => policies.ask(&who, "case.score", &case(SERVED)),
            false => asked("document.upload", &own),
        };
        let knows = asked("document.view", &filed) || asked("document.view_access", &filed);
        let letters = match (reads, class.is_view_only(), knows) {
            (true, false, _) => "R",
            (true, true, _) => "V",
            (false, _, true) => "M",
            (false, _, false) => "",
        };
        let written = format!("{letters}{}", if writes { "W" } else { "" });
        line += &format!("{:>4}", if written.is_empty() { "·" } else { &written });
    }
    line + "\n"
}

fn line<R: Resource>(policies: &Policies, action: &str, label: &str, thing: &R) -> String {
    let mut line = format!("{label:<40}");
    for (_, roles, state, id) in COLUMNS {
        let who = Principal {
            id: Uuid::from_u128(*id),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            state: (*state).to_owned(),
        };
        line += if policies.ask(&who, action, thing) {
            " yes"
        } else {
            "   ·"
        };
    }
    line + "\n"
}

fn heading(title: &str) -> String {
    let columns: String = COLUMNS
        .iter()
        .map(|(name, ..)| format!(" {name}"))
        .collect();
    format!("\n{title:<40}{columns}\n")
}

#[test]
fn rights_are_as_written_in_matrix_txt() {
    let policies = Policies::load().expect("policies");
    let mut left: BTreeSet<String> = policies.actions().into_iter().collect();
    let mut page = LEGEND.to_owned();
    let mut asked = |action: &str| {
        left.remove(action);
    };

    page += &heading("The body and its people");
    let body = Body(vec![("simulation", Fact::Flag(true))]);
    for action in [
        "people.view",
        "people.add_person",
        "people.change_roles",
        "people.choose_language",
        "people.end_session",
        "people.change_password",
        "people.invite",
        "people.send_reset",
        "people.choose_password",
        "people.set_up_factor",
        "people.remove_factor",
        "people.renew_codes",
        "people.take_factor",
        "people.add_passkey",
        "people.remove_passkey",
        "people.view_clients",
        "people.make_client",
        "people.renew_secret",
        "people.end_secret",
        "people.end_client",
        "people.take_client",
        "body.turn_clock",
        "body.invent_state",
        "ledger.view",
        "ledger.list",
        "ledger.export",
        "ledger.checkpoint",
        "document.rotate_keys",
        "emergency.view",
        "emergency.ask",
        "case.open",
        "case.list_all",
        "case.list_own",
        "report.list_all",
    ] {
        asked(action);
        page += &line(&policies, action, action, &body);
    }
    page += &heading("The same, where the body is real");
    let real = Body(vec![("simulation", Fact::Flag(false))]);
    for action in ["body.turn_clock", "body.invent_state"] {
        page += &line(&policies, action, action, &real);
    }

    page += &heading("Seeing a case");
    let stages = [
        (
            "a draft",
            Stage {
                draft: true,
                served: false,
                ..SERVED
            },
        ),
        (
            "filed",
            Stage {
                served: false,
                ..SERVED
            },
        ),
        ("served", SERVED),
        (
            "issued",
            Stage {
                issued: true,
                ..SERVED
            },
        ),
        (
            "published",
            Stage {
                issued: true,
                published: true,
                ..SERVED
            },
        ),
        (
            "held",
            Stage {
                held: true,
                ..SERVED
            },
        ),
    ];
    for action in [
        "case.view",
        "case.view_record",
        "case.view_draft",
        "case.view_panel",
        "case.view_deliberation",
        "case.view_results",
        "case.be_told",
        "case.view_access",
    ] {
        asked(action);
        for (name, stage) in stages {
            page += &line(
                &policies,
                action,
                &format!("{action}, {name}"),
                &case(stage),
            );
        }
    }

    page += &heading("Acts in a case that was served");
    for act in domain::case::Act::ALL
        .iter()
        .filter(|act| **act != domain::case::Act::Open)
    {
        let action = format!("case.{}", act.as_str());
        asked(&action);
        page += &line(
            &policies,
            &action,
            &format!("{:<6}{}", act.transition().unwrap_or(""), act.as_str()),
            &case(SERVED),
        );
    }

    page += &heading("Where a ruling was published");
    // While a case is reopened nothing of it is issued anew, and what was published stays.
    for (label, issued) in [
        ("withdraw_ruling", true),
        ("withdraw_ruling, reopened", false),
    ] {
        let stage = Stage {
            issued,
            published: true,
            ..SERVED
        };
        page += &line(&policies, "case.withdraw_ruling", label, &case(stage));
    }

    page += &heading("Documents of the applicant");
    asked("document.upload");
    asked("document.view");
    asked("document.view_name");
    asked("document.view_content");
    asked("document.take_back");
    asked("document.view_access");
    for (action, verb) in [
        ("document.upload", "upload"),
        ("document.view", "know of, not filed"),
        ("document.view_name", "be told the name of, not filed"),
        ("document.view_content", "open, not filed"),
        ("document.take_back", "take back, not filed"),
    ] {
        for class in ["C1", "C2", "C3"] {
            let label = format!("{verb}, {class}");
            page += &line(&policies, action, &label, &paper(false, class));
        }
    }
    for (action, verb) in [
        ("document.view", "know of"),
        ("document.view_content", "open"),
        ("document.view_access", "see who reads"),
    ] {
        for class in domain::document::Class::ALL {
            let label = format!("{verb}, filed, {class}");
            page += &line(&policies, action, &label, &paper(true, class.as_str()));
        }
    }
    let (held, unserved) = (
        Stage {
            held: true,
            ..SERVED
        },
        Stage {
            served: false,
            ..SERVED
        },
    );
    for (stage, name) in [(unserved, "not served"), (held, "held")] {
        for class in domain::document::Class::ALL {
            let label = format!("open, filed, {name}, {class}");
            let paper = paper_in(stage, true, class.as_str());
            page += &line(&policies, "document.view_content", &label, &paper);
        }
    }
    for action in [
        "document.approve_person",
        "document.end_approval",
        "document.declare_secrecy",
        "document.destroy",
    ] {
        asked(action);
        page += &line(&policies, action, action, &case(SERVED));
    }

    page += &heading("The table of classes (2.1.2)");
    for class in domain::document::Class::ALL {
        page += &classes_of(&policies, *class);
    }

    page += &heading("The delegation of the applicant");
    asked("delegation.list_all");
    page += &line(
        &policies,
        "delegation.list_all",
        "delegation.list_all",
        &body,
    );
    for action in policies
        .actions()
        .iter()
        .filter(|action| action.starts_with("delegation.") && *action != "delegation.list_all")
    {
        asked(action);
        let label = format!("{action}, of the adviser");
        page += &line(&policies, action, &label, &delegation());
    }

    page += &heading("A linkage report on the respondent");
    asked("report.view");
    for (name, with_state, transmitted) in [
        ("draft", false, false),
        ("with the state", true, false),
        ("transmitted", true, true),
    ] {
        page += &line(
            &policies,
            "report.view",
            &format!("view, {name}"),
            &report(with_state, transmitted),
        );
    }
    for act in policies
        .actions()
        .iter()
        .filter(|action| action.starts_with("linkage."))
    {
        asked(act);
        if act == "linkage.decide_correction" {
            let before = format!("{act}, not sent");
            page += &line(&policies, act, &before, &report(true, false));
        }
        page += &line(&policies, act, act, &report(true, true));
    }

    page += &heading("Emergency access");
    let emergency = |approved: &[u128]| {
        let approved = approved.iter().map(|id| Uuid::from_u128(*id)).collect();
        Emergency(vec![
            ("asked_by", Fact::Person(Some(Uuid::from_u128(20)))),
            ("approved_by", Fact::People(approved)),
        ])
    };
    for (label, approved) in [("none approved", &[][..]), ("reg approved", &[10])] {
        for act in domain::emergency::Act::ALL.iter().skip(1) {
            let action = format!("emergency.{act}");
            asked(&action);
            page += &line(
                &policies,
                &action,
                &format!("{act}, {label}"),
                &emergency(approved),
            );
        }
    }
    asked("emergency.be_told");
    page += &line(&policies, "emergency.be_told", "be_told", &case(SERVED));
    page += &heading("Where it lets the administrator in");
    let administrator = ("let_in", Fact::People(vec![Uuid::from_u128(20)]));
    let mut open = case(SERVED);
    open.0.retain(|(name, _)| *name != "let_in");
    open.0.push(administrator.clone());
    for action in [
        "case.view",
        "case.view_record",
        "case.view_panel",
        "case.view_results",
        "case.view_deliberation",
    ] {
        page += &line(&policies, action, action, &open);
    }
    for class in domain::document::Class::ALL {
        for (filed, stage) in [(true, "filed"), (false, "not filed")] {
            let mut paper = paper(filed, class.as_str());
            paper.0.retain(|(name, _)| *name != "let_in");
            paper.0.push(administrator.clone());
            page += &line(
                &policies,
                "document.view_content",
                &format!("open {class}, {stage}"),
                &paper,
            );
        }
    }

    assert!(left.is_empty(), "the page leaves out {left:?}");
    golden::compare("matrix.txt", &page);
}

#[test]
fn the_matrix_asks_with_exactly_the_facts_of_the_schema() {
    let schema = include_str!("../api/policies/house.cedarschema");
    let declared = |kind: &str| {
        let block = schema
            .split(&format!("entity {kind} {{"))
            .nth(1)
            .and_then(|rest| rest.split('}').next())
            .expect(kind);
        block
            .split('"')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect::<BTreeSet<_>>()
    };
    let given = |facts: Vec<(&'static str, Fact)>| {
        facts
            .into_iter()
            .map(|(name, _)| name.to_owned())
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(given(case(SERVED).0), declared("Case"));
    assert_eq!(given(paper(true, "C1").0), declared("Document"));
    assert_eq!(given(report(true, true).0), declared("Report"));
    let emergency = vec![
        ("asked_by", Fact::Flag(true)),
        ("approved_by", Fact::Flag(true)),
    ];
    assert_eq!(given(emergency), declared("Emergency"));
    assert_eq!(given(delegation().0), declared("Delegation"));
    assert_eq!(
        given(vec![("simulation", Fact::Flag(true))]),
        declared("Body")
    );
}

// ---- sweep.txt

/// The smallest content that has the shape that the contract asks for.
fn smallest(document: &Value, schema: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.trim_start_matches("#/components/schemas/");
        return smallest(document, &document["components"]["schemas"][name]);
    }
    for choice in ["oneOf", "anyOf", "allOf"] {
        if let Some(first) = schema[choice]
            .as_array()
            .and_then(|all| all.iter().find(|one| one["type"] != "null"))
        {
            return smallest(document, first);
        }
    }
    if let Some(first) = schema["enum"].as_array().and_then(|all| all.first()) {
        return first.clone();
    }
    let kind = schema["type"].as_str().or_else(|| {
        schema["type"]
            .as_array()?
            .iter()
            .filter_map(Value::as_str)
            .find(|kind| *kind != "null")
    });
    match (kind, schema["format"].as_str()) {
        (Some("object"), _) => {
            let mut object = Map::new();
            for name in schema["required"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
            {
                object.insert(
                    name.to_owned(),
                    smallest(document, &schema["properties"][name]),
                );
            }
            Value::Object(object)
        }
        (Some("array"), _) => json!([]),
        (Some("integer" | "number"), _) => json!(0),
        (Some("boolean"), _) => json!(false),
        (Some("string"), Some("uuid")) => json!(Uuid::nil()),
        (Some("string"), Some("date")) => json!("2020-01-01"),
        (Some("string"), Some("date-time")) => json!("2020-01-01T00:00:00Z"),
        (Some("string"), _) => json!(""),
        _ => json!({}),
    }
}

/// The path with the ids of a case that is there.
async fn with_real_ids(path: &str, it: &Proceeding, report: Uuid) -> String {
    let case = it.seen_by(&it.applicant).await;
    let documents = it
        .applicant
        .get(&format!("/cases/{}/documents", it.case))
        .await
        .ok();
    let id = |value: &Value| value.as_str().expect("an id").to_owned();
    path.trim_start_matches("/api/{body}")
        .replace("{case}", &it.case.to_string())
        .replace("{document}", &id(&documents["items"][0]["id"]))
        .replace("{filing}", &Uuid::now_v7().to_string())
        .replace("{claim}", &id(&case["claims"][0]["id"]))
        .replace("{step}", "threshold")
        .replace("{person}", &it.members[0].id.to_string())
        .replace("{passkey}", &Uuid::now_v7().to_string())
        .replace("{session}", &Uuid::now_v7().to_string())
        .replace("{emergency}", &Uuid::now_v7().to_string())
        .replace("{accreditation}", &Uuid::now_v7().to_string())
        .replace("{state}", "XAA")
        .replace("{client}", &Uuid::now_v7().to_string())
        .replace("{no}", "1")
        .replace("{remark}", &Uuid::now_v7().to_string())
        .replace("{reply}", &Uuid::now_v7().to_string())
        .replace("{slug}", "none")
        .replace("{language}", "fr")
        .replace("{report}", &report.to_string())
        .replace("{edition}", "1")
        .replace("{number}", "2026-1")
        .replace("{kind}", "dataflow")
        .replace("{context}", "dataflow")
        .replace("{agency}", "ISECRC")
        .replace("{id}", "none")
        .replace("{version}", "1.0")
        .replace("{key}", "*")
}

/// A route of the contract, ready to be tried.
#[derive(Clone)]
pub(crate) struct Route {
    pub(crate) method: String,
    pub(crate) pattern: String,
    pub(crate) path: String,
    pub(crate) body: Option<Value>,
    pub(crate) seen: bool,
}

pub(crate) async fn routes(it: &Proceeding, report: Uuid) -> Vec<Route> {
    let document = document();
    let mut all = Vec::new();
    for (pattern, item) in document["paths"].as_object().expect("paths") {
        if !pattern.starts_with("/api/{body}") {
            continue;
        }
        let path = with_real_ids(pattern, it, report).await;
        assert!(
            !path.contains('{'),
            "say which id stands for the parameter in {pattern}"
        );
        for method in METHODS {
            let operation = &item[*method];
            if operation.is_null() {
                continue;
            }
            let content = &operation["requestBody"]["content"]["application/json"]["schema"];
            let parameters = operation["parameters"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            let query: Vec<_> = parameters
                .iter()
                .filter(|one| one["in"] == "query" && one["required"] == true)
                .collect();
            let said = |one: &Value| match smallest(&document, &one["schema"]).as_str() {
                Some("") | None => "x".to_owned(),
                Some(word) => word.to_owned(),
            };
            let query: Vec<_> = query
                .iter()
                .map(|one| format!("{}={}", one["name"].as_str().unwrap_or_default(), said(one)))
                .collect();
            all.push(Route {
                method: method.to_uppercase(),
                pattern: pattern.clone(),
                path: if query.is_empty() {
                    path.clone()
                } else {
                    format!("{path}?{}", query.join("&"))
                },
                body: (!content.is_null()).then(|| smallest(&document, content)),
                seen: parameters.iter().any(|one| one["name"] == "if-match"),
            });
        }
    }
    // What ends a session comes last.
    all.sort_by_key(|route| (route.method == "DELETE", route.pattern.clone()));
    all
}

async fn sweep(who: Actor, routes: Vec<Route>) -> Vec<u16> {
    let mut answers = Vec::new();
    for route in routes {
        // A version that nobody saw: whoever may act is told so, and nothing changes.
        let seen = route.seen.then_some(0);
        answers.push(
            who.send(&route.method, &route.path, route.body.as_ref(), seen)
                .await
                .status,
        );
    }
    answers
}

const SWEPT: &str = "What each route answers to whom, in a case that is being deliberated, with content of the right shape that\n\
    says nothing and a version that nobody saw: 409 and 422 mean that the door was open. Columns: nobody; str a\n\
    stranger with a token of another body; els a registrar of another body with our ids at their own address;\n\
    reg registrar, off case officer, prs president, agA/dpA/cnA/adA agent, deputy, counsel and adviser of the\n\
    applicant, agR agent of the respondent, ag- of another state, chr presiding member, mem member, pan panelist who\n\
    does not sit, rco regional coordinator, lia liaison, clr cleared reviewer, ent enterprise or amicus, obs observer,\n\
    fnd officer of the Fund, adm administrator, aud auditor.\n\n";

#[actix_web::test]
async fn doors_are_as_written_in_sweep_txt() {
    let (world, elsewhere) = (World::new().await, World::new().await);
    let it = Proceeding::deliberating(&world).await;
    let role = async |name: &str, role: Value| world.person(name, role).await;
    let officer = role("Officer", json!({ "role": "case_officer" })).await;
    let report = Uuid::now_v7();
    let half_year = json!({ "state": "XBB", "period": "2025-S2" });
    officer
        .put(&format!("/reports/{report}"), &half_year)
        .await
        .ok();
    let routes = routes(&it, report).await;
    let columns = vec![
        ("nob", it.registrar.nobody()),
        ("str", elsewhere.administrator.at(&world.slug)),
        (
            "els",
            elsewhere
                .person("Registrar", json!({ "role": "registrar" }))
                .await,
        ),
        ("reg", it.registrar.clone()),
        ("off", officer.clone()),
        ("prs", it.president.clone()),
        ("agA", it.applicant.clone()),
        (
            "dpA",
            role("Deputy", json!({ "role": "deputy_agent", "state": "XAA" })).await,
        ),
        (
            "cnA",
            role("Counsel", json!({ "role": "counsel", "state": "XAA" })).await,
        ),
        (
            "adA",
            role("Adviser", json!({ "role": "adviser", "state": "XAA" })).await,
        ),
        ("agR", it.respondent.clone()),
        (
            "ag-",
            role(
                "Agent Elsewhere",
                json!({ "role": "agent", "state": "CHL" }),
            )
            .await,
        ),
        ("chr", it.members[0].clone()),
        ("mem", it.members[1].clone()),
        (
            "pan",
            role(
                "Panelist",
                json!({ "role": "panelist", "discipline": "legal" }),
            )
            .await,
        ),
        (
            "rco",
            role("Coordinator", json!({ "role": "regional_coordinator" })).await,
        ),
        ("lia", role("Liaison", json!({ "role": "liaison" })).await),
        (
            "clr",
            role("Reviewer", json!({ "role": "cleared_reviewer" })).await,
        ),
        (
            "ent",
            role("Enterprise", json!({ "role": "enterprise" })).await,
        ),
        ("obs", role("Observer", json!({ "role": "observer" })).await),
        ("fnd", role("Fund", json!({ "role": "fund_officer" })).await),
        ("adm", world.administrator.clone()),
        ("aud", role("Auditor", json!({ "role": "auditor" })).await),
    ];
    // So that there is a checkpoint.
    for (name, who) in &columns {
        if *name == "aud" {
            who.bytes("/ledger.jsonl").await;
        }
    }
    let before = it.seen_by(&it.registrar).await;
    let docket = it
        .registrar
        .get(&format!("/cases/{}/docket", it.case))
        .await
        .ok();
    let mut running = Vec::new();
    for (_, who) in &columns {
        running.push(actix_web::rt::spawn(sweep(who.clone(), routes.clone())));
    }
    let mut answers = Vec::new();
    for one in running {
        answers.push(one.await.expect("a sweep"));
    }
    let contract = document();
    let mut page = SWEPT.to_owned();
    let heads: String = columns.iter().map(|(name, _)| format!(" {name}")).collect();
    let _ = writeln!(page, "{:<66}{heads}", "");
    for (at, route) in routes.iter().enumerate() {
        let _ = write!(
            page,
            "{:<66}",
            format!(
                "{:<6} {}",
                route.method,
                route.pattern.trim_start_matches("/api/{body}")
            )
        );
        for answer in &answers {
            let _ = write!(page, " {}", answer[at]);
        }
        page.push('\n');
        let broken = answers.iter().any(|answer| answer[at] >= 500);
        assert!(!broken, "{} {} breaks", route.method, route.pattern);
        // Whom the contract lets in without a token is let in, and nobody else. (Whoever signs in has
        // none yet, and is refused for a wrong password.)
        if !route.pattern.contains("/tokens") && !route.pattern.contains("/session") {
            let operation =
                &contract["paths"][route.pattern.as_str()][route.method.to_lowercase().as_str()];
            assert!(operation.is_object(), "{} is no operation", route.pattern);
            assert_eq!(
                answers[0][at] == 401,
                operation["security"].is_null(),
                "{} {} without a token is not as the contract says",
                route.method,
                route.pattern
            );
        }
        // The one route that reads no token but a cookie, which nobody here has.
        if !route.pattern.ends_with("/session/refresh") {
            assert_eq!(
                answers[1][at], 404,
                "{} {} lets a stranger in",
                route.method, route.pattern
            );
        }
    }
    // Nobody changed anything.
    let mut registrar = it.registrar.clone();
    registrar.sign_in().await;
    assert_eq!(it.seen_by(&registrar).await["version"], before["version"]);
    assert_eq!(
        registrar
            .get(&format!("/cases/{}/docket", it.case))
            .await
            .ok(),
        docket
    );
    golden::compare("sweep.txt", &page);
    world.ends().await;
    elsewhere.ends().await;
}
