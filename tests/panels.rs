//! From the composition note to the seated panel.

use domain::refusal::Refusal;
use harness::{Actor, Proceeding, World};
use serde_json::{Value, json};

async fn nominate(it: &Proceeding, seat: i64, who: &Actor) {
    it.act(
        &it.registrar,
        "nominate",
        json!({ "seat": seat, "person": who.id }),
    )
    .await;
}

async fn accept(it: &Proceeding, who: &Actor) {
    it.act(
        who,
        "accept_seat",
        json!({ "level": "none", "statement": "Nothing to disclose." }),
    )
    .await;
}

async fn panel(it: &Proceeding, who: &Actor) -> Value {
    who.get(&format!("/cases/{}/panel", it.case)).await.ok()
}

async fn expert(world: &World, name: &str, discipline: &str, nationality: &str) -> Actor {
    world
        .person_of(
            name,
            json!({ "role": "panelist", "discipline": discipline }),
            &[nationality],
        )
        .await
}

#[actix_web::test]
async fn the_size_is_fixed_when_both_parties_were_heard_or_their_time_has_run() {
    let world = World::new().await;
    let it = Proceeding::panel_requested(&world).await;
    it.try_act(&it.president, "fix_size", json!({}))
        .await
        .refused(Refusal::CaseCompositionNotProposed);
    let note = json!({ "size": 3, "note": "One claim." });
    it.try_act(&it.registrar, "propose_composition", note.clone())
        .await
        .is(403, "forbidden");
    it.act(&it.president, "propose_composition", note).await;
    it.act(
        &it.applicant,
        "comment_on_composition",
        json!({ "comment": "Agreed." }),
    )
    .await;
    it.try_act(&it.president, "fix_size", json!({}))
        .await
        .refused(Refusal::CasePartiesNotHeard);
    world.days_pass(30).await;
    it.try_act(
        &it.respondent,
        "comment_on_composition",
        json!({ "comment": "Late." }),
    )
    .await
    .refused(Refusal::CaseTooLate);
    it.act(&it.president, "fix_size", json!({})).await;
    let seats = panel(&it, &it.applicant).await["seats"].clone();
    let seen: Vec<_> = seats
        .as_array()
        .unwrap()
        .iter()
        .map(|seat| {
            (
                seat["discipline"].as_str().unwrap().to_owned(),
                seat["presiding"] == true,
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("legal".to_owned(), true),
            ("security".to_owned(), false),
            ("technology".to_owned(), false)
        ]
    );
    world.ends().await;
}

#[actix_web::test]
async fn a_seat_goes_to_its_discipline_and_to_one_candidate_at_a_time() {
    let world = World::new().await;
    let it = Proceeding::composing(&world).await;
    let [legal, security, technology] = &it.members;
    let name = async |seat: i64, person: &Actor| {
        it.try_act(
            &it.registrar,
            "nominate",
            json!({ "seat": seat, "person": person.id }),
        )
        .await
    };
    name(2, technology).await.is(422, "content.invalid");
    name(2, &it.applicant).await.is(422, "content.invalid");
    name(9, legal).await.is(422, "content.invalid");
    name(1, legal).await.ok();
    name(1, legal).await.refused(Refusal::PanelSeatTaken);
    // A candidate answers alone and once; nobody answers for someone else.
    it.try_act(
        security,
        "accept_seat",
        json!({ "level": "none", "statement": "" }),
    )
    .await
    .is(404, "not_found");
    it.try_act(
        &it.registrar,
        "accept_seat",
        json!({ "level": "none", "statement": "" }),
    )
    .await
    .is(403, "forbidden");
    accept(&it, legal).await;
    it.try_act(
        legal,
        "accept_seat",
        json!({ "level": "none", "statement": "" }),
    )
    .await
    .refused(Refusal::PanelAlreadyAnswered);
    it.try_act(&it.registrar, "constitute", json!({}))
        .await
        .refused(Refusal::PanelSeatsOpen);
    world.ends().await;
}

#[actix_web::test]
async fn a_national_of_a_party_is_not_seated() {
    let world = World::new().await;
    let it = Proceeding::composing(&world).await;
    let national = expert(&world, "National", "security", "XBB").await;
    for (seat, who) in [(1, &it.members[0]), (2, &national), (3, &it.members[2])] {
        nominate(&it, seat, who).await;
        accept(&it, who).await;
    }
    let reply = it.try_act(&it.registrar, "constitute", json!({})).await;
    let why = reply.json["fields"][0]["why"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    assert!(
        why.contains("National") && why.contains("Belmora"),
        "{}",
        reply.json
    );
    reply.refused(Refusal::PanelNationality);
    let faults = panel(&it, &it.registrar).await["faults"].clone();
    assert_eq!(
        (faults.as_array().map(Vec::len), faults[0]["rule"].as_str()),
        (Some(1), Some("G-NAT"))
    );
    assert_eq!(
        panel(&it, &it.applicant).await["faults"],
        json!([]),
        "what is wrong is for the registry to mend"
    );
    // The national gives the seat back, and another one takes it.
    it.act(
        &national,
        "decline_seat",
        json!({ "reasons": "A national of a party." }),
    )
    .await;
    national
        .get(&format!("/cases/{}", it.case))
        .await
        .is(404, "not_found");
    nominate(&it, 2, &it.members[1]).await;
    accept(&it, &it.members[1]).await;
    it.act(&it.registrar, "constitute", json!({})).await;
    assert_eq!(it.seen_by(&it.members[1]).await["state"], "constituted");
    world.ends().await;
}

#[actix_web::test]
async fn nobody_judges_a_case_in_which_they_act_for_a_party() {
    let world = World::new().await;
    let it = Proceeding::composing(&world).await;
    let roles = |state: &str| json!({ "roles": [{ "role": "panelist", "discipline": "security" }, { "role": "counsel", "state": state }] });
    let give = async |who: &Actor, version: i64, state: &str| {
        let path = format!("/people/{}/roles", who.id);
        let roles = roles(state);
        world.administrator.put_seen(&path, version, &roles).await
    };
    // Counsel of the applicant is not nominated; counsel of a stranger to the case may be.
    let counsel = expert(&world, "Counsel", "security", "KOR").await;
    give(&counsel, 1, "XAA").await.ok();
    let seat = json!({ "seat": 2, "person": counsel.id });
    let reply = it.try_act(&it.registrar, "nominate", seat.clone()).await;
    assert_eq!(
        (reply.status, &reply.json["fields"][0]["path"]),
        (422, &json!("person")),
        "{}",
        reply.json
    );
    give(&counsel, 2, "XCC").await.ok();
    it.act(&it.registrar, "nominate", seat).await;
    // Who is asked to sit, or sits, does not come to act for a party either.
    let reply = give(&counsel, 3, "XBB").await;
    assert_eq!(
        (reply.status, &reply.json["fields"][0]["path"]),
        (422, &json!("roles.1.state")),
        "{}",
        reply.json
    );
    it.act(&counsel, "decline_seat", json!({ "reasons": "" }))
        .await;
    give(&counsel, 3, "XBB").await.ok();
    world.ends().await;
}

#[actix_web::test]
async fn what_the_parties_say_may_change_the_size() {
    let world = World::new().await;
    let it = Proceeding::panel_requested(&world).await;
    let note = json!({ "size": 3, "note": "One claim." });
    it.act(&it.president, "propose_composition", note).await;
    let comment = json!({ "comment": "The question is systemic.", "developing_member": true });
    for party in [&it.applicant, &it.respondent] {
        it.act(party, "comment_on_composition", comment.clone())
            .await;
    }
    let fix = async |body: Value| it.try_act(&it.president, "fix_size", body).await;
    fix(json!({ "size": 4, "reasons": "Between." }))
        .await
        .is(422, "content.invalid");
    let reply = fix(json!({ "size": 5, "fifth": "security" })).await;
    assert_eq!(
        reply.json["fields"][0]["path"],
        json!("reasons"),
        "{}",
        reply.json
    );
    fix(json!({ "size": 5, "fifth": "security", "reasons": "Both parties ask for five." }))
        .await
        .ok();
    let fixed = panel(&it, &it.applicant).await;
    let security = fixed["seats"].as_array().unwrap().iter();
    let security = security.filter(|seat| seat["discipline"] == "security");
    assert_eq!(
        (fixed["size"].as_i64(), security.count()),
        (Some(5), 2),
        "{fixed}"
    );
    world.ends().await;
}

#[actix_web::test]
async fn a_panel_of_one_nationality_or_region_is_not_seated() {
    let world = World::new().await;
    let it = Proceeding::composing(&world).await;
    // Chile and Peru: two nationalities, one regional group.
    let (one, two, three) = (
        expert(&world, "Legal Chilean", "legal", "CHL").await,
        expert(&world, "Security Peruvian", "security", "PER").await,
        expert(&world, "Technology Chilean", "technology", "CHL").await,
    );
    for (seat, who) in [(1, &one), (2, &two), (3, &three)] {
        nominate(&it, seat, who).await;
        accept(&it, who).await;
    }
    it.try_act(&it.registrar, "constitute", json!({}))
        .await
        .refused(Refusal::PanelDiversity);
    let faults = panel(&it, &it.president).await["faults"].clone();
    assert_eq!(faults.as_array().map(Vec::len), Some(2), "{faults}");
    world.ends().await;
}

#[actix_web::test]
async fn an_interest_on_the_red_list_frees_the_seat() {
    let world = World::new().await;
    let it = Proceeding::composing(&world).await;
    let [legal, security, _] = &it.members;
    nominate(&it, 2, security).await;
    it.try_act(
        security,
        "accept_seat",
        json!({ "level": "orange", "statement": " " }),
    )
    .await
    .is(422, "content.invalid");
    it.act(
        security,
        "accept_seat",
        json!({ "level": "red", "statement": "Advises the applicant." }),
    )
    .await;
    let seats = panel(&it, &it.registrar).await["seats"].clone();
    assert_eq!(
        (seats[1]["status"].as_str(), &seats[1]["member"]),
        (Some("open"), &Value::Null)
    );
    // Silence is an answer, too.
    nominate(&it, 1, legal).await;
    world.days_pass(20).await;
    let seats = panel(&it, &it.registrar).await["seats"].clone();
    assert_eq!(seats[0]["status"], "open");
    legal
        .get(&format!("/cases/{}", it.case))
        .await
        .is(404, "not_found");
    world.ends().await;
}

#[actix_web::test]
async fn only_the_presiding_member_makes_the_procedural_order() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let seen = it.seen_by(&it.members[0]).await;
    assert_eq!(
        (seen["state"].as_str(), seen["i_preside"].as_bool()),
        (Some("written_phase"), Some(true))
    );
    let order = json!({ "profile": "P1", "conference": "held" });
    it.try_act(&it.members[1], "procedural_order", order.clone())
        .await
        .is(403, "forbidden");
    it.try_act(&it.members[0], "procedural_order", order)
        .await
        .refused(Refusal::CaseOutOfOrder);
    world.ends().await;
}
