// A ruling behind a figure leads to its page; what is no ruling is only named.
import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { rulingAddress, Sources } from './Sources'

test('the page of a ruling follows from its citation', () => {
  expect(rulingAddress('[2025] ISECRC 1')).toMatch(/\/rulings\/2025-isecrc-1$/)
  expect(rulingAddress('2026/11')).toBeUndefined()
})

test('each ruling is a link, and what is none is not', () => {
  const { container } = render(<Sources of={['[2025] ISECRC 1', '2026/11']} />)
  expect(screen.getAllByRole('link').map((one) => one.textContent)).toEqual(['[2025] ISECRC 1'])
  expect(container.textContent).toBe('[2025] ISECRC 1; 2026/11')
})
