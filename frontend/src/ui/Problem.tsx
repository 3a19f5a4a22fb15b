// A refusal in three parts: what was wrong, why, what to do now.
import { useEffect, useRef } from 'react'
import { words } from '../words'
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
}

/** Takes the focus when it appears, so that nobody acts twice on a refusal not seen. */
export function Problem({ problem, quiet = false }: { problem: Refusal | null | undefined; quiet?: boolean }) {
  const banner = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (problem && !quiet) banner.current?.focus()
  }, [problem, quiet])
  if (!problem) return null
  const fields = problem.fields?.length ?? 0
  return (
    <div ref={banner} className={styles.problem} role="alert" tabIndex={-1} data-code={problem.code}>
      <p className={styles.title}>{problem.title ?? problem.detail}</p>
      {problem.title && problem.detail && <p>{problem.detail}</p>}
      {fields > 0 && <p>{words.ui.checkFields(fields)}</p>}
      {problem.remedy && (
        <p>
          <strong>{words.ui.whatNow}</strong>
          {words.ui.colon}
          {problem.remedy}
        </p>
      )}
    </div>
  )
}
