// What the screens of filings say.
import type { Dictionary } from '../dictionary'

export const filings: Dictionary['filings'] = {
  acts: '您现在可以提交的内容',
  title: '提交文件',
  empty: '本案尚无提交文件。',
  emptyWhy: '当事方提交的请求、陈述和证据会出现在这里，并同时送达另一方。',
  documents: '案卷中的文件',
  noDocuments: '案卷中没有文件。',
  noDocumentsWhy: '文件随所属的提交出现在这里。证据提交时获得编号，例如 UKR-1。',
  exhibit: '证据',
  document: '文件',
  by: '提交方',
  class: '谁可以阅读',
  size: '大小',
  hash: 'SHA-256',
  filed: (side) => `提交方：${side}`,
  entry: (no) => `案卷登记第 ${no} 号`,
  late: '逾期提交',
  statement: '陈述',
  statementHint: '以您的原话载入案卷；文件可以更详细。',
  panelStatement: '为何请求设立专家组',
  panelStatementHint: '现有主张即成为职权范围。',
  exhibitTitle: '证据标题',
  exhibitTitleHint: '所附每份文件依次获得贵方的下一个编号。',
  unfiled: '已发送，尚未提交',
}
