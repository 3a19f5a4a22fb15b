//! The HTTP face of documents.

use actix_web::body::SizedStream;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, Charset, ContentDisposition,
    ContentEncoding, DispositionParam, DispositionType, ExtendedValue, HeaderName,
    X_CONTENT_TYPE_OPTIONS,
};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse, delete, get, put};
use domain::refusal::Refusal;
use futures_util::{StreamExt, TryStreamExt};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{
    Arrival, Document, DocumentRow, NewDocument, Place, Received, Upload, destruction, names,
    secrecy, showing,
};
use crate::caller::Caller;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::read::{Json, Path, Query};
use crate::scanning::Scanner;
use crate::sealing::DocumentKey;
use crate::signing::Signer;
use crate::store::{self, Arriving, Store};
use crate::wire::{self, Class};
use crate::{paging, patience, printing};

/// A document.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DocumentView {
    /// Its id.
    pub id: Uuid,
    /// What it is called; withheld from whoever may know of it and not open it, since names tell. Whoever has sent it
    /// is told until it is filed.
    pub title: Option<String>,
    /// What its file was called; withheld likewise.
    pub file_name: Option<String>,
    /// What its content is.
    pub media_type: String,
    /// How large it is.
    pub size_bytes: i64,
    /// SHA-256 of its bytes, in hexadecimal: the receipt.
    pub sha256: String,
    /// Its class.
    pub class: Class,
    /// The state whose side uploaded it.
    pub by: String,
    /// Its label as an exhibit, as UKR-1.
    pub exhibit: Option<String>,
    /// Is it on the record?
    pub filed: bool,
    /// May you open it?
    pub open: bool,
    /// May you take it back, which destroys it?
    pub may_take_back: bool,
    /// When it was destroyed; since then nobody can read it.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub destroyed_at: Option<Timestamp>,
    /// When its last byte was in.
    #[schema(value_type = String, format = DateTime)]
    pub uploaded_at: Timestamp,
    /// The filing that it came with.
    pub filing_id: Option<Uuid>,
}

/// What the body certifies of a document that is no more.
#[derive(Serialize, ToSchema)]
struct CertificateView {
    /// The text that is signed.
    certificate: String,
    /// The body's signature over it (minisign).
    minisig: String,
    /// The key that signed it, as minisign takes it.
    public_key: String,
    /// When the document was destroyed.
    #[schema(value_type = String, format = DateTime)]
    destroyed_at: Timestamp,
}

/// The documents of a case that one may know of.
#[derive(Serialize, ToSchema)]
struct Documents {
    items: Vec<DocumentView>,
}

/// What is said of a document beside its bytes.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Described {
    /// What its file is called.
    file_name: String,
    /// What it is called; the file's name by default.
    title: Option<String>,
    /// C0 (public), C1 (party-confidential), C2 (business confidential) or C3 (strictly confidential).
    class: Class,
}

impl From<Document> for DocumentView {
    fn from(document: Document) -> Self {
        let row = document.row;
        Self {
            id: row.id,
            title: document.named.then_some(row.title),
            file_name: document.named.then_some(row.file_name),
            media_type: row.media_type,
            size_bytes: row.size_bytes,
            sha256: wire::hex(&row.sha256),
            class: row.class,
            by: document.by,
            exhibit: row.exhibit,
            filed: row.filing_id.is_some(),
            open: document.open && document.destroyed_at.is_none(),
            may_take_back: document.may_take_back,
            destroyed_at: document.destroyed_at,
            uploaded_at: row.uploaded_at,
            filing_id: row.filing_id,
        }
    }
}

/// A document arrives under an id that the client chooses. The same bytes from the same author
/// again change nothing.
#[utoipa::path(
    tag = "documents",
    params(("body" = String, Path), ("case" = Uuid, Path), ("document" = Uuid, Path), Described),
    request_body(content(("application/pdf"))),
    responses((status = 200, body = DocumentView))
)]
#[put("/cases/{case}/documents/{document}")]
async fn upload_document(
    caller: Caller,
    request: HttpRequest,
    db: Data<Db>,
    (store, scanner): (Data<Store>, Data<Scanner>),
    path: Path<(String, Uuid, Uuid)>,
    said: Query<Described>,
    payload: Payload,
) -> Result<Json<DocumentView>> {
    let new = NewDocument::new(
        path.1,
        path.2,
        &said.file_name,
        said.title.as_deref(),
        said.class,
    );
    let key = DocumentKey::generate();
    let mut arriving = store
        .receive_sealed(caller.body, &key)
        .map_err(Error::Broken)?;
    let arrival = arriving.id;
    let largest = db
        .within(&caller, async |tx| super::expect(tx, &new, arrival).await)
        .await?;
    let announced = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|size| size > largest) {
        return Err(Refusal::DocumentTooLarge.into());
    }
    // The bytes come in between two transactions: nothing slow happens while a row is locked.
    let received = match pour(payload, largest, &scanner, &mut arriving).await {
        Ok(received) => received,
        Err(error) => {
            arriving.discard().await;
            return Err(error);
        }
    };
    arriving
        .keep(new.id, &store::sealed(arrival))
        .await
        .map_err(Error::Broken)?;
    let upload = Upload {
        arrival,
        key,
        received,
    };
    db.within(&caller, async |tx| {
        let added = super::add(tx, store.vault(), &new, &upload).await?;
        Ok(Json(added.into()))
    })
    .await
}

/// Takes the bytes in, past the scanner: what is not found clean gets no name and no row.
async fn pour(
    mut payload: Payload,
    largest: u64,
    scanner: &Scanner,
    into: &mut Arriving,
) -> Result<Received> {
    let mut arrival = Arrival::new(largest);
    let mut scan = scanner.begin().await?;
    while let Some(piece) = payload.next().await {
        let piece = piece.map_err(|error| {
            if patience::is_too_slow(&error) {
                return Error::too_slow();
            }
            Error::invalid("body", "The upload broke off before its end.")
        })?;
        arrival.take(&piece)?;
        scan.take(&piece).await?;
        into.write(&piece).await.map_err(Error::Broken)?;
    }
    let received = arrival.finish()?;
    scan.finish().await?;
    Ok(received)
}

/// The documents of a case that one may know of, oldest first.
#[utoipa::path(tag = "documents", params(("body" = String, Path), ("case" = Uuid, Path)), responses((status = 200, body = Documents)))]
#[get("/cases/{case}/documents")]
async fn list_documents(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
) -> Result<Json<Documents>> {
    db.within(&caller, async |tx| {
        let found = super::of_case(tx, path.1).await?;
        Ok(Json(Documents {
            items: found.into_iter().map(Into::into).collect(),
        }))
    })
    .await
}

/// A document.
#[utoipa::path(tag = "documents", params(("body" = String, Path), ("case" = Uuid, Path), ("document" = Uuid, Path)), responses((status = 200, body = DocumentView)))]
#[get("/cases/{case}/documents/{document}")]
async fn show_document(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid, Uuid)>,
) -> Result<Json<DocumentView>> {
    db.within(&caller, async |tx| {
        Ok(Json(super::find(tx, path.1, path.2).await?.into()))
    })
    .await
}

/// The bytes of a document, to be shown in a page of this site.
#[utoipa::path(
    tag = "documents",
    params(("body" = String, Path), ("case" = Uuid, Path), ("document" = Uuid, Path)),
    responses((status = 200, content_type = "application/pdf"))
)]
#[get("/cases/{case}/documents/{document}/content")]
async fn read_document(
    caller: Caller,
    db: Data<Db>,
    store: Data<Store>,
    path: Path<(String, Uuid, Uuid)>,
) -> Result<HttpResponse> {
    let (document, place) = db
        .within(&caller, async |tx| {
            super::open(tx, store.vault(), path.1, path.2).await
        })
        .await?;
    send(
        &store,
        caller.body,
        document.row,
        &place,
        "private, no-store",
    )
    .await
}

/// The bytes of a document on their way, under its name; `kept` says who may keep them, and how long.
pub async fn send(
    store: &Store,
    body: Uuid,
    row: DocumentRow,
    place: &Place,
    kept: &'static str,
) -> Result<HttpResponse> {
    let bytes = store
        .read(body, row.id, &place.name, place.key.as_ref())
        .await
        .map_err(Error::Broken)?;
    let bytes = bytes.map(|piece| {
        piece.map_err(|error| {
            tracing::error!(
                cause = format!("{error:#}"),
                "a document broke off while it was read"
            );
            actix_web::error::ErrorInternalServerError("broken")
        })
    });
    let name = row.file_name.clone().into_bytes();
    let disposition = ContentDisposition {
        disposition: DispositionType::Inline,
        parameters: vec![
            DispositionParam::Filename(names::ascii(&row.file_name)),
            DispositionParam::FilenameExt(ExtendedValue {
                charset: Charset::Ext("UTF-8".to_owned()),
                language_tag: None,
                value: name,
            }),
        ],
    };
    Ok(HttpResponse::Ok()
        .content_type(row.media_type)
        .insert_header(disposition)
        .insert_header(ContentEncoding::Identity)
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((CACHE_CONTROL, kept))
        // Shown in a frame of our own page; what a PDF contains loads nothing. (A sandbox would keep
        // browsers from opening their reader.)
        .insert_header((CONTENT_SECURITY_POLICY, "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"))
        .body(SizedStream::new(u64::try_from(row.size_bytes).unwrap_or_default(), bytes)))
}

/// A side takes back what it has not filed: the key of the document is erased, and nobody can read it any more.
#[utoipa::path(tag = "documents", params(("body" = String, Path), ("case" = Uuid, Path), ("document" = Uuid, Path)), responses((status = 200, body = DocumentView)))]
#[delete("/cases/{case}/documents/{document}")]
async fn take_back_document(
    caller: Caller,
    db: Data<Db>,
    signer: Data<Signer>,
    path: Path<(String, Uuid, Uuid)>,
) -> Result<Json<DocumentView>> {
    db.within(&caller, async |tx| {
        let gone = destruction::take_back(tx, &signer, path.1, path.2).await?;
        Ok(Json(gone.into()))
    })
    .await
}

/// What the body certifies of a document that was destroyed, with its signature.
#[utoipa::path(tag = "documents", params(("body" = String, Path), ("case" = Uuid, Path), ("document" = Uuid, Path)), responses((status = 200, body = CertificateView)))]
#[get("/cases/{case}/documents/{document}/certificate")]
async fn show_certificate(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid, Uuid)>,
) -> Result<Json<CertificateView>> {
    db.within(&caller, async |tx| {
        let found = destruction::certificate(tx, path.1, path.2).await?;
        Ok(Json(CertificateView {
            certificate: found.certificate,
            minisig: found.minisig,
            public_key: found.public_key,
            destroyed_at: found.destroyed_at,
        }))
    })
    .await
}

/// The same on paper (PDF/A-3a, PDF/UA-1), with the text that was signed in it.
#[utoipa::path(
    tag = "documents",
    params(("body" = String, Path), ("case" = Uuid, Path), ("document" = Uuid, Path)),
    responses((status = 200, content_type = "application/pdf"))
)]
#[get("/cases/{case}/documents/{document}/certificate.pdf")]
async fn print_certificate(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid, Uuid)>,
) -> Result<HttpResponse> {
    let print = db
        .within(&caller, async |tx| {
            destruction::certificate_on_paper(tx, path.1, path.2).await
        })
        .await?;
    // Setting takes a while, and no connection waits for it.
    let bytes = printing::print(print).await?;
    let name = format!("certificate-{}.pdf", path.2);
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header(ContentDisposition {
            disposition: DispositionType::Attachment,
            parameters: vec![DispositionParam::Filename(name)],
        })
        .insert_header((CACHE_CONTROL, "private, no-store"))
        .body(bytes.to_vec()))
}

/// A page of a document of class C3, as a picture that bears who sees it, when and in which case. Where
/// the body asks for a second factor it has to have been shown lately. `x-pages` tells how many there are.
#[utoipa::path(
    tag = "documents",
    params(("body" = String, Path), ("case" = Uuid, Path), ("document" = Uuid, Path), ("no" = usize, Path)),
    responses((status = 200, content_type = "image/png"))
)]
#[get("/cases/{case}/documents/{document}/pages/{no}")]
async fn show_page(
    caller: Caller,
    db: Data<Db>,
    store: Data<Store>,
    path: Path<(String, Uuid, Uuid, usize)>,
) -> Result<HttpResponse> {
    let (_, case, id, no) = path.into_inner();
    let showing = db
        .within(&caller, async |tx| {
            showing::page(tx, store.vault(), (case, id), no).await
        })
        .await?;
    let place = showing.place;
    // Its bytes lie in memory only while it is drawn.
    let turn = paging::turn().await?;
    let bytes = store
        .read(caller.body, id, &place.name, place.key.as_ref())
        .await
        .map_err(Error::Broken)?;
    let pieces: Vec<_> = bytes.try_collect().await.map_err(Error::Broken)?;
    let picture = paging::page(turn, pieces.concat(), no, showing.marks).await?;
    Ok(HttpResponse::Ok()
        .content_type("image/png")
        .insert_header((HeaderName::from_static("x-pages"), picture.pages))
        .insert_header(ContentEncoding::Identity)
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(picture.png))
}

/// Routes within a body.
pub fn mount(config: &mut ServiceConfig) {
    config
        .service(upload_document)
        .service(list_documents)
        .service(show_document)
        .service(read_document)
        .service(show_page)
        .service(take_back_document)
        .service(show_certificate)
        .service(print_certificate)
        .configure(secrecy::mount);
}
