//! Bodies see nothing of each other, and what is on record stays: in the catalog, by trying, and
//! from outside.

use harness::{Proceeding, World};
use serde_json::json;
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;
use uuid::Uuid;

use crate::catalog::{self, As, connect};

/// Tables of which nothing may ever change: the record.
const APPEND_ONLY: &[&str] = &[
    "ledger",
    "checkpoints",
    "docket_entries",
    "filings",
    "disclosures",
    "rules",
    "calendars",
    "publications",
    "signing_keys",
    "signatures",
    "time_stamps",
];

async fn texts(client: &Client, sql: &str) -> Vec<String> {
    client
        .query(sql, &[])
        .await
        .expect("the catalog")
        .iter()
        .map(|row| row.get(0))
        .collect()
}

#[actix_web::test]
async fn every_table_is_sealed_and_the_seal_binds_its_owner_too() {
    let owner = connect(As::Owner).await;
    assert!(catalog::tables(&owner).await.len() > 20);
    let unsealed = "select relname::text from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
        and relname not like '\\_\\_%' and not (relrowsecurity and relforcerowsecurity)";
    assert_eq!(texts(&owner, unsealed).await, [""; 0]);
    let without_tenant = "select relname::text from pg_class c where relkind = 'r' and relnamespace = 'public'::regnamespace
        and relname not like '\\_\\_%' and not exists (select from pg_attribute a where a.attrelid = c.oid
        and a.attname = 'tenant_id' and a.attnotnull)";
    assert_eq!(texts(&owner, without_tenant).await, ["bodies"]);
    let without_policy = "select relname::text from pg_class c where relkind = 'r' and relnamespace = 'public'::regnamespace
        and relname not like '\\_\\_%' and not exists (select from pg_policies p where p.tablename = c.relname
        and p.policyname = 'tenant' and p.cmd = 'ALL' and p.qual like '%tenant_id()%' and p.with_check like '%tenant_id()%')";
    assert_eq!(texts(&owner, without_policy).await, [""; 0]);
    let roles = "select rolname::text from pg_roles where rolname like 'proviso\\_%' and (rolbypassrls or rolsuper)";
    assert_eq!(texts(&owner, roles).await, [""; 0]);
}

#[actix_web::test]
async fn the_serving_role_deletes_nothing_and_the_record_is_only_added_to() {
    let owner = connect(As::Owner).await;
    let may_delete =
        "select relname::text from pg_class, unnest(array['proviso_app', 'proviso_worker']) who
        where relkind = 'r' and relnamespace = 'public'::regnamespace
        and (has_table_privilege(who, oid, 'delete') or has_table_privilege(who, oid, 'truncate'))";
    assert_eq!(texts(&owner, may_delete).await, [""; 0]);
    let may_change = "select relname::text from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
        and not has_any_column_privilege('proviso_app', oid, 'update') and relname not like '\\_\\_%'";
    let fixed = texts(&owner, may_change).await;
    for table in APPEND_ONLY {
        assert!(
            fixed.iter().any(|name| name == table),
            "{table} can be updated"
        );
    }
    let owns = "select relname::text from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
        and pg_get_userbyid(relowner) <> 'proviso_owner'";
    assert_eq!(texts(&owner, owns).await, [""; 0]);
}

#[actix_web::test]
async fn a_reference_never_leads_into_another_body() {
    let owner = connect(As::Owner).await;
    let crossing = "select conrelid::regclass || ' ' || conname from pg_constraint k
        where contype = 'f' and connamespace = 'public'::regnamespace and confrelid <> 'bodies'::regclass
        and not exists (select from pg_attribute a, pg_attribute b
          where a.attrelid = k.conrelid and a.attnum = k.conkey[1] and a.attname = 'tenant_id'
            and b.attrelid = k.confrelid and b.attnum = k.confkey[1] and b.attname = 'tenant_id')";
    assert_eq!(texts(&owner, crossing).await, [""; 0]);
}

#[actix_web::test]
async fn a_query_without_a_body_fails_loudly() {
    let app = connect(As::App).await;
    let tables = catalog::tables(&connect(As::Owner).await).await;
    for table in tables {
        let asked = app
            .query(&format!("select count(*) from {table}"), &[])
            .await;
        assert!(asked.is_err(), "{table} answered without a body");
    }
}

#[actix_web::test]
async fn the_serving_role_cannot_rewrite_the_ledger() {
    let world = World::new().await;
    let mut app = connect(As::App).await;
    let attempts = [
        "update ledger set line = line || ' '",
        "update ledger set hash = ''",
        "delete from ledger",
        "truncate ledger",
        "update checkpoints set text = 'another'",
        "delete from checkpoints",
        "update docket_entries set title = 'another'",
        "delete from docket_entries",
        "update filings set title = 'another'",
        "alter table ledger disable row level security",
        "drop table ledger",
    ];
    for attempt in attempts {
        let tx = app.transaction().await.expect("a transaction");
        tx.query(
            "select * from enter($1::text::uuid, null, null)",
            &[&world.body.to_string()],
        )
        .await
        .expect("inside the body");
        let lines: i64 = tx
            .query_one("select count(*) from ledger", &[])
            .await
            .expect("reading is allowed")
            .get(0);
        assert!(lines > 0, "there is something to rewrite");
        let refused = tx.execute(attempt, &[]).await.expect_err(attempt);
        assert_eq!(
            refused.code(),
            Some(&SqlState::INSUFFICIENT_PRIVILEGE),
            "{attempt}"
        );
    }
    world.ends().await;
}

#[actix_web::test]
async fn one_body_neither_sees_nor_writes_another_ones_rows() {
    let (ours, theirs) = (World::new().await, World::new().await);
    Proceeding::registered(&theirs).await;
    let mut app = connect(As::App).await;
    let tables = catalog::tables(&connect(As::Owner).await).await;
    let tx = app.transaction().await.expect("a transaction");
    tx.query(
        "select * from enter($1::text::uuid, null, null)",
        &[&ours.body.to_string()],
    )
    .await
    .expect("inside the body");
    for table in tables.iter().filter(|table| *table != "bodies") {
        let sql = format!("select count(*) from {table} where tenant_id::text <> $1");
        let seen: i64 = tx
            .query_one(&sql, &[&ours.body.to_string()])
            .await
            .expect("a count")
            .get(0);
        assert_eq!(seen, 0, "{table}");
    }
    let bodies: i64 = tx
        .query_one("select count(*) from bodies", &[])
        .await
        .expect("a count")
        .get(0);
    assert_eq!(bodies, 1);
    let smuggled =
        "insert into counters (tenant_id, name, value) values ($1::text::uuid, 'smuggled', 1)";
    let refused = tx
        .execute(smuggled, &[&theirs.body.to_string()])
        .await
        .expect_err("a row for another body");
    assert_eq!(refused.code(), Some(&SqlState::INSUFFICIENT_PRIVILEGE));
    drop(tx);
    ours.ends().await;
    theirs.ends().await;
}

#[actix_web::test]
async fn ids_of_another_body_do_not_exist() {
    let (ours, theirs) = (World::new().await, World::new().await);
    let case = Proceeding::registered(&theirs).await;
    let here = Proceeding::drafted(&ours).await;
    let strangers = [
        &here.registrar,
        &here.president,
        &here.applicant,
        &here.respondent,
        &here.members[0],
        &ours.administrator,
    ];
    let paths = [
        format!("/cases/{}", case.case),
        format!("/cases/{}/docket", case.case),
        format!("/cases/{}/documents", case.case),
        format!("/cases/{}/filings", case.case),
        format!("/cases/{}/panel", case.case),
    ];
    for who in strangers {
        for path in &paths {
            // Their id at our address, and our token at their address: neither exists.
            who.get(path).await.is(404, "not_found");
            who.at(&theirs.slug).get(path).await.is(404, "not_found");
        }
        who.at(&theirs.slug).get("/me").await.is(404, "not_found");
        who.at(&theirs.slug)
            .get("/people")
            .await
            .is(404, "not_found");
        who.at(&theirs.slug).get("/work").await.is(404, "not_found");
    }
    let act = format!("/cases/{}/register", case.case);
    here.registrar
        .post_seen(&act, 1, &json!({}))
        .await
        .is(404, "not_found");
    let roles = json!({ "roles": [] });
    ours.administrator
        .put_seen(&format!("/people/{}/roles", case.registrar.id), 1, &roles)
        .await
        .is(404, "not_found");
    ours.administrator
        .get(&format!("/cases/{}", Uuid::now_v7()))
        .await
        .is(404, "not_found");
    ours.ends().await;
    theirs.ends().await;
}
