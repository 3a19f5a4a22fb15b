//! The HTTP face of linkage reports: the page, the acts, the data as SDMX.

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, get, post, put};
use domain::linkage::Act;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::content::{Content, ReportSection, SeriesLine};
use super::cure::Cure;
use super::{Asked, Change, CorrectionRow, Decided, Edition, Later, Report, UpdateRow, sdmx};
use crate::bodies;
use crate::caller::{Caller, Reader};
use crate::db::{Db, Tx};
use crate::deadlines::DeadlineView;
use crate::error::{Error, Result};
use crate::printing::{self, Print};
use crate::read::{Json, Path, Query};
use crate::wire::{LinkageAct, LinkageState, Seen, Spelled, hex};

/// A report as it reads now.
#[derive(Serialize, ToSchema)]
pub struct ReportView {
    /// Its id.
    pub id: Uuid,
    /// Send it in `If-Match`.
    pub version: i32,
    /// The state's code.
    pub state: String,
    /// The state's name.
    pub state_name: String,
    /// The half-year, as `2026-S1`.
    pub period: String,
    /// Where it stands.
    pub status: LinkageState,
    /// The last day that is counted.
    #[schema(value_type = String, format = Date)]
    pub cut_off: Date,
    /// SHA-256 of what it was drawn up from.
    pub digest: String,
    /// Figures and lines as drawn up.
    pub content: Content,
    /// The series.
    pub series: Vec<SeriesLine>,
    /// The ten sections in words.
    pub sections: Vec<ReportSection>,
    /// The state's reply, word for word.
    pub reply: Option<String>,
    /// When it came.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub reply_at: Option<Timestamp>,
    /// When it was transmitted.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub transmitted_at: Option<Timestamp>,
    /// To whom.
    pub recipients: Vec<RecipientView>,
    /// What is owed, and what was.
    pub deadlines: Vec<DeadlineView>,
    /// The body as SDMX names it: part of the address of the data.
    pub agency: String,
    /// Counts what was sent: 1, then one more with each correction.
    pub edition: i32,
    /// When another edition took the place of this one; none for the one that stands.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub replaced_at: Option<Timestamp>,
    /// Earlier editions, in order.
    pub former: Vec<EditionView>,
    /// Rulings on which it rests and that were withdrawn since.
    pub overturned: Vec<String>,
    /// Factual corrections that the state asked for, in order.
    pub corrections: Vec<CorrectionView>,
    /// Rulings of which recipients were told that they were complied with, in order: the banner.
    pub updates: Vec<UpdateView>,
    /// Rulings that were complied with and of which recipients are still to be told; for those who
    /// may tell them.
    pub to_tell: Vec<CureView>,
    /// The newest report on the state that was sent, if it is on a later half-year and may be read.
    pub superseded_by: Option<Later>,
    /// The acts that are open to the person who asks.
    pub can: Vec<LinkageAct>,
}

/// An edition that was sent and then corrected.
#[derive(Serialize, ToSchema)]
pub struct EditionView {
    /// Which.
    pub no: i32,
    /// When it was transmitted.
    #[schema(value_type = String, format = DateTime)]
    pub transmitted_at: Timestamp,
    /// When the next edition took its place.
    #[schema(value_type = String, format = DateTime)]
    pub corrected_at: Timestamp,
    /// What was wrong.
    pub why: String,
    /// What reads differently in the next edition.
    pub changes: Vec<Change>,
}

impl From<Edition> for EditionView {
    fn from(of: Edition) -> Self {
        Self {
            no: of.row.no,
            transmitted_at: of.row.transmitted_at,
            corrected_at: of.row.corrected_at,
            why: of.row.why,
            changes: of.changes,
        }
    }
}

/// That recipients were told of compliance with a ruling.
#[derive(Serialize, ToSchema)]
pub struct UpdateView {
    /// The ruling.
    pub citation: String,
    /// The day on which all of it was done.
    #[schema(value_type = String, format = Date)]
    pub complied_on: Date,
    /// When they were told.
    #[schema(value_type = String, format = DateTime)]
    pub sent_at: Timestamp,
}

impl From<UpdateRow> for UpdateView {
    fn from(of: UpdateRow) -> Self {
        Self {
            citation: of.citation,
            complied_on: of.complied_on,
            sent_at: of.sent_at,
        }
    }
}

/// A ruling that was complied with and of which recipients are still to be told.
#[derive(Serialize, ToSchema)]
pub struct CureView {
    /// The ruling.
    pub citation: String,
    /// The day on which all of it was done.
    #[schema(value_type = String, format = Date)]
    pub complied_on: Date,
}

impl From<Cure> for CureView {
    fn from(of: Cure) -> Self {
        Self {
            citation: of.citation,
            complied_on: of.complied_on,
        }
    }
}

/// A factual correction that the state asked for, and what became of it.
#[derive(Serialize, ToSchema)]
pub struct CorrectionView {
    /// 1, 2, … within the report.
    pub no: i32,
    /// A figure by its key, or a paragraph by its number.
    pub what: String,
    /// As it read when it was asked about.
    pub before: String,
    /// As the state says that it should read.
    pub should_say: String,
    /// Why, in the state's words.
    pub why: String,
    /// When it was asked for.
    #[schema(value_type = String, format = DateTime)]
    pub asked_at: Timestamp,
    /// Whether it was accepted; none while it is not decided.
    pub accepted: Option<bool>,
    /// As it reads since; none where it is gone or nothing was accepted.
    pub after: Option<String>,
    /// The reasons of the decision.
    pub reasons: Option<String>,
}

impl From<CorrectionRow> for CorrectionView {
    fn from(of: CorrectionRow) -> Self {
        Self {
            no: of.no,
            what: of.what,
            before: of.before,
            should_say: of.should_say,
            why: of.why,
            asked_at: of.asked_at,
            accepted: of.accepted,
            after: of.after,
            reasons: of.reasons,
        }
    }
}

/// Someone to whom a report was transmitted.
#[derive(Serialize, ToSchema)]
pub struct RecipientView {
    /// Who.
    pub id: Uuid,
    /// The name.
    pub name: String,
    /// Whom they receive it for.
    pub institution: String,
    /// When they confirmed receipt.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub acknowledged_at: Option<Timestamp>,
    /// The last day on which they are in time to confirm it.
    #[schema(value_type = Option<String>, format = Date)]
    pub receipt_due_on: Option<Date>,
    /// That time has run, so it may be sent to them again.
    pub receipt_missed: bool,
    /// How often it was sent to them again.
    pub sent_again: usize,
}

impl RecipientView {
    /// Those to whom it was transmitted, as they stand now.
    fn all(report: &Report, now: Timestamp) -> Vec<Self> {
        let all = report.recipients.iter().map(|one| Self {
            id: one.id,
            name: one.name.clone(),
            institution: one.institution.clone(),
            acknowledged_at: one.acknowledged_at,
            receipt_due_on: report.receipt_due(one.id),
            receipt_missed: report.receipt_missed(one.id, now).is_some(),
            sent_again: report.sent_again(one.id),
        });
        all.collect()
    }
}

impl ReportView {
    /// The report, for the person of this transaction.
    fn of(tx: &Tx<'_>, report: Report) -> Self {
        let now = tx.now();
        let sections = report.sections();
        // An earlier edition is for reading.
        let can = match report.replaced_at {
            Some(_) => Vec::new(),
            None => report.can(tx),
        };
        let tells = can.contains(&Act::SendUpdate);
        let recipients = RecipientView::all(&report, now);
        let cured = report.cured.into_iter().filter(|_| tells);
        Self {
            superseded_by: report.superseded_by,
            to_tell: cured.map(CureView::from).collect(),
            can: can.into_iter().map(Spelled).collect(),
            sections,
            agency: report.rules.document.citation_code.clone(),
            edition: report.row.edition,
            replaced_at: report.replaced_at,
            former: report.former.into_iter().map(EditionView::from).collect(),
            overturned: report.overturned,
            corrections: report
                .corrections
                .into_iter()
                .map(CorrectionView::from)
                .collect(),
            updates: report.updates.into_iter().map(UpdateView::from).collect(),
            id: report.row.id,
            version: report.row.version,
            state: report.row.state,
            state_name: report.content.state_name.clone(),
            period: report.row.period,
            status: report.row.status,
            cut_off: report.content.cut_off,
            digest: hex(&report.row.digest),
            series: report.content.series.clone(),
            content: report.content,
            reply: report.row.reply,
            reply_at: report.row.reply_at,
            transmitted_at: report.row.transmitted_at,
            recipients,
            deadlines: report
                .deadlines
                .into_iter()
                .map(|one| DeadlineView::of(tx, one))
                .collect(),
        }
    }
}

/// A line of the list of reports.
#[derive(Serialize, ToSchema)]
struct ReportLine {
    id: Uuid,
    version: i32,
    state: String,
    state_name: String,
    period: String,
    status: LinkageState,
    #[schema(value_type = Option<String>, format = DateTime)]
    transmitted_at: Option<Timestamp>,
    /// It rests on a ruling that was withdrawn since.
    overturned: bool,
    /// One on a later half-year was sent, and may be read.
    superseded: bool,
}

/// A page of reports.
#[derive(Serialize, ToSchema)]
struct Reports {
    items: Vec<ReportLine>,
    /// Send it as `after` for the next page.
    next: Option<Uuid>,
    /// May the person who asks draw up another one?
    can_draw_up: bool,
}

#[derive(Deserialize, IntoParams)]
struct Page {
    /// Where the page before this one ended.
    after: Option<Uuid>,
}

/// Which report is drawn up.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReportDraft {
    /// The state's code.
    state: String,
    /// The half-year, as `2026-S1`; it must be over.
    period: String,
}

/// Why the check was not passed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CheckReasons {
    /// What has to change.
    reasons: String,
}

/// The reply of the reported state.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StateReply {
    /// Printed whole; at most ten pages.
    text: String,
}

/// What was wrong in the edition that was sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CorrectionSaid {
    /// Stands in the change log of the next edition.
    why: String,
}

/// To whom a report goes again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SentAgain {
    /// A recipient whose time to confirm receipt has run.
    recipient: Uuid,
}

/// Why a report is taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReportWithdrawal {
    /// Stands where the report stood, and in the notice to its recipients.
    reason: String,
}

type At = Path<(String, Uuid)>;

const PAGE: i64 = 50;

/// Reports that one may see, newest first.
#[utoipa::path(tag = "linkage", params(("body" = String, Path), Page), responses((status = 200, body = Reports)))]
#[get("/reports")]
async fn list_reports(caller: Caller, db: Data<Db>, page: Query<Page>) -> Result<Json<Reports>> {
    db.within(&caller, async |tx| {
        tx.record_list("report.list").await?;
        let (reports, next) = super::list(tx, page.after, PAGE).await?;
        let items = reports
            .into_iter()
            .map(|one| ReportLine {
                id: one.row.id,
                version: one.row.version,
                state: one.row.state,
                state_name: one.content.state_name,
                period: one.row.period,
                status: one.row.status,
                transmitted_at: one.row.transmitted_at,
                overturned: !one.overturned.is_empty(),
                superseded: one.superseded_by.is_some(),
            })
            .collect();
        Ok(Json(Reports {
            items,
            next,
            can_draw_up: super::may_draw_up(tx),
        }))
    })
    .await
}

/// A report; with `Accept: application/pdf`, on paper.
#[utoipa::path(tag = "linkage", params(("body" = String, Path), ("report" = Uuid, Path)), responses((status = 200, body = ReportView)))]
#[get("/reports/{report}")]
async fn show_report(
    caller: Caller,
    db: Data<Db>,
    path: At,
    request: HttpRequest,
) -> Result<HttpResponse> {
    read(&caller, &db, path.1, None, wants_paper(&request)).await
}

/// A report on paper: PDF/A-3a and PDF/UA-1, with its series attached.
#[utoipa::path(tag = "linkage", params(("body" = String, Path), ("report" = Uuid, Path)), responses((status = 200, body = Vec<u8>, content_type = "application/pdf")))]
#[get("/reports/{report}.pdf")]
async fn print_report(caller: Caller, db: Data<Db>, path: At) -> Result<HttpResponse> {
    read(&caller, &db, path.1, None, true).await
}

/// Does the request rather want paper than data?
fn wants_paper(request: &HttpRequest) -> bool {
    let accepted = request.get_header::<header::Accept>();
    let ranked = accepted.map(|accept| accept.ranked()).unwrap_or_default();
    let first = ranked.iter().find_map(|kind| match kind.essence_str() {
        "application/pdf" => Some(true),
        "application/json" | "application/*" | "*/*" => Some(false),
        _ => None,
    });
    first.unwrap_or(false)
}

/// What is sent of a report: what is to be set, with the name of the file, or the view.
enum Sent {
    Paper(Print, String),
    Data(Box<ReportView>),
}

/// The edition that stands, or the one that is named; as data or on paper.
async fn read(
    caller: &Caller,
    db: &Db,
    id: Uuid,
    edition: Option<i32>,
    paper: bool,
) -> Result<HttpResponse> {
    let mut answer = HttpResponse::Ok();
    answer.insert_header((header::VARY, "accept"));
    let read = db
        .within(caller, async |tx| {
            let report = match edition {
                Some(no) => super::find_edition(tx, id, no).await?,
                None => super::find(tx, id).await?,
            };
            Ok(if paper {
                let name = format!(
                    "linkage-{}-{}-edition-{}.pdf",
                    report.row.state, report.row.period, report.row.edition
                );
                Sent::Paper(super::paper::print(tx, &report), name)
            } else {
                Sent::Data(Box::new(ReportView::of(tx, report)))
            })
        })
        .await?;
    // Setting takes a while, and no connection waits for it.
    match read {
        Sent::Data(view) => Ok(answer.json(view)),
        Sent::Paper(print, name) => {
            let bytes = printing::print(print).await?;
            let enclosed = header_value(&format!("attachment; filename=\"{name}\""))?;
            answer.insert_header((header::CONTENT_DISPOSITION, enclosed));
            Ok(answer.content_type("application/pdf").body(bytes.to_vec()))
        }
    }
}

/// Draws up the report on a state and a closed half-year, under an id that the client chooses.
#[utoipa::path(
    tag = "linkage",
    params(("body" = String, Path), ("report" = Uuid, Path), ("if-match" = Option<i32>, Header, description = "The version of a draft that is to be drawn up anew.")),
    responses((status = 200, body = ReportView))
)]
#[put("/reports/{report}")]
async fn draw_up_report(
    caller: Caller,
    request: HttpRequest,
    db: Data<Db>,
    path: At,
    said: Json<ReportDraft>,
) -> Result<Json<ReportView>> {
    let seen = request
        .headers()
        .get(header::IF_MATCH)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.trim_matches('"').parse().ok());
    db.within(&caller, async |tx| {
        let report = super::draw_up(tx, path.1, seen, &said.state, &said.period).await?;
        Ok(Json(ReportView::of(tx, report)))
    })
    .await
}

/// The draft goes to the legal and class check.
#[utoipa::path(tag = "linkage", params(("body" = String, Path), ("report" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = ReportView)))]
#[post("/reports/{report}/submit")]
async fn submit_report(
    caller: Caller,
    db: Data<Db>,
    path: At,
    seen: Seen,
) -> Result<Json<ReportView>> {
    db.within(&caller, async |tx| {
        let report = super::submit(tx, path.1, seen.0).await?;
        Ok(Json(ReportView::of(tx, report)))
    })
    .await
}

/// The check is passed; the reported state may reply.
#[utoipa::path(tag = "linkage", params(("body" = String, Path), ("report" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = ReportView)))]
#[post("/reports/{report}/pass_check")]
async fn pass_check(
    caller: Caller,
    db: Data<Db>,
    path: At,
    seen: Seen,
) -> Result<Json<ReportView>> {
    db.within(&caller, async |tx| {
        let report = super::pass_check(tx, path.1, seen.0).await?;
        Ok(Json(ReportView::of(tx, report)))
    })
    .await
}

/// The check is not passed: back to the draft.
#[utoipa::path(tag = "linkage", params(("body" = String, Path), ("report" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = ReportView)))]
#[post("/reports/{report}/fail_check")]
async fn fail_check(
    caller: Caller,
    db: Data<Db>,
    path: At,
    seen: Seen,
    said: Json<CheckReasons>,
) -> Result<Json<ReportView>> {
    db.within(&caller, async |tx| {
        let report = super::fail_check(tx, path.1, seen.0, &said.reasons).await?;
        Ok(Json(ReportView::of(tx, report)))
    })
    .await
}

/// The reported state replies.
#[utoipa::path(tag = "linkage", params(("body" = String, Path), ("report" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = ReportView)))]
#[post("/reports/{report}/reply")]
async fn reply_to_report(
    caller: Caller,
    db: Data<Db>,
    path: At,
    seen: Seen,
    said: Json<StateReply>,
) -> Result<Json<ReportView>> {
    db.within(&caller, async |tx| {
        let report = super::reply(tx, path.1, seen.0, &said.text).await?;
        Ok(Json(ReportView::of(tx, report)))
    })
    .await
}

/// The reported state says which figure or sentence is wrong, while it may reply and of what was sent.
#[utoipa::path(tag = "linkage", params(("body" = String, Path), ("report" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = ReportView)))]
#[post("/reports/{report}/ask_correction")]
async fn ask_correction(
    caller: Caller,
    db: Data<Db>,
    path: At,
    seen: Seen,
    said: Json<Asked>,
) -> Result<Json<ReportView>> {
    db.within(&caller, async |tx| {
        let report = super::ask_correction(tx, path.1, seen.0, &said).await?;
        Ok(Json(ReportView::of(tx, report)))
    })
    .await
}

/// The registry accepts or rejects a correction, with reasons.
#[utoipa::path(tag = "linkage", params(("body" = String, Path), ("report" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = ReportView)))]
#[post("/reports/{report}/decide_correction")]
async fn decide_correction(
    caller: Caller,
    db: Data<Db>,
    path: At,
    seen: Seen,
    said: Json<Decided>,
) -> Result<Json<ReportView>> {
    db.within(&caller, async |tx| {
        let report = super::decide_correction(tx, path.1, seen.0, &said).await?;
        Ok(Json(ReportView::of(tx, report)))
    })
    .await
}

/// The President approves; the report is final.
#[utoipa::path(tag = "linkage", params(("body" = String, Path), ("report" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = ReportView)))]
#[post("/reports/{report}/finalise")]
async fn finalise_report(
    caller: Caller,
    db: Data<Db>,
    path: At,
    seen: Seen,
) -> Result<Json<ReportView>> {
    db.within(&caller, async |tx| {
        let report = super::finalise(tx, path.1, seen.0).await?;
        Ok(Json(ReportView::of(tx, report)))
    })
    .await
}

/// The registrar transmits it to every liaison.
#[utoipa::path(tag = "linkage", params(("body" = String, Path), ("report" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = ReportView)))]
#[post("/reports/{report}/transmit")]
async fn transmit_report(
    caller: Caller,
    db: Data<Db>,
    path: At,
    seen: Seen,
) -> Result<Json<ReportView>> {
    db.within(&caller, async |tx| {
        let report = super::transmit(tx, path.1, seen.0).await?;
        Ok(Json(ReportView::of(tx, report)))
    })
    .await
}

/// A recipient confirms receipt, and nothing else.
#[utoipa::path(tag = "linkage", params(("body" = String, Path), ("report" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = ReportView)))]
#[post("/reports/{report}/acknowledge")]
async fn acknowledge_report(
    caller: Caller,
    db: Data<Db>,
    path: At,
    seen: Seen,
) -> Result<Json<ReportView>> {
    db.within(&caller, async |tx| {
        let report = super::acknowledge(tx, path.1, seen.0).await?;
        Ok(Json(ReportView::of(tx, report)))
    })
    .await
}

/// The registrar sends it again to a recipient whose time to confirm receipt has run.
#[utoipa::path(tag = "linkage", params(("body" = String, Path), ("report" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = ReportView)))]
#[post("/reports/{report}/resend")]
async fn resend_report(
    caller: Caller,
    db: Data<Db>,
    path: At,
    seen: Seen,
    said: Json<SentAgain>,
) -> Result<Json<ReportView>> {
    db.within(&caller, async |tx| {
        let report = super::resend(tx, path.1, seen.0, said.recipient).await?;
        Ok(Json(ReportView::of(tx, report)))
    })
    .await
}

/// An error is corrected: a new edition goes to every recipient of any edition.
#[utoipa::path(tag = "linkage", params(("body" = String, Path), ("report" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = ReportView)))]
#[post("/reports/{report}/correct")]
async fn correct_report(
    caller: Caller,
    db: Data<Db>,
    path: At,
    seen: Seen,
    said: Json<CorrectionSaid>,
) -> Result<Json<ReportView>> {
    db.within(&caller, async |tx| {
        let report = super::correct(tx, path.1, seen.0, &said.why).await?;
        Ok(Json(ReportView::of(tx, report)))
    })
    .await
}

/// Every recipient of any edition is told which rulings in the report were complied with since.
#[utoipa::path(tag = "linkage", params(("body" = String, Path), ("report" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = ReportView)))]
#[post("/reports/{report}/send_update")]
async fn send_update(
    caller: Caller,
    db: Data<Db>,
    path: At,
    seen: Seen,
) -> Result<Json<ReportView>> {
    db.within(&caller, async |tx| {
        let report = super::send_update(tx, path.1, seen.0).await?;
        Ok(Json(ReportView::of(tx, report)))
    })
    .await
}

/// The President takes the report back; every recipient of any edition is told.
#[utoipa::path(tag = "linkage", params(("body" = String, Path), ("report" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 204)))]
#[post("/reports/{report}/withdraw")]
async fn withdraw_report(
    caller: Caller,
    db: Data<Db>,
    path: At,
    seen: Seen,
    said: Json<ReportWithdrawal>,
) -> Result<HttpResponse> {
    db.within(&caller, async |tx| {
        super::withdraw(tx, path.1, seen.0, &said.reason).await
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// An edition of a report, as it was sent; with `Accept: application/pdf`, on paper.
#[utoipa::path(tag = "linkage", params(("body" = String, Path), ("report" = Uuid, Path), ("edition" = i32, Path)), responses((status = 200, body = ReportView)))]
#[get("/reports/{report}/editions/{edition}")]
async fn show_edition(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid, i32)>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    read(&caller, &db, path.1, Some(path.2), wants_paper(&request)).await
}

/// An edition of a report on paper.
#[utoipa::path(tag = "linkage", params(("body" = String, Path), ("report" = Uuid, Path), ("edition" = i32, Path)), responses((status = 200, body = Vec<u8>, content_type = "application/pdf")))]
#[get("/reports/{report}/editions/{edition}.pdf")]
async fn print_edition(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid, i32)>,
) -> Result<HttpResponse> {
    read(&caller, &db, path.1, Some(path.2), true).await
}

/// The series of a report as SDMX-CSV 2.0.
#[utoipa::path(tag = "linkage", params(("body" = String, Path), ("report" = Uuid, Path)), responses((status = 200, body = String, content_type = "application/vnd.sdmx.data+csv")))]
#[get("/reports/{report}/data.csv")]
async fn report_data(caller: Caller, db: Data<Db>, path: At) -> Result<HttpResponse> {
    let (csv, name) = db
        .within(&caller, async |tx| {
            let report = super::find(tx, path.1).await?;
            let name = format!("linkage-{}-{}.csv", report.row.state, report.row.period);
            Ok((
                sdmx::csv(
                    &report.rules.document.citation_code,
                    std::slice::from_ref(&report),
                ),
                name,
            ))
        })
        .await?;
    let mut response = csv_response(csv);
    let enclosed = header_value(&format!("attachment; filename=\"{name}\""))?;
    response
        .headers_mut()
        .insert(header::CONTENT_DISPOSITION, enclosed);
    Ok(response)
}

fn header_value(text: &str) -> Result<header::HeaderValue> {
    text.parse().map_err(Error::broken)
}

fn csv_response(csv: String) -> HttpResponse {
    HttpResponse::Ok().content_type(sdmx::CSV_TYPE).body(csv)
}

/// The structure of the data: code lists, concepts, dataflow, as SDMX-ML 3.0 or, where `Accept` asks
/// for it, as SDMX-JSON 2.0. It is public.
#[utoipa::path(
    tag = "linkage",
    params(("body" = String, Path), ("kind" = String, Path), ("agency" = String, Path), ("id" = String, Path), ("version" = String, Path), StructureQuery),
    responses(
        (status = 200, content((String = "application/vnd.sdmx.structure+xml"), (serde_json::Value = "application/vnd.sdmx.structure+json"))),
        (status = 400, content((String = "application/xml"), (serde_json::Value = "application/vnd.sdmx.structure+json"))),
        (status = 404, content((String = "application/xml"), (serde_json::Value = "application/vnd.sdmx.structure+json"))),
        (status = 501, content((String = "application/xml"), (serde_json::Value = "application/vnd.sdmx.structure+json")))
    ),
    security(())
)]
#[get("/sdmx/structure/{kind}/{agency}/{id}/{version}")]
async fn sdmx_structure(
    reader: Reader,
    db: Data<Db>,
    path: Path<(String, String, String, String, String)>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let (_, kind, agency, id, version) = path.into_inner();
    let json = wants_json(&request);
    let wanted = match parameters(&request).and_then(|all| sdmx::Parts::read(&kind, &all)) {
        Ok(wanted) => wanted,
        Err(why) => return Ok(no_structure(json, &why)),
    };
    let named = [kind.as_str(), &agency, &id, &version];
    structure(&reader.0, &db, named, (wanted, json)).await
}

/// The schema of the data, which is its structure: what some clients ask for first.
#[utoipa::path(
    tag = "linkage",
    params(("body" = String, Path), ("context" = String, Path), ("agency" = String, Path), ("id" = String, Path), ("version" = String, Path), SchemaQuery),
    responses(
        (status = 200, body = serde_json::Value, content_type = "application/vnd.sdmx.structure+json"),
        (status = 400, body = serde_json::Value, content_type = "application/vnd.sdmx.structure+json"),
        (status = 404, body = serde_json::Value, content_type = "application/vnd.sdmx.structure+json"),
        (status = 501, body = serde_json::Value, content_type = "application/vnd.sdmx.structure+json")
    ),
    security(())
)]
#[get("/sdmx/schema/{context}/{agency}/{id}/{version}")]
async fn sdmx_schema(
    reader: Reader,
    db: Data<Db>,
    path: Path<(String, String, String, String, String)>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let (_, context, agency, id, version) = path.into_inner();
    let wanted = match parameters(&request).and_then(|all| sdmx::Parts::of_schema(&all)) {
        Ok(wanted) => wanted,
        Err(why) => return Ok(no_structure(true, &why)),
    };
    let named = [context.as_str(), &agency, &id, &version];
    structure(&reader.0, &db, named, (wanted, true)).await
}

fn wants_json(request: &HttpRequest) -> bool {
    let accepted = request.get_header::<header::Accept>();
    let ranked = accepted.map(|accept| accept.ranked()).unwrap_or_default();
    let first = ranked.iter().find_map(|kind| {
        let text = kind.essence_str();
        let json = text.ends_with("+json") || text == "application/json";
        let xml = text.ends_with("+xml") || text == "application/xml" || text == "*/*";
        (json || xml).then_some(json)
    });
    first.unwrap_or(false)
}

async fn structure(
    caller: &Caller,
    db: &Db,
    [kind, agency, id, version]: [&str; 4],
    (wanted, json): (sdmx::Parts, bool),
) -> Result<HttpResponse> {
    let of_lists = kind == "codelist";
    let made = db
        .within(caller, async |tx| {
            let rules = bodies::current_rules(tx).await?;
            let code = rules.document.citation_code;
            let here = of_lists && sdmx::is_of(&code, agency, version);
            if !here && !sdmx::names_structure(&code, kind, agency, id, version) {
                return Ok(None);
            }
            let states = bodies::states(tx).await?;
            let world = tx.world();
            if json || of_lists {
                let wanted = (wanted, of_lists.then_some(id));
                let made = (tx.now(), world.simulation);
                let message = sdmx::structure_json(&code, &world.name, &states, made, wanted);
                Ok(Some((message.to_string(), sdmx::STRUCTURE_JSON_TYPE)))
            } else {
                let made = (tx.now(), wanted);
                let xml = sdmx::structure(&code, &world.name, &states, made);
                Ok(Some((xml, sdmx::STRUCTURE_TYPE)))
            }
        })
        .await?;
    let Some((text, kind)) = made else {
        return Ok(no_structure(json, &unknown("structure")));
    };
    let mut answer = HttpResponse::Ok();
    answer.insert_header((header::VARY, "accept"));
    Ok(answer.content_type(kind).body(text))
}

fn unknown(what: &str) -> sdmx::Refused {
    sdmx::Refused::Nothing(format!(
        "This body has no such {what}. It has LINKAGE, version 1.0.0, of its own agency."
    ))
}

/// What may be asked of the structure beside its name, as SDMX REST 2.2 has it.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "the contract is made from it: `sdmx::Parts` reads what was sent"
)]
struct StructureQuery {
    /// What refers to it or is referred to: `none`, `parents`, `parentsandsiblings`, `ancestors`, `children`,
    /// `descendants`, `all` or a kind of artefact. Where nothing is said, all that is needed to read the data.
    references: Option<String>,
    /// `full`, `raw` or `referencepartial`, which are the same here.
    detail: Option<String>,
}

/// What may be asked of the schema.
#[derive(IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
#[expect(
    dead_code,
    reason = "the contract is made from it: `sdmx::Parts` reads what was sent"
)]
struct SchemaQuery {
    /// `TIME_PERIOD` or `AllDimensions`.
    dimension_at_observation: Option<String>,
    /// `false`.
    explicit: Option<bool>,
    /// `false`.
    deletion: Option<bool>,
}

/// What may be asked of the data beside their key, as SDMX REST 2.2 has it; `startPeriod`, `endPeriod`
/// and `detail` are those of 1.5. It describes the contract: `sdmx::Query` reads what was sent.
#[derive(IntoParams)]
#[into_params(parameter_in = Query, rename_all = "camelCase")]
#[expect(dead_code, reason = "the contract is made from it")]
struct DataQuery {
    /// Conditions by component: `c[TIME_PERIOD]=ge:2026-S1+le:2026-S2`, `c[STAGE]=NEC,PROP`. A comma
    /// means or, a plus sign and; operators are eq, ne, lt, le, gt, ge, sw, ew, co, nc.
    #[param(style = DeepObject, explode, value_type = Option<Object>)]
    c: Option<String>,
    /// Periods that begin with this one or later.
    start_period: Option<String>,
    /// Periods that end with this one or earlier.
    end_period: Option<String>,
    /// Only what reads differently since this instant, is new, or was there before and is no longer: the
    /// last is marked for deletion (`D` in CSV, a set of data with the action `Delete` in XML and JSON).
    updated_after: Option<String>,
    /// As the data stood at this instant: the editions of then.
    as_of: Option<String>,
    /// So many observations of each series, from the first.
    #[param(minimum = 1)]
    first_n_observations: Option<u32>,
    /// So many observations of each series, up to the last.
    #[param(minimum = 1)]
    last_n_observations: Option<u32>,
    /// Leaves out so many observations.
    offset: Option<u32>,
    /// Gives at most so many observations.
    #[param(minimum = 1)]
    limit: Option<u32>,
    /// `TIME_PERIOD`, or `AllDimensions` in CSV and JSON.
    dimension_at_observation: Option<String>,
    /// `dsd` or `all`.
    attributes: Option<String>,
    /// `all` or `OBS_VALUE`.
    measures: Option<String>,
    /// `full`.
    detail: Option<String>,
    /// `false`; former editions are read with `asOf`.
    include_history: Option<bool>,
}

/// Data of transmitted reports that the caller may see, by key: SDMX-CSV 2.0, SDMX-ML 3.0 or
/// SDMX-JSON 2.0, as `Accept` asks. What is malformed is answered with 400, what is not supported with
/// 501, and what nothing answers with 404, as SDMX errors.
#[utoipa::path(
    tag = "linkage",
    params(("body" = String, Path), ("context" = String, Path), ("agency" = String, Path), ("id" = String, Path), ("version" = String, Path), ("key" = String, Path), DataQuery),
    responses(
        (status = 200, content((String = "application/vnd.sdmx.data+csv"), (String = "application/vnd.sdmx.data+xml"), (serde_json::Value = "application/vnd.sdmx.data+json"))),
        (status = 400, content((String = "application/xml"), (serde_json::Value = "application/vnd.sdmx.data+json"))),
        (status = 404, content((String = "application/xml"), (serde_json::Value = "application/vnd.sdmx.data+json"))),
        (status = 501, content((String = "application/xml"), (serde_json::Value = "application/vnd.sdmx.data+json")))
    )
)]
#[get("/sdmx/data/{context}/{agency}/{id}/{version}/{key}")]
async fn sdmx_data(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, String, String, String, String, String)>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let (_, context, agency, id, version, key) = path.into_inner();
    data(
        &caller,
        &db,
        [&context, &agency, &id, &version],
        &key,
        &request,
    )
    .await
}

/// The same without a key: all of it.
#[utoipa::path(
    tag = "linkage",
    params(("body" = String, Path), ("context" = String, Path), ("agency" = String, Path), ("id" = String, Path), ("version" = String, Path), DataQuery),
    responses(
        (status = 200, content((String = "application/vnd.sdmx.data+csv"), (String = "application/vnd.sdmx.data+xml"), (serde_json::Value = "application/vnd.sdmx.data+json"))),
        (status = 400, content((String = "application/xml"), (serde_json::Value = "application/vnd.sdmx.data+json"))),
        (status = 404, content((String = "application/xml"), (serde_json::Value = "application/vnd.sdmx.data+json"))),
        (status = 501, content((String = "application/xml"), (serde_json::Value = "application/vnd.sdmx.data+json")))
    )
)]
#[get("/sdmx/data/{context}/{agency}/{id}/{version}")]
async fn sdmx_all_data(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, String, String, String, String)>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let (_, context, agency, id, version) = path.into_inner();
    data(
        &caller,
        &db,
        [&context, &agency, &id, &version],
        "*",
        &request,
    )
    .await
}

/// The form of the data that the request would rather have; CSV for whoever takes anything.
fn form_of(request: &HttpRequest) -> sdmx::Form {
    let accepted = request.get_header::<header::Accept>();
    let ranked = accepted.map(|accept| accept.ranked()).unwrap_or_default();
    ranked
        .iter()
        .find_map(|kind| sdmx::Form::of(kind.essence_str()))
        .unwrap_or(sdmx::Form::Csv)
}

fn parameters(request: &HttpRequest) -> std::result::Result<Vec<(String, String)>, sdmx::Refused> {
    serde_urlencoded::from_str(request.query_string())
        .map_err(|_| sdmx::Refused::Malformed("The query cannot be read.".to_owned()))
}

fn not_answered(form: sdmx::Form, why: &sdmx::Refused) -> HttpResponse {
    let (kind, text) = sdmx::error(form, why);
    refused(kind, text, why)
}

/// The same of the structure, whose messages in JSON have a media type of their own.
fn no_structure(json: bool, why: &sdmx::Refused) -> HttpResponse {
    let form = if json {
        sdmx::Form::Json
    } else {
        sdmx::Form::Xml
    };
    let (kind, text) = sdmx::error(form, why);
    let kind = if json {
        sdmx::STRUCTURE_JSON_TYPE
    } else {
        kind
    };
    refused(kind, text, why)
}

fn refused(kind: &'static str, text: String, why: &sdmx::Refused) -> HttpResponse {
    let mut answer = match why {
        sdmx::Refused::Malformed(_) => HttpResponse::BadRequest(),
        sdmx::Refused::Unsupported(_) => HttpResponse::NotImplemented(),
        sdmx::Refused::Nothing(_) => HttpResponse::NotFound(),
    };
    answer.insert_header((header::VARY, "accept"));
    answer.content_type(kind).body(text)
}

async fn data(
    caller: &Caller,
    db: &Db,
    [context, agency, id, version]: [&str; 4],
    key: &str,
    request: &HttpRequest,
) -> Result<HttpResponse> {
    let form = form_of(request);
    let read = parameters(request).and_then(|all| sdmx::Query::read(key, &all, form));
    let asked = match read {
        Ok(asked) => asked,
        Err(why) => return Ok(not_answered(form, &why)),
    };
    let written = db
        .within(caller, async |tx| {
            let code = bodies::current_rules(tx).await?.document.citation_code;
            if !sdmx::names_data(&code, context, agency, id, version) {
                return Ok(Err(unknown("dataflow")));
            }
            tx.record_list("report.data").await?;
            let released = super::release::released(tx, &asked).await?;
            let states = bodies::states(tx).await?;
            let about = sdmx::About {
                names: sdmx::code_names(&code, &tx.world().name, &states),
                agency: &code,
                body: &tx.world().name,
                test: tx.world().simulation,
                prepared: tx.now(),
            };
            Ok(sdmx::written(form, &about, &released, &asked))
        })
        .await?;
    let text = match written {
        Ok(text) => text,
        Err(why) => return Ok(not_answered(form, &why)),
    };
    let mut answer = HttpResponse::Ok();
    answer.insert_header((header::VARY, "accept"));
    Ok(answer.content_type(form.media_type()).body(text))
}

/// Routes within a body.
pub fn mount(config: &mut ServiceConfig) {
    config
        .service(list_reports)
        // Before the address without an ending, which would take it for an id.
        .service(print_report)
        .service(show_report)
        .service(draw_up_report)
        .service(submit_report)
        .service(pass_check)
        .service(fail_check)
        .service(reply_to_report)
        .service(ask_correction)
        .service(decide_correction)
        .service(finalise_report)
        .service(transmit_report)
        .service(acknowledge_report)
        .service(resend_report)
        .service(correct_report)
        .service(send_update)
        .service(withdraw_report)
        .service(print_edition)
        .service(show_edition)
        .service(report_data)
        .service(sdmx_structure)
        .service(sdmx_schema)
        .service(sdmx_data)
        .service(sdmx_all_data);
}
