// What figures rest on: each ruling that is named by its citation leads to its public page.
import { Fragment } from 'react'
import { body } from '../../api/client'

/** The public page of a ruling, from "[2026] ISECRC 1"; none for what is no citation. */
export function rulingAddress(source: string): string | undefined {
  const [, year, code, number] = /^\[(\d{4})\] ([A-Z]+) (\d+)$/.exec(source) ?? []
  return year && code && number ? `/${body}/rulings/${year}-${code.toLowerCase()}-${number}` : undefined
}

export function Sources({ of }: { of: readonly string[] }) {
  return of.map((source, at) => {
    const address = rulingAddress(source)
    return (
      <Fragment key={source}>
        {at > 0 && '; '}
        <bdi>{address ? <a href={address}>{source}</a> : source}</bdi>
      </Fragment>
    )
  })
}
