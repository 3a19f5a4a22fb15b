// Time as the seat counts it: where the body sits, what its clock says, and how a moment is written.
import { createContext, use } from 'react'
import { language, locale } from '../words'

/** Where limits run, and the body's own clock (in a simulation it is turned by hand). */
export interface Seat {
  place: string
  zone: string
  now: () => Date
}

const SeatContext = createContext<Seat>({ place: 'New York', zone: 'America/New_York', now: () => new Date() })

export const SeatProvider = SeatContext.Provider

export function useSeat(): Seat {
  return use(SeatContext)
}

/** A date without a time is the same day everywhere. */
function isDay(at: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(at)
}

function formatter(zone: string, time: boolean): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    ...(time && { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
  })
}

function parts(at: string, zone: string, time: boolean): string {
  const text = isDay(at) ? formatter('UTC', false).format(new Date(`${at}T12:00:00Z`)) : formatter(zone, time).format(new Date(at))
  // "Mon, 9 Mar 2026, 23:59" loses its first comma, as in the registry's own letters.
  return language === 'en' ? text.replace(/^(\S+),/, '$1') : text
}

/** "Mon 9 Mar 2026" */
export function day(at: string, zone: string): string {
  return parts(at, zone, false)
}

/** "Mon 9 Mar 2026, 23:59" */
export function moment(at: string, zone: string): string {
  return parts(at, zone, true)
}

/** The reader's own time, or nothing when it is the seat's. */
export function ownMoment(at: string, zone: string): string | undefined {
  if (isDay(at)) return undefined
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone
  const mine = moment(at, own)
  return mine === moment(at, zone) ? undefined : `${mine} (${own.replaceAll('_', ' ')})`
}

function dayNumber(at: string, zone: string): number {
  const iso = isDay(at) ? at : new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date(at))
  return Date.parse(`${iso}T00:00:00Z`) / 86_400_000
}

/** Whole days at the seat from now until then; negative when the limit has passed (procedure C-18). */
export function daysUntil(at: string, now: Date, zone: string): number {
  return dayNumber(at, zone) - dayNumber(now.toISOString(), zone)
}

/** "14:02:31" on the device's own clock, for what is nobody's business but the writer's. */
export function timeOfDay(at: Date): string {
  return new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hourCycle: 'h23' }).format(at)
}

/** What the clock of a zone shows at an instant, as a form field has it: "2026-03-09T15:00". */
function wall(at: number, zone: string): string {
  const shown = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' }).formatToParts(new Date(at))
  const of = (type: string) => shown.find((part) => part.type === type)?.value ?? ''
  return `${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}`
}

/** The instant at which the clock of a zone shows this; nothing where the field is not filled in. */
export function instantAt(text: string, zone: string): string | null {
  const wanted = Date.parse(`${text}Z`)
  if (Number.isNaN(wanted)) return null
  // Twice, since the first guess may lie on the other side of a change of the clock.
  let at = wanted
  for (const _ of [1, 2]) at += wanted - Date.parse(`${wall(at, zone)}Z`)
  return new Date(at).toISOString()
}
