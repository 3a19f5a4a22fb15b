// The acts the server says this person may take now. The first is the one this screen is for. What
// an act will do is said before; one that cannot be taken back asks by restating it.
import { useEffect, useId, useRef, useState, type ReactNode } from 'react'
import type { ActWords } from '../languages/dictionary'
import { words } from '../words'
import { Button } from './Button'
import { Problem, type Refusal } from './Problem'
import styles from './ActBar.module.css'

export interface ActBarProps<Act extends string> {
  /** What the server offers, in its order. */
  can: readonly Act[]
  labels: Record<Act, ActWords>
  /** Which of them this screen is for; otherwise the first. */
  primary?: Act
  busy?: boolean
  problem?: Refusal | null
  /** What was done, with its docket number: "The case was registered. Docket entry 4." */
  done?: ReactNode
  /** What is restated before an act that cannot be taken back: "Ukraine v. Russian Federation, two claims". */
  subject?: string
  /** For acts that need more than a press: their form, unfolded here. `close` folds it again. */
  forms?: Partial<Record<Act, (close: () => void) => ReactNode>>
  onAct: (act: Act) => void
}

export function ActBar<Act extends string>({ can, labels, primary, busy = false, problem, done, subject, forms, onAct }: ActBarProps<Act>) {
  const [asked, setAsked] = useState<Act | null>(null)
  const first = primary && can.includes(primary) ? primary : can[0]
  const others = can.filter((act) => act !== first)
  const close = () => setAsked(null)

  function press(act: Act) {
    if (forms?.[act] || labels[act].restate) setAsked(act)
    else onAct(act)
  }

  // An act that is no longer open cannot stay asked about.
  if (asked !== null && !can.includes(asked)) setAsked(null)

  return (
    <div className={`${styles.bar} screen-only`}>
      {done && (
        <p className={styles.done} role="status">
          {done}
        </p>
      )}
      <Problem problem={problem} />
      {asked !== null ? (
        <Asked act={labels[asked]} subject={subject} busy={busy} form={forms?.[asked]?.(close)} onClose={close} onConfirm={() => onAct(asked)} />
      ) : (
        <menu className={styles.acts}>
          {first && <Offer act={labels[first]} primary busy={busy} onPress={() => press(first)} />}
          {others.length > 0 && <li className={styles.others}>{words.ui.otherActs}</li>}
          {others.map((act) => (
            <Offer key={act} act={labels[act]} busy={busy} onPress={() => press(act)} />
          ))}
        </menu>
      )}
    </div>
  )
}

function Offer({ act, primary = false, busy, onPress }: { act: ActWords; primary?: boolean; busy: boolean; onPress: () => void }) {
  const says = useId()
  return (
    <li className={styles.offer} data-primary={primary || undefined}>
      <Button primary={primary} disabled={busy} aria-describedby={says} onClick={onPress}>
        {act.verb}
      </Button>
      <span id={says} className={styles.does}>
        {act.does}
      </span>
    </li>
  )
}

function Asked({
  act,
  subject,
  busy,
  form,
  onClose,
  onConfirm,
}: {
  act: ActWords
  subject: string | undefined
  busy: boolean
  form: ReactNode
  onClose: () => void
  onConfirm: () => void
}) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <section className={styles.asked} aria-label={act.verb}>
      <h3 ref={heading} tabIndex={-1}>
        {form ? act.verb : `${words.ui.confirm}${words.ui.colon}${act.verb}`}
      </h3>
      {subject && !form && <p className={styles.subject}>{subject}</p>}
      <p>{act.does}</p>
      {act.restate && <p className={styles.restate}>{act.restate}</p>}
      {form}
      <div className={styles.answers}>
        {!form && (
          <Button primary busy={busy} onClick={onConfirm}>
            {act.verb}
          </Button>
        )}
        <Button onClick={onClose} disabled={busy}>
          {words.ui.notNow}
        </Button>
      </div>
    </section>
  )
}
