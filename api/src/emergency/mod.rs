//! Emergency access (procedure 2.1.3, act 41): the administrator, whom no content is open to, asks to be let in to the
//! documents of one case; it opens when the registrar and the President have both approved, and for some hours. The
//! auditor hears of it at each turn, the presiding member when it opens, the parties when it is over. What is open
//! then is told by the policies; this slice keeps who was let in, by whom, and until when.

mod letters;
mod queries;
mod routes;

use domain::Word as _;
use domain::emergency::{Act, State, WAITS_HOURS, faults};
use domain::refusal::Refusal;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use uuid::Uuid;

use crate::authz::{Fact, Resource};
use crate::bodies::BodyOf;
use crate::cases::{self, Brief};
use crate::db::Tx;
use crate::error::{Error, Fault, Result};
use crate::ledger;
use crate::wire::{Class, wall_clock};

pub use letters::{NEWS, send};
pub use queries::Row;
pub use routes::mount;

use letters::News;

/// An emergency access, and the case that it is about.
#[derive(Clone, Debug)]
pub struct Access {
    /// What is stored.
    pub row: Row,
    /// The case.
    pub case: Brief,
}

/// What is asked for.
pub struct Wish {
    /// The number of the case, as `2026/3`.
    pub case: String,
    /// Up to which class.
    pub class: Class,
    /// What happened, and what has to be looked at.
    pub reason: String,
    /// For so many hours from the second approval on.
    pub hours: i64,
}

impl Access {
    /// Where it stands at this moment of the server's clock.
    pub fn state(&self, now: Timestamp) -> State {
        let row = &self.row;
        match (row.opened_at, row.ends_at, row.ended_at) {
            (Some(_), Some(ends), None) if now < ends => State::Open,
            (Some(_), ..) => State::Over,
            (None, _, Some(_)) if row.refused.is_some() => State::Refused,
            (None, _, Some(_)) => State::Lapsed,
            _ if now < self.waits_until() => State::Waiting,
            _ => State::Lapsed,
        }
    }

    /// Until then it can be approved.
    pub fn waits_until(&self) -> Timestamp {
        self.row.asked_at + SignedDuration::from_hours(WAITS_HOURS)
    }

    /// What the person who asks may do with it now. Of the two approvals each has its own person.
    fn can(&self, tx: &Tx<'_>) -> Vec<Act> {
        let state = self.state(wall_clock());
        let fits = |act: &Act| match act {
            Act::Ask => false,
            Act::ApproveForRegistry => state == State::Waiting && self.row.registry_by.is_none(),
            Act::ApproveForPresident => state == State::Waiting && self.row.president_by.is_none(),
            Act::Refuse => state == State::Waiting,
            Act::End if state == State::Waiting => self.row.asked_by == tx.person(),
            Act::End => state == State::Open,
        };
        let mine = |act: &Act| tx.may(&format!("emergency.{act}"), self);
        Act::ALL.iter().copied().filter(fits).filter(mine).collect()
    }

    fn approvers(&self) -> Vec<Uuid> {
        let both = [self.row.registry_by, self.row.president_by];
        both.into_iter().flatten().collect()
    }
}

impl Resource for Access {
    const KIND: &'static str = "Emergency";

    fn id(&self) -> Uuid {
        self.row.id
    }

    fn case(&self) -> Option<Uuid> {
        Some(self.row.case_id)
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        vec![
            ("asked_by", Fact::Person(Some(self.row.asked_by))),
            ("approved_by", Fact::People(self.approvers())),
        ]
    }
}

/// The administrator asks for it. The same again, by the same id, gets what is there.
pub async fn ask(tx: &mut Tx<'_>, id: Uuid, wish: Wish) -> Result<(Access, Vec<Act>)> {
    let permit = tx.allow(Act::Ask, &BodyOf::this(tx))?;
    tx.proved_lately()?;
    let mut wrong: Vec<_> = faults(wish.class.0, &wish.reason, wish.hours)
        .into_iter()
        .map(|(field, why)| Fault::new(field, why))
        .collect();
    let case = match number(&wish.case) {
        Some(number) => cases::of_number(tx, number).await?.map(|case| case.id),
        None => None,
    };
    if case.is_none() {
        let why = "No case on the register has this number. It has the form 2026/3.";
        wrong.push(Fault::new("case", why));
    }
    let (Some(case), true) = (case, wrong.is_empty()) else {
        return Err(Error::Invalid(wrong));
    };
    queries::lock_asking(tx, case).await?;
    let (me, now) = (tx.person(), wall_clock());
    let before = queries::of_case(tx, case, me).await?;
    for row in before {
        let there = with_case(tx, row).await?;
        if there.row.id == id {
            tx.record_in_case(permit, case, json!({ "again": true }))
                .await?;
            let can = there.can(tx);
            return Ok((there, can));
        }
        if matches!(there.state(now), State::Waiting | State::Open) {
            return Err(Refusal::EmergencyAsked.into());
        }
    }
    let reason = wish.reason.trim();
    let hours = i32::try_from(wish.hours).unwrap_or_default();
    if !queries::insert(tx, &permit, (id, case), (wish.class, reason, hours), now).await? {
        return Err(Error::invalid(
            "id",
            "This id is taken; choose another one.",
        ));
    }
    let detail = json!({ "class": wish.class, "reason": reason, "hours": hours });
    tx.record_in_case(permit, case, detail).await?;
    let access = find(tx, id).await?;
    letters::tell(tx, id, News::Asked).await?;
    letters::tell_at(tx, id, News::Lapsed, access.waits_until()).await?;
    let can = access.can(tx);
    Ok((access, can))
}

/// May the person who asks ask for one?
pub fn may_ask(tx: &Tx<'_>) -> bool {
    tx.may("emergency.ask", &BodyOf::this(tx))
}

/// All of the body, the newest first, a page at a time; each with what the person who asks may do with it.
pub async fn list(
    tx: &mut Tx<'_>,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<(Access, Vec<Act>)>> {
    let body = BodyOf::this(tx);
    if !tx.may("emergency.view", &body) {
        tx.see("emergency.view", &body, "page")?;
    }
    // The list of what waits for someone asks for it each time.
    tx.record_list("emergency.view").await?;
    let rows = queries::page(tx, after, limit).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.case_id).collect();
    let briefs = cases::briefs(tx, &ids).await?;
    let with_case = rows.into_iter().filter_map(|row| {
        let case = briefs.iter().find(|case| case.id == row.case_id)?.clone();
        let access = Access { row, case };
        let can = access.can(tx);
        Some((access, can))
    });
    Ok(with_case.collect())
}

/// One approval of two; the second opens it.
pub async fn approve(tx: &mut Tx<'_>, id: Uuid) -> Result<(Access, Vec<Act>)> {
    let access = take(tx, id).await?;
    let row = &access.row;
    let acts = [
        (Act::ApproveForRegistry, row.registry_by),
        (Act::ApproveForPresident, row.president_by),
    ];
    let mine = acts
        .into_iter()
        .find(|(act, by)| by.is_none() && tx.may(&format!("emergency.{act}"), &access));
    let act = mine.map_or(Act::ApproveForRegistry, |(act, _)| act);
    let permit = tx.allow(act, &access)?;
    tx.proved_lately()?;
    let now = wall_clock();
    if access.state(now) != State::Waiting || mine.is_none() {
        return Err(Refusal::EmergencyDecided.into());
    }
    queries::approve(tx, &permit, id, act, now).await?;
    let opens = !access.approvers().is_empty();
    let ends = opens.then(|| now + SignedDuration::from_hours(i64::from(row.hours)));
    if let Some(ends) = ends {
        let before = ledger::documents_opened(tx, row.case_id, row.asked_by).await?;
        queries::open(tx, &permit, id, (now, ends), before).await?;
    }
    let detail = json!({ "asked_by": row.asked_by, "class": row.class, "until": ends });
    tx.record_in_case(permit, row.case_id, detail).await?;
    let access = find(tx, id).await?;
    if let Some(ends) = ends {
        letters::tell(tx, id, News::Opened).await?;
        letters::tell_at(tx, id, News::Over, ends).await?;
    } else {
        letters::tell(tx, id, News::Approved).await?;
    }
    let can = access.can(tx);
    Ok((access, can))
}

/// One of those who would have to approve refuses; the other is not asked any more.
pub async fn refuse(tx: &mut Tx<'_>, id: Uuid, why: &str) -> Result<(Access, Vec<Act>)> {
    let access = take(tx, id).await?;
    let permit = tx.allow(Act::Refuse, &access)?;
    let (why, now) = (why.trim(), wall_clock());
    if why.is_empty() || why.chars().count() > domain::emergency::LONGEST_REASON {
        let said =
            "Say in at most 2,000 characters why, so that whoever asked knows what to do instead.";
        return Err(Error::invalid("reason", said));
    }
    if access.state(now) != State::Waiting {
        return Err(Refusal::EmergencyDecided.into());
    }
    queries::end(tx, &permit, id, now, Some(why)).await?;
    tx.record_in_case(
        permit,
        access.row.case_id,
        json!({ "asked_by": access.row.asked_by, "reason": why }),
    )
    .await?;
    let access = find(tx, id).await?;
    letters::tell(tx, id, News::Refused).await?;
    let can = access.can(tx);
    Ok((access, can))
}

/// It ends before its time, or is called off.
pub async fn end(tx: &mut Tx<'_>, id: Uuid) -> Result<(Access, Vec<Act>)> {
    let access = take(tx, id).await?;
    let permit = tx.allow(Act::End, &access)?;
    let now = wall_clock();
    let state = access.state(now);
    if !matches!(state, State::Waiting | State::Open) {
        return Err(Refusal::EmergencyDecided.into());
    }
    if state == State::Waiting && access.row.asked_by != tx.person() {
        let why = "Whoever asked calls it off. Refuse it instead, and say why.";
        return Err(Error::Forbidden(why.to_owned()));
    }
    queries::end(tx, &permit, id, now, None).await?;
    tx.record_in_case(
        permit,
        access.row.case_id,
        json!({ "asked_by": access.row.asked_by }),
    )
    .await?;
    let news = if state == State::Open {
        News::Over
    } else {
        News::Lapsed
    };
    letters::tell_at(tx, id, news, now).await?;
    let access = find(tx, id).await?;
    let can = access.can(tx);
    Ok((access, can))
}

/// It is locked until the transaction ends.
async fn take(tx: &mut Tx<'_>, id: Uuid) -> Result<Access> {
    let row = queries::find(tx, id, true).await?;
    let access = with_case(tx, row).await?;
    tx.see("emergency.view", &BodyOf::this(tx), "request")?;
    Ok(access)
}

/// "2026/3", taken apart.
fn number(text: &str) -> Option<(i32, i32)> {
    let (year, number) = text.trim().split_once('/')?;
    Some((year.parse().ok()?, number.parse().ok()?))
}

async fn find(tx: &mut Tx<'_>, id: Uuid) -> Result<Access> {
    let row = queries::find(tx, id, false).await?;
    with_case(tx, row).await
}

async fn with_case(tx: &mut Tx<'_>, row: Row) -> Result<Access> {
    let case = cases::briefs(tx, &[row.case_id]).await?.pop();
    let case = case.ok_or(Error::NotFound("case"))?;
    Ok(Access { row, case })
}
