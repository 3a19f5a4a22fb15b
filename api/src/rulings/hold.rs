//! The hold of Article 12 of the Charter (OV-A12): while the Security Council has the matter, the ruling
//! issues with its findings, and what it recommends is shown to nobody outside the panel.

use domain::case::Act;
use domain::ruling::{PublicationChange, Section};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::afterlife::{note_faults, release as publish};
use super::{RulingRow, SectionText, duty, public, queries, redaction, remedies, translations};
use crate::cases::{self, Case, Entry};
use crate::db::{Permit, Tx};
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

/// The President releases them; where a ruling of the case is public, its next version shows them.
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
    let mut rulings = queries::issued_of(tx, id).await?;
    redaction::kept_unsaid(tx, id, &[("reason", &said.reason)]).await?;
    // Those that were published while it was there, a former one too: each was covered in every form.
    let since = case.row.held_at.unwrap_or(tx.now());
    rulings
        .retain(|row| row.withdrawn_at.is_none() && row.published_at.is_some_and(|at| since <= at));
    cases::hold(tx, &permit, id, act == Act::HoldRecommendations).await?;
    if act == Act::ReleaseHold {
        for row in rulings {
            show(tx, &permit, &case, &row, &said.reason).await?;
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

/// A ruling of which nothing is held any longer is public as it is, in a version of its own: also one that
/// is being revised, or was, since its address shows what it said.
async fn show(
    tx: &mut Tx<'_>,
    permit: &Permit,
    case: &Case,
    row: &RulingRow,
    reason: &str,
) -> Result<()> {
    let slug = row.slug.clone().unwrap_or_default();
    let today = case.rules.calendar.date_of(tx.now());
    let ruling = public::published(tx, &slug).await?;
    public::note_citations(tx, permit, &ruling).await?;
    let akn = ruling.akn(&public::place(tx, &slug), Some(today))?;
    let note = format!("The recommendations are no longer held. {}", reason.trim());
    let change = (
        PublicationChange::Released,
        note.as_str(),
        Some(akn.as_str()),
        &[][..],
    );
    publish(tx, permit, case, row, change).await?;
    if row.reopened_at.is_some() {
        // Its remedies fall due no longer.
        return Ok(());
    }
    // What falls due is told in its words now, too.
    for remedy in remedies(tx, case.id()).await? {
        let (before, now) = (duty(&remedy, true), duty(&remedy, false));
        deadlines::restate(tx, case.of(), &before, &now).await?;
    }
    Ok(())
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
