//! The golden vectors of annex B and the properties of the steps.

use proptest::prelude::{Strategy, prop_assert, prop_oneof, proptest};
use proptest::strategy::Just;

use super::{
    Anchor, Answer, AnswerFault, Band, Bands, Criterion, Figures, Gate, Given, Indication,
    MemberAnswer, Nature, Ratio, RowStatus, Rubric, ScoredRow, Step, StepRule, Track,
    answer_faults, figures, may_break_down,
};
use crate::Word;
use crate::clause::{Burden, Element, Profile, Proposition, Reading};
use crate::measure::Technology;
use crate::people::Discipline;
use crate::refusal::Refusal;
use crate::vote::Finding;

const LAW: &[Discipline] = &[Discipline::Legal];
const TECH: &[Discipline] = &[Discipline::Technology];

fn criterion(
    id: &str,
    proposition: Proposition,
    lead: &[Discipline],
    gate: bool,
    nature: [Nature; 4],
) -> Criterion {
    let burden = if matches!(id, "1.4" | "1.5" | "3.4") {
        Burden::Applicant
    } else {
        Burden::InvokingState
    };
    let question = if proposition == Proposition::T0 {
        "Is [element] established?"
    } else {
        "Is it so?"
    };
    Criterion {
        id: id.to_owned(),
        name: id.to_owned(),
        proposition,
        question: question.to_owned(),
        guidance: "Look.".to_owned(),
        lead: lead.to_vec(),
        gate_in: if gate {
            Profile::ALL.to_vec()
        } else {
            Vec::new()
        },
        burden,
        natures: nature,
        needs_technology: id == "1.7",
    }
}

fn rubric() -> Rubric {
    use Nature::{Advisory as A, Objective as O, SelfJudging as S};
    use Proposition::{T0, T1a, T1b, T2, T3};
    let anchors = [Nature::Objective, Nature::SelfJudging]
        .into_iter()
        .flat_map(|scale| Answer::ALL.iter().map(move |answer| (scale, *answer)))
        .filter(|(scale, answer)| scale.has(*answer))
        .map(|(scale, answer)| Anchor {
            scale,
            answer,
            meaning: "so".to_owned(),
        })
        .collect();
    let steps = Step::ALL
        .iter()
        .map(|step| StepRule {
            step: *step,
            title: step.to_string(),
            propositions: step
                .propositions()
                .iter()
                .map(|p| (*p, p.to_string()))
                .collect(),
        })
        .collect();
    Rubric {
        version: "test-1".to_owned(),
        steps,
        criteria: vec![
            criterion("1.2", T0, LAW, true, [O; 4]),
            criterion("1.1", T1a, LAW, true, [O; 4]),
            criterion("1.3", T1a, TECH, true, [S; 4]),
            criterion("1.7", T1a, TECH, false, [O; 4]),
            criterion("1.4", T1b, LAW, true, [O; 4]),
            criterion("1.5", T1b, LAW, false, [O; 4]),
            criterion("2.1", T2, TECH, true, [S, O, A, O]),
            criterion("2.2", T2, TECH, true, [A, O, A, O]),
            criterion("2.3", T2, TECH, false, [A, O, A, O]),
            criterion("2.4", T2, TECH, false, [A, O, A, O]),
            criterion("2.5", T2, LAW, false, [A, O, A, O]),
            criterion("2.6", T2, TECH, false, [A, O, A, O]),
            criterion("2.7", T2, LAW, false, [A, O, A, O]),
            criterion("3.1", T3, LAW, true, [O, O, A, O]),
        ],
        anchors,
        gate_weight: 2,
        weight: 1,
        bands: Bands {
            met_from: 60,
            contested_from: 45,
            coverage_min: 70,
        },
        remands_max: 2,
    }
}

/// The panel of the vectors: a member's place gives the discipline.
fn member(at: usize) -> Discipline {
    [
        Discipline::Legal,
        Discipline::Security,
        Discipline::Technology,
        Discipline::Legal,
        Discipline::Security,
    ][at % 5]
}

fn sheet(text: &str) -> Vec<MemberAnswer> {
    let words: Vec<String> = if text.contains(' ') {
        text.split(' ').map(str::to_owned).collect()
    } else {
        text.chars().map(String::from).collect()
    };
    words
        .iter()
        .enumerate()
        .map(|(at, word)| MemberAnswer {
            discipline: member(at),
            answer: Answer::parse(word).unwrap(),
        })
        .collect()
}

fn scored(rubric: &Rubric, step: Step, profile: Profile, answers: &str) -> Vec<ScoredRow> {
    let rows = rubric.rows(step, profile, Technology::DualUse, &[]);
    let sheets: Vec<_> = answers.split(" / ").map(sheet).collect();
    assert_eq!(rows.len(), sheets.len());
    rows.into_iter()
        .zip(sheets)
        .map(|(row, answers)| ScoredRow { row, answers })
        .collect()
}

fn tier_two(answers: &str, sitting: usize, remands: u8) -> Figures {
    let rubric = rubric();
    figures(
        &rubric,
        Proposition::T2,
        &scored(&rubric, Step::Necessity, Profile::P4, answers),
        sitting,
        remands,
    )
}

const V4: &str = "33333 / ND ND ND 2 3 / ND ND ND ND 2 / 33322 / 33333 / 22332 / 33333";

#[test]
fn v1_indicates_met_with_two_thirds() {
    let figures = tier_two(
        "43332 / 33232 / 32232 / 22323 / 33342 / 22122 / 33333",
        5,
        0,
    );
    let index = figures.dispositive.clone().unwrap();
    assert_eq!(index.index, Some(Ratio { num: 24, den: 36 }));
    assert_eq!(index.index.unwrap().rounded(), "0.6667");
    assert_eq!(index.coverage, Some(Ratio { num: 9, den: 9 }));
    assert_eq!((index.gate_failed, index.band), (false, Some(Band::Met)));
    assert_eq!(figures.indication(), Indication::Carried);
    assert_eq!(figures.rows[0].gate, Some(Gate::Passed));
    assert_eq!(figures.rows[2].gate, None);
    assert_eq!(figures.advisory, None);
}

#[test]
fn v2_fails_a_gate_and_that_goes_before_its_band() {
    let figures = tier_two(
        "44443 / 11313 / 33333 / 33333 / 44444 / 33333 / 44444",
        5,
        0,
    );
    let index = figures.dispositive.clone().unwrap();
    assert_eq!(index.index, Some(Ratio { num: 27, den: 36 }));
    assert_eq!(index.index.unwrap().rounded(), "0.7500");
    assert_eq!(figures.rows[1].gate, Some(Gate::Failed));
    assert_eq!((index.gate_failed, index.band), (true, Some(Band::Met)));
    assert_eq!(figures.indication(), Indication::NotCarried);
}

#[test]
fn v3_is_contested_and_indicates_nothing() {
    let figures = tier_two("3321 / 3221 / 3221 / 2222 / 3322 / 2221 / 3332", 4, 0);
    let index = figures.dispositive.clone().unwrap();
    assert_eq!(index.index, Some(Ratio { num: 19, den: 36 }));
    assert_eq!(index.index.unwrap().rounded(), "0.5278");
    assert_eq!(
        (index.gate_failed, index.band),
        (false, Some(Band::Contested))
    );
    assert_eq!(figures.indication(), Indication::Nothing);
}

#[test]
fn v4_shows_no_index_and_offers_a_remand() {
    let figures = tier_two(V4, 5, 0);
    let index = figures.dispositive.clone().unwrap();
    assert_eq!(index.coverage, Some(Ratio { num: 6, den: 9 }));
    assert_eq!((index.index, index.band), (None, None));
    assert_eq!(figures.rows[1].gate, Some(Gate::NotDeterminable));
    assert_eq!(index.missing, ["2.2", "2.3"]);
    assert!(index.remand);
    assert_eq!(figures.indication(), Indication::Nothing);
}

#[test]
fn the_index_that_v4_suppresses_is_seventeen_of_twenty_four() {
    let mut open = rubric();
    open.bands.coverage_min = 0;
    let rows = scored(&open, Step::Necessity, Profile::P4, V4);
    let index = figures(&open, Proposition::T2, &rows, 5, 0)
        .dispositive
        .unwrap()
        .index
        .unwrap();
    assert_eq!(
        (index, index.rounded().as_str()),
        (Ratio { num: 17, den: 24 }, "0.7083")
    );
}

/// PT-19 (c): a third remand is blocked, and what is not determinable is not shown.
#[test]
fn after_two_remands_an_undetermined_gate_falls_on_the_burden_bearer() {
    let figures = tier_two(V4, 5, 2);
    let index = figures.dispositive.clone().unwrap();
    assert!(!index.remand);
    assert_eq!(figures.rows[1].gate, Some(Gate::Failed));
    assert_eq!(figures.indication(), Indication::NotCarried);
}

#[test]
fn an_undetermined_gate_of_the_applicant_leaves_pretext_unshown() {
    let rubric = rubric();
    let rows = scored(
        &rubric,
        Step::GoodFaith,
        Profile::P1,
        "33333 / 33333 / 33333 / ND ND ND ND ND / 44444",
    );
    let last = figures(&rubric, Proposition::T1b, &rows, 5, 2);
    assert_eq!(last.rows[0].gate, Some(Gate::Passed));
    assert_ne!(last.indication(), Indication::Carried);
    let first = figures(&rubric, Proposition::T1b, &rows, 5, 0);
    assert_eq!(first.rows[0].gate, Some(Gate::NotDeterminable));
}

#[test]
fn an_even_panel_takes_the_median_that_is_worse_for_the_burden_bearer() {
    let rubric = rubric();
    let rows = scored(
        &rubric,
        Step::GoodFaith,
        Profile::P1,
        "4321 / 4431 / 4321 / 4321 / 4332",
    );
    let medians = |p| {
        figures(&rubric, p, &rows, 4, 0)
            .rows
            .iter()
            .map(|r| r.status)
            .collect::<Vec<_>>()
    };
    // 1.1 is the state's burden, 1.4 the applicant's, with the same four answers.
    assert_eq!(medians(Proposition::T1a)[0], RowStatus::Scored(2));
    assert_eq!(medians(Proposition::T1b)[0], RowStatus::Scored(3));
}

#[test]
fn a_high_index_on_pretext_indicates_that_pretext_is_not_shown() {
    let rubric = rubric();
    let read = |answers: &str| {
        let rows = scored(&rubric, Step::GoodFaith, Profile::P1, answers);
        figures(&rubric, Proposition::T1b, &rows, 5, 0).indication()
    };
    assert_eq!(
        read("33333 / 33333 / 33333 / 44443 / 44444"),
        Indication::NotCarried
    );
    assert_eq!(
        read("33333 / 33333 / 33333 / 11134 / 44444"),
        Indication::Carried
    );
    assert_eq!(
        read("33333 / 33333 / 33333 / 22222 / 22222"),
        Indication::Nothing
    );
    assert_eq!(
        read("33333 / 33333 / 33333 / 22222 / 00000"),
        Indication::Carried
    );
}

#[test]
fn advisory_criteria_have_an_index_of_their_own_and_touch_no_vote() {
    let rubric = rubric();
    let rows = scored(
        &rubric,
        Step::Necessity,
        Profile::P1,
        "44444 / 11111 / 11111 / 11111 / 11111 / 11111 / 11111",
    );
    let figures = figures(&rubric, Proposition::T2, &rows, 5, 0);
    assert_eq!(
        figures.dispositive.clone().unwrap().index,
        Some(Ratio { num: 8, den: 8 })
    );
    assert_eq!(figures.indication(), Indication::Carried);
    assert_eq!(
        figures.advisory.clone().unwrap().index,
        Some(Ratio { num: 7, den: 28 })
    );
    assert!(figures.raises_concern());
    assert!(!figures.advisory.unwrap().remand);
}

#[test]
fn under_p3_nothing_decides_on_necessity() {
    let rubric = rubric();
    assert!(!rubric.dispositive(Proposition::T2, Profile::P3));
    assert!(rubric.dispositive(Proposition::T2, Profile::P1));
    let rows = scored(
        &rubric,
        Step::Necessity,
        Profile::P3,
        "44444 / 33333 / 33333 / 33333 / 33333 / 33333 / 33333",
    );
    let figures = figures(&rubric, Proposition::T2, &rows, 5, 0);
    assert_eq!(
        (figures.dispositive.clone(), figures.indication()),
        (None, Indication::Nothing)
    );
    assert!(!figures.raises_concern());
}

#[test]
fn na_counts_only_when_a_majority_agrees() {
    let figures = tier_two(
        "33333 / 33333 / NA NA NA 3 3 / NA NA ND 3 3 / NA NA 3 3 3 / 33333 / 33333",
        5,
        0,
    );
    assert_eq!(figures.rows[2].status, RowStatus::NotApplicable);
    assert_eq!(figures.rows[3].status, RowStatus::NotDeterminable);
    assert_eq!(figures.rows[4].status, RowStatus::Scored(3));
    // 2.3 is out of the sums; 2.4 is in the coverage only.
    assert_eq!(
        figures.dispositive.unwrap().coverage,
        Some(Ratio { num: 7, den: 8 })
    );
}

#[test]
fn a_missing_sheet_counts_as_not_determinable() {
    let figures = tier_two("33 / 33333 / 33333 / 33333 / 33333 / 33333 / 33333", 5, 0);
    assert_eq!(figures.rows[0].status, RowStatus::NotDeterminable);
}

#[test]
fn the_lead_members_are_split_from_the_others_at_two_apart() {
    // The technology member is the third of five; technology leads on 2.1, law on 2.5.
    let figures = tier_two(
        "33133 / 33233 / 33333 / 33333 / 13313 / 33333 / 33333",
        5,
        0,
    );
    assert_eq!(
        (figures.rows[0].split, figures.rows[0].spread),
        (true, Some(2))
    );
    assert!(!figures.rows[1].split);
    assert!(figures.rows[4].split);
}

#[test]
fn with_three_sitting_only_median_and_spread_may_be_published() {
    let shown = &tier_two("332 / 333 / 333 / 333 / 333 / 333 / 333", 3, 0).rows[0];
    let public = shown.public(3);
    assert_eq!(
        (public.status, public.spread),
        (RowStatus::Scored(3), Some(1))
    );
    assert_eq!((public.distribution, public.split), (None, None));
    let five = &tier_two(
        "23433 / 33333 / 33333 / 33333 / 33333 / 33333 / 33333",
        5,
        0,
    )
    .rows[0];
    let spelled: Vec<_> = five
        .public(5)
        .distribution
        .unwrap()
        .iter()
        .map(|a| a.as_str())
        .collect();
    assert_eq!(spelled, ["4", "3", "3", "3", "2"]);
    assert!(!may_break_down(2) && may_break_down(3));
}

#[test]
fn the_threshold_has_one_row_per_element_and_its_lead() {
    let element = |id: &str, lead| Element {
        id: id.to_owned(),
        label: format!("the {id}"),
        reading: Reading::Objective,
        step: Some(Proposition::T0),
        lead: Some(lead),
    };
    let (time, arms) = (
        element("time", Discipline::Security),
        element("arms", Discipline::Legal),
    );
    let rubric = rubric();
    let rows = rubric.rows(
        Step::Threshold,
        Profile::P3,
        Technology::NotConcerned,
        &[&time, &arms],
    );
    assert_eq!(
        rows.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(),
        ["1.2/time", "1.2/arms"]
    );
    assert_eq!(rows[0].question, "Is the time established?");
    assert_eq!(
        (rows[0].lead.as_slice(), rows[1].lead.as_slice()),
        (&[Discipline::Security][..], LAW)
    );
    assert!(
        rows.iter()
            .all(|row| row.gate && row.weight == 2 && row.nature == Nature::Objective)
    );
    // What is indicated on one element is the figures of its row alone.
    let scored: Vec<_> = rows
        .into_iter()
        .zip(["33333", "11133"])
        .map(|(row, answers)| ScoredRow {
            row,
            answers: sheet(answers),
        })
        .collect();
    let of = |rows: &[ScoredRow]| figures(&rubric, Proposition::T0, rows, 5, 0).indication();
    assert_eq!(
        (of(&scored), of(&scored[..1]), of(&scored[1..])),
        (
            Indication::NotCarried,
            Indication::Carried,
            Indication::NotCarried,
        )
    );
}

#[test]
fn classification_is_not_asked_where_no_technology_is_concerned() {
    let keys = |class| {
        let rows = rubric().rows(Step::GoodFaith, Profile::P1, class, &[]);
        rows.into_iter().map(|row| row.key).collect::<Vec<_>>()
    };
    assert!(keys(Technology::Commercial).contains(&"1.7".to_owned()));
    assert!(!keys(Technology::NotConcerned).contains(&"1.7".to_owned()));
}

#[test]
fn a_broken_rubric_is_named_fault_by_fault() {
    assert_eq!(rubric().check(), Ok(()));
    let broken = |change: fn(&mut Rubric)| {
        let mut rubric = rubric();
        change(&mut rubric);
        rubric.check().unwrap_err().len()
    };
    assert_eq!(broken(|r| r.version.clear()), 1);
    assert_eq!(broken(|r| r.bands.contested_from = 61), 1);
    assert_eq!(broken(|r| r.gate_weight = 0), 1);
    assert_eq!(broken(|r| r.steps.swap(0, 1)), 1);
    assert_eq!(broken(|r| r.criteria[1].id = "1.2".to_owned()), 1);
    assert_eq!(
        broken(|r| r.criteria[0].natures[2] = Nature::SelfJudging),
        1
    );
    assert_eq!(broken(|r| r.criteria[3].lead.clear()), 1);
    assert_eq!(
        broken(|r| r.criteria.retain(|c| c.proposition != Proposition::T3)),
        1
    );
    assert_eq!(broken(|r| r.criteria[0].question = "Is it?".to_owned()), 1);
    assert_eq!(broken(|r| r.anchors.truncate(12)), 1);
}

#[test]
fn an_answer_has_reasons_and_an_exhibit_or_says_what_is_missing() {
    let forty = "word ".repeat(40);
    let given = |answer, reasons, exhibits, missing| Given {
        answer,
        reasons,
        exhibits,
        missing,
    };
    let faults = |nature, given| answer_faults(nature, given);
    assert_eq!(
        faults(Nature::Objective, given(Answer::Two, &forty, 1, "")),
        []
    );
    assert_eq!(
        faults(Nature::Advisory, given(Answer::Two, &forty, 1, "")),
        []
    );
    assert_eq!(
        faults(Nature::SelfJudging, given(Answer::Two, &forty, 1, "")),
        [AnswerFault::NotOnScale]
    );
    assert_eq!(
        faults(Nature::Objective, given(Answer::Four, &forty[5..], 1, "")),
        [AnswerFault::ReasonsTooShort]
    );
    assert_eq!(
        faults(Nature::Objective, given(Answer::Four, &forty, 0, "")),
        [AnswerFault::ExhibitMissing]
    );
    assert_eq!(
        faults(
            Nature::Objective,
            given(Answer::NotApplicable, &forty, 0, "")
        ),
        [AnswerFault::ExhibitMissing]
    );
    assert_eq!(
        faults(
            Nature::Objective,
            given(Answer::NotDeterminable, &forty, 0, "the log")
        ),
        []
    );
    assert_eq!(
        faults(
            Nature::Objective,
            given(Answer::NotDeterminable, &forty, 0, " ")
        ),
        [AnswerFault::MissingNotSaid]
    );
    // Dashes are not words.
    assert_eq!(
        faults(
            Nature::Objective,
            given(Answer::Four, &"- ".repeat(60), 1, "")
        ),
        [AnswerFault::ReasonsTooShort]
    );
}

#[test]
fn a_failed_step_stops_the_claim_until_the_panel_goes_on_arguendo() {
    let mut track = Track::default();
    assert_eq!(
        track.may_open(Step::GoodFaith),
        Err(Refusal::ReviewStepShut)
    );
    assert_eq!(track.go_on_arguendo(), Err(Refusal::ReviewNotFailed));
    track.find(Step::Threshold, Finding::NotMet).unwrap();
    assert_eq!(
        (track.open(), track.stopped_at()),
        (None, Some(Step::Threshold))
    );
    assert_eq!(track.finding(Step::Necessity), Some(Finding::NotReached));
    assert_eq!(track.go_on_arguendo(), Ok(Step::Threshold));
    assert_eq!(track.open(), Some(Step::GoodFaith));
    assert_eq!(track.finding(Step::GoodFaith), None);
    assert!(track.is_arguendo(Step::GoodFaith) && !track.is_arguendo(Step::Threshold));
    track.find(Step::GoodFaith, Finding::Met).unwrap();
    assert!(track.is_arguendo(Step::Necessity));
    track.find(Step::Necessity, Finding::NotMet).unwrap();
    assert_eq!(track.open(), None);
}

#[test]
fn a_threshold_without_elements_passes_as_not_applicable() {
    let track = Track {
        threshold_not_applicable: true,
        ..Track::default()
    };
    assert_eq!(track.open(), Some(Step::GoodFaith));
    assert_eq!(
        track.may_open(Step::Threshold),
        Err(Refusal::ReviewStepFound)
    );
    assert_eq!(track.finding(Step::Threshold), None);
}

#[test]
fn no_finding_opens_the_next_step() {
    let mut track = Track {
        threshold_not_applicable: true,
        ..Track::default()
    };
    track.find(Step::GoodFaith, Finding::Met).unwrap();
    track.find(Step::Necessity, Finding::NoFinding).unwrap();
    track.find(Step::Proportionality, Finding::NotMet).unwrap();
    assert!(track.is_complete());
    assert_eq!(track.go_on_arguendo(), Err(Refusal::ReviewNotFailed));
}

fn any_answer() -> impl Strategy<Value = Answer> {
    proptest::sample::select(Answer::ALL)
}

proptest! {
    /// Whatever the panel tries in whatever order, a step gets a finding only when the one
    /// before it has passed or was gone on from arguendo.
    #[test]
    fn no_step_opens_before_the_one_below_it_has_its_finding(
        tries in proptest::collection::vec((
            proptest::sample::select(Step::ALL),
            proptest::sample::select(Finding::ALL),
            proptest::bool::ANY,
        ), 0..24),
    ) {
        let mut track = Track::default();
        for (step, finding, arguendo) in tries {
            let before = track.clone();
            if arguendo {
                if let Ok(from) = track.go_on_arguendo() {
                    prop_assert!(before.findings.get(&from) == Some(&Finding::NotMet));
                }
            } else if track.find(step, finding).is_ok() {
                for earlier in Step::ALL.iter().filter(|earlier| **earlier < step) {
                    let found = before.findings.get(earlier).copied();
                    let passed = matches!(found, Some(Finding::Met | Finding::NoFinding));
                    let argued = found == Some(Finding::NotMet) && before.arguendo.contains(earlier);
                    prop_assert!(passed || argued, "{step} opened over {earlier}: {found:?}");
                }
                prop_assert!(!before.findings.contains_key(&step));
            } else {
                prop_assert!(track == before);
            }
        }
    }

    #[test]
    fn an_index_is_between_nought_and_one(
        answers in proptest::collection::vec(proptest::collection::vec(any_answer(), 5), 7),
        profile in prop_oneof![Just(Profile::P1), Just(Profile::P2), Just(Profile::P3), Just(Profile::P4)],
        remands in 0u8..4,
    ) {
        let rubric = rubric();
        let rows: Vec<_> = rubric
            .rows(Step::Necessity, profile, Technology::DualUse, &[])
            .into_iter()
            .zip(answers)
            .map(|(row, given)| ScoredRow {
                row,
                answers: given
                    .into_iter()
                    .enumerate()
                    .map(|(at, answer)| MemberAnswer { discipline: member(at), answer })
                    .collect(),
            })
            .collect();
        let all = figures(&rubric, Proposition::T2, &rows, 5, remands);
        for part in [&all.dispositive, &all.advisory].into_iter().flatten() {
            for ratio in [part.index, part.coverage].into_iter().flatten() {
                prop_assert!(ratio.den > 0 && ratio.num <= ratio.den);
            }
            // An index is shown only over enough coverage.
            prop_assert!(part.index.is_none() || part.coverage.unwrap().reaches(70));
        }
    }
}

#[test]
fn chinese_is_counted_by_characters_and_a_mark_alone_is_no_word() {
    for (text, words) in [
        ("two – words", 2),
        ("国家安全", 2),
        ("国家安全 – as GATT", 4),
        ("безопасность государства", 2),
        ("", 0),
    ] {
        assert_eq!(crate::review::word_count(text), words, "{text}");
    }
}
