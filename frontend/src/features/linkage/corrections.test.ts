// What a correction is about is said in words, not in the codes of the data.
import { expect, test } from 'vitest'
import { placeName } from './Corrections'

test.each([
  ['MEASURES_AGAINST._Z.2', 'Measures in force against the state, Class 2'],
  ['CLAIMS_DECIDED.NEC._T', 'Claims in which the step was found met or not met, Necessity, All classes'],
  ['5.1', 'Paragraph 5.1'],
  ['Section 5, Remedies', 'Section 5, Remedies'],
  ['constructor._Z.2', 'constructor._Z.2'],
])('%s', (what, name) => {
  expect(placeName(what)).toBe(name)
})
