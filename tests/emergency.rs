//! Emergency access: the administrator is let in to the documents of one case, by two others, for some hours.

use domain::refusal::Refusal;
use harness::proceeding::pdf;
use harness::{Actor, Proceeding, World};
use serde_json::{Value, json};
use uuid::Uuid;

/// Letters to someone, their lines as they were before they were folded.
fn letters_to(world: &World, who: &Actor) -> Vec<String> {
    let all = crate::linkage::letters_to(world, who).into_iter();
    all.map(|one| one.replace("=\r\n", "")).collect()
}

const WHY: &str = "Exhibit A-1 opens as an empty page for everyone.";

/// The number of a case, as the administrator is told of it.
async fn number(it: &Proceeding) -> String {
    let case = it.seen_by(&it.registrar).await;
    case["number"].as_str().expect("a number").to_owned()
}

fn wish(case: &str, class: &str) -> Value {
    json!({ "case": case, "class": class, "reason": WHY, "hours": 2 })
}

async fn asked(world: &World, it: &Proceeding, class: &str) -> String {
    let path = format!("/emergency/{}", Uuid::now_v7());
    let wish = wish(&number(it).await, class);
    world.administrator.put(&path, &wish).await.ok();
    path
}

async fn says(who: &Actor, path: &str, word: &str) -> harness::Reply {
    let body = if word == "refuse" {
        json!({ "reason": "A copy will do." })
    } else {
        Value::Null
    };
    who.post(&format!("{path}/{word}"), &body).await
}

/// Files one document as an exhibit.
async fn exhibit(it: &Proceeding, class: &str) -> Uuid {
    let id = Uuid::now_v7();
    let bytes = pdf(&format!("A paper of class {class}"));
    it.applicant
        .upload_as(class, it.case, id, "A paper", bytes)
        .await
        .ok();
    let path = format!("/cases/{}/exhibits/{}", it.case, Uuid::now_v7());
    let body = json!({ "title": "Papers", "documents": [id], "summary": "It is about prices." });
    it.applicant.put(&path, &body).await.ok();
    id
}

async fn clear(it: &Proceeding) {
    let at = format!("/cases/{}/secrecy", it.case);
    let me = format!("{at}/{}", it.applicant.id);
    it.applicant.put(&me, &Value::Null).await.ok();
    let declared = json!({ "language": "en" });
    it.applicant
        .post(&format!("{at}/declaration"), &declared)
        .await
        .ok();
}

/// What the administrator gets of the case: its page, its filings, the content of each document, the deliberation.
async fn opens(world: &World, it: &Proceeding, documents: &[Uuid]) -> Vec<u16> {
    let (who, case) = (&world.administrator, format!("/cases/{}", it.case));
    let mut paths = vec![case.clone(), format!("{case}/filings")];
    paths.extend(
        documents
            .iter()
            .map(|id| format!("{case}/documents/{id}/content")),
    );
    paths.push(format!("{case}/review"));
    let mut found = Vec::new();
    for path in paths {
        let reply = who.get(&path).await;
        if path.ends_with("/filings") && reply.status == 200 {
            let theirs = it.registrar.get(&path).await.ok();
            let count = |all: &Value| all["items"].as_array().map(Vec::len);
            assert_eq!(count(&reply.json), count(&theirs), "every filing");
        }
        found.push(reply.status);
    }
    found
}

async fn listed(who: &Actor) -> usize {
    who.get("/cases").await.ok()["items"]
        .as_array()
        .expect("cases")
        .len()
}

/// As if so many hours had passed by the server's clock.
async fn hours_pass(world: &World, hours: i32) {
    let mut owner = crate::catalog::connect(crate::catalog::As::Owner).await;
    let tx = owner.transaction().await.expect("a transaction");
    let body = world.body.to_string();
    tx.query("select set_config('app.tenant', $1, true)", &[&body])
        .await
        .expect("inside the body");
    for (table, columns) in [
        ("emergencies", &["asked_at", "opened_at", "ends_at"][..]),
        ("outbox", &["due_at"]),
    ] {
        for column in columns {
            let sql = format!("update {table} set {column} = {column} - interval '{hours} hours'");
            tx.execute(&sql, &[]).await.expect("earlier");
        }
    }
    tx.commit().await.expect("a commit");
}

#[actix_web::test]
async fn two_others_let_the_administrator_in_for_some_hours() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let auditor = world.person("Auditor", json!({ "role": "auditor" })).await;
    clear(&it).await;
    let papers = [
        exhibit(&it, "C1").await,
        exhibit(&it, "C2").await,
        exhibit(&it, "C3").await,
    ];
    assert_eq!(opens(&world, &it, &papers).await, [404; 6]);
    assert_eq!(listed(&world.administrator).await, 0);

    let path = asked(&world, &it, "C2").await;
    world.post_round().await;
    for who in [&it.registrar, &it.president, &auditor] {
        let letters = letters_to(&world, who);
        assert!(
            letters
                .iter()
                .any(|one| one.contains("asks for emergency access") && one.contains(WHY)),
            "{}",
            who.name
        );
    }
    // One approval is none, and nobody gives both.
    says(&it.president, &path, "approve").await.ok();
    says(&it.president, &path, "approve")
        .await
        .is(403, "forbidden");
    assert_eq!(opens(&world, &it, &papers).await, [404; 6]);
    world.post_round().await;
    world.post_round().await;
    let half = "has approved the emergency access";
    assert!(
        letters_to(&world, &auditor)
            .iter()
            .any(|one| one.contains(half))
    );
    let open = says(&it.registrar, &path, "approve").await.ok();
    assert_eq!(open["state"], "open");

    // Up to the class that was asked for, and never the deliberation.
    let found = opens(&world, &it, &papers).await;
    assert_eq!(found[..4], [200; 4]);
    assert!(
        found[4..].iter().all(|status| [403, 404].contains(status)),
        "{found:?}"
    );
    assert_eq!(listed(&world.administrator).await, 1);
    // Whoever is let in is told so where they read; nobody else is.
    assert_eq!(it.seen_by(&world.administrator).await["let_in"], true);
    assert_eq!(it.seen_by(&it.registrar).await["let_in"], false);
    for (who, mine) in [(&world.administrator, true), (&it.registrar, false)] {
        let all = who.get("/emergency").await.ok();
        assert_eq!(all["items"][0]["mine"], mine, "{}", who.name);
    }
    let other = Proceeding::registered(&world).await;
    world
        .administrator
        .get(&format!("/cases/{}", other.case))
        .await
        .is(404, "not_found");
    // They do nothing there, and it opens to no other administrator.
    let second = world
        .person(
            "Another administrator",
            json!({ "role": "body_administrator" }),
        )
        .await;
    second
        .get(&format!("/cases/{}", it.case))
        .await
        .is(404, "not_found");
    let access = it
        .registrar
        .get(&format!("/cases/{}/access", it.case))
        .await
        .ok();
    let readers = access["readers"].as_array().expect("readers");
    let mine = |one: &&Value| one["person"] == world.administrator.id.to_string();
    let reader = readers.iter().find(mine).expect("the administrator");
    assert_eq!(reader["emergency"]["class"], "C2");
    assert!(reader["emergency"]["until"].is_string());
    assert_eq!(
        readers
            .iter()
            .filter(|one| !one["emergency"].is_null())
            .count(),
        1
    );

    world.post_round().await;
    assert!(
        letters_to(&world, &it.members[0])
            .iter()
            .any(|one| one.contains("Emergency access is open to"))
    );
    for party in [&it.applicant, &it.respondent] {
        assert!(
            !letters_to(&world, party)
                .iter()
                .any(|one| one.contains("mergency access")),
            "not before it is over"
        );
    }

    hours_pass(&world, 2).await;
    assert_eq!(opens(&world, &it, &papers).await, [404; 6]);
    assert_eq!(listed(&world.administrator).await, 0);
    world.post_round().await;
    world.post_round().await;
    for party in [&it.applicant, &it.respondent, &it.members[0], &auditor] {
        let letters = letters_to(&world, party);
        let told: Vec<_> = letters
            .iter()
            .filter(|one| one.contains("had emergency access"))
            .collect();
        assert_eq!(told.len(), 1, "{}", party.name);
        assert!(
            told[0].contains("Documents and pages of documents opened: 2."),
            "{}",
            told[0]
        );
        assert!(told[0].contains(WHY));
    }
    says(&it.registrar, &path, "end")
        .await
        .refused(Refusal::EmergencyDecided);
    world.ends().await;
}

#[actix_web::test]
async fn an_emergency_is_refused_called_off_and_ended_before_its_time() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let document = [exhibit(&it, "C1").await];

    let path = asked(&world, &it, "C1").await;
    let again = format!("/emergency/{}", Uuid::now_v7());
    world
        .administrator
        .put(&again, &wish(&number(&it).await, "C1"))
        .await
        .refused(Refusal::EmergencyAsked);
    // The same again is the same.
    world
        .administrator
        .put(&path, &wish(&number(&it).await, "C1"))
        .await
        .ok();
    says(&it.registrar, &path, "approve").await.ok();
    let refused = says(&it.president, &path, "refuse").await.ok();
    assert_eq!(
        (&refused["state"], &refused["refused"]),
        (&json!("refused"), &json!("A copy will do."))
    );
    says(&it.president, &path, "approve")
        .await
        .refused(Refusal::EmergencyDecided);
    assert_eq!(opens(&world, &it, &document).await, [404; 4]);

    let path = asked(&world, &it, "C1").await;
    says(&it.registrar, &path, "end").await.is(403, "forbidden");
    says(&world.administrator, &path, "end").await.ok();
    world.post_round().await;
    world.post_round().await;
    let lapsed = "called off, or not approved";
    let told = letters_to(&world, &it.president);
    assert_eq!(told.iter().filter(|one| one.contains(lapsed)).count(), 1);
    says(&it.registrar, &path, "approve")
        .await
        .refused(Refusal::EmergencyDecided);

    // Nobody decides within a day: it has lapsed.
    let path = asked(&world, &it, "C1").await;
    says(&it.registrar, &path, "approve").await.ok();
    hours_pass(&world, 24).await;
    says(&it.president, &path, "approve")
        .await
        .refused(Refusal::EmergencyDecided);

    let path = asked(&world, &it, "C1").await;
    for who in [&it.registrar, &it.president] {
        says(who, &path, "approve").await.ok();
    }
    assert_eq!(opens(&world, &it, &document).await, [200, 200, 200, 404]);
    says(&it.president, &path, "end").await.ok();
    assert_eq!(opens(&world, &it, &document).await, [404; 4]);
    world.post_round().await;
    world.post_round().await;
    hours_pass(&world, 3).await;
    world.post_round().await;
    let letters = letters_to(&world, &it.applicant);
    assert_eq!(
        letters
            .iter()
            .filter(|one| one.contains("had emergency access"))
            .count(),
        1,
        "told once"
    );
    let all = world.administrator.get("/emergency").await.ok();
    let states: Vec<_> = all["items"]
        .as_array()
        .expect("all")
        .iter()
        .map(|one| one["state"].clone())
        .collect();
    assert_eq!(states, ["over", "lapsed", "lapsed", "refused"]);
    world.ends().await;
}

#[actix_web::test]
async fn only_an_administrator_asks_and_for_a_case_on_the_register() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let case = number(&it).await;
    let ask = async |who: &Actor, wish: &Value| {
        who.put(&format!("/emergency/{}", Uuid::now_v7()), wish)
            .await
    };
    for who in [&it.registrar, &it.president, &it.applicant, &it.members[0]] {
        ask(who, &wish(&case, "C1")).await.is(403, "forbidden");
    }
    for class in ["C0", "C4", "C5"] {
        ask(&world.administrator, &wish(&case, class))
            .await
            .is(422, "content.invalid");
    }
    for (field, value) in [
        ("reason", json!("Because.")),
        ("hours", json!(25)),
        ("hours", json!(0)),
        ("case", json!("2026/99")),
        ("case", json!("the first one")),
    ] {
        let mut wrong = wish(&case, "C1");
        wrong[field] = value;
        let reply = ask(&world.administrator, &wrong).await;
        assert_eq!(reply.json["fields"][0]["path"], field, "{}", reply.json);
    }
    // Those who have no part in it do not learn that it is there.
    let path = asked(&world, &it, "C1").await;
    for who in [&it.applicant, &it.respondent, &it.members[0]] {
        who.get("/emergency").await.is(404, "not_found");
        says(who, &path, "approve").await.is(404, "not_found");
        says(who, &path, "end").await.is(404, "not_found");
    }
    world.neighbour().await.get("/emergency").await.ok();
    says(&world.neighbour().await, &path, "end")
        .await
        .is(404, "not_found");
    world.ends().await;
}

#[actix_web::test]
async fn the_serving_role_does_not_rewrite_who_asked_and_for_what() {
    let client = crate::catalog::connect(crate::catalog::As::App).await;
    for column in ["class", "reason", "hours", "asked_by", "case_id"] {
        let row = client
            .query_one(
                "select has_column_privilege('emergencies', $1, 'update')",
                &[&column],
            )
            .await
            .expect("told");
        assert!(!row.get::<_, bool>(0), "{column}");
    }
}

#[actix_web::test]
async fn of_requests_in_the_same_instant_one_waits() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let wish = wish(&number(&it).await, "C1");
    // Whoever looks sees no other request yet: none can be put down for a moment.
    let mut owner = crate::catalog::connect(crate::catalog::As::Owner).await;
    let hold = owner.transaction().await.expect("a transaction");
    hold.batch_execute("lock table emergencies in share mode")
        .await
        .expect("a lock");
    let running: Vec<_> = (0..6)
        .map(|_| {
            let (who, wish) = (world.administrator.clone(), wish.clone());
            let path = format!("/emergency/{}", Uuid::now_v7());
            actix_web::rt::spawn(async move { who.put(&path, &wish).await })
        })
        .collect();
    actix_web::rt::time::sleep(std::time::Duration::from_secs(1)).await;
    hold.commit().await.expect("free");
    let mut answers = Vec::new();
    for answer in running {
        let answer = answer.await.expect("an answer");
        answers.push(answer.status);
        if answer.status != 200 {
            answer.refused(Refusal::EmergencyAsked);
        }
    }
    answers.sort_unstable();
    assert_eq!(answers, [200, 409, 409, 409, 409, 409]);
    world.ends().await;
}
