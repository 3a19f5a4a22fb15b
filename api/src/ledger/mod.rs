//! The ledger as others see it: what the auditor reads, the checkpoints that a body signs and publishes,
//! the export that can be checked without trusting the server, and who could read a case and who did.

mod queries;
mod routes;

use std::collections::HashMap;

use domain::record::LedgerAct;
use jiff::SignedDuration;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::bodies::BodyOf;
use crate::caller::Caller;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::people::Person;
use crate::record::proof::{self, Statement};
use crate::record::reading::{self, Place, Row, Wanted};
use crate::signing::Signer;
use crate::wire::{hex, sortable, wall_clock};
use crate::{cases, documents, people, publications, record};

pub use queries::Checkpoint;
pub use routes::mount;

/// Leave to read the ledger: the auditor's.
pub async fn lines(
    tx: &mut Tx<'_>,
    wanted: &Wanted,
    after: Option<&Place>,
    limit: i64,
) -> Result<Vec<Row>> {
    tx.see("ledger.view", &BodyOf::this(tx), "page")?;
    reading::lines(tx, wanted, after, limit).await
}

/// Lines are taken out, to be read elsewhere: which, is put on the record.
pub async fn take_list(tx: &mut Tx<'_>, wanted: &str) -> Result<()> {
    let permit = tx.allow(LedgerAct::List, &BodyOf::this(tx))?;
    tx.record(permit, json!({ "wanted": wanted })).await
}

/// The checkpoints of the body, the newest first.
pub async fn checkpoints(
    tx: &mut Tx<'_>,
    before: Option<i32>,
    limit: i64,
) -> Result<Vec<Checkpoint>> {
    queries::checkpoints(tx, before, limit).await
}

/// One of them.
pub async fn checkpoint(tx: &mut Tx<'_>, no: i32) -> Result<Checkpoint> {
    queries::checkpoint(tx, no)
        .await?
        .ok_or(Error::NotFound("checkpoint"))
}

/// The body signs how far its ledger goes, unless nothing was added since it last did; the next time is
/// tomorrow, if not before. Everything of the ledger that was there before this begins is taken into account.
pub async fn sign_checkpoint(db: &Db, clock: &Caller, signer: &Signer) -> Result<()> {
    db.within(clock, async |tx| {
        let tomorrow = wall_clock() + SignedDuration::from_hours(24);
        if !tx.is_queued(record::CHECKPOINT, &json!({})).await? {
            tx.post_for(Uuid::now_v7(), record::CHECKPOINT, json!({}), tomorrow)
                .await?;
        }
        sign(tx, signer).await.map(|_| ())
    })
    .await
}

/// The newest checkpoint, after it was made to take everything into account; and how far it goes in each
/// chain but the body's own.
async fn sign(tx: &mut Tx<'_>, signer: &Signer) -> Result<(Checkpoint, Vec<(Uuid, i64)>)> {
    // One at a time: the number follows from the last one.
    let length = reading::hold_own_chain(tx).await?;
    let last = queries::checkpoints(tx, None, 1).await?.pop();
    let grown = reading::grown(tx).await?;
    if let Some(last) = &last
        && last.seq == length
        && grown.is_empty()
    {
        return Ok((last.clone(), reading::sealed(tx).await?));
    }
    let no = last.as_ref().map_or(0, |last| last.no) + 1;
    let permit = tx.allow(LedgerAct::Checkpoint, &BodyOf::this(tx))?;
    let detail = proof::checkpoint_detail(no, &grown);
    let (seq, head) = tx.record_checkpoint(permit, detail).await?;
    reading::seal(tx, &grown).await?;
    let statement = Statement {
        at: sortable(tx.now()),
        body: tx.world().body,
        head: hex(&head),
        no,
        previous: last.map_or(String::new(), |last| {
            hex(&Sha256::digest(last.text.as_bytes()))
        }),
        seq,
    };
    let text = serde_json::to_string(&statement)?;
    let comment = format!("checkpoint {no} of {}", tx.world().slug);
    let (keys, signed) = signer.sign(tx.world().body, text.as_bytes(), &comment)?;
    publications::know_key(tx, &keys).await?;
    let checkpoint = Checkpoint {
        no,
        seq,
        head,
        text,
        kid: keys.kid,
        minisig: signed.minisig,
        at: tx.now(),
    };
    queries::insert(tx, &checkpoint).await?;
    Ok((checkpoint, reading::sealed(tx).await?))
}

/// The whole ledger is taken out: that it is goes on the record first, so the export ends with it.
pub async fn begin_export(
    db: &Db,
    caller: &Caller,
    signer: &Signer,
) -> Result<(Checkpoint, Vec<(Uuid, i64)>)> {
    db.within(caller, async |tx| {
        let permit = tx.allow(LedgerAct::Export, &BodyOf::this(tx))?;
        tx.record(permit, json!({})).await
    })
    .await?;
    let clock = Caller::clock(caller.body, &caller.slug);
    db.within(&clock, async |tx| sign(tx, signer).await).await
}

/// Who could read a case, and who did.
pub struct Access {
    /// Everyone who may see something of it now, and what.
    pub readers: Vec<Reader>,
    /// Who has seen what of it, how often, first and last; whoever has lost the right stays here.
    pub readings: Vec<queries::Reading>,
    /// Its documents of class C2 and C3, if it is the caller's to know who reads them.
    documents: Vec<Watched>,
}

/// A document that only some may read, who can, and who did.
struct Watched {
    /// Which, and who can.
    document: documents::Protected,
    /// Who did, the last first; whoever has lost the right stays here.
    readings: Vec<queries::DocumentReading>,
}

/// Someone who may see something of a case.
pub struct Reader {
    /// Who.
    pub person: Person,
    /// What: `case.view`, `case.view_record`, `case.view_draft`, `case.view_deliberation`, `case.view_results`.
    pub may: Vec<&'static str>,
    /// The emergency access that lets them in to what was filed.
    pub let_in: Option<queries::LetIn>,
}

/// What of a case one may be able to see, from the least to the most.
const VIEWS: [&str; 6] = [
    "case.view",
    "case.view_panel",
    "case.view_record",
    "case.view_draft",
    "case.view_results",
    "case.view_deliberation",
];

/// Who could read this case, and who did (for the registry, the President and the auditor).
pub async fn access(tx: &mut Tx<'_>, id: Uuid) -> Result<Access> {
    let case = cases::find_to(tx, id, "case.view_access").await?;
    let mut readers = Vec::new();
    let mut let_in: HashMap<_, _> = queries::let_in(tx, id)
        .await?
        .into_iter()
        .map(|one| (one.person, one))
        .collect();
    for person in people::everyone(tx).await? {
        let they = person.principal();
        let may: Vec<_> = VIEWS
            .into_iter()
            .filter(|view| tx.may_they(&they, view, &case))
            .collect();
        if !may.is_empty() {
            let let_in = let_in.remove(&person.account.id);
            readers.push(Reader {
                person,
                may,
                let_in,
            });
        }
    }
    let readings = queries::readings(tx, id).await?;
    // Whoever may see nothing of a case opens none of its documents.
    let they: Vec<_> = readers.iter().map(|one| one.person.principal()).collect();
    let protected = documents::protected_for(tx, id, &they).await?;
    let ids: Vec<_> = protected.iter().map(|one| one.row.id).collect();
    let mut read: HashMap<Uuid, Vec<_>> = HashMap::new();
    for one in queries::document_readings(tx, id, &ids).await? {
        read.entry(one.document).or_default().push(one);
    }
    let watched = |document: documents::Protected| Watched {
        readings: read.remove(&document.row.id).unwrap_or_default(),
        document,
    };
    Ok(Access {
        readers,
        readings,
        documents: protected.into_iter().map(watched).collect(),
    })
}

/// The page that was shown, from what a line of the ledger says of the part.
fn page_in(part: &str) -> Option<u64> {
    let part: Value = serde_json::from_str(part).ok()?;
    part["page"].as_u64()
}

/// How often this person has opened a document of the case, for whoever is told of it.
pub async fn documents_opened(tx: &mut Tx<'_>, case: Uuid, person: Uuid) -> Result<i64> {
    queries::documents_opened(tx, case, person).await
}
