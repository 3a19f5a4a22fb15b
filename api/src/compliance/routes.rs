//! The HTTP face of compliance.

use actix_web::web::{Bytes, Data};
use actix_web::{get, post};
use domain::case::Act;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{ComplianceFinding, CompliancePaper};
use crate::caller::Caller;
use crate::cases::CaseView;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::read::{Json, Path};
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

/// The applicant confirms that what was found missing has been done (T-45).
#[utoipa::path(tag = "compliance", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/confirm_cure")]
async fn confirm_cure(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<ComplianceAcceptance>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = super::confirm_cure(tx, path.1, seen.0, said.done_on).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// A paper that a party files: each is an act of its own.
macro_rules! paper {
    ($(#[doc = $doc:literal])+ $name:ident, $address:literal, $act:path) => {
        $(#[doc = $doc])+
        #[utoipa::path(tag = "compliance", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = CaseView)))]
        #[post($address)]
        async fn $name(
            caller: Caller,
            db: Data<Db>,
            path: Path<(String, Uuid)>,
            seen: Seen,
            said: Json<CompliancePaper>,
        ) -> Result<Json<CaseView>> {
            db.within(&caller, async |tx| {
                let case = $act(tx, path.1, seen.0, said.into_inner()).await?;
                Ok(Json(CaseView::of(tx, case).await?))
            })
            .await
        }
    };
}

paper! {
    /// The respondent says how it means to carry the ruling out (F17, DL-57).
    file_plan, "/cases/{case}/file_plan", super::file_plan
}
paper! {
    /// The respondent reports how far it is (F17, DL-60).
    report_compliance, "/cases/{case}/report_compliance", super::report
}
paper! {
    /// The respondent says that the ruling is carried out; the applicant may contest it (DL-61).
    claim_compliance, "/cases/{case}/claim_compliance", super::claim
}
paper! {
    /// The applicant contests it; the panel that ruled looks at it (T-41).
    contest_compliance, "/cases/{case}/contest_compliance", super::contest
}

/// What the panel found: each finding is an act of its own.
macro_rules! finding {
    ($(#[doc = $doc:literal])+ $name:ident, $address:literal, $act:ident) => {
        $(#[doc = $doc])+
        #[utoipa::path(tag = "compliance", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = CaseView)))]
        #[post($address)]
        async fn $name(
            caller: Caller,
            db: Data<Db>,
            path: Path<(String, Uuid)>,
            seen: Seen,
            said: Json<ComplianceFinding>,
        ) -> Result<Json<CaseView>> {
            db.within(&caller, async |tx| {
                let finding = said.into_inner();
                let case = super::find(tx, path.1, seen.0, Act::$act, finding).await?;
                Ok(Json(CaseView::of(tx, case).await?))
            })
            .await
        }
    };
}

finding! {
    /// The panel found that the ruling is carried out; the case is closed (T-42).
    find_compliant, "/cases/{case}/find_compliant", FindCompliant
}
finding! {
    /// The panel found that it is carried out in part, and gives a second period (T-43).
    find_partial, "/cases/{case}/find_partial", FindPartial
}
finding! {
    /// The panel found that it is not carried out; that is shown until it is (T-44).
    find_non_compliant, "/cases/{case}/find_non_compliant", FindNonCompliant
}

/// Routes within a body.
pub fn mount(config: &mut ServiceConfig) {
    config
        .service(list_remedies)
        .service(accept_compliance)
        .service(confirm_cure)
        .service(file_plan)
        .service(report_compliance)
        .service(claim_compliance)
        .service(contest_compliance)
        .service(find_compliant)
        .service(find_partial)
        .service(find_non_compliant);
}
