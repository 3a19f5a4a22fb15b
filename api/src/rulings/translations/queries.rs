//! SQL of translations: what the registry writes, and what of it is public.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::translation::TranslationState as State;
use jiff::Timestamp;
use jiff_diesel::ToDiesel;
use serde_json::Value;
use uuid::Uuid;

use crate::db::{Permit, Tx};
use crate::error::{Error, Result};
use crate::schema::ruling_translations;
use crate::wire::{Language, Spelled, TranslationState};

/// A ruling in one other language.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = ruling_translations)]
pub(super) struct TranslationRow {
    pub(super) ruling_id: Uuid,
    pub(super) language: Language,
    pub(super) version: i32,
    pub(super) state: TranslationState,
    pub(super) of_version: i32,
    pub(super) content: Value,
    pub(super) translated_by: Uuid,
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub(super) edited_at: Timestamp,
    pub(super) public_of_version: Option<i32>,
    pub(super) public_content: Option<Value>,
    #[diesel(deserialize_as = jiff_diesel::NullableTimestamp)]
    pub(super) published_at: Option<Timestamp>,
}

/// Every translation of these rulings, each ruling's in the order of the languages' tags.
pub(super) async fn of_rulings(tx: &mut Tx<'_>, rulings: &[Uuid]) -> Result<Vec<TranslationRow>> {
    Ok(ruling_translations::table
        .filter(ruling_translations::ruling_id.eq_any(rulings))
        .order((
            ruling_translations::ruling_id,
            ruling_translations::language,
        ))
        .select(TranslationRow::as_select())
        .load(tx.conn())
        .await?)
}

/// In which other languages these rulings are public, and since when as they stand.
pub(super) async fn published_of(
    tx: &mut Tx<'_>,
    rulings: &[Uuid],
) -> Result<Vec<(Uuid, Language, Timestamp)>> {
    let rows: Vec<(Uuid, Language, jiff_diesel::Timestamp)> = ruling_translations::table
        .filter(
            ruling_translations::ruling_id
                .eq_any(rulings)
                .and(ruling_translations::published_at.is_not_null()),
        )
        .order((
            ruling_translations::ruling_id,
            ruling_translations::language,
        ))
        .select((
            ruling_translations::ruling_id,
            ruling_translations::language,
            ruling_translations::published_at.assume_not_null(),
        ))
        .load(tx.conn())
        .await?;
    let rows = rows.into_iter();
    Ok(rows
        .map(|(id, language, at)| (id, language, at.to_jiff()))
        .collect())
}

pub(super) async fn one(
    tx: &mut Tx<'_>,
    ruling: Uuid,
    language: Language,
) -> Result<Option<TranslationRow>> {
    Ok(ruling_translations::table
        .find((tx.world().body, ruling, language))
        .select(TranslationRow::as_select())
        .first(tx.conn())
        .await
        .optional()?)
}

/// Writes a text down, if nobody has since the version that was seen; 0 is none.
pub(super) async fn write(
    tx: &mut Tx<'_>,
    _: &Permit,
    (ruling, language): (Uuid, Language),
    seen: i32,
    (of_version, content): (i32, Value),
) -> Result<()> {
    let (at, by) = (tx.now().to_diesel(), tx.person());
    let state = ruling_translations::state.eq(Spelled(State::Draft));
    let written = (
        ruling_translations::version.eq(seen + 1),
        state,
        ruling_translations::of_version.eq(of_version),
        ruling_translations::content.eq(content),
        ruling_translations::translated_by.eq(by),
        ruling_translations::edited_at.eq(at),
    );
    let count = if seen == 0 {
        let key = (
            ruling_translations::ruling_id.eq(ruling),
            ruling_translations::language.eq(language),
        );
        diesel::insert_into(ruling_translations::table)
            .values((key, written))
            .on_conflict_do_nothing()
            .execute(tx.conn())
            .await?
    } else {
        let target = ruling_translations::table
            .find((tx.world().body, ruling, language))
            .filter(ruling_translations::version.eq(seen));
        diesel::update(target)
            .set(written)
            .execute(tx.conn())
            .await?
    };
    if count == 0 {
        Err(Error::Stale)
    } else {
        Ok(())
    }
}

/// Makes what was written public.
pub(super) async fn publish(
    tx: &mut Tx<'_>,
    _: &Permit,
    (ruling, language): (Uuid, Language),
) -> Result<()> {
    let at = tx.now().to_diesel();
    let target = ruling_translations::table.find((tx.world().body, ruling, language));
    diesel::update(target)
        .set((
            ruling_translations::version.eq(ruling_translations::version + 1),
            ruling_translations::state.eq(Spelled(State::Published)),
            ruling_translations::public_of_version.eq(ruling_translations::of_version.nullable()),
            ruling_translations::public_content.eq(ruling_translations::content.nullable()),
            ruling_translations::published_at.eq(at),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}
