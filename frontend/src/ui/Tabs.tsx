// The parts of one subject, each at its own address. On a phone they become a menu.
import { useId } from 'react'
import { useRouter } from '@tanstack/react-router'
import { Link } from './Link'
import styles from './Tabs.module.css'

export interface Tab {
  href: string
  label: string
  count?: number
}

export function Tabs({ label, tabs, current }: { label: string; tabs: readonly Tab[]; current: string }) {
  const router = useRouter({ warn: false }) as ReturnType<typeof useRouter> | null
  const id = useId()
  return (
    <nav className={`${styles.tabs} screen-only`} aria-label={label}>
      <ul>
        {tabs.map((tab) => (
          <li key={tab.href}>
            <Link href={tab.href} aria-current={tab.href === current ? 'page' : undefined}>
              {tab.label}
              {tab.count !== undefined && <span className={styles.count}>{tab.count}</span>}
            </Link>
          </li>
        ))}
      </ul>
      <label htmlFor={id} className="aloud">
        {label}
      </label>
      <select id={id} value={current} onChange={(event) => (router ? router.history.push(event.currentTarget.value) : location.assign(event.currentTarget.value))}>
        {tabs.map((tab) => (
          <option key={tab.href} value={tab.href}>
            {tab.count === undefined ? tab.label : `${tab.label} (${tab.count})`}
          </option>
        ))}
      </select>
    </nav>
  )
}
