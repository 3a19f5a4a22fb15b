//! The hold of Article 12 of the Charter (OV-A12): while the Security Council has the matter, the ruling
//! issues with its findings, and what it recommends is shown to nobody outside the panel.

use domain::case::Act;
use domain::ruling::{PublicationChange, Section};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::afterlife::{note_faults, of_case, release as publish};
use super::{SectionText, duty, public, remedies, translations};
use crate::cases::{self, Case, Entry};
use crate::db::Tx;
use crate::deadlines;
use crate::error::{Error, Result};

/// What stands in the place of the recommendations.
const SENTENCE: &str = "The President holds the recommendations of this ruling while the Security Council is exercising its \
                        functions in respect of the matter (Article 12 of the Charter). The findings stand. What is held is \
                        shown here when the hold is released.";

/// Why the President holds, or releases what was held.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HoldNote {
    /// The reasoned note, for everyone to read.
    pub reason: String,
}

/// The President holds the recommendations of a case, or of the ruling that it will have (OV-A12).
pub(super) async fn hold(tx: &mut Tx<'_>, id: Uuid, seen: i32, said: HoldNote) -> Result<Case> {
    turn(tx, id, seen, Act::HoldRecommendations, &said).await
}

/// The President releases them; where the ruling is public, its next version shows them.
pub(super) async fn release(tx: &mut Tx<'_>, id: Uuid, seen: i32, said: HoldNote) -> Result<Case> {
    turn(tx, id, seen, Act::ReleaseHold, &said).await
}

async fn turn(tx: &mut Tx<'_>, id: Uuid, seen: i32, act: Act, said: &HoldNote) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(act, &case)?;
    let next = case.after(tx, Some(seen), act, |_| ())?;
    let faults = note_faults("reason", &said.reason);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    cases::hold(tx, &permit, id, act == Act::HoldRecommendations).await?;
    if act == Act::ReleaseHold && case.progress.ruling_public {
        let row = of_case(tx, id).await?;
        let slug = row.slug.clone().unwrap_or_default();
        let today = case.rules.calendar.date_of(tx.now());
        let ruling = public::published(tx, &slug).await?;
        public::note_citations(tx, &permit, &ruling).await?;
        let akn = ruling.akn(&public::place(tx, &slug), Some(today))?;
        let note = format!(
            "The recommendations are no longer held. {}",
            said.reason.trim()
        );
        let change = (
            PublicationChange::Corrected,
            note.as_str(),
            Some(akn.as_str()),
            &[][..],
        );
        publish(tx, &permit, &case, &row, change).await?;
        // What falls due is told in its words now, too.
        for remedy in remedies(tx, id).await? {
            let (before, now) = (duty(&remedy, true), duty(&remedy, false));
            deadlines::restate(tx, case.of(), &before, &now).await?;
        }
    }
    let entry = Entry {
        detail: json!({ "statement": said.reason.trim() }),
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, act, next, entry).await?;
    translations::note_work(tx, &case).await?;
    cases::find(tx, id).await
}

/// Takes the recommendations out of a text that is held, and gives the remedies that may be shown. Each
/// paragraph keeps its place, so that the numbers of those that follow stay what they are.
pub(super) fn shown<R>(held: bool, sections: &mut [SectionText], remedies: Vec<R>) -> Vec<R> {
    if !held {
        return remedies;
    }
    let held = sections
        .iter_mut()
        .filter(|one| matches!(one.section.0, Section::Recommendations));
    for section in held {
        for (at, paragraph) in section.paragraphs.iter_mut().enumerate() {
            *paragraph = if at == 0 { SENTENCE } else { "Held." }.to_owned();
        }
    }
    Vec::new()
}
