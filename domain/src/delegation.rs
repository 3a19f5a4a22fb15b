//! A state's delegation: who speaks for it, from when to when, on which letter of credence (procedure
//! 2.1.1: one agent of record and one deputy per state; 2.1.3, act 40: the agent asks for the own team, the
//! registrar approves).

use jiff::civil::{Date, date};

use crate::people::Role;

crate::words! {
    /// What is done with a state's delegation.
    Act "delegation" {
        /// The state, or for its first agent the registry, puts someone forward on a letter of credence.
        PutForward = "put_forward",
        /// The state takes back whom it has put forward and who has not begun.
        TakeBack = "take_back",
        /// The registrar accredits whom a state has put forward.
        Accept = "accept",
        /// The registrar does not, and says why.
        Refuse = "refuse",
        /// The agent ends the role of a member of their team.
        End = "end",
        /// A member leaves the delegation.
        Resign = "resign",
    }
}

crate::words! {
    /// How a membership of a delegation stands.
    Standing "delegation_standing" {
        /// The registrar has not decided.
        Waiting = "waiting",
        /// It was accepted, and its first day has not come.
        Coming = "coming",
        /// It is held now.
        Held = "held",
        /// Its last day has passed.
        Over = "over",
        /// It ended before its last day: by the agent, or by whoever left.
        Ended = "ended",
        /// The registrar did not accept it.
        Refused = "refused",
        /// It was taken back before it began.
        TakenBack = "taken_back",
    }
}

/// Of this role a state has one holder at a time.
#[must_use]
pub fn is_single(role: Role) -> bool {
    matches!(role, Role::Agent | Role::DeputyAgent)
}

/// From when to when a role is held, both days included; without a last day, until it is ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// The first day.
    pub first: Date,
    /// The last one.
    pub last: Option<Date>,
}

/// The last day that is over, wherever on earth, before the calendars of computers end.
const FARTHEST: Date = date(9999, 12, 29);

impl Term {
    /// What is wrong with a term that is asked for today, if anything is: the field, and why.
    #[must_use]
    pub fn fault(self, today: Date) -> Option<(&'static str, &'static str)> {
        if self.first < today {
            Some(("first_day", "Choose today or a later day."))
        } else if self.first > FARTHEST.max(today) {
            Some((
                "first_day",
                "The calendar ends before this day is over: choose 29 December 9999 or an earlier day.",
            ))
        } else if self.last.is_some_and(|last| last > FARTHEST) {
            Some((
                "last_day",
                "The calendar ends before this day is over: choose 29 December 9999 or an earlier day, or leave it \
                 open.",
            ))
        } else if self.last.is_some_and(|last| last < self.first) {
            Some((
                "last_day",
                "The last day comes before the first one: choose a later day, or leave it open.",
            ))
        } else {
            None
        }
    }

    /// The same, accepted today: nobody acts for a state before they are accredited. Nothing, if its last day
    /// has passed.
    #[must_use]
    pub fn accepted(self, today: Date) -> Option<Term> {
        let first = self.first.max(today);
        let is_over = self.last.is_some_and(|last| last < first);
        (!is_over).then_some(Term { first, ..self })
    }

    /// What becomes of this term when someone else takes over for that one.
    #[must_use]
    pub fn handed_over(self, to: Term) -> HandOver {
        if self.last.is_some_and(|last| last < to.first) {
            HandOver::Apart
        } else if self.first < to.first {
            HandOver::EndsOn(to.first.saturating_sub(jiff::Span::new().days(1)))
        } else if to.last.is_some_and(|last| last < self.first) {
            HandOver::Apart
        } else {
            HandOver::InTheWay
        }
    }
}

/// How one term stands to another that is to follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandOver {
    /// They do not touch.
    Apart,
    /// The former one ends on this day.
    EndsOn(Date),
    /// The other one begins no earlier, so it is nobody's predecessor.
    InTheWay,
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::{FARTHEST, HandOver, Term, is_single};
    use crate::people::{Role, is_of_delegation};
    use crate::words::Word;

    fn day(day: i8) -> Date {
        date(2026, 3, day)
    }

    fn term(first: i8, last: Option<i8>) -> Term {
        Term {
            first: day(first),
            last: last.map(day),
        }
    }

    #[test]
    fn a_term_begins_today_at_the_earliest_and_ends_after_it_begins() {
        let field = |term: Term| term.fault(day(5)).map(|(field, _)| field);
        assert_eq!(field(term(5, None)), None);
        assert_eq!(field(term(5, Some(5))), None);
        assert_eq!(field(term(4, None)), Some("first_day"));
        assert_eq!(field(term(6, Some(5))), Some("last_day"));
    }

    #[test]
    fn a_term_ends_before_all_calendars_do() {
        let field = |term: Term, today| term.fault(today).map(|(field, _)| field);
        let until = |last| Term {
            last: Some(last),
            ..term(5, None)
        };
        assert_eq!(field(until(FARTHEST), day(5)), None);
        assert_eq!(field(until(Date::MAX), day(5)), Some("last_day"));
        assert_eq!(
            field(until(FARTHEST.tomorrow().unwrap()), day(5)),
            Some("last_day")
        );
        let late = Term {
            first: Date::MAX,
            last: None,
        };
        assert_eq!(field(late, day(5)), Some("first_day"));
        // Where it is that day already, a term may begin.
        assert_eq!(field(late, Date::MAX), None);
    }

    #[test]
    fn nobody_acts_for_a_state_before_they_are_accredited() {
        assert_eq!(
            term(5, Some(9)).accepted(day(3)),
            Some(term(5, Some(9))),
            "in time"
        );
        assert_eq!(term(5, Some(9)).accepted(day(9)), Some(term(9, Some(9))));
        assert_eq!(term(5, Some(9)).accepted(day(10)), None);
        assert_eq!(term(5, None).accepted(day(10)), Some(term(10, None)));
    }

    #[test]
    fn a_successor_ends_the_former_term_the_day_before_and_no_later_one() {
        let next = term(10, Some(20));
        for (former, becomes) in [
            (term(1, None), HandOver::EndsOn(day(9))),
            (term(1, Some(10)), HandOver::EndsOn(day(9))),
            (term(9, Some(30)), HandOver::EndsOn(day(9))),
            (term(1, Some(9)), HandOver::Apart),
            (term(21, None), HandOver::Apart),
            (term(10, Some(10)), HandOver::InTheWay),
            (term(20, None), HandOver::InTheWay),
        ] {
            assert_eq!(former.handed_over(next), becomes, "{former:?}");
        }
        assert_eq!(
            term(21, None).handed_over(term(10, None)),
            HandOver::InTheWay
        );
    }

    #[test]
    fn a_state_has_one_agent_and_one_deputy() {
        for &role in Role::ALL {
            assert!(!is_single(role) || is_of_delegation(role), "{role}");
        }
        assert!(is_single(Role::DeputyAgent) && !is_single(Role::Counsel));
    }
}
