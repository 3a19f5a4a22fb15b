// In which classes one may send documents and in which not yet, and what else was sent with the same bytes.
import { expect, test } from 'vitest'
import { words } from '../words'
import { classesFor, sentAlso, type DocumentView, type SecrecyView } from './cases'

const me = 'ada'
const secrecy = (some: Partial<SecrecyView>): SecrecyView => ({ confidants: [], others: [], can: [], classes: ['C0', 'C1'], shut: [], declaration: [], ...some })

test('a class in which one may not send yet says what is missing, and where that is seen to', () => {
  const shut: SecrecyView['shut'] = [
    { class: 'C2', lacks: 'approval' },
    { class: 'C3', lacks: 'voice' },
  ]
  const [c1, c0, c2, c3] = classesFor(secrecy({ shut }), me)
  expect([c1?.value, c0?.value, c2?.value, c3?.value]).toEqual(['C1', 'C0', 'C2', 'C3'])
  expect([c1?.shut, c0?.shut]).toEqual([undefined, undefined])
  expect(c2?.shut).toEqual({ why: words.law.lacks.approval, there: true })
  expect(c3?.shut).toEqual({ why: words.law.lacks.voice, there: false })
})

test('whoever approves others can approve themselves', () => {
  const shut: SecrecyView['shut'] = [{ class: 'C2', lacks: 'approval' }]
  const others = [{ person: me, name: 'Ada' }]
  expect(classesFor(secrecy({ shut, others }), me).find(({ value }) => value === 'C2')?.shut?.why).toBe(words.ui.enclosures.approveYourself)
  expect(classesFor(secrecy({ shut, others }), 'another').find(({ value }) => value === 'C2')?.shut?.why).toBe(words.law.lacks.approval)
})

test('the usual class comes first, whatever is open', () => {
  expect(classesFor(undefined).map(({ value }) => value)).toEqual(['C1', 'C0'])
  expect(classesFor(secrecy({ classes: ['C0', 'C1', 'C3'], shut: [{ class: 'C2', lacks: 'declaration' }] })).map(({ value }) => value)).toEqual(['C1', 'C0', 'C2', 'C3'])
})

const document = (some: Partial<DocumentView>): DocumentView => ({
  id: 'one',
  title: 'Prices',
  file_name: 'prices.pdf',
  media_type: 'application/pdf',
  size_bytes: 1,
  sha256: 'aa',
  class: 'C3',
  by: 'XAA',
  filed: false,
  open: false,
  may_take_back: false,
  uploaded_at: '2026-03-06T15:15:00Z',
  ...some,
})

test.each([
  ['as an exhibit', { exhibit: 'XAA-1', filed: true }, 'The same file was also sent as C1 (\u2068XAA-1\u2069).'],
  ['not filed yet', { title: 'Open prices' }, 'The same file was also sent as C1 (\u2068Open prices\u2069).'],
  ['and may not be known by name', { title: null }, 'The same file was also sent as C1.'],
  ['in the same class', { class: 'C3' }, undefined],
  ['of the other side', { by: 'XBB' }, undefined],
  ['with other bytes', { sha256: 'bb' }, undefined],
  ['and was taken back', { destroyed_at: '2026-03-06T15:16:00Z' }, undefined],
  ['filed, and destroyed after the case', { filed: true, exhibit: 'XAA-1', destroyed_at: '2026-03-06T15:16:00Z' }, 'The same file was also sent as C1 (\u2068XAA-1\u2069).'],
] as const)('the same bytes %s', (_, some, said) => {
  const mine = document({})
  expect(sentAlso(mine, [mine, document({ id: 'other', class: 'C1', ...some })])).toBe(said)
})

test('what is filed is warned of no more', () => {
  const filed = document({ filed: true })
  expect(sentAlso(filed, [filed, document({ id: 'other', class: 'C1' })])).toBeUndefined()
})
