// A whole proceeding through the screens: one case from its request to accepted compliance, and one
// linkage report from its drawing up to its acknowledgment, each act by the person who owes it.
//
// Through the API go only: the people (but one, whom the administrator adds on the screen), the clock
// of the simulation, and the score sheets and votes of the second and third member, since three times
// the same sheet says nothing new of the screen. What the first member fills in is filled in by hand.
import { spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const password = 'a password for the walk'
const slug = 'walk'

/** A PDF of one page that says something, so that an exhibit can be looked at. */
function pdf(line) {
  const stream = `BT /F1 20 Tf 60 760 Td (${line}) Tj ET`
  return (
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n' +
    '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n' +
    `4 0 obj<</Length ${stream.length}>>stream\n${stream}\nendstream endobj\n` +
    '5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n'
  )
}

const people = {
  registrar: ['Rosa Registrar', [{ role: 'registrar' }]],
  president: ['Pita President', [{ role: 'president' }]],
  xaa: ['Anwar of Arvenia', [{ role: 'agent', state: 'XAA' }]],
  xbb: ['Birgit of Belmora', [{ role: 'agent', state: 'XBB' }]],
  legal: ['Lena Legal', [{ role: 'panelist', discipline: 'legal' }], ['CHL']],
  security: ['Sora Security', [{ role: 'panelist', discipline: 'security' }], ['KOR']],
  technology: ['Taavi Technology', [{ role: 'panelist', discipline: 'technology' }], ['EST']],
  national: ['Nadia National', [{ role: 'panelist', discipline: 'legal' }], ['XAA']],
  imf: ['Iris Liaison', [{ role: 'liaison' }], [], 'IMF'],
  wb: ['Walid Liaison', [{ role: 'liaison' }], [], 'World Bank'],
}

const because = 'The record shows this well enough to say so, in the exhibit named below. '.repeat(4).trim()

/** Founds a body, serves it, and walks through it. `tools` are those of run.mjs. */
export async function walk(tools) {
  const { program, until, freePort } = tools
  const state = mkdtempSync(join(tmpdir(), 'proviso-walk-'))
  chmodSync(state, 0o711)
  const env = { ...process.env, DATABASE_URL: undefined, RUST_LOG: 'error', PROVISO_ADMINISTRATOR_PASSWORD: password }
  const founded = spawnSync(
    program,
    ['body', 'create', '--state', state, '--slug', slug, '--name', 'Committee of the Walk', '--simulation', '--clock', '2026-03-02T15:00:00Z', '--administrator', 'Ada Administrator', '--email', `administrator@${slug}.example`],
    { env, encoding: 'utf8' },
  )
  if (founded.status !== 0) throw new Error(`the body was not founded: ${founded.stdout}${founded.stderr}`)
  const port = await freePort()
  const base = `http://localhost:${port}`
  const server = spawn(program, ['serve', '--state', state, '--listen', `127.0.0.1:${port}`, '--origin', base, '--metrics', `127.0.0.1:${await freePort()}`], { stdio: 'ignore', env })
  const gone = new Promise((resolve) => server.once('exit', resolve))
  // Pictures are for looking at, never for comparing: they are taken only when asked for.
  const pictures = process.env.PROVISO_PICTURES
  const picture = async (it, name) => {
    if (pictures) await it.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
  }
  try {
    await until(async () => (await fetch(`${base}/readyz`).catch(() => undefined))?.ok, 'the server does not answer')
    await proceeding({ base, state, picture, ...tools })
  } finally {
    server.kill('SIGINT')
    await gone
    rmSync(state, { recursive: true, force: true })
  }
}

async function proceeding({ base, state, picture, ...tools }) {
  const { check, until, page, noSidewaysScroll, lookedAt } = tools
  const api = `${base}/api/${slug}`
  const desk = (path = '') => `${base}/${slug}/desk${path}`
  const tokens = new Map()
  const screens = new Map()
  let id

  async function call(who, method, path, body, version) {
    if (who && !tokens.has(who)) {
      const answer = await fetch(`${api}/tokens`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ email: `${who}@${slug}.example`, password }) })
      check(answer.ok, `${who} gets no token: ${answer.status}`)
      tokens.set(who, (await answer.json()).access_token)
    }
    const answer = await fetch(`${api}${path}`, {
      method,
      headers: {
        ...(who && { authorization: `Bearer ${tokens.get(who)}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(version !== undefined && { 'if-match': String(version) }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    check(answer.ok, `${who} ${method} ${path}: ${answer.status} ${text}`)
    return text ? JSON.parse(text) : undefined
  }

  /** The screen of someone who has signed in, at an address of the desk. */
  async function at(who, path) {
    if (!screens.has(who)) {
      const it = await page()
      screens.set(who, it)
      await it.goto(desk('/sign-in'))
      await field(it, 'E-mail address').fill(`${who}@${slug}.example`)
      await it.getByLabel('Password', { exact: true }).fill(password)
      await it.getByRole('button', { name: 'Sign in', exact: true }).click()
      await it.waitForURL((url) => !url.pathname.endsWith('/sign-in'))
    }
    const it = screens.get(who)
    await it.goto(desk(path))
    await it.getByRole('heading', { level: 1 }).first().waitFor()
    return it
  }

  // Each act needs the one before it: after a failure the others are counted as failed, without waiting.
  let broken
  const step = (name, work) =>
    tools.step(name, async () => {
      check(!broken, `not reached, since this failed: ${broken}`)
      try {
        await work()
      } catch (error) {
        broken = name
        await Promise.all([...screens].map(([who, it]) => picture(it, `failed-${who}`)))
        throw error
      }
    })

  const onCase = (who, path = '') => at(who, `/cases/${id}${path}`)
  const press = (it, name) => it.getByRole('button', { name, exact: true }).first().click()
  const field = (it, label) => it.getByLabel(label).and(it.locator('input, textarea, select')).locator('visible=true').first()

  /** Presses an act, and presses it again where it asks by restating or with a form. */
  async function act(it, verb, fill) {
    await press(it, verb)
    const asked = it.getByRole('region', { name: verb, exact: true })
    await asked.waitFor()
    if (fill) await fill(asked)
    await asked.getByRole('button', { name: verb, exact: true }).click()
    // It folds when the act is done, and stays with the refusal when it is not.
    await asked.waitFor({ state: 'detached' })
  }

  /** Goes on by Tab until the focus is there. */
  async function tabTo(it, what, holds) {
    for (let tries = 0; tries < 60; tries += 1) {
      if (await it.evaluate(holds)) return
      await it.keyboard.press('Tab')
    }
    throw new Error(`Tab never reaches ${what}`)
  }

  /** Chooses from a list, the device's own or one that is searched. */
  async function choose(it, label, text) {
    const control = field(it, label)
    const option = control.locator('option').filter({ hasText: text }).first()
    // Until its options are there, also a long list looks like the device's own.
    const native = async () => (await control.evaluate((node) => node.tagName)) === 'SELECT'
    await until(async () => !(await native()) || (await option.count()) > 0, `“${label}” does not offer ${text}`)
    if (await native()) {
      await control.selectOption(await option.getAttribute('value'))
    } else {
      await control.fill(text)
      await it.getByRole('option', { name: text }).first().click()
    }
  }

  /** Sends a file in the form that is open, and waits for its receipt. */
  async function enclose(it, title) {
    const path = join(state, `${title.toLowerCase().replaceAll(' ', '-')}.pdf`)
    writeFileSync(path, pdf(title))
    await field(it, 'Title of the document').fill(title)
    await it.locator('input[type=file]').setInputFiles(path)
    await it.getByText('The same as the file on your device.').waitFor()
  }

  const theCase = (who = 'registrar') => call(who, 'GET', `/cases/${id}`)
  const comesTo = (wanted, who) => until(async () => (await theCase(who)).state === wanted, `the case does not come to ${wanted}`)
  const waitsFor = async (who) => (await call(who, 'GET', '/work')).items.map((one) => one.act.replace(/^(case|linkage)\./, ''))
  /** What someone owes stands among their work, on the screen, and leads to the case. */
  async function findsInWork(who, name) {
    check((await waitsFor(who)).includes(name), `${name} does not wait for ${who}`)
    const it = await at(who, '')
    await it.getByRole('table').getByRole('link').first().waitFor()
  }
  async function days(count) {
    const { now } = await call('administrator', 'GET', '')
    await call('administrator', 'POST', '/clock', { to: new Date(Date.parse(now) + count * 86_400_000).toISOString() })
  }

  await step('walk: a wrong password is refused in words, and stays on the page', async () => {
    const it = await page()
    await it.goto(desk('/sign-in'))
    await field(it, 'E-mail address').fill(`administrator@${slug}.example`)
    await it.getByLabel('Password', { exact: true }).fill('not the password')
    await it.getByRole('button', { name: 'Sign in', exact: true }).click()
    await it.getByText('do not belong together').waitFor()
    await picture(it, 'sign-in-refused')
    await it.context().close()
  })

  await step('walk: the administrator adds a case officer on the screen', async () => {
    for (const [code, name, regional_group, developing] of [['XAA', 'Arvenia', 'african', true], ['XBB', 'Belmora', 'western_european_and_others', false]]) {
      await call('administrator', 'PUT', '/states', { code, name, regional_group, developing })
    }
    for (const [who, [name, roles, nationalities = [], institution = null]] of Object.entries(people)) {
      await call('administrator', 'PUT', `/people/${randomUUID()}`, { name, email: `${who}@${slug}.example`, password, nationalities, institution, roles })
    }
    const it = await at('administrator', '/people')
    const form = it.getByRole('form', { name: 'Add a person' })
    await form.getByLabel('Name', { exact: false }).first().fill('Odile Officer')
    await form.getByLabel('E-mail address').fill(`officer@${slug}.example`)
    await form.getByLabel('First password', { exact: false }).first().fill(password)
    await choose(form, 'Role', 'Case officer')
    await press(form, 'Add a role')
    await press(form, 'Add a person')
    await it.getByText('Odile Officer was added.').waitFor()
    await it.getByRole('cell', { name: 'Odile Officer', exact: true }).waitFor()
    await picture(it, 'people')
  })

  await step('walk: the agent of the applicant writes the request, part by part; it keeps itself', async () => {
    const it = await at('xaa', '/cases/new')
    id = /cases\/([0-9a-f-]{36})\/edit/.exec(it.url())?.[1]
    check(id, `the request has no address: ${it.url()}`)
    await choose(it, 'Respondent', 'Belmora')
    await field(it, 'Title of the measure').fill('Licensing of AI accelerators')
    await field(it, 'What the measure does').fill('A licence is needed for every sale of an AI accelerator.')
    await choose(it, 'Kind of measure', 'Export control')
    await choose(it, 'Technology concerned', 'Class 2')
    await field(it, 'Announced on').fill('2025-10-01')
    await field(it, 'In force since').fill('2025-11-01')
    await it.getByText('Still needed:').waitFor()
    await press(it, 'Go on')
    await choose(it, 'Clause invoked', 'GATT 1994, Article XXI')
    await it.getByRole('radio', { name: /emergency/i }).check()
    await lookedAt(it)
    await picture(it, 'request-clause')
    await press(it, 'Go on')
    await field(it, 'Component of the measure').fill('The licensing duty')
    await field(it, 'Obligation said to be breached').fill('GATT XI:1')
    await press(it, 'Go on')
    await field(it, 'Summary for the public').fill('Arvenia asks for a review.')
    await field(it, 'Facts').fill('Since November no licence was given.')
    await field(it, 'Remedy sought').fill('Withdrawal of the licensing duty.')
    await press(it, 'Go on')
    await it.getByRole('radio', { name: /Special agreement/ }).check()
    await it.getByText('Draft saved at').waitFor()
    await press(it, 'Go on')
  })

  await step('walk: a PDF is sent with a receipt, and the request is filed', async () => {
    const it = screens.get('xaa')
    await enclose(it, 'Notice of the measure')
    await act(it, 'File the request')
    await it.waitForURL((url) => url.pathname.endsWith(`/cases/${id}`))
    await it.getByText('Filed').first().waitFor()
    await comesTo('filed')
  })

  await step('walk: the registrar names a defect', async () => {
    await findsInWork('registrar', 'register')
    const it = await onCase('registrar', '/intake')
    await it.getByRole('link', { name: 'Notice of the measure' }).waitFor()
    const part = it.getByRole('listitem').filter({ hasText: /^Facts/ }).filter({ has: it.getByRole('checkbox') })
    await part.getByRole('checkbox').check()
    await part.getByRole('textbox').fill('Say on which day each licence was refused.')
    await act(it, 'Notify the defects')
    await comesTo('deficient')
    await picture(it, 'intake')
  })

  await step('walk: the applicant reads the defect at its field, and cures it', async () => {
    await findsInWork('xaa', 'cure')
    const it = await onCase('xaa', '/edit?step=facts')
    await it.getByText('Say on which day each licence was refused.').first().waitFor()
    await field(it, 'Facts').fill('The licences were refused on 3 and 17 November 2025.')
    await press(it, 'Go on')
    await press(it, 'Go on')
    await press(it, 'File the cure')
    await comesTo('filed')
  })

  await step('walk: the registrar registers the case', async () => {
    const it = await onCase('registrar', '/intake')
    await act(it, 'Register the case')
    await comesTo('registered')
    check((await theCase()).number, 'a registered case has no number')
  })

  await step('walk: the applicant opens consultations, by keyboard alone', async () => {
    await findsInWork('xaa', 'open_consultations')
    const it = await onCase('xaa')
    await tabTo(it, 'the act', () => document.activeElement?.textContent === 'Open consultations')
    await it.keyboard.press('Enter')
    await it.getByText(/Open consultations: done\. Docket entry \d+/).waitFor()
    await comesTo('in_consultations')
  })

  await step('walk: a panel cannot be requested before the consultations have run', async () => {
    const it = await onCase('xaa', '/filings')
    check((await it.getByRole('button', { name: 'Request a panel' }).count()) === 0, 'it is offered too early')
  })

  await step('walk: after them the applicant requests a panel', async () => {
    await days(70)
    const it = await onCase('xaa', '/filings')
    await act(it, 'Request a panel', (asked) => field(asked, 'Why a panel is requested').fill('Consultations came to nothing.'))
    await comesTo('panel_requested')
  })

  await step('walk: the President proposes the composition, both parties comment, the size is fixed', async () => {
    await findsInWork('president', 'propose_composition')
    let it = await onCase('president', '/panel')
    await act(it, 'Send the composition note', async (asked) => {
      await asked.getByRole('radio', { name: /Three members/ }).check()
      await field(asked, 'Composition note').fill('One claim of ordinary weight: three seats.')
    })
    for (const who of ['xaa', 'xbb']) {
      it = await onCase(who, '/panel')
      await act(it, 'Comment on the composition', async (asked) => {
        await field(asked, 'Your comment').fill(`${who} agrees.`)
        // Belmora is no developing State, so its wish is heard and does not bind.
        if (who === 'xbb') await asked.getByRole('checkbox', { name: 'Ask for a member from a developing State' }).check()
        await lookedAt(it)
      })
      await it.getByRole('status').getByText(/Comment on the composition: done/).waitFor()
      check(await it.evaluate(() => document.activeElement?.closest('[role=status]') !== null), 'what was done does not have the focus')
    }
    it = await onCase('president', '/panel')
    await act(it, 'Fix the size', async (asked) => {
      await asked.getByText('xaa agrees.').waitFor()
      await asked.getByText('Asks for a member from a developing State').waitFor()
      await asked.getByRole('radio', { name: /Five members/ }).check()
      await press(asked, 'Fix the size')
      await asked.getByRole('alert').getByText('Say why the panel is not composed as the note proposed.').waitFor()
      await lookedAt(it)
      await asked.getByRole('radio', { name: /Three members.*as the note proposes/ }).check()
    })
    await it.getByText('Seat 3').first().waitFor()
    await comesTo('composing')
  })

  async function nominate(seat, name) {
    const it = await onCase('registrar', '/panel')
    await press(it, 'Nominate for the seat')
    const asked = it.getByRole('region', { name: 'Nominate for the seat' })
    await asked.getByRole('radio', { name: new RegExp(`^Seat ${seat}`) }).check()
    await choose(asked, 'Candidate', name)
    await asked.getByRole('button', { name: 'Nominate for the seat' }).click()
    return it
  }

  await step('walk: a national of a party stands against the composition, with the rule, until she declines', async () => {
    let it = await nominate(1, 'Nadia National')
    await it.getByText('The panel cannot be constituted until each of these is cured.').waitFor()
    await it.getByText('G-NAT', { exact: true }).first().waitFor()
    check((await it.getByRole('button', { name: 'Constitute the panel' }).count()) === 0, 'it may be constituted all the same')
    await picture(it, 'panel-faults')
    it = await onCase('national', '/panel')
    await act(it, 'Decline the seat', (asked) => field(asked, 'Reasons').fill('I am a national of Arvenia.'))
    await it.getByText(/Decline the seat: done/).waitFor()
  })

  await step('walk: three members are named, disclose and accept; the panel is constituted', async () => {
    for (const [seat, who] of [[1, 'legal'], [2, 'security'], [3, 'technology']]) {
      const office = await nominate(seat, people[who][0])
      await office.getByText(/Nominate for the seat: done/).waitFor()
      await findsInWork(who, 'accept_seat')
      const it = await onCase(who, '/panel')
      await act(it, 'Accept the seat', async (asked) => {
        await asked.getByRole('radio', { name: /Nothing to disclose/ }).check()
        await field(asked, 'Statement').fill('Nothing to disclose.')
      })
      await it.getByText(/Accept the seat: done/).waitFor()
    }
    const it = await onCase('registrar', '/panel')
    await act(it, 'Constitute the panel')
    await it.getByText(/Constitute the panel: done/).waitFor()
    await comesTo('constituted')
    await picture(it, 'panel')
  })

  await step('walk: the presiding member makes the procedural order', async () => {
    await findsInWork('legal', 'procedural_order')
    const it = await onCase('legal')
    await act(it, 'Make the order', async (asked) => {
      await asked.getByRole('radio', { name: /^P4/ }).check()
      await asked.getByRole('radio', { name: /Held/ }).check()
    })
    await comesTo('written_phase')
  })

  await step('walk: each side files an exhibit, which gets its label', async () => {
    for (const [who, label] of [['xaa', 'XAA-1'], ['xbb', 'XBB-1']]) {
      const it = await onCase(who, '/filings')
      await act(it, 'File the exhibit', async (asked) => {
        await field(asked, 'Title of the exhibit').fill(`Licence statistics of ${who.toUpperCase()}`)
        await enclose(asked, `Statistics ${who}`)
      })
      await it.getByText(label).first().waitFor()
    }
  })

  await step('walk: first submissions, reply and rejoinder are filed with their documents', async () => {
    for (const [who, name] of [['xaa', 'First submission of the applicant'], ['xbb', 'First submission of the respondent'], ['xaa', 'Reply'], ['xbb', 'Rejoinder']]) {
      await findsInWork(who, 'file_submission')
      const it = await onCase(who, '/filings')
      await act(it, 'File the submission', async (asked) => {
        await field(asked, 'Statement').fill(`${name}: as set out in the document.`)
        await enclose(asked, `${name} text`)
      })
      await it.getByRole('heading', { name, exact: true }).waitFor()
    }
    await picture(screens.get('xbb'), 'filings')
  })

  await step('walk: both parties do without a hearing, and the record is closed', async () => {
    for (const who of ['xaa', 'xbb']) {
      const it = await onCase(who)
      await press(it, 'Agree to no hearing')
      await it.getByText(/Agree to no hearing: done/).waitFor()
    }
    const it = await onCase('legal')
    await act(it, 'Waive the hearing')
    await comesTo('closed_for_decision')
  })

  await step('walk: the presiding member opens deliberation', async () => {
    const it = await onCase('legal')
    await press(it, 'Open deliberation')
    await comesTo('deliberation', 'legal')
    await it.getByText('The panel works on a page of its own:').waitFor()
    await picture(it, 'case')
  })

  async function review(who) {
    const view = await call(who, 'GET', `/cases/${id}/review`)
    const claim = view.claims[0]
    const open = claim.steps.find((one) => one.status === 'scoring' || one.status === 'revealed')
    return open && { ...open, path: `/cases/${id}/review/${claim.id}/${open.step}` }
  }

  async function scoreByHand(name, answer) {
    const it = await onCase('legal', '/review')
    const { rows } = await review('legal')
    for (const [index, row] of rows.entries()) {
      const sheet = it.getByRole('form', { name: row.name, exact: true })
      await sheet.getByRole('radio', { name: new RegExp(`^${answer}`) }).first().check()
      await field(sheet, 'Reasons').fill(because)
      await sheet.getByRole('checkbox', { name: /XAA-1/ }).check()
      await sheet.getByRole('radio', { name: 'High' }).check()
      if (index === 0) {
        await lookedAt(it)
        await picture(it, `sheet-${name}`)
      }
      if (index + 1 < rows.length) await press(it, 'Next row')
    }
    await it.getByText(`${rows.length} of ${rows.length} rows answered`).first().waitFor()
    await act(it, 'Seal the answers')
    return it
  }

  async function scoreByApi(who, answer) {
    const { path, rows } = await review(who)
    const given = { answer, confidence: 'M', reasons: because, exhibits: ['XAA-1'] }
    await call(who, 'POST', `${path}/score`, { answers: Object.fromEntries(rows.map((row) => [row.key, given])) })
  }

  /** What an element came to, where the step as a whole is met or not. */
  const outcome = (element, met) => element.outcomes.find((one) => one === (met ? 'met' : 'not_met')) ?? element.outcomes[0]

  async function voteByHand(met) {
    const it = await onCase('legal', '/review')
    const { motions } = await review('legal')
    for (const motion of motions) {
      // T1b asks whether the invocation is a pretext: what speaks for the measure is no.
      const yes = met && motion.key !== 'T1b'
      const form = it.getByRole('form', { name: motion.text, exact: true })
      await form.getByRole('radio', { name: yes ? 'Yes' : 'No', exact: true }).check()
      for (const element of motion.elements) {
        await field(form, `Outcome of the element: ${element.label}`).selectOption(outcome(element, met))
      }
      await field(form, 'Reasons').fill('As the scores say, for the reasons given in my sheet.')
      await form.getByRole('button', { name: 'Cast the vote' }).click()
      await form.waitFor({ state: 'detached' })
      await it.waitForFunction(() => document.activeElement?.matches('main h4, main input, main textarea'), undefined, { timeout: 3000 })
    }
    return it
  }

  async function voteByApi(who, met) {
    const { path, motions } = await review(who)
    for (const motion of motions) {
      const yes = met && motion.key !== 'T1b'
      const elements = Object.fromEntries(motion.elements.map((one) => [one.id, outcome(one, met)]))
      const { version } = await review(who)
      await call(who, 'POST', `${path}/vote`, { motion: motion.key, vote: yes ? 'yes' : 'no', reasons: 'As scored.', elements }, version)
    }
  }

  for (const [name, title, answer, met] of [['threshold', 'Threshold', '4', true], ['good_faith', 'Tier 1: good faith', '4', true], ['necessity', 'Tier 2: necessity and less restrictive alternatives', '1', false]]) {
    await step(`walk: ${title.toLowerCase()} is scored alone, and sealed until all sheets are in`, async () => {
      await findsInWork('legal', 'score')
      check((await review('legal'))?.step === name, `${name} is not open`)
      const it = await scoreByHand(name, answer)
      await it.getByText('1 of 3 score sheets are in').waitFor()
      check((await it.getByRole('heading', { name: 'What the scores indicate' }).count()) === (name === 'threshold' ? 0 : name === 'good_faith' ? 1 : 2), 'figures of the open step are shown too early')
      await scoreByApi('security', answer)
      check(!(await review('security')).figures, 'the second member sees figures before the third has handed in')
      await scoreByApi('technology', answer)
    })
    await step(`walk: the scores of ${title.toLowerCase()} are revealed to the panel, which votes by name`, async () => {
      const it = await onCase('legal', '/review')
      const section = it.locator('section').filter({ has: it.getByRole('heading', { name: title, exact: true }) }).first()
      await section.getByRole('heading', { name: 'What the scores indicate' }).waitFor()
      await section.getByText(/Indicates/).first().waitFor()
      await lookedAt(it)
      await picture(it, `reveal-${name}`)
      await voteByHand(met)
      await it.getByText(/You voted/).first().waitFor()
      await voteByApi('security', met)
      await voteByApi('technology', met)
      await it.reload()
      await section.getByText('Finding:').waitFor()
      await section.getByText(met ? 'Met' : 'Not met', { exact: true }).first().waitFor()
    })
  }

  await step('walk: the claim stops there, and the scoring is completed', async () => {
    const it = await onCase('legal', '/review')
    await it.getByText('The claim stopped at an earlier step').first().waitFor()
    await press(it, 'Complete the scoring')
    await comesTo('drafting', 'legal')
  })

  await step('walk: the panel writes the ruling, with a remedy', async () => {
    const it = await onCase('legal', '/ruling')
    await it.getByText('Still missing').waitFor()
    for (const box of await it.getByRole('textbox').all()) {
      if ((await box.inputValue()) === '') await box.fill('The measure is more restrictive than it had to be.\n\nThe record shows it.')
    }
    await it.getByRole('button', { name: /^Add a remedy/ }).first().click()
    await field(it, 'What the respondent has to do').fill('withdraw the licensing duty')
    await it.getByText('Saved at').waitFor()
    await it.getByText('Everything that a ruling must contain is there.').waitFor()
    await lookedAt(it)
    await picture(it, 'ruling-editor')
    await act(it, 'Go on to the final vote', (asked) => asked.getByRole('checkbox').check())
    await comesTo('final_vote', 'legal')
  })

  await step('walk: all three members confirm the findings in the final roll call', async () => {
    for (const who of ['legal', 'security', 'technology']) {
      await findsInWork(who, 'vote')
      const it = await onCase(who, '/ruling')
      await press(it, 'Vote on the ruling')
      await it.getByText('Every vote is as before.').waitFor()
      if (who === 'legal') await lookedAt(it)
      await press(it, 'Cast these votes')
      await until(async () => !(await waitsFor(who)).includes('vote'), `the vote of ${who} is not in`)
    }
  })

  await step('walk: the presiding member signs, the registrar issues', async () => {
    let it = await onCase('legal', '/ruling')
    await act(it, 'Sign the ruling')
    await until(async () => (await waitsFor('registrar')).includes('issue'), 'the ruling does not wait for the registrar')
    it = await onCase('registrar', '/ruling')
    await act(it, 'Issue the ruling')
    await comesTo('issued')
    it = await onCase('xbb', '/ruling')
    await it.getByText('The measure is more restrictive than it had to be.').first().waitFor()
  })

  await step('walk: nobody has anything to redact, and the ruling is published', async () => {
    let it = await onCase('registrar', '/ruling')
    await press(it, 'Open redaction')
    await comesTo('redaction')
    for (const who of ['xaa', 'xbb']) {
      it = await onCase(who, '/ruling')
      await act(it, 'State: nothing to redact')
      await until(async () => !(await waitsFor(who)).includes('nothing_to_redact'), `${who} is still asked`)
    }
    it = await onCase('registrar', '/ruling')
    await act(it, 'Publish the ruling')
    await comesTo('compliance_period')
  })

  await step('walk: anyone reads the published ruling without scripts, and finds it from the list', async () => {
    const { citation, slug: address } = await call('registrar', 'GET', `/cases/${id}/ruling`)
    const it = await page({ javaScriptEnabled: false })
    await it.goto(`${base}/${slug}/rulings`)
    await it.locator(`a[href$="/rulings/${address}"]`).first().click()
    await it.getByText(citation).first().waitFor()
    await it.getByText('more restrictive than it had to be').first().waitFor()
    await it.getByText('Not justified').first().waitFor()
    await picture(it, 'ruling-published')
    await it.setViewportSize({ width: 390, height: 800 })
    check((await it.evaluate(() => document.documentElement.scrollWidth)) <= 390, 'the public page scrolls sideways')
    await picture(it, 'ruling-published-phone')
    await it.context().close()
    const inside = await at('xbb', '/rulings')
    await inside.getByRole('cell', { name: citation }).waitFor()
    await picture(inside, 'rulings')
  })

  await step('walk: the applicant accepts compliance, and the case is closed', async () => {
    await days(5)
    const it = await onCase('xaa')
    await act(it, 'Accept compliance', () => lookedAt(it))
    await comesTo('closed')
    await it.reload()
    await it.getByText('Nothing is asked of you in this case now.').waitFor()
  })

  let report
  const statusOf = async () => (await call('officer', 'GET', `/reports/${report}`)).status
  const onReport = (who) => at(who, `/linkage/${report}`)
  const reportIs = (wanted) => until(async () => (await statusOf()) === wanted, `the report is not ${wanted}`)

  await step('walk: a case officer draws up the report on the respondent, and hands it in', async () => {
    await call('administrator', 'POST', '/clock', { to: '2026-07-06T15:00:00Z' })
    const it = await at('officer', '/linkage')
    await choose(it, 'State', 'Belmora')
    await choose(it, 'Half-year', '2026-S1')
    await press(it, 'Draw up the draft')
    await it.waitForURL(/\/linkage\/[0-9a-f-]{36}$/)
    report = it.url().split('/').pop()
    await it.getByRole('heading', { level: 1 }).getByText('Belmora').waitFor()
    await press(it, 'Submit the draft')
    await reportIs('in_check')
  })

  await step('walk: the registrar passes it, and the state replies', async () => {
    let it = await onReport('registrar')
    await press(it, 'Pass the check')
    await reportIs('with_state')
    await findsInWork('xbb', 'reply')
    it = await onReport('xbb')
    await press(it, 'File the reply')
    await it.getByLabel('Reply of the state').locator('visible=true').last().fill('Belmora has withdrawn the licensing duty.')
    await press(it, 'Send the reply')
    await until(async () => (await call('officer', 'GET', `/reports/${report}`)).reply, 'there is no reply')
  })

  await step('walk: the report becomes final and is transmitted', async () => {
    check((await waitsFor('president')).includes('finalise'), 'it does not wait for the President')
    const it = await onReport('president')
    await it.getByText('Belmora has withdrawn the licensing duty.').first().waitFor()
    await act(it, 'Finalise the report')
    await reportIs('final')
    await picture(it, 'report')
    await act(await onReport('registrar'), 'Transmit the report')
    await reportIs('transmitted')
  })

  await step('walk: both institutions acknowledge it', async () => {
    for (const who of ['imf', 'wb']) {
      await findsInWork(who, 'acknowledge')
      await press(await onReport(who), 'Acknowledge receipt')
      await until(async () => !(await waitsFor(who)).includes('acknowledge'), `${who} is still asked`)
    }
    await reportIs('acknowledged')
  })

  await step('walk: nothing waits for anyone any more', async () => {
    for (const who of Object.keys(people)) {
      const seen = await waitsFor(who)
      check(seen.length === 0, `${who} is still asked for ${seen}`)
    }
  })

  /** A device of its own, with a session that is already there. */
  async function device(who, options, language) {
    const storage = await screens.get(who).context().storageState()
    const it = await page({ ...options, storageState: storage })
    if (language) await it.addInitScript((chosen) => localStorage.setItem('proviso.language', chosen), language)
    return it
  }

  const looked = [['work', ''], ['case', () => `/cases/${id}`], ['filings', () => `/cases/${id}/filings`], ['panel', () => `/cases/${id}/panel`], ['ruling', () => `/cases/${id}/ruling`], ['report', () => `/linkage/${report}`]]
  for (const [name, options, language] of [
    ['a phone', { viewport: { width: 390, height: 800 } }],
    ['a phone in the dark', { viewport: { width: 360, height: 740 }, colorScheme: 'dark' }],
    ['a desk in the dark', { colorScheme: 'dark' }],
    ['a desk in Arabic', {}, 'ar'],
    ['a phone in Arabic', { viewport: { width: 390, height: 800 } }, 'ar'],
    ['a phone in Russian', { viewport: { width: 360, height: 740 } }, 'ru'],
    ['a phone in Chinese', { viewport: { width: 360, height: 740 } }, 'zh'],
  ]) {
    await step(`walk: on ${name} nothing scrolls sideways`, async () => {
      const it = await device('xbb', options, language)
      for (const [what, path] of looked) {
        await it.goto(desk(typeof path === 'function' ? path() : path))
        await it.getByRole('heading', { level: 1 }).first().waitFor()
        check((await it.locator('html').getAttribute('dir')) === (language === 'ar' ? 'rtl' : 'ltr'), 'it does not read in the direction of its language')
        await noSidewaysScroll(it)
        await picture(it, `${what} on ${name}`.replaceAll(' ', '-'))
      }
      await it.context().close()
    })
  }

  await step('walk: the keyboard alone signs in, opens the docket, writes a request and signs out', async () => {
    const it = await page()
    await it.goto(desk('/sign-in'))
    await it.getByLabel('E-mail address').waitFor()
    await tabTo(it, 'the address', () => document.activeElement?.getAttribute('type') === 'email')
    await it.keyboard.type(`xaa@${slug}.example`)
    await tabTo(it, 'the password', () => document.activeElement?.getAttribute('type') === 'password')
    await it.keyboard.type(password)
    await it.keyboard.press('Enter')
    await it.waitForURL((url) => !url.pathname.endsWith('/sign-in'))
    await it.getByRole('heading', { name: 'My work' }).waitFor()
    await it.keyboard.press('g')
    await it.keyboard.press('d')
    await it.getByRole('heading', { name: 'Docket', level: 1 }).waitFor()
    await tabTo(it, 'a new request', () => document.activeElement?.textContent === 'New request for review')
    await it.keyboard.press('Enter')
    await it.getByRole('heading', { name: 'Request for review', level: 1 }).waitFor()
    await tabTo(it, 'the title of the measure', () => document.activeElement?.closest('div')?.parentElement?.textContent?.startsWith('Title of the measure') ?? false)
    await it.keyboard.type('A second measure')
    check(await it.getByText('Still needed:').isVisible(), 'what was typed is not noticed')
    await tabTo(it, 'my menu', () => document.activeElement?.tagName === 'SUMMARY' && document.activeElement.textContent.startsWith('Me'))
    await it.keyboard.press('Enter')
    await tabTo(it, 'the way out', () => document.activeElement?.textContent === 'Sign out')
    await it.keyboard.press('Enter')
    await it.waitForURL((url) => url.pathname.endsWith('/sign-in'))
    await it.goto(desk('/cases'))
    await it.waitForURL((url) => url.pathname.endsWith('/sign-in'))
    await picture(it, 'sign-in')
    await it.context().close()
  })

  for (const it of screens.values()) await it.context().close()
}
