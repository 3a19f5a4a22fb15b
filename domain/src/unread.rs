//! What is wrong with a field whose content cannot even be read, and what would be right.

crate::words! {
    /// Why a field cannot be read, by what it should hold.
    Unread "unread" {
        /// There is nothing, and there must be something.
        Needed = "needed",
        /// Nothing has this name.
        Unknown = "unknown",
        /// It is given more than once.
        Twice = "twice",
        /// It is none of the words of a closed list; the names are these words.
        Choice = "choice",
        /// It should be a day.
        Day = "day",
        /// It should be a moment.
        Moment = "moment",
        /// It should be an id.
        Id = "id",
        /// It should be a whole number.
        Whole = "whole",
        /// It is less than the least number; the name is that number.
        Least = "least",
        /// It is more than the greatest number; the name is that number.
        Most = "most",
        /// It should be a number.
        Number = "number",
        /// It should be true or false.
        TrueOrFalse = "true_or_false",
        /// It should be a text.
        Text = "text",
        /// It should be a list.
        List = "list",
        /// It should be a group of fields.
        Group = "group",
        /// It does not have the form that it needs.
        Form = "form",
    }
}

impl Unread {
    /// What would be right: a sentence. `names` are the words or the number that it speaks of.
    #[must_use]
    pub fn why(self, names: &[impl std::borrow::Borrow<str>]) -> String {
        let plain = match self {
            Self::Needed => "This is needed.",
            Self::Unknown => "There is no field of this name.",
            Self::Twice => "Give this once.",
            Self::Choice => return format!("Choose one of: {}.", names.join(", ")),
            Self::Day => "Give a day, as 2026-11-30.",
            Self::Moment => "Give a moment, as 2026-11-30T09:00:00Z.",
            Self::Id => "Give an id, as 0199f3c2-5a7e-7c41-9d2b-6f0e8a1b3c4d.",
            Self::Whole => "Give a whole number.",
            Self::Least => return format!("Give a number of at least {}.", names.join(", ")),
            Self::Most => return format!("Give a number of at most {}.", names.join(", ")),
            Self::Number => "Give a number.",
            Self::TrueOrFalse => "Say true or false.",
            Self::Text => "Give a text.",
            Self::List => "Give a list.",
            Self::Group => "Give a group of fields.",
            Self::Form => "This does not have the form that it needs.",
        };
        plain.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::Unread;
    use crate::words::Word;

    #[test]
    fn each_says_what_would_be_right_in_a_sentence_of_its_own() {
        let all: std::collections::BTreeSet<_> =
            Unread::ALL.iter().map(|one| one.why(&["7", "8"])).collect();
        assert_eq!(all.len(), Unread::ALL.len());
        assert!(all.iter().all(|why| why.ends_with('.')));
        assert_eq!(Unread::Choice.why(&["P1", "P2"]), "Choose one of: P1, P2.");
        assert_eq!(Unread::Most.why(&["255"]), "Give a number of at most 255.");
    }
}
