// What may still happen to a ruling that is out: a slip is corrected, or it is taken back.
import { useState, type ReactNode } from 'react'
import { at, type Acting, type CaseView } from '../../api/cases'
import { http } from '../../api/client'
import { Button } from '../../ui/Button'
import { Form, LongTextField, SelectField } from '../../ui/Form'
import { Section } from '../../ui/Page'
import type { Act } from '../../vocabulary'
import { rulings as say, words } from '../../words'
import { AskInterpretation, AskRevision, ScheduleRelease } from './Requests'
import type { Ruling } from './ruling'

/** The paragraphs as the published page numbers them. */
function numbered(ruling: Ruling): { value: string; label: string; text: string }[] {
  return ruling.sections
    .filter(({ section }) => section !== 'votes')
    .flatMap((section) => section.paragraphs.map((text) => ({ section, text })))
    .map(({ section, text }, index) => ({ value: String(index + 1), label: `${index + 1}. ${text.slice(0, 60)}`, text, own: !section.from_findings }))
    .filter(({ own }) => own)
}

export function Afterlife({ matter, ruling, acting }: { matter: CaseView; ruling: Ruling; acting: Acting }) {
  const offers: Partial<Record<Act, ReactNode>> = {
    schedule_release: <ScheduleRelease matter={matter} ruling={ruling} acting={acting} />,
    request_interpretation: <AskInterpretation matter={matter} acting={acting} />,
    request_revision: <AskRevision matter={matter} acting={acting} />,
    rectify: <Rectify matter={matter} ruling={ruling} acting={acting} />,
    withdraw_ruling: <Withdraw matter={matter} acting={acting} />,
  }
  const open = ruling.can.filter((act) => offers[act])
  if (open.length === 0) return null
  return (
    <Section title={say.apart}>
      {open.map((act) => (
        <details key={act}>
          <summary>{words.act[act].verb}</summary>
          <p>{words.act[act].does}</p>
          {offers[act]}
        </details>
      ))}
    </Section>
  )
}

function Rectify({ matter, ruling, acting }: { matter: CaseView; ruling: Ruling; acting: Acting }) {
  const paragraphs = numbered(ruling)
  const [paragraph, setParagraph] = useState('')
  const [text, setText] = useState('')
  const [note, setNote] = useState('')
  const choose = (value: string) => {
    setParagraph(value)
    setText(paragraphs.find((one) => one.value === value)?.text ?? '')
  }
  const send = () =>
    void acting.run('rectify', () =>
      http.POST('/cases/{case}/rectify', { ...at(matter), body: { note, corrections: [{ paragraph: Number(paragraph), text }] } }),
    )
  return (
    <Form problem={acting.failed === 'rectify' ? acting.problem : null} onSubmit={send} label={words.act.rectify.verb}>
      <SelectField path="corrections.0.paragraph" label={say.paragraph} hint={say.paragraphHint} value={paragraph} onChange={choose} options={paragraphs} />
      <LongTextField path="corrections.0.text" label={say.corrected} serif rows={5} value={text} onChange={setText} />
      <LongTextField path="note" label={say.note} hint={say.noteHint} rows={2} value={note} onChange={setNote} />
      <div>
        <Button type="submit" busy={acting.busy} disabled={paragraph === ''}>
          {say.rectify}
        </Button>
      </div>
    </Form>
  )
}

function Withdraw({ matter, acting }: { matter: CaseView; acting: Acting }) {
  const [reason, setReason] = useState('')
  const send = () => void acting.run('withdraw_ruling', () => http.POST('/cases/{case}/withdraw_ruling', { ...at(matter), body: { reason } }))
  return (
    <Form problem={acting.failed === 'withdraw_ruling' ? acting.problem : null} onSubmit={send} label={words.act.withdraw_ruling.verb}>
      <p>{words.act.withdraw_ruling.restate}</p>
      <LongTextField path="reason" label={say.reason} hint={say.reasonHint} rows={3} value={reason} onChange={setReason} />
      <div>
        <Button type="submit" busy={acting.busy} disabled={reason.trim() === ''}>
          {say.withdraw}
        </Button>
      </div>
    </Form>
  )
}
