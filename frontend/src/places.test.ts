// Every act is done somewhere.
import { expect, test } from 'vitest'
import { actOf, placeOf } from './places'

test('the act of a deadline is found by its name', () => {
  expect(actOf('case.register')).toBe('register')
  expect(actOf('linkage.reply')).toBeUndefined()
})

test('what a registrar does with a request is done at intake, what a party files with the filings', () => {
  expect(placeOf('register')).toBe('intake')
  expect(placeOf('file_exhibit')).toBe('filings')
  expect(placeOf('agree_no_hearing')).toBe('')
})
