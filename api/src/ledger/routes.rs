//! HTTP face of the ledger: the auditor's list and exports, the checkpoints, the access report.

use std::collections::HashMap;

use actix_web::http::header::{
    CACHE_CONTROL, ContentDisposition, DispositionParam, DispositionType,
};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpResponse, get};
use futures_util::TryStreamExt as _;
use futures_util::stream::{self, Stream};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{Checkpoint, queries};
use crate::caller::{Caller, Reader};
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::read::{Json, Path, Query};
use crate::record::proof::{self, SignedCheckpoint};
use crate::record::reading::{self, Place, Row, Wanted};
use crate::signing::Signer;
use crate::wire::{Class, Ground, LineKind, Spelled, hex};
use crate::{cases, people};

/// How many lines a page has.
const PAGE: usize = 100;
/// How many lines are fetched at once for a file.
const BATCH: i64 = 1_000;
/// How many checkpoints are listed at once.
const CHECKPOINTS: i64 = 30;

/// Which lines of the ledger.
#[derive(Clone, Debug, Deserialize, Serialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct LineQuery {
    /// What they are about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(inline, value_type = Option<LineKind>)]
    kind: Option<LineKind>,
    /// Who did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    person: Option<Uuid>,
    /// Of which case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    case: Option<Uuid>,
    /// Which act or which reading, as `case.register` or `document.view`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    action: Option<String>,
    /// From this instant on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Before this instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[param(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
    /// The `next` of the page before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<String>,
}

impl LineQuery {
    fn wanted(&self) -> Wanted {
        Wanted {
            kind: self.kind.map(|kind| kind.0),
            actor: self.person,
            case: self.case,
            action: self.action.clone(),
            from: self.from,
            until: self.until,
        }
    }

    fn place(&self) -> Result<Option<Place>> {
        let Some(after) = &self.after else {
            return Ok(None);
        };
        let mut parts = after.split('~');
        let place = (|| {
            let at = parts.next()?.parse::<Timestamp>().ok()?;
            let chain = parts.next()?.parse().ok()?;
            let seq = parts.next()?.parse().ok()?;
            Some((crate::wire::sortable(at), chain, seq))
        })();
        place
            .map(Some)
            .ok_or_else(|| Error::invalid("after", "This is not the `next` of any page."))
    }
}

/// A line of the ledger, as it was hashed.
#[derive(Deserialize)]
struct Told {
    at: Timestamp,
    kind: LineKind,
    action: String,
    actor: String,
    subject: Uuid,
    case: Option<Uuid>,
    session: Option<Uuid>,
    client: Option<Uuid>,
    docket_no: Option<i32>,
}

/// A line of the ledger: who did what to what. What was said in it is not told, but for the page that was read.
#[derive(Serialize, ToSchema)]
struct LedgerLine {
    /// When, in the time of the body.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// What it is about.
    kind: LineKind,
    /// The act or the reading, as `case.register` or `document.view`; of what was denied, that which was asked.
    action: String,
    /// Who; nothing for the clock.
    person: Option<Uuid>,
    /// Their name.
    name: Option<String>,
    /// To what.
    subject: Uuid,
    /// In which case.
    case: Option<Uuid>,
    /// The number of the case, as `2026/3`; none before registration.
    case_number: Option<String>,
    /// The session in which it was done.
    session: Option<Uuid>,
    /// The program that did it for that person.
    client: Option<Uuid>,
    /// What the program is called.
    client_name: Option<String>,
    /// The number on the docket of the case.
    docket_no: Option<i32>,
    /// The page that was read, of a document that is shown page by page (C3).
    page: Option<u64>,
    /// The chain that the line is on: the body's, that of a case, that of a session or that of a program.
    chain: Uuid,
    /// Its number in the chain.
    seq: i64,
    /// The hash of the chain after it, in hexadecimal.
    hash: String,
}

/// A page of the ledger, newest first.
#[derive(Serialize, ToSchema)]
struct LedgerPage {
    items: Vec<LedgerLine>,
    /// Send it as `after` for the next page; none at the end.
    next: Option<String>,
}

async fn told(tx: &mut Tx<'_>, rows: Vec<Row>) -> Result<Vec<LedgerLine>> {
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let told: Told = serde_json::from_str(&row.line)?;
        lines.push((row, told));
    }
    let mut who: Vec<Uuid> = lines
        .iter()
        .filter_map(|(_, told)| told.actor.parse().ok())
        .collect();
    who.sort_unstable();
    who.dedup();
    let names: HashMap<_, _> = people::by_ids(tx, &who)
        .await?
        .into_iter()
        .map(|account| (account.id, account.name))
        .collect();
    let mut programs: Vec<Uuid> = lines.iter().filter_map(|(_, told)| told.client).collect();
    programs.sort_unstable();
    programs.dedup();
    let programs: HashMap<_, _> = people::clients::names(tx, &programs)
        .await?
        .into_iter()
        .collect();
    let mut which: Vec<Uuid> = lines.iter().filter_map(|(_, told)| told.case).collect();
    which.sort_unstable();
    which.dedup();
    let numbers: HashMap<_, _> = cases::numbers(tx, &which).await?.into_iter().collect();
    Ok(lines
        .into_iter()
        .map(|(row, told)| {
            let person = told.actor.parse().ok();
            LedgerLine {
                at: told.at,
                kind: told.kind,
                action: told.action,
                person,
                name: person.and_then(|person| names.get(&person).cloned()),
                subject: told.subject,
                case: told.case,
                case_number: told.case.and_then(|case| numbers.get(&case).cloned()),
                session: told.session,
                client: told.client,
                client_name: told
                    .client
                    .and_then(|client| programs.get(&client).cloned()),
                docket_no: told.docket_no,
                page: row.part.as_deref().and_then(super::page_in),
                chain: row.chain_id,
                seq: row.seq,
                hash: hex(&row.hash),
            }
        })
        .collect())
}

fn place_of(line: &LedgerLine) -> Place {
    (crate::wire::sortable(line.at), line.chain, line.seq)
}

/// Who did what to what, newest first: the auditor's view of everything that was done, read and refused.
#[utoipa::path(tag = "ledger", params(("body" = String, Path), LineQuery), responses((status = 200, body = LedgerPage)))]
#[get("/ledger")]
async fn list_ledger(
    caller: Caller,
    db: Data<Db>,
    query: Query<LineQuery>,
) -> Result<Json<LedgerPage>> {
    let place = query.place()?;
    db.within(&caller, async |tx| {
        let wanted = query.wanted();
        let mut rows = super::lines(tx, &wanted, place.as_ref(), PAGE as i64 + 1).await?;
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let items = told(tx, rows).await?;
        let next = items.last().filter(|_| more).map(|line| {
            let (at, chain, seq) = place_of(line);
            format!("{at}~{chain}~{seq}")
        });
        Ok(Json(LedgerPage { items, next }))
    })
    .await
}

/// The same lines as a file (CSV, RFC 4180); that they were taken out goes on the record.
#[utoipa::path(tag = "ledger", params(("body" = String, Path), LineQuery), responses((status = 200, content_type = "text/csv", body = String)))]
#[get("/ledger.csv")]
async fn take_ledger_list(
    caller: Caller,
    db: Data<Db>,
    query: Query<LineQuery>,
) -> Result<HttpResponse> {
    let place = query.place()?;
    let asked = serde_json::to_string(&query.0)?;
    db.within(&caller, async |tx| super::take_list(tx, &asked).await)
        .await?;
    let wanted = query.wanted();
    let start = (db, caller.clone(), wanted, place, true, false);
    let pages = stream::try_unfold(
        start,
        |(db, caller, wanted, place, first, done)| async move {
            if done {
                return Ok::<_, Error>(None);
            }
            let lines = db
                .within(&caller, async |tx| {
                    let rows = super::lines(tx, &wanted, place.as_ref(), BATCH).await?;
                    told(tx, rows).await
                })
                .await?;
            let done = (lines.len() as i64) < BATCH;
            let place = lines.last().map(place_of);
            let text = csv_of(&lines, first)?;
            Ok(Some((
                Bytes::from(text),
                (db, caller, wanted, place, false, done),
            )))
        },
    );
    Ok(file(
        &format!("{}-ledger.csv", caller.slug),
        "text/csv; charset=utf-8",
        pages,
    ))
}

/// One row of the file; what a spreadsheet would take for a formula is a name of someone, and is marked as text.
fn csv_of(lines: &[LedgerLine], first: bool) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let put = |writer: &mut csv::Writer<Vec<u8>>, row: [String; 15]| {
        writer.write_record(row).map_err(Error::broken)
    };
    if first {
        let heads = [
            "at",
            "kind",
            "action",
            "person",
            "name",
            "subject",
            "case",
            "case_number",
            "session",
            "chain",
            "seq",
            "hash",
            "client",
            "client_name",
            "page",
        ];
        put(&mut writer, heads.map(str::to_owned))?;
    }
    let id = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    let text = |name: &Option<String>| match name.as_deref().unwrap_or_default() {
        name if name.starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{name}"),
        name => name.to_owned(),
    };
    for line in lines {
        let row = [
            line.at.to_string(),
            domain::Word::as_str(line.kind.0).to_owned(),
            line.action.clone(),
            id(line.person),
            text(&line.name),
            line.subject.to_string(),
            id(line.case),
            line.case_number.clone().unwrap_or_default(),
            id(line.session),
            line.chain.to_string(),
            line.seq.to_string(),
            line.hash.clone(),
            id(line.client),
            text(&line.client_name),
            line.page.map(|page| page.to_string()).unwrap_or_default(),
        ];
        put(&mut writer, row)?;
    }
    writer
        .into_inner()
        .map_err(|error| Error::broken(anyhow::anyhow!("{error}")))
}

fn file(
    name: &str,
    kind: &'static str,
    pages: impl Stream<Item = Result<Bytes>> + 'static,
) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(kind)
        .insert_header(ContentDisposition {
            disposition: DispositionType::Attachment,
            parameters: vec![DispositionParam::Filename(name.to_owned())],
        })
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .streaming(pages.map_err(|error| {
            tracing::error!(
                error = format!("{error:?}"),
                "the ledger broke off while it was taken out"
            );
            actix_web::error::ErrorInternalServerError("broken")
        }))
}

/// The whole ledger in a form that can be checked with nothing but the public key of the body, by
/// `proviso verify` or by a program of one's own: one JSON object a line, without what was said, but for the page
/// that was read where a document is shown page by page. It ends at a
/// checkpoint that is made for it; that it was taken out goes on the record.
#[utoipa::path(tag = "ledger", params(("body" = String, Path)), responses((status = 200, content_type = "application/jsonl", body = String)))]
#[get("/ledger.jsonl")]
async fn export_ledger(
    caller: Caller,
    db: Data<Db>,
    signer: Data<Signer>,
    _path: Path<String>,
) -> Result<HttpResponse> {
    let (end, chains) = super::begin_export(&db, &caller, &signer).await?;
    let name = format!("{}-ledger-{}.jsonl", caller.slug, end.no);
    let head = proof::Head {
        format: proof::FORMAT.to_owned(),
        body: caller.body,
        checkpoint: SignedCheckpoint {
            text: end.text,
            minisig: end.minisig,
        },
    };
    let mut ahead: Vec<(Uuid, i64)> = chains.into_iter().rev().collect();
    ahead.push((caller.body, end.seq));
    let first = serde_json::to_string(&head)?;
    let start = (db, caller, ahead, 0, Some(first));
    let pages = stream::try_unfold(
        start,
        |(db, caller, mut ahead, mut after, first)| async move {
            let mut text = first.map(|first| first + "\n").unwrap_or_default();
            db.within(&caller, async |tx| {
                // The right may be gone since the first page.
                if !tx.may("ledger.export", &crate::bodies::BodyOf::this(tx)) {
                    return Err(Error::Forbidden(
                        "The ledger is the auditor's to take out.".to_owned(),
                    ));
                }
                while text.len() < 256 * 1024
                    && let Some(&(chain, upto)) = ahead.last()
                {
                    let links = reading::links(tx, chain, after, upto).await?;
                    for link in &links {
                        after = link.seq;
                        text.push_str(&serde_json::to_string(link)?);
                        text.push('\n');
                    }
                    if links.is_empty() || after >= upto {
                        ahead.pop();
                        after = 0;
                    }
                }
                Ok(())
            })
            .await?;
            let more = !text.is_empty();
            Ok::<_, Error>(more.then(|| (Bytes::from(text), (db, caller, ahead, after, None))))
        },
    );
    Ok(file(&name, "application/jsonl", pages))
}

/// What the body signed about its ledger: whoever keeps it finds out if the ledger is ever set back.
#[derive(Serialize, ToSchema)]
struct CheckpointView {
    /// 1, 2, 3.
    no: i32,
    /// When it was made, in the time of the body.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// The line of the body's own chain that names the heads of all others.
    seq: i64,
    /// The hash of that line, in hexadecimal.
    head: String,
    /// The signed bytes: JSON with the above, the body, and SHA-256 of the checkpoint before.
    text: String,
    /// The signature over `text`, as minisign makes it.
    minisig: String,
    /// The key: it is in `/keys`.
    kid: String,
}

impl From<Checkpoint> for CheckpointView {
    fn from(one: Checkpoint) -> Self {
        Self {
            no: one.no,
            at: one.at,
            seq: one.seq,
            head: hex(&one.head),
            text: one.text,
            minisig: one.minisig,
            kid: one.kid,
        }
    }
}

/// Checkpoints, the newest first.
#[derive(Serialize, ToSchema)]
struct Checkpoints {
    items: Vec<CheckpointView>,
    /// Send it as `before` for the next page; none at the end.
    next: Option<i32>,
}

#[derive(Deserialize, IntoParams)]
struct Before {
    /// The number of the last one on the page before.
    before: Option<i32>,
}

/// What the body signed about its ledger, the newest first; open to everyone.
#[utoipa::path(tag = "ledger", params(("body" = String, Path), Before), responses((status = 200, body = Checkpoints)), security(()))]
#[get("/checkpoints")]
async fn list_checkpoints(
    reader: Reader,
    db: Data<Db>,
    page: Query<Before>,
) -> Result<Json<Checkpoints>> {
    db.within(&reader.0, async |tx| {
        let mut all = super::checkpoints(tx, page.before, CHECKPOINTS + 1).await?;
        let more = all.len() as i64 > CHECKPOINTS;
        all.truncate(CHECKPOINTS as usize);
        Ok(Json(Checkpoints {
            next: all.last().filter(|_| more).map(|one| one.no),
            items: all.into_iter().map(Into::into).collect(),
        }))
    })
    .await
}

/// One checkpoint, as `proviso verify --checkpoint` takes it; open to everyone.
#[utoipa::path(tag = "ledger", params(("body" = String, Path), ("no" = i32, Path)), responses((status = 200, body = CheckpointView)), security(()))]
#[get("/checkpoints/{no}")]
async fn show_checkpoint(
    reader: Reader,
    db: Data<Db>,
    path: Path<(String, i32)>,
) -> Result<Json<CheckpointView>> {
    db.within(&reader.0, async |tx| {
        Ok(Json(super::checkpoint(tx, path.1).await?.into()))
    })
    .await
}

/// Someone who may see something of a case now.
#[derive(Serialize, ToSchema)]
struct CaseReader {
    /// Who.
    person: Uuid,
    /// Their name.
    name: String,
    /// What they are in the body.
    roles: Vec<crate::wire::Role>,
    /// The state that they act for.
    state: Option<String>,
    /// What they may see: `case.view`, `case.view_panel`, `case.view_record` (what was filed),
    /// `case.view_draft`, `case.view_results`, `case.view_deliberation`.
    may: Vec<&'static str>,
    /// The emergency access that lets them in to documents, where one is open.
    emergency: Option<OpenEmergency>,
}

/// An emergency access that is open.
#[derive(Serialize, ToSchema)]
struct OpenEmergency {
    /// Up to which class of documents.
    class: Class,
    /// Until when, if nobody ends it before.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
}

/// That someone has seen something of a case.
#[derive(Serialize, ToSchema)]
struct CaseReading {
    /// Who.
    person: Option<Uuid>,
    /// Their name.
    name: Option<String>,
    /// What: `case.view`, `document.view` and the like.
    action: String,
    /// How often: what one person reads of the same thing within the same quarter of an hour counts once.
    times: i64,
    /// For the first time.
    #[schema(value_type = String, format = DateTime)]
    first_at: Timestamp,
    /// For the last time.
    #[schema(value_type = String, format = DateTime)]
    last_at: Timestamp,
}

/// Someone who can read a document of class C2 or C3 now.
#[derive(Serialize, ToSchema)]
struct DocumentReader {
    /// Who.
    person: Uuid,
    /// Their name.
    name: String,
    /// The state that they act for.
    state: Option<String>,
    /// By what.
    by: Vec<Ground>,
}

/// That someone has read a document of class C2 or C3.
#[derive(Serialize, ToSchema)]
struct DocumentReading {
    /// Who.
    person: Option<Uuid>,
    /// Their name.
    name: Option<String>,
    /// How often: what is read within the same quarter of an hour counts once.
    times: i64,
    /// For the first time.
    #[schema(value_type = String, format = DateTime)]
    first_at: Timestamp,
    /// For the last time.
    #[schema(value_type = String, format = DateTime)]
    last_at: Timestamp,
    /// Of class C3: the pages that they asked to see.
    pages: Vec<u64>,
}

/// A document of class C2 or C3, who can read it, and who has. What it is called is not told.
#[derive(Serialize, ToSchema)]
struct WatchedDocument {
    /// Its id.
    id: Uuid,
    /// Its label as an exhibit, as UKR-1.
    exhibit: Option<String>,
    /// Its class.
    class: Class,
    /// The state whose side filed it.
    by: String,
    /// When its last byte was in.
    #[schema(value_type = String, format = DateTime)]
    uploaded_at: Timestamp,
    /// When it was destroyed; since then nobody can read it.
    #[schema(value_type = Option<String>, format = DateTime)]
    destroyed_at: Option<Timestamp>,
    /// Everyone who can read it now.
    readers: Vec<DocumentReader>,
    /// Who has read it, the last first; whoever has lost the right stays here.
    readings: Vec<DocumentReading>,
}

/// Who could read a case, and who did.
#[derive(Serialize, ToSchema)]
struct CaseAccess {
    /// Everyone who may see something of it now.
    readers: Vec<CaseReader>,
    /// Who has seen what of it, the last first; whoever has lost the right stays here.
    readings: Vec<CaseReading>,
    /// Its documents of class C2 and C3; none for whoever has not even their metadata, as the President.
    documents: Vec<WatchedDocument>,
}

type Names = HashMap<Uuid, String>;

fn watched(one: super::Watched, readers: &[super::Reader], names: &Names) -> WatchedDocument {
    let reader = |(at, by): &(usize, Vec<domain::document::Ground>)| {
        let person = &readers.get(*at)?.person;
        Some(DocumentReader {
            person: person.account.id,
            name: person.account.name.clone(),
            state: state_of(person),
            by: by.iter().copied().map(Spelled).collect(),
        })
    };
    let reading = |one: queries::DocumentReading| {
        let parts = one.parts.iter();
        let mut pages: Vec<_> = parts.filter_map(|part| super::page_in(part)).collect();
        pages.sort_unstable();
        DocumentReading {
            name: one.person.and_then(|person| names.get(&person).cloned()),
            person: one.person,
            times: one.times,
            first_at: one.first_at,
            last_at: one.last_at,
            pages,
        }
    };
    let document = one.document;
    WatchedDocument {
        id: document.row.id,
        exhibit: document.row.exhibit,
        class: document.row.class,
        by: document.by,
        uploaded_at: document.row.uploaded_at,
        destroyed_at: document.destroyed_at,
        readers: document.readers.iter().filter_map(reader).collect(),
        readings: one.readings.into_iter().map(reading).collect(),
    }
}

fn state_of(person: &people::Person) -> Option<String> {
    person.roles.iter().find_map(|held| held.state.clone())
}

/// Who could read this case, and who did; for the registrar, the President and the auditor.
#[utoipa::path(tag = "ledger", params(("body" = String, Path), ("case" = Uuid, Path)), responses((status = 200, body = CaseAccess)))]
#[get("/cases/{case}/access")]
async fn show_access(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
) -> Result<Json<CaseAccess>> {
    db.within(&caller, async |tx| {
        let access = super::access(tx, path.1).await?;
        // Whoever read a document is among those who have seen something of the case.
        let who: Vec<_> = access
            .readings
            .iter()
            .filter_map(|one| one.person)
            .collect();
        let names: Names = people::by_ids(tx, &who)
            .await?
            .into_iter()
            .map(|account| (account.id, account.name))
            .collect();
        let reading = |one: queries::Reading| CaseReading {
            name: one.person.and_then(|person| names.get(&person).cloned()),
            person: one.person,
            action: one.action,
            times: one.times,
            first_at: one.first_at,
            last_at: one.last_at,
        };
        let documents = access.documents.into_iter();
        let documents = documents
            .map(|one| watched(one, &access.readers, &names))
            .collect();
        let reader = |one: super::Reader| CaseReader {
            person: one.person.account.id,
            roles: one.person.roles.iter().map(|held| held.role).collect(),
            state: state_of(&one.person),
            name: one.person.account.name,
            may: one.may,
            emergency: one.let_in.map(|one| OpenEmergency {
                class: one.class,
                until: one.ends_at,
            }),
        };
        Ok(Json(CaseAccess {
            readers: access.readers.into_iter().map(reader).collect(),
            readings: access.readings.into_iter().map(reading).collect(),
            documents,
        }))
    })
    .await
}

/// Routes within a body.
pub fn mount(config: &mut ServiceConfig) {
    config
        .service(list_ledger)
        .service(take_ledger_list)
        .service(export_ledger)
        .service(list_checkpoints)
        .service(show_checkpoint)
        .service(show_access);
}
