// Whose work is whose.
import { expect, test } from 'vitest'
import { isMine } from './WorkPage'

test.each([
  ['registrar', null, [{ role: 'president' }], false],
  ['president', null, [{ role: 'president' }], true],
  ['applicant', 'XAA', [{ role: 'agent', state: 'XAA' }], true],
  ['applicant', 'XAA', [{ role: 'agent', state: 'XBB' }], false],
  ['candidate', null, [{ role: 'president' }, { role: 'panelist' }], true],
] as const)('what is owed by %s (%s) is mine or is not', (owed_by, party, roles, mine) => {
  expect(isMine({ owed_by, party }, roles)).toBe(mine)
})
