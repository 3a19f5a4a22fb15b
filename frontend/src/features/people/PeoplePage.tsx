// The people of the body and their roles.
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answered, newId, statesQuery } from '../../api/cases'
import { api, http, ifMatch, queries } from '../../api/client'
import { asProblem } from '../../api/problem'
import type { components } from '../../api/schema'
import { meQuery } from '../../session/session'
import { Button } from '../../ui/Button'
import { Empty } from '../../ui/Empty'
import { FieldRow, Form, PasswordField, SelectField, TextField } from '../../ui/Form'
import { Page, Section } from '../../ui/Page'
import { Problem } from '../../ui/Problem'
import { Table } from '../../ui/Table'
import { vocabulary } from '../../vocabulary'
import { people as say, words } from '../../words'
import { HeldPrograms } from './HeldPrograms'
import styles from './People.module.css'

type Grant = components['schemas']['RoleGrant']
type Person = components['schemas']['PersonView']

/** "Agent (UKR)" */
function grantInWords({ role, state, discipline }: Grant): string {
  const of = state ?? (discipline && words.law.discipline[discipline])
  return of ? `${words.law.role[role]} (${of})` : words.law.role[role]
}

/** Whoever is one of these acts for a state. */
const ofDelegation: readonly Grant['role'][] = ['agent', 'deputy_agent', 'counsel', 'adviser']

/** A role together with what it is bound to, and nothing that it is not bound to. */
export function grant(role: Grant['role'], state: string, discipline: string): Grant {
  if (ofDelegation.includes(role)) return { role, state }
  if (role === 'panelist') return { role, discipline: vocabulary.discipline.find((one) => one === discipline) ?? 'legal' }
  return { role }
}

async function refreshPeople(): Promise<void> {
  await queries.invalidateQueries({ predicate: ({ queryKey: [, path] }) => path === '/people' || path === '/me' })
}

export function PeoplePage() {
  const { data: me } = useSuspenseQuery(meQuery)
  const mayView = me.can.includes('people.view')
  const [changing, setChanging] = useState<string>()
  const [done, setDone] = useState<string>()
  const query = api.useInfiniteQuery(
    'get',
    '/people',
    { params: { query: {} } },
    { pageParamName: 'after', initialPageParam: null, getNextPageParam: ({ next }) => next ?? undefined, enabled: mayView },
  )
  const inviting = useMutation({
    mutationFn: ({ id }: Person) => http.POST('/people/{person}/invitation', { params: { path: { person: id } } }),
    onMutate: () => setDone(undefined),
    onSuccess: (_, { name }) => setDone(say.invitedAgain(name)),
  })
  const rows = query.data?.pages.flatMap(({ items }) => items)
  const person = rows?.find(({ id }) => id === changing)
  if (!mayView) {
    return (
      <Page title={words.shell.people}>
        <Empty title={say.notOpen}>{say.notOpenWhy}</Empty>
      </Page>
    )
  }
  return (
    <Page title={words.shell.people} lead={say.lead}>
      <div role="status">{done && <p className={styles.done}>{done}</p>}</div>
      <Problem problem={asProblem(query.error)} />
      <Problem problem={asProblem(inviting.error)} />
      {query.isPending && <p role="status">{words.ui.loading}</p>}
      {person && (
        <Section title={say.changeOf(person.name)} sheet>
          <ChangeRoles
            key={`${person.id} ${person.version}`}
            person={person}
            onClose={(changed) => {
              setChanging(undefined)
              setDone(changed ? say.saved(person.name) : undefined)
            }}
          />
          {me.can.includes('people.take_factor') && (
            <TakeFactor
              person={person}
              onTaken={() => {
                setChanging(undefined)
                setDone(say.taken(person.name))
              }}
            />
          )}
        </Section>
      )}
      {rows && (
        <Table
          caption={words.shell.people}
          rows={rows}
          rowKey={({ id }) => id}
          {...(query.hasNextPage && { more: { onMore: () => void query.fetchNextPage(), busy: query.isFetchingNextPage } })}
          empty={<Empty title={say.empty}>{say.emptyWhy}</Empty>}
          columns={[
            { key: 'name', head: say.name, main: true, cell: ({ name, invited }) => (
                <>
                  <bdi>{name}</bdi>
                  {invited && <small className={styles.invited}>{say.invited}</small>}
                </>
              ),
            },
            { key: 'roles', head: say.roles, cell: ({ roles }) => roles.map(grantInWords).join(' · ') || say.none },
            { key: 'email', head: say.email, cell: ({ email }) => <bdi>{email}</bdi> },
            { key: 'nationalities', head: say.nationalities, cell: ({ nationalities }) => nationalities.join(', ') },
            { key: 'institution', head: say.institution, cell: ({ institution }) => institution && <bdi>{institution}</bdi> },
            ...(me.can.includes('people.change_roles')
              ? [
                  {
                    key: 'change',
                    head: '',
                    narrow: true,
                    cell: (one: Person) => (
                      <>
                        <Button
                          small
                          aria-label={`${say.change}${words.ui.colon}${one.name}`}
                          onClick={() => {
                            setChanging(one.id)
                            window.scrollTo({ top: 0 })
                          }}
                        >
                          {say.change}
                        </Button>
                        {one.invited && me.can.includes('people.invite') && (
                          <Button
                            small
                            busy={inviting.isPending && inviting.variables.id === one.id}
                            aria-label={`${say.inviteAgain}${words.ui.colon}${one.name}`}
                            onClick={() => inviting.mutate(one)}
                          >
                            {say.inviteAgain}
                          </Button>
                        )}
                      </>
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
      {me.can.includes('people.add_person') && (
        <Section title={say.add} sheet>
          <AddPerson onAdded={({ name, invited }) => setDone(invited ? say.addedInvited(name) : say.added(name))} />
        </Section>
      )}
      {me.can.includes('people.view_clients') && <HeldPrograms mayEnd={me.can.includes('people.take_client')} />}
    </Page>
  )
}

function Roles({ roles, onChange }: { roles: readonly Grant[]; onChange: (roles: Grant[]) => void }) {
  const { data: states } = useSuspenseQuery(statesQuery)
  const [role, setRole] = useState<Grant['role']>('case_officer')
  const [state, setState] = useState('')
  const [discipline, setDiscipline] = useState<string>('legal')
  const party = ofDelegation.includes(role)
  return (
    <fieldset className={styles.roles}>
      <legend>{say.roles}</legend>
      {roles.length === 0 && <p>{say.none}</p>}
      <ul>
        {roles.map((held) => (
          <li key={grantInWords(held)}>
            {grantInWords(held)}
            <Button small aria-label={say.removeRole(grantInWords(held))} onClick={() => onChange(roles.filter((one) => one !== held))}>
              {say.removeRole(grantInWords(held))}
            </Button>
          </li>
        ))}
      </ul>
      <FieldRow>
        <SelectField
          path="role"
          label={say.role}
          value={role}
          onChange={(value) => setRole(vocabulary.role.find((one) => one === value) ?? role)}
          options={vocabulary.role.map((value) => ({ value, label: words.law.role[value] }))}
        />
        {party && <SelectField path="state" label={say.state} value={state} onChange={setState} options={states.map(({ code, name }) => ({ value: code, label: `${name} (${code})` }))} />}
        {role === 'panelist' && (
          <SelectField path="discipline" label={say.discipline} value={discipline} onChange={setDiscipline} options={vocabulary.discipline.map((value) => ({ value, label: words.law.discipline[value] }))} />
        )}
      </FieldRow>
      <div>
        <Button
          disabled={party && state === ''}
          onClick={() => {
            const next = grant(role, state, discipline)
            onChange([...roles.filter((one) => grantInWords(one) !== grantInWords(next)), next])
          }}
        >
          {say.addRole}
        </Button>
      </div>
    </fieldset>
  )
}

function ChangeRoles({ person, onClose }: { person: Person; onClose: (changed: boolean) => void }) {
  const [roles, setRoles] = useState<Grant[]>(person.roles.filter(({ accredited }) => !accredited).map(({ role, state, discipline }) => grant(role, state ?? '', discipline ?? '')))
  const act = useMutation({
    mutationFn: () => answered(http.PUT('/people/{person}/roles', { params: { path: { person: person.id }, header: ifMatch(person.version) }, body: { roles } })),
    onSuccess: async () => {
      await refreshPeople()
      onClose(true)
    },
  })
  return (
    <Form problem={asProblem(act.error)} label={say.changeOf(person.name)} onSubmit={() => act.mutate()}>
      <p>{say.changeDoes}</p>
      <Roles roles={roles} onChange={setRoles} />
      <div className={styles.answers}>
        <Button primary type="submit" busy={act.isPending}>
          {say.save}
        </Button>
        <Button onClick={() => onClose(false)}>{words.ui.notNow}</Button>
      </div>
    </Form>
  )
}

/** For someone who has lost the device and the recovery codes. */
function TakeFactor({ person: { id }, onTaken }: { person: Person; onTaken: () => void }) {
  const act = useMutation({ mutationFn: () => http.POST('/people/{person}/factor/remove', { params: { path: { person: id } } }), onSuccess: onTaken })
  return (
    <details>
      <summary>{say.take}</summary>
      <Form problem={asProblem(act.error)} label={say.take} onSubmit={() => act.mutate()}>
        <p>{say.takeDoes}</p>
        <div>
          <Button type="submit" busy={act.isPending}>
            {say.take}
          </Button>
        </div>
      </Form>
    </details>
  )
}

const nobody = { name: '', email: '', password: '', nationalities: '', institution: '' }

function AddPerson({ onAdded }: { onAdded: (person: Person) => void }) {
  const { data: me } = useSuspenseQuery(meQuery)
  const [id, setId] = useState(newId)
  const [said, setSaid] = useState(nobody)
  const [roles, setRoles] = useState<Grant[]>([])
  const set = (part: Partial<typeof nobody>) => setSaid({ ...said, ...part })
  const act = useMutation({
    mutationFn: () => {
      const nationalities = said.nationalities.toUpperCase().split(/[\s,]+/).filter((code) => code !== '')
      return answered(
        http.PUT('/people/{person}', {
          params: { path: { person: id } },
          body: { name: said.name, email: said.email, password: said.password || null, nationalities, institution: said.institution || null, roles },
        }),
      )
    },
    onSuccess: async (person) => {
      await refreshPeople()
      setId(newId())
      setSaid(nobody)
      setRoles([])
      onAdded(person)
    },
  })
  return (
    <Form problem={asProblem(act.error)} label={say.add} onSubmit={() => act.mutate()}>
      <p>{say.addDoes}</p>
      <FieldRow>
        <TextField path="name" label={say.name} required value={said.name} onChange={(name) => set({ name })} />
        <TextField path="email" label={say.email} type="email" required autoComplete="off" value={said.email} onChange={(email) => set({ email })} />
      </FieldRow>
      {me.body.first_passwords && (
        <PasswordField path="password" label={say.password} hint={say.passwordHint} autoComplete="new-password" value={said.password} onChange={(password) => set({ password })} />
      )}
      <TextField path="nationalities" label={say.nationalities} hint={say.nationalitiesHint} value={said.nationalities} onChange={(nationalities) => set({ nationalities })} />
      <TextField path="institution" label={say.institution} hint={say.institutionHint} value={said.institution} onChange={(institution) => set({ institution })} />
      <Roles roles={roles} onChange={setRoles} />
      <div>
        <Button primary type="submit" busy={act.isPending}>
          {say.add}
        </Button>
      </div>
    </Form>
  )
}
