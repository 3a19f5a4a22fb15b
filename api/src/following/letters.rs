//! What a person is told: letters, at the pace that they chose, each with a link that ends them.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::queries::{self, NewNotice, Notice, Subscription};
use super::telling::{GIVEN_UP, News};
use super::{CONFIRM_WITHIN, Cadence, what, words_of};
use crate::caller::Caller;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::languages::{self, Words};
use crate::post::{Carrier, Letter, fill, host_of};
use crate::wire::wall_clock;

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

/// One letter of all that is new; nothing if nothing is.
pub(super) async fn letter(
    tx: &mut Tx<'_>,
    it: &Subscription,
    origin: &str,
    news: &[News],
) -> Result<Option<NewNotice>> {
    if news.is_empty() {
        return Ok(None);
    }
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
    let id = Uuid::now_v7();
    Ok(Some(NewNotice {
        id,
        upto: news.last().map_or(it.told_upto, |one| one.upto),
        rulings: news.iter().filter_map(|one| one.ruling).collect(),
        subject: format!("{}{about}", mark(tx, words)),
        body: fill(words.letters.notice, &values),
        message_id: format!("<{id}@{}>", host_of(origin)),
    }))
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

/// Sends a letter. No: it is to be tried again; after some days it is given up.
pub(super) async fn send(
    db: &Db,
    clock: &Caller,
    carrier: &Carrier,
    (origin, slug): (&str, &str),
    (id, notice, it): (Uuid, Notice, Subscription),
) -> Result<bool> {
    if notice.written_at + GIVEN_UP < wall_clock() {
        return Ok(true);
    }
    let home = origin.trim_end_matches('/');
    let (subscription, token, language) = (it.id, &it.token, it.language);
    let leave =
        format!("{home}/{slug}/following/{subscription}/leave?token={token}&lang={language}");
    let letter = Letter {
        message_id: notice.message_id,
        to: it.address,
        subject: notice.subject,
        body: notice.body,
        enclosures: Vec::new(),
        leave: Some(leave),
    };
    let left = carried(carrier, letter).await;
    if left {
        db.within(clock, async |tx| queries::sent(tx, id).await)
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
