// A section of the draft as it is written: its text, what is cited in it, what is said about it.
import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { Button } from '../../ui/Button'
import { LongTextField } from '../../ui/Form'
import { LawText } from '../../ui/LawText'
import { English } from '../../ui/Said'
import { rulings as say, words } from '../../words'
import { CiteClause, CiteRuling } from './Cite'
import { insertAt, paragraphsOf, passageAt, type Range } from './citing'
import { RemarkForm, SectionRemarks } from './Remarks'
import type { Remarks, Ruling } from './ruling'
import styles from './Ruling.module.css'

type SectionOfRuling = Ruling['sections'][number]

interface Around {
  id: string
  section: SectionOfRuling
  said: Remarks | undefined
  keep: () => Promise<boolean>
}

/** As many lines as the text takes, up to a screenful. */
function rowsFor(said: string): number {
  const lines = said.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 75)), 0)
  return Math.min(24, Math.max(3, lines + 1))
}

/** What follows from the findings: nobody writes it, and one may remark on it. */
export function FromFindings({ id, section, said, keep }: Around) {
  const [remarking, setRemarking] = useState(false)
  const beside = useRef<HTMLDivElement>(null)
  const close = () => {
    flushSync(() => setRemarking(false))
    beside.current?.querySelector('button')?.focus()
  }
  return (
    <>
      <LawText lang="en" paragraphs={section.paragraphs.map((paragraph) => ({ text: paragraph }))} />
      <div ref={beside} className={`${styles.beside} screen-only`}>
        {remarking ? (
          <RemarkForm id={id} section={section.section} paragraphs={section.paragraphs} from={{ paragraph: 0, quote: '' }} before={keep} close={close} />
        ) : (
          said?.can.includes('remark') && (
            <Button small onClick={() => setRemarking(true)}>
              {words.act.remark.verb}
            </Button>
          )
        )}
      </div>
      <SectionRemarks id={id} section={section.section} said={said} />
    </>
  )
}

/** A section that the panel writes. */
export function OwnSection({
  id,
  section,
  said,
  keep,
  clause,
  text,
  onText,
}: Around & { clause: string; text: string; onText: (text: string) => void }) {
  const [open, setOpen] = useState<'clause' | 'ruling'>()
  // The passage on which one remarks.
  const [about, setAbout] = useState<{ paragraph: number; quote: string }>()
  // What was done last beside the text.
  const [done, setDone] = useState('')
  const box = useRef<HTMLTextAreaElement>(null)
  // Where one was last in the text; whoever has not been in it writes at its end.
  const range = useRef<Range>(undefined)
  const here = (): Range => {
    const at = (place: number) => Math.min(place, text.length)
    return range.current ? { start: at(range.current.start), end: at(range.current.end) } : { start: text.length, end: text.length }
  }
  const back = (caret: number) => {
    box.current?.focus()
    box.current?.setSelectionRange(caret, caret)
  }
  const leave = (what = '') => {
    const { end } = here()
    // First the panel is gone, then the focus is back where one was.
    flushSync(() => {
      setOpen(undefined)
      setAbout(undefined)
      setDone(what)
    })
    back(end)
  }
  const cite = (citation: string) => {
    const next = insertAt(text, here().end, citation)
    flushSync(() => {
      onText(next.text)
      setOpen(undefined)
      setDone(say.cite.inserted(citation))
    })
    range.current = { start: next.caret, end: next.caret }
    back(next.caret)
  }
  const begun = section.generated?.length ?? 0
  const passage = () => {
    if (paragraphsOf(text).length === 0) return { paragraph: 0, quote: '' }
    const { paragraph, quote } = passageAt(text, here())
    return { paragraph: begun + paragraph, quote }
  }
  return (
    <>
      {/* The section's title already stands above; the label is for those who hear the form. */}
      <div className={styles.own}>
        <LongTextField
          path={`sections.${section.section}`}
          label={<English>{section.title}</English>}
          serif
          rows={rowsFor(text)}
          value={text}
          onChange={onText}
          control={box}
          onRange={(next) => {
            range.current = next
          }}
        />
      </div>
      <div className={`${styles.beside} screen-only`}>
        {!open && !about && (
          <div className={styles.add}>
            <Button small onClick={() => setOpen('clause')}>
              {say.cite.clause}
            </Button>
            <Button small onClick={() => setOpen('ruling')}>
              {say.cite.ruling}
            </Button>
            {said?.can.includes('remark') && (
              <Button small onClick={() => setAbout(passage())}>
                {words.act.remark.verb}
              </Button>
            )}
          </div>
        )}
        {open === 'clause' && <CiteClause clause={clause} onCite={cite} onLeave={() => leave()} />}
        {open === 'ruling' && <CiteRuling onCite={cite} onLeave={() => leave()} />}
        {open && (
          <div>
            <Button small onClick={() => leave()}>
              {words.ui.notNow}
            </Button>
          </div>
        )}
        {about && <RemarkForm id={id} section={section.section} paragraphs={[...(section.generated ?? []), ...paragraphsOf(text)]} from={about} before={keep} close={(made) => leave(made ? words.ui.actDone(words.act.remark.verb, undefined) : '')} />}
        {/* Always there, since only what changes in it is said aloud. */}
        <p role="status" className={styles.small}>
          {done}
        </p>
      </div>
      <SectionRemarks id={id} section={section.section} said={said} />
    </>
  )
}
