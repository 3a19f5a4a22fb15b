//! Factual corrections: the reported state says which figure or sentence is wrong while it may reply, and
//! the registry accepts or rejects each with reasons before the report is final (procedure 2.5, L-03,
//! L-04; form F23). Of what was sent it may say so as long as the report stands; then the registrar
//! decides within DL-116, and accepting sends a corrected edition to every recipient of any (L-08).
//! Accepting never writes into a report: the record is put right first, and the report is drawn up anew
//! from it. Both stand in section 8, the state's words unchanged.

use domain::deadline::{Owed, TimeLimit};
use domain::linkage::Act;
use domain::refusal::Refusal;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::content::Content;
use super::editions::{self, changes, drawn_anew, figure, key};
use super::queries::{self, Changed, CorrectionRow};
use super::{Report, action, await_approval, find, opening, step, take};
use crate::db::Tx;
use crate::deadlines::{self, Debtor};
use crate::error::{Error, Result};
use crate::wire::hex;

/// The longest text of each kind, in characters.
const CHARACTERS: usize = 2_000;
/// The most corrections that are asked for in one report.
const MOST: usize = 50;

/// What the state says is wrong.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// A figure by its key, as `REMEDIES_DONE._Z._T`, or a paragraph of sections 2 to 7 or 9 by its
    /// number, as `5.1`.
    pub what: String,
    /// How it should read.
    pub should_say: String,
    /// Why, with the source.
    pub why: String,
}

/// What the registry decides on a correction.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decided {
    /// Which.
    pub no: i32,
    /// Accepted: the report is drawn up anew, and must read differently there.
    pub accepted: bool,
    /// Stand in the report.
    pub reasons: String,
}

impl Report {
    /// Is any correction not decided yet?
    pub(super) fn corrections_open(&self) -> bool {
        self.corrections.iter().any(|one| one.accepted.is_none())
    }

    /// Each correction in words, for section 8.
    pub(super) fn correction_words(&self) -> Vec<String> {
        let date = |at| self.rules.calendar.date_of(at);
        let said = |one: &CorrectionRow| {
            let decided = match (one.accepted, one.decided_at) {
                (Some(true), Some(at)) => format!(
                    "Accepted on {}: {}. Reasons: {}",
                    date(at),
                    one.after
                        .as_ref()
                        .map_or("it is left out now".to_owned(), |after| format!(
                            "it reads “{after}” now"
                        )),
                    one.reasons.as_deref().unwrap_or_default()
                ),
                (_, Some(at)) => format!(
                    "Rejected on {}. Reasons: {}",
                    date(at),
                    one.reasons.as_deref().unwrap_or_default()
                ),
                (_, None) => "It is not decided yet.".to_owned(),
            };
            format!(
                "Factual correction {}, asked for on {}: {} read “{}”; the state says that it should read “{}”, because: {} \
                 {decided}",
                one.no,
                date(one.asked_at),
                editions::named(&one.what),
                one.before,
                one.should_say,
                one.why
            )
        };
        self.corrections.iter().map(said).collect()
    }
}

/// What the report says at a place; none if there is no such place.
fn text_at(content: &Content, what: &str) -> Option<String> {
    if let Some(line) = content.series.iter().find(|line| key(line) == what) {
        return Some(figure(line));
    }
    let (section, at) = what.split_once('.')?;
    let (section, at): (u8, usize) = (section.parse().ok()?, at.parse().ok()?);
    let section = content.sections.iter().find(|one| one.no == section)?;
    section.paragraphs.get(at.checked_sub(1)?).cloned()
}

/// Does the report still say what it said there? A paragraph may have moved within its section.
fn still_says(content: &Content, what: &str, before: &str) -> bool {
    let section = what
        .split_once('.')
        .and_then(|(no, _)| no.parse::<u8>().ok());
    let moved = content
        .sections
        .iter()
        .filter(|one| Some(one.no) == section)
        .any(|one| one.paragraphs.iter().any(|text| text == before));
    moved || text_at(content, what).as_deref() == Some(before)
}

fn words(path: &str, text: &str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() {
        let ask = match path {
            "should_say" => "Say how it should read.",
            _ => "Say why, and from which source.",
        };
        return Err(Error::invalid(path, ask));
    }
    if text.chars().count() > CHARACTERS {
        return Err(Error::invalid(path, "Say it in at most 2,000 characters."));
    }
    Ok(text.to_owned())
}

/// The state says what is wrong, while it may reply, and of what was sent; its words are printed and not
/// looked at (L-03, F23).
pub async fn ask_correction(tx: &mut Tx<'_>, id: Uuid, seen: i32, asked: &Asked) -> Result<Report> {
    let report = take(tx, id).await?;
    let permit = tx.allow(Act::AskCorrection, &report)?;
    let next = report.after(Some(seen), Act::AskCorrection)?;
    if report.reply_time_over(tx) {
        return Err(Refusal::LinkageTooLate.into());
    }
    let what = asked.what.trim();
    let before = text_at(&report.content, what).ok_or_else(|| {
        Error::invalid(
            "what",
            "Name a figure by its key, as REMEDIES_DONE._Z._T, or a paragraph of sections 2 to 7 or 9, as 5.1.",
        )
    })?;
    if report.corrections.len() >= MOST {
        return Err(Error::invalid(
            "what",
            "Fifty corrections are the most; put what remains into the reply, or into that to the next report.",
        ));
    }
    let row = CorrectionRow {
        no: i32::try_from(report.corrections.len()).unwrap_or(i32::MAX) + 1,
        what: what.to_owned(),
        before,
        should_say: words("should_say", &asked.should_say)?,
        why: words("why", &asked.why)?,
        asked_at: tx.now(),
        accepted: None,
        after: None,
        reasons: None,
        decided_at: None,
    };
    queries::ask_correction(tx, &permit, id, &row).await?;
    let detail =
        json!({ "no": row.no, "what": row.what, "should_say": row.should_say, "why": row.why });
    let changed = Changed::default();
    step(
        tx,
        &report,
        permit,
        Act::AskCorrection,
        next,
        changed,
        detail,
    )
    .await?;
    if report.state().stands_sent() {
        let asked = take(tx, id).await?;
        await_decision(tx, &asked).await?;
    }
    find(tx, id).await
}

/// What the state asked to have corrected in a report that was sent waits for the registrar: ten days
/// from the oldest request that is not decided (DL-116).
pub(super) async fn await_decision(tx: &mut Tx<'_>, report: &Report) -> Result<()> {
    let act = action(Act::DecideCorrection);
    let waits = report
        .deadlines
        .iter()
        .any(|one| one.act == act && one.state == "open");
    let mut open = report
        .corrections
        .iter()
        .filter(|one| one.accepted.is_none());
    let Some(oldest) = open.next().filter(|_| !waits) else {
        return Ok(());
    };
    let (rules, limit) = (&report.rules, TimeLimit::LinkageCorrection);
    let due = rules.limits.due(limit, &rules.calendar, oldest.asked_at);
    let heading = report.heading();
    let by = Debtor::role(Owed::Registrar);
    let what = opening(report, &heading, Some(limit), Act::DecideCorrection, by, "");
    deadlines::open_until(tx, what, Some(due)).await
}

/// The registry accepts a correction, by drawing the report up anew from a record that was put right, or
/// rejects it. Before sending, the report waits for the President once the last one is decided (L-04);
/// afterwards an accepted one goes to every recipient as a new edition (L-08).
pub async fn decide_correction(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    decided: &Decided,
) -> Result<Report> {
    let report = take(tx, id).await?;
    let permit = tx.allow(Act::DecideCorrection, &report)?;
    let next = report.after(Some(seen), Act::DecideCorrection)?;
    let open = |one: &&CorrectionRow| one.no == decided.no && one.accepted.is_none();
    let Some(asked) = report.corrections.iter().find(open) else {
        return Err(Error::invalid(
            "no",
            "Choose a correction that is not decided yet.",
        ));
    };
    let reasons = editions::reason("reasons", &decided.reasons)?;
    let drawn = match decided.accepted {
        true => Some(put_right(tx, &report, asked).await?),
        false => None,
    };
    let after = drawn
        .as_ref()
        .and_then(|(now, _)| text_at(now, &asked.what));
    let verdict = (decided.accepted, after.as_deref(), reasons.as_str());
    queries::decide_correction(tx, &permit, id, asked.no, verdict).await?;
    let mut detail = json!({ "no": asked.no, "accepted": decided.accepted, "reasons": reasons });
    let act = Act::DecideCorrection;
    let sent = report.state().stands_sent();
    // Before sending one limit is for all of them; afterwards it is for the oldest, and goes on waiting
    // while that is not decided.
    let goes_on = report
        .corrections
        .iter()
        .filter(|one| one.accepted.is_none() && one.no != asked.no)
        .any(|one| !sent || one.no < asked.no);
    let mut changed = Changed::default();
    if let Some((now, digest)) = drawn {
        let same = changes(&report.content, &now).is_empty();
        if sent && !same {
            if !goes_on {
                deadlines::settle(tx, report.of(), &action(act), None).await?;
            }
            let said = (reasons.as_str(), detail);
            return editions::reissue(tx, &report, (permit, act), (now, digest), said).await;
        }
        // An edition that was sent meanwhile may say it right already; no other one follows.
        if !sent {
            detail["digest"] = json!(hex(&digest));
            detail["changes"] = json!(changes(&report.content, &now));
            changed.content = Some(serde_json::to_value(&now)?);
            changed.digest = Some(digest);
        }
    }
    if goes_on {
        queries::advance(tx, &permit, &report.row, next, changed).await?;
        tx.record(permit, detail).await?;
        return find(tx, id).await;
    }
    step(tx, &report, permit, act, next, changed, detail).await?;
    if sent {
        // The limit of each request is its own.
        let report = take(tx, id).await?;
        await_decision(tx, &report).await?;
    } else {
        await_approval(tx, &report, false).await?;
    }
    find(tx, id).await
}

/// The report drawn up anew, which must read differently where the state says that it is wrong.
async fn put_right(
    tx: &mut Tx<'_>,
    report: &Report,
    asked: &CorrectionRow,
) -> Result<(Content, Vec<u8>)> {
    let drawn = drawn_anew(tx, report).await?;
    if still_says(&drawn.0, &asked.what, &asked.before) {
        return Err(Refusal::LinkageReadsSame.into());
    }
    Ok(drawn)
}
