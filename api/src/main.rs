//! The program: serves, migrates, founds bodies, prints the API, replays dockets.

use std::ffi::OsString;
use std::io::{BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use api::bootstrap::{self, Given, Logins};
use api::caller::Caller;
use api::config::Settings;
use api::db::{Db, Founding};
use api::postgres::{self, Sources};
use api::record::proof::{self, Verified};
use api::sealing::Vault;
use api::{bodies, documents, law, migrations, people, serve, testbed, tokens, wire};
use clap::{Parser, Subcommand};
use uuid::Uuid;

/// The platform of a review body: its docket, its review, its record.
#[derive(Parser)]
#[command(name = "proviso", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves the API and the web, and runs the worker.
    Serve {
        #[command(flatten)]
        settings: Box<Settings>,
        /// Plants the demonstration: two real bodies, and a simulation with its cases.
        #[arg(long)]
        demo: bool,
    },
    /// Brings the database to the shape that this program knows.
    Migrate {
        #[command(flatten)]
        settings: Box<Settings>,
    },
    /// Bodies of this installation.
    Body {
        #[command(subcommand)]
        command: BodyCommand,
    },
    /// Prints the document that describes the API.
    Openapi,
    /// Performs a docket file through the public API and prints what each claim came to.
    Replay(serve::ReplayArguments),
    /// Makes a new key of access tokens, which signs in five minutes, and takes away those that no token needs
    /// any more. Nobody has to sign in again; a running server takes notice by itself.
    RotateTokenKey {
        /// The state folder of the server.
        #[arg(long, env = "PROVISO_STATE")]
        state: PathBuf,
    },
    /// Makes a new key for each body, wraps the keys of its documents with it, and takes the former key away when
    /// nothing needs it. Everybody reads on meanwhile.
    RotateDocumentKeys {
        #[command(flatten)]
        settings: Box<Settings>,
    },
    /// Takes away all second factors of someone in a body, with every session of theirs and every program that acts
    /// for them: where no administrator can, or the key is lost that opens second factors. They are told by a
    /// letter, and it goes on the record.
    EndSecondFactors {
        #[command(flatten)]
        settings: Box<Settings>,
        /// The body's name in addresses.
        #[arg(long)]
        body: String,
        /// The address with which they sign in.
        #[arg(long)]
        email: String,
    },
    /// Checks a ledger that was taken out, with nothing but the public key of the body: names the first line
    /// that was altered, removed, put in or moved.
    Verify {
        /// The ledger, as `/api/{body}/ledger.jsonl` gives it.
        ledger: PathBuf,
        /// The public key of the body, as `/api/{body}/keys` names it for minisign, or a file that holds it. May be
        /// given several times: the one that the body has today comes first, and whoever kept a checkpoint from before
        /// the body changed its key names that one after it.
        #[arg(long = "key", required = true)]
        keys: Vec<String>,
        /// A checkpoint that you kept, as `/api/{body}/checkpoints/{no}` gives it: the ledger has to lead to it.
        /// May be given several times.
        #[arg(long = "checkpoint")]
        kept: Vec<PathBuf>,
    },
    /// Runs a command with a throwaway, migrated database named by PROVISO_TEST_DATABASE.
    #[command(hide = true)]
    TestDatabase {
        #[arg(last = true)]
        command: Vec<OsString>,
    },
}

#[derive(Subcommand)]
enum BodyCommand {
    /// Founds a body with its rules of procedure, its calendar and its first administrator.
    Create(Box<NewBodyArguments>),
}

#[derive(clap::Args)]
struct NewBodyArguments {
    #[command(flatten)]
    settings: Settings,
    /// Its name in addresses: small letters, digits and hyphens.
    #[arg(long)]
    slug: String,
    /// Its name.
    #[arg(long)]
    name: String,
    /// `committee` or `regional`.
    #[arg(long, default_value = "committee")]
    kind: String,
    /// A simulation has a clock of its own, which its administrator turns.
    #[arg(long)]
    simulation: bool,
    /// Where a simulation's clock starts (RFC 3339).
    #[arg(long, requires = "simulation")]
    clock: Option<jiff::Timestamp>,
    /// Rules of procedure (JSON); the Committee's by default.
    #[arg(long)]
    rules: Option<PathBuf>,
    /// Calendar of holidays (JSON); the demonstration's by default.
    #[arg(long)]
    calendar: Option<PathBuf>,
    /// The first administrator's name.
    #[arg(long)]
    administrator: String,
    /// The first administrator's e-mail address.
    #[arg(long)]
    email: String,
    /// The first administrator's password.
    #[arg(long, env = "PROVISO_ADMINISTRATOR_PASSWORD", hide_env_values = true)]
    password: String,
}

fn main() -> ExitCode {
    serve::log();
    match run(Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("proviso: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    law::check()?;
    match cli.command {
        Command::Serve { settings, demo } => {
            serve::run(*settings, demo).map(|()| ExitCode::SUCCESS)
        }
        Command::Migrate { settings } => {
            let done = on_runtime(async {
                let (logins, cluster) = database(&settings).await?;
                let done = migrations::run(&logins.owner)?;
                drop(cluster);
                Ok(done)
            })?;
            say(&format!("{done} migrations run"));
            Ok(ExitCode::SUCCESS)
        }
        Command::Body {
            command: BodyCommand::Create(new),
        } => {
            on_runtime(create(&new))?;
            say(&format!(
                "{} is there at {}/{}",
                new.name, new.settings.origin, new.slug
            ));
            Ok(ExitCode::SUCCESS)
        }
        Command::Openapi => {
            say(&serve::openapi()?);
            Ok(ExitCode::SUCCESS)
        }
        Command::Replay(arguments) => serve::replay(arguments),
        Command::RotateTokenKey { state } => {
            let there = tokens::rotate(&state, wire::wall_clock().as_second())?;
            say(&format!("A new key is there; there are {there} now."));
            Ok(ExitCode::SUCCESS)
        }
        Command::RotateDocumentKeys { settings } => {
            on_runtime(rotate_document_keys(&settings))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::EndSecondFactors {
            settings,
            body,
            email,
        } => {
            on_runtime(end_second_factors(&settings, &body, &email))?;
            say(&format!(
                "{email} has no second factor in {body} any more, and is told so by a letter."
            ));
            Ok(ExitCode::SUCCESS)
        }
        Command::Verify { ledger, keys, kept } => verify(&ledger, &keys, &kept),
        Command::TestDatabase { command } => {
            let sources = Sources::from_environment();
            testbed::run(sources, &command, |logins| {
                migrations::run(&logins.owner).map(|_| ())
            })
        }
    }
}

fn verify(ledger: &Path, named: &[String], kept: &[PathBuf]) -> anyhow::Result<ExitCode> {
    let mut keys = Vec::new();
    for key in named {
        let text = std::fs::read_to_string(key).unwrap_or_else(|_| key.clone());
        keys.push(proof::public_key(&text).map_err(anyhow::Error::msg)?);
    }
    let mut checkpoints = Vec::new();
    for path in kept {
        let name = || path.display().to_string();
        let text = std::fs::read_to_string(path).with_context(name)?;
        checkpoints.push(serde_json::from_str(&text).with_context(name)?);
    }
    let file = std::fs::File::open(ledger).with_context(|| ledger.display().to_string())?;
    match proof::verify(BufReader::new(file), &keys, &checkpoints) {
        Ok(Verified {
            lines,
            chains,
            checkpoint,
        }) => {
            say(&format!(
                "Nothing was altered: {lines} lines in {chains} chains, up to checkpoint {} of {}.",
                checkpoint.no, checkpoint.at
            ));
            Ok(ExitCode::SUCCESS)
        }
        Err(altered) => {
            eprintln!("proviso: {altered}");
            Ok(ExitCode::FAILURE)
        }
    }
}

/// What the operator asked for, on standard output; a reader that went away is no failure.
fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{}", text.trim_end());
}

fn on_runtime<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?
        .block_on(work)
}

/// The database of these settings: the one that is running beside us, or opened for this command.
async fn database(settings: &Settings) -> anyhow::Result<(Logins, Option<postgres::Cluster>)> {
    if settings.database_url.is_none()
        && let Some(logins) = bootstrap::running(&settings.state).await
    {
        return Ok((logins, None));
    }
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
    Ok((opened.logins, opened.cluster))
}

async fn rotate_document_keys(settings: &Settings) -> anyhow::Result<()> {
    let (logins, cluster) = database(settings).await?;
    let owner = Db::connect(&logins.owner, 1)?;
    let vault = Vault::at(&settings.state);
    let told = |error: api::error::Error| anyhow::anyhow!(error.told());
    for entry in owner.directory().await.map_err(told)? {
        let body = owner.body_id(&entry.slug).await.map_err(told)?;
        let clock = Caller::clock(body.unwrap_or_default(), &entry.slug);
        let done = documents::rotate_keys(&owner, &clock, &vault).await;
        let done = done.map_err(told).with_context(|| entry.slug.clone())?;
        say(&format!(
            "{}: {done} documents under a new key.",
            entry.slug
        ));
    }
    drop(cluster);
    Ok(())
}

async fn end_second_factors(settings: &Settings, slug: &str, email: &str) -> anyhow::Result<()> {
    let (logins, cluster) = database(settings).await?;
    let owner = Db::connect(&logins.owner, 1)?;
    let told = |error: api::error::Error| anyhow::anyhow!(error.told());
    let body = owner.body_id(slug).await.map_err(told)?;
    let body = body.with_context(|| format!("there is no body {slug} here"))?;
    let clock = Caller::clock(body, slug);
    let done = people::factor::take_away_by_operator(&owner, &clock, email).await;
    drop(cluster);
    done.map_err(told)
}

async fn create(new: &NewBodyArguments) -> anyhow::Result<()> {
    let (logins, cluster) = database(&new.settings).await?;
    migrations::run(&logins.owner)?;
    let owner = Db::connect(&logins.owner, 1)?;
    let read = |path: &Option<PathBuf>, default: &str| match path {
        Some(path) => {
            std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
        }
        None => Ok(default.to_owned()),
    };
    let clock = new
        .simulation
        .then(|| new.clock.unwrap_or_else(api::wire::wall_clock));
    let body = bodies::NewBody {
        founding: Founding {
            id: Uuid::now_v7(),
            slug: new.slug.clone(),
            name: new.name.clone(),
            kind: new.kind.clone(),
            clock,
        },
        rules: serde_json::from_str(&read(&new.rules, serve::COMMITTEE_RULES)?)
            .context("the rules of procedure")?,
        calendar: serde_json::from_str(&read(&new.calendar, serve::DEMONSTRATION_CALENDAR)?)
            .context("the calendar")?,
    };
    let first = people::NewPerson::administrator(&new.administrator, &new.email, &new.password);
    let told = |error: api::error::Error| anyhow::anyhow!(error.told());
    let password = people::seal(&first).await.map_err(told)?;
    let created = bodies::create(&owner, body, async |tx| {
        let id = Uuid::now_v7();
        people::enter(tx, id, &first, password).await.map(|_| ())
    });
    let done = created.await.map_err(told);
    drop(cluster);
    done
}
