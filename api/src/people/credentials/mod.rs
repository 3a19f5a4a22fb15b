//! What someone shows to be let in, and how it changes. Whoever's changes is told by a letter.

mod letters;
mod queries;
mod routes;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use domain::people::PeopleAct;
use domain::refusal::Refusal;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{Person, Sealed, Which, clients, digest_of, find, lock};
use crate::bodies::BodyOf;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::wire::wall_clock;

pub use letters::{
    INVITATION, News, RESET, SECURITY, moment, send_invitation_letter, send_news, send_reset,
};
pub(super) use letters::{carried, desk, tell, tell_of, values, written};
pub(in crate::people) use routes::mount;

/// How long whoever was invited may take to choose a password.
const INVITED_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long whoever has forgotten theirs may take.
const RESET_FOR: SignedDuration = SignedDuration::from_hours(1);

/// What a ticket is for, as it is stored.
const TO_BEGIN: &str = "invitation";
const TO_RESET: &str = "reset";
const TO_STEP_IN: &str = "second_step";

/// The kinds that a link may be of.
const LINKS: [&str; 2] = [TO_BEGIN, TO_RESET];

/// The wish of someone who has forgotten their password. Whether there is such an account is looked at later, by
/// the worker, so that asking tells nothing.
#[derive(Deserialize, Serialize)]
struct Forgotten {
    ticket: Uuid,
    email: String,
    at: Timestamp,
}

/// The person who asks has another password from now on, and every other session of theirs ends, and every
/// program that acts for them: whoever knew the former one may have made it. `seen` is the text that was stored when the former one was looked at.
pub async fn change_password(tx: &mut Tx<'_>, seen: &str, new: Sealed) -> Result<()> {
    let permit = tx.allow(PeopleAct::ChangePassword, &BodyOf::this(tx))?;
    let new = chosen(new)?;
    let (person, here, now) = (tx.person(), tx.session(), wall_clock());
    if !queries::change_password(tx, &permit, person, seen, &new).await? {
        return Err(Error::Stale);
    }
    queries::end_tickets(tx, person, None, now).await?;
    let ended = super::queries::end_sessions(tx, &permit, person, Which::AllBut(here), now).await?;
    let programs = clients::end_all(tx, &permit, person, now).await?;
    let detail = json!({ "person": person, "sessions": ended, "programs": programs });
    tx.record(permit, detail).await?;
    letters::tell(tx, person, News::PasswordChanged).await
}

fn chosen(Sealed(new): Sealed) -> Result<String> {
    let new = new.map_err(|fault| Error::Invalid(vec![fault]))?;
    new.ok_or_else(|| Error::invalid("password", "Give a password."))
}

/// Sends someone who has no password yet another link; the former one does not work any more.
pub async fn invite(tx: &mut Tx<'_>, id: Uuid) -> Result<Person> {
    lock(tx, id).await?;
    let person = find(tx, id).await?;
    let permit = tx.allow(PeopleAct::Invite, &BodyOf::this(tx))?;
    tx.proved_lately()?;
    if !person.account.invited {
        return Err(Refusal::PeopleAlreadyIn.into());
    }
    tx.record(permit, json!({ "person": id })).await?;
    send_invitation(tx, id).await?;
    Ok(person)
}

/// Has someone sent the link with which they choose their first password.
pub(super) async fn send_invitation(tx: &mut Tx<'_>, person: Uuid) -> Result<()> {
    let (ticket, now) = (Uuid::now_v7(), wall_clock());
    queries::end_tickets(tx, person, Some(TO_BEGIN), now).await?;
    queries::make_ticket(tx, (ticket, person, TO_BEGIN), now, now + INVITED_FOR).await?;
    tx.post(INVITATION, json!({ "ticket": ticket })).await
}

/// Someone says that they have forgotten the password of this address. The same is done whoever's it is.
pub async fn forgotten(tx: &mut Tx<'_>, email: &str) -> Result<()> {
    let wish = Forgotten {
        ticket: Uuid::now_v7(),
        email: email.to_owned(),
        at: wall_clock(),
    };
    tx.post(RESET, serde_json::to_value(wish)?).await
}

/// The ticket for such a wish; none if nobody has the address, or the wish has waited too long.
async fn ticket_for(tx: &mut Tx<'_>, wish: &Forgotten) -> Result<Option<Uuid>> {
    let (now, until) = (wall_clock(), wish.at + RESET_FOR);
    let Some(person) = queries::with_address(tx, &wish.email).await? else {
        return Ok(None);
    };
    lock(tx, person).await?;
    if until < now {
        return Ok(None);
    }
    // A letter that could not leave is tried again; it is one wish nevertheless.
    if queries::ticket(tx, wish.ticket).await?.is_none() {
        let permit = tx.allow(PeopleAct::SendReset, &BodyOf::this(tx))?;
        queries::end_tickets(tx, person, Some(TO_RESET), now).await?;
        queries::make_ticket(tx, (wish.ticket, person, TO_RESET), now, until).await?;
        tx.record(permit, json!({ "person": person })).await?;
    }
    Ok(Some(wish.ticket))
}

/// Who signs in with this address, in small letters.
pub(super) async fn with_address(tx: &mut Tx<'_>, email: &str) -> Result<Option<Uuid>> {
    queries::with_address(tx, email).await
}

/// Whose link this is, as long as it works.
pub async fn holder(tx: &mut Tx<'_>, link: &str) -> Result<Person> {
    let ticket = open_ticket(tx, link, &LINKS).await?.ok_or_else(void)?;
    let person = find(tx, ticket.account_id).await?;
    if person.account.active {
        Ok(person)
    } else {
        Err(void())
    }
}

/// The person who asks has the password from now on that they chose with their link; every session of theirs
/// ends, every other link, and every program that acts for them: someone else may have made it.
pub async fn choose_password(tx: &mut Tx<'_>, link: &str, new: Sealed) -> Result<()> {
    let permit = tx.allow(PeopleAct::ChoosePassword, &BodyOf::this(tx))?;
    let ticket = open_ticket(tx, link, &LINKS).await?.ok_or_else(void)?;
    let (person, now) = (tx.person(), wall_clock());
    if ticket.account_id != person {
        return Err(void());
    }
    queries::choose_password(tx, &permit, person, &chosen(new)?).await?;
    queries::end_tickets(tx, person, None, now).await?;
    let ended = super::queries::end_sessions(tx, &permit, person, Which::AllBut(None), now).await?;
    let programs = clients::end_all(tx, &permit, person, now).await?;
    let detail =
        json!({ "person": person, "with": ticket.kind, "sessions": ended, "programs": programs });
    tx.record(permit, detail).await?;
    letters::tell(tx, person, News::PasswordChosen).await
}

/// What one has who has given their password, and not yet a code.
pub(super) struct SecondStep {
    /// Its id.
    pub(super) id: Uuid,
    /// Whose it is.
    pub(super) person: Uuid,
}

/// Lets someone whose password fitted go on to give a code. It is no session, and opens nothing.
pub async fn begin_second_step(tx: &mut Tx<'_>, person: Uuid) -> Result<String> {
    let (id, secret, now) = (Uuid::now_v7(), super::secret()?, wall_clock());
    let until = now + super::factor::SECOND_STEP;
    queries::make_ticket(tx, (id, person, TO_STEP_IN), now, until).await?;
    queries::give_secret(tx, id, &digest_of(&secret)).await?;
    Ok(format!("{id}.{secret}"))
}

/// The ticket with which someone goes on to give a code.
pub(super) async fn second_step(tx: &mut Tx<'_>, ticket: &str) -> Result<SecondStep> {
    let open = open_ticket(tx, ticket, &[TO_STEP_IN]).await?;
    let open = open.ok_or(Error::Unauthenticated(
        "The time for showing your second factor has run out, or there were too many wrong codes.",
    ))?;
    Ok(SecondStep {
        id: open.id,
        person: open.account_id,
    })
}

/// Whose ticket this is, who goes on to give a code.
pub async fn stepping_in(tx: &mut Tx<'_>, ticket: &str) -> Result<Person> {
    let open = second_step(tx, ticket).await?;
    find(tx, open.person).await
}

/// Whatever waits for a second factor of this person is void: they have shown one.
pub(super) async fn end_tickets_of_second_step(tx: &mut Tx<'_>, person: Uuid) -> Result<()> {
    queries::end_tickets(tx, person, Some(TO_STEP_IN), wall_clock()).await
}

/// Whatever was sent to this person, or waits for a code of theirs, is void.
pub(super) async fn end_tickets(tx: &mut Tx<'_>, person: Uuid) -> Result<()> {
    queries::end_tickets(tx, person, None, wall_clock()).await
}

/// The ticket of such a kind that this is, locked until the transaction ends; none if it does not work.
async fn open_ticket(
    tx: &mut Tx<'_>,
    text: &str,
    kinds: &[&str],
) -> Result<Option<queries::Ticket>> {
    let Some((id, secret)) = text.split_once('.') else {
        return Ok(None);
    };
    let Ok(id) = Uuid::parse_str(id) else {
        return Ok(None);
    };
    let Some(person) = queries::ticket_of(tx, id).await? else {
        return Ok(None);
    };
    lock(tx, person).await?;
    let ticket = queries::ticket(tx, id).await?;
    Ok(ticket.filter(|ticket| {
        let hash = ticket.secret_hash.as_deref().unwrap_or_default();
        let fits = verify_slices_are_equal(hash, &digest_of(secret)).is_ok();
        let open = ticket.ended_at.is_none() && ticket.expires_at > wall_clock();
        fits && open && kinds.contains(&ticket.kind.as_str())
    }))
}

/// One answer, whatever is wrong with a link.
fn void() -> Error {
    Error::invalid(
        "link",
        "This link does not work: it was used, a newer one was sent, or its time has run out. Ask for another: \
         with “Forgotten your password?” where one signs in, or from the administrator who invited you.",
    )
}
