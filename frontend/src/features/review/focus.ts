// Where one goes on after an act that takes its own form away.
import type { StepReview } from './shapes'

/** How many sheets of a step are in. */
export const sealedId = ({ step }: StepReview) => `sealed-${step}`

/** The motion itself, whose vote is then said under it. */
export const motionId = ({ step }: StepReview, motion: string) => `motion-${step}-${motion}`

/** Focuses what is there once the answer is drawn, unless the reader is already elsewhere. */
export function focusNext(id: string): void {
  requestAnimationFrame(() => {
    if (document.activeElement === document.body || !document.activeElement?.isConnected) document.getElementById(id)?.focus()
  })
}
