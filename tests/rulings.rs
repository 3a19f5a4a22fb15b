//! From the findings to a ruling that everyone may read, and to compliance.

use domain::refusal::Refusal;
use harness::deliberation::ballot;
use harness::{Proceeding, World};
use serde_json::{Map, Value, json};

/// Why, in more words than an answer needs.
fn reasons() -> String {
    "The record shows this well enough to say so. ".repeat(8)
}

/// All members answer the open step alike, then vote; against necessity if `fails`.
async fn decide_open_step(it: &Proceeding, fails: bool) -> bool {
    let path = format!("/cases/{}/review", it.case);
    let review = it.members[0].get(&path).await.ok();
    let claim = review["claims"][0].clone();
    let steps = claim["steps"].as_array().cloned().unwrap_or_default();
    let Some(step) = steps.iter().find(|step| step["status"] == "scoring") else {
        return false;
    };
    let name = step["step"].as_str().unwrap();
    let against = fails && name == "necessity";
    let base = format!("{path}/{}/{name}", claim["id"].as_str().unwrap());
    let mut answers = Map::new();
    for row in step["rows"].as_array().unwrap() {
        let answer = json!({ "answer": if against { "1" } else { "4" }, "confidence": "M", "reasons": reasons(), "exhibits": ["XAA-1"] });
        answers.insert(row["key"].as_str().unwrap().to_owned(), answer);
    }
    for member in &it.members {
        member
            .post(&format!("{base}/score"), &json!({ "answers": answers }))
            .await
            .ok();
    }
    for motion in step["motions"].as_array().unwrap() {
        let key = motion["key"].as_str().unwrap();
        let yes = !against && key != "T1b";
        let mut elements = Map::new();
        for element in motion["elements"].as_array().into_iter().flatten() {
            elements.insert(
                element["id"].as_str().unwrap().to_owned(),
                element["outcomes"][usize::from(against)].clone(),
            );
        }
        for member in &it.members {
            let cast = json!({ "motion": key, "vote": if yes { "yes" } else { "no" }, "reasons": "As scored.", "elements": elements });
            let now = it.open_step(member).await.unwrap();
            let seen = now.view["version"].as_i64().unwrap();
            let path = format!("{base}/vote");
            member.post_seen(&path, seen, &cast).await.ok();
        }
    }
    true
}

/// The scoring is complete; the claim fails at necessity if `fails`.
pub(crate) async fn drafting(world: &World, fails: bool) -> Proceeding {
    let it = Proceeding::deliberating(world).await;
    while decide_open_step(&it, fails).await {}
    it.act(&it.members[0], "scoring_complete", json!({})).await;
    it
}

pub(crate) async fn write(it: &Proceeding, remedies: Value) -> Value {
    let path = format!("/cases/{}/ruling", it.case);
    let seen = it.members[1].get(&path).await.ok()["version"]
        .as_i64()
        .unwrap();
    let text = json!({ "sections": [{ "section": "findings", "paragraphs": ["As the record shows."] }], "remedies": remedies });
    it.members[1].put_seen(&path, seen, &text).await.ok()
}

/// Voted and signed by the presiding member.
pub(crate) async fn signed(world: &World, fails: bool) -> Proceeding {
    let it = drafting(world, fails).await;
    let remedies = if fails {
        json!([{ "claim_no": 1, "text": "withdraw the licensing duty", "weight": 2 }])
    } else {
        json!([])
    };
    write(&it, remedies).await;
    it.act(
        &it.members[0],
        "skip_interim_review",
        json!({ "class_checked": true }),
    )
    .await;
    for member in &it.members {
        it.act(member, "final_vote", json!({ "confirm": true }))
            .await;
    }
    it.act(&it.members[0], "sign", json!({})).await;
    it
}

/// Issued and published.
pub(crate) async fn published(world: &World, fails: bool) -> Proceeding {
    let it = signed(world, fails).await;
    it.act(&it.registrar, "issue", json!({})).await;
    it.act(&it.registrar, "open_redaction", json!({})).await;
    it.act(&it.applicant, "nothing_to_redact", json!({})).await;
    it.act(&it.respondent, "nothing_to_redact", json!({})).await;
    it.act(&it.registrar, "publish", json!({})).await;
    it
}

#[actix_web::test]
async fn a_draft_is_the_members_alone_and_follows_the_findings() {
    let world = World::new().await;
    let it = drafting(&world, true).await;
    let path = format!("/cases/{}/ruling", it.case);
    for outsider in [&it.registrar, &it.applicant, &it.respondent, &it.president] {
        outsider.get(&path).await.is(404, "not_found");
    }
    let draft = it.members[2].get(&path).await.ok();
    assert_eq!(draft["missing"], json!(["findings"]));
    assert_eq!(
        (
            draft["complete"].as_bool(),
            draft["findings"][0]["outcome"].as_str()
        ),
        (Some(false), Some("NOT_JUSTIFIED(T2)"))
    );
    assert!(draft["findings"][0]["steps"][0].get("counts").is_none());
    it.try_act(
        &it.members[0],
        "skip_interim_review",
        json!({ "class_checked": true }),
    )
    .await
    .refused(Refusal::RulingIncomplete);
    assert_eq!(
        write(&it, json!([])).await["complete"],
        json!(false),
        "a claim that fails needs a remedy"
    );
    it.try_act(
        &it.members[0],
        "skip_interim_review",
        json!({ "class_checked": true }),
    )
    .await
    .refused(Refusal::RulingIncomplete);
    let stale = it.members[0]
        .put_seen(&path, 1, &json!({ "sections": [], "remedies": [] }))
        .await;
    stale.is(409, "stale");
    world.ends().await;
}

#[actix_web::test]
async fn what_is_voted_on_is_what_issues_paragraph_by_paragraph() {
    let world = World::new().await;
    let it = drafting(&world, true).await;
    let remedies = json!([{ "claim_no": 1, "text": "withdraw the licensing duty", "weight": 2 }]);
    write(&it, remedies).await;
    it.act(
        &it.members[0],
        "skip_interim_review",
        json!({ "class_checked": true }),
    )
    .await;
    let path = format!("/cases/{}/ruling", it.case);
    let texts = |ruling: &Value| -> Vec<String> {
        let sections = ruling["sections"].as_array().unwrap().iter();
        let written = sections.filter(|one| one["section"] != "votes");
        let parts = written.flat_map(|one| [one["generated"].clone(), one["paragraphs"].clone()]);
        parts
            .flat_map(|part| part.as_array().cloned().unwrap_or_default())
            .map(|text| text.as_str().unwrap().trim().to_owned())
            .filter(|text| !text.is_empty())
            .collect()
    };
    let voted = it.members[1].get(&path).await.ok();
    let sentence = voted["remedies"][0]["sentence"].as_str().unwrap();
    assert!(
        sentence.ends_with(" withdraw the licensing duty.") && sentence.len() > 40,
        "{sentence}"
    );
    for member in &it.members {
        it.act(member, "final_vote", json!({ "confirm": true }))
            .await;
    }
    it.act(&it.members[0], "sign", json!({})).await;
    it.act(&it.registrar, "issue", json!({})).await;
    let issued = it.applicant.get(&path).await.ok();
    assert_eq!(texts(&voted), texts(&issued));
    let ordered = issued["remedies"][0]["sentence"].as_str().unwrap();
    assert!(
        ordered.starts_with(sentence.trim_end_matches('.')),
        "{ordered}"
    );
    assert!(ordered.contains(" by "), "{ordered}");
    world.ends().await;
}

#[actix_web::test]
async fn the_registrar_signs_without_counts_and_the_roll_call_joins_at_issue() {
    let world = World::new().await;
    let it = signed(&world, true).await;
    let path = format!("/cases/{}/ruling", it.case);
    let text = it.registrar.get(&path).await.ok().to_string();
    assert!(
        !text.contains("Legal Member\"]")
            && !text.contains("\"counts\"")
            && !text.contains("\"scores\"")
            && !text.contains("In favour"),
        "{text}"
    );
    it.applicant.get(&path).await.is(404, "not_found");
    it.act(&it.registrar, "issue", json!({})).await;
    let issued = it.applicant.get(&path).await.ok();
    let counts = &issued["findings"][0]["steps"][2]["counts"]["T2"];
    assert_eq!(
        (
            counts["yes"].as_u64(),
            counts["no"].as_u64(),
            counts["names"]["no"].as_array().map(Vec::len)
        ),
        (Some(0), Some(3), Some(3))
    );
    world.ends().await;
}

#[actix_web::test]
async fn a_ruling_is_public_under_its_citation_and_compliance_closes_the_case() {
    let world = World::new().await;
    let it = published(&world, true).await;
    assert_eq!(
        it.seen_by(&it.applicant).await["state"],
        "compliance_period"
    );
    let nobody = it.applicant.nobody();
    let list = nobody.get("/rulings").await.ok();
    let slug = list["items"][0]["slug"].as_str().unwrap().to_owned();
    let ruling = nobody.get(&format!("/rulings/{slug}")).await.ok();
    assert!(
        ruling["citation"].as_str().unwrap().ends_with(" 1"),
        "{}",
        ruling["citation"]
    );
    assert_eq!(ruling["remedies"][0]["status"], "running");
    // Median and spread of each criterion, and with three sitting nothing that tells who gave which.
    let steps = ruling["claims"][0]["scores"].as_array().unwrap();
    let data = &ruling["results"][0]["steps"];
    let html = nobody
        .get(&format!(
            "/../../{}/rulings/{slug}",
            nobody.base().rsplit('/').next().unwrap_or_default()
        ))
        .await
        .ok();
    let html = html.as_str().unwrap_or_default();
    assert_eq!(steps.len(), 3, "proportionality was not reached");
    for (step, same) in steps.iter().zip(data.as_array().unwrap()) {
        assert_eq!(step["criteria"], same["scores"]);
        for one in step["criteria"].as_array().unwrap() {
            assert!(one["median"].is_number() && one["spread"].is_number());
            assert!(one.get("distribution").is_none() && one.get("split").is_none());
            // The row of that name holds both figures, and each says under which headings it stands.
            let name = format!(">{}", one["name"].as_str().unwrap());
            let row = html
                .split("<tr>")
                .find(|row| row.starts_with("<th scope=\"row\" id=\"s1-") && row.contains(&name))
                .and_then(|row| row.split("</tr>").next())
                .unwrap_or_else(|| panic!("no row of {one}"));
            let id = row.split('"').nth(3).unwrap();
            let (group, _) = id.rsplit_once('-').unwrap();
            let spread = format!(
                "<td data-label=\"Spread\" headers=\"{group} {id} d1\">{}<",
                one["spread"]
            );
            let median = format!("</svg>{}</td>", one["median"]);
            assert!(row.contains(&median) && row.contains(&spread), "{row}");
            assert!(
                row.contains(&format!("headers=\"{group} {id} m1\"")),
                "{row}"
            );
        }
    }
    assert!(!list.to_string().contains("\"scores\""));
    // The pages that need no scripts are beside the API.
    let body = nobody
        .base()
        .rsplit('/')
        .next()
        .unwrap_or_default()
        .to_owned();
    for (page, says) in [
        (format!("/../../{body}/rulings/{slug}"), "How to cite"),
        (format!("/../../{body}/rulings"), "not justified: necessity"),
        (format!("/../../{body}"), "Sign in to the desk"),
        ("/../..".to_owned(), "Review of security exceptions"),
    ] {
        let page = nobody.get(&page).await.ok();
        assert!(
            page.as_str().is_some_and(|html| html.contains(says)),
            "{page}"
        );
    }
    let missing = nobody
        .get(&format!("/../../{body}/rulings/2026-none-1"))
        .await;
    assert!(
        missing.status == 404
            && missing
                .json
                .as_str()
                .is_some_and(|html| html.contains("Nothing is published here"))
    );
    let remedies = it
        .respondent
        .get(&format!("/cases/{}/remedies", it.case))
        .await
        .ok();
    assert_eq!(
        (
            remedies[0]["weight"].as_i64(),
            remedies[0]["completion"].as_f64()
        ),
        (Some(2), Some(0.0))
    );
    it.act(&it.applicant, "accept_compliance", json!({})).await;
    assert_eq!(it.seen_by(&it.applicant).await["state"], "closed");
    world.ends().await;
}

#[actix_web::test]
async fn a_justified_measure_closes_the_case_at_publication() {
    let world = World::new().await;
    let it = published(&world, false).await;
    assert_eq!(it.seen_by(&it.applicant).await["state"], "closed");
    world.ends().await;
}

#[actix_web::test]
async fn the_clock_publishes_at_the_longstop() {
    let world = World::new().await;
    let it = signed(&world, false).await;
    it.act(&it.registrar, "issue", json!({})).await;
    world.days_pass(70).await;
    assert_eq!(it.seen_by(&it.applicant).await["state"], "closed");
    world.ends().await;
}

#[actix_web::test]
async fn a_roll_call_that_does_not_confirm_a_finding_reopens_the_claim() {
    let world = World::new().await;
    let it = drafting(&world, false).await;
    write(&it, json!([])).await;
    it.act(
        &it.members[0],
        "skip_interim_review",
        json!({ "class_checked": true }),
    )
    .await;
    let claim = it.members[0]
        .get(&format!("/cases/{}/review", it.case))
        .await
        .ok()["claims"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    it.act(&it.members[0], "final_vote", json!({ "confirm": true }))
        .await;
    for member in &it.members[1..] {
        it.act(
            member,
            "final_vote",
            json!({ "votes": { &claim: { "T2": { "vote": "no" } } } }),
        )
        .await;
    }
    it.try_act(&it.members[0], "sign", json!({}))
        .await
        .refused(Refusal::VoteFlipped);
    let reopened = it.act(&it.members[0], "reopen_on_flip", json!({})).await;
    assert_eq!(reopened["state"], "deliberation");
    while decide_open_step(&it, true).await {}
    it.act(&it.members[0], "scoring_complete", json!({})).await;
    it.try_act(
        &it.members[0],
        "skip_interim_review",
        json!({ "class_checked": true }),
    )
    .await
    .refused(Refusal::RulingIncomplete);
    world.ends().await;
}

#[actix_web::test]
async fn reasons_for_departing_are_owed_by_whoever_makes_the_result_in_the_final_roll_call() {
    let world = World::new().await;
    let it = Proceeding::deliberating(&world).await;
    let long = "The index says less than the record. ".repeat(25);
    while let Some(step) = it.open_step(&it.members[0]).await {
        it.all_score(&step, "4").await;
        if step.name != "necessity" {
            it.all_vote(&step, true).await;
            continue;
        }
        // Two of three decide against what the scores indicate, and say why.
        for motion in step.view["motions"].as_array().cloned().unwrap_or_default() {
            for (member, yes) in it.members.iter().zip([false, false, true]) {
                let mut cast = ballot(&motion, yes);
                if !yes {
                    cast["departure_reasons"] = json!(long);
                    // What is published with the ruling is looked at for its class (T-30).
                    it.say(member, &step, "vote", &cast)
                        .await
                        .refused(Refusal::RulingClassUnchecked);
                    cast["class_checked"] = json!(true);
                }
                it.say(member, &step, "vote", &cast).await.ok();
            }
        }
    }
    let claim = it.review(&it.members[0]).await["claims"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    it.act(&it.members[0], "scoring_complete", json!({})).await;
    let remedies = json!([{ "claim_no": 1, "text": "withdraw the licensing duty", "weight": 2 }]);
    write(&it, remedies).await;
    it.act(
        &it.members[0],
        "skip_interim_review",
        json!({ "class_checked": true }),
    )
    .await;
    // The result stays; who makes it changes.
    for (member, vote) in it.members.iter().zip(["yes", "no", "no"]) {
        let votes = json!({ "votes": { &claim: { "T2": { "vote": vote } } } });
        it.act(member, "final_vote", votes).await;
    }
    it.try_act(&it.members[0], "sign", json!({}))
        .await
        .refused(Refusal::RulingDepartureReasonsMissing);
    let waits = |work: &Value| work.to_string().contains("Say why");
    let waiting = [0, 1, 2].map(|no| it.members[no].get("/work"));
    let mut owe = Vec::new();
    for one in waiting {
        owe.push(waits(&one.await.ok()));
    }
    assert_eq!(owe, [false, false, true]);
    let path = format!("/cases/{}/review/{claim}/necessity/departure", it.case);
    let said = json!({ "motion": "T2", "reasons": long });
    it.members[2]
        .put(&path, &said)
        .await
        .refused(Refusal::RulingClassUnchecked);
    let said = json!({ "motion": "T2", "reasons": long, "class_checked": true });
    it.members[0]
        .put(&path, &said)
        .await
        .is(422, "content.invalid");
    it.members[2].put(&path, &said).await.ok();
    assert!(!waits(&it.members[2].get("/work").await.ok()));
    it.act(&it.members[0], "sign", json!({})).await;
    it.members[2]
        .put(&path, &said)
        .await
        .refused(Refusal::CaseOutOfOrder);
    let path = format!("/cases/{}/ruling", it.case);
    let signed = it.registrar.get(&path).await.ok();
    assert_eq!(
        signed["departures"],
        json!([]),
        "they come with the roll call"
    );
    it.act(&it.registrar, "issue", json!({})).await;
    // The parties read them, and may ask that a passage of them stays hidden.
    let issued = it.applicant.get(&path).await.ok();
    assert_eq!(issued["departures"].as_array().map(Vec::len), Some(2));
    let passage = |paragraph: usize| {
        json!({ "items": [{ "departure": true, "paragraph": paragraph, "words": "less than the record",
            "reason": "third_party", "why": "It was given in confidence." }] })
    };
    it.try_act(&it.applicant, "file_redactions", passage(3))
        .await
        .is(422, "content.invalid");
    it.act(&it.applicant, "file_redactions", passage(1)).await;
    it.act(&it.registrar, "open_redaction", json!({})).await;
    it.act(&it.respondent, "nothing_to_redact", json!({})).await;
    let ruled = json!({ "rulings": [{ "no": 1, "granted": true }] });
    it.act(&it.members[0], "rule_on_redactions", ruled).await;
    it.act(&it.registrar, "publish", json!({})).await;
    let nobody = it.applicant.nobody();
    let list = nobody.get("/rulings").await.ok();
    let slug = list["items"][0]["slug"].as_str().unwrap().to_owned();
    let ruling = nobody.get(&format!("/rulings/{slug}")).await.ok();
    let reasons = [0, 1].map(|no| ruling["departures"][no]["reasons"].to_string());
    let bar = "The index says █████ [masked: given in confidence]. The";
    assert!(reasons[0].contains(bar) && !reasons[0].contains("the record"));
    assert!(reasons[1].contains("less than the record"));
    assert_eq!(ruling["masked"][0]["departure"], true);
    for form in ["", ".xml"] {
        let address = format!("{}/{}/rulings/{slug}{form}", world.origin, world.slug);
        let page = reqwest::get(&address).await.expect("an answer");
        let page = page.text().await.expect("text");
        assert!(page.contains(bar), "{form}");
        assert_eq!(page.matches("less than the record").count(), 25, "{form}");
    }
    let mut named: Vec<_> = ruling["departures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["member"].as_str().unwrap().to_owned())
        .collect();
    named.sort();
    let mut expected = vec![it.members[1].name.clone(), it.members[2].name.clone()];
    expected.sort();
    assert_eq!(named, expected, "{ruling}");
    world.ends().await;
}

/// All that someone outside the panel can learn of a case and of what waits for them.
async fn seen_outside(it: &Proceeding, who: &harness::Actor) -> Value {
    let case = format!("/cases/{}", it.case);
    let mut seen = Map::new();
    for path in [
        case.clone(),
        format!("{case}/docket"),
        format!("{case}/documents"),
        format!("{case}/filings"),
        format!("{case}/panel"),
        "/cases".to_owned(),
        "/cases?state=deliberation".to_owned(),
        "/cases?state=drafting".to_owned(),
        "/cases?state=final_vote".to_owned(),
        "/work".to_owned(),
    ] {
        seen.insert(path.clone(), who.get(&path).await.ok());
    }
    Value::Object(seen)
}

#[actix_web::test]
async fn nobody_outside_the_panel_learns_that_a_claim_was_taken_up_again() {
    let world = World::new().await;
    let it = drafting(&world, false).await;
    let path = format!("/cases/{}/review", it.case);
    let claim = it.members[0].get(&path).await.ok()["claims"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let outside = [&it.registrar, &it.president, &it.applicant, &it.respondent];
    let mut before = Vec::new();
    for who in outside {
        before.push(seen_outside(&it, who).await);
    }
    assert_eq!(
        before[2]["/cases?state=drafting"]["items"][0]["state"],
        "drafting"
    );
    let unchanged = async |when: &str| {
        for (who, before) in outside.iter().zip(&before) {
            let now = seen_outside(&it, who).await;
            for (path, then) in before.as_object().unwrap() {
                assert_eq!(&now[path], then, "{when}: {path} as {} sees it", who.name);
            }
        }
    };
    write(&it, json!([])).await;
    it.act(
        &it.members[0],
        "skip_interim_review",
        json!({ "class_checked": true }),
    )
    .await;
    unchanged("the final vote").await;
    for member in &it.members {
        let votes = json!({ "votes": { &claim: { "T2": { "vote": "no" } } } });
        it.act(member, "final_vote", votes).await;
    }
    it.act(&it.members[0], "reopen_on_flip", json!({})).await;
    unchanged("reopened").await;
    let mine = it.members[0].get("/cases?state=deliberation").await.ok();
    assert_eq!(mine["items"][0]["state"], "deliberation", "a member knows");
    while decide_open_step(&it, true).await {}
    it.act(&it.members[0], "scoring_complete", json!({})).await;
    unchanged("scored again").await;
    world.post_round().await;
    world.ends().await;
}

#[actix_web::test]
async fn the_docket_says_of_a_case_what_its_own_page_says() {
    let world = World::new().await;
    let it = drafting(&world, false).await;
    write(&it, json!([])).await;
    let everyone = [
        &it.members[1],
        &it.registrar,
        &it.president,
        &it.applicant,
        &it.respondent,
    ];
    let agree = async |when: &str, member: &str, outside: &str| {
        for who in everyone {
            let expected = if who.name == it.members[1].name {
                member
            } else {
                outside
            };
            let page = it.seen_by(who).await;
            assert_eq!(
                page["state"], expected,
                "{when}: the page, for {}",
                who.name
            );
            for state in ["deliberation", "drafting", "final_vote", "issued"] {
                let found = who.get(&format!("/cases?state={state}")).await.ok();
                let found = found["items"].as_array().unwrap();
                let states: Vec<_> = found.iter().map(|one| one["state"].as_str()).collect();
                let wanted = Vec::from_iter((state == expected).then_some(Some(expected)));
                assert_eq!(states, wanted, "{when}: asked for {state} by {}", who.name);
            }
            let all = who.get("/cases").await.ok();
            assert_eq!(all["items"][0]["state"], expected, "{when}: {}", who.name);
        }
    };
    agree("drafting", "drafting", "drafting").await;
    it.act(
        &it.members[0],
        "skip_interim_review",
        json!({ "class_checked": true }),
    )
    .await;
    for member in &it.members {
        agree("voting", "final_vote", "drafting").await;
        it.act(member, "final_vote", json!({ "confirm": true }))
            .await;
    }
    it.act(&it.members[0], "sign", json!({})).await;
    agree("signed", "final_vote", "final_vote").await;
    let public = it.applicant.nobody().get("/register").await.ok();
    assert_eq!(
        public["items"][0]["state"], "drafting",
        "the public is not told"
    );
    it.act(&it.registrar, "issue", json!({})).await;
    agree("issued", "issued", "issued").await;
    world.ends().await;
}
