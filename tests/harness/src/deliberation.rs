//! The panel behind its door: sheets, votes, the ruling.

use serde_json::{Map, Value, json};

use crate::actor::{Actor, Reply};
use crate::proceeding::Proceeding;
use crate::world::World;

/// A step that is being scored or voted.
pub struct OpenStep {
    /// Its word.
    pub name: String,
    /// The claim's number.
    pub claim_no: i64,
    /// Its address, below the body's.
    pub path: String,
    /// What the server shows of it to the member who looked.
    pub view: Value,
}

/// Why, in more words than an answer needs.
pub fn reasons() -> String {
    "The record shows this well enough to say so. ".repeat(8)
}

/// A sheet that answers every row of a step alike.
pub fn sheet(step: &OpenStep, answer: &str) -> Value {
    let mut answers = Map::new();
    for row in step.view["rows"].as_array().into_iter().flatten() {
        let answer = json!({ "answer": answer, "confidence": "M", "reasons": reasons(), "exhibits": ["XAA-1"] });
        answers.insert(row["key"].as_str().unwrap_or_default().to_owned(), answer);
    }
    json!({ "answers": answers })
}

/// A vote on a motion; the elements as it goes: met where yes, not met where no.
pub fn ballot(motion: &Value, yes: bool) -> Value {
    let mut elements = Map::new();
    for element in motion["elements"].as_array().into_iter().flatten() {
        let good = motion["key"] == "T1b" || yes;
        let outcome = element["outcomes"][usize::from(!good)].clone();
        elements.insert(
            element["id"].as_str().unwrap_or_default().to_owned(),
            outcome,
        );
    }
    json!({ "motion": motion["key"], "vote": if yes { "yes" } else { "no" }, "reasons": "As scored.", "elements": elements })
}

/// What the panel writes. The first ruling of a world refers to none but itself, later ones to it.
const FINDINGS: &str = "As the record shows, and as in [2026] ISECRC 1, para 2.";

impl Proceeding {
    /// The review as a member sees it.
    pub async fn review(&self, member: &Actor) -> Value {
        member
            .get(&format!("/cases/{}/review", self.case))
            .await
            .ok()
    }

    /// The first step that is being scored, as a member sees it.
    pub async fn open_step(&self, member: &Actor) -> Option<OpenStep> {
        let review = self.review(member).await;
        for claim in review["claims"].as_array()? {
            let steps = claim["steps"].as_array()?;
            let open = |step: &&Value| step["status"] == "scoring" || step["status"] == "revealed";
            if let Some(view) = steps.iter().find(open) {
                let (id, name) = (claim["id"].as_str()?, view["step"].as_str()?.to_owned());
                let path = format!("/cases/{}/review/{id}/{name}", self.case);
                return Some(OpenStep {
                    path,
                    name,
                    claim_no: claim["no"].as_i64()?,
                    view: view.clone(),
                });
            }
        }
        None
    }

    /// A member hands in a sheet that says the same everywhere.
    pub async fn score(&self, member: &Actor, step: &OpenStep, answer: &str) -> Reply {
        member
            .post(&format!("{}/score", step.path), &sheet(step, answer))
            .await
    }

    /// Every member hands in the same sheet.
    pub async fn all_score(&self, step: &OpenStep, answer: &str) {
        for member in &self.members {
            self.score(member, step, answer).await.ok();
        }
    }

    /// A member votes, or revises an answer, on what they see now.
    pub async fn say(&self, member: &Actor, step: &OpenStep, word: &str, body: &Value) -> Reply {
        let now = self.open_step(member).await;
        let seen = now.and_then(|step| step.view["version"].as_i64());
        let path = format!("{}/{word}", step.path);
        member
            .post_seen(&path, seen.unwrap_or_default(), body)
            .await
    }

    /// Every member votes alike on every motion of the step, for the measure or against it.
    pub async fn all_vote(&self, step: &OpenStep, justified: bool) {
        let motions = step.view["motions"].as_array().cloned().unwrap_or_default();
        for motion in motions {
            // What T1b puts is that the security interest is a pretext.
            let yes = justified && motion["key"] != "T1b";
            for member in &self.members {
                self.say(member, step, "vote", &ballot(&motion, yes))
                    .await
                    .ok();
            }
        }
    }

    /// Scores and votes every step that opens; the claims fail at the step named.
    pub async fn decide(&self, fails_at: Option<&str>) {
        while let Some(step) = self.open_step(&self.members[0]).await {
            let fails = fails_at == Some(step.name.as_str());
            self.all_score(&step, if fails { "1" } else { "4" }).await;
            self.all_vote(&step, !fails).await;
        }
    }

    /// The ruling is to be written; with `fails_at`, there is something to be put right.
    pub async fn drafting(world: &World, fails_at: Option<&str>) -> Self {
        let it = Self::deliberating(world).await;
        it.decides(fails_at).await;
        it
    }

    /// The panel decides every claim.
    pub async fn decides(&self, fails_at: Option<&str>) {
        self.decide(fails_at).await;
        self.act(&self.members[0], "scoring_complete", json!({}))
            .await;
    }

    /// A member writes what only the panel can write.
    pub async fn write_ruling(&self, member: &Actor, remedies: Value) -> Value {
        let path = format!("/cases/{}/ruling", self.case);
        let seen = member.get(&path).await.ok()["version"]
            .as_i64()
            .unwrap_or_default();
        let text = json!({ "sections": [{ "section": "findings", "paragraphs": [FINDINGS] }], "remedies": remedies });
        member.put_seen(&path, seen, &text).await.ok()
    }

    /// Every member confirms the findings.
    pub async fn voted(world: &World, fails_at: Option<&str>) -> Self {
        let it = Self::drafting(world, fails_at).await;
        it.vote(fails_at).await;
        it
    }

    /// The ruling is written and voted.
    pub async fn vote(&self, fails_at: Option<&str>) {
        let remedy = json!([{ "claim_no": 1, "text": "withdraw the licensing duty", "weight": 2 }]);
        let remedies = fails_at.map_or(json!([]), |_| remedy);
        self.write_ruling(&self.members[1], remedies).await;
        let checked = json!({ "class_checked": true });
        self.act(&self.members[0], "skip_interim_review", checked)
            .await;
        for member in &self.members {
            self.act(member, "final_vote", json!({ "confirm": true }))
                .await;
        }
    }

    /// Signed twice, issued, and published.
    pub async fn published(world: &World, fails_at: Option<&str>) -> Self {
        let it = Self::voted(world, fails_at).await;
        it.publish().await;
        it
    }

    /// What was voted is signed, issued and published as it is.
    pub async fn publish(&self) {
        self.act(&self.members[0], "sign", json!({})).await;
        self.act(&self.registrar, "issue", json!({})).await;
        self.act(&self.registrar, "open_redaction", json!({})).await;
        for side in [&self.applicant, &self.respondent] {
            self.act(side, "nothing_to_redact", json!({})).await;
        }
        self.act(&self.registrar, "publish", json!({})).await;
    }
}
