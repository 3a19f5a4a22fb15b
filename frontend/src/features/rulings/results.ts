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

/** The gates of a claim. */
export function marksOf(claim: ClaimResult): Marks {
  const mark = (step: Step): Mark => claim.steps.find((one) => one.step === step)?.finding ?? 'not_reached'
  return { threshold: mark('threshold'), good_faith: mark('good_faith'), necessity: mark('necessity'), proportionality: mark('proportionality') }
}
