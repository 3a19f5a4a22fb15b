// What may be done in the case now, and everything that happened in it.
import { useSuspenseQuery } from '@tanstack/react-query'
import { api } from '../../api/client'
import { docketQuery } from '../../api/cases'
import { caseAddress } from '../../places'
import { Button } from '../../ui/Button'
import { When } from '../../ui/Due'
import { Empty } from '../../ui/Empty'
import { Link } from '../../ui/Link'
import { Facts, Section } from '../../ui/Page'
import { English, Written } from '../../ui/Said'
import { Table } from '../../ui/Table'
import { cases as say, words } from '../../words'
import { ActsHere } from './ActsHere'
import { useCase } from './CaseLayout'
import { Hold } from './Hold'
import { fieldName } from './request'

export function DocketTab() {
  const view = useCase()
  return (
    <>
      <Section title={say.case.acts}>
        <ActsHere view={view} />
      </Section>
      {view.state === 'deficient' && (
        <Section title={say.case.defects} count={view.defects.length}>
          <Facts facts={view.defects.map(({ field, reason }) => [fieldName(field), <Written key={field}>{reason}</Written>] as const)} />
        </Section>
      )}
      <Entries id={view.id} />
      <Hold view={view} />
    </>
  )
}

/** What a paper on compliance says: it has no document, so the docket shows it. */
function statementOf(detail: unknown): string {
  const said = typeof detail === 'object' && detail !== null && 'statement' in detail ? detail.statement : undefined
  return typeof said === 'string' ? said : ''
}

interface Share {
  no: number
  percent: number
  note?: string
}

const isShare = (one: unknown): one is Share => typeof one === 'object' && one !== null && 'no' in one && typeof one.no === 'number' && 'percent' in one && typeof one.percent === 'number'

/** How much of each remedy such a paper, or the finding on it, says is done. */
function sharesOf(detail: unknown): Share[] {
  const said = typeof detail === 'object' && detail !== null && 'remedies' in detail ? detail.remedies : undefined
  return Array.isArray(said) ? said.filter(isShare) : []
}

function Entries({ id }: { id: string }) {
  const { data: first } = useSuspenseQuery(docketQuery(id))
  const query = api.useInfiniteQuery(
    'get',
    '/cases/{case}/docket',
    { params: { path: { case: id }, query: {} } },
    { pageParamName: 'after', initialPageParam: null, getNextPageParam: ({ next }) => next ?? undefined },
  )
  const entries = query.data?.pages.flatMap(({ items }) => items) ?? first.items
  return (
    <Section title={say.entries.title} count={entries.length} aside={<Button small onClick={() => window.print()}>{say.entries.print}</Button>}>
      <Table
        caption={say.entries.title}
        rows={entries}
        rowKey={({ no }) => `${no}`}
        {...(query.hasNextPage && { more: { onMore: () => void query.fetchNextPage(), busy: query.isFetchingNextPage } })}
        empty={<Empty title={say.entries.empty}>{say.entries.emptyWhy}</Empty>}
        columns={[
          { key: 'no', head: say.entries.no, narrow: true, cell: ({ no }) => no },
          {
            key: 'entry',
            head: say.entries.entry,
            main: true,
            cell: ({ title, filing_id, detail }) => (
              <>
                <English>{title}</English>
                {filing_id && (
                  <>
                    {' · '}
                    <Link href={`${caseAddress(id, 'filings')}#${filing_id}`}>{say.entries.filing}</Link>
                  </>
                )}
                {statementOf(detail) && (
                  <details>
                    <summary>{say.compliance.statement}</summary>
                    <p>
                      <Written>{statementOf(detail)}</Written>
                    </p>
                    <ul>
                      {sharesOf(detail).map(({ no, percent, note }) => (
                        <li key={no}>
                          {say.compliance.share(no, percent)} {note && <Written>{note}</Written>}
                        </li>
                      ))}
                    </ul>
                  </details>
                )}
              </>
            ),
          },
          { key: 'by', head: say.entries.by, cell: ({ by }) => <bdi>{by}</bdi> },
          { key: 'at', head: say.entries.at, cell: ({ at }) => <When at={at} /> },
          { key: 'served', head: say.entries.served, cell: ({ served_on }) => <When at={served_on} dateOnly /> },
          { key: 'state', head: say.entries.stateAfter, cell: ({ state_after }) => words.law.case_state[state_after] },
        ]}
      />
    </Section>
  )
}
