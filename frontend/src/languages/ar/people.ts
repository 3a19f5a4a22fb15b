// What the screen of the body's people says.
import type { Dictionary } from '../dictionary'
import { own } from './count'

export const people: Dictionary['people'] = {
  lead: 'من يعمل هنا وبأي صفة.',
  name: 'الاسم',
  email: 'البريد الإلكتروني',
  roles: 'الأدوار',
  nationalities: 'الجنسيات',
  institution: 'المؤسسة',
  empty: 'لم يُضَف أحد بعد.',
  emptyWhy: 'يظهر الأشخاص هنا عندما يضيفهم مدير الهيئة.',
  notOpen: 'يُعرض أشخاص الهيئة على من يديرونها.',
  notOpenWhy: 'يرى هذه القائمة القلم والرئيس والمدير والمدقق. وأدواركم أسفل الشريط.',
  add: 'إضافة شخص',
  addDoes: 'يُعطى الشخص حسابًا والأدوار أدناه، ويدخل بالعنوان وكلمة المرور الأولى.',
  added: (name) => `أُضيف ${own(name)}.`,
  password: 'كلمة المرور الأولى',
  passwordHint: 'تُسلَّم بطريق غير البريد الإلكتروني.',
  nationalitiesHint: 'كل جنسية يحملها؛ وكلها تُحتسب في تشكيل الأفرقة. رموز من ثلاثة أحرف مثل UKR تفصلها مسافات.',
  institutionHint: 'لجهات الاتصال: لمن تتسلم التقارير.',
  role: 'الدور',
  state: 'عن أي دولة',
  discipline: 'التخصص',
  addRole: 'إضافة دور',
  removeRole: (role) => `حذف ${role}`,
  change: 'تغيير الأدوار',
  changeOf: (name) => `أدوار ${own(name)}`,
  changeDoes: 'تكون للشخص هذه الأدوار وحدها منذئذ. ويُرفض ما لا يجوز أن يجتمع في شخص.',
  save: 'حفظ الأدوار',
  saved: (name) => `تغيّرت أدوار ${own(name)}.`,
  none: 'لا دور',
}
