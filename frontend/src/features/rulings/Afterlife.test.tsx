// After a revision a case has several rulings: one says which is corrected or taken back.
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Acting, CaseView } from '../../api/cases'
import { queries } from '../../api/client'
import { SeatProvider } from '../../ui/seat'
import type { Act } from '../../vocabulary'
import { rulings as say, words } from '../../words'
import { Afterlife } from './Afterlife'
import type { Ruling } from './ruling'

// Outside a browser an address without its origin is none.
vi.hoisted(() => {
  const Whole = globalThis.Request
  globalThis.Request = class extends Whole {
    constructor(input: RequestInfo | URL, init?: RequestInit) {
      super(typeof input === 'string' ? new URL(input, 'http://desk.test') : input, init)
    }
  }
})

const seat = { place: 'New York', zone: 'America/New_York', now: () => new Date('2026-03-06T15:15:00Z') }
const sections = (text: string): Ruling['sections'] => [{ section: 'findings', title: 'Findings', generated: [], paragraphs: [text], from_findings: false }]

function ruling(can: Act[], rulings: Ruling['rulings']): Ruling {
  const said: Partial<Ruling> = { can, rulings, slug: '2026-isecrc-2', sections: sections('The new text.') }
  return said as Ruling
}

const both = (can: Act[]): Ruling['rulings'] => [
  { slug: '2026-isecrc-2', citation: '[2026] ISECRC 2', standing: 'in_force', can },
  { slug: '2026-isecrc-1', citation: '[2026] ISECRC 1', standing: 'revised', can },
]

const acting: Acting = {
  busy: false,
  problem: null,
  failed: undefined,
  done: undefined,
  run: async (_, call) => {
    await call()
    return true
  },
}

function shown(of: Ruling) {
  const matter = { id: '7', version: 3 } as CaseView
  render(
    <MantineProvider>
      <SeatProvider value={seat}>
        <QueryClientProvider client={queries}>
          <Afterlife matter={matter} ruling={of} acting={acting} />
        </QueryClientProvider>
      </SeatProvider>
    </MantineProvider>,
  )
}

const sent: { path: string; body: unknown }[] = []

beforeEach(() => {
  sent.length = 0
  vi.stubGlobal('fetch', async (request: Request) => {
    const address = new URL(request.url)
    if (request.method === 'POST') sent.push({ path: address.pathname, body: await request.json() })
    const former = address.searchParams.get('ruling') === '2026-isecrc-1'
    const found = former ? { ...ruling([], []), sections: sections('The former text.') } : {}
    return new Response(JSON.stringify(found), { headers: { 'content-type': 'application/json' } })
  })
})

afterEach(() => {
  vi.unstubAllGlobals()
  queries.clear()
})

const which = () => screen.getByRole<HTMLSelectElement>('combobox', { name: new RegExp(say.which), hidden: true })

test('each ruling is named with what it is, and the one that is chosen is taken back', async () => {
  shown(ruling(['withdraw_ruling'], both(['withdraw_ruling'])))
  const options = [...which().options].map(({ text }) => text)
  expect(options).toEqual([
    say.whichIs('[2026] ISECRC 2', words.law.ruling_state.in_force),
    say.whichIs('[2026] ISECRC 1', words.law.ruling_state.revised),
  ])
  await userEvent.selectOptions(which(), '2026-isecrc-1')
  await userEvent.type(screen.getByLabelText(new RegExp(say.reason)), 'It named a source.')
  await userEvent.click(screen.getByRole('button', { name: say.withdraw, hidden: true }))
  expect(sent.at(-1)).toMatchObject({ body: { ruling: '2026-isecrc-1', reason: 'It named a source.' } })
})

test('a former ruling is corrected in its own text', async () => {
  shown(ruling(['rectify'], both(['rectify'])))
  await userEvent.selectOptions(which(), '2026-isecrc-1')
  const paragraph = screen.getByRole('combobox', { name: new RegExp(say.paragraph), hidden: true })
  await screen.findByRole('option', { name: /former text/, hidden: true })
  await userEvent.selectOptions(paragraph, '1')
  const text = screen.getByLabelText<HTMLTextAreaElement>(new RegExp(say.corrected))
  expect(text.value).toBe('The former text.')
  await userEvent.type(text, ' Corrected.')
  await userEvent.type(screen.getByLabelText(new RegExp(say.note)), 'A slip.')
  await userEvent.click(screen.getByRole('button', { name: say.rectify, hidden: true }))
  expect(sent.at(-1)?.body).toEqual({ ruling: '2026-isecrc-1', note: 'A slip.', corrections: [{ paragraph: 1, text: 'The former text. Corrected.' }] })
})

test('where there is one ruling, and the screen is about it, nobody is asked which', () => {
  const [one] = both(['rectify'])
  shown(ruling(['rectify'], one ? [one] : []))
  expect(screen.queryByRole('combobox', { name: new RegExp(say.which), hidden: true })).toBeNull()
})
