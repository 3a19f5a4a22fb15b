// The text goes on: to the parties, or to the final vote.
import { useState } from 'react'
import { at, type Acting, type CaseView } from '../../api/cases'
import { http } from '../../api/client'
import { Button } from '../../ui/Button'
import { CheckField, ChecksField, Form, LongTextField } from '../../ui/Form'
import type { Act } from '../../vocabulary'
import { rulings as say, words } from '../../words'
import type { Ruling } from './ruling'

/** Acts that send the text on. */
export const onward = ['skip_interim_review', 'send_draft', 'comments_considered'] as const satisfies readonly Act[]
type Onward = (typeof onward)[number]

interface Part {
  matter: CaseView
  ruling: Ruling
  acting: Acting
  close: () => void
}

const refusalOf = (acting: Acting, act: Act) => (acting.failed === act ? acting.problem : null)

/** Confirms the class of the text, and says what else this way on asks for. */
export function SendOn({ act, matter, ruling, acting, close }: Part & { act: Onward }) {
  const [checked, setChecked] = useState(false)
  const [point, setPoint] = useState('')
  const [meeting, setMeeting] = useState('')
  const [argued, setArgued] = useState<Record<string, string>>({})
  const again = act === 'send_draft' && ruling.draft_sent
  const places = act === 'skip_interim_review' ? ruling.unheard : []
  const body = { class_checked: checked, point: again ? point : null, meeting: meeting || null, argued }
  const send = () => {
    switch (act) {
      case 'skip_interim_review':
        return http.POST('/cases/{case}/skip_interim_review', { ...at(matter), body })
      case 'send_draft':
        return http.POST('/cases/{case}/send_draft', { ...at(matter), body })
      case 'comments_considered':
        return http.POST('/cases/{case}/comments_considered', { ...at(matter), body })
    }
  }
  return (
    <Form problem={refusalOf(acting, act)} label={words.act[act].verb} onSubmit={() => void acting.run(act, send).then((done) => done && close())}>
      {ruling.cautions.length > 0 && (
        <>
          <p>{say.cautions}</p>
          <ul>
            {ruling.cautions.map(({ section, paragraph, exhibit, class: secrecy }) => (
              <li key={`${section}${paragraph}${exhibit}`}>{say.caution(words.law.ruling_section[section], paragraph, exhibit, secrecy)}</li>
            ))}
          </ul>
        </>
      )}
      {again && <LongTextField path="point" label={say.point} hint={say.pointHint} required serif rows={3} value={point} onChange={setPoint} />}
      {places.map((no) => (
        <LongTextField
          key={no}
          path={`argued.${no}`}
          label={say.argued(no)}
          hint={say.arguedHint}
          required
          rows={2}
          value={argued[no] ?? ''}
          onChange={(text) => setArgued((before) => ({ ...before, [no]: text }))}
        />
      ))}
      {act === 'comments_considered' && <LongTextField path="meeting" label={say.meeting} hint={say.meetingHint} rows={2} value={meeting} onChange={setMeeting} />}
      <CheckField path="class_checked" label={say.classChecked} checked={checked} onChange={setChecked} />
      <div>
        <Button primary type="submit" busy={acting.busy}>
          {words.act[act].verb}
        </Button>
      </div>
    </Form>
  )
}

/** Names a point that nobody argued, and the claims that it may change. */
export function NewPoint({ matter, ruling, acting, close }: Part) {
  const [chosen, setChosen] = useState<string[]>([])
  const [point, setPoint] = useState('')
  const send = () => http.POST('/cases/{case}/substantive_change', { ...at(matter), body: { claims: chosen.map(Number), point } })
  return (
    <Form problem={refusalOf(acting, 'substantive_change')} label={words.act.substantive_change.verb} onSubmit={() => void acting.run('substantive_change', send).then((done) => done && close())}>
      <ChecksField
        path="claims"
        label={say.mayChange}
        chosen={chosen}
        onChange={setChosen}
        options={ruling.findings.map(({ no, obligation }) => ({ value: String(no), label: `${say.claim(no)}${words.ui.colon}${obligation}` }))}
      />
      <LongTextField path="point" label={say.point} hint={say.pointHint} required serif rows={3} value={point} onChange={setPoint} />
      <div>
        <Button primary type="submit" busy={acting.busy}>
          {words.act.substantive_change.verb}
        </Button>
      </div>
    </Form>
  )
}
