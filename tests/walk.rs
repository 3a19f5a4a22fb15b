//! The whole proceeding, from the request to the published ruling and compliance: at every station
//! the act is offered to whoever owes it, waits among their work, and is gone from it when done.

use domain::Word;
use domain::case::{Act, MACHINE, State};
use harness::{Actor, Proceeding, World};
use serde_json::{Value, json};

/// The acts on this case that wait for someone.
async fn waiting(it: &Proceeding, who: &Actor) -> Vec<String> {
    let work = who.get("/work").await.ok();
    let mine = work["items"]
        .as_array()
        .cloned()
        .unwrap_or_default()
        .into_iter()
        .filter(|one| one["case_id"] == it.case.to_string());
    mine.filter_map(|one| {
        one["act"]
            .as_str()
            .map(|act| act.trim_start_matches("case.").to_owned())
    })
    .collect()
}

fn offered(seen: &Value, act: &str) -> bool {
    seen["can"]
        .as_array()
        .is_some_and(|can| can.iter().any(|one| one == act))
}

/// Someone does what is offered to them and waits for them; then it waits no more.
async fn does(it: &Proceeding, who: &Actor, act: &str, body: Value) -> Value {
    let seen = it.seen_by(who).await;
    assert!(
        offered(&seen, act),
        "{act} is not offered to {}: {}",
        who.name,
        seen["can"]
    );
    let waits = waiting(it, who).await;
    assert!(
        waits.iter().any(|one| one == act),
        "{act} does not wait for {}: {waits:?}",
        who.name
    );
    let done = it.act(who, act, body).await;
    let waits = waiting(it, who).await;
    assert!(
        !waits.iter().any(|one| one == act),
        "{act} still waits for {}",
        who.name
    );
    done
}

async fn pleads(it: &Proceeding, who: &Actor) {
    assert!(
        offered(&it.seen_by(who).await, "file_submission"),
        "{}",
        who.name
    );
    assert!(
        waiting(it, who)
            .await
            .iter()
            .any(|one| one == "file_submission"),
        "{}",
        who.name
    );
    it.plead(who).await;
    assert!(
        !waiting(it, who)
            .await
            .iter()
            .any(|one| one == "file_submission"),
        "{}",
        who.name
    );
}

async fn to_the_panel(world: &World) -> Proceeding {
    let it = Proceeding::drafted(world).await;
    let nothing = json!({});
    does(&it, &it.applicant, "submit", json!({ "documents": [] })).await;
    let defect = json!({ "defects": [{ "field": "facts", "reason": "Say on which day each licence was refused." }] });
    it.act(&it.registrar, "find_deficient", defect).await;
    it.rewrite("The licence was refused on 3 November 2025.")
        .await;
    does(&it, &it.applicant, "cure", nothing.clone()).await;
    does(&it, &it.registrar, "register", nothing.clone()).await;
    does(&it, &it.applicant, "open_consultations", nothing.clone()).await;
    world.days_pass(70).await;
    does(
        &it,
        &it.applicant,
        "request_panel",
        json!({ "statement": "A panel is requested.", "documents": [] }),
    )
    .await;
    does(
        &it,
        &it.president,
        "propose_composition",
        json!({ "size": 3, "note": "One claim." }),
    )
    .await;
    does(
        &it,
        &it.applicant,
        "comment_on_composition",
        json!({ "comment": "Agreed." }),
    )
    .await;
    does(
        &it,
        &it.respondent,
        "comment_on_composition",
        json!({ "comment": "Agreed." }),
    )
    .await;
    does(&it, &it.president, "fix_size", nothing.clone()).await;
    for (seat, member) in (1..).zip(&it.members) {
        assert!(
            waiting(&it, &it.registrar)
                .await
                .iter()
                .any(|one| one == "nominate")
        );
        it.act(
            &it.registrar,
            "nominate",
            json!({ "seat": seat, "person": member.id }),
        )
        .await;
        does(
            &it,
            member,
            "accept_seat",
            json!({ "level": "none", "statement": "Nothing to disclose." }),
        )
        .await;
    }
    does(&it, &it.registrar, "constitute", nothing.clone()).await;
    does(
        &it,
        &it.members[0],
        "procedural_order",
        json!({ "profile": "P4", "conference": "held" }),
    )
    .await;
    it
}

async fn to_the_decision(it: &Proceeding) {
    for who in [&it.applicant, &it.respondent] {
        let document = uuid::Uuid::now_v7();
        who.upload(
            it.case,
            document,
            "Exhibit",
            harness::proceeding::pdf(&who.name),
        )
        .await
        .ok();
        let path = format!("/cases/{}/exhibits/{}", it.case, uuid::Uuid::now_v7());
        who.put(
            &path,
            &json!({ "title": "Exhibit", "documents": [document] }),
        )
        .await
        .ok();
    }
    for who in [&it.applicant, &it.respondent, &it.applicant, &it.respondent] {
        pleads(it, who).await;
    }
    does(it, &it.applicant, "agree_no_hearing", json!({})).await;
    does(it, &it.respondent, "agree_no_hearing", json!({})).await;
    does(it, &it.members[0], "waive_hearing", json!({})).await;
    does(it, &it.members[0], "open_deliberation", json!({})).await;
    while let Some(step) = it.open_step(&it.members[0]).await {
        let fails = step.name == "necessity";
        for member in &it.members {
            assert!(
                waiting(it, member).await.contains(&"score".to_owned()),
                "{} at {}",
                member.name,
                step.name
            );
            it.score(member, &step, if fails { "1" } else { "4" })
                .await
                .ok();
            assert!(
                !waiting(it, member).await.contains(&"score".to_owned()),
                "{} at {}",
                member.name,
                step.name
            );
        }
        for member in &it.members {
            assert!(
                waiting(it, member).await.contains(&"vote_step".to_owned()),
                "{} at {}",
                member.name,
                step.name
            );
        }
        it.all_vote(&step, !fails).await;
        for member in &it.members {
            assert!(
                !waiting(it, member).await.contains(&"vote_step".to_owned()),
                "{} at {}",
                member.name,
                step.name
            );
        }
    }
}

async fn to_the_end(world: &World, it: &Proceeding) {
    let chair = &it.members[0];
    does(it, chair, "scoring_complete", json!({})).await;
    assert!(
        waiting(it, chair)
            .await
            .contains(&"skip_interim_review".to_owned())
    );
    it.write_ruling(
        &it.members[1],
        json!([{ "claim_no": 1, "text": "withdraw the licensing duty", "weight": 2 }]),
    )
    .await;
    does(
        it,
        chair,
        "skip_interim_review",
        json!({ "class_checked": true }),
    )
    .await;
    for member in &it.members {
        assert!(
            waiting(it, member).await.contains(&"vote".to_owned()),
            "{}",
            member.name
        );
        it.act(member, "final_vote", json!({ "confirm": true }))
            .await;
        assert!(
            !waiting(it, member).await.contains(&"vote".to_owned()),
            "{}",
            member.name
        );
    }
    does(it, chair, "sign", json!({})).await;
    does(it, &it.registrar, "issue", json!({})).await;
    does(it, &it.registrar, "open_redaction", json!({})).await;
    does(it, &it.applicant, "nothing_to_redact", json!({})).await;
    does(it, &it.respondent, "nothing_to_redact", json!({})).await;
    does(it, &it.registrar, "publish", json!({})).await;
    assert_eq!(
        it.seen_by(&it.respondent).await["state"],
        "compliance_period"
    );
    world.days_pass(5).await;
    does(it, &it.applicant, "accept_compliance", json!({})).await;
    assert_eq!(it.seen_by(&it.respondent).await["state"], "closed");
}

#[actix_web::test]
async fn a_dispute_goes_from_request_to_compliance_and_each_act_waits_for_whoever_owes_it() {
    let world = World::new().await;
    let it = to_the_panel(&world).await;
    to_the_decision(&it).await;
    to_the_end(&world, &it).await;
    for who in [
        &it.registrar,
        &it.president,
        &it.applicant,
        &it.respondent,
        &it.members[0],
        &it.members[1],
        &it.members[2],
    ] {
        assert_eq!(
            waiting(&it, who).await,
            [""; 0],
            "{} still owes something in a closed case",
            who.name
        );
        // What is public can be taken back or translated at any time, the parties may ask about it, and
        // nobody owes that.
        let still = if who.name == it.president.name {
            json!(["withdraw_ruling"])
        } else if who.name == it.registrar.name {
            json!(["translate_ruling", "publish_translation", "assign_symbol"])
        } else if [&it.applicant.name, &it.respondent.name].contains(&&who.name) {
            json!(["request_interpretation", "request_revision"])
        } else {
            json!([])
        };
        assert_eq!(
            it.seen_by(who).await["can"],
            still,
            "what {} may still do in a closed case",
            who.name
        );
    }
    follows_the_machine(&it).await;
    letters_went_out(&world).await;
    world.ends().await;
}

/// The docket as the parties read it: every entry is a legal step, and none is of the panel's room.
async fn follows_the_machine(it: &Proceeding) {
    let docket = it
        .applicant
        .get(&format!("/cases/{}/docket", it.case))
        .await
        .ok();
    let entries = docket["items"].as_array().cloned().unwrap_or_default();
    let mut state = State::Draft;
    for (at, entry) in (1..).zip(&entries) {
        assert_eq!(entry["no"], json!(at));
        let act = entry["act"].as_str().and_then(Act::parse).expect("an act");
        let after = entry["state_after"]
            .as_str()
            .and_then(State::parse)
            .expect("a state");
        assert!(act.docketed(), "{act} is not for the docket");
        // Acts that are not docketed lie between drafting and issue.
        let hidden =
            state == State::Deliberation || state == State::Drafting || state == State::FinalVote;
        let legal = MACHINE
            .iter()
            .any(|step| step.act == act && step.to == after && (step.from == state || hidden));
        assert!(legal, "{act} led from {state} to {after}");
        state = after;
    }
    assert_eq!(state, State::Closed);
    assert!(entries.len() > 30);
}

async fn letters_went_out(world: &World) {
    world.post_round().await;
    let letters = std::fs::read_dir(world.state.join("letters"))
        .expect("letters")
        .flatten()
        .count();
    assert!(letters > 30, "only {letters} letters went out");
}
