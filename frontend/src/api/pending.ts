// Addresses that the OpenAPI document does not have yet, in its form; each goes when the document has it.
import type { components } from './schema'

type None = { query?: never; header?: never; path?: never; cookie?: never }
type ActIn = { query?: never; header: { 'if-match': number }; path: { body: string; case: string }; cookie?: never }
type Ok<T> = { 200: { headers: { [name: string]: unknown }; content: { 'application/json': T } } }
type Act<Said, T> = { parameters: None; post: { parameters: ActIn; requestBody: { content: { 'application/json': Said } }; responses: Ok<T> } }

export interface Pending {
  '/api/{body}/cases/{case}/accept_compliance': Act<{ done_on?: string }, components['schemas']['CaseView']>
}
