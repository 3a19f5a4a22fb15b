// Every screen of the desk, for everyone who has one, as those meet it who hear it, type it, enlarge
// it or read it in Arabic: with its forms opened and with a refusal shown. Nothing is changed by it:
// what the screens would send is answered here, with a refusal of every field.
import { axeFindings, charts, enlarged, escape, keyboard, listening, naming, reflow, refusal, targets, tongues } from './checks.mjs'

const password = 'proviso-demonstration'

// $name stands for the case or report that waits for this act, or else for one that has come so far.
const screens = {
  registrar: [
    '', '/cases', '/cases?state=filed', '/cases?state=issued', '/rulings', '/linkage', '/people', '/nowhere', '/cases/$register/intake', '/cases/$composing/panel', '/cases/$closed',
    '/cases/$closed/filings', '/cases/$closed/panel', '/cases/$closed/claims', '/cases/$closed/ruling', '/cases/$closed/translations', '/cases/$publish/ruling', '/cases/$interim_review/interim', '/cases/$closed/access',
  ],
  president: ['', '/cases', '/cases/$propose_composition', '/cases/$propose_composition/panel', '/cases/$closed/ruling', '/cases/$redaction', '/rulings', '/linkage', '/linkage/$closed_by_cure', '/people'],
  officer: ['', '/cases', '/linkage', '/linkage/$submit', '/linkage/$closed_by_cure', '/people'],
  'agent.xaa': ['', '/cases', '/cases/new', '/cases/$file_submission', '/cases/$file_submission/filings', '/cases/$file_submission/panel', '/cases/$interim_review/interim', '/rulings', '/linkage', '/people'],
  'agent.xbb': ['', '/cases/$closed/ruling', '/cases/$file_submission/filings'],
  'agent.xcc': ['', '/cases/$comment_on_draft/interim', '/cases/$cure', ...['measure', 'clause', 'claims', 'facts', 'consent', 'file'].map((part) => `/cases/$cure/edit?step=${part}`)],
  legal: ['', '/cases', '/cases/$skip_interim_review', '/cases/$skip_interim_review/review', '/cases/$skip_interim_review/ruling', '/cases/$interim_review/ruling', '/cases/$interim_review/interim', '/cases/$rule_on_redactions/ruling', '/rulings', '/linkage', '/people'],
  security: ['', '/cases/$score', '/cases/$score/review'],
  technology: ['', '/cases/$score/review'],
  'legal.2': ['', '/cases/$procedural_order', '/cases/$vote_step/review'],
  'security.2': ['', '/cases/$accept_seat/panel', '/cases/$vote_step/review'],
  'technology.2': ['', '/cases/$vote_step/review'],
  'liaison.imf': ['', '/cases', '/rulings', '/linkage', '/linkage/$acknowledge', '/people'],
  'liaison.wb': ['', '/linkage'],
  auditor: ['', '/record', '/record?kind=denied', '/people'],
  administrator: ['', '/cases', '/rulings', '/linkage', '/people', '/sessions'],
}

/** Says what is wrong for all of these at once, each with its address. */
class Found {
  wrong = []
  add(where, found) {
    for (const one of found) this.wrong.push(`${where}: ${one}`)
  }
  told() {
    const different = [...new Set(this.wrong)]
    return `${different.length} findings\n${different.slice(0, 60).join('\n')}`
  }
}

/** Puts something at the end of the page that a check has to find. */
const put = (it, html, style) =>
  it.evaluate(
    ({ html, style }) => {
      document.querySelector('main').insertAdjacentHTML('beforeend', html)
      // Styles in the markup are against the policy of the page.
      for (const node of document.querySelectorAll('main > :last-child, main > :last-child [data-spoilt]')) node.style.cssText = style ?? ''
    },
    { html, style },
  )

/** What is done to a page so that a check has something to find, which it must not find before. */
const spoilt = [
  ['axe', axeFindings, (it) => put(it, '<p><img src="/assets/mark.svg"><button></button></p>')],
  ['a page without a name', naming, (it) => it.evaluate(() => { document.title = 'Proviso' })],
  ['a second heading', naming, (it) => put(it, '<h1>Another</h1>')],
  ['focus that is not seen', keyboard, (it) => it.evaluate(() => { for (const link of document.querySelectorAll('main a')) link.style.outline = 'none' })],
  ['a control that Tab does not reach', keyboard, async (it) => { await put(it, '<button>Never</button>'); await it.evaluate(() => { document.querySelector('main').lastChild.onfocus = ({ target }) => target.blur() }) }],
  ['a trap', keyboard, (it) => it.evaluate(() => document.querySelector('main a').addEventListener('keydown', (event) => event.key === 'Tab' && event.preventDefault()))],
  ['an order that is not the seen one', keyboard, (it) => put(it, '<p><button>first</button><button>second</button></p>', 'display: flex; flex-direction: column-reverse')],
  ['a small target', targets, (it) => put(it, '<p><button data-spoilt>a</button><button data-spoilt>b</button></p>', 'display: inline-flex; flex: none; padding: 0; border: 0; inline-size: 12px; block-size: 12px')],
  ['what is too wide', reflow, (it) => put(it, '<p>wide</p>', 'inline-size: 400px')],
  ['what is cut off', enlarged, (it) => put(it, '<p>tall</p>', 'block-size: 24px; overflow: hidden')],
  ['a chart without a table', charts, (it) => put(it, '<figure><figcaption>Bars</figcaption></figure>')],
  ['silence', listening, (it) => put(it, '<menu><li><button>Act</button></li></menu>')],
  ['a language that is not said', tongues, async (it) => { await it.evaluate(() => { document.documentElement.lang = 'ar' }); await put(it, '<p>This is said in English only.</p>') }],
  ['a menu that stays', escape, (it) => it.evaluate(() => document.addEventListener('keydown', (event) => { if (event.key === 'Escape') { event.stopImmediatePropagation(); event.preventDefault() } }, true))],
]

const fault = (field) => ({ path: field, why: `Refused for a reason of its own: ${field}.` })

/** Answers every act with a refusal of the fields that are on the screen. */
async function refusing(it) {
  const said = { fields: [], asked: false }
  await it.route(/\/api\//, async (route) => {
    if (route.request().method() === 'GET') return route.fallback()
    said.asked = true
    return route.fulfill({
      status: 422,
      contentType: 'application/problem+json',
      body: JSON.stringify({ code: 'content.invalid', detail: 'This was refused.', remedy: 'Change what is named.', fields: said.fields.map(fault) }),
    })
  })
  return said
}

export async function accessiblePages({ step, check, page, base }) {
  const desk = (path) => `${base}/sim/desk${path}`
  async function listed(it, path) {
    const answer = await it.request.get(`${base}/api/sim${path}`)
    check(answer.ok(), `${path} is answered with ${answer.status()}`)
    return (await answer.json()).items
  }
  const sessions = new Map()

  /** Someone's screen; they sign in once, and their devices share it. */
  async function device(who, { language, ...options }) {
    const it = counted(await page({ reducedMotion: 'reduce', ...options, ...(sessions.has(who) && { storageState: sessions.get(who) }) }))
    if (!sessions.has(who)) {
      const answer = await it.request.post(`${base}/api/sim/session`, { data: { email: `${who}@sim.example`, password }, headers: { origin: base } })
      check(answer.ok(), `${who} cannot sign in: ${answer.status()}`)
      sessions.set(who, await it.context().storageState())
    }
    await it.addInitScript((chosen) => localStorage.setItem('proviso.language', chosen), language)
    return it
  }

  /** How many answers a page still waits for. */
  const owed = new Map()
  function counted(it) {
    owed.set(it, 0)
    const add = (more) => () => owed.set(it, owed.get(it) + more)
    it.on('request', add(1))
    it.on('requestfinished', add(-1))
    it.on('requestfailed', add(-1))
    return it
  }

  async function opened(it, path, anew = false) {
    // The desk goes from screen to screen by itself, which is quicker than loading it each time.
    const before = anew || !it.url().startsWith(desk('')) ? '' : await it.title()
    if (before !== '') await it.evaluate((path) => { history.pushState({}, '', path); dispatchEvent(new PopStateEvent('popstate')) }, desk(path))
    const there = before !== '' && (await it.waitForFunction((title) => document.title !== title, before, { timeout: 2000 }).then(() => true, () => false))
    if (!there) await it.goto(desk(path))
    await it.getByRole('heading', { level: 1 }).first().waitFor()
    for (let quiet = 0; quiet < 2; quiet = owed.get(it) === 0 ? quiet + 1 : 0) await it.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
    await it.waitForFunction(() => ![...document.querySelectorAll('[role=status]')].some((one) => one.textContent.endsWith('…')))
  }

  /** The addresses of someone's screens. */
  async function addresses(it, who) {
    const known = new Map()
    for (const one of await listed(it, '/cases')) known.set(one.state, one.id)
    for (const one of await listed(it, '/reports')) known.set(one.status, one.id)
    for (const one of await listed(it, '/work')) known.set(one.act.split('.')[1], one.case_id ?? one.report_id)
    return screens[who].map((path) => {
      const name = /\$(\w+)/.exec(path)?.[1]
      check(!name || known.has(name), `${who} has nothing that is “${name}”`)
      return path.replace(`$${name}`, known.get(name))
    })
  }

  /** Sends a form without a word in it, and looks at what is said then. */
  async function refused(it, said, form, where, found) {
    const submit = form.locator('[type=submit]').first()
    if ((await submit.count()) === 0 || (await submit.isDisabled())) return
    said.fields = await form.locator('[data-field]:visible').evaluateAll((all) => [...new Set(all.map((one) => one.getAttribute('data-field')))])
    said.asked = false
    await submit.click()
    const told = (timeout) => it.waitForFunction(() => document.activeElement?.closest('[role=alert]'), undefined, { timeout }).catch(() => undefined)
    await told(700)
    if (!said.asked) return
    // It was answered; on a busy machine it takes a while until that is shown.
    await told(5000)
    found.add(where, await refusal(it, said.fields.map(fault)))
    await form.evaluate((node) => { node.dataset.looked = 'now' })
    found.add(where, await axeFindings(it, '[data-looked]'))
    await form.evaluate((node) => { delete node.dataset.looked })
  }

  /** Opens everything that an act unfolds, and has it refused. */
  async function acts(it, said, where, found, refuse) {
    const offers = it.locator('main menu button')
    for (let index = 0; index < (await offers.count()); index += 1) {
      const offer = offers.nth(index)
      const verb = (await offer.innerText()).trim()
      const address = it.url()
      said.fields = []
      said.asked = false
      await offer.click()
      const asked = it.locator('main section[data-asked]')
      await Promise.race([asked.waitFor({ timeout: 1000 }), it.waitForURL((url) => url.href !== address, { timeout: 1000 }), it.locator('[role=alert]:focus').waitFor({ timeout: 1000 })]).catch(() => undefined)
      if (it.url() !== address) {
        await it.goto(address)
        await offers.first().waitFor()
        continue
      }
      if ((await asked.count()) === 0) {
        if (said.asked) found.add(`${where}, ${verb}`, await refusal(it, []))
        continue
      }
      found.add(`${where}, ${verb}`, await axeFindings(it, 'main section[data-asked]'))
      if (refuse) {
        if ((await asked.locator('form').count()) > 0) await refused(it, said, asked.locator('form').first(), `${where}, ${verb}`, found)
        await asked.locator('button').last().click()
        if (!(await offer.evaluate((node) => node === document.activeElement))) found.add(`${where}, ${verb}`, ['folding the act does not give the focus back'])
      } else await asked.locator('button').last().click()
    }
  }

  /** All that is folded away is opened: reasons, revisions, figures behind a chart. */
  const unfold = (it) => it.locator('main details').evaluateAll((all) => { for (const one of all) one.open = true })

  await step('access: each check finds what is wrong on a page that is wrong', async () => {
    const it = await device('registrar', { language: 'en' })
    for (const [what, look, spoil] of spoilt) {
      await opened(it, '/rulings', true)
      check((await look(it)).length === 0, `${what}: found before anything was spoilt: ${await look(it)}`)
      await opened(it, '/rulings', true)
      await spoil(it)
      check((await look(it)).length > 0, `${what} is not found`)
    }
    await it.evaluate(() => document.querySelector('main').insertAdjacentHTML('beforeend', '<form><input data-field="a"></form>'))
    check((await refusal(it, [fault('a')])).length === 4, 'a refusal that is not said is not found')
    await it.context().close()
  })

  async function look(who, name, options, each) {
    await step(`access: ${who}, ${name}`, async () => {
      const found = new Found()
      const it = await device(who, options)
      const said = await refusing(it)
      for (const path of await addresses(it, who)) await each(it, path, said, found)
      check(found.wrong.length === 0, found.told())
      await it.context().close()
    })
  }

  // What takes long is done once for each screen with the same controls, whoever meets it.
  const seen = new Set()
  async function isNew(it, path, name) {
    const controls = await it.evaluate(() => [...document.querySelectorAll('main menu button, main form, main h2, main nav a, main th')].map((one) => one.getAttribute('aria-label') ?? one.innerText).join())
    const shape = [name, path.replace(/[0-9a-f-]{36}/, ''), controls].join()
    return !seen.has(shape) && seen.add(shape)
  }

  async function atTheDesk(it, path, said, found) {
    await opened(it, path)
    found.add(path, await naming(it))
    const first = await isNew(it, path, 'desk')
    if (first) found.add(path, await keyboard(it))
    await unfold(it)
    for (const one of [axeFindings, targets, charts, listening, ...(first ? [enlarged, reflow] : [])]) found.add(path, await one(it))
    if (!first) return
    const forms = it.locator('main form:visible')
    for (let index = 0; index < (await forms.count()); index += 1) await refused(it, said, forms.nth(index), path, found)
    await acts(it, said, path, found, true)
  }

  async function onThePhone(it, path, said, found) {
    await opened(it, path)
    const first = await isNew(it, path, 'phone')
    if (first) found.add(path, await keyboard(it))
    await unfold(it)
    for (const one of [axeFindings, tongues, ...(first ? [targets, reflow] : [])]) found.add(path, await one(it))
    if (first) await acts(it, said, path, found, false)
  }

  const light = { language: 'en', colorScheme: 'light' }
  const dark = { language: 'ar', colorScheme: 'dark', viewport: { width: 390, height: 844 } }
  const waiting = Object.keys(screens)
  // Three at a time: each waits for the server more than it works.
  await Promise.all(Array.from({ length: 3 }, async () => {
    for (let who = waiting.shift(); who; who = waiting.shift()) {
      await look(who, 'at a desk in the light', light, atTheDesk)
      await look(who, 'on a phone in the dark, in Arabic', dark, onThePhone)
    }
  }))

  for (const [name, options] of [['at a desk', light], ['on a phone in Arabic', dark]]) {
    await step(`access: the door, ${name}`, async () => {
      const found = new Found()
      const it = counted(await page({ reducedMotion: 'reduce', ...options }))
      await it.addInitScript((chosen) => localStorage.setItem('proviso.language', chosen), options.language)
      await opened(it, '/sign-in')
      for (const one of [naming, keyboard, axeFindings, targets, enlarged, reflow, tongues]) found.add('/sign-in', await one(it))
      const said = await refusing(it)
      await refused(it, said, it.locator('form'), '/sign-in', found)
      check(said.asked, 'nothing was sent')
      check(found.wrong.length === 0, found.told())
      await it.context().close()
    })
  }

  await step('access: menu and dialog close by Escape, and another page takes the focus and says its name', async () => {
    const it = await device('registrar', light)
    await opened(it, '/rulings')
    const wrong = await escape(it)
    check(wrong.length === 0, wrong.join('\n'))
    await it.getByRole('navigation').getByRole('link', { name: 'Docket' }).focus()
    await it.keyboard.press('Enter')
    await it.getByRole('heading', { name: 'Docket', level: 1 }).waitFor()
    await it.locator('[aria-live=polite]').filter({ hasText: 'Docket' }).waitFor({ state: 'attached' })
    await it.getByRole('table').getByRole('link').first().focus()
    await it.keyboard.press('Enter')
    await it.waitForURL((url) => /cases\/[0-9a-f-]{36}/.test(url.pathname))
    await it.waitForFunction(() => document.activeElement?.closest('main'))
    await it.context().close()
  })

  await step('access: what another has missed says so to the President, in her language', async () => {
    for (const [language, said] of [['en', 'Missed by the registrar; it has come before you as the President.'], ['ar', 'وعُرض الأمر عليكم بصفتكم الرئيس']]) {
      const it = await device('president', { ...light, language })
      await it.route(/\/api\/sim\/work/, async (route) => {
        const answer = await route.fetch()
        const { items } = await answer.json()
        await route.fulfill({ json: { items: [...items, { ...items[0], id: crypto.randomUUID(), owed_by: 'registrar', overdue: true, escalated: true, before_me: true }], next: null } })
      })
      await opened(it, '')
      await it.getByText(said).waitFor()
      const found = [...(await axeFindings(it)), ...(await tongues(it))]
      check(found.length === 0, found.join('\n'))
      await it.context().close()
    }
  })
}

/** For other walks: the screen that is shown now, with what is open on it. */
export async function lookedAt(it, check) {
  const found = [...(await naming(it)), ...(await axeFindings(it)), ...(await targets(it)), ...(await listening(it))]
  check(found.length === 0, found.join('\n'))
}
