//! Migrations go up, down and up again to the same place, and the program's idea of the tables and
//! words is the database's own.

use std::path::Path;

use domain::Word;
use harness::golden;
use uuid::Uuid;

use crate::catalog::{self, As, connect, connect_to, database};

/// A login for another database of the same server.
fn in_database(login: &str, name: &str) -> String {
    let sign = if login.contains("://") {
        if login.contains('?') { "&" } else { "?" }
    } else {
        " "
    };
    format!("{login}{sign}dbname={name}")
}

#[actix_web::test]
async fn migrations_go_up_and_down_and_up_to_the_same_place() {
    let root = connect_to(&database().superuser).await;
    let name = format!("migrated_{}", Uuid::new_v4().simple());
    root.batch_execute(&format!("create database {name} owner proviso_owner"))
        .await
        .expect("a database");
    let owner = in_database(&database().logins.owner, &name);
    let client = connect_to(&owner).await;
    let nothing = catalog::whole(&client).await;

    let count = api::migrations::run(&owner).expect("up");
    let first = catalog::whole(&client).await;
    assert!(count > 5 && first.len() > nothing.len() + 100);
    assert_eq!(api::migrations::run(&owner).expect("up once more"), 0);

    assert_eq!(api::migrations::revert(&owner).expect("down"), count);
    assert_eq!(catalog::whole(&client).await, nothing);

    assert_eq!(api::migrations::run(&owner).expect("up again"), count);
    assert_eq!(catalog::whole(&client).await, first);

    drop(client);
    root.batch_execute(&format!("drop database {name} with (force)"))
        .await
        .expect("gone");
}

#[actix_web::test]
async fn the_program_knows_the_tables_as_the_catalog_tells_them() {
    let page = catalog::schema(&connect(As::Owner).await).await;
    golden::compare_file(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("../api/src/schema.rs"),
        &page,
    );
}

fn words<W: Word>() -> Vec<String> {
    W::ALL.iter().map(|word| word.as_str().to_owned()).collect()
}

/// The vocabulary of each column that a check holds to a list of words.
fn vocabulary(table: &str, column: &str) -> Option<Vec<String>> {
    use domain::{
        case, clause, client, deadline, document, filing, language, linkage, measure, panel,
        people, review, ruling, translation,
    };
    Some(match (table, column) {
        ("cases", "state") => words::<case::State>(),
        ("cases", "profile" | "profile_proposed") => words::<clause::Profile>(),
        ("redactions", "reason") => words::<ruling::RedactionReason>(),
        ("remarks", "section") => words::<ruling::Section>(),
        ("ruling_requests", "kind") => words::<ruling::RulingRequest>(),
        ("publications", "change") => words::<ruling::PublicationChange>(),
        ("cases", "effect_on_applicant" | "effect_on_respondent") => words::<ruling::LegalEffect>(),
        ("clients", "scopes") => words::<client::Scope>(),
        ("memberships", "role") => words::<people::Role>(),
        ("memberships" | "seats", "discipline") => words::<people::Discipline>(),
        ("measures", "kind") => words::<measure::Kind>(),
        ("measures", "technology_class") => words::<measure::Technology>(),
        ("filings", "kind") => words::<filing::Kind>(),
        ("filings", "stage") => words::<filing::Stage>(),
        (
            "filings" | "documents" | "interim_comments" | "redactions" | "ruling_requests",
            "side",
        ) => words::<people::Side>(),
        ("documents", "class") => words::<document::Class>(),
        ("emergencies", "class") => ["C1", "C2", "C3"].map(str::to_owned).to_vec(),
        ("disclosures", "level") => words::<panel::Disclosure>(),
        ("steps", "step") => words::<review::Step>(),
        ("deadlines", "owed_by") => words::<deadline::Owed>(),
        ("reports", "status") => words::<linkage::State>(),
        ("accounts" | "publications" | "ruling_translations" | "subscriptions", "language") => {
            words::<language::Language>()
        }
        ("approvals", "declared_in") => words::<language::Language>(),
        ("ruling_translations", "state") => words::<translation::TranslationState>(),
        _ => return None,
    })
}

/// Lists that only the database and one slice know: no vocabulary of the domain.
const OF_THEIR_OWN: &[(&str, &str)] = &[
    // A part of a vocabulary: the roles of a delegation.
    ("accreditations", "role"),
    ("accreditations", "status"),
    ("ballots", "call"),
    ("bodies", "kind"),
    ("cases", "consent_basis"),
    ("cases", "consultations"),
    // A part of a vocabulary: the fifth seat is never a second legal one (procedure 2.2.3).
    ("cases", "fifth_seat"),
    ("deadlines", "state"),
    ("seats", "status"),
    ("subscriptions", "cadence"),
    ("subscriptions", "channel"),
    ("tickets", "kind"),
];

#[actix_web::test]
async fn every_list_of_words_in_the_database_is_the_domains_vocabulary() {
    let checks = catalog::word_checks(&connect(As::Owner).await).await;
    let mut compared = 0;
    for (table, column, mut kept) in checks {
        if OF_THEIR_OWN.contains(&(table.as_str(), column.as_str())) {
            continue;
        }
        let mut known = vocabulary(&table, &column)
            .unwrap_or_else(|| panic!("say which vocabulary {table}.{column} has"));
        kept.sort();
        known.sort();
        assert_eq!(kept, known, "{table}.{column}");
        compared += 1;
    }
    assert!(compared >= 20, "only {compared} lists were found");
}
