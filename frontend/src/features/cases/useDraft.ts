// The request as a draft that saves itself, each time naming the version before it.
import { useRef, useState } from 'react'
import { answered, caseQuery, type CaseDraft, type CaseView } from '../../api/cases'
import { http, ifMatch, queries } from '../../api/client'
import { useKept, type Kept } from '../../api/useKept'
import { needed, tidy } from './request'

export interface Draft extends Omit<Kept<CaseDraft>, 'value' | 'change' | 'take'> {
  draft: CaseDraft
  change: (change: Partial<CaseDraft>) => void
  /** The case as the registry keeps it. */
  kept: CaseView | undefined
}

export function useDraft(id: string, from: CaseDraft, existing: CaseView | undefined): Draft {
  const [kept, setKept] = useState(existing)
  const version = useRef(existing?.version)
  const { value, change, ...held } = useKept({
    from,
    fresh: existing === undefined,
    ready: (draft) => needed(draft).length === 0,
    save: async (draft) => {
      const seen = version.current
      const view = await answered(
        http.PUT('/cases/{case}', {
          params: { path: { case: id }, ...(seen !== undefined && { header: ifMatch(seen) }) },
          body: tidy(draft),
        }),
      )
      version.current = view.version
      setKept(view)
      queries.setQueryData(caseQuery(id).queryKey, view)
    },
  })
  return { ...held, draft: value, change: (part) => change((before) => ({ ...before, ...part })), kept }
}
