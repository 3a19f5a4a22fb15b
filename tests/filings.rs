//! Documents, submissions, and the numbers that they get.

use domain::refusal::Refusal;
use harness::proceeding::pdf;
use harness::{Proceeding, World};
use serde_json::json;
use uuid::Uuid;

#[actix_web::test]
async fn fifty_identical_submissions_at_once_are_one_filing_with_one_number() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let (document, filing) = (Uuid::now_v7(), Uuid::now_v7());
    it.applicant
        .upload(it.case, document, "First submission", pdf("one"))
        .await
        .ok();
    let path = format!("/cases/{}/submissions/{filing}", it.case);
    let body = json!({ "statement": "As follows.", "documents": [document] });
    let mut answers = Vec::new();
    for answer in (0..50).map(|_| {
        let (who, path, body) = (it.applicant.clone(), path.clone(), body.clone());
        actix_web::rt::spawn(async move { who.put(&path, &body).await.ok() })
    }) {
        answers.push(answer);
    }
    let mut numbers = Vec::new();
    for answer in answers {
        numbers.push(answer.await.unwrap()["docket_no"].as_i64().unwrap());
    }
    assert!(numbers.iter().all(|no| *no == numbers[0]), "{numbers:?}");
    let filings = it
        .registrar
        .get(&format!("/cases/{}/filings", it.case))
        .await
        .ok();
    let first = filings["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["kind"] == "F07")
        .count();
    assert_eq!(first, 1);
    world.ends().await;
}

#[actix_web::test]
async fn docket_numbers_have_no_gap_under_parallel_acts() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let mut running = Vec::new();
    for n in 0..20 {
        let (who, case) = (
            if n % 2 == 0 {
                it.applicant.clone()
            } else {
                it.respondent.clone()
            },
            it.case,
        );
        running.push(actix_web::rt::spawn(async move {
            let document = Uuid::now_v7();
            who.upload(case, document, "Exhibit", pdf(&format!("{n}")))
                .await
                .ok();
            let path = format!("/cases/{case}/exhibits/{}", Uuid::now_v7());
            who.put(
                &path,
                &json!({ "title": format!("Exhibit {n}"), "documents": [document] }),
            )
            .await
            .ok();
        }));
    }
    for one in running {
        one.await.unwrap();
    }
    let docket = it
        .registrar
        .get(&format!("/cases/{}/docket", it.case))
        .await
        .ok();
    let numbers: Vec<_> = docket["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["no"].as_i64().unwrap())
        .collect();
    assert_eq!(
        numbers,
        (1..=i64::try_from(numbers.len()).unwrap()).collect::<Vec<_>>()
    );
    assert!(numbers.len() > 20);
    world.ends().await;
}

#[actix_web::test]
async fn what_is_not_a_pdf_or_too_large_is_refused_and_leaves_nothing() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let id = Uuid::now_v7();
    it.applicant
        .upload(it.case, id, "Not a PDF", b"GIF89a".to_vec())
        .await
        .refused(Refusal::DocumentWrongType);
    let mut large = pdf("large");
    large.splice(9..9, std::iter::repeat_n(b' ', 1024 * 1024 + 1));
    it.applicant
        .upload(it.case, id, "Too large", large)
        .await
        .refused(Refusal::DocumentTooLarge);
    it.applicant
        .get(&format!("/cases/{}/documents/{id}", it.case))
        .await
        .is(404, "not_found");
    world.ends().await;
}

#[actix_web::test]
async fn a_document_is_never_another_one_under_the_same_id() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let id = Uuid::now_v7();
    let first = it
        .applicant
        .upload(it.case, id, "Paper", pdf("one"))
        .await
        .ok();
    let again = it
        .applicant
        .upload(it.case, id, "Paper", pdf("one"))
        .await
        .ok();
    assert_eq!(first["sha256"], again["sha256"]);
    it.applicant
        .upload(it.case, id, "Paper", pdf("two"))
        .await
        .refused(Refusal::DocumentIdTaken);
    it.respondent
        .upload(it.case, id, "Paper", pdf("one"))
        .await
        .refused(Refusal::DocumentIdTaken);
    world.ends().await;
}

#[actix_web::test]
async fn a_document_that_is_not_filed_is_its_sides_alone() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let id = Uuid::now_v7();
    it.applicant
        .upload(it.case, id, "Draft", pdf("draft"))
        .await
        .ok();
    for who in [&it.respondent, &it.registrar, &it.members[1]] {
        who.get(&format!("/cases/{}/documents/{id}", it.case))
            .await
            .is(404, "not_found");
        let listed = who.get(&format!("/cases/{}/documents", it.case)).await.ok();
        assert!(
            listed["items"]
                .as_array()
                .unwrap()
                .iter()
                .all(|one| one["id"] != id.to_string())
        );
    }
    world.ends().await;
}

#[actix_web::test]
async fn submissions_alternate_and_the_last_one_completes_the_written_phase() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let path = format!("/cases/{}/submissions/{}", it.case, Uuid::now_v7());
    let document = Uuid::now_v7();
    it.respondent
        .upload(it.case, document, "Too soon", pdf("soon"))
        .await
        .ok();
    let body = json!({ "statement": "Too soon.", "documents": [document] });
    it.respondent
        .put(&path, &body)
        .await
        .refused(Refusal::FilingNotYoursNow);
    for who in [&it.applicant, &it.respondent, &it.applicant, &it.respondent] {
        it.plead(who).await;
    }
    assert_eq!(it.seen_by(&it.registrar).await["state"], "evidence_phase");
    world.ends().await;
}

#[actix_web::test]
async fn whoever_may_not_file_hears_that_before_that_the_id_is_taken() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let filing = Uuid::now_v7();
    let path = format!("/cases/{}/exhibits/{filing}", it.case);
    let document = Uuid::now_v7();
    it.applicant
        .upload(it.case, document, "Exhibit", pdf("one"))
        .await
        .ok();
    let body = json!({ "title": "Exhibit", "documents": [document] });
    it.applicant.put(&path, &body).await.ok();
    let other = json!({ "title": "Another", "documents": [document] });
    it.registrar.put(&path, &other).await.is(403, "forbidden");
    let stale = it.applicant.put_seen(&path, 1, &other).await;
    stale.is(409, "stale");
    // Nothing else is wrong with it, so now it is said.
    let document = Uuid::now_v7();
    it.applicant
        .upload(it.case, document, "Exhibit", pdf("two"))
        .await
        .ok();
    let other = json!({ "title": "Another", "documents": [document] });
    let taken = it.applicant.put(&path, &other).await;
    assert_eq!(taken.json["fields"][0]["path"], "id", "{}", taken.json);
    taken.is(422, "content.invalid");
    world.ends().await;
}
