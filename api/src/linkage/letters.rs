//! The letters that carry a report to its recipients: its text, with the data enclosed. What the letter
//! says is in the language that its recipient has chosen; the report is in English, in which it is
//! drawn up.

use std::collections::HashMap;
use std::fmt::Write;

use domain::linkage::State;
use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use super::{Recipient, Report, sdmx, superseded};
use crate::caller::Caller;
use crate::db::{Db, Tx, World};
use crate::error::{Error, Result};
use crate::languages::{self, Words, with, with_two};
use crate::post::{Carrier, Letter, fill, host_of};
use crate::wire::hex;

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

/// What a letter about a report is made from.
struct Carried<'a> {
    report: &'a Report,
    to: &'a Recipient,
    words: &'static Words,
    world: &'a World,
    origin: &'a str,
}

/// The letter with which a report, or an update on it, goes to one of its recipients. Its Message-ID
/// is the same each time, so that a letter sent twice is recognised as one.
async fn letter(tx: &mut Tx<'_>, origin: &str, sent: &Transmission) -> Result<Letter> {
    let mut report = super::load(tx, sent.report, false).await?;
    // The clock may read more than this recipient.
    superseded::mark_for(tx, &mut report, sent.recipient).await?;
    let mut to = report.recipients.iter();
    let to = to.find(|one| one.id == sent.recipient);
    let to = to.ok_or(Error::NotFound("recipient"))?;
    let carried = Carried {
        report: &report,
        to,
        words: languages::words(to.language),
        world: tx.world(),
        origin: origin.trim_end_matches('/'),
    };
    Ok(if report.row.withdrawn_at.is_some() {
        carried.withdrawal()
    } else if let Some(no) = sent.update {
        carried.update(no)
    } else {
        carried.report(sent)
    })
}

impl Carried<'_> {
    /// A letter of that kind, under its own name.
    fn letter(&self, which: &str, subject: &str, body: String) -> Letter {
        let w = &self.words.letters;
        let mark = if self.world.simulation { w.mark } else { "" };
        let host = host_of(self.origin);
        let (report, to) = (self.report.row.id, self.to);
        Letter {
            leave: None,
            message_id: format!("<report.{report}.{which}.{}@{host}>", to.id),
            to: to.email.clone(),
            subject: format!("{mark}{subject}"),
            body,
            enclosures: Vec::new(),
        }
    }

    fn heading(&self) -> String {
        let (state, period) = (&self.report.content.state_name, &self.report.row.period);
        let (state, period) = (self.words.own(state), self.words.own(period));
        with_two(
            self.words.letters.report_heading,
            ("state", &state),
            ("period", &period),
        )
    }

    fn day(&self, at: Timestamp) -> String {
        self.words.date(self.report.rules.calendar.date_of(at))
    }

    /// What the texts of all these letters name.
    fn values(&self) -> HashMap<&'static str, String> {
        let simulated = match self.world.simulation {
            true => format!("\n{}\n", self.words.letters.simulated),
            false => String::new(),
        };
        let (origin, slug) = (self.origin, &self.world.slug);
        HashMap::from([
            ("name", self.words.own(&self.to.name)),
            ("body", self.words.own(&self.world.name)),
            ("heading", self.heading()),
            (
                "address",
                format!("{origin}/{slug}/desk/linkage/{}", self.report.row.id),
            ),
            ("simulated", simulated),
        ])
    }

    /// That the President took it back, and what is to be done with copies.
    fn withdrawal(&self) -> Letter {
        let (w, row) = (&self.words.letters, &self.report.row);
        let mut values = self.values();
        let day = row.withdrawn_at.map(|at| self.day(at));
        let why = row.withdrawal.as_deref().unwrap_or_default();
        values.insert("day", day.unwrap_or_default());
        values.insert("why", self.words.own(why));
        values.insert("digest", self.words.own(&hex(&row.digest)));
        let subject = with(w.report_gone, self.heading());
        self.letter("withdrawn", &subject, fill(w.report_withdrawn, &values))
    }

    /// What was complied with and when, and nothing that would follow from it.
    fn update(&self, no: i32) -> Letter {
        let w = &self.words.letters;
        let told = self.report.updates.iter().filter(|one| one.no == no);
        let complied: String = told
            .map(|one| {
                let (day, ruling) = (
                    self.words.date(one.complied_on),
                    self.words.own(&one.citation),
                );
                with_two(w.report_complied, ("day", &day), ("ruling", &ruling)) + "\n"
            })
            .collect();
        let closed = match self.report.state() {
            State::ClosedByCure => format!("{}\n", w.report_closed),
            _ => String::new(),
        };
        let mut values = self.values();
        let state = &self.report.content.state_name;
        values.insert("state", self.words.own(state));
        values.insert("complied", complied);
        values.insert("closed", closed);
        let cut_off = self.report.content.cut_off;
        values.insert("cut_off", self.words.date(cut_off));
        let subject = with(w.report_news, self.heading());
        let which = format!("update.{no}");
        self.letter(&which, &subject, fill(w.report_update, &values))
    }

    /// The report itself, for the first time or once more.
    fn report(&self, sent: &Transmission) -> Letter {
        let (w, row) = (&self.words.letters, &self.report.row);
        let edition = row.edition;
        // Where receipt was confirmed meanwhile, or another edition went out, it is that letter once more.
        let waits = self.to.acknowledged_at.is_none() && sent.edition == Some(edition);
        let again = sent.again.filter(|_| waits);
        let which = again.map_or(format!("{edition}"), |no| format!("{edition}.again.{no}"));
        let number = edition.to_string();
        let heading = match edition {
            1 => self.heading(),
            _ => with_two(
                w.report_edition,
                ("heading", &self.heading()),
                ("edition", &number),
            ),
        };
        let said = match (again, edition) {
            (Some(_), _) => w.report_once_more,
            (None, 1) => w.report_sent,
            (None, _) => w.report_corrected,
        };
        let mut values = self.values();
        let day = row.transmitted_at.map(|at| self.day(at));
        values.insert("day", day.unwrap_or_default());
        values.insert("edition", number);
        values.insert("sent", fill(said, &values));
        values.insert("text", text(self.report));
        values.insert("heading", self.heading().to_uppercase());
        let subject = match again {
            Some(_) => with(w.report_again, &heading),
            None => heading,
        };
        let mut letter = self.letter(&which, &subject, fill(w.report, &values));
        let agency = &self.report.rules.document.citation_code;
        letter.enclosures = vec![(
            format!("linkage-{}-{}.csv", row.state, row.period),
            "text/csv; charset=utf-8".to_owned(),
            sdmx::csv(agency, std::slice::from_ref(self.report)).into_bytes(),
        )];
        letter
    }
}

/// The ten sections, as they are printed.
fn text(report: &Report) -> String {
    let mut text = String::new();
    for section in report.sections() {
        // Writing to a string does not fail.
        let _ = writeln!(text, "\n{}. {}", section.no, section.title);
        for paragraph in section.paragraphs {
            let _ = writeln!(text, "\n{paragraph}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use domain::Word;
    use domain::language::Language;

    use crate::languages;

    #[test]
    fn the_texts_name_only_places_that_are_filled() {
        let common = ["name", "body", "heading", "address", "simulated"];
        for language in Language::ALL {
            let w = &languages::words(*language).letters;
            for (text, own) in [
                (w.report, &["sent", "text"][..]),
                (w.report_withdrawn, &["day", "why", "digest"]),
                (w.report_update, &["state", "complied", "closed", "cut_off"]),
                (w.report_sent, &["day"]),
                (w.report_corrected, &["day", "edition"]),
                (w.report_once_more, &["day"]),
            ] {
                let places = text.split('{').skip(1);
                for place in places.filter_map(|place| place.split_once('}')) {
                    let known = common.contains(&place.0) || own.contains(&place.0);
                    assert!(known, "{language}: {}", place.0);
                }
                let missing = own.iter().find(|one| !text.contains(&format!("{{{one}}}")));
                assert_eq!(missing, None, "{language}");
            }
        }
    }
}
