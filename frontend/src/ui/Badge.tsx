// A word of the law, set so that it is seen at once: a mark and the word, never a colour alone.
import type { ReactNode } from 'react'
import type { Mark, Outcome } from '../vocabulary'
import { words } from '../words'
import { OutcomeMark } from './Gates'
import styles from './Badge.module.css'

export type Tone = 'plain' | 'quiet' | 'strong'

/** A state, a role, a class: words that are not outcomes carry no colour. */
export function Badge({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={styles.badge} data-tone={tone}>
      {children}
    </span>
  )
}

/** The panel's answer at one step, or for one element. */
export function FindingBadge({ mark, children }: { mark: Mark; children?: ReactNode }) {
  return (
    <span className={styles.finding} data-mark={mark}>
      <OutcomeMark mark={mark} />
      {children ?? words.mark[mark]}
    </span>
  )
}

const marks: Record<Outcome, Mark> = {
  justified: 'met',
  not_justified: 'not_met',
  partly_justified: 'contested',
  not_reached: 'not_reached',
  undetermined: 'no_finding',
  moot: 'not_reached',
}

/** What a claim came to; `at` names the step at which it failed. */
export function OutcomeBadge({ outcome, at }: { outcome: Outcome; at?: string }) {
  return (
    <FindingBadge mark={marks[outcome]}>
      {words.outcome[outcome]}
      {at && <span className={styles.at}>{at}</span>}
    </FindingBadge>
  )
}
