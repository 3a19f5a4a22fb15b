// The acts the server says this person may take now. The first is the one this screen is for. What
// an act will do is said before; one that cannot be taken back asks by restating it.
import { useEffect, useId, useRef, useState, type ReactNode } from 'react'
import type { ActWords } from '../languages/dictionary'
import { words } from '../words'
import { Button, WayOut } from './Button'
import { Problem, type Refusal } from './Problem'
import styles from './ActBar.module.css'

export interface ActBarProps<Act extends string> {
  /** What the server offers, in its order. */
  can: readonly Act[]
  labels: Record<Act, ActWords>
  /** Which of them this screen is for; otherwise the first. `null`: none of them waits for anyone. */
  primary?: Act | null
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
  // What was folded last gives the focus back to its button.
  const [folded, setFolded] = useState<Act | null>(null)
  const bar = useRef<HTMLDivElement>(null)
  const said = useRef<HTMLDivElement>(null)
  const first = primary === null ? undefined : primary && can.includes(primary) ? primary : can[0]
  const others = can.filter((act) => act !== first)
  function close() {
    setFolded(asked)
    setAsked(null)
  }
  // An act that was done is mostly no longer offered; whoever pressed it goes on from what was done.
  useEffect(() => {
    if (asked !== null || document.activeElement !== document.body) return
    const button = folded && bar.current?.querySelector<HTMLButtonElement>(`[data-act="${folded}"] button`)
    if (button) button.focus()
    else if (done) said.current?.focus()
  }, [asked, folded, done])

  function press(act: Act) {
    setFolded(null)
    if (forms?.[act] || labels[act].restate) setAsked(act)
    else onAct(act)
  }

  // An act that is no longer open cannot stay asked about.
  if (asked !== null && !can.includes(asked)) setAsked(null)

  return (
    <div ref={bar} className={`${styles.bar} screen-only`}>
      {/* Always there, since only what changes in it is said aloud. */}
      <div ref={said} className={styles.said} role="status" tabIndex={-1}>
        {done && <p className={styles.done}>{done}</p>}
      </div>
      <Problem problem={problem} />
      {asked !== null ? (
        <Asked act={labels[asked]} subject={subject} busy={busy} form={forms?.[asked]?.(close)} onClose={close} onConfirm={() => onAct(asked)} />
      ) : (
        <menu className={styles.acts}>
          {first && <Offer name={first} act={labels[first]} primary busy={busy} onPress={() => press(first)} />}
          {first && others.length > 0 && <li className={styles.others}>{words.ui.otherActs}</li>}
          {others.map((act) => (
            <Offer key={act} name={act} act={labels[act]} busy={busy} onPress={() => press(act)} />
          ))}
        </menu>
      )}
    </div>
  )
}

function Offer({ name, act, primary = false, busy, onPress }: { name: string; act: ActWords; primary?: boolean; busy: boolean; onPress: () => void }) {
  const says = useId()
  return (
    <li className={styles.offer} data-act={name} data-primary={primary || undefined}>
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
  // A form whose own button stands beside the way out has it there.
  const [beside, setBeside] = useState(false)
  useEffect(() => heading.current?.focus(), [])
  const out = (
    <Button onClick={onClose} disabled={busy}>
      {words.ui.notNow}
    </Button>
  )
  return (
    <section className={styles.asked} data-asked aria-label={act.verb}>
      <h3 ref={heading} tabIndex={-1}>
        {form ? act.verb : `${words.ui.confirm}${words.ui.colon}${act.verb}`}
      </h3>
      {subject && !form && <p className={styles.subject}>{subject}</p>}
      <p>{act.does}</p>
      {act.restate && <p className={styles.restate}>{act.restate}</p>}
      {form && <WayOut value={{ out, onShown: setBeside }}>{form}</WayOut>}
      {!beside && (
        <div className={styles.answers}>
          {!form && (
            <Button primary busy={busy} onClick={onConfirm}>
              {act.verb}
            </Button>
          )}
          {out}
        </div>
      )}
    </section>
  )
}
