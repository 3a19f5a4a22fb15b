// The one client: typed by the OpenAPI document, for the body that the address names.
import { MutationCache, QueryClient } from '@tanstack/react-query'
import createClient from 'openapi-fetch'
import createQueryClient from 'openapi-react-query'
import { Problem, problemOf } from './problem'
import type { paths } from './schema'

/** The body's slug, the first part of every address. */
export const body = location.pathname.split('/')[1] ?? ''

/** The address of a screen of this desk: `desk('/cases/3')`. */
export function desk(path = ''): string {
  return `/${body}/desk${path}`
}

/** The address of the body's API, for what is streamed by hand. */
export const root = `/api/${body}`

/** The version one saw, as a request header: a stale one is refused. */
export function ifMatch(version: number): { 'if-match': number } {
  return { 'if-match': version }
}

const refreshedKey = 'proviso.refreshed'

function refreshedAt(): string | null {
  return localStorage.getItem(refreshedKey)
}

/** One refresh at a time over all tabs, since a refresh token is good for one use. */
async function refresh(before: string | null): Promise<boolean> {
  return navigator.locks.request('proviso.refresh', async () => {
    if (refreshedAt() !== before) return true
    const response = await fetch(`${root}/session/refresh`, { method: 'POST', credentials: 'same-origin' })
    if (response.ok) localStorage.setItem(refreshedKey, String(Date.now()))
    return response.ok
  })
}

/** Who waits for the second factor to be shown again: one question for all who ask at once. */
const waiting = new Set<(shown: boolean) => void>()
const watching = new Set<() => void>()
export const proving = {
  subscribe: (watch: () => void) => {
    watching.add(watch)
    return () => void watching.delete(watch)
  },
  isAsked: () => waiting.size > 0,
  /** Nobody can be asked where no screen shows the question. */
  ask: () =>
    watching.size === 0
      ? Promise.resolve(false)
      : new Promise<boolean>((resolve) => {
          waiting.add(resolve)
          for (const watch of watching) watch()
        }),
  answer: (shown: boolean) => {
    const all = [...waiting]
    waiting.clear()
    for (const resolve of all) resolve(shown)
    for (const watch of watching) watch()
  },
}

/** Was it refused because the second factor was not shown lately? */
async function asksAgain(response: Response): Promise<boolean> {
  if (response.status !== 403) return false
  const said: unknown = await response
    .clone()
    .json()
    .catch(() => null)
  return typeof said === 'object' && said !== null && 'code' in said && said.code === 'factor.again'
}

/** Fetches; on 401 refreshes the session once and fetches again, and so where the second factor is asked for. */
export async function steadyFetch(request: Request): Promise<Response> {
  const before = refreshedAt()
  const again = request.clone()
  const response = await fetch(request)
  const ofSession = new URL(request.url).pathname.startsWith(`${root}/session`) && request.method !== 'GET'
  if (await asksAgain(response)) return (await proving.ask()) ? steadyFetch(again) : response
  if (response.status !== 401 || ofSession) return response
  return (await refresh(before)) ? fetch(again) : response
}

/** What an operation asks for besides the body that the address already names. */
type Within<Operation> = Operation extends { parameters: { path: infer Path } }
  ? Omit<Operation, 'parameters'> & {
      parameters: Omit<Operation['parameters'], 'path'> & (keyof Path extends 'body' ? { path?: never } : { path: Omit<Path, 'body'> })
    }
  : Operation

/** The addresses under `/api/{body}`, named from there: `/cases/{id}`. */
export type Paths = {
  [Path in keyof paths as Path extends `/api/{body}${infer Rest}` ? Rest : never]: {
    [Method in keyof paths[Path]]: Method extends 'parameters' ? paths[Path][Method] : Within<paths[Path][Method]>
  }
}

export const http = createClient<Paths>({ baseUrl: root, fetch: steadyFetch, credentials: 'same-origin' })

http.use({
  async onResponse({ response }) {
    if (!response.ok) throw await problemOf(response)
    return undefined
  },
})

export const api = createQueryClient(http)

export const queries: QueryClient = new QueryClient({
  mutationCache: new MutationCache({
    // Whoever was told that they had seen an older version sees the new one beside that sentence.
    onError: (error) => {
      if (error instanceof Problem && error.code === 'stale') void queries.invalidateQueries()
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      // What was refused stays refused; only what did not arrive is asked again.
      retry: (count, error) => count < 2 && !(error instanceof Problem),
    },
    mutations: { retry: false },
  },
})
