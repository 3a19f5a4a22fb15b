// Reads the feeds of a body with feedsmith. usage: feeds.mjs FILE.atom FILE.feed.json COUNT
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const { parseAtomFeed, parseJsonFeed } = createRequire(new URL('../../../frontend/package.json', import.meta.url))('feedsmith')
const [atom, json, count] = process.argv.slice(2)
const entries = parseAtomFeed(readFileSync(atom, 'utf8')).entries
const items = parseJsonFeed(readFileSync(json, 'utf8')).items
const ids = entries.map(({ id }) => id)
if (entries.length !== Number(count) || JSON.stringify(ids) !== JSON.stringify(items.map(({ id }) => id))) {
  throw new Error(`${entries.length} entries, ${items.length} items`)
}
// Of what was withdrawn there is a page, and nothing else.
if (entries.some(({ links, title, updated }) => !title || !updated || links.length < (title.value.includes('(withdrawn)') ? 1 : 3))) throw new Error('an entry lacks something')
