// Says on a case that whoever looks reads it by emergency access, and until when.
import type { CaseView } from './api/cases'
import { useEmergencies } from './emergencies'
import { moment, useSeat } from './ui/seat'
import { emergency as say, words } from './words'
import styles from './Waits.module.css'

export function EmergencyReading({ view }: { view: Pick<CaseView, 'id' | 'let_in'> }) {
  const { data } = useEmergencies(view.let_in)
  const seat = useSeat()
  if (!view.let_in) return null
  const all = data?.pages.flatMap(({ items }) => items) ?? []
  const until = all.find((one) => one.case === view.id && one.mine && one.state === 'open')?.until
  return (
    <p role="status" className={styles.waiting}>
      {say.reading(until ? words.ui.at(moment(until, seat.zone), seat.place) : undefined)}
    </p>
  )
}
