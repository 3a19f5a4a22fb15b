// The public pages as anyone meets them: small, without scripts, open to assistive technology, and
// on paper. Findings of axe-core are failures (WCAG 2.2, levels A and AA).
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const axe = readFileSync(createRequire(join(here, '../../frontend/package.json')).resolve('axe-core'), 'utf8')
const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
/** All that a first visit to a ruling may bring over the wire, in bytes. */
const firstLoad = 60_000
/** The address of a page in a language. */
const inLanguage = (path, language) => `${path}${path.includes('?') ? '&' : '?'}lang=${language}`

/** What axe finds on the page that is shown. */
async function findings(it) {
  await it.evaluate(axe)
  const { violations } = await it.evaluate((values) => window.axe.run({ runOnly: { type: 'tag', values } }), levels)
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).slice(0, 3).join(', ')}`)
}

/** Bytes over the wire, as the browser counts them. */
async function weight(it, address) {
  const session = await it.context().newCDPSession(it)
  await session.send('Network.enable')
  let bytes = 0
  session.on('Network.loadingFinished', (event) => { bytes += event.encodedDataLength })
  await it.goto(address, { waitUntil: 'networkidle' })
  return bytes
}

export async function publicPages({ step, check, page, base, letters, noSidewaysScroll }) {
  /** The page about following that the last letter to someone leads to; it is written soon. */
  async function linkTo(reader) {
    for (let tries = 0; tries < 60; tries += 1) {
      for (const name of readdirSync(letters).filter((one) => one.endsWith('.eml'))) {
        const letter = readFileSync(join(letters, name), 'utf8')
        const text = letter.replaceAll('=\r\n', '').replaceAll('=3D', '=')
        const link = letter.includes(`To: ${reader}`) && text.split(/\s/).find((word) => word.startsWith(`${base}/sim/following/`))
        if (link) return link
      }
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
    throw new Error(`no letter to ${reader}`)
  }

  const listed = await (await fetch(`${base}/api/sim/rulings`)).json()
  // The real case is the longest.
  const rulings = listed.items.map((one) => `/sim/rulings/${one.slug}`)
  const registered = await (await fetch(`${base}/api/sim/register`)).json()
  const cases = ['written_phase', 'closed'].map((state) => registered.items.find((one) => one.state === state)).map((one) => `/sim/cases/${one.slug}`)
  const further = ['/sim/cases', '/isecrc/cases', '/sim/cases?state=closed', ...cases, '/sim/statistics', '/isecrc/statistics', '/sim/bulk', '/isecrc/bulk', '/sim/following?outcome=JUSTIFIED', `/sim/following?case=${registered.items[0].slug}`]
  const pages = [...further, '/', '/sim', '/isecrc', '/sim/rulings', '/isecrc/rulings', ...rulings, '/sim/rulings?q=necessary', '/sim/rulings?outcome=JUSTIFIED', '/sim/rulings?q=zebra', '/sim/rulings/2026-none-1', '/nobody']

  // Right to left, and with longer words than English has.
  const translated = ['ar', 'fr'].flatMap((language) => [...further, '/', '/sim', '/sim/rulings', rulings[0], '/sim/rulings?q=necessary', '/sim/rulings/2026-none-1'].map((path) => inLanguage(path, language)))

  await step('axe sees what is wrong on a page that is wrong', async () => {
    const it = await page()
    await it.goto(`${base}/sim`)
    await it.evaluate(() => { 
      const main = document.querySelector('main')
      main.innerHTML = '<img src="/assets/mark.svg"><p>pale</p>'
      main.style.cssText = 'color: #ccc; background: #fff'
    })
    const found = (await findings(it)).join('\n')
    check(found.includes('image-alt') && found.includes('color-contrast'), `it saw only: ${found}`)
    await it.context().close()
  })

  await step('rulings are searched without scripts, narrowed, and followed', async () => {
    const it = await page({ javaScriptEnabled: false })
    await it.goto(`${base}/sim/rulings`)
    await it.getByRole('searchbox', { name: 'Search the rulings' }).fill('accelerators')
    await it.getByRole('button', { name: 'Search' }).click()
    await it.getByText('One ruling.').waitFor()
    check((await it.locator('mark').count()) > 0, 'what was asked for is not marked')
    await it.getByText('Show all').click()
    await it.locator('summary', { hasText: 'Outcome' }).click()
    await it.getByRole('link', { name: 'Justified', exact: true }).click()
    await it.getByText('One ruling.').waitFor()
    await it.getByRole('link', { name: 'Ukraine v. Russian Federation' }).waitFor()
    const feed = await it.getByRole('link', { name: 'Atom' }).getAttribute('href')
    check(feed.endsWith('?outcome=JUSTIFIED'), `the feed is of something else: ${feed}`)
    await it.context().close()
  })

  await step('a case is followed by e-mail without scripts', async () => {
    const it = await page({ javaScriptEnabled: false })
    await it.goto(base + cases[0])
    await it.getByRole('link', { name: 'Be told by e-mail of what happens in this case' }).click()
    await it.getByLabel('Your e-mail address').fill('reader@test.example')
    await it.getByLabel('once a week at most').check()
    await it.getByRole('button', { name: 'Ask to be told' }).click()
    await it.getByText('Look into your mailbox').waitFor()
    await it.goto(await linkTo('reader@test.example'))
    await it.getByRole('button', { name: 'Yes, write to me' }).click()
    await it.getByText('You are told of what becomes public from your confirmation on.').waitFor()
    await it.getByRole('button', { name: 'Stop telling me' }).click()
    await it.getByRole('heading', { name: 'You are no longer told' }).waitFor()
    await it.context().close()
  })

  await step('a figure of the statistics leads to the list that it counts', async () => {
    const it = await page({ javaScriptEnabled: false })
    // Figures are up to a minute old, and the clock may have closed a case since.
    const until = Date.now() + 90_000
    let [count, listed] = [0, -1]
    while (count !== listed && Date.now() < until) {
      await it.goto(`${base}/sim/statistics`)
      const line = it.getByRole('row', { name: /^Closed/ })
      count = Number((await line.getByRole('cell').first().innerText()).trim())
      await line.getByRole('link').click()
      listed = await it.locator('ul.list > li').count()
      if (count !== listed) await it.waitForTimeout(5_000)
    }
    check(count === listed, `the list has ${listed}, not ${count}`)
    for (const caption of ['How long cases stood at each stop, in days', 'What each member has to do', 'Clause · Outcome', 'How far apart the members of a panel answered each criterion']) {
      await it.goto(`${base}/sim/statistics`)
      const table = it.locator('table').filter({ has: it.getByText(caption, { exact: true }) })
      await table.getByRole('link').first().click()
      check((await it.locator('ul.list > li').count()) > 0, `${caption}: its first figure leads to nothing`)
    }
    await it.context().close()
  })

  for (const colorScheme of ['light', 'dark']) {
    for (const width of [390, 1280]) {
      await step(`public pages are open to all: ${colorScheme}, ${width} px`, async () => {
        const it = await page({ colorScheme, viewport: { width, height: 900 } })
        const wrong = []
        for (const path of [...pages, ...translated]) {
          await it.goto(base + path)
          for (const one of await findings(it)) wrong.push(`${path}: ${one}`)
        }
        check(wrong.length === 0, wrong.join('\n'))
        await it.context().close()
      })
    }
  }

  await step('public pages fit 320 px', async () => {
    const it = await page({ viewport: { width: 320, height: 700 } })
    for (const path of [...pages, ...translated]) {
      await it.goto(base + path)
      await noSidewaysScroll(it)
    }
    await it.context().close()
  })

  await step('a reader changes the language without scripts, and it stays', async () => {
    const it = await page({ javaScriptEnabled: false, locale: 'fr-CA' })
    await it.goto(`${base}/sim`)
    await it.getByRole('link', { name: 'Lire les décisions' }).waitFor()
    await it.getByRole('link', { name: 'العربية' }).click()
    check((await it.locator('html').getAttribute('dir')) === 'rtl', 'Arabic is not right to left')
    await it.locator('nav.top').getByRole('link', { name: 'القرارات' }).click()
    await it.getByRole('searchbox').fill('accelerators')
    await it.getByRole('button', { name: 'بحث' }).click()
    await it.getByText('قرار واحد.').waitFor()
    await it.locator('ul.list a').first().click()
    check(it.url().endsWith('?lang=ar'), it.url())
    check((await it.locator('div.text').first().getAttribute('lang')) === 'en', 'the text of the ruling does not say that it is English')
    await it.context().close()
  })

  await step('in Arabic the four steps stand from right to left, and the text of the ruling does not', async () => {
    const it = await page()
    await it.goto(base + inLanguage(rulings[0], 'ar'))
    const lefts = await it.locator('ol.gates').first().locator('li').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().left))
    check(lefts.length === 4 && lefts.every((left, at) => at === 0 || left < lefts[at - 1]), `the steps stand at ${lefts}`)
    const number = await it.locator('.para > a').first().boundingBox()
    const text = await it.locator('.para > p').first().boundingBox()
    check(number.x < text.x, 'the numbers of the paragraphs stand to the right of English text')
    await it.context().close()
  })

  await step('a ruling is read without scripts, and its paragraphs are linked', async () => {
    const it = await page({ javaScriptEnabled: false })
    await it.goto(base + rulings[0])
    await it.getByRole('heading', { level: 1 }).waitFor()
    await it.getByRole('link', { name: 'Paragraph 2', exact: true }).click()
    check(it.url().endsWith('#p2'), it.url())
    await it.getByRole('navigation', { name: 'Contents' }).getByRole('link', { name: 'Votes' }).click()
    check(it.url().endsWith('#votes'), it.url())
    check((await it.getByText('How to cite').count()) > 0, 'it does not say how to cite')
    await it.context().close()
  })

  await step('the first load of a ruling is small in every language', async () => {
    for (const language of ['fr', 'es', 'ru', 'zh', 'ar']) {
      const it = await page()
      const bytes = await weight(it, base + inLanguage(rulings[0], language))
      check(bytes > 20_000 && bytes < firstLoad, `${language}: ${bytes} bytes`)
      await it.context().close()
    }
  })

  await step('the first load of a ruling is small, and its fonts are the project’s', async () => {
    for (const path of rulings) {
      const it = await page()
      const bytes = await weight(it, base + path)
      check(bytes > 20_000 && bytes < firstLoad, `${path}: ${bytes} bytes`)
      const loaded = await it.evaluate(async () => { await document.fonts.ready; return [...document.fonts].filter((font) => font.status === 'loaded').map((font) => `${font.family} ${font.weight}`) })
      for (const font of ['Proviso Serif 400', 'Proviso Serif 600', 'Proviso Sans 400']) check(loaded.some((one) => one.replaceAll('"', '') === font), `${font} is not used: ${loaded}`)
      await it.context().close()
    }
  })
}
