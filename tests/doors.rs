//! Doors: which part of the server may know of which (read from the sources and from cargo).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use api::authz::Policies;
use domain::Word;

/// Slice to slice, read top down: arrows only point up the page. `bodies` and `people` may be
/// called by all that stand below them.
const MAY_CALL: &[(&str, &[&str])] = &[
    ("bodies", &[]),
    ("people", &[]),
    ("deadlines", &[]),
    ("documents", &["deadlines"]),
    ("measures", &["documents"]),
    ("cases", &["documents", "measures", "deadlines"]),
    ("docket", &["cases", "documents"]),
    ("filings", &["cases", "documents", "deadlines"]),
    ("panels", &["cases", "deadlines"]),
    ("review", &["cases", "panels", "documents", "deadlines"]),
    ("publications", &[]),
    (
        "rulings",
        &[
            "cases",
            "docket",
            "publications",
            "panels",
            "review",
            "documents",
            "deadlines",
        ],
    ),
    ("compliance", &["cases", "deadlines", "docket", "rulings"]),
    (
        "linkage",
        &[
            "cases",
            "filings",
            "measures",
            "review",
            "rulings",
            "compliance",
            "deadlines",
        ],
    ),
    ("service", &["cases", "docket", "documents"]),
    (
        "register",
        &[
            "cases",
            "deadlines",
            "docket",
            "documents",
            "filings",
            "review",
            "rulings",
        ],
    ),
    ("following", &["publications", "register", "rulings"]),
    ("statistics", &["cases", "linkage", "register", "rulings"]),
    ("bulk", &["publications", "rulings"]),
    ("ledger", &["cases", "documents", "publications"]),
    ("emergency", &["cases", "ledger"]),
];

/// What puts the slices together, and so may name them.
const ROOF: &[&str] = &[
    "lib", "main", "serve", "server", "worker", "pages", "plant", "demo", "replay", "web",
];

/// What may name a role: who asks, what policy says, and the roles themselves.
const KNOWS_ROLES: &[&str] = &["caller", "authz", "people"];

/// Who else names a role, and why.
const NAMES_ROLES_BECAUSE: &[(&str, &str)] = &[
    (
        "deadlines/queries.rs",
        "what is owed by whoever holds a role is that holder's work",
    ),
    ("panels/mod.rs", "the roster is everyone who is a panelist"),
    (
        "linkage/mod.rs",
        "a report goes to everyone who is a liaison",
    ),
];

/// Whose each table is: who writes it, and who alone reads it.
const TABLES: &[(&str, &[&str])] = &[
    (
        "bodies",
        &[
            "bodies",
            "calendars",
            "counters",
            "invented_states",
            "rules",
        ],
    ),
    (
        "people",
        &[
            "accounts",
            "accreditations",
            "client_secrets",
            "clients",
            "factors",
            "memberships",
            "passkeys",
            "recovery_codes",
            "sessions",
            "tickets",
        ],
    ),
    (
        "documents",
        &["approvals", "body_keys", "document_keys", "documents"],
    ),
    ("emergency", &["emergencies"]),
    ("measures", &["measures"]),
    ("deadlines", &["deadlines"]),
    ("cases", &["cases", "claims"]),
    ("docket", &["docket_entries"]),
    ("filings", &["filings"]),
    ("panels", &["disclosures", "seats"]),
    (
        "review",
        &[
            "answers",
            "ballots",
            "case_keys",
            "deliberations",
            "sheets",
            "steps",
        ],
    ),
    (
        "publications",
        &["publications", "signatures", "signing_keys", "time_stamps"],
    ),
    (
        "rulings",
        &[
            "citations",
            "interim_comments",
            "interim_rounds",
            "opinions",
            "redactions",
            "remarks",
            "remedies",
            "ruling_requests",
            "ruling_translations",
            "rulings",
        ],
    ),
    (
        "linkage",
        &[
            "report_corrections",
            "report_editions",
            "report_recipients",
            "report_updates",
            "reports",
        ],
    ),
    ("service", &["letters"]),
    ("following", &["notices", "subscriptions"]),
    ("bulk", &["bulk_files"]),
    ("ledger", &["checkpoints"]),
    ("record", &["chains", "ledger", "outbox", "sealed_chains"]),
];

/// Which file touches another's table, and why.
const BORROWED_BECAUSE: &[(&str, &str, &str)] = &[
    (
        "record.rs",
        "docket_entries",
        "an act gets its number in its own transaction; the slice only reads",
    ),
    (
        "worker/queries.rs",
        "outbox",
        "it claims what acts have left there",
    ),
    (
        "cases/queries.rs",
        "seats",
        "who sits in a case is a fact of it, read with it",
    ),
    (
        "documents/queries.rs",
        "cases",
        "policies ask of a document where its case stands; cases call documents",
    ),
    (
        "docket/queries.rs",
        "cases",
        "of which cases an act is on the docket is asked of each case of a list",
    ),
    (
        "deadlines/queries.rs",
        "cases",
        "the number and the measure tell what is owed in one case from another; cases call deadlines",
    ),
    (
        "rulings/queries.rs",
        "deliberations",
        "the draft and its roll call are part of the deliberation",
    ),
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/src")
}

/// Every source file as its path below `src`, without its comments and its tests.
fn files() -> BTreeMap<String, String> {
    fn collect(folder: &Path, into: &mut BTreeMap<String, String>) {
        for entry in std::fs::read_dir(folder).expect("the sources").flatten() {
            let path = entry.path();
            if path.is_dir() {
                collect(&path, into);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let text = std::fs::read_to_string(&path).expect("a source");
                let code = text.split("#[cfg(test)]").next().unwrap_or_default();
                let code: Vec<_> = code
                    .lines()
                    .filter(|line| !line.trim_start().starts_with("//"))
                    .collect();
                let name = path
                    .strip_prefix(source())
                    .expect("below src")
                    .display()
                    .to_string();
                into.insert(name, code.join("\n"));
            }
        }
    }
    let mut all = BTreeMap::new();
    collect(&source(), &mut all);
    assert!(all.len() > 30);
    all
}

/// The part that a file belongs to: a slice, or a file of roof or ground.
fn part(file: &str) -> &str {
    file.split(['/', '.']).next().unwrap_or_default()
}

/// The modules of the crate that a file names: `crate::x` and `crate::{x, y::z}`.
fn names(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let word = |text: &str| {
        text.chars()
            .take_while(|c| c.is_ascii_lowercase() || *c == '_')
            .collect::<String>()
    };
    for rest in code.split("crate::").skip(1) {
        match rest.strip_prefix('{') {
            None => {
                found.insert(word(rest));
            }
            Some(list) => {
                let mut depth = 0;
                let mut item = String::new();
                for letter in list.chars() {
                    match letter {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => {
                            found.insert(word(item.trim()));
                            item.clear();
                        }
                        _ => {}
                    }
                    if letter != ',' || depth > 0 {
                        item.push(letter);
                    }
                }
                found.insert(word(item.trim()));
            }
        }
    }
    found
}

fn is_slice(name: &str) -> bool {
    MAY_CALL.iter().any(|(slice, _)| *slice == name)
}

#[test]
fn slices_call_each_other_only_up_the_page() {
    let mut wrong = Vec::new();
    for (file, code) in files() {
        let from = part(&file);
        let Some((_, allowed)) = MAY_CALL.iter().find(|(slice, _)| *slice == from) else {
            continue;
        };
        let above = MAY_CALL
            .iter()
            .take_while(|(slice, _)| *slice != from)
            .map(|(slice, _)| *slice);
        let everyones: Vec<_> = above
            .filter(|slice| ["bodies", "people"].contains(slice))
            .collect();
        for to in names(&code).iter().filter(|to| is_slice(to) && *to != from) {
            if !allowed.contains(&to.as_str()) && !everyones.contains(&to.as_str()) {
                wrong.push(format!("{file} names {to}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The tables that a file names: `crate::schema::x` and `crate::schema::{x, y as z}`.
fn tables(code: &str) -> BTreeSet<String> {
    let uses = code.split("schema::").skip(1);
    uses.flat_map(|rest| match rest.strip_prefix('{') {
        Some(list) => list
            .split('}')
            .next()
            .unwrap_or_default()
            .split(',')
            .collect(),
        None => vec![rest],
    })
    .filter_map(|item| {
        item.trim()
            .split(|c: char| !c.is_ascii_lowercase() && c != '_')
            .next()
    })
    .filter(|name| !name.is_empty())
    .map(str::to_owned)
    .collect()
}

#[test]
fn a_table_is_touched_by_its_owner_alone() {
    let mut wrong = Vec::new();
    let mut borrowed = BTreeSet::new();
    let known: BTreeSet<_> = TABLES.iter().flat_map(|(_, tables)| *tables).collect();
    for (file, code) in files() {
        if file == "schema.rs" {
            for table in code.split("diesel::table! {").skip(1) {
                let name = table.trim().split(' ').next().unwrap_or_default();
                if !known.contains(&name) {
                    wrong.push(format!("{name} has no owner"));
                }
            }
            continue;
        }
        for table in tables(&code) {
            let owner = TABLES.iter().find(|(_, all)| all.contains(&table.as_str()));
            let Some((owner, _)) = owner else {
                wrong.push(format!("{file} names {table}, which nobody owns"));
                continue;
            };
            if *owner == part(&file) {
                continue;
            }
            let excused = |one: &&(&str, &str, &str)| one.0 == file && one.1 == table;
            match BORROWED_BECAUSE.iter().find(excused) {
                Some(one) => {
                    borrowed.insert(one);
                }
                None => wrong.push(format!("{file} touches {table}, which is {owner}'s")),
            }
        }
    }
    let stale: Vec<_> = BORROWED_BECAUSE
        .iter()
        .filter(|one| !borrowed.contains(one))
        .collect();
    assert!(
        wrong.is_empty() && stale.is_empty(),
        "{wrong:#?} {stale:#?}"
    );
}

#[test]
fn every_folder_of_the_server_is_a_slice_or_known_as_something_else() {
    let folders: BTreeSet<_> = files()
        .keys()
        .filter(|file| file.contains('/'))
        .map(|file| part(file).to_owned())
        .collect();
    let others: Vec<_> = folders
        .iter()
        .filter(|name| !is_slice(name) && !ROOF.contains(&name.as_str()))
        .filter(|name| !["languages", "postgres", "record"].contains(&name.as_str()))
        .collect();
    assert!(
        others.is_empty(),
        "say in MAY_CALL whom they may call: {others:?}"
    );
}

#[test]
fn the_ground_names_no_slice() {
    // The law's data is checked against the shape in which bodies show states.
    let known = [("law.rs", "bodies")];
    let mut wrong = Vec::new();
    for (file, code) in files() {
        let from = part(&file);
        if is_slice(from) || ROOF.contains(&from) {
            continue;
        }
        for to in names(&code).into_iter().filter(|to| is_slice(to)) {
            if !known.contains(&(file.as_str(), to.as_str())) {
                wrong.push(format!("{file} names {to}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn acts_know_neither_sql_nor_http_and_each_stays_in_its_room() {
    let mut wrong = Vec::new();
    for (file, code) in files() {
        // A part of a slice may have rooms of its own, of the same names.
        let Some((slice, room)) = file.split_once('/').zip(file.rsplit('/').next()) else {
            continue;
        };
        let slice = slice.0;
        if !is_slice(slice) {
            continue;
        }
        // Rooms of any other name hold acts, too, except pages, which are HTTP.
        let (sql, http) = match room {
            "queries.rs" => (true, false),
            "routes.rs" | "pages.rs" => (false, true),
            _ => (false, false),
        };
        let names_sql = ["diesel::", "diesel_async::", "sql_query", "crate::schema"]
            .iter()
            .any(|word| code.contains(word));
        let names_http = code.contains("actix_web::");
        if names_sql && !sql {
            wrong.push(format!("{file} knows SQL"));
        }
        if names_http && !http {
            wrong.push(format!("{file} knows HTTP"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_slice_asks_policy_and_names_no_role() {
    let mut wrong = Vec::new();
    for (file, code) in files() {
        let from = part(&file);
        let excused = KNOWS_ROLES.contains(&from)
            || ROOF.contains(&from)
            || NAMES_ROLES_BECAUSE.iter().any(|(name, _)| *name == file);
        if !excused && (code.contains("Role::") || code.contains("RoleWord::")) {
            wrong.push(file);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_two_shapes_of_the_contract_share_a_name() {
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for (file, code) in files() {
        let mut shown = false;
        for line in code.lines().map(str::trim) {
            let words: Vec<_> = line
                .split_whitespace()
                .filter(|word| !word.starts_with("pub"))
                .collect();
            match words.as_slice() {
                _ if line.starts_with("#[derive(") => shown = line.contains("ToSchema"),
                ["struct" | "enum", name, ..] if shown => {
                    let name = name
                        .trim_end_matches(|c: char| !c.is_alphanumeric())
                        .to_owned();
                    if let Some(other) = seen.insert(name.clone(), file.clone()) {
                        panic!("{name} is a shape in {other} and another one in {file}");
                    }
                    shown = false;
                }
                _ => {}
            }
        }
    }
    assert!(seen.len() > 30);
}

#[test]
fn only_the_door_to_the_database_opens_transactions() {
    let mut wrong = Vec::new();
    for (file, code) in files() {
        let opens = [
            "AnsiTransactionManager",
            ".begin_transaction",
            "set_config(",
        ]
        .iter()
        .any(|word| code.contains(word));
        if opens && file != "db.rs" {
            wrong.push(file);
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_domain_depends_on_nothing_but_dates() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version=1", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo metadata");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let domain = packages
        .iter()
        .find(|package| package["name"] == "domain")
        .expect("the domain");
    let depends = domain["dependencies"].as_array().expect("dependencies");
    let names: Vec<_> = depends
        .iter()
        .filter(|one| one["kind"] != "dev")
        .filter_map(|one| one["name"].as_str())
        .collect();
    assert_eq!(names, ["jiff"]);
}

fn actions<W: Word>() -> BTreeSet<String> {
    W::ALL
        .iter()
        .map(|act| format!("{}.{}", W::NAME, act.as_str()))
        .collect()
}

#[test]
fn policy_knows_exactly_the_acts_of_the_domain() {
    // Questions about who sees or hears of something are not acts.
    let asks = |action: &str| {
        let word = action.split('.').nth(1).unwrap_or_default();
        word.starts_with("view") || word.starts_with("list") || word == "be_told"
    };
    let known: BTreeSet<_> = Policies::load()
        .expect("policies")
        .actions()
        .into_iter()
        .filter(|action| !asks(action))
        .collect();
    let mut acts = actions::<domain::case::Act>();
    acts.extend(actions::<domain::people::PeopleAct>());
    acts.extend(actions::<domain::people::BodyAct>());
    acts.extend(actions::<domain::delegation::Act>());
    acts.extend(actions::<domain::record::LedgerAct>());
    acts.extend(actions::<domain::document::Act>());
    acts.extend(actions::<domain::emergency::Act>());
    acts.extend(actions::<domain::linkage::Act>());
    acts.retain(|action| !asks(action));
    assert_eq!(known, acts);
}
