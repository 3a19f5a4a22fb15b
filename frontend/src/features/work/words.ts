// What "my work" says.
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
  you: (who) => `تعملون باسم \u2068${who}\u2069.`,
  overdue: 'متأخر',
}

export const say = { en, ar }[language]
