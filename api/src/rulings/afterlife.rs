//! What may still happen to a ruling that is out: a slip is corrected (T-53), or the President takes
//! it back. Each is a version of its own in the log of publications; nothing that was public is lost.
//! What is public may be wrong for as long as it is: also of a ruling that is being revised, or was
//! (T-55), which an act then names.

use domain::case::{Act, Facts, State};
use domain::refusal::Refusal;
use domain::ruling::{Fate, PublicationChange, RulingState};
use domain::translation::AUTHENTIC;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{FairCopy, Mask, RulingRow, draft, portal, public, queries, redaction, translations};
use crate::cases::{self, Case, Entry};
use crate::db::{Permit, Tx};
use crate::error::{Error, Fault, Result};
use crate::law;
use crate::publications::{self, Correction, Release};
use crate::review::ClaimResult;
use crate::wire::{self, CaseAct, Spelled};

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
    /// Which ruling of the case, by its address, as `2026-isecrc-1`; the last one that issued if none is
    /// named.
    pub ruling: Option<String>,
    /// What was wrong, for everyone to read.
    pub note: String,
    /// Paragraph by paragraph.
    pub corrections: Vec<Corrected>,
}

/// Why a ruling is taken back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// Which ruling of the case, by its address, as `2026-isecrc-1`; the last one that was published if
    /// none is named.
    pub ruling: Option<String>,
    /// For everyone to read, at the address where the ruling stood.
    pub reason: String,
}

/// The symbol that the UN gave a ruling.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssignedSymbol {
    /// Which ruling of the case, by its address, as `2026-isecrc-1`; the last one that was published if
    /// none is named.
    pub ruling: Option<String>,
    /// As the UN writes it, as `A/AC.900/2026/C.1`.
    pub symbol: String,
}

/// A ruling of a case from its issue on, as one names it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RulingOfCase {
    /// `[2026] ISECRC 1`; from publication on.
    pub citation: Option<String>,
    /// Its address, by which an act names it.
    pub slug: Option<String>,
    /// What it is beside the others.
    pub standing: wire::RulingState,
    /// What of this may be done to it by the person who asks: that it be corrected, taken back, translated.
    pub can: Vec<CaseAct>,
}

/// The rulings of a case that have issued, the newest first, each with what it is.
async fn all(tx: &mut Tx<'_>, case: &Case) -> Result<Vec<(RulingRow, RulingState)>> {
    let mut replaced = false;
    let rows = queries::issued_of(tx, case.id()).await?.into_iter();
    let all = rows.map(|row| {
        let standing = RulingState::of(Fate {
            published: row.published_at.is_some(),
            withdrawn: row.withdrawn_at.is_some(),
            reopened: row.reopened_at.is_some(),
            replaced,
        });
        replaced |= row.published_at.is_some();
        (row, standing)
    });
    Ok(all.collect())
}

/// The same, as the person who asks may choose among them; who may read them, the caller of this asks.
pub(super) async fn shown(tx: &mut Tx<'_>, case: &Case) -> Result<Vec<RulingOfCase>> {
    let offered = case.can(tx);
    let all = all(tx, case).await?.into_iter();
    let line = |(row, standing): (RulingRow, RulingState)| {
        let acts = [
            Act::Rectify,
            Act::WithdrawRuling,
            Act::TranslateRuling,
            Act::PublishTranslation,
            Act::AssignSymbol,
        ]
        .into_iter();
        let open = |act: &Act| {
            let now = case.after(tx, None, *act, |facts| of_this(facts, case, tx, &row));
            offered.contains(act) && now.is_ok() && fits(*act, &row)
        };
        RulingOfCase {
            can: acts.filter(open).map(Spelled).collect(),
            standing: Spelled(standing),
            citation: row.citation,
            slug: row.slug,
        }
    };
    Ok(all.map(line).collect())
}

/// Could the act be about this ruling? What is withdrawn or translated was public.
fn fits(act: Act, row: &RulingRow) -> bool {
    match act {
        Act::Rectify => true,
        Act::WithdrawRuling => row.published_at.is_some(),
        _ => row.published_at.is_some() && row.withdrawn_at.is_none(),
    }
}

/// What the law asks, of this ruling.
fn of_this(facts: &mut Facts, case: &Case, tx: &Tx<'_>, row: &RulingRow) {
    facts.any_ruling_public = row.published_at.is_some() && row.withdrawn_at.is_none();
    facts.rectification_in_time = case.rectification_in_time(row.issued_at, tx.now());
}

/// The ruling that is meant, and where the act leads: the one at that address, or else the newest.
pub(super) async fn meant(
    tx: &mut Tx<'_>,
    case: &Case,
    (act, seen): (Act, Option<i32>),
    named: Option<&str>,
) -> Result<(RulingRow, State)> {
    let mut all = queries::issued_of(tx, case.id()).await?.into_iter();
    let row = all.find(|row| match named {
        Some(slug) => row.slug.as_deref() == Some(slug),
        None => fits(act, row),
    });
    let next = case.after(tx, seen, act, |facts| {
        if let Some(row) = &row {
            of_this(facts, case, tx, row);
        }
    })?;
    let row = row.ok_or_else(|| {
        let why = "No ruling of this case was published at that address. Name one as its page has it, or none for the last one.";
        Error::invalid("ruling", why)
    })?;
    Ok((row, next))
}

/// What the docket says of an act about a ruling that has a citation: which one.
fn entry(act: Act, row: &RulingRow, detail: Value) -> Entry {
    let mut detail = detail;
    let citation = row.citation.as_ref();
    if let Some(citation) = citation {
        detail["ruling"] = json!(citation);
    }
    Entry {
        title: citation.map(|citation| format!("{}: {citation}", act.title())),
        detail,
        ..Entry::default()
    }
}

/// The presiding member corrects a slip for the panel (T-53); what is public already becomes a new
/// version.
pub async fn rectify(tx: &mut Tx<'_>, id: Uuid, seen: i32, said: Rectification) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::Rectify, &case)?;
    let named = said.ruling.as_deref();
    let (row, next) = meant(tx, &case, (Act::Rectify, Some(seen)), named).await?;
    let mut fair: FairCopy = serde_json::from_value(row.content.clone())?;
    let results: Vec<ClaimResult> = serde_json::from_value(row.results.clone())?;
    let voted = draft::findings(&results, law::clause_text(&case.row.clause_id));
    let masks = redaction::kept_from_public(tx, &row).await?;
    let corrections = correct(&mut fair, &said, (&voted, &masks))?;
    queries::replace_text(tx, &permit, row.id, serde_json::to_value(&fair)?).await?;
    if row.published_at.is_some() && row.withdrawn_at.is_none() {
        let slug = row.slug.clone().unwrap_or_default();
        let today = case.rules.calendar.date_of(tx.now());
        let ruling = public::published(tx, &slug).await?;
        public::note_citations(tx, &permit, &ruling).await?;
        let akn = ruling.akn(&public::place(tx, &slug), Some(today))?;
        let change = PublicationChange::Corrected;
        // While something in it is held, no log tells of a paragraph what it said.
        let told = if ruling.held {
            &[][..]
        } else {
            corrections.as_slice()
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
    let detail = json!({ "note": said.note.trim(), "paragraphs": paragraphs });
    let entry = entry(Act::Rectify, &row, detail);
    cases::step(tx, &mut case, permit, Act::Rectify, next, entry).await?;
    translations::note_work(tx, &case).await?;
    cases::find(tx, id).await
}

/// The President takes a published ruling back; its address says so from then on, and why.
pub async fn withdraw(tx: &mut Tx<'_>, id: Uuid, seen: i32, said: Withdrawal) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::WithdrawRuling, &case)?;
    let named = said.ruling.as_deref();
    let (row, next) = meant(tx, &case, (Act::WithdrawRuling, Some(seen)), named).await?;
    let faults = note_faults("reason", &said.reason);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    redaction::kept_unsaid(tx, id, &[("reason", &said.reason)]).await?;
    queries::withdraw(tx, &permit, row.id).await?;
    let change = PublicationChange::Withdrawn;
    release(tx, &permit, &case, &row, (change, &said.reason, None, &[])).await?;
    let detail = json!({ "reason": said.reason.trim() });
    let entry = entry(Act::WithdrawRuling, &row, detail);
    cases::step(tx, &mut case, permit, Act::WithdrawRuling, next, entry).await?;
    translations::note_work(tx, &case).await?;
    cases::find(tx, id).await
}

/// The registrar records the symbol that the UN gave a published ruling; the one that was reserved stays beside
/// it (procedure 2.5). What was frozen and signed keeps the names that it had, and the next version has this one.
pub async fn assign_symbol(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    said: AssignedSymbol,
) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::AssignSymbol, &case)?;
    let named = said.ruling.as_deref();
    let (row, next) = meant(tx, &case, (Act::AssignSymbol, Some(seen)), named).await?;
    let symbol = domain::ruling::un_symbol(&said.symbol).ok_or_else(|| {
        let why = "Write the symbol as the UN gave it, as A/AC.900/2026/C.1: parts of letters, digits, dots, brackets and hyphens, with a stroke between them.";
        Error::invalid("symbol", why)
    })?;
    if queries::has_symbol(tx, symbol, row.id).await? {
        let why = "Another ruling has this symbol. Compare it with what the UN wrote; each document has its own.";
        return Err(Error::invalid("symbol", why));
    }
    queries::assign_symbol(tx, &permit, row.id, symbol).await?;
    portal::touch(tx, &permit, row.id).await?;
    let entry = entry(Act::AssignSymbol, &row, json!({ "symbol": symbol }));
    cases::step(tx, &mut case, permit, Act::AssignSymbol, next, entry).await?;
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
    // That another ruling is in its place corrects nothing in it.
    let text = |one: &PublicationChange| {
        !matches!(
            one,
            PublicationChange::Published | PublicationChange::Revised
        )
    };
    let versions = publications::versions(tx, former.id).await?;
    let corrected = versions.iter().rev().find(|line| text(&line.change.0));
    let corrected = corrected.map(|line| case.rules.calendar.date_of(line.at));
    let akn = public::published(tx, &slug)
        .await?
        .akn(&public::place(tx, &slug), corrected)?;
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
    if let Some(words) = redaction::betrayed(masks, "", &said.note) {
        faults.push(Fault::new("note", redaction::unsaid(words)));
    }
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
            let why = format!(
                "“{kept}” is hidden from the public, or a party asks that it be, so it has to stand here unchanged."
            );
            faults.push(Fault::new(path("text"), why));
        } else if let Some(words) = redaction::betrayed(masks, paragraph, text) {
            let why = format!(
                "“{words}” is hidden elsewhere in the ruling, or a party asks that it be: leave it out here."
            );
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
