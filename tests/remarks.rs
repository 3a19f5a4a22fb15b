//! What members say among themselves about a draft is theirs alone, and what they cite is found.

use domain::refusal::Refusal;
use harness::{Actor, Proceeding, World};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::catalog::{As, connect};

const WORDS: &str = "Nothing less restrictive was reasonably available.";
const DOUBT: &str = "Did anybody weigh the quota of 2024 against it?";
const ANSWER: &str = "Exhibit two does, on its third page.";

fn doubt() -> Value {
    json!({ "section": "findings", "paragraph": null, "text": DOUBT })
}

fn remarks(it: &Proceeding) -> String {
    format!("/cases/{}/remarks", it.case)
}

/// Writes the findings; gives the number that the first of these paragraphs has in the section.
async fn write(it: &Proceeding, paragraphs: &[&str]) -> i64 {
    let path = format!("/cases/{}/ruling", it.case);
    let seen = it.members[1].get(&path).await.ok()["version"]
        .as_i64()
        .unwrap();
    let text = json!({ "sections": [{ "section": "findings", "paragraphs": paragraphs }], "remedies": [] });
    let ruling = it.members[1].put_seen(&path, seen, &text).await.ok();
    let sections = ruling["sections"].as_array().unwrap();
    let findings = sections.iter().find(|one| one["section"] == "findings");
    let generated = findings.unwrap()["generated"].as_array().unwrap().len();
    i64::try_from(generated).unwrap() + 1
}

/// The text is being written, and the second member doubts a passage of it.
async fn doubted(world: &World) -> (Proceeding, Uuid, i64) {
    let it = Proceeding::drafting(world, None).await;
    let at = write(&it, &[WORDS, "The measure is necessary."]).await;
    let id = Uuid::now_v7();
    let said = json!({ "section": "findings", "paragraph": at, "quote": "reasonably available", "text": DOUBT });
    it.members[1]
        .put(&format!("{}/{id}", remarks(&it)), &said)
        .await
        .ok();
    (it, id, at)
}

async fn only(it: &Proceeding, reader: &Actor) -> Value {
    let all = reader.get(&remarks(it)).await.ok();
    assert_eq!(all["items"].as_array().map(Vec::len), Some(1), "{all}");
    all["items"][0].clone()
}

/// The confirming roll call, and the presiding member's signature.
async fn sign(it: &Proceeding) {
    let checked = json!({ "class_checked": true });
    it.act(&it.members[0], "skip_interim_review", checked).await;
    for member in &it.members {
        it.act(member, "final_vote", json!({ "confirm": true }))
            .await;
    }
    it.act(&it.members[0], "sign", json!({})).await;
}

async fn publish(it: &Proceeding) {
    it.act(&it.registrar, "issue", json!({})).await;
    it.act(&it.registrar, "open_redaction", json!({})).await;
    for party in [&it.applicant, &it.respondent] {
        it.act(party, "nothing_to_redact", json!({})).await;
    }
    it.act(&it.registrar, "publish", json!({})).await;
}

/// Everyone who has to do with the body, and does not sit.
async fn outsiders(world: &World, it: &Proceeding) -> Vec<Actor> {
    let role = async |name: &str, role: Value| world.person(name, role).await;
    vec![
        it.applicant.clone(),
        it.respondent.clone(),
        it.registrar.clone(),
        it.president.clone(),
        world.administrator.clone(),
        role("An officer", json!({ "role": "case_officer" })).await,
        role("An auditor", json!({ "role": "auditor" })).await,
        role("A liaison", json!({ "role": "liaison" })).await,
        role(
            "A panelist",
            json!({ "role": "panelist", "discipline": "legal" }),
        )
        .await,
    ]
}

#[actix_web::test]
async fn remarks_are_the_sitting_members_alone() {
    let world = World::new().await;
    let (it, id, at) = doubted(&world).await;
    for member in &it.members {
        let one = only(&it, member).await;
        assert_eq!(
            (&one["text"], &one["quote"], &one["now_at"]),
            (&json!(DOUBT), &json!("reasonably available"), &json!(at))
        );
        assert_eq!(one["author"], json!(it.members[1].name));
    }
    let (path, new) = (remarks(&it), Uuid::now_v7());
    let reply = format!("{path}/{id}/replies/{new}");
    for who in outsiders(&world, &it).await {
        let hidden = |reply: harness::Reply| reply.is(404, "not_found");
        hidden(who.get(&path).await);
        hidden(who.put(&format!("{path}/{new}"), &doubt()).await);
        hidden(who.put(&reply, &json!({ "text": ANSWER })).await);
        hidden(who.post(&format!("{path}/{id}/settle"), &json!({})).await);
        for other in ["", "/docket", "/ruling", "/review", "/filings", "/panel"] {
            let seen = who.get(&format!("/cases/{}{other}", it.case)).await;
            assert!(!seen.json.to_string().contains("emark"), "{other}");
        }
    }
    it.applicant
        .nobody()
        .get(&path)
        .await
        .is(401, "session.none");
    world
        .neighbour()
        .await
        .get(&path)
        .await
        .is(404, "not_found");
    world.ends().await;
}

#[actix_web::test]
async fn the_record_tells_that_a_remark_was_made_and_not_what_it_says() {
    let world = World::new().await;
    let (it, id, _) = doubted(&world).await;
    let (path, reply) = (remarks(&it), Uuid::now_v7());
    let case = it.seen_by(&it.applicant).await["version"].clone();
    let answer = json!({ "text": ANSWER });
    it.members[0]
        .put(&format!("{path}/{id}/replies/{reply}"), &answer)
        .await
        .ok();
    it.members[2]
        .post(&format!("{path}/{id}/settle"), &json!({}))
        .await
        .ok();
    assert_eq!(it.seen_by(&it.applicant).await["version"], case);
    let owner = connect(As::Owner).await;
    let enter = format!("select set_config('app.tenant', '{}', false)", world.body);
    owner.batch_execute(&enter).await.expect("inside the body");
    let lines = "select line from ledger where line like '%remark%'";
    let lines: Vec<String> = owner
        .query(lines, &[])
        .await
        .expect("the ledger")
        .iter()
        .map(|row| row.get(0))
        .collect();
    let told = |action: &str| {
        let action = format!("\"action\":\"{action}\"");
        lines.iter().filter(|line| line.contains(&action)).count()
    };
    assert_eq!((told("case.remark"), told("case.settle_remark")), (2, 1));
    for table in ["ledger", "docket_entries", "outbox", "deadlines", "letters"] {
        for words in [DOUBT, ANSWER, "reasonably available"] {
            let sql = format!("select count(*) from {table} t where t::text like '%{words}%'");
            let said: i64 = owner.query_one(&sql, &[]).await.expect("a count").get(0);
            // The text of the draft itself is nowhere there either.
            assert_eq!(said, 0, "{words} in {table}");
        }
    }
    world.ends().await;
}

#[actix_web::test]
async fn a_remark_keeps_its_words_when_the_text_moves() {
    let world = World::new().await;
    let (it, _, at) = doubted(&world).await;
    write(&it, &["The panel begins elsewhere.", WORDS]).await;
    let one = only(&it, &it.members[2]).await;
    assert_eq!(
        (&one["paragraph"], &one["now_at"]),
        (&json!(at), &json!(at + 1))
    );
    write(&it, &["All of it is written anew."]).await;
    let one = only(&it, &it.members[2]).await;
    assert_eq!(
        (&one["now_at"], &one["quote"]),
        (&Value::Null, &json!("reasonably available"))
    );
    world.ends().await;
}

#[actix_web::test]
async fn what_is_settled_stays_and_is_not_changed() {
    let world = World::new().await;
    let (it, id, at) = doubted(&world).await;
    let path = remarks(&it);
    let reply = format!("{path}/{id}/replies/{}", Uuid::now_v7());
    // Sent twice, it is said once.
    for _ in 0..2 {
        it.members[0]
            .put(&reply, &json!({ "text": ANSWER }))
            .await
            .ok();
    }
    it.members[2]
        .put(&reply, &json!({ "text": ANSWER }))
        .await
        .is(422, "content.invalid");
    let settle = format!("{path}/{id}/settle");
    let settled = it.members[2].post(&settle, &json!({})).await.ok();
    let one = settled["items"][0].clone();
    assert_eq!(one["settled_by"], json!(it.members[2].name));
    assert_eq!(
        (&one["text"], &one["replies"][0]["text"]),
        (&json!(DOUBT), &json!(ANSWER))
    );
    assert_eq!(one["replies"].as_array().map(Vec::len), Some(1));
    it.members[0]
        .post(&settle, &json!({}))
        .await
        .refused(Refusal::RulingRemarkSettled);
    it.members[0]
        .put(
            &format!("{path}/{id}/replies/{}", Uuid::now_v7()),
            &json!({ "text": "One more thing." }),
        )
        .await
        .refused(Refusal::RulingRemarkSettled);
    let again = json!({ "section": "findings", "paragraph": at, "text": "Something else." });
    it.members[1]
        .put(&format!("{path}/{id}"), &again)
        .await
        .is(422, "content.invalid");
    assert_eq!(only(&it, &it.members[0]).await, one);
    // A reply is no remark of its own, and what nobody said is not there.
    for nothing in [
        reply.rsplit('/').next().unwrap(),
        &Uuid::now_v7().to_string(),
    ] {
        it.members[0]
            .post(&format!("{path}/{nothing}/settle"), &json!({}))
            .await
            .is(404, "not_found");
    }
    world.ends().await;
}

#[actix_web::test]
async fn a_remark_is_refused_field_by_field() {
    let world = World::new().await;
    let (it, _, at) = doubted(&world).await;
    let refused = async |said: Value| -> Vec<String> {
        let path = format!("{}/{}", remarks(&it), Uuid::now_v7());
        let reply = it.members[0].put(&path, &said).await;
        assert_eq!(reply.status, 422, "{}", reply.json);
        let fields = reply.json["fields"].as_array().unwrap().iter();
        fields
            .map(|one| one["path"].as_str().unwrap().to_owned())
            .collect()
    };
    let on = |section: &str, paragraph: i64, quote: &str, text: &str| {
        refused(json!({ "section": section, "paragraph": paragraph, "quote": quote, "text": text }))
    };
    assert_eq!(on("findings", at, "", " ").await, ["text"]);
    let long = "a".repeat(domain::ruling::REMARK_LETTERS + 1);
    assert_eq!(on("findings", at, "", &long).await, ["text"]);
    assert_eq!(on("findings", 99, "", DOUBT).await, ["paragraph"]);
    assert_eq!(on("findings", at, "never said", DOUBT).await, ["quote"]);
    assert_eq!(on("votes", 1, "", "").await, ["text", "section"]);
    let one = only(&it, &it.members[0]).await;
    assert_eq!(one["text"], DOUBT, "nothing of this was kept");
    world.ends().await;
}

#[actix_web::test]
async fn nothing_is_remarked_on_what_is_signed_and_no_form_of_the_ruling_tells_of_it() {
    let world = World::new().await;
    let (it, id, at) = doubted(&world).await;
    let path = remarks(&it);
    let open = it.members[0].get(&path).await.ok();
    assert_eq!(open["can"], json!(["remark", "settle_remark"]));
    sign(&it).await;
    let late = it.members[0]
        .put(&format!("{path}/{}", Uuid::now_v7()), &doubt())
        .await;
    late.refused(Refusal::RulingAlreadySigned);
    it.members[0]
        .put(
            &format!("{path}/{id}/replies/{}", Uuid::now_v7()),
            &json!({ "text": ANSWER }),
        )
        .await
        .refused(Refusal::RulingAlreadySigned);
    it.members[0]
        .post(&format!("{path}/{id}/settle"), &json!({}))
        .await
        .refused(Refusal::RulingAlreadySigned);
    let signed = it.members[0].get(&path).await.ok();
    assert_eq!(
        (&signed["can"], &signed["items"][0]["now_at"]),
        (&json!([]), &json!(at))
    );
    publish(&it).await;
    for reader in [&it.applicant, &it.registrar, &it.president] {
        reader.get(&path).await.is(404, "not_found");
        let ruling = reader.get(&format!("/cases/{}/ruling", it.case)).await.ok();
        assert!(!ruling.to_string().contains(DOUBT), "{ruling}");
    }
    let nobody = it.applicant.nobody();
    let slug = nobody.get("/rulings").await.ok()["items"][0]["slug"].clone();
    let (body, slug) = (&world.slug, slug.as_str().unwrap());
    for form in ["", ".xml", ".json"] {
        let page = nobody
            .get(&format!("/../../{body}/rulings/{slug}{form}"))
            .await
            .ok()
            .to_string();
        assert!(page.contains(WORDS) && !page.contains(DOUBT), "{form}");
    }
    let found = nobody.get("/rulings/search?q=quota").await.ok();
    assert_eq!(found["items"], json!([]), "{found}");
    assert_eq!(only(&it, &it.members[1]).await["text"], DOUBT);
    world.ends().await;
}

#[actix_web::test]
async fn who_no_longer_sits_no_longer_reads_and_the_database_itself_hides_it() {
    let world = World::new().await;
    let (it, id, _) = doubted(&world).await;
    let (path, gone) = (remarks(&it), &it.members[1]);
    let counted = async |who: Uuid| -> i64 {
        let mut app = connect(As::App).await;
        let tx = app.transaction().await.expect("a transaction");
        let (body, who) = (world.body.to_string(), who.to_string());
        let enter = "select * from enter($1::text::uuid, $2::text::uuid, null)";
        tx.query(enter, &[&body, &who]).await.expect("inside");
        let all = "select count(*) from remarks";
        tx.query_one(all, &[]).await.expect("a count").get(0)
    };
    assert_eq!(
        (counted(gone.id).await, counted(it.registrar.id).await),
        (1, 0)
    );
    let owner = connect(As::Owner).await;
    let leave = format!(
        "select set_config('app.tenant', '{}', false);
         update seats set status = 'accepted' where account_id = '{}'",
        world.body, gone.id
    );
    owner.batch_execute(&leave).await.expect("a seat left");
    assert_eq!(counted(gone.id).await, 0);
    gone.get(&path).await.is(404, "not_found");
    gone.put(&format!("{path}/{}", Uuid::now_v7()), &doubt())
        .await
        .is(404, "not_found");
    gone.post(&format!("{path}/{id}/settle"), &json!({}))
        .await
        .is(404, "not_found");
    // What they said before stays with those who sit, under their name.
    let one = only(&it, &it.members[0]).await;
    assert_eq!(
        (&one["text"], &one["author"]),
        (&json!(DOUBT), &json!(gone.name))
    );
    world.ends().await;
}

#[actix_web::test]
async fn a_citation_as_the_desk_inserts_it_leads_there_and_back() {
    let world = World::new().await;
    let first = Proceeding::published(&world, None).await;
    let second = Proceeding::drafting(&world, None).await;
    // `frontend/src/features/rulings/citing.test.ts` holds the desk to the same form.
    write(&second, &["As was found in [2026] ISECRC 1 ¶ 3, it is so."]).await;
    sign(&second).await;
    publish(&second).await;
    let nobody = first.applicant.nobody();
    let cited = nobody.get("/rulings/2026-isecrc-1").await.ok();
    assert_eq!(cited["cited_by"][0]["citation"], "[2026] ISECRC 2");
    let citing = nobody.get("/rulings/2026-isecrc-2").await.ok();
    assert_eq!(citing["cites"][0]["slug"], "2026-isecrc-1");
    let body = &world.slug;
    let page = nobody
        .get(&format!("/../../{body}/rulings/2026-isecrc-2"))
        .await
        .ok();
    let link = format!("<a href=\"/{body}/rulings/2026-isecrc-1#p3\">[2026] ISECRC 1 ¶ 3</a>");
    assert!(page.as_str().unwrap().contains(&link), "{page}");
    world.ends().await;
}

/// Every row of every table of this body, as a dump would have it.
async fn dumped(world: &World) -> Vec<(String, String)> {
    let owner = connect(As::Owner).await;
    let inside = format!("select set_config('app.tenant', '{}', false)", world.body);
    owner.batch_execute(&inside).await.expect("inside");
    let mut all = Vec::new();
    for table in crate::catalog::tables(&owner).await {
        let sql = format!("select t::text from {table} t");
        for row in owner.query(&sql, &[]).await.expect("rows") {
            all.push((table.clone(), row.get(0)));
        }
    }
    all
}

/// The same row with nothing in it that is of chance: no ids, times, hashes and sealed bytes.
fn plain(row: &Value) -> String {
    let chance = |word: &str| {
        word.len() > 6 && !word.contains(' ') && word.chars().any(|one| one.is_ascii_digit())
    };
    let text = row.to_string();
    let words: Vec<_> = text
        .split('"')
        .map(|word| {
            let bare = word.trim_end_matches('\\');
            if chance(bare) && !bare.starts_with([':', ',']) {
                "#"
            } else {
                bare
            }
        })
        .collect();
    words.join("\"")
}

/// What a dump of this body has in the clear, but for ids and times: each row of each table.
async fn clear(world: &World) -> Vec<String> {
    let owner = connect(As::Owner).await;
    let inside = format!("select set_config('app.tenant', '{}', false)", world.body);
    owner.batch_execute(&inside).await.expect("inside");
    let mut all = Vec::new();
    for table in crate::catalog::tables(&owner).await {
        // Which bodies there are is everyone's to know; how long the wrapped key of a document is, is of chance.
        if table == "bodies" || table == "document_keys" {
            continue;
        }
        let sealed = "select coalesce(array_agg(attname::text), '{}') from pg_attribute
                       where attrelid = $1::text::regclass and attnum > 0 and atttypid = 'bytea'::regtype";
        let sealed: Vec<String> = owner
            .query_one(sealed, &[&table])
            .await
            .expect("columns")
            .get(0);
        let sql = format!("select to_jsonb(t)::text from {table} t");
        for row in owner.query(&sql, &[]).await.expect("rows") {
            let row: String = row.get(0);
            let mut row: Value = serde_json::from_str(&row).expect("a row");
            for column in &sealed {
                // How long it is, is in the clear.
                if let Some(bytes) = row[column].as_str() {
                    row[column] = json!(format!("sealed {}", bytes.len() / 100));
                }
            }
            all.push(format!("{table} {}", plain(&row)));
        }
    }
    all.sort();
    all
}

/// PT-17 (b): with the same scores, one panel votes as they indicate, so that the next step opens, and another one
/// against them, so that the claim fails there and whoever voted so owes reasons.
#[actix_web::test]
async fn pt17_a_copy_of_the_database_does_not_tell_how_members_voted() {
    let mut dumps = Vec::new();
    for passes in [true, false] {
        let world = World::new().await;
        let it = Proceeding::deliberating(&world).await;
        let necessity = loop {
            let open = it.open_step(&it.members[0]).await.expect("a step");
            it.all_score(&open, "4").await;
            if open.name == "necessity" {
                break open;
            }
            it.all_vote(&open, true).await;
        };
        it.all_vote(&necessity, passes).await;
        dumps.push(clear(&world).await);
        // Members themselves are told what waits for them.
        let work = it.members[2].get("/work").await.ok();
        let sheets = |work: &Value| work.to_string().contains("DL-46");
        assert_eq!(
            (sheets(&work), work.to_string().contains("Say why")),
            (passes, !passes),
            "{work}"
        );
        let presiding = it.members[0].get("/work").await.ok().to_string();
        assert_eq!(presiding.contains("case.scoring_complete"), !passes);
        if !passes {
            // Letters are kept, so they say nothing of it either.
            it.act(&it.members[0], "scoring_complete", json!({})).await;
            world.post_round().await;
            let letters = crate::linkage::letters_to(&world, &it.members[2]);
            assert!(
                letters.len() > 1
                    && letters
                        .iter()
                        .all(|one| !one.replace("=\r\n", "").contains("Say why"))
            );
        }
        world.ends().await;
    }
    let failed = dumps.pop().expect("a dump");
    let passed = dumps.pop().expect("a dump");
    assert!(passed.len() > 100 && passed.iter().any(|row| row.contains("case.vote_step")));
    let beside = |these: &[String], those: &[String]| {
        let mut left = those.to_vec();
        let mut only = Vec::new();
        for one in these {
            match left.iter().position(|other| other == one) {
                Some(at) => drop(left.swap_remove(at)),
                None => only.push(one.clone()),
            }
        }
        only
    };
    assert_eq!(
        (beside(&passed, &failed), beside(&failed, &passed)),
        (Vec::new(), Vec::new())
    );
}

/// PT-17 (b).
#[actix_web::test]
async fn pt17_neither_an_operator_nor_a_copy_of_the_database_tells_what_a_panel_says_among_itself()
{
    let world = World::new().await;
    let (it, _, _) = doubted(&world).await;
    let auditor = world.person("Auditor", json!({ "role": "auditor" })).await;
    let base = format!("/cases/{}", it.case);
    for path in ["/review", "/remarks", "/ruling"] {
        for who in [&world.administrator, &auditor, &it.registrar] {
            who.get(&format!("{base}{path}")).await.is(404, "not_found");
        }
    }
    // The members have it all in plain words.
    let member = &it.members[1];
    let review = it.review(member).await.to_string();
    assert!(
        review.contains(harness::deliberation::reasons().trim()) && review.contains("As scored.")
    );
    assert_eq!(only(&it, member).await["text"], DOUBT);
    // A dump has none of it: no reason, no draft, no remark; and of a vote not even how long it is.
    let rows = dumped(&world).await;
    assert!(rows.iter().any(|(table, _)| table == "ballots") && rows.len() > 100);
    let hex = |text: &str| {
        text.bytes()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    for words in [
        "well enough to say so",
        "As scored",
        WORDS,
        DOUBT,
        "reasonably available",
    ] {
        let found = rows
            .iter()
            .find(|(_, row)| row.contains(words) || row.contains(&hex(words)));
        assert_eq!(found, None, "{words}");
    }
    let owner = connect(As::Owner).await;
    let inside = format!("select set_config('app.tenant', '{}', false)", world.body);
    owner.batch_execute(&inside).await.expect("inside");
    let lengths = "select count(distinct length(sealed)) from ballots";
    let lengths: i64 = owner.query_one(lengths, &[]).await.expect("a count").get(0);
    assert_eq!(lengths, 1);
    // What is put in the place of something else is no answer to anyone.
    let swap = "update ballots set sealed = (select sealed from ballots b where b.account_id <> ballots.account_id limit 1)";
    owner.batch_execute(swap).await.expect("swapped");
    member
        .get(&format!("{base}/review"))
        .await
        .is(500, "broken");
    // That they tried is on the record, with nothing of what they tried to see.
    let denied = rows
        .iter()
        .filter(|(table, row)| table == "ledger" && row.contains("denied"));
    assert!(denied.count() > 0);
    world.ends().await;
}
