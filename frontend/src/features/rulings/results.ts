// What a claim came to, as the server gives it from issue on.
import type { Marks } from '../../ui/Gates'
import type { Mark, Step, Word } from '../../vocabulary'

export interface ClaimResult {
  claim_id: string
  no: number
  component: string
  obligation: string
  outcome: Word<'outcome'>
  concerns: Word<'concern'>[]
  steps: { step: Step; finding: Word<'finding'>; arguendo: boolean }[]
}

/** Is there something to remedy? */
export function fails({ outcome }: { outcome: Word<'outcome'> }): boolean {
  return outcome.startsWith('NOT_JUSTIFIED') || outcome === 'PARTLY_JUSTIFIED'
}

/** The gates of a claim. */
export function marksOf(claim: ClaimResult): Marks {
  const mark = (step: Step): Mark => claim.steps.find((one) => one.step === step)?.finding ?? 'not_reached'
  return { threshold: mark('threshold'), good_faith: mark('good_faith'), necessity: mark('necessity'), proportionality: mark('proportionality') }
}

/** The gates of a whole ruling. Claims that were answered differently make a gate half open. */
export function marksTogether(claims: readonly ClaimResult[]): Marks {
  const all = claims.map(marksOf)
  const mark = (step: Step): Mark => {
    const reached = [...new Set(all.map((marks) => marks[step]))].filter((one) => one !== 'not_reached')
    return reached.length > 1 ? 'contested' : (reached[0] ?? 'not_reached')
  }
  return { threshold: mark('threshold'), good_faith: mark('good_faith'), necessity: mark('necessity'), proportionality: mark('proportionality') }
}
