// Linkage reports that one may see, and the drawing up of a new one.
import { useState } from 'react'
import { useMutation, useSuspenseInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { newId } from '../../api/cases'
import { api, body, desk, http } from '../../api/client'
import { asProblem } from '../../api/problem'
import { Badge } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import { Empty } from '../../ui/Empty'
import { FieldRow, Form, SelectField } from '../../ui/Form'
import { Page, Section } from '../../ui/Page'
import { useSeat } from '../../ui/seat'
import { Table } from '../../ui/Table'
import { words } from '../../words'
import { text } from './text'

const statesQuery = api.queryOptions('get', '/states', {})

export function LinkagePage() {
  const { data, fetchNextPage, hasNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery({
    queryKey: ['reports'],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam }) => {
      const { data: page } = await http.GET('/reports', { params: { query: pageParam ? { after: pageParam } : {} } })
      if (!page) throw new Error('an answer without content')
      return page
    },
    getNextPageParam: (last) => last.next ?? undefined,
  })
  const rows = data.pages.flatMap((page) => page.items)
  return (
    <Page title={text.title} lead={text.lead}>
      <Table
        caption={text.title}
        rows={rows}
        rowKey={(row) => row.id}
        href={(row) => desk(`/linkage/${row.id}`)}
        columns={[
          { key: 'state', head: text.state, cell: (row) => row.state_name, main: true },
          { key: 'period', head: text.period, cell: (row) => row.period, narrow: true },
          { key: 'status', head: text.status, cell: (row) => <Badge>{words.law.linkage_state[row.status]}</Badge> },
        ]}
        {...(hasNextPage ? { more: { onMore: () => void fetchNextPage(), busy: isFetchingNextPage } } : {})}
        empty={<Empty title={text.empty}>{text.emptySays}</Empty>}
      />
      {data.pages[0]?.can_draw_up && <DrawUp />}
    </Page>
  )
}

/** The last eight half-years that are over, newest first. */
function halfYears(now: Date): string[] {
  const running = now.getUTCFullYear() * 2 + (now.getUTCMonth() < 6 ? 0 : 1)
  return Array.from({ length: 8 }, (_, back) => running - 1 - back).map((half) => `${Math.floor(half / 2)}-S${(half % 2) + 1}`)
}

function DrawUp() {
  const { data: states } = useSuspenseQuery(statesQuery)
  const navigate = useNavigate()
  const seat = useSeat()
  const [state, setState] = useState('')
  const [period, setPeriod] = useState('')
  const draw = useMutation({
    mutationFn: async () => {
      const id = newId()
      await http.PUT('/reports/{report}', { params: { path: { report: id } }, body: { state, period } })
      return id
    },
    onSuccess: (id) => navigate({ href: `/${body}/desk/linkage/${id}` }),
  })
  return (
    <Section title={text.drawUp} sheet>
      <p>{text.drawUpSays}</p>
      <Form problem={asProblem(draw.error)} onSubmit={() => draw.mutate()} label={text.drawUp}>
        <FieldRow>
          <SelectField path="state" label={text.state} value={state} onChange={setState} options={states.map((one) => ({ value: one.code, label: one.name }))} />
          <SelectField path="period" label={text.period} value={period} onChange={setPeriod} options={halfYears(seat.now()).map((value) => ({ value, label: value }))} />
        </FieldRow>
        <Button primary type="submit" busy={draw.isPending}>
          {text.drawUp}
        </Button>
      </Form>
    </Section>
  )
}
