//! The end of a document: its key is erased, so that nobody can read it any more, and its sealed bytes
//! are swept away. A certificate that the body signs says of which document, when, and by whom.
//!
//! What a side has sent and not filed it takes back itself. What was filed in class C2 or C3 is destroyed sixty
//! days after the end of the case (procedure 2.2.7, step 12), and the parties have it until then: by the registrar,
//! in whose work it is from that end on, and when the day has passed, by the clock.

use domain::Word as _;
use domain::deadline::{Owed, TimeLimit};
use domain::document::Act;
use domain::refusal::Refusal;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use uuid::Uuid;

use super::queries::{self, DocumentRow, KeyRow};
use super::{Around, Document, around, sweep, there};
use crate::bodies::{self, Rules};
use crate::db::{Permit, Tx};
use crate::deadlines::{self, Debtor, Of, Opening};
use crate::error::{Error, Result};
use crate::printing::Print;
use crate::record::CHECKPOINT;
use crate::signing::Signer;
use crate::wire;

pub(super) use queries::CertificateRow as Certificate;

/// What waits for the panel where a revision of the ruling, or its interpretation, is asked for (T-54, T-55).
const ASKED: [&str; 2] = ["case.admit_revision", "case.interpret"];

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
                "The case has ended, and the time has run for which such documents are kept after that (rules of procedure, 2.2.7, step 12)."
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
    tx.post(CHECKPOINT, json!({})).await?;
    tx.record_in_case(permit, case, receipt(&row)).await?;
    let document = around.document(tx, row, Some(tx.now()));
    Ok(document)
}

/// The registrar destroys what was filed in class C2 and C3, on the day for it; what a side sent besides and never
/// filed goes with it. Gives how many documents it was.
pub(super) async fn destroy_protected(
    tx: &mut Tx<'_>,
    signer: &Signer,
    case: Uuid,
) -> Result<usize> {
    // The case before its keys and deadlines, as every act does: what is erased here nothing brings back, so the panel
    // may not be asked for a revision in the same instant.
    bodies::hold_clock(tx).await?;
    queries::hold_case(tx, case).await?;
    let around = around(tx, case).await?;
    let permit = tx.allow(Act::Destroy, &around)?;
    tx.proved_lately()?;
    if !is_due(tx, &around).await? || !anything_left(tx, case).await? {
        return Err(Refusal::DocumentKeptStill.into());
    }
    let mut keys = queries::keys_of_case(tx, case).await?;
    let mut destroyed = Vec::new();
    for row in queries::of_case(tx, case).await? {
        if row.class.0.is_open_in_case() {
            continue;
        }
        if let Some(key) = keys.remove(&row.id) {
            destroy(tx, signer, &permit, &around, &row, &key, Ground::CaseOver).await?;
            destroyed.push(receipt(&row));
        }
    }
    // The ledger is signed up to here, and the key that signed the certificates is published with it.
    tx.post(CHECKPOINT, json!({})).await?;
    let count = destroyed.len();
    deadlines::settle(tx, Of::Case(case), &act(), None).await?;
    tx.record_in_case(permit, case, json!({ "documents": destroyed }))
        .await?;
    Ok(count)
}

fn act() -> String {
    format!("{}.{}", Act::NAME, Act::Destroy)
}

/// The case has ended: from now on it is known when what only some could read is destroyed, if there is any.
/// That end may come twice, as where it was found that the state has not complied, and it does later.
pub async fn case_ended(tx: &mut Tx<'_>, case: Uuid, rules: &Rules, heading: &str) -> Result<()> {
    let waits = deadlines::last(tx, Of::Case(case), &act()).await?;
    if waits.is_some_and(|one| one.state == "open") || !anything_left(tx, case).await? {
        return Ok(());
    }
    let opening = Opening {
        of: Of::Case(case),
        heading,
        limit: Some(TimeLimit::Destruction),
        act: act(),
        by: Debtor::role(Owed::Registrar),
        what: "",
        sealed: false,
    };
    deadlines::open(tx, rules, opening).await
}

/// Has the day come on which protected documents are destroyed? Not while the case goes on, or may have to: where a
/// revision or an interpretation is asked for, the panel may need them again.
pub(super) async fn is_due(tx: &mut Tx<'_>, around: &Around) -> Result<bool> {
    let of = Of::Case(around.case.id);
    if !around.case.state.0.has_ended() {
        return Ok(false);
    }
    for act in ASKED {
        let asked = deadlines::last(tx, of, act).await?;
        if asked.is_some_and(|one| one.state == "open") {
            return Ok(false);
        }
    }
    let rules = bodies::rules(tx, around.case.rules_version).await?;
    let last = deadlines::last(tx, of, &act()).await?;
    let day = match last {
        Some(one) => one.due_on,
        // A case that was closed before that was work with a date.
        None => around.case.closed_at.map(|at| {
            let due = rules
                .limits
                .due(TimeLimit::Destruction, &rules.calendar, at);
            due.date
        }),
    };
    let today = rules.calendar.date_of(tx.now());
    Ok(day.is_some_and(|day| day <= today))
}

/// Is there anything protected on the record that can still be read, and has a key to be erased? What a side sent
/// and never filed is its own, and nobody else learns of it.
pub(super) async fn anything_left(tx: &mut Tx<'_>, case: Uuid) -> Result<bool> {
    let classes = queries::filed_with_keys(tx, case).await?;
    Ok(classes.iter().any(|class| !class.0.is_open_in_case()))
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
    sweep::after_destruction(tx, row.id, key.arrival).await
}

/// The certificate of a document that is no more, for whoever may know of it.
pub(super) async fn certificate(tx: &mut Tx<'_>, case: Uuid, id: Uuid) -> Result<Certificate> {
    there(tx, case, id).await?;
    let found = queries::certificate_of(tx, id).await?;
    found.ok_or(Error::NotFound("certificate"))
}

/// The same on paper, with the text that was signed in it.
pub(super) async fn certificate_on_paper(tx: &mut Tx<'_>, case: Uuid, id: Uuid) -> Result<Print> {
    let found = certificate(tx, case, id).await?;
    let text: Value = serde_json::from_str(&found.certificate)?;
    let said = |key: &str| match &text[key] {
        Value::Null => String::new(),
        Value::String(word) => word.clone(),
        other => other.to_string(),
    };
    let case = match &text["case"]["number"] {
        Value::String(number) => number.clone(),
        _ => text["case"]["id"].as_str().unwrap_or_default().to_owned(),
    };
    let facts = [
        ("Case", case),
        ("Document", said("document")),
        ("Exhibit", said("exhibit")),
        ("Class", said("class")),
        ("Sent by the side of", said("of")),
        ("SHA-256", said("sha256")),
        ("Size in bytes", said("size_bytes")),
        ("Destroyed at", said("destroyed_at")),
        ("Destroyed by", said("destroyed_by")),
    ];
    let facts = facts.iter().filter(|(_, value)| !value.is_empty());
    let day = found.destroyed_at.to_zoned(TimeZone::UTC).date();
    let data = json!({
        "heading": "Certificate of destruction",
        "body": said("body"),
        "simulation": tx.world().simulation,
        "day": [day.year(), i16::from(day.month()), i16::from(day.day())],
        "document": said("document"),
        "how": said("how"),
        "ground": said("ground"),
        "facts": facts.collect::<Vec<_>>(),
        "minisig": found.minisig.trim_end(),
        "key": found.public_key,
    });
    Ok(Print {
        ident: format!("{}/{id}/destroyed", tx.world().body),
        template: pdf::Template::Certificate,
        data: data.to_string(),
        attached: Some(("certificate.json", found.certificate.into_bytes())),
    })
}
