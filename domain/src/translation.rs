//! A ruling in several languages, of which one is authentic. A translation follows the authentic
//! text section by section: paragraph N translates paragraph N, so that a citation by paragraph
//! means the same in every language. What is hidden in the public text stays hidden in it
//! (DL-54 to DL-56, OV-A12).

use crate::Word;
use crate::language::Language;
use crate::refusal::Refusal;
use crate::ruling::{BAR, RedactionReason, Section};

crate::words! {
    /// Where a translation stands.
    TranslationState "translation_state" {
        /// Something in it is not public yet.
        Draft = "draft",
        /// All of it is public.
        Published = "published",
    }
}

/// The language in which rulings are drafted, voted and signed so far: its text alone is authentic.
pub const AUTHENTIC: Language = Language::English;

/// A section of the authentic text, as the public reads it.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// Which section.
    pub section: Section,
    /// Its paragraphs.
    pub paragraphs: Vec<&'a str>,
    /// What stands in it is held (OV-A12), so there is nothing to translate.
    pub held: bool,
}

/// How a translation fails to follow the authentic text. Sections and paragraphs are named by their
/// place, from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// The sections are others, or in another order.
    Sections,
    /// A section has more or fewer paragraphs.
    Paragraphs {
        /// Which section.
        section: usize,
        /// How many it has in the authentic text.
        wanted: usize,
    },
    /// The bars of what is masked are others than in the authentic paragraph.
    Masks {
        /// Which section.
        section: usize,
        /// Which paragraph of it.
        paragraph: usize,
    },
    /// Something stands where everything is held.
    Held {
        /// Which section.
        section: usize,
        /// Which paragraph of it.
        paragraph: usize,
    },
}

/// Where a translation does not follow the authentic text; a paragraph without text is open, and not
/// wrong.
#[must_use]
pub fn misfits(authentic: &[Part<'_>], translated: &[(Section, &[String])]) -> Vec<Misfit> {
    let alike = authentic.iter().map(|part| part.section);
    if !alike.eq(translated.iter().map(|one| one.0)) {
        return vec![Misfit::Sections];
    }
    let mut found = Vec::new();
    for (section, (part, (_, paragraphs))) in authentic.iter().zip(translated).enumerate() {
        if part.paragraphs.len() != paragraphs.len() {
            let wanted = part.paragraphs.len();
            found.push(Misfit::Paragraphs { section, wanted });
            continue;
        }
        let pairs = part.paragraphs.iter().zip(*paragraphs).enumerate();
        for (paragraph, (source, text)) in pairs.filter(|(_, (_, text))| !text.trim().is_empty()) {
            if part.held {
                found.push(Misfit::Held { section, paragraph });
            } else if bars(source) != bars(text) {
                found.push(Misfit::Masks { section, paragraph });
            }
        }
    }
    found
}

/// The paragraphs that have no text yet, by section and place.
#[must_use]
pub fn open(authentic: &[Part<'_>], translated: &[(Section, &[String])]) -> Vec<(usize, usize)> {
    let parts = authentic.iter().zip(translated).enumerate();
    let written = parts.filter(|(_, (part, _))| !part.held);
    let all = written.flat_map(|(section, (_, (_, paragraphs)))| {
        let places = paragraphs.iter().enumerate();
        places.map(move |(paragraph, text)| (section, paragraph, text))
    });
    all.filter(|(.., text)| text.trim().is_empty())
        .map(|(section, paragraph, _)| (section, paragraph))
        .collect()
}

/// How often each bar stands in a text, and how often a bar without a ground.
fn bars(text: &str) -> Vec<usize> {
    let count = |bar: &str| text.matches(bar).count();
    let reasons = RedactionReason::ALL.iter();
    let mut all: Vec<_> = reasons.map(|reason| count(&reason.bar())).collect();
    all.push(count(BAR));
    all
}

/// Whether the authentic text has changed since it was translated: it has a newer version, or
/// another shape.
#[must_use]
pub fn is_behind(of_version: i32, stands: i32, aligned: bool) -> bool {
    of_version < stands || !aligned
}

/// Whether a translation may become public: all of it, and of the text that stands.
///
/// # Errors
///
/// What keeps it from that.
pub fn may_publish(state: TranslationState, behind: bool, open: usize) -> Result<(), Refusal> {
    if state == TranslationState::Published {
        Err(Refusal::TranslationUnchanged)
    } else if behind {
        Err(Refusal::TranslationBehind)
    } else if open > 0 {
        Err(Refusal::TranslationIncomplete)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Misfit, Part, TranslationState, is_behind, may_publish, misfits, open};
    use crate::refusal::Refusal;
    use crate::ruling::{RedactionReason, Section};

    fn part<'a>(section: Section, paragraphs: &[&'a str]) -> Part<'a> {
        Part {
            section,
            paragraphs: paragraphs.to_vec(),
            held: section == Section::Recommendations,
        }
    }

    fn of(
        authentic: &[Part<'_>],
        translated: &[(Section, &[&str])],
    ) -> (Vec<Misfit>, Vec<(usize, usize)>) {
        let owned: Vec<(Section, Vec<String>)> = translated
            .iter()
            .map(|(section, texts)| (*section, texts.iter().map(ToString::to_string).collect()))
            .collect();
        let seen: Vec<_> = owned
            .iter()
            .map(|(section, texts)| (*section, texts.as_slice()))
            .collect();
        (misfits(authentic, &seen), open(authentic, &seen))
    }

    #[test]
    fn paragraph_n_translates_paragraph_n() {
        let text = [part(Section::Findings, &["One.", "Two."])];
        let say = |texts: &[&str]| of(&text, &[(Section::Findings, texts)]);
        assert_eq!(say(&["Un.", "Deux."]), (vec![], vec![]));
        assert_eq!(say(&["Un.", " "]), (vec![], vec![(0, 1)]));
        let wrong = Misfit::Paragraphs {
            section: 0,
            wanted: 2,
        };
        assert_eq!(say(&["Un et deux."]).0, [wrong]);
        assert_eq!(of(&text, &[]).0, [Misfit::Sections]);
        let other: &[(Section, &[&str])] = &[(Section::Evidence, &["Un.", "Deux."])];
        assert_eq!(of(&text, other).0, [Misfit::Sections]);
    }

    #[test]
    fn a_translation_has_the_bars_of_its_paragraph_and_no_others() {
        let bar = RedactionReason::PersonalData.bar();
        let source = format!("{bar} spoke to {bar}.");
        let text = [part(Section::Findings, &[&source])];
        let fits = |said: &str| of(&text, &[(Section::Findings, &[said])]).0.is_empty();
        assert!(fits(&format!("{bar} a parlé à {bar}.")));
        assert!(!fits(&format!("{bar} a parlé à Mme Okafor.")));
        assert!(!fits("█████ a parlé à █████."));
        let other = RedactionReason::ThirdParty.bar();
        assert!(!fits(&format!("{bar} a parlé à {other}.")));
        assert!(!fits(&format!("{bar} a parlé à {bar} et à █████.")));
    }

    #[test]
    fn what_is_held_is_neither_translated_nor_waited_for() {
        let text = [part(Section::Recommendations, &["Held.", "Held."])];
        let say = |texts: &[&str]| of(&text, &[(Section::Recommendations, texts)]);
        assert_eq!(say(&["", ""]), (vec![], vec![]));
        let wrong = Misfit::Held {
            section: 0,
            paragraph: 1,
        };
        assert_eq!(say(&["", "Retirer la mesure."]).0, [wrong]);
    }

    #[test]
    fn only_the_whole_of_what_stands_becomes_public_and_once() {
        use TranslationState::{Draft, Published};
        assert!(is_behind(1, 2, true) && is_behind(2, 2, false) && !is_behind(2, 2, true));
        assert_eq!(may_publish(Draft, false, 0), Ok(()));
        assert_eq!(
            may_publish(Draft, false, 3),
            Err(Refusal::TranslationIncomplete)
        );
        assert_eq!(may_publish(Draft, true, 3), Err(Refusal::TranslationBehind));
        assert_eq!(
            may_publish(Published, true, 0),
            Err(Refusal::TranslationUnchanged)
        );
    }
}
