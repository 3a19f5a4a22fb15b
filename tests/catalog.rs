//! What the database's own catalog says: for the tests of the seal and of the migrations.

use std::fmt::Write as _;

use api::testbed::TestDatabase;
use tokio_postgres::{Client, NoTls, Row};

/// Who connects.
#[derive(Clone, Copy)]
pub(crate) enum As {
    /// The serving role.
    App,
    /// The role that owns the tables.
    Owner,
}

/// The database around this test.
pub(crate) fn database() -> TestDatabase {
    TestDatabase::from_environment().expect("a test database")
}

/// A connection beside the program's own.
pub(crate) async fn connect(login: As) -> Client {
    let logins = database().logins;
    connect_to(match login {
        As::App => &logins.app,
        As::Owner => &logins.owner,
    })
    .await
}

/// A connection with any login.
pub(crate) async fn connect_to(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls)
        .await
        .expect("a connection");
    actix_web::rt::spawn(async move {
        let _ = connection.await;
    });
    client
}

/// Names of the product's tables.
pub(crate) async fn tables(client: &Client) -> Vec<String> {
    let sql = "select relname::text from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
               and relname not like '\\_\\_%' order by 1";
    client
        .query(sql, &[])
        .await
        .expect("the tables")
        .iter()
        .map(|row| row.get(0))
        .collect()
}

/// Everything about the schema that a migration can change, a line each.
pub(crate) async fn whole(client: &Client) -> Vec<String> {
    let questions = [
        "select table_name || '.' || column_name || ' ' || udt_name || ' ' || is_nullable || ' ' || coalesce(column_default, '-')
           from information_schema.columns where table_schema = 'public' order by 1",
        "select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
           from pg_constraint where connamespace = 'public'::regnamespace order by 1",
        "select indexdef from pg_indexes where schemaname = 'public' order by 1",
        "select concat_ws(' ', tablename, policyname, permissive, roles, cmd, qual, with_check)
           from pg_policies where schemaname = 'public' order by 1",
        "select relname || ' ' || relrowsecurity || ' ' || relforcerowsecurity || ' ' || coalesce(relacl::text, '-')
           from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v', 'S') order by 1",
        "select attrelid::regclass || '.' || attname || ' ' || attacl::text
           from pg_attribute where attacl is not null and attrelid::regclass::text not like 'pg\\_%' order by 1",
        "select pg_get_functiondef(oid) || ' ' || coalesce(proacl::text, '-')
           from pg_proc where pronamespace = 'public'::regnamespace order by 1",
        "select typname::text from pg_type where typnamespace = 'public'::regnamespace order by 1",
    ];
    let mut all = Vec::new();
    for question in questions {
        let rows = client.query(question, &[]).await.expect("the catalog");
        all.extend(
            rows.iter()
                .map(|row| row.get::<_, Option<String>>(0).unwrap_or_default()),
        );
    }
    all.retain(|line| !line.contains("__diesel_schema_migrations"));
    all
}

/// `schema.rs` as the catalog would write it.
pub(crate) async fn schema(client: &Client) -> String {
    let mut page = String::from(
        "//! The tables, as the database's catalog tells them: written and compared by `tests/migrations.rs`.\n",
    );
    let tables = tables(client).await;
    for table in &tables {
        let keys = names(&client.query(KEYS, &[table]).await.expect("the keys")).join(", ");
        let _ = write!(page, "\ndiesel::table! {{\n    {table} ({keys}) {{\n");
        for row in client.query(COLUMNS, &[table]).await.expect("the columns") {
            let (name, nullable, kind): (String, bool, String) =
                (row.get(0), row.get(1), row.get(2));
            let kind = in_diesel(&kind);
            let kind = if nullable {
                format!("Nullable<{kind}>")
            } else {
                kind
            };
            let _ = writeln!(page, "        {name} -> {kind},");
        }
        page += "    }\n}\n";
    }
    page += "\ndiesel::allow_tables_to_appear_in_same_query!(\n";
    for table in &tables {
        let _ = writeln!(page, "    {table},");
    }
    page + ");\n"
}

const KEYS: &str = "select a.attname::text from pg_constraint k, unnest(k.conkey) with ordinality u (no, at)
    join pg_attribute a on a.attnum = u.no
    where k.contype = 'p' and k.conrelid = to_regclass($1) and a.attrelid = k.conrelid order by u.at";
const COLUMNS: &str =
    "select column_name::text, is_nullable = 'YES', udt_name::text from information_schema.columns
    where table_schema = 'public' and table_name = $1 order by ordinal_position";

fn names(rows: &[Row]) -> Vec<String> {
    rows.iter().map(|row| row.get(0)).collect()
}

fn in_diesel(kind: &str) -> String {
    if let Some(element) = kind.strip_prefix('_') {
        return format!("Array<{}>", in_diesel(element));
    }
    let name = match kind {
        "int4" => "Integer",
        "int8" => "BigInt",
        "float8" => "Double",
        "uuid" | "text" | "bool" | "timestamptz" | "date" | "jsonb" | "bytea" => {
            let (first, rest) = kind.split_at(1);
            return first.to_uppercase() + rest;
        }
        other => panic!("say here what diesel calls {other}"),
    };
    name.to_owned()
}

/// Every check of the form `column in ('a', 'b')`: table, column, words.
pub(crate) async fn word_checks(client: &Client) -> Vec<(String, String, Vec<String>)> {
    let sql = "select k.conrelid::regclass::text, pg_get_constraintdef(k.oid), a.attname::text
               from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
               where k.contype = 'c' and array_length(k.conkey, 1) = 1 and k.connamespace = 'public'::regnamespace
               order by 1, 3";
    let rows = client.query(sql, &[]).await.expect("the checks");
    let checks = rows.iter().filter_map(|row| {
        let (table, definition, column): (String, String, String) =
            (row.get(0), row.get(1), row.get(2));
        let list = ["= ANY (ARRAY[", "<@ ARRAY["]
            .iter()
            .any(|one| definition.contains(one));
        let list = list && definition.contains("::text");
        let words = definition
            .split('\'')
            .skip(1)
            .step_by(2)
            .map(str::to_owned)
            .collect();
        list.then_some((table, column, words))
    });
    checks.collect()
}
