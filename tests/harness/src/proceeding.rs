//! A proceeding with everyone in it, brought as far as a test needs it.

use std::sync::Mutex;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::actor::{Actor, Reply};
use crate::world::World;

/// A case between XAA and XBB, and the people in it.
pub struct Proceeding {
    /// Runs the register.
    pub registrar: Actor,
    /// Fixes the composition.
    pub president: Actor,
    /// XAA's agent.
    pub applicant: Actor,
    /// XBB's agent.
    pub respondent: Actor,
    /// Legal (presiding), security, technology.
    pub members: [Actor; 3],
    /// The case.
    pub case: Uuid,
    /// The version that the last act left, while nothing else is known to have changed the case.
    left_at: Mutex<Option<i64>>,
}

/// The smallest thing that is a PDF.
pub fn pdf(text: &str) -> Vec<u8> {
    format!(
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
         3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n% {text}\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )
    .into_bytes()
}

/// A request for review of XBB's measure.
pub fn request() -> Value {
    json!({
        "respondent": "XBB",
        "measure": {
            "title": "Licensing of AI accelerators", "description": "A licence is needed for every sale.",
            "kind": "export_control", "technology_class": "2", "announced_on": "2025-10-01",
            "in_force_on": "2025-11-01", "ended_on": null,
        },
        "clause_id": "gatt-xxi", "ground": "gatt-xxi.b.iii",
        "claims": [{ "component": "The licensing duty", "obligation": "GATT XI:1" }],
        "summary": "Arvenia asks for a review.", "facts": "Since November 2025 no licence was given.",
        "remedy_sought": "Withdrawal of the licensing duty.", "consent_basis": "special_agreement",
    })
}

impl Proceeding {
    /// A draft, with everyone there to take it on.
    pub async fn drafted(world: &World) -> Self {
        let panelist = |discipline: &str| json!({ "role": "panelist", "discipline": discipline });
        let it = Self {
            registrar: world
                .person("Registrar", json!({ "role": "registrar" }))
                .await,
            president: world
                .person("President", json!({ "role": "president" }))
                .await,
            applicant: world
                .person(
                    "Agent of Arvenia",
                    json!({ "role": "agent", "state": "XAA" }),
                )
                .await,
            respondent: world
                .person(
                    "Agent of Belmora",
                    json!({ "role": "agent", "state": "XBB" }),
                )
                .await,
            members: [
                world
                    .person_of("Legal Member", panelist("legal"), &["CHL"])
                    .await,
                world
                    .person_of("Security Member", panelist("security"), &["KOR"])
                    .await,
                world
                    .person_of("Technology Member", panelist("technology"), &["EST"])
                    .await,
            ],
            case: Uuid::now_v7(),
            left_at: Mutex::default(),
        };
        it.applicant
            .put(&format!("/cases/{}", it.case), &request())
            .await
            .ok();
        it
    }

    /// The same people, before another case of theirs.
    pub fn with_another_case(self) -> Self {
        Self {
            case: Uuid::now_v7(),
            left_at: Mutex::default(),
            ..self
        }
    }

    /// The case as someone sees it.
    pub async fn seen_by(&self, who: &Actor) -> Value {
        who.get(&format!("/cases/{}", self.case)).await.ok()
    }

    /// Someone acts on the case as they see it now.
    pub async fn act(&self, who: &Actor, act: &str, body: Value) -> Value {
        self.try_act(who, act, body).await.ok()
    }

    /// The same, whatever comes of it. Who has just been told the version does not look again; who was told
    /// one that has passed since looks, as a person would, and then acts on that.
    pub async fn try_act(&self, who: &Actor, act: &str, body: Value) -> Reply {
        let path = format!("/cases/{}/{act}", self.case);
        let left_at = self.left_at.lock().expect("a version").take();
        if let Some(version) = left_at {
            let reply = who.post_seen(&path, version, &body).await;
            if reply.json["code"] != "stale" {
                return self.leaves(reply);
            }
        }
        let seen = who.get(&format!("/cases/{}", self.case)).await;
        let version = seen.json["version"].as_i64().unwrap_or(1);
        self.leaves(who.post_seen(&path, version, &body).await)
    }

    fn leaves(&self, reply: Reply) -> Reply {
        let is_case = reply.json["id"] == json!(self.case);
        let version = reply.json["version"].as_i64().filter(|_| is_case);
        *self.left_at.lock().expect("a version") = version;
        reply
    }

    /// Filed: the registrar may look at it.
    pub async fn filed(world: &World) -> Self {
        let it = Self::drafted(world).await;
        it.act(&it.applicant, "submit", json!({ "documents": [] }))
            .await;
        it
    }

    /// The applicant writes the request anew, with other facts.
    pub async fn rewrite(&self, facts: &str) {
        let mut request = request();
        request["facts"] = json!(facts);
        let seen = self.seen_by(&self.applicant).await["version"].as_i64();
        let path = format!("/cases/{}", self.case);
        self.applicant
            .put_seen(&path, seen.unwrap_or_default(), &request)
            .await
            .ok();
    }

    /// On the register.
    pub async fn registered(world: &World) -> Self {
        let it = Self::filed(world).await;
        it.act(&it.registrar, "register", json!({})).await;
        it
    }

    /// The panel is requested, after the consultation period.
    pub async fn panel_requested(world: &World) -> Self {
        let it = Self::registered(world).await;
        it.act(&it.applicant, "open_consultations", json!({})).await;
        world.days_pass(70).await;
        it.act(
            &it.applicant,
            "request_panel",
            json!({ "statement": "A panel is requested.", "documents": [] }),
        )
        .await;
        it
    }

    /// Seats are there to be filled.
    pub async fn composing(world: &World) -> Self {
        let it = Self::panel_requested(world).await;
        it.act(
            &it.president,
            "propose_composition",
            json!({ "size": 3, "note": "One claim." }),
        )
        .await;
        it.act(
            &it.applicant,
            "comment_on_composition",
            json!({ "comment": "Agreed." }),
        )
        .await;
        it.act(
            &it.respondent,
            "comment_on_composition",
            json!({ "comment": "Agreed." }),
        )
        .await;
        it.act(&it.president, "fix_size", json!({})).await;
        it
    }

    /// The panel is seated and the written phase has begun.
    pub async fn pleading(world: &World) -> Self {
        let it = Self::composing(world).await;
        for (seat, member) in (1..).zip(&it.members) {
            it.act(
                &it.registrar,
                "nominate",
                json!({ "seat": seat, "person": member.id }),
            )
            .await;
            it.act(
                member,
                "accept_seat",
                json!({ "level": "none", "statement": "Nothing to disclose." }),
            )
            .await;
        }
        it.act(&it.registrar, "constitute", json!({})).await;
        it.act(
            &it.members[0],
            "procedural_order",
            json!({ "profile": "P4", "conference": "waived" }),
        )
        .await;
        it
    }

    /// Someone files the next submission, with one document.
    pub async fn plead(&self, who: &Actor) -> Value {
        let document = Uuid::now_v7();
        who.upload(self.case, document, "Submission", pdf(&who.name))
            .await
            .ok();
        let path = format!("/cases/{}/submissions/{}", self.case, Uuid::now_v7());
        who.put(
            &path,
            &json!({ "statement": "As follows.", "documents": [document] }),
        )
        .await
        .ok()
    }

    /// Deliberation is open, with one exhibit of each side on the record.
    pub async fn deliberating(world: &World) -> Self {
        let it = Self::pleading(world).await;
        it.deliberate().await;
        it
    }

    /// Each side files an exhibit; the parties plead to the end, without a hearing, and deliberation opens.
    pub async fn deliberate(&self) {
        let (applicant, respondent) = (&self.applicant, &self.respondent);
        for who in [applicant, respondent] {
            let document = Uuid::now_v7();
            let text = pdf(&format!("exhibit of {}", who.name));
            who.upload(self.case, document, "Exhibit", text).await.ok();
            let path = format!("/cases/{}/exhibits/{}", self.case, Uuid::now_v7());
            let exhibit = json!({ "title": "Exhibit", "documents": [document] });
            who.put(&path, &exhibit).await.ok();
        }
        for who in [applicant, respondent, applicant, respondent] {
            self.plead(who).await;
        }
        self.act(applicant, "agree_no_hearing", json!({})).await;
        self.act(respondent, "agree_no_hearing", json!({})).await;
        self.act(&self.members[0], "waive_hearing", json!({})).await;
        self.act(&self.members[0], "open_deliberation", json!({}))
            .await;
    }
}
