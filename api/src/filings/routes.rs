//! The HTTP face of filings.

use actix_web::http::header::IF_MATCH;
use actix_web::web::Data;
use actix_web::{HttpRequest, get, post, put};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{Content, Filing};
use crate::caller::Caller;
use crate::cases::CaseView;
use crate::db::Db;
use crate::documents::DocumentView;
use crate::error::{Error, Result};
use crate::read::{Json, Path};
use crate::wire::{FilingKind, Seen, Side, Stage};

/// A filing.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FilingView {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub kind: FilingKind,
    /// Of a written submission: which one.
    pub stage: Option<Stage>,
    /// Whose side filed it.
    pub side: Side,
    /// What it is called.
    pub title: String,
    /// What it says beside its documents.
    pub statement: String,
    /// Of documents that only some may read: what everyone in the case may know of them.
    pub summary: Option<String>,
    /// When it was filed (C-11).
    #[schema(value_type = String, format = DateTime)]
    pub filed_at: Timestamp,
    /// It came after its time.
    pub late: bool,
    /// Its number on the docket.
    pub docket_no: i32,
    /// What it took in.
    pub documents: Vec<DocumentView>,
}

/// The filings of a case.
#[derive(Serialize, ToSchema)]
struct Filings {
    items: Vec<FilingView>,
}

/// What comes with the request for review.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Submission {
    /// Uploaded documents, in their order.
    documents: Vec<Uuid>,
}

/// A panel request or a written submission.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Pleading {
    /// What it says beside its documents.
    statement: String,
    /// Of documents of class C2 or C3: what everyone in the case may know of them, unless a document of
    /// class C0 or C1 goes with them.
    summary: Option<String>,
    /// Uploaded documents, in their order.
    documents: Vec<Uuid>,
}

/// Exhibits that are filed together.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Exhibits {
    /// What they are called.
    title: String,
    /// Of documents of class C2 or C3: what everyone in the case may know of them, unless a document of
    /// class C0 or C1 goes with them.
    summary: Option<String>,
    /// Uploaded documents, in their order; each becomes one exhibit.
    documents: Vec<Uuid>,
}

impl From<Filing> for FilingView {
    fn from(filing: Filing) -> Self {
        let row = filing.row;
        Self {
            id: row.id,
            kind: row.kind,
            stage: row.stage,
            side: row.side,
            title: row.title,
            statement: row.statement,
            summary: row.summary,
            filed_at: row.filed_at,
            late: row.late,
            docket_no: row.docket_no,
            documents: filing.documents.into_iter().map(Into::into).collect(),
        }
    }
}

/// A version seen, if one is named: a filing under an id of its own needs none.
fn seen_if_said(request: &HttpRequest) -> Result<Option<i32>> {
    let Some(said) = request.headers().get(IF_MATCH) else {
        return Ok(None);
    };
    let version = said
        .to_str()
        .ok()
        .and_then(|text| text.trim_matches('"').parse().ok());
    version.map(Some).ok_or_else(|| {
        Error::invalid(
            "if-match",
            "Say in If-Match which version you saw, as a number.",
        )
    })
}

/// The applicant files the request for review (F01, T-01).
#[utoipa::path(tag = "filings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/submit")]
async fn submit(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<Submission>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = super::submit(tx, path.1, seen.0, &said.documents).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// The applicant asks for a panel (F04, T-10).
#[utoipa::path(tag = "filings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/request_panel")]
async fn request_panel(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<Pleading>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let content = Content {
            title: None,
            statement: &said.statement,
            summary: said.summary.as_deref(),
            documents: &said.documents,
        };
        let case = super::request_panel(tx, path.1, seen.0, content).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// A side files its next written submission (F07), under an id that the client chooses. The same
/// filing again changes nothing.
#[utoipa::path(
    tag = "filings",
    params(("body" = String, Path), ("case" = Uuid, Path), ("filing" = Uuid, Path), ("if-match" = Option<i32>, Header)),
    responses((status = 200, body = FilingView))
)]
#[put("/cases/{case}/submissions/{filing}")]
async fn file_submission(
    caller: Caller,
    request: HttpRequest,
    db: Data<Db>,
    path: Path<(String, Uuid, Uuid)>,
    said: Json<Pleading>,
) -> Result<Json<FilingView>> {
    let seen = seen_if_said(&request)?;
    db.within(&caller, async |tx| {
        let content = Content {
            title: None,
            statement: &said.statement,
            summary: said.summary.as_deref(),
            documents: &said.documents,
        };
        Ok(Json(
            super::file_submission(tx, path.1, path.2, seen, content)
                .await?
                .into(),
        ))
    })
    .await
}

/// A side files exhibits (F10), under an id that the client chooses; each document gets the next
/// label of its side, as UKR-1. The same filing again changes nothing.
#[utoipa::path(
    tag = "filings",
    params(("body" = String, Path), ("case" = Uuid, Path), ("filing" = Uuid, Path), ("if-match" = Option<i32>, Header)),
    responses((status = 200, body = FilingView))
)]
#[put("/cases/{case}/exhibits/{filing}")]
async fn file_exhibit(
    caller: Caller,
    request: HttpRequest,
    db: Data<Db>,
    path: Path<(String, Uuid, Uuid)>,
    said: Json<Exhibits>,
) -> Result<Json<FilingView>> {
    let seen = seen_if_said(&request)?;
    db.within(&caller, async |tx| {
        let content = Content {
            title: Some(&said.title),
            statement: "",
            summary: said.summary.as_deref(),
            documents: &said.documents,
        };
        Ok(Json(
            super::file_exhibit(tx, path.1, path.2, seen, content)
                .await?
                .into(),
        ))
    })
    .await
}

/// The filings of a case, oldest first.
#[utoipa::path(tag = "filings", params(("body" = String, Path), ("case" = Uuid, Path)), responses((status = 200, body = Filings)))]
#[get("/cases/{case}/filings")]
async fn list_filings(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
) -> Result<Json<Filings>> {
    db.within(&caller, async |tx| {
        let found = super::of_case(tx, path.1).await?;
        Ok(Json(Filings {
            items: found.into_iter().map(Into::into).collect(),
        }))
    })
    .await
}

/// Routes within a body.
pub fn mount(config: &mut ServiceConfig) {
    config
        .service(submit)
        .service(request_panel)
        .service(file_submission)
        .service(file_exhibit)
        .service(list_filings);
}
