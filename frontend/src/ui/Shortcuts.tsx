// Keys that do something, and `?`, which lists them. A key typed into a field is only a letter.
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { words } from '../words'
import { Button } from './Button'
import styles from './Shortcuts.module.css'

interface Shortcut {
  /** One key, or two in succession: "g d". */
  keys: string
  does: string
  run: () => void
}

let known: readonly Shortcut[] = []
const listeners = new Set<() => void>()

function change(next: readonly Shortcut[]) {
  known = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Offers a key for as long as the caller is on the screen. */
export function useShortcut(keys: string, does: string, run: () => void): void {
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  useEffect(() => {
    const shortcut: Shortcut = { keys, does, run: () => latest.current() }
    change([...known, shortcut])
    return () => change(known.filter((other) => other !== shortcut))
  }, [keys, does])
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

export function Shortcuts() {
  const all = useSyncExternalStore(subscribe, () => known)
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    let before = ''
    function press(event: KeyboardEvent) {
      if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.key === '?') dialog.current?.showModal()
      const chord = `${before} ${event.key}`
      const found = known.find(({ keys }) => keys === chord) ?? known.find(({ keys }) => keys === event.key)
      before = found ? '' : event.key
      if (found) {
        event.preventDefault()
        found.run()
      }
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
  return (
    <dialog ref={dialog} className={styles.dialog} aria-labelledby="shortcuts">
      <h2 id="shortcuts">{words.ui.shortcuts}</h2>
      <dl>
        <div>
          <dt>
            <kbd>?</kbd>
          </dt>
          <dd>{words.ui.shortcuts}</dd>
        </div>
        {all.map(({ keys, does }) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <Button onClick={() => dialog.current?.close()}>{words.ui.close}</Button>
    </dialog>
  )
}
