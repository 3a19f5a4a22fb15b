//! A state's delegation: put forward by its agent on letters of credence, accredited by the registrar, and held
//! from the first day to the last (procedure 2.1.1 and 2.1.3, act 40). That a role is held now is told by one
//! view, which each transaction asks; so an end bites at once, wherever the member is.

mod letters;
mod queries;
mod routes;

use domain::delegation::{Act, HandOver, Standing, Term, is_single};
use domain::people::{Role as RoleWord, conflict_among, conflict_in_case, is_of_delegation};
use domain::refusal::Refusal;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::json;
use uuid::Uuid;

use super::{Account, Membership, NewPerson, RoleGrant, Sealed, credentials, find, names};
use crate::authz::{Fact, Resource};
use crate::bodies::{self, BodyOf};
use crate::caller::Caller;
use crate::db::{Db, Permit, Tx};
use crate::error::{Error, Fault, Result};
use crate::wire::{Role, Spelled};

use letters::{About, News};
pub use letters::{DELEGATION, send_news};
use queries::Accreditation;
pub(in crate::people) use queries::upcoming;
pub(in crate::people) use routes::mount;

/// On which letter someone is a member of a delegation. The paper stays with the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    /// Who signed it.
    pub signed_by: String,
    /// In what office.
    pub signed_as: String,
    /// When.
    pub signed_on: Date,
    /// Its reference.
    pub reference: String,
    /// SHA-256 of the letter as it was scanned, in hexadecimal.
    pub digest: Option<String>,
}

/// Someone whom a state puts forward.
pub(super) struct Candidate {
    /// As what.
    pub role: Role,
    /// Their name.
    pub name: String,
    /// Their address, with which they sign in.
    pub email: String,
    /// From when to when.
    pub term: Term,
    /// On which letter of credence.
    pub letter: Letter,
}

/// A membership of a delegation, as it stands.
pub(super) struct Entry {
    /// Its id; none, where an administrator gave the role without a letter.
    pub id: Option<Uuid>,
    /// Whose it is, once it was accepted.
    pub person: Option<Uuid>,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// As what.
    pub role: Role,
    /// From when to when; without a letter nobody has said from when.
    pub first_day: Option<Date>,
    /// The last day.
    pub last_day: Option<Date>,
    /// The letter of credence.
    pub letter: Option<Letter>,
    /// How it stands.
    pub standing: Standing,
    /// Who put it forward.
    pub put_by: Option<String>,
    /// Why it was refused.
    pub reason: Option<String>,
    /// Does it end within two weeks?
    pub ends_soon: bool,
    /// What the person who asks may do with it.
    pub can: Vec<Act>,
}

/// The delegation of a state.
pub(super) struct Delegation {
    /// The state's code.
    pub state: String,
    /// Its name.
    pub name: String,
    /// Its members, those who are, are to be and were.
    pub entries: Vec<Entry>,
    /// In which roles the person who asks may put someone forward.
    pub offers: Vec<RoleWord>,
    /// Today, at the seat of the body.
    pub today: Date,
}

/// One line of the registrar's list of delegations.
pub(super) struct Summary {
    /// The state's code.
    pub state: String,
    /// Its name.
    pub name: String,
    /// How many wait to be accepted.
    pub waiting: i64,
    /// Does an agent or a deputy speak for it now?
    pub is_spoken_for: bool,
}

/// So many days before a role ends it is said that it will.
const SOON_DAYS: i64 = 14;
/// The roles of a delegation, in the order in which they are shown.
const ROLES: [RoleWord; 4] = [
    RoleWord::Agent,
    RoleWord::DeputyAgent,
    RoleWord::Counsel,
    RoleWord::Adviser,
];

/// A delegation as policies see it, or one membership in it.
struct Of {
    id: Uuid,
    state: String,
    person: Option<Uuid>,
}

impl Of {
    /// The delegation itself.
    fn state(tx: &Tx<'_>, state: &str) -> Self {
        Self::member(tx.world().body, state, None)
    }

    fn member(id: Uuid, state: &str, person: Option<Uuid>) -> Self {
        let state = state.to_owned();
        Self { id, state, person }
    }
}

impl Resource for Of {
    const KIND: &'static str = "Delegation";

    fn id(&self) -> Uuid {
        self.id
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        vec![
            ("state", Fact::Text(self.state.clone())),
            ("person", Fact::Person(self.person)),
        ]
    }
}

/// The calendar of days at the seat of the body.
struct Seat {
    zone: TimeZone,
    now: Timestamp,
}

impl Seat {
    async fn of(tx: &mut Tx<'_>) -> Result<Self> {
        let zone = bodies::current_rules(tx).await?.calendar.zone;
        Ok(Self {
            zone,
            now: tx.now(),
        })
    }

    fn today(&self) -> Date {
        self.now.to_zoned(self.zone.clone()).date()
    }

    /// When this day begins there.
    fn start(&self, day: Date) -> Result<Timestamp> {
        let start = day.to_zoned(self.zone.clone()).map_err(Error::broken)?;
        Ok(start.timestamp())
    }

    /// When this day is over there.
    fn end(&self, day: Date) -> Result<Timestamp> {
        self.start(day.saturating_add(jiff::Span::new().days(1)))
    }

    /// The day in which that instant lies.
    fn day(&self, at: Timestamp) -> Date {
        at.to_zoned(self.zone.clone()).date()
    }

    /// The last day before that instant.
    fn day_before(&self, at: Timestamp) -> Date {
        self.day(at - jiff::SignedDuration::from_nanos(1))
    }
}

impl Accreditation {
    /// From when to when it is held, or asked for.
    fn term(&self, seat: &Seat) -> Term {
        match self.begins_at {
            None => Term {
                first: self.first_day,
                last: self.last_day,
            },
            Some(begins) => Term {
                first: seat.day(begins),
                last: self.ends_at.map(|ends| seat.day_before(ends)),
            },
        }
    }

    fn standing(&self, now: Timestamp) -> Standing {
        match self.status.as_str() {
            queries::WAITING => Standing::Waiting,
            queries::REFUSED => Standing::Refused,
            queries::TAKEN_BACK => Standing::TakenBack,
            queries::ENDED => Standing::Ended,
            _ if self.begins_at.is_some_and(|begins| begins > now) => Standing::Coming,
            _ if self.ends_at.is_some_and(|ends| ends <= now) => Standing::Over,
            _ => Standing::Held,
        }
    }

    fn letter(&self) -> Letter {
        Letter {
            signed_by: self.signed_by.clone(),
            signed_as: self.signed_as.clone(),
            signed_on: self.signed_on,
            reference: self.reference.clone(),
            digest: self.digest.clone(),
        }
    }

    /// What letters about it say.
    fn about(&self, seat: &Seat) -> About {
        let term = self.term(seat);
        About {
            state: self.state.clone(),
            role: self.role,
            name: self.name.clone(),
            first_day: Some(term.first),
            last_day: term.last,
            reason: self.reason.clone(),
        }
    }

    fn is_the_same(&self, state: &str, sent: &Candidate) -> bool {
        self.state == state
            && self.role == sent.role
            && self.name == sent.name.trim()
            && self.email == sent.email.trim().to_lowercase()
            && (self.first_day, self.last_day) == (sent.term.first, sent.term.last)
            && self.letter() == sent.letter
    }
}

/// A state that the body knows, for someone who may see its delegation.
async fn seen(tx: &mut Tx<'_>, state: &str) -> Result<String> {
    let of = Of::state(tx, state);
    tx.see("delegation.view", &of, "delegation")?;
    let states = bodies::states(tx).await?;
    let found = states.into_iter().find(|one| one.code == state);
    Ok(found.ok_or(Error::NotFound("delegation"))?.name)
}

/// One of the accreditations of a state, locked together with whoever else changes its delegation.
async fn taken(tx: &mut Tx<'_>, state: &str, id: Uuid) -> Result<Accreditation> {
    seen(tx, state).await?;
    super::queries::lock_state(tx, state).await?;
    let found = queries::find(tx, id).await?;
    let found = found.filter(|one| one.state == state);
    found.ok_or(Error::NotFound("accreditation"))
}

/// The delegations of which anything is known, for the registrar: those with someone who waits first.
pub(super) async fn list(tx: &mut Tx<'_>) -> Result<Vec<Summary>> {
    tx.see("delegation.list_all", &BodyOf::this(tx), "page")?;
    let names = bodies::states(tx).await?;
    let waiting = queries::waiting(tx).await?;
    let speaking = queries::spoken_for(tx).await?;
    let mut known = super::queries::states_given(tx).await?;
    known.extend(queries::states(tx).await?);
    known.sort();
    known.dedup();
    let mut all: Vec<_> = known
        .into_iter()
        .map(|state| Summary {
            name: names
                .iter()
                .find(|one| one.code == state)
                .map_or_else(|| state.clone(), |one| one.name.clone()),
            waiting: waiting
                .iter()
                .find(|(of, _)| *of == state)
                .map_or(0, |(_, count)| *count),
            is_spoken_for: speaking.contains(&state),
            state,
        })
        .collect();
    all.sort_by_key(|one| (one.waiting == 0, one.name.clone()));
    Ok(all)
}

/// The delegation of a state.
pub(super) async fn show(tx: &mut Tx<'_>, state: &str) -> Result<Delegation> {
    let name = seen(tx, state).await?;
    let seat = Seat::of(tx).await?;
    let rows = queries::of_state(tx, state).await?;
    let given = super::queries::given_for(tx, state).await?;
    let ids: Vec<_> = rows
        .iter()
        .flat_map(|row| [Some(row.put_by), row.account_id])
        .flatten()
        .chain(given.iter().map(|(who, ..)| *who))
        .collect();
    let accounts = super::by_ids(tx, &ids).await?;
    let mut entries: Vec<_> = rows
        .iter()
        .map(|row| shown(tx, &seat, row, &accounts))
        .collect();
    for (who, role, ends) in given {
        let account = accounts.iter().find(|one| one.id == who);
        let standing = Standing::Held;
        entries.push(Entry {
            id: None,
            person: Some(who),
            name: account.map(|one| one.name.clone()).unwrap_or_default(),
            email: account.map(|one| one.email.clone()).unwrap_or_default(),
            role,
            first_day: None,
            last_day: ends.map(|at| seat.day_before(at)),
            letter: None,
            standing,
            put_by: None,
            reason: None,
            ends_soon: is_soon(&seat, ends),
            can: can(tx, state, (None, Some(who)), (role, standing)),
        });
    }
    let at = |role: RoleWord| ROLES.iter().position(|one| *one == role);
    entries.sort_by_key(|one| {
        (
            order(one.standing),
            at(one.role.0),
            one.first_day,
            one.name.clone(),
        )
    });
    Ok(Delegation {
        offers: offers(tx, state).await?,
        state: state.to_owned(),
        name,
        entries,
        today: seat.today(),
    })
}

/// What waits comes first, and what is over last.
fn order(standing: Standing) -> u8 {
    match standing {
        Standing::Waiting => 0,
        Standing::Held => 1,
        Standing::Coming => 2,
        Standing::Over | Standing::Ended | Standing::Refused | Standing::TakenBack => 3,
    }
}

/// Until when what ends is near its end; a simulation may be at the end of all calendars.
fn soon(now: Timestamp) -> Timestamp {
    let days = jiff::SignedDuration::from_hours(24 * SOON_DAYS);
    now.checked_add(days).unwrap_or(Timestamp::MAX)
}

fn is_soon(seat: &Seat, ends: Option<Timestamp>) -> bool {
    let soon = soon(seat.now);
    ends.is_some_and(|ends| ends > seat.now && ends <= soon)
}

fn shown(tx: &Tx<'_>, seat: &Seat, row: &Accreditation, accounts: &[Account]) -> Entry {
    let name = |id: Uuid| {
        accounts
            .iter()
            .find(|one| one.id == id)
            .map(|one| &one.name)
    };
    let term = row.term(seat);
    let standing = row.standing(seat.now);
    Entry {
        id: Some(row.id),
        person: row.account_id,
        name: row.name.clone(),
        email: row.email.clone(),
        role: row.role,
        first_day: Some(term.first),
        last_day: match (standing, row.ended_at) {
            (Standing::Ended, Some(at)) => Some(seat.day(at)),
            _ => term.last,
        },
        letter: Some(row.letter()),
        standing,
        put_by: name(row.put_by).cloned(),
        reason: row.reason.clone(),
        ends_soon: standing == Standing::Held && is_soon(seat, row.ends_at),
        can: can(
            tx,
            &row.state,
            (Some(row.id), row.account_id),
            (row.role, standing),
        ),
    }
}

/// What the person who asks may do with a membership as it stands.
fn can(
    tx: &Tx<'_>,
    state: &str,
    (id, person): (Option<Uuid>, Option<Uuid>),
    (role, standing): (Role, Standing),
) -> Vec<Act> {
    let of = Of::member(id.or(person).unwrap_or_default(), state, person);
    let mine = person == Some(tx.person());
    let in_order = |act: Act| match act {
        Act::Accept | Act::Refuse => standing == Standing::Waiting,
        Act::TakeBack => matches!(standing, Standing::Waiting | Standing::Coming),
        Act::End => standing == Standing::Held && role.0 != RoleWord::Agent && !mine,
        Act::Resign => standing == Standing::Held && role.0 != RoleWord::Agent && mine,
        Act::PutForward => false,
    };
    let all = [
        Act::Accept,
        Act::Refuse,
        Act::TakeBack,
        Act::End,
        Act::Resign,
    ];
    all.into_iter()
        .filter(|act| in_order(*act) && tx.may(&format!("delegation.{act}"), &of))
        .collect()
}

/// In which roles the person who asks may put someone forward for this state: the registrar a first agent only.
async fn offers(tx: &mut Tx<'_>, state: &str) -> Result<Vec<RoleWord>> {
    let of = Of::state(tx, state);
    if !tx.may("delegation.put_forward", &of) {
        return Ok(Vec::new());
    }
    if tx.who().state == state {
        return Ok(ROLES.to_vec());
    }
    Ok(if queries::has_voice(tx, state).await? {
        Vec::new()
    } else {
        vec![RoleWord::Agent]
    })
}

/// Puts someone forward for a state, under an id that the client chooses. The same again is done once.
pub(super) async fn put_forward(
    tx: &mut Tx<'_>,
    state: &str,
    id: Uuid,
    candidate: Candidate,
) -> Result<Delegation> {
    seen(tx, state).await?;
    let permit = tx.allow(Act::PutForward, &Of::member(id, state, None))?;
    tx.proved_lately()?;
    super::queries::lock_state(tx, state).await?;
    if let Some(there) = queries::find(tx, id).await? {
        if there.put_by != tx.person() || !there.is_the_same(state, &candidate) {
            return Err(Error::invalid(
                "id",
                "This id is taken; choose another one.",
            ));
        }
        tx.record(permit, json!({ "accreditation": id, "again": true }))
            .await?;
        return show(tx, state).await;
    }
    let seat = Seat::of(tx).await?;
    let mut faults = faults(&candidate, seat.today());
    if tx.who().state != state {
        if candidate.role.0 != RoleWord::Agent {
            faults.push(Fault::new(
                "role",
                "The registry puts forward the first agent of a state and nobody else.",
            ));
        } else if queries::has_voice(tx, state).await? {
            return Err(Refusal::DelegationSpokenFor.into());
        }
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    queries::add(tx, &permit, (id, state), &candidate).await?;
    tx.record(
        permit,
        json!({
            "accreditation": id, "state": state, "role": candidate.role, "name": candidate.name.trim(),
            "first_day": candidate.term.first, "last_day": candidate.term.last,
            "letter": { "reference": candidate.letter.reference, "signed_on": candidate.letter.signed_on,
                        "digest": candidate.letter.digest },
        }),
    )
    .await?;
    let row = queries::find(tx, id)
        .await?
        .ok_or(Error::NotFound("accreditation"))?;
    letters::tell_registrars(tx, News::PutForward, &row.about(&seat)).await?;
    show(tx, state).await
}

/// What is wrong with someone who is put forward, field by field.
fn faults(candidate: &Candidate, today: Date) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !is_of_delegation(candidate.role.0) {
        faults.push(Fault::new(
            "role",
            "A delegation has an agent, a deputy, counsel and advisers.",
        ));
    }
    faults.extend(names::fault(&candidate.name).map(|why| Fault::new("name", why)));
    faults.extend(super::email_fault(&candidate.email));
    faults.extend(
        candidate
            .term
            .fault(today)
            .map(|(field, why)| Fault::new(field, why)),
    );
    let letter = &candidate.letter;
    for (field, text, missing) in [
        (
            "letter.signed_by",
            &letter.signed_by,
            "Say who signed the letter of credence.",
        ),
        (
            "letter.signed_as",
            &letter.signed_as,
            "Say in what office, as Minister for Foreign Affairs.",
        ),
        (
            "letter.reference",
            &letter.reference,
            "Give the reference of the letter.",
        ),
    ] {
        if text.trim().is_empty() {
            faults.push(Fault::new(field, missing));
        } else if text.chars().count() > 200 || text.chars().any(char::is_control) {
            faults.push(Fault::new(
                field,
                "Write it on one line, in up to 200 letters.",
            ));
        }
    }
    if letter.signed_on > today {
        faults.push(Fault::new(
            "letter.signed_on",
            "The letter was signed today or before.",
        ));
    }
    let is_digest = |text: &String| {
        text.len() == 64
            && text
                .bytes()
                .all(|one| one.is_ascii_digit() || (b'a'..=b'f').contains(&one))
    };
    if !letter.digest.as_ref().is_none_or(is_digest) {
        faults.push(Fault::new(
            "letter.digest",
            "SHA-256 is written with 64 figures and letters from a to f; leave it out if there is no scan.",
        ));
    }
    faults
}

/// The registrar accredits someone: they hold the role from its first day to its last. Whoever held a role that a
/// state gives once hands over, the day before.
pub(super) async fn accept(tx: &mut Tx<'_>, state: &str, id: Uuid) -> Result<Delegation> {
    let row = taken(tx, state, id).await?;
    let permit = tx.allow(Act::Accept, &Of::member(id, state, row.account_id))?;
    tx.proved_lately()?;
    if row.status != queries::WAITING {
        return Err(Refusal::DelegationDecided.into());
    }
    let seat = Seat::of(tx).await?;
    let term = row.term(&seat).accepted(seat.today());
    let term = term.ok_or(Refusal::DelegationOver)?;
    let (begins, ends) = (
        seat.start(term.first)?,
        term.last.map(|last| seat.end(last)).transpose()?,
    );
    let (person, is_new) = admitted(tx, &row).await?;
    super::queries::end_lost_approvals(tx, person).await?;
    let mut former = hand_over(tx, &permit, &seat, (&row, person), term).await?;
    queries::accept(tx, &permit, (id, person), (begins, ends)).await?;
    former.extend(hand_over_given(tx, &permit, &seat, (&row, person)).await?);
    super::queries::touch(tx, person).await?;
    tx.record(
        permit,
        json!({
            "accreditation": id, "state": state, "person": person, "role": row.role,
            "first_day": term.first, "last_day": term.last, "new_account": is_new, "handed_over_by": former,
        }),
    )
    .await?;
    if is_new {
        credentials::send_invitation(tx, person).await?;
    }
    let row = queries::find(tx, id)
        .await?
        .ok_or(Error::NotFound("accreditation"))?;
    let about = row.about(&seat);
    letters::tell(tx, person, News::Accepted, &about).await?;
    let others = agents(tx, state).await?;
    for agent in others.into_iter().filter(|agent| *agent != person) {
        letters::tell(tx, agent, News::Accepted, &about).await?;
    }
    show(tx, state).await
}

/// The account of someone who is to be accredited, and whether it is new. What stands against it is for the
/// registrar to know: the state that put them forward is not told of other people's accounts.
async fn admitted(tx: &mut Tx<'_>, row: &Accreditation) -> Result<(Uuid, bool)> {
    let Some(account) = super::queries::with_address(tx, &row.email).await? else {
        let id = Uuid::now_v7();
        let person = NewPerson {
            name: row.name.clone(),
            email: row.email.clone(),
            password: None,
            nationalities: vec![],
            institution: None,
            roles: vec![],
        };
        super::enter(tx, id, &person, Sealed(Ok(None))).await?;
        return Ok((id, true));
    };
    super::lock(tx, account.id).await?;
    let person = find(tx, account.id).await?;
    let held: Vec<_> = person.roles.iter().chain(&person.upcoming).collect();
    let elsewhere = |held: &&&Membership| held.state.as_ref().is_some_and(|of| *of != row.state);
    if held.iter().any(|held| elsewhere(&held)) || !person.account.active {
        return Err(Refusal::DelegationElsewhere.into());
    }
    let words: Vec<_> = held
        .iter()
        .map(|held| held.role.0)
        .chain([row.role.0])
        .collect();
    if let Some((one, other)) = conflict_among(&words) {
        let why = format!(
            "Whoever has this e-mail address is here as {} (procedure 2.1.1).",
            if one == row.role.0 { other } else { one }
        );
        return Err(Error::Refused(
            Refusal::PeopleRolesConflict,
            vec![Fault::new("email", why)],
        ));
    }
    if conflict_in_case(row.role.0, RoleWord::Panelist)
        && super::queries::judges_case_of(tx, account.id, &row.state).await?
    {
        return Err(Refusal::DelegationJudges.into());
    }
    Ok((account.id, false))
}

/// Whoever holds this role of a state, where it has one holder, ceases to hold it the day before the successor
/// begins; says who. Drafts and work are the state's, and so pass by themselves.
async fn hand_over(
    tx: &mut Tx<'_>,
    permit: &Permit,
    seat: &Seat,
    (row, person): (&Accreditation, Uuid),
    term: Term,
) -> Result<Vec<Uuid>> {
    if !is_single(row.role.0) {
        return Ok(Vec::new());
    }
    let ends = seat.start(term.first)?;
    let accepted = queries::accepted(tx, &row.state).await?;
    let given = super::queries::given_for(tx, &row.state).await?;
    let is_agent = given.iter().any(|(who, role, until)| {
        *who == person && role.0 == RoleWord::Agent && until.is_none_or(|until| until > ends)
    });
    if is_agent && row.role.0 == RoleWord::DeputyAgent {
        return Err(Refusal::DelegationAgentStays.into());
    }
    let mut former = Vec::new();
    for one in &accepted {
        let theirs = is_single(one.role.0) && one.account_id == Some(person);
        if one.role != row.role && !theirs || one.standing(seat.now) == Standing::Over {
            continue;
        }
        // Who is agent does not become deputy: the state would be without an agent.
        if one.role != row.role && row.role.0 == RoleWord::DeputyAgent {
            if one.term(seat).handed_over(term) == HandOver::Apart {
                continue;
            }
            return Err(Refusal::DelegationAgentStays.into());
        }
        match one.term(seat).handed_over(term) {
            HandOver::Apart => {}
            HandOver::InTheWay => return Err(Refusal::DelegationHeld.into()),
            HandOver::EndsOn(last) => {
                queries::hand_over(tx, permit, (one.id, row.id), ends).await?;
                let about = About {
                    last_day: Some(last),
                    ..one.about(seat)
                };
                former.extend(one.account_id.map(|who| (who, about)));
            }
        }
    }
    let mut told = Vec::new();
    for (who, about) in former {
        super::queries::touch(tx, who).await?;
        if who != person {
            letters::tell(tx, who, News::HandedOver, &about).await?;
        }
        told.push(who);
    }
    Ok(told)
}

/// Those to whom the administrator gave a role hand over, too, to whom a letter names; says who.
async fn hand_over_given(
    tx: &mut Tx<'_>,
    permit: &Permit,
    seat: &Seat,
    (row, person): (&Accreditation, Uuid),
) -> Result<Vec<Uuid>> {
    let mut told = Vec::new();
    for (who, role, ends) in settle_given(tx, permit, seat, &row.state).await? {
        super::queries::touch(tx, who).await?;
        told.push(who);
        let Some(ends) = ends.filter(|_| who != person) else {
            continue;
        };
        let accounts = super::by_ids(tx, &[who]).await?;
        let name = accounts.into_iter().map(|one| one.name).next();
        let about = About {
            role,
            name: name.unwrap_or_default(),
            first_day: None,
            last_day: Some(seat.day_before(ends)),
            ..row.about(seat)
        };
        letters::tell(tx, who, News::HandedOver, &about).await?;
    }
    Ok(told)
}

/// Who begins where this person ceases to hold this role, which a state gives once: whoever holds it next, and they
/// themselves as agent, since an agent of record is no deputy of their own.
fn follows(next: &Accreditation, role: Role, person: Option<Uuid>) -> bool {
    let becomes_agent = role.0 == RoleWord::DeputyAgent && next.role.0 == RoleWord::Agent;
    next.role == role || becomes_agent && person.is_some() && next.account_id == person
}

/// After someone was taken back each holder of a role that a state gives once goes on to the end of their own
/// letter, or until the next one begins.
async fn settle(tx: &mut Tx<'_>, permit: &Permit, seat: &Seat, state: &str) -> Result<()> {
    let accepted = queries::accepted(tx, state).await?;
    let stands =
        |one: &&Accreditation| is_single(one.role.0) && one.standing(seat.now) != Standing::Over;
    for one in accepted.iter().filter(stands) {
        let after = accepted.iter().filter(|next| {
            next.begins_at > one.begins_at && follows(next, one.role, one.account_id)
        });
        let next = after.min_by_key(|next| next.begins_at);
        let own = one.last_day.map(|last| seat.end(last)).transpose()?;
        let begins = next.and_then(|next| next.begins_at);
        match (next, begins) {
            (Some(next), Some(begins)) if own.is_none_or(|own| begins < own) => {
                queries::hand_over(tx, permit, (one.id, next.id), begins).await?;
            }
            _ => queries::restore(tx, permit, one.id, own).await?,
        }
    }
    settle_given(tx, permit, seat, state).await?;
    Ok(())
}

/// Those to whom the administrator gave such a role hold it until someone begins on a letter; says for whom that has
/// changed, and until when they hold it now.
async fn settle_given(
    tx: &mut Tx<'_>,
    permit: &Permit,
    seat: &Seat,
    state: &str,
) -> Result<Vec<(Uuid, Role, Option<Timestamp>)>> {
    let accepted = queries::accepted(tx, state).await?;
    let mut changed = Vec::new();
    for (who, role, until) in super::queries::given_for(tx, state).await? {
        let next = accepted.iter().filter(|one| {
            one.standing(seat.now) != Standing::Over && follows(one, role, Some(who))
        });
        let ends = next.filter_map(|next| next.begins_at).min();
        if is_single(role.0) && ends != until {
            super::queries::let_given_end(tx, permit, (who, state, role), ends).await?;
            changed.push((who, role, ends));
        }
    }
    Ok(changed)
}

/// Who speaks for a state now: its agent and its deputy.
async fn agents(tx: &mut Tx<'_>, state: &str) -> Result<Vec<Uuid>> {
    queries::voices(tx, state).await
}

/// The registrar does not accredit someone, and says why.
pub(super) async fn refuse(
    tx: &mut Tx<'_>,
    state: &str,
    id: Uuid,
    reason: &str,
) -> Result<Delegation> {
    let row = taken(tx, state, id).await?;
    let permit = tx.allow(Act::Refuse, &Of::member(id, state, row.account_id))?;
    if row.status != queries::WAITING {
        return Err(Refusal::DelegationDecided.into());
    }
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > 2000 {
        return Err(Error::invalid(
            "reason",
            "Say in up to 2000 letters why this person is not accepted: the state is told.",
        ));
    }
    queries::refuse(tx, &permit, id, reason).await?;
    tx.record(
        permit,
        json!({ "accreditation": id, "state": state, "reason": reason }),
    )
    .await?;
    let seat = Seat::of(tx).await?;
    let about = About {
        reason: Some(reason.to_owned()),
        ..row.about(&seat)
    };
    let mut to = agents(tx, state).await?;
    to.push(row.put_by);
    to.sort();
    to.dedup();
    let me = tx.person();
    for who in to.into_iter().filter(|who| *who != me) {
        letters::tell(tx, who, News::Refused, &about).await?;
    }
    show(tx, state).await
}

/// The state takes back whom it has put forward, as long as they have not begun. Whoever was to hand over to them
/// goes on as their own letter says.
pub(super) async fn take_back(tx: &mut Tx<'_>, state: &str, id: Uuid) -> Result<Delegation> {
    let row = taken(tx, state, id).await?;
    let permit = tx.allow(Act::TakeBack, &Of::member(id, state, row.account_id))?;
    tx.proved_lately()?;
    let standing = row.standing(tx.now());
    if !matches!(standing, Standing::Waiting | Standing::Coming) {
        return Err(Refusal::DelegationDecided.into());
    }
    let seat = Seat::of(tx).await?;
    queries::take_back(tx, &permit, id).await?;
    if standing == Standing::Coming {
        settle(tx, &permit, &seat, state).await?;
    }
    let detail = json!({ "accreditation": id, "state": state, "was": Spelled(standing) });
    tx.record(permit, detail).await?;
    if let Some(person) = row.account_id {
        super::queries::touch(tx, person).await?;
        let about = row.about(&seat);
        letters::tell(tx, person, News::TakenBack, &about).await?;
        letters::tell_registrars(tx, News::TakenBack, &about).await?;
    }
    show(tx, state).await
}

/// Someone is of this delegation no more, at once: the agent ends their roles, or they resign. What has not begun is
/// taken back. An agent leaves by hand-over alone.
pub(super) async fn end(tx: &mut Tx<'_>, state: &str, person: Uuid) -> Result<()> {
    seen(tx, state).await?;
    super::queries::lock_state(tx, state).await?;
    let of = Of::member(person, state, Some(person));
    let mine = tx.person() == person;
    let permit = tx.allow(if mine { Act::Resign } else { Act::End }, &of)?;
    let accepted = queries::accepted(tx, state).await?;
    let now = tx.now();
    let theirs = accepted.iter().filter(|one| one.account_id == Some(person));
    let (coming, held): (Vec<_>, Vec<_>) = theirs
        .filter(|one| one.standing(now) != Standing::Over)
        .partition(|one| one.standing(now) == Standing::Coming);
    let given = super::queries::given_for(tx, state).await?;
    let given: Vec<_> = given
        .into_iter()
        .filter(|(who, ..)| *who == person)
        .collect();
    if coming.is_empty() && held.is_empty() && given.is_empty() {
        return Err(Error::NotFound("member"));
    }
    let mut roles = held
        .iter()
        .map(|one| one.role)
        .chain(given.iter().map(|one| one.1));
    if roles.any(|role| role.0 == RoleWord::Agent) {
        return Err(Refusal::DelegationAgentStays.into());
    }
    if !mine {
        tx.proved_lately()?;
    }
    let seat = Seat::of(tx).await?;
    let ids: Vec<_> = held.iter().map(|one| one.id).collect();
    queries::end(tx, &permit, &ids).await?;
    super::queries::end_given(tx, &permit, person, state).await?;
    for one in &coming {
        queries::take_back(tx, &permit, one.id).await?;
    }
    if !coming.is_empty() {
        settle(tx, &permit, &seat, state).await?;
    }
    super::queries::touch(tx, person).await?;
    let roles: Vec<_> = held
        .iter()
        .map(|one| one.role)
        .chain(given.iter().map(|one| one.1))
        .collect();
    let taken_back: Vec<_> = coming.iter().map(|one| one.id).collect();
    let detail = json!({
        "person": person, "state": state, "accreditations": ids, "roles": roles, "taken_back": taken_back,
    });
    tx.record(permit, detail).await?;
    for one in coming {
        let news = if mine {
            News::Resigned
        } else {
            News::TakenBack
        };
        tell_gone(tx, person, news, &one.about(&seat)).await?;
    }
    tell_end(tx, &seat, (state, person), &roles).await
}

async fn tell_end(
    tx: &mut Tx<'_>,
    seat: &Seat,
    (state, person): (&str, Uuid),
    roles: &[Role],
) -> Result<()> {
    let accounts = super::by_ids(tx, &[person]).await?;
    let name = accounts
        .into_iter()
        .map(|one| one.name)
        .next()
        .unwrap_or_default();
    let news = if person == tx.person() {
        News::Resigned
    } else {
        News::Ended
    };
    for role in roles {
        let about = About {
            state: state.to_owned(),
            role: *role,
            name: name.clone(),
            first_day: None,
            last_day: Some(seat.today()),
            reason: None,
        };
        tell_gone(tx, person, news, &about).await?;
    }
    Ok(())
}

/// Whoever is gone, those who speak for the state and the registrars are told, but for the one who did it.
async fn tell_gone(tx: &mut Tx<'_>, person: Uuid, news: News, about: &About) -> Result<()> {
    let me = tx.person();
    if person != me {
        letters::tell(tx, person, news, about).await?;
    }
    for agent in agents(tx, &about.state).await? {
        if agent != me && agent != person {
            letters::tell(tx, agent, news, about).await?;
        }
    }
    letters::tell_registrars(tx, news, about).await
}

/// Those whose last day is near, and who speaks for their state, are told once.
pub async fn warn(db: &Db, clock: &Caller) -> Result<()> {
    db.within(clock, async |tx| {
        let until = soon(tx.now());
        let ending = queries::ending_before(tx, until).await?;
        if ending.is_empty() {
            return Ok(());
        }
        let seat = Seat::of(tx).await?;
        for row in ending {
            let mut to = agents(tx, &row.state).await?;
            to.extend(row.account_id);
            to.sort();
            to.dedup();
            for who in to {
                letters::tell(tx, who, News::Soon, &row.about(&seat)).await?;
            }
        }
        Ok(())
    })
    .await
}

/// An administrator gives nobody the voice of a state that has one on a letter of credence: there is one at a
/// time, and the state chooses it.
pub(super) async fn keep_single(tx: &mut Tx<'_>, person: Uuid, roles: &[RoleGrant]) -> Result<()> {
    for grant in roles.iter().filter(|grant| is_single(grant.role.0)) {
        let Some(state) = &grant.state else { continue };
        super::queries::lock_state(tx, state).await?;
        let now = tx.now();
        let given = super::queries::given_for(tx, state).await?;
        let has_it = given
            .iter()
            .any(|(who, role, _)| *who == person && *role == grant.role);
        let accepted = queries::accepted(tx, state).await?;
        let taken = accepted
            .iter()
            .any(|one| is_single(one.role.0) && one.standing(now) != Standing::Over);
        if taken && !has_it {
            return Err(Refusal::DelegationAccredited.into());
        }
    }
    Ok(())
}
