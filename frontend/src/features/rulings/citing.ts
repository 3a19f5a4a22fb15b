// What is written into the text of a ruling where something is cited, and where in the text one is.
import type { components } from '../../api/schema'

type Clause = Pick<components['schemas']['ClauseText'], 'article' | 'instrument'>
type Element = Pick<components['schemas']['ElementText'], 'subparagraph'>

/** An empty line begins the next paragraph. */
export const paragraphsOf = (text: string) =>
  text
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim())
    .filter(Boolean)

export interface Range {
  start: number
  end: number
}

/** Puts words into a text, with the gaps that they need; nothing of the text is lost. */
export function insertAt(text: string, at: number, words: string): { text: string; caret: number } {
  const before = text.slice(0, at)
  const after = text.slice(at)
  const gapBefore = before === '' || /[\s\p{Ps}\p{Pi}]$/u.test(before) ? '' : ' '
  const gapAfter = after === '' || /^[\s\p{Pe}\p{Pf}\p{Po}]/u.test(after) ? '' : ' '
  return { text: before + gapBefore + words + gapAfter + after, caret: before.length + gapBefore.length + words.length }
}

/** What is selected in a text: its paragraph, counted from 1, and the words, if they stand in one. */
export function passageAt(text: string, { start, end }: Range): { paragraph: number; quote: string } {
  const paragraph = Math.min(Math.max(1, paragraphsOf(`${text.slice(0, start)}·`).length), Math.max(1, paragraphsOf(text).length))
  const quote = text.slice(start, end).trim()
  return { paragraph, quote: paragraphsOf(text)[paragraph - 1]?.includes(quote) ? quote : '' }
}

/** What has all the words in it, whatever their order. */
export function has(text: string, query: string): boolean {
  const low = text.toLowerCase()
  return query.toLowerCase().split(/\s+/).every((word) => low.includes(word))
}

/**
 * The paragraphs in which the words stand, counted from 1. A number means the paragraph of that number
 * first, then those whose numbers begin with it, and then those in which it is written.
 */
export function paragraphsWith(texts: readonly string[], query: string): number[] {
  const number = /^(?:¶\s*)?(\d+)$/.exec(query.trim())?.[1]
  const rank = (no: number) => (number === undefined ? 0 : String(no) === number ? 0 : String(no).startsWith(number) ? 1 : 2)
  return texts
    .flatMap((text, index) => (has(`¶ ${index + 1} ${text}`, query) ? [index + 1] : []))
    .toSorted((a, b) => rank(a) - rank(b) || a - b)
}

/** As the pages of the portal find it again, and so as it becomes a link there and back. */
export function rulingCitation(citation: string, paragraph?: number): string {
  return paragraph === undefined ? citation : `${citation} ¶ ${paragraph}`
}

/** "Article XXI(b)(iii) of the General Agreement on Tariffs and Trade". */
export function clauseCitation({ article, instrument }: Clause, element?: Element): string {
  const [, where = '', part] = /^(.*?)(?: (chapeau|last sentence))?$/.exec(element?.subparagraph ?? '') ?? []
  const within = part ? `the ${part} of ` : ''
  return `${within}${articleAt(article, where)} of the ${instrument}`
}

function articleAt(article: string, where: string): string {
  if (where === '' || where === 'whole' || names(article, where)) return article
  const plain = /^Article [\w.:]+(?: bis)?((?:\([a-z0-9]+\))*)$/.exec(article)
  const places = /^(\d+)?((?:\([a-z0-9]+\))*)$/.exec(where)
  if (!plain || !places) return `${article}, at ${where},`
  const [, number, rest = ''] = places
  const whole = number === undefined ? rest : `(${number})${rest}`
  // What the article says already, as in Article 24(3), is not said again.
  const said = plain[1] ?? ''
  return article + (said !== '' && whole.startsWith(said) ? whole.slice(said.length) : whole)
}

/** Does the article name the place already, as "Article III:1" names 1? */
function names(article: string, where: string): boolean {
  return where.includes('(') ? article.includes(where) : article.split(/[ :]/).includes(where) || article.endsWith(` ${where}`)
}
