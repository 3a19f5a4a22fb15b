//! What is shown of delegations: their members, and what whoever looks may do with each.

use domain::delegation::{Act, Standing};
use domain::people::Role as RoleWord;
use jiff::SignedDuration;
use uuid::Uuid;

use super::queries::{self, Accreditation};
use super::terms::{Seat, is_soon};
use super::{Awaited, Delegation, Entry, Of, Refused, Summary, seen};
use crate::bodies::{self, BodyOf};
use crate::db::Tx;
use crate::error::Result;
use crate::people::{self, Account};
use crate::wire::Role;

/// The roles of a delegation, in the order in which they are shown.
const ROLES: [RoleWord; 4] = [
    RoleWord::Agent,
    RoleWord::DeputyAgent,
    RoleWord::Counsel,
    RoleWord::Adviser,
];

/// Whom the person who asks is to accept or refuse, state by state: work of the registrar without a limit.
pub async fn awaited(tx: &mut Tx<'_>) -> Result<Vec<Awaited>> {
    if !tx.may("delegation.list_all", &BodyOf::this(tx)) {
        return Ok(Vec::new());
    }
    let waiting = queries::waiting(tx).await?;
    if waiting.is_empty() {
        return Ok(Vec::new());
    }
    let names = bodies::states(tx).await?;
    let name = |state: &str| {
        let found = names.iter().find(|one| one.code == state);
        found.map_or_else(|| state.to_owned(), |one| one.name.clone())
    };
    let mut all: Vec<_> = waiting
        .into_iter()
        .map(|(state, waiting)| Awaited {
            name: name(&state),
            state,
            waiting,
        })
        .collect();
    all.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(all)
}

/// So many days it is told who was refused.
const TOLD_FOR: i64 = 14;

/// Whom the registrar has lately refused to the state of the person who asks, for whoever puts people forward for it.
/// Whoever was put forward anew is told of no more.
pub async fn refused_lately(tx: &mut Tx<'_>) -> Result<Vec<Refused>> {
    let state = tx.who().state.clone();
    if state.is_empty() || !tx.may("delegation.put_forward", &Of::state(tx, &state)) {
        return Ok(Vec::new());
    }
    let since = tx.now() - SignedDuration::from_hours(24 * TOLD_FOR);
    queries::refused_since(tx, &state, since).await
}

/// The delegations of which anything is known, for the registrar: those with someone who waits first.
pub(super) async fn list(tx: &mut Tx<'_>) -> Result<Vec<Summary>> {
    tx.see("delegation.list_all", &BodyOf::this(tx), "page")?;
    let names = bodies::states(tx).await?;
    let waiting = queries::waiting(tx).await?;
    let speaking = queries::spoken_for(tx).await?;
    let mut known = people::queries::states_given(tx).await?;
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
    let given = people::queries::given_for(tx, state).await?;
    let ids: Vec<_> = rows
        .iter()
        .flat_map(|row| [Some(row.put_by), row.account_id])
        .flatten()
        .chain(given.iter().map(|(who, ..)| *who))
        .collect();
    let accounts = people::by_ids(tx, &ids).await?;
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
