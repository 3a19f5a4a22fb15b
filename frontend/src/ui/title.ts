// The name of the screen: for the browser's tab, and aloud when one has gone from screen to screen.
import { useEffect } from 'react'

const listeners = new Set<(title: string) => void>()

/** Names the screen for as long as the caller is on it. */
export function useTitle(title: string): void {
  useEffect(() => {
    const before = document.title
    document.title = `${title} · Proviso`
    // The browser itself says the name of a page that it has loaded.
    if (before !== document.title && before.includes(' · ')) for (const tell of listeners) tell(title)
  }, [title])
}

/** Hears of every screen but the first. */
export function onTitle(tell: (title: string) => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}
