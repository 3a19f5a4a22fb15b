// What several screens ask of a case, and how an act in it is done and answered.
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Act } from '../vocabulary'
import { list, words } from '../words'
import { api, desk, http, ifMatch, queries, root } from './client'
import { asProblem, type Problem } from './problem'
import type { components } from './schema'
import { sendFile } from './upload'

export type CaseView = components['schemas']['CaseView']
export type CaseDraft = components['schemas']['CaseDraft']
export type DocumentView = components['schemas']['DocumentView']
export type FilingView = components['schemas']['FilingView']
export type SecrecyView = components['schemas']['SecrecyView']
export type PanelView = components['schemas']['PanelView']
export type SeatView = components['schemas']['SeatView']

const of = (id: string) => ({ params: { path: { case: id } } })

export const caseQuery = (id: string) => api.queryOptions('get', '/cases/{case}', of(id))
export const docketQuery = (id: string) => api.queryOptions('get', '/cases/{case}/docket', of(id))
export const documentsQuery = (id: string) => api.queryOptions('get', '/cases/{case}/documents', of(id))
export const documentQuery = (id: string, document: string) =>
  api.queryOptions('get', '/cases/{case}/documents/{document}', { params: { path: { case: id, document } } })
export const certificateQuery = (id: string, document: string) =>
  api.queryOptions('get', '/cases/{case}/documents/{document}/certificate', { params: { path: { case: id, document } } })
export const filingsQuery = (id: string) => api.queryOptions('get', '/cases/{case}/filings', of(id))
export const secrecyQuery = (id: string) => api.queryOptions('get', '/cases/{case}/secrecy', of(id))
export const panelQuery = (id: string) => api.queryOptions('get', '/cases/{case}/panel', of(id))
export const interimQuery = (id: string) => api.queryOptions('get', '/cases/{case}/interim_review', of(id))
export const clausesQuery = api.queryOptions('get', '/clauses', {}, { staleTime: Infinity })
export const statesQuery = api.queryOptions('get', '/states', {}, { staleTime: 300_000 })

/** What a State is called, by its code; the code itself until the names are here. */
export function useStateNames(): (code: string) => string {
  const { data } = useQuery(statesQuery)
  return (code) => data?.find((one) => one.code === code)?.name ?? code
}

/** The case and the version that was seen, as every act names them. */
export function at({ id, version }: { id: string; version: number }) {
  return { params: { path: { case: id }, header: ifMatch(version) } }
}

/** What an operation answered. */
export async function answered<T>(call: Promise<{ data?: T }>): Promise<T> {
  const { data } = await call
  if (data === undefined) throw new Error('an empty answer')
  return data
}

/** Asks again for everything that an act may have changed. */
export async function refreshCases(): Promise<void> {
  await queries.invalidateQueries({
    predicate: ({ queryKey: [, path] }) => typeof path === 'string' && (path.startsWith('/cases') || path === '/work' || path === '/declarations'),
  })
}

export interface Acting {
  busy: boolean
  /** What the last act was refused for. */
  problem: Problem | null
  /** Which act that was. */
  failed: Act | undefined
  /** What was done last, with its docket number. */
  done: string | undefined
  /** Does an act; true when it was done. */
  run: (act: Act, call: () => Promise<unknown>) => Promise<boolean>
}

/** Acts in a case, one at a time. */
export function useActing(id: string): Acting {
  const [done, setDone] = useState<string>()
  const { mutateAsync, isPending, error, variables } = useMutation({
    mutationFn: async ({ act, call }: { act: Act; call: () => Promise<unknown> }) => {
      await call()
      await refreshCases()
      // Whoever declines a seat may not read the docket any more; what they did is done all the same.
      const docket = await queries.fetchQuery({ ...docketQuery(id), staleTime: 0 }).catch(() => undefined)
      return docket?.items.findLast((entry) => entry.act === act)?.no
    },
    onMutate: () => setDone(undefined),
    onSuccess: (entry, { act }) => setDone(words.ui.actDone(words.act[act].verb, entry)),
    // Whoever was refused may have looked at an older state of the case.
    onError: () => refreshCases(),
  })
  return {
    busy: isPending,
    problem: asProblem(error),
    failed: error ? variables?.act : undefined,
    done,
    run: (act, call) => mutateAsync({ act, call }).then(() => true, () => false),
  }
}

/** An id that the client chooses, also where the page is not served securely. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  // Version 4, variant 1 (RFC 9562).
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

/** A class in which documents are sent; one in which one may not do so yet says what is missing. */
export interface ClassOffered {
  value: DocumentView['class']
  label: string
  /** Why not yet, and whether one can do something about it where people are approved and declare. */
  shut?: { why: string; there: boolean }
}

/** In which classes one may send documents, the usual one first, and in which not yet; until it is known, those that are open in the case. */
export function classesFor(secrecy: SecrecyView | undefined, me?: string): ClassOffered[] {
  const usual: DocumentView['class'][] = ['C1', 'C0']
  const beyond = secrecy?.classes.filter((one) => !usual.includes(one)) ?? []
  const open: ClassOffered[] = [...usual, ...beyond].map((value) => ({ value, label: words.law.document_class[value] }))
  const approvesSelf = secrecy?.others.some(({ person }) => person === me) ?? false
  const shut = (secrecy?.shut ?? []).map(({ class: value, lacks }) => ({
    value,
    label: words.law.document_class[value],
    shut: {
      why: lacks === 'approval' && approvesSelf ? words.ui.enclosures.approveYourself : words.law.lacks[lacks],
      there: lacks !== 'voice',
    },
  }))
  const place = ({ value }: ClassOffered) => (usual.includes(value) ? usual.indexOf(value) : usual.length)
  return [...open, ...shut].toSorted((one, other) => place(one) - place(other) || one.value.localeCompare(other.value))
}

/** Says of a document that waits to be filed as what else its side has sent the same bytes, in another class. */
export function sentAlso(document: DocumentView, all: readonly DocumentView[]): string | undefined {
  const others = all.filter(
    (one) => one.sha256 === document.sha256 && one.by === document.by && one.class !== document.class && (one.filed || !one.destroyed_at),
  )
  if (document.filed || document.destroyed_at || others.length === 0) return undefined
  // A title keeps its own direction within the sentence.
  const named = others.map(({ class: secrecy, exhibit, title }) => (exhibit || title ? `${secrecy} (\u2068${exhibit ?? title}\u2069)` : secrecy))
  return words.ui.enclosures.sameAs(list(named))
}

/** Streams a document of a case to the registry. */
export async function sendDocument(
  id: string,
  said: { title: string; class: DocumentView['class'] },
  file: File,
  watch: { signal: AbortSignal; onProgress: (sent: number, total: number) => void },
): Promise<DocumentView> {
  const search = new URLSearchParams({ file_name: file.name, title: said.title || file.name, class: said.class })
  const document = await sendFile<DocumentView>(`${root}/cases/${id}/documents/${newId()}?${search}`, file, watch)
  void queries.invalidateQueries(documentsQuery(id))
  return document
}

/** Where a document can be read: what is never given out is shown page by page at the desk. */
export function documentAddress(id: string, document: { id: string; class: DocumentView['class'] }): string {
  if (document.class === 'C3') return desk(`/cases/${id}/documents/${document.id}`)
  return `${root}/cases/${id}/documents/${document.id}/content`
}

/** A page of a document that is never given out. */
export async function pageOf(id: string, document: string, no: number): Promise<{ picture: Blob; pages: number }> {
  const params = { path: { case: id, document, no } }
  const { data, response } = await http.GET('/cases/{case}/documents/{document}/pages/{no}', { params, parseAs: 'blob' })
  if (!data) throw new Error('an empty answer')
  return { picture: data, pages: Number(response.headers.get('x-pages')) }
}
