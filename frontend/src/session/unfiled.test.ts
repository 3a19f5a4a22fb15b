// What is written and not filed is found again by the one who wrote it, and by nobody else.
import { afterEach, expect, test } from 'vitest'
import { forgetUnfiled, unfiled } from './unfiled'

afterEach(() => sessionStorage.clear())

const text = { text: 'I dissent.' }

test('it is there for the same person in the same matter until it is filed', () => {
  unfiled('opinion', '7', 'ada').keep(text)
  expect(unfiled('opinion', '7', 'ada').read()).toEqual(text)
  expect(unfiled('opinion', '7', 'ben').read()).toBeUndefined()
  expect(unfiled('opinion', '8', 'ada').read()).toBeUndefined()
  unfiled('opinion', '7', 'ada').drop()
  expect(unfiled('opinion', '7', 'ada').read()).toBeUndefined()
  expect(localStorage.length).toBe(0)
})

test('whoever signs in next finds nothing of it, and nothing outlives signing out', () => {
  sessionStorage.setItem('proviso.language.chosen', 'fr')
  unfiled('opinion', '7', 'ada').keep(text)
  unfiled('opinion', '7', 'ben').keep(text)
  forgetUnfiled('ben')
  expect([unfiled('opinion', '7', 'ada').read(), unfiled('opinion', '7', 'ben').read()]).toEqual([undefined, text])
  forgetUnfiled()
  expect(Object.keys(sessionStorage)).toEqual(['proviso.language.chosen'])
})
