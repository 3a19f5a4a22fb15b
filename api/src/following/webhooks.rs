//! What a program is told: signed messages (Standard Webhooks), one for each event. Its first message
//! asks whether it wants them, and only the program can answer that.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::queries::{self, NewNotice, Notice, Subscription};
use super::telling::{GIVEN_UP, MESSAGE_ROW, News};
use super::{Cadence, Channel, DAY, begin, leaves, not_too_many, subject, token};
use crate::caller::{Caller, Sender};
use crate::db::{Db, Tx};
use crate::error::{Error, Fault, Result};
use crate::webhook::{Hooks, Outcome};
use crate::wire::{Language, Spelled, wall_clock};

/// The type of the message that asks for a confirmation.
const CONFIRM: &str = "following.confirm";
/// How long a program is asked to confirm: whoever asks has it running.
const CONFIRM_WITHIN: SignedDuration = SignedDuration::from_hours(1);
/// How many wishes without a confirmation the programs of one host get in a day.
const ASKED_OF_HOST: i64 = 10;
/// How many of its last messages are shown.
const SHOWN: i64 = 20;

/// What a program asks to be told of.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct WebhookWish {
    /// The address to which messages are sent: https, on the public internet.
    pub endpoint: String,
    /// A search of the portal, as its address has it: `respondent=USA&q=export`. Nothing: everything.
    pub query: String,
    /// A case of the register instead, as `2026-3`.
    pub case: Option<String>,
    /// In which language its page is; English, if none is named.
    pub language: Language,
}

impl Default for WebhookWish {
    fn default() -> Self {
        Self {
            endpoint: String::new(),
            query: String::new(),
            case: None,
            language: Spelled(domain::language::Language::English),
        }
    }
}

/// A wish that was noted: messages follow when the program has confirmed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WebhookAsked {
    /// Its id.
    pub id: Uuid,
    /// With this each message is signed, as the libraries of Standard Webhooks take it.
    pub secret: String,
    /// The page that shows what was sent and ends it, below the origin of this server. Whoever has
    /// the address may do so.
    pub page: String,
}

/// A message, as whoever runs the program sees it.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// What it tells, as `ruling.published`.
    pub kind: String,
    /// Its id.
    pub id: String,
    /// When it was written.
    pub written_at: Timestamp,
    /// When it was last sent; nothing if it was not yet.
    pub tried_at: Option<Timestamp>,
    /// What that came to: a status, or `unreachable`, `too_slow`, `forbidden`.
    pub outcome: Option<String>,
}

/// Notes a wish and sends the message that asks for its confirmation.
pub async fn ask_webhook(
    tx: &mut Tx<'_>,
    hooks: &Hooks,
    sender: Sender,
    wish: WebhookWish,
) -> Result<WebhookAsked> {
    let mut faults = Vec::new();
    let endpoint = hooks.endpoint(&wish.endpoint);
    if endpoint.is_none() {
        let why =
            "Give an address of your own on the public internet, as https://court.example/hooks.";
        faults.push(Fault::new("endpoint", why));
    }
    let (query, case_id) = subject(tx, &wish.query, wish.case.as_deref(), &mut faults).await?;
    let Some(endpoint) = endpoint.filter(|_| faults.is_empty()) else {
        return Err(Error::Invalid(faults));
    };
    let now = wall_clock();
    let host = endpoint
        .join("/")
        .map_or_else(|_| endpoint.to_string(), |root| root.to_string());
    not_too_many(tx, &sender, now - DAY).await?;
    queries::hold(tx, &host).await?;
    if queries::asked_of_host(tx, &host, now - DAY).await? >= ASKED_OF_HOST {
        return Err(Error::too_many(
            "Nobody confirmed the last ones who asked for messages to this host. Ask again tomorrow.",
        ));
    }
    let it = Subscription {
        id: Uuid::now_v7(),
        address: endpoint.to_string(),
        query,
        case_id,
        cadence: Cadence::AtOnce.as_str().to_owned(),
        token: token()?,
        asked_at: now,
        confirmed_at: None,
        ended_at: None,
        told_upto: 0,
        language: wish.language,
        channel: Channel::Webhook.as_str().to_owned(),
        sender: sender.0,
    };
    let due = leaves(tx, Channel::Webhook, now).await?;
    queries::insert(tx, &it).await?;
    let challenge = message(0, Vec::new(), CONFIRM, json!({ "challenge": token()? }));
    let notice = challenge.id;
    queries::write(tx, it.id, vec![challenge]).await?;
    let payload = json!({ "notice": notice });
    tx.post_for(Uuid::now_v7(), MESSAGE_ROW, payload, due)
        .await?;
    let (slug, id, token, language) = (&tx.world().slug, it.id, it.token, it.language);
    Ok(WebhookAsked {
        id,
        secret: hooks.secret(id),
        page: format!("/{slug}/following/{id}?token={token}&lang={language}"),
    })
}

/// One message for each event.
pub(super) fn messages(news: Vec<News>) -> Vec<NewNotice> {
    let messages = news.into_iter().map(|one| {
        let rulings = one.ruling.into_iter().collect();
        message(one.upto, rulings, &one.event, one.data)
    });
    messages.collect()
}

fn message(upto: i32, rulings: Vec<Uuid>, kind: &str, data: Value) -> NewNotice {
    let id = Uuid::now_v7();
    let payload = json!({ "type": kind, "timestamp": wall_clock(), "data": data });
    NewNotice {
        id,
        upto,
        rulings,
        subject: kind.to_owned(),
        body: payload.to_string(),
        message_id: format!("msg_{}", id.simple()),
    }
}

/// Sends a message. No: it is to be tried again; after some days it is given up, and with it whoever
/// does not take it.
pub(super) async fn send(
    db: &Db,
    clock: &Caller,
    hooks: &Hooks,
    (id, notice, it): (Uuid, Notice, Subscription),
) -> Result<bool> {
    let outcome = hooks
        .send(&it.address, it.id, &notice.message_id, &notice.body)
        .await;
    let late = |limit| notice.written_at + limit < wall_clock();
    let asks = notice.subject == CONFIRM;
    db.within(clock, async |tx| {
        queries::tried(tx, id, &outcome.word()).await?;
        if outcome.taken() {
            queries::sent(tx, id).await?;
            return match (asks, repeats(&outcome, &notice.body)) {
                (false, _) => Ok(true),
                (true, true) => begin(tx, &it).await.map(|()| true),
                (true, false) => queries::end(tx, it.id).await.map(|()| true),
            };
        }
        let limit = if asks { CONFIRM_WITHIN } else { GIVEN_UP };
        if outcome.gone() || late(limit) {
            queries::end(tx, it.id).await?;
            return Ok(true);
        }
        Ok(false)
    })
    .await
}

/// Does the answer repeat the challenge: as it is, or as JSON, `{"challenge": "…"}`? What merely sends
/// back all it gets has not.
fn repeats(outcome: &Outcome, payload: &str) -> bool {
    let Outcome::Answered(_, said) = outcome else {
        return false;
    };
    let asked: Value = serde_json::from_str(payload).unwrap_or_default();
    let Some(challenge) = asked["data"]["challenge"].as_str() else {
        return false;
    };
    let answer: Value = serde_json::from_str(said).unwrap_or_default();
    said.trim() == challenge || answer["challenge"].as_str() == Some(challenge)
}

/// The last messages, the newest first.
pub(super) async fn last(tx: &mut Tx<'_>, subscription: Uuid) -> Result<Vec<Delivery>> {
    let sent = queries::last_sent(tx, subscription, SHOWN).await?;
    let deliveries = sent.into_iter().map(|one| Delivery {
        kind: one.subject,
        id: one.message_id,
        written_at: one.written_at,
        tried_at: one.tried_at,
        outcome: one.outcome,
    });
    Ok(deliveries.collect())
}

#[cfg(test)]
mod tests {
    use super::repeats;
    use crate::webhook::Outcome;

    #[test]
    fn a_challenge_is_repeated_and_not_echoed() {
        let payload = r#"{"type":"following.confirm","data":{"challenge":"abc"}}"#;
        let said = |text: &str| Outcome::Answered(200, text.to_owned());
        assert!(repeats(&said("abc\n"), payload));
        assert!(repeats(&said(r#"{"challenge": "abc"}"#), payload));
        for wrong in [
            "",
            "ok",
            "abcd",
            payload,
            r#"{"challenge": "ab"}"#,
            "\"abc\"",
        ] {
            assert!(!repeats(&said(wrong), payload), "{wrong}");
        }
        assert!(!repeats(&Outcome::TooSlow, payload));
        assert!(!repeats(&said(""), "{}"));
    }
}
