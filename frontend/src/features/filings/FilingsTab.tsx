// Filings and exhibits of a case: what was filed, and what may be filed now.
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { answered, at, caseQuery, classesFor, documentAddress, documentsQuery, filingsQuery, newId, secrecyQuery, sendDocument, sentAlso, useActing, type Acting, type CaseView, type DocumentView, type FilingView } from '../../api/cases'
import { http } from '../../api/client'
import { owedFirst } from '../../owed'
import { bodyQuery, meQuery } from '../../session/session'
import { ActBar } from '../../ui/ActBar'
import { Badge } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import { When } from '../../ui/Due'
import { Empty } from '../../ui/Empty'
import { Enclosures } from '../../ui/Enclosures'
import { Form, LongTextField, TextField } from '../../ui/Form'
import { LawText } from '../../ui/LawText'
import { Section } from '../../ui/Page'
import { Paper } from '../../ui/Paper'
import { Written } from '../../ui/Said'
import { Table } from '../../ui/Table'
import { size } from '../../ui/Upload'
import { filings as say, words } from '../../words'
import { Destroyed, TakeBack } from './Ending'
import { Secrecy } from './Secrecy'
import styles from './Filings.module.css'

const acts = ['request_panel', 'file_submission', 'file_exhibit'] as const
type FilingAct = (typeof acts)[number]

export function FilingsTab() {
  const { case: id = '' } = useParams({ strict: false })
  const { data: view } = useSuspenseQuery(caseQuery(id))
  const { data: filings } = useSuspenseQuery(filingsQuery(id))
  const { data: documents } = useSuspenseQuery(documentsQuery(id))
  return (
    <>
      <Acts view={view} />
      <Section title={say.title} count={filings.items.length}>
        {!view.reads_record && !view.let_in && <p>{say.publicOnly}</p>}
        {(view.reads_record || view.let_in) && filings.items.length === 0 && <Empty title={say.empty}>{say.emptyWhy}</Empty>}
        {filings.items.map((filing) => (
          <Filing key={filing.id} id={id} filing={filing} />
        ))}
      </Section>
      <Section title={say.documents} count={documents.items.length}>
        <Documents id={id} documents={documents.items} />
      </Section>
      <div id="secrecy" className={styles.place}>
        <Secrecy id={id} />
      </div>
    </>
  )
}

function Acts({ view }: { view: CaseView }) {
  const acting = useActing(view.id)
  const can = acts.filter((act) => view.can.includes(act))
  if (can.length === 0 && !acting.done) return null
  const forms = Object.fromEntries(
    acts.map((act) => [act, (close: () => void) => <FilingForm key={act} act={act} view={view} acting={acting} onFiled={close} />]),
  ) as Record<FilingAct, (close: () => void) => React.ReactNode>
  return (
    <Section title={say.acts}>
      <ActBar can={can} labels={words.act} primary={owedFirst(view, can) ?? null} busy={acting.busy} problem={null} done={acting.done} forms={forms} onAct={() => undefined} />
    </Section>
  )
}

function FilingForm({ act, view, acting, onFiled }: { act: FilingAct; view: CaseView; acting: Acting; onFiled: () => void }) {
  // The same id again is the same filing, so a second press after a lost answer files nothing twice.
  const [filing] = useState(newId)
  const [text, setText] = useState('')
  const [summary, setSummary] = useState('')
  const [chosen, setChosen] = useState<string[]>([])
  const { data: secrecy } = useQuery(secrecyQuery(view.id))
  const { data: body } = useSuspenseQuery(bodyQuery)
  const { data: me } = useQuery(meQuery)
  const { data } = useQuery(documentsQuery(view.id))
  const offered = data?.items.filter((document) => !document.filed && !document.destroyed_at) ?? []
  const enclosed = offered.filter(({ id }) => chosen.includes(id))
  const isOpen = ({ class: of }: DocumentView) => of === 'C0' || of === 'C1'
  const isProtected = enclosed.some((document) => !isOpen(document))
  const going = { documents: chosen, summary: isProtected && summary.trim() !== '' ? summary : null }
  function send(): Promise<unknown> {
    const params = { path: { case: view.id, filing } }
    switch (act) {
      case 'request_panel':
        return answered(http.POST('/cases/{case}/request_panel', { ...at(view), body: { statement: text, ...going } }))
      case 'file_submission':
        return answered(http.PUT('/cases/{case}/submissions/{filing}', { params, body: { statement: text, ...going } }))
      case 'file_exhibit':
        return answered(http.PUT('/cases/{case}/exhibits/{filing}', { params, body: { title: text, ...going } }))
    }
  }
  const label = act === 'file_exhibit' ? say.exhibitTitle : act === 'request_panel' ? say.panelStatement : say.statement
  const hint = act === 'file_exhibit' ? say.exhibitTitleHint : act === 'request_panel' ? say.panelStatementHint : say.statementHint
  return (
    <Form problem={acting.failed === act ? acting.problem : null} label={words.act[act].verb} onSubmit={() => void acting.run(act, send).then((done) => done && onFiled())}>
      {act === 'file_exhibit' ? (
        <TextField path="title" label={label} hint={hint} required value={text} onChange={setText} />
      ) : (
        <LongTextField path="statement" label={label} hint={hint} required serif rows={6} value={text} onChange={setText} />
      )}
      <Enclosures
        offered={offered}
        chosen={chosen}
        onChoose={setChosen}
        classes={classesFor(secrecy, me?.person.id)}
        there="#secrecy"
        warning={({ id }) => {
          const document = offered.find((one) => one.id === id)
          return document && sentAlso(document, data?.items ?? [])
        }}
        bytesMax={body.rules.document_mib_max * 1_048_576}
        href={(document) => documentAddress(view.id, document)}
        send={(said, file, watch) => sendDocument(view.id, said, file, watch)}
      />
      {isProtected && <LongTextField path="summary" label={say.summary} hint={say.summaryHint} required={!enclosed.some(isOpen)} serif rows={4} value={summary} onChange={setSummary} />}
      <div>
        <Button primary type="submit" busy={acting.busy}>
          {words.act[act].verb}
        </Button>
      </div>
    </Form>
  )
}

function Filing({ id, filing }: { id: string; filing: FilingView }) {
  return (
    <article id={filing.id} className={styles.filing}>
      <header className={styles.head}>
        <h3>{filing.stage ? words.law.submission[filing.stage] : words.law.filing_kind[filing.kind]}</h3>
        {filing.title && filing.kind === 'F10' && <p><Written>{filing.title}</Written></p>}
        <p className={styles.line}>
          <span>{say.filed(words.law.side[filing.side])}</span>
          <When at={filing.filed_at} />
          <span>{say.entry(filing.docket_no)}</span>
          {filing.late && <Badge tone="strong">{say.late}</Badge>}
        </p>
      </header>
      {filing.statement && <LawText paragraphs={filing.statement.split(/\n+/).filter((line) => line.trim() !== '').map((text) => ({ text: <Written>{text}</Written> }))} />}
      {filing.summary && (
        <p className={styles.line}>
          <span>{say.summary}</span>
          <Written>{filing.summary}</Written>
        </p>
      )}
      {filing.documents.length > 0 && (
        <ul className={styles.documents}>
          {filing.documents.map((document) => (
            <li key={document.id}>
              {document.exhibit && <strong>{document.exhibit} </strong>}
              <Paper document={document} href={documentAddress(id, document)} />{' '}
              <span className={styles.quiet}>
                {document.title === document.file_name ? '' : `${document.file_name}, `}
                {size(document.size_bytes)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </article>
  )
}

function Documents({ id, documents }: { id: string; documents: readonly DocumentView[] }) {
  return (
    <Table
      caption={say.documents}
      rows={documents}
      rowKey={(document) => document.id}
      empty={<Empty title={say.noDocuments}>{say.noDocumentsWhy}</Empty>}
      columns={[
        { key: 'exhibit', head: say.exhibit, narrow: true, cell: ({ exhibit, filed }) => exhibit ?? (filed ? '' : <Badge tone="quiet">{say.unfiled}</Badge>) },
        {
          key: 'title',
          head: say.document,
          main: true,
          cell: (document) => (
            <>
              <Paper document={document} href={documentAddress(id, document)} />
              {document.destroyed_at && <Destroyed id={id} document={document.id} at={document.destroyed_at} />}
              {sentAlso(document, documents) && <p className={styles.warning}>{sentAlso(document, documents)}</p>}
              {document.may_take_back && <TakeBack id={id} document={document} />}
            </>
          ),
        },
        { key: 'by', head: say.by, narrow: true, cell: ({ by }) => by },
        { key: 'class', head: say.class, cell: (document) => words.law.document_class[document.class] },
        { key: 'size', head: say.size, end: true, narrow: true, cell: ({ size_bytes }) => size(size_bytes).replace(' ', '\u00a0') },
        {
          key: 'hash',
          head: say.hash,
          cell: ({ sha256 }) => (
            <code dir="ltr" title={sha256}>
              {sha256.slice(0, 16)}…
            </code>
          ),
        },
      ]}
    />
  )
}
