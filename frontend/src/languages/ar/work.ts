// What "my work" says.
import type { Dictionary } from '../dictionary'
import { own } from './count'

export const work: Dictionary['work'] = {
  lead: 'ما ينتظركم بحسب تاريخ الاستحقاق. الأوقات بتوقيت المقر.',
  what: 'المستحق',
  case: 'القضية',
  due: 'الموعد',
  why: 'لماذا هو عليكم',
  empty: 'لا شيء ينتظركم.',
  emptyWhy: 'ما عليكم أو ما يمكنكم القيام به يظهر هنا بحسب موعده حالما تطلبه قضية منكم.',
  toDocket: 'إلى سجل القضايا',
  forAgent: 'يقوم به وكيل طرفكم، ويمكنكم إعداده',
  declare: 'أنتم معتمدون لقراءة الوثائق من الفئتين C2 وC3. صرّحوا بالسرية',
  refused: (name, role) => `رفض رئيس القلم ضمّ ${own(name)} (${role}) إلى وفدكم`,
  both: (state) => `يُسأل الطرفان، وتعملون باسم ${own(state)}.`,
  missed: (who) => `فات الأجل (على ${own(who)})، وعُرض الأمر عليكم بصفتكم الرئيس.`,
  missedBy: (name, as) => `${own(name)}، ${as}`,
  member: 'عضو في الفريق',
  before: 'فات أجله وعُرض عليكم بصفتكم الرئيس',
  stays: 'يبقى العمل واجبا على من فاته: لا شيء يُعدّ منجزا، وليس لكم إجراء تقومون به مكانه. ذكّروه بذلك، وتجدون عنوانه هنا:',
  you: (who) => `تعملون باسم ${own(who)}.`,
  role: {
    registrar: 'أنتم رئيس القلم.', case_officer: 'أنتم موظف القضية.', president: 'أنتم الرئيس.',
    applicant: 'تعملون باسم المدّعي.', respondent: 'تعملون باسم المدّعى عليه.', both_parties: 'يُسأل الطرفان.',
    presiding_member: 'ترأسون الفريق.', each_member: 'أنتم عضو في الفريق.', candidate: 'سُمّيتم لمقعد.',
    reported_state: 'تعملون باسم الدولة المعنية.', liaison: 'تتسلمون التقرير.',
  },
  overdue: 'متأخر',
}
