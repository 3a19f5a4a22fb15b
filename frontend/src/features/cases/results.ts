// How a case is drawn: its gates from what was found, its track from the docket and what is owed.
import type { components } from '../../api/schema'
import { because, owed, owes } from '../../owed'
import type { Marks } from '../../ui/Gates'
import { textOf } from '../../ui/Said'
import type { Next, TrackStep } from '../../ui/Track'
import type { Finding, Mark, Outcome, State, Step } from '../../vocabulary'
import { words } from '../../words'

type Deadline = components['schemas']['DeadlineView']
type DocketEntry = components['schemas']['DocketEntryView']

/** What one claim came to, as the results of a case carry it. */
export interface ClaimResult {
  claim_id: string
  no: number
  outcome: Outcome
  steps: { step: Step; finding: Finding; arguendo?: boolean }[]
}

/** The results as the API sends them, which its document leaves open. */
export function resultsOf(results: readonly object[] | null | undefined): ClaimResult[] {
  return (results ?? []).filter((one): one is ClaimResult => 'steps' in one && Array.isArray(one.steps) && 'no' in one)
}

/** The four marks of one claim; a step without an answer was not reached. */
export function marksOfClaim(result: ClaimResult): Marks {
  const of = (step: Step): Mark => result.steps.find((one) => one.step === step)?.finding ?? 'not_reached'
  return { threshold: of('threshold'), good_faith: of('good_faith'), necessity: of('necessity'), proportionality: of('proportionality') }
}

/** The four marks of a case. Claims that were answered differently make a gate half open. */
export function marksOf(results: readonly ClaimResult[]): Marks {
  if (results.length === 0) return { threshold: 'open', good_faith: 'open', necessity: 'open', proportionality: 'open' }
  const claims = results.map(marksOfClaim)
  const together = (step: Step): Mark => {
    const reached = [...new Set(claims.map((marks) => marks[step]))].filter((mark) => mark !== 'not_reached')
    return reached.length > 1 ? 'contested' : (reached[0] ?? 'not_reached')
  }
  return { threshold: together('threshold'), good_faith: together('good_faith'), necessity: together('necessity'), proportionality: together('proportionality') }
}

/** "the agent of the applicant (UKR)" */
export function whoOwes({ owed_by, party, act }: Deadline, all: readonly Deadline[] = []): string {
  // What was asked of both is owed by both only as long as neither has done it.
  if (owed_by === 'both_parties' && party) {
    return owed(all).some((other) => other.act === act && other.party !== party) ? words.law.owed_by[owed_by] : party
  }
  return party ? `${words.law.owed_by[owed_by]} (${party})` : words.law.owed_by[owed_by]
}

/** The states a case has gone through, the present one, and the next dates. */
export function trackOf(state: State, entries: readonly DocketEntry[], deadlines: readonly Deadline[]): TrackStep[] {
  const turns = entries.filter((entry, index) => entry.state_after !== entries[index - 1]?.state_after)
  const last = turns.at(-1)
  const past = last?.state_after === state ? turns.slice(0, -1) : turns
  const steps: TrackStep[] = past.map((entry) => ({ key: `${entry.no}`, label: words.law.case_state[entry.state_after], at: entry.at, time: 'past' }))
  const present: TrackStep = { key: state, label: words.law.case_state[state], time: 'present' }
  if (last?.state_after === state) present.at = last.at
  const coming = owed(deadlines).flatMap((one): TrackStep[] =>
    one.due_at ? [{ key: one.id, label: owes(one), at: one.due_at, time: 'next', rule: because(one) }] : [],
  )
  // The same thing owed by both parties is one coming step.
  const seen = new Set<string>()
  return [...steps, present, ...coming.filter(({ label, at }) => !seen.has(textOf(label) + at) && seen.add(textOf(label) + at)).slice(0, 3)]
}

/** What happens next, in the words of the rules. */
export function nextOf(deadlines: readonly Deadline[]): Next | undefined {
  const first = owed(deadlines)[0]
  if (!first) return undefined
  const rule = because(first)
  // What happens by itself is owed by nobody.
  const next: Next = { what: owes(first), ...(!first.by_itself && { who: whoOwes(first, deadlines) }), rule: first.due_at && typeof rule === 'string' ? rule.replace(/\.$/, '') : rule }
  if (first.due_at) next.by = first.due_at
  return next
}
