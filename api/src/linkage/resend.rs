//! Receipt that nobody confirmed: when DL-115 has run for a recipient, the registrar sends the report to
//! them once more, with a limit of its own (procedure 2.5, L-06r).

use domain::deadline::{Owed, TimeLimit};
use domain::linkage::Act;
use domain::refusal::Refusal;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;

use super::queries::Changed;
use super::{Report, action, find, owe, step, take};
use crate::db::Tx;
use crate::deadlines::{self, Deadline, Debtor};
use crate::error::{Error, Result};

impl Report {
    /// The limits within which someone was to confirm receipt, oldest first.
    fn receipts_owed(&self, by: Uuid) -> impl Iterator<Item = &Deadline> {
        let act = action(Act::Acknowledge);
        self.deadlines
            .iter()
            .filter(move |one| one.act == act && one.person == Some(by))
    }

    /// The last day on which someone is in time to confirm receipt of the edition that stands.
    pub(super) fn receipt_due(&self, by: Uuid) -> Option<Date> {
        let mut open = self.receipts_owed(by).filter(|one| one.state == "open");
        open.next()?.due_on
    }

    /// The limit that has run for someone who has not confirmed receipt.
    pub(super) fn receipt_missed(&self, by: Uuid, now: Timestamp) -> Option<&Deadline> {
        let mut open = self.receipts_owed(by).filter(|one| one.state == "open");
        open.find(|one| one.due_at.is_some_and(|due| due < now))
    }

    /// How often it was sent to them again, since a limit had run.
    pub(super) fn sent_again(&self, to: Uuid) -> usize {
        self.receipts_owed(to)
            .filter(|one| one.state == "expired")
            .count()
    }

    /// Is there anyone to whom it may be sent again?
    pub(super) fn may_go_again(&self, now: Timestamp) -> bool {
        self.recipients
            .iter()
            .any(|one| self.receipt_missed(one.id, now).is_some())
    }
}

/// The registrar sends the report again to one recipient whose time to confirm receipt has run (L-06r).
pub async fn resend(tx: &mut Tx<'_>, id: Uuid, seen: i32, to: Uuid) -> Result<Report> {
    let report = take(tx, id).await?;
    let permit = tx.allow(Act::Resend, &report)?;
    let next = report.after(Some(seen), Act::Resend)?;
    if !report.recipients.iter().any(|one| one.id == to) {
        return Err(Error::invalid(
            "recipient",
            "Choose one of the recipients of the report.",
        ));
    }
    let missed = report
        .receipt_missed(to, tx.now())
        .ok_or(Refusal::LinkageReceiptNotLate)?;
    // What ran out is over; another limit takes its place.
    deadlines::expire(tx, missed.id).await?;
    let (edition, again) = (report.row.edition, report.sent_again(to) + 1);
    let detail = json!({ "recipient": to, "edition": edition, "again": again });
    let changed = Changed::default();
    step(tx, &report, permit, Act::Resend, next, changed, detail).await?;
    let letter = json!({ "report": id, "recipient": to, "edition": edition, "again": again });
    tx.post("report_transmission", letter).await?;
    let limit = Some(TimeLimit::LinkageAcknowledgment);
    let by = Debtor::person(Owed::Liaison, to);
    owe(tx, &report, limit, Act::Acknowledge, by, "").await?;
    find(tx, id).await
}
