// Who I am here: the one place that knows about signing in and out.
import { api, http, queries } from '../api/client'
import { Problem } from '../api/problem'

/** The account and its roles at this body. */
export const meQuery = api.queryOptions('get', '/me', {}, { staleTime: Infinity })

/** The body itself: its name, its seat, its clock. */
export const bodyQuery = api.queryOptions('get', '', {}, { staleTime: 60_000 })

export async function signIn(email: string, password: string): Promise<void> {
  await http.POST('/session', { body: { email, password } })
  queries.clear()
}

export async function signOut(): Promise<void> {
  // A session that has already ended is as good as one ended now.
  await http.DELETE('/session').catch((error: unknown) => {
    if (!(error instanceof Problem) || error.status !== 401) throw error
  })
  queries.clear()
}
