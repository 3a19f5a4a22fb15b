// Checks messages to a program with the client from npm. usage: messages.mjs FOLDER COUNT
import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'

const { Webhook } = createRequire(new URL('../../package.json', import.meta.url))('standardwebhooks')
const [folder, count] = process.argv.slice(2)
const signer = new Webhook(readFileSync(`${folder}/secret`, 'utf8'))
const heads = readdirSync(folder).filter((name) => name.endsWith('.head'))
if (heads.length !== Number(count)) throw new Error(`${heads.length} messages`)
for (const name of heads) {
  const body = readFileSync(`${folder}/${name.replace('.head', '.body')}`, 'utf8')
  signer.verify(body, JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')))
}
