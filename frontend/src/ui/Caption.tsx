// The caption of a case, as at the head of a law report: number and state, the parties one under
// the other, what the dispute is about, the clause, and the four gates.
import type { ReactNode } from 'react'
import { Written } from './Said'
import styles from './Caption.module.css'

export interface CaptionProps {
  number: string
  applicant: string
  respondent: string
  /** The names of the roles, beside the parties. */
  roles?: { applicant: string; respondent: string }
  /** The measure in the respondent's or the registry's words. */
  measure: string
  /** At the end of the first line: the state of the case. */
  state?: ReactNode
  /** Symbol, citation, document series. */
  symbol?: string
  /** Small facts under the measure: clause, profile, class. */
  facts?: readonly (readonly [term: string, is: ReactNode])[]
  gates?: ReactNode
}

/** "Ukraine v. Russian Federation", the v. in italics. */
export function CaseName({ applicant, respondent }: { applicant: string; respondent: string }) {
  return (
    // One phrase in its own direction: turned round, it would name the wrong applicant.
    <bdi className={styles.name}>
      {applicant} <i>v.</i> {respondent}
    </bdi>
  )
}

export function Caption({ number, applicant, respondent, roles, measure, state, symbol, facts, gates }: CaptionProps) {
  return (
    <header className={styles.caption}>
      <p className={styles.line}>
        <bdi className={styles.number}>{number}</bdi>
        {symbol && <bdi>{symbol}</bdi>}
        {state && <span className={styles.state}>{state}</span>}
      </p>
      <h1 className={styles.parties}>
        <span className={styles.party}>
          <bdi>{applicant}</bdi>
          {roles && <small>{roles.applicant}</small>}
        </span>
        <i className={styles.versus} dir="ltr">
          v.
        </i>
        <span className={styles.party}>
          <bdi>{respondent}</bdi>
          {roles && <small>{roles.respondent}</small>}
        </span>
      </h1>
      <p className={styles.measure}>
        <Written>{measure}</Written>
      </p>
      {facts && (
        <dl className={styles.facts}>
          {facts.map(([term, is]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>
                <bdi>{is}</bdi>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {gates && <div className={styles.gates}>{gates}</div>}
    </header>
  )
}
