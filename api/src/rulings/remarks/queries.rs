//! SQL of remarks: only sitting members reach them.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use jiff::Timestamp;
use jiff_diesel::ToDiesel;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::db::{Permit, Tx};
use crate::error::Result;
use crate::review;
use crate::schema::remarks;
use crate::seals::Seals;
use crate::wire::RulingSection;

/// A remark, or an answer to one.
#[derive(Clone, Debug)]
pub(super) struct RemarkRow {
    pub(super) id: Uuid,
    pub(super) answers: Option<Uuid>,
    pub(super) section: Option<RulingSection>,
    pub(super) paragraph: Option<i32>,
    pub(super) quote: String,
    pub(super) text: String,
    pub(super) said_by: Uuid,
    pub(super) said_at: Timestamp,
    pub(super) settled_by: Option<Uuid>,
    pub(super) settled_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = remarks)]
struct SealedRemark {
    id: Uuid,
    answers: Option<Uuid>,
    section: Option<RulingSection>,
    paragraph: Option<i32>,
    sealed: Vec<u8>,
    said_by: Uuid,
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    said_at: Timestamp,
    settled_by: Option<Uuid>,
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    settled_at: Option<Timestamp>,
}

/// What a remark says.
#[derive(Deserialize, Serialize)]
struct RemarkText {
    quote: String,
    text: String,
}

/// Where it is sealed.
fn of_remark(case: Uuid, id: Uuid) -> String {
    format!("remark {case} {id}")
}

impl SealedRemark {
    fn opened(self, key: &Seals, case: Uuid) -> Result<RemarkRow> {
        let RemarkText { quote, text } =
            key.open_record(&of_remark(case, self.id), &self.sealed)?;
        Ok(RemarkRow {
            id: self.id,
            answers: self.answers,
            section: self.section,
            paragraph: self.paragraph,
            quote,
            text,
            said_by: self.said_by,
            said_at: self.said_at,
            settled_by: self.settled_by,
            settled_at: self.settled_at,
        })
    }
}

/// What is written down of a remark, or of an answer to one.
pub(super) struct NewRemark<'a> {
    pub(super) id: Uuid,
    pub(super) case_id: Uuid,
    pub(super) answers: Option<Uuid>,
    pub(super) section: Option<RulingSection>,
    pub(super) paragraph: Option<i32>,
    pub(super) quote: &'a str,
    pub(super) text: &'a str,
}

/// Everything that was said about the draft of a case, the first first.
pub(super) async fn all(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<RemarkRow>> {
    let rows: Vec<SealedRemark> = remarks::table
        .filter(remarks::case_id.eq(case))
        .order((remarks::said_at, remarks::id))
        .select(SealedRemark::as_select())
        .load(tx.conn())
        .await?;
    if rows.is_empty() {
        return Ok(vec![]);
    }
    let key = review::chamber(tx, case).await?;
    rows.into_iter().map(|row| row.opened(&key, case)).collect()
}

pub(super) async fn find(tx: &mut Tx<'_>, case: Uuid, id: Uuid) -> Result<Option<RemarkRow>> {
    let row: Option<SealedRemark> = remarks::table
        .filter(remarks::case_id.eq(case).and(remarks::id.eq(id)))
        .select(SealedRemark::as_select())
        .first(tx.conn())
        .await
        .optional()?;
    match row {
        Some(row) => {
            let key = review::chamber(tx, case).await?;
            row.opened(&key, case).map(Some)
        }
        None => Ok(None),
    }
}

/// Writes down what the person who acts says. No, if the id is taken.
pub(super) async fn insert(tx: &mut Tx<'_>, _: &Permit, new: NewRemark<'_>) -> Result<bool> {
    let (at, by) = (tx.now().to_diesel(), tx.person());
    let text = RemarkText {
        quote: new.quote.to_owned(),
        text: new.text.to_owned(),
    };
    let key = review::chamber(tx, new.case_id).await?;
    let sealed = key.seal_record(&of_remark(new.case_id, new.id), &text)?;
    let written = diesel::insert_into(remarks::table)
        .values((
            remarks::id.eq(new.id),
            remarks::case_id.eq(new.case_id),
            remarks::answers.eq(new.answers),
            remarks::section.eq(new.section),
            remarks::paragraph.eq(new.paragraph),
            remarks::sealed.eq(sealed),
            remarks::said_by.eq(by),
            remarks::said_at.eq(at),
        ))
        .on_conflict((remarks::tenant_id, remarks::id))
        .do_nothing()
        .execute(tx.conn())
        .await?;
    Ok(written == 1)
}

pub(super) async fn settle(tx: &mut Tx<'_>, _: &Permit, case: Uuid, id: Uuid) -> Result<()> {
    let (at, by) = (tx.now().to_diesel(), tx.person());
    diesel::update(remarks::table.filter(remarks::case_id.eq(case).and(remarks::id.eq(id))))
        .set((remarks::settled_by.eq(by), remarks::settled_at.eq(at)))
        .execute(tx.conn())
        .await?;
    Ok(())
}
