// A published ruling in other languages: each paragraph is written beside the one that it translates.
import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { answered, caseQuery, useActing, type CaseView } from '../../api/cases'
import { api, body, http, ifMatch } from '../../api/client'
import type { components } from '../../api/schema'
import { caseAddress } from '../../places'
import { ActBar } from '../../ui/ActBar'
import { Badge } from '../../ui/Badge'
import { Button } from '../../ui/Button'
import { Form, LongTextField, SelectField } from '../../ui/Form'
import { Page, Section } from '../../ui/Page'
import { English } from '../../ui/Said'
import { languages, rulings as say, words } from '../../words'
import styles from './Ruling.module.css'

type Translations = components['schemas']['TranslationsView']
type Translation = components['schemas']['TranslationView']
type Tongue = Translation['language']

/** The translations of the newest public ruling of the case, or of the one at an address; after a revision a case has several. */
export const translationsQuery = (id: string, slug?: string) =>
  api.queryOptions('get', '/cases/{case}/translations', { params: { path: { case: id }, ...(slug && { query: { ruling: slug } }) } })

export function TranslationsPage() {
  const { case: id } = useParams({ strict: false }) as { case: string }
  const { data: matter } = useSuspenseQuery(caseQuery(id))
  const { data: newest } = useSuspenseQuery(translationsQuery(id))
  const [chosen, setChosen] = useState(newest.waits.includes(newest.slug) ? newest.slug : (newest.waits[0] ?? newest.slug))
  const options = newest.rulings
    .filter(({ can, slug }) => can.includes('translate_ruling') || slug === chosen)
    .map(({ citation, slug, standing }) => ({ value: slug ?? '', label: say.whichIs(citation ?? say.thisRuling, words.law.ruling_state[standing]) }))
  return (
    <Page title={say.translations} tab={`${say.translations} · ${matter.caption}`} back={{ href: caseAddress(id, 'ruling'), label: say.title }} lead={say.translationsLead}>
      {options.length > 1 && (
        <Section>
          <Form label={say.which}>
            <SelectField path="ruling" label={say.which} value={chosen} onChange={setChosen} options={options} />
          </Form>
        </Section>
      )}
      <OneRuling key={chosen} matter={matter} slug={chosen} />
    </Page>
  )
}

function OneRuling({ matter, slug }: { matter: CaseView; slug: string }) {
  const { data: all } = useSuspenseQuery(translationsQuery(matter.id, slug))
  const [language, setLanguage] = useState<Tongue>(waiting(all.translations)?.language ?? 'fr')
  const one = all.translations.find((other) => other.language === language)
  return (
    <>
      <Section>
        <Form label={say.translateInto}>
          <SelectField
            path="language"
            label={say.translateInto}
            value={language}
            onChange={(next) => setLanguage(all.translations.find((other) => other.language === next)?.language ?? language)}
            options={all.translations.map((other) => ({ value: other.language, label: languages[other.language].name }))}
          />
        </Form>
      </Section>
      {one && <OneLanguage key={language} matter={matter} all={all} one={one} />}
    </>
  )
}

/** The one that waits for something: to be published, to catch up with the authentic text, or to be finished. */
export function waiting<T extends Pick<Translation, 'state' | 'behind' | 'open'>>(all: readonly T[]): T | undefined {
  const drafts = all.filter(({ state }) => state === 'draft')
  return drafts.find(({ behind, open }) => !behind && open === 0) ?? all.find(({ behind }) => behind) ?? drafts[0]
}

const textsOf = (one: Translation) => one.sections.map(({ paragraphs }) => paragraphs)

function OneLanguage({ matter, all, one }: { matter: CaseView; all: Translations; one: Translation }) {
  const cache = useQueryClient()
  const acting = useActing(matter.id)
  const [texts, setTexts] = useState(textsOf(one))
  // The version on which what stands here was written.
  const [seen, setSeen] = useState(one.version)
  const { dir, name } = languages[one.language]
  const changed = JSON.stringify(texts) !== JSON.stringify(textsOf(one))
  const params = { path: { case: matter.id, language: one.language }, query: { ruling: all.slug }, header: ifMatch(seen) }
  const take = (saved: Translations) => {
    const mine = saved.translations.find(({ language }) => language === one.language) ?? one
    setTexts(textsOf(mine))
    setSeen(mine.version)
    cache.setQueryData(translationsQuery(matter.id, all.slug).queryKey, saved)
  }
  const save = async () => {
    const sections = all.source.map(({ section }, at) => ({ section, paragraphs: texts[at] ?? [] }))
    take(await answered(http.PUT('/cases/{case}/translations/{language}', { params, body: { of_version: all.of_version, sections } })))
  }
  const publish = async () => take(await answered(http.POST('/cases/{case}/translations/{language}/publish', { params })))
  const set = (section: number, paragraph: number, text: string) =>
    setTexts((before) => before.map((part, at) => (at === section ? part.map((old, place) => (place === paragraph ? text : old)) : part)))
  return (
    <>
      <Section title={<bdi lang={one.language}>{name}</bdi>} aside={<Standing one={one} />}>
        {one.open > 0 && one.state && <p role="status">{say.untranslated(one.open)}</p>}
        {one.behind && <p role="status">{say.outrun}</p>}
        {one.version > seen && (
          <p role="status">
            {say.savedByOther}{' '}
            <Button type="button" small onClick={() => take(all)}>
              {say.showSaved}
            </Button>
          </p>
        )}
        {one.published_at && (
          <p>
            <a href={`/${body}/rulings/${all.slug}/${one.language}?beside=1`}>{say.openTranslation}</a>
          </p>
        )}
        <ActBar
          can={one.state === 'draft' && !changed && all.can.includes('publish_translation') ? (['publish_translation'] as const) : []}
          labels={words.act}
          busy={acting.busy}
          problem={acting.failed === 'publish_translation' ? acting.problem : null}
          done={acting.done}
          subject={`${matter.caption}${words.ui.colon}${name}`}
          onAct={() => void acting.run('publish_translation', publish)}
        />
      </Section>
      <Form problem={acting.failed === 'translate_ruling' ? acting.problem : null} onSubmit={() => void acting.run('translate_ruling', save)} label={name} wide>
        {all.source.map((part, section) => (
          // A ruling may have several opinions, and its sections do not move.
          // oxlint-disable-next-line react/no-array-index-key
          <Section key={section} title={<English>{part.title}</English>} sheet>
            {part.held && <p>{say.heldHere}</p>}
            {part.paragraphs.map((paragraph, at) => (
              // oxlint-disable-next-line react/no-array-index-key
              <div key={at} className={styles.pair}>
                <p lang={all.authentic} dir={languages[all.authentic].dir} className={styles.passage}>
                  {part.first + at}. {paragraph}
                </p>
                {!part.held && (
                  <LongTextField
                    path={`sections.${section}.paragraphs.${at}`}
                    label={say.translationOf(part.first + at)}
                    serif
                    rows={Math.max(3, Math.ceil(paragraph.length / 55))}
                    lang={one.language}
                    dir={dir}
                    value={texts[section]?.[at] ?? ''}
                    onChange={(text) => set(section, at, text)}
                  />
                )}
              </div>
            ))}
          </Section>
        ))}
        <div className={styles.save}>
          <Button primary type="submit" busy={acting.busy} disabled={!changed && !one.behind}>
            {words.act.translate_ruling.verb}
          </Button>
          <p>{words.act.translate_ruling.does}</p>
        </div>
      </Form>
    </>
  )
}

function Standing({ one }: { one: Translation }) {
  return <Badge tone="quiet">{one.state ? words.law.translation_state[one.state] : say.nothingWritten}</Badge>
}
