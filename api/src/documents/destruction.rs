//! The end of a document: its key is erased, so that nobody can read it any more, and its sealed bytes
//! are swept away. A certificate that the body signs says of which document, when, and by whom.
//!
//! What a side has sent and not filed it takes back itself. What was filed in class C2 or C3 the registrar
//! destroys when the case has been closed for sixty days (procedure 2.2.7, step 12); the parties have it
//! until then.

use domain::document::{self, Act};
use domain::refusal::Refusal;
use serde_json::json;
use uuid::Uuid;

use super::queries::{self, DocumentRow, KeyRow};
use super::{Around, Document, around, sweep, there};
use crate::db::{Permit, Tx};
use crate::error::{Error, Result};
use crate::record::CHECKPOINT;
use crate::signing::Signer;
use crate::wire;

pub(super) use queries::CertificateRow as Certificate;

/// Why a document is destroyed, as its certificate says it.
#[derive(Clone, Copy)]
enum Ground {
    TakenBack,
    CaseOver,
}

impl Ground {
    fn told(self) -> &'static str {
        match self {
            Self::TakenBack => {
                "The side that had sent the document took it back before it was filed."
            }
            Self::CaseOver => {
                "The case has been closed for sixty days (rules of procedure, 2.2.7, step 12)."
            }
        }
    }
}

/// A side takes a document back that it has not filed.
pub(super) async fn take_back(
    tx: &mut Tx<'_>,
    signer: &Signer,
    case: Uuid,
    id: Uuid,
) -> Result<Document> {
    let (around, row) = there(tx, case, id).await?;
    let permit = tx.allow(Act::TakeBack, &around.held(tx.who(), &row))?;
    let row = queries::locked(tx, row.id).await?;
    if row.filing_id.is_some() {
        return Err(Refusal::DocumentFiled.into());
    }
    let key = queries::key_of(tx, id).await?;
    // Nothing is destroyed by erasing a key that there never was, and no certificate says so.
    let key = key.ok_or(Refusal::DocumentUnsealed)?;
    destroy(tx, signer, &permit, &around, &row, &key, Ground::TakenBack).await?;
    tx.record_in_case(permit, case, receipt(&row)).await?;
    let document = around.document(tx, row, Some(tx.now()));
    Ok(document)
}

/// The registrar destroys what was filed in class C2 and C3, when the case is over long enough. Gives how
/// many documents it was.
pub(super) async fn destroy_protected(
    tx: &mut Tx<'_>,
    signer: &Signer,
    case: Uuid,
) -> Result<usize> {
    let around = around(tx, case).await?;
    let permit = tx.allow(Act::Destroy, &around)?;
    tx.proved_lately()?;
    if !is_due(tx, &around) {
        return Err(Refusal::DocumentKeptStill.into());
    }
    let mut destroyed = Vec::new();
    for row in queries::of_case(tx, case).await? {
        if row.class.0.is_open_in_case() {
            continue;
        }
        if let Some(key) = queries::key_of(tx, row.id).await?
            && key.wrapped.is_some()
        {
            destroy(tx, signer, &permit, &around, &row, &key, Ground::CaseOver).await?;
            destroyed.push(receipt(&row));
        }
    }
    let count = destroyed.len();
    tx.record_in_case(permit, case, json!({ "documents": destroyed }))
        .await?;
    Ok(count)
}

/// Has the case been closed for as long as protected documents are kept?
pub(super) fn is_due(tx: &Tx<'_>, around: &Around) -> bool {
    let kept = jiff::SignedDuration::from_hours(24 * document::KEPT_DAYS);
    let over = around.case.state.0.is_closed();
    let closed = around.case.closed_at.filter(|_| over);
    closed.is_some_and(|at| at + kept <= tx.now())
}

/// Is there anything protected that can still be read?
pub(super) async fn anything_left(tx: &mut Tx<'_>, case: Uuid) -> Result<bool> {
    let gone = queries::destroyed_in(tx, case).await?;
    let rows = queries::of_case(tx, case).await?;
    let left = rows
        .iter()
        .filter(|row| !row.class.0.is_open_in_case())
        .any(|row| !gone.contains_key(&row.id));
    Ok(left)
}

fn receipt(row: &DocumentRow) -> serde_json::Value {
    json!({ "document": row.id, "sha256": wire::hex(&row.sha256), "class": row.class })
}

async fn destroy(
    tx: &mut Tx<'_>,
    signer: &Signer,
    permit: &Permit,
    around: &Around,
    row: &DocumentRow,
    key: &KeyRow,
    ground: Ground,
) -> Result<()> {
    let (body, at) = (tx.world().clone(), tx.now());
    let number = around.case.year.zip(around.case.number);
    let text = serde_json::to_string_pretty(&json!({
        "certificate": "destruction of a document",
        "body": body.name,
        "case": { "id": around.case.id, "number": number.map(|(year, no)| format!("{year}/{no}")) },
        "document": row.id,
        "exhibit": row.exhibit,
        "class": row.class,
        "of": around.state_of(row.side.0),
        "sha256": wire::hex(&row.sha256),
        "size_bytes": row.size_bytes,
        "destroyed_at": at,
        "destroyed_by": tx.person_name(),
        "ground": ground.told(),
        "how": "The key of the document was erased, without which its sealed bytes cannot be read; the bytes are swept away after that.",
    }))?;
    let comment = format!("destruction of document {}", row.id);
    let (keys, signed) = signer.sign(body.body, text.as_bytes(), &comment)?;
    let certificate = Certificate {
        certificate: text,
        minisig: signed.minisig,
        public_key: keys.minisign,
        destroyed_at: at,
    };
    if !queries::destroy_key(tx, permit, row.id, &certificate).await? {
        return Err(Refusal::DocumentDestroyed.into());
    }
    // The ledger is signed up to here, and the key that signed the certificate is published with it.
    tx.post(CHECKPOINT, json!({})).await?;
    sweep::after_destruction(tx, row.id, key.arrival).await
}

/// The certificate of a document that is no more, for whoever may know of it.
pub(super) async fn certificate(tx: &mut Tx<'_>, case: Uuid, id: Uuid) -> Result<Certificate> {
    there(tx, case, id).await?;
    let found = queries::certificate_of(tx, id).await?;
    found.ok_or(Error::NotFound("certificate"))
}
