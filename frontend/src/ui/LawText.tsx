// Authoritative text: serif, on a quiet page, the paragraph numbers in the margin.
import type { ReactNode } from 'react'
import styles from './LawText.module.css'

export interface Paragraph {
  /** As cited: "7.12". A heading has none. */
  number?: string
  heading?: 2 | 3
  text: ReactNode
}

export function LawText({ paragraphs, lang }: { paragraphs: readonly Paragraph[]; lang?: string }) {
  return (
    <div className={styles.text} lang={lang} dir={lang === 'en' ? 'ltr' : undefined}>
      {paragraphs.map(({ number, heading, text }, index) => {
        const key = number ?? `h${index}`
        if (heading === 2) return <h2 key={key} dir="auto">{text}</h2>
        if (heading === 3) return <h3 key={key} dir="auto">{text}</h3>
        return (
          <div key={key} id={number && `p-${number}`} className={number ? styles.paragraph : styles.plain}>
            {number && (
              <a href={`#p-${number}`} className={styles.number}>
                {number}
              </a>
            )}
            <div dir="auto">{text}</div>
          </div>
        )
      })}
    </div>
  )
}
