//! SQL of the deliberation: steps, sheets, answers, ballots.

use diesel::prelude::*;
use diesel::sql_types::{Integer, Text, Uuid as SqlUuid};
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;
use domain::review::Step;
use jiff::Timestamp;
use jiff_diesel::ToDiesel;
use serde_json::Value;
use uuid::Uuid;

use crate::db::{Permit, Tx};
use crate::error::Result;
use crate::schema::{answers, ballots, deliberations, sheets, steps};
use crate::wire::{Answer, Ballot, Confidence, Finding, ReviewStep, Spelled};

/// One step of one claim, in one round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct At {
    pub(super) claim: Uuid,
    pub(super) step: Step,
    pub(super) round: i32,
}

/// Something that belongs to a step of a claim in a round.
pub(super) trait InStep {
    fn at(&self) -> At;
}

macro_rules! in_step {
    ($($row:ident),+) => {
        $(impl InStep for $row {
            fn at(&self) -> At {
                At { claim: self.claim_id, step: self.step.0, round: self.round }
            }
        })+
    };
}

in_step!(StepRow, SheetRow, SheetCount, AnswerRow, BallotRow);

/// A step that was opened.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = steps)]
pub(super) struct StepRow {
    pub(super) claim_id: Uuid,
    pub(super) step: ReviewStep,
    pub(super) round: i32,
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub(super) revealed_at: Option<Timestamp>,
    pub(super) arguendo_reasons: Option<String>,
    pub(super) finding: Option<Finding>,
    pub(super) result: Option<Value>,
}

/// The sheet of the person who asks.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = sheets)]
pub(super) struct SheetRow {
    pub(super) claim_id: Uuid,
    pub(super) step: ReviewStep,
    pub(super) round: i32,
    pub(super) draft: Value,
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub(super) saved_at: Timestamp,
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub(super) submitted_at: Option<Timestamp>,
}

/// How many sheets of a step are in.
#[derive(Clone, Debug, QueryableByName)]
pub(super) struct SheetCount {
    #[diesel(sql_type = SqlUuid)]
    pub(super) claim_id: Uuid,
    #[diesel(sql_type = Text)]
    pub(super) step: ReviewStep,
    #[diesel(sql_type = Integer)]
    pub(super) round: i32,
    #[diesel(sql_type = Integer)]
    pub(super) handed_in: i32,
}

/// An answer that was handed in, or its revision.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = answers)]
pub(super) struct AnswerRow {
    pub(super) claim_id: Uuid,
    pub(super) step: ReviewStep,
    pub(super) round: i32,
    pub(super) account_id: Uuid,
    pub(super) row_key: String,
    pub(super) revision: i32,
    pub(super) value: Answer,
    pub(super) confidence: Confidence,
    pub(super) reasons: String,
    pub(super) exhibits: Vec<String>,
    pub(super) missing: String,
    pub(super) change_reason: Option<String>,
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub(super) at: Timestamp,
}

/// A vote.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = ballots)]
pub(super) struct BallotRow {
    pub(super) claim_id: Uuid,
    pub(super) step: ReviewStep,
    pub(super) round: i32,
    pub(super) call: String,
    pub(super) proposition: String,
    pub(super) account_id: Uuid,
    pub(super) vote: Ballot,
    pub(super) elements: Value,
    pub(super) reasons: String,
    pub(super) departure_reasons: Option<String>,
}

pub(super) async fn steps(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<StepRow>> {
    Ok(steps::table
        .filter(steps::case_id.eq(case))
        .select(StepRow::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn own_sheets(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<SheetRow>> {
    let me = tx.person();
    Ok(sheets::table
        .filter(sheets::case_id.eq(case).and(sheets::account_id.eq(me)))
        .select(SheetRow::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn sheets_in(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<SheetCount>> {
    Ok(diesel::sql_query("select * from sheets_in($1)")
        .bind::<SqlUuid, _>(case)
        .load(tx.conn())
        .await?)
}

/// Before the reveal, only one's own: the database sees to that.
pub(super) async fn answers(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<AnswerRow>> {
    Ok(answers::table
        .filter(answers::case_id.eq(case))
        .order(answers::revision)
        .select(AnswerRow::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn ballots(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<BallotRow>> {
    Ok(ballots::table
        .filter(ballots::case_id.eq(case))
        .order((ballots::at, ballots::proposition))
        .select(BallotRow::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn open_deliberation(tx: &mut Tx<'_>, _: &Permit, case: Uuid) -> Result<()> {
    diesel::insert_into(deliberations::table)
        .values(deliberations::case_id.eq(case))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Opens steps; each with the reasons for going on arguendo, if that is how it opens.
pub(super) async fn open_steps(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    opened: &[(At, Option<String>)],
) -> Result<()> {
    if opened.is_empty() {
        return Ok(());
    }
    let now = tx.now().to_diesel();
    let rows: Vec<_> = opened
        .iter()
        .map(|(at, reasons)| {
            (
                steps::case_id.eq(case),
                steps::claim_id.eq(at.claim),
                steps::step.eq(Spelled(at.step)),
                steps::round.eq(at.round),
                steps::opened_at.eq(now),
                steps::arguendo_reasons.eq(reasons.clone()),
            )
        })
        .collect();
    diesel::insert_into(steps::table)
        .values(rows)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Keeps what a member is writing.
pub(super) async fn save_draft(
    tx: &mut Tx<'_>,
    permit: &Permit,
    case: Uuid,
    at: At,
    draft: Value,
) -> Result<()> {
    write_sheet(tx, permit, case, at, draft, None).await
}

/// Hands a sheet in; its words are then the answers'.
pub(super) async fn hand_in(tx: &mut Tx<'_>, permit: &Permit, case: Uuid, at: At) -> Result<()> {
    let now = tx.now();
    write_sheet(
        tx,
        permit,
        case,
        at,
        Value::Object(serde_json::Map::new()),
        Some(now),
    )
    .await
}

async fn write_sheet(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    at: At,
    draft: Value,
    submitted: Option<Timestamp>,
) -> Result<()> {
    let (now, me) = (tx.now().to_diesel(), tx.person());
    diesel::insert_into(sheets::table)
        .values((
            sheets::case_id.eq(case),
            sheets::claim_id.eq(at.claim),
            sheets::step.eq(Spelled(at.step)),
            sheets::round.eq(at.round),
            sheets::account_id.eq(me),
            sheets::draft.eq(draft),
            sheets::saved_at.eq(now),
            sheets::submitted_at.eq(jiff_diesel::NullableTimestamp::from(submitted)),
        ))
        .on_conflict((
            sheets::tenant_id,
            sheets::claim_id,
            sheets::step,
            sheets::round,
            sheets::account_id,
        ))
        .do_update()
        .set((
            sheets::draft.eq(excluded(sheets::draft)),
            sheets::saved_at.eq(excluded(sheets::saved_at)),
            sheets::submitted_at.eq(excluded(sheets::submitted_at)),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn insert_answers(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    given: &[AnswerRow],
) -> Result<()> {
    let rows: Vec<_> = given
        .iter()
        .map(|one| {
            (
                answers::case_id.eq(case),
                answers::claim_id.eq(one.claim_id),
                answers::step.eq(one.step),
                answers::round.eq(one.round),
                answers::account_id.eq(one.account_id),
                answers::row_key.eq(&one.row_key),
                answers::revision.eq(one.revision),
                answers::value.eq(one.value),
                answers::confidence.eq(one.confidence),
                answers::reasons.eq(&one.reasons),
                answers::exhibits.eq(&one.exhibits),
                answers::missing.eq(&one.missing),
                answers::change_reason.eq(&one.change_reason),
                answers::at.eq(one.at.to_diesel()),
            )
        })
        .collect();
    diesel::insert_into(answers::table)
        .values(rows)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn reveal(tx: &mut Tx<'_>, _: &Permit, at: At) -> Result<()> {
    let now = tx.now().to_diesel();
    diesel::update(steps::table.find((tx.world().body, at.claim, Spelled(at.step), at.round)))
        .set(steps::revealed_at.eq(now))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn insert_ballots(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    cast: &[BallotRow],
) -> Result<()> {
    let now = tx.now().to_diesel();
    let rows: Vec<_> = cast
        .iter()
        .map(|one| {
            (
                ballots::case_id.eq(case),
                ballots::claim_id.eq(one.claim_id),
                ballots::step.eq(one.step),
                ballots::round.eq(one.round),
                ballots::call.eq(&one.call),
                ballots::proposition.eq(&one.proposition),
                ballots::account_id.eq(one.account_id),
                ballots::vote.eq(one.vote),
                ballots::elements.eq(&one.elements),
                ballots::reasons.eq(&one.reasons),
                ballots::departure_reasons.eq(&one.departure_reasons),
                ballots::at.eq(now),
            )
        })
        .collect();
    diesel::insert_into(ballots::table)
        .values(rows)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn add_departure(
    tx: &mut Tx<'_>,
    _: &Permit,
    at: At,
    motion: &str,
    reasons: &str,
) -> Result<()> {
    let me = tx.person();
    let mine = ballots::table.filter(
        ballots::claim_id
            .eq(at.claim)
            .and(ballots::step.eq(Spelled(at.step)))
            .and(ballots::round.eq(at.round))
            .and(ballots::call.eq("provisional"))
            .and(ballots::proposition.eq(motion))
            .and(ballots::account_id.eq(me)),
    );
    diesel::update(mine)
        .set(ballots::departure_reasons.eq(reasons))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn decide(
    tx: &mut Tx<'_>,
    _: &Permit,
    at: At,
    finding: Finding,
    result: Value,
) -> Result<()> {
    let now = tx.now().to_diesel();
    diesel::update(steps::table.find((tx.world().body, at.claim, Spelled(at.step), at.round)))
        .set((
            steps::finding.eq(finding),
            steps::result.eq(result),
            steps::decided_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// What the machine asks about the deliberation.
pub(super) async fn note_progress(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    steps_done: bool,
    departures_missing: bool,
) -> Result<()> {
    diesel::update(deliberations::table.filter(deliberations::case_id.eq(case)))
        .set((
            deliberations::steps_done.eq(steps_done),
            deliberations::departures_missing.eq(departures_missing),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The confirming roll call is void: there will be another one.
pub(super) async fn void_roll_call(tx: &mut Tx<'_>, _: &Permit, case: Uuid) -> Result<()> {
    diesel::update(deliberations::table.filter(deliberations::case_id.eq(case)))
        .set((
            deliberations::voted_at.eq(None::<jiff_diesel::Timestamp>),
            deliberations::flipped.eq(false),
            deliberations::roll_call.eq(None::<Value>),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}
