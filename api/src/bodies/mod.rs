//! Bodies: the tenants, their rules of procedure, their calendars, and the clock of a simulation.

mod queries;
mod routes;

use std::collections::BTreeMap;

use domain::Word;
use domain::calendar::{Calendar, Limit};
use domain::deadline::{TimeLimit, TimeLimits};
use domain::people::BodyAct;
use domain::refusal::Refusal;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::authz::{Fact, Resource};
use crate::db::{Db, Founding, Tx};
use crate::error::{Error, Fault, Result};
use crate::wire::Unit;

pub use queries::InventedState;
pub use routes::{BodyView, mount, mount_directory};

/// A body's rules of procedure as they are written down: its versioned settings.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RulesDocument {
    /// Where the body sits.
    pub venue: Venue,
    /// Languages of the body (BCP 47), the first one its working language.
    pub languages: Vec<String>,
    /// The base of its UN symbols, as `A/AC.[n]`; reserved, not assigned.
    pub symbol_base: String,
    /// The court code of its neutral citations, as `ISECRC`.
    pub citation_code: String,
    /// Panel sizes that may be fixed, of 3, 5 and 7.
    pub panel_sizes: Vec<u8>,
    /// The rubric that its panels score by.
    pub rubric: String,
    /// Is the draft ruling shown to the parties before the final vote?
    pub interim_review: bool,
    /// The largest document, in MiB.
    pub document_mib_max: u32,
    /// May the administrator choose someone's first password? In a simulation, unless this says otherwise;
    /// elsewhere people choose their own, with a link that is sent to them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_passwords: Option<bool>,
    /// Does everyone show a second factor? Except in a simulation, unless this says otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_factor_required: Option<bool>,
    /// Lengths that differ from the table of procedure 2.2.10.
    #[serde(default)]
    pub time_limits: BTreeMap<String, LimitDocument>,
}

/// A place and its IANA time zone.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Venue {
    /// As written in sentences: `New York`.
    pub place: String,
    /// As `America/New_York`: never a fixed offset (C-7).
    pub time_zone: String,
}

/// The length of a limit.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct LimitDocument {
    /// How many.
    pub length: u16,
    /// Of what.
    pub unit: Unit,
}

/// Rules of procedure, ready for use: the document, the limits and the calendar.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Their version.
    pub version: i32,
    /// What is written.
    pub document: RulesDocument,
    /// How long what may take.
    pub limits: TimeLimits,
    /// Working days and the venue's time zone.
    pub calendar: Calendar,
}

/// A calendar of holidays as it is written down.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarDocument {
    /// The circular or other source.
    pub source: String,
    /// Invented for demonstration?
    pub demonstration: bool,
    /// Fixed official holidays of the venue (C-8).
    pub holidays: Vec<Date>,
}

/// Everything that makes a new body.
pub struct NewBody {
    /// Slug, name, kind and clock.
    pub founding: Founding,
    /// Its first rules of procedure.
    pub rules: RulesDocument,
    /// Its first calendar.
    pub calendar: CalendarDocument,
}

impl RulesDocument {
    /// What is wrong with the document, field by field.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |path: &str, why: &str| faults.push(Fault::new(path, why));
        if TimeZone::get(&self.venue.time_zone).is_err() {
            fault(
                "venue.time_zone",
                "This is not an IANA time zone, as America/New_York.",
            );
        }
        if self.languages.is_empty() {
            fault("languages", "Name at least one language.");
        }
        if self.panel_sizes.is_empty()
            || self
                .panel_sizes
                .iter()
                .any(|size| ![3, 5, 7].contains(size))
        {
            fault(
                "panel_sizes",
                "Panels have 3, 5 or 7 seats (procedure 2.2.3).",
            );
        }
        if !(1..=1024).contains(&self.document_mib_max) {
            fault(
                "document_mib_max",
                "Give the largest document in MiB, from 1 to 1024.",
            );
        }
        if self.citation_code.is_empty()
            || !self
                .citation_code
                .chars()
                .all(|letter| letter.is_ascii_uppercase())
        {
            fault("citation_code", "Give capital letters, as ISECRC.");
        }
        for (code, limit) in &self.time_limits {
            if TimeLimit::parse(code).is_none() {
                fault(
                    &format!("time_limits.{code}"),
                    "There is no such line in the deadline table.",
                );
            } else if limit.length == 0 {
                fault(
                    &format!("time_limits.{code}"),
                    "A limit has a length above zero.",
                );
            }
        }
        faults
    }

    fn limits(&self) -> TimeLimits {
        self.time_limits
            .iter()
            .fold(
                TimeLimits::default(),
                |limits, (code, limit)| match TimeLimit::parse(code) {
                    Some(line) => limits.with(
                        line,
                        Limit {
                            length: limit.length,
                            unit: limit.unit.0,
                        },
                    ),
                    None => limits,
                },
            )
    }
}

impl Rules {
    /// Is deliberation followed by an interim review (T-30)?
    pub fn interim_review(&self) -> bool {
        self.document.interim_review
    }
}

/// Founds a body with its rules and calendar: the operator's subcommand.
pub async fn create(
    owner: &Db,
    body: NewBody,
    first: impl AsyncFnOnce(&mut Tx<'_>) -> Result<()>,
) -> Result<()> {
    let mut faults = body.rules.faults();
    faults.extend(founding_faults(&body.founding));
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    owner
        .found(&body.founding, async |tx| {
            queries::adopt_rules(tx, 1, &body.rules).await?;
            queries::adopt_calendar(tx, 1, &body.calendar).await?;
            let tomorrow = crate::wire::wall_clock() + jiff::SignedDuration::from_hours(24);
            tx.post_for(
                Uuid::now_v7(),
                crate::record::CHECKPOINT,
                json!({}),
                tomorrow,
            )
            .await?;
            first(tx).await
        })
        .await
}

/// First parts of addresses that belong to the installation, now or when it grows.
const RESERVED: [&str; 19] = [
    "akn",
    "api",
    "assets",
    "bodies",
    "changes",
    "desk",
    "feed",
    "feeds",
    "healthz",
    "help",
    "metrics",
    "oai",
    "readyz",
    "search",
    "sdmx",
    "sign-in",
    "static",
    "verify",
    "well-known",
];

/// What is wrong with the name, the address and the kind of a new body.
fn founding_faults(founding: &Founding) -> Vec<Fault> {
    let mut faults = Vec::new();
    let slug = &founding.slug;
    let shaped = slug.starts_with(|first: char| first.is_ascii_lowercase())
        && (2..=31).contains(&slug.len())
        && slug
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !shaped {
        faults.push(Fault::new(
            "slug",
            "An address has 2 to 31 small letters, digits and hyphens, a letter first.",
        ));
    } else if RESERVED.contains(&slug.as_str()) {
        faults.push(Fault::new(
            "slug",
            "This address belongs to the installation itself; choose another one.",
        ));
    }
    if founding.name.trim().is_empty() {
        faults.push(Fault::new("name", "Say what the body is called."));
    }
    if !["committee", "regional"].contains(&founding.kind.as_str()) {
        faults.push(Fault::new("kind", "A body is a committee or regional."));
    }
    faults
}

/// The rules of procedure of a version, with the newest calendar (C-9).
pub async fn rules(tx: &mut Tx<'_>, version: i32) -> Result<Rules> {
    let (document, holidays) = queries::rules(tx, version).await?;
    let document: RulesDocument = serde_json::from_value(document)?;
    let zone = TimeZone::get(&document.venue.time_zone).map_err(Error::broken)?;
    Ok(Rules {
        version,
        limits: document.limits(),
        calendar: Calendar {
            zone,
            holidays: holidays.into_iter().collect(),
        },
        document,
    })
}

/// May the administrator choose someone's first password here?
pub async fn has_first_passwords(tx: &mut Tx<'_>) -> Result<bool> {
    let simulation = tx.world().simulation;
    let rules = current_rules(tx).await?.document;
    Ok(rules.first_passwords.unwrap_or(simulation))
}

/// The newest rules of procedure of the body.
pub async fn current_rules(tx: &mut Tx<'_>) -> Result<Rules> {
    rules(tx, tx.world().rules_version).await
}

/// The next number of a series without gaps, given back if the act fails.
pub async fn next_number(tx: &mut Tx<'_>, series: &str) -> Result<i32> {
    queries::next_number(tx, series).await
}

/// The last number of a series that was given; 0 if none was.
pub async fn last_number(tx: &mut Tx<'_>, series: &str) -> Result<i32> {
    queries::last_number(tx, series).await
}

/// Checks that the clock of this simulation may be turned to `to`.
pub async fn may_turn_clock(tx: &mut Tx<'_>, to: Timestamp) -> Result<()> {
    let permit = tx.allow(BodyAct::TurnClock, &BodyOf::this(tx))?;
    if !tx.world().simulation {
        return Err(Refusal::ClockReal.into());
    }
    if to < tx.now() {
        return Err(Refusal::ClockBackwards.into());
    }
    tx.record(permit, json!({ "to": to.to_string() })).await
}

/// Locks the clock of a simulation until the transaction ends, and reads it again: whoever turns
/// it at the same moment comes one after the other.
pub async fn lock_clock(tx: &mut Tx<'_>) -> Result<()> {
    if let Some(at) = queries::lock_clock(tx).await? {
        tx.turned_to(at);
    }
    Ok(())
}

/// Keeps the clock of a simulation from being turned until the transaction ends, and reads it again:
/// an act that waited while it was turned is not written down with a time that was over. Before
/// anything else is locked, so that no act and no turning wait for each other.
pub async fn hold_clock(tx: &mut Tx<'_>) -> Result<()> {
    if !tx.world().simulation {
        return Ok(());
    }
    if let Some(at) = queries::hold_clock(tx).await? {
        tx.turned_to(at);
    }
    Ok(())
}

/// Moves the clock of a simulation forward: called by the roof, expiry by expiry.
pub async fn set_clock(tx: &mut Tx<'_>, to: Timestamp) -> Result<()> {
    if to > tx.now() {
        queries::set_clock(tx, to).await?;
        tx.turned_to(to);
    }
    Ok(())
}

/// Makes, in a simulation, a state that does not exist.
pub async fn invent_state(tx: &mut Tx<'_>, state: InventedState) -> Result<InventedState> {
    let permit = tx.allow(BodyAct::InventState, &BodyOf::this(tx))?;
    let user_assigned = matches!(
        state.code.as_bytes(),
        [b'X', b'A'..=b'Z', b'A'..=b'Z'] | [b'Q', b'M'..=b'Z', b'A'..=b'Z']
    );
    if !user_assigned {
        return Err(Error::invalid(
            "code",
            "An invented state has a user-assigned code of ISO 3166, as XAA.",
        ));
    }
    queries::invent_state(tx, &state).await?;
    tx.record(permit, json!({ "code": state.code })).await?;
    Ok(state)
}

/// The body of a transaction, as policies see it.
pub struct BodyOf {
    id: Uuid,
    simulation: bool,
}

impl BodyOf {
    /// The body that this transaction is in.
    pub fn this(tx: &Tx<'_>) -> Self {
        Self {
            id: tx.world().body,
            simulation: tx.world().simulation,
        }
    }
}

impl Resource for BodyOf {
    const KIND: &'static str = "Body";

    fn id(&self) -> Uuid {
        self.id
    }

    fn facts(&self) -> Vec<(&'static str, Fact)> {
        vec![("simulation", Fact::Flag(self.simulation))]
    }
}

/// A state as far as composition and reports need to know it.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct StateEntry {
    /// ISO 3166-1 alpha-3, or user-assigned where invented.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its UN regional group; empty where none is known.
    pub regional_group: String,
    /// Known to be a developing state (see the sources of `states/`).
    pub developing: bool,
    /// Exists only in this simulation.
    pub invented: bool,
}

/// Every state that the body knows, with its invented ones.
pub async fn states(tx: &mut Tx<'_>) -> Result<Vec<StateEntry>> {
    let mut all = crate::law::states().to_vec();
    all.extend(
        queries::invented_states(tx)
            .await?
            .into_iter()
            .map(|state| StateEntry {
                code: state.code,
                name: state.name,
                regional_group: state.regional_group,
                developing: state.developing,
                invented: true,
            }),
    );
    Ok(all)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::founding_faults;
    use crate::db::Founding;

    #[test]
    fn a_body_has_an_address_that_nothing_else_has() {
        let faults = |slug: &str| {
            let founding = Founding {
                id: Uuid::nil(),
                slug: slug.to_owned(),
                name: "A body".to_owned(),
                kind: "committee".to_owned(),
                clock: None,
            };
            founding_faults(&founding).len()
        };
        for right in ["isecrc", "rcb", "a1", "sim-2026"] {
            assert_eq!(faults(right), 0, "{right}");
        }
        let long = "a".repeat(32);
        for wrong in [
            "api", "assets", "healthz", "", "a", "1a", "-a", "A1", "a_b", &long,
        ] {
            assert_eq!(faults(wrong), 1, "{wrong}");
        }
    }
}
