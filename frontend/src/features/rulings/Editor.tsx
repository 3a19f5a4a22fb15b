// The text of a ruling while its panel writes it; it saves itself.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { answered, caseQuery } from '../../api/cases'
import { http, ifMatch } from '../../api/client'
import type { components } from '../../api/schema'
import { Badge } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import { Form, LongTextField, SelectField } from '../../ui/Form'
import { Section } from '../../ui/Page'
import { English } from '../../ui/Said'
import { timeOfDay } from '../../ui/seat'
import { useKept } from '../../api/useKept'
import { rulings as say } from '../../words'
import { paragraphsOf } from './citing'
import { FromFindings, OwnSection } from './Passages'
import { fails } from './results'
import { placed, remarksQuery, rulingQuery, type Ruling } from './ruling'
import styles from './Ruling.module.css'

type RemedyDraft = components['schemas']['RemedyDraft']

interface Written {
  /** By the section's name; an empty line begins the next paragraph. */
  texts: Record<string, string>
  remedies: RemedyDraft[]
}

const ownSections = (ruling: Ruling) => ruling.sections.filter((section) => !section.from_findings)

function writtenIn(ruling: Ruling): Written {
  return {
    texts: Object.fromEntries(ownSections(ruling).map((one) => [one.section, one.paragraphs.join('\n\n')])),
    remedies: ruling.remedies.map(({ claim_no, text, weight }) => ({ claim_no, text, weight })),
  }
}

const hasTexts = ({ remedies }: Written) => remedies.every(({ text }) => text.trim() !== '')

export function Editor({ id, clause, ruling }: { id: string; clause: string; ruling: Ruling }) {
  const cache = useQueryClient()
  const { data: said } = useQuery(remarksQuery(id))
  // The version that this screen has read or written last; the next save names it.
  const version = useRef(ruling.version ?? 0)
  const kept = useKept<Written>({
    from: writtenIn(ruling),
    ready: hasTexts,
    // Each save is an act on the record, so it waits until one pauses.
    pause: 2500,
    save: async ({ texts, remedies }) => {
      const sections = ownSections(ruling).map(({ section }) => ({ section, paragraphs: paragraphsOf(texts[section] ?? '') }))
      const saved = await answered(
        http.PUT('/cases/{case}/ruling', { params: { path: { case: id }, header: ifMatch(version.current) }, body: { sections, remedies } }),
      )
      version.current = saved.version ?? version.current
      cache.setQueryData(rulingQuery(id).queryKey, saved)
      await cache.invalidateQueries(caseQuery(id))
    },
  })
  const { take } = kept
  useEffect(() => {
    if ((ruling.version ?? 0) <= version.current) return
    version.current = ruling.version ?? 0
    take(writtenIn(ruling))
  }, [ruling, take])

  const { texts, remedies } = kept.value
  // Numbered as one writes, since each paragraph moves those after it.
  const sections = placed(ruling.sections, (one) => (one.from_findings ? one.paragraphs : paragraphsOf(texts[one.section] ?? '')))
  const failed = ruling.findings.filter(fails)
  const setText = (section: string, text: string) => kept.change((before) => ({ ...before, texts: { ...before.texts, [section]: text } }))
  const setRemedies = (next: (before: RemedyDraft[]) => RemedyDraft[]) => kept.change((before) => ({ ...before, remedies: next(before.remedies) }))
  const setRemedy = (at: number, part: Partial<RemedyDraft>) => setRemedies((all) => all.map((one, index) => (index === at ? { ...one, ...part } : one)))
  return (
    <Form problem={kept.problem} onSubmit={() => void kept.keep()} label={say.title} wide>
      <p className={styles.hint}>
        {say.paragraphsHint} {say.keepsItself} {say.remarks.lead}
      </p>
      {sections.map((one) => (
        <Section key={one.section.section} title={<English>{one.section.title}</English>} sheet aside={one.section.from_findings ? <Badge tone="quiet">{say.fromFindings}</Badge> : undefined}>
          {one.section.from_findings ? (
            <FromFindings id={id} placed={one} said={said} keep={kept.keep} />
          ) : (
            <OwnSection
              id={id}
              placed={one}
              said={said}
              keep={kept.keep}
              clause={clause}
              text={texts[one.section.section] ?? ''}
              onText={(text) => setText(one.section.section, text)}
            />
          )}
        </Section>
      ))}
      <Section title={say.remedies} sheet>
        {failed.length === 0 && <p>{say.noRemedy}</p>}
        {remedies.map((remedy, at) => (
          <fieldset key={at} className={styles.remedy}>
            <legend>{say.remedy(remedy.claim_no)}</legend>
            <LongTextField path={`remedies.${at}.text`} label={say.remedyText} hint={say.remedyHint} serif rows={3} value={remedy.text} onChange={(text) => setRemedy(at, { text })} />
            <SelectField
              path={`remedies.${at}.weight`}
              label={say.weight}
              value={String(remedy.weight)}
              onChange={(value) => setRemedy(at, { weight: Number(value) })}
              options={say.weights.map((label, index) => ({ value: String(index + 1), label }))}
            />
            <div>
              <Button type="button" small onClick={() => setRemedies((all) => all.filter((_, index) => index !== at))}>
                {say.removeRemedy}
              </Button>
            </div>
          </fieldset>
        ))}
        <div className={styles.add}>
          {failed.map((claim) => (
            <Button key={claim.claim_id} type="button" onClick={() => setRemedies((all) => [...all, { claim_no: claim.no, text: '', weight: 2 }])}>
              {say.addRemedy(claim.no)}
            </Button>
          ))}
        </div>
      </Section>
      <div className={styles.save}>
        <Button primary type="submit" busy={kept.keeping} disabled={!hasTexts(kept.value)}>
          {say.save}
        </Button>
        <p role="status">{stateOf(kept)}</p>
      </div>
    </Form>
  )
}

function stateOf({ value, keeping, keptAt, changed, problem }: ReturnType<typeof useKept<Written>>): string {
  if (keeping) return say.keeping
  if (problem) return say.notKept
  if (changed && !hasTexts(value)) return say.waitsForRemedy
  return keptAt && !changed ? say.keptAt(timeOfDay(keptAt)) : ''
}
