//! The second factor: codes by time (RFC 6238) and, where the device is lost, recovery codes. `totp_rs` counts
//! and `qrcode` draws; both are named here only.

mod queries;
mod routes;

use domain::people::PeopleAct;
use domain::refusal::Refusal;
use jiff::{SignedDuration, Timestamp};
use qrcode::QrCode;
use qrcode::render::svg;
use serde_json::json;
use totp_rs::{Builder, Secret, Totp};
use uuid::Uuid;

use super::credentials::{self, News};
use super::{Device, Opened, Person, Which, clients, digest_of, find, lock, passkeys};
use crate::bodies::BodyOf;
use crate::caller::Caller;
use crate::db::{Db, Permit, Tx};
use crate::error::{Error, Result, Unproved};
use crate::wire::wall_clock;

pub(in crate::people) use routes::{OwnPassword, RecoveryCodes, attempt, mount, wrong_code};

/// How long one may take from the password to the code.
pub const SECOND_STEP: SignedDuration = SignedDuration::from_mins(5);
/// So many wrong codes, and one begins with the password again.
const TRIES: i32 = 5;
/// So many in a row, over all attempts, and no code is taken until another password was chosen: whoever guesses
/// codes knows the one that there is.
const MOST_WRONG: i32 = 20;
/// So many recovery codes.
const CODES: usize = 10;
/// So many bytes of chance in each: 80 bits, which nobody guesses, so a plain digest keeps them.
const CODE_BYTES: usize = 10;
/// So many bytes of chance in the shared secret (RFC 4226 4, R6).
const SECRET_BYTES: usize = 20;

/// For one factor, or one ceremony, of one body: put elsewhere, it opens nothing.
pub(super) fn place((body, factor): (Uuid, Uuid)) -> [u8; 32] {
    let mut place = [0; 32];
    place[..16].copy_from_slice(body.as_bytes());
    place[16..].copy_from_slice(factor.as_bytes());
    place
}

/// Seals what the server shares with someone's device: whoever reads the database does not learn it.
pub struct Seals(pub(super) crate::seals::Seals);

impl Seals {
    /// With a key of its own in the state folder.
    pub fn at(state: &std::path::Path) -> anyhow::Result<Self> {
        crate::seals::Seals::at(state, "second-factors").map(Self)
    }
}

fn totp(secret: Vec<u8>) -> Result<Totp> {
    let secret = Secret::new(secret.into_boxed_slice());
    Builder::new()
        .with_secret(secret)
        .build()
        .map_err(|error| Error::broken(anyhow::anyhow!("a code by time: {error}")))
}

/// How the second factor of the person who asks stands.
pub struct Standing {
    /// What they can show.
    pub ways: Ways,
    /// Does the body ask for one?
    pub required: bool,
    /// How many recovery codes are left.
    pub codes_left: i64,
}

/// How the second factor of the person who asks stands.
pub async fn standing(tx: &mut Tx<'_>) -> Result<Standing> {
    let person = tx.person();
    Ok(Standing {
        ways: ways(tx, person).await?,
        required: tx.asks_for_factor(),
        codes_left: queries::codes_left(tx, person).await?,
    })
}

/// What someone can show beside their password.
#[derive(Clone, Copy, Debug)]
pub struct Ways {
    /// Codes by time.
    pub codes: bool,
    /// So many passkeys.
    pub passkeys: i64,
}

impl Ways {
    /// Is there any?
    #[must_use]
    pub fn any(self) -> bool {
        self.codes || self.passkeys > 0
    }
}

/// What this person can show beside their password.
pub async fn ways(tx: &mut Tx<'_>, person: Uuid) -> Result<Ways> {
    Ok(Ways {
        codes: queries::held(tx, person).await?.is_some(),
        passkeys: passkeys::count(tx, person).await?,
    })
}

/// A second factor was shown in this session.
pub(super) async fn shown(tx: &mut Tx<'_>, session: Option<Uuid>) -> Result<()> {
    match session {
        Some(session) => queries::prove(tx, session, wall_clock()).await,
        None => Ok(()),
    }
}

/// The person who asks has their first second factor: every other session ends, whatever was sent to them is
/// void, and these are their recovery codes.
pub(super) async fn first_set_up(
    tx: &mut Tx<'_>,
    permit: &Permit,
) -> Result<(Vec<Uuid>, Vec<String>)> {
    let (person, here, now) = (tx.person(), tx.session(), wall_clock());
    queries::end_codes(tx, permit, person, now).await?;
    let codes = new_codes(tx, person).await?;
    let ended = super::queries::end_sessions(tx, permit, person, Which::AllBut(here), now).await?;
    credentials::end_tickets(tx, person).await?;
    Ok((ended, codes))
}

/// The person who asks has removed a second factor. With the last one, where the body lets them, go the codes
/// that stood in for it.
pub(super) async fn after_removal(tx: &mut Tx<'_>, permit: &Permit) -> Result<()> {
    let person = tx.person();
    if ways(tx, person).await?.any() {
        return Ok(());
    }
    if tx.asks_for_factor() {
        return Err(Refusal::PeopleFactorRequired.into());
    }
    queries::end_codes(tx, permit, person, wall_clock()).await
}

/// What a device takes in.
pub struct Shared {
    /// The secret as one types it.
    pub secret: String,
    /// The same as an address (`otpauth:`).
    pub address: String,
    /// The address as a QR code (SVG).
    pub picture: String,
}

/// The person who asks begins to set up a second factor. It counts once they have shown a code of it.
pub async fn begin(tx: &mut Tx<'_>, seals: &Seals) -> Result<Shared> {
    let permit = tx.allow(PeopleAct::SetUpFactor, &BodyOf::this(tx))?;
    let person = super::me(tx).await?;
    lock(tx, person.account.id).await?;
    if ways(tx, person.account.id).await?.any() && !tx.is_proved() {
        return Err(Error::Unproved(Unproved::Lately));
    }
    let id = Uuid::now_v7();
    let mut secret = vec![0; SECRET_BYTES];
    fill(&mut secret)?;
    let shared = shared(&secret, &tx.world().name, &person)?;
    let sealed = seals.0.seal(&place((tx.world().body, id)), &secret)?;
    queries::begin(tx, &permit, id, person.account.id, &sealed, wall_clock()).await?;
    tx.record(
        permit,
        json!({ "person": person.account.id, "factor": id, "confirmed": false }),
    )
    .await?;
    Ok(shared)
}

fn shared(secret: &[u8], body: &str, person: &Person) -> Result<Shared> {
    let text = Secret::new(secret.to_vec().into_boxed_slice()).to_base32();
    // A colon would end the name of the body.
    let named = |text: &str| {
        let pair = serde_urlencoded::to_string([("", text.replace(':', " "))]);
        pair.map(|pair| pair.trim_start_matches('=').replace('+', "%20"))
            .map_err(Error::broken)
    };
    let (issuer, account) = (named(body)?, named(&person.account.email)?);
    let address = format!("otpauth://totp/{issuer}:{account}?secret={text}&issuer={issuer}");
    let code = QrCode::new(&address).map_err(Error::broken)?;
    let picture = code
        .render::<svg::Color<'_>>()
        .min_dimensions(240, 240)
        .build();
    let groups: Vec<String> = text
        .as_bytes()
        .chunks(4)
        .map(|group| String::from_utf8_lossy(group).into_owned())
        .collect();
    Ok(Shared {
        secret: groups.join(" "),
        address,
        picture,
    })
}

/// The person who asks shows a code of the factor that they began to set up: it counts from now on, every other
/// session ends, and these are their recovery codes. None: the code does not fit.
pub async fn confirm(tx: &mut Tx<'_>, seals: &Seals, code: &str) -> Result<Option<Vec<String>>> {
    let (person, now) = (tx.person(), wall_clock());
    lock(tx, person).await?;
    let Some(factor) = queries::begun(tx, person).await? else {
        return Err(Refusal::PeopleNoFactorBegun.into());
    };
    let Some(step) = fitting_step(tx, seals, &factor, code, now)? else {
        return Ok(None);
    };
    let permit = tx.allow(PeopleAct::SetUpFactor, &BodyOf::this(tx))?;
    queries::end(tx, &permit, person, now).await?;
    queries::confirm(tx, &permit, factor.id, step, now).await?;
    let (ended, codes) = first_set_up(tx, &permit).await?;
    shown(tx, tx.session()).await?;
    let detail =
        json!({ "person": person, "factor": factor.id, "confirmed": true, "sessions": ended });
    tx.record(permit, detail).await?;
    credentials::tell(tx, person, News::FactorSetUp).await?;
    Ok(Some(codes))
}

/// The person who asks shows their second factor again, in this session. No, if it does not fit.
pub async fn prove(tx: &mut Tx<'_>, seals: &Seals, code: &str) -> Result<bool> {
    let fits = take_code(tx, seals, tx.person(), code).await?;
    if fits {
        shown(tx, tx.session()).await?;
    }
    Ok(fits)
}

/// The person who asks gets other recovery codes. None: the code does not fit.
pub async fn renew_codes(
    tx: &mut Tx<'_>,
    seals: &Seals,
    code: &str,
) -> Result<Option<Vec<String>>> {
    let person = tx.person();
    if !take_code(tx, seals, person, code).await? {
        return Ok(None);
    }
    let permit = tx.allow(PeopleAct::RenewCodes, &BodyOf::this(tx))?;
    queries::end_codes(tx, &permit, person, wall_clock()).await?;
    let codes = new_codes(tx, person).await?;
    tx.record(permit, json!({ "person": person })).await?;
    credentials::tell(tx, person, News::CodesRenewed).await?;
    Ok(Some(codes))
}

/// The person who asks does without codes by time from now on. No, if the code does not fit.
pub async fn remove(tx: &mut Tx<'_>, seals: &Seals, code: &str) -> Result<bool> {
    let person = tx.person();
    if tx.asks_for_factor() && passkeys::count(tx, person).await? == 0 {
        return Err(Refusal::PeopleFactorRequired.into());
    }
    if !take_code(tx, seals, person, code).await? {
        return Ok(false);
    }
    let permit = tx.allow(PeopleAct::RemoveFactor, &BodyOf::this(tx))?;
    queries::end(tx, &permit, person, wall_clock()).await?;
    after_removal(tx, &permit).await?;
    tx.record(permit, json!({ "person": person })).await?;
    credentials::tell(tx, person, News::FactorRemoved).await?;
    Ok(true)
}

/// An administrator takes away the second factor of someone who has lost it, with every session of theirs and every
/// program that acts for them. Where the body asks for one, they set up another when they sign in.
pub async fn take_away(tx: &mut Tx<'_>, id: Uuid) -> Result<Person> {
    take(tx, id, "an administrator").await
}

/// The operator takes away the second factor of whoever has this address, as an administrator does: where nobody
/// else can, or the key is lost that opens what apps share.
pub async fn take_away_by_operator(db: &Db, clock: &Caller, email: &str) -> Result<()> {
    let email = email.trim().to_lowercase();
    db.within(clock, async |tx| {
        let found = credentials::with_address(tx, &email).await?;
        let id = found.ok_or(Error::NotFound("person with this address"))?;
        take(tx, id, "the operator").await.map(|_| ())
    })
    .await
}

async fn take(tx: &mut Tx<'_>, id: Uuid, by: &str) -> Result<Person> {
    let person = find(tx, id).await?;
    let permit = tx.allow(PeopleAct::TakeFactor, &BodyOf::this(tx))?;
    tx.proved_lately()?;
    let now = wall_clock();
    lock(tx, id).await?;
    if !ways(tx, id).await?.any() {
        return Err(Refusal::PeopleNoFactor.into());
    }
    queries::end(tx, &permit, id, now).await?;
    passkeys::end_all(tx, &permit, id, now).await?;
    queries::end_codes(tx, &permit, id, now).await?;
    let ended = super::queries::end_sessions(tx, &permit, id, Which::AllBut(None), now).await?;
    credentials::end_tickets(tx, id).await?;
    let programs = clients::end_all(tx, &permit, id, now).await?;
    tx.record(
        permit,
        json!({ "person": id, "by": by, "sessions": ended, "programs": programs }),
    )
    .await?;
    credentials::tell(tx, id, News::FactorTaken).await?;
    Ok(person)
}

/// The second step of signing in. None: the code does not fit; after some of these the ticket is void.
pub async fn step_in(
    tx: &mut Tx<'_>,
    seals: &Seals,
    ticket: &str,
    code: &str,
    from: &Device,
) -> Result<Option<Opened>> {
    let ticket = credentials::second_step(tx, ticket).await?;
    let person = ticket.person;
    if take_code(tx, seals, person, code).await? {
        credentials::end_tickets(tx, person).await?;
        let opened = super::open_session(tx, person, from, "second factor").await?;
        shown(tx, Some(opened.session)).await?;
        return Ok(Some(opened));
    }
    if queries::tried(tx, ticket.id).await? >= TRIES {
        credentials::end_tickets(tx, person).await?;
        credentials::tell(tx, person, News::CodesTried).await?;
    }
    Ok(None)
}

/// Is it a code of the factor of that person, or one of their recovery codes? Then it is taken, and no good any
/// more.
async fn take_code(tx: &mut Tx<'_>, seals: &Seals, person: Uuid, code: &str) -> Result<bool> {
    let account = lock(tx, person).await?;
    let wrong = account.ok_or(Error::NotFound("account"))?.wrong_codes;
    if !ways(tx, person).await?.any() {
        return Err(Refusal::PeopleNoFactor.into());
    }
    let now = wall_clock();
    // First, since it also opens where the shared secret no longer can be, and is too long to be guessed.
    if queries::take_recovery(tx, person, &code_digest(code), now).await? {
        super::queries::count_wrong_codes(tx, person, true).await?;
        credentials::tell(tx, person, News::CodeSpent).await?;
        return Ok(true);
    }
    if wrong >= MOST_WRONG {
        return Err(Refusal::PeopleTooManyCodes.into());
    }
    let step = match queries::in_use(tx, person).await? {
        Some(factor) => {
            let step = fitting_step(tx, seals, &factor, code, now)?;
            if let Some(step) = step {
                queries::take_step(tx, factor.id, step).await?;
            }
            step
        }
        None => None,
    };
    super::queries::count_wrong_codes(tx, person, step.is_some()).await?;
    Ok(step.is_some())
}

/// The step of a code that fits and was not taken yet.
fn fitting_step(
    tx: &Tx<'_>,
    seals: &Seals,
    factor: &queries::Factor,
    code: &str,
    now: Timestamp,
) -> Result<Option<i64>> {
    let secret = seals
        .0
        .open(&place((tx.world().body, factor.id)), &factor.sealed)?;
    let code: String = code
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .collect();
    let now = u64::try_from(now.as_second()).unwrap_or_default();
    let step = totp(secret)?.check(&code, now);
    let step = step.and_then(|step| i64::try_from(step).ok());
    Ok(step.filter(|step| *step > factor.last_step))
}

async fn new_codes(tx: &mut Tx<'_>, person: Uuid) -> Result<Vec<String>> {
    let mut codes = Vec::with_capacity(CODES);
    for _ in 0..CODES {
        let mut bytes = vec![0; CODE_BYTES];
        fill(&mut bytes)?;
        let text = Secret::new(bytes.into_boxed_slice()).to_base32();
        let groups: Vec<_> = text
            .as_bytes()
            .chunks(4)
            .map(|group| String::from_utf8_lossy(group).into_owned())
            .collect();
        codes.push(groups.join("-"));
    }
    let digests: Vec<_> = codes.iter().map(|code| code_digest(code)).collect();
    queries::keep_codes(tx, person, &digests).await?;
    Ok(codes)
}

/// Of a code as it is read from paper: in whatever letters, with whatever between them.
fn code_digest(code: &str) -> Vec<u8> {
    let bare: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    digest_of(&bare.to_ascii_uppercase())
}

fn fill(bytes: &mut [u8]) -> Result<()> {
    aws_lc_rs::rand::fill(bytes).map_err(|_| Error::broken(anyhow::anyhow!("no randomness")))
}

#[cfg(test)]
mod tests {
    use super::{code_digest, totp};

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // Appendix B, the last six of its eight digits.
        let totp = totp(b"12345678901234567890".to_vec()).unwrap();
        for (at, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(totp.check(code, at), Some(at / 30));
            assert_eq!(totp.check(code, at + 90), None);
        }
        for nonsense in ["", "28708", "2870822", "28708２", "-87082"] {
            assert_eq!(totp.check(nonsense, 59), None, "{nonsense}");
        }
    }

    #[test]
    fn a_recovery_code_is_read_however_it_is_typed() {
        assert_eq!(code_digest("ABCD-EFGH"), code_digest(" abcd efgh"));
        assert_ne!(code_digest("ABCD-EFGH"), code_digest("ABCD-EFGI"));
    }
}
