//! What a report is drawn up from: published rulings, remedies and measures up to the cut-off.

use std::collections::BTreeMap;

use domain::calendar::Calendar;
use domain::case::Act;
use domain::compliance::{Remedy, Weight};
use domain::linkage::Due;
use domain::people::Side;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use uuid::Uuid;

use crate::bodies;
use crate::cases::{self, Brief};
use crate::compliance::{self, Stood};
use crate::db::Tx;
use crate::error::Result;
use crate::filings;
use crate::measures::{self, Measure};
use crate::review::ClaimResult;
use crate::rulings::{self, PublishedRemedy};
use crate::wire::{LegalEffect, Technology};

/// A ruling that was published in the half-year, on a measure of the state.
#[derive(Clone, Debug, Serialize)]
pub(super) struct PublishedRuling {
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
pub(super) struct KnownRemedy {
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
    /// The share that was found done by the cut-off. What is done in full counts from its day on.
    pub completion: f64,
    /// When it was done in full.
    pub done_on: Option<Date>,
}

impl KnownRemedy {
    /// As the domain computes with it. No stay exists on this path yet.
    pub(super) fn due(&self) -> Option<Due> {
        let percent = (self.completion * 100.0).round().clamp(0.0, 100.0);
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
pub(super) struct KnownMeasure {
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
    /// The numbers of the registered cases about it.
    pub cases: Vec<String>,
}

impl KnownMeasure {
    fn of(measure: Measure, state: &str, cases: &[Brief]) -> Self {
        let about = cases.iter().filter(|case| case.measure_id == measure.id);
        Self {
            cases: about.map(Brief::label).collect(),
            id: measure.id,
            title: measure.title,
            technology: measure.technology_class,
            own: measure.state == state,
            in_force_on: measure.in_force_on,
            ended_on: measure.ended_on,
        }
    }
}

/// That the panel found by the cut-off that a ruling is not carried out, and nothing after it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct NotCarriedOut {
    /// The ruling.
    pub citation: String,
    /// The day on which it was found.
    pub on: Date,
}

/// All of it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Inputs {
    /// Rulings of the half-year.
    pub rulings: Vec<PublishedRuling>,
    /// Remedies of the state.
    pub remedies: Vec<KnownRemedy>,
    /// Rulings of which the panel found that the state has not carried them out.
    pub not_carried_out: Vec<NotCarriedOut>,
    /// Remedies of all other states, for the prior mean only.
    pub others: Vec<KnownRemedy>,
    /// Measures in both directions.
    pub measures: Vec<KnownMeasure>,
    /// Cases that are left out: held under Article 12 of the Charter, or being revised or explained.
    pub held: Vec<String>,
    /// Cases against the state on the register by the cut-off.
    pub registered: usize,
    /// Of those, with a published ruling.
    pub published: usize,
}

/// Everything that a report on a state says something about.
pub(super) async fn gather(
    tx: &mut Tx<'_>,
    state: &str,
    from: Timestamp,
    until: Timestamp,
) -> Result<Inputs> {
    let cases = cases::registered_of(tx, state, until).await?;
    let against: Vec<_> = cases
        .iter()
        .filter(|case| case.respondent == state)
        .collect();
    let ids: Vec<_> = against.iter().map(|case| case.id).collect();
    let measured: Vec<_> = cases.iter().map(|case| case.measure_id).collect();
    let measures = measures::by_ids(tx, &measured).await?;
    let public = rulings::public_of(tx, &ids, until).await?;
    let replied = filings::cases_with(tx, &ids, Side::Respondent).await?;
    let published = public.len();
    let against_citations: Vec<_> = public
        .iter()
        .map(|one| (one.case_id, one.citation.clone()))
        .collect();
    let mut within = Vec::new();
    let on_hold = left_out(tx).await?;
    let mut held = Vec::new();
    for ruling in public.into_iter().filter(|one| one.published_at >= from) {
        let case = against.iter().find(|case| case.id == ruling.case_id);
        if on_hold.contains(&ruling.case_id) {
            held.extend(case.map(|case| case.label()));
            continue;
        }
        let measure = case.and_then(|case| measures.iter().find(|one| one.id == case.measure_id));
        let Some((case, measure)) = case.zip(measure) else {
            continue;
        };
        within.push(PublishedRuling {
            citation: ruling.citation,
            published_at: ruling.published_at,
            case: case.label(),
            caption: case.caption.clone(),
            effect: case.effect_on_respondent,
            technology: measure.technology_class,
            took_part: replied.contains(&case.id),
            claims: serde_json::from_value(ruling.results)?,
        });
    }
    let (all, stood) = remedies(tx, until).await?;
    let calendar = bodies::current_rules(tx).await?.calendar;
    let not_carried_out = not_carried_out(&calendar, &against_citations, &stood);
    let (remedies, others) = all.into_iter().partition(|remedy| remedy.state == state);
    Ok(Inputs {
        rulings: within,
        remedies,
        others,
        held,
        not_carried_out,
        measures: measures
            .into_iter()
            .map(|one| KnownMeasure::of(one, state, &cases))
            .collect(),
        registered: against.len(),
        published,
    })
}

fn not_carried_out(
    calendar: &Calendar,
    rulings: &[(Uuid, String)],
    stood: &[Stood],
) -> Vec<NotCarriedOut> {
    let found = stood
        .iter()
        .filter(|one| one.act == Act::FindNonCompliant)
        .filter_map(|one| {
            let ruling = rulings.iter().find(|(case, _)| *case == one.case)?;
            Some(NotCarriedOut {
                citation: ruling.1.clone(),
                on: calendar.date_of(one.at),
            })
        });
    found.collect()
}

/// The cases of which no report speaks: what they recommend is held under Article 12, or their ruling is
/// being revised or explained (procedure 2.5, L-00).
async fn left_out(tx: &mut Tx<'_>) -> Result<Vec<Uuid>> {
    let mut cases = cases::held(tx).await?;
    cases.extend(rulings::unsettled(tx).await?);
    Ok(cases)
}

/// Remedies of all rulings that were public by the cut-off, and what stood found of them then.
async fn remedies(tx: &mut Tx<'_>, until: Timestamp) -> Result<(Vec<KnownRemedy>, Vec<Stood>)> {
    let held = left_out(tx).await?;
    let mut public = rulings::public_remedies(tx, until).await?;
    public.retain(|one| !held.contains(&one.case_id));
    let (cases, claims): (Vec<_>, Vec<_>) =
        public.iter().map(|one| (one.case_id, one.claim_id)).unzip();
    let owed_by: BTreeMap<_, _> = cases::briefs(tx, &cases)
        .await?
        .into_iter()
        .map(|case| (case.id, case.respondent))
        .collect();
    let numbers: BTreeMap<_, _> = cases::claim_numbers(tx, &claims)
        .await?
        .into_iter()
        .collect();
    let stood = compliance::stood(tx, &cases, until).await?;
    let found = |case: Uuid, no: i32| {
        let one = stood.iter().find(|one| one.case == case)?;
        let remedy = one.remedies.iter().find(|remedy| remedy.no == no)?;
        Some(f64::from(remedy.percent) / 100.0)
    };
    let known = |one: PublishedRemedy| {
        Some(KnownRemedy {
            state: owed_by.get(&one.case_id)?.clone(),
            citation: one.citation,
            claim: *numbers.get(&one.claim_id)?,
            no: one.no,
            text: one.text,
            weight: one.weight,
            due_on: one.due_on,
            completion: found(one.case_id, one.no).unwrap_or(0.0),
            done_on: one.done_on,
        })
    };
    let known = public.into_iter().filter_map(known).collect();
    Ok((known, stood))
}
