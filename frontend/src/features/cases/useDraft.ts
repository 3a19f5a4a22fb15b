// A draft that saves itself: a moment after the last change, one save at a time, each naming the
// version before it.
import { useCallback, useEffect, useRef, useState } from 'react'
import { answered, caseQuery, type CaseDraft, type CaseView } from '../../api/cases'
import { http, ifMatch, queries } from '../../api/client'
import { asProblem, type Problem } from '../../api/problem'
import { needed, tidy } from './request'

const pause = 900

/** The device's own clock: a draft is nobody's business but the writer's. */
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })

export interface Draft {
  draft: CaseDraft
  change: (change: Partial<CaseDraft>) => void
  /** The case as the registry keeps it. */
  kept: CaseView | undefined
  /** When it was kept last on this screen. */
  keptAt: string | undefined
  keeping: boolean
  changed: boolean
  problem: Problem | null
  /** Saves at once; true when everything written is kept. */
  keep: () => Promise<boolean>
}

export function useDraft(id: string, from: CaseDraft, existing: CaseView | undefined): Draft {
  const [draft, setDraft] = useState(from)
  const [kept, setKept] = useState(existing)
  const [keptAt, setKeptAt] = useState<string>()
  const [keeping, setKeeping] = useState(false)
  const [changed, setChanged] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  // What a running save must see as it is now, not as it was when the save began.
  const live = useRef({ draft: from, version: existing?.version, changed: false, running: undefined as Promise<boolean> | undefined })

  const keep = useCallback(async (): Promise<boolean> => {
    const now = live.current
    while (now.running) await now.running
    if (needed(now.draft).length > 0) return false
    if (!now.changed && now.version !== undefined) return true
    const { draft: writing, version } = now
    setKeeping(true)
    now.running = answered(
      http.PUT('/cases/{case}', {
        params: { path: { case: id }, ...(version !== undefined && { header: ifMatch(version) }) },
        body: tidy(writing),
      }),
    )
      .then((view) => {
        now.version = view.version
        now.changed = now.draft !== writing
        setChanged(now.changed)
        setKept(view)
        setKeptAt(clock.format(new Date()))
        setProblem(null)
        queries.setQueryData(caseQuery(id).queryKey, view)
        return true
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
  }, [id])

  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)

  const change = useCallback(
    (part: Partial<CaseDraft>) => {
      live.current.draft = { ...live.current.draft, ...part }
      live.current.changed = true
      setDraft(live.current.draft)
      setChanged(true)
      clearTimeout(timer.current)
      timer.current = setTimeout(() => void keep(), pause)
    },
    [keep],
  )

  // Whoever leaves the page before the moment has passed has written all the same.
  useEffect(
    () => () => {
      clearTimeout(timer.current)
      void keep()
    },
    [keep],
  )

  return { draft, change, kept, keptAt, keeping, changed, problem, keep }
}
