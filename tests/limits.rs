//! How often one may ask: who is counted, what they are told, and that it passes.

use std::time::Duration;

use api::limits::{Allowed, Limits};
use harness::World;
use harness::world::PASSWORD;
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

/// Few enough that a test gets there, on a slow machine too.
const A_MINUTE: u32 = 30;
/// Attempts to sign in to one account.
const AT_ONCE: u32 = 3;

/// A world behind a proxy on this machine that says who asks.
async fn limited(trusted: &str) -> World {
    let trusted = trusted.parse().expect("a network");
    let limits = Limits::new(&Allowed {
        limit_address: A_MINUTE,
        limit_account: A_MINUTE,
        limit_sign_in: AT_ONCE,
        trusted_proxies: vec![trusted],
    });
    World::with_limits(limits).await
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    fn header(&self, name: impl reqwest::header::AsHeaderName) -> &str {
        let value = self.headers.get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
}

async fn from(sender: &str, request: RequestBuilder) -> Answer {
    let request = request.header("x-forwarded-for", sender);
    let answer = request.send().await.expect("an answer");
    Answer {
        status: answer.status().as_u16(),
        headers: answer.headers().clone(),
        text: answer.text().await.unwrap_or_default(),
    }
}

fn get(address: &str) -> RequestBuilder {
    harness::client().get(address)
}

/// Asks until it is refused; how often it was answered, and the refusal.
async fn until_refused(sender: &str, ask: impl Fn() -> RequestBuilder) -> (u32, Answer) {
    for answered in 0..A_MINUTE * 20 {
        let answer = from(sender, ask()).await;
        if answer.status == 429 {
            return (answered, answer);
        }
        assert!(answer.status < 400, "{} {}", answer.status, answer.text);
    }
    panic!("{sender} is never refused");
}

#[actix_web::test]
async fn whoever_asks_too_often_is_told_to_wait_and_is_let_through_again() {
    let world = limited("127.0.0.0/8").await;
    let page = format!("{}/{}/rulings", world.origin, world.slug);
    let program = format!("{}/api/{}/rulings", world.origin, world.slug);
    let first = from("203.0.113.1", get(&page)).await;
    assert_eq!(first.status, 200);
    assert_eq!(first.header("ratelimit-policy"), "\"address\";q=30;w=60");
    assert_eq!(first.header("ratelimit"), "\"address\";r=29;t=2");
    let (answered, refused) = until_refused("203.0.113.1", || get(&page)).await;
    assert!(answered >= A_MINUTE - 1, "{answered} answers");
    assert!(refused.header(CONTENT_TYPE).starts_with("text/html"));
    assert!(
        refused.text.contains("more pages than this site answers")
            && refused.text.contains("Wait a moment, then try again."),
        "{}",
        refused.text
    );
    let left = refused.header("ratelimit");
    assert!(left.starts_with("\"address\";r=0;t="), "{left}");
    assert_ne!(refused.header("x-request-id"), "");

    let (_, refused) = until_refused("203.0.113.1", || get(&program)).await;
    assert_eq!(refused.header(CONTENT_TYPE), "application/problem+json");
    let problem: Value = serde_json::from_str(&refused.text).expect("a problem");
    assert_eq!(
        (&problem["code"], &problem["status"]),
        (&json!("too_many"), &json!(429))
    );
    // The neighbour is another; so is not who only says that he is.
    assert_eq!(from("203.0.113.2", get(&page)).await.status, 200);
    let (answered, _) = until_refused("198.51.100.1, 203.0.113.1", || get(&page)).await;
    assert!(answered < A_MINUTE / 2, "{answered} answers");

    let (_, refused) = until_refused("203.0.113.1", || get(&page)).await;
    let wait: u64 = refused.header(RETRY_AFTER).parse().expect("seconds");
    assert!((1..=2).contains(&wait), "{wait} seconds");
    tokio::time::sleep(Duration::from_secs(wait)).await;
    assert_eq!(from("203.0.113.1", get(&page)).await.status, 200);
    world.ends().await;
}

#[actix_web::test]
async fn how_often_one_may_ask_and_what_is_published_for_programs() {
    let world = limited("127.0.0.0/8").await;
    let page = format!("{}/{}/bulk?lang=", world.origin, world.slug);
    for (language, said) in [
        ("en", "30 requests a minute"),
        ("fr", "30 requêtes par minute"),
    ] {
        let page = from("203.0.113.3", get(&format!("{page}{language}"))).await;
        assert!(page.text.contains(said), "{}", page.text);
        assert!(page.text.contains("href=\"/openapi.json\""));
    }
    let contract = from(
        "203.0.113.3",
        get(&format!("{}/openapi.json", world.origin)),
    )
    .await;
    assert_eq!(contract.status, 200);
    let contract: Value = serde_json::from_str(&contract.text).expect("JSON");
    let golden: Value = serde_json::from_str(include_str!("golden/openapi.json")).expect("JSON");
    assert_eq!(contract, golden);
    world.ends().await;

    let world = World::new().await;
    let page = get(&format!("{}/{}/bulk", world.origin, world.slug));
    let text = from("203.0.113.3", page).await.text;
    assert!(!text.contains("requests a minute"), "no limit holds");
    world.ends().await;
}

#[actix_web::test]
async fn who_has_signed_in_is_counted_by_account_and_can_sign_in_whatever_others_do() {
    let world = limited("127.0.0.0/8").await;
    let base = format!("{}/api/{}", world.origin, world.slug);
    let away = "203.0.113.1";
    until_refused(away, || get(&format!("{base}/rulings"))).await;
    let credentials = json!({ "email": "administrator@test.example", "password": PASSWORD });
    let signs_in = harness::client()
        .request(Method::POST, format!("{base}/tokens"))
        .json(&credentials);
    let signed_in = from(away, signs_in).await;
    assert_eq!(signed_in.status, 200, "{}", signed_in.text);
    let tokens: Value = serde_json::from_str(&signed_in.text).expect("tokens");
    let token = tokens["access_token"].as_str().expect("a token");
    let me = || get(&format!("{base}/me")).bearer_auth(token);
    let first = from(away, me()).await;
    assert_eq!(first.header("ratelimit"), "\"account\";r=29;t=2");
    let (_, refused) = until_refused("203.0.113.9", me).await;
    assert!(refused.header("ratelimit").starts_with("\"account\";r=0"));
    // A token that is not ours makes nobody an account.
    let forged = get(&format!("{base}/rulings")).bearer_auth("made.up.token");
    let forged = from("203.0.113.3", forged).await;
    assert_eq!(forged.header("ratelimit"), "\"address\";r=29;t=2");
    world.ends().await;
}

#[actix_web::test]
async fn health_and_parts_of_pages_are_not_counted_and_an_unknown_proxy_is_not_believed() {
    let world = limited("127.0.0.0/8").await;
    for path in ["/healthz", "/readyz", "/assets/nothing.css"] {
        let answer = from("203.0.113.1", get(&format!("{}{path}", world.origin))).await;
        assert!(answer.status == 200 || answer.status == 404, "{path}");
        assert_eq!(answer.header("ratelimit"), "", "{path}");
    }
    world.ends().await;
    let world = limited("10.0.0.0/8").await;
    let page = format!("{}/{}", world.origin, world.slug);
    for _ in 0..A_MINUTE * 2 {
        // It comes from this machine, whatever it says.
        let answer = from("203.0.113.1", get(&page)).await;
        assert_eq!((answer.status, answer.header("ratelimit")), (200, ""));
    }
    world.ends().await;
}

#[actix_web::test]
async fn strangers_who_try_a_password_lock_nobody_out() {
    let world = limited("127.0.0.0/8").await;
    let email = "administrator@test.example";
    let sign_in = |email: &str, password: &str| {
        let address = format!("{}/api/{}/session", world.origin, world.slug);
        let said = json!({ "email": email, "password": password });
        let request = harness::client().post(address).json(&said);
        request.header("origin", &world.origin)
    };
    let office = "203.0.113.7";
    assert_eq!(from(office, sign_in(email, PASSWORD)).await.status, 200);

    // Whether or not there is such an account, and from wherever it is tried: the same answers.
    // The one that was signed in to was a stranger's, too, when that was tried.
    for (email, tries) in [(email, AT_ONCE - 1), ("nobody@xaa.example", AT_ONCE)] {
        for no in 0..tries {
            let stranger = format!("198.51.100.{no}");
            let answer = from(&stranger, sign_in(email, "a guess that is wrong")).await;
            assert_eq!(answer.status, 401, "{}", answer.text);
        }
        let refused = from("192.0.2.1", sign_in(email, PASSWORD)).await;
        assert_eq!(
            refused.status, 429,
            "also with the password: {}",
            refused.text
        );
        let wait: u64 = refused.header(RETRY_AFTER).parse().expect("seconds");
        assert!((1..=30).contains(&wait), "{wait}");
        let said: Value = serde_json::from_str(&refused.text).expect("a problem");
        assert_eq!(said["code"], "too_many");
        assert_eq!(
            said["remedy"],
            format!("Wait {wait} seconds, then try again; nothing was changed.")
        );
    }
    // A program asks elsewhere for the same.
    let tokens = format!("{}/api/{}/tokens", world.origin, world.slug);
    let said = json!({ "email": email, "password": PASSWORD });
    let program = harness::client().post(&tokens).json(&said);
    assert_eq!(from("192.0.2.2", program).await.status, 429);

    // Whoever was there before is let in where they were, and only so often there, too.
    for _ in 0..AT_ONCE {
        let answer = from(office, sign_in(email, PASSWORD)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    assert_eq!(from(office, sign_in(email, PASSWORD)).await.status, 429);
    world.ends().await;
}

#[actix_web::test]
async fn one_network_tries_only_so_many_accounts() {
    let world = limited("127.0.0.0/8").await;
    let address = format!("{}/api/{}/session", world.origin, world.slug);
    let try_one = |no: u32| {
        let said =
            json!({ "email": format!("{no}@xaa.example"), "password": "a guess that is wrong" });
        let request = harness::client().post(&address).json(&said);
        request.header("origin", &world.origin)
    };
    let mut answers = Vec::new();
    for no in 0..AT_ONCE * 3 + 2 {
        answers.push(from("198.51.100.9", try_one(no)).await.status);
    }
    // While they are tried another one may be let through: one every ten seconds.
    let tried = answers.iter().filter(|status| **status == 401).count();
    assert!(
        (9..=10).contains(&tried) && answers.contains(&429),
        "{answers:?}"
    );
    world.ends().await;
}
