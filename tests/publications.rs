//! What is public is frozen, numbered and signed.

use domain::refusal::Refusal;
use harness::World;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::rulings::published;

async fn text(address: &str) -> (u16, String) {
    let answer = reqwest::get(address).await.expect("an answer");
    (
        answer.status().as_u16(),
        answer.text().await.unwrap_or_default(),
    )
}

#[actix_web::test]
async fn a_publication_stays_as_it_was_whatever_happens_in_the_case_and_is_signed_once() {
    let world = World::new().await;
    let it = published(&world, true).await;
    let nobody = it.applicant.nobody();
    let log = nobody.get("/changes").await.ok();
    let lines = log["items"].as_array().unwrap();
    assert_eq!((lines.len(), &lines[0]["seq"]), (1, &json!(1)));
    assert_eq!(
        (&lines[0]["change"], &lines[0]["version"]),
        (&json!("published"), &json!(1))
    );
    assert_eq!(log["next"], Value::Null);
    let slug = lines[0]["slug"].as_str().unwrap();
    let address = format!("{}/{}/rulings/{slug}", world.origin, world.slug);

    let (status, xml) = text(&format!("{address}.xml")).await;
    assert_eq!(status, 200);
    let digest = Sha256::digest(&xml)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect::<String>();
    assert_eq!(lines[0]["sha256"], digest);
    // The signature is made after the act, by the worker.
    assert_eq!(text(&format!("{address}.xml.jws")).await.0, 404);
    assert!(
        text(&address)
            .await
            .1
            .contains("The signature is being made.")
    );
    world.post_round().await;
    let (_, jws) = text(&format!("{address}.xml.jws")).await;
    let (_, minisig) = text(&format!("{address}.xml.minisig")).await;
    let keys = nobody.get("/keys").await.ok();
    assert_eq!(keys["keys"].as_array().map(Vec::len), Some(1));
    let key = keys["minisign"][0]["key"].as_str().unwrap();
    assert!(text(&address).await.1.contains(key));
    assert!(minisig.contains(&format!("trusted comment: {slug}.xml version 1")));

    it.act(&it.applicant, "accept_compliance", json!({})).await;
    world.post_round().await;
    assert_eq!(text(&format!("{address}.xml")).await.1, xml);
    assert_eq!(text(&format!("{address}.xml.jws")).await.1, jws);
    assert_eq!(
        nobody.get("/changes?after=1").await.ok()["items"],
        json!([])
    );
    world.ends().await;
}

#[actix_web::test]
async fn a_body_has_a_log_and_a_key_of_its_own() {
    let world = World::new().await;
    published(&world, false).await;
    world.post_round().await;
    let neighbour = world.neighbour().await.nobody();
    assert_eq!(neighbour.get("/changes").await.ok()["items"], json!([]));
    assert_eq!(neighbour.get("/keys").await.ok()["keys"], json!([]));
    let feed = text(&format!("{}/{}/rulings.atom", world.origin, world.slug)).await;
    assert!(feed.0 == 200 && feed.1.matches("<entry>").count() == 1);
    let other = neighbour.base().rsplit('/').next().unwrap().to_owned();
    let empty = text(&format!("{}/{other}/rulings.atom", world.origin)).await;
    assert!(empty.0 == 200 && !empty.1.contains("<entry>"));
    let feed = text(&format!(
        "{}/{}/rulings.feed.json?after=nonsense",
        world.origin, world.slug
    ))
    .await;
    assert_eq!(feed.0, 422);
    let own = format!("{}/{}/rulings", world.origin, world.slug);
    let feed = text(&format!("{own}.atom?lang=fr")).await.1;
    for said in [
        "xml:lang=\"fr\"",
        "<title>Décisions",
        "Allégation 1",
        &format!("rel=\"self\" type=\"application/atom+xml\" href=\"{own}.atom?lang=fr\""),
    ] {
        assert!(feed.contains(said), "{said}: {feed}");
    }
    let feed = text(&format!("{own}.feed.json?lang=ar&respondent=XBB"))
        .await
        .1;
    let feed: Value = serde_json::from_str(&feed).unwrap();
    assert_eq!(
        (&feed["language"], &feed["feed_url"]),
        (
            &json!("ar"),
            &json!(format!("{own}.feed.json?respondent=XBB&lang=ar"))
        )
    );
    world.ends().await;
}

/// The slug of the one ruling, as the log has it.
async fn slug_of(it: &harness::Proceeding) -> String {
    let log = it.applicant.nobody().get("/changes").await.ok();
    log["items"][0]["slug"].as_str().expect("a line").to_owned()
}

/// The number of the first paragraph of a public ruling that has these words.
async fn paragraph(it: &harness::Proceeding, slug: &str, words: &str) -> usize {
    let nobody = it.applicant.nobody();
    let ruling = nobody.get(&format!("/rulings/{slug}")).await.ok();
    let sections = ruling["sections"].as_array().unwrap().iter();
    let mut paragraphs = sections
        .filter(|section| section["section"] != "votes")
        .flat_map(|section| section["paragraphs"].as_array().unwrap());
    let found = paragraphs.position(|text| text.as_str().unwrap().contains(words));
    1 + found.expect("a paragraph")
}

#[actix_web::test]
async fn a_slip_is_corrected_in_a_new_version_and_the_old_one_stays() {
    let world = World::new().await;
    let it = published(&world, true).await;
    world.post_round().await;
    let slug = slug_of(&it).await;
    let address = format!("{}/{}/rulings/{slug}", world.origin, world.slug);
    let (_, first) = text(&format!("{address}.xml")).await;
    let own = paragraph(&it, &slug, "As the record shows.").await;
    let voted = paragraph(&it, &slug, "Claim 1, necessity").await;
    let outcome = paragraph(&it, &slug, "is not justified").await;
    let said = |paragraph: usize, text: &str| json!({ "note": "A slip of the pen.", "corrections": [{ "paragraph": paragraph, "text": text }] });

    it.try_act(&it.members[1], "rectify", said(own, "x"))
        .await
        .is(403, "forbidden");
    it.try_act(&it.registrar, "rectify", said(own, "x"))
        .await
        .is(403, "forbidden");
    for wrong in [
        said(voted, "Claim 1, necessity: met."),
        said(outcome, "The measure is justified."),
        said(0, "x"),
        said(999, "x"),
        said(own, " "),
        said(own, "As the record shows."),
        json!({ "note": " ", "corrections": [{ "paragraph": own, "text": "x" }] }),
        json!({ "note": "A slip.", "corrections": [] }),
    ] {
        it.try_act(&it.members[0], "rectify", wrong)
            .await
            .is(422, "content.invalid");
    }
    it.act(
        &it.members[0],
        "rectify",
        said(own, "As the whole record shows."),
    )
    .await;
    world.post_round().await;

    let (_, second) = text(&format!("{address}.xml")).await;
    assert!(
        second.contains("As the whole record shows.") && !second.contains(">As the record shows.")
    );
    assert_eq!(text(&format!("{address}.xml?version=1")).await.1, first);
    assert_eq!(text(&format!("{address}.xml?version=3")).await.0, 404);
    let (_, signed) = text(&format!("{address}.xml.minisig?version=2")).await;
    assert!(signed.contains("version 2"));
    let log = it.applicant.nobody().get("/changes?after=1").await.ok();
    let line = &log["items"][0];
    assert_eq!(
        (&line["change"], &line["version"], &line["note"]),
        (&json!("corrected"), &json!(2), &json!("A slip of the pen."))
    );
    assert_eq!(
        line["corrections"],
        json!([{ "paragraph": own, "before": "As the record shows.", "after": "As the whole record shows." }])
    );
    let (_, page) = text(&address).await;
    assert!(
        page.contains("<del>As the record shows.</del>")
            && page.contains("<ins>As the whole record shows.</ins>")
    );
    let docket = it
        .applicant
        .get(&format!("/cases/{}/docket", it.case))
        .await
        .ok();
    assert!(docket.to_string().contains("Ruling rectified"));

    world.days_pass(46).await;
    it.try_act(&it.members[0], "rectify", said(own, "Too late."))
        .await
        .refused(Refusal::RulingRectificationLate);

    let reason = json!({ "reason": "It named a source." });
    it.act(&it.president, "withdraw_ruling", reason).await;
    let log = it.applicant.nobody().get("/changes?after=1").await.ok();
    let told: Vec<_> = log["items"].as_array().unwrap().iter().collect();
    assert_eq!(
        (&told[0]["change"], &told[1]["change"]),
        (&json!("corrected"), &json!("withdrawn"))
    );
    // That something was corrected is still told; what, is the text of the ruling.
    assert_eq!(told[0]["corrections"], json!([]));
    assert!(!log.to_string().contains("record shows"), "{log}");
    world.ends().await;
}

#[actix_web::test]
async fn a_withdrawn_ruling_answers_gone_with_its_reason_in_every_form_and_leaves_every_list() {
    let world = World::new().await;
    let it = published(&world, false).await;
    let slug = slug_of(&it).await;
    let address = format!("{}/{}/rulings/{slug}", world.origin, world.slug);
    assert_eq!(it.seen_by(&it.applicant).await["state"], "closed");
    let reason = json!({ "reason": "It named a source of C2 evidence." });
    for outsider in [&it.registrar, &it.members[0], &it.applicant] {
        it.try_act(outsider, "withdraw_ruling", reason.clone())
            .await
            .is(403, "forbidden");
    }
    it.try_act(&it.president, "withdraw_ruling", json!({ "reason": "" }))
        .await
        .is(422, "content.invalid");
    let can = it.seen_by(&it.president).await["can"].clone();
    assert!(can.as_array().unwrap().contains(&json!("withdraw_ruling")));
    it.act(&it.president, "withdraw_ruling", reason.clone())
        .await;

    let nobody = it.applicant.nobody();
    for ending in [
        "",
        ".html",
        ".xml",
        ".json",
        ".jsonld",
        ".bib",
        ".ris",
        ".xml.minisig",
        ".xml?version=1",
    ] {
        let (status, said) = text(&format!("{address}{ending}")).await;
        assert_eq!(status, 410, "{ending}");
        assert!(
            said.contains("It named a source of C2 evidence."),
            "{ending}: {said}"
        );
    }
    let gone = nobody.get(&format!("/rulings/{slug}")).await;
    gone.is(410, "gone");
    assert_eq!(nobody.get("/rulings").await.ok()["items"], json!([]));
    for list in ["sitemap.xml", "rulings"] {
        let (status, said) = text(&format!("{}/{}/{list}", world.origin, world.slug)).await;
        assert!(status == 200 && !said.contains(&slug), "{list}");
    }
    // Whoever was given it by a feed is told there that it is gone, and why.
    for feed in ["rulings.atom", "rulings.feed.json"] {
        let (status, said) = text(&format!("{}/{}/{feed}", world.origin, world.slug)).await;
        assert_eq!(status, 200);
        assert!(said.contains("(withdrawn)") && said.contains("It named a source of C2 evidence."));
        assert!(
            !said.contains("necessity") && !said.contains(".pdf"),
            "{feed}"
        );
    }
    let log = nobody.get("/changes?after=1").await.ok();
    let line = &log["items"][0];
    assert_eq!(
        (&line["change"], &line["sha256"]),
        (&json!("withdrawn"), &Value::Null)
    );
    assert_eq!(line["note"], "It named a source of C2 evidence.");
    let can = it.seen_by(&it.president).await["can"].clone();
    assert!(!can.as_array().unwrap().contains(&json!("withdraw_ruling")));
    it.try_act(&it.president, "withdraw_ruling", reason)
        .await
        .refused(Refusal::RulingNotPublic);
    // The parties keep what was issued to them.
    let issued = it
        .applicant
        .get(&format!("/cases/{}/ruling", it.case))
        .await
        .ok();
    assert!(issued["findings"][0]["steps"][2]["counts"].is_object());
    world.ends().await;
}
