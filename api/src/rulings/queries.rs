//! SQL of rulings: the draft (sitting members only), the fair copy, remedies, and what is public.

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Date as SqlDate, Nullable, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use domain::compliance::{Remedy, Status, Weight};
use domain::ruling::Standing;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff_diesel::ToDiesel;
use serde_json::Value;
use uuid::Uuid;

use crate::db::{Permit, Tx};
use crate::error::{Error, Result};
use crate::review;
use crate::schema::{citations, deliberations, remedies, ruling_requests, rulings};
use crate::wire::{RemedyStatus, Spelled};

/// The draft of a ruling, and how far its vote is.
#[derive(Clone, Debug)]
pub(super) struct DraftRow {
    pub(super) version: i32,
    pub(super) content: Value,
    pub(super) unheard: Vec<Uuid>,
    pub(super) argued: Value,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = deliberations)]
struct SealedDraft {
    version: i32,
    sealed: Option<Vec<u8>>,
    unheard: Vec<Uuid>,
    argued: Option<Vec<u8>>,
}

/// Where the draft of a case is sealed.
fn of_draft(case: Uuid) -> String {
    format!("draft {case}")
}

/// Where it is sealed in which words the parties had argued what changed.
fn of_argued(case: Uuid) -> String {
    format!("argued {case}")
}

/// Where the roll call is sealed until both have signed.
fn of_roll_call(case: Uuid) -> String {
    format!("roll call {case}")
}

/// A ruling from the presiding member's signature on.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = rulings)]
pub struct RulingRow {
    /// Its id.
    pub id: Uuid,
    /// Its case.
    pub case_id: Uuid,
    /// The fair copy.
    pub content: Value,
    /// What each claim came to.
    pub results: Value,
    /// The roll call; from issue on.
    pub roll_call: Option<Value>,
    /// When the presiding member signed.
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub signed_presiding_at: Timestamp,
    /// When the registrar signed.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub signed_registrar_at: Option<Timestamp>,
    /// `[2026] ISECRC 1`; from publication on.
    pub citation: Option<String>,
    /// Its address.
    pub slug: Option<String>,
    /// When it was published.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub published_at: Option<Timestamp>,
    /// When it was taken back.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub withdrawn_at: Option<Timestamp>,
    /// What is masked in the public version; from publication on.
    pub masks: Value,
    /// When it was issued.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub issued_at: Option<Timestamp>,
    /// When a revision of it was admitted: from then on it is the case's own no longer.
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub reopened_at: Option<Timestamp>,
    /// The ruling in whose place it stands.
    pub revises: Option<Uuid>,
    /// The symbol that the UN assigned to it.
    pub un_symbol: Option<String>,
}

/// What a list says of a published ruling: its text is most of a row, and no list shows it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = rulings)]
pub(super) struct LineRow {
    pub(super) id: Uuid,
    pub(super) case_id: Uuid,
    pub(super) results: Value,
    pub(super) citation: Option<String>,
    pub(super) slug: Option<String>,
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub(super) published_at: Option<Timestamp>,
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub(super) reopened_at: Option<Timestamp>,
}

/// What one ruling says of another to which it refers.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = rulings)]
pub(super) struct CitedRow {
    pub(super) id: Uuid,
    pub(super) case_id: Uuid,
    pub(super) citation: Option<String>,
    pub(super) slug: Option<String>,
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub(super) withdrawn_at: Option<Timestamp>,
}

/// What one ruling of a case says of another one, which it revises or which revises it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = rulings)]
pub(super) struct BesideRow {
    pub(super) id: Uuid,
    pub(super) citation: Option<String>,
    pub(super) slug: Option<String>,
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub(super) issued_at: Option<Timestamp>,
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub(super) published_at: Option<Timestamp>,
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub(super) withdrawn_at: Option<Timestamp>,
    pub(super) revises: Option<Uuid>,
}

/// A remedy as the ruling fixed it, and what came of it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = remedies)]
pub struct RemedyRow {
    /// Its id.
    pub id: Uuid,
    /// The case.
    pub case_id: Uuid,
    /// The ruling.
    pub ruling_id: Uuid,
    /// The claim.
    pub claim_id: Uuid,
    /// Its number in the ruling.
    pub no: i32,
    /// What is to be done.
    pub text: String,
    /// 1, 2 or 3.
    pub weight: i32,
    /// The last day on which it is on time (DL-59).
    #[diesel(deserialize_as = jiff_diesel::Date)]
    pub due_on: Date,
    /// The share that is done, from 0 to 1.
    pub completion: f64,
    /// When it was done in full.
    #[diesel(deserialize_as = jiff_diesel::NullableDate)]
    pub done_on: Option<Date>,
}

impl RemedyRow {
    /// As the domain computes with it.
    pub fn standing(&self) -> Option<Remedy> {
        // What is done in full counts from its day on, and not before.
        let percent = if self.done_on.is_some() {
            0.0
        } else {
            (self.completion * 100.0).round().clamp(0.0, 100.0)
        };
        Some(Remedy {
            weight: Weight::new(self.weight)?,
            due: self.due_on,
            done_on: self.done_on,
            // Between 0 and 100 by the line above.
            done_percent: percent as u8,
            stayed: false,
        })
    }

    /// Where it stands on a day.
    pub fn status_on(&self, day: Date) -> RemedyStatus {
        Spelled(
            self.standing()
                .map_or(Status::Running, |remedy| remedy.status_on(day)),
        )
    }
}

/// A remedy to be written down at issue.
pub(super) struct NewRemedy<'a> {
    pub(super) claim: Uuid,
    pub(super) no: i32,
    pub(super) text: &'a str,
    pub(super) weight: i32,
    pub(super) due_on: Date,
    pub(super) completion: f64,
    pub(super) done_on: Option<Date>,
}

#[derive(QueryableByName)]
struct Released {
    #[diesel(sql_type = Nullable<Binary>)]
    roll_call: Option<Vec<u8>>,
}

pub(super) async fn draft(tx: &mut Tx<'_>, case: Uuid) -> Result<Option<DraftRow>> {
    let row: Option<SealedDraft> = deliberations::table
        .filter(deliberations::case_id.eq(case))
        .select(SealedDraft::as_select())
        .first(tx.conn())
        .await
        .optional()?;
    let Some(row) = row else {
        return Ok(None);
    };
    let key = review::chamber(tx, case).await?;
    let opened = |place: String, sealed: Option<Vec<u8>>| match sealed {
        Some(sealed) => key.open_record(&place, &sealed),
        None => Ok(serde_json::json!({})),
    };
    Ok(Some(DraftRow {
        version: row.version,
        content: opened(of_draft(case), row.sealed)?,
        unheard: row.unheard,
        argued: opened(of_argued(case), row.argued)?,
    }))
}

/// Writes the draft, if nobody has since the version that was seen.
pub(super) async fn write_draft(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    seen: i32,
    content: Value,
    complete: bool,
) -> Result<()> {
    let (at, by) = (tx.now().to_diesel(), tx.person());
    let key = review::chamber(tx, case).await?;
    let sealed = key.seal_record(&of_draft(case), &content)?;
    let target = deliberations::table.filter(
        deliberations::case_id
            .eq(case)
            .and(deliberations::version.eq(seen)),
    );
    let written = diesel::update(target)
        .set((
            deliberations::version.eq(seen + 1),
            deliberations::sealed.eq(sealed),
            deliberations::complete.eq(complete),
            deliberations::edited_by.eq(by),
            deliberations::edited_at.eq(at),
        ))
        .execute(tx.conn())
        .await?;
    if written == 0 {
        Err(Error::Stale)
    } else {
        Ok(())
    }
}

/// The findings changed, so the draft has to be looked over again; on these claims the parties were
/// not heard.
pub(super) async fn reopen_draft(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    unheard: &[Uuid],
) -> Result<()> {
    diesel::update(deliberations::table.filter(deliberations::case_id.eq(case)))
        .set((
            deliberations::complete.eq(false),
            deliberations::unheard.eq(unheard),
            deliberations::argued.eq(None::<Vec<u8>>),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Where the parties had argued what changed after they had the draft.
pub(super) async fn note_argued(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    argued: Value,
) -> Result<()> {
    let key = review::chamber(tx, case).await?;
    let argued = key.seal_record(&of_argued(case), &argued)?;
    diesel::update(deliberations::table.filter(deliberations::case_id.eq(case)))
        .set((
            deliberations::argued.eq(argued),
            deliberations::unheard.eq(Vec::<Uuid>::new()),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The confirming roll call is complete.
pub(super) async fn close_roll_call(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    flipped: bool,
    roll_call: Value,
) -> Result<()> {
    let at = tx.now().to_diesel();
    let roll_call = tx
        .chambers()?
        .seal_record(&of_roll_call(case), &roll_call)?;
    diesel::update(deliberations::table.filter(deliberations::case_id.eq(case)))
        .set((
            deliberations::voted_at.eq(at),
            deliberations::flipped.eq(flipped),
            deliberations::roll_call.eq(roll_call),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn restate_roll_call(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    roll_call: Value,
) -> Result<()> {
    let roll_call = tx
        .chambers()?
        .seal_record(&of_roll_call(case), &roll_call)?;
    diesel::update(deliberations::table.filter(deliberations::case_id.eq(case)))
        .set(deliberations::roll_call.eq(roll_call))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The ruling that is the case's own: not one that is being revised, or was.
#[diesel::dsl::auto_type]
pub(super) fn own_of(case: Uuid) -> _ {
    rulings::table.filter(
        rulings::case_id
            .eq(case)
            .and(rulings::reopened_at.is_null()),
    )
}

pub(super) async fn of_case(tx: &mut Tx<'_>, case: Uuid) -> Result<Option<RulingRow>> {
    Ok(own_of(case)
        .select(RulingRow::as_select())
        .first(tx.conn())
        .await
        .optional()?)
}

/// The rulings of the case that have issued, the newest first.
pub(super) async fn issued_of(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<RulingRow>> {
    Ok(rulings::table
        .filter(
            rulings::case_id
                .eq(case)
                .and(rulings::issued_at.is_not_null()),
        )
        .order((rulings::issued_at.desc(), rulings::id.desc()))
        .select(RulingRow::as_select())
        .load(tx.conn())
        .await?)
}

/// A revision is admitted: the ruling that stands is the case's own no longer.
pub(super) async fn reopen(tx: &mut Tx<'_>, _: &Permit, case: Uuid) -> Result<()> {
    let at = tx.now().to_diesel();
    diesel::update(own_of(case))
        .set(rulings::reopened_at.eq(at))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The newest ruling of the case of which a revision was admitted.
pub(super) async fn former_of(tx: &mut Tx<'_>, case: Uuid) -> Result<Option<RulingRow>> {
    Ok(rulings::table
        .filter(
            rulings::case_id
                .eq(case)
                .and(rulings::reopened_at.is_not_null()),
        )
        .order(rulings::reopened_at.desc())
        .select(RulingRow::as_select())
        .first(tx.conn())
        .await
        .optional()?)
}

/// Those of these rulings that were ever public, whatever has become of them, and those that were ever
/// published in the place of one of these: a ruling does not stand again where that one is withdrawn.
pub(super) async fn beside(
    tx: &mut Tx<'_>,
    before: &[Uuid],
    after: &[Uuid],
) -> Result<Vec<BesideRow>> {
    let later = rulings::revises.eq_any(after).assume_not_null();
    Ok(rulings::table
        .filter(rulings::id.eq_any(before).or(later))
        .filter(rulings::published_at.is_not_null())
        .select(BesideRow::as_select())
        .load(tx.conn())
        .await?)
}

/// The rulings in whose place these were published.
pub(super) async fn revised_by(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    Ok(rulings::table
        .filter(
            rulings::id
                .eq_any(ids)
                .and(rulings::published_at.is_not_null())
                .and(rulings::revises.is_not_null()),
        )
        .select(rulings::revises.assume_not_null())
        .load(tx.conn())
        .await?)
}

pub(super) async fn sign(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    content: Value,
    results: Value,
) -> Result<()> {
    let (at, by) = (tx.now().to_diesel(), tx.person());
    let revised = former_of(tx, case).await?.map(|one| one.id);
    diesel::insert_into(rulings::table)
        .values((
            rulings::id.eq(Uuid::now_v7()),
            rulings::revises.eq(revised),
            rulings::case_id.eq(case),
            rulings::content.eq(content),
            rulings::results.eq(results),
            rulings::signed_presiding_by.eq(by),
            rulings::signed_presiding_at.eq(at),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The registrar signs, and is then handed the roll call (annex D 13).
pub(super) async fn countersign(tx: &mut Tx<'_>, _: &Permit, case: Uuid) -> Result<Option<Value>> {
    let (at, by) = (tx.now().to_diesel(), tx.person());
    diesel::update(own_of(case))
        .set((
            rulings::signed_registrar_by.eq(by),
            rulings::signed_registrar_at.eq(at),
            rulings::issued_at.eq(at),
        ))
        .execute(tx.conn())
        .await?;
    let released: Released = diesel::sql_query("select released_roll_call($1) as roll_call")
        .bind::<SqlUuid, _>(case)
        .get_result(tx.conn())
        .await?;
    let opened = |sealed: Vec<u8>| tx.chambers()?.open_record(&of_roll_call(case), &sealed);
    released.roll_call.map(opened).transpose()
}

pub(super) async fn complete_text(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    content: Value,
    results: Value,
    roll_call: Value,
) -> Result<()> {
    diesel::update(own_of(case))
        .set((
            rulings::content.eq(content),
            rulings::results.eq(results),
            rulings::roll_call.eq(roll_call),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn insert_remedies(
    tx: &mut Tx<'_>,
    _: &Permit,
    (case, ruling): (Uuid, Uuid),
    all: &[NewRemedy<'_>],
) -> Result<()> {
    let rows: Vec<_> = all
        .iter()
        .map(|one| {
            (
                remedies::id.eq(Uuid::now_v7()),
                remedies::case_id.eq(case),
                remedies::ruling_id.eq(ruling),
                remedies::claim_id.eq(one.claim),
                remedies::no.eq(one.no),
                remedies::text.eq(one.text),
                remedies::weight.eq(one.weight),
                remedies::due_on.eq(one.due_on.to_diesel()),
                remedies::completion.eq(one.completion),
                remedies::done_on.eq(one.done_on.map(ToDiesel::to_diesel)),
            )
        })
        .collect();
    diesel::insert_into(remedies::table)
        .values(rows)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The remedies of these rulings, each ruling's in their order.
pub(super) async fn remedies(tx: &mut Tx<'_>, rulings: &[Uuid]) -> Result<Vec<RemedyRow>> {
    Ok(remedies::table
        .filter(remedies::ruling_id.eq_any(rulings))
        .order((remedies::ruling_id, remedies::no))
        .select(RemedyRow::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn publish(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    year: i32,
    number: i32,
    citation: &str,
    slug: &str,
) -> Result<()> {
    let at = tx.now().to_diesel();
    diesel::update(own_of(case))
        .set((
            rulings::year.eq(year),
            rulings::number.eq(number),
            rulings::citation.eq(citation),
            rulings::slug.eq(slug),
            rulings::published_at.eq(at),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn published(tx: &mut Tx<'_>, slug: &str) -> Result<Option<RulingRow>> {
    Ok(rulings::table
        .filter(
            rulings::slug
                .eq(slug)
                .and(rulings::published_at.is_not_null()),
        )
        .select(RulingRow::as_select())
        .first(tx.conn())
        .await
        .optional()?)
}

/// Those of these rulings that are public, in no order.
pub(super) async fn published_of(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<RulingRow>> {
    Ok(rulings::table
        .filter(
            rulings::id
                .eq_any(ids)
                .and(rulings::published_at.is_not_null())
                .and(rulings::withdrawn_at.is_null()),
        )
        .select(RulingRow::as_select())
        .load(tx.conn())
        .await?)
}

/// A page of what is published, newest first: only what stands, or only what was revised, or both.
pub(super) async fn list_published(
    tx: &mut Tx<'_>,
    standing: Option<Standing>,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<LineRow>> {
    let mut query = rulings::table
        .filter(
            rulings::published_at
                .is_not_null()
                .and(rulings::withdrawn_at.is_null()),
        )
        .order((rulings::published_at.desc(), rulings::id.desc()))
        .limit(limit)
        .into_boxed();
    match standing {
        Some(Standing::Stands) => query = query.filter(not_replaced()),
        Some(Standing::Revised) => query = query.filter(diesel::dsl::not(not_replaced())),
        None => {}
    }
    if let Some(after) = after {
        let at: Option<Option<jiff_diesel::Timestamp>> = rulings::table
            .filter(rulings::id.eq(after))
            .select(rulings::published_at.nullable())
            .first(tx.conn())
            .await
            .optional()?;
        if let Some(at) = at.flatten() {
            // Said in two halves, so that the index is entered where the page begins.
            query = query.filter(rulings::published_at.le(at)).filter(
                rulings::published_at
                    .lt(at)
                    .or(rulings::id.lt(after))
                    .assume_not_null(),
            );
        }
    }
    Ok(query.select(LineRow::as_select()).load(tx.conn()).await?)
}

/// Those of these rulings that are public, as a list shows them, in no order.
pub(super) async fn lines(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<LineRow>> {
    Ok(rulings::table
        .filter(
            rulings::id
                .eq_any(ids)
                .and(rulings::published_at.is_not_null())
                .and(rulings::withdrawn_at.is_null()),
        )
        .select(LineRow::as_select())
        .load(tx.conn())
        .await?)
}

/// The rulings of a case that were ever public.
pub(super) async fn ever_public(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<Uuid>> {
    Ok(rulings::table
        .filter(
            rulings::case_id
                .eq(case)
                .and(rulings::published_at.is_not_null()),
        )
        .select(rulings::id)
        .load(tx.conn())
        .await?)
}

/// Notes that what is shown of a ruling changed, as the so-manieth such change of the body.
pub(super) async fn touch(tx: &mut Tx<'_>, _: &Permit, ruling: Uuid, no: i32) -> Result<()> {
    diesel::update(rulings::table.filter(rulings::id.eq(ruling)))
        .set(rulings::touched.eq(no))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// What was so changed after one of those changes, in their order.
pub(super) async fn touched(tx: &mut Tx<'_>, after: i32, limit: i64) -> Result<Vec<(Uuid, i32)>> {
    Ok(rulings::table
        .filter(rulings::touched.gt(after))
        .order(rulings::touched)
        .limit(limit)
        .select((rulings::id, rulings::touched))
        .load(tx.conn())
        .await?)
}

/// The applicant accepts: every remedy is done.
pub(super) async fn complete_remedies(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    done_on: Date,
) -> Result<()> {
    let mine = remedies::ruling_id.eq_any(own_of(case).select(rulings::id));
    diesel::update(remedies::table.filter(mine.and(remedies::done_on.is_null())))
        .set((
            remedies::done_on.eq(done_on.to_diesel()),
            remedies::completion.eq(1.0),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// How much of a remedy the panel found to be done. No, if the case has no such remedy.
pub(super) async fn measure_remedy(
    tx: &mut Tx<'_>,
    _: &Permit,
    case: Uuid,
    (no, completion, done_on): (i32, f64, Option<Date>),
) -> Result<bool> {
    let mine = remedies::ruling_id.eq_any(own_of(case).select(rulings::id));
    let it = remedies::table.filter(mine.and(remedies::no.eq(no)));
    let measured = diesel::update(it)
        .set(remedies::completion.eq(completion))
        .execute(tx.conn())
        .await?;
    // What was found done once keeps its day as long as it is found done.
    let day = done_on.map(ToDiesel::to_diesel);
    let moves = remedies::done_on
        .is_null()
        .or(day.is_none().into_sql::<diesel::sql_types::Bool>());
    diesel::update(it.filter(moves))
        .set(remedies::done_on.eq(day))
        .execute(tx.conn())
        .await?;
    Ok(measured == 1)
}

/// How many rulings have a page, those that were revised included: so many addresses there are.
pub(super) async fn count_published(tx: &mut Tx<'_>) -> Result<i64> {
    Ok(rulings::table
        .filter(
            rulings::published_at
                .is_not_null()
                .and(rulings::withdrawn_at.is_null()),
        )
        .count()
        .get_result(tx.conn())
        .await?)
}

/// Which rulings are published, where they are, and when they became public, the first one first.
pub(super) async fn addresses(
    tx: &mut Tx<'_>,
    offset: i64,
    limit: i64,
) -> Result<Vec<(Uuid, String, Timestamp)>> {
    let rows: Vec<(Uuid, String, jiff_diesel::Timestamp)> = rulings::table
        .filter(
            rulings::published_at
                .is_not_null()
                .and(rulings::withdrawn_at.is_null()),
        )
        .order((rulings::published_at, rulings::id))
        .offset(offset)
        .limit(limit)
        .select((
            rulings::id,
            rulings::slug.assume_not_null(),
            rulings::published_at.assume_not_null(),
        ))
        .load(tx.conn())
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, slug, at)| (id, slug, at.to_jiff()))
        .collect())
}

/// A published ruling, as a linkage report reads it.
#[derive(Clone, Debug, Queryable)]
pub struct Published {
    /// Its case.
    pub case_id: Uuid,
    /// Its neutral citation.
    pub citation: String,
    /// When it became public.
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub published_at: Timestamp,
    /// What each claim came to, as it is kept.
    pub results: Value,
}

/// A remedy of a published ruling.
#[derive(Clone, Debug, Queryable)]
pub struct PublishedRemedy {
    /// Its case.
    pub case_id: Uuid,
    /// The claim.
    pub claim_id: Uuid,
    /// The neutral citation of its ruling.
    pub citation: String,
    /// Its number in the ruling.
    pub no: i32,
    /// What is to be done.
    pub text: String,
    /// 1, 2 or 3.
    pub weight: i32,
    /// The last day on which it is on time (DL-59).
    #[diesel(deserialize_as = jiff_diesel::Date)]
    pub due_on: Date,
    /// The share that is done, from 0 to 1.
    pub completion: f64,
    /// When it was done in full.
    #[diesel(deserialize_as = jiff_diesel::NullableDate)]
    pub done_on: Option<Date>,
}

/// Rulings in whose place no later one has been published.
fn not_replaced() -> SqlLiteral<Bool> {
    sql("not exists (select from rulings l where l.tenant_id = rulings.tenant_id and l.revises = rulings.id
           and l.published_at is not null)")
}

/// The cases whose ruling is being revised, or about which something waits for the panel.
pub(super) async fn unsettled(tx: &mut Tx<'_>) -> Result<Vec<Uuid>> {
    let asked: Vec<Uuid> = ruling_requests::table
        .filter(ruling_requests::granted.is_null())
        .select(ruling_requests::case_id)
        .load(tx.conn())
        .await?;
    let mut cases: Vec<Uuid> = rulings::table
        .filter(
            rulings::reopened_at
                .is_not_null()
                .and(rulings::withdrawn_at.is_null()),
        )
        .filter(not_replaced())
        .select(rulings::case_id)
        .load(tx.conn())
        .await?;
    cases.extend(asked);
    Ok(cases)
}

/// Those of these citations whose ruling is being revised, or about which something waits for the panel.
pub(super) async fn unsettled_among(tx: &mut Tx<'_>, cited: &[String]) -> Result<Vec<String>> {
    let asked = ruling_requests::table
        .filter(ruling_requests::granted.is_null())
        .select(ruling_requests::ruling_id);
    let revised = rulings::reopened_at.is_not_null().and(not_replaced());
    Ok(rulings::table
        .filter(
            rulings::citation
                .eq_any(cited)
                .and(rulings::citation.is_not_null()),
        )
        .filter(rulings::id.eq_any(asked).or(revised))
        // Of one that was withdrawn nothing is left to be settled.
        .filter(rulings::withdrawn_at.is_null())
        .order(rulings::citation)
        .select(rulings::citation.assume_not_null())
        .load(tx.conn())
        .await?)
}

pub(super) async fn public_of(
    tx: &mut Tx<'_>,
    of: &[Uuid],
    until: Timestamp,
) -> Result<Vec<Published>> {
    Ok(rulings::table
        .filter(
            rulings::case_id
                .eq_any(of)
                .and(rulings::published_at.le(until.to_diesel()))
                .and(rulings::withdrawn_at.is_null())
                .and(rulings::citation.is_not_null()),
        )
        .filter(not_replaced())
        .order((rulings::published_at, rulings::id))
        .select((
            rulings::case_id,
            rulings::citation.assume_not_null(),
            rulings::published_at.assume_not_null(),
            rulings::results,
        ))
        .load(tx.conn())
        .await?)
}

/// Those of these citations whose ruling was withdrawn, or replaced by a later one.
pub(super) async fn fallen_among(tx: &mut Tx<'_>, cited: &[String]) -> Result<Vec<String>> {
    Ok(rulings::table
        .filter(
            rulings::citation
                .eq_any(cited)
                .and(rulings::citation.is_not_null()),
        )
        .filter(
            rulings::withdrawn_at
                .is_not_null()
                .or(diesel::dsl::not(not_replaced())),
        )
        .order(rulings::citation)
        .select(rulings::citation.assume_not_null())
        .load(tx.conn())
        .await?)
}

pub(super) async fn public_remedies(
    tx: &mut Tx<'_>,
    until: Timestamp,
    cited: Option<&[String]>,
) -> Result<Vec<PublishedRemedy>> {
    let mut query = remedies::table
        .inner_join(rulings::table.on(rulings::id.eq(remedies::ruling_id)))
        .filter(
            rulings::citation
                .is_not_null()
                .and(rulings::withdrawn_at.is_null())
                .and(rulings::published_at.le(until.to_diesel())),
        )
        .filter(not_replaced())
        .order((remedies::due_on, rulings::citation, remedies::no))
        .select((
            remedies::case_id,
            remedies::claim_id,
            rulings::citation.assume_not_null(),
            remedies::no,
            remedies::text,
            remedies::weight,
            remedies::due_on,
            remedies::completion,
            remedies::done_on,
        ))
        .into_boxed();
    if let Some(cited) = cited {
        query = query.filter(rulings::citation.eq_any(cited));
    }
    Ok(query.load(tx.conn()).await?)
}

/// Puts another text in place of the one that stood: a corrected one, or one with an addendum.
pub(super) async fn replace_text(
    tx: &mut Tx<'_>,
    _: &Permit,
    ruling: Uuid,
    content: Value,
) -> Result<()> {
    diesel::update(rulings::table.filter(rulings::id.eq(ruling)))
        .set(rulings::content.eq(content))
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn withdraw(tx: &mut Tx<'_>, _: &Permit, ruling: Uuid) -> Result<()> {
    let at = tx.now().to_diesel();
    diesel::update(rulings::table.filter(rulings::id.eq(ruling)))
        .set(rulings::withdrawn_at.eq(at))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Has another ruling of the body this symbol of the UN?
pub(super) async fn has_symbol(tx: &mut Tx<'_>, symbol: &str, but: Uuid) -> Result<bool> {
    let there = rulings::table.filter(rulings::un_symbol.eq(symbol).and(rulings::id.ne(but)));
    Ok(diesel::select(diesel::dsl::exists(there))
        .get_result(tx.conn())
        .await?)
}

pub(super) async fn assign_symbol(
    tx: &mut Tx<'_>,
    _: &Permit,
    ruling: Uuid,
    symbol: &str,
) -> Result<()> {
    diesel::update(rulings::table.filter(rulings::id.eq(ruling)))
        .set(rulings::un_symbol.eq(symbol))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Those of these rulings that stand in the place of another one, and how many were published in their case
/// before.
pub(super) async fn revisions(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<(Uuid, i64)>> {
    let rows: Vec<Revision> = diesel::sql_query(
        "select r.id, count(*) as before from rulings r
           join rulings f on f.case_id = r.case_id and (f.year, f.number) < (r.year, r.number)
          where r.id = any($1) and r.revises is not null group by r.id",
    )
    .bind::<diesel::sql_types::Array<diesel::sql_types::Uuid>, _>(ids)
    .load(tx.conn())
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.before)).collect())
}

#[derive(QueryableByName)]
struct Revision {
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    id: Uuid,
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    before: i64,
}

/// The rulings of the body at these addresses that are public.
pub(super) async fn at_addresses(tx: &mut Tx<'_>, slugs: &[String]) -> Result<Vec<CitedRow>> {
    Ok(rulings::table
        .filter(
            rulings::slug
                .eq_any(slugs)
                .and(rulings::published_at.is_not_null()),
        )
        .select(CitedRow::as_select())
        .load(tx.conn())
        .await?)
}

/// Writes which rulings this one refers to, and forgets what it referred to before.
pub(super) async fn cite(tx: &mut Tx<'_>, _: &Permit, ruling: Uuid, cited: &[Uuid]) -> Result<()> {
    diesel::update(citations::table.filter(citations::ruling_id.eq(ruling)))
        .set(citations::stands.eq(false))
        .execute(tx.conn())
        .await?;
    let rows: Vec<_> = cited
        .iter()
        .map(|cited| {
            (
                citations::ruling_id.eq(ruling),
                citations::cited_id.eq(*cited),
                citations::stands.eq(true),
            )
        })
        .collect();
    diesel::insert_into(citations::table)
        .values(rows)
        .on_conflict((
            citations::tenant_id,
            citations::ruling_id,
            citations::cited_id,
        ))
        .do_update()
        .set(citations::stands.eq(true))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// What the ruling refers to, by citation.
pub(super) async fn cites(tx: &mut Tx<'_>, ruling: Uuid, limit: i64) -> Result<Vec<CitedRow>> {
    let cited = citations::table
        .filter(citations::ruling_id.eq(ruling).and(citations::stands))
        .select(citations::cited_id);
    Ok(rulings::table
        .filter(
            rulings::id
                .eq_any(cited)
                .and(rulings::withdrawn_at.is_null()),
        )
        .order((rulings::year, rulings::number))
        .limit(limit)
        .select(CitedRow::as_select())
        .load(tx.conn())
        .await?)
}

/// What these rulings refer to, by citation: each with the one that refers to it.
pub(super) async fn cites_of(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<(Uuid, CitedRow)>> {
    Ok(citations::table
        .inner_join(rulings::table.on(rulings::id.eq(citations::cited_id)))
        .filter(
            citations::ruling_id
                .eq_any(ids)
                .and(citations::stands)
                .and(rulings::withdrawn_at.is_null()),
        )
        .order((rulings::year, rulings::number))
        .select((citations::ruling_id, CitedRow::as_select()))
        .load(tx.conn())
        .await?)
}

/// What refers to the ruling, the newest first.
pub(super) async fn cited_by(tx: &mut Tx<'_>, ruling: Uuid, limit: i64) -> Result<Vec<CitedRow>> {
    let citing = citations::table
        .filter(citations::cited_id.eq(ruling).and(citations::stands))
        .select(citations::ruling_id);
    Ok(rulings::table
        .filter(
            rulings::id
                .eq_any(citing)
                .and(rulings::withdrawn_at.is_null()),
        )
        .order((rulings::published_at.desc(), rulings::id.desc()))
        .limit(limit)
        .select(CitedRow::as_select())
        .load(tx.conn())
        .await?)
}

/// How many remedies of public rulings are alike on a day.
#[derive(QueryableByName)]
pub(super) struct RemedyKind {
    /// Done by that day.
    #[diesel(sql_type = Bool)]
    pub(super) done: bool,
    /// Due before it.
    #[diesel(sql_type = Bool)]
    pub(super) due: bool,
    /// So many.
    #[diesel(sql_type = BigInt)]
    pub(super) count: i64,
}

/// The remedies of rulings that are public, counted by what their dates are to a day.
pub(super) async fn remedies_in_public(
    tx: &mut Tx<'_>,
    day: Date,
    held: &[Uuid],
) -> Result<Vec<RemedyKind>> {
    Ok(diesel::sql_query(
        "select coalesce(m.done_on <= $1, false) as done, m.due_on < $1 as due, count(*) as count
           from remedies m
          where m.ruling_id in (select r.id from rulings r
                                 where r.published_at is not null and r.withdrawn_at is null and r.reopened_at is null)
            and not (m.case_id = any($2))
          group by 1, 2",
    )
    .bind::<SqlDate, _>(day.to_diesel())
    .bind::<Array<SqlUuid>, _>(held)
    .load(tx.conn())
    .await?)
}
