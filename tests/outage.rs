//! The real program, a mail server and a program that follows, both away for an hour, and the worker
//! killed in the middle of writing to them: each event is told once.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{IpAddr, Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use harness::World;
use mailin::{Action, Handler, Response, SessionBuilder};
use serde_json::json;

use crate::crash::{Server, founded, free_port};
use crate::following::{page_of, press, publish};
use crate::rulings::signed;
use crate::webhooks::{Got, Mood, Program, ask};

const READER: &str = "reader@test.example";

/// What was sent to one mailbox.
#[derive(Clone, Default)]
struct Letters(Arc<Mutex<Vec<String>>>);

/// One letter as it comes in.
struct Incoming {
    letters: Letters,
    text: Vec<u8>,
}

impl Handler for Incoming {
    fn data_start(&mut self, _: &str, _: &str, _: bool, to: &[String]) -> Response {
        self.text = format!("For: {}\r\n", to.join(", ")).into_bytes();
        mailin::response::OK
    }

    fn data(&mut self, piece: &[u8]) -> std::io::Result<()> {
        self.text.extend_from_slice(piece);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let text = String::from_utf8_lossy(&self.text).replace("=\r\n", "");
        self.letters
            .0
            .lock()
            .expect("the letters")
            .push(text.replace("=3D", "="));
        mailin::response::OK
    }
}

/// How the mail server is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Up,
    /// Nobody listens at its port.
    Down,
    /// It takes connections and says nothing.
    Silent,
}

/// A mail server of this machine.
struct MailServer {
    port: u16,
    state: Arc<Mutex<State>>,
    /// How many connections it left without a word.
    kept_waiting: Arc<Mutex<usize>>,
    letters: Letters,
}

impl MailServer {
    fn new() -> Self {
        let server = Self {
            port: free_port(),
            state: Arc::new(Mutex::new(State::Up)),
            kept_waiting: Arc::default(),
            letters: Letters::default(),
        };
        let (port, state) = (server.port, Arc::clone(&server.state));
        let (waiting, letters) = (Arc::clone(&server.kept_waiting), server.letters.clone());
        std::thread::spawn(move || serve(port, &state, &waiting, &letters));
        server
    }

    fn is(&self, state: State) {
        *self.state.lock().expect("the state") = state;
    }

    /// The letters to the reader.
    fn to_reader(&self) -> Vec<String> {
        self.letters_to(READER)
    }

    fn letters_to(&self, address: &str) -> Vec<String> {
        let letters = self.letters.0.lock().expect("the letters");
        let theirs = letters
            .iter()
            .filter(|text| text.starts_with(&format!("For: {address}")));
        theirs.cloned().collect()
    }
}

/// Serves as long as the process lives, when it is up.
fn serve(port: u16, state: &Mutex<State>, waiting: &Mutex<usize>, letters: &Letters) {
    let mut listener = None;
    let mut silent = Vec::new();
    loop {
        std::thread::sleep(Duration::from_millis(20));
        let now = *state.lock().expect("the state");
        if now == State::Down {
            listener = None;
            continue;
        }
        let listening = listener.get_or_insert_with(|| {
            let listener = TcpListener::bind(("127.0.0.1", port)).expect("its port");
            listener.set_nonblocking(true).expect("it does not wait");
            listener
        });
        let Ok((stream, _)) = listening.accept() else {
            continue;
        };
        if now == State::Silent {
            *waiting.lock().expect("a number") += 1;
            silent.push(stream);
            continue;
        }
        stream.set_nonblocking(false).expect("it waits");
        let letters = letters.clone();
        std::thread::spawn(move || converse(stream, letters));
    }
}

fn converse(stream: TcpStream, letters: Letters) -> Option<()> {
    let text = Vec::new();
    let handler = Incoming { letters, text };
    let mut session =
        SessionBuilder::new("mail.test.example").build(IpAddr::V4(Ipv4Addr::LOCALHOST), handler);
    let mut out = stream.try_clone().ok()?;
    out.write_all(&session.greeting().buffer().ok()?).ok()?;
    let mut lines = BufReader::new(stream);
    loop {
        let mut line = Vec::new();
        if lines.read_until(b'\n', &mut line).ok()? == 0 {
            return None;
        }
        let answer = session.process(&line);
        if answer.action != Action::NoReply {
            out.write_all(&answer.buffer().ok()?).ok()?;
        }
        if answer.action == Action::Close {
            return None;
        }
    }
}

async fn until(what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(60), "{what}");
        actix_web::rt::time::sleep(Duration::from_millis(50)).await;
    }
}

/// An hour passes for everything that waits to be sent.
async fn an_hour_passes(server: &Server, world: &World) {
    let hurry = "update outbox set due_at = due_at - interval '1 hour',
                                   leased_until = leased_until - interval '1 hour'
                  where settled_at is null";
    server.as_owner(world.body, hurry).await;
}

#[actix_web::test]
async fn a_follower_is_told_once_after_an_hour_without_mail_and_a_worker_that_was_killed() {
    let mail = MailServer::new();
    let program = Program::listens();
    let options = [
        "--smtp-url",
        &format!("smtp://127.0.0.1:{}", mail.port),
        "--webhook-networks",
        "127.0.0.0/8",
    ];
    let (mut server, mut world) = founded(options.map(str::to_owned).to_vec()).await;
    let it = signed(&world, true).await;
    let wish = json!({ "address": READER });
    let reply = it.applicant.nobody().post("/following", &wish).await;
    assert_eq!(reply.status, 202, "{}", reply.json);
    let asked = ask(&it, &program, json!({})).await;
    until("nobody is asked", || {
        !mail.to_reader().is_empty() && !program.got().is_empty()
    })
    .await;
    let page = page_of(&mail.to_reader()[0]);
    assert_eq!(press(&world, &page, "confirm").await.0, 200);
    let of_program = asked["page"].as_str().expect("a page").to_owned();
    let shown = format!("{}{of_program}", world.origin);
    let told = async || {
        let answer = reqwest::get(&shown).await.expect("an answer");
        answer
            .text()
            .await
            .expect("a page")
            .contains("Your program is told")
    };
    let began = Instant::now();
    while !told().await {
        assert!(began.elapsed() < Duration::from_secs(60), "not confirmed");
    }

    // Programs that do not answer keep nobody's letter waiting: one after the other they would take
    // more than a minute.
    program.is(Mood::Silent);
    let before = program.got().len();
    for _ in 0..5 {
        ask(&it, &program, json!({ "query": "respondent=ZZZ" })).await;
    }
    until("the programs are not asked", || {
        program.got().len() > before
    })
    .await;
    let letters = mail.letters_to("other@test.example").len();
    let wish = json!({ "address": "other@test.example" });
    it.applicant.nobody().post("/following", &wish).await;
    let began = Instant::now();
    until("no letter", || {
        mail.letters_to("other@test.example").len() > letters
    })
    .await;
    assert!(
        began.elapsed() < Duration::from_secs(12),
        "it was kept waiting"
    );

    // Both go away, and a ruling is published.
    mail.is(State::Down);
    program.is(Mood::Answering(503));
    publish(&it).await;
    until("the program is not tried", || {
        program
            .got()
            .iter()
            .any(|one| one.kind() == "ruling.published")
    })
    .await;
    // They come back half: they take connections and say nothing. The worker waits for one of them,
    // and is killed as it waits.
    let seen = program.got().len();
    mail.is(State::Silent);
    program.is(Mood::Silent);
    an_hour_passes(&server, &world).await;
    until("nothing is under way", || {
        *mail.kept_waiting.lock().expect("a number") > 0 || program.got().len() > seen
    })
    .await;
    server.kill(false);
    mail.is(State::Up);
    program.is(Mood::Willing);
    server.start().await;
    world.db = server.db().await;
    an_hour_passes(&server, &world).await;
    let published = |got: &[Got]| -> Vec<Got> {
        let of_it = got.iter().filter(|one| one.kind() == "ruling.published");
        of_it.cloned().collect()
    };
    until("not everybody is told", || {
        mail.to_reader().len() > 1 && published(&program.got()).iter().any(|one| one.taken)
    })
    .await;
    // Nothing more comes, however long one waits.
    an_hour_passes(&server, &world).await;
    actix_web::rt::time::sleep(Duration::from_secs(3)).await;
    let letters = mail.to_reader();
    assert_eq!(
        letters.len(),
        2,
        "the question, and one notice: {letters:#?}"
    );
    assert!(letters[1].contains("/rulings/2026-"));
    let got = published(&program.got());
    let ids: BTreeSet<_> = got.iter().map(|one| one.id.as_str()).collect();
    assert_eq!(ids.len(), 1, "one event: {got:#?}");
    assert_eq!(got.iter().filter(|one| one.taken).count(), 1, "{got:#?}");
    assert!(got.len() > 1, "it was tried while nobody took it");
    program.goes().await;
    world.leaves();
}
