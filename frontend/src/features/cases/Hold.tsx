// The hold of Article 12 of the Charter: the President's, rare, and never offered first.
import { useState } from 'react'
import { at, useActing, type CaseView } from '../../api/cases'
import { http } from '../../api/client'
import { Button } from '../../ui/Button'
import { Form, LongTextField } from '../../ui/Form'
import { Section } from '../../ui/Page'
import { rulings as say, words } from '../../words'

const acts = ['hold_recommendations', 'release_hold'] as const

export function Hold({ view }: { view: CaseView }) {
  const acting = useActing(view.id)
  const [reason, setReason] = useState('')
  const name = acts.find((one) => view.can.includes(one))
  // The last act leaves nothing to do, and is still to be told of.
  const told = <div role="status">{acting.done && <p>{acting.done}</p>}</div>
  if (!name) return told
  const send = () => void acting.run(name, () => http.POST(`/cases/{case}/${name}`, { ...at(view), body: { reason } })).then((done) => done && setReason(''))
  return (
    <Section title={words.act[name].verb}>
      {told}
      <Form problem={acting.problem} onSubmit={send} label={words.act[name].verb}>
        <p>{words.act[name].does}</p>
        {words.act[name].restate && <p>{words.act[name].restate}</p>}
        <LongTextField path="reason" label={say.holdReason} hint={say.holdReasonHint} rows={3} value={reason} onChange={setReason} />
        <div>
          <Button type="submit" busy={acting.busy} disabled={reason.trim() === ''}>
            {words.act[name].verb}
          </Button>
        </div>
      </Form>
    </Section>
  )
}
