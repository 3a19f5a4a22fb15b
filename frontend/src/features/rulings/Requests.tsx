// What is asked about a ruling that has issued, and the panel's answer; the hour at which it becomes public.
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { at, type Acting, type CaseView } from '../../api/cases'
import { http } from '../../api/client'
import { caseAddress } from '../../places'
import { Button } from '../../ui/Button'
import { CheckField, ChecksField, DateField, Form, LongTextField, MomentField } from '../../ui/Form'
import { Section } from '../../ui/Page'
import { Written } from '../../ui/Said'
import { day, instantAt, moment, useSeat } from '../../ui/seat'
import type { Act } from '../../vocabulary'
import { rulings as say, words } from '../../words'
import type { Ruling } from './ruling'
import styles from './Ruling.module.css'

/** The panel's answers. */
export const answers = ['interpret', 'decline_interpretation', 'admit_revision', 'decline_revision'] as const satisfies readonly Act[]

interface Part {
  matter: CaseView
  acting: Acting
}

const refusalOf = (acting: Acting, act: Act) => (acting.failed === act ? acting.problem : null)

/** When the ruling becomes public, at the seat. */
export function ReleaseHour({ at: hour }: { at: string }) {
  const seat = useSeat()
  return say.releaseIs(words.ui.at(moment(hour, seat.zone), seat.place))
}

/** The registrar sets the hour of public release, moves it, or takes it back. */
export function ScheduleRelease({ matter, ruling, acting }: Part & { ruling: Ruling }) {
  const seat = useSeat()
  const [text, setText] = useState('')
  const send = (hour: string | null) => void acting.run('schedule_release', () => http.POST('/cases/{case}/schedule_release', { ...at(matter), body: { hour } }))
  return (
    <Form problem={refusalOf(acting, 'schedule_release')} onSubmit={() => send(instantAt(text, seat.zone))} label={words.act.schedule_release.verb}>
      <MomentField path="hour" label={say.releaseHour} hint={ruling.longstop_at ? say.releaseHint(day(ruling.longstop_at, seat.zone)) : undefined} value={text} onChange={setText} />
      <div className={styles.buttons}>
        <Button type="submit" busy={acting.busy} disabled={text === ''}>
          {say.releaseSet}
        </Button>
        {ruling.release_at && (
          <Button busy={acting.busy} onClick={() => send(null)}>
            {say.releaseClear}
          </Button>
        )}
      </div>
    </Form>
  )
}

/** A party asks what the ruling means. */
export function AskInterpretation({ matter, acting }: Part) {
  const [text, setText] = useState('')
  const send = () => void acting.run('request_interpretation', () => http.POST('/cases/{case}/request_interpretation', { ...at(matter), body: { text } }))
  return (
    <Form problem={refusalOf(acting, 'request_interpretation')} onSubmit={send} label={words.act.request_interpretation.verb}>
      <LongTextField path="text" label={say.askText} hint={say.askHint} required serif rows={5} value={text} onChange={setText} />
      <div>
        <Button type="submit" busy={acting.busy} disabled={text.trim() === ''}>
          {say.ask}
        </Button>
      </div>
    </Form>
  )
}

/** A party brings a fact on which it asks for a revision. */
export function AskRevision({ matter, acting }: Part) {
  const [text, setText] = useState('')
  const [discovered, setDiscovered] = useState('')
  const body = { text, discovered_on: discovered }
  const send = () => void acting.run('request_revision', () => http.POST('/cases/{case}/request_revision', { ...at(matter), body }))
  return (
    <Form problem={refusalOf(acting, 'request_revision')} onSubmit={send} label={words.act.request_revision.verb}>
      <LongTextField path="text" label={say.fact} hint={say.factHint} required serif rows={5} value={text} onChange={setText} />
      <DateField path="discovered_on" label={say.discovered} hint={say.discoveredHint} required value={discovered} onChange={setDiscovered} />
      <div>
        <Button type="submit" busy={acting.busy} disabled={text.trim() === '' || discovered === ''}>
          {say.ask}
        </Button>
      </div>
    </Form>
  )
}

type Closing = Part & { close: () => void }

/** The panel says what the ruling means. */
export function Interpret({ matter, acting, close }: Closing) {
  const [text, setText] = useState('')
  const [checked, setChecked] = useState(false)
  const body = { paragraphs: text.split(/\n\s*\n/), class_checked: checked }
  const send = () => http.POST('/cases/{case}/interpret', { ...at(matter), body })
  return (
    <Form problem={refusalOf(acting, 'interpret')} label={words.act.interpret.verb} onSubmit={() => void acting.run('interpret', send).then((done) => done && close())}>
      <LongTextField path="paragraphs" label={say.interpretation} hint={say.interpretationHint} required serif rows={8} value={text} onChange={setText} />
      <CheckField path="class_checked" label={say.classChecked} checked={checked} onChange={setChecked} />
      <div>
        <Button primary type="submit" busy={acting.busy}>
          {say.interpret}
        </Button>
      </div>
    </Form>
  )
}

/** The panel declines what was asked. */
export function Decline({ act, matter, acting, close }: Closing & { act: 'decline_interpretation' | 'decline_revision' }) {
  const [reasons, setReasons] = useState('')
  const body = { reasons }
  const send = () =>
    act === 'decline_revision'
      ? http.POST('/cases/{case}/decline_revision', { ...at(matter), body })
      : http.POST('/cases/{case}/decline_interpretation', { ...at(matter), body })
  return (
    <Form problem={refusalOf(acting, act)} label={words.act[act].verb} onSubmit={() => void acting.run(act, send).then((done) => done && close())}>
      <LongTextField path="reasons" label={say.decideReasons} hint={say.decideReasonsHint} required serif rows={4} value={reasons} onChange={setReasons} />
      <div>
        <Button primary type="submit" busy={acting.busy}>
          {say.decline}
        </Button>
      </div>
    </Form>
  )
}

/** The panel admits a revision, and says which claims the fact concerns. */
export function AdmitRevision({ matter, ruling, acting }: Part & { ruling: Ruling }) {
  const router = useRouter()
  const [chosen, setChosen] = useState<string[]>([])
  const [reasons, setReasons] = useState('')
  const send = () => http.POST('/cases/{case}/admit_revision', { ...at(matter), body: { claims: chosen.map(Number), reasons } })
  return (
    <Form problem={refusalOf(acting, 'admit_revision')} label={words.act.admit_revision.verb} onSubmit={() => void acting.run('admit_revision', send).then((done) => done && router.history.push(caseAddress(matter.id, 'review')))}>
      <ChecksField
        path="claims"
        label={say.concerned}
        hint={say.concernedHint}
        chosen={chosen}
        onChange={setChosen}
        options={ruling.findings.map(({ no, obligation }) => ({ value: String(no), label: `${say.claim(no)}${words.ui.colon}${obligation}` }))}
      />
      <LongTextField path="reasons" label={say.decideReasons} hint={say.decideReasonsHint} required serif rows={4} value={reasons} onChange={setReasons} />
      <div>
        <Button primary type="submit" busy={acting.busy}>
          {say.admit}
        </Button>
      </div>
    </Form>
  )
}

/** What was asked, and what the panel answered. */
export function Requests({ ruling }: { ruling: Ruling }) {
  const seat = useSeat()
  if (ruling.requests.length === 0) return null
  const on = (when: string) => day(when, seat.zone)
  return (
    <Section title={say.requests}>
      {ruling.requests.map((one) => (
        <article key={one.no}>
          <h3>{say.askedBy(words.law.ruling_request[one.kind], words.law.side[one.side], on(one.filed_at))}</h3>
          <p>
            <Written>{one.text}</Written>
          </p>
          <p className={styles.small}>
            {one.answered_at ? (one.granted ? say.wasGranted : say.wasDeclined)(on(one.answered_at)) : say.waiting}
          </p>
          {/* What an addendum says stands in the ruling. */}
          {!(one.granted && one.kind === 'interpretation') && one.answer.map((text) => <p key={text}><Written>{text}</Written></p>)}
        </article>
      ))}
    </Section>
  )
}
