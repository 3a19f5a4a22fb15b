// Who could read a case, and who did.
import { useParams } from '@tanstack/react-router'
import { api } from '../../api/client'
import { asProblem } from '../../api/problem'
import { When } from '../../ui/Due'
import { Page, Section } from '../../ui/Page'
import { Problem } from '../../ui/Problem'
import { Table } from '../../ui/Table'
import { ledger as say, list, saidFor, words } from '../../words'
import { actionInWords } from './said'

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
          <Section title={say.mayNow}>
            <Table
              caption={say.mayNow}
              rows={data.readers}
              rowKey={({ person }) => person}
              columns={[
                { key: 'who', head: say.who, main: true, cell: ({ name }) => <bdi>{name}</bdi> },
                { key: 'roles', head: say.roles, cell: ({ roles, state }) => `${roles.map((role) => words.law.role[role]).join(' · ')}${state ? ` (${state})` : ''}` },
                { key: 'may', head: say.may, cell: ({ may }) => list(may.map((view) => saidFor(say.views, view))) },
              ]}
            />
          </Section>
        </>
      )}
    </Page>
  )
}
