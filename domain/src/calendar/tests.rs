//! The golden vectors B1 to B14 and the calendar cases PT-01, PT-02, PT-03 and PT-09 of the rules
//! of procedure, and what must hold for every date.

use jiff::civil::{Date, DateTime, date};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use proptest::prelude::{Strategy, prop_assert, proptest};

use super::{Calendar, Due, Hold, Limit, Start};

/// The calendar `FIX` of part 3 of the rules of procedure.
fn fix() -> Calendar {
    let holidays = [
        "2026-01-01",
        "2026-03-20",
        "2026-04-03",
        "2026-05-25",
        "2026-05-27",
        "2026-07-03",
        "2026-09-07",
        "2026-11-26",
        "2026-12-25",
        "2027-01-01",
        "2027-03-10",
        "2027-03-26",
        "2027-05-17",
        "2027-05-31",
        "2027-07-05",
        "2027-09-06",
        "2027-11-25",
        "2027-12-24",
    ];
    Calendar {
        zone: TimeZone::get("America/New_York").unwrap(),
        holidays: holidays.iter().map(|day| day.parse().unwrap()).collect(),
    }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn on(text: &str) -> Start {
    fix().event_on("the event", day(text))
}

fn at(text: &str) -> Timestamp {
    text.parse::<DateTime>()
        .unwrap()
        .to_zoned(fix().zone)
        .unwrap()
        .timestamp()
}

#[test]
fn forward_limits_end_where_the_golden_vectors_say() {
    let cases = [
        ("B1", "2026-03-02", Limit::working_days(10), "2026-03-16"),
        ("B2", "2026-03-13", Limit::working_days(10), "2026-03-30"),
        ("B3a", "2026-02-03", Limit::days(60), "2026-04-06"),
        ("B3b", "2026-02-02", Limit::days(60), "2026-04-06"),
        ("B4", "2026-06-04", Limit::days(21), "2026-06-25"),
        ("B5", "2026-08-31", Limit::months(6), "2027-03-01"),
        ("B6", "2028-02-29", Limit::months(12), "2029-02-28"),
        ("B9", "2026-04-13", Limit::days(20), "2026-05-04"),
        ("B11", "2026-12-18", Limit::working_days(5), "2026-12-28"),
        ("B13a", "2027-02-10", Limit::months(6), "2027-08-10"),
        ("B13b", "2026-06-30", Limit::months(120), "2036-06-30"),
        ("PT-04", "2026-06-11", Limit::months(24), "2028-06-12"),
    ];
    for (name, from, limit, expected) in cases {
        assert_eq!(fix().due(&on(from), limit).date, day(expected), "{name}");
    }
}

#[test]
fn backward_limits_move_to_the_preceding_working_day() {
    let cases = [
        ("B7", "2026-12-31", Limit::days(180), "2026-07-02"),
        ("B8", "2026-06-24", Limit::days(30), "2026-05-22"),
        ("B12 T-270", "2028-03-10", Limit::days(270), "2027-06-14"),
        ("B12 T-180", "2028-03-10", Limit::days(180), "2027-09-10"),
        ("B12 T-30", "2028-03-10", Limit::days(30), "2028-02-09"),
    ];
    for (name, event, limit, expected) in cases {
        assert_eq!(
            fix().due_before(&on(event), limit).date,
            day(expected),
            "{name}"
        );
    }
}

#[test]
fn a_backward_limit_is_counted_in_its_own_unit() {
    let before = |event: &str, limit| fix().due_before(&on(event), limit);
    let working = before("2026-03-16", Limit::working_days(10));
    assert_eq!(working.date, day("2026-03-02"));
    let hours = fix().due_before(
        &fix().event("the event", at("2026-03-16T10:00")),
        Limit::hours(48),
    );
    assert_eq!(hours.instant, at("2026-03-14T10:00"));
    let months = before("2026-05-29", Limit::months(1));
    assert_eq!(months.date, day("2026-04-29"));
    assert!(
        !months.sentence().contains("has no day"),
        "{}",
        months.sentence()
    );
    // 28 February is a Saturday.
    let short = before("2026-05-31", Limit::months(3));
    assert_eq!(short.date, day("2026-02-27"));
    assert!(
        short.sentence().contains("that month has no day 31"),
        "{}",
        short.sentence()
    );
}

#[test]
fn the_day_is_the_one_at_the_venue() {
    assert_eq!(
        fix().date_of("2026-03-03T02:00:00Z".parse().unwrap()),
        day("2026-03-02")
    );
}

#[test]
fn a_hold_keeps_the_unused_working_days_and_no_more() {
    let hold = Hold {
        from: day("2026-03-09"),
        until: day("2026-04-06"),
    };
    // Unused are 9 to 13 and 16 March.
    let due = fix().due_with_holds(&on("2026-03-02"), Limit::working_days(10), &[hold]);
    assert_eq!(due.date, day("2026-04-14"));
}

#[test]
fn a_hold_that_ends_when_the_limit_begins_is_not_mentioned() {
    let hold = Hold {
        from: day("2026-03-02"),
        until: day("2026-04-01"),
    };
    let due = fix().due_with_holds(&on("2026-04-01"), Limit::days(42), &[hold]);
    assert_eq!(due, fix().due(&on("2026-04-01"), Limit::days(42)));
}

#[test]
fn an_automatic_end_comes_on_its_day_whatever_day_that_is() {
    let cases = [
        ("B12 T", "2026-03-10", Limit::months(24), "2028-03-10"),
        ("B12 T+60", "2028-03-10", Limit::days(60), "2028-05-09"),
        (
            "PT-04, a Sunday",
            "2026-06-11",
            Limit::months(24),
            "2028-06-11",
        ),
    ];
    for (name, from, limit, expected) in cases {
        assert_eq!(
            fix().automatic_end(&on(from), limit).date,
            day(expected),
            "{name}"
        );
    }
}

#[test]
fn service_after_17_00_counts_on_the_next_working_day() {
    // B10: Friday evening, then a weekend and a holiday.
    let start = fix().served(at("2026-05-22T18:30"));
    assert_eq!(start.date, day("2026-05-26"));
    assert_eq!(fix().due(&start, Limit::days(14)).date, day("2026-06-09"));
    assert_eq!(fix().served(at("2026-05-22T17:00")).date, day("2026-05-22"));
    assert_eq!(
        fix().served(at("2026-05-22T17:00:01")).date,
        day("2026-05-26")
    );
}

#[test]
fn a_hold_keeps_the_unused_days() {
    // B14, PT-11.
    let hold = Hold {
        from: day("2026-04-20"),
        until: day("2026-05-20"),
    };
    let due = fix().due_with_holds(&on("2026-04-01"), Limit::days(42), &[hold]);
    assert_eq!(due.date, day("2026-06-15"));
    assert_eq!(
        due.sentence(),
        "42 days from the event on Wed 1 Apr 2026; stopped from Mon 20 Apr 2026 to Wed 20 May 2026 \
         with 24 days left; 13 Jun is a Saturday, so it moves to Mon 15 Jun 2026."
    );
}

#[test]
fn five_working_days_are_given_when_fewer_are_left_after_a_hold() {
    let hold = Hold {
        from: day("2026-04-14"),
        until: day("2026-05-06"),
    };
    let due = fix().due_with_holds(&on("2026-04-01"), Limit::days(14), &[hold]);
    // Two days were left from Wed 6 May; five working days end on the next Wednesday.
    assert_eq!(due.date, day("2026-05-13"));
    let before = Hold {
        from: day("2026-03-01"),
        until: day("2026-03-20"),
    };
    let after = Hold {
        from: day("2026-06-01"),
        until: day("2026-06-20"),
    };
    let due = fix().due_with_holds(&on("2026-04-01"), Limit::days(14), &[after, before]);
    assert_eq!(due.date, day("2026-04-15"));
}

#[test]
fn a_comment_in_the_last_second_is_in_time_and_one_second_later_is_not() {
    // PT-01.
    let due = fix().due(&on("2026-02-03"), Limit::days(60));
    assert_eq!(due.instant, "2026-04-07T03:59:59Z".parse().unwrap());
    assert!(due.in_time(due.instant));
    assert!(!due.in_time(due.instant + Span::new().seconds(1)));
}

#[test]
fn limits_end_by_the_clock_of_the_venue_across_daylight_saving() {
    // PT-02.
    let start = fix().served(at("2026-02-22T11:00"));
    assert_eq!(start.date, day("2026-02-23"));
    let due = fix().due(&start, Limit::days(14));
    assert_eq!(due.date, day("2026-03-09"));
    assert_eq!(due.instant, "2026-03-10T03:59:59Z".parse().unwrap());
    let due = fix().due(&fix().served(at("2026-10-02T11:00")), Limit::days(30));
    assert_eq!(due.date, day("2026-11-02"));
    assert_eq!(due.instant, "2026-11-03T04:59:59Z".parse().unwrap());
}

#[test]
fn hours_run_on_through_weekends_holidays_and_the_change_of_the_clock() {
    // PT-03.
    for (served, ends) in [
        ("2026-07-02T16:00", "2026-07-05T16:00"),
        ("2026-03-06T16:00", "2026-03-09T17:00"),
    ] {
        let due = fix().due(&fix().served(at(served)), Limit::hours(72));
        assert_eq!(due.instant, at(ends), "{served}");
    }
}

#[test]
fn a_new_holiday_extends_and_a_removed_one_takes_nothing_away() {
    // PT-09. The floating holiday of 15 February is not in the calendar: it is a working day.
    let start = on("2026-11-16");
    let first = fix().due(&start, Limit::days(90));
    assert_eq!(first.date, day("2027-02-15"));
    let mut newer = fix();
    newer.holidays.insert(day("2027-02-15"));
    let second = newer.due(&start, Limit::days(90)).not_before(&first);
    assert_eq!(second.date, day("2027-02-16"));
    let third = fix().due(&start, Limit::days(90)).not_before(&second);
    assert_eq!(third.date, day("2027-02-16"));
    assert!(
        third.sentence().contains("a change never shortens"),
        "{}",
        third.sentence()
    );
}

#[test]
fn a_due_date_says_how_it_was_found() {
    let served = |when| fix().served(at(when));
    let cases: [(Due, &str); 7] = [
        (
            fix().due(&served("2026-10-02T11:00"), Limit::days(30)),
            "30 days from service on Fri 2 Oct 2026; 1 Nov is a Sunday, so it moves to Mon 2 Nov 2026.",
        ),
        (
            fix().due(&served("2026-02-22T11:00"), Limit::days(14)),
            "Sent on Sun 22 Feb 2026, a Sunday, so it counts as served on the next working day. \
             14 days from service on Mon 23 Feb 2026; it ends on Mon 9 Mar 2026.",
        ),
        (
            fix().due(&served("2026-05-22T18:30"), Limit::working_days(1)),
            "Sent on Fri 22 May 2026 after 17:00, so it counts as served on the next working day. \
             1 working day from service on Tue 26 May 2026; it ends on Thu 28 May 2026.",
        ),
        (
            fix().due(&on("2026-08-31"), Limit::months(6)),
            "6 months from the event on Mon 31 Aug 2026; that month has no day 31, so the limit \
             runs to its last day; 28 Feb is a Sunday, so it moves to Mon 1 Mar 2027.",
        ),
        (
            fix().due_before(&on("2026-06-24"), Limit::days(30)),
            "At least 30 days before the event on Wed 24 Jun 2026; 25 May is an official holiday, \
             so it moves back to Fri 22 May 2026.",
        ),
        (
            fix().automatic_end(&on("2026-06-11"), Limit::months(24)),
            "24 months from the event on Thu 11 Jun 2026; it ends by itself on Sun 11 Jun 2028, \
             whatever day that is.",
        ),
        (
            fix().due(&served("2026-07-02T16:00"), Limit::hours(72)),
            "72 hours from service on Thu 2 Jul 2026 at 16:00; hours run on, to Sun 5 Jul 2026 \
             at 16:00.",
        ),
    ];
    for (due, sentence) in cases {
        assert_eq!(due.sentence(), sentence);
    }
}

fn any_day() -> impl Strategy<Value = Date> {
    (0..1500_i32).prop_map(|days| date(2026, 1, 1) + Span::new().days(days))
}

fn any_limit() -> impl Strategy<Value = Limit> {
    (1..100_u16, 0..3_u8).prop_map(|(length, unit)| match unit {
        0 => Limit::days(length),
        1 => Limit::working_days(length),
        _ => Limit::months(length),
    })
}

proptest! {
    #[test]
    fn moving_never_shortens_a_limit(from in any_day(), limit in any_limit()) {
        let start = fix().event_on("the event", from);
        let moved = fix().due(&start, limit);
        let unmoved = fix().automatic_end(&start, limit);
        prop_assert!(moved.date >= unmoved.date);
        prop_assert!(fix().is_working_day(moved.date));
        prop_assert!(unmoved.date > from);
    }

    #[test]
    fn who_starts_later_is_due_no_earlier(
        one in any_day(), other in any_day(), limit in any_limit(),
    ) {
        let due = |from| fix().due(&fix().event_on("the event", from), limit).instant;
        prop_assert!(due(one.min(other)) <= due(one.max(other)));
    }

    #[test]
    fn a_hold_never_shortens_a_limit(
        from in any_day(), limit in any_limit(), after in -40..400_i32, length in 0..90_i32,
    ) {
        let start = fix().event_on("the event", from);
        let begins = from + Span::new().days(after);
        let hold = Hold { from: begins, until: begins + Span::new().days(length) };
        let held = fix().due_with_holds(&start, limit, &[hold]);
        prop_assert!(held.date >= fix().due(&start, limit).date);
    }

    #[test]
    fn a_backward_limit_leaves_at_least_its_length(
        event in any_day(), days in 1..400_u16,
    ) {
        let due = fix().due_before(&fix().event_on("the event", event), Limit::days(days));
        prop_assert!((event - due.date).get_days() >= i32::from(days));
        prop_assert!(fix().is_working_day(due.date));
    }

    #[test]
    fn service_never_counts_before_it_was_sent(from in any_day(), hour in 0..24_i8) {
        let sent = from.at(hour, 0, 0, 0).to_zoned(fix().zone).unwrap().timestamp();
        let start = fix().served(sent);
        prop_assert!(start.date >= from);
        prop_assert!(start.instant >= sent);
        prop_assert!(fix().is_working_day(start.date));
    }
}
