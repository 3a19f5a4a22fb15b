// What the screen calls each word, one object per language. A word missing here fails to compile.
import type { Act, Answer, ElementOutcome, Finding, Mark, Outcome, Role, State, Step } from './vocabulary'
import { ar } from './words.ar'

/** How an act is offered: its verb, what it will do and whom it tells, and, where it cannot be taken back, what is restated. */
export interface ActWords {
  verb: string
  does: string
  /** Present exactly when the act cannot be taken back. */
  restate?: string
}

export interface Words {
  dir: 'ltr' | 'rtl'
  /** The language's own name, for the switch. */
  name: string
  state: Record<State, string>
  act: Record<Act, ActWords>
  role: Record<Role, string>
  step: Record<Step, string>
  /** The question each step answers, in one line. */
  stepAsks: Record<Step, string>
  finding: Record<Finding, string>
  mark: Record<Mark, string>
  outcome: Record<Outcome, string>
  elementOutcome: Record<ElementOutcome, string>
  /** Objective criteria. */
  answer: Record<Answer, string>
  /** Self-judging criteria. */
  answerSelfJudging: Record<Answer, string>
  /** The words of the pieces in `ui/`. */
  ui: {
    skip: string
    more: string
    sortBy: (column: string) => string
    required: string
    notNow: string
    working: string
    confirm: string
    otherActs: string
    daysLeft: (days: number) => string
    due: string
    rule: (rule: string) => string
    at: (moment: string, place: string) => string
    yourTime: (moment: string) => string
    inYourTime: (moment: string) => string
    next: (next: { what: string; who: string; by: string; left: string; rule: string }) => string
    nothingOwed: string
    earlier: (count: number) => string
    fewer: string
    present: string
    suspended: string
    gates: (marks: readonly string[]) => string
    gate: (step: string, mark: string) => string
    why: string
    whatNow: string
    checkFields: (count: number) => string
    chooseFile: string
    dropHere: string
    limit: (size: string, kinds: string) => string
    sending: (percent: number, sent: string, total: string) => string
    checking: string
    received: (name: string, size: string) => string
    receipt: string
    receiptMatches: string
    receiptDiffers: string
    tooLarge: (name: string, size: string, limit: string) => string
    wrongKind: (name: string, kinds: string) => string
    uploadFailed: (name: string) => string
    tryAgain: string
    stop: string
    tableBehind: string
    shortcuts: string
    close: string
    simulation: string
    simulationClock: (moment: string, place: string) => string
    word: (count: number, atLeast?: number) => string
    draftSaved: (moment: string) => string
    broken: string
    brokenWhy: string
    brokenNow: string
    reload: string
    loading: string
    unknown: string
    unknownWhy: string
    showSide: (name: string) => string
  }
  shell: {
    work: string
    docket: string
    rulings: string
    reports: string
    people: string
    jobs: string
    me: string
    language: string
    scheme: string
    auto: string
    light: string
    dark: string
    signOut: string
    goTo: (place: string) => string
  }
  signIn: {
    title: (body: string) => string
    email: string
    password: string
    act: string
    lead: string
    expired: string
  }
}

/** "1 day left", "3 days left", "due today", "2 days late". */
function daysLeft(days: number): string {
  if (days === 0) return 'due today'
  const count = Math.abs(days)
  const noun = count === 1 ? 'day' : 'days'
  return days > 0 ? `${count} ${noun} left` : `${count} ${noun} late`
}

export const en: Words = {
  dir: 'ltr',
  name: 'English',
  state: {
    draft: 'Draft',
    filed: 'Filed',
    deficient: 'Deficient',
    registered: 'Registered',
    in_consultations: 'In consultations',
    panel_requested: 'Panel requested',
    composing: 'Composing',
    constituted: 'Constituted',
    written_phase: 'Written phase',
    evidence_phase: 'Evidence phase',
    closed_for_decision: 'Closed for decision',
    deliberation: 'Deliberation',
    drafting: 'Drafting',
    final_vote: 'Final vote',
    issued: 'Issued',
    redaction: 'Redaction',
    published: 'Published',
    compliance_period: 'Compliance period',
    closed: 'Closed',
    returned: 'Returned unregistered',
  },
  act: {
    submit: { verb: 'File the request', does: 'The registry receives the request and examines it. You get a receipt with the hash of every document.', restate: 'What is filed stays as filed; it can be added to, never altered.' },
    find_deficient: { verb: 'Notify the defects', does: 'Serves the list of defects on the applicant and opens the period to cure them.' },
    cure: { verb: 'File the cure', does: 'The registry receives the corrected request and examines it again.' },
    lapse_uncured: { verb: 'Return as uncured', does: 'Returns the request unregistered, since the period to cure it has run.', restate: 'The applicant would have to file anew.' },
    register: { verb: 'Register the case', does: 'Gives the case its number, serves the request on the respondent and circulates it to all members.', restate: 'A registered case cannot be unregistered.' },
    refuse_registration: { verb: 'Refuse registration', does: 'Returns the request to the applicant with the reasons.', restate: 'The applicant would have to file anew.' },
    open_consultations: { verb: 'Open consultations', does: 'Starts the consultation period and tells both parties when it ends.' },
    skip_consultations: { verb: 'Skip consultations', does: 'Goes on to the panel on the strength of the regional certificate, and tells both parties.' },
    request_panel: { verb: 'Request a panel', does: 'Freezes the terms of reference and asks the registry to compose a panel. The respondent is told.', restate: 'After this the terms of reference no longer change.' },
    propose_composition: { verb: 'Send the composition note', does: 'Proposes size and disciplines to the parties, who may comment.' },
    comment_on_composition: { verb: 'Comment on the composition', does: 'Puts your comment on the docket; the other party sees it.' },
    fix_size: { verb: 'Fix the size', does: 'Fixes the number of seats and their disciplines, and tells the parties.' },
    nominate: { verb: 'Nominate for the seat', does: 'Asks the candidate to accept and to disclose interests.' },
    accept_seat: { verb: 'Accept the seat', does: 'Files your disclosure and tells the registry that you accept.' },
    decline_seat: { verb: 'Decline the seat', does: 'Tells the registry that you decline. No reason is published.' },
    constitute: { verb: 'Constitute the panel', does: 'Seats the members, publishes their names and starts the limits of the written phase.', restate: 'From now on members change only by challenge, recusal or replacement.' },
    procedural_order: { verb: 'Make the order', does: 'Serves the timetable on both parties.' },
    file_submission: { verb: 'File the submission', does: 'Enters the submission on the docket and serves it on the other party.', restate: 'What is filed stays as filed.' },
    file_exhibit: { verb: 'File the exhibit', does: 'Enters the exhibit on the docket and serves it on the other party.', restate: 'What is filed stays as filed.' },
    written_complete: { verb: 'End the written phase', does: 'Opens the evidence phase and tells both parties.' },
    agree_no_hearing: { verb: 'Agree to no hearing', does: 'Tells the panel and the other party that you consent to a decision on the papers.' },
    waive_hearing: { verb: 'Waive the hearing', does: 'Closes the record for decision. Nothing enters it without reopening.', restate: 'The record is sealed by its hash.' },
    open_deliberation: { verb: 'Open deliberation', does: 'Opens the deliberation room to the members; each scores alone first.' },
    score: { verb: 'Seal the answers', does: 'Seals your answers for this step. Nobody sees them until every member has sealed.', restate: 'After sealing, an answer changes only by a revision with a reason.' },
    revise: { verb: 'Revise the answer', does: 'Keeps both versions and shows them to the panel.' },
    vote_step: { verb: 'Cast the vote', does: 'Records your vote on the propositions of this step under your name.', restate: 'A vote cast in this roll call stands.' },
    go_on_arguendo: { verb: 'Go on arguendo', does: 'Opens the later steps although this one is not met, and records the reasons.' },
    scoring_complete: { verb: 'Complete the scoring', does: 'Closes the scoring of all claims and opens the drafting of the ruling.' },
    edit_ruling: { verb: 'Save the text', does: 'Keeps this version of the ruling beside the earlier ones.' },
    skip_interim_review: { verb: 'Go on to the final vote', does: 'These rules provide no interim review; the members are asked for the final roll call.' },
    vote: { verb: 'Vote on the ruling', does: 'Records your vote in the roll call that confirms all findings.', restate: 'A vote cast in this roll call stands.' },
    reopen_on_flip: { verb: 'Reopen deliberation', does: 'Reopens the claim whose finding changed in the final roll call.' },
    sign: { verb: 'Sign the ruling', does: 'Puts your signature under the ruling as presiding member.', restate: 'A signed text does not change.' },
    issue: { verb: 'Issue the ruling', does: 'Signs for the registry and serves the ruling on the parties; its effect starts.', restate: 'An issued ruling cannot be withdrawn.' },
    open_redaction: { verb: 'Open redaction', does: 'Asks both parties which passages must stay hidden, and until when to say so.' },
    nothing_to_redact: { verb: 'State: nothing to redact', does: 'Tells the registry that you ask for no redaction.' },
    publish: { verb: 'Publish the ruling', does: 'Makes the ruling public at its permanent address and sends it to those who watch it.', restate: 'What has been public cannot be made secret again.' },
    close_no_action: { verb: 'Close the case', does: 'Closes the case, since no measure has to be brought into conformity.' },
    open_compliance: { verb: 'Open the compliance period', does: 'Starts the time in which the remedies are to be carried out, and tells both parties.' },
    accept_compliance: { verb: 'Accept compliance', does: 'States that the remedies were carried out, and closes the case.', restate: 'The state counts as having complied.' },
  },
  role: {
    registrar: 'Registrar',
    case_officer: 'Case officer',
    president: 'President',
    agent: 'Agent',
    counsel: 'Counsel',
    panelist: 'Panelist',
    regional_coordinator: 'Regional coordinator',
    liaison: 'Liaison',
    body_administrator: 'Body administrator',
    auditor: 'Auditor',
  },
  step: { threshold: 'Threshold', good_faith: 'Good faith', necessity: 'Necessity', proportionality: 'Proportionality' },
  stepAsks: {
    threshold: 'Are the objective conditions of the clause there at all?',
    good_faith: 'Is the clause used honestly, or as a pretext?',
    necessity: 'Does the measure serve the interest, and was nothing less restrictive reasonably available?',
    proportionality: 'Is the threat proved, and the answer in proportion to it?',
  },
  finding: { met: 'Met', not_met: 'Not met', not_reached: 'Not reached', no_finding: 'No finding' },
  mark: { met: 'Met', not_met: 'Not met', not_reached: 'Not reached', no_finding: 'No finding', contested: 'Contested', open: 'Open' },
  outcome: {
    justified: 'Justified',
    not_justified: 'Not justified',
    partly_justified: 'Partly justified',
    not_reached: 'Not reached',
    undetermined: 'Undetermined',
    moot: 'Moot',
  },
  elementOutcome: {
    met: 'Met',
    not_met: 'Not met',
    accepted_in_good_faith: 'Accepted in good faith',
    left_to_the_state: 'Left to the State',
    implausible: 'Implausible',
    not_reached: 'Not reached',
  },
  answer: {
    4: 'Fully shown',
    3: 'Substantially shown, minor gaps',
    2: 'Partly shown, material gaps',
    1: 'Not shown',
    0: 'Contradicted by the record',
    nd: 'Not determinable on this record',
    na: 'Not applicable',
  },
  answerSelfJudging: {
    4: 'Clearly plausible, internally consistent',
    3: 'Plausible',
    2: 'Not used on this scale',
    1: 'Implausible: no rational link even on the State’s own account',
    0: 'Pretext or abuse shown',
    nd: 'Not determinable on this record',
    na: 'Not applicable',
  },
  ui: {
    skip: 'Skip to the content',
    more: 'Show more',
    sortBy: (column) => `Sort by ${column}`,
    required: 'required',
    notNow: 'Not now',
    working: 'Working…',
    confirm: 'You are about to do this',
    otherActs: 'Also open to you',
    daysLeft,
    due: 'Due',
    rule: (rule) => `Rule: ${rule}`,
    at: (moment, place) => `${moment} in ${place}`,
    yourTime: (moment) => `Your time: ${moment}`,
    inYourTime: (moment) => `, in your time ${moment}`,
    next: ({ what, who, by, left, rule }) => `What happens next: ${what}. Owed by ${who} by ${by} (${left}). Rule: ${rule}.`,
    nothingOwed: 'Nothing is owed in this case now.',
    earlier: (count) => (count === 1 ? 'Show the first step' : `Show the first ${count} steps`),
    fewer: 'Show the last steps only',
    present: 'now',
    suspended: 'time suspended',
    gates: (marks) => `The four steps. ${marks.join('; ')}.`,
    gate: (step, mark) => `${step}: ${mark.toLowerCase()}`,
    why: 'Why',
    whatNow: 'What to do now',
    checkFields: (count) => (count === 1 ? 'One field needs your attention.' : `${count} fields need your attention.`),
    chooseFile: 'Choose a file',
    dropHere: 'or drop it here',
    limit: (size, kinds) => `${kinds}, at most ${size}. The registry’s receipt shows the hash of what arrived.`,
    sending: (percent, sent, total) => `${percent} % sent: ${sent} of ${total}`,
    checking: 'All bytes sent. The registry is checking the document…',
    received: (name, size) => `${name} was received, ${size}.`,
    receipt: 'Receipt, SHA-256',
    receiptMatches: 'The same as the file on your device.',
    receiptDiffers: 'This differs from the file on your device. Do not rely on it; send the file again.',
    tooLarge: (name, size, limit) => `${name} has ${size}; a document may have at most ${limit}. Split it or reduce its images.`,
    wrongKind: (name, kinds) => `${name} is of a kind that cannot be filed. Accepted: ${kinds}.`,
    uploadFailed: (name) => `${name} did not arrive. Nothing was filed.`,
    tryAgain: 'Try again',
    stop: 'Stop sending',
    tableBehind: 'The figures behind the chart',
    shortcuts: 'Keyboard shortcuts',
    close: 'Close',
    simulation: 'Simulation. Nothing here is a real proceeding.',
    simulationClock: (moment, place) => `This body’s clock says ${moment} in ${place}.`,
    word: (count, atLeast) => (atLeast === undefined ? `${count} words` : `${count} words of at least ${atLeast}`),
    draftSaved: (moment) => `Draft saved at ${moment}.`,
    broken: 'This screen could not be shown.',
    brokenWhy: 'Something failed that should not have. Nothing was changed by it.',
    brokenNow: 'Load the page again. If it happens once more, tell the registry what you were doing.',
    reload: 'Load again',
    loading: 'Loading…',
    unknown: 'There is nothing at this address.',
    unknownWhy: 'It may have been mistyped, or it belongs to something you may not see.',
    showSide: (name) => `Show ${name}`,
  },
  shell: {
    work: 'My work',
    docket: 'Docket',
    rulings: 'Rulings',
    reports: 'Reports',
    people: 'People',
    jobs: 'By job',
    me: 'Me',
    language: 'Language',
    scheme: 'Light or dark',
    auto: 'As the device',
    light: 'Light',
    dark: 'Dark',
    signOut: 'Sign out',
    goTo: (place) => `Go to ${place}`,
  },
  signIn: {
    title: (body) => `Sign in to ${body}`,
    email: 'E-mail address',
    password: 'Password',
    act: 'Sign in',
    lead: 'For the registry, parties, panelists and all who act in a proceeding. Published rulings can be read without signing in.',
    expired: 'Your session has ended. Sign in again to go on where you were.',
  },
}

export const languages = { en, ar } satisfies Record<string, Words>
export type Language = keyof typeof languages

const languageKey = 'proviso.language'

function isLanguage(value: string | null): value is Language {
  return value !== null && value in languages
}

/** The reader's language: chosen before, or English. */
export const language: Language = (() => {
  const saved = localStorage.getItem(languageKey)
  return isLanguage(saved) ? saved : 'en'
})()

/** Loads the page again, so that no part of it keeps the old language. */
export function chooseLanguage(next: Language): void {
  localStorage.setItem(languageKey, next)
  location.reload()
}

export const words: Words = languages[language]
