//! What someone shows to be let in: passwords, and the links and codes that stand beside them.

use api::limits::{Allowed, Limits};
use domain::refusal::Refusal;
use harness::world::PASSWORD;
use harness::{Actor, Reply, World};
use serde_json::{Value, json};
use uuid::Uuid;

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
pub(crate) async fn recorded(action: &str, world: &World) -> i64 {
    let mut owner = crate::catalog::connect(crate::catalog::As::Owner).await;
    let tx = owner.transaction().await.expect("a transaction");
    let body = world.body.to_string();
    tx.query("select set_config('app.tenant', $1, true)", &[&body])
        .await
        .expect("inside the body");
    let sql = "select count(*) from ledger where kind = 'act' and action = $1";
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
    signs_in(&agent, PASSWORD).await.is(401, "session.password");
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
        let answer = harness::client()
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

/// What stands behind the `#` in the newest letter to an address.
fn link_to(world: &World, address: &str) -> String {
    let all = letters(world, address);
    let letter = all.last().expect("a letter");
    let (_, rest) = letter.split_once("/desk/password#").expect("a link");
    rest.split_whitespace()
        .next()
        .unwrap_or_default()
        .to_owned()
}

async fn chooses(who: &Actor, link: &str, password: &str) -> Reply {
    let wish = json!({ "link": link, "password": password });
    who.nobody().post("/passwords/chosen", &wish).await
}

async fn void(who: &Actor, link: &str) {
    let (status, path, why) = fault(&chooses(who, link, ANOTHER).await);
    assert_eq!((status, path.as_str()), (422, "link"), "{why}");
    assert!(why.contains("does not work"), "{why}");
}

/// In this world the time of every link has run out.
async fn time_runs_out(world: &World) {
    let mut owner = crate::catalog::connect(crate::catalog::As::Owner).await;
    let tx = owner.transaction().await.expect("a transaction");
    let body = world.body.to_string();
    tx.query("select set_config('app.tenant', $1, true)", &[&body])
        .await
        .expect("inside the body");
    let sql = "update tickets set expires_at = now() - interval '1 second'";
    tx.execute(sql, &[]).await.expect("older");
    tx.commit().await.expect("a commit");
}

#[actix_web::test]
async fn whoever_is_invited_chooses_their_own_password_once() {
    let (world, other) = (
        World::real(json!({ "second_factor_required": false })).await,
        World::new().await,
    );
    let administrator = &world.administrator;
    let (id, email) = (Uuid::now_v7(), "ben.ode@test.example");
    let path = format!("/people/{id}");
    let mut person =
        json!({ "name": "Ben Ode", "email": email, "roles": [{ "role": "registrar" }] });
    person["password"] = json!(PASSWORD);
    let (status, field, why) = fault(&administrator.put(&path, &person).await);
    assert_eq!((status, field.as_str()), (422, "password"), "{why}");
    assert!(
        why.contains("Nobody chooses a password for another"),
        "{why}"
    );
    person["password"] = Value::Null;
    let added = administrator.put(&path, &person).await.ok();
    assert_eq!(added["invited"], true);
    // Nobody gets in without having chosen one.
    let mut ben = administrator.nobody();
    ben.email = email.to_owned();
    for guess in ["", PASSWORD, "null"] {
        signs_in(&ben, guess).await.is(401, "session.password");
    }
    world.post_round().await;
    let letter = letters(&world, email).pop().expect("a letter");
    assert!(
        letter.contains("has opened an account for you, Ben Ode"),
        "{letter}"
    );
    let first = link_to(&world, email);
    // The same again, by the same id, sends nothing more; a second link makes the first one void.
    administrator.put(&path, &person).await.ok();
    world.post_round().await;
    assert_eq!(letters(&world, email).len(), 1);
    let again = format!("{path}/invitation");
    ben.post(&again, &json!({})).await.is(401, "session.none");
    administrator.post(&again, &json!({})).await.ok();
    void(&ben, &first).await;
    world.post_round().await;
    let link = link_to(&world, email);
    assert_ne!(first, link);

    // Of another body, made up, or of another's id.
    void(&other.administrator, &link).await;
    let (ticket, secret) = link.split_once('.').expect("two parts");
    assert_eq!(secret.len(), 43, "256 bits");
    for made_up in [
        ticket.to_owned(),
        format!("{ticket}."),
        format!("{ticket}.{}", "A".repeat(43)),
        format!("{}.{secret}", Uuid::now_v7()),
        String::new(),
    ] {
        void(&ben, &made_up).await;
    }
    // What is refused leaves the link as it is.
    let (status, field, why) = fault(&chooses(&ben, &link, "ben.ode.test").await);
    assert_eq!((status, field.as_str()), (422, "password"), "{why}");
    let more = json!({ "link": link, "password": ANOTHER, "person": administrator.id });
    ben.post("/passwords/chosen", &more)
        .await
        .is(422, "content.invalid");
    chooses(&ben, &link, ANOTHER).await.ok();
    void(&ben, &link).await;
    let registrar = with_token(&ben, &signs_in(&ben, ANOTHER).await.ok());
    let me = registrar.get("/me").await.ok();
    assert_eq!(
        (&me["person"]["id"], &me["person"]["invited"]),
        (&json!(id), &json!(false))
    );
    administrator
        .post(&again, &json!({}))
        .await
        .refused(Refusal::PeopleAlreadyIn);
    registrar
        .post(&again, &json!({}))
        .await
        .is(403, "forbidden");
    for (action, times) in [("people.invite", 1), ("people.choose_password", 1)] {
        assert_eq!(recorded(action, &world).await, times, "{action}");
    }

    // Late, it is void.
    let (id, email) = (Uuid::now_v7(), "cy.ode@test.example");
    let person = json!({ "name": "Cy Ode", "email": email, "roles": [] });
    administrator
        .put(&format!("/people/{id}"), &person)
        .await
        .ok();
    world.post_round().await;
    time_runs_out(&world).await;
    void(&ben, &link_to(&world, email)).await;
    world.ends().await;
    other.ends().await;
}

#[actix_web::test]
async fn whoever_has_forgotten_their_password_gets_a_link_and_nobody_learns_who_is_here() {
    let limits = Limits::new(&Allowed {
        limit_address: 0,
        limit_account: 0,
        limit_sign_in: 2,
        trusted_proxies: vec![],
    });
    let world = World::ruled(json!({}), limits).await;
    let role = json!({ "role": "agent", "state": "XAA" });
    let agent = world.person("Ada Marsh", role).await;
    let ask = async |email: &str| {
        let wish = json!({ "email": email });
        agent.nobody().post("/passwords/forgotten", &wish).await
    };
    let mut answers = Vec::new();
    for email in [agent.email.to_uppercase().as_str(), "nobody@test.example"] {
        let answer = ask(email).await;
        answers.push((answer.status, answer.json));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0].0, 202);
    ask("no address").await.is(422, "content.invalid");
    world.post_round().await;
    let letter = letters(&world, &agent.email).pop().expect("a letter");
    assert!(
        letter.contains("asked to choose a new password"),
        "{letter}"
    );
    assert!(letters(&world, "nobody@test.example").is_empty());
    let first = link_to(&world, &agent.email);
    // Another wish makes the former link void; more than these are answered alike, and nothing is written.
    for _ in 0..3 {
        let answer = ask(&agent.email).await;
        assert_eq!((answer.status, answer.json), answers[0]);
    }
    world.post_round().await;
    assert_eq!(letters(&world, &agent.email).len(), 2);
    void(&agent, &first).await;
    // A change of the password makes it void, too; and whoever made a program before is out with it.
    let wanted =
        json!({ "name": "Data pull", "scopes": ["read"], "days": 9, "password": PASSWORD });
    let program = agent.post("/me/clients", &wanted).await.ok();
    let link = link_to(&world, &agent.email);
    agent.get("/me").await.ok();
    chooses(&agent, &link, ANOTHER).await.ok();
    agent.get("/me").await.is(401, "session.none");
    let (client, secret) = (&program["client"]["id"], &program["secret"]);
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        client.as_str().expect("an id"),
        secret.as_str().expect("a secret")
    );
    assert_eq!(crate::clients::asks(&agent, form).await.0, 401);
    void(&agent, &link).await;
    signs_in(&agent, PASSWORD).await.is(401, "session.password");
    signs_in(&agent, ANOTHER).await.ok();
    world.post_round().await;
    let told = letters(&world, &agent.email).pop().expect("a letter");
    assert!(
        told.contains("A password was chosen with the link"),
        "{told}"
    );
    assert_eq!(recorded("people.send_reset", &world).await, 2);
    assert_eq!(recorded("people.choose_password", &world).await, 1);
    // The database holds no link, only the digest of one.
    let mut owner = crate::catalog::connect(crate::catalog::As::Owner).await;
    let tx = owner.transaction().await.expect("a transaction");
    let body = world.body.to_string();
    tx.query("select set_config('app.tenant', $1, true)", &[&body])
        .await
        .expect("inside the body");
    let (_, secret) = link.split_once('.').expect("two parts");
    for table in ["outbox", "tickets", "ledger", "letters"] {
        let sql = format!("select count(*) from {table} t where t::text like '%{secret}%'");
        let row = tx.query_one(&sql, &[]).await.expect("a count");
        assert_eq!(row.get::<_, i64>(0), 0, "{table}");
    }
    drop(tx);
    world.ends().await;
}

/// A device that shows codes.
pub(crate) struct Device(totp_rs::Totp);

impl Device {
    fn holding(shared: &Value) -> Self {
        let secret = shared["secret"]
            .as_str()
            .expect("a secret")
            .replace(' ', "");
        let secret = totp_rs::Secret::try_from_base32(secret).expect("base32");
        Self(
            totp_rs::Builder::new()
                .with_secret(secret)
                .build()
                .expect("codes"),
        )
    }

    /// The code of so many steps from now.
    pub(crate) fn code(&self, steps: i64) -> String {
        let now = jiff::Timestamp::now().as_second() + steps * 30;
        self.0.generate(now as u64).to_string()
    }
}

/// Sets up a second factor: the device, and the recovery codes.
pub(crate) async fn sets_up(who: &Actor) -> (Device, Vec<String>) {
    let shown = json!({ "password": PASSWORD });
    let device = Device::holding(&who.post("/me/factor", &shown).await.ok());
    let confirmed = who
        .post("/me/factor/confirm", &json!({ "code": device.code(0) }))
        .await
        .ok();
    let codes = confirmed["recovery_codes"].as_array().expect("codes");
    let codes = codes.iter().filter_map(Value::as_str);
    (device, codes.map(str::to_owned).collect())
}

/// Goes on to a code.
async fn steps_in(who: &Actor, ticket: &Value, code: &str) -> Reply {
    let shown = json!({ "ticket": ticket, "code": code });
    who.nobody().post("/tokens/second", &shown).await
}

async fn ticket(who: &Actor) -> Value {
    let answer = signs_in(who, PASSWORD).await;
    assert_eq!(answer.status, 202, "{}", answer.json);
    assert!(answer.json.get("access_token").is_none());
    answer.ok()["ticket"].clone()
}

#[actix_web::test]
async fn where_a_second_factor_is_asked_for_nobody_does_anything_without_it() {
    let (world, other) = (World::real(json!({})).await, World::new().await);
    let who = &world.administrator;
    let before = with_token(who, &signs_in(who, PASSWORD).await.ok());
    // Whoever has none may set one up, and is anyone otherwise.
    let factor = who.get("/me").await.ok()["factor"].clone();
    assert_eq!(
        factor,
        json!({ "in_use": false, "codes": false, "passkeys": 0, "required": true, "codes_left": 0 })
    );
    for path in ["/people", "/cases", "/work", "/me/sessions"] {
        who.get(path).await.is(403, "factor.none");
    }
    let wish = json!({ "current": PASSWORD, "password": ANOTHER });
    who.put("/me/password", &wish).await.is(403, "factor.none");
    who.post("/me/factor/prove", &json!({ "code": "000000" }))
        .await
        .is(403, "factor.none");
    who.get("").await.ok();
    let public = who.nobody().get("/rulings").await.ok();
    assert_eq!(who.get("/rulings").await.ok(), public);
    let begin = async |password: &str| {
        who.post("/me/factor", &json!({ "password": password }))
            .await
    };
    let (status, path, why) = fault(&begin("a guess that is wrong").await);
    assert_eq!((status, path.as_str()), (422, "password"), "{why}");
    who.post("/me/factor/confirm", &json!({ "code": "000000" }))
        .await
        .refused(Refusal::PeopleNoFactorBegun);
    let shared = begin(PASSWORD).await.ok();
    assert!(
        shared["picture"]
            .as_str()
            .is_some_and(|svg| svg.contains("<svg"))
    );
    assert!(shared["address"].as_str().is_some_and(|uri| {
        uri.starts_with("otpauth://totp/A%20world:administrator%40test.example?secret=")
    }));
    for wrong in ["", "000000", "12345", "１２３４５６"] {
        let (status, path, _) = fault(
            &who.post("/me/factor/confirm", &json!({ "code": wrong }))
                .await,
        );
        assert_eq!((status, path.as_str()), (422, "code"), "{wrong}");
    }
    who.get("/people").await.is(403, "factor.none");
    let (device, codes) = sets_up(who).await;
    assert_eq!(codes.len(), 10);
    who.get("/people").await.ok();
    before.get("/me").await.is(401, "session.none");
    who.post("/me/factor/remove", &json!({ "code": codes[9] }))
        .await
        .refused(Refusal::PeopleFactorRequired);

    // From the password to the code: what lies between is no session.
    let first = ticket(who).await;
    let mut between = who.clone();
    between.token = first.as_str().map(str::to_owned);
    between.get("/me").await.is(401, "session.none");
    steps_in(&other.administrator, &first, &device.code(1))
        .await
        .is(401, "session.none");
    // A code is taken once: this one confirmed the device.
    for wrong in [device.code(0).as_str(), "000000", ""] {
        let (status, path, why) = fault(&steps_in(who, &first, wrong).await);
        assert_eq!((status, path.as_str()), (422, "code"), "{wrong}: {why}");
    }
    let code = device.code(1);
    let inside = with_token(who, &steps_in(who, &first, &code).await.ok());
    inside.get("/people").await.ok();
    steps_in(who, &first, &codes[0])
        .await
        .is(401, "session.none");
    let second = ticket(who).await;
    assert_eq!(steps_in(who, &second, &code).await.status, 422);
    // A recovery code stands in, once, however it is typed.
    let typed = codes[0].to_lowercase().replace('-', " ");
    steps_in(who, &second, &typed).await.ok();
    let third = ticket(who).await;
    for _ in 0..5 {
        assert_eq!(steps_in(who, &third, &codes[0]).await.status, 422);
    }
    steps_in(who, &third, &codes[1])
        .await
        .is(401, "session.none");
    let left = inside.get("/me").await.ok()["factor"]["codes_left"].clone();
    assert_eq!(left, 9);
    let renewed = inside
        .post("/me/factor/codes", &json!({ "code": codes[1] }))
        .await
        .ok();
    assert_eq!(renewed["recovery_codes"].as_array().map(Vec::len), Some(10));
    assert_eq!(
        inside
            .post("/me/factor/prove", &json!({ "code": codes[2] }))
            .await
            .status,
        422
    );
    let fresh = renewed["recovery_codes"][0].as_str().expect("a code");
    inside
        .post("/me/factor/prove", &json!({ "code": fresh }))
        .await
        .ok();
    // A late ticket is void.
    let late = ticket(who).await;
    time_runs_out(&world).await;
    steps_in(who, &late, &codes[3])
        .await
        .is(401, "session.none");
    world.post_round().await;
    let told = letters(&world, &who.email).concat();
    for words in [
        "A second factor was set up",
        "A recovery code was used",
        "several wrong codes",
        "New recovery codes were made",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(!told.contains(&codes[0]));
    world.ends().await;
    other.ends().await;
}

#[actix_web::test]
async fn who_loses_a_second_factor_is_let_in_again_by_an_administrator_and_not_by_a_letter() {
    let world = World::new().await;
    let agent = world
        .person("Ada Marsh", json!({ "role": "agent", "state": "XAA" }))
        .await;
    let other = world
        .person("Ben Ode", json!({ "role": "registrar" }))
        .await;
    // Nobody has to here; whoever wants one has one, and does without it again.
    let (_, codes) = sets_up(&agent).await;
    agent
        .post("/me/factor/remove", &json!({ "code": "000000" }))
        .await
        .is(422, "content.invalid");
    agent
        .post("/me/factor/remove", &json!({ "code": codes[0] }))
        .await
        .ok();
    signs_in(&agent, PASSWORD).await.ok();
    let (_, codes) = sets_up(&agent).await;
    // A link in a letter changes the password and nothing else.
    agent
        .nobody()
        .post("/passwords/forgotten", &json!({ "email": agent.email }))
        .await
        .ok();
    world.post_round().await;
    chooses(&agent, &link_to(&world, &agent.email), ANOTHER)
        .await
        .ok();
    assert_eq!(signs_in(&agent, ANOTHER).await.status, 202);
    let path = format!("/people/{}/factor/remove", agent.id);
    other.post(&path, &json!({})).await.is(403, "forbidden");
    world.administrator.post(&path, &json!({})).await.ok();
    world
        .administrator
        .post(&path, &json!({}))
        .await
        .refused(Refusal::PeopleNoFactor);
    let again = signs_in(&agent, ANOTHER).await;
    assert_eq!(again.status, 200);
    let again = with_token(&agent, &again.ok());
    again
        .post("/me/factor/prove", &json!({ "code": codes[1] }))
        .await
        .refused(Refusal::PeopleNoFactor);
    world.post_round().await;
    let told = letters(&world, &agent.email).concat();
    for words in [
        "The second factor for signing in was removed",
        "An administrator removed the second factor",
    ] {
        assert!(told.contains(words), "{words}");
    }
    for (action, times) in [
        ("people.set_up_factor", 4),
        ("people.remove_factor", 1),
        ("people.take_factor", 1),
    ] {
        assert_eq!(recorded(action, &world).await, times, "{action}");
    }
    world.ends().await;
}

#[actix_web::test]
async fn the_operator_ends_second_factors_where_nobody_else_can() {
    let world = World::new().await;
    let role = json!({ "role": "agent", "state": "XAA" });
    let agent = world.person("Ada Marsh", role).await;
    sets_up(&agent).await;
    let owner = api::db::Db::connect(&crate::catalog::database().logins.owner, 1);
    let owner = owner.expect("the owner's connection");
    let clock = api::caller::Caller::clock(world.body, &world.slug);
    let end = async |email: &str| {
        let done = api::people::factor::take_away_by_operator(&owner, &clock, email).await;
        done.map_err(|error| error.told())
    };
    end("nobody@test.example")
        .await
        .expect_err("nobody is there");
    end(" Ada.Marsh@test.example ")
        .await
        .expect("they are ended");
    agent.get("/me").await.is(401, "session.none");
    let again = with_token(&agent, &signs_in(&agent, PASSWORD).await.ok());
    assert_eq!(again.get("/me").await.ok()["factor"]["in_use"], false);
    let lines = crate::sealing::as_owner(
        &world,
        "select 1 from ledger where action = 'people.take_factor' and actor = 'clock' and detail like '%the operator%'",
    );
    assert_eq!(lines.await.len(), 1);
    world.post_round().await;
    let told = letters(&world, &agent.email);
    let told = told.last().expect("a letter");
    assert!(told.contains("second factor"), "{told}");
    end(&agent.email)
        .await
        .expect_err("there are none any more");
    world.ends().await;
}

/// From now on this body has these rules beside its others.
pub(crate) async fn ruled(world: &World, rule: &str) {
    let mut owner = crate::catalog::connect(crate::catalog::As::Owner).await;
    let tx = owner.transaction().await.expect("a transaction");
    let body = world.body.to_string();
    tx.query("select set_config('app.tenant', $1, true)", &[&body])
        .await
        .expect("inside the body");
    let sql = format!(
        "insert into rules (version, document, adopted_at) \
         select 2, document || '{rule}'::jsonb, adopted_at from rules where version = 1"
    );
    tx.execute(&sql, &[]).await.expect("other rules");
    tx.commit().await.expect("a commit");
}

/// In this world so many minutes pass for what was shown.
pub(crate) async fn minutes_pass(world: &World, minutes: i32) {
    let mut owner = crate::catalog::connect(crate::catalog::As::Owner).await;
    let tx = owner.transaction().await.expect("a transaction");
    let body = world.body.to_string();
    tx.query("select set_config('app.tenant', $1, true)", &[&body])
        .await
        .expect("inside the body");
    let sql = format!("update sessions set proved_at = proved_at - interval '{minutes} minutes'");
    tx.execute(&sql, &[]).await.expect("older");
    tx.commit().await.expect("a commit");
}

#[actix_web::test]
async fn whoever_votes_or_signs_has_lately_shown_their_second_factor() {
    let world = World::new().await;
    let it = crate::rulings::drafting(&world, false).await;
    crate::rulings::write(&it, json!([])).await;
    it.act(
        &it.members[0],
        "skip_interim_review",
        json!({ "class_checked": true }),
    )
    .await;
    ruled(&world, r#"{"second_factor_required": true}"#).await;
    let vote = async |who: &Actor| {
        it.try_act(who, "final_vote", json!({ "confirm": true }))
            .await
    };
    vote(&it.members[0]).await.is(403, "factor.none");
    let mut codes = Vec::new();
    for member in &it.members {
        codes.push(sets_up(member).await.1);
    }
    minutes_pass(&world, 9).await;
    for member in &it.members[1..] {
        vote(member).await.ok();
    }
    minutes_pass(&world, 2).await;
    let chair = &it.members[0];
    let prove = async |code: &str| {
        chair
            .post("/me/factor/prove", &json!({ "code": code }))
            .await
    };
    vote(chair).await.is(403, "factor.again");
    // What does not bind the body asks for nothing.
    chair.get(&format!("/cases/{}", it.case)).await.ok();
    // Nor does a session that was left open give anyone a role, or a way in.
    let administrator = &world.administrator;
    sets_up(administrator).await;
    minutes_pass(&world, 11).await;
    let person = json!({ "name": "A Stranger", "email": "stranger@test.example", "roles": [{ "role": "registrar" }] });
    administrator
        .put(&format!("/people/{}", Uuid::now_v7()), &person)
        .await
        .is(403, "factor.again");
    administrator
        .put_seen(
            &format!("/people/{}/roles", chair.id),
            1,
            &json!({ "roles": [] }),
        )
        .await
        .is(403, "factor.again");
    assert_eq!(fault(&prove("000000").await).0, 422);
    vote(chair).await.is(403, "factor.again");
    prove(&codes[0][0]).await.ok();
    vote(chair).await.ok();
    minutes_pass(&world, 11).await;
    it.try_act(chair, "sign", json!({}))
        .await
        .is(403, "factor.again");
    prove(&codes[0][1]).await.ok();
    it.act(chair, "sign", json!({})).await;
    world.ends().await;
}
