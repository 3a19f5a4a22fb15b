// Addresses that the OpenAPI document does not have yet, in its form; each goes when the document has it.
import type { Word } from '../vocabulary'
import type { components } from './schema'

type Schemas = components['schemas']
type None = { query?: never; header?: never; path?: never; cookie?: never }
type InCase = { query?: never; header?: never; path: { body: string; case: string }; cookie?: never }
type ActIn = { query?: never; header: { 'if-match': number }; path: { body: string; case: string }; cookie?: never }
type ById<Name extends string> = { query?: never; header?: never; path: { body: string; case: string } & Record<Name, string>; cookie?: never }
type Ok<T> = { 200: { headers: { [name: string]: unknown }; content: { 'application/json': T } } }
type Json<T> = { content: { 'application/json': T } }

type Get<Parameters, T> = { parameters: None; get: { parameters: Parameters; requestBody?: never; responses: Ok<T> } }
type Put<Parameters, Said, T> = { parameters: None; put: { parameters: Parameters; requestBody: Json<Said>; responses: Ok<T> } }
type Act<Said, T> = { parameters: None; post: { parameters: ActIn; requestBody: Json<Said>; responses: Ok<T> } }
type Nothing = Record<string, never>

export interface DocumentView {
  id: string
  title: string
  file_name: string
  media_type: string
  size_bytes: number
  sha256: string
  class: Word<'document_class'>
  by: string
  exhibit?: string | null
  filed: boolean
  uploaded_at: string
  filing_id?: string | null
}

export interface FilingView {
  id: string
  kind: Word<'filing_kind'>
  stage?: Word<'submission'> | null
  side: Word<'side'>
  title: string
  statement: string
  filed_at: string
  late: boolean
  docket_no: number
  documents: DocumentView[]
}

export interface SeatView {
  no: number
  discipline: Schemas['Discipline']
  presiding: boolean
  status: string
  member?: { id: string; name: string; nationalities: string[] } | null
  disclosure?: { level: Word<'disclosure'>; statement: string; at: string } | null
}

export interface PanelView {
  size?: number | null
  composition_note?: string | null
  seats: SeatView[]
  faults: { rule: string; sentence: string }[]
  can: Schemas['CaseAct'][]
}

export interface RosterEntry {
  id: string
  name: string
  discipline: Schemas['Discipline']
  nationalities: string[]
}

export interface Pending {
  '/api/{body}/cases/{case}/documents': Get<InCase, { items: DocumentView[] }>
  '/api/{body}/cases/{case}/filings': Get<InCase, { items: FilingView[] }>
  '/api/{body}/cases/{case}/submit': Act<{ documents: string[] }, Schemas['CaseView']>
  '/api/{body}/cases/{case}/request_panel': Act<{ statement: string; documents: string[] }, Schemas['CaseView']>
  '/api/{body}/cases/{case}/submissions/{filing}': Put<ById<'filing'>, { statement: string; documents: string[] }, FilingView>
  '/api/{body}/cases/{case}/exhibits/{filing}': Put<ById<'filing'>, { title: string; documents: string[] }, FilingView>
  '/api/{body}/cases/{case}/panel': Get<InCase, PanelView>
  '/api/{body}/roster': Get<{ query?: never; header?: never; path: { body: string }; cookie?: never }, RosterEntry[]>
  '/api/{body}/cases/{case}/propose_composition': Act<{ size: number; fifth?: Schemas['Discipline']; note: string }, PanelView>
  '/api/{body}/cases/{case}/comment_on_composition': Act<{ comment: string }, PanelView>
  '/api/{body}/cases/{case}/fix_size': Act<Nothing, PanelView>
  '/api/{body}/cases/{case}/nominate': Act<{ seat: number; person: string }, PanelView>
  '/api/{body}/cases/{case}/accept_seat': Act<{ level: Word<'disclosure'>; statement: string }, PanelView>
  '/api/{body}/cases/{case}/decline_seat': Act<{ reasons: string }, PanelView>
  '/api/{body}/cases/{case}/constitute': Act<Nothing, PanelView>
  '/api/{body}/cases/{case}/accept_compliance': Act<{ done_on?: string }, Schemas['CaseView']>
}
