// Words are spelled once, in the domain; this page of ours must be the same.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { vocabulary } from './vocabulary'
import { languages } from './words'

const domain = '../domain/src'

function declared(): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const file of readdirSync(domain, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.rs'))) {
    const text = readFileSync(`${domain}/${file}`, 'utf8').replaceAll(/\/\/.*$/gm, '')
    for (const [, name = '', block = ''] of text.matchAll(/words! \{\s*\w+ "(\w+)" \{([^}]*)\}/g)) {
      found.set(name, [...block.matchAll(/= "([^"]+)"/g)].map(([, word = '']) => word))
    }
    const table = [...text.matchAll(/= "(DL-\d+)"/g)].map(([, word = '']) => word)
    if (table.length > 0) found.set('time_limit', table)
  }
  return found
}

test('every vocabulary is the one that the domain declares', () => {
  const found = declared()
  for (const [name, ours] of Object.entries(vocabulary)) expect([name, found.get(name)]).toEqual([name, [...ours]])
})

test.each(Object.entries(languages))('every word has a label of its own in %s', async (_, { load }) => {
  const { law, act, linkageAct } = (await load()).dictionary.common
  for (const [name, labels] of Object.entries(law)) {
    expect([name, Object.values(labels).filter((label) => label.trim() === '')]).toEqual([name, []])
  }
  const verbs = Object.values(act).map(({ verb }) => verb)
  expect(new Set(verbs).size).toBe(verbs.length)
  expect(Object.values(linkageAct).every(({ verb, does }) => does.length > verb.length)).toBe(true)
})
