// The ruling of a case as the API gives it.
import { api } from '../../api/client'
import type { components } from '../../api/schema'

export type Ruling = components['schemas']['RulingView']

export const rulingQuery = (id: string) => api.queryOptions('get', '/cases/{case}/ruling', { params: { path: { case: id } } })
