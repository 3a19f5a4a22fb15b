// The body's clock, kept going between two answers of the server.
import type { Seat } from '../ui/seat'

/** How far the body's clock is from this device's, by the server's own word. */
export function seatOf(body: { venue: { place: string; time_zone: string }; now: string }, received = Date.now()): Seat {
  const ahead = Date.parse(body.now) - received
  return { place: body.venue.place, zone: body.venue.time_zone, now: () => new Date(Date.now() + ahead) }
}
