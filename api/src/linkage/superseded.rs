//! A report that was sent is superseded once one on a later half-year of the same state has been sent
//! too: it says so, and leads on to the newest one that the reader may read (procedure 2.5, L-10). This
//! follows from what stands and is kept nowhere, so that a newer report that is withdrawn supersedes
//! nothing. What is superseded stays readable, and may still be corrected, told of or withdrawn.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Report, queries};
use crate::authz::{Fact, Resource};
use crate::db::Tx;
use crate::error::Result;

/// A report that stands in the place of an earlier one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Later {
    /// Its id.
    pub id: Uuid,
    /// Its half-year, as `2026-S2`.
    pub period: String,
}

/// A report that was sent and stands, as policies see it.
pub(super) struct Sent {
    pub later: Later,
    pub state: String,
    recipients: Vec<Uuid>,
}

impl Resource for Sent {
    const KIND: &'static str = "Report";

    fn id(&self) -> Uuid {
        self.later.id
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        vec![
            ("state", Fact::Text(self.state.clone())),
            ("with_state", Fact::Flag(true)),
            ("transmitted", Fact::Flag(true)),
            ("recipients", Fact::People(self.recipients.clone())),
        ]
    }
}

impl Report {
    /// The newest of these on a later half-year that may be read.
    fn later_among(&self, sent: &[Sent], may_read: impl Fn(&Sent) -> bool) -> Option<Later> {
        if !self.state().stands_sent() {
            return None;
        }
        // Half-years sort as they are written.
        let mut later = sent
            .iter()
            .filter(|one| one.state == self.row.state && one.later.period > self.row.period);
        let newest = later.find(|one| may_read(one))?;
        Some(newest.later.clone())
    }

    /// The line that says that it is superseded.
    pub(super) fn superseded(&self) -> Option<String> {
        let later = self.superseded_by.as_ref()?;
        Some(format!(
            "Superseded: the newest report on {} is that of {}.",
            self.content.state_name, later.period
        ))
    }
}

/// Marks those that are superseded for the person of this transaction, all in two statements.
pub(super) async fn mark(tx: &mut Tx<'_>, reports: &mut [Report]) -> Result<()> {
    let sent = sent(tx, reports).await?;
    for report in reports {
        report.superseded_by = report.later_among(&sent, |one| tx.may("report.view", one));
    }
    Ok(())
}

/// Marks it, if it is superseded by one that was sent to this recipient as well.
pub(super) async fn mark_for(tx: &mut Tx<'_>, report: &mut Report, recipient: Uuid) -> Result<()> {
    let sent = sent(tx, std::slice::from_ref(report)).await?;
    report.superseded_by = report.later_among(&sent, |one| one.recipients.contains(&recipient));
    Ok(())
}

/// What was sent on the states of these reports and stands, newest first.
async fn sent(tx: &mut Tx<'_>, on: &[Report]) -> Result<Vec<Sent>> {
    let sent = on.iter().filter(|one| one.state().stands_sent());
    let mut states: Vec<_> = sent.map(|one| one.row.state.clone()).collect();
    states.sort_unstable();
    states.dedup();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let rows = queries::sent_on(tx, Some(states.as_slice())).await?;
    with_recipients(tx, rows).await
}

/// Everything that was sent and stands.
pub(super) async fn all(tx: &mut Tx<'_>) -> Result<Vec<Sent>> {
    let rows = queries::sent_on(tx, None).await?;
    with_recipients(tx, rows).await
}

/// What was sent and was taken back at an instant or later, up to another one.
pub(super) async fn withdrawn(
    tx: &mut Tx<'_>,
    after: Timestamp,
    until: Timestamp,
) -> Result<Vec<Sent>> {
    let rows = queries::withdrawn_since(tx, after, until).await?;
    with_recipients(tx, rows).await
}

async fn with_recipients(tx: &mut Tx<'_>, rows: Vec<(Uuid, String, String)>) -> Result<Vec<Sent>> {
    let ids: Vec<_> = rows.iter().map(|(id, ..)| *id).collect();
    let addressed = queries::addressed(tx, &ids).await?;
    let all = rows.into_iter().map(|(id, state, period)| {
        let own = addressed.iter().filter(|one| one.report_id == id);
        Sent {
            recipients: own.map(|one| one.account_id).collect(),
            later: Later { id, period },
            state,
        }
    });
    Ok(all.collect())
}
