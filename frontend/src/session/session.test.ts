// Whoever signs in reads on in the language of their account, and a choice changes both.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const asked: string[] = []
let account: string | null = null
let ticket: string | null = null

beforeEach(() => {
  vi.resetModules()
  vi.doMock('../api/client', () => ({
    api: { queryOptions: () => ({}) },
    queries: { clear: () => undefined },
    http: {
      POST: (path: string) => {
        asked.push(`POST ${path}`)
        return Promise.resolve({ data: ticket ? { ticket, codes: true, passkeys: false, expires_in: 300 } : { language: account, person: { id: 'ada' } } })
      },
      PUT: (path: string, { body }: { body: { language: string } }) => {
        asked.push(`PUT ${path} ${body.language}`)
        return Promise.resolve({})
      },
    },
  }))
})

afterEach(() => {
  asked.length = 0
  localStorage.clear()
  sessionStorage.clear()
  vi.doUnmock('../api/client')
})

async function signedIn(here: string, theirs: string | null, atTheDoor = false) {
  localStorage.setItem('proviso.language', here)
  if (atTheDoor) sessionStorage.setItem('proviso.language.chosen', here)
  account = theirs
  const { signIn } = await import('./session')
  return signIn('agent@body.example', 'a long password')
}

test('the desk goes on in the language of the account, loaded again', async () => {
  expect(await signedIn('en', 'ar')).toBe(true)
  expect(localStorage.getItem('proviso.language')).toBe('ar')
  expect(asked).toEqual(['POST /session'])
})

test('nothing is loaded again where both are the same', async () => {
  expect(await signedIn('fr', 'fr')).toBe(false)
  expect(asked).toEqual(['POST /session'])
})

test('where a second factor is set up nobody is in before a code was given', async () => {
  ticket = 'a ticket'
  expect(await signedIn('en', 'en')).toEqual({ ticket: 'a ticket', codes: true, passkeys: false, expires_in: 300 })
  expect(asked).toEqual(['POST /session'])
  const { stepIn } = await import('./session')
  ticket = null
  expect(await stepIn({ ticket: 'a ticket', codes: true, passkeys: false, expires_in: 300 }, '123456')).toBe(false)
  expect(asked).toEqual(['POST /session', 'POST /session/second'])
})

test('what somebody else began here is gone', async () => {
  sessionStorage.setItem('proviso.unfiled.ben.isecrc.7.opinion', '{}')
  sessionStorage.setItem('proviso.unfiled.ada.isecrc.7.opinion', '{}')
  await signedIn('en', 'en')
  expect(Object.keys(sessionStorage)).toEqual(['proviso.unfiled.ada.isecrc.7.opinion'])
})

test('an account without a language takes that of the door', async () => {
  expect(await signedIn('ru', null)).toBe(false)
  expect(asked).toEqual(['POST /session', 'PUT /me/language ru'])
})

test('what was chosen at the door in this visit changes the account, once', async () => {
  expect(await signedIn('zh', 'fr', true)).toBe(false)
  expect(asked).toEqual(['POST /session', 'PUT /me/language zh'])
  expect(sessionStorage.length).toBe(0)
})
