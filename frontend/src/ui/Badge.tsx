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

/** Which mark an outcome carries. */
export function markOf(outcome: Outcome): Mark {
  switch (outcome) {
    case 'JUSTIFIED':
      return 'met'
    case 'PARTLY_JUSTIFIED':
      return 'contested'
    case 'NOT_REACHED':
    case 'MOOT':
      return 'not_reached'
    default:
      return 'not_met'
  }
}

/** What a claim came to, and at which step it failed. */
export function OutcomeBadge({ outcome }: { outcome: Outcome }) {
  return <FindingBadge mark={markOf(outcome)}>{words.law.outcome[outcome]}</FindingBadge>
}
