//! Data by release: each edition of a report is one. What is served is what stands, or what stood at
//! an instant (`asOf`), and of it everything, or what reads differently since an instant
//! (`updatedAfter`), with what was there then and is no longer. A report that was withdrawn is served as
//! of no instant (L-11); whoever had it is told, by that parameter, that it is gone.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use super::content::{Content, SeriesLine};
use super::editions::key;
use super::queries::{self, EditionRow, ReportRow};
use super::sdmx::Query;
use super::superseded::{self, Sent};
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
    /// Those that were there before the instant since which one asks, as they read then.
    pub gone: Vec<SeriesLine>,
}

/// What was released of the reports that the caller may see and that can have what is asked for: in
/// so many statements, however many reports there are.
pub(super) async fn released(tx: &mut Tx<'_>, asked: &Query) -> Result<Vec<Release>> {
    let sent = superseded::all(tx).await?;
    let earlier = asked.as_of.is_some() || asked.updated_after.is_some();
    let mut released = Vec::new();
    let mut standing = BTreeSet::new();
    for (row, former) in readable(tx, asked, sent, earlier).await? {
        if asked.updated_after.is_some() {
            let lines = series(&row.content)?;
            let of = |line: &SeriesLine| (row.state.clone(), row.period.clone(), key(line));
            standing.extend(lines.iter().map(of));
        }
        released.extend(release(row, &former, asked)?);
    }
    if let Some(after) = asked.updated_after {
        let until = asked.as_of.unwrap_or(tx.now());
        let withdrawn = superseded::withdrawn(tx, after, until).await?;
        for (row, former) in readable(tx, asked, withdrawn, true).await? {
            let mut gone = taken_back(&row, &former, after)?;
            // Another report may have taken its half-year.
            gone.retain(|line| {
                !standing.contains(&(row.state.clone(), row.period.clone(), key(line)))
            });
            released.push(Release {
                state: row.state,
                period: row.period,
                series: Vec::new(),
                gone,
            });
        }
    }
    Ok(released)
}

/// Those of these reports that the caller may see and that can have what is asked for, each with its
/// former editions, if they matter.
async fn readable(
    tx: &mut Tx<'_>,
    asked: &Query,
    mut sent: Vec<Sent>,
    earlier: bool,
) -> Result<Vec<(ReportRow, Vec<EditionRow>)>> {
    sent.retain(|one| asked.asks_for(&one.state, &one.later.period));
    sent.retain(|one| tx.may("report.view", one));
    let ids: Vec<_> = sent.iter().map(|one| one.later.id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = queries::by_ids(tx, &ids).await?;
    let mut former: BTreeMap<Uuid, Vec<EditionRow>> = BTreeMap::new();
    if earlier {
        for one in queries::editions(tx, &ids).await? {
            former.entry(one.report_id).or_default().push(one);
        }
    }
    let with = |row: ReportRow| {
        let own = former.remove(&row.id).unwrap_or_default();
        (row, own)
    };
    Ok(rows.into_iter().map(with).collect())
}

/// What a report that was taken back said before an instant: nothing, if it was sent later.
fn taken_back(row: &ReportRow, former: &[EditionRow], after: Timestamp) -> Result<Vec<SeriesLine>> {
    let own = row.transmitted_at.map(|at| (at, &row.content));
    let former = former.iter().map(|one| (one.transmitted_at, &one.content));
    let mut before = former.chain(own).filter(|(sent, _)| *sent < after);
    before
        .next_back()
        .map_or_else(|| Ok(Vec::new()), |(_, content)| series(content))
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
    let mut gone = Vec::new();
    if let Some(after) = asked.updated_after {
        let before = editions.iter().rev().find(|(at, _)| *at < after);
        if let Some((_, before)) = before.filter(|_| sent >= after) {
            let here: BTreeSet<_> = lines.iter().map(key).collect();
            gone.extend(
                before
                    .iter()
                    .filter(|one| !here.contains(&key(one)))
                    .cloned(),
            );
        }
        lines.retain(|line| reads_so_since(line, sent, &editions) >= after);
    }
    Ok(Some(Release {
        state: row.state,
        period: row.period,
        series: lines,
        gone,
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
