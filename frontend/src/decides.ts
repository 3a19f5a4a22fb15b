// Which emergency accesses wait for a decision of whoever looks.
import type { components } from './api/schema'

type Access = components['schemas']['AccessView']

const approvals: readonly Access['can'][number][] = ['approve_for_registry', 'approve_for_president']

/** Does it wait for a decision of whoever looks? */
export function waitsForMe({ can }: Pick<Access, 'can'>): boolean {
  return approvals.some((act) => can.includes(act))
}
