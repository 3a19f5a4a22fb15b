//! What must stay hidden is masked in every public form, and nothing else is (DL-54 to DL-56).

use domain::refusal::Refusal;
use harness::{Proceeding, World};
use serde_json::{Value, json};

pub(crate) const SECRET: &str = "four hundred wafers a month";

fn checked() -> Value {
    json!({ "class_checked": true })
}

/// Issued, with a secret in the reasons.
async fn issued(world: &World) -> (Proceeding, usize) {
    let it = Proceeding::drafting(world, Some("necessity")).await;
    let path = format!("/cases/{}/ruling", it.case);
    let seen = it.members[1].get(&path).await.ok()["version"]
        .as_i64()
        .unwrap();
    let said = format!("The plant makes {SECRET}, which the panel accepts.");
    let text = json!({ "sections": [{ "section": "findings", "paragraphs": [said] }], "remedies": [
        { "claim_no": 1, "text": "withdraw the licensing duty", "weight": 2 }] });
    it.members[1].put_seen(&path, seen, &text).await.ok();
    it.act(&it.members[0], "skip_interim_review", checked())
        .await;
    for member in &it.members {
        it.act(member, "final_vote", json!({ "confirm": true }))
            .await;
    }
    it.act(&it.members[0], "sign", json!({})).await;
    it.act(&it.registrar, "issue", json!({})).await;
    let ruling = it.applicant.get(&path).await.ok();
    let sections = ruling["sections"].as_array().unwrap().iter();
    let paragraphs = sections
        .filter(|one| one["section"] != "votes")
        .flat_map(|one| one["paragraphs"].as_array().unwrap());
    let at = paragraphs
        .enumerate()
        .find(|(_, text)| text.as_str().unwrap().contains(SECRET));
    (it, at.unwrap().0 + 1)
}

fn list(paragraph: usize) -> Value {
    json!({ "items": [{ "paragraph": paragraph, "words": SECRET, "reason": "business_confidential",
        "why": "Competitors would know our capacity." }] })
}

/// The ruling in every form in which the public has it.
async fn public(it: &Proceeding, world: &World) -> Vec<(String, String)> {
    let nobody = it.applicant.nobody();
    let found = nobody.get("/rulings").await.ok();
    let slug = found["items"][0]["slug"].as_str().unwrap().to_owned();
    let body = &world.slug;
    let mut all = Vec::new();
    for form in ["", ".xml", ".json", ".jsonld", ".bib", ".ris", "/history"] {
        let path = format!("/../../{body}/rulings/{slug}{form}");
        let reply = nobody.get(&path).await;
        if reply.status == 200 {
            let page = reply.ok();
            let page = page
                .as_str()
                .map_or_else(|| page.to_string(), str::to_owned);
            all.push((path, page));
        }
    }
    for path in [
        "/changes".to_owned(),
        format!("/rulings/{slug}"),
        "/rulings/search?q=wafers".to_owned(),
    ] {
        let page = nobody.get(&path).await.ok().to_string();
        all.push((path, page));
    }
    assert!(all.len() > 7, "{all:?}");
    all
}

/// Published with one passage masked; gives the number of its paragraph.
pub(crate) async fn redacted(world: &World) -> (Proceeding, usize) {
    let (it, paragraph) = issued(world).await;
    it.act(&it.respondent, "file_redactions", list(paragraph))
        .await;
    it.act(&it.registrar, "open_redaction", json!({})).await;
    it.act(&it.applicant, "nothing_to_redact", json!({})).await;
    let ruled = json!({ "rulings": [{ "no": 1, "granted": true, "reasons": "" }] });
    it.act(&it.members[0], "rule_on_redactions", ruled).await;
    it.act(&it.registrar, "publish", json!({})).await;
    (it, paragraph)
}

#[actix_web::test]
async fn what_is_granted_is_masked_in_every_public_form_and_read_by_the_parties() {
    let world = World::new().await;
    let (it, paragraph) = issued(&world).await;
    it.act(&it.respondent, "file_redactions", list(paragraph))
        .await;
    it.try_act(&it.respondent, "nothing_to_redact", json!({}))
        .await
        .refused(Refusal::CaseAlreadyDone);
    it.act(&it.registrar, "open_redaction", json!({})).await;
    it.act(&it.applicant, "nothing_to_redact", json!({})).await;
    it.try_act(&it.registrar, "publish", json!({}))
        .await
        .refused(Refusal::RulingRedactionOpen);
    let path = format!("/cases/{}/redactions", it.case);
    let seen = it.applicant.get(&path).await.ok();
    assert_eq!(
        (seen[0]["no"].as_i64(), &seen[0]["granted"]),
        (Some(1), &Value::Null)
    );
    let ruled = json!({ "rulings": [{ "no": 1, "granted": true, "reasons": "" }] });
    it.try_act(&it.registrar, "rule_on_redactions", ruled.clone())
        .await
        .is(403, "forbidden");
    it.act(&it.members[0], "rule_on_redactions", ruled).await;
    it.act(&it.registrar, "publish", json!({})).await;
    for (path, page) in public(&it, &world).await {
        assert!(!page.contains(SECRET), "{path}");
    }
    let pages = public(&it, &world).await;
    let bar = "█████ [masked: business confidential]";
    for form in ["", ".xml"] {
        let page = pages
            .iter()
            .find(|(path, _)| path.ends_with(form) && path.contains("/../../"));
        assert!(page.unwrap().1.contains(bar), "{form}");
    }
    let ruling = it
        .applicant
        .get(&format!("/cases/{}/ruling", it.case))
        .await
        .ok()
        .to_string();
    assert!(ruling.contains(SECRET), "the parties keep the whole text");
    // A slip in the same paragraph is corrected without letting the secret out.
    let without = json!({ "note": "A slip.", "corrections": [{ "paragraph": paragraph, "text": "The plant makes 400 wafers." }] });
    it.try_act(&it.members[0], "rectify", without)
        .await
        .is(422, "content.invalid");
    let with = format!("The plant made {SECRET}, which the panel accepts.");
    let with =
        json!({ "note": "A slip.", "corrections": [{ "paragraph": paragraph, "text": with }] });
    it.act(&it.members[0], "rectify", with).await;
    for (path, page) in public(&it, &world).await {
        assert!(!page.contains(SECRET), "{path}");
    }
    // Nor does the panel say the words beside the mask, when it is asked what the ruling means.
    let question = json!({ "text": "Does it reach what the plant exports?" });
    it.act(&it.respondent, "request_interpretation", question)
        .await;
    let answer = |text: String| json!({ "paragraphs": [text], "class_checked": true });
    it.try_act(
        &it.members[0],
        "interpret",
        answer(format!("All of the {SECRET}.")),
    )
    .await
    .is(422, "content.invalid");
    it.act(
        &it.members[0],
        "interpret",
        answer("All that it makes.".to_owned()),
    )
    .await;
    world.ends().await;
}

#[actix_web::test]
async fn a_correction_before_publication_lets_nothing_out_that_may_come_to_be_masked() {
    let world = World::new().await;
    let (it, paragraph) = issued(&world).await;
    it.act(&it.respondent, "file_redactions", list(paragraph))
        .await;
    it.act(&it.registrar, "open_redaction", json!({})).await;
    it.act(&it.applicant, "nothing_to_redact", json!({})).await;
    let path = format!("/cases/{}/ruling", it.case);
    let text = |paragraph: usize, text: &str| json!({ "note": "A slip.", "corrections": [{ "paragraph": paragraph, "text": text }] });
    let wrong = [
        text(paragraph, "The plant makes 400 wafers each month."),
        text(1, &format!("The panel looked at a plant of {SECRET}.")),
        json!({ "note": format!("Not for {SECRET}."), "corrections": text(1, "So it is.")["corrections"] }),
    ];
    let refused = async |when: &str| {
        for one in &wrong {
            let reply = it.try_act(&it.members[0], "rectify", one.clone()).await;
            assert_eq!(reply.status, 422, "{when}: {}", reply.json);
        }
    };
    refused("nobody has ruled on it").await;
    let ruled = json!({ "rulings": [{ "no": 1, "granted": true, "reasons": "" }] });
    it.act(&it.members[0], "rule_on_redactions", ruled).await;
    refused("it is granted").await;
    let kept = format!("The plant made {SECRET}, and the panel accepts it.");
    it.act(&it.members[0], "rectify", text(paragraph, &kept))
        .await;
    it.act(&it.registrar, "publish", json!({})).await;
    for (path, page) in public(&it, &world).await {
        assert!(
            !page.contains(SECRET) && !page.contains("400 wafers"),
            "{path}"
        );
    }
    let seen = it.applicant.get(&path).await.ok().to_string();
    assert!(seen.contains(&kept), "{seen}");
    world.ends().await;
}

#[actix_web::test]
async fn passages_that_overlap_leave_no_rest_of_either() {
    let world = World::new().await;
    let (it, paragraph) = issued(&world).await;
    it.act(&it.respondent, "file_redactions", list(paragraph))
        .await;
    let other = json!({ "items": [{ "paragraph": paragraph, "words": "The plant makes four hundred",
        "reason": "essential_security", "why": "It says what the plant is for." }] });
    it.act(&it.applicant, "file_redactions", other).await;
    it.act(&it.registrar, "open_redaction", json!({})).await;
    let ruled = json!({ "rulings": [{ "no": 1, "granted": true }, { "no": 2, "granted": true }] });
    it.act(&it.members[0], "rule_on_redactions", ruled).await;
    it.act(&it.registrar, "publish", json!({})).await;
    let pages = public(&it, &world).await;
    for (path, page) in &pages {
        for rest in ["wafers a month", "The plant makes", "four hundred"] {
            assert!(!page.contains(rest), "{path}: {rest}");
        }
    }
    let both = "█████ [masked: essential security] █████ [masked: business confidential], which the panel accepts.";
    let xml = pages.iter().find(|(path, _)| path.ends_with(".xml"));
    assert!(xml.unwrap().1.contains(both));
    world.ends().await;
}

#[actix_web::test]
async fn what_is_refused_is_public() {
    let world = World::new().await;
    let (it, paragraph) = issued(&world).await;
    it.act(&it.registrar, "open_redaction", json!({})).await;
    it.act(&it.applicant, "nothing_to_redact", json!({})).await;
    it.act(&it.respondent, "file_redactions", list(paragraph))
        .await;
    let refused =
        |reasons: &str| json!({ "rulings": [{ "no": 1, "granted": false, "reasons": reasons }] });
    it.try_act(&it.members[0], "rule_on_redactions", refused(""))
        .await
        .is(422, "content.invalid");
    it.act(
        &it.members[0],
        "rule_on_redactions",
        refused("It is in the annual report."),
    )
    .await;
    it.act(&it.registrar, "publish", json!({})).await;
    let pages = public(&it, &world).await;
    assert!(pages[0].1.contains(SECRET));
    world.ends().await;
}

#[actix_web::test]
async fn the_panel_owes_its_ruling_on_the_lists_until_the_ruling_is_public() {
    let world = World::new().await;
    let (it, paragraph) = issued(&world).await;
    it.act(&it.registrar, "open_redaction", json!({})).await;
    it.act(&it.respondent, "file_redactions", list(paragraph))
        .await;
    let presiding = &it.members[0];
    let owed = async || {
        let work = presiding.get("/work").await.ok();
        let all = work["items"].as_array().unwrap().clone().into_iter();
        all.filter(|one| one["rule"] == "DL-55").collect::<Vec<_>>()
    };
    world.days_pass(45).await;
    let late = owed().await;
    assert_eq!((late.len(), &late[0]["overdue"]), (1, &json!(true)));
    // The registrar hears in plain words and days what it waits for.
    let no = it.try_act(&it.registrar, "publish", json!({})).await;
    assert!(!no.json.to_string().contains("DL-"), "{}", no.json);
    no.refused(Refusal::RulingRedactionOpen);
    world.days_pass(20).await;
    assert_eq!(
        owed().await,
        [] as [Value; 0],
        "there is nothing left to rule on"
    );
    world.ends().await;
}

#[actix_web::test]
async fn at_the_longstop_what_nobody_ruled_on_stays_masked() {
    let world = World::new().await;
    let (it, paragraph) = issued(&world).await;
    it.act(&it.respondent, "file_redactions", list(paragraph))
        .await;
    world.days_pass(63).await;
    let pages = public(&it, &world).await;
    for (path, page) in &pages {
        assert!(!page.contains(SECRET), "{path}");
    }
    world.ends().await;
}

#[actix_web::test]
async fn a_list_comes_in_time_and_names_what_stands_there() {
    let world = World::new().await;
    let (it, paragraph) = issued(&world).await;
    let stranger = world
        .person(
            "An agent of another state",
            json!({ "role": "agent", "state": "USA" }),
        )
        .await;
    let path = format!("/cases/{}/redactions", it.case);
    stranger.get(&path).await.is(404, "not_found");
    for wrong in [
        list(999),
        json!({ "items": [{ "paragraph": paragraph, "words": "no such words", "reason": "personal_data", "why": "Because." }] }),
        json!({ "items": [] }),
    ] {
        it.try_act(&it.respondent, "file_redactions", wrong)
            .await
            .is(422, "content.invalid");
    }
    world.days_pass(23).await;
    it.try_act(&it.respondent, "file_redactions", list(paragraph))
        .await
        .refused(Refusal::CaseTooLate);
    world.ends().await;
}

/// Is the act refused for what its text says, and then done in other words?
async fn in_other_words(it: &Proceeding, who: &harness::Actor, act: &str, text: Value, path: &str) {
    let said = |with: &str| -> Value {
        serde_json::from_str(&text.to_string().replace("SECRET", with)).expect("JSON")
    };
    let reply = it.try_act(who, act, said(SECRET)).await;
    assert_eq!(
        reply.json["fields"][0]["path"], path,
        "{act}: {}",
        reply.json
    );
    reply.is(422, "content.invalid");
    it.act(who, act, said("so much")).await;
}

#[actix_web::test]
async fn what_is_hidden_in_the_ruling_is_said_in_no_public_text_beside_it() {
    let world = World::new().await;
    let (it, paragraph) = issued(&world).await;
    it.act(&it.respondent, "file_redactions", list(paragraph))
        .await;
    let note = json!({ "reason": "The Council looks at the plant of SECRET." });
    // Nobody has ruled on it, so it may come to be hidden.
    for act in ["hold_recommendations", "release_hold"] {
        in_other_words(&it, &it.president, act, note.clone(), "reason").await;
    }
    it.act(&it.registrar, "open_redaction", json!({})).await;
    it.act(&it.applicant, "nothing_to_redact", json!({})).await;
    let ruled = json!({ "rulings": [{ "no": 1, "granted": true, "reasons": "" }] });
    it.act(&it.members[0], "rule_on_redactions", ruled).await;
    it.act(&it.registrar, "publish", json!({})).await;
    let paper = json!({ "statement": "Licences for SECRET were given." });
    in_other_words(
        &it,
        &it.respondent,
        "claim_compliance",
        paper.clone(),
        "statement",
    )
    .await;
    in_other_words(&it, &it.applicant, "contest_compliance", paper, "statement").await;
    let found = |reasons: &str, note: &str| json!({ "reasons": reasons, "remedies": [{ "no": 1, "percent": 50, "note": note }] });
    it.try_act(
        &it.members[0],
        "find_partial",
        found(
            "It makes SECRET.".replace("SECRET", SECRET).as_str(),
            "The rest.",
        ),
    )
    .await
    .is(422, "content.invalid");
    let remains = found("It is so.", "License SECRET.");
    in_other_words(
        &it,
        &it.members[0],
        "find_partial",
        remains,
        "remedies.0.note",
    )
    .await;

    // What is hidden in a ruling stays so when it is revised.
    crate::afterlife::reopened(&world, &it).await;
    let because = json!({ "reason": "It said that the plant makes SECRET." });
    in_other_words(&it, &it.president, "withdraw_ruling", because, "reason").await;
    let number = it.seen_by(&it.applicant).await["number"]
        .as_str()
        .expect("a number")
        .replace('/', "-");
    let nobody = it.applicant.nobody();
    for path in [format!("/register/{number}"), "/changes".to_owned()] {
        let told = nobody.get(&path).await.ok().to_string();
        assert!(!told.contains(SECRET), "{path}: {told}");
    }
    world.ends().await;
}

#[actix_web::test]
async fn an_addendum_to_the_ruling_in_its_place_says_nothing_that_is_hidden_in_the_former_one() {
    let world = World::new().await;
    let (it, _) = redacted(&world).await;
    crate::afterlife::reopened(&world, &it).await;
    crate::afterlife::voted_anew(&it).await;
    crate::afterlife::published_anew(&it).await;
    let question = json!({ "text": "Does it reach what the plant exports?" });
    it.act(&it.respondent, "request_interpretation", question)
        .await;
    let answer = json!({ "paragraphs": ["It does.", "All of the SECRET."], "class_checked": true });
    in_other_words(&it, &it.members[0], "interpret", answer, "paragraphs").await;
    world.ends().await;
}
