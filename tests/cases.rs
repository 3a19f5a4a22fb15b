//! From the draft to the register and the procedural order.

use domain::refusal::Refusal;
use harness::{Actor, Proceeding, World, proceeding};
use serde_json::json;
use uuid::Uuid;

#[actix_web::test]
async fn a_draft_is_the_applicants_alone_and_a_filed_case_the_registrys_too() {
    let world = World::new().await;
    let it = Proceeding::drafted(&world).await;
    let path = format!("/cases/{}", it.case);
    it.registrar.get(&path).await.is(404, "not_found");
    it.respondent.get(&path).await.is(404, "not_found");
    it.act(&it.applicant, "submit", json!({ "documents": [] }))
        .await;
    it.registrar.get(&path).await.ok();
    it.respondent.get(&path).await.is(404, "not_found");
    it.members[0].get(&path).await.is(404, "not_found");
    it.act(&it.registrar, "register", json!({})).await;
    it.respondent.get(&path).await.ok();
    world.ends().await;
}

#[actix_web::test]
async fn a_cure_keeps_the_date_of_filing() {
    let world = World::new().await;
    let it = Proceeding::filed(&world).await;
    let filed_at = it.seen_by(&it.registrar).await["filed_at"].clone();
    let defects = json!({ "defects": [{ "field": "facts", "reason": "Say on which day each licence was refused." }] });
    it.act(&it.registrar, "find_deficient", defects).await;
    world.days_pass(3).await;
    // A request that still reads the same cures nothing.
    it.try_act(&it.applicant, "cure", json!({}))
        .await
        .refused(Refusal::CaseDefectsOpen);
    it.rewrite("On 3 November 2025 the first licence was refused.")
        .await;
    let cured = it.act(&it.applicant, "cure", json!({})).await;
    assert_eq!(
        (cured["state"].as_str(), &cured["filed_at"]),
        (Some("filed"), &filed_at)
    );
    assert_eq!(cured["defects"], json!([]));
    world.ends().await;
}

#[actix_web::test]
async fn defects_that_are_not_cured_in_time_return_the_request() {
    let world = World::new().await;
    let it = Proceeding::filed(&world).await;
    let defects = json!({ "defects": [{ "field": "facts", "reason": "They are missing." }] });
    it.act(&it.registrar, "find_deficient", defects).await;
    world.days_pass(20).await;
    assert_eq!(it.seen_by(&it.applicant).await["state"], "returned");
    it.try_act(&it.applicant, "cure", json!({}))
        .await
        .refused(Refusal::CaseClosed);
    world.ends().await;
}

#[actix_web::test]
async fn what_only_an_agent_does_is_told_as_the_agents_to_all_others_of_the_side() {
    let world = World::new().await;
    let it = Proceeding::panel_requested(&world).await;
    let proposed = json!({ "size": 3, "note": "One claim." });
    it.act(&it.president, "propose_composition", proposed).await;
    let person = async |role: &str| {
        let name = format!("{role} of Arvenia");
        let role = json!({ "role": role, "state": "XAA" });
        world.person(&name, role).await
    };
    let (counsel, adviser, deputy) = (
        person("counsel").await,
        person("adviser").await,
        person("deputy_agent").await,
    );
    let for_agent = async |who: &Actor, act: &str| {
        let work = who.get("/work").await.ok();
        let items = work["items"].as_array().expect("items").clone();
        let one = items.into_iter().find(|one| one["act"] == act);
        one.unwrap_or_else(|| panic!("{} owes no {act}", who.name))["for_agent"].clone()
    };
    let comment = "case.comment_on_composition";
    for (who, expected) in [
        (&it.applicant, false),
        (&deputy, false),
        (&counsel, true),
        (&adviser, true),
        (&it.respondent, false),
    ] {
        assert_eq!(for_agent(who, comment).await, expected, "{}", who.name);
    }
    // Counsel plead themselves.
    let pleading = Proceeding::pleading(&world).await;
    let plead = "case.file_submission";
    for (who, expected) in [
        (&pleading.applicant, false),
        (&counsel, false),
        (&adviser, true),
    ] {
        assert_eq!(for_agent(who, plead).await, expected, "{}", who.name);
    }
    // What is owed by whoever holds an office is that holder's.
    let work = it.president.get("/work").await.ok();
    let items = work["items"].as_array().expect("items");
    assert!(items.iter().all(|one| one["for_agent"] == false));
    world.ends().await;
}

#[actix_web::test]
async fn silence_of_the_registrar_never_registers() {
    let world = World::new().await;
    let it = Proceeding::filed(&world).await;
    world.days_pass(30).await;
    assert_eq!(it.seen_by(&it.registrar).await["state"], "filed");
    let work = it.registrar.get("/work").await.ok();
    assert_eq!(
        (
            work["items"][0]["rule"].as_str(),
            work["items"][0]["overdue"].as_bool()
        ),
        (Some("DL-01"), Some(true))
    );
    // It has come before the President, who owed nothing as long as the limit ran.
    let work = it.president.get("/work").await.ok();
    let items = work["items"].as_array().unwrap();
    assert_eq!(
        (items.len(), &items[0]["rule"], &items[0]["escalated"]),
        (1, &json!("DL-01"), &json!(true))
    );
    assert_eq!(items[0]["before_me"], true);
    let case = it.seen_by(&it.president).await;
    assert_eq!(items[0]["measure"], case["request"]["measure"]["title"]);
    assert_eq!(items[0]["case_number"], json!(null), "it is not registered");
    it.act(&it.registrar, "register", json!({})).await;
    assert_eq!(
        it.president.get("/work").await.ok()["items"],
        json!([]),
        "what was done late is done"
    );
    world.ends().await;
}

#[actix_web::test]
async fn the_least_of_the_refusals_is_heard() {
    let world = World::new().await;
    let it = Proceeding::filed(&world).await;
    let path = format!("/cases/{}/register", it.case);
    // Not signed in, not in the body, unknown, not theirs to know, not theirs to do, stale, out of order.
    it.registrar
        .nobody()
        .post_seen(&path, 99, &json!({}))
        .await
        .is(401, "session.none");
    world
        .neighbour()
        .await
        .at(&world.slug)
        .post_seen(&path, 99, &json!({}))
        .await
        .is(404, "not_found");
    it.registrar
        .post_seen(
            &format!("/cases/{}/register", Uuid::now_v7()),
            99,
            &json!({}),
        )
        .await
        .is(404, "not_found");
    it.respondent
        .post_seen(&path, 99, &json!({}))
        .await
        .is(404, "not_found");
    it.applicant
        .post_seen(&path, 99, &json!({}))
        .await
        .is(403, "forbidden");
    it.registrar
        .post_seen(&path, 99, &json!({}))
        .await
        .is(409, "stale");
    it.try_act(&it.registrar, "skip_consultations", json!({}))
        .await
        .refused(Refusal::CaseOutOfOrder);
    world.ends().await;
}

#[actix_web::test]
async fn a_draft_hears_the_least_of_the_refusals_too() {
    let world = World::new().await;
    let it = Proceeding::filed(&world).await;
    let path = format!("/cases/{}", it.case);
    let mut bad = proceeding::request();
    bad["clause_id"] = json!("no-such-clause");
    let seen = it.seen_by(&it.applicant).await["version"].as_i64().unwrap();
    it.applicant
        .put_seen(&path, seen + 9, &bad)
        .await
        .is(409, "stale");
    it.applicant
        .put_seen(&path, seen, &bad)
        .await
        .refused(Refusal::CaseOutOfOrder);
    let why = json!({ "reasons": "Outside the competence of this body." });
    it.act(&it.registrar, "refuse_registration", why).await;
    let seen = it.seen_by(&it.applicant).await["version"].as_i64().unwrap();
    it.applicant
        .put_seen(&path, seen, &bad)
        .await
        .refused(Refusal::CaseClosed);
    // Only of something new is the content looked at first of all.
    it.applicant
        .put(&format!("/cases/{}", Uuid::now_v7()), &bad)
        .await
        .is(422, "content.invalid");
    world.ends().await;
}

#[actix_web::test]
async fn a_certificate_from_a_day_to_come_opens_nothing() {
    let world = World::new().await;
    let it = Proceeding::drafted(&world).await;
    let mut request = proceeding::request();
    let tomorrow = (world.now().await + jiff::SignedDuration::from_hours(48)).to_string();
    request["certificate"] =
        json!({ "issuer": "A regional body", "reference": "C/1", "issued_on": tomorrow[..10] });
    let reply = it
        .applicant
        .put_seen(&format!("/cases/{}", it.case), 1, &request)
        .await;
    assert_eq!(
        (reply.status, &reply.json["fields"][0]["path"]),
        (422, &json!("certificate.issued_on"))
    );
    world.ends().await;
}

#[actix_web::test]
async fn numbers_on_the_register_have_no_gaps() {
    let world = World::new().await;
    let it = Proceeding::filed(&world).await;
    let mut cases = vec![it.case];
    for _ in 0..4 {
        let id = Uuid::now_v7();
        it.applicant
            .put(&format!("/cases/{id}"), &proceeding::request())
            .await
            .ok();
        it.applicant
            .post_seen(
                &format!("/cases/{id}/submit"),
                1,
                &json!({ "documents": [] }),
            )
            .await
            .ok();
        cases.push(id);
    }
    // One of them is refused in between; it takes no number.
    let refused = cases.remove(1);
    it.registrar
        .post_seen(
            &format!("/cases/{refused}/refuse_registration"),
            2,
            &json!({ "reasons": "No measure." }),
        )
        .await
        .ok();
    let mut numbers = Vec::new();
    for case in cases {
        let registered = it
            .registrar
            .post_seen(&format!("/cases/{case}/register"), 2, &json!({}))
            .await
            .ok();
        numbers.push(registered["number"].as_str().unwrap().to_owned());
    }
    assert_eq!(numbers, ["2026/1", "2026/2", "2026/3", "2026/4"]);
    world.ends().await;
}

#[actix_web::test]
async fn a_panel_is_requested_only_when_the_consultations_have_run() {
    let world = World::new().await;
    let it = Proceeding::registered(&world).await;
    it.act(&it.applicant, "open_consultations", json!({})).await;
    let request = json!({ "statement": "A panel is requested.", "documents": [] });
    it.try_act(&it.applicant, "request_panel", request.clone())
        .await
        .refused(Refusal::CaseConsultationsRunning);
    world.days_pass(70).await;
    assert_eq!(
        it.act(&it.applicant, "request_panel", request).await["state"],
        "panel_requested"
    );
    world.ends().await;
}

#[actix_web::test]
async fn bad_fields_are_named_one_by_one() {
    let world = World::new().await;
    let it = Proceeding::drafted(&world).await;
    let mut request = proceeding::request();
    request["respondent"] = json!("XAA");
    request["ground"] = json!("gatt-xxi.z");
    let answer = it
        .applicant
        .put(&format!("/cases/{}", Uuid::now_v7()), &request)
        .await;
    let paths: Vec<_> = answer.json["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| fault["path"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        (answer.status, paths),
        (422, vec!["respondent".to_owned(), "ground".to_owned()])
    );
    world.ends().await;
}

#[actix_web::test]
async fn a_second_round_of_defects_gives_a_second_time_to_cure_them() {
    let world = World::new().await;
    let it = Proceeding::filed(&world).await;
    let defects = json!({ "defects": [{ "field": "facts", "reason": "They are missing." }] });
    it.act(&it.registrar, "find_deficient", defects.clone())
        .await;
    it.rewrite("The first answer.").await;
    it.act(&it.applicant, "cure", json!({})).await;
    world.days_pass(20).await;
    it.act(&it.registrar, "find_deficient", defects).await;
    it.rewrite("The second answer.").await;
    assert_eq!(
        it.act(&it.applicant, "cure", json!({})).await["state"],
        "filed"
    );
    world.ends().await;
}

#[actix_web::test]
async fn a_certificate_that_ages_after_it_was_used_stops_nothing() {
    let world = World::new().await;
    let it = Proceeding::drafted(&world).await;
    let mut request = proceeding::request();
    request["certificate"] =
        json!({ "issuer": "A regional body", "reference": "C/1", "issued_on": "2025-03-20" });
    it.applicant
        .put_seen(&format!("/cases/{}", it.case), 1, &request)
        .await
        .ok();
    it.act(&it.applicant, "submit", json!({ "documents": [] }))
        .await;
    it.act(&it.registrar, "register", json!({})).await;
    it.act(&it.registrar, "skip_consultations", json!({})).await;
    world.days_pass(30).await;
    let panel = json!({ "statement": "A panel is requested.", "documents": [] });
    assert_eq!(
        it.act(&it.applicant, "request_panel", panel).await["state"],
        "panel_requested"
    );
    world.ends().await;
}

#[actix_web::test]
async fn who_is_only_asked_to_sit_reads_no_disclosure_of_another_and_no_facts() {
    let world = World::new().await;
    let it = Proceeding::composing(&world).await;
    for (seat, member) in (1..).zip(&it.members) {
        it.act(
            &it.registrar,
            "nominate",
            json!({ "seat": seat, "person": member.id }),
        )
        .await;
    }
    it.act(
        &it.members[0],
        "accept_seat",
        json!({ "level": "orange", "statement": "A lecture in 2024." }),
    )
    .await;
    for who in [&it.members[1], &it.members[2]] {
        let case = it.seen_by(who).await;
        assert_eq!(
            (&case["request"]["facts"], &case["request"]["remedy_sought"]),
            (&json!(""), &json!(""))
        );
        let docket = who.get(&format!("/cases/{}/docket", it.case)).await.ok();
        assert!(
            !docket.to_string().contains("A lecture in 2024"),
            "{docket}"
        );
    }
    let docket = it
        .registrar
        .get(&format!("/cases/{}/docket", it.case))
        .await
        .ok();
    assert!(docket.to_string().contains("A lecture in 2024"));
    world.ends().await;
}

#[actix_web::test]
async fn an_act_that_waited_for_the_clock_is_written_down_with_the_time_it_was_turned_to() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    for _ in 0..6 {
        let to = world.now().await + jiff::SignedDuration::from_mins(7);
        let to = to.to_string();
        let title = serde_json::json!({ "title": "Exhibit", "documents": [] });
        let acts = (0..4).map(|_| {
            let (who, title) = (it.applicant.clone(), title.clone());
            let path = format!("/cases/{}/exhibits/{}", it.case, uuid::Uuid::now_v7());
            async move {
                let document = uuid::Uuid::now_v7();
                let bytes = harness::proceeding::pdf("one");
                who.upload(it.case, document, "Exhibit", bytes).await.ok();
                let mut title = title;
                title["documents"] = serde_json::json!([document]);
                who.put(&path, &title).await.ok();
            }
        });
        futures_util::future::join(futures_util::future::join_all(acts), world.clock_to(&to)).await;
    }
    let docket = it
        .registrar
        .get(&format!("/cases/{}/docket", it.case))
        .await
        .ok();
    let mut entries: Vec<(i64, String)> = docket["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            let at = one["at"].as_str().unwrap().to_owned();
            (one["no"].as_i64().unwrap(), at)
        })
        .collect();
    entries.sort();
    assert!(entries.len() > 20);
    let times: Vec<jiff::Timestamp> = entries.iter().map(|(_, at)| at.parse().unwrap()).collect();
    assert!(times.is_sorted(), "{entries:?}");
    world.ends().await;
}

#[actix_web::test]
async fn the_committees_own_standard_needs_the_consent_of_the_parties() {
    let world = World::new().await;
    let it = Proceeding::drafted(&world).await;
    let mut request = proceeding::request();
    request["consent_basis"] = json!("treaty_clause");
    let path = format!("/cases/{}", it.case);
    it.applicant.put_seen(&path, 1, &request).await.ok();
    it.act(&it.applicant, "submit", json!({ "documents": [] }))
        .await;
    let refused = it
        .try_act(&it.registrar, "register", json!({ "profile": "P4" }))
        .await;
    assert_eq!(refused.json["fields"][0]["path"], "profile");
    refused.is(422, "content.invalid");
    it.act(&it.registrar, "register", json!({ "profile": "P1" }))
        .await;
    world.ends().await;
}
