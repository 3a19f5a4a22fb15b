// The list of emergency accesses: what was asked for elsewhere is read here, and what is not open does not run.
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { http, queries } from '../../api/client'
import { EmergencyReading } from '../../EmergencyReading'
import { EmergencyWaits } from '../../EmergencyWaits'
import { bodyQuery, meQuery } from '../../session/session'
import { SeatProvider } from '../../ui/seat'
import { emergency as say } from '../../words'
import { EmergencyPage } from './EmergencyPage'

const seat = { place: 'New York', zone: 'America/New_York', now: () => new Date('2026-03-06T15:15:00Z') }
const access = {
  id: 'one', case: 'case', case_number: '2026/3', caption: 'Arvenia v. Belmora', asked_by: 'Noa Brandt', mine: false,
  asked_at: '2026-03-06T15:00:00Z', class: 'C2', reason: 'The exhibit opens as an empty page.', hours: 2, state: 'waiting',
  until: '2026-03-07T15:00:00Z', registry: null, president: null, ended_by: null, refused: null, can: [],
}

beforeEach(() => {
  queries.setQueryData(bodyQuery.queryKey, { name: 'Review Committee', simulation: false, now: '2026-03-06T15:15:00Z', venue: { place: 'New York', time_zone: 'America/New_York' } } as never)
  queries.setQueryData(meQuery.queryKey, { person: { id: 'ada', name: 'Ada Marsh', roles: [] }, can: ['emergency.view'] } as never)
})

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
  queries.clear()
})

function shown(what: React.ReactNode) {
  return render(
    <MantineProvider>
      <QueryClientProvider client={queries}>
        <SeatProvider value={seat}>{what}</SeatProvider>
      </QueryClientProvider>
    </MantineProvider>,
  )
}

function answering(...pages: unknown[][]) {
  let call = 0
  return vi.spyOn(http, 'GET').mockImplementation((() => {
    const items = pages[Math.min(call++, pages.length - 1)]
    return Promise.resolve({ data: { items, next: null, may_ask: false }, response: new Response() })
  }) as never)
}

test('an empty list that is asked for anew does not say that nobody has asked', async () => {
  answering([], [access])
  // Whoever comes from their list of work has asked there.
  const { unmount } = shown(<EmergencyWaits />)
  await waitFor(() => expect(http.GET).toHaveBeenCalledTimes(1))
  await queries.invalidateQueries({ queryKey: ['get', '/emergency'], refetchType: 'none' })
  unmount()
  shown(<EmergencyPage />)
  expect(screen.queryByText(say.empty)).toBeNull()
  expect(await screen.findByText('Noa Brandt')).toBeTruthy()
})

test('what waits has no end that runs, and what is open has one', async () => {
  answering([access])
  const { unmount } = shown(<EmergencyPage />)
  expect(await screen.findByText(new RegExp(say.approveBy))).toBeTruthy()
  unmount()
  queries.removeQueries({ queryKey: ['get', '/emergency'] })
  answering([{ ...access, state: 'open' }])
  shown(<EmergencyPage />)
  expect(await screen.findByText(/Sat 7 Mar 2026, 10:00/)).toBeTruthy()
  expect(screen.queryByText(new RegExp(say.approveBy))).toBeNull()
})

test('nobody having asked is said once it is known', async () => {
  answering([])
  shown(<EmergencyPage />)
  expect(screen.queryByText(say.empty)).toBeNull()
  expect(await screen.findByText(say.empty)).toBeTruthy()
})

test('whoever is let in reads a case under a banner that says until when', async () => {
  answering([{ ...access, state: 'open', mine: true }])
  const { unmount } = shown(<EmergencyReading view={{ id: 'case', let_in: true }} />)
  expect(screen.getByText(say.reading())).toBeTruthy()
  expect(await screen.findByText(/by emergency access until Sat 7 Mar 2026, 10:00 in New York; every page is recorded/)).toBeTruthy()
  unmount()
  shown(<EmergencyReading view={{ id: 'case', let_in: false }} />)
  expect(screen.queryByText(/emergency access/)).toBeNull()
})
