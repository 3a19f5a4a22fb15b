// Why a row is mine, and where it leads.
import { expect, test } from 'vitest'
import { addressOf, whyMine } from './WorkPage'

const stateName = (code: string) => (code === 'XCC' ? 'Corvala' : code)

test.each([
  [{ owed_by: 'president', before_me: false }, 'You are the President.'],
  [{ owed_by: 'respondent', party: 'XCC', before_me: false }, 'You act for the respondent (Corvala).'],
  [{ owed_by: 'both_parties', party: 'XCC', before_me: false }, 'Both parties are asked; you act for Corvala.'],
  [{ owed_by: 'registrar', before_me: true }, 'Missed by the registrar; it has come before you as the President.'],
  [{ owed_by: 'each_member', before_me: true, missed_by: 'Ada' }, 'Missed by Ada (member of the panel); it has come before you as the President.'],
  [{ owed_by: 'presiding_member', before_me: true, missed_by: 'Ada' }, 'Missed by Ada (the presiding member); it has come before you as the President.'],
] as const)('%j', (row, why) => {
  expect(whyMine(row, stateName)).toBe(why)
})

test('what is mine leads to where it is done, and what another missed to the page of its case', () => {
  const score = { case_id: 'c', report_id: null, act: 'case.score' }
  expect(addressOf({ ...score, before_me: false })).toMatch(/\/cases\/c\/review$/)
  expect(addressOf({ ...score, before_me: true })).toMatch(/\/cases\/c$/)
  expect(addressOf({ case_id: null, report_id: 'r', act: 'linkage.transmit', before_me: true })).toMatch(/\/linkage\/r$/)
})
