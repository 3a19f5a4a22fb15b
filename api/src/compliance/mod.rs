//! Compliance: where each remedy of a ruling stands, and the applicant's word that all is done (T-40).

mod routes;

use domain::case::Act;
use jiff::civil::Date;
use serde_json::json;
use uuid::Uuid;

use crate::cases::{self, Case, Entry};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::rulings::{self, RemedyRow};

pub use routes::{RemedyView, mount};

/// The remedies of a case, for those who may know what was found.
pub async fn remedies(tx: &mut Tx<'_>, id: Uuid) -> Result<(Case, Vec<RemedyRow>)> {
    let case = cases::find(tx, id).await?;
    tx.see("case.view_results", &case, "ruling")?;
    let remedies = rulings::remedies(tx, id).await?;
    Ok((case, remedies))
}

/// The applicant accepts that the ruling is complied with; the case is closed (T-40).
pub async fn accept_compliance(
    tx: &mut Tx<'_>,
    id: Uuid,
    seen: i32,
    done_on: Option<Date>,
) -> Result<Case> {
    let mut case = cases::take(tx, id).await?;
    let permit = tx.allow(Act::AcceptCompliance, &case)?;
    let next = case.after(tx, Some(seen), Act::AcceptCompliance, |_| ())?;
    let today = case.rules.calendar.date_of(tx.now());
    let issued = case
        .row
        .issued_at
        .map_or(today, |at| case.rules.calendar.date_of(at));
    let done_on = done_on.unwrap_or(today);
    if done_on > today || done_on < issued {
        return Err(Error::invalid(
            "done_on",
            "Name a day from the issue of the ruling to today.",
        ));
    }
    rulings::complete_remedies(tx, &permit, id, done_on).await?;
    let entry = Entry {
        detail: json!({ "done_on": done_on }),
        ..Entry::default()
    };
    cases::step(tx, &mut case, permit, Act::AcceptCompliance, next, entry).await?;
    cases::find(tx, id).await
}
