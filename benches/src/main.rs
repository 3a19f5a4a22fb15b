//! Plants a corpus in the throwaway database around this process, and measures the server over it:
//! `./bench [rulings]`. Every figure that matters is a ratio of two times of the same run, taken in
//! turns on the same machine.

mod measure;
mod plant;
mod server;
mod text;

use std::io::Write as _;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};
use api::testbed::TestDatabase;

use crate::measure::Bench;
use crate::plant::Corpus;
use crate::server::Server;

/// What is measured first, to see what grows from there.
const SMALL: usize = 1000;
const SEED: u64 = 20_261_127;
/// However slow it is, it stops by itself.
const AT_MOST: Duration = Duration::from_secs(45 * 60);

fn main() -> Result<()> {
    api::law::check()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        tokio::time::timeout(AT_MOST, run())
            .await
            .context("stopped: it took too long")?
    })
}

/// On standard output; a reader that went away is no failure.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

async fn run() -> Result<()> {
    let wanted = std::env::args().nth(1).map(|text| text.parse::<usize>());
    let wanted = wanted.transpose().context("say how many rulings")?;
    let wanted = wanted.unwrap_or(100_000).max(SMALL);
    let database = TestDatabase::from_environment()?;
    let mut corpus = Corpus::found(&database.logins, SEED).await?;
    let mut small = Vec::new();
    for size in [SMALL, wanted] {
        let began = Instant::now();
        corpus.plant(size).await?;
        say(&format!(
            "\n{size} rulings planted ({:.1} s)",
            began.elapsed().as_secs_f64()
        ));
        let began = Instant::now();
        let server = Server::start(&database.logins).await?;
        server.indexed(size).await?;
        say(&format!(
            "the index of {size} rulings is whole {:.1} s after the start of the server, whose peak was {} MiB",
            began.elapsed().as_secs_f64(),
            server.memory("VmHWM")? / 1024
        ));
        let bench = Bench::over(&server, &corpus, &database.logins).await?;
        if size == SMALL && wanted != SMALL {
            small = bench.pages(&[]).await?;
            continue;
        }
        bench.pages(&small).await?;
        bench.search().await?;
        bench.ruling().await?;
        bench.memory().await?;
    }
    Ok(())
}
