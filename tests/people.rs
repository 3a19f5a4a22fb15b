//! Sign-in, sessions, roles.

use domain::refusal::Refusal;
use harness::World;
use serde_json::{Value, json};
use uuid::Uuid;

#[actix_web::test]
async fn a_wrong_password_and_an_unknown_address_are_answered_alike() {
    let world = World::new().await;
    let nobody = world.administrator.nobody();
    let wrong = nobody.post("/tokens", &json!({ "email": "administrator@test.example", "password": "not the password" })).await;
    let unknown = nobody.post("/tokens", &json!({ "email": "someone@else.example", "password": "not the password" })).await;
    assert_eq!((wrong.status, &wrong.json), (401, &unknown.json));
    world.ends().await;
}

#[actix_web::test]
async fn a_spent_refresh_token_opens_nothing_and_ends_the_session() {
    let world = World::new().await;
    let nobody = world.administrator.nobody();
    let credentials = json!({ "email": "administrator@test.example", "password": harness::world::PASSWORD });
    let first = nobody.post("/tokens", &credentials).await.ok();
    let renew = |token: Value| json!({ "refresh_token": token });
    let second = nobody.post("/tokens/refresh", &renew(first["refresh_token"].clone())).await.ok();
    let third = nobody.post("/tokens/refresh", &renew(second["refresh_token"].clone())).await.ok();
    nobody.post("/tokens/refresh", &renew(first["refresh_token"].clone())).await.is(401, "session.none");
    nobody.post("/tokens/refresh", &renew(third["refresh_token"].clone())).await.ok();
    world.ends().await;
}

#[actix_web::test]
async fn signing_out_bites_at_once() {
    let world = World::new().await;
    let clerk = world.person("Clerk", json!({ "role": "case_officer" })).await;
    clerk.get("/me").await.ok();
    clerk.send("DELETE", "/session", None, None).await.ok();
    clerk.get("/me").await.is(401, "session.none");
    world.ends().await;
}

#[actix_web::test]
async fn the_last_administrator_stays_one() {
    let world = World::new().await;
    let me = world.administrator.get("/me").await.ok();
    let path = format!("/people/{}/roles", world.administrator.id);
    let version = me["person"]["version"].as_i64().unwrap();
    world.administrator.put_seen(&path, version, &json!({ "roles": [] })).await.refused(Refusal::PeopleLastAdministrator);
    world.ends().await;
}

#[actix_web::test]
async fn nobody_is_registrar_and_agent_at_once() {
    let world = World::new().await;
    let person = json!({
        "name": "Two hats", "email": "two@test.example", "password": harness::world::PASSWORD,
        "roles": [{ "role": "registrar" }, { "role": "agent", "state": "XAA" }],
    });
    world.administrator.put(&format!("/people/{}", Uuid::now_v7()), &person).await.refused(Refusal::PeopleRolesConflict);
    world.ends().await;
}

#[actix_web::test]
async fn a_role_that_is_taken_away_bites_at_once() {
    let world = World::new().await;
    let clerk = world.person("Clerk", json!({ "role": "case_officer" })).await;
    clerk.get("/people").await.ok();
    world.administrator.put_seen(&format!("/people/{}/roles", clerk.id), 1, &json!({ "roles": [] })).await.ok();
    clerk.get("/people").await.is(404, "not_found");
    world.ends().await;
}

#[actix_web::test]
async fn a_token_of_another_body_is_answered_as_if_there_were_no_such_body() {
    let world = World::new().await;
    let stranger = world.neighbour().await.at(&world.slug);
    for path in ["", "/me", "/cases", "/work", "/people"] {
        let there = stranger.get(path).await;
        let nowhere = stranger.at("no-such-body").get(path).await;
        assert_eq!((there.status, &there.json), (404, &nowhere.json), "{path}");
    }
    world.ends().await;
}

#[actix_web::test]
async fn a_page_of_another_site_writes_nothing() {
    let world = World::new().await;
    let url = format!("{}/tokens", world.administrator.base());
    let credentials = json!({ "email": "administrator@test.example", "password": harness::world::PASSWORD });
    for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
        let answer = harness::actor::post_with(&url, &credentials, name, value).await;
        assert_eq!(answer, 403, "{name}: {value}");
    }
    world.ends().await;
}

#[actix_web::test]
async fn only_the_administrator_adds_people() {
    let world = World::new().await;
    let clerk = world.person("Clerk", json!({ "role": "registrar" })).await;
    let person = json!({ "name": "N", "email": "n@test.example", "password": harness::world::PASSWORD, "roles": [] });
    clerk.put(&format!("/people/{}", Uuid::now_v7()), &person).await.is(403, "forbidden");
    world.ends().await;
}
