// Programs that act for me: made, given another secret, and ended.
import { useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answered } from '../api/cases'
import { http, queries, root } from '../api/client'
import { asProblem } from '../api/problem'
import type { components } from '../api/schema'
import { Button } from '../ui/Button'
import { When } from '../ui/Due'
import { ChecksField, FieldRow, Form, PasswordField, SelectField, TextField } from '../ui/Form'
import { Problem, type Refusal } from '../ui/Problem'
import { Table } from '../ui/Table'
import { vocabulary, type Word } from '../vocabulary'
import { list, people, words } from '../words'
import { meQuery, programsQuery } from './session'
import styles from './Programs.module.css'

type Client = components['schemas']['ClientView']
type WithSecret = components['schemas']['ClientWithSecret']

const say = people.programs

/** For so long a program may be let in, in days. */
const spans = ['30', '90', '180', '366']

export function scopesInWords(scopes: readonly Word<'client_scope'>[]): string {
  return list(scopes.map((scope) => words.law.client_scope[scope]))
}

async function refresh(): Promise<void> {
  await queries.invalidateQueries({ queryKey: programsQuery.queryKey })
}

/** Whoever has a second factor is asked for it; whoever has none, for their password. */
function useAsksPassword(): boolean {
  const { data: me } = useQuery(meQuery)
  return me?.factor ? !me.factor.in_use : false
}

export function Programs() {
  const { data: programs } = useSuspenseQuery(programsQuery)
  const [shown, setShown] = useState<WithSecret>()
  const [ending, setEnding] = useState<Client>()
  const [asking, setAsking] = useState<Client>()
  const [done, setDone] = useState('')
  const asksPassword = useAsksPassword()
  const renewing = useMutation({
    mutationFn: ({ id, password }: Client & { password?: string }) =>
      answered(http.POST('/me/clients/{client}/secrets', { params: { path: { client: id } }, body: password === undefined ? {} : { password } })),
    onMutate: () => setDone(''),
    onSuccess: (made) => {
      setAsking(undefined)
      setShown(made)
    },
    onSettled: refresh,
  })
  const endingFormer = useMutation({
    mutationFn: ({ id }: Client) => http.DELETE('/me/clients/{client}/secrets/former', { params: { path: { client: id } } }),
    onMutate: () => setDone(''),
    onSuccess: () => setDone(say.formerEnded),
    onSettled: refresh,
  })
  const about = (act: string, name: string) => `${act}${words.ui.colon}${name}`
  return (
    <>
      <p>{say.lead}</p>
      <div role="status">
        {done && <p>{done}</p>}
        {shown && <Secret made={shown} onKept={() => setShown(undefined)} />}
      </div>
      {!asking && <Problem problem={asProblem(renewing.error)} />}
      {asking && (
        <Renew
          name={asking.name}
          problem={asProblem(renewing.error)}
          busy={renewing.isPending}
          onPassword={(password) => renewing.mutate({ ...asking, password })}
          onClose={() => {
            setAsking(undefined)
            renewing.reset()
          }}
        />
      )}
      <Problem problem={asProblem(endingFormer.error)} />
      {ending && (
        <EndProgram
          name={ending.name}
          end={() => http.DELETE('/me/clients/{client}', { params: { path: { client: ending.id } } })}
          onClose={(ended) => {
            setEnding(undefined)
            if (!ended) return
            setShown((one) => (one?.client.id === ending.id ? undefined : one))
            setDone(say.ended(ending.name))
            void refresh()
          }}
        />
      )}
      <Table
        caption={say.title}
        rows={programs}
        rowKey={({ id }) => id}
        empty={<p>{say.empty}</p>}
        columns={[
          { key: 'name', head: say.name, main: true, cell: ({ name }) => <bdi>{name}</bdi> },
          { key: 'scopes', head: say.scopes, cell: ({ scopes }) => scopesInWords(scopes) },
          { key: 'expires', head: say.expires, cell: ({ expires_at }) => <When at={expires_at} /> },
          { key: 'used', head: say.used, cell: ({ used_at }) => (used_at ? <When at={used_at} /> : say.never) },
          { key: 'former', head: say.former, cell: ({ former_until }) => former_until && <When at={former_until} /> },
          {
            key: 'acts',
            head: '',
            cell: (one) => (
              <span className={styles.answers}>
                <Button small busy={renewing.isPending && renewing.variables.id === one.id} aria-label={about(say.renew, one.name)} onClick={() => (asksPassword ? setAsking(one) : renewing.mutate(one))}>
                  {say.renew}
                </Button>
                {one.former_until && (
                  <Button small busy={endingFormer.isPending && endingFormer.variables.id === one.id} aria-label={about(say.endFormer, one.name)} onClick={() => endingFormer.mutate(one)}>
                    {say.endFormer}
                  </Button>
                )}
                <Button small aria-label={about(say.end, one.name)} onClick={() => setEnding(one)}>
                  {say.end}
                </Button>
              </span>
            ),
          },
        ]}
      />
      {programs.length > 0 && <p>{say.renewDoes}</p>}
      <details className={styles.fold}>
        <summary>{say.make}</summary>
        <Make onMade={setShown} />
      </details>
    </>
  )
}

/** Another secret, for whoever shows their password. */
function Renew({ name, problem, busy, onPassword, onClose }: { name: string; problem: Refusal | null; busy: boolean; onPassword: (password: string) => void; onClose: () => void }) {
  const [password, setPassword] = useState('')
  const title = `${say.renew}${words.ui.colon}${name}`
  return (
    <Form problem={problem} label={title} onSubmit={() => onPassword(password)}>
      <h3>{title}</h3>
      <PasswordField path="password" label={words.signIn.password} hint={say.passwordWhy} required value={password} onChange={setPassword} />
      <div className={styles.answers}>
        <Button type="submit" busy={busy}>
          {say.renew}
        </Button>
        <Button onClick={onClose}>{words.ui.notNow}</Button>
      </div>
    </Form>
  )
}

function Make({ onMade }: { onMade: (made: WithSecret) => void }) {
  const [name, setName] = useState('')
  const [days, setDays] = useState('90')
  const [scopes, setScopes] = useState<Word<'client_scope'>[]>([])
  const [password, setPassword] = useState('')
  const asksPassword = useAsksPassword()
  const act = useMutation({
    mutationFn: () => answered(http.POST('/me/clients', { body: { name, scopes, days: Number(days), ...(asksPassword && { password }) } })),
    onSuccess: async (made) => {
      setName('')
      setPassword('')
      setScopes([])
      onMade(made)
      await refresh()
    },
  })
  return (
    <Form problem={asProblem(act.error)} label={say.make} onSubmit={() => act.mutate()}>
      <p>{say.makeDoes}</p>
      <FieldRow>
        <TextField path="name" label={say.name} hint={say.nameHint} required value={name} onChange={setName} />
        <SelectField path="days" label={say.days} value={days} onChange={setDays} options={spans.map((value) => ({ value, label: say.forDays(Number(value)) }))} />
      </FieldRow>
      <ChecksField
        path="scopes"
        label={say.scopes}
        hint={say.scopesHint}
        required
        chosen={scopes}
        onChange={(chosen) => setScopes(vocabulary.client_scope.filter((scope) => chosen.includes(scope)))}
        options={vocabulary.client_scope.map((value) => ({ value, label: say.scopeDoes[value] }))}
      />
      {asksPassword && <PasswordField path="password" label={words.signIn.password} hint={say.passwordWhy} required value={password} onChange={setPassword} />}
      <div>
        <Button type="submit" busy={act.isPending}>
          {say.make}
        </Button>
      </div>
    </Form>
  )
}

/** What the program needs to be let in: shown once. */
function Secret({ made: { client, secret }, onKept }: { made: WithSecret; onKept: () => void }) {
  const lines = [
    { label: say.id, text: client.id },
    { label: say.secret, text: secret },
    { label: say.address, text: `${location.origin}${root}/tokens/client` },
  ]
  return (
    <section className={styles.secret} aria-label={client.name}>
      <h3>
        <bdi>{client.name}</bdi>
      </h3>
      <p>{say.once}</p>
      <dl>
        {lines.map(({ label, text }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <code dir="ltr">{text}</code>
              <Copy label={label} text={text} />
            </dd>
          </div>
        ))}
      </dl>
      <div>
        <Button onClick={onKept}>{say.kept}</Button>
      </div>
    </section>
  )
}

function Copy({ label, text }: { label: string; text: string }) {
  const [copied, setCopied] = useState(false)
  return (
    <Button small aria-label={`${say.copy}${words.ui.colon}${label}`} onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>
      {copied ? say.copied : say.copy}
    </Button>
  )
}

/** Ending a program cannot be taken back, so it is said again what it does. */
export function EndProgram({ name, end, onClose }: { name: string; end: () => Promise<unknown>; onClose: (ended: boolean) => void }) {
  const act = useMutation({ mutationFn: end, onSuccess: () => onClose(true) })
  return (
    <Form problem={asProblem(act.error)} label={say.endOf(name)} onSubmit={() => act.mutate()}>
      <h3>{say.endOf(name)}</h3>
      <p>{say.endDoes}</p>
      <div className={styles.answers}>
        <Button type="submit" busy={act.isPending}>
          {say.end}
        </Button>
        <Button onClick={() => onClose(false)}>{words.ui.notNow}</Button>
      </div>
    </Form>
  )
}
