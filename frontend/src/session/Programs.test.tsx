// A program's secret is shown once, and its end is said again before it comes.
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { http, queries } from '../api/client'
import { people, words } from '../words'
import { Programs } from './Programs'
import { bodyQuery, meQuery, programsQuery } from './session'

const say = people.programs
const client = {
  id: '01a22a4a-0000-7000-8000-000000000001',
  name: 'Data pull',
  scopes: ['read', 'reports'],
  made_at: '2026-03-06T15:15:00Z',
  expires_at: '2026-06-04T15:15:00Z',
  used_at: null,
  former_until: null,
}

beforeEach(() => {
  queries.setQueryData(bodyQuery.queryKey, { name: 'Review Committee', simulation: false, now: '2026-03-06T15:15:00Z', venue: { place: 'New York', time_zone: 'America/New_York' } } as never)
})

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
  queries.clear()
})

function shown(programs: unknown[]) {
  queries.setQueryData(programsQuery.queryKey, programs as never)
  render(
    <MantineProvider>
      <QueryClientProvider client={queries}>
        <Programs />
      </QueryClientProvider>
    </MantineProvider>,
  )
}

test('whoever makes a program sees its secret until the program has it', async () => {
  vi.spyOn(http, 'GET').mockResolvedValue({ data: [client] } as never)
  const post = vi.spyOn(http, 'POST').mockResolvedValue({ data: { client, secret: 'a-secret-of-chance' } } as never)
  shown([])
  expect(screen.getByText(say.empty)).toBeTruthy()
  await userEvent.click(screen.getByText(say.make, { selector: 'summary' }))
  await userEvent.type(screen.getByLabelText(new RegExp(say.name)), 'Data pull')
  await userEvent.click(screen.getByLabelText(say.scopeDoes.reports))
  await userEvent.click(screen.getByLabelText(say.scopeDoes.read))
  await userEvent.click(screen.getByRole('button', { name: say.make }))
  expect(await screen.findByText('a-secret-of-chance')).toBeTruthy()
  expect(post).toHaveBeenCalledWith('/me/clients', { body: { name: 'Data pull', scopes: ['read', 'reports'], days: 90 } })
  expect(screen.getByText(client.id)).toBeTruthy()
  await userEvent.click(screen.getByRole('button', { name: say.kept }))
  expect(screen.queryByText('a-secret-of-chance')).toBeNull()
})

test('whoever has no second factor is asked for their password', async () => {
  vi.spyOn(http, 'GET').mockResolvedValue({ data: [client] } as never)
  const post = vi.spyOn(http, 'POST').mockResolvedValue({ data: { client, secret: 'a-secret-of-chance' } } as never)
  queries.setQueryData(meQuery.queryKey, { person: { id: 'ada', name: 'Ada Marsh', roles: [] }, can: [], factor: { in_use: false } } as never)
  shown([client])
  await userEvent.click(screen.getByText(say.make, { selector: 'summary' }))
  await userEvent.type(screen.getByLabelText(new RegExp(say.name)), 'Data pull')
  await userEvent.type(screen.getByLabelText(new RegExp(`^${words.signIn.password}`)), 'four unrelated words')
  await userEvent.click(screen.getByRole('button', { name: say.make }))
  expect(await screen.findByText('a-secret-of-chance')).toBeTruthy()
  expect(post).toHaveBeenCalledWith('/me/clients', { body: { name: 'Data pull', scopes: [], days: 90, password: 'four unrelated words' } })
  await userEvent.click(screen.getByRole('button', { name: say.kept }))

  await userEvent.click(screen.getByRole('button', { name: `${say.renew}${words.ui.colon}Data pull` }))
  expect(post).toHaveBeenCalledTimes(1)
  const form = within(screen.getByRole('form', { name: `${say.renew}${words.ui.colon}Data pull` }))
  await userEvent.type(form.getByLabelText(new RegExp(`^${words.signIn.password}`)), 'four unrelated words')
  await userEvent.click(form.getByRole('button', { name: say.renew }))
  expect(await screen.findByText('a-secret-of-chance')).toBeTruthy()
  expect(post).toHaveBeenLastCalledWith('/me/clients/{client}/secrets', { params: { path: { client: client.id } }, body: { password: 'four unrelated words' } })
})

test('a program is ended after it was said what that does', async () => {
  vi.spyOn(http, 'GET').mockResolvedValue({ data: [] } as never)
  const ended = vi.spyOn(http, 'DELETE').mockResolvedValue({} as never)
  shown([client])
  await userEvent.click(screen.getByRole('button', { name: `${say.end}${words.ui.colon}Data pull` }))
  expect(screen.getByText(say.endDoes)).toBeTruthy()
  expect(ended).not.toHaveBeenCalled()
  await userEvent.click(screen.getByRole('button', { name: say.end }))
  expect(await screen.findByText(say.ended('Data pull'))).toBeTruthy()
  expect(ended).toHaveBeenCalledWith('/me/clients/{client}', { params: { path: { client: client.id } } })
})
