//! Brings the database to the shape that this program knows.

use anyhow::Context as _;
use diesel_async::{AsyncConnection, AsyncMigrationHarness, AsyncPgConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

/// Every migration, inside the program.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../migrations");

/// Runs what has not run yet, as the owner. Blocks; runs on a thread and a runtime of its own,
/// since the harness blocks inside a runtime with several threads.
pub fn run(owner_url: &str) -> anyhow::Result<usize> {
    on_own_runtime(owner_url, |harness| {
        harness
            .run_pending_migrations(MIGRATIONS)
            .map(|done| done.len())
            .map_err(|error| anyhow::anyhow!("{error}"))
    })
}

/// Takes every migration back: for the test that goes up, down and up again.
pub fn revert(owner_url: &str) -> anyhow::Result<usize> {
    on_own_runtime(owner_url, |harness| {
        harness
            .revert_all_migrations(MIGRATIONS)
            .map(|done| done.len())
            .map_err(|error| anyhow::anyhow!("{error}"))
    })
}

fn on_own_runtime(
    owner_url: &str,
    work: impl FnOnce(&mut AsyncMigrationHarness<AsyncPgConnection>) -> anyhow::Result<usize>
    + Send
    + 'static,
) -> anyhow::Result<usize> {
    let url = owner_url.to_owned();
    let thread = std::thread::spawn(move || -> anyhow::Result<usize> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        runtime.block_on(async {
            let connection = AsyncPgConnection::establish(&url)
                .await
                .context("connecting as the owner")?;
            work(&mut AsyncMigrationHarness::new(connection))
        })
    });
    thread
        .join()
        .map_err(|_| anyhow::anyhow!("the migrations stopped half-way"))?
}
