// The request for review, part by part; it keeps itself as a draft and is filed at the end.
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useLocation, useParams, useRouter, useSearch } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import { answered, at, caseQuery, classesFor, clausesQuery, documentAddress, documentsQuery, secrecyQuery, sendDocument, sentAlso, statesQuery, useActing, type CaseDraft, type CaseView } from '../../api/cases'
import { desk, http } from '../../api/client'
import { asProblem } from '../../api/problem'
import type { components } from '../../api/schema'
import { caseAddress } from '../../places'
import { bodyQuery, meQuery } from '../../session/session'
import { ActBar } from '../../ui/ActBar'
import { Button } from '../../ui/Button'
import { Empty } from '../../ui/Empty'
import { Enclosures } from '../../ui/Enclosures'
import { CheckField, ChoiceField, DateField, FieldRow, Form, LongTextField, SelectField, TextField } from '../../ui/Form'
import { addressWith, Link } from '../../ui/Link'
import { Page, Section } from '../../ui/Page'
import { Problem, Why, type Refusal } from '../../ui/Problem'
import { timeOfDay } from '../../ui/seat'
import { English } from '../../ui/Said'
import { SideBySide } from '../../ui/SideBySide'
import { Tabs } from '../../ui/Tabs'
import { vocabulary } from '../../vocabulary'
import { cases as say, list, words } from '../../words'
import { ClauseBeside } from './RequestText'
import { blank, checked, fieldName, filled, needed, partOf, parts, type Need, type Part } from './request'
import { useDraft, type Draft } from './useDraft'
import styles from './Request.module.css'

export function RequestPage() {
  const { case: id = '' } = useParams({ strict: false })
  const { fresh }: { fresh?: unknown } = useSearch({ strict: false })
  const { data: view, error } = useQuery(caseQuery(id))
  const writable = view ? view.can.includes('open') : fresh !== undefined
  if (!writable) {
    return (
      <Page title={say.request.title} back={view ? { href: caseAddress(id), label: view.caption } : { href: desk('/cases'), label: say.case.back }}>
        {view ? (
          <Empty title={say.request.notDraft}>
            {say.request.notDraftWhy} <Link href={caseAddress(id)}>{say.intake.toCase}</Link>
          </Empty>
        ) : (
          <Problem problem={asProblem(error)} />
        )}
      </Page>
    )
  }
  return <RequestForm key={id} id={id} existing={view} />
}

function usePart(): Part {
  const search: { step?: unknown } = useSearch({ strict: false })
  return parts.find((part) => part === search.step) ?? 'measure'
}

function RequestForm({ id, existing }: { id: string; existing: CaseView | undefined }) {
  const router = useRouter()
  const { pathname } = useLocation()
  const part = usePart()
  const held = useDraft(id, existing?.request ?? blank, existing)
  const acting = useActing(id)
  const defects: Refusal | null =
    held.kept?.state === 'deficient'
      ? { code: 'defects', detail: say.request.leadDeficient, fields: held.kept.defects.map(({ field, reason }) => ({ path: field, why: reason })) }
      : null
  const problem = held.problem ?? acting.problem ?? defects
  const fields = problem?.fields ?? []
  const { fresh }: { fresh?: unknown } = useSearch({ strict: false })
  const address = (to: Part) => addressWith(pathname, { step: to, fresh: fresh === undefined ? undefined : 'yes' })
  const index = parts.indexOf(part)
  const goTo = (to: Part | undefined) => to && router.history.push(address(to))
  const lead = defects ? say.request.leadDeficient : held.kept ? say.request.leadDraft : say.request.leadNew
  return (
    <Page title={say.request.title} tab={`${say.request.title}${words.ui.colon}${say.request.steps[part]}${existing ? ` · ${existing.caption}` : ''}`} lead={lead} back={existing ? { href: caseAddress(id), label: existing.caption } : { href: desk('/cases'), label: say.case.back }}>
      <Kept held={held} />
      <Tabs
        label={say.request.parts}
        current={address(part)}
        tabs={parts.map((one) => {
          const faults = fields.filter(({ path }) => partOf(path) === one).length
          return { href: address(one), label: say.request.steps[one], ...(faults > 0 && { count: faults }) }
        })}
      />
      <Section title={say.request.steps[part]}>
        {part === 'file' ? (
          <Filing id={id} held={held} acting={acting} problem={problem} address={address} />
        ) : (
          <Form
            problem={problem}
            wide={part === 'clause'}
            label={say.request.steps[part]}
            onSubmit={() => {
              void held.keep()
              goTo(parts[index + 1])
            }}
          >
            <Fields part={part} held={held} />
            <div className={styles.onward}>
              {index > 0 && <Button onClick={() => goTo(parts[index - 1])}>{say.request.previous}</Button>}
              <Button primary type="submit">
                {say.request.next}
              </Button>
            </div>
          </Form>
        )}
      </Section>
    </Page>
  )
}

const needWords: Record<Need, string> = {
  respondent: say.request.respondent,
  in_force_on: say.request.in_force_on,
  clause: say.request.clause,
  ground: say.request.ground,
  issued_on: say.request.issued_on,
}

/** When the draft was kept last, or why it is not. */
function Kept({ held }: { held: Draft }) {
  const needs = needed(held.draft)
  if (held.problem && held.changed) {
    return (
      <p className={styles.kept} data-bad role="status">
        {say.request.notSaved} <Button small onClick={() => void held.keep()}>{say.request.retry}</Button>
      </p>
    )
  }
  const text = held.keeping
    ? say.request.keeping
    : needs.length > 0 && (held.changed || !held.kept)
      ? say.request.notKept(list(needs.map((need) => needWords[need])))
      : held.keptAt
        ? words.ui.draftSaved(timeOfDay(held.keptAt))
        : ''
  return (
    <p className={styles.kept} role="status">
      {text}
    </p>
  )
}

function Fields({ part, held }: { part: Exclude<Part, 'file'>; held: Draft }) {
  switch (part) {
    case 'measure':
      return <MeasureFields held={held} />
    case 'clause':
      return <ClauseFields held={held} />
    case 'claims':
      return <ClaimFields held={held} />
    case 'facts':
      return <FactFields held={held} />
    case 'consent':
      return <ConsentFields held={held} />
  }
}

function MeasureFields({ held: { draft, change } }: { held: Draft }) {
  const { data: states } = useSuspenseQuery(statesQuery)
  const measure = (part: Partial<CaseDraft['measure']>) => change({ measure: { ...draft.measure, ...part } })
  return (
    <>
      <SelectField
        path="respondent"
        label={say.request.respondent}
        hint={say.request.respondentHint}
        required
        value={draft.respondent}
        onChange={(respondent) => change({ respondent })}
        options={states.map(({ code, name }) => ({ value: code, label: `${name} (${code})` }))}
      />
      <TextField path="measure.title" label={say.request.measureTitle} required value={draft.measure.title} onChange={(title) => measure({ title })} />
      <LongTextField path="measure.description" label={say.request.measureDescription} required serif value={draft.measure.description} onChange={(description) => measure({ description })} />
      <FieldRow>
        <SelectField
          path="measure.kind"
          label={say.request.kind}
          required
          value={draft.measure.kind}
          onChange={(value) => measure({ kind: vocabulary.measure_kind.find((one) => one === value) ?? draft.measure.kind })}
          options={vocabulary.measure_kind.map((value) => ({ value, label: words.law.measure_kind[value] }))}
        />
        <SelectField
          path="measure.technology_class"
          label={say.request.technology}
          hint={say.request.technologyHint}
          required
          value={draft.measure.technology_class}
          onChange={(value) => measure({ technology_class: vocabulary.technology.find((one) => one === value) ?? draft.measure.technology_class })}
          options={vocabulary.technology.map((value) => ({ value, label: words.law.technology[value] }))}
        />
      </FieldRow>
      <FieldRow>
        <DateField path="measure.announced_on" label={say.request.announced_on} value={draft.measure.announced_on ?? ''} onChange={(announced_on) => measure({ announced_on })} />
        <DateField path="measure.in_force_on" label={say.request.in_force_on} required value={draft.measure.in_force_on} onChange={(in_force_on) => measure({ in_force_on })} />
        <DateField path="measure.ended_on" label={say.request.ended_on} value={draft.measure.ended_on ?? ''} onChange={(ended_on) => measure({ ended_on })} />
      </FieldRow>
    </>
  )
}

type Clause = components['schemas']['ClauseText']

function ClauseFields({ held: { draft, change } }: { held: Draft }) {
  const { data: clauses } = useSuspenseQuery(clausesQuery)
  const clause: Clause | undefined = clauses.find(({ id }) => id === draft.clause_id)
  const choose = (
    <div className={styles.request}>
      <SelectField
        path="clause_id"
        label={say.request.clause}
        hint={say.request.clauseHint}
        required
        value={draft.clause_id}
        onChange={(clause_id) => {
          const grounds = clauses.find(({ id }) => id === clause_id)?.grounds ?? []
          change({ clause_id, ground: grounds.length === 1 ? (grounds[0]?.id ?? '') : '' })
        }}
        options={clauses.filter(({ offered_for_claims }) => offered_for_claims).map(({ id, instrument, article }) => ({ value: id, label: `${instrument}, ${article}` }))}
      />
      {clause && (
        <ChoiceField
          path="ground"
          label={say.request.ground}
          hint={say.request.groundHint}
          required
          value={draft.ground ?? ''}
          onChange={(ground) => change({ ground })}
          options={(clause.grounds ?? []).map(({ id, label }) => ({ value: id, label: <English>{label}</English> }))}
        />
      )}
    </div>
  )
  return (
    <SideBySide
      start={{ label: say.request.ground, content: choose }}
      end={{ label: say.request.text, content: clause ? <ClauseBeside clause={clause} ground={draft.ground ?? ''} /> : <p>{say.request.chooseClause}</p> }}
    />
  )
}

function ClaimFields({ held: { draft, change } }: { held: Draft }) {
  const set = (index: number, part: Partial<CaseDraft['claims'][number]>) =>
    change({ claims: draft.claims.map((claim, other) => (other === index ? { ...claim, ...part } : claim)) })
  return (
    <>
      {draft.claims.map((claim, index) => (
        // A claim is its number: it has nothing else to be known by.
        // oxlint-disable-next-line react/no-array-index-key
        <fieldset key={index} className={styles.claim}>
          <legend>{say.request.claim(index + 1)}</legend>
          <TextField path={`claims.${index}.component`} label={say.request.component} required value={claim.component} onChange={(component) => set(index, { component })} />
          <TextField path={`claims.${index}.obligation`} label={say.request.obligation} hint={say.request.obligationHint} required value={claim.obligation} onChange={(obligation) => set(index, { obligation })} />
          {draft.claims.length > 1 && (
            <div>
              <Button small aria-label={say.request.removeClaim(index + 1)} onClick={() => change({ claims: draft.claims.filter((_, other) => other !== index) })}>
                {say.request.removeClaim(index + 1)}
              </Button>
            </div>
          )}
        </fieldset>
      ))}
      <div>
        <Button disabled={draft.claims.length >= 100} onClick={() => change({ claims: [...draft.claims, { component: '', obligation: '' }] })}>
          {say.request.addClaim}
        </Button>
      </div>
    </>
  )
}

function FactFields({ held: { draft, change } }: { held: Draft }) {
  return (
    <>
      <LongTextField path="summary" label={say.request.summary} hint={say.request.summaryHint} required serif value={draft.summary} onChange={(summary) => change({ summary })} />
      <LongTextField path="facts" label={say.request.facts} hint={say.request.factsHint} required serif rows={10} value={draft.facts} onChange={(facts) => change({ facts })} />
      <LongTextField path="remedy_sought" label={say.request.remedy} required serif value={draft.remedy_sought} onChange={(remedy_sought) => change({ remedy_sought })} />
    </>
  )
}

const bases = ['treaty_clause', 'declaration', 'special_agreement', 'invited'] as const satisfies readonly components['schemas']['ConsentBasis'][]

function ConsentFields({ held: { draft, change } }: { held: Draft }) {
  const certificate = draft.certificate ?? undefined
  return (
    <>
      <ChoiceField
        path="consent_basis"
        label={say.request.basis}
        required
        value={draft.consent_basis}
        onChange={(value) => change({ consent_basis: bases.find((one) => one === value) ?? draft.consent_basis })}
        options={bases.map((value) => ({ value, label: say.request.bases[value].join(words.ui.colon) }))}
      />
      <CheckField
        path="certificate"
        label={say.request.certificate}
        hint={say.request.certificateHint}
        checked={certificate !== undefined}
        onChange={(on) => change({ certificate: on ? { issuer: '', reference: '', issued_on: '' } : null })}
      />
      {certificate && (
        <FieldRow>
          <TextField path="certificate.issuer" label={say.request.issuer} required value={certificate.issuer} onChange={(issuer) => change({ certificate: { ...certificate, issuer } })} />
          <TextField path="certificate.reference" label={say.request.reference} required value={certificate.reference} onChange={(reference) => change({ certificate: { ...certificate, reference } })} />
          <DateField path="certificate.issued_on" label={say.request.issued_on} required value={certificate.issued_on} onChange={(issued_on) => change({ certificate: { ...certificate, issued_on } })} />
        </FieldRow>
      )}
      <CheckField path="developing_request" label={say.request.developing} hint={say.request.developingHint} checked={draft.developing_request ?? false} onChange={(developing_request) => change({ developing_request })} />
    </>
  )
}

/** Documents to go with the request, what still stands against filing, and the act itself. */
function Filing({
  id,
  held,
  acting,
  problem,
  address,
}: {
  id: string
  held: Draft
  acting: ReturnType<typeof useActing>
  problem: Refusal | null
  address: (part: Part) => string
}) {
  const router = useRouter()
  if (!held.kept) {
    return <Empty title={say.request.keepFirst}>{say.request.keepFirstWhy}</Empty>
  }
  const can = held.kept.can.filter((act) => act === 'submit' || act === 'cure')
  const empty = checked(held.draft).filter((field) => !filled(held.draft, field))
  async function file(act: 'submit' | 'cure', documents: string[]) {
    // The act names the version that the last save made.
    if (!(await held.keep())) return
    const { version } = await answered(http.GET('/cases/{case}', { params: { path: { case: id } } }))
    const seen = at({ id, version })
    const done = await acting.run(act, () =>
      answered(act === 'submit' ? http.POST('/cases/{case}/submit', { ...seen, body: { documents } }) : http.POST('/cases/{case}/cure', seen)),
    )
    if (done) router.history.push(caseAddress(id))
  }
  return (
    <>
      <Faults problem={problem} address={address} />
      {empty.length > 0 && (
        <Section title={say.request.faults} count={empty.length}>
          <ul className={styles.faults}>
            {empty.map((field) => (
              <li key={field}>
                <Link href={address(partOf(field))}>{fieldName(field)}</Link>
                {words.ui.colon}
                {say.intake.missing.toLowerCase()}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Documents id={id}>
        {(documents) => (
          <ActBar
            can={can}
            labels={words.act}
            primary={can[0] ?? 'submit'}
            busy={acting.busy || held.keeping}
            subject={held.kept?.caption}
            onAct={(act) => void (act === 'submit' || act === 'cure' ? file(act, documents) : undefined)}
          />
        )}
      </Documents>
    </>
  )
}

function Faults({ problem, address }: { problem: Refusal | null; address: (part: Part) => string }) {
  const fields = problem?.fields ?? []
  return (
    <>
      <Problem problem={problem} />
      {fields.length > 0 && (
        <Section title={say.request.faults} count={fields.length}>
          <ul className={styles.faults}>
            {fields.map((fault) => (
              <li key={fault.path}>
                <Link href={address(partOf(fault.path))}>{fieldName(fault.path)}</Link>
                {words.ui.colon}
                <Why fault={fault} lang={problem?.lang} />
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  )
}

function Documents({ id, children }: { id: string; children: (documents: string[]) => ReactNode }) {
  const { data: body } = useSuspenseQuery(bodyQuery)
  const { data } = useQuery(documentsQuery(id))
  const { data: secrecy } = useQuery(secrecyQuery(id))
  const { data: me } = useQuery(meQuery)
  const [dropped, setDropped] = useState<readonly string[]>([])
  const offered = data?.items.filter(({ filed, destroyed_at }) => !filed && !destroyed_at) ?? []
  // What was sent here is meant for this request, unless it is taken out.
  const chosen = offered.map((document) => document.id).filter((one) => !dropped.includes(one))
  return (
    <>
      <Enclosures
        offered={offered}
        chosen={chosen}
        onChoose={(ids) => setDropped(offered.map((document) => document.id).filter((one) => !ids.includes(one)))}
        classes={classesFor(secrecy, me?.person.id)}
        there={`${caseAddress(id, 'filings')}#secrecy`}
        warning={({ id: sent }) => {
          const document = offered.find((one) => one.id === sent)
          return document && sentAlso(document, data?.items ?? [])
        }}
        bytesMax={body.rules.document_mib_max * 1_048_576}
        href={(document) => documentAddress(id, document)}
        send={(said, file, watch) => sendDocument(id, said, file, watch)}
      />
      {children(chosen)}
    </>
  )
}

