//! A state, or for its first agent the registry, puts someone forward; the registrar accredits them, or does not.

use domain::delegation::Act;
use domain::people::{Role as RoleWord, conflict_among, conflict_in_case, is_of_delegation};
use domain::refusal::Refusal;
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;

use super::hand_over::{hand_over, hand_over_given};
use super::letters::{self, About, News};
use super::queries::{self, Accreditation};
use super::showing::show;
use super::terms::Seat;
use super::{Candidate, Delegation, Of, agents, seen, taken};
use crate::db::Tx;
use crate::error::{Error, Fault, Result};
use crate::people::{self, Membership, NewPerson, Sealed, credentials, find, names};

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
    people::queries::lock_state(tx, state).await?;
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
    faults.extend(people::email_fault(&candidate.email));
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
    people::queries::end_lost_approvals(tx, person).await?;
    let mut former = hand_over(tx, &permit, &seat, (&row, person), term).await?;
    queries::accept(tx, &permit, (id, person), (begins, ends)).await?;
    former.extend(hand_over_given(tx, &permit, &seat, (&row, person)).await?);
    people::queries::touch(tx, person).await?;
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
    let Some(account) = people::queries::with_address(tx, &row.email).await? else {
        let id = Uuid::now_v7();
        let person = NewPerson {
            name: row.name.clone(),
            email: row.email.clone(),
            password: None,
            nationalities: vec![],
            institution: None,
            roles: vec![],
        };
        people::enter(tx, id, &person, Sealed(Ok(None))).await?;
        return Ok((id, true));
    };
    people::lock(tx, account.id).await?;
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
        && people::queries::judges_case_of(tx, account.id, &row.state).await?
    {
        return Err(Refusal::DelegationJudges.into());
    }
    Ok((account.id, false))
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
