//! What may still happen to a ruling: the hour at which it becomes public, what it means (T-54), and
//! that it is revised (T-55).

use domain::refusal::Refusal;
use harness::{Actor, Proceeding, World};
use serde_json::{Value, json};

use crate::rulings::signed;

const QUESTION: &str = "Does the withdrawal reach licences that were granted before the ruling?";

async fn page(world: &World, path: &str) -> (u16, String) {
    let answer = reqwest::get(format!("{}/{}{path}", world.origin, world.slug))
        .await
        .expect("an answer");
    (
        answer.status().as_u16(),
        answer.text().await.unwrap_or_default(),
    )
}

/// The published rulings of the body, the newest first.
async fn rulings(it: &Proceeding) -> Vec<Value> {
    let list = it.applicant.nobody().get("/rulings").await.ok();
    list["items"].as_array().cloned().unwrap_or_default()
}

async fn slug(it: &Proceeding) -> String {
    rulings(it).await[0]["slug"]
        .as_str()
        .expect("a slug")
        .to_owned()
}

/// What waits for someone, as the acts that discharge it.
async fn work(who: &Actor) -> Vec<String> {
    let work = who.get("/work").await.ok();
    let items = work["items"].as_array().cloned().unwrap_or_default();
    let acts = items.iter().filter_map(|one| one["act"].as_str());
    acts.map(str::to_owned).collect()
}

/// Issued, with nothing to redact.
async fn ready(world: &World) -> Proceeding {
    let it = signed(world, true).await;
    it.act(&it.registrar, "issue", json!({})).await;
    it.act(&it.registrar, "open_redaction", json!({})).await;
    it.act(&it.applicant, "nothing_to_redact", json!({})).await;
    it.act(&it.respondent, "nothing_to_redact", json!({})).await;
    it
}

#[actix_web::test]
async fn the_registrar_sets_the_hour_at_which_a_ruling_becomes_public() {
    let world = World::new().await;
    let it = signed(&world, true).await;
    it.act(&it.registrar, "issue", json!({})).await;
    it.act(&it.registrar, "open_redaction", json!({})).await;
    let now = world.now().await;
    let ahead = |hours: i64| json!({ "hour": now + jiff::SignedDuration::from_hours(hours) });
    // Whatever must stay hidden is known first.
    it.try_act(&it.registrar, "schedule_release", ahead(72))
        .await
        .refused(Refusal::RulingRedactionOpen);
    it.act(&it.applicant, "nothing_to_redact", json!({})).await;
    it.act(&it.respondent, "nothing_to_redact", json!({})).await;
    for (hours, why) in [(-1, "past"), (24 * 90, "after the longstop")] {
        let answer = it
            .try_act(&it.registrar, "schedule_release", ahead(hours))
            .await;
        assert_eq!(answer.status, 422, "{why}");
        answer.is(422, "content.invalid");
    }
    it.try_act(&it.applicant, "schedule_release", ahead(72))
        .await
        .is(403, "forbidden");
    it.act(&it.registrar, "schedule_release", ahead(72)).await;
    let hour = it.seen_by(&it.registrar).await["deadlines"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["act"] == "case.publish" && one["state"] == "open")
        .unwrap()
        .clone();
    assert_eq!(
        (&hour["by_itself"], &hour["what"]),
        (
            &json!(true),
            &json!("The ruling becomes public by itself at the hour that was set.")
        )
    );
    it.try_act(&it.registrar, "publish", json!({}))
        .await
        .refused(Refusal::RulingReleaseAhead);
    // The parties see the hour, and nobody else hears of it.
    let seen = it
        .applicant
        .get(&format!("/cases/{}/ruling", it.case))
        .await
        .ok();
    assert_eq!(seen["release_at"], ahead(72)["hour"]);
    let case = it.seen_by(&it.applicant).await;
    let number = case["number"].as_str().expect("a number").replace('/', "-");
    let register = page(&world, &format!("/cases/{number}")).await;
    assert_eq!(register.0, 200);
    assert!(!register.1.to_lowercase().contains("release"));
    // It is taken back, and set again, sooner.
    it.act(&it.registrar, "schedule_release", json!({ "hour": null }))
        .await;
    it.act(&it.registrar, "schedule_release", ahead(30)).await;
    world.days_pass(1).await;
    assert!(rulings(&it).await.is_empty());
    world.days_pass(1).await;
    assert_eq!(rulings(&it).await.len(), 1);
    world.ends().await;
}

#[actix_web::test]
async fn taking_the_hour_back_leaves_the_longstop() {
    let world = World::new().await;
    let it = ready(&world).await;
    let hour = world.now().await + jiff::SignedDuration::from_hours(48);
    it.act(&it.registrar, "schedule_release", json!({ "hour": hour }))
        .await;
    it.act(&it.registrar, "schedule_release", json!({ "hour": null }))
        .await;
    world.days_pass(5).await;
    assert!(rulings(&it).await.is_empty());
    it.act(&it.registrar, "publish", json!({})).await;
    assert_eq!(rulings(&it).await.len(), 1);
    world.ends().await;
}

#[actix_web::test]
async fn what_the_panel_says_a_ruling_means_is_an_addendum_to_it() {
    let world = World::new().await;
    let it = ready(&world).await;
    it.act(&it.registrar, "publish", json!({})).await;
    let slug = slug(&it).await;
    let nobody = it.applicant.nobody();
    let said = json!({ "paragraphs": ["It reaches every licence, whenever it was granted."], "class_checked": true });
    it.try_act(&it.members[0], "interpret", said.clone())
        .await
        .refused(Refusal::RulingNothingAsked);
    it.try_act(
        &it.registrar,
        "request_interpretation",
        json!({ "text": QUESTION }),
    )
    .await
    .is(403, "forbidden");
    it.try_act(
        &it.respondent,
        "request_interpretation",
        json!({ "text": "  " }),
    )
    .await
    .is(422, "content.invalid");
    it.act(
        &it.respondent,
        "request_interpretation",
        json!({ "text": QUESTION }),
    )
    .await;
    it.try_act(
        &it.applicant,
        "request_interpretation",
        json!({ "text": QUESTION }),
    )
    .await
    .refused(Refusal::RulingRequestPending);
    assert!(
        work(&it.members[0])
            .await
            .contains(&"case.interpret".to_owned())
    );
    for other in [&it.members[1], &it.registrar, &it.respondent] {
        it.try_act(other, "interpret", said.clone())
            .await
            .is(403, "forbidden");
    }
    let unchecked = json!({ "paragraphs": ["It does."], "class_checked": false });
    it.try_act(&it.members[0], "interpret", unchecked)
        .await
        .refused(Refusal::RulingClassUnchecked);
    it.act(&it.members[0], "interpret", said).await;
    assert!(
        !work(&it.members[0])
            .await
            .contains(&"case.interpret".to_owned())
    );

    let ruling = nobody.get(&format!("/rulings/{slug}")).await.ok();
    let last = ruling["sections"].as_array().unwrap().last().unwrap();
    assert_eq!(last["section"], "addenda");
    let text = last["paragraphs"].to_string();
    assert!(text.contains("every licence"), "{text}");
    let (_, html) = page(&world, &format!("/rulings/{slug}")).await;
    assert!(html.contains("href=\"#addenda\"") && html.contains("id=\"addenda\""));
    let (_, xml) = page(&world, &format!("/rulings/{slug}.xml")).await;
    assert!(xml.contains("Addendum 1: interpretation"));
    let log = nobody.get("/changes").await.ok();
    let line = log["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&line["change"], &line["version"]),
        (&json!("interpreted"), &json!(2))
    );
    // The first version stays, without it.
    let (status, first) = page(&world, &format!("/rulings/{slug}.xml?version=1")).await;
    assert!(status == 200 && !first.contains("Addendum"), "{first}");
    let found = nobody.get("/rulings/search?q=whenever").await.ok();
    assert_eq!(found["items"].as_array().map(Vec::len), Some(1));

    // The question is the parties' and the panel's; the public hears that there was one.
    let path = format!("/cases/{}/ruling", it.case);
    for reader in [&it.applicant, &it.members[2], &it.registrar] {
        let seen = reader.get(&path).await.ok();
        assert_eq!(seen["requests"][0]["text"], QUESTION);
        assert_eq!(seen["requests"][0]["granted"], true);
    }
    let case = it.seen_by(&it.applicant).await;
    let number = case["number"].as_str().expect("a number").replace('/', "-");
    let (_, register) = page(&world, &format!("/cases/{number}")).await;
    assert!(register.contains("Ruling interpreted"), "{register}");
    for text in [&register, &html, &xml, &log.to_string()] {
        assert!(
            !text.contains("before the ruling"),
            "the question is not public"
        );
    }
    world.ends().await;
}

#[actix_web::test]
async fn what_was_asked_outlives_the_case_and_is_declined_with_reasons() {
    let world = World::new().await;
    let it = ready(&world).await;
    it.act(&it.registrar, "publish", json!({})).await;
    it.act(
        &it.applicant,
        "request_interpretation",
        json!({ "text": QUESTION }),
    )
    .await;
    it.act(&it.applicant, "accept_compliance", json!({})).await;
    assert_eq!(it.seen_by(&it.applicant).await["state"], "closed");
    assert!(
        work(&it.members[0])
            .await
            .contains(&"case.interpret".to_owned())
    );
    it.try_act(
        &it.members[0],
        "decline_interpretation",
        json!({ "reasons": "" }),
    )
    .await
    .refused(Refusal::CaseReasonsMissing);
    let why = json!({ "reasons": "Paragraph 4 says so in as many words." });
    it.act(&it.members[0], "decline_interpretation", why).await;
    assert!(
        !work(&it.members[0])
            .await
            .contains(&"case.interpret".to_owned())
    );
    let seen = it
        .respondent
        .get(&format!("/cases/{}/ruling", it.case))
        .await
        .ok();
    assert_eq!(seen["requests"][0]["granted"], false);
    assert!(!seen["sections"].to_string().contains("Addendum"));
    world.ends().await;
}

#[actix_web::test]
async fn a_revision_is_asked_for_in_time_and_about_claims_of_the_case() {
    let world = World::new().await;
    let it = ready(&world).await;
    it.try_act(
        &it.respondent,
        "request_revision",
        json!({ "text": "A fact.", "discovered_on": "2026-01-01" }),
    )
    .await
    .refused(Refusal::CaseOutOfOrder);
    it.act(&it.registrar, "publish", json!({})).await;
    let today = world.now().await.to_zoned(jiff::tz::TimeZone::UTC).date();
    let on = |days: i64| {
        let day = today.saturating_add(jiff::SignedDuration::from_hours(24 * days));
        json!({ "text": "The technology was withdrawn from the market before.", "discovered_on": day })
    };
    it.try_act(&it.respondent, "request_revision", on(-200))
        .await
        .refused(Refusal::RulingRevisionLate);
    it.try_act(&it.respondent, "request_revision", on(2))
        .await
        .is(422, "content.invalid");
    it.act(&it.respondent, "request_revision", on(-10)).await;
    let admission = |claims: &[i32]| json!({ "reasons": "It decides claim 1.", "claims": claims });
    for wrong in [&[][..], &[7]] {
        it.try_act(&it.members[0], "admit_revision", admission(wrong))
            .await
            .is(422, "content.invalid");
    }
    it.try_act(&it.president, "admit_revision", admission(&[1]))
        .await
        .is(403, "forbidden");
    let why = json!({ "reasons": "The fact was on the record." });
    it.act(&it.members[0], "decline_revision", why).await;
    it.try_act(&it.members[0], "admit_revision", admission(&[1]))
        .await
        .refused(Refusal::RulingNothingAsked);
    assert_eq!(
        it.seen_by(&it.applicant).await["state"],
        "compliance_period"
    );
    world.ends().await;
}

/// The respondent asks for a revision on a fact of today, and the panel admits it for claim 1.
pub(crate) async fn reopened(world: &World, it: &Proceeding) {
    let today = world.now().await.to_zoned(jiff::tz::TimeZone::UTC).date();
    let fact = json!({ "text": "No licence was ever refused.", "discovered_on": today });
    it.act(&it.respondent, "request_revision", fact).await;
    let admission = json!({ "reasons": "It decides claim 1.", "claims": [1] });
    it.act(&it.members[0], "admit_revision", admission).await;
}

/// The panel finds the claim justified now, and votes on the new ruling.
pub(crate) async fn voted_anew(it: &Proceeding) {
    it.decide(None).await;
    it.act(&it.members[0], "scoring_complete", json!({})).await;
    it.write_ruling(&it.members[1], json!([])).await;
    let checked = json!({ "class_checked": true });
    it.act(&it.members[0], "skip_interim_review", checked).await;
    for member in &it.members {
        let confirm = json!({ "confirm": true });
        it.act(member, "final_vote", confirm).await;
    }
}

/// The new ruling is signed, issued and published.
pub(crate) async fn published_anew(it: &Proceeding) {
    it.act(&it.members[0], "sign", json!({})).await;
    it.act(&it.registrar, "issue", json!({})).await;
    it.act(&it.registrar, "open_redaction", json!({})).await;
    it.act(&it.applicant, "nothing_to_redact", json!({})).await;
    it.act(&it.respondent, "nothing_to_redact", json!({})).await;
    it.act(&it.registrar, "publish", json!({})).await;
}

#[actix_web::test]
async fn a_revised_ruling_stands_in_the_place_of_the_one_before() {
    let world = World::new().await;
    let it = ready(&world).await;
    it.act(&it.registrar, "publish", json!({})).await;
    let first = slug(&it).await;
    let nobody = it.applicant.nobody();
    reopened(&world, &it).await;
    assert_eq!(it.seen_by(&it.applicant).await["state"], "deliberation");

    // What was published stays, and says that it is being revised; its remedies are no longer owed.
    let before = nobody.get(&format!("/rulings/{first}")).await.ok();
    assert_eq!(before["in_revision"], true);
    assert_eq!(before["remedies"].as_array().map(Vec::len), Some(1));
    assert!(
        page(&world, &format!("/rulings/{first}"))
            .await
            .1
            .contains("has been admitted")
    );
    assert!(
        !work(&it.respondent)
            .await
            .iter()
            .any(|act| act.contains("compliance"))
    );
    // The parties keep it, with what was asked and why it was admitted; so does the panel.
    let path = format!("/cases/{}/ruling", it.case);
    for reader in [&it.applicant, &it.registrar, &it.members[1]] {
        let kept = reader.get(&path).await.ok();
        assert_eq!(kept["in_revision"], true);
        assert_eq!(kept["requests"][0]["answer"][0], "It decides claim 1.");
    }

    voted_anew(&it).await;
    // To all who do not sit the case is being drafted, and nobody reads the new text.
    for reader in [&it.applicant, &it.registrar] {
        assert_eq!(it.seen_by(reader).await["state"], "drafting");
        assert_eq!(reader.get(&path).await.ok()["in_revision"], true);
    }
    it.act(&it.members[0], "sign", json!({})).await;
    assert_eq!(it.applicant.get(&path).await.ok()["in_revision"], true);
    it.act(&it.registrar, "issue", json!({})).await;
    assert_eq!(rulings(&it).await.len(), 1, "issued is not public");
    it.act(&it.registrar, "open_redaction", json!({})).await;
    it.act(&it.applicant, "nothing_to_redact", json!({})).await;
    it.act(&it.respondent, "nothing_to_redact", json!({})).await;
    it.act(&it.registrar, "publish", json!({})).await;
    assert_eq!(
        it.seen_by(&it.applicant).await["state"],
        "closed",
        "nothing is left to be carried out"
    );

    let second = slug(&it).await;
    assert_ne!(first, second);
    let (before, after) = (
        nobody.get(&format!("/rulings/{first}")).await.ok(),
        nobody.get(&format!("/rulings/{second}")).await.ok(),
    );
    assert_eq!(before["in_revision"], false);
    assert_eq!(before["revised_by"]["slug"], second);
    assert_eq!(after["revises"]["slug"], first);
    assert_eq!(after["results"][0]["outcome"], "JUSTIFIED");
    assert_eq!(before["results"][0]["outcome"], "NOT_JUSTIFIED(T2)");
    assert_eq!(after["remedies"], json!([]));
    let log = nobody.get("/changes").await.ok();
    let lines: Vec<_> = log["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["slug"].clone(), line["change"].clone()))
        .collect();
    assert_eq!(
        lines,
        [
            (json!(first), json!("published")),
            (json!(second), json!("published")),
            (json!(first), json!("revised"))
        ]
    );
    let (_, html) = page(&world, &format!("/rulings/{first}")).await;
    assert!(html.contains(&format!("/rulings/{second}")));
    world.ledger_is_intact().await;
    world.ends().await;
}
