// The words of the law as types. Each list is the server's; `words.ts` says what the screen calls them.

export type State =
  | 'draft' | 'filed' | 'deficient' | 'registered' | 'in_consultations' | 'panel_requested' | 'composing'
  | 'constituted' | 'written_phase' | 'evidence_phase' | 'closed_for_decision' | 'deliberation' | 'drafting'
  | 'final_vote' | 'issued' | 'redaction' | 'published' | 'compliance_period' | 'closed' | 'returned'

export type Act =
  | 'submit' | 'find_deficient' | 'cure' | 'lapse_uncured' | 'register' | 'refuse_registration'
  | 'open_consultations' | 'skip_consultations' | 'request_panel' | 'propose_composition'
  | 'comment_on_composition' | 'fix_size' | 'nominate' | 'accept_seat' | 'decline_seat' | 'constitute'
  | 'procedural_order' | 'file_submission' | 'file_exhibit' | 'written_complete' | 'agree_no_hearing'
  | 'waive_hearing' | 'open_deliberation' | 'score' | 'revise' | 'vote_step' | 'go_on_arguendo'
  | 'scoring_complete' | 'edit_ruling' | 'skip_interim_review' | 'vote' | 'reopen_on_flip' | 'sign' | 'issue'
  | 'open_redaction' | 'nothing_to_redact' | 'publish' | 'close_no_action' | 'open_compliance'
  | 'accept_compliance'

export type Role =
  | 'registrar' | 'case_officer' | 'president' | 'agent' | 'counsel' | 'panelist' | 'regional_coordinator'
  | 'liaison' | 'body_administrator' | 'auditor'

/** The four steps of a review: threshold and three tiers (procedure 2.6). */
export type Step = 'threshold' | 'good_faith' | 'necessity' | 'proportionality'

/** The panel's voted answer for one claim and step (procedure 2.2.8a). */
export type Finding = 'met' | 'not_met' | 'not_reached' | 'no_finding'

/** What a gate can show: a finding, or that the step is open, or that the members' answers differ. */
export type Mark = Finding | 'contested' | 'open'

/** What a claim came to (procedure 2.2.8). */
export type Outcome =
  | 'justified' | 'not_justified' | 'partly_justified' | 'not_reached' | 'undetermined' | 'moot'

/** What is recorded for one element of a clause (procedure 2.2.8a). */
export type ElementOutcome =
  | 'met' | 'not_met' | 'accepted_in_good_faith' | 'left_to_the_state' | 'implausible' | 'not_reached'

/** The answers a criterion takes (procedure 2.6.3). */
export type Answer = '4' | '3' | '2' | '1' | '0' | 'nd' | 'na'
