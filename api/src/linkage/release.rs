//! Data by release: each edition of a report is one. What is served is what stands, or what stood at
//! an instant (`asOf`), and of it everything, or what reads differently since an instant
//! (`updatedAfter`). A report that was withdrawn is served as of no instant (L-11).

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use super::content::{Content, SeriesLine};
use super::editions::key;
use super::queries::{self, EditionRow, ReportRow};
use super::sdmx::Query;
use super::superseded;
use crate::db::Tx;
use crate::error::Result;

/// The series of one edition of a report that was sent.
pub(super) struct Release {
    /// The state that it is about.
    pub state: String,
    /// The half-year.
    pub period: String,
    /// Its series, or those that were asked for.
    pub series: Vec<SeriesLine>,
}

/// What was released of the reports that the caller may see and that can have what is asked for: in
/// so many statements, however many reports there are.
pub(super) async fn released(tx: &mut Tx<'_>, asked: &Query) -> Result<Vec<Release>> {
    let mut sent = superseded::all(tx).await?;
    sent.retain(|one| asked.asks_for(&one.state, &one.later.period));
    sent.retain(|one| tx.may("report.view", one));
    let ids: Vec<_> = sent.iter().map(|one| one.later.id).collect();
    let rows = queries::by_ids(tx, &ids).await?;
    let mut former: BTreeMap<Uuid, Vec<EditionRow>> = BTreeMap::new();
    if asked.as_of.is_some() || asked.updated_after.is_some() {
        for one in queries::editions(tx, &ids).await? {
            former.entry(one.report_id).or_default().push(one);
        }
    }
    let mut released = Vec::new();
    for row in rows {
        let former = former.remove(&row.id).unwrap_or_default();
        released.extend(release(row, &former, asked)?);
    }
    Ok(released)
}

fn series(content: &Value) -> Result<Vec<SeriesLine>> {
    let content: Content = serde_json::from_value(content.clone())?;
    Ok(content.series)
}

/// The edition that is asked for; none where nothing had been sent by then.
fn release(row: ReportRow, former: &[EditionRow], asked: &Query) -> Result<Option<Release>> {
    let mut editions = Vec::new();
    for one in former {
        editions.push((one.transmitted_at, series(&one.content)?));
    }
    editions.extend(row.transmitted_at.zip(Some(series(&row.content)?)));
    if let Some(at) = asked.as_of {
        editions.retain(|(sent, _)| *sent <= at);
    }
    let Some((sent, mut lines)) = editions.pop() else {
        return Ok(None);
    };
    if let Some(after) = asked.updated_after {
        lines.retain(|line| reads_so_since(line, sent, &editions) >= after);
    }
    Ok(Some(Release {
        state: row.state,
        period: row.period,
        series: lines,
    }))
}

/// When the line was first sent as it reads, without another reading in between.
fn reads_so_since(
    line: &SeriesLine,
    sent: Timestamp,
    former: &[(Timestamp, Vec<SeriesLine>)],
) -> Timestamp {
    let mut since = sent;
    for (sent, lines) in former.iter().rev() {
        match lines.iter().find(|one| key(one) == key(line)) {
            Some(same) if same == line => since = *sent,
            _ => break,
        }
    }
    since
}
