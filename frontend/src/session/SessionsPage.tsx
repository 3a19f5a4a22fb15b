// Where I am signed in: every session that has not ended, and the way to end it.
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { http, queries } from '../api/client'
import { asProblem } from '../api/problem'
import { Button } from '../ui/Button'
import { When } from '../ui/Due'
import { Page } from '../ui/Page'
import { Problem } from '../ui/Problem'
import { Table } from '../ui/Table'
import { people, words } from '../words'
import { programOf } from './program'
import { sessionsQuery } from './session'

const say = people.sessions

export function SessionsPage() {
  const { data: sessions } = useSuspenseQuery(sessionsQuery)
  const [done, setDone] = useState('')
  const ending = useMutation({
    mutationFn: (session: string | undefined) => (session ? http.DELETE('/me/sessions/{session}', { params: { path: { session } } }) : http.DELETE('/me/sessions')),
    onSuccess: (_, session) => setDone(session ? say.ended : say.allEnded),
    // Whatever came of it, the list says how it is now.
    onSettled: () => queries.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
    onMutate: () => setDone(''),
  })
  const named = (program: string | null | undefined) => {
    const found = programOf(program)
    return found ? (found.system ? say.on(found.name, found.system) : found.name) : say.unknown
  }
  const others = sessions.some(({ here }) => !here)
  return (
    <Page title={say.title} lead={say.lead}>
      <div role="status">{done && <p>{done}</p>}</div>
      <Problem problem={asProblem(ending.error)} />
      <Table
        caption={say.title}
        rows={sessions}
        rowKey={({ id }) => id}
        columns={[
          { key: 'program', head: say.program, main: true, cell: ({ program }) => <bdi>{named(program)}</bdi> },
          { key: 'opened', head: say.opened, cell: ({ opened_at }) => <When at={opened_at} /> },
          { key: 'used', head: say.used, cell: ({ renewed_at }) => <When at={renewed_at} /> },
          {
            key: 'end',
            head: '',
            cell: ({ id, here, program }) =>
              here ? (
                say.here
              ) : (
                <Button small busy={ending.isPending && ending.variables === id} aria-label={`${say.end}${words.ui.colon} ${named(program)}`} onClick={() => ending.mutate(id)}>
                  {say.end}
                </Button>
              ),
          },
        ]}
      />
      {others && (
        <p>
          <Button busy={ending.isPending && ending.variables === undefined} onClick={() => ending.mutate(undefined)}>
            {say.all}
          </Button>
        </p>
      )}
    </Page>
  )
}
