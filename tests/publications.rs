//! What is public is frozen, numbered and signed.

use harness::World;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::rulings::published;

async fn text(address: &str) -> (u16, String) {
    let answer = reqwest::get(address).await.expect("an answer");
    (
        answer.status().as_u16(),
        answer.text().await.unwrap_or_default(),
    )
}

#[actix_web::test]
async fn a_publication_stays_as_it_was_whatever_happens_in_the_case_and_is_signed_once() {
    let world = World::new().await;
    let it = published(&world, true).await;
    let nobody = it.applicant.nobody();
    let log = nobody.get("/changes").await.ok();
    let lines = log["items"].as_array().unwrap();
    assert_eq!((lines.len(), &lines[0]["seq"]), (1, &json!(1)));
    assert_eq!(
        (&lines[0]["change"], &lines[0]["version"]),
        (&json!("published"), &json!(1))
    );
    assert_eq!(log["next"], Value::Null);
    let slug = lines[0]["slug"].as_str().unwrap();
    let address = format!("{}/{}/rulings/{slug}", world.origin, world.slug);

    let (status, xml) = text(&format!("{address}.xml")).await;
    assert_eq!(status, 200);
    let digest = Sha256::digest(&xml)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect::<String>();
    assert_eq!(lines[0]["sha256"], digest);
    // The signature is made after the act, by the worker.
    assert_eq!(text(&format!("{address}.xml.jws")).await.0, 404);
    assert!(
        text(&address)
            .await
            .1
            .contains("The signature is being made.")
    );
    world.post_round().await;
    let (_, jws) = text(&format!("{address}.xml.jws")).await;
    let (_, minisig) = text(&format!("{address}.xml.minisig")).await;
    let keys = nobody.get("/keys").await.ok();
    assert_eq!(keys["keys"].as_array().map(Vec::len), Some(1));
    let key = keys["minisign"][0]["key"].as_str().unwrap();
    assert!(text(&address).await.1.contains(key));
    assert!(minisig.contains(&format!("trusted comment: {slug}.xml version 1")));

    it.act(&it.applicant, "accept_compliance", json!({})).await;
    world.post_round().await;
    assert_eq!(text(&format!("{address}.xml")).await.1, xml);
    assert_eq!(text(&format!("{address}.xml.jws")).await.1, jws);
    assert_eq!(
        nobody.get("/changes?after=1").await.ok()["items"],
        json!([])
    );
    world.ends().await;
}

#[actix_web::test]
async fn a_body_has_a_log_and_a_key_of_its_own() {
    let world = World::new().await;
    published(&world, false).await;
    world.post_round().await;
    let neighbour = world.neighbour().await.nobody();
    assert_eq!(neighbour.get("/changes").await.ok()["items"], json!([]));
    assert_eq!(neighbour.get("/keys").await.ok()["keys"], json!([]));
    let feed = text(&format!("{}/{}/rulings.atom", world.origin, world.slug)).await;
    assert!(feed.0 == 200 && feed.1.matches("<entry>").count() == 1);
    let other = neighbour.base().rsplit('/').next().unwrap().to_owned();
    let empty = text(&format!("{}/{other}/rulings.atom", world.origin)).await;
    assert!(empty.0 == 200 && !empty.1.contains("<entry>"));
    let feed = text(&format!(
        "{}/{}/rulings.feed.json?after=nonsense",
        world.origin, world.slug
    ))
    .await;
    assert_eq!(feed.0, 422);
    world.ends().await;
}
