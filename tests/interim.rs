//! The interim review: the parties read the draft before the final vote (T-30 to T-33).

use domain::refusal::Refusal;
use harness::{Proceeding, World};
use serde_json::{Value, json};

fn checked() -> Value {
    json!({ "class_checked": true })
}

async fn ruling(it: &Proceeding) -> Value {
    let path = format!("/cases/{}/ruling", it.case);
    it.members[0].get(&path).await.ok()
}

async fn rounds(it: &Proceeding, who: &harness::Actor) -> Vec<Value> {
    let path = format!("/cases/{}/interim_review", it.case);
    let view = who.get(&path).await.ok();
    view["rounds"].as_array().cloned().unwrap_or_default()
}

/// The draft is with the parties.
async fn sent(world: &World) -> Proceeding {
    let it = Proceeding::drafting(world, None).await;
    it.write_ruling(&it.members[1], json!([])).await;
    it.try_act(&it.members[0], "skip_interim_review", checked())
        .await
        .refused(Refusal::CaseInterimReviewDue);
    it.try_act(&it.members[0], "send_draft", json!({}))
        .await
        .refused(Refusal::RulingClassUnchecked);
    it.act(&it.members[0], "send_draft", checked()).await;
    it
}

async fn claim_id(it: &Proceeding) -> String {
    let review = it.review(&it.members[0]).await;
    review["claims"][0]["id"].as_str().unwrap().to_owned()
}

/// The final roll call, in which all but the presiding member change their vote on necessity.
async fn flip(it: &Proceeding) {
    let claim = claim_id(it).await;
    it.act(&it.members[0], "final_vote", json!({ "confirm": true }))
        .await;
    let against = json!({ "votes": { claim: { "T2": { "vote": "no" } } } });
    for member in &it.members[1..] {
        it.act(member, "final_vote", against.clone()).await;
    }
    it.act(&it.members[0], "reopen_on_flip", json!({})).await;
    it.decide(Some("necessity")).await;
    it.act(&it.members[0], "scoring_complete", json!({})).await;
    let remedy = json!([{ "claim_no": 1, "text": "withdraw the licensing duty", "weight": 2 }]);
    let path = format!("/cases/{}/ruling", it.case);
    let draft = ruling(it).await;
    let mut sections = Vec::new();
    for section in draft["sections"].as_array().unwrap() {
        if section["from_findings"] == false {
            sections.push(
                json!({ "section": section["section"], "paragraphs": section["paragraphs"] }),
            );
        }
    }
    let text = json!({ "sections": sections, "remedies": remedy });
    let seen = draft["version"].as_i64().unwrap();
    it.members[1].put_seen(&path, seen, &text).await.ok();
}

async fn answer(it: &Proceeding, text: &str) {
    let path = format!("/cases/{}/ruling", it.case);
    let draft = ruling(it).await;
    let seen = draft["version"].as_i64().unwrap();
    let remedies = draft["remedies"].as_array().unwrap().iter();
    let remedies: Vec<_> = remedies
        .map(|one| json!({ "claim_no": one["claim_no"], "text": one["text"], "weight": one["weight"] }))
        .collect();
    let mut sections: Vec<_> = draft["sections"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["from_findings"] == false && one["section"] != "interim_review")
        .map(|one| json!({ "section": one["section"], "paragraphs": one["paragraphs"] }))
        .collect();
    sections.push(json!({ "section": "interim_review", "paragraphs": [text] }));
    let body = json!({ "sections": sections, "remedies": remedies });
    it.members[1].put_seen(&path, seen, &body).await.ok();
}

#[actix_web::test]
async fn what_is_held_is_held_in_the_draft_that_the_parties_have() {
    let world = World::with_interim_review().await;
    let it = Proceeding::drafting(&world, Some("necessity")).await;
    let secret = "withdraw the licensing duty";
    let remedies = json!([{ "claim_no": 1, "text": secret, "weight": 2 }]);
    it.write_ruling(&it.members[1], remedies).await;
    let note = json!({ "reason": "The Security Council is seized of the matter." });
    let hold = async || {
        it.act(&it.president, "hold_recommendations", note.clone())
            .await
    };
    let told = async |who: &harness::Actor| {
        let round = rounds(&it, who).await.remove(0);
        round.to_string().contains(secret)
    };
    hold().await;
    it.act(&it.members[0], "send_draft", checked()).await;
    let outside = [&it.applicant, &it.respondent, &it.registrar];
    for who in outside {
        assert!(!told(who).await, "sent while it is held: {}", who.name);
    }
    assert!(told(&it.members[2]).await, "the panel has its text");
    it.act(&it.president, "release_hold", note.clone()).await;
    for who in outside {
        assert!(told(who).await, "released: {}", who.name);
    }
    hold().await;
    for who in outside {
        assert!(!told(who).await, "held after it was sent: {}", who.name);
    }
    world.ends().await;
}

#[actix_web::test]
async fn the_draft_is_for_the_parties_the_panel_and_the_registry_alone() {
    let world = World::with_interim_review().await;
    let it = sent(&world).await;
    let path = format!("/cases/{}/interim_review", it.case);
    for reader in [&it.applicant, &it.respondent, &it.registrar, &it.members[2]] {
        let round = rounds(&it, reader).await.remove(0);
        let text = round.to_string();
        assert!(
            text.contains("Findings") && !text.contains("\"counts\""),
            "{text}"
        );
    }
    let other = json!({ "role": "agent", "state": "USA" });
    let stranger = world.person("An agent of another state", other).await;
    stranger.get(&path).await.is(404, "not_found");
    it.applicant
        .nobody()
        .get(&path)
        .await
        .is(401, "session.none");
    world
        .neighbour()
        .await
        .get(&path)
        .await
        .is(404, "not_found");
    assert_eq!(it.seen_by(&it.applicant).await["state"], "interim_review");
    // What the panel still writes is its own.
    it.applicant
        .get(&format!("/cases/{}/ruling", it.case))
        .await
        .is(404, "not_found");
    world.ends().await;
}

#[actix_web::test]
async fn a_draft_on_which_nobody_comments_becomes_final_when_the_time_has_run() {
    let world = World::with_interim_review().await;
    let it = sent(&world).await;
    it.try_act(&it.members[0], "comments_considered", checked())
        .await
        .refused(Refusal::CaseInterimReviewRunning);
    world.days_pass(23).await;
    assert_eq!(it.seen_by(&it.members[0]).await["state"], "final_vote");
    // That the panel votes is nobody else's business.
    assert_eq!(it.seen_by(&it.applicant).await["state"], "drafting");
    it.try_act(
        &it.applicant,
        "comment_on_draft",
        json!({ "text": "Too late." }),
    )
    .await
    .refused(Refusal::CaseOutOfOrder);
    for member in &it.members {
        it.act(member, "final_vote", json!({ "confirm": true }))
            .await;
    }
    it.act(&it.members[0], "sign", json!({})).await;
    let issued = it.act(&it.registrar, "issue", json!({})).await;
    assert_eq!(issued["state"], "issued");
    let text = ruling(&it).await.to_string();
    assert!(text.contains("Neither party has commented."), "{text}");
    world.ends().await;
}

#[actix_web::test]
async fn comments_are_answered_in_the_ruling_before_it_goes_on() {
    let world = World::with_interim_review().await;
    let it = sent(&world).await;
    it.try_act(&it.respondent, "reply_on_draft", json!({ "text": "No." }))
        .await
        .refused(Refusal::CaseNothingToReplyTo);
    let said = json!({ "text": "Paragraph 4 misstates our case.", "wants_meeting": true });
    it.act(&it.applicant, "comment_on_draft", said.clone())
        .await;
    it.try_act(&it.applicant, "comment_on_draft", said)
        .await
        .refused(Refusal::CaseAlreadyDone);
    it.act(
        &it.respondent,
        "reply_on_draft",
        json!({ "text": "It does not." }),
    )
    .await;
    it.act(
        &it.respondent,
        "comment_on_draft",
        json!({ "text": "The date in paragraph 2 is wrong." }),
    )
    .await;
    it.try_act(&it.members[0], "comments_considered", checked())
        .await
        .refused(Refusal::CaseInterimReviewRunning);
    world.days_pass(15).await;
    // The applicant let its time to reply run.
    it.try_act(
        &it.applicant,
        "reply_on_draft",
        json!({ "text": "It is right." }),
    )
    .await
    .refused(Refusal::CaseNothingToReplyTo);
    it.try_act(&it.members[0], "comments_considered", checked())
        .await
        .refused(Refusal::RulingCommentsUnanswered);
    answer(&it, "Paragraph 4 has been made clearer.").await;
    it.try_act(&it.members[0], "comments_considered", checked())
        .await
        .is(422, "content.invalid");
    let on = json!({ "class_checked": true, "meeting": "It was held on 18 May." });
    it.act(&it.members[0], "comments_considered", on).await;
    let text = ruling(&it).await.to_string();
    for part in [
        "commented on",
        "replied on",
        "Paragraph 4 has been made clearer.",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let first = &rounds(&it, &it.applicant).await[0];
    assert_eq!(first["comments"].as_array().map(Vec::len), Some(3));
    assert!(first["closed_at"].is_string());
    world.ends().await;
}

#[actix_web::test]
async fn both_parties_can_do_without_it() {
    let world = World::with_interim_review().await;
    let it = Proceeding::drafting(&world, None).await;
    it.write_ruling(&it.members[1], json!([])).await;
    it.act(&it.applicant, "waive_interim_review", json!({}))
        .await;
    it.try_act(&it.members[0], "skip_interim_review", checked())
        .await
        .refused(Refusal::CaseInterimReviewDue);
    it.act(&it.respondent, "waive_interim_review", json!({}))
        .await;
    it.act(&it.members[0], "skip_interim_review", checked())
        .await;
    let text = ruling(&it).await.to_string();
    assert!(text.contains("Both parties agreed to do without"), "{text}");
    world.ends().await;
}

/// PT-23 (b): comments make the panel flip a claim on a point that nobody argued. A second, limited
/// round of ten days comes before the vote; skipping it blocks T-34.
#[actix_web::test]
async fn pt_23_b_a_flip_on_a_point_that_nobody_argued_is_heard_before_the_vote() {
    let world = World::with_interim_review().await;
    let it = sent(&world).await;
    it.act(
        &it.applicant,
        "comment_on_draft",
        json!({ "text": "Look at the dates again." }),
    )
    .await;
    world.days_pass(23).await;
    answer(&it, "The panel has looked at the dates again.").await;
    it.act(&it.members[0], "comments_considered", checked())
        .await;
    flip(&it).await;
    let draft = ruling(&it).await;
    assert_eq!(draft["unheard"], json!([1]));
    // Skipping the round blocks the vote.
    it.try_act(&it.members[0], "skip_interim_review", checked())
        .await
        .refused(Refusal::CaseInterimReviewDue);
    it.try_act(&it.members[0], "final_vote", json!({ "confirm": true }))
        .await
        .refused(Refusal::CaseOutOfOrder);
    it.try_act(&it.members[0], "send_draft", checked())
        .await
        .is(422, "content.invalid");
    let again = json!({ "class_checked": true, "point": "Whether a quota would have done." });
    it.act(&it.members[0], "send_draft", again).await;
    let second = rounds(&it, &it.respondent).await.remove(1);
    assert_eq!(
        (&second["claims"], second["point"].as_str()),
        (&json!([1]), Some("Whether a quota would have done."))
    );
    it.act(
        &it.respondent,
        "comment_on_draft",
        json!({ "text": "A quota would not have done." }),
    )
    .await;
    it.try_act(&it.members[0], "comments_considered", checked())
        .await
        .refused(Refusal::CaseInterimReviewRunning);
    world.days_pass(14).await;
    it.act(&it.members[0], "comments_considered", checked())
        .await;
    assert_eq!(it.seen_by(&it.members[0]).await["state"], "final_vote");
    world.ends().await;
}

#[actix_web::test]
async fn a_point_that_is_named_beforehand_or_was_argued_needs_no_second_draft() {
    for named in [true, false] {
        let world = World::with_interim_review().await;
        let it = sent(&world).await;
        it.act(
            &it.applicant,
            "comment_on_draft",
            json!({ "text": "Look at quotas." }),
        )
        .await;
        world.days_pass(23).await;
        if named {
            let point = json!({ "claims": [1], "point": "Whether a quota would have done." });
            it.act(&it.members[0], "substantive_change", point).await;
            world.days_pass(14).await;
        }
        answer(&it, "The panel has looked at quotas.").await;
        it.act(&it.members[0], "comments_considered", checked())
            .await;
        flip(&it).await;
        let on = if named {
            checked()
        } else {
            it.try_act(&it.members[0], "skip_interim_review", checked())
                .await
                .refused(Refusal::CaseInterimReviewDue);
            json!({ "class_checked": true, "argued": { "1": "First submission, paragraph 12." } })
        };
        it.act(&it.members[0], "skip_interim_review", on).await;
        let text = ruling(&it).await.to_string();
        assert_eq!(
            text.contains("First submission, paragraph 12."),
            !named,
            "{text}"
        );
        world.ends().await;
    }
}
