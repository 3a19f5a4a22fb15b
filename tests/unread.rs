//! What cannot be read is refused at its field, in a sentence that says what would be right.

use harness::actor::{Reply, client};
use harness::{Actor, Proceeding, World};
use serde_json::{Value, json};
use uuid::Uuid;

/// The one field that was refused, its kind, and what is said of it.
fn fault(reply: &Reply) -> (String, String, String) {
    let said = &reply.json;
    assert_eq!(
        (reply.status, &said["code"]),
        (422, &json!("content.invalid")),
        "{said}"
    );
    let fields = said["fields"].as_array().expect("fields");
    assert_eq!(fields.len(), 1, "{said}");
    assert_eq!(said["detail"], fields[0]["why"]);
    let text = |name: &str| fields[0][name].as_str().unwrap_or_default().to_owned();
    (text("path"), text("kind"), text("why"))
}

fn is(reply: &Reply, path: &str, kind: &str, why: &str) {
    let found = fault(reply);
    assert_eq!(found, (path.to_owned(), kind.to_owned(), why.to_owned()));
}

/// Someone put forward, with one thing said otherwise.
async fn puts_forward(who: &Actor, change: impl Fn(&mut Value)) -> Reply {
    let mut member = json!({
        "role": "adviser", "name": "Nova Voss", "email": "nova@test.example", "first_day": "2026-03-02", "last_day": null,
        "letter": {
            "signed_by": "Ines Calder", "signed_as": "Minister", "signed_on": "2026-02-20", "reference": "MFA/2026/14",
        },
    });
    change(&mut member);
    let path = format!("/delegations/XAA/accreditations/{}", Uuid::now_v7());
    who.put(&path, &member).await
}

#[actix_web::test]
async fn a_body_is_refused_at_its_field() {
    let world = World::new().await;
    let it = Proceeding::pleading(&world).await;
    let agent = &it.applicant;
    let day = "Give a day, as 2026-11-30.";
    let empty = puts_forward(agent, |new| new["letter"]["signed_on"] = json!("")).await;
    is(&empty, "letter.signed_on", "day", day);
    let word = puts_forward(agent, |new| new["last_day"] = json!("soon")).await;
    is(&word, "last_day", "day", day);
    let none = puts_forward(agent, |new| new["first_day"] = Value::Null).await;
    is(&none, "first_day", "needed", "This is needed.");
    let less = puts_forward(agent, |new| {
        new.as_object_mut().unwrap().remove("email");
    })
    .await;
    is(&less, "email", "needed", "This is needed.");
    let number = puts_forward(agent, |new| new["name"] = json!(7)).await;
    is(&number, "name", "text", "Give a text.");
    let group = puts_forward(agent, |new| new["letter"] = json!("MFA/2026/14")).await;
    is(&group, "letter", "group", "Give a group of fields.");
    let unknown = puts_forward(agent, |new| new["letter"]["colour"] = json!("red")).await;
    is(
        &unknown,
        "letter.colour",
        "unknown",
        "There is no field of this name.",
    );
    let role = puts_forward(agent, |new| new["role"] = json!("king")).await;
    let (path, kind, why) = fault(&role);
    assert_eq!((path.as_str(), kind.as_str()), ("role", "choice"));
    assert!(why.starts_with("Choose one of: registrar, "), "{why}");
    let names = role.json["fields"][0]["names"].as_array().expect("names");
    assert!(names.contains(&json!("adviser")));

    let mut request = harness::proceeding::request();
    request["claims"][0]["obligation"] = json!(3);
    let path = format!("/cases/{}", Uuid::now_v7());
    let claim = agent.put(&path, &request).await;
    is(&claim, "claims.0.obligation", "text", "Give a text.");
    world.ends().await;
}

#[actix_web::test]
async fn a_query_is_refused_at_its_part_and_an_address_that_is_none_leads_nowhere() {
    let world = World::new().await;
    let who = &world.administrator;
    let id = "Give an id, as 0199f3c2-5a7e-7c41-9d2b-6f0e8a1b3c4d.";
    let auditor = world.person("Auditor", json!({ "role": "auditor" })).await;
    let person = auditor.get("/ledger?person=bogus").await;
    is(&person, "person", "id", id);
    let from = auditor.get("/ledger?from=yesterday").await;
    is(
        &from,
        "from",
        "moment",
        "Give a moment, as 2026-11-30T09:00:00Z.",
    );
    let kind = auditor.get("/ledger?kind=bogus").await;
    is(
        &kind,
        "kind",
        "choice",
        "Choose one of: act, read, denied, checkpoint.",
    );
    let before = auditor.get("/checkpoints?before=x").await;
    is(&before, "before", "whole", "Give a whole number.");
    let far = auditor.get("/checkpoints?before=99999999999").await;
    is(
        &far,
        "before",
        "most",
        "Give a number of at most 2147483647.",
    );
    // What cannot be an address of something leads nowhere, as one that is nobody's does.
    who.get("/cases/bogus").await.is(404, "not_found");
    world.ends().await;
}

#[actix_web::test]
async fn what_is_no_json_is_refused_as_a_whole_and_what_is_too_long_or_of_another_kind_too() {
    let world = World::new().await;
    let address = format!("{}/session", world.administrator.base());
    let send = async |kind: &str, body: String| {
        let request = client().post(&address).header("content-type", kind);
        let request = request.header("sec-fetch-site", "same-origin").body(body);
        let answer = request.send().await.expect("an answer");
        let status = answer.status().as_u16();
        let said: Value = answer.json().await.expect("JSON");
        (
            status,
            said["fields"][0]["path"].clone(),
            said["detail"].clone(),
        )
    };
    let body = json!("body");
    let broken = send("application/json", "{\"email\":".to_owned()).await;
    assert_eq!(broken, (422, body.clone(), json!("This is not JSON.")));
    let other = send("text/plain", "{}".to_owned()).await;
    assert_eq!(other.0, 422);
    assert!(
        other.2.to_string().contains("application/json"),
        "{other:?}"
    );
    let long = send(
        "application/json",
        format!("\"{}\"", "x".repeat((2 << 20) + 1024)),
    )
    .await;
    assert_eq!((long.0, &long.1), (422, &body));
    assert!(long.2.to_string().contains("2 MiB"), "{long:?}");
    let twice = "{\"email\":\"a@b.example\",\"email\":\"a@b.example\",\"password\":\"x\"}";
    let twice = send("application/json", twice.to_owned()).await;
    assert_eq!(twice, (422, body, json!("Give this once.")));
    world.ends().await;
}

#[actix_web::test]
async fn a_wrong_password_is_told_what_helps_and_nothing_of_the_account() {
    let world = World::new().await;
    let nobody = world.administrator.nobody();
    let mut told = Vec::new();
    for email in [world.administrator.email.as_str(), "nobody@test.example"] {
        let wrong = json!({ "email": email, "password": "not the password of anyone" });
        told.push(nobody.post("/session", &wrong).await);
    }
    assert_eq!(told[0].status, 401);
    assert_eq!(told[0].json, told[1].json);
    assert_eq!(told[0].json["code"], "session.password");
    let remedy = "Check the address and the password, or ask for a new password.";
    assert_eq!(told[0].json["remedy"], remedy);
    world.ends().await;
}
