// What others missed and has come before the President: who missed it, since when, and that it stays theirs.
import { useStateNames } from './api/cases'
import { desk } from './api/client'
import type { components } from './api/schema'
import { owes } from './owed'
import { Due } from './ui/Due'
import { Link } from './ui/Link'
import { Section } from './ui/Page'
import { Told } from './ui/Said'
import { work as say, words } from './words'
import styles from './Missed.module.css'

type Deadline = components['schemas']['DeadlineView']

/** Who missed it, by name where it is owed by one person. */
export function whoMissed({ owed_by, party, missed_by }: Pick<Deadline, 'owed_by' | 'party' | 'missed_by'>, stateName: (code: string) => string): string {
  if (missed_by) return say.missedBy(missed_by, owed_by === 'each_member' ? say.member : words.law.owed_by[owed_by])
  return party ? say.missedBy(words.law.owed_by[owed_by], stateName(party)) : words.law.owed_by[owed_by]
}

export function Missed({ deadlines }: { deadlines: readonly Deadline[] }) {
  const stateName = useStateNames()
  const before = deadlines.filter((one) => one.before_me)
  if (before.length === 0) return null
  return (
    <Section title={say.before}>
      <ul className={styles.missed}>
        {before.map((one) => (
          <li key={one.id}>
            <strong>
              <Told>{owes(one)}</Told>
            </strong>
            <span>{say.missed(whoMissed(one, stateName))}</span>
            {one.due_at && <Due at={one.due_at} />}
          </li>
        ))}
      </ul>
      <p>
        {say.stays} <Link href={desk('/people')}>{words.shell.people}</Link>
      </p>
    </Section>
  )
}
