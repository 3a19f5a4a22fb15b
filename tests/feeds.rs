//! Who reads a feed is told of what is new, of what changed, and of what stands no longer, page by page.

use api::search::{Entry, Library, Seen};
use domain::facet::Facet;
use harness::{Proceeding, World};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::rulings::published;

async fn get(address: &str) -> (u16, String) {
    let answer = reqwest::get(address).await.expect("an answer");
    let status = answer.status().as_u16();
    (status, answer.text().await.unwrap_or_default())
}

async fn atom(world: &World, place: &str) -> String {
    let (status, text) = get(&format!("{}/{}/{place}", world.origin, world.slug)).await;
    assert_eq!(status, 200, "{place}: {text}");
    text
}

async fn json_feed(world: &World, place: &str) -> Value {
    serde_json::from_str(&atom(world, place).await).expect("JSON")
}

/// What stands between two marks, in the order of the text.
fn between<'a>(text: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    let parts = text.split(from).skip(1);
    parts.filter_map(|part| part.split(to).next()).collect()
}

/// Corrects the paragraph that says "As the record shows."
async fn correct(it: &Proceeding) {
    let nobody = it.applicant.nobody();
    let ruling = nobody.get("/rulings/2026-isecrc-1").await.ok();
    let sections = ruling["sections"].as_array().expect("sections").iter();
    let own = 1 + sections
        .filter(|section| section["section"] != "votes")
        .flat_map(|section| section["paragraphs"].as_array().expect("paragraphs"))
        .position(|text| text == "As the record shows.")
        .expect("a paragraph");
    let correction = json!({ "paragraph": own, "text": "As the whole record shows." });
    let slip = json!({ "note": "A slip of the pen.", "corrections": [correction] });
    it.act(&it.members[0], "rectify", slip).await;
}

#[actix_web::test]
async fn what_became_of_a_ruling_comes_again_under_its_own_name() {
    let world = World::new().await;
    let it = published(&world, true).await;
    let feed = atom(&world, "rulings.atom").await;
    let entry = &between(&feed, "<entry>", "</entry>")[0];
    let id = between(entry, "<id>", "</id>")[0];
    let first = between(entry, "<published>", "</published>")[0];
    assert_eq!(between(entry, "<updated>", "</updated>"), [first]);

    world.days_pass(3).await;
    correct(&it).await;
    for place in ["rulings.atom", "rulings.atom?q=record"] {
        let feed = atom(&world, place).await;
        let entry = &between(&feed, "<entry>", "</entry>")[0];
        assert_eq!(between(entry, "<id>", "</id>"), [id]);
        assert_eq!(between(entry, "<published>", "</published>"), [first]);
        let updated = between(entry, "<updated>", "</updated>");
        assert!(updated[0] > first, "{place}: {entry}");
        assert!(entry.contains("Corrected"), "{place}: {entry}");
        assert!(between(&feed, "<updated>", "</updated>").contains(&updated[0]));
    }
    let feed = json_feed(&world, "rulings.feed.json").await;
    let item = &feed["items"][0];
    assert_ne!(item["date_modified"], item["date_published"]);

    world.days_pass(3).await;
    let reason = json!({ "reason": "By mistake & in haste." });
    it.act(&it.president, "withdraw_ruling", reason).await;
    let feed = atom(&world, "rulings.atom").await;
    let entry = &between(&feed, "<entry>", "</entry>")[0];
    assert_eq!(between(entry, "<id>", "</id>"), [id]);
    assert!(
        entry.contains("(withdrawn)") && entry.contains("By mistake &#38; in haste."),
        "{entry}"
    );
    // No search finds it; whoever was given it by one is told all the same (RFC 6721).
    let feed = atom(&world, "rulings.atom?q=record").await;
    assert!(
        !feed.contains("<entry>") && feed.contains(&format!("<at:deleted-entry ref=\"{id}\"")),
        "{feed}"
    );
    let feed = json_feed(&world, "rulings.feed.json?q=record").await;
    assert_eq!(feed["_withdrawn"][0]["id"], json!(id));
    world.ends().await;
}

#[actix_web::test]
async fn a_feed_says_in_which_languages_a_ruling_can_be_read_and_a_translation_is_an_update() {
    let world = World::new().await;
    let it = published(&world, true).await;
    // What has no translation says of none.
    let feed = json_feed(&world, "rulings.feed.json").await;
    assert_eq!(feed["items"][0]["_translations"], Value::Null);
    world.days_pass(3).await;
    correct(&it).await;
    let places = [
        "rulings.atom",
        "rulings.atom?respondent=XBB",
        "cases/2026-1.atom",
    ];
    let of_ruling = async |place: &str| {
        let feed = atom(&world, place).await;
        let entries = between(&feed, "<entry>", "</entry>").into_iter();
        let mut own = entries.filter(|one| one.contains("<id>urn:uuid:"));
        own.next().expect("the ruling").to_owned()
    };
    let mut last = Vec::new();
    for place in places {
        let entry = of_ruling(place).await;
        last.push(between(&entry, "<updated>", "</updated>")[0].to_owned());
    }

    let at = format!("{}/{}/rulings/2026-isecrc-1", world.origin, world.slug);
    for (language, tag) in [("fr", "fr"), ("zh", "zh-Hans")] {
        world.days_pass(1).await;
        crate::translations::translated(&it, language, "1").await;
        for (place, last) in places.iter().zip(&mut last) {
            let entry = of_ruling(place).await;
            let link = format!(
                "<link rel=\"alternate\" type=\"text/html\" hreflang=\"{tag}\" href=\"{at}/{language}\"/>"
            );
            assert!(entry.contains(&link), "{place}: {entry}");
            let updated = between(&entry, "<updated>", "</updated>")[0];
            assert!(updated > last.as_str(), "{place}: {entry}");
            assert!(entry.contains("Translated · "), "{place}: {entry}");
            updated.clone_into(last);
        }
    }
    // No two links are of one kind and language (RFC 4287, 4.1.1).
    let entry = of_ruling(places[0]).await;
    let links = between(&entry, "<link rel=\"alternate\" ", " href=");
    let mut kinds = links.clone();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds.len(), links.len(), "{entry}");
    let (status, _) = get(&format!("{at}/zh")).await;
    assert_eq!(status, 200);
    for place in ["rulings.feed.json", "rulings.feed.json?respondent=XBB"] {
        let feed = json_feed(&world, place).await;
        let item = &feed["items"][0];
        assert_eq!(item["language"], "en");
        assert_eq!(
            item["_translations"],
            json!([
                { "language": "fr", "url": format!("{at}/fr") },
                { "language": "zh-Hans", "url": format!("{at}/zh") },
            ]),
            "{place}"
        );
        assert!(
            item["date_modified"].as_str() >= Some(last[0].as_str()),
            "{item}"
        );
    }
    world.ends().await;
}

/// Two feeds are never called the same (RFC 4287, 4.2.6), and every page of one is called alike.
#[actix_web::test]
async fn a_feed_of_a_search_is_its_own_and_has_all_of_it_page_by_page() {
    let world = World::new().await;
    // So many rulings as no page has, taken in before the server opens its index.
    let entries: Vec<_> = (1..=30).map(entry).collect();
    let library = Library::at(&world.state);
    library
        .take(world.body, Seen::default(), &entries, &[])
        .expect("an index");
    drop(library);
    let feed = atom(&world, "rulings.atom?q=zebra").await;
    let (own, ids) = (
        format!("{}/{}/rulings", world.origin, world.slug),
        between(&feed, "<id>", "</id>"),
    );
    assert_eq!(ids[0], format!("{own}.atom?q=zebra"));
    // The first ruling says the word most often; the last one is the newest.
    assert_eq!(ids[1], format!("urn:uuid:{}", Uuid::from_u128(30)));
    assert_eq!(ids.len(), 26);
    let next = between(
        &feed,
        "rel=\"next\" type=\"application/atom+xml\" href=\"",
        "\"",
    );
    let next = next[0].replace("&#38;", "&");
    let (status, second) = get(&next).await;
    assert_eq!(status, 200);
    let ids = between(&second, "<id>", "</id>");
    assert_eq!(ids[0], format!("{own}.atom?q=zebra"));
    assert_eq!(ids[5], format!("urn:uuid:{}", Uuid::from_u128(1)));
    assert!(!second.contains("rel=\"next\""));
    let feed = json_feed(&world, "rulings.feed.json?q=zebra").await;
    let next = feed["next_url"].as_str().expect("a next page");
    let last: Value = serde_json::from_str(&get(next).await.1).expect("JSON");
    assert_eq!(last["items"].as_array().map(Vec::len), Some(5));
    assert_eq!(last["next_url"], Value::Null);
    let other = atom(&world, "rulings.atom?q=zebra&respondent=XBB").await;
    assert_eq!(
        between(&other, "<id>", "</id>")[0],
        format!("{own}.atom?q=zebra&#38;respondent=XBB")
    );
    world.ends().await;
}

fn entry(no: u128) -> Entry {
    let line = json!({
        "id": Uuid::from_u128(no), "case_id": Uuid::nil(), "citation": format!("[2026] ISECRC {no}"),
        "slug": format!("2026-isecrc-{no}"), "caption": "Arvenia v. Belmora", "applicant": "XAA",
        "respondent": "XBB", "clause_id": "gatt-xxi", "measure": "An order", "results": [],
        "published_at": "2026-01-01T00:00:00Z", "changed_at": "2026-01-02T00:00:00Z", "change": "published",
        "standing": "stands", "revised_by": null,
    });
    Entry {
        id: Uuid::from_u128(no),
        published: no as i64,
        changed: no as i64,
        title: "Arvenia v. Belmora".to_owned(),
        text: "zebra ".repeat(31 - no as usize),
        texts: Vec::new(),
        day: None,
        owed: None,
        line: line.to_string(),
        facets: vec![
            (Facet::Respondent, "XBB".to_owned()),
            (Facet::Standing, "stands".to_owned()),
        ],
    }
}

#[actix_web::test]
async fn a_case_is_a_feed_of_its_public_docket_and_its_rulings() {
    let world = World::new().await;
    let it = published(&world, false).await;
    let own = format!("{}/{}/cases/2026-1", world.origin, world.slug);
    let feed = atom(&world, "cases/2026-1.atom").await;
    assert!(feed.contains("Arvenia v. Belmora") && feed.contains(&format!("<id>{own}.atom</id>")));
    let ids = between(&feed, "<id>", "</id>");
    assert!(ids.iter().any(|id| id.starts_with("urn:uuid:")), "{feed}");
    let docket = nobody_docket(&it).await;
    for place in 1..=docket.len() {
        assert!(ids.contains(&format!("{own}#e{place}").as_str()), "{place}");
    }
    assert_eq!(
        ids.len(),
        docket.len() + 2,
        "the feed, its docket and its ruling"
    );
    let french = atom(&world, "cases/2026-1.atom?lang=fr").await;
    assert!(
        french.contains("xml:lang=\"fr\"") && french.contains("Décision publiée"),
        "{french}"
    );
    let json = json_feed(&world, "cases/2026-1.feed.json").await;
    assert_eq!(
        json["items"].as_array().map(Vec::len),
        Some(docket.len() + 1)
    );
    assert_eq!(json["home_page_url"], json!(own));
    let page = atom(&world, "cases/2026-1").await;
    for (kind, ending) in [("atom+xml", "atom"), ("feed+json", "feed.json")] {
        let link = format!(
            "type=\"application/{kind}\" href=\"/{}/cases/2026-1.{ending}\"",
            world.slug
        );
        assert!(page.contains(&link), "{link}");
    }
    assert!(page.contains("id=\"e1\""));

    let reason = json!({ "reason": "By mistake." });
    it.act(&it.president, "withdraw_ruling", reason).await;
    let feed = atom(&world, "cases/2026-1.atom").await;
    let first = &between(&feed, "<entry>", "</entry>")[0..2];
    assert!(
        first.iter().any(|one| one.contains("(withdrawn)")),
        "{first:#?}"
    );
    for wrong in ["cases/2026-9.atom", "cases/x.feed.json"] {
        let (status, _) = get(&format!("{}/{}/{wrong}", world.origin, world.slug)).await;
        assert_eq!(status, 404, "{wrong}");
    }
    world.ends().await;
}

/// What everyone reads of the docket of the first case.
async fn nobody_docket(it: &Proceeding) -> Vec<Value> {
    let case = it.applicant.nobody().get("/register/2026-1").await.ok();
    case["docket"].as_array().expect("a docket").clone()
}
