//! The proceeding: its states, its acts, and the only steps from one to the next
//! (procedure 2.2.1 and 2.2.2). A step that is not a line of [`MACHINE`] does not exist.

use crate::refusal::Refusal;
use crate::words::Word;

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
        /// CS-15: the parties comment on the draft.
        InterimReview = "interim_review",
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
        /// CS-21: the panel looks at whether the ruling was carried out.
        ComplianceReview = "compliance_review",
        /// CS-22: it was not; shown so until it is.
        NonCompliant = "non_compliant",
        /// CS-90: complied, or nothing to comply with.
        Closed = "closed",
        /// CS-95: returned unregistered.
        Returned = "returned",
    }
}

crate::words! {
    /// What may be done in a case.
    Act "case" {
        /// A draft is opened or rewritten; it is not yet a case on any docket.
        Open = "open",
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
        /// The presiding member lets an alternate read along: from now on a sitting alternate (2.1.1).
        DesignateAlternate = "designate_alternate",
        /// The presiding member ends that.
        EndDesignation = "end_designation",
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
        /// A member remarks on a passage of the draft, or answers a remark.
        Remark = "remark",
        /// A member settles a remark: nothing more is to be done about it.
        SettleRemark = "settle_remark",
        /// A party's consent to do without the interim review (T-30a).
        WaiveInterimReview = "waive_interim_review",
        /// T-30a.
        SkipInterimReview = "skip_interim_review",
        /// T-30; again after a claim flipped on a point that nobody argued.
        SendDraft = "send_draft",
        /// F15: what a party says of the draft (DL-49, DL-123).
        CommentOnDraft = "comment_on_draft",
        /// F15: what the other party says to that (DL-50).
        ReplyOnDraft = "reply_on_draft",
        /// T-31, by the clock when DL-49 has run.
        NoComments = "no_comments",
        /// T-33: the panel tells the parties what may change on a point that nobody argued.
        SubstantiveChange = "substantive_change",
        /// T-32.
        CommentsConsidered = "comments_considered",
        /// T-34.
        Vote = "vote",
        /// A member's dissent, separate opinion or declaration (act 29).
        GiveOpinion = "give_opinion",
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
        /// A party's list of what must stay hidden (F16, DL-54).
        FileRedactions = "file_redactions",
        /// The panel rules on the lists (act 31, DL-55).
        RuleOnRedactions = "rule_on_redactions",
        /// The registrar sets the hour at which the ruling becomes public: until then only the parties
        /// have it, and at that hour the clock publishes it.
        ScheduleRelease = "schedule_release",
        /// T-37.
        Publish = "publish",
        /// T-38, by the clock.
        CloseNoAction = "close_no_action",
        /// T-39, by the clock.
        OpenCompliance = "open_compliance",
        /// T-40.
        AcceptCompliance = "accept_compliance",
        /// F17: how the respondent means to carry the ruling out (DL-57).
        FilePlan = "file_plan",
        /// F17: how far it is (DL-60).
        ReportCompliance = "report_compliance",
        /// F17: the respondent says that the ruling is carried out; the applicant may contest it.
        ClaimCompliance = "claim_compliance",
        /// T-41.
        ContestCompliance = "contest_compliance",
        /// T-42.
        FindCompliant = "find_compliant",
        /// T-43.
        FindPartial = "find_partial",
        /// T-44.
        FindNonCompliant = "find_non_compliant",
        /// T-45: the applicant confirms that what was found missing has been done.
        ConfirmCure = "confirm_cure",
        /// T-53: a slip in the ruling is corrected; no outcome changes.
        Rectify = "rectify",
        /// A party asks what the ruling means, or how far it goes (F18).
        RequestInterpretation = "request_interpretation",
        /// T-54: the panel answers; what it says is an addendum to the ruling.
        Interpret = "interpret",
        /// The panel finds no dispute about meaning or scope.
        DeclineInterpretation = "decline_interpretation",
        /// A party brings a decisive fact that it could not know (F18, DL-65).
        RequestRevision = "request_revision",
        /// T-55: the claims that the fact concerns go back into deliberation.
        AdmitRevision = "admit_revision",
        /// The panel finds the request for revision inadmissible.
        DeclineRevision = "decline_revision",
        /// The President takes a published ruling back; its place stays, with the reason.
        WithdrawRuling = "withdraw_ruling",
        /// OV-A12: the President holds the recommendations while the Security Council has the matter.
        HoldRecommendations = "hold_recommendations",
        /// OV-A12 ends, on a reasoned note of the President.
        ReleaseHold = "release_hold",
        /// The registry writes a published ruling in another language.
        TranslateRuling = "translate_ruling",
        /// A translation becomes public beside the authentic text.
        PublishTranslation = "publish_translation",
        /// The UN gave the ruling a symbol, in place of the one that was reserved (procedure 2.5).
        AssignSymbol = "assign_symbol",
    }
}

crate::words! {
    /// What must be so before a step is taken. Each reads one fact; none reads the world.
    Guard "guard" {
        /// The filing State is not the invoking State (T-01).
        PartiesDiffer = "parties_differ",
        /// Every mandatory field is there (T-01, T-05).
        Complete = "complete",
        /// At least one coded defect (T-02).
        DefectNamed = "defect_named",
        /// All defects are cured (T-03).
        DefectsCured = "defects_cured",
        /// DL-02 has not run (T-03).
        CureInTime = "cure_in_time",
        /// DL-02 has run (T-04).
        CureLimitRun = "cure_limit_run",
        /// An arguable basis of consent, or consent is invited (T-05).
        ConsentArguable = "consent_arguable",
        /// The decision states its reasons (T-06).
        Reasoned = "reasoned",
        /// No regional certificate less than twelve months old (T-07).
        NoCertificate = "no_certificate",
        /// Such a certificate (T-08).
        Certificate = "certificate",
        /// DL-07 has run, or is treated as run (T-10).
        ConsultationPeriodRun = "consultation_period_run",
        /// The composition note went to the parties.
        CompositionProposed = "composition_proposed",
        /// DL-09 has not run.
        CommentInTime = "comment_in_time",
        /// The parties commented, or DL-09 has run (T-13).
        PartiesHeard = "parties_heard",
        /// Seats, disclosures and the guards of 2.2.3 (T-14).
        Composition = "composition",
        /// It is the seat of an alternate that is filled (2.1.1): members are named before the panel is seated.
        AlternatesSeat = "alternates_seat",
        /// An alternate has accepted, and does not sit.
        AlternateReady = "alternate_ready",
        /// An alternate is a sitting alternate.
        AlternateSits = "alternate_sits",
        /// The last submission is in, or missed (T-20).
        SubmissionsDone = "submissions_done",
        /// Nothing about the evidence is open (T-22).
        EvidenceComplete = "evidence_complete",
        /// Both parties agreed to do without a hearing (T-23).
        HearingWaived = "hearing_waived",
        /// Enough members sit, of the disciplines required (2.2.8).
        Quorum = "quorum",
        /// Who acts sits on the panel.
        Sitting = "sitting",
        /// Every step of every claim is voted or left unreached (T-29).
        StepsDone = "steps_done",
        /// No interim review is due: the rules have none, both parties waived it, or it was held (T-30a).
        NoInterimReview = "no_interim_review",
        /// An interim review is due (T-30).
        InterimReview = "interim_review",
        /// The rules have an interim review, and no draft has gone out.
        InterimReviewWaivable = "interim_review_waivable",
        /// The text quotes nothing of class C2 or higher (T-30).
        ClassChecked = "class_checked",
        /// The time for comments on the draft has not run (DL-49, DL-123).
        DraftCommentInTime = "draft_comment_in_time",
        /// The other party commented, and DL-50 has not run.
        DraftReplyOpen = "draft_reply_open",
        /// The time for comments has run and nobody commented (T-31).
        NobodyCommented = "nobody_commented",
        /// Comments and replies are in, or their time has run (T-32).
        InterimHeard = "interim_heard",
        /// The text says what the panel makes of the comments (T-32).
        InterimAnswered = "interim_answered",
        /// Who reserved a separate opinion has given it, or DL-53 has run (T-35).
        OpinionsIn = "opinions_in",
        /// DL-53 has not run.
        OpinionInTime = "opinion_in_time",
        /// The ruling has all that a ruling must contain.
        RulingComplete = "ruling_complete",
        /// Each departure from what the scores indicate is reasoned.
        DeparturesReasoned = "departures_reasoned",
        /// The final roll call is still open (T-34).
        RollCallOpen = "roll_call_open",
        /// The final roll call differs from a provisional finding (T-34a).
        Flipped = "flipped",
        /// It does not differ (T-35).
        NotFlipped = "not_flipped",
        /// The final roll call confirmed every finding (T-35).
        Confirmed = "confirmed",
        /// The presiding member has not signed.
        Unsigned = "unsigned",
        /// The presiding member has signed (T-35).
        Signed = "signed",
        /// DL-54 has not run.
        RedactionInTime = "redaction_in_time",
        /// Something on a redaction list is not ruled on.
        RedactionsOpen = "redactions_open",
        /// The redaction lists are ruled on, or the longstop has run (T-37).
        RedactionReady = "redaction_ready",
        /// A claim was not, or only partly, justified (T-39).
        RemediesDue = "remedies_due",
        /// None was (T-38).
        NoRemediesDue = "no_remedies_due",
        /// The respondent said that the ruling is carried out (T-45).
        Claimed = "claimed",
        /// The respondent has not said already that the ruling is carried out.
        Unclaimed = "unclaimed",
        /// The respondent says that it is done, or its time has run, or a report is missing (T-41).
        Contestable = "contestable",
        /// There was no second period yet (T-43).
        NoSecondPeriod = "no_second_period",
        /// DL-63 has not run (T-53).
        RectificationInTime = "rectification_in_time",
        /// No request about the meaning, or for a revision, of the ruling waits for the panel.
        NothingAsked = "nothing_asked",
        /// A party asked what the ruling means (T-54).
        InterpretationAsked = "interpretation_asked",
        /// A party asked for a revision (T-55).
        RevisionAsked = "revision_asked",
        /// The fact was discovered within six months, and the ruling issued within ten years (DL-65).
        RevisionInTime = "revision_in_time",
        /// No hour is set at which the ruling becomes public, or it has come.
        ReleaseHourCome = "release_hour_come",
        /// The ruling is public.
        RulingPublic = "ruling_public",
        /// A ruling of the case is public: the one in force, or one that is being revised or was (T-55).
        AnyRulingPublic = "any_ruling_public",
        /// No hold under Article 12 of the Charter is on (OV-A12).
        Holdable = "holdable",
        /// What is held is not to be told by what is said of it.
        NotHeld = "not_held",
        /// One is.
        Held = "held",
    }
}

/// What the law needs to know about a case to decide whether an act is in order. Everything that
/// is not known to be so is not so: the default lets as little happen as possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Applicant and respondent are different States.
    pub parties_differ: bool,
    /// Every mandatory field of the request is there.
    pub complete: bool,
    /// How many defects are notified and not cured.
    pub defects_open: u32,
    /// How many defects the registrar names now.
    pub defects_named: u32,
    /// DL-02 has run.
    pub cure_limit_run: bool,
    /// An arguable basis of consent, or consent is invited.
    pub consent_arguable: bool,
    /// The decision comes with reasons.
    pub reasoned: bool,
    /// A regional certificate of failed consultations less than twelve months old.
    pub regional_certificate_valid: bool,
    /// DL-07 has run, or is treated as run since consultations were skipped (T-08).
    pub consultation_period_run: bool,
    /// The composition note went to the parties.
    pub composition_proposed: bool,
    /// DL-09 has run.
    pub comment_limit_run: bool,
    /// Both parties commented on the composition.
    pub parties_heard_on_size: bool,
    /// What [`crate::panel::composition`] says.
    pub composition: Result<(), Refusal>,
    /// The seat that is spoken of is that of an alternate.
    pub alternates_seat: bool,
    /// An alternate has accepted, and does not sit; where an act names one, that one.
    pub alternate_ready: bool,
    /// An alternate is a sitting alternate; where an act names one, that one.
    pub alternate_sits: bool,
    /// What [`crate::filing::is_complete`] says.
    pub submissions_done: bool,
    /// Something about the evidence is open: an upload, a contest, a request.
    pub evidence_open: bool,
    /// Both parties agreed to do without a hearing.
    pub both_agree_no_hearing: bool,
    /// What [`crate::panel::has_quorum`] says.
    pub quorum: bool,
    /// Who acts sits on the panel.
    pub sitting: bool,
    /// Every step of every claim is voted or left unreached.
    pub every_step_done: bool,
    /// The body's rules provide for an interim review.
    pub interim_review_in_rules: bool,
    /// Both parties waived the interim review.
    pub interim_review_waived: bool,
    /// A draft went to the parties.
    pub draft_sent: bool,
    /// What the parties said on it was considered, and no claim has changed since on a point on which
    /// they were not heard.
    pub interim_review_held: bool,
    /// Whoever sends the text on says that it quotes nothing of class C2 or higher.
    pub class_checked: bool,
    /// The time for comments on the draft has run.
    pub draft_comment_limit_run: bool,
    /// A party commented on the draft.
    pub draft_commented: bool,
    /// Who acts may still reply to a comment on the draft.
    pub draft_reply_open: bool,
    /// Comments and replies are in, or their time has run.
    pub interim_heard: bool,
    /// The text says what the panel makes of the comments.
    pub interim_answered: bool,
    /// Who reserved a separate opinion has given it, or DL-53 has run.
    pub opinions_in: bool,
    /// DL-53 has run.
    pub opinion_limit_run: bool,
    /// The ruling has all that a ruling must contain.
    pub ruling_complete: bool,
    /// Some departure from what the scores indicate is not reasoned.
    pub departure_reasons_missing: bool,
    /// The final roll call is complete and confirmed every finding.
    pub confirmed: bool,
    /// The final roll call is complete and differs from a provisional finding.
    pub flipped: bool,
    /// The presiding member has signed.
    pub signed_by_presiding: bool,
    /// DL-54 has run.
    pub redaction_limit_run: bool,
    /// Something on a redaction list is not ruled on.
    pub redactions_open: bool,
    /// Both parties said what must stay hidden, or their time has run, and all of it is ruled on; or
    /// the longstop has run.
    pub redaction_ready: bool,
    /// At least one claim was not, or only partly, justified.
    pub remedies_due: bool,
    /// The respondent said that the ruling is carried out, and the applicant has not answered.
    pub compliance_claimed: bool,
    /// The time for a remedy has run, or a status report is overdue.
    pub compliance_late: bool,
    /// The panel has given a second period already.
    pub second_period_given: bool,
    /// A ruling of the case is issued and DL-63 has not run for it; where an act names one, for that one.
    pub rectification_in_time: bool,
    /// A party asked what the ruling means, and the panel has not answered.
    pub interpretation_asked: bool,
    /// A party asked for a revision, and the panel has not decided.
    pub revision_asked: bool,
    /// Nothing of the kind waits for the panel.
    pub nothing_asked: bool,
    /// The fact was discovered within six months, and the ruling issued within ten years.
    pub revision_in_time: bool,
    /// No hour is set at which the ruling becomes public, or it has come.
    pub release_hour_come: bool,
    /// The ruling is published and not withdrawn.
    pub ruling_public: bool,
    /// A ruling of the case is, though it may have been revised; where an act names one, that one.
    pub any_ruling_public: bool,
    /// It is known that no hold under Article 12 of the Charter is on.
    pub holdable: bool,
    /// One is on.
    pub held: bool,
}

impl Facts {
    /// Whether the draft has to go to the parties before it is voted on (T-30, T-30a).
    fn interim_review_due(&self) -> bool {
        self.interim_review_in_rules && !self.interim_review_waived && !self.interim_review_held
    }
}

impl Default for Facts {
    fn default() -> Self {
        Facts {
            parties_differ: false,
            complete: false,
            defects_open: 0,
            defects_named: 0,
            cure_limit_run: false,
            consent_arguable: false,
            reasoned: false,
            regional_certificate_valid: false,
            consultation_period_run: false,
            composition_proposed: false,
            comment_limit_run: false,
            parties_heard_on_size: false,
            composition: Err(Refusal::PanelSeatsOpen),
            alternates_seat: false,
            alternate_ready: false,
            alternate_sits: false,
            submissions_done: false,
            evidence_open: true,
            both_agree_no_hearing: false,
            quorum: false,
            sitting: false,
            every_step_done: false,
            interim_review_in_rules: true,
            interim_review_waived: false,
            draft_sent: true,
            interim_review_held: false,
            class_checked: false,
            draft_comment_limit_run: true,
            draft_commented: true,
            draft_reply_open: false,
            interim_heard: false,
            interim_answered: false,
            opinions_in: false,
            opinion_limit_run: true,
            ruling_complete: false,
            departure_reasons_missing: true,
            confirmed: false,
            flipped: false,
            signed_by_presiding: false,
            redaction_limit_run: true,
            redactions_open: false,
            redaction_ready: false,
            remedies_due: false,
            compliance_claimed: false,
            compliance_late: false,
            second_period_given: true,
            rectification_in_time: false,
            interpretation_asked: false,
            revision_asked: false,
            nothing_asked: false,
            revision_in_time: false,
            release_hour_come: false,
            ruling_public: false,
            any_ruling_public: false,
            holdable: false,
            held: false,
        }
    }
}

/// One legal step: in this state this act leads there, if the guards hold.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// In which state.
    pub from: State,
    /// Which act.
    pub act: Act,
    /// To which state; the same one if the act leaves the case where it is.
    pub to: State,
    /// On which conditions.
    pub guards: &'static [Guard],
}

/// Declares the machine: `state, act => next state if guard, guard;`.
macro_rules! machine {
    ($($from:ident, $act:ident => $to:ident $(if $($guard:ident),+)?;)+) => {
        /// The whole machine. Every legal step is a line here; there is no other.
        pub const MACHINE: &[Step] = &[
            $(Step {
                from: State::$from,
                act: Act::$act,
                to: State::$to,
                guards: &[$($(Guard::$guard),+)?],
            }),+
        ];
    };
}

machine! {
    Draft,             Open                 => Draft;
    Draft,             Submit               => Filed if PartiesDiffer, Complete;
    Filed,             FindDeficient        => Deficient if DefectNamed;
    Deficient,         Open                 => Deficient;
    Deficient,         Cure                 => Filed if CureInTime, DefectsCured;
    Deficient,         LapseUncured         => Returned if CureLimitRun;
    Filed,             Register             => Registered if Complete, ConsentArguable;
    Filed,             RefuseRegistration   => Returned if Reasoned;
    Deficient,         RefuseRegistration   => Returned if Reasoned;
    Registered,        OpenConsultations    => InConsultations if NoCertificate;
    Registered,        SkipConsultations    => InConsultations if Certificate;
    InConsultations,   RequestPanel         => PanelRequested if ConsultationPeriodRun;
    PanelRequested,    ProposeComposition   => PanelRequested;
    PanelRequested,    CommentOnComposition => PanelRequested if CompositionProposed, CommentInTime;
    PanelRequested,    FixSize              => Composing if CompositionProposed, PartiesHeard;
    Composing,         Nominate             => Composing;
    Composing,         AcceptSeat           => Composing;
    Composing,         DeclineSeat          => Composing;
    Composing,         Constitute           => Constituted if Composition;
    Constituted,       ProceduralOrder      => WrittenPhase;
    WrittenPhase,      FileSubmission       => WrittenPhase;
    WrittenPhase,      FileExhibit          => WrittenPhase;
    WrittenPhase,      WrittenComplete      => EvidencePhase if SubmissionsDone;
    WrittenPhase,      AgreeNoHearing       => WrittenPhase;
    EvidencePhase,     AgreeNoHearing       => EvidencePhase;
    EvidencePhase,     WaiveHearing         => ClosedForDecision if EvidenceComplete, HearingWaived;
    ClosedForDecision, OpenDeliberation     => Deliberation if Quorum;
    Deliberation,      Score                => Deliberation if Sitting;
    Deliberation,      Revise               => Deliberation if Sitting;
    Deliberation,      VoteStep             => Deliberation if Sitting, Quorum;
    Deliberation,      GoOnArguendo         => Deliberation if Sitting, Quorum;
    Deliberation,      ScoringComplete      => Drafting if StepsDone;
    Drafting,          EditRuling           => Drafting if Sitting;
    Drafting,          Remark               => Drafting if Sitting;
    Drafting,          SettleRemark         => Drafting if Sitting;
    Drafting,          WaiveInterimReview   => Drafting if InterimReviewWaivable;
    Drafting,          SkipInterimReview    => FinalVote if NoInterimReview, RulingComplete, DeparturesReasoned, ClassChecked;
    Drafting,          SendDraft            => InterimReview if InterimReview, RulingComplete, DeparturesReasoned, ClassChecked;
    InterimReview,     EditRuling           => InterimReview if Sitting;
    InterimReview,     Remark               => InterimReview if Sitting;
    InterimReview,     SettleRemark         => InterimReview if Sitting;
    InterimReview,     CommentOnDraft       => InterimReview if DraftCommentInTime;
    InterimReview,     ReplyOnDraft         => InterimReview if DraftReplyOpen;
    InterimReview,     NoComments           => FinalVote if NobodyCommented;
    InterimReview,     SubstantiveChange    => InterimReview if InterimHeard, Reasoned;
    InterimReview,     CommentsConsidered   => FinalVote if InterimHeard, InterimAnswered, RulingComplete, DeparturesReasoned, ClassChecked;
    FinalVote,         Remark               => FinalVote if Unsigned, Sitting;
    FinalVote,         SettleRemark         => FinalVote if Unsigned, Sitting;
    FinalVote,         Vote                 => FinalVote if RollCallOpen, Sitting, Quorum;
    FinalVote,         ReopenOnFlip         => Deliberation if Flipped;
    FinalVote,         GiveOpinion          => FinalVote if NotFlipped, Confirmed, Unsigned, Sitting, OpinionInTime;
    FinalVote,         Sign                 => FinalVote if NotFlipped, Confirmed, Unsigned, Sitting, DeparturesReasoned, OpinionsIn;
    FinalVote,         Issue                => Issued if NotFlipped, Confirmed, Signed, DeparturesReasoned;
    Issued,            OpenRedaction        => Redaction;
    Issued,            NothingToRedact      => Issued;
    Redaction,         NothingToRedact      => Redaction;
    Issued,            FileRedactions       => Issued if RedactionInTime;
    Redaction,         FileRedactions       => Redaction if RedactionInTime;
    Redaction,         RuleOnRedactions     => Redaction if RedactionsOpen, Sitting;
    Redaction,         ScheduleRelease      => Redaction if RedactionReady;
    Redaction,         Publish              => Published if RedactionReady, ReleaseHourCome;
    Published,         CloseNoAction        => Closed if NoRemediesDue;
    Published,         OpenCompliance       => CompliancePeriod if RemediesDue;
    Issued,            FilePlan             => Issued if RemediesDue;
    Redaction,         FilePlan             => Redaction if RemediesDue;
    CompliancePeriod,  FilePlan             => CompliancePeriod;
    CompliancePeriod,  ReportCompliance     => CompliancePeriod;
    CompliancePeriod,  ClaimCompliance      => CompliancePeriod if Unclaimed;
    CompliancePeriod,  AcceptCompliance     => Closed;
    CompliancePeriod,  ContestCompliance    => ComplianceReview if Contestable;
    ComplianceReview,  FindCompliant        => Closed if Sitting, Quorum;
    ComplianceReview,  FindPartial          => CompliancePeriod if Sitting, Quorum, NoSecondPeriod;
    ComplianceReview,  FindNonCompliant     => NonCompliant if Sitting, Quorum;
    NonCompliant,      ReportCompliance     => NonCompliant;
    NonCompliant,      ClaimCompliance      => NonCompliant if Unclaimed;
    NonCompliant,      ConfirmCure          => Closed if Claimed;
    ComplianceReview,  Rectify              => ComplianceReview if RectificationInTime;
    NonCompliant,      Rectify              => NonCompliant if RectificationInTime;
    ComplianceReview,  WithdrawRuling       => ComplianceReview if AnyRulingPublic;
    NonCompliant,      WithdrawRuling       => NonCompliant if AnyRulingPublic;
    Issued,            Rectify              => Issued if RectificationInTime;
    Redaction,         Rectify              => Redaction if RectificationInTime;
    Published,         Rectify              => Published if RectificationInTime;
    CompliancePeriod,  Rectify              => CompliancePeriod if RectificationInTime;
    Published,         WithdrawRuling       => Published if AnyRulingPublic;
    CompliancePeriod,  WithdrawRuling       => CompliancePeriod if AnyRulingPublic;
    Closed,            WithdrawRuling       => Closed if AnyRulingPublic;
    Deliberation,      Rectify              => Deliberation if AnyRulingPublic, RectificationInTime;
    Drafting,          Rectify              => Drafting if AnyRulingPublic, RectificationInTime;
    InterimReview,     Rectify              => InterimReview if AnyRulingPublic, RectificationInTime;
    FinalVote,         Rectify              => FinalVote if AnyRulingPublic, RectificationInTime;
    Deliberation,      WithdrawRuling       => Deliberation if AnyRulingPublic;
    Drafting,          WithdrawRuling       => Drafting if AnyRulingPublic;
    InterimReview,     WithdrawRuling       => InterimReview if AnyRulingPublic;
    FinalVote,         WithdrawRuling       => FinalVote if AnyRulingPublic;
    Issued,            WithdrawRuling       => Issued if AnyRulingPublic;
    Redaction,         WithdrawRuling       => Redaction if AnyRulingPublic;
    Issued,            RequestInterpretation=> Issued if NothingAsked, NotHeld;
    Issued,            Interpret            => Issued if InterpretationAsked, NotHeld, Sitting, ClassChecked;
    Issued,            DeclineInterpretation=> Issued if InterpretationAsked, Sitting, Reasoned;
    Redaction,         RequestInterpretation=> Redaction if NothingAsked, NotHeld;
    Redaction,         Interpret            => Redaction if InterpretationAsked, NotHeld, Sitting, ClassChecked;
    Redaction,         DeclineInterpretation=> Redaction if InterpretationAsked, Sitting, Reasoned;
    Published,         RequestInterpretation=> Published if NothingAsked, NotHeld;
    Published,         Interpret            => Published if InterpretationAsked, NotHeld, Sitting, ClassChecked;
    Published,         DeclineInterpretation=> Published if InterpretationAsked, Sitting, Reasoned;
    CompliancePeriod,  RequestInterpretation=> CompliancePeriod if NothingAsked, NotHeld;
    CompliancePeriod,  Interpret            => CompliancePeriod if InterpretationAsked, NotHeld, Sitting, ClassChecked;
    CompliancePeriod,  DeclineInterpretation=> CompliancePeriod if InterpretationAsked, Sitting, Reasoned;
    ComplianceReview,  RequestInterpretation=> ComplianceReview if NothingAsked, NotHeld;
    ComplianceReview,  Interpret            => ComplianceReview if InterpretationAsked, NotHeld, Sitting, ClassChecked;
    ComplianceReview,  DeclineInterpretation=> ComplianceReview if InterpretationAsked, Sitting, Reasoned;
    NonCompliant,      RequestInterpretation=> NonCompliant if NothingAsked, NotHeld;
    NonCompliant,      Interpret            => NonCompliant if InterpretationAsked, NotHeld, Sitting, ClassChecked;
    NonCompliant,      DeclineInterpretation=> NonCompliant if InterpretationAsked, Sitting, Reasoned;
    Closed,            RequestInterpretation=> Closed if NothingAsked, NotHeld, RulingPublic;
    Closed,            Interpret            => Closed if InterpretationAsked, NotHeld, Sitting, ClassChecked;
    Closed,            DeclineInterpretation=> Closed if InterpretationAsked, Sitting, Reasoned;
    Published,         RequestRevision      => Published if RulingPublic, NothingAsked, RevisionInTime;
    Published,         AdmitRevision        => Deliberation if RevisionAsked, Sitting, Quorum, Reasoned;
    Published,         DeclineRevision      => Published if RevisionAsked, Sitting, Reasoned;
    CompliancePeriod,  RequestRevision      => CompliancePeriod if RulingPublic, NothingAsked, RevisionInTime;
    CompliancePeriod,  AdmitRevision        => Deliberation if RevisionAsked, Sitting, Quorum, Reasoned;
    CompliancePeriod,  DeclineRevision      => CompliancePeriod if RevisionAsked, Sitting, Reasoned;
    ComplianceReview,  RequestRevision      => ComplianceReview if RulingPublic, NothingAsked, RevisionInTime;
    ComplianceReview,  AdmitRevision        => Deliberation if RevisionAsked, Sitting, Quorum, Reasoned;
    ComplianceReview,  DeclineRevision      => ComplianceReview if RevisionAsked, Sitting, Reasoned;
    NonCompliant,      RequestRevision      => NonCompliant if RulingPublic, NothingAsked, RevisionInTime;
    NonCompliant,      AdmitRevision        => Deliberation if RevisionAsked, Sitting, Quorum, Reasoned;
    NonCompliant,      DeclineRevision      => NonCompliant if RevisionAsked, Sitting, Reasoned;
    Closed,            RequestRevision      => Closed if RulingPublic, NothingAsked, RevisionInTime;
    Closed,            AdmitRevision        => Deliberation if RevisionAsked, Sitting, Quorum, Reasoned;
    Closed,            DeclineRevision      => Closed if RevisionAsked, Sitting, Reasoned;
    Registered,        HoldRecommendations  => Registered if Holdable;
    InConsultations,   HoldRecommendations  => InConsultations if Holdable;
    PanelRequested,    HoldRecommendations  => PanelRequested if Holdable;
    Composing,         HoldRecommendations  => Composing if Holdable;
    Constituted,       HoldRecommendations  => Constituted if Holdable;
    WrittenPhase,      HoldRecommendations  => WrittenPhase if Holdable;
    EvidencePhase,     HoldRecommendations  => EvidencePhase if Holdable;
    ClosedForDecision, HoldRecommendations  => ClosedForDecision if Holdable;
    Deliberation,      HoldRecommendations  => Deliberation if Holdable;
    Drafting,          HoldRecommendations  => Drafting if Holdable;
    InterimReview,     HoldRecommendations  => InterimReview if Holdable;
    FinalVote,         HoldRecommendations  => FinalVote if Holdable;
    Issued,            HoldRecommendations  => Issued if Holdable;
    Redaction,         HoldRecommendations  => Redaction if Holdable;
    Registered,        ReleaseHold          => Registered if Held;
    InConsultations,   ReleaseHold          => InConsultations if Held;
    PanelRequested,    ReleaseHold          => PanelRequested if Held;
    Composing,         ReleaseHold          => Composing if Held;
    Constituted,       ReleaseHold          => Constituted if Held;
    WrittenPhase,      ReleaseHold          => WrittenPhase if Held;
    EvidencePhase,     ReleaseHold          => EvidencePhase if Held;
    ClosedForDecision, ReleaseHold          => ClosedForDecision if Held;
    Deliberation,      ReleaseHold          => Deliberation if Held;
    Drafting,          ReleaseHold          => Drafting if Held;
    InterimReview,     ReleaseHold          => InterimReview if Held;
    FinalVote,         ReleaseHold          => FinalVote if Held;
    Issued,            ReleaseHold          => Issued if Held;
    Redaction,         ReleaseHold          => Redaction if Held;
    Published,         ReleaseHold          => Published if Held;
    CompliancePeriod,  ReleaseHold          => CompliancePeriod if Held;
    ComplianceReview,  ReleaseHold          => ComplianceReview if Held;
    NonCompliant,      ReleaseHold          => NonCompliant if Held;
    Closed,            ReleaseHold          => Closed if Held;
    Deliberation,      TranslateRuling      => Deliberation if AnyRulingPublic;
    Drafting,          TranslateRuling      => Drafting if AnyRulingPublic;
    InterimReview,     TranslateRuling      => InterimReview if AnyRulingPublic;
    FinalVote,         TranslateRuling      => FinalVote if AnyRulingPublic;
    Issued,            TranslateRuling      => Issued if AnyRulingPublic;
    Redaction,         TranslateRuling      => Redaction if AnyRulingPublic;
    Published,         TranslateRuling      => Published if AnyRulingPublic;
    CompliancePeriod,  TranslateRuling      => CompliancePeriod if AnyRulingPublic;
    ComplianceReview,  TranslateRuling      => ComplianceReview if AnyRulingPublic;
    NonCompliant,      TranslateRuling      => NonCompliant if AnyRulingPublic;
    Closed,            TranslateRuling      => Closed if AnyRulingPublic;
    Deliberation,      PublishTranslation   => Deliberation if AnyRulingPublic;
    Drafting,          PublishTranslation   => Drafting if AnyRulingPublic;
    InterimReview,     PublishTranslation   => InterimReview if AnyRulingPublic;
    FinalVote,         PublishTranslation   => FinalVote if AnyRulingPublic;
    Issued,            PublishTranslation   => Issued if AnyRulingPublic;
    Redaction,         PublishTranslation   => Redaction if AnyRulingPublic;
    Published,         PublishTranslation   => Published if AnyRulingPublic;
    CompliancePeriod,  PublishTranslation   => CompliancePeriod if AnyRulingPublic;
    ComplianceReview,  PublishTranslation   => ComplianceReview if AnyRulingPublic;
    NonCompliant,      PublishTranslation   => NonCompliant if AnyRulingPublic;
    Closed,            PublishTranslation   => Closed if AnyRulingPublic;
    Published,         AssignSymbol         => Published if AnyRulingPublic;
    CompliancePeriod,  AssignSymbol         => CompliancePeriod if AnyRulingPublic;
    ComplianceReview,  AssignSymbol         => ComplianceReview if AnyRulingPublic;
    NonCompliant,      AssignSymbol         => NonCompliant if AnyRulingPublic;
    Closed,            AssignSymbol         => Closed if AnyRulingPublic;
    Deliberation,      AssignSymbol         => Deliberation if AnyRulingPublic;
    Drafting,          AssignSymbol         => Drafting if AnyRulingPublic;
    InterimReview,     AssignSymbol         => InterimReview if AnyRulingPublic;
    FinalVote,         AssignSymbol         => FinalVote if AnyRulingPublic;
    Issued,            AssignSymbol         => Issued if AnyRulingPublic;
    Redaction,         AssignSymbol         => Redaction if AnyRulingPublic;
    Constituted,       Nominate             => Constituted if AlternatesSeat;
    Constituted,       AcceptSeat           => Constituted if AlternatesSeat;
    Constituted,       DeclineSeat          => Constituted if AlternatesSeat;
    Constituted,       DesignateAlternate   => Constituted if AlternateReady, Reasoned;
    Constituted,       EndDesignation       => Constituted if AlternateSits;
    WrittenPhase,      Nominate             => WrittenPhase if AlternatesSeat;
    WrittenPhase,      AcceptSeat           => WrittenPhase if AlternatesSeat;
    WrittenPhase,      DeclineSeat          => WrittenPhase if AlternatesSeat;
    WrittenPhase,      DesignateAlternate   => WrittenPhase if AlternateReady, Reasoned;
    WrittenPhase,      EndDesignation       => WrittenPhase if AlternateSits;
    EvidencePhase,     Nominate             => EvidencePhase if AlternatesSeat;
    EvidencePhase,     AcceptSeat           => EvidencePhase if AlternatesSeat;
    EvidencePhase,     DeclineSeat          => EvidencePhase if AlternatesSeat;
    EvidencePhase,     DesignateAlternate   => EvidencePhase if AlternateReady, Reasoned;
    EvidencePhase,     EndDesignation       => EvidencePhase if AlternateSits;
    ClosedForDecision, Nominate             => ClosedForDecision if AlternatesSeat;
    ClosedForDecision, AcceptSeat           => ClosedForDecision if AlternatesSeat;
    ClosedForDecision, DeclineSeat          => ClosedForDecision if AlternatesSeat;
    ClosedForDecision, DesignateAlternate   => ClosedForDecision if AlternateReady, Reasoned;
    ClosedForDecision, EndDesignation       => ClosedForDecision if AlternateSits;
    Deliberation,      Nominate             => Deliberation if AlternatesSeat;
    Deliberation,      AcceptSeat           => Deliberation if AlternatesSeat;
    Deliberation,      DeclineSeat          => Deliberation if AlternatesSeat;
    Deliberation,      DesignateAlternate   => Deliberation if AlternateReady, Reasoned;
    Deliberation,      EndDesignation       => Deliberation if AlternateSits;
    Drafting,          Nominate             => Drafting if AlternatesSeat;
    Drafting,          AcceptSeat           => Drafting if AlternatesSeat;
    Drafting,          DeclineSeat          => Drafting if AlternatesSeat;
    Drafting,          DesignateAlternate   => Drafting if AlternateReady, Reasoned;
    Drafting,          EndDesignation       => Drafting if AlternateSits;
    InterimReview,     Nominate             => InterimReview if AlternatesSeat;
    InterimReview,     AcceptSeat           => InterimReview if AlternatesSeat;
    InterimReview,     DeclineSeat          => InterimReview if AlternatesSeat;
    InterimReview,     DesignateAlternate   => InterimReview if AlternateReady, Reasoned;
    InterimReview,     EndDesignation       => InterimReview if AlternateSits;
    FinalVote,         Nominate             => FinalVote if AlternatesSeat;
    FinalVote,         AcceptSeat           => FinalVote if AlternatesSeat;
    FinalVote,         DeclineSeat          => FinalVote if AlternatesSeat;
    FinalVote,         DesignateAlternate   => FinalVote if AlternateReady, Reasoned;
    FinalVote,         EndDesignation       => FinalVote if AlternateSits;
    Issued,            DeclineSeat          => Issued if AlternatesSeat;
    Issued,            EndDesignation       => Issued if AlternateSits;
    Redaction,         DeclineSeat          => Redaction if AlternatesSeat;
    Redaction,         EndDesignation       => Redaction if AlternateSits;
    Published,         DeclineSeat          => Published if AlternatesSeat;
    Published,         EndDesignation       => Published if AlternateSits;
    CompliancePeriod,  DeclineSeat          => CompliancePeriod if AlternatesSeat;
    CompliancePeriod,  EndDesignation       => CompliancePeriod if AlternateSits;
    ComplianceReview,  DeclineSeat          => ComplianceReview if AlternatesSeat;
    ComplianceReview,  EndDesignation       => ComplianceReview if AlternateSits;
    NonCompliant,      DeclineSeat          => NonCompliant if AlternatesSeat;
    NonCompliant,      EndDesignation       => NonCompliant if AlternateSits;
    Closed,            EndDesignation       => Closed if AlternateSits;
}

impl State {
    /// Where the act leads from here, or the least of the reasons why it leads nowhere
    /// (precedence: procedure 2.2.8a).
    pub fn after(self, act: Act, facts: &Facts) -> Result<State, Refusal> {
        let step = MACHINE
            .iter()
            .find(|step| step.from == self && step.act == act)
            .ok_or(self.out_of_order())?;
        match step
            .guards
            .iter()
            .filter_map(|guard| guard.check(facts).err())
            .min()
        {
            Some(refusal) => Err(refusal),
            None => Ok(step.to),
        }
    }

    /// Why something that is not for this state is refused: a closed case says so first.
    #[must_use]
    pub fn out_of_order(self) -> Refusal {
        if self.is_closed() {
            Refusal::CaseClosed
        } else {
            Refusal::CaseOutOfOrder
        }
    }

    /// The acts that the law would let happen here.
    pub fn open_acts(self, facts: &Facts) -> impl Iterator<Item = Act> {
        Act::ALL
            .iter()
            .copied()
            .filter(move |&act| self.after(act, facts).is_ok())
    }

    /// Whether the case has come to its end: what may still be done is about the ruling, and only a
    /// revision leads out of here (T-55).
    #[must_use]
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Closed | Self::Returned)
    }

    /// Whether the time runs after which what only some could read is destroyed: the case is closed, or what was
    /// found missing is reported (CS-90, CS-22; 2.2.7, step 12).
    #[must_use]
    pub fn has_ended(self) -> bool {
        self.is_closed() || self == Self::NonCompliant
    }

    /// What the public is told about where the case stands; nothing, if it may not know of the
    /// case (procedure 2.2.1). That a final vote is being taken is nobody's business outside.
    #[must_use]
    pub fn shown_to_public(self) -> Option<State> {
        match self {
            Self::Draft | Self::Filed | Self::Deficient | Self::Returned => None,
            Self::FinalVote => Some(Self::Drafting),
            other => Some(other),
        }
    }

    /// Where the case stands for all who do not sit: that the panel votes, or has taken a claim up
    /// again after its scoring was complete, is nobody else's business (procedure 2.2.1, T-34a).
    #[must_use]
    pub fn shown_outside(self, scored_before: bool) -> State {
        match self {
            Self::FinalVote => Self::Drafting,
            Self::Deliberation if scored_before => Self::Drafting,
            other => other,
        }
    }

    /// The states that look like this one to all who do not sit; each with whether the scoring
    /// was complete before, where that matters.
    #[must_use]
    pub fn looking_like(self) -> Vec<(State, Option<bool>)> {
        match self {
            Self::Drafting => vec![
                (Self::Drafting, None),
                (Self::FinalVote, None),
                (Self::Deliberation, Some(true)),
            ],
            Self::Deliberation => vec![(Self::Deliberation, Some(false))],
            Self::FinalVote => vec![],
            other => vec![(other, None)],
        }
    }

    /// Whether the public may know of the case.
    #[must_use]
    pub fn is_public(self) -> bool {
        self.shown_to_public().is_some()
    }

    /// The code of the state in the rules of procedure.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Draft => "CS-00",
            Self::Filed => "CS-01",
            Self::Deficient => "CS-02",
            Self::Registered => "CS-03",
            Self::InConsultations => "CS-04",
            Self::PanelRequested => "CS-05",
            Self::Composing => "CS-06",
            Self::Constituted => "CS-07",
            Self::WrittenPhase => "CS-08",
            Self::EvidencePhase => "CS-09",
            Self::ClosedForDecision => "CS-11",
            Self::Deliberation => "CS-12",
            Self::Drafting => "CS-14",
            Self::InterimReview => "CS-15",
            Self::FinalVote => "CS-16",
            Self::Issued => "CS-17",
            Self::Redaction => "CS-18",
            Self::Published => "CS-19",
            Self::CompliancePeriod => "CS-20",
            Self::ComplianceReview => "CS-21",
            Self::NonCompliant => "CS-22",
            Self::Closed => "CS-90",
            Self::Returned => "CS-95",
        }
    }
}

impl Act {
    /// The transition of the rules of procedure; nothing for an act that leaves the case where it
    /// is and has no number there.
    #[must_use]
    pub fn transition(self) -> Option<&'static str> {
        Some(match self {
            Self::Submit => "T-01",
            Self::FindDeficient => "T-02",
            Self::Cure => "T-03",
            Self::LapseUncured => "T-04",
            Self::Register => "T-05",
            Self::RefuseRegistration => "T-06",
            Self::OpenConsultations => "T-07",
            Self::SkipConsultations => "T-08",
            Self::RequestPanel => "T-10",
            Self::FixSize => "T-13",
            Self::Constitute => "T-14",
            Self::ProceduralOrder => "T-16",
            Self::WrittenComplete => "T-20",
            Self::WaiveHearing => "T-23",
            Self::OpenDeliberation => "T-25",
            Self::ScoringComplete => "T-29",
            Self::SkipInterimReview => "T-30a",
            Self::SendDraft => "T-30",
            Self::NoComments => "T-31",
            Self::CommentsConsidered => "T-32",
            Self::SubstantiveChange => "T-33",
            Self::Vote => "T-34",
            Self::ReopenOnFlip => "T-34a",
            Self::Issue => "T-35",
            Self::OpenRedaction => "T-36",
            Self::Publish => "T-37",
            Self::CloseNoAction => "T-38",
            Self::OpenCompliance => "T-39",
            Self::AcceptCompliance => "T-40",
            Self::ContestCompliance => "T-41",
            Self::FindCompliant => "T-42",
            Self::FindPartial => "T-43",
            Self::FindNonCompliant => "T-44",
            Self::ConfirmCure => "T-45",
            Self::Rectify => "T-53",
            Self::Interpret => "T-54",
            Self::AdmitRevision => "T-55",
            Self::ProposeComposition
            | Self::CommentOnComposition
            | Self::Nominate
            | Self::AcceptSeat
            | Self::DeclineSeat
            | Self::DesignateAlternate
            | Self::EndDesignation
            | Self::FileSubmission
            | Self::FileExhibit
            | Self::AgreeNoHearing
            | Self::Score
            | Self::Revise
            | Self::VoteStep
            | Self::GoOnArguendo
            | Self::EditRuling
            | Self::Remark
            | Self::SettleRemark
            | Self::WaiveInterimReview
            | Self::CommentOnDraft
            | Self::ReplyOnDraft
            | Self::GiveOpinion
            | Self::Sign
            | Self::Open
            | Self::ScheduleRelease
            | Self::RequestInterpretation
            | Self::DeclineInterpretation
            | Self::RequestRevision
            | Self::DeclineRevision
            | Self::WithdrawRuling
            | Self::HoldRecommendations
            | Self::ReleaseHold
            | Self::TranslateRuling
            | Self::PublishTranslation
            | Self::AssignSymbol
            | Self::FilePlan
            | Self::ReportCompliance
            | Self::ClaimCompliance
            | Self::FileRedactions
            | Self::RuleOnRedactions
            | Self::NothingToRedact => return None,
        })
    }

    /// Whether the act gets a number on the docket, which the parties read. What the panel does
    /// behind its door is deliberative (class C5) and does not, nor does the way of the ruling
    /// to its issue: when the panel votes, and whether a vote flipped, is not theirs to know.
    #[must_use]
    pub fn docketed(self) -> bool {
        !matches!(
            self,
            Self::Open
                | Self::Score
                | Self::Revise
                | Self::VoteStep
                | Self::GoOnArguendo
                | Self::EditRuling
                | Self::Remark
                | Self::SettleRemark
                | Self::SkipInterimReview
                | Self::NoComments
                | Self::CommentsConsidered
                | Self::Vote
                | Self::ReopenOnFlip
                | Self::GiveOpinion
                | Self::Sign
                | Self::TranslateRuling
        )
    }

    /// Whether the public docket tells of it (procedure 2.2.1, "visible to public"): the steps of
    /// the case, and not who was asked to sit, what the parties told each other or what they agreed.
    #[must_use]
    pub fn public(self) -> bool {
        matches!(
            self,
            Self::Submit
                | Self::Register
                | Self::OpenConsultations
                | Self::SkipConsultations
                | Self::RequestPanel
                | Self::FixSize
                | Self::Constitute
                | Self::ProceduralOrder
                | Self::FileSubmission
                | Self::WrittenComplete
                | Self::WaiveHearing
                | Self::OpenDeliberation
                | Self::ScoringComplete
                | Self::SendDraft
                | Self::Issue
                | Self::OpenRedaction
                | Self::Publish
                | Self::CloseNoAction
                | Self::OpenCompliance
                | Self::AcceptCompliance
                | Self::FilePlan
                | Self::ReportCompliance
                | Self::ClaimCompliance
                | Self::ContestCompliance
                | Self::FindCompliant
                | Self::FindPartial
                | Self::FindNonCompliant
                | Self::ConfirmCure
                | Self::Rectify
                | Self::RequestInterpretation
                | Self::Interpret
                | Self::DeclineInterpretation
                | Self::RequestRevision
                | Self::AdmitRevision
                | Self::DeclineRevision
                | Self::WithdrawRuling
                | Self::HoldRecommendations
                | Self::ReleaseHold
                | Self::PublishTranslation
                | Self::AssignSymbol
        )
    }

    /// Whether what it says is for everyone, once the ruling that it speaks of is public: papers on compliance (F17,
    /// class C0), what the panel finds of it, and the President's notes on a hold.
    #[must_use]
    pub fn speaks_in_public(self) -> bool {
        matches!(
            self,
            Self::FilePlan
                | Self::ReportCompliance
                | Self::ClaimCompliance
                | Self::ContestCompliance
                | Self::FindCompliant
                | Self::FindPartial
                | Self::FindNonCompliant
                | Self::HoldRecommendations
                | Self::ReleaseHold
        )
    }

    /// Whether the clock, not a person, performs it.
    #[must_use]
    pub fn by_clock(self) -> bool {
        matches!(
            self,
            Self::LapseUncured
                | Self::WrittenComplete
                | Self::NoComments
                | Self::CloseNoAction
                | Self::OpenCompliance
        )
    }

    /// What the docket says of it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Open => "Request for review written",
            Self::Submit => "Request for review filed",
            Self::FindDeficient => "Request found deficient",
            Self::Cure => "Defects cured",
            Self::LapseUncured => "Request returned: defects not cured in time",
            Self::Register => "Case registered and served",
            Self::RefuseRegistration => "Registration refused",
            Self::OpenConsultations => "Consultations opened",
            Self::SkipConsultations => "Consultations skipped on a regional certificate",
            Self::RequestPanel => "Panel requested",
            Self::ProposeComposition => "Composition note sent to the parties",
            Self::CommentOnComposition => "Comment on the composition note",
            Self::FixSize => "Size and disciplines of the panel fixed",
            Self::Nominate => "Candidate nominated",
            Self::AcceptSeat => "Seat accepted and interests disclosed",
            Self::DeclineSeat => "Seat declined",
            Self::Constitute => "Panel constituted",
            Self::DesignateAlternate => "Sitting alternate designated",
            Self::EndDesignation => "Designation of the sitting alternate ended",
            Self::ProceduralOrder => "Procedural order made",
            Self::FileSubmission => "Written submission filed",
            Self::FileExhibit => "Exhibit filed",
            Self::WrittenComplete => "Written phase complete",
            Self::AgreeNoHearing => "Agreement to do without a hearing",
            Self::WaiveHearing => "Hearing waived and record closed",
            Self::OpenDeliberation => "Deliberation opened",
            Self::Score => "Score sheet submitted",
            Self::Revise => "Answer revised",
            Self::VoteStep => "Vote on a step",
            Self::GoOnArguendo => "Decision to go on arguendo",
            Self::ScoringComplete => "Drafting of the ruling begun",
            Self::EditRuling => "Text of the ruling changed",
            Self::Remark => "Remark on the draft",
            Self::SettleRemark => "Remark on the draft settled",
            Self::WaiveInterimReview => "Agreement to do without an interim review",
            Self::SkipInterimReview => "Ruling put to the final vote",
            Self::SendDraft => "Draft of the ruling sent to the parties",
            Self::CommentOnDraft => "Comments on the draft filed",
            Self::ReplyOnDraft => "Reply to comments on the draft filed",
            Self::NoComments => "No comments on the draft; it goes to the final vote",
            Self::SubstantiveChange => "Second, limited round of comments opened",
            Self::CommentsConsidered => "Comments on the draft considered",
            Self::GiveOpinion => "Separate opinion given",
            Self::Vote => "Vote in the final roll call",
            Self::ReopenOnFlip => "Deliberation reopened",
            Self::Sign => "Ruling signed by the presiding member",
            Self::Issue => "Ruling issued",
            Self::OpenRedaction => "Redaction opened",
            Self::NothingToRedact => "Statement that nothing is to be redacted",
            Self::FileRedactions => "List of redactions filed",
            Self::RuleOnRedactions => "Redactions ruled on",
            Self::ScheduleRelease => "Hour of public release set",
            Self::Publish => "Ruling published",
            Self::CloseNoAction => "Case closed: nothing to comply with",
            Self::OpenCompliance => "Compliance period opened",
            Self::AcceptCompliance => "Compliance accepted and case closed",
            Self::FilePlan => "Implementation plan filed",
            Self::ReportCompliance => "Status report on compliance filed",
            Self::ClaimCompliance => "Statement that the ruling is carried out",
            Self::ContestCompliance => "Compliance contested and referred to the panel",
            Self::FindCompliant => "Panel found that the ruling is carried out",
            Self::FindPartial => "Panel found that the ruling is carried out in part",
            Self::FindNonCompliant => "Panel found that the ruling is not carried out",
            Self::ConfirmCure => "Cure confirmed and case closed",
            Self::Rectify => "Ruling rectified",
            Self::RequestInterpretation => "Interpretation of the ruling requested",
            Self::Interpret => "Ruling interpreted",
            Self::DeclineInterpretation => "Request for interpretation declined",
            Self::RequestRevision => "Revision of the ruling requested",
            Self::AdmitRevision => "Request for revision admitted and deliberation reopened",
            Self::DeclineRevision => "Request for revision declined",
            Self::WithdrawRuling => "Ruling withdrawn",
            Self::HoldRecommendations => "Recommendations held under Article 12 of the Charter",
            Self::ReleaseHold => "Hold under Article 12 of the Charter released",
            Self::TranslateRuling => "Translation of the ruling written",
            Self::PublishTranslation => "Translation of the ruling published",
            Self::AssignSymbol => "Symbol assigned by the United Nations",
        }
    }
}

impl Guard {
    /// Whether the guard holds, and if not, why.
    pub fn check(self, facts: &Facts) -> Result<(), Refusal> {
        let heard = facts.parties_heard_on_size || facts.comment_limit_run;
        let (holds, refusal) = match self {
            Self::PartiesDiffer => (facts.parties_differ, Refusal::CaseSameParty),
            Self::Complete => (facts.complete, Refusal::CaseIncomplete),
            Self::DefectNamed => (facts.defects_named > 0, Refusal::CaseNoDefect),
            Self::DefectsCured => (facts.defects_open == 0, Refusal::CaseDefectsOpen),
            Self::CureInTime => (!facts.cure_limit_run, Refusal::CaseTooLate),
            Self::CureLimitRun => (facts.cure_limit_run, Refusal::CaseLimitRunning),
            Self::ConsentArguable => (facts.consent_arguable, Refusal::CaseConsentMissing),
            Self::Reasoned => (facts.reasoned, Refusal::CaseReasonsMissing),
            Self::NoCertificate => (
                !facts.regional_certificate_valid,
                Refusal::CaseCertificateStands,
            ),
            Self::Certificate => (
                facts.regional_certificate_valid,
                Refusal::CaseCertificateMissing,
            ),
            Self::ConsultationPeriodRun => (
                facts.consultation_period_run,
                Refusal::CaseConsultationsRunning,
            ),
            Self::CompositionProposed => (
                facts.composition_proposed,
                Refusal::CaseCompositionNotProposed,
            ),
            Self::CommentInTime => (!facts.comment_limit_run, Refusal::CaseTooLate),
            Self::PartiesHeard => (heard, Refusal::CasePartiesNotHeard),
            Self::Composition => return facts.composition,
            Self::AlternatesSeat => (facts.alternates_seat, Refusal::CaseOutOfOrder),
            Self::AlternateReady => (facts.alternate_ready, Refusal::PanelAlternateNotReady),
            Self::AlternateSits => (facts.alternate_sits, Refusal::PanelAlternateNotSitting),
            Self::SubmissionsDone => (facts.submissions_done, Refusal::CaseSubmissionsMissing),
            Self::EvidenceComplete => (!facts.evidence_open, Refusal::CaseEvidenceOpen),
            Self::HearingWaived => (facts.both_agree_no_hearing, Refusal::CaseHearingNotWaived),
            Self::Quorum => (facts.quorum, Refusal::VoteNoQuorum),
            Self::Sitting => (facts.sitting, Refusal::PanelNotSitting),
            Self::StepsDone => (facts.every_step_done, Refusal::ReviewStepsOpen),
            Self::NoInterimReview => (!facts.interim_review_due(), Refusal::CaseInterimReviewDue),
            Self::InterimReview => (facts.interim_review_due(), Refusal::CaseInterimReviewNotDue),
            Self::InterimReviewWaivable => (
                facts.interim_review_in_rules && !facts.draft_sent,
                Refusal::CaseOutOfOrder,
            ),
            Self::ClassChecked => (facts.class_checked, Refusal::RulingClassUnchecked),
            Self::DraftCommentInTime => (!facts.draft_comment_limit_run, Refusal::CaseTooLate),
            Self::DraftReplyOpen => (facts.draft_reply_open, Refusal::CaseNothingToReplyTo),
            Self::NobodyCommented => (
                facts.draft_comment_limit_run && !facts.draft_commented,
                Refusal::CaseLimitRunning,
            ),
            Self::InterimHeard => (facts.interim_heard, Refusal::CaseInterimReviewRunning),
            Self::InterimAnswered => (facts.interim_answered, Refusal::RulingCommentsUnanswered),
            Self::OpinionsIn => (facts.opinions_in, Refusal::RulingOpinionsAwaited),
            Self::OpinionInTime => (!facts.opinion_limit_run, Refusal::CaseTooLate),
            Self::RulingComplete => (facts.ruling_complete, Refusal::RulingIncomplete),
            Self::DeparturesReasoned => (
                !facts.departure_reasons_missing,
                Refusal::RulingDepartureReasonsMissing,
            ),
            Self::RollCallOpen => (!facts.confirmed && !facts.flipped, Refusal::VoteClosed),
            Self::Flipped => (facts.flipped, Refusal::VoteNotFlipped),
            Self::NotFlipped => (!facts.flipped, Refusal::VoteFlipped),
            Self::Confirmed => (facts.confirmed, Refusal::RulingNotVoted),
            Self::Unsigned => (!facts.signed_by_presiding, Refusal::RulingAlreadySigned),
            Self::Signed => (facts.signed_by_presiding, Refusal::RulingUnsigned),
            Self::RedactionInTime => (!facts.redaction_limit_run, Refusal::CaseTooLate),
            Self::RedactionsOpen => (facts.redactions_open, Refusal::RulingNothingToRuleOn),
            Self::RedactionReady => (facts.redaction_ready, Refusal::RulingRedactionOpen),
            Self::RemediesDue => (facts.remedies_due, Refusal::CaseNoRemediesDue),
            Self::NoRemediesDue => (!facts.remedies_due, Refusal::CaseRemediesDue),
            Self::Claimed => (facts.compliance_claimed, Refusal::ComplianceNotStated),
            Self::Unclaimed => (!facts.compliance_claimed, Refusal::CaseAlreadyDone),
            Self::Contestable => (
                facts.compliance_claimed || facts.compliance_late,
                Refusal::ComplianceNotContestable,
            ),
            Self::NoSecondPeriod => (
                !facts.second_period_given,
                Refusal::ComplianceSecondPeriodSpent,
            ),
            Self::RectificationInTime => (
                facts.rectification_in_time,
                Refusal::RulingRectificationLate,
            ),
            Self::NothingAsked => (facts.nothing_asked, Refusal::RulingRequestPending),
            Self::InterpretationAsked => (facts.interpretation_asked, Refusal::RulingNothingAsked),
            Self::RevisionAsked => (facts.revision_asked, Refusal::RulingNothingAsked),
            Self::RevisionInTime => (facts.revision_in_time, Refusal::RulingRevisionLate),
            Self::ReleaseHourCome => (facts.release_hour_come, Refusal::RulingReleaseAhead),
            Self::RulingPublic => (facts.ruling_public, Refusal::RulingNotPublic),
            Self::AnyRulingPublic => (facts.any_ruling_public, Refusal::RulingNotPublic),
            Self::Holdable => (facts.holdable, Refusal::CaseAlreadyDone),
            Self::NotHeld => (!facts.held, Refusal::RulingHeld),
            Self::Held => (facts.held, Refusal::CaseOutOfOrder),
        };
        if holds { Ok(()) } else { Err(refusal) }
    }
}

/// The machine as a page that a lawyer can read: one line for each legal step.
#[must_use]
pub fn machine_page() -> String {
    let mut page = String::from(
        "Every legal step of a case (procedure 2.2.2). What is not here cannot happen.\n\
         A step without an arrow leaves the case where it is; * marks what the clock performs;\n\
         + marks what gets a number on the docket, o what the public docket tells of.\n\n",
    );
    for state in State::ALL {
        page += &format!(
            "{} {state}{}\n",
            state.code(),
            if state.is_closed() { " (closed)" } else { "" }
        );
        for step in MACHINE.iter().filter(|step| step.from == *state) {
            page += &step_line(step);
        }
    }
    page
}

fn step_line(step: &Step) -> String {
    let act = step.act;
    let marks = [
        if act.by_clock() { '*' } else { ' ' },
        if act.docketed() { '+' } else { ' ' },
        if act.public() { 'o' } else { ' ' },
    ];
    let marks: String = marks.iter().collect();
    let to = if step.to == step.from {
        String::new()
    } else {
        format!("-> {}", step.to)
    };
    let guards: Vec<_> = step.guards.iter().map(|guard| guard.as_str()).collect();
    let guards = if guards.is_empty() {
        String::new()
    } else {
        format!("if {}", guards.join(", "))
    };
    let transition = act.transition().unwrap_or("");
    let line = format!(
        "    {transition:<6}{marks} {:<23}{to:<23}{guards}",
        act.as_str()
    );
    format!("{}\n", line.trim_end())
}

#[cfg(test)]
mod tests;
