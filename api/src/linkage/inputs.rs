//! What a report is drawn up from: published rulings, remedies and measures up to the cut-off.

use domain::compliance::{Remedy, Weight};
use domain::linkage::Due;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

use super::queries;
use crate::db::Tx;
use crate::error::Result;
use crate::review::ClaimResult;
use crate::wire::{LegalEffect, Technology};

/// A ruling that was published in the half-year, on a measure of the state.
#[derive(Clone, Debug, Serialize)]
pub struct PublishedRuling {
    /// Its neutral citation.
    pub citation: String,
    /// When it became public.
    pub published_at: Timestamp,
    /// The number of its case.
    pub case: String,
    /// The caption of its case.
    pub caption: String,
    /// Whether it binds the state.
    pub effect: LegalEffect,
    /// The class of the technology.
    pub technology: Technology,
    /// Did the state file anything?
    pub took_part: bool,
    /// What each claim came to.
    pub claims: Vec<ClaimResult>,
}

/// A remedy of a published ruling.
#[derive(Clone, Debug, Serialize)]
pub struct KnownRemedy {
    /// Who owes it.
    pub state: String,
    /// The ruling.
    pub citation: String,
    /// The claim.
    pub claim: i32,
    /// Its number in the ruling.
    pub no: i32,
    /// What is to be done.
    pub text: String,
    /// 1, 2 or 3.
    pub weight: i32,
    /// The last day on which it is on time.
    pub due_on: Date,
    /// The share that is done.
    pub completion: f64,
    /// When it was done in full.
    pub done_on: Option<Date>,
}

impl KnownRemedy {
    /// As the domain computes with it. No stay exists on this path yet.
    pub fn due(&self) -> Option<Due> {
        // What is done in full counts from its day on, and not before.
        let percent = if self.done_on.is_some() {
            0.0
        } else {
            (self.completion * 100.0).round().clamp(0.0, 100.0)
        };
        let remedy = Remedy {
            weight: Weight::new(self.weight)?,
            due: self.due_on,
            done_on: self.done_on,
            // Between 0 and 100 by the line above.
            done_percent: percent as u8,
            stayed: false,
        };
        Some(Due {
            remedy,
            review: self.citation.clone(),
        })
    }
}

/// A measure of a registered case in which the state is a party.
#[derive(Clone, Debug, Serialize)]
pub struct KnownMeasure {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// The class of the technology.
    pub technology: Technology,
    /// Taken by the state; otherwise it is against it.
    pub own: bool,
    /// When it entered into force.
    pub in_force_on: Date,
    /// When it ended or is to end.
    pub ended_on: Option<Date>,
}

/// All of it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Inputs {
    /// Rulings of the half-year.
    pub rulings: Vec<PublishedRuling>,
    /// Remedies of the state.
    pub remedies: Vec<KnownRemedy>,
    /// Remedies of all other states, for the prior mean only.
    pub others: Vec<KnownRemedy>,
    /// Measures in both directions.
    pub measures: Vec<KnownMeasure>,
    /// Cases against the state on the register by the cut-off.
    pub registered: i64,
    /// Of those, with a published ruling.
    pub published: i64,
}

/// Rulings on measures of a state that were published within two instants, both included.
pub async fn published_in(
    tx: &mut Tx<'_>,
    state: &str,
    from: Timestamp,
    until: Timestamp,
) -> Result<Vec<PublishedRuling>> {
    queries::rulings(tx, state, from, until).await
}

/// Remedies of all rulings that were public by the cut-off: those of the state, and all others.
pub async fn remedies_of(
    tx: &mut Tx<'_>,
    state: &str,
    until: Timestamp,
) -> Result<(Vec<KnownRemedy>, Vec<KnownRemedy>)> {
    Ok(queries::remedies(tx, until)
        .await?
        .into_iter()
        .partition(|remedy| remedy.state == state))
}

/// Everything that a report on a state says something about.
pub(super) async fn gather(
    tx: &mut Tx<'_>,
    state: &str,
    from: Timestamp,
    until: Timestamp,
) -> Result<Inputs> {
    let rulings = published_in(tx, state, from, until).await?;
    let (remedies, others) = remedies_of(tx, state, until).await?;
    let measures = queries::measures(tx, state, until).await?;
    let (registered, published) = queries::coverage(tx, state, until).await?;
    Ok(Inputs {
        rulings,
        remedies,
        others,
        measures,
        registered,
        published,
    })
}
