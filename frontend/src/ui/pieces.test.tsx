// The pieces that decide something: what they offer, what they say, what they refuse.
import { MantineProvider } from '@mantine/core'
import { render as renderBare, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import type { ReactElement } from 'react'
import { describe, expect, test, vi } from 'vitest'
import { words } from '../words'
import { ActBar } from './ActBar'
import { Chart, pieces } from './Chart'
import { Due } from './Due'
import { Button } from './Button'
import { ChecksField, ChoiceField, countWords, DateField, Form, LongTextField, TextField } from './Form'
import { Gates, gatesInWords, type Marks } from './Gates'
import { addressWith } from './Link'
import { daysUntil, moment, SeatProvider } from './seat'
import { languageOfText } from './Said'
import { Shortcuts, showShortcuts, useShortcut } from './Shortcuts'
import { nextSort, Table } from './Table'
import { Track, type TrackStep } from './Track'
import { size, Upload } from './Upload'

const seat = { place: 'New York', zone: 'America/New_York', now: () => new Date('2026-03-06T15:15:00Z') }

function render(piece: ReactElement) {
  return renderBare(
    <MantineProvider>
      <SeatProvider value={seat}>{piece}</SeatProvider>
    </MantineProvider>,
  )
}

const marks: Marks = { threshold: 'met', good_faith: 'contested', necessity: 'not_met', proportionality: 'not_reached' }

describe('time', () => {
  test('days are counted at the seat, not where the reader is', () => {
    // 03:30 UTC on the 10th is still the 9th in New York.
    expect(daysUntil('2026-03-10T03:30:00Z', seat.now(), seat.zone)).toBe(3)
    expect(daysUntil('2026-03-10T04:30:00Z', seat.now(), seat.zone)).toBe(4)
    expect(daysUntil('2026-03-05T12:00:00Z', seat.now(), seat.zone)).toBe(-1)
  })

  test('a moment is written with its weekday and in seat time', () => {
    expect(moment('2026-03-10T03:59:59Z', seat.zone)).toBe('Mon 9 Mar 2026, 23:59')
  })

  test('a due date says when, how long that is, and why', () => {
    render(<Due at="2026-03-10T03:59:59Z" rule="14 days from service" />)
    expect(screen.getByText(/Mon 9 Mar 2026, 23:59 in New York/)).toBeTruthy()
    expect(screen.getByText('3 days left')).toBeTruthy()
    expect(screen.getByText('Rule: 14 days from service')).toBeTruthy()
  })

  test('a missed date says that it is late', () => {
    render(<Due at="2026-03-04T20:00:00Z" />)
    expect(screen.getByText('2 days late')).toBeTruthy()
  })
})

describe('gates', () => {
  test('the small figure has the whole result as its name', () => {
    render(<Gates size="mark" marks={marks} />)
    expect(screen.getByRole('img').getAttribute('aria-label')).toBe(
      'The four steps. Threshold: met; Good faith: contested; Necessity: not met; Proportionality: not reached.',
    )
    expect(gatesInWords(marks)).toContain('Necessity: not met')
  })

  test('the large figure says each outcome in words and marks the present step', () => {
    render(<Gates size="figure" marks={marks} current="necessity" />)
    const steps = screen.getAllByRole('listitem')
    expect(steps.map((step) => step.textContent)).toEqual([
      'ThresholdMet', 'Good faithContested', 'NecessityNot met', 'ProportionalityNot reached',
    ])
    expect(steps.map((step) => step.getAttribute('aria-current'))).toEqual([null, null, 'step', null])
  })
})

describe('the track', () => {
  const steps: TrackStep[] = Array.from({ length: 7 }, (_, index) => ({ key: `${index}`, label: `Step ${index}`, time: 'past', at: '2026-01-01' }))

  test('early steps are folded and can be shown', async () => {
    render(<Track steps={[...steps, { key: 'now', label: 'Written phase', time: 'present' }]} />)
    expect(screen.queryByText('Step 2')).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: 'Show the first 3 steps' }))
    expect(screen.getByText('Step 0')).toBeTruthy()
    expect(screen.getByText('Written phase').closest('li')?.getAttribute('aria-current')).toBe('step')
  })

  test('one sentence says what is next, who owes it, by when, under which rule', () => {
    render(<Track steps={[]} next={{ what: 'the reply is filed', who: 'the applicant', by: '2026-03-10T03:59:59Z', rule: '21 days' }} />)
    expect(
      screen.getByText('What happens next: the reply is filed. Owed by the applicant by Mon 9 Mar 2026, 23:59 in New York (3 days left). Rule: 21 days.'),
    ).toBeTruthy()
  })
})

describe('acts', () => {
  test('only what the server offers is offered, with what it will do', () => {
    render(<ActBar can={['find_deficient']} labels={words.act} onAct={vi.fn()} />)
    const buttons = screen.getAllByRole('button')
    expect(buttons.map((button) => button.textContent)).toEqual(['Notify the defects'])
    expect(screen.getByText(words.act.find_deficient.does)).toBeTruthy()
  })

  test('an act that cannot be taken back is restated before it is done', async () => {
    const onAct = vi.fn()
    render(<ActBar can={['register', 'find_deficient']} labels={words.act} subject="Ukraine v. Russian Federation" onAct={onAct} />)
    await userEvent.click(screen.getByRole('button', { name: 'Register the case' }))
    expect(onAct).not.toHaveBeenCalled()
    expect(screen.getByText('Ukraine v. Russian Federation')).toBeTruthy()
    expect(screen.getByText('A registered case cannot be unregistered.')).toBeTruthy()
    await userEvent.click(screen.getByRole('button', { name: 'Register the case' }))
    expect(onAct).toHaveBeenCalledExactlyOnceWith('register')
  })

  test('an act that can be taken back is done at once', async () => {
    const onAct = vi.fn()
    render(<ActBar can={['find_deficient']} labels={words.act} onAct={onAct} />)
    await userEvent.click(screen.getByRole('button', { name: 'Notify the defects' }))
    expect(onAct).toHaveBeenCalledExactlyOnceWith('find_deficient')
  })

  test('an act that is folded again gives the focus back to its button', async () => {
    render(<ActBar can={['register', 'find_deficient']} labels={words.act} onAct={vi.fn()} />)
    await userEvent.click(screen.getByRole('button', { name: 'Register the case' }))
    await userEvent.click(screen.getByRole('button', { name: words.ui.notNow }))
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Register the case' }))
  })

  test('what was done is said where something listens already, and has the focus', () => {
    const bar = (done?: string) => (
      <MantineProvider>
        <ActBar can={[]} labels={words.act} done={done} onAct={vi.fn()} />
      </MantineProvider>
    )
    const { rerender } = renderBare(bar())
    const listening = screen.getByRole('status')
    rerender(bar('Register the case: done.'))
    expect(screen.getByRole('status')).toBe(listening)
    expect(listening.textContent).toBe('Register the case: done.')
    expect(document.activeElement).toBe(listening)
  })

  test('an act that closes while it is asked about is no longer asked', async () => {
    const bar = (can: ('register' | 'find_deficient')[]) => (
      <MantineProvider>
        <ActBar can={can} labels={words.act} onAct={vi.fn()} />
      </MantineProvider>
    )
    const { rerender } = renderBare(bar(['register', 'find_deficient']))
    await userEvent.click(screen.getByRole('button', { name: 'Register the case' }))
    rerender(bar(['find_deficient']))
    expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual(['Notify the defects'])
  })
})

describe('forms', () => {
  const problem = { code: 'content.invalid', detail: 'The request is incomplete.', remedy: 'Fill in what is named.', fields: [{ path: 'claims.0.obligation', why: 'Name the obligation.' }] }

  test('a refusal lands on its field and is read with it', () => {
    render(
      <Form problem={problem} onSubmit={vi.fn()}>
        <TextField path="claims.0.obligation" label="Obligation" value="" onChange={vi.fn()} />
        <TextField path="claims.1.obligation" label="Second obligation" value="" onChange={vi.fn()} />
      </Form>,
    )
    const refused = screen.getByLabelText('Obligation')
    expect(refused.getAttribute('aria-invalid')).toBe('true')
    const described = (refused.getAttribute('aria-describedby') ?? '').split(' ')
    expect(described.map((id) => document.getElementById(id)?.textContent)).toContain('Name the obligation.')
    expect(screen.getByLabelText('Second obligation').getAttribute('aria-invalid')).not.toBe('true')
    expect(within(screen.getByRole('alert')).getByText(/Fill in what is named/)).toBeTruthy()
    expect(document.activeElement).toBe(screen.getByRole('alert'))
  })

  test('a day that the server could not read is marked, and how many fields need attention is said once', () => {
    const fields = [{ path: 'signed_on', why: 'Give a day, as 2026-11-30.', kind: 'day' as const, names: [] }]
    render(
      <Form problem={{ code: 'content.invalid', detail: 'Give a day, as 2026-11-30.', remedy: 'Correct it.', lang: 'en', fields }} onSubmit={vi.fn()}>
        <DateField path="signed_on" label="Signed on" value="" onChange={vi.fn()} />
      </Form>,
    )
    expect(screen.getByLabelText('Signed on').getAttribute('aria-invalid')).toBe('true')
    const alert = screen.getByRole('alert')
    expect(within(alert).getAllByText('One field needs your attention.')).toHaveLength(1)
    expect(within(alert).getAllByText('Give a day, as 2026-11-30.')).toHaveLength(1)
  })

  test('a group of choices is refused as a whole, and the refusal leads to it', async () => {
    const refusal = { ...problem, fields: [{ path: 'size', why: 'Choose one.' }] }
    const forms = (refused: boolean) => (
      <MantineProvider>
        <main>
        <Form problem={null} onSubmit={vi.fn()}>
          <ChoiceField path="size" label="Size" value="" onChange={vi.fn()} options={[{ value: '3', label: 'Three' }]} />
        </Form>
        <Form problem={refused ? refusal : null} onSubmit={vi.fn()}>
          <ChoiceField path="size" label="Other size" value="" onChange={vi.fn()} options={[{ value: '3', label: 'Five' }]} />
        </Form>
        </main>
      </MantineProvider>
    )
    const { rerender } = renderBare(forms(false))
    rerender(forms(true))
    const group = screen.getByRole('radiogroup', { name: 'Other size' })
    expect(group.getAttribute('aria-invalid')).toBe('true')
    expect(document.getElementById(group.getAttribute('aria-describedby') ?? '')?.textContent).toBe('Choose one.')
    await userEvent.click(screen.getByRole('button', { name: 'Choose one.' }))
    expect(document.activeElement).toBe(within(group).getByRole('radio'))
  })

  test('reasons are counted in words against their least', () => {
    expect(countWords('  two   words ')).toBe(2)
    expect(countWords('国家安全 – as GATT')).toBe(4)
    render(<LongTextField path="reasons" label="Reasons" wordsMin={40} value="not nearly enough" onChange={vi.fn()} />)
    expect(screen.getByText('3 words of at least 40')).toBeTruthy()
  })
})

describe('tables', () => {
  test('an order is an address, and the same column turns round', () => {
    expect(nextSort('due', 'due')).toBe('-due')
    expect(nextSort('-due', 'due')).toBe('due')
    expect(addressWith('/b/desk/cases?sort=due&after=9&state=filed', { sort: '-due', after: undefined })).toBe('/b/desk/cases?sort=-due&state=filed')
  })

  test('the row is one link and the sorted column says so', () => {
    render(
      <Table
        caption="Cases"
        rows={[{ id: '7', name: 'Ukraine v. Russian Federation' }]}
        rowKey={(row) => row.id}
        href={(row) => `/b/desk/cases/${row.id}`}
        sort="-name"
        address="/b/desk/cases"
        columns={[{ key: 'name', head: 'Case', main: true, sortable: true, cell: (row) => row.name }]}
      />,
    )
    expect(screen.getByRole('link', { name: 'Ukraine v. Russian Federation' }).getAttribute('href')).toBe('/b/desk/cases/7')
    expect(screen.getByRole('columnheader').getAttribute('aria-sort')).toBe('descending')
  })
})

describe('documents', () => {
  const pdf = (bytes: number) => new File([new Uint8Array(bytes)], 'exhibit.pdf', { type: 'application/pdf' })

  test('a file of another kind is refused with the kinds that can be filed, and not sent', async () => {
    const send = vi.fn()
    render(<Upload label="Exhibit" kinds={['.pdf']} bytesMax={100} send={send} onReceived={vi.fn()} />)
    await userEvent.upload(screen.getByLabelText('Exhibit'), new File(['x'], 'exhibit.exe'), { applyAccept: false })
    expect(screen.getByRole('alert').textContent).toContain('Accepted: PDF')
    expect(send).not.toHaveBeenCalled()
  })

  test('a file that is too large is refused with both sizes', async () => {
    render(<Upload label="Exhibit" kinds={['.pdf']} bytesMax={100} send={vi.fn()} onReceived={vi.fn()} />)
    await userEvent.upload(screen.getByLabelText('Exhibit'), pdf(2000))
    expect(screen.getByRole('alert').textContent).toContain('exhibit.pdf has 2.0 kB; a document may have at most 100 B')
  })

  test.each([
    ['ab', words.ui.receiptMatches],
    ['cd', words.ui.receiptDiffers],
  ])('the receipt is shown, compared with the file here, and handed on: %s', async (byte, says) => {
    // jsdom's buffers are not those of the platform's own digest.
    vi.spyOn(crypto.subtle, 'digest').mockResolvedValue(new Uint8Array(32).fill(0xab).buffer)
    const receipt = { name: 'exhibit.pdf', bytes: 3, sha256: byte.repeat(32) }
    const onReceived = vi.fn()
    render(<Upload label="Exhibit" kinds={['.pdf']} bytesMax={100} send={() => Promise.resolve(receipt)} onReceived={onReceived} />)
    await userEvent.upload(screen.getByLabelText('Exhibit'), pdf(3))
    expect(await screen.findByText(byte.repeat(32))).toBeTruthy()
    expect(screen.getByText(says)).toBeTruthy()
    expect(onReceived).toHaveBeenCalledExactlyOnceWith(receipt)
  })

  test('what the server refuses is said in its words', async () => {
    const refusal = { code: 'document.type', detail: 'The file says PDF but is not one.', remedy: 'Export it again.' }
    render(<Upload label="Exhibit" kinds={['.pdf']} bytesMax={100} send={() => Promise.reject(refusal)} onReceived={vi.fn()} />)
    await userEvent.upload(screen.getByLabelText('Exhibit'), pdf(3))
    expect((await screen.findByRole('alert')).textContent).toContain('The file says PDF but is not one.')
  })

  test('sizes are written as people read them', () => {
    expect([size(999), size(3.4 * 1024), size(34 * 1024), size(50 * 1024 * 1024)]).toEqual(['999 B', '3.4 kB', '34 kB', '50 MB'])
  })
})

describe('charts', () => {
  const series = [{ key: 'met', label: 'Met' }, { key: 'not_met', label: 'Not met' }]

  test('a bar is cut in proportion to the longest, and nothing is drawn for nothing', () => {
    expect(pieces({ label: 'T0', values: { met: 3, not_met: 1 } }, series, 8)).toEqual([
      { key: 'met', mark: undefined, value: 3, start: 0, length: 37.5 },
      { key: 'not_met', mark: undefined, value: 1, start: 37.5, length: 12.5 },
    ])
    expect(pieces({ label: 'T0', values: { not_met: 1 } }, series, 8)).toHaveLength(1)
  })

  test('the figures stand in a table behind the chart', () => {
    render(<Chart title="Findings" unit="claims" series={series} bars={[{ label: 'Threshold', values: { met: 7 } }]} />)
    expect(screen.getByRole('row', { name: 'Threshold 7 0', hidden: true })).toBeTruthy()
  })
})

describe('the words of others', () => {
  test('their language is told by their letters, and is not guessed among those of one script', () => {
    expect(['A ban', 'حظر', '禁令', 'Запрет'].map((text) => languageOfText(text, 'ar'))).toEqual(['und', undefined, 'zh', 'ru'])
    expect(languageOfText('Une interdiction', 'en')).toBeUndefined()
  })
})

describe('shortcuts', () => {
  function WithShortcut({ run }: { run: () => void }) {
    useShortcut('g d', 'Go to Docket', run)
    return <input aria-label="Text" />
  }

  test('two keys in succession do what they say, except while typing', async () => {
    const run = vi.fn()
    render(
      <>
        <Shortcuts />
        <WithShortcut run={run} />
      </>,
    )
    await userEvent.keyboard('gd')
    expect(run).toHaveBeenCalledOnce()
    await userEvent.type(screen.getByLabelText('Text'), 'gd')
    expect(run).toHaveBeenCalledOnce()
  })

  test('they can be turned off, and on again', async () => {
    const run = vi.fn()
    render(
      <>
        <Shortcuts />
        <WithShortcut run={run} />
      </>,
    )
    await userEvent.keyboard('?')
    await userEvent.click(screen.getByRole('checkbox', { name: words.ui.keysAct }))
    await userEvent.click(screen.getByRole('button', { name: words.ui.close }))
    await userEvent.keyboard('gd')
    expect(run).not.toHaveBeenCalled()
    showShortcuts()
    await userEvent.click(screen.getByRole('checkbox', { name: words.ui.keysAct }))
    await userEvent.click(screen.getByRole('button', { name: words.ui.close }))
    await userEvent.keyboard('gd')
    expect(run).toHaveBeenCalledOnce()
  })

  test('the question mark lists them', async () => {
    render(
      <>
        <Shortcuts />
        <WithShortcut run={vi.fn()} />
      </>,
    )
    await userEvent.keyboard('?')
    expect(within(screen.getByRole('dialog')).getByText('Go to Docket')).toBeTruthy()
  })
})

describe('some of a few', () => {
  test('are chosen one by one, and a refusal is said once', async () => {
    const onChange = vi.fn()
    const options = [
      { value: '1', label: 'Claim 1' },
      { value: '2', label: 'Claim 2' },
    ]
    render(
      <Form problem={{ code: 'content.invalid', detail: 'No.', lang: 'en', fields: [{ path: 'claims', why: 'Name a claim.' }] }} onSubmit={() => undefined}>
        <ChecksField path="claims" label="Claims" chosen={['1']} onChange={onChange} options={options} />
      </Form>,
    )
    const group = screen.getByRole('group', { name: 'Claims' })
    expect(within(group).getAllByText('Name a claim.')).toHaveLength(1)
    for (const box of within(group).getAllByRole('checkbox')) {
      expect(box.getAttribute('aria-invalid')).toBe('true')
      expect(document.getElementById(box.getAttribute('aria-describedby') ?? '')?.textContent).toBe('Name a claim.')
    }
    await userEvent.click(within(group).getByRole('checkbox', { name: 'Claim 2' }))
    expect(onChange).toHaveBeenLastCalledWith(['1', '2'])
    await userEvent.click(within(group).getByRole('checkbox', { name: 'Claim 1' }))
    expect(onChange).toHaveBeenLastCalledWith([])
  })
})

describe('the way out of a form', () => {
  const labels = { go: { verb: 'Go', does: 'Goes.' } }
  const unfold = async (form: ReactElement) => {
    render(<ActBar can={['go']} labels={labels} forms={{ go: () => form }} onAct={() => undefined} />)
    await userEvent.click(screen.getByRole('button', { name: 'Go' }))
    return screen.getAllByRole('button', { name: words.ui.notNow })
  }

  test('stands beside what sends it', async () => {
    const out = await unfold(
      <Form onSubmit={() => undefined} label="Going">
        <Button primary type="submit">
          Send
        </Button>
      </Form>,
    )
    expect(out).toHaveLength(1)
    expect(within(screen.getByRole('form', { name: 'Going' })).getByRole('button', { name: words.ui.notNow })).toBe(out[0])
  })

  test('is there where nothing sends it', async () => {
    expect(await unfold(<p>Nothing to send.</p>)).toHaveLength(1)
  })
})
