//! Content that nobody well-meaning sends: each leaf of a good request is replaced by something
//! else. Whatever comes back is a refusal that names what is wrong, never a failure of ours.

use harness::proceeding::{self, pdf};
use harness::{Actor, Proceeding, World};
use serde_json::{Value, json};
use uuid::Uuid;

/// The value with each of its leaves replaced in turn.
fn variants(value: &Value) -> Vec<Value> {
    match value {
        Value::Object(map) => {
            let mut all = vec![json!([]), json!(null), json!("text")];
            let mut more = map.clone();
            more.insert("unknown_field".to_owned(), json!(1));
            all.push(Value::Object(more));
            for (key, inner) in map {
                let mut less = map.clone();
                less.remove(key);
                all.push(Value::Object(less));
                for variant in variants(inner) {
                    let mut other = map.clone();
                    other.insert(key.clone(), variant);
                    all.push(Value::Object(other));
                }
            }
            all
        }
        Value::Array(items) => {
            let mut all = vec![
                json!({}),
                json!(null),
                json!([null]),
                json!(vec![json!("x"); 2000]),
            ];
            for (at, inner) in items.iter().enumerate() {
                for variant in variants(inner) {
                    let mut other = items.clone();
                    other[at] = variant;
                    all.push(Value::Array(other));
                }
            }
            all
        }
        Value::String(_) => vec![
            json!(""),
            json!("a\u{0}b"),
            json!("\u{202e}\u{feff}\u{ffff}"),
            json!("x".repeat(300_000)),
            json!("-009999-01-01"),
            json!("9999-12-31"),
            json!("9999-12-30T22:00:00Z"),
            json!("'; drop table cases; --"),
            json!(7),
            json!(null),
        ],
        Value::Number(_) => {
            vec![
                json!(-1),
                json!(0),
                json!(i64::MAX),
                json!(u64::MAX),
                json!(1e300),
                json!(0.5),
                json!("7"),
                json!(null),
            ]
        }
        Value::Bool(_) | Value::Null => vec![json!("true"), json!(1), json!({})],
    }
}

/// What `If-Match` names: the case, or the step that is open.
#[derive(Clone, Copy)]
enum Version<'a> {
    Case(&'a Proceeding),
    Step(&'a Proceeding),
}

/// Sends every variant of a good body, and says what the server could not bear.
async fn attack(
    failures: &mut Vec<String>,
    who: &Actor,
    method: &str,
    path: &str,
    good: &Value,
    version: Option<Version<'_>>,
) {
    for variant in variants(good) {
        let seen = match version {
            Some(Version::Case(it)) => it.seen_by(who).await["version"].as_i64(),
            Some(Version::Step(it)) => {
                let step = it.open_step(who).await;
                step.and_then(|step| step.view["version"].as_i64())
            }
            None => None,
        };
        let path = path.replace("{new}", &Uuid::now_v7().to_string());
        let reply = who.send(method, &path, Some(&variant), seen).await;
        let problem = reply.status >= 400;
        let told = reply.json["code"].is_string() && reply.json["detail"].is_string();
        if reply.status >= 500 || (problem && !told) {
            let text: String = variant.to_string().chars().take(300).collect();
            failures.push(format!(
                "{method} {path} {}: {text} {}",
                reply.status, reply.json
            ));
        }
    }
}

#[actix_web::test]
async fn a_request_for_review_is_refused_field_by_field_whatever_it_says() {
    let world = World::new().await;
    let it = Proceeding::drafted(&world).await;
    let mut failures = Vec::new();
    let mut request = proceeding::request();
    request["certificate"] =
        json!({ "issuer": "A body", "reference": "R/1", "issued_on": "2026-01-05" });
    attack(
        &mut failures,
        &it.applicant,
        "PUT",
        "/cases/{new}",
        &request,
        None,
    )
    .await;
    assert!(failures.is_empty(), "{failures:#?}");
    world.ends().await;
}

#[actix_web::test]
async fn what_the_registry_says_is_refused_field_by_field_whatever_it_says() {
    let world = World::new().await;
    let mut failures = Vec::new();
    let it = Proceeding::filed(&world).await;
    let path = |act: &str| format!("/cases/{}/{act}", it.case);
    let register = json!({ "profile": "P2" });
    attack(
        &mut failures,
        &it.registrar,
        "POST",
        &path("register"),
        &register,
        Some(Version::Case(&it)),
    )
    .await;
    let it = it.with_another_case();
    it.applicant
        .put(&format!("/cases/{}", it.case), &proceeding::request())
        .await
        .ok();
    it.act(&it.applicant, "submit", json!({ "documents": [] }))
        .await;
    let path = |act: &str| format!("/cases/{}/{act}", it.case);
    let defects = json!({ "defects": [{ "field": "facts", "reason": "Say more." }] });
    attack(
        &mut failures,
        &it.registrar,
        "POST",
        &path("find_deficient"),
        &defects,
        Some(Version::Case(&it)),
    )
    .await;
    attack(
        &mut failures,
        &it.registrar,
        "POST",
        &path("refuse_registration"),
        &json!({ "reasons": "No." }),
        Some(Version::Case(&it)),
    )
    .await;
    let person = json!({
        "name": "N", "email": "n@test.example", "password": "a password for tests", "nationalities": ["CHL"],
        "institution": "IMF", "roles": [{ "role": "panelist", "discipline": "legal" }],
    });
    attack(
        &mut failures,
        &world.administrator,
        "PUT",
        "/people/{new}",
        &person,
        None,
    )
    .await;
    let state =
        json!({ "code": "XCC", "name": "C", "regional_group": "african", "developing": true });
    attack(
        &mut failures,
        &world.administrator,
        "PUT",
        "/states",
        &state,
        None,
    )
    .await;
    let who = json!({ "email": "administrator@test.example", "password": "a password for tests" });
    attack(
        &mut failures,
        &it.registrar.nobody(),
        "POST",
        "/tokens",
        &who,
        None,
    )
    .await;
    attack(
        &mut failures,
        &it.registrar.nobody(),
        "POST",
        "/session",
        &who,
        None,
    )
    .await;
    attack(
        &mut failures,
        &it.registrar.nobody(),
        "POST",
        "/tokens/refresh",
        &json!({ "refresh_token": "x.y" }),
        None,
    )
    .await;
    assert!(failures.is_empty(), "{failures:#?}");
    world.ends().await;
}

#[actix_web::test]
async fn what_is_said_about_the_panel_is_refused_field_by_field_whatever_it_says() {
    let world = World::new().await;
    let mut failures = Vec::new();
    let it = Proceeding::panel_requested(&world).await;
    let path = |act: &str| format!("/cases/{}/{act}", it.case);
    let note = json!({ "size": 3, "fifth": "security", "note": "One claim." });
    attack(
        &mut failures,
        &it.president,
        "POST",
        &path("propose_composition"),
        &note,
        Some(Version::Case(&it)),
    )
    .await;
    let comment = json!({ "comment": "Agreed." });
    attack(
        &mut failures,
        &it.applicant,
        "POST",
        &path("comment_on_composition"),
        &comment,
        Some(Version::Case(&it)),
    )
    .await;
    let _ = it
        .try_act(
            &it.president,
            "propose_composition",
            json!({ "size": 3, "note": "One claim." }),
        )
        .await;
    world.days_pass(30).await;
    it.act(&it.president, "fix_size", json!({})).await;
    let candidate = json!({ "seat": 1, "person": it.members[0].id });
    attack(
        &mut failures,
        &it.registrar,
        "POST",
        &path("nominate"),
        &candidate,
        Some(Version::Case(&it)),
    )
    .await;
    let _ = it.try_act(&it.registrar, "nominate", candidate).await;
    let accepted = json!({ "level": "green", "statement": "Taught once with counsel." });
    attack(
        &mut failures,
        &it.registrar,
        "POST",
        &path("accept_seat"),
        &accepted,
        Some(Version::Case(&it)),
    )
    .await;
    let seen = it.members[0].get(&format!("/cases/{}", it.case)).await;
    if seen.status == 200 {
        for variant in variants(&accepted).into_iter().take(20) {
            let reply = it.try_act(&it.members[0], "accept_seat", variant).await;
            if reply.status >= 500 {
                failures.push(format!("accept_seat: {}", reply.json));
            }
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
    world.ends().await;
}

#[actix_web::test]
async fn pleadings_sheets_and_votes_are_refused_field_by_field_whatever_they_say() {
    let world = World::new().await;
    let mut failures = Vec::new();
    let it = Proceeding::deliberating(&world).await;
    let open = it.open_step(&it.members[0]).await.expect("a step is open");
    let key = open.view["rows"][0]["key"]
        .as_str()
        .expect("a row")
        .to_owned();
    let answer = json!({ "answer": "4", "confidence": "M", "reasons": "Because.", "exhibits": ["XAA-1"], "missing": "" });
    let sheet = json!({ "answers": { key.clone(): answer.clone() } });
    let member = &it.members[1];
    attack(
        &mut failures,
        member,
        "PUT",
        &format!("{}/draft", open.path),
        &sheet,
        None,
    )
    .await;
    attack(
        &mut failures,
        member,
        "POST",
        &format!("{}/score", open.path),
        &sheet,
        None,
    )
    .await;
    it.all_score(&open, "4").await;
    let good = harness::deliberation::reasons();
    let revision = json!({ "key": key, "answer": { "answer": "3", "confidence": "L", "reasons": good, "exhibits": ["XAA-1"], "missing": "" }, "reason": "On reflection." });
    attack(
        &mut failures,
        member,
        "POST",
        &format!("{}/revise", open.path),
        &revision,
        Some(Version::Step(&it)),
    )
    .await;
    let cast = harness::deliberation::ballot(&open.view["motions"][0], true);
    attack(
        &mut failures,
        member,
        "POST",
        &format!("{}/vote", open.path),
        &cast,
        Some(Version::Step(&it)),
    )
    .await;
    let departure = json!({ "motion": "T1a", "reasons": "word ".repeat(200) });
    attack(
        &mut failures,
        member,
        "PUT",
        &format!("{}/departure", open.path),
        &departure,
        None,
    )
    .await;
    for path in [
        "/review/x/threshold/score",
        "/review/00000000-0000-0000-0000-000000000000/threshold/score",
        "/review/x/y/vote",
    ] {
        let path = format!("/cases/{}{path}", it.case);
        attack(
            &mut failures,
            member,
            "POST",
            &path,
            &json!({ "answers": {} }),
            None,
        )
        .await;
    }
    assert!(failures.is_empty(), "{failures:#?}");
    world.ends().await;
}

#[actix_web::test]
async fn a_ruling_and_its_vote_are_refused_field_by_field_whatever_they_say() {
    let world = World::new().await;
    let mut failures = Vec::new();
    let it = Proceeding::drafting(&world, Some("necessity")).await;
    let path = format!("/cases/{}/ruling", it.case);
    let text = json!({
        "sections": [{ "section": "findings", "paragraphs": ["As the record shows."] }],
        "remedies": [{ "claim_no": 1, "text": "withdraw the duty", "weight": 2 }],
    });
    let member = &it.members[1];
    for variant in variants(&text) {
        let version = member.get(&path).await.ok()["version"]
            .as_i64()
            .expect("a version");
        let reply = member.put_seen(&path, version, &variant).await;
        if reply.status >= 500 {
            failures.push(format!(
                "{} {}",
                reply.json,
                variant.to_string().chars().take(200).collect::<String>()
            ));
        }
    }
    it.write_ruling(member, text["remedies"].clone()).await;
    it.act(
        &it.members[0],
        "skip_interim_review",
        json!({ "class_checked": true }),
    )
    .await;
    let claim = it.seen_by(member).await["claims"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let votes = json!({ "confirm": false, "votes": { claim: { "T1a": { "vote": "yes" } } } });
    attack(
        &mut failures,
        member,
        "POST",
        &format!("/cases/{}/final_vote", it.case),
        &votes,
        Some(Version::Case(&it)),
    )
    .await;
    assert!(failures.is_empty(), "{failures:#?}");
    world.ends().await;
}

#[actix_web::test]
async fn documents_come_with_names_that_harm_nobody() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let client = harness::client();
    let token = it.applicant.token.clone().expect("a token");
    let mut filed = Vec::new();
    for (file_name, title) in [
        ("..%2F..%2Fetc%2Fpasswd", "T"),
        ("a%00b.pdf", "T"),
        ("a%0d%0aSet-Cookie:%20x=y.pdf", "T"),
        ("%22;%20filename=%22evil.html", "T"),
        ("x.pdf", "%00"),
        ("x.pdf", ""),
        ("", "T"),
        ("%E2%80%AEfdp.exe", "T"),
        ("%D8%A7%D9%84.pdf", "%D9%85%D8%B0%D9%83%D8%B1%D8%A9"),
    ] {
        let id = Uuid::now_v7();
        let path = format!(
            "{}/cases/{}/documents/{id}?file_name={file_name}&title={title}&class=C1",
            it.applicant.base(),
            it.case
        );
        let request = client
            .put(path)
            .bearer_auth(&token)
            .header("content-type", "application/pdf")
            .body(pdf("one"));
        let answer = request.send().await.expect("an answer");
        assert!(
            answer.status().as_u16() < 500,
            "{file_name} {title}: {}",
            answer.status()
        );
        if answer.status().is_success() {
            filed.push(id);
        }
    }
    assert!(!filed.is_empty());
    for id in filed {
        let path = format!(
            "{}/cases/{}/documents/{id}/content",
            it.applicant.base(),
            it.case
        );
        let answer = client
            .get(path)
            .bearer_auth(&token)
            .send()
            .await
            .expect("an answer");
        assert_eq!(answer.status(), 200);
        assert!(answer.headers().get("set-cookie").is_none());
        assert_eq!(
            answer.headers().get("content-type").expect("a type"),
            "application/pdf"
        );
        assert_eq!(
            answer
                .headers()
                .get("x-content-type-options")
                .expect("a header"),
            "nosniff"
        );
    }
    world.ends().await;
}

#[actix_web::test]
async fn addresses_and_headers_that_make_no_sense_are_refused() {
    let world = World::new().await;
    let it = Proceeding::registered(&world).await;
    for path in [
        "/cases/x",
        "/cases/%00",
        "/cases?state=nowhere",
        "/cases?after=x",
        "/people?after=%00",
        "/work?after=1",
        "/cases/00000000-0000-0000-0000-000000000000/docket?after=-5",
        "/rulings/%00",
        "/rulings/..%2f..%2f",
        "/nothing",
        "/rulings?after=x",
        "/reports?after=x",
        "/reports/x",
        "/sdmx/data/%00/a/b/c/d",
        "/sdmx/structure/a/b/c/%00",
    ] {
        let reply = it.registrar.get(path).await;
        assert!(
            (400..500).contains(&reply.status),
            "{path}: {} {}",
            reply.status,
            reply.json
        );
        assert!(reply.json["code"].is_string(), "{path}: {}", reply.json);
    }
    let docket = format!("/cases/{}/docket?after=2147483648", it.case);
    assert!(it.registrar.get(&docket).await.status < 500);
    let client = harness::client();
    let path = format!(
        "{}/cases/{}/open_consultations",
        it.applicant.base(),
        it.case
    );
    for seen in ["", "x", "99999999999999999999", "-1", "\"2", "*"] {
        let request = client
            .post(&path)
            .bearer_auth(it.applicant.token.clone().expect("a token"))
            .header("if-match", seen);
        let status = request.send().await.expect("an answer").status().as_u16();
        assert!(
            status == 422 || status == 409,
            "if-match {seen:?}: {status}"
        );
    }
    for (kind, body) in [
        ("application/json", "{"),
        ("application/json", ""),
        ("text/plain", "{}"),
        ("application/json", "\u{0}"),
    ] {
        let path = format!("{}/cases/{}", it.applicant.base(), Uuid::now_v7());
        let request = client
            .put(path)
            .bearer_auth(it.applicant.token.clone().expect("a token"))
            .header("content-type", kind)
            .body(body);
        let answer = request.send().await.expect("an answer");
        let (status, text) = (answer.status().as_u16(), answer.text().await.expect("text"));
        assert!(
            (400..500).contains(&status) && text.contains("\"code\""),
            "{kind} {body:?}: {status} {text}"
        );
    }
    world.ends().await;
}

#[actix_web::test]
async fn the_clock_goes_only_forward_and_not_beyond_all_calendars() {
    let world = World::new().await;
    let it = Proceeding::registered(&world).await;
    it.act(&it.applicant, "open_consultations", json!({})).await;
    let turn = async |to: &str| {
        world
            .administrator
            .post("/clock", &json!({ "to": to }))
            .await
    };
    turn("2020-01-01T00:00:00Z")
        .await
        .is(409, "clock.backwards");
    for to in [
        "",
        "x",
        "2026-13-01T00:00:00Z",
        "99999-01-01T00:00:00Z",
        "-009999-01-02T00:00:00Z",
    ] {
        let reply = turn(to).await;
        assert!(
            (400..500).contains(&reply.status),
            "{to}: {} {}",
            reply.status,
            reply.json
        );
    }
    for to in ["2199-12-31T00:00:00Z", "9999-12-30T22:00:00Z"] {
        let reply = turn(to).await;
        assert!(reply.status < 500, "{to}: {} {}", reply.status, reply.json);
    }
    let request = json!({ "statement": "A panel is requested.", "documents": [] });
    let reply = it.try_act(&it.applicant, "request_panel", request).await;
    assert!(reply.status < 500, "{} {}", reply.status, reply.json);
    world.ends().await;
}
