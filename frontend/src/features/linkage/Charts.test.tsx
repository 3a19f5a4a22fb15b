import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { components } from '../../api/schema'
import { linkage as say } from '../../words'
import { Charts } from './Charts'
import { stageBars } from './ReportPage'

type Report = components['schemas']['ReportView']
type Line = Report['series'][number]

const line = (indicator: Line['indicator'], stage: string, value: number, sources: string[]): Line => ({ indicator, stage, tech_class: '_T', value, sources, status: 'A' })

const series = [
  line('CLAIMS_DECIDED', 'T0', 2, ['[2026] X 1', '[2026] X 2']),
  line('CLAIMS_NOT_MET', 'T0', 1, ['[2026] X 2']),
  line('REMEDIES_DUE', '_Z', 1, ['[2026] X 1']),
  line('REMEDIES_DONE', '_Z', 0, []),
  line('MEASURES_BY', '_Z', 1, ['2026/1']),
]

test('each number in a table stands beside what it rests on', () => {
  render(<Charts report={{ series, agency: 'X', state: 'XAA' } as unknown as Report} />)
  for (const name of [`${say.indicators.REMEDIES_DUE} 1 [2026] X 1`, `${say.indicators.REMEDIES_DONE} 0`, `${say.indicators.MEASURES_BY} 1 2026/1`]) {
    expect(screen.getByRole('row', { name, hidden: true })).toBeTruthy()
  }
})

test('a ruling stands behind the steps that it found met, and behind those that it did not', () => {
  const claim = (citation: string, finding: string) => ({ citation, steps: [{ step: 'threshold', finding, arguendo: false, votes: [] }] })
  const claims = [claim('[2026] X 1', 'met'), claim('[2026] X 2', 'not_met')] as unknown as Report['content']['claims']
  expect(stageBars({ series, content: { claims } })[0]).toMatchObject({
    values: { met: 1, not_met: 1 },
    sources: { met: ['[2026] X 1'], not_met: ['[2026] X 2'] },
  })
})
