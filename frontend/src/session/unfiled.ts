// What someone has written in a matter and not filed yet, where the server has no place for it: there
// every write is an act on the record. It may be the most secret that a panel has (class C5), so it
// stays in this tab of the browser alone (sessionStorage): no other tab and no later start of the
// browser finds it, nor does whoever signs in here next.
import { body } from '../api/client'

const prefix = 'proviso.unfiled.'

/** Where it is kept: for one person, in one matter. */
const keyOf = (what: string, matter: string, person: string) => `${prefix}${person}.${body}.${matter}.${what}`

export function unfiled<T>(what: string, matter: string, person: string) {
  const key = keyOf(what, matter, person)
  return {
    /** What was written so far. */
    read: (): T | undefined => {
      const kept = sessionStorage.getItem(key)
      return kept === null ? undefined : (JSON.parse(kept) as T)
    },
    /** Keeps it; no, if the browser has no room. */
    keep: (value: T): boolean => {
      try {
        sessionStorage.setItem(key, JSON.stringify(value))
        return true
      } catch {
        return false
      }
    },
    /** It is filed, or given up. */
    drop: () => sessionStorage.removeItem(key),
  }
}

/** Forgets what everybody has written here, but for this person. */
export function forgetUnfiled(but?: string): void {
  const keys = Array.from({ length: sessionStorage.length }, (_, index) => sessionStorage.key(index) ?? '')
  const theirs = keys.filter((key) => key.startsWith(prefix) && !(but && key.startsWith(`${prefix}${but}.`)))
  for (const key of theirs) sessionStorage.removeItem(key)
}
