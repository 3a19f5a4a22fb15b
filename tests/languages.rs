//! The public pages in six languages: how one is chosen and carried on, and that nothing of the
//! frame stays in English.

use api::languages;
use domain::Word;
use domain::language::Language;
use harness::{Proceeding, World};
use reqwest::header::{ACCEPT_LANGUAGE, CONTENT_LANGUAGE, HeaderMap, VARY};
use serde_json::json;

use crate::following::{letters, page_of, press, publish};

/// What is written in Latin letters in every language.
const NAMES: &[&str] = &[
    "Proviso",
    "ISECRC",
    "isecrc",
    "SHA",
    "JSON",
    "LD",
    "JWS",
    "PDF",
    "RIS",
    "BibTeX",
    "Akoma",
    "Ntoso",
    "Atom",
    "Feed",
    "minisign",
    "arguendo",
    "P1",
    "P2",
    "P3",
    "P4",
    "Standard",
    "Webhooks",
    "https",
    "challenge",
];

struct Page {
    status: u16,
    headers: HeaderMap,
    html: String,
}

async fn ask(address: &str, accept: &str) -> Page {
    let request = reqwest::Client::new().get(address);
    let answer = request.header(ACCEPT_LANGUAGE, accept).send().await;
    let answer = answer.expect("an answer");
    Page {
        status: answer.status().as_u16(),
        headers: answer.headers().clone(),
        html: answer.text().await.unwrap_or_default(),
    }
}

fn in_language(address: &str, language: Language) -> String {
    let mark = if address.contains('?') { '&' } else { '?' };
    format!("{address}{mark}lang={language}")
}

fn tag(language: Language) -> &'static str {
    match language {
        Language::Chinese => "zh-Hans",
        other => other.as_str(),
    }
}

fn attribute<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = element.split_once(&format!(" {name}=\""))?;
    rest.split('"').next()
}

/// What a page says itself: its texts and labels outside of what is marked as another language's.
fn frame(html: &str, language: Language) -> Vec<String> {
    let (_, body) = html.split_once("<body>").expect("a body");
    let mut said = Vec::new();
    let mut foreign = vec![false];
    for piece in body.split('<').skip(1) {
        let (element, text) = piece.split_once('>').expect("an element");
        let name = element.split([' ', '/']).next().unwrap_or_default();
        if element.starts_with('/') {
            foreign.pop();
        } else {
            let here = match attribute(element, "lang") {
                Some(other) => other != tag(language),
                None => foreign.last() == Some(&true) || ["code", "pre"].contains(&name),
            };
            if !here {
                let labels = ["aria-label", "title", "data-label"].into_iter();
                let labels = labels.filter_map(|label| attribute(element, label));
                said.extend(labels.map(str::to_owned));
            }
            if !element.ends_with('/') && !["input", "br"].contains(&name) {
                foreign.push(here);
            }
        }
        if foreign.last() == Some(&false) && !text.trim().is_empty() {
            said.push(text.trim().to_owned());
        }
    }
    assert_eq!(foreign.len(), 0, "elements do not match");
    assert!(said.len() > 10, "{html}");
    said
}

/// Pieces of English that the frame of a page in that language must not have.
fn english_for(language: Language) -> Vec<&'static str> {
    let own = languages::words(language).all();
    let english = languages::words(Language::English).all().into_iter();
    let differing = english
        .zip(own)
        .filter(|((_, one), (_, other))| one != other);
    let pieces = differing.flat_map(|((_, text), _)| text.split(['{', '}']));
    pieces
        .filter(|piece| piece.len() > 11 && piece.contains(' '))
        .collect()
}

/// What of the frame is still in English.
pub(crate) fn left_in_english(html: &str, language: Language) -> Vec<String> {
    let said = frame(html, language).into_iter();
    let english = english_for(language);
    let latin = |text: &str| {
        let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
        let mut words =
            words.filter(|word| word.chars().any(|letter| letter.is_ascii_alphabetic()));
        words.any(|word| !NAMES.contains(&word))
    };
    let wrong = said.filter(|text| match language {
        Language::Russian | Language::Chinese | Language::Arabic => latin(text),
        _ => english.iter().any(|piece| text.contains(piece)),
    });
    wrong.collect()
}

#[test]
fn what_is_left_in_english_is_seen() {
    let page = |text: &str| {
        format!(
            "<html><body><main>{}{text}</main></body></html>",
            "<p>x1</p>".repeat(12)
        )
    };
    let left = |text: &str, language| left_in_english(&page(text), language).len();
    let said = "<p title=\"Skip to the text\">x2</p>";
    assert_eq!(left(said, Language::French), 1);
    let page = |text: &str| {
        format!(
            "<html><body><main>{}{text}</main></body></html>",
            "<p>1</p>".repeat(12)
        )
    };
    let left = |text: &str, language| left_in_english(&page(text), language).len();
    assert_eq!(left("<p>Rulings <b>here</b></p>", Language::Arabic), 2);
    assert_eq!(
        left(
            "<p><bdi lang=\"en\">Rulings</bdi><code>x</code></p>",
            Language::Arabic
        ),
        0
    );
}

#[actix_web::test]
async fn every_page_speaks_every_language_and_none_stays_in_english() {
    let world = World::new().await;
    Proceeding::published(&world, Some("necessity")).await;
    let pleading = Proceeding::pleading(&world).await;
    let gone = Proceeding::published(&world, None).await;
    let reason = json!({ "reason": "By mistake." });
    gone.act(&gone.president, "withdraw_ruling", reason).await;
    drop(pleading);
    let home = format!("{}/{}", world.origin, world.slug);
    for (path, status) in [
        ("", 200),
        ("/rulings", 200),
        ("/rulings?q=licensing&finding=necessity%3Anot_met", 200),
        ("/rulings?q=zebra", 200),
        ("/rulings/2026-isecrc-1", 200),
        ("/cases", 200),
        ("/cases?state=closed", 200),
        ("/cases/2026-1", 200),
        ("/cases/2026-2", 200),
        ("/statistics", 200),
        ("/bulk", 200),
        ("/following?outcome=JUSTIFIED&q=duty", 200),
        ("/following?case=2026-1", 200),
        ("/rulings/2026-isecrc-2", 410),
        ("/rulings/2026-none-1", 404),
        ("/rulings?page=x", 422),
        ("/rulings?page=0", 422),
    ] {
        for language in Language::ALL.iter().copied() {
            let address = in_language(&format!("{home}{path}"), language);
            let page = ask(&address, "de").await;
            assert_eq!(page.status, status, "{address}");
            let begins = format!(
                "<html lang=\"{}\" dir=\"{}\">",
                tag(language),
                language.direction()
            );
            assert!(page.html.contains(&begins), "{address}: {}", page.html);
            if language != Language::English {
                let left = left_in_english(&page.html, language);
                assert!(left.is_empty(), "{address}: {left:#?}");
            }
        }
    }
    let root = ask(
        &in_language(&format!("{}/", world.origin), Language::Arabic),
        "",
    )
    .await;
    assert_eq!(
        left_in_english(&root.html, Language::Arabic),
        Vec::<String>::new()
    );
    world.ends().await;
}

/// The links of a page that stay among the pages of the body, without the switch of languages.
fn links(html: &str, slug: &str) -> Vec<String> {
    let (_, main) = html.split_once("class=\"top\"").expect("the top");
    let home = format!("/{slug}");
    let all = main.split("href=\"").skip(1);
    let all = all.filter_map(|rest| rest.split('"').next());
    let pages = all.filter(|href| href.starts_with(&home));
    let pages = pages.filter(|href| !href.contains("/desk") && !href.contains("/rulings."));
    pages.map(|href| href.replace("&#38;", "&")).collect()
}

#[actix_web::test]
async fn a_language_in_the_address_is_carried_on_and_one_that_was_asked_for_is_not() {
    let world = World::new().await;
    Proceeding::published(&world, Some("necessity")).await;
    let at = |path: &str| format!("{}{path}", world.origin);
    let home = format!("/{}", world.slug);
    let mut seen = std::collections::BTreeSet::new();
    let mut open = vec![format!("{home}?lang=ar")];
    while let Some(path) = open.pop() {
        if !seen.insert(path.clone()) || seen.len() > 60 {
            continue;
        }
        let page = ask(&at(&path), "").await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.html.contains("<html lang=\"ar\""), "{path}");
        for link in links(&page.html, &world.slug) {
            assert!(link.contains("lang=ar"), "{path} leads to {link}");
            open.push(link);
        }
    }
    assert!(seen.len() > 10, "{seen:?}");
    let page = ask(&at(&format!("{home}/rulings")), "ar").await;
    assert!(page.html.contains("<html lang=\"ar\""));
    let carried = links(&page.html, &world.slug).into_iter();
    let carried: Vec<_> = carried.filter(|link| link.contains("lang=")).collect();
    assert!(carried.is_empty(), "{carried:?}");
    world.ends().await;
}

#[actix_web::test]
async fn what_the_browser_asks_for_is_said_so_that_no_cache_mixes_languages() {
    let world = World::new().await;
    Proceeding::published(&world, Some("necessity")).await;
    let home = format!("{}/{}", world.origin, world.slug);
    let said = |page: &Page| {
        let vary = page.headers.get_all(VARY).iter();
        let vary: Vec<_> = vary.map(|one| one.to_str().unwrap_or_default()).collect();
        (
            page.headers[CONTENT_LANGUAGE]
                .to_str()
                .unwrap_or_default()
                .to_owned(),
            vary.join(",").to_ascii_lowercase(),
        )
    };
    for (path, accept, language, by_browser) in [
        ("/statistics", "ru,en;q=0.5", "ru", true),
        ("/statistics", "de", "en", true),
        ("/statistics", "", "en", true),
        ("/statistics?lang=zh", "ru", "zh-Hans", false),
        ("/statistics?lang=xx", "es-MX", "es", true),
        ("/rulings/2026-isecrc-1", "fr", "fr", true),
        ("/rulings/2026-none-1", "fr", "fr", true),
    ] {
        let (content, vary) = said(&ask(&format!("{home}{path}"), accept).await);
        assert_eq!(content, language, "{path} {accept}");
        assert_eq!(
            vary.contains("accept-language"),
            by_browser,
            "{path}: {vary}"
        );
    }
    let json = ask(&format!("{home}/rulings/2026-isecrc-1.json"), "fr").await;
    let (content, vary) = said(&json);
    assert_eq!(content, "en", "the text is what it is");
    assert!(
        vary.contains("accept") && !vary.contains("accept-language"),
        "{vary}"
    );
    world.ends().await;
}

#[actix_web::test]
async fn a_page_names_its_addresses_in_every_language() {
    let world = World::new().await;
    let address = format!("{}/{}/rulings?q=duty", world.origin, world.slug);
    let page = ask(&address, "").await;
    let alternates = page.html.split("rel=\"alternate\" hreflang=\"").skip(1);
    let alternates: Vec<_> = alternates
        .filter_map(|rest| rest.split_once("\" href=\""))
        .map(|(tag, rest)| {
            (
                tag,
                rest.split('"')
                    .next()
                    .unwrap_or_default()
                    .replace("&#38;", "&"),
            )
        })
        .collect();
    assert_eq!(alternates.len(), 7, "{alternates:?}");
    for (tag, address) in alternates.iter().filter(|one| one.0 != "x-default") {
        let other = ask(address, "").await;
        assert!(
            other.html.contains(&format!("<html lang=\"{tag}\"")),
            "{address}"
        );
        assert!(other.html.contains("value=\"duty\""), "{address}");
    }
    assert!(alternates.contains(&("x-default", address)));
    world.ends().await;
}

#[actix_web::test]
async fn a_follower_is_written_to_in_the_language_of_the_page_on_which_they_asked() {
    let world = World::new().await;
    let it = crate::rulings::signed(&world, true).await;
    let reader = "reader@test.example";
    let ask = reqwest::Client::new()
        .post(format!("{}/{}/following?lang=fr", world.origin, world.slug))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!(
            "address={reader}&query=finding%3Dnecessity%3Anot_met&case=&cadence=at_once"
        ));
    let page = ask.send().await.expect("an answer").text().await;
    let page = page.unwrap_or_default();
    assert!(page.contains("Consultez votre messagerie"), "{page}");
    // Whoever changes the language of this page does not ask once more.
    assert!(
        page.contains("following?finding=necessity:not_met&#38;lang=ar"),
        "{page}"
    );
    world.post_round().await;
    let letter = letters(&world, reader).pop().expect("a letter");
    assert!(letter.contains("aussit=C3=B4t"), "{letter}");
    let page = page_of(&letter);
    assert!(page.ends_with("&lang=fr"), "{page}");
    let (status, html) = press(&world, &page, "confirm").await;
    assert_eq!(status, 200, "{html}");
    publish(&it).await;
    world.post_round().await;
    let told = letters(&world, reader);
    assert_eq!(told.len(), 2, "{told:#?}");
    let notice = told.last().expect("a notice");
    for said in ["Vous suivez", "Constatation", "publi=C3=A9e"] {
        assert!(
            notice.to_lowercase().contains(&said.to_lowercase()),
            "{said}: {notice}"
        );
    }
    world.ends().await;
}
