// What a page must hold for those who do not see it, do not point at it, or enlarge it. Each check
// returns what it found wrong, so that access.mjs can also try each on a page that was spoilt for it.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const axe = readFileSync(createRequire(join(here, '../../frontend/package.json')).resolve('axe-core'), 'utf8')
const levels = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

/** WCAG 2.2, levels A and AA, as far as a program can judge. What is under a bar until one scrolls is
 *  no small target: those are measured by `targets`. */
export async function axeFindings(it, within = 'html') {
  await it.evaluate((source) => { if (!window.axe) (0, eval)(source) }, axe).catch(() => it.evaluate(axe))
  const violations = await it.evaluate(
    async ({ values, within }) => {
      const { violations } = await window.axe.run(within, { runOnly: { type: 'tag', values }, rules: { 'target-size': { enabled: false } }, resultTypes: ['violations'] })
      return violations.map((one) => ({ id: one.id, nodes: one.nodes.map((node) => node.target.join(' ')) }))
    },
    { values: levels, within },
  )
  return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).join(', ')}${nodes.length > 3 ? ` and ${nodes.length - 3} more` : ''}`)
}

/** Puts helpers into the page that several checks share. */
async function helped(it) {
  await it.evaluate(() => {
    if (window.access) return
    const shown = (node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: false }) && node.getClientRects().length > 0
    const name = (node) => {
      const text = (node.getAttribute('aria-label') ?? node.labels?.[0]?.textContent ?? node.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 40)
      return `<${node.tagName.toLowerCase()}> “${text}”`
    }
    /** Everything that Tab stops at, in the order of the page; of a group of radios only one. */
    const stops = () => {
      const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')].filter(
        (node) => shown(node) && node.tabIndex >= 0 && !node.matches(':disabled') && !node.closest('[inert]'),
      )
      return all.filter((node) => {
        if (node.type !== 'radio') return true
        const group = all.filter((other) => other.type === 'radio' && other.name === node.name && other.form === node.form)
        return node === (group.find((other) => other.checked) ?? group[0])
      })
    }
    const look = (node) =>
      [node, node.parentElement, node.closest('label'), node.nextElementSibling]
        .map((one) => {
          if (!one) return ''
          const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor } = getComputedStyle(one)
          return [outlineStyle === 'none' ? '' : outlineStyle + outlineWidth + outlineColor, boxShadow, borderColor].join()
        })
        .join('|')
    window.access = { shown, name, stops, look }
  })
}

/** One visible heading of the first rank, and a title of which a word stands in it. */
export async function naming(it) {
  await helped(it)
  return it.evaluate(() => {
    const wrong = []
    const heads = [...document.querySelectorAll('h1')].filter(window.access.shown)
    if (heads.length !== 1) wrong.push(`${heads.length} headings of the first rank`)
    const [first, ...others] = document.title.split(' · ')
    if (others.length === 0 || !first || /undefined|null/.test(document.title)) wrong.push(`the title is “${document.title}”`)
    const said = (heads[0]?.innerText ?? '').toLowerCase()
    if (!document.title.toLowerCase().split(/[\s·:：]+/).some((word) => word.length > 1 && said.includes(word))) wrong.push(`the title “${document.title}” does not name “${said}”`)
    if (!document.documentElement.lang) wrong.push('the page has no language')
    return wrong
  })
}

/** Tab reaches everything, in the order in which it is seen, shows where it is, and gets out again. */
export async function keyboard(it) {
  await helped(it)
  const count = await it.evaluate(() => {
    const stops = window.access.stops()
    // Focus by script is drawn like that of a pointer; the looks without any focus are what counts.
    document.activeElement?.blur()
    window.access.walk = stops.map((node) => ({ node, before: window.access.look(node), reached: false }))
    const start = document.createElement('span')
    start.tabIndex = -1
    document.body.prepend(start)
    start.focus()
    start.remove()
    window.access.last = null
    return stops.length
  })
  const wrong = []
  for (let press = 0; press < count * 5 + 4; press += 1) {
    await it.keyboard.press('Tab')
    const seen = await it.evaluate(async () => {
      const { walk, look, name, last } = window.access
      const node = document.activeElement
      if (!node || node === document.body) return { out: true }
      if (node.tagName === 'IFRAME') return {}
      const stop = walk.find((one) => one.node === node)
      if (!stop) return { wrong: `${name(node)} takes the focus and was not there before` }
      if (stop === last && walk.length > 1) {
        // A date has three parts, and a button for its calendar, each with the same element in focus.
        stop.again = (stop.again ?? 0) + 1
        return node.type === 'date' && stop.again < 5 ? {} : { out: true, wrong: `${name(node)} keeps the focus` }
      }
      if (stop.reached) return { out: true }
      stop.reached = true
      const wrong = []
      // What is drawn for the focus may need a frame.
      for (let frame = 0; frame < 20 && (look(node) === stop.before || node.getBoundingClientRect().bottom <= 0); frame += 1) await new Promise(requestAnimationFrame)
      if (look(node) === stop.before) wrong.push(`${name(node)} does not show that it has the focus`)
      const box = node.getBoundingClientRect()
      // Something of it is in sight, and not under a bar that stays where it is.
      const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)]
      const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)]
      const points = [0.5, 0.1, 0.9].flatMap((x) => [0.5, 0.1, 0.9].map((y) => [left + (right - left) * x, top + (bottom - top) * y]))
      const own = node.closest('label') ?? node.labels?.[0] ?? node
      const free = points.some(([x, y]) => { const top = document.elementFromPoint(x, y); return top && (node.contains(top) || own.contains(top) || top.contains(node)) })
      if (!free) wrong.push(`${name(node)} has the focus out of sight`)
      const main = document.querySelector('main')
      if (last && main?.contains(node) && main.contains(last.node)) {
        const before = last.node.getBoundingClientRect()
        const rtl = document.documentElement.dir === 'rtl'
        const further = rtl ? box.right <= before.left + 1 : box.left >= before.right - 1
        const back = rtl ? box.left >= before.right - 1 : box.right <= before.left + 1
        const level = Math.min(box.bottom, before.bottom) - Math.max(box.top, before.top) > Math.min(box.height, before.height) / 2
        if ((box.bottom <= before.top + 1 && !further) || (level && back)) wrong.push(`${name(node)} comes after ${name(last.node)}, but stands before it`)
      }
      window.access.last = stop
      return wrong.length > 0 ? { wrong: wrong.join('; ') } : {}
    })
    if (seen.wrong) wrong.push(seen.wrong)
    if (seen.out) break
  }
  const missed = await it.evaluate(() => window.access.walk.filter(({ node, reached }) => !reached && node.isConnected).map(({ node }) => window.access.name(node)))
  return [...wrong, ...missed.map((name) => `Tab never reaches ${name}`)]
}

/** What can be pointed at is 24 by 24 px, stands in a line of text, or has that much room around it (2.5.8). */
export async function targets(it) {
  await helped(it)
  return it.evaluate(() => {
    const { shown, name } = window.access
    const found = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [role=button]')].filter((node) => shown(node) && !node.matches(':disabled') && getComputedStyle(node).clipPath === 'none')
    const boxes = found.map((node) => {
      const boxes = [node, ...(node.labels ?? [])].filter(shown).map((one) => one.getBoundingClientRect())
      const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))]
      return { node, left, top, right: Math.max(...boxes.map((box) => box.right)), bottom: Math.max(...boxes.map((box) => box.bottom)) }
    })
    const small = ({ left, top, right, bottom }) => right - left < 23.9 || bottom - top < 23.9
    const inText = (node) => {
      if (getComputedStyle(node).display !== 'inline') return false
      let block = node.parentElement
      while (block && getComputedStyle(block).display === 'inline') block = block.parentElement
      return (block?.textContent ?? '').trim().length > node.textContent.trim().length
    }
    return boxes.filter(small).flatMap((one) => {
      if (inText(one.node)) return []
      const [x, y] = [(one.left + one.right) / 2, (one.top + one.bottom) / 2]
      const crowded = boxes.some((other) => {
        if (other === one || other.node.contains(one.node) || one.node.contains(other.node)) return false
        const [dx, dy] = small(other)
          ? [Math.abs((other.left + other.right) / 2 - x) - 12, Math.abs((other.top + other.bottom) / 2 - y) - 12]
          : [Math.max(other.left - x, x - other.right, 0), Math.max(other.top - y, y - other.bottom, 0)]
        return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) < 12
      })
      return crowded ? [`${name(one.node)} is ${Math.round(one.right - one.left)} by ${Math.round(one.bottom - one.top)} px`] : []
    })
  })
}

/** No text is cut off, and nothing scrolls sideways, once the page has come to rest. */
async function fits(it) {
  let wrong = await misfits(it)
  for (let tries = 0; tries < 5 && wrong.length > 0; tries += 1) wrong = await misfits(it)
  return wrong
}

async function misfits(it) {
  await helped(it)
  // Text is as wide as it stays once its font is there.
  return it.evaluate(async () => {
    await document.fonts.ready
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
    const wrong = []
    const over = document.documentElement.scrollWidth - document.documentElement.clientWidth
    if (over > 0) {
      const widest = [...document.querySelectorAll('body *')].filter(window.access.shown).find((node) => { const box = node.getBoundingClientRect(); return (box.right > document.documentElement.clientWidth + 1 || box.left < -1) && !/absolute|fixed/.test(getComputedStyle(node).position) && !node.closest('nav') })
      wrong.push(`the page scrolls sideways by ${over} px${widest ? `, at ${window.access.name(widest)}` : ''}`)
    }
    for (const node of document.querySelectorAll('body *')) {
      if (node.clientWidth <= 1 || node instanceof SVGElement || /^(INPUT|SELECT|TEXTAREA|IFRAME)$/.test(node.tagName) || node.closest('svg') || !window.access.shown(node) || !node.textContent.trim()) continue
      const { overflowX, overflowY, clipPath } = getComputedStyle(node)
      if (clipPath !== 'none' || node.closest('.aloud')) continue
      const cut = (/hidden|clip/.test(overflowX) && node.scrollWidth > node.clientWidth + 1) || (/hidden|clip/.test(overflowY) && node.scrollHeight > node.clientHeight + 2)
      if (cut) wrong.push(`${window.access.name(node)} is cut off`)
    }
    return wrong
  })
}

/** At 320 px, which is 1280 px enlarged four times (1.4.10). */
export async function reflow(it) {
  const size = it.viewportSize()
  await it.setViewportSize({ width: 320, height: 640 })
  const wrong = await fits(it)
  await it.setViewportSize(size)
  return wrong.map((one) => `at 320 px ${one}`)
}

/** With letters twice as large (1.4.4). */
export async function enlarged(it) {
  await it.evaluate(() => { document.documentElement.style.fontSize = '200%' })
  const wrong = await fits(it)
  await it.evaluate(() => { document.documentElement.style.fontSize = '' })
  return wrong.map((one) => `at 200 % ${one}`)
}

/** Whoever cannot see a chart reads its table. */
export async function charts(it) {
  return it.evaluate(() => [...document.querySelectorAll('figure')].filter((one) => !one.querySelector('table td')).map((one) => `the chart “${one.querySelector('figcaption')?.textContent ?? ''}” has no table`))
}

/** What happens after an act is said aloud only where a live region was there before it. */
export async function listening(it) {
  return it.evaluate(() => {
    const acts = document.querySelectorAll('main menu button, main form [type=submit]').length
    return acts > 0 && !document.querySelector('main [role=status], main output, main [aria-live]') ? ['nothing on the page would say what was done'] : []
  })
}

/** Sentences in another script than the page's say which language they are in (3.1.2). */
export async function tongues(it) {
  await helped(it)
  return it.evaluate(() => {
    const own = document.documentElement.lang.split('-')[0]
    if (!['ar', 'zh', 'ru'].includes(own)) return []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const wrong = []
    while (walker.nextNode()) {
      const text = walker.currentNode.data.trim()
      const parent = walker.currentNode.parentElement
      if (!/(\b[a-z’'-]+\b[ ,]+){3}[a-z]+/i.test(text) || !window.access.shown(parent) || parent.closest('option, textarea')) continue
      // Names of people, states and treaties are names in any language.
      if (parent.closest('bdi, [translate=no]')) continue
      if (parent.closest('[lang]').lang.split('-')[0] === own) wrong.push(`“${text.slice(0, 60)}” has no language of its own`)
    }
    return wrong
  })
}

/** A refusal has the focus, says each of its reasons, and every refused field is tied to its own. */
export async function refusal(it, refused) {
  await helped(it)
  return it.evaluate((refused) => {
    const wrong = []
    const alert = document.activeElement?.closest('[role=alert]')
    if (!alert) wrong.push('the refusal does not take the focus')
    // Another form on the screen may have a field of the same name.
    const form = alert?.closest('form') ?? document
    for (const { path, why } of refused) {
      if (![...document.querySelectorAll('main *')].some((node) => node.childElementCount === 0 && node.textContent.includes(why) && window.access.shown(node))) wrong.push(`“${why}” is not said`)
      for (const field of [...form.querySelectorAll(`[data-field="${CSS.escape(path)}"]`)].filter(window.access.shown)) {
        const described = (field.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '')
        if (field.getAttribute('aria-invalid') !== 'true') wrong.push(`${window.access.name(field)} is not marked as refused`)
        if (!described.some((text) => text.includes(why))) wrong.push(`${window.access.name(field)} is not tied to why it was refused`)
      }
    }
    return wrong
  }, refused)
}

/** What opens closes by Escape, and gives the focus back. */
export async function escape(it) {
  const wrong = []
  const menu = it.locator('header summary').first()
  if ((await menu.count()) > 0) {
    await menu.focus()
    await it.keyboard.press('Enter')
    await it.keyboard.press('Tab')
    await it.keyboard.press('Escape')
    if (await menu.evaluate((node) => node.parentElement.open)) wrong.push('the menu does not close by Escape')
    else if (!(await menu.evaluate((node) => node === document.activeElement))) wrong.push('the menu does not give the focus back')
    await menu.focus()
  }
  await it.keyboard.press('?')
  const dialog = it.locator('dialog[open]')
  if ((await dialog.count()) === 0) return [...wrong, 'no shortcut lists the shortcuts']
  if (!(await dialog.evaluate((node) => node.contains(document.activeElement)))) wrong.push('the dialog does not take the focus')
  await it.keyboard.press('Escape')
  if ((await dialog.count()) > 0) wrong.push('the dialog does not close by Escape')
  else if (await it.evaluate(() => document.activeElement === document.body)) wrong.push('the dialog does not give the focus back')
  return wrong
}
