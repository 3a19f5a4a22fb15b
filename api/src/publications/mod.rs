//! Publications: what a body has made public, frozen byte for byte, numbered in the order in which
//! it became public, and signed by the body's key.

mod queries;
mod routes;

use domain::language::Language;
use domain::ruling::PublicationChange;
use domain::translation::AUTHENTIC;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::bodies;
use crate::caller::Caller;
use crate::db::{Db, Permit, Tx};
use crate::error::Result;
use crate::signing::{PublicKeys, Signed, Signer};
use crate::stamping::{Stamped, Stamper};

pub use queries::{Publication, Signature, SigningKey, TimeStamp};
pub use routes::{ChangeView, mount};

/// What the outbox holds of a publication that is to be signed.
pub const SIGNING: &str = "publication";

/// What the outbox holds of one that an outside authority is to stamp.
pub const STAMPING: &str = "publication_stamp";

/// What the outbox holds for those who follow what is published: at which pace they are told now.
pub const NEWS: &str = "news";

/// What becomes public.
#[derive(Clone, Copy, Debug)]
pub struct Release<'a> {
    /// The ruling.
    pub ruling: Uuid,
    /// The language of its text: the authentic one, or that of a translation.
    pub language: Language,
    /// What happens.
    pub change: PublicationChange,
    /// Why, where something is corrected or withdrawn.
    pub note: &'a str,
    /// The ruling's address within its body.
    pub slug: &'a str,
    /// Its neutral citation.
    pub citation: &'a str,
    /// Its caption.
    pub title: &'a str,
    /// The ruling in Akoma Ntoso; nothing where it is withdrawn.
    pub content: Option<&'a str>,
    /// What was corrected since the version before.
    pub corrections: &'a [Correction],
}

/// A paragraph that was corrected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Correction {
    /// Its number in the ruling.
    pub paragraph: usize,
    /// What stood there.
    pub before: String,
    /// What stands there now.
    pub after: String,
}

/// The newest publication of a ruling.
#[derive(Clone, Debug)]
pub struct Current {
    /// Its line in the log.
    pub line: Publication,
    /// The bytes; nothing where it was withdrawn.
    pub content: Option<String>,
    /// The signature; nothing for the moment that it takes to make it.
    pub signature: Option<Signature>,
    /// The time stamp; nothing where no authority was asked, or has not answered yet.
    pub stamp: Option<TimeStamp>,
}

impl Publication {
    /// Where the text is, below the addresses of rulings: `2026-isecrc-1`, `2026-isecrc-1/fr`.
    pub fn address(&self) -> String {
        match self.language.0 {
            AUTHENTIC => self.slug.clone(),
            other => format!("{}/{other}", self.slug),
        }
    }
}

/// Puts a line into the body's log of what is public, within the act that makes it so. The
/// signature follows through the outbox.
pub async fn release(tx: &mut Tx<'_>, permit: &Permit, release: Release<'_>) -> Result<()> {
    let id = Uuid::now_v7();
    let seq = bodies::next_number(tx, "publication").await?;
    let digest = release
        .content
        .map(|content| Sha256::digest(content).to_vec());
    queries::insert(tx, permit, id, seq, &release, digest.as_deref()).await?;
    if release.content.is_some() {
        tx.post(SIGNING, json!({ "publication": id })).await?;
    }
    tx.post(NEWS, json!({ "seq": seq })).await
}

/// A version of a ruling as it was published; the newest one if none is named.
pub async fn current(
    tx: &mut Tx<'_>,
    ruling: Uuid,
    version: Option<i32>,
) -> Result<Option<Current>> {
    current_in(tx, (ruling, AUTHENTIC), version).await
}

/// The same of a ruling in one of its languages.
pub async fn current_in(
    tx: &mut Tx<'_>,
    text: (Uuid, Language),
    version: Option<i32>,
) -> Result<Option<Current>> {
    let found = queries::version(tx, text, version).await?;
    Ok(found.map(|(line, content, signature, stamp)| Current {
        line,
        content,
        signature,
        stamp,
    }))
}

/// Every version of the authentic text of a ruling, the first one first.
pub async fn versions(tx: &mut Tx<'_>, ruling: Uuid) -> Result<Vec<Publication>> {
    queries::versions(tx, ruling).await
}

/// Something of the body was signed with this key, so it is among its public keys.
pub async fn know_key(tx: &mut Tx<'_>, keys: &PublicKeys) -> Result<()> {
    queries::know_key(tx, keys).await
}

/// The public halves of the body's keys, the newest first.
pub async fn keys(tx: &mut Tx<'_>) -> Result<Vec<SigningKey>> {
    queries::keys(tx).await
}

/// The newest version of the authentic text of each of these rulings.
pub async fn stand(tx: &mut Tx<'_>, rulings: &[Uuid]) -> Result<Vec<(Uuid, i32)>> {
    queries::stand(tx, rulings).await
}

/// What the log says last of each ruling, the last said first, before a place in the log.
pub async fn newest(tx: &mut Tx<'_>, before: Option<i32>, limit: i64) -> Result<Vec<Publication>> {
    queries::newest(tx, before, limit).await
}

/// What it says last of each of these rulings.
pub async fn last_of(tx: &mut Tx<'_>, rulings: &[Uuid]) -> Result<Vec<Publication>> {
    queries::last_of(tx, rulings).await
}

/// The last withdrawals, the newest first.
pub async fn withdrawals(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Publication>> {
    queries::withdrawals(tx, limit).await
}

/// What became public after a place in the log, in order. What was corrected in a ruling that was
/// withdrawn since is told no longer, for it is its text.
pub async fn changes(tx: &mut Tx<'_>, after: i32, limit: i64) -> Result<Vec<Publication>> {
    let mut lines = queries::changes(tx, after, limit).await?;
    let rulings: Vec<_> = lines.iter().map(|line| line.ruling_id).collect();
    let withdrawn = queries::withdrawn(tx, &rulings).await?;
    for line in &mut lines {
        if withdrawn.contains(&line.ruling_id) {
            line.corrections = json!([]);
        }
    }
    Ok(lines)
}

/// The time stamps of some publications, as far as they have one.
pub async fn stamps(tx: &mut Tx<'_>, publications: &[Uuid]) -> Result<Vec<(Uuid, TimeStamp)>> {
    queries::stamps(tx, publications).await
}

/// What stands in the log up to a line, without what later lines replaced, after another line and in
/// its order, with the bytes.
pub async fn standing(
    tx: &mut Tx<'_>,
    after: i32,
    upto: i32,
    limit: i64,
) -> Result<Vec<(Publication, Option<String>)>> {
    queries::standing(tx, after, upto, limit).await
}

/// The place in the log of the newest withdrawal; 0 if nothing was ever withdrawn.
pub async fn last_withdrawal(tx: &mut Tx<'_>) -> Result<i32> {
    queries::last_withdrawal(tx).await
}

/// The newest place in the log; 0 if nothing was ever published.
pub async fn last(tx: &mut Tx<'_>) -> Result<i32> {
    queries::last(tx).await
}

#[derive(Deserialize)]
struct Waiting {
    publication: Uuid,
}

/// Signs what the outbox holds, and queues it for its time stamp if it `stamps`; the same again
/// changes nothing.
pub async fn sign(
    db: &Db,
    clock: &Caller,
    signer: &Signer,
    stamps: bool,
    payload: &Value,
) -> Result<bool> {
    let Waiting { publication } = Waiting::deserialize(payload)?;
    let unsigned = db
        .within(clock, async |tx| queries::unsigned(tx, publication).await)
        .await?;
    let Some((content, line)) = unsigned else {
        return Ok(true);
    };
    let comment = format!("{}.xml version {}", line.address(), line.version);
    let (keys, signed) = signer.sign(clock.body, content.as_bytes(), &comment)?;
    db.within(clock, async |tx| {
        queries::sign(tx, publication, &keys, &signed).await?;
        if stamps {
            tx.post(STAMPING, json!({ "publication": publication }))
                .await?;
        }
        Ok(())
    })
    .await?;
    Ok(true)
}

/// Has an authority stamp what the outbox holds. No: it gave no stamp that can be kept, and is to be
/// asked again.
pub async fn stamp(
    db: &Db,
    clock: &Caller,
    stamper: Option<&Stamper>,
    payload: &Value,
) -> Result<bool> {
    let Waiting { publication } = Waiting::deserialize(payload)?;
    let Some(stamper) = stamper else {
        // No authority is named any longer.
        return Ok(true);
    };
    let unstamped = db
        .within(clock, async |tx| queries::unstamped(tx, publication).await)
        .await?;
    let Some(digest) = unstamped else {
        return Ok(true);
    };
    let stamped = match stamper.stamp(&digest).await {
        Ok(stamped) => stamped,
        Err(error) => {
            tracing::warn!(%publication, error = format!("{error:#}"), "no time stamp yet");
            return Ok(false);
        }
    };
    db.within(clock, async |tx| {
        queries::stamp(tx, publication, &stamped).await
    })
    .await?;
    Ok(true)
}
