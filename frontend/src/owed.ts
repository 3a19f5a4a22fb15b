// What is owed and why by then, in the reader's language: the server says it in English, and by the
// line of the deadline table.
import type { components } from './api/schema'
import { actOf } from './places'
import type { Sentence } from './ui/Said'
import { day } from './ui/seat'
import { vocabulary } from './vocabulary'
import { due, language, words } from './words'

type Deadline = components['schemas']['DeadlineView']

const bare = (sentence: string) => sentence.replace(/[.。]$/, '')

/** What is owed, without the full stop. */
export function owes({ what, rule, act, again_to }: Pick<Deadline, 'what' | 'rule' | 'act' | 'again_to'>): Sentence {
  if (language === 'en') return bare(what)
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
export function because({ why, runs_from, started_on, missed }: Pick<Deadline, 'why' | 'runs_from' | 'started_on' | 'missed'>): Sentence {
  if (language === 'en') return why
  if (!started_on) return { own: due.noLimit }
  if (!runs_from || !missed) return why
  return { own: `${due.runs(due.runsFrom[runs_from], day(started_on, 'UTC'))} ${due.missed[missed]}` }
}
