// People at work in a real Chromium: the demonstration's server, each role at the act that waits for
// it, through the screens. Every named step can fail; the last line counts them.
import { execFileSync, spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { accessiblePages, lookedAt } from './access.mjs'
import { passkeys } from './passkeys.mjs'
import { publicPages } from './public.mjs'
import { walk } from './walk.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const { chromium } = createRequire(join(here, '../../frontend/package.json'))('playwright-core')
const program = process.env.PROVISO_BIN ?? join(here, '../../target/debug/proviso')
const state = mkdtempSync(join(tmpdir(), 'proviso-browser-'))
// The database server runs as another user, who has to get through.
chmodSync(state, 0o711)
const password = 'proviso-demonstration'
const chromiumArguments = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
]

let passed = 0
let failed = 0
const complaints = []

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

const port = await freePort()
const base = `http://localhost:${port}`
const server = spawn(program, ['serve', '--demo', '--state', state, '--listen', `127.0.0.1:${port}`, '--origin', base, '--metrics', `127.0.0.1:${await freePort()}`], {
  stdio: ['ignore', 'pipe', 'ignore'],
  env: { ...process.env, DATABASE_URL: undefined, RUST_LOG: 'error' },
})
const planted = new Promise((resolve, reject) => {
  let said = ''
  server.stdout.on('data', (piece) => {
    said += piece
    if (said.includes('\nReady.')) resolve()
    if (said.includes('is not whole')) reject(new Error(said))
  })
  server.on('exit', () => reject(new Error(`the server ended: ${said}`)))
  setTimeout(() => reject(new Error(`the demonstration was not planted in time: ${said}`)), 240_000)
})

async function step(name, work) {
  const began = performance.now()
  const took = () => `${((performance.now() - began) / 1000).toFixed(1)} s`
  try {
    await work()
    passed += 1
    console.log(`ok   ${name} (${took()})`)
  } catch (error) {
    failed += 1
    console.log(`FAIL ${name} (${took()})\n     ${String(error.message ?? error).split('\n').slice(0, 12).join('\n     ')}`)
  }
}

function check(holds, what) {
  if (!holds) throw new Error(what)
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: chromiumArguments })

async function page(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const it = await context.newPage()
  it.setDefaultTimeout(10_000)
  it.on('pageerror', (error) => complaints.push(`${it.url()}: ${error.message}`))
  it.on('console', (message) => {
    // The browser itself reports every refused request; a refusal is no fault of the page.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(`${it.url()}: ${message.text()}`)
  })
  return it
}

async function signedIn(who, options) {
  const it = await page(options)
  await it.goto(`${base}/sim/desk/sign-in`)
  await it.locator('input[type=email]').fill(`${who}@sim.example`)
  await it.locator('input[type=password]').fill(password)
  await it.keyboard.press('Enter')
  await it.waitForURL((url) => !url.pathname.endsWith('/sign-in'))
  await it.getByRole('heading', { level: 1 }).first().waitFor()
  return it
}

/** What waits for someone, as the API says: where the walk goes next. */
async function waiting(it, act) {
  const answer = await it.request.get(`${base}/api/sim/work`)
  const item = (await answer.json()).items.find((one) => one.act === act)
  check(item, `nothing waits for ${act}`)
  return item.case_id ?? item.report_id
}

async function stateOf(it, id) {
  return (await (await it.request.get(`${base}/api/sim/cases/${id}`)).json()).state
}

/** Presses the act that is offered under this name, and what restates it if it asks. */
async function act(it, verb) {
  await it.getByRole('button', { name: verb, exact: true }).first().click()
}

async function until(holds, what) {
  for (let tries = 0; tries < 60; tries += 1) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  throw new Error(what)
}

async function noSidewaysScroll(it) {
  // Text is as wide as it stays once its font is there.
  await it.evaluate(() => document.fonts.ready.then(() => undefined))
  const over = await it.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  check(over <= 0, `${it.url()} scrolls sideways by ${over} px`)
}

const pdf = join(state, 'submission.pdf')
const reasons = Array.from({ length: 45 }, (_, n) => `reason${n}`).join(' ')

try {
  await planted
  writeFileSync(pdf, '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n')

  await step('a wrong password is refused in words', async () => {
    const it = await page()
    await it.goto(`${base}/sim/desk/sign-in`)
    await it.locator('input[type=email]').fill('registrar@sim.example')
    await it.locator('input[type=password]').fill('not the password at all')
    await it.keyboard.press('Enter')
    await it.getByText('do not belong together').waitFor()
    await it.context().close()
  })

  // Before the acts, while every case waits where it was planted.
  await accessiblePages({ step, check, page, base })

  for (const who of ['registrar', 'president', 'officer', 'legal', 'security', 'technology', 'legal.2', 'security.2', 'technology.2', 'agent.xaa', 'agent.xbb', 'agent.xcc', 'liaison.imf', 'liaison.wb']) {
    await step(`${who} finds something waiting, and it leads somewhere`, async () => {
      const it = await signedIn(who)
      const link = it.getByRole('table').getByRole('link').first()
      await link.click()
      await it.waitForURL((url) => url.pathname !== '/sim/desk' && url.pathname !== '/sim/desk/')
      await it.getByRole('heading', { level: 1 }).first().waitFor()
      check((await it.getByText('There is nothing at this address').count()) === 0, `${it.url()} leads nowhere`)
      await it.context().close()
    })
  }

  await step('the registrar registers a request', async () => {
    const it = await signedIn('registrar')
    const id = await waiting(it, 'case.register')
    await it.goto(`${base}/sim/desk/cases/${id}/intake`)
    await act(it, 'Register the case')
    await it.getByRole('button', { name: 'Register the case' }).last().click()
    await until(async () => (await stateOf(it, id)) === 'registered', 'the case is not registered')
    await it.context().close()
  })

  await step('the President sends the composition note', async () => {
    const it = await signedIn('president')
    const id = await waiting(it, 'case.propose_composition')
    await it.goto(`${base}/sim/desk/cases/${id}/panel`)
    await act(it, 'Send the composition note')
    const note = it.getByRole('textbox').last()
    await note.fill('One claim of ordinary weight: three seats.')
    await it.getByRole('button', { name: 'Send the composition note' }).last().click()
    await until(async () => (await (await it.request.get(`${base}/api/sim/cases/${id}`)).json()).composition_note, 'there is no note')
    await it.context().close()
  })

  await step('a candidate accepts the seat and discloses', async () => {
    const it = await signedIn('security.2')
    const id = await waiting(it, 'case.accept_seat')
    await it.goto(`${base}/sim/desk/cases/${id}/panel`)
    await act(it, 'Accept the seat')
    await it.getByRole('radio').first().check()
    await it.getByRole('textbox').last().fill('Nothing to disclose.')
    await it.getByRole('button', { name: 'Accept the seat' }).last().click()
    await until(async () => !(await (await it.request.get(`${base}/api/sim/work`)).json()).items.some((one) => one.act === 'case.accept_seat'), 'the seat still waits')
    await it.context().close()
  })

  await step('the presiding member makes the procedural order', async () => {
    const it = await signedIn('legal.2')
    const id = await waiting(it, 'case.procedural_order')
    await it.goto(`${base}/sim/desk/cases/${id}`)
    await act(it, 'Make the order')
    for (const group of await it.getByRole('radiogroup').or(it.locator('fieldset')).all()) {
      const one = group.getByRole('radio').first()
      if ((await one.count()) > 0 && (await group.getByRole('radio', { checked: true }).count()) === 0) await one.check()
    }
    await it.getByRole('button', { name: 'Make the order' }).last().click()
    await until(async () => (await stateOf(it, id)) === 'written_phase', 'there is no order')
    await it.context().close()
  })

  await step('an agent files a submission with a document', async () => {
    const it = await signedIn('agent.xaa')
    const id = await waiting(it, 'case.file_submission')
    await it.goto(`${base}/sim/desk/cases/${id}/filings`)
    const before = (await (await it.request.get(`${base}/api/sim/cases/${id}/filings`)).json()).items.length
    await act(it, 'File the submission')
    const received = it.waitForResponse((answer) => answer.url().includes('/documents/') && answer.request().method() === 'PUT' && answer.ok())
    await it.locator('input[type=file]').first().setInputFiles(pdf)
    await received
    await it.getByText('submission.pdf').first().waitFor()
    await it.getByRole('textbox').last().fill('As set out in the document.')
    await it.getByRole('button', { name: 'File the submission' }).last().click()
    await until(async () => (await (await it.request.get(`${base}/api/sim/cases/${id}/filings`)).json()).items.length === before + 1, 'nothing was filed')
    await it.context().close()
  })

  await step('members score alone; the last sheet reveals all of them', async () => {
    for (const who of ['security', 'technology']) {
      const it = await signedIn(who)
      const id = await waiting(it, 'case.score')
      await it.goto(`${base}/sim/desk/cases/${id}/review`)
      await it.getByRole('radio').nth(1).check()
      await it.getByLabel('Reasons').first().fill(reasons)
      await it.getByRole('checkbox').first().check()
      await it.getByText('1 of 1 rows answered').waitFor()
      await it.getByText(/Draft saved/).waitFor()
      await act(it, 'Seal the answers')
      await it.getByRole('button', { name: 'Seal the answers' }).last().click()
      await it.getByText(who === 'security' ? 'Your sheet is handed in' : 'What the scores indicate').first().waitFor()
      await it.context().close()
    }
  })

  await step('members vote by name, and the last vote makes the finding', async () => {
    for (const who of ['legal.2', 'security.2', 'technology.2']) {
      const it = await signedIn(who)
      const id = await waiting(it, 'case.vote_step')
      await it.goto(`${base}/sim/desk/cases/${id}/review`)
      await it.getByRole('radio', { name: 'Yes' }).first().check()
      // Folded away above it are the fields with which a member revises an answer.
      await it.getByLabel('Reasons').locator('visible=true').first().fill(reasons)
      await act(it, 'Cast the vote')
      await it.getByText(who === 'technology.2' ? 'Finding:' : 'You voted').first().waitFor()
      await it.context().close()
    }
  })

  await step('the presiding member edits the ruling', async () => {
    const it = await signedIn('legal')
    const id = await waiting(it, 'case.skip_interim_review')
    await it.goto(`${base}/sim/desk/cases/${id}/ruling`)
    const field = it.getByRole('textbox').first()
    await field.fill(`${await field.inputValue()}\n\nThe panel adds a paragraph.`)
    await act(it, 'Save the text')
    await until(async () => JSON.stringify(await (await it.request.get(`${base}/api/sim/cases/${id}/ruling`)).json()).includes('adds a paragraph'), 'the text was not kept')
    await it.context().close()
  })

  await step('a member cites a ruling by keyboard, remarks on a passage, and settles the remark', async () => {
    const it = await signedIn('legal')
    const id = await waiting(it, 'case.skip_interim_review')
    await it.goto(`${base}/sim/desk/cases/${id}/ruling`)
    const field = it.getByRole('textbox').first()
    await field.fill('As was found in the case before it, it is so.')
    await field.press('Home')
    for (const _ of 'As was found in') await field.press('ArrowRight')
    await it.getByRole('button', { name: 'Cite a ruling' }).first().click()
    await it.locator('[role=option]').first().waitFor()
    await it.keyboard.press('ArrowDown')
    await it.keyboard.press('Enter')
    await it.getByRole('combobox', { name: /Paragraph of/ }).fill('¶ 1')
    await it.locator('[role=option]').first().waitFor()
    await it.keyboard.press('ArrowDown')
    await it.keyboard.press('Enter')
    const text = await field.inputValue()
    check(/^As was found in \[\d{4}\] [A-Z0-9-]+ \d+ ¶ 1 the case/.test(text), `the citation is not where the cursor was: ${text}`)
    check(await field.evaluate((box) => box === document.activeElement), 'one is not back in the text')
    await it.getByRole('button', { name: 'Remark on the draft' }).first().click()
    await it.getByLabel('Your remark').fill('Which case is meant?')
    await it.getByRole('button', { name: 'Remark on the draft' }).first().click()
    await it.getByText('Which case is meant?').last().waitFor()
    await it.getByRole('button', { name: 'Settle the remark' }).click()
    await it.getByText('Settled remarks (1)').click()
    await it.getByText(/Settled by/).waitFor()
    await it.context().close()
  })

  let published, slug, citation
  await step('the registrar publishes, and anyone reads it without scripts', async () => {
    const it = await signedIn('registrar')
    const id = await waiting(it, 'case.publish')
    await it.goto(`${base}/sim/desk/cases/${id}/ruling`)
    await act(it, 'Publish the ruling')
    await it.getByRole('button', { name: 'Publish the ruling' }).last().click()
    await until(async () => ['published', 'closed', 'compliance_period'].includes(await stateOf(it, id)), 'it was not published')
    ;({ slug, citation } = await (await it.request.get(`${base}/api/sim/cases/${id}/ruling`)).json())
    published = id
    await it.context().close()
    const anyone = await page({ javaScriptEnabled: false })
    await anyone.goto(`${base}/sim/rulings`)
    await anyone.locator(`a[href="/sim/rulings/${slug}"]`).first().click()
    await anyone.getByText(citation).first().waitFor()
    await anyone.getByText('Threshold').first().waitFor()
    await anyone.context().close()
  })

  await step('the presiding member corrects a slip, and the page shows what stood there', async () => {
    const it = await signedIn('legal')
    await it.goto(`${base}/sim/desk/cases/${published}/ruling`)
    await it.getByText('Correct a slip').click()
    const form = it.getByRole('form', { name: 'Correct a slip' })
    await form.getByLabel('Paragraph').click()
    await it.getByRole('listbox').getByRole('option').first().click()
    const text = form.getByLabel('How it should read')
    await text.fill(`${await text.inputValue()} Corrected.`)
    await form.getByLabel('What was wrong').fill('A word was missing.')
    await form.getByRole('button', { name: 'Correct the paragraph' }).click()
    await it.getByText(/Correct a slip: done/).waitFor()
    await it.context().close()
    const anyone = await page({ javaScriptEnabled: false })
    await anyone.goto(`${base}/sim/rulings/${slug}`)
    await anyone.getByText('A word was missing.').waitFor()
    check((await anyone.locator('del').count()) === 1 && (await anyone.locator('ins').first().innerText()).endsWith('Corrected.'), 'the page does not show the difference')
    await anyone.context().close()
  })

  await step('the President withdraws a ruling, and its address says why', async () => {
    const it = await signedIn('president')
    await it.goto(`${base}/sim/desk/cases/${published}/ruling`)
    await it.getByText('Withdraw the ruling').first().click()
    await it.getByLabel('Why it is withdrawn').fill('It named a source.')
    await it.getByRole('button', { name: 'Withdraw the ruling for good' }).click()
    await it.getByText(/Withdraw the ruling: done/).waitFor()
    await it.context().close()
    const anyone = await page({ javaScriptEnabled: false })
    const answer = await anyone.goto(`${base}/sim/rulings/${slug}`)
    check(answer.status() === 410, `the address answers ${answer.status()}`)
    await anyone.getByText('It named a source.').waitFor()
    await anyone.context().close()
  })

  await step('a case officer submits the draft of a report, and the registrar checks it', async () => {
    const officer = await signedIn('officer')
    const id = await waiting(officer, 'linkage.submit')
    await officer.goto(`${base}/sim/desk/linkage/${id}`)
    await act(officer, 'Submit the draft')
    const status = async () => (await (await officer.request.get(`${base}/api/sim/reports/${id}`)).json()).status
    await until(async () => (await status()) === 'in_check', 'it was not submitted')
    const registrar = await signedIn('registrar')
    await registrar.goto(`${base}/sim/desk/linkage/${id}`)
    await registrar.getByRole('button').filter({ hasText: /check/i }).first().click()
    await until(async () => (await status()) === 'with_state', 'it did not pass')
    await officer.context().close()
    await registrar.context().close()
  })

  await step('both institutions acknowledge a report', async () => {
    for (const who of ['liaison.imf', 'liaison.wb']) {
      const it = await signedIn(who)
      const id = await waiting(it, 'linkage.acknowledge')
      await it.goto(`${base}/sim/desk/linkage/${id}`)
      await act(it, 'Acknowledge receipt')
      await until(async () => !(await (await it.request.get(`${base}/api/sim/work`)).json()).items.some((one) => one.act === 'linkage.acknowledge'), 'it still waits')
      await it.context().close()
    }
  })

  await step('the administrator sees the people of the body', async () => {
    const it = await signedIn('administrator')
    await it.goto(`${base}/sim/desk/people`)
    await it.getByRole('table').waitFor()
    check((await it.getByRole('row').count()) > 5, 'the people are not listed')
    await it.context().close()
  })

  await step('the auditor sees who did what, narrows it, and takes it out to be checked', async () => {
    const it = await signedIn('auditor')
    await it.getByRole('link', { name: 'Record' }).click()
    await it.getByRole('table').waitFor()
    check((await it.getByRole('row').count()) > 20, 'the lines are not listed')
    await it.getByLabel('Kind').selectOption('Read')
    await until(async () => it.url().includes('kind=read'), 'the kind is not in the address')
    await until(async () => (await it.getByRole('cell', { name: 'Done', exact: true }).count()) === 0, 'other kinds are still listed')
    // Whoever did something is a way to all that they did.
    const who = it.locator('td[data-head="Who"] a').first()
    const name = await who.innerText()
    await who.click()
    await it.getByText(`Only what ${name} did.`).waitFor()
    const [file] = await Promise.all([it.waitForEvent('download'), it.getByRole('link', { name: 'Take the whole ledger out' }).click()])
    const keys = await (await it.request.get(`${base}/api/sim/keys`)).json()
    const checked = execFileSync(program, ['verify', await file.path(), '--key', keys.minisign[0].key], { encoding: 'utf8' })
    check(checked.startsWith('Nothing was altered: '), `the ledger is not sound: ${checked}`)
    await it.context().close()
  })

  await step('the registrar sees who could read a case, and who did', async () => {
    const it = await signedIn('registrar')
    await it.goto(`${base}/sim/desk/cases?state=closed`)
    await it.getByRole('table').getByRole('link').first().click()
    await it.getByRole('link', { name: 'Who could read this case, and who did' }).click()
    await it.getByRole('heading', { level: 1, name: 'Who could read this case' }).waitFor()
    await until(async () => (await it.getByRole('row').count()) > 6, 'readers are not listed')
    await it.context().close()
  })

  await step('someone sees where they are signed in, and ends what they left open elsewhere', async () => {
    const left = await signedIn('officer')
    const it = await signedIn('officer')
    await it.locator('summary').filter({ hasText: 'Case officer' }).click()
    await it.getByRole('link', { name: 'Sign-in and security' }).click()
    await it.getByRole('heading', { level: 2, name: 'Where you are signed in' }).waitFor()
    check((await it.getByText('Chrome on Linux').count()) > 1, 'the programs are not told by name')
    check((await it.getByText('This one').count()) === 1, 'it is not said which one this is')
    await it.getByRole('button', { name: 'End all others' }).click()
    await it.getByText('All other sessions have ended.').waitFor()
    await until(async () => (await it.getByRole('row').count()) === 2, 'the others are still listed')
    check((await left.request.get(`${base}/api/sim/me`)).status() === 401, 'whoever has the other one is still in')
    await left.context().close()
    await it.context().close()
  })

  await step('DS512 is there as a published ruling with its docket', async () => {
    const it = await signedIn('registrar')
    const rulings = (await (await it.request.get(`${base}/api/sim/rulings`)).json()).items
    const ruling = rulings.find((one) => one.caption.includes('Russian Federation'))
    check(ruling && ruling.results.every((claim) => claim.outcome === 'JUSTIFIED'), 'DS512 did not come to JUSTIFIED')
    await it.goto(`${base}/sim/desk/cases/${ruling.case_id}`)
    await it.getByText('Ruling published').first().waitFor()
    await it.context().close()
  })

  await step('on a phone nothing scrolls sideways', async () => {
    const it = await signedIn('agent.xaa', { viewport: { width: 390, height: 800 }, colorScheme: 'dark' })
    await noSidewaysScroll(it)
    for (const path of ['cases', `cases/${await waiting(it, 'case.agree_no_hearing')}`, 'rulings', 'linkage']) {
      await it.goto(`${base}/sim/desk/${path}`)
      await it.getByRole('heading', { level: 1 }).first().waitFor()
      await noSidewaysScroll(it)
    }
    await it.context().close()
  })

  await step('the keyboard alone signs in and reaches the work', async () => {
    const it = await page()
    await it.goto(`${base}/sim/desk/sign-in`)
    await it.locator('input[type=email]').waitFor()
    for (let tries = 0; tries < 20 && (await it.evaluate(() => document.activeElement?.getAttribute('type'))) !== 'email'; tries += 1) await it.keyboard.press('Tab')
    await it.keyboard.type('president@sim.example')
    await it.keyboard.press('Tab')
    await it.keyboard.type(password)
    await it.keyboard.press('Enter')
    await it.waitForURL((url) => !url.pathname.endsWith('/sign-in'))
    await it.getByRole('heading', { level: 1 }).first().waitFor()
    await it.context().close()
  })

  await step('a case of another body does not exist here', async () => {
    const it = await signedIn('registrar')
    const id = await (await it.request.get(`${base}/api/sim/cases`)).json()
    const answer = await it.request.get(`${base}/api/isecrc/cases/${id.items[0].id}`)
    check([401, 404].includes(answer.status()), `it was answered with ${answer.status()}`)
    await it.context().close()
  })

  await passkeys({ step, check, until, signedIn, base })

  await publicPages({ step, check, page, base, letters: join(state, 'letters'), noSidewaysScroll })

  await walk({ program, step, check, until, page, freePort, noSidewaysScroll, lookedAt: (it) => lookedAt(it, check) })

  await step('no page complained, and none broke the content security policy', async () => {
    check(complaints.length === 0, complaints.slice(0, 8).join('\n'))
  })
} catch (error) {
  failed += 1
  console.log(`FAIL the walk stopped: ${error.message}`)
} finally {
  await browser.close()
  server.kill('SIGINT')
  await new Promise((resolve) => server.once('exit', resolve))
  rmSync(state, { recursive: true, force: true })
  console.log(`\n${passed} passed, ${failed} failed`)
  process.exit(failed === 0 ? 0 : 1)
}
