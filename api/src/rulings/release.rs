//! The hour of public release: from issue on the parties have the ruling, and the registrar may fix when
//! everyone has it. At that hour the clock publishes it, as it does at the longstop (DL-56).

use domain::Word;
use domain::calendar::Limit;
use domain::case::Act;
use domain::deadline::{AT_ITS_HOUR, Owed, TimeLimit};
use domain::refusal::Refusal;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::cases::{self, Case, Entry};
use crate::db::Tx;
use crate::deadlines::{self, Debtor, Opening};
use crate::error::{Error, Result};

/// When the ruling becomes public.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReleaseHour {
    /// The hour; nothing takes back the one that was set.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub hour: Option<Timestamp>,
}

/// The registrar sets the hour, moves it, or takes it back.
pub(super) async fn schedule(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    said: ReleaseHour,
) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::ScheduleRelease, &case)?;
    let next = case.after(tx, Some(seen), Act::ScheduleRelease, |_| ())?;
    let longstop = case.longstop().ok_or(Refusal::CaseOutOfOrder)?;
    let mut due = longstop.clone();
    if let Some(at) = said.hour {
        if at <= tx.now() {
            let why = "The hour lies ahead; to publish the ruling now, publish it.";
            return Err(Error::invalid("hour", why));
        }
        if at > longstop.instant {
            let last = super::long_date(longstop.date);
            let why = format!("The ruling becomes public by {last} at the latest (DL-56).");
            return Err(Error::invalid("hour", why));
        }
        let there = at.to_zoned(case.rules.calendar.zone.clone());
        (due.date, due.time, due.instant) = (there.date(), there.time(), at);
        // The hour was set, and nothing moved it: so many hours from the issue.
        let hours = (at.as_second() - due.reason.start.instant.as_second()) / 3_600;
        due.reason.limit = Limit::hours(u16::try_from(hours).unwrap_or(u16::MAX));
        due.reason.steps.clear();
    }
    let entry = Entry {
        detail: json!({ "hour": said.hour }),
        ..Entry::default()
    };
    let act = Act::ScheduleRelease;
    cases::step(tx, &mut case, permit, act, next, entry).await?;
    let publish = format!("case.{}", Act::Publish.as_str());
    deadlines::cancel(tx, case.of(), &publish).await?;
    let opening = Opening {
        of: case.of(),
        heading: &case.row.caption,
        limit: Some(TimeLimit::Publication),
        act: publish,
        by: Debtor::role(Owed::Registrar),
        what: if said.hour.is_some() { AT_ITS_HOUR } else { "" },
        sealed: false,
    };
    deadlines::open_until(tx, opening, Some(due)).await?;
    cases::find(tx, id).await
}
