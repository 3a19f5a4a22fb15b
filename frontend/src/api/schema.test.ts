// The generated types are those of the server's own document: `npm run schema` accepts a change.
// @vitest-environment node
import { existsSync, readFileSync } from 'node:fs'
import openapiTS, { astToString } from 'openapi-typescript'
import { expect, test } from 'vitest'

const golden = new URL('../../../tests/golden/openapi.json', import.meta.url)

test.skipIf(!existsSync(golden))('the types are generated from the present OpenAPI document', async () => {
  const generated = astToString(await openapiTS(golden))
  const committed = readFileSync(new URL('schema.ts', import.meta.url), 'utf8')
  expect(committed.endsWith(generated)).toBe(true)
})
