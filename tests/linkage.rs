//! A report on a state: drawn up, checked, replied to, transmitted, acknowledged.

use domain::refusal::Refusal;
use harness::actor::Reply;
use harness::{Actor, Proceeding, World};
use serde_json::{Value, json};
use uuid::Uuid;

/// A report and those who work on it.
struct Reporting {
    it: Proceeding,
    officer: Actor,
    liaison: Actor,
    report: Uuid,
}

impl Reporting {
    /// A ruling against XBB is published, the half-year has closed, and a draft is drawn up.
    async fn drafted(world: &World) -> Self {
        let it = Proceeding::published(world, Some("necessity")).await;
        let officer = world
            .person("Officer", json!({ "role": "case_officer" }))
            .await;
        let liaison = world.person("Liaison", json!({ "role": "liaison" })).await;
        let now = world.now().await.to_string();
        let (year, first) = (&now[..4], now[5..7] < *"07");
        let period = format!("{year}-S{}", if first { 1 } else { 2 });
        let reporting = Self {
            it,
            officer,
            liaison,
            report: Uuid::now_v7(),
        };
        reporting
            .draw_up(&period)
            .await
            .refused(Refusal::LinkagePeriodOpen);
        world.days_pass(184).await;
        reporting.draw_up(&period).await.ok();
        reporting
    }

    async fn draw_up(&self, period: &str) -> Reply {
        let half_year = json!({ "state": "XBB", "period": period });
        self.officer
            .put(&format!("/reports/{}", self.report), &half_year)
            .await
    }

    async fn seen_by(&self, who: &Actor) -> Value {
        who.get(&format!("/reports/{}", self.report)).await.ok()
    }

    async fn act(&self, who: &Actor, act: &str, body: Value) -> Reply {
        let seen = who.get(&format!("/reports/{}", self.report)).await;
        let version = seen.json["version"].as_i64().unwrap_or(1);
        who.post_seen(&format!("/reports/{}/{act}", self.report), version, &body)
            .await
    }
}

#[actix_web::test]
async fn a_report_goes_from_draft_to_acknowledged_and_each_act_waits_for_whoever_owes_it() {
    let world = World::new().await;
    let r = Reporting::drafted(&world).await;
    let path = [
        (&r.officer, "submit", json!({}), "in_check"),
        (
            &r.it.registrar,
            "fail_check",
            json!({ "reasons": "Name the days." }),
            "draft",
        ),
        (&r.officer, "submit", json!({}), "in_check"),
        (&r.it.registrar, "pass_check", json!({}), "with_state"),
        (
            &r.it.respondent,
            "reply",
            json!({ "text": "The duty is being withdrawn." }),
            "revised",
        ),
        (&r.it.president, "finalise", json!({}), "final"),
        (&r.it.registrar, "transmit", json!({}), "transmitted"),
        (&r.liaison, "acknowledge", json!({}), "acknowledged"),
    ];
    for (who, act, body, state) in path {
        let seen = r.seen_by(who).await;
        assert!(
            seen["can"].as_array().unwrap().iter().any(|one| one == act),
            "{act} is not offered to {}: {}",
            who.name,
            seen["can"]
        );
        let work = who.get("/work").await.ok();
        // The registrar who may pass may also send back: one duty, two ways to meet it.
        let duty = format!(
            "linkage.{}",
            if act == "fail_check" {
                "pass_check"
            } else {
                act
            }
        );
        let waits = work["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["report_id"] == r.report.to_string() && one["act"] == *duty);
        assert!(waits, "{act} does not wait for {}: {work}", who.name);
        assert_eq!(r.act(who, act, body).await.ok()["status"], state);
    }
    let seen = r.seen_by(&r.liaison).await;
    assert_eq!(seen["reply"], "The duty is being withdrawn.");
    r.act(&r.liaison, "acknowledge", json!({}))
        .await
        .refused(Refusal::LinkageClosed);
    world.ends().await;
}

#[actix_web::test]
async fn a_report_is_open_to_its_state_only_when_served_and_to_liaisons_only_when_transmitted() {
    let world = World::new().await;
    let r = Reporting::drafted(&world).await;
    let path = format!("/reports/{}", r.report);
    let closed = async |who: &Actor| {
        who.get(&path).await.is(404, "not_found");
        let listed = who.get("/reports").await.ok();
        assert_eq!(listed["items"], json!([]), "{}", who.name);
    };
    for who in [
        &r.it.respondent,
        &r.it.applicant,
        &r.liaison,
        &r.it.members[0],
        &world.administrator,
    ] {
        closed(who).await;
    }
    r.act(&r.officer, "submit", json!({})).await.ok();
    r.act(&r.it.registrar, "pass_check", json!({})).await.ok();
    r.seen_by(&r.it.respondent).await;
    closed(&r.liaison).await;
    closed(&r.it.applicant).await;
    // Silence is not agreement: the limit runs, and the report goes on and says so.
    world.days_pass(60).await;
    let seen = r.seen_by(&r.it.president).await;
    assert_eq!(
        (seen["status"].as_str(), &seen["reply"]),
        (Some("revised"), &Value::Null)
    );
    r.act(&r.it.respondent, "reply", json!({ "text": "Late." }))
        .await
        .is(409, "linkage.out_of_order");
    r.act(&r.it.president, "finalise", json!({})).await.ok();
    closed(&r.liaison).await;
    r.act(&r.it.registrar, "transmit", json!({})).await.ok();
    let text = r.seen_by(&r.liaison).await.to_string();
    assert!(text.contains("No reply received. Silence is not agreement."));
    assert!(text.contains("The recipient decides under its own Articles"));
    world.post_round().await;
    let letters = std::fs::read_dir(world.state.join("letters"))
        .expect("letters")
        .flatten();
    let to_liaison = letters.filter(|entry| {
        let letter = std::fs::read_to_string(entry.path()).unwrap_or_default();
        letter.contains(&r.liaison.email)
    });
    assert_eq!(to_liaison.count(), 1);
    world.ends().await;
}

#[actix_web::test]
async fn a_report_counts_what_was_found_and_names_no_vote() {
    let world = World::new().await;
    let r = Reporting::drafted(&world).await;
    let seen = r.seen_by(&r.officer).await;
    let claim = &seen["content"]["claims"][0];
    assert!(claim.to_string().contains("NOT_JUSTIFIED(T2)"), "{claim}");
    assert!(
        !seen["content"].to_string().contains("Legal Member"),
        "who voted how is no part of a report"
    );
    let csv = r
        .officer
        .get(&format!("/reports/{}/data.csv", r.report))
        .await;
    let text = csv.json.as_str().expect("text").to_owned();
    let mut lines = text.lines();
    let head: Vec<_> = lines.next().unwrap().split(',').collect();
    assert_eq!(head[..3], ["STRUCTURE", "STRUCTURE_ID", "ACTION"]);
    let series = seen["series"].as_array().unwrap();
    assert!(!series.is_empty());
    assert_eq!(lines.count(), series.len(), "a line each");
    // A second report on the same half-year is the same report.
    let again = json!({ "state": "XBB", "period": seen["period"] });
    let other = r
        .officer
        .put(&format!("/reports/{}", Uuid::now_v7()), &again)
        .await;
    assert_ne!(other.status, 200, "{}", other.json);
    world.ends().await;
}
