//! From when to when a role of a delegation is held: days at the seat of the body, and how an accreditation stands.

use domain::delegation::{Standing, Term};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::letters::About;
use super::queries::{self, Accreditation};
use super::{Candidate, Letter};
use crate::bodies;
use crate::db::Tx;
use crate::error::{Error, Result};

/// The calendar of days at the seat of the body.
pub(super) struct Seat {
    zone: TimeZone,
    pub(super) now: Timestamp,
}

impl Seat {
    pub(super) async fn of(tx: &mut Tx<'_>) -> Result<Self> {
        let zone = bodies::current_rules(tx).await?.calendar.zone;
        Ok(Self {
            zone,
            now: tx.now(),
        })
    }

    pub(super) fn today(&self) -> Date {
        self.now.to_zoned(self.zone.clone()).date()
    }

    /// When this day begins there.
    pub(super) fn start(&self, day: Date) -> Result<Timestamp> {
        let start = day.to_zoned(self.zone.clone()).map_err(Error::broken)?;
        Ok(start.timestamp())
    }

    /// When this day is over there.
    pub(super) fn end(&self, day: Date) -> Result<Timestamp> {
        self.start(day.saturating_add(jiff::Span::new().days(1)))
    }

    /// The day in which that instant lies.
    pub(super) fn day(&self, at: Timestamp) -> Date {
        at.to_zoned(self.zone.clone()).date()
    }

    /// The last day before that instant.
    pub(super) fn day_before(&self, at: Timestamp) -> Date {
        self.day(at - jiff::SignedDuration::from_nanos(1))
    }
}

impl Accreditation {
    /// From when to when it is held, or asked for.
    pub(super) fn term(&self, seat: &Seat) -> Term {
        match self.begins_at {
            None => Term {
                first: self.first_day,
                last: self.last_day,
            },
            Some(begins) => Term {
                first: seat.day(begins),
                last: self.ends_at.map(|ends| seat.day_before(ends)),
            },
        }
    }

    pub(super) fn standing(&self, now: Timestamp) -> Standing {
        match self.status.as_str() {
            queries::WAITING => Standing::Waiting,
            queries::REFUSED => Standing::Refused,
            queries::TAKEN_BACK => Standing::TakenBack,
            queries::ENDED => Standing::Ended,
            _ if self.begins_at.is_some_and(|begins| begins > now) => Standing::Coming,
            _ if self.ends_at.is_some_and(|ends| ends <= now) => Standing::Over,
            _ => Standing::Held,
        }
    }

    pub(super) fn letter(&self) -> Letter {
        Letter {
            signed_by: self.signed_by.clone(),
            signed_as: self.signed_as.clone(),
            signed_on: self.signed_on,
            reference: self.reference.clone(),
            digest: self.digest.clone(),
        }
    }

    /// What letters about it say.
    pub(super) fn about(&self, seat: &Seat) -> About {
        let term = self.term(seat);
        About {
            state: self.state.clone(),
            role: self.role,
            name: self.name.clone(),
            first_day: Some(term.first),
            last_day: term.last,
            reason: self.reason.clone(),
        }
    }

    pub(super) fn is_the_same(&self, state: &str, sent: &Candidate) -> bool {
        self.state == state
            && self.role == sent.role
            && self.name == sent.name.trim()
            && self.email == sent.email.trim().to_lowercase()
            && (self.first_day, self.last_day) == (sent.term.first, sent.term.last)
            && self.letter() == sent.letter
    }
}

/// So many days before a role ends it is said that it will.
const SOON_DAYS: i64 = 14;

/// Until when what ends is near its end; a simulation may be at the end of all calendars.
pub(super) fn soon(now: Timestamp) -> Timestamp {
    let days = jiff::SignedDuration::from_hours(24 * SOON_DAYS);
    now.checked_add(days).unwrap_or(Timestamp::MAX)
}

pub(super) fn is_soon(seat: &Seat, ends: Option<Timestamp>) -> bool {
    let soon = soon(seat.now);
    ends.is_some_and(|ends| ends > seat.now && ends <= soon)
}
