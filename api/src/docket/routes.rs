//! The HTTP face of the docket.

use actix_web::get;
use actix_web::web::Data;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::DocketEntry;
use crate::caller::Caller;
use crate::db::Db;
use crate::error::Result;
use crate::read::{Json, Path, Query};
use crate::wire::{CaseAct, CaseState};

/// An entry of a docket.
#[derive(Serialize, ToSchema)]
struct DocketEntryView {
    no: i32,
    act: CaseAct,
    title: String,
    #[schema(value_type = Object)]
    detail: Value,
    by: String,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// The day on which service of it is deemed made.
    #[schema(value_type = String, format = Date)]
    served_on: jiff::civil::Date,
    state_after: CaseState,
    filing_id: Option<Uuid>,
}

/// A page of a docket.
#[derive(Serialize, ToSchema)]
struct Docket {
    items: Vec<DocketEntryView>,
    /// Send it as `after` for the next page.
    next: Option<i32>,
}

#[derive(Deserialize, IntoParams)]
struct Page {
    /// The number of the last entry on the page before.
    after: Option<i32>,
}

const PAGE: usize = 200;

impl From<DocketEntry> for DocketEntryView {
    fn from(entry: DocketEntry) -> Self {
        Self {
            no: entry.no,
            act: entry.act,
            title: entry.title,
            detail: entry.detail,
            by: entry.actor_label,
            at: entry.at,
            served_on: entry.served_on,
            state_after: entry.state_after,
            filing_id: entry.filing_id,
        }
    }
}

/// The docket of a case, oldest first.
#[utoipa::path(tag = "docket", params(("body" = String, Path), ("case" = Uuid, Path), Page), responses((status = 200, body = Docket)))]
#[get("/cases/{case}/docket")]
async fn show_docket(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    page: Query<Page>,
) -> Result<Json<Docket>> {
    db.within(&caller, async |tx| {
        let mut entries =
            super::entries(tx, path.1, page.after.unwrap_or(0), PAGE as i64 + 1).await?;
        let more = entries.len() > PAGE;
        entries.truncate(PAGE);
        let next = entries.last().filter(|_| more).map(|entry| entry.no);
        Ok(Json(Docket {
            items: entries.into_iter().map(Into::into).collect(),
            next,
        }))
    })
    .await
}

/// Routes within a body.
pub fn mount(config: &mut ServiceConfig) {
    config.service(show_docket);
}
