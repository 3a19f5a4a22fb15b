// The words of the law, as the server spells them and in its order. `languages/` says what the screen
// calls each; `vocabulary.test.ts` holds this page against the domain's own.

export const vocabulary = {
  case_state: [
    'draft', 'filed', 'deficient', 'registered', 'in_consultations', 'panel_requested', 'composing', 'constituted',
    'written_phase', 'evidence_phase', 'closed_for_decision', 'deliberation', 'drafting', 'interim_review',
    'final_vote', 'issued',
    'redaction', 'published', 'compliance_period', 'compliance_review', 'non_compliant', 'closed', 'returned',
  ],
  case: [
    'open', 'submit', 'find_deficient', 'cure', 'lapse_uncured', 'register', 'refuse_registration', 'open_consultations',
    'skip_consultations', 'request_panel', 'propose_composition', 'comment_on_composition', 'fix_size', 'nominate',
    'accept_seat', 'decline_seat', 'constitute', 'designate_alternate', 'end_designation', 'procedural_order', 'file_submission', 'file_exhibit',
    'written_complete', 'agree_no_hearing', 'waive_hearing', 'open_deliberation', 'score', 'revise', 'vote_step',
    'go_on_arguendo', 'scoring_complete', 'edit_ruling', 'remark', 'settle_remark', 'waive_interim_review', 'skip_interim_review',
    'send_draft', 'comment_on_draft', 'reply_on_draft', 'no_comments', 'substantive_change', 'comments_considered', 'vote',
    'give_opinion', 'reopen_on_flip', 'sign',
    'issue', 'open_redaction', 'nothing_to_redact', 'file_redactions', 'rule_on_redactions',
    'schedule_release', 'publish', 'close_no_action', 'open_compliance',
    'accept_compliance', 'file_plan', 'report_compliance', 'claim_compliance', 'contest_compliance', 'find_compliant',
    'find_partial', 'find_non_compliant', 'confirm_cure', 'rectify', 'request_interpretation', 'interpret',
    'decline_interpretation', 'request_revision', 'admit_revision', 'decline_revision', 'withdraw_ruling', 'hold_recommendations', 'release_hold',
    'translate_ruling', 'publish_translation', 'assign_symbol',
  ],
  linkage: ['draw_up', 'submit', 'pass_check', 'fail_check', 'reply', 'ask_correction', 'lapse_reply', 'decide_correction', 'finalise', 'transmit', 'acknowledge', 'resend', 'correct', 'send_update', 'withdraw'],
  linkage_state: ['open', 'draft', 'in_check', 'with_state', 'revised', 'final', 'transmitted', 'acknowledged', 'closed_by_cure', 'withdrawn'],
  role: [
    'registrar', 'case_officer', 'president', 'agent', 'deputy_agent', 'counsel', 'adviser', 'panelist',
    'regional_coordinator', 'liaison', 'cleared_reviewer', 'enterprise', 'observer', 'fund_officer',
    'body_administrator', 'auditor',
  ],
  client_scope: ['read', 'reports', 'prepare'],
  discipline: ['legal', 'security', 'technology'],
  side: ['applicant', 'respondent'],
  owed_by: [
    'registrar', 'case_officer', 'president', 'applicant', 'respondent', 'both_parties', 'presiding_member',
    'each_member', 'candidate', 'reported_state', 'liaison',
  ],
  time_limit: [
    'DL-01', 'DL-02', 'DL-03', 'DL-07', 'DL-09', 'DL-10', 'DL-12', 'DL-21', 'DL-25', 'DL-26', 'DL-27', 'DL-28',
    'DL-46', 'DL-49', 'DL-50', 'DL-123', 'DL-53', 'DL-54', 'DL-55', 'DL-56', 'DL-59', 'DL-57', 'DL-60', 'DL-61',
    'DL-62', 'DL-124', 'DL-63', 'DL-64', 'DL-131', 'DL-110', 'DL-111', 'DL-112', 'DL-113', 'DL-114', 'DL-115',
    'DL-116', 'DL-117',
  ],
  trigger: [
    'filing', 'service', 'registration', 'composition_note', 'panel_request', 'nomination', 'constitution',
    'procedural_order', 'deliberation', 'final_vote', 'issue', 'compliance_period', 'notice', 'referral',
    'finding', 'case_end', 'period_end', 'draft', 'final', 'transmission', 'correction_request', 'cure',
  ],
  missed: ['escalate', 'escalate_public', 'lapse', 'proceed', 'deemed_consent', 'deemed_refused', 'automatic', 'reported', 'resend'],
  step: ['threshold', 'good_faith', 'necessity', 'proportionality'],
  proposition: ['T0', 'T1a', 'T1b', 'T2', 'T3'],
  finding: ['met', 'not_met', 'not_reached', 'no_finding'],
  element_outcome: ['met', 'not_met', 'accepted_in_good_faith', 'left_to_state', 'implausible', 'not_reached'],
  outcome: [
    'JUSTIFIED', 'NOT_JUSTIFIED(T0)', 'NOT_JUSTIFIED(T1a)', 'NOT_JUSTIFIED(T1b)', 'NOT_JUSTIFIED(T2)',
    'NOT_JUSTIFIED(T3)', 'PARTLY_JUSTIFIED', 'NOT_REACHED', 'MOOT',
  ],
  concern: ['ADVISORY_CONCERN(T2)', 'ADVISORY_CONCERN(T3)'],
  answer: ['0', '1', '2', '3', '4', 'ND', 'NA'],
  confidence: ['L', 'M', 'H'],
  nature: ['OBJ', 'SJ', 'ADV'],
  reading: ['self_judging', 'objective'],
  burden: ['invoking_state', 'applicant'],
  ballot: ['yes', 'no'],
  indication: ['carried', 'not_carried', 'nothing'],
  band: ['indicates_met', 'contested', 'indicates_not_met'],
  gate: ['passed', 'failed', 'not_determinable'],
  profile: ['P1', 'P2', 'P3', 'P4'],
  filing_kind: ['F01', 'F04', 'F07', 'F10'],
  submission: ['first_submission_of_the_applicant', 'first_submission_of_the_respondent', 'reply', 'rejoinder'],
  timeliness: ['in_time', 'late'],
  document_class: ['C0', 'C1', 'C2', 'C3', 'C4', 'C5'],
  lacks: ['approval', 'declaration', 'voice'],
  ground: ['own_side', 'in_the_case', 'approved_of_filer', 'approved_of_other', 'public', 'article_12', 'sitting', 'alternate', 'emergency'],
  measure_kind: [
    'export_control', 'market_access_ban', 'divestiture', 'reporting_mandate', 'tariff', 'investment_screening',
    'procurement_ban', 'data_localisation', 'other_trade_restriction',
  ],
  technology: ['1', '2', '3', 'none'],
  measure_status: ['announced', 'in_force', 'ended'],
  disclosure: ['none', 'green', 'orange', 'red_waivable', 'red'],
  regional_group: [
    'african', 'asia_pacific', 'eastern_european', 'latin_american_and_caribbean', 'western_european_and_others',
  ],
  ruling_section: [
    'terms_of_reference', 'participation', 'classification', 'findings', 'evidence', 'interim_review', 'outcomes',
    'recommendations', 'votes', 'opinions', 'addenda',
  ],
  redaction_reason: ['essential_security', 'business_confidential', 'personal_data', 'third_party', 'law_enforcement'],
  opinion_kind: ['dissent', 'separate', 'declaration'],
  legal_effect: ['binding_by_consent', 'recommendatory'],
  ruling_request: ['interpretation', 'revision'],
  ruling_state: ['issued', 'in_force', 'in_revision', 'revised', 'withdrawn'],
  publication_change: ['published', 'corrected', 'interpreted', 'released', 'revised', 'translated', 'withdrawn'],
  translation_state: ['draft', 'published'],
  line_kind: ['act', 'read', 'denied', 'checkpoint'],
  remedy_status: ['running', 'overdue', 'done'],
  unread: [
    'needed', 'unknown', 'twice', 'choice', 'day', 'moment', 'id', 'whole', 'least', 'most', 'number', 'true_or_false', 'text', 'list',
    'group', 'form',
  ],
} as const

export type Vocabulary = keyof typeof vocabulary

/** One word of a vocabulary: `Word<'case_state'>`. */
export type Word<Name extends Vocabulary> = (typeof vocabulary)[Name][number]

export type State = Word<'case_state'>
export type Act = Word<'case'>
export type Role = Word<'role'>
export type Step = Word<'step'>
export type Finding = Word<'finding'>
export type Outcome = Word<'outcome'>
export type Answer = Word<'answer'>

/** What a gate can show: a finding, or that the step is open, or that the members' answers differ. */
export type Mark = Finding | 'contested' | 'open'
