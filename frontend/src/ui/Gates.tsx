// The four steps of a review as four joined gates. Whoever has seen the figure once can read it
// in a list, on a case, in the deliberation room, in a ruling and in a report.
import type { ReactNode } from 'react'
import type { Mark, Step } from '../vocabulary'
import { words } from '../words'
import styles from './Gates.module.css'

const steps: readonly Step[] = ['threshold', 'good_faith', 'necessity', 'proportionality']

export type Marks = Record<Step, Mark>

/** What each mark looks like; `aria-hidden`, since the words are always beside it. */
const glyphs: Record<Mark, ReactNode> = {
  met: <path d="M3 8.6 6.6 12.2 13 4.4" />,
  not_met: <path d="M4 4 12 12M12 4 4 12" />,
  contested: (
    <>
      <path d="M3 4.5H8V11.5H3Z" fill="currentColor" />
      <path d="M8 4.5H13V11.5H8Z" />
    </>
  ),
  not_reached: <path d="M4 8H12" />,
  no_finding: <circle cx="8" cy="8" r="3.6" />,
  open: <path d="M3.5 8H3.6M8 8H8.1M12.4 8H12.5" />,
}

/** The mark of one outcome, to stand beside its word. */
export function OutcomeMark({ mark }: { mark: Mark }) {
  return (
    <svg className={styles.glyph} data-mark={mark} viewBox="0 0 16 16" aria-hidden="true">
      {glyphs[mark]}
    </svg>
  )
}

/** The leaves of a gate: swung open, shut and barred, half and half, or not built yet. */
const leaves: Record<Mark, ReactNode> = {
  met: (
    <>
      <path d="M0 0 15 5V47L0 52Z" data-part="leaf" />
      <path d="M120 0 105 5V47L120 52Z" data-part="leaf" />
    </>
  ),
  not_met: (
    <>
      <path d="M0 0H59.2V52H0ZM60.8 0H120V52H60.8Z" data-part="leaf" />
      <path d="M0 9H120M0 43H120" data-part="bar" />
    </>
  ),
  contested: (
    <>
      <path d="M0 0 15 5V47L0 52Z" data-part="leaf" />
      <path d="M60 0H120V52H60Z" data-part="leaf" />
      <path d="M60 9H120M60 43H120" data-part="bar" />
    </>
  ),
  no_finding: null,
  not_reached: <path d="M60 0V52" data-part="unbuilt" />,
  open: <path d="M0 0 15 5V47L0 52ZM120 0 105 5V47L120 52Z" data-part="outline" />,
}

function Bay({ mark }: { mark: Mark }) {
  return (
    <span className={styles.bay} data-mark={mark}>
      <svg className={styles.leaves} viewBox="0 0 120 52" preserveAspectRatio="none" aria-hidden="true">
        {leaves[mark]}
      </svg>
      <span className={styles.seal}>
        <OutcomeMark mark={mark} />
      </span>
    </span>
  )
}

/** In words: "Threshold: met; Good faith: not met; …". */
export function gatesInWords(marks: Marks): string {
  return words.ui.gates(steps.map((step) => words.ui.gate(words.law.step[step], words.mark[marks[step]])))
}

/**
 * `mark`: as small as a word, in a list; `row`: a line of gates; `figure`: with the names of the
 * steps, their outcomes and whatever `notes` says under each.
 */
export function Gates({
  marks,
  size = 'row',
  current,
  notes,
}: {
  marks: Marks
  size?: 'mark' | 'row' | 'figure'
  /** The step being answered now. */
  current?: Step
  notes?: Partial<Record<Step, ReactNode>>
}) {
  if (size === 'figure') {
    return (
      <ol className={styles.figure}>
        {steps.map((step) => (
          <li key={step} aria-current={step === current ? 'step' : undefined}>
            <Bay mark={marks[step]} />
            <span className={styles.name}>{words.law.step[step]}</span>
            <span className={styles.word} data-mark={marks[step]}>
              <OutcomeMark mark={marks[step]} />
              {words.mark[marks[step]]}
            </span>
            {notes?.[step] && <span className={styles.note}>{notes[step]}</span>}
          </li>
        ))}
      </ol>
    )
  }
  return (
    <span className={styles[size]} role="img" aria-label={gatesInWords(marks)} title={gatesInWords(marks)}>
      {steps.map((step) => (
        <span key={step} className={styles.cell} data-mark={marks[step]}>
          <OutcomeMark mark={marks[step]} />
        </span>
      ))}
    </span>
  )
}
