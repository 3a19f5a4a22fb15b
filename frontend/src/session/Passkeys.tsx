// My passkeys: the list, another one, and the way to do without one.
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { http } from '../api/client'
import { asProblem } from '../api/problem'
import { Button } from '../ui/Button'
import { When } from '../ui/Due'
import { Form, PasswordField, TextField } from '../ui/Form'
import { Problem } from '../ui/Problem'
import { Table } from '../ui/Table'
import { people, words } from '../words'
import { Codes } from './Codes'
import styles from './Factor.module.css'
import { addPasskey, hasPasskeys } from './passkey'
import { programOf } from './program'
import { passkeysQuery, refreshMe } from './session'

const say = people.passkeys

/** What a passkey is called unless its person says otherwise: where it was made. */
function here(): string {
  const program = programOf(navigator.userAgent)
  if (!program) return ''
  return program.system ? people.sessions.on(program.name, program.system) : program.name
}

export function Passkeys() {
  const { data: passkeys } = useSuspenseQuery(passkeysQuery)
  const [done, setDone] = useState('')
  const removing = useMutation({
    mutationFn: (passkey: string) => http.DELETE('/me/passkeys/{passkey}', { params: { path: { passkey } } }),
    onMutate: () => setDone(''),
    onSuccess: () => setDone(say.removed),
    onSettled: refreshMe,
  })
  return (
    <>
      <h3>{say.title}</h3>
      <p>{say.lead}</p>
      <div role="status">{done && <p>{done}</p>}</div>
      <Problem problem={asProblem(removing.error)} />
      {passkeys.length > 0 && (
        <Table
          caption={say.title}
          rows={passkeys}
          rowKey={({ id }) => id}
          columns={[
            { key: 'name', head: say.name, main: true, cell: ({ name }) => <bdi>{name}</bdi> },
            { key: 'made', head: say.made, cell: ({ made_at }) => <When at={made_at} /> },
            { key: 'used', head: people.sessions.used, cell: ({ used_at }) => (used_at ? <When at={used_at} /> : say.unused) },
            {
              key: 'remove',
              head: '',
              cell: ({ id, name }) => (
                <Button small busy={removing.isPending && removing.variables === id} aria-label={`${say.remove}${words.ui.colon} ${name}`} onClick={() => removing.mutate(id)}>
                  {say.remove}
                </Button>
              ),
            },
          ]}
        />
      )}
      {hasPasskeys() && (
        <details className={styles.fold} open={passkeys.length === 0}>
          <summary>{say.add}</summary>
          <AddPasskey onDone={() => void refreshMe()} />
        </details>
      )}
    </>
  )
}

/** Password and a name, then whatever the device asks; and, with the first second factor, the recovery codes. */
export function AddPasskey({ onDone }: { onDone: () => void }) {
  const [password, setPassword] = useState('')
  const [name, setName] = useState(here)
  const act = useMutation({
    mutationFn: () => addPasskey(password, name),
    onSuccess: (codes) => {
      setPassword('')
      // The codes stay in sight until they are kept.
      if (codes.length === 0) onDone()
    },
  })
  if (act.data && act.data.length > 0) {
    return (
      <>
        <div role="status">
          <p>{say.done}</p>
          <Codes codes={act.data} />
        </div>
        <div>
          <Button primary onClick={onDone}>
            {people.factor.kept}
          </Button>
        </div>
      </>
    )
  }
  return (
    <Form problem={asProblem(act.error)} label={say.add} onSubmit={() => act.mutate()}>
      <PasswordField path="password" label={people.security.current} required value={password} onChange={setPassword} />
      <TextField path="name" label={say.name} hint={say.nameHint} required value={name} onChange={setName} />
      <div>
        <Button type="submit" primary busy={act.isPending}>
          {say.add}
        </Button>
      </div>
      <div role="status">{act.isSuccess && <p>{say.added}</p>}</div>
    </Form>
  )
}
