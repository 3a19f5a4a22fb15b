//! What uploads leave behind when they break off: bytes that no row names. Each upload queues its own
//! sweep before its first byte is taken in, and calls it off in the transaction that gives it a row.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json, to_value};
use uuid::Uuid;

use super::queries;
use crate::caller::Caller;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::store::{self, Store};
use crate::{metrics, wire};

/// What the outbox calls the sweep after an upload.
pub const UPLOAD: &str = "upload_sweep";

/// No upload takes longer: bytes that have not changed for so long are nobody's.
const LONGEST_UPLOAD: SignedDuration = SignedDuration::from_hours(24);

/// An upload, as its sweep finds it again.
#[derive(Deserialize, Serialize)]
struct Upload {
    document: Uuid,
    arrival: Uuid,
}

pub(super) async fn expect(tx: &mut Tx<'_>, document: Uuid, arrival: Uuid) -> Result<()> {
    let due = wire::wall_clock() + LONGEST_UPLOAD;
    let upload = to_value(Upload { document, arrival })?;
    tx.post_for(arrival, UPLOAD, upload, due).await
}

/// Sweeps the bytes of a document whose key was erased, when they are surely nobody's.
pub(super) async fn after_destruction(
    tx: &mut Tx<'_>,
    document: Uuid,
    arrival: Uuid,
) -> Result<()> {
    let due = wire::wall_clock() + LONGEST_UPLOAD;
    let upload = to_value(Upload { document, arrival })?;
    tx.post_for(Uuid::now_v7(), UPLOAD, upload, due).await
}

/// Sweeps after an upload that never got its row. No: some of it is too young, to be tried again.
pub async fn sweep(db: &Db, clock: &Caller, store: &Store, payload: &Value) -> Result<bool> {
    let Upload { document, arrival } = Upload::deserialize(payload)?;
    let (under_way, row, key) = db
        .within(clock, async |tx| {
            let under_way = tx
                .is_queued(UPLOAD, &json!({ "document": document }))
                .await?;
            let row = queries::find(tx, document).await?;
            Ok((under_way, row, queries::key_of(tx, document).await?))
        })
        .await?;
    // Whoever sends the document anew may be about to give the same bytes their row.
    if under_way {
        return Ok(false);
    }
    let keep = match key {
        Some(key) => key.wrapped.map(|_| store::sealed(key.arrival)),
        None => row.map(|row| wire::hex(&row.sha256)),
    };
    let since: Timestamp = wire::wall_clock() - LONGEST_UPLOAD;
    let swept = store
        .sweep(clock.body, arrival, document, keep.as_deref(), since)
        .await
        .map_err(Error::Broken)?;
    metrics::swept(swept.removed);
    Ok(swept.left == 0)
}
