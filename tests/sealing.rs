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

#[actix_web::test]
async fn sixty_days_after_the_case_the_registrar_destroys_what_only_some_could_read() {
    let world = World::new().await;
    let it = Proceeding::drafted(&world).await;
    let (secret, open) = (Uuid::now_v7(), Uuid::now_v7());
    it.applicant
        .upload_as("C3", it.case, secret, "Prices", pdf("secret"))
        .await
        .ok();
    it.applicant
        .upload_as("C1", it.case, open, "Open", pdf("open"))
        .await
        .ok();
    it.act(
        &it.applicant,
        "submit",
        serde_json::json!({ "documents": [secret, open] }),
    )
    .await;
    let at = format!("/cases/{}/secrecy", it.case);
    let destroy = async || {
        it.registrar
            .post(&format!("{at}/destruction"), &serde_json::Value::Null)
            .await
    };
    destroy().await.refused(Refusal::DocumentKeptStill);
    it.act(
        &it.registrar,
        "refuse_registration",
        serde_json::json!({ "reasons": "No consent." }),
    )
    .await;
    world.days_pass(59).await;
    destroy().await.refused(Refusal::DocumentKeptStill);
    world.days_pass(1).await;
    for who in [&it.applicant, &it.president, &world.administrator] {
        let said = who
            .post(&format!("{at}/destruction"), &serde_json::Value::Null)
            .await;
        assert!([403, 404].contains(&said.status), "{}", said.json);
    }
    assert_eq!(
        it.registrar.get(&at).await.ok()["can"],
        serde_json::json!(["destroy"])
    );
    assert_eq!(destroy().await.ok()["can"], serde_json::json!([]));
    destroyed(&world, &it, &it.registrar, secret, "2.2.7, step 12").await;
    let page = format!("/cases/{}/documents/{secret}/pages/1", it.case);
    assert_ne!(it.applicant.get(&page).await.status, 200);
    assert_eq!(it.applicant.bytes(&content(&it, open)).await, pdf("open"));
    let told = "select 1 from ledger where kind = 'act' and action = 'document.destroy'";
    assert_eq!(as_owner(&world, told).await.len(), 1);
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
