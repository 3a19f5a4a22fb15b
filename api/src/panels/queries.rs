//! SQL of panels: seats and disclosures.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::Word;
use domain::people::Discipline as DisciplineWord;
use jiff::Timestamp;
use jiff_diesel::ToDiesel;
use uuid::Uuid;

use crate::db::{Permit, Tx};
use crate::error::Result;
use crate::schema::{disclosures, seats};
use crate::wire::{Discipline, Disclosure, Spelled};

/// A seat of a panel, or of an alternate beside it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = seats)]
pub struct Seat {
    /// Its number; the first one presides.
    pub no: i32,
    /// What it is bound to.
    pub discipline: Discipline,
    /// Does who sits here preside?
    pub presiding: bool,
    /// Who is named for it.
    pub account_id: Option<Uuid>,
    /// `open`, `nominated`, `accepted` or `sitting`; of an alternate, `designated` in place of the last.
    pub status: String,
    /// When that person was named.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub nominated_at: Option<Timestamp>,
    /// Is it that of an alternate, who is no member?
    pub alternate: bool,
}

/// What a candidate disclosed.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = disclosures)]
pub struct Disclosed {
    /// Who.
    pub account_id: Uuid,
    /// On which list the interest is.
    pub level: Disclosure,
    /// What it is.
    pub statement: String,
    /// When.
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub at: Timestamp,
}

/// The number of the first seat of an alternate: a panel has at most seven.
const FIRST_ALTERNATE: i32 = 8;

pub(super) async fn seats(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<Seat>> {
    Ok(seats::table
        .filter(seats::case_id.eq(case))
        .order(seats::no)
        .select(Seat::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn disclosures(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<Disclosed>> {
    Ok(disclosures::table
        .filter(disclosures::case_id.eq(case))
        .order((disclosures::at, disclosures::id))
        .select(Disclosed::as_select())
        .load(tx.conn())
        .await?)
}

/// The first seat presides; behind the last one that a panel may have stand those of the alternates.
pub(super) async fn make_seats(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    disciplines: &[DisciplineWord],
) -> Result<()> {
    let members = disciplines.iter().zip(1_i32..);
    let alternates = DisciplineWord::ALL.iter().zip(FIRST_ALTERNATE..);
    let rows: Vec<_> = members
        .chain(alternates)
        .map(|(discipline, no)| {
            (
                seats::case_id.eq(case),
                seats::no.eq(no),
                seats::discipline.eq(Spelled(*discipline)),
                seats::presiding.eq(no == 1),
                seats::alternate.eq(no >= FIRST_ALTERNATE),
                seats::status.eq("open"),
            )
        })
        .collect();
    diesel::insert_into(seats::table)
        .values(rows)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn nominate(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    no: i32,
    person: Uuid,
) -> Result<()> {
    let at = tx.now();
    diesel::update(seats::table.filter(seats::case_id.eq(case).and(seats::no.eq(no))))
        .set((
            seats::account_id.eq(person),
            seats::status.eq("nominated"),
            seats::nominated_at.eq(at.to_diesel()),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// An alternate sits from now on, or does no longer.
pub(super) async fn designate(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    no: i32,
    sits: bool,
) -> Result<()> {
    let status = if sits { "designated" } else { "accepted" };
    diesel::update(seats::table.filter(seats::case_id.eq(case).and(seats::no.eq(no))))
        .set(seats::status.eq(status))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn accept(tx: &mut Tx<'_>, _: &Permit, case: Uuid, no: i32) -> Result<()> {
    diesel::update(seats::table.filter(seats::case_id.eq(case).and(seats::no.eq(no))))
        .set(seats::status.eq("accepted"))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn free(tx: &mut Tx<'_>, _: &Permit, case: Uuid, no: i32) -> Result<()> {
    diesel::update(seats::table.filter(seats::case_id.eq(case).and(seats::no.eq(no))))
        .set((
            seats::account_id.eq(None::<Uuid>),
            seats::status.eq("open"),
            seats::nominated_at.eq(None::<jiff_diesel::Timestamp>),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn seat_all(tx: &mut Tx<'_>, _: &Permit, case: Uuid) -> Result<()> {
    let accepted = seats::status.eq("accepted").and(seats::alternate.eq(false));
    diesel::update(seats::table.filter(seats::case_id.eq(case).and(accepted)))
        .set(seats::status.eq("sitting"))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn disclose(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    person: Uuid,
    level: Disclosure,
    statement: &str,
    accepted: bool,
) -> Result<()> {
    let at = tx.now();
    diesel::insert_into(disclosures::table)
        .values((
            disclosures::id.eq(Uuid::now_v7()),
            disclosures::case_id.eq(case),
            disclosures::account_id.eq(person),
            disclosures::level.eq(level),
            disclosures::statement.eq(statement),
            disclosures::accepted.eq(accepted),
            disclosures::at.eq(at.to_diesel()),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}
