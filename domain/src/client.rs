//! Programs that act for someone: what they may do at most, and for how long.

/// For so many days a program may be let in before it is made anew.
pub const LONGEST_DAYS: i64 = 366;

/// So many of one person's may be let in at the same time.
pub const MOST: usize = 20;

/// For so many hours a former secret still works when there is another one.
pub const FORMER_SECRET_HOURS: i64 = 24;

crate::words! {
    /// What a program may do at most: never more than the person for whom it acts may do. What binds
    /// that person or the body is among none of these; people do it.
    Scope "client_scope" {
        /// Reads what its person may read, except how their account is secured.
        Read = "read",
        /// Reads linkage reports and their data, and confirms that they were received (L-06).
        Reports = "reports",
        /// Sends documents and writes the draft of a request; it files nothing.
        Prepare = "prepare",
    }
}

/// What is wrong with the days for which a program is to be let in, if anything is.
#[must_use]
pub fn days_fault(days: i64) -> Option<&'static str> {
    (!(1..=LONGEST_DAYS).contains(&days)).then_some("Choose from 1 day to 366 days.")
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_DAYS, days_fault};

    #[test]
    fn a_program_is_let_in_for_a_year_at_most() {
        for (days, right) in [
            (-1, false),
            (0, false),
            (1, true),
            (366, true),
            (367, false),
        ] {
            assert_eq!(days_fault(days).is_none(), right, "{days}");
        }
        assert!(days_fault(0).is_some_and(|why| why.contains(&LONGEST_DAYS.to_string())));
    }
}
