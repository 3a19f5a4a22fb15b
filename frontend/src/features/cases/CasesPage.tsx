// The docket: every case one may know of.
import { useQuery } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { api, desk } from '../../api/client'
import { caseAddress } from '../../places'
import { meQuery } from '../../session/session'
import { Badge } from '../../ui/Badge'
import { When } from '../../ui/Due'
import { Empty } from '../../ui/Empty'
import { SelectField } from '../../ui/Form'
import { Gates } from '../../ui/Gates'
import { addressWith, Link } from '../../ui/Link'
import { Page } from '../../ui/Page'
import { Problem } from '../../ui/Problem'
import { Written } from '../../ui/Said'
import { Table } from '../../ui/Table'
import { vocabulary, type State } from '../../vocabulary'
import { cases as say, words } from '../../words'
import { asProblem } from '../../api/problem'
import type { components } from '../../api/schema'
import { marksOf, resultsOf } from './results'
import styles from './Request.module.css'

type Row = components['schemas']['CaseLine']

function stateOf(search: unknown): State | undefined {
  const asked = typeof search === 'object' && search !== null && 'state' in search ? search.state : undefined
  return vocabulary.case_state.find((state) => state === asked)
}

export function CasesPage() {
  const state = stateOf(useSearch({ strict: false }))
  const router = useRouter()
  const { data: me } = useQuery(meQuery)
  const query = api.useInfiniteQuery(
    'get',
    '/cases',
    { params: { query: state ? { state } : {} } },
    { pageParamName: 'after', initialPageParam: null, getNextPageParam: ({ next }) => next ?? undefined },
  )
  const rows = query.data?.pages.flatMap(({ items }) => items)
  const mayOpen = me?.can.includes('case.open')
  return (
    <Page
      title={words.shell.docket}
      lead={say.docket.lead}
      aside={mayOpen && <Link href={desk('/cases/new')}>{say.docket.newRequest}</Link>}
    >
      <div className={styles.filter}>
      <SelectField
        path="state"
        label={say.docket.state}
        value={state ?? 'all'}
        onChange={(next) => router.history.push(addressWith(desk('/cases'), { state: next === 'all' || next === '' ? undefined : next }))}
        options={[{ value: 'all', label: say.docket.allStates }, ...vocabulary.case_state.map((value) => ({ value, label: words.law.case_state[value] }))]}
      />
      </div>
      <Problem problem={asProblem(query.error)} />
      {query.isPending && <p role="status">{words.ui.loading}</p>}
      {rows && (
        <Table
          caption={words.shell.docket}
          rows={rows}
          rowKey={({ id }) => id}
          href={({ id }) => caseAddress(id)}
          {...(query.hasNextPage && { more: { onMore: () => void query.fetchNextPage(), busy: query.isFetchingNextPage } })}
          empty={
            state ? (
              <Empty title={say.docket.noneSuch}>{say.docket.noneSuchWhy}</Empty>
            ) : (
              <Empty title={say.docket.empty}>{say.docket.emptyWhy}</Empty>
            )
          }
          columns={[
            { key: 'number', head: say.docket.number, narrow: true, cell: ({ number }) => number ?? say.docket.unnumbered },
            { key: 'case', head: say.docket.case, main: true, cell: ({ caption }) => <bdi>{caption}</bdi> },
            { key: 'measure', head: say.docket.measure, cell: ({ measure }) => <Written>{measure}</Written> },
            { key: 'state', head: say.docket.state, cell: (row) => <Badge>{words.law.case_state[row.state]}</Badge> },
            { key: 'gates', head: say.docket.gates, narrow: true, cell: ({ results }) => <Gates size="mark" marks={marksOf(resultsOf(results))} /> },
            // The registry and the panel have no side.
            ...(rows.some(({ my_side }) => my_side) ? [{ key: 'side', head: say.docket.side, narrow: true, cell: ({ my_side }: Row) => my_side && words.law.side[my_side] }] : []),
            { key: 'filed', head: say.docket.filed, narrow: true, cell: ({ filed_at }) => filed_at && <When at={filed_at} dateOnly /> },
          ]}
        />
      )}
    </Page>
  )
}
