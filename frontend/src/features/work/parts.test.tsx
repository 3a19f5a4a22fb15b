// What waits for me, what my agent does, and what else is told there.
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { http, queries } from '../../api/client'
import { bodyQuery, meQuery } from '../../session/session'
import { SeatProvider } from '../../ui/seat'
import { work as say, words } from '../../words'
import { WorkPage } from './WorkPage'

const seat = { place: 'New York', zone: 'America/New_York', now: () => new Date('2026-03-06T15:15:00Z') }
const item = {
  id: 'one', case_id: 'case', report_id: null, heading: 'Arvenia v. Belmora', what: 'Comment on the composition.', act: 'case.comment_on_composition', owed_by: 'both_parties', party: 'XAA',
  rule: null, runs_from: null, started_on: null, missed: null, due_at: null, due_on: null, why: 'The rules set no limit for this.', state: 'open', overdue: false, escalated: false, again_to: null,
  before_me: false, missed_by: null, by_itself: false, case_number: '2026/3', measure: 'Lithography', for_agent: true,
}

beforeEach(() => {
  queries.setQueryData(bodyQuery.queryKey, { name: 'Review Committee', simulation: false, now: '2026-03-06T15:15:00Z', venue: { place: 'New York', time_zone: 'America/New_York' } } as never)
  queries.setQueryData(meQuery.queryKey, { person: { id: 'ada', name: 'Ada Marsh', roles: [{ role: 'adviser', state: 'XAA' }] }, can: [] } as never)
})

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
  queries.clear()
})

function shown(work: unknown, declarations: unknown[] = []) {
  vi.spyOn(http, 'GET').mockImplementation(((path: string) => {
    const states = [{ code: 'XAA', name: 'Arvenia' }, { code: 'XBB', name: 'Belmora' }]
    const data = path === '/work' ? work : path === '/declarations' ? declarations : path === '/states' ? states : []
    return Promise.resolve({ data, response: new Response() })
  }) as never)
  render(
    <MantineProvider>
      <QueryClientProvider client={queries}>
        <SeatProvider value={seat}>
          <WorkPage />
        </SeatProvider>
      </QueryClientProvider>
    </MantineProvider>,
  )
}

test('what only my agent does is not among what waits for me', async () => {
  shown({ items: [item, { ...item, id: 'two', what: 'File a submission.', act: 'case.file_submission', for_agent: false }], delegations: [], refused: [], next: null })
  const mine = within(await screen.findByRole('table', { name: words.shell.work }))
  expect(mine.getByText('File a submission')).toBeTruthy()
  expect(mine.queryByText('Comment on the composition')).toBeNull()
  const agents = within(screen.getByRole('table', { name: say.forAgent }))
  expect(agents.getByText('Comment on the composition')).toBeTruthy()
})

test('where everything is for my agent to do, nothing waits for me', async () => {
  shown({ items: [item], delegations: [], refused: [], next: null })
  expect(await screen.findByText(say.empty)).toBeTruthy()
  expect(screen.getByRole('table', { name: say.forAgent })).toBeTruthy()
})

test('a declaration that waits leads to where it is made', async () => {
  shown({ items: [], delegations: [], refused: [], next: null }, [{ case: 'case', case_number: '2026/3', applicant: 'XAA', respondent: 'XBB' }])
  const link = await screen.findByRole('link', { name: /2026\/3/ })
  expect(link.getAttribute('href')).toMatch(/\/cases\/case\/filings#secrecy$/)
  expect(screen.getByText(new RegExp(say.declare))).toBeTruthy()
})

test('whom the registrar refused is told with the reason', async () => {
  shown({ items: [], delegations: [], refused: [{ state: 'XAA', name: 'Nova Voss', role: 'counsel', refused_at: '2026-03-05T15:15:00Z', reason: 'The letter is not signed.' }], next: null })
  expect(await screen.findByText('The letter is not signed.')).toBeTruthy()
  expect(screen.getByText(/The registrar has refused Nova Voss \(Counsel\) for your delegation/)).toBeTruthy()
})
