// The page of one screen: its name, what it is for, and its sections under rules.
import type { ReactNode } from 'react'
import { Link } from './Link'
import { useTitle } from './title'
import styles from './Page.module.css'

export interface PageProps {
  title: string
  /** How a browser's tab and its history name the screen, where the title alone does not tell it from others. */
  tab?: string
  /** One sentence: what this screen is for. */
  lead?: ReactNode
  /** The screen this one belongs to. */
  back?: { href: string; label: string }
  /** At the end of the title's line: a filter, a link to print. */
  aside?: ReactNode
  /** A `Caption` in place of the title. */
  caption?: ReactNode
  /** `wide` for tables and side-by-side work, `text` for reading. */
  width?: 'wide' | 'text'
  children: ReactNode
}

export function Page({ title, tab = title, lead, back, aside, caption, width = 'wide', children }: PageProps) {
  useTitle(tab)
  return (
    <article className={styles.page} data-width={width}>
      {back && (
        <Link href={back.href} className={`${styles.back} screen-only`}>
          {back.label}
        </Link>
      )}
      {/* On paper nothing else says which case this belongs to. */}
      {back && !caption && (
        <p className="paper-only">
          <bdi>{back.label}</bdi>
        </p>
      )}
      {caption ?? (
        <header className={styles.head}>
          <div>
            <h1>{title}</h1>
            {lead && <p className={styles.lead}>{lead}</p>}
          </div>
          {aside && <div className={`${styles.aside} screen-only`}>{aside}</div>}
        </header>
      )}
      {children}
    </article>
  )
}

/** A part of a page. `sheet` lays it on white paper. */
export function Section({
  title,
  count,
  aside,
  sheet = false,
  children,
}: {
  title?: ReactNode
  count?: number
  aside?: ReactNode
  sheet?: boolean
  children: ReactNode
}) {
  return (
    <section className={styles.section} data-sheet={sheet || undefined}>
      {title && (
        <header className={styles.sectionHead}>
          <h2>
            {title}
            {count !== undefined && <span className={styles.count}>{count}</span>}
          </h2>
          {aside && <div className="screen-only">{aside}</div>}
        </header>
      )}
      {children}
    </section>
  )
}

/** Terms and what they are, in two columns. */
export function Facts({ facts }: { facts: readonly (readonly [term: string, is: ReactNode])[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(([term, is]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>
            <bdi>{is}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  )
}
