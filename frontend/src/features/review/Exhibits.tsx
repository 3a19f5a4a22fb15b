// The exhibits of the case beside the criterion: one is open at a time, in the browser's own reader.
import { useState } from 'react'
import { pageOf } from '../../api/cases'
import { root } from '../../api/client'
import { asProblem } from '../../api/problem'
import { PageViewer } from '../../ui/PageViewer'
import { Written } from '../../ui/Said'
import { review as say } from '../../words'
import styles from './Review.module.css'

export interface Exhibit {
  id: string
  label: string
  title: string
  /** It is shown page by page. */
  pages: boolean
}

export function Exhibits({ caseId, exhibits }: { caseId: string; exhibits: readonly Exhibit[] }) {
  const [open, setOpen] = useState<string | null>(null)
  if (exhibits.length === 0) return <p>{say.noExhibits}</p>
  const shown = exhibits.find((exhibit) => exhibit.id === open)
  return (
    <div className={styles.exhibits}>
      <ul>
        {exhibits.map((exhibit) => (
          <li key={exhibit.id}>
            <button type="button" aria-pressed={exhibit.id === open} onClick={() => setOpen(exhibit.id)}>
              <b>{exhibit.label}</b> <Written>{exhibit.title}</Written>
            </button>
          </li>
        ))}
      </ul>
      {shown?.pages && <PageViewer key={shown.id} label={`${shown.label} ${shown.title}`} load={(no) => pageOf(caseId, shown.id, no)} asRefusal={asProblem} />}
      {shown && !shown.pages && (
        // oxlint-disable-next-line react/iframe-missing-sandbox -- the browser's PDF reader does not work in a sandbox; the server serves nothing but PDF here
        <iframe title={`${shown.label} ${shown.title}`} src={`${root}/cases/${caseId}/documents/${shown.id}/content`} />
      )}
      {!shown && <p className={styles.pick}>{say.pick}</p>}
    </div>
  )
}
