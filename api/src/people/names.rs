//! Names of people, who are told apart by them: nothing in a name is invisible, turns the direction
//! of writing, or looks like a letter that it is not.

/// The alphabets whose letters look alike (Unicode UTS 39, the confusables of Latin).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Alphabet {
    Latin,
    Greek,
    Cyrillic,
}

fn alphabet(letter: char) -> Option<Alphabet> {
    match letter {
        'a'..='z'
        | 'A'..='Z'
        | '\u{c0}'..='\u{24f}'
        | '\u{1e00}'..='\u{1eff}'
        | '\u{ff21}'..='\u{ff5a}' => Some(Alphabet::Latin),
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Some(Alphabet::Greek),
        '\u{400}'..='\u{52f}' | '\u{1c80}'..='\u{1c8f}' | '\u{2de0}'..='\u{2dff}' => {
            Some(Alphabet::Cyrillic)
        }
        _ => None,
    }
}

/// What cannot be seen or turns what follows: controls, marks of direction, and signs without width.
/// The joiners of Arabic and Indic writing (U+200C, U+200D) are letters' company there and stay.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}' | '\u{200e}'
            | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// A joiner that joins nothing: beside it stands no letter of a script that has joiners.
fn is_lost_joiner(before: Option<char>, letter: char) -> bool {
    matches!(letter, '\u{200c}' | '\u{200d}')
        && !before.is_some_and(|before| matches!(before, '\u{600}'..='\u{8ff}' | '\u{900}'..='\u{dff}' | '\u{1000}'..='\u{109f}'))
}

/// What is wrong with a name, said so that it can be written right.
pub(super) fn fault(name: &str) -> Option<&'static str> {
    if name.trim().is_empty() || name.chars().count() > 200 {
        return Some("Give a name of up to 200 letters.");
    }
    let before = std::iter::once(None).chain(name.chars().map(Some));
    let mut lost = before.zip(name.chars());
    if name.chars().any(is_hidden) || lost.any(|(before, letter)| is_lost_joiner(before, letter)) {
        return Some(
            "A name has no control characters, nothing that cannot be seen, and no marks that turn the direction of writing.",
        );
    }
    let is_mixed = |word: &str| {
        let mut found = word.chars().filter_map(alphabet);
        let first = found.next();
        found.any(|next| Some(next) != first)
    };
    name.split(|letter: char| letter.is_whitespace() || letter == '-')
        .any(is_mixed)
        .then_some(
            "A word of a name is in one alphabet: letters of Latin, Greek and Cyrillic look alike.",
        )
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn names_of_the_world_are_names() {
        for name in [
            "Anna Müller-Lüdenscheidt",
            "Đặng Thị Ngọc Thịnh",
            "Ольга Ёлкина",
            "Γιώργος Παπανδρέου",
            "علی\u{200c}رضا",
            "محمد بن سلمان",
            "क्\u{200d}ष",
            "李小龍",
            "O’Brien (counsel)",
            "Пётр I",
            "Registrar 2",
        ] {
            assert_eq!(fault(name), None, "{name}");
        }
    }

    #[test]
    fn a_name_that_only_looks_like_another_is_none() {
        for name in [
            "",
            " ",
            "A \u{202e}trick",
            "The\u{200b} Registrar",
            "The\u{200d} Registrar",
            "The Registrar\u{200e}",
            "The\u{2066} Registrar",
            "The\nRegistrar",
            "The R\u{435}gistrar",
            "\u{410}nna",
            "\u{391}nna",
            "\u{3164}",
            "The\u{ad}Registrar",
        ] {
            assert!(fault(name).is_some(), "{name:?}");
        }
        assert!(fault(&"a".repeat(201)).is_some());
    }
}
