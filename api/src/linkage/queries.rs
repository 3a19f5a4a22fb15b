//! SQL of linkage reports and of those who receive them.

use diesel::dsl::{exists, not, sql};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Text};
use diesel_async::RunQueryDsl;
use domain::linkage::State;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_diesel::ToDiesel;
use serde_json::Value;
use uuid::Uuid;

use super::Report;
use super::cure::Cure;
use super::editions::{Change, Receipt};
use crate::db::{Permit, Tx};
use crate::error::{Error, Result};
use crate::schema::{
    report_corrections, report_editions, report_recipients, report_updates, reports,
};
use crate::wire::{LinkageState, Spelled};

/// A report as it is kept.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = reports)]
pub struct ReportRow {
    /// Its id.
    pub id: Uuid,
    /// The state that it is about.
    pub state: String,
    /// The half-year, as `2026-S1`.
    pub period: String,
    /// Counts changes.
    pub version: i32,
    /// Where it stands.
    pub status: LinkageState,
    /// What it says (see `Content`).
    pub content: Value,
    /// SHA-256 of what it was drawn up from.
    pub digest: Vec<u8>,
    /// The state's reply, word for word.
    pub reply: Option<String>,
    /// When it came.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub reply_at: Option<Timestamp>,
    /// When the report was drawn up.
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub created_at: Timestamp,
    /// When it became final.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub final_at: Option<Timestamp>,
    /// When it was transmitted.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub transmitted_at: Option<Timestamp>,
    /// Counts what was sent: 1, then one more with each correction.
    pub edition: i32,
    /// When it was withdrawn.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub withdrawn_at: Option<Timestamp>,
    /// Why.
    pub withdrawal: Option<String>,
}

/// An edition that was corrected, as it is kept.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = report_editions)]
pub struct EditionRow {
    /// The report.
    pub report_id: Uuid,
    /// Which edition.
    pub no: i32,
    /// What it said.
    pub content: Value,
    /// SHA-256 of what it was drawn up from.
    pub digest: Vec<u8>,
    /// When it was transmitted.
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub transmitted_at: Timestamp,
    /// Who had it, and when each of them confirmed receipt.
    pub receipts: Value,
    /// When the next edition took its place.
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub corrected_at: Timestamp,
    /// What was wrong.
    pub why: String,
    /// What reads differently in the next edition.
    pub changes: Value,
}

/// A factual correction that the state asked for, and what became of it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = report_corrections)]
pub struct CorrectionRow {
    /// 1, 2, … within the report.
    pub no: i32,
    /// A figure by its key, or a paragraph by its number.
    pub what: String,
    /// As it read when it was asked about.
    pub before: String,
    /// As the state says that it should read.
    pub should_say: String,
    /// Why, in the state's words.
    pub why: String,
    /// When it was asked for.
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub asked_at: Timestamp,
    /// Whether it was accepted; none while it is not decided.
    pub accepted: Option<bool>,
    /// As it reads since; none where it is gone or nothing was accepted.
    pub after: Option<String>,
    /// The reasons of the decision.
    pub reasons: Option<String>,
    /// When it was decided.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub decided_at: Option<Timestamp>,
}

/// That recipients were told of compliance with a ruling.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = report_updates)]
pub struct UpdateRow {
    /// The ruling.
    pub citation: String,
    /// The notice that told of it: 1, 2, … within the report.
    pub no: i32,
    /// The day on which all of it was done.
    #[diesel(deserialize_as = jiff_diesel::Date)]
    pub complied_on: Date,
    /// When they were told.
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub sent_at: Timestamp,
}

/// That a report was transmitted to someone.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = report_recipients)]
pub(super) struct Addressed {
    /// The report.
    pub report_id: Uuid,
    /// The account.
    pub account_id: Uuid,
    /// Whom they receive reports for.
    pub institution: String,
    /// When they confirmed receipt.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub acknowledged_at: Option<Timestamp>,
}

/// What an act changes beside the version and the state.
#[derive(Default)]
pub(super) struct Changed {
    pub(super) content: Option<Value>,
    pub(super) digest: Option<Vec<u8>>,
    pub(super) reply: Option<(String, Timestamp)>,
    pub(super) final_at: Option<Timestamp>,
    pub(super) transmitted_at: Option<Timestamp>,
    pub(super) edition: Option<i32>,
    pub(super) withdrawn: Option<(String, Timestamp)>,
}

pub(super) async fn find(tx: &mut Tx<'_>, id: Uuid, lock: bool) -> Result<ReportRow> {
    let query = reports::table
        .filter(reports::id.eq(id))
        .select(ReportRow::as_select());
    let row = match lock {
        true => query.for_update().first(tx.conn()).await,
        false => query.first(tx.conn()).await,
    };
    row.optional()?.ok_or(Error::NotFound("report"))
}

/// The report on that state and half-year, if there is one.
pub(super) async fn of(tx: &mut Tx<'_>, state: &str, period: &str) -> Result<Option<Uuid>> {
    Ok(reports::table
        .filter(
            reports::state
                .eq(state)
                .and(reports::period.eq(period))
                .and(reports::status.ne(Spelled(State::Withdrawn))),
        )
        .select(reports::id)
        .first(tx.conn())
        .await
        .optional()?)
}

/// No if the id, or the state's half-year, is taken already.
pub(super) async fn insert(
    tx: &mut Tx<'_>,
    _: &Permit,
    id: Uuid,
    state: &str,
    period: &str,
    content: &Value,
    digest: &[u8],
) -> Result<bool> {
    let at = tx.now().to_diesel();
    let made = diesel::insert_into(reports::table)
        .values((
            reports::id.eq(id),
            reports::state.eq(state),
            reports::period.eq(period),
            reports::status.eq(Spelled(State::Draft)),
            reports::content.eq(content),
            reports::digest.eq(digest),
            reports::created_at.eq(at),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn())
        .await?;
    Ok(made == 1)
}

/// Moves the report on; gives its new version.
pub(super) async fn advance(
    tx: &mut Tx<'_>,
    _: &Permit,
    row: &ReportRow,
    to: State,
    changed: Changed,
) -> Result<i32> {
    let target =
        reports::table.filter(reports::id.eq(row.id).and(reports::version.eq(row.version)));
    // An empty option leaves its column as it is.
    let (reply, reply_at) = changed.reply.unzip();
    let (withdrawal, withdrawn_at) = changed.withdrawn.unzip();
    let changed = (
        changed.content.map(|content| reports::content.eq(content)),
        changed.digest.map(|digest| reports::digest.eq(digest)),
        reply.map(|reply| reports::reply.eq(reply)),
        reply_at.map(|at| reports::reply_at.eq(at.to_diesel())),
        changed
            .final_at
            .map(|at| reports::final_at.eq(at.to_diesel())),
        changed
            .transmitted_at
            .map(|at| reports::transmitted_at.eq(at.to_diesel())),
        changed.edition.map(|no| reports::edition.eq(no)),
        withdrawal.map(|why| reports::withdrawal.eq(why)),
        withdrawn_at.map(|at| reports::withdrawn_at.eq(at.to_diesel())),
    );
    diesel::update(target)
        .set((
            changed,
            reports::status.eq(Spelled(to)),
            reports::version.eq(row.version + 1),
        ))
        .returning(reports::version)
        .get_result(tx.conn())
        .await
        .optional()?
        .ok_or(Error::Stale)
}

pub(super) async fn address(
    tx: &mut Tx<'_>,
    _: &Permit,
    report: Uuid,
    to: &[(Uuid, String)],
) -> Result<()> {
    let rows: Vec<_> = to
        .iter()
        .map(|(account, institution)| {
            (
                report_recipients::report_id.eq(report),
                report_recipients::account_id.eq(account),
                report_recipients::institution.eq(institution),
            )
        })
        .collect();
    diesel::insert_into(report_recipients::table)
        .values(rows)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn acknowledge(
    tx: &mut Tx<'_>,
    _: &Permit,
    report: Uuid,
    account: Uuid,
) -> Result<()> {
    let at = tx.now().to_diesel();
    let target = report_recipients::table.filter(
        report_recipients::report_id
            .eq(report)
            .and(report_recipients::account_id.eq(account)),
    );
    diesel::update(target)
        .set(report_recipients::acknowledged_at.eq(at))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Keeps the edition as it was sent, with what was wrong in it.
pub(super) async fn keep(
    tx: &mut Tx<'_>,
    _: &Permit,
    report: &Report,
    why: &str,
    changes: &[Change],
) -> Result<()> {
    let receipts: Vec<_> = report
        .recipients
        .iter()
        .map(|one| Receipt {
            account: one.id,
            acknowledged_at: one.acknowledged_at,
        })
        .collect();
    let (row, now) = (&report.row, tx.now());
    diesel::insert_into(report_editions::table)
        .values((
            report_editions::report_id.eq(row.id),
            report_editions::no.eq(row.edition),
            report_editions::content.eq(&row.content),
            report_editions::digest.eq(&row.digest),
            report_editions::transmitted_at.eq(row.transmitted_at.unwrap_or(now).to_diesel()),
            report_editions::receipts.eq(serde_json::to_value(receipts)?),
            report_editions::corrected_at.eq(now.to_diesel()),
            report_editions::why.eq(why),
            report_editions::changes.eq(serde_json::to_value(changes)?),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Every recipient is asked afresh.
pub(super) async fn ask_again(tx: &mut Tx<'_>, _: &Permit, report: Uuid) -> Result<()> {
    diesel::update(report_recipients::table.filter(report_recipients::report_id.eq(report)))
        .set(report_recipients::acknowledged_at.eq(None::<jiff_diesel::Timestamp>))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The editions of these reports that were corrected, in order.
pub(super) async fn editions(tx: &mut Tx<'_>, of: &[Uuid]) -> Result<Vec<EditionRow>> {
    Ok(report_editions::table
        .filter(report_editions::report_id.eq_any(of))
        .order((report_editions::report_id, report_editions::no))
        .select(EditionRow::as_select())
        .load(tx.conn())
        .await?)
}

/// The factual corrections that the state asked for, in order.
pub(super) async fn corrections(tx: &mut Tx<'_>, of: Uuid) -> Result<Vec<CorrectionRow>> {
    Ok(report_corrections::table
        .filter(report_corrections::report_id.eq(of))
        .order(report_corrections::no)
        .select(CorrectionRow::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn ask_correction(
    tx: &mut Tx<'_>,
    _: &Permit,
    report: Uuid,
    asked: &CorrectionRow,
) -> Result<()> {
    diesel::insert_into(report_corrections::table)
        .values((
            report_corrections::report_id.eq(report),
            report_corrections::no.eq(asked.no),
            report_corrections::what.eq(&asked.what),
            report_corrections::before.eq(&asked.before),
            report_corrections::should_say.eq(&asked.should_say),
            report_corrections::why.eq(&asked.why),
            report_corrections::asked_at.eq(asked.asked_at.to_diesel()),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn decide_correction(
    tx: &mut Tx<'_>,
    _: &Permit,
    report: Uuid,
    no: i32,
    (accepted, after, reasons): (bool, Option<&str>, &str),
) -> Result<()> {
    let at = tx.now().to_diesel();
    let target = report_corrections::table.filter(
        report_corrections::report_id
            .eq(report)
            .and(report_corrections::no.eq(no))
            .and(report_corrections::accepted.is_null()),
    );
    diesel::update(target)
        .set((
            report_corrections::accepted.eq(accepted),
            report_corrections::after.eq(after),
            report_corrections::reasons.eq(reasons),
            report_corrections::decided_at.eq(at),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The state and the half-year of those of these reports that were not withdrawn.
pub(super) async fn standing(tx: &mut Tx<'_>, of: &[Uuid]) -> Result<Vec<(Uuid, String, String)>> {
    Ok(reports::table
        .filter(
            reports::id
                .eq_any(of)
                .and(reports::status.ne(Spelled(State::Withdrawn))),
        )
        .select((reports::id, reports::state, reports::period))
        .load(tx.conn())
        .await?)
}

/// What recipients were told of compliance, in order.
pub(super) async fn updates(tx: &mut Tx<'_>, of: Uuid) -> Result<Vec<UpdateRow>> {
    Ok(report_updates::table
        .filter(report_updates::report_id.eq(of))
        .order((report_updates::no, report_updates::citation))
        .select(UpdateRow::as_select())
        .load(tx.conn())
        .await?)
}

/// Keeps what one notice tells.
pub(super) async fn tell(
    tx: &mut Tx<'_>,
    _: &Permit,
    report: Uuid,
    no: i32,
    cured: &[Cure],
) -> Result<()> {
    let at = tx.now();
    let rows: Vec<_> = cured
        .iter()
        .map(|one| {
            (
                report_updates::report_id.eq(report),
                report_updates::citation.eq(&one.citation),
                report_updates::no.eq(no),
                report_updates::complied_on.eq(one.complied_on.to_diesel()),
                report_updates::sent_at.eq(at.to_diesel()),
            )
        })
        .collect();
    diesel::insert_into(report_updates::table)
        .values(rows)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn addressed(tx: &mut Tx<'_>, of: &[Uuid]) -> Result<Vec<Addressed>> {
    Ok(report_recipients::table
        .filter(report_recipients::report_id.eq_any(of))
        .select(Addressed::as_select())
        .load(tx.conn())
        .await?)
}

/// A page of reports, newest first: all, or those on a state and those sent to the person who asks.
pub(super) async fn list(
    tx: &mut Tx<'_>,
    all: bool,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<ReportRow>> {
    let (me, state) = (tx.person(), tx.who().state.clone());
    let mut query = reports::table
        .order((reports::created_at.desc(), reports::id.desc()))
        .limit(limit)
        .into_boxed();
    if !all {
        let sent = report_recipients::table.filter(
            report_recipients::report_id
                .eq(reports::id)
                .and(report_recipients::account_id.eq(me)),
        );
        query = query.filter(reports::state.eq(state).or(exists(sent)));
    }
    if let Some(after) = after {
        let at: Option<jiff_diesel::Timestamp> = reports::table
            .filter(reports::id.eq(after))
            .select(reports::created_at)
            .first(tx.conn())
            .await
            .optional()?;
        if let Some(at) = at {
            query = query.filter(
                reports::created_at
                    .lt(at)
                    .or(reports::created_at.eq(at).and(reports::id.lt(after))),
            );
        }
    }
    Ok(query.select(ReportRow::as_select()).load(tx.conn()).await?)
}

/// Where a report stands that was sent and not taken back.
const SENT: [Spelled<State>; 3] = [
    Spelled(State::Transmitted),
    Spelled(State::Acknowledged),
    Spelled(State::ClosedByCure),
];

/// The id, state and half-year of what was sent on these states, or on any, and stands, newest half-year
/// first.
pub(super) async fn sent_on(
    tx: &mut Tx<'_>,
    states: Option<&[String]>,
) -> Result<Vec<(Uuid, String, String)>> {
    let mut query = reports::table
        .filter(reports::status.eq_any(SENT))
        .order((reports::period.desc(), reports::id))
        .select((reports::id, reports::state, reports::period))
        .into_boxed();
    if let Some(states) = states {
        query = query.filter(reports::state.eq_any(states));
    }
    Ok(query.load(tx.conn()).await?)
}

/// The same of what was sent and was taken back at an instant or later, up to another one.
pub(super) async fn withdrawn_since(
    tx: &mut Tx<'_>,
    after: Timestamp,
    until: Timestamp,
) -> Result<Vec<(Uuid, String, String)>> {
    Ok(reports::table
        .filter(
            reports::status
                .eq(Spelled(State::Withdrawn))
                .and(reports::withdrawn_at.ge(after.to_diesel()))
                .and(reports::withdrawn_at.le(until.to_diesel())),
        )
        .order((reports::period.desc(), reports::id))
        .select((reports::id, reports::state, reports::period))
        .load(tx.conn())
        .await?)
}

/// These reports, by state and period.
pub(super) async fn by_ids(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<ReportRow>> {
    Ok(reports::table
        .filter(reports::id.eq_any(ids))
        .order((reports::state, reports::period))
        .select(ReportRow::as_select())
        .load(tx.conn())
        .await?)
}

/// Every report that was sent and stands, with the rulings on which it rests, and without what it says.
pub(super) async fn resting_on(tx: &mut Tx<'_>) -> Result<Vec<(Uuid, Vec<String>)>> {
    let cited = sql::<Array<Text>>(
        "array(select jsonb_path_query(content, '$.claims[*].citation') #>> '{}'
               union select jsonb_path_query(content, '$.remedies[*].citation') #>> '{}')",
    );
    Ok(reports::table
        .filter(reports::status.eq_any(SENT))
        .order((reports::state, reports::period))
        .select((reports::id, cited))
        .load(tx.conn())
        .await?)
}

/// The reports that were sent and stand, that list a remedy of this ruling as not done, and of which no
/// recipient was told of compliance with it.
pub(super) async fn outstanding_on(tx: &mut Tx<'_>, citation: &str) -> Result<Vec<Uuid>> {
    let lists = sql::<Bool>(
        "jsonb_path_exists(content, '$.remedies[*] ? (@.citation == $ruling && @.status != \"done\")',
           jsonb_build_object('ruling', ",
    )
    .bind::<Text, _>(citation)
    .sql("))");
    let told = report_updates::table.filter(
        report_updates::report_id
            .eq(reports::id)
            .and(report_updates::citation.eq(citation)),
    );
    Ok(reports::table
        .filter(reports::status.eq_any(SENT))
        .filter(lists)
        .filter(not(exists(told)))
        .order((reports::state, reports::period))
        .select(reports::id)
        .load(tx.conn())
        .await?)
}
