// The ruling of a case as the API gives it.
import { api } from '../../api/client'
import type { components } from '../../api/schema'

export type Ruling = components['schemas']['RulingView']

/** The ruling on which the case is, or the one at an address; after a revision a case has several. */
export const rulingQuery = (id: string, slug?: string) =>
  api.queryOptions('get', '/cases/{case}/ruling', { params: { path: { case: id }, ...(slug && { query: { ruling: slug } }) } })

type SectionOfRuling = Ruling['sections'][number]

/** A section with its place in the ruling. */
export interface Placed {
  section: SectionOfRuling
  /** The number of its first paragraph. */
  first: number
  /** What follows from the findings or the record, and stands before what the panel wrote. */
  generated: readonly string[]
  own: readonly string[]
}

const there = (texts: readonly string[]) => texts.map((text) => text.trim()).filter(Boolean)

/** The sections with the numbers that their paragraphs have when the ruling issues; the roll call has none. */
export function placed(sections: readonly SectionOfRuling[], written: (section: SectionOfRuling) => readonly string[] = ({ paragraphs }) => paragraphs): Placed[] {
  let next = 1
  return sections.map((section) => {
    const one = { section, first: next, generated: there(section.generated ?? []), own: there(written(section)) }
    if (section.section !== 'votes') next += one.generated.length + one.own.length
    return one
  })
}

export type Remarks = components['schemas']['RemarksView']
export type Remark = components['schemas']['RemarkView']
export type SectionName = Ruling['sections'][number]['section']

/** What the members say among themselves about the draft; there is nothing for anybody else. */
export const remarksQuery = (id: string) => api.queryOptions('get', '/cases/{case}/remarks', { params: { path: { case: id } } })
