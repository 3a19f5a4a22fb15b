// The ruling of a case as the API gives it.
import { api } from '../../api/client'
import type { components } from '../../api/schema'

export type Ruling = components['schemas']['RulingView']

/** The ruling on which the case is, or the one at an address; after a revision a case has several. */
export const rulingQuery = (id: string, slug?: string) =>
  api.queryOptions('get', '/cases/{case}/ruling', { params: { path: { case: id }, ...(slug && { query: { ruling: slug } }) } })

export type Remarks = components['schemas']['RemarksView']
export type Remark = components['schemas']['RemarkView']
export type SectionName = Ruling['sections'][number]['section']

/** What the members say among themselves about the draft; there is nothing for anybody else. */
export const remarksQuery = (id: string) => api.queryOptions('get', '/cases/{case}/remarks', { params: { path: { case: id } } })
