//! SQL of linkage reports, and of what they are drawn up from.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::linkage::State;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_diesel::ToDiesel;
use serde_json::Value;
use uuid::Uuid;

use super::inputs::{KnownMeasure, KnownRemedy, PublishedRuling};
use crate::db::{Permit, Tx};
use crate::error::{Error, Result};
use crate::schema::{
    accounts, cases, claims, filings, measures, remedies, report_recipients, reports, rulings,
};
use crate::wire::{LegalEffect, LinkageState, Spelled, Technology};

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
}

/// Someone to whom a report was transmitted.
#[derive(Clone, Debug, Queryable)]
pub struct Recipient {
    /// The report.
    pub report: Uuid,
    /// The account.
    pub id: Uuid,
    /// The name.
    pub name: String,
    /// Where letters go.
    pub email: String,
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
        .filter(reports::state.eq(state).and(reports::period.eq(period)))
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

pub(super) async fn recipients(tx: &mut Tx<'_>, of: &[Uuid]) -> Result<Vec<Recipient>> {
    Ok(report_recipients::table
        .inner_join(accounts::table.on(accounts::id.eq(report_recipients::account_id)))
        .filter(report_recipients::report_id.eq_any(of))
        .order((report_recipients::institution, accounts::name, accounts::id))
        .select((
            report_recipients::report_id,
            accounts::id,
            accounts::name,
            accounts::email,
            report_recipients::institution,
            report_recipients::acknowledged_at,
        ))
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

/// Every report that has been transmitted, by state and period.
pub(super) async fn transmitted(tx: &mut Tx<'_>) -> Result<Vec<ReportRow>> {
    Ok(reports::table
        .filter(reports::status.eq_any([Spelled(State::Transmitted), Spelled(State::Acknowledged)]))
        .order((reports::state, reports::period))
        .select(ReportRow::as_select())
        .load(tx.conn())
        .await?)
}

type RulingColumns = (
    String,
    jiff_diesel::Timestamp,
    Option<i32>,
    Option<i32>,
    String,
    LegalEffect,
    Technology,
    Value,
    bool,
);

pub(super) async fn rulings(
    tx: &mut Tx<'_>,
    state: &str,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<PublishedRuling>> {
    let replied = exists(
        filings::table.filter(
            filings::case_id
                .eq(cases::id)
                .and(filings::side.eq("respondent")),
        ),
    );
    let rows: Vec<RulingColumns> = rulings::table
        .inner_join(cases::table.on(cases::id.eq(rulings::case_id)))
        .inner_join(measures::table.on(measures::id.eq(cases::measure_id)))
        .filter(
            cases::respondent
                .eq(state)
                .and(rulings::citation.is_not_null()),
        )
        .filter(
            rulings::published_at
                .ge(from.to_diesel())
                .and(rulings::published_at.le(until.to_diesel())),
        )
        .order((rulings::published_at, rulings::id))
        .select((
            rulings::citation.assume_not_null(),
            rulings::published_at.assume_not_null(),
            cases::year,
            cases::number,
            cases::caption,
            cases::effect_on_respondent,
            measures::technology_class,
            rulings::results,
            replied,
        ))
        .load(tx.conn())
        .await?;
    rows.into_iter()
        .map(
            |(citation, at, year, number, caption, effect, technology, results, took_part)| {
                Ok(PublishedRuling {
                    citation,
                    published_at: at.to_jiff(),
                    case: year.zip(number).map_or_else(
                        || caption.clone(),
                        |(year, number)| format!("{year}/{number}"),
                    ),
                    caption,
                    effect,
                    technology,
                    took_part,
                    claims: serde_json::from_value(results)?,
                })
            },
        )
        .collect()
}

type RemedyColumns = (
    String,
    String,
    i32,
    i32,
    String,
    i32,
    jiff_diesel::Date,
    f64,
    Option<jiff_diesel::Date>,
);

pub(super) async fn remedies(tx: &mut Tx<'_>, until: Timestamp) -> Result<Vec<KnownRemedy>> {
    let rows: Vec<RemedyColumns> = remedies::table
        .inner_join(cases::table.on(cases::id.eq(remedies::case_id)))
        .inner_join(claims::table.on(claims::id.eq(remedies::claim_id)))
        .inner_join(rulings::table.on(rulings::case_id.eq(remedies::case_id)))
        .filter(
            rulings::citation
                .is_not_null()
                .and(rulings::published_at.le(until.to_diesel())),
        )
        .order((remedies::due_on, rulings::citation, remedies::no))
        .select((
            cases::respondent,
            rulings::citation.assume_not_null(),
            claims::no,
            remedies::no,
            remedies::text,
            remedies::weight,
            remedies::due_on,
            remedies::completion,
            remedies::done_on,
        ))
        .load(tx.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(
            |(state, citation, claim, no, text, weight, due_on, completion, done_on)| KnownRemedy {
                state,
                citation,
                claim,
                no,
                text,
                weight,
                due_on: due_on.to_jiff(),
                completion,
                done_on: done_on.map(|day| day.to_jiff()),
            },
        )
        .collect())
}

type MeasureColumns = (
    Uuid,
    String,
    Technology,
    String,
    jiff_diesel::Date,
    Option<jiff_diesel::Date>,
);

/// Measures of registered cases in which the state is a party.
pub(super) async fn measures(
    tx: &mut Tx<'_>,
    state: &str,
    until: Timestamp,
) -> Result<Vec<KnownMeasure>> {
    let rows: Vec<MeasureColumns> = cases::table
        .inner_join(measures::table.on(measures::id.eq(cases::measure_id)))
        .filter(cases::registered_at.le(until.to_diesel()))
        .filter(cases::applicant.eq(state).or(cases::respondent.eq(state)))
        .order(measures::id)
        .distinct()
        .select((
            measures::id,
            measures::title,
            measures::technology_class,
            measures::state,
            measures::in_force_on,
            measures::ended_on,
        ))
        .load(tx.conn())
        .await?;
    let day = |day: jiff_diesel::Date| -> Date { day.to_jiff() };
    Ok(rows
        .into_iter()
        .map(
            |(id, title, technology, by, in_force, ended)| KnownMeasure {
                id,
                title,
                technology,
                own: by == state,
                in_force_on: day(in_force),
                ended_on: ended.map(day),
            },
        )
        .collect())
}

/// Cases against the state: how many are on the register, and how many rulings of them are public.
pub(super) async fn coverage(tx: &mut Tx<'_>, state: &str, until: Timestamp) -> Result<(i64, i64)> {
    let registered = cases::table
        .filter(
            cases::respondent
                .eq(state)
                .and(cases::registered_at.le(until.to_diesel())),
        )
        .count()
        .get_result(tx.conn())
        .await?;
    let published = cases::table
        .inner_join(rulings::table.on(rulings::case_id.eq(cases::id)))
        .filter(
            cases::respondent
                .eq(state)
                .and(rulings::published_at.le(until.to_diesel())),
        )
        .count()
        .get_result(tx.conn())
        .await?;
    Ok((registered, published))
}
