// Reads the pages of a running server with pa11y (HTML_CodeSniffer, WCAG 2 AA), in English and Arabic;
// says `ok NAME` or `FAIL NAME` of each, and of pages that were spoilt on purpose whether it was seen.
// usage: BASE_URL=… BODY=… pa11y.mjs REDACTED WITHDRAWN   (slugs of rulings)
import { createServer } from 'node:http'
import { createRequire } from 'node:module'

const require = createRequire(new URL('../../package.json', import.meta.url))
const pa11y = require('pa11y')
const puppeteer = require('puppeteer')
const { BASE_URL: base, BODY: body } = process.env
const [redacted, withdrawn] = process.argv.slice(2)
const password = 'proviso-demonstration'

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})

/** What the API answers to anyone, or to someone. */
async function api(path, who) {
  const headers = { 'content-type': 'application/json' }
  if (who) {
    const said = JSON.stringify({ email: `${who}@${body}.example`, password })
    const answer = await fetch(`${base}/api/${body}/tokens`, { method: 'POST', headers, body: said })
    headers.authorization = `Bearer ${(await answer.json()).access_token}`
  }
  const answer = await fetch(`${base}/api/${body}${path}`, { headers })
  if (!answer.ok) throw new Error(`${path} is answered with ${answer.status}`)
  return answer.json()
}

/** What pa11y finds on a page: its rule, where, and what stands there. */
async function findings(page, address, actions = []) {
  const { issues } = await pa11y(address, { browser, page, standard: 'WCAG2AA', runners: ['htmlcs'], timeout: 60_000, actions })
  return issues.map(({ code, selector, message, context }) => `${code} at ${selector}: ${message} ${context.slice(0, 200)}`)
}

const say = (name, found) => console.log(found.length === 0 ? `ok ${name}` : `FAIL ${name}\n     ${found.slice(0, 8).join('\n     ')}`)

/** Reads these addresses one after the other in a browser of their own. */
async function read({ who, language, addresses }) {
  const context = await browser.createBrowserContext()
  const page = await context.newPage()
  const by = who ? `, ${who}` : ''
  try {
    await page.evaluateOnNewDocument((chosen) => localStorage.setItem('proviso.language', chosen), language)
    if (who) {
      await page.goto(`${base}/${body}/desk/sign-in`)
      const email = `${who}@${body}.example`
      const status = await page.evaluate(async (path, said) => (await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(said) })).status, `/api/${body}/session`, { email, password })
      if (status >= 300) throw new Error(`${email} cannot sign in: ${status}`)
    }
    for (const path of addresses) {
      const desk = path.includes('/desk')
      const address = desk ? base + path : `${base}${path}${path.includes('?') ? '&' : '?'}lang=${language}`
      // The desk is drawn by its scripts; the act that it proposes first is opened where we say so.
      const drawn = desk ? ['wait for element h1 to be visible'] : []
      if (path.endsWith('#act')) drawn.push('wait for element main menu button to be visible', 'click element main menu button', 'wait for element main section[data-asked] to be visible')
      say(`pa11y: ${path} (${language}${by})`, await findings(page, address, drawn).catch((error) => [error.message]))
    }
  } finally {
    await context.close()
  }
}

/** Serves a page of the server with something wrong in it, without the policy that forbids it. */
async function spoilt(path, spoil) {
  const server = createServer(async (request, response) => {
    const answer = await fetch(base + request.url)
    response.setHeader('content-type', answer.headers.get('content-type') ?? 'text/plain')
    const said = Buffer.from(await answer.arrayBuffer())
    response.end(request.url === path ? spoil(said.toString()) : said)
  })
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready))
  const page = await browser.newPage()
  try {
    return await findings(page, `http://127.0.0.1:${server.address().port}${path}`)
  } finally {
    await page.close()
    server.close()
    server.closeAllConnections()
  }
}

const mistakes = [
  ['pale text', '1_4_3', (html) => html.replace('</head>', '<style>main p { color: #ccc !important }</style></head>')],
  ['a page that does not say its language', '3_1_1', (html) => html.replace(/<html lang="[^"]*"/, '<html')],
  ['a field without a label', '1_3_1', (html) => html.replace('</main>', '<input type="text"></main>')],
  ['a link without words', 'H91', (html) => html.replace('</main>', '<a href="/"></a></main>')],
]

try {
  const { items: rulings } = await api('/rulings')
  const { items: cases } = await api('/register')
  const real = rulings.find((one) => one.caption.includes('Russian Federation')).slug
  const at = (path) => `/${body}${path}`
  const pages = [
    '/', at(''), at('/rulings'), at('/rulings?q=necessary'), at('/rulings?outcome=JUSTIFIED'), at('/rulings?q=zebra'),
    at(`/rulings/${real}`), at(`/rulings/${redacted}`), at(`/rulings/${redacted}/fr`), at(`/rulings/${redacted}/ar?beside=1`), at(`/rulings/${withdrawn}`), at('/rulings/2026-none-1'),
    at('/cases'), at('/cases?state=closed'), ...['written_phase', 'closed'].map((state) => at(`/cases/${cases.find((one) => one.state === state).slug}`)),
    at('/statistics'), at('/bulk'), at('/following?outcome=JUSTIFIED'), at(`/following?case=${cases[0].slug}`), at('/desk/sign-in'),
  ]

  /** Addresses of someone's screens; $name stands for the case or report that waits for this act, or else for one that has come so far. */
  async function desk(who, ...wanted) {
    const known = new Map()
    for (const one of (await api('/cases', who)).items) known.set(one.state, one.id)
    for (const one of (await api('/reports', who)).items) known.set(one.status, one.id)
    for (const one of (await api('/work', who)).items) known.set(one.act.split('.')[1], one.case_id ?? one.report_id)
    const addresses = wanted.map((path) => at(`/desk${path.replace(/\$(\w+)/, (_, name) => {
      if (!known.has(name)) throw new Error(`${who} has nothing that is “${name}”`)
      return known.get(name)
    })}`))
    return { who, addresses }
  }
  const desks = [
    await desk('registrar', '', '/cases', '/cases/$filed/intake', '/cases/$interim_review/interim', '/cases/$closed', '/cases/$closed/ruling', '/cases/$closed/translations', '/people'),
    await desk('president', '', '/cases/$propose_composition/panel#act', '/cases/$closed/ruling', '/linkage/$closed_by_cure', '/people'),
    await desk('officer', '', '/cases', '/linkage', '/linkage/$submit', '/linkage/$closed_by_cure'),
    await desk('agent.xaa', '', '/cases/new', '/cases/$file_submission/filings#act', '/cases/$file_submission/panel'),
    await desk('agent.xbb', '/cases/$closed/ruling'),
    await desk('agent.xcc', '/cases/$deficient/edit?step=facts', '/cases/$interim_review/interim'),
    await desk('legal', '/cases/$drafting/ruling', '/cases/$drafting/review', '/cases/$interim_review/ruling'),
    await desk('security', '/cases/$score', '/cases/$score/review#act'),
    await desk('legal.2', '/cases/$procedural_order#act', '/cases/$vote_step/review'),
    await desk('liaison.imf', '/linkage', '/linkage/$acknowledge'),
  ]
  const work = ['en', 'ar'].flatMap((language) => [
    { language, addresses: pages.slice(0, 12) },
    { language, addresses: pages.slice(12) },
    ...desks.map((one) => ({ ...one, language })),
  ])
  await Promise.all(Array.from({ length: 3 }, async () => {
    for (let one = work.shift(); one; one = work.shift()) await read(one)
  }))

  for (const [name, code, spoil] of mistakes) {
    const found = await spoilt(at('/statistics?lang=en'), spoil)
    say(`pa11y: ${name} is found`, found.some((one) => one.includes(code)) ? [] : ['it found', ...found])
  }
} catch (error) {
  say('pa11y reads all pages', [error.message])
} finally {
  await browser.close()
}
