// The name of a document, which leads to it where one may open it. Whoever may only know that it is there
// sees its class, since names tell.
import { words } from '../words'
import { Written } from './Said'

export interface PaperProps {
  document: { title?: string | null | undefined; class: keyof typeof words.law.document_class; open: boolean }
  href: string
}

/** How a document is called by whoever knows of it. */
export function nameOf({ title, class: secrecy }: PaperProps['document']): string {
  return title ?? words.ui.enclosures.closed(words.law.document_class[secrecy])
}

export function Paper({ document, href }: PaperProps) {
  if (!document.open || !document.title) return <span>{nameOf(document)}</span>
  return (
    <a href={href} target="_blank" rel="noreferrer">
      <Written>{document.title}</Written>
    </a>
  )
}
