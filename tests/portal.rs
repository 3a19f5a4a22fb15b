//! Who looks for a ruling finds it, by words and by facets, and nothing that is not public.

use harness::{Proceeding, World};
use serde_json::{Value, json};

use crate::afterlife::{published_anew, reopened, voted_anew};
use crate::following::{letters, page_of, press, publish};
use crate::rulings::{published, signed};
use crate::webhooks::Program;

async fn page(world: &World, query: &str) -> String {
    let address = format!("{}/{}/rulings{query}", world.origin, world.slug);
    let answer = reqwest::get(&address).await.expect("an answer");
    assert_eq!(answer.status().as_u16(), 200, "{address}");
    answer.text().await.unwrap_or_default()
}

/// How many of what was found have a value of a facet.
fn count(found: &Value, facet: &str, value: &str) -> u64 {
    let facets = found["facets"].as_array().expect("facets").iter();
    let values = facets
        .filter(|one| one["name"] == facet)
        .flat_map(|one| one["values"].as_array().expect("values"));
    values
        .filter(|one| one["value"] == value)
        .filter_map(|one| one["count"].as_u64())
        .sum()
}

#[actix_web::test]
async fn a_ruling_is_found_by_its_words_and_facets_from_the_moment_it_is_public() {
    let world = World::new().await;
    let it = signed(&world, true).await;
    let nobody = it.applicant.nobody();
    let ask = async |query: &str| nobody.get(&format!("/rulings/search{query}")).await.ok();
    it.act(&it.registrar, "issue", json!({})).await;
    it.act(&it.registrar, "open_redaction", json!({})).await;
    it.act(&it.applicant, "nothing_to_redact", json!({})).await;
    it.act(&it.respondent, "nothing_to_redact", json!({})).await;
    for query in ["", "?q=record", "?q=licensing"] {
        let found = ask(query).await;
        assert_eq!(found["total"], 0, "issued is not public: {query}");
        assert!(
            found["facets"]
                .as_array()
                .unwrap()
                .iter()
                .all(|one| one["values"] == json!([]))
        );
    }
    it.act(&it.registrar, "publish", json!({})).await;

    let found = ask("").await;
    assert_eq!(
        (&found["total"], &found["page"], &found["next"]),
        (&json!(1), &json!(1), &Value::Null)
    );
    assert_eq!(found["items"][0]["snippet"], json!([]));
    assert_eq!(count(&found, "outcome", "NOT_JUSTIFIED(T2)"), 1);
    assert_eq!(count(&found, "finding", "necessity:not_met"), 1);
    assert_eq!(count(&found, "finding", "necessity:met"), 0);
    // "licence" and "licensing" have one stem; the remedy speaks of the duty.
    let found = ask("?q=licensing+duty").await;
    assert_eq!(found["total"], 1);
    let snippet = found["items"][0]["snippet"].as_array().unwrap();
    assert!(snippet.iter().any(|piece| piece["found"] == true));
    for (query, total) in [
        ("?q=zebra", 0),
        ("?q=licensing+-duty", 0),
        ("?finding=necessity:not_met", 1),
        ("?finding=necessity:met", 0),
        ("?outcome=NOT_JUSTIFIED(T2)&finding=threshold:met&q=duty", 1),
        ("?respondent=ZZZ", 0),
        ("?page=2", 1),
    ] {
        assert_eq!(ask(query).await["total"], total, "{query}");
    }
    assert_eq!(ask("?page=2").await["items"], json!([]));
    for wrong in ["?page=0", "?page=401", "?page=x"] {
        nobody
            .get(&format!("/rulings/search{wrong}"))
            .await
            .is(422, "content.invalid");
    }
    // What nothing is called by is not left out: all would be found, and whoever follows it would be told of
    // all.
    let mistyped = "?respondant=XBB&q=licensing";
    let reply = nobody.get(&format!("/rulings/search{mistyped}")).await;
    let why = reply.json["fields"][0]["why"].as_str().unwrap_or_default();
    assert!(
        reply.status == 422 && why.contains("respondant"),
        "{}",
        reply.json
    );
    for form in ["", ".atom", ".feed.json"] {
        let address = format!("{}/{}/rulings{form}{mistyped}", world.origin, world.slug);
        let answer = reqwest::get(&address).await.expect("an answer");
        assert_eq!(answer.status().as_u16(), 422, "{address}");
    }
    assert!(
        page(&world, "?q=licensing&lang=fr")
            .await
            .contains("<mark>")
    );
    let long = "x".repeat(301);
    nobody
        .get(&format!("/rulings/search?q={long}"))
        .await
        .is(422, "content.invalid");

    let html = page(&world, "?q=licensing").await;
    assert!(
        html.contains("<mark>licensing</mark>") && html.contains("One ruling."),
        "{html}"
    );
    assert!(
        page(&world, "?q=zebra")
            .await
            .contains("No ruling is like that.")
    );
    let feed = page(&world, ".atom?finding=necessity:not_met").await;
    assert_eq!(feed.matches("<entry>").count(), 1);
    assert!(
        !page(&world, ".atom?finding=necessity:met")
            .await
            .contains("<entry>")
    );
    world.ends().await;
}

/// The same question as page, JSON and feed; followed by mail and by a program.
#[actix_web::test]
async fn a_ruling_is_found_by_element_measure_and_day_and_followed_by_them() {
    let world = World::new().await;
    let it = signed(&world, true).await;
    let nobody = it.applicant.nobody();
    let case = nobody.get("/register/2026-1").await.ok();
    let measure = case["measure"].as_str().expect("a measure");
    let of_measure = format!("measure={}", measure.replace(' ', "+"));
    let (reader, other) = ("element@test.example", "other@test.example");
    let measured = "measure@test.example";
    for (address, query) in [
        (reader, "element=gatt-xxi.b.nexus"),
        (measured, of_measure.as_str()),
        (other, "element=gatt-xxi.b.ii"),
    ] {
        let wish = json!({ "address": address, "query": query });
        let reply = nobody.post("/following", &wish).await;
        assert_eq!(reply.status, 202, "{}", reply.json);
        world.post_round().await;
        let ask = letters(&world, address).pop().expect("a letter");
        press(&world, &page_of(&ask), "confirm").await;
    }
    let program = Program::listens();
    let hook = json!({ "endpoint": program.endpoint, "query": of_measure });
    let reply = nobody.post("/following/webhooks", &hook).await;
    assert_eq!(reply.status, 201, "{}", reply.json);
    world.post_round().await;
    publish(&it).await;
    world.post_round().await;
    world.post_round().await;
    for (address, told) in [(reader, 2), (measured, 2), (other, 1)] {
        assert_eq!(letters(&world, address).len(), told, "{address}");
    }
    assert_eq!(program.kinds(), ["following.confirm", "ruling.published"]);

    let found = nobody.get("/rulings/search").await.ok();
    let day = found["items"][0]["published_at"]
        .as_str()
        .expect("an instant")[..10]
        .to_owned();
    assert_eq!(count(&found, "element", "gatt-xxi.b.nexus"), 1);
    assert_eq!(count(&found, "element", "gatt-xxi.b.ii"), 0);
    assert_eq!(count(&found, "measure", measure), 1);
    assert_eq!(count(&found, "language", "en"), 1);
    let elements = found["facets"].as_array().expect("facets").iter();
    let elements = elements.filter(|one| one["name"] == "element");
    assert!(
        elements
            .flat_map(|one| one["values"].as_array().expect("values"))
            .any(|one| one["label"]
                .as_str()
                .is_some_and(|said| said.contains("Article XXI"))),
        "{found}"
    );
    for (query, total) in [
        ("element=gatt-xxi.b.nexus", 1),
        ("element=gatt-xxi.b.ii", 0),
        (of_measure.as_str(), 1),
        ("measure=Another", 0),
        (&format!("to={day}"), 1),
        ("to=2026-03-01", 0),
        ("from=2026-03-01&to=", 1),
        ("from=2199-01-01", 0),
    ] {
        let json = nobody.get(&format!("/rulings/search?{query}")).await.ok();
        assert_eq!(json["total"], total, "{query}");
        let html = page(&world, &format!("?{query}")).await;
        assert_eq!(html.contains("One ruling."), total == 1, "{query}");
        let feed = page(&world, &format!(".atom?{query}")).await;
        assert_eq!(feed.matches("<entry>").count(), total, "{query}");
    }
    let html = page(&world, "?from=2026-03-01&element=gatt-xxi.b.nexus").await;
    for said in [
        "name=\"from\" type=\"date\" value=\"2026-03-01\"",
        "type=\"hidden\" name=\"element\" value=\"gatt-xxi.b.nexus\"",
        "/following?element=gatt-xxi.b.nexus&#38;from=2026-03-01\"",
    ] {
        assert!(html.contains(said), "{said}: {html}");
    }
    // From the case one comes to what was decided of its measure.
    let address = format!("{}/{}/cases/2026-1", world.origin, world.slug);
    let html = reqwest::get(&address).await.unwrap().text().await.unwrap();
    assert!(html.contains(&format!("/rulings?{of_measure}\"")), "{html}");
    program.goes().await;
    world.ends().await;
}

#[actix_web::test]
async fn a_search_follows_corrections_and_withdrawals_and_knows_no_other_body() {
    let world = World::new().await;
    let it = published(&world, false).await;
    let nobody = it.applicant.nobody();
    let total = async |words: &str| {
        let found = nobody.get(&format!("/rulings/search?q={words}")).await.ok();
        found["total"].as_u64()
    };
    assert_eq!(total("record").await, Some(1));
    let neighbour = world.neighbour().await.nobody();
    assert_eq!(
        neighbour.get("/rulings/search?q=record").await.ok()["total"],
        0
    );
    it.act(
        &it.president,
        "withdraw_ruling",
        json!({ "reason": "By mistake." }),
    )
    .await;
    assert_eq!((total("record").await, total("").await), (Some(0), Some(0)));
    assert!(
        page(&world, "")
            .await
            .contains("No ruling has been published yet.")
    );
    world.ends().await;
}

fn pairs_of(query: &str) -> Vec<(String, String)> {
    let address = reqwest::Url::parse(&format!("http://localhost/?{query}")).expect("an address");
    address.query_pairs().into_owned().collect()
}

/// Asks for each value of each facet of a list, as one presses it on the page: it shows as many as were counted.
async fn each_count_is_what_it_opens(it: &Proceeding, query: &str) {
    let nobody = it.applicant.nobody();
    let found = nobody.get(&format!("/rulings/search?{query}")).await.ok();
    for facet in found["facets"].as_array().expect("facets") {
        let name = facet["name"].as_str().expect("a name");
        for one in facet["values"].as_array().expect("values") {
            let value = one["value"].as_str().expect("a value");
            let mut asked = reqwest::Url::parse("http://localhost/").expect("an address");
            let others = pairs_of(query);
            let others = others.iter().filter(|(other, _)| other != name);
            asked
                .query_pairs_mut()
                .extend_pairs(others)
                .append_pair(name, value);
            let asked = asked.query().unwrap_or_default().to_owned();
            let opened = nobody.get(&format!("/rulings/search?{asked}")).await.ok();
            assert_eq!(one["count"], opened["total"], "{query}: {name}={value}");
        }
    }
}

fn slugs(found: &Value) -> Vec<&str> {
    let items = found["items"].as_array().expect("items").iter();
    items.filter_map(|one| one["slug"].as_str()).collect()
}

/// A ruling of which a revision was published: the two, the earlier one first.
async fn revised(world: &World) -> (Proceeding, [String; 2]) {
    let it = published(world, true).await;
    reopened(world, &it).await;
    voted_anew(&it).await;
    published_anew(&it).await;
    let (first, second) = ("2026-isecrc-1".to_owned(), "2026-isecrc-2".to_owned());
    (it, [first, second])
}

#[actix_web::test]
async fn a_revised_ruling_counts_in_no_figure_and_is_found_when_it_is_asked_for() {
    let world = World::new().await;
    let (it, [first, second]) = revised(&world).await;
    let nobody = it.applicant.nobody();
    let ask = async |query: &str| nobody.get(&format!("/rulings{query}")).await.ok();

    // The list, whole and by its standing.
    assert_eq!(slugs(&ask("").await), [&second]);
    assert_eq!(slugs(&ask("?standing=stands").await), [&second]);
    assert_eq!(slugs(&ask("?standing=any").await), [&second, &first]);
    let list = ask("?standing=revised").await;
    assert_eq!(slugs(&list), [&first]);
    let row = &list["items"][0];
    assert_eq!(
        (&row["standing"], &row["revised_by"]["slug"]),
        (&json!("revised"), &json!(second))
    );
    nobody
        .get("/rulings?standing=withdrawn")
        .await
        .is(422, "content.invalid");

    // The search, and what it counts.
    let found = ask("/search").await;
    assert_eq!(
        (&found["total"], &found["items"][0]["standing"]),
        (&json!(1), &json!("stands"))
    );
    assert_eq!(slugs(&found), [&second]);
    for (facet, value, all, revised) in [
        ("outcome", "JUSTIFIED", 1, 0),
        ("outcome", "NOT_JUSTIFIED(T2)", 0, 1),
        ("panelist", it.members[0].name.as_str(), 1, 1),
        ("standing", "stands", 1, 1),
        ("standing", "revised", 1, 1),
    ] {
        let old = ask("/search?standing=revised").await;
        assert_eq!(count(&found, facet, value), all, "{facet}={value}");
        assert_eq!(
            count(&old, facet, value),
            revised,
            "revised: {facet}={value}"
        );
    }
    let old = ask("/search?standing=revised&q=record").await;
    assert_eq!(slugs(&old), [&first]);
    assert_eq!(old["items"][0]["revised_by"]["slug"], json!(second));
    assert_eq!(ask("/search?standing=any").await["total"], 2);
    for query in ["", "q=record", "standing=revised", "standing=any"] {
        each_count_is_what_it_opens(&it, query).await;
    }

    // The figures, and what each opens.
    let figures = nobody.get("/statistics").await.ok();
    assert_eq!(figures["rulings"], 1);
    assert_eq!(count(&figures, "outcome", "NOT_JUSTIFIED(T2)"), 0);
    assert_eq!(count(&figures, "outcome", "JUSTIFIED"), 1);
    assert_eq!(count(&figures, "standing", "revised"), 1);
    let remedies = figures["remedies"].as_array().expect("remedies").iter();
    assert_eq!(
        remedies
            .filter_map(|one| one["count"].as_i64())
            .sum::<i64>(),
        0
    );
    let address = format!("{}/{}/statistics", world.origin, world.slug);
    let html = reqwest::get(&address).await.unwrap().text().await.unwrap();
    assert!(html.contains("/rulings?standing=revised\">Revised</a>"));

    // The page, and what a program reads instead of it.
    let html = page(&world, "").await;
    let at = |slug: &str| format!("<h2><a href=\"/{}/rulings/{slug}\">", world.slug);
    assert!(html.contains(&at(&second)) && !html.contains(&at(&first)));
    assert!(html.contains("?standing=revised\">Revised</a>"), "{html}");
    let html = page(&world, "?standing=revised").await;
    assert!(html.contains(&at(&first)) && !html.contains(&at(&second)));
    assert!(html.contains("This ruling was revised: <a href="), "{html}");
    // A feed tells what changed: that one was revised, too.
    let atom = page(&world, ".atom").await;
    assert!(atom.contains(&second) && atom.contains("<title>[2026] ISECRC 1 (Revised): "));
    let atom = page(&world, ".atom?standing=revised").await;
    assert!(
        atom.contains("<title>[2026] ISECRC 1 (Revised): "),
        "{atom}"
    );
    assert!(atom.contains("#standing\" term=\"revised\"/>"), "{atom}");
    assert!(
        atom.contains("This ruling was revised: [2026] ISECRC 2 stands"),
        "{atom}"
    );
    let feed = page(&world, ".feed.json?standing=revised").await;
    assert!(feed.contains("\"standing:revised\"") && feed.contains("ISECRC 1 (Revised)"));
    // Whoever indexes the web finds every page that there is.
    let sitemap = format!("{}/{}/sitemap.xml", world.origin, world.slug);
    let sitemap = reqwest::get(&sitemap).await.unwrap().text().await.unwrap();
    assert!(sitemap.contains(&first) && sitemap.contains(&second));
    world.ends().await;
}

#[actix_web::test]
async fn a_revised_ruling_does_not_stand_again_where_the_one_in_its_place_is_withdrawn() {
    let world = World::new().await;
    let (it, [first, second]) = revised(&world).await;
    let nobody = it.applicant.nobody();
    assert_eq!(nobody.get("/rulings/search").await.ok()["total"], 1);
    let reason = json!({ "reason": "By mistake." });
    it.act(&it.president, "withdraw_ruling", reason).await;

    let found = nobody.get("/rulings/search").await.ok();
    assert_eq!(found["total"], 0);
    assert_eq!(count(&found, "standing", "revised"), 1);
    assert_eq!(nobody.get("/rulings").await.ok()["items"], json!([]));
    assert_eq!(nobody.get("/statistics").await.ok()["rulings"], 0);
    for path in [
        "/rulings?standing=revised",
        "/rulings/search?standing=revised",
    ] {
        let row = nobody.get(path).await.ok()["items"][0].clone();
        assert_eq!(
            (&row["slug"], &row["revised_by"]["withdrawn"]),
            (&json!(first), &json!(true)),
            "{path}"
        );
    }
    let ruling = nobody.get(&format!("/rulings/{first}")).await.ok();
    assert_eq!(
        (&ruling["standing"], &ruling["in_revision"]),
        (&json!("revised"), &json!(false))
    );
    assert_eq!(
        (
            &ruling["revised_by"]["slug"],
            &ruling["revised_by"]["withdrawn"]
        ),
        (&json!(second), &json!(true))
    );
    for query in [format!("/{first}"), "?standing=revised".to_owned()] {
        let html = page(&world, &query).await;
        assert!(html.contains("Neither stands."), "{html}");
        assert!(!html.contains("stands in its place"), "{html}");
    }
    // That there was one is said, and where it is.
    let html = page(&world, "").await;
    assert!(!html.contains("No ruling has been published yet."));
    assert!(html.contains("?standing=revised\">Revised</a>"), "{html}");
    world.ends().await;
}

#[actix_web::test]
async fn nobody_owes_the_remedies_of_a_ruling_that_is_revised() {
    let world = World::new().await;
    let it = published(&world, true).await;
    let nobody = it.applicant.nobody();
    world.days_pass(400).await;
    let ruling = async || nobody.get("/rulings/2026-isecrc-1").await.ok();
    assert_eq!(ruling().await["remedies"][0]["status"], "overdue");
    reopened(&world, &it).await;
    let remedy = ruling().await["remedies"][0].clone();
    assert_eq!(
        (&remedy["status"], &remedy["replaced_by"]),
        (&Value::Null, &Value::Null)
    );
    let html = page(&world, "/2026-isecrc-1").await;
    assert!(html.contains("Not owed while the ruling is being revised."));
    // Until there is another ruling this one stands.
    assert_eq!(nobody.get("/rulings/search").await.ok()["total"], 1);

    voted_anew(&it).await;
    published_anew(&it).await;
    let remedy = ruling().await["remedies"][0].clone();
    assert_eq!(remedy["status"], Value::Null);
    let by = nobody.get("/rulings").await.ok()["items"][0]["slug"].clone();
    assert_eq!(remedy["replaced_by"]["slug"], by);
    let html = page(&world, "/2026-isecrc-1").await;
    let by = by.as_str().expect("a slug");
    let link = format!("Replaced by <a href=\"/{}/rulings/{by}\">", world.slug);
    assert!(html.contains(&link), "{html}");
    assert!(!html.to_lowercase().contains("overdue"), "{html}");
    assert!(!html.contains("This text was corrected"), "{html}");
    world.ends().await;
}

#[actix_web::test]
async fn whoever_follows_a_search_is_told_that_what_it_found_was_revised() {
    let world = World::new().await;
    let it = published(&world, true).await;
    // They begin to follow once it is public, and were told of nothing.
    let nobody = it.applicant.nobody();
    let queries = [
        ("all@test.example", "finding=necessity%3Anot_met", true),
        ("revised@test.example", "standing=revised", true),
        (
            "standing@test.example",
            "standing=stands&finding=necessity%3Anot_met",
            false,
        ),
    ];
    for (address, query, _) in queries {
        let wish = json!({ "address": address, "query": query });
        assert_eq!(nobody.post("/following", &wish).await.status, 202);
        world.post_round().await;
        let asked = page_of(letters(&world, address).last().expect("a letter"));
        press(&world, &asked, "confirm").await;
    }
    reopened(&world, &it).await;
    voted_anew(&it).await;
    published_anew(&it).await;
    world.post_round().await;
    world.post_round().await;
    for (address, _, told) in queries {
        let letters = letters(&world, address);
        let revised = letters
            .iter()
            .skip(1)
            .any(|letter| letter.contains("/rulings/2026-isecrc-1"));
        assert_eq!(revised, told, "{address}: {letters:#?}");
    }
    world.ends().await;
}

#[actix_web::test]
async fn a_revised_ruling_and_the_one_in_its_place_name_each_other_in_akoma_ntoso() {
    let world = World::new().await;
    let it = published(&world, true).await;
    let slip = json!({ "note": "A slip.", "corrections": [{ "paragraph": 1, "text": "The panel was asked." }] });
    world.days_pass(3).await;
    it.act(&it.members[0], "rectify", slip).await;
    let corrected = world.now().await.to_zoned(jiff::tz::TimeZone::UTC).date();
    world.days_pass(3).await;
    reopened(&world, &it).await;
    voted_anew(&it).await;
    published_anew(&it).await;
    let revised = world.now().await.to_zoned(jiff::tz::TimeZone::UTC).date();
    let nobody = it.applicant.nobody();
    let (one, two) = (
        nobody.get("/rulings/2026-isecrc-1").await.ok(),
        nobody.get("/rulings/2026-isecrc-2").await.ok(),
    );
    let iri = |ruling: &Value| ruling["iri"].as_str().expect("an address").to_owned();
    let (earlier, later) = (iri(&one), iri(&two));
    assert_eq!(
        (&one["revised_by"]["iri"], &two["revises"]["iri"]),
        (&json!(later), &json!(earlier))
    );

    let xml = page(&world, "/2026-isecrc-1.xml").await;
    for said in [
        format!(
            "eId=\"e_rectification\" date=\"{corrected}\" source=\"#original\" type=\"amendment\""
        ),
        format!("eId=\"e_revision\" date=\"{revised}\" source=\"#revision\" type=\"repeal\""),
        format!("<passiveRef eId=\"revision\" href=\"{later}\" showAs=\"[2026] ISECRC 2\"/>"),
        format!(
            "type=\"endOfEfficacy\"><source href=\"{later}\"/><destination href=\"{earlier}\"/>"
        ),
        "start=\"#e_delivery\" end=\"#e_revision\"".to_owned(),
        format!(
            "This ruling was revised: <ref href=\"{later}\">[2026] ISECRC 2</ref> was published"
        ),
    ] {
        assert!(xml.contains(&said), "{said}: {xml}");
    }
    assert!(!xml.contains("activeRef"), "{xml}");
    let xml = page(&world, "/2026-isecrc-2.xml").await;
    for said in [
        format!("<activeRef eId=\"revised\" href=\"{earlier}\" showAs=\"[2026] ISECRC 1\"/>"),
        format!(
            "type=\"endOfEfficacy\"><source href=\"{later}\"/><destination href=\"{earlier}\"/>"
        ),
        format!("This ruling revises <ref href=\"{earlier}\">[2026] ISECRC 1</ref>"),
    ] {
        assert!(xml.contains(&said), "{said}: {xml}");
    }
    assert!(!xml.contains("e_revision") && !xml.contains("e_rectification"));
    // The versions before stay as they were published.
    for version in 1..=2 {
        let xml = page(&world, &format!("/2026-isecrc-1.xml?version={version}")).await;
        assert!(!xml.contains("e_revision"), "{xml}");
    }
    // Whoever cites it says so.
    let bib = page(&world, "/2026-isecrc-1.bib").await;
    assert!(
        bib.contains("note = {Revised by [2026] ISECRC 2},"),
        "{bib}"
    );
    let ris = page(&world, "/2026-isecrc-1.ris").await;
    assert!(
        ris.contains("N1  - Revised by [2026] ISECRC 2\r\n"),
        "{ris}"
    );
    if let Ok(folder) = std::env::var("KEEP_AKN") {
        for slug in ["2026-isecrc-1", "2026-isecrc-2"] {
            let xml = page(&world, &format!("/{slug}.xml")).await;
            std::fs::write(format!("{folder}/{slug}.xml"), xml).unwrap();
        }
    }
    world.ends().await;
}
