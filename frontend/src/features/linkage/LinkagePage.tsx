// The linkage reports one may see, and the drawing up of another one.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { newId, statesQuery } from '../../api/cases'
import { api, desk, http, queries } from '../../api/client'
import { asProblem } from '../../api/problem'
import type { components } from '../../api/schema'
import { Badge } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import { When } from '../../ui/Due'
import { Empty } from '../../ui/Empty'
import { FieldRow, Form, SelectField } from '../../ui/Form'
import { Page, Section } from '../../ui/Page'
import { Problem } from '../../ui/Problem'
import { useSeat } from '../../ui/seat'
import { Table } from '../../ui/Table'
import { linkage as say, words } from '../../words'

type Row = components['schemas']['ReportLine']

export function LinkagePage() {
  const query = api.useInfiniteQuery(
    'get',
    '/reports',
    { params: { query: {} } },
    { pageParamName: 'after', initialPageParam: null, getNextPageParam: ({ next }) => next ?? undefined },
  )
  const rows = query.data?.pages.flatMap(({ items }) => items)
  return (
    <Page title={say.title} lead={say.lead}>
      <Problem problem={asProblem(query.error)} />
      <p role="status">{query.isPending && words.ui.loading}</p>
      {query.data?.pages[0]?.can_draw_up && (
        <Section title={say.drawUp}>
          <DrawUp />
        </Section>
      )}
      {rows && (
        <Table
          caption={say.title}
          rows={rows}
          rowKey={({ id }) => id}
          href={({ id }) => desk(`/linkage/${id}`)}
          {...(query.hasNextPage && { more: { onMore: () => void query.fetchNextPage(), busy: query.isFetchingNextPage } })}
          empty={<Empty title={say.empty}>{say.emptySays}</Empty>}
          columns={[
            { key: 'state', head: say.state, main: true, cell: ({ state_name }) => <bdi>{state_name}</bdi> },
            { key: 'period', head: say.period, narrow: true, cell: ({ period }) => period },
            { key: 'status', head: say.status, cell: (row) => <Badge>{standing(row)}</Badge> },
            { key: 'sent', head: say.transmitted, narrow: true, cell: ({ transmitted_at }) => transmitted_at && <When at={transmitted_at} dateOnly /> },
          ]}
        />
      )}
    </Page>
  )
}

/** Where a report stands, or what matters more to whoever reads it now. */
function standing({ status, overturned, superseded }: Pick<Row, 'status' | 'overturned' | 'superseded'>): string {
  if (overturned && status !== 'withdrawn') return say.overturnedShort
  return superseded ? `${words.law.linkage_state[status]} · ${say.supersededShort}` : words.law.linkage_state[status]
}

/** The last eight half-years that are over, newest first. */
function halfYears(now: Date): string[] {
  const running = now.getUTCFullYear() * 2 + (now.getUTCMonth() < 6 ? 0 : 1)
  return Array.from({ length: 8 }, (_, back) => running - 1 - back).map((half) => `${Math.floor(half / 2)}-S${(half % 2) + 1}`)
}

function DrawUp() {
  const router = useRouter()
  const seat = useSeat()
  const states = useQuery(statesQuery)
  // The same id again is the same report, so a second press after a lost answer draws up nothing twice.
  const [report] = useState(newId)
  const [state, setState] = useState('')
  const [period, setPeriod] = useState('')
  const act = useMutation({
    mutationFn: () => http.PUT('/reports/{report}', { params: { path: { report } }, body: { state, period } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ predicate: ({ queryKey: [, path] }) => path === '/reports' || path === '/work' })
      router.history.push(desk(`/linkage/${report}`))
    },
  })
  // A list that grows under the hand would lose the focus.
  if (states.isPending) return null
  return (
    <Form problem={asProblem(act.error ?? states.error)} label={say.drawUp} onSubmit={() => act.mutate()}>
      <p>{say.drawUpSays}</p>
      <FieldRow>
        <SelectField path="state" label={say.state} required value={state} onChange={setState} options={(states.data ?? []).map(({ code, name }) => ({ value: code, label: `${name} (${code})` }))} />
        <SelectField path="period" label={say.period} required value={period} onChange={setPeriod} options={halfYears(seat.now()).map((value) => ({ value, label: value }))} />
      </FieldRow>
      <div>
        <Button primary type="submit" busy={act.isPending}>
          {words.linkageAct.draw_up.verb}
        </Button>
      </div>
    </Form>
  )
}
