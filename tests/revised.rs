//! A case with more than one ruling (T-55): a former one is still corrected and taken back, and what was
//! said and found of it is not said and found of the next.

use domain::refusal::Refusal;
use harness::{Actor, Proceeding, World};
use serde_json::{Value, json};

use crate::afterlife::{published_anew, reopened, voted_anew};
use crate::linkage::Reporting;
use crate::rulings::signed;
use crate::translations::{translated, written};

const DUTY: &str = "withdraw the licensing duty";

async fn page(world: &World, path: &str) -> (u16, String) {
    let answer = reqwest::get(format!("{}/{}{path}", world.origin, world.slug))
        .await
        .expect("an answer");
    (
        answer.status().as_u16(),
        answer.text().await.unwrap_or_default(),
    )
}

/// The address of the newest published ruling.
async fn newest(it: &Proceeding) -> String {
    let list = it.applicant.nobody().get("/rulings").await.ok();
    list["items"][0]["slug"]
        .as_str()
        .expect("a slug")
        .to_owned()
}

/// The rulings of the case as someone may choose among them: address, what it is, what may be done.
async fn rulings(it: &Proceeding, who: &Actor) -> Vec<(Value, Value, Value)> {
    let seen = who.get(&format!("/cases/{}/ruling", it.case)).await.ok();
    let all = seen["rulings"].as_array().cloned().unwrap_or_default();
    let one = |one: Value| {
        (
            one["slug"].clone(),
            one["standing"].clone(),
            one["can"].clone(),
        )
    };
    all.into_iter().map(one).collect()
}

/// The log of changes from a line on: which ruling, and what happened to it.
async fn log(it: &Proceeding, after: usize) -> Vec<(Value, Value)> {
    let nobody = it.applicant.nobody();
    let log = nobody.get(&format!("/changes?after={after}")).await.ok();
    let lines = log["items"].as_array().cloned().unwrap_or_default();
    lines
        .into_iter()
        .map(|line| (line["slug"].clone(), line["change"].clone()))
        .collect()
}

/// What the register says of the case.
async fn register(world: &World, it: &Proceeding) -> String {
    let case = it.seen_by(&it.applicant).await;
    let number = case["number"].as_str().expect("a number").replace('/', "-");
    page(world, &format!("/cases/{number}")).await.1
}

/// The panel finds that the claim fails, says what is to be done, and votes.
async fn failed(it: &Proceeding, remedies: Value) {
    it.decide(Some("necessity")).await;
    it.act(&it.members[0], "scoring_complete", json!({})).await;
    it.write_ruling(&it.members[1], remedies).await;
    let checked = json!({ "class_checked": true });
    it.act(&it.members[0], "skip_interim_review", checked).await;
    for member in &it.members {
        it.act(member, "final_vote", json!({ "confirm": true }))
            .await;
    }
}

fn remedies(texts: &[&str]) -> Value {
    let all = texts.iter();
    let all = all.map(|text| json!({ "claim_no": 1, "text": text, "weight": 2 }));
    Value::Array(all.collect())
}

/// A paragraph of the ruling at that address that a person wrote: its number, and a correction of it.
async fn slip(it: &Proceeding, slug: &str, text: &str) -> Value {
    let path = format!("/cases/{}/ruling?ruling={slug}", it.case);
    let ruling = it.members[0].get(&path).await.ok();
    assert_eq!(ruling["slug"], slug);
    let sections = ruling["sections"].as_array().expect("sections").iter();
    let paragraphs = sections
        .filter(|one| one["section"] != "votes")
        .flat_map(|one| one["paragraphs"].as_array().cloned().unwrap_or_default());
    let mut numbered = (1..).zip(paragraphs);
    let own = numbered.find(|(_, one)| {
        one.as_str()
            .is_some_and(|one| one.starts_with("As the") && one.contains("record"))
    });
    let (number, _) = own.expect("what the panel wrote");
    json!({ "ruling": slug, "note": "A slip of the pen.", "corrections": [{ "paragraph": number, "text": text }] })
}

/// The symbols of the UN that a ruling has, each with what it is.
async fn symbols(it: &Proceeding, slug: &str) -> Vec<String> {
    let ruling = it
        .applicant
        .nobody()
        .get(&format!("/rulings/{slug}"))
        .await
        .ok();
    let names = ruling["identifiers"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let symbols = names.into_iter().filter(|one| one["scheme"] == "un_symbol");
    let said = |one: Value| {
        let part = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
        format!("{} {}", part("value"), part("status"))
    };
    symbols.map(said).collect()
}

#[actix_web::test]
async fn the_symbol_that_the_un_assigned_stands_beside_the_one_that_was_reserved() {
    let world = World::new().await;
    let it = Proceeding::published(&world, Some("necessity")).await;
    let first = newest(&it).await;
    assert_eq!(symbols(&it, &first).await, ["A/AC.900/2026/C.1 reserved"]);
    let slip = slip(&it, &first, "As the corrected record shows.").await;
    it.act(&it.members[0], "rectify", slip).await;
    let (_, html) = page(&world, &format!("/rulings/{first}")).await;
    assert!(html.contains("A/AC.900/2026/C.1/Corr.1"), "{html}");

    // Only the registrar records it, as the UN wrote it.
    let said = |symbol: &str| json!({ "symbol": symbol });
    for who in [&it.president, &it.members[0], &it.applicant] {
        let refused = it.try_act(who, "assign_symbol", said("A/80/412")).await;
        assert_eq!(refused.status, 403, "{}", who.name);
    }
    for wrong in ["", "412", "A/80/<412>"] {
        let refused = it
            .try_act(&it.registrar, "assign_symbol", said(wrong))
            .await;
        refused.is(422, "content.invalid");
    }
    it.act(&it.registrar, "assign_symbol", said(" A/80/412 "))
        .await;
    let both = ["A/80/412 assigned", "A/AC.900/2026/C.1 reserved"];
    assert_eq!(symbols(&it, &first).await, both);
    let (_, html) = page(&world, &format!("/rulings/{first}")).await;
    assert!(
        html.contains("A/80/412/Corr.1") && html.contains("A/AC.900/2026/C.1"),
        "{html}"
    );
    let found = it
        .applicant
        .nobody()
        .get("/rulings/search?q=%22A%2F80%2F412%22")
        .await
        .ok();
    assert_eq!(found["total"], 1, "found by it");
    let told = register(&world, &it).await;
    assert!(
        told.contains("Symbol assigned by the United Nations"),
        "{told}"
    );
    // What was signed keeps its bytes, and the next version has the symbol.
    let frozen = page(&world, &format!("/rulings/{first}.xml")).await.1;
    assert!(frozen.contains("A/AC.900/2026/C.1") && !frozen.contains("A/80/412"));

    // The one in its place has a place in the series, and a symbol of its own.
    reopened(&world, &it).await;
    voted_anew(&it).await;
    published_anew(&it).await;
    let second = newest(&it).await;
    assert_eq!(
        symbols(&it, &second).await,
        ["A/AC.900/2026/C.1/Rev.1 reserved"]
    );
    let taken = it
        .try_act(&it.registrar, "assign_symbol", said("A/80/412"))
        .await;
    taken.is(422, "content.invalid");
    let named = json!({ "ruling": second, "symbol": "A/80/412/Rev.1" });
    it.act(&it.registrar, "assign_symbol", named).await;
    assert_eq!(symbols(&it, &second).await[0], "A/80/412/Rev.1 assigned");
    assert_eq!(symbols(&it, &first).await, both);
    world.ends().await;
}

#[actix_web::test]
async fn a_former_ruling_is_taken_back_and_the_one_in_its_place_stays() {
    let world = World::new().await;
    let it = Proceeding::published(&world, Some("necessity")).await;
    let first = newest(&it).await;
    translated(&it, "fr", "Alinéa").await;
    reopened(&world, &it).await;
    voted_anew(&it).await;
    published_anew(&it).await;
    let second = newest(&it).await;

    // In French it says what stands in its place, as it does in its own language.
    let french = format!("/rulings/{first}/fr");
    let link = format!("/rulings/{second}");
    let (status, said) = page(&world, &french).await;
    assert!(status == 200 && said.contains(&link), "{said}");
    assert_eq!(
        rulings(&it, &it.president).await,
        [
            (json!(second), json!("in_force"), json!(["withdraw_ruling"])),
            (json!(first), json!("revised"), json!(["withdraw_ruling"])),
        ]
    );
    let because = |ruling: &str| json!({ "ruling": ruling, "reason": "It named a source." });
    for other in [&it.registrar, &it.applicant, &it.members[0]] {
        it.try_act(other, "withdraw_ruling", because(&first))
            .await
            .is(403, "forbidden");
    }
    let unknown = it
        .try_act(&it.president, "withdraw_ruling", because("2026-isecrc-99"))
        .await;
    assert_eq!(unknown.json["fields"][0]["path"], "ruling");
    unknown.is(422, "content.invalid");
    it.act(&it.president, "withdraw_ruling", because(&first))
        .await;

    for ending in ["", ".xml", ".json", ".pdf", "/fr"] {
        let (status, said) = page(&world, &format!("/rulings/{first}{ending}")).await;
        assert_eq!(status, 410, "{ending}");
        assert!(said.contains("It named a source."), "{ending}: {said}");
    }
    let (status, said) = page(&world, &format!("/rulings/{second}")).await;
    assert_eq!(status, 200);
    assert!(said.contains("which was withdrawn"), "{said}");
    assert!(!said.contains(&format!("/rulings/{first}\"")), "{said}");
    let stays = it
        .applicant
        .nobody()
        .get(&format!("/rulings/{second}"))
        .await
        .ok();
    assert_eq!(
        (&stays["revises"]["slug"], &stays["revises"]["withdrawn"]),
        (&json!(first), &json!(true))
    );
    let last = log(&it, 0).await.pop();
    assert_eq!(last, Some((json!(first), json!("withdrawn"))));
    // The register says which one, and leads to the one that stands.
    let case = register(&world, &it).await;
    let citation = "[2026] ISECRC 1";
    assert!(
        case.contains(&format!("Ruling withdrawn, {citation}")),
        "{case}"
    );
    assert!(case.contains(&link), "{case}");

    // What is gone is not taken back again; without a name it is the last one that is meant.
    it.try_act(&it.president, "withdraw_ruling", because(&first))
        .await
        .refused(Refusal::RulingNotPublic);
    let last = json!({ "reason": "It was published too soon." });
    it.act(&it.president, "withdraw_ruling", last.clone()).await;
    assert_eq!(page(&world, &format!("/rulings/{second}")).await.0, 410);
    it.try_act(&it.president, "withdraw_ruling", last)
        .await
        .refused(Refusal::RulingNotPublic);
    world.ledger_is_intact().await;
    world.ends().await;
}

#[actix_web::test]
async fn a_slip_in_a_former_ruling_is_corrected_in_its_own_time() {
    let world = World::new().await;
    let it = Proceeding::published(&world, Some("necessity")).await;
    let first = newest(&it).await;
    world.days_pass(30).await;
    reopened(&world, &it).await;
    failed(&it, remedies(&[DUTY])).await;
    published_anew(&it).await;
    let second = newest(&it).await;
    let presiding = &it.members[0];
    let both = json!(["rectify"]);
    assert_eq!(
        rulings(&it, presiding).await,
        [
            (json!(second), json!("in_force"), both.clone()),
            (json!(first), json!("revised"), both),
        ]
    );

    let right = slip(&it, &first, "As the whole record shows.").await;
    for other in [&it.registrar, &it.president, &it.members[1]] {
        it.try_act(other, "rectify", right.clone())
            .await
            .is(403, "forbidden");
    }
    it.act(presiding, "rectify", right).await;
    let (_, former) = page(&world, &format!("/rulings/{first}")).await;
    assert!(former.contains("As the whole record shows."), "{former}");
    assert!(former.contains(&format!("/rulings/{second}")), "{former}");
    let (_, stands) = page(&world, &format!("/rulings/{second}")).await;
    assert!(!stands.contains("As the whole record shows."), "{stands}");
    assert_eq!(log(&it, 3).await, [(json!(first), json!("corrected"))]);
    let docket = it
        .applicant
        .get(&format!("/cases/{}/docket", it.case))
        .await
        .ok();
    let entry = docket["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(entry["title"], "Ruling rectified: [2026] ISECRC 1");
    // It is read at the desk by those who had it, and nothing else is at that address.
    let elsewhere = format!("/cases/{}/ruling?ruling=2026-isecrc-99", it.case);
    it.applicant.get(&elsewhere).await.is(404, "not_found");
    let at_desk = format!("/cases/{}/ruling?ruling={first}", it.case);
    let read = it.applicant.get(&at_desk).await.ok();
    assert_eq!(
        (&read["slug"], &read["in_revision"]),
        (&json!(first), &json!(false))
    );

    // DL-63 runs for each from its own issue.
    world.days_pass(20).await;
    let late = slip(&it, &first, "As the record says.").await;
    it.try_act(presiding, "rectify", late)
        .await
        .refused(Refusal::RulingRectificationLate);
    let mut right = slip(&it, &second, "As the record does show.").await;
    right["ruling"] = Value::Null;
    it.act(presiding, "rectify", right).await;
    let (_, stands) = page(&world, &format!("/rulings/{second}")).await;
    assert!(stands.contains("As the record does show."), "{stands}");

    // The one in its place goes, and the former one is not in revision again.
    it.act(
        &it.president,
        "withdraw_ruling",
        json!({ "reason": "It was published too soon." }),
    )
    .await;
    let (status, former) = page(&world, &format!("/rulings/{first}")).await;
    assert_eq!(status, 200);
    assert!(
        former.contains("withdrawn later. Neither stands."),
        "{former}"
    );
    assert!(!former.contains("has been admitted"), "{former}");
    world.ends().await;
}

/// The translations of a ruling of the case, as the registry has them.
async fn of_ruling(it: &Proceeding, slug: &str) -> Value {
    let path = format!("/cases/{}/translations?ruling={slug}", it.case);
    it.registrar.get(&path).await.ok()
}

/// Brings the French translation of that ruling up to its text.
async fn caught_up(it: &Proceeding, slug: &str, word: &str) {
    for last in ["", "/publish"] {
        let seen = of_ruling(it, slug).await;
        let all = seen["translations"]
            .as_array()
            .expect("translations")
            .iter();
        let mut french = all.filter(|one| one["language"] == "fr");
        let version = french.next().and_then(|one| one["version"].as_i64());
        let version = version.expect("a version");
        let path = format!("/cases/{}/translations/fr{last}?ruling={slug}", it.case);
        if last.is_empty() {
            let text = written(&seen, |no, _| format!("{word} {no}."));
            it.registrar.put_seen(&path, version, &text).await.ok();
        } else {
            it.registrar
                .post_seen(&path, version, &json!({}))
                .await
                .ok();
        }
    }
}

/// Does the registrar have to bring a translation up to its ruling?
async fn is_owed(it: &Proceeding) -> bool {
    let work = it.registrar.get("/work").await.ok().to_string();
    work.contains("case.translate_ruling")
}

#[actix_web::test]
async fn the_translation_of_a_former_ruling_is_brought_up_to_a_correction_of_it() {
    let world = World::new().await;
    let it = Proceeding::published(&world, Some("necessity")).await;
    let first = newest(&it).await;
    translated(&it, "fr", "Paragraphe").await;
    let french = format!("/rulings/{first}/fr");
    // While it is being revised it is the only one that is public.
    reopened(&world, &it).await;
    assert!(!is_owed(&it).await);
    let right = slip(&it, &first, "As the whole record shows.").await;
    it.act(&it.members[0], "rectify", right).await;
    assert!(is_owed(&it).await);
    let path = format!("/cases/{}/translations", it.case);
    assert_eq!(it.registrar.get(&path).await.ok()["waits"], json!([first]));
    caught_up(&it, &first, "Alinéa").await;
    assert!(!is_owed(&it).await);
    let said = page(&world, &french).await.1;
    assert!(
        said.contains("Alinéa 1.") && !said.contains("version 2 stands"),
        "{said}"
    );

    // Another one takes its place and has a translation of its own.
    failed(&it, remedies(&[DUTY])).await;
    published_anew(&it).await;
    let second = newest(&it).await;
    translated(&it, "fr", "Point").await;
    let right = slip(&it, &first, "As all of the record shows.").await;
    it.act(&it.members[0], "rectify", right).await;
    assert!(is_owed(&it).await);
    let seen = it.registrar.get(&path).await.ok();
    assert_eq!(
        (&seen["slug"], &seen["waits"]),
        (&json!(second), &json!([first])),
        "none named is the newest"
    );
    let can = |seen: &Value, at: usize| seen["rulings"][at]["can"].clone();
    let both = json!(["translate_ruling", "publish_translation", "assign_symbol"]);
    assert_eq!((can(&seen, 0), can(&seen, 1)), (both.clone(), both));
    let said = page(&world, &french).await.1;
    assert!(said.contains("version 4 stands"), "{said}");
    caught_up(&it, &first, "Verset").await;
    assert!(!is_owed(&it).await);
    let said = page(&world, &french).await.1;
    assert!(
        said.contains("Verset 1.") && !said.contains("version 4 stands"),
        "{said}"
    );
    let other = page(&world, &format!("/rulings/{second}/fr")).await.1;
    assert!(
        other.contains("Point 1.") && !other.contains("Verset"),
        "{other}"
    );
    let told = register(&world, &it).await;
    assert!(
        told.contains("Translation of the ruling published, [2026] ISECRC 1"),
        "{told}"
    );

    // Nothing is at another address, and what was taken back is translated no more.
    let elsewhere = format!("{path}?ruling=2026-isecrc-99");
    it.registrar.get(&elsewhere).await.is(404, "not_found");
    let text = written(&of_ruling(&it, &first).await, |no, _| {
        format!("Alinéa {no}.")
    });
    let put = |slug: &str| format!("{path}/fr?ruling={slug}");
    let unknown = it
        .registrar
        .put_seen(&put("2026-isecrc-99"), 1, &text)
        .await;
    assert_eq!(unknown.json["fields"][0]["path"], "ruling");
    let because = json!({ "ruling": first, "reason": "It named a source." });
    it.act(&it.president, "withdraw_ruling", because).await;
    it.registrar
        .put_seen(&put(&first), 4, &text)
        .await
        .refused(Refusal::RulingNotPublic);
    world.ledger_is_intact().await;
    world.ends().await;
}

#[actix_web::test]
async fn what_is_being_revised_is_corrected_and_taken_back_while_the_case_is_reopened() {
    let world = World::new().await;
    let it = signed(&world, true).await;
    let presiding = &it.members[0];
    let because = json!({ "reason": "It named a source." });
    // Before there is anything public, there is nothing to be put right or taken back.
    let early = json!({ "note": "A slip.", "corrections": [{ "paragraph": 1, "text": "x" }] });
    it.try_act(presiding, "rectify", early)
        .await
        .refused(Refusal::RulingNotPublic);
    it.try_act(&it.president, "withdraw_ruling", because.clone())
        .await
        .is(403, "forbidden");
    published_anew_from_signed(&it).await;
    let first = newest(&it).await;
    reopened(&world, &it).await;

    let all = rulings(&it, presiding).await;
    assert_eq!(
        all,
        [(json!(first), json!("in_revision"), json!(["rectify"]))]
    );
    let mut right = slip(&it, &first, "As the whole record shows.").await;
    right["ruling"] = Value::Null;
    it.act(presiding, "rectify", right.clone()).await;
    let (_, said) = page(&world, &format!("/rulings/{first}")).await;
    assert!(said.contains("As the whole record shows."), "{said}");

    // The panel votes, and the docket does not tell.
    voted_anew(&it).await;
    assert_eq!(it.seen_by(presiding).await["state"], "final_vote");
    for other in [&it.registrar, &it.respondent, presiding] {
        it.try_act(other, "withdraw_ruling", because.clone())
            .await
            .is(403, "forbidden");
    }
    let offered = it.seen_by(&it.president).await["can"].to_string();
    assert!(offered.contains("withdraw_ruling"), "{offered}");
    it.act(&it.president, "withdraw_ruling", because.clone())
        .await;
    let docket = it
        .applicant
        .get(&format!("/cases/{}/docket", it.case))
        .await
        .ok();
    let entry = docket["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&entry["act"], &entry["state_after"]),
        (&json!("withdraw_ruling"), &json!("drafting"))
    );
    let (status, said) = page(&world, &format!("/rulings/{first}")).await;
    assert!(
        status == 410 && said.contains("It named a source."),
        "{said}"
    );
    it.try_act(&it.president, "withdraw_ruling", because)
        .await
        .refused(Refusal::RulingNotPublic);
    it.try_act(presiding, "rectify", right)
        .await
        .refused(Refusal::RulingNotPublic);

    // The revision goes on, and tells what it takes the place of.
    published_anew(&it).await;
    let second = newest(&it).await;
    let (_, said) = page(&world, &format!("/rulings/{second}")).await;
    assert!(said.contains("which was withdrawn"), "{said}");
    assert_eq!(
        log(&it, 1).await,
        [
            (json!(first), json!("corrected")),
            (json!(first), json!("withdrawn")),
            (json!(second), json!("published")),
        ]
    );
    world.ledger_is_intact().await;
    world.ends().await;
}

/// Signed already: issued and published.
async fn published_anew_from_signed(it: &Proceeding) {
    it.act(&it.registrar, "issue", json!({})).await;
    it.act(&it.registrar, "open_redaction", json!({})).await;
    it.act(&it.applicant, "nothing_to_redact", json!({})).await;
    it.act(&it.respondent, "nothing_to_redact", json!({})).await;
    it.act(&it.registrar, "publish", json!({})).await;
}

#[actix_web::test]
async fn a_report_on_a_ruling_that_was_taken_back_is_corrected_though_the_case_is_reopened() {
    let world = World::new().await;
    let r = Reporting::drafted(&world).await;
    r.transmit(&world).await;
    reopened(&world, &r.it).await;
    let why = json!({ "why": "The ruling is gone." });
    r.act(&r.it.registrar, "correct", why.clone())
        .await
        .refused(Refusal::LinkageUnsettled);
    let because = json!({ "reason": "It named a source." });
    r.it.act(&r.it.president, "withdraw_ruling", because).await;
    world.post_round().await;
    let waits = async || {
        let work = r.it.president.get("/work").await.ok().to_string();
        work.matches("linkage.withdraw").count()
    };
    assert_eq!(waits().await, 1);
    r.act(&r.it.registrar, "correct", why).await.ok();
    let seen = r.seen_by(&r.liaison).await;
    assert_eq!(seen["content"]["claims"], json!([]));
    // The revision is published; the report rests on neither, and nothing waits for the President.
    voted_anew(&r.it).await;
    published_anew(&r.it).await;
    world.post_round().await;
    assert_eq!(waits().await, 0);
    world.ends().await;
}

#[actix_web::test]
async fn a_report_in_preparation_on_a_ruling_that_waits_for_the_panel_is_not_sent() {
    let world = World::new().await;
    let r = Reporting::drafted(&world).await;
    r.act(&r.officer, "submit", json!({})).await.ok();
    let asked = json!({ "text": "Does it reach licences granted before?" });
    r.it.act(&r.it.respondent, "request_interpretation", asked)
        .await;
    r.act(&r.it.registrar, "pass_check", json!({}))
        .await
        .refused(Refusal::LinkageUnsettled);
    let answer = json!({ "paragraphs": ["It does."], "class_checked": true });
    r.it.act(&r.it.members[0], "interpret", answer).await;
    r.act(&r.it.registrar, "pass_check", json!({})).await.ok();
    world.days_pass(60).await;
    // Nor does it become final, or leave, while the ruling is being revised.
    reopened(&world, &r.it).await;
    r.act(&r.it.president, "finalise", json!({}))
        .await
        .refused(Refusal::LinkageUnsettled);
    world.ends().await;
}

#[actix_web::test]
async fn a_plan_under_a_revised_ruling_is_not_told_before_that_ruling_is_public() {
    let world = World::new().await;
    let it = Proceeding::published(&world, Some("necessity")).await;
    let plan = |statement: &str| json!({ "statement": statement, "remedies": [] });
    it.act(&it.respondent, "file_plan", plan("In two steps."))
        .await;
    reopened(&world, &it).await;
    failed(&it, remedies(&["publish the criteria"])).await;
    it.act(&it.members[0], "sign", json!({})).await;
    it.act(&it.registrar, "issue", json!({})).await;
    it.act(
        &it.respondent,
        "file_plan",
        plan("We will publish the criteria."),
    )
    .await;
    let told = register(&world, &it).await;
    assert!(told.contains("In two steps."), "{told}");
    assert!(!told.contains("We will publish the criteria."), "{told}");
    it.act(&it.registrar, "open_redaction", json!({})).await;
    it.act(&it.applicant, "nothing_to_redact", json!({})).await;
    it.act(&it.respondent, "nothing_to_redact", json!({})).await;
    it.act(&it.registrar, "publish", json!({})).await;
    let told = register(&world, &it).await;
    assert!(told.contains("We will publish the criteria."), "{told}");
    world.ends().await;
}

#[actix_web::test]
async fn a_release_while_the_case_is_reopened_is_a_version_of_the_ruling_that_was_held() {
    let world = World::new().await;
    let it = signed(&world, true).await;
    let note = json!({ "reason": "The Council has the matter." });
    it.act(&it.president, "hold_recommendations", note).await;
    published_anew_from_signed(&it).await;
    let first = newest(&it).await;
    reopened(&world, &it).await;
    let sentence = "holds the recommendations of this ruling";
    let (_, held) = page(&world, &format!("/rulings/{first}.xml")).await;
    assert!(held.contains(sentence) && !held.contains(DUTY), "{held}");
    let note = json!({ "reason": "The Council is done." });
    it.act(&it.president, "release_hold", note).await;
    // The address, the frozen version and the log say the same: what it recommended is there.
    let lines = log(&it, 1).await;
    assert_eq!(lines, [(json!(first), json!("released"))]);
    for form in ["", ".xml", ".json"] {
        let (status, shown) = page(&world, &format!("/rulings/{first}{form}")).await;
        assert_eq!(status, 200, "{form}");
        assert!(
            shown.contains(DUTY) && !shown.contains(sentence),
            "{form}: {shown}"
        );
    }
    let (_, before) = page(&world, &format!("/rulings/{first}.xml?version=1")).await;
    assert!(
        before.contains(sentence) && !before.contains(DUTY),
        "{before}"
    );
    let said = page(&world, &format!("/rulings/{first}")).await.1;
    assert!(
        said.contains("no longer held. The Council is done."),
        "{said}"
    );
    world.ledger_is_intact().await;
    world.ends().await;
}

fn paper(statement: &str) -> Value {
    json!({ "statement": statement, "remedies": [] })
}

fn found(first: u8, second: u8) -> Value {
    json!({ "reasons": "As the record of compliance shows.", "remedies": [
        { "no": 1, "percent": first, "note": "Withdraw the rest of the duty." },
        { "no": 2, "percent": second, "note": "Publish the rest of them." },
    ] })
}

/// Two remedies were found to be carried out in part, then not to be, and a revision changes the second.
async fn carried_on(world: &World) -> (Proceeding, Value) {
    let it = Proceeding::deliberating(world).await;
    failed(&it, remedies(&[DUTY, "publish the criteria"])).await;
    published_anew(&it).await;
    let presiding = &it.members[0];
    it.act(&it.respondent, "claim_compliance", paper("Done."))
        .await;
    it.act(&it.applicant, "contest_compliance", paper("It is not."))
        .await;
    it.act(presiding, "find_partial", found(60, 10)).await;
    world.days_pass(95).await;
    it.act(&it.applicant, "contest_compliance", paper("Still not."))
        .await;
    it.act(presiding, "find_non_compliant", found(80, 10)).await;
    let before = standing(&it).await;
    reopened(world, &it).await;
    failed(&it, remedies(&[DUTY, "publish every criterion"])).await;
    world.days_pass(5).await;
    published_anew(&it).await;
    (it, before)
}

async fn standing(it: &Proceeding) -> Value {
    let path = format!("/cases/{}/remedies", it.case);
    it.registrar.get(&path).await.ok()
}

#[actix_web::test]
async fn a_remedy_that_a_revision_leaves_as_it_was_goes_on_as_it_stood() {
    let world = World::new().await;
    let (it, before) = carried_on(&world).await;
    let after = standing(&it).await;
    assert_eq!(after[0]["text"], DUTY);
    assert_eq!(
        (&after[0]["completion"], &after[0]["due_on"]),
        (&json!(0.8), &before[0]["due_on"])
    );
    // What is new begins anew.
    assert_eq!(after[1]["completion"], 0.0);
    assert!(
        after[1]["due_on"].as_str() > before[1]["due_on"].as_str(),
        "{after}"
    );
    world.ends().await;
}

#[actix_web::test]
async fn what_was_found_and_stated_of_a_former_ruling_is_not_of_the_next() {
    let world = World::new().await;
    let (it, _) = carried_on(&world).await;
    let presiding = &it.members[0];
    assert_eq!(
        it.seen_by(presiding).await["state"],
        "compliance_period",
        "the second period of the former one is not this one's"
    );
    // Nothing was said of this one yet, and no time of it has run.
    it.try_act(&it.applicant, "contest_compliance", paper("It is not."))
        .await
        .refused(Refusal::ComplianceNotContestable);
    it.act(&it.respondent, "claim_compliance", paper("Now it is."))
        .await;
    it.act(&it.applicant, "contest_compliance", paper("It is not."))
        .await;
    it.act(presiding, "find_partial", found(90, 50)).await;
    world.ends().await;
}

#[actix_web::test]
async fn assent_without_a_day_is_not_about_what_was_stated_of_a_former_ruling() {
    let world = World::new().await;
    let (it, _) = carried_on(&world).await;
    world.days_pass(3).await;
    let today = world.now().await.to_string()[..10].to_owned();
    it.act(&it.applicant, "accept_compliance", json!({})).await;
    let after = standing(&it).await;
    assert_eq!(after[1]["done_on"], today, "{after}");
    world.ends().await;
}

#[actix_web::test]
async fn a_report_does_not_say_of_a_ruling_what_was_found_of_the_one_before() {
    let world = World::new().await;
    let (it, _) = carried_on(&world).await;
    let r = Reporting::on(&world, it).await;
    let seen = r.seen_by(&r.officer).await;
    assert_eq!(seen["content"]["claims"].as_array().map(Vec::len), Some(1));
    let said = seen["sections"].to_string();
    assert!(!said.contains("had not been carried out"), "{said}");
    world.ends().await;
}
