//! What follows after a report was sent: the state complies and every recipient hears of it, or says
//! what is wrong and has it corrected or is told why not; a recipient who confirms no receipt gets it
//! again; a newer report supersedes it (procedure 2.5, L-06r, L-08 to L-10).

use domain::refusal::Refusal;
use harness::{Actor, Proceeding, World};
use serde_json::{Value, json};

use crate::linkage::{Reporting, letters_to};

/// A Monday on which every report of these tests has been sent.
const MONDAY: &str = "2027-06-07T15:00:00Z";
const RULING: &str = "[2026] ISECRC 1";

/// What waits for someone in the report, by its act.
async fn waits(r: &Reporting, who: &Actor, act: &str) -> Vec<Value> {
    let work = who.get("/work").await.ok();
    let items = work["items"].as_array().unwrap().clone();
    let own = |one: &Value| one["report_id"] == r.report.to_string() && one["act"] == act;
    items.into_iter().filter(own).collect()
}

/// Sent to two, of whom one has confirmed receipt, and the letters have left.
async fn sent(world: &World) -> (Reporting, Actor) {
    let r = Reporting::drafted(world).await;
    let second = world.person("Second", json!({ "role": "liaison" })).await;
    r.transmit(world).await;
    r.act(&r.liaison, "acknowledge", json!({})).await.ok();
    world.clock_to(MONDAY).await;
    world.post_round().await;
    (r, second)
}

fn paper(percent: u8) -> Value {
    json!({ "statement": "As the record shows.", "remedies": [{ "no": 1, "percent": percent }] })
}

fn finding(percent: u8) -> Value {
    json!({ "reasons": "As the record shows.",
            "remedies": [{ "no": 1, "percent": percent, "note": "Withdraw the rest of the duty." }] })
}

/// The state says that it has complied, and the applicant contests it.
async fn contested(it: &Proceeding) {
    it.act(&it.respondent, "claim_compliance", paper(100)).await;
    it.act(&it.applicant, "contest_compliance", paper(10)).await;
}

async fn page(world: &World, rest: &str) -> String {
    let address = format!("{}/{}/{rest}", world.origin, world.slug);
    let answer = reqwest::get(&address).await.expect("an answer");
    answer.text().await.expect("text")
}

#[actix_web::test]
async fn compliance_waits_five_working_days_for_the_registrar_and_a_part_of_it_does_not() {
    let world = World::new().await;
    let (r, _) = sent(&world).await;
    let none = json!({});
    let act = "linkage.send_update";
    r.act(&r.it.registrar, "send_update", none.clone())
        .await
        .refused(Refusal::LinkageNothingToTell);

    // A part that is done is no cure.
    contested(&r.it).await;
    r.it.act(&r.it.members[0], "find_partial", finding(60))
        .await;
    world.post_round().await;
    assert_eq!(waits(&r, &r.it.registrar, act).await.len(), 0);
    r.it.act(&r.it.respondent, "claim_compliance", paper(100))
        .await;
    world.post_round().await;
    assert_eq!(waits(&r, &r.it.registrar, act).await.len(), 0, "it is said");
    r.it.act(&r.it.applicant, "accept_compliance", none.clone())
        .await;

    // Five working days from then, for the registrar, once.
    world.post_round().await;
    world.post_round().await;
    let waiting = waits(&r, &r.it.registrar, act).await;
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    assert_eq!(
        (&waiting[0]["rule"], &waiting[0]["due_on"]),
        (&json!("DL-117"), &json!("2027-06-14"))
    );
    let why = waiting[0]["why"].as_str().unwrap();
    assert!(why.starts_with("5 working days from compliance"), "{why}");
    assert_eq!(waits(&r, &r.officer, act).await.len(), 0);
    let seen = r.seen_by(&r.it.registrar).await;
    let cured = json!([{ "citation": RULING, "complied_on": "2027-06-07" }]);
    assert_eq!(seen["to_tell"], cured);
    assert!(seen["can"].to_string().contains("send_update"));
    let before = r.seen_by(&r.liaison).await;
    assert_eq!(before["to_tell"], json!([]), "until everyone is told");
    assert!(!before.to_string().contains("Complied on"));
    for other in [&r.officer, &r.it.president, &r.it.respondent, &r.liaison] {
        r.act(other, "send_update", none.clone())
            .await
            .is(403, "forbidden");
    }
    r.act(&r.it.applicant, "send_update", none.clone())
        .await
        .is(404, "not_found");

    let closed = r
        .act(&r.it.registrar, "send_update", none.clone())
        .await
        .ok();
    assert_eq!(closed["status"], "closed_by_cure");
    assert_eq!(waits(&r, &r.it.registrar, act).await.len(), 0);
    r.act(&r.it.registrar, "send_update", none)
        .await
        .refused(Refusal::LinkageClosed);
    let neighbour = world.neighbour().await;
    let path = format!("/reports/{}/send_update", r.report);
    let theirs = neighbour.post_seen(&path, 1, &json!({})).await;
    theirs.is(404, "not_found");
    world.ends().await;
}

#[actix_web::test]
async fn every_recipient_hears_once_of_compliance_and_the_report_stays_with_its_banner() {
    let world = World::new().await;
    let (r, second) = sent(&world).await;
    r.it.act(&r.it.respondent, "claim_compliance", paper(100))
        .await;
    r.it.act(&r.it.applicant, "accept_compliance", json!({}))
        .await;
    let before = r.seen_by(&r.liaison).await;
    let paper = format!("/reports/{}.pdf", r.report);
    let (data, printed) = (r.data(&r.liaison).await, r.liaison.bytes(&paper).await);
    r.act(&r.it.registrar, "send_update", json!({})).await.ok();
    world.post_round().await;
    world.post_round().await;
    for who in [&r.liaison, &second] {
        let letters = letters_to(&world, who);
        let updates: Vec<_> = letters
            .iter()
            .filter(|text| text.contains("Update: Linkage report"))
            .collect();
        assert_eq!((letters.len(), updates.len()), (2, 1), "{letters:#?}");
        let said = updates[0];
        assert!(said.contains(&format!("Complied on 7 June 2027: {RULING}.")));
        assert!(said.contains("the report is closed"), "{said}");
        assert!(!said.contains("linkage-XBB"), "no figure goes out anew");
        for implied in ["non-compl", "not compl", "failed", "breach"] {
            assert!(!said.contains(implied), "{implied}: {said}");
        }
    }

    // It stays, with the banner wherever it is read; its figures are those of the cut-off.
    for who in [&r.liaison, &second, &r.it.respondent, &r.it.president] {
        let seen = r.seen_by(who).await;
        assert_eq!(seen["updates"][0]["citation"], RULING);
        assert_eq!(seen["updates"][0]["complied_on"], "2027-06-07");
        let cover = seen["sections"][0].to_string();
        assert!(cover.contains("status: closed by compliance"), "{cover}");
        assert!(cover.contains(&format!("Complied on 2027-06-07: {RULING}.")));
        assert!(seen["sections"][9].to_string().contains("Update of"));
        assert_eq!(seen["content"], before["content"]);
    }
    assert_eq!(r.data(&r.liaison).await, data);
    assert_ne!(
        r.liaison.bytes(&paper).await,
        printed,
        "the banner is on it"
    );
    let list = r.liaison.get("/reports").await.ok();
    assert_eq!(list["items"][0]["status"], "closed_by_cure");

    // Who had not confirmed receipt of the report still may; nothing else moves it.
    let seen = r.act(&second, "acknowledge", json!({})).await.ok();
    assert_eq!(seen["status"], "closed_by_cure");
    world.ends().await;
}

#[actix_web::test]
async fn an_update_that_is_late_comes_before_the_president_and_is_noted_in_public() {
    let world = World::new().await;
    let (r, _) = sent(&world).await;
    let act = "linkage.send_update";
    contested(&r.it).await;
    r.it.act(&r.it.members[0], "find_non_compliant", finding(20))
        .await;
    world.post_round().await;
    assert_eq!(waits(&r, &r.it.registrar, act).await.len(), 0);
    r.it.act(&r.it.respondent, "claim_compliance", paper(100))
        .await;
    r.it.act(&r.it.applicant, "confirm_cure", json!({})).await;
    world.post_round().await;
    let nobody = r.it.applicant.nobody();

    // The fifth working day itself is in time.
    world.clock_to("2027-06-14T20:00:00Z").await;
    assert_eq!(waits(&r, &r.it.president, act).await.len(), 0);
    let late = nobody.get("/statistics").await.ok()["late"].clone();
    assert_eq!(late, json!([]));
    world.clock_to("2027-06-15T15:00:00Z").await;
    let escalated = waits(&r, &r.it.president, act).await;
    assert_eq!(escalated.len(), 1);
    assert_eq!(escalated[0]["escalated"], true);
    let noted = json!([{ "rule": "DL-117", "state": "XBB", "state_name": "Belmora",
        "period": r.seen_by(&r.liaison).await["period"], "due_on": "2027-06-14", "done_on": null }]);
    assert_eq!(nobody.get("/statistics").await.ok()["late"], noted);
    let french = page(&world, "statistics?lang=fr").await;
    assert!(french.contains("Informer les destinataires que l’État s’est mis en conformité"));
    assert!(french.contains("14 juin 2027") && french.contains("pas encore"));

    for language in ["es", "ru", "zh", "ar"] {
        let text = page(&world, &format!("statistics?lang={language}")).await;
        assert!(text.contains("2026-S2") || text.contains("2026-S1"));
        for english in ["Duties towards", "a public note", "Tell the recipients"] {
            assert!(!text.contains(english), "{language}: {english}");
        }
    }

    // Late is late, and stays owed until it is done.
    r.act(&r.it.registrar, "send_update", json!({})).await.ok();
    world.clock_to("2027-06-16T15:00:00Z").await;
    assert_eq!(waits(&r, &r.it.president, act).await.len(), 0);
    let late = nobody.get("/statistics").await.ok()["late"].clone();
    assert_eq!(late[0]["done_on"], "2027-06-15", "{late}");
    world.ends().await;
}

#[actix_web::test]
async fn of_compliance_between_the_cut_off_and_sending_recipients_are_told_after_sending() {
    let world = World::new().await;
    let r = Reporting::drafted(&world).await;
    r.it.act(&r.it.respondent, "claim_compliance", paper(100))
        .await;
    r.it.act(&r.it.applicant, "accept_compliance", json!({}))
        .await;
    world.post_round().await;
    let act = "linkage.send_update";
    assert_eq!(waits(&r, &r.it.registrar, act).await.len(), 0, "not sent");
    r.act(&r.it.registrar, "send_update", json!({}))
        .await
        .refused(Refusal::LinkageOutOfOrder);
    r.transmit(&world).await;
    let waiting = waits(&r, &r.it.registrar, act).await;
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    let seen = r.seen_by(&r.it.registrar).await;
    let left = &seen["transmitted_at"].as_str().unwrap()[..10];
    assert_eq!(waiting[0]["started_on"], left);
    let closed = r.act(&r.it.registrar, "send_update", json!({})).await.ok();
    assert_eq!(closed["status"], "closed_by_cure");

    // Taken back for another reason, it leaves a tombstone like any other.
    let why = json!({ "reason": "It was sent in breach of the rules." });
    let gone = r.act(&r.it.president, "withdraw", why).await;
    assert_eq!(gone.status, 204, "{}", gone.json);
    r.liaison
        .get(&format!("/reports/{}", r.report))
        .await
        .is(410, "gone");
    world.ends().await;
}

#[actix_web::test]
async fn a_report_on_two_rulings_is_closed_by_the_second_cure() {
    let world = World::new().await;
    let first = Proceeding::published(&world, Some("necessity")).await;
    let r = Reporting::drafted(&world).await;
    r.transmit(&world).await;
    world.clock_to(MONDAY).await;
    let complies = async |it: &Proceeding| {
        it.act(&it.respondent, "claim_compliance", paper(100)).await;
        it.act(&it.applicant, "accept_compliance", json!({})).await;
    };
    complies(&first).await;
    let told = r.act(&r.it.registrar, "send_update", json!({})).await.ok();
    assert_eq!(
        told["status"], "transmitted",
        "the other one is outstanding"
    );
    assert_eq!(told["updates"].as_array().map(Vec::len), Some(1));
    complies(&r.it).await;
    let told = r.act(&r.it.registrar, "send_update", json!({})).await.ok();
    assert_eq!(told["status"], "closed_by_cure");
    world.post_round().await;
    let letters = letters_to(&world, &r.liaison);
    let updates: Vec<_> = letters
        .iter()
        .filter(|text| text.contains("Update: Linkage report"))
        .collect();
    assert_eq!((letters.len(), updates.len()), (3, 2));
    for ruling in [1, 2] {
        let cited = format!("Complied on 7 June 2027: [2026] ISECRC {ruling}.");
        let saying = updates.iter().filter(|text| text.contains(&cited));
        assert_eq!(saying.count(), 1, "each is told once");
    }
    world.ends().await;
}

fn ask(what: &str, should: &str) -> Value {
    json!({ "what": what, "should_say": should, "why": "The duty ended on that day." })
}

fn decide(no: i32, accepted: bool, reasons: &str) -> Value {
    json!({ "no": no, "accepted": accepted, "reasons": reasons })
}

#[actix_web::test]
async fn a_correction_asked_for_after_sending_goes_to_every_recipient_or_is_rejected_with_reasons()
{
    let world = World::new().await;
    let (r, second) = sent(&world).await;
    let act = "linkage.decide_correction";
    for (who, status, code) in [
        (&r.it.registrar, 403, "forbidden"),
        (&r.it.president, 403, "forbidden"),
        (&r.liaison, 403, "forbidden"),
        (&r.it.applicant, 404, "not_found"),
    ] {
        let said = r.act(who, "ask_correction", ask("5.1", "1")).await;
        said.is(status, code);
    }
    let asked = r
        .act(
            &r.it.respondent,
            "ask_correction",
            ask("5.1", "Done in time."),
        )
        .await
        .ok();
    assert_eq!(asked["status"], "transmitted", "asking moves nothing");
    world.clock_to("2027-06-08T15:00:00Z").await;
    let other = ask("MEASURES_BY._Z._T", "Nothing is known.");
    for one in [other, ask("5.1", "The duty is withdrawn.")] {
        r.act(&r.it.respondent, "ask_correction", one).await.ok();
    }

    // The oldest request waits for the registrar, ten days from when it was made.
    let waiting = waits(&r, &r.it.registrar, act).await;
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    assert_eq!(
        (&waiting[0]["rule"], &waiting[0]["due_on"]),
        (&json!("DL-116"), &json!("2027-06-17"))
    );
    assert_eq!(waits(&r, &r.officer, act).await.len(), 0);
    let yes = decide(1, true, "The record was put right.");
    for other in [&r.officer, &r.it.president, &r.it.respondent, &r.liaison] {
        r.act(other, "decide_correction", yes.clone())
            .await
            .is(403, "forbidden");
    }
    // Nothing is written into a report by hand.
    r.act(&r.it.registrar, "decide_correction", yes.clone())
        .await
        .is(409, "linkage.reads_same");
    r.it.act(
        &r.it.applicant,
        "accept_compliance",
        json!({ "done_on": &r.it.seen_by(&r.it.applicant).await["published_at"].as_str().unwrap()[..10] }),
    )
    .await;
    world.post_round().await;
    assert_eq!(
        waits(&r, &r.it.registrar, "linkage.send_update")
            .await
            .len(),
        1
    );
    let first = r.seen_by(&r.liaison).await;
    let now = r
        .act(&r.it.registrar, "decide_correction", yes.clone())
        .await
        .ok();
    assert_eq!(
        (&now["status"], &now["edition"]),
        (&json!("transmitted"), &json!(2))
    );
    assert_eq!(now["former"][0]["why"], "The record was put right.");
    let changes = now["former"][0]["changes"].to_string();
    assert!(
        changes.contains("REMEDIES_DONE._Z._T") || changes.contains("Section 5"),
        "{changes}"
    );

    // The corrected edition says that it was done within the half-year: there is nothing to update.
    assert_eq!(
        waits(&r, &r.it.registrar, "linkage.send_update")
            .await
            .len(),
        0
    );
    world.post_round().await;
    assert_eq!(
        waits(&r, &r.it.registrar, "linkage.send_update")
            .await
            .len(),
        0
    );
    for who in [&r.liaison, &second] {
        let letters = letters_to(&world, who);
        let corrected = letters.iter().filter(|text| text.contains("Corrected:"));
        assert_eq!((letters.len(), corrected.count()), (2, 1), "{letters:#?}");
        let seen = r.seen_by(who).await;
        assert!(seen["can"].to_string().contains("acknowledge"));
        let eighth = seen["sections"][7].to_string();
        assert!(eighth.contains("Done in time.") && eighth.contains("Accepted on"));
        r.act(who, "acknowledge", json!({})).await.ok();
    }
    let path = format!("/reports/{}/editions/1", r.report);
    let former = r.liaison.get(&path).await.ok();
    assert_eq!(former["content"], first["content"]);
    assert!(!former["sections"][7].to_string().contains("Done in time."));

    // What the edition says right already is accepted, and no other edition follows.
    let again = decide(3, true, "Edition 2 says so.");
    let now = r
        .act(&r.it.registrar, "decide_correction", again)
        .await
        .ok();
    assert_eq!(
        (&now["edition"], &now["corrections"][2]["accepted"]),
        (&json!(2), &json!(true))
    );

    // What is left has its own ten days, and is rejected with reasons that everyone reads.
    let seen = r.seen_by(&r.it.registrar).await;
    let kept = seen["deadlines"].as_array().unwrap();
    let met = kept
        .iter()
        .filter(|one| one["rule"] == "DL-116" && one["state"] == "met");
    assert_eq!(met.count(), 1, "that of the oldest request");
    let waiting = waits(&r, &r.it.registrar, act).await;
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    assert_eq!(waiting[0]["due_on"], "2027-06-18");
    let advice = decide(2, false, "The lender should suspend financing.");
    r.act(&r.it.registrar, "decide_correction", advice)
        .await
        .refused(Refusal::LinkageAdvises);
    let silent = decide(2, false, " ");
    r.act(&r.it.registrar, "decide_correction", silent)
        .await
        .is(422, "content.invalid");
    let no = decide(2, false, "Only registered cases are counted.");
    let now = r.act(&r.it.registrar, "decide_correction", no).await.ok();
    assert_eq!(
        (&now["status"], &now["edition"]),
        (&json!("acknowledged"), &json!(2))
    );
    assert!(
        now["sections"][7]
            .to_string()
            .contains("Only registered cases are counted.")
    );
    assert_eq!(waits(&r, &r.it.registrar, act).await.len(), 0);
    world.post_round().await;
    assert_eq!(letters_to(&world, &second).len(), 2, "no edition follows");
    world.ends().await;
}

#[actix_web::test]
async fn a_correction_is_asked_for_while_the_state_may_reply_or_once_sent_and_decided_even_if_late()
{
    let world = World::new().await;
    let r = Reporting::drafted(&world).await;
    let act = "linkage.decide_correction";
    let first = ask("5.1", "Done in time.");
    r.act(&r.officer, "submit", json!({})).await.ok();
    r.act(&r.it.registrar, "pass_check", json!({})).await.ok();
    world.days_pass(60).await;
    r.act(&r.it.respondent, "ask_correction", first.clone())
        .await
        .refused(Refusal::LinkageOutOfOrder);
    r.act(&r.it.president, "finalise", json!({})).await.ok();
    r.act(&r.it.respondent, "ask_correction", first.clone())
        .await
        .refused(Refusal::LinkageOutOfOrder);
    r.act(&r.it.registrar, "transmit", json!({})).await.ok();
    world.clock_to(MONDAY).await;
    let asked = r.act(&r.it.respondent, "ask_correction", first).await.ok();
    assert_eq!(asked["status"], "transmitted");

    // DL-116 has run: the President has it too, everyone may read it, and it stays owed.
    world.clock_to("2027-06-18T15:00:00Z").await;
    assert_eq!(waits(&r, &r.it.president, act).await.len(), 1);
    let nobody = r.it.applicant.nobody();
    let late = nobody.get("/statistics").await.ok()["late"].clone();
    assert_eq!(
        (&late[0]["rule"], &late[0]["due_on"], &late[0]["done_on"]),
        (&json!("DL-116"), &json!("2027-06-17"), &Value::Null)
    );
    let no = decide(1, false, "It was not done by the cut-off.");
    r.act(&r.it.registrar, "decide_correction", no).await.ok();
    assert_eq!(waits(&r, &r.it.president, act).await.len(), 0);

    // Nothing is asked of what was taken back, and it is named no more.
    let why = json!({ "reason": "It was sent in breach of the rules." });
    let gone = r.act(&r.it.president, "withdraw", why).await;
    assert_eq!(gone.status, 204, "{}", gone.json);
    let version = asked["version"].as_i64().unwrap() + 2;
    let path = format!("/reports/{}/ask_correction", r.report);
    r.it.respondent
        .post_seen(&path, version, &ask("5.1", "Done in time."))
        .await
        .refused(Refusal::LinkageWithdrawn);
    world.clock_to("2027-06-19T15:00:00Z").await;
    assert_eq!(nobody.get("/statistics").await.ok()["late"], json!([]));
    world.ends().await;
}

#[actix_web::test]
async fn a_report_of_which_no_receipt_came_is_sent_again_once_the_limit_has_run() {
    let world = World::new().await;
    let r = Reporting::drafted(&world).await;
    let second = world.person("Second", json!({ "role": "liaison" })).await;
    r.transmit(&world).await;
    r.act(&r.liaison, "acknowledge", json!({})).await.ok();
    world.post_round().await;
    let (act, to) = ("linkage.resend", json!({ "recipient": second.id }));
    let owed = waits(&r, &second, "linkage.acknowledge").await;
    let due = owed[0]["due_on"].as_str().unwrap().to_owned();

    // The last day itself is in time.
    world.clock_to(&format!("{due}T15:00:00Z")).await;
    assert_eq!(waits(&r, &r.it.registrar, act).await.len(), 0);
    let seen = r.seen_by(&r.it.registrar).await;
    assert!(!seen["can"].to_string().contains("resend"));
    r.act(&r.it.registrar, "resend", to.clone())
        .await
        .refused(Refusal::LinkageReceiptNotLate);

    world.days_pass(1).await;
    let waiting = waits(&r, &r.it.registrar, act).await;
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    assert_eq!(
        (
            &waiting[0]["again_to"],
            &waiting[0]["owed_by"],
            &waiting[0]["due_on"]
        ),
        (&json!("Second"), &json!("registrar"), &json!(due))
    );
    let what = waiting[0]["what"].as_str().unwrap();
    assert!(
        what.starts_with("Send the report again to Second"),
        "{what}"
    );
    let still = waits(&r, &second, "linkage.acknowledge").await;
    assert_eq!(still.len(), 1, "it stays owed");
    assert_eq!(still[0]["again_to"], Value::Null);
    for other in [&r.it.president, &r.officer, &r.liaison] {
        assert_eq!(waits(&r, other, act).await.len(), 0, "{}", other.name);
    }
    let seen = r.seen_by(&r.it.registrar).await;
    assert!(seen["can"].to_string().contains("resend"));
    let late = |one: &Value| (one["name"] == "Second") == (one["receipt_missed"] == true);
    assert!(seen["recipients"].as_array().unwrap().iter().all(late));

    for other in [&r.officer, &r.it.president, &r.it.respondent, &r.liaison] {
        r.act(other, "resend", to.clone())
            .await
            .is(403, "forbidden");
    }
    r.act(&r.it.applicant, "resend", to.clone())
        .await
        .is(404, "not_found");
    let neighbour = world.neighbour().await;
    let path = format!("/reports/{}/resend", r.report);
    let theirs = neighbour.post_seen(&path, 1, &to).await;
    theirs.is(404, "not_found");
    for (nobody, code) in [
        (r.officer.id, "content.invalid"),
        (r.liaison.id, "linkage.receipt_not_late"),
    ] {
        let said = json!({ "recipient": nobody });
        let refused = r.act(&r.it.registrar, "resend", said).await;
        assert_eq!(refused.json["code"], code, "{}", refused.json);
    }

    // One letter, to that one recipient, who has thirty days of their own.
    let today = world.now().await.to_string()[..10].to_owned();
    let now = r.act(&r.it.registrar, "resend", to.clone()).await.ok();
    assert_eq!(now["status"], "transmitted");
    world.post_round().await;
    world.post_round().await;
    let letters = letters_to(&world, &second);
    let again: Vec<_> = letters
        .iter()
        .filter(|text| text.contains("Sent again: Linkage report"))
        .collect();
    assert_eq!((letters.len(), again.len()), (2, 1), "{letters:#?}");
    assert!(again[0].contains("once more") && again[0].contains("linkage-XBB"));
    assert_eq!(letters_to(&world, &r.liaison).len(), 1);
    assert_eq!(waits(&r, &r.it.registrar, act).await.len(), 0);
    let afresh = waits(&r, &second, "linkage.acknowledge").await;
    assert_eq!(afresh.len(), 1, "{afresh:?}");
    assert_eq!(
        (&afresh[0]["rule"], &afresh[0]["started_on"]),
        (&json!("DL-115"), &json!(today))
    );
    let of_second = |seen: &Value| {
        let all = seen["recipients"].as_array().unwrap().clone();
        all.into_iter().find(|one| one["name"] == "Second").unwrap()
    };
    let theirs = of_second(&r.seen_by(&r.it.registrar).await);
    assert_eq!(
        (
            &theirs["sent_again"],
            &theirs["receipt_missed"],
            &theirs["receipt_due_on"]
        ),
        (&json!(1), &json!(false), &afresh[0]["due_on"])
    );
    r.act(&r.it.registrar, "resend", to.clone())
        .await
        .refused(Refusal::LinkageReceiptNotLate);

    // It may have to go a third time; receipt ends it.
    world.days_pass(35).await;
    assert_eq!(waits(&r, &r.it.registrar, act).await.len(), 1);
    r.act(&r.it.registrar, "resend", to.clone()).await.ok();
    world.post_round().await;
    assert_eq!(letters_to(&world, &second).len(), 3);
    world.days_pass(35).await;
    assert_eq!(waits(&r, &r.it.registrar, act).await.len(), 1);
    let done = r.act(&second, "acknowledge", json!({})).await.ok();
    assert_eq!(done["status"], "acknowledged");
    assert_eq!(waits(&r, &r.it.registrar, act).await.len(), 0);
    r.act(&r.it.registrar, "resend", to)
        .await
        .refused(Refusal::LinkageClosed);
    world.ends().await;
}

#[actix_web::test]
async fn a_corrected_edition_asks_for_receipt_afresh_and_a_letter_that_waited_is_no_second_one() {
    let world = World::new().await;
    let (r, second) = sent(&world).await;
    let (act, to) = ("linkage.resend", json!({ "recipient": second.id }));
    world.days_pass(35).await;
    assert_eq!(waits(&r, &r.it.registrar, act).await.len(), 1);

    // Receipt comes while the letter waits: what leaves is the first letter, by its name.
    r.act(&r.it.registrar, "resend", to).await.ok();
    r.act(&second, "acknowledge", json!({})).await.ok();
    world.post_round().await;
    let letters = letters_to(&world, &second);
    assert_eq!(letters.len(), 2);
    assert!(!letters.iter().any(|text| text.contains("Sent again")));
    let named = |text: &String| {
        let name = text.lines().find(|line| line.starts_with("Message-ID:"));
        name.expect("a name").to_owned()
    };
    assert_eq!(named(&letters[0]), named(&letters[1]));

    r.done_all_along().await;
    let why = json!({ "why": "The remedy had been done in time." });
    r.act(&r.it.registrar, "correct", why).await.ok();
    assert_eq!(waits(&r, &r.it.registrar, act).await.len(), 0);
    world.days_pass(35).await;
    assert_eq!(waits(&r, &r.it.registrar, act).await.len(), 2, "both");
    let again = json!({ "recipient": r.liaison.id });
    r.act(&r.it.registrar, "resend", again).await.ok();
    world.post_round().await;
    let letters = letters_to(&world, &r.liaison);
    let corrected = letters
        .iter()
        .filter(|text| text.contains("Sent again: Corrected: Linkage"));
    assert_eq!(corrected.count(), 1, "{letters:#?}");
    world.ends().await;
}

/// The half-year after this one.
fn after(period: &str) -> String {
    let (year, half) = period.split_once("-S").expect("a half-year");
    match half {
        "1" => format!("{year}-S2"),
        _ => format!("{}-S1", year.parse::<i16>().expect("a year") + 1),
    }
}

#[actix_web::test]
async fn a_newer_report_supersedes_an_earlier_one_from_its_transmission_until_it_is_withdrawn() {
    let world = World::new().await;
    let (mut r, second) = sent(&world).await;
    world.clock_to("2027-07-05T15:00:00Z").await;
    r.act(&second, "acknowledge", json!({})).await.ok();
    let older = format!("/reports/{}", r.report);
    let paper = format!("{older}.pdf");
    let first = r.seen_by(&r.liaison).await;
    let period = after(first["period"].as_str().unwrap());
    let (data, printed) = (r.data(&r.liaison).await, r.liaison.bytes(&paper).await);
    // Not among those to whom the newer one is sent.
    let roles = format!("/people/{}/roles", second.id);
    let other = json!({ "roles": [{ "role": "auditor" }] });
    let administrator = &world.administrator;
    administrator.put_seen(&roles, 1, &other).await.ok();

    let marked = async |who: &Actor| {
        let view = who.get(&older).await.ok();
        let list = who.get("/reports").await.ok();
        let lines = list["items"].as_array().unwrap().clone();
        let line = lines
            .iter()
            .find(|one| one["id"] == older["/reports/".len()..])
            .expect("it is listed");
        let by = view["superseded_by"].clone();
        assert_eq!(line["superseded"], json!(!by.is_null()), "{}", who.name);
        let cover = view["sections"][0].to_string();
        assert_eq!(cover.contains("Superseded"), !by.is_null(), "{cover}");
        by
    };
    let former = r.report;
    r.report = uuid::Uuid::now_v7();
    r.draw_up(&period).await.ok();
    r.act(&r.officer, "submit", json!({})).await.ok();
    r.act(&r.it.registrar, "pass_check", json!({})).await.ok();
    world.days_pass(60).await;
    r.act(&r.it.president, "finalise", json!({})).await.ok();
    for who in [&r.it.registrar, &r.it.respondent, &r.liaison] {
        assert_eq!(marked(who).await, Value::Null, "it is not sent");
    }

    r.act(&r.it.registrar, "transmit", json!({})).await.ok();
    let liaison = json!({ "roles": [{ "role": "liaison" }] });
    administrator.put_seen(&roles, 2, &liaison).await.ok();
    let newest = json!({ "id": r.report, "period": period });
    for who in [
        &r.it.registrar,
        &r.it.president,
        &r.it.respondent,
        &r.liaison,
    ] {
        assert_eq!(marked(who).await, newest, "{}", who.name);
        assert_eq!(r.seen_by(who).await["superseded_by"], Value::Null);
    }
    assert_ne!(r.liaison.bytes(&paper).await, printed, "it is on paper");
    r.it.applicant.get(&older).await.is(404, "not_found");

    // Whoever did not receive the newer one hears nothing of it.
    let path = format!("/reports/{}", r.report);
    second.get(&path).await.is(404, "not_found");
    assert_eq!(marked(&second).await, Value::Null);
    assert_eq!(second.bytes(&paper).await, printed, "the same as before");

    // The text and the data of the earlier one stay, and it may still be corrected.
    let now = r.liaison.get(&older).await.ok();
    assert_eq!(now["content"], first["content"]);
    assert_eq!(now["status"], "acknowledged");
    let both = r.data(&r.liaison).await;
    let lines = data.lines().skip(1).collect::<Vec<_>>();
    assert!(!lines.is_empty() && lines.iter().all(|line| both.contains(line)));
    r.done_all_along().await;
    let newer = std::mem::replace(&mut r.report, former);
    let why = json!({ "why": "The remedy had been done in time." });
    r.act(&r.it.registrar, "correct", why).await.ok();
    world.post_round().await;
    for (who, told) in [(&r.liaison, true), (&second, false)] {
        let letters = letters_to(&world, who);
        let sent = letters.iter().find(|text| text.contains("Corrected:"));
        let sent = sent.expect("a corrected edition").replace("=\r\n", "");
        assert_eq!(sent.contains("Superseded"), told, "{sent}");
    }
    assert_eq!(marked(&r.liaison).await, newest);

    // A newer one that is taken back supersedes nothing.
    r.report = newer;
    let why = json!({ "reason": "It was sent in breach of the rules." });
    let gone = r.act(&r.it.president, "withdraw", why.clone()).await;
    assert_eq!(gone.status, 204, "{}", gone.json);
    for who in [&r.it.registrar, &r.it.respondent, &r.liaison] {
        assert_eq!(marked(who).await, Value::Null, "{}", who.name);
    }
    r.report = former;
    let gone = r.act(&r.it.president, "withdraw", why).await;
    assert_eq!(gone.status, 204, "{}", gone.json);
    world.ends().await;
}
