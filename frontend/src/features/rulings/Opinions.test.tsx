// An opinion that is begun is not lost, is of no kind until its author says so, and is read when it is filed.
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Acting, CaseView } from '../../api/cases'
import { queries } from '../../api/client'
import { meQuery } from '../../session/session'
import { SeatProvider } from '../../ui/seat'
import { rulings as say, words } from '../../words'
import { GiveOpinion, GivenOpinions } from './Opinions'
import type { Ruling } from './ruling'

const seat = { place: 'New York', zone: 'America/New_York', now: () => new Date('2026-03-06T15:15:00Z') }
const matter = { id: '7', version: 1, clause: null } as unknown as CaseView
const given = { author: 'Ada', mine: true, reserved: true, kind: 'separate', paragraphs: ['I agree, for other reasons.'], given_at: '2026-03-06T15:15:00Z' } satisfies Ruling['opinions'][number]

function Giving({ run, close }: { run: Acting['run']; close: () => void }) {
  const acting: Acting = { busy: false, problem: null, failed: undefined, done: undefined, run }
  return (
    <MantineProvider>
      <SeatProvider value={seat}>
        <QueryClientProvider client={queries}>
          <GiveOpinion matter={matter} ruling={{ opinions: [] } as unknown as Ruling} acting={acting} close={close} />
        </QueryClientProvider>
      </SeatProvider>
    </MantineProvider>
  )
}

beforeEach(() => {
  queries.setQueryData(meQuery.queryKey, { person: { id: 'ada' } } as never)
})

afterEach(() => {
  sessionStorage.clear()
  queries.clear()
})

const box = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: new RegExp(say.opinionText) })
const give = () => screen.getByRole<HTMLButtonElement>('button', { name: words.act.give_opinion.verb })

test('what was begun is there when one comes back, and gone once it is filed', async () => {
  const run = vi.fn(async () => true)
  const close = vi.fn()
  render(<Giving run={run} close={close} />)
  expect(screen.getByText(say.opinionKeeps)).toBeTruthy()
  await userEvent.type(box(), 'I would have found it met.')
  expect(screen.getByText(say.opinionKept)).toBeTruthy()
  cleanup()
  render(<Giving run={run} close={close} />)
  expect(box().value).toBe('I would have found it met.')
  // Nothing is chosen for the author.
  expect(screen.getAllByRole<HTMLInputElement>('radio').map(({ checked }) => checked)).not.toContain(true)
  expect(give().disabled).toBe(true)
  await userEvent.click(screen.getByRole('radio', { name: words.law.opinion_kind.separate }))
  await userEvent.click(give())
  expect(run).toHaveBeenCalledOnce()
  expect(close).toHaveBeenCalledOnce()
  cleanup()
  render(<Giving run={run} close={close} />)
  expect(box().value).toBe('')
})

test('closing the tab on what is begun is asked about', async () => {
  const leaves = () => {
    const event = new Event('beforeunload', { cancelable: true })
    window.dispatchEvent(event)
    return event.defaultPrevented
  }
  render(<Giving run={async () => false} close={() => undefined} />)
  expect(leaves()).toBe(false)
  await userEvent.type(box(), 'No.')
  expect(leaves()).toBe(true)
})

test('what was refused is kept', async () => {
  render(<Giving run={async () => false} close={() => undefined} />)
  await userEvent.type(box(), 'No.')
  await userEvent.click(screen.getByRole('radio', { name: words.law.opinion_kind.dissent }))
  await userEvent.click(give())
  cleanup()
  render(<Giving run={async () => false} close={() => undefined} />)
  expect(box().value).toBe('No.')
})

test('an opinion may cite what the text of the ruling may', () => {
  render(<Giving run={async () => true} close={() => undefined} />)
  expect(screen.getByRole('button', { name: say.cite.ruling })).toBeTruthy()
})

test('the author reads what was filed', () => {
  render(<GivenOpinions ruling={{ opinions: [given, { ...given, author: 'Ben', mine: false, paragraphs: ['No.'] }] }} />)
  expect(screen.getByText('I agree, for other reasons.').closest('details')?.open).toBe(true)
  expect(screen.getByText('No.').closest('details')?.open).toBe(false)
})
