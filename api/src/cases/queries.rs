//! SQL of cases and their claims.

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{
    Array, BigInt, Binary, Bool, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use diesel_async::RunQueryDsl;
use domain::case::State;
use jiff::Timestamp;
use jiff_diesel::ToDiesel;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{Among, CaseDraft, Scope};
use crate::db::{Permit, Tx};
use crate::error::{Error, Result};
use crate::schema::{cases, claims, seats};
use crate::wire::{CaseState, Discipline, LegalEffect, Profile, Spelled};

/// A case as it is stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = cases)]
pub struct CaseRow {
    /// Its id.
    pub id: Uuid,
    /// Counts changes: what `If-Match` names.
    pub version: i32,
    /// Where it stands.
    pub state: CaseState,
    /// The year of its number.
    pub year: Option<i32>,
    /// Its number in that year, given at registration.
    pub number: Option<i32>,
    /// "Ukraine v. Russian Federation".
    pub caption: String,
    /// The state that asks for the review.
    pub applicant: String,
    /// The state that invokes the exception.
    pub respondent: String,
    /// The measure.
    pub measure_id: Uuid,
    /// The clause invoked.
    pub clause_id: String,
    /// The ground of the clause.
    pub ground: Option<String>,
    /// The request as it stands.
    pub request: Value,
    /// What the public may read of it (C0).
    pub summary: String,
    /// `treaty_clause`, `declaration`, `special_agreement` or `invited`.
    pub consent_basis: String,
    /// `none` or `regional_certificate`.
    pub consultations: String,
    /// The regional certificate, if any.
    pub certificate: Option<Value>,
    /// A developing party asked for a member from a developing state.
    pub developing_request: bool,
    /// The standard that the registry proposed.
    pub profile_proposed: Option<Profile>,
    /// The standard that the panel fixed.
    pub profile: Option<Profile>,
    /// Does the ruling bind the applicant?
    pub effect_on_applicant: LegalEffect,
    /// Does the ruling bind the respondent?
    pub effect_on_respondent: LegalEffect,
    /// The rules under which it was filed.
    pub rules_version: i32,
    /// The rubric by which it is scored.
    pub rubric: String,
    /// Defects that the registrar named and that are not cured.
    pub defects: Value,
    /// The request as it read when they were named.
    pub deficient_request: Option<Value>,
    /// What each claim came to, from issue on.
    pub results: Option<Value>,
    /// Seats of the panel.
    pub panel_size: Option<i32>,
    /// The size that the composition note proposes.
    pub size_proposed: Option<i32>,
    /// In a panel of five: what the fifth seat is bound to.
    pub fifth_seat: Option<Discipline>,
    /// Why that size and those disciplines.
    pub composition_note: Option<String>,
    /// What the applicant has said where both are asked.
    pub applicant_said: Vec<String>,
    /// What the respondent has said where both are asked.
    pub respondent_said: Vec<String>,
    /// Who opened the draft.
    pub filed_by: Uuid,
    /// SHA-256 of the request and its author.
    pub digest: Vec<u8>,
    /// When the draft was opened.
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub created_at: Timestamp,
    /// When it was filed; a cure keeps that date.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub filed_at: Option<Timestamp>,
    /// When it came on the register.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub registered_at: Option<Timestamp>,
    /// When the scoring was complete for the first time.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub scored_at: Option<Timestamp>,
    /// When the ruling was issued.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub issued_at: Option<Timestamp>,
    /// When the ruling was published.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub published_at: Option<Timestamp>,
    /// When the case was closed.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub closed_at: Option<Timestamp>,
    /// Since when its recommendations are held under Article 12 of the Charter; none, while they are not.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub held_at: Option<Timestamp>,
}

/// A claim: one measure component, one obligation, one invoked clause.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = claims)]
pub struct Claim {
    /// Its id.
    pub id: Uuid,
    /// Its number in the case.
    pub no: i32,
    /// The component of the measure.
    pub component: String,
    /// The obligation.
    pub obligation: String,
}

/// What the machine asks of a deliberation; sealed where it lies, since it follows from how members voted.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
pub struct SaidSoFar {
    /// Every step of every claim is voted or left unreached.
    pub steps_done: bool,
    /// A departure lacks its reasons.
    pub departures_missing: bool,
}

/// How far a case is, as the person who asks may know it.
#[derive(Clone, Debug, QueryableByName)]
pub struct Progress {
    /// Who sits.
    #[diesel(sql_type = Array<SqlUuid>)]
    pub sitting: Vec<Uuid>,
    /// The disciplines of those who sit, in the same order.
    #[diesel(sql_type = Array<Text>)]
    pub disciplines: Vec<String>,
    /// Who is asked to sit, or has accepted.
    #[diesel(sql_type = Array<SqlUuid>)]
    pub candidates: Vec<Uuid>,
    /// Who presides.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub presiding: Option<Uuid>,
    /// Seats that nobody has accepted.
    #[diesel(sql_type = Integer)]
    pub seats_open: i32,
    /// Who is named as an alternate, or has accepted, and is no sitting alternate (procedure 2.1.1).
    #[diesel(sql_type = Array<SqlUuid>)]
    pub alternates: Vec<Uuid>,
    /// Who is a sitting alternate: reads along, and neither scores nor votes.
    #[diesel(sql_type = Array<SqlUuid>)]
    pub sitting_alternates: Vec<Uuid>,
    /// Seats of alternates for which nobody is named.
    #[diesel(sql_type = Integer)]
    pub alternates_open: i32,
    /// Alternates who accepted, and do not sit.
    #[diesel(sql_type = Integer)]
    pub alternates_ready: i32,
    /// Written submissions on the record, in order.
    #[diesel(sql_type = Array<Text>)]
    pub stages: Vec<String>,
    /// The draft ruling has all that it must contain.
    #[diesel(sql_type = Bool)]
    pub ruling_complete: bool,
    #[diesel(sql_type = Nullable<Binary>)]
    said: Option<Vec<u8>>,
    /// The confirming roll call is complete.
    #[diesel(sql_type = Bool)]
    pub voted: bool,
    /// It differs from a finding.
    #[diesel(sql_type = Bool)]
    pub flipped: bool,
    /// The presiding member has signed.
    #[diesel(sql_type = Bool)]
    pub signed: bool,
    /// There are remedies to be carried out.
    #[diesel(sql_type = Bool)]
    pub claims_failed: bool,
    /// The ruling is published and not withdrawn.
    #[diesel(sql_type = Bool)]
    pub ruling_public: bool,
    /// How often a draft, or a point of it, went to the parties.
    #[diesel(sql_type = Integer)]
    pub draft_rounds: i32,
    /// The sides that commented in the last of these rounds.
    #[diesel(sql_type = Array<Text>)]
    pub commented: Vec<String>,
    /// Somebody commented in one of them.
    #[diesel(sql_type = Bool)]
    pub ever_commented: bool,
    /// What was said in them is considered, and no claim changed since on a point not heard.
    #[diesel(sql_type = Bool)]
    pub considered: bool,
    /// A reserved opinion has not been given.
    #[diesel(sql_type = Bool)]
    pub opinions_open: bool,
    /// Something on a redaction list is not ruled on.
    #[diesel(sql_type = Bool)]
    pub redactions_open: bool,
    /// When a revision of the ruling was last admitted (T-55).
    #[diesel(sql_type = Nullable<Timestamptz>, deserialize_as = jiff_diesel::NullableTimestamp)]
    pub reopened: Option<Timestamp>,
    /// A ruling of the case is published and not withdrawn, though it may have been revised.
    #[diesel(sql_type = Bool)]
    pub any_public: bool,
    /// One was published, whatever became of it.
    #[diesel(sql_type = Bool)]
    pub ever_published: bool,
    /// When the newest of them was issued.
    #[diesel(sql_type = Nullable<Timestamptz>, deserialize_as = jiff_diesel::NullableTimestamp)]
    pub last_issued: Option<Timestamp>,
    /// Whom an emergency access lets in to what was filed (procedure 2.1.3, act 41).
    #[diesel(sql_type = Array<SqlUuid>)]
    pub let_in: Vec<Uuid>,
}

impl Progress {
    /// Is someone named for a seat, as a member or an alternate, and may give it back?
    pub fn is_named(&self, person: Uuid) -> bool {
        let mut named = self.candidates.iter().chain(&self.alternates);
        named.any(|one| *one == person) || self.sitting_alternates.contains(&person)
    }
}

pub(super) async fn find(tx: &mut Tx<'_>, id: Uuid, lock: bool) -> Result<CaseRow> {
    let query = cases::table
        .filter(cases::id.eq(id))
        .select(CaseRow::as_select());
    let found = if lock {
        query.for_update().first(tx.conn()).await
    } else {
        query.first(tx.conn()).await
    };
    found.optional()?.ok_or(Error::NotFound("case"))
}

pub(super) async fn exists(tx: &mut Tx<'_>, id: Uuid) -> Result<bool> {
    Ok(
        diesel::select(diesel::dsl::exists(cases::table.filter(cases::id.eq(id))))
            .get_result(tx.conn())
            .await?,
    )
}

pub(super) async fn progress(tx: &mut Tx<'_>, id: Uuid) -> Result<(Progress, SaidSoFar)> {
    let query = "select *, emergency_readers($1, 'C1') as let_in from case_progress($1)";
    let mut so_far: Progress = diesel::sql_query(query)
        .bind::<SqlUuid, _>(id)
        .get_result(tx.conn())
        .await?;
    if tx.client().is_some() {
        // A person is let in, and none of their programs.
        let me = tx.person();
        so_far.let_in.retain(|one| *one != me);
    }
    let said = match so_far.said.take() {
        Some(sealed) => tx.chambers()?.open_record(&of_said(id), &sealed)?,
        // The presiding member signs only what is voted and reasoned, so the signature tells the registrar.
        None => SaidSoFar {
            steps_done: false,
            departures_missing: !so_far.signed,
        },
    };
    Ok((so_far, said))
}

/// Where it is sealed how far the panel is.
fn of_said(case: Uuid) -> String {
    format!("said {case}")
}

/// Seals how far the panel is: it would tell how members voted.
pub(super) fn seal_said(tx: &Tx<'_>, case: Uuid, said: SaidSoFar) -> Result<Vec<u8>> {
    tx.chambers()?.seal_record(&of_said(case), &said)
}

pub(super) async fn claims(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<Claim>> {
    Ok(claims::table
        .filter(claims::case_id.eq(case))
        .order(claims::no)
        .select(Claim::as_select())
        .load(tx.conn())
        .await?)
}

/// Nothing when the id is taken.
pub(super) async fn insert(
    tx: &mut Tx<'_>,
    _: &Permit,
    id: Uuid,
    (caption, applicant, rubric): (&str, &str, &str),
    draft: &CaseDraft,
    digest: &[u8],
) -> Result<bool> {
    let (at, person, rules_version) = (tx.now(), tx.person(), tx.world().rules_version);
    let added = diesel::insert_into(cases::table)
        .values((
            (
                cases::id.eq(id),
                cases::state.eq(Spelled(State::Draft)),
                cases::caption.eq(caption),
                cases::applicant.eq(applicant),
                cases::measure_id.eq(id),
                cases::effect_on_applicant.eq(Spelled(domain::ruling::LegalEffect::Binding)),
                cases::rules_version.eq(rules_version),
                cases::rubric.eq(rubric),
                cases::filed_by.eq(person),
                cases::created_at.eq(at.to_diesel()),
            ),
            content(draft, digest)?,
        ))
        .on_conflict((cases::tenant_id, cases::id))
        .do_nothing()
        .execute(tx.conn())
        .await?;
    Ok(added == 1)
}

pub(super) async fn rewrite(
    tx: &mut Tx<'_>,
    _: &Permit,
    id: Uuid,
    caption: &str,
    draft: &CaseDraft,
    digest: &[u8],
) -> Result<()> {
    diesel::update(cases::table.filter(cases::id.eq(id)))
        .set((
            cases::caption.eq(caption),
            cases::version.eq(cases::version + 1),
            content(draft, digest)?,
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

type Content = (
    diesel::dsl::Eq<cases::respondent, String>,
    diesel::dsl::Eq<cases::clause_id, String>,
    diesel::dsl::Eq<cases::ground, Option<String>>,
    diesel::dsl::Eq<cases::request, Value>,
    diesel::dsl::Eq<cases::summary, String>,
    diesel::dsl::Eq<cases::facts, String>,
    diesel::dsl::Eq<cases::remedy_sought, String>,
    diesel::dsl::Eq<cases::consent_basis, String>,
    diesel::dsl::Eq<cases::consultations, String>,
    diesel::dsl::Eq<cases::certificate, Option<Value>>,
    diesel::dsl::Eq<cases::developing_request, bool>,
    diesel::dsl::Eq<cases::effect_on_respondent, LegalEffect>,
    diesel::dsl::Eq<cases::digest, Vec<u8>>,
);

fn content(draft: &CaseDraft, digest: &[u8]) -> Result<Content> {
    Ok((
        cases::respondent.eq(draft.respondent.clone()),
        cases::clause_id.eq(draft.clause_id.clone()),
        cases::ground.eq(draft.ground.clone()),
        cases::request.eq(serde_json::to_value(draft)?),
        cases::summary.eq(draft.summary.clone()),
        cases::facts.eq(draft.facts.clone()),
        cases::remedy_sought.eq(draft.remedy_sought.clone()),
        cases::consent_basis.eq(draft.consent_basis.as_str().to_owned()),
        cases::consultations.eq(if draft.certificate.is_some() {
            "regional_certificate"
        } else {
            "none"
        }
        .to_owned()),
        cases::certificate.eq(draft
            .certificate
            .as_ref()
            .map(serde_json::to_value)
            .transpose()?),
        cases::developing_request.eq(draft.developing_request),
        cases::effect_on_respondent.eq(Spelled(draft.effect_on_respondent())),
        cases::digest.eq(digest.to_vec()),
    ))
}

/// What an act changes beside the state.
#[derive(AsChangeset, Default)]
#[diesel(table_name = cases)]
pub struct Change {
    /// Given at registration.
    pub year: Option<i32>,
    /// Given at registration.
    pub number: Option<i32>,
    /// Named by the registrar.
    pub defects: Option<Value>,
    /// As it read when they were named.
    pub deficient_request: Option<Value>,
    /// From issue on.
    pub results: Option<Value>,
    /// Fixed by the President.
    pub panel_size: Option<i32>,
    /// Proposed with the composition note.
    pub size_proposed: Option<i32>,
    /// Proposed with the composition note.
    pub fifth_seat: Option<Discipline>,
    /// The composition note.
    pub composition_note: Option<String>,
    /// Proposed by the registry.
    pub profile_proposed: Option<Profile>,
    /// Fixed by the panel.
    pub profile: Option<Profile>,
    /// What the applicant has said.
    pub applicant_said: Option<Vec<String>>,
    /// What the respondent has said.
    pub respondent_said: Option<Vec<String>>,
}

/// Moves the case, as a new version if the step is `outward`: one that may be noticed by all who
/// see the case.
pub(super) async fn advance(
    tx: &mut Tx<'_>,
    _: &Permit,
    row: &CaseRow,
    to: State,
    outward: bool,
) -> Result<i32> {
    let at = tx.now().to_diesel();
    let version = row.version + i32::from(outward);
    let target = cases::table.filter(cases::id.eq(row.id).and(cases::version.eq(row.version)));
    let moved = diesel::update(target)
        .set((cases::state.eq(Spelled(to)), cases::version.eq(version)))
        .execute(tx.conn())
        .await?;
    if moved == 0 {
        return Err(Error::Stale);
    }
    let it = cases::table.filter(cases::id.eq(row.id));
    match to {
        State::Filed if row.filed_at.is_none() => {
            diesel::update(it)
                .set(cases::filed_at.eq(at))
                .execute(tx.conn())
                .await?
        }
        State::Registered => {
            diesel::update(it)
                .set(cases::registered_at.eq(at))
                .execute(tx.conn())
                .await?
        }
        State::Drafting if row.scored_at.is_none() => {
            diesel::update(it)
                .set(cases::scored_at.eq(at))
                .execute(tx.conn())
                .await?
        }
        State::Issued => {
            diesel::update(it)
                .set(cases::issued_at.eq(at))
                .execute(tx.conn())
                .await?
        }
        State::Published => {
            diesel::update(it)
                .set(cases::published_at.eq(at))
                .execute(tx.conn())
                .await?
        }
        State::Closed | State::Returned => {
            diesel::update(it)
                .set(cases::closed_at.eq(at))
                .execute(tx.conn())
                .await?
        }
        _ => 0,
    };
    Ok(version)
}

pub(super) async fn change(tx: &mut Tx<'_>, _: &Permit, id: Uuid, change: Change) -> Result<()> {
    diesel::update(cases::table.filter(cases::id.eq(id)))
        .set(change)
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn insert_claims(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    draft: &CaseDraft,
) -> Result<()> {
    let rows: Vec<_> = draft
        .claims
        .iter()
        .zip(1_i32..)
        .map(|(claim, no)| {
            (
                claims::id.eq(Uuid::now_v7()),
                claims::case_id.eq(case),
                claims::no.eq(no),
                claims::component.eq(claim.component.clone()),
                claims::obligation.eq(claim.obligation.clone()),
            )
        })
        .collect();
    diesel::insert_into(claims::table)
        .values(rows)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The cases in which someone sits.
#[diesel::dsl::auto_type]
fn sitting_in(person: Uuid) -> _ {
    seats::table
        .filter(
            seats::account_id
                .eq(person)
                .and(seats::status.eq("sitting")),
        )
        .select(seats::case_id)
}

/// Cases that stand there to all who do not sit.
fn outwardly(state: State) -> Predicate {
    let mut found: Predicate = Box::new(false.into_sql::<Bool>());
    for (one, scored) in state.looking_like() {
        let here = cases::state.eq(Spelled(one));
        found = match scored {
            None => Box::new(found.or(here)),
            Some(true) => Box::new(found.or(here.and(cases::scored_at.is_not_null()))),
            Some(false) => Box::new(found.or(here.and(cases::scored_at.is_null()))),
        };
    }
    found
}

/// The case of that number, if it is on the register.
pub(super) async fn of_number(
    tx: &mut Tx<'_>,
    (year, number): (i32, i32),
) -> Result<Option<CaseRow>> {
    Ok(cases::table
        .filter(cases::year.eq(year).and(cases::number.eq(number)))
        .select(CaseRow::as_select())
        .first(tx.conn())
        .await
        .optional()?)
}

/// What a case is like.
pub type Predicate = Box<dyn BoxableExpression<cases::table, Pg, SqlType = Bool>>;

/// A page of the register, the newest number first.
pub(super) async fn registered(
    tx: &mut Tx<'_>,
    among: Among,
    after: Option<(i32, i32)>,
    limit: i64,
) -> Result<Vec<CaseRow>> {
    let mut query = cases::table
        .filter(cases::number.is_not_null())
        .order((cases::year.desc(), cases::number.desc()))
        .limit(limit)
        .into_boxed();
    if let Some(state) = among.state {
        query = query.filter(outwardly(state));
    }
    if among.open {
        query = query.filter(cases::state.ne(Spelled(State::Closed)));
    }
    if let Some(year) = among.year {
        query = query.filter(cases::year.eq(year));
    }
    if let Some(people) = among.sitting {
        let sits = seats::account_id.eq_any(people);
        let here = seats::case_id.eq(cases::id);
        let there = seats::table.filter(here.and(seats::status.eq("sitting")).and(sits));
        query = query.filter(diesel::dsl::exists(there));
    }
    for like in among.like {
        query = query.filter(like);
    }
    if let Some((year, number)) = after {
        // Said in two halves, so that the index is entered where the page begins.
        let before = cases::year.lt(year).or(cases::number.lt(number));
        query = query
            .filter(cases::year.le(year))
            .filter(before.assume_not_null());
    }
    Ok(query.select(CaseRow::as_select()).load(tx.conn()).await?)
}

/// Days that something took: in how many cases, and of half of them at most how many.
#[derive(Clone, Debug, Default, QueryableByName)]
pub struct Took {
    /// What it is: for [`super::ages`], the state that the public is told.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// In how many cases.
    #[diesel(sql_type = BigInt)]
    pub cases: i64,
    /// The lower median: a number that really occurred.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub median: Option<i64>,
    /// The shortest.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub least: Option<i64>,
    /// The longest.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub most: Option<i64>,
}

/// How many cases are on the register.
pub(super) async fn count_registered(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(cases::table
        .filter(cases::number.is_not_null())
        .count()
        .get_result(tx.conn())
        .await?)
}

/// Where the cases on the register stand as the public is told, and for how many days they have
/// been on it, or were until they were closed. `told` says which state looks like which, before and after the scoring.
pub(super) async fn ages(
    tx: &mut Tx<'_>,
    told: &[(State, bool, State)],
    now: Timestamp,
) -> Result<Vec<Took>> {
    let column = |pick: fn(&(State, bool, State)) -> String| -> Vec<String> {
        told.iter().map(pick).collect()
    };
    let scored: Vec<bool> = told.iter().map(|one| one.1).collect();
    Ok(diesel::sql_query(
        "select told.outside as name, count(*) as cases,
                round(percentile_cont(0.5) within group (order by took.days))::bigint as median,
                min(took.days) as least, max(took.days) as most
           from cases c
           join unnest($1::text[], $2::boolean[], $3::text[]) as told(state, scored, outside)
             on told.state = c.state and told.scored = (c.scored_at is not null)
          cross join lateral (
            select div(extract(epoch from date_trunc('second', coalesce(c.closed_at, $4)) - date_trunc('second', c.registered_at)), 86400)::bigint as days
          ) took
          where c.number is not null group by told.outside",
    )
    .bind::<Array<Text>, _>(column(|one| one.0.to_string()))
    .bind::<Array<Bool>, _>(scored)
    .bind::<Array<Text>, _>(column(|one| one.2.to_string()))
    .bind::<Timestamptz, _>(now.to_diesel())
    .load(tx.conn())
    .await?)
}

/// How many days each stretch took in the cases on the register that have come so far; those to
/// which none has come are told too.
pub(super) async fn stretches(tx: &mut Tx<'_>) -> Result<Vec<Took>> {
    Ok(diesel::sql_query(
        "select stretch.name, count(took.days) as cases,
                round(percentile_cont(0.5) within group (order by took.days))::bigint as median,
                min(took.days) as least, max(took.days) as most
           from (values
             (1, 'From filing to registration'),
             (2, 'From registration to the ruling'),
             (3, 'From the ruling to its publication'),
             (4, 'From filing to the end of the case')
           ) as stretch(no, name)
           left join (
             select ends.no, div(extract(epoch from date_trunc('second', ends.until) - date_trunc('second', ends.since)), 86400)::bigint as days
               from cases c
              cross join lateral (values
                (1, c.filed_at, c.registered_at),
                (2, c.registered_at, c.issued_at),
                (3, c.issued_at, c.published_at),
                (4, c.filed_at, c.closed_at)
              ) as ends(no, since, until)
              where c.number is not null
           ) took on took.no = stretch.no
          group by stretch.no, stretch.name order by stretch.no",
    )
    .load(tx.conn())
    .await?)
}

/// The cases that came on the register in a year.
#[derive(Clone, Debug, QueryableByName)]
pub struct YearOf {
    /// The year of their numbers.
    #[diesel(sql_type = Integer)]
    pub year: i32,
    /// How many.
    #[diesel(sql_type = BigInt)]
    pub cases: i64,
    /// How many of those are not closed.
    #[diesel(sql_type = BigInt)]
    pub open: i64,
}

pub(super) async fn years(tx: &mut Tx<'_>) -> Result<Vec<YearOf>> {
    Ok(diesel::sql_query(
        "select year, count(*) as cases, count(*) filter (where state <> $1) as open
           from cases where number is not null group by year order by year desc",
    )
    .bind::<Text, _>(State::Closed.to_string())
    .load(tx.conn())
    .await?)
}

/// The seats that someone has on panels.
#[derive(Clone, Debug, QueryableByName)]
pub struct SeatsOf {
    /// Who.
    #[diesel(sql_type = SqlUuid)]
    pub account_id: Uuid,
    /// In how many cases on the register.
    #[diesel(sql_type = BigInt)]
    pub cases: i64,
    /// In how many of those that are not closed.
    #[diesel(sql_type = BigInt)]
    pub open: i64,
}

pub(super) async fn seats_taken(tx: &mut Tx<'_>) -> Result<Vec<SeatsOf>> {
    Ok(diesel::sql_query(
        "select s.account_id, count(*) as cases, count(*) filter (where c.state <> $1) as open
           from seats s join cases c on c.id = s.case_id
          where s.status = 'sitting' and s.account_id is not null and c.number is not null
          group by s.account_id",
    )
    .bind::<Text, _>(State::Closed.to_string())
    .load(tx.conn())
    .await?)
}

/// Those of these cases in which the caller sits.
pub(super) async fn mine_to_decide(tx: &mut Tx<'_>, cases: &[Uuid]) -> Result<Vec<Uuid>> {
    let me = tx.person();
    Ok(sitting_in(me)
        .filter(seats::case_id.eq_any(cases))
        .load(tx.conn())
        .await?)
}

/// The cases in the final vote whose ruling the presiding member has signed.
pub(super) async fn signed(tx: &mut Tx<'_>) -> Result<Vec<Uuid>> {
    let found: Vec<Signed> = diesel::sql_query(
        "select c.id from cases c cross join lateral case_progress(c.id) so_far
          where c.state = $1 and so_far.signed",
    )
    .bind::<Text, _>(State::FinalVote.to_string())
    .load(tx.conn())
    .await?;
    Ok(found.into_iter().map(|one| one.id).collect())
}

#[derive(QueryableByName)]
struct Signed {
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    id: Uuid,
}

/// A page of the docket list, newest first, within what the caller may see. `signed` are the cases
/// of which nothing is behind the panel's door any more.
pub(super) async fn list(
    tx: &mut Tx<'_>,
    scope: Scope,
    state: Option<State>,
    signed: &[Uuid],
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<CaseRow>> {
    let who = tx.who().clone();
    let me = who.id;
    let mut query = cases::table
        .order((cases::created_at.desc(), cases::id.desc()))
        .limit(limit)
        .into_boxed();
    match scope {
        Scope::All => query = query.filter(cases::state.ne(Spelled(State::Draft))),
        Scope::Own => {
            let seats = seats::table
                .filter(seats::account_id.eq(who.id).and(seats::status.ne("open")))
                .select(seats::case_id);
            query = query.filter(
                cases::applicant
                    .eq(who.state.clone())
                    .or(cases::respondent
                        .eq(who.state)
                        .and(cases::registered_at.is_not_null()))
                    .or(cases::id.eq_any(seats))
                    .or(is_let_in(tx)),
            );
        }
    }
    if let Some(state) = state {
        // Everyone asks for what they are shown: a filter must not tell more than a line does.
        let told = || {
            cases::id
                .eq_any(sitting_in(me))
                .or(cases::id.eq_any(signed.to_vec()))
        };
        query = query.filter(
            told()
                .and(cases::state.eq(Spelled(state)))
                .or(diesel::dsl::not(told()).and(outwardly(state))),
        );
    }
    if let Some(after) = after {
        let at: Option<jiff_diesel::Timestamp> = cases::table
            .filter(cases::id.eq(after))
            .select(cases::created_at)
            .first(tx.conn())
            .await
            .optional()?;
        if let Some(at) = at {
            query = query.filter(
                cases::created_at
                    .lt(at)
                    .or(cases::created_at.eq(at).and(cases::id.lt(after))),
            );
        }
    }
    Ok(query.select(CaseRow::as_select()).load(tx.conn()).await?)
}

/// Those to which an emergency access lets in the person who asks, and none of their programs.
fn is_let_in(tx: &Tx<'_>) -> SqlLiteral<Bool> {
    sql(if tx.client().is_some() {
        "false"
    } else {
        "cases.id in (select emergency_cases())"
    })
}

/// A case in a few words, for slices that draw things up from many.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = cases)]
pub struct Brief {
    /// Its id.
    pub id: Uuid,
    /// The year of its number.
    pub year: Option<i32>,
    /// Its number in that year.
    pub number: Option<i32>,
    /// "Ukraine v. Russian Federation".
    pub caption: String,
    /// The state that asks for the review.
    pub applicant: String,
    /// The state that invokes the exception.
    pub respondent: String,
    /// The clause invoked.
    pub clause_id: String,
    /// The measure.
    pub measure_id: Uuid,
    /// The measure's title.
    #[diesel(select_expression = sql("coalesce(cases.request #>> '{measure,title}', '')"))]
    #[diesel(select_expression_type = SqlLiteral<Text>)]
    pub measure: String,
    /// Does the ruling bind the respondent?
    pub effect_on_respondent: LegalEffect,
}

impl Brief {
    /// Its number, as `2026/3`; before it has one, its caption.
    pub fn label(&self) -> String {
        self.year.zip(self.number).map_or_else(
            || self.caption.clone(),
            |(year, number)| format!("{year}/{number}"),
        )
    }
}

pub(super) async fn by_ids(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<CaseRow>> {
    Ok(cases::table
        .filter(cases::id.eq_any(ids))
        .select(CaseRow::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn briefs(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<Brief>> {
    Ok(cases::table
        .filter(cases::id.eq_any(ids))
        .select(Brief::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn registered_of(
    tx: &mut Tx<'_>,
    state: &str,
    until: Timestamp,
) -> Result<Vec<Brief>> {
    Ok(cases::table
        .filter(cases::registered_at.le(until.to_diesel()))
        .filter(cases::applicant.eq(state).or(cases::respondent.eq(state)))
        .select(Brief::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn numbers(
    tx: &mut Tx<'_>,
    ids: &[Uuid],
) -> Result<Vec<(Uuid, Option<i32>, Option<i32>)>> {
    Ok(cases::table
        .filter(cases::id.eq_any(ids))
        .select((cases::id, cases::year, cases::number))
        .load(tx.conn())
        .await?)
}

pub(super) async fn claim_numbers(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<(Uuid, i32)>> {
    Ok(claims::table
        .filter(claims::id.eq_any(ids))
        .select((claims::id, claims::no))
        .load(tx.conn())
        .await?)
}

/// The case is on its way to another ruling: what the former one came to is the former one's.
pub(super) async fn reopen(tx: &mut Tx<'_>, _: &Permit, case: Uuid) -> Result<()> {
    let never = None::<jiff_diesel::Timestamp>;
    diesel::update(cases::table.filter(cases::id.eq(case)))
        .set((
            cases::scored_at.eq(never),
            cases::issued_at.eq(never),
            cases::published_at.eq(never),
            cases::closed_at.eq(never),
            cases::results.eq(None::<Value>),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Puts the recommendations under the hold of Article 12, or takes it off.
pub(super) async fn hold(tx: &mut Tx<'_>, _: &Permit, case: Uuid, on: bool) -> Result<()> {
    let at = on.then(|| tx.now().to_diesel());
    diesel::update(cases::table.filter(cases::id.eq(case)))
        .set(cases::held_at.eq(at))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The cases whose recommendations are held.
pub(super) async fn held(tx: &mut Tx<'_>) -> Result<Vec<Uuid>> {
    Ok(cases::table
        .filter(cases::held_at.is_not_null())
        .order(cases::id)
        .select(cases::id)
        .load(tx.conn())
        .await?)
}
