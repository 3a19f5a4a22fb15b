// The documents that go with a filing: those already here to choose from, and a place to send another.
import { useState } from 'react'
import { words } from '../words'
import { Button } from './Button'
import { CheckField, FieldRow, SelectField, TextField, type Option } from './Form'
import { Link } from './Link'
import { nameOf, type PaperProps } from './Paper'
import { Written } from './Said'
import { size, Upload, type Receipt } from './Upload'
import styles from './Enclosures.module.css'

export interface Enclosure {
  id: string
  title?: string | null | undefined
  file_name?: string | null | undefined
  class: PaperProps['document']['class']
  open: boolean
  size_bytes: number
  sha256: string
}

export interface EnclosuresProps<Class extends string> {
  /** Documents of one's own that were sent and not filed yet. */
  offered: readonly Enclosure[]
  chosen: readonly string[]
  onChoose: (ids: string[]) => void
  /** Those in which one may not send yet say why, and whether one can see to it there. */
  classes: readonly (Option & { value: Class; shut?: { why: string; there: boolean } })[]
  /** Where one is approved and declares secrecy. */
  there: string
  /** What is to be known of a document before it is filed. */
  warning: (document: Enclosure) => string | undefined
  bytesMax: number
  href: (document: Enclosure) => string
  send: (said: { title: string; class: Class }, file: File, watch: { signal: AbortSignal; onProgress: (sent: number, total: number) => void }) => Promise<Enclosure>
}

export function Enclosures<Class extends string>({ offered, chosen, onChoose, classes, there, warning, bytesMax, href, send }: EnclosuresProps<Class>) {
  const [title, setTitle] = useState('')
  const open = classes.filter(({ shut }) => !shut)
  const shut = classes.filter((one) => one.shut)
  const [wanted, setSecrecy] = useState(open[0]?.value)
  const secrecy = open.some(({ value }) => value === wanted) ? wanted : open[0]?.value
  const [sent, setSent] = useState(0)
  const [received, setReceived] = useState(false)
  const say = words.ui.enclosures
  return (
    <fieldset className={styles.enclosures}>
      <legend>{say.legend}</legend>
      {offered.length === 0 && <p className={styles.none}>{say.none}</p>}
      {offered.length > 0 && (
        <ul className={styles.list}>
          {offered.map((document) => (
            <li key={document.id}>
              <CheckField
                path={`documents.${document.id}`}
                label={<Written>{nameOf(document)}</Written>}
                hint={[document.file_name, words.law.document_class[document.class], size(document.size_bytes)].filter(Boolean).join(', ')}
                checked={chosen.includes(document.id)}
                onChange={(on) => onChoose(on ? [...chosen, document.id] : chosen.filter((id) => id !== document.id))}
              />
              {warning(document) && (
                <p role="alert" className={styles.warning}>
                  {warning(document)}
                </p>
              )}
              {document.open && (
                <a href={href(document)} target="_blank" rel="noreferrer">
                  {say.read}
                </a>
              )}
            </li>
          ))}
        </ul>
      )}
      {!received && (
        <FieldRow>
          <TextField path="document.title" label={say.title} hint={say.titleHint} value={title} onChange={setTitle} />
          <SelectField
            path="document.class"
            label={say.class}
            hint={secrecy === 'C0' ? say.publicHint : say.classHint}
            value={secrecy ?? ''}
            onChange={(value) => setSecrecy(open.find((one) => one.value === value)?.value)}
            options={classes.map(({ value, label, shut: bar }) => (bar ? { value, label: say.notYet(label), disabled: true } : { value, label }))}
          />
        </FieldRow>
      )}
      {!received && shut.length > 0 && (
        <ul className={styles.shut}>
          {shut.map(({ value, label, shut: bar }) => (
            <li key={value}>
              {label}
              {words.ui.colon}
              {bar?.why} {bar?.there && <Link href={there}>{say.there}</Link>}
            </li>
          ))}
        </ul>
      )}
      {secrecy !== undefined && (
        <Upload<Receipt & { id: string }>
          key={sent}
          label={say.add}
          kinds={['.pdf']}
          bytesMax={bytesMax}
          send={async (file, watch) => {
            const document = await send({ title, class: secrecy }, file, watch)
            return { id: document.id, name: document.file_name ?? file.name, bytes: document.size_bytes, sha256: document.sha256 }
          }}
          onReceived={({ id }) => {
            setReceived(true)
            onChoose([...chosen, id])
          }}
        />
      )}
      {received && (
        <Button
          onClick={() => {
            setReceived(false)
            setSent(sent + 1)
            setTitle('')
          }}
        >
          {say.another}
        </Button>
      )}
    </fieldset>
  )
}
