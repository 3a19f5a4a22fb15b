//! A report on a state: drawn up, checked, replied to, transmitted, acknowledged.

use domain::refusal::Refusal;
use harness::actor::Reply;
use harness::{Actor, Proceeding, World};
use serde_json::{Value, json};
use uuid::Uuid;

/// A report and those who work on it.
pub(crate) struct Reporting {
    pub(crate) it: Proceeding,
    pub(crate) officer: Actor,
    pub(crate) liaison: Actor,
    pub(crate) report: Uuid,
}

impl Reporting {
    /// A ruling against XBB is published, the half-year has closed, and a draft is drawn up.
    pub(crate) async fn drafted(world: &World) -> Self {
        Self::on(world, Proceeding::published(world, Some("necessity")).await).await
    }

    /// The half-year in which that ruling was published has closed, and a draft is drawn up.
    pub(crate) async fn on(world: &World, it: Proceeding) -> Self {
        let officer = world
            .person("Officer", json!({ "role": "case_officer" }))
            .await;
        let liaison = world.person("Liaison", json!({ "role": "liaison" })).await;
        let now = world.now().await.to_string();
        let (year, first) = (&now[..4], now[5..7] < *"07");
        let period = format!("{year}-S{}", if first { 1 } else { 2 });
        let reporting = Self {
            it,
            officer,
            liaison,
            report: Uuid::now_v7(),
        };
        reporting
            .draw_up(&period)
            .await
            .refused(Refusal::LinkagePeriodOpen);
        world.days_pass(184).await;
        reporting.draw_up(&period).await.ok();
        reporting
    }

    pub(crate) async fn draw_up(&self, period: &str) -> Reply {
        let half_year = json!({ "state": "XBB", "period": period });
        self.officer
            .put(&format!("/reports/{}", self.report), &half_year)
            .await
    }

    pub(crate) async fn seen_by(&self, who: &Actor) -> Value {
        who.get(&format!("/reports/{}", self.report)).await.ok()
    }

    pub(crate) async fn act(&self, who: &Actor, act: &str, body: Value) -> Reply {
        let seen = who.get(&format!("/reports/{}", self.report)).await;
        let version = seen.json["version"].as_i64().unwrap_or(1);
        who.post_seen(&format!("/reports/{}/{act}", self.report), version, &body)
            .await
    }
}

#[actix_web::test]
async fn a_report_goes_from_draft_to_acknowledged_and_each_act_waits_for_whoever_owes_it() {
    let world = World::new().await;
    let r = Reporting::drafted(&world).await;
    let path = [
        (&r.officer, "submit", json!({}), "in_check"),
        (
            &r.it.registrar,
            "fail_check",
            json!({ "reasons": "Name the days." }),
            "draft",
        ),
        (&r.officer, "submit", json!({}), "in_check"),
        (&r.it.registrar, "pass_check", json!({}), "with_state"),
        (
            &r.it.respondent,
            "reply",
            json!({ "text": "The duty is being withdrawn." }),
            "revised",
        ),
        (&r.it.president, "finalise", json!({}), "final"),
        (&r.it.registrar, "transmit", json!({}), "transmitted"),
        (&r.liaison, "acknowledge", json!({}), "acknowledged"),
    ];
    for (who, act, body, state) in path {
        let seen = r.seen_by(who).await;
        assert!(
            seen["can"].as_array().unwrap().iter().any(|one| one == act),
            "{act} is not offered to {}: {}",
            who.name,
            seen["can"]
        );
        let work = who.get("/work").await.ok();
        // The registrar who may pass may also send back: one duty, two ways to meet it.
        let duty = format!(
            "linkage.{}",
            if act == "fail_check" {
                "pass_check"
            } else {
                act
            }
        );
        let waits = work["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["report_id"] == r.report.to_string() && one["act"] == *duty);
        assert!(waits, "{act} does not wait for {}: {work}", who.name);
        assert_eq!(r.act(who, act, body).await.ok()["status"], state);
    }
    let seen = r.seen_by(&r.liaison).await;
    assert_eq!(seen["reply"], "The duty is being withdrawn.");
    r.act(&r.liaison, "acknowledge", json!({}))
        .await
        .refused(Refusal::LinkageClosed);
    world.ends().await;
}

#[actix_web::test]
async fn a_report_is_open_to_its_state_only_when_served_and_to_liaisons_only_when_transmitted() {
    let world = World::new().await;
    let r = Reporting::drafted(&world).await;
    let path = format!("/reports/{}", r.report);
    let closed = async |who: &Actor| {
        who.get(&path).await.is(404, "not_found");
        let listed = who.get("/reports").await.ok();
        assert_eq!(listed["items"], json!([]), "{}", who.name);
    };
    for who in [
        &r.it.respondent,
        &r.it.applicant,
        &r.liaison,
        &r.it.members[0],
        &world.administrator,
    ] {
        closed(who).await;
    }
    r.act(&r.officer, "submit", json!({})).await.ok();
    r.act(&r.it.registrar, "pass_check", json!({})).await.ok();
    r.seen_by(&r.it.respondent).await;
    closed(&r.liaison).await;
    closed(&r.it.applicant).await;
    // Silence is not agreement: the limit runs, and the report goes on and says so.
    world.days_pass(60).await;
    let seen = r.seen_by(&r.it.president).await;
    assert_eq!(
        (seen["status"].as_str(), &seen["reply"]),
        (Some("revised"), &Value::Null)
    );
    r.act(&r.it.respondent, "reply", json!({ "text": "Late." }))
        .await
        .is(409, "linkage.out_of_order");
    r.act(&r.it.president, "finalise", json!({})).await.ok();
    closed(&r.liaison).await;
    r.act(&r.it.registrar, "transmit", json!({})).await.ok();
    let text = r.seen_by(&r.liaison).await.to_string();
    assert!(text.contains("No reply received. Silence is not agreement."));
    assert!(text.contains("The recipient decides under its own Articles"));
    world.post_round().await;
    let letters = std::fs::read_dir(world.state.join("letters"))
        .expect("letters")
        .flatten();
    let to_liaison = letters.filter(|entry| {
        let letter = std::fs::read_to_string(entry.path()).unwrap_or_default();
        letter.contains(&r.liaison.email)
    });
    assert_eq!(to_liaison.count(), 1);
    world.ends().await;
}

#[actix_web::test]
async fn a_report_counts_what_was_found_and_names_no_vote() {
    let world = World::new().await;
    let r = Reporting::drafted(&world).await;
    let seen = r.seen_by(&r.officer).await;
    let claim = &seen["content"]["claims"][0];
    assert!(claim.to_string().contains("NOT_JUSTIFIED(T2)"), "{claim}");
    assert!(
        !seen["content"].to_string().contains("Legal Member"),
        "who voted how is no part of a report"
    );
    let csv = r
        .officer
        .get(&format!("/reports/{}/data.csv", r.report))
        .await;
    let text = csv.json.as_str().expect("text").to_owned();
    let mut lines = text.lines();
    let head: Vec<_> = lines.next().unwrap().split(',').collect();
    assert_eq!(head[..3], ["STRUCTURE", "STRUCTURE_ID", "ACTION"]);
    let series = seen["series"].as_array().unwrap();
    assert!(!series.is_empty());
    assert_eq!(lines.count(), series.len(), "a line each");
    // A second report on the same half-year is the same report.
    let again = json!({ "state": "XBB", "period": seen["period"] });
    let other = r
        .officer
        .put(&format!("/reports/{}", Uuid::now_v7()), &again)
        .await;
    assert_ne!(other.status, 200, "{}", other.json);
    world.ends().await;
}

#[actix_web::test]
async fn behind_each_number_stands_what_is_counted_in_it_and_nothing_else() {
    let world = World::new().await;
    let r = Reporting::drafted(&world).await;
    let seen = r.seen_by(&r.officer).await;
    let ruling = seen["content"]["claims"][0]["citation"].clone();
    let case = seen["content"]["claims"][0]["case"].clone();
    let series = seen["series"].as_array().unwrap();
    let line = |indicator: &str, stage: &str| {
        let here = |one: &&Value| {
            (&one["indicator"], &one["stage"], &one["tech_class"])
                == (&json!(indicator), &json!(stage), &json!("_T"))
        };
        let one = series.iter().find(here).expect(indicator);
        (one["value"].clone(), one["sources"].clone())
    };
    // The claim failed at necessity, so nothing failed at the threshold.
    assert_eq!(
        line("CLAIMS_DECIDED", "T0"),
        (json!(1.0), json!([ruling])),
        "{series:?}"
    );
    assert_eq!(line("CLAIMS_NOT_MET", "T0"), (json!(0.0), json!([])));
    assert_eq!(line("CLAIMS_NOT_MET", "NEC"), (json!(1.0), json!([ruling])));
    assert_eq!(line("CLAIMS_JUSTIFIED", "_T"), (json!(0.0), json!([])));
    assert_eq!(line("REMEDIES_DONE", "_Z"), (json!(0.0), json!([])));
    assert_eq!(line("MEASURES_BY", "_Z"), (json!(1.0), json!([case])));
    assert_eq!(line("MEASURES_AGAINST", "_Z"), (json!(0.0), json!([])));
    for one in series.iter().filter(|one| one["value"].is_number()) {
        let counted = one["value"] != json!(0.0);
        assert_eq!(counted, one["sources"] != json!([]), "{one}");
    }
    let said = seen["sections"].to_string();
    assert!(said.contains("A zero names none"), "the method says so");
    world.ends().await;
}

#[actix_web::test]
async fn a_report_is_read_on_paper_by_whoever_may_read_it_and_each_edition_stays() {
    let world = World::new().await;
    let r = Reporting::drafted(&world).await;
    let path = format!("/reports/{}", r.report);
    let paper = format!("{path}.pdf");
    let bytes = r.officer.bytes(&paper).await;
    assert!(bytes.starts_with(b"%PDF-1.7"));
    assert_eq!(bytes, r.it.president.bytes(&paper).await, "the same bytes");
    for claim in ["pdfaid:part>3<", "pdfaid:conformance>A<", "pdfuaid:part>1<"] {
        let at = bytes
            .windows(claim.len())
            .position(|one| one == claim.as_bytes());
        assert!(at.is_some(), "it does not claim {claim}");
    }
    // As Accept asks, at the address without an ending.
    let asked = async |accept: &str| {
        let request = harness::client()
            .get(format!("{}{path}", r.officer.base()))
            .bearer_auth(r.officer.token.as_deref().expect("a token"))
            .header("accept", accept);
        let answer = request.send().await.expect("an answer");
        let head = |name: &str| {
            let value = answer.headers().get(name).and_then(|one| one.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let (kind, varies) = (head("content-type"), head("vary"));
        assert!(
            varies.to_lowercase().contains("accept"),
            "{accept}: {varies}"
        );
        (kind, answer.bytes().await.expect("all of it").to_vec())
    };
    let (kind, negotiated) = asked("application/json;q=0.5, application/pdf").await;
    assert_eq!(kind, "application/pdf");
    assert_eq!(negotiated, bytes);
    for accept in [
        "application/json, application/pdf;q=0.5",
        "*/*",
        "image/png",
    ] {
        assert_eq!(asked(accept).await.0, "application/json", "{accept}");
    }
    for outsider in [&r.it.respondent, &r.liaison, &r.it.members[0]] {
        outsider.get(&paper).await.is(404, "not_found");
    }
    let unknown = format!("/reports/{}.pdf", Uuid::now_v7());
    r.officer.get(&unknown).await.is(404, "not_found");

    // Sent, corrected: each edition says its own.
    r.transmit(&world).await;
    let first = r.liaison.bytes(&paper).await;
    assert_ne!(first, bytes, "its status is another");
    r.done_all_along().await;
    let why = json!({ "why": "The remedy had been done in time." });
    r.act(&r.it.registrar, "correct", why).await.ok();
    let second = r.liaison.bytes(&paper).await;
    assert_ne!(second, first);
    assert_eq!(
        second,
        r.liaison.bytes(&format!("{path}/editions/2.pdf")).await
    );
    let former = r.liaison.bytes(&format!("{path}/editions/1.pdf")).await;
    assert!(former.starts_with(b"%PDF-1.7") && former != second);
    let none = format!("{path}/editions/3.pdf");
    r.liaison.get(&none).await.is(404, "not_found");
    world.ends().await;
}

impl Reporting {
    /// On from the draft until it has been sent; the state says nothing.
    pub(crate) async fn transmit(&self, world: &World) {
        self.act(&self.officer, "submit", json!({})).await.ok();
        self.act(&self.it.registrar, "pass_check", json!({}))
            .await
            .ok();
        world.days_pass(60).await;
        self.act(&self.it.president, "finalise", json!({}))
            .await
            .ok();
        self.act(&self.it.registrar, "transmit", json!({}))
            .await
            .ok();
    }

    /// It turns out that the remedy was done on the day on which the ruling was published.
    pub(crate) async fn done_all_along(&self) {
        let case = self.it.seen_by(&self.it.applicant).await;
        let day = &case["published_at"].as_str().expect("a day")[..10];
        let done = json!({ "done_on": day });
        self.it
            .act(&self.it.applicant, "accept_compliance", done)
            .await;
    }

    pub(crate) async fn data(&self, who: &Actor) -> String {
        let data = who.get("/sdmx/data/dataflow/ISECRC/LINKAGE/1.0.0/*").await;
        data.json.as_str().unwrap_or_default().to_owned()
    }
}

#[actix_web::test]
async fn the_state_says_what_is_wrong_and_the_registry_puts_it_right_or_says_why_not() {
    let world = World::new().await;
    let r = Reporting::drafted(&world).await;
    let place = "5.1";
    let ask = |what: &str, should: &str| json!({ "what": what, "should_say": should, "why": "The duty ended on that day." });
    let early = r.act(&r.officer, "ask_correction", ask(place, "1")).await;
    early.is(403, "forbidden");
    r.act(&r.officer, "submit", json!({})).await.ok();
    r.act(&r.it.registrar, "pass_check", json!({})).await.ok();
    for (who, status, code) in [
        (&r.it.registrar, 403, "forbidden"),
        (&r.it.president, 403, "forbidden"),
        (&r.it.applicant, 404, "not_found"),
        (&r.liaison, 404, "not_found"),
    ] {
        let said = r.act(who, "ask_correction", ask(place, "1")).await;
        said.is(status, code);
    }
    for wrong in [
        ask("REMEDIES", "1"),
        ask("8.1", "1"),
        ask("5.99", "1"),
        ask(place, " "),
    ] {
        let said = r.act(&r.it.respondent, "ask_correction", wrong).await;
        said.is(422, "content.invalid");
    }
    let asked = r.act(
        &r.it.respondent,
        "ask_correction",
        ask(place, "1, done in time"),
    );
    let seen = asked.await.ok();
    assert_eq!(seen["status"], "with_state");
    let before = seen["corrections"][0]["before"].as_str().unwrap();
    assert!(before.contains("its date has not come"), "{before}");
    r.act(
        &r.it.respondent,
        "ask_correction",
        ask("MEASURES_BY._Z._T", "Nothing is known."),
    )
    .await
    .ok();
    r.act(
        &r.it.respondent,
        "reply",
        json!({ "text": "See the corrections." }),
    )
    .await
    .ok();

    // Both wait for the case officer, and the President for them.
    let works = async |who: &Actor, act: &str| {
        let work = who.get("/work").await.ok();
        work["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["act"] == act)
    };
    assert!(works(&r.officer, "linkage.decide_correction").await);
    assert!(!works(&r.it.president, "linkage.finalise").await);
    r.act(&r.it.president, "finalise", json!({}))
        .await
        .refused(Refusal::LinkageCorrectionsOpen);
    let decide = |no: i32, accepted: bool, reasons: &str| json!({ "no": no, "accepted": accepted, "reasons": reasons });
    let yes = decide(1, true, "The record was put right.");
    // Nothing is written into a report by hand.
    r.act(&r.officer, "decide_correction", yes.clone())
        .await
        .refused(Refusal::LinkageReadsSame);
    r.done_all_along().await;
    let advice = decide(1, true, "The lender should suspend financing.");
    r.act(&r.officer, "decide_correction", advice)
        .await
        .refused(Refusal::LinkageAdvises);
    r.act(&r.it.registrar, "decide_correction", yes.clone())
        .await
        .is(403, "forbidden");
    let seen = r
        .act(&r.officer, "decide_correction", yes.clone())
        .await
        .ok();
    let first = &seen["corrections"][0];
    assert_eq!(first["accepted"], true);
    assert_ne!(first["after"], first["before"]);
    assert!(
        works(&r.officer, "linkage.decide_correction").await,
        "one is left"
    );
    r.act(&r.officer, "decide_correction", yes)
        .await
        .is(422, "content.invalid");
    let no = decide(2, false, "Only registered cases are counted.");
    r.act(&r.officer, "decide_correction", no).await.ok();
    assert!(!works(&r.officer, "linkage.decide_correction").await);
    assert!(works(&r.it.president, "linkage.finalise").await);
    r.act(&r.it.president, "finalise", json!({})).await.ok();
    r.act(&r.it.registrar, "transmit", json!({})).await.ok();

    // The recipients read both, in section 8, with the reply.
    let seen = r.seen_by(&r.liaison).await;
    let eighth = seen["sections"][7].to_string();
    assert!(!eighth.contains("_Z."), "no code of the data: {eighth}");
    for said in [
        "See the corrections.",
        "Measures of the state in force, all classes read",
        "1, done in time",
        "Accepted on",
        "The record was put right.",
        "Nothing is known.",
        "Rejected on",
        "Only registered cases are counted.",
    ] {
        assert!(eighth.contains(said), "{said}: {eighth}");
    }
    assert!(seen["sections"][4].to_string().contains("done on"));
    world.ends().await;
}

/// Every letter to someone, oldest first.
pub(crate) fn letters_to(world: &World, who: &Actor) -> Vec<String> {
    let mut all: Vec<_> = std::fs::read_dir(world.state.join("letters"))
        .expect("letters")
        .flatten()
        .map(|entry| {
            (
                entry.metadata().and_then(|meta| meta.modified()).ok(),
                entry,
            )
        })
        .collect();
    all.sort_by_key(|(at, entry)| (*at, entry.file_name()));
    let texts = all
        .iter()
        .filter_map(|(_, entry)| std::fs::read_to_string(entry.path()).ok());
    texts.filter(|text| text.contains(&who.email)).collect()
}

#[actix_web::test]
async fn a_correction_goes_to_every_recipient_and_the_former_edition_stays_readable() {
    let world = World::new().await;
    let r = Reporting::drafted(&world).await;
    let second = world.person("Second", json!({ "role": "liaison" })).await;
    let why = json!({ "why": "The remedy had been done within the half-year." });
    r.act(&r.it.registrar, "correct", why.clone())
        .await
        .is(409, "linkage.out_of_order");
    r.transmit(&world).await;
    r.act(&r.liaison, "acknowledge", json!({})).await.ok();
    world.post_round().await;
    let sent = r.seen_by(&r.liaison).await;

    // Nothing is corrected by hand: what is drawn up anew must come out differently.
    r.act(&r.it.registrar, "correct", why.clone())
        .await
        .refused(Refusal::LinkageReadsSame);
    r.done_all_along().await;
    for wrong in ["", "The lender should suspend financing."] {
        let said = r
            .act(&r.it.registrar, "correct", json!({ "why": wrong }))
            .await;
        assert!([422, 409].contains(&said.status), "{wrong}: {}", said.json);
    }
    for other in [&r.officer, &r.it.president, &r.it.respondent, &r.liaison] {
        r.act(other, "correct", why.clone())
            .await
            .is(403, "forbidden");
    }
    r.act(&r.it.applicant, "correct", why.clone())
        .await
        .is(404, "not_found");
    let now = r.act(&r.it.registrar, "correct", why).await.ok();
    assert_eq!(
        (now["edition"].as_i64(), now["status"].as_str()),
        (Some(2), Some("transmitted"))
    );
    let log = now["former"][0].to_string();
    assert!(log.contains("had been done within"), "{log}");
    let change = &now["former"][0]["changes"];
    let remedy = change
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["what"] == "Section 5, Remedies")
        .expect("the remedy reads differently");
    let after = remedy["after"].as_str().unwrap();
    assert!(after.contains("done on"), "{remedy}");
    let text = now["sections"].to_string();
    assert!(text.contains("Edition 1 of") && text.contains("Edition 2, status"));

    // Each recipient of the first edition has the second and is asked afresh.
    world.post_round().await;
    for who in [&r.liaison, &second] {
        let seen = r.seen_by(who).await;
        assert!(seen["can"].to_string().contains("acknowledge"), "{seen}");
        let letters = letters_to(&world, who);
        assert_eq!(letters.len(), 2, "{}", who.name);
        assert!(letters.iter().any(|text| text.contains("Corrected:")));
        r.act(who, "acknowledge", json!({})).await.ok();
    }
    assert_eq!(r.seen_by(&second).await["status"], "acknowledged");

    // The data are those of the new edition; the former one reads as it was sent, and says so.
    let path = format!("/reports/{}/editions/1", r.report);
    let former = r.liaison.get(&path).await.ok();
    assert_eq!(former["content"], sent["content"]);
    assert_eq!(former["can"], json!([]));
    assert!(
        former["sections"]
            .to_string()
            .contains("status: corrected on")
    );
    assert!(
        former["recipients"][0]["acknowledged_at"].is_string()
            != former["recipients"][1]["acknowledged_at"].is_string()
    );
    for outsider in [&r.it.applicant, &r.it.members[0], &world.administrator] {
        outsider.get(&path).await.is(404, "not_found");
    }
    let neighbour = world.neighbour().await;
    neighbour.get(&path).await.is(404, "not_found");
    let none = format!("/reports/{}/editions/3", r.report);
    r.liaison.get(&none).await.is(404, "not_found");
    world.ends().await;
}

#[actix_web::test]
async fn a_withdrawn_report_leaves_its_reason_and_digest_and_tells_everyone_who_had_it() {
    let world = World::new().await;
    let r = Reporting::drafted(&world).await;
    r.transmit(&world).await;
    world.post_round().await;
    let seen = r.seen_by(&r.it.president).await;
    assert_eq!(seen["overturned"], json!([]));
    assert!(r.data(&r.liaison).await.contains("CLAIMS_NOT_MET"));
    let waits = async || {
        let work = r.it.president.get("/work").await.ok();
        let items = work["items"].as_array().unwrap().clone();
        let of_this = |one: &Value| one["act"] == "linkage.withdraw";
        items.into_iter().filter(of_this).collect::<Vec<_>>()
    };
    world.post_round().await;
    assert_eq!(waits().await.len(), 0, "the ruling stands");
    let because = json!({ "reason": "It was published by mistake." });
    r.it.act(&r.it.president, "withdraw_ruling", because).await;

    // It waits for the President, once, whoever acknowledges it meanwhile.
    world.post_round().await;
    world.post_round().await;
    r.act(&r.liaison, "acknowledge", json!({})).await.ok();
    let waiting = waits().await;
    assert_eq!(waiting.len(), 1, "{waiting:?}");
    assert_eq!(waiting[0]["report_id"], r.report.to_string());
    let what = waiting[0]["what"].as_str().unwrap();
    assert!(what.contains("[2026] ISECRC 1"), "{what}");
    let others = r.it.registrar.get("/work").await.ok().to_string();
    assert!(!others.contains("linkage.withdraw"), "{others}");

    // The registry sees on what the report rests, and the President is offered the act.
    let seen = r.seen_by(&r.it.registrar).await;
    assert_eq!(seen["overturned"], json!(["[2026] ISECRC 1"]));
    let list = r.it.registrar.get("/reports").await.ok();
    assert_eq!(list["items"][0]["overturned"], true);
    let seen = r.seen_by(&r.it.president).await;
    assert!(
        seen["can"].to_string().contains("withdraw"),
        "{}",
        seen["can"]
    );

    let why = json!({ "reason": "The ruling on which it rests was withdrawn." });
    for other in [&r.it.registrar, &r.officer, &r.it.respondent, &r.liaison] {
        r.act(other, "withdraw", why.clone())
            .await
            .is(403, "forbidden");
    }
    r.act(&r.it.applicant, "withdraw", why.clone())
        .await
        .is(404, "not_found");
    r.act(&r.it.president, "withdraw", json!({ "reason": " " }))
        .await
        .is(422, "content.invalid");
    assert_eq!(
        r.act(&r.it.president, "withdraw", why.clone()).await.status,
        204
    );
    world.post_round().await;
    assert_eq!(waits().await.len(), 0, "done, and not asked again");

    let digest = seen["digest"].as_str().unwrap();
    for who in [&r.liaison, &r.it.respondent, &r.it.registrar] {
        for path in ["", ".pdf", "/data.csv", "/editions/1", "/editions/1.pdf"] {
            let gone = who.get(&format!("/reports/{}{path}", r.report)).await;
            let said = gone.json.to_string();
            gone.is(410, "gone");
            assert!(said.contains("rests was withdrawn") && said.contains(digest));
            assert!(!said.contains("CLAIMS"), "{said}");
        }
        assert!(
            !r.data(who).await.contains("CLAIMS_NOT_MET"),
            "{}",
            who.name
        );
    }
    for outsider in [&r.it.applicant, &r.it.members[0]] {
        let closed = outsider.get(&format!("/reports/{}", r.report)).await;
        closed.is(404, "not_found");
    }
    let list = r.liaison.get("/reports").await.ok();
    assert_eq!(list["items"][0]["status"], "withdrawn");
    world.post_round().await;
    let letters = letters_to(&world, &r.liaison);
    assert_eq!(letters.len(), 2, "{letters:#?}");
    let notice = letters.iter().find(|text| text.contains("Withdrawn:"));
    assert!(notice.is_some_and(|text| !text.contains("linkage-XBB")));
    let version = seen["version"].as_i64().unwrap() + 1;
    r.it.president
        .post_seen(&format!("/reports/{}/withdraw", r.report), version, &why)
        .await
        .refused(Refusal::LinkageWithdrawn);

    // In its place there may be another one, without that ruling.
    let period = seen["period"].as_str().unwrap();
    let again = json!({ "state": "XBB", "period": period });
    let path = format!("/reports/{}", Uuid::now_v7());
    let anew = r.officer.put(&path, &again).await.ok();
    assert_eq!(anew["content"]["claims"], json!([]));
    world.ends().await;
}

#[actix_web::test]
async fn a_report_that_rests_on_a_withdrawn_ruling_is_not_sent_but_drawn_up_anew() {
    let world = World::new().await;
    let r = Reporting::drafted(&world).await;
    r.act(&r.officer, "submit", json!({})).await.ok();
    let because = json!({ "reason": "It was published by mistake." });
    r.it.act(&r.it.president, "withdraw_ruling", because).await;
    r.act(&r.it.registrar, "pass_check", json!({}))
        .await
        .refused(Refusal::LinkageOverturned);
    let seen = r.seen_by(&r.officer).await;
    let again = json!({ "state": "XBB", "period": seen["period"] });
    let path = format!("/reports/{}", r.report);
    let version = seen["version"].as_i64().unwrap();
    let anew = r.officer.put_seen(&path, version, &again).await.ok();
    assert_eq!(
        (anew["status"].as_str(), &anew["content"]["claims"]),
        (Some("draft"), &json!([]))
    );
    r.transmit(&world).await;
    world.post_round().await;
    let work = r.it.president.get("/work").await.ok().to_string();
    assert!(!work.contains("linkage.withdraw"), "{work}");
    assert!(r.data(&r.liaison).await.contains("REMEDIES_DUE"));
    world.ends().await;
}

#[actix_web::test]
async fn pt_24_a_hold_a_report_an_error_and_a_revision() {
    let world = World::new().await;
    let it = Proceeding::voted(&world, Some("necessity")).await;
    let secret = "withdraw the licensing duty";
    let note = json!({ "reason": "The Security Council is seized of the matter." });
    for other in [&it.registrar, &it.applicant, &it.members[0]] {
        for act in ["hold_recommendations", "release_hold"] {
            it.try_act(other, act, note.clone())
                .await
                .is(403, "forbidden");
        }
    }
    it.try_act(&it.president, "release_hold", note.clone())
        .await
        .refused(Refusal::CaseOutOfOrder);
    it.try_act(
        &it.president,
        "hold_recommendations",
        json!({ "reason": "" }),
    )
    .await
    .is(422, "content.invalid");
    it.act(&it.president, "hold_recommendations", note.clone())
        .await;
    it.try_act(&it.president, "hold_recommendations", note.clone())
        .await
        .refused(Refusal::CaseAlreadyDone);

    // No clock stops: the ruling issues, with its findings and without what it recommends.
    it.act(&it.members[0], "sign", json!({})).await;
    it.act(&it.registrar, "issue", json!({})).await;
    it.act(&it.registrar, "open_redaction", json!({})).await;
    it.act(&it.applicant, "nothing_to_redact", json!({})).await;
    it.act(&it.respondent, "nothing_to_redact", json!({})).await;
    it.act(&it.registrar, "publish", json!({})).await;
    let nobody = it.applicant.nobody();
    let list = nobody.get("/rulings").await.ok();
    let slug = list["items"][0]["slug"]
        .as_str()
        .expect("a slug")
        .to_owned();
    let page = async |ending: &str| {
        let address = format!("{}/{}/rulings/{slug}{ending}", world.origin, world.slug);
        let answer = reqwest::get(&address).await.expect("an answer");
        answer.text().await.expect("text")
    };
    for who in [&it.applicant, &it.respondent, &it.registrar, &it.president] {
        for path in ["ruling", "remedies", "docket", ""] {
            let said = who.get(&format!("/cases/{}/{path}", it.case)).await;
            assert!(
                !said.json.to_string().contains(secret),
                "{path}: {}",
                who.name
            );
        }
        let work = who.get("/work").await.ok().to_string();
        assert!(!work.contains(secret), "{work}");
    }
    let mine = it.members[0]
        .get(&format!("/cases/{}/ruling", it.case))
        .await;
    assert!(
        mine.json.to_string().contains(secret),
        "the panel has its text"
    );
    for ending in [".html", ".xml", ".json", ".jsonld"] {
        let said = page(ending).await;
        assert!(!said.contains(secret), "{ending}");
    }
    let said = page(".html").await;
    assert!(said.contains("Article 12 of the Charter") && said.contains("necessity"));

    // L-00: a report draws nothing from the case, and names it as held.
    let r = Reporting::on(&world, it).await;
    let seen = r.seen_by(&r.officer).await;
    assert_eq!(seen["content"]["claims"], json!([]));
    assert_eq!(seen["content"]["remedies"], json!([]));
    assert!(seen["sections"].to_string().contains("Left out as held"));

    // Released, it is shown and counted.
    r.it.act(&r.it.president, "release_hold", note).await;
    for ending in [".html", ".xml", ".json"] {
        assert!(page(ending).await.contains(secret), "{ending}");
    }
    let again = json!({ "state": "XBB", "period": seen["period"] });
    let path = format!("/reports/{}", r.report);
    let version = seen["version"].as_i64().unwrap();
    let anew = r.officer.put_seen(&path, version, &again).await.ok();
    assert_eq!(anew["content"]["claims"].as_array().map(Vec::len), Some(1));
    assert!(!anew["sections"].to_string().contains("Left out as held"));
    r.transmit(&world).await;
    world.post_round().await;
    let sent = r.seen_by(&r.liaison).await;
    assert!(sent["sections"].to_string().contains("No reply received."));
    r.act(&r.liaison, "acknowledge", json!({})).await.ok();

    // An error: corrected for every recipient, with a fresh receipt; no advice slips in.
    r.done_all_along().await;
    let advice = json!({ "why": "The Bank should withhold disbursement until then." });
    r.act(&r.it.registrar, "correct", advice)
        .await
        .is(409, "linkage.advises");
    let why = json!({ "why": "The remedy had been done in time." });
    r.act(&r.it.registrar, "correct", why).await.ok();
    world.post_round().await;
    let seen = r.seen_by(&r.liaison).await;
    assert_eq!(seen["status"], "transmitted");
    assert!(seen["can"].to_string().contains("acknowledge"));
    r.act(&r.liaison, "acknowledge", json!({})).await.ok();

    // What is absent afterwards was there before.
    assert!(r.data(&r.liaison).await.contains("CLAIMS_NOT_MET"));

    // The finding falls, and the report with it: a tombstone, a notice, and the digest.
    crate::afterlife::reopened(&world, &r.it).await;
    // While the panel has the ruling before it again, nothing is drawn up anew from it.
    let why = json!({ "why": "A figure was wrong." });
    r.act(&r.it.registrar, "correct", why)
        .await
        .refused(Refusal::LinkageUnsettled);
    crate::afterlife::voted_anew(&r.it).await;
    let work = || async { r.it.president.get("/work").await.ok().to_string() };
    world.post_round().await;
    assert!(
        !work().await.contains("linkage.withdraw"),
        "nothing has fallen yet"
    );
    crate::afterlife::published_anew(&r.it).await;
    world.post_round().await;
    assert!(work().await.contains("linkage.withdraw"));
    let fell = json!({ "reason": "A revision overturned the finding." });
    let digest = seen["digest"].as_str().unwrap();
    let done = r.act(&r.it.president, "withdraw", fell).await;
    assert_eq!(done.status, 204, "{}", done.json);
    let gone = r.liaison.get(&path).await;
    let said = gone.json.to_string();
    gone.is(410, "gone");
    assert!(said.contains("overturned the finding") && said.contains(digest));
    assert!(!r.data(&r.liaison).await.contains("CLAIMS_NOT_MET"));
    world.post_round().await;
    let letters = letters_to(&world, &r.liaison);
    let withdrawn = letters.iter().filter(|one| one.contains("Withdrawn:"));
    assert_eq!((letters.len(), withdrawn.count()), (3, 1), "{letters:#?}");
    world.ends().await;
}

#[actix_web::test]
async fn a_report_says_what_was_found_of_compliance_by_its_cut_off_and_nothing_later() {
    let world = World::new().await;
    let it = Proceeding::published(&world, Some("necessity")).await;
    let stated = json!({ "statement": "All is done.", "remedies": [] });
    it.act(&it.respondent, "claim_compliance", stated.clone())
        .await;
    let contest = json!({ "statement": "It is not.", "remedies": [] });
    it.act(&it.applicant, "contest_compliance", contest).await;
    let found = json!({ "reasons": "Nothing was withdrawn.",
        "remedies": [{ "no": 1, "percent": 20, "note": "Withdraw the duty." }] });
    it.act(&it.members[0], "find_non_compliant", found).await;
    let r = Reporting::on(&world, it).await;
    let says = |seen: &Value, text: &str| seen["sections"].to_string().contains(text);
    let seen = r.seen_by(&r.officer).await;
    assert!(
        says(&seen, "had not been carried out"),
        "{}",
        seen["sections"]
    );

    // Cured after the cut-off: the report of that half-year says what stood at its end.
    r.it.act(&r.it.respondent, "claim_compliance", stated).await;
    r.it.act(&r.it.applicant, "confirm_cure", json!({})).await;
    let again = json!({ "state": "XBB", "period": seen["period"] });
    let path = format!("/reports/{}", r.report);
    let version = seen["version"].as_i64().unwrap();
    let anew = r.officer.put_seen(&path, version, &again).await.ok();
    assert!(says(&anew, "had not been carried out"));
    assert_eq!(anew["content"]["remedies"], seen["content"]["remedies"]);
    assert_eq!(anew["content"]["series"], seen["content"]["series"]);
    world.ends().await;
}
