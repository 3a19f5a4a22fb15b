//! The HTTP face of compliance.

use actix_web::web::{Bytes, Data, Json, Path};
use actix_web::{get, post};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::caller::Caller;
use crate::cases::CaseView;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::rulings::RemedyRow;
use crate::wire::{RemedyStatus, Seen};

/// A remedy, and where it stands.
#[derive(Serialize, ToSchema)]
pub struct RemedyView {
    /// Its number in the case.
    pub no: i32,
    /// The claim.
    pub claim_id: Uuid,
    /// What is to be done.
    pub text: String,
    /// 1, 2 or 3.
    pub weight: i32,
    /// The last day on which it is on time (DL-59).
    #[schema(value_type = String, format = Date)]
    pub due_on: Date,
    /// The share that is done, from 0 to 1.
    pub completion: f64,
    /// When it was done in full.
    #[schema(value_type = Option<String>, format = Date)]
    pub done_on: Option<Date>,
    /// Where it stands today.
    pub status: RemedyStatus,
    /// Days late, to completion or today.
    pub days_late: i32,
}

impl RemedyView {
    fn of(row: RemedyRow, today: Date) -> Self {
        Self {
            status: row.status_on(today),
            days_late: row
                .standing()
                .map_or(0, |remedy| remedy.days_late_on(today)),
            no: row.no,
            claim_id: row.claim_id,
            text: row.text,
            weight: row.weight,
            due_on: row.due_on,
            completion: row.completion,
            done_on: row.done_on,
        }
    }
}

/// What the applicant says of compliance.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
struct ComplianceAcceptance {
    /// The day on which everything was done; today, if it is not named.
    #[schema(value_type = Option<String>, format = Date)]
    done_on: Option<Date>,
}

/// The remedies of a case, and where each stands.
#[utoipa::path(tag = "compliance", params(("body" = String, Path), ("case" = Uuid, Path)), responses((status = 200, body = Vec<RemedyView>)))]
#[get("/cases/{case}/remedies")]
async fn list_remedies(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
) -> Result<Json<Vec<RemedyView>>> {
    db.within(&caller, async |tx| {
        let (case, remedies) = super::remedies(tx, path.1).await?;
        let today = case.rules.calendar.date_of(tx.now());
        Ok(Json(
            remedies
                .into_iter()
                .map(|row| RemedyView::of(row, today))
                .collect(),
        ))
    })
    .await
}

/// The applicant accepts that the ruling is complied with (T-40).
#[utoipa::path(tag = "compliance", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), request_body = ComplianceAcceptance, responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/accept_compliance")]
async fn accept_compliance(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Bytes,
) -> Result<Json<CaseView>> {
    // Nothing need be said.
    let said = if said.is_empty() {
        Ok(ComplianceAcceptance::default())
    } else {
        serde_json::from_slice(&said)
    };
    let done_on = said
        .map_err(|_| Error::invalid("done_on", "Name a day, as 2026-09-01, or send nothing."))?
        .done_on;
    db.within(&caller, async |tx| {
        let case = super::accept_compliance(tx, path.1, seen.0, done_on).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// Routes within a body.
pub fn mount(config: &mut ServiceConfig) {
    config.service(list_remedies).service(accept_compliance);
}
