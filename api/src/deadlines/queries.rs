//! SQL of deadlines.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Text, Timestamptz};
use diesel_async::RunQueryDsl;
use domain::Word;
use domain::calendar::Due;
use domain::deadline::Owed;
use domain::people::{Role, is_of_delegation};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_diesel::ToDiesel;
use uuid::Uuid;

use super::{Debtor, Of, Opening};
use crate::authz::Principal;
use crate::db::Tx;
use crate::error::Result;
use crate::schema::{cases, deadlines};
use crate::wire::{OwedBy, TimeLimit};

/// A deadline.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = deadlines)]
pub struct Deadline {
    /// Its id.
    pub id: Uuid,
    /// Of a case …
    pub case_id: Option<Uuid>,
    /// … or of a report.
    pub report_id: Option<Uuid>,
    /// The line of the deadline table.
    pub rule: Option<TimeLimit>,
    /// The act that discharges it.
    pub act: String,
    /// The name of the matter.
    pub heading: String,
    /// What is owed.
    pub what: String,
    /// As what.
    pub owed_by: OwedBy,
    /// For which state.
    pub party: Option<String>,
    /// By whom.
    pub person: Option<Uuid>,
    /// Its first day is the one after.
    #[diesel(deserialize_as = jiff_diesel::NullableDate)]
    pub started_on: Option<Date>,
    /// Its last day, at the venue.
    #[diesel(deserialize_as = jiff_diesel::NullableDate)]
    pub due_on: Option<Date>,
    /// Its last instant.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub due_at: Option<Timestamp>,
    /// How the date was found, and what follows if it is missed.
    pub sentence: String,
    /// `open`, `met`, `expired` or `cancelled`.
    pub state: String,
    /// What the clock does when it runs out.
    pub on_expiry: Option<String>,
    /// Since when it is owed.
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub opened_at: Timestamp,
    pub(super) sealed: Option<Vec<u8>>,
}

impl Deadline {
    /// Is it sealed what of it is owed, if anything? Then it is said on the screen of whoever owes it and nowhere
    /// that is kept: it would tell how they voted.
    pub fn is_sealed(&self) -> bool {
        self.sealed.is_some()
    }
}

/// A duty that is or was late and of which a note is public.
#[derive(Clone, Debug, Queryable)]
pub struct Noted {
    /// The report.
    pub report_id: Uuid,
    /// The line of the deadline table.
    pub rule: TimeLimit,
    /// Its last day, at the venue.
    #[diesel(deserialize_as = jiff_diesel::Date)]
    pub due_on: Date,
    /// When it was met; none while it is owed.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub met_at: Option<Timestamp>,
}

pub(super) async fn insert(
    tx: &mut Tx<'_>,
    id: Uuid,
    opening: &Opening<'_>,
    sealed: Option<Vec<u8>>,
    (what, sentence): (&str, &str),
    due: Option<&Due>,
    on_expiry: Option<String>,
) -> Result<()> {
    let at = tx.now();
    let (case, report) = match opening.of {
        Of::Case(id) => (Some(id), None),
        Of::Report(id) => (None, Some(id)),
    };
    diesel::insert_into(deadlines::table)
        .values((
            deadlines::id.eq(id),
            deadlines::case_id.eq(case),
            deadlines::report_id.eq(report),
            deadlines::rule.eq(opening.limit.map(crate::wire::Spelled)),
            deadlines::act.eq(&opening.act),
            deadlines::heading.eq(opening.heading),
            deadlines::what.eq(what),
            deadlines::owed_by.eq(opening.by.owed.as_str()),
            deadlines::party.eq(&opening.by.party),
            deadlines::person.eq(opening.by.person),
            deadlines::started_on.eq(due.map(|due| due.reason.start.date.to_diesel())),
            deadlines::due_on.eq(due.map(|due| due.date.to_diesel())),
            deadlines::due_at.eq(due.map(|due| due.instant.to_diesel())),
            deadlines::sentence.eq(sentence),
            deadlines::state.eq("open"),
            deadlines::on_expiry.eq(on_expiry),
            deadlines::opened_at.eq(at.to_diesel()),
            deadlines::sealed.eq(sealed),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn close(
    tx: &mut Tx<'_>,
    of: Of,
    act: &str,
    by: Option<&Debtor>,
    state: &str,
) -> Result<()> {
    let at = tx.now();
    let (case, report) = match of {
        Of::Case(id) => (Some(id), None),
        Of::Report(id) => (None, Some(id)),
    };
    let (party, person) = by.map_or((None, None), |by| (by.party.clone(), by.person));
    // Empty conditions hold for every row: one statement for all the ways to close.
    diesel::update(
        deadlines::table.filter(
            deadlines::state
                .eq("open")
                .and(deadlines::case_id.is_not_distinct_from(case))
                .and(deadlines::report_id.is_not_distinct_from(report))
                .and(deadlines::act.eq(act))
                .and(
                    deadlines::party
                        .eq(&party)
                        .or(party.is_none().into_sql::<diesel::sql_types::Bool>())
                        .assume_not_null(),
                )
                .and(
                    deadlines::person
                        .eq(person)
                        .or(person.is_none().into_sql::<diesel::sql_types::Bool>())
                        .assume_not_null(),
                ),
        ),
    )
    .set((
        deadlines::state.eq(state),
        deadlines::settled_at.eq(at.to_diesel()),
    ))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Puts what is open in other words.
pub(super) async fn restate(tx: &mut Tx<'_>, of: Of, before: &str, now: &str) -> Result<()> {
    let (case, report) = match of {
        Of::Case(id) => (Some(id), None),
        Of::Report(id) => (None, Some(id)),
    };
    let open = deadlines::table.filter(
        deadlines::state
            .eq("open")
            .and(deadlines::case_id.is_not_distinct_from(case))
            .and(deadlines::report_id.is_not_distinct_from(report))
            .and(deadlines::what.eq(before)),
    );
    diesel::update(open)
        .set(deadlines::what.eq(now))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Everything open but for these acts.
pub(super) async fn cancel_all(tx: &mut Tx<'_>, of: Of, but: &[&str]) -> Result<()> {
    let at = tx.now();
    let (case, report) = match of {
        Of::Case(id) => (Some(id), None),
        Of::Report(id) => (None, Some(id)),
    };
    let open = deadlines::table.filter(
        deadlines::state
            .eq("open")
            .and(deadlines::case_id.is_not_distinct_from(case))
            .and(deadlines::report_id.is_not_distinct_from(report))
            .and(deadlines::act.ne_all(but)),
    );
    diesel::update(open)
        .set((
            deadlines::state.eq("cancelled"),
            deadlines::settled_at.eq(at.to_diesel()),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn meet(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<()> {
    let at = tx.now();
    diesel::update(
        deadlines::table.filter(deadlines::id.eq_any(ids).and(deadlines::state.eq("open"))),
    )
    .set((
        deadlines::state.eq("met"),
        deadlines::settled_at.eq(at.to_diesel()),
    ))
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// Those of these reports that wait for this act.
pub(super) async fn waiting(
    tx: &mut Tx<'_>,
    reports: &[Uuid],
    act: &str,
) -> Result<Vec<Option<Uuid>>> {
    Ok(deadlines::table
        .filter(
            deadlines::report_id
                .eq_any(reports)
                .and(deadlines::act.eq(act))
                .and(deadlines::state.eq("open")),
        )
        .select(deadlines::report_id)
        .load(tx.conn())
        .await?)
}

pub(super) async fn last(tx: &mut Tx<'_>, of: Of, act: &str) -> Result<Option<Deadline>> {
    let (case, report) = match of {
        Of::Case(id) => (Some(id), None),
        Of::Report(id) => (None, Some(id)),
    };
    Ok(deadlines::table
        .filter(
            deadlines::state
                .ne("cancelled")
                .and(deadlines::case_id.is_not_distinct_from(case))
                .and(deadlines::report_id.is_not_distinct_from(report))
                .and(deadlines::act.eq(act)),
        )
        .order((deadlines::opened_at.desc(), deadlines::id.desc()))
        .select(Deadline::as_select())
        .first(tx.conn())
        .await
        .optional()?)
}

pub(super) async fn of(tx: &mut Tx<'_>, of: Of) -> Result<Vec<Deadline>> {
    let mut query = deadlines::table
        .order((deadlines::opened_at, deadlines::id))
        .into_boxed();
    query = match of {
        Of::Case(id) => query.filter(deadlines::case_id.eq(id)),
        Of::Report(id) => query.filter(deadlines::report_id.eq(id)),
    };
    let all = query.select(Deadline::as_select()).load(tx.conn()).await?;
    opened(tx, all)
}

/// Where it is sealed what of a deadline is owed.
fn of_owed(id: Uuid) -> String {
    format!("owed {id}")
}

/// As much as what members owe may differ in length.
const OWED: usize = 4096;

/// What of a deadline is owed, sealed for it; nothing, where nothing is.
pub(super) fn seal_owed(tx: &Tx<'_>, id: Uuid, what: Option<&str>) -> Result<Vec<u8>> {
    tx.chambers()?.seal_filled(&of_owed(id), &what, OWED)
}

/// Deadlines that are sealed say what is owed, or are left out where nothing is. No program reads them.
pub(super) fn opened(tx: &Tx<'_>, all: Vec<Deadline>) -> Result<Vec<Deadline>> {
    let mut told = Vec::with_capacity(all.len());
    for mut one in all {
        if let Some(sealed) = &one.sealed {
            if tx.client().is_some() {
                continue;
            }
            let what: Option<String> = tx.chambers()?.open_record(&of_owed(one.id), sealed)?;
            match what {
                Some(what) if !what.is_empty() => one.what = what,
                Some(_) => {}
                None => continue,
            }
        }
        told.push(one);
    }
    Ok(told)
}

/// What waits behind a door and is open, whether or not anything of it is owed.
pub(super) async fn sealed(tx: &mut Tx<'_>, of: Of) -> Result<Vec<Deadline>> {
    let (case, report) = match of {
        Of::Case(id) => (Some(id), None),
        Of::Report(id) => (None, Some(id)),
    };
    Ok(deadlines::table
        .filter(
            deadlines::state
                .eq("open")
                .and(deadlines::case_id.is_not_distinct_from(case))
                .and(deadlines::report_id.is_not_distinct_from(report))
                .and(deadlines::sealed.is_not_null()),
        )
        .order(deadlines::id)
        .select(Deadline::as_select())
        .load(tx.conn())
        .await?)
}

/// Says anew what of it is owed.
pub(super) async fn reseal(tx: &mut Tx<'_>, id: Uuid, what: Option<&str>) -> Result<()> {
    let sealed = seal_owed(tx, id, what)?;
    diesel::update(deadlines::table.filter(deadlines::id.eq(id)))
        .set(deadlines::sealed.eq(sealed))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// What is owed by the roles of the person of this transaction.
pub(super) fn held(tx: &Tx<'_>) -> Vec<Owed> {
    let offices = [
        (Role::Registrar, Owed::Registrar),
        (Role::CaseOfficer, Owed::CaseOfficer),
        (Role::President, Owed::President),
    ];
    let mine = offices.into_iter().filter(|(role, _)| holds(tx, *role));
    mine.map(|(_, owed)| owed).collect()
}

fn holds(tx: &Tx<'_>, role: Role) -> bool {
    tx.who().roles.iter().any(|held| held == role.as_str())
}

/// The state for which that person acts; empty for whoever acts for none.
pub(super) fn acts_for(tx: &Tx<'_>) -> String {
    let is_one = |role: &Role| is_of_delegation(*role) && holds(tx, *role);
    if Role::ALL.iter().any(is_one) {
        tx.who().state.clone()
    } else {
        String::new()
    }
}

/// Whoever speaks for a state.
pub(super) fn agent_of(state: &str) -> Principal {
    Principal {
        id: Uuid::nil(),
        roles: vec![Role::Agent.as_str().to_owned()],
        state: state.to_owned(),
    }
}

/// What tells a case from another of the same two states.
#[derive(Clone, Debug, Queryable)]
pub(super) struct Matter {
    /// The case.
    pub case: Uuid,
    /// The year of its number, from its registration on …
    pub year: Option<i32>,
    /// … and its number in that year.
    pub number: Option<i32>,
    /// The title of the measure.
    pub measure: String,
}

pub(super) async fn matters(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<Matter>> {
    Ok(cases::table
        .filter(cases::id.eq_any(ids))
        .select((
            cases::id,
            cases::year,
            cases::number,
            sql::<Text>("coalesce(request->'measure'->>'title', '')"),
        ))
        .load(tx.conn())
        .await?)
}

/// What waits for the person of this transaction, by due date, a page at a time.
pub(super) async fn work(
    tx: &mut Tx<'_>,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Deadline>> {
    let who = tx.who().clone();
    let (held, state) = (held(tx), acts_for(tx));
    let roles: Vec<_> = held.iter().map(|owed| owed.as_str()).collect();
    // What others have missed comes before the President, or back to the registrar.
    let missed = deadlines::rule
        .eq_any(super::coming_before(&held))
        .assume_not_null()
        .and(deadlines::due_at.lt(tx.now().to_diesel()).assume_not_null());
    let far = || sql::<Timestamptz>("coalesce(due_at, 'infinity')");
    let mut query = deadlines::table
        .filter(deadlines::state.eq("open"))
        .filter(
            deadlines::person
                .eq(who.id)
                .assume_not_null()
                .or(deadlines::party.eq(state).assume_not_null())
                .or(deadlines::owed_by
                    .eq_any(roles)
                    .and(deadlines::person.is_null())
                    .and(deadlines::party.is_null()))
                .or(missed),
        )
        .order((far(), deadlines::id))
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        let at: Option<Option<jiff_diesel::Timestamp>> = deadlines::table
            .filter(deadlines::id.eq(after))
            .select(deadlines::due_at.nullable())
            .first(tx.conn())
            .await
            .optional()?;
        query = match at {
            Some(Some(at)) => {
                query.filter(far().gt(at).or(far().eq(at).and(deadlines::id.gt(after))))
            }
            Some(None) => query.filter(deadlines::due_at.is_null().and(deadlines::id.gt(after))),
            None => query,
        };
    }
    Ok(query.select(Deadline::as_select()).load(tx.conn()).await?)
}

/// How many notes are told.
const NOTES: i64 = 100;

pub(super) async fn noted(tx: &mut Tx<'_>) -> Result<Vec<Noted>> {
    let public = domain::deadline::TimeLimit::ALL
        .iter()
        .filter(|limit| limit.is_noted_in_public());
    let public: Vec<_> = public.map(|limit| limit.as_str()).collect();
    let late = deadlines::state
        .eq("open")
        .or(deadlines::state.eq("met").and(
            deadlines::settled_at
                .gt(deadlines::due_at)
                .assume_not_null(),
        ));
    Ok(deadlines::table
        .filter(deadlines::rule.eq_any(public))
        .filter(deadlines::report_id.is_not_null())
        .filter(deadlines::due_at.lt(tx.now().to_diesel()))
        .filter(late)
        .order((deadlines::due_at.desc(), deadlines::id.desc()))
        .limit(NOTES)
        .select((
            deadlines::report_id.assume_not_null(),
            deadlines::rule.assume_not_null(),
            deadlines::due_on.assume_not_null(),
            deadlines::settled_at,
        ))
        .load(tx.conn())
        .await?)
}

fn over_when_run() -> Vec<&'static str> {
    super::over_when_run().map(Word::as_str).collect()
}

pub(super) async fn next_expired(
    tx: &mut Tx<'_>,
    until: Timestamp,
    except: &[Uuid],
) -> Result<Option<Deadline>> {
    Ok(deadlines::table
        .filter(
            deadlines::state
                .eq("open")
                .and(deadlines::due_at.lt(until.to_diesel())),
        )
        .filter(
            deadlines::rule
                .eq_any(over_when_run())
                .and(deadlines::id.ne_all(except)),
        )
        .order((deadlines::due_at, deadlines::id))
        .select(Deadline::as_select())
        .first(tx.conn())
        .await
        .optional()?)
}

pub(super) async fn expire(tx: &mut Tx<'_>, id: Uuid) -> Result<bool> {
    let at = tx.now();
    let expired = diesel::update(
        deadlines::table.filter(deadlines::id.eq(id).and(deadlines::state.eq("open"))),
    )
    .set((
        deadlines::state.eq("expired"),
        deadlines::settled_at.eq(at.to_diesel()),
    ))
    .execute(tx.conn())
    .await?;
    Ok(expired == 1)
}
