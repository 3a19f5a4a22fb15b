// Who of the parties may read what only some may: whom an agent has approved, and who has declared secrecy.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { answered, refreshCases, secrecyQuery, useStateNames, type SecrecyView } from '../../api/cases'
import { http } from '../../api/client'
import { asProblem } from '../../api/problem'
import { meQuery } from '../../session/session'
import { Button } from '../../ui/Button'
import { When } from '../../ui/Due'
import { Empty } from '../../ui/Empty'
import { Form, SelectField } from '../../ui/Form'
import { Section } from '../../ui/Page'
import { Problem } from '../../ui/Problem'
import { Table } from '../../ui/Table'
import { filings as say, language, words } from '../../words'
import styles from './Filings.module.css'

/** Says something of who may read, and shows what stands then. */
function useSaying(id: string) {
  const cache = useQueryClient()
  const { mutate, isPending, error } = useMutation({
    mutationFn: (call: () => Promise<{ data?: SecrecyView }>) => answered(call()),
    onSuccess: async (now) => {
      await refreshCases()
      cache.setQueryData(secrecyQuery(id).queryKey, now)
    },
  })
  return { busy: isPending, problem: asProblem(error), say: mutate }
}

export function Secrecy({ id }: { id: string }) {
  const { data } = useQuery(secrecyQuery(id))
  const { data: me } = useQuery(meQuery)
  const stateName = useStateNames()
  const saying = useSaying(id)
  if (!data) return null
  const can = (act: SecrecyView['can'][number]) => data.can.includes(act)
  const mine = me?.person.roles.find(({ state }) => state)?.state
  return (
    <Section title={say.secrecy.title} count={data.confidants.length}>
      <p>{say.secrecy.lead}</p>
      <Problem problem={saying.problem} />
      {can('declare_secrecy') && <Declaration id={id} secrecy={data} saying={saying} />}
      <Table
        caption={say.secrecy.title}
        rows={data.confidants}
        rowKey={({ person }) => person}
        empty={<Empty title={say.secrecy.none}>{say.secrecy.noneWhy}</Empty>}
        columns={[
          { key: 'name', head: say.secrecy.person, main: true, cell: ({ name }) => <bdi>{name}</bdi> },
          { key: 'state', head: say.by, cell: ({ state }) => stateName(state) },
          { key: 'approved', head: say.secrecy.approved, cell: ({ approved_at, approved_by }) => <><When at={approved_at} dateOnly />, <bdi>{approved_by}</bdi></> },
          { key: 'declared', head: say.secrecy.declared, cell: ({ declared_at }) => (declared_at ? <When at={declared_at} dateOnly /> : say.secrecy.notDeclared) },
          {
            key: 'end',
            head: '',
            cell: ({ person, name, state }) =>
              can('end_approval') && state === mine ? (
                <Button small busy={saying.busy} aria-label={say.secrecy.takeBackOf(name)} onClick={() => saying.say(() => http.DELETE('/cases/{case}/secrecy/{person}', { params: { path: { case: id, person } } }))}>
                  {say.secrecy.takeBack}
                </Button>
              ) : null,
          },
        ]}
      />
      {can('destroy') && (
        <div className={styles.declaration}>
          <p>{say.secrecy.destroyLead}</p>
          <div>
            <Destruction id={id} saying={saying} />
          </div>
        </div>
      )}
      {can('approve_person') && data.others.length > 0 && <Approving id={id} secrecy={data} />}
    </Section>
  )
}

type Saying = ReturnType<typeof useSaying>

/** Asked twice, since there is no way back. */
function Destruction({ id, saying }: { id: string; saying: Saying }) {
  const [sure, setSure] = useState(false)
  const destroy = () => saying.say(() => http.POST('/cases/{case}/secrecy/destruction', { params: { path: { case: id } } }))
  return (
    <>
      {sure && <p>{say.ending.sure}</p>}
      <Button busy={saying.busy} onClick={() => (sure ? destroy() : setSure(true))}>
        {say.secrecy.destroy}
      </Button>
      {sure && <Button onClick={() => setSure(false)}>{words.ui.notNow}</Button>}
    </>
  )
}

/** What is refused of it is said in its own form. */
function Approving({ id, secrecy }: { id: string; secrecy: SecrecyView }) {
  const saying = useSaying(id)
  const [chosen, setChosen] = useState('')
  const person = secrecy.others.some((one) => one.person === chosen) ? chosen : (secrecy.others[0]?.person ?? '')
  return (
    <Form problem={saying.problem} label={say.secrecy.approve} onSubmit={() => saying.say(() => http.PUT('/cases/{case}/secrecy/{person}', { params: { path: { case: id, person } } }))}>
      <SelectField
        path="person"
        label={say.secrecy.whom}
        hint={say.secrecy.whomHint}
        value={person}
        onChange={setChosen}
        options={secrecy.others.map((one) => ({ value: one.person, label: one.name }))}
      />
      <div>
        <Button type="submit" busy={saying.busy}>
          {say.secrecy.approve}
        </Button>
      </div>
    </Form>
  )
}

function Declaration({ id, secrecy, saying }: { id: string; secrecy: SecrecyView; saying: Saying }) {
  const text = secrecy.declaration.find((one) => one.language === language)?.text
  return (
    <div className={styles.declaration}>
      <h3>{say.secrecy.declaration}</h3>
      <p>{say.secrecy.declarationLead}</p>
      <blockquote>{text}</blockquote>
      <div>
        <Button primary busy={saying.busy} onClick={() => saying.say(() => http.POST('/cases/{case}/secrecy/declaration', { params: { path: { case: id } }, body: { language } }))}>
          {say.secrecy.declare}
        </Button>
      </div>
    </div>
  )
}
