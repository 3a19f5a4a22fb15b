// A link is taken from behind the `#`, and is gone from the address once it was used.
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { http, queries } from '../api/client'
import { Problem } from '../api/problem'
import { words } from '../words'
import { ChoosePassword, Forgotten } from './Password'
import { bodyQuery } from './session'

const say = words.signIn

beforeEach(() => {
  queries.setQueryData(bodyQuery.queryKey, { name: 'Review Committee', simulation: false, now: '2026-03-06T15:15:00Z', venue: { place: 'New York', time_zone: 'America/New_York' } } as never)
})

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
  queries.clear()
  location.hash = ''
})

function shown(page: React.ReactNode) {
  render(
    <MantineProvider>
      <QueryClientProvider client={queries}>{page}</QueryClientProvider>
    </MantineProvider>,
  )
}

test('whoever followed a link chooses a password, and is told what is wrong with one', async () => {
  location.hash = '#7.secret'
  const why = 'This password is on lists of passwords that attackers try first.'
  const post = vi
    .spyOn(http, 'POST')
    .mockRejectedValueOnce(new Problem(422, { code: 'content.invalid', detail: why, fields: [{ path: 'password', why }] }))
    .mockResolvedValue({} as never)
  shown(<ChoosePassword />)
  const choose = screen.getByRole('button', { name: say.choose })
  await userEvent.type(screen.getByLabelText(new RegExp(say.password)), 'password1234')
  await userEvent.click(choose)
  expect((await screen.findAllByText(why)).length).toBeGreaterThan(0)
  expect(location.hash).toBe('#7.secret')
  await userEvent.click(choose)
  expect(await screen.findByText(say.chosen)).toBeTruthy()
  expect(post).toHaveBeenLastCalledWith('/passwords/chosen', { body: { link: '7.secret', password: 'password1234' } })
  expect(location.hash).toBe('')
})

test('an address without a link says so and asks for nothing', () => {
  shown(<ChoosePassword />)
  expect(screen.getByRole('alert').textContent).toBe(say.noLink)
  expect(screen.queryByRole('button', { name: say.choose })).toBeNull()
})

test('whoever has forgotten their password is answered alike, whoever they are', async () => {
  vi.spyOn(http, 'POST').mockResolvedValue({} as never)
  shown(<Forgotten />)
  await userEvent.type(screen.getByLabelText(say.email), 'nobody@test.example')
  await userEvent.click(screen.getByRole('button', { name: say.forgottenAct }))
  expect(await screen.findByText(say.forgottenDone)).toBeTruthy()
})
