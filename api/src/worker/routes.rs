//! The clock of a simulation, over HTTP.

use actix_web::post;
use actix_web::web::Data;
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::bodies::BodyView;
use crate::caller::Caller;
use crate::db::Db;
use crate::error::Result;
use crate::read::Json;
use crate::signing::Signer;

/// To when.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ClockTurn {
    /// The new procedural time; never earlier than the present one.
    #[schema(value_type = String, format = DateTime)]
    to: Timestamp,
}

/// Turns the clock of a simulation; what runs out on the way happens at its own instant, in order.
#[utoipa::path(tag = "bodies", params(("body" = String, Path)), responses((status = 200, body = BodyView)))]
#[post("/clock")]
async fn turn_clock(
    caller: Caller,
    db: Data<Db>,
    signer: Data<Signer>,
    turn: Json<ClockTurn>,
) -> Result<Json<BodyView>> {
    super::turn_clock(&db, &signer, &caller, turn.to).await?;
    db.within(&caller, async |tx| Ok(Json(BodyView::of(tx).await?)))
        .await
}

/// Routes within a body.
pub fn mount(config: &mut ServiceConfig) {
    config.service(turn_clock);
}
