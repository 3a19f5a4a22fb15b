//! The golden vectors of the index, and its functions against values known in closed form.

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};
use proptest::prelude::{prop_assert, proptest};

use super::{Due, beta_cdf, beta_quantile, compliance_index, ln_gamma, pooled_mean};
use crate::compliance::{Remedy, Weight};

fn cut_off() -> Date {
    date(2026, 6, 30)
}

fn due(weight: i32, ago: Span, done: bool, review: &str) -> Due {
    let day = cut_off().checked_sub(ago).unwrap();
    Due {
        remedy: Remedy {
            weight: Weight::new(weight).unwrap(),
            due: day,
            done_on: done.then_some(day),
            done_percent: 0,
            stayed: false,
        },
        review: review.to_owned(),
    }
}

fn near(value: f64, expected: f64, tolerance: f64) {
    assert!(
        (value - expected).abs() <= tolerance,
        "{value} is not {expected}"
    );
}

#[test]
fn without_a_remedy_the_index_is_the_prior_and_withheld() {
    let none = compliance_index(&[], 0.8, cut_off());
    near(none.index, 0.80, 0.005);
    near(none.interval.lower, 0.43, 0.005);
    near(none.interval.upper, 0.99, 0.005);
    assert_eq!((none.published, none.remedies), (false, 0));
}

#[test]
fn one_undone_remedy_pulls_the_index_down_and_is_withheld() {
    let one = compliance_index(&[due(3, 400.days(), false, "a")], 0.8, cut_off());
    near(one.effective, 1.0, 1e-12);
    near(one.mean, 0.0, 1e-12);
    near(one.index, 0.64, 0.005);
    near(one.interval.lower, 0.29, 0.005);
    near(one.interval.upper, 0.93, 0.005);
    assert!(!one.published);
}

#[test]
fn twenty_remedies_done_in_time_are_published() {
    let all: Vec<_> = (0..20)
        .map(|at| due(2, 30.days(), true, if at % 2 == 0 { "a" } else { "b" }))
        .collect();
    let index = compliance_index(&all, 0.8, cut_off());
    near(index.effective, 20.0, 1e-9);
    near(index.mean, 1.0, 1e-12);
    near(index.index, 0.97, 0.005);
    near(index.interval.lower, 0.89, 0.005);
    near(index.interval.upper, 1.00, 0.005);
    assert_eq!((index.published, index.remedies), (true, 20));
}

#[test]
fn three_remedies_of_one_review_are_withheld() {
    let of = |reviews: [&str; 3]| {
        let all: Vec<_> = reviews
            .iter()
            .map(|review| due(1, 10.days(), true, review))
            .collect();
        compliance_index(&all, 0.8, cut_off()).published
    };
    assert!(!of(["a", "a", "a"]));
    assert!(of(["a", "a", "b"]));
}

#[test]
fn lateness_halves_every_180_days_and_weight_every_two_years() {
    let mut late = due(1, 400.days(), true, "a");
    late.remedy.done_on = late.remedy.due.checked_add(180.days()).ok();
    near(compliance_index(&[late], 0.8, cut_off()).mean, 0.5, 1e-12);
    // Two years old and done, against fresh and undone: 1 to 2.
    let mixed = [due(1, 730.days(), true, "a"), due(1, 0.days(), false, "b")];
    near(
        compliance_index(&mixed, 0.8, cut_off()).mean,
        1.0 / 3.0,
        1e-3,
    );
}

#[test]
fn only_remedies_due_within_five_years_and_not_stayed_count() {
    let count = |due: Due| compliance_index(&[due], 0.8, cut_off()).remedies;
    assert_eq!(count(due(1, 1825.days(), false, "a")), 1);
    assert_eq!(count(due(1, 5.years(), false, "a")), 0);
    assert_eq!(count(due(1, (-1).days(), false, "a")), 0);
    let mut stayed = due(1, 10.days(), false, "a");
    stayed.remedy.stayed = true;
    assert_eq!(count(stayed), 0);
}

#[test]
fn the_sensitivity_varies_one_assumption_at_a_time() {
    let one = compliance_index(
        &[due(3, 400.days(), false, "a"), due(1, 10.days(), true, "b")],
        0.8,
        cut_off(),
    );
    near(one.sensitivity[1].index, one.index, 1e-15);
    assert!(one.sensitivity[0].index < one.index && one.index < one.sensitivity[2].index);
    let ks: Vec<_> = one
        .sensitivity
        .iter()
        .map(|v| v.assumptions.strength)
        .collect();
    assert_eq!(ks, [2.0, 4.0, 8.0, 4.0, 4.0, 4.0, 4.0]);
    let half_lives: Vec<_> = one
        .sensitivity
        .iter()
        .map(|v| v.assumptions.late_half_life_days)
        .collect();
    assert_eq!(half_lives, [180.0, 180.0, 180.0, 90.0, 360.0, 180.0, 180.0]);
}

#[test]
fn the_prior_is_pooled_once_thirty_remedies_stand() {
    let others = |n: usize| {
        (0..n)
            .map(|_| due(1, 10.days(), true, "x"))
            .collect::<Vec<_>>()
    };
    near(pooled_mean(&others(29), cut_off()), 0.8, 1e-15);
    near(pooled_mean(&others(30), cut_off()), 1.0, 1e-15);
    // A pooled mean at either end still has an interval.
    for m in [0.0, 1.0] {
        let edge = compliance_index(&[due(1, 10.days(), m > 0.5, "a")], m, cut_off());
        assert!(edge.interval.lower < edge.interval.upper, "{edge:?}");
    }
}

#[test]
fn the_incomplete_beta_function_agrees_with_its_closed_forms() {
    for x in [0.01, 0.2, 0.5, 0.77, 0.99] {
        near(beta_cdf(x, 1.0, 1.0), x, 1e-13);
        near(beta_cdf(x, 3.7, 1.0), x.powf(3.7), 1e-13);
        near(beta_cdf(x, 1.0, 0.4), 1.0 - (1.0 - x).powf(0.4), 1e-13);
        near(beta_cdf(x, 2.0, 2.0), x * x * (3.0 - 2.0 * x), 1e-13);
        near(
            beta_cdf(x, 0.5, 0.5),
            x.sqrt().asin() * 2.0 / std::f64::consts::PI,
            1e-12,
        );
        near(
            beta_cdf(x, 2.3, 5.1) + beta_cdf(1.0 - x, 5.1, 2.3),
            1.0,
            1e-13,
        );
    }
    near(ln_gamma(1.0), 0.0, 1e-13);
    near(ln_gamma(5.0), 24.0_f64.ln(), 1e-13);
    near(ln_gamma(0.5), std::f64::consts::PI.sqrt().ln(), 1e-13);
}

proptest! {
    #[test]
    fn a_quantile_inverts_the_distribution(p in 0.01f64..0.99, a in 0.05f64..60.0, b in 0.05f64..60.0) {
        let x = beta_quantile(p, a, b);
        prop_assert!((0.0..=1.0).contains(&x));
        // Within one step of the grid of floating-point numbers next to 1 the inverse is blunt.
        if x < 1.0 - 1e-9 {
            prop_assert!((beta_cdf(x, a, b) - p).abs() < 1e-6, "x {x}");
        }
    }

    #[test]
    fn the_index_and_its_interval_lie_between_nought_and_one(
        facts in proptest::collection::vec((1i32..4, 0i32..2500, proptest::bool::ANY), 0..40),
        m in 0.0f64..=1.0,
    ) {
        let all: Vec<_> = facts.iter().map(|(w, ago, done)| due(*w, ago.days(), *done, "a")).collect();
        let it = compliance_index(&all, m, cut_off());
        prop_assert!((0.0..=1.0).contains(&it.index));
        prop_assert!(0.0 <= it.interval.lower && it.interval.lower <= it.interval.upper && it.interval.upper <= 1.0);
        prop_assert!(it.effective <= f64::from(it.remedies) + 1e-9);
    }
}
