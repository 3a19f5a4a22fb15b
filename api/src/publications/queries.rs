//! SQL of publications, of their signatures and of the keys that made them.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::language::Language;
use domain::ruling::PublicationChange as Change;
use domain::translation::AUTHENTIC;
use jiff::Timestamp;
use jiff_diesel::ToDiesel;
use serde_json::Value;
use uuid::Uuid;

use super::{Release, Signed, Stamped};
use crate::db::{Permit, Tx};
use crate::error::Result;
use crate::schema::{publications, signatures, signing_keys, time_stamps};
use crate::signing::PublicKeys;
use crate::wire::{self, PublicationChange, Spelled};

/// A line of the log of what became public.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = publications)]
pub struct Publication {
    /// Its id.
    pub id: Uuid,
    /// Its place in the log; there are no gaps.
    pub seq: i32,
    /// The ruling.
    pub ruling_id: Uuid,
    /// The language of its text: the authentic one, or that of a translation.
    pub language: wire::Language,
    /// 1, then one more for each change of the text in this language.
    pub version: i32,
    /// What happened.
    pub change: PublicationChange,
    /// Why, where something was corrected or withdrawn.
    pub note: String,
    /// The address of the ruling within its body.
    pub slug: String,
    /// Its neutral citation.
    pub citation: String,
    /// Its caption.
    pub title: String,
    /// SHA-256 of the bytes; nothing where it was withdrawn.
    pub digest: Option<Vec<u8>>,
    /// What was corrected (see [`super::Correction`]).
    pub corrections: Value,
    /// When.
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub at: Timestamp,
}

/// A key of the body, public half.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = signing_keys)]
pub struct SigningKey {
    /// Its name: the thumbprint of the JWK (RFC 7638).
    pub kid: String,
    /// As a JSON Web Key.
    pub jwk: Value,
    /// As minisign takes it.
    pub minisign: String,
    /// When it was used for the first time.
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub first_used_at: Timestamp,
}

/// The signatures over a publication.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = signatures)]
pub struct Signature {
    /// The key.
    pub kid: String,
    /// Detached JWS (RFC 7515, appendix F).
    pub jws: String,
    /// A minisign signature file.
    pub minisig: String,
    /// When.
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub signed_at: Timestamp,
}

/// The time stamp of an outside authority over a publication.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = time_stamps)]
pub struct TimeStamp {
    /// The address of the authority.
    pub authority: String,
    /// Its whole answer (RFC 3161, `TimeStampResp`).
    pub response: Vec<u8>,
    /// The time that it states.
    #[diesel(deserialize_as = jiff_diesel::Timestamp)]
    pub stamped_at: Timestamp,
}

/// A publication with its bytes, its signature and its time stamp.
type Whole = (
    Publication,
    Option<String>,
    Option<Signature>,
    Option<TimeStamp>,
);

pub(super) async fn insert(
    tx: &mut Tx<'_>,
    _: &Permit,
    id: Uuid,
    seq: i32,
    release: &Release<'_>,
    digest: Option<&[u8]>,
) -> Result<()> {
    let at = tx.now();
    let last: Option<i32> = publications::table
        .filter(
            publications::ruling_id
                .eq(release.ruling)
                .and(publications::language.eq(Spelled(release.language))),
        )
        .select(diesel::dsl::max(publications::version))
        .first(tx.conn())
        .await?;
    diesel::insert_into(publications::table)
        .values((
            publications::id.eq(id),
            publications::seq.eq(seq),
            publications::ruling_id.eq(release.ruling),
            publications::language.eq(Spelled(release.language)),
            publications::version.eq(last.unwrap_or_default() + 1),
            publications::change.eq(Spelled(release.change)),
            publications::note.eq(release.note),
            publications::slug.eq(release.slug),
            publications::citation.eq(release.citation),
            publications::title.eq(release.title),
            publications::content.eq(release.content),
            publications::digest.eq(digest),
            publications::corrections.eq(serde_json::to_value(release.corrections)?),
            publications::at.eq(at.to_diesel()),
        ))
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A version of a ruling in a language, or the newest one, with its bytes and what vouches for them.
pub(super) async fn version(
    tx: &mut Tx<'_>,
    text: (Uuid, Language),
    version: Option<i32>,
) -> Result<Option<Whole>> {
    let mut query = publications::table
        .left_join(signatures::table.on(signatures::publication_id.eq(publications::id)))
        .left_join(time_stamps::table.on(time_stamps::publication_id.eq(publications::id)))
        .filter(
            publications::ruling_id
                .eq(text.0)
                .and(publications::language.eq(Spelled(text.1))),
        )
        .order(publications::version.desc())
        .into_boxed();
    if let Some(version) = version {
        query = query.filter(publications::version.eq(version));
    }
    Ok(query
        .select((
            Publication::as_select(),
            publications::content,
            Option::<Signature>::as_select(),
            Option::<TimeStamp>::as_select(),
        ))
        .first(tx.conn())
        .await
        .optional()?)
}

/// Bytes to be signed, and their line; nothing where they are signed or withdrawn.
pub(super) async fn unsigned(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<(String, Publication)>> {
    let row: Option<(Option<String>, Publication)> = publications::table
        .left_join(signatures::table.on(signatures::publication_id.eq(publications::id)))
        .filter(publications::id.eq(id).and(signatures::kid.is_null()))
        .select((publications::content, Publication::as_select()))
        .first(tx.conn())
        .await
        .optional()?;
    Ok(row.and_then(|(content, line)| Some((content?, line))))
}

/// Something was signed with this key.
pub(super) async fn know_key(tx: &mut Tx<'_>, keys: &PublicKeys) -> Result<()> {
    let at = tx.now().to_diesel();
    diesel::insert_into(signing_keys::table)
        .values((
            signing_keys::kid.eq(&keys.kid),
            signing_keys::jwk.eq(&keys.jwk),
            signing_keys::minisign.eq(&keys.minisign),
            signing_keys::first_used_at.eq(at),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn sign(
    tx: &mut Tx<'_>,
    id: Uuid,
    keys: &PublicKeys,
    signed: &Signed,
) -> Result<()> {
    know_key(tx, keys).await?;
    let at = tx.now().to_diesel();
    diesel::insert_into(signatures::table)
        .values((
            signatures::publication_id.eq(id),
            signatures::kid.eq(&keys.kid),
            signatures::jws.eq(&signed.jws),
            signatures::minisig.eq(&signed.minisig),
            signatures::signed_at.eq(at),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The digest of bytes to be stamped; nothing where they are stamped or withdrawn.
pub(super) async fn unstamped(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Vec<u8>>> {
    let digest: Option<Option<Vec<u8>>> = publications::table
        .left_join(time_stamps::table.on(time_stamps::publication_id.eq(publications::id)))
        .filter(
            publications::id
                .eq(id)
                .and(time_stamps::authority.is_null()),
        )
        .select(publications::digest)
        .first(tx.conn())
        .await
        .optional()?;
    Ok(digest.flatten())
}

pub(super) async fn stamp(tx: &mut Tx<'_>, id: Uuid, stamped: &Stamped) -> Result<()> {
    diesel::insert_into(time_stamps::table)
        .values((
            time_stamps::publication_id.eq(id),
            time_stamps::authority.eq(&stamped.authority),
            time_stamps::response.eq(&stamped.response),
            time_stamps::stamped_at.eq(stamped.at.to_diesel()),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn())
        .await?;
    Ok(())
}

pub(super) async fn stamps(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<(Uuid, TimeStamp)>> {
    Ok(time_stamps::table
        .filter(time_stamps::publication_id.eq_any(ids))
        .select((time_stamps::publication_id, TimeStamp::as_select()))
        .load(tx.conn())
        .await?)
}

/// Every line about the authentic text of a ruling, the first one first.
pub(super) async fn versions(tx: &mut Tx<'_>, ruling: Uuid) -> Result<Vec<Publication>> {
    Ok(publications::table
        .filter(
            publications::ruling_id
                .eq(ruling)
                .and(publications::language.eq(Spelled(AUTHENTIC))),
        )
        .order(publications::version)
        .select(Publication::as_select())
        .load(tx.conn())
        .await?)
}

/// The newest version of the authentic text of each of these rulings.
/// That a later ruling stands in its place changes nothing of what one says.
pub(super) async fn stand(tx: &mut Tx<'_>, rulings: &[Uuid]) -> Result<Vec<(Uuid, i32)>> {
    let revised = Spelled(Change::Revised);
    Ok(publications::table
        .filter(
            publications::ruling_id
                .eq_any(rulings)
                .and(publications::language.eq(Spelled(AUTHENTIC)))
                .and(publications::change.ne(revised)),
        )
        .distinct_on(publications::ruling_id)
        .order((publications::ruling_id, publications::version.desc()))
        .select((publications::ruling_id, publications::version))
        .load(tx.conn())
        .await?)
}

pub(super) async fn keys(tx: &mut Tx<'_>) -> Result<Vec<SigningKey>> {
    Ok(signing_keys::table
        .order((signing_keys::first_used_at.desc(), signing_keys::kid))
        .select(SigningKey::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn changes(tx: &mut Tx<'_>, after: i32, limit: i64) -> Result<Vec<Publication>> {
    Ok(publications::table
        .filter(publications::seq.gt(after))
        .order(publications::seq)
        .limit(limit)
        .select(Publication::as_select())
        .load(tx.conn())
        .await?)
}

/// Which of these rulings were withdrawn.
pub(super) async fn withdrawn(tx: &mut Tx<'_>, rulings: &[Uuid]) -> Result<Vec<Uuid>> {
    let gone = Spelled(domain::ruling::PublicationChange::Withdrawn);
    Ok(publications::table
        .filter(publications::ruling_id.eq_any(rulings))
        .filter(publications::change.eq(gone))
        .select(publications::ruling_id)
        .load(tx.conn())
        .await?)
}

pub(super) async fn standing(
    tx: &mut Tx<'_>,
    after: i32,
    upto: i32,
    limit: i64,
) -> Result<Vec<(Publication, Option<String>)>> {
    let later = diesel::alias!(publications as later);
    let replaced = later
        .filter(
            later
                .field(publications::ruling_id)
                .eq(publications::ruling_id),
        )
        .filter(
            // What is withdrawn is so in every language.
            later
                .field(publications::language)
                .eq(publications::language)
                .or(later
                    .field(publications::change)
                    .eq(Spelled(Change::Withdrawn))),
        )
        .filter(later.field(publications::seq).gt(publications::seq))
        .filter(later.field(publications::seq).le(upto));
    Ok(publications::table
        .filter(publications::seq.gt(after).and(publications::seq.le(upto)))
        .filter(diesel::dsl::not(diesel::dsl::exists(replaced)))
        .order(publications::seq)
        .limit(limit)
        .select((Publication::as_select(), publications::content))
        .load(tx.conn())
        .await?)
}

pub(super) async fn newest(
    tx: &mut Tx<'_>,
    before: Option<i32>,
    limit: i64,
) -> Result<Vec<Publication>> {
    let later = diesel::alias!(publications as later);
    let replaced = later
        .filter(
            later
                .field(publications::ruling_id)
                .eq(publications::ruling_id),
        )
        .filter(later.field(publications::seq).gt(publications::seq));
    Ok(publications::table
        .filter(publications::seq.lt(before.unwrap_or(i32::MAX)))
        .filter(diesel::dsl::not(diesel::dsl::exists(replaced)))
        .order(publications::seq.desc())
        .limit(limit)
        .select(Publication::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn last_of(tx: &mut Tx<'_>, rulings: &[Uuid]) -> Result<Vec<Publication>> {
    Ok(publications::table
        .filter(publications::ruling_id.eq_any(rulings))
        .distinct_on(publications::ruling_id)
        // Each language has versions of its own; the place in the log is one for all.
        .order((publications::ruling_id, publications::seq.desc()))
        .select(Publication::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn withdrawals(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Publication>> {
    let withdrawn = Spelled(domain::ruling::PublicationChange::Withdrawn);
    Ok(publications::table
        .filter(publications::change.eq(withdrawn))
        .order(publications::seq.desc())
        .limit(limit)
        .select(Publication::as_select())
        .load(tx.conn())
        .await?)
}

pub(super) async fn last_withdrawal(tx: &mut Tx<'_>) -> Result<i32> {
    let last: Option<i32> = publications::table
        .filter(publications::change.eq(Spelled(Change::Withdrawn)))
        .select(diesel::dsl::max(publications::seq))
        .first(tx.conn())
        .await?;
    Ok(last.unwrap_or_default())
}

pub(super) async fn last(tx: &mut Tx<'_>) -> Result<i32> {
    let last: Option<i32> = publications::table
        .select(diesel::dsl::max(publications::seq))
        .first(tx.conn())
        .await?;
    Ok(last.unwrap_or_default())
}
