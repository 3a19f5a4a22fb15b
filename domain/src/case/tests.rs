//! What holds for the machine of a case, whatever happens in whatever order.

use std::collections::BTreeSet;

use proptest::prelude::{Strategy, any, prop, prop_assert, prop_assert_eq, proptest};

use super::{Act, Facts, Guard, MACHINE, State, machine_page};
use crate::refusal::Refusal;
use crate::words::Word;

/// The arrows of the table 2.2.2 that are built so far, written down a second time so that a
/// slip in the machine shows.
const ARROWS: &[(&str, &str, &str)] = &[
    ("T-01", "CS-00", "CS-01"),
    ("T-02", "CS-01", "CS-02"),
    ("T-03", "CS-02", "CS-01"),
    ("T-04", "CS-02", "CS-95"),
    ("T-05", "CS-01", "CS-03"),
    ("T-06", "CS-01", "CS-95"),
    ("T-06", "CS-02", "CS-95"),
    ("T-07", "CS-03", "CS-04"),
    ("T-08", "CS-03", "CS-04"),
    ("T-10", "CS-04", "CS-05"),
    ("T-13", "CS-05", "CS-06"),
    ("T-14", "CS-06", "CS-07"),
    ("T-16", "CS-07", "CS-08"),
    ("T-20", "CS-08", "CS-09"),
    ("T-23", "CS-09", "CS-11"),
    ("T-25", "CS-11", "CS-12"),
    ("T-29", "CS-12", "CS-14"),
    ("T-30", "CS-14", "CS-15"),
    ("T-30a", "CS-14", "CS-16"),
    ("T-31", "CS-15", "CS-16"),
    ("T-32", "CS-15", "CS-16"),
    ("T-33", "CS-15", "CS-15"),
    ("T-34", "CS-16", "CS-16"),
    ("T-34a", "CS-16", "CS-12"),
    ("T-35", "CS-16", "CS-17"),
    ("T-36", "CS-17", "CS-18"),
    ("T-37", "CS-18", "CS-19"),
    ("T-38", "CS-19", "CS-90"),
    ("T-39", "CS-19", "CS-20"),
    ("T-40", "CS-20", "CS-90"),
    ("T-41", "CS-20", "CS-21"),
    ("T-42", "CS-21", "CS-90"),
    ("T-43", "CS-21", "CS-20"),
    ("T-44", "CS-21", "CS-22"),
    ("T-45", "CS-22", "CS-90"),
    // The rules say CS-17 to CS-22, and think of a case with one ruling. From CS-12 to CS-16 there is one
    // only while it is being revised; it is as public as before, and so is a slip in it.
    ("T-53", "CS-12", "CS-12"),
    ("T-53", "CS-14", "CS-14"),
    ("T-53", "CS-15", "CS-15"),
    ("T-53", "CS-16", "CS-16"),
    ("T-53", "CS-17", "CS-17"),
    ("T-53", "CS-18", "CS-18"),
    ("T-53", "CS-19", "CS-19"),
    ("T-53", "CS-20", "CS-20"),
    ("T-53", "CS-21", "CS-21"),
    ("T-53", "CS-22", "CS-22"),
    ("T-54", "CS-17", "CS-17"),
    ("T-54", "CS-18", "CS-18"),
    ("T-54", "CS-19", "CS-19"),
    ("T-54", "CS-20", "CS-20"),
    ("T-54", "CS-21", "CS-21"),
    ("T-54", "CS-22", "CS-22"),
    ("T-54", "CS-90", "CS-90"),
    ("T-55", "CS-19", "CS-12"),
    ("T-55", "CS-20", "CS-12"),
    ("T-55", "CS-21", "CS-12"),
    ("T-55", "CS-22", "CS-12"),
    ("T-55", "CS-90", "CS-12"),
];

/// Facts under which the ordinary way through a case is open.
fn good() -> Facts {
    Facts {
        parties_differ: true,
        complete: true,
        consent_arguable: true,
        consultation_period_run: true,
        composition_proposed: true,
        parties_heard_on_size: true,
        composition: Ok(()),
        submissions_done: true,
        evidence_open: false,
        both_agree_no_hearing: true,
        quorum: true,
        sitting: true,
        every_step_done: true,
        interim_review_in_rules: false,
        class_checked: true,
        opinions_in: true,
        ruling_complete: true,
        departure_reasons_missing: false,
        redaction_limit_run: false,
        redaction_ready: true,
        release_hour_come: true,
        ..Facts::default()
    }
}

#[test]
fn the_machine_has_the_arrows_of_the_rules_and_no_other() {
    let built: BTreeSet<_> = MACHINE
        .iter()
        .filter_map(|step| Some((step.act.transition()?, step.from.code(), step.to.code())))
        .collect();
    assert_eq!(built, ARROWS.iter().copied().collect());
    let unnumbered = MACHINE
        .iter()
        .filter(|step| step.act.transition().is_none());
    for step in unnumbered {
        assert_eq!(
            step.from, step.to,
            "{} moves the case without a number",
            step.act
        );
    }
}

#[test]
fn every_act_is_possible_somewhere_and_in_one_way_only() {
    for act in Act::ALL {
        assert!(MACHINE.iter().any(|step| step.act == *act), "{act}");
    }
    let pairs: BTreeSet<_> = MACHINE.iter().map(|step| (step.from, step.act)).collect();
    assert_eq!(pairs.len(), MACHINE.len());
    for guard in Guard::ALL {
        assert!(
            MACHINE.iter().any(|step| step.guards.contains(guard)),
            "{guard}"
        );
    }
}

#[test]
fn every_state_is_reached_and_every_open_one_has_a_way_out() {
    let mut reached = BTreeSet::from([State::Draft]);
    loop {
        let more: Vec<_> = MACHINE
            .iter()
            .filter(|step| reached.contains(&step.from))
            .map(|step| step.to)
            .collect();
        let before = reached.len();
        reached.extend(more);
        if reached.len() == before {
            break;
        }
    }
    assert_eq!(reached.len(), State::ALL.len());
    for state in State::ALL {
        let leaves: Vec<_> = MACHINE
            .iter()
            .filter(|step| step.from == *state && step.to != *state)
            .map(|step| step.act)
            .collect();
        // Whatever is closed stays closed, but for a revision.
        let stays = leaves.is_empty() || leaves == [Act::AdmitRevision];
        assert_eq!(stays, state.is_closed(), "{state}");
    }
}

#[test]
fn a_case_goes_from_request_to_compliance() {
    let mut state = State::Draft;
    let mut facts = good();
    for act in [
        Act::Submit,
        Act::Register,
        Act::OpenConsultations,
        Act::RequestPanel,
        Act::FixSize,
        Act::Constitute,
        Act::ProceduralOrder,
        Act::FileSubmission,
        Act::WrittenComplete,
        Act::WaiveHearing,
        Act::OpenDeliberation,
        Act::Score,
        Act::ScoringComplete,
        Act::SkipInterimReview,
        Act::Vote,
    ] {
        state = state.after(act, &facts).unwrap();
    }
    facts.flipped = true;
    assert_eq!(state.after(Act::Issue, &facts), Err(Refusal::VoteFlipped));
    assert_eq!(
        state.after(Act::ReopenOnFlip, &facts),
        Ok(State::Deliberation)
    );
    facts.flipped = false;
    assert_eq!(
        state.after(Act::Issue, &facts),
        Err(Refusal::RulingNotVoted)
    );
    facts.confirmed = true;
    assert_eq!(
        state.after(Act::Issue, &facts),
        Err(Refusal::RulingUnsigned)
    );
    assert_eq!(state.after(Act::Sign, &facts), Ok(State::FinalVote));
    facts.signed_by_presiding = true;
    facts.remedies_due = true;
    for act in [
        Act::Issue,
        Act::OpenRedaction,
        Act::NothingToRedact,
        Act::Publish,
        Act::OpenCompliance,
        Act::AcceptCompliance,
    ] {
        state = state.after(act, &facts).unwrap();
    }
    assert_eq!(state, State::Closed);
}

#[test]
fn of_several_refusals_the_first_in_precedence_is_heard() {
    let nothing = Facts::default();
    // Closed before out of order.
    assert_eq!(
        State::Closed.after(Act::Submit, &nothing),
        Err(Refusal::CaseClosed)
    );
    // Out of order before content.
    assert_eq!(
        State::Registered.after(Act::Submit, &nothing),
        Err(Refusal::CaseOutOfOrder)
    );
    // Too late before content.
    let late = Facts {
        cure_limit_run: true,
        defects_open: 2,
        ..nothing
    };
    assert_eq!(
        State::Deficient.after(Act::Cure, &late),
        Err(Refusal::CaseTooLate)
    );
    // Composition before content, quorum after out of order.
    assert_eq!(
        State::Deliberation.after(Act::VoteStep, &nothing),
        Err(Refusal::PanelNotSitting)
    );
    let closed = Facts {
        confirmed: true,
        ..nothing
    };
    assert_eq!(
        State::FinalVote.after(Act::Vote, &closed),
        Err(Refusal::VoteClosed)
    );
    // A composition is refused by its own reason.
    let bad = Facts {
        composition: Err(Refusal::PanelNationality),
        ..good()
    };
    assert_eq!(
        State::Composing.after(Act::Constitute, &bad),
        Err(Refusal::PanelNationality)
    );
}

#[test]
fn silence_lapses_an_uncured_request_only_when_the_limit_has_run() {
    let running = Facts::default();
    assert_eq!(
        State::Deficient.after(Act::LapseUncured, &running),
        Err(Refusal::CaseLimitRunning)
    );
    let run = Facts {
        cure_limit_run: true,
        ..running
    };
    assert_eq!(
        State::Deficient.after(Act::LapseUncured, &run),
        Ok(State::Returned)
    );
    assert_eq!(
        State::Filed.after(Act::LapseUncured, &run),
        Err(Refusal::CaseOutOfOrder)
    );
}

#[test]
fn consultations_are_skipped_on_a_certificate_and_only_then() {
    let without = Facts::default();
    let with = Facts {
        regional_certificate_valid: true,
        ..without
    };
    let registered = State::Registered;
    assert_eq!(
        registered.after(Act::SkipConsultations, &without),
        Err(Refusal::CaseCertificateMissing)
    );
    assert_eq!(
        registered.after(Act::OpenConsultations, &with),
        Err(Refusal::CaseCertificateStands)
    );
    assert_eq!(
        registered.after(Act::SkipConsultations, &with),
        Ok(State::InConsultations)
    );
    // The step treats the period as run; holding a certificate alone does not.
    assert_eq!(
        State::InConsultations.after(Act::RequestPanel, &with),
        Err(Refusal::CaseConsultationsRunning)
    );
    let run = Facts {
        consultation_period_run: true,
        ..without
    };
    assert_eq!(
        State::InConsultations.after(Act::RequestPanel, &run),
        Ok(State::PanelRequested)
    );
}

#[test]
fn the_public_learns_of_a_case_when_it_is_registered_and_not_of_a_vote() {
    let hidden: Vec<_> = State::ALL
        .iter()
        .filter(|state| !state.is_public())
        .collect();
    assert_eq!(
        hidden,
        [
            &State::Draft,
            &State::Filed,
            &State::Deficient,
            &State::Returned
        ]
    );
    assert_eq!(State::FinalVote.shown_to_public(), Some(State::Drafting));
}

#[test]
fn who_does_not_sit_finds_a_case_by_the_state_that_is_shown() {
    for &shown in State::ALL {
        for &state in State::ALL {
            for before in [false, true] {
                let found = shown
                    .looking_like()
                    .iter()
                    .any(|(one, scored)| *one == state && scored.is_none_or(|is| is == before));
                assert_eq!(
                    found,
                    state.shown_outside(before) == shown,
                    "{state}, {before}, asked for {shown}"
                );
            }
        }
    }
}

#[test]
fn nothing_that_the_panel_does_behind_its_door_is_docketed() {
    let behind = [State::Deliberation, State::Drafting, State::FinalVote];
    let told = [
        // The registrar's, the alternate's and the presiding member's: of who reads along, not of what is found.
        Act::Nominate,
        Act::AcceptSeat,
        Act::DeclineSeat,
        Act::DesignateAlternate,
        Act::EndDesignation,
        Act::ScoringComplete,
        Act::WaiveInterimReview,
        Act::SendDraft,
        Act::Issue,
        // The President's, who does not know what the panel does.
        Act::HoldRecommendations,
        Act::ReleaseHold,
        // Of the ruling that is being revised: it is public, and so is what becomes of it.
        Act::Rectify,
        Act::WithdrawRuling,
        Act::PublishTranslation,
        Act::AssignSymbol,
    ];
    for step in MACHINE.iter().filter(|step| behind.contains(&step.from)) {
        assert_eq!(
            step.act.docketed(),
            told.contains(&step.act),
            "{}",
            step.act
        );
    }
}

#[test]
fn the_page_shows_every_step_with_its_guards() {
    let page = machine_page();
    let steps = page.lines().filter(|line| line.starts_with("    ")).count();
    assert_eq!(steps, MACHINE.len());
    assert!(page.contains("CS-95 returned (closed)"));
    assert!(page.lines().all(|line| line == line.trim_end()));
}

fn any_act() -> impl Strategy<Value = Act> {
    prop::sample::select(Act::ALL)
}

/// Random facts, mostly those under which things go on, so that long ways are walked.
fn any_facts() -> impl Strategy<Value = Facts> {
    let likely = || prop::bool::weighted(0.9);
    let gates = prop::array::uniform15(likely());
    let lists = (
        0..2_u32,
        0..2_u32,
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
    );
    let votes = (
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        likely(),
    );
    let interim = prop::array::uniform11(any::<bool>());
    (gates, lists, votes, interim).prop_map(|(gate, list, vote, interim)| Facts {
        parties_differ: gate[0],
        complete: gate[1],
        consent_arguable: gate[2],
        reasoned: gate[3],
        consultation_period_run: gate[4],
        composition_proposed: gate[5],
        parties_heard_on_size: gate[6],
        composition: if gate[7] {
            Ok(())
        } else {
            Err(Refusal::PanelSize)
        },
        alternates_seat: list.2,
        alternate_ready: list.3,
        alternate_sits: list.4,
        submissions_done: gate[8],
        evidence_open: !gate[9],
        both_agree_no_hearing: gate[10],
        quorum: gate[11],
        every_step_done: gate[12],
        interim_review_in_rules: !gate[13],
        interim_review_waived: interim[0],
        draft_sent: interim[1],
        interim_review_held: interim[2],
        class_checked: gate[13],
        draft_comment_limit_run: interim[3],
        draft_commented: interim[4],
        draft_reply_open: interim[5],
        interim_heard: interim[6],
        interim_answered: interim[7],
        opinions_in: interim[8] || interim[9],
        opinion_limit_run: interim[10],
        departure_reasons_missing: !gate[14],
        defects_open: list.0,
        defects_named: list.1,
        cure_limit_run: list.2,
        comment_limit_run: list.3,
        regional_certificate_valid: list.4,
        sitting: vote.0,
        confirmed: vote.1,
        flipped: vote.2 && !vote.1,
        signed_by_presiding: vote.3,
        ruling_complete: vote.4,
        redaction_limit_run: vote.2,
        redactions_open: vote.3,
        redaction_ready: vote.4,
        remedies_due: vote.0,
        compliance_claimed: vote.1,
        compliance_late: vote.2,
        second_period_given: vote.3,
        rectification_in_time: vote.2,
        interpretation_asked: interim[0],
        revision_asked: interim[1],
        nothing_asked: !interim[0] && !interim[1],
        revision_in_time: vote.2,
        release_hour_come: gate[5],
        ruling_public: vote.3,
        any_ruling_public: vote.3 || vote.2,
        holdable: vote.1,
        held: vote.0 && !vote.1,
    })
}

/// At each turn an act that is at hand in that state, or now and then any act at all.
fn turns() -> impl Strategy<Value = Vec<(usize, bool, Act, Facts)>> {
    let turn = (
        any::<usize>(),
        prop::bool::weighted(0.2),
        any_act(),
        any_facts(),
    );
    prop::collection::vec(turn, 1..150)
}

fn choose(state: State, pick: usize, wild: bool, act: Act) -> Act {
    let at_hand: Vec<_> = MACHINE.iter().filter(|step| step.from == state).collect();
    // Acts drawn from all of them are nearly always out of order, and a walk would get nowhere.
    match at_hand.len() {
        0 => act,
        _ if wild => act,
        count => at_hand[pick % count].act,
    }
}

proptest! {
    #[test]
    fn no_order_of_acts_leads_outside_the_law(turns in turns()) {
        let mut state = State::Draft;
        let mut visited = vec![state];
        for (pick, wild, act, facts) in turns {
            let act = choose(state, pick, wild, act);
            let Ok(next) = state.after(act, &facts) else { continue };
            let revised = act == Act::AdmitRevision;
            prop_assert!(!state.is_closed() || next == state || revised, "{} left a closed case", act);
            let arrow = (act.transition().unwrap_or(""), state.code(), next.code());
            prop_assert!(next == state || ARROWS.contains(&arrow), "{:?}", arrow);
            let votes = [Act::Score, Act::Revise, Act::VoteStep, Act::Vote, Act::Sign];
            let remarks = [Act::Remark, Act::SettleRemark];
            let members = votes.contains(&act) || remarks.contains(&act);
            prop_assert!(facts.sitting || !members, "{} by someone not sitting", act);
            let signed = state == State::FinalVote && facts.signed_by_presiding;
            prop_assert!(!signed || !remarks.contains(&act), "{} on a signed ruling", act);
            if act == Act::Issue {
                prop_assert!(facts.confirmed && facts.signed_by_presiding && !facts.flipped);
            }
            state = next;
            visited.push(state);
            let first = |wanted| visited.iter().position(|state| *state == wanted);
            if let Some(published) = first(State::Published) {
                prop_assert!(first(State::Issued).is_some_and(|issued| issued < published));
            }
            if let Some(deliberation) = first(State::Deliberation) {
                prop_assert!(first(State::Constituted).is_some_and(|seated| seated < deliberation));
            }
        }
    }

    #[test]
    fn a_refusal_is_always_the_least_of_those_that_apply(
        state in prop::sample::select(State::ALL), act in any_act(), facts in any_facts(),
    ) {
        let Err(heard) = state.after(act, &facts) else { return Ok(()) };
        let step = MACHINE.iter().find(|step| step.from == state && step.act == act);
        match step {
            None if state.is_closed() => prop_assert_eq!(heard, Refusal::CaseClosed),
            None => prop_assert_eq!(heard, Refusal::CaseOutOfOrder),
            Some(step) => {
                let all: Vec<_> =
                    step.guards.iter().filter_map(|guard| guard.check(&facts).err()).collect();
                prop_assert!(all.contains(&heard));
                prop_assert!(all.iter().all(|other| heard <= *other));
            }
        }
    }
}

#[test]
fn the_public_is_told_only_of_what_is_on_the_docket_and_of_no_candidate() {
    for act in Act::ALL {
        assert!(!act.public() || act.docketed(), "{act}");
    }
    for kept in [
        Act::Nominate,
        Act::AcceptSeat,
        Act::DeclineSeat,
        Act::DesignateAlternate,
        Act::EndDesignation,
        Act::FindDeficient,
        Act::FileExhibit,
        Act::NothingToRedact,
        Act::Vote,
    ] {
        assert!(!kept.public(), "{kept}");
    }
}

#[test]
fn a_draft_is_not_voted_on_before_the_parties_were_heard_where_the_rules_want_it() {
    let facts = Facts {
        interim_review_in_rules: true,
        ..good()
    };
    let skip = |facts: Facts| State::Drafting.after(Act::SkipInterimReview, &facts);
    assert_eq!(skip(facts), Err(Refusal::CaseInterimReviewDue));
    assert_eq!(
        State::Drafting.after(Act::SendDraft, &facts),
        Ok(State::InterimReview)
    );
    for done in [
        Facts {
            interim_review_waived: true,
            ..facts
        },
        Facts {
            interim_review_held: true,
            ..facts
        },
        Facts {
            interim_review_in_rules: false,
            ..facts
        },
    ] {
        assert_eq!(skip(done), Ok(State::FinalVote));
        assert_eq!(
            State::Drafting.after(Act::SendDraft, &done),
            Err(Refusal::CaseInterimReviewNotDue)
        );
    }
}

#[test]
fn the_clock_makes_a_draft_final_only_where_nobody_commented() {
    let run = Facts {
        draft_comment_limit_run: true,
        draft_commented: false,
        ..good()
    };
    assert_eq!(
        State::InterimReview.after(Act::NoComments, &run),
        Ok(State::FinalVote)
    );
    let said = Facts {
        draft_commented: true,
        ..run
    };
    assert!(State::InterimReview.after(Act::NoComments, &said).is_err());
    let considered = |facts| State::InterimReview.after(Act::CommentsConsidered, &facts);
    let heard = Facts {
        interim_heard: true,
        ..said
    };
    assert_eq!(considered(said), Err(Refusal::CaseInterimReviewRunning));
    assert_eq!(considered(heard), Err(Refusal::RulingCommentsUnanswered));
    assert_eq!(
        considered(Facts {
            interim_answered: true,
            ..heard
        }),
        Ok(State::FinalVote)
    );
}

#[test]
fn the_ruling_is_not_signed_while_a_reserved_opinion_is_awaited() {
    let waits = Facts {
        confirmed: true,
        opinions_in: false,
        ..good()
    };
    assert_eq!(
        State::FinalVote.after(Act::Sign, &waits),
        Err(Refusal::RulingOpinionsAwaited)
    );
}
