// Bars with the figures behind them. Stage results carry their patterns and their numbers, so that
// the chart reads in one ink.
import { Fragment, useId, type ReactNode } from 'react'
import type { Mark } from '../vocabulary'
import { dir, words } from '../words'
import styles from './Chart.module.css'

export interface Series {
  key: string
  label: string
  /** Takes the colour and pattern of an outcome; otherwise ink. */
  mark?: Mark
}

export interface Bar {
  label: string
  values: Record<string, number>
  /** What each value rests on, by series. */
  sources?: Record<string, readonly string[]>
}

interface Piece {
  key: string
  mark: Mark | undefined
  value: number
  /** In hundredths of the longest bar. */
  start: number
  length: number
}

/** Where each series lies on a bar; the longest bar is 100 long. */
export function pieces(bar: Bar, series: readonly Series[], longest: number): Piece[] {
  let start = 0
  return series.flatMap(({ key, mark }) => {
    const value = bar.values[key] ?? 0
    const length = (value / longest) * 100
    const piece = { key, mark, value, start, length }
    start += length
    return value === 0 ? [] : [piece]
  })
}

function total(bar: Bar, series: readonly Series[]): number {
  return series.reduce((sum, { key }) => sum + (bar.values[key] ?? 0), 0)
}

interface Props {
  title: string
  series: readonly Series[]
  bars: readonly Bar[]
  unit: string
  /** Heads the sources in the table: in a column beside each value. */
  behind?: string
  /** How sources are named there; as they are if nothing is said. */
  named?: (sources: readonly string[]) => ReactNode
}

const plainly = (sources: readonly string[]) => <bdi>{sources.join('; ')}</bdi>

/** One horizontal bar per row, cut into the series. */
export function Chart({ title, series, bars, unit, behind, named = plainly }: Props) {
  // React's ids hold characters that a `url(#…)` does not take.
  const id = useId().replace(/[^a-z0-9]/gi, '')
  const longest = Math.max(1, ...bars.map((bar) => total(bar, series)))
  return (
    <figure className={styles.chart} aria-labelledby={`${id}-title`}>
      <figcaption id={`${id}-title`}>
        {title}
        <span className={styles.unit}>{unit}</span>
      </figcaption>
      <Patterns id={id} />
      <ul className={styles.legend} aria-hidden="true">
        {series.map(({ key, label, mark }) => (
          <li key={key}>
            <svg className={styles.swatch}>
              <Cell id={id} mark={mark} start={0} length={100} />
            </svg>
            {label}
          </li>
        ))}
      </ul>
      <div className={styles.rows} aria-hidden="true">
        {bars.map((bar) => (
          <div key={bar.label} className={styles.row}>
            <span className={styles.label}>{bar.label}</span>
            <svg className={styles.bar}>
              {pieces(bar, series, longest).map(({ key, ...piece }) => (
                <Cell key={key} id={id} {...piece} />
              ))}
            </svg>
            <span className={styles.total}>{total(bar, series)}</span>
          </div>
        ))}
      </div>
      <details className={styles.behind}>
        <summary>{words.ui.tableBehind}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{unit}</th>
              {series.map(({ key, label }) => (
                <Fragment key={key}>
                  <th scope="col">{label}</th>
                  {behind && <th scope="col">{behind}</th>}
                </Fragment>
              ))}
            </tr>
          </thead>
          <tbody>
            {bars.map((bar) => (
              <tr key={bar.label}>
                <th scope="row">{bar.label}</th>
                {series.map(({ key }) => (
                  <Fragment key={key}>
                    <td>{bar.values[key] ?? 0}</td>
                    {behind && (
                      <td>
                        {named(bar.sources?.[key] ?? [])}
                      </td>
                    )}
                  </Fragment>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}

function Cell({ id, mark, start, length, value }: { id: string; mark: Mark | undefined; start: number; length: number; value?: number }) {
  // Drawn from the reader's own side.
  const x = dir === 'rtl' ? 100 - start - length : start
  return (
    <g data-mark={mark}>
      <rect x={`${x}%`} width={`${length}%`} height="100%" className={styles.ground} />
      <rect x={`${x}%`} width={`${length}%`} height="100%" fill={`url(#${id}-${mark ?? 'plain'})`} className={styles.pattern} />
      {value !== undefined && length > 4 && (
        <>
          <rect x={`${x + length / 2}%`} y="20%" width="22" height="60%" rx="2" className={styles.plate} />
          <text x={`${x + length / 2}%`} y="50%" className={styles.value}>
            {value}
          </text>
        </>
      )}
    </g>
  )
}

/** Met is solid, not met is crossed, contested is striped, no finding is dotted, not reached is empty. */
function Patterns({ id }: { id: string }) {
  return (
    <svg className={styles.patterns} aria-hidden="true">
      <defs>
        <pattern id={`${id}-plain`} width="8" height="8" patternUnits="userSpaceOnUse" />
        <pattern id={`${id}-met`} width="8" height="8" patternUnits="userSpaceOnUse" />
        <pattern id={`${id}-not_met`} width="8" height="8" patternUnits="userSpaceOnUse" data-mark="not_met">
          <path d="M0 0 8 8M8 0 0 8" />
        </pattern>
        <pattern id={`${id}-contested`} width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" data-mark="contested">
          <path d="M0 0V7" strokeWidth="3" />
        </pattern>
        <pattern id={`${id}-no_finding`} width="7" height="7" patternUnits="userSpaceOnUse" data-mark="no_finding">
          <circle cx="3.5" cy="3.5" r="1" />
        </pattern>
        <pattern id={`${id}-not_reached`} width="8" height="8" patternUnits="userSpaceOnUse" />
        <pattern id={`${id}-open`} width="8" height="8" patternUnits="userSpaceOnUse" />
      </defs>
    </svg>
  )
}
