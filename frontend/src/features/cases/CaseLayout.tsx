// A case: its caption, its gates, its track, and its parts, each at its own address.
import { useSuspenseQuery } from '@tanstack/react-query'
import { Outlet, useLocation, useParams } from '@tanstack/react-router'
import { caseQuery, docketQuery, type CaseView } from '../../api/cases'
import { desk } from '../../api/client'
import { caseAddress } from '../../places'
import { Badge } from '../../ui/Badge'
import { Caption, CaseName } from '../../ui/Caption'
import { Gates } from '../../ui/Gates'
import { Link } from '../../ui/Link'
import { Page, Section } from '../../ui/Page'
import { Tabs } from '../../ui/Tabs'
import { Track } from '../../ui/Track'
import { vocabulary } from '../../vocabulary'
import { cases as say, ledger, words } from '../../words'
import { EmergencyReading } from '../../EmergencyReading'
import { Missed } from '../../Missed'
import { marksOf, nextOf, resultsOf, trackOf } from './results'
import styles from './Request.module.css'

/** The case that the address names. */
export function useCase(): CaseView {
  const { case: id = '' } = useParams({ strict: false })
  return useSuspenseQuery(caseQuery(id)).data
}

function CaseCaption({ view }: { view: CaseView }) {
  const results = resultsOf(view.results)
  const marks = marksOf(results)
  const mixed = vocabulary.step.filter((step) => marks[step] === 'contested')
  const ground = view.clause?.grounds?.find(({ id }) => id === view.request.ground)
  const profile = view.profile ?? view.profile_proposed
  return (
    <Caption
      number={view.number ? say.case.number(view.number) : say.case.unnumbered}
      state={<Badge tone="strong">{words.law.case_state[view.state]}</Badge>}
      applicant={view.applicant.name}
      respondent={view.respondent.name}
      roles={words.law.side}
      measure={view.request.measure.title}
      facts={[
        [say.case.clause, view.clause ? `${view.clause.instrument}, ${view.clause.article}` : view.request.clause_id],
        [say.case.ground, ground?.label ?? view.request.ground ?? '—'],
        [say.case.technology, words.law.technology[view.request.measure.technology_class]],
        [say.case.profile, profile ? (view.profile ? words.law.profile[profile] : say.case.proposed(words.law.profile[profile])) : '—'],
        [say.case.effect, words.law.legal_effect[view.respondent.legal_effect]],
      ]}
      gates={<Gates size="figure" marks={marks} notes={Object.fromEntries(mixed.map((step) => [step, say.case.mixed]))} />}
    />
  )
}

/** At the head of a part of the case: enough to know where one is. */
function ShortCaption({ view }: { view: CaseView }) {
  return (
    <header className={styles.short}>
      <p>
        {view.number ? say.case.number(view.number) : say.case.unnumbered} <Badge tone="strong">{words.law.case_state[view.state]}</Badge>
      </p>
      <h1>
        <CaseName applicant={view.applicant.name} respondent={view.respondent.name} />
      </h1>
      <Gates marks={marksOf(resultsOf(view.results))} />
    </header>
  )
}

/** Where the panel works behind its door: what it owes, nobody else is told. */
const closed: readonly CaseView['state'][] = ['closed_for_decision', 'deliberation', 'drafting', 'final_vote']

export function CaseLayout() {
  const view = useCase()
  const { data: docket } = useSuspenseQuery(docketQuery(view.id))
  const { pathname } = useLocation()
  const tabs = [
    { href: caseAddress(view.id), label: say.case.tabs.docket },
    { href: caseAddress(view.id, 'filings'), label: say.case.tabs.filings },
    { href: caseAddress(view.id, 'panel'), label: say.case.tabs.panel },
    { href: caseAddress(view.id, 'claims'), label: say.case.tabs.claims, count: view.claims.length },
    // The deliberation is the members' own; the server says who sits.
    ...(view.i_sit ? [{ href: caseAddress(view.id, 'review'), label: say.case.tabs.review }] : []),
    ...(view.draft_sent ? [{ href: caseAddress(view.id, 'interim'), label: words.law.case_state.interim_review }] : []),
    { href: caseAddress(view.id, 'ruling'), label: say.case.tabs.ruling },
  ]
  const next = nextOf(view.deadlines)
  const current = pathname.replace(/\/$/, '')
  const whole = current === caseAddress(view.id)
  return (
    <Page title={view.caption} tab={`${tabs.find(({ href }) => href === current)?.label ?? say.case.tabs.docket} · ${view.caption}`} back={{ href: desk('/cases'), label: say.case.back }} caption={whole ? <CaseCaption view={view} /> : <ShortCaption view={view} />}>
      <EmergencyReading view={view} />
      {whole && (
        <Section title={say.case.time}>
          <Track steps={trackOf(view.state, docket.items, view.deadlines)} {...(next && { next })} {...(!view.i_sit && closed.includes(view.state) && { idle: say.case.panelAtWork })} />
        </Section>
      )}
      {whole && view.in_revision && (
        <p role="status">
          {say.case.inRevision} <Link href={caseAddress(view.id, 'ruling')}>{say.case.readRuling}</Link>
        </p>
      )}
      {whole && <Missed deadlines={view.deadlines} />}
      <Tabs label={say.case.parts} current={current} tabs={tabs} />
      <Outlet />
      {whole && view.can_view_access && (
        <p>
          <Link href={desk(`/cases/${view.id}/access`)}>{ledger.accessLink}</Link>
        </p>
      )}
    </Page>
  )
}
