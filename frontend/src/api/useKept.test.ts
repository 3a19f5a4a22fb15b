// A text that saves itself: nothing written is lost, and nothing overtakes what was written before.
import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useKept } from './useKept'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const rest = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds))

/** A server that keeps what it is sent, each time after a second. */
function server() {
  const kept: string[] = []
  let broken = false
  return {
    kept,
    breaks: (now: boolean) => void (broken = now),
    save: (value: string) =>
      new Promise<void>((done, fail) => {
        setTimeout(() => {
          if (broken) return fail(new Error('away'))
          kept.push(value)
          done()
        }, 1000)
      }),
  }
}

test('it is saved a moment after the last change, and once', async () => {
  const { kept, save } = server()
  const { result } = renderHook(() => useKept({ from: '', save }))
  for (const text of ['o', 'on', 'one']) {
    act(() => result.current.change(() => text))
    await rest(300)
  }
  expect(kept).toEqual([])
  await rest(1600)
  expect([kept, result.current.changed, result.current.keptAt instanceof Date]).toEqual([['one'], false, true])
})

test('what is written during a save follows it, one save at a time', async () => {
  const { kept, save } = server()
  const { result } = renderHook(() => useKept({ from: '', save }))
  act(() => result.current.change(() => 'one'))
  await rest(1400)
  act(() => result.current.change(() => 'two'))
  await rest(500)
  expect([kept, result.current.changed]).toEqual([['one'], true])
  await rest(3000)
  expect([kept, result.current.changed]).toEqual([['one', 'two'], false])
})

test('a failed save is said, and the text stays and is saved with the next change', async () => {
  const { kept, breaks, save } = server()
  breaks(true)
  const { result } = renderHook(() => useKept({ from: '', save }))
  act(() => result.current.change(() => 'one'))
  await rest(2000)
  expect([result.current.problem === null, result.current.changed, result.current.value]).toEqual([false, true, 'one'])
  breaks(false)
  act(() => result.current.change((before) => `${before} and two`))
  await rest(2000)
  expect([kept, result.current.problem]).toEqual([['one and two'], null])
})

test('leaving the screen saves what waits; what cannot be kept yet stays', async () => {
  const { kept, save } = server()
  const { result, unmount } = renderHook(() => useKept({ from: '', save, ready: (text) => text !== 'half' }))
  act(() => result.current.change(() => 'half'))
  await rest(2000)
  expect(kept).toEqual([])
  act(() => result.current.change(() => 'whole'))
  unmount()
  await rest(1000)
  expect(kept).toEqual(['whole'])
})

test('what others wrote is taken over only where nothing waits here', async () => {
  const { save } = server()
  const { result } = renderHook(() => useKept({ from: 'mine', save }))
  act(() => result.current.take('theirs'))
  expect(result.current.value).toBe('theirs')
  act(() => result.current.change(() => 'mine again'))
  act(() => result.current.take('theirs again'))
  expect(result.current.value).toBe('mine again')
})
