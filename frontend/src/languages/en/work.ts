// What "my work" says.
import type { Word } from '../../vocabulary'

export const work = {
  lead: 'What waits for you, by due date. Times are those of the seat.',
  what: 'What is owed',
  case: 'Case',
  due: 'By when',
  why: 'Why it is yours',
  empty: 'Nothing waits for you.',
  emptyWhy: 'What you owe, or may do now, appears here by due date as soon as a case asks it of you.',
  toDocket: 'See the docket',
  forAgent: 'For your agent to do; you can prepare it',
  declare: 'You are approved to read documents of class C2 and C3. Declare secrecy',
  refused: (name: string, role: string) => `The registrar has refused ${name} (${role}) for your delegation`,
  you: (who: string) => `You act for ${who}.`,
  both: (state: string) => `Both parties are asked; you act for ${state}.`,
  missed: (who: string) => `Missed by ${who}; it has come before you as the President.`,
  missedBy: (name: string, as: string) => `${name} (${as})`,
  member: 'member of the panel',
  before: 'Missed, and before you as the President',
  stays: 'It stays owed by whoever missed it: nothing is deemed done, and there is no act by which you do it for them. Remind them; you find their address here:',
  role: {
    registrar: 'You are the registrar.', case_officer: 'You are a case officer.', president: 'You are the President.',
    applicant: 'You act for the applicant.', respondent: 'You act for the respondent.', both_parties: 'Both parties are asked.',
    presiding_member: 'You preside.', each_member: 'You sit on the panel.', candidate: 'You are named for a seat.',
    reported_state: 'You act for the reported state.', liaison: 'You receive the report.',
  } satisfies Record<Word<'owed_by'>, string>,
  overdue: 'Overdue',
}
