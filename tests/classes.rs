//! What only some may read: documents of class C2 and C3, in every list and by every address.

use domain::refusal::Refusal;
use harness::proceeding::pdf;
use harness::{Actor, Proceeding, World};
use serde_json::{Value, json};
use uuid::Uuid;

const NAME: &str = "Prices of lithography";

async fn counsel(world: &World, state: &str) -> Actor {
    let role = json!({ "role": "counsel", "state": state });
    world.person(&format!("Counsel of {state}"), role).await
}

pub(crate) async fn clear(it: &Proceeding, agent: &Actor, who: &Actor) {
    let at = format!("/cases/{}/secrecy", it.case);
    agent
        .put(&format!("{at}/{}", who.id), &Value::Null)
        .await
        .ok();
    who.post(&format!("{at}/declaration"), &json!({ "language": "en" }))
        .await
        .ok();
}

/// Files one document as an exhibit, with a summary.
pub(crate) async fn exhibit(it: &Proceeding, who: &Actor, class: &str) -> Uuid {
    let id = Uuid::now_v7();
    who.upload_as(class, it.case, id, NAME, pdf(class))
        .await
        .ok();
    let path = format!("/cases/{}/exhibits/{}", it.case, Uuid::now_v7());
    let body = json!({ "title": "Prices", "documents": [id], "summary": "Prices went up." });
    who.put(&path, &body).await.ok();
    id
}

/// What someone has of a document: nothing, that it is there, or what it says.
pub(crate) async fn has(it: &Proceeding, who: &Actor, id: Uuid) -> &'static str {
    let at = format!("/cases/{}/documents", it.case);
    let one = who.get(&format!("{at}/{id}")).await;
    let content = who.get(&format!("{at}/{id}/content")).await;
    let list = who.get(&at).await;
    let listed = list.json["items"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|one| one["id"] == id.to_string())
        .cloned();
    let filings = who.get(&format!("/cases/{}/filings", it.case)).await;
    let enclosed = filings.json["items"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|filing| filing["documents"].as_array().into_iter().flatten())
        .find(|one| one["id"] == id.to_string())
        .cloned();
    for shown in [&listed, &enclosed].into_iter().flatten() {
        assert_eq!(shown, &one.json, "{}", who.name);
    }
    assert_eq!(listed.is_some(), one.status == 200, "{}", who.name);
    if one.status == 404 {
        assert_eq!(content.status, 404, "{}", who.name);
        return "nothing";
    }
    if one.json["open"] == true {
        assert_eq!(one.json["title"], NAME);
        return "all";
    }
    assert_eq!(content.status, 403, "{}: {}", who.name, content.json);
    // Of another document that they have sent and not filed, they are told the name.
    let of_it = [Some(&one.json), listed.as_ref(), Some(&filings.json)];
    for all in of_it.into_iter().flatten() {
        let said = all.to_string();
        assert!(
            !said.contains(NAME) && !said.contains("paper.pdf"),
            "{said}"
        );
    }
    "metadata"
}

#[actix_web::test]
async fn c2_and_c3_are_open_to_whom_the_rules_name_and_to_nobody_else() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let (ours, theirs) = (counsel(&world, "XAA").await, counsel(&world, "XBB").await);
    let stranger = counsel(&world, "XCC").await;
    let uncleared = json!({ "role": "counsel", "state": "XBB" });
    let uncleared = world.person("Second counsel of XBB", uncleared).await;
    let officer = world
        .person("Officer", json!({ "role": "case_officer" }))
        .await;
    let auditor = world.person("Auditor", json!({ "role": "auditor" })).await;
    let outside = json!({ "role": "panelist", "discipline": "legal" });
    let outside = world.person_of("Another member", outside, &["CHL"]).await;
    clear(&it, &it.applicant, &it.applicant).await;
    clear(&it, &it.applicant, &ours).await;
    clear(&it, &it.respondent, &theirs).await;
    for class in ["C2", "C3"] {
        let id = exhibit(&it, &it.applicant, class).await;
        for (who, expected) in [
            (&it.applicant, "all"),
            (&ours, "all"),
            (&theirs, "all"),
            (&it.members[0], "all"),
            (&it.members[2], "all"),
            (&it.registrar, "metadata"),
            (&officer, "metadata"),
            // The agent of the other side has approved another person and not themself: they know that it is there,
            // and not what it is called.
            (&it.respondent, "metadata"),
            (&uncleared, "metadata"),
            (&stranger, "nothing"),
            (&it.president, "nothing"),
            (&world.administrator, "nothing"),
            (&auditor, "nothing"),
            (&outside, "nothing"),
        ] {
            assert_eq!(has(&it, who, id).await, expected, "{} of {class}", who.name);
        }
        // Everyone in the case has the summary.
        let filings = it
            .respondent
            .get(&format!("/cases/{}/filings", it.case))
            .await
            .ok();
        let last = filings["items"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(last["summary"], "Prices went up.");
        assert_eq!(last["documents"][0]["title"], Value::Null);
        assert_eq!(last["documents"][0]["class"], class);
    }
    world.ends().await;
}

#[actix_web::test]
async fn what_is_filed_as_public_is_open_to_everyone_once_the_case_is_on_the_register() {
    let world = World::new().await;
    let it = Proceeding::drafted(&world).await;
    let id = Uuid::now_v7();
    let bytes = pdf("public");
    let sent = it
        .applicant
        .upload_as("C0", it.case, id, "Notice", bytes.clone());
    sent.await.ok();
    it.act(&it.applicant, "submit", json!({ "documents": [id] }))
        .await;
    let nobody = it.applicant.nobody();
    let other = world.neighbour().await;
    // The first number of the body, before and after it is given.
    let case = "/register/2026-1";
    let path = format!("{case}/documents/{id}");
    nobody.get(&path).await.is(404, "not_found");
    it.act(&it.registrar, "register", json!({})).await;
    let number = it.seen_by(&it.applicant).await["number"].clone();
    assert_eq!(number, "2026/1");
    assert_eq!(nobody.bytes(&path).await, bytes);
    other.get(&path).await.is(404, "not_found");
    let told = nobody.get(case).await.ok();
    let paper = &told["papers"][0];
    assert_eq!(paper["act"], "submit");
    assert_eq!(paper["documents"][0]["title"], "Notice");
    assert_eq!(paper["documents"][0]["id"], id.to_string());
    // What the request says for the parties is not told with it.
    assert_eq!(paper.get("statement"), None);
    world.ends().await;
}

#[actix_web::test]
async fn the_president_reads_what_parties_said_in_confidence_only_while_a_hold_stands() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let (c0, c1) = (
        exhibit(&it, &it.applicant, "C0").await,
        exhibit(&it, &it.applicant, "C1").await,
    );
    let docket = format!("/cases/{}/docket", it.case);
    let said = async |act: &str| -> Vec<Value> {
        let entries = it.president.get(&docket).await.ok();
        let entries = entries["items"].as_array().expect("entries").clone();
        let of = entries.into_iter().filter(|one| one["act"] == act);
        of.map(|one| one["detail"].clone()).collect()
    };
    assert_eq!(has(&it, &it.president, c0).await, "all");
    assert_eq!(has(&it, &it.president, c1).await, "nothing");
    // What the parties say on the composition is said to the President; what they file is not.
    assert_eq!(
        said("comment_on_composition").await[0]["comment"],
        "Agreed."
    );
    assert_eq!(said("file_exhibit").await, [json!({}), json!({})]);
    let seen = it.seen_by(&it.president).await;
    assert_eq!(seen["reads_record"], false);
    assert_eq!(seen["request"]["facts"], "");

    let note = json!({ "reason": "The Security Council is seized of the matter." });
    it.act(&it.president, "hold_recommendations", note.clone())
        .await;
    assert_eq!(has(&it, &it.president, c1).await, "all");
    assert_ne!(said("file_exhibit").await[0], json!({}));
    assert_eq!(it.seen_by(&it.president).await["reads_record"], true);

    it.act(&it.president, "release_hold", note).await;
    assert_eq!(has(&it, &it.president, c1).await, "nothing");
    world.ends().await;
}

#[actix_web::test]
async fn a_protected_document_that_waits_is_its_sides_own() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let ours = counsel(&world, "XAA").await;
    clear(&it, &it.applicant, &ours).await;
    clear(&it, &it.respondent, &it.respondent).await;
    let id = Uuid::now_v7();
    ours.upload_as("C2", it.case, id, NAME, pdf("C2"))
        .await
        .ok();
    assert_eq!(has(&it, &ours, id).await, "all");
    // The agent has approved others only: they know of it and cannot read it.
    assert_eq!(has(&it, &it.applicant, id).await, "metadata");
    for who in [&it.respondent, &it.members[0], &it.registrar] {
        assert_eq!(has(&it, who, id).await, "nothing", "{}", who.name);
    }
    // Nor do they file what they may not send.
    let path = format!("/cases/{}/exhibits/{}", it.case, Uuid::now_v7());
    let body = json!({ "title": "Prices", "documents": [id], "summary": "Prices went up." });
    it.applicant
        .put(&path, &body)
        .await
        .is(422, "content.invalid");
    ours.put(&path, &body).await.ok();
    world.ends().await;
}

#[actix_web::test]
async fn who_may_send_which_class_is_as_the_rules_say() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let ours = counsel(&world, "XAA").await;
    let send = async |who: &Actor, class: &str| {
        who.upload_as(class, it.case, Uuid::now_v7(), "Paper", pdf(class))
            .await
    };
    let offered = async |who: &Actor| {
        let told = who.get(&format!("/cases/{}/secrecy", it.case)).await.ok();
        (told["classes"].clone(), told["shut"].clone())
    };
    let c2 = |lacks: &str| json!([{ "class": "C2", "lacks": lacks }]);
    let agents = json!(["C0", "C1", "C3"]);
    assert_eq!(
        offered(&it.applicant).await,
        (agents.clone(), c2("approval"))
    );
    send(&it.applicant, "C2").await.is(403, "forbidden");
    send(&it.applicant, "C3").await.ok();
    // What is missing is told until nothing is.
    let at = format!("/cases/{}/secrecy", it.case);
    let myself = format!("{at}/{}", it.applicant.id);
    it.applicant.put(&myself, &Value::Null).await.ok();
    assert_eq!(
        offered(&it.applicant).await,
        (agents.clone(), c2("declaration"))
    );
    let declaration = format!("{at}/declaration");
    let said = json!({ "language": "en" });
    it.applicant.post(&declaration, &said).await.ok();
    let all = (json!(["C0", "C1", "C2", "C3"]), json!([]));
    assert_eq!(offered(&it.applicant).await, all);
    it.applicant.send("DELETE", &myself, None, None).await.ok();
    assert_eq!(offered(&it.applicant).await, (agents, c2("approval")));
    let voice =
        json!([{ "class": "C2", "lacks": "approval" }, { "class": "C3", "lacks": "voice" }]);
    assert_eq!(offered(&ours).await, (json!(["C0", "C1"]), voice));
    let none = (json!([]), json!([]));
    for who in [&it.registrar, &it.members[0]] {
        assert_eq!(offered(who).await, none, "{}", who.name);
    }
    clear(&it, &it.applicant, &ours).await;
    send(&ours, "C2").await.ok();
    send(&ours, "C3").await.is(403, "forbidden");
    send(&it.registrar, "C2").await.is(403, "forbidden");
    for class in ["C4", "C5"] {
        send(&it.applicant, class)
            .await
            .refused(Refusal::FilingClassNotAllowed);
    }
    world.ends().await;
}

#[actix_web::test]
async fn whoever_sent_a_document_is_told_its_name_until_it_is_filed_and_nobody_else_is() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let role = json!({ "role": "agent", "state": "XAA" });
    let second = world.person("Second agent of Arvenia", role).await;
    let id = Uuid::now_v7();
    let sent = it
        .applicant
        .upload_as("C3", it.case, id, NAME, pdf("C3"))
        .await
        .ok();
    assert_eq!(
        (&sent["title"], &sent["file_name"], &sent["open"]),
        (&json!(NAME), &json!("paper.pdf"), &json!(false))
    );
    let at = format!("/cases/{}/documents", it.case);
    let listed = async |who: &Actor| {
        let list = who.get(&at).await.ok();
        let one = list["items"]
            .as_array()
            .expect("documents")
            .first()
            .cloned();
        let one = one.unwrap_or_default();
        (one["title"].clone(), one["file_name"].clone())
    };
    let named = (json!(NAME), json!("paper.pdf"));
    let nothing = (Value::Null, Value::Null);
    assert_eq!(listed(&it.applicant).await, named);
    assert_eq!(listed(&second).await, nothing, "another agent of the side");
    // They do not open it all the same.
    it.applicant
        .get(&format!("{at}/{id}/pages/1"))
        .await
        .is(403, "forbidden");
    let path = format!("/cases/{}/exhibits/{}", it.case, Uuid::now_v7());
    let body = json!({ "title": "Prices", "documents": [id], "summary": "Prices went up." });
    it.applicant.put(&path, &body).await.ok();
    assert_eq!(listed(&it.applicant).await, nothing);
    world.ends().await;
}

#[actix_web::test]
async fn whoever_is_approved_is_told_that_a_declaration_waits_for_them() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let (ours, theirs) = (counsel(&world, "XAA").await, counsel(&world, "XBB").await);
    let owed = async |who: &Actor| who.get("/declarations").await.ok();
    assert_eq!(owed(&ours).await, json!([]));
    let at = format!("/cases/{}/secrecy", it.case);
    let approve = format!("{at}/{}", ours.id);
    it.applicant.put(&approve, &Value::Null).await.ok();
    let case = it.seen_by(&ours).await;
    let one = json!([{
        "case": it.case, "case_number": case["number"], "applicant": "XAA", "respondent": "XBB",
    }]);
    assert_eq!(owed(&ours).await, one);
    for who in [&theirs, &it.applicant, &it.registrar] {
        assert_eq!(owed(who).await, json!([]), "{}", who.name);
    }
    it.applicant.send("DELETE", &approve, None, None).await.ok();
    assert_eq!(owed(&ours).await, json!([]), "taken back");
    clear(&it, &it.applicant, &ours).await;
    assert_eq!(owed(&ours).await, json!([]), "declared");
    world.ends().await;
}

#[actix_web::test]
async fn what_only_some_may_read_is_not_filed_without_what_all_may_read() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    clear(&it, &it.applicant, &it.applicant).await;
    let (secret, open) = (Uuid::now_v7(), Uuid::now_v7());
    it.applicant
        .upload_as("C2", it.case, secret, NAME, pdf("C2"))
        .await
        .ok();
    it.applicant
        .upload_as("C1", it.case, open, "Open", pdf("C1"))
        .await
        .ok();
    let file = async |kind: &str, said: Value| {
        let path = format!("/cases/{}/{kind}/{}", it.case, Uuid::now_v7());
        it.applicant.put(&path, &said).await
    };
    for summary in [Value::Null, json!("  ")] {
        let said = json!({ "title": "Prices", "documents": [secret], "summary": summary });
        file("exhibits", said)
            .await
            .refused(Refusal::FilingSummaryMissing);
        let said = json!({ "statement": "As follows.", "documents": [secret], "summary": summary });
        file("submissions", said)
            .await
            .refused(Refusal::FilingSummaryMissing);
    }
    let long = json!({ "title": "Prices", "documents": [secret], "summary": "x".repeat(5001) });
    file("exhibits", long).await.is(422, "content.invalid");
    let said = json!({ "statement": "As follows.", "documents": [secret, open] });
    file("submissions", said).await.ok();
    world.ends().await;
}

#[actix_web::test]
async fn an_agent_approves_their_own_side_and_who_is_approved_declares_in_their_language() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let (ours, theirs) = (counsel(&world, "XAA").await, counsel(&world, "XBB").await);
    let at = format!("/cases/{}/secrecy", it.case);
    let declaration = format!("{at}/declaration");
    let said = json!({ "language": "fr" });
    ours.post(&declaration, &said)
        .await
        .refused(Refusal::DocumentNotApproved);
    let of = |who: &Actor| format!("{at}/{}", who.id);
    for who in [&ours, &it.registrar, &it.members[0]] {
        who.put(&of(&ours), &Value::Null).await.is(403, "forbidden");
    }
    it.applicant
        .put(&of(&theirs), &Value::Null)
        .await
        .is(422, "content.invalid");
    it.applicant
        .put(&of(&it.members[0]), &Value::Null)
        .await
        .is(422, "content.invalid");
    let id = exhibit_of_respondent(&it, &world).await;
    for _ in 0..2 {
        it.applicant.put(&of(&ours), &Value::Null).await.ok();
    }
    assert_eq!(
        has(&it, &ours, id).await,
        "metadata",
        "approved is not enough"
    );
    let told = ours.get(&at).await.ok();
    assert_eq!(told["can"], json!(["declare_secrecy"]));
    let text = told["declaration"][1]["text"].as_str().unwrap().to_owned();
    assert!(text.starts_with("Je déclare"), "{text}");
    let told = ours.post(&declaration, &said).await.ok();
    assert_eq!(told["can"], json!([]));
    assert!(told["confidants"][0]["declared_at"].is_string());
    assert_eq!(has(&it, &ours, id).await, "all");
    // Who has declared has declared: saying it again changes neither when nor in which words.
    let again = ours.post(&declaration, &json!({ "language": "en" })).await;
    let declared = |told: &Value| told["confidants"][0]["declared_at"].clone();
    assert_eq!(declared(&again.ok()), declared(&told));
    let kept = format!(
        "select declared_text from approvals where account_id = '{}'",
        ours.id
    );
    let kept = crate::sealing::as_owner(&world, &kept).await;
    assert_eq!(kept[0].get::<_, String>(0), text);
    // What is taken back bites at once, and is not taken back by the other side.
    it.respondent
        .send("DELETE", &of(&ours), None, None)
        .await
        .is(404, "not_found");
    it.applicant
        .send("DELETE", &of(&ours), None, None)
        .await
        .ok();
    assert_eq!(has(&it, &ours, id).await, "metadata");
    // Approved anew, they declare anew.
    it.applicant.put(&of(&ours), &Value::Null).await.ok();
    assert_eq!(has(&it, &ours, id).await, "metadata");
    let lines = "select action from ledger where kind = 'act' and action like 'document.%' and action <> 'document.upload' order by seq";
    let lines: Vec<String> = crate::sealing::as_owner(&world, lines)
        .await
        .iter()
        .map(|row| row.get(0))
        .collect();
    for action in [
        "document.approve_person",
        "document.declare_secrecy",
        "document.end_approval",
    ] {
        assert!(lines.iter().any(|line| line == action), "{lines:?}");
    }
    world.ends().await;
}

async fn exhibit_of_respondent(it: &Proceeding, world: &World) -> Uuid {
    let agent = world
        .person(
            "Second agent of Belmora",
            json!({ "role": "agent", "state": "XBB" }),
        )
        .await;
    exhibit(it, &agent, "C3").await
}

#[actix_web::test]
async fn c3_is_shown_page_by_page_with_a_mark_and_never_given_out() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let ours = counsel(&world, "XAA").await;
    clear(&it, &it.applicant, &ours).await;
    let id = exhibit(&it, &it.applicant, "C3").await;
    let at = format!("/cases/{}/documents/{id}", it.case);
    for who in [&ours, &it.members[0]] {
        let content = who.get(&format!("{at}/content")).await;
        content.refused(Refusal::DocumentViewOnly);
    }
    let mut seen = Vec::new();
    for who in [&ours, &it.members[0]] {
        let reply = harness::client()
            .get(format!("{}{at}/pages/1", who.base()))
            .bearer_auth(who.token.as_deref().unwrap())
            .send()
            .await
            .unwrap();
        assert_eq!(reply.status(), 200);
        let header = |name: &str| reply.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(header("content-type"), "image/png");
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(header("x-pages"), "1");
        let bytes = reply.bytes().await.unwrap();
        assert!(bytes.starts_with(b"\x89PNG"));
        seen.push(bytes);
    }
    assert_ne!(seen[0], seen[1], "each bears who sees it");
    // It bears the time of the body, which stands still here while the machine's goes on.
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    let again = ours.bytes(&format!("{at}/pages/1")).await;
    assert_eq!(again, seen[0]);
    ours.get(&format!("{at}/pages/2"))
        .await
        .is(404, "not_found");
    for who in [&it.registrar, &it.applicant, &it.respondent] {
        // The agents know that it was filed, and are not approved themselves.
        who.get(&format!("{at}/pages/1")).await.is(403, "forbidden");
    }
    for who in [&it.president, &world.administrator] {
        who.get(&format!("{at}/pages/1")).await.is(404, "not_found");
    }
    // What may be had as a file is not shown by the page.
    let open = Uuid::now_v7();
    it.applicant
        .upload(it.case, open, "Open", pdf("C1"))
        .await
        .ok();
    let page = format!("/cases/{}/documents/{open}/pages/1", it.case);
    it.applicant.get(&page).await.is(404, "not_found");
    let reads = format!(
        "select 1 from ledger where kind = 'read' and action = 'document.view_content' and line like '%{id}%'"
    );
    // Each page that was seen, and the one that is not there.
    assert_eq!(crate::sealing::as_owner(&world, &reads).await.len(), 4);
    // Which page, is on the record, too.
    for (page, times) in [(1, 3), (2, 1)] {
        let named = format!("{reads} and detail = '{{\"page\":{page}}}'");
        assert_eq!(crate::sealing::as_owner(&world, &named).await.len(), times);
    }
    world.ends().await;
}

#[actix_web::test]
async fn an_approval_ends_for_good_with_the_role_in_which_it_was_given() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let role = json!({ "role": "counsel", "state": "XAA" });
    let ours = world.person_of("Counsel of XAA", role, &["NZL"]).await;
    clear(&it, &it.applicant, &it.applicant).await;
    clear(&it, &it.applicant, &ours).await;
    let id = exhibit(&it, &it.applicant, "C2").await;
    assert_eq!(has(&it, &ours, id).await, "all");
    let roles = async |roles: Value| {
        let people = world.administrator.get("/people").await.ok();
        let people = people["items"].as_array().expect("people").clone();
        let her = people.iter().find(|one| one["id"] == json!(ours.id));
        let seen = her.expect("she is there")["version"]
            .as_i64()
            .expect("a version");
        let path = format!("/people/{}/roles", ours.id);
        let roles = json!({ "roles": roles });
        world.administrator.put_seen(&path, seen, &roles).await.ok();
    };
    let counsel = json!({ "role": "counsel", "state": "XAA" });
    let other = json!({ "role": "panelist", "discipline": "legal" });
    // What is given again at once was never lost.
    roles(json!([counsel, other])).await;
    assert_eq!(has(&it, &ours, id).await, "all");
    roles(json!([other])).await;
    assert_eq!(has(&it, &ours, id).await, "nothing");
    roles(json!([counsel])).await;
    assert_eq!(has(&it, &ours, id).await, "metadata");
    clear(&it, &it.applicant, &ours).await;
    assert_eq!(has(&it, &ours, id).await, "all");
    world.ends().await;
}

#[actix_web::test]
async fn c3_asks_for_the_second_factor_again() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let id = exhibit(&it, &it.applicant, "C3").await;
    let page = format!("/cases/{}/documents/{id}/pages/1", it.case);
    let member = &it.members[0];
    crate::credentials::ruled(&world, r#"{"second_factor_required": true}"#).await;
    crate::credentials::sets_up(member).await;
    assert!(member.bytes(&page).await.starts_with(b"\x89PNG"));
    crate::credentials::minutes_pass(&world, 11).await;
    member.get(&page).await.is(403, "factor.again");
    // To know of it asks for nothing.
    member
        .get(&format!("/cases/{}/documents/{id}", it.case))
        .await
        .ok();
    world.ends().await;
}

#[actix_web::test]
async fn a_ruling_lists_a_protected_exhibit_without_its_name() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let open = Uuid::now_v7();
    it.applicant
        .upload(it.case, open, "A public report", pdf("C1"))
        .await
        .ok();
    let path = format!("/cases/{}/exhibits/{}", it.case, Uuid::now_v7());
    let body = json!({ "title": "Report", "documents": [open] });
    it.applicant.put(&path, &body).await.ok();
    exhibit(&it, &it.applicant, "C3").await;
    it.deliberate().await;
    it.decide(None).await;
    it.act(&it.members[0], "scoring_complete", json!({})).await;
    let ruling = it.members[0]
        .get(&format!("/cases/{}/ruling", it.case))
        .await
        .ok()
        .to_string();
    assert!(
        ruling.contains("Exhibit XAA-1, A public report (class C1)."),
        "{ruling}"
    );
    assert!(ruling.contains("Exhibit XAA-2, not named here (class C3)."));
    assert!(!ruling.contains(NAME));
    world.ends().await;
}

/// Who can read a document today by the access report, and by what; and who has read it, and which pages.
fn watched(report: &Value, id: Uuid) -> (Vec<String>, Vec<String>) {
    let documents = report["documents"].as_array().expect("documents");
    let one = documents.iter().find(|one| one["id"] == id.to_string());
    let one = one.unwrap_or_else(|| panic!("{id} is not in {documents:?}"));
    let told = |key: &str, what: &str| {
        let all = one[key].as_array().expect("people").iter();
        let said = |one: &Value| format!("{} {}", one["name"].as_str().unwrap(), one[what]);
        let mut all: Vec<_> = all.map(said).collect();
        all.sort();
        all
    };
    (told("readers", "by"), told("readings", "pages"))
}

#[actix_web::test]
async fn the_access_report_names_who_can_read_what_is_protected_and_who_has() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let (ours, theirs) = (counsel(&world, "XAA").await, counsel(&world, "XBB").await);
    let auditor = world.person("Auditor", json!({ "role": "auditor" })).await;
    clear(&it, &it.applicant, &ours).await;
    clear(&it, &it.respondent, &theirs).await;
    // Approved, and has not declared.
    let at = format!("/cases/{}/secrecy", it.case);
    let mine = format!("{at}/{}", it.applicant.id);
    it.applicant.put(&mine, &Value::Null).await.ok();
    let strict = exhibit(&it, &it.applicant, "C3").await;
    let business = exhibit(&it, &ours, "C2").await;
    let waits = Uuid::now_v7();
    it.applicant
        .upload_as("C3", it.case, waits, NAME, pdf("C3"))
        .await
        .ok();
    let page = format!("/cases/{}/documents/{strict}/pages/1", it.case);
    for who in [&ours, &ours, &it.members[0]] {
        assert!(who.bytes(&page).await.starts_with(b"\x89PNG"));
    }
    let content = format!("/cases/{}/documents/{business}/content", it.case);
    theirs.bytes(&content).await;
    let path = format!("/cases/{}/access", it.case);
    let report = auditor.get(&path).await.ok();
    let sitting = it.members.iter();
    let sitting = sitting.map(|one| format!("{} [\"sitting\"]", one.name));
    let mut able: Vec<_> = sitting.clone().collect();
    able.push("Counsel of XAA [\"approved_of_filer\"]".to_owned());
    able.push("Counsel of XBB [\"approved_of_other\"]".to_owned());
    able.sort();
    let member = format!("{} [1]", it.members[0].name);
    let mut read = vec!["Counsel of XAA [1]".to_owned(), member.clone()];
    read.sort();
    assert_eq!(watched(&report, strict), (able.clone(), read.clone()));
    let of_theirs = vec!["Counsel of XBB []".to_owned()];
    assert_eq!(watched(&report, business), (able.clone(), of_theirs));
    let times = |report: &Value| report["documents"][0]["readings"].clone();
    let hers = times(&report).as_array().unwrap().clone();
    let hers = hers.iter().find(|one| one["name"] == "Counsel of XAA");
    // Two pages of it in one quarter of an hour are one visit.
    assert_eq!(hers.unwrap()["times"], 1);
    // Whoever it names can open it, and nobody else can.
    let agents = [&it.applicant, &it.respondent, &it.registrar, &auditor];
    for who in [&ours, &theirs, &it.members[1]].into_iter().chain(agents) {
        let named = able.iter().any(|one| one.starts_with(&who.name));
        let open = has(&it, who, business).await == "all";
        assert_eq!(named, open, "{}", who.name);
    }
    // What it is called, and what is not filed, is told to nobody there; the President has nothing of it.
    assert_eq!(report["documents"].as_array().map(Vec::len), Some(2));
    let said = report.to_string();
    assert!(!said.contains(NAME) && !said.contains("paper.pdf"));
    let registrar = it.registrar.get(&path).await.ok();
    assert_eq!(watched(&registrar, strict).0, able);
    let president = it.president.get(&path).await.ok();
    assert_eq!(president["documents"], json!([]));
    // Whose approval has ended can read no more, and has read.
    let hers = format!("{at}/{}", ours.id);
    it.applicant.send("DELETE", &hers, None, None).await.ok();
    let report = auditor.get(&path).await.ok();
    able.retain(|one| !one.starts_with("Counsel of XAA"));
    assert_eq!(watched(&report, strict), (able, read));
    // The page is told on the record, too, and in both of its files.
    let lines = "/ledger?kind=read&action=document.view_content";
    let lines = auditor.get(lines).await.ok();
    let of = |id: Uuid| {
        let all = lines["items"].as_array().expect("lines").clone();
        all.into_iter()
            .filter(move |line| line["subject"] == id.to_string())
            .map(|line| line["page"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(of(strict), [json!(1), json!(1), json!(1)]);
    assert!(of(business).contains(&Value::Null));
    let file = auditor.bytes("/ledger.csv?kind=read").await;
    let file = String::from_utf8(file).expect("text");
    assert_eq!(file.lines().filter(|line| line.ends_with(",1")).count(), 3);
    world.ends().await;
}

#[actix_web::test]
async fn whoever_is_let_in_by_an_emergency_is_in_the_access_report_while_it_lasts() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let id = exhibit(&it, &it.applicant, "C3").await;
    let case = it.seen_by(&it.registrar).await;
    let wish = json!({ "case": case["number"], "class": "C3", "reason": "The exhibit opens as an empty page for everyone.", "hours": 24 });
    let emergency = format!("/emergency/{}", Uuid::now_v7());
    world.administrator.put(&emergency, &wish).await.ok();
    let path = format!("/cases/{}/access", it.case);
    let named = async || {
        let report = it.registrar.get(&path).await.ok();
        let able = watched(&report, id).0;
        let one = format!("{} [\"emergency\"]", world.administrator.name);
        able.contains(&one)
    };
    for who in [&it.registrar, &it.president] {
        assert!(!named().await);
        let approve = format!("{emergency}/approve");
        who.post(&approve, &Value::Null).await.ok();
    }
    assert!(named().await);
    let end = format!("{emergency}/end");
    it.registrar.post(&end, &Value::Null).await.ok();
    assert!(!named().await);
    world.ends().await;
}

#[actix_web::test]
async fn the_access_report_takes_as_many_statements_for_many_documents_as_for_one() {
    crate::releases::count_statements();
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let path = format!("/cases/{}/access", it.case);
    let report =
        async || crate::releases::statements_of(async { it.registrar.get(&path).await.ok() }).await;
    exhibit(&it, &it.applicant, "C3").await;
    report().await;
    let one = report().await;
    for _ in 0..3 {
        let id = exhibit(&it, &it.applicant, "C3").await;
        let page = format!("/cases/{}/documents/{id}/pages/1", it.case);
        it.members[0].bytes(&page).await;
    }
    assert_eq!(report().await, one);
    world.ends().await;
}
