//! The HTTP face of cases.

use actix_web::web::Data;
use actix_web::{HttpRequest, get, post, put};
use domain::case::State;
use domain::deadline::Owed;
use domain::people::Side as SideWord;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{Case, CaseDraft, CaseRow, Defect};
use crate::bodies;
use crate::caller::{Caller, Reader};
use crate::db::{Db, Tx};
use crate::deadlines::{self, Deadline, DeadlineView};
use crate::error::{Error, Result};
use crate::law::ClauseText;
use crate::read::{Json, Path, Query};
use crate::wire::{CaseAct, CaseState, LegalEffect, Profile, Seen, Side, Spelled};

/// A state in a caption.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PartyView {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Does the ruling bind it?
    pub legal_effect: LegalEffect,
}

/// A claim.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ClaimView {
    /// Its id; none before registration.
    pub id: Option<Uuid>,
    /// Its number in the case.
    pub no: i32,
    /// The component of the measure.
    pub component: String,
    /// The obligation.
    pub obligation: String,
}

/// A case, as the person who asks may see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CaseView {
    /// Its id.
    pub id: Uuid,
    /// What `If-Match` names.
    pub version: i32,
    /// Its number, as `2026/3`; none before registration.
    pub number: Option<String>,
    /// "Ukraine v. Russian Federation".
    pub caption: String,
    /// Where it stands.
    pub state: CaseState,
    /// The state that asks for the review.
    pub applicant: PartyView,
    /// The state that invokes the exception.
    pub respondent: PartyView,
    /// The side of the person who asks.
    pub my_side: Option<Side>,
    /// Does the person who asks sit in this case?
    pub i_sit: bool,
    /// Does the person who asks preside?
    pub i_preside: bool,
    /// The request as it stands: measure, clause, facts.
    pub request: CaseDraft,
    /// The clause that is invoked.
    pub clause: Option<ClauseText>,
    /// The claims.
    pub claims: Vec<ClaimView>,
    /// The standard of review that the registry proposed.
    pub profile_proposed: Option<Profile>,
    /// The standard of review that the panel fixed.
    pub profile: Option<Profile>,
    /// Seats of the panel.
    pub panel_size: Option<i32>,
    /// Why that size and those disciplines.
    pub composition_note: Option<String>,
    /// Defects that the registrar named.
    #[schema(value_type = Vec<Defect>)]
    pub defects: Value,
    /// What each claim came to, from issue on (see the schema of a ruling's results).
    #[schema(value_type = Option<Vec<Object>>)]
    pub results: Option<Value>,
    /// What the sides have said where both are asked.
    pub applicant_said: Vec<String>,
    /// What the sides have said where both are asked.
    pub respondent_said: Vec<String>,
    /// When it was filed.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub filed_at: Option<Timestamp>,
    /// When it came on the register.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub registered_at: Option<Timestamp>,
    /// When the ruling was issued.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub issued_at: Option<Timestamp>,
    /// When the ruling was published.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub published_at: Option<Timestamp>,
    /// Has the panel before it again what a published ruling decided (T-55)? That one stands until then.
    pub in_revision: bool,
    /// Has a draft of the ruling gone to the parties (T-30)?
    pub draft_sent: bool,
    /// What is owed, and what was; deliberation is shown to members only.
    pub deadlines: Vec<DeadlineView>,
    /// The acts that are open to the person who asks.
    pub can: Vec<CaseAct>,
    /// Does the person who asks read what the parties said in confidence (C1)? Everyone else has of the request its
    /// public part, and of the filings those of class C0, or those that an emergency access opens.
    pub reads_record: bool,
    /// May the person who asks see who could read the case, and who did?
    pub can_view_access: bool,
    /// Does the person who asks read the case by emergency access?
    pub let_in: bool,
}

impl CaseView {
    /// The case, for the person of this transaction.
    pub async fn of(tx: &mut Tx<'_>, case: Case) -> Result<Self> {
        let states = bodies::states(tx).await?;
        let party = |code: &str, legal_effect| PartyView {
            name: states
                .iter()
                .find(|state| state.code == code)
                .map_or_else(|| code.to_owned(), |state| state.name.clone()),
            code: code.to_owned(),
            legal_effect,
        };
        let request = case.request()?;
        let mut claims: Vec<_> = super::claims(tx, case.id())
            .await?
            .into_iter()
            .map(ClaimView::from)
            .collect();
        if claims.is_empty() {
            claims = request
                .claims
                .iter()
                .zip(1..)
                .map(|(claim, no)| ClaimView {
                    id: None,
                    no,
                    component: claim.component.clone(),
                    obligation: claim.obligation.clone(),
                })
                .collect();
        }
        let can = case.can(tx).into_iter().map(Spelled).collect();
        let state = Spelled(case.shown_state(tx));
        let (mut request, mut defects) = (request, case.row.defects.clone());
        let reads_record = tx.may("case.view_record", &case);
        if !reads_record {
            // Who only is asked to sit, or composes the panel, gets what is public of the request (C0).
            request.facts.clear();
            request.remedy_sought.clear();
            defects = Value::Array(vec![]);
        }
        let draft_sent = case.progress.draft_rounds > 0 && tx.may("case.view_draft", &case);
        let me = tx.person();
        let sits = case.progress.sitting.contains(&me);
        let results = case
            .row
            .results
            .clone()
            .filter(|_| tx.may("case.view_results", &case));
        // That something of the deliberation is owed is the members' own business, and who of them
        // has handed in or voted is each one's own; what was missed and escalates is the President's, too.
        // That there is something to be destroyed tells that there is something that not everyone may know of.
        let destroys = tx.may("document.destroy", &case);
        let told = |one: &&Deadline| {
            (one.person.is_none() && (destroys || one.act != "document.destroy"))
                || one.person == Some(me)
                || (sits && one.owed_by != Spelled(Owed::EachMember))
                || deadlines::came_before(tx, one).is_some()
        };
        let told = case.deadlines.iter().filter(told).cloned().collect();
        let deadlines = deadlines::shown(tx, told).await?;
        Ok(Self {
            number: case
                .row
                .year
                .zip(case.row.number)
                .map(|(year, number)| format!("{year}/{number}")),
            applicant: party(&case.row.applicant, case.row.effect_on_applicant),
            respondent: party(&case.row.respondent, case.row.effect_on_respondent),
            my_side: case.side(&tx.who().state).map(Spelled),
            i_sit: sits,
            in_revision: case.progress.any_public && !case.progress.ruling_public,
            i_preside: case.progress.presiding == Some(me),
            clause: crate::law::clause_text(&case.row.clause_id).cloned(),
            request,
            claims,
            results,
            deadlines,
            can,
            reads_record,
            can_view_access: tx.may("case.view_access", &case),
            let_in: case.progress.let_in.contains(&me),
            id: case.row.id,
            version: case.row.version,
            caption: case.row.caption,
            state,
            profile_proposed: case.row.profile_proposed,
            profile: case.row.profile,
            panel_size: case.row.panel_size,
            composition_note: case.row.composition_note,
            defects,
            draft_sent,
            applicant_said: case.row.applicant_said,
            respondent_said: case.row.respondent_said,
            filed_at: case.row.filed_at,
            registered_at: case.row.registered_at,
            issued_at: case.row.issued_at,
            published_at: case.row.published_at,
        })
    }
}

impl From<super::Claim> for ClaimView {
    fn from(claim: super::Claim) -> Self {
        Self {
            id: Some(claim.id),
            no: claim.no,
            component: claim.component,
            obligation: claim.obligation,
        }
    }
}

/// A line of the docket list.
#[derive(Serialize, ToSchema)]
struct CaseLine {
    id: Uuid,
    number: Option<String>,
    caption: String,
    state: CaseState,
    applicant: String,
    respondent: String,
    measure: String,
    clause_id: String,
    my_side: Option<Side>,
    #[schema(value_type = Option<Vec<Object>>)]
    results: Option<Value>,
    #[schema(value_type = Option<String>, format = DateTime)]
    filed_at: Option<Timestamp>,
}

/// A page of the docket list.
#[derive(Serialize, ToSchema)]
struct Cases {
    items: Vec<CaseLine>,
    /// Send it as `after` for the next page.
    next: Option<Uuid>,
}

#[derive(Deserialize, IntoParams)]
struct Page {
    /// Only cases in this state.
    state: Option<String>,
    /// Where the page before this one ended.
    after: Option<Uuid>,
}

/// Defects that the registrar names.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Defects {
    defects: Vec<Defect>,
}

/// What the registrar adds at registration.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Registration {
    /// Another standard of review than the clause's wording suggests.
    #[serde(default)]
    profile: Option<Profile>,
}

/// Why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Reasons {
    reasons: String,
}

/// The procedural order.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProceduralOrder {
    /// The standard of review that the panel fixes.
    profile: Profile,
    /// `held` or `waived`.
    conference: String,
}

const PAGE: usize = 50;

fn line(row: CaseRow, my_state: &str, state: State) -> CaseLine {
    let my_side = if my_state == row.applicant {
        Some(Spelled(SideWord::Applicant))
    } else if my_state == row.respondent {
        Some(Spelled(SideWord::Respondent))
    } else {
        None
    };
    let measure = row.request["measure"]["title"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    CaseLine {
        id: row.id,
        number: row
            .year
            .zip(row.number)
            .map(|(year, number)| format!("{year}/{number}")),
        caption: row.caption,
        state: Spelled(state),
        applicant: row.applicant,
        respondent: row.respondent,
        measure,
        clause_id: row.clause_id,
        my_side,
        results: row.results,
        filed_at: row.filed_at,
    }
}

/// The cases that one may see, newest first.
#[utoipa::path(tag = "cases", params(("body" = String, Path), Page), responses((status = 200, body = Cases)))]
#[get("/cases")]
async fn list_cases(caller: Caller, db: Data<Db>, page: Query<Page>) -> Result<Json<Cases>> {
    let state = match page.state.as_deref() {
        None => None,
        Some(text) => Some(
            domain::Word::parse(text)
                .ok_or_else(|| Error::invalid("state", "There is no such state of a case."))?,
        ),
    };
    db.within(&caller, async |tx| {
        tx.record_list("case.list").await?;
        let mut rows = super::list(tx, state, page.after, PAGE as i64 + 1).await?;
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        let next = rows.last().filter(|_| more).map(|(row, _)| row.id);
        let my_state = tx.who().state.clone();
        let items = rows
            .into_iter()
            .map(|(row, state)| line(row, &my_state, state));
        Ok(Json(Cases {
            items: items.collect(),
            next,
        }))
    })
    .await
}

/// A case.
#[utoipa::path(tag = "cases", params(("body" = String, Path), ("case" = Uuid, Path)), responses((status = 200, body = CaseView)))]
#[get("/cases/{case}")]
async fn show_case(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = super::find(tx, path.1).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// Opens or rewrites a request for review, under an id that the client chooses.
#[utoipa::path(
    tag = "cases",
    params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = Option<i32>, Header, description = "The version that you saw, to change it.")),
    responses((status = 200, body = CaseView))
)]
#[put("/cases/{case}")]
async fn write_request(
    caller: Caller,
    request: HttpRequest,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    draft: Json<CaseDraft>,
) -> Result<Json<CaseView>> {
    let seen = request
        .headers()
        .get(actix_web::http::header::IF_MATCH)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.trim_matches('"').parse().ok());
    db.within(&caller, async |tx| {
        let case = super::draft(tx, path.1, seen, draft.into_inner()).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// The registrar names the defects of the request (T-02).
#[utoipa::path(tag = "cases", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/find_deficient")]
async fn find_deficient(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<Defects>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = super::find_deficient(tx, path.1, seen.0, said.into_inner().defects).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// The applicant sends the corrected request (T-03).
#[utoipa::path(tag = "cases", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/cure")]
async fn cure(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = super::cure(tx, path.1, seen.0).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// The case comes on the register and is served (T-05).
#[utoipa::path(tag = "cases", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/register")]
async fn register(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<Registration>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = super::register(tx, path.1, seen.0, said.profile).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// The request is manifestly outside the body's competence (T-06).
#[utoipa::path(tag = "cases", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/refuse_registration")]
async fn refuse_registration(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<Reasons>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = super::refuse_registration(tx, path.1, seen.0, &said.reasons).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// The applicant opens consultations (T-07).
#[utoipa::path(tag = "cases", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/open_consultations")]
async fn open_consultations(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = super::open_consultations(tx, path.1, seen.0).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// Consultations are skipped on a regional certificate (T-08).
#[utoipa::path(tag = "cases", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/skip_consultations")]
async fn skip_consultations(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = super::skip_consultations(tx, path.1, seen.0).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// The presiding member makes the procedural order (T-16).
#[utoipa::path(tag = "cases", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/procedural_order")]
async fn procedural_order(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<ProceduralOrder>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case =
            super::procedural_order(tx, path.1, seen.0, said.profile, &said.conference).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// A party agrees that no hearing is held.
#[utoipa::path(tag = "cases", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/agree_no_hearing")]
async fn agree_no_hearing(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = super::agree_no_hearing(tx, path.1, seen.0).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// The record closes without a hearing (T-23).
#[utoipa::path(tag = "cases", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/waive_hearing")]
async fn waive_hearing(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = super::waive_hearing(tx, path.1, seen.0).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// The clauses that may be invoked or read.
#[utoipa::path(tag = "cases", params(("body" = String, Path)), responses((status = 200, body = Vec<ClauseText>)), security(()))]
#[get("/clauses")]
async fn list_clauses(_reader: Reader) -> Json<Vec<ClauseText>> {
    Json(crate::law::clauses().cloned().collect())
}

/// Routes within a body.
pub fn mount(config: &mut ServiceConfig) {
    config
        .service(list_cases)
        .service(show_case)
        .service(write_request)
        .service(find_deficient)
        .service(cure)
        .service(register)
        .service(refuse_registration)
        .service(open_consultations)
        .service(skip_consultations)
        .service(procedural_order)
        .service(agree_no_hearing)
        .service(waive_hearing)
        .service(list_clauses);
}
