//! Telling: the letters to those who follow, from what is published and from public dockets. A letter
//! is written in the transaction that moves its follower on, and leaves by itself.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::queries::{self, NewNotice, Subscription};
use super::{CONFIRM_WITHIN, Cadence, search_of, what, words_of};
use crate::caller::Caller;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::languages::{self, Words};
use crate::post::{Carrier, Letter, fill, host_of};
use crate::publications::{self, Publication};
use crate::register;
use crate::rulings;
use crate::search::Library;
use crate::wire::wall_clock;

/// What the outbox holds of a letter to a follower: each is tried by itself, so that one that cannot
/// leave keeps no other waiting.
pub const NOTICE_ROW: &str = "following_notice";

/// How many lines of the log are looked at for one letter.
const BATCH: i64 = 200;
/// How long a letter is tried before it is given up.
const GIVEN_UP: SignedDuration = SignedDuration::from_hours(5 * 24);

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
            let words = words_of(&it);
            let values = values(tx, &it, origin).await?;
            let subject = languages::with(words.letters.ask_subject, words.own(&tx.world().name));
            let mark = mark(tx, words);
            Ok(Some(Letter {
                message_id: format!("<{}@{}>", it.id, host_of(origin)),
                to: it.address,
                subject: format!("{mark}{subject}"),
                body: fill(words.letters.ask, &values),
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

fn of_publication(words: &Words, line: Publication, origin: &str, slug: &str) -> News {
    let happened = words.change(line.change.0).to_lowercase();
    let ruling = format!("{}{}{}", line.title, words.site.comma, line.citation);
    let text = words.letters.happened;
    News {
        upto: line.seq,
        ruling: Some(line.ruling_id),
        title: languages::with_two(text, ("ruling", &words.own(&ruling)), ("change", &happened)),
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
    let (behind, entries, caption, address, upto) = db
        .within(clock, async |tx| {
            // Whether anyone follows is asked first: few cases are followed, and each is long.
            let behind = queries::behind(tx, cadence, Some(case), i32::MAX).await?;
            if behind.is_empty() {
                return Ok((behind, Vec::new(), String::new(), String::new(), 0));
            }
            let (entries, caption, slug) = register::news(tx, case).await?;
            let upto = entries.last().map_or(0, |entry| entry.no);
            let home = origin.trim_end_matches('/');
            let address = format!("{home}/{}/cases/{slug}", tx.world().slug);
            Ok((behind, entries, caption, address, upto))
        })
        .await?;
    for it in behind.into_iter().filter(|it| it.told_upto < upto) {
        let words = words_of(&it);
        let news = entries.iter().filter(|entry| entry.no > it.told_upto);
        let news = news.map(|entry| {
            let title = entry.title(words);
            let text = words.letters.happened;
            News {
                upto: entry.no,
                ruling: None,
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
    let words = words_of(it);
    let mut values = values(tx, it, origin).await?;
    let items = news
        .iter()
        .map(|one| format!("{}\n{}\n", one.title, one.address));
    values.insert("items", items.collect::<Vec<_>>().join("\n"));
    let about = match news {
        [one] => one.title.clone(),
        several => languages::with_two(
            words.letters.several,
            ("body", &words.own(&tx.world().name)),
            ("count", &several.len().to_string()),
        ),
    };
    Ok(NewNotice {
        upto: news.last().map_or(it.told_upto, |one| one.upto),
        rulings: news.iter().filter_map(|one| one.ruling).collect(),
        subject: format!("{}{about}", mark(tx, words)),
        body: fill(words.letters.notice, &values),
        host: host_of(origin),
    })
}

fn mark(tx: &Tx<'_>, words: &Words) -> &'static str {
    if tx.world().simulation {
        words.letters.mark
    } else {
        ""
    }
}

/// What the texts of the letters name.
async fn values(
    tx: &mut Tx<'_>,
    it: &Subscription,
    origin: &str,
) -> Result<HashMap<&'static str, String>> {
    let words = words_of(it);
    let w = &words.letters;
    let about = if tx.world().simulation {
        format!("{}\n{}", w.simulated, w.about)
    } else {
        w.about.to_owned()
    };
    let slug = tx.world().slug.clone();
    let cadence = Cadence::parse(&it.cadence).said(words);
    Ok(HashMap::from([
        ("body", words.own(&tx.world().name)),
        ("what", what(tx, it, words).await?),
        ("cadence", cadence.to_owned()),
        ("address", page_of(it, origin, &slug)),
        ("about", about),
    ]))
}

/// The page on which the follower confirms and leaves.
fn page_of(it: &Subscription, origin: &str, slug: &str) -> String {
    let home = origin.trim_end_matches('/');
    let (id, token, language) = (it.id, &it.token, it.language);
    format!("{home}/{slug}/following/{id}?token={token}&lang={language}")
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
    let (id, token, language) = (it.id, &it.token, it.language);
    let leave = format!("{home}/{slug}/following/{id}/leave?token={token}&lang={language}");
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
