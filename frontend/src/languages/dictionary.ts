// What every language must say. A new word is written in English first; each language that lacks it
// then fails to compile.
import type { Answer, Mark, Step, Vocabulary, Word } from '../vocabulary'
import type { dictionary } from './en'

/** The words that all screens share, and those of each feature by its name. */
export type Dictionary = typeof dictionary

/** How an act is offered: its verb, what it will do and whom it tells, and, where it cannot be taken back, what is restated. */
export interface ActWords {
  verb: string
  does: string
  /** Present exactly when the act cannot be taken back. */
  restate?: string
}

/** Acts are offered with a sentence, answers differ by scale, limits stand in `due` and unread fields in `refusals`: they stand beside `law`. */
type Said = 'case' | 'linkage' | 'answer' | 'time_limit' | 'trigger' | 'missed' | 'unread'

export interface Common {
  /** Labels by the server's own names: `words.law.case_state[case.state]`. */
  law: { [Name in Exclude<Vocabulary, Said>]: Record<Word<Name>, string> }
  act: Record<Word<'case'>, ActWords>
  linkageAct: Record<Word<'linkage'>, ActWords>
  /** The question each step answers, in one line. */
  stepAsks: Record<Step, string>
  mark: Record<Mark, string>
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
    /** How much a search found. */
    found: (count: number) => string
    foundFirst: (count: number) => string
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
    /** Nobody owes what happens by itself. */
    nextByItself: (next: { what: string; by: string; left: string; rule: string }) => string
    nextUndated: (next: { what: string; who: string; rule: string }) => string
    actDone: (verb: string, entry: number | undefined) => string
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
    keysAct: string
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
    /** Between a term and what it is: a colon with the spaces it has in this language. */
    colon: string
    /** Bytes, and by 1024 of them. */
    units: readonly [string, string, string]
    unknown: string
    unknownWhy: string
    showSide: (name: string) => string
    showPassword: string
    viewer: {
      turn: string
      previous: string
      next: string
      /** Of how many is not known while the first one loads. */
      page: (no: number, of: number | undefined) => string
      note: string
    }
    enclosures: {
      legend: string
      none: string
      read: string
      title: string
      titleHint: string
      class: string
      classHint: string
      publicHint: string
      add: string
      another: string
      closed: (name: string) => string
      /** A class in which one may not send yet. */
      notYet: (name: string) => string
      approveYourself: string
      /** To where one is approved and declares. */
      there: string
      sameAs: (as: string) => string
    }
  }
  shell: {
    work: string
    docket: string
    rulings: string
    reports: string
    people: string
    record: string
    delegation: string
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
    rulings: string
    forgotten: string
    forgottenLead: string
    forgottenAct: string
    forgottenDone: string
    back: string
    choose: string
    chooseLead: (body: string) => string
    passwordHint: string
    chosen: string
    noLink: string
  }
  /** What the desk itself says when no answer of the server can be shown. */
  problem: {
    unexpected: string
    unexpectedNow: string
    unreachable: string
    unreachableNow: string
  }
}
