// A link is an address. Inside the desk it is followed without loading the page again.
import { useRouter } from '@tanstack/react-router'
import type { ComponentProps, MouseEvent } from 'react'

/** Whether the reader asked for anything but "go there in this tab". */
function elsewhere(event: MouseEvent): boolean {
  return event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey
}

export function Link({ href, onClick, children, ...rest }: ComponentProps<'a'> & { href: string }) {
  const router = useRouter({ warn: false }) as ReturnType<typeof useRouter> | null
  return (
    <a
      {...rest}
      href={href}
      onClick={(event) => {
        onClick?.(event)
        if (!router || event.defaultPrevented || elsewhere(event) || !/^\/[^/]+\/desk(\/|\?|$)/.test(href)) return
        event.preventDefault()
        router.history.push(href)
      }}
    >
      {children}
    </a>
  )
}

/** This address with some of its search parameters changed; undefined takes one away. */
export function addressWith(address: string, change: Record<string, string | undefined>): string {
  const [path = '', query = ''] = address.split('?')
  const search = new URLSearchParams(query)
  for (const [key, value] of Object.entries(change)) {
    if (value === undefined) search.delete(key)
    else search.set(key, value)
  }
  const text = search.toString()
  return text ? `${path}?${text}` : path
}
