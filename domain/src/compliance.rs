//! What is owed after a ruling: each remedy's weight, date, completion and lateness.

use jiff::civil::Date;
use jiff::{Span, Unit};

/// How much a remedy weighs in the compliance index: 1, 2 or 3, fixed in the ruling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weight(u8);

impl Weight {
    /// A weight of 1, 2 or 3; nothing else is one.
    pub fn new(value: i32) -> Option<Self> {
        u8::try_from(value)
            .ok()
            .filter(|w| (1..=3).contains(w))
            .map(Self)
    }

    /// The number.
    pub fn get(self) -> u8 {
        self.0
    }
}

crate::words! {
    /// Where a remedy stands.
    Status "remedy_status" {
        /// Its date has not come.
        Running = "running",
        /// Its date has passed and it is not done.
        Overdue = "overdue",
        /// The applicant has accepted it as done (T-40).
        Done = "done",
    }
}

/// What the ruling ordered or recommended, and what came of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Remedy {
    /// Fixed in the ruling.
    pub weight: Weight,
    /// The last day on which it is on time (DL-59).
    pub due: Date,
    /// When it was done in full.
    pub done_on: Option<Date>,
    /// How much of it is done while it is not done in full, in percent.
    pub done_percent: u8,
    /// A stay takes it out of the index.
    pub stayed: bool,
}

impl Remedy {
    /// Where it stands on a day.
    pub fn status_on(&self, day: Date) -> Status {
        match self.done_on {
            Some(done) if done <= day => Status::Done,
            _ if day > self.due => Status::Overdue,
            _ => Status::Running,
        }
    }

    /// The share that is done by a day, from 0 to 1.
    pub fn completion_on(&self, day: Date) -> f64 {
        match self.status_on(day) {
            Status::Done => 1.0,
            Status::Running | Status::Overdue => f64::from(self.done_percent.min(100)) / 100.0,
        }
    }

    /// Days late, counted to completion or to the day asked about; 0 if on time.
    pub fn days_late_on(&self, day: Date) -> i32 {
        let until = self.done_on.map_or(day, |done| done.min(day));
        days_between(self.due, until).max(0)
    }

    /// Days since it fell due while it is still not done; 0 otherwise.
    pub fn days_outstanding_on(&self, day: Date) -> i32 {
        match self.status_on(day) {
            Status::Overdue => days_between(self.due, day),
            Status::Running | Status::Done => 0,
        }
    }
}

/// When a remedy falls due: so many days after the ruling is issued, before any rolling to a
/// working day, which the calendar does.
pub fn due_after(issued: Date, days: i32) -> Option<Date> {
    let span = Span::new().try_days(days).ok()?;
    issued.checked_add(span).ok()
}

/// Whole days from one date to another; negative when the second is earlier.
pub(crate) fn days_between(from: Date, to: Date) -> i32 {
    from.until((Unit::Day, to))
        .map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::{Remedy, Status, Weight, due_after};
    use jiff::civil::date;

    fn remedy() -> Remedy {
        Remedy {
            weight: Weight::new(2).unwrap(),
            due: date(2026, 6, 30),
            done_on: None,
            done_percent: 25,
            stayed: false,
        }
    }

    #[test]
    fn a_weight_is_one_two_or_three() {
        assert_eq!(Weight::new(0), None);
        assert_eq!(Weight::new(3).map(Weight::get), Some(3));
        assert_eq!(Weight::new(4), None);
        assert_eq!(Weight::new(-1), None);
    }

    #[test]
    fn the_due_day_itself_is_on_time() {
        assert_eq!(remedy().status_on(date(2026, 6, 30)), Status::Running);
        assert_eq!(remedy().days_late_on(date(2026, 6, 30)), 0);
        assert_eq!(remedy().status_on(date(2026, 7, 1)), Status::Overdue);
        assert_eq!(remedy().days_outstanding_on(date(2026, 7, 11)), 11);
    }

    #[test]
    fn lateness_stops_at_completion() {
        let done = Remedy {
            done_on: Some(date(2026, 7, 10)),
            ..remedy()
        };
        assert_eq!(done.days_late_on(date(2027, 1, 1)), 10);
        assert_eq!(done.days_outstanding_on(date(2027, 1, 1)), 0);
        assert!((done.completion_on(date(2027, 1, 1)) - 1.0).abs() < f64::EPSILON);
        // Asked about an earlier day, it was not yet done.
        assert_eq!(done.status_on(date(2026, 7, 5)), Status::Overdue);
        assert!((done.completion_on(date(2026, 7, 5)) - 0.25).abs() < f64::EPSILON);
    }

    #[test]
    fn a_period_of_days_is_counted_from_the_day_after_issue() {
        assert_eq!(due_after(date(2026, 1, 1), 180), Some(date(2026, 6, 30)));
    }
}
