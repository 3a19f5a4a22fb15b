//! What the registry owed to those who receive reports and did late: everyone may read it (DL-116 and
//! DL-117, whose missing asks for a public note).

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::queries;
use crate::bodies;
use crate::db::Tx;
use crate::deadlines;
use crate::error::Result;
use crate::wire::TimeLimit;

/// A duty that is or was late.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Late {
    /// The line of the deadline table.
    pub rule: TimeLimit,
    /// The code of the state that the report is about.
    pub state: String,
    /// The name of that state.
    pub state_name: String,
    /// The half-year of the report.
    pub period: String,
    /// The last day on which it would have been in time.
    #[schema(value_type = String, format = Date)]
    pub due_on: Date,
    /// When it was done; none while it is owed.
    #[schema(value_type = Option<String>, format = Date)]
    pub done_on: Option<Date>,
}

/// Duties that are or were late, the latest first. Of a report that was withdrawn nothing is told.
pub async fn late(tx: &mut Tx<'_>) -> Result<Vec<Late>> {
    let noted = deadlines::noted(tx).await?;
    if noted.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<_> = noted.iter().map(|one| one.report_id).collect();
    let reports = queries::standing(tx, &ids).await?;
    let states = bodies::states(tx).await?;
    let calendar = bodies::current_rules(tx).await?.calendar;
    let said = noted.into_iter().filter_map(|one| {
        let (_, state, period) = reports.iter().find(|(id, ..)| *id == one.report_id)?;
        let name = states.iter().find(|known| known.code == *state);
        Some(Late {
            rule: one.rule,
            state: state.clone(),
            state_name: name.map_or_else(|| state.clone(), |known| known.name.clone()),
            period: period.clone(),
            due_on: one.due_on,
            done_on: one.met_at.map(|at| calendar.date_of(at)),
        })
    });
    Ok(said.collect())
}
