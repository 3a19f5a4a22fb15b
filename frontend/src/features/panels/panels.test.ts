// What the parties said to the composition note, as it stands in the docket.
import { expect, test } from 'vitest'
import { commentsIn } from './PanelTab'

test('what each party said is found in the docket, and nothing else is', () => {
  const said = commentsIn([
    { act: 'propose_composition', detail: { side: 'applicant', comment: 'not a comment of a party' } },
    { act: 'comment_on_composition', detail: { side: 'respondent', comment: 'Five, please.', developing_member: true } },
    { act: 'comment_on_composition', detail: { side: 'nobody', comment: 'lost' } },
    { act: 'comment_on_composition', detail: null },
  ])
  expect(said).toEqual({ respondent: { comment: 'Five, please.', developing: true } })
})
