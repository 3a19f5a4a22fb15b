// Who could read a case, and who did.
import { useParams } from '@tanstack/react-router'
import { api } from '../../api/client'
import type { components } from '../../api/schema'
import { asProblem } from '../../api/problem'
import { When } from '../../ui/Due'
import { Page, Section } from '../../ui/Page'
import { Problem } from '../../ui/Problem'
import { Table } from '../../ui/Table'
import { ledger as say, list, saidFor, words } from '../../words'
import { actionInWords } from './said'
import styles from './Ledger.module.css'

type Watched = components['schemas']['WatchedDocument']

/** Who can read the document today or has read it: those who have, the last first, then the others. */
function people({ readers, readings }: Watched) {
  const can = new Map(readers.map((one) => [one.person, one]))
  const have = readings.map((reading) => {
    const reader = reading.person ? can.get(reading.person) : undefined
    return { person: reading.person, name: reading.name, state: reader?.state, by: reader?.by, reading }
  })
  const read = new Set(readings.map(({ person }) => person))
  const others = readers.filter(({ person }) => !read.has(person))
  return [...have, ...others.map(({ person, name, state, by }) => ({ person, name, state, by, reading: undefined }))]
}

function Document({ one }: { one: Watched }) {
  const title = [one.exhibit, words.law.document_class[one.class], one.by].filter(Boolean).join(' · ')
  return (
    <section>
      <h3 className={styles.document}>
        <bdi>{title}</bdi>
      </h3>
      {one.destroyed_at && (
        <p>
          {say.gone} <When at={one.destroyed_at} />
        </p>
      )}
      <Table
        caption={title}
        rows={people(one)}
        rowKey={({ person }) => person ?? ''}
        empty={one.destroyed_at ? null : <p>{say.nobodyCan}</p>}
        columns={[
          { key: 'who', head: say.who, main: true, cell: ({ person, name, state }) => <bdi>{`${name ?? person}${state ? ` (${state})` : ''}`}</bdi> },
          { key: 'can', head: say.canRead, cell: ({ by }) => (by ? list(by.map((ground) => words.law.ground[ground])) : say.noLonger) },
          { key: 'times', head: say.times, end: true, narrow: true, cell: ({ reading }) => reading?.times ?? 0 },
          { key: 'last', head: say.last, cell: ({ reading }) => reading && <When at={reading.last_at} /> },
          { key: 'pages', head: say.pages, cell: ({ reading }) => list((reading?.pages ?? []).map(String)) },
        ]}
      />
    </section>
  )
}

export function AccessPage() {
  const { case: id = '' } = useParams({ strict: false })
  const { data, error, isPending } = api.useQuery('get', '/cases/{case}/access', { params: { path: { case: id } } })
  return (
    <Page title={say.access} lead={say.accessLead}>
      <Problem problem={asProblem(error)} />
      {isPending && <p role="status">{words.ui.loading}</p>}
      {data && (
        <>
          <Section title={say.read}>
            <p>{say.timesNote}</p>
            <Table
              caption={say.read}
              rows={data.readings}
              rowKey={({ person, action }) => `${person ?? ''} ${action}`}
              empty={<p>{say.nobodyRead}</p>}
              columns={[
                { key: 'who', head: say.who, main: true, cell: ({ person, name }) => <bdi>{name ?? person}</bdi> },
                { key: 'what', head: say.what, cell: ({ action }) => actionInWords(action, 'read') },
                { key: 'times', head: say.times, end: true, narrow: true, cell: ({ times }) => times },
                { key: 'first', head: say.first, cell: ({ first_at }) => <When at={first_at} /> },
                { key: 'last', head: say.last, cell: ({ last_at }) => <When at={last_at} /> },
              ]}
            />
          </Section>
          <Section title={say.documents}>
            <p>{data.documents.length === 0 ? say.documentsNone : say.documentsLead}</p>
            {data.documents.map((one) => (
              <Document key={one.id} one={one} />
            ))}
          </Section>
          <Section title={say.mayNow}>
            <Table
              caption={say.mayNow}
              rows={data.readers}
              rowKey={({ person }) => person}
              columns={[
                { key: 'who', head: say.who, main: true, cell: ({ name }) => <bdi>{name}</bdi> },
                { key: 'roles', head: say.roles, cell: ({ roles, state }) => `${roles.map((role) => words.law.role[role]).join(' · ')}${state ? ` (${state})` : ''}` },
                { key: 'may', head: say.may, cell: ({ may, emergency }) => <>
                  {list(may.map((view) => saidFor(say.views, view)))}
                  {emergency && <p>{say.emergency(emergency.class)} <When at={emergency.until} /></p>}
                </> },
              ]}
            />
          </Section>
        </>
      )}
    </Page>
  )
}
