// What is owed and why by then, in the reader's language: the server says it in English, and by the
// line of the deadline table.
import type { components } from './api/schema'
import { actOf } from './places'
import type { Sentence } from './ui/Said'
import { day } from './ui/seat'
import { vocabulary, type Act } from './vocabulary'
import { due, language, words } from './words'

type Deadline = components['schemas']['DeadlineView']

const bare = (sentence: string) => sentence.replace(/[.。]$/, '')

/** What is owed now, the earliest first, what has no limit last. */
export function owed(deadlines: readonly Deadline[]): Deadline[] {
  return deadlines
    .filter((one) => one.state === 'open')
    .toSorted((a, b) => (a.due_at ?? '9').localeCompare(b.due_at ?? '9'))
}

type Matter = Pick<components['schemas']['CaseView'], 'deadlines' | 'my_side' | 'applicant' | 'respondent'>

/** Which of these acts the person who asks owes first in the case; none, if they only may. */
export function owedFirst<Open extends Act>(matter: Matter, can: readonly Open[]): Open | undefined {
  const mine = matter.my_side && matter[matter.my_side].code
  for (const { act, party } of owed(matter.deadlines)) {
    const name = can.find((one) => one === actOf(act))
    // What the other party owes is often open to both.
    if (name !== undefined && (!party || party === mine)) return name
  }
  return undefined
}

/** What is owed, without the full stop. */
export function owes({ what, rule, act, again_to, by_itself }: Pick<Deadline, 'what' | 'rule' | 'act' | 'again_to' | 'by_itself'>): Sentence {
  if (language === 'en') return bare(what)
  if (by_itself) return { own: bare(due.byItself) }
  // The line of the table says what the recipient owes.
  if (again_to) return { own: due.sendAgain(again_to) }
  if (rule) return { own: bare(due.owes[rule]) }
  const known = actOf(act)
  // What is owed is more than the button that ends it.
  if (known === 'translate_ruling') return { own: due.catchUp }
  if (known) return { own: words.act[known].verb }
  const ofReport = vocabulary.linkage.find((one) => act === `linkage.${one}`)
  return ofReport ? { own: words.linkageAct[ofReport].verb } : bare(what)
}

/** From when the limit runs, and what follows if it is missed. */
export function because({ why, rule, runs_from, started_on, missed }: Pick<Deadline, 'why' | 'rule' | 'runs_from' | 'started_on' | 'missed'>): Sentence {
  if (language === 'en') return why
  if (!started_on) return { own: due.noLimit }
  if (!runs_from || !missed) return why
  const steps: Partial<Record<NonNullable<typeof rule>, string>> = due.steps
  const then = rule && steps[rule]
  return { own: `${due.runs(due.runsFrom[runs_from], day(started_on, 'UTC'))} ${then || due.missed[missed]}` }
}
