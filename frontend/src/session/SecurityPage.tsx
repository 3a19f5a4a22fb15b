// How I sign in, and where I am signed in.
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { http, queries } from '../api/client'
import { asProblem } from '../api/problem'
import { Button } from '../ui/Button'
import { When } from '../ui/Due'
import { Form, PasswordField } from '../ui/Form'
import { Page, Section } from '../ui/Page'
import { Problem } from '../ui/Problem'
import { Table } from '../ui/Table'
import { people, words } from '../words'
import { Factor } from './Factor'
import { programOf } from './program'
import { Programs } from './Programs'
import { sessionsQuery } from './session'

const say = people.sessions

export function SecurityPage() {
  return (
    <Page title={people.security.title} lead={people.security.lead}>
      <Section title={words.signIn.password} sheet>
        <ChangePassword />
      </Section>
      <Section title={people.factor.title} sheet>
        <Factor />
      </Section>
      <Section title={say.title}>
        <Sessions />
      </Section>
      <Section title={people.programs.title}>
        <Programs />
      </Section>
    </Page>
  )
}

/** Another password, for whoever knows the one that there is. */
function ChangePassword() {
  const [said, setSaid] = useState({ current: '', password: '' })
  const [done, setDone] = useState('')
  const act = useMutation({
    mutationFn: () => http.PUT('/me/password', { body: said }),
    onMutate: () => setDone(''),
    onSuccess: () => {
      setSaid({ current: '', password: '' })
      setDone(people.security.changed)
      return queries.invalidateQueries({ queryKey: sessionsQuery.queryKey })
    },
  })
  return (
    <Form problem={asProblem(act.error)} label={people.security.change} onSubmit={() => act.mutate()}>
      <p>{people.security.changeDoes}</p>
      <div role="status">{done && <p>{done}</p>}</div>
      <PasswordField path="current" label={people.security.current} required value={said.current} onChange={(current) => setSaid({ ...said, current })} />
      <PasswordField
        path="password"
        label={people.security.next}
        hint={people.security.nextHint}
        required
        autoComplete="new-password"
        value={said.password}
        onChange={(password) => setSaid({ ...said, password })}
      />
      <div>
        <Button type="submit" primary busy={act.isPending}>
          {people.security.change}
        </Button>
      </div>
    </Form>
  )
}

/** Every session that has not ended, and the way to end it. */
function Sessions() {
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
    <>
      <p>{say.lead}</p>
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
    </>
  )
}
