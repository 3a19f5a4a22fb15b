//! The public register: what everyone may know of a case, and nothing more.

use std::collections::BTreeSet;

use harness::{Actor, Proceeding, World};
use serde_json::{Value, json};

async fn page(world: &World, path: &str) -> (u16, String) {
    let address = format!("{}/{}{path}", world.origin, world.slug);
    let answer = reqwest::get(&address).await.expect("an answer");
    let status = answer.status().as_u16();
    (status, answer.text().await.unwrap_or_default())
}

async fn register(it: &Proceeding) -> Vec<Value> {
    let list = it.applicant.nobody().get("/register").await.ok();
    list["items"].as_array().cloned().unwrap_or_default()
}

async fn shown(it: &Proceeding) -> Value {
    it.applicant.nobody().get("/register/2026-1").await.ok()
}

#[actix_web::test]
async fn a_case_is_on_the_register_from_its_registration_on() {
    let world = World::new().await;
    let it = Proceeding::filed(&world).await;
    let defects = json!({ "defects": [{ "field": "facts", "reason": "Say when." }] });
    it.act(&it.registrar, "find_deficient", defects).await;
    it.rewrite("The secret facts of the dispute.").await;
    it.act(&it.applicant, "cure", json!({})).await;
    assert_eq!(register(&it).await, Vec::<Value>::new());
    let nobody = it.applicant.nobody();
    nobody.get("/register/2026-1").await.is(404, "not_found");
    assert_eq!(page(&world, "/cases/2026-1").await.0, 404);
    it.act(&it.registrar, "register", json!({})).await;

    let lines = register(&it).await;
    assert_eq!(
        (lines.len(), &lines[0]["number"], &lines[0]["state"]),
        (1, &json!("2026/1"), &json!("registered"))
    );
    let case = shown(&it).await;
    let acts: Vec<_> = case["docket"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["act"].as_str().unwrap())
        .collect();
    // That the request was deficient once is nobody else's business.
    assert_eq!(acts, ["submit", "register"]);
    let (status, html) = page(&world, "/cases/2026-1").await;
    assert_eq!(status, 200);
    assert!(html.contains("Arvenia asks for a review."));
    for text in [&html, &case.to_string()] {
        for hidden in ["secret facts", "Say when", "GATT XI:1", "deficient"] {
            assert!(!text.contains(hidden), "{hidden}: {text}");
        }
    }
    for wrong in ["/register/2026-01", "/register/2026-2", "/register/x"] {
        nobody.get(wrong).await.is(404, "not_found");
    }
    nobody
        .get("/register?after=x")
        .await
        .is(422, "content.invalid");
    world.ends().await;
}

#[actix_web::test]
async fn of_the_panel_the_public_learns_who_sits_and_not_who_was_asked() {
    let world = World::new().await;
    let it = Proceeding::composing(&world).await;
    let seat = json!({ "seat": 1, "person": it.members[0].id });
    it.act(&it.registrar, "nominate", seat).await;
    let accepted = json!({ "level": "orange", "statement": "Work for a ministry." });
    it.act(&it.members[0], "accept_seat", accepted).await;
    let case = shown(&it).await;
    for hidden in [
        "nominate",
        "accept_seat",
        "comment_on_composition",
        "ministry",
    ] {
        assert!(!case.to_string().contains(hidden), "{hidden}: {case}");
    }
    assert_eq!(
        (&case["state"], &case["panel"]),
        (&json!("composing"), &json!([]))
    );
    assert!(!case.to_string().contains("Legal Member"));
    world.ends().await;
}

#[actix_web::test]
async fn the_way_of_a_case_is_told_and_the_deliberation_is_not() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let case = shown(&it).await;
    assert!(
        !case["docket"]
            .to_string()
            .contains("Written submission filed")
    );
    let due = &case["due"][0];
    assert_eq!(
        (&due["owed_by"], due["due_on"].is_string()),
        (&json!("applicant"), true),
        "{case}"
    );
    let stops = case["track"].as_array().unwrap().iter();
    let now = stops.filter(|stop| stop["now"] == true);
    let names: Vec<_> = now.map(|stop| stop["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Written phase"]);
    world.ends().await;

    let world = World::new().await;
    let it = Proceeding::voted(&world, Some("necessity")).await;
    let case = shown(&it).await;
    assert_eq!(case["state"], "drafting", "that they vote is theirs alone");
    assert_eq!((&case["results"], &case["due"]), (&json!([]), &json!([])));
    for list in [
        it.applicant
            .nobody()
            .get("/register?state=final_vote")
            .await
            .ok(),
        it.applicant
            .nobody()
            .get("/register?state=deliberation")
            .await
            .ok(),
    ] {
        assert_eq!(list["items"], json!([]));
    }
    let (_, html) = page(&world, "/cases?state=drafting").await;
    assert!(html.contains("Arvenia v. Belmora"), "{html}");
    world.ends().await;
}

#[actix_web::test]
async fn the_outcome_line_of_a_ruling_is_told_from_its_issue_and_nothing_else_of_it() {
    let world = World::new().await;
    let it = Proceeding::voted(&world, Some("necessity")).await;
    it.act(&it.members[0], "sign", json!({})).await;
    assert_eq!(shown(&it).await["issued"], json!(null));
    it.act(&it.registrar, "issue", json!({})).await;
    let line = json!([{ "no": 1, "outcome": "NOT_JUSTIFIED(T2)" }]);
    let secret = |said: &str| {
        let text = [
            "withdraw the licensing duty",
            "As the record shows",
            "votes",
        ];
        assert!(!text.iter().any(|one| said.contains(one)), "{said}");
    };
    for act in ["open_redaction", ""] {
        let case = shown(&it).await;
        assert_eq!(case["issued"]["outcomes"], line, "{case}");
        assert!(case["issued"]["on"].is_string());
        assert_eq!(
            (&case["results"], &case["ruling"]),
            (&json!([]), &json!(null))
        );
        secret(&case.to_string());
        for language in ["en", "ar"] {
            let address = format!("/cases/2026-1?lang={language}");
            let (status, html) = page(&world, &address).await;
            assert_eq!(status, 200);
            assert!(html.contains("<p class=\"outcome\">"), "{html}");
            secret(&html);
        }
        if !act.is_empty() {
            it.act(&it.registrar, act, json!({})).await;
        }
    }
    let (_, html) = page(&world, "/cases/2026-1").await;
    assert!(html.contains("Claim 1: Not justified: necessity"), "{html}");
    it.act(&it.applicant, "nothing_to_redact", json!({})).await;
    it.act(&it.respondent, "nothing_to_redact", json!({})).await;
    it.act(&it.registrar, "publish", json!({})).await;
    let case = shown(&it).await;
    assert_eq!(case["issued"], json!(null));
    assert_eq!(case["results"][0]["outcome"], line[0]["outcome"]);

    // What is due is told in the language of the page, and the words of the ruling in theirs.
    let (_, html) = page(&world, "/cases/2026-1?lang=fr").await;
    for said in [
        "Exécuter la mesure corrective. <bdi lang=\"en\">",
        "Le délai court depuis : ",
        "le prononcé de la décision",
    ] {
        assert!(html.contains(said), "{said}: {html}");
    }
    assert!(!html.contains("days from issue"), "{html}");
    world.ends().await;
}

#[actix_web::test]
async fn rulings_that_refer_to_each_other_say_so_both_ways() {
    let world = World::new().await;
    let first = Proceeding::published(&world, Some("necessity")).await;
    let second = Proceeding::published(&world, None).await;
    let nobody = first.applicant.nobody();
    let ruling = async |slug: &str| nobody.get(&format!("/rulings/{slug}")).await.ok();
    let (one, two) = (ruling("2026-isecrc-1").await, ruling("2026-isecrc-2").await);
    assert_eq!(
        (&one["cites"], &one["cited_by"][0]["citation"]),
        (&json!([]), &json!("[2026] ISECRC 2")),
        "a ruling does not cite itself"
    );
    assert_eq!(
        (&two["cites"][0]["slug"], &two["cited_by"]),
        (&json!("2026-isecrc-1"), &json!([]))
    );
    let (_, html) = page(&world, "/rulings/2026-isecrc-2").await;
    let link = format!(
        "<a href=\"/{}/rulings/2026-isecrc-1#p2\">[2026] ISECRC 1, para 2</a>",
        world.slug
    );
    assert!(html.contains(&link), "{html}");
    // Both cases are on the register, the newest number first, and lead to their rulings.
    let lines = register(&first).await;
    let numbers: Vec<_> = lines
        .iter()
        .map(|line| line["number"].as_str().unwrap())
        .collect();
    assert_eq!(numbers, ["2026/2", "2026/1"]);
    let list = nobody.get("/register?after=2026-2").await.ok();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(1));
    let (_, html) = page(&world, "/cases/2026-1").await;
    assert!(html.contains("/rulings/2026-isecrc-1") && html.contains("Not justified"));
    // What is withdrawn refers to nothing any more.
    let reason = json!({ "reason": "It was published by mistake." });
    second
        .act(&second.president, "withdraw_ruling", reason)
        .await;
    assert_eq!(ruling("2026-isecrc-1").await["cited_by"], json!([]));
    let (_, html) = page(&world, "/cases/2026-2").await;
    assert!(html.contains("withdrawn"), "{html}");
    world.ends().await;
}

#[actix_web::test]
async fn figures_count_what_is_public_and_lead_to_it() {
    let world = World::new().await;
    let first = Proceeding::published(&world, Some("necessity")).await;
    Proceeding::voted(&world, None).await;
    Proceeding::filed(&world).await;
    let nobody = first.applicant.nobody();
    let figures = nobody.get("/statistics").await.ok();
    assert_eq!(
        (&figures["cases"], &figures["rulings"]),
        (&json!(2), &json!(1)),
        "what is not registered is not counted"
    );
    let states: Vec<_> = figures["states"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["state"].as_str().unwrap(),
                one["count"].as_i64().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        states,
        [("drafting", 1), ("compliance_period", 1)],
        "that they vote is theirs alone"
    );
    let kinds = each_figure_is_what_it_opens(&nobody, &figures).await;
    let expected = [
        "count in crossed",
        "count in remedies",
        "count in spreads",
        "count in states",
        "cases in durations",
        "cases in members",
        "cases in stops",
        "cases in years",
        "open in members",
        "open in years",
    ];
    for one in expected {
        assert!(kinds.contains(one), "{one} counts nothing: {kinds:?}");
    }
    // What a panel does behind its door is one stop; it is left when the ruling is issued.
    let stops: Vec<_> = figures["stops"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["stop"].as_str().unwrap(),
                one["cases"].as_i64().unwrap(),
            )
        })
        .collect();
    assert!(stops.contains(&("deliberation", 1)), "{stops:?}");
    assert!(
        !stops.iter().any(|one| one.0 == "compliance"),
        "nothing left it"
    );
    let left = nobody.get("/register?left=deliberation").await.ok();
    assert!(left["items"][0]["days"].is_i64(), "{left}");
    assert_eq!(left["items"][0]["state"], "compliance_period");
    let wrong = nobody.get("/register?left=lunch").await;
    wrong.is(422, "content.invalid");
    let again = nobody.get("/statistics").await.ok();
    assert_eq!(again, figures, "not counted anew for each reader");
    world.days_pass(1).await;
    let later = nobody.get("/statistics").await.ok();
    assert_ne!(later["at"], figures["at"], "but as the clock goes on");
    let running = figures["remedies"].as_array().unwrap().iter();
    let running: Vec<_> = running.filter(|one| one["status"] == "running").collect();
    assert_eq!(running[0]["count"], 1);
    let (status, html) = page(&world, "/statistics").await;
    assert!(
        status == 200 && html.contains("rulings?outcome=NOT_JUSTIFIED%28T2%29"),
        "{html}"
    );
    // Each link of the page leads to a list that has something.
    let links = html.split("<td").skip(1).filter_map(|cell| {
        let link = cell.split("</td>").next()?.split("href=\"").nth(1)?;
        Some(
            link.split('"')
                .next()?
                .replace("&#38;", "&")
                .replace("&amp;", "&"),
        )
    });
    let links: BTreeSet<_> = links.collect();
    assert!(links.len() > 20, "{links:?}");
    for link in links {
        let path = link.strip_prefix(&format!("/{}", world.slug)).unwrap();
        let (status, html) = page(&world, path).await;
        assert!(
            status == 200 && html.contains("<li>\n<p class=\"cite\">"),
            "{path}: {html}"
        );
    }
    world.ends().await;
}

/// Asks for the list behind each figure, and names the figures that count something.
async fn each_figure_is_what_it_opens(nobody: &Actor, figures: &Value) -> BTreeSet<String> {
    fn walk<'a>(part: &'a str, value: &'a Value, found: &mut Vec<(&'a str, &'a Value)>) {
        match value {
            Value::Array(all) => all.iter().for_each(|one| walk(part, one, found)),
            Value::Object(fields) => {
                if fields.contains_key("list") {
                    found.push((part, value));
                }
                fields.values().for_each(|one| walk(part, one, found));
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    for (part, value) in figures.as_object().unwrap() {
        walk(part, value, &mut found);
    }
    let mut kinds = BTreeSet::new();
    for (part, one) in found {
        for (name, list) in [("count", "list"), ("cases", "list"), ("open", "open_list")] {
            let Some(count) = one[name].as_u64() else {
                continue;
            };
            let list = one[list].as_str().unwrap();
            let opened = match list.strip_prefix("rulings?") {
                Some(query) => {
                    let found = nobody.get(&format!("/rulings/search?{query}")).await.ok();
                    found["total"].as_u64().unwrap()
                }
                None => {
                    let found = nobody
                        .get(&list.replacen("cases", "/register", 1))
                        .await
                        .ok();
                    found["items"].as_array().unwrap().len() as u64
                }
            };
            if part == "remedies" {
                assert_eq!(opened > 0, count > 0, "{list}");
            } else {
                assert_eq!(opened, count, "{part}: {list}");
            }
            if count > 0 {
                kinds.insert(format!("{name} in {part}"));
            }
        }
    }
    kinds
}
