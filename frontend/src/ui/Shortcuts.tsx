// Keys that do something, and `?`, which lists them. A key typed into a field is only a letter.
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
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

// Whoever speaks to the device, or types with a tremor, would set them off: they can be turned off.
const offKey = 'proviso.shortcuts'

function turnedOff(): boolean {
  return localStorage.getItem(offKey) === 'off'
}

/** Opens the list, also for whoever has turned the keys off. */
export function showShortcuts(): void {
  document.querySelector<HTMLDialogElement>('dialog[data-shortcuts]')?.showModal()
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

export function Shortcuts() {
  const all = useSyncExternalStore(subscribe, () => known)
  const dialog = useRef<HTMLDialogElement>(null)
  const [off, setOff] = useState(turnedOff)
  useEffect(() => {
    let before = ''
    function press(event: KeyboardEvent) {
      if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey || turnedOff() || dialog.current?.open) return
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
    <dialog ref={dialog} data-shortcuts className={styles.dialog} aria-labelledby="shortcuts">
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
      <label className={styles.use}>
        <input
          type="checkbox"
          checked={!off}
          onChange={({ currentTarget: { checked } }) => {
            setOff(!checked)
            localStorage.setItem(offKey, checked ? 'on' : 'off')
          }}
        />
        {words.ui.keysAct}
      </label>
      <Button onClick={() => dialog.current?.close()}>{words.ui.close}</Button>
    </dialog>
  )
}
