use std::collections::BTreeSet;

use domain::Word;
use domain::case::{Act, State};
use domain::deadline::{TimeLimit, Trigger};
use domain::filing::Stage;
use domain::language::Language;
use domain::measure::Technology;
use domain::register::{Office, Stop};
use domain::review::Step;
use domain::ruling::{OpinionKind, RedactionReason, Section};
use jiff::civil::date;

use super::{number, with_two, words};

fn others() -> impl Iterator<Item = Language> {
    let all = Language::ALL.iter().copied();
    all.filter(|language| *language != Language::English)
}

/// What is the same in English and in another language, and rightly so.
const SAME: &[(Language, &[&str])] = &[
    (
        Language::French,
        &[
            "site.comma",
            "site.parts",
            "ruling.arguendo",
            "ruling.simulation",
            "ruling.version_no",
            "ruling.versions",
            "ruling.votes",
            "ruling.proposition",
            "letters.mark",
            "letters.day",
            "follow.message",
            "stop.consultations",
            "schemes.akn",
        ],
    ),
    (
        Language::Spanish,
        &[
            "site.comma",
            "site.date_short",
            "ruling.arguendo",
            "facets.pair",
            "gates.said",
            "schemes.akn",
            "letters.day",
            "letters.happened",
        ],
    ),
    (
        Language::Russian,
        &[
            "site.comma",
            "facets.pair",
            "gates.said",
            "schemes.akn",
            "letters.happened",
        ],
    ),
    (Language::Chinese, &["facets.quoted", "schemes.akn"]),
    (
        Language::Arabic,
        &[
            "site.date",
            "site.date_short",
            "facets.pair",
            "gates.said",
            "schemes.akn",
            "letters.day",
            "letters.happened",
        ],
    ),
];

/// What a French, Spanish or other month is called as in English.
fn is_month(name: &str) -> bool {
    name.starts_with("months.")
}

#[test]
fn no_language_leaves_a_word_in_english() {
    let english = words(Language::English).all();
    for language in others() {
        let known = SAME
            .iter()
            .find(|one| one.0 == language)
            .map_or(&[][..], |one| one.1);
        let mut same = Vec::new();
        for ((name, one), (_, other)) in english.iter().zip(words(language).all()) {
            assert!(!other.trim().is_empty(), "{language}: {name} is empty");
            if *one == other && !is_month(name) {
                same.push(name.clone());
            }
        }
        let (same, known): (BTreeSet<_>, BTreeSet<_>) = (
            same.into_iter().collect(),
            known.iter().map(|name| (*name).to_owned()).collect(),
        );
        assert_eq!(same, known, "{language}");
    }
}

fn places(text: &str) -> BTreeSet<String> {
    let parts = text.split('{').skip(1);
    let names = parts.filter_map(|rest| rest.split_once('}'));
    // The first day of a month is an ordinal in French.
    names
        .map(|(name, _)| name.trim_end_matches(":er").to_owned())
        .collect()
}

#[test]
fn every_language_names_the_same_places_in_a_text() {
    let english = words(Language::English).all();
    for language in others() {
        for ((name, one), (_, other)) in english.iter().zip(words(language).all()) {
            assert_eq!(places(one), places(other), "{language}: {name}");
        }
    }
}

#[test]
fn letters_of_another_script_stand_nowhere_but_in_names() {
    // What is written in Latin letters everywhere: names of things, and an address as an example.
    let names = [
        "Proviso",
        "proviso",
        "body",
        "create",
        "SHA",
        "JSON",
        "RateLimit",
        "Retry",
        "After",
        "Akoma",
        "Ntoso",
        "ISECRC",
        "isecrc",
        "reader",
        "example",
        "org",
        "arguendo",
        "P1",
        "P2",
        "P3",
        "P4",
        "RFC",
        "OpenSSL",
        "authority",
        "pem",
        "Standard",
        "Webhooks",
        "C2",
        "C3",
        "https",
        "challenge",
        "court",
        "hooks",
        "SDMX",
        "CSV",
        // Rule C-10.
        "C",
    ];
    for language in [Language::Russian, Language::Chinese, Language::Arabic] {
        for (name, text) in words(language).all() {
            let mut plain = String::new();
            let mut depth = 0;
            for letter in text.chars() {
                match letter {
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    _ if depth == 0 => plain.push(letter),
                    _ => {}
                }
            }
            let latin = plain.split(|letter: char| !letter.is_ascii_alphanumeric());
            for word in latin.filter(|word| word.chars().any(|letter| letter.is_ascii_alphabetic()))
            {
                assert!(names.contains(&word), "{language}: {name} has “{word}”");
            }
        }
    }
}

#[test]
fn english_says_what_the_law_says() {
    let w = words(Language::English);
    for act in Act::ALL.iter().copied() {
        let said = act.docketed().then(|| act.title());
        assert_eq!(w.act(act), said, "{act}");
    }
    for stage in Stage::ALL.iter().copied() {
        assert_eq!(w.submission(stage), format!("{} filed", stage.title()));
    }
    for limit in TimeLimit::ALL.iter().copied() {
        assert_eq!(w.due(limit), limit.terms().owes);
    }
    for trigger in Trigger::ALL.iter().copied() {
        assert_eq!(w.trigger(trigger), trigger.title());
    }
    for stop in Stop::ALL.iter().copied() {
        assert_eq!(w.stop(stop), stop.title());
    }
    for section in Section::ALL.iter().copied() {
        assert_eq!(w.section(section), section.title());
    }
    for kind in OpinionKind::ALL.iter().copied() {
        assert_eq!(w.opinion(kind), format!("{} {{name}}", kind.title()));
    }
    for reason in RedactionReason::ALL.iter().copied() {
        assert_eq!(w.bar(reason), reason.bar());
    }
    for office in Office::ALL.iter().copied() {
        assert_eq!(w.office(office), office.title());
    }
    for limit in TimeLimit::ALL.iter().copied() {
        assert_eq!(w.missed(limit), limit.consequence());
    }
    for class in Technology::ALL.iter().copied() {
        assert_eq!(w.technology(class).to_lowercase(), class.label());
    }
    for step in Step::ALL.iter().copied() {
        assert_eq!(w.step(step).to_lowercase().replace(' ', "_"), step.as_str());
    }
}

#[test]
fn whatever_anyone_is_told_has_a_word_in_every_language() {
    for language in Language::ALL.iter().copied() {
        let w = words(language);
        let acts = Act::ALL.iter().copied().filter(|act| act.docketed());
        for act in acts {
            assert!(w.act(act).is_some(), "{language}: {act}");
        }
        let states: BTreeSet<_> = State::ALL.iter().map(|state| w.state(*state)).collect();
        assert_eq!(
            states.len(),
            State::ALL.len(),
            "{language}: two states are called alike"
        );
    }
}

#[test]
fn dates_and_numbers_are_as_the_language_writes_them() {
    let (day, first) = (date(2026, 5, 18), date(2026, 8, 1));
    let long = |language| words(language).date(day);
    assert_eq!(long(Language::English), "18 May 2026");
    assert_eq!(long(Language::French), "18 mai 2026");
    assert_eq!(long(Language::Spanish), "18 de mayo de 2026");
    assert_eq!(long(Language::Russian), "18 мая 2026 г.");
    assert_eq!(long(Language::Chinese), "2026年5月18日");
    assert_eq!(long(Language::Arabic), "18 مايو 2026");
    assert_eq!(words(Language::French).date(first), "1er août 2026");
    let day_of_week = |language| words(language).day(day);
    assert_eq!(day_of_week(Language::English), "Mon 18 May 2026");
    assert_eq!(day_of_week(Language::French), "lun. 18 mai 2026");
    assert_eq!(day_of_week(Language::Russian), "пн, 18 мая 2026 г.");
    assert_eq!(day_of_week(Language::Chinese), "2026年5月18日（周一）");
    assert_eq!(day_of_week(Language::Arabic), "الاثنين 18 مايو 2026");
    assert_eq!(words(Language::Spanish).short_date(first), "1 ago 2026");
    assert_eq!(number(Language::English, 1_234_567), "1,234,567");
    assert_eq!(number(Language::French, 12_345), "12\u{202f}345");
    assert_eq!(
        (
            number(Language::Spanish, 1234),
            number(Language::Spanish, 12_345)
        ),
        ("1234".to_owned(), "12.345".to_owned())
    );
    assert_eq!(number(Language::Russian, 999), "999");
}

#[test]
fn places_are_filled_wherever_they_stand() {
    let text = "{b} and {a}";
    assert_eq!(with_two(text, ("a", "{x}"), ("b", "2")), "2 and {x}");
}
