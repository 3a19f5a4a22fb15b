// Who speaks for a state, from when to when, on which letter; and, for the registrar, whom states have put forward.
import { useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { answered, newId, statesQuery } from '../../api/cases'
import { api, desk, http, queries } from '../../api/client'
import { asProblem } from '../../api/problem'
import type { components } from '../../api/schema'
import { meQuery } from '../../session/session'
import { Button } from '../../ui/Button'
import { Empty } from '../../ui/Empty'
import { DateField, FieldRow, Form, LongTextField, SelectField, TextField } from '../../ui/Form'
import { Link } from '../../ui/Link'
import { Page, Section } from '../../ui/Page'
import { Problem } from '../../ui/Problem'
import { day } from '../../ui/seat'
import { Table } from '../../ui/Table'
import { people, words } from '../../words'
import styles from './People.module.css'

type View = components['schemas']['DelegationView']
type Member = components['schemas']['DelegateView']
type MemberAct = Exclude<Member['can'][number], 'put_forward'>

const say = people.delegation

const allQuery = api.queryOptions('get', '/delegations')
const oneQuery = (state: string) => api.queryOptions('get', '/delegations/{state}', { params: { path: { state } } })

async function refresh(): Promise<void> {
  await queries.invalidateQueries({ predicate: ({ queryKey: [, path] }) => typeof path === 'string' && (path.startsWith('/delegations') || path === '/work' || path === '/me' || path === '/people') })
}

/** The delegation of one's own state; the registrar's list of all. */
export function DelegationsPage() {
  const { data: me } = useSuspenseQuery(meQuery)
  const own = me.person.roles.find(({ state }) => state)?.state
  if (me.can.includes('delegation.list_all')) return <All />
  if (own) return <One state={own} />
  return (
    <Page title={say.title}>
      <Empty title={say.notYours}>{say.notYoursWhy}</Empty>
    </Page>
  )
}

export function DelegationPage() {
  const { state } = useParams({ from: '/$body/desk/delegation/$state' })
  return <One key={state} state={state} />
}

function All() {
  const { data, error, isPending } = useQuery(allQuery)
  const { data: states } = useSuspenseQuery(statesQuery)
  const [other, setOther] = useState('')
  return (
    <Page title={say.title} lead={say.leadAll}>
      <Problem problem={asProblem(error)} />
      {isPending && <p role="status">{words.ui.loading}</p>}
      {data && (
        <Table
          caption={say.title}
          rows={data}
          rowKey={({ state }) => state}
          empty={<Empty title={say.none}>{say.noneWhy}</Empty>}
          columns={[
            { key: 'state', head: say.state, main: true, cell: ({ state, name }) => <Link href={desk(`/delegation/${state}`)}>{name}</Link> },
            { key: 'waiting', head: say.waiting, cell: ({ waiting }) => (waiting > 0 ? <strong>{waiting}</strong> : waiting) },
            { key: 'voice', head: say.voice, cell: ({ spoken_for }) => (spoken_for ? say.yes : say.no) },
          ]}
        />
      )}
      <Section title={say.another} sheet>
        <SelectField path="state" label={say.state} value={other} onChange={setOther} options={states.map(({ code, name }) => ({ value: code, label: `${name} (${code})` }))} />
        {other !== '' && <Link href={desk(`/delegation/${other}`)}>{say.open}</Link>}
      </Section>
    </Page>
  )
}

function One({ state }: { state: string }) {
  const { data: me } = useSuspenseQuery(meQuery)
  const { data, error, isPending } = useQuery(oneQuery(state))
  const [doing, setDoing] = useState<{ act: MemberAct; member: Member }>()
  const [done, setDone] = useState('')
  const isRegistrar = me.can.includes('delegation.list_all')
  const over: readonly Member['standing'][] = ['over', 'ended', 'refused', 'taken_back']
  const former = data?.members.filter(({ standing }) => over.includes(standing)) ?? []
  const waiting = data?.members.filter(({ standing }) => standing === 'waiting') ?? []
  const now = data?.members.filter((one) => !former.includes(one) && !waiting.includes(one)) ?? []
  const begin = (act: MemberAct, member: Member) => {
    setDone('')
    setDoing({ act, member })
    window.scrollTo({ top: 0 })
  }
  return (
    <Page title={data ? say.of(data.name) : say.title} lead={say.lead} {...(isRegistrar && { back: { href: desk('/delegation'), label: say.back } })}>
      <div role="status">{done && <p className={styles.done}>{done}</p>}</div>
      <Problem problem={asProblem(error)} />
      {isPending && <p role="status">{words.ui.loading}</p>}
      {doing && (
        <Doing
          key={`${doing.act} ${doing.member.accreditation ?? doing.member.person ?? ''}`}
          state={state}
          {...doing}
          onClose={(happened) => {
            setDoing(undefined)
            if (happened) setDone(say.acts[doing.act].done(doing.member.name))
          }}
        />
      )}
      {data && (
        <>
          {waiting.length > 0 && (
            <Section title={say.waits} count={waiting.length}>
              <Members caption={say.waits} rows={waiting} onAct={begin} />
            </Section>
          )}
          <Section title={say.members} count={now.length}>
            <Members caption={say.members} rows={now} onAct={begin} />
          </Section>
          {data.offers.length > 0 && (
            <Section title={say.put} sheet>
              <PutForward view={data} isFirst={isRegistrar} onPut={(name) => setDone(say.putDone(name))} />
            </Section>
          )}
          {former.length > 0 && (
            <Section title={say.former} count={former.length}>
              <Members caption={say.former} rows={former} onAct={begin} />
            </Section>
          )}
        </>
      )}
    </Page>
  )
}

function Members({ caption, rows, onAct }: { caption: string; rows: readonly Member[]; onAct: (act: MemberAct, member: Member) => void }) {
  const keyOf = ({ accreditation, person, role }: Member) => accreditation ?? `${person ?? ''} ${role}`
  return (
    <Table
      caption={caption}
      rows={rows}
      rowKey={keyOf}
      empty={<Empty title={say.empty}>{say.emptyWhy}</Empty>}
      columns={[
        {
          key: 'name', head: say.name, main: true, cell: ({ name, email }) => (
            <>
              <bdi>{name}</bdi>
              <small className={styles.invited}>
                <bdi>{email}</bdi>
              </small>
            </>
          ),
        },
        { key: 'role', head: say.role, cell: ({ role }) => words.law.role[role] },
        { key: 'first', head: say.first, cell: ({ first_day }) => first_day && day(first_day, 'UTC') },
        {
          key: 'last', head: say.last, cell: ({ last_day, ends_soon }) => (
            <>
              {last_day ? day(last_day, 'UTC') : say.noEnd}
              {ends_soon && <small className={styles.invited}>{say.soon}</small>}
            </>
          ),
        },
        { key: 'standing', head: say.standing, cell: (one) => <Standing {...one} /> },
        { key: 'letter', head: say.letter, cell: ({ letter }) => (letter ? <Letter {...letter} /> : say.noLetter) },
        {
          key: 'acts',
          head: '',
          cell: (one) => (
            <span className={styles.answers}>
              {one.can.map((act) => act !== 'put_forward' && (
                <Button key={act} small primary={act === 'accept'} aria-label={`${say.acts[act].verb}${words.ui.colon}${one.name}`} onClick={() => onAct(act, one)}>
                  {say.acts[act].verb}
                </Button>
              ))}
            </span>
          ),
        },
      ]}
    />
  )
}

function Standing({ standing, put_by, reason }: Member) {
  return (
    <>
      {say.standings[standing]}
      {put_by && (
        <small className={styles.invited}>
          {say.putBy}
          {words.ui.colon}
          <bdi>{put_by}</bdi>
        </small>
      )}
      {reason && (
        <small className={styles.invited}>
          {say.reason}
          {words.ui.colon}
          <bdi>{reason}</bdi>
        </small>
      )}
    </>
  )
}

function Letter({ reference, signed_by, signed_as, signed_on, digest }: components['schemas']['CredenceLetter']) {
  return (
    <>
      <bdi>{reference}</bdi>
      <small className={styles.invited}>
        <bdi>{signed_by}</bdi>, <bdi>{signed_as}</bdi>, {day(signed_on, 'UTC')}
      </small>
      {digest && (
        <small className={styles.digest}>
          {say.digest}
          {words.ui.colon}
          <code dir="ltr">{digest}</code>
        </small>
      )}
    </>
  )
}

/** Each act says once more what it does before it is done. */
function Doing({ state, act, member, onClose }: { state: string; act: MemberAct; member: Member; onClose: (done: boolean) => void }) {
  const [reason, setReason] = useState('')
  const { verb, does } = say.acts[act]
  const doing = useMutation({
    mutationFn: async () => {
      const of = { params: { path: { state, accreditation: member.accreditation ?? '' } } }
      if (act === 'accept') await http.POST('/delegations/{state}/accreditations/{accreditation}/accept', of)
      else if (act === 'refuse') await http.POST('/delegations/{state}/accreditations/{accreditation}/refuse', { ...of, body: { reason } })
      else if (act === 'take_back') await http.DELETE('/delegations/{state}/accreditations/{accreditation}', of)
      else await http.DELETE('/delegations/{state}/members/{person}', { params: { path: { state, person: member.person ?? '' } } })
    },
    onSuccess: async () => {
      // Whoever has resigned sees this delegation no more, so it is not asked for again.
      if (act !== 'resign') await refresh()
      else await queries.invalidateQueries({ queryKey: meQuery.queryKey })
      onClose(true)
    },
  })
  const title = `${verb}${words.ui.colon}${member.name}`
  return (
    <Section title={title} sheet>
      <Form problem={asProblem(doing.error)} label={title} onSubmit={() => doing.mutate()}>
        <p>{does}</p>
        {act === 'refuse' && <LongTextField path="reason" label={say.reason} hint={say.reasonHint} required value={reason} onChange={setReason} />}
        <div className={styles.answers}>
          <Button primary type="submit" busy={doing.isPending}>
            {verb}
          </Button>
          <Button onClick={() => onClose(false)}>{words.ui.notNow}</Button>
        </div>
      </Form>
    </Section>
  )
}

const nobody = { name: '', email: '', last: '', signedBy: '', signedAs: '', signedOn: '', reference: '', digest: '' }

function PutForward({ view, isFirst, onPut }: { view: View; isFirst: boolean; onPut: (name: string) => void }) {
  const [id, setId] = useState(newId)
  const [said, setSaid] = useState(nobody)
  const [first, setFirst] = useState(view.today)
  const [chosen, setChosen] = useState<string>('counsel')
  const role = view.offers.find((one) => one === chosen) ?? view.offers[0] ?? 'agent'
  const set = (part: Partial<typeof nobody>) => setSaid({ ...said, ...part })
  const act = useMutation({
    mutationFn: () =>
      answered(
        http.PUT('/delegations/{state}/accreditations/{accreditation}', {
          params: { path: { state: view.state, accreditation: id } },
          body: {
            role,
            name: said.name,
            email: said.email,
            first_day: first,
            last_day: said.last || null,
            letter: { signed_by: said.signedBy, signed_as: said.signedAs, signed_on: said.signedOn, reference: said.reference, digest: said.digest || null },
          },
        }),
      ),
    onSuccess: async () => {
      await refresh()
      setId(newId())
      setSaid(nobody)
      onPut(said.name)
    },
  })
  return (
    <Form problem={asProblem(act.error)} label={say.put} onSubmit={() => act.mutate()}>
      <p>{isFirst ? say.putFirst : say.putDoes}</p>
      <FieldRow>
        <TextField path="name" label={say.name} required value={said.name} onChange={(name) => set({ name })} />
        <TextField path="email" label={say.email} hint={say.emailHint} type="email" required autoComplete="off" value={said.email} onChange={(email) => set({ email })} />
      </FieldRow>
      <FieldRow>
        <SelectField path="role" label={say.role} value={role} onChange={setChosen} options={view.offers.map((value) => ({ value, label: words.law.role[value] }))} />
        <DateField path="first_day" label={say.first} required min={view.today} value={first} onChange={setFirst} />
        <DateField path="last_day" label={say.last} hint={say.lastHint} min={first} value={said.last} onChange={(last) => set({ last })} />
      </FieldRow>
      <h3>{say.letter}</h3>
      <FieldRow>
        <TextField path="letter.signed_by" label={say.signedBy} required value={said.signedBy} onChange={(signedBy) => set({ signedBy })} />
        <TextField path="letter.signed_as" label={say.signedAs} hint={say.signedAsHint} required value={said.signedAs} onChange={(signedAs) => set({ signedAs })} />
      </FieldRow>
      <FieldRow>
        <DateField path="letter.signed_on" label={say.signedOn} required max={view.today} value={said.signedOn} onChange={(signedOn) => set({ signedOn })} />
        <TextField path="letter.reference" label={say.reference} required value={said.reference} onChange={(reference) => set({ reference })} />
      </FieldRow>
      <TextField path="letter.digest" label={say.digest} hint={say.digestHint} value={said.digest} onChange={(digest) => set({ digest })} />
      <div>
        <Button primary type="submit" busy={act.isPending}>
          {say.put}
        </Button>
      </div>
    </Form>
  )
}
