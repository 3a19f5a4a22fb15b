// A section of the draft as it is written: its text, what is cited in it, what is said about it.
import { useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { Badge } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import { LongTextField } from '../../ui/Form'
import { LawText } from '../../ui/LawText'
import { English } from '../../ui/Said'
import { rulings as say, words } from '../../words'
import { CiteTools } from './Cite'
import { paragraphsOf, passageAt } from './citing'
import { RemarkForm, SectionRemarks } from './Remarks'
import type { Placed, Remarks } from './ruling'
import styles from './Ruling.module.css'
import { useCiting } from './useCiting'

interface Around {
  id: string
  placed: Placed
  said: Remarks | undefined
  keep: () => Promise<boolean>
}

/** As many lines as the text takes, up to a screenful. */
function rowsFor(said: string): number {
  const lines = said.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 75)), 0)
  return Math.min(24, Math.max(3, lines + 1))
}

const numbered = (texts: readonly string[], first: number) => texts.map((text, index) => ({ number: String(first + index), text }))

/** What follows from the findings: nobody writes it, and one may remark on it. */
export function FromFindings({ id, placed: { section, first, own }, said, keep }: Around) {
  const [remarking, setRemarking] = useState(false)
  const beside = useRef<HTMLDivElement>(null)
  const close = () => {
    flushSync(() => setRemarking(false))
    beside.current?.querySelector('button')?.focus()
  }
  return (
    <>
      <LawText lang="en" paragraphs={numbered(own, first)} />
      <div ref={beside} className={`${styles.beside} screen-only`}>
        {remarking ? (
          <RemarkForm id={id} section={section.section} first={first} paragraphs={own} from={{ paragraph: 0, quote: '' }} before={keep} close={close} />
        ) : (
          said?.can.includes('remark') && (
            <Button small onClick={() => setRemarking(true)}>
              {words.act.remark.verb}
            </Button>
          )
        )}
      </div>
      <SectionRemarks id={id} section={section.section} first={first} said={said} />
    </>
  )
}

/** A section that the panel writes, after what the system puts into it. */
export function OwnSection({
  id,
  placed: { section, first, generated },
  said,
  keep,
  clause,
  text,
  onText,
}: Around & { clause: string; text: string; onText: (text: string) => void }) {
  const citing = useCiting(text, onText)
  // The passage on which one remarks.
  const [about, setAbout] = useState<{ paragraph: number; quote: string }>()
  const own = paragraphsOf(text)
  const begun = generated.length
  const passage = () => {
    if (own.length === 0) return { paragraph: 0, quote: '' }
    const { paragraph, quote } = passageAt(text, citing.here())
    return { paragraph: begun + paragraph, quote }
  }
  return (
    <>
      {begun > 0 && (
        <div className={styles.generated}>
          <p>
            <Badge tone="quiet">{section.section === 'findings' ? say.fromFindings : say.fromRecord}</Badge>
          </p>
          <LawText lang="en" paragraphs={numbered(generated, first)} />
        </div>
      )}
      {/* The section's title already stands above; the label is for those who hear the form. */}
      <div className={styles.own}>
        <LongTextField
          path={`sections.${section.section}`}
          label={<English>{section.title}</English>}
          serif
          rows={rowsFor(text)}
          value={text}
          onChange={onText}
          control={citing.box}
          onRange={citing.onRange}
        />
      </div>
      {own.length > 0 && <p className={styles.small}>{say.numbers(first + begun, first + begun + own.length - 1)}</p>}
      <CiteTools
        citing={citing}
        clause={clause}
        more={
          said?.can.includes('remark') && (
            <Button small onClick={() => setAbout(passage())}>
              {words.act.remark.verb}
            </Button>
          )
        }
        instead={
          about && (
            <RemarkForm
              id={id}
              section={section.section}
              first={first}
              paragraphs={[...generated, ...own]}
              from={about}
              before={keep}
              close={(made) => citing.leave(made ? words.ui.actDone(words.act.remark.verb, undefined) : '', () => setAbout(undefined))}
            />
          )
        }
      />
      <SectionRemarks id={id} section={section.section} first={first} said={said} />
    </>
  )
}
