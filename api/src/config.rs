//! Flags and environment, read once.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use ipnet::IpNet;

use crate::limits::{Allowed, network};

/// Where the installation keeps its keys, its embedded database and its documents.
#[derive(Args, Clone, Debug)]
pub struct Settings {
    /// Folder for keys, the embedded database, documents and letters.
    #[arg(long, env = "PROVISO_STATE", default_value_os_t = default_state())]
    pub state: PathBuf,
    /// A PostgreSQL server of one's own; without it an embedded one is started.
    #[arg(long, env = "DATABASE_URL")]
    pub database_url: Option<String>,
    /// Its login for serving (made from DATABASE_URL when absent).
    #[arg(long, env = "DATABASE_APP_URL")]
    pub database_app_url: Option<String>,
    /// Its login for the worker (made from DATABASE_URL when absent).
    #[arg(long, env = "DATABASE_WORKER_URL")]
    pub database_worker_url: Option<String>,
    /// Address and port to serve on.
    #[arg(long, env = "PROVISO_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: String,
    /// The address that people use, for links and origin checks.
    #[arg(long, env = "PROVISO_ORIGIN", default_value = "http://localhost:8080")]
    pub origin: String,
    /// Address and port for `/metrics`.
    #[arg(long, env = "PROVISO_METRICS", default_value = "127.0.0.1:9090")]
    pub metrics: String,
    /// Where documents are kept: `file:` (the state folder) or `s3://bucket/prefix`.
    #[arg(long, env = "OBJECT_STORE_URL")]
    pub object_store: Option<String>,
    /// ClamAV's daemon, as `tcp://host:3310` or the path of its socket: documents are taken only when
    /// it has found nothing in them. Without it nothing is scanned.
    #[arg(long = "clamd", env = "CLAMD_URL", value_name = "URL")]
    pub clamd_url: Option<String>,
    /// SMTP server as `smtp://user:password@host:port`; without it letters are written to a folder.
    #[arg(long, env = "SMTP_URL")]
    pub smtp_url: Option<String>,
    /// The sender of letters.
    #[arg(
        long,
        env = "MAIL_FROM",
        default_value = "Proviso Registry <registry@proviso.example>"
    )]
    pub mail_from: String,
    /// A time-stamp authority (RFC 3161), asked to stamp what is published; without it nothing is.
    #[arg(long, env = "PROVISO_TIMESTAMP_AUTHORITY", value_name = "URL")]
    pub timestamp_authority: Option<String>,
    /// Networks to which signed messages (webhooks) go although they are not the public internet, and
    /// there also over http: addresses or networks (as 10.0.0.0/8), with commas between them.
    #[arg(long, env = "PROVISO_WEBHOOK_NETWORKS", value_delimiter = ',', value_parser = network)]
    pub webhook_networks: Vec<IpNet>,
    /// Connections kept to the database.
    #[arg(long, env = "PROVISO_POOL", default_value_t = 12)]
    pub pool: usize,
    /// How often one may ask.
    #[command(flatten)]
    pub allowed: Allowed,
}

fn default_state() -> PathBuf {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    match (std::env::var_os("XDG_STATE_HOME"), home) {
        (Some(state), _) => PathBuf::from(state).join("proviso"),
        (None, Some(home)) if home != Path::new("/root") => home.join(".local/state/proviso"),
        _ => PathBuf::from("/var/lib/proviso"),
    }
}

/// Writes a secret that only its owner may read; never over another.
pub fn write_secret(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("writing {}", path.display()))?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .with_context(|| format!("writing {}", path.display()))
}
