//! After the ruling: plan, reports, contest, the panel's finding, and the cure (T-40 to T-45).

use domain::refusal::Refusal;
use harness::{Proceeding, World};
use serde_json::{Value, json};

async fn ruled(world: &World) -> Proceeding {
    Proceeding::published(world, Some("necessity")).await
}

fn paper(statement: &str) -> Value {
    json!({ "statement": statement, "remedies": [{ "no": 1, "percent": 40 }] })
}

fn finding(percent: u8) -> Value {
    json!({ "reasons": "As the record of compliance shows.",
            "remedies": [{ "no": 1, "percent": percent, "note": "Withdraw the rest of the duty." }] })
}

async fn state(it: &Proceeding) -> String {
    let case = it.seen_by(&it.registrar).await;
    case["state"].as_str().unwrap_or_default().to_owned()
}

#[actix_web::test]
async fn silence_of_the_applicant_accepts_what_the_respondent_states() {
    let world = World::new().await;
    let it = ruled(&world).await;
    it.try_act(&it.applicant, "file_plan", paper("We will."))
        .await
        .is(403, "forbidden");
    it.act(&it.respondent, "file_plan", paper("In two steps."))
        .await;
    it.act(
        &it.respondent,
        "report_compliance",
        paper("The first is done."),
    )
    .await;
    it.act(&it.respondent, "claim_compliance", paper("All is done."))
        .await;
    it.try_act(&it.respondent, "claim_compliance", paper("All is done."))
        .await
        .refused(Refusal::CaseAlreadyDone);
    world.days_pass(29).await;
    assert_eq!(state(&it).await, "compliance_period");
    world.days_pass(5).await;
    assert_eq!(state(&it).await, "closed", "DL-61 has run");
    // It was done when it was stated, not when the time to contest it had run.
    let remedies = it
        .registrar
        .get(&format!("/cases/{}/remedies", it.case))
        .await
        .ok();
    let stated = it.seen_by(&it.registrar).await["published_at"].clone();
    assert_eq!(
        remedies[0]["done_on"].as_str(),
        stated.as_str().map(|at| &at[..10]),
        "{remedies}"
    );
    // What was said is public, and so is who said it.
    let case = it.applicant.nobody().get("/register/2026-1").await.ok();
    let docket = case["docket"].to_string();
    assert!(
        docket.contains("In two steps.") && docket.contains("Implementation plan filed"),
        "{docket}"
    );
    let last = case["docket"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&last["act"], &last["by"]),
        (&json!("accept_compliance"), &json!("Registry"))
    );
    world.ends().await;
}

fn note() -> Value {
    json!({ "reason": "The Security Council is seized of the matter." })
}

/// Published while its recommendations are held; the respondent has said how it carries them out.
async fn held(world: &World) -> Proceeding {
    let it = Proceeding::voted(world, Some("necessity")).await;
    for (who, act, body) in [
        (&it.members[0], "sign", json!({})),
        (&it.registrar, "issue", json!({})),
        // The parties had the ruling by then, and a plan may say what it recommends.
        (
            &it.respondent,
            "file_plan",
            json!({ "statement": "We will withdraw the licensing duty." }),
        ),
        (&it.president, "hold_recommendations", note()),
        (&it.registrar, "open_redaction", json!({})),
        (&it.applicant, "nothing_to_redact", json!({})),
        (&it.respondent, "nothing_to_redact", json!({})),
        (&it.registrar, "publish", json!({})),
        (
            &it.respondent,
            "report_compliance",
            json!({ "statement": "The licensing duty is withdrawn in part." }),
        ),
    ] {
        it.act(who, act, body).await;
    }
    it
}

/// What everyone is told of the case: by the API and by its page.
async fn told(world: &World, it: &Proceeding) -> String {
    let case = it.applicant.nobody().get("/register/2026-1").await.ok();
    let address = format!("{}/{}/cases/2026-1", world.origin, world.slug);
    let page = reqwest::get(&address).await.expect("an answer");
    format!("{case}{}", page.text().await.expect("text"))
}

#[actix_web::test]
async fn what_is_said_of_held_recommendations_is_public_once_they_are_released() {
    let world = World::new().await;
    let it = held(&world).await;
    let said = told(&world, &it).await;
    for secret in ["withdraw the licensing duty", "licensing duty is withdrawn"] {
        assert!(!said.contains(secret), "{said}");
    }
    assert!(said.contains("Implementation plan filed") && said.contains("is seized of the matter"));
    assert!(said.contains("Carry out remedy 1, once it is no longer held."));
    it.act(&it.president, "release_hold", note()).await;
    let shares = json!([{ "no": 1, "percent": 40, "note": "The forms remain." }]);
    let report = json!({ "statement": "Two steps of five.", "remedies": shares });
    it.act(&it.respondent, "report_compliance", report).await;
    let said = told(&world, &it).await;
    for shown in [
        "We will withdraw the licensing duty.",
        "The licensing duty is withdrawn in part.",
        "Remedy 1: 40 % done. The forms remain.",
        "\"percent\":40",
        "Carry out remedy 1: withdraw the licensing duty.",
    ] {
        assert!(said.contains(shown), "{shown}: {said}");
    }
    assert!(!said.contains("no longer held.\""), "{said}");
    let work = it.respondent.get("/work").await.ok().to_string();
    assert!(
        work.contains("Carry out remedy 1: withdraw")
            && !work.contains("once it is no longer held"),
        "{work}"
    );
    world.ends().await;
}

#[actix_web::test]
async fn the_parties_read_their_papers_during_a_hold_and_not_what_the_panel_found() {
    let world = World::new().await;
    let it = held(&world).await;
    let said = |statement: &str| json!({ "statement": statement });
    for (who, act, body) in [
        (
            &it.respondent,
            "claim_compliance",
            said("The licensing duty is gone."),
        ),
        (
            &it.applicant,
            "contest_compliance",
            said("The licensing duty is there."),
        ),
        (&it.members[0], "find_partial", finding(60)),
    ] {
        it.act(who, act, body).await;
    }
    // What the parties wrote was served on them and is no recommendation; what the panel found says what
    // remains to be done, and nobody who does not sit is told (OV-A12).
    let papers = [
        "We will withdraw the licensing duty.",
        "The licensing duty is withdrawn in part.",
        "The licensing duty is gone.",
        "The licensing duty is there.",
    ];
    let found = [
        "As the record of compliance shows.",
        "Withdraw the rest of the duty.",
    ];
    let docket = format!("/cases/{}/docket", it.case);
    let said = told(&world, &it).await;
    for secret in papers.iter().chain(&found) {
        assert!(!said.contains(secret), "{secret}: {said}");
    }
    for who in [&it.applicant, &it.respondent, &it.registrar, &it.president] {
        let said = who.get(&docket).await.ok().to_string();
        assert!(papers.iter().all(|one| said.contains(one)), "{said}");
        assert!(!found.iter().any(|one| said.contains(one)), "{said}");
        assert!(said.contains("is shown here when the President releases the hold"));
    }
    let said = it.members[1].get(&docket).await.ok().to_string();
    assert!(found.iter().all(|one| said.contains(one)), "{said}");
    it.act(&it.president, "release_hold", note()).await;
    let said = it.applicant.get(&docket).await.ok().to_string();
    assert!(found.iter().all(|one| said.contains(one)), "{said}");
    let said = told(&world, &it).await;
    assert!(
        papers
            .iter()
            .chain(&found[..1])
            .all(|one| said.contains(one)),
        "{said}"
    );
    world.ends().await;
}

#[actix_web::test]
async fn there_is_nothing_to_contest_before_something_is_said_or_late() {
    let world = World::new().await;
    let it = ruled(&world).await;
    let contest = async || {
        it.try_act(
            &it.applicant,
            "contest_compliance",
            paper("Nothing was done."),
        )
        .await
    };
    contest().await.refused(Refusal::ComplianceNotContestable);
    // A status report that is due and missing opens the way (DL-60).
    world.days_pass(100).await;
    contest().await.ok();
    assert_eq!(state(&it).await, "compliance_review");
    world.ends().await;
}

#[actix_web::test]
async fn the_panel_finds_what_is_done_gives_one_more_period_and_no_third() {
    let world = World::new().await;
    let it = ruled(&world).await;
    let presiding = &it.members[0];
    it.act(&it.respondent, "claim_compliance", paper("All is done."))
        .await;
    it.act(&it.applicant, "contest_compliance", paper("It is not."))
        .await;
    // The finding is the panel's, says of every remedy how much is done, and what remains.
    for outsider in [&it.registrar, &it.applicant, &it.members[1]] {
        it.try_act(outsider, "find_partial", finding(60))
            .await
            .is(403, "forbidden");
    }
    for (act, wrong) in [
        ("find_compliant", finding(60)),
        ("find_partial", finding(100)),
        (
            "find_non_compliant",
            json!({ "reasons": " ", "remedies": [{ "no": 1, "percent": 0 }] }),
        ),
        ("find_partial", json!({ "reasons": "So.", "remedies": [] })),
        (
            "find_partial",
            json!({ "reasons": "So.", "remedies": [{ "no": 9, "percent": 10, "note": "x" }] }),
        ),
        (
            "find_partial",
            json!({ "reasons": "So.", "remedies": [{ "no": 1, "percent": 10 }] }),
        ),
    ] {
        it.try_act(presiding, act, wrong)
            .await
            .is(422, "content.invalid");
    }
    it.act(presiding, "find_partial", finding(60)).await;
    assert_eq!(state(&it).await, "compliance_period");
    let remedies = it
        .registrar
        .get(&format!("/cases/{}/remedies", it.case))
        .await
        .ok();
    assert_eq!(remedies[0]["completion"], 0.6);
    // The second period runs, and is contested when it has.
    it.try_act(&it.applicant, "contest_compliance", paper("Still not."))
        .await
        .refused(Refusal::ComplianceNotContestable);
    world.days_pass(95).await;
    it.act(&it.applicant, "contest_compliance", paper("Still not."))
        .await;
    it.try_act(presiding, "find_partial", finding(80))
        .await
        .refused(Refusal::ComplianceSecondPeriodSpent);
    it.act(presiding, "find_non_compliant", finding(80)).await;
    assert_eq!(state(&it).await, "non_compliant");
    // Shown so to everyone, until the applicant confirms the cure.
    let case = it.applicant.nobody().get("/register/2026-1").await.ok();
    assert_eq!(case["state"], "non_compliant");
    it.try_act(&it.applicant, "confirm_cure", json!({}))
        .await
        .refused(Refusal::ComplianceNotStated);
    it.act(&it.respondent, "claim_compliance", paper("Now it is."))
        .await;
    world.days_pass(200).await;
    assert_eq!(state(&it).await, "non_compliant", "silence cures nothing");
    it.act(&it.applicant, "confirm_cure", json!({})).await;
    assert_eq!(state(&it).await, "closed");
    let remedies = it
        .registrar
        .get(&format!("/cases/{}/remedies", it.case))
        .await
        .ok();
    assert_eq!(remedies[0]["status"], "done");
    world.ends().await;
}

/// How many of the rulings that a search finds stand so.
async fn found(it: &Proceeding, status: &str) -> (Value, u64) {
    let query = format!("/rulings/search?compliance={status}");
    let total = it.applicant.nobody().get(&query).await.ok()["total"].clone();
    let all = it.applicant.nobody().get("/rulings/search").await.ok();
    let facets = all["facets"].as_array().expect("facets").iter();
    let values = facets
        .filter(|one| one["name"] == "compliance")
        .flat_map(|one| one["values"].as_array().expect("values"));
    let values = values.filter(|one| one["value"] == status);
    (total, values.filter_map(|one| one["count"].as_u64()).sum())
}

#[actix_web::test]
async fn a_ruling_is_found_by_where_its_remedies_stand_today() {
    let world = World::new().await;
    let it = ruled(&world).await;
    assert_eq!(found(&it, "running").await, (json!(1), 1));
    assert_eq!(found(&it, "overdue").await, (json!(0), 0));
    // Nothing is written when a day passes, and nothing becomes public.
    world.days_pass(1000).await;
    assert_eq!(found(&it, "running").await, (json!(0), 0));
    assert_eq!(found(&it, "overdue").await, (json!(1), 1));
    it.act(&it.respondent, "claim_compliance", paper("All is done."))
        .await;
    it.act(&it.applicant, "accept_compliance", json!({})).await;
    assert_eq!(found(&it, "overdue").await, (json!(0), 0));
    assert_eq!(found(&it, "done").await, (json!(1), 1));
    let address = format!("{}/{}/rulings", world.origin, world.slug);
    let html = reqwest::get(&address).await.expect("an answer");
    let html = html.text().await.expect("a page");
    assert!(html.contains("?compliance=done\">"), "{html}");
    let feed = reqwest::get(format!("{address}.atom?compliance=done")).await;
    let feed = feed.expect("an answer").text().await.expect("a feed");
    assert_eq!(feed.matches("<entry>").count(), 1);
    world.ends().await;
}
