//! The HTTP face of delegations.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, get, post, put};
use domain::delegation::Term;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{Candidate, Delegation, Entry, Letter, Summary};
use crate::caller::Caller;
use crate::db::Db;
use crate::error::Result;
use crate::read::{Json, Path};
use crate::wire::{DelegationAct, DelegationStanding, Role, Spelled};

/// A letter of credence. The paper stays with the registry.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CredenceLetter {
    /// Who signed it.
    signed_by: String,
    /// In what office, as Minister for Foreign Affairs.
    signed_as: String,
    /// When.
    #[schema(value_type = String, format = Date)]
    signed_on: Date,
    /// Its reference.
    reference: String,
    /// SHA-256 of the letter as it was scanned, in hexadecimal.
    #[serde(default)]
    digest: Option<String>,
}

/// Someone whom a state puts forward for its delegation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewMember {
    /// `agent`, `deputy_agent`, `counsel` or `adviser`.
    role: Role,
    /// Their name.
    name: String,
    /// Their address. Whoever has no account of this address is sent an invitation when they are accepted.
    email: String,
    /// The first day of the role, at the seat of the body.
    #[schema(value_type = String, format = Date)]
    first_day: Date,
    /// The last one; without it, until the role is ended.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    last_day: Option<Date>,
    /// The letter of credence.
    letter: CredenceLetter,
}

/// Why someone is not accepted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WhyNotAccepted {
    /// The state is told.
    reason: String,
}

/// A membership of a delegation.
#[derive(Serialize, ToSchema)]
struct DelegateView {
    /// The id of the accreditation; none, where an administrator gave the role without a letter.
    accreditation: Option<Uuid>,
    /// Whose it is, once it was accepted.
    person: Option<Uuid>,
    /// Their name.
    name: String,
    /// Their address.
    email: String,
    /// As what.
    role: Role,
    /// How it stands.
    standing: DelegationStanding,
    /// The first day.
    #[schema(value_type = Option<String>, format = Date)]
    first_day: Option<Date>,
    /// The last day; none, if it is open.
    #[schema(value_type = Option<String>, format = Date)]
    last_day: Option<Date>,
    /// Does it end within two weeks?
    ends_soon: bool,
    /// The letter of credence.
    letter: Option<CredenceLetter>,
    /// Who put it forward.
    put_by: Option<String>,
    /// Why it was refused.
    reason: Option<String>,
    /// What you may do with it.
    can: Vec<DelegationAct>,
}

/// The delegation of a state.
#[derive(Serialize, ToSchema)]
struct DelegationView {
    /// The state's code.
    state: String,
    /// Its name.
    name: String,
    /// Today, at the seat of the body.
    #[schema(value_type = String, format = Date)]
    today: Date,
    /// Its members: those who wait, who are, who are to be, and who were.
    members: Vec<DelegateView>,
    /// In which roles you may put someone forward.
    offers: Vec<Role>,
}

/// A delegation, in the registrar's list.
#[derive(Serialize, ToSchema)]
struct DelegationSummary {
    /// The state's code.
    state: String,
    /// Its name.
    name: String,
    /// How many wait to be accepted.
    waiting: i64,
    /// Does an agent or a deputy speak for it now?
    spoken_for: bool,
}

impl From<Letter> for CredenceLetter {
    fn from(letter: Letter) -> Self {
        Self {
            signed_by: letter.signed_by,
            signed_as: letter.signed_as,
            signed_on: letter.signed_on,
            reference: letter.reference,
            digest: letter.digest,
        }
    }
}

impl From<NewMember> for Candidate {
    fn from(new: NewMember) -> Self {
        let letter = new.letter;
        Self {
            role: new.role,
            name: new.name,
            email: new.email,
            term: Term {
                first: new.first_day,
                last: new.last_day,
            },
            letter: Letter {
                signed_by: letter.signed_by.trim().to_owned(),
                signed_as: letter.signed_as.trim().to_owned(),
                signed_on: letter.signed_on,
                reference: letter.reference.trim().to_owned(),
                digest: letter
                    .digest
                    .map(|digest| digest.trim().to_lowercase())
                    .filter(|digest| !digest.is_empty()),
            },
        }
    }
}

impl From<Entry> for DelegateView {
    fn from(entry: Entry) -> Self {
        Self {
            accreditation: entry.id,
            person: entry.person,
            name: entry.name,
            email: entry.email,
            role: entry.role,
            standing: Spelled(entry.standing),
            first_day: entry.first_day,
            last_day: entry.last_day,
            ends_soon: entry.ends_soon,
            letter: entry.letter.map(Into::into),
            put_by: entry.put_by,
            reason: entry.reason,
            can: entry.can.into_iter().map(Spelled).collect(),
        }
    }
}

impl From<Delegation> for DelegationView {
    fn from(delegation: Delegation) -> Self {
        Self {
            state: delegation.state,
            name: delegation.name,
            today: delegation.today,
            members: delegation.entries.into_iter().map(Into::into).collect(),
            offers: delegation.offers.into_iter().map(Spelled).collect(),
        }
    }
}

impl From<Summary> for DelegationSummary {
    fn from(one: Summary) -> Self {
        Self {
            state: one.state,
            name: one.name,
            waiting: one.waiting,
            spoken_for: one.is_spoken_for,
        }
    }
}

/// The delegations of which anything is known, those with someone who waits to be accepted first.
#[utoipa::path(tag = "people", params(("body" = String, Path)), responses((status = 200, body = Vec<DelegationSummary>)))]
#[get("/delegations")]
async fn list_delegations(caller: Caller, db: Data<Db>) -> Result<Json<Vec<DelegationSummary>>> {
    db.within(&caller, async |tx| {
        let all = super::list(tx).await?;
        Ok(Json(all.into_iter().map(Into::into).collect()))
    })
    .await
}

/// The delegation of a state: who speaks for it, from when to when, on which letter.
#[utoipa::path(tag = "people", params(("body" = String, Path), ("state" = String, Path)), responses((status = 200, body = DelegationView)))]
#[get("/delegations/{state}")]
async fn show_delegation(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, String)>,
) -> Result<Json<DelegationView>> {
    db.within(&caller, async |tx| {
        Ok(Json(super::show(tx, &path.1).await?.into()))
    })
    .await
}

/// Puts someone forward for a delegation, under an id that the client chooses: the state's agent or deputy, or
/// the registrar where nobody speaks for the state yet.
#[utoipa::path(tag = "people", params(("body" = String, Path), ("state" = String, Path), ("accreditation" = Uuid, Path)), responses((status = 200, body = DelegationView)))]
#[put("/delegations/{state}/accreditations/{accreditation}")]
async fn put_forward(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, String, Uuid)>,
    new: Json<NewMember>,
) -> Result<Json<DelegationView>> {
    let candidate = new.into_inner().into();
    db.within(&caller, async |tx| {
        let done = super::put_forward(tx, &path.1, path.2, candidate).await?;
        Ok(Json(done.into()))
    })
    .await
}

/// The registrar accredits someone. They hold the role from its first day, but not before today; whoever was
/// agent or deputy hands over to them the day before.
#[utoipa::path(tag = "people", params(("body" = String, Path), ("state" = String, Path), ("accreditation" = Uuid, Path)), responses((status = 200, body = DelegationView)))]
#[post("/delegations/{state}/accreditations/{accreditation}/accept")]
async fn accept_member(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, String, Uuid)>,
) -> Result<Json<DelegationView>> {
    db.within(&caller, async |tx| {
        Ok(Json(super::accept(tx, &path.1, path.2).await?.into()))
    })
    .await
}

/// The registrar does not accredit someone, and says why.
#[utoipa::path(tag = "people", params(("body" = String, Path), ("state" = String, Path), ("accreditation" = Uuid, Path)), responses((status = 200, body = DelegationView)))]
#[post("/delegations/{state}/accreditations/{accreditation}/refuse")]
async fn refuse_member(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, String, Uuid)>,
    why: Json<WhyNotAccepted>,
) -> Result<Json<DelegationView>> {
    db.within(&caller, async |tx| {
        let done = super::refuse(tx, &path.1, path.2, &why.reason).await?;
        Ok(Json(done.into()))
    })
    .await
}

/// The state takes back someone who has not begun.
#[utoipa::path(tag = "people", params(("body" = String, Path), ("state" = String, Path), ("accreditation" = Uuid, Path)), responses((status = 200, body = DelegationView)))]
#[delete("/delegations/{state}/accreditations/{accreditation}")]
async fn take_back_member(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, String, Uuid)>,
) -> Result<Json<DelegationView>> {
    db.within(&caller, async |tx| {
        Ok(Json(super::take_back(tx, &path.1, path.2).await?.into()))
    })
    .await
}

/// Ends somebody's roles in a delegation at once: the agent's act, or one's own resignation.
#[utoipa::path(tag = "people", params(("body" = String, Path), ("state" = String, Path), ("person" = Uuid, Path)), responses((status = 204)))]
#[delete("/delegations/{state}/members/{person}")]
async fn end_member(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, String, Uuid)>,
) -> Result<HttpResponse> {
    db.within(&caller, async |tx| super::end(tx, &path.1, path.2).await)
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

pub(in crate::people) fn mount(config: &mut ServiceConfig) {
    config
        .service(list_delegations)
        .service(show_delegation)
        .service(put_forward)
        .service(accept_member)
        .service(refuse_member)
        .service(take_back_member)
        .service(end_member);
}
