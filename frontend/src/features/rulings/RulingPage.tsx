// The ruling of a case: written by the panel from the findings, put to the final vote, signed by the
// presiding member and the registrar, issued, redacted, published.
import { useState } from 'react'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { api, body, desk, http, ifMatch } from '../../api/client'
import { asProblem } from '../../api/problem'
import type { components } from '../../api/schema'
import { ActBar } from '../../ui/ActBar'
import { Badge, OutcomeBadge } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import { Due } from '../../ui/Due'
import { Form, LongTextField, SelectField } from '../../ui/Form'
import { Gates } from '../../ui/Gates'
import { LawText } from '../../ui/LawText'
import { Page, Section } from '../../ui/Page'
import type { Act } from '../../vocabulary'
import { words } from '../../words'
import { marksOf, type ClaimResult } from './results'
import { text } from './text'
import styles from './Ruling.module.css'

type Ruling = components['schemas']['RulingView']
type RemedyDraft = { claim_no: number; text: string; weight: number }

const rulingQuery = (id: string) => api.queryOptions('get', '/cases/{case}/ruling', { params: { path: { case: id } } })
const caseQuery = (id: string) => api.queryOptions('get', '/cases/{case}', { params: { path: { case: id } } })

/** Acts of the ruling, each one a press on its own address. */
const pressed = ['skip_interim_review', 'reopen_on_flip', 'sign', 'issue', 'open_redaction', 'nothing_to_redact', 'publish'] as const

export function RulingPage() {
  const { case: id } = useParams({ strict: false }) as { case: string }
  const cache = useQueryClient()
  const { data: matter } = useSuspenseQuery(caseQuery(id))
  const { data: ruling } = useSuspenseQuery(rulingQuery(id))
  const act = useMutation({
    mutationFn: async (name: Act) => {
      const params = { path: { case: id }, header: ifMatch(matter.version) }
      if (name === 'vote') return http.POST('/cases/{case}/final_vote', { params, body: { confirm: true } as never })
      return http.POST(`/cases/{case}/${name}` as '/cases/{case}/sign', { params })
    },
    onSettled: () => cache.invalidateQueries(),
  })
  const can = ruling.can.filter((name) => name === 'vote' || (pressed as readonly string[]).includes(name))
  const lead = ruling.signed_registrar_at ? text.lead.issued : ruling.signed_presiding_at ? text.lead.signed : text.lead.draft
  return (
    <Page
      title={text.title}
      back={{ href: desk(`/cases/${id}`), label: matter.caption }}
      width="text"
      lead={lead}
      aside={
        ruling.citation && (
          <>
            <bdi>{ruling.citation}</bdi>
            {ruling.slug && (
              <>
                {' · '}
                <a href={`/${body}/rulings/${ruling.slug}`}>{text.open}</a>
              </>
            )}
          </>
        )
      }
    >
      <Section>
        {ruling.missing.length > 0 && <p role="status">{text.missing(ruling.missing.map((one) => words.law.ruling_section[one]).join(', '))}</p>}
        {ruling.missing.length === 0 && ruling.can.includes('edit_ruling') && <p>{text.complete}</p>}
        {ruling.departures_missing && <p role="status">{text.departures}</p>}
        {ruling.voted.of > 0 && matter.state === 'final_vote' && <p role="status">{text.votesCast(ruling.voted.cast, ruling.voted.of)}</p>}
        {can.includes('vote') && <p>{text.confirm}</p>}
        <ActBar can={can} labels={words.act} busy={act.isPending} problem={asProblem(act.error)} subject={matter.caption} onAct={(name) => act.mutate(name)} />
      </Section>
      {(ruling.findings as ClaimResult[]).map((claim) => (
        <Section key={claim.claim_id} title={`${claim.no}. ${claim.obligation}`}>
          <Gates size="figure" marks={marksOf(claim)} />
          <p>
            <OutcomeBadge outcome={claim.outcome} />
            {claim.concerns.map((concern) => (
              <Badge key={concern} tone="quiet">
                {words.law.concern[concern]}
              </Badge>
            ))}
          </p>
        </Section>
      ))}
      {ruling.can.includes('edit_ruling') ? <Editor key={ruling.version} id={id} ruling={ruling} /> : <Read ruling={ruling} />}
    </Page>
  )
}

function Read({ ruling }: { ruling: Ruling }) {
  let number = 0
  return (
    <Section sheet>
      <LawText
        paragraphs={ruling.sections.flatMap((section) => [
          { heading: 2 as const, text: section.title },
          ...section.paragraphs.map((paragraph) => ({ number: String(++number), text: paragraph })),
        ])}
      />
      {ruling.remedies.length > 0 && (
        <>
          <h2>{text.remedies}</h2>
          <ol className={styles.remedies}>
            {ruling.remedies.map((remedy, index) => (
              <li key={index}>
                <p>{remedy.text}</p>
                <p className={styles.small}>
                  {text.remedy(remedy.claim_no)} · {text.weight}: {text.weights[remedy.weight - 1]}
                  {remedy.due_on && (
                    <>
                      {' · '}
                      <Due at={`${remedy.due_on}T23:59:59Z`} rule="DL-59" compact />
                    </>
                  )}
                </p>
              </li>
            ))}
          </ol>
        </>
      )}
    </Section>
  )
}

/** As many lines as the text takes, up to a screenful. */
function rowsFor(said: string): number {
  const lines = said.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 75)), 0)
  return Math.min(24, Math.max(3, lines + 1))
}

function Editor({ id, ruling }: { id: string; ruling: Ruling }) {
  const cache = useQueryClient()
  const own = ruling.sections.filter((section) => !section.from_findings)
  const [texts, setTexts] = useState<Record<string, string>>(() => Object.fromEntries(own.map((one) => [one.section, one.paragraphs.join('\n\n')])))
  const [remedies, setRemedies] = useState<RemedyDraft[]>(() => ruling.remedies.map(({ claim_no, text: says, weight }) => ({ claim_no, text: says, weight })))
  const failed = (ruling.findings as ClaimResult[]).filter((claim) => claim.outcome.startsWith('NOT_JUSTIFIED') || claim.outcome === 'PARTLY_JUSTIFIED')
  const save = useMutation({
    mutationFn: async () => {
      const sections = own.map((one) => ({
        section: one.section,
        paragraphs: (texts[one.section] ?? '').split(/\n\s*\n/).map((paragraph) => paragraph.trim()).filter(Boolean),
      }))
      const { data } = await http.PUT('/cases/{case}/ruling', {
        params: { path: { case: id }, header: ifMatch(ruling.version ?? 0) },
        body: { sections, remedies } as never,
      })
      return data as Ruling
    },
    onSuccess: () => cache.invalidateQueries(),
  })
  const set = (at: number, part: Partial<RemedyDraft>) => setRemedies((all) => all.map((one, index) => (index === at ? { ...one, ...part } : one)))
  return (
    <Form problem={asProblem(save.error)} onSubmit={() => save.mutate()} label={text.title} wide>
      <p className={styles.hint}>{text.paragraphsHint}</p>
      {ruling.sections.map((section) => (
        <Section key={section.section} title={section.title} sheet aside={section.from_findings ? <Badge tone="quiet">{text.fromFindings}</Badge> : undefined}>
          {section.from_findings ? (
            <LawText paragraphs={section.paragraphs.map((paragraph) => ({ text: paragraph }))} />
          ) : (
            // The section's title already stands above; the label is for those who hear the form.
            <div className={styles.own}>
              <LongTextField
                path={`sections.${section.section}`}
                label={section.title}
                serif
                rows={rowsFor(texts[section.section] ?? '')}
                value={texts[section.section] ?? ''}
                onChange={(value) => setTexts((all) => ({ ...all, [section.section]: value }))}
              />
            </div>
          )}
        </Section>
      ))}
      <Section title={text.remedies} sheet>
        {failed.length === 0 && <p>{text.noRemedy}</p>}
        {remedies.map((remedy, at) => (
          <fieldset key={at} className={styles.remedy}>
            <legend>{text.remedy(remedy.claim_no)}</legend>
            <LongTextField path={`remedies.${at}.text`} label={text.remedyText} hint={text.remedyHint} serif rows={3} value={remedy.text} onChange={(value) => set(at, { text: value })} />
            <SelectField
              path={`remedies.${at}.weight`}
              label={text.weight}
              value={String(remedy.weight)}
              onChange={(value) => set(at, { weight: Number(value) })}
              options={text.weights.map((label, index) => ({ value: String(index + 1), label }))}
            />
            <div>
              <Button type="button" small onClick={() => setRemedies((all) => all.filter((_, index) => index !== at))}>
                {text.removeRemedy}
              </Button>
            </div>
          </fieldset>
        ))}
        <div className={styles.add}>
          {failed.map((claim) => (
            <Button key={claim.claim_id} type="button" onClick={() => setRemedies((all) => [...all, { claim_no: claim.no, text: '', weight: 2 }])}>
              {text.addRemedy(claim.no)}
            </Button>
          ))}
        </div>
      </Section>
      <div className={styles.save}>
        <Button primary type="submit" busy={save.isPending}>
          {text.save}
        </Button>
        {save.isSuccess && <p role="status">{text.saved}</p>}
      </div>
    </Form>
  )
}
