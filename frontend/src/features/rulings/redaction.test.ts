// What the publication of a ruling waits for.
import { expect, test } from 'vitest'
import { awaited } from './Redaction'

type Matter = Parameters<typeof awaited>[0]

const matter = (deadlines: Matter['deadlines']): Matter => ({
  applicant: { code: 'XAA', name: 'Arvenia' },
  respondent: { code: 'XBB', name: 'Belmora' },
  deadlines,
})

const publish = { act: 'case.publish', state: 'open', due_at: '2027-01-11T23:59:59Z' }
const party = { act: 'case.nothing_to_redact', state: 'open', party: 'XBB', due_at: '2026-12-01T23:59:59Z' }

test('each party that may still speak is named, with its last day', () => {
  expect(awaited(matter([publish, party]), [], 'UTC')).toEqual([
    'Publication waits for Belmora to say what must stay hidden, until Tue 1 Dec 2026 at the latest.',
    'On Mon 11 Jan 2027 the ruling is published by itself; what is undecided then stays masked.',
  ])
})

test('passages on which the panel has not ruled are counted', () => {
  const lists = [{ granted: true }, { granted: null }, {}]
  expect(awaited(matter([publish, { ...party, state: 'expired' }]), lists, 'UTC')[0]).toBe('Publication waits for the panel to rule on 2 passages of the lists.')
})

test('where everything is settled, nothing is awaited', () => {
  expect(awaited(matter([publish, { ...party, state: 'met' }]), [{ granted: false }], 'UTC')).toEqual([])
})
