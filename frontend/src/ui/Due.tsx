// A date as someone owes it: seat time first, then how long that is, then why that day.
import { words } from '../words'
import { Woven, type Sentence } from './Said'
import { day, daysUntil, moment, ownMoment, useSeat } from './seat'
import styles from './Due.module.css'

/** A moment in seat time; the reader's own time on hover and for screen readers. */
export function When({ at, dateOnly = false, place = false }: { at: string; dateOnly?: boolean; place?: boolean }) {
  const seat = useSeat()
  const own = ownMoment(at, seat.zone)
  const text = dateOnly ? day(at, seat.zone) : moment(at, seat.zone)
  return (
    <time dateTime={at} title={own && words.ui.yourTime(own)} className={styles.when}>
      {place ? words.ui.at(text, seat.place) : text}
      {own && !dateOnly && <span className="aloud">{words.ui.inYourTime(own)}</span>}
    </time>
  )
}

/** What is due: moment, days left, and the rule that made it that day. */
export function Due({ at, rule, compact = false }: { at: string; rule?: Sentence; compact?: boolean }) {
  const seat = useSeat()
  const left = daysUntil(at, seat.now(), seat.zone)
  return (
    <span className={styles.due} data-late={left < 0 || undefined} data-near={(left >= 0 && left <= 3) || undefined}>
      <When at={at} place={!compact} />
      <span className={styles.left}>{words.ui.daysLeft(left)}</span>
      {rule && (
        <span className={styles.rule}>
          <Woven say={words.ui.rule} parts={[rule]} />
        </span>
      )}
    </span>
  )
}
