// A citation is chosen and stands where the cursor was; a remark is about the paragraph one is in.
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { clausesQuery } from '../../api/cases'
import { queries } from '../../api/client'
import { SeatProvider } from '../../ui/seat'
import { rulings as say, words } from '../../words'
import { OwnSection } from './Passages'
import { place } from './Remarks'
import { placed, type Remarks, type Ruling } from './ruling'

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
const section = { section: 'findings', title: 'Findings', generated: ['It follows.'], paragraphs: [], from_findings: false } satisfies Ruling['sections'][number]
const terms = { section: 'terms_of_reference', title: 'Terms', generated: [], paragraphs: ['One.', ' ', 'Two.'], from_findings: false } satisfies Ruling['sections'][number]
const roll = { section: 'votes', title: 'Votes', generated: [], paragraphs: ['Carried.'], from_findings: true } satisfies Ruling['sections'][number]
const dissent = { section: 'opinions', title: 'Dissent', generated: [], paragraphs: ['No.'], from_findings: true } satisfies Ruling['sections'][number]
const said: Remarks = { items: [], can: ['remark', 'settle_remark'] }
const clause = {
  id: 'gatt-xxi', instrument: 'GATT 1994', article: 'Article XXI', title: 'Security Exceptions', text: '', text_status: 'exact_found', offered_for_claims: true,
  elements: [{ id: 'gatt-xxi.c', subparagraph: '(c)', label: 'Charter', quote: 'in pursuance of its obligations', reading: 'objective', reading_confidence: '', step: null }],
  grounds: [],
}

function Writing({ keep }: { keep: () => Promise<boolean> }) {
  const [text, setText] = useState('One is so.\n\nAs in it is.')
  return (
    <MantineProvider>
      <SeatProvider value={seat}>
        <QueryClientProvider client={queries}>
          <OwnSection id="7" placed={{ section, first: 3, generated: section.generated, own: [] }} said={said} keep={keep} clause="gatt-xxi" text={text} onText={setText} />
        </QueryClientProvider>
      </SeatProvider>
    </MantineProvider>
  )
}

const sent: { method: string; path: string; body: unknown }[] = []

beforeEach(() => {
  sent.length = 0
  queries.setQueryData(clausesQuery.queryKey, [clause])
  const line = { slug: '2026-isecrc-1', citation: '[2026] ISECRC 1', caption: 'Arvenia v. Belmora', measure: 'Licensing' }
  const sections = [{ title: 'Terms', paragraphs: ['First.'] }, { title: 'Findings', paragraphs: ['Second.', 'The quota was tried.'] }]
  vi.stubGlobal('fetch', async (request: Request) => {
    const path = new URL(request.url).pathname
    sent.push({ method: request.method, path, body: request.method === 'PUT' ? await request.json() : undefined })
    const found = path.endsWith('/search') ? { items: [line], total: 1, facets: [], page: 1 } : path.includes('/rulings/') ? { ...line, sections } : said
    return new Response(JSON.stringify(found), { headers: { 'content-type': 'application/json' } })
  })
})

afterEach(() => {
  vi.unstubAllGlobals()
  queries.clear()
})

const box = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Findings' })

/** Puts the cursor behind these words. */
async function standBehind(text: string) {
  await userEvent.click(box())
  const at = box().value.indexOf(text) + text.length
  box().setSelectionRange(at, at)
  await userEvent.keyboard('{Shift}')
  box().dispatchEvent(new Event('select', { bubbles: true }))
}

test('a clause is cited at the cursor, by keyboard alone', async () => {
  render(<Writing keep={async () => true} />)
  await standBehind('As in')
  await userEvent.click(screen.getByRole('button', { name: say.cite.clause }))
  await userEvent.keyboard('pursuance{ArrowDown}{Enter}')
  expect(box().value).toBe('One is so.\n\nAs in Article XXI(c) of the GATT 1994 it is.')
  expect(document.activeElement).toBe(box())
  expect(box().selectionStart).toBe(box().value.indexOf(' it is'))
  expect(screen.getByText(say.cite.inserted('Article XXI(c) of the GATT 1994'))).toBeTruthy()
})

test('a ruling is cited with its paragraph, numbered through as on its page', async () => {
  render(<Writing keep={async () => true} />)
  await standBehind('As in')
  await userEvent.click(screen.getByRole('button', { name: say.cite.ruling }))
  await screen.findByRole('option', { name: /ISECRC 1/, hidden: true })
  await userEvent.keyboard('{ArrowDown}{Enter}')
  await screen.findByRole('option', { name: /quota/, hidden: true })
  await userEvent.keyboard('quota{ArrowDown}{Enter}')
  expect(box().value).toBe('One is so.\n\nAs in [2026] ISECRC 1 ¶ 3 it is.')
})

test('a remark is about the paragraph in which one is, after the text is kept', async () => {
  const keep = vi.fn(async () => true)
  render(<Writing keep={keep} />)
  await standBehind('As in')
  await userEvent.click(screen.getByRole('button', { name: words.act.remark.verb }))
  // Two paragraphs stand before the section.
  expect(screen.getByRole<HTMLOptionElement>('option', { name: /As in it is/ }).textContent).toContain(say.remarks.paragraph(5))
  await userEvent.type(screen.getByLabelText(new RegExp(say.remarks.text)), 'In what?')
  await userEvent.click(screen.getByRole('button', { name: words.act.remark.verb }))
  expect(keep).toHaveBeenCalledOnce()
  const put = sent.find(({ method }) => method === 'PUT')
  // What follows from the findings comes first in the section.
  expect(put?.body).toEqual({ section: 'findings', paragraph: 3, quote: '', text: 'In what?' })
  expect(put?.path).toMatch(/\/cases\/7\/remarks\/[0-9a-f-]{36}$/)
})

test('what cannot be kept is not remarked on', async () => {
  render(<Writing keep={async () => false} />)
  await userEvent.click(screen.getByRole('button', { name: words.act.remark.verb }))
  await userEvent.type(screen.getByLabelText(new RegExp(say.remarks.text)), 'In what?')
  await userEvent.click(screen.getByRole('button', { name: words.act.remark.verb }))
  expect(sent.filter(({ method }) => method === 'PUT')).toEqual([])
  expect(await screen.findByText(say.remarks.unkept)).toBeTruthy()
})

test('the paragraphs of a draft have the numbers of the ruling that it will be', () => {
  const all = placed([terms, section, roll, dissent], ({ section: name, paragraphs }) => (name === 'findings' ? ['So it is.'] : paragraphs))
  expect(all.map(({ first, generated, own }) => [first, generated.length, own.length])).toEqual([
    [1, 0, 2],
    [3, 1, 1],
    // The roll call is not numbered.
    [5, 0, 1],
    [5, 0, 1],
  ])
})

test('what the system puts into a section is read before the text and cannot be changed', () => {
  render(<Writing keep={async () => true} />)
  const generated = screen.getByText('It follows.')
  expect(generated.closest('textarea')).toBeNull()
  expect(screen.getByRole('link', { name: '3' })).toBeTruthy()
  expect(screen.getByText(say.fromFindings)).toBeTruthy()
  expect(screen.getByText(say.numbers(4, 5))).toBeTruthy()
})

test('a remark says where its words stand in the ruling now', () => {
  expect(place({ paragraph: 2, quote: 'so', now_at: 3 }, 19)).toBe(say.remarks.paragraph(21))
  expect(place({ paragraph: 2, quote: 'so', now_at: null }, 19)).toBe(say.remarks.gone)
  expect(place({ paragraph: null, quote: '', now_at: null }, 19)).toBe(say.remarks.section)
})
