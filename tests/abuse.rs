//! What someone does who means harm: forged tokens, fixed sessions, guessed ids, bodies that never
//! end or are vast when unpacked; and what every answer tells a browser.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use api::caller::Caller;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use diesel_async::RunQueryDsl;
use harness::proceeding::pdf;
use harness::world::PASSWORD;
use harness::{Actor, Proceeding, World};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use tracing_subscriber::util::SubscriberInitExt;
use uuid::Uuid;

use crate::following::{follow, letters, page_of};

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default()
}

/// What is wrong with the headers of an answer.
fn faults(headers: &HeaderMap) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, wanted) in [
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        if header(headers, name) != wanted {
            wrong.push(format!("{name}: {:?}", header(headers, name)));
        }
    }
    // With either, no other site learns from where someone comes.
    if !["no-referrer", "same-origin"].contains(&header(headers, "referrer-policy")) {
        wrong.push("referrer-policy".to_owned());
    }
    if !header(headers, "permissions-policy").contains("camera=()") {
        wrong.push("permissions-policy".to_owned());
    }
    let policy = header(headers, "content-security-policy");
    for part in ["default-src 'none'", "frame-ancestors ", "base-uri 'none'"] {
        if !policy.contains(part) {
            wrong.push(format!("{part} is not in {policy:?}"));
        }
    }
    // Only paper is styled by the reader that a browser puts around it.
    let is_paper = header(headers, "content-type").starts_with("application/pdf");
    if policy.contains("unsafe-") && !is_paper || policy.contains("script-src 'unsafe") {
        wrong.push(format!("unsafe: {policy:?}"));
    }
    if header(headers, "cache-control").is_empty() || header(headers, "x-request-id").is_empty() {
        wrong.push("cache-control or x-request-id".to_owned());
    }
    wrong
}

#[actix_web::test]
async fn every_kind_of_answer_tells_a_browser_what_it_may_do() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let (site, api) = (
        format!("{}/{}", world.origin, world.slug),
        it.applicant.base().to_owned(),
    );
    let paper = Uuid::now_v7();
    it.applicant
        .upload(it.case, paper, "Paper", pdf("paper"))
        .await
        .ok();
    let paper = format!("{api}/cases/{}/documents/{paper}/content", it.case);
    let client = harness::client();
    let me = it.applicant.token.clone().expect("a token");
    // Public things are kept for a while, at the most; nothing else is kept at all.
    let asked = [
        (client.get(&world.origin), 200, true),
        (client.get(&site), 200, true),
        (client.get(format!("{site}/rulings")), 200, true),
        (client.get(format!("{site}/rulings.atom")), 200, true),
        (client.get(format!("{site}/statistics")), 200, true),
        (client.get(format!("{site}/cases")), 200, true),
        (client.get(format!("{site}/following")), 200, false),
        (client.get(format!("{site}/nothing")), 404, false),
        (
            client.get(format!("{site}/rulings/x?version=y")),
            422,
            false,
        ),
        (client.post(format!("{site}/nothing")), 404, false),
        (
            client.get(format!("{}/openapi.json", world.origin)),
            200,
            false,
        ),
        (client.get(format!("{}/readyz", world.origin)), 200, false),
        (
            client.delete(format!("{}/readyz", world.origin)),
            404,
            false,
        ),
        (client.get(format!("{api}/me")), 401, false),
        (client.get(format!("{api}/me")).bearer_auth(&me), 200, false),
        (
            client.get(format!("{api}/cases")).bearer_auth(&me),
            200,
            false,
        ),
        (
            client
                .get(format!("{api}/cases/{}", Uuid::now_v7()))
                .bearer_auth(&me),
            404,
            false,
        ),
        (
            client.get(format!("{api}/cases/x")).bearer_auth(&me),
            404,
            false,
        ),
        (client.get(format!("{api}/rulings")), 200, false),
        (client.get(&paper).bearer_auth(&me), 200, false),
        (client.get(&paper), 401, false),
        (client.get(format!("{api}/%00")), 404, false),
        (
            client.patch(format!("{api}/me")).bearer_auth(&me),
            404,
            false,
        ),
        (
            client
                .post(format!("{api}/session"))
                .header("origin", "https://evil.example"),
            403,
            false,
        ),
        (
            client
                .post(format!("{api}/session"))
                .json(&json!({ "a": "b\u{0}" })),
            422,
            false,
        ),
        (
            client
                .post(format!("{api}/session"))
                .json(&json!({ "email": "x", "password": "y" })),
            401,
            false,
        ),
        (
            client
                .put(format!("{api}/states"))
                .bearer_auth(&me)
                .json(&json!({})),
            422,
            false,
        ),
        (
            client
                .post(format!("{api}/session"))
                .header("content-encoding", "gzip")
                .body("x"),
            422,
            false,
        ),
    ];
    let mut wrong = Vec::new();
    for (request, status, public) in asked {
        let request = request.build().expect("a request");
        let what = format!("{} {}", request.method(), request.url());
        let answer = reqwest::Client::execute(&client, request)
            .await
            .expect("an answer");
        let is = answer.status().as_u16();
        if is != status && !(status == 404 && is == 405) {
            wrong.push(format!("{what}: {is} instead of {status}"));
        }
        let kept = header(answer.headers(), "cache-control");
        if !public && !kept.contains("no-store") {
            wrong.push(format!("{what}: {kept}"));
        }
        for fault in faults(answer.headers()) {
            wrong.push(format!("{what} {is}: {fault}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // A document is shown in a frame of the desk, and of nobody else.
    let answer = client
        .get(&paper)
        .bearer_auth(&me)
        .send()
        .await
        .expect("a document");
    let policy = header(answer.headers(), "content-security-policy").to_owned();
    assert!(policy.contains("frame-ancestors 'self'"), "{policy}");
    // A page is made for the address that the operator named, whoever says that it has another.
    let page = client
        .get(format!("{site}/rulings.atom"))
        .header("host", "evil.example")
        .header("x-forwarded-host", "evil.example");
    let page = page
        .send()
        .await
        .expect("a page")
        .text()
        .await
        .expect("text");
    assert!(!page.contains("evil.example"), "{page}");
    // No address of ours leads to another site.
    let still = reqwest::redirect::Policy::none();
    let still = reqwest::Client::builder()
        .redirect(still)
        .build()
        .expect("a client");
    for path in ["//evil.example/", "/%2f%2fevil.example", "/\\evil.example/"] {
        let answer = still
            .get(format!("{}{path}", world.origin))
            .send()
            .await
            .expect("an answer");
        assert_eq!(header(answer.headers(), "location"), "", "{path}");
        assert!(
            answer.status().is_client_error(),
            "{path}: {}",
            answer.status()
        );
    }
    world.ends().await;
}

/// A token with this header and these claims, signed by somebody.
fn forged(head: &Value, claims: &Value, sign: impl Fn(&str) -> Vec<u8>) -> String {
    let part = |value: &Value| BASE64.encode(value.to_string());
    let said = format!("{}.{}", part(head), part(claims));
    format!("{said}.{}", BASE64.encode(sign(&said)))
}

#[actix_web::test]
async fn forged_tokens_open_nothing_and_nobody_chooses_the_session_of_another() {
    let world = World::new().await;
    let who = world.person("Auditor", json!({ "role": "auditor" })).await;
    let token = who.token.clone().expect("a token");
    let parts: Vec<_> = token.split('.').collect();
    let claims: Value =
        serde_json::from_slice(&BASE64.decode(parts[1]).expect("base64")).expect("JSON");
    let said = |name: &str, value: Value| {
        let mut other = claims.clone();
        other[name] = value;
        other
    };
    let ours = std::fs::read(world.state.join("token-key.pkcs8")).expect("the key");
    let pair = Ed25519KeyPair::from_pkcs8(&ours).expect("a key");
    let theirs = Ed25519KeyPair::generate().expect("a key");
    let header: Value =
        serde_json::from_slice(&BASE64.decode(parts[0]).expect("base64")).expect("JSON");
    // Each names our key, so that none is refused just because it names none.
    let kid = header["kid"].as_str().expect("the name of our key");
    let eddsa = json!({ "typ": "JWT", "alg": "EdDSA", "kid": kid });
    let by = |pair: &Ed25519KeyPair| {
        let pair =
            Ed25519KeyPair::from_pkcs8(pair.to_pkcs8v1().expect("a key").as_ref()).expect("a key");
        move |text: &str| pair.sign(text.as_bytes()).as_ref().to_vec()
    };
    // Signed by our own key, these open the door: what is refused below is refused for what it is.
    let mut me = who.clone();
    me.token = Some(forged(&eddsa, &claims, by(&pair)));
    me.get("/me").await.ok();

    let public = pair.public_key().as_ref();
    let pem = format!(
        "-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n",
        BASE64.encode(public)
    );
    let hmac = |secret: &[u8], algorithm| {
        let mut header = Header::new(algorithm);
        header.kid = Some(kid.to_owned());
        jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(secret)).expect("a token")
    };
    let key =
        json!({ "kty": "OKP", "crv": "Ed25519", "x": BASE64.encode(theirs.public_key().as_ref()) });
    let past = jiff::Timestamp::now().as_second() - 60;
    let administrator = said("sub", json!(world.administrator.id));
    let bad = [
        (
            "none",
            forged(&json!({ "alg": "none", "kid": kid }), &claims, |_| vec![]),
        ),
        (
            "None",
            forged(
                &json!({ "alg": "None", "typ": "JWT", "kid": kid }),
                &claims,
                |_| vec![],
            ),
        ),
        (
            "none, with our signature",
            forged(&json!({ "alg": "none", "kid": kid }), &claims, by(&pair)),
        ),
        (
            "no algorithm",
            forged(&json!({ "typ": "JWT", "kid": kid }), &claims, by(&pair)),
        ),
        ("the public key as a secret", hmac(public, Algorithm::HS256)),
        (
            "the public key as a secret, 512",
            hmac(public, Algorithm::HS512),
        ),
        (
            "the public key as PEM",
            hmac(pem.as_bytes(), Algorithm::HS256),
        ),
        ("nothing as a secret", hmac(b"", Algorithm::HS256)),
        ("another key", forged(&eddsa, &claims, by(&theirs))),
        (
            "no name of a key",
            forged(&json!({ "typ": "JWT", "alg": "EdDSA" }), &claims, by(&pair)),
        ),
        (
            "a foreign kid",
            forged(
                &json!({ "alg": "EdDSA", "kid": "../../dev/null" }),
                &claims,
                by(&theirs),
            ),
        ),
        (
            "a key that it brings",
            forged(
                &json!({ "alg": "EdDSA", "kid": kid, "jwk": key }),
                &claims,
                by(&theirs),
            ),
        ),
        (
            "a key elsewhere",
            forged(
                &json!({ "alg": "EdDSA", "kid": kid, "jku": "https://evil.example/keys" }),
                &claims,
                by(&theirs),
            ),
        ),
        (
            "another person",
            format!(
                "{}.{}.{}",
                parts[0],
                BASE64.encode(administrator.to_string()),
                parts[2]
            ),
        ),
        (
            "run out",
            forged(&eddsa, &said("exp", json!(past)), by(&pair)),
        ),
        ("without an end", {
            let mut other = claims.clone();
            other.as_object_mut().expect("claims").remove("exp");
            forged(&eddsa, &other, by(&pair))
        }),
        (
            "of no session",
            forged(&eddsa, &said("sid", json!(Uuid::now_v7())), by(&pair)),
        ),
        (
            "of nobody",
            forged(&eddsa, &said("sub", json!("' or true --")), by(&pair)),
        ),
        // The session is the auditor's: a token that names another person in it is nobody's.
        (
            "another person, by our key",
            forged(&eddsa, &administrator, by(&pair)),
        ),
    ];
    for (what, token) in bad {
        let mut forger = who.clone();
        forger.token = Some(token);
        let reply = forger.get("/me").await;
        assert_eq!(
            (reply.status, &reply.json["code"]),
            (401, &json!("session.none")),
            "{what}"
        );
    }
    let elsewhere = forged(&eddsa, &said("aud", json!(Uuid::now_v7())), by(&pair));
    let mut forger = who.clone();
    forger.token = Some(elsewhere);
    forger.get("/me").await.is(404, "not_found");
    // A token is shown in its place, and in no address, where logs and neighbours see it.
    let nobody = who.nobody();
    for path in [
        format!("/me?access_token={token}"),
        format!("/me?token={token}"),
    ] {
        nobody.get(&path).await.is(401, "session.none");
    }

    // Session fixation: what a browser already has when someone signs in is worth nothing after it.
    let address = format!("{}/session", who.base());
    let credentials = json!({ "email": who.email, "password": PASSWORD });
    let planted = format!(
        "__Host-{0}=planted; __Host-{0}.refresh={1}.planted",
        world.slug,
        Uuid::now_v7()
    );
    let client = harness::client();
    let signed_in = client
        .post(&address)
        .json(&credentials)
        .header("cookie", &planted)
        .header("origin", &world.origin);
    let answer = signed_in.send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    let given: Vec<_> = answer
        .headers()
        .get_all("set-cookie")
        .iter()
        .filter_map(|one| one.to_str().ok())
        .collect();
    assert_eq!(given.len(), 2, "{given:?}");
    assert!(
        given.iter().all(|one| !one.contains("planted")),
        "{given:?}"
    );
    let renewed = client
        .post(format!("{address}/refresh"))
        .header("cookie", &planted)
        .header("origin", &world.origin);
    assert_eq!(renewed.send().await.expect("an answer").status(), 401);
    let read = client
        .get(format!("{}/me", who.base()))
        .header("cookie", &planted);
    assert_eq!(read.send().await.expect("an answer").status(), 401);
    // A cookie is no proof beside a scheme that is not ours, either.
    let cookie = given[0].split(';').next().expect("a cookie");
    let write = client
        .put(format!("{}/me/language", who.base()))
        .json(&json!({ "language": "fr" }))
        .header("cookie", cookie)
        .header("authorization", "Basic eDp5");
    assert_eq!(write.send().await.expect("an answer").status(), 403);
    world.ends().await;
}

/// The objects in what may be sent that take in whatever else is said.
fn open_objects(
    document: &Value,
    schema: &Value,
    place: &str,
    seen: &mut BTreeSet<String>,
    open: &mut Vec<String>,
) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.trim_start_matches("#/components/schemas/");
        if seen.insert(name.to_owned()) {
            open_objects(
                document,
                &document["components"]["schemas"][name],
                name,
                seen,
                open,
            );
        }
        return;
    }
    for choice in ["oneOf", "anyOf", "allOf"] {
        for one in schema[choice].as_array().into_iter().flatten() {
            open_objects(document, one, place, seen, open);
        }
    }
    if let Some(fields) = schema["properties"].as_object() {
        // A map from keys to values of one kind has no fields of its own.
        if schema["additionalProperties"] != json!(false) {
            open.push(place.to_owned());
        }
        for (name, field) in fields {
            open_objects(document, field, &format!("{place}.{name}"), seen, open);
        }
    }
    for part in ["items", "additionalProperties"] {
        if schema[part].is_object() {
            open_objects(document, &schema[part], &format!("{place}[]"), seen, open);
        }
    }
}

#[test]
fn nothing_is_taken_in_that_was_not_asked_for() {
    let document: Value = serde_json::from_str(include_str!("golden/openapi.json")).expect("JSON");
    let (mut seen, mut open, mut bodies) = (BTreeSet::new(), Vec::new(), 0);
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            if schema.is_object() {
                bodies += 1;
                open_objects(
                    &document,
                    schema,
                    &format!("{method} {path}"),
                    &mut seen,
                    &mut open,
                );
            }
        }
    }
    assert!(bodies > 50, "{bodies} operations take something in");
    assert!(open.is_empty(), "these take in whatever is said: {open:#?}");
}

/// The middle of how long each of two requests takes, asked by turns.
async fn compare(who: &Actor, one: &str, other: &str, times: usize) -> (Duration, Duration) {
    let mut spans = [Vec::new(), Vec::new()];
    for _ in 0..times {
        for (path, spans) in [one, other].iter().zip(&mut spans) {
            let began = Instant::now();
            who.get(path).await;
            spans.push(began.elapsed());
        }
    }
    let [mut first, mut second] = spans;
    first.sort_unstable();
    second.sort_unstable();
    (first[times / 2], second[times / 2])
}

#[actix_web::test]
async fn what_one_may_not_know_of_looks_and_lasts_like_what_is_not_there() {
    let (world, elsewhere) = (World::new().await, World::new().await);
    let it = Proceeding::pleading(&world).await;
    let theirs = Proceeding::registered(&elsewhere).await;
    let paper = Uuid::now_v7();
    it.applicant
        .upload(it.case, paper, "Unfiled", pdf("unfiled"))
        .await
        .ok();
    let other = world
        .person(
            "Agent Elsewhere",
            json!({ "role": "agent", "state": "CHL" }),
        )
        .await;
    let draft = Proceeding::drafted(&world).await.case;
    let report = Uuid::now_v7();
    let officer = json!({ "role": "case_officer" });
    let officer = world.person("Officer", officer).await;
    let half_year = json!({ "state": "XBB", "period": "2025-S2" });
    officer
        .put(&format!("/reports/{report}"), &half_year)
        .await
        .ok();
    let nothing = Uuid::now_v7();
    let asked = [
        (
            &other,
            format!("/cases/{draft}"),
            format!("/cases/{nothing}"),
        ),
        (
            &other,
            format!("/cases/{draft}/documents"),
            format!("/cases/{nothing}/documents"),
        ),
        (
            &it.respondent,
            format!("/cases/{}/documents/{paper}", it.case),
            format!("/cases/{}/documents/{nothing}", it.case),
        ),
        (
            &it.respondent,
            format!("/cases/{}/documents/{paper}/content", it.case),
            format!("/cases/{}/documents/{nothing}/content", it.case),
        ),
        (
            &other,
            format!("/cases/{}/ruling", it.case),
            format!("/cases/{nothing}/ruling"),
        ),
        (
            &other,
            format!("/reports/{report}"),
            format!("/reports/{nothing}"),
        ),
        (
            &it.registrar,
            format!("/cases/{}", theirs.case),
            format!("/cases/{nothing}"),
        ),
        (
            &it.registrar,
            format!("/cases/{}/docket", theirs.case),
            format!("/cases/{nothing}/docket"),
        ),
    ];
    for (who, hidden, absent) in asked {
        let (there, nowhere) = (who.get(&hidden).await, who.get(&absent).await);
        assert_eq!(
            (there.status, &there.json),
            (nowhere.status, &nowhere.json),
            "{hidden}"
        );
        assert_eq!(there.status, 404, "{hidden}");
        // A right that is asked and denied is a step more; a busy machine makes the rest of the difference.
        let (slow, fast) = compare(who, &hidden, &absent, 15).await;
        let (slow, fast) = (slow.max(fast), slow.min(fast));
        assert!(
            slow < fast * 3 + Duration::from_millis(15),
            "{hidden}: {slow:?} and {fast:?}"
        );
    }
    // So do an address that nobody has here and a password that is wrong.
    let spans = async |email: &str| {
        let mut spans = Vec::new();
        for _ in 0..5 {
            let began = Instant::now();
            let said = json!({ "email": email, "password": "not this one at all" });
            it.registrar
                .nobody()
                .post("/tokens", &said)
                .await
                .is(401, "session.password");
            spans.push(began.elapsed());
        }
        spans.sort_unstable();
        spans[2]
    };
    let (known, unknown) = (
        spans(&other.email).await,
        spans("nobody@test.example").await,
    );
    let (slow, fast) = (known.max(unknown), known.min(unknown));
    assert!(
        slow < fast * 3 + Duration::from_millis(15),
        "{known:?} and {unknown:?}"
    );
    world.ends().await;
    elsewhere.ends().await;
}

/// After how long the database ends a statement, and a transaction that waits.
#[derive(diesel::QueryableByName)]
struct Ended {
    #[diesel(sql_type = diesel::sql_types::Text)]
    spans: String,
}

/// The most memory that this process ever had, in kilobytes.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("what Linux says");
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM"))
        .expect("a line");
    line.split_whitespace()
        .nth(1)
        .and_then(|kib| kib.parse().ok())
        .expect("a number")
}

/// What comes back on a connection on which exactly this was said.
fn said_on_a_line(origin: &str, text: &[u8], wait: Duration) -> (String, Duration) {
    let began = Instant::now();
    let mut line = TcpStream::connect(origin.trim_start_matches("http://")).expect("a connection");
    line.set_read_timeout(Some(wait)).expect("a limit");
    line.write_all(text).expect("said");
    let mut answer = Vec::new();
    // Whatever ends it: what counts is what was said and when.
    let _ = line.read_to_end(&mut answer);
    (
        String::from_utf8_lossy(&answer).into_owned(),
        began.elapsed(),
    )
}

#[actix_web::test]
async fn what_is_vast_or_never_ends_is_given_up() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let (origin, token) = (
        world.origin.clone(),
        it.applicant.token.clone().expect("a token"),
    );
    let case = format!("{}/cases/{}", it.applicant.base(), Uuid::now_v7());
    // Lines on which someone is slow: half a head, and a body whose bytes come now and then.
    let path = case.trim_start_matches(&origin).to_owned();
    let head = format!(
        "PUT {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n"
    );
    let (there, half) = (origin.clone(), head.clone());
    let half = std::thread::spawn(move || {
        said_on_a_line(&there, half.as_bytes(), Duration::from_secs(40))
    });
    let (there, slow) = (
        origin.clone(),
        format!("{head}Content-Length: 1000000\r\n\r\n{{"),
    );
    let slow = std::thread::spawn(move || {
        said_on_a_line(&there, slow.as_bytes(), Duration::from_secs(40))
    });
    let upload = format!(
        "{path}/documents/{}?file_name=a.pdf&class=C1",
        Uuid::now_v7()
    )
    .replace(
        case.rsplit('/').next().expect("an id"),
        &it.case.to_string(),
    );
    let upload = format!(
        "PUT {upload} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Type: application/pdf\r\nContent-Length: 900000\r\n\r\n%PDF-1.7\n"
    );
    let there = origin.clone();
    let paper = std::thread::spawn(move || {
        said_on_a_line(&there, upload.as_bytes(), Duration::from_secs(40))
    });

    let client = harness::client();
    let put = |kind: &str| {
        client
            .put(&case)
            .bearer_auth(&token)
            .header("content-type", kind.to_owned())
    };
    let before = most_memory();
    let began = Instant::now();
    // A gigabyte of nothing is a megabyte when packed: such a thing is not unpacked.
    let packed = vec![0_u8; 1 << 20];
    for form in ["gzip", "br", "deflate", "zstd", "gzip, gzip"] {
        let answer = put("application/json")
            .header("content-encoding", form)
            .body(packed.clone());
        assert_eq!(
            answer.send().await.expect("an answer").status(),
            422,
            "{form}"
        );
    }
    // More than anyone says at once, and brackets without an end.
    let long = format!("{{\"summary\":\"{}\"}}", "x".repeat(3 << 20));
    let deep = "[".repeat(1 << 20);
    for body in [long, deep] {
        let answer = put("application/json").body(body).send().await;
        // It may hang up before all of it was said.
        assert!(answer.is_err() || answer.is_ok_and(|answer| answer.status() == 422));
    }
    // A paper whose content would be vast is kept as the bytes that it is; the body takes a mebibyte.
    let stream = format!(
        "4 0 obj<</Length {}/Filter[/FlateDecode/FlateDecode]>>stream\n",
        900 << 10
    );
    let bomb = [
        pdf("bomb"),
        stream.into_bytes(),
        vec![b'/'; 900 << 10],
        b"\nendstream endobj\n%%EOF\n".to_vec(),
    ]
    .concat();
    let id = Uuid::now_v7();
    assert_eq!(
        it.applicant
            .upload(it.case, id, "Bomb", bomb.clone())
            .await
            .status,
        200
    );
    assert_eq!(
        it.applicant
            .bytes(&format!("/cases/{}/documents/{id}/content", it.case))
            .await
            .len(),
        bomb.len()
    );
    let larger = it
        .applicant
        .upload(
            it.case,
            Uuid::now_v7(),
            "Larger",
            [bomb, vec![b'x'; 2 << 20]].concat(),
        )
        .await;
    larger.refused(domain::refusal::Refusal::DocumentTooLarge);
    let zip = [b"PK\x03\x04".to_vec(), vec![0; 1 << 19]].concat();
    let zip = it
        .applicant
        .upload(it.case, Uuid::now_v7(), "Zip", zip)
        .await;
    zip.refused(domain::refusal::Refusal::DocumentWrongType);
    assert!(
        began.elapsed() < Duration::from_secs(30),
        "{:?}",
        began.elapsed()
    );
    let grown = most_memory() - before;
    assert!(grown < 96 << 10, "{grown} KiB more");
    // What goes on for too long in the database is ended there, with the connection that it holds.
    let clock = Caller::clock(world.body, &world.slug);
    let sql = "select current_setting('statement_timeout') || ', ' || \
               current_setting('idle_in_transaction_session_timeout') as spans";
    let ended = world.db.within(&clock, async |tx| {
        let found: Ended = RunQueryDsl::get_result(diesel::sql_query(sql), tx.conn()).await?;
        Ok(found.spans)
    });
    assert_eq!(ended.await.expect("an answer"), "2min, 1min");
    // One request cannot be taken for two, by us and by a proxy before us.
    let two = "POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 30\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /readyz HTTP/1.1\r\nHost: x\r\n\r\n";
    let (answer, _) = said_on_a_line(&origin, two.as_bytes(), Duration::from_secs(10));
    assert!(
        answer.starts_with("HTTP/1.1 400") && !answer.contains("ready"),
        "{answer}"
    );

    for (what, line, status) in [
        ("half a head", half, "408"),
        ("a slow body", slow, "408"),
        ("a slow paper", paper, "408"),
    ] {
        let (answer, after) = line.join().expect("an end");
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status}")),
            "{what}: {answer:?}"
        );
        assert!(after < Duration::from_secs(35), "{what}: {after:?}");
    }
    it.applicant.get("/me").await.ok();
    world.ends().await;
}

/// What was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("the log").extend_from_slice(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[actix_web::test]
async fn no_secret_and_nothing_confidential_is_logged() {
    let log = Log::default();
    let to = log.clone();
    api::serve::lines(move || to.clone())
        .try_init()
        .expect("the only log");
    let world = World::new().await;
    let it = Proceeding::drafted(&world).await;
    let nobody = it.applicant.nobody();
    let credentials = json!({ "email": it.applicant.email, "password": PASSWORD });
    let tokens = nobody.post("/tokens", &credentials).await.ok();
    nobody
        .post(
            "/tokens/refresh",
            &json!({ "refresh_token": tokens["refresh_token"] }),
        )
        .await
        .ok();
    let wrong = json!({ "email": it.applicant.email, "password": "a wrong and secret one" });
    nobody
        .post("/tokens", &wrong)
        .await
        .is(401, "session.password");
    let half = harness::client()
        .post(format!("{}/tokens", nobody.base()))
        .header("content-type", "application/json");
    let half = half
        .body("{\"email\":\"x\",\"password\":\"a broken and secret one\",}")
        .send()
        .await;
    assert_eq!(half.expect("an answer").status(), 422);
    it.applicant
        .upload(
            it.case,
            Uuid::now_v7(),
            "Confidential title",
            pdf("confidential content"),
        )
        .await
        .ok();
    it.rewrite("A confidential fact.").await;
    follow(
        &it,
        json!({ "address": "reader@test.example", "query": "q=confidential" }),
    )
    .await;
    world.post_round().await;
    let page = page_of(
        letters(&world, "reader@test.example")
            .last()
            .expect("a letter"),
    );
    let page_secret = page.split_once("?token=").expect("a token").1.to_owned();
    let answer = reqwest::get(format!("{}/{}{page}", world.origin, world.slug)).await;
    assert_eq!(answer.expect("a page").status(), 200);
    nobody
        .get("/cases?q=a-confidential-search")
        .await
        .is(401, "session.none");

    let text = String::from_utf8(log.0.lock().expect("the log").clone()).expect("text");
    assert!(
        text.contains("\"path\"") && text.contains("/tokens"),
        "the requests are there: {text}"
    );
    let text_of = |value: &Value| value.as_str().expect("a text").to_owned();
    for secret in [
        PASSWORD.to_owned(),
        "secret one".to_owned(),
        text_of(&tokens["access_token"]),
        text_of(&tokens["refresh_token"]),
        page_secret,
        "onfidential".to_owned(),
        "reader@test.example".to_owned(),
        it.applicant.email.clone(),
    ] {
        assert!(!text.contains(&secret), "{secret} is in the log");
    }
    world.ends().await;
}
