//! Letters about one's own account: the links with which one chooses a password, and what was done with it, so
//! that one hears of what one did not do.

use std::collections::HashMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{Forgotten, queries, ticket_for};
use crate::bodies;
use crate::caller::Caller;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::languages::{self, Words, with};
use crate::people::{Person, digest_of, find, secret};
use crate::post::{Carrier, Letter, fill, host_of};
use crate::wire::wall_clock;

/// What the outbox calls news of one's own account.
pub const SECURITY: &str = "account_news";
/// What the outbox calls a link for someone who was invited.
pub const INVITATION: &str = "invitation";
/// What it calls the wish of someone who has forgotten their password.
pub const RESET: &str = "password_forgotten";

/// What was done with an account.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// Its person chose another password.
    PasswordChanged,
    /// A password was chosen with a link.
    PasswordChosen,
    /// Its person set up a second factor.
    FactorSetUp,
    /// Its person removed it.
    FactorRemoved,
    /// An administrator took it away.
    FactorTaken,
    /// Its person added a passkey.
    PasskeyAdded,
    /// Its person removed one.
    PasskeyRemoved,
    /// There are other recovery codes.
    CodesRenewed,
    /// One of them was used.
    CodeSpent,
    /// The password fitted, and then none of several codes.
    CodesTried,
    /// A program may act for its person.
    ClientMade,
    /// That program has another secret.
    SecretRenewed,
    /// An administrator ended it.
    ClientTaken,
}

impl News {
    fn said(self, words: &Words) -> &'static str {
        match self {
            Self::PasswordChanged => words.letters.password_changed,
            Self::PasswordChosen => words.letters.password_reset,
            Self::FactorSetUp => words.letters.factor_set_up,
            Self::FactorRemoved => words.letters.factor_removed,
            Self::FactorTaken => words.letters.factor_taken,
            Self::PasskeyAdded => words.letters.passkey_added,
            Self::PasskeyRemoved => words.letters.passkey_removed,
            Self::CodesRenewed => words.letters.codes_renewed,
            Self::CodeSpent => words.letters.code_spent,
            Self::CodesTried => words.letters.codes_tried,
            Self::ClientMade => words.letters.client_made,
            Self::SecretRenewed => words.letters.secret_renewed,
            Self::ClientTaken => words.letters.client_taken,
        }
    }
}

#[derive(Deserialize, Serialize)]
struct Told {
    id: Uuid,
    person: Uuid,
    news: News,
    /// What the news is about, where it has a name.
    #[serde(default)]
    name: Option<String>,
    at: Timestamp,
}

/// Has the person told.
pub(in crate::people) async fn tell(tx: &mut Tx<'_>, person: Uuid, news: News) -> Result<()> {
    tell_of(tx, person, news, None).await
}

/// Has the person told of something that has this name.
pub(in crate::people) async fn tell_of(
    tx: &mut Tx<'_>,
    person: Uuid,
    news: News,
    name: Option<&str>,
) -> Result<()> {
    let told = Told {
        id: Uuid::now_v7(),
        person,
        news,
        name: name.map(str::to_owned),
        at: wall_clock(),
    };
    tx.post(SECURITY, serde_json::to_value(told)?).await
}

/// Sends the letter that tells someone what was done with their account. No: it is to be tried again.
pub async fn send_news(
    db: &Db,
    clock: &Caller,
    carrier: &Carrier,
    origin: &str,
    payload: &Value,
) -> Result<bool> {
    let told = Told::deserialize(payload)?;
    let letter = db
        .within(clock, async |tx| {
            let person = find(tx, told.person).await?;
            let words = languages::words(person.language());
            let mut values = values(tx, &person, words).await?;
            let said = told.news.said(words);
            let what = match &told.name {
                Some(name) => with(said, words.own(name)),
                None => said.to_owned(),
            };
            values.insert("what", what);
            values.insert("done", moment(tx, words, told.at).await?);
            values.insert("address", desk(tx, origin, "sign-in"));
            let (text, subject) = (words.letters.account_news, words.letters.account_subject);
            Ok(written(
                tx,
                &person,
                words,
                told.id,
                origin,
                (subject, text),
                &values,
            ))
        })
        .await?;
    Ok(carried(carrier, letter).await)
}

#[derive(Deserialize)]
struct Invited {
    ticket: Uuid,
}

/// Sends the link with which someone who was invited chooses a password. No: it is to be tried again.
pub async fn send_invitation_letter(
    db: &Db,
    clock: &Caller,
    carrier: &Carrier,
    origin: &str,
    payload: &Value,
) -> Result<bool> {
    let Invited { ticket } = Invited::deserialize(payload)?;
    let letter = db
        .within(clock, async |tx| link(tx, origin, ticket).await)
        .await?;
    leave(carrier, letter).await
}

/// Sends the link with which someone who has forgotten their password chooses another, if there is someone. No:
/// it is to be tried again.
pub async fn send_reset(
    db: &Db,
    clock: &Caller,
    carrier: &Carrier,
    origin: &str,
    payload: &Value,
) -> Result<bool> {
    let wish = Forgotten::deserialize(payload)?;
    let letter = db
        .within(clock, async |tx| match ticket_for(tx, &wish).await? {
            Some(ticket) => link(tx, origin, ticket).await,
            None => Ok(None),
        })
        .await?;
    leave(carrier, letter).await
}

async fn leave(carrier: &Carrier, letter: Option<Letter>) -> Result<bool> {
    Ok(match letter {
        Some(letter) => carried(carrier, letter).await,
        None => true,
    })
}

/// The letter with the link of a ticket that is open. Its secret is made now, and only its digest is kept: one
/// that was in a letter that did not leave opens nothing. In the address it stands behind the `#`, which no
/// browser sends to any server.
async fn link(tx: &mut Tx<'_>, origin: &str, ticket: Uuid) -> Result<Option<Letter>> {
    let Some(ticket) = queries::ticket(tx, ticket).await? else {
        return Ok(None);
    };
    if ticket.ended_at.is_some() || ticket.expires_at < wall_clock() {
        return Ok(None);
    }
    let person = find(tx, ticket.account_id).await?;
    let words = languages::words(person.language());
    let secret = secret()?;
    queries::give_secret(tx, ticket.id, &digest_of(&secret)).await?;
    let mut values = values(tx, &person, words).await?;
    let page = desk(tx, origin, "password");
    values.insert("address", format!("{page}#{}.{secret}", ticket.id));
    values.insert("until", moment(tx, words, ticket.expires_at).await?);
    let w = &words.letters;
    let texts = if ticket.kind == super::TO_RESET {
        (w.reset_subject, w.reset)
    } else {
        (w.invitation_subject, w.invitation)
    };
    Ok(Some(written(
        tx, &person, words, ticket.id, origin, texts, &values,
    )))
}

/// What all texts of these letters name.
pub(in crate::people) async fn values(
    tx: &mut Tx<'_>,
    person: &Person,
    words: &Words,
) -> Result<HashMap<&'static str, String>> {
    let w = &words.letters;
    let about = if tx.world().simulation {
        format!("{}\n{}", w.simulated, w.about)
    } else {
        w.about.to_owned()
    };
    Ok(HashMap::from([
        ("body", words.own(&tx.world().name)),
        ("name", words.own(&person.account.name)),
        ("email", person.account.email.clone()),
        ("about", about),
    ]))
}

/// A moment of the server's clock, at the seat of the body.
pub async fn moment(tx: &mut Tx<'_>, words: &Words, at: Timestamp) -> Result<String> {
    let rules = bodies::current_rules(tx).await?;
    let at = at.to_zoned(rules.calendar.zone.clone());
    let values = HashMap::from([
        ("day", words.day(at.date())),
        ("time", at.strftime("%H:%M").to_string()),
        ("place", words.own(&rules.document.venue.place)),
    ]);
    Ok(fill(words.letters.moment, &values))
}

/// The address of a screen of the body's desk.
pub(in crate::people) fn desk(tx: &Tx<'_>, origin: &str, screen: &str) -> String {
    let (home, slug) = (origin.trim_end_matches('/'), &tx.world().slug);
    format!("{home}/{slug}/desk/{screen}")
}

pub(in crate::people) fn written(
    tx: &Tx<'_>,
    person: &Person,
    words: &Words,
    id: Uuid,
    origin: &str,
    (subject, text): (&str, &str),
    values: &HashMap<&'static str, String>,
) -> Letter {
    let mark = if tx.world().simulation {
        words.letters.mark
    } else {
        ""
    };
    let subject = with(subject, words.own(&tx.world().name));
    Letter {
        message_id: format!("<{id}@{}>", host_of(origin)),
        to: person.account.email.clone(),
        subject: format!("{mark}{subject}"),
        body: fill(text, values),
        enclosures: Vec::new(),
        leave: None,
    }
}

pub(in crate::people) async fn carried(carrier: &Carrier, letter: Letter) -> bool {
    match carrier.send(letter).await {
        Ok(()) => true,
        Err(error) => {
            let error = format!("{error:#}");
            tracing::warn!(error, "a letter about an account could not be sent");
            false
        }
    }
}
