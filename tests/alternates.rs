//! Alternates: named beside the panel, let in to the record by the presiding member, and never to the deliberation.

use domain::refusal::Refusal;
use harness::{Actor, Proceeding, World};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::catalog::{As, connect};
use crate::classes::{exhibit, has};

const LEGAL: i64 = 8;
const SECURITY: i64 = 9;

async fn expert(world: &World, name: &str, discipline: &str, nationality: &str) -> Actor {
    let role = json!({ "role": "panelist", "discipline": discipline });
    world.person_of(name, role, &[nationality]).await
}

fn seat(no: i64, who: &Actor) -> Value {
    json!({ "seat": no, "person": who.id })
}

fn nothing() -> Value {
    json!({ "level": "none", "statement": "Nothing to disclose." })
}

fn sits() -> Value {
    json!({ "seat": SECURITY, "reason": "A member is ill." })
}

/// An alternate for security has accepted.
async fn accepted(world: &World, it: &Proceeding) -> Actor {
    let who = expert(world, "Alternate", "security", "NZL").await;
    it.act(&it.registrar, "nominate", seat(SECURITY, &who))
        .await;
    it.act(&who, "accept_seat", nothing()).await;
    who
}

async fn alternates(it: &Proceeding, who: &Actor) -> Vec<(String, String)> {
    let panel = who.get(&format!("/cases/{}/panel", it.case)).await.ok();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let all = panel["alternates"].as_array().expect("alternates").iter();
    all.map(|one| (text(&one["status"]), text(&one["member"]["name"])))
        .collect()
}

#[actix_web::test]
async fn one_alternate_of_a_discipline_is_named_and_answers() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let (one, other) = (
        expert(&world, "One", "security", "NZL").await,
        expert(&world, "Other", "security", "PER").await,
    );
    let name = async |who: &Actor, no: i64, person: &Actor| {
        it.try_act(who, "nominate", seat(no, person)).await
    };
    for who in [&it.president, &it.applicant, &it.members[0]] {
        name(who, SECURITY, &one).await.is(403, "forbidden");
    }
    name(&it.registrar, LEGAL, &one)
        .await
        .is(422, "content.invalid");
    // Members are named before the panel is seated, and sit.
    name(&it.registrar, 2, &one)
        .await
        .refused(Refusal::CaseOutOfOrder);
    name(&it.registrar, LEGAL, &it.members[0])
        .await
        .is(422, "content.invalid");
    name(&it.registrar, SECURITY, &one).await.ok();
    name(&it.registrar, SECURITY, &other)
        .await
        .refused(Refusal::PanelSeatTaken);
    // What is red bars an alternate as it bars a member, and another one is named.
    let red = json!({ "level": "red", "statement": "Advises the applicant." });
    it.act(&one, "accept_seat", red).await;
    name(&it.registrar, SECURITY, &other).await.ok();
    it.act(&other, "accept_seat", nothing()).await;
    assert_eq!(
        alternates(&it, &it.applicant).await,
        [
            ("open".to_owned(), String::new()),
            ("accepted".to_owned(), "Other".to_owned()),
            ("open".to_owned(), String::new()),
        ]
    );
    it.act(&other, "decline_seat", json!({ "reasons": "Ill." }))
        .await;
    other
        .get(&format!("/cases/{}", it.case))
        .await
        .is(404, "not_found");
    // Silence is an answer of theirs, too; nothing of it is owed to the panel that sits.
    name(&it.registrar, SECURITY, &one).await.ok();
    world.days_pass(20).await;
    assert_eq!(alternates(&it, &it.registrar).await[1].0, "open");
    let seen = it.seen_by(&it.registrar).await;
    let owed = seen["deadlines"].as_array().unwrap().iter();
    let mut owed = owed.filter(|one| one["state"] == "open");
    assert!(owed.all(|one| one["act"] != "case.nominate" && one["act"] != "case.constitute"));
    // The docket tells the parties of it, and the public nothing.
    let docket = it
        .applicant
        .get(&format!("/cases/{}/docket?after=8", it.case))
        .await
        .ok();
    let named = docket["items"].as_array().unwrap().iter();
    let named = named.filter(|one| one["title"] == "Alternate named");
    assert_eq!(named.count(), 3, "{docket}");
    let number = it.seen_by(&it.applicant).await["number"].clone();
    let place = number.as_str().unwrap().replace('/', "-");
    let told = it.applicant.nobody();
    let told = told
        .get(&format!("/register/{place}"))
        .await
        .ok()
        .to_string();
    assert!(!told.to_lowercase().contains("alternate"), "{told}");
    world.ends().await;
}

#[actix_web::test]
async fn an_alternate_passes_the_guards_of_members() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let refused = async |who: &Actor, said: &str| {
        let reply = it
            .try_act(&it.registrar, "nominate", seat(SECURITY, who))
            .await;
        assert_eq!(
            (reply.status, &reply.json["fields"][0]["path"]),
            (422, &json!("person"))
        );
        let why = reply.json["fields"][0]["why"].as_str().unwrap();
        assert!(why.contains(said), "{why}");
    };
    let national = expert(&world, "National", "security", "XBB").await;
    refused(&national, "G-NAT").await;
    // The legal member is from Chile, the security member from Korea.
    let same = expert(&world, "Same", "security", "CHL").await;
    refused(&same, "G-DIV").await;
    let placed = expert(&world, "Placed", "security", "KOR").await;
    let counsel = expert(&world, "Counsel", "security", "NZL").await;
    let give = async |who: &Actor, version: i64, state: &str| {
        let path = format!("/people/{}/roles", who.id);
        let roles = json!({ "roles": [{ "role": "panelist", "discipline": "security" }, { "role": "counsel", "state": state }] });
        world.administrator.put_seen(&path, version, &roles).await
    };
    give(&counsel, 1, "XAA").await.ok();
    refused(&counsel, "2.1.1").await;
    it.act(&it.registrar, "nominate", seat(SECURITY, &placed))
        .await;
    // Nor does an alternate come to act for a party.
    assert_eq!(give(&placed, 1, "XBB").await.status, 422);
    it.act(&placed, "accept_seat", nothing()).await;
    it.act(&it.members[0], "designate_alternate", sits()).await;
    assert_eq!(give(&placed, 1, "XBB").await.status, 422);
    world.ends().await;
}

#[actix_web::test]
async fn an_alternate_reads_what_members_read_while_sitting_and_nothing_before_or_after() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    it.plead(&it.applicant).await;
    let mut papers = Vec::new();
    for class in ["C0", "C1", "C2", "C3"] {
        if class == "C2" {
            crate::classes::clear(&it, &it.applicant, &it.applicant).await;
        }
        papers.push((class, exhibit(&it, &it.applicant, class).await));
    }
    let who = accepted(&world, &it).await;
    let at = format!("/cases/{}", it.case);
    let reads = async |expected: &str| {
        for (class, id) in &papers {
            // What is public is open to everyone.
            let expected = if *class == "C0" { "all" } else { expected };
            assert_eq!(has(&it, &who, *id).await, expected, "{class}");
            let content = who.get(&format!("{at}/documents/{id}/content")).await;
            let page = who.get(&format!("{at}/documents/{id}/pages/1")).await;
            let open = match (expected, *class) {
                ("all", "C3") => (409, 200),
                ("all", _) => (200, 404),
                _ => (404, 404),
            };
            assert_eq!((content.status, page.status), open, "{class}");
        }
        let seen = it.seen_by(&who).await;
        let all = expected == "all";
        assert_eq!(seen["request"]["facts"] != "", all);
        let filings = who.get(&format!("{at}/filings")).await.ok();
        let kinds = filings["items"].as_array().unwrap().iter();
        let kinds: Vec<_> = kinds.map(|one| one["kind"].clone()).collect();
        // The request for a panel is public, too.
        assert!(kinds.contains(&json!("F04")), "{kinds:?}");
        assert_eq!(kinds.len() > 1, all, "{kinds:?}");
        let docket = who.get(&format!("{at}/docket")).await.ok();
        let said = docket["items"].to_string().contains("Nothing to disclose.");
        assert_eq!(said, all, "{docket}");
        for closed in [
            "review",
            "ruling",
            "interim_review",
            "remarks",
            "opinions",
            "access",
        ] {
            let reply = who.get(&format!("{at}/{closed}")).await;
            assert!(
                [403, 404].contains(&reply.status),
                "{closed}: {}",
                reply.json
            );
        }
        let disclosed = who.get(&format!("{at}/panel")).await.ok();
        assert_eq!(disclosed["seats"][0]["disclosure"].is_object(), all);
    };
    reads("nothing").await;
    // One act of the presiding member alone, with a reason.
    for other in [
        &it.registrar,
        &it.president,
        &it.members[1],
        &it.applicant,
        &who,
    ] {
        it.try_act(other, "designate_alternate", sits())
            .await
            .is(403, "forbidden");
    }
    let chair = &it.members[0];
    it.try_act(chair, "end_designation", json!({ "seat": SECURITY }))
        .await
        .refused(Refusal::PanelAlternateNotSitting);
    it.try_act(
        chair,
        "designate_alternate",
        json!({ "seat": SECURITY, "reason": " " }),
    )
    .await
    .refused(Refusal::CaseReasonsMissing);
    for seat in [2, LEGAL, 11] {
        let said = json!({ "seat": seat, "reason": "A member is ill." });
        it.try_act(chair, "designate_alternate", said)
            .await
            .refused(Refusal::PanelAlternateNotReady);
    }
    it.act(chair, "designate_alternate", sits()).await;
    reads("all").await;
    assert_eq!(alternates(&it, &who).await[1].0, "designated");
    it.try_act(chair, "designate_alternate", sits())
        .await
        .refused(Refusal::PanelAlternateNotReady);
    // Whoever keeps an eye on it sees by what.
    let access = it.registrar.get(&format!("{at}/access")).await.ok();
    let readers = access["readers"].as_array().unwrap();
    let reader = readers.iter().find(|one| one["name"] == "Alternate");
    assert_eq!(
        reader.unwrap()["may"],
        json!(["case.view", "case.view_panel", "case.view_record"])
    );
    assert!(
        access["documents"].to_string().contains("\"alternate\""),
        "{access}"
    );
    // Nobody else is let in by it.
    let outside = expert(&world, "Outside", "security", "NZL").await;
    let neighbour = world.neighbour().await;
    for stranger in [&outside, &neighbour] {
        stranger.get(&at).await.is(404, "not_found");
    }
    it.act(chair, "end_designation", json!({ "seat": SECURITY }))
        .await;
    reads("nothing").await;
    // Whoever gives the seat back loses all of it at once.
    it.act(chair, "designate_alternate", sits()).await;
    it.act(&who, "decline_seat", json!({ "reasons": "" })).await;
    who.get(&at).await.is(404, "not_found");
    assert_eq!(who.get("/cases").await.ok()["items"], json!([]));
    for (_, id) in &papers {
        who.get(&format!("{at}/documents/{id}"))
            .await
            .is(404, "not_found");
    }
    world.ends().await;
}

#[actix_web::test]
async fn a_sitting_alternate_counts_nowhere_and_sees_nothing_of_the_deliberation() {
    let world = World::with_interim_review().await;
    let it = Proceeding::pleading(&world).await;
    let who = accepted(&world, &it).await;
    it.act(&it.members[0], "designate_alternate", sits()).await;
    let at = format!("/cases/{}", it.case);
    it.deliberate().await;
    let closed = async || {
        for part in ["review", "ruling", "interim_review", "remarks", "opinions"] {
            let reply = who.get(&format!("{at}/{part}")).await;
            assert!([403, 404].contains(&reply.status), "{part}: {}", reply.json);
        }
    };
    closed().await;
    let step = it.open_step(&it.members[0]).await.expect("a step");
    let sheet = it.score(&who, &step, "3").await;
    assert!([403, 404].contains(&sheet.status), "{}", sheet.json);
    // Three answer and vote, and it is done: nobody waits for the alternate.
    it.decide(None).await;
    it.act(&it.members[0], "scoring_complete", json!({})).await;
    closed().await;
    it.write_ruling(&it.members[1], json!([])).await;
    let checked = json!({ "class_checked": true });
    it.act(&it.members[0], "send_draft", checked).await;
    // The parties have the draft, and the alternate has not.
    it.applicant.get(&format!("{at}/interim_review")).await.ok();
    closed().await;
    let seen = it.seen_by(&who).await;
    assert_eq!(
        (&seen["i_sit"], &seen["draft_sent"], &seen["can"]),
        (&json!(false), &json!(false), &json!(["decline_seat"]))
    );
    // The database itself hides it from them.
    let counted = async |who: Uuid| -> i64 {
        let mut app = connect(As::App).await;
        let tx = app.transaction().await.expect("a transaction");
        let (body, who) = (world.body.to_string(), who.to_string());
        let enter = "select * from enter($1::text::uuid, $2::text::uuid, null)";
        tx.query(enter, &[&body, &who]).await.expect("inside");
        let all = "select count(*) from deliberations";
        tx.query_one(all, &[]).await.expect("a count").get(0)
    };
    assert_eq!(
        (counted(it.members[1].id).await, counted(who.id).await),
        (1, 0)
    );
    // An alternate is still named while the panel writes.
    let legal = expert(&world, "Legal Alternate", "legal", "PER").await;
    it.act(&it.registrar, "nominate", seat(LEGAL, &legal)).await;
    world.ends().await;
}

#[actix_web::test]
async fn an_alternate_is_told_by_letter_and_finds_what_waits() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let who = expert(&world, "Alternate", "security", "NZL").await;
    world.post_round().await;
    it.act(&it.registrar, "nominate", seat(SECURITY, &who))
        .await;
    let work = who.get("/work").await.ok();
    assert_eq!(work["items"][0]["act"], "case.accept_seat", "{work}");
    world.post_round().await;
    let letters = async || -> Vec<String> {
        let all = format!(
            "select subject || body from letters where account_id = '{}' order by written_at, id",
            who.id
        );
        let rows = crate::sealing::as_owner(&world, &all).await;
        rows.iter().map(|row| row.get(0)).collect()
    };
    let told = letters().await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("Alternate named"), "{}", told[0]);
    it.act(&who, "accept_seat", nothing()).await;
    world.post_round().await;
    let before = letters().await.len();
    // Of what else happens, only a sitting alternate is told.
    it.plead(&it.applicant).await;
    world.post_round().await;
    assert_eq!(letters().await.len(), before);
    it.act(&it.members[0], "designate_alternate", sits()).await;
    world.post_round().await;
    it.plead(&it.respondent).await;
    world.post_round().await;
    it.act(
        &it.members[0],
        "end_designation",
        json!({ "seat": SECURITY }),
    )
    .await;
    world.post_round().await;
    it.plead(&it.applicant).await;
    world.post_round().await;
    let told = letters().await.split_off(before);
    let about = [
        "Sitting alternate designated",
        "submission",
        "Designation of the sitting alternate ended",
    ];
    assert_eq!(told.len(), about.len(), "{told:?}");
    for (letter, what) in told.iter().zip(about) {
        assert!(letter.contains(what), "{letter}");
    }
    world.ends().await;
}

#[actix_web::test]
async fn the_database_takes_no_alternate_for_a_member() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let who = accepted(&world, &it).await;
    let try_to = async |set: &str| {
        let owner = connect(As::Owner).await;
        let change = format!(
            "select set_config('app.tenant', '{}', false);
             update seats set {set} where account_id = '{}'",
            world.body, who.id
        );
        owner.batch_execute(&change).await
    };
    for set in [
        "status = 'sitting'",
        "presiding = true",
        "alternate = false",
        "no = 3",
    ] {
        assert!(try_to(set).await.is_err(), "{set}");
    }
    let member: Uuid = it.members[0].id;
    let owner = connect(As::Owner).await;
    let change = format!(
        "select set_config('app.tenant', '{}', false);
         update seats set status = 'designated' where account_id = '{member}'",
        world.body
    );
    assert!(owner.batch_execute(&change).await.is_err());
    world.ends().await;
}
