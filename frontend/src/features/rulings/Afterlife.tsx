// What may still happen to a ruling that is out: a slip is corrected, or it is taken back. After a revision
// a case has several, and one says which is meant.
import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { at, type Acting, type CaseView } from '../../api/cases'
import { http } from '../../api/client'
import { Button } from '../../ui/Button'
import { Form, LongTextField, SelectField, TextField } from '../../ui/Form'
import { Section } from '../../ui/Page'
import type { Act } from '../../vocabulary'
import { rulings as say, words } from '../../words'
import { AskInterpretation, AskRevision, ScheduleRelease } from './Requests'
import { rulingQuery, type Ruling } from './ruling'

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
    assign_symbol: <AssignSymbol matter={matter} ruling={ruling} acting={acting} />,
    withdraw_ruling: <Withdraw matter={matter} ruling={ruling} acting={acting} />,
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

/** Stands for a ruling that is not public yet, and so has no address. */
const unpublished = 'unpublished'

interface Which {
  /** The address of the ruling that is meant; none of one that is not public yet. */
  slug: string | null
  /** Asks which one is meant, where the screen does not say so by itself. */
  field: (onChosen?: () => void) => ReactNode
}

/** The rulings of the case to which this may be done, the newest first, and the one that is chosen. */
function useWhich(act: Act, ruling: Ruling): Which {
  const open = ruling.rulings.filter(({ can }) => can.includes(act))
  const options = open.map(({ citation, slug, standing }) => ({
    value: slug ?? unpublished,
    label: say.whichIs(citation ?? say.thisRuling, words.law.ruling_state[standing]),
  }))
  const [chosen, setChosen] = useState(options[0]?.value ?? '')
  // What was chosen may have been taken back meanwhile.
  const value = options.some((one) => one.value === chosen) ? chosen : (options[0]?.value ?? '')
  const slug = value === unpublished || value === '' ? null : value
  const plain = ruling.rulings.length === 1 && slug === (ruling.slug ?? null)
  return {
    slug,
    field: (onChosen) =>
      plain ? null : (
        <SelectField
          path="ruling"
          label={say.which}
          hint={say.whichHint}
          value={value}
          onChange={(next) => {
            setChosen(next)
            onChosen?.()
          }}
          options={options}
        />
      ),
  }
}

function Rectify({ matter, ruling, acting }: { matter: CaseView; ruling: Ruling; acting: Acting }) {
  const which = useWhich('rectify', ruling)
  const own = which.slug === (ruling.slug ?? null)
  const other = useQuery({ ...rulingQuery(matter.id, which.slug ?? undefined), enabled: !own })
  const read = own ? ruling : other.data
  const paragraphs = read ? numbered(read) : []
  const [paragraph, setParagraph] = useState('')
  const [text, setText] = useState('')
  const [note, setNote] = useState('')
  const choose = (value: string) => {
    setParagraph(value)
    setText(paragraphs.find((one) => one.value === value)?.text ?? '')
  }
  const send = () =>
    void acting.run('rectify', () =>
      http.POST('/cases/{case}/rectify', { ...at(matter), body: { ruling: which.slug, note, corrections: [{ paragraph: Number(paragraph), text }] } }),
    )
  return (
    <Form problem={acting.failed === 'rectify' ? acting.problem : null} onSubmit={send} label={words.act.rectify.verb}>
      {which.field(() => choose(''))}
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

function AssignSymbol({ matter, ruling, acting }: { matter: CaseView; ruling: Ruling; acting: Acting }) {
  const which = useWhich('assign_symbol', ruling)
  const [symbol, setSymbol] = useState('')
  const send = () => void acting.run('assign_symbol', () => http.POST('/cases/{case}/assign_symbol', { ...at(matter), body: { ruling: which.slug, symbol } }))
  return (
    <Form problem={acting.failed === 'assign_symbol' ? acting.problem : null} onSubmit={send} label={words.act.assign_symbol.verb}>
      {which.field()}
      <TextField path="symbol" label={say.symbol} hint={say.symbolHint} value={symbol} onChange={setSymbol} />
      <div>
        <Button type="submit" busy={acting.busy} disabled={symbol.trim() === ''}>
          {words.act.assign_symbol.verb}
        </Button>
      </div>
    </Form>
  )
}

function Withdraw({ matter, ruling, acting }: { matter: CaseView; ruling: Ruling; acting: Acting }) {
  const which = useWhich('withdraw_ruling', ruling)
  const [reason, setReason] = useState('')
  const send = () => void acting.run('withdraw_ruling', () => http.POST('/cases/{case}/withdraw_ruling', { ...at(matter), body: { ruling: which.slug, reason } }))
  return (
    <Form problem={acting.failed === 'withdraw_ruling' ? acting.problem : null} onSubmit={send} label={words.act.withdraw_ruling.verb}>
      <p>{words.act.withdraw_ruling.restate}</p>
      {which.field()}
      <LongTextField path="reason" label={say.reason} hint={say.reasonHint} rows={3} value={reason} onChange={setReason} />
      <div>
        <Button type="submit" busy={acting.busy} disabled={reason.trim() === ''}>
          {say.withdraw}
        </Button>
      </div>
    </Form>
  )
}
