//! Working days, limits and holds in the time zone of the venue (procedure 2.7), each due date
//! with a reason that a person can read.

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp};

crate::words! {
    /// What a limit counts (rules C-1, C-4, C-6).
    Unit "unit" {
        /// Every day counts.
        CalendarDays = "calendar_days",
        /// Only working days of the venue count.
        WorkingDays = "working_days",
        /// Ends on the same day number.
        Months = "months",
        /// Elapsed time; never moves.
        Hours = "hours",
    }
}

/// How long a limit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// How many.
    pub length: u16,
    /// Of what.
    pub unit: Unit,
}

/// The working days of a venue.
#[derive(Clone, Debug)]
pub struct Calendar {
    /// The zone of the venue; by name, never a fixed offset (C-7).
    pub zone: TimeZone,
    /// Fixed official holidays. A floating holiday is a working day and does not belong here (C-8).
    pub holidays: BTreeSet<Date>,
}

/// Why a day is not a working day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayOff {
    /// By the week.
    Saturday,
    /// By the week.
    Sunday,
    /// By the official list of the venue.
    Holiday,
}

/// The event that a limit runs from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// What the event is called in a sentence: "service", "constitution of the panel".
    pub event: &'static str,
    /// The day of the event at the venue; the limit's first day is the next one (C-2).
    pub date: Date,
    /// The time of that day, at the venue.
    pub time: Time,
    /// The instant, from which hours run.
    pub instant: Timestamp,
    /// Set when what was served came too late in the day or on a day off (C-10).
    pub deemed: Option<Deemed>,
}

/// That something counts as served later than it was sent (C-10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deemed {
    /// The day on which it was sent.
    pub sent: Date,
    /// Why it did not count on that day; nothing: it came after 17:00.
    pub off: Option<DayOff>,
}

/// A stretch in which limits stop (C-15). Neither the first nor the last day counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// The day on which the hold takes effect.
    pub from: Date,
    /// The day of resumption.
    pub until: Date,
}

/// By when something is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The last day, at the venue.
    pub date: Date,
    /// The last time of that day, at the venue.
    pub time: Time,
    /// The last instant: something at this instant is in time.
    pub instant: Timestamp,
    /// How the day was found.
    pub reason: Reason,
}

/// How a due date was found, from which [`Due::sentence`] is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// From what.
    pub start: Start,
    /// How long.
    pub limit: Limit,
    /// Which way, and whether the end may move.
    pub course: Course,
    /// What happened on the way, in order.
    pub steps: Vec<Step>,
}

/// Which way a limit runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Course {
    /// Forward from the event; moves to the next working day (C-3).
    Forward,
    /// Back from the event; moves to the preceding working day (C-5).
    Backward,
    /// Forward to an end that comes by itself and never moves (C-4).
    Automatic,
}

/// What changed a due date on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The month has no such day, so the limit ends on its last (C-6).
    ShortMonth {
        /// The day number that is missing.
        day: i8,
    },
    /// A hold kept the unused days (C-15).
    Stopped {
        /// The hold.
        hold: Hold,
        /// How many days were left, in the unit of the limit (days, for months).
        left: i32,
    },
    /// Fewer than five working days were left after a hold, so five are given (C-15).
    FiveGiven,
    /// The last day was not a working day.
    Moved {
        /// The day on which the limit would have ended.
        from: Date,
        /// Why not.
        off: DayOff,
    },
    /// The calendar changed, and a change never shortens (C-9).
    Kept {
        /// The earlier day that the changed calendar would give.
        instead_of: Date,
    },
}

/// The hour after which service counts on the next working day (C-10).
const SERVICE_ENDS: Time = Time::constant(17, 0, 0, 0);
const LAST_SECOND: Time = Time::constant(23, 59, 59, 0);
/// What a party has at least after a hold (C-15).
const WORKING_DAYS_AFTER_HOLD: i32 = 5;

impl Limit {
    /// So many calendar days.
    #[must_use]
    pub const fn days(length: u16) -> Limit {
        Limit {
            length,
            unit: Unit::CalendarDays,
        }
    }

    /// So many working days.
    #[must_use]
    pub const fn working_days(length: u16) -> Limit {
        Limit {
            length,
            unit: Unit::WorkingDays,
        }
    }

    /// So many months.
    #[must_use]
    pub const fn months(length: u16) -> Limit {
        Limit {
            length,
            unit: Unit::Months,
        }
    }

    /// So many hours.
    #[must_use]
    pub const fn hours(length: u16) -> Limit {
        Limit {
            length,
            unit: Unit::Hours,
        }
    }

    /// The length of a limit in hours, as elapsed time.
    fn elapsed(self) -> SignedDuration {
        SignedDuration::from_hours(i64::from(self.length))
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::CalendarDays => "day",
            Unit::WorkingDays => "working day",
            Unit::Months => "month",
            Unit::Hours => "hour",
        };
        let plural = if self.length == 1 { "" } else { "s" };
        write!(f, "{} {unit}{plural}", self.length)
    }
}

impl fmt::Display for DayOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DayOff::Saturday => "a Saturday",
            DayOff::Sunday => "a Sunday",
            DayOff::Holiday => "an official holiday",
        })
    }
}

impl Calendar {
    /// Why this is not a working day; nothing if it is one (C-8).
    #[must_use]
    pub fn day_off(&self, date: Date) -> Option<DayOff> {
        match date.weekday() {
            Weekday::Saturday => Some(DayOff::Saturday),
            Weekday::Sunday => Some(DayOff::Sunday),
            _ if self.holidays.contains(&date) => Some(DayOff::Holiday),
            _ => None,
        }
    }

    /// Whether limits may end on this day.
    #[must_use]
    pub fn is_working_day(&self, date: Date) -> bool {
        self.day_off(date).is_none()
    }

    /// This day, or the first working day after it.
    #[must_use]
    pub fn working_day_from(&self, date: Date) -> Date {
        self.seek(date, 1)
    }

    /// This day, or the last working day before it.
    #[must_use]
    pub fn working_day_until(&self, date: Date) -> Date {
        self.seek(date, -1)
    }

    /// The day at the venue.
    #[must_use]
    pub fn date_of(&self, instant: Timestamp) -> Date {
        self.zone.to_datetime(instant).date()
    }

    /// The last instant of a day at the venue (C-7).
    #[must_use]
    pub fn end_of(&self, date: Date) -> Timestamp {
        self.instant(date, LAST_SECOND)
    }

    /// An event whose own day counts as its day, whatever the hour.
    #[must_use]
    pub fn event(&self, event: &'static str, at: Timestamp) -> Start {
        let local = self.zone.to_datetime(at);
        Start {
            event,
            date: local.date(),
            time: local.time(),
            instant: at,
            deemed: None,
        }
    }

    /// An event that is a day, not an instant.
    #[must_use]
    pub fn event_on(&self, event: &'static str, date: Date) -> Start {
        let time = Time::midnight();
        Start {
            event,
            date,
            time,
            instant: self.instant(date, time),
            deemed: None,
        }
    }

    /// Service: after 17:00 or on a day off it counts on the next working day (C-10).
    #[must_use]
    pub fn served(&self, at: Timestamp) -> Start {
        let sent = self.zone.to_datetime(at);
        let off = self.day_off(sent.date());
        if off.is_none() && sent.time() <= SERVICE_ENDS {
            return self.event("service", at);
        }
        let date = self.working_day_from(next(sent.date()));
        Start {
            deemed: Some(Deemed {
                sent: sent.date(),
                off,
            }),
            ..self.event_on("service", date)
        }
    }

    /// When a limit ends that runs from an event (C-1 to C-7).
    #[must_use]
    pub fn due(&self, start: &Start, limit: Limit) -> Due {
        self.due_with_holds(start, limit, &[])
    }

    /// When a limit ends that was stopped by holds (C-15). Hours are not stopped.
    #[must_use]
    pub fn due_with_holds(&self, start: &Start, limit: Limit, holds: &[Hold]) -> Due {
        if limit.unit == Unit::Hours {
            return self.due_in_hours(start, limit, Course::Forward, limit.elapsed());
        }
        let mut steps = Vec::new();
        let mut raw = self.raw_end(start.date, limit, &mut steps);
        let mut holds = holds.to_vec();
        holds.sort_by_key(|hold| hold.from);
        for hold in holds {
            let touches = hold.until > start.date && hold.from <= self.working_day_from(raw);
            if touches {
                raw = self.resume(start.date, limit.unit, raw, hold, &mut steps);
            }
        }
        let date = self.working_day_from(raw);
        self.moved(&mut steps, raw);
        self.due_on(
            date,
            Reason {
                start: start.clone(),
                limit,
                course: Course::Forward,
                steps,
            },
        )
    }

    /// When an end comes that nobody has to bring about: it never moves (C-4).
    #[must_use]
    pub fn automatic_end(&self, start: &Start, limit: Limit) -> Due {
        if limit.unit == Unit::Hours {
            return self.due_in_hours(start, limit, Course::Automatic, limit.elapsed());
        }
        let mut steps = Vec::new();
        let date = self.raw_end(start.date, limit, &mut steps);
        self.due_on(
            date,
            Reason {
                start: start.clone(),
                limit,
                course: Course::Automatic,
                steps,
            },
        )
    }

    /// The last day for what must be done at least so long before an event (C-5).
    #[must_use]
    pub fn due_before(&self, event: &Start, limit: Limit) -> Due {
        let mut steps = Vec::new();
        let length = i64::from(limit.length);
        let raw = match limit.unit {
            Unit::CalendarDays => event.date.saturating_sub(Span::new().days(length)),
            Unit::Months => back_months(event.date, limit.length, &mut steps),
            Unit::WorkingDays => self.step_working_days(event.date, i32::from(limit.length), -1),
            Unit::Hours => {
                return self.due_in_hours(event, limit, Course::Backward, -limit.elapsed());
            }
        };
        let date = self.working_day_until(raw);
        self.moved(&mut steps, raw);
        self.due_on(
            date,
            Reason {
                start: event.clone(),
                limit,
                course: Course::Backward,
                steps,
            },
        )
    }

    fn due_in_hours(
        &self,
        start: &Start,
        limit: Limit,
        course: Course,
        elapsed: SignedDuration,
    ) -> Due {
        let instant = saturating(start.instant, elapsed);
        let local = self.zone.to_datetime(instant);
        let reason = Reason {
            start: start.clone(),
            limit,
            course,
            steps: Vec::new(),
        };
        Due {
            date: local.date(),
            time: local.time(),
            instant,
            reason,
        }
    }

    fn due_on(&self, date: Date, reason: Reason) -> Due {
        Due {
            date,
            time: LAST_SECOND,
            instant: self.end_of(date),
            reason,
        }
    }

    /// Where a limit ends before it is moved to a working day.
    fn raw_end(&self, start: Date, limit: Limit, steps: &mut Vec<Step>) -> Date {
        match limit.unit {
            Unit::WorkingDays => self.step_working_days(start, i32::from(limit.length), 1),
            Unit::Months => {
                let end = start.saturating_add(Span::new().months(i64::from(limit.length)));
                if end.day() != start.day() {
                    steps.push(Step::ShortMonth { day: start.day() });
                }
                end
            }
            Unit::CalendarDays | Unit::Hours => forward(start, i32::from(limit.length)),
        }
    }

    /// The end of a limit after a hold, which keeps the days not yet used.
    fn resume(
        &self,
        start: Date,
        unit: Unit,
        raw: Date,
        hold: Hold,
        steps: &mut Vec<Step>,
    ) -> Date {
        // The day on which the hold takes effect does not count, so the last day used is the one
        // before it; a hold that was there from the beginning leaves the whole limit.
        let used_until = previous(hold.from).max(start);
        let working = unit == Unit::WorkingDays;
        let left = if working {
            self.working_days_between(used_until, raw)
        } else {
            days_between(used_until, raw)
        };
        let end = if working {
            self.step_working_days(hold.until, left, 1)
        } else {
            forward(hold.until, left)
        };
        steps.push(Step::Stopped { hold, left });
        if self.working_days_between(hold.until, end) >= WORKING_DAYS_AFTER_HOLD {
            return end;
        }
        steps.push(Step::FiveGiven);
        self.step_working_days(hold.until, WORKING_DAYS_AFTER_HOLD, 1)
    }

    fn moved(&self, steps: &mut Vec<Step>, raw: Date) {
        if let Some(off) = self.day_off(raw) {
            steps.push(Step::Moved { from: raw, off });
        }
    }

    fn seek(&self, mut date: Date, direction: i64) -> Date {
        while !self.is_working_day(date) {
            let further = date.saturating_add(Span::new().days(direction));
            if further == date {
                break; // the end of time
            }
            date = further;
        }
        date
    }

    fn step_working_days(&self, mut date: Date, count: i32, direction: i64) -> Date {
        for _ in 0..count {
            date = self.seek(date.saturating_add(Span::new().days(direction)), direction);
        }
        date
    }

    /// How many working days there are after one day, up to and including another.
    fn working_days_between(&self, after: Date, until: Date) -> i32 {
        let mut count = 0;
        let mut date = after;
        while date < until {
            date = next(date);
            count += i32::from(self.is_working_day(date));
        }
        count
    }

    fn instant(&self, date: Date, time: Time) -> Timestamp {
        self.zone
            .to_ambiguous_timestamp(date.to_datetime(time))
            .compatible()
            // Only a day at the very end of the calendar has no instant.
            .unwrap_or(Timestamp::MAX)
    }
}

impl Due {
    /// Whether something done at this instant is in time (C-7: the last instant is).
    #[must_use]
    pub fn in_time(&self, at: Timestamp) -> bool {
        at <= self.instant
    }

    /// This due date, unless an earlier version of the calendar gave a later one: a change of the
    /// calendar extends, and never shortens (C-9).
    #[must_use]
    pub fn not_before(self, earlier: &Due) -> Due {
        if self.instant >= earlier.instant {
            return self;
        }
        let mut kept = earlier.clone();
        kept.reason.steps.push(Step::Kept {
            instead_of: self.date,
        });
        kept
    }

    /// How the date was found, for a person.
    #[must_use]
    pub fn sentence(&self) -> String {
        let Reason {
            start,
            limit,
            course,
            steps,
        } = &self.reason;
        let mut text = String::new();
        if let Some(deemed) = start.deemed {
            let why = match deemed.off {
                Some(off) => format!(", {off}"),
                None => " after 17:00".to_owned(),
            };
            text += &format!(
                "Sent on {}{why}, so it counts as served on the next working day. ",
                long(deemed.sent)
            );
        }
        let event = match limit.unit {
            Unit::Hours => format!(
                "{} on {}",
                start.event,
                to_the_minute(start.date, start.time)
            ),
            _ => format!("{} on {}", start.event, long(start.date)),
        };
        text += &match course {
            Course::Backward => format!("At least {limit} before {event}"),
            Course::Forward | Course::Automatic => format!("{limit} from {event}"),
        };
        for step in steps {
            text += &self.step_sentence(*step);
        }
        let ends_elsewhere = !steps
            .iter()
            .any(|step| matches!(step, Step::Moved { .. } | Step::Kept { .. }));
        text += &match (course, limit.unit) {
            (_, Unit::Hours) => {
                format!("; hours run on, to {}", to_the_minute(self.date, self.time))
            }
            (Course::Automatic, _) => {
                format!(
                    "; it ends by itself on {}, whatever day that is",
                    long(self.date)
                )
            }
            _ if ends_elsewhere => format!("; it ends on {}", long(self.date)),
            _ => String::new(),
        };
        text + "."
    }

    fn step_sentence(&self, step: Step) -> String {
        match step {
            Step::ShortMonth { day } => {
                format!("; that month has no day {day}, so the limit runs to its last day")
            }
            Step::Stopped { hold, left } => {
                let unit = match self.reason.limit.unit {
                    Unit::WorkingDays => "working days",
                    Unit::CalendarDays | Unit::Months | Unit::Hours => "days",
                };
                format!(
                    "; stopped from {} to {} with {left} {unit} left",
                    long(hold.from),
                    long(hold.until)
                )
            }
            Step::FiveGiven => "; fewer than 5 working days were left, so 5 are given".to_owned(),
            Step::Moved { from, off } => {
                let back = if self.reason.course == Course::Backward {
                    "back "
                } else {
                    ""
                };
                format!(
                    "; {} is {off}, so it moves {back}to {}",
                    short(from),
                    long(self.date)
                )
            }
            Step::Kept { instead_of } => format!(
                "; the calendar changed and would give {}, but a change never shortens, so it stays {}",
                long(instead_of),
                long(self.date)
            ),
        }
    }
}

fn long(date: Date) -> String {
    date.strftime("%a %-d %b %Y").to_string()
}

fn to_the_minute(date: Date, time: Time) -> String {
    format!("{} at {}", long(date), time.strftime("%H:%M"))
}

fn short(date: Date) -> String {
    date.strftime("%-d %b").to_string()
}

fn next(date: Date) -> Date {
    forward(date, 1)
}

fn previous(date: Date) -> Date {
    date.saturating_sub(Span::new().days(1))
}

fn forward(date: Date, days: i32) -> Date {
    date.saturating_add(Span::new().days(days))
}

fn back_months(date: Date, months: u16, steps: &mut Vec<Step>) -> Date {
    let raw = date.saturating_sub(Span::new().months(i64::from(months)));
    if raw.day() != date.day() {
        steps.push(Step::ShortMonth { day: date.day() });
    }
    raw
}

fn days_between(after: Date, until: Date) -> i32 {
    // Without a largest unit, the difference of two dates is counted in days.
    (until - after).get_days().max(0)
}

fn saturating(instant: Timestamp, by: SignedDuration) -> Timestamp {
    let end = if by.is_negative() {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    };
    instant.checked_add(by).unwrap_or(end)
}

#[cfg(test)]
mod tests;
