//! What a member says in their own name is the members' alone until the ruling issues (DL-53).

use domain::refusal::Refusal;
use harness::{Proceeding, World};
use serde_json::{Value, json};

const DISSENT: &str = "I would have found the measure necessary, for the reasons that follow.";

fn dissent() -> Value {
    json!({ "kind": "dissent", "paragraphs": [DISSENT, "The quota was tried."], "class_checked": true })
}

/// Everything is confirmed; the third member reserved an opinion.
async fn reserved(world: &World) -> Proceeding {
    let it = Proceeding::drafting(world, None).await;
    it.write_ruling(&it.members[1], json!([])).await;
    let checked = json!({ "class_checked": true });
    it.act(&it.members[0], "skip_interim_review", checked).await;
    for (member, opinion) in it.members.iter().zip([false, false, true]) {
        it.act(
            member,
            "final_vote",
            json!({ "confirm": true, "opinion": opinion }),
        )
        .await;
    }
    it
}

#[actix_web::test]
async fn the_signature_waits_for_a_reserved_opinion_and_the_ruling_carries_it() {
    let world = World::new().await;
    let it = reserved(&world).await;
    it.try_act(&it.members[0], "sign", json!({}))
        .await
        .refused(Refusal::RulingOpinionsAwaited);
    it.try_act(&it.registrar, "give_opinion", dissent())
        .await
        .is(404, "not_found");
    let rash = json!({ "kind": "dissent", "paragraphs": [DISSENT] , "class_checked": false });
    it.try_act(&it.members[2], "give_opinion", rash)
        .await
        .is(422, "content.invalid");
    it.act(&it.members[2], "give_opinion", dissent()).await;
    let path = format!("/cases/{}/ruling", it.case);
    let seen = it.members[0].get(&path).await.ok();
    assert_eq!(seen["opinions"][0]["paragraphs"][0], DISSENT);
    it.act(&it.members[0], "sign", json!({})).await;
    // The registrar signs without it (annex D 13), and nobody answers it after that.
    let text = it.registrar.get(&path).await.ok().to_string();
    assert!(!text.contains(DISSENT), "{text}");
    it.try_act(&it.members[1], "give_opinion", dissent())
        .await
        .refused(Refusal::RulingAlreadySigned);
    it.act(&it.registrar, "issue", json!({})).await;
    let issued = it.applicant.get(&path).await.ok();
    let last = issued["sections"]
        .as_array()
        .unwrap()
        .last()
        .unwrap()
        .clone();
    assert_eq!(
        (last["section"].as_str(), &last["paragraphs"][0]),
        (Some("opinions"), &json!(DISSENT))
    );
    assert!(
        last["title"]
            .as_str()
            .unwrap()
            .starts_with("Dissenting opinion of ")
    );
    it.act(&it.registrar, "open_redaction", json!({})).await;
    for party in [&it.applicant, &it.respondent] {
        it.act(party, "nothing_to_redact", json!({})).await;
    }
    it.act(&it.registrar, "publish", json!({})).await;
    let nobody = it.applicant.nobody();
    let slug = nobody.get("/rulings").await.ok()["items"][0]["slug"]
        .as_str()
        .unwrap()
        .to_owned();
    let body = &world.slug;
    for form in ["", ".xml", ".json"] {
        let page = nobody
            .get(&format!("/../../{body}/rulings/{slug}{form}"))
            .await
            .ok();
        let page = page
            .as_str()
            .map_or_else(|| page.to_string(), str::to_owned);
        assert!(
            page.contains(DISSENT) && page.contains("Dissenting opinion of"),
            "{form}"
        );
    }
    world.ends().await;
}

#[actix_web::test]
async fn an_opinion_that_does_not_come_in_time_is_not_waited_for() {
    let world = World::new().await;
    let it = reserved(&world).await;
    world.days_pass(17).await;
    it.try_act(&it.members[2], "give_opinion", dissent())
        .await
        .refused(Refusal::CaseTooLate);
    it.act(&it.members[0], "sign", json!({})).await;
    world.ends().await;
}

#[actix_web::test]
async fn nobody_outside_learns_that_an_opinion_is_owed() {
    let world = World::new().await;
    let it = reserved(&world).await;
    for outsider in [&it.applicant, &it.registrar] {
        let case = it.seen_by(outsider).await.to_string();
        assert!(!case.contains("opinion"), "{case}");
    }
    let mine = it.seen_by(&it.members[2]).await["deadlines"].to_string();
    assert!(mine.contains("DL-53"), "{mine}");
    world.ends().await;
}
