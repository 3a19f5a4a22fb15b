//! Performs a docket file through the public API, as its people and at its times, and checks what
//! each claim came to. It knows nothing of the server but its address.

mod acts;
mod delegations;
mod file;
mod paper;
mod wire;

use std::collections::HashMap;
use std::path::Path;

use anyhow::Context as _;
use jiff::Timestamp;
use reqwest::{Method, StatusCode};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use acts::Stage;
use file::{Basis, Deed, Expectation};
use wire::{Refused, Wire, With};

pub use delegations::{Delegate, accredit};
pub use file::{BodyWanted, Docket, PersonRecord, RoleRecord, Stop, read};
pub use wire::Target;

/// How the administrator is called among the signed in; no key of a person is empty.
const ADMINISTRATOR: &str = "";

/// What a docket came to.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The docket.
    pub docket: String,
    /// What it is about.
    pub title: String,
    /// In which body it was performed.
    pub body: String,
    /// Its case.
    pub case: Uuid,
    /// Acts performed now.
    pub acts: usize,
    /// What each claim came to, with what was expected of it.
    pub claims: Vec<ClaimReport>,
}

/// What a claim came to.
#[derive(Debug, Serialize)]
pub struct ClaimReport {
    /// Its number.
    pub claim: i64,
    /// Its outcome.
    pub outcome: Option<String>,
    /// As the server gives it: steps, elements, concerns.
    pub result: Value,
    /// What was expected, and kept.
    pub kept: Vec<Kept>,
}

/// An expectation that was kept.
#[derive(Debug, Serialize)]
pub struct Kept {
    /// Of what: `outcome`, `threshold`, `tiers.good_faith`, `elements.…`.
    pub what: String,
    /// What it came to.
    pub came_to: String,
    /// What was accepted.
    pub accepted: String,
    /// On what basis that was expected.
    pub basis: Basis,
}

/// Performs a docket file in a body.
pub async fn perform(file: &Path, at: &Target) -> anyhow::Result<Report> {
    let text =
        std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    perform_text(&text, at, false)
        .await
        .with_context(|| file.display().to_string())
}

/// Performs the text of a docket. With `resume`, what lies behind the body's clock has been done:
/// every act is performed at its own time, so the clock says how far an earlier run came.
pub async fn perform_text(text: &str, at: &Target, resume: bool) -> anyhow::Result<Report> {
    let docket = read(text)?;
    let mut stage = prepare(&docket, at).await?;
    let mut now = clock(&mut stage.wire).await?;
    let mut performed = 0;
    for (place, deed) in docket.acts.iter().enumerate() {
        let stop = |reason: String| Stop {
            line: deed.line,
            reason,
        };
        if deed.at < now {
            if resume {
                continue;
            }
            return Err(stop(format!(
                "This act is out of order: the body's clock stands at {now}."
            ))
            .into());
        }
        // The act at which an earlier run ended may or may not have been done.
        let perhaps_done = resume && deed.at == now;
        turn(&mut stage.wire, deed.at)
            .await
            .map_err(|error| stop(format!("{error:#}")))?;
        now = deed.at;
        stage.again = perhaps_done;
        match stage.act(place, deed).await {
            Ok(()) => performed += 1,
            Err(error) if perhaps_done && was_refused(&error) => {}
            Err(error) => return Err(stop(refusal(deed, &error)).into()),
        }
    }
    let claims = check(&docket, &mut stage).await?;
    Ok(Report {
        docket: docket.docket.clone(),
        title: docket.title.clone(),
        body: at.body.clone(),
        case: stage.case,
        acts: performed,
        claims,
    })
}

/// Enters people in a body as its administrator; who is there already stays as they are.
pub async fn enter_all(at: &Target, people: &[PersonRecord]) -> anyhow::Result<()> {
    let mut wire = Wire::to(at);
    wire.introduce(ADMINISTRATOR, &at.email, &at.password);
    for person in people {
        wire.introduce(&person.key, &person.email, &person.password);
        enter(&mut wire, &at.body, person)
            .await
            .with_context(|| format!("the person {:?}", person.key))?;
    }
    Ok(())
}

/// Where the clock of a simulation stands.
pub async fn now(at: &Target) -> anyhow::Result<Timestamp> {
    let mut wire = Wire::to(at);
    wire.introduce(ADMINISTRATOR, &at.email, &at.password);
    clock(&mut wire).await
}

/// Turns the clock of a simulation.
pub async fn turn_to(at: &Target, to: Timestamp) -> anyhow::Result<()> {
    let mut wire = Wire::to(at);
    wire.introduce(ADMINISTRATOR, &at.email, &at.password);
    turn(&mut wire, to).await
}

/// Enters states and people as the administrator. Somebody who is there already is found by
/// signing in as them.
async fn prepare<'a>(docket: &'a Docket, at: &'a Target) -> anyhow::Result<Stage<'a>> {
    let mut wire = Wire::to(at);
    wire.introduce(ADMINISTRATOR, &at.email, &at.password);
    for state in &docket.states {
        let with = With {
            json: Some(json!(state)),
            ..With::default()
        };
        wire.send(ADMINISTRATOR, Method::PUT, "/states", with)
            .await
            .with_context(|| format!("the state {}", state.code))?;
    }
    let mut people = HashMap::new();
    for person in &docket.people {
        wire.introduce(&person.key, &person.email, &person.password);
        let id = enter(&mut wire, &at.body, person)
            .await
            .with_context(|| format!("the person {:?}", person.key))?;
        people.insert(person.key.clone(), id);
    }
    let case = derived(&[&at.body, &docket.docket, "case"]);
    Ok(Stage {
        wire,
        body: &at.body,
        docket: &docket.docket,
        case,
        people,
        again: false,
    })
}

/// Enters one person, or finds who has the address.
async fn enter(wire: &mut Wire, body: &str, person: &PersonRecord) -> anyhow::Result<Uuid> {
    // Whoever can sign in is there, and hashing the password once is enough.
    if let Ok(me) = wire.get(&person.key, "/me").await {
        return id_of(&me["person"]);
    }
    let id = derived(&[body, "person", &person.email.to_lowercase()]);
    let record = json!({
        "name": person.name, "email": person.email, "password": person.password,
        "nationalities": person.nationalities, "institution": person.institution, "roles": person.roles,
    });
    let with = With {
        json: Some(record),
        ..With::default()
    };
    let entered = wire
        .send(ADMINISTRATOR, Method::PUT, &format!("/people/{id}"), with)
        .await?;
    id_of(&entered)
}

fn id_of(person: &Value) -> anyhow::Result<Uuid> {
    Ok(person["id"]
        .as_str()
        .context("a person has an id")?
        .parse()?)
}

/// Where the clock of the body stands.
async fn clock(wire: &mut Wire) -> anyhow::Result<Timestamp> {
    let body = wire.get(ADMINISTRATOR, "").await?;
    anyhow::ensure!(
        body["simulation"] == json!(true),
        "a docket is performed in a simulation body only, since its clock is turned"
    );
    Ok(body["now"]
        .as_str()
        .context("a body has a clock")?
        .parse()?)
}

async fn turn(wire: &mut Wire, to: Timestamp) -> anyhow::Result<()> {
    let with = With {
        json: Some(json!({ "to": to.to_string() })),
        ..With::default()
    };
    wire.send(ADMINISTRATOR, Method::POST, "/clock", with)
        .await
        .context("turning the clock")?;
    Ok(())
}

/// Did the server say no, rather than fail or not be there?
fn was_refused(error: &anyhow::Error) -> bool {
    error.downcast_ref::<Refused>().is_some_and(|refused| {
        let known = refused.code != wire::UNKNOWN;
        known && refused.status.is_client_error() && refused.status != StatusCode::UNAUTHORIZED
    })
}

fn refusal(deed: &Deed, error: &anyhow::Error) -> String {
    format!(
        "{:?} of {} on {} was not done: {error:#}",
        deed.act, deed.by, deed.at
    )
}

/// Compares what each claim came to with what was expected; the first broken expectation stops it.
async fn check(docket: &Docket, stage: &mut Stage<'_>) -> anyhow::Result<Vec<ClaimReport>> {
    let Some(first) = docket.acts.iter().find(|deed| deed.act == "open") else {
        return Ok(Vec::new());
    };
    let case = stage
        .wire
        .get(&first.by, &format!("/cases/{}", stage.case))
        .await?;
    let results = case["results"].as_array().cloned().unwrap_or_default();
    let mut reports = Vec::new();
    for (line, expected) in &docket.expect {
        let stop = |reason: String| Stop {
            line: *line,
            reason,
        };
        let result = results
            .iter()
            .find(|result| result["no"].as_i64() == Some(expected.claim))
            .ok_or_else(|| {
                stop(format!(
                    "Claim {} has no result: the case is at {}.",
                    expected.claim, case["state"]
                ))
            })?;
        let outcome = text(&result["outcome"]);
        let mut kept = Vec::new();
        let threshold = step_of(result, "threshold");
        let mut compare = |what: String, came_to: Option<String>, wanted: &Expectation| {
            let came_to = came_to.unwrap_or_else(|| "nothing".to_owned());
            if !wanted.accept.has(&came_to) {
                return Err(stop(format!(
                    "Claim {}: {what} came to {came_to}, and {} was expected.",
                    expected.claim, wanted.accept
                )));
            }
            kept.push(Kept {
                what,
                came_to,
                accepted: wanted.accept.to_string(),
                basis: wanted.basis,
            });
            Ok(())
        };
        for (element, wanted) in &expected.elements {
            compare(
                format!("elements.{element}"),
                element_of(result, element),
                wanted,
            )?;
        }
        if let Some(wanted) = &expected.threshold {
            compare("threshold".to_owned(), threshold, wanted)?;
        }
        for (tier, wanted) in &expected.tiers {
            compare(format!("tiers.{tier}"), step_of(result, tier), wanted)?;
        }
        if let Some(wanted) = &expected.outcome {
            compare("outcome".to_owned(), outcome.clone(), wanted)?;
        }
        reports.push(ClaimReport {
            claim: expected.claim,
            outcome,
            result: result.clone(),
            kept,
        });
    }
    Ok(reports)
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn step_of(result: &Value, step: &str) -> Option<String> {
    result["steps"]
        .as_array()?
        .iter()
        .find(|one| one["step"] == json!(step))
        .and_then(|one| text(&one["finding"]))
}

fn element_of(result: &Value, element: &str) -> Option<String> {
    result["steps"]
        .as_array()?
        .iter()
        .find_map(|one| text(&one["elements"][element]))
}

/// An id that the same words always give, so that a request sent twice is one thing.
fn derived(parts: &[&str]) -> Uuid {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.len().to_be_bytes());
        hasher.update(part.as_bytes());
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hasher.finalize()[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::{derived, element_of, read, step_of};
    use domain::Word;
    use serde_json::json;

    #[test]
    fn the_same_words_give_the_same_id_and_their_borders_count() {
        assert_eq!(derived(&["sim", "ds512"]), derived(&["sim", "ds512"]));
        assert_ne!(derived(&["sim", "ds512"]), derived(&["simd", "s512"]));
    }

    #[test]
    fn what_a_claim_came_to_is_found_in_its_results() {
        let result = json!({ "steps": [{ "step": "threshold", "finding": "met", "elements": { "e": "met" } }] });
        assert_eq!(step_of(&result, "threshold").as_deref(), Some("met"));
        assert_eq!(element_of(&result, "e").as_deref(), Some("met"));
        assert_eq!(step_of(&result, "necessity"), None);
    }

    #[test]
    fn the_schema_has_the_acts_and_their_fields_as_the_replay_reads_them() {
        let schema: serde_json::Value =
            serde_json::from_str(include_str!("../../../replays/docket.schema.json")).unwrap();
        let branches = schema["properties"]["acts"]["items"]["oneOf"]
            .as_array()
            .unwrap();
        let common = ["at", "by", "act", "basis", "remark"];
        let mut words = Vec::new();
        for branch in branches {
            let act = branch["properties"]["act"]["const"].as_str().unwrap();
            let (needed, optional) =
                super::file::fields(act).unwrap_or_else(|| panic!("{act} is no act"));
            let own = |names: Vec<String>| -> Vec<String> {
                let mut names: Vec<_> = names
                    .into_iter()
                    .filter(|name| !common.contains(&name.as_str()))
                    .collect();
                names.sort();
                names
            };
            let sorted =
                |names: &[&str]| own(names.iter().map(|name| (*name).to_owned()).collect());
            let required = branch["required"]
                .as_array()
                .unwrap()
                .iter()
                .map(|name| name.as_str().unwrap().to_owned());
            assert_eq!(own(required.collect()), sorted(needed), "{act}");
            let all = branch["properties"]
                .as_object()
                .unwrap()
                .keys()
                .cloned()
                .collect();
            assert_eq!(own(all), sorted(&[needed, optional].concat()), "{act}");
            words.push(act);
        }
        for act in domain::case::Act::ALL.iter().filter(|act| !act.by_clock()) {
            assert!(words.contains(&act.as_str()), "{act}");
        }
        for act in domain::linkage::Act::ALL
            .iter()
            .filter(|act| act.as_str() != "lapse_reply")
        {
            assert!(words.contains(&format!("linkage.{act}").as_str()), "{act}");
        }
    }

    #[test]
    fn every_docket_of_the_repository_is_in_order() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../replays");
        let mut count = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.ends_with(".json") && !name.ends_with(".schema.json") {
                let text = std::fs::read_to_string(&path).unwrap();
                let docket = read(&text).unwrap_or_else(|stop| panic!("{name}, {stop}"));
                assert_eq!(format!("{}.json", docket.docket), name);
                count += 1;
            }
        }
        assert!(count >= 2, "{count} dockets");
    }
}
