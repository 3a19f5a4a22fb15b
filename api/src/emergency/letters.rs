//! Letters about emergency access: to whoever decides on it and to the auditor at each turn, to the presiding member
//! when it opens, and to both parties when it is over (procedure 2.1.3, act 41).

use std::collections::HashMap;

use domain::Word as _;
use domain::emergency::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{Access, find, queries};
use crate::bodies::BodyOf;
use crate::caller::Caller;
use crate::cases;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::languages::{self, Words, with};
use crate::ledger;
use crate::people::{self, credentials::moment};
use crate::post::{Carrier, Letter, fill, host_of};
use crate::wire::wall_clock;

/// What the outbox calls news of an emergency access.
pub const NEWS: &str = "emergency_news";

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum News {
    /// It was asked for.
    Asked,
    /// One of two has approved it.
    Approved,
    /// It was refused.
    Refused,
    /// It was called off, or not approved in time.
    Lapsed,
    /// It is open.
    Opened,
    /// It is over.
    Over,
}

#[derive(Deserialize, Serialize)]
struct Told {
    access: Uuid,
    news: News,
    /// To whom; nobody: the worker finds out who is to be told.
    #[serde(default)]
    to: Option<Uuid>,
    /// Who did it, and needs no letter about it.
    #[serde(default)]
    by: Option<Uuid>,
}

/// Everyone whom it concerns is told, but for whoever did it.
pub(super) async fn tell(tx: &mut Tx<'_>, access: Uuid, news: News) -> Result<()> {
    let by = Some(tx.person());
    let told = Told {
        access,
        news,
        to: None,
        by,
    };
    tx.post(NEWS, serde_json::to_value(told)?).await
}

/// Everyone whom it concerns is told at that moment that it is over, or has lapsed, if it has.
pub(super) async fn tell_at(
    tx: &mut Tx<'_>,
    access: Uuid,
    news: News,
    at: Timestamp,
) -> Result<()> {
    let told = Told {
        access,
        news,
        to: None,
        by: None,
    };
    tx.post_for(Uuid::now_v7(), NEWS, serde_json::to_value(told)?, at)
        .await
}

/// Carries a row of the outbox: a letter to one person, or a row for each of those who are to have one. No: it is to
/// be tried again.
pub async fn send(
    db: &Db,
    clock: &Caller,
    carrier: &Carrier,
    origin: &str,
    payload: &Value,
) -> Result<bool> {
    let told = Told::deserialize(payload)?;
    let Some(to) = told.to else {
        db.within(clock, async |tx| spread(tx, &told).await).await?;
        return Ok(true);
    };
    let letter = db
        .within(clock, async |tx| write(tx, origin, &told, to).await)
        .await?;
    match carrier.send(letter).await {
        Ok(()) => Ok(true),
        Err(error) => {
            let error = format!("{error:#}");
            tracing::warn!(error, "a letter about emergency access could not be sent");
            Ok(false)
        }
    }
}

/// A row for each of those whom it concerns: those who see all requests; whoever presides, once it is open; and the
/// parties when it is over, of which they are told once, however it ended.
async fn spread(tx: &mut Tx<'_>, told: &Told) -> Result<()> {
    let access = find(tx, told.access).await?;
    let now = wall_clock();
    let ends = matches!(told.news, News::Over | News::Lapsed);
    if told.news == News::Lapsed && access.state(now) != State::Lapsed
        || ends && !queries::tell_end(tx, told.access, now).await?
    {
        return Ok(());
    }
    let case = cases::find(tx, access.row.case_id).await?;
    let (body, presiding) = (BodyOf::this(tx), case.progress.presiding);
    for person in people::everyone(tx).await? {
        let (they, id) = (person.principal(), person.account.id);
        let concerned = tx.may_they(&they, "emergency.view", &body)
            || told.news == News::Opened && presiding == Some(id)
            || told.news == News::Over && tx.may_they(&they, "emergency.be_told", &case);
        if concerned && told.by != Some(id) {
            let one = Told {
                access: told.access,
                news: told.news,
                to: Some(id),
                by: None,
            };
            tx.post(NEWS, serde_json::to_value(one)?).await?;
        }
    }
    Ok(())
}

async fn write(tx: &mut Tx<'_>, origin: &str, told: &Told, to: Uuid) -> Result<Letter> {
    let access = find(tx, told.access).await?;
    let person = people::find(tx, to).await?;
    let words = languages::words(person.language());
    let w = &words.letters;
    let mut values = values(tx, &access, words).await?;
    let said = match told.news {
        News::Asked => w.emergency_asked,
        News::Approved => w.emergency_approved,
        News::Refused => w.emergency_refused,
        News::Lapsed => w.emergency_lapsed,
        News::Opened => w.emergency_opened,
        News::Over => w.emergency_over,
    };
    values.insert("what", fill(said, &values));
    // Whoever sees all requests finds it among them; the others know the case.
    let screen = if tx.may_they(&person.principal(), "emergency.view", &BodyOf::this(tx)) {
        "emergency".to_owned()
    } else {
        format!("cases/{}", access.row.case_id)
    };
    let (home, slug) = (origin.trim_end_matches('/'), &tx.world().slug);
    values.insert("address", format!("{home}/{slug}/desk/{screen}"));
    let (mark, about) = if tx.world().simulation {
        (w.mark, format!("{}\n{}", w.simulated, w.about))
    } else {
        ("", w.about.to_owned())
    };
    values.insert("about", about);
    let subject = with(w.emergency_subject, words.own(&access.case.label()));
    Ok(Letter {
        message_id: format!(
            "<{}.{}.{to}@{}>",
            access.row.id,
            said_of(told.news),
            host_of(origin)
        ),
        to: person.account.email,
        subject: format!("{mark}{subject}"),
        body: fill(w.emergency, &values),
        enclosures: Vec::new(),
        leave: None,
    })
}

fn said_of(news: News) -> &'static str {
    match news {
        News::Asked => "asked",
        News::Approved => "approved",
        News::Refused => "refused",
        News::Lapsed => "lapsed",
        News::Opened => "opened",
        News::Over => "over",
    }
}

async fn values(
    tx: &mut Tx<'_>,
    access: &Access,
    words: &Words,
) -> Result<HashMap<&'static str, String>> {
    let row = &access.row;
    let ids = [Some(row.asked_by), row.registry_by, row.president_by];
    let ids: Vec<_> = ids.into_iter().flatten().collect();
    let known = people::by_ids(tx, &ids).await?;
    let name = |id: Uuid| {
        let found = known.iter().find(|account| account.id == id);
        words.own(found.map_or("", |account| account.name.as_str()))
    };
    let ended = row.ended_at.or(row.ends_at).unwrap_or(row.asked_at);
    let from = row.opened_at.unwrap_or(row.asked_at);
    let until = row.ends_at.map_or(ended, |ends| ends.min(ended));
    let opened = ledger::documents_opened(tx, row.case_id, row.asked_by).await?;
    let opened = opened - row.opened_before;
    let approvers: Vec<_> = access.approvers().into_iter().map(name).collect();
    Ok(HashMap::from([
        ("name", name(row.asked_by)),
        (
            "case",
            format!(
                "{} {}",
                access.case.label(),
                words.own(&access.case.caption)
            ),
        ),
        ("class", row.class.0.as_str().to_owned()),
        ("hours", row.hours.to_string()),
        ("reason", words.own(&row.reason)),
        ("why", words.own(row.refused.as_deref().unwrap_or_default())),
        ("approved", approvers.join(", ")),
        ("from", moment(tx, words, from).await?),
        ("until", moment(tx, words, until).await?),
        ("count", opened.to_string()),
    ]))
}
