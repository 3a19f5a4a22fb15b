// A document that is shown page by page and never given out: one picture at a time, by the arrow keys,
// by buttons and by touch. What a page says is in the picture alone.
import { useEffect, useState, type KeyboardEvent } from 'react'
import { words } from '../words'
import { Button } from './Button'
import { Problem, type Refusal } from './Problem'
import styles from './PageViewer.module.css'

export interface PageViewerProps {
  /** What it is called. */
  label: string
  /** Asks for a page, the first one being 1. */
  load: (no: number) => Promise<{ picture: Blob; pages: number }>
  asRefusal: (error: unknown) => Refusal | null
}

interface Shown {
  no: number
  address: string
  pages: number
}

export function PageViewer({ label, load, asRefusal }: PageViewerProps) {
  const [no, setNo] = useState(1)
  const [shown, setShown] = useState<Shown>()
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const say = words.ui.viewer
  useEffect(() => {
    let gone = false
    let address: string | undefined
    load(no).then(
      ({ picture, pages }) => {
        if (gone) return
        address = URL.createObjectURL(picture)
        setShown({ no, address, pages })
        setRefusal(null)
      },
      (error: unknown) => {
        if (!gone) setRefusal(asRefusal(error))
      },
    )
    return () => {
      gone = true
      if (address) URL.revokeObjectURL(address)
    }
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- each page is asked for once: every answer is on the record
  }, [no])
  // How many there are is known once one is here.
  const pages = shown?.pages
  const current = shown?.no === no ? shown : undefined
  const to = (next: number) => {
    if (pages !== undefined && next >= 1 && next <= pages) setNo(next)
  }
  const steps: Record<string, number> = { ArrowRight: no + 1, PageDown: no + 1, ArrowLeft: no - 1, PageUp: no - 1, Home: 1, End: pages ?? no }
  const onKeyDown = (event: KeyboardEvent) => {
    const next = steps[event.key]
    if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    to(next)
  }
  return (
    <div className={styles.viewer}>
      <nav className={styles.turn} aria-label={say.turn}>
        <Button disabled={no <= 1} onClick={() => to(no - 1)}>
          {say.previous}
        </Button>
        <span role="status">{say.page(no, pages)}</span>
        <Button disabled={pages === undefined || no >= pages} onClick={() => to(no + 1)}>
          {say.next}
        </Button>
      </nav>
      <Problem problem={refusal} />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-noninteractive-tabindex -- pages are turned here by keys, as in a reader */}
      <figure className={styles.page} tabIndex={0} aria-label={`${label}, ${say.page(no, pages)}`} onKeyDown={onKeyDown}>
        {current ? (
          <img src={current.address} alt={`${label}, ${say.page(no, pages)}`} draggable={false} />
        ) : (
          !refusal && <p role="status">{words.ui.loading}</p>
        )}
      </figure>
      <p className={styles.note}>{say.note}</p>
    </div>
  )
}
