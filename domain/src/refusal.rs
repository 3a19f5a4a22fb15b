//! Every reason for which the law says no, in order of precedence (procedure 2.2.8a).
//!
//! When several apply the caller hears the least: closed, then out of order, then too late, then
//! quorum or composition, then content. What comes before these in the rule (not signed in, not
//! yours to know, stale) is not law and is decided elsewhere.

/// Declares each refusal once: its code, what was wrong and why, and what to do now.
macro_rules! refusals {
    ($($word:ident = $code:literal, $because:literal, $remedy:literal;)+) => {
        crate::words! {
            /// Why an act is refused. The code reads `subject.reason`.
            Refusal "refusal" { $(#[doc = $because] $word = $code),+ }
        }

        impl Refusal {
            /// What was wrong, and why: a sentence.
            #[must_use]
            pub fn because(self) -> &'static str {
                match self { $(Self::$word => $because),+ }
            }

            /// What to do now: a sentence.
            #[must_use]
            pub fn remedy(self) -> &'static str {
                match self { $(Self::$word => $remedy),+ }
            }
        }
    };
}

refusals! {
    // Closed.
    CaseClosed = "case.closed",
        "The case is closed, so nothing more can be done in it.",
        "Read the record; a new dispute needs a new request for review.";
    LinkageClosed = "linkage.closed",
        "The report has been acknowledged or is closed, so it no longer changes.",
        "Have an error corrected; put what is new into the report of the next half-year.";
    LinkageWithdrawn = "linkage.withdrawn",
        "The report was withdrawn, so nothing more can be done with it.",
        "Draw up a new report on the half-year if one is needed.";

    // Out of order: not at that step, or too early.
    CaseOutOfOrder = "case.out_of_order",
        "The case is not at the step at which this can be done.",
        "Look at the track of the case for the step it is at and what comes next.";
    CaseAlreadyDone = "case.already_done",
        "This has already been done in the case.",
        "Look at the docket for when it was done, and by whom.";
    CaseCertificateStands = "case.certificate_stands",
        "A regional certificate less than twelve months old shows that consultations failed, so none are opened.",
        "Ask the registrar to skip the consultations on that certificate.";
    CaseCertificateMissing = "case.certificate_missing",
        "Consultations are skipped only on a valid regional certificate, and there is none.",
        "Open consultations, or obtain the certificate first.";
    CaseConsultationsRunning = "case.consultations_running",
        "The consultation period has not run yet, so no panel can be requested.",
        "Wait until the consultation period (DL-07) has ended.";
    CaseLimitRunning = "case.limit_running",
        "The limit on which this depends is still running.",
        "Wait until that limit has ended.";
    CaseCompositionNotProposed = "case.composition_not_proposed",
        "There is no composition note yet on which the parties could be heard.",
        "Wait for the composition note.";
    CasePartiesNotHeard = "case.parties_not_heard",
        "The parties have not been heard on the size of the panel, and the time for comments has not run.",
        "Wait for both comments or for the end of the limit (DL-09).";
    CaseSubmissionsMissing = "case.submissions_missing",
        "A written submission is still awaited.",
        "Wait until the rejoinder is in or its limit has run.";
    CaseEvidenceOpen = "case.evidence_open",
        "A question about the evidence is still open.",
        "Settle it before the record is closed.";
    CaseHearingNotWaived = "case.hearing_not_waived",
        "A hearing is left out only if both parties agree, and not both have.",
        "Ask the parties for their agreement.";
    CaseInterimReviewDue = "case.interim_review_due",
        "The rules of procedure of this body provide for an interim review, so it cannot be left out.",
        "Send the draft to the parties.";
    CaseInterimReviewNotDue = "case.interim_review_not_due",
        "No interim review is due: the rules provide for none, both parties have waived it, or it has been held.",
        "Put the ruling to the final vote.";
    CaseInterimReviewRunning = "case.interim_review_running",
        "The parties may still comment on the draft, or reply to a comment.",
        "Wait for both parties, or for the end of the limits: their dates stand on the page of the case.";
    CaseNothingToReplyTo = "case.nothing_to_reply_to",
        "The other party has made no comment to which a reply is still open.",
        "Read the comments; a reply is open for ten days (DL-50).";
    RulingOpinionsAwaited = "ruling.opinions_awaited",
        "A member has reserved a separate opinion and not given it, and the time for it has not run.",
        "Wait for the opinion or for the end of the limit (DL-53).";
    CaseRemediesDue = "case.remedies_due",
        "At least one claim was not justified, so the case does not close on publication.",
        "Open the compliance period.";
    CaseNoRemediesDue = "case.no_remedies_due",
        "No claim was found unjustified, so there is nothing to comply with.",
        "Close the case.";
    PanelNotNominated = "panel.not_nominated",
        "This person is not a candidate for that seat.",
        "Nominate the person first.";
    PanelAlreadyAnswered = "panel.already_answered",
        "The candidate has already answered.",
        "Nominate again if the answer is to change.";
    PanelSeatTaken = "panel.seat_taken",
        "The seat has a candidate who has not declined.",
        "Wait for the candidate's answer, or choose another seat.";
    ReviewStepShut = "review.step_shut",
        "The step below this one has no finding that opens it.",
        "Finish the step below; after a failed step, decide with reasons whether to go on arguendo.";
    ReviewStepFound = "review.step_found",
        "The panel has already voted on this step.",
        "Leave the answers as they are; the finding can change only if the case is reopened.";
    ReviewVoting = "review.voting",
        "The vote on this step has begun, and it is taken on the answers as they stand.",
        "Say in the reasons of your vote what you see otherwise now.";
    ReviewAlreadySubmitted = "review.already_submitted",
        "You have already submitted your score sheet for this step.",
        "After the reveal you may revise an answer and say why.";
    ReviewNotAllIn = "review.not_all_in",
        "Not every sitting member has submitted a score sheet for this step.",
        "Wait until all sheets are in.";
    ReviewNotFailed = "review.not_failed",
        "The panel goes on arguendo only after a failed step, and no step of this claim has failed.",
        "Go on with the next step in the ordinary way.";
    ReviewStepsOpen = "review.steps_open",
        "At least one step of a claim has neither a finding nor been left unreached.",
        "Score and vote the open steps first.";
    VoteAlreadyCast = "vote.already_cast",
        "You have already voted on this proposition.",
        "A vote once cast stands.";
    VoteOpen = "vote.open",
        "The roll call is still open, so its result is not known yet.",
        "Wait until every sitting member has voted.";
    VoteOutOfOrder = "vote.out_of_order",
        "The elements of the threshold are voted in their order.",
        "Vote on the earlier element first; once one is not met, the later ones may stay open.";
    VoteMotionMissing = "vote.motion_missing",
        "A proposition of this step has no vote.",
        "Vote on every proposition of the step.";
    VoteNoFindingShut = "vote.no_finding_shut",
        "Only at necessity and proportionality under profiles P1 and P3 can a question be left to the State.",
        "Vote on the proposition itself.";
    VoteOutcomeShut = "vote.outcome_shut",
        "That outcome is not open for an element of this reading.",
        "Choose one of the outcomes that are offered for the element.";
    VoteClosed = "vote.closed",
        "The roll call is complete.",
        "Look at the result.";
    VoteFlipped = "vote.flipped",
        "The confirming roll call differs from a provisional finding, so the ruling cannot go out.",
        "Reopen the deliberation of that claim.";
    VoteNotFlipped = "vote.not_flipped",
        "The confirming roll call does not differ from any provisional finding.",
        "Sign and issue the ruling.";
    RulingNotVoted = "ruling.not_voted",
        "Not every finding has been confirmed by the final roll call.",
        "Complete the final roll call.";
    RulingAlreadySigned = "ruling.already_signed",
        "The presiding member has already signed this ruling.",
        "The registrar can issue it.";
    RulingRemarkSettled = "ruling.remark_settled",
        "The remark is settled, so nothing more is said to it.",
        "Make a remark anew if the passage still needs one.";
    RulingUnsigned = "ruling.unsigned",
        "The presiding member has not signed the ruling.",
        "Ask the presiding member to sign it.";
    RulingRedactionOpen = "ruling.redaction_open",
        "What must stay hidden is not settled: a party may still say so, or the panel has not ruled on a list.",
        "Wait until each party has said what must stay hidden or its 21 days from the issue have run, and until the panel has ruled on every list, which it owes 35 days from the issue. After 60 days the ruling is published by itself, and what is undecided then stays masked. The rules of the body may set other periods.";
    RulingNothingToRuleOn = "ruling.nothing_to_rule_on",
        "No passage waits for a ruling on its redaction.",
        "Look at the lists of the parties for what was ruled on.";
    RulingRequestPending = "ruling.request_pending",
        "A request about this ruling waits for the panel already.",
        "Wait until the panel has answered it; the docket says when it was made.";
    RulingNothingAsked = "ruling.nothing_asked",
        "No such request waits for the panel.",
        "Look at the docket for how the last one was answered.";
    RulingReleaseAhead = "ruling.release_ahead",
        "An hour is set at which the ruling becomes public, and it has not come.",
        "Wait for that hour, or set another one.";
    RulingHeld = "ruling.held",
        "The recommendations of this ruling are held under Article 12 of the Charter, so nothing is said of what it means.",
        "Ask again when the President has released the hold.";
    RulingNotPublic = "ruling.not_public",
        "This ruling is not public, so there is nothing to correct, to withdraw or to translate.",
        "Look at the docket for whether it was withdrawn already. Where the case has another ruling, name that one.";
    TranslationUnchanged = "translation.unchanged",
        "Everything in this translation is public already.",
        "Save what should read otherwise, then publish it.";
    TranslationBehind = "translation.behind",
        "The authentic text has changed since it was translated.",
        "Read what changed, save the translation of the text as it now stands, then publish it.";
    ComplianceNotContestable = "compliance.not_contestable",
        "The respondent has not said that the ruling is carried out, its time has not run, and no report is missing, so there is nothing to contest yet.",
        "Wait for that statement, for the end of the period, or for the next status report (DL-60).";
    ComplianceNotStated = "compliance.not_stated",
        "The respondent has not stated that what was missing has been done, so there is nothing to confirm.",
        "Wait for that statement.";
    ComplianceSecondPeriodSpent = "compliance.second_period_spent",
        "A second period was given already, and there is no third (T-43).",
        "Find that the ruling is carried out, or that it is not.";
    LinkageOutOfOrder = "linkage.out_of_order",
        "The report is not at the step at which this can be done.",
        "Look at the report for the step it is at and what comes next.";
    LinkageCorrectionsOpen = "linkage.corrections_open",
        "Factual corrections that the state asked for are not decided yet.",
        "Accept or reject each of them with reasons; then the report can be made final.";
    LinkageOverturned = "linkage.overturned",
        "The report rests on a ruling that has been withdrawn or revised.",
        "Have the report drawn up anew without that ruling, and go on from there.";
    LinkageNothingToTell = "linkage.nothing_to_tell",
        "Recipients were told of every ruling in the report that has been complied with.",
        "Send an update when another ruling that the report lists has been complied with.";
    LinkageReceiptNotLate = "linkage.receipt_not_late",
        "This recipient has confirmed receipt, or still has time to confirm it (DL-115).",
        "Send the report again when the limit has run without a confirmation.";
    LinkageUnsettled = "linkage.unsettled",
        "A ruling on which the report rests is being revised, or the panel has been asked what it means.",
        "Wait for the panel's answer, or have a report that was not sent drawn up anew: it leaves that case out.";
    LinkageReadsSame = "linkage.reads_same",
        "Drawn up anew from the record, the report still reads the same there: it is never changed by hand.",
        "Have the record put right first: a ruling on the page of the ruling, by a rectification or a revision; compliance on the page of the case, by a report or a finding. If the record is right, nothing is to be corrected.";
    LinkagePeriodOpen = "linkage.period_open",
        "The half-year has not ended yet.",
        "Draft the report when the half-year has closed.";
    FilingNotYoursNow = "filing.not_yours_now",
        "The next submission is not yours to file.",
        "Wait for the other party's submission.";
    FilingChainComplete = "filing.chain_complete",
        "No further written submission is due.",
        "Wait for the next order of the panel.";
    PeopleLastAdministrator = "people.last_administrator",
        "This is the body's only administrator.",
        "Make someone else an administrator first.";
    PeopleAlreadyIn = "people.already_in",
        "This person has chosen a password already.",
        "If they have forgotten it, they choose another with “Forgotten your password?” where one signs in.";
    PeopleNoFactor = "people.no_factor",
        "There is no second factor.",
        "One is set up under “Sign-in and security”.";
    PeopleNoFactorBegun = "people.no_factor_begun",
        "No second factor is being set up.",
        "Begin under “Sign-in and security”, then give a code that your device shows.";
    PeopleFactorRequired = "people.factor_required",
        "This body asks everyone for a second factor, so it cannot be removed.",
        "To use another device, set it up anew.";
    PeopleTooManyCodes = "people.too_many_codes",
        "Twenty codes in a row did not fit, so none is taken for this account now.",
        "Choose another password with “Forgotten your password?”, since someone seems to know the one that you have; then codes are taken again. A passkey or a recovery code lets you in now.";
    PeopleNoPasskeysHere = "people.no_passkeys_here",
        "Passkeys belong to the name of a host, and this installation has only a number.",
        "Set up an app for one-time codes instead.";
    PeopleTooManyPasskeys = "people.too_many_passkeys",
        "An account has at most twenty passkeys.",
        "Remove one that you do not use any more, then add this one.";
    PeopleTooManyClients = "people.too_many_clients",
        "Twenty programs act for you already.",
        "End one that you do not need any more, then make this one.";
    EmergencyDecided = "emergency.decided",
        "This was decided, called off or has run out, so nothing more can be done with it.",
        "Look at the list of emergency accesses; if it is still needed, ask for it anew.";
    EmergencyAsked = "emergency.asked",
        "You have already asked for access to this case, or have it.",
        "Wait until that is decided, or end it first.";
    PeopleClientExpired = "people.client_expired",
        "The time of this program has run out, so another secret would open nothing.",
        "Make another program, with the same rights if you like.";
    DelegationDecided = "delegation.decided",
        "This has been decided already, or was taken back.",
        "Reload, and look how it stands now.";
    DelegationSpokenFor = "delegation.spoken_for",
        "Someone speaks for this state, or is to, so the registry puts nobody forward for it.",
        "Let the state's agent or deputy put the person forward.";
    DelegationAgentStays = "delegation.agent_stays",
        "An agent leaves by hand-over, so that the state does not lose its voice.",
        "Put the successor forward; the agent's role ends the day before the successor's begins.";
    DelegationHeld = "delegation.held",
        "From that day on, or from a later one, someone else is accredited as this, and a state has one at a time.",
        "Choose a later first day or an earlier last day, or have the other accreditation taken back first.";
    DelegationAccredited = "delegation.accredited",
        "This state has someone in this role by a letter of credence, and one at a time.",
        "Let the state's agent or deputy put a successor forward.";
    ClockReal = "clock.real",
        "Only the clock of a simulation body can be turned.",
        "Use a simulation body.";
    ClockBackwards = "clock.backwards",
        "The clock of a simulation body only goes forward.",
        "Choose a later time.";

    // Too late.
    CaseTooLate = "case.too_late",
        "The time for this has run out.",
        "Ask the registrar what is still open to you.";
    RulingRectificationLate = "ruling.rectification_late",
        "The time in which a slip in the ruling can be corrected (DL-63) has run out.",
        "An interpretation can still be asked for where the meaning is in doubt.";
    RulingRevisionLate = "ruling.revision_late",
        "A revision is asked for within six months of the discovery and ten years of the issue (DL-65), and that time has run out.",
        "Ask for an interpretation if the meaning is in doubt, or bring a new request for review.";
    FilingTooLate = "filing.too_late",
        "The time for this submission has run out, and the case goes on without it.",
        "Put what remains to be said into the next submission that is open to you.";
    DelegationOver = "delegation.over",
        "The last day for which this person was put forward has passed.",
        "Refuse it, and let the state put the person forward anew.";
    LinkageTooLate = "linkage.too_late",
        "The time for the State's reply has run out.",
        "Ask for a correction if the report is in error.";

    // Quorum and composition.
    PanelNotSitting = "panel.not_sitting",
        "Only a sitting member of the panel may do this.",
        "Leave it to the members of the panel.";
    VoteNoQuorum = "vote.no_quorum",
        "Too few members sit, or a discipline is missing, so the panel has no quorum.",
        "Restore the quorum before going on.";
    PanelSeatsOpen = "panel.seats_open",
        "Not every seat has a candidate who accepted and disclosed.",
        "Wait for the answers, or nominate others.";
    PanelRed = "panel.red",
        "A candidate has an interest on the red list that bars the seat.",
        "Nominate someone else.";
    PanelSeparation = "panel.separation",
        "This person acts for a party of the case as agent or counsel, and nobody judges their own cause (procedure 2.1.1).",
        "Nominate someone who acts for neither party.";
    PanelSize = "panel.size",
        "The panel does not have the seats that its size requires (G-SIZE).",
        "Fill the seats of each discipline as the rules require.";
    PanelDiscipline = "panel.discipline",
        "The disciplines on the panel are not as the rules require (G-DISC).",
        "Give each seat to a member of its discipline.";
    PanelNationality = "panel.nationality",
        "A candidate has a nationality of a party (G-NAT).",
        "Nominate someone else, or file the written agreement of all parties.";
    PanelDiversity = "panel.diversity",
        "The panel lacks the required diversity of nationalities, regional groups or development (G-DIV).",
        "Nominate candidates of other nationalities or groups.";
    PanelChair = "panel.chair",
        "The presiding seat is not filled as the rules require (G-CHAIR).",
        "Let a legal member preside who is not of a group that contains only one of the parties.";

    PanelAlternates = "panel.alternates",
        "A panel of seven has an alternate of each discipline, who passes the same guards (G-ALT).",
        "Nominate alternates, and wait for their answers.";
    PanelAlternateNotReady = "panel.alternate_not_ready",
        "No alternate has accepted there, or the one who has is a sitting alternate already.",
        "Wait for the alternate's answer.";
    PanelAlternateNotSitting = "panel.alternate_not_sitting",
        "There is no sitting alternate there.",
        "There is nothing to end.";

    // Content.
    PeopleRolesConflict = "people.roles_conflict",
        "One person may not hold both of these roles.",
        "Give one of the roles to someone else.";
    DelegationElsewhere = "delegation.elsewhere",
        "Whoever has this e-mail address here acts for another state.",
        "Refuse it, and ask the state for another person, or have the other role end first.";
    DelegationJudges = "delegation.judges",
        "Whoever has this e-mail address here sits, or is asked to sit, in a case of that state (procedure 2.1.1).",
        "Refuse it, and ask the state for another person.";
    CaseSameParty = "case.same_party",
        "A State cannot ask for the review of its own measure.",
        "Name another State as respondent.";
    CaseIncomplete = "case.incomplete",
        "The request lacks something that the rules require.",
        "Complete the fields that are named.";
    CaseNoDefect = "case.no_defect",
        "A request is found deficient only on a named defect.",
        "Name at least one defect and its field.";
    CaseDefectsOpen = "case.defects_open",
        "Not every defect that was notified has been cured.",
        "Cure the remaining defects.";
    CaseConsentMissing = "case.consent_missing",
        "The request shows no arguable basis of consent and does not invite it.",
        "State the basis of consent, or invite the respondent's consent.";
    CaseReasonsMissing = "case.reasons_missing",
        "This decision must state its reasons.",
        "Give the reasons.";
    ClauseUnknown = "clause.unknown",
        "There is no such clause or ground in this body's collection.",
        "Choose one from the list.";
    ClauseReferenceOnly = "clause.reference_only",
        "This clause is offered for reference only, because its grounds are not complete.",
        "Invoke a clause that is open to claims.";
    FilingWithoutDocument = "filing.without_document",
        "A filing needs at least one document.",
        "Attach a document.";
    FilingClassNotAllowed = "filing.class_not_allowed",
        "A document of this class cannot be filed here.",
        "Choose one of the classes offered.";
    FilingSummaryMissing = "filing.summary_missing",
        "What is filed in class C2 or C3 comes with a version or a summary that everyone in the case may read (procedure 2.2.7, step 1).",
        "Write the summary, or enclose a version of class C0 or C1.";
    DocumentNotApproved = "document.not_approved",
        "Only those whom an agent of their own side has approved declare secrecy.",
        "Ask an agent of your side to approve you in this case.";
    DocumentEmpty = "document.empty",
        "The document has no content.",
        "Choose another file.";
    DocumentTooLarge = "document.too_large",
        "The document is larger than this body allows.",
        "Divide it into smaller documents.";
    DocumentWrongType = "document.wrong_type",
        "The content of the document is not of an accepted type.",
        "Send it as PDF.";
    DocumentInfected = "document.infected",
        "The scanner of this server knows this file as harmful, so it was not taken.",
        "Send a clean copy, made from the source of the document.";
    DocumentViewOnly = "document.view_only",
        "A document of class C3 is shown page by page and never given out as a file (procedure 2.1.2).",
        "Open it from the list of documents of the case, where its pages are shown.";
    DocumentUndrawn = "document.undrawn",
        "This page cannot be shown: the program that draws it does not understand the PDF.",
        "Ask whoever filed it for a PDF made anew from its source.";
    DocumentDestroyed = "document.destroyed",
        "This document was destroyed: its key was erased, and nobody can read it any more.",
        "Its certificate says when, and by whom.";
    DocumentUnsealed = "document.unsealed",
        "This document came before documents were sealed: it has no key that could be erased, and it is still there.",
        "Leave it unfiled; then only your side can open it. Ask the operator if its bytes must go.";
    DocumentFiled = "document.filed",
        "What is filed is on the record and is not taken back.",
        "Ask the panel to rule on it, or file another document.";
    DocumentKeptStill = "document.kept_still",
        "Documents of class C2 and C3 are kept until the day that your work list names, and as long as a revision or an interpretation of the ruling is asked for (procedure 2.2.7, step 12).",
        "Destroy them on that day; when it has passed, the clock does.";
    DocumentKeyMissing = "document.key_missing",
        "The key that opens this document is not where the server keeps its keys, so nobody can read it.",
        "Tell whoever runs the server: the document can be read again when the folder of secrets is put back from its copy.";
    DocumentIdTaken = "document.id_taken",
        "This id belongs to another document.",
        "Choose a new id.";
    ReviewUnknownCriterion = "review.unknown_criterion",
        "This step of the rubric has no such criterion.",
        "Answer the criteria of the step.";
    ReviewAnswersMissing = "review.answers_missing",
        "Not every criterion of the step is answered.",
        "Answer the remaining criteria.";
    ReviewOffScale = "review.off_scale",
        "This answer is not on the scale of the criterion.",
        "Choose an answer from the scale.";
    ReviewReasonsTooShort = "review.reasons_too_short",
        "The reasons are shorter than the rubric requires.",
        "Say more about why.";
    ReviewExhibitMissing = "review.exhibit_missing",
        "An answer must rest on at least one exhibit of the record.",
        "Refer to an exhibit.";
    ReviewRevisionUnreasoned = "review.revision_unreasoned",
        "A revised answer must say why it changed.",
        "Give the reason.";
    ReviewArguendoUnreasoned = "review.arguendo_unreasoned",
        "Going on after a failed step must be reasoned.",
        "Give the reasons.";
    VoteElementMissing = "vote.element_missing",
        "A finding needs an outcome for each element of its step.",
        "State the outcome of the remaining elements.";
    VoteDepartureReasonsMissing = "vote.departure_reasons_missing",
        "A vote that departs from what the scores indicate must say why.",
        "Give the reasons for departing.";
    RulingDepartureReasonsMissing = "ruling.departure_reasons_missing",
        "A finding departs from what the scores indicate and the ruling does not say why.",
        "Add the reasons for departing.";
    RulingClassUnchecked = "ruling.class_unchecked",
        "Nobody has said yet that the text quotes nothing of class C2 or higher.",
        "Read the paragraphs that refer to protected exhibits, and confirm it.";
    RulingCommentsUnanswered = "ruling.comments_unanswered",
        "The parties commented on the draft, and the section on the interim review does not say what the panel makes of it.",
        "Write that section.";
    RulingIncomplete = "ruling.incomplete",
        "The ruling lacks something that every ruling must contain.",
        "Complete the parts that are named.";
    TranslationIncomplete = "translation.incomplete",
        "Not every paragraph of the ruling has its translation.",
        "Translate the paragraphs that are named.";
    LinkageAdvises = "linkage.advises",
        "The text advises on rating, lending or conditions; a report informs and never recommends.",
        "Remove the advice.";
    LinkageReplyTooLong = "linkage.reply_too_long",
        "The reply is longer than the rules allow.",
        "Shorten the reply.";
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Refusal;
    use crate::words::Word;

    #[test]
    fn the_least_refusal_is_the_one_the_rule_puts_first() {
        let order = [
            Refusal::CaseClosed,
            Refusal::CaseOutOfOrder,
            Refusal::CaseTooLate,
            Refusal::VoteNoQuorum,
            Refusal::CaseIncomplete,
        ];
        assert!(order.is_sorted());
        assert!(Refusal::LinkageClosed < Refusal::CaseOutOfOrder);
        assert!(Refusal::FilingNotYoursNow < Refusal::FilingTooLate);
        assert!(Refusal::FilingTooLate < Refusal::PanelNotSitting);
        assert!(Refusal::PanelChair < Refusal::DocumentTooLarge);
    }

    #[test]
    fn every_refusal_has_a_code_of_its_own_and_two_whole_sentences() {
        let codes: BTreeSet<_> = Refusal::ALL
            .iter()
            .map(|refusal| refusal.as_str())
            .collect();
        assert_eq!(codes.len(), Refusal::ALL.len());
        for refusal in Refusal::ALL {
            let (subject, reason) = refusal.as_str().split_once('.').unwrap();
            let plain = |text: &str| text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            assert!(plain(subject) && plain(reason), "{refusal}");
            for sentence in [refusal.because(), refusal.remedy()] {
                assert!(sentence.ends_with('.'), "{refusal}: {sentence}");
                assert!(
                    sentence.starts_with(char::is_uppercase),
                    "{refusal}: {sentence}"
                );
            }
        }
    }
}
