// Which language opens first at the translations of a ruling.
import { expect, test } from 'vitest'
import { waiting } from './TranslationsPage'

const one = (language: string, state: 'draft' | 'published' | null, behind: boolean, open: number) => ({ language, state, behind, open })

test('what can be published comes before what is behind, and that before what is in progress', () => {
  const nothing = one('ar', null, false, 40)
  const fine = one('es', 'published', false, 0)
  const begun = one('fr', 'draft', false, 12)
  const behind = one('ru', 'published', true, 0)
  const whole = one('zh', 'draft', false, 0)
  expect(waiting([nothing, fine, begun, behind, whole])).toBe(whole)
  expect(waiting([nothing, fine, begun, behind])).toBe(behind)
  expect(waiting([nothing, fine, begun])).toBe(begun)
  expect(waiting([nothing, fine])).toBeUndefined()
})
