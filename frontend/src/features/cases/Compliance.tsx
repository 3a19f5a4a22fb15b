// After the ruling: the papers of the parties and the finding of the panel, remedy by remedy.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answered, at, type CaseView } from '../../api/cases'
import { api, http } from '../../api/client'
import { asProblem } from '../../api/problem'
import { Button } from '../../ui/Button'
import { FieldRow, Form, LongTextField, TextField } from '../../ui/Form'
import type { Refusal } from '../../ui/Problem'
import type { Act } from '../../vocabulary'
import { cases as say, words } from '../../words'
import styles from './Request.module.css'

/** Acts in which a party says something about compliance. */
export const papers = ['file_plan', 'report_compliance', 'claim_compliance', 'contest_compliance'] as const satisfies readonly Act[]
/** Acts in which the presiding member records what the panel found. */
export const findings = ['find_compliant', 'find_partial', 'find_non_compliant'] as const satisfies readonly Act[]
type Paper = (typeof papers)[number]
type Finding = (typeof findings)[number]

interface Progress {
  no: number
  percent: number
  note: string
}

/** Sends what was said in one of these acts. */
export function sendCompliance(view: CaseView, act: Paper | Finding, text: string, remedies: Progress[]): Promise<unknown> {
  const paper = { ...at(view), body: { statement: text, remedies } }
  const finding = { ...at(view), body: { reasons: text, remedies } }
  switch (act) {
    case 'file_plan':
      return answered(http.POST('/cases/{case}/file_plan', paper))
    case 'report_compliance':
      return answered(http.POST('/cases/{case}/report_compliance', paper))
    case 'claim_compliance':
      return answered(http.POST('/cases/{case}/claim_compliance', paper))
    case 'contest_compliance':
      return answered(http.POST('/cases/{case}/contest_compliance', paper))
    case 'find_compliant':
      return answered(http.POST('/cases/{case}/find_compliant', finding))
    case 'find_partial':
      return answered(http.POST('/cases/{case}/find_partial', finding))
    case 'find_non_compliant':
      return answered(http.POST('/cases/{case}/find_non_compliant', finding))
  }
}

/** A plan is about what will be done, so it states no shares; whoever contests leaves them to the panel. */
const withShares: readonly Act[] = ['report_compliance', 'claim_compliance', ...findings]

export function CompliancePaper({ view, act, busy, problem, onSend }: { view: CaseView; act: Paper | Finding; busy: boolean; problem: Refusal | null; onSend: (text: string, remedies: Progress[]) => void }) {
  const found = useQuery(api.queryOptions('get', '/cases/{case}/remedies', { params: { path: { case: view.id } } }))
  const [text, setText] = useState('')
  const [said, setSaid] = useState<Record<number, { percent: string; note: string }>>({})
  const shares = withShares.includes(act)
  const all = act === 'find_compliant' || act === 'claim_compliance'
  const remedies = shares ? (found.data ?? []) : []
  const of = (no: number, completion: number) => said[no] ?? { percent: all ? '100' : `${Math.round(completion * 100)}`, note: '' }
  const finding = findings.some((one) => one === act)
  return (
    <Form
      problem={problem ?? asProblem(found.error)}
      label={words.act[act].verb}
      onSubmit={() => onSend(text, remedies.map(({ no, completion }) => ({ no, percent: Number(of(no, completion).percent) || 0, note: of(no, completion).note })))}
    >
      <LongTextField path={finding ? 'reasons' : 'statement'} label={finding ? say.compliance.reasons : say.compliance.statement} hint={say.compliance.public} required serif value={text} onChange={setText} />
      {remedies.map(({ no, text: remedy, completion }, index) => {
        const now = of(no, completion)
        const set = (part: Partial<typeof now>) => setSaid((before) => ({ ...before, [no]: { ...now, ...part } }))
        return (
          <fieldset key={no} className={styles.claim}>
            <legend dir="auto">{say.compliance.remedy(no, remedy)}</legend>
            <FieldRow>
              <TextField path={`remedies.${index}.percent`} label={say.compliance.percent} required value={now.percent} onChange={(percent) => set({ percent: percent.replace(/[^0-9]/g, '').slice(0, 3) })} />
              <TextField path={`remedies.${index}.note`} label={say.compliance.note} hint={say.compliance.public} value={now.note} onChange={(note) => set({ note })} />
            </FieldRow>
          </fieldset>
        )
      })}
      <div>
        <Button primary type="submit" busy={busy}>
          {words.act[act].verb}
        </Button>
      </div>
    </Form>
  )
}
