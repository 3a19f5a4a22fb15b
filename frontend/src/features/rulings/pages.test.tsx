// The pages of a ruling and of its draft offer first what one owes, and say what silence means.
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { JSX } from 'react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { caseQuery, interimQuery, type CaseView } from '../../api/cases'
import { queries } from '../../api/client'
import { SeatProvider } from '../../ui/seat'
import { rulings as say, words } from '../../words'
import { InterimPage } from './InterimPage'
import { rulingQuery, type Ruling } from './ruling'
import { RulingPage } from './RulingPage'

vi.hoisted(() => {
  const Whole = globalThis.Request
  globalThis.Request = class extends Whole {
    constructor(input: RequestInfo | URL, init?: RequestInit) {
      super(typeof input === 'string' ? new URL(input, 'http://desk.test') : input, init)
    }
  }
})

const seat = { place: 'New York', zone: 'America/New_York', now: () => new Date('2026-03-06T15:15:00Z') }

type Deadline = CaseView['deadlines'][number]
const owing = (act: string, part: Partial<Deadline> = {}): Deadline => ({
  id: act, heading: '', what: '', act: `case.${act}`, owed_by: 'presiding_member', why: '', state: 'open', overdue: false, escalated: false, before_me: false, by_itself: false, ...part,
})

const party = (code: string, name: string) => ({ code, name, legal_effect: 'binding_by_consent' })

function matterOf(part: object): CaseView {
  const matter = { id: '7', version: 1, caption: 'Arvenia v. Corvala', applicant: party('XAA', 'Arvenia'), respondent: party('XCC', 'Corvala'), state: 'final_vote', my_side: null, i_sit: false, clause: null, can: [], deadlines: [] }
  return { ...matter, ...part } as unknown as CaseView
}

function rulingOf(part: object): Ruling {
  const ruling = {
    sections: [], findings: [], remedies: [], complete: true, missing: [], cautions: [], unheard: [], draft_sent: true, opinions: [], in_revision: false, requests: [],
    departures_missing: false, voted: { cast: 3, of: 3, mine: true }, ballots: [], sits: false, can: [],
  }
  return { ...ruling, ...part } as unknown as Ruling
}

async function show(page: () => JSX.Element, matter: CaseView) {
  queries.setQueryData(caseQuery('7').queryKey, matter)
  const root = createRootRoute()
  const route = createRoute({ getParentRoute: () => root, path: '/cases/$case', component: page })
  const router = createRouter({ routeTree: root.addChildren([route]), history: createMemoryHistory({ initialEntries: ['/cases/7'] }) })
  render(
    <MantineProvider>
      <SeatProvider value={seat}>
        <QueryClientProvider client={queries}>
          {/* A router of its own, which the desk's does not know. */}
          <RouterProvider router={router as never} />
        </QueryClientProvider>
      </SeatProvider>
    </MantineProvider>,
  )
  await screen.findByRole('heading', { level: 1 })
}

const primary = () => document.querySelector('[data-primary] button')?.textContent

beforeEach(() => {
  // What is in the cache is what the server would say.
  vi.stubGlobal('fetch', () => new Promise(() => undefined))
})

afterEach(() => {
  vi.unstubAllGlobals()
  queries.clear()
})

test('whoever owes the signature signs first, and may give an opinion besides', async () => {
  queries.setQueryData(rulingQuery('7').queryKey, rulingOf({ can: ['give_opinion', 'sign'] }))
  await show(RulingPage, matterOf({ deadlines: [owing('sign')] }))
  expect(primary()).toBe(words.act.sign.verb)
  expect(screen.getByText(say.lead.vote)).toBeTruthy()
})

test('what one merely may is not put first', async () => {
  queries.setQueryData(rulingQuery('7').queryKey, rulingOf({ can: ['give_opinion'] }))
  await show(RulingPage, matterOf({}))
  expect(primary()).toBeUndefined()
  expect(screen.getByRole('button', { name: words.act.give_opinion.verb })).toBeTruthy()
})

test('of the two answers on redaction neither is first, and the one that ends it asks', async () => {
  queries.setQueryData(rulingQuery('7').queryKey, rulingOf({ can: ['nothing_to_redact', 'file_redactions'] }))
  await show(RulingPage, matterOf({ state: 'issued', my_side: 'applicant', deadlines: [owing('nothing_to_redact', { party: 'XAA', owed_by: 'both_parties' })] }))
  expect(primary()).toBeUndefined()
  await userEvent.click(screen.getByRole('button', { name: words.act.nothing_to_redact.verb }))
  expect(screen.getByText(words.act.nothing_to_redact.restate ?? 'nothing is restated')).toBeTruthy()
})

test('a draft on which the comments are unanswered is not said to be complete', async () => {
  const section = { section: 'interim_review', title: 'Interim review', generated: ['The draft was sent.'], paragraphs: [], from_findings: false }
  queries.setQueryData(rulingQuery('7').queryKey, rulingOf({ complete: false, missing: ['interim_review'], sections: [section] }))
  await show(RulingPage, matterOf({ state: 'interim_review' }))
  expect(screen.getByText(say.unanswered)).toBeTruthy()
  expect(screen.queryByText(say.missing(words.law.ruling_section.interim_review))).toBeNull()
})

const round = (no: number, point: string) => ({ no, sent_at: '2026-03-01T15:00:00Z', claims: [], point, sections: [], remedies: [], findings: [], comments: [], closed_at: null })
const asked = owing('comment_on_draft', { party: 'XAA', owed_by: 'both_parties', due_at: '2026-03-20T03:59:00Z', rule: 'DL-123', what: 'Comment on the point that the panel has named.' })

test('in a second round one is asked for the point, which stands above, and silence is said to be enough', async () => {
  queries.setQueryData(interimQuery('7').queryKey, { rounds: [round(1, ''), round(2, 'Was the quota tried?')], can: ['comment_on_draft'] } as never)
  await show(InterimPage, matterOf({ state: 'interim_review', my_side: 'applicant', deadlines: [asked] }))
  expect(primary()).toBe(say.speakToPoint)
  expect(screen.getByText(/Comment on the point that the panel has named/)).toBeTruthy()
  const silence = screen.getByText(/You need not say anything/)
  expect(silence.textContent).toContain('decides on the point without you')
  expect(silence.textContent).toMatch(/19 Mar 2026/)
  const point = screen.getAllByText('Was the quota tried?')[0]
  await userEvent.click(screen.getByRole('button', { name: say.speakToPoint }))
  const form = screen.getByRole('form', { name: say.speakToPoint })
  expect(point?.compareDocumentPosition(form)).toBe(Node.DOCUMENT_POSITION_FOLLOWING)
  expect(within(form).getByRole('textbox', { name: new RegExp(say.onPoint) })).toBeTruthy()
  expect(within(form).queryByRole('checkbox')).toBeNull()
})

test('a first round ends in the final vote if nobody comments', async () => {
  queries.setQueryData(interimQuery('7').queryKey, { rounds: [round(1, '')], can: ['comment_on_draft'] } as never)
  await show(InterimPage, matterOf({ state: 'interim_review', my_side: 'applicant', deadlines: [asked] }))
  expect(screen.getByText(/goes to the final vote as it is/)).toBeTruthy()
  expect(primary()).toBe(words.act.comment_on_draft.verb)
})

test('the panel is led to the text', async () => {
  queries.setQueryData(interimQuery('7').queryKey, { rounds: [round(1, '')], can: [] } as never)
  await show(InterimPage, matterOf({ state: 'interim_review', i_sit: true, deadlines: [owing('comments_considered', { what: 'Consider it.' })] }))
  expect(screen.getByRole('link', { name: say.title }).getAttribute('href')).toMatch(/\/cases\/7\/ruling$/)
})
