//! What lies in the store and in the database tells nothing without the keys, and the keys can be
//! changed while everybody reads.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use api::caller::Caller;
use api::db::Db;
use api::documents;
use api::sealing::Vault;
use domain::refusal::Refusal;
use harness::proceeding::pdf;
use harness::{Proceeding, World};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::catalog::{self, As, connect, database};

const MARK: &str = "unit price 4711 per wafer";

/// All files below a folder; one that is swept away meanwhile has none.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}

fn key_file(world: &World) -> PathBuf {
    world
        .state
        .join(format!("secrets/documents-{}.age", world.body))
}

fn keys(world: &World) -> Vec<String> {
    let text = std::fs::read_to_string(key_file(world)).expect("keys");
    let publics = text
        .lines()
        .filter_map(|line| line.strip_prefix("# public key: "));
    publics.map(str::to_owned).collect()
}

/// Inside the body of this world, what the owner of the tables sees.
pub(crate) async fn as_owner(world: &World, sql: &str) -> Vec<tokio_postgres::Row> {
    let mut owner = connect(As::Owner).await;
    let tx = owner.transaction().await.expect("a transaction");
    let body = world.body.to_string();
    tx.query("select set_config('app.tenant', $1, true)", &[&body])
        .await
        .expect("inside the body");
    let rows = tx.query(sql, &[]).await.expect("rows");
    tx.commit().await.expect("it is done");
    rows
}

async fn rotate(world: &World) -> usize {
    let owner = Db::connect(&database().logins.owner, 1).expect("the owner's connection");
    let clock = Caller::clock(world.body, &world.slug);
    documents::rotate_keys(&owner, &clock, &Vault::at(&world.state))
        .await
        .expect("the keys are changed")
}

fn content(it: &Proceeding, document: Uuid) -> String {
    format!("/cases/{}/documents/{document}/content", it.case)
}

#[actix_web::test]
async fn neither_the_store_nor_the_database_tells_what_a_document_says() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let id = Uuid::now_v7();
    it.applicant
        .upload(it.case, id, "Prices", pdf(MARK))
        .await
        .ok();
    assert_eq!(it.applicant.bytes(&content(&it, id)).await, pdf(MARK));

    let holds = |bytes: &[u8], text: &str| {
        bytes
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    let stored = files(&world.state.join("documents"));
    let of_it: Vec<_> = stored
        .iter()
        .filter(|file| file.to_string_lossy().contains(&id.to_string()))
        .collect();
    assert_eq!(of_it.len(), 1, "{stored:?}");
    assert!(
        std::fs::read(of_it[0])
            .expect("bytes")
            .starts_with(b"age-encryption.org/v1\n")
    );
    for file in &stored {
        let bytes = std::fs::read(file).expect("bytes");
        assert!(!holds(&bytes, MARK) && !holds(&bytes, "%PDF"), "{file:?}");
    }
    let client = connect(As::Owner).await;
    let hex = |text: &str| -> String { text.bytes().map(|byte| format!("{byte:02x}")).collect() };
    for table in catalog::tables(&client).await {
        for text in [MARK, "AGE-SECRET-KEY"] {
            let sql = format!(
                "select 1 from {table} t where t::text ilike '%{text}%' or t::text like '%{}%' limit 1",
                hex(text)
            );
            assert!(as_owner(&world, &sql).await.is_empty(), "{table}: {text}");
        }
    }
    assert_eq!(keys(&world).len(), 1);
    world.ends().await;
}

#[actix_web::test]
async fn the_key_of_a_body_changes_while_everybody_reads_and_files() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    assert_eq!(rotate(&world).await, 0, "nothing is sealed yet");
    let mut all = Vec::new();
    for no in 0..6 {
        let (id, bytes) = (Uuid::now_v7(), pdf(&format!("paper {no}")));
        it.applicant
            .upload(it.case, id, "Paper", bytes.clone())
            .await
            .ok();
        all.push((id, bytes));
    }
    let first = keys(&world);
    let over = Arc::new(AtomicBool::new(false));
    let mut reading = Vec::new();
    for _ in 0..3 {
        let (who, over, case) = (it.applicant.clone(), over.clone(), it.case);
        let mut known = all.clone();
        reading.push(actix_web::rt::spawn(async move {
            let mut read = 0;
            while !over.load(Ordering::Relaxed) {
                let (id, bytes) = (Uuid::now_v7(), pdf(&format!("while {read}")));
                who.upload(case, id, "Meanwhile", bytes.clone()).await.ok();
                known.push((id, bytes));
                for (id, bytes) in known.iter().rev().take(8) {
                    let path = format!("/cases/{case}/documents/{id}/content");
                    assert_eq!(&who.bytes(&path).await, bytes);
                    read += 1;
                }
            }
            (known, read)
        }));
    }
    for _ in 0..4 {
        rotate(&world).await;
        actix_web::rt::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    over.store(true, Ordering::Relaxed);
    for one in reading {
        let (known, read) = one.await.expect("every reader read on");
        assert!(read > 0);
        all.extend(known);
    }
    let now = keys(&world);
    assert_eq!(now.len(), 1, "the former keys are gone: {now:?}");
    assert_ne!(now, first);
    let by = as_owner(&world, "select distinct wrapped_by from document_keys").await;
    let by: Vec<String> = by.iter().map(|row| row.get(0)).collect();
    assert_eq!(by, now);
    for (id, bytes) in &all {
        assert_eq!(&it.applicant.bytes(&content(&it, *id)).await, bytes);
    }
    let turned = "select 1 from ledger where kind = 'act' and action = 'document.rotate_keys'";
    assert_eq!(
        as_owner(&world, turned).await.len(),
        8,
        "each change is two lines of the record"
    );
    world.ends().await;
}

#[actix_web::test]
async fn a_lost_key_is_said_plainly_and_no_other_takes_its_place() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let id = Uuid::now_v7();
    it.applicant
        .upload(it.case, id, "Paper", pdf("paper"))
        .await
        .ok();
    let (file, away) = (key_file(&world), world.state.join("away"));
    std::fs::rename(&file, &away).expect("the key is lost");
    it.applicant
        .get(&content(&it, id))
        .await
        .refused(Refusal::DocumentKeyMissing);
    it.applicant
        .upload(it.case, Uuid::now_v7(), "Another", pdf("another"))
        .await
        .refused(Refusal::DocumentKeyMissing);
    assert!(!file.exists(), "a lost key looks lost");
    std::fs::rename(&away, &file).expect("it is found again");
    assert_eq!(it.applicant.bytes(&content(&it, id)).await, pdf("paper"));
    // The upload that broke off leaves its bytes to the sweep.
    world.ends().await;
}

#[actix_web::test]
async fn the_bytes_of_a_second_upload_never_take_the_place_of_those_that_the_key_opens() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let id = Uuid::now_v7();
    for _ in 0..2 {
        it.applicant
            .upload(it.case, id, "Paper", pdf("paper"))
            .await
            .ok();
        assert_eq!(it.applicant.bytes(&content(&it, id)).await, pdf("paper"));
    }
    world.ends().await;
}

#[actix_web::test]
async fn a_document_from_before_there_were_keys_opens_as_it_did() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let id = Uuid::now_v7();
    let added = it
        .applicant
        .upload(it.case, id, "Paper", pdf("paper"))
        .await
        .ok();
    as_owner(
        &world,
        &format!("delete from document_keys where document_id = '{id}'"),
    )
    .await;
    let folder = world.state.join(format!("documents/{}/{id}", world.body));
    std::fs::remove_dir_all(&folder).expect("it is gone");
    std::fs::create_dir(&folder).expect("a folder");
    let name = added["sha256"].as_str().expect("a digest");
    std::fs::write(folder.join(name), pdf("paper")).expect("bytes");
    assert_eq!(it.applicant.bytes(&content(&it, id)).await, pdf("paper"));
    // It has no key that could be erased, so nothing says that it was destroyed.
    let at = format!("/cases/{}/documents/{id}", it.case);
    it.applicant
        .send("DELETE", &at, None, None)
        .await
        .refused(Refusal::DocumentUnsealed);
    let shown = it.applicant.get(&at).await.ok();
    assert_eq!(
        (&shown["open"], &shown["destroyed_at"]),
        (&json!(true), &Value::Null)
    );
    it.applicant
        .get(&format!("{at}/certificate"))
        .await
        .is(404, "not_found");
    world.ends().await;
}

async fn destroyed(world: &World, it: &Proceeding, who: &harness::Actor, id: Uuid, of: &str) {
    let at = format!("/cases/{}/documents/{id}", it.case);
    let shown = who.get(&at).await.ok();
    assert!(
        shown["destroyed_at"].is_string() && shown["open"] == false,
        "{shown}"
    );
    let said = who.get(&format!("{at}/certificate")).await.ok();
    let text = said["certificate"].as_str().expect("a text");
    for part in [
        id.to_string().as_str(),
        of,
        shown["sha256"].as_str().expect("a digest"),
        who.name.as_str(),
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("Prices"), "{text}");
    let key =
        api::record::proof::public_key(said["public_key"].as_str().expect("a key")).expect("a key");
    let holds = |text: &str| {
        let minisig = said["minisig"].as_str().expect("a signature");
        let minisig = minisign::SignatureBox::from_string(minisig).expect("a signature");
        let text = std::io::Cursor::new(text.as_bytes().to_vec());
        minisign::verify(&key, &minisig, text, true, false, false).is_ok()
    };
    assert!(holds(text) && !holds(&text.replacen('0', "1", 1)));
    world.post_round().await;
    let published = who.get("/keys").await.ok();
    assert!(
        published
            .to_string()
            .contains(said["public_key"].as_str().expect("a key"))
    );
}

#[actix_web::test]
async fn what_a_side_takes_back_is_gone_for_everyone_and_a_certificate_says_so() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let (id, kept) = (Uuid::now_v7(), Uuid::now_v7());
    for one in [id, kept] {
        it.applicant
            .upload(it.case, one, "Prices", pdf("paper"))
            .await
            .ok();
    }
    let at = format!("/cases/{}/documents/{id}", it.case);
    for who in [&it.respondent, &it.registrar] {
        who.send("DELETE", &at, None, None)
            .await
            .is(404, "not_found");
    }
    it.applicant
        .get(&format!("{at}/certificate"))
        .await
        .is(404, "not_found");
    it.applicant.send("DELETE", &at, None, None).await.ok();
    destroyed(&world, &it, &it.applicant, id, "before it was filed").await;
    it.applicant
        .get(&format!("{at}/content"))
        .await
        .refused(Refusal::DocumentDestroyed);
    it.applicant
        .send("DELETE", &at, None, None)
        .await
        .refused(Refusal::DocumentDestroyed);
    // What is sent again under its id is not taken for it.
    it.applicant
        .upload(it.case, id, "Prices", pdf("paper"))
        .await
        .refused(Refusal::DocumentDestroyed);
    let path = format!("/cases/{}/exhibits/{}", it.case, Uuid::now_v7());
    let file = |id: Uuid| serde_json::json!({ "title": "Prices", "documents": [id] });
    it.applicant
        .put(&path, &file(id))
        .await
        .is(422, "content.invalid");
    let left = as_owner(
        &world,
        "select document_id from document_keys where wrapped is not null",
    )
    .await;
    assert_eq!(
        left.iter().map(|row| row.get(0)).collect::<Vec<Uuid>>(),
        [kept]
    );
    // A key of the body that was wrapped around nothing that is left is not kept for it.
    rotate(&world).await;
    assert_eq!(it.applicant.bytes(&content(&it, kept)).await, pdf("paper"));

    // What is filed is not taken back.
    it.applicant.put(&path, &file(kept)).await.ok();
    let filed = format!("/cases/{}/documents/{kept}", it.case);
    it.applicant
        .send("DELETE", &filed, None, None)
        .await
        .refused(Refusal::DocumentFiled);

    // A day later the bytes are gone, too, and those of the other document are not.
    let folder = |id: Uuid| world.state.join(format!("documents/{}/{id}", world.body));
    let ago = std::time::SystemTime::now() - std::time::Duration::from_secs(2 * 24 * 60 * 60);
    for id in [id, kept] {
        for file in files(&folder(id)) {
            let file = std::fs::File::options()
                .write(true)
                .open(file)
                .expect("it is there");
            file.set_modified(ago).expect("its time is set");
        }
    }
    as_owner(&world, "update outbox set due_at = now() - interval '1 second' where kind = 'upload_sweep' and settled_at is null").await;
    world.post_round().await;
    assert!(!folder(id).exists(), "with its last file the folder goes");
    assert_eq!(files(&folder(kept)).len(), 1);
    world.ends().await;
}

/// A case that ended with a document of class C3 and one of class C1, and the day on which the first is destroyed.
async fn ended(world: &World) -> (Proceeding, Uuid, Uuid, String) {
    let it = Proceeding::drafted(world).await;
    let (secret, open) = (Uuid::now_v7(), Uuid::now_v7());
    for (class, id) in [("C3", secret), ("C1", open)] {
        it.applicant
            .upload_as(class, it.case, id, "Prices", pdf(class))
            .await
            .ok();
    }
    let documents = json!({ "documents": [secret, open] });
    it.act(&it.applicant, "submit", documents).await;
    let destroy = destroys(&it, &it.registrar).await;
    destroy.refused(Refusal::DocumentKeptStill);
    assert_eq!(due(&it.registrar).await, None);
    let why = json!({ "reasons": "No consent." });
    it.act(&it.registrar, "refuse_registration", why).await;
    let day = due(&it.registrar).await.expect("a day");
    (it, secret, open, day)
}

async fn destroys(it: &Proceeding, who: &harness::Actor) -> harness::Reply {
    let at = format!("/cases/{}/secrecy/destruction", it.case);
    who.post(&at, &Value::Null).await
}

/// The day on which protected documents are to be destroyed, as it stands in somebody's work.
async fn due(who: &harness::Actor) -> Option<String> {
    let work = who.get("/work").await.ok();
    let items = work["items"].as_array().expect("work").clone();
    let mut all = items.iter().filter(|one| one["act"] == "document.destroy");
    let one = all.next()?;
    assert!(all.next().is_none(), "once");
    assert_eq!(
        (&one["rule"], &one["owed_by"]),
        (&json!("DL-131"), &json!("registrar"))
    );
    one["due_on"].as_str().map(str::to_owned)
}

/// A day so many days from another one, at noon.
fn noon(day: &str, later: i64) -> String {
    let day: jiff::civil::Date = day.parse().expect("a day");
    let day = day.saturating_add(jiff::Span::new().days(later));
    format!("{day}T12:00:00Z")
}

#[actix_web::test]
async fn sixty_days_after_the_case_the_registrar_destroys_what_only_some_could_read() {
    let world = World::new().await;
    let (it, secret, open, day) = ended(&world).await;
    let sixty = world.now().await + jiff::SignedDuration::from_hours(24 * 60);
    let sixty = sixty.to_zoned(jiff::tz::TimeZone::UTC).date().to_string();
    // The sixtieth day, or the next working day.
    assert!(noon(&sixty, 0) <= noon(&day, 0) && noon(&day, 0) <= noon(&sixty, 4));
    for who in [&it.applicant, &it.respondent, &it.president] {
        assert_eq!(due(who).await, None, "{}", who.name);
    }
    // Only whoever destroys is told of the day on the page of the case, since it tells that there is something.
    let told = async |who: &harness::Actor| {
        let case = who.get(&format!("/cases/{}", it.case)).await.ok();
        case["deadlines"].to_string().contains("document.destroy")
    };
    assert!(told(&it.registrar).await && !told(&it.applicant).await);
    world.clock_to(&noon(&day, -1)).await;
    let refused = destroys(&it, &it.registrar).await;
    refused.refused(Refusal::DocumentKeptStill);
    let at = format!("/cases/{}/secrecy", it.case);
    let can = async || it.registrar.get(&at).await.ok()["can"].clone();
    assert_eq!(can().await, json!([]));
    world.clock_to(&noon(&day, 0)).await;
    for who in [&it.applicant, &it.president, &world.administrator] {
        let said = destroys(&it, who).await;
        assert!([403, 404].contains(&said.status), "{}", said.json);
    }
    assert_eq!(can().await, json!(["destroy"]));
    let done = destroys(&it, &it.registrar).await.ok();
    assert_eq!(done["can"], json!([]));
    assert_eq!(due(&it.registrar).await, None);
    destroyed(&world, &it, &it.registrar, secret, "2.2.7, step 12").await;
    let page = format!("/cases/{}/documents/{secret}/pages/1", it.case);
    assert_ne!(it.applicant.get(&page).await.status, 200);
    assert_eq!(it.applicant.bytes(&content(&it, open)).await, pdf("C1"));
    // The clock finds nothing left to do.
    world.clock_to(&noon(&day, 9)).await;
    let told = "select 1 from ledger where kind = 'act' and action = 'document.destroy'";
    assert_eq!(as_owner(&world, told).await.len(), 1);
    world.ends().await;
}

#[actix_web::test]
async fn when_the_day_has_passed_the_clock_destroys_what_only_some_could_read() {
    let world = World::new().await;
    let (it, secret, open, day) = ended(&world).await;
    let shown = async || {
        let path = format!("/cases/{}/documents/{secret}", it.case);
        it.applicant.get(&path).await.ok()
    };
    world.clock_to(&noon(&day, 0)).await;
    assert_eq!(shown().await["destroyed_at"], Value::Null);
    world.clock_to(&noon(&day, 30)).await;
    let gone = shown().await;
    // At its own instant, whenever the clock of a simulation is turned.
    let at = gone["destroyed_at"].as_str().expect("it is gone");
    assert!(at < noon(&day, 1).as_str() && *at > *day, "{at} {day}");
    let path = format!("/cases/{}/documents/{secret}/certificate", it.case);
    let said = it.applicant.get(&path).await.ok();
    let text = said["certificate"].as_str().expect("a text");
    let text: Value = serde_json::from_str(text).expect("JSON");
    assert_eq!(text["destroyed_by"], "the clock");
    assert!(text["ground"].as_str().unwrap().contains("2.2.7, step 12"));
    // On paper too, for whoever has the certificate.
    let paper = format!("{path}.pdf");
    let printed = it.applicant.bytes(&paper).await;
    assert!(printed.starts_with(b"%PDF-"));
    assert_eq!(it.applicant.bytes(&paper).await, printed, "the same bytes");
    it.president.get(&paper).await.is(404, "not_found");
    let still = format!("/cases/{}/documents/{open}/certificate.pdf", it.case);
    it.applicant.get(&still).await.is(404, "not_found");
    assert_eq!(it.applicant.bytes(&content(&it, open)).await, pdf("C1"));
    assert_eq!(due(&it.registrar).await, None);
    let told = "select line from ledger where kind = 'act' and action = 'document.destroy'";
    let told = as_owner(&world, told).await;
    assert_eq!(told.len(), 1);
    assert!(told[0].get::<_, String>(0).contains("\"actor\":\"clock\""));
    world.ledger_is_intact().await;
    world.ends().await;
}

#[actix_web::test]
async fn where_nothing_is_protected_nothing_is_to_be_destroyed() {
    let world = World::new().await;
    let it = Proceeding::drafted(&world).await;
    let open = Uuid::now_v7();
    let sent = it.applicant.upload(it.case, open, "Open", pdf("open"));
    sent.await.ok();
    let documents = json!({ "documents": [open] });
    it.act(&it.applicant, "submit", documents).await;
    let why = json!({ "reasons": "No consent." });
    it.act(&it.registrar, "refuse_registration", why).await;
    assert_eq!(due(&it.registrar).await, None);
    world.ends().await;
}

/// The ruling is out on a case with an exhibit of class C3.
async fn published(world: &World, fails_at: Option<&str>) -> (Proceeding, Uuid) {
    let it = Proceeding::pleading(world).await;
    let id = crate::classes::exhibit(&it, &it.applicant, "C3").await;
    it.deliberate().await;
    it.decides(fails_at).await;
    it.vote(fails_at).await;
    it.publish().await;
    (it, id)
}

#[actix_web::test]
async fn what_was_sent_and_never_filed_is_work_of_nobody_and_known_to_nobody() {
    let world = World::new().await;
    let it = Proceeding::filed(&world).await;
    let id = Uuid::now_v7();
    let sent = it
        .applicant
        .upload_as("C3", it.case, id, "Prices", pdf("C3"));
    sent.await.ok();
    let why = json!({ "reasons": "No consent." });
    it.act(&it.registrar, "refuse_registration", why).await;
    assert_eq!(due(&it.registrar).await, None);
    world.days_pass(100).await;
    let refused = destroys(&it, &it.registrar).await;
    refused.refused(Refusal::DocumentKeptStill);
    world.ends().await;
}

#[actix_web::test]
async fn what_a_revision_may_need_is_kept_until_the_panel_has_decided_on_it() {
    let world = World::new().await;
    let (it, id) = published(&world, None).await;
    assert_eq!(it.seen_by(&it.registrar).await["state"], "closed");
    let first = due(&it.registrar).await.expect("a day");
    let kept = async || {
        let path = format!("/cases/{}/documents/{id}", it.case);
        it.applicant.get(&path).await.ok()["destroyed_at"].is_null()
    };
    let asked = async || {
        let today = world.now().await.to_zoned(jiff::tz::TimeZone::UTC).date();
        let fact = json!({ "text": "No licence was ever refused.", "discovered_on": today });
        it.act(&it.respondent, "request_revision", fact).await;
    };
    asked().await;
    world.clock_to(&noon(&first, 0)).await;
    let refused = destroys(&it, &it.registrar).await;
    refused.refused(Refusal::DocumentKeptStill);
    world.clock_to(&noon(&first, 5)).await;
    assert!(kept().await, "the panel has not decided");
    // It is declined: there is a day again.
    let why = json!({ "reasons": "The fact was on the record." });
    it.act(&it.members[0], "decline_revision", why).await;
    let second = due(&it.registrar).await.expect("a day");
    assert!(second > first);
    // What the panel is to interpret is kept for it, too.
    let point = json!({ "text": "Which licences are meant in paragraph 3?" });
    it.act(&it.respondent, "request_interpretation", point)
        .await;
    world.clock_to(&noon(&second, 1)).await;
    assert!(kept().await, "the panel has not answered");
    let answer = json!({ "reasons": "Nothing in it is in doubt." });
    it.act(&it.members[0], "decline_interpretation", answer)
        .await;
    let third = due(&it.registrar).await.expect("a day");
    assert!(third > second);
    // It is admitted: the case goes on, and so does everything in it.
    asked().await;
    let admission = json!({ "reasons": "It decides claim 1.", "claims": [1] });
    it.act(&it.members[0], "admit_revision", admission).await;
    assert_eq!(due(&it.registrar).await, None);
    world.clock_to(&noon(&third, 5)).await;
    assert!(kept().await, "the case goes on");
    let refused = destroys(&it, &it.registrar).await;
    refused.refused(Refusal::DocumentKeptStill);
    world.ends().await;
}

#[actix_web::test]
async fn what_is_found_missing_and_reported_is_an_end_of_the_case_too() {
    let world = World::new().await;
    let (it, id) = published(&world, Some("necessity")).await;
    let says = |text: &str| json!({ "statement": text, "remedies": [{ "no": 1, "percent": 40 }] });
    let (states, contests) = (says("All is done."), says("It is not."));
    it.act(&it.respondent, "claim_compliance", states).await;
    it.act(&it.applicant, "contest_compliance", contests).await;
    assert_eq!(due(&it.registrar).await, None);
    let missing = json!([{ "no": 1, "percent": 20, "note": "Withdraw the rest." }]);
    let found = json!({ "reasons": "As the record shows.", "remedies": missing });
    it.act(&it.members[0], "find_non_compliant", found).await;
    let day = due(&it.registrar).await.expect("a day");
    // It does comply later, and the day stays.
    it.act(&it.respondent, "claim_compliance", says("Now it is."))
        .await;
    world.days_pass(1).await;
    it.act(&it.applicant, "confirm_cure", json!({})).await;
    assert_eq!(it.seen_by(&it.registrar).await["state"], "closed");
    assert_eq!(due(&it.registrar).await, Some(day.clone()));
    world.clock_to(&noon(&day, 4)).await;
    let path = format!("/cases/{}/documents/{id}", it.case);
    let shown = it.applicant.get(&path).await.ok();
    assert!(shown["destroyed_at"].is_string());
    world.ends().await;
}

#[actix_web::test]
async fn a_document_is_filed_or_taken_back_and_never_both() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    for _ in 0..6 {
        let id = Uuid::now_v7();
        let sent = it.applicant.upload(it.case, id, "Prices", pdf("paper"));
        sent.await.ok();
        let filing = format!("/cases/{}/exhibits/{}", it.case, Uuid::now_v7());
        let exhibit = serde_json::json!({ "title": "Prices", "documents": [id] });
        let document = format!("/cases/{}/documents/{id}", it.case);
        let (filed, taken) = futures_util::join!(
            it.applicant.put(&filing, &exhibit),
            it.applicant.send("DELETE", &document, None, None)
        );
        let done = |status: u16| (200..300).contains(&status);
        assert!(
            done(filed.status) != done(taken.status),
            "{} {}",
            filed.json,
            taken.json
        );
        let read = it.applicant.get(&format!("{document}/content")).await;
        assert_eq!(done(read.status), done(filed.status));
    }
    world.ends().await;
}
