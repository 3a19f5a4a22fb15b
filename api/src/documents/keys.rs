//! The keys of documents, wrapped by a key of their body. When the body's key is changed, every
//! document's key is wrapped anew, and reading goes on all along.

use domain::document::Act;
use domain::refusal::Refusal;
use serde_json::json;
use uuid::Uuid;

use super::Place;
use super::queries::{self, DocumentRow, KeyRow};
use crate::bodies::BodyOf;
use crate::caller::Caller;
use crate::db::{Db, Permit, Tx};
use crate::error::{Error, Result};
use crate::sealing::{DocumentKey, Vault};
use crate::{store, wire};

/// So many keys are wrapped anew with one statement to find them.
const AT_ONCE: i64 = 500;
/// So often it is tried to part with a former key: an upload that ends just now may have used it.
const TRIES: usize = 10;

/// Keeps the key of a document that has just got its row.
pub(super) async fn keep(
    tx: &mut Tx<'_>,
    vault: &Vault,
    permit: &Permit,
    document: Uuid,
    (arrival, key): (Uuid, &DocumentKey),
) -> Result<()> {
    let body = tx.world().body;
    let mut known = queries::body_keys(tx).await?;
    if known.is_empty() {
        let first = vault.first(body)?;
        queries::add_body_key(tx, permit, &first).await?;
        known.push(first);
    }
    let (by, wrapped) = vault.wrap(body, &known, key)?;
    queries::keep_key(tx, permit, document, arrival, &wrapped, &by).await
}

/// Where the bytes of a document are, and what opens them.
pub(super) async fn place(tx: &mut Tx<'_>, vault: &Vault, row: &DocumentRow) -> Result<Place> {
    Ok(match of(tx, vault, row.id).await? {
        Some((arrival, key)) => Place {
            name: store::sealed(arrival),
            key: Some(key),
        },
        None => Place {
            name: wire::hex(&row.sha256),
            key: None,
        },
    })
}

/// The key of a document and the upload that brought its bytes. None: it came before there were keys.
async fn of(tx: &mut Tx<'_>, vault: &Vault, document: Uuid) -> Result<Option<(Uuid, DocumentKey)>> {
    let body = tx.world().body;
    let open = |kept: KeyRow| {
        let wrapped = kept.wrapped.ok_or(Refusal::DocumentDestroyed)?;
        Ok((kept.arrival, vault.unwrap(body, &wrapped)?))
    };
    let Some(kept) = queries::key_of(tx, document).await? else {
        return Ok(None);
    };
    if let Ok(opened) = open(kept) {
        return Ok(Some(opened));
    }
    // The body's key may have been changed in between: then it is wrapped anew by now.
    let kept = queries::key_of(tx, document).await?;
    kept.map(open).transpose()
}

/// Changes the key of a body: makes a new one, wraps the key of each document with it, and parts with
/// the former ones when nothing needs them. Gives how many documents there are. For the operator.
pub async fn rotate(db: &Db, clock: &Caller, vault: &Vault) -> Result<usize> {
    let begun = db.within(clock, async |tx| begin(tx, vault).await).await?;
    let Some(new) = begun else {
        return Ok(0);
    };
    let mut tries = 0;
    let wrapped = loop {
        let done = db.within(clock, async |tx| wrap_anew(tx, vault, &new).await);
        match done.await {
            Err(Error::Busy(..)) if tries < TRIES => {
                tries += 1;
                tokio::time::sleep(std::time::Duration::from_millis(200)).await;
            }
            done => break done?,
        }
    };
    db.within(clock, async |tx| {
        queries::lock_body_keys(tx).await?;
        let known = queries::body_keys(tx).await?;
        vault.keep_only(tx.world().body, &known)
    })
    .await?;
    Ok(wrapped)
}

/// A new key is there, in the folder before the record knows it. None: the body has no sealed documents.
async fn begin(tx: &mut Tx<'_>, vault: &Vault) -> Result<Option<String>> {
    queries::lock_body_keys(tx).await?;
    if queries::body_keys(tx).await?.is_empty() {
        return Ok(None);
    }
    let permit = tx.allow(Act::RotateKeys, &BodyOf::this(tx))?;
    let new = vault.add(tx.world().body)?;
    queries::add_body_key(tx, &permit, &new).await?;
    tx.record(permit, json!({ "new": new })).await?;
    Ok(Some(new))
}

async fn wrap_anew(tx: &mut Tx<'_>, vault: &Vault, new: &String) -> Result<usize> {
    queries::lock_body_keys(tx).await?;
    let permit = tx.allow(Act::RotateKeys, &BodyOf::this(tx))?;
    let body = tx.world().body;
    let mut done = 0;
    loop {
        let kept = queries::wrapped_otherwise(tx, new, AT_ONCE).await?;
        if kept.is_empty() {
            break;
        }
        for one in kept {
            let Some(wrapped) = one.wrapped else {
                continue;
            };
            let key = vault.unwrap(body, &wrapped)?;
            let (by, wrapped) = vault.wrap(body, std::slice::from_ref(new), &key)?;
            queries::rewrap(tx, &permit, one.document_id, &wrapped, &by).await?;
            done += 1;
        }
    }
    queries::part_with_body_keys(tx, &permit, new).await?;
    tx.record(permit, json!({ "wraps": new, "documents": done }))
        .await?;
    Ok(done)
}
