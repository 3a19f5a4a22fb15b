// The roll call of a step: one form per motion, the ballots once all have voted, and the recorded
// choice to go on arguendo.
import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { answered } from '../../api/cases'
import { http, ifMatch } from '../../api/client'
import { asProblem } from '../../api/problem'
import { Badge } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import { CheckField, ChoiceField, Form, LongTextField, SelectField } from '../../ui/Form'
import { English, Woven, Written } from '../../ui/Said'
import type { Word } from '../../vocabulary'
import { review as say, rulings, words } from '../../words'
import { focusNext, motionId } from './focus'
import type { Review, StepReview } from './shapes'
import styles from './Review.module.css'

interface Room {
  caseId: string
  claimId: string
  step: StepReview
  review: Review
  onReview: (next: Review) => void
}

type Motion = StepReview['motions'][number]
type Ballot = Word<'ballot'>
type ElementOutcome = Word<'element_outcome'>

const pathOf = ({ caseId, claimId, step }: Room) => ({ case: caseId, claim: claimId, step: step.step })

export function Votes(room: Room) {
  const { step, review } = room
  const names = new Map(review.members.map((member) => [member.id, member.name]))
  const open = step.can.includes('vote_step')
  if (!open && !step.ballots?.length && Object.keys(step.my_ballots).length === 0) return null
  return (
    <section aria-label={say.vote}>
      <h3>{say.vote}</h3>
      {step.motions.map((motion) => {
        const mine = step.my_ballots[motion.key]
        // By member, in the order of the seats, whoever voted first.
        const ballots = review.members.flatMap(({ id }) => (step.ballots ?? []).filter((ballot) => ballot.motion === motion.key && ballot.member === id))
        return (
          <article key={motion.key}>
            <h4 id={motionId(step, motion.key)} tabIndex={-1}>
              <English>{motion.text}</English>
            </h4>
            {ballots.length > 0 && (
              <dl className={styles.members}>
                {ballots.map((ballot) => (
                  <div key={ballot.member}>
                    <dt>
                      <bdi>{names.get(ballot.member)}</bdi> <Badge>{words.law.ballot[ballot.vote]}</Badge>
                    </dt>
                    <dd>
                      <Written>{ballot.reasons}</Written>
                    </dd>
                    {ballot.departure_reasons && (
                      <dd>
                        {say.departure}
                        {words.ui.colon}
                        <Written>{ballot.departure_reasons}</Written>
                      </dd>
                    )}
                  </div>
                ))}
              </dl>
            )}
            <p role="status">{mine && ballots.length === 0 && say.yourVote(words.law.ballot[mine as 'yes' | 'no'])}</p>
            {open && !mine && <VoteForm {...room} motion={motion} />}
          </article>
        )
      })}
      {(step.result?.owes_reasons ?? []).map((motion) => (
        <Departure key={motion} {...room} motion={motion} />
      ))}
    </section>
  )
}

function VoteForm({ motion, ...room }: Room & { motion: Motion }) {
  const [vote, setVote] = useState<Ballot>()
  const [reasons, setReasons] = useState('')
  const [departure, setDeparture] = useState('')
  const [checked, setChecked] = useState(false)
  const [elements, setElements] = useState<Record<string, ElementOutcome>>({})
  const cast = useMutation({
    mutationFn: async () => {
      if (!vote) return room.review
      const body = { motion: motion.key, vote, reasons, elements, ...(departure.trim() ? { departure_reasons: departure, class_checked: checked } : {}) }
      return answered(http.POST('/cases/{case}/review/{claim}/{step}/vote', { params: { path: pathOf(room), header: ifMatch(room.step.version) }, body }))
    },
    onSuccess: (next) => {
      room.onReview(next)
      focusNext(motionId(room.step, motion.key))
    },
  })
  return (
    <Form problem={asProblem(cast.error)} onSubmit={() => cast.mutate()} label={motion.text}>
      <p>{motion.kind === 'no_finding' ? say.leftToStateSays : say.voteSays}</p>
      <ChoiceField
        path="vote"
        label={say.vote}
        value={vote}
        onChange={setVote}
        options={(['yes', 'no'] as const).map((value) => ({ value, label: words.law.ballot[value] }))}
      />
      {motion.elements.map((element) => (
        <SelectField
          key={element.id}
          path={`elements.${element.id}`}
          label={<Woven say={say.elementOutcome} parts={[element.label]} />}
          value={elements[element.id] ?? ''}
          onChange={(outcome) => setElements((before) => ({ ...before, [element.id]: outcome as ElementOutcome }))}
          options={element.outcomes.map((outcome) => ({ value: outcome, label: words.law.element_outcome[outcome] }))}
        />
      ))}
      <LongTextField path="reasons" label={say.reasons} value={reasons} onChange={setReasons} rows={4} serif />
      <details>
        <summary>{say.departure}</summary>
        <LongTextField path="departure_reasons" label={say.departure} hint={say.departureHint} wordsMin={150} value={departure} onChange={setDeparture} rows={6} serif />
        <CheckField path="class_checked" label={rulings.classChecked} checked={checked} onChange={setChecked} />
      </details>
      <div>
        <Button primary type="submit" busy={cast.isPending} disabled={!vote}>
          {say.castVote}
        </Button>
      </div>
    </Form>
  )
}

function Departure({ motion, ...room }: Room & { motion: string }) {
  const [reasons, setReasons] = useState('')
  const [checked, setChecked] = useState(false)
  const record = useMutation({
    mutationFn: async () => {
      return answered(http.PUT('/cases/{case}/review/{claim}/{step}/departure', {
        params: { path: pathOf(room) },
        body: { motion, reasons, class_checked: checked },
      }))
    },
    onSuccess: room.onReview,
  })
  return (
    <Form problem={asProblem(record.error)} onSubmit={() => record.mutate()} label={say.departure}>
      <p>{say.departureOwed}</p>
      <LongTextField path="reasons" label={`${say.departure} · ${motion}`} hint={say.departureHint} wordsMin={150} value={reasons} onChange={setReasons} rows={8} serif />
      <CheckField path="class_checked" label={rulings.classChecked} checked={checked} onChange={setChecked} />
      <div>
        <Button primary type="submit" busy={record.isPending}>
          {say.addDeparture}
        </Button>
      </div>
    </Form>
  )
}

/** The panel answers the next steps although the claim has failed this one. */
export function GoOn(room: Room) {
  const [reasons, setReasons] = useState('')
  const go = useMutation({
    mutationFn: async () => {
      return answered(http.POST('/cases/{case}/review/{claim}/{step}/arguendo', { params: { path: pathOf(room) }, body: { reasons } }))
    },
    onSuccess: room.onReview,
  })
  return (
    <details>
      <summary>{say.goOn}</summary>
      <Form problem={asProblem(go.error)} onSubmit={() => go.mutate()} label={say.goOn}>
        <p>{say.goOnSays}</p>
        <LongTextField path="reasons" label={say.goOnReasons} value={reasons} onChange={setReasons} rows={4} serif />
        <div>
          <Button type="submit" busy={go.isPending}>
            {say.goOn}
          </Button>
        </div>
      </Form>
    </details>
  )
}
