// What must stay hidden in the public version: the lists of the parties, and what the panel says to them.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { at, type Acting, type CaseView } from '../../api/cases'
import { api, http } from '../../api/client'
import type { components } from '../../api/schema'
import { Badge } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import { ChoiceField, Form, LongTextField, SelectField } from '../../ui/Form'
import { Section } from '../../ui/Page'
import { Written } from '../../ui/Said'
import { vocabulary, type Word } from '../../vocabulary'
import { rulings as say, words } from '../../words'
import type { Ruling } from './ruling'
import styles from './Ruling.module.css'

type Redaction = components['schemas']['RedactionView']

interface Passage {
  paragraph: string
  words: string
  reason: Word<'redaction_reason'>
  why: string
}

interface Part {
  matter: CaseView
  acting: Acting
  close: () => void
}

const blank: Passage = { paragraph: '', words: '', reason: 'essential_security', why: '' }

const redactionsQuery = (id: string) => api.queryOptions('get', '/cases/{case}/redactions', { params: { path: { case: id } } })

/** What members said for departing is numbered by itself. */
const DEPARTURE = 'departure-'

/** The paragraphs of which a part may be hidden, numbered as the ruling numbers them. */
function paragraphsOf(ruling: Ruling): { value: string; label: string }[] {
  const inText = ruling.sections
    .filter(({ section }) => section !== 'votes')
    .flatMap((section) => section.paragraphs.map((text) => ({ text, voted: section.from_findings && section.section !== 'opinions' })))
    .map(({ text, voted }, index) => ({ value: String(index + 1), label: `${index + 1}. ${text.slice(0, 60)}`, voted }))
    .filter(({ voted }) => !voted)
  const departures = ruling.departures.map(({ reasons }, index) => ({ value: `${DEPARTURE}${index + 1}`, label: `${say.departing(index + 1)}${words.ui.colon}${reasons.slice(0, 60)}` }))
  return [...inText, ...departures]
}

/** Where a passage stands, as the list names it. */
const placeOf = (value: string) => ({ departure: value.startsWith(DEPARTURE), paragraph: Number(value.replace(DEPARTURE, '')) })

/** A party's list, passage by passage. */
export function FileRedactions({ matter, ruling, acting, close }: Part & { ruling: Ruling }) {
  const [items, setItems] = useState<Passage[]>([blank])
  const paragraphs = paragraphsOf(ruling)
  const set = (index: number, part: Partial<Passage>) => setItems((all) => all.map((one, place) => (place === index ? { ...one, ...part } : one)))
  const body = { items: items.map((one) => ({ ...one, ...placeOf(one.paragraph) })) }
  const send = () => http.POST('/cases/{case}/file_redactions', { ...at(matter), body })
  return (
    <Form problem={acting.failed === 'file_redactions' ? acting.problem : null} label={words.act.file_redactions.verb} onSubmit={() => void acting.run('file_redactions', send).then((done) => done && close())}>
      <p>{say.redactionLead}</p>
      {items.map((item, index) => (
        <fieldset key={index} className={styles.remedy}>
          <legend>{say.passage(index + 1)}</legend>
          <SelectField path={`items.${index}.paragraph`} label={say.paragraph} required value={item.paragraph} onChange={(paragraph) => set(index, { paragraph })} options={paragraphs} />
          <LongTextField path={`items.${index}.words`} label={say.hiddenWords} hint={say.hiddenWordsHint} required serif rows={2} value={item.words} onChange={(text) => set(index, { words: text })} />
          <SelectField
            path={`items.${index}.reason`}
            label={say.hiddenGround}
            value={item.reason}
            onChange={(value) => set(index, { reason: vocabulary.redaction_reason.find((one) => one === value) ?? item.reason })}
            options={vocabulary.redaction_reason.map((value) => ({ value, label: words.law.redaction_reason[value] }))}
          />
          <LongTextField path={`items.${index}.why`} label={say.hiddenWhy} required rows={2} value={item.why} onChange={(why) => set(index, { why })} />
          {items.length > 1 && (
            <div>
              <Button type="button" small onClick={() => setItems((all) => all.filter((_, place) => place !== index))}>
                {say.removeRemedy}
              </Button>
            </div>
          )}
        </fieldset>
      ))}
      <div className={styles.add}>
        <Button type="button" onClick={() => setItems((all) => [...all, blank])}>
          {say.addPassage}
        </Button>
        <Button primary type="submit" busy={acting.busy}>
          {words.act.file_redactions.verb}
        </Button>
      </div>
    </Form>
  )
}

/** What the panel says to each passage that waits. */
export function RuleOnRedactions({ matter, acting, close }: Part) {
  const found = useQuery(redactionsQuery(matter.id))
  const open = (found.data ?? []).filter(({ granted }) => granted === null || granted === undefined)
  const [said, setSaid] = useState<Record<number, { granted: 'yes' | 'no'; reasons: string }>>({})
  const of = (no: number) => said[no] ?? { granted: 'yes' as const, reasons: '' }
  const body = { rulings: open.map(({ no }) => ({ no, granted: of(no).granted === 'yes', reasons: of(no).reasons })) }
  const send = () => http.POST('/cases/{case}/rule_on_redactions', { ...at(matter), body })
  return (
    <Form problem={acting.failed === 'rule_on_redactions' ? acting.problem : null} label={words.act.rule_on_redactions.verb} onSubmit={() => void acting.run('rule_on_redactions', send).then((done) => done && close())}>
      {open.map((one, index) => {
        const set = (part: Partial<ReturnType<typeof of>>) => setSaid((before) => ({ ...before, [one.no]: { ...of(one.no), ...part } }))
        return (
          <fieldset key={one.no} className={styles.remedy}>
            <legend>{say.passage(one.no)}</legend>
            <OnePassage one={one} />
            <ChoiceField
              path={`rulings.${index}.granted`}
              label={say.staysHidden}
              value={of(one.no).granted}
              onChange={(granted) => set({ granted })}
              options={(['yes', 'no'] as const).map((value) => ({ value, label: words.law.ballot[value] }))}
            />
            <LongTextField path={`rulings.${index}.reasons`} label={say.hiddenReasons} hint={say.hiddenReasonsHint} rows={2} value={of(one.no).reasons} onChange={(reasons) => set({ reasons })} />
          </fieldset>
        )
      })}
      <div>
        <Button primary type="submit" busy={acting.busy} disabled={open.length === 0}>
          {words.act.rule_on_redactions.verb}
        </Button>
      </div>
    </Form>
  )
}

function OnePassage({ one }: { one: Redaction }) {
  return (
    <>
      <blockquote dir="auto" className={styles.passage}>
        <Written>{one.words}</Written>
      </blockquote>
      <p className={styles.small}>
        {words.law.side[one.side]}
        {words.ui.colon}
        {one.departure ? say.departing(one.paragraph) : say.inParagraph(one.paragraph)} · {words.law.redaction_reason[one.reason]}
      </p>
      <p>
        <Written>{one.why}</Written>
      </p>
    </>
  )
}

/** The lists as they stand, for the parties, the panel and the registry. */
export function Redactions({ matter }: { matter: CaseView }) {
  const found = useQuery({ ...redactionsQuery(matter.id), enabled: !!matter.issued_at })
  const all = found.data ?? []
  if (all.length === 0) return null
  return (
    <Section title={say.redactions}>
      {all.map((one) => (
        <article key={one.no} className={styles.comment}>
          <h3>
            {say.passage(one.no)}{' '}
            <Badge tone="quiet">{one.granted === true ? say.granted : one.granted === false ? say.refused : say.undecided}</Badge>
          </h3>
          <OnePassage one={one} />
          {one.ruling_reasons && (
            <p>
              <Written>{one.ruling_reasons}</Written>
            </p>
          )}
        </article>
      ))}
    </Section>
  )
}
