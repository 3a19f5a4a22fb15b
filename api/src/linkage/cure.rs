//! Compliance after sending: a ruling that a report lists as outstanding is complied with. Every
//! recipient of any edition is told within DL-117, and once nothing is left to tell the report is
//! closed by cure: it stays readable, and says so (procedure 2.5, L-09; T-40, T-42, T-45). The figures
//! are those of the cut-off and stay; a part that is done is no cure (T-43) and tells nothing.

use std::collections::BTreeMap;

use domain::compliance::Status;
use domain::deadline::{Owed, TimeLimit};
use domain::linkage::Act;
use domain::refusal::Refusal;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;

use super::content::Content;
use super::queries::{self, Changed};
use super::{Report, action, find, opening, step, take};
use crate::compliance::{self, Stood};
use crate::db::Tx;
use crate::deadlines::{self, Debtor};
use crate::error::Result;
use crate::rulings;

/// A ruling that was complied with and of which recipients were not told yet.
#[derive(Clone, Debug)]
pub struct Cure {
    /// The ruling.
    pub citation: String,
    /// The day on which all of it was done.
    pub complied_on: Date,
    /// When it was found, accepted or confirmed.
    pub at: Timestamp,
}

/// Rulings that the content lists with a remedy not done by the cut-off.
fn outstanding(content: &Content) -> Vec<String> {
    let open = content
        .remedies
        .iter()
        .filter(|one| one.status.0 != Status::Done);
    let mut cited: Vec<_> = open.map(|one| one.citation.clone()).collect();
    cited.sort_unstable();
    cited.dedup();
    cited
}

impl Report {
    /// Rulings that it lists as outstanding and of which recipients were told nothing since.
    pub(super) fn untold(&self, content: &Content) -> Vec<String> {
        let mut cited = outstanding(content);
        cited.retain(|one| !self.updates.iter().any(|told| told.citation == *one));
        cited
    }

    /// When its first edition was sent.
    fn first_sent(&self) -> Option<Timestamp> {
        let first = self.former.first().map(|one| one.row.transmitted_at);
        first.or(self.row.transmitted_at)
    }

    /// The banner: that a newer report supersedes it, and of which rulings recipients were told that
    /// they were complied with.
    pub(super) fn banner(&self) -> Vec<String> {
        let told = self.updates.iter();
        let told = told.map(|one| format!("Complied on {}: {}.", one.complied_on, one.citation));
        self.superseded().into_iter().chain(told).collect()
    }

    /// The updates as the log says them.
    pub(super) fn update_log(&self) -> Vec<String> {
        let date = |at| self.rules.calendar.date_of(at);
        let said = self.updates.iter().map(|one| {
            format!(
                "Update of {}: {} was complied with on {}.",
                date(one.sent_at),
                one.citation,
                one.complied_on
            )
        });
        said.collect()
    }
}

/// Of these rulings, those that were complied with.
async fn complied(tx: &mut Tx<'_>, cited: &[String]) -> Result<Vec<Cure>> {
    if cited.is_empty() {
        return Ok(Vec::new());
    }
    let mut rulings = BTreeMap::<Uuid, (String, Option<Date>)>::new();
    for one in rulings::public_remedies_of(tx, cited).await? {
        let (_, last) = rulings.entry(one.case_id).or_insert((one.citation, None));
        *last = one.done_on.max(*last);
    }
    let cases: Vec<_> = rulings.keys().copied().collect();
    let now = tx.now();
    let stood = compliance::stood(tx, &cases, now).await?;
    let cures = stood.iter().filter(|one| one.complied()).filter_map(|one| {
        let (citation, last) = rulings.get(&one.case)?;
        Some(Cure {
            citation: citation.clone(),
            complied_on: (*last)?,
            at: one.at,
        })
    });
    Ok(cures.collect())
}

/// What recipients of a report are still to be told of.
pub(super) async fn to_tell(tx: &mut Tx<'_>, report: &Report) -> Result<Vec<Cure>> {
    if !report.state().stands_sent() {
        return Ok(Vec::new());
    }
    complied(tx, &report.untold(&report.content)).await
}

/// The registrar tells every recipient of any edition which rulings were complied with since; when
/// nothing that the report lists is left to tell, it is closed by cure (L-07 to L-09).
pub async fn send_update(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Report> {
    let report = take(tx, id).await?;
    let permit = tx.allow(Act::SendUpdate, &report)?;
    report.after(Some(seen), Act::SendUpdate)?;
    if report.cured.is_empty() {
        return Err(Refusal::LinkageNothingToTell.into());
    }
    let last = report.updates.iter().map(|one| one.no).max();
    let no = last.unwrap_or(0) + 1;
    queries::tell(tx, &permit, id, no, &report.cured).await?;
    let told = report.updates.len() + report.cured.len();
    let untold = report.untold(&report.content).len() - report.cured.len();
    let next = report.state().once_told(told, untold);
    let ids: Vec<_> = report.recipients.iter().map(|one| one.id).collect();
    let cured: Vec<_> = report
        .cured
        .iter()
        .map(|one| json!({ "ruling": one.citation, "complied_on": one.complied_on }))
        .collect();
    let detail = json!({ "update": no, "complied": cured, "recipients": ids });
    let changed = Changed::default();
    step(tx, &report, permit, Act::SendUpdate, next, changed, detail).await?;
    for person in ids {
        let letter = json!({ "report": id, "recipient": person, "update": no });
        tx.post("report_transmission", letter).await?;
    }
    find(tx, id).await
}

/// An update waits for the registrar, once for whatever is to be told: five working days from
/// compliance, or from transmission where the report left only then (DL-117).
pub(super) async fn await_update(tx: &mut Tx<'_>, report: &Report) -> Result<()> {
    let act = action(Act::SendUpdate);
    let waits = report
        .deadlines
        .iter()
        .any(|one| one.act == act && one.state == "open");
    let first = report.cured.iter().map(|one| one.at).min();
    let Some(first) = first.filter(|_| !waits) else {
        return Ok(());
    };
    let at = report.first_sent().map_or(first, |sent| sent.max(first));
    let (rules, limit) = (&report.rules, TimeLimit::LinkageUpdate);
    let due = rules.limits.due(limit, &rules.calendar, at);
    let heading = report.heading();
    let by = Debtor::role(Owed::Registrar);
    let what = opening(report, &heading, Some(limit), Act::SendUpdate, by, "");
    deadlines::open_until(tx, what, Some(due)).await
}

/// Something was put on the docket of a case: if its ruling is complied with now, each report that was
/// sent and lists it waits for the registrar. Called by the worker, since the slice of compliance
/// knows of no reports. Only what lists it, and does not wait yet, is read.
pub async fn await_updates(tx: &mut Tx<'_>, case: Uuid) -> Result<()> {
    let now = tx.now();
    let stood = compliance::stood(tx, &[case], now).await?;
    if !stood.iter().any(Stood::complied) {
        return Ok(());
    }
    let rulings = rulings::public_of(tx, &[case], now).await?;
    let Some(ruling) = rulings.first() else {
        return Ok(());
    };
    let listing = queries::outstanding_on(tx, &ruling.citation).await?;
    for id in deadlines::not_waiting(tx, &listing, &action(Act::SendUpdate)).await? {
        // Read once more, locked: it may have been corrected or withdrawn meanwhile.
        let report = take(tx, id).await?;
        await_update(tx, &report).await?;
    }
    Ok(())
}
