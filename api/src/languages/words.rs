//! The words of the public pages and of letters: a structure that each language
//! fills, so that a word that is missing does not compile. `{name}` is a place to be filled.

use domain::language::Language;

/// Declares groups of words, and how to look at all of them.
macro_rules! texts {
    ($($(#[$doc:meta])* $part:ident: $group:ident { $($word:ident),+ $(,)? })+) => {
        $(
            $(#[$doc])*
            pub struct $group { $(pub $word: &'static str),+ }
        )+

        /// Every word of a language.
        pub struct Words {
            /// Which language it is.
            pub language: Language,
            $(pub $part: $group,)+
            /// The months, in full.
            pub months: [&'static str; 12],
            /// The months, short.
            pub months_short: [&'static str; 12],
            /// The days of the week, short, from Monday on.
            pub weekdays: [&'static str; 7],
        }

        impl Words {
            /// Every word under its name, as `body.lead`.
            pub fn all(&self) -> Vec<(String, &'static str)> {
                let mut all = Vec::new();
                $($(
                    let name = concat!(stringify!($part), ".", stringify!($word));
                    all.push((name.to_owned(), self.$part.$word));
                )+)+
                let months = self.months.iter().chain(&self.months_short).enumerate();
                all.extend(months.map(|(at, month)| (format!("months.{at}"), *month)));
                let days = self.weekdays.iter().enumerate();
                all.extend(days.map(|(at, day)| (format!("weekdays.{at}"), *day)));
                all
            }
        }
    };
}

texts! {
    /// What stands on every page.
    site: Site {
        skip, parts, rulings, cases, statistics, desk, simulation, language, foot, first_page,
        date, date_short, comma,
    }
    /// The list of bodies.
    home: Home { title, lead, none, regional, committee, simulated, desk }
    /// The first page of a body.
    body: Body {
        regional, committee, rulings, rulings_why, cases, cases_why, statistics, statistics_why, desk_why,
    }
    /// The list of rulings.
    list: List {
        title, search, find, empty, none_such, one, several, all, claim, narrow, chosen, more,
        follow, follow_these, by_mail, log, cut, days,
    }
    /// What the portal can be narrowed by, and a search in words.
    facets: Facets {
        respondent, applicant, clause, element, measure, technology, finding, outcome, compliance, profile,
        panelist, language, year, cites, spread, from, to,
        standing, stands, revised, any, every_ruling, rulings_with, quoted, pair,
    }
    /// A ruling.
    ruling: Ruling {
        ruling, published_on, body, case, filed_on, issued_on, clause, technology, profile, effect,
        panel, presiding, contents, found, remedies, votes, scores, departures, citations, versions,
        how_to_cite, interpreted, in_revision, revised_by, revised_gone, revises, revises_gone, not_owed,
        replaced, corrected, version, version_no,
        modelled_why, modelled, claim, claim_of, obligation, paragraph,
        weight, votes_why, proposition, result, in_favour, against, carried,
        not_carried, scores_why, three_sit, scores_inform, criterion, median, spread, arguendo, gate,
        advisory, not_applicable, not_determinable, split, departing, refers_to, referred_by,
        as_published, add_paragraph, address, managers, paper, paper_why, machines, genuine, signed,
        also_jws, keys, sum, signing, log, reserved, simulation, languages_of,
        stamped, stamp_check, masked,
    }
    /// A ruling in other languages.
    translation: Translation {
        languages, authentic, translated, outrun, note, behind, read, beside, alone, untranslated, held, held_too,
        rest,
    }
    /// The headings of a ruling.
    section: Sections {
        terms_of_reference, participation, classification, findings, evidence, interim_review, outcomes,
        recommendations, votes, opinions, addenda, addendum, dissent, separate, declaration,
    }
    /// Why something is masked, as the bar says it.
    mask: Masks {
        essential_security, business_confidential, personal_data, third_party, law_enforcement,
    }
    /// The names that a ruling has elsewhere.
    schemes: Schemes { uuid, neutral_citation, akn, un_symbol, other }
    /// The figure of the four steps.
    gates: Gates { steps, arguendo, not_in_ground, said }
    /// The list of cases.
    cases: Cases {
        title, lead, stands, anywhere, show, none_such, all, empty, no_earlier, filed_on, earlier,
        left, of_some,
    }
    /// A case.
    case: Case {
        title, stands, by_when, ruling, issued, withdrawn, why, read, claim, told, about, applicant, respondent,
        measure, filed, registered, docket, docket_caption, papers, papers_caption, what, by, on, says, share,
        confidential, machines, name,
    }
    /// Figures.
    figures: Figures {
        title, lead, cases, no_case, stand, state, count, median_since, took, step, median, shortest,
        longest, days, rulings, no_ruling, remedies, remedies_stand, status, several_claims,
        to_registration, to_ruling, to_publication, to_end, late, late_why, late_report, late_duty,
        late_due, late_done, late_open, late_correction, late_update, years, year, open, stood, stop, members,
        member, sits, spreads, criterion, spread_why,
    }
    /// All rulings in one file.
    bulk: Bulk {
        title, lead, withdrawals, none, caption, file, made, upto, rulings, withdrawn, size, resume,
        machines, json_lines, csv, zip, limits, contract,
    }
    /// The record, and how it is checked.
    record: Record {
        title, lead, signed, who, how, how_key, how_run, how_says, caption, number, made, line, hash, none, machines,
    }
    /// Following.
    follow: Follow {
        title, sent, sent_same, back, of, address, how_often, at_once, daily, weekly, promise, ask,
        title_followed, ended, confirmed, unconfirmed, what, at, nothing_more, to_rulings, from_now,
        stop, confirm, expired, expired_why, expired_now,
        program, program_why, endpoint, program_ask, program_confirmed, program_unconfirmed, program_ended,
        program_waits, program_ended_why, secret, keep_page, deliveries, message, written, tried, answer,
        not_yet, unreachable, too_slow, forbidden, program_stop,
    }
    /// What is wrong, and what to do.
    problem: Problem {
        nothing, nothing_why, nothing_now, withdrawn, withdrawn_now, busy, busy_why, busy_now,
        too_many_why, broken, broken_why, broken_now, unreadable, unreadable_now, closed, closed_why,
        closed_now, rulings_of,
        bodies, page, words, version, address, case, query, endpoint, unconfirmed,
    }
    /// Letters.
    letters: Letters {
        ask, ask_subject, notice, about, simulated, mark, several, happened, entry, receipt, entry_subject,
        receipt_subject, case, unregistered, day, moment, clock, served, served_later, waits, nothing_waits,
        by, about_case, simulated_case,
        report, report_withdrawn, report_update, report_heading, report_edition, report_again,
        report_gone, report_news, report_sent, report_corrected, report_once_more, report_complied,
        report_closed,
        account_news, account_subject, password_changed, password_reset, factor_set_up, factor_removed, passkey_added, passkey_removed,
        factor_taken, codes_renewed, code_spent, codes_tried,
        client_made, secret_renewed, client_taken,
        emergency, emergency_subject, emergency_asked, emergency_refused, emergency_approved, emergency_lapsed, emergency_opened, emergency_over,
        invitation, invitation_subject, reset, reset_subject,
    }
    /// Letters about a state's delegation.
    delegation: Delegations {
        letter, subject, put_forward, accepted, refused, taken_back, ended, resigned, handed_over, soon,
        agent, deputy_agent, counsel, adviser, open,
    }
    /// Where a case stands.
    state: States {
        draft, filed, deficient, registered, in_consultations, panel_requested, composing, constituted,
        written_phase, evidence_phase, closed_for_decision, deliberation, drafting, interim_review,
        final_vote, issued,
        redaction, published, compliance_period, compliance_review, non_compliant, closed, returned,
    }
    /// The stops of its way.
    stop: Stops {
        registered, consultations, panel, written_phase, evidence, deliberation, ruling, published,
        compliance, closed,
    }
    /// What the docket says.
    act: Acts {
        submit, register, open_consultations, skip_consultations, request_panel, fix_size, constitute,
        procedural_order, file_submission, written_complete, waive_hearing, open_deliberation,
        scoring_complete, send_draft, issue, open_redaction, publish, close_no_action, open_compliance,
        accept_compliance, file_plan, report_compliance, claim_compliance, contest_compliance,
        find_compliant, find_partial, find_non_compliant, confirm_cure, rectify,
        request_interpretation, interpret, decline_interpretation, request_revision, admit_revision,
        decline_revision, withdraw_ruling, hold_recommendations, release_hold, schedule_release, publish_translation, assign_symbol,
        find_deficient, cure, lapse_uncured, refuse_registration, propose_composition,
        comment_on_composition, nominate, accept_seat, decline_seat, designate_alternate, end_designation, alternate_named, file_exhibit, agree_no_hearing,
        waive_interim_review, comment_on_draft, reply_on_draft, substantive_change, nothing_to_redact,
        file_redactions, rule_on_redactions,
        applicant_first, respondent_first, reply, rejoinder, late, exhibit, exhibits,
    }
    /// Who did it.
    office: Offices { registry, president, panel }
    /// What is due.
    due: Dues {
        consultations, applicant_first, respondent_first, reply, rejoinder, remedy, plan, status_report,
        contest, compliance_decision, second_period, completeness, cure, service, composition_comments,
        panel_agreement, candidate_disclosure, procedural_order, criterion_answers, draft_comments,
        draft_replies, second_round, opinions, redaction_lists, redaction_ruling, publication,
        rectification, interpretation, destruction, linkage_draft, linkage_check, linkage_reply, linkage_revision, linkage_transmission,
        linkage_acknowledgment, linkage_correction, linkage_update,
    }
    /// From what a limit runs.
    trigger: Triggers {
        filing, service, registration, composition_note, panel_request, nomination, constitution,
        procedural_order, deliberation, final_vote, issue, compliance_period, notice, referral, finding,
        case_end, period_end, draft, final_report, transmission, correction_request, cure, runs, no_limit,
    }
    /// What waits for someone where the rules set no limit.
    task: Tasks {
        submit, open_consultations, skip_consultations, request_panel, propose_composition, fix_size,
        nominate, constitute, agree_no_hearing, waive_hearing, open_deliberation, vote_step,
        scoring_complete, skip_interim_review, send_draft, comments_considered, vote, reopen_on_flip, sign,
        issue, open_redaction, accept_compliance, confirm_cure, admit_revision,
        translate_ruling, publish_translation,
    }
    /// What follows when it is missed.
    missed: Misses {
        escalate, escalate_public, lapse, proceed, deemed_consent, deemed_refused, automatic, reported, resend,
        cure, consultations, panel_agreement, draft_comments, publication, destruction,
    }
    /// The vocabulary of rulings.
    law: Law {
        threshold, good_faith, necessity, proportionality, met, not_met, not_reached, no_finding,
        justified, not_justified_t0, not_justified_t1a, not_justified_t1b, not_justified_t2,
        not_justified_t3, partly_justified, claim_not_reached, moot, concern_necessity,
        concern_proportionality, legal, security, technology, highly_militarised, dual_use, commercial,
        not_concerned, p1, p2, p3, p4, binding, recommendatory, running, overdue, done, published,
        corrected, interpreted, released, revised, translated, withdrawn,
    }
}
