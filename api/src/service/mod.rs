//! Service: the letters that follow what the docket records, and the proof that they were sent.
//! What an act serves is served when it commits, under C-10 (procedure annex D 15); the letter
//! tells of it and carries no content of documents.

mod queries;

use std::collections::HashMap;

use domain::Word;
use domain::calendar::Calendar;
use jiff::civil::Date;
use uuid::Uuid;

use crate::authz::Principal;
use crate::caller::Caller;
use crate::cases::{self, Case};
use crate::db::{Db, Tx};
use crate::docket::{self, DocketEntry};
use crate::error::Result;
use crate::people::{self, Person};
use crate::post::{Carrier, Letter, fill, host_of};

use queries::Written;

const ENTRY: &str = include_str!("../../letters/docket_entry.txt");
const RECEIPT: &str = include_str!("../../letters/receipt.txt");
const ABOUT: &str = "This letter was written by the registry's system. It carries no content of documents; \
                     sign in to read what was filed.";
const SIMULATED: &str =
    "This is a simulation: the case is not real, and nothing in it has legal effect.";

/// What became of the letters about an entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivery {
    /// How many left now.
    pub sent: usize,
    /// How many could not, and are to be tried again.
    pub failed: usize,
}

/// Tells everyone concerned of an entry of a docket. May be called again: who has the letter does
/// not get it twice, and one letter that fails keeps no other from leaving.
pub async fn tell(
    db: &Db,
    clock: &Caller,
    carrier: &Carrier,
    origin: &str,
    case: Uuid,
    no: i32,
) -> Result<Delivery> {
    let letters = db
        .within(clock, async |tx| write(tx, origin, case, no).await)
        .await?;
    let mut delivery = Delivery::default();
    for letter in letters {
        let id = letter.id;
        let carried = carrier
            .send(Letter {
                message_id: letter.message_id,
                to: letter.address,
                subject: letter.subject,
                body: letter.body,
                enclosures: Vec::new(),
                leave: None,
            })
            .await;
        match carried {
            Ok(()) => {
                db.within(clock, async |tx| queries::sent(tx, id).await)
                    .await?;
                delivery.sent += 1;
            }
            Err(error) => {
                tracing::warn!(letter = %id, error = format!("{error:#}"), "a letter could not be sent");
                delivery.failed += 1;
            }
        }
    }
    Ok(delivery)
}

/// Writes the letters about an entry that are not written yet; gives those that have not left.
async fn write(tx: &mut Tx<'_>, origin: &str, id: Uuid, no: i32) -> Result<Vec<Written>> {
    let entry = docket::entry(tx, id, no).await?;
    let mut case = cases::find(tx, id).await?;
    // Who is told depends on where the case was: before registration the respondent knows nothing.
    case.row.registered_at = case.row.registered_at.filter(|at| *at <= entry.at);
    let told: Vec<_> = people::everyone(tx)
        .await?
        .into_iter()
        .filter_map(|person| {
            let waiting = waiting_for(&case, &person);
            let acted = entry.actor == Some(person.account.id);
            let concerned = tx.may_they(&principal(&person), "case.be_told", &case);
            (acted || concerned || !waiting.is_empty()).then(|| {
                let matter = Matter {
                    case: &case,
                    entry: &entry,
                    origin,
                    slug: &tx.world().slug,
                    simulation: tx.world().simulation,
                };
                matter.letter_to(&person, &waiting, acted)
            })
        })
        .collect();
    for letter in &told {
        queries::write(tx, id, no, letter).await?;
    }
    queries::unsent(tx, id, no).await
}

fn principal(person: &Person) -> Principal {
    Principal {
        id: person.account.id,
        roles: person
            .roles
            .iter()
            .map(|held| held.role.0.as_str().to_owned())
            .collect(),
        state: person
            .roles
            .iter()
            .find_map(|held| held.state.clone())
            .unwrap_or_default(),
    }
}

/// What is open in the case for this person, a line each: as themselves, for their state, or in
/// their role.
fn waiting_for(case: &Case, person: &Person) -> Vec<String> {
    case.deadlines
        .iter()
        .filter(|one| one.state == "open")
        .filter(|one| match (&one.person, &one.party) {
            (Some(who), _) => *who == person.account.id,
            (None, Some(state)) => person
                .roles
                .iter()
                .any(|held| held.state.as_ref() == Some(state)),
            (None, None) => person
                .roles
                .iter()
                .any(|held| held.role.0.as_str() == one.owed_by.0.as_str()),
        })
        .map(|one| match one.due_on {
            Some(date) => format!("- {} By {}. {}", one.what, day(date), one.sentence),
            None => format!("- {} {}", one.what, one.sentence),
        })
        .collect()
}

/// A letter before it has an id.
pub(crate) struct Draft {
    account: Uuid,
    address: String,
    host: String,
    subject: String,
    body: String,
}

/// What a letter is about.
struct Matter<'a> {
    case: &'a Case,
    entry: &'a DocketEntry,
    origin: &'a str,
    slug: &'a str,
    simulation: bool,
}

impl Matter<'_> {
    fn letter_to(&self, person: &Person, waiting: &[String], acted: bool) -> Draft {
        let (case, entry) = (self.case, self.entry);
        let number = case
            .row
            .registered_at
            .and(case.row.year.zip(case.row.number));
        let named = match number {
            Some((year, number)) => format!("Case {year}/{number}, {}", case.row.caption),
            None => format!("{} (not registered)", case.row.caption),
        };
        let calendar = &case.rules.calendar;
        let place = &case.rules.document.venue.place;
        let done = format!(
            "{} ({place} time)",
            entry
                .at
                .to_zoned(calendar.zone.clone())
                .strftime("%a %-d %b %Y at %H:%M")
        );
        let about = if self.simulation {
            format!("{SIMULATED}\n{ABOUT}")
        } else {
            ABOUT.to_owned()
        };
        let words = HashMap::from([
            ("case", named.clone()),
            ("no", entry.no.to_string()),
            ("title", entry.title.trim_end_matches('.').to_owned()),
            ("actor", entry.actor_label.clone()),
            ("done", done),
            ("served", served(calendar, entry)),
            ("opens", opens(waiting)),
            (
                "address",
                format!(
                    "{}/{}/desk/cases/{}",
                    self.origin.trim_end_matches('/'),
                    self.slug,
                    case.row.id
                ),
            ),
            ("about", about),
        ]);
        let mark = if self.simulation { "[Simulation] " } else { "" };
        let receipt = if acted { "receipt: " } else { "" };
        Draft {
            account: person.account.id,
            address: person.account.email.clone(),
            host: host_of(self.origin),
            subject: format!(
                "{mark}{named}, entry {}: {receipt}{}",
                entry.no, entry.title
            ),
            body: fill(if acted { RECEIPT } else { ENTRY }, &words),
        }
    }
}

fn day(date: Date) -> String {
    date.strftime("%a %-d %b %Y").to_string()
}

/// When it counts as served, and why then (C-10).
fn served(calendar: &Calendar, entry: &DocketEntry) -> String {
    if calendar.date_of(entry.at) == entry.served_on {
        format!("It counts as served on {} (C-10).", day(entry.served_on))
    } else {
        format!(
            "It came after 17:00 or on a day off, so it counts as served on the next working day, {} (C-10).",
            day(entry.served_on)
        )
    }
}

fn opens(waiting: &[String]) -> String {
    if waiting.is_empty() {
        return "Nothing in the case waits for you now.".to_owned();
    }
    format!("What waits for you in the case:\n{}", waiting.join("\n"))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{ENTRY, RECEIPT};
    use crate::post::{fill, host_of};

    #[test]
    fn a_name_with_braces_is_not_taken_for_a_place_in_the_text() {
        let words = HashMap::from([("actor", "{no} Person".to_owned()), ("no", "5".to_owned())]);
        assert_eq!(fill("{actor} did {no}.", &words), "{no} Person did 5.");
    }

    #[test]
    fn the_texts_name_only_places_that_are_filled() {
        let known = [
            "case", "no", "title", "actor", "done", "served", "opens", "address", "about",
        ];
        for text in [ENTRY, RECEIPT] {
            for place in text.split('{').skip(1) {
                let (name, _) = place.split_once('}').unwrap();
                assert!(known.contains(&name), "{name}");
            }
        }
    }

    #[test]
    fn message_ids_bear_the_host_without_its_port() {
        assert_eq!(host_of("http://localhost:8080"), "localhost");
        assert_eq!(host_of("https://review.example.org/"), "review.example.org");
    }
}
