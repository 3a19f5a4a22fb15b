// The figures of a report in groups that belong together, never added up: each with its chart, the
// address at which the same figures are served as data, and behind each number what it rests on.
import { root } from '../../api/client'
import type { components } from '../../api/schema'
import { Chart } from '../../ui/Chart'
import { Facts, Section } from '../../ui/Page'
import { Sources } from './Sources'
import { linkage as say } from '../../words'

type Report = components['schemas']['ReportView']
type Indicator = Report['series'][number]['indicator']

const groups: readonly { key: 'outcomes' | 'remedies' | 'measures'; indicators: readonly Indicator[] }[] = [
  { key: 'outcomes', indicators: ['CLAIMS_JUSTIFIED', 'CLAIMS_PARTLY', 'CLAIMS_NOT_JUSTIFIED'] },
  { key: 'remedies', indicators: ['REMEDIES_DUE', 'REMEDIES_DONE'] },
  { key: 'measures', indicators: ['MEASURES_BY', 'MEASURES_SUNSET', 'MEASURES_AGAINST'] },
]

/** The lines of these indicators over all classes. */
export function linesOf(series: Report['series'], indicators: readonly Indicator[]) {
  return indicators.flatMap((indicator) => series.filter((one) => one.indicator === indicator && one.tech_class === '_T'))
}

/** Where the figures of these indicators are served as data. */
export function queryOf({ agency, state }: Pick<Report, 'agency' | 'state'>, indicators: readonly Indicator[]) {
  return `${root}/sdmx/data/dataflow/${agency}/LINKAGE/1.0.0/S.${state}.*.${indicators.join('+')}.*.*`
}

/** Where figures are served as data, once they are. */
export function Query({ report, indicators }: { report: Report; indicators: readonly Indicator[] }) {
  if (!report.transmitted_at || report.replaced_at) return null
  return (
    <Facts
      facts={[
        [
          say.query,
          <a key="query" href={queryOf(report, indicators)}>
            {/* On a phone the address fills three lines; on paper it is all there is. */}
            <span className="screen-only">{say.data}</span>
            <span className="paper-only">{queryOf(report, indicators)}</span>
          </a>,
        ],
      ]}
    />
  )
}

export function Charts({ report }: { report: Report }) {
  return groups.map(({ key, indicators }) => (
    <Section key={key} sheet>
      <Chart
        title={say.groups[key].title}
        unit={say.groups[key].unit}
        series={[{ key: 'count', label: say.value }]}
        behind={say.behind}
        named={(of) => <Sources of={of} />}
        bars={linesOf(report.series, indicators).map(({ indicator, value, sources }) => ({
          label: say.indicators[indicator],
          values: { count: value ?? 0 },
          sources: { count: sources },
        }))}
      />
      <Query report={report} indicators={indicators} />
    </Section>
  ))
}

/** The index with its interval, or why there is none. */
export function Index({ report }: { report: Report }) {
  const { index, lower, upper, remedies, withheld_because } = report.content.index
  const sources = linesOf(report.series, ['COMPLIANCE_INDEX']).flatMap((one) => one.sources)
  const given = index !== null && index !== undefined
  return (
    <Section title={say.indicators.COMPLIANCE_INDEX} sheet>
      <p>{given ? say.indexGiven(index, lower ?? 0, upper ?? 1, remedies) : say.indexWithheld(remedies)}</p>
      {!given && withheld_because && (
        <p lang="en">
          <bdi>{withheld_because}</bdi>
        </p>
      )}
      <Facts facts={[[say.behind, sources.length > 0 ? <Sources key="sources" of={sources} /> : say.behindNone]]} />
      <Query report={report} indicators={['COMPLIANCE_INDEX']} />
    </Section>
  )
}
