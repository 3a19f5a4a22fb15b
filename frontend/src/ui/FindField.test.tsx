// One finds and chooses with the keyboard alone, and hears what there is.
import { MantineProvider } from '@mantine/core'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, test, vi } from 'vitest'
import { words } from '../words'
import { FindField } from './FindField'

const treaties = ['GATT', 'GATS', 'TRIPS']

function Finding({ onPick, onLeave, onSubmit }: { onPick: (value: string) => void; onLeave?: () => void; onSubmit?: () => void }) {
  const [query, setQuery] = useState('')
  const found = treaties.filter((one) => one.toLowerCase().includes(query.toLowerCase())).map((one) => ({ value: one, label: one, group: one.slice(0, 3) }))
  return (
    <MantineProvider>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          onSubmit?.()
        }}
      >
        <FindField label="Cite a clause" query={query} onQuery={setQuery} found={found} onPick={onPick} {...(onLeave && { onLeave })} />
      </form>
    </MantineProvider>
  )
}

test('it is a combobox by name, has the focus, and says how much is found', async () => {
  render(<Finding onPick={() => undefined} />)
  const field = screen.getByRole('combobox', { name: 'Cite a clause' })
  expect(document.activeElement).toBe(field)
  expect(screen.getByRole('status').textContent).toBe(words.ui.found(3))
  await userEvent.type(field, 'gat')
  expect(field.getAttribute('aria-expanded')).toBe('true')
  // Nothing has a size here, so the list counts as out of sight.
  const options = screen.getAllByRole('option', { hidden: true })
  expect(options.map((one) => one.textContent)).toEqual(['GATT', 'GATS'])
  const list = screen.getByRole('listbox', { hidden: true })
  expect(list.getAttribute('aria-label')).toBe('Cite a clause')
  expect(field.getAttribute('aria-controls')).toBe(list.id)
  expect(screen.getByRole('status').textContent).toBe(words.ui.found(2))
  await userEvent.type(field, 'x')
  expect(screen.getByRole('status').textContent).toBe(words.ui.found(0))
})

test('arrows lead through what is found, Enter chooses it and sends no form', async () => {
  const [onPick, onSubmit] = [vi.fn(), vi.fn()]
  render(<Finding onPick={onPick} onSubmit={onSubmit} />)
  const field = screen.getByRole('combobox')
  await userEvent.type(field, 'gat{Enter}')
  expect(onPick).not.toHaveBeenCalled()
  await userEvent.keyboard('{ArrowDown}{ArrowDown}')
  const active = field.getAttribute('aria-activedescendant')
  expect(active && document.getElementById(active)?.textContent).toBe('GATS')
  await userEvent.keyboard('{Enter}')
  expect(onPick).toHaveBeenCalledExactlyOnceWith('GATS')
  expect(onSubmit).not.toHaveBeenCalled()
})

test('what is cut off is not told as all there is', () => {
  render(
    <MantineProvider>
      <FindField label="Cite a clause" query="" onQuery={() => undefined} found={[{ value: 'a', label: 'a' }]} cut onPick={() => undefined} />
    </MantineProvider>,
  )
  expect(screen.getByRole('status').textContent).toBe(words.ui.foundFirst(1))
})

test('Escape folds the list, and once more leaves', async () => {
  const onLeave = vi.fn()
  render(<Finding onPick={() => undefined} onLeave={onLeave} />)
  const field = screen.getByRole('combobox')
  await userEvent.type(field, 'gat{Escape}')
  expect(field.getAttribute('aria-expanded')).toBe('false')
  expect(onLeave).not.toHaveBeenCalled()
  await userEvent.keyboard('{Escape}')
  expect(onLeave).toHaveBeenCalledOnce()
})
