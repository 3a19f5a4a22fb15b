//! The public pages and letters in six languages: how one is chosen and carried on, and that nothing
//! of the registry's own words stays in English.

use api::languages;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use domain::Word;
use domain::language::Language;
use harness::{Actor, Proceeding, World};
use reqwest::header::{ACCEPT_LANGUAGE, CONTENT_LANGUAGE, HeaderMap, VARY};
use serde_json::json;

use crate::following::{letters, page_of, press, publish};
use crate::linkage::Reporting;

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
    "OpenAPI",
    "English",
    "RateLimit",
    "Retry",
    "After",
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
    "C2",
    "C3",
    "https",
    "challenge",
];

struct Page {
    status: u16,
    headers: HeaderMap,
    html: String,
}

async fn ask(address: &str, accept: &str) -> Page {
    let request = harness::client().get(address);
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
        ("/record", 200),
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
    let file = |href: &str| {
        let path = href.split('?').next().unwrap_or_default();
        path.rsplit('/')
            .next()
            .is_some_and(|name| name.contains('.'))
    };
    let pages = pages.filter(|href| !href.contains("/desk") && !file(href));
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
    let ask = harness::client()
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

/// A letter as its reader sees it.
struct Read {
    /// The subject line as it travels.
    header: String,
    subject: String,
    text: String,
}

/// Text in quoted-printable; soft line breaks are gone already.
fn unquoted(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('=') {
        bytes.extend(before.bytes());
        let code = after
            .get(..2)
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(code.unwrap_or(b'='));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    bytes.extend(rest.bytes());
    bytes
}

/// A header in encoded words (RFC 2047); the blank between two of them does not count.
fn decoded(header: &str) -> String {
    let mut bytes = Vec::new();
    let mut before: Option<bool> = None;
    for word in header.split(' ') {
        let code = word.strip_prefix("=?utf-8?b?");
        let code = code.and_then(|code| code.strip_suffix("?="));
        if before.is_some_and(|encoded| !encoded || code.is_none()) {
            bytes.push(b' ');
        }
        match code {
            Some(code) => bytes.extend(BASE64.decode(code).expect("base64")),
            None => bytes.extend(word.bytes()),
        }
        before = Some(code.is_some());
    }
    String::from_utf8(bytes).expect("letters")
}

/// What a letter says, or its first part if something is enclosed.
fn content(head: &str, body: &str) -> Vec<u8> {
    if let Some((_, rest)) = head.split_once("boundary=\"") {
        let boundary = rest.split('"').next().expect("a boundary");
        let first = body.split(&format!("--{boundary}")).nth(1).expect("a part");
        let (head, body) = first.split_once("\r\n\r\n").expect("a head");
        return content(head, body);
    }
    if head.contains("Transfer-Encoding: base64") {
        BASE64.decode(body.replace("\r\n", "")).expect("base64")
    } else if head.contains("Transfer-Encoding: quoted-printable") {
        unquoted(&body.replace("=\r\n", ""))
    } else {
        body.as_bytes().to_vec()
    }
}

/// The letters to someone, oldest first.
fn read(world: &World, who: &Actor) -> Vec<Read> {
    let folder = std::fs::read_dir(world.state.join("letters")).expect("letters");
    let files = folder.flatten().map(|file| file.path());
    let mut files: Vec<_> = files
        .filter(|file| file.extension().is_some_and(|end| end == "eml"))
        .collect();
    files.sort_by_key(|file| {
        std::fs::metadata(file)
            .and_then(|meta| meta.modified())
            .ok()
    });
    let texts = files
        .iter()
        .filter_map(|file| std::fs::read_to_string(file).ok());
    let theirs = texts.filter(|text| text.contains(&format!("To: {}\r\n", who.email)));
    theirs
        .map(|text| {
            let (head, body) = text.split_once("\r\n\r\n").expect("a head");
            let (_, rest) = head.split_once("Subject: ").expect("a subject");
            let mut lines = rest.split("\r\n");
            let mut header = lines.next().unwrap_or_default().to_owned();
            header.extend(lines.take_while(|line| line.starts_with(' ')));
            let bytes = content(head, body);
            Read {
                subject: decoded(&header),
                header,
                text: String::from_utf8(bytes)
                    .expect("letters")
                    .replace("\r\n", "\n"),
            }
        })
        .collect()
}

/// What of a letter is still in English, outside of names, which are set apart, and of addresses.
fn english_in(letter: &Read, language: Language) -> Vec<String> {
    let whole = format!("{}\n{}", letter.subject, letter.text);
    let mut own = String::new();
    let mut depth = 0;
    for sign in whole.chars() {
        match sign {
            '\u{2068}' => depth += 1,
            '\u{2069}' => depth -= 1,
            _ if depth == 0 => own.push(sign),
            _ => {}
        }
    }
    assert_eq!(depth, 0, "{whole}");
    let words = own
        .split_whitespace()
        .filter(|word| !word.starts_with("http"));
    let own = words.collect::<Vec<_>>().join(" ");
    match language {
        Language::Russian | Language::Chinese | Language::Arabic => own
            .split(|sign: char| !sign.is_ascii_alphanumeric())
            // Rule C-10.
            .filter(|word| *word != "C" && !NAMES.contains(word))
            .filter(|word| word.chars().any(|sign| sign.is_ascii_alphabetic()))
            .map(str::to_owned)
            .collect(),
        _ => {
            let pieces = english_for(language).into_iter();
            let pieces = pieces.filter(|piece| own.contains(piece.trim()));
            pieces.map(str::to_owned).collect()
        }
    }
}

async fn choose(who: &Actor, language: &str) {
    let chosen = who
        .put("/me/language", &json!({ "language": language }))
        .await;
    assert_eq!(chosen.ok()["language"], language);
}

#[actix_web::test]
async fn letters_about_a_case_are_in_the_language_that_their_reader_has_chosen() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let readers = [
        (
            &it.applicant,
            Language::French,
            "Rien ne vous attend",
            "récépissé",
        ),
        (
            &it.respondent,
            Language::Arabic,
            "لا شيء في القضية ينتظركم",
            "إيصال",
        ),
        (
            &it.registrar,
            Language::Chinese,
            "本案中等待您处理的事项",
            "回执",
        ),
        (
            &it.president,
            Language::Spanish,
            "Nada en el caso le espera ahora",
            "acuse de recibo",
        ),
        (&it.members[0], Language::Russian, "ждет вас", "расписка"),
    ];
    for (who, language, ..) in &readers {
        choose(who, language.as_str()).await;
    }
    world.post_round().await;
    Proceeding::filed(&world).await;
    Proceeding::composing(&world).await;
    world.post_round().await;
    Proceeding::published(&world, Some("necessity")).await;
    world.post_round().await;
    for (who, language, waiting, receipt) in readers {
        let letters = read(&world, who);
        assert!(letters.len() > 4, "{language}: {}", letters.len());
        for letter in &letters {
            let left = english_in(letter, language);
            assert!(
                left.is_empty(),
                "{language}: {left:?}\n{}\n{}",
                letter.subject,
                letter.text
            );
            let coded = letter.header.is_ascii() && letter.header.contains("=?utf-8?b?");
            assert!(coded, "{}", letter.header);
        }
        let said = |text: &str| letters.iter().any(|one| one.text.contains(text));
        assert!(said(waiting), "{language}: nobody is told {waiting}");
        let receipts = letters.iter().filter(|one| one.subject.contains(receipt));
        assert!(receipts.count() > 0, "{language}");
        // Names keep their own direction.
        assert!(
            said("\u{2068}Arvenia v. Belmora"),
            "{language}: {}",
            letters[0].text
        );
    }
    let told = read(&world, &it.members[1]);
    assert!(told.len() > 2);
    for letter in told {
        assert!(letter.text.contains("The case: http"), "{}", letter.text);
        assert!(
            letter.header.starts_with("[Simulation] Case 2026/"),
            "{}",
            letter.header
        );
    }
    world.ends().await;
}

#[actix_web::test]
async fn letters_that_carry_a_report_are_in_the_language_that_their_reader_has_chosen() {
    let world = World::new().await;
    let r = Reporting::drafted(&world).await;
    let mut readers = Vec::new();
    for (language, carried, receipt, closed, gone) in [
        (
            Language::French,
            "Rapport de liaison sur",
            "que la réception",
            "Le rapport est ainsi clos",
            "Retiré : Rapport",
        ),
        (
            Language::Spanish,
            "Informe de vinculación sobre",
            "solo confirma la recepción",
            "el informe queda cerrado",
            "Retirado: Informe",
        ),
        (
            Language::Russian,
            "Отчет о взаимосвязи",
            "подтверждается только получение",
            "отчет закрыт",
            "Отозвано: Отчет",
        ),
        (
            Language::Chinese,
            "关联报告",
            "确认的仅是收到本身",
            "报告就此结案",
            "已撤回：",
        ),
        (
            Language::Arabic,
            "تقرير الربط",
            "سوى الاستلام",
            "يُقفل التقرير",
            "مسحوب: تقرير",
        ),
    ] {
        let name = format!("Liaison {language}");
        let who = world.person(&name, json!({ "role": "liaison" })).await;
        choose(&who, language.as_str()).await;
        readers.push((who, language, [carried, receipt, closed, gone]));
    }
    r.transmit(&world).await;
    r.done_all_along().await;
    world.post_round().await;
    r.act(&r.it.registrar, "send_update", json!({})).await.ok();
    world.post_round().await;
    let why = json!({ "reason": "It was sent in breach of the rules." });
    let gone = r.act(&r.it.president, "withdraw", why).await;
    assert_eq!(gone.status, 204, "{}", gone.json);
    world.post_round().await;
    for (who, language, [carried, receipt, closed, gone]) in readers {
        let letters = read(&world, &who);
        let letter = |begins: &str| {
            let mut all = letters.iter();
            let one = all.find(|one| one.subject.contains(begins) || one.text.contains(begins));
            one.unwrap_or_else(|| panic!("{language}: no letter says {begins}"))
        };
        // The report is in English, and its letter says so in the reader's language.
        let first = letter(receipt);
        assert!(first.subject.contains(carried), "{}", first.subject);
        assert!(first.text.contains("Purpose and limits"));
        assert!(first.text.contains("\u{2068}"), "names stand apart");
        for whole in [letter(closed), letter(gone)] {
            let left = english_in(whole, language);
            assert!(left.is_empty(), "{language}: {left:?}\n{}", whole.text);
        }
        assert!(letter(gone).text.contains("It was sent in breach"));
    }
    let told = read(&world, &r.liaison);
    assert!(
        told.iter()
            .any(|one| one.text.contains("the report is closed"))
    );
    world.ends().await;
}

#[actix_web::test]
async fn a_letter_is_in_the_language_that_stands_when_it_is_written() {
    let world = World::new().await;
    let it = Proceeding::filed(&world).await;
    let last = || read(&world, &it.applicant).pop().expect("a letter");
    world.post_round().await;
    let text = last().text;
    assert!(
        text.contains(
            "Your act is on the record as entry 1 of the docket: Request for review filed."
        ),
        "{text}"
    );
    choose(&it.applicant, "fr").await;
    it.act(&it.registrar, "register", json!({})).await;
    choose(&it.applicant, "ar").await;
    world.post_round().await;
    let letter = last();
    assert_eq!(
        letter.subject,
        "[محاكاة] القضية 2026/1، \u{2068}Arvenia v. Belmora\u{2069}، القيد 2: سُجّلت القضية وأُبلغت"
    );
    for said in [
        "من \u{2068}Registrar\u{2069}، الاثنين 2 مارس 2026 الساعة 10:00 (بتوقيت \u{2068}New York\u{2069}).",
        "يُعدّ مبلَّغًا يوم الاثنين 2 مارس 2026 (C-10).",
        "- طلب التشاور مع المدّعى عليه. لا تحدد القواعد أجلًا لهذا، والقضية تنتظره.",
    ] {
        assert!(letter.text.contains(said), "{said}\n{}", letter.text);
    }
    choose(&it.applicant, "fr").await;
    it.act(&it.applicant, "open_consultations", json!({})).await;
    world.post_round().await;
    let letter = last();
    assert_eq!(
        letter.subject,
        "[Simulation] Affaire 2026/1, \u{2068}Arvenia v. Belmora\u{2069}, inscription 3 : récépissé : Consultations ouvertes"
    );
    let due = "- Tenir des consultations sur la mesure. Échéance : ven. 1er mai 2026. Le délai court depuis : la notification (lun. 2 mars 2026). À l’expiration, la partie requérante peut demander un groupe spécial.";
    assert!(letter.text.contains(due), "{}", letter.text);
    world.ends().await;
}
