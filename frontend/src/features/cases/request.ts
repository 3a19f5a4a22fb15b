// The request for review as it is being written: what it begins with, what it needs before the
// registry can keep it, and in which part of the wizard each field stands.
import type { CaseDraft } from '../../api/cases'
import { cases as say } from '../../words'

export const parts = ['measure', 'clause', 'claims', 'facts', 'consent', 'file'] as const
export type Part = (typeof parts)[number]

export const blank: CaseDraft = {
  respondent: '',
  measure: { title: '', description: '', kind: 'export_control', technology_class: 'none', in_force_on: '' },
  clause_id: '',
  ground: '',
  claims: [{ component: '', obligation: '' }],
  summary: '',
  facts: '',
  remedy_sought: '',
  consent_basis: 'treaty_clause',
  developing_request: false,
}

/** What is missing before the registry can keep the draft, in the order of the wizard. */
export type Need = 'respondent' | 'in_force_on' | 'clause' | 'ground' | 'issued_on'

export function needed(draft: CaseDraft): Need[] {
  const needs: [Need, boolean][] = [
    ['respondent', draft.respondent === ''],
    ['in_force_on', draft.measure.in_force_on === ''],
    ['clause', draft.clause_id === ''],
    ['ground', !draft.ground],
    ['issued_on', Boolean(draft.certificate) && draft.certificate?.issued_on === ''],
  ]
  return needs.filter(([, missing]) => missing).map(([need]) => need)
}

/** An emptied date is no date. */
export function tidy(draft: CaseDraft): CaseDraft {
  const { announced_on, ended_on, ...measure } = draft.measure
  return {
    ...draft,
    measure: { ...measure, announced_on: announced_on || null, ended_on: ended_on || null },
    ground: draft.ground || null,
    certificate: draft.certificate ?? null,
  }
}

/** Where a field of a refusal is written. */
export function partOf(path: string): Part {
  if (path === 'respondent' || path.startsWith('measure')) return 'measure'
  if (path === 'clause_id' || path === 'ground') return 'clause'
  if (path.startsWith('claims')) return 'claims'
  if (path === 'summary' || path === 'facts' || path === 'remedy_sought') return 'facts'
  if (path.startsWith('consent') || path.startsWith('certificate') || path === 'developing_request') return 'consent'
  return 'file'
}

/** Whether a part of the request has anything in it, for the registrar's check. */
export function filled(draft: CaseDraft, field: string): boolean {
  const claim = draft.claims[Number(/^claims\.(\d+)\./.exec(field)?.[1])]
  if (claim) return claim.component.trim() !== '' && claim.obligation.trim() !== ''
  switch (field) {
    case 'measure.title':
      return draft.measure.title.trim() !== ''
    case 'measure.description':
      return draft.measure.description.trim() !== ''
    case 'clause_id':
      return draft.clause_id !== ''
    case 'ground':
      return Boolean(draft.ground)
    case 'summary':
      return draft.summary.trim() !== ''
    case 'facts':
      return draft.facts.trim() !== ''
    case 'remedy_sought':
      return draft.remedy_sought.trim() !== ''
    default:
      return true
  }
}

/** The fields that the registrar goes through; a claim is named by its number. */
export function checked(draft: CaseDraft): string[] {
  return [
    'respondent',
    'measure.title',
    'measure.description',
    'clause_id',
    'ground',
    ...draft.claims.map((_, index) => `claims.${index}.obligation`),
    'summary',
    'facts',
    'remedy_sought',
    'consent_basis',
    ...(draft.certificate ? ['certificate.reference'] : []),
    'documents',
  ]
}

/** What a field of the request is called on the screen. */
export function fieldName(field: string): string {
  const claim = /^claims\.(\d+)\./.exec(field)
  if (claim) return say.request.claim(Number(claim[1]) + 1)
  const names: Record<string, string> = {
    respondent: say.request.respondent,
    'measure.title': say.request.measureTitle,
    'measure.description': say.request.measureDescription,
    clause_id: say.request.clause,
    ground: say.request.ground,
    summary: say.request.summary,
    facts: say.request.facts,
    remedy_sought: say.request.remedy,
    consent_basis: say.request.basis,
    'certificate.reference': say.request.certificate,
    documents: say.intake.documents,
  }
  return names[field] ?? field
}
