//! How someone ceases to be of a delegation: taken back, ended, by resignation; and those whose last day is near.

use domain::delegation::{Act, Standing};
use domain::people::Role as RoleWord;
use domain::refusal::Refusal;
use serde_json::json;
use uuid::Uuid;

use super::hand_over::settle;
use super::letters::{self, About, News};
use super::showing::show;
use super::terms::{Seat, soon};
use super::{Delegation, Of, agents, queries, seen, taken};
use crate::caller::Caller;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::people;
use crate::wire::{Role, Spelled};

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
        people::queries::touch(tx, person).await?;
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
    people::queries::lock_state(tx, state).await?;
    let of = Of::member(person, state, Some(person));
    let mine = tx.person() == person;
    let permit = tx.allow(if mine { Act::Resign } else { Act::End }, &of)?;
    let accepted = queries::accepted(tx, state).await?;
    let now = tx.now();
    let theirs = accepted.iter().filter(|one| one.account_id == Some(person));
    let (coming, held): (Vec<_>, Vec<_>) = theirs
        .filter(|one| one.standing(now) != Standing::Over)
        .partition(|one| one.standing(now) == Standing::Coming);
    let given = people::queries::given_for(tx, state).await?;
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
    people::queries::end_given(tx, &permit, person, state).await?;
    for one in &coming {
        queries::take_back(tx, &permit, one.id).await?;
    }
    if !coming.is_empty() {
        settle(tx, &permit, &seat, state).await?;
    }
    people::queries::touch(tx, person).await?;
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
    let accounts = people::by_ids(tx, &[person]).await?;
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
