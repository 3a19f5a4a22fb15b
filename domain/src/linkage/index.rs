//! The compliance index: how far a state performs the remedies that are due, shrunk towards the
//! mean of the others and never shown without its interval.

use jiff::civil::Date;

use crate::compliance::{Remedy, days_between};

/// A remedy and the review that it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Due {
    /// The remedy.
    pub remedy: Remedy,
    /// The ruling or review it stands in; two remedies of one review count as one review.
    pub review: String,
}

/// What the index assumes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Assumptions {
    /// Strength of the prior, as a number of remedies.
    pub strength: f64,
    /// After so many days late a remedy counts half.
    pub late_half_life_days: f64,
    /// After so many years since its due date a remedy weighs half.
    pub age_half_life_years: f64,
}

impl Default for Assumptions {
    fn default() -> Self {
        Self {
            strength: 4.0,
            late_half_life_days: 180.0,
            age_half_life_years: 2.0,
        }
    }
}

/// The 90 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The 5 % quantile.
    pub lower: f64,
    /// The 95 % quantile.
    pub upper: f64,
}

/// The index under other assumptions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Variation {
    /// Which.
    pub assumptions: Assumptions,
    /// What it would be.
    pub index: f64,
}

/// The index with everything that is printed beside it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ComplianceIndex {
    /// 0 to 1.
    pub index: f64,
    /// Its uncertainty.
    pub interval: Interval,
    /// The weighted mean of what was performed; 0 if nothing is due.
    pub mean: f64,
    /// The effective number of remedies.
    pub effective: f64,
    /// The plain number of remedies.
    pub remedies: u32,
    /// False: too little stands behind it, and counts are printed instead of it.
    pub published: bool,
    /// Under k of 2, 4 and 8, and either half-life halved and doubled.
    pub sensitivity: [Variation; 7],
}

/// Before so many remedies stand in a body, the prior mean is [`PRIOR_MEAN`].
const POOL_MIN: usize = 30;

/// The prior mean of a young body.
const PRIOR_MEAN: f64 = 0.8;

/// Remedies that fell due more than so many years before the cut-off no longer count.
const WINDOW_YEARS: i16 = 5;

/// The mean of all other states, or 0.8 until the body has enough remedies.
pub fn pooled_mean(others: &[Due], cut_off: Date) -> f64 {
    let counted: Vec<&Remedy> = counted(others, cut_off).map(|due| &due.remedy).collect();
    if counted.len() < POOL_MIN {
        return PRIOR_MEAN;
    }
    weigh(&counted, cut_off, Assumptions::default()).mean
}

/// The index of a state from its remedies and the mean of the others.
pub fn compliance_index(remedies: &[Due], prior_mean: f64, cut_off: Date) -> ComplianceIndex {
    let due: Vec<&Due> = counted(remedies, cut_off).collect();
    let counted: Vec<&Remedy> = due.iter().map(|due| &due.remedy).collect();
    let base = Assumptions::default();
    let weighed = weigh(&counted, cut_off, base);
    let with = |assumptions: Assumptions| Variation {
        assumptions,
        index: shrink(
            weigh(&counted, cut_off, assumptions),
            prior_mean,
            assumptions.strength,
        ),
    };
    let mut reviews: Vec<&str> = due.iter().map(|due| due.review.as_str()).collect();
    reviews.sort_unstable();
    reviews.dedup();

    // Beta needs both parameters positive, so the mean keeps off either end (annex D 11).
    let m = prior_mean.clamp(0.01, 0.99);
    let performed = weighed.effective * weighed.mean;
    let (a, b) = (
        base.strength * m + performed,
        base.strength * (1.0 - m) + weighed.effective - performed,
    );
    ComplianceIndex {
        index: shrink(weighed, prior_mean, base.strength),
        interval: Interval {
            lower: beta_quantile(0.05, a, b),
            upper: beta_quantile(0.95, a, b),
        },
        mean: weighed.mean,
        effective: weighed.effective,
        remedies: u32::try_from(counted.len()).unwrap_or(u32::MAX),
        published: weighed.effective >= 3.0 - 1e-9 && reviews.len() >= 2,
        sensitivity: [
            with(Assumptions {
                strength: 2.0,
                ..base
            }),
            with(base),
            with(Assumptions {
                strength: 8.0,
                ..base
            }),
            with(Assumptions {
                late_half_life_days: base.late_half_life_days / 2.0,
                ..base
            }),
            with(Assumptions {
                late_half_life_days: base.late_half_life_days * 2.0,
                ..base
            }),
            with(Assumptions {
                age_half_life_years: base.age_half_life_years / 2.0,
                ..base
            }),
            with(Assumptions {
                age_half_life_years: base.age_half_life_years * 2.0,
                ..base
            }),
        ],
    }
}

/// Final, due within five years before the cut-off, and not stayed.
pub(super) fn counts(due: &Due, cut_off: Date) -> bool {
    let oldest = jiff::Span::new()
        .try_years(WINDOW_YEARS)
        .ok()
        .and_then(|span| cut_off.checked_sub(span).ok());
    let day = due.remedy.due;
    !due.remedy.stayed && day <= cut_off && oldest.is_none_or(|oldest| day > oldest)
}

fn counted(remedies: &[Due], cut_off: Date) -> impl Iterator<Item = &Due> {
    remedies.iter().filter(move |due| counts(due, cut_off))
}

#[derive(Clone, Copy)]
struct Weighed {
    mean: f64,
    effective: f64,
}

fn weigh(remedies: &[&Remedy], cut_off: Date, assumptions: Assumptions) -> Weighed {
    let (mut sum, mut squares, mut performed) = (0.0, 0.0, 0.0);
    for remedy in remedies {
        let late = f64::from(remedy.days_late_on(cut_off));
        let age = f64::from(days_between(remedy.due, cut_off)) / 365.25;
        let y = remedy.completion_on(cut_off) * (-late / assumptions.late_half_life_days).exp2();
        let v = f64::from(remedy.weight.get()) * (-age / assumptions.age_half_life_years).exp2();
        sum += v;
        squares += v * v;
        performed += v * y;
    }
    if sum > 0.0 {
        Weighed {
            mean: performed / sum,
            effective: sum * sum / squares,
        }
    } else {
        Weighed {
            mean: 0.0,
            effective: 0.0,
        }
    }
}

fn shrink(weighed: Weighed, prior_mean: f64, strength: f64) -> f64 {
    (strength * prior_mean + weighed.effective * weighed.mean) / (strength + weighed.effective)
}

/// The quantile of a Beta distribution, by bisection: slow and sure.
fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        if beta_cdf(middle, a, b) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// The regularised incomplete beta function.
fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p()).exp();
    // The fraction converges quickly only on this side of the mean; the other is its mirror.
    if x < (a + 1.0) / (a + b + 2.0) {
        front * beta_fraction(x, a, b) / a
    } else {
        1.0 - front * beta_fraction(1.0 - x, b, a) / b
    }
}

/// The continued fraction of the incomplete beta function, evaluated from the front; every
/// denominator is kept off zero.
fn beta_fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let off_zero = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut d = 1.0 / off_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut c = 1.0;
    let mut sum = d;
    for step in 1..=500 {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for term in [even, odd] {
            d = 1.0 / off_zero(1.0 + term * d);
            c = off_zero(1.0 + term / c);
            change = c * d;
            sum *= change;
        }
        if (change - 1.0).abs() < 1e-14 {
            break;
        }
    }
    sum
}

/// The logarithm of the gamma function for positive arguments: carried up by its recurrence to
/// where Stirling's series is exact to the last digits.
fn ln_gamma(x: f64) -> f64 {
    let mut x = x;
    let mut carried = 0.0;
    while x < 12.0 {
        carried += x.ln();
        x += 1.0;
    }
    let inverse = 1.0 / (x * x);
    let inner = 1.0 / 1260.0 - inverse * (1.0 / 1680.0 - inverse / 1188.0);
    let series = (1.0 / 12.0 - inverse * (1.0 / 360.0 - inverse * inner)) / x;
    (x - 0.5) * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI).ln() + series - carried
}

#[cfg(test)]
mod tests;
