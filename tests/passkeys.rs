//! Passkeys: what a browser with a key in it may and may not do. The key here is one that the test holds.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use domain::refusal::Refusal;
use harness::world::{PASSKEY_ORIGIN, PASSWORD};
use harness::{Actor, Reply, World};
use serde_json::{Value, json};

use crate::following::letters;
use crate::ledger::in_vain;

/// Its person was there; they unlocked it; a key follows.
const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const WITH_KEY: u8 = 0x40;

/// A device that keeps one passkey.
struct Authenticator {
    key: EcdsaKeyPair,
    id: [u8; 16],
    counter: u32,
    origin: String,
    flags: u8,
    person: String,
}

fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest(&SHA256, bytes).as_ref().to_vec()
}

impl Authenticator {
    fn new() -> Self {
        let mut id = [0; 16];
        aws_lc_rs::rand::fill(&mut id).expect("randomness");
        Self {
            key: EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key"),
            id,
            counter: 0,
            origin: PASSKEY_ORIGIN.to_owned(),
            flags: PRESENT | VERIFIED,
            person: String::new(),
        }
    }

    fn client_data(&self, what: &str, options: &Value) -> Vec<u8> {
        let data = json!({ "type": what, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false });
        data.to_string().into_bytes()
    }

    fn data(&mut self, flags: u8) -> Vec<u8> {
        self.counter += 1;
        let mut data = sha256(b"proviso.example");
        data.push(self.flags | flags);
        data.extend(self.counter.to_be_bytes());
        data
    }

    /// What a browser answers when a passkey is made (WebAuthn 5.1.3, attestation “none”).
    fn made(&mut self, asked: &Value) -> Value {
        let options = &asked["options"];
        self.person = options["user"]["id"].as_str().expect("whose").to_owned();
        let client = self.client_data("webauthn.create", options);
        let mut data = self.data(WITH_KEY);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).expect("short").to_be_bytes());
        data.extend(self.id);
        // A COSE key (RFC 9053 7.1.1): EC2, ES256, P-256, x, y.
        let point = self.key.public_key().as_ref();
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(&point[1..33]);
        data.extend([0x22, 0x58, 0x20]);
        data.extend(&point[33..65]);
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).expect("short"));
        object.extend(&data);
        json!({
            "id": BASE64.encode(self.id), "rawId": BASE64.encode(self.id), "type": "public-key",
            "clientExtensionResults": {},
            "response": { "clientDataJSON": BASE64.encode(client), "attestationObject": BASE64.encode(object) },
        })
    }

    /// What it answers when one is shown (5.1.4).
    fn shown(&mut self, asked: &Value) -> Value {
        let client = self.client_data("webauthn.get", &asked["options"]);
        let data = self.data(0);
        let signed = [data.as_slice(), &sha256(&client)].concat();
        let signature = self
            .key
            .sign(&SystemRandom::new(), &signed)
            .expect("a signature");
        json!({
            "id": BASE64.encode(self.id), "rawId": BASE64.encode(self.id), "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": BASE64.encode(client), "authenticatorData": BASE64.encode(data),
                "signature": BASE64.encode(signature.as_ref()), "userHandle": self.person,
            },
        })
    }
}

async fn begins(who: &Actor) -> Value {
    let shown = json!({ "password": PASSWORD });
    who.post("/me/passkeys", &shown).await.ok()
}

async fn adds(who: &Actor, device: &mut Authenticator, name: &str) -> Reply {
    let asked = begins(who).await;
    let credential = device.made(&asked);
    let made = json!({ "ceremony": asked["ceremony"], "credential": credential, "name": name });
    who.post("/me/passkeys/finish", &made).await
}

async fn removes(who: &Actor, path: &str) -> Reply {
    who.send("DELETE", path, None, None).await
}

async fn asked_at_the_door(who: &Actor, ticket: Option<&str>) -> Value {
    let said = ticket.map_or(json!({}), |ticket| json!({ "ticket": ticket }));
    who.nobody().post("/session/passkey", &said).await.ok()
}

/// Signs in with what a device answered: the status, and the session, if there is one.
async fn enters(who: &Actor, asked: &Value, credential: &Value) -> (u16, Actor) {
    let said = json!({ "ceremony": asked["ceremony"], "credential": credential });
    let url = format!("{}/session/passkey/finish", who.base());
    let answer = harness::client().post(url).json(&said).send();
    let answer = answer.await.expect("an answer");
    let mut inside = who.nobody();
    let given = answer.headers().get_all("set-cookie").iter();
    inside.token = given
        .filter_map(|cookie| cookie.to_str().ok())
        .find_map(|cookie| {
            let (name, rest) = cookie.split_once('=')?;
            let token = rest.split(';').next()?;
            (!name.ends_with(".refresh")).then(|| token.to_owned())
        });
    (answer.status().as_u16(), inside)
}

#[actix_web::test]
async fn a_passkey_lets_its_person_in_without_a_password_and_binds_the_body() {
    let world = World::real(json!({})).await;
    let who = &world.administrator;
    who.get("/people").await.is(403, "factor.none");
    let mut device = Authenticator::new();
    let codes = adds(who, &mut device, "Telephone").await.ok();
    assert_eq!(codes["recovery_codes"].as_array().map(Vec::len), Some(10));
    // It counts at once, and was shown just now.
    who.get("/people").await.ok();
    let factor = who.get("/me").await.ok()["factor"].clone();
    assert_eq!(
        factor,
        json!({ "in_use": true, "codes": false, "passkeys": 1, "required": true, "codes_left": 10 })
    );
    let mine = who.get("/me/passkeys").await.ok();
    assert_eq!(mine[0]["name"], "Telephone");
    assert!(mine[0]["used_at"].is_null());

    let asked = asked_at_the_door(who, None).await;
    assert!(
        asked["options"]["allowCredentials"]
            .as_array()
            .is_none_or(Vec::is_empty)
    );
    let credential = device.shown(&asked);
    let (status, inside) = enters(who, &asked, &credential).await;
    assert_eq!(status, 200);
    assert_eq!(
        inside.get("/me").await.ok()["person"]["email"],
        json!(who.email)
    );
    // The passkey was unlocked a moment ago: that is the second factor.
    let wish = json!({ "name": "Someone", "email": "someone@test.example", "roles": [{ "role": "registrar" }] });
    let path = format!("/people/{}", uuid::Uuid::now_v7());
    inside.put(&path, &wish).await.ok();

    // With a password the passkey of that account is asked for; a recovery code stands in for it.
    let said = json!({ "email": who.email, "password": PASSWORD });
    let step = who.nobody().post("/tokens", &said).await;
    assert_eq!(
        (step.status, &step.json["codes"], &step.json["passkeys"]),
        (202, &json!(false), &json!(true))
    );
    let ticket = step.json["ticket"].as_str().expect("a ticket").to_owned();
    let asked = asked_at_the_door(who, Some(&ticket)).await;
    assert_eq!(
        asked["options"]["allowCredentials"]
            .as_array()
            .map(Vec::len),
        Some(1)
    );
    let credential = device.shown(&asked);
    assert_eq!(enters(who, &asked, &credential).await.0, 200);
    let code = json!({ "ticket": ticket, "code": codes["recovery_codes"][0] });
    who.nobody()
        .post("/tokens/second", &code)
        .await
        .is(401, "session.none");
    let step = who.nobody().post("/tokens", &said).await.json;
    let code = json!({ "ticket": step["ticket"], "code": codes["recovery_codes"][0] });
    who.nobody().post("/tokens/second", &code).await.ok();
    world.ends().await;
}

#[actix_web::test]
async fn a_passkey_is_shown_once_here_unlocked_and_by_its_person() {
    let (world, other) = (World::real(json!({})).await, World::real(json!({})).await);
    let who = &world.administrator;
    let mut device = Authenticator::new();
    adds(who, &mut device, "Telephone").await.ok();

    // What was answered once is no good again.
    let asked = asked_at_the_door(who, None).await;
    let credential = device.shown(&asked);
    assert_eq!(enters(who, &asked, &credential).await.0, 200);
    assert_eq!(enters(who, &asked, &credential).await.0, 401);
    // Nor is an answer to an older question, once a newer one was answered.
    let (older, newer) = (
        asked_at_the_door(who, None).await,
        asked_at_the_door(who, None).await,
    );
    let late = device.shown(&older);
    let credential = device.shown(&newer);
    assert_eq!(enters(who, &newer, &credential).await.0, 200);
    assert_eq!(enters(who, &older, &late).await.0, 401);
    // An answer to another question, from another site, of a device that nobody unlocked, or from a copy of it.
    let (one, another) = (
        asked_at_the_door(who, None).await,
        asked_at_the_door(who, None).await,
    );
    let credential = device.shown(&one);
    assert_eq!(enters(who, &another, &credential).await.0, 401);
    let spoil = async |spoil: &dyn Fn(&mut Authenticator),
                       mend: &dyn Fn(&mut Authenticator),
                       device: &mut Authenticator| {
        let asked = asked_at_the_door(who, None).await;
        spoil(device);
        let credential = device.shown(&asked);
        mend(device);
        enters(who, &asked, &credential).await.0
    };
    let ours = PASSKEY_ORIGIN.to_owned();
    let foreign =
        |device: &mut Authenticator| device.origin = "https://proviso.example.net".to_owned();
    assert_eq!(
        spoil(
            &foreign,
            &|device| device.origin.clone_from(&ours),
            &mut device
        )
        .await,
        401
    );
    assert_eq!(
        spoil(
            &|device| device.flags = PRESENT,
            &|device| device.flags = PRESENT | VERIFIED,
            &mut device
        )
        .await,
        401
    );
    let counter = device.counter;
    assert_eq!(
        spoil(
            &|device| device.counter = 0,
            &|device| device.counter = counter,
            &mut device
        )
        .await,
        401
    );
    // In another body nobody knows it, and a question of one is none of the other.
    let asked = asked_at_the_door(&other.administrator, None).await;
    let credential = device.shown(&asked);
    assert_eq!(
        enters(&other.administrator, &asked, &credential).await.0,
        401
    );
    let asked = asked_at_the_door(who, None).await;
    let credential = device.shown(&asked);
    assert_eq!(
        enters(&other.administrator, &asked, &credential).await.0,
        422
    );
    for spoilt in ["", ".", "0", "00000000-0000-0000-0000-000000000000.AAAA"] {
        assert_eq!(
            enters(who, &json!({ "ceremony": spoilt }), &credential)
                .await
                .0,
            422,
            "{spoilt}"
        );
    }
    for spoilt in [json!({}), json!([]), json!("x"), json!({ "id": 1 })] {
        let asked = asked_at_the_door(who, None).await;
        assert_eq!(enters(who, &asked, &spoilt).await.0, 422, "{spoilt}");
    }
    // After all that it is as good as before.
    let asked = asked_at_the_door(who, None).await;
    let credential = device.shown(&asked);
    assert_eq!(enters(who, &asked, &credential).await.0, 200);
    world.ends().await;
    other.ends().await;
}

#[actix_web::test]
async fn passkeys_are_added_and_removed_by_whoever_has_shown_one() {
    let world = World::real(json!({})).await;
    let who = &world.administrator;
    let (mut first, mut second) = (Authenticator::new(), Authenticator::new());
    let wrong = json!({ "password": "a guess that is wrong" });
    who.post("/me/passkeys", &wrong)
        .await
        .is(422, "content.invalid");
    let asked = begins(who).await;
    let credential = first.made(&asked);
    for name in ["", "  ", "turned\u{202e}round", &"long".repeat(20)] {
        let made = json!({ "ceremony": asked["ceremony"], "credential": credential, "name": name });
        who.post("/me/passkeys/finish", &made)
            .await
            .is(422, "content.invalid");
    }
    let made =
        json!({ "ceremony": asked["ceremony"], "credential": credential, "name": "Telephone" });
    who.post("/me/passkeys/finish", &made).await.ok();
    who.post("/me/passkeys/finish", &made)
        .await
        .is(422, "content.invalid");
    // Another one brings no other recovery codes, and is not asked of a session that has shown none.
    let none = adds(who, &mut second, "Key in the safe").await.ok();
    assert_eq!(none["recovery_codes"], json!([]));
    let codes = who.get("/me").await.ok()["factor"]["codes_left"].clone();
    assert_eq!(codes, 10);
    crate::credentials::minutes_pass(&world, 11).await;
    who.post("/me/passkeys", &json!({ "password": PASSWORD }))
        .await
        .is(403, "factor.again");
    let mine = who.get("/me/passkeys").await.ok();
    let path = |at: usize| format!("/me/passkeys/{}", mine[at]["id"].as_str().expect("an id"));
    removes(who, &path(1)).await.is(403, "factor.again");
    // It is shown again, in this session; another's question and another's passkey are no good for that.
    let proves = async |asked: &Value, credential: &Value| {
        let said = json!({ "ceremony": asked["ceremony"], "credential": credential });
        who.post("/me/passkeys/prove/finish", &said).await
    };
    let asked = asked_at_the_door(who, None).await;
    proves(&asked, &second.shown(&asked))
        .await
        .is(422, "content.invalid");
    let asked = who.post("/me/passkeys/prove", &json!({})).await.ok();
    let mut stranger = Authenticator::new();
    proves(&asked, &stranger.shown(&asked))
        .await
        .is(422, "content.invalid");
    removes(who, &path(1)).await.is(403, "factor.again");
    proves(&asked, &second.shown(&asked)).await.ok();
    removes(who, &path(1)).await.ok();
    removes(who, &path(1)).await.is(404, "not_found");
    // The last one stays where the body asks for one.
    removes(who, &path(0))
        .await
        .refused(Refusal::PeopleFactorRequired);
    let asked = asked_at_the_door(who, None).await;
    assert_eq!(enters(who, &asked, &second.shown(&asked)).await.0, 401);
    world.post_round().await;
    let told = letters(&world, &who.email);
    let told = told.join("\n");
    assert!(
        told.contains("A passkey was added") && told.contains("A passkey was removed"),
        "{told}"
    );
    world.ends().await;
}

#[actix_web::test]
async fn whoever_knows_the_password_does_not_guess_codes_for_ever() {
    let world = World::real(json!({})).await;
    let who = &world.administrator;
    let (device, codes) = crate::credentials::sets_up(who).await;
    let said = json!({ "email": who.email, "password": PASSWORD });
    let mut wrong = 0;
    while wrong < 20 {
        let ticket = who.nobody().post("/tokens", &said).await.json["ticket"].clone();
        for _ in 0..5 {
            let guess = json!({ "ticket": ticket, "code": "000000" });
            who.nobody()
                .post("/tokens/second", &guess)
                .await
                .is(422, "content.invalid");
            wrong += 1;
        }
    }
    let ticket = who.nobody().post("/tokens", &said).await.json["ticket"].clone();
    let right = json!({ "ticket": ticket, "code": device.code(1) });
    who.nobody()
        .post("/tokens/second", &right)
        .await
        .refused(Refusal::PeopleTooManyCodes);
    // A recovery code is too long to be guessed, and lets its person in; then codes are taken again.
    let recovery = json!({ "ticket": ticket, "code": codes[0] });
    who.nobody().post("/tokens/second", &recovery).await.ok();
    let ticket = who.nobody().post("/tokens", &said).await.json["ticket"].clone();
    let right = json!({ "ticket": ticket, "code": device.code(1) });
    who.nobody().post("/tokens/second", &right).await.ok();
    world.ends().await;
}

#[actix_web::test]
async fn a_passkey_that_is_shown_in_vain_stands_on_the_record_of_whoever_it_names() {
    let world = World::new().await;
    let auditor = world.person("Auditor", json!({ "role": "auditor" })).await;
    let agent = json!({ "role": "agent", "state": "XAA" });
    let who = world.person("Ada Marsh", agent).await;
    let mut device = Authenticator::new();
    adds(&who, &mut device, "Telephone").await.ok();
    let asked = asked_at_the_door(&who, None).await;
    let credential = device.shown(&asked);
    assert_eq!(enters(&who, &asked, &credential).await.0, 200);
    assert_eq!(enters(&who, &asked, &credential).await.0, 401);
    // One that names nobody who is here is answered alike, and is on no record.
    let mut stranger = Authenticator::new();
    stranger.person = BASE64.encode(uuid::Uuid::now_v7().as_bytes());
    let asked = asked_at_the_door(&who, None).await;
    let shown = stranger.shown(&asked);
    assert_eq!(enters(&who, &asked, &shown).await.0, 401);
    let lines = in_vain(&auditor, "door.sign_in", 1).await;
    assert_eq!(
        (&lines[0]["chain"], &lines[0]["session"]),
        (&json!(who.id), &Value::Null)
    );

    // So does what is shown in vain by whoever is in: on the chain of their session.
    let asked = who.post("/me/passkeys/prove", &Value::Null).await.ok();
    let said = json!({ "ceremony": asked["ceremony"], "credential": stranger.shown(&asked) });
    let refused = who.post("/me/passkeys/prove/finish", &said).await;
    assert_eq!(refused.json["fields"][0]["path"], "credential");
    refused.is(422, "content.invalid");
    who.post("/me/factor/prove", &json!({ "code": "000000" }))
        .await
        .is(422, "content.invalid");
    for line in in_vain(&auditor, "door.prove", 2).await {
        assert_eq!(line["chain"], line["session"]);
        assert_ne!(line["session"], Value::Null);
    }
    world.ends().await;
}
