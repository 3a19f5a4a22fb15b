//! A state's delegation: who speaks for it, from when to when, on which letter of credence.

use domain::refusal::Refusal;
use harness::actor::Reply;
use harness::proceeding::pdf;
use harness::world::PASSWORD;
use harness::{Actor, Proceeding, World};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::classes::{clear, exhibit, has};
use crate::credentials::recorded;
use crate::following::letters;

/// These worlds begin on 2 March 2026.
const TODAY: &str = "2026-03-02";

fn member(role: &str, email: &str, first: &str, last: Option<&str>) -> Value {
    json!({
        "role": role, "name": "Nova Voss", "email": email, "first_day": first, "last_day": last,
        "letter": {
            "signed_by": "Ines Calder", "signed_as": "Minister for Foreign Affairs", "signed_on": "2026-02-20",
            "reference": "MFA/2026/14", "digest": "ab".repeat(32),
        },
    })
}

async fn puts(who: &Actor, state: &str, id: Uuid, member: &Value) -> Reply {
    let path = format!("/delegations/{state}/accreditations/{id}");
    who.put(&path, member).await
}

async fn decides(who: &Actor, state: &str, id: Uuid, how: &str) -> Reply {
    let path = format!("/delegations/{state}/accreditations/{id}/{how}");
    who.post(&path, &json!({ "reason": "The letter is not signed." }))
        .await
}

/// Someone whom the agent puts forward and the registrar accepts, signed in with the link of their invitation.
async fn accredited(
    world: &World,
    it: &Proceeding,
    role: &str,
    days: (&str, Option<&str>),
) -> Actor {
    let (id, email) = (Uuid::now_v7(), format!("{role}.{}@test.example", days.0));
    let new = member(role, &email, days.0, days.1);
    puts(&it.applicant, "XAA", id, &new).await.ok();
    decides(&it.registrar, "XAA", id, "accept").await.ok();
    world.post_round().await;
    let all = letters(world, &email);
    let letter = all.iter().find(|one| one.contains("/desk/password#"));
    let (_, rest) = letter
        .expect("an invitation")
        .split_once("/desk/password#")
        .expect("a link");
    let link = rest.split_whitespace().next().expect("a secret");
    let mut person = Actor::new(&world.origin, &world.slug, &email, "Nova Voss");
    let wish = json!({ "link": link, "password": PASSWORD });
    person.post("/passwords/chosen", &wish).await.ok();
    person.sign_in().await;
    person
}

/// Today, at the seat of the body.
async fn today(it: &Proceeding) -> String {
    let shown = it.registrar.get("/delegations/XAA").await.ok();
    shown["today"].as_str().expect("a day").to_owned()
}

async fn roles(who: &Actor) -> Vec<String> {
    let me = who.get("/me").await.ok();
    let roles = me["person"]["roles"].as_array().expect("roles");
    roles
        .iter()
        .map(|one| one["role"].as_str().unwrap_or_default().to_owned())
        .collect()
}

async fn delegation(who: &Actor, state: &str) -> Vec<Value> {
    let shown = who.get(&format!("/delegations/{state}")).await.ok();
    shown["members"].as_array().expect("members").clone()
}

async fn sees(who: &Actor, it: &Proceeding) -> u16 {
    who.get(&format!("/cases/{}", it.case)).await.status
}

async fn submission(who: &Actor, it: &Proceeding) -> Reply {
    let document = Uuid::now_v7();
    who.upload(it.case, document, "First submission", pdf("one"))
        .await
        .ok();
    let path = format!("/cases/{}/submissions/{}", it.case, Uuid::now_v7());
    let body = json!({ "statement": "As follows.", "documents": [document] });
    who.put(&path, &body).await
}

fn has_letter(world: &World, address: &str, words: &str) -> bool {
    letters(world, address)
        .iter()
        .any(|one| one.replace("\r\n", " ").contains(words))
}

#[actix_web::test]
async fn a_role_is_held_from_its_first_day_to_its_last_and_neither_before_nor_after() {
    let world = World::new().await;
    let it = Proceeding::drafted(&world).await;
    let days = ("2026-03-10", Some("2026-03-12"));
    let counsel = accredited(&world, &it, "counsel", days).await;
    assert_eq!(sees(&counsel, &it).await, 404);
    // At the seat, in New York, the day begins at four in the morning, UTC.
    for (at, held) in [
        ("2026-03-10T03:59:59Z", false),
        ("2026-03-10T04:00:00Z", true),
        ("2026-03-13T03:59:59Z", true),
        ("2026-03-13T04:00:00Z", false),
    ] {
        world.clock_to(at).await;
        let expected: &[&str] = if held { &["counsel"] } else { &[] };
        assert_eq!(roles(&counsel).await, expected, "{at}");
        let status = if held { 200 } else { 404 };
        assert_eq!(sees(&counsel, &it).await, status, "{at}");
        let own = counsel.get("/delegations/XAA").await.status;
        assert_eq!(own, status, "{at}");
        let listed = counsel.get("/cases").await.json["items"]
            .as_array()
            .map_or(0, Vec::len);
        assert_eq!(listed, usize::from(held), "{at}");
    }
    let over = delegation(&it.applicant, "XAA").await;
    let over = over.iter().find(|one| one["role"] == "counsel").unwrap();
    assert_eq!(over["standing"], "over");
    assert_eq!(over["letter"]["reference"], "MFA/2026/14");
    world.ends().await;
}

#[actix_web::test]
async fn a_new_agent_takes_over_what_is_unfinished_and_the_former_one_is_out() {
    let world = World::new().await;
    let it = Proceeding::drafted(&world).await;
    let first = accredited(&world, &it, "agent", (TODAY, None)).await;
    // Whom the administrator had made agent is so no more: they handed over today.
    assert!(roles(&it.applicant).await.is_empty());
    assert_eq!(sees(&it.applicant, &it).await, 404);
    world.post_round().await;
    assert!(has_letter(
        &world,
        &it.applicant.email,
        "Someone else takes over this role"
    ));

    let second = Uuid::now_v7();
    let new = member("agent", "second@test.example", "2026-03-09", None);
    puts(&first, "XAA", second, &new).await.ok();
    decides(&it.registrar, "XAA", second, "accept").await.ok();
    world.post_round().await;
    assert!(has_letter(&world, &first.email, "8 Mar 2026"));
    assert!(has_letter(
        &world,
        "second@test.example",
        "has been accredited"
    ));
    let shown = delegation(&first, "XAA").await;
    let of = |standing: &str| {
        let mut all = shown.iter();
        all.find(|one| one["standing"] == standing).cloned()
    };
    assert_eq!(of("held").unwrap()["last_day"], "2026-03-08");
    assert_eq!(of("coming").unwrap()["first_day"], "2026-03-09");

    // The state thinks again, and the agent goes on as their letter says; and then once more.
    let path = format!("/delegations/XAA/accreditations/{second}");
    first.send("DELETE", &path, None, None).await.ok();
    let shown = delegation(&first, "XAA").await;
    let held = shown.iter().find(|one| one["standing"] == "held").unwrap();
    assert_eq!(held["last_day"], Value::Null);
    let third = Uuid::now_v7();
    let email = it.applicant.email.clone();
    let new = member("agent", &email, "2026-03-09", None);
    puts(&first, "XAA", third, &new).await.ok();
    decides(&it.registrar, "XAA", third, "accept").await.ok();
    decides(&it.registrar, "XAA", third, "accept")
        .await
        .refused(Refusal::DelegationDecided);

    world.clock_to("2026-03-09T03:59:59Z").await;
    assert_eq!(roles(&first).await, ["agent"]);
    assert!(roles(&it.applicant).await.is_empty());
    world.clock_to("2026-03-09T04:00:00Z").await;
    assert!(roles(&first).await.is_empty());
    assert_eq!(sees(&first, &it).await, 404);
    // The draft that another agent began is filed by the one who speaks now.
    it.act(&it.applicant, "submit", json!({ "documents": [] }))
        .await;
    world.ends().await;
}

#[actix_web::test]
async fn a_state_has_one_agent_at_a_time_however_many_are_accepted_at_once() {
    let world = World::new().await;
    let it = Proceeding::drafted(&world).await;
    let mut waiting = Vec::new();
    for n in 0..6 {
        let (id, email) = (Uuid::now_v7(), format!("agent.{n}@test.example"));
        let new = member("agent", &email, "2026-03-20", None);
        puts(&it.applicant, "XAA", id, &new).await.ok();
        waiting.push(id);
    }
    let running: Vec<_> = waiting
        .into_iter()
        .map(|id| {
            let registrar = it.registrar.clone();
            actix_web::rt::spawn(async move { decides(&registrar, "XAA", id, "accept").await })
        })
        .collect();
    let mut answers = Vec::new();
    for answer in running {
        let answer = answer.await.unwrap();
        if answer.status == 409 {
            assert_eq!(answer.json["code"], "delegation.held");
        }
        answers.push(answer.status);
    }
    answers.sort_unstable();
    assert_eq!(answers, [200, 409, 409, 409, 409, 409]);
    world.clock_to("2026-03-21T12:00:00Z").await;
    let shown = delegation(&it.registrar, "XAA").await;
    let speak = shown
        .iter()
        .filter(|one| one["role"] == "agent" && one["standing"] == "held");
    assert_eq!(speak.count(), 1);
    world.ends().await;
}

#[actix_web::test]
async fn other_states_know_nothing_and_the_registrar_alone_learns_what_stands_against_someone() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let today = today(&it).await;
    let id = Uuid::now_v7();
    let new = member("counsel", "nova@test.example", &today, None);
    for stranger in [&it.respondent, &it.president, &it.members[0]] {
        stranger.get("/delegations/XAA").await.is(404, "not_found");
        puts(stranger, "XAA", id, &new).await.is(404, "not_found");
        stranger.get("/delegations").await.is(404, "not_found");
    }
    puts(&it.applicant, "XAA", id, &new).await.ok();
    decides(&it.applicant, "XAA", id, "accept")
        .await
        .is(403, "forbidden");
    decides(&it.registrar, "XBB", id, "accept")
        .await
        .is(404, "not_found");
    let all = it.registrar.get("/delegations").await.ok();
    assert_eq!(all[0]["state"], "XAA");
    assert_eq!(
        (&all[0]["waiting"], &all[0]["spoken_for"]),
        (&json!(1), &json!(true))
    );

    // Whose address it is, the state is not told.
    let against = [
        (&it.respondent, Refusal::DelegationElsewhere),
        (&it.registrar, Refusal::PeopleRolesConflict),
        (&it.members[0], Refusal::DelegationJudges),
    ];
    for (other, refusal) in against {
        let id = Uuid::now_v7();
        let new = member("counsel", &other.email, &today, None);
        puts(&it.applicant, "XAA", id, &new).await.ok();
        decides(&it.registrar, "XAA", id, "accept")
            .await
            .refused(refusal);
        decides(&it.registrar, "XAA", id, "refuse").await.ok();
        decides(&it.registrar, "XAA", id, "accept")
            .await
            .refused(Refusal::DelegationDecided);
    }
    world.post_round().await;
    assert!(has_letter(
        &world,
        &it.applicant.email,
        "The letter is not signed."
    ));
    assert!(has_letter(
        &world,
        &it.registrar.email,
        "put someone forward"
    ));
    assert!(letters(&world, "nova@test.example").is_empty());
    assert!(!has_letter(&world, &it.respondent.email, "Nova Voss"));
    assert_eq!(recorded("delegation.put_forward", &world).await, 4);
    assert_eq!(recorded("delegation.refuse", &world).await, 3);
    world.ends().await;
}

#[actix_web::test]
async fn an_adviser_prepares_and_a_deputy_counsel_and_agent_file() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let today = today(&it).await;
    let adviser = accredited(&world, &it, "adviser", (&today, None)).await;
    let deputy = accredited(&world, &it, "deputy_agent", (&today, None)).await;
    let record = format!("/cases/{}/documents", it.case);
    adviser.get(&record).await.ok();
    submission(&adviser, &it).await.is(403, "forbidden");
    let none = it.seen_by(&adviser).await;
    assert!(!none["can"].to_string().contains("file_"), "{none}");
    submission(&deputy, &it).await.ok();

    // The deputy chooses the team as the agent does, and an adviser does not.
    let id = Uuid::now_v7();
    let new = member("counsel", "counsel@test.example", &today, None);
    puts(&adviser, "XAA", id, &new).await.is(403, "forbidden");
    puts(&deputy, "XAA", id, &new).await.ok();
    puts(&deputy, "XAA", id, &new).await.ok();
    let other = member("adviser", "counsel@test.example", &today, None);
    puts(&deputy, "XAA", id, &other)
        .await
        .is(422, "content.invalid");
    assert_eq!(
        delegation(&it.registrar, "XAA").await[0]["put_by"],
        "Nova Voss"
    );

    // An adviser writes the draft of a request, and whoever speaks for the state files it.
    let case = Uuid::now_v7();
    let request = harness::proceeding::request();
    adviser.put(&format!("/cases/{case}"), &request).await.ok();
    let path = format!("/cases/{case}/submit");
    adviser
        .post_seen(&path, 1, &json!({ "documents": [] }))
        .await
        .is(403, "forbidden");
    deputy
        .post_seen(&path, 1, &json!({ "documents": [] }))
        .await
        .ok();
    world.ends().await;
}

#[actix_web::test]
async fn whoever_is_ended_is_without_rights_at_once_and_an_agent_is_not_ended() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let today = today(&it).await;
    let adviser = accredited(&world, &it, "adviser", (&today, None)).await;
    let counsel = accredited(&world, &it, "counsel", (&today, None)).await;
    assert_eq!(sees(&adviser, &it).await, 200);
    let scopes =
        json!({ "name": "Data pull", "scopes": ["read"], "days": 90, "password": PASSWORD });
    let made = adviser.post("/me/clients", &scopes).await.ok();
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        made["client"]["id"].as_str().unwrap(),
        made["secret"].as_str().unwrap()
    );
    let (status, token) = crate::clients::asks(&adviser, form).await;
    assert_eq!(status, 200, "{token}");
    let mut program = adviser.clone();
    program.token = token["access_token"].as_str().map(str::to_owned);
    assert_eq!(sees(&program, &it).await, 200);

    let of = |who: &Actor| format!("/delegations/XAA/members/{}", who.id);
    counsel
        .send("DELETE", &of(&adviser), None, None)
        .await
        .is(403, "forbidden");
    it.respondent
        .send("DELETE", &of(&adviser), None, None)
        .await
        .is(404, "not_found");
    it.applicant
        .send("DELETE", &of(&adviser), None, None)
        .await
        .ok();
    assert_eq!(sees(&adviser, &it).await, 404);
    assert_eq!(sees(&program, &it).await, 404);
    assert!(roles(&adviser).await.is_empty());
    adviser.get("/delegations/XAA").await.is(404, "not_found");
    it.applicant
        .send("DELETE", &of(&adviser), None, None)
        .await
        .is(404, "not_found");

    counsel.send("DELETE", &of(&counsel), None, None).await.ok();
    assert_eq!(sees(&counsel, &it).await, 404);
    it.applicant
        .send("DELETE", &of(&it.applicant), None, None)
        .await
        .refused(Refusal::DelegationAgentStays);
    let deputy = accredited(&world, &it, "deputy_agent", (&today, None)).await;
    deputy
        .send("DELETE", &of(&it.applicant), None, None)
        .await
        .refused(Refusal::DelegationAgentStays);
    world.post_round().await;
    assert!(has_letter(&world, &adviser.email, "has ended this role"));
    assert!(has_letter(
        &world,
        &it.applicant.email,
        "This member has left"
    ));
    assert!(has_letter(
        &world,
        &it.registrar.email,
        "This member has left"
    ));
    assert_eq!(recorded("delegation.end", &world).await, 1);
    assert_eq!(recorded("delegation.resign", &world).await, 1);
    world.ends().await;
}

#[actix_web::test]
async fn the_registry_puts_the_first_agent_of_a_state_forward_and_nobody_else() {
    let world = World::new().await;
    let registrar = world
        .person("Registrar", json!({ "role": "registrar" }))
        .await;
    registrar.get("/delegations/ZZZ").await.is(404, "not_found");
    let counsel = member("counsel", "first@test.example", TODAY, None);
    puts(&registrar, "CHL", Uuid::now_v7(), &counsel)
        .await
        .is(422, "content.invalid");
    let mut wrong = member("agent", "not an address", "2026-03-01", Some("2026-02-01"));
    wrong["letter"]["signed_by"] = json!(" ");
    wrong["letter"]["signed_on"] = json!("2026-03-03");
    wrong["letter"]["digest"] = json!("abc");
    let said = puts(&registrar, "CHL", Uuid::now_v7(), &wrong).await;
    let mut paths: Vec<_> = said.json["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["path"].as_str().unwrap().to_owned())
        .collect();
    paths.sort();
    assert_eq!(
        paths,
        [
            "email",
            "first_day",
            "letter.digest",
            "letter.signed_by",
            "letter.signed_on"
        ]
    );

    let id = Uuid::now_v7();
    let agent = member("agent", "first@test.example", TODAY, Some("2026-04-30"));
    puts(&registrar, "CHL", id, &agent).await.ok();
    decides(&registrar, "CHL", id, "accept").await.ok();
    puts(&registrar, "CHL", Uuid::now_v7(), &agent)
        .await
        .refused(Refusal::DelegationSpokenFor);
    // The administrator gives nobody else the voice that the state has given.
    let other = json!({
        "name": "Someone Else", "email": "else@test.example", "nationalities": [],
        "roles": [{ "role": "agent", "state": "CHL" }],
    });
    world
        .administrator
        .put(&format!("/people/{}", Uuid::now_v7()), &other)
        .await
        .refused(Refusal::DelegationAccredited);
    let two = json!({
        "name": "Someone Else", "email": "else@test.example", "nationalities": [],
        "roles": [{ "role": "agent", "state": "XAA" }, { "role": "counsel", "state": "XBB" }],
    });
    world
        .administrator
        .put(&format!("/people/{}", Uuid::now_v7()), &two)
        .await
        .is(422, "content.invalid");

    // Changing what the administrator gave leaves what the state gave.
    let people = world.administrator.get("/people").await.ok();
    let first = people["items"].as_array().unwrap().iter();
    let first = first
        .clone()
        .find(|one| one["email"] == "first@test.example")
        .unwrap();
    assert_eq!(
        first["roles"],
        json!([{ "role": "agent", "state": "CHL", "accredited": true }])
    );
    let path = format!("/people/{}/roles", first["id"].as_str().unwrap());
    let version = first["version"].as_i64().unwrap();
    let changed = world
        .administrator
        .put_seen(&path, version, &json!({ "roles": [] }))
        .await
        .ok();
    assert_eq!(changed["roles"], first["roles"]);
    world
        .administrator
        .put_seen(
            &path,
            version + 1,
            &json!({ "roles": [{ "role": "registrar" }] }),
        )
        .await
        .refused(Refusal::PeopleRolesConflict);

    // Two weeks before the end it is said, once.
    for (at, said) in [
        ("2026-04-16T12:00:00Z", 0),
        ("2026-04-17T12:00:00Z", 1),
        ("2026-04-18T12:00:00Z", 1),
    ] {
        world.clock_to(at).await;
        world.post_round().await;
        let all = letters(&world, "first@test.example");
        let soon = all.iter().filter(|one| one.contains("This role ends soon"));
        assert_eq!(soon.count(), said, "{at}");
    }
    // When the voice is gone the registry may put the next one forward.
    world.clock_to("2026-05-01T04:00:00Z").await;
    let next = member("agent", "next@test.example", "2026-05-01", None);
    puts(&registrar, "CHL", Uuid::now_v7(), &next).await.ok();
    world.ends().await;
}

#[actix_web::test]
async fn an_approval_for_protected_documents_ends_with_the_letter_on_which_someone_acts() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let first = today(&it).await;
    let counsel = accredited(&world, &it, "counsel", (&first, None)).await;
    clear(&it, &it.applicant, &it.applicant).await;
    clear(&it, &it.applicant, &counsel).await;
    let id = exhibit(&it, &it.applicant, "C2").await;
    assert_eq!(has(&it, &counsel, id).await, "all");
    let path = format!("/delegations/XAA/members/{}", counsel.id);
    it.applicant.send("DELETE", &path, None, None).await.ok();
    assert_eq!(has(&it, &counsel, id).await, "nothing");
    // Another letter gives the role again, and not what was approved on the former one.
    let again = Uuid::now_v7();
    let new = member("counsel", &counsel.email, &first, None);
    puts(&it.applicant, "XAA", again, &new).await.ok();
    decides(&it.registrar, "XAA", again, "accept").await.ok();
    assert_eq!(has(&it, &counsel, id).await, "metadata");
    clear(&it, &it.applicant, &counsel).await;
    assert_eq!(has(&it, &counsel, id).await, "all");
    world.ends().await;
}

/// The last day of each agent of the state who is one or is to be one, by address.
async fn last_days(who: &Actor) -> Vec<(String, Option<String>)> {
    let all = delegation(who, "XAA").await;
    let agents = all.iter().filter(|one| {
        let stands = one["standing"].as_str().unwrap_or_default();
        one["role"] == "agent" && ["held", "coming"].contains(&stands)
    });
    let mut found: Vec<_> = agents
        .map(|one| {
            let last = one["last_day"].as_str().map(str::to_owned);
            (one["email"].as_str().unwrap_or_default().to_owned(), last)
        })
        .collect();
    found.sort();
    found
}

#[actix_web::test]
async fn successors_follow_each_other_whichever_is_taken_back() {
    let world = World::new().await;
    let it = Proceeding::drafted(&world).await;
    let (first, second) = (Uuid::now_v7(), Uuid::now_v7());
    for (id, email, day) in [
        (first, "z1@test.example", "2026-03-10"),
        (second, "z2@test.example", "2026-03-20"),
    ] {
        let new = member("agent", email, day, None);
        puts(&it.applicant, "XAA", id, &new).await.ok();
        decides(&it.registrar, "XAA", id, "accept").await.ok();
    }
    let day = |day: &str| Some(format!("2026-03-{day}"));
    let now = it.applicant.email.clone();
    let mine = |last: Option<String>| (now.clone(), last);
    let z1 = |last: Option<String>| ("z1@test.example".to_owned(), last);
    let z2 = ("z2@test.example".to_owned(), None);
    let mut all = vec![mine(day("09")), z1(day("19")), z2.clone()];
    all.sort();
    assert_eq!(last_days(&it.registrar).await, all);
    let path = |id: Uuid| format!("/delegations/XAA/accreditations/{id}");
    it.applicant
        .send("DELETE", &path(first), None, None)
        .await
        .ok();
    let mut all = vec![mine(day("19")), z2];
    all.sort();
    assert_eq!(last_days(&it.registrar).await, all);
    it.applicant
        .send("DELETE", &path(second), None, None)
        .await
        .ok();
    assert_eq!(last_days(&it.registrar).await, [mine(None)]);
    world.ends().await;
}

#[actix_web::test]
async fn a_term_that_ends_with_all_calendars_is_refused_where_it_is_asked_for() {
    let world = World::new().await;
    let it = Proceeding::drafted(&world).await;
    for (days, field) in [
        ((TODAY, Some("9999-12-31")), "last_day"),
        ((TODAY, Some("9999-12-30")), "last_day"),
        (("9999-12-31", None), "first_day"),
    ] {
        let new = member("counsel", "late@test.example", days.0, days.1);
        let said = puts(&it.applicant, "XAA", Uuid::now_v7(), &new).await;
        assert_eq!(said.json["fields"][0]["path"], field, "{}", said.json);
        said.is(422, "content.invalid");
    }
    let id = Uuid::now_v7();
    let new = member("counsel", "late@test.example", TODAY, Some("9999-12-29"));
    puts(&it.applicant, "XAA", id, &new).await.ok();
    decides(&it.registrar, "XAA", id, "accept").await.ok();
    world.ends().await;
}

#[actix_web::test]
async fn whoever_is_ended_is_not_to_be_agent_any_more_either() {
    let world = World::new().await;
    let it = Proceeding::drafted(&world).await;
    let now = it.applicant.email.clone();
    for resigns in [false, true] {
        let first = today(&it).await;
        let counsel = accredited(&world, &it, "counsel", (&first, None)).await;
        let id = Uuid::now_v7();
        let new = member("agent", &counsel.email, "2026-03-20", None);
        puts(&it.applicant, "XAA", id, &new).await.ok();
        decides(&it.registrar, "XAA", id, "accept").await.ok();
        let mut both = [
            (now.clone(), Some("2026-03-19".to_owned())),
            (counsel.email.clone(), None),
        ];
        both.sort();
        assert_eq!(last_days(&it.registrar).await, both);
        let who = if resigns { &counsel } else { &it.applicant };
        let path = format!("/delegations/XAA/members/{}", counsel.id);
        who.send("DELETE", &path, None, None).await.ok();
        assert_eq!(sees(&counsel, &it).await, 404);
        // And the agent goes on.
        assert_eq!(last_days(&it.registrar).await, [(now.clone(), None)]);
        let all = delegation(&it.registrar, "XAA").await;
        let one = all.iter().find(|one| one["accreditation"] == json!(id));
        assert_eq!(one.expect("the letter")["standing"], "taken_back");
        world.days_pass(1).await;
    }
    // So does someone go who has no other role yet.
    let (id, email) = (Uuid::now_v7(), "coming@test.example");
    let new = member("counsel", email, "2026-03-25", None);
    puts(&it.applicant, "XAA", id, &new).await.ok();
    decides(&it.registrar, "XAA", id, "accept").await.ok();
    let all = delegation(&it.registrar, "XAA").await;
    let one = all.iter().find(|one| one["accreditation"] == json!(id));
    let person = one.expect("the letter")["person"].as_str().expect("whose");
    let path = format!("/delegations/XAA/members/{person}");
    it.applicant.send("DELETE", &path, None, None).await.ok();
    world.post_round().await;
    assert!(has_letter(&world, email, "has taken this person back"));
    world.clock_to("2026-03-26T12:00:00Z").await;
    assert_eq!(roles(&it.applicant).await, ["agent"]);
    world.ends().await;
}

#[actix_web::test]
async fn a_deputy_whom_the_administrator_chose_is_deputy_until_they_are_agent() {
    let world = World::new().await;
    let it = Proceeding::drafted(&world).await;
    let role = json!({ "role": "deputy_agent", "state": "XAA" });
    let deputy = world.person("Deputy", role).await;
    let lasts = async || {
        let all = delegation(&it.registrar, "XAA").await;
        let one = all.iter().find(|one| one["role"] == "deputy_agent");
        one.expect("a deputy")["last_day"].clone()
    };
    let id = Uuid::now_v7();
    let new = member("agent", &deputy.email, "2026-03-10", None);
    puts(&it.applicant, "XAA", id, &new).await.ok();
    decides(&it.registrar, "XAA", id, "accept").await.ok();
    assert_eq!(lasts().await, "2026-03-09");
    let path = format!("/delegations/XAA/accreditations/{id}");
    it.applicant.send("DELETE", &path, None, None).await.ok();
    assert_eq!(lasts().await, Value::Null);

    // An agent, on the other hand, does not become deputy: the state would be without one.
    let id = Uuid::now_v7();
    let new = member("deputy_agent", &it.applicant.email, "2026-03-10", None);
    puts(&it.applicant, "XAA", id, &new).await.ok();
    decides(&it.registrar, "XAA", id, "accept")
        .await
        .refused(Refusal::DelegationAgentStays);

    let id = Uuid::now_v7();
    let new = member("agent", &deputy.email, "2026-03-10", None);
    puts(&it.applicant, "XAA", id, &new).await.ok();
    decides(&it.registrar, "XAA", id, "accept").await.ok();
    world.clock_to("2026-03-10T03:59:59Z").await;
    assert_eq!(roles(&deputy).await, ["deputy_agent"]);
    world.clock_to("2026-03-10T04:00:00Z").await;
    assert_eq!(roles(&deputy).await, ["agent"]);
    world.ends().await;
}

#[actix_web::test]
async fn whoever_waits_to_be_accredited_is_work_of_the_registrar() {
    let world = World::new().await;
    let it = Proceeding::drafted(&world).await;
    let owed = async |who: &Actor| who.get("/work").await.ok()["delegations"].clone();
    assert_eq!(owed(&it.registrar).await, json!([]));
    let (one, other) = (Uuid::now_v7(), Uuid::now_v7());
    for (id, email) in [(one, "one@test.example"), (other, "other@test.example")] {
        let new = member("counsel", email, TODAY, None);
        puts(&it.applicant, "XAA", id, &new).await.ok();
    }
    let shown = it.registrar.get("/delegations/XAA").await.ok();
    let waits = |count: i64| json!([{ "state": "XAA", "name": shown["name"], "waiting": count }]);
    assert_eq!(owed(&it.registrar).await, waits(2));
    for who in [&it.applicant, &it.respondent, &it.president] {
        assert_eq!(owed(who).await, json!([]));
    }
    decides(&it.registrar, "XAA", one, "accept").await.ok();
    assert_eq!(owed(&it.registrar).await, waits(1));
    decides(&it.registrar, "XAA", other, "refuse").await.ok();
    assert_eq!(owed(&it.registrar).await, json!([]));
    world.ends().await;
}

#[actix_web::test]
async fn whom_the_registrar_refused_is_told_to_the_agent_for_a_while_with_the_reason() {
    let world = World::new().await;
    let it = Proceeding::drafted(&world).await;
    let adviser = json!({ "role": "adviser", "state": "XAA" });
    let adviser = world.person("Adviser", adviser).await;
    let told = async |who: &Actor| who.get("/work").await.ok()["refused"].clone();
    let put = async |email: &str| {
        let id = Uuid::now_v7();
        let new = member("counsel", email, TODAY, None);
        puts(&it.applicant, "XAA", id, &new).await.ok();
        id
    };
    let id = put("one@test.example").await;
    assert_eq!(told(&it.applicant).await, json!([]));
    decides(&it.registrar, "XAA", id, "refuse").await.ok();
    let one = told(&it.applicant).await;
    assert_eq!(one.as_array().map(Vec::len), Some(1), "{one}");
    assert_eq!(
        (&one[0]["name"], &one[0]["role"], &one[0]["reason"]),
        (
            &json!("Nova Voss"),
            &json!("counsel"),
            &json!("The letter is not signed.")
        )
    );
    for who in [&it.respondent, &it.registrar, &it.president, &adviser] {
        assert_eq!(told(who).await, json!([]), "{}", who.name);
    }
    // Put forward anew, it is seen to; what was refused otherwise is told for two weeks.
    let other = put("other@test.example").await;
    decides(&it.registrar, "XAA", other, "refuse").await.ok();
    assert_eq!(told(&it.applicant).await.as_array().map(Vec::len), Some(2));
    put("one@test.example").await;
    assert_eq!(told(&it.applicant).await.as_array().map(Vec::len), Some(1));
    world.days_pass(13).await;
    assert_eq!(told(&it.applicant).await.as_array().map(Vec::len), Some(1));
    world.days_pass(2).await;
    assert_eq!(told(&it.applicant).await, json!([]));
    world.ends().await;
}

#[actix_web::test]
async fn the_delegation_of_the_demonstration_is_planted_once_however_often_it_is_begun() {
    let world = World::new().await;
    let it = Proceeding::drafted(&world).await;
    let target = api::replay::Target {
        url: world.origin.clone(),
        body: world.slug.clone(),
        email: world.administrator.email.clone(),
        password: PASSWORD.to_owned(),
    };
    let record = |who: &Actor| api::replay::PersonRecord {
        key: who.email.clone(),
        name: who.name.clone(),
        email: who.email.clone(),
        password: PASSWORD.to_owned(),
        nationalities: vec![],
        institution: None,
        roles: vec![],
    };
    let (agent, registrar) = (record(&it.applicant), record(&it.registrar));
    let delegates = api::demo::delegates(&world.slug);
    for _ in 0..2 {
        api::replay::accredit(&target, "XAA", (&agent, &registrar), &delegates)
            .await
            .expect("a delegation");
        world.days_pass(1).await;
    }
    let shown = delegation(&it.registrar, "XAA").await;
    let mut all: Vec<_> = shown
        .iter()
        .filter(|one| one["accreditation"] != Value::Null)
        .map(|one| {
            (
                one["role"].as_str().unwrap(),
                one["standing"].as_str().unwrap(),
            )
        })
        .collect();
    all.sort_unstable();
    assert_eq!(
        all,
        [
            ("adviser", "held"),
            ("counsel", "waiting"),
            ("deputy_agent", "held")
        ]
    );
    let deputy = &delegates[0].person;
    let said = json!({ "email": deputy.email, "password": deputy.password });
    it.applicant.nobody().post("/tokens", &said).await.ok();
    world.ends().await;
}
