// The recovery codes, in sight once.
import { people } from '../words'
import styles from './Factor.module.css'

export function Codes({ codes }: { codes: readonly string[] }) {
  return (
    <>
      <p>{people.factor.codes}</p>
      <ol className={styles.codes} dir="ltr">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
    </>
  )
}
