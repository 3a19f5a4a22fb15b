//! Puts the server together and runs it until it is told to stop; the operator's replay.

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{App, HttpServer};
use anyhow::Context as _;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::util::SubscriberInitExt;
use uuid::Uuid;

use crate::bodies::{self, NewBody, RulesDocument};
use crate::bootstrap::{self, Given};
use crate::caller::{Addresses, Caller};
use crate::config::Settings;
use crate::db::{Db, Founding};
use crate::error::Error;
use crate::limits::{Limits, Senders};
use crate::patience;
use crate::people::factor::Seals;
use crate::people::passkeys::Passkeys;
use crate::people::{self, NewPerson};
use crate::post::Carrier;
use crate::postgres::{self, Sources};
use crate::replay::{self, Target};
use crate::scanning::Scanner;
use crate::search::Library;
use crate::server::{self, Origin, Parts};
use crate::signing::Signer;
use crate::stamping::Stamper;
use crate::statistics::Latest;
use crate::store::Store;
use crate::tokens::Keys;
use crate::webhook::Hooks;
use crate::worker::{self, Office};
use crate::{demo, metrics, migrations, rulings};

/// The Committee's rules of procedure.
pub const COMMITTEE_RULES: &str = include_str!("../rules/committee.json");
/// Holidays of the venue, invented for demonstration.
pub const DEMONSTRATION_CALENDAR: &str = include_str!("../calendars/demonstration.json");

/// Those of the simulation: the Committee's, with an interim review, so that there is one to see.
const SIMULATION_RULES: &str = include_str!("../rules/simulation.json");
const REGIONAL_RULES: &str = include_str!("../rules/regional.json");
const REGIONAL_CALENDAR: &str = include_str!("../calendars/demonstration-regional.json");

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

/// Structured logs: JSON lines with one for each request, or plain text on a terminal, where they
/// would drown what matters.
pub fn log() {
    let logger = tracing_subscriber::fmt()
        .with_env_filter(filter())
        .with_writer(std::io::stderr);
    // A second logger (in a test) is not an error.
    let _ = match std::io::IsTerminal::is_terminal(&std::io::stderr()) {
        true => logger.compact().try_init().is_ok(),
        false => lines(std::io::stderr).try_init().is_ok(),
    };
}

/// The logs of a server that nobody watches: JSON, a line for each request when it is answered.
pub fn lines<W>(writer: W) -> impl SubscriberInitExt
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    tracing_subscriber::fmt()
        .with_env_filter(filter())
        .with_writer(writer)
        .json()
        .with_span_events(FmtSpan::CLOSE)
        .with_current_span(true)
        .with_span_list(false)
        .finish()
}

fn filter() -> EnvFilter {
    EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,actix_server=warn"))
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
    std::fs::create_dir_all(&settings.state)
        .with_context(|| format!("making {}", settings.state.display()))?;
    let given = Given {
        database: settings.database_url.clone(),
        app: settings.database_app_url.clone(),
        worker: settings.database_worker_url.clone(),
    };
    let place = postgres::Settings {
        state: settings.state.clone(),
        sources: Sources::from_environment(),
        durable: true,
    };
    let opened = bootstrap::open(given, &place).await?;
    migrations::run(&opened.logins.owner)?;
    let db = Db::connect(&opened.logins.app, settings.pool)?.with_chambers(&settings.state)?;
    let store = Store::open(settings.object_store.as_deref(), &settings.state)?;
    let parts = Parts {
        db: Data::new(db.clone()),
        keys: Data::new(Keys::load_or_make(&settings.state)?),
        addresses: Data::new(Addresses::default()),
        store: Data::new(store.clone()),
        origin: Data::new(Origin(settings.origin.clone())),
        library: Data::new(Library::at(&settings.state)),
        latest: Data::new(Latest::default()),
        signer: Data::new(Signer::at(&settings.state)),
        limits: Data::new(Limits::new(&settings.allowed)),
        senders: Data::new(Senders::at(&settings.state)?),
        hooks: Data::new(Hooks::at(&settings.state, &settings.webhook_networks)?),
        scanner: Data::new(scanner(&settings)?),
        seals: Data::new(Seals::at(&settings.state)?),
        passkeys: Data::new(Passkeys::at(&settings.origin)?),
    };
    let serving = {
        let parts = parts.clone();
        HttpServer::new(move || server::build(&parts).0)
            .client_request_timeout(patience::FOR_HEAD)
            .keep_alive(patience::FOR_MORE)
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
    let carrier = Carrier::new(
        settings.smtp_url.as_deref(),
        &settings.mail_from,
        &settings.state.join("letters"),
    )?;
    let office = Office {
        carrier,
        hooks: parts.hooks.as_ref().clone(),
        store,
        origin: settings.origin.clone(),
        signer: Signer::at(&settings.state),
        library: parts.library.clone().into_inner(),
        stamper: stamper(&settings)?,
    };
    let (stop_working, stopped) = tokio::sync::oneshot::channel::<()>();
    let working = actix_web::rt::spawn(worker::run(db, opened.logins.worker, office, async {
        let _ = stopped.await;
    }));
    let (indexed, library) = (parts.db.clone(), parts.library.clone().into_inner());
    let indexing = actix_web::rt::spawn(async move {
        if let Err(error) = index(&indexed, &library).await {
            tracing::error!(error = error.told(), "the index of rulings is behind");
        }
    });
    tracing::info!(origin = settings.origin, "serving");
    if demo {
        found_demonstration(&opened.logins.owner, &parts.db).await?;
        actix_web::rt::spawn(plant(settings.listen.clone(), settings.origin.clone()));
    }
    serving.await?;
    indexing.abort();
    drop(stop_working);
    working.await?;
    measured.stop(false).await;
    if let Some(cluster) = opened.cluster {
        cluster.stop();
    }
    Ok(())
}

fn stamper(settings: &Settings) -> anyhow::Result<Option<Stamper>> {
    let authority = settings.timestamp_authority.as_deref();
    authority.map(Stamper::of).transpose()
}

fn scanner(settings: &Settings) -> anyhow::Result<Scanner> {
    let url = settings.clamd_url.as_deref().filter(|url| !url.is_empty());
    url.map_or_else(|| Ok(Scanner::none()), Scanner::at)
}

/// Brings the index of every body up to date, so that its first reader after a start does not wait
/// for all of it.
async fn index(db: &Db, library: &Arc<Library>) -> Result<(), Error> {
    for body in db.directory().await? {
        if let Some(id) = db.body_id(&body.slug).await? {
            rulings::catch_up(db, &Caller::anyone(id, &body.slug), library).await?;
        }
    }
    Ok(())
}

/// Founds the three bodies of the demonstration where they are not there yet: the operator's part.
async fn found_demonstration(owner_url: &str, db: &Db) -> anyhow::Result<()> {
    let owner = Db::connect(owner_url, 1)?;
    let bodies = [
        (
            demo::COMMITTEE,
            "International Security Exception Clause Review Committee",
            "committee",
            COMMITTEE_RULES,
            DEMONSTRATION_CALENDAR,
            None,
        ),
        (
            demo::REGIONAL,
            "Regional Coordinating Body",
            "regional",
            REGIONAL_RULES,
            REGIONAL_CALENDAR,
            None,
        ),
        (
            demo::SIMULATION,
            "Review Committee (simulation)",
            "committee",
            SIMULATION_RULES,
            DEMONSTRATION_CALENDAR,
            Some(demo::clock()?),
        ),
    ];
    for (slug, name, kind, rules, calendar, clock) in bodies {
        if db
            .body_id(slug)
            .await
            .map_err(|error| anyhow::anyhow!(error.told()))?
            .is_some()
        {
            continue;
        }
        let founding = Founding {
            id: Uuid::now_v7(),
            slug: slug.to_owned(),
            name: name.to_owned(),
            kind: kind.to_owned(),
            clock,
        };
        // Nobody reads letters to the people of a demonstration.
        let rules = RulesDocument {
            first_passwords: Some(true),
            second_factor_required: Some(false),
            ..serde_json::from_str(rules)?
        };
        let body = NewBody {
            founding,
            rules,
            calendar: serde_json::from_str(calendar)?,
        };
        let first =
            NewPerson::administrator("Administrator", &demo::administrator(slug), demo::PASSWORD);
        let told = |error: Error| anyhow::anyhow!(error.told());
        let password = people::seal(&first).await.map_err(told)?;
        bodies::create(&owner, body, async |tx| {
            let id = Uuid::now_v7();
            people::enter(tx, id, &first, password).await.map(|_| ())
        })
        .await
        .map_err(told)?;
    }
    Ok(())
}

/// Plants the demonstration through the API, and says where to look and how to sign in.
async fn plant(listen: String, origin: String) {
    let planted = demo::plant(&format!("http://{listen}"), say).await;
    if let Err(error) = planted {
        say(&format!("The demonstration is not whole: {error:#}"));
        return;
    }
    say(&format!(
        "\n  {origin}/                      the bodies of this installation"
    ));
    say(&format!(
        "  {origin}/{}/rulings           published rulings, readable without scripts",
        demo::SIMULATION
    ));
    say(&format!(
        "  {origin}/{}/desk              the desk\n",
        demo::SIMULATION
    ));
    match demo::sign_ins() {
        Ok(all) => {
            say(&format!(
                "Demonstration sign-ins (password: {}):",
                demo::PASSWORD
            ));
            for one in all {
                say(&format!(
                    "  {:<34} {:<28} {origin}/{}/desk",
                    one.email, one.role, one.body
                ));
            }
        }
        Err(error) => say(&format!("The sign-ins cannot be listed: {error:#}")),
    }
    say("\nReady. Ctrl-C stops it.");
}

/// For the person who started the server; a terminal that went away is no failure.
fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// Performs a docket file at a running server, or at one started for it, and prints what each
/// claim came to.
pub fn replay(arguments: ReplayArguments) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let report = match (
        &arguments.at,
        &arguments.body,
        &arguments.email,
        &arguments.password,
    ) {
        (Some(url), Some(body), Some(email), Some(password)) => {
            let target = Target {
                url: url.clone(),
                body: body.clone(),
                email: email.clone(),
                password: password.clone(),
            };
            runtime.block_on(replay::perform(&arguments.file, &target))?
        }
        _ => with_own_server(&arguments.file, &runtime)?,
    };
    say(&serde_json::to_string_pretty(&report)?);
    Ok(ExitCode::SUCCESS)
}

/// Starts a throwaway server with a fresh simulation body, and performs the file there.
fn with_own_server(
    file: &std::path::Path,
    runtime: &tokio::runtime::Runtime,
) -> anyhow::Result<replay::Report> {
    let program = std::env::current_exe()?;
    let state = std::env::temp_dir().join(format!("proviso-replay-{}", Uuid::now_v7().simple()));
    let free = || -> anyhow::Result<u16> {
        Ok(std::net::TcpListener::bind("127.0.0.1:0")?
            .local_addr()?
            .port())
    };
    let (port, metrics) = (free()?, free()?);
    let url = format!("http://127.0.0.1:{port}");
    let mut server = std::process::Command::new(&program)
        .args([
            "serve",
            "--listen",
            &format!("127.0.0.1:{port}"),
            "--metrics",
            &format!("127.0.0.1:{metrics}"),
            "--origin",
            &url,
        ])
        .arg("--state")
        .arg(&state)
        .stdout(std::process::Stdio::null())
        .env_remove("DATABASE_URL")
        .env("RUST_LOG", "warn")
        .spawn()
        .context("starting a server")?;
    let done = runtime.block_on(async {
        ready(&url).await?;
        let target = Target {
            url: url.clone(),
            body: "replay".to_owned(),
            email: "administrator@replay.example".to_owned(),
            password: demo::PASSWORD.to_owned(),
        };
        // Dockets are written for the simulation of the demonstration, whose rules this one has.
        let rules = state.join("rules.json");
        std::fs::write(&rules, SIMULATION_RULES)?;
        let made = tokio::process::Command::new(&program)
            .args([
                "body",
                "create",
                "--slug",
                &target.body,
                "--name",
                "Replay",
                "--simulation",
                "--administrator",
                "Administrator",
            ])
            .args([
                "--email",
                &target.email,
                "--password",
                &target.password,
                "--clock",
                &demo::clock()?.to_string(),
                "--state",
            ])
            .arg(&state)
            .arg("--rules")
            .arg(&rules)
            .env_remove("DATABASE_URL")
            .stdout(std::process::Stdio::null())
            .status()
            .await?;
        anyhow::ensure!(
            made.success(),
            "the body for the replay could not be founded"
        );
        replay::perform(file, &target).await
    });
    let pid = server.id().to_string();
    let _ = std::process::Command::new("kill")
        .args(["-INT", &pid])
        .status();
    let _ = server.wait();
    let _ = std::fs::remove_dir_all(&state);
    done
}

async fn ready(url: &str) -> anyhow::Result<()> {
    for _ in 0..600 {
        if reqwest::get(format!("{url}/readyz"))
            .await
            .is_ok_and(|answer| answer.status().is_success())
        {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    anyhow::bail!("the server at {url} did not become ready")
}
