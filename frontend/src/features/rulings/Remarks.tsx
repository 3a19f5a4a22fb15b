// What the members say among themselves about a passage of the draft: remarks, replies, and what is
// settled, folded away. The panel's alone.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { answered, newId } from '../../api/cases'
import { http } from '../../api/client'
import { asProblem } from '../../api/problem'
import { Button } from '../../ui/Button'
import { When } from '../../ui/Due'
import { Form, LongTextField, SelectField } from '../../ui/Form'
import { Section } from '../../ui/Page'
import { Problem } from '../../ui/Problem'
import { English, Written } from '../../ui/Said'
import { rulings as say, words } from '../../words'
import { placed, remarksQuery, type Remark, type Remarks, type Ruling, type SectionName } from './ruling'
import styles from './Ruling.module.css'

/** Says something about the draft; what stands there then is shown. */
function useSaying(id: string) {
  const cache = useQueryClient()
  const { mutateAsync, isPending, error } = useMutation({
    mutationFn: (call: () => Promise<{ data?: Remarks }>) => answered(call()),
    onSuccess: (said) => cache.setQueryData(remarksQuery(id).queryKey, said),
    // Whoever was refused may not have seen what others said meanwhile.
    onError: () => cache.invalidateQueries(remarksQuery(id)),
  })
  return {
    busy: isPending,
    problem: asProblem(error),
    run: (call: () => Promise<{ data?: Remarks }>) => mutateAsync(call).then(() => true, () => false),
  }
}

/** The beginning of a paragraph, for a list of them. */
const short = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text)

/** A remark on a section of the draft, or on the paragraph in which one is. */
export function RemarkForm({
  id,
  section,
  first,
  paragraphs,
  from,
  before,
  close,
}: {
  id: string
  section: SectionName
  /** The number of its first paragraph in the ruling. */
  first: number
  paragraphs: readonly string[]
  /** The paragraph in which one is, 0 for none, and what is selected there. */
  from: { paragraph: number; quote: string }
  /** Keeps the text, so that what is quoted stands in it. */
  before: () => Promise<boolean>
  /** Told whether the remark was made. */
  close: (made: boolean) => void
}) {
  const [remark] = useState(newId)
  const [at, setAt] = useState(String(from.paragraph))
  const [text, setText] = useState('')
  const [unkept, setUnkept] = useState(false)
  const saying = useSaying(id)
  const box = useFocused()
  const quote = at === String(from.paragraph) ? from.quote : ''
  const send = async () => {
    const kept = await before()
    setUnkept(!kept)
    if (!kept) return
    const body = { section, paragraph: at === '0' ? null : Number(at), quote, text }
    const done = await saying.run(() => http.PUT('/cases/{case}/remarks/{remark}', { params: { path: { case: id, remark } }, body }))
    if (done) close(true)
  }
  return (
    <Form problem={saying.problem} label={words.act.remark.verb}>
      <SelectField
        path="paragraph"
        label={say.remarks.about}
        hint={quote && say.remarks.quotes}
        value={at}
        onChange={setAt}
        options={[
          { value: '0', label: say.remarks.section },
          ...paragraphs.map((paragraph, index) => ({ value: String(index + 1), label: `${say.remarks.paragraph(first + index)}${words.ui.colon}${short(paragraph)}` })),
        ]}
      />
      {quote && <Passage>{quote}</Passage>}
      <LongTextField path="text" label={say.remarks.text} hint={say.remarks.textHint} required rows={3} value={text} onChange={setText} control={box} />
      <p role="status">{unkept && say.remarks.unkept}</p>
      <div className={styles.add}>
        <Button busy={saying.busy} disabled={text.trim() === ''} onClick={() => void send()}>
          {words.act.remark.verb}
        </Button>
        <Button onClick={() => close(false)}>{words.ui.notNow}</Button>
      </div>
    </Form>
  )
}

/** What is unfolded by a press has the focus, since what was pressed is gone. */
function useFocused() {
  const box = useRef<HTMLTextAreaElement>(null)
  useEffect(() => box.current?.focus(), [])
  return box
}

function Passage({ children }: { children: string }) {
  return (
    <blockquote className={styles.passage}>
      <Written>{children}</Written>
    </blockquote>
  )
}

/** What is said about one section. */
export function SectionRemarks({ id, section, first, said }: { id: string; section: SectionName; first: number; said: Remarks | undefined }) {
  const here = said?.items.filter((one) => one.section === section) ?? []
  const list = useRef<HTMLDivElement>(null)
  const [settled, open] = [here.filter((one) => one.settled_at), here.filter((one) => !one.settled_at)]
  if (!said || here.length === 0) return null
  return (
    <div ref={list} tabIndex={-1} className={`${styles.remarks} screen-only`}>
      {open.length > 0 && (
        <ul className={styles.said} aria-label={say.remarks.title}>
          {open.map((remark) => (
            <li key={remark.id}>
              <One id={id} remark={remark} first={first} can={said.can} onSettled={() => list.current?.focus()} />
            </li>
          ))}
        </ul>
      )}
      {settled.length > 0 && (
        <details>
          <summary>{say.remarks.settled(settled.length)}</summary>
          <ul className={styles.said}>
            {settled.map((remark) => (
              <li key={remark.id}>
                <One id={id} remark={remark} first={first} can={[]} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}

/** Where the words are now, by the numbers of the ruling as it stands; where they were has no number any more. */
export function place({ paragraph, quote, now_at: now }: Pick<Remark, 'paragraph' | 'quote' | 'now_at'>, first: number): string {
  if (paragraph === null || paragraph === undefined) return say.remarks.section
  const at = quote === '' ? paragraph : now
  return at ? say.remarks.paragraph(first + at - 1) : say.remarks.gone
}

function One({ id, remark, first, can, onSettled }: { id: string; remark: Remark; first: number; can: Remarks['can']; onSettled?: () => void }) {
  const [answering, setAnswering] = useState(false)
  const acts = useRef<HTMLDivElement>(null)
  const close = () => {
    flushSync(() => setAnswering(false))
    acts.current?.querySelector('button')?.focus()
  }
  const saying = useSaying(id)
  const settle = () => http.POST('/cases/{case}/remarks/{remark}/settle', { params: { path: { case: id, remark: remark.id } } })
  return (
    <article className={styles.comment}>
      <h3>
        <bdi>{remark.author}</bdi>
        <span className={styles.small}>
          <When at={remark.said_at} /> · {place(remark, first)}
        </span>
      </h3>
      {remark.quote && <Passage>{remark.quote}</Passage>}
      <Spoken>{remark.text}</Spoken>
      {remark.replies.length > 0 && (
        <ul className={styles.replies}>
          {remark.replies.map((reply) => (
            <li key={reply.id}>
              <p className={styles.small}>
                <bdi>{reply.author}</bdi> · <When at={reply.said_at} />
              </p>
              <Spoken>{reply.text}</Spoken>
            </li>
          ))}
        </ul>
      )}
      {remark.settled_by && remark.settled_at && (
        <p className={styles.small}>
          {say.remarks.settledBy(remark.settled_by)} · <When at={remark.settled_at} />
        </p>
      )}
      {answering ? (
        <ReplyForm id={id} remark={remark.id} close={close} />
      ) : (
        <>
          <Problem problem={saying.problem} />
          <div ref={acts} className={styles.add}>
            {can.includes('remark') && (
              <Button small onClick={() => setAnswering(true)}>
                {say.remarks.reply}
              </Button>
            )}
            {can.includes('settle_remark') && (
              <Button small busy={saying.busy} onClick={() => void saying.run(settle).then((done) => done && onSettled?.())}>
                {words.act.settle_remark.verb}
              </Button>
            )}
          </div>
        </>
      )}
    </article>
  )
}

function Spoken({ children }: { children: string }) {
  return (
    <p className={styles.spoken}>
      <Written>{children}</Written>
    </p>
  )
}

function ReplyForm({ id, remark, close }: { id: string; remark: string; close: () => void }) {
  const [reply] = useState(newId)
  const [text, setText] = useState('')
  const saying = useSaying(id)
  const box = useFocused()
  const send = () => http.PUT('/cases/{case}/remarks/{remark}/replies/{reply}', { params: { path: { case: id, remark, reply } }, body: { text } })
  return (
    <Form problem={saying.problem} label={say.remarks.reply}>
      <LongTextField path="text" label={say.remarks.replyText} required rows={2} value={text} onChange={setText} control={box} />
      <div className={styles.add}>
        <Button busy={saying.busy} disabled={text.trim() === ''} onClick={() => void saying.run(send).then((done) => done && close())}>
          {say.remarks.reply}
        </Button>
        <Button onClick={close}>{words.ui.notNow}</Button>
      </div>
    </Form>
  )
}

/** All that was said, where the text is no longer written. */
export function AllRemarks({ id, ruling }: { id: string; ruling: Ruling }) {
  const { data: said, error } = useQuery(remarksQuery(id))
  if (!said || said.items.length === 0) return <Problem problem={asProblem(error)} quiet />
  const all = placed(ruling.sections)
  const sections = all.filter(({ section }, index) => all.findIndex((one) => one.section.section === section.section) === index)
  return (
    <Section title={say.remarks.title} count={said.items.length}>
      <p className={styles.hint}>{say.remarks.lead}</p>
      {sections
        .filter(({ section }) => said.items.some((one) => one.section === section.section))
        .map(({ section: { section, title }, first }) => (
          <section key={section} aria-label={title} className={styles.finding}>
            <h3>
              <English>{title}</English>
            </h3>
            <SectionRemarks id={id} section={section} first={first} said={said} />
          </section>
        ))}
    </Section>
  )
}
