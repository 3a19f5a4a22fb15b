//! A published ruling in other languages: who writes and publishes it, that it follows the authentic
//! text paragraph by paragraph, and that what is hidden or gone there is so in every language.

use domain::Word;
use domain::language::Language;
use domain::refusal::Refusal;
use harness::{Actor, Proceeding, World};
use reqwest::header::{ACCEPT, CONTENT_LANGUAGE, CONTENT_TYPE, LINK};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

struct Page {
    status: u16,
    kind: String,
    language: String,
    links: String,
    text: String,
}

async fn ask(address: &str, accept: &str) -> Page {
    let request = harness::client().get(address).header(ACCEPT, accept);
    let answer = request.send().await.expect("an answer");
    let header = |name| {
        let value = answer.headers().get(name);
        let value = value.and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    Page {
        status: answer.status().as_u16(),
        kind: header(CONTENT_TYPE),
        language: header(CONTENT_LANGUAGE),
        links: header(LINK),
        text: answer.text().await.unwrap_or_default(),
    }
}

/// Whether every element ends where it should.
fn is_well_formed(xml: &str) -> bool {
    let mut open = Vec::new();
    for piece in xml.split('<').skip(1) {
        let Some((element, _)) = piece.split_once('>') else {
            return false;
        };
        let name = element.split([' ', '/']).find(|name| !name.is_empty());
        let name = name.unwrap_or_default();
        match element.as_bytes() {
            [b'?', ..] | [.., b'/'] => {}
            [b'/', ..] if open.pop() != Some(name) => return false,
            [b'/', ..] => {}
            _ => open.push(name),
        }
    }
    open.is_empty()
}

fn translations(it: &Proceeding) -> String {
    format!("/cases/{}/translations", it.case)
}

/// What stands to be translated.
async fn source(it: &Proceeding) -> Value {
    it.registrar.get(&translations(it)).await.ok()
}

/// The version of a translation, as the registry sees it.
fn version(seen: &Value, language: &str) -> i64 {
    let all = seen["translations"].as_array().expect("translations");
    let one = all.iter().find(|one| one["language"] == language);
    one.expect("a language")["version"]
        .as_i64()
        .expect("a version")
}

/// A translation in which each paragraph says its number, and has the bars of the authentic one.
pub(crate) fn written(seen: &Value, text: impl Fn(usize, &str) -> String) -> Value {
    let sections = seen["source"].as_array().expect("sections").iter();
    let sections = sections.map(|one| {
        let first = one["first"].as_u64().expect("a number");
        let paragraphs = one["paragraphs"].as_array().expect("paragraphs").iter();
        let paragraphs = (first..).zip(paragraphs).map(|(no, own)| {
            let no = usize::try_from(no).expect("a number");
            if one["held"] == true {
                String::new()
            } else {
                text(no, own.as_str().expect("a text"))
            }
        });
        let paragraphs: Vec<_> = paragraphs.collect();
        json!({ "section": one["section"], "paragraphs": paragraphs })
    });
    let sections: Vec<_> = sections.collect();
    json!({ "of_version": seen["of_version"], "sections": sections })
}

/// The bars of a paragraph, as they stand there.
fn bars(own: &str) -> String {
    let bars = own.split('█').filter(|piece| piece.starts_with(" [masked"));
    let bars = bars.filter_map(|piece| Some(format!(" █████{}]", piece.split_once(']')?.0)));
    bars.collect()
}

async fn save(it: &Proceeding, who: &Actor, language: &str, text: &Value) -> harness::Reply {
    let seen = version(&source(it).await, language);
    let path = format!("{}/{language}", translations(it));
    who.put_seen(&path, seen, text).await
}

async fn publish(it: &Proceeding, who: &Actor, language: &str) -> harness::Reply {
    let seen = version(&source(it).await, language);
    let path = format!("{}/{language}/publish", translations(it));
    who.post_seen(&path, seen, &json!({})).await
}

/// Translated as a whole into that language, and public.
pub(crate) async fn translated(it: &Proceeding, language: &str, word: &str) {
    let text = written(&source(it).await, |no, own| {
        format!("{word} {no}.{}", bars(own))
    });
    save(it, &it.registrar, language, &text).await.ok();
    publish(it, &it.registrar, language).await.ok();
}

/// The ruling of the case as everyone has it, and where its page is.
async fn ruling(world: &World, it: &Proceeding) -> (String, Value) {
    let nobody = it.applicant.nobody();
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

#[actix_web::test]
async fn a_translation_follows_the_authentic_text_or_is_refused() {
    let world = World::new().await;
    let it = Proceeding::published(&world, Some("necessity")).await;
    let officer = world
        .person("Officer", json!({ "role": "case_officer" }))
        .await;
    let path = translations(&it);
    for other in [&it.applicant, &it.president, &it.members[0]] {
        other.get(&path).await.is(404, "not_found");
    }
    let seen = officer.get(&path).await.ok();
    assert_eq!(
        (&seen["authentic"], &seen["of_version"]),
        (&json!("en"), &json!(1))
    );
    assert_eq!(seen["translations"].as_array().map(Vec::len), Some(5));
    let whole = written(&seen, |no, _| format!("Paragraphe {no}."));
    for other in [&it.applicant, &it.president, &it.members[0]] {
        save(&it, other, "fr", &whole).await.is(403, "forbidden");
    }
    officer
        .put_seen(&format!("{path}/en"), 0, &whole)
        .await
        .is(422, "content.invalid");

    // Another paragraph, a section less, an older text: none of it is kept.
    let mut longer = whole.clone();
    let paragraphs = longer["sections"][0]["paragraphs"].as_array_mut();
    paragraphs.expect("paragraphs").push(json!("Et encore."));
    let mut shorter = whole.clone();
    shorter["sections"].as_array_mut().expect("sections").pop();
    for (wrong, field) in [(&longer, "sections.0.paragraphs"), (&shorter, "sections")] {
        let refused = save(&it, &officer, "fr", wrong).await;
        assert_eq!(refused.json["fields"][0]["path"], field);
        refused.is(422, "content.invalid");
    }
    let mut older = whole.clone();
    older["of_version"] = json!(0);
    save(&it, &officer, "fr", &older)
        .await
        .refused(Refusal::TranslationBehind);
    assert_eq!(version(&source(&it).await, "fr"), 0);

    // A part is kept, and becomes public with the rest only.
    let part = written(&seen, |no, _| match no {
        1 => String::new(),
        no => format!("Paragraphe {no}."),
    });
    let kept = save(&it, &officer, "fr", &part).await.ok();
    let french = &kept["translations"][0];
    assert_eq!(
        (
            &french["language"],
            &french["state"],
            &french["open"],
            &french["translator"]
        ),
        (&json!("fr"), &json!("draft"), &json!(1), &json!("Officer"))
    );
    publish(&it, &officer, "fr").await.is(403, "forbidden");
    let open = publish(&it, &it.registrar, "fr").await;
    assert_eq!(open.json["fields"][0]["path"], "sections.0.paragraphs.0");
    open.refused(Refusal::TranslationIncomplete);
    let place = format!("{path}/fr");
    officer.put_seen(&place, 0, &whole).await.is(409, "stale");
    let (address, _) = ruling(&world, &it).await;
    assert_eq!(ask(&format!("{address}/fr"), "*/*").await.status, 404);

    save(&it, &officer, "fr", &whole).await.ok();
    let done = publish(&it, &it.registrar, "fr").await.ok();
    assert_eq!(done["translations"][0]["state"], "published");
    publish(&it, &it.registrar, "fr")
        .await
        .refused(Refusal::TranslationUnchanged);
    let docket = it
        .applicant
        .get(&format!("/cases/{}/docket", it.case))
        .await
        .ok();
    let docket = docket.to_string();
    assert!(docket.contains("Translation of the ruling into French published"));
    assert!(
        !docket.contains("translate_ruling"),
        "drafts are the registry's own"
    );

    // What is written next is not public before it is published.
    let next = written(&seen, |no, _| format!("Alinéa {no}."));
    save(&it, &officer, "fr", &next).await.ok();
    let page = ask(&format!("{address}/fr"), "*/*").await.text;
    assert!(page.contains("Paragraphe 2.") && !page.contains("Alinéa 2."));
    world.ends().await;
}

#[actix_web::test]
async fn a_ruling_is_read_in_french_and_arabic_beside_the_authentic_text() {
    let world = World::new().await;
    let it = Proceeding::published(&world, Some("necessity")).await;
    translated(&it, "fr", "Paragraphe").await;
    translated(&it, "ar", "الفقرة").await;
    let (address, ruling) = ruling(&world, &it).await;
    let paragraphs = ruling["sections"].as_array().expect("sections").iter();
    let paragraphs: Vec<_> = paragraphs
        .filter(|one| one["section"] != "votes")
        .flat_map(|one| one["paragraphs"].as_array().expect("paragraphs"))
        .collect();

    let languages: Vec<_> = ruling["languages"]
        .as_array()
        .expect("languages")
        .iter()
        .map(|one| (one["language"].as_str().unwrap(), one["authentic"] == true))
        .collect();
    assert_eq!(languages, [("en", true), ("ar", false), ("fr", false)]);
    let own = ask(&address, "text/html").await;
    for said in [
        "Languages of the text",
        "(authentic)",
        "hreflang=\"fr\" lang=\"fr\"",
        "dir=\"rtl\">العربية</a>",
    ] {
        assert!(own.text.contains(said), "{said}: {}", own.text);
    }
    assert!(own.text.contains(&format!(
        "<link rel=\"alternate\" hreflang=\"ar\" href=\"{address}/ar?lang=ar\">"
    )));
    assert!(own.text.contains(&format!(
        "<link rel=\"alternate\" hreflang=\"ru\" href=\"{address}?lang=ru\">"
    )));
    assert!(own.links.contains(&format!(
        "<{address}/fr>; rel=\"alternate\"; hreflang=\"fr\""
    )));

    let french = ask(&format!("{address}/fr"), "text/html").await;
    assert_eq!((french.status, french.language.as_str()), (200, "en"));
    assert!(
        french
            .text
            .contains("Translation; the English text is authentic.")
    );
    assert!(
        french
            .text
            .contains("<p lang=\"fr\" dir=\"ltr\">Paragraphe 1.</p>")
    );
    assert!(
        french
            .text
            .contains("<bdi lang=\"fr\" dir=\"ltr\">Mandat</bdi>")
    );
    assert!(!french.text.contains("class=\"pair\""));
    let french = ask(&format!("{address}/fr?lang=fr"), "text/html")
        .await
        .text;
    assert!(french.contains("Traduction ; seul le texte anglais fait foi."));

    let both = ask(&format!("{address}/ar?beside=1&lang=ar"), "text/html")
        .await
        .text;
    assert_eq!(
        both.matches("<div class=\"pair\">").count(),
        paragraphs.len()
    );
    for (no, own) in (1..).zip(&paragraphs) {
        let own = own
            .as_str()
            .expect("a text")
            .split(['“', '<', '&', '\''])
            .next()
            .unwrap();
        let row = both.split("<div class=\"para\"").nth(no).expect("a row");
        assert!(
            row.contains(&format!("<p lang=\"en\" dir=\"ltr\">{own}")),
            "{no}: {row}"
        );
        assert!(
            row.contains(&format!("<p lang=\"ar\" dir=\"rtl\">الفقرة {no}.</p>")),
            "{no}: {row}"
        );
    }
    assert!(both.contains("ترجمة؛ النص الإنكليزي وحده ذو حجية."));
    for language in Language::ALL
        .iter()
        .copied()
        .filter(|one| *one != Language::English)
    {
        for one in ["fr", "ar?beside=1"] {
            let mark = if one.contains('?') { '&' } else { '?' };
            let page = ask(&format!("{address}/{one}{mark}lang={language}"), "*/*").await;
            let left = crate::languages::left_in_english(&page.text, language);
            assert!(left.is_empty(), "{one} in {language}: {left:?}");
        }
    }
    assert_eq!(ask(&format!("{address}/es"), "*/*").await.status, 404);
    assert_eq!(ask(&format!("{address}/xx"), "*/*").await.status, 404);
    let english = ask(&format!("{address}/en.json"), "*/*").await;
    assert_eq!(
        english.text,
        ask(&format!("{address}.json"), "*/*").await.text
    );
    world.ends().await;
}

#[actix_web::test]
async fn a_translation_is_another_expression_of_the_same_work() {
    let world = World::new().await;
    let it = Proceeding::published(&world, None).await;
    translated(&it, "fr", "Paragraphe").await;
    translated(&it, "ar", "الفقرة").await;
    let (address, ruling) = ruling(&world, &it).await;
    let (iri, day) = (
        ruling["iri"].as_str().unwrap(),
        ruling["issued_on"].as_str().unwrap(),
    );
    for (language, code, word) in [("fr", "fra", "Paragraphe 1."), ("ar", "ara", "الفقرة 1.")]
    {
        let xml = ask(&format!("{address}/{language}.xml"), "*/*").await;
        assert_eq!((xml.status, xml.language.as_str()), (200, language));
        assert!(xml.kind.starts_with("application/akn+xml"), "{}", xml.kind);
        assert!(is_well_formed(&xml.text) && !is_well_formed(&xml.text.replacen("</p>", "", 1)));
        let name = format!("{iri}/{code}@{day}");
        for said in [
            format!("<FRBRuri value=\"{iri}\"/>"),
            format!("<FRBRuri value=\"{name}\"/>"),
            format!("<FRBRlanguage language=\"{code}\"/>"),
            format!(
                "<FRBRtranslation href=\"{iri}/eng@{day}\" fromLanguage=\"eng\" authoritative=\"false\""
            ),
            word.to_owned(),
        ] {
            assert!(xml.text.contains(&said), "{said}: {}", xml.text);
        }
        for tail in ["", "@", &format!("@{day}"), &format!("@{day}/!main")] {
            let there = format!("{}{iri}/{code}{tail}", world.origin);
            assert_eq!(
                ask(&there, "application/xml").await.text,
                xml.text,
                "{tail}"
            );
            let page = ask(&there, "application/msword, text/html").await;
            assert!(
                page.kind.starts_with("text/html") && page.text.contains(word),
                "{tail}"
            );
        }
        let file = format!("{}{iri}/{code}@{day}/!main.xml", world.origin);
        assert_eq!(ask(&file, "*/*").await.text, xml.text);
        let data = ask(&format!("{address}/{language}.json"), "*/*").await.text;
        let data: Value = serde_json::from_str(&data).expect("JSON");
        let api = it
            .applicant
            .nobody()
            .get(&format!(
                "/rulings/{}/{language}",
                ruling["slug"].as_str().unwrap()
            ))
            .await
            .ok();
        assert_eq!(data, api, "the form and the API say the same");
        assert_eq!(data["sections"][0]["paragraphs"][0]["text"], word);
        assert_eq!(
            data["sections"][0]["paragraphs"][0]["authentic"],
            ruling["sections"][0]["paragraphs"][0]
        );
        // It is signed after the act, by the worker.
        for none in ["bib", "xml.minisig", "docx"] {
            let none = ask(&format!("{address}/{language}.{none}"), "*/*").await;
            assert_eq!(none.status, 404);
        }
    }
    for wrong in [
        format!("{iri}/spa"),
        format!("{iri}/fra@1999-01-01"),
        format!("{iri}/fr"),
    ] {
        let wrong = ask(&format!("{}{wrong}", world.origin), "*/*").await;
        assert_eq!(wrong.status, 404);
    }
    // The neighbour has nothing of it, by whatever name it asks.
    let neighbour = world.neighbour().await;
    neighbour.get(&translations(&it)).await.is(404, "not_found");
    let other = neighbour.base().rsplit('/').next().unwrap();
    let slug = ruling["slug"].as_str().unwrap();
    for elsewhere in [
        format!("{}/{other}/rulings/{slug}/fr", world.origin),
        format!("{}{}/fra", world.origin, iri.replace(&world.slug, other)),
    ] {
        assert_eq!(ask(&elsewhere, "*/*").await.status, 404, "{elsewhere}");
    }
    world.ends().await;
}

#[actix_web::test]
async fn a_correction_leaves_translations_behind_and_a_withdrawal_takes_them_along() {
    let world = World::new().await;
    let it = Proceeding::published(&world, Some("necessity")).await;
    translated(&it, "fr", "Paragraphe").await;
    let (address, ruling) = ruling(&world, &it).await;
    assert_eq!(ruling["languages"][1]["behind"], false);
    let frozen = ask(&format!("{address}/fr.xml"), "*/*").await.text;
    let seen = source(&it).await;
    let draft = written(&seen, |no, _| format!("Párrafo {no}."));
    save(&it, &it.registrar, "es", &draft).await.ok();
    let slip = json!({ "note": "A slip of the pen.", "corrections": [{ "paragraph": 1, "text": "As it should read." }] });
    it.act(&it.members[0], "rectify", slip).await;

    let told = ask(&format!("{address}/fr"), "text/html").await.text;
    let behind = "this translates version 1, and version 2 stands.";
    assert!(told.contains(behind), "{told}");
    let (_, ruling) = self::ruling(&world, &it).await;
    assert_eq!(ruling["languages"][1]["behind"], true);
    let own = ask(&address, "text/html").await.text;
    assert!(own.contains("(translation of an earlier version)"));
    // What was published stays as it was, as the authentic text does.
    let xml = ask(&format!("{address}/fr.xml"), "*/*").await.text;
    assert_eq!(xml, frozen);
    let both = ask(&format!("{address}/fr?beside=1"), "*/*").await.text;
    assert!(both.contains("As it should read.") && both.contains("Paragraphe 1."));
    // What was read before the correction is published by nobody.
    publish(&it, &it.registrar, "es")
        .await
        .refused(Refusal::TranslationBehind);
    save(&it, &it.registrar, "es", &draft)
        .await
        .refused(Refusal::TranslationBehind);
    translated(&it, "fr", "Alinéa").await;
    let told = ask(&format!("{address}/fr"), "text/html").await.text;
    assert!(told.contains("Alinéa 1.") && !told.contains("version 2 stands"));

    let reason = json!({ "reason": "It named a source." });
    it.act(&it.president, "withdraw_ruling", reason).await;
    let iri = ruling["iri"].as_str().unwrap();
    for gone in [
        format!("{address}/fr"),
        format!("{address}/fr.xml"),
        format!("{address}/fr?beside=1"),
        format!("{}{iri}/fra", world.origin),
    ] {
        let gone = ask(&gone, "*/*").await;
        assert_eq!(gone.status, 410);
        assert!(gone.text.contains("It named a source.") && !gone.text.contains("Alinéa"));
    }
    it.registrar.get(&translations(&it)).await.is(410, "gone");
    let path = format!("{}/fr", translations(&it));
    it.registrar
        .put_seen(&path, 0, &draft)
        .await
        .refused(Refusal::RulingNotPublic);
    world.ends().await;
}

#[actix_web::test]
async fn what_is_masked_stays_masked_in_every_language() {
    let world = World::new().await;
    let (it, masked) = crate::redaction::redacted(&world).await;
    let seen = source(&it).await;
    let secret = crate::redaction::SECRET;
    assert!(
        !seen.to_string().contains(secret),
        "the registry translates the public text"
    );
    let bare = written(&seen, |no, _| format!("Paragraphe {no}."));
    let refused = save(&it, &it.registrar, "fr", &bare).await;
    assert_eq!(refused.json["fields"].as_array().map(Vec::len), Some(1));
    refused.is(422, "content.invalid");
    let telling = written(&seen, |no, own| {
        let said = if no == masked { secret } else { "" };
        format!("Paragraphe {no} {said}.{}", bars(own))
    });
    save(&it, &it.registrar, "fr", &telling)
        .await
        .is(422, "content.invalid");
    translated(&it, "fr", "Paragraphe").await;
    let (address, _) = ruling(&world, &it).await;
    for form in ["", "?beside=1", ".xml", ".json"] {
        let page = ask(&format!("{address}/fr{form}"), "*/*").await.text;
        assert!(
            page.contains("█████ [occulté : secret des affaires]"),
            "{form}: {page}"
        );
        assert!(!page.contains(secret), "{form}");
    }
    world.ends().await;
}

#[actix_web::test]
async fn what_is_held_is_held_in_every_language() {
    let world = World::new().await;
    let it = Proceeding::voted(&world, Some("necessity")).await;
    let note = json!({ "reason": "The Security Council is seized of the matter." });
    it.act(&it.president, "hold_recommendations", note.clone())
        .await;
    it.act(&it.members[0], "sign", json!({})).await;
    it.act(&it.registrar, "issue", json!({})).await;
    it.act(&it.registrar, "open_redaction", json!({})).await;
    it.act(&it.applicant, "nothing_to_redact", json!({})).await;
    it.act(&it.respondent, "nothing_to_redact", json!({})).await;
    it.act(&it.registrar, "publish", json!({})).await;
    let seen = source(&it).await;
    let parts = seen["source"].as_array().expect("sections");
    let at = parts
        .iter()
        .position(|one| one["held"] == true)
        .expect("what is held");
    assert_eq!(parts[at]["section"], "recommendations");
    let mut telling = written(&seen, |no, _| format!("Paragraphe {no}."));
    telling["sections"][at]["paragraphs"][0] = json!("Retirer la licence.");
    save(&it, &it.registrar, "fr", &telling)
        .await
        .is(422, "content.invalid");
    translated(&it, "fr", "Paragraphe").await;
    let (address, _) = ruling(&world, &it).await;
    let held = "Article 12 de la Charte";
    for form in ["", ".xml", ".json"] {
        let page = ask(&format!("{address}/fr{form}"), "*/*").await.text;
        assert!(page.contains(held), "{form}");
    }
    // Released, it is shown in the language in which it was written, until it is translated.
    it.act(&it.president, "release_hold", note).await;
    let page = ask(&format!("{address}/fr"), "*/*").await.text;
    assert!(
        !page.contains(held) && page.contains("Not translated yet; this is the authentic text.")
    );
    assert!(page.contains("is set out under the remedies."), "{page}");
    assert!(page.contains("version 2 stands"));
    let xml = ask(&format!("{address}/fr.xml"), "*/*").await.text;
    assert!(xml.contains(held), "what was published stays as it was");
    world.ends().await;
}

/// What an address answers to someone who would rather read these languages: its status, and the
/// headers `content-language`, `vary` and `location`.
async fn asked_in(address: &str, languages: &str) -> (u16, [String; 3]) {
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client");
    let request = client
        .get(address)
        .header(ACCEPT, "application/akn+xml")
        .header("accept-language", languages);
    let answer = request.send().await.expect("an answer");
    let header = |name: &str| {
        let all = answer.headers().get_all(name).iter();
        let all: Vec<_> = all.filter_map(|value| value.to_str().ok()).collect();
        all.join(", ")
    };
    let headers = ["content-language", "vary", "location"].map(header);
    (answer.status().as_u16(), headers)
}

#[actix_web::test]
async fn a_work_is_sent_in_the_language_that_its_reader_prefers() {
    let world = World::new().await;
    let it = Proceeding::published(&world, None).await;
    translated(&it, "fr", "Paragraphe").await;
    let (_, ruling) = ruling(&world, &it).await;
    let work = format!("{}{}", world.origin, ruling["iri"].as_str().unwrap());
    for (wished, sent) in [
        ("fr", "fr"),
        ("fr-CA;q=0.8, en;q=0.3", "fr"),
        ("ar, fr;q=0.5", "fr"),
        ("en, fr", "en"),
        ("ar", "en"),
        ("*", "en"),
    ] {
        let (status, [language, vary, _]) = asked_in(&work, wished).await;
        assert_eq!((status, language.as_str()), (200, sent), "{wished}");
        assert!(vary.contains("accept-language"), "{vary}");
    }
    let (_, [language, vary, _]) = asked_in(&format!("{work}/eng@"), "fr").await;
    assert_eq!(
        language, "en",
        "an address that names a language is that one"
    );
    assert!(!vary.contains("accept-language"), "{vary}");
    world.ends().await;
}

#[actix_web::test]
async fn the_address_of_the_authentic_text_as_a_translation_leads_nowhere_else() {
    let world = World::new().await;
    let it = Proceeding::published(&world, None).await;
    let (address, _) = ruling(&world, &it).await;
    let (origin, body) = (&world.origin, &world.slug);
    let place = address
        .strip_prefix(origin.as_str())
        .expect("of the server");
    for end in ["", ".xml", ".pdf"] {
        let (status, [.., location]) = asked_in(&format!("{address}/en{end}"), "en").await;
        assert_eq!((status, location), (301, format!("{place}{end}")));
    }
    for elsewhere in [
        "/%2fevil.example/rulings/x/en".to_owned(),
        "/%5cevil.example/rulings/x/en".to_owned(),
        format!("/{body}/rulings/%2f%2fevil.example/en"),
        format!("/{body}/rulings/a%0d%0aX:1/en.xml"),
        format!("/{body}/rulings/x/en.exe"),
    ] {
        let (status, [.., location]) = asked_in(&format!("{origin}{elsewhere}"), "en").await;
        assert_eq!((status, location.as_str()), (404, ""), "{elsewhere}");
    }
    world.ends().await;
}

#[actix_web::test]
async fn who_asks_in_another_language_finds_what_can_be_read_in_it() {
    let world = World::new().await;
    let it = Proceeding::published(&world, Some("necessity")).await;
    let nobody = it.applicant.nobody();
    let total = async |query: &str| {
        let found = nobody.get(&format!("/rulings/search?{query}")).await.ok();
        found["total"].as_u64()
    };
    let asked = "q=n%C3%A9cessaire+licence+d%E2%80%99exportations";
    assert_eq!(total(asked).await, Some(0));
    assert_eq!(
        (total("language=en").await, total("language=fr").await),
        (Some(1), Some(0))
    );
    translated(
        &it,
        "fr",
        "Les licences d’exportation sont nécessaires, point",
    )
    .await;
    // It is told although no line of the log of changes is.
    assert_eq!(
        (total(asked).await, total("language=fr").await),
        (Some(1), Some(1))
    );
    let found = nobody.get(&format!("/rulings/search?{asked}")).await.ok();
    let hit = &found["items"][0];
    assert_eq!(hit["snippet_language"], "fr", "{hit}");
    let marked = hit["snippet"].as_array().expect("pieces").iter();
    let marked = marked.filter(|piece| piece["found"] == true).count();
    assert!(marked >= 3, "{hit}");
    let address = format!("{}/{}/rulings?{asked}", world.origin, world.slug);
    let page = ask(&address, "text/html").await.text;
    assert!(
        page.contains("<p class=\"quiet\" lang=\"fr\" dir=\"ltr\">… "),
        "{page}"
    );
    assert!(page.contains("language=fr\">Français</a>"), "{page}");
    let reason = json!({ "reason": "By mistake." });
    it.act(&it.president, "withdraw_ruling", reason).await;
    assert_eq!(
        (total(asked).await, total("language=fr").await),
        (Some(0), Some(0))
    );
    world.ends().await;
}

/// SHA-256 as the log says it.
fn sum(text: &str) -> String {
    let digest = Sha256::digest(text);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[actix_web::test]
async fn a_published_translation_is_a_line_of_the_log_and_is_signed() {
    let world = World::new().await;
    let it = Proceeding::published(&world, Some("necessity")).await;
    translated(&it, "fr", "Paragraphe").await;
    let nobody = it.applicant.nobody();
    let (address, ruling) = ruling(&world, &it).await;
    let slug = ruling["slug"].as_str().expect("a slug");
    let log = nobody.get("/changes").await.ok();
    let lines = log["items"].as_array().expect("lines");
    let xml = ask(&format!("{address}/fr.xml"), "*/*").await.text;
    let said: Vec<_> = lines
        .iter()
        .map(|one| (&one["change"], &one["language"], &one["version"]))
        .collect();
    assert_eq!(
        said,
        [
            (&json!("published"), &json!("en"), &json!(1)),
            (&json!("translated"), &json!("fr"), &json!(1))
        ]
    );
    assert_eq!(lines[1]["sha256"], sum(&xml));
    assert_eq!(lines[1]["note"], "Translates version 1.");

    let page = ask(&format!("{address}/fr"), "text/html").await.text;
    assert!(page.contains("The signature is being made.") && page.contains(&sum(&xml)));
    world.post_round().await;
    let minisig = ask(&format!("{address}/fr.xml.minisig"), "*/*").await;
    assert_eq!(minisig.status, 200);
    let comment = format!("trusted comment: {slug}/fr.xml version 1");
    assert!(minisig.text.contains(&comment), "{}", minisig.text);
    let jws = ask(&format!("{address}/fr.xml.jws"), "*/*").await;
    assert!(jws.kind.starts_with("application/jose") && jws.text.contains(".."));
    let own = ask(&format!("{address}.xml.minisig"), "*/*").await.text;
    assert_ne!(own, minisig.text, "each text has a signature of its own");
    let keys = nobody.get("/keys").await.ok();
    let key = keys["minisign"][0]["key"].as_str().expect("a key");
    let page = ask(&format!("{address}/fr"), "text/html").await.text;
    let check = format!("minisign -Vm fr.xml -P {key}");
    for said in [
        &check,
        &format!("{address}/fr.xml.minisig"),
        &format!("{address}/fr.xml.jws"),
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }

    // The authentic text has versions of its own, and so has each other one.
    translated(&it, "fr", "Alinéa").await;
    let log = nobody.get("/changes?after=2").await.ok();
    assert_eq!(
        (&log["items"][0]["language"], &log["items"][0]["version"]),
        (&json!("fr"), &json!(2))
    );
    assert_eq!(source(&it).await["of_version"], 1);
    assert_eq!(
        sum(&ask(&format!("{address}.xml"), "*/*").await.text),
        lines[0]["sha256"].as_str().unwrap()
    );
    assert!(
        ask(&format!("{address}/fr.xml"), "*/*")
            .await
            .text
            .contains("Alinéa 1.")
    );
    let first = ask(&format!("{address}/fr.xml?version=1"), "*/*")
        .await
        .text;
    assert_eq!(first, xml);
    let none = ask(&format!("{address}/fr.xml?version=3"), "*/*").await;
    assert_eq!(none.status, 404);
    world.ends().await;
}

#[actix_web::test]
async fn who_follows_rulings_hears_of_a_translation_and_indexers_find_it() {
    let world = World::new().await;
    let it = Proceeding::published(&world, Some("necessity")).await;
    let reader = "reader@test.example";
    crate::following::follow(&it, json!({ "address": reader, "query": "" })).await;
    crate::following::confirmed(&world, reader).await;
    let (address, _) = ruling(&world, &it).await;
    let sitemap = format!("{}/{}/sitemap.xml", world.origin, world.slug);
    let before = ask(&sitemap, "*/*").await.text;
    assert!(before.contains(&format!("<loc>{address}</loc>")) && !before.contains("<xhtml:link"));

    translated(&it, "fr", "Paragraphe").await;
    world.post_round().await;
    world.post_round().await;
    let told = crate::following::letters(&world, reader);
    assert_eq!(told.len(), 2, "the question, and one notice: {told:#?}");
    let place = address.trim_start_matches(&world.origin);
    assert!(told[1].contains(&format!("{place}/fr")), "{}", told[1]);
    assert!(told[1].contains("translated (Fran"), "{}", told[1]);

    let after = ask(&sitemap, "*/*").await.text;
    assert!(is_well_formed(&after), "{after}");
    assert!(
        after.contains(&format!("<loc>{address}/fr</loc>")),
        "{after}"
    );
    for (language, place) in [
        ("fr", format!("{address}/fr?lang=fr")),
        ("es", format!("{address}?lang=es")),
        ("x-default", address.clone()),
    ] {
        let link =
            format!("<xhtml:link rel=\"alternate\" hreflang=\"{language}\" href=\"{place}\"/>");
        // The ruling and its translation each say where the other is.
        assert_eq!(after.matches(&link).count(), 2, "{link}: {after}");
    }
    world.ends().await;
}

/// The acts on translations that wait for someone.
async fn waits(who: &Actor) -> Vec<String> {
    let work = who.get("/work").await.ok();
    let items = work["items"].as_array().expect("a list").iter();
    let acts = items.filter_map(|one| one["act"].as_str());
    let acts = acts.filter(|act| act.contains("translat"));
    acts.map(str::to_owned).collect()
}

#[actix_web::test]
async fn a_translation_that_is_behind_is_work_for_the_registry_until_it_has_caught_up() {
    const WRITE: &str = "case.translate_ruling";
    const PUBLISH: &str = "case.publish_translation";
    let world = World::new().await;
    let it = Proceeding::published(&world, Some("necessity")).await;
    let officer = world
        .person("Officer", json!({ "role": "case_officer" }))
        .await;
    let text = written(&source(&it).await, |no, _| format!("Paragraphe {no}."));
    let mut part = text.clone();
    part["sections"][0]["paragraphs"][0] = json!("");
    save(&it, &officer, "fr", &part).await.ok();
    assert_eq!(
        waits(&it.registrar).await,
        [""; 0],
        "nobody owes a first translation"
    );
    save(&it, &officer, "fr", &text).await.ok();
    assert_eq!(waits(&it.registrar).await, [PUBLISH]);
    publish(&it, &it.registrar, "fr").await.ok();
    assert_eq!(waits(&it.registrar).await, [""; 0]);

    let slip = json!({ "note": "A slip of the pen.", "corrections": [{ "paragraph": 1, "text": "As it should read." }] });
    it.act(&it.members[0], "rectify", slip).await;
    for one in [&it.registrar, &officer] {
        assert_eq!(waits(one).await, [WRITE]);
    }
    for one in [&it.applicant, &it.respondent, &it.president, &it.members[0]] {
        assert_eq!(waits(one).await, [""; 0]);
    }
    // It stays when the case is over.
    it.act(&it.applicant, "accept_compliance", json!({})).await;
    let mut text = written(&source(&it).await, |no, _| format!("Alinéa {no}."));
    let whole = text.clone();
    text["sections"][0]["paragraphs"][0] = json!("");
    save(&it, &officer, "fr", &text).await.ok();
    assert_eq!(waits(&officer).await, [WRITE], "a part is not all of it");
    save(&it, &officer, "fr", &whole).await.ok();
    assert_eq!(waits(&officer).await, [""; 0]);
    assert_eq!(waits(&it.registrar).await, [PUBLISH]);
    publish(&it, &it.registrar, "fr").await.ok();
    assert_eq!(waits(&it.registrar).await, [""; 0]);
    world.ends().await;
}

#[actix_web::test]
async fn nothing_is_to_be_translated_of_a_ruling_that_was_withdrawn() {
    let world = World::new().await;
    let it = Proceeding::published(&world, Some("necessity")).await;
    translated(&it, "fr", "Paragraphe").await;
    let slip = json!({ "note": "A slip of the pen.", "corrections": [{ "paragraph": 1, "text": "As it should read." }] });
    it.act(&it.members[0], "rectify", slip).await;
    assert_eq!(waits(&it.registrar).await, ["case.translate_ruling"]);
    let reason = json!({ "reason": "It named a source." });
    it.act(&it.president, "withdraw_ruling", reason).await;
    assert_eq!(waits(&it.registrar).await, [""; 0]);
    world.ends().await;
}

#[actix_web::test]
async fn a_translation_is_on_paper_where_our_fonts_have_its_letters() {
    let world = World::new().await;
    let it = Proceeding::published(&world, Some("necessity")).await;
    for (language, word) in [("fr", "Paragraphe"), ("ar", "الفقرة"), ("zh", "第")] {
        translated(&it, language, word).await;
    }
    let (address, _) = ruling(&world, &it).await;
    for language in ["fr", "ar"] {
        let link = format!("{address}/{language}.pdf");
        let page = ask(&format!("{address}/{language}"), "text/html").await;
        assert!(page.text.contains(&link) && page.links.contains(&link));
        let (status, kind, first) = paper(&link).await;
        assert_eq!((status, kind.as_str()), (200, "application/pdf"));
        assert!(first.starts_with(b"%PDF-"));
        assert_eq!(
            first,
            paper(&link).await.2,
            "the same text is the same bytes"
        );
        let asked = ask(&format!("{address}/{language}"), "application/pdf").await;
        assert_eq!(
            (asked.status, asked.kind.as_str()),
            (200, "application/pdf")
        );
    }
    let (_, _, before) = paper(&format!("{address}/fr.pdf")).await;
    let page = ask(&format!("{address}/zh"), "text/html").await;
    assert!(
        page.text.contains("第 1.") && !page.text.contains(".pdf") && !page.links.contains(".pdf")
    );
    let refused = ask(&format!("{address}/zh.pdf"), "*/*").await;
    assert_eq!(refused.status, 404);
    assert!(
        refused.text.contains("no font of ours has its letters"),
        "{}",
        refused.text
    );
    let page = ask(&format!("{address}/zh"), "application/pdf, text/html").await;
    assert!(page.kind.starts_with("text/html"));

    // What it says of the ruling is what stands.
    let slip = json!({ "note": "A slip of the pen.", "corrections": [{ "paragraph": 1, "text": "As it should read." }] });
    it.act(&it.members[0], "rectify", slip).await;
    assert_ne!(paper(&format!("{address}/fr.pdf")).await.2, before);
    world.ends().await;
}

/// A document as it comes: status, kind and bytes.
async fn paper(address: &str) -> (u16, String, Vec<u8>) {
    let answer = reqwest::get(address).await.expect("an answer");
    let kind = answer
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let (status, kind) = (
        answer.status().as_u16(),
        kind.unwrap_or_default().to_owned(),
    );
    (status, kind, answer.bytes().await.expect("bytes").to_vec())
}
