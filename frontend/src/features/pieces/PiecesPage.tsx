// The catalogue of pieces, each as a screen would use it. In development builds only.
import { useState } from 'react'
import { ActBar } from '../../ui/ActBar'
import { Badge, FindingBadge, OutcomeBadge } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import { Caption, CaseName } from '../../ui/Caption'
import { Chart } from '../../ui/Chart'
import { Due } from '../../ui/Due'
import { Empty } from '../../ui/Empty'
import { CheckField, ChoiceField, DateField, FieldRow, Form, LongTextField, SelectField } from '../../ui/Form'
import { Frame } from '../../ui/Frame'
import { Gates, type Marks } from '../../ui/Gates'
import { LawText } from '../../ui/LawText'
import { Facts, Page, Section } from '../../ui/Page'
import { Problem, type Refusal } from '../../ui/Problem'
import { SeatProvider } from '../../ui/seat'
import { SideBySide } from '../../ui/SideBySide'
import { Table } from '../../ui/Table'
import { Tabs } from '../../ui/Tabs'
import { Track, type TrackStep } from '../../ui/Track'
import { Upload } from '../../ui/Upload'
import type { Answer, State } from '../../vocabulary'
import { chooseLanguage, words } from '../../words'

const here = location.pathname.replace(/\/_pieces.*/, '')
const seat = { place: 'New York', zone: 'America/New_York', now: () => new Date('2026-03-06T15:15:00Z') }
const noop = () => undefined

const failed: Marks = { threshold: 'met', good_faith: 'met', necessity: 'not_met', proportionality: 'not_reached' }
const inHand: Marks = { threshold: 'met', good_faith: 'contested', necessity: 'open', proportionality: 'open' }
const advisory: Marks = { threshold: 'met', good_faith: 'met', necessity: 'no_finding', proportionality: 'no_finding' }
const passed: Marks = { threshold: 'met', good_faith: 'met', necessity: 'met', proportionality: 'met' }

const past: [State, string][] = [
  ['filed', '2025-10-02'],
  ['registered', '2025-10-14'],
  ['in_consultations', '2025-10-14'],
  ['panel_requested', '2025-12-15'],
  ['composing', '2025-12-15'],
  ['constituted', '2026-01-26'],
]
const steps: TrackStep[] = [
  ...past.map(([state, at]): TrackStep => ({ key: state, label: words.law.case_state[state], at, time: 'past', held: state === 'constituted' })),
  { key: 'written_phase', label: words.law.case_state.written_phase, at: '2026-02-09', time: 'present' },
  { key: 'response', label: 'First submission of the respondent', at: '2026-03-10T03:59:59Z', time: 'next' },
  { key: 'reply', label: 'Reply', at: '2026-03-31T03:59:59Z', time: 'next' },
]

interface CaseRow {
  id: string
  number: string
  applicant: string
  respondent: string
  state: State
  marks: Marks
  due?: { at: string; rule: string }
  why: string
}
const rows: CaseRow[] = [
  { id: '7', number: '2026/7', applicant: 'XAA', respondent: 'XBB', state: 'written_phase', marks: inHand, due: { at: '2026-03-10T03:59:59Z', rule: '14 days from service; 8 Mar is a Sunday' }, why: 'You are the agent of XBB.' },
  { id: '3', number: '2025/3', applicant: 'Ukraine', respondent: 'Russian Federation', state: 'deliberation', marks: failed, due: { at: '2026-03-05T04:59:59Z', rule: '21 days from the close of the record' }, why: 'You preside.' },
  { id: '2', number: '2025/2', applicant: 'Qatar', respondent: 'Saudi Arabia', state: 'published', marks: passed, why: 'Published 12 Feb 2026.' },
  { id: '1', number: '2024/11', applicant: 'Bosnia and Herzegovina', respondent: 'United Kingdom of Great Britain and Northern Ireland', state: 'compliance_period', marks: advisory, due: { at: '2026-06-30T03:59:59Z', rule: '6 months from issue' }, why: 'Compliance report awaited.' },
]

const refusal: Refusal = {
  code: 'panel.nationality',
  title: 'The panel cannot be constituted like this.',
  detail: 'The member proposed for the security seat is a national of the respondent. Rule G-NAT: no member is a national of a party unless both parties agree in writing.',
  remedy: 'Nominate another candidate for the security seat, or file the written agreement of both parties.',
  fields: [{ path: 'reasons', why: 'Reasons need at least 40 words; these have 12.' }],
}

export function PiecesPage() {
  const [answer, setAnswer] = useState<string>('3')
  const [reasons, setReasons] = useState('The memorandum of 4 March names the parameters of the accelerators concerned.')
  const [kind, setKind] = useState('export_control')
  const [state, setState] = useState('')
  const [agreed, setAgreed] = useState(false)
  const [done, setDone] = useState<string>()
  const answers = (['4', '3', '2', '1', '0', 'ND', 'NA'] as Answer[]).map((value) => ({ value, label: value, says: words.answer[value] }))
  return (
    <SeatProvider value={seat}>
      <Frame
        bodyName="International Security Exception Clause Review Committee"
        simulation
        places={[
          { href: here, label: words.shell.work, count: 3, keys: 'g w' },
          { href: `${here}/cases`, label: words.shell.docket, keys: 'g d' },
          { href: `${here}/rulings`, label: words.shell.rulings, keys: 'g r' },
          { href: `${here}/linkage`, label: words.shell.reports, keys: 'g l' },
          { href: `${here}/people`, label: words.shell.people, keys: 'g p' },
        ]}
        path={here}
        me={{ name: 'Ines Okafor', roles: words.law.role.registrar }}
        own={{ href: '#', label: 'Where you are signed in' }}
        onLanguage={chooseLanguage}
        onSignOut={noop}
      >
        <Page
          title="Pieces"
          caption={
            <Caption
              number="Case 2026/7"
              symbol="A/SEC/2026/7"
              state={<Badge tone="strong">{words.law.case_state.written_phase}</Badge>}
              applicant="Ukraine"
              respondent="Russian Federation"
              roles={{ applicant: 'Applicant', respondent: 'Respondent, invoking State' }}
              measure="Restrictions on traffic in transit from Ukraine through the Russian Federation"
              facts={[
                ['Clause', 'GATT 1994, Article XXI(b)(iii)'],
                ['Review profile', 'P1, fixed by the panel'],
                ['Technology class', 'None'],
              ]}
              gates={
                <Gates
                  size="figure"
                  marks={{ threshold: 'met', good_faith: 'contested', necessity: 'open', proportionality: 'not_reached' }}
                  current="necessity"
                  notes={{ threshold: '3 : 0, 4 Feb 2026', good_faith: 'Answers differ by two or more' }}
                />
              }
            />
          }
        >
          <Tabs
            label="Parts of the case"
            current={`${here}/_pieces`}
            tabs={[
              { href: `${here}/_pieces`, label: 'Overview' },
              { href: `${here}/_pieces?part=docket`, label: 'Docket', count: 24 },
              { href: `${here}/_pieces?part=filings`, label: 'Filings', count: 6 },
              { href: `${here}/_pieces?part=panel`, label: 'Panel' },
              { href: `${here}/_pieces?part=claims`, label: 'Claims', count: 2 },
              { href: `${here}/_pieces?part=review`, label: 'Review' },
              { href: `${here}/_pieces?part=ruling`, label: 'Ruling' },
            ]}
          />
          <Section title="Time">
            <Track
              steps={steps}
              next={{ what: 'the first submission is filed', who: 'the Russian Federation', by: '2026-03-10T03:59:59Z', rule: '14 days from service; 8 Mar is a Sunday' }}
            />
          </Section>
          <Section title="What may be done">
            <ActBar
              can={['register', 'find_deficient', 'refuse_registration']}
              labels={words.act}
              subject="Ukraine v. Russian Federation, two claims, filed Thu 2 Oct 2025"
              done={done}
              onAct={(act) => setDone(`${words.act[act].verb}: done. Docket entry 4.`)}
              forms={{ find_deficient: (close) => <Button onClick={close}>A form stands here</Button> }}
            />
          </Section>
          <Section title="What waits for me" count={rows.length} aside={<a href={`${here}/cases`}>All cases</a>}>
            <Table
              caption="Cases by due date"
              rows={rows}
              rowKey={(row) => row.id}
              href={(row) => `${here}/_pieces?case=${row.id}`}
              sort="due"
              address={`${here}/_pieces?sort=due`}
              more={{ onMore: noop }}
              columns={[
                { key: 'number', head: 'Number', sortable: true, narrow: true, cell: (row) => row.number },
                { key: 'name', head: 'Case', main: true, cell: (row) => <CaseName applicant={row.applicant} respondent={row.respondent} /> },
                { key: 'gates', head: 'Steps', narrow: true, cell: (row) => <Gates size="mark" marks={row.marks} /> },
                { key: 'state', head: 'State', sortable: true, cell: (row) => words.law.case_state[row.state] },
                { key: 'due', head: 'Due', sortable: true, cell: (row) => row.due && <Due at={row.due.at} rule={row.due.rule} compact /> },
                { key: 'why', head: 'Why it is here', cell: (row) => row.why },
              ]}
            />
          </Section>
          <Section title="Words and gates" sheet>
            <p>
              <OutcomeBadge outcome="NOT_JUSTIFIED(T2)" /> · <OutcomeBadge outcome="JUSTIFIED" /> ·{' '}
              <OutcomeBadge outcome="PARTLY_JUSTIFIED" /> · <FindingBadge mark="no_finding" /> · <FindingBadge mark="not_reached" /> ·{' '}
              <Badge>Registered</Badge> <Badge tone="quiet">Class 2, dual-use</Badge> <Badge tone="strong">Deliberation</Badge>
            </p>
            <p>
              <Gates marks={failed} /> <Gates marks={inHand} /> <Gates marks={advisory} /> <Gates marks={passed} />
            </p>
            <Gates size="figure" marks={failed} />
            <Gates size="figure" marks={advisory} />
            <Due at="2026-03-10T03:59:59Z" rule="14 days from service; 8 Mar is a Sunday" />
          </Section>
          <Section title="Criterion and exhibit">
            <SideBySide
              start={{
                label: 'Criterion 2.1',
                content: (
                  <>
                    <h3>2.1 Contribution</h3>
                    <p>Does the measure make a material contribution to the stated interest? Look for mechanism, leakage routes, substitutability of the technology.</p>
                    <Facts facts={[['Burden', 'Invoking State'], ['Nature', 'Self-judging under P1'], ['Lead', 'Security and technology'], ['Gate', 'Yes, weight 2']]} />
                  </>
                ),
              }}
              end={{
                label: 'Exhibit RUS-4',
                content: (
                  <LawText
                    paragraphs={[
                      { heading: 2, text: 'Memorandum on transit' },
                      { number: '7.1', text: 'The measures of 2014 and 2016 concern transit by road and rail from Ukraine, through the territory of the Russian Federation, to third countries. They were taken, in the view of the respondent, in time of an emergency in international relations.' },
                      { number: '7.2', text: 'Whether that situation existed is an objective question, which the panel decides in full. The respondent’s own view of what it considered necessary is examined for good faith and plausibility only.' },
                    ]}
                  />
                ),
              }}
              below={<ChoiceField path="answer" label="Your answer" hint="Nobody sees it until every member has sealed." value={answer} onChange={setAnswer} options={answers} />}
            />
          </Section>
          <Section title="A form refused" sheet>
            <Form problem={refusal} onSubmit={noop}>
              <FieldRow>
                <SelectField path="kind" label="Kind of measure" value={kind} onChange={setKind} options={[{ value: 'export_control', label: 'Export control' }, { value: 'ban', label: 'Market-access ban' }]} required />
                <DateField path="date" label="Date of the measure" value="2026-03-04" onChange={noop} />
              </FieldRow>
              <SelectField path="state" label="Respondent" hint="The state whose measure it is." value={state} onChange={setState} options={['Argentina', 'Brazil', 'Canada', 'Chile', 'China', 'Egypt', 'France', 'India', 'Japan', 'Kenya', 'Mexico', 'Nigeria', 'Norway'].map((name) => ({ value: name, label: name }))} />
              <LongTextField path="reasons" label="Reasons" hint="As they may stand in the ruling." serif wordsMin={40} value={reasons} onChange={setReasons} required />
              <CheckField path="agreed" label="The applicant has consented in writing" checked={agreed} onChange={setAgreed} />
              <Upload
                label="Exhibit"
                kinds={['.pdf']}
                bytesMax={50_000_000}
                onReceived={noop}
                send={async (file, { onProgress, signal }) => {
                  for (let sent = 0; sent <= 10; sent++) {
                    if (signal.aborted) throw new DOMException('stopped', 'AbortError')
                    onProgress((file.size * sent) / 10, file.size)
                    await new Promise((resolve) => setTimeout(resolve, 150))
                  }
                  return { name: file.name, bytes: file.size, sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' }
                }}
              />
              <div>
                <Button primary type="submit">
                  Save the draft
                </Button>
              </div>
            </Form>
          </Section>
          <Section title="A report" sheet>
            <Chart
              title="Findings by step, Russian Federation, second half of 2025"
              unit="claims"
              series={[
                { key: 'met', label: words.mark.met, mark: 'met' },
                { key: 'not_met', label: words.mark.not_met, mark: 'not_met' },
                { key: 'no_finding', label: words.mark.no_finding, mark: 'no_finding' },
                { key: 'not_reached', label: words.mark.not_reached, mark: 'not_reached' },
              ]}
              bars={[
                { label: words.law.step.threshold, values: { met: 7, not_met: 1 } },
                { label: words.law.step.good_faith, values: { met: 5, not_met: 2, not_reached: 1 } },
                { label: words.law.step.necessity, values: { met: 2, not_met: 1, no_finding: 2, not_reached: 3 } },
                { label: words.law.step.proportionality, values: { met: 1, not_met: 1, no_finding: 2, not_reached: 4 } },
              ]}
            />
          </Section>
          <Section title="Nothing yet">
            <Empty title="No exhibit has been filed.">An exhibit appears here when a party files it; it is served on the other party at the same moment.</Empty>
            <Problem quiet problem={{ code: 'stale', title: 'The text changed while you were reading it.', detail: 'Another member saved version 5 at 14:02; you were writing on version 4.', remedy: 'Compare the two versions and save again.' }} />
          </Section>
        </Page>
      </Frame>
    </SeatProvider>
  )
}
