//! The HTTP face of rulings.

use actix_web::web::Data;
use actix_web::{HttpRequest, get, post, put};
use domain::case::{Act, State};
use domain::ruling::RulingState;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::draft::remedies_shown;
use super::{
    AssignedSymbol, Caution, Draft, DraftComment, FairCopy, FinalVotes, InterimView, NewPoint,
    OpinionSaid, OpinionView, PublicRuling, PublicTranslation, Rectification, RedactionList,
    RedactionRulings, RedactionView, RemarkReplySaid, RemarkSaid, RemarksView, RemedyInRuling,
    RequestView, RulingLine, RulingOfCase, RulingRow, Search, SearchView, SectionText, SentOn,
    TranslationSaid, TranslationsView, Withdrawal, afterlife, hold, interim, opinions, redaction,
    release, remarks, requests, translations,
};
use crate::caller::{Caller, Reader};
use crate::cases::{self, Case, CaseView};
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::read::{Json, Path, Query};
use crate::review::{self, ClaimResult, FinalCall};
use crate::search::Library;
use crate::wire::{CaseAct, Language, RulingSection, Seen, Spelled};

/// How far the confirming roll call is; for members only.
#[derive(Default, Serialize, ToSchema)]
pub struct Voted {
    /// How many have voted.
    pub cast: usize,
    /// How many sit.
    pub of: usize,
    /// Has the person who asks?
    pub mine: bool,
}

/// The ruling of a case: a draft for its members, the fair copy for the registrar once it is
/// signed, the whole of it for the parties and the registry from issue on.
#[derive(Serialize, ToSchema)]
pub struct RulingView {
    /// What `If-Match` names when the draft is changed.
    pub version: Option<i32>,
    /// Its sections.
    pub sections: Vec<SectionText>,
    /// What each claim came to; counts and names from issue on.
    pub findings: Vec<ClaimResult>,
    /// What is to be done.
    pub remedies: Vec<RemedyInRuling>,
    /// Has the draft all that it must contain?
    pub complete: bool,
    /// The sections that have no text yet.
    pub missing: Vec<RulingSection>,
    /// Paragraphs that refer to an exhibit of class C2 or higher.
    pub cautions: Vec<Caution>,
    /// Claims that changed after the parties had the draft, on a point on which they were not heard:
    /// their numbers.
    pub unheard: Vec<i32>,
    /// Has a draft gone to the parties?
    pub draft_sent: bool,
    /// What members say in their own name; for members, until the ruling issues.
    pub opinions: Vec<OpinionView>,
    /// Is a revision of it admitted? It then stands until there is another one (T-55).
    pub in_revision: bool,
    /// The rulings of the case from their issue on, the newest first, for those who have its record.
    pub rulings: Vec<RulingOfCase>,
    /// What the parties asked of the ruling, and what the panel answered; from issue on.
    pub requests: Vec<RequestView>,
    /// The hour at which it becomes public, where one is set.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub release_at: Option<Timestamp>,
    /// The last hour at which it does, whatever happens (DL-56).
    #[schema(value_type = Option<String>, format = DateTime)]
    pub longstop_at: Option<Timestamp>,
    /// Why members voted against what the scores indicated; from issue on.
    pub departures: Vec<review::Departure>,
    /// Does a vote against the indication still lack its reasons?
    pub departures_missing: bool,
    /// How far the confirming roll call is.
    pub voted: Voted,
    /// What the person who asks is to confirm, while the roll call is open.
    pub ballots: Vec<review::ClaimBallots>,
    /// Does the person who asks sit, and so read what the members said about the draft?
    pub sits: bool,
    /// When the presiding member signed.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub signed_presiding_at: Option<Timestamp>,
    /// When the registrar signed.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub signed_registrar_at: Option<Timestamp>,
    /// Its citation; from publication on.
    pub citation: Option<String>,
    /// Its address.
    pub slug: Option<String>,
    /// The acts on it that are open to the person who asks.
    pub can: Vec<CaseAct>,
}

const RULING_ACTS: [Act; 28] = [
    Act::EditRuling,
    Act::SkipInterimReview,
    Act::SendDraft,
    Act::SubstantiveChange,
    Act::CommentsConsidered,
    Act::GiveOpinion,
    Act::ReopenOnFlip,
    Act::Sign,
    Act::Issue,
    Act::OpenRedaction,
    Act::NothingToRedact,
    Act::FileRedactions,
    Act::RuleOnRedactions,
    Act::ScheduleRelease,
    Act::Publish,
    Act::Rectify,
    Act::RequestInterpretation,
    Act::Interpret,
    Act::DeclineInterpretation,
    Act::RequestRevision,
    Act::AdmitRevision,
    Act::DeclineRevision,
    Act::WithdrawRuling,
    Act::HoldRecommendations,
    Act::ReleaseHold,
    Act::TranslateRuling,
    Act::PublishTranslation,
    Act::AssignSymbol,
];

/// May the caller read rulings of the case that were issued, whichever one is on its way?
fn reads_issued(tx: &Tx<'_>, case: &Case) -> bool {
    tx.may("case.view_record", case) || tx.may("case.view_results", case)
}

impl RulingView {
    /// The ruling, as the person of this transaction may see it: the one at that address, or else the
    /// one on which the case is.
    pub async fn of(tx: &mut Tx<'_>, id: Uuid, named: Option<&str>) -> Result<Self> {
        let case = cases::find(tx, id).await?;
        let row = super::of_case(tx, id).await?;
        let member = tx.may("case.view_deliberation", &case);
        let can: Vec<CaseAct> = case
            .can(tx)
            .into_iter()
            .filter(|act| RULING_ACTS.contains(act))
            .map(Spelled)
            .collect();
        if let Some(slug) = named {
            if !reads_issued(tx, &case) {
                tx.see("case.view_record", &case, "ruling")?;
            }
            let mut all = super::queries::issued_of(tx, id).await?.into_iter();
            let row = all.find(|row| row.slug.as_deref() == Some(slug));
            let row = row.ok_or(Error::NotFound("ruling"))?;
            return Self::signed(tx, &case, row, can).await;
        }
        match row {
            // The registrar reads what is to be signed; everyone else waits for the issue.
            Some(row)
                if member || tx.may("case.issue", &case) || tx.may("case.view_results", &case) =>
            {
                tx.saw("case.view_results", &case);
                Self::signed(tx, &case, row, can).await
            }
            None if member && super::WRITTEN.contains(&case.state()) => {
                tx.saw("case.view_deliberation", &case);
                Self::draft(tx, &case, can).await
            }
            // While another one is on its way, the one before is read by those who had it.
            _ if reads_issued(tx, &case) => {
                let former = super::queries::former_of(tx, id).await?;
                let former = former.ok_or(Error::NotFound("ruling"))?;
                tx.saw("case.view_results", &case);
                Self::signed(tx, &case, former, can).await
            }
            _ => Err(Error::NotFound("ruling")),
        }
    }

    async fn beside(tx: &mut Tx<'_>, case: &Case) -> Result<Vec<RulingOfCase>> {
        if reads_issued(tx, case) {
            afterlife::shown(tx, case).await
        } else {
            Ok(Vec::new())
        }
    }

    async fn draft(tx: &mut Tx<'_>, case: &Case, mut can: Vec<CaseAct>) -> Result<Self> {
        let now = super::drafting(tx, case).await?;
        let (mut voted, mut ballots) = (Voted::default(), Vec::new());
        if case.state() == State::FinalVote {
            let FinalCall { cast, of, mine, .. } = review::final_call(tx, case).await?;
            voted = Voted { cast, of, mine };
            if !mine && case.after(tx, None, Act::Vote, |_| ()).is_ok() && tx.may("case.vote", case)
            {
                can.insert(0, Spelled(Act::Vote));
                ballots = review::provisional(tx, case).await?;
            }
        }
        let clause = crate::law::clause_text(&case.row.clause_id);
        let (effect, respondent) = super::ordered(tx, case).await?;
        let changed = now.results.iter();
        let changed = changed.filter(|one| now.unheard.contains(&one.claim_id));
        Ok(Self {
            version: Some(now.version),
            sections: now.sections(clause),
            complete: now.complete(),
            missing: now.missing().into_iter().map(Spelled).collect(),
            unheard: changed.map(|one| one.no).collect(),
            draft_sent: case.progress.draft_rounds > 0,
            opinions: opinions::shown(tx, case.id()).await?,
            in_revision: false,
            rulings: Self::beside(tx, case).await?,
            requests: requests::shown(tx, case.id()).await?,
            release_at: None,
            longstop_at: None,
            cautions: now.cautions,
            departures: Vec::new(),
            remedies: remedies_shown(now.draft.remedies, (effect, &respondent), None),
            findings: now.results,
            departures_missing: now.departures_missing,
            voted,
            ballots,
            sits: true,
            signed_presiding_at: None,
            signed_registrar_at: None,
            citation: None,
            slug: None,
            can,
        })
    }

    async fn signed(
        tx: &mut Tx<'_>,
        case: &Case,
        row: RulingRow,
        can: Vec<CaseAct>,
    ) -> Result<Self> {
        let departures = super::departures(row.roll_call.as_ref())?;
        let mut fair: FairCopy = serde_json::from_value(row.content)?;
        let held = case.held_from(tx.person());
        fair.remedies = hold::shown(held, &mut fair.sections, fair.remedies);
        let due = super::queries::remedies(tx, &[row.id])
            .await?
            .first()
            .map(|one| one.due_on);
        let rulings = Self::beside(tx, case).await?;
        let of_this =
            |one: &RulingOfCase| one.slug == row.slug && one.standing.0 == RulingState::InRevision;
        let (effect, respondent) = super::ordered(tx, case).await?;
        Ok(Self {
            version: None,
            sections: fair.sections,
            findings: serde_json::from_value(row.results)?,
            remedies: remedies_shown(fair.remedies, (effect, &respondent), due),
            complete: true,
            missing: Vec::new(),
            cautions: Vec::new(),
            departures,
            unheard: Vec::new(),
            draft_sent: case.progress.draft_rounds > 0,
            opinions: opinions::shown(tx, case.id()).await?,
            in_revision: rulings.iter().any(of_this),
            rulings,
            // They are of class C1 (F18).
            requests: if tx.may("case.view_record", case) {
                requests::shown(tx, case.id()).await?
            } else {
                Vec::new()
            },
            release_at: case.release_hour(),
            longstop_at: case.longstop().map(|due| due.instant),
            departures_missing: false,
            voted: Voted::default(),
            ballots: Vec::new(),
            sits: tx.may("case.view_deliberation", case),
            signed_presiding_at: Some(row.signed_presiding_at),
            signed_registrar_at: row.signed_registrar_at,
            citation: row.citation,
            slug: row.slug,
            can,
        })
    }
}

#[derive(Deserialize, IntoParams)]
struct Which {
    /// The address of a published ruling of the case; the one on which the case is if none is named.
    ruling: Option<String>,
}

#[derive(Deserialize, IntoParams)]
struct Translated {
    /// The address of a published ruling of the case; the newest that is public if none is named.
    ruling: Option<String>,
}

/// The ruling of a case: draft, fair copy or issued text, as far as it is yours to read.
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), Which), responses((status = 200, body = RulingView)))]
#[get("/cases/{case}/ruling")]
async fn show_ruling(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    which: Query<Which>,
) -> Result<Json<RulingView>> {
    db.within(&caller, async |tx| {
        let named = which.ruling.as_deref();
        Ok(Json(RulingView::of(tx, path.1, named).await?))
    })
    .await
}

/// A member changes the draft; `If-Match` names the draft's own version.
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = RulingView)))]
#[put("/cases/{case}/ruling")]
async fn edit_ruling(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<Draft>,
) -> Result<Json<RulingView>> {
    db.within(&caller, async |tx| {
        super::edit(tx, path.1, seen.0, said.into_inner()).await?;
        Ok(Json(RulingView::of(tx, path.1, None).await?))
    })
    .await
}

/// The draft goes to the final vote; no interim review is due (T-30a).
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), request_body = SentOn, responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/skip_interim_review")]
async fn skip_interim_review(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    sent: Json<SentOn>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = super::skip_interim_review(tx, path.1, seen.0, sent.into_inner()).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// The draft goes to the parties (T-30); again, where a claim flipped on a point on which they were not heard.
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), request_body = SentOn, responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/send_draft")]
async fn send_draft(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<SentOn>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = interim::send_draft(tx, path.1, seen.0, said.into_inner()).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// The panel names a point that nobody argued and on which a claim may change; the parties are heard on it (T-33).
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), request_body = NewPoint, responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/substantive_change")]
async fn substantive_change(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<NewPoint>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = interim::substantive_change(tx, path.1, seen.0, said.into_inner()).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// The panel has considered the comments; the ruling goes to the final vote (T-32).
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), request_body = SentOn, responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/comments_considered")]
async fn comments_considered(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<SentOn>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = interim::considered(tx, path.1, seen.0, said.into_inner()).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// A party comments on the draft (DL-49, DL-123).
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), request_body = DraftComment, responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/comment_on_draft")]
async fn comment_on_draft(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<DraftComment>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = interim::comment(tx, path.1, seen.0, said.into_inner()).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// A party replies to the comment of the other one (DL-50).
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), request_body = DraftComment, responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/reply_on_draft")]
async fn reply_on_draft(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<DraftComment>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = interim::reply(tx, path.1, seen.0, said.into_inner()).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// A member gives a dissent, a separate opinion or a declaration (DL-53).
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), request_body = OpinionSaid, responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/give_opinion")]
async fn give_opinion(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<OpinionSaid>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = opinions::give(tx, path.1, seen.0, said.into_inner()).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// What the members say among themselves about the draft: theirs alone.
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path)), responses((status = 200, body = RemarksView)))]
#[get("/cases/{case}/remarks")]
async fn list_remarks(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
) -> Result<Json<RemarksView>> {
    db.within(&caller, async |tx| {
        Ok(Json(remarks::shown(tx, path.1).await?))
    })
    .await
}

/// A member remarks on a section of the draft, or on one of its paragraphs; the client chooses the id.
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("remark" = Uuid, Path)), request_body = RemarkSaid, responses((status = 200, body = RemarksView)))]
#[put("/cases/{case}/remarks/{remark}")]
async fn make_remark(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid, Uuid)>,
    said: Json<RemarkSaid>,
) -> Result<Json<RemarksView>> {
    db.within(&caller, async |tx| {
        remarks::make(tx, path.1, path.2, said.into_inner()).await?;
        Ok(Json(remarks::shown(tx, path.1).await?))
    })
    .await
}

/// A member answers a remark; the client chooses the id of the reply.
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("remark" = Uuid, Path), ("reply" = Uuid, Path)), request_body = RemarkReplySaid, responses((status = 200, body = RemarksView)))]
#[put("/cases/{case}/remarks/{remark}/replies/{reply}")]
async fn answer_remark(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid, Uuid, Uuid)>,
    said: Json<RemarkReplySaid>,
) -> Result<Json<RemarksView>> {
    db.within(&caller, async |tx| {
        remarks::answer(tx, path.1, path.2, path.3, said.into_inner()).await?;
        Ok(Json(remarks::shown(tx, path.1).await?))
    })
    .await
}

/// A member settles a remark: it stays, and nothing more is said to it.
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("remark" = Uuid, Path)), responses((status = 200, body = RemarksView)))]
#[post("/cases/{case}/remarks/{remark}/settle")]
async fn settle_remark(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid, Uuid)>,
) -> Result<Json<RemarksView>> {
    db.within(&caller, async |tx| {
        remarks::settle(tx, path.1, path.2).await?;
        Ok(Json(remarks::shown(tx, path.1).await?))
    })
    .await
}

/// A party agrees to do without the interim review (T-30a).
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/waive_interim_review")]
async fn waive_interim_review(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = interim::waive(tx, path.1, seen.0).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// The draft as the parties have it, and what they said: for them, the panel and the registry.
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path)), responses((status = 200, body = InterimView)))]
#[get("/cases/{case}/interim_review")]
async fn show_interim_review(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
) -> Result<Json<InterimView>> {
    db.within(&caller, async |tx| {
        Ok(Json(interim::show(tx, path.1).await?))
    })
    .await
}

/// A member votes in the confirming roll call (T-34).
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/final_vote")]
async fn final_vote(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<FinalVotes>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = super::vote(tx, path.1, seen.0, said.into_inner()).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// A claim whose finding the roll call did not confirm goes back into deliberation (T-34a).
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/reopen_on_flip")]
async fn reopen_on_flip(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = super::reopen_on_flip(tx, path.1, seen.0).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// The presiding member signs for the panel.
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/sign")]
async fn sign(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = super::sign(tx, path.1, seen.0).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// The registrar signs and issues the ruling to the parties (T-35).
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/issue")]
async fn issue(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = super::issue(tx, path.1, seen.0).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// The registrar opens the redaction (T-36).
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/open_redaction")]
async fn open_redaction(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = super::open_redaction(tx, path.1, seen.0).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// A party says that nothing must stay hidden.
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/nothing_to_redact")]
async fn nothing_to_redact(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = super::nothing_to_redact(tx, path.1, seen.0).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// A party says what must stay hidden in the public version, passage by passage (F16, DL-54).
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), request_body = RedactionList, responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/file_redactions")]
async fn file_redactions(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<RedactionList>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = redaction::file(tx, path.1, seen.0, said.into_inner()).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// The panel rules on the lists (DL-55).
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), request_body = RedactionRulings, responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/rule_on_redactions")]
async fn rule_on_redactions(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<RedactionRulings>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = redaction::rule(tx, path.1, seen.0, said.into_inner()).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// What the parties asked to be hidden, and what the panel said to it.
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path)), responses((status = 200, body = Vec<RedactionView>)))]
#[get("/cases/{case}/redactions")]
async fn list_redactions(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
) -> Result<Json<Vec<RedactionView>>> {
    db.within(&caller, async |tx| {
        Ok(Json(redaction::list(tx, path.1).await?))
    })
    .await
}

/// The registrar publishes the ruling (T-37).
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/publish")]
async fn publish(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = super::publish(tx, path.1, seen.0).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// The presiding member corrects a slip in the ruling, paragraph by paragraph (T-53).
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), request_body = Rectification, responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/rectify")]
async fn rectify(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<Rectification>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = super::rectify(tx, path.1, seen.0, said.into_inner()).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// The registrar sets the hour at which the ruling becomes public, or takes it back.
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), request_body = release::ReleaseHour, responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/schedule_release")]
async fn schedule_release(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<release::ReleaseHour>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = release::schedule(tx, path.1, seen.0, said.into_inner()).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// A party asks what the ruling means (F18, DL-64).
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), request_body = requests::Question, responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/request_interpretation")]
async fn request_interpretation(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<requests::Question>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = requests::ask_interpretation(tx, path.1, seen.0, said.into_inner()).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// The panel says what the ruling means: an addendum to it (T-54).
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), request_body = requests::Interpretation, responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/interpret")]
async fn interpret(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<requests::Interpretation>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = requests::interpret(tx, path.1, seen.0, said.into_inner()).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// The panel declines to interpret, with reasons.
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), request_body = requests::Declined, responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/decline_interpretation")]
async fn decline_interpretation(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<requests::Declined>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = requests::decline_interpretation(tx, path.1, seen.0, said.into_inner()).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// A party asks for a revision on a fact that it could not know (F18, DL-65).
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), request_body = requests::NewFact, responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/request_revision")]
async fn request_revision(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<requests::NewFact>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = requests::ask_revision(tx, path.1, seen.0, said.into_inner()).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// The panel admits the request: the claims that it concerns go back into deliberation (T-55).
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), request_body = requests::Admission, responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/admit_revision")]
async fn admit_revision(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<requests::Admission>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = requests::admit_revision(tx, path.1, seen.0, said.into_inner()).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// The panel declines to revise, with reasons.
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), request_body = requests::Declined, responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/decline_revision")]
async fn decline_revision(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<requests::Declined>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = requests::decline_revision(tx, path.1, seen.0, said.into_inner()).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// The President takes a published ruling back; its address answers 410 with the reason.
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), request_body = Withdrawal, responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/withdraw_ruling")]
async fn withdraw_ruling(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<Withdrawal>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = super::withdraw(tx, path.1, seen.0, said.into_inner()).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// The registrar records the symbol that the UN gave a published ruling.
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), request_body = AssignedSymbol, responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/assign_symbol")]
async fn assign_symbol(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<AssignedSymbol>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = super::assign_symbol(tx, path.1, seen.0, said.into_inner()).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// The President holds the recommendations under Article 12 of the Charter (OV-A12).
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), request_body = hold::HoldNote, responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/hold_recommendations")]
async fn hold_recommendations(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<hold::HoldNote>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = hold::hold(tx, path.1, seen.0, said.into_inner()).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

/// The President releases what was held, on a reasoned note.
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), request_body = hold::HoldNote, responses((status = 200, body = CaseView)))]
#[post("/cases/{case}/release_hold")]
async fn release_hold(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<hold::HoldNote>,
) -> Result<Json<CaseView>> {
    db.within(&caller, async |tx| {
        let case = hold::release(tx, path.1, seen.0, said.into_inner()).await?;
        Ok(Json(CaseView::of(tx, case).await?))
    })
    .await
}

#[derive(Deserialize, IntoParams)]
struct Page {
    /// Where the page before this one ended.
    after: Option<Uuid>,
    /// `stands`, `revised`, or `any` for both; where nothing is said, what stands.
    standing: Option<String>,
}

/// A page of published rulings.
#[derive(Serialize, ToSchema)]
struct Rulings {
    items: Vec<RulingLine>,
    /// Send it as `after` for the next page.
    next: Option<Uuid>,
}

/// What is published and stands, or was revised, newest first; open to everyone.
#[utoipa::path(tag = "rulings", params(("body" = String, Path), Page), responses((status = 200, body = Rulings)), security(()))]
#[get("/rulings")]
async fn list_rulings(reader: Reader, db: Data<Db>, page: Query<Page>) -> Result<Json<Rulings>> {
    let standing = super::Which::parse(page.standing.as_deref())
        .ok_or_else(|| Error::invalid("standing", "Ask for `stands`, `revised` or `any`."))?;
    db.within(&reader.0, async |tx| {
        let (items, next) = super::list(tx, standing, page.after).await?;
        Ok(Json(Rulings { items, next }))
    })
    .await
}

/// Rulings by words and facets, with how many are in each; open to everyone. Best first, or the
/// newest first where no words are asked for.
#[utoipa::path(tag = "rulings", params(("body" = String, Path), Search), responses((status = 200, body = SearchView)), security(()))]
#[get("/rulings/search")]
async fn search_rulings(
    reader: Reader,
    db: Data<Db>,
    library: Data<Library>,
    request: HttpRequest,
) -> Result<Json<SearchView>> {
    let library = library.into_inner();
    let asked = Search::read(request.query_string())?;
    Ok(Json(super::search(&db, &reader.0, &library, &asked).await?))
}

/// A published ruling; open to everyone.
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("slug" = String, Path)), responses((status = 200, body = PublicRuling)), security(()))]
#[get("/rulings/{slug}")]
async fn show_published(
    reader: Reader,
    db: Data<Db>,
    path: Path<(String, String)>,
) -> Result<Json<PublicRuling>> {
    db.within(&reader.0, async |tx| {
        Ok(Json(super::published(tx, &path.1).await?))
    })
    .await
}

/// The public text of a case's ruling paragraph by paragraph, and what the registry has of it in each
/// other language.
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), Translated), responses((status = 200, body = TranslationsView)))]
#[get("/cases/{case}/translations")]
async fn list_translations(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    of: Query<Translated>,
) -> Result<Json<TranslationsView>> {
    db.within(&caller, async |tx| {
        Ok(Json(
            translations::list(tx, path.1, of.ruling.as_deref()).await?,
        ))
    })
    .await
}

/// The registry writes a translation; `If-Match` names its version, 0 at first.
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("language" = Language, Path), ("if-match" = i32, Header), Translated), request_body = TranslationSaid, responses((status = 200, body = TranslationsView)))]
#[put("/cases/{case}/translations/{language}")]
async fn save_translation(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid, Language)>,
    of: Query<Translated>,
    seen: Seen,
    said: Json<TranslationSaid>,
) -> Result<Json<TranslationsView>> {
    db.within(&caller, async |tx| {
        let which = (of.ruling.as_deref(), path.2);
        let saved = translations::save(tx, path.1, which, seen.0, said.into_inner());
        Ok(Json(saved.await?))
    })
    .await
}

/// The registrar publishes what was written; `If-Match` names the version of the translation.
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("case" = Uuid, Path), ("language" = Language, Path), ("if-match" = i32, Header), Translated), responses((status = 200, body = TranslationsView)))]
#[post("/cases/{case}/translations/{language}/publish")]
async fn publish_translation(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid, Language)>,
    of: Query<Translated>,
    seen: Seen,
) -> Result<Json<TranslationsView>> {
    db.within(&caller, async |tx| {
        let which = (of.ruling.as_deref(), path.2);
        let published = translations::publish(tx, path.1, which, seen.0);
        Ok(Json(published.await?))
    })
    .await
}

/// A published ruling in another language, beside the authentic text; open to everyone.
#[utoipa::path(tag = "rulings", params(("body" = String, Path), ("slug" = String, Path), ("language" = Language, Path)), responses((status = 200, body = PublicTranslation)), security(()))]
#[get("/rulings/{slug}/{language}")]
async fn show_translation(
    reader: Reader,
    db: Data<Db>,
    path: Path<(String, String, Language)>,
) -> Result<Json<PublicTranslation>> {
    db.within(&reader.0, async |tx| {
        let (_, translation) = super::translated(tx, &path.1, path.2).await?;
        Ok(Json(translation))
    })
    .await
}

/// Routes within a body.
pub fn mount(config: &mut ServiceConfig) {
    config
        .service(show_ruling)
        .service(edit_ruling)
        .service(skip_interim_review)
        .service(waive_interim_review)
        .service(send_draft)
        .service(show_interim_review)
        .service(comment_on_draft)
        .service(reply_on_draft)
        .service(substantive_change)
        .service(comments_considered)
        .service(give_opinion)
        .service(list_remarks)
        .service(make_remark)
        .service(answer_remark)
        .service(settle_remark)
        .service(final_vote)
        .service(reopen_on_flip)
        .service(sign)
        .service(issue)
        .service(open_redaction)
        .service(nothing_to_redact)
        .service(file_redactions)
        .service(rule_on_redactions)
        .service(list_redactions)
        .service(publish)
        .service(schedule_release)
        .service(rectify)
        .service(request_interpretation)
        .service(interpret)
        .service(decline_interpretation)
        .service(request_revision)
        .service(admit_revision)
        .service(decline_revision)
        .service(withdraw_ruling)
        .service(assign_symbol)
        .service(hold_recommendations)
        .service(release_hold)
        .service(list_rulings)
        .service(search_rulings)
        .service(show_published)
        .service(list_translations)
        .service(save_translation)
        .service(publish_translation)
        .service(show_translation);
}
