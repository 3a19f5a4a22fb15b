//! SQL of the deliberation: steps, sheets, answers, ballots. What they say is sealed under the key of the case,
//! each for its place.

use diesel::prelude::*;
use diesel::sql_types::{Integer, Text, Uuid as SqlUuid};
use diesel::upsert::excluded;
use diesel_async::RunQueryDsl;
use domain::review::Step;
use jiff::Timestamp;
use jiff_diesel::ToDiesel;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::chamber;
use crate::cases::{self, SaidSoFar};
use crate::db::{Permit, Tx};
use crate::error::Result;
use crate::schema::{answers, ballots, case_keys, deliberations, sheets, steps};
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

in_step!(
    StepRow,
    SheetRow,
    SheetCount,
    AnswerRow,
    BallotRow,
    SealedStep,
    SealedSheet,
    SealedAnswer,
    SealedBallot
);

impl At {
    /// Where something of it is sealed.
    fn place(&self, what: &str) -> String {
        format!("{what} {} {} {}", self.claim, self.step, self.round)
    }
}

/// As much as what a step says may differ in length.
const STEP: usize = 4096;
/// As much as what a ballot says may differ in length: reasons for departing come to it later.
const BALLOT: usize = 8192;

/// A step, open or not: all of them have their row from the beginning, since a row that came with what was voted
/// on the one before would tell of it.
#[derive(Clone, Debug)]
pub(super) struct StepRow {
    pub(super) claim_id: Uuid,
    pub(super) step: ReviewStep,
    pub(super) round: i32,
    pub(super) opened: Option<Timestamp>,
    pub(super) revealed_at: Option<Timestamp>,
    pub(super) arguendo_reasons: Option<String>,
    pub(super) finding: Option<Finding>,
    pub(super) result: Option<Value>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = steps)]
struct SealedStep {
    claim_id: Uuid,
    step: ReviewStep,
    round: i32,
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    revealed_at: Option<Timestamp>,
    sealed: Vec<u8>,
}

/// What a step says.
#[derive(Default, Deserialize, Serialize)]
struct StepText {
    opened: Option<Timestamp>,
    arguendo_reasons: Option<String>,
    finding: Option<Finding>,
    result: Option<Value>,
}

/// The sheet of the person who asks.
#[derive(Clone, Debug)]
pub(super) struct SheetRow {
    pub(super) claim_id: Uuid,
    pub(super) step: ReviewStep,
    pub(super) round: i32,
    pub(super) draft: Value,
    pub(super) saved_at: Timestamp,
    pub(super) submitted_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = sheets)]
struct SealedSheet {
    claim_id: Uuid,
    step: ReviewStep,
    round: i32,
    sealed: Vec<u8>,
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    saved_at: Timestamp,
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    submitted_at: Option<Timestamp>,
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
#[derive(Clone, Debug)]
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
    pub(super) at: Timestamp,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = answers)]
struct SealedAnswer {
    claim_id: Uuid,
    step: ReviewStep,
    round: i32,
    account_id: Uuid,
    row_key: String,
    revision: i32,
    sealed: Vec<u8>,
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    at: Timestamp,
}

/// What an answer says.
#[derive(Deserialize, Serialize)]
struct AnswerText {
    value: Answer,
    confidence: Confidence,
    reasons: String,
    exhibits: Vec<String>,
    missing: String,
    change_reason: Option<String>,
}

fn of_answer(at: At, account: Uuid, row: &str, revision: i32) -> String {
    format!("{} {account} {row} {revision}", at.place("answer"))
}

/// A vote.
#[derive(Clone, Debug)]
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

#[derive(Queryable, Selectable)]
#[diesel(table_name = ballots)]
struct SealedBallot {
    claim_id: Uuid,
    step: ReviewStep,
    round: i32,
    call: String,
    proposition: String,
    account_id: Uuid,
    sealed: Vec<u8>,
}

/// What a vote says.
#[derive(Deserialize, Serialize)]
struct BallotText {
    vote: Ballot,
    elements: Value,
    reasons: String,
    departure_reasons: Option<String>,
}

fn of_ballot(at: At, call: &str, proposition: &str, account: Uuid) -> String {
    format!("{} {call} {proposition} {account}", at.place("ballot"))
}

/// The key of a case, as it is kept; only for those who sit.
pub(super) async fn case_key(tx: &mut Tx<'_>, case: Uuid) -> Result<Option<Vec<u8>>> {
    Ok(case_keys::table
        .filter(case_keys::case_id.eq(case))
        .select(case_keys::wrapped)
        .first(tx.conn())
        .await
        .optional()?)
}

pub(super) async fn keep_case_key(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    wrapped: &[u8],
) -> Result<()> {
    let now = tx.now().to_diesel();
    diesel::insert_into(case_keys::table)
        .values((
            case_keys::case_id.eq(case),
            case_keys::wrapped.eq(wrapped),
            case_keys::made_at.eq(now),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn steps(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<StepRow>> {
    let rows: Vec<SealedStep> = steps::table
        .filter(steps::case_id.eq(case))
        .select(SealedStep::as_select())
        .load(tx.conn())
        .await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let key = chamber(tx, case).await?;
        let text: StepText = key.open_record(&row.at().place("step"), &row.sealed)?;
        all.push(StepRow {
            claim_id: row.claim_id,
            step: row.step,
            round: row.round,
            opened: text.opened,
            revealed_at: row.revealed_at,
            arguendo_reasons: text.arguendo_reasons,
            finding: text.finding,
            result: text.result,
        });
    }
    Ok(all)
}

pub(super) async fn own_sheets(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<SheetRow>> {
    let me = tx.person();
    let rows: Vec<SealedSheet> = sheets::table
        .filter(sheets::case_id.eq(case).and(sheets::account_id.eq(me)))
        .select(SealedSheet::as_select())
        .load(tx.conn())
        .await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let key = chamber(tx, case).await?;
        all.push(SheetRow {
            draft: key.open_record(&format!("{} {me}", row.at().place("sheet")), &row.sealed)?,
            claim_id: row.claim_id,
            step: row.step,
            round: row.round,
            saved_at: row.saved_at,
            submitted_at: row.submitted_at,
        });
    }
    Ok(all)
}

pub(super) async fn sheets_in(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<SheetCount>> {
    Ok(diesel::sql_query("select * from sheets_in($1)")
        .bind::<SqlUuid, _>(case)
        .load(tx.conn())
        .await?)
}

/// Before the reveal, only one's own: the database sees to that.
pub(super) async fn answers(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<AnswerRow>> {
    let rows: Vec<SealedAnswer> = answers::table
        .filter(answers::case_id.eq(case))
        .order(answers::revision)
        .select(SealedAnswer::as_select())
        .load(tx.conn())
        .await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let key = chamber(tx, case).await?;
        let place = of_answer(row.at(), row.account_id, &row.row_key, row.revision);
        let text: AnswerText = key.open_record(&place, &row.sealed)?;
        all.push(AnswerRow {
            claim_id: row.claim_id,
            step: row.step,
            round: row.round,
            account_id: row.account_id,
            row_key: row.row_key,
            revision: row.revision,
            value: text.value,
            confidence: text.confidence,
            reasons: text.reasons,
            exhibits: text.exhibits,
            missing: text.missing,
            change_reason: text.change_reason,
            at: row.at,
        });
    }
    Ok(all)
}

pub(super) async fn ballots(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<BallotRow>> {
    let rows: Vec<SealedBallot> = ballots::table
        .filter(ballots::case_id.eq(case))
        .order((ballots::at, ballots::proposition))
        .select(SealedBallot::as_select())
        .load(tx.conn())
        .await?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let key = chamber(tx, case).await?;
        let place = of_ballot(row.at(), &row.call, &row.proposition, row.account_id);
        let text: BallotText = key.open_record(&place, &row.sealed)?;
        all.push(BallotRow {
            claim_id: row.claim_id,
            step: row.step,
            round: row.round,
            call: row.call,
            proposition: row.proposition,
            account_id: row.account_id,
            vote: text.vote,
            elements: text.elements,
            reasons: text.reasons,
            departure_reasons: text.departure_reasons,
        });
    }
    Ok(all)
}

pub(super) async fn open_deliberation(tx: &mut Tx<'_>, _: &Permit, case: Uuid) -> Result<()> {
    let said = cases::seal_said(tx, case, SaidSoFar::default())?;
    diesel::insert_into(deliberations::table)
        .values((
            deliberations::case_id.eq(case),
            deliberations::said.eq(said),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Lays down steps of claims, of which those are open that are marked so.
pub(super) async fn lay_steps(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    steps: &[(At, bool)],
) -> Result<()> {
    if steps.is_empty() {
        return Ok(());
    }
    let now = tx.now();
    let key = chamber(tx, case).await?;
    let mut texts = Vec::with_capacity(steps.len());
    for (at, open) in steps {
        let text = StepText {
            opened: open.then_some(now),
            ..StepText::default()
        };
        texts.push(key.seal_filled(&at.place("step"), &text, STEP)?);
    }
    let rows: Vec<_> = steps
        .iter()
        .zip(&texts)
        .map(|((at, _), sealed)| {
            (
                steps::case_id.eq(case),
                steps::claim_id.eq(at.claim),
                steps::step.eq(Spelled(at.step)),
                steps::round.eq(at.round),
                steps::sealed.eq(sealed),
            )
        })
        .collect();
    diesel::insert_into(steps::table)
        .values(rows)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Opens a step, with the reasons for going on arguendo.
pub(super) async fn open_arguendo(
    tx: &mut Tx<'_>,
    _: &Permit,
    (case, at): (Uuid, At),
    reasons: &str,
) -> Result<()> {
    let now = tx.now();
    rewrite(tx, (case, at.claim), |here, text| {
        if here == at {
            (text.opened, text.arguendo_reasons) = (Some(now), Some(reasons.to_owned()));
        }
    })
    .await
}

/// Every step of a claim is sealed anew, so that the order in which rows lie does not tell which one changed.
async fn rewrite(
    tx: &mut Tx<'_>,
    (case, claim): (Uuid, Uuid),
    change: impl Fn(At, &mut StepText),
) -> Result<()> {
    let rows: Vec<SealedStep> = steps::table
        .filter(steps::case_id.eq(case).and(steps::claim_id.eq(claim)))
        .order((steps::round, steps::step))
        .select(SealedStep::as_select())
        .for_update()
        .load(tx.conn())
        .await?;
    let key = chamber(tx, case).await?;
    for row in rows {
        let (at, place) = (row.at(), row.at().place("step"));
        let mut text: StepText = key.open_record(&place, &row.sealed)?;
        change(at, &mut text);
        let sealed = key.seal_filled(&place, &text, STEP)?;
        diesel::update(steps::table.find((tx.world().body, claim, Spelled(at.step), at.round)))
            .set(steps::sealed.eq(sealed))
            .execute(tx.conn())
            .await?;
    }
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
    let place = format!("{} {me}", at.place("sheet"));
    let sealed = chamber(tx, case).await?.seal_record(&place, &draft)?;
    diesel::insert_into(sheets::table)
        .values((
            sheets::case_id.eq(case),
            sheets::claim_id.eq(at.claim),
            sheets::step.eq(Spelled(at.step)),
            sheets::round.eq(at.round),
            sheets::account_id.eq(me),
            sheets::sealed.eq(sealed),
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
            sheets::sealed.eq(excluded(sheets::sealed)),
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
    let key = chamber(tx, case).await?;
    let mut texts = Vec::with_capacity(given.len());
    for one in given {
        let text = AnswerText {
            value: one.value,
            confidence: one.confidence,
            reasons: one.reasons.clone(),
            exhibits: one.exhibits.clone(),
            missing: one.missing.clone(),
            change_reason: one.change_reason.clone(),
        };
        let place = of_answer(InStep::at(one), one.account_id, &one.row_key, one.revision);
        texts.push(key.seal_record(&place, &text)?);
    }
    let rows: Vec<_> = given
        .iter()
        .zip(&texts)
        .map(|(one, sealed)| {
            (
                answers::case_id.eq(case),
                answers::claim_id.eq(one.claim_id),
                answers::step.eq(one.step),
                answers::round.eq(one.round),
                answers::account_id.eq(one.account_id),
                answers::row_key.eq(&one.row_key),
                answers::revision.eq(one.revision),
                answers::sealed.eq(sealed),
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
    let key = chamber(tx, case).await?;
    let mut texts = Vec::with_capacity(cast.len());
    for one in cast {
        let text = BallotText {
            vote: one.vote,
            elements: one.elements.clone(),
            reasons: one.reasons.clone(),
            departure_reasons: one.departure_reasons.clone(),
        };
        let place = of_ballot(one.at(), &one.call, &one.proposition, one.account_id);
        texts.push(key.seal_filled(&place, &text, BALLOT)?);
    }
    let rows: Vec<_> = cast
        .iter()
        .zip(&texts)
        .map(|(one, sealed)| {
            (
                ballots::case_id.eq(case),
                ballots::claim_id.eq(one.claim_id),
                ballots::step.eq(one.step),
                ballots::round.eq(one.round),
                ballots::call.eq(&one.call),
                ballots::proposition.eq(&one.proposition),
                ballots::account_id.eq(one.account_id),
                ballots::sealed.eq(sealed),
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
    (case, at): (Uuid, At),
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
    let sealed: Option<Vec<u8>> = mine
        .select(ballots::sealed)
        .for_update()
        .first(tx.conn())
        .await
        .optional()?;
    if let Some(sealed) = sealed {
        let key = chamber(tx, case).await?;
        let place = of_ballot(at, "provisional", motion, me);
        let mut text: BallotText = key.open_record(&place, &sealed)?;
        text.departure_reasons = Some(reasons.to_owned());
        diesel::update(mine)
            .set(ballots::sealed.eq(key.seal_filled(&place, &text, BALLOT)?))
            .execute(tx.conn())
            .await?;
    }
    Ok(())
}

/// A step is decided, and the next one opens, if one does.
pub(super) async fn decide(
    tx: &mut Tx<'_>,
    _: &Permit,
    (case, at): (Uuid, At),
    (finding, result): (Finding, Value),
    next: Option<At>,
) -> Result<()> {
    let now = tx.now();
    rewrite(tx, (case, at.claim), |here, text| {
        if here == at {
            (text.finding, text.result) = (Some(finding), Some(result.clone()));
        }
        if Some(here) == next {
            text.opened = Some(now);
        }
    })
    .await?;
    diesel::update(steps::table.find((tx.world().body, at.claim, Spelled(at.step), at.round)))
        .set(steps::decided_at.eq(now.to_diesel()))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// What the machine asks about the deliberation, sealed.
pub(super) async fn note_progress(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    said: SaidSoFar,
) -> Result<()> {
    let sealed = cases::seal_said(tx, case, said)?;
    diesel::update(deliberations::table.filter(deliberations::case_id.eq(case)))
        .set(deliberations::said.eq(sealed))
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
            deliberations::roll_call.eq(None::<Vec<u8>>),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}
