// A text and its evidence at once: criterion at the start, exhibit at the end, the answer below.
// Each side scrolls by itself, so that the place in the other is never lost. On a phone one is
// shown at a time, and the other is one press away.
import { useState, type ReactNode } from 'react'
import { words } from '../words'
import styles from './SideBySide.module.css'

interface Side {
  label: string
  content: ReactNode
}

export function SideBySide({ start, end, below }: { start: Side; end: Side; below?: ReactNode }) {
  const [shown, setShown] = useState<'start' | 'end'>('start')
  return (
    <div className={styles.both} data-shown={shown}>
      <div className={`${styles.switch} screen-only`} role="group">
        {(['start', 'end'] as const).map((side) => {
          const { label } = side === 'start' ? start : end
          return (
            <button key={side} type="button" aria-pressed={shown === side} aria-label={words.ui.showSide(label)} onClick={() => setShown(side)}>
              {label}
            </button>
          )
        })}
      </div>
      {/* Each side scrolls by itself, so the keyboard has to reach it, whatever is in it. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className={styles.side} data-side="start" aria-label={start.label} tabIndex={0}>
        {start.content}
      </section>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className={styles.side} data-side="end" aria-label={end.label} tabIndex={0}>
        {end.content}
      </section>
      {below && <div className={styles.below}>{below}</div>}
    </div>
  )
}
