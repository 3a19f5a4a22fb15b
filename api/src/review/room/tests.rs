//! A deliberation on one claim under GATT XXI(b)(iii), without a database.

use std::collections::BTreeMap;

use domain::clause::Profile;
use domain::measure::Technology;
use domain::people::Discipline;
use domain::refusal::Refusal;
use domain::review::{Answer, Confidence, Indication, Step};
use domain::vote::{Ballot, Finding, Motion, Outcome};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::{ClaimRoom, Member, Room, standing};
use crate::cases::Claim;
use crate::review::queries::{AnswerRow, BallotRow};
use crate::wire::Spelled;

const CLAIM: Uuid = Uuid::from_u128(100);
const EMERGENCY: &str = "T0/gatt-xxi.b.iii.emergency";
const TIME: &str = "T0/gatt-xxi.b.iii.time";

fn member(no: u128) -> Uuid {
    Uuid::from_u128(no)
}

fn room(profile: Profile) -> Room {
    let seats = [
        Discipline::Legal,
        Discipline::Security,
        Discipline::Technology,
    ];
    let members = seats.iter().zip(1..).map(|(discipline, no)| Member {
        id: member(no),
        name: format!("Member {no}"),
        discipline: *discipline,
        presiding: no == 1,
    });
    let claim = Claim {
        id: CLAIM,
        no: 1,
        component: String::new(),
        obligation: String::new(),
    };
    let mut room = Room {
        rubric: crate::law::rubric("isecrc-1").unwrap(),
        clause: crate::law::clause("gatt-xxi").unwrap(),
        ground: "gatt-xxi.b.iii".to_owned(),
        profile,
        technology: Technology::NotConcerned,
        quorum: true,
        me: member(1),
        members: members.collect(),
        claims: vec![ClaimRoom {
            claim,
            steps: BTreeMap::new(),
        }],
    };
    room.open_next(CLAIM, None, Timestamp::UNIX_EPOCH).unwrap();
    room
}

fn ballot(step: Step, round: i32, no: u128, motion: &str, vote: Ballot) -> BallotRow {
    BallotRow {
        claim_id: CLAIM,
        step: Spelled(step),
        round,
        call: "provisional".to_owned(),
        proposition: motion.to_owned(),
        account_id: member(no),
        vote: Spelled(vote),
        elements: json!({ "gatt-xxi.b.esi": "accepted_in_good_faith", "gatt-xxi.b.nexus": "met", "gatt-xxi.b.necessary": "implausible" }),
        reasons: String::new(),
        departure_reasons: None,
    }
}

/// Three answers of the same value to every row, and the reveal.
fn reveal(room: &mut Room, step: Step, value: Answer) {
    let rows = room.rows(step);
    let at = room.step_mut(CLAIM, step).unwrap();
    for no in 1..=3 {
        at.answers.extend(rows.iter().map(|row| AnswerRow {
            claim_id: CLAIM,
            step: Spelled(step),
            round: at.round,
            account_id: member(no),
            row_key: row.key.clone(),
            revision: 1,
            value: Spelled(value),
            confidence: Spelled(Confidence::High),
            reasons: String::new(),
            exhibits: vec![],
            missing: String::new(),
            change_reason: None,
            at: Timestamp::UNIX_EPOCH,
        }));
    }
    at.revealed = true;
}

fn vote(room: &mut Room, step: Step, motion: &str, votes: &[Ballot]) {
    let at = room.step_mut(CLAIM, step).unwrap();
    let round = at.round;
    at.ballots.extend(
        votes
            .iter()
            .zip(1..)
            .map(|(vote, no)| ballot(step, round, no, motion, *vote)),
    );
}

fn conclude(room: &mut Room, step: Step) -> Option<Finding> {
    let (finding, decided) = room
        .conclude(step, room.open_step(CLAIM, step).unwrap())
        .unwrap()?;
    let at = room.step_mut(CLAIM, step).unwrap();
    (at.finding, at.decided) = (Some(finding), Some(decided));
    room.open_next(CLAIM, None, Timestamp::UNIX_EPOCH).unwrap();
    Some(finding)
}

fn pass_to_necessity(room: &mut Room) {
    reveal(room, Step::Threshold, Answer::Four);
    vote(room, Step::Threshold, EMERGENCY, &[Ballot::Yes; 3]);
    vote(room, Step::Threshold, TIME, &[Ballot::Yes; 3]);
    assert_eq!(conclude(room, Step::Threshold), Some(Finding::Met));
    reveal(room, Step::GoodFaith, Answer::Four);
    vote(room, Step::GoodFaith, "T1a", &[Ballot::Yes; 3]);
    assert_eq!(conclude(room, Step::GoodFaith), None);
    vote(room, Step::GoodFaith, "T1b", &[Ballot::No; 3]);
    assert_eq!(conclude(room, Step::GoodFaith), Some(Finding::Met));
}

#[test]
fn the_threshold_is_decided_at_its_first_element_that_is_not_met_and_the_claim_stops() {
    let mut room = room(Profile::P1);
    reveal(&mut room, Step::Threshold, Answer::Zero);
    vote(
        &mut room,
        Step::Threshold,
        EMERGENCY,
        &[Ballot::No, Ballot::No],
    );
    assert_eq!(conclude(&mut room, Step::Threshold), None);
    let third = ballot(Step::Threshold, 1, 3, EMERGENCY, Ballot::Yes);
    room.step_mut(CLAIM, Step::Threshold)
        .unwrap()
        .ballots
        .push(third);
    assert_eq!(conclude(&mut room, Step::Threshold), Some(Finding::NotMet));
    let claim = room.claim(CLAIM).unwrap();
    assert!(!claim.steps.contains_key(&Step::GoodFaith));
    assert_eq!(room.outcome(claim), Some(Outcome::NotJustifiedT0));
    let decided = claim.steps[&Step::Threshold].decided.as_ref().unwrap();
    assert_eq!(
        decided.elements["gatt-xxi.b.iii.time"].to_string(),
        "not_reached"
    );
    assert!(room.steps_done() && !room.departures_missing());
    let presiding: Vec<_> = room
        .duties(true)
        .into_iter()
        .map(|duty| duty.person)
        .collect();
    assert_eq!(presiding, [member(1)]);
}

#[test]
fn going_on_arguendo_opens_the_next_step_and_leaves_the_outcome() {
    let mut room = room(Profile::P1);
    reveal(&mut room, Step::Threshold, Answer::Zero);
    vote(&mut room, Step::Threshold, EMERGENCY, &[Ballot::No; 3]);
    conclude(&mut room, Step::Threshold);
    let opened = room
        .open_next(
            CLAIM,
            Some("The parties argued it.".to_owned()),
            Timestamp::UNIX_EPOCH,
        )
        .unwrap()
        .unwrap();
    assert_eq!(opened.step, Step::GoodFaith);
    assert!(!room.steps_done());
    assert!(
        room.track(room.claim(CLAIM).unwrap())
            .is_arguendo(Step::GoodFaith)
    );
    assert!(
        room.open_next(CLAIM, Some("Again.".to_owned()), Timestamp::UNIX_EPOCH)
            .is_err()
    );
}

#[test]
fn a_question_may_be_left_to_the_state_before_it_is_scored() {
    let mut room = room(Profile::P1);
    pass_to_necessity(&mut room);
    let motion = Motion::parse("no_finding/T2").unwrap();
    let at = room.open_step(CLAIM, Step::Necessity).unwrap();
    assert_eq!(
        room.may_vote(Step::Necessity, at, &motion, member(1)),
        Ok(())
    );
    let proposition = Motion::parse("T2").unwrap();
    assert_eq!(
        room.may_vote(Step::Necessity, at, &proposition, member(1)),
        Err(Refusal::ReviewNotAllIn)
    );
    vote(
        &mut room,
        Step::Necessity,
        "no_finding/T2",
        &[Ballot::Yes, Ballot::No, Ballot::Yes],
    );
    assert_eq!(
        conclude(&mut room, Step::Necessity),
        Some(Finding::NoFinding)
    );
    let claim = room.claim(CLAIM).unwrap();
    let decided = claim.steps[&Step::Necessity].decided.as_ref().unwrap();
    assert_eq!(
        decided.elements["gatt-xxi.b.necessary"].to_string(),
        "left_to_state"
    );
    assert!(claim.steps.contains_key(&Step::Proportionality));
}

#[test]
fn once_it_is_put_whether_to_leave_it_the_proposition_waits_for_that() {
    let mut room = room(Profile::P1);
    pass_to_necessity(&mut room);
    reveal(&mut room, Step::Necessity, Answer::Four);
    vote(&mut room, Step::Necessity, "no_finding/T2", &[Ballot::No]);
    vote(&mut room, Step::Necessity, "T2", &[Ballot::Yes; 3]);
    assert_eq!(conclude(&mut room, Step::Necessity), None);
    let owing: Vec<_> = room
        .duties(true)
        .into_iter()
        .map(|duty| duty.person)
        .collect();
    assert_eq!(owing, [member(2), member(3)]);
}

#[test]
fn who_votes_against_the_indication_owes_reasons_and_only_they() {
    let mut room = room(Profile::P4);
    pass_to_necessity(&mut room);
    reveal(&mut room, Step::Necessity, Answer::Four);
    let at = room.open_step(CLAIM, Step::Necessity).unwrap();
    assert_eq!(
        room.indication(Step::Necessity, at, &Motion::parse("T2").unwrap()),
        Indication::Carried
    );
    vote(
        &mut room,
        Step::Necessity,
        "T2",
        &[Ballot::No, Ballot::No, Ballot::Yes],
    );
    assert_eq!(conclude(&mut room, Step::Necessity), Some(Finding::NotMet));
    assert!(room.departures_missing());
    let owes = |room: &Room, no| {
        let at = &room.claim(CLAIM).unwrap().steps[&Step::Necessity];
        room.owes_reasons(
            Step::Necessity,
            at,
            &Motion::parse("T2").unwrap(),
            member(no),
        )
    };
    assert_eq!([1, 2, 3].map(|no| owes(&room, no)), [true, true, false]);
    let at = room.step_mut(CLAIM, Step::Necessity).unwrap();
    for ballot in at.ballots.iter_mut().filter(|one| one.vote.0 == Ballot::No) {
        ballot.departure_reasons = Some("because ".repeat(150));
    }
    assert!(!room.departures_missing());
    let named = |room: &Room| -> Vec<String> {
        let departures = room.departures();
        departures.into_iter().map(|one| one.member).collect()
    };
    let name = |room: &Room, no| {
        let found = room.members.iter().find(|one| one.id == member(no));
        found.unwrap().name.clone()
    };
    assert_eq!(named(&room), [name(&room, 1), name(&room, 2)]);
    // The confirming roll call comes to the same with other members: they owe reasons now.
    let votes = [Ballot::Yes, Ballot::No, Ballot::No];
    let finals = |upto: usize| -> Vec<_> {
        let cast = votes.iter().zip(1..).take(upto);
        cast.map(|(vote, no)| ballot(Step::Necessity, 1, no, "T2", *vote))
            .collect()
    };
    room.step_mut(CLAIM, Step::Necessity).unwrap().finals = finals(2);
    assert!(!room.departures_missing(), "it is not complete");
    room.step_mut(CLAIM, Step::Necessity).unwrap().finals = finals(3);
    assert_eq!([1, 2, 3].map(|no| owes(&room, no)), [false, false, true]);
    assert_eq!(named(&room), [name(&room, 2)]);
    assert_eq!(room.duties(false).len(), 1);
    for one in &mut room.step_mut(CLAIM, Step::Necessity).unwrap().ballots {
        one.departure_reasons = Some("because ".repeat(150));
    }
    assert!(!room.departures_missing());
    assert_eq!(named(&room), [name(&room, 2), name(&room, 3)]);
}

#[test]
fn elements_of_the_threshold_are_voted_in_their_order_and_each_once() {
    let mut room = room(Profile::P1);
    reveal(&mut room, Step::Threshold, Answer::Four);
    let (first, second) = (
        Motion::parse(EMERGENCY).unwrap(),
        Motion::parse(TIME).unwrap(),
    );
    let at = room.open_step(CLAIM, Step::Threshold).unwrap();
    assert_eq!(
        room.may_vote(Step::Threshold, at, &second, member(2)),
        Err(Refusal::VoteOutOfOrder)
    );
    vote(&mut room, Step::Threshold, EMERGENCY, &[Ballot::Yes]);
    let at = room.open_step(CLAIM, Step::Threshold).unwrap();
    assert_eq!(
        room.may_vote(Step::Threshold, at, &first, member(1)),
        Err(Refusal::VoteAlreadyCast)
    );
    assert_eq!(
        room.may_vote(Step::Threshold, at, &second, member(1)),
        Ok(())
    );
}

#[test]
fn a_confirming_vote_that_differs_is_found_at_its_step() {
    let mut room = room(Profile::P1);
    reveal(&mut room, Step::Threshold, Answer::Zero);
    vote(&mut room, Step::Threshold, EMERGENCY, &[Ballot::No; 3]);
    conclude(&mut room, Step::Threshold);
    assert!(!room.has_confirmed(member(1)));
    let confirm = |votes: [Ballot; 3]| {
        votes
            .iter()
            .zip(1..)
            .map(|(vote, no)| ballot(Step::Threshold, 1, no, EMERGENCY, *vote))
            .collect()
    };
    room.step_mut(CLAIM, Step::Threshold).unwrap().finals =
        confirm([Ballot::No, Ballot::No, Ballot::Yes]);
    assert!(room.has_confirmed(member(1)));
    assert_eq!(room.flipped_at(room.claim(CLAIM).unwrap()), None);
    room.step_mut(CLAIM, Step::Threshold).unwrap().finals =
        confirm([Ballot::Yes, Ballot::No, Ballot::Yes]);
    assert_eq!(
        room.flipped_at(room.claim(CLAIM).unwrap()),
        Some(Step::Threshold)
    );
}

#[test]
fn reopening_a_step_drops_what_was_found_behind_it() {
    use Step::{GoodFaith, Necessity, Proportionality, Threshold};
    let first = [
        (Threshold, 1),
        (GoodFaith, 1),
        (Necessity, 1),
        (Proportionality, 1),
    ];
    assert_eq!(standing(&first).len(), 4);
    let mut reopened = first.to_vec();
    reopened.push((GoodFaith, 2));
    assert_eq!(
        standing(&reopened),
        BTreeMap::from([(Threshold, 1), (GoodFaith, 2)])
    );
    reopened.extend([(Necessity, 2), (Necessity, 3)]);
    assert_eq!(
        standing(&reopened),
        BTreeMap::from([(Threshold, 1), (GoodFaith, 2), (Necessity, 3)])
    );
    reopened.push((Threshold, 4));
    assert_eq!(standing(&reopened), BTreeMap::from([(Threshold, 4)]));
}

#[test]
fn nothing_is_counted_before_the_reveal() {
    let mut room = room(Profile::P1);
    reveal(&mut room, Step::Threshold, Answer::Zero);
    room.step_mut(CLAIM, Step::Threshold).unwrap().revealed = false;
    let at = room.open_step(CLAIM, Step::Threshold).unwrap();
    assert!(room.figures(Step::Threshold, at).is_empty());
    assert_eq!(
        room.indication(Step::Threshold, at, &Motion::parse(EMERGENCY).unwrap()),
        Indication::Nothing
    );
}
