//! The letters that carry a report to its recipients: its text, with the data enclosed.

use std::fmt::Write;

use domain::linkage::{FORMULA, State};
use jiff::tz::TimeZone;
use serde_json::Value;
use uuid::Uuid;

use super::{Report, sdmx};
use crate::caller::Caller;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::post::{Carrier, Letter};

const SIMULATION: &str = "\nThis is a simulation: nothing in it is real or has legal effect.\n";

/// What the outbox holds of a transmission: the report, one recipient, and which update it is, if it
/// is one.
#[derive(serde::Deserialize)]
struct Transmission {
    report: Uuid,
    recipient: Uuid,
    update: Option<i32>,
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
        .within(clock, async |tx| {
            letter(tx, origin, to.report, to.recipient, to.update).await
        })
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
pub async fn letter(
    tx: &mut Tx<'_>,
    origin: &str,
    report: Uuid,
    recipient: Uuid,
    update: Option<i32>,
) -> Result<Letter> {
    let report = super::load(tx, report, false).await?;
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
                host(origin)
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
                host(origin)
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
    Ok(Letter {
        leave: None,
        message_id: format!(
            "<report.{}.{}.{recipient}@{}>",
            report.row.id,
            report.row.edition,
            host(origin)
        ),
        to: to.email.clone(),
        subject: match report.row.edition {
            1 => format!("{mark}{}", report.heading()),
            no => format!("{mark}Corrected: {}, edition {no}", report.heading()),
        },
        body: text(&report, &world.name, world.simulation, &to.name, &address),
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

fn text(report: &Report, body: &str, simulation: bool, name: &str, address: &str) -> String {
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

fn host(origin: &str) -> &str {
    let rest = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    rest.split(['/', ':'])
        .next()
        .filter(|host| !host.is_empty())
        .unwrap_or("proviso.invalid")
}

#[cfg(test)]
mod tests {
    use super::host;

    #[test]
    fn message_ids_bear_the_host_without_its_port() {
        assert_eq!(host("http://localhost:8080"), "localhost");
        assert_eq!(host("https://review.example.org/"), "review.example.org");
    }
}
