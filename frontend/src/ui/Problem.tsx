// A refusal in three parts: what was wrong, why, what to do now.
import { useEffect, useRef, type ReactNode } from 'react'
import { words } from '../words'
import { saidOf, whyOf, type Fault, type Refusal } from './refusal'
import { English, Told, Written } from './Said'
import styles from './Problem.module.css'

export type { Refusal } from './refusal'

/** Takes the focus when it appears, so that nobody acts twice on a refusal not seen. */
export function Problem({ problem, quiet = false }: { problem: Refusal | null | undefined; quiet?: boolean }) {
  const banner = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (problem && !quiet) banner.current?.focus()
  }, [problem, quiet])
  if (!problem) return null
  const fields = problem.fields ?? []
  // The server tells its refusals apart by their codes; what the screen itself refuses is whole already.
  const said = problem.lang === 'en' ? saidOf(problem) : undefined
  const counted = said !== undefined && problem.code === 'content.invalid'
  // A refusal of one field says no more than the field does.
  const others = counted ? fields : fields.filter(({ why }) => why !== problem.detail)
  return (
    <div ref={banner} className={styles.problem} role="alert" tabIndex={-1} data-code={problem.code}>
      <p className={styles.title}>{problem.title ?? (said ? <Told>{said.head}</Told> : <Written>{problem.detail}</Written>)}</p>
      {problem.title && !said && problem.detail && (
        <p>
          <Written>{problem.detail}</Written>
        </p>
      )}
      {said?.beneath && (
        <p>
          <English>{said.beneath}</English>
        </p>
      )}
      {fields.length > 0 && !counted && <p>{words.ui.checkFields(fields.length)}</p>}
      {others.length > 0 && (
        // A field may be on another part of the form; its reason is said in any case.
        <ul className={styles.fields}>
          {others.map((fault) => (
            <li key={fault.path + fault.why}>
              <ToField path={fault.path}>
                <Why fault={fault} lang={problem.lang} />
              </ToField>
            </li>
          ))}
        </ul>
      )}
      {problem.remedy && (
        <p>
          <strong>{words.ui.whatNow}</strong>
          {words.ui.colon}
          {said?.remedy ? <Told>{said.remedy}</Told> : <Written>{problem.remedy}</Written>}
        </p>
      )}
    </div>
  )
}

/** Why a field was refused: in the reader's language, or in the words of whoever refused it. */
export function Why({ fault, lang }: { fault: Fault; lang: string | undefined }) {
  return lang === 'en' ? <Told>{whyOf(fault)}</Told> : <Written>{fault.why}</Written>
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
