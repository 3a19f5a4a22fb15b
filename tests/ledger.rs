//! The ledger: what goes on it, who may read it, and that nobody can alter it unseen.

use std::io::BufReader;
use std::path::PathBuf;

use api::record::proof::{self, Altered, Head, Link, PublicKey, SignedCheckpoint, Verified};
use harness::{Actor, Proceeding, World};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::catalog::{self, As};

/// An export, line by line, and the key with which it is checked.
struct Export {
    head: Head,
    links: Vec<Link>,
    key: PublicKey,
}

impl Export {
    async fn by(auditor: &Actor) -> Self {
        let bytes = auditor.bytes("/ledger.jsonl").await;
        let text = String::from_utf8(bytes).expect("text");
        let (head, rest) = text.split_once('\n').expect("a first line");
        let keys = auditor.nobody().get("/keys").await.ok();
        let key = keys["minisign"][0]["key"].as_str().expect("a key");
        Self {
            head: serde_json::from_str(head).expect("a head"),
            links: rest
                .lines()
                .map(|line| serde_json::from_str(line).expect("a line"))
                .collect(),
            key: proof::public_key(key).expect("a key of minisign"),
        }
    }

    fn text(&self) -> String {
        let mut text = serde_json::to_string(&self.head).expect("JSON") + "\n";
        for link in &self.links {
            text += &serde_json::to_string(link).expect("JSON");
            text.push('\n');
        }
        text
    }

    fn verify_with(
        &self,
        keys: &[PublicKey],
        kept: &[SignedCheckpoint],
    ) -> Result<Verified, Altered> {
        proof::verify(BufReader::new(self.text().as_bytes()), keys, kept)
    }

    fn verify(&self, kept: &[SignedCheckpoint]) -> Result<Verified, Altered> {
        self.verify_with(std::slice::from_ref(&self.key), kept)
    }

    /// Where it breaks when its lines are as given.
    fn broken(&self, links: Vec<Link>) -> Altered {
        let other = Self {
            head: self.head.clone(),
            links,
            key: self.key.clone(),
        };
        other.verify(&[]).expect_err("it was altered")
    }

    /// Whoever alters a line can compute all hashes of its chain anew.
    fn rehash(&self, links: Vec<Link>) -> Vec<Link> {
        let mut hash = (Uuid::nil(), Vec::new());
        links
            .into_iter()
            .map(|mut link| {
                if hash.0 != link.chain {
                    hash = (link.chain, Vec::new());
                }
                hash.1 = proof::link(&hash.1, &link.line);
                link.hash = api::wire::hex(&hash.1);
                link
            })
            .collect()
    }
}

async fn kept(of: &Actor, no: i64) -> SignedCheckpoint {
    let one = of.nobody().get(&format!("/checkpoints/{no}")).await.ok();
    serde_json::from_value(one).expect("a checkpoint")
}

async fn auditor(world: &World) -> Actor {
    world.person("Auditor", json!({ "role": "auditor" })).await
}

#[actix_web::test]
async fn any_line_that_is_altered_removed_put_in_or_moved_is_found() {
    let world = World::new().await;
    let it = Proceeding::registered(&world).await;
    let auditor = auditor(&world).await;
    let whole = Export::by(&auditor).await;
    let sound = whole.verify(&[]).expect("nothing was altered");
    assert_eq!(sound.lines as usize, whole.links.len());
    assert!(sound.chains > 2, "the body, the case, and those who read");
    assert_eq!(sound.checkpoint.body, world.body);

    // Each line, one after the other: altered, removed, doubled, moved.
    for at in 0..whole.links.len() {
        let place = Some((whole.links[at].chain, whole.links[at].seq));
        let mut altered = whole.links.clone();
        altered[at].line = altered[at].line.replace("\"action\":\"", "\"action\":\"x");
        let found = whole.broken(altered.clone());
        assert_eq!((found.file_line, found.place), (at as u64 + 2, place));
        // Hashes computed anew do not help: the next checkpoint is signed.
        let found = whole.broken(whole.rehash(altered));
        assert_eq!(found.place.map(|place| place.0), place.map(|place| place.0));

        let mut removed = whole.links.clone();
        removed.remove(at);
        whole.broken(removed.clone());
        whole.broken(whole.rehash(removed));

        let mut doubled = whole.links.clone();
        doubled.insert(at, doubled[at].clone());
        whole.broken(doubled);

        if at > 0 {
            let mut moved = whole.links.clone();
            moved.swap(at - 1, at);
            whole.broken(moved);
        }
    }

    // A chain that nobody signed, and one that is gone as a whole.
    let mut more = whole.links.clone();
    let mut line = more[0].clone();
    line.chain = Uuid::now_v7();
    more.push(line);
    assert!(whole.broken(more).why.contains("put in"));
    let mut fewer = whole.links.clone();
    fewer.retain(|link| link.chain != it.case);
    let found = whole.broken(fewer);
    assert_eq!(found.place, Some((it.case, 1)));
    assert!(found.why.contains("removed"), "{found}");

    // A file that was cut off, another body's key, and a checkpoint that says something else.
    let text = whole.text();
    let cut = proof::verify(
        &text.as_bytes()[..text.len() - 9],
        std::slice::from_ref(&whole.key),
        &[],
    );
    assert!(cut.expect_err("cut off").why.contains("cut off"));
    let elsewhere = World::new().await;
    let stranger = Export::by(&self::auditor(&elsewhere).await).await;
    let other = proof::verify(text.as_bytes(), &[stranger.key], &[]).expect_err("another key");
    assert_eq!(other.file_line, 1);
    let mut said = whole.head.clone();
    said.checkpoint.text = said.checkpoint.text.replace("\"no\":1", "\"no\":2");
    let said = Export {
        head: said,
        links: whole.links.clone(),
        key: whole.key.clone(),
    };
    assert_eq!(said.verify(&[]).expect_err("not signed").file_line, 1);
    elsewhere.ends().await;
    world.ends().await;
}

#[actix_web::test]
async fn a_ledger_that_was_set_back_no_longer_leads_to_what_was_published() {
    let world = World::new().await;
    let it = Proceeding::registered(&world).await;
    let auditor = auditor(&world).await;
    let first = Export::by(&auditor).await;
    // The body goes on, and what it signed is kept by someone.
    it.registrar.get(&format!("/cases/{}", it.case)).await.ok();
    let second = Export::by(&auditor).await;
    let published = [kept(&auditor, 1).await, kept(&auditor, 2).await];
    let list = auditor.nobody().get("/checkpoints").await.ok();
    assert_eq!(list["items"][0]["no"], json!(2));
    assert_eq!(list["items"].as_array().map(Vec::len), Some(2));
    second.verify(&published).expect("it leads to both");
    // An older copy of the database would give the older export, rightly signed.
    first.verify(&published[..1]).expect("sound in itself");
    let found = first.verify(&published).expect_err("it was set back");
    assert!(found.why.contains("set back"), "{found}");
    assert!(found.why.contains("checkpoint 2"), "{found}");

    // The program says the same.
    let folder = std::env::temp_dir().join(format!("proviso-ledger-{}", world.slug));
    std::fs::create_dir_all(&folder).expect("a folder");
    let write = |name: &str, text: &str| -> PathBuf {
        let path = folder.join(name);
        std::fs::write(&path, text).expect("a file");
        path
    };
    let checkpoint = serde_json::to_string(&published[1]).expect("JSON");
    let checkpoint = write("checkpoint.json", &checkpoint);
    let run = |export: &Export| {
        std::process::Command::new(crate::crash::program())
            .arg("verify")
            .arg(write("ledger.jsonl", &export.text()))
            .arg("--key")
            .arg(export.key.to_base64())
            .arg("--checkpoint")
            .arg(&checkpoint)
            .output()
            .expect("the program runs")
    };
    let sound = run(&second);
    assert!(sound.status.success(), "{sound:?}");
    assert!(String::from_utf8_lossy(&sound.stdout).starts_with("Nothing was altered: "));
    let set_back = run(&first);
    assert_eq!(set_back.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&set_back.stderr).contains("set back"));
    std::fs::remove_dir_all(&folder).expect("removed");
    world.ends().await;
}

#[actix_web::test]
async fn a_checkpoint_from_before_the_key_changed_is_checked_with_both_keys() {
    let world = World::new().await;
    let auditor = auditor(&world).await;
    let mut export = Export::by(&auditor).await;
    let kept = [kept(&auditor, 1).await];
    let former = export.key.clone();
    // From now on the body signs with another key.
    let now = minisign::KeyPair::generate_unencrypted_keypair().expect("a key");
    let text = export.head.checkpoint.text.clone();
    let signed = minisign::sign(
        Some(&now.pk),
        &now.sk,
        std::io::Cursor::new(text.as_bytes()),
        None,
        None,
    );
    export.head.checkpoint.minisig = signed.expect("signed").into_string();
    let found = export.verify(&kept).expect_err("signed with another key");
    assert!(
        found.why.contains("the key that the body has today"),
        "{found}"
    );
    export.key = now.pk.clone();
    let found = export.verify(&kept).expect_err("of the former key");
    assert!(found.why.contains("kept checkpoint 1"), "{found}");
    let keys = [now.pk.clone(), former.clone()];
    export.verify_with(&keys, &kept).expect("both are its keys");
    // A key that was given up signs no end of a file, whoever has it.
    let turned = [former, now.pk];
    export
        .verify_with(&turned, &kept)
        .expect_err("the end is of today's key");
    let page = auditor
        .nobody()
        .get(&format!("/../../{}/record", world.slug))
        .await
        .ok();
    assert!(
        page.as_str()
            .expect("a page")
            .contains("ledger.jsonl --key RW")
    );
    world.ends().await;
}

#[actix_web::test]
async fn what_is_read_done_and_refused_is_on_the_ledger_and_never_what_was_said() {
    let world = World::new().await;
    let it = Proceeding::deliberating(&world).await;
    let auditor = auditor(&world).await;
    let case = format!("/cases/{}", it.case);
    let title = it.registrar.get(&case).await.ok()["request"]["measure"]["title"].clone();
    let outsider = world
        .person(
            "Outsider",
            json!({ "role": "panelist", "discipline": "legal" }),
        )
        .await;
    outsider.get(&case).await.is(404, "not_found");
    it.members[1].get(&format!("{case}/review")).await.ok();
    it.registrar
        .post_seen(&format!("{case}/score"), 0, &json!({}))
        .await;
    let whose = async |person: &Actor, kind: &str| {
        let path = format!("/ledger?person={}&kind={kind}&case={}", person.id, it.case);
        let page = auditor.get(&path).await.ok();
        let items = page["items"].as_array().expect("lines").clone();
        items
            .into_iter()
            .map(|line| line["action"].as_str().expect("an action").to_owned())
            .collect::<Vec<_>>()
    };
    assert!(
        whose(&it.registrar, "read")
            .await
            .contains(&"case.view".to_owned())
    );
    assert!(
        whose(&it.members[1], "read")
            .await
            .contains(&"case.view_deliberation".to_owned())
    );
    assert_eq!(whose(&outsider, "read").await, [""; 0]);
    // What does not exist for someone is put down when the answer has left.
    let mut denied = Vec::new();
    for _ in 0..50 {
        denied = whose(&outsider, "denied").await;
        if !denied.is_empty() {
            break;
        }
        actix_web::rt::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(denied, ["case.view"]);

    // Pages follow each other without a gap or a double, and the file has the same lines.
    for _ in 0..105 {
        it.president.get(&case).await.ok();
    }
    let which = format!("person={}&kind=read", it.president.id);
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let page = auditor.get(&format!("/ledger?{which}{after}")).await.ok();
        for line in page["items"].as_array().expect("lines") {
            seen.push(format!("{} {}", line["chain"], line["seq"]));
        }
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => break,
        }
    }
    let all = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), all);
    assert!(all > 100, "{all}");
    let file = auditor.bytes(&format!("/ledger.csv?{which}")).await;
    let file = String::from_utf8(file).expect("text");
    assert_eq!(file.lines().count(), all + 1);

    // Neither the list nor either file has anything of what was said.
    let export = String::from_utf8(auditor.bytes("/ledger.jsonl").await).expect("text");
    let list = auditor.get("/ledger").await.ok().to_string();
    for words in [title.as_str().expect("a title"), "XAA", "XBB"] {
        for text in [&file, &export, &list] {
            assert!(!text.contains(words), "{words} is in it");
        }
    }
    let taken = auditor.get("/ledger?action=ledger.export").await.ok();
    assert_eq!(taken["items"].as_array().map(Vec::len), Some(1));

    // Nobody else reads it.
    for other in [
        &it.registrar,
        &it.president,
        &it.applicant,
        &world.administrator,
    ] {
        other.get("/ledger").await.is(404, "not_found");
        other.get("/ledger.csv").await.is(403, "forbidden");
        other.get("/ledger.jsonl").await.is(403, "forbidden");
    }
    world.ends().await;
}

#[actix_web::test]
async fn who_comes_in_who_tries_in_vain_and_who_lists_is_on_the_ledger() {
    let world = World::new().await;
    let auditor = auditor(&world).await;
    let agent = json!({ "role": "agent", "state": "XAA" });
    let agent = world.person("Ada Marsh", agent).await;
    let lines = async |of: &str| -> Vec<Value> {
        let path = format!("/ledger?person={}&action={of}", agent.id);
        let page = auditor.get(&path).await.ok();
        page["items"].as_array().expect("lines").clone()
    };
    let nobody = agent.nobody();
    let tries = async |email: &str, password: &str| {
        let said = json!({ "email": email, "password": password });
        nobody.post("/tokens", &said).await
    };
    // She was let in once, when the world was made; once more, and in vain.
    let before = lines("door.sign_in").await.len();
    let tokens = tries(&agent.email, harness::world::PASSWORD).await.ok();
    tries(&agent.email, "not her password at all")
        .await
        .is(401, "session.password");
    tries("nobody@test.example", "not a password at all")
        .await
        .is(401, "session.password");
    let mut all = lines("door.sign_in").await;
    for _ in 0..100 {
        if all.len() == before + 2 {
            break;
        }
        // What was tried in vain comes after its answer.
        actix_web::rt::time::sleep(std::time::Duration::from_millis(50)).await;
        all = lines("door.sign_in").await;
    }
    assert_eq!(all.len(), before + 2, "{all:?}");
    let vain: Vec<_> = all.iter().filter(|line| line["kind"] == "denied").collect();
    let done: Vec<_> = all.iter().filter(|line| line["kind"] == "act").collect();
    assert_eq!((vain.len(), done.len()), (1, before + 1));
    assert_eq!(
        (&vain[0]["chain"], &vain[0]["session"]),
        (&json!(agent.id), &Value::Null)
    );
    assert!(
        done.iter()
            .all(|line| line["chain"] == line["session"] && line["seq"] == 1)
    );
    // A list is told once for each session and hour, however often it is asked for.
    let mut hers = agent.clone();
    hers.token = tokens["access_token"].as_str().map(str::to_owned);
    for _ in 0..3 {
        hers.get("/cases").await.ok();
        hers.get("/work").await.ok();
    }
    let listed = async |of: &str| {
        let session = done.iter().map(|line| line["session"].clone());
        let mine: Vec<_> = session.collect();
        let all = lines(of).await;
        all.iter()
            .filter(|line| mine.contains(&line["session"]))
            .count()
    };
    assert_eq!(
        (listed("case.list").await, listed("work.list").await),
        (1, 1)
    );
    world.days_pass(1).await;
    hers.get("/cases").await.ok();
    assert_eq!(
        (listed("case.list").await, listed("work.list").await),
        (2, 1)
    );
    // A spent token that comes again ends the session, and so does signing out; both are told.
    let token = tokens["refresh_token"].clone();
    let renew = async || {
        nobody
            .post("/tokens/refresh", &json!({ "refresh_token": &token }))
            .await
    };
    renew().await.ok();
    let owner = catalog::connect(As::Owner).await;
    let later = format!(
        "select set_config('app.tenant', '{}', false);
         update sessions set renewed_at = renewed_at - interval '30 minutes'",
        world.body
    );
    owner.batch_execute(&later).await.expect("later");
    renew().await.is(401, "session.none");
    let reused = lines("door.reuse_token").await;
    assert_eq!((reused.len(), &reused[0]["kind"]), (1, &json!("denied")));
    hers.get("/me").await.is(401, "session.none");
    agent.send("DELETE", "/session", None, None).await.ok();
    assert_eq!(lines("door.sign_out").await.len(), 1);
    Export::by(&auditor)
        .await
        .verify(&[])
        .expect("all is linked");
    world.ends().await;
}

#[actix_web::test]
async fn the_registry_sees_who_could_read_a_case_and_who_did() {
    let world = World::new().await;
    let it = Proceeding::deliberating(&world).await;
    let auditor = auditor(&world).await;
    let path = format!("/cases/{}/access", it.case);
    it.members[0]
        .get(&format!("/cases/{}/review", it.case))
        .await
        .ok();
    let before = it.registrar.get(&path).await.ok();
    let may = |report: &Value, name: &str| {
        let readers = report["readers"].as_array().expect("readers").clone();
        let one = readers.into_iter().find(|one| one["name"] == name);
        one.map(|one| one["may"].to_string()).unwrap_or_default()
    };
    let name = it.members[0].name.as_str();
    assert!(may(&before, name).contains("case.view_deliberation"));
    assert!(!may(&before, &it.registrar.name).contains("deliberation"));
    assert_eq!(may(&before, &auditor.name), "");
    let readings = before["readings"].as_array().expect("readings");
    assert!(readings.iter().any(|one| one["name"] == name
        && one["action"] == "case.view_deliberation"
        && one["times"].as_i64() >= Some(1)));
    auditor.get(&path).await.ok();
    for other in [&it.members[0], &it.applicant] {
        other.get(&path).await.is(404, "not_found");
    }
    // Of a page whose parts are asked for apart, and again, a quarter of an hour counts once; each line stays.
    let officer = world
        .person("Officer", json!({ "role": "case_officer" }))
        .await;
    let visit = async || {
        for part in ["", "/docket", "", "/panel"] {
            let path = format!("/cases/{}{part}", it.case);
            officer.get(&path).await.ok();
        }
    };
    let times = async || {
        let report = it.registrar.get(&path).await.ok();
        let readings = report["readings"].as_array().expect("readings").clone();
        let of_hers = readings
            .into_iter()
            .find(|one| one["name"] == "Officer" && one["action"] == "case.view");
        of_hers.map(|one| one["times"].clone())
    };
    let lines = async || {
        let path = format!("/ledger?kind=read&action=case.view&person={}", officer.id);
        let lines = auditor.get(&path).await.ok();
        lines["items"].as_array().map(Vec::len)
    };
    visit().await;
    visit().await;
    let written = lines().await;
    assert!(written >= Some(4), "{written:?}");
    assert_eq!(times().await, Some(json!(1)));
    let later = world.now().await + jiff::SignedDuration::from_mins(15);
    world.clock_to(&later.to_string()).await;
    visit().await;
    assert_eq!(times().await, Some(json!(2)));
    assert!(lines().await > written);
    world.ends().await;
}

#[actix_web::test]
async fn a_checkpoint_is_signed_every_day_and_when_a_ruling_is_published() {
    let world = World::new().await;
    let it = crate::rulings::published(&world, false).await;
    world.post_round().await;
    let published = it.registrar.nobody().get("/checkpoints").await.ok();
    assert!(
        published["items"]
            .as_array()
            .is_some_and(|all| !all.is_empty())
    );
    let owner = catalog::connect(As::Owner).await;
    let enter = format!("select set_config('app.tenant', '{}', false)", world.body);
    owner.batch_execute(&enter).await.expect("inside the body");
    let waiting = "select count(*) from outbox where kind = 'ledger_checkpoint' and settled_at is null and due_at > now() + interval '23 hours'";
    let waiting: i64 = owner.query_one(waiting, &[]).await.expect("a count").get(0);
    assert_eq!(waiting, 1);
    // A day later: it is made, since something was read since, and the next one waits.
    it.registrar.get(&format!("/cases/{}", it.case)).await.ok();
    let due =
        "update outbox set due_at = now() where kind = 'ledger_checkpoint' and settled_at is null";
    owner.execute(due, &[]).await.expect("it is due");
    world.post_round().await;
    let next = it.registrar.nobody().get("/checkpoints").await.ok();
    let count = |list: &Value| list["items"].as_array().map_or(0, Vec::len);
    assert_eq!(count(&next), count(&published) + 1);
    world.ends().await;
}

#[actix_web::test]
async fn the_page_of_a_document_that_was_read_is_in_the_export_and_cannot_be_altered_there() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let auditor = auditor(&world).await;
    let id = crate::classes::exhibit(&it, &it.applicant, "C3").await;
    let page = format!("/cases/{}/documents/{id}/pages/1", it.case);
    it.members[0].bytes(&page).await;
    let whole = Export::by(&auditor).await;
    whole.verify(&[]).expect("nothing was altered");
    let told = |link: &Link| link.detail.as_deref() == Some("{\"page\":1}");
    let at = whole.links.iter().position(told).expect("the page");
    // Nothing else is told of what was said, but what checkpoints say.
    let open = whole.links.iter().filter(|link| link.detail.is_some());
    let open = open.filter(|link| !link.line.contains("\"kind\":\"checkpoint\""));
    assert_eq!(open.count(), 1);
    let mut another = whole.links.clone();
    another[at].detail = Some("{\"page\":2}".to_owned());
    assert!(whole.broken(another).why.contains("page"));
    let mut unsalted = whole.links.clone();
    unsalted[at].salt = None;
    assert!(whole.broken(unsalted).why.contains("page"));
    world.ends().await;
}

/// So many lines say that this was tried in vain; they come after the answer has left.
pub(crate) async fn in_vain(auditor: &Actor, action: &str, count: usize) -> Vec<Value> {
    let mut lines = Vec::new();
    for _ in 0..100 {
        let path = format!("/ledger?action={action}");
        let page = auditor.get(&path).await.ok();
        lines = page["items"].as_array().expect("lines").clone();
        lines.retain(|line| line["kind"] == "denied");
        if lines.len() >= count {
            break;
        }
        actix_web::rt::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(lines.len(), count, "{lines:?}");
    lines
}

#[actix_web::test]
async fn what_was_read_of_a_case_is_named_and_not_the_case_alone() {
    let world = World::new().await;
    let it = Proceeding::drafting(&world, None).await;
    let auditor = auditor(&world).await;
    let liaison = world.person("Liaison", json!({ "role": "liaison" })).await;
    let reads = async |who: &Actor, action: &str| {
        let path = format!("/ledger?kind=read&person={}&action={action}", who.id);
        let page = auditor.get(&path).await.ok();
        page["items"].as_array().expect("lines").len()
    };
    let ruling = format!("/cases/{}/ruling", it.case);
    let [record, found, secret] = [
        "case.view_record",
        "case.view_results",
        "case.view_deliberation",
    ];
    for (who, path, action) in [
        (&it.members[2], ruling.clone(), secret),
        (&it.registrar, format!("/cases/{}/docket", it.case), record),
        (&it.applicant, format!("/cases/{}/filings", it.case), record),
        (
            &liaison,
            "/sdmx/data/dataflow/ISECRC/LINKAGE/1.0.0/*".to_owned(),
            "report.data",
        ),
    ] {
        let before = (reads(who, action).await, reads(who, "case.view").await);
        who.get(&path).await;
        let after = (reads(who, action).await, reads(who, "case.view").await);
        assert_eq!(after, (before.0 + 1, before.1), "{} {path}", who.name);
    }
    // Whoever may not have it has read nothing of it.
    it.applicant.get(&ruling).await.is(404, "not_found");
    assert_eq!(reads(&it.applicant, found).await, 0);
    it.vote(None).await;
    it.act(&it.members[0], "sign", json!({})).await;
    // What is to be issued is read by the registrar, and by nobody else yet.
    it.registrar.get(&ruling).await.ok();
    it.applicant.get(&ruling).await.is(404, "not_found");
    assert_eq!(
        (
            reads(&it.registrar, found).await,
            reads(&it.applicant, found).await
        ),
        (1, 0)
    );
    world.ends().await;
}
