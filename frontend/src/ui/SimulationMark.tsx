// On every page of a simulation body: that it is one, and what its clock says.
import { words } from '../words'
import { moment, useSeat } from './seat'
import styles from './SimulationMark.module.css'

export function SimulationMark() {
  const seat = useSeat()
  return (
    <aside className={styles.mark}>
      <p>
        <strong>{words.ui.simulation}</strong> <span>{words.ui.simulationClock(moment(seat.now().toISOString(), seat.zone), seat.place)}</span>
      </p>
    </aside>
  )
}
