//! People of a body: accounts, roles, sessions.

pub mod clients;
pub mod credentials;
pub mod delegations;
pub mod factor;
mod names;
pub mod passkeys;
mod password;
mod queries;
mod routes;

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use domain::Word as _;
use domain::people::{
    PeopleAct, Role as RoleWord, conflict_among, conflict_in_case, is_of_delegation,
};
use domain::record::DoorAct;
use domain::refusal::Refusal;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::authz::Principal;
use crate::bodies::BodyOf;
use crate::caller::Caller;
use crate::db::{Db, Tx};
use crate::error::{Error, Fault, Result};
use crate::record::InName;
use crate::wire::{Discipline, Language, Role, wall_clock};

use queries::lock;
pub use queries::{Account, Membership, OpenSession, StoredPassword};
pub use routes::mount;

/// How long a refresh token lives without being used, in seconds.
pub const REFRESH_SECONDS: i64 = 12 * 60 * 60;
/// For so many days a network from which someone signed in is known as theirs.
const FAMILIAR_DAYS: i64 = 90;
/// Two tabs may renew at the same moment with the same token; later than this it was stolen.
const REUSE_GRACE_SECONDS: i64 = 30;

/// A role as it is given: members of a delegation act for a state, panelists have a discipline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleGrant {
    /// The role.
    pub role: Role,
    /// For `agent`, `deputy_agent`, `counsel` and `adviser`: the state's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// For `panelist`: what they are on the roster as.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discipline: Option<Discipline>,
}

/// A person as the administrator enters them.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    /// Their name.
    pub name: String,
    /// Their address, which is also how they sign in.
    pub email: String,
    /// The first password, where the administrator may choose it. Without one they are sent a link with which
    /// they choose their own.
    #[serde(default)]
    pub password: Option<String>,
    /// Every nationality held (all count: procedure G-NAT).
    #[serde(default)]
    pub nationalities: Vec<String>,
    /// For liaisons: whom they receive reports for.
    #[serde(default)]
    pub institution: Option<String>,
    /// What they are here.
    pub roles: Vec<RoleGrant>,
}

impl NewPerson {
    /// The first person of a body.
    pub fn administrator(name: &str, email: &str, password: &str) -> Self {
        let role = crate::wire::Spelled(RoleWord::BodyAdministrator);
        Self {
            name: name.to_owned(),
            email: email.to_owned(),
            password: Some(password.to_owned()),
            nationalities: vec![],
            institution: None,
            roles: vec![RoleGrant {
                role,
                state: None,
                discipline: None,
            }],
        }
    }
}

/// A session that was opened or renewed: what the caller's cookies or tokens are made of.
pub struct Opened {
    /// The person.
    pub person: Uuid,
    /// The session.
    pub session: Uuid,
    /// The refresh token; empty when another tab has just renewed and its token stands.
    pub refresh: String,
}

/// A person of the body with their roles.
pub struct Person {
    /// The account.
    pub account: Account,
    /// Its roles.
    pub roles: Vec<Membership>,
    /// Those of a delegation that are accepted and whose first day has not come: they give nothing yet.
    pub upcoming: Vec<Membership>,
}

impl Person {
    /// As policies see them.
    pub fn principal(&self) -> Principal {
        let roles = self.roles.iter();
        Principal {
            id: self.account.id,
            roles: roles.map(|held| held.role.0.as_str().to_owned()).collect(),
            state: self
                .roles
                .iter()
                .find_map(|held| held.state.clone())
                .unwrap_or_default(),
        }
    }

    /// What the administrator gave them, and so may take.
    fn given(&self) -> impl Iterator<Item = &Membership> {
        self.roles.iter().filter(|held| !held.accredited)
    }

    /// What they hold or are to hold on letters of credence.
    fn accredited(&self) -> impl Iterator<Item = &Membership> {
        let held = self.roles.iter().filter(|held| held.accredited);
        held.chain(&self.upcoming)
    }

    /// In which language they are written to: English, until they choose.
    pub fn language(&self) -> domain::language::Language {
        let chosen = self.account.language;
        chosen.map_or(domain::language::Language::English, |it| it.0)
    }
}

/// A password as it is stored, or why it may not be one. Made before the transaction begins: it takes its time
/// on purpose, and would hold a connection for as long.
pub struct Sealed(std::result::Result<Option<String>, Fault>);

/// Seals the first password of someone who is to be entered.
pub async fn seal(person: &NewPerson) -> Result<Sealed> {
    match &person.password {
        Some(text) => sealed(text, &person.name, &person.email).await,
        None => Ok(Sealed(Ok(None))),
    }
}

/// Seals a password that someone with this name and this address chose.
async fn sealed(text: &str, name: &str, email: &str) -> Result<Sealed> {
    // One that is refused is not worth the time.
    Ok(Sealed(match password::fault(text, name, email).await? {
        Some(why) => Err(Fault::new("password", why)),
        None => Ok(Some(password::hash(text).await?)),
    }))
}

/// Adds a person with their roles. The same again, by the same id, gets who is there.
pub async fn add(tx: &mut Tx<'_>, id: Uuid, person: NewPerson, password: Sealed) -> Result<Person> {
    let permit = tx.allow(PeopleAct::AddPerson, &BodyOf::this(tx))?;
    tx.proved_lately()?;
    if let Ok(there) = find(tx, id).await
        && is_the_same(&there, &person)
    {
        tx.record(permit, json!({ "person": id, "again": true }))
            .await?;
        return Ok(there);
    }
    let invited = person.password.is_none();
    if !invited && !crate::bodies::has_first_passwords(tx).await? {
        return Err(Error::invalid(
            "password",
            "Nobody chooses a password for another here. Leave it out, and the person is sent a link with which \
             they choose their own.",
        ));
    }
    let added = enter(tx, id, &person, password).await?;
    tx.record(
        permit,
        json!({ "person": id, "name": person.name, "roles": person.roles, "invited": invited }),
    )
    .await?;
    if invited {
        credentials::send_invitation(tx, id).await?;
    }
    Ok(added)
}

/// Whether what was sent is what is there; a password is not compared.
fn is_the_same(there: &Person, sent: &NewPerson) -> bool {
    let account = &there.account;
    account.email == sent.email.trim().to_lowercase()
        && account.name == sent.name.trim()
        && account.nationalities == sent.nationalities
        && account.institution == sent.institution
        && there.given().count() == sent.roles.len()
        && there.given().all(|held| {
            sent.roles.iter().any(|grant| {
                (grant.role, &grant.state, grant.discipline)
                    == (held.role, &held.state, held.discipline)
            })
        })
}

/// Enters a person without asking: the operator's first administrator, inside `bodies::create`.
pub async fn enter(
    tx: &mut Tx<'_>,
    id: Uuid,
    person: &NewPerson,
    Sealed(password): Sealed,
) -> Result<Person> {
    let mut faults = faults(person);
    faults.extend(password.clone().err());
    faults.extend(role_faults(&person.roles, &person.nationalities, &[])?);
    delegations::keep_single(tx, id, &person.roles).await?;
    let hash = match password {
        Ok(hash) if faults.is_empty() => hash,
        _ => return Err(Error::Invalid(faults)),
    };
    let email = person.email.trim().to_lowercase();
    queries::add_account(tx, id, &email, person, hash.as_deref())
        .await?
        .ok_or_else(|| {
            Error::invalid(
                "email",
                "Someone with this address or this id is already here.",
            )
        })?;
    queries::set_roles(tx, id, &person.roles).await?;
    find(tx, id).await
}

/// Gives someone exactly these roles.
pub async fn change_roles(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    roles: &[RoleGrant],
) -> Result<Person> {
    let person = find(tx, id).await?;
    let permit = tx.allow(PeopleAct::ChangeRoles, &BodyOf::this(tx))?;
    tx.proved_lately()?;
    if person.account.version != seen {
        return Err(Error::Stale);
    }
    let accredited: Vec<_> = person.accredited().cloned().collect();
    let mut faults = role_faults(roles, &person.account.nationalities, &accredited)?;
    delegations::keep_single(tx, id, roles).await?;
    faults.extend(judging_faults(tx, id, roles).await?);
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    if person
        .roles
        .iter()
        .any(|held| held.role.0 == RoleWord::BodyAdministrator)
        && !roles
            .iter()
            .any(|grant| grant.role.0 == RoleWord::BodyAdministrator)
        && queries::administrators(tx).await? == 1
    {
        return Err(Refusal::PeopleLastAdministrator.into());
    }
    if !queries::bump(tx, id, seen).await? {
        return Err(Error::Stale);
    }
    queries::set_roles(tx, id, roles).await?;
    tx.record(permit, json!({ "person": id, "roles": roles }))
        .await?;
    find(tx, id).await
}

/// The person who asks chooses the language in which they read and are written to: their own, and
/// nobody else's.
pub async fn choose_language(tx: &mut Tx<'_>, language: Language) -> Result<()> {
    let permit = tx.allow(PeopleAct::ChooseLanguage, &BodyOf::this(tx))?;
    let person = tx.person();
    queries::choose_language(tx, &permit, person, language).await?;
    tx.record(permit, json!({ "person": person, "language": language }))
        .await
}

/// Everybody, a page at a time, in the order of their names.
pub async fn list(tx: &mut Tx<'_>, after: Option<Uuid>, limit: i64) -> Result<Vec<Person>> {
    tx.see("people.view", &BodyOf::this(tx), "page")?;
    let accounts = queries::accounts(tx, after, limit).await?;
    with_roles(tx, accounts).await
}

/// The roster: panelists of the body with their disciplines (for nominations).
pub async fn roster(tx: &mut Tx<'_>) -> Result<Vec<Person>> {
    let accounts = queries::holding(tx, RoleWord::Panelist).await?;
    with_roles(tx, accounts).await
}

/// Those who hold a role.
pub async fn holding(tx: &mut Tx<'_>, role: RoleWord) -> Result<Vec<Person>> {
    let accounts = queries::holding(tx, role).await?;
    with_roles(tx, accounts).await
}

/// Everyone who may sign in, with their roles: to whom a letter may have to go.
pub async fn everyone(tx: &mut Tx<'_>) -> Result<Vec<Person>> {
    let accounts = queries::active(tx).await?;
    with_roles(tx, accounts).await
}

/// People by their ids.
pub async fn by_ids(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<Account>> {
    queries::by_ids(tx, ids).await
}

/// Everyone of the body who has that name.
pub async fn named(tx: &mut Tx<'_>, name: &str) -> Result<Vec<Uuid>> {
    queries::named(tx, name).await
}

/// The person who asks.
pub async fn me(tx: &mut Tx<'_>) -> Result<Person> {
    let id = tx.person();
    find(tx, id).await
}

/// Who signs in with this address, in small letters? One answer for all ways to fail. `from` is the network
/// from which it is asked. Takes the password's time outside of any transaction: the caller looks the hash up
/// first.
pub async fn stored_password(
    tx: &mut Tx<'_>,
    email: &str,
    from: Option<&str>,
) -> Result<Option<StoredPassword>> {
    let since = wall_clock() - jiff::SignedDuration::from_hours(24 * FAMILIAR_DAYS);
    queries::password_of(tx, email, from, since).await
}

/// Is it the password of that account?
pub async fn password_fits(password: &str, stored: Option<&str>) -> Result<bool> {
    password::verify(password, stored).await
}

/// From where, and with what, someone signs in.
#[derive(Clone, Debug, Default)]
pub struct Device {
    /// The network, as a mark.
    pub network: Option<String>,
    /// What the program calls itself.
    pub program: Option<String>,
}

/// Which sessions of an account.
#[derive(Clone, Copy, Debug)]
pub enum Which {
    /// This one.
    One(Uuid),
    /// All but this one.
    AllBut(Option<Uuid>),
}

/// Opens a session for a person who showed what they have to; its chain of the ledger begins with that.
pub async fn open_session(
    tx: &mut Tx<'_>,
    person: Uuid,
    from: &Device,
    with: &'static str,
) -> Result<Opened> {
    let (session, secret) = (Uuid::now_v7(), secret()?);
    queries::open_session(
        tx,
        session,
        person,
        &digest_of(&secret),
        from,
        wall_clock(),
        REFRESH_SECONDS,
    )
    .await?;
    let by = InName {
        person,
        session: Some(session),
        client: None,
    };
    let detail = json!({ "with": with, "network": from.network });
    tx.record_at_door(DoorAct::SignIn, true, by, detail).await?;
    Ok(Opened {
        person,
        session,
        refresh: format!("{session}.{secret}"),
    })
}

/// Renews a session: the refresh token is spent and a new one given. A spent one that comes again
/// was stolen, so the whole session ends.
pub async fn renew_session(tx: &mut Tx<'_>, token: &str) -> Result<Option<Opened>> {
    let Some((session, secret_text)) = token.split_once('.') else {
        return Ok(None);
    };
    let Ok(session) = Uuid::parse_str(session) else {
        return Ok(None);
    };
    let Some(row) = queries::session(tx, session).await? else {
        return Ok(None);
    };
    let (now, digest) = (wall_clock(), digest_of(secret_text));
    if row.revoked_at.is_some() || row.expires_at < now {
        return Ok(None);
    }
    if row.refresh_hash == digest {
        let fresh = secret()?;
        queries::renew_session(
            tx,
            session,
            &digest_of(&fresh),
            &row.refresh_hash,
            now,
            REFRESH_SECONDS,
        )
        .await?;
        return Ok(Some(Opened {
            person: row.account_id,
            session,
            refresh: format!("{session}.{fresh}"),
        }));
    }
    if row.spent_hash.as_deref() == Some(digest.as_slice()) {
        if now.as_second() - row.renewed_at.as_second() <= REUSE_GRACE_SECONDS {
            return Ok(Some(Opened {
                person: row.account_id,
                session,
                refresh: String::new(),
            }));
        }
        queries::end_session(tx, session, now).await?;
        let by = InName {
            person: row.account_id,
            session: Some(session),
            client: None,
        };
        tx.record_at_door(
            DoorAct::ReuseToken,
            false,
            by,
            json!({ "session": session }),
        )
        .await?;
    }
    Ok(None)
}

/// Someone tried in vain to sign in in the name of this account.
pub(in crate::people) fn tried_in_vain(
    db: &Db,
    anyone: &Caller,
    person: Uuid,
    from: &Device,
    with: &'static str,
) {
    let by = InName {
        person,
        session: None,
        client: None,
    };
    let detail = json!({ "with": with, "network": from.network });
    not_let_in(db, anyone, DoorAct::SignIn, by, detail);
}

/// Someone who is in was to show their second factor again and did not.
pub(in crate::people) fn proved_in_vain(
    db: &Db,
    caller: &Caller,
    network: Option<&str>,
    with: &'static str,
) {
    let Some(person) = caller.person else { return };
    let by = InName {
        person,
        session: caller.session,
        client: None,
    };
    let anyone = Caller::anyone(caller.body, &caller.slug);
    let detail = json!({ "with": with, "network": network });
    not_let_in(db, &anyone, DoorAct::Prove, by, detail);
}

/// It is put on the record after the answer has left: waiting tells nobody whether there is such an account, or such
/// a program.
pub(in crate::people) fn not_let_in(
    db: &Db,
    anyone: &Caller,
    act: DoorAct,
    by: InName,
    detail: Value,
) {
    let (db, anyone) = (db.clone(), anyone.clone());
    tokio::spawn(async move {
        let put = db.within(&anyone, async |tx| {
            tx.record_at_door(act, false, by, detail).await
        });
        if let Err(error) = put.await {
            tracing::error!(
                error = format!("{error:?}"),
                "what was tried in vain at the door could not be put on the record"
            );
        }
    });
}

/// Ends the session of this transaction.
pub async fn end_session(tx: &mut Tx<'_>) -> Result<()> {
    if let Some(session) = tx.session() {
        queries::end_session(tx, session, wall_clock()).await?;
        let by = InName {
            person: tx.person(),
            session: Some(session),
            client: None,
        };
        tx.record_at_door(DoorAct::SignOut, true, by, json!({}))
            .await?;
    }
    Ok(())
}

/// The sessions of the person who asks that have not ended, the one used last first.
pub async fn my_sessions(tx: &mut Tx<'_>) -> Result<Vec<OpenSession>> {
    let person = tx.person();
    queries::open_sessions(tx, person, wall_clock()).await
}

/// The person who asks ends sessions of their own: whoever has their tokens is out at once.
pub async fn end_sessions(tx: &mut Tx<'_>, which: Which) -> Result<()> {
    let permit = tx.allow(PeopleAct::EndSession, &BodyOf::this(tx))?;
    let person = tx.person();
    let ended = queries::end_sessions(tx, &permit, person, which, wall_clock()).await?;
    if ended.is_empty() && matches!(which, Which::One(_)) {
        return Err(Error::NotFound("session"));
    }
    tx.record(permit, json!({ "person": person, "sessions": ended }))
        .await
}

/// Someone of the body, with their roles.
pub async fn find(tx: &mut Tx<'_>, id: Uuid) -> Result<Person> {
    let accounts = queries::by_ids(tx, &[id]).await?;
    with_roles(tx, accounts)
        .await?
        .into_iter()
        .next()
        .ok_or(Error::NotFound("person"))
}

async fn with_roles(tx: &mut Tx<'_>, accounts: Vec<Account>) -> Result<Vec<Person>> {
    let ids: Vec<_> = accounts.iter().map(|account| account.id).collect();
    let mut roles = queries::roles_of(tx, &ids).await?;
    let mut upcoming = delegations::upcoming(tx, &ids).await?;
    Ok(accounts
        .into_iter()
        .map(|account| Person {
            roles: taken(&mut roles, account.id),
            upcoming: taken(&mut upcoming, account.id),
            account,
        })
        .collect())
}

/// Takes those of this account out.
fn taken(all: &mut Vec<Membership>, account: Uuid) -> Vec<Membership> {
    let (mine, rest) = std::mem::take(all)
        .into_iter()
        .partition(|role| role.account_id == account);
    *all = rest;
    mine
}

/// Two addresses that look alike would be two people; a domain of other letters has a plain form.
fn email_fault(email: &str) -> Option<Fault> {
    let email = email.trim();
    let is_plain = email.is_ascii() && email.parse::<lettre::Address>().is_ok();
    (!is_plain).then(|| {
        Fault::new(
            "email",
            "Give an e-mail address in plain letters, as clerk@example.org or clerk@xn--rksmrgs-5wao1o.example.",
        )
    })
}

fn faults(person: &NewPerson) -> Vec<Fault> {
    let mut faults = Vec::new();
    faults.extend(names::fault(&person.name).map(|why| Fault::new("name", why)));
    faults.extend(email_fault(&person.email));
    if person
        .nationalities
        .iter()
        .any(|code| code.len() != 3 || !code.chars().all(|letter| letter.is_ascii_uppercase()))
    {
        faults.push(Fault::new(
            "nationalities",
            "Nationalities are alpha-3 codes, as UKR.",
        ));
    }
    faults
}

/// Nobody comes to act for a party of a case that they judge or are asked to judge (procedure
/// 2.1.1); the other way round it is seen at the nomination.
async fn judging_faults(tx: &mut Tx<'_>, id: Uuid, roles: &[RoleGrant]) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    for (at, grant) in roles.iter().enumerate() {
        let Some(state) = &grant.state else { continue };
        if conflict_in_case(grant.role.0, RoleWord::Panelist)
            && queries::judges_case_of(tx, id, state).await?
        {
            faults.push(Fault::new(
                format!("roles.{at}.state"),
                "This person sits, or is asked to sit, in a case of that state (procedure 2.1.1).",
            ));
        }
    }
    Ok(faults)
}

/// What is wrong with these roles, beside those that the person has on letters of credence.
fn role_faults(
    roles: &[RoleGrant],
    nationalities: &[String],
    accredited: &[Membership],
) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    let states = accredited.iter().filter_map(|held| held.state.as_ref());
    let first = states
        .chain(roles.iter().filter_map(|grant| grant.state.as_ref()))
        .next();
    for (at, grant) in roles.iter().enumerate() {
        if is_of_delegation(grant.role.0) != grant.state.is_some() {
            faults.push(Fault::new(
                format!("roles.{at}.state"),
                "A member of a delegation, and nobody else, acts for a state.",
            ));
        } else if grant.state.is_some() && grant.state.as_ref() != first {
            faults.push(Fault::new(
                format!("roles.{at}.state"),
                "One person acts for one state.",
            ));
        }
        if (grant.role.0 == RoleWord::Panelist) != grant.discipline.is_some() {
            faults.push(Fault::new(
                format!("roles.{at}.discipline"),
                "A panelist, and nobody else, has a discipline.",
            ));
        }
        if roles[..at].iter().any(|other| other.role == grant.role) {
            faults.push(Fault::new(
                format!("roles.{at}.role"),
                "This role is given twice.",
            ));
        }
    }
    if nationalities.is_empty() && roles.iter().any(|grant| grant.role.0 == RoleWord::Panelist) {
        faults.push(Fault::new(
            "nationalities",
            "Name every nationality of a panelist: none may be that of a party (G-NAT).",
        ));
    }
    let held = accredited.iter().map(|held| held.role.0);
    let words: Vec<_> = roles.iter().map(|grant| grant.role.0).chain(held).collect();
    if let Some((one, other)) = conflict_among(&words) {
        let why =
            format!("One person may not be both {one} and {other} in a body (procedure 2.1.1).");
        return Err(Error::Refused(
            Refusal::PeopleRolesConflict,
            vec![Fault::new("roles", why)],
        ));
    }
    Ok(faults)
}

fn secret() -> Result<String> {
    let mut bytes = [0_u8; 32];
    aws_lc_rs::rand::fill(&mut bytes)
        .map_err(|_| Error::broken(anyhow::anyhow!("no randomness")))?;
    Ok(BASE64.encode(bytes))
}

fn digest_of(secret: &str) -> Vec<u8> {
    digest::digest(&digest::SHA256, secret.as_bytes())
        .as_ref()
        .to_vec()
}
