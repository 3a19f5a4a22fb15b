//! Signing in, sessions, and the people of a body.

use domain::refusal::Refusal;
use harness::world::PASSWORD;
use harness::{Actor, Reply, World};
use serde_json::{Value, json};
use uuid::Uuid;

async fn tokens(who: &Actor, email: &str, password: &str) -> Reply {
    who.nobody()
        .post("/tokens", &json!({ "email": email, "password": password }))
        .await
}

async fn renew(who: &Actor, token: &Value) -> Reply {
    who.nobody()
        .post("/tokens/refresh", &json!({ "refresh_token": token }))
        .await
}

fn with_token(who: &Actor, tokens: &Value) -> Actor {
    let mut someone = who.clone();
    someone.token = tokens["access_token"].as_str().map(str::to_owned);
    someone
}

#[actix_web::test]
async fn a_wrong_password_an_unknown_address_and_another_bodys_person_get_one_answer() {
    let (world, other) = (World::new().await, World::new().await);
    let registrar = world
        .person("Registrar", json!({ "role": "registrar" }))
        .await;
    let elsewhere = other
        .person("Someone Else", json!({ "role": "auditor" }))
        .await;
    let mut answers = Vec::new();
    for (email, password) in [
        (registrar.email.as_str(), "another password"),
        (registrar.email.as_str(), ""),
        ("nobody@test.example", PASSWORD),
        (elsewhere.email.as_str(), PASSWORD),
    ] {
        let reply = tokens(&registrar, email, password).await;
        assert_eq!(reply.status, 401);
        answers.push(reply.json);
    }
    assert!(
        answers.iter().all(|answer| answer == &answers[0]),
        "{answers:?}"
    );
    assert_eq!(answers[0]["code"], "session.password");
    // The same address in other letters is the same person.
    tokens(&registrar, &registrar.email.to_uppercase(), PASSWORD)
        .await
        .ok();
    world.ends().await;
    other.ends().await;
}

#[actix_web::test]
async fn a_refresh_token_is_spent_at_its_first_use() {
    let world = World::new().await;
    let who = world.person("Auditor", json!({ "role": "auditor" })).await;
    let first = tokens(&who, &who.email, PASSWORD).await.ok();
    let second = renew(&who, &first["refresh_token"]).await.ok();
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    // Another tab that renews at the same moment gets an access token, and no second refresh token.
    let again = renew(&who, &first["refresh_token"]).await.ok();
    assert_eq!(again["refresh_token"], "");
    renew(&who, &second["refresh_token"]).await.ok();
    // Two generations old: nobody's.
    renew(&who, &first["refresh_token"])
        .await
        .is(401, "session.none");
    for nonsense in [
        json!(""),
        json!("x"),
        json!(format!("{}.x", Uuid::now_v7())),
    ] {
        renew(&who, &nonsense).await.is(401, "session.none");
    }
    world.ends().await;
}

#[actix_web::test]
async fn a_spent_refresh_token_that_comes_again_later_ends_the_session() {
    let world = World::new().await;
    let who = world.person("Auditor", json!({ "role": "auditor" })).await;
    let first = tokens(&who, &who.email, PASSWORD).await.ok();
    let second = renew(&who, &first["refresh_token"]).await.ok();
    // Sessions live by the wall's clock; here half an hour passes for this one.
    let session = first["refresh_token"]
        .as_str()
        .and_then(|token| token.split('.').next())
        .expect("a session");
    let mut owner = crate::catalog::connect(crate::catalog::As::Owner).await;
    let tx = owner.transaction().await.expect("a transaction");
    tx.query(
        "select set_config('app.tenant', $1, true)",
        &[&world.body.to_string()],
    )
    .await
    .expect("inside the body");
    let sql =
        "update sessions set renewed_at = renewed_at - interval '30 minutes' where id::text = $1";
    assert_eq!(tx.execute(sql, &[&session]).await.expect("older"), 1);
    tx.commit().await.expect("a commit");

    with_token(&who, &second).get("/me").await.ok();
    renew(&who, &first["refresh_token"])
        .await
        .is(401, "session.none");
    renew(&who, &second["refresh_token"])
        .await
        .is(401, "session.none");
    with_token(&who, &second)
        .get("/me")
        .await
        .is(401, "session.none");
    world.ends().await;
}

#[actix_web::test]
async fn signing_out_bites_at_once_and_only_for_that_session() {
    let world = World::new().await;
    let who = world.person("Auditor", json!({ "role": "auditor" })).await;
    let session = tokens(&who, &who.email, PASSWORD).await.ok();
    let here = with_token(&who, &session);
    here.get("/me").await.ok();
    here.send("DELETE", "/session", None, None).await.ok();
    here.get("/me").await.is(401, "session.none");
    renew(&who, &session["refresh_token"])
        .await
        .is(401, "session.none");
    who.get("/me").await.ok();
    world.ends().await;
}

#[actix_web::test]
async fn a_token_that_is_not_ours_opens_nothing() {
    let world = World::new().await;
    let who = world.person("Auditor", json!({ "role": "auditor" })).await;
    let token = who.token.clone().expect("a token");
    let (head, _) = token.rsplit_once('.').expect("three parts");
    for forged in [
        format!("{head}."),
        format!("{head}.AAAA"),
        "nonsense".to_owned(),
        String::new(),
    ] {
        let mut forger = who.clone();
        forger.token = Some(forged);
        forger.get("/me").await.is(401, "session.none");
    }
    who.nobody().get("/me").await.is(401, "session.none");
    world.ends().await;
}

#[actix_web::test]
async fn the_last_administrator_stays() {
    let world = World::new().await;
    let first = &world.administrator;
    let path = format!("/people/{}/roles", first.id);
    let nothing = json!({ "roles": [{ "role": "auditor" }] });
    first
        .put_seen(&path, 1, &nothing)
        .await
        .refused(Refusal::PeopleLastAdministrator);
    let second = world
        .person(
            "Second Administrator",
            json!({ "role": "body_administrator" }),
        )
        .await;
    first.put_seen(&path, 1, &nothing).await.ok();
    // What was taken away is gone with the next request.
    first
        .put_seen(&path, 2, &nothing)
        .await
        .is(403, "forbidden");
    let path = format!("/people/{}/roles", second.id);
    second
        .put_seen(&path, 1, &nothing)
        .await
        .refused(Refusal::PeopleLastAdministrator);
    world.ends().await;
}

#[actix_web::test]
async fn roles_that_exclude_each_other_are_refused_and_a_stale_change_too() {
    let world = World::new().await;
    let administrator = &world.administrator;
    let officer = world
        .person("Officer", json!({ "role": "case_officer" }))
        .await;
    let path = format!("/people/{}/roles", officer.id);
    let both = |one: Value, other: Value| json!({ "roles": [one, other] });
    for (one, other) in [
        (
            json!({ "role": "registrar" }),
            json!({ "role": "agent", "state": "XAA" }),
        ),
        (
            json!({ "role": "registrar" }),
            json!({ "role": "panelist", "discipline": "legal" }),
        ),
        (json!({ "role": "auditor" }), json!({ "role": "registrar" })),
        (json!({ "role": "liaison" }), json!({ "role": "president" })),
    ] {
        administrator
            .put_seen(&path, 1, &both(one, other))
            .await
            .refused(Refusal::PeopleRolesConflict);
    }
    let fine = both(
        json!({ "role": "registrar" }),
        json!({ "role": "case_officer" }),
    );
    administrator
        .put_seen(&path, 7, &fine)
        .await
        .is(409, "stale");
    administrator
        .put(&path, &fine)
        .await
        .is(422, "content.invalid");
    administrator.put_seen(&path, 1, &fine).await.ok();
    officer.put_seen(&path, 2, &fine).await.is(403, "forbidden");
    for (roles, field) in [
        (json!([{ "role": "agent" }]), "roles.0.state"),
        (
            json!([{ "role": "registrar", "state": "XAA" }]),
            "roles.0.state",
        ),
        (json!([{ "role": "panelist" }]), "roles.0.discipline"),
        (
            json!([{ "role": "registrar" }, { "role": "registrar" }]),
            "roles.1.role",
        ),
    ] {
        let reply = administrator
            .put_seen(&path, 2, &json!({ "roles": roles }))
            .await;
        assert_eq!(
            (reply.status, &reply.json["fields"][0]["path"]),
            (422, &json!(field)),
            "{}",
            reply.json
        );
    }
    world.ends().await;
}

#[actix_web::test]
async fn of_two_changes_of_roles_at_once_one_is_told_that_it_came_late() {
    let world = World::new().await;
    let officer = world
        .person("Officer", json!({ "role": "case_officer" }))
        .await;
    let path = format!("/people/{}/roles", officer.id);
    let change = async |role: &str| {
        let roles = json!({ "roles": [{ "role": role }] });
        world.administrator.put_seen(&path, 1, &roles).await.status
    };
    let changes = futures_util::future::join(change("registrar"), change("case_officer"));
    let mut both: [u16; 2] = changes.await.into();
    both.sort_unstable();
    assert_eq!(both, [200, 409]);
    world.ends().await;
}

#[actix_web::test]
async fn a_person_is_checked_field_by_field_and_an_address_is_taken_once() {
    let world = World::new().await;
    let person = |name: &str, email: &str, password: &str| json!({ "name": name, "email": email, "password": password, "roles": [{ "role": "auditor" }] });
    let add = async |body: Value| {
        world
            .administrator
            .put(&format!("/people/{}", Uuid::now_v7()), &body)
            .await
    };
    for (body, field) in [
        (person("", "a@test.example", PASSWORD), "name"),
        (
            person("A \u{202e}trick", "a@test.example", PASSWORD),
            "name",
        ),
        (person("A", "not an address", PASSWORD), "email"),
        (person("A", "a@test.example", "short"), "password"),
    ] {
        let reply = add(body).await;
        assert_eq!(
            (reply.status, &reply.json["fields"][0]["path"]),
            (422, &json!(field)),
            "{}",
            reply.json
        );
    }
    let judge = json!({ "name": "A", "email": "a@test.example", "password": PASSWORD, "roles": [{ "role": "panelist", "discipline": "legal" }] });
    let reply = add(judge).await;
    assert_eq!(reply.json["fields"][0]["path"], json!("nationalities"));
    // The same again, by the same id, is the same person.
    let (id, body) = (Uuid::now_v7(), person("A", "a@test.example", PASSWORD));
    let path = format!("/people/{id}");
    let first = world.administrator.put(&path, &body).await.ok();
    assert_eq!(world.administrator.put(&path, &body).await.ok(), first);
    let other = person("Another", "a@test.example", PASSWORD);
    let reply = world.administrator.put(&path, &other).await;
    assert_eq!(reply.json["fields"][0]["path"], json!("email"));
    let reply = add(person("B", "A@test.example", PASSWORD)).await;
    assert_eq!(
        (reply.status, &reply.json["fields"][0]["path"]),
        (422, &json!("email"))
    );
    world.ends().await;
}

#[actix_web::test]
async fn a_write_from_another_sites_page_is_refused() {
    let world = World::new().await;
    let client = harness::client();
    let address = format!("{}/session", world.administrator.base());
    let said = json!({ "email": world.administrator.email, "password": PASSWORD });
    let send = async |headers: &[(&str, &str)]| {
        let mut request = client.post(&address).json(&said);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send().await.expect("an answer")
    };
    let ours = world.origin.as_str();
    assert_eq!(
        send(&[("origin", "https://evil.example")]).await.status(),
        403
    );
    assert_eq!(send(&[("origin", "null")]).await.status(), 403);
    assert_eq!(
        send(&[("sec-fetch-site", "cross-site")]).await.status(),
        403
    );
    assert_eq!(send(&[("sec-fetch-site", "same-site")]).await.status(), 403);
    // A cookie without word of where it comes from proves nothing.
    assert_eq!(send(&[("cookie", "a=b")]).await.status(), 403);
    assert_eq!(
        send(&[("cookie", "a=b"), ("origin", "https://evil.example")])
            .await
            .status(),
        403
    );
    assert_eq!(
        send(&[("cookie", "a=b"), ("origin", ours)]).await.status(),
        200
    );
    let answer = send(&[("origin", ours), ("sec-fetch-site", "same-origin")]).await;
    assert_eq!(answer.status(), 200);
    let cookies: Vec<_> = answer
        .headers()
        .get_all("set-cookie")
        .iter()
        .filter_map(|cookie| cookie.to_str().ok())
        .collect();
    assert_eq!(cookies.len(), 2);
    for cookie in cookies {
        assert!(cookie.starts_with("__Host-"), "{cookie}");
        for attribute in ["HttpOnly", "Secure", "SameSite=Strict", "Path=/"] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
    }
    world.ends().await;
}

#[actix_web::test]
async fn a_role_that_is_taken_away_bites_at_once() {
    let world = World::new().await;
    let clerk = world
        .person("Clerk", json!({ "role": "case_officer" }))
        .await;
    clerk.get("/people").await.ok();
    world
        .administrator
        .put_seen(
            &format!("/people/{}/roles", clerk.id),
            1,
            &json!({ "roles": [] }),
        )
        .await
        .ok();
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
async fn only_the_administrator_adds_people() {
    let world = World::new().await;
    let clerk = world.person("Clerk", json!({ "role": "registrar" })).await;
    let person =
        json!({ "name": "N", "email": "n@test.example", "password": PASSWORD, "roles": [] });
    clerk
        .put(&format!("/people/{}", Uuid::now_v7()), &person)
        .await
        .is(403, "forbidden");
    world.ends().await;
}

#[actix_web::test]
async fn everyone_chooses_their_own_language_and_nobody_elses() {
    let world = World::new().await;
    let agent = world
        .person("Agent", json!({ "role": "agent", "state": "XAA" }))
        .await;
    let none = world
        .person("Nobody Yet", json!({ "role": "auditor" }))
        .await;
    assert_eq!(agent.get("/me").await.ok()["language"], Value::Null);
    let chosen = agent
        .put("/me/language", &json!({ "language": "fr" }))
        .await
        .ok();
    assert_eq!(chosen["language"], "fr");
    assert_eq!(agent.get("/me").await.ok()["language"], "fr");
    // It is known from the moment of signing in, by every device.
    let said = json!({ "email": agent.email, "password": PASSWORD });
    let session = agent.nobody().post("/session", &said).await;
    assert_eq!(session.ok()["language"], "fr");
    for unknown in ["de", "", "FR", "fr-CA"] {
        let reply = agent
            .put("/me/language", &json!({ "language": unknown }))
            .await;
        let why = reply.json["fields"][0]["why"].to_string();
        assert_eq!(why, "\"Choose one of: en, fr, es, ru, zh, ar.\"");
        reply.is(422, "content.invalid");
    }
    assert_eq!(agent.get("/me").await.ok()["language"], "fr");
    // There is no way to another's: neither by their address nor by naming them.
    let spanish = json!({ "language": "es" });
    for who in [&agent, &world.administrator] {
        let path = format!("/people/{}/language", none.id);
        who.put(&path, &spanish).await.is(404, "not_found");
        let theirs = json!({ "language": "es", "person": none.id });
        who.put("/me/language", &theirs)
            .await
            .is(422, "content.invalid");
    }
    assert_eq!(none.get("/me").await.ok()["language"], Value::Null);
    none.nobody()
        .put("/me/language", &spanish)
        .await
        .is(401, "session.none");
    world.ends().await;
}

#[actix_web::test]
async fn everyone_sees_where_they_are_signed_in_and_ends_it() {
    let world = World::new().await;
    let agent = world
        .person("Agent", json!({ "role": "agent", "state": "XAA" }))
        .await;
    let other = world.person("Auditor", json!({ "role": "auditor" })).await;
    let lost = tokens(&agent, &agent.email, PASSWORD).await.ok();
    let also = tokens(&agent, &agent.email, PASSWORD).await.ok();
    let (laptop, phone) = (with_token(&agent, &lost), with_token(&agent, &also));
    let all = phone.get("/me/sessions").await.ok();
    let all = all.as_array().expect("sessions");
    let here: Vec<_> = all.iter().filter(|one| one["here"] == true).collect();
    assert_eq!((here.len(), all.len() >= 3), (1, true), "{all:?}");
    assert!(
        all.iter().all(|one| one["opened_at"].is_string()),
        "{all:?}"
    );
    // The lost one is known by what is seen from it.
    let seen = laptop.get("/me/sessions").await.ok();
    let there = seen.as_array().expect("sessions").iter();
    let there = there
        .clone()
        .find(|one| one["here"] == true)
        .expect("that one");
    let path = format!("/me/sessions/{}", there["id"].as_str().expect("an id"));

    // Nobody ends another's, or learns that it is there.
    let unknown = format!("/me/sessions/{}", Uuid::now_v7());
    for path in [&path, &unknown] {
        other
            .send("DELETE", path, None, None)
            .await
            .is(404, "not_found");
    }
    laptop.get("/me").await.ok();
    phone.send("DELETE", &path, None, None).await.ok();
    laptop.get("/me").await.is(401, "session.none");
    renew(&agent, &lost["refresh_token"])
        .await
        .is(401, "session.none");
    phone
        .send("DELETE", &path, None, None)
        .await
        .is(404, "not_found");

    // All others at once.
    phone.send("DELETE", "/me/sessions", None, None).await.ok();
    let left = phone.get("/me/sessions").await.ok();
    assert_eq!(left.as_array().map(Vec::len), Some(1), "{left}");
    agent.get("/me").await.is(401, "session.none");
    other.get("/me").await.ok();
    other
        .nobody()
        .get("/me/sessions")
        .await
        .is(401, "session.none");
    world.ends().await;
}
