//! Telling: what is published, and what public dockets say, to those who follow it. A letter or message
//! is written in the transaction that moves its follower on, and leaves by itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::translation::AUTHENTIC;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::queries::{self, Subscription};
use super::{Cadence, Channel, letters, search_of, webhooks, words_of};
use crate::caller::Caller;
use crate::db::Db;
use crate::error::Result;
use crate::languages::{self, Words};
use crate::post::Carrier;
use crate::publications::{self, Publication};
use crate::register;
use crate::rulings;
use crate::search::Library;
use crate::webhook::Hooks;
use crate::wire::wall_clock;

/// What the outbox holds of a letter to a follower: each is tried by itself, so that one that cannot leave
/// keeps no other waiting.
pub const NOTICE_ROW: &str = "following_notice";

/// What it holds of a message to a program. The worker carries these apart from all else: a program that
/// does not answer would keep everyone's letters waiting.
pub const MESSAGE_ROW: &str = "following_message";

/// How many lines of the log are looked at for one letter.
const BATCH: i64 = 200;
/// How long a letter or message is tried before it is given up.
pub(super) const GIVEN_UP: SignedDuration = SignedDuration::from_hours(5 * 24);

/// Something that a follower is told.
#[derive(Clone)]
pub(super) struct News {
    /// Its place in the log, or in the docket.
    pub(super) upto: i32,
    /// The ruling that it is about.
    pub(super) ruling: Option<Uuid>,
    /// What a person reads.
    pub(super) title: String,
    /// Where to read more.
    pub(super) address: String,
    /// What a program is told: the type of the event,
    pub(super) event: String,
    /// and the event itself.
    pub(super) data: Value,
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
                news.push(of_publication(words_of(&it), line, origin, slug));
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
    // What can no longer be asked is followed by nobody; it is not "everything".
    let search = search_of(&it.query)?;
    if search.is_open() {
        return Ok(true);
    }
    if rulings::fits(db, clock, library, &search, line.ruling_id).await? {
        return Ok(true);
    }
    let (subscription, ruling) = (it.id, line.ruling_id);
    db.within(clock, async |tx| {
        queries::told_of(tx, subscription, ruling).await
    })
    .await
}

fn of_publication(words: &Words, line: Publication, origin: &str, slug: &str) -> News {
    let mut happened = words.change(line.change.0).to_lowercase();
    if line.language.0 != AUTHENTIC {
        happened = format!("{happened} ({})", words.own(line.language.0.name()));
    }
    let ruling = format!("{}{}{}", line.title, words.site.comma, line.citation);
    let text = words.letters.happened;
    let home = origin.trim_end_matches('/');
    let address = format!("{home}/{slug}/rulings/{}", line.address());
    News {
        upto: line.seq,
        ruling: Some(line.ruling_id),
        title: languages::with_two(text, ("ruling", &words.own(&ruling)), ("change", &happened)),
        event: format!("ruling.{}", line.change),
        data: with_url(
            publications::ChangeView::of(line, slug, &mut BTreeMap::new()),
            &address,
        ),
        address,
    }
}

/// The same as the API gives it, and where to read it.
fn with_url(event: impl Serialize, address: &str) -> Value {
    let mut data = json!(event);
    data["url"] = json!(address);
    data
}

async fn write_of_case(
    db: &Db,
    clock: &Caller,
    origin: &str,
    cadence: Cadence,
    case: Uuid,
) -> Result<()> {
    let (behind, entries, caption, address, upto) = db
        .within(clock, async |tx| {
            // Whether anyone follows is asked first: few cases are followed.
            let behind = queries::behind(tx, cadence, Some(case), i32::MAX).await?;
            if behind.is_empty() {
                return Ok((behind, Vec::new(), String::new(), String::new(), 0));
            }
            let seen = behind.iter().map(|it| it.told_upto).min().unwrap_or(0);
            let (entries, caption, slug) = register::news(tx, case, seen).await?;
            let upto = entries.last().map_or(seen, |entry| entry.no);
            let home = origin.trim_end_matches('/');
            let address = format!("{home}/{}/cases/{slug}", tx.world().slug);
            Ok((behind, entries, caption, address, upto))
        })
        .await?;
    for it in behind.into_iter().filter(|it| it.told_upto < upto) {
        let words = words_of(&it);
        let news = entries.iter().filter(|entry| entry.no > it.told_upto);
        let news = news.map(|entry| {
            let title = entry.said(words);
            let text = words.letters.happened;
            News {
                upto: entry.no,
                ruling: None,
                event: "docket.entered".to_owned(),
                data: with_url(entry, &address),
                title: languages::with_two(
                    text,
                    ("ruling", &words.own(&caption)),
                    ("change", &title),
                ),
                address: address.clone(),
            }
        });
        write(db, clock, origin, &it, upto, news.collect()).await?;
    }
    Ok(())
}

/// Writes the letter, or the messages, and moves the follower on, in one transaction.
async fn write(
    db: &Db,
    clock: &Caller,
    origin: &str,
    it: &Subscription,
    upto: i32,
    news: Vec<News>,
) -> Result<bool> {
    db.within(clock, async |tx| {
        let notices: Vec<_> = match Channel::of(it) {
            Channel::Mail => letters::letter(tx, it, origin, &news)
                .await?
                .into_iter()
                .collect(),
            Channel::Webhook => webhooks::messages(news.clone()),
        };
        let written: Vec<_> = notices.iter().map(|notice| notice.id).collect();
        let kind = match Channel::of(it) {
            Channel::Mail => NOTICE_ROW,
            Channel::Webhook => MESSAGE_ROW,
        };
        let moved = queries::advance(tx, it, upto, notices).await?;
        for notice in written.into_iter().filter(|_| moved) {
            tx.post(kind, json!({ "notice": notice })).await?;
        }
        Ok(moved)
    })
    .await
}

#[derive(Deserialize)]
struct Waiting {
    notice: Uuid,
}

/// Sends one letter or message to a follower. No: it is to be tried again; after some days it is given
/// up.
pub async fn send_notice(
    db: &Db,
    clock: &Caller,
    (carrier, hooks): (&Carrier, &Hooks),
    origin: &str,
    payload: &Value,
) -> Result<bool> {
    let Waiting { notice: id } = Waiting::deserialize(payload)?;
    let (found, slug) = db
        .within(clock, async |tx| {
            let found = queries::unsent(tx, id).await?;
            Ok((found, tx.world().slug.clone()))
        })
        .await?;
    match found {
        Some((notice, it)) if it.ended_at.is_none() => match Channel::of(&it) {
            Channel::Mail => {
                letters::send(db, clock, carrier, (origin, &slug), (id, notice, it)).await
            }
            Channel::Webhook => webhooks::send(db, clock, hooks, (id, notice, it)).await,
        },
        _ => Ok(true),
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
