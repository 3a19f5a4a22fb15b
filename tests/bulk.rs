//! Everything that a body has published, in one file.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use api::caller::Caller;
use harness::{Proceeding, World};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::catalog::{As, connect};
use crate::rulings::published;

async fn fetch(world: &World, path: &str, header: Option<(&str, &str)>) -> (u16, Vec<u8>) {
    let mut request = harness::client().get(format!("{}{path}", world.origin));
    if let Some((name, value)) = header {
        request = request.header(name, value);
    }
    let answer = request.send().await.expect("an answer");
    let status = answer.status().as_u16();
    (status, answer.bytes().await.expect("bytes").to_vec())
}

async fn files(world: &World) -> Vec<Value> {
    let list = world.administrator.nobody().get("/bulk").await.ok();
    list["items"].as_array().expect("a list").clone()
}

/// The sets that are offered, by the line of the log that each goes up to.
async fn sets(world: &World) -> Vec<i64> {
    let mut sets: Vec<_> = files(world)
        .await
        .iter()
        .map(|file| file["seq"].as_i64().expect("a line"))
        .collect();
    assert_eq!(sets.len() % 3, 0);
    sets.dedup();
    sets
}

/// The newest file with that ending: what is said of it, and its bytes.
async fn newest(world: &World, ending: &str) -> (Value, Vec<u8>) {
    let listed = files(world).await;
    let ends = |file: &&Value| {
        file["name"]
            .as_str()
            .is_some_and(|name| name.ends_with(ending))
    };
    let file = listed.iter().find(ends).expect("a file").clone();
    let (status, bytes) = fetch(world, file["address"].as_str().unwrap(), None).await;
    assert_eq!(status, 200, "{file}");
    let digest = Sha256::digest(&bytes);
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(
        (&file["sha256"], &file["size"]),
        (&json!(digest), &json!(bytes.len()))
    );
    (file, bytes)
}

async fn lines(world: &World) -> Vec<Value> {
    let (_, bytes) = newest(world, ".jsonl").await;
    let text = String::from_utf8(bytes).expect("text");
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect()
}

async fn unzipped(world: &World) -> BTreeMap<String, String> {
    let (_, bytes) = newest(world, ".akn.zip").await;
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a ZIP");
    (0..archive.len())
        .map(|at| {
            let mut file = archive.by_index(at).expect("a file");
            let mut text = String::new();
            file.read_to_string(&mut text).expect("text");
            (file.name().expect("a name").into_owned(), text)
        })
        .collect()
}

/// The night comes: what is queued for it is due now.
async fn night(world: &World) {
    let hurry = format!(
        "select set_config('app.tenant', '{}', false);
         update outbox set due_at = now() - interval '1 second' where kind = 'bulk_files' and settled_at is null",
        world.body
    );
    let owner = connect(As::Owner).await;
    owner.batch_execute(&hurry).await.expect("time passes");
    world.post_round().await;
}

/// How many things the store of the body holds.
fn kept(world: &World) -> usize {
    let folder = world.state.join("documents").join(world.body.to_string());
    let found = std::fs::read_dir(folder).expect("the store").flatten();
    found
        .filter(|one| std::fs::read_dir(one.path()).is_ok_and(|mut inside| inside.next().is_some()))
        .count()
}

async fn slugs(it: &Proceeding) -> Vec<String> {
    let log = it.applicant.nobody().get("/changes").await.ok();
    let lines = log["items"].as_array().expect("lines");
    lines
        .iter()
        .map(|line| line["slug"].as_str().expect("a slug").to_owned())
        .collect()
}

#[actix_web::test]
async fn the_files_hold_what_is_published_are_made_when_it_changes_and_forget_what_is_withdrawn() {
    let world = World::new().await;
    let first = published(&world, false).await;
    world.post_round().await;
    assert_eq!(sets(&world).await, [1], "the first files are made at once");
    let neighbour = world.neighbour().await;
    assert_eq!(
        neighbour.nobody().get("/bulk").await.ok()["items"],
        json!([])
    );
    let second = published(&world, false).await;
    world.post_round().await;
    assert_eq!(sets(&world).await, [1], "the next ones wait for the night");
    night(&world).await;
    assert_eq!(sets(&world).await, [2, 1]);

    let slugs = slugs(&second).await;
    let nobody = first.applicant.nobody();
    let told = lines(&world).await;
    assert_eq!(told.len(), 2);
    for (line, slug) in told.iter().zip(&slugs) {
        let api = nobody.get(&format!("/rulings/{slug}")).await.ok();
        assert_eq!((&line["slug"], &line["ruling"]), (&json!(slug), &api));
    }
    let texts = unzipped(&world).await;
    assert_eq!(texts.len(), 2);
    for slug in &slugs {
        let path = format!("/{}/rulings/{slug}.xml", world.slug);
        let xml = String::from_utf8(fetch(&world, &path, None).await.1).unwrap();
        assert_eq!(texts[&format!("{slug}.xml")], xml);
    }
    let (file, csv) = newest(&world, ".csv").await;
    let csv = String::from_utf8(csv).unwrap();
    assert!(csv.starts_with("seq,change,version,at,") && csv.lines().count() == 3);
    assert_eq!(
        (&file["rulings"], &file["withdrawn"]),
        (&json!(2), &json!(0))
    );
    let name = file["name"].as_str().unwrap();
    assert!(name.starts_with(&format!("{}-rulings-2026-", world.slug)) && name.ends_with("-2.csv"));
    let page = fetch(&world, &format!("/{}/bulk", world.slug), None).await;
    assert!(page.0 == 200 && String::from_utf8(page.1).unwrap().contains(name));
    // Another body has no such file.
    let other = neighbour.base().rsplit('/').next().unwrap().to_owned();
    assert_eq!(
        fetch(&world, &format!("/{other}/bulk/{name}"), None)
            .await
            .0,
        404
    );

    // Nothing changed: nothing is made.
    let (before, held) = (files(&world).await, kept(&world));
    let clock = Caller::clock(world.body, &world.slug);
    let again = world
        .db
        .within(&clock, async |tx| tx.post("bulk_files", json!({})).await);
    again.await.expect("queued");
    world.post_round().await;
    assert_eq!((files(&world).await, kept(&world)), (before.clone(), held));

    let reason = json!({ "reason": "It named a source of C2 evidence." });
    first.act(&first.president, "withdraw_ruling", reason).await;
    // From the moment of the withdrawal on, not only when the worker has come by.
    assert_eq!(files(&world).await, [Value::Null; 0]);
    for file in &before {
        let address = file["address"].as_str().unwrap();
        assert_eq!(fetch(&world, address, None).await.0, 404, "{address}");
    }
    world.post_round().await;
    assert_eq!(sets(&world).await, [3]);
    assert_eq!(kept(&world), held - 3, "six files went and three came");
    let told = lines(&world).await;
    assert_eq!((told.len(), &told[0]["slug"]), (2, &json!(slugs[1])));
    let stone = &told[1];
    assert_eq!(
        (
            &stone["slug"],
            &stone["change"],
            &stone["note"],
            &stone["ruling"]
        ),
        (
            &json!(slugs[0]),
            &json!("withdrawn"),
            &json!("It named a source of C2 evidence."),
            &Value::Null
        )
    );
    let texts = unzipped(&world).await;
    let names: Vec<_> = texts.keys().cloned().collect();
    assert_eq!(
        names,
        [
            format!("{}.withdrawn.txt", slugs[0]),
            format!("{}.xml", slugs[1])
        ]
    );
    assert!(texts[&names[0]].contains("It named a source of C2 evidence."));
    let (file, csv) = newest(&world, ".csv").await;
    assert_eq!(
        (&file["rulings"], &file["withdrawn"]),
        (&json!(1), &json!(1))
    );
    assert!(String::from_utf8(csv).unwrap().contains(",withdrawn,2,"));
    world.ends().await;
}

#[actix_web::test]
async fn a_file_comes_whole_or_in_parts_and_only_once_to_whoever_has_it() {
    let world = World::new().await;
    published(&world, false).await;
    world.post_round().await;
    let (file, whole) = newest(&world, ".jsonl").await;
    let address = file["address"].as_str().unwrap();
    let tag = format!("\"{}\"", file["sha256"].as_str().unwrap());
    let part = fetch(&world, address, Some(("range", "bytes=5-9"))).await;
    assert_eq!(part, (206, whole[5..=9].to_vec()));
    let rest = fetch(&world, address, Some(("range", "bytes=100-"))).await;
    assert_eq!(rest, (206, whole[100..].to_vec()));
    let beyond = format!("bytes={}-", whole.len());
    assert_eq!(
        fetch(&world, address, Some(("range", &beyond))).await.0,
        416
    );
    assert_eq!(
        fetch(&world, address, Some(("if-none-match", &tag))).await,
        (304, vec![])
    );
    let packed = fetch(&world, address, Some(("accept-encoding", "gzip, br"))).await;
    assert_eq!(
        packed,
        (200, whole.clone()),
        "the bytes are those that were hashed"
    );
    let client = harness::client();
    for (known, status) in [(tag.as_str(), 206), ("\"another\"", 200)] {
        let request = client.get(format!("{}{address}", world.origin));
        let request = request
            .header("range", "bytes=0-3")
            .header("if-range", known);
        assert_eq!(
            request.send().await.expect("an answer").status(),
            status,
            "{known}"
        );
    }
    world.ends().await;
}

#[actix_web::test]
async fn only_the_last_sets_of_files_are_kept() {
    let world = World::new().await;
    let it = published(&world, true).await;
    world.post_round().await;
    let slug = slugs(&it).await.remove(0);
    let nobody = it.applicant.nobody();
    let ruling = nobody.get(&format!("/rulings/{slug}")).await.ok();
    let sections = ruling["sections"].as_array().unwrap().iter();
    let own = 1 + sections
        .filter(|section| section["section"] != "votes")
        .flat_map(|section| section["paragraphs"].as_array().unwrap())
        .position(|text| text == "As the record shows.")
        .unwrap();
    let held = kept(&world);
    for version in 2..=9 {
        let text = format!("As the record shows, in version {version}.");
        let slip =
            json!({ "note": "A slip.", "corrections": [{ "paragraph": own, "text": text }] });
        it.act(&it.members[0], "rectify", slip).await;
        world.post_round().await;
        night(&world).await;
    }
    assert_eq!(sets(&world).await, [9, 8, 7, 6, 5, 4, 3]);
    assert_eq!(kept(&world), held + 6 * 3);
    let told = lines(&world).await;
    assert_eq!((told.len(), &told[0]["version"]), (1, &json!(9)));
    world.ends().await;
}

#[actix_web::test]
async fn the_files_hold_what_was_revised_and_say_by_which_ruling() {
    let world = World::new().await;
    let it = published(&world, true).await;
    crate::afterlife::reopened(&world, &it).await;
    crate::afterlife::voted_anew(&it).await;
    crate::afterlife::published_anew(&it).await;
    night(&world).await;
    let (_, csv) = newest(&world, ".csv").await;
    let csv = String::from_utf8(csv).expect("text");
    let mut rows = csv.lines();
    let header = rows.next().expect("a header");
    assert!(header.ends_with(",standing,revised_by"), "{header}");
    let rows: Vec<_> = rows.collect();
    assert_eq!(rows.len(), 2, "{csv}");
    let row = |slug: &str| rows.iter().find(|row| row.contains(slug));
    assert!(row("2026-isecrc-1").is_some_and(|row| row.ends_with(",revised,[2026] ISECRC 2")));
    assert!(row("2026-isecrc-2").is_some_and(|row| row.ends_with(",stands,")));
    for line in lines(&world).await {
        let (slug, ruling) = (&line["slug"], &line["ruling"]);
        let expected = if slug == "2026-isecrc-1" {
            "revised"
        } else {
            "stands"
        };
        assert_eq!(ruling["standing"], expected, "{slug}");
    }
    assert!(unzipped(&world).await["2026-isecrc-1.xml"].contains("e_revision"));
    world.ends().await;
}

#[actix_web::test]
async fn a_translation_is_in_the_files_beside_its_ruling_and_goes_with_it() {
    let world = World::new().await;
    let it = published(&world, true).await;
    crate::translations::translated(&it, "fr", "Paragraphe").await;
    world.post_round().await;
    let slug = slugs(&it).await.remove(0);
    let told = lines(&world).await;
    let said: Vec<_> = told
        .iter()
        .map(|one| (&one["change"], &one["language"]))
        .collect();
    assert_eq!(
        said,
        [
            (&json!("published"), &json!("en")),
            (&json!("translated"), &json!("fr"))
        ]
    );
    let nobody = it.applicant.nobody();
    let api = nobody.get(&format!("/rulings/{slug}/fr")).await.ok();
    assert_eq!(
        (&told[1]["translation"], &told[1]["ruling"]),
        (&api, &Value::Null)
    );
    assert!(told[0].get("translation").is_none() && told[0]["ruling"]["slug"] == json!(slug));
    let texts = unzipped(&world).await;
    let path = format!("/{}/rulings/{slug}/fr.xml", world.slug);
    let xml = String::from_utf8(fetch(&world, &path, None).await.1).unwrap();
    assert_eq!(texts[&format!("{slug}.fr.xml")], xml);
    let (file, csv) = newest(&world, ".csv").await;
    assert_eq!(
        String::from_utf8(csv).unwrap().lines().count(),
        2,
        "a row for each ruling"
    );
    assert_eq!((&file["rulings"], &file["seq"]), (&json!(1), &json!(2)));

    let reason = json!({ "reason": "It named a source." });
    it.act(&it.president, "withdraw_ruling", reason).await;
    world.post_round().await;
    assert_eq!(lines(&world).await.len(), 1);
    let names: Vec<_> = unzipped(&world).await.into_keys().collect();
    assert_eq!(names, [format!("{slug}.withdrawn.txt")]);
    world.ends().await;
}
