//! The HTTP face of panels.

use actix_web::web::Data;
use actix_web::{get, post};
use domain::case::{Act, State};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use super::{Composition, Disclosed, Otherwise, Seat};
use crate::bodies::BodyOf;
use crate::caller::Caller;
use crate::cases::Case;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::people::{self, Account};
use crate::read::{Json, Path};
use crate::wire::{CaseAct, CompositionRule, Discipline, Disclosure, Seen, Spelled};

/// Someone who may be nominated.
#[derive(Serialize, ToSchema)]
struct RosterLine {
    id: Uuid,
    name: String,
    discipline: Option<Discipline>,
    nationalities: Vec<String>,
}

/// Someone named for a seat.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MemberView {
    /// Who.
    pub id: Uuid,
    /// Their name.
    pub name: String,
    /// Every nationality held.
    pub nationalities: Vec<String>,
}

/// What a candidate disclosed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DisclosureView {
    /// On which list the interest is.
    pub level: Disclosure,
    /// What it is.
    pub statement: String,
    /// When it was disclosed.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

/// A seat of a panel.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SeatView {
    /// Its number; the first one presides.
    pub no: i32,
    /// What it is bound to.
    pub discipline: Discipline,
    /// Does who sits here preside?
    pub presiding: bool,
    /// `open`, `nominated`, `accepted` or `sitting`; of an alternate, `designated` in place of the last.
    pub status: String,
    /// Who is named for it.
    pub member: Option<MemberView>,
    /// What that person disclosed.
    pub disclosure: Option<DisclosureView>,
}

/// What keeps the panel from being constituted.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CompositionFault {
    /// The rule of 2.2.3.
    pub rule: CompositionRule,
    /// Who, and why.
    pub sentence: String,
}

/// A panel, as the person who asks may see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PanelView {
    /// The version of the case: what `If-Match` names.
    pub version: i32,
    /// How many seats are proposed or fixed.
    pub size: Option<i32>,
    /// In a panel of five: what the fifth seat is bound to.
    pub fifth: Option<Discipline>,
    /// Why that size and those disciplines.
    pub composition_note: Option<String>,
    /// The seats, from T-13 on.
    pub seats: Vec<SeatView>,
    /// Those of the alternates, one of each discipline, who are no members (G-ALT).
    pub alternates: Vec<SeatView>,
    /// What is wrong with the composition as it stands, for the registry and the President.
    pub faults: Vec<CompositionFault>,
    /// The acts on the panel that are open to the person who asks.
    pub can: Vec<CaseAct>,
}

impl PanelView {
    /// The panel of a case, for the person of this transaction. Someone who has just declined sees
    /// no more than that.
    pub async fn of(tx: &mut Tx<'_>, case: Case) -> Result<Self> {
        let open = tx.may("case.view_panel", &case);
        let (alternates, seats) = if open {
            seat_views(tx, &case).await?
        } else {
            Default::default()
        };
        let composing =
            case.state() == State::Composing && tx.may("case.list_all", &BodyOf::this(tx));
        let faults = if composing {
            super::faults(tx, &case).await?
        } else {
            Vec::new()
        };
        let can = case.can(tx).into_iter().filter(|act| {
            matches!(
                act,
                Act::ProposeComposition
                    | Act::CommentOnComposition
                    | Act::FixSize
                    | Act::Nominate
                    | Act::AcceptSeat
                    | Act::DeclineSeat
                    | Act::Constitute
                    | Act::DesignateAlternate
                    | Act::EndDesignation
            )
        });
        let size = case.row.panel_size.or(case.row.size_proposed);
        Ok(Self {
            version: case.row.version,
            size,
            fifth: case.row.fifth_seat.filter(|_| size == Some(5)),
            seats,
            alternates,
            faults: faults
                .into_iter()
                .map(|fault| CompositionFault {
                    rule: Spelled(fault.rule),
                    sentence: fault.sentence,
                })
                .collect(),
            can: can.map(Spelled).collect(),
            composition_note: case.row.composition_note,
        })
    }
}

/// The seats of the alternates, and those of the members.
async fn seat_views(tx: &mut Tx<'_>, case: &Case) -> Result<(Vec<SeatView>, Vec<SeatView>)> {
    let seats = super::seats(tx, case.id()).await?;
    let disclosed = super::queries::disclosures(tx, case.id()).await?;
    let ids: Vec<_> = seats.iter().filter_map(|seat| seat.account_id).collect();
    let accounts = people::by_ids(tx, &ids).await?;
    let me = tx.person();
    // What a candidate discloses is for the parties, the registry and the seated panel, not for the
    // other candidates.
    let progress = &case.progress;
    let all = !progress.candidates.contains(&me) && !progress.alternates.contains(&me);
    let view = |seat: &Seat| {
        let open = all || seat.account_id == Some(me);
        seat_view(seat, &accounts, &disclosed, open)
    };
    let (alternates, members): (Vec<_>, Vec<_>) = seats.iter().partition(|seat| seat.alternate);
    Ok((
        alternates.into_iter().map(view).collect(),
        members.into_iter().map(view).collect(),
    ))
}

fn seat_view(seat: &Seat, accounts: &[Account], disclosed: &[Disclosed], open: bool) -> SeatView {
    let member = accounts.iter().find(|one| Some(one.id) == seat.account_id);
    let disclosure = super::disclosed_for(seat, disclosed).filter(|_| open);
    SeatView {
        no: seat.no,
        discipline: seat.discipline,
        presiding: seat.presiding,
        status: seat.status.clone(),
        member: member.map(|one| MemberView {
            id: one.id,
            name: one.name.clone(),
            nationalities: one.nationalities.clone(),
        }),
        disclosure: disclosure.map(|one| DisclosureView {
            level: one.level,
            statement: one.statement.clone(),
            at: one.at,
        }),
    }
}

/// The composition note of the President.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CompositionNote {
    /// How many seats: one of the sizes that the rules of the body allow.
    size: u8,
    /// In a panel of five: `security` or `technology`.
    #[serde(default)]
    fifth: Option<Discipline>,
    /// Why.
    note: String,
}

/// What a party says to it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CompositionComment {
    comment: String,
    /// A developing State asks for a member from a developing State (G-DIV).
    #[serde(default)]
    developing_member: bool,
}

/// What is fixed; without anything, what the note proposed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FixedSize {
    /// How many seats, if not as proposed.
    #[serde(default)]
    size: Option<u8>,
    /// In a panel of five: `security` or `technology`, if not as proposed.
    #[serde(default)]
    fifth: Option<Discipline>,
    /// Why, where something differs from the note.
    #[serde(default)]
    reasons: String,
}

/// Who is named for which seat.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Nomination {
    seat: i32,
    person: Uuid,
}

/// A candidate's disclosure (F05).
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Acceptance {
    /// On which list the interest is; `none` if there is nothing to disclose.
    level: Disclosure,
    /// What it is.
    #[serde(default)]
    statement: String,
}

/// Why a candidate declines.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DeclineReasons {
    #[serde(default)]
    reasons: String,
}

/// Which alternate sits from now on, and why.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Designation {
    seat: i32,
    /// Why.
    reason: String,
}

/// Which alternate sits no longer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EndOfDesignation {
    seat: i32,
}

/// Who may be nominated.
#[utoipa::path(tag = "panels", params(("body" = String, Path)), responses((status = 200, body = Vec<RosterLine>)))]
#[get("/roster")]
async fn list_roster(caller: Caller, db: Data<Db>) -> Result<Json<Vec<RosterLine>>> {
    db.within(&caller, async |tx| {
        let people = super::roster(tx).await?;
        let line = |person: people::Person| RosterLine {
            id: person.account.id,
            name: person.account.name,
            discipline: person.roles.iter().find_map(|held| held.discipline),
            nationalities: person.account.nationalities,
        };
        Ok(Json(people.into_iter().map(line).collect()))
    })
    .await
}

/// The panel of a case.
#[utoipa::path(tag = "panels", params(("body" = String, Path), ("case" = Uuid, Path)), responses((status = 200, body = PanelView)))]
#[get("/cases/{case}/panel")]
async fn show_panel(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
) -> Result<Json<PanelView>> {
    db.within(&caller, async |tx| {
        let case = super::find(tx, path.1).await?;
        Ok(Json(PanelView::of(tx, case).await?))
    })
    .await
}

/// The President sends the composition note to the parties.
#[utoipa::path(tag = "panels", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = PanelView)))]
#[post("/cases/{case}/propose_composition")]
async fn propose_composition(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<CompositionNote>,
) -> Result<Json<PanelView>> {
    db.within(&caller, async |tx| {
        let CompositionNote { size, fifth, note } = said.into_inner();
        let case =
            super::propose_composition(tx, path.1, seen.0, Composition { size, fifth, note })
                .await?;
        Ok(Json(PanelView::of(tx, case).await?))
    })
    .await
}

/// A party comments on the composition note.
#[utoipa::path(tag = "panels", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = PanelView)))]
#[post("/cases/{case}/comment_on_composition")]
async fn comment_on_composition(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<CompositionComment>,
) -> Result<Json<PanelView>> {
    db.within(&caller, async |tx| {
        let CompositionComment {
            comment,
            developing_member,
        } = said.into_inner();
        let case =
            super::comment_on_composition(tx, path.1, seen.0, &comment, developing_member).await?;
        Ok(Json(PanelView::of(tx, case).await?))
    })
    .await
}

/// The President fixes the size and the disciplines: as the note proposed, or otherwise for reasons
/// (T-13).
#[utoipa::path(tag = "panels", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = PanelView)))]
#[post("/cases/{case}/fix_size")]
async fn fix_size(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<FixedSize>,
) -> Result<Json<PanelView>> {
    db.within(&caller, async |tx| {
        let FixedSize {
            size,
            fifth,
            reasons,
        } = said.into_inner();
        let otherwise = Otherwise {
            size,
            fifth,
            reasons,
        };
        let case = super::fix_size(tx, path.1, seen.0, otherwise).await?;
        Ok(Json(PanelView::of(tx, case).await?))
    })
    .await
}

/// The registrar names a candidate for an open seat.
#[utoipa::path(tag = "panels", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = PanelView)))]
#[post("/cases/{case}/nominate")]
async fn nominate(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<Nomination>,
) -> Result<Json<PanelView>> {
    db.within(&caller, async |tx| {
        let case = super::nominate(tx, path.1, seen.0, said.seat, said.person).await?;
        Ok(Json(PanelView::of(tx, case).await?))
    })
    .await
}

/// A candidate accepts the seat and discloses interests (F05).
#[utoipa::path(tag = "panels", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = PanelView)))]
#[post("/cases/{case}/accept_seat")]
async fn accept_seat(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<Acceptance>,
) -> Result<Json<PanelView>> {
    db.within(&caller, async |tx| {
        let case = super::accept_seat(tx, path.1, seen.0, said.level, &said.statement).await?;
        Ok(Json(PanelView::of(tx, case).await?))
    })
    .await
}

/// A candidate declines the seat.
#[utoipa::path(tag = "panels", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = PanelView)))]
#[post("/cases/{case}/decline_seat")]
async fn decline_seat(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<DeclineReasons>,
) -> Result<Json<PanelView>> {
    db.within(&caller, async |tx| {
        let case = super::decline_seat(tx, path.1, seen.0, &said.reasons).await?;
        Ok(Json(PanelView::of(tx, case).await?))
    })
    .await
}

/// The presiding member makes an alternate a sitting one, who reads documents of the classes C0 to C3.
#[utoipa::path(tag = "panels", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = PanelView)))]
#[post("/cases/{case}/designate_alternate")]
async fn designate_alternate(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<Designation>,
) -> Result<Json<PanelView>> {
    db.within(&caller, async |tx| {
        let Designation { seat, reason } = said.into_inner();
        let case = super::designate_alternate(tx, path.1, seen.0, seat, &reason).await?;
        Ok(Json(PanelView::of(tx, case).await?))
    })
    .await
}

/// The presiding member ends that a sitting alternate reads along.
#[utoipa::path(tag = "panels", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = PanelView)))]
#[post("/cases/{case}/end_designation")]
async fn end_designation(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
    said: Json<EndOfDesignation>,
) -> Result<Json<PanelView>> {
    db.within(&caller, async |tx| {
        let case = super::end_designation(tx, path.1, seen.0, said.seat).await?;
        Ok(Json(PanelView::of(tx, case).await?))
    })
    .await
}

/// The panel is seated (T-14).
#[utoipa::path(tag = "panels", params(("body" = String, Path), ("case" = Uuid, Path), ("if-match" = i32, Header)), responses((status = 200, body = PanelView)))]
#[post("/cases/{case}/constitute")]
async fn constitute(
    caller: Caller,
    db: Data<Db>,
    path: Path<(String, Uuid)>,
    seen: Seen,
) -> Result<Json<PanelView>> {
    db.within(&caller, async |tx| {
        let case = super::constitute(tx, path.1, seen.0).await?;
        Ok(Json(PanelView::of(tx, case).await?))
    })
    .await
}

/// Routes within a body.
pub fn mount(config: &mut ServiceConfig) {
    config
        .service(list_roster)
        .service(show_panel)
        .service(propose_composition)
        .service(comment_on_composition)
        .service(fix_size)
        .service(nominate)
        .service(accept_seat)
        .service(decline_seat)
        .service(designate_alternate)
        .service(end_designation)
        .service(constitute);
}
