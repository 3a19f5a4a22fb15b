// What waits for me: what, in which case, why it is mine, and by when.
import { useStateNames } from '../../api/cases'
import { api, desk } from '../../api/client'
import { asProblem } from '../../api/problem'
import type { components } from '../../api/schema'
import { because, owes } from '../../owed'
import { actOf, caseAddress, placeOf } from '../../places'
import { Due } from '../../ui/Due'
import { Empty } from '../../ui/Empty'
import { Link } from '../../ui/Link'
import { Page, Section } from '../../ui/Page'
import { Problem } from '../../ui/Problem'
import { languageOfText, Told, Written } from '../../ui/Said'
import { Table, type Column } from '../../ui/Table'
import { cases, work as say, words } from '../../words'
import { whoMissed } from '../../Missed'
import { DeclarationsWait } from '../../DeclarationsWait'
import { useDeclarations } from '../../declarations'
import { DelegationsWait } from '../../DelegationsWait'
import { EmergencyWaits } from '../../EmergencyWaits'
import { NominationsRefused } from '../../NominationsRefused'
import styles from './Work.module.css'

type Row = components['schemas']['WorkItem']

/** Why a row is mine. */
export function whyMine({ owed_by, party, before_me, missed_by }: Pick<Row, 'owed_by' | 'party' | 'before_me' | 'missed_by'>, stateName: (code: string) => string): string {
  if (before_me) return say.missed(whoMissed({ owed_by, party, missed_by }, stateName))
  if (!party) return say.role[owed_by]
  const state = stateName(party)
  return owed_by === 'both_parties' ? say.both(state) : say.you(`${words.law.owed_by[owed_by]} (${state})`)
}

/**
 * Where the thing is done that is owed. What somebody else missed is done by them, and in rooms that may
 * be theirs alone: the page of the matter says it.
 */
export function addressOf({ case_id, report_id, act, before_me }: Pick<Row, 'case_id' | 'report_id' | 'act' | 'before_me'>): string {
  if (report_id) return desk(`/linkage/${report_id}`)
  const known = actOf(act)
  // What only some could read is destroyed where it was filed.
  if (case_id && act === 'document.destroy') return caseAddress(case_id, 'filings')
  return case_id ? caseAddress(case_id, known && !before_me ? placeOf(known) : '') : desk()
}

/** The case, and what tells it from another between the same two States. */
function Matter({ heading, case_number, measure }: Pick<Row, 'heading' | 'case_number' | 'measure'>) {
  return (
    <>
      <bdi lang={languageOfText(heading)}>{heading}</bdi>
      {case_number && <span className={styles.matter}>{cases.case.number(case_number)}</span>}
      {measure && (
        <span className={styles.matter}>
          <Written>{measure}</Written>
        </span>
      )}
    </>
  )
}

export function WorkPage() {
  const stateName = useStateNames()
  const query = api.useInfiniteQuery(
    'get',
    '/work',
    { params: { query: {} } },
    { pageParamName: 'after', initialPageParam: null, getNextPageParam: ({ next }) => next ?? undefined },
  )
  const rows = query.data?.pages.flatMap(({ items }) => items)
  // What an agent of my side does is no work of mine; I may prepare it.
  const mine = rows?.filter(({ for_agent }) => !for_agent)
  const forAgent = rows?.filter(({ for_agent }) => for_agent) ?? []
  const delegations = query.data?.pages[0]?.delegations ?? []
  const declarations = useDeclarations()
  const columns: Column<Row>[] = [
    { key: 'what', head: say.what, main: true, cell: (row) => <Told>{owes(row)}</Told> },
    { key: 'case', head: say.case, cell: (row) => <Matter {...row} /> },
    {
      key: 'due',
      head: say.due,
      cell: (row) => (row.due_at ? <Due at={row.due_at} rule={because(row)} /> : <Told>{because(row)}</Told>),
    },
  ]
  const why: Column<Row> = { key: 'why', head: say.why, cell: (row) => whyMine(row, stateName) }
  return (
    <Page title={words.shell.work} lead={say.lead}>
      <EmergencyWaits />
      <DelegationsWait all={delegations} />
      <NominationsRefused all={query.data?.pages[0]?.refused ?? []} />
      <DeclarationsWait />
      <Problem problem={asProblem(query.error)} />
      {query.isPending && <p role="status">{words.ui.loading}</p>}
      {mine && (mine.length > 0 || delegations.length + declarations.length === 0) && (
        <Table
          caption={words.shell.work}
          rows={mine}
          rowKey={({ id }) => id}
          href={addressOf}
          {...(query.hasNextPage && { more: { onMore: () => void query.fetchNextPage(), busy: query.isFetchingNextPage } })}
          empty={
            <Empty title={say.empty}>
              {say.emptyWhy} <Link href={desk('/cases')}>{say.toDocket}</Link>
            </Empty>
          }
          columns={[...columns, why]}
        />
      )}
      {forAgent.length > 0 && (
        <Section title={say.forAgent} count={forAgent.length}>
          <Table caption={say.forAgent} rows={forAgent} rowKey={({ id }) => id} href={addressOf} columns={columns} />
        </Section>
      )}
    </Page>
  )
}
