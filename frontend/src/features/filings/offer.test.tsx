// Which classes are offered follows what one declares, in the form that is open.
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider, useQuery } from '@tanstack/react-query'
import { cleanup, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { classesFor, secrecyQuery, type SecrecyView } from '../../api/cases'
import { http, queries } from '../../api/client'
import { bodyQuery, meQuery } from '../../session/session'
import { Enclosures } from '../../ui/Enclosures'
import { filings, words } from '../../words'
import { Secrecy } from './Secrecy'

const say = words.ui.enclosures
const approved: SecrecyView = {
  confidants: [{ person: 'ada', name: 'Ada Marsh', state: 'XAA', approved_by: 'Ada Marsh', approved_at: '2026-03-06T15:15:00Z', declared_at: null }],
  others: [],
  can: ['declare_secrecy'],
  classes: ['C0', 'C1', 'C3'],
  shut: [{ class: 'C2', lacks: 'declaration' }],
  declaration: [{ language: 'en', text: 'I declare.' }],
}
const declared: SecrecyView = { ...approved, can: [], classes: ['C0', 'C1', 'C2', 'C3'], shut: [] }
const c2 = words.law.document_class.C2

beforeEach(() => {
  queries.setQueryData(bodyQuery.queryKey, { name: 'Review Committee', simulation: false, now: '2026-03-06T15:15:00Z', venue: { place: 'New York', time_zone: 'America/New_York' } } as never)
  queries.setQueryData(meQuery.queryKey, { person: { id: 'ada', name: 'Ada Marsh', roles: [{ role: 'agent', state: 'XAA' }] }, can: [] } as never)
})

afterEach(() => {
  cleanup()
  vi.restoreAllMocks()
  queries.clear()
})

function Form({ warning }: { warning?: string }) {
  const { data } = useQuery(secrecyQuery('case'))
  return (
    <Enclosures
      offered={[{ id: 'one', title: 'Prices', file_name: 'prices.pdf', class: 'C3', open: false, size_bytes: 1, sha256: 'aa' }]}
      chosen={[]}
      onChoose={() => undefined}
      classes={classesFor(data, 'ada')}
      there="#secrecy"
      warning={() => warning}
      bytesMax={1000}
      href={() => '#'}
      send={() => Promise.reject(new Error('nothing is sent here'))}
    />
  )
}

function shown(warning?: string) {
  render(
    <MantineProvider>
      <QueryClientProvider client={queries}>
        <Form {...(warning !== undefined && { warning })} />
        <Secrecy id="case" />
      </QueryClientProvider>
    </MantineProvider>,
  )
}

const offered = () => within(screen.getByLabelText(say.class)).getAllByRole<HTMLOptionElement>('option').map(({ textContent, disabled }) => [textContent, disabled])

test('what is not offered yet says why, and is offered as soon as one has declared', async () => {
  let now = approved
  vi.spyOn(http, 'GET').mockImplementation(((path: string) => Promise.resolve({ data: path.endsWith('/secrecy') ? now : [], response: new Response() })) as never)
  vi.spyOn(http, 'POST').mockImplementation((() => {
    now = declared
    return Promise.resolve({ data: declared })
  }) as never)
  queries.setQueryData(secrecyQuery('case').queryKey, approved as never)
  shown()
  expect(offered()).toContainEqual([say.notYet(c2), true])
  expect(screen.getByText(new RegExp(words.law.lacks.declaration))).toBeTruthy()
  expect(screen.getByRole('link', { name: say.there }).getAttribute('href')).toBe('#secrecy')
  await userEvent.click(screen.getByRole('button', { name: filings.secrecy.declare }))
  await screen.findByRole('option', { name: c2 })
  expect(offered()).toContainEqual([c2, false])
  expect(screen.queryByText(new RegExp(words.law.lacks.declaration))).toBeNull()
})

test('a document that says something says it on its row', () => {
  queries.setQueryData(secrecyQuery('case').queryKey, declared as never)
  shown('The same file was also sent as C1 (XAA-1).')
  expect(screen.getByRole('alert').textContent).toBe('The same file was also sent as C1 (XAA-1).')
  expect(screen.getByText('Prices')).toBeTruthy()
})
