//! The proceeding: its states, its acts, and the only steps from one to the next
//! (procedure 2.2.1 and 2.2.2). A step that is not a line of [`State::after`] does not exist.

crate::words! {
    /// Where a case stands.
    State "case_state" {
        /// CS-00: being prepared; nothing served.
        Draft = "draft",
        /// CS-01: received; the registry checks it.
        Filed = "filed",
        /// CS-02: defects notified; the applicant may cure them.
        Deficient = "deficient",
        /// CS-03: on the register and served.
        Registered = "registered",
        /// CS-04: the parties consult.
        InConsultations = "in_consultations",
        /// CS-05: terms of reference frozen.
        PanelRequested = "panel_requested",
        /// CS-06: seats are being filled.
        Composing = "composing",
        /// CS-07: the panel is seated.
        Constituted = "constituted",
        /// CS-08: the parties plead in writing.
        WrittenPhase = "written_phase",
        /// CS-09: the record is completed.
        EvidencePhase = "evidence_phase",
        /// CS-11: nothing enters without reopening.
        ClosedForDecision = "closed_for_decision",
        /// CS-12: the panel scores, then votes step by step.
        Deliberation = "deliberation",
        /// CS-14: the ruling is written.
        Drafting = "drafting",
        /// CS-16: one roll call confirms all findings.
        FinalVote = "final_vote",
        /// CS-17: the parties have the ruling.
        Issued = "issued",
        /// CS-18: what must stay hidden is marked.
        Redaction = "redaction",
        /// CS-19: public.
        Published = "published",
        /// CS-20: the remedies run.
        CompliancePeriod = "compliance_period",
        /// CS-90: complied, or nothing to comply with.
        Closed = "closed",
        /// CS-95: returned unregistered.
        Returned = "returned",
    }
}

crate::words! {
    /// What may be done in a case.
    Act "case" {
        /// T-01.
        Submit = "submit",
        /// T-02.
        FindDeficient = "find_deficient",
        /// T-03.
        Cure = "cure",
        /// T-04, by the clock when DL-02 has run.
        LapseUncured = "lapse_uncured",
        /// T-05.
        Register = "register",
        /// T-06.
        RefuseRegistration = "refuse_registration",
        /// T-07.
        OpenConsultations = "open_consultations",
        /// T-08.
        SkipConsultations = "skip_consultations",
        /// T-10.
        RequestPanel = "request_panel",
        /// The composition note of 2.2.3, on which the parties are heard (DL-09).
        ProposeComposition = "propose_composition",
        /// A party's comment on the note (act 7).
        CommentOnComposition = "comment_on_composition",
        /// T-13.
        FixSize = "fix_size",
        /// A candidate is named for a seat (act 8).
        Nominate = "nominate",
        /// The candidate accepts and discloses (F05).
        AcceptSeat = "accept_seat",
        /// The candidate declines.
        DeclineSeat = "decline_seat",
        /// T-14.
        Constitute = "constitute",
        /// T-16.
        ProceduralOrder = "procedural_order",
        /// F07: first submission, reply or rejoinder, whichever is the next in the chain.
        FileSubmission = "file_submission",
        /// F10.
        FileExhibit = "file_exhibit",
        /// T-20, by the clock or the last submission.
        WrittenComplete = "written_complete",
        /// A party's consent to decide without a hearing (guard of T-23).
        AgreeNoHearing = "agree_no_hearing",
        /// T-23.
        WaiveHearing = "waive_hearing",
        /// T-25.
        OpenDeliberation = "open_deliberation",
        /// Answer the criteria of a step for a claim, alone (act 25).
        Score = "score",
        /// Change an answer after the reveal, with a reason.
        Revise = "revise",
        /// Vote on the propositions of a step (act 26).
        VoteStep = "vote_step",
        /// Decide, with reasons, to go on after a failed step.
        GoOnArguendo = "go_on_arguendo",
        /// T-29.
        ScoringComplete = "scoring_complete",
        /// Write or change the text of the ruling.
        EditRuling = "edit_ruling",
        /// T-30a.
        SkipInterimReview = "skip_interim_review",
        /// T-34.
        Vote = "vote",
        /// T-34a, when the confirming roll call differs.
        ReopenOnFlip = "reopen_on_flip",
        /// The presiding member's signature.
        Sign = "sign",
        /// T-35: the registrar's signature completes the issue.
        Issue = "issue",
        /// T-36.
        OpenRedaction = "open_redaction",
        /// A party states that it asks for no redaction (F16).
        NothingToRedact = "nothing_to_redact",
        /// T-37.
        Publish = "publish",
        /// T-38, by the clock.
        CloseNoAction = "close_no_action",
        /// T-39, by the clock.
        OpenCompliance = "open_compliance",
        /// T-40.
        AcceptCompliance = "accept_compliance",
    }
}
