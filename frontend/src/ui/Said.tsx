// Words that are not the desk's own: sentences of the registry, which are English, and what people
// wrote. Each says its language, so that it is read aloud, hyphenated and set as what it is.
import { Fragment, type ReactNode } from 'react'
import { language } from '../words'

/** A sentence of the registry's. */
export function English({ children }: { children: ReactNode }) {
  if (language === 'en') return children
  return (
    <span lang="en" dir="auto">
      {children}
    </span>
  )
}

/** A sentence of the registry's: the English of its own, or what we say for it in the reader's language. */
export type Sentence = string | { own: string }

export const textOf = (sentence: Sentence): string => (typeof sentence === 'string' ? sentence : sentence.own)

export function Told({ children }: { children: Sentence }) {
  return typeof children === 'string' ? <English>{children}</English> : children.own
}

type Script = 'Arab' | 'Hani' | 'Cyrl' | 'Latn'

const scripts: readonly (readonly [Script, RegExp])[] = [
  ['Arab', /\p{Script=Arabic}/u],
  ['Hani', /\p{Script=Han}/u],
  ['Cyrl', /\p{Script=Cyrillic}/u],
]

function scriptOf(text: string): Script {
  return scripts.find(([, letters]) => letters.test(text))?.[0] ?? 'Latn'
}

const spokenIn: Record<Script, string> = { Arab: 'ar', Hani: 'zh', Cyrl: 'ru', Latn: 'und' }

/** The language of what someone wrote, as far as its letters tell it; `und` is one that is not known. */
export function languageOfText(text: string, here: string = language): string | undefined {
  const script = scriptOf(text)
  const own: Script = here === 'ar' ? 'Arab' : here === 'zh' ? 'Hani' : here === 'ru' ? 'Cyrl' : 'Latn'
  return script === own ? undefined : spokenIn[script]
}

/** What a party, a member or the registry's staff wrote. */
export function Written({ children }: { children: string }) {
  return (
    <span lang={languageOfText(children)} dir="auto">
      {children}
    </span>
  )
}

// Letters that no text uses, to find the place of each part in a sentence again.
const gap = (index: number) => String.fromCharCode(0xe000 + index)

/** A sentence of ours with parts of the registry's in it. */
export function Woven({ say, parts }: { say: (...parts: string[]) => string; parts: readonly Sentence[] }) {
  if (language === 'en') return say(...parts.map(textOf))
  const pieces = say(...parts.map((_, index) => gap(index))).split(/([\ue000-\ue00f])/)
  return pieces.map((piece, index) => {
    const part = /^[\ue000-\ue00f]$/.test(piece) ? parts[piece.charCodeAt(0) - 0xe000] : undefined
    // The pieces of a sentence do not move.
    // oxlint-disable-next-line react/no-array-index-key
    return part === undefined ? <Fragment key={index}>{piece}</Fragment> : <Told key={index}>{part}</Told>
  })
}
