//! The three database logins: taken as the operator gives them, or made.
//!
//! Roles belong to the whole cluster, so no migration makes them (house 5.7): `proviso_owner` owns
//! the tables and migrates, `proviso_app` serves under row-level security, `proviso_worker` may
//! see which body has something due. Their rights to tables are given by the migrations; none of
//! them may bypass row-level security, and only the owner may delete.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use postgres_protocol::password::scram_sha_256;
use serde::{Deserialize, Serialize};
use tokio_postgres::{Client, NoTls};

use crate::postgres::{Cluster, Settings};
use crate::secret;

/// Owns every table and migrates.
pub const OWNER: &str = "proviso_owner";
/// Serves requests.
pub const APP: &str = "proviso_app";
/// Looks for what is due.
pub const WORKER: &str = "proviso_worker";
/// The database of the embedded cluster.
pub const DATABASE: &str = "proviso";

/// A connection string for each of the three roles.
#[derive(Clone, Deserialize, Serialize)]
pub struct Logins {
    pub owner: String,
    pub app: String,
    pub worker: String,
}

/// What the operator says about the database.
#[derive(Clone, Default)]
pub struct Given {
    /// `DATABASE_URL`: the owner's login, or, given alone, one that may create roles.
    pub database: Option<String>,
    /// `DATABASE_APP_URL`.
    pub app: Option<String>,
    /// `DATABASE_WORKER_URL`.
    pub worker: Option<String>,
}

/// The database of this installation, and the server of our own if it lies in one.
pub struct Opened {
    pub logins: Logins,
    pub cluster: Option<Cluster>,
}

/// Opens what is given; with nothing given, the embedded cluster of `settings`.
pub async fn open(given: Given, settings: &Settings) -> Result<Opened> {
    match given {
        Given {
            database: Some(owner),
            app: Some(app),
            worker: Some(worker),
        } => Ok(Opened {
            logins: Logins { owner, app, worker },
            cluster: None,
        }),
        Given {
            database: Some(database),
            app: None,
            worker: None,
        } => {
            let logins = in_place(&database, &settings.state).await?;
            Ok(Opened {
                logins,
                cluster: None,
            })
        }
        Given {
            database: None,
            app: None,
            worker: None,
        } => {
            let settings = settings.clone();
            let state = settings.state.clone();
            let start = move || Cluster::start(&settings);
            let cluster = tokio::task::spawn_blocking(start).await??;
            let logins = in_cluster(&cluster, &state).await?;
            Ok(Opened {
                logins,
                cluster: Some(cluster),
            })
        }
        _ => bail!(
            "give DATABASE_URL, DATABASE_APP_URL and DATABASE_WORKER_URL all three, or DATABASE_URL \
             alone with a login that may create roles, or none of them"
        ),
    }
}

/// The logins of the embedded cluster that another program of this state folder is running, for
/// an operator's command beside it; nothing if none runs.
pub async fn running(state: &Path) -> Option<Logins> {
    let socket = std::fs::read_to_string(state.join("postgres/socket")).ok()?;
    let url = |role: &str| {
        let password = secret::kept(state, role).ok()?;
        Some(format!(
            "host={} port=5432 user={role} password={password} dbname={DATABASE}",
            socket.trim()
        ))
    };
    let logins = Logins {
        owner: url(OWNER)?,
        app: url(APP)?,
        worker: url(WORKER)?,
    };
    connect(&logins.owner).await.ok()?;
    Some(logins)
}

/// Makes the roles and the database `proviso` in a cluster that is ours alone.
pub async fn in_cluster(cluster: &Cluster, state: &Path) -> Result<Logins> {
    let superuser = cluster.superuser();
    let client = connect(&superuser).await?;
    let Passwords(roles) = make_roles(&client, state).await?;
    let [owner, app, worker] = roles.map(|(role, password)| cluster.url(role, &password, DATABASE));
    let found = client
        .query_opt("select 1 from pg_database where datname = $1", &[&DATABASE])
        .await?;
    if found.is_none() {
        client
            .batch_execute(&format!("create database {DATABASE} owner {OWNER}"))
            .await?;
    }
    let closed = format!("revoke all on database {DATABASE} from public");
    let opened = format!("grant connect on database {DATABASE} to {APP}, {WORKER}");
    client.batch_execute(&format!("{closed}; {opened}")).await?;
    let inside = connect(&with_setting(&superuser, "dbname", DATABASE)).await?;
    open_schema(&inside).await?;
    Ok(Logins { owner, app, worker })
}

/// Makes the roles through the operator's login, for use in the very database it names. The
/// passwords are set anew at each start, from this state folder: servers that share a database
/// need its three logins given.
async fn in_place(database: &str, state: &Path) -> Result<Logins> {
    let client = connect(database).await.context("DATABASE_URL")?;
    let Passwords(roles) = make_roles(&client, state).await.context(
        "DATABASE_URL has to be a login that may create roles, \
         or DATABASE_APP_URL and DATABASE_WORKER_URL have to be given too",
    )?;
    let sql = "select quote_ident(current_database())";
    let name: String = client.query_one(sql, &[]).await?.get(0);
    let owner = format!("grant connect, create, temporary on database {name} to {OWNER}");
    let others = format!("grant connect on database {name} to {APP}, {WORKER}");
    client.batch_execute(&format!("{owner}; {others}")).await?;
    open_schema(&client)
        .await
        .context("DATABASE_URL has to be the login that owns the database")?;
    let [owner, app, worker] = roles.map(|(role, password)| with_login(database, role, &password));
    Ok(Logins { owner, app, worker })
}

/// The role that migrates may make tables; the others may use what they are granted.
async fn open_schema(client: &Client) -> Result<()> {
    let sql = format!(
        "revoke create on schema public from public; \
         grant usage, create on schema public to {OWNER}; \
         grant usage on schema public to {APP}, {WORKER}"
    );
    client.batch_execute(&sql).await?;
    // A right that the grantor could not give is a warning to PostgreSQL, and an error to us.
    let sql = "select has_schema_privilege($1, 'public', 'create')";
    let may: bool = client.query_one(sql, &[&OWNER]).await?.get(0);
    ensure!(
        may,
        "{OWNER} was not given the right to create tables in the schema public"
    );
    Ok(())
}

/// Owner, app, worker.
struct Passwords([(&'static str, String); 3]);

async fn make_roles(client: &Client, state: &Path) -> Result<Passwords> {
    // Of two servers that start together only one may create a role.
    let mut made = Vec::with_capacity(3);
    client
        .batch_execute("begin; select pg_advisory_xact_lock(7264810593)")
        .await?;
    for role in [OWNER, APP, WORKER] {
        let password = secret::kept(state, role)?;
        let found = client
            .query_opt("select 1 from pg_roles where rolname = $1", &[&role])
            .await?;
        let verb = if found.is_some() { "alter" } else { "create" };
        // The server is told a verifier, so that no log of its statements holds a password.
        let verifier = scram_sha_256(password.as_bytes());
        let sql = format!("{verb} role {role} login password '{verifier}'");
        client.batch_execute(&sql).await?;
        made.push((role, password));
    }
    client.batch_execute("commit").await?;
    harmless(client).await?;
    let [owner, app, worker] = made
        .try_into()
        .map_err(|_| anyhow::anyhow!("three roles"))?;
    Ok(Passwords([owner, app, worker]))
}

/// A role that was there before us might have rights that make every policy void.
async fn harmless(client: &Client) -> Result<()> {
    let sql = "select rolname::text from pg_roles \
               where rolname = any($1) and (rolsuper or rolbypassrls)";
    let roles = [OWNER, APP, WORKER].as_slice();
    if let Some(row) = client.query(sql, &[&roles]).await?.first() {
        let role: String = row.get(0);
        bail!("the database role {role} may bypass row-level security: take that right away");
    }
    Ok(())
}

/// A connection of the bootstrap's own; a lost one shows as an error of the next statement.
async fn connect(url: &str) -> Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// The same connection string for another login.
fn with_login(url: &str, role: &str, password: &str) -> String {
    with_setting(&with_setting(url, "user", role), "password", password)
}

/// Of a setting given twice, the later one holds.
fn with_setting(url: &str, name: &str, value: &str) -> String {
    let is_url = url.starts_with("postgres://") || url.starts_with("postgresql://");
    let sign = match is_url {
        false => ' ',
        true if url.contains('?') => '&',
        true => '?',
    };
    format!("{url}{sign}{name}={value}")
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use tokio_postgres::Config;

    use super::{APP, Given, Logins, OWNER, connect, in_cluster, in_place, open, with_login};
    use crate::postgres::{Cluster, Settings, Sources};
    use crate::secret::random;

    #[test]
    fn another_login_keeps_the_rest_of_the_connection_string() {
        for url in [
            "postgres://admin:pass@db.example:5433/cases?application_name=proviso",
            "postgresql://admin:pass@db.example:5433/cases",
            "host=db.example port=5433 user=admin password=pass dbname=cases",
        ] {
            let config: Config = with_login(url, APP, "secret").parse().unwrap();
            assert_eq!(config.get_user(), Some(APP), "{url}");
            assert_eq!(config.get_password(), Some("secret".as_bytes()), "{url}");
            assert_eq!(config.get_dbname(), Some("cases"), "{url}");
            assert_eq!(config.get_ports(), [5433], "{url}");
        }
    }

    fn state() -> PathBuf {
        std::env::temp_dir().join(format!("proviso-boot-{}", random(4).unwrap()))
    }

    fn cluster(state: PathBuf) -> Cluster {
        let sources = Sources::from_environment();
        Cluster::start(&Settings {
            state,
            sources,
            durable: false,
        })
        .unwrap()
    }

    async fn check(logins: &Logins) {
        let owner = connect(&logins.owner).await.unwrap();
        owner
            .batch_execute("create table papers (id int)")
            .await
            .unwrap();
        owner
            .batch_execute("grant select, insert on papers to proviso_app")
            .await
            .unwrap();
        let app = connect(&logins.app).await.unwrap();
        app.batch_execute("insert into papers values (1)")
            .await
            .unwrap();
        assert!(app.batch_execute("delete from papers").await.is_err());
        assert!(
            app.batch_execute("create table mine (id int)")
                .await
                .is_err()
        );
        let worker = connect(&logins.worker).await.unwrap();
        assert!(worker.batch_execute("select * from papers").await.is_err());
    }

    #[tokio::test]
    async fn each_role_can_do_its_own_part_and_a_second_bootstrap_changes_nothing() {
        let state = state();
        let cluster = cluster(state.clone());
        let logins = in_cluster(&cluster, &state).await.unwrap();
        check(&logins).await;
        let again = in_cluster(&cluster, &state).await.unwrap();
        assert_eq!(again.app, logins.app);
        assert!(connect(&again.app).await.is_ok());
        cluster.stop();
        std::fs::remove_dir_all(state).unwrap();
    }

    #[tokio::test]
    async fn a_login_that_may_create_roles_prepares_its_own_database() {
        let (state, other) = (state(), state());
        let cluster = cluster(state.clone());
        let client = connect(&cluster.superuser()).await.unwrap();
        for sql in [
            "create role operator login createrole password 'operator'",
            "create role stranger login password 'stranger'",
            "create database cases owner operator",
        ] {
            client.batch_execute(sql).await.unwrap();
        }
        let stranger = cluster.url("stranger", "stranger", "cases");
        assert!(in_place(&stranger, &other).await.is_err());
        let operator = cluster.url("operator", "operator", "cases");
        let logins = in_place(&operator, &other).await.unwrap();
        let config: Config = logins.owner.parse().unwrap();
        assert_eq!(
            (config.get_user(), config.get_dbname()),
            (Some(OWNER), Some("cases"))
        );
        check(&logins).await;
        in_place(&operator, &other).await.unwrap();

        client
            .batch_execute("alter role proviso_app bypassrls")
            .await
            .unwrap();
        let refusal = in_place(&operator, &other).await.err().unwrap();
        assert!(
            format!("{refusal:#}").contains("bypass row-level security"),
            "{refusal:#}"
        );
        cluster.stop();
        std::fs::remove_dir_all(state).unwrap();
        std::fs::remove_dir_all(other).unwrap();
    }

    #[tokio::test]
    async fn two_of_three_logins_are_refused() {
        let given = Given {
            database: Some("x".into()),
            app: Some("y".into()),
            worker: None,
        };
        let settings = Settings {
            state: state(),
            sources: Sources::default(),
            durable: false,
        };
        let refusal = open(given, &settings).await.err().unwrap().to_string();
        assert!(refusal.contains("DATABASE_WORKER_URL"), "{refusal}");
    }
}
