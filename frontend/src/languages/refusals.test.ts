// What is refused is said in six languages, and in English word for word as the server says it.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { saidOf, whyOf } from '../ui/refusal'
import { words } from '../words'
import { refusals } from './en/refusals'
import { refusals as french } from './fr/refusals'

const law = readFileSync('../domain/src/refusal.rs', 'utf8')
const error = readFileSync('../api/src/error.rs', 'utf8')
const unread = readFileSync('../domain/src/unread.rs', 'utf8')

const declared = [...law.matchAll(/^ {4}\w+ = "([a-z_]+\.[a-z_]+)",\s*"([^"]*)",\s*"([^"]*)";/gm)].map(([, code = '', because = '', remedy = '']) => [code, [because, remedy]] as const)
/** The codes that no law gives, where the server makes its refusals. */
const made = error.slice(error.indexOf('type Said ='), error.indexOf('impl std::fmt::Display for Error'))
const fixed = [...new Set([...made.matchAll(/"([a-z_]+(?:\.[a-z_]+)?)"/g)].map(([, code = '']) => code))]

test('every refusal of the law is here, in its words', () => {
  expect(declared.length).toBeGreaterThan(100)
  const ours = Object.entries(refusals.said).filter(([code]) => !fixed.includes(code))
  expect(ours).toEqual(declared)
})

test('every other refusal of the server is here, and what to do is in its words', () => {
  const ours = Object.keys(refusals.said).filter((code) => !declared.some(([one]) => one === code))
  expect(ours.toSorted()).toEqual(fixed.toSorted())
  const flat = made.replaceAll(/\s+/g, ' ')
  const said: Record<string, readonly string[]> = refusals.said
  for (const code of fixed) expect([code, flat.includes(`"${said[code]?.[1]}"`)]).toEqual([code, true])
  // These tell more than their code, in words of their own.
  const open = ['session.none', 'content.invalid', 'not_found', 'gone', 'forbidden', 'too_many', 'busy']
  for (const code of fixed.filter((one) => !open.includes(one))) expect([code, flat.includes(`"${said[code]?.[0]}"`)]).toEqual([code, true])
  expect(flat).toContain(`"${refusals.wait(0).replace('0', '{seconds}')}"`)
})

test('what a field should hold is said in the words of the server', () => {
  const theirs = unread.slice(unread.indexOf('pub fn why('), unread.indexOf('#[cfg(test)]'))
  const sentences = [...theirs.matchAll(/"([A-Z][^"]*\.)"/g)].map(([, sentence = '']) => sentence)
  const ours = Object.values(refusals.unread).map((why) => (typeof why === 'string' ? why : why('{}')))
  expect(ours).toEqual(sentences)
})

const refused = (code: string, detail: string, more = {}) => ({ code, detail, remedy: 'Do this.', lang: 'en', ...more })

test('a refusal of the law is said in the language of the reader', () => {
  const [because, remedy] = french.said['case.closed']
  expect(saidOf(refused('case.closed', 'The case is closed.'), french, 'fr')).toEqual({ head: { own: because }, remedy: { own: remedy } })
  expect(saidOf(refused('case.closed', 'The case is closed.'), refusals, 'en')).toEqual({ head: 'The case is closed.', remedy: 'Do this.' })
})

test('what the server adds to a code is said beneath, and in English once', () => {
  const no = refused('forbidden', 'Only the registrar may do this.')
  expect(saidOf(no, french, 'fr')).toEqual({ head: { own: french.said.forbidden[0] }, beneath: no.detail, remedy: { own: french.said.forbidden[1] } })
  expect(saidOf(no, refusals, 'en')).toEqual({ head: no.detail, remedy: no.remedy })
})

test('a code that is not known is said as the server says it', () => {
  expect(saidOf(refused('moon.full', 'The moon is full.'), french, 'fr')).toEqual({ head: 'The moon is full.', remedy: 'Do this.' })
  expect(saidOf(refused('constructor', 'No.'), french, 'fr').head).toBe('No.')
})

test('how long to wait is said where the server says it', () => {
  expect(saidOf(refused('too_many', 'Too often.', { wait: 30 }), french, 'fr').remedy).toEqual({ own: french.wait(30) })
  expect(saidOf(refused('too_many', 'Too often.'), french, 'fr').remedy).toEqual({ own: french.said.too_many[1] })
})

test('fields are counted once, and each says what it should hold', () => {
  const fields = [
    { path: 'signed_on', why: 'Give a day, as 2026-11-30.', kind: 'day' as const },
    { path: 'profile', why: 'Choose one of: P1, P2.', kind: 'choice' as const, names: ['P1', 'P2'] },
    { path: 'note', why: 'Say why.' },
  ]
  const said = saidOf(refused('content.invalid', '3 fields need attention.', { fields }), french, 'fr')
  expect(said).toEqual({ head: { own: words.ui.checkFields(3) }, remedy: { own: french.said['content.invalid'][1] } })
  expect(fields.map((field) => whyOf(field, french))).toEqual([{ own: french.unread.day }, { own: french.unread.choice('P1, P2') }, 'Say why.'])
})
