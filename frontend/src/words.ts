// The words of the desk in the reader's language. Only that language is loaded, before anything else
// runs, so that every module may use its words at once.
import type { Dictionary } from './languages/dictionary'

interface Spoken {
  /** The language's own name, for the switch. */
  name: string
  dir: 'ltr' | 'rtl'
  /** How dates, numbers and lists are written. */
  locale: string
  load: () => Promise<{ dictionary: Dictionary }>
}

export const languages = {
  en: { name: 'English', dir: 'ltr', locale: 'en-GB', load: () => import('./languages/en') },
  fr: { name: 'Français', dir: 'ltr', locale: 'fr', load: () => import('./languages/fr') },
  es: { name: 'Español', dir: 'ltr', locale: 'es', load: () => import('./languages/es') },
  ru: { name: 'Русский', dir: 'ltr', locale: 'ru', load: () => import('./languages/ru') },
  zh: { name: '中文', dir: 'ltr', locale: 'zh-Hans', load: () => import('./languages/zh') },
  ar: { name: 'العربية', dir: 'rtl', locale: 'ar-u-nu-latn', load: () => import('./languages/ar') },
} satisfies Record<string, Spoken>

export type Language = keyof typeof languages

const languageKey = 'proviso.language'

function isLanguage(value: string | null): value is Language {
  return value !== null && Object.hasOwn(languages, value)
}

/** The language chosen before, or else the first that the reader's browser asks for, or else English. */
export function languageOf(chosen: string | null, asked: readonly string[]): Language {
  if (isLanguage(chosen)) return chosen
  return asked.map((tag) => tag.toLowerCase().split('-')[0] ?? '').find(isLanguage) ?? 'en'
}

export const language = languageOf(localStorage.getItem(languageKey), navigator.languages)

const spoken: Spoken = languages[language]

export const { dir, locale } = spoken

const { language: spokenAs, script } = new Intl.Locale(locale)

/** For `<html lang>`: the language and its script, as the public pages say them, too. */
export const languageTag = script ? `${spokenAs}-${script}` : spokenAs

/** Keeps a language on this device; what is loaded from then on is in it. */
export function keepLanguage(next: Language): void {
  localStorage.setItem(languageKey, next)
}

/** Loads the page again, so that no part of it keeps the old language. */
export function chooseLanguage(next: Language): void {
  keepLanguage(next)
  location.reload()
}

const { dictionary } = await spoken.load()

export const { common: words, cases, due, emergency, filings, ledger, linkage, panels, people, refusals, review, rulings, work } = dictionary

/** What is said for a code of the server's that its document leaves open; the code itself where nothing is. */
export function saidFor(labels: Record<string, string>, code: string | number): string {
  return Object.hasOwn(labels, code) ? (labels[code] ?? String(code)) : String(code)
}

/** "A, B and C" */
export function list(items: readonly string[]): string {
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(items)
}
