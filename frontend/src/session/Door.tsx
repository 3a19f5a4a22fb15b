// What stands before the desk: whose it is, and one form.
import { useSuspenseQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { BodyMark, Choices } from '../ui/Frame'
import { useTitle } from '../ui/title'
import { SeatProvider } from '../ui/seat'
import { SimulationMark } from '../ui/SimulationMark'
import { bodyQuery, speakAtTheDoor } from './session'
import { seatOf } from './clock'
import styles from './SignIn.module.css'

export function Door({ title, lead, below, children }: { title: string; lead: string; below?: ReactNode; children: ReactNode }) {
  const { data: here } = useSuspenseQuery(bodyQuery)
  useTitle(title)
  return (
    <SeatProvider value={seatOf(here)}>
      {here.simulation && <SimulationMark />}
      <main className={styles.door}>
        <header className={styles.head}>
          <BodyMark />
          <h1>{here.name}</h1>
          <p>{lead}</p>
          {below}
        </header>
        <div className={styles.side}>
          <div className={styles.form}>{children}</div>
          <Choices onLanguage={speakAtTheDoor} />
        </div>
      </main>
    </SeatProvider>
  )
}
