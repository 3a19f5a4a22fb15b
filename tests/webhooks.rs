//! A program follows what is public: it is asked first, told each event once under an id of its own,
//! and never does this server knock where only it could.

use std::sync::{Arc, Mutex};

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use harness::{Proceeding, World};
use serde_json::{Value, json};
use standardwebhooks::Webhook;

use crate::catalog::{As, connect};
use crate::following::{press, publish};
use crate::rulings::signed;

/// How a program answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    /// It takes messages, and repeats a challenge.
    Willing,
    /// It takes whatever it is sent, and says "ok".
    Careless,
    /// It answers with this status.
    Answering(u16),
    /// It sends elsewhere.
    Redirecting,
    /// It does not answer for as long as this lasts.
    Silent,
}

/// A message that a program was sent.
#[derive(Clone, Debug)]
pub(crate) struct Got {
    pub(crate) id: String,
    pub(crate) payload: Value,
    /// Was it taken?
    pub(crate) taken: bool,
    head: actix_web::http::header::HeaderMap,
    body: Vec<u8>,
}

impl Got {
    pub(crate) fn kind(&self) -> &str {
        self.payload["type"].as_str().unwrap_or_default()
    }

    /// As a program checks it that knows the secret.
    fn verified(&self, secret: &str) -> bool {
        let mut head = reqwest::header::HeaderMap::new();
        for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
            let said = self.head.get(name).expect("a header").as_bytes();
            let said = reqwest::header::HeaderValue::from_bytes(said).expect("a value");
            head.insert(name, said);
        }
        Webhook::new(secret)
            .expect("a secret")
            .verify(&self.body, &head)
            .is_ok()
    }
}

/// A program that listens on this machine.
pub(crate) struct Program {
    pub(crate) endpoint: String,
    mood: Arc<Mutex<Mood>>,
    got: Arc<Mutex<Vec<Got>>>,
    server: actix_web::dev::ServerHandle,
}

type Ear = (Arc<Mutex<Mood>>, Arc<Mutex<Vec<Got>>>);

async fn hear(ear: Data<Ear>, request: HttpRequest, body: Bytes) -> HttpResponse {
    let mood = *ear.0.lock().expect("the mood");
    let payload: Value = serde_json::from_slice(&body).expect("JSON");
    let text = |name: &str| {
        let value = request.headers().get(name).expect("a header");
        value.to_str().expect("text").to_owned()
    };
    ear.1.lock().expect("the messages").push(Got {
        id: text("webhook-id"),
        payload: payload.clone(),
        taken: matches!(mood, Mood::Willing | Mood::Careless),
        head: request.headers().clone(),
        body: body.to_vec(),
    });
    match mood {
        Mood::Willing if payload["type"] == "following.confirm" => {
            HttpResponse::Ok().json(json!({ "challenge": payload["data"]["challenge"] }))
        }
        Mood::Willing => HttpResponse::NoContent().finish(),
        Mood::Careless => HttpResponse::Ok().body("ok"),
        Mood::Answering(status) => {
            HttpResponse::build(StatusCode::from_u16(status).expect("a status")).finish()
        }
        Mood::Redirecting => HttpResponse::TemporaryRedirect()
            .insert_header(("location", "/elsewhere"))
            .finish(),
        Mood::Silent => {
            while *ear.0.lock().expect("the mood") == Mood::Silent {
                actix_web::rt::time::sleep(std::time::Duration::from_millis(50)).await;
            }
            HttpResponse::ServiceUnavailable().finish()
        }
    }
}

impl Program {
    pub(crate) fn listens() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let endpoint = format!("http://{}/in", listener.local_addr().expect("an address"));
        let (mood, got) = (Arc::new(Mutex::new(Mood::Willing)), Arc::default());
        let ear: Ear = (Arc::clone(&mood), Arc::clone(&got));
        let ear = Data::new(ear);
        let server = HttpServer::new(move || {
            App::new()
                .app_data(ear.clone())
                .default_service(web::post().to(hear))
        })
        .workers(1)
        .disable_signals()
        .shutdown_timeout(0)
        .listen(listener)
        .expect("a server")
        .run();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Self {
            endpoint,
            mood,
            got,
            server: handle,
        }
    }

    pub(crate) fn is(&self, mood: Mood) {
        *self.mood.lock().expect("the mood") = mood;
    }

    pub(crate) fn got(&self) -> Vec<Got> {
        self.got.lock().expect("the messages").clone()
    }

    pub(crate) fn kinds(&self) -> Vec<String> {
        let got = self.got();
        got.iter().map(|one| one.kind().to_owned()).collect()
    }

    pub(crate) async fn goes(self) {
        self.server.stop(false).await;
    }
}

/// Someone without an account asks that a program is told.
pub(crate) async fn ask(it: &Proceeding, program: &Program, wish: Value) -> Value {
    let mut wish = wish;
    wish["endpoint"] = json!(program.endpoint);
    let reply = it
        .applicant
        .nobody()
        .post("/following/webhooks", &wish)
        .await;
    assert_eq!(reply.status, 201, "{}", reply.json);
    reply.json
}

async fn page(world: &World, asked: &Value) -> String {
    let page = asked["page"].as_str().expect("a page");
    let answer = reqwest::get(format!("{}{page}", world.origin))
        .await
        .expect("an answer");
    answer.text().await.expect("a page")
}

/// What is to be tried again later is due now; with `hours`, what was written became that much older.
async fn time_passes(world: &World, hours: u32) {
    let hurry = format!(
        "select set_config('app.tenant', '{}', false);
         update outbox set due_at = now() - interval '1 second' where kind = 'following_message' and settled_at is null;
         update notices set written_at = written_at - interval '{hours} hours';",
        world.body
    );
    let owner = connect(As::Owner).await;
    owner.batch_execute(&hurry).await.expect("time passes");
}

#[actix_web::test]
async fn a_program_confirms_and_is_told_each_event_in_a_message_of_its_own() {
    let world = World::new().await;
    let it = signed(&world, true).await;
    let program = Program::listens();
    let asked = ask(
        &it,
        &program,
        json!({ "query": "q=licensing&finding=necessity%3Anot_met" }),
    )
    .await;
    ask(&it, &program, json!({ "query": "respondent=ZZZ" })).await;
    let html = page(&world, &asked).await;
    assert!(html.contains("Waiting for your program"), "{html}");
    world.post_round().await;
    assert_eq!(program.kinds(), ["following.confirm", "following.confirm"]);
    publish(&it).await;
    world.post_round().await;
    world.post_round().await;
    let reason = json!({ "reason": "It was published by mistake." });
    it.act(&it.president, "withdraw_ruling", reason).await;
    world.post_round().await;
    let got = program.got();
    assert_eq!(
        program.kinds()[2..],
        ["ruling.published", "ruling.withdrawn"],
        "{got:#?}"
    );
    let secret = asked["secret"].as_str().expect("a secret");
    let other = ask(&it, &program, json!({ "query": "q=other" })).await;
    world.post_round().await;
    let other = other["secret"].as_str().expect("a secret");
    for one in &got[2..] {
        assert!(one.verified(secret) && !one.verified(other));
        let url = one.payload["data"]["url"].as_str().expect("an address");
        assert!(url.ends_with("/rulings/2026-isecrc-1"), "{url}");
    }
    assert_ne!(got[2].id, got[3].id);
    // The event is the line that stands in the log of changes.
    let log = it.applicant.nobody().get("/changes").await.ok();
    let mut line = log["items"][0].clone();
    line["url"] = got[2].payload["data"]["url"].clone();
    assert_eq!(got[2].payload["data"], line);

    let html = page(&world, &asked).await;
    for shown in ["Your program is told", "ruling.withdrawn", secret, "204"] {
        assert!(html.contains(shown), "{shown}: {html}");
    }
    let at = asked["page"].as_str().expect("a page");
    let at = at
        .strip_prefix(&format!("/{}", world.slug))
        .expect("of this body");
    let (at, _) = at.split_once("&lang").expect("a language");
    assert_eq!(press(&world, at, "leave").await.0, 200);
    assert!(page(&world, &asked).await.contains("no longer told"));
    program.goes().await;
    world.ends().await;
}

#[actix_web::test]
async fn only_the_program_itself_confirms() {
    let world = World::new().await;
    let it = signed(&world, true).await;
    let program = Program::listens();
    // Whoever answers "ok" to everything has not asked for anything.
    program.is(Mood::Careless);
    let careless = ask(&it, &program, json!({})).await;
    world.post_round().await;
    assert!(page(&world, &careless).await.contains("no longer told"));
    // Whoever asked cannot confirm on the page in its place.
    program.is(Mood::Answering(500));
    let asked = ask(&it, &program, json!({})).await;
    world.post_round().await;
    let at = asked["page"].as_str().expect("a page");
    let at = at
        .strip_prefix(&format!("/{}", world.slug))
        .expect("of this body");
    let (at, _) = at.split_once("&lang").expect("a language");
    let (_, html) = press(&world, at, "confirm").await;
    assert!(html.contains("Waiting for your program"), "{html}");
    publish(&it).await;
    world.post_round().await;
    // It is asked for an hour, and no longer.
    time_passes(&world, 0).await;
    world.post_round().await;
    time_passes(&world, 2).await;
    world.post_round().await;
    time_passes(&world, 2).await;
    world.post_round().await;
    assert_eq!(program.kinds(), ["following.confirm"; 4]);
    assert!(page(&world, &asked).await.contains("no longer told"));
    program.goes().await;
    world.ends().await;
}

#[actix_web::test]
async fn a_message_is_sent_again_under_its_id_until_it_is_taken() {
    let world = World::new().await;
    let it = signed(&world, true).await;
    let program = Program::listens();
    let asked = ask(&it, &program, json!({})).await;
    world.post_round().await;
    publish(&it).await;
    program.is(Mood::Answering(503));
    world.post_round().await;
    time_passes(&world, 1).await;
    // A redirection is not followed: it would lead past every check of where messages go.
    program.is(Mood::Redirecting);
    world.post_round().await;
    time_passes(&world, 1).await;
    assert!(page(&world, &asked).await.contains("307"));
    program.is(Mood::Willing);
    world.post_round().await;
    world.post_round().await;
    let got = program.got();
    assert_eq!(got.len(), 4, "{got:#?}");
    let secret = asked["secret"].as_str().expect("a secret");
    assert!(got[1..].iter().all(|one| one.id == got[1].id));
    assert!(got[1..].iter().all(|one| one.verified(secret)));
    assert_eq!(got[1..].iter().filter(|one| one.taken).count(), 1);

    // "Gone" ends it at once; whoever takes nothing for five days is given up.
    let gone = Program::listens();
    let of_gone = ask(&it, &gone, json!({})).await;
    world.post_round().await;
    gone.is(Mood::Answering(410));
    program.is(Mood::Answering(500));
    let reason = json!({ "reason": "It was published by mistake." });
    it.act(&it.president, "withdraw_ruling", reason).await;
    world.post_round().await;
    assert!(page(&world, &of_gone).await.contains("no longer told"));
    assert!(page(&world, &asked).await.contains("Your program is told"));
    time_passes(&world, 24 * 6).await;
    world.post_round().await;
    assert!(page(&world, &asked).await.contains("no longer told"));
    program.goes().await;
    gone.goes().await;
    world.ends().await;
}

#[actix_web::test]
async fn a_program_hears_of_a_case_what_the_public_docket_tells() {
    let world = World::new().await;
    let it = Proceeding::registered(&world).await;
    let program = Program::listens();
    ask(&it, &program, json!({ "case": "2026-1" })).await;
    world.post_round().await;
    it.act(&it.applicant, "open_consultations", json!({})).await;
    world.days_pass(70).await;
    let panel = json!({ "statement": "Of no business to the public.", "documents": [] });
    it.act(&it.applicant, "request_panel", panel).await;
    let note = json!({ "size": 3, "note": "Of no business to the public." });
    it.act(&it.president, "propose_composition", note).await;
    world.post_round().await;
    let got = program.got();
    // Several are sent at once, and may come in any order.
    let mut told: Vec<_> = got[1..]
        .iter()
        .map(|one| {
            assert_eq!(one.kind(), "docket.entered");
            assert!(!one.payload.to_string().contains("no business"), "{one:?}");
            // The public docket has no numbers: gaps would tell of what is not shown.
            assert!(one.payload["data"].get("no").is_none(), "{one:?}");
            (
                one.payload["data"]["case"].as_str().expect("a case"),
                one.payload["data"]["act"].as_str().expect("an act"),
            )
        })
        .collect();
    told.sort_unstable();
    assert_eq!(
        told,
        [
            ("2026-1", "open_consultations"),
            ("2026-1", "request_panel")
        ]
    );
    program.goes().await;
    world.ends().await;
}

#[actix_web::test]
async fn nothing_is_sent_where_only_this_server_could_knock_and_nobody_is_flooded() {
    let world = World::new().await;
    let it = Proceeding::drafted(&world).await;
    for (wish, field) in [
        (
            json!({ "endpoint": "https://169.254.169.254/latest" }),
            "endpoint",
        ),
        (json!({ "endpoint": "https://[::1]/" }), "endpoint"),
        (json!({ "endpoint": "http://8.8.8.8/" }), "endpoint"),
        (json!({ "endpoint": "" }), "endpoint"),
        (
            json!({ "endpoint": "https://court.example/", "case": "2026-9" }),
            "case",
        ),
        (
            json!({ "endpoint": "https://court.example/", "query": "q=".repeat(800) }),
            "query",
        ),
    ] {
        let nobody = it.applicant.nobody();
        let reply = nobody.post("/following/webhooks", &wish).await;
        let path = &reply.json["fields"][0]["path"];
        assert_eq!((reply.status, path), (422, &json!(field)), "{}", reply.json);
    }
    // Ten a day for the programs of one host; another host is not concerned.
    let program = Program::listens();
    program.is(Mood::Answering(500));
    for _ in 0..10 {
        ask(&it, &program, json!({})).await;
    }
    let wish = json!({ "endpoint": program.endpoint.replace("/in", "/other") });
    let nobody = it.applicant.nobody();
    let reply = nobody.post("/following/webhooks", &wish).await;
    assert_eq!(reply.status, 429, "{}", reply.json);
    let other = Program::listens();
    ask(&it, &other, json!({})).await;
    world.post_round().await;
    time_passes(&world, 2).await;
    program.goes().await;
    other.goes().await;
    world.ends().await;
}

/// By the form of the page, without a script.
#[actix_web::test]
async fn a_program_is_named_on_the_page_in_the_readers_language() {
    let world = World::new().await;
    let program = Program::listens();
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client");
    let send = async |endpoint: &str| {
        let form = format!("{}/{}/following?lang=fr", world.origin, world.slug);
        let request = client.post(form);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let body = format!("query=&case=&endpoint={}", endpoint.replace(':', "%3A"));
        request.body(body).send().await.expect("an answer")
    };
    let wrong = send("https://10.0.0.1/").await;
    assert_eq!(wrong.status().as_u16(), 200);
    let html = wrong.text().await.expect("a page");
    assert!(
        html.contains("internet public") && html.contains("https://10.0.0.1/"),
        "{html}"
    );
    let right = send(&program.endpoint).await;
    assert_eq!(right.status().as_u16(), 303);
    let at = right.headers()["location"]
        .to_str()
        .expect("an address")
        .to_owned();
    let html = page(&world, &json!({ "page": at })).await;
    assert!(
        html.contains("la confirmation de votre programme"),
        "{html}"
    );
    world.post_round().await;
    let html = page(&world, &json!({ "page": at })).await;
    assert!(html.contains("Votre programme est averti"), "{html}");
    program.goes().await;
    world.ends().await;
}
