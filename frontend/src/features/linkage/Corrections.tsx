// What the reported state says is wrong, in a draft or in what was sent, and what the registry decides on it.
import { useState } from 'react'
import type { components } from '../../api/schema'
import { Button } from '../../ui/Button'
import { ChoiceField, Form, LongTextField, SelectField } from '../../ui/Form'
import { Facts } from '../../ui/Page'
import type { Refusal } from '../../ui/Problem'
import { Written } from '../../ui/Said'
import { linkage as say, saidFor, words } from '../../words'

type Report = components['schemas']['ReportView']

/** Every figure and every sentence that can be wrong, as the server names them. */
export function places(report: Pick<Report, 'series' | 'content'>) {
  const figures = report.series.map((one) => ({
    value: `${one.indicator}.${one.stage}.${one.tech_class}`,
    label: `${placeName(`${one.indicator}.${one.stage}.${one.tech_class}`)}${words.ui.colon}${one.value ?? say.withheld}`,
  }))
  const sentences = report.content.sections.flatMap((section) =>
    section.paragraphs.map((text, at) => ({ value: `${section.no}.${at + 1}`, label: `${section.no}.${at + 1} ${text.slice(0, 90)}` })),
  )
  return [...figures, ...sentences]
}

/** What a correction or a change is about, from the key by which the server names it. */
export function placeName(what: string): string {
  const [indicator = '', stage = '', of, more] = what.split('.')
  if (of !== undefined && more === undefined && Object.hasOwn(say.indicators, indicator)) {
    // A figure that is of no step has none to name.
    const step = stage === '_Z' ? [] : [saidFor(say.stageNames, stage)]
    return [saidFor(say.indicators, indicator), ...step, saidFor(say.classes, of)].join(', ')
  }
  return /^\d+\.\d+$/.test(what) ? say.place(what) : what
}

export function AskCorrection({ report, problem, onSend }: { report: Report; problem: Refusal | null; onSend: (said: { what: string; should_say: string; why: string }) => void }) {
  const [what, setWhat] = useState('')
  const [shouldSay, setShouldSay] = useState('')
  const [why, setWhy] = useState('')
  return (
    <Form label={words.linkageAct.ask_correction.verb} problem={problem} onSubmit={() => onSend({ what, should_say: shouldSay, why })}>
      <SelectField path="what" label={say.wrong} value={what} onChange={setWhat} options={places(report)} />
      <LongTextField path="should_say" label={say.shouldSay} rows={3} value={shouldSay} onChange={setShouldSay} />
      <LongTextField path="why" label={say.why} hint={say.wrongWhyHint} rows={5} value={why} onChange={setWhy} />
      <Button primary type="submit">
        {words.linkageAct.ask_correction.verb}
      </Button>
    </Form>
  )
}

export function DecideCorrection({ report, problem, onSend }: { report: Report; problem: Refusal | null; onSend: (said: { no: number; accepted: boolean; reasons: string }) => void }) {
  const open = report.corrections.filter((one) => one.accepted == null)
  const [chosen, setChosen] = useState('')
  const [verdict, setVerdict] = useState<'yes' | 'no' | ''>('')
  const [reasons, setReasons] = useState('')
  const no = chosen || String(open[0]?.no ?? '')
  const asked = open.find((one) => String(one.no) === no)
  return (
    <Form label={words.linkageAct.decide_correction.verb} problem={problem} onSubmit={() => onSend({ no: Number(no), accepted: verdict === 'yes', reasons })}>
      <SelectField path="no" label={say.correction} value={no} onChange={setChosen} options={open.map((one) => ({ value: String(one.no), label: `${one.no}. ${placeName(one.what)}` }))} />
      {asked && (
        <Facts
          facts={[
            [say.before, <Written key="before">{asked.before}</Written>],
            [say.shouldSay, <Written key="should">{asked.should_say}</Written>],
            [say.why, <Written key="why">{asked.why}</Written>],
          ]}
        />
      )}
      <ChoiceField
        path="accepted"
        label={words.linkageAct.decide_correction.verb}
        required
        value={verdict}
        onChange={setVerdict}
        options={[
          { value: 'yes', label: say.accept, says: report.transmitted_at ? say.acceptSentSays : say.acceptSays },
          { value: 'no', label: say.reject },
        ]}
      />
      <LongTextField path="reasons" label={say.decisionReasons} rows={4} value={reasons} onChange={setReasons} />
      <Button primary type="submit" disabled={verdict === ''}>
        {words.linkageAct.decide_correction.verb}
      </Button>
    </Form>
  )
}
