//! What a member says in their own name is the members' alone until the ruling issues (DL-53).

use domain::refusal::Refusal;
use harness::deliberation::ballot;
use harness::{Proceeding, World};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::catalog::{As, connect};

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

/// Makes the exhibits of a case business confidential, as nobody can file them yet.
async fn protect(world: &World, case: Uuid) {
    let owner = connect(As::Owner).await;
    let sql = format!(
        "select set_config('app.tenant', '{}', false);
         update documents set class = 'C2' where case_id = '{case}' and exhibit is not null",
        world.body
    );
    owner.batch_execute(&sql).await.expect("protected");
}

#[actix_web::test]
async fn all_that_will_be_published_is_looked_at_for_protected_exhibits() {
    let world = World::new().await;
    let it = Proceeding::deliberating(&world).await;
    protect(&world, it.case).await;
    while let Some(step) = it.open_step(&it.members[0]).await {
        it.all_score(&step, "4").await;
        if step.name != "necessity" {
            it.all_vote(&step, true).await;
            continue;
        }
        for motion in step.view["motions"].as_array().cloned().unwrap_or_default() {
            for (member, yes) in it.members.iter().zip([false, false, true]) {
                let mut cast = ballot(&motion, yes);
                if !yes {
                    let reasons = "Exhibit XAA-1 says more than the scores. ".repeat(25);
                    cast["departure_reasons"] = json!(reasons);
                    let unchecked = it.say(member, &step, "vote", &cast).await;
                    let why = "They refer to exhibit XAA-1 of class C2.";
                    assert!(
                        unchecked.json.to_string().contains(why),
                        "{}",
                        unchecked.json
                    );
                    unchecked.refused(Refusal::RulingClassUnchecked);
                    cast["class_checked"] = json!(true);
                }
                it.say(member, &step, "vote", &cast).await.ok();
            }
        }
    }
    it.act(&it.members[0], "scoring_complete", json!({})).await;
    let remedy = "withdraw the duty of which exhibit XBB-1 speaks";
    let remedies = json!([{ "claim_no": 1, "text": remedy, "weight": 2 }]);
    it.write_ruling(&it.members[1], remedies).await;
    let opinion = json!({ "kind": "dissent", "paragraphs": [DISSENT, "XAA-1 shows it, and XAA-10 would not."], "class_checked": true });
    let path = format!("/cases/{}/ruling", it.case);
    let places = async || {
        let seen = it.members[0].get(&path).await.ok();
        let all = seen["cautions"].as_array().cloned().unwrap_or_default();
        let place =
            |one: &Value| format!("{} {} {}", one["section"], one["paragraph"], one["exhibit"]);
        all.iter()
            .map(place)
            .collect::<Vec<_>>()
            .join(", ")
            .replace('"', "")
    };
    let before = "recommendations 1 XBB-1, votes 1 XAA-1, votes 2 XAA-1";
    assert_eq!(places().await, before);
    let refused = it
        .try_act(&it.members[0], "skip_interim_review", json!({}))
        .await;
    assert!(refused.json.to_string().contains("sections.votes"));
    refused.refused(Refusal::RulingClassUnchecked);
    let checked = json!({ "class_checked": true });
    it.act(&it.members[0], "skip_interim_review", checked).await;
    for member in &it.members {
        it.act(member, "final_vote", json!({ "confirm": true }))
            .await;
    }
    it.act(&it.members[2], "give_opinion", opinion).await;
    let seen = places().await;
    assert_eq!(seen, "recommendations 1 XBB-1, opinions 2 XAA-1", "{seen}");
    world.ends().await;
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
        if form.is_empty() {
            // What the panel decided comes first, then what one member says of it.
            let at = |id: &str| page.find(&format!("<h2 id=\"{id}")).expect(id);
            let order = [at("recommendations"), at("votes"), at("opinions")];
            assert!(order.is_sorted() && order[2] < at("scores"), "{order:?}");
        }
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
