// What the respondent is to do, as whole sentences.
import type { components } from '../../api/schema'
import { When } from '../../ui/Due'
import { English } from '../../ui/Said'
import { rulings as say, words } from '../../words'
import styles from './Ruling.module.css'

export function Remedies({ remedies }: { remedies: readonly components['schemas']['RemedyInRuling'][] }) {
  if (remedies.length === 0) return null
  return (
    <div className={styles.toDo}>
      <h2>{say.remedies}</h2>
      <ol className={styles.remedies}>
        {remedies.map((remedy, index) => (
          // Two remedies may read alike, and they do not move.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index}>
            <p>
              <English>{remedy.sentence}</English>
            </p>
            <p className={styles.small}>
              {say.remedy(remedy.claim_no)} · {say.weight}
              {words.ui.colon}
              {say.weights[remedy.weight - 1]}
              {remedy.due_on && (
                <>
                  {' · '}
                  {say.dueOn} <When at={remedy.due_on} dateOnly />
                </>
              )}
            </p>
          </li>
        ))}
      </ol>
    </div>
  )
}
