//! One ruling, many forms, and the addresses at which each is found.

use harness::World;
use reqwest::header::{ACCEPT, CONTENT_TYPE, ETAG, IF_NONE_MATCH, LINK, VARY};
use serde_json::{Value, json};

use crate::rulings::{published, signed};

/// What came, with its media type before the first semicolon.
struct Form {
    status: u16,
    kind: String,
    headers: reqwest::header::HeaderMap,
    text: String,
}

async fn ask(address: &str, accept: &str) -> Form {
    let request = harness::client().get(address).header(ACCEPT, accept);
    let answer = request.send().await.expect("an answer");
    let headers = answer.headers().clone();
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    Form {
        status: answer.status().as_u16(),
        kind: kind
            .and_then(|kind| kind.split(';').next())
            .unwrap_or_default()
            .to_owned(),
        text: answer.text().await.unwrap_or_default(),
        headers,
    }
}

/// The permanent address of the one ruling of that world, and the ruling as data.
async fn only_ruling(world: &World) -> (String, Value) {
    let nobody = world.administrator.nobody();
    let list = nobody.get("/rulings").await.ok();
    let slug = list["items"][0]["slug"]
        .as_str()
        .expect("a ruling")
        .to_owned();
    let ruling = nobody.get(&format!("/rulings/{slug}")).await.ok();
    (
        format!("{}/{}/rulings/{slug}", world.origin, world.slug),
        ruling,
    )
}

const KINDS: [(&str, &str); 6] = [
    ("html", "text/html"),
    ("xml", "application/akn+xml"),
    ("json", "application/json"),
    ("jsonld", "application/ld+json"),
    ("bib", "application/x-bibtex"),
    ("ris", "application/x-research-info-systems"),
];

/// A page without its addresses in other languages, which are those of the address it was asked at.
fn without_languages(page: &str) -> String {
    let lines = page.lines().filter(|line| !line.contains("hreflang="));
    lines.collect::<Vec<_>>().join("\n")
}

#[actix_web::test]
async fn a_ruling_is_served_in_each_form_by_the_end_of_its_address_and_by_what_is_asked_for() {
    let world = World::new().await;
    published(&world, true).await;
    let (address, ruling) = only_ruling(&world).await;
    let citation = ruling["citation"].as_str().unwrap();
    for (ending, kind) in KINDS {
        let by_ending = ask(&format!("{address}.{ending}"), "*/*").await;
        assert_eq!((by_ending.status, by_ending.kind.as_str()), (200, kind));
        assert!(by_ending.text.contains(citation), "{ending}");
        let asked = ask(&address, kind).await;
        assert_eq!((asked.status, asked.kind.as_str()), (200, kind));
        let (by_type, by_end) = (
            without_languages(&asked.text),
            without_languages(&by_ending.text),
        );
        assert_eq!(by_type, by_end, "{ending}");
        let mut vary = asked.headers.get_all(VARY).iter();
        assert!(vary.any(|one| one == "accept"), "{:?}", asked.headers);
        let links = asked.headers[LINK].to_str().unwrap();
        assert!(links.starts_with(&format!("<{address}>; rel=\"canonical\"")));
        // What one has already is not sent again, form by form.
        let again = harness::client()
            .get(&address)
            .header(ACCEPT, kind)
            .header(IF_NONE_MATCH, &asked.headers[ETAG])
            .send()
            .await
            .expect("an answer");
        assert_eq!(again.status().as_u16(), 304, "{ending}");
    }
    for (asked, kind) in [
        ("*/*", "text/html"),
        ("image/png", "text/html"),
        ("text/html,application/xml;q=0.9", "text/html"),
        (
            "application/json;q=0.5, application/ld+json",
            "application/ld+json",
        ),
        ("application/xml", "application/akn+xml"),
    ] {
        assert_eq!(ask(&address, asked).await.kind, kind, "{asked}");
    }
    let data: Value = serde_json::from_str(&ask(&address, "application/json").await.text).unwrap();
    assert_eq!(data, ruling, "the form and the API say the same");
    let pdf = ask(&format!("{address}.pdf"), "*/*").await;
    assert_eq!(
        (pdf.status, pdf.kind.as_str()),
        (200, "application/pdf"),
        "{}",
        pdf.text
    );
    assert!(pdf.text.starts_with("%PDF-"));
    assert_eq!(ask(&address, "application/pdf").await.text, pdf.text);
    assert_eq!(ask(&format!("{address}.docx"), "*/*").await.status, 404);
    let unknown = ask(&format!("{address}0.json"), "*/*").await;
    assert_eq!(
        (unknown.status, unknown.kind.as_str()),
        (404, "application/problem+json")
    );
    world.ends().await;
}

#[actix_web::test]
async fn the_address_of_a_work_in_akoma_ntoso_is_alive_and_leads_to_no_other_body() {
    let world = World::new().await;
    published(&world, true).await;
    let (address, ruling) = only_ruling(&world).await;
    let iri = ruling["iri"].as_str().unwrap();
    let day = ruling["issued_on"].as_str().unwrap();
    let page = ask(&address, "text/html").await.text;
    let xml = ask(&address, "application/akn+xml").await.text;
    let here = |tail: &str| format!("{}{iri}{tail}", world.origin);
    let dated = format!("/eng@{day}");
    for tail in ["", "/eng", "/eng@", &dated, &format!("{dated}/!main")] {
        let there = ask(&here(tail), "text/html").await.text;
        assert_eq!(
            without_languages(&there),
            without_languages(&page),
            "{tail}"
        );
        assert_eq!(
            ask(&here(tail), "application/xml").await.text,
            xml,
            "{tail}"
        );
    }
    for tail in [
        "/.xml",
        &format!("{dated}/.xml"),
        &format!("{dated}/!main.xml"),
    ] {
        assert_eq!(ask(&here(tail), "*/*").await.text, xml, "{tail}");
    }
    let neighbour = world.neighbour().await;
    let other = neighbour.base().rsplit('/').next().unwrap().to_owned();
    let elsewhere = iri.replace(&format!("un-{}/", world.slug), &format!("un-{other}/"));
    assert_ne!(elsewhere, iri);
    for wrong in [
        here("/fra"),
        here("/eng@1999-01-01"),
        here("/!opinion_1"),
        here("/.zip"),
        here("").replace(day, "1999-01-01"),
        format!("{}{elsewhere}", world.origin),
    ] {
        assert_eq!(ask(&wrong, "*/*").await.status, 404, "{wrong}");
    }
    world.ends().await;
}

#[actix_web::test]
async fn a_ruling_that_is_not_published_has_no_form_at_all() {
    let world = World::new().await;
    let it = signed(&world, true).await;
    it.act(&it.registrar, "issue", serde_json::json!({})).await;
    let list = it.applicant.nobody().get("/rulings").await.ok();
    assert_eq!(list["items"], serde_json::json!([]));
    // The address that it will get is easily guessed; nothing stands there yet.
    let year = world.now().await.to_string()[..4].to_owned();
    let place = format!("{}/{}/rulings/{year}-isecrc-1", world.origin, world.slug);
    for (ending, _) in KINDS {
        assert_eq!(ask(&format!("{place}.{ending}"), "*/*").await.status, 404);
    }
    for act in ["open_redaction", "publish"] {
        if act == "publish" {
            it.act(&it.applicant, "nothing_to_redact", serde_json::json!({}))
                .await;
            it.act(&it.respondent, "nothing_to_redact", serde_json::json!({}))
                .await;
        }
        it.act(&it.registrar, act, serde_json::json!({})).await;
    }
    assert_eq!(ask(&place, "*/*").await.status, 200, "the guess was right");
    world.ends().await;
}

#[actix_web::test]
async fn a_paragraph_is_cited_in_one_form_on_the_page_and_in_reference_managers() {
    let world = World::new().await;
    harness::Proceeding::published(&world, Some("necessity")).await;
    let (address, ruling) = only_ruling(&world).await;
    let symbol =
        json!({ "scheme": "un_symbol", "value": "A/AC.900/2026/C.1", "status": "reserved" });
    let identifiers = ruling["identifiers"].as_array().expect("identifiers");
    assert!(identifiers.contains(&symbol), "{identifiers:?}");
    let citation = ruling["citation"].as_str().expect("a citation");
    let page = ask(&address, "text/html").await.text;
    assert!(
        page.contains(&format!("<bdi>{citation} ¶ 2</bdi>")),
        "{page}"
    );
    assert!(page.contains(".bib?paragraph=2\">BibTeX</a>"));
    let bib = ask(&format!("{address}.bib?paragraph=2"), "*/*").await;
    assert_eq!(bib.kind, "application/x-bibtex");
    assert!(bib.text.contains("pages = {¶ 2}"), "{}", bib.text);
    assert!(bib.text.contains(&format!("url = {{{address}#p2}}")));
    let ris = ask(&format!("{address}.ris?paragraph=2"), "*/*").await.text;
    assert!(ris.contains("SP  - ¶ 2\r\n"), "{ris}");
    assert!(ris.contains(&format!("UR  - {address}#p2\r\n")));
    let whole = ask(&format!("{address}.ris"), "*/*").await.text;
    assert!(!whole.contains("SP  -") && !whole.contains("#p"));
    for (none_such, status) in [("0", 404), ("9999", 404), ("two", 422)] {
        let asked = format!("{address}.bib?paragraph={none_such}");
        assert_eq!(ask(&asked, "*/*").await.status, status, "{none_such}");
    }
    world.ends().await;
}
