//! The letters that carry a report to its recipients: its text, with the data enclosed.

use std::fmt::Write;

use domain::linkage::{FORMULA, State};
use jiff::tz::TimeZone;
use serde_json::Value;
use uuid::Uuid;

use super::{Report, sdmx, superseded};
use crate::caller::Caller;
use crate::db::{Db, Tx, World};
use crate::error::{Error, Result};
use crate::post::{Carrier, Letter, host_of};

const SIMULATION: &str = "\nThis is a simulation: nothing in it is real or has legal effect.\n";

/// What the outbox holds of a transmission.
#[derive(serde::Deserialize)]
struct Transmission {
    /// The report.
    report: Uuid,
    /// One recipient.
    recipient: Uuid,
    /// Which edition was sent; none of an update.
    edition: Option<i32>,
    /// Which update it is, if it is one.
    update: Option<i32>,
    /// How often it was sent to them again, this time included; none of the first time.
    again: Option<u32>,
}

/// Carries one report to one recipient: the letter is written in a transaction and sent outside
/// of it. Yes when it has left; no: it is to be tried again.
pub async fn deliver(
    db: &Db,
    clock: &Caller,
    carrier: &Carrier,
    origin: &str,
    payload: &Value,
) -> Result<bool> {
    let to: Transmission = serde_json::from_value(payload.clone())?;
    let letter = db
        .within(clock, async |tx| letter(tx, origin, &to).await)
        .await?;
    match carrier.send(letter).await {
        Ok(()) => Ok(true),
        Err(error) => {
            tracing::warn!(report = %to.report, recipient = %to.recipient, error = format!("{error:#}"), "a report could not be sent");
            Ok(false)
        }
    }
}

/// The letter with which a report, or an update on it, goes to one of its recipients. Its Message-ID
/// is the same each time, so that a letter sent twice is recognised as one.
async fn letter(tx: &mut Tx<'_>, origin: &str, sent: &Transmission) -> Result<Letter> {
    let (recipient, update) = (sent.recipient, sent.update);
    let mut report = super::load(tx, sent.report, false).await?;
    // The clock may read more than this recipient.
    superseded::mark_for(tx, &mut report, recipient).await?;
    let to = report
        .recipients
        .iter()
        .find(|one| one.id == recipient)
        .ok_or(Error::NotFound("recipient"))?;
    let world = tx.world();
    let mark = if world.simulation {
        "[Simulation] "
    } else {
        ""
    };
    let origin = origin.trim_end_matches('/');
    let address = format!("{origin}/{}/desk/linkage/{}", world.slug, report.row.id);
    if let Some(why) = report.tombstone() {
        let mut body = format!(
            "{},\n\nA report that you received is withdrawn. {why}\n\n",
            to.name
        );
        body.push_str(
            "Mark every copy that you keep as withdrawn, whichever edition it is, and cite none of its figures. Nothing \
             follows from this for the state that the report was about.\n",
        );
        if world.simulation {
            body.push_str(SIMULATION);
        }
        return Ok(Letter {
            leave: None,
            message_id: format!(
                "<report.{}.withdrawn.{recipient}@{}>",
                report.row.id,
                host_of(origin)
            ),
            to: to.email.clone(),
            subject: format!("{mark}Withdrawn: {}", report.heading()),
            body,
            enclosures: Vec::new(),
        });
    }
    if let Some(no) = update {
        let mut body = told(&report, &world.name, no, &to.name, &address);
        if world.simulation {
            body.push_str(SIMULATION);
        }
        return Ok(Letter {
            leave: None,
            message_id: format!(
                "<report.{}.update.{no}.{recipient}@{}>",
                report.row.id,
                host_of(origin)
            ),
            to: to.email.clone(),
            subject: format!("{mark}Update: {}", report.heading()),
            body,
            enclosures: Vec::new(),
        });
    }
    let csv = sdmx::csv(
        &report.rules.document.citation_code,
        std::slice::from_ref(&report),
    );
    let edition = report.row.edition;
    // Where receipt was confirmed meanwhile, or another edition went out, it is that letter once more.
    let waits = to.acknowledged_at.is_none() && sent.edition == Some(edition);
    let again = sent.again.filter(|_| waits);
    let which = again.map_or(format!("{edition}"), |no| format!("{edition}.again.{no}"));
    let heading = match edition {
        1 => report.heading(),
        no => format!("Corrected: {}, edition {no}", report.heading()),
    };
    Ok(Letter {
        leave: None,
        message_id: format!(
            "<report.{}.{which}.{recipient}@{}>",
            report.row.id,
            host_of(origin)
        ),
        to: to.email.clone(),
        subject: match again {
            Some(_) => format!("{mark}Sent again: {heading}"),
            None => format!("{mark}{heading}"),
        },
        body: text(&report, world, &to.name, &address, again.is_some()),
        enclosures: vec![(
            format!("linkage-{}-{}.csv", report.row.state, report.row.period),
            "text/csv; charset=utf-8".to_owned(),
            csv.into_bytes(),
        )],
    })
}

/// An update on compliance: what was complied with and when, and nothing that would follow from it.
fn told(report: &Report, body: &str, no: i32, name: &str, address: &str) -> String {
    let mut text = format!(
        "{name},\n\n{body} tells everyone who received any edition of the report below that {} has complied.\n\n{}\n\n",
        report.content.state_name,
        report.heading()
    );
    for one in report.updates.iter().filter(|one| one.no == no) {
        // Writing to a string does not fail.
        let _ = writeln!(text, "Complied on {}: {}.", one.complied_on, one.citation);
    }
    if report.state() == State::ClosedByCure {
        text.push_str(
            "\nWith this the report is closed: of what it lists, nothing is outstanding.\n",
        );
    }
    let _ = writeln!(
        text,
        "\nIt stays readable and bears this note at\n{address}\nIts figures are those of {}, its data cut-off, and do \
         not change. There is nothing to confirm.\n\n{FORMULA}",
        report.content.cut_off
    );
    text
}

fn text(report: &Report, world: &World, name: &str, address: &str, again: bool) -> String {
    let (body, simulation) = (&world.name, world.simulation);
    let at = report
        .row
        .transmitted_at
        .map(|at| at.to_zoned(TimeZone::UTC).strftime("%-d %B %Y").to_string());
    let mut text = format!("{name},\n\n{body} transmits the report below");
    if report.row.edition > 1 {
        // Writing to a string does not fail.
        let _ = write!(
            text,
            ", edition {}, which corrects what was sent before: section 10 says what changed and why. It was transmitted",
            report.row.edition
        );
    }
    let on = at.map(|at| format!(" on {at}")).unwrap_or_default();
    if again {
        text.push_str(
            " once more, since receipt of it was not confirmed in time. It was transmitted first",
        );
    }
    // Writing to a string does not fail.
    let _ = write!(
        text,
        "{on}. Its series are enclosed as SDMX-CSV. Confirm receipt at\n{address}\nReceipt is all that this confirms.\n"
    );
    if simulation {
        text.push_str(SIMULATION);
    }
    let _ = writeln!(text, "\n{}", report.heading().to_uppercase());
    for section in report.sections() {
        let _ = writeln!(text, "\n{}. {}", section.no, section.title);
        for paragraph in section.paragraphs {
            let _ = writeln!(text, "\n{paragraph}");
        }
    }
    text
}
