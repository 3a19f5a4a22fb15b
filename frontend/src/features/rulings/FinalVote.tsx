// The roll call that confirms the findings: every motion as before, unless the member changes it.
import { useState } from 'react'
import type { components } from '../../api/schema'
import { Button } from '../../ui/Button'
import { CheckField, ChoiceField, Form } from '../../ui/Form'
import type { Refusal } from '../../ui/Problem'
import { English } from '../../ui/Said'
import { rulings as say, words } from '../../words'
import styles from './Ruling.module.css'

type ClaimBallots = components['schemas']['ClaimBallots']
type Ballot = components['schemas']['Ballot']

/** Claim by claim, the motions in which the vote is another one than before. */
export type Changed = Record<string, Record<string, { vote: Ballot }>>

const keyOf = (claim: ClaimBallots, motion: string) => `votes.${claim.claim_id}.${motion}`

export function FinalVote({ ballots, busy, problem, onCast }: { ballots: readonly ClaimBallots[]; busy: boolean; problem: Refusal | null; onCast: (changed: Changed, opinion: boolean) => void }) {
  const [chosen, setChosen] = useState<Record<string, Ballot>>({})
  const [opinion, setOpinion] = useState(false)
  const changed: Changed = {}
  for (const claim of ballots) {
    for (const { motion, vote } of claim.motions) {
      const now = chosen[keyOf(claim, motion)]
      if (now && now !== vote) changed[claim.claim_id] = { ...changed[claim.claim_id], [motion]: { vote: now } }
    }
  }
  const count = Object.values(changed).reduce((sum, motions) => sum + Object.keys(motions).length, 0)
  return (
    <Form problem={problem} onSubmit={() => onCast(changed, opinion)} label={say.votes}>
      <p>{say.vote}</p>
      {ballots.map((claim) => (
        <section key={claim.claim_id} aria-label={say.claim(claim.no)} className={styles.ballots}>
          <h4>{say.claim(claim.no)}</h4>
          {claim.motions.map(({ motion, step, text, vote }) => (
            <ChoiceField
              key={motion}
              path={keyOf(claim, motion)}
              label={<>{words.law.step[step]}{words.ui.colon}<English>{text}</English></>}
              value={chosen[keyOf(claim, motion)] ?? vote}
              onChange={(next) => setChosen((before) => ({ ...before, [keyOf(claim, motion)]: next as Ballot }))}
              options={(['yes', 'no'] as const).map((value) => ({ value, label: words.law.ballot[value] }))}
            />
          ))}
        </section>
      ))}
      <CheckField path="opinion" label={say.reserve} hint={say.reserveHint} checked={opinion} onChange={setOpinion} />
      <p role="status">{say.changed(count)}</p>
      <div>
        <Button primary type="submit" busy={busy}>
          {say.cast}
        </Button>
      </div>
    </Form>
  )
}
