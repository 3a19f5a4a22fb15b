//! A state has one agent and one deputy at a time: who takes over from whom, and until when each goes on.

use domain::delegation::{HandOver, Standing, Term, is_single};
use domain::people::Role as RoleWord;
use domain::refusal::Refusal;
use jiff::Timestamp;
use uuid::Uuid;

use super::letters::{self, About, News};
use super::queries::{self, Accreditation};
use super::terms::Seat;
use crate::db::{Permit, Tx};
use crate::error::Result;
use crate::people::{self, RoleGrant};
use crate::wire::Role;

/// Whoever holds this role of a state, where it has one holder, ceases to hold it the day before the successor
/// begins; says who. Drafts and work are the state's, and so pass by themselves.
pub(super) async fn hand_over(
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
    let given = people::queries::given_for(tx, &row.state).await?;
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
        people::queries::touch(tx, who).await?;
        if who != person {
            letters::tell(tx, who, News::HandedOver, &about).await?;
        }
        told.push(who);
    }
    Ok(told)
}

/// Those to whom the administrator gave a role hand over, too, to whom a letter names; says who.
pub(super) async fn hand_over_given(
    tx: &mut Tx<'_>,
    permit: &Permit,
    seat: &Seat,
    (row, person): (&Accreditation, Uuid),
) -> Result<Vec<Uuid>> {
    let mut told = Vec::new();
    for (who, role, ends) in settle_given(tx, permit, seat, &row.state).await? {
        people::queries::touch(tx, who).await?;
        told.push(who);
        let Some(ends) = ends.filter(|_| who != person) else {
            continue;
        };
        let accounts = people::by_ids(tx, &[who]).await?;
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
pub(super) async fn settle(
    tx: &mut Tx<'_>,
    permit: &Permit,
    seat: &Seat,
    state: &str,
) -> Result<()> {
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
    for (who, role, until) in people::queries::given_for(tx, state).await? {
        let next = accepted.iter().filter(|one| {
            one.standing(seat.now) != Standing::Over && follows(one, role, Some(who))
        });
        let ends = next.filter_map(|next| next.begins_at).min();
        if is_single(role.0) && ends != until {
            people::queries::let_given_end(tx, permit, (who, state, role), ends).await?;
            changed.push((who, role, ends));
        }
    }
    Ok(changed)
}

/// An administrator gives nobody the voice of a state that has one on a letter of credence: there is one at a
/// time, and the state chooses it.
pub(in crate::people) async fn keep_single(
    tx: &mut Tx<'_>,
    person: Uuid,
    roles: &[RoleGrant],
) -> Result<()> {
    for grant in roles.iter().filter(|grant| is_single(grant.role.0)) {
        let Some(state) = &grant.state else { continue };
        people::queries::lock_state(tx, state).await?;
        let now = tx.now();
        let given = people::queries::given_for(tx, state).await?;
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
