//! A throwaway cluster around one command: `proviso test-database -- COMMAND...`.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Command, ExitCode, ExitStatus};

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use tokio::signal::unix::{SignalKind, signal};

use crate::bootstrap::{self, Logins};
use crate::postgres::{Cluster, Settings, Sources, remove_if_abandoned};
use crate::secret;

/// Names the database that the command may use.
pub const VARIABLE: &str = "PROVISO_TEST_DATABASE";

/// The content of the variable, as JSON.
#[derive(Clone, Deserialize, Serialize)]
pub struct TestDatabase {
    #[serde(flatten)]
    pub logins: Logins,
    /// For the few tests that clone a database or look at the whole cluster.
    pub superuser: String,
}

impl TestDatabase {
    /// The database around this process, for tests.
    pub fn from_environment() -> Result<Self> {
        let said = std::env::var(VARIABLE).context(
            "no test database: run the tests with ./test or under `proviso test-database --`",
        )?;
        serde_json::from_str(&said).context(VARIABLE)
    }
}

/// Runs the command with a fresh, migrated database that is gone afterwards; ends as it ended.
pub fn run(
    sources: Sources,
    command: &[OsString],
    migrate: impl FnOnce(&Logins) -> Result<()>,
) -> Result<ExitCode> {
    let (program, arguments) = command.split_first().context("no command given")?;
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    let runtime = runtime.worker_threads(1).enable_all().build()?;
    let state = Folder::fresh()?;
    let settings = Settings {
        state: state.0.clone(),
        sources,
        durable: false,
    };
    let cluster = Cluster::start(&settings)?;
    let logins = runtime.block_on(bootstrap::in_cluster(&cluster, &state.0))?;
    migrate(&logins)?;
    let database = TestDatabase {
        logins,
        superuser: cluster.superuser(),
    };
    let mut child = tokio::process::Command::new(program);
    child
        .args(arguments)
        .env(VARIABLE, serde_json::to_string(&database)?);
    let status = runtime.block_on(to_the_end(child))?;
    cluster.stop();
    drop(state);
    Ok(as_code(status))
}

/// Outlives a Ctrl-C, which the terminal sends to the command too, so that we can clean up; hands
/// on a request to end, which comes to us alone.
async fn to_the_end(mut command: tokio::process::Command) -> Result<ExitStatus> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut child = command.spawn().context("cannot run the command")?;
    loop {
        tokio::select! {
            ended = child.wait() => return Ok(ended?),
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {
                if let Some(pid) = child.id() {
                    Command::new("sh").args(["-c", &format!("kill -TERM {pid}")]).status()?;
                }
            }
        }
    }
}

/// As a shell tells it: 128 and the signal for a command that a signal ended.
fn as_code(status: ExitStatus) -> ExitCode {
    use std::os::unix::process::ExitStatusExt;
    let code = status
        .code()
        .or_else(|| status.signal().map(|signal| 128 + signal));
    code.and_then(|code| u8::try_from(code).ok())
        .map_or(ExitCode::FAILURE, ExitCode::from)
}

/// A state folder that is removed with everything in it.
struct Folder(PathBuf);

impl Folder {
    fn fresh() -> Result<Self> {
        let memory = Path::new("/dev/shm");
        let root = if roomy(memory) {
            memory.to_owned()
        } else {
            std::env::temp_dir()
        };
        sweep(&root);
        let folder = root.join(format!(
            "proviso-test-{}-{}",
            process::id(),
            secret::random(3)?
        ));
        Ok(Self(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A container often has only 64 MiB there: too little for a cluster and its clones.
fn roomy(folder: &Path) -> bool {
    let Ok(answer) = Command::new("df").arg("-Pk").arg(folder).output() else {
        return false;
    };
    let answer = String::from_utf8_lossy(&answer.stdout);
    let free = answer
        .lines()
        .nth(1)
        .and_then(|line| line.split_whitespace().nth(3));
    free.and_then(|kib| kib.parse::<u64>().ok())
        .is_some_and(|kib| kib > 1 << 20)
}

/// Removes what runs that were killed left: folders whose lock nobody holds.
fn sweep(root: &Path) {
    let Ok(entries) = fs::read_dir(root) else {
        return;
    };
    for entry in entries.flatten() {
        if entry
            .file_name()
            .to_string_lossy()
            .starts_with("proviso-test-")
        {
            remove_if_abandoned(&entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;
    use std::process::ExitCode;

    use super::{Sources, run};

    #[test]
    fn the_command_sees_the_database_and_its_exit_code_is_handed_on() {
        let script = "case $PROVISO_TEST_DATABASE in *dbname=proviso*) exit 7;; esac; exit 1";
        let command = ["sh", "-c", script].map(OsString::from);
        let mut migrated = false;
        let code = run(Sources::from_environment(), &command, |logins| {
            migrated = logins.owner.contains("user=proviso_owner");
            Ok(())
        });
        assert!(migrated);
        assert_eq!(
            format!("{:?}", code.unwrap()),
            format!("{:?}", ExitCode::from(7))
        );
    }
}
