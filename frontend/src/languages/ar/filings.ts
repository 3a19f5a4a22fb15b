// What the screens of filings say.
import type { Dictionary } from '../dictionary'

export const filings: Dictionary['filings'] = {
  acts: 'ما يمكنكم إيداعه الآن',
  title: 'المودَعات',
  empty: 'لم يُودَع شيء في هذه القضية بعد.',
  emptyWhy: 'يظهر الطلب والمذكرات والمستندات هنا عند إيداعها، ويُبلَّغ كل منها إلى الطرف الآخر في اللحظة نفسها.',
  documents: 'الوثائق في الملف',
  noDocuments: 'لا وثيقة في الملف.',
  noDocumentsWhy: 'تظهر الوثائق هنا مع ما أُودعت معه. ويأخذ المستند رمزه، مثل UKR-1، عند إيداعه.',
  exhibit: 'المستند',
  document: 'الوثيقة',
  by: 'من',
  class: 'من يجوز له قراءتها',
  size: 'الحجم',
  hash: 'SHA-256',
  filed: (side) => `أودعه: ${side}`,
  entry: (no) => `القيد رقم ${no}`,
  late: 'أُودع متأخرًا',
  statement: 'البيان',
  statementHint: 'يبقى في الملف بكلماتكم؛ ويجوز أن تقول الوثائق أكثر.',
  panelStatement: 'لماذا يُطلب فريق',
  panelStatementHint: 'تصبح المطالبات كما هي اختصاصات الفريق.',
  exhibitTitle: 'عنوان المستند',
  exhibitTitleHint: 'تأخذ كل وثيقة مرفقة الرمز التالي لطرفكم.',
  unfiled: 'أُرسلت ولم تُودَع بعد',
}
