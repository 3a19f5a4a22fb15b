// Who I am here: the one place that knows about signing in and out.
import { api, http, queries } from '../api/client'
import { Problem } from '../api/problem'
import type { components } from '../api/schema'
import { chooseLanguage, keepLanguage, language, type Language } from '../words'
import { forgetUnfiled } from './unfiled'

/** The account and its roles at this body. */
export const meQuery = api.queryOptions('get', '/me', {}, { staleTime: Infinity })

/** The passkeys of this account. */
export const passkeysQuery = api.queryOptions('get', '/me/passkeys')

/** Where this account is signed in. */
export const sessionsQuery = api.queryOptions('get', '/me/sessions')

/** The programs that act for this account. */
export const programsQuery = api.queryOptions('get', '/me/clients')

/** The body itself: its name, its seat, its clock. */
export const bodyQuery = api.queryOptions('get', '', {}, { staleTime: 60_000 })

/** That a language was chosen at the door, in this visit. */
const chosenKey = 'proviso.language.chosen'

/** Chooses a language before signing in; the account is told by signing in. */
export function speakAtTheDoor(next: Language): void {
  sessionStorage.setItem(chosenKey, next)
  chooseLanguage(next)
}

/** What follows a password that fits where a second factor is set up. */
export type SecondStep = components['schemas']['SecondStep']

/** Signs in. Gives what goes on to a code, or tells whether the desk must be loaded again, as `enter` does. */
export async function signIn(email: string, password: string): Promise<boolean | SecondStep> {
  const { data } = await http.POST('/session', { body: { email, password } })
  return data && 'ticket' in data ? data : enter(data)
}

/** The second step: a code of the second factor, or a recovery code. */
export async function stepIn({ ticket }: SecondStep, code: string): Promise<boolean> {
  const { data } = await http.POST('/session/second', { body: { ticket, code } })
  return enter(data)
}

/**
 * Whoever has chosen a language reads on in it. Whoever has not, or has just chosen one at the door, keeps the one
 * in which they signed in, and is written to in it. Tells whether the desk must be loaded again to speak the
 * language of the account.
 */
export async function enter(me: components['schemas']['Me'] | undefined): Promise<boolean> {
  queries.clear()
  forgetUnfiled(me?.person.id)
  if (!me?.language || sessionStorage.getItem(chosenKey)) {
    sessionStorage.removeItem(chosenKey)
    await http.PUT('/me/language', { body: { language } })
    return false
  }
  keepLanguage(me.language)
  return me.language !== language
}

/** Changes the language of this device and, unless the server cannot be reached, that of the account. */
export async function speak(next: Language): Promise<void> {
  await http.PUT('/me/language', { body: { language: next } }).catch(() => undefined)
  chooseLanguage(next)
}

/** What is said of my second factor and of my sessions is asked for anew. */
export async function refreshMe(): Promise<void> {
  const mine = ['/me', '/me/sessions', '/me/passkeys']
  await queries.invalidateQueries({ predicate: ({ queryKey: [, path] }) => mine.includes(String(path)) })
}

export async function signOut(): Promise<void> {
  // A session that has already ended is as good as one ended now.
  await http.DELETE('/session').catch((error: unknown) => {
    if (!(error instanceof Problem) || error.status !== 401) throw error
  })
  queries.clear()
  forgetUnfiled()
}
