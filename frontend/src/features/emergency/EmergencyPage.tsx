// Emergency access: asked for by an administrator, decided by the registrar and the President, seen by the auditor.
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { answered } from '../../api/cases'
import { http, queries } from '../../api/client'
import { asProblem } from '../../api/problem'
import type { components } from '../../api/schema'
import { waitsForMe } from '../../decides'
import { useEmergencies } from '../../emergencies'
import { Button } from '../../ui/Button'
import { When } from '../../ui/Due'
import { Empty } from '../../ui/Empty'
import { FieldRow, Form, LongTextField, SelectField, TextField } from '../../ui/Form'
import { Page, Section } from '../../ui/Page'
import { Problem } from '../../ui/Problem'
import { Table } from '../../ui/Table'
import { emergency as say, list, words } from '../../words'
import styles from './Emergency.module.css'

type Access = components['schemas']['AccessView']

/** For so long it may be open, in hours. */
const spans = [1, 2, 4, 8, 24]
const classes = ['C1', 'C2', 'C3'] as const

async function refresh(): Promise<void> {
  await queries.invalidateQueries({ queryKey: ['get', '/emergency'] })
}

export function EmergencyPage() {
  const query = useEmergencies()
  const [done, setDone] = useState('')
  const problem = asProblem(query.error)
  if (problem?.status === 404) {
    return (
      <Page title={say.title}>
        <Empty title={say.notOpen}>{say.notOpenWhy}</Empty>
      </Page>
    )
  }
  const rows = query.data?.pages.flatMap(({ items }) => items)
  const mine = rows?.filter(waitsForMe) ?? []
  return (
    <Page title={say.title} lead={say.lead}>
      <Problem problem={problem} />
      {query.isPending && <p role="status">{words.ui.loading}</p>}
      <div role="status">{done && <p>{done}</p>}</div>
      {mine.map((one) => (
        <Deciding key={one.id} access={one} onDone={setDone} />
      ))}
      {rows && (
        <Table
          caption={say.title}
          rows={rows}
          rowKey={({ id }) => id}
          {...(query.hasNextPage && { more: { onMore: () => void query.fetchNextPage(), busy: query.isFetchingNextPage } })}
          // An empty list that is being asked for anew may be empty no more.
          empty={query.isFetching ? <p role="status">{words.ui.loading}</p> : <Empty title={say.empty}>{say.told}</Empty>}
          columns={[
            { key: 'who', head: say.who, main: true, cell: ({ asked_by }) => <bdi>{asked_by}</bdi> },
            {
              key: 'case',
              head: say.matter,
              cell: ({ case_number, caption }) => (
                <div>
                  <span dir="ltr">{case_number}</span> <bdi>{caption}</bdi>
                </div>
              ),
            },
            {
              key: 'what',
              head: say.what,
              cell: ({ reason, class: of, hours }) => (
                <div>
                  <bdi>{reason}</bdi>
                  <span className={styles.of}>{say.upTo(of, say.hour(hours))}</span>
                </div>
              ),
            },
            { key: 'state', head: say.state, cell: (one) => <Standing access={one} /> },
            { key: 'until', head: say.until, cell: (one) => <Until access={one} /> },
            { key: 'end', head: '', cell: (one) => one.can.includes('end') && !waitsForMe(one) && <Ending access={one} onDone={setDone} /> },
          ]}
        />
      )}
      {query.data?.pages[0]?.may_ask && (
        <Section title={say.ask}>
          <Asking onDone={setDone} />
        </Section>
      )}
    </Page>
  )
}

/** Until when it is open, or was; what is not open does not run. */
function Until({ access: { state, until } }: { access: Access }) {
  if (!until || state === 'refused' || state === 'lapsed') return null
  if (state !== 'waiting') return <When at={until} />
  return (
    <div>
      {say.approveBy} <When at={until} />
    </div>
  )
}

/** Where it stands, and who said what. */
function Standing({ access: { state, registry, president, ended_by, refused } }: { access: Access }) {
  const approvers = [registry, president].filter((name) => name != null)
  return (
    <div>
      {say.states[state]}
      {approvers.length > 0 && <span className={styles.of}>{say.approvedBy(list(approvers))}</span>}
      {ended_by && <span className={styles.of}>{refused ? say.refusedBy(ended_by, refused) : say.endedBy(ended_by)}</span>}
    </div>
  )
}

/** A decision that waits for whoever looks. */
function Deciding({ access, onDone }: { access: Access; onDone: (said: string) => void }) {
  const [refusing, setRefusing] = useState(false)
  const [reason, setReason] = useState('')
  const path = { params: { path: { emergency: access.id } } }
  const approving = useMutation({
    mutationFn: () => answered(http.POST('/emergency/{emergency}/approve', path)),
    onSuccess: ({ state }) => onDone(state === 'open' ? say.opened : say.firstOfTwo),
    onSettled: refresh,
  })
  const act = useMutation({
    mutationFn: () => answered(http.POST('/emergency/{emergency}/refuse', { ...path, body: { reason } })),
    onSuccess: async () => {
      onDone(say.refusedNow)
      await refresh()
    },
  })
  const title = say.deciding(access.asked_by, access.case_number)
  return (
    <section className={styles.deciding} aria-label={title}>
      <h2>{title}</h2>
      <blockquote>
        <bdi>{access.reason}</bdi>
      </blockquote>
      <p>{say.approveDoes(access.asked_by, access.case_number, access.class, say.hour(access.hours))}</p>
      <Problem problem={asProblem(approving.error)} />
      {refusing ? (
        <Form problem={asProblem(act.error)} label={say.refuse} onSubmit={() => act.mutate()}>
          <LongTextField path="reason" label={say.why} required value={reason} onChange={setReason} />
          <div className={styles.answers}>
            <Button type="submit" busy={act.isPending}>
              {say.refuse}
            </Button>
            <Button onClick={() => setRefusing(false)}>{words.ui.notNow}</Button>
          </div>
        </Form>
      ) : (
        <div className={styles.answers}>
          <Button primary busy={approving.isPending} onClick={() => approving.mutate()}>
            {say.approve}
          </Button>
          <Button onClick={() => setRefusing(true)}>{say.refuse}</Button>
        </div>
      )}
    </section>
  )
}

function Ending({ access, onDone }: { access: Access; onDone: (said: string) => void }) {
  const act = useMutation({
    mutationFn: () => answered(http.POST('/emergency/{emergency}/end', { params: { path: { emergency: access.id } } })),
    onSuccess: () => onDone(say.endedNow),
    onSettled: refresh,
  })
  const label = access.state === 'open' ? say.end : say.callOff
  return (
    <div>
      <Button small busy={act.isPending} aria-label={`${label}${words.ui.colon}${access.asked_by}, ${access.case_number}`} onClick={() => act.mutate()}>
        {label}
      </Button>
      <Problem problem={asProblem(act.error)} />
    </div>
  )
}

function Asking({ onDone }: { onDone: (said: string) => void }) {
  const [id, setId] = useState(() => crypto.randomUUID())
  const [number, setNumber] = useState('')
  const [secrecy, setSecrecy] = useState<(typeof classes)[number]>('C1')
  const [hours, setHours] = useState('2')
  const [reason, setReason] = useState('')
  const act = useMutation({
    mutationFn: () => answered(http.PUT('/emergency/{emergency}', { params: { path: { emergency: id } }, body: { case: number, class: secrecy, hours: Number(hours), reason } })),
    onSuccess: async () => {
      setId(crypto.randomUUID())
      setNumber('')
      setReason('')
      onDone(say.asked)
      await refresh()
    },
  })
  return (
    <Form problem={asProblem(act.error)} label={say.ask} onSubmit={() => act.mutate()}>
      <p>{say.told}</p>
      <FieldRow>
        <TextField path="case" label={say.case} hint={say.caseHint} required value={number} onChange={setNumber} />
        <SelectField
          path="class"
          label={say.secrecy}
          value={secrecy}
          onChange={(value) => setSecrecy(classes.find((one) => one === value) ?? 'C1')}
          options={classes.map((value) => ({ value, label: `${value}${words.ui.colon}${words.law.document_class[value]}` }))}
        />
        <SelectField path="hours" label={say.hours} value={hours} onChange={setHours} options={spans.map((span) => ({ value: String(span), label: say.hour(span) }))} />
      </FieldRow>
      <LongTextField path="reason" label={say.reason} hint={say.reasonHint} required value={reason} onChange={setReason} />
      <div>
        <Button type="submit" busy={act.isPending}>
          {say.ask}
        </Button>
      </div>
    </Form>
  )
}
