// What stands where a screen cannot.
import { asProblem, Problem as Refused } from '../api/problem'
import { desk } from '../api/client'
import { Button } from '../ui/Button'
import { Link } from '../ui/Link'
import { Problem } from '../ui/Problem'
import { useTitle } from '../ui/title'
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
  useTitle(words.ui.broken)
  const said = error instanceof Refused || error instanceof TypeError ? asProblem(error) : null
  return (
    <div className={styles.fallback}>
      <h1>{words.ui.broken}</h1>
      <Problem problem={said ?? { code: 'screen', detail: words.ui.brokenWhy, remedy: words.ui.brokenNow }} />
      <Button onClick={() => location.reload()}>{words.ui.reload}</Button>
    </div>
  )
}

export function Unknown() {
  useTitle(words.ui.unknown)
  return (
    <div className={styles.fallback}>
      <h1>{words.ui.unknown}</h1>
      <p>{words.ui.unknownWhy}</p>
      <Link href={desk()}>{words.shell.goTo(words.shell.work)}</Link>
    </div>
  )
}
