//! Measures: what a state did, and the technology it touches.

mod queries;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::db::{Permit, Tx};
use crate::error::{Fault, Result};
use crate::wire::{MeasureKind, Technology};

pub use queries::Measure;

/// A measure as a request for review names it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MeasureDraft {
    /// Its title.
    pub title: String,
    /// What it does.
    pub description: String,
    /// What kind of restriction it is.
    pub kind: MeasureKind,
    /// The technology it touches: class 1, 2, 3 or none.
    pub technology_class: Technology,
    /// When it was announced.
    #[schema(value_type = Option<String>, format = Date)]
    pub announced_on: Option<Date>,
    /// When it entered into force.
    #[schema(value_type = String, format = Date)]
    pub in_force_on: Date,
    /// When it ended.
    #[schema(value_type = Option<String>, format = Date)]
    pub ended_on: Option<Date>,
}

impl MeasureDraft {
    /// What is wrong with it, field by field.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        for (field, text) in [
            ("measure.title", &self.title),
            ("measure.description", &self.description),
        ] {
            if text.trim().is_empty() {
                faults.push(Fault::new(
                    field,
                    "Say which measure the request is about and what it does.",
                ));
            }
        }
        if self
            .announced_on
            .is_some_and(|announced| announced > self.in_force_on)
        {
            faults.push(Fault::new(
                "measure.in_force_on",
                "A measure enters into force on or after its announcement.",
            ));
        }
        if self.ended_on.is_some_and(|ended| ended < self.in_force_on) {
            faults.push(Fault::new(
                "measure.ended_on",
                "A measure ends on or after its entry into force.",
            ));
        }
        faults
    }

    /// Dates that can only be slips of the pen; the database could not keep the oddest of them.
    pub fn odd_dates(&self) -> Vec<Fault> {
        let dates = [
            ("measure.announced_on", self.announced_on),
            ("measure.in_force_on", Some(self.in_force_on)),
            ("measure.ended_on", self.ended_on),
        ];
        dates
            .into_iter()
            .filter(|(_, day)| day.is_some_and(|day| !(1900..=2200).contains(&day.year())))
            .map(|(field, _)| Fault::new(field, "Give a day between the years 1900 and 2200."))
            .collect()
    }
}

/// Writes down a measure of a state; the same id again replaces it while its case is a draft.
pub async fn write(
    tx: &mut Tx<'_>,
    permit: &Permit,
    id: Uuid,
    state: &str,
    draft: &MeasureDraft,
) -> Result<()> {
    queries::write(tx, permit, id, state, draft).await
}

/// A measure.
pub async fn find(tx: &mut Tx<'_>, id: Uuid) -> Result<Measure> {
    queries::find(tx, id).await
}

/// Measures that a state takes, or all.
pub async fn of_state(tx: &mut Tx<'_>, state: &str) -> Result<Vec<Measure>> {
    queries::of_state(tx, state).await
}

/// These measures, by id.
pub async fn by_ids(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<Measure>> {
    queries::by_ids(tx, ids).await
}
