// A document that is never given out: how many pages it has is said once it is known.
import { MantineProvider } from '@mantine/core'
import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { words } from '../words'
import { PageViewer } from './PageViewer'

const say = words.ui.viewer

beforeEach(() => {
  vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:page', revokeObjectURL: () => undefined }))
})

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

test('while the first page loads, nothing is said of how many there are', async () => {
  let arrive: (page: { picture: Blob; pages: number }) => void = () => undefined
  const load = () => new Promise<{ picture: Blob; pages: number }>((resolve) => (arrive = resolve))
  render(
    <MantineProvider>
      <PageViewer label="Prices" load={load} asRefusal={() => null} />
    </MantineProvider>,
  )
  expect(screen.getByText('Page 1')).toBeTruthy()
  expect(screen.queryByText(say.page(1, 1))).toBeNull()
  expect(screen.getByRole('button', { name: say.next }).hasAttribute('disabled')).toBe(true)
  arrive({ picture: new Blob(), pages: 3 })
  expect(await screen.findByText('Page 1 of 3')).toBeTruthy()
  expect(screen.getByRole('button', { name: say.next }).hasAttribute('disabled')).toBe(false)
})
