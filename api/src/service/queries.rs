//! SQL of service: the letters that tell of an entry.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use jiff_diesel::ToDiesel;
use uuid::Uuid;

use super::Draft;
use crate::db::Tx;
use crate::error::Result;
use crate::schema::letters;

/// A letter that is written and has not left.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = letters)]
pub(super) struct Written {
    pub(super) id: Uuid,
    pub(super) address: String,
    pub(super) subject: String,
    pub(super) body: String,
    pub(super) message_id: String,
}

/// Once for each entry and recipient: the first text stands, with its Message-ID.
pub(super) async fn write(tx: &mut Tx<'_>, case: Uuid, no: i32, letter: &Draft) -> Result<()> {
    let id = Uuid::now_v7();
    let at = crate::wire::wall_clock();
    diesel::insert_into(letters::table)
        .values((
            letters::id.eq(id),
            letters::case_id.eq(case),
            letters::docket_no.eq(no),
            letters::account_id.eq(letter.account),
            letters::address.eq(&letter.address),
            letters::subject.eq(&letter.subject),
            letters::body.eq(&letter.body),
            letters::message_id.eq(format!("<{id}@{}>", letter.host)),
            letters::written_at.eq(at.to_diesel()),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn unsent(tx: &mut Tx<'_>, case: Uuid, no: i32) -> Result<Vec<Written>> {
    Ok(letters::table
        .filter(
            letters::case_id
                .eq(case)
                .and(letters::docket_no.eq(no))
                .and(letters::sent_at.is_null()),
        )
        .order(letters::id)
        .select(Written::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn sent(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    let at = crate::wire::wall_clock();
    diesel::update(letters::table.filter(letters::id.eq(id)))
        .set(letters::sent_at.eq(at.to_diesel()))
        .execute(tx.conn())
        .await?;
    Ok(())
}
