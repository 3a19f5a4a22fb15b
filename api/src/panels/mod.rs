//! Panels: from the composition note to the seated panel. Who may sit together is the domain's to
//! say; here are the seats, their candidates and what these disclosed (procedure 2.2.3, T-13, T-14). An
//! alternate of each discipline stands beside the panel, in a seat that counts nowhere among the members'.

mod queries;
mod routes;

use domain::Word;
use domain::case::{Act, State};
use domain::deadline::{Owed, TimeLimit};
use domain::panel::{self, Candidate, Parties, Party, RegionalGroup, Size};
use domain::people::{
    Discipline as DisciplineWord, Role as RoleWord, Side as SideWord, conflict_in_case,
};
use domain::refusal::Refusal;
use serde_json::json;
use uuid::Uuid;

use crate::bodies::{self, BodyOf, StateEntry};
use crate::cases::{self, Case, Change, Entry, said};
use crate::db::Tx;
use crate::deadlines::{self, Debtor};
use crate::error::{Error, Fault, Result};
use crate::people::{self, Account, Person};
use crate::wire::{Discipline, Disclosure, Spelled};

pub use queries::{Disclosed, Seat};
pub use routes::{PanelView, mount};

/// What the docket says of the nomination of an alternate.
const NAMED: &str = "Alternate named";

/// What the clock says for a candidate who says nothing.
const SILENT: &str = "No answer within the time limit (DL-12): silence is taken as refusal.";

/// What the President proposes.
pub struct Composition {
    /// How many seats.
    pub size: u8,
    /// In a panel of five: what the fifth seat is bound to.
    pub fifth: Option<Discipline>,
    /// Why.
    pub note: String,
}

/// What the President fixes otherwise than the note proposed, once the parties were heard.
#[derive(Default)]
pub struct Otherwise {
    /// Another size.
    pub size: Option<u8>,
    /// Another discipline of the fifth seat.
    pub fifth: Option<Discipline>,
    /// Why; needed where something differs.
    pub reasons: String,
}

/// The seats of a case, in order, those of the alternates last.
pub async fn seats(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<Seat>> {
    queries::seats(tx, case).await
}

/// Who may be nominated: the panelists of the body.
pub async fn roster(tx: &mut Tx<'_>) -> Result<Vec<Person>> {
    tx.see("case.list_all", &BodyOf::this(tx), "page")?;
    people::roster(tx).await
}

/// A case whose panel the caller may see.
pub async fn find(tx: &mut Tx<'_>, id: Uuid) -> Result<Case> {
    let case = cases::find(tx, id).await?;
    tx.see("case.view_panel", &case, "panel")?;
    Ok(case)
}

/// The President sends the composition note to the parties (procedure 2.2.3), and DL-09 runs.
pub async fn propose_composition(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    proposed: Composition,
) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::ProposeComposition, &case)?;
    let next = case.after(tx, Some(seen), Act::ProposeComposition, |_| ())?;
    if case.row.composition_note.is_some() {
        return Err(Refusal::CaseAlreadyDone.into());
    }
    let mut faults = size_faults(
        proposed.size,
        proposed.fifth,
        &case.rules.document.panel_sizes,
    );
    if proposed.note.trim().is_empty() {
        faults.push(Fault::new(
            "note",
            "Give the reasons for the size and the disciplines.",
        ));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let fifth = fifth_of(proposed.size, proposed.fifth);
    let detail = json!({ "size": proposed.size, "fifth": fifth, "note": proposed.note });
    let change = Change {
        size_proposed: Some(i32::from(proposed.size)),
        fifth_seat: fifth,
        composition_note: Some(proposed.note),
        ..Change::default()
    };
    cases::change(tx, &permit, &mut case, change).await?;
    cases::step(
        tx,
        &mut case,
        permit,
        Act::ProposeComposition,
        next,
        Entry {
            detail,
            ..Entry::default()
        },
    )
    .await?;
    cases::owe(
        tx,
        &case,
        Some(TimeLimit::CompositionComments),
        Act::CommentOnComposition,
        Owed::BothParties,
        "",
    )
    .await?;
    let what = "Fix the size and the disciplines of the panel, once the parties are heard.";
    cases::owe(tx, &case, None, Act::FixSize, Owed::President, what).await?;
    cases::find(tx, id).await
}

/// What the fifth seat is bound to: technology unless it is said otherwise; nothing where the panel
/// is not of five.
fn fifth_of(size: u8, fifth: Option<Discipline>) -> Option<Discipline> {
    let five = usize::from(size) == Size::Five.members();
    five.then(|| fifth.unwrap_or(Spelled(DisciplineWord::Technology)))
}

fn size_faults(size: u8, fifth: Option<Discipline>, allowed: &[u8]) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !allowed.contains(&size) {
        let sizes: Vec<_> = allowed.iter().map(u8::to_string).collect();
        faults.push(Fault::new(
            "size",
            format!(
                "The rules of this body allow panels of {} (G-SIZE).",
                sizes.join(", ")
            ),
        ));
    }
    match fifth {
        Some(_) if usize::from(size) != Size::Five.members() => {
            faults.push(Fault::new(
                "fifth",
                "Only a panel of five has a fifth seat to be bound (G-SIZE).",
            ));
        }
        Some(Spelled(DisciplineWord::Legal)) => {
            faults.push(Fault::new(
                "fifth",
                "The fifth seat is of security or technology (G-SIZE).",
            ));
        }
        _ => {}
    }
    faults
}

/// A party comments on the composition note (act 7), and may ask for a member from a developing
/// State, which counts if it is one itself (G-DIV).
pub async fn comment_on_composition(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    comment: &str,
    developing_member: bool,
) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::CommentOnComposition, &case)?;
    let next = case.after(tx, Some(seen), Act::CommentOnComposition, |_| ())?;
    let side = case.my_side(tx)?;
    if case.has_said(side, said::HEARD) {
        return Err(Refusal::CaseAlreadyDone.into());
    }
    if comment.trim().is_empty() {
        return Err(Error::invalid(
            "comment",
            "Say what you think of the note, or that you agree with it.",
        ));
    }
    cases::note_said(tx, &permit, &mut case, side, said::HEARD).await?;
    if developing_member {
        cases::note_said(tx, &permit, &mut case, side, said::DEVELOPING_MEMBER).await?;
    }
    let entry = Entry {
        detail: json!({ "side": side.as_str(), "comment": comment, "developing_member": developing_member }),
        ..Entry::default()
    };
    cases::step(
        tx,
        &mut case,
        permit,
        Act::CommentOnComposition,
        next,
        entry,
    )
    .await?;
    cases::find(tx, id).await
}

/// The President fixes what the note proposed, or, for reasons, what the comments of the parties
/// led to: the seats are there to be filled (T-13).
pub async fn fix_size(tx: &mut Tx<'_>, id: Uuid, seen: i32, otherwise: Otherwise) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::FixSize, &case)?;
    let next = case.after(tx, Some(seen), Act::FixSize, |_| ())?;
    let proposed = size_of(&case)?;
    let members = otherwise
        .size
        .unwrap_or_else(|| u8::try_from(proposed.members()).unwrap_or_default());
    let faults = size_faults(members, otherwise.fifth, &case.rules.document.panel_sizes);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let size = Size::parse(&members.to_string()).ok_or(Refusal::PanelSize)?;
    let fifth = fifth_of(members, otherwise.fifth.or(case.row.fifth_seat));
    if (size, fifth) != (proposed, case.row.fifth_seat) && otherwise.reasons.trim().is_empty() {
        return Err(Error::invalid(
            "reasons",
            "Say why the panel is not composed as the note proposed.",
        ));
    }
    let disciplines = size.seats(fifth.map_or(DisciplineWord::Technology, |fifth| fifth.0));
    queries::make_seats(tx, &permit, id, &disciplines).await?;
    let change = Change {
        panel_size: Some(i32::from(members)),
        fifth_seat: fifth,
        ..Change::default()
    };
    cases::change(tx, &permit, &mut case, change).await?;
    let words: Vec<_> = disciplines.iter().map(|one| one.as_str()).collect();
    let entry = Entry {
        detail: json!({ "size": members, "seats": words, "reasons": otherwise.reasons.trim() }),
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, Act::FixSize, next, entry).await?;
    // The parties are heard, or their time has run.
    deadlines::cancel(tx, case.of(), "case.comment_on_composition").await?;
    owe_nominations(tx, &case).await?;
    cases::find(tx, id).await
}

/// The registrar names a candidate for an open seat (act 8), who has DL-12 to answer; for that of an
/// alternate until the ruling is issued.
pub async fn nominate(tx: &mut Tx<'_>, id: Uuid, seen: i32, no: i32, person: Uuid) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::Nominate, &case)?;
    let seats = queries::seats(tx, id).await?;
    let seat = seats.iter().find(|seat| seat.no == no);
    let alternate = seat.is_some_and(|seat| seat.alternate);
    let next = case.after(tx, Some(seen), Act::Nominate, |facts| {
        facts.alternates_seat = alternate;
    })?;
    let seat = seat.ok_or_else(|| Error::invalid("seat", "The panel has no such seat."))?;
    if seat.account_id.is_some() {
        return Err(Refusal::PanelSeatTaken.into());
    }
    let roster = people::roster(tx).await?;
    let candidate = roster
        .iter()
        .find(|one| one.account.id == person)
        .ok_or_else(|| {
            Error::invalid(
                "person",
                "This person is not on the roster of this body (G-ROSTER).",
            )
        })?;
    if !candidate
        .roles
        .iter()
        .any(|held| held.discipline == Some(seat.discipline))
    {
        let why = format!(
            "{} is not on the roster as a {} expert (G-DISC).",
            candidate.account.name, seat.discipline
        );
        return Err(Error::invalid("person", why));
    }
    if acts_for(&case, candidate).is_some() {
        let why = format!(
            "{} acts for a party of this case, and nobody judges their own cause (procedure 2.1.1).",
            candidate.account.name
        );
        return Err(Error::invalid("person", why));
    }
    if seats.iter().any(|seat| seat.account_id == Some(person)) {
        return Err(Error::invalid(
            "person",
            "This person already has a seat on this panel.",
        ));
    }
    if alternate {
        passes_the_guards(tx, &case, &seats, seat, candidate).await?;
    }
    queries::nominate(tx, &permit, id, no, person).await?;
    let entry = Entry {
        title: alternate.then(|| NAMED.to_owned()),
        detail: json!({ "seat": no, "discipline": seat.discipline, "person": person, "name": candidate.account.name, "alternate": alternate }),
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, Act::Nominate, next, entry).await?;
    let debtor = Debtor::person(Owed::Candidate, person);
    cases::owe_to(
        tx,
        &case,
        Some(TimeLimit::CandidateDisclosure),
        Act::AcceptSeat,
        debtor,
        "",
    )
    .await?;
    let mut members = seats.iter().filter(|seat| !seat.alternate);
    if !alternate && members.all(|seat| seat.no == no || seat.account_id.is_some()) {
        deadlines::settle(tx, case.of(), "case.nominate", None).await?;
    }
    cases::find(tx, id).await
}

/// A candidate accepts and discloses (F05). An interest of the red lists bars the seat, so such an
/// answer is recorded as what it is: the seat is declined (procedure 2.2.4).
pub async fn accept_seat(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    level: Disclosure,
    statement: &str,
) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let barred = matches!(
        level.0,
        panel::Disclosure::RedWaivable | panel::Disclosure::Red
    );
    let act = if barred {
        Act::DeclineSeat
    } else {
        Act::AcceptSeat
    };
    let permit = tx.allow(act, &case)?;
    let me = tx.person();
    let seat = seat_of(tx, id, me).await?;
    let next = case.after(tx, Some(seen), act, |facts| {
        facts.alternates_seat = seat.alternate;
    })?;
    if seat.status != "nominated" {
        return Err(Refusal::PanelAlreadyAnswered.into());
    }
    if level.0 > panel::Disclosure::Green && statement.trim().is_empty() {
        return Err(Error::invalid("statement", "Say what the interest is."));
    }
    queries::disclose(tx, &permit, id, me, level, statement.trim(), !barred).await?;
    if barred {
        let reasons = format!(
            "An interest of the list “{level}” was disclosed, which bars the seat (2.2.4)."
        );
        queries::free(tx, &permit, id, seat.no).await?;
        return declined(tx, case, permit, next, &seat, &reasons).await;
    }
    queries::accept(tx, &permit, id, seat.no).await?;
    let detail = json!({ "seat": seat.no, "level": level, "statement": statement.trim() });
    cases::step(
        tx,
        &mut case,
        permit,
        Act::AcceptSeat,
        next,
        Entry {
            detail,
            ..Entry::default()
        },
    )
    .await?;
    let case = cases::find(tx, id).await?;
    if !seat.alternate && case.progress.seats_open == 0 {
        let what = "Constitute the panel: every seat is accepted.";
        cases::owe(tx, &case, None, Act::Constitute, Owed::Registrar, what).await?;
        return cases::find(tx, id).await;
    }
    Ok(case)
}

/// A candidate declines, also one who had accepted, as long as the panel is not constituted; an alternate
/// also after that, and while sitting as one.
pub async fn decline_seat(tx: &mut Tx<'_>, id: Uuid, seen: i32, reasons: &str) -> Result<Case> {
    let case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::DeclineSeat, &case)?;
    let seat = seat_of(tx, id, tx.person()).await?;
    let next = case.after(tx, Some(seen), Act::DeclineSeat, |facts| {
        facts.alternates_seat = seat.alternate;
    })?;
    queries::free(tx, &permit, id, seat.no).await?;
    declined(tx, case, permit, next, &seat, reasons.trim()).await
}

/// DL-12 has run and the candidate said nothing: by the clock.
pub async fn candidate_silent(tx: &mut Tx<'_>, id: Uuid, person: Uuid) -> Result<()> {
    let case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::DeclineSeat, &case)?;
    let seat = seat_of(tx, id, person).await?;
    let next = case.after(tx, None, Act::DeclineSeat, |facts| {
        facts.alternates_seat = seat.alternate;
    })?;
    if seat.status != "nominated" {
        return Err(Refusal::PanelAlreadyAnswered.into());
    }
    queries::free(tx, &permit, id, seat.no).await?;
    declined(tx, case, permit, next, &seat, SILENT)
        .await
        .map(|_| ())
}

/// Puts a declined seat on the record; the registrar owes another nomination. Gives the case as the
/// one who declined leaves it, who from now on may not see it.
async fn declined(
    tx: &mut Tx<'_>,
    mut case: Case,
    permit: crate::db::Permit,
    next: State,
    seat: &Seat,
    reasons: &str,
) -> Result<Case> {
    let entry = Entry {
        detail: json!({ "seat": seat.no, "person": seat.account_id, "reasons": reasons, "alternate": seat.alternate }),
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, Act::DeclineSeat, next, entry).await?;
    if let Some(person) = seat.account_id {
        let debtor = Debtor::person(Owed::Candidate, person);
        deadlines::settle(tx, case.of(), "case.accept_seat", Some(&debtor)).await?;
    }
    if !seat.alternate {
        deadlines::cancel(tx, case.of(), "case.constitute").await?;
        if !case.waits_for("case.nominate", None) {
            owe_nominations(tx, &case).await?;
        }
    }
    let progress = &mut case.progress;
    for named in [
        &mut progress.candidates,
        &mut progress.alternates,
        &mut progress.sitting_alternates,
    ] {
        named.retain(|one| Some(*one) != seat.account_id);
    }
    Ok(case)
}

/// The presiding member makes an alternate who has accepted a sitting one, who from now on reads what
/// members read of the record (procedure 2.1.1).
pub async fn designate_alternate(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    no: i32,
    reason: &str,
) -> Result<Case> {
    let entry = json!({ "reason": reason.trim() });
    turn(tx, id, seen, (Act::DesignateAlternate, no), entry).await
}

/// The presiding member ends that, and with it ends all that the alternate could read.
pub async fn end_designation(tx: &mut Tx<'_>, id: Uuid, seen: i32, no: i32) -> Result<Case> {
    turn(tx, id, seen, (Act::EndDesignation, no), json!({})).await
}

async fn turn(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    (act, no): (Act, i32),
    mut detail: serde_json::Value,
) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(act, &case)?;
    let seats = queries::seats(tx, id).await?;
    let seat = seats.iter().find(|seat| seat.alternate && seat.no == no);
    let is = |status| seat.is_some_and(|seat| seat.status == status);
    let next = case.after(tx, Some(seen), act, |facts| {
        facts.alternate_ready = is("accepted");
        facts.alternate_sits = is("designated");
        facts.reasoned = detail["reason"]
            .as_str()
            .is_some_and(|text| !text.is_empty());
    })?;
    let seat = seat.ok_or_else(|| Error::invalid("seat", "There is no such alternate."))?;
    if act == Act::DesignateAlternate {
        // The panel may have changed since they were named.
        let roster = people::roster(tx).await?;
        let mut roster = roster.iter();
        let person = roster.find(|one| Some(one.account.id) == seat.account_id);
        let gone = "Whoever is named there is no panelist of the body any more.";
        let person = person.ok_or_else(|| Error::invalid("seat", gone))?;
        passes_the_guards(tx, &case, &seats, seat, person).await?;
    }
    queries::designate(tx, &permit, id, no, act == Act::DesignateAlternate).await?;
    let ids: Vec<_> = seat.account_id.into_iter().collect();
    let who = people::by_ids(tx, &ids).await?;
    detail["seat"] = json!(no);
    detail["discipline"] = json!(seat.discipline);
    detail["person"] = json!(seat.account_id);
    detail["name"] = json!(who.first().map(|one| &one.name));
    let entry = Entry {
        detail,
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, act, next, entry).await?;
    cases::find(tx, id).await
}

/// Would the panel still be in order with this alternate in any seat of the discipline (G-ALT)?
async fn passes_the_guards(
    tx: &mut Tx<'_>,
    case: &Case,
    seats: &[Seat],
    seat: &Seat,
    person: &Person,
) -> Result<()> {
    let composing = Composing::of(tx, case, seats).await?;
    let disciplines = [seat.discipline.0];
    let named = Seat {
        account_id: Some(person.account.id),
        ..seat.clone()
    };
    let candidate = composing.candidate(&named, &person.account, &disciplines);
    let (panel, parties) = (composing.panel(size_of(case)?), composing.parties(case));
    let faults = panel::alternate_faults(&panel, &parties, (candidate, seat.discipline.0));
    if faults.is_empty() {
        return Ok(());
    }
    let fault =
        |one: panel::Fault| Fault::new("person", format!("{} ({})", one.sentence, one.rule));
    Err(Error::Invalid(faults.into_iter().map(fault).collect()))
}

async fn owe_nominations(tx: &mut Tx<'_>, case: &Case) -> Result<()> {
    cases::owe(
        tx,
        case,
        None,
        Act::Nominate,
        Owed::Registrar,
        "Nominate a candidate for each open seat of the panel.",
    )
    .await
}

/// The panel is seated, unless a guard of composition says no and why (T-14).
pub async fn constitute(tx: &mut Tx<'_>, id: Uuid, seen: i32) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::Constitute, &case)?;
    let faults = faults(tx, &case).await?;
    let composition = panel::composition(&faults);
    let next = match case.after(tx, Some(seen), Act::Constitute, |facts| {
        facts.composition = composition
    }) {
        Err(Error::Refused(refusal, _)) if composition == Err(refusal) => {
            let faults = faults
                .into_iter()
                .map(|fault| Fault::new(fault.rule.as_str(), fault.sentence));
            return Err(Error::Refused(refusal, faults.collect()));
        }
        other => other?,
    };
    queries::seat_all(tx, &permit, id).await?;
    let seats = sitting(tx, id).await?;
    let ids: Vec<_> = seats.iter().filter_map(|seat| seat.account_id).collect();
    let accounts = people::by_ids(tx, &ids).await?;
    let members: Vec<_> = seats
        .iter()
        .map(|seat| {
            let name = accounts.iter().find(|one| Some(one.id) == seat.account_id).map(|one| one.name.as_str());
            json!({ "seat": seat.no, "discipline": seat.discipline, "presiding": seat.presiding, "name": name })
        })
        .collect();
    let entry = Entry {
        detail: json!({ "members": members }),
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, Act::Constitute, next, entry).await?;
    let case = cases::find(tx, id).await?;
    cases::owe(
        tx,
        &case,
        Some(TimeLimit::ProceduralOrder),
        Act::ProceduralOrder,
        Owed::PresidingMember,
        "",
    )
    .await?;
    cases::find(tx, id).await
}

/// The party of the case for which the person acts in a role that excludes judging it (2.1.1).
fn acts_for<'a>(case: &'a Case, person: &Person) -> Option<&'a str> {
    [&case.row.applicant, &case.row.respondent]
        .into_iter()
        .find(|party| {
            let mut roles = person.roles.iter().chain(&person.upcoming);
            roles.any(|held| {
                held.state.as_ref() == Some(party)
                    && conflict_in_case(held.role.0, RoleWord::Panelist)
            })
        })
        .map(String::as_str)
}

async fn seat_of(tx: &mut Tx<'_>, case: Uuid, person: Uuid) -> Result<Seat> {
    let seats = queries::seats(tx, case).await?;
    seats
        .into_iter()
        .find(|seat| seat.account_id == Some(person))
        .ok_or_else(|| Refusal::PanelNotNominated.into())
}

fn size_of(case: &Case) -> Result<Size> {
    let text = case
        .row
        .panel_size
        .or(case.row.size_proposed)
        .map(|size| size.to_string());
    text.as_deref()
        .and_then(Size::parse)
        .ok_or_else(|| Refusal::CaseCompositionNotProposed.into())
}

/// Everything that is wrong with the composition as it stands now (procedure 2.2.3).
pub async fn faults(tx: &mut Tx<'_>, case: &Case) -> Result<Vec<panel::Fault>> {
    let seats = queries::seats(tx, case.id()).await?;
    let composing = Composing::of(tx, case, &seats).await?;
    let (panel, parties) = (composing.panel(size_of(case)?), composing.parties(case));
    Ok(panel::faults(&panel, &parties))
}

/// What the guards of composition read.
struct Composing<'a> {
    states: Vec<StateEntry>,
    disclosures: Vec<Disclosed>,
    seated: Vec<Seated<'a>>,
}

/// A seat, and who is named for it.
struct Seated<'a> {
    seat: &'a Seat,
    account: Option<Account>,
    disciplines: Vec<DisciplineWord>,
    acts_for: Option<&'a str>,
}

impl<'a> Composing<'a> {
    async fn of(tx: &mut Tx<'_>, case: &'a Case, seats: &'a [Seat]) -> Result<Self> {
        let states = bodies::states(tx).await?;
        let disclosures = queries::disclosures(tx, case.id()).await?;
        let ids: Vec<_> = seats.iter().filter_map(|seat| seat.account_id).collect();
        let accounts = people::by_ids(tx, &ids).await?;
        let roster = people::roster(tx).await?;
        let seated = seats.iter().map(|seat| {
            let here = |id: Uuid| Some(id) == seat.account_id;
            // A person no longer on the roster has no discipline, and so is named among the faults.
            let person = roster.iter().find(|one| here(one.account.id));
            let held = person.map(|one| one.roles.iter());
            Seated {
                seat,
                account: accounts.iter().find(|one| here(one.id)).cloned(),
                disciplines: held
                    .map(|held| held.filter_map(|one| Some(one.discipline?.0)).collect())
                    .unwrap_or_default(),
                acts_for: person.and_then(|person| acts_for(case, person)),
            }
        });
        Ok(Self {
            seated: seated.collect(),
            states,
            disclosures,
        })
    }

    fn panel(&self, size: Size) -> panel::Panel<'_> {
        let of = |alternate: bool| {
            let those = self.seated.iter();
            let those = those.filter(|one| one.seat.alternate == alternate);
            those
                .map(|one| panel::Seat {
                    discipline: one.seat.discipline.0,
                    presiding: one.seat.presiding,
                    candidate: one.account.as_ref().map(|account| Candidate {
                        acts_for: one.acts_for,
                        ..self.candidate(one.seat, account, &one.disciplines)
                    }),
                })
                .collect()
        };
        panel::Panel {
            size,
            seats: of(false),
            alternates: of(true),
        }
    }

    fn parties<'b>(&'b self, case: &'b Case) -> Parties<'b> {
        let asks = |side| case.has_said(side, said::DEVELOPING_MEMBER);
        Parties {
            applicant: Party {
                // The applicant may have asked in the request already.
                asks_for_developing_member: case.row.developing_request
                    || asks(SideWord::Applicant),
                ..party(&self.states, &case.row.applicant)
            },
            respondent: Party {
                asks_for_developing_member: asks(SideWord::Respondent),
                ..party(&self.states, &case.row.respondent)
            },
            nationality_agreed: false,
            chair_group_agreed: false,
        }
    }

    /// Someone named for a seat, who acts for nobody.
    fn candidate<'b>(
        &'b self,
        seat: &Seat,
        account: &'b Account,
        disciplines: &'b [DisciplineWord],
    ) -> Candidate<'b> {
        let home = account
            .nationalities
            .first()
            .and_then(|code| self.states.iter().find(|state| state.code == *code));
        Candidate {
            name: &account.name,
            disciplines,
            nationalities: &account.nationalities,
            acts_for: None,
            group: home.and_then(|state| RegionalGroup::parse(&state.regional_group)),
            developing: home.is_some_and(|state| state.developing),
            accepted: !matches!(seat.status.as_str(), "open" | "nominated"),
            disclosure: disclosed_for(seat, &self.disclosures).map(|one| one.level.0),
            waived: false,
        }
    }
}

/// What the candidate disclosed for the seat as it is held now: the newest answer since nomination.
fn disclosed_for<'a>(seat: &Seat, disclosures: &'a [Disclosed]) -> Option<&'a Disclosed> {
    let asked = seat.nominated_at?;
    disclosures
        .iter()
        .rev()
        .find(|one| Some(one.account_id) == seat.account_id && one.at >= asked)
}

fn party<'a>(states: &'a [StateEntry], code: &'a str) -> Party<'a> {
    let state = states.iter().find(|state| state.code == code);
    Party {
        code,
        name: state.map_or(code, |state| &state.name),
        group: state.and_then(|state| RegionalGroup::parse(&state.regional_group)),
        developing: state.is_some_and(|state| state.developing),
        asks_for_developing_member: false,
    }
}

/// The seats that are taken for good, in order; for slices that have the case already.
pub async fn sitting(tx: &mut Tx<'_>, case: Uuid) -> Result<Vec<Seat>> {
    let mut seats = queries::seats(tx, case).await?;
    seats.retain(|seat| seat.status == "sitting");
    Ok(seats)
}

#[cfg(test)]
mod tests {
    use domain::people::Discipline;

    use super::size_faults;
    use crate::wire::Spelled;

    fn fields(size: u8, fifth: Option<Discipline>) -> Vec<String> {
        size_faults(size, fifth.map(Spelled), &[3, 5])
            .into_iter()
            .map(|fault| fault.path)
            .collect()
    }

    #[test]
    fn a_size_is_one_of_those_that_the_body_allows() {
        assert!(fields(3, None).is_empty());
        assert!(fields(5, Some(Discipline::Security)).is_empty());
        assert_eq!(fields(7, None), ["size"]);
    }

    #[test]
    fn only_the_fifth_of_five_seats_is_bound_and_never_to_law() {
        assert_eq!(fields(3, Some(Discipline::Security)), ["fifth"]);
        assert_eq!(fields(5, Some(Discipline::Legal)), ["fifth"]);
    }
}
