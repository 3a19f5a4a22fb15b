// A text that saves itself: a moment after the last change, one save at a time, and once more when
// the screen is left.
import { useCallback, useEffect, useRef, useState } from 'react'
import { asProblem, type Problem } from './problem'

export interface Kept<T> {
  value: T
  change: (next: (before: T) => T) => void
  /** When it was kept last on this screen. */
  keptAt: Date | undefined
  keeping: boolean
  /** Is something written that is not kept yet? */
  changed: boolean
  problem: Problem | null
  /** Saves at once; true when everything written is kept. */
  keep: () => Promise<boolean>
  /** Takes what others have written, unless something here is not kept yet. */
  take: (theirs: T) => void
}

export function useKept<T>({
  from,
  save,
  ready = () => true,
  fresh = false,
  pause = 900,
}: {
  from: T
  save: (value: T) => Promise<unknown>
  /** Can the server keep it as it is? Until then it stays here. */
  ready?: (value: T) => boolean
  /** Is it nowhere kept yet, so that it is saved even unchanged? */
  fresh?: boolean
  /** Milliseconds after the last change. */
  pause?: number
}): Kept<T> {
  const [value, setValue] = useState(from)
  const [keptAt, setKeptAt] = useState<Date>()
  const [keeping, setKeeping] = useState(false)
  const [changed, setChanged] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  // What a running save must see as it is now, not as it was when the save began.
  const live = useRef({ value: from, owed: fresh, running: undefined as Promise<boolean> | undefined })
  const how = useRef({ save, ready })
  useEffect(() => {
    how.current = { save, ready }
  })

  const keep = useCallback(async (): Promise<boolean> => {
    const now = live.current
    while (now.running) await now.running
    if (!how.current.ready(now.value)) return false
    if (!now.owed) return true
    const writing = now.value
    setKeeping(true)
    now.running = how.current
      .save(writing)
      .then(() => {
        now.owed = now.value !== writing
        setChanged(now.owed)
        setKeptAt(new Date())
        setProblem(null)
        return !now.owed
      })
      .catch((error: unknown) => {
        setProblem(asProblem(error))
        return false
      })
      .finally(() => {
        now.running = undefined
        setKeeping(false)
      })
    return now.running
  }, [])

  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const change = useCallback(
    (next: (before: T) => T) => {
      live.current.value = next(live.current.value)
      live.current.owed = true
      setValue(live.current.value)
      setChanged(true)
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void keep(), pause)
    },
    [keep, pause],
  )

  const take = useCallback((theirs: T) => {
    if (live.current.owed || live.current.running) return
    live.current.value = theirs
    setValue(theirs)
  }, [])

  // Whoever leaves the screen before the moment has passed has written all the same.
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      void keep()
    },
    [keep],
  )

  return { value, change, keptAt, keeping, changed, problem, keep, take }
}
