//! The real program, killed without warning in the middle of uploads and acts: what was
//! acknowledged is there, nothing is half there, and the ledger verifies.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use api::bootstrap;
use api::db::Db;
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use harness::proceeding::pdf;
use harness::world::PASSWORD;
use harness::{Actor, Proceeding, World, proceeding};
use serde_json::{Value, json};
use uuid::Uuid;

/// How often the server is killed when nobody says otherwise.
const CRASHES: u64 = 4;

pub(crate) fn program() -> PathBuf {
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/debug/proviso");
    std::env::var_os("PROVISO_BIN").map_or(built, PathBuf::from)
}

pub(crate) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.local_addr().expect("an address").port()
}

/// The program with a state folder, and so a database, of its own.
pub(crate) struct Server {
    pub(crate) state: PathBuf,
    port: u16,
    metrics: u16,
    /// What else it is started with.
    options: Vec<String>,
    child: Option<Child>,
}

impl Server {
    fn command(&self, what: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(what).arg("--state").arg(&self.state);
        for variable in ["DATABASE_URL", "DATABASE_APP_URL", "DATABASE_WORKER_URL"] {
            command.env_remove(variable);
        }
        command
    }

    fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) async fn start(&mut self) {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.state.join("server.log"))
            .expect("a log");
        let mut command = self.command(&["serve"]);
        command
            .args([
                "--listen",
                &format!("127.0.0.1:{}", self.port),
                "--metrics",
                &format!("127.0.0.1:{}", self.metrics),
            ])
            .args(["--origin", &self.origin()])
            .args(&self.options)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log);
        self.child = Some(command.spawn().expect("the server starts"));
        let began = Instant::now();
        let client = harness::client();
        while client
            .get(format!("{}/readyz", self.origin()))
            .send()
            .await
            .is_err()
        {
            let ended = self
                .child
                .as_mut()
                .and_then(|child| child.try_wait().ok().flatten());
            let log = std::fs::read_to_string(self.state.join("server.log")).unwrap_or_default();
            assert!(
                ended.is_none() && began.elapsed() < Duration::from_secs(90),
                "the server does not start: {log}"
            );
            actix_web::rt::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// SIGKILL: no chance to tidy up. With the database, if told so.
    pub(crate) fn kill(&mut self, database_too: bool) {
        let pid = std::fs::read_to_string(self.state.join("postgres/data/postmaster.pid"))
            .unwrap_or_default();
        if let (true, Some(pid)) = (
            database_too,
            pid.lines().next().filter(|pid| pid.parse::<u32>().is_ok()),
        ) {
            let _ = Command::new("kill").args(["-9", pid]).status();
        }
        if let Some(mut child) = self.child.take() {
            child.kill().expect("it was running");
            child.wait().expect("it is gone");
        }
    }

    pub(crate) async fn db(&self) -> Db {
        let logins = bootstrap::running(&self.state)
            .await
            .expect("the database runs");
        Db::connect(&logins.app, 2).expect("connections")
    }
}

impl Server {
    /// What no user could do: time passes.
    pub(crate) async fn as_owner(&self, body: Uuid, sql: &str) {
        let logins = bootstrap::running(&self.state)
            .await
            .expect("the database runs");
        let mut owner = AsyncPgConnection::establish(&logins.owner)
            .await
            .expect("a connection");
        let sql = format!("select set_config('app.tenant', '{body}', false); {sql}");
        owner.batch_execute(&sql).await.expect("it is done");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill(false);
        // The database of a server that died goes away by itself, and is given the time to.
        for _ in 0..200 {
            if !self.state.join("postgres/data/postmaster.pid").exists() {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        if !std::thread::panicking() {
            api::postgres::remove_if_abandoned(&self.state);
        }
    }
}

/// What the server has said that it did, and what it was asked and did not answer.
#[derive(Default)]
struct Told {
    /// Documents and their bytes.
    documents: BTreeMap<Uuid, Vec<u8>>,
    /// Filings, with docket number and documents.
    filings: BTreeMap<Uuid, (i64, Vec<Uuid>)>,
    /// Cases, with the state that was reached and the number that was given.
    cases: BTreeMap<Uuid, (String, Option<String>)>,
    /// Exhibits that were sent without an answer, to be sent again as they were.
    unanswered: Vec<(usize, Uuid, Uuid, Vec<u8>)>,
}

/// One side files exhibits, one after the other, until the server dies.
async fn files_exhibits(
    who: Actor,
    side: usize,
    case: Uuid,
    told: Arc<Mutex<Told>>,
    stop: Arc<AtomicBool>,
) {
    let mut again: Vec<_> = {
        let mut told = told.lock().expect("the list");
        let (mine, others) = std::mem::take(&mut told.unanswered)
            .into_iter()
            .partition(|one| one.0 == side);
        told.unanswered = others;
        mine
    };
    while !stop.load(Ordering::Relaxed) {
        let (_, document, filing, bytes) = again.pop().unwrap_or_else(|| {
            let mut bytes = pdf(&who.name);
            bytes.splice(9..9, std::iter::repeat_n(b' ', 200_000));
            bytes.extend(Uuid::new_v4().as_bytes());
            (side, Uuid::now_v7(), Uuid::now_v7(), bytes)
        });
        let done = async {
            let reply = who.try_upload(case, document, bytes.clone()).await?;
            if reply.status == 200 {
                reply.ok();
                told.lock()
                    .expect("the list")
                    .documents
                    .insert(document, bytes.clone());
            } else {
                return busy(reply.status);
            }
            let path = format!("/cases/{case}/exhibits/{filing}");
            let body = json!({ "title": "Exhibit", "documents": [document] });
            let reply = who.try_send("PUT", &path, Some(&body), None).await?;
            if reply.status != 200 {
                return busy(reply.status);
            }
            let no = reply.ok()["docket_no"].as_i64()?;
            told.lock()
                .expect("the list")
                .filings
                .insert(filing, (no, vec![document]));
            Some(())
        };
        if done.await.is_none() {
            told.lock()
                .expect("the list")
                .unanswered
                .push((side, document, filing, bytes));
        }
    }
    told.lock().expect("the list").unanswered.extend(again);
}

/// An answer that promises nothing: the database went first.
fn busy(status: u16) -> Option<()> {
    assert!(status >= 500, "refused with {status}");
    None
}

/// New cases are drafted, filed and registered until the server dies.
async fn brings_cases(
    agent: Actor,
    registrar: Actor,
    told: Arc<Mutex<Told>>,
    stop: Arc<AtomicBool>,
) {
    while !stop.load(Ordering::Relaxed) {
        let id = Uuid::now_v7();
        let path = format!("/cases/{id}");
        let steps = [
            (&agent, "PUT", path.clone(), proceeding::request(), None),
            (
                &agent,
                "POST",
                format!("{path}/submit"),
                json!({ "documents": [] }),
                Some(1),
            ),
            (
                &registrar,
                "POST",
                format!("{path}/register"),
                json!({}),
                Some(2),
            ),
        ];
        for (who, method, path, body, seen) in steps {
            let Some(reply) = who.try_send(method, &path, Some(&body), seen).await else {
                break;
            };
            if reply.status != 200 {
                busy(reply.status);
                break;
            }
            let case = reply.ok();
            let state = case["state"].as_str().unwrap_or_default().to_owned();
            let number = case["number"].as_str().map(str::to_owned);
            told.lock()
                .expect("the list")
                .cases
                .insert(id, (state, number));
        }
    }
}

/// Every page of a list.
async fn all(who: &Actor, path: &str) -> Vec<Value> {
    let (mut items, mut after) = (Vec::new(), String::new());
    loop {
        let page = who.get(&format!("{path}{after}")).await.ok();
        items.extend(page["items"].as_array().cloned().unwrap_or_default());
        match &page["next"] {
            Value::Null => return items,
            Value::String(next) => after = format!("?after={next}"),
            next => after = format!("?after={next}"),
        }
    }
}

/// Everything that was acknowledged is there, and nothing is half there.
async fn check(it: &Proceeding, told: &Told, looked_at: &BTreeSet<Uuid>) {
    for (id, bytes) in told
        .documents
        .iter()
        .filter(|(id, _)| !looked_at.contains(id))
    {
        let path = format!("/cases/{}/documents/{id}/content", it.case);
        let who = if it
            .applicant
            .get(&format!("/cases/{}/documents/{id}", it.case))
            .await
            .status
            == 200
        {
            &it.applicant
        } else {
            &it.respondent
        };
        assert!(
            who.bytes(&path).await == *bytes,
            "document {id} is not what was sent"
        );
    }
    let docket = all(&it.registrar, &format!("/cases/{}/docket", it.case)).await;
    let numbers: Vec<_> = docket
        .iter()
        .filter_map(|entry| entry["no"].as_i64())
        .collect();
    assert_eq!(
        numbers,
        (1..).take(docket.len()).collect::<Vec<i64>>(),
        "the docket has a gap"
    );
    let entered: BTreeMap<_, _> = docket
        .iter()
        .filter_map(|entry| {
            Some((
                entry["filing_id"].as_str()?.to_owned(),
                entry["no"].as_i64()?,
            ))
        })
        .collect();
    let filings = it
        .registrar
        .get(&format!("/cases/{}/filings", it.case))
        .await
        .ok();
    let filings = filings["items"].as_array().cloned().unwrap_or_default();
    let mut labels: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
    let mut there = BTreeMap::new();
    for filing in &filings {
        let id = filing["id"].as_str().expect("an id").to_owned();
        let documents = filing["documents"].as_array().cloned().unwrap_or_default();
        assert_eq!(
            entered.get(&id),
            filing["docket_no"].as_i64().as_ref(),
            "a filing without its entry"
        );
        if filing["kind"] == "F10" {
            assert_eq!(documents.len(), 1, "a filing without its document");
        }
        for label in documents.iter().filter_map(|one| one["exhibit"].as_str()) {
            let (state, no) = label.split_once('-').expect("a label");
            assert!(
                labels
                    .entry(state.to_owned())
                    .or_default()
                    .insert(no.parse().expect("a number")),
                "{label} twice"
            );
        }
        there.insert(id, filing.clone());
    }
    assert_eq!(there.len(), entered.len(), "an entry without its filing");
    for (state, numbers) in labels {
        let count = i64::try_from(numbers.len()).expect("few");
        assert!(
            numbers.into_iter().eq(1..=count),
            "labels of {state} have a gap"
        );
    }
    for (id, (no, documents)) in &told.filings {
        let filing = there
            .get(&id.to_string())
            .unwrap_or_else(|| panic!("filing {id} is gone"));
        assert_eq!(filing["docket_no"].as_i64(), Some(*no));
        assert_eq!(filing["documents"][0]["id"], json!(documents[0]));
    }
    check_register(it, told).await;
}

async fn check_register(it: &Proceeding, told: &Told) {
    let order = ["draft", "filed", "registered"];
    let place = |state: &str| {
        order
            .iter()
            .position(|one| *one == state)
            .unwrap_or(order.len())
    };
    let listed: BTreeMap<_, _> = all(&it.registrar, "/cases")
        .await
        .into_iter()
        .map(|case| (case["id"].as_str().expect("an id").to_owned(), case))
        .collect();
    for (id, (state, number)) in told.cases.iter().filter(|(_, (state, _))| state != "draft") {
        let case = listed
            .get(&id.to_string())
            .unwrap_or_else(|| panic!("case {id} is gone"));
        // More may have been done than we were told.
        assert!(
            place(case["state"].as_str().unwrap_or_default()) >= place(state),
            "{case}"
        );
        assert!(
            number.is_none() || case["number"].as_str() == number.as_deref(),
            "{case}"
        );
    }
    let mut numbers: Vec<i64> = listed
        .values()
        .filter_map(|case| case["number"].as_str()?.split('/').nth(1)?.parse().ok())
        .collect();
    numbers.sort_unstable();
    assert_eq!(
        numbers,
        (1..).take(numbers.len()).collect::<Vec<i64>>(),
        "the register has a gap"
    );
}

/// A number that nobody has to choose well.
fn any(below: u64) -> u64 {
    u64::try_from(Uuid::new_v4().as_u128() % u128::from(below)).unwrap_or_default()
}

/// A server with a body of its own.
pub(crate) async fn founded(options: Vec<String>) -> (Server, World) {
    let state = std::env::temp_dir().join(format!("proviso-crash-{}", Uuid::now_v7().simple()));
    std::fs::create_dir_all(&state).expect("a folder");
    let mut server = Server {
        state,
        port: free_port(),
        metrics: free_port(),
        options,
        child: None,
    };
    server.start().await;
    let mut create = server.command(&[
        "body",
        "create",
        "--slug",
        "crash",
        "--name",
        "A body that crashes",
        "--simulation",
    ]);
    create
        .args([
            "--clock",
            "2026-03-02T15:00:00Z",
            "--administrator",
            "The administrator",
            "--email",
            "administrator@test.example",
        ])
        .env("PROVISO_ADMINISTRATOR_PASSWORD", PASSWORD);
    let output = create.output().expect("the body is founded");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let db = server.db().await;
    let body = db
        .body_id("crash")
        .await
        .expect("an answer")
        .expect("the body");
    let world = World::around(db, body, "crash", &server.origin(), server.state.clone()).await;
    (server, world)
}

#[actix_web::test]
async fn what_was_acknowledged_survives_a_server_that_is_killed() {
    let crashes = std::env::var("PROVISO_CRASHES")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(CRASHES);
    let (mut server, mut world) = founded(Vec::new()).await;
    let mut it = Proceeding::pleading(&world).await;
    let told = Arc::new(Mutex::new(Told::default()));
    let mut cut_off = 0;
    for crash in 1..=crashes {
        let stop = Arc::new(AtomicBool::new(false));
        let before: BTreeSet<_> = told
            .lock()
            .expect("the list")
            .documents
            .keys()
            .copied()
            .collect();
        let running = [
            actix_web::rt::spawn(files_exhibits(
                it.applicant.clone(),
                0,
                it.case,
                told.clone(),
                stop.clone(),
            )),
            actix_web::rt::spawn(files_exhibits(
                it.respondent.clone(),
                1,
                it.case,
                told.clone(),
                stop.clone(),
            )),
            actix_web::rt::spawn(brings_cases(
                it.applicant.clone(),
                it.registrar.clone(),
                told.clone(),
                stop.clone(),
            )),
        ];
        actix_web::rt::time::sleep(Duration::from_millis(150 + any(450))).await;
        // Every third time the database dies as hard as the server.
        server.kill(crash % 3 == 0);
        stop.store(true, Ordering::Relaxed);
        for one in running {
            one.await.expect("whoever acted saw nothing strange");
        }
        cut_off += told.lock().expect("the list").unanswered.len();
        server.start().await;
        world.db = server.db().await;
        for who in [&mut it.registrar, &mut it.applicant, &mut it.respondent] {
            who.sign_in().await;
        }
        // Bytes that were looked at before are looked at once more at the end.
        let looked_at = if crash == crashes {
            BTreeSet::new()
        } else {
            before
        };
        let so_far = std::mem::take(&mut *told.lock().expect("the list"));
        check(&it, &so_far, &looked_at).await;
        *told.lock().expect("the list") = so_far;
        world.ledger_is_intact().await;
    }
    what_was_not_acknowledged_is_swept_away(&mut server, &mut world, &mut it).await;
    let told = told.lock().expect("the list");
    let done = told.filings.len() + told.cases.len();
    assert!(
        u64::try_from(done).expect("few") > crashes,
        "the server was killed before it did anything"
    );
    assert!(
        cut_off > 0,
        "nothing was under way when the server was killed"
    );
    world.leaves();
}

/// Every file of documents, by its place under the folder of the body.
fn files(state: &Path, body: Uuid) -> BTreeSet<PathBuf> {
    let root = state.join("documents").join(body.to_string());
    let mut found = BTreeSet::new();
    for folder in std::fs::read_dir(&root)
        .expect("the documents of the body")
        .flatten()
    {
        for file in std::fs::read_dir(folder.path())
            .expect("a folder")
            .flatten()
        {
            found.insert(
                file.path()
                    .strip_prefix(&root)
                    .expect("under it")
                    .to_owned(),
            );
        }
    }
    found
}

/// The server is killed once more, with an upload half-way in, and a day passes. Then the store
/// holds the bytes that a document names, and no others.
async fn what_was_not_acknowledged_is_swept_away(
    server: &mut Server,
    world: &mut World,
    it: &mut Proceeding,
) {
    let (who, case, id) = (it.applicant.clone(), it.case, Uuid::now_v7());
    let mut beginning = pdf("Half of it");
    // More than is kept in memory before the first write.
    beginning.resize(24 << 20, b' ');
    let under_way =
        actix_web::rt::spawn(async move { who.begin_upload(case, id, beginning).await });
    let began = Instant::now();
    let half =
        |file: &PathBuf| file.starts_with("arriving") && file.to_string_lossy().ends_with("#1");
    while !files(&server.state, world.body).iter().any(half) {
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "the upload does not begin"
        );
        actix_web::rt::time::sleep(Duration::from_millis(20)).await;
    }
    server.kill(false);
    assert!(
        under_way.await.expect("no panic").is_none(),
        "half a document was accepted"
    );
    let ago = std::time::SystemTime::now() - Duration::from_secs(2 * 24 * 60 * 60);
    for file in files(&server.state, world.body) {
        let path = server
            .state
            .join("documents")
            .join(world.body.to_string())
            .join(file);
        let file = File::options().write(true).open(path).expect("it is there");
        file.set_modified(ago).expect("its time is set");
    }
    server.start().await;
    world.db = server.db().await;
    for who in [&mut it.registrar, &mut it.applicant, &mut it.respondent] {
        who.sign_in().await;
    }
    let hurry = "update outbox set due_at = now() - interval '1 second' where kind = 'upload_sweep' and settled_at is null";
    server.as_owner(world.body, hurry).await;
    let mut expected = Vec::new();
    for who in [&it.applicant, &it.respondent] {
        let listed = who.get(&format!("/cases/{case}/documents")).await.ok();
        for document in listed["items"].as_array().expect("a list") {
            expected.push(document["id"].as_str().expect("an id").to_owned());
        }
    }
    expected.sort();
    expected.dedup();
    // The folder of each document holds what its key opens, and nothing else.
    let left = || -> Vec<String> {
        files(&server.state, world.body)
            .iter()
            .map(|file| {
                file.iter()
                    .next()
                    .expect("a folder")
                    .to_string_lossy()
                    .into_owned()
            })
            .collect()
    };
    let began = Instant::now();
    while left() != expected {
        assert!(
            began.elapsed() < Duration::from_secs(60),
            "left: {:?}; expected: {expected:?}",
            files(&server.state, world.body)
        );
        actix_web::rt::time::sleep(Duration::from_millis(200)).await;
    }
}
