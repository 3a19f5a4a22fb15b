// The acts of a case that belong to no part of it, each with its form; the others lead to their part.
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { answered, at, useActing, type CaseView } from '../../api/cases'
import { http } from '../../api/client'
import type { components } from '../../api/schema'
import { owedFirst } from '../../owed'
import { apart, caseAddress, isSeated, placeOf } from '../../places'
import { ActBar } from '../../ui/ActBar'
import { Button } from '../../ui/Button'
import { ChoiceField, DateField, Form } from '../../ui/Form'
import { Link } from '../../ui/Link'
import type { Refusal } from '../../ui/Problem'
import { vocabulary, type Act, type State } from '../../vocabulary'
import type { ActWords } from '../../languages/dictionary'
import { cases as say, words } from '../../words'
import { CompliancePaper, findings, papers, sendCompliance } from './Compliance'

type Profile = components['schemas']['Profile']

/** Acts that are said with a press. */
const pressed: Partial<Record<Act, (view: CaseView) => Promise<unknown>>> = {
  open_consultations: (view) => answered(http.POST('/cases/{case}/open_consultations', at(view))),
  skip_consultations: (view) => answered(http.POST('/cases/{case}/skip_consultations', at(view))),
  agree_no_hearing: (view) => answered(http.POST('/cases/{case}/agree_no_hearing', at(view))),
  waive_interim_review: (view) => answered(http.POST('/cases/{case}/waive_interim_review', at(view))),
  waive_hearing: (view) => answered(http.POST('/cases/{case}/waive_hearing', at(view))),
  open_deliberation: (view) => answered(http.POST('/cases/{case}/open_deliberation', at(view))),
}

/** Where the members work while the case itself offers them nothing. */
const rooms: Partial<Record<State, 'review' | 'ruling'>> = { deliberation: 'review', drafting: 'ruling', interim_review: 'ruling', final_vote: 'ruling' }

/** An act that is done on its own page restates nothing here: one only goes there. */
export function labelsFor(labels: Record<Act, ActWords>): Record<Act, ActWords> {
  const entries = vocabulary.case.map((act): [Act, ActWords] => {
    const { verb, does } = labels[act]
    return [act, placeOf(act) === '' ? labels[act] : { verb, does }]
  })
  return Object.fromEntries(entries) as Record<Act, ActWords>
}

const labels = labelsFor(words.act)

export function ActsHere({ view }: { view: CaseView }) {
  const router = useRouter()
  const acting = useActing(view.id)
  const forms = {
    procedural_order: (close: () => void) => (
      <OrderForm
        proposed={view.profile_proposed ?? undefined}
        busy={acting.busy}
        problem={acting.problem}
        onOrder={(body) => void acting.run('procedural_order', () => answered(http.POST('/cases/{case}/procedural_order', { ...at(view), body }))).then((done) => done && close())}
      />
    ),
    ...Object.fromEntries(
      [...papers, ...findings].map((name) => [
        name,
        (close: () => void) => (
          <CompliancePaper
            view={view}
            act={name}
            busy={acting.busy}
            problem={acting.problem}
            onSend={(text, remedies) => void acting.run(name, () => sendCompliance(view, name, text, remedies)).then((done) => done && close())}
          />
        ),
      ]),
    ),
    confirm_cure: (close: () => void) => (
      <ComplianceForm
        act="confirm_cure"
        busy={acting.busy}
        problem={acting.problem}
        onAccept={(body) => void acting.run('confirm_cure', () => answered(http.POST('/cases/{case}/confirm_cure', { ...at(view), body }))).then((done) => done && close())}
      />
    ),
    accept_compliance: (close: () => void) => (
      <ComplianceForm
        act="accept_compliance"
        busy={acting.busy}
        problem={acting.problem}
        onAccept={(body) => void acting.run('accept_compliance', () => answered(http.POST('/cases/{case}/accept_compliance', { ...at(view), body }))).then((done) => done && close())}
      />
    ),
  }
  function act(name: Act) {
    const call = pressed[name]
    if (call) void acting.run(name, () => call(view))
    else router.history.push(caseAddress(view.id, placeOf(name)))
  }
  // What one owes comes before what one merely may do.
  const first = owedFirst(view, view.can)
  const room = view.i_sit ? rooms[view.state] : undefined
  const ofAlternates = (name: Act) => isSeated(view.state) && placeOf(name) === 'panel' && name !== 'accept_seat'
  const can = view.can.filter((name) => !apart.includes(name) && !ofAlternates(name))
  if (can.length === 0) {
    return (
      <>
        {acting.done && <ActBar can={[]} labels={labels} done={acting.done} onAct={act} />}
        {room ? (
          <p>
            {say.case.goThere} <Link href={caseAddress(view.id, room)}>{say.case.tabs[room]}</Link>
          </p>
        ) : (
          <p className="screen-only">{say.case.noActs}</p>
        )}
      </>
    )
  }
  return (
    <ActBar
      can={can}
      labels={labels}
      {...(first && { primary: first })}
      busy={acting.busy}
      problem={acting.failed && acting.failed in forms ? null : acting.problem}
      done={acting.done}
      subject={view.caption}
      forms={forms}
      onAct={act}
    />
  )
}

function OrderForm({
  proposed,
  busy,
  problem,
  onOrder,
}: {
  proposed: Profile | undefined
  busy: boolean
  problem: Refusal | null
  onOrder: (order: { profile: Profile; conference: string }) => void
}) {
  const [profile, setProfile] = useState<Profile>(proposed ?? 'P1')
  const [conference, setConference] = useState('held')
  return (
    <Form problem={problem} onSubmit={() => onOrder({ profile, conference })} label={words.act.procedural_order.verb}>
      <ChoiceField
        path="profile"
        label={say.forms.profile}
        hint={say.forms.profileHint}
        value={profile}
        onChange={(value) => setProfile(vocabulary.profile.find((one) => one === value) ?? profile)}
        options={vocabulary.profile.map((value) => ({ value, label: words.law.profile[value] }))}
      />
      <ChoiceField
        path="conference"
        label={say.forms.conference}
        value={conference}
        onChange={setConference}
        options={[
          { value: 'held', label: `${say.forms.held}${words.ui.colon}${say.forms.heldSays}` },
          { value: 'waived', label: `${say.forms.waived}${words.ui.colon}${say.forms.waivedSays}` },
        ]}
      />
      <div>
        <Button primary type="submit" busy={busy}>
          {words.act.procedural_order.verb}
        </Button>
      </div>
    </Form>
  )
}

function ComplianceForm({ act, busy, problem, onAccept }: { act: 'accept_compliance' | 'confirm_cure'; busy: boolean; problem: Refusal | null; onAccept: (body: { done_on: string | null }) => void }) {
  const [day, setDay] = useState('')
  return (
    <Form problem={problem} onSubmit={() => onAccept({ done_on: day || null })} label={words.act[act].verb}>
      <DateField path="done_on" label={say.forms.done_on} hint={say.forms.done_onHint} value={day} onChange={setDay} />
      <div>
        <Button primary type="submit" busy={busy}>
          {words.act[act].verb}
        </Button>
      </div>
    </Form>
  )
}
