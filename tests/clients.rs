//! Programs that act for someone: what they may do, how they are let in, and how that ends.

use api::limits::{Allowed, Limits};
use domain::refusal::Refusal;
use harness::proceeding::{pdf, request};
use harness::world::PASSWORD;
use harness::{Actor, Proceeding, World};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::credentials::{minutes_pass, recorded, ruled, sets_up};
use crate::following::letters;
use crate::linkage::Reporting;
use crate::pages;

/// A program as its person has just made it: its id and its secret.
struct Made {
    id: String,
    secret: String,
}

impl Made {
    fn of(said: &Value) -> Self {
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        Self {
            id: text(&said["client"]["id"]),
            secret: text(&said["secret"]),
        }
    }

    fn form(&self) -> String {
        let (id, secret) = (&self.id, &self.secret);
        format!("grant_type=client_credentials&client_id={id}&client_secret={secret}")
    }

    /// Asks for a token in the body of this actor; the status and what was said.
    async fn asks(&self, body: &Actor) -> (u16, Value) {
        asks(body, self.form()).await
    }

    /// The program at work.
    async fn at_work(&self, person: &Actor) -> Actor {
        let (status, said) = self.asks(person).await;
        assert_eq!(status, 200, "{said}");
        let mut program = person.clone();
        program.token = said["access_token"].as_str().map(str::to_owned);
        program
    }
}

pub(crate) async fn asks(body: &Actor, form: String) -> (u16, Value) {
    let request = harness::client()
        .post(format!("{}/tokens/client", body.base()))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form);
    answer(request).await
}

async fn answer(request: reqwest::RequestBuilder) -> (u16, Value) {
    let answer = request.send().await.expect("an answer");
    let status = answer.status().as_u16();
    (status, answer.json().await.expect("JSON"))
}

fn wanted(scopes: &[&str]) -> Value {
    json!({ "name": "Data pull", "scopes": scopes, "days": 90, "password": PASSWORD })
}

async fn makes(person: &Actor, scopes: &[&str]) -> Made {
    Made::of(&person.post("/me/clients", &wanted(scopes)).await.ok())
}

/// Does this to the tables of the world, behind its back.
async fn change(world: &World, sql: &str) {
    let mut owner = crate::catalog::connect(crate::catalog::As::Owner).await;
    let tx = owner.transaction().await.expect("a transaction");
    let body = world.body.to_string();
    tx.query("select set_config('app.tenant', $1, true)", &[&body])
        .await
        .expect("inside the body");
    assert!(tx.execute(sql, &[]).await.expect(sql) > 0, "{sql}");
    tx.commit().await.expect("a commit");
}

/// What a program with every scope may send beside what it reads.
const WRITES: [(&str, &str); 3] = [
    ("PUT", "/api/{body}/cases/{case}"),
    ("PUT", "/api/{body}/cases/{case}/documents/{document}"),
    ("POST", "/api/{body}/reports/{report}/acknowledge"),
];

#[actix_web::test]
async fn a_program_reads_what_its_person_reads_and_does_nothing_that_people_do() {
    let world = World::new().await;
    let it = Proceeding::deliberating(&world).await;
    let officer = json!({ "role": "case_officer" });
    let officer = world.person("Officer", officer).await;
    let report = Uuid::now_v7();
    let half_year = json!({ "state": "XBB", "period": "2025-S2" });
    let path = format!("/reports/{report}");
    officer.put(&path, &half_year).await.ok();
    let auditor = world.person("Auditor", json!({ "role": "auditor" })).await;
    let routes = pages::routes(&it, report).await;
    let contract = pages::document();
    let nobody = it.registrar.nobody();
    for person in [
        &it.registrar,
        &it.applicant,
        &it.members[0],
        &auditor,
        &world.administrator,
    ] {
        let program = makes(person, &["read", "reports", "prepare"]).await;
        let program = program.at_work(person).await;
        let (mut read, mut refused, mut in_chambers) = (0, 0, 0);
        for route in &routes {
            let ask = async |who: &Actor| {
                let seen = route.seen.then_some(0);
                who.send(&route.method, &route.path, route.body.as_ref(), seen)
                    .await
            };
            let method = route.method.to_lowercase();
            let operation = &contract["paths"][route.pattern.as_str()][method.as_str()];
            let of_account = route.pattern.starts_with("/api/{body}/me/");
            let writes = WRITES.contains(&(&route.method, &route.pattern));
            let got = ask(&program).await;
            let (status, said) = (got.status, got.json["detail"].to_string());
            let what = format!("{} {} for {}", route.method, route.pattern, person.name);
            if !operation["security"].is_null() && method != "get" {
                assert_eq!(status, ask(&nobody).await.status, "{what}");
            } else if status == 403 && said.contains("by its members themselves") {
                assert_eq!(
                    (method.as_str(), ask(person).await.status),
                    ("get", 200),
                    "{what}"
                );
                in_chambers += 1;
            } else if writes || (method == "get" && !of_account) {
                assert_eq!(status, ask(person).await.status, "{what}");
                read += i32::from(status == 200);
            } else {
                assert_eq!(status, 403, "{what}");
                assert!(said.contains("No program does this"), "{what}: {said}");
                refused += 1;
            }
        }
        assert!(read >= 15 && refused >= 60, "{read} {refused}");
        // What a panel says among itself is for the eyes of those who sit.
        let sits = person.id == it.members[0].id;
        assert_eq!(in_chambers > 0, sits, "{in_chambers} for {}", person.name);
    }
    // Nobody's session ended, nobody changed anything.
    it.applicant.get("/me").await.ok();
    world.ends().await;
}

#[actix_web::test]
async fn a_program_does_what_its_scopes_say_and_the_record_names_it_with_its_person() {
    let world = World::new().await;
    let r = Reporting::drafted(&world).await;
    r.transmit(&world).await;
    let auditor = world.person("Auditor", json!({ "role": "auditor" })).await;
    let path = format!("/reports/{}", r.report);
    let (reads, pulls) = (
        makes(&r.liaison, &["read"]).await,
        makes(&r.liaison, &["reports"]).await,
    );
    let (reader, puller) = (
        reads.at_work(&r.liaison).await,
        pulls.at_work(&r.liaison).await,
    );
    let lacks = |reply: harness::Reply, scopes: &str| {
        let said = reply.json["detail"].as_str().unwrap_or_default().to_owned();
        assert_eq!(reply.status, 403, "{said}");
        assert!(
            said.ends_with(&format!("it lacks the scope {scopes}.")),
            "{said}"
        );
    };
    reader.get(&path).await.ok();
    reader.get("/me").await.ok();
    lacks(r.act(&reader, "acknowledge", json!({})).await, "reports");
    puller.get(&path).await.ok();
    puller.get("/reports").await.ok();
    assert!(r.data(&puller).await.contains("XBB"));
    lacks(puller.get("/me").await, "read");
    lacks(puller.get("/cases").await, "read");
    lacks(
        puller
            .put(&format!("/cases/{}", r.it.case), &request())
            .await,
        "prepare",
    );
    // What is public is open to it as to anyone.
    puller.get("/register").await.ok();
    let done = r.act(&puller, "acknowledge", json!({})).await.ok();
    assert_eq!(done["status"], "acknowledged");
    let line = |list: &Value, action: &str| {
        let all = list["items"].as_array().expect("lines").clone();
        let mut all = all.into_iter().filter(|line| line["action"] == action);
        all.next().unwrap_or_else(|| panic!("no line {action}"))
    };
    let of_liaison = format!("/ledger?person={}", r.liaison.id);
    let list = auditor.get(&of_liaison).await.ok();
    let line_of_act = line(&list, "linkage.acknowledge");
    assert_eq!(line_of_act["name"], "Liaison");
    assert_eq!(line_of_act["client"], json!(pulls.id));
    assert_eq!(line_of_act["client_name"], "Data pull");
    assert_eq!(line_of_act["session"], Value::Null);
    // What a program reads and is refused is on a chain of its own.
    for kind in ["read", "denied"] {
        let list = auditor.get(&format!("{of_liaison}&kind={kind}")).await.ok();
        let on = |client: &Made| {
            let all = list["items"].as_array().expect("lines");
            let mine = |line: &&Value| line["client"] == json!(client.id);
            all.iter()
                .filter(mine)
                .all(|line| line["chain"] == json!(client.id))
                && all.iter().any(|line| line["client"] == json!(client.id))
        };
        assert!(on(&reads) && on(&pulls), "{kind}: {list}");
    }
    let made = line(&list, "people.make_client");
    assert_eq!(
        made["client"],
        Value::Null,
        "people make programs themselves"
    );

    // It sends documents and drafts, and files nothing.
    let it = Proceeding::drafted(&world).await;
    let prepares = makes(&it.applicant, &["prepare"]).await;
    let clerk = prepares.at_work(&it.applicant).await;
    let document = Uuid::now_v7();
    clerk
        .upload(it.case, document, "A paper", pdf("A paper"))
        .await
        .ok();
    lacks(clerk.get(&format!("/cases/{}", it.case)).await, "read");
    let submit = json!({ "documents": [document] });
    let version = it.seen_by(&it.applicant).await["version"].as_i64();
    let submitted = clerk
        .post_seen(
            &format!("/cases/{}/submit", it.case),
            version.unwrap_or(1),
            &submit,
        )
        .await;
    assert_eq!(submitted.status, 403);
    let said = submitted.json["detail"].to_string();
    assert!(said.contains("people do it themselves"), "{said}");
    it.act(&it.applicant, "submit", submit).await;
    world.ends().await;
}

#[actix_web::test]
async fn a_program_is_let_in_as_the_standard_says_and_told_why_it_is_not() {
    let (world, other) = (World::new().await, World::new().await);
    let agent = json!({ "role": "agent", "state": "XAA" });
    let agent = world.person("Ada Marsh", agent).await;
    for (wrong, field) in [
        (
            json!({ "name": " ", "scopes": ["read"], "days": 1, "password": PASSWORD }),
            "name",
        ),
        (
            json!({ "name": "Pull", "scopes": [], "days": 1, "password": PASSWORD }),
            "scopes",
        ),
        (
            json!({ "name": "Pull", "scopes": ["read"], "days": 367, "password": PASSWORD }),
            "days",
        ),
        (
            json!({ "name": "Pull", "scopes": ["everything"], "days": 1 }),
            "scopes.0",
        ),
    ] {
        let refused = agent.post("/me/clients", &wrong).await;
        assert_eq!(refused.json["fields"][0]["path"], field, "{}", refused.json);
        refused.is(422, "content.invalid");
    }
    let made = agent
        .post("/me/clients", &wanted(&["reports", "read", "read"]))
        .await
        .ok();
    assert_eq!(made["client"]["scopes"], json!(["read", "reports"]));
    assert_eq!(made["client"]["used_at"], Value::Null);
    let program = Made::of(&made);
    assert_eq!(program.secret.len(), 43, "256 bits");
    let address = format!("{}/tokens/client", agent.base());
    let post = || {
        let request = harness::client().post(&address);
        request.header("content-type", "application/x-www-form-urlencoded")
    };
    let by_basic = post()
        .basic_auth(&program.id, Some(&program.secret))
        .body("grant_type=client_credentials&scope=read");
    let answered = by_basic.send().await.expect("an answer");
    assert_eq!(answered.headers()["cache-control"], "no-store");
    let said: Value = answered.json().await.expect("JSON");
    assert_eq!(said["token_type"], "Bearer");
    assert_eq!(
        (&said["expires_in"], &said["scope"]),
        (&json!(600), &json!("read reports"))
    );
    // The token is signed with a key that anyone can look up, and names whom it acts for, and by what.
    let keys = reqwest::get(format!("{}/.well-known/jwks.json", world.origin)).await;
    let keys: jsonwebtoken::jwk::JwkSet = keys.expect("keys").json().await.expect("a set");
    let token = said["access_token"].as_str().expect("a token");
    let kid = jsonwebtoken::decode_header(token)
        .expect("a header")
        .kid
        .expect("a key");
    let key =
        jsonwebtoken::DecodingKey::from_jwk(keys.find(&kid).expect("published")).expect("a key");
    let mut rules = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::EdDSA);
    rules.set_audience(&[world.body.to_string()]);
    let claims = jsonwebtoken::decode::<Value>(token, &key, &rules)
        .expect("ours")
        .claims;
    assert_eq!(claims["client_id"], json!(program.id));
    assert_eq!(claims["sub"], json!(agent.id));
    assert_eq!(claims["sid"], Value::Null);
    // At another body there is neither the token nor the program.
    let mut at_work = agent.clone();
    at_work.token = Some(token.to_owned());
    at_work.get("/me").await.ok();
    at_work
        .at(&other.slug)
        .get("/me")
        .await
        .is(404, "not_found");
    let elsewhere = agent.nobody().at(&other.slug);
    assert_eq!(program.asks(&elsewhere).await.1["error"], "invalid_client");

    let (id, secret) = (&program.id, &program.secret);
    let wrong = "A".repeat(43);
    let cases = [
        (String::new(), 400, "unsupported_grant_type"),
        (
            format!("grant_type=password&client_id={id}&client_secret={secret}"),
            400,
            "unsupported_grant_type",
        ),
        (
            "grant_type=client_credentials".to_owned(),
            401,
            "invalid_client",
        ),
        (
            format!("grant_type=client_credentials&client_id={id}"),
            401,
            "invalid_client",
        ),
        (
            format!("grant_type=client_credentials&client_id={id}&client_secret={wrong}"),
            401,
            "invalid_client",
        ),
        (
            format!("grant_type=client_credentials&client_id={id}&client_secret="),
            401,
            "invalid_client",
        ),
        (
            format!("grant_type=client_credentials&client_id=someone&client_secret={secret}"),
            401,
            "invalid_client",
        ),
        (
            format!(
                "grant_type=client_credentials&client_id={}&client_secret={secret}",
                Uuid::now_v7()
            ),
            401,
            "invalid_client",
        ),
        (
            format!("{}&scope=read%20prepare", program.form()),
            400,
            "invalid_scope",
        ),
        (
            format!("{}&client_id={id}", program.form()),
            400,
            "invalid_request",
        ),
    ];
    for (form, status, error) in cases {
        let (got, said) = asks(&agent, form.clone()).await;
        assert_eq!(
            (got, said["error"].as_str()),
            (status, Some(error)),
            "{form}: {said}"
        );
        let told = |key: &str| said[key].as_str().is_some_and(|text| !text.is_empty());
        assert!(
            told("error_description") && told("detail") && told("remedy"),
            "{said}"
        );
    }
    let both = post().basic_auth(id, Some(secret)).body(program.form());
    assert_eq!(answer(both).await.1["error"], "invalid_request");
    let no_form = harness::client()
        .post(&address)
        .json(&json!({ "client_id": id }));
    assert_eq!(answer(no_form).await.1["error"], "invalid_request");
    let refused = post()
        .basic_auth(id, Some("x"))
        .body("grant_type=client_credentials");
    let refused = refused.send().await.expect("an answer");
    let scheme = refused.headers()["www-authenticate"]
        .to_str()
        .expect("text");
    assert!(scheme.starts_with("Basic "), "{scheme}");

    // The list tells when it was let in last, and nothing tells its secret.
    let list = agent.get("/me/clients").await.ok();
    assert!(list[0]["used_at"].is_string(), "{list}");
    assert!(!list.to_string().contains(secret));
    let mut owner = crate::catalog::connect(crate::catalog::As::Owner).await;
    let tx = owner.transaction().await.expect("a transaction");
    let body = world.body.to_string();
    tx.query("select set_config('app.tenant', $1, true)", &[&body])
        .await
        .expect("inside the body");
    for table in ["outbox", "clients", "client_secrets", "ledger"] {
        let sql = format!("select count(*) from {table} t where t::text like '%{secret}%'");
        let row = tx.query_one(&sql, &[]).await.expect("a count");
        assert_eq!(row.get::<_, i64>(0), 0, "{table}");
    }
    drop(tx);
    for _ in 1..20 {
        makes(&agent, &["read"]).await;
    }
    agent
        .post("/me/clients", &wanted(&["read"]))
        .await
        .refused(Refusal::PeopleTooManyClients);
    world.ends().await;
    other.ends().await;
}

#[actix_web::test]
async fn secrets_change_while_a_program_works_and_its_end_is_at_once() {
    let world = World::new().await;
    let liaison = world.person("Liaison", json!({ "role": "liaison" })).await;
    let stranger = world.person("Auditor", json!({ "role": "auditor" })).await;
    let first = makes(&liaison, &["read"]).await;
    let path = format!("/me/clients/{}", first.id);
    let renew = async || {
        let shown = json!({ "password": PASSWORD });
        let renewed = liaison.post(&format!("{path}/secrets"), &shown).await;
        renewed.ok()
    };
    let lets_in = async |made: &Made| made.asks(&liaison).await.0 == 200;
    let end_former = async || {
        liaison
            .send("DELETE", &format!("{path}/secrets/former"), None, None)
            .await
    };
    end_former().await.is(404, "not_found");
    let renewed = renew().await;
    assert!(renewed["client"]["former_until"].is_string(), "{renewed}");
    let second = Made::of(&renewed);
    assert_eq!(first.id, second.id);
    assert!(lets_in(&first).await && lets_in(&second).await);
    // Two at most: the next one ends the first.
    let third = Made::of(&renew().await);
    assert!(!lets_in(&first).await && lets_in(&second).await && lets_in(&third).await);
    let after = end_former().await.ok();
    assert_eq!(after["former_until"], Value::Null);
    assert!(!lets_in(&second).await && lets_in(&third).await);
    // A day later the former one does not work any more.
    let fourth = Made::of(&renew().await);
    assert!(lets_in(&third).await);
    let day =
        "update client_secrets set ends_at = ends_at - interval '24 hours' where ends_at > now()";
    change(&world, day).await;
    assert!(!lets_in(&third).await && lets_in(&fourth).await);

    // Two at once are one after the other: the second one's former is the first one's.
    let (one, other) = futures_util::join!(renew(), renew());
    let alive = [fourth, Made::of(&one), Made::of(&other)];
    let mut works = Vec::new();
    for made in &alive {
        works.push(lets_in(made).await);
    }
    assert_eq!(works, [false, true, true]);
    let left = end_former().await.ok();
    assert_eq!(left["former_until"], Value::Null);
    let [_, one, other] = alive;
    let first_works = lets_in(&one).await;
    assert!(first_works != lets_in(&other).await);
    let fourth = if first_works { one } else { other };

    // Nobody else has it in hand.
    let theirs = |path: &str| (format!("{path}/secrets"), path.to_owned());
    let (secrets, itself) = theirs(&path);
    stranger
        .post(&secrets, &json!({}))
        .await
        .is(404, "not_found");
    stranger
        .send("DELETE", &itself, None, None)
        .await
        .is(404, "not_found");
    let held = format!("/clients/{}", first.id);
    liaison
        .send("DELETE", &held, None, None)
        .await
        .is(403, "forbidden");
    liaison.get("/clients").await.is(404, "not_found");
    let list = world.administrator.get("/clients").await.ok();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1), "{list}");
    assert_eq!(list["items"][0]["person_name"], "Liaison");
    assert_eq!(
        list,
        stranger.get("/clients").await.ok(),
        "the auditor sees the same"
    );

    // An administrator ends it: tokens and secrets are void at once, and its person is told.
    let program = fourth.at_work(&liaison).await;
    program.get("/me").await.ok();
    world
        .administrator
        .send("DELETE", &held, None, None)
        .await
        .ok();
    world
        .administrator
        .send("DELETE", &held, None, None)
        .await
        .is(404, "not_found");
    program.get("/me").await.is(401, "session.none");
    assert!(!lets_in(&fourth).await);
    let own = makes(&liaison, &["read"]).await;
    let program = own.at_work(&liaison).await;
    let path = format!("/me/clients/{}", own.id);
    liaison.send("DELETE", &path, None, None).await.ok();
    program.get("/me").await.is(401, "session.none");
    world.post_round().await;
    let told = letters(&world, &liaison.email).concat();
    for words in [
        "A program was allowed to act for you:",
        ", which acts for you, has a new secret",
        "An administrator ended the program",
        "Data pull",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    for (action, times) in [
        ("people.make_client", 2),
        ("people.renew_secret", 5),
        ("people.end_secret", 2),
        ("people.take_client", 1),
        ("people.end_client", 1),
    ] {
        assert_eq!(recorded(action, &world).await, times, "{action}");
    }

    // When its time has run out it is not let in, and another secret would not help.
    let late = makes(&liaison, &["read"]).await;
    let program = late.at_work(&liaison).await;
    let past = "update clients set expires_at = now() - interval '1 second' where ended_at is null";
    change(&world, past).await;
    program.get("/me").await.is(401, "session.none");
    assert!(!lets_in(&late).await);
    let path = format!("/me/clients/{}", late.id);
    liaison
        .post(&format!("{path}/secrets"), &json!({ "password": PASSWORD }))
        .await
        .refused(Refusal::PeopleClientExpired);
    world.ends().await;
}

#[actix_web::test]
async fn another_password_ends_programs_and_no_program_learns_how_its_person_signs_in() {
    let world = World::new().await;
    let agent = json!({ "role": "agent", "state": "XAA" });
    let agent = world.person("Ada Marsh", agent).await;
    let made = makes(&agent, &["read"]).await;
    let program = made.at_work(&agent).await;
    assert!(agent.get("/me").await.ok()["factor"].is_object());
    let told = program.get("/me").await.ok();
    assert_eq!(
        (&told["person"]["name"], &told["factor"]),
        (&json!("Ada Marsh"), &Value::Null)
    );
    let wish =
        json!({ "current": harness::world::PASSWORD, "password": "a lamp over the quiet pier" });
    agent.put("/me/password", &wish).await.ok();
    program.get("/me").await.is(401, "session.none");
    assert_eq!(made.asks(&agent).await.0, 401);
    world.ends().await;
}

#[actix_web::test]
async fn who_loses_a_role_loses_it_in_their_programs_too() {
    let world = World::new().await;
    let auditor = world.person("Auditor", json!({ "role": "auditor" })).await;
    let program = makes(&auditor, &["read"]).await.at_work(&auditor).await;
    program.get("/ledger").await.ok();
    world
        .administrator
        .put_seen(
            &format!("/people/{}/roles", auditor.id),
            1,
            &json!({ "roles": [] }),
        )
        .await
        .ok();
    program.get("/ledger").await.is(404, "not_found");
    world.ends().await;
}

#[actix_web::test]
async fn whoever_tries_secrets_is_made_to_wait_and_the_program_where_it_works_is_not() {
    let limits = Limits::new(&Allowed {
        limit_address: 0,
        limit_account: 0,
        limit_sign_in: 3,
        trusted_proxies: vec!["127.0.0.0/8".parse().expect("a network")],
    });
    let world = World::with_limits(limits).await;
    let program = makes(&world.administrator, &["read"]).await;
    let ask_as = async |id: &str, from: &str, secret: &str| {
        let request = harness::client()
            .post(format!("{}/tokens/client", world.administrator.base()))
            .header("content-type", "application/x-www-form-urlencoded")
            .header("x-forwarded-for", from)
            .basic_auth(id, Some(secret))
            .body("grant_type=client_credentials");
        request.send().await.expect("an answer").status().as_u16()
    };
    let ask = async |from: &str, secret: &str| ask_as(&program.id, from, secret).await;
    assert_eq!(ask("203.0.113.7", &program.secret).await, 200);
    let mut answers = Vec::new();
    for _ in 0..3 {
        answers.push(ask("198.51.100.9", "a guess").await);
    }
    assert_eq!(answers, [401, 401, 429]);
    assert_eq!(ask("198.51.100.9", &program.secret).await, 429);
    // However its id is spelled, it is the same program; and from wherever it comes.
    for (no, id) in [program.id.to_uppercase(), program.id.replace('-', "")]
        .iter()
        .enumerate()
    {
        let from = format!("192.0.2.{}", no + 1);
        assert_eq!(ask_as(id, &from, "a guess").await, 429, "{id}");
    }
    assert_eq!(ask("203.0.113.7", &program.secret).await, 200);
    world.ends().await;
}

#[actix_web::test]
async fn a_program_is_no_way_around_the_second_factor() {
    let world = World::new().await;
    ruled(&world, r#"{"second_factor_required": true}"#).await;
    let administrator = &world.administrator;
    let make = async |who: &Actor| who.post("/me/clients", &wanted(&["read", "prepare"])).await;
    make(administrator).await.is(403, "factor.none");
    sets_up(administrator).await;
    let made = Made::of(&make(administrator).await.ok());
    let program = made.at_work(administrator).await;
    minutes_pass(&world, 11).await;
    make(administrator).await.is(403, "factor.again");
    let renew = format!("/me/clients/{}/secrets", made.id);
    administrator
        .post(&renew, &json!({}))
        .await
        .is(403, "factor.again");
    // What binds the body asks a program for nothing: it may not.
    program.get("/people").await.ok();
    let person = json!({ "name": "A Stranger", "email": "stranger@test.example", "roles": [] });
    program
        .put(&format!("/people/{}", Uuid::now_v7()), &person)
        .await
        .is(403, "forbidden");
    // Whoever has no second factor any more has no program that works.
    change(
        &world,
        "update factors set ended_at = now() where ended_at is null",
    )
    .await;
    program.get("/people").await.is(403, "factor.none");
    // On what is public it is anyone.
    program.get("/register").await.ok();
    world.ends().await;
}

#[actix_web::test]
async fn whoever_has_no_second_factor_makes_programs_with_their_password() {
    let world = World::new().await;
    let auditor = world.person("Auditor", json!({ "role": "auditor" })).await;
    let agent = json!({ "role": "agent", "state": "XAA" });
    let agent = world.person("Ada Marsh", agent).await;
    let with = |password: Value| {
        let mut wanted = wanted(&["read"]);
        wanted["password"] = password;
        wanted
    };
    for wrong in [Value::Null, json!(""), json!("not the password of it")] {
        let refused = agent.post("/me/clients", &with(wrong)).await;
        assert_eq!(refused.json["fields"][0]["path"], "password");
        refused.is(422, "content.invalid");
    }
    assert_eq!(agent.get("/me/clients").await.ok(), json!([]));
    // What was tried in vain stands on the record; that nothing was shown does not.
    crate::ledger::in_vain(&auditor, "door.prove", 2).await;
    let made = Made::of(&agent.post("/me/clients", &wanted(&["read"])).await.ok());
    let renew = format!("/me/clients/{}/secrets", made.id);
    for wrong in [json!({}), json!({ "password": "not the password of it" })] {
        let refused = agent.post(&renew, &wrong).await;
        assert_eq!(refused.json["fields"][0]["path"], "password");
        refused.is(422, "content.invalid");
    }
    let shown = json!({ "password": PASSWORD });
    agent.post(&renew, &shown).await.ok();
    // Nor does a program try passwords.
    let program = made.at_work(&agent).await;
    for password in [PASSWORD, "a guess of it"] {
        program
            .post("/me/clients", &with(json!(password)))
            .await
            .is(403, "forbidden");
    }
    // Where there is a second factor, a password does not stand in for it.
    sets_up(&agent).await;
    minutes_pass(&world, 11).await;
    agent
        .post("/me/clients", &wanted(&["read"]))
        .await
        .is(403, "factor.again");
    world.ends().await;
}

#[actix_web::test]
async fn a_secret_that_is_not_a_programs_own_stands_on_the_record_of_its_person() {
    let world = World::new().await;
    let auditor = world.person("Auditor", json!({ "role": "auditor" })).await;
    let agent = json!({ "role": "agent", "state": "XAA" });
    let agent = world.person("Ada Marsh", agent).await;
    let program = makes(&agent, &["read"]).await;
    let guess = async |id: &str| {
        let form =
            format!("grant_type=client_credentials&client_id={id}&client_secret=a-guess-of-it");
        asks(&agent, form).await
    };
    let unknown = guess(&Uuid::now_v7().to_string()).await;
    assert_eq!(unknown.0, 401);
    assert_eq!(guess(&program.id).await, unknown);
    let path = format!("/me/clients/{}", program.id);
    assert_eq!(program.asks(&agent).await.0, 200);
    agent.send("DELETE", &path, None, None).await.ok();
    assert_eq!(program.asks(&agent).await, unknown);
    // Of what was tried, what concerns a program that there is or was.
    for line in crate::ledger::in_vain(&auditor, "door.let_program_in", 2).await {
        assert_eq!(
            (&line["chain"], &line["session"]),
            (&json!(agent.id), &Value::Null)
        );
    }
    world.ends().await;
}
