// What stands where a screen cannot.
import { asProblem, Problem as Refused } from '../api/problem'
import { desk } from '../api/client'
import { Button } from '../ui/Button'
import { Link } from '../ui/Link'
import { Problem } from '../ui/Problem'
import { words } from '../words'
import styles from './Fallback.module.css'

export function Loading() {
  return (
    <p className={styles.loading} role="status">
      {words.ui.loading}
    </p>
  )
}

export function Broken({ error }: { error: unknown }) {
  const said = error instanceof Refused || error instanceof TypeError ? asProblem(error) : null
  return (
    <div className={styles.fallback}>
      <Problem problem={said ?? { code: 'screen', title: words.ui.broken, detail: words.ui.brokenWhy, remedy: words.ui.brokenNow }} />
      <Button onClick={() => location.reload()}>{words.ui.reload}</Button>
    </div>
  )
}

export function Unknown() {
  return (
    <div className={styles.fallback}>
      <h1>{words.ui.unknown}</h1>
      <p>{words.ui.unknownWhy}</p>
      <Link href={desk()}>{words.shell.goTo(words.shell.work)}</Link>
    </div>
  )
}
