// What is inserted where something is cited. The server finds a ruling cited in this form again
// (`tests/remarks.rs`).
import { describe, expect, test } from 'vitest'
import { clauseCitation, insertAt, paragraphsOf, paragraphsWith, passageAt, rulingCitation } from './citing'

/** The text with the inserted words in it, and where the cursor is. */
function shown(text: string, words: string): string {
  const at = text.indexOf('|')
  const done = insertAt(text.replace('|', ''), at, words)
  return `${done.text.slice(0, done.caret)}|${done.text.slice(done.caret)}`
}

describe('a citation goes where the cursor is', () => {
  const ruling = rulingCitation('[2026] ISECRC 1', 3)

  test('with the gaps that a sentence needs', () => {
    expect(shown('|', ruling)).toBe('[2026] ISECRC 1 ¶ 3|')
    expect(shown('As in|, it is so.', ruling)).toBe('As in [2026] ISECRC 1 ¶ 3|, it is so.')
    expect(shown('As in |it is so.', ruling)).toBe('As in [2026] ISECRC 1 ¶ 3| it is so.')
    expect(shown('It is so (|).', ruling)).toBe('It is so ([2026] ISECRC 1 ¶ 3|).')
    expect(shown('One.\n\n|Two.', ruling)).toBe('One.\n\n[2026] ISECRC 1 ¶ 3| Two.')
    expect(shown('见|。', ruling)).toBe('见 [2026] ISECRC 1 ¶ 3|。')
  })

  test('and nothing of the text is lost', () => {
    const text = 'As the record shows.\n\nIt is so.'
    for (let at = 0; at <= text.length; at++) {
      const { text: done, caret } = insertAt(text, at, ruling)
      expect(done.slice(0, caret)).toBe(`${done.slice(0, caret - ruling.length)}${ruling}`)
      expect(done.replace(ruling, '').replace(/ /g, '')).toBe(text.replace(/ /g, ''))
      // The server reads the paragraph right behind the number: nothing may grow onto either.
      expect(done).toMatch(/(^|[^\w])\[2026\] ISECRC 1 ¶ 3(?![\w])/)
    }
  })
})

describe('a ruling is cited', () => {
  test('as the portal finds it again', () => {
    expect(rulingCitation('[2026] ISECRC 1', 12)).toBe('[2026] ISECRC 1 ¶ 12')
    expect(rulingCitation('[2026] ISECRC 1')).toBe('[2026] ISECRC 1')
  })
})

describe('a paragraph is found', () => {
  const texts = Array.from({ length: 30 }, (_, index) => (index === 15 ? 'Sold on 24 July, as the Record shows.' : `The measure, part ${String.fromCharCode(97 + (index % 20))}.`))

  test('by its number first, then by a number that is written in it', () => {
    expect(paragraphsWith(texts, '24')).toEqual([24, 16])
    expect(paragraphsWith(texts, '¶ 24')).toEqual([24, 16])
    expect(paragraphsWith(texts, '2').slice(0, 4)).toEqual([2, 20, 21, 22])
  })

  test('by words of it, in any order, and without any all are there', () => {
    expect(paragraphsWith(texts, 'record july')).toEqual([16])
    expect(paragraphsWith(texts, '')).toHaveLength(30)
    expect(paragraphsWith(texts, 'august')).toEqual([])
  })
})

describe('a clause is cited by its treaty, article and paragraph', () => {
  const cite = (article: string, subparagraph?: string) =>
    clauseCitation({ article, instrument: 'Treaty' }, subparagraph === undefined ? undefined : { subparagraph })

  test.each([
    ['Article XXI', undefined, 'Article XXI of the Treaty'],
    ['Article XXI', '(b)(iii)', 'Article XXI(b)(iii) of the Treaty'],
    ['Article XXI', '(b) chapeau', 'the chapeau of Article XXI(b) of the Treaty'],
    ['Article XIV bis', '2', 'Article XIV bis(2) of the Treaty'],
    ['Article 346', '1(b)', 'Article 346(1)(b) of the Treaty'],
    ['Article 12.14', '2', 'Article 12.14(2) of the Treaty'],
    ['Article 16.3', 'whole', 'Article 16.3 of the Treaty'],
    ['Article III:1', '1', 'Article III:1 of the Treaty'],
    ['Article XI', 'XI', 'Article XI of the Treaty'],
    ['Article 24(3)', '(3) chapeau', 'the chapeau of Article 24(3) of the Treaty'],
    ['Article 24(3)', '(3)(a)(ii)', 'Article 24(3)(a)(ii) of the Treaty'],
    ['Article XXI(1)(d)', '(1)(d)', 'Article XXI(1)(d) of the Treaty'],
    ['Articles 12.14.3(b) and 12.15.3(b)', '3(b)', 'Articles 12.14.3(b) and 12.15.3(b) of the Treaty'],
    ['Article 23.2 and footnote 2', 'footnote 2', 'Article 23.2 and footnote 2 of the Treaty'],
    ['Article 33 and Annex 1', '33.1', 'Article 33 and Annex 1, at 33.1, of the Treaty'],
  ])('%s, %s', (article, where, said) => {
    expect(cite(article, where)).toBe(said)
  })
})

describe('a remark is about the paragraph in which one is', () => {
  const text = 'One is so.\n\nTwo is so.\n \nThree.'

  test('paragraphs are parted by empty lines', () => {
    expect(paragraphsOf(`\n\n${text}\n\n`)).toEqual(['One is so.', 'Two is so.', 'Three.'])
  })

  test('it is the one of the cursor, and keeps what is selected in it', () => {
    const at = (words: string) => ({ start: text.indexOf(words), end: text.indexOf(words) + words.length })
    expect(passageAt(text, { start: 0, end: 0 })).toEqual({ paragraph: 1, quote: '' })
    expect(passageAt(text, at('Two is'))).toEqual({ paragraph: 2, quote: 'Two is' })
    expect(passageAt(text, at('Three.'))).toEqual({ paragraph: 3, quote: 'Three.' })
    expect(passageAt(text, { start: text.length, end: text.length })).toEqual({ paragraph: 3, quote: '' })
    // What goes over the end of a paragraph is in none.
    expect(passageAt(text, { start: 0, end: text.length })).toEqual({ paragraph: 1, quote: '' })
    expect(passageAt('', { start: 0, end: 0 })).toEqual({ paragraph: 1, quote: '' })
    expect(passageAt('One.\n\n', { start: 6, end: 6 })).toEqual({ paragraph: 1, quote: '' })
  })
})
