//! Passkeys (WebAuthn Level 3): a key in someone's device or password manager, unlocked by their finger, face or
//! number. It tells who they are and is bound to this host's name, so it lets them in by itself and cannot be
//! given away to a site that looks like this one. `webauthn_rs` does the cryptography and is named here only.
//!
//! Between its two halves a ceremony is kept by the browser, sealed; each passkey takes ceremonies in the order in
//! which they began, so none is taken twice.

mod queries;
mod routes;

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use domain::people::PeopleAct;
use domain::refusal::Refusal;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;
use webauthn_rs::WebauthnBuilder;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyAuthentication,
    PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Url, Webauthn,
};

use super::credentials::{self, News};
use super::factor::{self, Seals};
use super::{Device, Opened, lock, names};
use crate::bodies::BodyOf;
use crate::db::Tx;
use crate::error::{Error, Result, Shown, Unproved};
use crate::wire::wall_clock;

pub use queries::OwnPasskey;
pub(in crate::people) use queries::{count, end_all};
pub(in crate::people) use routes::mount;

/// How long one may take to unlock a passkey.
const CEREMONY: SignedDuration = SignedDuration::from_mins(5);
/// So many passkeys one may have.
const MOST: i64 = 20;
/// So long may the name of one be, in characters.
const LONGEST: usize = 60;

/// What knows passkeys again that were made for this host; nothing, where there is no name of a host.
pub struct Passkeys(Option<Webauthn>);

impl Passkeys {
    /// For the address that people use.
    pub fn at(origin: &str) -> anyhow::Result<Self> {
        let Ok(origin) = Url::parse(origin) else {
            return Ok(Self(None));
        };
        let Some(host) = origin.domain() else {
            return Ok(Self(None));
        };
        let timeout = Duration::try_from(CEREMONY)?;
        let made = WebauthnBuilder::new(host, &origin)?.rp_name("Proviso");
        Ok(Self(Some(made.timeout(timeout).build()?)))
    }

    fn ours(&self) -> Result<&Webauthn> {
        let ours = self.0.as_ref();
        ours.ok_or_else(|| Refusal::PeopleNoPasskeysHere.into())
    }
}

/// The first half of a ceremony.
pub struct Begun {
    /// The ceremony, sealed; it comes back with the second half.
    pub ceremony: String,
    /// What the browser is asked for (`PublicKeyCredentialCreationOptions` or `…RequestOptions`, as JSON).
    pub options: Value,
}

/// What a browser answers.
pub struct Answer<'a> {
    /// The ceremony, sealed.
    pub ceremony: &'a str,
    /// What came of it (`PublicKeyCredential`, as JSON).
    pub credential: &'a Value,
}

/// What a ceremony is for.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
enum For {
    Adding,
    Entering,
    Proving,
}

#[derive(Deserialize, Serialize)]
enum State {
    Adding(PasskeyRegistration),
    Known(PasskeyAuthentication),
    Anyone(DiscoverableAuthentication),
}

/// A ceremony between its two halves.
#[derive(Deserialize, Serialize)]
struct Ceremony {
    what: For,
    /// Whose passkey it must be, where that is known.
    person: Option<Uuid>,
    until: Timestamp,
    state: State,
}

impl Ceremony {
    fn begun(what: For, person: Option<Uuid>, state: State) -> Self {
        let until = wall_clock() + CEREMONY;
        Self {
            what,
            person,
            until,
            state,
        }
    }

    fn sealed(&self, tx: &Tx<'_>, seals: &Seals) -> Result<String> {
        let id = Uuid::now_v7();
        let sealed = seals.0.seal(
            &factor::place((tx.world().body, id)),
            &serde_json::to_vec(self)?,
        )?;
        Ok(format!("{id}.{}", BASE64.encode(sealed)))
    }

    /// The ceremony with its id; what is not ours, or not for this, or too old, is no good.
    fn opened(tx: &Tx<'_>, seals: &Seals, text: &str, what: For) -> Result<(Uuid, Self)> {
        let opened = text.split_once('.').and_then(|(id, sealed)| {
            let id = Uuid::parse_str(id).ok()?;
            let sealed = BASE64.decode(sealed).ok()?;
            let opened = seals
                .0
                .try_open(&factor::place((tx.world().body, id)), &sealed)?;
            Some((id, serde_json::from_slice::<Self>(&opened).ok()?))
        });
        let fits = |(_, it): &(Uuid, Self)| it.what == what && it.until > wall_clock();
        opened.filter(fits).ok_or_else(|| {
            Error::invalid(
                "ceremony",
                "This took too long, or was begun for something else. Begin again.",
            )
        })
    }
}

/// Where a passkey is added, the wrong one is a mistake of the browser; elsewhere somebody is not let in.
fn not_known() -> Error {
    Error::Unrecognised(Shown::Passkey)
}

fn said<T: for<'a> Deserialize<'a>>(credential: &Value) -> Result<T> {
    T::deserialize(credential).map_err(|_| {
        Error::invalid(
            "credential",
            "This is not what a browser answers when a passkey is asked for.",
        )
    })
}

/// `publicKey` is what the scripts of a browser take.
fn options(challenge: impl Serialize) -> Result<Value> {
    let mut options = serde_json::to_value(challenge)?;
    Ok(options["publicKey"].take())
}

/// The person who asks begins to add a passkey.
pub async fn begin(tx: &mut Tx<'_>, passkeys: &Passkeys, seals: &Seals) -> Result<Begun> {
    let ours = passkeys.ours()?;
    let person = super::me(tx).await?;
    may_add(tx).await?;
    let there = queries::in_use(tx, person.account.id).await?;
    let there = there
        .iter()
        .map(|row| row.key().map(|key| key.cred_id().clone()));
    let there = there.collect::<Result<Vec<_>>>()?;
    let name = format!("{} ({})", person.account.email, tx.world().slug);
    let shown = format!("{}, {}", person.account.name, tx.world().name);
    let (challenge, state) = ours
        .start_passkey_registration(person.account.id, &name, &shown, Some(there))
        .map_err(Error::broken)?;
    let mut options = options(challenge)?;
    // One that the device finds by itself lets its person in without an address; any other still counts.
    options["authenticatorSelection"]["residentKey"] = json!("preferred");
    let begun = Ceremony::begun(For::Adding, Some(person.account.id), State::Adding(state));
    Ok(Begun {
        ceremony: begun.sealed(tx, seals)?,
        options,
    })
}

/// Whoever has a second factor adds another only when they have shown one.
async fn may_add(tx: &mut Tx<'_>) -> Result<()> {
    let person = tx.person();
    if factor::ways(tx, person).await?.any() && !tx.is_proved() {
        return Err(Error::Unproved(Unproved::Lately));
    }
    if count(tx, person).await? >= MOST {
        return Err(Refusal::PeopleTooManyPasskeys.into());
    }
    Ok(())
}

/// The person who asks has another passkey from now on. With their first second factor every other session ends,
/// and these are their recovery codes.
pub async fn add(
    tx: &mut Tx<'_>,
    (passkeys, seals): (&Passkeys, &Seals),
    answer: Answer<'_>,
    name: &str,
) -> Result<Vec<String>> {
    let name = name.trim();
    if name.chars().count() > LONGEST {
        return Err(Error::invalid("name", "Give a name of up to 60 letters."));
    }
    if let Some(why) = names::fault(name) {
        return Err(Error::invalid("name", why));
    }
    let person = tx.person();
    let (id, begun) = Ceremony::opened(tx, seals, answer.ceremony, For::Adding)?;
    let State::Adding(state) = begun.state else {
        return Err(not_known());
    };
    let credential: RegisterPublicKeyCredential = said(answer.credential)?;
    let made = passkeys
        .ours()?
        .finish_passkey_registration(&credential, &state);
    let made = made
        .ok()
        .filter(|_| begun.person == Some(person))
        .ok_or_else(|| {
            let why =
                "The passkey could not be checked. Begin again, if need be with another device.";
            Error::invalid("credential", why)
        })?;
    lock(tx, person).await?;
    may_add(tx).await?;
    let first = !factor::ways(tx, person).await?.any();
    let permit = tx.allow(PeopleAct::AddPasskey, &BodyOf::this(tx))?;
    if !queries::add(tx, &permit, (id, person), name, &made, wall_clock()).await? {
        let why = "This passkey is here already. Use it, or add another one.";
        return Err(Error::invalid("credential", why));
    }
    let (ended, codes) = if first {
        factor::first_set_up(tx, &permit).await?
    } else {
        (vec![], vec![])
    };
    factor::shown(tx, tx.session()).await?;
    let detail = json!({ "person": person, "passkey": id, "name": name, "sessions": ended });
    tx.record(permit, detail).await?;
    credentials::tell(tx, person, News::PasskeyAdded).await?;
    Ok(codes)
}

/// The passkeys of the person who asks, the oldest first.
pub async fn mine(tx: &mut Tx<'_>) -> Result<Vec<OwnPasskey>> {
    let person = tx.person();
    queries::mine(tx, person).await
}

/// The person who asks does without this passkey from now on.
pub async fn remove(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    let person = tx.person();
    lock(tx, person).await?;
    if !mine(tx).await?.iter().any(|one| one.id == id) {
        return Err(Error::NotFound("passkey"));
    }
    if !tx.is_proved() {
        return Err(Error::Unproved(Unproved::Lately));
    }
    let permit = tx.allow(PeopleAct::RemovePasskey, &BodyOf::this(tx))?;
    queries::end(tx, &permit, id, wall_clock()).await?;
    factor::after_removal(tx, &permit).await?;
    tx.record(permit, json!({ "person": person, "passkey": id }))
        .await?;
    credentials::tell(tx, person, News::PasskeyRemoved).await
}

/// Someone begins to sign in with a passkey: whoever they are, or, when their password fitted, with one of theirs.
pub async fn begin_entering(
    tx: &mut Tx<'_>,
    passkeys: &Passkeys,
    seals: &Seals,
    ticket: Option<&str>,
) -> Result<Begun> {
    if let Some(ticket) = ticket {
        let person = credentials::second_step(tx, ticket).await?.person;
        return ask(tx, (passkeys, seals), person, For::Entering).await;
    }
    let started = passkeys.ours()?.start_discoverable_authentication();
    let (challenge, state) = started.map_err(Error::broken)?;
    Ok(Begun {
        ceremony: Ceremony::begun(For::Entering, None, State::Anyone(state)).sealed(tx, seals)?,
        options: options(challenge)?,
    })
}

/// Asks for a passkey of this person.
async fn ask(
    tx: &mut Tx<'_>,
    (passkeys, seals): (&Passkeys, &Seals),
    person: Uuid,
    what: For,
) -> Result<Begun> {
    let there = queries::in_use(tx, person).await?;
    let there = there.iter().map(queries::Row::key);
    let there = there.collect::<Result<Vec<_>>>()?;
    if there.is_empty() {
        return Err(Refusal::PeopleNoFactor.into());
    }
    let started = passkeys.ours()?.start_passkey_authentication(&there);
    let (challenge, state) = started.map_err(Error::broken)?;
    Ok(Begun {
        ceremony: Ceremony::begun(what, Some(person), State::Known(state)).sealed(tx, seals)?,
        options: options(challenge)?,
    })
}

/// Opens a session for whoever has shown a passkey: it stands for the password and the second factor.
pub async fn enter(
    tx: &mut Tx<'_>,
    (passkeys, seals): (&Passkeys, &Seals),
    answer: Answer<'_>,
    from: &Device,
) -> Result<Opened> {
    let person = take(tx, (passkeys, seals), answer, For::Entering).await?;
    credentials::end_tickets_of_second_step(tx, person).await?;
    let opened = super::open_session(tx, person, from, "passkey").await?;
    factor::shown(tx, Some(opened.session)).await?;
    Ok(opened)
}

/// The person who asks begins to show a passkey again, in this session.
pub async fn begin_proving(tx: &mut Tx<'_>, passkeys: &Passkeys, seals: &Seals) -> Result<Begun> {
    let person = tx.person();
    ask(tx, (passkeys, seals), person, For::Proving).await
}

/// They have shown it.
pub async fn prove(
    tx: &mut Tx<'_>,
    (passkeys, seals): (&Passkeys, &Seals),
    answer: Answer<'_>,
) -> Result<()> {
    let asks = tx.person();
    if take(tx, (passkeys, seals), answer, For::Proving).await? != asks {
        return Err(not_known());
    }
    factor::shown(tx, tx.session()).await
}

/// In whose name a passkey was shown that let nobody in.
struct Named {
    /// Whose, if there is such an account.
    person: Option<Uuid>,
    /// What attempts are counted by: the address, or what was named instead of an account.
    address: String,
    /// Was the account used from that network lately?
    familiar: bool,
}

/// Who was named where somebody signs in. It takes as long where there is no such account.
async fn named(
    tx: &mut Tx<'_>,
    (passkeys, seals): (&Passkeys, &Seals),
    answer: Answer<'_>,
    network: Option<&str>,
) -> Result<Named> {
    let (_, begun) = Ceremony::opened(tx, seals, answer.ceremony, For::Entering)?;
    let named = whose(passkeys.ours()?, &begun, &said(answer.credential)?);
    let account = super::by_ids(tx, named.as_slice()).await?.pop();
    let address = match (&account, named) {
        (Some(account), _) => account.email.clone(),
        (None, named) => named.map(|id| id.to_string()).unwrap_or_default(),
    };
    let stored = super::stored_password(tx, &address, network).await?;
    Ok(Named {
        person: account.map(|account| account.id),
        address,
        familiar: stored.is_some_and(|one| one.familiar),
    })
}

/// Who a passkey says that it belongs to, where the ceremony does not.
fn whose(ours: &Webauthn, begun: &Ceremony, credential: &PublicKeyCredential) -> Option<Uuid> {
    let tells = || ours.identify_discoverable_authentication(credential).ok();
    begun.person.or_else(|| tells().map(|(person, _)| person))
}

/// Whose passkey was shown.
async fn take(
    tx: &mut Tx<'_>,
    (passkeys, seals): (&Passkeys, &Seals),
    answer: Answer<'_>,
    what: For,
) -> Result<Uuid> {
    let ours = passkeys.ours()?;
    let (id, begun) = Ceremony::opened(tx, seals, answer.ceremony, what)?;
    let credential: PublicKeyCredential = said(answer.credential)?;
    let person = whose(ours, &begun, &credential).ok_or_else(not_known)?;
    if !lock(tx, person).await?.is_some_and(|one| one.active) {
        return Err(not_known());
    }
    let row = queries::of(tx, person, credential.get_credential_id()).await?;
    // Each is taken once, and none that began before one that was.
    let row = row.filter(|row| row.last_ceremony < id);
    let row = row.ok_or_else(not_known)?;
    let mut key: Passkey = row.key()?;
    let shown = match begun.state {
        State::Known(state) => ours.finish_passkey_authentication(&credential, &state),
        State::Anyone(state) => ours.finish_discoverable_authentication_v2(
            &credential,
            state,
            DiscoverableKey::from(&key),
        ),
        State::Adding(_) => return Err(not_known()),
    };
    let shown = shown.map_err(|_| not_known())?;
    key.update_credential(&shown);
    queries::used(tx, row.id, id, &key, wall_clock()).await?;
    Ok(person)
}
