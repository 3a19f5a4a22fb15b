// Bars with the figures behind them. Stage results carry their marks and their patterns, so that
// the chart reads in one ink.
import { useId } from 'react'
import type { Mark } from '../vocabulary'
import { words } from '../words'
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
}

const barHeight = 26
const rowHeight = 44
const width = 640

/** One horizontal bar per row, cut into the series. */
export function Chart({ title, series, bars, unit }: { title: string; series: readonly Series[]; bars: readonly Bar[]; unit: string }) {
  const id = useId()
  const total = (bar: Bar) => series.reduce((sum, { key }) => sum + (bar.values[key] ?? 0), 0)
  const most = Math.max(1, ...bars.map(total))
  return (
    <figure className={styles.chart} aria-labelledby={`${id}-title`}>
      <figcaption id={`${id}-title`}>
        {title}
        <span className={styles.unit}>{unit}</span>
      </figcaption>
      <ul className={styles.legend} aria-hidden="true">
        {series.map(({ key, label, mark }) => (
          <li key={key}>
            <svg viewBox="0 0 16 16" className={styles.swatch} data-mark={mark}>
              <rect width="16" height="16" />
              <rect width="16" height="16" fill={`url(#${id}-${mark ?? 'plain'})`} data-pattern />
            </svg>
            {label}
          </li>
        ))}
      </ul>
      <div className={styles.rows} aria-hidden="true">
        <Patterns id={id} />
        {bars.map((bar) => {
          let start = 0
          return (
            <div key={bar.label} className={styles.row}>
              <span className={styles.label}>{bar.label}</span>
              <svg className={styles.bar} viewBox={`0 0 ${width} ${rowHeight - 14}`} preserveAspectRatio="none">
                {series.map(({ key, mark }) => {
                  const value = bar.values[key] ?? 0
                  if (value === 0) return null
                  const x = (start / most) * width
                  const length = (value / most) * width
                  start += value
                  return (
                    <g key={key} data-mark={mark}>
                      <rect x={x} y={2} width={length} height={barHeight} />
                      <rect x={x} y={2} width={length} height={barHeight} fill={`url(#${id}-${mark ?? 'plain'})`} data-pattern />
                    </g>
                  )
                })}
              </svg>
              <span className={styles.total}>{total(bar)}</span>
            </div>
          )
        })}
      </div>
      <details className={styles.behind}>
        <summary>{words.ui.tableBehind}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{unit}</th>
              {series.map(({ key, label }) => (
                <th key={key} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {bars.map((bar) => (
              <tr key={bar.label}>
                <th scope="row">{bar.label}</th>
                {series.map(({ key }) => (
                  <td key={key}>{bar.values[key] ?? 0}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}

/** Met is solid; not met is crossed; contested is half; the rest is dotted. */
function Patterns({ id }: { id: string }) {
  return (
    <svg className={styles.patterns} aria-hidden="true">
      <defs>
        <pattern id={`${id}-plain`} width="8" height="8" patternUnits="userSpaceOnUse" />
        <pattern id={`${id}-met`} width="8" height="8" patternUnits="userSpaceOnUse" />
        <pattern id={`${id}-not_met`} width="7" height="7" patternUnits="userSpaceOnUse">
          <path d="M0 0 7 7M7 0 0 7" />
        </pattern>
        <pattern id={`${id}-contested`} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M0 0V6" strokeWidth="3" />
        </pattern>
        {(['not_reached', 'no_finding', 'open'] as const).map((mark) => (
          <pattern key={mark} id={`${id}-${mark}`} width="6" height="6" patternUnits="userSpaceOnUse">
            {mark === 'no_finding' ? <circle cx="3" cy="3" r="1.4" /> : <path d="M0 3H4" />}
          </pattern>
        ))}
      </defs>
    </svg>
  )
}
