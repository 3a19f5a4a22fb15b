//! Letters about a delegation: to whoever is concerned, in their language, with what was done as it was then.

use domain::people::Role as RoleWord;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::bodies;
use crate::caller::Caller;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::languages::{self, Words};
use crate::people::credentials::{carried, desk, values, written};
use crate::people::{find, holding};
use crate::post::{Carrier, fill};
use crate::wire::Role;

/// What the outbox calls news of a delegation.
pub const DELEGATION: &str = "delegation_news";

/// What happened to a membership.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum News {
    /// A state put someone forward.
    PutForward,
    /// They were accredited.
    Accepted,
    /// They were not.
    Refused,
    /// They were taken back before they began.
    TakenBack,
    /// The agent ended their role.
    Ended,
    /// They resigned.
    Resigned,
    /// Someone takes over from them.
    HandedOver,
    /// Their last day is near.
    Soon,
}

/// Which membership, as it was then.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct About {
    /// The state's code.
    pub state: String,
    /// As what.
    pub role: Role,
    /// Whose.
    pub name: String,
    /// From when, where a letter says so.
    pub first_day: Option<Date>,
    /// To when, if that is known.
    pub last_day: Option<Date>,
    /// Why it was refused.
    pub reason: Option<String>,
}

#[derive(Deserialize, Serialize)]
struct Told {
    id: Uuid,
    to: Uuid,
    news: News,
    about: About,
}

/// Has someone told.
pub(super) async fn tell(tx: &mut Tx<'_>, to: Uuid, news: News, about: &About) -> Result<()> {
    let told = Told {
        id: Uuid::now_v7(),
        to,
        news,
        about: about.clone(),
    };
    tx.post(DELEGATION, serde_json::to_value(told)?).await
}

/// Has the registrars told, but for the one who did it.
pub(super) async fn tell_registrars(tx: &mut Tx<'_>, news: News, about: &About) -> Result<()> {
    let me = tx.person();
    for registrar in holding(tx, RoleWord::Registrar).await? {
        if registrar.account.id != me {
            tell(tx, registrar.account.id, news, about).await?;
        }
    }
    Ok(())
}

fn said(news: News, words: &Words) -> &'static str {
    let w = &words.delegation;
    match news {
        News::PutForward => w.put_forward,
        News::Accepted => w.accepted,
        News::Refused => w.refused,
        News::TakenBack => w.taken_back,
        News::Ended => w.ended,
        News::Resigned => w.resigned,
        News::HandedOver => w.handed_over,
        News::Soon => w.soon,
    }
}

fn role_in(words: &Words, role: Role) -> &'static str {
    let w = &words.delegation;
    match role.0 {
        RoleWord::DeputyAgent => w.deputy_agent,
        RoleWord::Counsel => w.counsel,
        RoleWord::Adviser => w.adviser,
        _ => w.agent,
    }
}

/// Sends the letter. No: it is to be tried again.
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
            let person = find(tx, told.to).await?;
            let words = languages::words(person.language());
            let (w, about) = (&words.delegation, &told.about);
            let states = bodies::states(tx).await?;
            let state = states.iter().find(|one| one.code == about.state);
            let state = state.map_or(about.state.as_str(), |one| one.name.as_str());
            let day = |day: Option<Date>| day.map_or(w.open.to_owned(), |day| words.day(day));
            let mut values = values(tx, &person, words).await?;
            let reason = about.reason.as_deref().unwrap_or_default();
            let reason = std::collections::HashMap::from([("reason", words.own(reason))]);
            values.insert("what", fill(said(told.news, words), &reason));
            values.insert("state", words.own(state));
            values.insert("person", words.own(&about.name));
            values.insert("role", role_in(words, about.role).to_owned());
            values.insert("first", day(about.first_day));
            values.insert("last", day(about.last_day));
            let page = desk(tx, origin, "delegation");
            values.insert("address", format!("{page}/{}", about.state));
            let texts = (w.subject, w.letter);
            Ok(written(tx, &person, words, told.id, origin, texts, &values))
        })
        .await?;
    Ok(carried(carrier, letter).await)
}
