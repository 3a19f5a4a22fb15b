// The client between the desk and the server: one refresh, and refusals as refusals.
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { http, proving, steadyFetch } from './client'
import { asProblem, Problem } from './problem'

const answers: Response[] = []
const asked: string[] = []

beforeEach(() => {
  vi.stubGlobal('fetch', async (input: Request | string, init?: RequestInit) => {
    const request = typeof input === 'string' ? new Request(new URL(input, location.origin), init) : input
    asked.push(`${request.method} ${new URL(request.url).pathname}`)
    return answers.shift() ?? new Response(null, { status: 500 })
  })
  vi.stubGlobal('navigator', { ...navigator, locks: { request: (_: string, run: () => unknown) => run() } })
})

afterEach(() => {
  answers.length = 0
  asked.length = 0
  vi.unstubAllGlobals()
})

const url = (path: string) => new URL(`/api/${path}`, location.origin)

test('an ended session is refreshed once and the request made again', async () => {
  answers.push(new Response(null, { status: 401 }), new Response(null, { status: 200 }), new Response('{}', { status: 200 }))
  const response = await steadyFetch(new Request(url('/cases')))
  expect(response.status).toBe(200)
  expect(asked).toEqual(['GET /api//cases', 'POST /api//session/refresh', 'GET /api//cases'])
})

test('a session that cannot be refreshed stays refused', async () => {
  answers.push(new Response(null, { status: 401 }), new Response(null, { status: 401 }))
  expect((await steadyFetch(new Request(url('/cases')))).status).toBe(401)
  expect(asked).toHaveLength(2)
})

test('a wrong password is not answered by a refresh', async () => {
  answers.push(new Response(null, { status: 401 }))
  await steadyFetch(new Request(url('/session'), { method: 'POST' }))
  expect(asked).toEqual(['POST /api//session'])
})

test('a refusal keeps its code, its sentence, its remedy and its fields', async () => {
  const said = { code: 'content.invalid', status: 422, detail: 'Not like this.', remedy: 'Like that.', fields: [{ path: 'email', why: 'Empty.' }] }
  answers.push(Response.json(said, { status: 422 }))
  const error = await http.GET('/me', { baseUrl: url('').href, fetch: (request) => fetch(request) }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(Problem)
  expect(error).toMatchObject({ status: 422, code: 'content.invalid', detail: 'Not like this.', remedy: 'Like that.', fields: said.fields })
})

test('what never arrived is said to be unreachable', () => {
  expect(asProblem(new TypeError('Failed to fetch'))).toMatchObject({ code: 'unreachable' })
  expect(asProblem(null)).toBeNull()
})

test('where the second factor is asked for again the request waits for it, and is made again only if it came', async () => {
  const again = () => Response.json({ code: 'factor.again' }, { status: 403 })
  // Nobody can be asked where no screen shows the question.
  answers.push(again())
  expect((await steadyFetch(new Request(url('/vote'), { method: 'POST' }))).status).toBe(403)
  const leave = proving.subscribe(() => undefined)
  for (const [came, status] of [[false, 403], [true, 200]] as const) {
    asked.length = 0
    answers.push(again(), new Response('{}', { status: 200 }))
    const response = steadyFetch(new Request(url('/vote'), { method: 'POST', body: '{}' }))
    await vi.waitFor(() => expect(proving.isAsked()).toBe(true))
    proving.answer(came)
    expect((await response).status).toBe(status)
    expect(asked).toHaveLength(came ? 2 : 1)
    expect(proving.isAsked()).toBe(false)
    answers.length = 0
  }
  leave()
  // What policy refuses is no question.
  answers.push(Response.json({ code: 'forbidden' }, { status: 403 }))
  expect((await steadyFetch(new Request(url('/vote'), { method: 'POST' }))).status).toBe(403)
})
