//! What may still happen to a report that was sent: an error is corrected in a new edition (L-08), or
//! the President takes it back (L-11). Everyone who received any edition is told; the editions that
//! were corrected stay readable, and a withdrawn report leaves its reason and its digest.

use domain::Word;
use domain::deadline::{Owed, TimeLimit};
use domain::linkage::{Act, HalfYear, Indicator, Stage, TechClass, check_text};
use domain::refusal::Refusal;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use super::content::{self, Content, SeriesLine};
use super::queries::{self, Changed, EditionRow};
use super::{Report, action, check, corrections, cure, find, inputs, owe, sdmx, step, take};
use crate::db::{Permit, Tx};
use crate::deadlines::{self, Debtor};
use crate::error::{Error, Result};
use crate::wire::hex;

/// The longest reason, in characters.
const REASON_CHARACTERS: usize = 2_000;

/// One thing that reads differently in the next edition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Change {
    /// What: a series by its key, or a section.
    pub what: String,
    /// As it read; none where it is new.
    pub before: Option<String>,
    /// As it reads now; none where it is gone.
    pub after: Option<String>,
}

/// That someone received an edition.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Receipt {
    /// The account.
    pub account: Uuid,
    /// When they confirmed it.
    pub acknowledged_at: Option<Timestamp>,
}

/// An edition that was sent and then corrected.
#[derive(Clone, Debug)]
pub struct Edition {
    /// As it is kept.
    pub row: EditionRow,
    /// What changed in the next one.
    pub changes: Vec<Change>,
}

impl Edition {
    pub(super) fn of(row: EditionRow) -> Result<Self> {
        Ok(Self {
            changes: serde_json::from_value(row.changes.clone())?,
            row,
        })
    }
}

impl Report {
    /// The report as an earlier edition read; none if there was no such edition.
    pub fn as_of(&self, no: i32) -> Result<Option<Self>> {
        let Some(edition) = self.former.iter().find(|one| one.row.no == no) else {
            return Ok(None);
        };
        let receipts: Vec<Receipt> = serde_json::from_value(edition.row.receipts.clone())?;
        let mut then = self.clone();
        then.content = serde_json::from_value(edition.row.content.clone())?;
        then.row.content = edition.row.content.clone();
        then.row.digest.clone_from(&edition.row.digest);
        then.row.edition = no;
        then.row.transmitted_at = Some(edition.row.transmitted_at);
        then.replaced_at = Some(edition.row.corrected_at);
        then.former.retain(|one| one.row.no < no);
        then.deadlines.clear();
        then.cured.clear();
        // What was decided when this edition was corrected, or later, stands in the next one.
        then.corrections.retain(|one| {
            one.decided_at
                .is_some_and(|at| at < edition.row.corrected_at)
        });
        then.recipients = self
            .recipients
            .iter()
            .filter_map(|one| {
                let receipt = receipts.iter().find(|receipt| receipt.account == one.id)?;
                let mut one = one.clone();
                one.acknowledged_at = receipt.acknowledged_at;
                Some(one)
            })
            .collect();
        Ok(Some(then))
    }

    /// The change log in words: each edition with what changed, from what to what, and why.
    pub(super) fn log(&self) -> Vec<String> {
        let date = |at| self.rules.calendar.date_of(at);
        if self.former.is_empty() {
            return vec!["This is the first edition.".to_owned()];
        }
        let mut log = Vec::new();
        for edition in &self.former {
            let row = &edition.row;
            log.push(format!(
                "Edition {} of {} was corrected on {} by edition {}. Why: {}",
                row.no,
                date(row.transmitted_at),
                date(row.corrected_at),
                row.no + 1,
                row.why
            ));
            log.extend(edition.changes.iter().map(|change| {
                let said = |text: &Option<String>| {
                    text.as_ref()
                        .map_or("nothing".to_owned(), |text| format!("“{text}”"))
                };
                format!(
                    "{}: {} became {}.",
                    named(&change.what),
                    said(&change.before),
                    said(&change.after)
                )
            }));
        }
        log
    }

    /// Why the report is no longer served; none while it is.
    pub(super) fn tombstone(&self) -> Option<String> {
        let (at, why) = self.row.withdrawn_at.zip(self.row.withdrawal.as_ref())?;
        Some(format!(
            "The President withdrew the {} on {}: {why} Everyone who had received an edition of it was told. The digest \
             (SHA-256) of what it was drawn up from is {}.",
            self.heading().replacen('L', "l", 1),
            self.rules.calendar.date_of(at),
            hex(&self.row.digest)
        ))
    }
}

pub(super) fn reason(path: &str, text: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::invalid(
            path,
            "Say why, for everyone who received the report.",
        ));
    }
    if text.chars().count() > REASON_CHARACTERS {
        return Err(Error::invalid(path, "Say it in at most 2,000 characters."));
    }
    check_text(text)?;
    Ok(text.to_owned())
}

/// What the report would say if it were drawn up now with the same cut-off, and its digest. Nothing in
/// a report is changed by hand.
pub(super) async fn drawn_anew(tx: &mut Tx<'_>, report: &Report) -> Result<(Content, Vec<u8>)> {
    settled(report)?;
    let half = HalfYear::parse(&report.row.period)
        .ok_or_else(|| Error::broken(anyhow::anyhow!("a report on no half-year")))?;
    let calendar = &report.rules.calendar;
    let from = calendar.event_on("the half-year", half.start()).instant;
    let inputs = inputs::gather(tx, &report.row.state, from, calendar.end_of(half.end())).await?;
    let digest = Sha256::digest(serde_json::to_vec(&inputs)?).to_vec();
    let now = content::compose(&report.content.state_name, half, &inputs);
    check(&now)?;
    Ok((now, digest))
}

/// The registrar has the figures drawn up anew, with the same cut-off; what comes out differently goes
/// to every recipient of any edition, each of whom confirms receipt afresh (L-07 to L-08 to L-06).
pub async fn correct(tx: &mut Tx<'_>, id: Uuid, seen: i32, why: &str) -> Result<Report> {
    let report = take(tx, id).await?;
    let permit = tx.allow(Act::Correct, &report)?;
    report.after(Some(seen), Act::Correct)?;
    let why = reason("why", why)?;
    let drawn = drawn_anew(tx, &report).await?;
    if changes(&report.content, &drawn.0).is_empty() {
        return Err(Refusal::LinkageReadsSame.into());
    }
    reissue(
        tx,
        &report,
        (permit, Act::Correct),
        drawn,
        (&why, json!({})),
    )
    .await
}

/// A corrected edition goes out, with what is said of the act on its record: the former one is kept,
/// every recipient is asked afresh, and what waited for others goes on waiting.
pub(super) async fn reissue(
    tx: &mut Tx<'_>,
    report: &Report,
    (permit, act): (Permit, Act),
    (now, digest): (Content, Vec<u8>),
    (why, mut detail): (&str, Value),
) -> Result<Report> {
    let id = report.row.id;
    let sent = report.after(None, Act::Correct)?;
    let next = sent.once_told(report.updates.len(), report.untold(&now).len());
    let changes = changes(&report.content, &now);
    queries::keep(tx, &permit, report, why, &changes).await?;
    queries::ask_again(tx, &permit, id).await?;
    deadlines::cancel_all(tx, report.of(), &[]).await?;
    let edition = report.row.edition + 1;
    let changed = Changed {
        content: Some(serde_json::to_value(&now)?),
        digest: Some(digest.clone()),
        transmitted_at: Some(tx.now()),
        edition: Some(edition),
        ..Changed::default()
    };
    let ids: Vec<_> = report.recipients.iter().map(|one| one.id).collect();
    detail["edition"] = json!(edition);
    detail["digest"] = json!(hex(&digest));
    detail["why"] = json!(why);
    detail["changes"] = json!(changes);
    detail["recipients"] = json!(ids);
    step(tx, report, permit, act, next, changed, detail).await?;
    for person in ids {
        send(tx, id, person, edition).await?;
        let by = Debtor::person(Owed::Liaison, person);
        let limit = Some(TimeLimit::LinkageAcknowledgment);
        owe(tx, report, limit, Act::Acknowledge, by, "").await?;
    }
    let report = take(tx, id).await?;
    corrections::await_decision(tx, &report).await?;
    cure::await_update(tx, &report).await?;
    find(tx, id).await
}

/// The President takes the report back; from then on it says only that it was withdrawn, when and why,
/// and everyone who received any edition gets a notice (L-11).
pub async fn withdraw(tx: &mut Tx<'_>, id: Uuid, seen: i32, why: &str) -> Result<()> {
    let report = take(tx, id).await?;
    let permit = tx.allow(Act::Withdraw, &report)?;
    let next = report.after(Some(seen), Act::Withdraw)?;
    let why = reason("reason", why)?;
    deadlines::cancel_all(tx, report.of(), &[]).await?;
    let ids: Vec<_> = report.recipients.iter().map(|one| one.id).collect();
    let detail = json!({ "reason": why, "digest": hex(&report.row.digest), "recipients": ids });
    let changed = Changed {
        withdrawn: Some((why, tx.now())),
        ..Changed::default()
    };
    step(tx, &report, permit, Act::Withdraw, next, changed, detail).await?;
    for person in ids {
        send(tx, id, person, report.row.edition).await?;
    }
    Ok(())
}

/// A letter to one recipient: what it says is decided when it is written, so that a letter that waited
/// carries nothing that was corrected or withdrawn meanwhile.
pub(super) async fn send(tx: &mut Tx<'_>, report: Uuid, to: Uuid, edition: i32) -> Result<()> {
    let letter = json!({ "report": report, "recipient": to, "edition": edition });
    tx.post("report_transmission", letter).await
}

/// What reads differently: series by their keys, then paragraphs by their sections.
pub(super) fn changes(before: &Content, after: &Content) -> Vec<Change> {
    let mut all = Vec::new();
    for old in &before.series {
        let new = after.series.iter().find(|new| key(new) == key(old));
        if new.map(figure) != Some(figure(old)) {
            all.push(Change {
                what: key(old),
                before: Some(figure(old)),
                after: new.map(figure),
            });
        }
    }
    let known = |new: &&SeriesLine| before.series.iter().any(|old| key(old) == key(new));
    all.extend(
        after
            .series
            .iter()
            .filter(|new| !known(new))
            .map(|new| Change {
                what: key(new),
                before: None,
                after: Some(figure(new)),
            }),
    );
    for section in &after.sections {
        let there = before.sections.iter().find(|one| one.no == section.no);
        let old = there
            .map(|one| one.paragraphs.as_slice())
            .unwrap_or_default();
        let mut gone = old.iter().filter(|text| !section.paragraphs.contains(text));
        let mut come = section.paragraphs.iter().filter(|text| !old.contains(text));
        loop {
            let (before, after) = (gone.next().cloned(), come.next().cloned());
            if before.is_none() && after.is_none() {
                break;
            }
            let what = format!("Section {}, {}", section.no, section.title);
            all.push(Change {
                what,
                before,
                after,
            });
        }
    }
    all
}

/// The key of a series within its report.
pub(super) fn key(line: &SeriesLine) -> String {
    format!("{}.{}.{}", line.indicator, line.stage, line.tech_class)
}

/// What a correction or a change is about, as a reader calls it: a series by what it counts, of which
/// step and class; a paragraph by its number.
pub(super) fn named(what: &str) -> String {
    let parts: Vec<_> = what.split('.').collect();
    let series = match parts.as_slice() {
        [indicator, stage, class] => Indicator::parse(indicator)
            .zip(Stage::parse(stage))
            .zip(TechClass::parse(class)),
        [section, at] if section.parse::<u8>().is_ok() && at.parse::<u8>().is_ok() => {
            return format!("Paragraph {what}");
        }
        _ => None,
    };
    let Some(((indicator, stage), class)) = series else {
        return what.to_owned();
    };
    let mut name = sdmx::indicator_name(indicator).to_owned();
    if stage != Stage::NotApplicable {
        name += &format!(", {}", sdmx::stage_name(stage));
    }
    name + match class {
        TechClass::One => ", Class 1",
        TechClass::Two => ", Class 2",
        TechClass::Three => ", Class 3",
        TechClass::Total => ", all classes",
    }
}

/// A value as it reads, with its interval; the rulings behind it are part of it.
pub(super) fn figure(line: &SeriesLine) -> String {
    let number =
        |value: Option<f64>| value.map_or("withheld".to_owned(), |value| value.to_string());
    let mut text = number(line.value);
    if let (Some(lower), Some(upper)) = (line.lower, line.upper) {
        text += &format!(" ({lower} to {upper})");
    }
    if let Some(count) = line.n_obs {
        text += &format!(", from {count} remedies");
    }
    if !line.sources.is_empty() {
        text += &format!(", by {}", line.sources.join("; "));
    }
    text
}

/// The rulings on which a report rests.
fn cited(content: &Content) -> Vec<String> {
    let claims = content.claims.iter().map(|one| one.citation.clone());
    let remedies = content.remedies.iter().map(|one| one.citation.clone());
    let mut cited: Vec<_> = claims.chain(remedies).collect();
    cited.sort_unstable();
    cited.dedup();
    cited
}

/// Rulings on which the report rests and that were withdrawn or replaced since.
pub(super) async fn overturned(tx: &mut Tx<'_>, content: &Content) -> Result<Vec<String>> {
    crate::rulings::fallen_among(tx, &cited(content)).await
}

/// Rulings on which the report rests and that are being revised or explained (L-H).
pub(super) async fn unsettled(tx: &mut Tx<'_>, content: &Content) -> Result<Vec<String>> {
    crate::rulings::unsettled_among(tx, &cited(content)).await
}

/// Marks those of these reports that rest on a ruling that was withdrawn or replaced, in one statement.
pub(super) async fn mark_overturned(tx: &mut Tx<'_>, reports: &mut [Report]) -> Result<()> {
    let rests: Vec<_> = reports.iter().map(|one| cited(&one.content)).collect();
    let fallen = fallen_of(tx, rests.iter()).await?;
    for (report, rests) in reports.iter_mut().zip(rests) {
        report.overturned = fallen
            .iter()
            .filter(|one| rests.contains(one))
            .cloned()
            .collect();
    }
    Ok(())
}

/// Of the rulings in any of these lists, those that were withdrawn or replaced.
async fn fallen_of<'a>(
    tx: &mut Tx<'_>,
    lists: impl Iterator<Item = &'a Vec<String>>,
) -> Result<Vec<String>> {
    let mut all: Vec<_> = lists.flatten().cloned().collect();
    all.sort_unstable();
    all.dedup();
    if all.is_empty() {
        return Ok(all);
    }
    crate::rulings::fallen_among(tx, &all).await
}

/// A ruling was taken back: each report that was sent and rests on it waits for the President, who may
/// withdraw it, once. Called by the worker whenever something changed in what is published, since the
/// slice of rulings knows of no reports. Only what rests on such a ruling and does not wait yet is read.
pub async fn await_withdrawal(tx: &mut Tx<'_>) -> Result<()> {
    let act = action(Act::Withdraw);
    let mut sent = queries::resting_on(tx).await?;
    let fallen = fallen_of(tx, sent.iter().map(|(_, rests)| rests)).await?;
    sent.retain(|(_, rests)| rests.iter().any(|one| fallen.contains(one)));
    let ids: Vec<_> = sent.into_iter().map(|(id, _)| id).collect();
    for id in deadlines::not_waiting(tx, &ids, &act).await? {
        // Read once more, locked: it may have been corrected or withdrawn meanwhile.
        let report = take(tx, id).await?;
        let waits = report
            .deadlines
            .iter()
            .any(|one| one.act == act && one.state == "open");
        if waits || report.overturned.is_empty() || report.state().after(Act::Withdraw).is_err() {
            continue;
        }
        let what = format!(
            "Withdraw the report that was sent, or have it corrected: it rests on {}, which no longer stands.",
            report.overturned.join("; ")
        );
        let by = Debtor::role(Owed::President);
        owe(tx, &report, None, Act::Withdraw, by, &what).await?;
    }
    Ok(())
}

/// A report that rests on a withdrawn ruling goes no further, nor does one on a ruling that is being
/// revised or explained.
pub(super) fn stands(report: &Report) -> Result<()> {
    if !report.overturned.is_empty() {
        return Err(Refusal::LinkageOverturned.into());
    }
    settled(report)
}

/// Nothing is drawn up anew from a ruling that waits for the panel: the report would leave its case out,
/// and whoever asked the panel something would have emptied it.
fn settled(report: &Report) -> Result<()> {
    if report.unsettled.is_empty() {
        Ok(())
    } else {
        Err(Refusal::LinkageUnsettled.into())
    }
}
