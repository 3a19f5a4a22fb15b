//! SQL of approvals.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use jiff::Timestamp;
use jiff_diesel::ToDiesel;
use uuid::Uuid;

use crate::db::{Permit, Tx};
use crate::error::Result;
use crate::schema::approvals;
use crate::wire::Language;

/// An approval that was not taken back.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = approvals)]
pub(super) struct ApprovalRow {
    /// Who is approved.
    pub account_id: Uuid,
    /// For which state they read.
    pub state: String,
    /// The agent who approved them.
    pub approved_by: Uuid,
    /// When.
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub approved_at: Timestamp,
    /// When they declared secrecy.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub declared_at: Option<Timestamp>,
}

pub(super) async fn in_force(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<ApprovalRow>> {
    Ok(approvals::table
        .filter(
            approvals::case_id
                .eq(case)
                .and(approvals::ended_at.is_null()),
        )
        .order((approvals::approved_at, approvals::id))
        .select(ApprovalRow::as_select())
        .load(tx.conn())
        .await?)
}

/// Who is approved in a case and has declared secrecy, and for which state.
pub(in crate::documents) async fn declared(
    tx: &mut Tx<'_>,
    case: Uuid,
) -> Result<Vec<(Uuid, String)>> {
    let declared = approvals::case_id
        .eq(case)
        .and(approvals::ended_at.is_null())
        .and(approvals::declared_at.is_not_null());
    Ok(approvals::table
        .filter(declared)
        .select((approvals::account_id, approvals::state))
        .load(tx.conn())
        .await?)
}

/// The cases in which the person who asks is approved, for the state for which they act, and has not declared.
pub(super) async fn undeclared(tx: &mut Tx<'_>) -> Result<Vec<Uuid>> {
    let (me, state) = (tx.person(), tx.who().state.clone());
    let mine = approvals::account_id
        .eq(me)
        .and(approvals::state.eq(state))
        .and(approvals::ended_at.is_null())
        .and(approvals::declared_at.is_null());
    Ok(approvals::table
        .filter(mine)
        .order((approvals::approved_at, approvals::id))
        .select(approvals::case_id)
        .load(tx.conn())
        .await?)
}

pub(super) async fn approve(tx: &mut Tx<'_>, _: &Permit, case: Uuid, person: Uuid) -> Result<()> {
    let (at, by, state) = (tx.now().to_diesel(), tx.person(), tx.who().state.clone());
    // Whoever acted for another state before reads for that one no more.
    let former = approvals::case_id
        .eq(case)
        .and(approvals::account_id.eq(person))
        .and(approvals::state.ne(&state))
        .and(approvals::ended_at.is_null());
    diesel::update(approvals::table.filter(former))
        .set(approvals::ended_at.eq(at))
        .execute(tx.conn())
        .await?;
    diesel::insert_into(approvals::table)
        .values((
            approvals::id.eq(Uuid::now_v7()),
            approvals::case_id.eq(case),
            approvals::account_id.eq(person),
            approvals::state.eq(state),
            approvals::approved_by.eq(by),
            approvals::approved_at.eq(at),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// No: nobody of the side of the person who asks is approved under that id.
pub(super) async fn end(tx: &mut Tx<'_>, _: &Permit, case: Uuid, person: Uuid) -> Result<bool> {
    let (at, state) = (tx.now().to_diesel(), tx.who().state.clone());
    let one = approvals::case_id
        .eq(case)
        .and(approvals::account_id.eq(person))
        .and(approvals::state.eq(state))
        .and(approvals::ended_at.is_null());
    let ended = diesel::update(approvals::table.filter(one))
        .set(approvals::ended_at.eq(at))
        .execute(tx.conn())
        .await?;
    Ok(ended == 1)
}

/// No: the person who asks is not approved. Who has declared before has declared.
pub(super) async fn declare(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    language: Language,
    text: &str,
) -> Result<bool> {
    let (at, me, state) = (tx.now().to_diesel(), tx.person(), tx.who().state.clone());
    let mine = approvals::case_id
        .eq(case)
        .and(approvals::account_id.eq(me))
        .and(approvals::state.eq(state))
        .and(approvals::ended_at.is_null());
    let before = mine.clone().and(approvals::declared_at.is_not_null());
    let before = approvals::table.filter(before).count();
    if before.get_result::<i64>(tx.conn()).await? > 0 {
        return Ok(true);
    }
    let declared = diesel::update(approvals::table.filter(mine))
        .set((
            approvals::declared_at.eq(at),
            approvals::declared_in.eq(language),
            approvals::declared_text.eq(text),
        ))
        .execute(tx.conn())
        .await?;
    Ok(declared == 1)
}
