// The roll call of a step: one form per motion, the ballots once all have voted, and the recorded
// choice to go on arguendo.
import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { http } from '../../api/client'
import { asProblem } from '../../api/problem'
import { Badge } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import { ChoiceField, Form, LongTextField, SelectField } from '../../ui/Form'
import { words } from '../../words'
import type { Review, StepReview } from './shapes'
import { text } from './text'
import styles from './Review.module.css'

interface Room {
  caseId: string
  claimId: string
  step: StepReview
  review: Review
  onReview: (next: Review) => void
}

type Motion = StepReview['motions'][number]

const pathOf = ({ caseId, claimId, step }: Room) => ({ case: caseId, claim: claimId, step: step.step })

export function Votes(room: Room) {
  const { step, review } = room
  const names = new Map(review.members.map((member) => [member.id, member.name]))
  const open = step.can.includes('vote_step')
  if (!open && !step.ballots?.length && Object.keys(step.my_ballots).length === 0) return null
  return (
    <section aria-label={text.vote}>
      <h3>{text.vote}</h3>
      {step.motions.map((motion) => {
        const mine = step.my_ballots[motion.key]
        // By member, in the order of the seats, whoever voted first.
        const ballots = review.members.flatMap(({ id }) => (step.ballots ?? []).filter((ballot) => ballot.motion === motion.key && ballot.member === id))
        return (
          <article key={motion.key}>
            <h4>{motion.text}</h4>
            {ballots.length > 0 && (
              <dl className={styles.members}>
                {ballots.map((ballot) => (
                  <div key={ballot.member}>
                    <dt>
                      {names.get(ballot.member)} <Badge>{words.law.ballot[ballot.vote]}</Badge>
                    </dt>
                    <dd>{ballot.reasons}</dd>
                    {ballot.departure_reasons && (
                      <dd>
                        {text.departure}: {ballot.departure_reasons}
                      </dd>
                    )}
                  </div>
                ))}
              </dl>
            )}
            {mine && ballots.length === 0 && <p role="status">{text.yourVote(words.law.ballot[mine as 'yes' | 'no'])}</p>}
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
  const [vote, setVote] = useState('')
  const [reasons, setReasons] = useState('')
  const [departure, setDeparture] = useState('')
  const [elements, setElements] = useState<Record<string, string>>({})
  const cast = useMutation({
    mutationFn: async () => {
      const body = { motion: motion.key, vote, reasons, elements, ...(departure.trim() ? { departure_reasons: departure } : {}) }
      const { data } = await http.POST('/cases/{case}/review/{claim}/{step}/vote', { params: { path: pathOf(room) }, body: body as never })
      return data as Review
    },
    onSuccess: room.onReview,
  })
  return (
    <Form problem={asProblem(cast.error)} onSubmit={() => cast.mutate()} label={motion.text}>
      <p>{motion.kind === 'no_finding' ? text.leftToStateSays : text.voteSays}</p>
      <ChoiceField
        path="vote"
        label={text.vote}
        value={vote}
        onChange={setVote}
        options={(['yes', 'no'] as const).map((value) => ({ value, label: words.law.ballot[value] }))}
      />
      {motion.elements.map((element) => (
        <SelectField
          key={element.id}
          path={`elements.${element.id}`}
          label={text.elementOutcome(element.label)}
          value={elements[element.id] ?? ''}
          onChange={(outcome) => setElements((before) => ({ ...before, [element.id]: outcome }))}
          options={element.outcomes.map((outcome) => ({ value: outcome, label: words.law.element_outcome[outcome] }))}
        />
      ))}
      <LongTextField path="reasons" label={text.reasons} value={reasons} onChange={setReasons} rows={4} serif />
      <details>
        <summary>{text.departure}</summary>
        <LongTextField path="departure_reasons" label={text.departure} hint={text.departureHint} wordsMin={150} value={departure} onChange={setDeparture} rows={6} serif />
      </details>
      <div>
        <Button primary type="submit" busy={cast.isPending} disabled={vote === ''}>
          {text.castVote}
        </Button>
      </div>
    </Form>
  )
}

function Departure({ motion, ...room }: Room & { motion: string }) {
  const [reasons, setReasons] = useState('')
  const record = useMutation({
    mutationFn: async () => {
      const { data } = await http.PUT('/cases/{case}/review/{claim}/{step}/departure', {
        params: { path: pathOf(room) },
        body: { motion, reasons } as never,
      })
      return data as Review
    },
    onSuccess: room.onReview,
  })
  return (
    <Form problem={asProblem(record.error)} onSubmit={() => record.mutate()} label={text.departure}>
      <p>{text.departureOwed}</p>
      <LongTextField path="reasons" label={`${text.departure} · ${motion}`} hint={text.departureHint} wordsMin={150} value={reasons} onChange={setReasons} rows={8} serif />
      <div>
        <Button primary type="submit" busy={record.isPending}>
          {text.addDeparture}
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
      const { data } = await http.POST('/cases/{case}/review/{claim}/{step}/arguendo', { params: { path: pathOf(room) }, body: { reasons } as never })
      return data as Review
    },
    onSuccess: room.onReview,
  })
  return (
    <details>
      <summary>{text.goOn}</summary>
      <Form problem={asProblem(go.error)} onSubmit={() => go.mutate()} label={text.goOn}>
        <p>{text.goOnSays}</p>
        <LongTextField path="reasons" label={text.goOnReasons} value={reasons} onChange={setReasons} rows={4} serif />
        <div>
          <Button type="submit" busy={go.isPending}>
            {text.goOn}
          </Button>
        </div>
      </Form>
    </details>
  )
}
