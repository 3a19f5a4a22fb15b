//! How a vocabulary is declared: each word once, with its text.

/// A closed vocabulary. Columns, JSON, policies and screens are checked against its spelling.
pub trait Word: Copy + Eq + std::fmt::Debug + 'static {
    /// What the vocabulary is called, in snake case: the prefix of its policy actions.
    const NAME: &'static str;
    /// Every word, in the order of the rulebook.
    const ALL: &'static [Self];
    /// The spelling of every word, in that order.
    const SPELLINGS: &'static [&'static str];

    /// The one spelling.
    fn as_str(self) -> &'static str;

    /// The word that is spelled so, if there is one.
    fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|word| word.as_str() == text)
    }
}

/// Declares a vocabulary: `words! { /// Doc. pub Name "name" { /// Doc. Variant = "text", … } }`.
/// `Ord` follows the order of declaration.
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* $name:ident $label:literal { $($(#[$word_doc:meta])* $word:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$word_doc])* $word),+ }

        impl $crate::words::Word for $name {
            const NAME: &'static str = $label;
            const ALL: &'static [Self] = &[$(Self::$word),+];
            const SPELLINGS: &'static [&'static str] = &[$($text),+];

            fn as_str(self) -> &'static str {
                match self { $(Self::$word => $text),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::words::Word::as_str(*self))
            }
        }
    };
}
