// Published rulings of the body, each a link to its page that reads without scripts.
import { useSuspenseInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query'
import { clausesQuery } from '../../api/cases'
import { body, http } from '../../api/client'
import { When } from '../../ui/Due'
import { Empty } from '../../ui/Empty'
import { Gates } from '../../ui/Gates'
import { Page } from '../../ui/Page'
import { Table } from '../../ui/Table'
import { marksOf, type ClaimResult } from './results'
import { text } from './text'
import styles from './Ruling.module.css'

export function RulingsPage() {
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery({
    queryKey: ['rulings'],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam }) => {
      const { data: page } = await http.GET('/rulings', { params: { query: pageParam ? { after: pageParam } : {} } })
      if (!page) throw new Error('an answer without content')
      return page
    },
    getNextPageParam: (last) => last.next ?? undefined,
  })
  const { data: clauses } = useSuspenseQuery(clausesQuery)
  const named = (id: string) => {
    const clause = clauses.find((one) => one.id === id)
    return clause ? `${clause.instrument}, ${clause.article}` : id
  }
  const rows = data.pages.flatMap((page) => page.items)
  return (
    <Page title={text.list} lead={text.listLead}>
      <Table
        caption={text.list}
        rows={rows}
        rowKey={(row) => row.id}
        href={(row) => `/${body}/rulings/${row.slug ?? ''}`}
        columns={[
          { key: 'citation', head: text.columns.citation, cell: (row) => <span className={styles.citation}>{row.citation}</span>, main: true, narrow: true },
          { key: 'case', head: text.columns.case, cell: (row) => row.caption },
          { key: 'clause', head: text.columns.clause, cell: (row) => named(row.clause_id) },
          {
            key: 'gates',
            head: text.columns.gates,
            narrow: true,
            cell: (row) => (row.results as ClaimResult[]).map((claim) => <Gates key={claim.claim_id} size="mark" marks={marksOf(claim)} />),
          },
          { key: 'published', head: text.columns.published, narrow: true, cell: (row) => row.published_at && <When at={row.published_at} dateOnly /> },
        ]}
        {...(hasNextPage ? { more: { onMore: () => void fetchNextPage(), busy: isFetchingNextPage } } : {})}
        empty={<Empty title={text.empty}>{text.emptySays}</Empty>}
      />
    </Page>
  )
}
