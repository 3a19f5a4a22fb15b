// Everything behind the door: the frame, filled with who I am and what the body is.
import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Outlet, useLocation, useRouter } from '@tanstack/react-router'
import { useMemo } from 'react'
import { desk } from '../api/client'
import type { components } from '../api/schema'
import { Frame, type Place } from '../ui/Frame'
import { SeatProvider } from '../ui/seat'
import { emergency as emergencyWords, people, words } from '../words'
import { seatOf } from './clock'
import { OweFactor, Proving } from './Factor'
import { bodyQuery, meQuery, signOut, speak } from './session'

export const places: readonly Place[] = [
  { href: desk(), label: words.shell.work, keys: 'g w' },
  { href: desk('/cases'), label: words.shell.docket, keys: 'g d' },
  { href: desk('/rulings'), label: words.shell.rulings, keys: 'g r' },
  { href: desk('/linkage'), label: words.shell.reports, keys: 'g l' },
  { href: desk('/people'), label: words.shell.people, keys: 'g p' },
]

const delegation: Place = { href: desk('/delegation'), label: words.shell.delegation, keys: 'g e' }
const record: Place = { href: desk('/record'), label: words.shell.record, keys: 'g a' }
const emergency: Place = { href: desk('/emergency'), label: emergencyWords.place, keys: 'g b' }

/** "Agent (UKR)", "Panelist (Security)" */
function roleInWords({ role, state, discipline }: components['schemas']['RoleHeld']): string {
  const of = state ?? (discipline && words.law.discipline[discipline])
  return of ? `${words.law.role[role]} (${of})` : words.law.role[role]
}

export function Shell() {
  const { data: here } = useSuspenseQuery(bodyQuery)
  const { dataUpdatedAt } = useQuery(bodyQuery)
  const { data: me } = useSuspenseQuery(meQuery)
  const { pathname } = useLocation()
  const router = useRouter()
  const hasDelegation = me.can.includes('delegation.list_all') || me.person.roles.some(({ state }) => state)
  const seat = useMemo(() => seatOf(here, dataUpdatedAt), [here, dataUpdatedAt])
  return (
    <SeatProvider value={seat}>
      <Frame
        bodyName={here.name}
        simulation={here.simulation}
        places={[...places, ...(hasDelegation ? [delegation] : []), ...(me.can.includes('ledger.view') ? [record] : []), ...(me.can.includes('emergency.view') ? [emergency] : [])]}
        path={pathname}
        me={{ name: me.person.name, roles: me.person.roles.map(roleInWords).join(' · ') }}
        own={{ href: desk('/sessions'), label: people.security.title }}
        onLanguage={(next) => void speak(next)}
        onSignOut={() => void signOut().then(() => router.history.push(desk('/sign-in')))}
      >
        {me.factor?.required && !me.factor.in_use ? <OweFactor /> : <Outlet />}
      </Frame>
      <Proving />
    </SeatProvider>
  )
}
