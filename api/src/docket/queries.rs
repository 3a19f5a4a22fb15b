//! SQL of the docket.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::case::Act;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_diesel::ToDiesel;
use serde_json::Value;
use uuid::Uuid;

use crate::db::Tx;
use crate::error::{Error, Result};
use crate::schema::docket_entries;
use crate::wire::{CaseAct, CaseState, Spelled};

/// An entry of a docket.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = docket_entries)]
pub struct DocketEntry {
    /// Its number; there are no gaps.
    pub no: i32,
    /// What was done.
    pub act: CaseAct,
    /// What the docket says of it.
    pub title: String,
    /// What belongs to it.
    pub detail: Value,
    /// The account that did it; none for the clock.
    pub actor: Option<Uuid>,
    /// By whom.
    pub actor_label: String,
    /// When.
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub at: Timestamp,
    /// The day on which service of it is deemed made (C-10).
    #[diesel(deserialize_as = jiff_diesel::Date)]
    pub served_on: Date,
    /// Where the case stood after it.
    pub state_after: CaseState,
    /// The filing that it took in.
    pub filing_id: Option<Uuid>,
}

pub(super) async fn entries(
    tx: &mut Tx<'_>,
    case: Uuid,
    after: i32,
    limit: i64,
) -> Result<Vec<DocketEntry>> {
    Ok(docket_entries::table
        .filter(
            docket_entries::case_id
                .eq(case)
                .and(docket_entries::no.gt(after)),
        )
        .order(docket_entries::no)
        .limit(limit)
        .select(DocketEntry::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn made_by(
    tx: &mut Tx<'_>,
    case: Uuid,
    acts: &[Act],
    after: i32,
    limit: i64,
) -> Result<Vec<DocketEntry>> {
    let acts: Vec<_> = acts.iter().copied().map(Spelled).collect();
    Ok(docket_entries::table
        .filter(
            docket_entries::case_id
                .eq(case)
                .and(docket_entries::no.gt(after))
                .and(docket_entries::act.eq_any(acts)),
        )
        .order(docket_entries::no)
        .limit(limit)
        .select(DocketEntry::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn last_made_by(tx: &mut Tx<'_>, case: Uuid, acts: &[Act]) -> Result<i32> {
    let acts: Vec<_> = acts.iter().copied().map(Spelled).collect();
    let last: Option<i32> = docket_entries::table
        .filter(
            docket_entries::case_id
                .eq(case)
                .and(docket_entries::act.eq_any(acts)),
        )
        .select(diesel::dsl::max(docket_entries::no))
        .first(tx.conn())
        .await?;
    Ok(last.unwrap_or_default())
}

pub(super) async fn history(
    tx: &mut Tx<'_>,
    case: Uuid,
) -> Result<Vec<(CaseAct, String, Timestamp)>> {
    let rows: Vec<(CaseAct, String, jiff_diesel::Timestamp)> = docket_entries::table
        .filter(docket_entries::case_id.eq(case))
        .order(docket_entries::no)
        .select((
            docket_entries::act,
            docket_entries::title,
            docket_entries::at,
        ))
        .load(tx.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|(act, title, at)| (act, title, at.to_jiff()))
        .collect())
}

pub(super) async fn told_by(
    tx: &mut Tx<'_>,
    cases: &[Uuid],
    acts: &[Act],
    until: Timestamp,
) -> Result<Vec<(Uuid, CaseAct, Value, Timestamp)>> {
    let acts = acts.iter().map(|act| Spelled(*act));
    let rows: Vec<(Uuid, CaseAct, Value, jiff_diesel::Timestamp)> = docket_entries::table
        .filter(
            docket_entries::case_id
                .eq_any(cases)
                .and(docket_entries::act.eq_any(acts))
                .and(docket_entries::at.le(until.to_diesel())),
        )
        .order((docket_entries::case_id, docket_entries::no))
        .select((
            docket_entries::case_id,
            docket_entries::act,
            docket_entries::detail,
            docket_entries::at,
        ))
        .load(tx.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|(case, act, detail, at)| (case, act, detail, at.to_jiff()))
        .collect())
}

pub(super) async fn entry(tx: &mut Tx<'_>, case: Uuid, no: i32) -> Result<DocketEntry> {
    docket_entries::table
        .filter(
            docket_entries::case_id
                .eq(case)
                .and(docket_entries::no.eq(no)),
        )
        .select(DocketEntry::as_select())
        .first(tx.conn())
        .await
        .optional()?
        .ok_or(Error::NotFound("docket entry"))
}
