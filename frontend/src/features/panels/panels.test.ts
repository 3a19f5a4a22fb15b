// What the parties said to the composition note, as it stands in the docket.
import { expect, test } from 'vitest'
import type { SeatView } from '../../api/cases'
import { commentsIn, openSeats } from './PanelTab'

test('what each party said is found in the docket, and nothing else is', () => {
  const said = commentsIn([
    { act: 'propose_composition', detail: { side: 'applicant', comment: 'not a comment of a party' } },
    { act: 'comment_on_composition', detail: { side: 'respondent', comment: 'Five, please.', developing_member: true } },
    { act: 'comment_on_composition', detail: { side: 'nobody', comment: 'lost' } },
    { act: 'comment_on_composition', detail: null },
  ])
  expect(said).toEqual({ respondent: { comment: 'Five, please.', developing: true } })
})

test('seats that wait for a name are those of members and of alternates', () => {
  const seat = (no: number, status: string, name?: string): SeatView => ({
    no, discipline: 'legal', presiding: false, status, disclosure: null, member: name ? { id: name, name, nationalities: [] } : null,
  })
  const open = openSeats([seat(1, 'sitting', 'Ana'), seat(8, 'open'), seat(9, 'designated', 'Ji'), seat(10, 'nominated', 'Eva')])
  expect(open.map(({ no }) => no)).toEqual([8])
})
