// The record: who did what, and who read what; for the auditor.
import { useSuspenseQuery } from '@tanstack/react-query'
import { useLocation, useRouter, useSearch } from '@tanstack/react-router'
import { api, body, desk, root } from '../../api/client'
import { asProblem } from '../../api/problem'
import { meQuery } from '../../session/session'
import { When } from '../../ui/Due'
import { Empty } from '../../ui/Empty'
import { DateField, FieldRow, SelectField } from '../../ui/Form'
import { addressWith, Link } from '../../ui/Link'
import { Page, Section } from '../../ui/Page'
import { Problem } from '../../ui/Problem'
import { useSeat } from '../../ui/seat'
import { Table } from '../../ui/Table'
import { vocabulary } from '../../vocabulary'
import { ledger as say, words } from '../../words'
import { actionInWords } from './said'
import styles from './Ledger.module.css'

/** The first instant of a day where the body sits, or of the day after it. */
function start(day: string, zone: string, after: number): string {
  const noon = new Date(`${day}T12:00:00Z`)
  noon.setUTCDate(noon.getUTCDate() + after)
  const date = noon.toISOString().slice(0, 10)
  const there = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(new Date(`${date}T00:00:00Z`))
  const offset = there.find(({ type }) => type === 'timeZoneName')?.value.replace('GMT', '')
  return new Date(`${date}T00:00:00${offset || 'Z'}`).toISOString()
}

export function RecordPage() {
  const { data: me } = useSuspenseQuery(meQuery)
  const search = useSearch({ strict: false }) as Record<string, unknown>
  const { pathname, searchStr } = useLocation()
  const router = useRouter()
  const { zone } = useSeat()
  const text = (key: string) => (typeof search[key] === 'string' ? search[key] : undefined)
  const kind = vocabulary.line_kind.find((one) => one === text('kind'))
  const [from, until, person, matter, action] = [text('from'), text('until'), text('person'), text('case'), text('action')]
  const wanted = {
    ...(kind && { kind }),
    ...(action && { action }),
    ...(person && { person }),
    ...(matter && { case: matter }),
    ...(from && { from: start(from, zone, 0) }),
    ...(until && { until: start(until, zone, 1) }),
  }
  const mayView = me.can.includes('ledger.view')
  const query = api.useInfiniteQuery(
    'get',
    '/ledger',
    { params: { query: wanted } },
    { pageParamName: 'after', initialPageParam: null, getNextPageParam: ({ next }) => next ?? undefined, enabled: mayView },
  )
  if (!mayView) {
    return (
      <Page title={words.shell.record}>
        <Empty title={say.notOpen}>{say.notOpenWhy}</Empty>
      </Page>
    )
  }
  const here = `${pathname}${searchStr}`
  const go = (change: Record<string, string | undefined>) => router.history.push(addressWith(here, change))
  const rows = query.data?.pages.flatMap(({ items }) => items)
  const named = person && rows?.find((row) => row.person === person)?.name
  const numbered = matter && rows?.find((row) => row.case === matter)?.case_number
  return (
    <Page title={words.shell.record} lead={say.lead}>
      <FieldRow>
        <SelectField
          path="kind"
          label={say.kind}
          value={kind ?? 'all'}
          onChange={(next) => go({ kind: next === 'all' || next === '' ? undefined : next })}
          options={[{ value: 'all', label: say.allKinds }, ...vocabulary.line_kind.map((value) => ({ value, label: words.law.line_kind[value] }))]}
        />
        <DateField path="from" label={say.from} value={from ?? ''} onChange={(next) => go({ from: next || undefined })} />
        <DateField path="until" label={say.until} value={until ?? ''} onChange={(next) => go({ until: next || undefined })} />
      </FieldRow>
      {action && (
        <p>
          {say.onlyThis(actionInWords(action, kind ?? 'act'))} <Link href={addressWith(here, { action: undefined })}>{say.everything}</Link>
        </p>
      )}
      {person && (
        <p>
          {say.onlyOf(named ?? '…')} <Link href={addressWith(here, { person: undefined })}>{say.everyone}</Link>
        </p>
      )}
      {matter && (
        <p>
          {say.onlyCase(numbered ?? say.unnumbered)} <Link href={addressWith(here, { case: undefined })}>{say.everyCase}</Link>{' '}
          <Link href={desk(`/cases/${matter}/access`)}>{say.accessLink}</Link>
        </p>
      )}
      <Problem problem={asProblem(query.error)} />
      {query.isPending && <p role="status">{words.ui.loading}</p>}
      {rows && (
        <Table
          caption={words.shell.record}
          rows={rows}
          rowKey={({ chain, seq }) => `${chain} ${seq}`}
          {...(query.hasNextPage && { more: { onMore: () => void query.fetchNextPage(), busy: query.isFetchingNextPage } })}
          empty={<Empty title={say.empty}>{say.emptyWhy}</Empty>}
          columns={[
            { key: 'at', head: say.when, narrow: true, cell: ({ at }) => <When at={at} /> },
            { key: 'what', head: say.what, main: true, cell: (row) => <><Link href={addressWith(here, { action: row.action })}>{actionInWords(row.action, row.kind)}</Link>{typeof row.page === 'number' && <small className={styles.program}>{say.page(row.page)}</small>}</> },
            { key: 'kind', head: say.kind, narrow: true, cell: (row) => words.law.line_kind[row.kind] },
            {
              key: 'who',
              head: say.who,
              cell: (row) =>
                row.person ? (
                  <>
                    <Link href={addressWith(here, { person: row.person })}>
                      <bdi>{row.name ?? row.person}</bdi>
                    </Link>
                    {row.client && <small className={styles.program}>{say.byProgram(row.client_name ?? row.client)}</small>}
                  </>
                ) : (
                  say.clock
                ),
            },
            { key: 'case', head: say.matter, narrow: true, cell: (row) => row.case && <Link href={addressWith(here, { case: row.case })}>{row.case_number ?? say.unnumbered}</Link> },
          ]}
        />
      )}
      <Section title={say.wholeTitle}>
        <p>{say.wholeDoes}</p>
        <p className={styles.out}>
          <a href={`${root}/ledger.csv?${new URLSearchParams(wanted).toString()}`}>{say.csv}</a>
          <a href={`${root}/ledger.jsonl`}>{say.whole}</a>
          <a href={`/${body}/record`}>{say.howTo}</a>
        </p>
      </Section>
    </Page>
  )
}
