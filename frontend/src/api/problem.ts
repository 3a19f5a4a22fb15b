// What the server says when it says no, as one kind of error.

interface ProblemBody {
  code: string
  title: string
  detail: string
  remedy?: string
  fields?: { path: string; why: string }[]
}

/** A refusal or a failure, in three parts: what was wrong, why, what to do now. */
export class Problem extends Error implements ProblemBody {
  override name = 'Problem'
  readonly status: number
  readonly code: string
  readonly title: string
  readonly detail: string
  readonly remedy?: string
  readonly fields: { path: string; why: string }[]

  constructor(status: number, body: ProblemBody) {
    super(body.title)
    this.status = status
    this.code = body.code
    this.title = body.title
    this.detail = body.detail
    if (body.remedy !== undefined) this.remedy = body.remedy
    this.fields = body.fields ?? []
  }
}

function isBody(value: unknown): value is Partial<ProblemBody> {
  return typeof value === 'object' && value !== null
}

const unreachable: ProblemBody = {
  code: 'unreachable',
  title: 'The registry cannot be reached.',
  detail: 'The request did not arrive, or its answer was lost. An act that was carried out is on the docket; it is not carried out twice.',
  remedy: 'Check the connection and try again.',
}

/** What a failed answer says, whether or not the server itself wrote it. */
export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => ({}))
  const said = isBody(body) ? body : {}
  return new Problem(response.status, {
    ...said,
    code: said.code ?? `http_${response.status}`,
    title: said.title ?? 'The registry did not answer as expected.',
    detail: said.detail ?? (response.status >= 500 ? 'Something failed on its side. Nothing was changed.' : ''),
  })
}

/** Any error a query or an act ends with. */
export function asProblem(error: unknown): Problem | null {
  if (error === null || error === undefined) return null
  return error instanceof Problem ? error : new Problem(0, unreachable)
}
