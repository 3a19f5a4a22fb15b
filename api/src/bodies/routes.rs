//! The HTTP face of bodies.

use actix_web::web::Data;
use actix_web::{get, put};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use super::{InventedState, RulesDocument, StateEntry};
use crate::caller::{Caller, Reader};
use crate::db::{BodyEntry, Db, Tx};
use crate::error::Result;
use crate::read::Json;

/// What every page says of the body.
#[derive(Debug, Serialize, ToSchema)]
pub struct BodyView {
    /// Its slug in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Is it a simulation?
    pub simulation: bool,
    /// Its procedural time.
    #[schema(value_type = String, format = DateTime)]
    pub now: Timestamp,
    /// Where the body sits.
    pub venue: super::Venue,
    /// May the administrator choose someone's first password here?
    pub first_passwords: bool,
    /// The version of the rules in force.
    pub rules_version: i32,
    /// The rules in force.
    pub rules: RulesDocument,
}

impl BodyView {
    /// The body of this transaction.
    pub async fn of(tx: &mut Tx<'_>) -> Result<Self> {
        let rules = super::current_rules(tx).await?;
        let world = tx.world().clone();
        Ok(Self {
            slug: world.slug,
            name: world.name,
            simulation: world.simulation,
            now: tx.now(),
            venue: rules.document.venue.clone(),
            first_passwords: rules.document.first_passwords.unwrap_or(world.simulation),
            rules_version: rules.version,
            rules: rules.document,
        })
    }
}

/// The bodies that this installation hosts.
#[utoipa::path(tag = "bodies", responses((status = 200, body = Vec<BodyEntry>)), security(()))]
#[get("/bodies")]
async fn list_bodies(db: Data<Db>) -> Result<Json<Vec<BodyEntry>>> {
    Ok(Json(db.directory().await?))
}

/// One body: its name, its rules, its clock.
#[utoipa::path(tag = "bodies", params(("body" = String, Path)), responses((status = 200, body = BodyView)), security(()))]
#[get("")]
async fn show_body(reader: Reader, db: Data<Db>) -> Result<Json<BodyView>> {
    db.within(&reader.0, async |tx| Ok(Json(BodyView::of(tx).await?)))
        .await
}

/// The states that a party can be.
#[utoipa::path(tag = "bodies", params(("body" = String, Path)), responses((status = 200, body = Vec<StateEntry>)), security(()))]
#[get("/states")]
async fn list_states(reader: Reader, db: Data<Db>) -> Result<Json<Vec<StateEntry>>> {
    db.within(&reader.0, async |tx| Ok(Json(super::states(tx).await?)))
        .await
}

/// Makes, in a simulation, a state that does not exist.
#[utoipa::path(tag = "bodies", params(("body" = String, Path)), responses((status = 200, body = InventedState)))]
#[put("/states")]
async fn invent_state(
    caller: Caller,
    db: Data<Db>,
    state: Json<InventedState>,
) -> Result<Json<InventedState>> {
    db.within(&caller, async |tx| {
        Ok(Json(super::invent_state(tx, state.into_inner()).await?))
    })
    .await
}

/// Routes of the installation.
pub fn mount_directory(config: &mut ServiceConfig) {
    config.service(list_bodies);
}

/// Routes within a body.
pub fn mount(config: &mut ServiceConfig) {
    config
        .service(show_body)
        .service(list_states)
        .service(invent_state);
}
