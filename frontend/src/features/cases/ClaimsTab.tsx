// The claims of a case with what each came to, the clause they turn on, and the request itself.
import { Badge, FindingBadge, OutcomeBadge } from '../../ui/Badge'
import { Empty } from '../../ui/Empty'
import { Gates } from '../../ui/Gates'
import { Section } from '../../ui/Page'
import { Written } from '../../ui/Said'
import { Table } from '../../ui/Table'
import { cases as say } from '../../words'
import { useCase } from './CaseLayout'
import { ClauseBeside, RequestText } from './RequestText'
import { marksOfClaim, resultsOf } from './results'

export function ClaimsTab() {
  const view = useCase()
  const results = resultsOf(view.results)
  return (
    <>
      <Section title={say.claims.title} count={view.claims.length}>
        <Table
          caption={say.claims.title}
          rows={view.claims}
          rowKey={({ no }) => `${no}`}
          empty={<Empty title={say.claims.empty}>{say.claims.emptyWhy}</Empty>}
          columns={[
            { key: 'no', head: say.claims.no, narrow: true, cell: ({ no }) => no },
            { key: 'component', head: say.claims.component, main: true, cell: ({ component }) => <Written>{component}</Written> },
            { key: 'obligation', head: say.claims.obligation, cell: ({ obligation }) => <Written>{obligation}</Written> },
            {
              key: 'steps',
              head: say.claims.steps,
              narrow: true,
              cell: ({ no }) => {
                const result = results.find((one) => one.no === no)
                return result && <Gates marks={marksOfClaim(result)} />
              },
            },
            {
              key: 'outcome',
              head: say.claims.outcome,
              cell: ({ no }) => {
                const result = results.find((one) => one.no === no)
                return result ? <OutcomeBadge outcome={result.outcome} /> : <FindingBadge mark="open">{say.claims.undecided}</FindingBadge>
              },
            },
          ]}
        />
      </Section>
      <Section title={say.claims.request} sheet aside={view.filed_at ? undefined : <Badge tone="quiet">{say.case.unnumbered}</Badge>}>
        <RequestText request={view.request} whole={view.reads_record} />
      </Section>
      {view.clause && (
        <Section title={say.claims.clause} sheet>
          <ClauseBeside clause={view.clause} ground={view.request.ground ?? ''} />
        </Section>
      )}
    </>
  )
}
