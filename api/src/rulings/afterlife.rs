//! What may still happen to a ruling that is out: a slip is corrected (T-53), or the President takes
//! it back. Each is a version of its own in the log of publications; nothing that was public is lost.

use domain::case::Act;
use domain::refusal::Refusal;
use domain::ruling::PublicationChange;
use domain::translation::AUTHENTIC;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{FairCopy, Mask, RulingRow, draft, public, queries, redaction, translations};
use crate::cases::{self, Case, Entry};
use crate::db::{Permit, Tx};
use crate::error::{Error, Fault, Result};
use crate::law;
use crate::publications::{self, Correction, Release};
use crate::review::ClaimResult;

/// The longest note or reason, in characters.
const NOTE_CHARACTERS: usize = 2_000;

/// A paragraph as it should read.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Corrected {
    /// Its number in the ruling.
    pub paragraph: usize,
    /// The text that should stand there.
    pub text: String,
}

/// A rectification: clerical, arithmetical, an accidental slip. No outcome changes.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rectification {
    /// What was wrong, for everyone to read.
    pub note: String,
    /// Paragraph by paragraph.
    pub corrections: Vec<Corrected>,
}

/// Why a ruling is taken back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// For everyone to read, at the address where the ruling stood.
    pub reason: String,
}

/// The presiding member corrects a slip for the panel (T-53); what is public already becomes a new
/// version.
pub async fn rectify(tx: &mut Tx<'_>, id: Uuid, seen: i32, said: Rectification) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::Rectify, &case)?;
    let next = case.after(tx, Some(seen), Act::Rectify, |_| ())?;
    let row = of_case(tx, id).await?;
    let mut fair: FairCopy = serde_json::from_value(row.content.clone())?;
    let results: Vec<ClaimResult> = serde_json::from_value(row.results.clone())?;
    let voted = draft::findings(&results, law::clause_text(&case.row.clause_id));
    let masks: Vec<Mask> = serde_json::from_value(row.masks.clone())?;
    let corrections = correct(&mut fair, &said, (&voted, &masks))?;
    queries::rectify(tx, &permit, row.id, serde_json::to_value(&fair)?).await?;
    if row.published_at.is_some() && row.withdrawn_at.is_none() {
        let slug = row.slug.clone().unwrap_or_default();
        let today = case.rules.calendar.date_of(tx.now());
        let ruling = public::published(tx, &slug).await?;
        public::note_citations(tx, &permit, &ruling).await?;
        let akn = ruling.akn(&public::place(tx, &slug), Some(today))?;
        let change = PublicationChange::Corrected;
        // While something is held, no log tells of a paragraph what it said.
        let told = match case.row.held_at {
            Some(_) => &[][..],
            None => corrections.as_slice(),
        };
        release(
            tx,
            &permit,
            &case,
            &row,
            (change, &said.note, Some(&akn), told),
        )
        .await?;
    }
    let paragraphs: Vec<_> = corrections.iter().map(|one| one.paragraph).collect();
    let entry = Entry {
        detail: json!({ "note": said.note.trim(), "paragraphs": paragraphs }),
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, Act::Rectify, next, entry).await?;
    translations::note_work(tx, &case).await?;
    cases::find(tx, id).await
}

/// The President takes a published ruling back; its address says so from then on, and why.
pub async fn withdraw(tx: &mut Tx<'_>, id: Uuid, seen: i32, said: Withdrawal) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::WithdrawRuling, &case)?;
    let next = case.after(tx, Some(seen), Act::WithdrawRuling, |_| ())?;
    let row = of_case(tx, id).await?;
    let faults = note_faults("reason", &said.reason);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    queries::withdraw(tx, &permit, row.id).await?;
    let change = PublicationChange::Withdrawn;
    release(tx, &permit, &case, &row, (change, &said.reason, None, &[])).await?;
    let entry = Entry {
        detail: json!({ "reason": said.reason.trim() }),
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, Act::WithdrawRuling, next, entry).await?;
    translations::note_work(tx, &case).await?;
    cases::find(tx, id).await
}

/// The ruling that is published revises another one, and that one's place in the log says so: it was
/// replaced by this one (T-55).
pub(super) async fn replace(
    tx: &mut Tx<'_>,
    permit: &Permit,
    case: &Case,
    citation: &str,
) -> Result<()> {
    let former = queries::former_of(tx, case.id()).await?;
    let Some(former) = former.filter(|one| one.withdrawn_at.is_none()) else {
        return Ok(());
    };
    let slug = former.slug.clone().unwrap_or_default();
    let today = case.rules.calendar.date_of(tx.now());
    let akn = public::published(tx, &slug)
        .await?
        .akn(&public::place(tx, &slug), Some(today))?;
    let note = format!("Revised by {citation}.");
    let change = (
        PublicationChange::Revised,
        note.as_str(),
        Some(akn.as_str()),
        &[][..],
    );
    release(tx, permit, case, &former, change).await
}

pub(super) async fn of_case(tx: &mut Tx<'_>, case: Uuid) -> Result<RulingRow> {
    let row = queries::of_case(tx, case).await?;
    row.ok_or_else(|| Refusal::RulingNotPublic.into())
}

pub(super) async fn release(
    tx: &mut Tx<'_>,
    permit: &Permit,
    case: &Case,
    row: &RulingRow,
    (change, note, content, corrections): (PublicationChange, &str, Option<&str>, &[Correction]),
) -> Result<()> {
    let release = Release {
        ruling: row.id,
        language: AUTHENTIC,
        change,
        note: note.trim(),
        slug: row.slug.as_deref().unwrap_or_default(),
        citation: row.citation.as_deref().unwrap_or_default(),
        title: &case.row.caption,
        content,
        corrections,
    };
    publications::release(tx, permit, release).await
}

/// Puts the corrected paragraphs into the text; gives what stood there before.
fn correct(
    fair: &mut FairCopy,
    said: &Rectification,
    (voted, masks): (&[String], &[Mask]),
) -> Result<Vec<Correction>> {
    let mut faults = note_faults("note", &said.note);
    if said.corrections.is_empty() {
        faults.push(Fault::new(
            "corrections",
            "Say which paragraph is to read how.",
        ));
    }
    let mut done: Vec<Correction> = Vec::new();
    for (at, one) in said.corrections.iter().enumerate() {
        let path = |field: &str| format!("corrections.{at}.{field}");
        let text = one.text.trim();
        let Some((made, paragraph)) = paragraph(fair, one.paragraph) else {
            faults.push(Fault::new(
                path("paragraph"),
                "The ruling has no such paragraph.",
            ));
            continue;
        };
        if made || voted.contains(paragraph) {
            faults.push(Fault::new(
                path("paragraph"),
                "This paragraph says what was voted, and a rectification changes no outcome.",
            ));
        } else if done.iter().any(|other| other.paragraph == one.paragraph) {
            faults.push(Fault::new(
                path("paragraph"),
                "This paragraph is there twice.",
            ));
        } else if text.is_empty() {
            faults.push(Fault::new(
                path("text"),
                "A paragraph keeps its place, so say what stands in it.",
            ));
        } else if let Some(kept) = redaction::lost(masks, one.paragraph, text) {
            // A mask is found by its words: in other words they would stand there unmasked.
            let why =
                format!("“{kept}” is masked for the public, so it has to stand here unchanged.");
            faults.push(Fault::new(path("text"), why));
        } else if text == paragraph {
            faults.push(Fault::new(path("text"), "It reads like this already."));
        } else {
            let before = std::mem::replace(paragraph, text.to_owned());
            done.push(Correction {
                paragraph: one.paragraph,
                before: redaction::masked(masks, one.paragraph, &before),
                after: redaction::masked(masks, one.paragraph, text),
            });
        }
    }
    if faults.is_empty() {
        Ok(done)
    } else {
        Err(Error::Invalid(faults))
    }
}

/// The paragraph of that number, as the page counts, and whether its section follows from the
/// findings alone.
fn paragraph(fair: &mut FairCopy, number: usize) -> Option<(bool, &mut String)> {
    let sections = fair.sections.iter_mut();
    let mut all = sections
        .filter(|section| section.section.0.numbered())
        .flat_map(|section| {
            let made = section.from_findings;
            section.paragraphs.iter_mut().map(move |text| (made, text))
        });
    all.nth(number.checked_sub(1)?)
}

pub(super) fn note_faults(path: &str, text: &str) -> Vec<Fault> {
    let text = text.trim();
    if text.is_empty() {
        return vec![Fault::new(path, "Say why, for everyone to read.")];
    }
    if text.chars().count() > NOTE_CHARACTERS {
        return vec![Fault::new(path, "Say it in at most 2,000 characters.")];
    }
    Vec::new()
}
