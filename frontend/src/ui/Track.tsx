// Time drawn: the steps taken with their dates, the present one, and the next deadlines. Under it
// one sentence: what happens next, who owes it, by when, under which rule.
import { useState } from 'react'
import { words } from '../words'
import { When } from './Due'
import { textOf, Told, Woven, type Sentence } from './Said'
import { daysUntil, moment, useSeat } from './seat'
import styles from './Track.module.css'

export interface TrackStep {
  key: string
  label: Sentence
  /** When a past or present step began, or when a coming one falls due. */
  at?: string
  time: 'past' | 'present' | 'next'
  /** The stretch before this step was suspended. */
  held?: boolean
  rule?: Sentence
}

export interface Next {
  what: Sentence
  /** Nobody, where it happens by itself. */
  who?: string
  /** The instant of the deadline; none where the rules set no limit. */
  by?: string
  rule: Sentence
}

/** More steps than this are folded, the latest kept. */
const kept = 4

/** `idle` is said where nothing is owed that the reader is told of. */
export function Track({ steps, next, idle = words.ui.nothingOwed }: { steps: readonly TrackStep[]; next?: Next; idle?: string }) {
  const [whole, setWhole] = useState(false)
  const seat = useSeat()
  const past = steps.filter((step) => step.time === 'past').length
  const folded = whole ? 0 : Math.max(0, past - kept)
  const shown = steps.slice(folded)
  const sentence = ({ who, by }: Next) => (what = '', rule = '') =>
    by === undefined
      ? words.ui.nextUndated({ what, who: who ?? '', rule })
      : (who === undefined ? words.ui.nextByItself : words.ui.next)({ what, who: who ?? '', rule, by: words.ui.at(moment(by, seat.zone), seat.place), left: words.ui.daysLeft(daysUntil(by, seat.now(), seat.zone)) })
  return (
    <div className={styles.track}>
      <ol className={styles.line} data-whole={whole || undefined}>
        {shown.map((step) => (
          <li key={step.key} data-time={step.time} data-held={step.held || undefined} aria-current={step.time === 'present' ? 'step' : undefined}>
            <span className={styles.point} />
            <span className={styles.label}>{step.time === 'next' ? <Told>{step.label}</Told> : textOf(step.label)}</span>
            {step.held && <span className={styles.held}>{words.ui.suspended}</span>}
            {step.at && (
              <span className={styles.date}>
                <When at={step.at} dateOnly />
              </span>
            )}
            {step.time === 'next' && step.at && (
              <span className={styles.left}>{words.ui.daysLeft(daysUntil(step.at, seat.now(), seat.zone))}</span>
            )}
          </li>
        ))}
      </ol>
      {past > kept && (
        <button type="button" className={styles.fold} onClick={() => setWhole(!whole)} aria-expanded={whole}>
          {whole ? words.ui.fewer : words.ui.earlier(past - kept)}
        </button>
      )}
      <p className={styles.next}>
        {next === undefined ? idle : <Woven say={sentence(next)} parts={[next.what, next.rule]} />}
      </p>
    </div>
  )
}
