//! Who looks for a ruling finds it, by words and by facets, and nothing that is not public.

use harness::World;
use serde_json::{Value, json};

use crate::rulings::{published, signed};

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
