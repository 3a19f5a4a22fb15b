//! The embedded cluster: a PostgreSQL server of our own, found, made, started and stopped.

mod binaries;
mod user;

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};

pub use binaries::Sources;
use user::User;

use crate::secret;

/// How long a crashed server may take to replay its log before a start is given up.
const PATIENCE: Duration = Duration::from_secs(300);
/// How long the remains of an earlier server may take to go away.
const GRACE: Duration = Duration::from_secs(60);
const TICK: Duration = Duration::from_millis(10);

/// What a cluster is made of.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The folder that keeps data, passwords and log; made when missing.
    pub state: PathBuf,
    /// Where the binaries are looked for.
    pub sources: Sources,
    /// False gives up every promise about power cuts for speed: for tests only.
    pub durable: bool,
}

/// A running server. It stops when told to, when dropped, and when this program dies.
#[derive(Debug)]
pub struct Cluster {
    password: String,
    socket: PathBuf,
    stop: Option<mpsc::Sender<()>>,
    keeper: Option<JoinHandle<()>>,
}

impl Cluster {
    /// Makes the cluster if there is none, starts it, and returns when it takes connections.
    /// Blocks: call it outside the asynchronous runtime or where blocking is allowed.
    pub fn start(settings: &Settings) -> Result<Self> {
        let user = User::when_root()?;
        let place = Place::prepare(&settings.state, user.as_ref())?;
        let bin = binaries::find(&settings.sources, user.as_ref(), &place.home)?;
        let password = secret::kept(&settings.state, "superuser")?;
        let runner = Runner {
            bin,
            user,
            durable: settings.durable,
        };
        place.clear_the_way(&runner)?;
        if place.data().exists() {
            runner.check_version(&place.data())?;
        } else {
            runner.make(&place, &password)?;
        }
        let socket = place.open_socket_folder(runner.user.as_ref())?;

        // The kernel ties the server's death to the thread that started it, so that thread must
        // live as long as the server.
        let (stop, told) = mpsc::channel();
        let (ready, started) = mpsc::channel();
        let folder = socket.clone();
        let keeper = thread::Builder::new()
            .name("postgres".to_owned())
            .spawn(move || keep(&runner, &place, &folder, &ready, &told))?;
        let cluster = Self {
            password,
            socket,
            stop: Some(stop),
            keeper: Some(keeper),
        };
        started
            .recv()
            .context("the thread that keeps the database server is gone")??;
        Ok(cluster)
    }

    /// The connection string of a role of this cluster, understood by `tokio-postgres` and libpq.
    #[must_use]
    pub fn url(&self, role: &str, password: &str, database: &str) -> String {
        let socket = self.socket.display();
        format!("host={socket} port=5432 user={role} password={password} dbname={database}")
    }

    /// The connection string of the superuser, for the bootstrap and for tests.
    #[must_use]
    pub fn superuser(&self) -> String {
        self.url("postgres", &self.password, "postgres")
    }

    /// Ends every connection, stops the server and returns when its data is safe.
    pub fn stop(mut self) {
        self.finish();
    }

    fn finish(&mut self) {
        drop(self.stop.take());
        if let Some(keeper) = self.keeper.take()
            && keeper.join().is_err()
        {
            tracing::error!("the thread that keeps the database server panicked");
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.finish();
    }
}

/// The life of one server, on the thread that it dies with.
fn keep(
    runner: &Runner,
    place: &Place,
    socket: &Path,
    ready: &mpsc::Sender<Result<()>>,
    told: &mpsc::Receiver<()>,
) {
    let child = runner.launch(place, socket).and_then(|mut child| {
        match place.wait_until_ready(&mut child) {
            Ok(()) => Ok(child),
            Err(error) => {
                halt(&mut child);
                Err(error)
            }
        }
    });
    match child {
        Ok(mut child) => {
            if ready.send(Ok(())).is_ok() {
                watch(&mut child, told);
            }
            halt(&mut child);
        }
        Err(error) => drop(ready.send(Err(error))),
    }
    place.close_socket_folder();
}

/// Returns when told to stop, or when the server has ended without being told.
fn watch(child: &mut Child, told: &mpsc::Receiver<()>) {
    while let Err(RecvTimeoutError::Timeout) = told.recv_timeout(Duration::from_secs(1)) {
        if let Ok(Some(status)) = child.try_wait() {
            tracing::error!(%status, "the embedded database server has ended by itself");
            return;
        }
    }
}

/// Fast shutdown, and a harder one for a server that does not obey.
fn halt(child: &mut Child) {
    for name in ["INT", "QUIT", "KILL"] {
        if matches!(child.try_wait(), Ok(Some(_))) {
            return;
        }
        signal(name, child.id());
        let deadline = Instant::now() + GRACE;
        while Instant::now() < deadline {
            if matches!(child.try_wait(), Ok(Some(_))) {
                return;
            }
            thread::sleep(TICK);
        }
    }
}

/// The shell's own `kill`: there on every system, unlike the program of that name.
fn signal(name: &str, pid: u32) {
    let kill = format!("kill -{name} {pid}");
    if let Err(error) = Command::new("sh")
        .args(["-c", &kill])
        .stderr(Stdio::null())
        .status()
    {
        tracing::error!(%error, "cannot signal the database server");
    }
}

/// How programs of the server are run.
struct Runner {
    bin: PathBuf,
    user: Option<User>,
    durable: bool,
}

impl Runner {
    /// A program of the server, as the server's user, that is sent SIGINT when our thread dies.
    fn command(&self, program: &Path) -> Command {
        let mut command = if cfg!(target_os = "linux") {
            let mut command = Command::new("setpriv");
            if let Some(user) = &self.user {
                command.args([
                    "--reuid",
                    &user.uid.to_string(),
                    "--regid",
                    &user.gid.to_string(),
                ]);
                command.arg("--clear-groups");
            }
            command.args(["--pdeathsig", "INT", "--"]).arg(program);
            command
        } else {
            let mut command = Command::new(program);
            if let Some(user) = &self.user {
                command.uid(user.uid).gid(user.gid);
            }
            command
        };
        command
            .current_dir("/")
            .env_clear()
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC");
        command
            .env("PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin")
            .stdin(Stdio::null());
        // A Ctrl-C at the terminal is for us; we stop the server when the last request is done.
        command.process_group(0);
        command
    }

    /// Makes the cluster beside its place and moves it there whole, so that a broken attempt
    /// leaves nothing that looks like data.
    fn make(&self, place: &Place, password: &str) -> Result<()> {
        let draft = place.home.join("data.new");
        if draft.exists() {
            fs::remove_dir_all(&draft)?;
        }
        DirBuilder::new().mode(0o700).create(&draft)?;
        let words = place.home.join("password.new");
        let _ = fs::remove_file(&words);
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&words)?;
        writeln!(file, "{password}")?;
        if let Some(user) = &self.user {
            user.own(&draft)?;
            user.own(&words)?;
        }
        let mut initdb = self.command(&self.bin.join("initdb"));
        initdb.args([
            "--username=postgres",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
        ]);
        initdb.args(["--locale=C.UTF-8", "--no-instructions"]);
        initdb
            .arg("--pwfile")
            .arg(&words)
            .arg("--pgdata")
            .arg(&draft);
        if !self.durable {
            initdb.arg("--no-sync");
        }
        let made = initdb.output().with_context(|| missing(self))?;
        fs::remove_file(&words)?;
        if !made.status.success() {
            bail!(
                "initdb failed: {}",
                String::from_utf8_lossy(&made.stderr).trim()
            );
        }
        fs::rename(&draft, place.data())?;
        Ok(File::open(&place.home)?.sync_all()?)
    }

    /// Says it plainly when the data was made by another major version of the server.
    fn check_version(&self, data: &Path) -> Result<()> {
        let made = fs::read_to_string(data.join("PG_VERSION"))?;
        let mut server = self.command(&self.bin.join("postgres"));
        let answer = server
            .arg("--version")
            .output()
            .with_context(|| missing(self))?;
        let answer = String::from_utf8_lossy(&answer.stdout);
        // "postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)"
        let ours = answer
            .split_whitespace()
            .nth(2)
            .and_then(|version| version.split('.').next());
        match ours {
            Some(ours) if ours != made.trim() => bail!(
                "the data in {} was made by PostgreSQL {}, and the server in {} is PostgreSQL {ours}",
                data.display(),
                made.trim(),
                self.bin.display()
            ),
            _ => Ok(()),
        }
    }

    /// The server processes whose working folder is this one; the dead are not among them, reaped
    /// or not. Asked as the server's user, since in a container root may not be allowed to look.
    fn living_in(&self, data: &Path) -> Result<Vec<u32>> {
        let mut list = self.command(Path::new("sh"));
        list.args(["-c", "ls -ld /proc/[0-9]*/cwd 2>/dev/null"]);
        let listed = list.output().with_context(|| missing(self))?.stdout;
        let place = format!(" -> {}", data.display());
        let listed = String::from_utf8_lossy(&listed);
        let here = listed.lines().filter_map(|line| line.strip_suffix(&place));
        let pids = here.filter_map(|line| line.rsplit('/').nth(1)?.parse().ok());
        let server = |pid: &u32| {
            let name = fs::read_to_string(format!("/proc/{pid}/comm"));
            name.is_ok_and(|name| name.trim() == "postgres")
        };
        Ok(pids.filter(server).collect())
    }

    fn launch(&self, place: &Place, socket: &Path) -> Result<Child> {
        let log = place.open_log()?;
        let mut server = self.command(&self.bin.join("postgres"));
        server.arg("-D").arg(place.data()).arg("-k").arg(socket);
        server.args([
            "-c",
            "listen_addresses=",
            "-c",
            "unix_socket_permissions=0700",
        ]);
        server.args(["-c", "max_connections=200"]);
        if !self.durable {
            for setting in [
                "fsync",
                "synchronous_commit",
                "full_page_writes",
                "autovacuum",
            ] {
                server.args(["-c", &format!("{setting}=off")]);
            }
        }
        server
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .with_context(|| missing(self))
    }
}

fn missing(runner: &Runner) -> String {
    format!(
        "cannot run setpriv (package util-linux) with {}",
        runner.bin.display()
    )
}

/// The cluster's files under the state folder.
struct Place {
    home: PathBuf,
    /// Held for as long as this program may touch the files.
    _lock: File,
}

impl Place {
    fn prepare(state: &Path, user: Option<&User>) -> Result<Self> {
        // The server's user must pass through, and nobody has to look around.
        let mode = if user.is_some() { 0o711 } else { 0o700 };
        let home = state.join("postgres");
        for folder in [state, &home] {
            if !folder.is_dir() {
                DirBuilder::new()
                    .recursive(true)
                    .create(folder)
                    .and_then(|()| fs::set_permissions(folder, fs::Permissions::from_mode(mode)))
                    .with_context(|| format!("cannot make the folder {}", folder.display()))?;
            }
        }
        let home = fs::canonicalize(home)?;
        if let Some(user) = user
            && let Some(closed) = user.closed_folder_above(&home.join("."))
        {
            bail!(
                "the folder {} is closed to the user {}, as whom the database server runs: \
                 choose another state folder",
                closed.display(),
                user.name
            );
        }
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false).mode(0o600);
        let lock = options.open(home.join("lock"))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { home, _lock: lock }),
            Err(TryLockError::WouldBlock) => {
                bail!(
                    "another server is already running with the state folder {}",
                    state.display()
                )
            }
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    fn data(&self) -> PathBuf {
        self.home.join("data")
    }

    /// Waits for what an earlier server left: the lock tells us that its program is gone, so it
    /// is stopping or will be told to. Then removes its lock file and its socket folder.
    fn clear_the_way(&self, runner: &Runner) -> Result<()> {
        let file = self.data().join("postmaster.pid");
        let text = fs::read_to_string(&file).unwrap_or_default();
        let left = Postmaster::read(&text);
        let deadline = Instant::now() + GRACE;
        let mut told = false;
        // A dead server that nobody has reaped yet still answers to a signal, and another program
        // may have its number by now: ask what lives in the data folder instead.
        loop {
            let living = runner.living_in(&self.data())?;
            if living.is_empty() {
                break;
            }
            if Instant::now() > deadline {
                bail!("an earlier database server has not ended: processes {living:?}");
            }
            if let Some(left) = left.as_ref().filter(|it| !told && living.contains(&it.pid)) {
                signal("INT", left.pid);
                told = true;
            }
            thread::sleep(TICK * 5);
        }
        // Elsewhere PostgreSQL's own check must do.
        if cfg!(target_os = "linux") && file.exists() {
            fs::remove_file(file)?;
        }
        if let Some(left) = left {
            remove_socket_folder(&left.socket);
        }
        self.close_socket_folder();
        Ok(())
    }

    /// A socket's path may have 107 bytes, so it cannot lie in a state folder that lies deep.
    fn open_socket_folder(&self, user: Option<&User>) -> Result<PathBuf> {
        let folder = PathBuf::from(format!("/tmp/proviso-{}", secret::random(4)?));
        fs::write(self.note(), folder.as_os_str().as_encoded_bytes())?;
        DirBuilder::new().mode(0o700).create(&folder)?;
        if let Some(user) = user {
            user.own(&folder)?;
        }
        Ok(folder)
    }

    fn close_socket_folder(&self) {
        if let Ok(folder) = fs::read_to_string(self.note()) {
            remove_socket_folder(Path::new(&folder));
            let _ = fs::remove_file(self.note());
        }
    }

    /// Remembers the socket folder also after a clean end, when postmaster.pid does not.
    fn note(&self) -> PathBuf {
        self.home.join("socket")
    }

    fn log(&self) -> PathBuf {
        self.home.join("server.log")
    }

    /// A log for each run, and the one of the run before.
    fn open_log(&self) -> Result<File> {
        if self.log().exists() {
            fs::rename(self.log(), self.home.join("server.log.1"))?;
        }
        let mut options = OpenOptions::new();
        Ok(options
            .create(true)
            .append(true)
            .mode(0o600)
            .open(self.log())?)
    }

    fn wait_until_ready(&self, child: &mut Child) -> Result<()> {
        let file = self.data().join("postmaster.pid");
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            let text = fs::read_to_string(&file).unwrap_or_default();
            if Postmaster::read(&text).is_some_and(|it| it.ready && it.pid == child.id()) {
                return Ok(());
            }
            if let Some(status) = child.try_wait()? {
                return Err(self.complaint(&format!("did not start ({status})")));
            }
            thread::sleep(TICK);
        }
        Err(self.complaint("is not ready"))
    }

    fn complaint(&self, what: &str) -> anyhow::Error {
        let log = fs::read(self.log()).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().collect();
        let last = lines[lines.len().saturating_sub(8)..].join("\n");
        anyhow!(
            "the database server {what}; the end of {}:\n{last}",
            self.log().display()
        )
    }
}

fn remove_socket_folder(folder: &Path) {
    let ours = folder
        .to_str()
        .is_some_and(|path| path.starts_with("/tmp/proviso-"));
    if ours
        && folder.exists()
        && let Err(error) = fs::remove_dir_all(folder)
    {
        tracing::warn!(folder = %folder.display(), %error, "a stale socket folder stays");
    }
}

/// Removes a state folder whose program is gone, and the socket folder of its server.
pub fn remove_if_abandoned(state: &Path) {
    let lock = File::open(state.join("postgres/lock"));
    if lock.is_ok_and(|lock| lock.try_lock().is_ok()) {
        if let Ok(folder) = fs::read_to_string(state.join("postgres/socket")) {
            remove_socket_folder(Path::new(&folder));
        }
        let _ = fs::remove_dir_all(state);
    }
}

/// What `postmaster.pid` says.
#[derive(Debug, PartialEq)]
struct Postmaster {
    pid: u32,
    socket: PathBuf,
    ready: bool,
}

impl Postmaster {
    /// None when the first line is not a number, as after a power cut. A negative one is a
    /// server in single-user mode.
    fn read(text: &str) -> Option<Self> {
        let line = |number: usize| text.lines().nth(number - 1).unwrap_or_default().trim();
        let pid = line(1)
            .parse::<i64>()
            .ok()?
            .unsigned_abs()
            .try_into()
            .ok()?;
        Some(Self {
            pid,
            socket: PathBuf::from(line(5)),
            ready: line(8) == "ready",
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use super::{Cluster, Postmaster, Settings, Sources};
    use crate::secret::random;

    const STARTED: &str = "\
4711
/var/lib/proviso/postgres/data
1764035922
5432
/tmp/proviso-0a1b2c3d

  1234567         0
ready   
";

    #[test]
    fn a_server_is_ready_when_its_eighth_line_says_so() {
        let ready = Postmaster::read(STARTED).unwrap();
        assert_eq!(ready.pid, 4711);
        assert_eq!(ready.socket, PathBuf::from("/tmp/proviso-0a1b2c3d"));
        assert!(ready.ready);
        let starting = STARTED.replace("ready   ", "starting");
        assert!(!Postmaster::read(&starting).unwrap().ready);
    }

    #[test]
    fn a_torn_lock_file_names_no_server() {
        assert_eq!(Postmaster::read(""), None);
        assert_eq!(Postmaster::read("\0\0\0\n"), None);
        let torn = Postmaster::read("4711\n/var/lib").unwrap();
        assert!(!torn.ready);
    }

    #[test]
    fn a_cluster_starts_stops_and_starts_again_and_admits_one_program() {
        let state = std::env::temp_dir().join(format!("proviso-pg-{}", random(4).unwrap()));
        let settings = Settings {
            state: state.clone(),
            sources: Sources::from_environment(),
            durable: false,
        };
        for _ in 0..2 {
            let cluster = Cluster::start(&settings).unwrap();
            let socket = cluster.socket.clone();
            assert!(socket.join(".s.PGSQL.5432").exists());
            let second = Cluster::start(&settings).unwrap_err().to_string();
            assert!(second.contains("already running"), "{second}");
            cluster.stop();
            assert!(!socket.exists());
            assert!(!state.join("postgres/data/postmaster.pid").exists());
        }
        fs::remove_dir_all(state).unwrap();
    }
}
