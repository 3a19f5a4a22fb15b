// The desk around every screen: a narrow rail by job, the body's mark and name over it, and me. On
// a phone the rail becomes a bar under the thumb.
import { useMantineColorScheme } from '@mantine/core'
import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useRouter } from '@tanstack/react-router'
import { language, languages, words, type Language } from '../words'
import { Button } from './Button'
import { Link } from './Link'
import { showShortcuts, useShortcut, Shortcuts } from './Shortcuts'
import { SimulationMark } from './SimulationMark'
import { onTitle } from './title'
import styles from './Frame.module.css'

export interface Place {
  href: string
  label: string
  /** How many things wait there. */
  count?: number
  /** The shortcut that goes there: "g d". */
  keys: string
}

export interface FrameProps {
  bodyName: string
  simulation: boolean
  places: readonly Place[]
  /** The present path, to mark the place one is in. */
  path: string
  me: { name: string; roles: string }
  /** What is mine alone, beside my choices. */
  own: { href: string; label: string }
  onLanguage: (next: Language) => void
  onSignOut: () => void
  children: ReactNode
}

/** The four gates under one lintel: the mark of every body. */
export function BodyMark() {
  return (
    <svg className={styles.bodyMark} viewBox="0 0 40 32" aria-hidden="true">
      <path d="M0 1.5H40" strokeWidth="3" />
      <path d="M1 5.5H39M0 31H40" strokeWidth="1" />
      <path d="M2 6V31M14 6V31M26 6V31M38 6V31" strokeWidth="2" />
    </svg>
  )
}

/** On a phone not all places fit: the one I am in is among those that are seen. */
function intoSight(item: HTMLLIElement | null) {
  item?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' })
}

export function Frame({ bodyName, simulation, places, path, me, own, onLanguage, onSignOut, children }: FrameProps) {
  const within = (href: string) => path === href || path.startsWith(`${href}/`)
  // The first place is the desk itself, whose address begins all others.
  const current = places.findLast(({ href }) => within(href))
  return (
    <div className={styles.frame}>
      <a href="#content" className={styles.skip}>
        {words.ui.skip}
      </a>
      {simulation && (
        <div className={styles.band}>
          <SimulationMark />
        </div>
      )}
      <header className={`${styles.rail} screen-only`}>
        <Link href={places[0]?.href ?? '/'} className={styles.body}>
          <BodyMark />
          <span>{bodyName}</span>
        </Link>
        <nav aria-label={words.shell.jobs} className={styles.places}>
          <ul>
            {places.map((place) => (
              <li key={place.href} ref={place === current ? intoSight : null}>
                <Link href={place.href} aria-current={place === current ? 'page' : undefined}>
                  <span>{place.label}</span>
                  {place.count !== undefined && place.count > 0 && <span className={styles.count}>{place.count}</span>}
                </Link>
                <PlaceShortcut place={place} />
              </li>
            ))}
          </ul>
        </nav>
        <Me me={me} own={own} onLanguage={onLanguage} onSignOut={onSignOut} />
      </header>
      <main id="content" tabIndex={-1} className={styles.content}>
        {children}
      </main>
      <Arrival />
      <Shortcuts />
    </div>
  )
}

/** Another screen is said aloud, and takes the focus when what had it is gone. */
function Arrival() {
  const [said, setSaid] = useState('')
  useEffect(
    () =>
      onTitle((title) => {
        setSaid(title)
        if (document.activeElement === document.body) document.getElementById('content')?.focus({ preventScroll: true })
      }),
    [],
  )
  return (
    <p className="aloud" aria-live="polite">
      {said}
    </p>
  )
}

function PlaceShortcut({ place }: { place: Place }) {
  const router = useRouter({ warn: false }) as ReturnType<typeof useRouter> | null
  useShortcut(place.keys, words.shell.goTo(place.label), () => router?.history.push(place.href))
  return null
}

function Me({ me, own, onLanguage, onSignOut }: Pick<FrameProps, 'me' | 'own' | 'onLanguage' | 'onSignOut'>) {
  const menu = useRef<HTMLDetailsElement>(null)
  function leave() {
    menu.current?.removeAttribute('open')
    menu.current?.querySelector('summary')?.focus()
  }
  return (
    // Escape belongs to the menu as a whole, whichever of its controls has the focus.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <details ref={menu} className={styles.me} onKeyDown={(event: KeyboardEvent) => event.key === 'Escape' && leave()}>
      <summary>
        <span className="aloud">
          {words.shell.me}
          {words.ui.colon}
        </span>
        <span className={styles.meName}>{me.name}</span>{' '}
        <span className={styles.meRoles}>{me.roles}</span>
      </summary>
      <div className={styles.mePanel}>
        <p className={styles.mePhone}>
          <strong>{me.name}</strong>
          <br />
          {me.roles}
        </p>
        <Choices onLanguage={onLanguage} />
        <Link href={own.href} onClick={leave}>
          {own.label}
        </Link>
        <Button
          onClick={() => {
            // Closed first, so that the dialog gives the focus back to what is still there.
            leave()
            showShortcuts()
          }}
        >
          {words.ui.shortcuts}
        </Button>
        <Button onClick={onSignOut}>{words.shell.signOut}</Button>
      </div>
    </details>
  )
}

/** Language, and light or dark: the reader's own choices, also offered before signing in. */
export function Choices({ onLanguage }: { onLanguage: (next: Language) => void }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const id = useId()
  return (
    <div className={styles.choices}>
      <label htmlFor={`${id}-language`}>{words.shell.language}</label>
      <select id={`${id}-language`} className={styles.names} value={language} onChange={(event) => onLanguage(event.currentTarget.value as Language)}>
        {Object.entries(languages).map(([key, { name }]) => (
          <option key={key} value={key} lang={key}>
            {name}
          </option>
        ))}
      </select>
      <label htmlFor={`${id}-scheme`}>{words.shell.scheme}</label>
      <select id={`${id}-scheme`} value={colorScheme} onChange={(event) => setColorScheme(event.currentTarget.value as typeof colorScheme)}>
        <option value="auto">{words.shell.auto}</option>
        <option value="light">{words.shell.light}</option>
        <option value="dark">{words.shell.dark}</option>
      </select>
    </div>
  )
}
