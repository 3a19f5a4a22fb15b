//! Whoever follows is asked first, told once, and let go at one press.

use api::limits::{Allowed, Limits};
use api::post::Carrier;
use harness::{Proceeding, World};
use serde_json::{Value, json};

use crate::catalog::{As, connect};
use crate::rulings::signed;

/// The letters to an address, oldest first, without the marks of quoted-printable.
pub(crate) fn letters(world: &World, address: &str) -> Vec<String> {
    let folder = world.state.join("letters");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|file| Some(file.ok()?.path()))
        .collect();
    files.sort_by_key(|file| {
        std::fs::metadata(file)
            .and_then(|meta| meta.modified())
            .ok()
    });
    files
        .into_iter()
        .filter(|file| file.extension().is_some_and(|end| end == "eml"))
        .filter_map(|file| std::fs::read_to_string(file).ok())
        .map(|text| text.replace("=\r\n", "").replace("=3D", "="))
        .filter(|text| text.contains(&format!("To: {address}")))
        .collect()
}

/// The address of the page on which one confirms and leaves.
pub(crate) fn page_of(letter: &str) -> String {
    let start = letter.find("/following/").expect("a page");
    let rest = &letter[start..];
    let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
    rest[..end].to_owned()
}

pub(crate) async fn press(world: &World, page: &str, act: &str) -> (u16, String) {
    let (path, token) = page.split_once("?token=").expect("a token");
    let answer = harness::client()
        .post(format!("{}/{}{path}", world.origin, world.slug))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(format!("token={token}&act={act}"))
        .send()
        .await
        .expect("an answer");
    let status = answer.status().as_u16();
    (status, answer.text().await.unwrap_or_default())
}

pub(crate) async fn follow(it: &Proceeding, wish: Value) {
    let reply = it.applicant.nobody().post("/following", &wish).await;
    assert_eq!(reply.status, 202, "{}", reply.json);
}

/// Confirms the newest wish of an address.
pub(crate) async fn confirmed(world: &World, address: &str) -> String {
    world.post_round().await;
    let page = page_of(letters(world, address).last().expect("a letter"));
    let (status, html) = press(world, &page, "confirm").await;
    assert_eq!(status, 200, "{html}");
    assert!(html.contains("You are told by e-mail"));
    page
}

pub(crate) async fn publish(it: &Proceeding) {
    it.act(&it.registrar, "issue", json!({})).await;
    it.act(&it.registrar, "open_redaction", json!({})).await;
    it.act(&it.applicant, "nothing_to_redact", json!({})).await;
    it.act(&it.respondent, "nothing_to_redact", json!({})).await;
    it.act(&it.registrar, "publish", json!({})).await;
}

#[actix_web::test]
async fn a_follower_is_asked_first_told_once_and_let_go_at_one_press() {
    let world = World::new().await;
    let it = signed(&world, true).await;
    let (reader, other, silent) = (
        "reader@test.example",
        "other@test.example",
        "silent@test.example",
    );
    follow(
        &it,
        json!({ "address": reader, "query": "q=licensing&finding=necessity%3Anot_met" }),
    )
    .await;
    follow(&it, json!({ "address": other, "query": "respondent=ZZZ" })).await;
    follow(&it, json!({ "address": silent, "query": "" })).await;
    let page = confirmed(&world, reader).await;
    confirmed(&world, other).await;
    publish(&it).await;
    world.post_round().await;
    world.post_round().await;
    let told = letters(&world, reader);
    assert_eq!(told.len(), 2, "the question, and one notice: {told:#?}");
    let notice = &told[1];
    assert!(notice.contains("/rulings/2026-isecrc-1"), "{notice}");
    assert!(notice.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
    assert!(notice.contains("[Simulation]"));
    for quiet in [other, silent] {
        assert_eq!(letters(&world, quiet).len(), 1, "{quiet}");
    }

    // What is taken back is told to whoever was told of it.
    let reason = json!({ "reason": "It was published by mistake." });
    it.act(&it.president, "withdraw_ruling", reason).await;
    world.post_round().await;
    let told = letters(&world, reader);
    assert!(
        told.len() == 3 && told[2].contains("withdrawn"),
        "{told:#?}"
    );
    assert_eq!(letters(&world, other).len(), 1);

    // One press, as a mail program sends it to the address in the letter's head.
    let head = told[2].replace("\r\n ", "");
    let start = head.find("List-Unsubscribe: <").expect("a header") + "List-Unsubscribe: <".len();
    let leave: String = head[start..]
        .chars()
        .take_while(|letter| *letter != '>')
        .collect();
    let one_click = async || {
        let request = harness::client().post(&leave);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let answer = request.body("List-Unsubscribe=One-Click").send().await;
        answer.expect("an answer").status().as_u16()
    };
    assert_eq!((one_click().await, one_click().await), (200, 200));
    let (_, html) = press(&world, &page, "confirm").await;
    assert!(html.contains("no longer told"), "{html}");
    world.ends().await;
}

#[actix_web::test]
async fn a_case_is_followed_by_what_its_public_docket_tells() {
    let world = World::new().await;
    let it = Proceeding::registered(&world).await;
    let reader = "reader@test.example";
    follow(&it, json!({ "address": reader, "case": "2026-1" })).await;
    confirmed(&world, reader).await;
    it.act(&it.applicant, "open_consultations", json!({})).await;
    world.post_round().await;
    let told = letters(&world, reader);
    assert!(
        told.len() == 2
            && told[1].contains("Consultations opened")
            && told[1].contains("/cases/2026-1"),
        "{told:#?}"
    );
    world.days_pass(70).await;
    let panel = json!({ "statement": "A panel is requested.", "documents": [] });
    it.act(&it.applicant, "request_panel", panel).await;
    // The note is for the parties: whoever follows hears of nothing.
    it.act(
        &it.president,
        "propose_composition",
        json!({ "size": 3, "note": "One claim." }),
    )
    .await;
    world.post_round().await;
    let told = letters(&world, reader);
    assert!(
        told.len() == 3 && told[2].contains("Panel requested") && !told[2].contains("note"),
        "{told:#?}"
    );
    world.ends().await;
}

#[actix_web::test]
async fn nobody_is_flooded_and_nobody_else_confirms_or_leaves() {
    let world = World::new().await;
    let it = Proceeding::drafted(&world).await;
    let victim = "victim@test.example";
    for at in 0..6 {
        follow(
            &it,
            json!({ "address": victim, "query": format!("q=word{at}") }),
        )
        .await;
    }
    world.post_round().await;
    assert_eq!(letters(&world, victim).len(), 3);
    // A search that cannot be asked is refused, so that it stops no one else's letters later.
    let long = format!("q={}", "a".repeat(400));
    let wish = json!({ "address": "long@test.example", "query": long });
    it.applicant
        .nobody()
        .post("/following", &wish)
        .await
        .is(422, "content.invalid");
    let page = page_of(&letters(&world, victim)[0]);
    let (path, _) = page.split_once("?token=").unwrap();
    for wrong in [format!("{path}?token=x"), format!("{path}?token=")] {
        assert_eq!(press(&world, &wrong, "confirm").await.0, 404);
        assert_eq!(press(&world, &wrong, "leave").await.0, 404);
    }
    for (wish, field) in [
        (json!({ "address": "nobody" }), "address"),
        (json!({ "address": victim, "case": "2026-9" }), "case"),
        (
            json!({ "address": victim, "query": "q=".repeat(800) }),
            "query",
        ),
    ] {
        let reply = it.applicant.nobody().post("/following", &wish).await;
        assert_eq!(
            (reply.status, &reply.json["fields"][0]["path"]),
            (422, &json!(field)),
            "{}",
            reply.json
        );
    }
    world.ends().await;
}

/// Whoever asks for hundreds is told to stop; the next reader follows all the same.
#[actix_web::test]
async fn a_stranger_who_asks_for_very_many_stops_nobody_else() {
    let world = World::with_limits(Limits::new(&Allowed {
        limit_address: 0,
        limit_account: 0,
        limit_sign_in: 0,
        trusted_proxies: vec!["127.0.0.0/8".parse().expect("a network")],
    }))
    .await;
    let ask = async |from: &str, to: &str, wish: Value| {
        let address = format!("{}/api/{}{to}", world.origin, world.slug);
        let request = harness::client().post(address).json(&wish);
        let answer = request.header("x-forwarded-for", from).send().await;
        let answer = answer.expect("an answer");
        let status = answer.status().as_u16();
        (status, answer.text().await.unwrap_or_default())
    };
    let stranger = "2001:db8:1:2::";
    for at in 0..10 {
        let wish = json!({ "address": format!("made-up-{at}@test.example") });
        // Of a network of 64 bits one has every address.
        let from = format!("{stranger}{at}");
        assert_eq!(ask(&from, "/following", wish).await.0, 202, "{at}");
    }
    let wish = json!({ "address": "made-up@test.example" });
    let (status, why) = ask(&format!("{stranger}ffff"), "/following", wish.clone()).await;
    assert!(status == 429 && why.contains("tomorrow"), "{status} {why}");
    let hook = json!({ "endpoint": "https://court.example/" });
    let (status, _) = ask(&format!("{stranger}1"), "/following/webhooks", hook).await;
    assert_eq!(status, 429);
    // On the page it is said in place, and what was written into the form is kept.
    let form = format!("{}/{}/following?lang=fr", world.origin, world.slug);
    let request = harness::client().post(form);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let request = request.header("x-forwarded-for", format!("{stranger}2"));
    let answer = request.body("address=kept%40test.example").send().await;
    let html = answer.expect("an answer").text().await.unwrap_or_default();
    assert!(
        html.contains("attendent d’être confirmées") && html.contains("kept@test.example"),
        "{html}"
    );
    let reader = "reader@test.example";
    let (status, _) = ask("192.0.2.1", "/following", json!({ "address": reader })).await;
    assert_eq!(status, 202);
    world.post_round().await;
    assert_eq!(letters(&world, reader).len(), 1);
    // Where it was asked for is not written down, and forgotten once it is confirmed.
    let owner = connect(As::Owner).await;
    let tenant = format!("select set_config('app.tenant', '{}', false)", world.body);
    owner.batch_execute(&tenant).await.expect("the body");
    let senders = async || {
        let all = "select sender from subscriptions where address = 'reader@test.example'";
        let row = owner.query_one(all, &[]).await.expect("a row");
        row.get::<_, Option<String>>(0)
    };
    let sender = senders().await.expect("a mark");
    assert!(sender.len() == 64 && !sender.contains("192.0"), "{sender}");
    confirmed(&world, reader).await;
    assert_eq!(senders().await, None);

    // Five hundred that nobody confirmed, from as many networks: the next letter waits its turn.
    let many = "insert into subscriptions (id, address, query, cadence, token, asked_at, told_upto, language)
         select gen_random_uuid(), 'a' || n || '@test.example', '', 'daily', 'x', now(), 0, 'en'
         from generate_series(1, 500) n";
    owner.batch_execute(many).await.expect("wishes");
    let late = "late@test.example";
    let (status, _) = ask("192.0.2.2", "/following", json!({ "address": late })).await;
    assert_eq!(status, 202, "nobody is turned away");
    world.post_round().await;
    assert!(letters(&world, late).is_empty());
    let hurry =
        "update outbox set due_at = due_at - interval '1 hour' where kind = 'following_asked'";
    owner.batch_execute(hurry).await.expect("an hour");
    world.post_round().await;
    assert_eq!(letters(&world, late).len(), 1);
    world.ends().await;
}

/// A mistyped wish is refused where it is made: to follow "everything" is asked for and not fallen into.
#[actix_web::test]
async fn a_wish_that_names_what_no_search_has_is_refused_on_the_page_and_in_the_api() {
    let world = World::new().await;
    let it = Proceeding::drafted(&world).await;
    let mistyped = "elemant=nexus&complience=overdue";
    for to in ["/following", "/following/webhooks"] {
        let wish = json!({ "query": mistyped, "endpoint": "https://court.example/" });
        let mut wish = wish;
        if to == "/following" {
            wish = json!({ "query": mistyped, "address": "reader@test.example" });
        }
        let reply = it.applicant.nobody().post(to, &wish).await;
        let fault = &reply.json["fields"][0];
        assert_eq!((reply.status, &fault["path"]), (422, &json!("query")));
        let why = fault["why"].as_str().unwrap_or_default();
        assert!(why.contains("elemant"), "{why}");
    }
    let page = async |query: &str| {
        let address = format!("{}/{}/following?{query}", world.origin, world.slug);
        let answer = reqwest::get(&address).await.expect("an answer");
        let status = answer.status().as_u16();
        (status, answer.text().await.unwrap_or_default())
    };
    let (status, html) = page(mistyped).await;
    assert!(
        status == 422 && !html.contains("every ruling"),
        "{status} {html}"
    );
    let (status, html) = page("q=duty&lang=en").await;
    assert!(status == 200 && html.contains("duty"), "{html}");
    world.post_round().await;
    assert!(letters(&world, "reader@test.example").is_empty());
    world.ends().await;
}

#[actix_web::test]
async fn each_event_is_told_once_though_the_mail_server_was_down() {
    let world = World::new().await;
    let it = signed(&world, true).await;
    let reader = "reader@test.example";
    follow(&it, json!({ "address": reader, "query": "" })).await;
    confirmed(&world, reader).await;
    publish(&it).await;
    let from = "Registry <registry@test.example>";
    let folder = world.state.join("letters");
    // Nobody listens on the discard port of this machine.
    let down = Carrier::new(Some("smtp://127.0.0.1:9"), from, &folder).expect("a carrier");
    let failed = world.post_round_with(down).await.failed;
    assert!(failed > 0, "the letter could not leave");
    assert_eq!(letters(&world, reader).len(), 1);
    // The first pause between two attempts is ten seconds.
    actix_web::rt::time::sleep(std::time::Duration::from_secs(11)).await;
    world.post_round().await;
    world.post_round().await;
    let told = letters(&world, reader);
    assert_eq!(told.len(), 2, "{told:#?}");
    world.ends().await;
}
