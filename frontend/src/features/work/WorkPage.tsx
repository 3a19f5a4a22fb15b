// What waits for me: what, in which case, why it is mine, and by when.
import { useSuspenseQuery } from '@tanstack/react-query'
import { asProblem } from '../../api/problem'
import { api, desk } from '../../api/client'
import type { components } from '../../api/schema'
import { because, owes } from '../../owed'
import { actOf, caseAddress, placeOf } from '../../places'
import { meQuery } from '../../session/session'
import { Due } from '../../ui/Due'
import { Empty } from '../../ui/Empty'
import { Link } from '../../ui/Link'
import { Page } from '../../ui/Page'
import { Problem } from '../../ui/Problem'
import { languageOfText, Told } from '../../ui/Said'
import { Table } from '../../ui/Table'
import { work as say, words } from '../../words'

type Deadline = components['schemas']['DeadlineView']
type Grant = components['schemas']['RoleGrant']

/** Whose role owes what: a party's agent or counsel, a member of the panel, or an office. */
const rolesThatOwe: Record<Deadline['owed_by'], readonly Grant['role'][]> = {
  registrar: ['registrar'],
  case_officer: ['case_officer'],
  president: ['president'],
  applicant: ['agent', 'counsel'],
  respondent: ['agent', 'counsel'],
  both_parties: ['agent', 'counsel'],
  reported_state: ['agent', 'counsel'],
  presiding_member: ['panelist'],
  each_member: ['panelist'],
  candidate: ['panelist'],
  liaison: ['liaison'],
}

/** Is it owed by a role of one's own? If not, it is here because somebody else missed it. */
export function isMine({ owed_by, party }: Pick<Deadline, 'owed_by' | 'party'>, roles: readonly Pick<Grant, 'role' | 'state'>[]): boolean {
  return roles.some(({ role, state }) => rolesThatOwe[owed_by].includes(role) && (!party || state === party))
}

/** Why a row is mine. */
function whyMine({ owed_by, party, escalated }: Deadline, roles: readonly Grant[]): string {
  const who = party ? `${words.law.owed_by[owed_by]} (${party})` : words.law.owed_by[owed_by]
  if (escalated && !isMine({ owed_by, party: party ?? null }, roles)) return say.missed(who)
  if (!party) return say.role[owed_by]
  return owed_by === 'both_parties' ? say.both(party) : say.you(who)
}

/** Where the thing is done that is owed. */
export function addressOf({ case_id, report_id, act }: Deadline): string {
  if (report_id) return desk(`/linkage/${report_id}`)
  const known = actOf(act)
  return case_id ? caseAddress(case_id, known ? placeOf(known) : '') : desk()
}

export function WorkPage() {
  const { data: me } = useSuspenseQuery(meQuery)
  const query = api.useInfiniteQuery(
    'get',
    '/work',
    { params: { query: {} } },
    { pageParamName: 'after', initialPageParam: null, getNextPageParam: ({ next }) => next ?? undefined },
  )
  const rows = query.data?.pages.flatMap(({ items }) => items)
  return (
    <Page title={words.shell.work} lead={say.lead}>
      <Problem problem={asProblem(query.error)} />
      {query.isPending && <p role="status">{words.ui.loading}</p>}
      {rows && (
        <Table
          caption={words.shell.work}
          rows={rows}
          rowKey={({ id }) => id}
          href={addressOf}
          {...(query.hasNextPage && { more: { onMore: () => void query.fetchNextPage(), busy: query.isFetchingNextPage } })}
          empty={
            <Empty title={say.empty}>
              {say.emptyWhy} <Link href={desk('/cases')}>{say.toDocket}</Link>
            </Empty>
          }
          columns={[
            { key: 'what', head: say.what, main: true, cell: (row) => <Told>{owes(row)}</Told> },
            { key: 'case', head: say.case, cell: ({ heading }) => <bdi lang={languageOfText(heading)}>{heading}</bdi> },
            {
              key: 'due',
              head: say.due,
              cell: (row) => (row.due_at ? <Due at={row.due_at} rule={because(row)} /> : <Told>{because(row)}</Told>),
            },
            {
              key: 'why',
              head: say.why,
              cell: (row) => whyMine(row, me.person.roles),
            },
          ]}
        />
      )}
    </Page>
  )
}
