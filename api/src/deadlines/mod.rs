//! What someone owes, by when, and why: "my work" is one query here. A deadline stores the act that
//! discharges it, so this slice knows no case.

mod parties;
mod queries;
mod routes;

use domain::Word;
use domain::calendar::Due;
use domain::deadline::{Owed, TimeLimit};
use domain::document;
use jiff::Timestamp;
use uuid::Uuid;

use crate::bodies::Rules;
use crate::db::Tx;
use crate::error::Result;
use crate::wire::Spelled;

pub use queries::{Deadline, Noted};
pub use routes::{DeadlineView, mount, shown};

/// What a deadline belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// A case.
    Case(Uuid),
    /// A linkage report.
    Report(Uuid),
}

/// Who owes something.
#[derive(Clone, Debug)]
pub struct Debtor {
    /// As what.
    pub owed: Owed,
    /// For a party: the state whose agent owes it.
    pub party: Option<String>,
    /// For a member, candidate or liaison: who.
    pub person: Option<Uuid>,
}

impl Debtor {
    /// Whoever holds the role.
    pub fn role(owed: Owed) -> Self {
        Self {
            owed,
            party: None,
            person: None,
        }
    }

    /// The agent of a state.
    pub fn party(owed: Owed, state: &str) -> Self {
        Self {
            owed,
            party: Some(state.to_owned()),
            person: None,
        }
    }

    /// This person.
    pub fn person(owed: Owed, person: Uuid) -> Self {
        Self {
            owed,
            party: None,
            person: Some(person),
        }
    }
}

/// Something that waits for someone.
pub struct Opening<'a> {
    /// What it belongs to.
    pub of: Of,
    /// The name of the matter: a case's caption, a report's title.
    pub heading: &'a str,
    /// The line of the deadline table; none where the rules set no limit.
    pub limit: Option<TimeLimit>,
    /// The act that discharges it, as `case.register`.
    pub act: String,
    /// Who owes it.
    pub by: Debtor,
    /// What is owed: a sentence. Empty: what the table says.
    pub what: &'a str,
    /// Whether anything of it is owed, and what, is sealed: [`reseal`] says it. Until then, nothing is.
    pub sealed: bool,
}

/// Opens a deadline that runs from now (or from service now, as the table says).
pub async fn open(tx: &mut Tx<'_>, rules: &Rules, opening: Opening<'_>) -> Result<()> {
    let due = opening
        .limit
        .map(|limit| rules.limits.due(limit, &rules.calendar, tx.now()));
    open_until(tx, opening, due).await
}

/// Opens a deadline whose end is already known.
pub async fn open_until(tx: &mut Tx<'_>, opening: Opening<'_>, due: Option<Due>) -> Result<()> {
    let what = match (opening.what, opening.limit) {
        ("", Some(limit)) => limit.terms().owes.to_owned(),
        (what, _) => what.to_owned(),
    };
    let sentence = match (&due, opening.limit) {
        (Some(due), Some(limit)) => {
            format!("{} {}", due.sentence(), limit.consequence())
        }
        (Some(due), None) => due.sentence(),
        (None, _) => "The rules set no limit for this; the case waits for it.".to_owned(),
    };
    let on_expiry = match opening.limit {
        Some(TimeLimit::Destruction) => Some(format!("document.{}", document::Act::Destroy)),
        Some(TimeLimit::LinkageReply) => {
            Some(format!("linkage.{}", domain::linkage::Act::LapseReply))
        }
        limit => limit
            .and_then(TimeLimit::on_expiry)
            .map(|act| format!("case.{}", act.as_str())),
    };
    let id = Uuid::now_v7();
    let sealed = match opening.sealed {
        true => Some(queries::seal_owed(tx, id, None)?),
        false => None,
    };
    let due = due.as_ref();
    queries::insert(tx, id, &opening, sealed, (&what, &sentence), due, on_expiry).await
}

/// What waits behind a door and is open, whether or not anything of it is owed.
pub async fn sealed(tx: &mut Tx<'_>, of: Of) -> Result<Vec<Deadline>> {
    queries::sealed(tx, of).await
}

/// Says anew what of a sealed deadline is owed; an empty sentence: what it says in the clear.
pub async fn reseal(tx: &mut Tx<'_>, id: Uuid, what: Option<&str>) -> Result<()> {
    queries::reseal(tx, id, what).await
}

/// The act was done: what waited for it is met. With a person or party, only theirs.
pub async fn settle(tx: &mut Tx<'_>, of: Of, act: &str, by: Option<&Debtor>) -> Result<()> {
    queries::close(tx, of, act, by, "met").await
}

/// These are met: each waited for something of its own that was done.
pub async fn meet(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<()> {
    if ids.is_empty() {
        Ok(())
    } else {
        queries::meet(tx, ids).await
    }
}

/// Everything still open of this act falls away.
pub async fn cancel(tx: &mut Tx<'_>, of: Of, act: &str) -> Result<()> {
    queries::close(tx, of, act, None, "cancelled").await
}

/// What is still open and was put in one way is put in another: what it says can be told now.
pub async fn restate(tx: &mut Tx<'_>, of: Of, before: &str, now: &str) -> Result<()> {
    queries::restate(tx, of, before, now).await
}

/// Everything still open falls away but for these acts: the matter is closed.
pub async fn cancel_all(tx: &mut Tx<'_>, of: Of, but: &[&str]) -> Result<()> {
    queries::cancel_all(tx, of, but).await
}

/// Those of these reports that do not wait for this act, in their order.
pub async fn not_waiting(tx: &mut Tx<'_>, reports: &[Uuid], act: &str) -> Result<Vec<Uuid>> {
    if reports.is_empty() {
        return Ok(Vec::new());
    }
    let waiting = queries::waiting(tx, reports, act).await?;
    let others = reports.iter().filter(|one| !waiting.contains(&Some(**one)));
    Ok(others.copied().collect())
}

/// The newest deadline of this act in a matter that did not fall away.
pub async fn last(tx: &mut Tx<'_>, of: Of, act: &str) -> Result<Option<Deadline>> {
    queries::last(tx, of, act).await
}

/// Every deadline of a matter, oldest first.
pub async fn of(tx: &mut Tx<'_>, of: Of) -> Result<Vec<Deadline>> {
    queries::of(tx, of).await
}

/// Has this limit run out in the matter? Something at its very last instant is in time, and only
/// the newest one of a rule counts: a second round of defects gives a second time to cure them.
pub fn has_run(deadlines: &[Deadline], limit: TimeLimit, now: Timestamp) -> bool {
    deadlines
        .iter()
        .rev()
        .find(|one| one.rule == Some(Spelled(limit)) && one.state != "cancelled")
        .is_some_and(|one| one.due_at.is_some_and(|due| due < now))
}

/// The limits whose end settles the matter, so that the clock must see to it.
pub fn over_when_run() -> impl Iterator<Item = TimeLimit> {
    TimeLimit::ALL
        .iter()
        .copied()
        .filter(|limit| limit.is_over_when_run())
}

/// The limits that, once run, bring what others owe before one of these.
fn coming_before(owed: &[Owed]) -> Vec<&'static str> {
    let before = |limit: &&TimeLimit| limit.comes_before().is_some_and(|one| owed.contains(&one));
    let all = TimeLimit::ALL.iter().filter(before);
    all.map(|limit| limit.as_str()).collect()
}

/// As what it has come before the person of this transaction, since whoever owes it missed it; nothing
/// where it is that person's own.
pub fn came_before(tx: &Tx<'_>, one: &Deadline) -> Option<Owed> {
    let held = queries::held(tx);
    let mine = one.person == Some(tx.person())
        || one
            .party
            .as_ref()
            .is_some_and(|state| *state == queries::acts_for(tx))
        || (one.person.is_none() && one.party.is_none() && held.contains(&one.owed_by.0));
    let missed = one.state == "open" && one.due_at.is_some_and(|due| due < tx.now());
    let before = one.rule.and_then(|rule| rule.0.comes_before());
    before.filter(|owed| missed && !mine && held.contains(owed))
}

/// Duties towards those who receive reports that are or were late and of which a note is public, the
/// latest first.
pub async fn noted(tx: &mut Tx<'_>) -> Result<Vec<Noted>> {
    queries::noted(tx).await
}

/// The deadline that ran out first before `until`, is still open, and whose end settles the matter.
/// Not locked: take the matter first, as every act does, then [`expire`] it.
pub async fn next_expired(
    tx: &mut Tx<'_>,
    until: Timestamp,
    except: &[Uuid],
) -> Result<Option<Deadline>> {
    queries::next_expired(tx, until, except).await
}

/// It ran out. Gives no if it is no longer open, since someone was faster.
pub async fn expire(tx: &mut Tx<'_>, id: Uuid) -> Result<bool> {
    queries::expire(tx, id).await
}
