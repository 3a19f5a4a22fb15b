// A refusal in three parts: what was wrong, why, what to do now.
import { useEffect, useRef, type ReactNode } from 'react'
import { words } from '../words'
import { English, Written } from './Said'
import styles from './Problem.module.css'

/** The body of `application/problem+json` as the server writes it. */
export interface Refusal {
  code: string
  /** Only where the screen itself says no. */
  title?: string
  /** What was wrong and why. */
  detail: string
  /** What to do now. */
  remedy?: string
  fields?: readonly { path: string; why: string }[]
  /** The language of what the server said. */
  lang?: string
}

/** Takes the focus when it appears, so that nobody acts twice on a refusal not seen. */
export function Problem({ problem, quiet = false }: { problem: Refusal | null | undefined; quiet?: boolean }) {
  const banner = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (problem && !quiet) banner.current?.focus()
  }, [problem, quiet])
  if (!problem) return null
  const fields = problem.fields?.length ?? 0
  // A refusal of one field says no more than the field does.
  const others = problem.fields?.filter(({ why }) => why !== problem.detail) ?? []
  return (
    <div ref={banner} className={styles.problem} role="alert" tabIndex={-1} data-code={problem.code}>
      <p className={styles.title}>{problem.title ?? <Theirs problem={problem}>{problem.detail}</Theirs>}</p>
      {problem.title && problem.detail && (
        <p>
          <Theirs problem={problem}>{problem.detail}</Theirs>
        </p>
      )}
      {fields > 0 && <p>{words.ui.checkFields(fields)}</p>}
      {others.length > 0 && (
        // A field may be on another part of the form; its reason is said in any case.
        <ul className={styles.fields}>
          {others.map(({ path, why }) => (
            <li key={path + why}>
              <ToField path={path}>
                <Theirs problem={problem}>{why}</Theirs>
              </ToField>
            </li>
          ))}
        </ul>
      )}
      {problem.remedy && (
        <p>
          <strong>{words.ui.whatNow}</strong>
          {words.ui.colon}
          <Theirs problem={problem}>{problem.remedy}</Theirs>
        </p>
      )}
    </div>
  )
}

/** The server's words, in the language they are in. */
function Theirs({ problem, children }: { problem: Refusal; children: string }) {
  return problem.lang === 'en' ? <English>{children}</English> : <Written>{children}</Written>
}

/** Leads to a refused field, where it is on the screen. */
function ToField({ path, children }: { path: string; children: ReactNode }) {
  const at = `[data-field=${JSON.stringify(path)}]`
  if (!document.querySelector(`main ${at}`)) return children
  return (
    <button
      type="button"
      onClick={({ currentTarget }) => {
        // Two forms of a screen may have fields of one name, and so may groups of fields in a form.
        const group = currentTarget.closest('[role="group"]')?.querySelector<HTMLElement>(at)
        const found = group ?? (currentTarget.closest('form') ?? document).querySelector<HTMLElement>(at)
        // A group of choices is reached at its first one.
        const control = found?.matches('fieldset') ? found.querySelector<HTMLElement>('input') : found
        control?.focus()
      }}
    >
      {children}
    </button>
  )
}
