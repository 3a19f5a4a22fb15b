//! Majorities, ties, outcomes.

use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

use super::{
    Ballot, Concern, Motion, Outcome, StepResult, Tally, combined, count, decide, departs,
    element_outcome, flips, motions, outcome, owes_reasons, reasons_suffice,
};
use crate::Word;
use crate::clause::{ElementOutcome, Profile, Proposition, Reading};
use crate::refusal::Refusal;
use crate::review::{Indication, Step, Track};
use crate::vote::Finding;

fn tally(yes: usize, sitting: usize) -> Tally {
    Tally {
        yes,
        no: sitting - yes,
        sitting,
    }
}

fn on(proposition: Proposition, yes: usize, sitting: usize) -> (Motion, Option<Tally>) {
    (Motion::Proposition(proposition), Some(tally(yes, sitting)))
}

fn element(id: &str, vote: Option<Tally>) -> (Motion, Option<Tally>) {
    (Motion::Element(id.to_owned()), vote)
}

fn found(result: Result<StepResult, Refusal>) -> (Finding, Option<Proposition>) {
    let result = result.unwrap();
    (result.finding, result.failed)
}

/// PT-18: four sit, and vote two to two.
#[test]
fn on_a_tie_the_burden_bearer_fails() {
    use Ballot::{No, Yes};
    let tie = count(&[Yes, No, Yes, No], 4, true).unwrap();
    assert!(tie.tied() && !tie.carried());
    let necessity = decide(
        Step::Necessity,
        Profile::P4,
        true,
        &[(Motion::Proposition(Proposition::T2), Some(tie))],
    );
    assert_eq!(found(necessity), (Finding::NotMet, Some(Proposition::T2)));
    // Pretext is the applicant's burden: on a tie it is not shown.
    let votes = [
        on(Proposition::T1a, 3, 4),
        (Motion::Proposition(Proposition::T1b), Some(tie)),
    ];
    assert_eq!(
        found(decide(Step::GoodFaith, Profile::P4, true, &votes)),
        (Finding::Met, None)
    );
    assert_eq!(
        count(&[Yes, No, Yes, No], 4, false),
        Err(Refusal::VoteNoQuorum)
    );
    // A contested index indicates nothing, so nobody owes reasons.
    assert!(!departs(Indication::Nothing, tie));
}

#[test]
fn the_majority_is_of_sitting_members() {
    assert!(tally(3, 5).carried());
    assert!(
        !Tally {
            yes: 2,
            no: 1,
            sitting: 5
        }
        .carried()
    );
    assert_eq!(
        count(&[Ballot::Yes, Ballot::Yes], 3, true),
        Err(Refusal::VoteOpen)
    );
}

/// PT-19 (a): the gate failed, the vote still decides, and a yes needs reasons.
#[test]
fn a_vote_against_the_indication_needs_reasons_from_its_majority() {
    let yes = tally(3, 5);
    assert!(departs(Indication::NotCarried, yes));
    assert!(owes_reasons(Indication::NotCarried, yes, Ballot::Yes));
    assert!(!owes_reasons(Indication::NotCarried, yes, Ballot::No));
    assert!(!departs(Indication::Carried, yes));
    assert!(owes_reasons(Indication::Carried, tally(2, 4), Ballot::No));
    assert!(!reasons_suffice(&"word ".repeat(149)));
    assert!(reasons_suffice(&"word ".repeat(150)));
}

#[test]
fn elements_of_the_threshold_are_voted_in_order() {
    let yes = Some(tally(3, 3));
    let no = Some(tally(1, 3));
    let vote =
        |votes: &[(Motion, Option<Tally>)]| decide(Step::Threshold, Profile::P1, true, votes);
    assert_eq!(
        found(vote(&[element("a", yes), element("b", yes)])),
        (Finding::Met, None)
    );
    let left = vote(&[element("a", no), element("b", None)]).unwrap();
    assert_eq!(
        (left.finding, left.failed),
        (Finding::NotMet, Some(Proposition::T0))
    );
    assert_eq!(
        left.elements,
        [
            ("a".to_owned(), ElementOutcome::NotMet),
            ("b".to_owned(), ElementOutcome::NotReached),
        ]
    );
    assert_eq!(
        vote(&[element("a", no), element("b", no)])
            .unwrap()
            .elements[1]
            .1,
        ElementOutcome::NotMet
    );
    assert_eq!(
        vote(&[element("a", yes), element("b", None)]),
        Err(Refusal::VoteMotionMissing)
    );
    assert_eq!(
        vote(&[element("a", no), element("b", None), element("c", no)]),
        Err(Refusal::VoteOutOfOrder)
    );
    assert_eq!(vote(&[]), Err(Refusal::VoteMotionMissing));
}

#[test]
fn good_faith_is_met_if_articulated_and_no_pretext() {
    let vote = |a, b| {
        found(decide(
            Step::GoodFaith,
            Profile::P1,
            true,
            &[on(Proposition::T1a, a, 3), on(Proposition::T1b, b, 3)],
        ))
    };
    assert_eq!(vote(3, 0), (Finding::Met, None));
    assert_eq!(vote(1, 0), (Finding::NotMet, Some(Proposition::T1a)));
    assert_eq!(vote(3, 2), (Finding::NotMet, Some(Proposition::T1b)));
    assert_eq!(vote(0, 3), (Finding::NotMet, Some(Proposition::T1a)));
}

#[test]
fn only_p1_and_p3_leave_a_question_to_the_state() {
    let left = (Motion::NoFinding(Proposition::T2), Some(tally(3, 3)));
    let vote = |profile| decide(Step::Necessity, profile, true, std::slice::from_ref(&left));
    assert_eq!(found(vote(Profile::P1)), (Finding::NoFinding, None));
    assert_eq!(vote(Profile::P2), Err(Refusal::VoteNoFindingShut));
    assert_eq!(vote(Profile::P4), Err(Refusal::VoteNoFindingShut));
    // Not carried: then the proposition itself decides.
    let refused = (Motion::NoFinding(Proposition::T2), Some(tally(1, 3)));
    let both = [refused.clone(), on(Proposition::T2, 1, 3)];
    assert_eq!(
        found(decide(Step::Necessity, Profile::P1, true, &both)),
        (Finding::NotMet, Some(Proposition::T2))
    );
    assert_eq!(
        decide(Step::Necessity, Profile::P1, true, &[refused]),
        Err(Refusal::VoteMotionMissing)
    );
}

#[test]
fn where_nothing_decides_a_lost_vote_is_only_a_concern() {
    let lost = decide(
        Step::Proportionality,
        Profile::P3,
        false,
        &[on(Proposition::T3, 0, 3)],
    )
    .unwrap();
    assert_eq!((lost.finding, lost.failed), (Finding::NoFinding, None));
    assert_eq!(lost.concern, Some(Concern::Proportionality));
    assert_eq!(Concern::Proportionality.as_str(), "ADVISORY_CONCERN(T3)");
}

#[test]
fn motions_are_read_back_from_their_names() {
    let all = [
        motions(Step::Threshold, Profile::P1, &["x.a".to_owned()]),
        motions(Step::GoodFaith, Profile::P1, &[]),
        motions(Step::Necessity, Profile::P1, &[]),
        motions(Step::Proportionality, Profile::P4, &[]),
    ]
    .concat();
    let keys: Vec<_> = all.iter().map(Motion::key).collect();
    assert_eq!(keys, ["T0/x.a", "T1a", "T1b", "no_finding/T2", "T2", "T3"]);
    assert!(
        all.iter()
            .all(|motion| Motion::parse(&motion.key()).as_ref() == Some(motion))
    );
    for wrong in ["T0", "T4", "no_finding/T1a", "T0/", "T1a/x"] {
        assert_eq!(Motion::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn an_element_without_a_majority_takes_the_adverse_outcome() {
    use ElementOutcome::{
        AcceptedInGoodFaith as Accepted, Implausible, LeftToState as Left, Met, NotMet,
    };
    let of = |choices: &[ElementOutcome], reading| element_outcome(choices, choices.len(), reading);
    assert_eq!(
        of(&[Accepted, Accepted, Left], Reading::SelfJudging),
        Ok(Accepted)
    );
    assert_eq!(
        of(&[Accepted, Implausible, Left], Reading::SelfJudging),
        Ok(Implausible)
    );
    assert_eq!(
        of(&[Met, Met, NotMet, NotMet], Reading::Objective),
        Ok(NotMet)
    );
    assert_eq!(
        of(&[Met, Left, Met], Reading::Objective),
        Err(Refusal::VoteOutcomeShut)
    );
    assert_eq!(
        element_outcome(&[Met], 3, Reading::Objective),
        Err(Refusal::VoteOpen)
    );
}

#[test]
fn the_first_step_that_is_not_met_names_the_outcome() {
    let mut track = Track {
        threshold_not_applicable: true,
        ..Track::default()
    };
    track.find(Step::GoodFaith, Finding::Met).unwrap();
    assert_eq!(outcome(&track, &[]), None);
    track.find(Step::Necessity, Finding::NotMet).unwrap();
    assert_eq!(
        outcome(&track, &[Proposition::T2]),
        Some(Outcome::NotJustifiedT2)
    );
    assert_eq!(Outcome::NotJustifiedT2.as_str(), "NOT_JUSTIFIED(T2)");
    track.go_on_arguendo().unwrap();
    assert_eq!(outcome(&track, &[Proposition::T2]), None);
    track.find(Step::Proportionality, Finding::NotMet).unwrap();
    assert_eq!(
        outcome(&track, &[Proposition::T3, Proposition::T2]),
        Some(Outcome::NotJustifiedT2)
    );
}

#[test]
fn a_claim_that_nothing_defeats_is_justified() {
    let mut track = Track::default();
    for (step, finding) in Step::ALL.iter().zip([
        Finding::Met,
        Finding::Met,
        Finding::NoFinding,
        Finding::NoFinding,
    ]) {
        track.find(*step, finding).unwrap();
    }
    assert_eq!(outcome(&track, &[]), Some(Outcome::Justified));
    assert!(!Outcome::Justified.calls_for_compliance());
    assert!(
        Outcome::NotJustifiedT0.calls_for_compliance()
            && Outcome::PartlyJustified.calls_for_compliance()
    );
    assert_eq!(Outcome::NotJustifiedT1b.failed_at(), Some(Proposition::T1b));
}

#[test]
fn components_that_differ_make_a_claim_partly_justified() {
    use Outcome::{Justified, NotJustifiedT2, NotJustifiedT3, PartlyJustified};
    assert_eq!(
        combined(&[Justified, NotJustifiedT2]),
        Some(PartlyJustified)
    );
    assert_eq!(
        combined(&[NotJustifiedT3, NotJustifiedT2]),
        Some(NotJustifiedT2)
    );
    assert_eq!(combined(&[Justified, Justified]), Some(Justified));
    assert_eq!(combined(&[]), None);
}

#[test]
fn a_confirming_roll_call_flips_only_where_the_result_differs() {
    let motion = |p| Motion::Proposition(p);
    let before = [
        (motion(Proposition::T1a), tally(3, 3)),
        (motion(Proposition::T2), tally(2, 3)),
    ];
    let same = [
        (motion(Proposition::T1a), tally(2, 3)),
        (motion(Proposition::T2), tally(3, 3)),
    ];
    assert_eq!(flips(&before, &same), []);
    let turned = [
        (motion(Proposition::T1a), tally(3, 3)),
        (motion(Proposition::T2), tally(1, 3)),
    ];
    assert_eq!(flips(&before, &turned), [motion(Proposition::T2)]);
    // A motion that nobody confirmed is not confirmed.
    assert_eq!(flips(&before, &turned[..1]), [motion(Proposition::T2)]);
}

proptest! {
    #[test]
    fn a_tie_never_carries(half in 0usize..8) {
        let even = tally(half, half * 2);
        prop_assert!(even.tied() && !even.carried());
    }

    #[test]
    fn a_motion_and_its_opposite_never_both_carry(yes in 0usize..8, no in 0usize..8) {
        let sitting = yes + no;
        prop_assert!(!(tally(yes, sitting).carried() && tally(no, sitting).carried()));
    }

    #[test]
    fn an_element_outcome_is_always_one_that_its_reading_allows(
        choices in proptest::collection::vec(proptest::sample::select(ElementOutcome::ALL), 1..8),
        reading in proptest::sample::select(Reading::ALL),
    ) {
        let result = element_outcome(&choices, choices.len(), reading);
        let allowed = choices.iter().all(|choice| reading.outcomes().contains(choice));
        prop_assert_eq!(result.is_ok(), allowed);
        if let Ok(outcome) = result {
            prop_assert!(reading.outcomes().contains(&outcome));
        }
    }
}
