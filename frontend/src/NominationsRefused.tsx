// Says on the list of what waits for me whom the registrar has lately refused to my delegation, and why.
import { desk } from './api/client'
import type { components } from './api/schema'
import { When } from './ui/Due'
import { Link } from './ui/Link'
import { Written } from './ui/Said'
import { people, work as say, words } from './words'
import styles from './Waits.module.css'

export function NominationsRefused({ all }: { all: readonly components['schemas']['RefusedNomination'][] }) {
  return all.map(({ state, name, role, refused_at, reason }) => (
    <p key={`${name} ${role} ${refused_at}`} className={styles.waiting}>
      {say.refused(name, words.law.role[role])} (<When at={refused_at} dateOnly />)
      {words.ui.colon}
      <Written>{reason}</Written> <Link href={desk(`/delegation/${state}`)}>{people.delegation.look}</Link>
    </p>
  ))
}
