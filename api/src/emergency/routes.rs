//! The HTTP face of emergency access.

use actix_web::web::Data;
use actix_web::{get, post, put};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{Access, Wish};
use crate::caller::Caller;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::people;
use crate::read::{Json, Path, Query};
use crate::wire::{Class, EmergencyAct, EmergencyState, Spelled, wall_clock};

const PAGE: i64 = 50;

/// Emergency access that is asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WantedAccess {
    /// The number of the case, as `2026/3`.
    case: String,
    /// Up to which class: `C1`, `C2` or `C3`. What a State has classified and the deliberation stay closed.
    class: Class,
    /// What happened, and what has to be looked at, in 20 to 2,000 characters. The parties read it afterwards.
    reason: String,
    /// For so many hours from the second approval on, 24 at most.
    hours: i64,
}

/// Why it is refused.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RefusedAccess {
    /// In at most 2,000 characters.
    reason: String,
}

/// Someone's emergency access to the documents of a case, or the wish for it.
#[derive(Serialize, ToSchema)]
struct AccessView {
    /// Its id.
    id: Uuid,
    /// The case.
    case: Uuid,
    /// Its number.
    case_number: String,
    /// Its caption.
    caption: String,
    /// Who asked, and is let in.
    asked_by: String,
    /// Is that you?
    mine: bool,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    asked_at: Timestamp,
    /// Up to which class.
    class: Class,
    /// Why.
    reason: String,
    /// For so many hours.
    hours: i32,
    /// Where it stands.
    state: EmergencyState,
    /// Until when it can be approved, as long as it waits; until when it is open, or was.
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
    /// The registrar who approved.
    registry: Option<String>,
    /// The President who approved.
    president: Option<String>,
    /// Who refused it, called it off or ended it before its time.
    ended_by: Option<String>,
    /// Why it was refused.
    refused: Option<String>,
    /// What you may do.
    can: Vec<EmergencyAct>,
}

/// A page of them.
#[derive(Serialize, ToSchema)]
struct Accesses {
    items: Vec<AccessView>,
    /// Send it as `after` for the next page.
    next: Option<Uuid>,
    /// May you ask for one?
    may_ask: bool,
}

#[derive(Deserialize, IntoParams)]
struct AccessPage {
    /// Where the page before this one ended.
    after: Option<Uuid>,
}

async fn shown(
    tx: &mut Tx<'_>,
    all: Vec<(Access, Vec<domain::emergency::Act>)>,
) -> Result<Vec<AccessView>> {
    let mut ids: Vec<_> = all
        .iter()
        .flat_map(|(one, _)| {
            let row = &one.row;
            let others = [row.registry_by, row.president_by, row.ended_by];
            others.into_iter().flatten().chain([row.asked_by])
        })
        .collect();
    ids.sort();
    ids.dedup();
    let known = people::by_ids(tx, &ids).await?;
    let name = |id: Uuid| {
        let found = known.iter().find(|account| account.id == id);
        found.map_or_else(String::new, |account| account.name.clone())
    };
    let (now, me) = (wall_clock(), tx.person());
    Ok(all
        .into_iter()
        .map(|(one, can)| {
            let state = one.state(now);
            let waits = state == domain::emergency::State::Waiting;
            let ends = [one.row.ends_at, one.row.ended_at]
                .into_iter()
                .flatten()
                .min();
            let until = if waits { Some(one.waits_until()) } else { ends };
            let (label, row) = (one.case.label(), one.row);
            AccessView {
                id: row.id,
                case: row.case_id,
                case_number: label,
                caption: one.case.caption,
                asked_by: name(row.asked_by),
                mine: row.asked_by == me,
                asked_at: row.asked_at,
                class: row.class,
                reason: row.reason,
                hours: row.hours,
                state: Spelled(state),
                until,
                registry: row.registry_by.map(name),
                president: row.president_by.map(name),
                ended_by: row.ended_by.map(name),
                refused: row.refused,
                can: can.into_iter().map(Spelled).collect(),
            }
        })
        .collect())
}

async fn one(
    tx: &mut Tx<'_>,
    access: (Access, Vec<domain::emergency::Act>),
) -> Result<Json<AccessView>> {
    let shown = shown(tx, vec![access]).await?.pop();
    let shown = shown.ok_or(crate::error::Error::NotFound("request"))?;
    Ok(Json(shown))
}

/// Emergency accesses of the body, and what waits for an approval, the newest first.
#[utoipa::path(tag = "emergency", params(("body" = String, Path), AccessPage), responses((status = 200, body = Accesses)))]
#[get("/emergency")]
async fn list_emergencies(
    caller: Caller,
    db: Data<Db>,
    page: Query<AccessPage>,
) -> Result<Json<Accesses>> {
    db.within(&caller, async |tx| {
        let all = super::list(tx, page.after, PAGE + 1).await?;
        let may_ask = super::may_ask(tx);
        let mut items = shown(tx, all).await?;
        let more = items.len() as i64 > PAGE;
        items.truncate(PAGE as usize);
        let next = items.last().filter(|_| more).map(|last| last.id);
        Ok(Json(Accesses {
            items,
            next,
            may_ask,
        }))
    })
    .await
}

/// The administrator asks to be let in to the documents of a case. The registrar and the President decide.
#[utoipa::path(tag = "emergency", params(("body" = String, Path), ("emergency" = Uuid, Path)), request_body = WantedAccess, responses((status = 200, body = AccessView)))]
#[put("/emergency/{emergency}")]
async fn ask_for_access(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    wanted: Json<WantedAccess>,
) -> Result<Json<AccessView>> {
    let WantedAccess {
        case,
        class,
        reason,
        hours,
    } = wanted.into_inner();
    db.within(&caller, async |tx| {
        let wish = Wish {
            case,
            class,
            reason,
            hours,
        };
        let access = super::ask(tx, path.1, wish).await?;
        one(tx, access).await
    })
    .await
}

/// The registrar or the President approves it; the second approval opens it.
#[utoipa::path(tag = "emergency", params(("body" = String, Path), ("emergency" = Uuid, Path)), responses((status = 200, body = AccessView)))]
#[post("/emergency/{emergency}/approve")]
async fn approve_access(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
) -> Result<Json<AccessView>> {
    db.within(&caller, async |tx| {
        let access = super::approve(tx, path.1).await?;
        one(tx, access).await
    })
    .await
}

/// The registrar or the President refuses it.
#[utoipa::path(tag = "emergency", params(("body" = String, Path), ("emergency" = Uuid, Path)), request_body = RefusedAccess, responses((status = 200, body = AccessView)))]
#[post("/emergency/{emergency}/refuse")]
async fn refuse_access(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    refused: Json<RefusedAccess>,
) -> Result<Json<AccessView>> {
    db.within(&caller, async |tx| {
        let access = super::refuse(tx, path.1, &refused.reason).await?;
        one(tx, access).await
    })
    .await
}

/// It ends before its time, or is called off.
#[utoipa::path(tag = "emergency", params(("body" = String, Path), ("emergency" = Uuid, Path)), responses((status = 200, body = AccessView)))]
#[post("/emergency/{emergency}/end")]
async fn end_access(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
) -> Result<Json<AccessView>> {
    db.within(&caller, async |tx| {
        let access = super::end(tx, path.1).await?;
        one(tx, access).await
    })
    .await
}

/// Routes within a body.
pub fn mount(config: &mut ServiceConfig) {
    config
        .service(list_emergencies)
        .service(ask_for_access)
        .service(approve_access)
        .service(refuse_access)
        .service(end_access);
}
