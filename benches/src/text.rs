//! Chance by a seed, and texts whose words are as unevenly frequent as those of a language (Zipf).

use std::collections::BTreeSet;

/// SplitMix64: the same seed, the same numbers, on every machine.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below the limit.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    /// One of them.
    pub(crate) fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// A number from 0 to 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// How many words there are: those of the clauses first, made-up ones after them.
const WORDS: usize = 30_000;
const SYLLABLES: [&str; 24] = [
    "ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo", "bran",
    "clor", "dret", "flin", "gros", "plan", "stri", "tram", "vent", "quor",
];

/// Words by rank, and how much of a text the words up to each rank are.
pub(crate) struct Vocabulary {
    words: Vec<String>,
    up_to: Vec<f64>,
}

impl Vocabulary {
    /// The words of these texts in the order of their first use, then made-up ones.
    pub(crate) fn of(texts: impl Iterator<Item = String>) -> Self {
        let (mut words, mut known) = (Vec::new(), BTreeSet::new());
        for text in texts {
            let letters = text.split(|letter: char| !letter.is_ascii_alphabetic());
            for word in letters.filter(|word| word.len() > 1) {
                let word = word.to_lowercase();
                if known.insert(word.clone()) {
                    words.push(word);
                }
            }
        }
        let mut number = 0;
        while words.len() < WORDS {
            let (mut rest, mut word) = (number + 24 * 24, String::new());
            while rest > 0 {
                word.push_str(SYLLABLES[rest % 24]);
                rest /= 24;
            }
            number += 1;
            if known.insert(word.clone()) {
                words.push(word);
            }
        }
        let mut sum = 0.0;
        let up_to = (1..=words.len()).map(|rank| {
            sum += 1.0 / rank as f64;
            sum
        });
        let up_to = up_to.collect();
        Self { words, up_to }
    }

    /// The word of a rank.
    pub(crate) fn ranked(&self, rank: usize) -> &str {
        &self.words[rank.min(self.words.len() - 1)]
    }

    /// So many words, in sentences.
    pub(crate) fn paragraph(&self, chance: &mut Chance, words: usize) -> String {
        let all = self.up_to.last().copied().unwrap_or(1.0);
        let (mut text, mut start) = (String::with_capacity(words * 7), true);
        for no in 1..=words {
            let wanted = chance.share() * all;
            let word = self.ranked(self.up_to.partition_point(|up_to| *up_to < wanted));
            if start {
                text.push_str(&word[..1].to_uppercase());
                text.push_str(&word[1..]);
            } else {
                text.push_str(word);
            }
            start = no % 17 == 0 || no == words;
            text.push_str(if start { ". " } else { " " });
        }
        text.truncate(text.trim_end().len());
        text
    }
}

#[cfg(test)]
mod tests {
    use super::{Chance, Vocabulary};

    #[test]
    fn the_same_seed_writes_the_same_and_the_first_words_are_the_most_frequent() {
        let words = || Vocabulary::of(["The security of trade".to_owned()].into_iter());
        let write = |seed| {
            words()
                .paragraph(&mut Chance::seeded(seed), 5000)
                .to_lowercase()
        };
        assert_eq!(write(1), write(1));
        assert_ne!(write(1), write(2));
        let count = |word: &str| write(1).split(' ').filter(|one| *one == word).count();
        assert!(count("the") > count("trade") && count("trade") > 5);
    }
}
