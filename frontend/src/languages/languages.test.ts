// Every language says everything that English says, in its own script and its own words.
import { describe, expect, test } from 'vitest'
import { languageOf, languages, type Language } from '../words'

type Said = string | ((...given: never[]) => string)

/** Every word by its path: `common.ui.skip`. */
function flatten(words: object, path = ''): [string, Said][] {
  return Object.entries(words).flatMap(([key, value]: [string, unknown]): [string, Said][] => {
    const here = path === '' ? key : `${path}.${key}`
    if (typeof value === 'string' || typeof value === 'function') return [[here, value as Said]]
    return typeof value === 'object' && value !== null ? flatten(value, here) : []
  })
}

const counts = [0, 1, 2, 3, 5, 11, 21, 100]

/** What a function is tried with where numbers will not do. */
const samples: Record<string, unknown[]> = {
  'common.ui.next': [{ what: '1', who: '2', by: '3', left: '4', rule: '5' }],
  'common.ui.nextByItself': [{ what: '1', by: '3', left: '4', rule: '5' }],
  'common.ui.nextUndated': [{ what: '1', who: '2', rule: '3' }],
  'common.ui.gates': [['1', '2']],
  'common.ui.gate': ['1', '2'],
  'filings.filed': ['1'],
  'panels.personHint': ['1'],
  'panels.nobody': ['1'],
}

/** Everything that a word can come to: itself, or what it makes of numbers of every kind. */
function spoken(path: string, said: Said): string[] {
  if (typeof said === 'string') return [said]
  const call = said as unknown as (...given: unknown[]) => string
  const sample = samples[path]
  return sample ? [call(...sample)] : counts.map((count) => call(...Array.from({ length: said.length }, () => count)))
}

/** Words that are the same in two languages: codes, names of formats, and words that they share. */
const sameAsEnglish: Record<Exclude<Language, 'en'>, string[]> = {
  fr: [
    'Agent', 'Classification', 'Discipline', 'Document', 'Institution', 'Invitation', 'Opinions', 'Orange', 'Participation', 'Plausible',
    'Proposition', 'Public', 'SHA-256', 'Vote', 'Votes',
  ],
  es: ['Auditor', 'B', 'MB', 'No', 'Plausible', 'SHA-256', 'Series', 'kB'],
  ru: ['SHA-256'],
  zh: ['MB', 'SHA-256', 'kB'],
  ar: ['SHA-256'],
}

const script: Record<Language, RegExp> = {
  en: /\p{Script=Latin}/u,
  fr: /\p{Script=Latin}/u,
  es: /\p{Script=Latin}/u,
  ru: /\p{Script=Cyrillic}/u,
  zh: /\p{Script=Han}/u,
  ar: /\p{Script=Arabic}/u,
}

const english = flatten((await languages.en.load()).dictionary)
const codes = Object.keys(languages) as Language[]

describe.each(codes)('%s', async (code) => {
  const { load, dir, locale } = languages[code]
  const own = new Map(flatten((await load()).dictionary))

  test('has every word of English and no other', () => {
    expect([...own.keys()].toSorted()).toEqual(english.map(([path]) => path).toSorted())
  })

  test('makes its sentences from the same things', () => {
    const wrong = english.filter(([path, said]) => typeof said === 'function' && (own.get(path) as { length?: unknown } | undefined)?.length !== said.length)
    expect(wrong.map(([path]) => path)).toEqual([])
  })

  test('says something, whatever the number', () => {
    const wrong = [...own].filter(([path, said]) => spoken(path, said).some((text) => text.trim() === '' || /undefined|NaN|\[object/.test(text)))
    expect(wrong.map(([path]) => path)).toEqual([])
  })

  test('is written in its own script', () => {
    const all = [...own]
    const inScript = all.filter(([path, said]) => spoken(path, said).every((text) => script[code].test(text)))
    expect(inScript.length / all.length).toBeGreaterThan(0.95)
  })

  test('is read in the direction of its script', () => {
    expect(dir).toBe(code === 'ar' ? 'rtl' : 'ltr')
    expect(Intl.DateTimeFormat.supportedLocalesOf(locale)).toEqual([locale])
  })
})

describe.each(codes.filter((code) => code !== 'en'))('%s', async (code) => {
  const own = new Map(flatten((await languages[code].load()).dictionary))

  test('is not English, but for words that both have', () => {
    const same = english.flatMap(([path, said]) => {
      const mine = own.get(path)
      const texts = mine === undefined ? [] : spoken(path, mine)
      return spoken(path, said).filter((text, index) => text === texts[index] && /\p{Letter}/u.test(text))
    })
    expect([...new Set(same)].toSorted()).toEqual(sameAsEnglish[code].toSorted())
  })
})

describe('the language of the desk', () => {
  test('is the one chosen before', () => {
    expect(languageOf('ar', ['fr-FR'])).toBe('ar')
  })

  test('is otherwise the first that the browser asks for and the desk has', () => {
    expect(languageOf(null, ['de-DE', 'zh-Hant-TW', 'fr'])).toBe('zh')
    expect(languageOf('de', ['RU'])).toBe('ru')
  })

  test('is otherwise English', () => {
    expect(languageOf(null, ['de', 'constructor'])).toBe('en')
    expect(languageOf(null, [])).toBe('en')
  })
})
