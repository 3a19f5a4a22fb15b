// Finds what a ruling refers to, a clause of the catalogue or a published ruling of the body, and
// gives the words by which it is cited.
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo, useState, type ReactNode } from 'react'
import { clausesQuery } from '../../api/cases'
import { api } from '../../api/client'
import { asProblem } from '../../api/problem'
import { Button } from '../../ui/Button'
import { FindField, type Found } from '../../ui/FindField'
import { Problem } from '../../ui/Problem'
import { English, Written } from '../../ui/Said'
import { rulings as say, words } from '../../words'
import { clauseCitation, has, paragraphsWith, rulingCitation } from './citing'
import styles from './Ruling.module.css'
import type { Citing } from './useCiting'

/** More than this nobody reads in a list; a word more narrows it. */
const most = 40

/** What is cited from beside a text. `more` are further buttons; `instead` takes the place of all of them. */
export function CiteTools({ citing, clause, more, instead }: { citing: Citing; clause: string; more?: ReactNode; instead?: ReactNode }) {
  const { open, setOpen, cite, leave, done } = citing
  return (
    <div className={`${styles.beside} screen-only`}>
      {!open && !instead && (
        <div className={styles.add}>
          <Button small onClick={() => setOpen('clause')}>
            {say.cite.clause}
          </Button>
          <Button small onClick={() => setOpen('ruling')}>
            {say.cite.ruling}
          </Button>
          {more}
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
      {instead}
      {/* Always there, since only what changes in it is said aloud. */}
      <p role="status" className={styles.small}>
        {done}
      </p>
    </div>
  )
}

interface Finding {
  onCite: (citation: string) => void
  onLeave: () => void
}

/** A clause, or an element of one; those of the clause that is invoked come first. */
function CiteClause({ clause, onCite, onLeave }: Finding & { clause: string }) {
  const { data, error, isPending } = useQuery(clausesQuery)
  const [query, setQuery] = useState('')
  const all = useMemo(() => {
    const clauses = [...(data ?? [])].sort((a, b) => Number(b.id === clause) - Number(a.id === clause))
    return clauses.flatMap((one) => {
      const of = `${one.instrument} ${one.article} ${one.title}`
      const whole = { value: clauseCitation(one), group: one.instrument, says: one.title, all: `${of} ${one.text}` }
      const elements = one.elements.map((element) => ({
        value: clauseCitation(one, element),
        group: one.instrument,
        says: element.quote ? `“${element.quote}”` : element.label,
        all: `${of} ${element.subparagraph} ${element.label} ${element.quote}`,
      }))
      return [whole, ...elements]
    })
  }, [data, clause])
  const found: Found[] = all.flatMap(({ value, group, says, all: everything }, index) =>
    // Two elements of one paragraph are cited alike.
    has(everything, query) ? [{ value: String(index), group, label: <English>{value}</English>, says: <English>{says}</English> }] : [],
  )
  return (
    <>
      <Problem problem={asProblem(error)} quiet />
      <FindField
        label={say.cite.clause}
        hint={say.cite.clauseHint}
        query={query}
        onQuery={setQuery}
        found={found.slice(0, most)}
        cut={found.length > most}
        busy={isPending}
        onPick={(index) => onCite(all[Number(index)]?.value ?? '')}
        onLeave={onLeave}
      />
    </>
  )
}

/** A published ruling, and then its paragraph. */
function CiteRuling({ onCite, onLeave }: Finding) {
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState<{ slug: string; citation: string }>()
  const [asked] = useDebouncedValue(query, 250)
  const search = useQuery({
    ...api.queryOptions('get', '/rulings/search', { params: { query: { q: asked } } }),
    placeholderData: keepPreviousData,
  })
  const items = search.data?.items ?? []
  if (chosen) return <CiteParagraph {...chosen} searched={query} onCite={onCite} onLeave={onLeave} />
  return (
    <>
      <Problem problem={asProblem(search.error)} quiet />
      <FindField
        label={say.cite.ruling}
        hint={say.cite.rulingHint}
        query={query}
        onQuery={setQuery}
        found={items.map(({ slug, citation, caption, measure }) => ({
          value: slug,
          label: (
            <>
              <bdi>{citation}</bdi> <Written>{caption}</Written>
            </>
          ),
          says: <Written>{measure}</Written>,
        }))}
        cut={search.data?.next !== null && search.data?.next !== undefined}
        busy={search.isFetching || asked !== query}
        onPick={(slug) => setChosen(items.find((one) => one.slug === slug))}
        onLeave={onLeave}
      />
    </>
  )
}

function CiteParagraph({ slug, citation, searched, onCite, onLeave }: Finding & { slug: string; citation: string; searched: string }) {
  const { data, error, isPending } = useQuery(api.queryOptions('get', '/rulings/{slug}', { params: { path: { slug } } }))
  const [written, setWritten] = useState<string>()
  // Numbered through, as on its page.
  const paragraphs = (data?.sections ?? []).flatMap(({ title, paragraphs: texts }) => texts.map((text) => ({ title, text })))
  const texts = paragraphs.map(({ text }) => text)
  // The words by which the ruling was found lead to its paragraph, if they stand in one.
  const query = written ?? (paragraphsWith(texts, searched).length > 0 ? searched : '')
  const found = paragraphsWith(texts, query).flatMap((no): Found[] => {
    const one = paragraphs[no - 1]
    return one ? [{ value: String(no), group: one.title, label: `¶ ${no}`, says: <Written>{one.text.length > 160 ? `${one.text.slice(0, 160)}…` : one.text}</Written> }] : []
  })
  const whole: Found[] = data && (written ?? '').trim() === '' ? [{ value: '0', label: say.cite.whole }] : []
  return (
    <>
      <Problem problem={asProblem(error)} quiet />
      <FindField
        label={say.cite.paragraphOf(citation)}
        hint={say.cite.paragraphHint}
        query={query}
        onQuery={setWritten}
        found={[...whole, ...found.slice(0, most)]}
        cut={found.length > most}
        busy={isPending}
        onPick={(no) => onCite(rulingCitation(citation, no === '0' ? undefined : Number(no)))}
        onLeave={onLeave}
      />
    </>
  )
}
