//! Members score alone, see each other together, and vote step by step.

use domain::refusal::Refusal;
use harness::deliberation::{ballot, sheet};
use harness::{Actor, Proceeding, World};
use serde_json::{Value, json};

async fn step(it: &Proceeding, member: &Actor) -> harness::deliberation::OpenStep {
    it.open_step(member).await.expect("a step is open")
}

/// The first motion of the step that is open for a vote.
fn first_motion(step: &harness::deliberation::OpenStep) -> Value {
    step.view["motions"][0].clone()
}

#[actix_web::test]
async fn a_sheet_stays_sealed_until_the_last_one_is_in() {
    let world = World::new().await;
    let it = Proceeding::deliberating(&world).await;
    let [one, two, three] = &it.members;
    let open = step(&it, one).await;
    it.score(one, &open, "4").await.ok();
    it.score(two, &open, "3").await.ok();
    let third = step(&it, three).await;
    assert_eq!(
        (
            third.view["status"].as_str(),
            third.view["sheets_in"].as_i64()
        ),
        (Some("scoring"), Some(2))
    );
    assert_eq!(third.view["figures"], Value::Null);
    assert!(
        !it.review(three)
            .await
            .to_string()
            .contains("well enough to say so"),
        "nothing of what the others wrote is shown"
    );
    // Before the reveal nothing is voted or revised, and a sheet is handed in once.
    it.score(one, &open, "4")
        .await
        .refused(Refusal::ReviewAlreadySubmitted);
    let vote = ballot(&first_motion(&open), true);
    it.say(one, &open, "vote", &vote)
        .await
        .refused(Refusal::ReviewNotAllIn);
    it.score(three, &open, "4").await.ok();
    let shown = step(&it, one).await;
    assert_eq!(shown.view["status"], "revealed");
    let answers = shown.view["figures"]["propositions"][0]["rows"][0]["answers"]
        .as_array()
        .map(Vec::len);
    assert_eq!(answers, Some(3));
    world.ends().await;
}

#[actix_web::test]
async fn the_deliberation_is_the_members_alone() {
    let world = World::new().await;
    let it = Proceeding::deliberating(&world).await;
    let open = step(&it, &it.members[0]).await;
    let other = world
        .person(
            "Other Panelist",
            json!({ "role": "panelist", "discipline": "legal" }),
        )
        .await;
    for outsider in [
        &it.registrar,
        &it.president,
        &it.applicant,
        &it.respondent,
        &other,
        &world.administrator,
    ] {
        outsider
            .get(&format!("/cases/{}/review", it.case))
            .await
            .is(404, "not_found");
        outsider
            .post(&format!("{}/score", open.path), &sheet(&open, "4"))
            .await
            .is(404, "not_found");
        let vote = ballot(&first_motion(&open), true);
        outsider
            .post_seen(&format!("{}/vote", open.path), 0, &vote)
            .await
            .is(404, "not_found");
    }
    // Nor does the docket or anyone's work tell what happens behind the door.
    it.all_score(&open, "4").await;
    for outsider in [&it.registrar, &it.applicant] {
        let docket = outsider
            .get(&format!("/cases/{}/docket", it.case))
            .await
            .ok();
        let acts: Vec<_> = docket["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|entry| entry["act"].as_str().unwrap())
            .collect();
        assert!(
            acts.contains(&"open_deliberation")
                && !acts
                    .iter()
                    .any(|act| act.contains("score") || act.contains("vote")),
            "{acts:?}"
        );
        let seen = it.seen_by(outsider).await;
        assert!(
            seen["deadlines"]
                .as_array()
                .unwrap()
                .iter()
                .all(|one| one["owed_by"] != "each_member"),
            "{}",
            seen["deadlines"]
        );
    }
    world.ends().await;
}

#[actix_web::test]
async fn a_sheet_is_checked_row_by_row() {
    let world = World::new().await;
    let it = Proceeding::deliberating(&world).await;
    let member = &it.members[0];
    let open = step(&it, member).await;
    let whole = sheet(&open, "4");
    let key = open.view["rows"][0]["key"].as_str().unwrap();
    let with = |change: &dyn Fn(&mut Value)| {
        let mut sheet = whole.clone();
        change(&mut sheet["answers"]);
        sheet
    };
    let hand_in = async |sheet: Value| member.post(&format!("{}/score", open.path), &sheet).await;
    hand_in(with(&|all| all[key]["reasons"] = json!("Too short.")))
        .await
        .refused(Refusal::ReviewReasonsTooShort);
    hand_in(with(&|all| all[key]["answer"] = Value::Null))
        .await
        .refused(Refusal::ReviewAnswersMissing);
    hand_in(with(&|all| all["9.9"] = all[key].clone()))
        .await
        .refused(Refusal::ReviewUnknownCriterion);
    hand_in(with(&|all| all[key]["exhibits"] = json!(["XAA-99"])))
        .await
        .is(422, "content.invalid");
    hand_in(with(&|all| all[key]["answer"] = json!("5")))
        .await
        .is(422, "content.invalid");
    // What is being written is kept, for its author alone.
    let draft = json!({ "answers": { key: { "answer": "2", "reasons": "Only begun." } } });
    member
        .put(&format!("{}/draft", open.path), &draft)
        .await
        .ok();
    assert_eq!(
        step(&it, member).await.view["my_sheet"]["answers"][key]["answer"],
        "2"
    );
    assert!(
        !it.review(&it.members[1])
            .await
            .to_string()
            .contains("Only begun")
    );
    hand_in(whole).await.ok();
    world.ends().await;
}

#[actix_web::test]
async fn an_answer_changes_after_the_reveal_with_a_reason_and_both_versions_stay() {
    let world = World::new().await;
    let it = Proceeding::deliberating(&world).await;
    let member = &it.members[2];
    let open = step(&it, member).await;
    it.all_score(&open, "4").await;
    let key = open.view["rows"][0]["key"].as_str().unwrap();
    let answer = sheet(&open, "2")["answers"][key].clone();
    let revise = async |reason: &str| {
        let revision = json!({ "key": key, "answer": answer, "reason": reason });
        it.say(member, &open, "revise", &revision).await
    };
    revise("  ")
        .await
        .refused(Refusal::ReviewRevisionUnreasoned);
    revise("The second exhibit says otherwise.").await.ok();
    let shown = step(&it, &it.members[0]).await;
    let propositions = shown.view["figures"]["propositions"].as_array().unwrap();
    let rows: Vec<_> = propositions
        .iter()
        .flat_map(|one| one["rows"].as_array().unwrap())
        .collect();
    let row = rows.iter().find(|row| row["key"] == key).unwrap();
    let mine = row["answers"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["member"] == member.id.to_string())
        .unwrap();
    let versions: Vec<_> = mine["versions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["answer"].as_str().unwrap())
        .collect();
    assert_eq!(versions, ["4", "2"]);
    // A vote is cast on the answers as they were seen, and from the first one on they stand.
    let motion = first_motion(&shown);
    let before = shown.view["version"].as_i64().unwrap() - 1;
    let path = format!("{}/vote", shown.path);
    let other = &it.members[0];
    other
        .post_seen(&path, before, &ballot(&motion, true))
        .await
        .is(409, "stale");
    other
        .post_seen(&path, before + 1, &ballot(&motion, true))
        .await
        .ok();
    revise("Too late for that.")
        .await
        .refused(Refusal::ReviewVoting);
    assert_eq!(
        (row["median"].as_i64(), row["spread"].as_i64()),
        (Some(4), Some(2))
    );
    world.ends().await;
}

#[actix_web::test]
async fn a_step_opens_only_on_the_finding_below_it() {
    let world = World::new().await;
    let it = Proceeding::deliberating(&world).await;
    let member = &it.members[0];
    let first = step(&it, member).await;
    assert_eq!(first.name, "threshold");
    let next = first.path.replace("/threshold", "/good_faith");
    member
        .post(&format!("{next}/score"), &sheet(&first, "4"))
        .await
        .refused(Refusal::ReviewStepShut);
    it.all_score(&first, "4").await;
    member
        .post(&format!("{next}/score"), &sheet(&first, "4"))
        .await
        .refused(Refusal::ReviewStepShut);
    it.try_act(member, "scoring_complete", json!({}))
        .await
        .refused(Refusal::ReviewStepsOpen);
    it.all_vote(&first, true).await;
    assert_eq!(step(&it, member).await.name, "good_faith");
    member
        .post(&format!("{}/score", first.path), &sheet(&first, "4"))
        .await
        .refused(Refusal::ReviewStepFound);
    world.ends().await;
}

#[actix_web::test]
async fn a_vote_once_cast_stands_and_names_what_it_must() {
    let world = World::new().await;
    let it = Proceeding::deliberating(&world).await;
    let member = &it.members[0];
    let open = step(&it, member).await;
    it.all_score(&open, "4").await;
    let motion = first_motion(&step(&it, member).await);
    let vote = async |cast: &Value| it.say(member, &open, "vote", cast).await;
    let mut silent = ballot(&motion, true);
    silent["reasons"] = json!(" ");
    vote(&silent).await.refused(Refusal::CaseReasonsMissing);
    let mut unknown = ballot(&motion, true);
    unknown["motion"] = json!("T9");
    vote(&unknown).await.is(422, "content.invalid");
    vote(&ballot(&motion, true)).await.ok();
    vote(&ballot(&motion, false))
        .await
        .refused(Refusal::VoteAlreadyCast);
    // The others do not see it before the roll call is complete.
    assert_eq!(step(&it, &it.members[1]).await.view["ballots"], Value::Null);
    world.ends().await;
}

#[actix_web::test]
async fn a_claim_that_fails_stops_and_going_on_is_a_recorded_choice() {
    let world = World::new().await;
    let it = Proceeding::deliberating(&world).await;
    it.decide(Some("good_faith")).await;
    let review = it.review(&it.members[0]).await;
    let claim = &review["claims"][0];
    assert_eq!(
        claim["outcome"]
            .as_str()
            .map(|text| text.starts_with("NOT_JUSTIFIED")),
        Some(true),
        "{}",
        claim["outcome"]
    );
    let statuses: Vec<_> = claim["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["status"].as_str().unwrap())
        .collect();
    assert_eq!(statuses[..2], ["decided", "decided"]);
    assert!(
        statuses[2..]
            .iter()
            .all(|status| *status == "not_reached" || *status == "shut"),
        "{statuses:?}"
    );
    let failed = format!(
        "/cases/{}/review/{}/good_faith",
        it.case,
        claim["id"].as_str().unwrap()
    );
    let go_on = json!({ "reasons": "The parties pleaded necessity in full." });
    it.members[1]
        .post(&format!("{failed}/arguendo"), &go_on)
        .await
        .is(403, "forbidden");
    it.members[0]
        .post(&format!("{failed}/arguendo"), &json!({ "reasons": "" }))
        .await
        .refused(Refusal::ReviewArguendoUnreasoned);
    it.members[0]
        .post(&format!("{failed}/arguendo"), &go_on)
        .await
        .ok();
    let open = step(&it, &it.members[0]).await;
    assert_eq!(
        (open.name.as_str(), open.view["arguendo"].as_bool()),
        ("necessity", Some(true))
    );
    it.decide(None).await;
    // What is found arguendo does not save the claim.
    let review = it.review(&it.members[0]).await;
    assert_eq!(review["claims"][0]["outcome"], claim["outcome"]);
    assert_eq!(
        it.act(&it.members[0], "scoring_complete", json!({})).await["state"],
        "drafting"
    );
    world.ends().await;
}

#[actix_web::test]
async fn who_has_not_scored_in_time_is_named_to_the_president_and_to_nobody_else() {
    let world = World::new().await;
    let it = Proceeding::deliberating(&world).await;
    let [one, two, three] = &it.members;
    let open = step(&it, one).await;
    it.score(one, &open, "4").await.ok();
    let late = |view: &Value, of: &str| -> Vec<Value> {
        let all = view[of].as_array().unwrap().iter();
        all.filter(|one| one["rule"] == "DL-46").cloned().collect()
    };
    let case = it.seen_by(&it.president).await;
    assert_eq!(late(&case, "deadlines"), [] as [Value; 0], "its time runs");
    world.days_pass(60).await;
    let work = it.president.get("/work").await.ok();
    let rows = late(&work, "items");
    let names = |rows: &[Value]| {
        let mut all: Vec<_> = rows.iter().map(|one| one["missed_by"].clone()).collect();
        all.sort_by_key(Value::to_string);
        all
    };
    let mut members = vec![json!(two.name), json!(three.name)];
    if rows.len() == 3 {
        members.push(json!(one.name));
    }
    members.sort_by_key(Value::to_string);
    assert_eq!(names(&rows), members, "{rows:?}");
    let case = it.seen_by(&it.president).await;
    for row in &rows {
        assert_eq!(row["before_me"], true);
        assert_eq!(row["case_number"], case["number"]);
        assert_eq!(row["measure"], case["request"]["measure"]["title"]);
    }
    assert_eq!(names(&late(&case, "deadlines")), members);

    // A member's own is not before them; what the others owe is not told to them, nor to the parties.
    let own = late(&two.get("/work").await.ok(), "items");
    assert_eq!((own.len(), &own[0]["before_me"]), (1, &json!(false)));
    assert_eq!(late(&it.seen_by(two).await, "deadlines").len(), 1);
    for party in [&it.applicant, &it.respondent] {
        assert_eq!(late(&it.seen_by(party).await, "deadlines").len(), 0);
    }
    world.ends().await;
}
