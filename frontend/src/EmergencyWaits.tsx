// Says on the list of what waits for me that somebody asks for emergency access.
import { useQuery } from '@tanstack/react-query'
import { desk } from './api/client'
import { useEmergencies } from './emergencies'
import { meQuery } from './session/session'
import { Link } from './ui/Link'
import { emergency as say } from './words'
import styles from './Waits.module.css'
import { waitsForMe } from './decides'

export function EmergencyWaits() {
  const { data: me } = useQuery(meQuery)
  const { data } = useEmergencies(me?.can.includes('emergency.view') ?? false)
  if (!data?.pages.some(({ items }) => items.some(waitsForMe))) return null
  return (
    <p className={styles.waiting}>
      {say.waits} <Link href={desk('/emergency')}>{say.look}</Link>
    </p>
  )
}
