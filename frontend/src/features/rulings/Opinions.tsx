// What a member says in their own name: a dissent, a separate opinion, a declaration.
import { useSuspenseQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { at, type Acting, type CaseView } from '../../api/cases'
import { http } from '../../api/client'
import { meQuery } from '../../session/session'
import { unfiled } from '../../session/unfiled'
import { Button } from '../../ui/Button'
import { CheckField, ChoiceField, Form, LongTextField } from '../../ui/Form'
import { LawText } from '../../ui/LawText'
import { Section } from '../../ui/Page'
import { Written } from '../../ui/Said'
import { vocabulary, type Word } from '../../vocabulary'
import { list, rulings as say, words } from '../../words'
import { CiteTools } from './Cite'
import { paragraphsOf } from './citing'
import type { Ruling } from './ruling'
import styles from './Ruling.module.css'
import { useCiting } from './useCiting'

interface Part {
  matter: CaseView
  ruling: Ruling
  acting: Acting
  close: () => void
}

interface Begun {
  kind: Word<'opinion_kind'> | ''
  text: string
}

/** What is written stays in this tab until it is filed, since the server has no place for what is not. */
function useWritten(matter: string, from: Begun) {
  const { data: me } = useSuspenseQuery(meQuery)
  const store = useMemo(() => unfiled<Begun>('opinion', matter, me.person.id), [matter, me.person.id])
  const [begun] = useState(() => store.read())
  const [written, setWritten] = useState<Begun>(begun ?? from)
  const [kept, setKept] = useState(begun !== undefined)
  const [lost, setLost] = useState(false)
  // Closing the tab is the one way to lose it.
  useEffect(() => {
    if (!kept && !lost) return
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [kept, lost])
  return {
    ...written,
    kept,
    lost,
    change: (part: Partial<Begun>) => {
      const next = { ...written, ...part }
      setWritten(next)
      const done = store.keep(next)
      setKept(done)
      setLost(!done)
    },
    filed: store.drop,
  }
}

export function GiveOpinion({ matter, ruling, acting, close }: Part) {
  const mine = ruling.opinions.find((one) => one.mine)
  const { kind, text, kept, lost, change, filed } = useWritten(matter.id, { kind: mine?.kind ?? '', text: mine?.paragraphs.join('\n\n') ?? '' })
  const [checked, setChecked] = useState(false)
  const citing = useCiting(text, (next) => change({ text: next }))
  async function send() {
    if (kind === '') return
    const body = { kind, paragraphs: paragraphsOf(text), class_checked: checked }
    if (!(await acting.run('give_opinion', () => http.POST('/cases/{case}/give_opinion', { ...at(matter), body })))) return
    filed()
    close()
  }
  return (
    <Form problem={acting.failed === 'give_opinion' ? acting.problem : null} label={words.act.give_opinion.verb} onSubmit={() => void send()}>
      <ChoiceField path="kind" label={say.opinionKind} required value={kind} onChange={(next) => change({ kind: next })} options={vocabulary.opinion_kind.map((value) => ({ value, label: words.law.opinion_kind[value] }))} />
      <LongTextField
        path="paragraphs"
        label={say.opinionText}
        hint={say.opinionHint}
        required
        serif
        rows={12}
        value={text}
        onChange={(next) => change({ text: next })}
        control={citing.box}
        onRange={citing.onRange}
      />
      <CiteTools citing={citing} clause={matter.clause?.id ?? ''} />
      <p role="status" className={styles.small}>
        {lost ? say.opinionLost : kept ? say.opinionKept : say.opinionKeeps}
      </p>
      <CheckField path="class_checked" label={say.opinionChecked} checked={checked} onChange={setChecked} />
      <div>
        <Button primary type="submit" busy={acting.busy} disabled={kind === '' || text.trim() === ''}>
          {words.act.give_opinion.verb}
        </Button>
      </div>
    </Form>
  )
}

/** Who reserved an opinion, and whose is there. */
export function Opinions({ ruling }: { ruling: Ruling }) {
  const waiting = ruling.opinions.filter(({ given_at }) => !given_at).map(({ author }) => author)
  const given = ruling.opinions.filter(({ given_at }) => given_at).map(({ author }) => author)
  return (
    <>
      {waiting.length > 0 && <p role="status">{say.opinionsAwaited(list(waiting))}</p>}
      {given.length > 0 && <p>{say.opinionsGiven(list(given))}</p>}
    </>
  )
}

/** What was given, for the members, until the ruling has it itself; one's own is open. */
export function GivenOpinions({ ruling }: { ruling: Pick<Ruling, 'opinions'> }) {
  const given = ruling.opinions.filter(({ given_at }) => given_at)
  if (given.length === 0) return null
  return (
    <Section title={say.opinionsHere} sheet>
      {given.map(({ author, mine, kind, paragraphs }) => (
        <details key={author} open={mine}>
          <summary>
            {kind && words.law.opinion_kind[kind]}
            {words.ui.colon}
            <bdi>{author}</bdi>
          </summary>
          <LawText paragraphs={paragraphs.map((paragraph) => ({ text: <Written>{paragraph}</Written> }))} />
        </details>
      ))}
    </Section>
  )
}
