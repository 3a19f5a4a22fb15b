// What a refusal says, in the reader's language as far as the desk knows its code; the rest is the server's.
import type { Dictionary } from '../languages/dictionary'
import type { Word } from '../vocabulary'
import { language, refusals, words } from '../words'
import type { Sentence } from './Said'

/** What is wrong with one field. */
export interface Fault {
  path: string
  /** Why, and what would be right. */
  why: string
  /** Where it could not be read at all: what it should hold. */
  kind?: Word<'unread'> | null
  /** The words or the number that such a sentence speaks of. */
  names?: readonly string[]
}

/** The body of `application/problem+json` as the server writes it. */
export interface Refusal {
  code: string
  /** Only where the screen itself says no. */
  title?: string
  /** What was wrong and why. */
  detail: string
  /** What to do now. */
  remedy?: string
  fields?: readonly Fault[]
  /** The language of what the server said. */
  lang?: string
  /** Seconds after which one may ask again. */
  wait?: number
}

/** Codes whose detail tells more than the code does. */
const particular: readonly string[] = ['session.none', 'content.invalid', 'not_found', 'gone', 'forbidden', 'too_many', 'busy']

interface Said {
  head: Sentence
  /** What the server adds, in its own words. */
  beneath?: string
  remedy?: Sentence
}

/** The sentences of what the server refused. */
export function saidOf(refusal: Refusal, say: Dictionary['refusals'] = refusals, here: string = language): Said {
  const { code, detail, remedy, wait } = refusal
  // How many fields need attention is said by the desk, and why by each of them.
  const marked = code === 'content.invalid' && (refusal.fields?.length ?? 0) > 0
  const head = marked ? { own: words.ui.checkFields(refusal.fields?.length ?? 0) } : undefined
  const own: readonly string[] | undefined = Object.hasOwn(say.said, code) ? say.said[code as keyof typeof say.said] : undefined
  const [because, now] = here === 'en' || !own ? [] : own
  if (because === undefined || now === undefined) return { head: head ?? detail, ...(remedy && { remedy }) }
  return {
    head: head ?? { own: because },
    ...(!head && particular.includes(code) && detail && { beneath: detail }),
    remedy: { own: code === 'too_many' && wait ? say.wait(wait) : now },
  }
}

/** Why a field was refused. */
export function whyOf({ why, kind, names = [] }: Fault, say: Dictionary['refusals'] = refusals): Sentence {
  const own = kind && Object.hasOwn(say.unread, kind) ? say.unread[kind] : undefined
  if (own === undefined) return why
  return { own: typeof own === 'string' ? own : own(names.join(', ')) }
}
