//! The real program beside us, over the planted database, with a state folder of its own.

use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result};
use api::bootstrap::Logins;
use serde_json::Value;
use uuid::Uuid;

use crate::plant::SLUG;

pub(crate) struct Server {
    pub(crate) origin: String,
    state: PathBuf,
    child: Child,
    client: reqwest::Client,
}

impl Server {
    pub(crate) async fn start(logins: &Logins) -> Result<Self> {
        let state = std::env::temp_dir().join(format!("proviso-bench-{}", Uuid::new_v4()));
        std::fs::create_dir_all(&state)?;
        let log = File::create(state.join("server.log"))?;
        let (port, metrics) = (free_port()?, free_port()?);
        let origin = format!("http://127.0.0.1:{port}");
        let program = std::env::var_os("PROVISO_BIN").context("PROVISO_BIN names the program")?;
        let child = Command::new(program)
            .args(["serve", "--listen", &format!("127.0.0.1:{port}")])
            .args(["--metrics", &format!("127.0.0.1:{metrics}")])
            .args(["--origin", &origin, "--state"])
            .arg(&state)
            .env("DATABASE_URL", &logins.owner)
            .env("DATABASE_APP_URL", &logins.app)
            .env("DATABASE_WORKER_URL", &logins.worker)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        let server = Self {
            origin,
            state,
            child,
            client: reqwest::Client::builder()
                .timeout(Duration::from_secs(1800))
                .build()?,
        };
        for _ in 0..600 {
            let ready = format!("{}/readyz", server.origin);
            if server.client.get(ready).send().await.is_ok() {
                return Ok(server);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        anyhow::bail!(
            "the server does not start: {}",
            std::fs::read_to_string(server.state.join("server.log"))?
        )
    }

    /// The files of the index of a body.
    pub(crate) fn index(&self, body: Uuid) -> PathBuf {
        self.state.join("search").join(body.to_string())
    }

    /// Waits until a search finds everything; a reader waits like that once, if at all.
    pub(crate) async fn indexed(&self, size: usize) -> Result<()> {
        let found: Value = serde_json::from_slice(&self.get("api", "/rulings/search").await?)?;
        anyhow::ensure!(found["total"] == size, "found {}", found["total"]);
        Ok(())
    }

    /// The bytes at an address of the corpus: `api` for the API, nothing for a page.
    pub(crate) async fn get(&self, kind: &str, address: &str) -> Result<Vec<u8>> {
        let below = if kind.is_empty() {
            String::new()
        } else {
            format!("/{kind}")
        };
        let url = format!("{}{below}/{SLUG}{address}", self.origin);
        let answer = self.client.get(&url).send().await?;
        anyhow::ensure!(answer.status().is_success(), "{url}: {}", answer.status());
        Ok(answer.bytes().await?.to_vec())
    }

    /// A line of what the kernel says of the process, in KiB.
    pub(crate) fn memory(&self, line: &str) -> Result<u64> {
        let status = std::fs::read_to_string(
            Path::new("/proc")
                .join(self.child.id().to_string())
                .join("status"),
        )?;
        let found = status
            .lines()
            .find_map(|one| one.strip_prefix(line)?.strip_prefix(':'));
        let number = found.and_then(|text| text.split_whitespace().next());
        Ok(number.context("no such line")?.parse()?)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.state);
    }
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
