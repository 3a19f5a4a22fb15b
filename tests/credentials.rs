//! What someone shows to be let in: passwords, and the links and codes that stand beside them.

use api::limits::{Allowed, Limits};
use harness::world::PASSWORD;
use harness::{Actor, Reply, World};
use serde_json::{Value, json};

use crate::following::letters;

const ANOTHER: &str = "harbour violin frost ladder";

async fn signs_in(who: &Actor, password: &str) -> Reply {
    let said = json!({ "email": who.email, "password": password });
    who.nobody().post("/tokens", &said).await
}

fn with_token(who: &Actor, tokens: &Value) -> Actor {
    let mut someone = who.clone();
    someone.token = tokens["access_token"].as_str().map(str::to_owned);
    someone
}

/// Which field was refused, and why.
fn fault(reply: &Reply) -> (u16, String, String) {
    let said = |key: &str| reply.json["fields"][0][key].as_str().unwrap_or_default();
    (
        reply.status,
        said("path").to_owned(),
        said("why").to_owned(),
    )
}

/// How often something is in the ledger of this world.
async fn recorded(action: &str, world: &World) -> i64 {
    let mut owner = crate::catalog::connect(crate::catalog::As::Owner).await;
    let tx = owner.transaction().await.expect("a transaction");
    let body = world.body.to_string();
    tx.query("select set_config('app.tenant', $1, true)", &[&body])
        .await
        .expect("inside the body");
    let sql = "select count(*) from ledger where line::jsonb->>'action' = $1";
    let row = tx.query_one(sql, &[&action]).await.expect("a count");
    row.get(0)
}

#[actix_web::test]
async fn whoever_knows_their_password_changes_it_and_is_told() {
    let world = World::new().await;
    let role = json!({ "role": "agent", "state": "XAA" });
    let agent = world.person("Ada Marsh", role).await;
    let elsewhere = with_token(&agent, &signs_in(&agent, PASSWORD).await.ok());
    let change = async |current: &str, password: &str| {
        let wish = json!({ "current": current, "password": password });
        agent.put("/me/password", &wish).await
    };
    for (current, password, field, why) in [
        (
            "a guess that is wrong",
            ANOTHER,
            "current",
            "not the password",
        ),
        ("", ANOTHER, "current", "not the password"),
        (PASSWORD, PASSWORD, "password", "the password that you have"),
        (PASSWORD, "short", "password", "at least 12 characters"),
        (
            PASSWORD,
            "password12345",
            "password",
            "on lists of passwords",
        ),
        (PASSWORD, "Ada.Marsh.test", "password", "made of your name"),
    ] {
        let (status, path, said) = fault(&change(current, password).await);
        assert_eq!((status, path.as_str()), (422, field), "{password}: {said}");
        assert!(said.contains(why), "{password}: {said}");
    }
    // What is nobody's to name is refused, and another's account with it.
    let more =
        json!({ "current": PASSWORD, "password": ANOTHER, "person": world.administrator.id });
    agent
        .put("/me/password", &more)
        .await
        .is(422, "content.invalid");
    agent
        .nobody()
        .put(
            "/me/password",
            &json!({ "current": PASSWORD, "password": ANOTHER }),
        )
        .await
        .is(401, "session.none");
    assert_eq!(recorded("people.change_password", &world).await, 0);
    elsewhere.get("/me").await.ok();

    change(PASSWORD, ANOTHER).await.ok();
    agent.get("/me").await.ok();
    elsewhere.get("/me").await.is(401, "session.none");
    signs_in(&agent, PASSWORD).await.is(401, "session.none");
    signs_in(&agent, ANOTHER).await.ok();
    assert_eq!(recorded("people.change_password", &world).await, 1);
    world.post_round().await;
    let told = letters(&world, &agent.email);
    let told = told.last().expect("a letter");
    for words in [
        "Your password was changed",
        "ada.marsh@test.example",
        "/desk/sign-in",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(!told.contains(ANOTHER) && !told.contains(PASSWORD));
    world.ends().await;
}

#[actix_web::test]
async fn a_screen_that_was_left_open_is_no_place_to_guess_a_password() {
    let limits = Limits::new(&Allowed {
        limit_address: 0,
        limit_account: 0,
        limit_sign_in: 3,
        trusted_proxies: vec!["127.0.0.0/8".parse().expect("a network")],
    });
    let world = World::with_limits(limits).await;
    let mut answers = Vec::new();
    for _ in 0..4 {
        let address = format!("{}/me/password", world.administrator.base());
        let answer = reqwest::Client::new()
            .put(address)
            .bearer_auth(world.administrator.token.as_deref().unwrap_or_default())
            .header("x-forwarded-for", "203.0.113.7")
            .json(&json!({ "current": "a guess that is wrong", "password": ANOTHER }))
            .send();
        answers.push(answer.await.expect("an answer").status().as_u16());
    }
    assert_eq!(answers, [422, 422, 422, 429]);
    world.ends().await;
}
