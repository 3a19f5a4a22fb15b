// What waits for me: what, in which case, why it is mine, and by when.
import { asProblem } from '../../api/problem'
import { api, desk } from '../../api/client'
import type { components } from '../../api/schema'
import { actOf, caseAddress, placeOf } from '../../places'
import { Due } from '../../ui/Due'
import { Empty } from '../../ui/Empty'
import { Link } from '../../ui/Link'
import { Page } from '../../ui/Page'
import { Problem } from '../../ui/Problem'
import { Table } from '../../ui/Table'
import { work as say, words } from '../../words'

type Deadline = components['schemas']['DeadlineView']

/** Where the thing is done that is owed. */
export function addressOf({ case_id, report_id, act }: Deadline): string {
  if (report_id) return desk(`/linkage/${report_id}`)
  const known = actOf(act)
  return case_id ? caseAddress(case_id, known ? placeOf(known) : '') : desk()
}

export function WorkPage() {
  const query = api.useInfiniteQuery(
    'get',
    '/work',
    { params: { query: {} } },
    { pageParamName: 'after', initialPageParam: null, getNextPageParam: ({ next }) => next ?? undefined },
  )
  const rows = query.data?.pages.flatMap(({ items }) => items)
  return (
    <Page title={words.shell.work} lead={say.lead}>
      <Problem problem={asProblem(query.error)} />
      {query.isPending && <p role="status">{words.ui.loading}</p>}
      {rows && (
        <Table
          caption={words.shell.work}
          rows={rows}
          rowKey={({ id }) => id}
          href={addressOf}
          {...(query.hasNextPage && { more: { onMore: () => void query.fetchNextPage(), busy: query.isFetchingNextPage } })}
          empty={
            <Empty title={say.empty}>
              {say.emptyWhy} <Link href={desk('/cases')}>{say.toDocket}</Link>
            </Empty>
          }
          columns={[
            { key: 'what', head: say.what, main: true, cell: ({ what }) => <span dir="auto">{what}</span> },
            { key: 'case', head: say.case, cell: ({ heading }) => <bdi>{heading}</bdi> },
            {
              key: 'due',
              head: say.due,
              cell: ({ due_at, why }) => (due_at ? <Due at={due_at} rule={why} /> : <span dir="auto">{why || say.noLimit}</span>),
            },
            {
              key: 'why',
              head: say.why,
              cell: ({ owed_by, party }) => {
                if (!party) return say.role[owed_by]
                return owed_by === 'both_parties' ? say.both(party) : say.you(`${words.law.owed_by[owed_by]} (${party})`)
              },
            },
          ]}
        />
      )}
    </Page>
  )
}
