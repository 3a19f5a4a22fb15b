// Says on the list of what waits for me in which delegations someone waits to be accepted or refused.
import { desk } from './api/client'
import type { components } from './api/schema'
import { Link } from './ui/Link'
import { people, words } from './words'
import styles from './Waits.module.css'

const say = people.delegation

export function DelegationsWait({ all }: { all: readonly components['schemas']['WaitingDelegation'][] }) {
  return all.map(({ state, name, waiting }) => (
    <p key={state} className={styles.waiting}>
      {say.toAccredit}
      {words.ui.colon}
      <bdi>{name}</bdi> ({waiting}). <Link href={desk(`/delegation/${state}`)}>{say.look}</Link>
    </p>
  ))
}
