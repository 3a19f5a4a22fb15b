// A request for review as it reads, and the clause with its elements as it stands beside it.
import type { CaseDraft } from '../../api/cases'
import type { components } from '../../api/schema'
import { When } from '../../ui/Due'
import { LawText } from '../../ui/LawText'
import { Facts } from '../../ui/Page'
import { Written } from '../../ui/Said'
import { vocabulary } from '../../vocabulary'
import { cases as say, saidFor, words } from '../../words'
import styles from './Request.module.css'

type Clause = components['schemas']['ClauseText']

/** `whole`: with what its author said in confidence (C1). */
export function RequestText({ request, whole = true }: { request: CaseDraft; whole?: boolean }) {
  const { measure, certificate } = request
  const day = (at: string | null | undefined) => (at ? <When at={at} dateOnly /> : '—')
  return (
    <div className={styles.request}>
      <h3>{say.request.steps.measure}</h3>
      <Facts
        facts={[
          [say.request.respondent, request.respondent],
          [say.request.measureTitle, <Written key="title">{measure.title || '—'}</Written>],
          [say.request.kind, words.law.measure_kind[measure.kind]],
          [say.request.technology, words.law.technology[measure.technology_class]],
          [say.request.announced_on, day(measure.announced_on)],
          [say.request.in_force_on, day(measure.in_force_on)],
          [say.request.ended_on, day(measure.ended_on)],
        ]}
      />
      <Paragraphs text={measure.description} />
      <h3>{say.request.summary}</h3>
      <Paragraphs text={request.summary} />
      {whole ? (
        <>
          <h3>{say.request.facts}</h3>
          <Paragraphs text={request.facts} />
          <h3>{say.request.remedy}</h3>
          <Paragraphs text={request.remedy_sought} />
        </>
      ) : (
        <p>{say.request.inConfidence}</p>
      )}
      <h3>{say.request.basis}</h3>
      <p>{say.request.bases[request.consent_basis].join(words.ui.colon)}</p>
      {certificate && (
        <Facts
          facts={[
            [say.request.issuer, certificate.issuer],
            [say.request.reference, certificate.reference],
            [say.request.issued_on, day(certificate.issued_on)],
          ]}
        />
      )}
      {request.developing_request && <p>{say.request.developing}</p>}
    </div>
  )
}

/** What a party wrote, in the voice of the record. */
export function Paragraphs({ text }: { text: string }) {
  if (text.trim() === '') return <p>—</p>
  return <LawText paragraphs={text.split(/\n+/).filter((line) => line.trim() !== '').map((line) => ({ text: <Written>{line}</Written> }))} />
}

export function ClauseBeside({ clause, ground }: { clause: Clause; ground: string }) {
  const chosen = clause.grounds?.find(({ id }) => id === ground)
  const elements = chosen ? chosen.elements.flatMap((id) => clause.elements.filter((element) => element.id === id)) : clause.elements
  const status = clause.text_status === 'exact_found' || clause.text_status === 'recalled_unverified' || clause.text_status === 'summary' ? clause.text_status : undefined
  return (
    <div className={styles.request}>
      <h3 lang="en" dir="ltr">
        {clause.instrument}, {clause.article}
      </h3>
      <h3>{say.request.elements}</h3>
      <ol className={styles.elements}>
        {elements.map((element) => {
          const reading = vocabulary.reading.find((one) => one === element.reading)
          return (
            <li key={element.id}>
              <p className={styles.element} lang="en" dir="ltr">
                {element.subparagraph && <span className={styles.quiet}>{element.subparagraph} </span>}
                {element.label}
              </p>
              <p className={styles.quiet}>
                {reading && (element.reading_confidence ? say.request.readingSure(words.law.reading[reading], saidFor(say.request.sure, element.reading_confidence)) : words.law.reading[reading])}
              </p>
            </li>
          )
        })}
      </ol>
      {clause.text && (
        <div>
          <h3>{say.request.text}</h3>
          {status && <p className={styles.quiet}>{say.request.textStatus[status]}</p>}
        </div>
      )}
      {clause.text && (
        <div lang="en" dir="ltr">
          <LawText paragraphs={clause.text.split('\n').map((text) => ({ text }))} />
        </div>
      )}
    </div>
  )
}
