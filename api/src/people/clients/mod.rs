//! Programs that act for someone: made by that person, for some days and to some ends, and let in by a secret
//! that only they have. What they may do is what the person may do then, narrowed by their scopes; the narrowing
//! is at the door (`caller.rs`), not here.

mod queries;
mod routes;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use domain::client::{FORMER_SECRET_HOURS, MOST, days_fault};
use domain::people::PeopleAct;
use domain::record::DoorAct;
use domain::refusal::Refusal;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use uuid::Uuid;

use super::credentials::{self, News};
use super::{digest_of, factor, lock, names, secret};
use crate::bodies::BodyOf;
use crate::db::Tx;
use crate::error::{Error, Fault, Result, Unproved};
use crate::record::InName;
use crate::wire::{ClientScope, wall_clock};

pub(in crate::people) use queries::end_all;
pub use queries::{Client, Held};
pub(in crate::people) use routes::mount;

/// A program as its person describes it.
pub struct NewClient {
    /// What they call it.
    pub name: String,
    /// What it may do at most.
    pub scopes: Vec<ClientScope>,
    /// For so many days it is let in.
    pub days: i64,
}

/// A program that was let in.
pub struct LetIn {
    /// For whom it acts.
    pub person: Uuid,
    /// What it may do at most.
    pub scopes: Vec<ClientScope>,
}

/// The person who asks lets a program act for them. Its secret is told now, and kept nowhere.
pub async fn make(tx: &mut Tx<'_>, new: NewClient, by: Proof) -> Result<(Client, String)> {
    let permit = tx.allow(PeopleAct::MakeClient, &BodyOf::this(tx))?;
    proved(tx, by).await?;
    let (name, mut scopes) = (new.name.trim().to_owned(), new.scopes);
    scopes.sort();
    scopes.dedup();
    let faults = faults(&name, &scopes, new.days);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let (id, person, now) = (Uuid::now_v7(), tx.person(), wall_clock());
    // Locked, so that two at once are counted one after the other.
    if queries::count(tx, person).await? >= MOST {
        return Err(Refusal::PeopleTooManyClients.into());
    }
    let expires = now + SignedDuration::from_hours(24 * new.days);
    queries::add(tx, &permit, (id, person, &name), &scopes, (now, expires)).await?;
    let secret = secret()?;
    queries::add_secret(tx, &permit, id, &digest_of(&secret), now).await?;
    let detail = json!({ "client": id, "name": name, "scopes": scopes, "expires_at": expires });
    tx.record(permit, detail).await?;
    credentials::tell_of(tx, person, News::ClientMade, Some(&name)).await?;
    Ok((mine(tx, id).await?, secret))
}

/// What was shown with the request itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The password of the account.
    Password,
    /// Nothing.
    Nothing,
}

/// What opens the account for longer than a session lasts is done by whoever has lately shown their second
/// factor, if they have one, also where the body does not ask for it; and whoever has none shows their password.
async fn proved(tx: &mut Tx<'_>, by: Proof) -> Result<()> {
    tx.proved_lately()?;
    let by_factor = has_factor(tx).await?;
    if by_factor && !tx.is_proved() {
        return Err(Error::Unproved(Unproved::Lately));
    }
    if !by_factor && by != Proof::Password {
        return Err(password_missing());
    }
    Ok(())
}

/// Has the person who asks a second factor?
pub async fn has_factor(tx: &mut Tx<'_>) -> Result<bool> {
    let person = tx.person();
    Ok(factor::ways(tx, person).await?.any())
}

fn password_missing() -> Error {
    let why = "You have no second factor, so this asks for the password with which you sign in.";
    Error::invalid("password", why)
}

fn faults(name: &str, scopes: &[ClientScope], days: i64) -> Vec<Fault> {
    let mut faults = Vec::new();
    faults.extend(names::fault(name).map(|why| Fault::new("name", why)));
    if scopes.is_empty() {
        faults.push(Fault::new("scopes", "Choose what the program may do."));
    }
    faults.extend(days_fault(days).map(|why| Fault::new("days", why)));
    faults
}

/// The programs that act for the person who asks, the newest first.
pub async fn all_mine(tx: &mut Tx<'_>) -> Result<Vec<Client>> {
    let person = tx.person();
    queries::of(tx, person, wall_clock()).await
}

/// A program of the person who asks.
async fn mine(tx: &mut Tx<'_>, id: Uuid) -> Result<Client> {
    let all = all_mine(tx).await?;
    let found = all.into_iter().find(|client| client.id == id);
    found.ok_or(Error::NotFound("program"))
}

/// A program of the person who asks gets another secret, so that it never stands still: the former one works
/// for a day longer, and one before that ends now.
pub async fn renew_secret(tx: &mut Tx<'_>, id: Uuid, by: Proof) -> Result<(Client, String)> {
    let permit = tx.allow(PeopleAct::RenewSecret, &BodyOf::this(tx))?;
    // Two at once are one after the other: the first one's secret is the second one's former.
    lock(tx, tx.person()).await?;
    let client = mine(tx, id).await?;
    proved(tx, by).await?;
    let now = wall_clock();
    if client.expires_at <= now {
        return Err(Refusal::PeopleClientExpired.into());
    }
    let until = now + SignedDuration::from_hours(FORMER_SECRET_HOURS);
    queries::end_former(tx, &permit, id, now).await?;
    queries::retire(tx, &permit, id, until).await?;
    let secret = secret()?;
    queries::add_secret(tx, &permit, id, &digest_of(&secret), now).await?;
    let detail = json!({ "client": id, "name": client.name, "former_until": until });
    tx.record(permit, detail).await?;
    let person = tx.person();
    credentials::tell_of(tx, person, News::SecretRenewed, Some(&client.name)).await?;
    Ok((mine(tx, id).await?, secret))
}

/// The former secret of a program of the person who asks does not work any more.
pub async fn end_secret(tx: &mut Tx<'_>, id: Uuid) -> Result<Client> {
    let permit = tx.allow(PeopleAct::EndSecret, &BodyOf::this(tx))?;
    let client = mine(tx, id).await?;
    if client.former_until.is_none() {
        return Err(Error::NotFound("former secret"));
    }
    queries::end_former(tx, &permit, id, wall_clock()).await?;
    tx.record(permit, json!({ "client": id, "name": client.name }))
        .await?;
    mine(tx, id).await
}

/// The person who asks ends a program of theirs: whoever has its secret or its tokens is out at once.
pub async fn end(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    let permit = tx.allow(PeopleAct::EndClient, &BodyOf::this(tx))?;
    let client = mine(tx, id).await?;
    queries::end(tx, &permit, id, wall_clock()).await?;
    tx.record(permit, json!({ "client": id, "name": client.name }))
        .await
}

/// The programs of everybody, the newest first, a page at a time.
pub async fn list(tx: &mut Tx<'_>, after: Option<Uuid>, limit: i64) -> Result<Vec<Held>> {
    tx.see("people.view_clients", &BodyOf::this(tx), "page")?;
    queries::held(tx, after, limit).await
}

/// An administrator ends somebody's program, and that person is told.
pub async fn take(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    let permit = tx.allow(PeopleAct::TakeClient, &BodyOf::this(tx))?;
    tx.proved_lately()?;
    let (person, name) = queries::person_of(tx, id)
        .await?
        .ok_or(Error::NotFound("program"))?;
    queries::end(tx, &permit, id, wall_clock()).await?;
    tx.record(
        permit,
        json!({ "client": id, "name": name, "person": person }),
    )
    .await?;
    credentials::tell_of(tx, person, News::ClientTaken, Some(&name)).await
}

/// What programs are called, whether or not they are still let in.
pub async fn names(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<(Uuid, String)>> {
    queries::names(tx, ids).await
}

/// Was this program let in from that network before?
async fn is_familiar(tx: &mut Tx<'_>, id: Uuid, network: Option<&str>) -> Result<bool> {
    queries::is_familiar(tx, id, network).await
}

/// What comes of a secret that a program shows.
enum Shown {
    /// It is its own.
    Fits(LetIn),
    /// There is no such program, it is not let in any more, or the secret is not its own; whose program it is, if
    /// there is one.
    InVain(Option<Uuid>),
}

/// Lets a program in that shows a secret of its own. As much is asked where there is no such program as where the
/// secret is not its own.
async fn let_in(tx: &mut Tx<'_>, id: Uuid, secret: &str, network: Option<&str>) -> Result<Shown> {
    let now: Timestamp = wall_clock();
    let admitted = queries::admitted(tx, id, now).await?;
    let secrets = queries::secrets(tx, id, now).await?;
    let shown = digest_of(secret);
    let fits = |hash: &Vec<u8>| verify_slices_are_equal(hash, &shown).is_ok();
    let Some((person, scopes)) = admitted.filter(|_| secrets.iter().any(fits)) else {
        return Ok(Shown::InVain(queries::owner(tx, id).await?));
    };
    queries::used(tx, id, now, network).await?;
    let by = InName {
        person,
        session: None,
        client: Some(id),
    };
    let detail = json!({ "network": network });
    tx.record_at_door(DoorAct::LetProgramIn, true, by, detail)
        .await?;
    Ok(Shown::Fits(LetIn { person, scopes }))
}
