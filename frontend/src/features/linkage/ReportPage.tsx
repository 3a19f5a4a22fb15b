// One linkage report: its stage results as a chart with the table behind it, its sections, the
// state's reply, its recipients, and the acts that carry it from draft to acknowledgment.
import { useState } from 'react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { api, desk, http, ifMatch, root } from '../../api/client'
import { asProblem } from '../../api/problem'
import type { components } from '../../api/schema'
import { ActBar } from '../../ui/ActBar'
import { Badge } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import { Chart } from '../../ui/Chart'
import { When } from '../../ui/Due'
import { Form, LongTextField, SelectField } from '../../ui/Form'
import { LawText } from '../../ui/LawText'
import { Link } from '../../ui/Link'
import { Facts, Page, Section } from '../../ui/Page'
import { Problem, type Refusal } from '../../ui/Problem'
import { day } from '../../ui/seat'
import { Table } from '../../ui/Table'
import type { Word } from '../../vocabulary'
import { linkage as say, saidFor, words } from '../../words'
import { Missed } from '../../Missed'
import { Charts, Index, Query } from './Charts'
import { Sources } from './Sources'
import { AskCorrection, DecideCorrection, placeName } from './Corrections'

type Report = components['schemas']['ReportView']
type LinkageAct = Word<'linkage'>

const reportQuery = (id: string) => api.queryOptions('get', '/reports/{report}', { params: { path: { report: id } } })

const formed: readonly LinkageAct[] = ['reply', 'fail_check', 'ask_correction', 'decide_correction', 'resend', 'correct', 'withdraw']

/** These acts are said in a form, which shows their refusal. */
const inForm = (name: LinkageAct | undefined) => name !== undefined && formed.includes(name)

/** What may be done to a report that was sent, though nobody owes it. */
const seldom: readonly LinkageAct[] = ['resend', 'correct', 'withdraw']

const stages = [
  ['T0', 'threshold'],
  ['GF', 'good_faith'],
  ['NEC', 'necessity'],
  ['PROP', 'proportionality'],
] as const

/** How many claims met a stage, of those decided at it, and in which rulings. */
export function stageBars({ series, content }: Pick<Report, 'series'> & { content: Pick<Report['content'], 'claims'> }) {
  const line = (indicator: string, stage: string) => series.find((one) => one.indicator === indicator && one.stage === stage && one.tech_class === '_T')
  return stages.map(([stage, step]) => {
    const decided = line('CLAIMS_DECIDED', stage)?.value ?? 0
    const failed = line('CLAIMS_NOT_MET', stage)
    const met = content.claims.filter(({ steps }) => steps.some((one) => one.step === step && one.finding === 'met' && !one.arguendo))
    return {
      label: words.law.step[step],
      values: { met: decided - (failed?.value ?? 0), not_met: failed?.value ?? 0 },
      sources: { met: [...new Set(met.map(({ citation }) => citation))], not_met: failed?.sources ?? [] },
    }
  })
}

const editionQuery = (id: string, edition: number) =>
  api.queryOptions('get', '/reports/{report}/editions/{edition}', { params: { path: { report: id, edition } } })

/** The edition that stands, an earlier one, or why there is none any more. */
export function ReportPage() {
  const { report: id } = useParams({ strict: false }) as { report: string }
  const [edition, setEdition] = useState<number>()
  const current = useQuery(reportQuery(id))
  const earlier = useQuery({ ...editionQuery(id, edition ?? 1), enabled: edition !== undefined })
  const shown = edition === undefined ? current : earlier
  const problem = asProblem(shown.error)
  if (problem?.code === 'gone') {
    return (
      <Page title={words.law.linkage_state.withdrawn} back={{ href: desk('/linkage'), label: say.title }}>
        <Problem problem={problem} />
      </Page>
    )
  }
  if (shown.error) throw shown.error
  if (!shown.data) return <p role="status">{words.ui.loading}</p>
  return <OneReport key={edition} report={shown.data} onEdition={setEdition} />
}

function OneReport({ report, onEdition }: { report: Report; onEdition: (no: number | undefined) => void }) {
  const { id } = report
  const cache = useQueryClient()
  const act = useMutation({
    mutationFn: async ({ name, said }: { name: LinkageAct; said?: Record<string, string | number | boolean> }) => {
      const params = { path: { report: id }, header: ifMatch(report.version) }
      await http.POST(`/reports/{report}/${name}` as '/reports/{report}/reply', { params, body: (said ?? {}) as never })
    },
    onSettled: () => cache.invalidateQueries(),
  })
  const refused = (name: LinkageAct) => (act.variables?.name === name ? asProblem(act.error) : null)
  const bars = stageBars(report)
  const decided = bars.some(({ values }) => values.met + values.not_met > 0)
  return (
    <Page
      title={`${report.state_name} · ${report.period}`}
      lead={<Badge tone="strong">{report.replaced_at ? say.correctedEdition(report.edition) : words.law.linkage_state[report.status]}</Badge>}
      back={{ href: desk('/linkage'), label: say.title }}
      aside={
        <>
          <a href={report.replaced_at ? `${root}/reports/${id}/editions/${report.edition}.pdf` : `${root}/reports/${id}.pdf`}>{say.paper}</a>{' · '}
          <a href={`${root}/reports/${id}/data.csv`}>{say.data}</a>
        </>
      }
    >
      {report.replaced_at && (
        <Section>
          <p>
            {say.notTheLast} <Button onClick={() => onEdition(undefined)}>{say.readLast}</Button>
          </p>
        </Section>
      )}
      {report.superseded_by && (
        <Section>
          <p role="note">
            {say.superseded(report.superseded_by.period)} <Link href={desk(`/linkage/${report.superseded_by.id}`)}>{say.readNewest(report.superseded_by.period)}</Link>
          </p>
        </Section>
      )}
      {report.overturned.length > 0 && (
        <Section>
          <p role="note">{say.overturned(report.overturned.join('; '))}</p>
        </Section>
      )}
      {report.updates.length > 0 && (
        <Section title={say.complied}>
          <Facts
            facts={report.updates.map((one) => [
              one.citation,
              <span key="on">
                {say.compliedOn} {day(one.complied_on, 'UTC')}. {say.toldOn} <When at={one.sent_at} dateOnly />.
              </span>,
            ])}
          />
        </Section>
      )}
      {report.to_tell.length > 0 && (
        <Section title={say.toTell}>
          <Facts
            facts={report.to_tell.map((one) => [
              one.citation,
              <span key="on">
                {say.compliedOn} {day(one.complied_on, 'UTC')}
              </span>,
            ])}
          />
        </Section>
      )}
      <Missed deadlines={report.deadlines} />
      <ActBar
        can={report.can}
        labels={words.linkageAct}
        primary={report.can.find((one) => !seldom.includes(one)) ?? null}
        busy={act.isPending}
        problem={inForm(act.variables?.name) ? null : asProblem(act.error)}
        done={act.isSuccess && words.ui.actDone(words.linkageAct[act.variables.name].verb, undefined)}
        subject={`${report.state_name}, ${report.period}`}
        forms={{
          reply: (close) => <Said problem={refused('reply')} rows={10} label={say.reply} hint={say.replyHint} verb={say.replySend} onSend={(said) => act.mutate({ name: 'reply', said: { text: said } }, { onSuccess: close })} />,
          fail_check: (close) => (
            <Said problem={refused('fail_check')} path="reasons" label={say.reasons} verb={say.sendBack} onSend={(said) => act.mutate({ name: 'fail_check', said: { reasons: said } }, { onSuccess: close })} />
          ),
          ask_correction: (close) => (
            <AskCorrection report={report} problem={refused('ask_correction')} onSend={(said) => act.mutate({ name: 'ask_correction', said }, { onSuccess: close })} />
          ),
          decide_correction: (close) => (
            <DecideCorrection report={report} problem={refused('decide_correction')} onSend={(said) => act.mutate({ name: 'decide_correction', said }, { onSuccess: close })} />
          ),
          resend: (close) => (
            <Resend report={report} problem={refused('resend')} onSend={(recipient) => act.mutate({ name: 'resend', said: { recipient } }, { onSuccess: close })} />
          ),
          correct: (close) => (
            <Said problem={refused('correct')} label={say.why} hint={say.whyHint} verb={words.linkageAct.correct.verb} path="why" onSend={(said) => act.mutate({ name: 'correct', said: { why: said } }, { onSuccess: close })} />
          ),
          withdraw: (close) => (
            <Said problem={refused('withdraw')} label={say.withdrawal} hint={say.withdrawalHint} verb={words.linkageAct.withdraw.verb} path="reason" onSend={(said) => act.mutate({ name: 'withdraw', said: { reason: said } }, { onSuccess: close })} />
          ),
        }}
        onAct={(name) => act.mutate({ name })}
      />
      <Section>
        <Facts
          facts={[
            [say.cutOff, <When key="cut" at={report.cut_off} />],
            [say.digest, <code key="digest">{report.digest.slice(0, 16)}…</code>],
          ]}
        />
      </Section>
      {report.recipients.length > 0 && (
        <Section title={say.recipients}>
          <Facts
            facts={report.recipients.map((one) => [
              `${one.institution} (${one.name})`,
              one.acknowledged_at ? (
                <span key="at">
                  {say.acknowledged} <When at={one.acknowledged_at} />
                </span>
              ) : (
                <NotAcknowledged key="owed" recipient={one} />
              ),
            ])}
          />
        </Section>
      )}
      <Section title={decided ? undefined : say.stages} sheet>
        {decided ? (
          <Chart
            title={say.stages}
            unit={say.stagesUnit}
            behind={say.behind}
            named={(of) => <Sources of={of} />}
            series={[
              { key: 'met', label: say.met, mark: 'met' },
              { key: 'not_met', label: say.notMet, mark: 'not_met' },
            ]}
            bars={bars}
          />
        ) : (
          <p>{say.noneDecided}</p>
        )}
        <Query report={report} indicators={['CLAIMS_DECIDED', 'CLAIMS_NOT_MET']} />
      </Section>
      <Charts report={report} />
      <Index report={report} />
      <Section sheet>
        <LawText
          lang="en"
          paragraphs={report.sections.flatMap((section) => [
            { heading: 2 as const, text: section.title },
            ...section.paragraphs.map((paragraph, index) => ({ number: `${section.no}.${index + 1}`, text: paragraph })),
          ])}
        />
      </Section>
      <Section title={say.series}>
        <Table
          caption={say.series}
          rows={report.series}
          rowKey={(row) => `${row.indicator}/${row.stage}/${row.tech_class}`}
          columns={[
            { key: 'indicator', head: say.indicator, cell: (row) => say.indicators[row.indicator], main: true },
            { key: 'stage', head: say.stage, cell: (row) => saidFor(say.stageNames, row.stage) },
            { key: 'class', head: say.class, cell: (row) => say.classes[row.tech_class] },
            { key: 'value', head: say.value, cell: (row) => row.value ?? say.withheld, end: true, narrow: true },
          ]}
        />
      </Section>
      {!report.replaced_at && report.former.length > 0 && (
        <Section title={say.editions}>
          {report.former.map((one) => (
            <Section key={one.no} title={say.edition(one.no)}>
              <Facts
                facts={[
                  [say.transmitted, <When key="sent" at={one.transmitted_at} />],
                  [say.corrected, <When key="corrected" at={one.corrected_at} />],
                  [say.why, <bdi key="why">{one.why}</bdi>],
                ]}
              />
              <Table
                caption={say.changes(one.no)}
                rows={one.changes.map((change, at) => ({ ...change, at }))}
                rowKey={({ at }) => String(at)}
                columns={[
                  { key: 'what', head: say.changed, main: true, cell: ({ what }) => <bdi>{placeName(what)}</bdi> },
                  { key: 'before', head: say.before, cell: ({ before }) => <bdi>{before ?? '—'}</bdi> },
                  { key: 'after', head: say.after, cell: ({ after }) => <bdi>{after ?? '—'}</bdi> },
                ]}
              />
              <Button onClick={() => onEdition(one.no)}>{say.readEdition(one.no)}</Button>
            </Section>
          ))}
        </Section>
      )}
    </Page>
  )
}

type Recipient = Report['recipients'][number]

/** Receipt that is still owed: by when, and how often it was asked for again. */
function NotAcknowledged({ recipient: { receipt_due_on, receipt_missed, sent_again } }: { recipient: Recipient }) {
  return (
    <>
      {say.notAcknowledged}
      {receipt_due_on && (
        <>
          {', '}
          {receipt_missed ? say.receiptMissed : say.receiptDue} {day(receipt_due_on, 'UTC')}
        </>
      )}
      {sent_again > 0 && <>. {say.sentAgain(sent_again)}</>}
    </>
  )
}

/** To which of those whose time has run the report goes again. */
function Resend({ report, problem, onSend }: { report: Report; problem: Refusal | null; onSend: (recipient: string) => void }) {
  const missed = report.recipients.filter((one) => one.receipt_missed)
  const [chosen, setChosen] = useState('')
  const recipient = missed.some((one) => one.id === chosen) ? chosen : (missed[0]?.id ?? '')
  return (
    <Form label={words.linkageAct.resend.verb} problem={problem} onSubmit={() => onSend(recipient)}>
      <SelectField
        path="recipient"
        label={say.recipient}
        hint={say.recipientHint}
        required
        value={recipient}
        onChange={setChosen}
        options={missed.map((one) => ({ value: one.id, label: `${one.institution} (${one.name})` }))}
      />
      <div>
        <Button primary type="submit">
          {words.linkageAct.resend.verb}
        </Button>
      </div>
    </Form>
  )
}

interface SaidProps {
  label: string
  hint?: string
  verb: string
  path?: string
  rows?: number
  problem: Refusal | null
  onSend: (said: string) => void
}

function Said({ label, hint, verb, path = 'text', rows = 4, problem, onSend }: SaidProps) {
  const [said, setSaid] = useState('')
  return (
    <Form problem={problem} onSubmit={() => onSend(said)} label={label}>
      <LongTextField path={path} label={label} hint={hint} required serif rows={rows} value={said} onChange={setSaid} />
      <div>
        <Button primary type="submit">
          {verb}
        </Button>
      </div>
    </Form>
  )
}
