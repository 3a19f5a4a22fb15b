// What is owed is said in the reader's language where the table of limits has it.
import { beforeEach, expect, test, vi } from 'vitest'

const opinion = {
  what: 'Give the separate opinion that you reserved.',
  why: '14 days from the final vote on 3 March 2026; it ends on 17 March 2026. If it is missed, the right is lost.',
  act: 'case.give_opinion',
  rule: 'DL-53',
  by_itself: false,
  runs_from: 'final_vote',
  started_on: '2026-03-03',
  missed: 'lapse',
} as const

const speaking = async (language: string) => {
  localStorage.setItem('proviso.language', language)
  vi.resetModules()
  return import('./owed')
}

beforeEach(() => {
  localStorage.clear()
})

test('in English it is the sentence of the registry', async () => {
  const { because, owes } = await speaking('en')
  expect(owes(opinion)).toBe('Give the separate opinion that you reserved')
  expect(because(opinion)).toBe(opinion.why)
})

test('in another language it is the line of the table', async () => {
  const { because, owes } = await speaking('fr')
  expect(owes(opinion)).toEqual({ own: 'Remettre l’opinion séparée que vous avez réservée' })
  expect(because(opinion)).toEqual({ own: 'Le délai court depuis : le vote final (mar. 3 mars 2026). S’il est manqué, le droit est perdu.' })
})

test('what opens or happens by itself is said, limit by limit', async () => {
  const { because, owes } = await speaking('fr')
  const cure = { why: '', rule: 'DL-02', runs_from: 'service', started_on: '2026-03-03', missed: 'automatic' } as const
  expect(because(cure)).toEqual({ own: expect.stringMatching(/la demande est renvoyée sans être enregistrée/) as string })
  const hour = { what: 'The ruling becomes public by itself at the hour that was set.', rule: 'DL-56', act: 'case.publish', by_itself: true } as const
  expect(owes(hour)).toEqual({ own: 'La décision devient publique d’elle-même à l’heure fixée' })
})

test('what one owes oneself comes first, and what the other party owes does not', async () => {
  const { owedFirst } = await speaking('en')
  const line = { ...opinion, id: '1', heading: '', owed_by: 'applicant', state: 'open', overdue: false, escalated: false, before_me: false } as const
  const party = { name: '', legal_effect: 'binding_by_consent' } as const
  const matter = {
    my_side: 'applicant',
    applicant: { ...party, code: 'XAA' },
    respondent: { ...party, code: 'XCC' },
    deadlines: [
      { ...line, act: 'case.file_submission', party: 'XCC', due_at: '2026-01-01T00:00:00Z' },
      { ...line, act: 'case.agree_no_hearing', party: 'XAA' },
      { ...line, act: 'case.sign', party: null, state: 'met' },
    ],
  } as const
  expect(owedFirst({ ...matter, deadlines: [...matter.deadlines] }, ['file_submission', 'agree_no_hearing', 'sign'])).toBe('agree_no_hearing')
  expect(owedFirst({ ...matter, deadlines: [...matter.deadlines] }, ['file_submission', 'sign'])).toBeUndefined()
})

test('what was not confirmed in time is sent again, to whom the registry says', async () => {
  const again = { what: 'Send the report again to Ada, who has not confirmed receipt in time.', act: 'linkage.resend', rule: 'DL-115', again_to: 'Ada', by_itself: false } as const
  expect((await speaking('en')).owes(again)).toBe('Send the report again to Ada, who has not confirmed receipt in time')
  expect((await speaking('fr')).owes(again)).toEqual({ own: 'Envoyer de nouveau le rapport à Ada, qui n’a pas accusé réception dans le délai' })
})

test('a translation that is behind is more than a text to be saved', async () => {
  const behind = { what: 'Bring the translations of the ruling up to its text as it now stands.', act: 'case.translate_ruling', by_itself: false } as const
  expect((await speaking('en')).owes(behind)).toBe('Bring the translations of the ruling up to its text as it now stands')
  expect((await speaking('fr')).owes(behind)).toEqual({ own: 'Mettre les traductions de la décision à jour du texte en vigueur' })
})

test('what has no line is the act, and what has no limit says so', async () => {
  const { because, owes } = await speaking('zh')
  const own = { what: 'Look at the scores.', act: 'case.vote_step', why: 'The rules set no limit for this; the case waits for it.', by_itself: false }
  expect(owes(own)).toEqual({ own: expect.stringMatching(/\p{Script=Han}/u) as string })
  expect(because(own)).toEqual({ own: '规则未设期限；案件等待此项。' })
  expect(owes({ ...own, act: 'linkage.draw_up' })).toEqual({ own: expect.stringMatching(/\p{Script=Han}/u) as string })
  expect(owes({ ...own, act: 'something.else' })).toBe('Look at the scores')
})
