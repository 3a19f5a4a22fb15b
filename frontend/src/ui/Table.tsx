// Rows that can be sorted by address, followed as links, and read as cards on a phone.
import type { ReactNode } from 'react'
import { words } from '../words'
import { addressWith, Link } from './Link'
import styles from './Table.module.css'

export interface Column<Row> {
  key: string
  head: string
  cell: (row: Row) => ReactNode
  /** Offers this column as an order; the address then carries `sort=key` or `sort=-key`. */
  sortable?: boolean
  /** Figures stand at the end. */
  end?: boolean
  /** As narrow as its content. */
  narrow?: boolean
  /** Names the row: set larger on a phone, and carries the row's link. */
  main?: boolean
}

export interface TableProps<Row> {
  caption: string
  rows: readonly Row[]
  columns: readonly Column<Row>[]
  rowKey: (row: Row) => string
  href?: (row: Row) => string
  /** The present order, from the address. */
  sort?: string
  /** The present address, from which the orders' addresses are made. */
  address?: string
  /** There are further rows (keyset paging): shown as one button. */
  more?: { onMore: () => void; busy?: boolean }
  empty?: ReactNode
}

function ariaSort(sort: string | undefined, key: string): 'ascending' | 'descending' | undefined {
  if (sort === key) return 'ascending'
  return sort === `-${key}` ? 'descending' : undefined
}

/** The other direction of the same column, or this column from its first direction. */
export function nextSort(sort: string | undefined, key: string): string {
  return sort === key ? `-${key}` : key
}

export function Table<Row>({ caption, rows, columns, rowKey, href, sort, address, more, empty }: TableProps<Row>) {
  if (rows.length === 0 && empty) return empty
  const main = columns.find((column) => column.main) ?? columns[0]
  return (
    <div className={styles.frame}>
      <table className={styles.table}>
        <caption className="aloud">{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ key, head, sortable, end, narrow }) => (
              <th key={key} scope="col" data-end={end || undefined} data-narrow={narrow || undefined} aria-sort={ariaSort(sort, key)}>
                {sortable && address !== undefined ? (
                  <Link
                    href={addressWith(address, { sort: nextSort(sort, key), after: undefined })}
                    aria-label={words.ui.sortBy(head)}
                  >
                    {head}
                    <span className={styles.arrow} aria-hidden="true" />
                  </Link>
                ) : (
                  head
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} data-link={href ? true : undefined}>
              {columns.map((column) => (
                <td key={column.key} data-head={column.head} data-end={column.end || undefined} data-main={column === main || undefined}>
                  {href && column === main ? <Link href={href(row)}>{column.cell(row)}</Link> : column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {more && (
        <button type="button" className={styles.more} onClick={more.onMore} disabled={more.busy}>
          {more.busy ? words.ui.loading : words.ui.more}
        </button>
      )}
    </div>
  )
}
