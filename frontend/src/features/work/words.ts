// What "my work" says.
import type { Word } from '../../vocabulary'
import { language } from '../../words'

const en = {
  lead: 'What waits for you, by due date. Times are those of the seat.',
  what: 'What is owed',
  case: 'Case',
  due: 'By when',
  why: 'Why it is yours',
  noLimit: 'No limit is set.',
  empty: 'Nothing waits for you.',
  emptyWhy: 'What you owe, or may do now, appears here by due date as soon as a case asks it of you.',
  toDocket: 'See the docket',
  you: (who: string) => `You act for ${who}.`,
  both: (state: string) => `Both parties are asked; you act for ${state}.`,
  role: {
    registrar: 'You are the registrar.', case_officer: 'You are a case officer.', president: 'You are the President.',
    applicant: 'You act for the applicant.', respondent: 'You act for the respondent.', both_parties: 'Both parties are asked.',
    presiding_member: 'You preside.', each_member: 'You sit on the panel.', candidate: 'You are named for a seat.',
    reported_state: 'You act for the reported state.', liaison: 'You receive the report.',
  } satisfies Record<Word<'owed_by'>, string>,
  overdue: 'Overdue',
}

const ar: typeof en = {
  lead: 'ما ينتظركم بحسب تاريخ الاستحقاق. الأوقات بتوقيت المقر.',
  what: 'المستحق',
  case: 'القضية',
  due: 'الموعد',
  why: 'لماذا هو عليكم',
  noLimit: 'لا مهلة محددة.',
  empty: 'لا شيء ينتظركم.',
  emptyWhy: 'ما عليكم أو ما يمكنكم القيام به يظهر هنا بحسب موعده حالما تطلبه قضية منكم.',
  toDocket: 'إلى سجل القضايا',
  both: (state) => `يُسأل الطرفان، وتعملون باسم \u2068${state}\u2069.`,
  you: (who) => `تعملون باسم \u2068${who}\u2069.`,
  role: {
    registrar: 'أنتم المسجّل.', case_officer: 'أنتم موظف القضية.', president: 'أنتم الرئيس.',
    applicant: 'تعملون باسم المدّعي.', respondent: 'تعملون باسم المدّعى عليه.', both_parties: 'يُسأل الطرفان.',
    presiding_member: 'ترأسون الفريق.', each_member: 'أنتم عضو في الفريق.', candidate: 'سُمّيتم لمقعد.',
    reported_state: 'تعملون باسم الدولة المعنية.', liaison: 'تتسلمون التقرير.',
  },
  overdue: 'متأخر',
}

export const say = { en, ar }[language]
