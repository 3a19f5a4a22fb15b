//! Emergency access, "break-glass" (procedure 2.1.3, act 41): the administrator, who has no access to content, is
//! let in to the documents of one case for some hours, when the registrar and the President both say so. What a
//! State has classified (C4) and the deliberation (C5) stay closed to everyone for good.

use crate::document::Class;

/// For so many hours at most it stays open.
pub const LONGEST_HOURS: i64 = 24;

/// For so many hours a request waits for both approvals; then it has lapsed.
pub const WAITS_HOURS: i64 = 24;

/// A reason is as long as this at least, in characters, since others are told of it.
pub const SHORTEST_REASON: usize = 20;

/// And as long as this at most.
pub const LONGEST_REASON: usize = 2000;

crate::words! {
    /// What is done with an emergency access.
    Act "emergency" {
        /// The administrator asks for it.
        Ask = "ask",
        /// The registrar approves it.
        ApproveForRegistry = "approve_for_registry",
        /// The President approves it.
        ApproveForPresident = "approve_for_president",
        /// One of them refuses it.
        Refuse = "refuse",
        /// It ends before its time, or what was asked for is called off.
        End = "end",
    }
}

crate::words! {
    /// Where an emergency access stands.
    State "emergency_state" {
        /// It waits for an approval.
        Waiting = "waiting",
        /// It is open.
        Open = "open",
        /// It was open and is not any more.
        Over = "over",
        /// It was refused.
        Refused = "refused",
        /// It was called off, or not approved by both in time.
        Lapsed = "lapsed",
    }
}

/// What is wrong with a wish for it, by field.
#[must_use]
pub fn faults(class: Class, reason: &str, hours: i64) -> Vec<(&'static str, &'static str)> {
    let mut faults = Vec::new();
    if !(Class::PartyConfidential..=Class::StrictlyConfidential).contains(&class) {
        let why = "Choose class C1, C2 or C3. C0 is public, and C4 and C5 open to nobody this way.";
        faults.push(("class", why));
    }
    if !(SHORTEST_REASON..=LONGEST_REASON).contains(&reason.trim().chars().count()) {
        let why = "Say in 20 to 2,000 characters what happened and what has to be looked at. The parties will read it.";
        faults.push(("reason", why));
    }
    if !(1..=LONGEST_HOURS).contains(&hours) {
        faults.push(("hours", "Choose from 1 hour to 24 hours."));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_HOURS, faults};
    use crate::document::Class;

    #[test]
    fn it_reaches_neither_what_a_state_has_classified_nor_the_deliberation() {
        let reason = "The exhibit opens as an empty page for everyone.";
        for class in [
            Class::PartyConfidential,
            Class::BusinessConfidential,
            Class::StrictlyConfidential,
        ] {
            assert_eq!(faults(class, reason, LONGEST_HOURS), []);
        }
        for class in [Class::Public, Class::Classified, Class::Deliberative] {
            assert_eq!(faults(class, reason, 1)[0].0, "class", "{class:?}");
        }
        let all = faults(Class::Classified, "  because of something   ", 25);
        assert_eq!(
            all.iter().map(|(field, _)| *field).collect::<Vec<_>>(),
            ["class", "hours"]
        );
        assert_eq!(
            faults(Class::PartyConfidential, "          why          ", 0)[0].0,
            "reason"
        );
    }
}
