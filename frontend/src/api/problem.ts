// What the server says when it says no, as one kind of error.
import { words } from '../words'
import type { components } from './schema'

type Fault = components['schemas']['Fault']

interface ProblemBody {
  code: string
  detail: string
  remedy?: string
  fields?: Fault[]
  /** The language of what is said: the server speaks English. */
  lang?: string
  /** Seconds after which one may ask again, where the server says it. */
  wait?: number
}

/** A refusal or a failure: what was wrong and why, and what to do now. */
export class Problem extends Error implements ProblemBody {
  override name = 'Problem'
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly remedy?: string
  readonly fields: Fault[]
  readonly lang?: string
  readonly wait?: number

  constructor(status: number, body: ProblemBody) {
    super(body.detail)
    this.status = status
    this.code = body.code
    this.detail = body.detail
    if (body.remedy) this.remedy = body.remedy
    this.fields = body.fields ?? []
    if (body.lang) this.lang = body.lang
    if (body.wait) this.wait = body.wait
  }
}

function isBody(value: unknown): value is Partial<ProblemBody> {
  return typeof value === 'object' && value !== null
}

/** What a failed answer says, whether or not the server itself wrote it. */
export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => ({}))
  const said = isBody(body) ? body : {}
  const wait = response.status === 429 ? Number(response.headers.get('retry-after')) : 0
  return new Problem(response.status, {
    ...said,
    code: said.code ?? `http.${response.status}`,
    detail: said.detail ?? words.problem.unexpected,
    remedy: said.remedy ?? words.problem.unexpectedNow,
    ...(said.detail && { lang: 'en' }),
    ...(wait > 0 && { wait }),
  })
}

/** Any error that a query or an act ends with. */
export function asProblem(error: unknown): Problem | null {
  if (error === null || error === undefined) return null
  if (error instanceof Problem) return error
  return new Problem(0, {
    code: 'unreachable',
    detail: words.problem.unreachable,
    remedy: words.problem.unreachableNow,
  })
}
