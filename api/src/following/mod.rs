//! Following: whoever wants to know is told of what becomes public, a person by e-mail, at once, by the
//! day or by the week, a program by signed messages (Standard Webhooks). Nobody is written to before
//! they confirmed it themselves (double opt-in), each event is told once, and one press ends it (RFC
//! 8058). The same searches are there as feeds.

mod letters;
mod queries;
mod routes;
mod telling;
mod webhooks;

use aws_lc_rs::rand;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::caller::Sender;
use crate::db::Tx;
use crate::error::{Error, Fault, Result};
use crate::languages::{self, Words};
use crate::publications;
use crate::register;
use crate::rulings::Search;
use crate::wire::{Language, Spelled, wall_clock};

use queries::Subscription;

pub use letters::send_ask;
pub use routes::mount;
pub use telling::{MESSAGE_ROW, NOTICE_ROW, queue_digests, send_notice, tell};
pub use webhooks::{Delivery, WebhookAsked, WebhookWish, ask_webhook};

/// What the outbox holds of a letter that asks for a confirmation.
pub const ASKED: &str = "following_asked";

/// How long a confirmation is waited for.
const CONFIRM_WITHIN: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How many letters without a confirmation an address gets in a day.
const ASKED_A_DAY: i64 = 3;
/// How many a network may ask for in a day that nobody confirms: a stranger who asks for thousands stops
/// themselves and nobody else.
const ASKED_OF_NETWORK: i64 = 10;
/// How many letters that ask a body sends in a day. Those beyond leave one after the other at that pace: the
/// body is no tool for flooding others, and nobody who wants to follow is turned away.
const ASKED_OF_BODY: i64 = 500;
/// As long as the last of them wait; some days to confirm are left.
const BRAKED: SignedDuration = SignedDuration::from_hours(3 * 24);
/// The time over which wishes are counted.
const DAY: SignedDuration = SignedDuration::from_hours(24);
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
    pub fn said(self, words: &Words) -> &'static str {
        match self {
            Self::AtOnce => words.follow.at_once,
            Self::Daily => words.follow.daily,
            Self::Weekly => words.follow.weekly,
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

/// How a follower is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    /// By letters to a person.
    Mail,
    /// By signed messages to a program.
    Webhook,
}

impl Channel {
    /// As it is stored.
    fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Webhook => "webhook",
        }
    }

    fn of(it: &Subscription) -> Self {
        match it.channel.as_str() {
            "webhook" => Self::Webhook,
            _ => Self::Mail,
        }
    }
}

/// What someone asks to be told of.
#[derive(Clone, Debug, Deserialize, ToSchema)]
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
    /// In which language the letters are; English, if none is named.
    pub language: Language,
}

impl Default for Wish {
    fn default() -> Self {
        Self {
            address: String::new(),
            query: String::new(),
            case: None,
            cadence: Cadence::default(),
            language: Spelled(domain::language::Language::English),
        }
    }
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
    /// How they are told.
    pub channel: Channel,
    /// The last messages, the newest first; nothing for a person.
    pub deliveries: Vec<Delivery>,
}

/// Notes a wish and sends the letter that asks for its confirmation. The answer is the same for
/// everyone, so that it tells nothing of who follows what.
pub async fn ask(tx: &mut Tx<'_>, sender: Sender, wish: Wish) -> Result<()> {
    let address = wish.address.trim().to_lowercase();
    let mut faults = Vec::new();
    if address.parse::<lettre::Address>().is_err() || address.len() > 254 {
        let why = "Give an e-mail address, as reader@example.org.";
        faults.push(Fault::new("address", why));
    }
    let (query, case) = subject(tx, &wish.query, wish.case.as_deref(), &mut faults).await?;
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let now = wall_clock();
    let day = now - DAY;
    not_too_many(tx, &sender, day).await?;
    // Two wishes from one address are one after the other.
    queries::hold(tx, &address).await?;
    queries::end_expired(tx, &address, now - CONFIRM_WITHIN).await?;
    if queries::asked_of_address(tx, &address, day).await? >= ASKED_A_DAY {
        return Ok(());
    }
    let subscription = Subscription {
        id: Uuid::now_v7(),
        address,
        query,
        case_id: case,
        cadence: wish.cadence.as_str().to_owned(),
        language: wish.language,
        token: token()?,
        asked_at: now,
        confirmed_at: None,
        ended_at: None,
        told_upto: 0,
        channel: Channel::Mail.as_str().to_owned(),
        sender: sender.0,
    };
    let due = leaves(tx, Channel::Mail, now).await?;
    let id = if queries::insert(tx, &subscription).await? {
        Some(subscription.id)
    } else {
        // Whoever lost the letter gets it again; whoever follows already is left as they are.
        queries::ask_again(tx, &subscription).await?
    };
    if let Some(id) = id {
        let payload = json!({ "subscription": id });
        tx.post_for(Uuid::now_v7(), ASKED, payload, due).await?;
    }
    Ok(())
}

/// The search, as it is kept, or the case that someone wants to follow.
async fn subject(
    tx: &mut Tx<'_>,
    query: &str,
    case: Option<&str>,
    faults: &mut Vec<Fault>,
) -> Result<(String, Option<Uuid>)> {
    let search = match search_of(query) {
        Ok(search) => Some(search),
        Err(Error::Invalid(found)) => {
            faults.extend(found);
            None
        }
        Err(error) => return Err(error),
    };
    let case = match case.map(str::trim) {
        None | Some("") => None,
        Some(slug) => {
            let found = register::id_of(tx, slug).await?;
            if found.is_none() {
                let why = "No case on the register has this number.";
                faults.push(Fault::new("case", why));
            }
            found
        }
    };
    let query = match (case, search) {
        (None, Some(search)) => search.written(),
        _ => String::new(),
    };
    Ok((query, case))
}

/// Whoever asks for others floods nobody through this body.
async fn not_too_many(tx: &mut Tx<'_>, sender: &Sender, since: Timestamp) -> Result<()> {
    let Some(sender) = &sender.0 else {
        return Ok(());
    };
    queries::hold(tx, sender).await?;
    if queries::asked_of_network(tx, sender, since).await? >= ASKED_OF_NETWORK {
        return Err(Error::too_many(
            "From your network ten have asked to be told today and nobody has confirmed it. Confirm those, or \
             ask again tomorrow.",
        ));
    }
    Ok(())
}

/// When a question leaves: at once, or in its turn where the body was asked for very many.
async fn leaves(tx: &mut Tx<'_>, channel: Channel, now: Timestamp) -> Result<Timestamp> {
    let asked = queries::asked_of_body(tx, channel, now - DAY).await?;
    let before = i32::try_from(asked + 1 - ASKED_OF_BODY).unwrap_or(i32::MAX);
    let turn = DAY / i32::try_from(ASKED_OF_BODY).unwrap_or(i32::MAX);
    Ok(now + turn.saturating_mul(before.max(0)).min(BRAKED))
}

/// What is followed under this id, for whoever has its token, in the words of a language.
pub async fn show(tx: &mut Tx<'_>, id: Uuid, token: &str, words: &Words) -> Result<Followed> {
    let it = holder(tx, id, token).await?;
    let channel = Channel::of(&it);
    let deliveries = match channel {
        Channel::Mail => Vec::new(),
        Channel::Webhook => webhooks::last(tx, id).await?,
    };
    Ok(Followed {
        channel,
        deliveries,
        what: what(tx, &it, words).await?,
        id: it.id,
        cadence: Cadence::parse(&it.cadence),
        confirmed: it.confirmed_at.is_some(),
        ended: it.ended_at.is_some(),
        address: it.address,
    })
}

/// The follower confirms: from now on they are told. A program confirms by its own answer and by
/// nothing else, so that whoever asked cannot do it in its place.
pub async fn confirm(tx: &mut Tx<'_>, id: Uuid, token: &str) -> Result<()> {
    let it = holder(tx, id, token).await?;
    if it.confirmed_at.is_some() || it.ended_at.is_some() || Channel::of(&it) != Channel::Mail {
        return Ok(());
    }
    if it.asked_at + CONFIRM_WITHIN < wall_clock() {
        return Err(Error::Gone(
            "The seven days to confirm this have passed. Ask to be told once more.".to_owned(),
        ));
    }
    begin(tx, &it).await
}

/// From here on the follower is told.
async fn begin(tx: &mut Tx<'_>, it: &Subscription) -> Result<()> {
    let upto = match it.case_id {
        Some(case) => register::last_entry(tx, case).await?,
        None => publications::last(tx).await?,
    };
    queries::confirm(tx, it.id, upto).await
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

/// A search as an address has it.
fn search_of(query: &str) -> Result<Search> {
    if query.len() > 1000 {
        let why =
            "Ask with at most 1000 letters, as the address of a search of the rulings has them.";
        return Err(Error::invalid("query", why));
    }
    Ok(Search::read(query)?.on_page(None))
}

/// What a search is, in words, as its address has it.
///
/// # Errors
/// When the address is no search of the rulings.
pub fn in_words(query: &str, words: &Words) -> Result<String> {
    Ok(search_of(query)?.in_words(words))
}

async fn what(tx: &mut Tx<'_>, it: &Subscription, words: &Words) -> Result<String> {
    if let Some(case) = it.case_id {
        return register::name_of(tx, case, words).await;
    }
    in_words(&it.query, words)
}

/// The words in which a follower is written to.
fn words_of(it: &Subscription) -> &'static Words {
    languages::words(it.language.0)
}

#[cfg(test)]
mod tests {
    use domain::Word as _;
    use domain::language::Language;

    use super::{Cadence, search_of};
    use crate::languages;

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
        assert_eq!(search.written(), "q=export+control&respondent=USA");
        assert!(search_of(&"q=".repeat(600)).is_err());
        // The language of the page is no part of it; what nothing is called by is not left out.
        let french = search_of("respondent=USA&lang=fr").unwrap();
        assert_eq!(french.written(), "respondent=USA");
        for mistyped in ["respondant=USA", "q=export&unheard=of", "case=2026-1"] {
            assert!(search_of(mistyped).is_err(), "{mistyped}");
        }
    }

    #[test]
    fn the_texts_name_only_places_that_are_filled() {
        let letters = Language::ALL.iter().flat_map(|language| {
            let w = &languages::words(*language).letters;
            [w.ask, w.notice]
        });
        for text in letters {
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
