//! Puts the server together and runs it until it is told to stop; the operator's replay.

use std::process::ExitCode;

use actix_web::web::Data;
use actix_web::{App, HttpServer};
use anyhow::Context as _;
use tracing_subscriber::EnvFilter;

use crate::bootstrap::{self, Given};
use crate::caller::{Addresses, Keys};
use crate::config::Settings;
use crate::db::Db;
use crate::post::Carrier;
use crate::postgres::{self, Sources};
use crate::server::{self, Origin, Parts};
use crate::store::Store;
use crate::worker::{self, Office};
use crate::{metrics, migrations};

/// The Committee's rules of procedure.
pub const COMMITTEE_RULES: &str = include_str!("../rules/committee.json");
/// Holidays of the venue, invented for demonstration.
pub const DEMONSTRATION_CALENDAR: &str = include_str!("../calendars/demonstration.json");

/// What `proviso replay` is given.
#[derive(clap::Args)]
pub struct ReplayArguments {
    /// The docket file.
    pub file: std::path::PathBuf,
    /// A running server, as http://localhost:8080; without it one is started for this replay.
    #[arg(long, requires_all = ["body", "email", "password"])]
    pub at: Option<String>,
    /// The slug of a simulation body there.
    #[arg(long)]
    pub body: Option<String>,
    /// The e-mail address of that body's administrator.
    #[arg(long)]
    pub email: Option<String>,
    /// The administrator's password.
    #[arg(long, env = "PROVISO_ADMINISTRATOR_PASSWORD", hide_env_values = true)]
    pub password: Option<String>,
}

/// Structured logs: JSON lines, or plain text on a terminal.
pub fn log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,actix_server=warn"));
    let logger = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second logger (in a test) is not an error.
    let _ = match std::io::IsTerminal::is_terminal(&std::io::stderr()) {
        true => logger.compact().try_init(),
        false => logger.json().try_init(),
    };
}

/// The document that describes the API, as it is kept in the repository.
pub fn openapi() -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(&server::document()?)? + "\n")
}

/// Serves until Ctrl-C or a request to end; then drains, and stops the database.
pub fn run(settings: Settings, demo: bool) -> anyhow::Result<()> {
    actix_web::rt::System::new().block_on(until_stopped(settings, demo))
}

async fn until_stopped(settings: Settings, demo: bool) -> anyhow::Result<()> {
    std::fs::create_dir_all(&settings.state).with_context(|| format!("making {}", settings.state.display()))?;
    let given = Given {
        database: settings.database_url.clone(),
        app: settings.database_app_url.clone(),
        worker: settings.database_worker_url.clone(),
    };
    let place = postgres::Settings { state: settings.state.clone(), sources: Sources::from_environment(), durable: true };
    let opened = bootstrap::open(given, &place).await?;
    migrations::run(&opened.logins.owner)?;
    let db = Db::connect(&opened.logins.app, settings.pool)?;
    let store = Store::open(settings.object_store.as_deref(), &settings.state)?;
    let parts = Parts {
        db: Data::new(db.clone()),
        keys: Data::new(Keys::load_or_make(&settings.state)?),
        addresses: Data::new(Addresses::default()),
        store: Data::new(store.clone()),
        origin: Data::new(Origin(settings.origin.clone())),
    };
    let serving = {
        let parts = parts.clone();
        HttpServer::new(move || server::build(&parts).0)
            .shutdown_timeout(20)
            .bind(&settings.listen)
            .with_context(|| format!("{} is not free", settings.listen))?
            .run()
    };
    let measuring = HttpServer::new(|| App::new().service(metrics::page))
        .workers(1)
        .disable_signals()
        .bind(&settings.metrics)
        .with_context(|| format!("{} is not free", settings.metrics))?
        .run();
    let measured = measuring.handle();
    actix_web::rt::spawn(measuring);
    let carrier = Carrier::new(settings.smtp_url.as_deref(), &settings.mail_from, &settings.state.join("letters"))?;
    let office = Office { carrier, store, origin: settings.origin.clone() };
    let (stop_working, stopped) = tokio::sync::oneshot::channel::<()>();
    let working = actix_web::rt::spawn(worker::run(db, opened.logins.worker, office, async {
        let _ = stopped.await;
    }));
    if demo {
        // planted through the API once the server answers
    }
    tracing::info!(origin = settings.origin, "serving");
    serving.await?;
    drop(stop_working);
    working.await?;
    measured.stop(false).await;
    if let Some(cluster) = opened.cluster {
        cluster.stop();
    }
    Ok(())
}

/// Performs a docket file at a running server, or at one started for it.
pub fn replay(_: ReplayArguments) -> anyhow::Result<ExitCode> {
    anyhow::bail!("replay is not there yet")
}
