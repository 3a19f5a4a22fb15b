//! An outside authority stamps what is published: a real one, that OpenSSL makes and runs here.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

use actix_web::web::{Bytes, Data};
use actix_web::{App, HttpResponse, HttpServer, web};
use api::post::Carrier;
use api::stamping::Stamper;
use api::worker::Counts;
use harness::World;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::catalog::{As, connect};
use crate::rulings::published;

const SETTINGS: &str = "
[req]
distinguished_name=name
prompt=no
[name]
CN=An authority of a test
[stamps]
extendedKeyUsage=critical,timeStamping
[tsa]
default_tsa=one
[one]
serial=serial
signer_digest=sha256
default_policy=1.2.3.4.1
digests=sha256
clock_precision_digits=3
tsa_name=yes
ess_cert_id_alg=sha256
";

/// How the authority answers.
#[derive(Clone, Copy, Debug)]
enum Mood {
    Honest,
    Down,
    /// Over other bytes than it was asked.
    OtherBytes,
    /// As if it had been asked with another number.
    OtherNumber,
    /// It stamps no SHA-256 today.
    Refusing,
    /// Something that is no time stamp.
    Rambling,
}

struct Authority {
    folder: PathBuf,
    mood: Arc<Mutex<Mood>>,
    origin: String,
    server: actix_web::dev::ServerHandle,
}

fn openssl(folder: &Path, arguments: &[&str]) -> bool {
    let done = Command::new("openssl")
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("openssl");
    done.status.success()
}

impl Authority {
    async fn at(folder: PathBuf) -> Self {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("settings"), SETTINGS).unwrap();
        std::fs::write(
            folder.join("refusing"),
            SETTINGS.replace("digests=sha256", "digests=sha512"),
        )
        .unwrap();
        std::fs::write(folder.join("serial"), "01\n").unwrap();
        let make = "req -x509 -newkey rsa:2048 -nodes -keyout key -out authority.pem -days 2 -config settings -extensions stamps";
        assert!(openssl(&folder, &make.split(' ').collect::<Vec<_>>()));
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}/stamps", listener.local_addr().unwrap());
        let mood = Arc::new(Mutex::new(Mood::Honest));
        let shared = Data::new((folder.clone(), mood.clone()));
        let server = HttpServer::new(move || {
            App::new()
                .app_data(shared.clone())
                .route("/stamps", web::post().to(answer))
        })
        .workers(1)
        .disable_signals()
        .listen(listener)
        .unwrap()
        .run();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Self {
            folder,
            mood,
            origin,
            server: handle,
        }
    }

    fn is(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// Does the stamp hold for these bytes?
    fn holds(&self, bytes: &[u8], stamp: &[u8]) -> bool {
        std::fs::write(self.folder.join("bytes"), bytes).unwrap();
        std::fs::write(self.folder.join("stamp"), stamp).unwrap();
        let check = "ts -verify -data bytes -in stamp -CAfile authority.pem";
        openssl(&self.folder, &check.split(' ').collect::<Vec<_>>())
    }
}

async fn answer(authority: Data<(PathBuf, Arc<Mutex<Mood>>)>, question: Bytes) -> HttpResponse {
    let (folder, mood) = (&authority.0, *authority.1.lock().unwrap());
    let mut question = question.to_vec();
    // The digest is 32 bytes after its own head `04 20`, and the number comes right after it.
    let digest = 2 + question
        .windows(2)
        .position(|pair| pair == [0x04, 0x20])
        .expect("a digest");
    let settings = match mood {
        Mood::Down => return HttpResponse::ServiceUnavailable().finish(),
        Mood::Rambling => return HttpResponse::Ok().body("It is noon."),
        Mood::Refusing => "refusing",
        _ => "settings",
    };
    match mood {
        Mood::OtherBytes => question[digest] ^= 1,
        Mood::OtherNumber => question[digest + 32 + 5] ^= 1,
        _ => {}
    }
    std::fs::write(folder.join("question"), question).unwrap();
    let reply = format!(
        "ts -reply -config {settings} -queryfile question -signer authority.pem -inkey key -out answer"
    );
    openssl(folder, &reply.split(' ').collect::<Vec<_>>());
    let answer = std::fs::read(folder.join("answer")).expect("an answer");
    HttpResponse::Ok()
        .content_type("application/timestamp-reply")
        .body(answer)
}

async fn get(address: &str) -> (u16, Vec<u8>) {
    let answer = reqwest::get(address).await.expect("an answer");
    let status = answer.status().as_u16();
    (status, answer.bytes().await.expect("bytes").to_vec())
}

/// The worker goes round as if the time to try again had come.
async fn later(world: &World) -> Counts {
    let hurry = format!(
        "select set_config('app.tenant', '{}', false);
         update outbox set due_at = now() - interval '1 second' where kind = 'publication_stamp' and settled_at is null",
        world.body
    );
    let owner = connect(As::Owner).await;
    owner.batch_execute(&hurry).await.expect("time passes");
    let letters = world.state.join("letters");
    let carrier = Carrier::new(None, "Registry <registry@test.example>", &letters);
    world.post_round_with(carrier.expect("a carrier")).await
}

#[actix_web::test]
async fn a_publication_waits_for_no_authority_and_keeps_only_a_stamp_that_answers_what_was_asked() {
    let mut world = World::new().await;
    let authority = Authority::at(world.state.join("authority")).await;
    world.stamper = Some(Stamper::of(&authority.origin).unwrap());
    authority.is(Mood::Down);
    let it = published(&world, true).await;
    world.post_round().await;
    let nobody = it.applicant.nobody();
    let line = nobody.get("/changes").await.ok()["items"][0].clone();
    assert_eq!(line["stamp"], Value::Null);
    let slug = line["slug"].as_str().unwrap();
    let address = format!("{}/{}/rulings/{slug}", world.origin, world.slug);
    let (status, xml) = get(&format!("{address}.xml")).await;
    assert_eq!(status, 200);
    assert_eq!(get(&format!("{address}.xml.jws")).await.0, 200);
    assert_eq!(get(&format!("{address}.xml.tsr")).await.0, 404);
    let page = String::from_utf8(get(&address).await.1).unwrap();
    assert!(page.contains("minisign -Vm") && !page.contains("openssl ts"));

    for mood in [
        Mood::Down,
        Mood::OtherBytes,
        Mood::OtherNumber,
        Mood::Refusing,
        Mood::Rambling,
    ] {
        authority.is(mood);
        let counts = later(&world).await;
        assert_eq!((counts.settled, counts.failed), (0, 1), "{mood:?}");
        assert_eq!(get(&format!("{address}.xml.tsr")).await.0, 404, "{mood:?}");
    }

    authority.is(Mood::Honest);
    let before = jiff::Timestamp::now();
    assert_eq!(later(&world).await.settled, 1);
    let (status, stamp) = get(&format!("{address}.xml.tsr")).await;
    assert_eq!(status, 200);
    assert!(authority.holds(&xml, &stamp));
    assert!(!authority.holds(&[&xml[..], b" "].concat(), &stamp));
    let line = nobody.get("/changes").await.ok()["items"][0].clone();
    assert_eq!(line["stamp"]["authority"], authority.origin);
    let at: jiff::Timestamp = line["stamp"]["at"].as_str().unwrap().parse().unwrap();
    assert!((at - before).get_seconds().abs() < 60, "{at}");
    let named = line["stamp"]["address"].as_str().unwrap();
    assert_eq!(get(&format!("{}{named}", world.origin)).await.1, stamp);
    let page = String::from_utf8(get(&address).await.1).unwrap();
    assert!(page.contains(&format!(
        "openssl ts -verify -data {slug}.xml -in {slug}.xml.tsr -CAfile authority.pem"
    )));

    // Once it is there it stays.
    world.post_round().await;
    assert_eq!(get(&format!("{address}.xml.tsr")).await.1, stamp);
    let digest = Sha256::digest(&xml);
    assert!(stamp.windows(32).any(|piece| piece == &digest[..]));
    authority.server.stop(false).await;
    world.ends().await;
}
