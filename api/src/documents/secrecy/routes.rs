//! The HTTP face of approvals and declarations.

use actix_web::web::Data;
use actix_web::{delete, get, post, put};
use domain::Word as _;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{Confidant, Standing};
use crate::caller::Caller;
use crate::db::Db;
use crate::error::Result;
use crate::read::{Json, Path};
use crate::signing::Signer;
use crate::wire::{Class, DocumentAct, Lacks, Language, Spelled};

/// Someone of a party who is approved to read documents of class C2 and C3.
#[derive(Serialize, ToSchema)]
struct ConfidantView {
    /// Who it is.
    person: Uuid,
    /// Their name.
    name: String,
    /// For which state they read.
    state: String,
    /// The agent who approved them.
    approved_by: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    approved_at: Timestamp,
    /// When they declared secrecy; until then they read nothing.
    #[schema(value_type = Option<String>, format = DateTime)]
    declared_at: Option<Timestamp>,
}

/// Someone who can be approved.
#[derive(Serialize, ToSchema)]
struct Approvable {
    /// Who it is.
    person: Uuid,
    /// Their name.
    name: String,
}

/// A class in which you may not send documents as it stands.
#[derive(Serialize, ToSchema)]
struct ShutClass {
    /// The class.
    class: Class,
    /// What is missing: an agent's `approval`, your own `declaration`, or a `voice`: only who speaks for a side sends it.
    lacks: Lacks,
}

/// What one declares.
#[derive(Serialize, ToSchema)]
struct DeclarationText {
    /// In which language.
    language: Language,
    /// The words.
    text: &'static str,
}

/// Who may read documents of class C2 and C3 in a case.
#[derive(Serialize, ToSchema)]
struct SecrecyView {
    /// Those who are approved.
    confidants: Vec<ConfidantView>,
    /// Those whom you may approve.
    others: Vec<Approvable>,
    /// What you may do.
    can: Vec<DocumentAct>,
    /// In which classes you may send documents.
    classes: Vec<Class>,
    /// In which not, and what is missing for it.
    shut: Vec<ShutClass>,
    /// What one declares, in each language.
    declaration: Vec<DeclarationText>,
}

/// A case in which you are approved and have not declared secrecy.
#[derive(Serialize, ToSchema)]
struct DeclarationOwed {
    /// The case.
    case: Uuid,
    /// Its number, as `2026/3`; none before registration.
    case_number: Option<String>,
    /// The state that asks for the review.
    applicant: String,
    /// The state that invokes the exception.
    respondent: String,
}

/// In which language one has read what one declares.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Declared {
    /// The language.
    language: Language,
}

impl From<Confidant> for ConfidantView {
    fn from(one: Confidant) -> Self {
        Self {
            person: one.person,
            name: one.name,
            state: one.state,
            approved_by: one.approved_by,
            approved_at: one.approved_at,
            declared_at: one.declared_at,
        }
    }
}

impl From<Standing> for SecrecyView {
    fn from(standing: Standing) -> Self {
        let others = standing.others.into_iter();
        let shut = standing.shut.into_iter().map(|(class, lacks)| ShutClass {
            class: Spelled(class),
            lacks: Spelled(lacks),
        });
        let languages = domain::language::Language::ALL.iter();
        Self {
            confidants: standing.confidants.into_iter().map(Into::into).collect(),
            others: others
                .map(|(person, name)| Approvable { person, name })
                .collect(),
            can: standing.can.into_iter().map(Spelled).collect(),
            classes: standing.classes.into_iter().map(Spelled).collect(),
            shut: shut.collect(),
            declaration: languages
                .map(|language| DeclarationText {
                    language: Spelled(*language),
                    text: super::declaration(*language),
                })
                .collect(),
        }
    }
}

/// Who may read documents of class C2 and C3 in a case.
#[utoipa::path(tag = "documents", params(("body" = String, Path), ("case" = Uuid, Path)), responses((status = 200, body = SecrecyView)))]
#[get("/cases/{case}/secrecy")]
async fn show_secrecy(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
) -> Result<Json<SecrecyView>> {
    db.within(&caller, async |tx| {
        Ok(Json(super::standing(tx, path.1).await?.into()))
    })
    .await
}

/// The cases in which you are approved to read documents of class C2 and C3 and have not declared secrecy.
#[utoipa::path(tag = "documents", params(("body" = String, Path)), responses((status = 200, body = Vec<DeclarationOwed>)))]
#[get("/declarations")]
async fn list_owed_declarations(
    caller: Caller,
    db: Data<Db>,
    _path: Path<String>,
) -> Result<Json<Vec<DeclarationOwed>>> {
    db.within(&caller, async |tx| {
        let owed = super::owed(tx).await?.into_iter();
        let shown = owed.map(|case| DeclarationOwed {
            case: case.id,
            case_number: case
                .year
                .zip(case.number)
                .map(|(year, number)| format!("{year}/{number}")),
            applicant: case.applicant,
            respondent: case.respondent,
        });
        Ok(Json(shown.collect()))
    })
    .await
}

/// An agent approves someone of their own side.
#[utoipa::path(tag = "documents", params(("body" = String, Path), ("case" = Uuid, Path), ("person" = Uuid, Path)), responses((status = 200, body = SecrecyView)))]
#[put("/cases/{case}/secrecy/{person}")]
async fn approve_person(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid, Uuid)>,
) -> Result<Json<SecrecyView>> {
    db.within(&caller, async |tx| {
        Ok(Json(super::approve(tx, path.1, path.2).await?.into()))
    })
    .await
}

/// An agent takes an approval of their own side back.
#[utoipa::path(tag = "documents", params(("body" = String, Path), ("case" = Uuid, Path), ("person" = Uuid, Path)), responses((status = 200, body = SecrecyView)))]
#[delete("/cases/{case}/secrecy/{person}")]
async fn end_approval(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid, Uuid)>,
) -> Result<Json<SecrecyView>> {
    db.within(&caller, async |tx| {
        Ok(Json(super::end_approval(tx, path.1, path.2).await?.into()))
    })
    .await
}

/// Someone who is approved declares secrecy.
#[utoipa::path(tag = "documents", params(("body" = String, Path), ("case" = Uuid, Path)), request_body = Declared, responses((status = 200, body = SecrecyView)))]
#[post("/cases/{case}/secrecy/declaration")]
async fn declare_secrecy(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    said: Json<Declared>,
) -> Result<Json<SecrecyView>> {
    db.within(&caller, async |tx| {
        Ok(Json(
            super::declare(tx, path.1, said.language.0).await?.into(),
        ))
    })
    .await
}

/// The registrar destroys what was filed in class C2 and C3, from the day on that is known since the end of the case
/// (DL-131), and not while the panel is asked for a revision or an interpretation; each document gets a certificate.
#[utoipa::path(tag = "documents", params(("body" = String, Path), ("case" = Uuid, Path)), responses((status = 200, body = SecrecyView)))]
#[post("/cases/{case}/secrecy/destruction")]
async fn destroy_protected(
    caller: Caller,
    db: Data<Db>,
    signer: Data<Signer>,
    path: Path<(String, Uuid)>,
) -> Result<Json<SecrecyView>> {
    db.within(&caller, async |tx| {
        Ok(Json(super::destroy(tx, &signer, path.1).await?.into()))
    })
    .await
}

/// Routes within a body.
pub(in crate::documents) fn mount(config: &mut ServiceConfig) {
    config
        .service(show_secrecy)
        .service(list_owed_declarations)
        .service(approve_person)
        .service(end_approval)
        .service(declare_secrecy)
        .service(destroy_protected);
}
