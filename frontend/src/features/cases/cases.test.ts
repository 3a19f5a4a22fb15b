// How a case is drawn, and what a request needs.
import { describe, expect, test } from 'vitest'
import type { components } from '../../api/schema'
import { blank, checked, filled, needed, partOf, tidy } from './request'
import { owed } from '../../owed'
import { marksOf, nextOf, resultsOf, trackOf, type ClaimResult } from './results'

type Deadline = components['schemas']['DeadlineView']
type Entry = components['schemas']['DocketEntryView']

const claim = (no: number, findings: Partial<Record<ClaimResult['steps'][number]['step'], ClaimResult['steps'][number]['finding']>>): ClaimResult => ({
  claim_id: `${no}`,
  no,
  outcome: 'JUSTIFIED',
  steps: Object.entries(findings).map(([step, finding]) => ({ step: step as ClaimResult['steps'][number]['step'], finding })),
})

const deadline = (part: Partial<Deadline>): Deadline => ({
  id: part.what ?? 'd',
  heading: 'A v. B',
  what: 'File the reply.',
  act: 'case.file_submission',
  owed_by: 'applicant',
  why: 'Fourteen days from service. It is shown as late.',
  state: 'open',
  overdue: false,
  escalated: false,
  before_me: false,
  by_itself: false,
  ...part,
})

const entry = (no: number, state_after: Entry['state_after']): Entry => ({
  no,
  act: 'submit',
  title: '',
  detail: {},
  by: '',
  at: `2026-01-0${no}T12:00:00Z`,
  served_on: `2026-01-0${no}`,
  state_after,
})

describe('the gates of a case', () => {
  test('are all open until something was found', () => {
    expect(new Set(Object.values(marksOf([])))).toEqual(new Set(['open']))
  })

  test('show one answer where all claims have it, and that they differ where they do', () => {
    const marks = marksOf([claim(1, { threshold: 'met', good_faith: 'met', necessity: 'not_met' }), claim(2, { threshold: 'met', good_faith: 'not_met' })])
    expect(marks).toEqual({ threshold: 'met', good_faith: 'contested', necessity: 'not_met', proportionality: 'not_reached' })
  })

  test('are drawn from results only, whatever else the answer holds', () => {
    expect(resultsOf([{}, { steps: 'none', no: 1 }, claim(1, { threshold: 'met' })])).toHaveLength(1)
    expect(resultsOf(null)).toEqual([])
  })
})

describe('the track of a case', () => {
  test('takes each state once, the last as the present one, then what is owed', () => {
    const steps = trackOf('registered', [entry(1, 'filed'), entry(2, 'filed'), entry(3, 'registered')], [deadline({ due_at: '2026-02-01T00:00:00Z' })])
    expect(steps.map(({ time, at }) => [time, at])).toEqual([
      ['past', '2026-01-01T12:00:00Z'],
      ['present', '2026-01-03T12:00:00Z'],
      ['next', '2026-02-01T00:00:00Z'],
    ])
  })

  test('shows a draft as present although its docket is empty', () => {
    expect(trackOf('draft', [], []).map(({ time }) => time)).toEqual(['present'])
  })

  test('shows what both parties owe on one day once', () => {
    const both = [deadline({ id: 'a', due_at: '2026-02-01T00:00:00Z', party: 'XAA' }), deadline({ id: 'b', due_at: '2026-02-01T00:00:00Z', party: 'XBB' })]
    expect(trackOf('draft', [], both).filter(({ time }) => time === 'next')).toHaveLength(1)
  })

  test('asks both parties as long as neither has answered, then the other one', () => {
    const asked = (party: string, state: string) => deadline({ id: party, owed_by: 'both_parties', party, state })
    expect(nextOf([asked('XAA', 'open'), asked('XCC', 'open')])).toMatchObject({ who: 'both parties' })
    expect(nextOf([asked('XAA', 'met'), asked('XCC', 'open')])).toMatchObject({ who: 'XCC' })
  })

  test('names nobody for what happens by itself', () => {
    const hour = deadline({ owed_by: 'registrar', due_at: '2026-02-01T00:00:00Z', by_itself: true })
    expect(nextOf([hour])).not.toHaveProperty('who')
    expect(nextOf([{ ...hour, by_itself: false }])).toMatchObject({ who: 'the registrar' })
  })

  test('puts what has no limit after what has one, and leaves out what is met', () => {
    const all = [deadline({ what: 'Agree.' }), deadline({ what: 'Reply.', due_at: '2026-02-01T00:00:00Z' }), deadline({ what: 'Done.', state: 'met' })]
    expect(owed(all).map(({ what }) => what)).toEqual(['Reply.', 'Agree.'])
    expect(nextOf(all)).toMatchObject({ what: 'Reply', by: '2026-02-01T00:00:00Z' })
    expect(nextOf([])).toBeUndefined()
  })
})

describe('a request for review', () => {
  test('says what it needs before it can be kept', () => {
    expect(needed(blank)).toEqual(['respondent', 'in_force_on', 'clause', 'ground'])
    const ready = { ...blank, respondent: 'XBB', clause_id: 'c', ground: 'g', measure: { ...blank.measure, in_force_on: '2026-01-01' } }
    expect(needed(ready)).toEqual([])
    expect(needed({ ...ready, certificate: { issuer: '', reference: '', issued_on: '' } })).toEqual(['issued_on'])
  })

  test('sends an emptied date as none', () => {
    expect(tidy({ ...blank, measure: { ...blank.measure, ended_on: '' } }).measure.ended_on).toBeNull()
  })

  test('leads each refused field to its part', () => {
    expect(['respondent', 'measure.ended_on', 'ground', 'claims.3.component', 'facts', 'certificate.reference', 'documents'].map(partOf)).toEqual([
      'measure', 'measure', 'clause', 'claims', 'facts', 'consent', 'file',
    ])
  })

  test('is checked claim by claim, and an empty part shows as empty', () => {
    const two = { ...blank, claims: [...blank.claims, ...blank.claims] }
    expect(checked(two).filter((field) => field.startsWith('claims'))).toEqual(['claims.0.obligation', 'claims.1.obligation'])
    expect(filled(blank, 'facts')).toBe(false)
    expect(filled(blank, 'claims.0.obligation')).toBe(false)
    expect(filled({ ...blank, facts: 'So it was.' }, 'facts')).toBe(true)
  })
})
