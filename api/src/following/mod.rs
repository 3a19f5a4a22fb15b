//! Following: whoever wants to know is told by e-mail of what becomes public, at once, by the day or
//! by the week. Nobody is written to before they confirmed it themselves (double opt-in), each event
//! is told once, and one press ends it (RFC 8058). The same searches are there as feeds.

mod queries;
mod routes;

use std::collections::HashMap;
use std::sync::Arc;

use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use domain::ruling::PublicationChange;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::caller::Caller;
use crate::db::{Db, Tx};
use crate::error::{Error, Fault, Result};
use crate::post::{Carrier, Letter, fill, host_of};
use crate::publications::{self, Publication};
use crate::register;
use crate::rulings::{self, Search};
use crate::search::Library;
use crate::wire::wall_clock;

use queries::{NewNotice, Subscription};

pub use routes::mount;

/// What the outbox holds of a letter to a follower: each is tried by itself, so that one that cannot
/// leave keeps no other waiting.
pub const NOTICE_ROW: &str = "following_notice";
/// What the outbox holds of a letter that asks for a confirmation.
pub const ASKED: &str = "following_asked";

const ASK: &str = include_str!("../../letters/following_ask.txt");
const NOTICE: &str = include_str!("../../letters/following_notice.txt");
const ABOUT: &str = "This letter was written by the registry's system; nobody reads answers to it.";
const SIMULATED: &str =
    "This is a simulation: nothing that it tells of is the act of a real institution.";

/// How long a confirmation is waited for.
const CONFIRM_WITHIN: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How many letters without a confirmation an address gets in a day.
const ASKED_A_DAY: i64 = 3;
/// How many a body sends in a day, so that it is no tool for flooding others.
const ASKED_OF_BODY: i64 = 500;
/// How many lines of the log are looked at for one letter.
const BATCH: i64 = 200;
/// How long a letter is tried before it is given up.
const GIVEN_UP: SignedDuration = SignedDuration::from_hours(5 * 24);
/// At which hour, UTC, the letters of the day leave.
const MORNING: i8 = 6;

/// How often a follower is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cadence {
    /// As soon as it happens.
    #[default]
    AtOnce,
    /// Once a day, if something happened.
    Daily,
    /// Once a week, if something happened.
    Weekly,
}

impl Cadence {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AtOnce => "at_once",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
        }
    }

    /// As it is said.
    pub fn said(self) -> &'static str {
        match self {
            Self::AtOnce => "at once",
            Self::Daily => "once a day at most",
            Self::Weekly => "once a week at most",
        }
    }

    fn parse(text: &str) -> Self {
        match text {
            "daily" => Self::Daily,
            "weekly" => Self::Weekly,
            _ => Self::AtOnce,
        }
    }

    /// When what happens now is told.
    pub fn due(self, now: Timestamp) -> Timestamp {
        let today = now.to_zoned(TimeZone::UTC);
        let morning = today
            .date()
            .tomorrow()
            .map(|day| day.at(MORNING, 0, 0, 0))
            .and_then(|at| at.to_zoned(TimeZone::UTC));
        match (self, morning) {
            (Self::AtOnce, _) | (_, Err(_)) => now,
            (Self::Daily, Ok(morning)) => morning.timestamp(),
            (Self::Weekly, Ok(morning)) => {
                let mut monday = morning;
                while monday.weekday() != Weekday::Monday {
                    monday = monday.saturating_add(1.day());
                }
                monday.timestamp()
            }
        }
    }
}

/// What someone asks to be told of.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Wish {
    /// Where to write.
    pub address: String,
    /// A search of the portal, as its address has it: `respondent=USA&q=export`. Nothing: everything.
    pub query: String,
    /// A case of the register instead, as `2026-3`.
    pub case: Option<String>,
    /// How often.
    pub cadence: Cadence,
}

/// What someone follows, as they see it.
pub struct Followed {
    /// Its id.
    pub id: Uuid,
    /// Where letters go.
    pub address: String,
    /// What it is, in words.
    pub what: String,
    /// How often.
    pub cadence: Cadence,
    /// Has it been confirmed?
    pub confirmed: bool,
    /// Has it ended?
    pub ended: bool,
}

/// Notes a wish and sends the letter that asks for its confirmation. The answer is the same for
/// everyone, so that it tells nothing of who follows what.
pub async fn ask(tx: &mut Tx<'_>, wish: Wish) -> Result<()> {
    let address = wish.address.trim().to_lowercase();
    let mut faults = Vec::new();
    if address.parse::<lettre::Address>().is_err() || address.len() > 254 {
        let why = "Give an e-mail address, as reader@example.org.";
        faults.push(Fault::new("address", why));
    }
    let search = search_of(&wish.query);
    if search.is_none() {
        let why = "This is no search of the rulings of this body.";
        faults.push(Fault::new("query", why));
    }
    let case = match wish.case.as_deref().map(str::trim) {
        None | Some("") => None,
        Some(slug) => {
            let found = register::id_of(tx, slug).await?;
            if found.is_none() {
                faults.push(Fault::new(
                    "case",
                    "No case on the register has this number.",
                ));
            }
            found
        }
    };
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let now = wall_clock();
    let query = match (case, search) {
        (None, Some(search)) => written(&search),
        _ => String::new(),
    };
    // Two wishes from one address are one after the other.
    queries::hold(tx, &address).await?;
    queries::end_expired(tx, &address, now - CONFIRM_WITHIN).await?;
    let day = now - SignedDuration::from_hours(24);
    let (theirs, all) = queries::asked_since(tx, &address, day).await?;
    if all >= ASKED_OF_BODY {
        return Err(Error::too_many("Too many have asked to be told today."));
    }
    if theirs >= ASKED_A_DAY {
        return Ok(());
    }
    let subscription = Subscription {
        id: Uuid::now_v7(),
        address,
        query,
        case_id: case,
        cadence: wish.cadence.as_str().to_owned(),
        token: token()?,
        asked_at: now,
        confirmed_at: None,
        ended_at: None,
        told_upto: 0,
    };
    let id = if queries::insert(tx, &subscription).await? {
        Some(subscription.id)
    } else {
        // Whoever lost the letter gets it again; whoever follows already is left as they are.
        queries::ask_again(tx, &subscription).await?
    };
    if let Some(id) = id {
        tx.post(ASKED, json!({ "subscription": id })).await?;
    }
    Ok(())
}

/// What is followed under this id, for whoever has its token.
pub async fn show(tx: &mut Tx<'_>, id: Uuid, token: &str) -> Result<Followed> {
    let it = holder(tx, id, token).await?;
    Ok(Followed {
        what: what(tx, &it).await?,
        id: it.id,
        cadence: Cadence::parse(&it.cadence),
        confirmed: it.confirmed_at.is_some(),
        ended: it.ended_at.is_some(),
        address: it.address,
    })
}

/// The follower confirms: from now on they are told.
pub async fn confirm(tx: &mut Tx<'_>, id: Uuid, token: &str) -> Result<()> {
    let it = holder(tx, id, token).await?;
    if it.confirmed_at.is_some() || it.ended_at.is_some() {
        return Ok(());
    }
    if it.asked_at + CONFIRM_WITHIN < wall_clock() {
        return Err(Error::Gone(
            "The seven days to confirm this have passed. Ask to be told once more.".to_owned(),
        ));
    }
    let upto = match it.case_id {
        Some(case) => register::last_entry(tx, case).await?,
        None => publications::last(tx).await?,
    };
    queries::confirm(tx, id, upto).await
}

/// The follower leaves; again changes nothing.
pub async fn leave(tx: &mut Tx<'_>, id: Uuid, token: &str) -> Result<()> {
    holder(tx, id, token).await?;
    queries::end(tx, id).await
}

/// Whoever has the token, and nobody else; an id that is not there is answered alike.
async fn holder(tx: &mut Tx<'_>, id: Uuid, token: &str) -> Result<Subscription> {
    let found = queries::find(tx, id).await?;
    found
        .filter(|it| {
            let (held, said) = (it.token.as_bytes(), token.as_bytes());
            aws_lc_rs::constant_time::verify_slices_are_equal(held, said).is_ok()
        })
        .ok_or(Error::NotFound("page"))
}

fn token() -> Result<String> {
    let mut bytes = [0_u8; 24];
    rand::fill(&mut bytes).map_err(|_| Error::broken(anyhow::anyhow!("no randomness")))?;
    Ok(BASE64.encode(bytes))
}

/// A search as an address has it; nothing if it is none.
fn search_of(query: &str) -> Option<Search> {
    if query.len() > 1000 {
        return None;
    }
    let mut search: Search = serde_urlencoded::from_str(query.trim_start_matches('?')).ok()?;
    search.page = None;
    search.is_readable().then_some(search)
}

/// What a search is, in words, as its address has it.
///
/// # Errors
/// When the address is no search of the rulings.
pub fn in_words(query: &str) -> Result<String> {
    let search = search_of(query);
    search
        .map(|search| search.in_words())
        .ok_or_else(|| Error::invalid("query", "This is no search of the rulings of this body."))
}

fn written(search: &Search) -> String {
    serde_urlencoded::to_string(search).unwrap_or_default()
}

async fn what(tx: &mut Tx<'_>, it: &Subscription) -> Result<String> {
    if let Some(case) = it.case_id {
        return register::name_of(tx, case).await;
    }
    let search = search_of(&it.query).unwrap_or_default();
    Ok(search.in_words())
}

/// Something that a follower is told.
struct News {
    upto: i32,
    ruling: Option<Uuid>,
    title: String,
    address: String,
}

#[derive(Deserialize)]
struct Asked {
    subscription: Uuid,
}

/// Sends the letter that asks for a confirmation. No: it is to be tried again.
pub async fn send_ask(
    db: &Db,
    clock: &Caller,
    carrier: &Carrier,
    origin: &str,
    payload: &Value,
) -> Result<bool> {
    let Asked { subscription } = Asked::deserialize(payload)?;
    let letter = db
        .within(clock, async |tx| {
            let Some(it) = queries::find(tx, subscription).await? else {
                return Ok(None);
            };
            let late = it.asked_at + CONFIRM_WITHIN < wall_clock();
            if it.confirmed_at.is_some() || it.ended_at.is_some() || late {
                return Ok(None);
            }
            let words = words(tx, &it, origin).await?;
            let mark = mark(tx);
            Ok(Some(Letter {
                message_id: format!("<{}@{}>", it.id, host_of(origin)),
                to: it.address,
                subject: format!("{mark}Confirm that {} may write to you", tx.world().name),
                body: fill(ASK, &words),
                enclosures: Vec::new(),
                leave: None,
            }))
        })
        .await?;
    match letter {
        Some(letter) => Ok(carried(carrier, letter).await),
        None => Ok(true),
    }
}

/// Writes to the followers at that pace of what is published; of one case, if one is named. May be
/// called again: nobody is told twice. Each letter leaves by itself ([`NOTICE_ROW`]).
pub async fn tell(
    db: &Db,
    clock: &Caller,
    (origin, library): (&str, &Arc<Library>),
    cadence: Cadence,
    case: Option<Uuid>,
) -> Result<()> {
    if case.is_none() {
        write_of_publications(db, clock, origin, library, cadence).await?;
    }
    let cases = match case {
        Some(case) => vec![case],
        None if cadence == Cadence::AtOnce => Vec::new(),
        None => {
            db.within(clock, async |tx| queries::followed_cases(tx, cadence).await)
                .await?
        }
    };
    for case in cases {
        write_of_case(db, clock, origin, cadence, case).await?;
    }
    Ok(())
}

async fn write_of_publications(
    db: &Db,
    clock: &Caller,
    origin: &str,
    library: &Arc<Library>,
    cadence: Cadence,
) -> Result<()> {
    let behind = db
        .within(clock, async |tx| {
            let upto = publications::last(tx).await?;
            queries::behind(tx, cadence, None, upto).await
        })
        .await?;
    if !behind.is_empty() {
        rulings::catch_up(db, clock, library).await?;
    }
    let slug = clock_slug(db, clock).await?;
    for it in behind {
        // What is wrong with one follower's search keeps nobody else from being told.
        if let Err(error) = write_to(db, clock, (origin, &slug), library, &it).await {
            tracing::error!(subscription = %it.id, ?error, "a follower could not be told");
        }
    }
    Ok(())
}

/// Writes to one follower, batch by batch, until they are told of everything.
async fn write_to(
    db: &Db,
    clock: &Caller,
    (origin, slug): (&str, &str),
    library: &Arc<Library>,
    it: &Subscription,
) -> Result<()> {
    let mut it = it.clone();
    loop {
        let seen = it.told_upto;
        let lines = db
            .within(clock, async |tx| {
                publications::changes(tx, seen, BATCH).await
            })
            .await?;
        let Some(upto) = lines.last().map(|line| line.seq) else {
            return Ok(());
        };
        let mut news = Vec::new();
        for line in lines {
            if concerns(db, clock, library, &it, &line).await? {
                news.push(of_publication(line, origin, slug));
            }
        }
        if !write(db, clock, origin, &it, upto, news).await? {
            return Ok(());
        }
        it.told_upto = upto;
    }
}

async fn clock_slug(db: &Db, clock: &Caller) -> Result<String> {
    db.within(clock, async |tx| Ok(tx.world().slug.clone()))
        .await
}

/// Does a line of the log concern the follower? What was taken back concerns those who follow
/// everything, and those who were told of it.
async fn concerns(
    db: &Db,
    clock: &Caller,
    library: &Arc<Library>,
    it: &Subscription,
    line: &Publication,
) -> Result<bool> {
    let search = search_of(&it.query).unwrap_or_default();
    if search.is_open() {
        return Ok(true);
    }
    if rulings::fits(library, clock.body, &search, line.ruling_id).await? {
        return Ok(true);
    }
    let (subscription, ruling) = (it.id, line.ruling_id);
    db.within(clock, async |tx| {
        queries::told_of(tx, subscription, ruling).await
    })
    .await
}

fn of_publication(line: Publication, origin: &str, slug: &str) -> News {
    let happened = match line.change.0 {
        PublicationChange::Published => "published",
        PublicationChange::Corrected => "corrected",
        PublicationChange::Withdrawn => "withdrawn",
    };
    News {
        upto: line.seq,
        ruling: Some(line.ruling_id),
        title: format!("{}, {}: {happened}", line.title, line.citation),
        address: format!(
            "{}/{slug}/rulings/{}",
            origin.trim_end_matches('/'),
            line.slug
        ),
    }
}

async fn write_of_case(
    db: &Db,
    clock: &Caller,
    origin: &str,
    cadence: Cadence,
    case: Uuid,
) -> Result<()> {
    let (behind, entries, address, upto) = db
        .within(clock, async |tx| {
            // Whether anyone follows is asked first: few cases are followed, and each is long.
            let behind = queries::behind(tx, cadence, Some(case), i32::MAX).await?;
            if behind.is_empty() {
                return Ok((behind, Vec::new(), String::new(), 0));
            }
            let (entries, slug) = register::news(tx, case).await?;
            let upto = entries.last().map_or(0, |(no, _)| *no);
            let home = origin.trim_end_matches('/');
            let address = format!("{home}/{}/cases/{slug}", tx.world().slug);
            Ok((behind, entries, address, upto))
        })
        .await?;
    for it in behind.into_iter().filter(|it| it.told_upto < upto) {
        let news = entries.iter().filter(|(no, _)| *no > it.told_upto);
        let news = news.map(|(no, title)| News {
            upto: *no,
            ruling: None,
            title: title.clone(),
            address: address.clone(),
        });
        write(db, clock, origin, &it, upto, news.collect()).await?;
    }
    Ok(())
}

/// Writes the letter and moves the follower on, in one transaction.
async fn write(
    db: &Db,
    clock: &Caller,
    origin: &str,
    it: &Subscription,
    upto: i32,
    news: Vec<News>,
) -> Result<bool> {
    db.within(clock, async |tx| {
        let notice = if news.is_empty() {
            None
        } else {
            Some(notice(tx, it, origin, &news).await?)
        };
        let Some(written) = queries::advance(tx, it, upto, notice).await? else {
            return Ok(false);
        };
        if let Some(notice) = written {
            tx.post(NOTICE_ROW, json!({ "notice": notice })).await?;
        }
        Ok(true)
    })
    .await
}

async fn notice(
    tx: &mut Tx<'_>,
    it: &Subscription,
    origin: &str,
    news: &[News],
) -> Result<NewNotice> {
    let mut words = words(tx, it, origin).await?;
    let items = news
        .iter()
        .map(|one| format!("{}\n{}\n", one.title, one.address));
    words.insert("items", items.collect::<Vec<_>>().join("\n"));
    let about = match news {
        [one] => one.title.clone(),
        several => format!("{}: {} new", tx.world().name, several.len()),
    };
    Ok(NewNotice {
        upto: news.last().map_or(it.told_upto, |one| one.upto),
        rulings: news.iter().filter_map(|one| one.ruling).collect(),
        subject: format!("{}{about}", mark(tx)),
        body: fill(NOTICE, &words),
        host: host_of(origin),
    })
}

fn mark(tx: &Tx<'_>) -> &'static str {
    if tx.world().simulation {
        "[Simulation] "
    } else {
        ""
    }
}

async fn words(
    tx: &mut Tx<'_>,
    it: &Subscription,
    origin: &str,
) -> Result<HashMap<&'static str, String>> {
    let about = if tx.world().simulation {
        format!("{SIMULATED}\n{ABOUT}")
    } else {
        ABOUT.to_owned()
    };
    let slug = tx.world().slug.clone();
    Ok(HashMap::from([
        ("body", tx.world().name.clone()),
        ("what", what(tx, it).await?),
        ("cadence", Cadence::parse(&it.cadence).said().to_owned()),
        ("address", page_of(it, origin, &slug)),
        ("about", about),
    ]))
}

/// The page on which the follower confirms and leaves.
fn page_of(it: &Subscription, origin: &str, slug: &str) -> String {
    let home = origin.trim_end_matches('/');
    format!("{home}/{slug}/following/{}?token={}", it.id, it.token)
}

#[derive(Deserialize)]
struct Waiting {
    notice: Uuid,
}

/// Sends one letter to a follower. No: it is to be tried again; after some days it is given up.
pub async fn send_notice(
    db: &Db,
    clock: &Caller,
    carrier: &Carrier,
    origin: &str,
    payload: &Value,
) -> Result<bool> {
    let Waiting { notice } = Waiting::deserialize(payload)?;
    let (found, slug) = db
        .within(clock, async |tx| {
            let found = queries::unsent(tx, notice).await?;
            Ok((found, tx.world().slug.clone()))
        })
        .await?;
    let Some((letter, it)) = found else {
        return Ok(true);
    };
    if it.ended_at.is_some() || letter.written_at + GIVEN_UP < wall_clock() {
        return Ok(true);
    }
    let home = origin.trim_end_matches('/');
    let leave = format!("{home}/{slug}/following/{}/leave?token={}", it.id, it.token);
    let letter = Letter {
        message_id: letter.message_id,
        to: it.address,
        subject: letter.subject,
        body: letter.body,
        enclosures: Vec::new(),
        leave: Some(leave),
    };
    let left = carried(carrier, letter).await;
    if left {
        db.within(clock, async |tx| queries::sent(tx, notice).await)
            .await?;
    }
    Ok(left)
}

async fn carried(carrier: &Carrier, letter: Letter) -> bool {
    match carrier.send(letter).await {
        Ok(()) => true,
        Err(error) => {
            let error = format!("{error:#}");
            tracing::warn!(error, "a letter to a follower could not be sent");
            false
        }
    }
}

/// Queues the letters of the day and of the week about a case, if someone wants them.
pub async fn queue_digests(db: &Db, clock: &Caller, case: Uuid) -> Result<()> {
    db.within(clock, async |tx| {
        for cadence in [Cadence::Daily, Cadence::Weekly] {
            let payload = json!({ "cadence": cadence });
            let wanted = queries::followed_cases(tx, cadence).await?.contains(&case);
            if wanted && !tx.is_queued(publications::NEWS, &payload).await? {
                let due = cadence.due(wall_clock());
                tx.post_for(Uuid::now_v7(), publications::NEWS, payload, due)
                    .await?;
            }
        }
        Ok(())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::{ASK, Cadence, NOTICE, search_of, written};

    #[test]
    fn the_letters_of_the_day_leave_the_next_morning_and_those_of_the_week_on_monday() {
        // A Wednesday, and a Monday before the letters have left.
        let due = |cadence: Cadence, now: &str| cadence.due(now.parse().unwrap()).to_string();
        assert_eq!(
            due(Cadence::Daily, "2026-11-25T22:00:00Z"),
            "2026-11-26T06:00:00Z"
        );
        assert_eq!(
            due(Cadence::Weekly, "2026-11-25T22:00:00Z"),
            "2026-11-30T06:00:00Z"
        );
        assert_eq!(
            due(Cadence::Weekly, "2026-11-30T05:00:00Z"),
            "2026-12-07T06:00:00Z"
        );
        assert_eq!(
            due(Cadence::AtOnce, "2026-11-25T22:00:00Z"),
            "2026-11-25T22:00:00Z"
        );
    }

    #[test]
    fn a_search_is_kept_as_its_address_has_it_without_its_page() {
        let search = search_of("?respondent=USA&q=export+control&page=3").unwrap();
        assert_eq!(written(&search), "q=export+control&respondent=USA");
        assert!(search_of(&"q=".repeat(600)).is_none());
    }

    #[test]
    fn the_texts_name_only_places_that_are_filled() {
        for text in [ASK, NOTICE] {
            for place in text.split('{').skip(1) {
                let (name, _) = place.split_once('}').unwrap();
                assert!(
                    ["body", "what", "cadence", "address", "about", "items"].contains(&name),
                    "{name}"
                );
            }
        }
    }
}
