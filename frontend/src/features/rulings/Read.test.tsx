// The text at the desk is the text that issues: its paragraphs, its numbers, its order.
import { MantineProvider } from '@mantine/core'
import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { rulings as say } from '../../words'
import type { Ruling } from './ruling'
import { Read } from './Read'

const part = (section: Ruling['sections'][number]['section'], generated: string[], paragraphs: string[]) => ({ section, title: section, generated, paragraphs, from_findings: false })
const remedy = { claim_no: 1, text: 'withdraw the duty', sentence: 'Corvala shall withdraw the duty.', weight: 1 }

function numbers() {
  return screen.getAllByRole('link').map((link) => [link.textContent, link.nextElementSibling?.textContent])
}

test('what the findings and the record put in is there, marked, and counts', () => {
  const sections = [part('terms_of_reference', [], ['Asked.']), part('findings', ['Claim 1, threshold: not met.'], ['For these reasons.']), part('interim_review', ['The draft was sent.'], ['It is answered.'])]
  render(
    <MantineProvider>
      <Read ruling={{ sections, remedies: [remedy] }} />
    </MantineProvider>,
  )
  expect(numbers()).toEqual([
    ['1', 'Asked.'],
    ['2', 'Claim 1, threshold: not met.'],
    ['3', 'For these reasons.'],
    ['4', 'The draft was sent.'],
    ['5', 'It is answered.'],
  ])
  expect(screen.getByText(say.fromFindings)).toBeTruthy()
  expect(screen.getByText(say.fromRecord)).toBeTruthy()
  expect(screen.getByText(remedy.sentence)).toBeTruthy()
})

test('what is ordered stands before what members say in their own name', () => {
  const sections = [part('recommendations', [], ['See the remedies.']), part('votes', [], ['Carried.']), part('opinions', [], ['I dissent.'])]
  render(
    <MantineProvider>
      <Read ruling={{ sections, remedies: [remedy] }} />
    </MantineProvider>,
  )
  const [ordered, own] = [screen.getByText(remedy.sentence), screen.getByText('I dissent.')]
  expect(ordered.compareDocumentPosition(own)).toBe(Node.DOCUMENT_POSITION_FOLLOWING)
  // The roll call is not numbered.
  expect(numbers()).toEqual([
    ['1', 'See the remedies.'],
    ['2', 'I dissent.'],
  ])
})
