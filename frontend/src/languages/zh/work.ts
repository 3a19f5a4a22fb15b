// What "my work" says.
import type { Dictionary } from '../dictionary'

export const work: Dictionary['work'] = {
  lead: '等待您处理的事项，按到期日排列。时间为机构所在地时间。',
  what: '待办事项',
  case: '案件',
  due: '期限',
  why: '为何由您处理',
  empty: '没有等待您处理的事项。',
  emptyWhy: '一旦案件需要，您应做或现在可做的事会按到期日出现在这里。',
  toDocket: '查看案件清单',
  forAgent: '由贵方代理人办理；您可以准备',
  declare: '您已获准阅读 C2 级和 C3 级文件。请声明保密',
  refused: (name, role) => `书记官长拒绝了贵方代表团的提名：${name}（${role}）`,
  you: (who) => `您代表${who}。`,
  both: (state) => `需双方处理；您代表 ${state}。`,
  missed: (who) => `${who}逾期未办，现提交您以主席身份处理。`,
  missedBy: (name, as) => `${name}（${as}）`,
  member: '专家组成员',
  before: '逾期未办，现提交您以主席身份处理',
  stays: '该事项仍由逾期者负责：不视为已办，您也不能代为办理。请提醒其办理；地址见此处：',
  role: {
    registrar: '您是书记官长。', case_officer: '您是案件专员。', president: '您是主席。',
    applicant: '您代表申请方。', respondent: '您代表被申请方。', both_parties: '需双方处理。',
    presiding_member: '您是首席成员。', each_member: '您是专家组成员。', candidate: '您已获提名担任席位。',
    reported_state: '您代表报告所涉国家。', liaison: '您接收报告。',
  },
  overdue: '已逾期',
}
