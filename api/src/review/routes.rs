//! The HTTP face of the deliberation.

use std::collections::BTreeMap;

use actix_web::web::Data;
use actix_web::{get, post, put};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{AnswerDraft, DepartureReasons, ReviewView, Revision, VoteCast};
use crate::caller::Caller;
use crate::cases::CaseView;
use crate::db::Db;
use crate::error::Result;
use crate::read::{Json, Path};
use crate::wire::{ReviewStep, Seen};

/// The answers of a sheet, by row.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ScoreSheet {
    #[schema(value_type = BTreeMap<String, AnswerDraft>)]
    answers: BTreeMap<String, AnswerDraft>,
}

/// Why the panel goes on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ArguendoReasons {
    reasons: String,
}

type InStep = Path<(String, Uuid, Uuid, ReviewStep)>;

/// The deliberation, as a member may know it.
#[utoipa::path(tag = "review", params(("body" = String, Path), ("case" = Uuid, Path)), responses((status = 200, body = ReviewView)))]
#[get("/cases/{case}/review")]
async fn show_review(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
) -> Result<Json<ReviewView>> {
    db.within(&caller, async |tx| Ok(Json(super::show(tx, path.1).await?)))
        .await
}

/// The presiding member opens the deliberation (T-25).
#[utoipa::path(tag = "review", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/open_deliberation")]
async fn open_deliberation(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = super::open_deliberation(tx, path.1, seen.0).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// Scoring is complete, and the ruling is drafted (T-29).
#[utoipa::path(tag = "review", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/scoring_complete")]
async fn scoring_complete(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = super::scoring_complete(tx, path.1, seen.0).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// Keeps one's own unfinished sheet.
#[utoipa::path(tag = "review", params(("body" = String, Path), ("case" = Uuid, Path), ("claim" = Uuid, Path), ("step" = ReviewStep, Path)), responses((status = 200, body = ReviewView)))]
#[put("/cases/{case}/review/{claim}/{step}/draft")]
async fn save_draft(
    caller: Caller,
    db: Data<Db>,
    path: InStep,
    said: Json<ScoreSheet>,
) -> Result<Json<ReviewView>> {
    db.within(&caller, async |tx| {
        super::save_draft(tx, path.1, path.2, path.3.0, said.into_inner().answers).await?;
        Ok(Json(super::show(tx, path.1).await?))
    })
    .await
}

/// Hands in one's sheet, once.
#[utoipa::path(tag = "review", params(("body" = String, Path), ("case" = Uuid, Path), ("claim" = Uuid, Path), ("step" = ReviewStep, Path)), responses((status = 200, body = ReviewView)))]
#[post("/cases/{case}/review/{claim}/{step}/score")]
async fn score(
    caller: Caller,
    db: Data<Db>,
    path: InStep,
    said: Json<ScoreSheet>,
) -> Result<Json<ReviewView>> {
    db.within(&caller, async |tx| {
        super::score(tx, path.1, path.2, path.3.0, said.into_inner().answers).await?;
        Ok(Json(super::show(tx, path.1).await?))
    })
    .await
}

/// Changes an answer after the reveal; the version before it stays.
#[utoipa::path(tag = "review", params(("body" = String, Path), ("case" = Uuid, Path), ("claim" = Uuid, Path), ("step" = ReviewStep, Path), ("if-match" = i32, Header)), responses((status = 200, body = ReviewView)))]
#[post("/cases/{case}/review/{claim}/{step}/revise")]
async fn revise(
    caller: Caller,
    db: Data<Db>,
    path: InStep,
    seen: Seen,
    said: Json<Revision>,
) -> Result<Json<ReviewView>> {
    db.within(&caller, async |tx| {
        let at = (path.2, path.3.0);
        super::revise(tx, path.1, at, seen.0, said.into_inner()).await?;
        Ok(Json(super::show(tx, path.1).await?))
    })
    .await
}

/// Votes on a motion of a step.
#[utoipa::path(tag = "review", params(("body" = String, Path), ("case" = Uuid, Path), ("claim" = Uuid, Path), ("step" = ReviewStep, Path), ("if-match" = i32, Header)), responses((status = 200, body = ReviewView)))]
#[post("/cases/{case}/review/{claim}/{step}/vote")]
async fn vote_step(
    caller: Caller,
    db: Data<Db>,
    path: InStep,
    seen: Seen,
    said: Json<VoteCast>,
) -> Result<Json<ReviewView>> {
    db.within(&caller, async |tx| {
        let at = (path.2, path.3.0);
        super::vote_step(tx, path.1, at, seen.0, said.into_inner()).await?;
        Ok(Json(super::show(tx, path.1).await?))
    })
    .await
}

/// The presiding member records that the panel goes on after this failed step.
#[utoipa::path(tag = "review", params(("body" = String, Path), ("case" = Uuid, Path), ("claim" = Uuid, Path), ("step" = ReviewStep, Path)), responses((status = 200, body = ReviewView)))]
#[post("/cases/{case}/review/{claim}/{step}/arguendo")]
async fn go_on_arguendo(
    caller: Caller,
    db: Data<Db>,
    path: InStep,
    said: Json<ArguendoReasons>,
) -> Result<Json<ReviewView>> {
    db.within(&caller, async |tx| {
        super::go_on_arguendo(tx, path.1, path.2, path.3.0, &said.reasons).await?;
        Ok(Json(super::show(tx, path.1).await?))
    })
    .await
}

/// Adds the reasons for departing from what the scores indicate.
#[utoipa::path(tag = "review", params(("body" = String, Path), ("case" = Uuid, Path), ("claim" = Uuid, Path), ("step" = ReviewStep, Path)), responses((status = 200, body = ReviewView)))]
#[put("/cases/{case}/review/{claim}/{step}/departure")]
async fn give_departure_reasons(
    caller: Caller,
    db: Data<Db>,
    path: InStep,
    said: Json<DepartureReasons>,
) -> Result<Json<ReviewView>> {
    db.within(&caller, async |tx| {
        super::give_departure_reasons(tx, path.1, path.2, path.3.0, &said).await?;
        Ok(Json(super::show(tx, path.1).await?))
    })
    .await
}

/// Routes within a body.
pub fn mount(config: &mut ServiceConfig) {
    config
        .service(show_review)
        .service(open_deliberation)
        .service(scoring_complete)
        .service(save_draft)
        .service(score)
        .service(revise)
        .service(vote_step)
        .service(go_on_arguendo)
        .service(give_departure_reasons);
}
