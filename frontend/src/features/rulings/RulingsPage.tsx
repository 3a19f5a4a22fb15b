// The published rulings of this body, newest first; each leads to its permanent page.
import { api, body } from '../../api/client'
import { asProblem } from '../../api/problem'
import { When } from '../../ui/Due'
import { Empty } from '../../ui/Empty'
import { Gates } from '../../ui/Gates'
import { Page } from '../../ui/Page'
import { Problem } from '../../ui/Problem'
import { Written } from '../../ui/Said'
import { Table } from '../../ui/Table'
import { rulings as say, words } from '../../words'
import { marksTogether, type ClaimResult } from './results'
import styles from './Ruling.module.css'

export function RulingsPage() {
  const query = api.useInfiniteQuery(
    'get',
    '/rulings',
    { params: { query: {} } },
    { pageParamName: 'after', initialPageParam: null, getNextPageParam: ({ next }) => next ?? undefined },
  )
  const rows = query.data?.pages.flatMap(({ items }) => items)
  return (
    <Page title={words.shell.rulings} lead={say.listLead}>
      <Problem problem={asProblem(query.error)} />
      {query.isPending && <p role="status">{words.ui.loading}</p>}
      {rows && (
        <Table
          caption={words.shell.rulings}
          rows={rows}
          rowKey={({ id }) => id}
          href={({ slug }) => `/${body}/rulings/${slug}`}
          {...(query.hasNextPage && { more: { onMore: () => void query.fetchNextPage(), busy: query.isFetchingNextPage } })}
          empty={<Empty title={say.empty}>{say.emptySays}</Empty>}
          columns={[
            { key: 'citation', head: say.columns.citation, narrow: true, cell: ({ citation }) => <bdi className={styles.citation}>{citation}</bdi> },
            { key: 'case', head: say.columns.case, main: true, cell: ({ caption }) => <bdi>{caption}</bdi> },
            { key: 'measure', head: say.columns.measure, cell: ({ measure }) => <Written>{measure}</Written> },
            { key: 'gates', head: say.columns.gates, narrow: true, cell: ({ results }) => <Gates size="mark" marks={marksTogether(results as ClaimResult[])} /> },
            { key: 'published', head: say.columns.published, narrow: true, cell: ({ published_at }) => published_at && <When at={published_at} dateOnly /> },
          ]}
        />
      )}
    </Page>
  )
}
