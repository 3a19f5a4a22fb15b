// Says on a case that whoever looks reads it by emergency access, and until when.
import type { CaseView } from './api/cases'
import { useEmergencies } from './emergencies'
import { moment, useSeat } from './ui/seat'
import { emergency as say, words } from './words'
import styles from './Waits.module.css'

export function EmergencyReading({ view: { id, let_in: letIn } }: { view: Pick<CaseView, 'id' | 'let_in'> }) {
  return letIn ? <Reading id={id} /> : null
}

function Reading({ id }: { id: string }) {
  const { data } = useEmergencies()
  const seat = useSeat()
  const all = data?.pages.flatMap(({ items }) => items) ?? []
  const until = all.find((one) => one.case === id && one.mine && one.state === 'open')?.until
  return (
    <p role="status" className={styles.waiting}>
      {say.reading(until ? words.ui.at(moment(until, seat.zone), seat.place) : undefined)}
    </p>
  )
}
