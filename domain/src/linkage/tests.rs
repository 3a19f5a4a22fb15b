//! Periods, path, counts, and the words that a report may not use.

use jiff::civil::date;

use super::{
    Act, ClaimFact, Due, FORMULA, HalfYear, Indicator, MeasureFact, NO_REPLY, Observation, Stage,
    State, TechClass, Value, advice_in, check_text, claim_series, compliance_index, measure_series,
    remedy_series,
};
use crate::Word;
use crate::compliance::{Remedy, Weight};
use crate::measure::Technology;
use crate::refusal::Refusal;
use crate::review::Step;
use crate::vote::{Finding, Outcome};

fn count(
    series: &[Observation],
    indicator: Indicator,
    stage: Stage,
    class: TechClass,
) -> Option<u32> {
    series
        .iter()
        .find(|o| (o.indicator, o.stage, o.class) == (indicator, stage, class))
        .and_then(|o| match o.value {
            Value::Count(count) => Some(count),
            Value::Index { .. } | Value::Withheld { .. } => None,
        })
}

fn behind(
    series: &[Observation],
    indicator: Indicator,
    stage: Stage,
    class: TechClass,
) -> Vec<usize> {
    let mut all = series.iter();
    let one = all.find(|o| (o.indicator, o.stage, o.class) == (indicator, stage, class));
    one.map(|o| o.behind.clone()).expect("a line of the series")
}

#[test]
fn a_half_year_is_spelled_as_sdmx_does() {
    let first = HalfYear::parse("2026-S1").unwrap();
    assert_eq!(
        (first.start(), first.end()),
        (date(2026, 1, 1), date(2026, 6, 30))
    );
    let second = HalfYear::of(date(2026, 7, 1));
    assert_eq!(
        (second.to_string().as_str(), second.end()),
        ("2026-S2", date(2026, 12, 31))
    );
    assert!(
        first < second
            && second.contains(date(2026, 12, 31))
            && !second.contains(date(2026, 6, 30))
    );
    for wrong in [
        "2026-S3", "2026S1", "26-S1", "2026-S", "2026-S11", "+2026-S1",
    ] {
        assert_eq!(HalfYear::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn no_report_is_made_before_its_half_year_has_ended() {
    let period = HalfYear::of(date(2026, 3, 1));
    assert_eq!(
        period.closed_on(date(2026, 6, 30)),
        Err(Refusal::LinkagePeriodOpen)
    );
    assert_eq!(period.closed_on(date(2026, 7, 1)), Ok(()));
}

#[test]
fn the_state_replies_before_anything_is_transmitted() {
    let path = [
        Act::DrawUp,
        Act::Submit,
        Act::FailCheck,
        Act::Submit,
        Act::PassCheck,
        Act::Reply,
        Act::Finalise,
        Act::Transmit,
        Act::Acknowledge,
    ];
    let end = path
        .iter()
        .try_fold(State::Open, |state, act| state.after(*act));
    assert_eq!(end, Ok(State::Acknowledged));
    // Take any one act away except the failed check, and the path breaks.
    for skipped in [0, 1, 4, 5, 6, 7] {
        let broken = path.iter().enumerate().filter(|(at, _)| *at != skipped);
        let end = broken
            .map(|(_, act)| act)
            .try_fold(State::Open, |state, act| state.after(*act));
        assert_eq!(
            end,
            Err(Refusal::LinkageOutOfOrder),
            "without {}",
            path[skipped]
        );
    }
    assert_eq!(State::WithState.after(Act::LapseReply), Ok(State::Revised));
    // What was sent again is what was sent, until everyone has confirmed receipt.
    let again = State::Transmitted.after(Act::Resend);
    assert_eq!(again, Ok(State::Transmitted));
    // Factual corrections are asked for with the reply, and decided before the report is final.
    let asked = State::WithState.after(Act::AskCorrection);
    assert_eq!(asked, Ok(State::WithState));
    let decided = State::Revised.after(Act::DecideCorrection);
    assert_eq!(decided, Ok(State::Revised));
    for state in [State::Draft, State::InCheck, State::Final] {
        for act in [Act::AskCorrection, Act::DecideCorrection] {
            assert_eq!(state.after(act), Err(Refusal::LinkageOutOfOrder));
        }
    }
    // What was sent can be corrected, and is then asked about afresh, or be taken back for good.
    let sent = [State::Transmitted, State::Acknowledged, State::ClosedByCure];
    for sent in sent {
        for act in [Act::AskCorrection, Act::DecideCorrection] {
            assert_eq!(sent.after(act), Ok(sent), "whoever asks moves nothing");
        }
        assert_eq!(sent.after(Act::Correct), Ok(State::Transmitted));
        assert_eq!(sent.after(Act::Withdraw), Ok(State::Withdrawn));
    }
    let after_sending = [
        Act::AskCorrection,
        Act::DecideCorrection,
        Act::Correct,
        Act::SendUpdate,
        Act::Withdraw,
    ];
    for act in Act::ALL {
        if !after_sending.contains(act) {
            let closed = Err(Refusal::LinkageClosed);
            assert_eq!(State::Acknowledged.after(*act), closed, "{act}");
        }
        let gone = Err(Refusal::LinkageWithdrawn);
        assert_eq!(State::Withdrawn.after(*act), gone, "{act}");
        for not_sent in [State::Draft, State::InCheck, State::Final] {
            assert!(!after_sending.contains(act) || not_sent.after(*act).is_err());
        }
    }
}

#[test]
fn a_report_is_closed_by_cure_when_all_that_it_lists_is_complied_with_and_told() {
    let sent = [State::Transmitted, State::Acknowledged];
    for state in sent {
        assert_eq!(state.after(Act::SendUpdate), Ok(State::ClosedByCure));
        assert_eq!(state.once_told(1, 0), State::ClosedByCure);
        assert_eq!(
            state.once_told(1, 1),
            state,
            "another ruling is outstanding"
        );
        assert_eq!(
            state.once_told(0, 0),
            state,
            "nothing was outstanding at all"
        );
    }
    let closed = State::ClosedByCure;
    assert_eq!(closed.after(Act::Acknowledge), Ok(closed));
    assert_eq!(closed.after(Act::Resend), Ok(closed));
    assert_eq!(closed.after(Act::SendUpdate), Err(Refusal::LinkageClosed));
    // A corrected edition may list what the former one did not.
    let anew = closed.after(Act::Correct).unwrap();
    assert_eq!(anew.once_told(1, 0), closed);
    assert_eq!(anew.once_told(1, 1), State::Transmitted);
    for before in [State::Draft, State::WithState, State::Revised, State::Final] {
        assert_eq!(
            before.after(Act::SendUpdate),
            Err(Refusal::LinkageOutOfOrder)
        );
        assert_eq!(before.after(Act::Resend), Err(Refusal::LinkageOutOfOrder));
        assert_eq!(before.once_told(1, 0), before);
    }
}

#[test]
fn steps_are_counted_as_found_and_never_arguendo() {
    use Finding::{Met, NoFinding, NotMet, NotReached};
    use Step::{GoodFaith, Necessity, Proportionality, Threshold};
    let transit = ClaimFact::new(
        Technology::NotConcerned,
        Outcome::Justified,
        &[
            (Threshold, Met),
            (GoodFaith, Met),
            (Necessity, NoFinding),
            (Proportionality, NoFinding),
        ],
    );
    let steel = ClaimFact::new(
        Technology::Commercial,
        Outcome::NotJustifiedT0,
        &[
            (Threshold, NotMet),
            (GoodFaith, Met),
            (Necessity, NotMet),
            (Proportionality, NotReached),
        ],
    );
    let series = claim_series(&[transit, steel]);
    let of = |indicator, stage, class| count(&series, indicator, stage, class);
    assert_eq!(
        of(Indicator::ClaimsDecided, Stage::Threshold, TechClass::Total),
        Some(2)
    );
    assert_eq!(
        of(Indicator::ClaimsNotMet, Stage::Threshold, TechClass::Total),
        Some(1)
    );
    assert_eq!(
        of(Indicator::ClaimsDecided, Stage::GoodFaith, TechClass::Total),
        Some(1)
    );
    assert_eq!(
        of(Indicator::ClaimsDecided, Stage::Necessity, TechClass::Total),
        Some(0)
    );
    assert_eq!(
        of(Indicator::ClaimsJustified, Stage::Total, TechClass::Total),
        Some(1)
    );
    assert_eq!(
        of(
            Indicator::ClaimsNotJustified,
            Stage::Total,
            TechClass::Three
        ),
        Some(1)
    );
    // Class "none" counts under the total only, and an empty class has no rows.
    assert_eq!(
        of(Indicator::ClaimsJustified, Stage::Total, TechClass::Three),
        Some(0)
    );
    assert_eq!(
        of(Indicator::ClaimsJustified, Stage::Total, TechClass::One),
        None
    );
    assert_eq!(series.len(), 22);
    // Behind a number stands what is counted in it, and behind a zero nothing.
    assert_eq!(
        behind(
            &series,
            Indicator::ClaimsNotMet,
            Stage::Threshold,
            TechClass::Total
        ),
        [1]
    );
    assert_eq!(
        behind(
            &series,
            Indicator::ClaimsNotMet,
            Stage::Necessity,
            TechClass::Total
        ),
        [0; 0]
    );
    assert_eq!(
        behind(
            &series,
            Indicator::ClaimsJustified,
            Stage::Total,
            TechClass::Total
        ),
        [0]
    );
}

#[test]
fn an_empty_period_still_has_its_zeros() {
    let series = claim_series(&[]);
    assert_eq!(series.len(), 11);
    assert!(
        series
            .iter()
            .all(|o| o.value == Value::Count(0) && o.class == TechClass::Total)
    );
}

#[test]
fn remedies_are_counted_at_the_cut_off() {
    let due = |day, done_on, stayed| Due {
        remedy: Remedy {
            weight: Weight::new(1).unwrap(),
            due: day,
            done_on,
            done_percent: 0,
            stayed,
        },
        review: "a".to_owned(),
    };
    let cut_off = date(2026, 6, 30);
    let all = [
        due(date(2026, 6, 20), None, false),
        due(date(2026, 6, 1), Some(date(2026, 6, 5)), false),
        due(date(2026, 6, 1), Some(date(2026, 7, 5)), false),
        due(date(2026, 1, 1), None, true),
        due(date(2026, 7, 1), None, false),
    ];
    let series = remedy_series(&all, compliance_index(&all, 0.8, cut_off), cut_off);
    let of = |indicator| count(&series, indicator, Stage::NotApplicable, TechClass::Total);
    assert_eq!(of(Indicator::RemediesDue), Some(3));
    assert_eq!(of(Indicator::RemediesDone), Some(1));
    assert_eq!(of(Indicator::DaysOutstanding), Some(29));
    let stands = |indicator| behind(&series, indicator, Stage::NotApplicable, TechClass::Total);
    assert_eq!(stands(Indicator::RemediesDue), [0, 1, 2]);
    assert_eq!(stands(Indicator::RemediesDone), [1]);
    assert_eq!(stands(Indicator::DaysOutstanding), [2], "the longest alone");
    assert_eq!(stands(Indicator::ComplianceIndex), [0, 1, 2]);
    // What fell due longer ago than five years is due, and not in the index.
    let old = [due(date(2020, 1, 1), None, false)];
    let series = remedy_series(&old, compliance_index(&old, 0.8, cut_off), cut_off);
    let counted: Vec<_> = series.iter().map(|o| o.behind.len()).collect();
    assert_eq!(counted, [1, 0, 1, 0]);
    let series = remedy_series(&all, compliance_index(&all, 0.8, cut_off), cut_off);
    let last = series.last().map(|o| (o.indicator, o.value));
    assert_eq!(
        last,
        Some((Indicator::ComplianceIndex, Value::Withheld { remedies: 3 }))
    );
}

#[test]
fn a_published_index_carries_its_interval() {
    let due = |review: &str| Due {
        remedy: Remedy {
            weight: Weight::new(1).unwrap(),
            due: date(2026, 6, 1),
            done_on: Some(date(2026, 6, 1)),
            done_percent: 0,
            stayed: false,
        },
        review: review.to_owned(),
    };
    let index = compliance_index(&[due("a"), due("a"), due("b")], 0.8, date(2026, 6, 30));
    match Value::from(index) {
        Value::Index {
            index,
            interval,
            remedies,
        } => {
            assert!(interval.lower < index && index < interval.upper);
            assert_eq!(remedies, 3);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn measures_are_counted_in_both_directions() {
    let fact = |technology, own, ends| MeasureFact {
        technology,
        own,
        ends,
    };
    let series = measure_series(&[
        fact(Technology::DualUse, true, true),
        fact(Technology::NotConcerned, true, false),
        fact(Technology::DualUse, false, true),
    ]);
    let of = |indicator, class| count(&series, indicator, Stage::NotApplicable, class);
    assert_eq!(of(Indicator::MeasuresBy, TechClass::Total), Some(2));
    assert_eq!(of(Indicator::MeasuresBy, TechClass::Two), Some(1));
    assert_eq!(of(Indicator::MeasuresAgainst, TechClass::Total), Some(1));
    assert_eq!(of(Indicator::MeasuresSunset, TechClass::Total), Some(1));
    let stands = |indicator, class| behind(&series, indicator, Stage::NotApplicable, class);
    assert_eq!(stands(Indicator::MeasuresBy, TechClass::Total), [0, 1]);
    assert_eq!(stands(Indicator::MeasuresAgainst, TechClass::Two), [2]);
    assert_eq!(stands(Indicator::MeasuresSunset, TechClass::Total), [0]);
}

#[test]
fn advice_on_lending_is_found_however_it_is_written() {
    for (text, phrase) in [
        ("This should weigh on the sovereign rating.", "rating"),
        ("LENDING to the state", "lend"),
        ("a matter for programme conditionality", "conditionalit"),
        ("until the next disbursement", "disburs"),
        ("its credit-worthiness", "credit worth"),
        ("its creditworthiness", "creditworth"),
        ("cre\u{ad}ditwor\u{200b}thy", "creditworth"),
        ("may suspend\n  financing", "suspend financ"),
        ("before the second tranche", "tranche"),
    ] {
        assert_eq!(advice_in(text), Some(phrase), "{text}");
        assert_eq!(check_text(text), Err(Refusal::LinkageAdvises));
    }
}

#[test]
fn plain_findings_and_the_standing_sentences_are_no_advice() {
    for text in [
        FORMULA,
        NO_REPLY,
        "The panel found the cooperating state's operating measure necessary; integrating and demonstrating it is due.",
        "Silence is not agreement. The calendar, the blend of measures and the state's interests are noted.",
        "Days outstanding: 29. Found in default of appearance; the urgent notice was downgraded.",
        "",
    ] {
        assert_eq!(advice_in(text), None, "{text}");
    }
}
