//! Service: the letters that follow what the docket records, and the proof that they were sent.
//! What an act serves is served when it commits, under C-10 (procedure annex D 15); the letter
//! tells of it and carries no content of documents. It is written in the language that its recipient
//! has chosen.

mod queries;

use std::collections::HashMap;

use domain::Word;
use domain::calendar::Calendar;
use domain::case::Act;
use domain::deadline::TimeLimit;
use domain::language::Language;
use jiff::civil::Date;
use uuid::Uuid;

use crate::caller::Caller;
use crate::cases::{self, Case};
use crate::db::{Db, Tx};
use crate::docket::{self, DocketEntry};
use crate::error::Result;
use crate::languages::{self, Words, with, with_two};
use crate::people::{self, Person};
use crate::post::{Carrier, Letter, fill, host_of};

use queries::Written;

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
            let words = languages::words(person.language());
            let waiting = waiting_for(&case, &person, words);
            let acted = entry.actor == Some(person.account.id);
            // Whoever was a sitting alternate hears that they are none any more.
            let ended = entry.act.0 == Act::EndDesignation
                && entry.detail["person"] == serde_json::json!(person.account.id);
            let concerned = ended || tx.may_they(&person.principal(), "case.be_told", &case);
            (acted || concerned || !waiting.is_empty()).then(|| {
                let matter = Matter {
                    case: &case,
                    entry: &entry,
                    origin,
                    slug: &tx.world().slug,
                    simulation: tx.world().simulation,
                };
                matter.letter_to(&person, words, &waiting, acted)
            })
        })
        .collect();
    for letter in &told {
        queries::write(tx, id, no, letter).await?;
    }
    queries::unsent(tx, id, no).await
}

/// What is open in the case for this person, a line each: as themselves, for their state, or in
/// their role.
fn waiting_for(case: &Case, person: &Person, words: &Words) -> Vec<String> {
    case.deadlines
        .iter()
        // Letters are kept, so what is sealed stands in none.
        .filter(|one| one.state == "open" && !one.is_sealed())
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
        .map(|one| {
            let limit = one.rule.map(|rule| rule.0);
            let what = what(words, limit, &one.act, &one.what);
            let why = why(words, limit, one.started_on, &one.sentence);
            match one.due_on {
                Some(date) => {
                    let by = with(words.letters.by, words.day(date));
                    format!("- {what} {by} {why}")
                }
                None => format!("- {what} {why}"),
            }
        })
        .collect()
}

/// What is owed: in English as it was written, in another language by the line of the deadline
/// table, or by the act that it waits for.
fn what(words: &Words, limit: Option<TimeLimit>, act: &str, written: &str) -> String {
    if words.language == Language::English {
        return written.to_owned();
    }
    let act = act.split_once('.').and_then(|(_, act)| Act::parse(act));
    match (limit, act.and_then(|act| words.task(act))) {
        (Some(limit), _) => words.due(limit).to_owned(),
        (None, Some(task)) => task.to_owned(),
        (None, None) => words.own(written),
    }
}

/// From when the limit runs, and what follows if it is missed; in English also how the day was
/// found, which was written when it was.
fn why(words: &Words, limit: Option<TimeLimit>, started_on: Option<Date>, written: &str) -> String {
    if words.language == Language::English {
        return written.to_owned();
    }
    match (started_on, limit) {
        (None, _) => words.trigger.no_limit.to_owned(),
        (Some(day), Some(limit)) => words.runs(limit, day),
        (Some(_), None) => words.own(written),
    }
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
    /// The letter to a person, in their language as it is now.
    fn letter_to(&self, person: &Person, words: &Words, waiting: &[String], acted: bool) -> Draft {
        let w = &words.letters;
        let (text, subject) = if acted {
            (w.receipt, w.receipt_subject)
        } else {
            (w.entry, w.entry_subject)
        };
        let values = self.values(words, waiting);
        let mark = if self.simulation { w.mark } else { "" };
        Draft {
            account: person.account.id,
            address: person.account.email.clone(),
            host: host_of(self.origin),
            subject: format!("{mark}{}", fill(subject, &values)),
            body: fill(text, &values),
        }
    }

    /// What the texts of the letters name.
    fn values(&self, words: &Words, waiting: &[String]) -> HashMap<&'static str, String> {
        let (case, entry, w) = (self.case, self.entry, &words.letters);
        let about = if self.simulation {
            format!("{}\n{}", w.simulated_case, w.about_case)
        } else {
            w.about_case.to_owned()
        };
        let actor = match entry.actor {
            Some(_) => words.own(&entry.actor_label),
            None => w.clock.to_owned(),
        };
        let home = self.origin.trim_end_matches('/');
        let address = format!("{home}/{}/desk/cases/{}", self.slug, case.row.id);
        HashMap::from([
            ("case", self.named(words)),
            ("no", entry.no.to_string()),
            ("title", title(words, entry)),
            ("actor", actor),
            ("done", self.done(words)),
            ("served", served(words, &case.rules.calendar, entry)),
            ("opens", opens(words, waiting)),
            ("address", address),
            ("about", about),
        ])
    }

    /// The case by its number, once it has one, and its caption.
    fn named(&self, words: &Words) -> String {
        let row = &self.case.row;
        let caption = words.own(&row.caption);
        match row.registered_at.and(row.year.zip(row.number)) {
            Some((year, number)) => {
                let number = format!("{year}/{number}");
                with_two(
                    words.letters.case,
                    ("number", &number),
                    ("caption", &caption),
                )
            }
            None => with(words.letters.unregistered, caption),
        }
    }

    /// When it was done, by the clock of the seat.
    fn done(&self, words: &Words) -> String {
        let rules = &self.case.rules;
        let at = self.entry.at.to_zoned(rules.calendar.zone.clone());
        let values = HashMap::from([
            ("day", words.day(at.date())),
            ("time", at.strftime("%H:%M").to_string()),
            ("place", words.own(&rules.document.venue.place)),
        ]);
        fill(words.letters.moment, &values)
    }
}

/// What the docket says of the entry, in the language of the letter.
fn title(words: &Words, entry: &DocketEntry) -> String {
    let w = &words.act;
    match entry.exhibits() {
        Some((only, last)) if only == last => with(w.exhibit, words.own(only)),
        Some((first, last)) => {
            let (first, last) = (words.own(first), words.own(last));
            with_two(w.exhibits, ("first", &first), ("last", &last))
        }
        None if entry.act.0 == Act::Nominate && entry.detail["alternate"] == true => {
            w.alternate_named.to_owned()
        }
        None => words.told(entry.act.0, entry.submission()),
    }
}

/// When it counts as served, and why then (C-10).
fn served(words: &Words, calendar: &Calendar, entry: &DocketEntry) -> String {
    let text = if calendar.date_of(entry.at) == entry.served_on {
        words.letters.served
    } else {
        words.letters.served_later
    };
    with(text, words.day(entry.served_on))
}

fn opens(words: &Words, waiting: &[String]) -> String {
    if waiting.is_empty() {
        return words.letters.nothing_waits.to_owned();
    }
    format!("{}\n{}", words.letters.waits, waiting.join("\n"))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use domain::Word;
    use domain::language::Language;

    use crate::languages;
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
        let letters = Language::ALL
            .iter()
            .map(|one| &languages::words(*one).letters);
        for text in letters.flat_map(|w| [w.entry, w.receipt, w.entry_subject, w.receipt_subject]) {
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
