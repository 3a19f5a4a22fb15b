// A document on its way to the registry: how much has arrived, what the registry says arrived, and
// whether that is the file on this device. A refusal names the file, the rule and the remedy.
import { useId, useRef, useState, type DragEvent } from 'react'
import { list, locale, words } from '../words'
import { Button } from './Button'
import { Problem, type Refusal } from './Problem'
import styles from './Upload.module.css'

export interface Receipt {
  name: string
  bytes: number
  sha256: string
}

/** Sends one file; throws a `Refusal` when it is not accepted. */
export type Send<R extends Receipt> = (file: File, watch: { signal: AbortSignal; onProgress: (sent: number, total: number) => void }) => Promise<R>

type Stage<R> =
  | { at: 'waiting' }
  | { at: 'sending'; name: string; sent: number; total: number }
  | { at: 'received'; receipt: R; same: boolean | undefined }
  | { at: 'refused'; name: string; why: Refusal }

export interface UploadProps<R extends Receipt> {
  label: string
  /** Kinds by extension, as in `.pdf`. */
  kinds: readonly string[]
  bytesMax: number
  send: Send<R>
  onReceived: (receipt: R) => void
  disabled?: boolean
}

/** "3.4 MB": counted by 1024, as the body counts its largest document. */
export function size(bytes: number): string {
  const power = bytes < 1024 ? 0 : bytes < 1024 ** 2 ? 1 : 2
  const amount = bytes / 1024 ** power
  const digits = power > 0 && amount < 10 ? 1 : 0
  const number = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(amount)
  return `${number} ${words.ui.units[power]}`
}

/** A larger file is not hashed here: the whole of it would have to be in memory. */
const hashedBytesMax = 64_000_000

async function hash(file: File): Promise<string | undefined> {
  // `crypto.subtle` exists in secure contexts only; the receipt is then shown without the comparison.
  if (file.size > hashedBytesMax || !globalThis.crypto?.subtle) return undefined
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer())
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function isRefusal(error: unknown): error is Refusal {
  return typeof error === 'object' && error !== null && 'code' in error && 'detail' in error
}

export function Upload<R extends Receipt>({ label, kinds, bytesMax, send, onReceived, disabled = false }: UploadProps<R>) {
  const [stage, setStage] = useState<Stage<R>>({ at: 'waiting' })
  const [over, setOver] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const stop = useRef<AbortController>(null)
  const id = useId()
  const accepted = list(kinds.map((kind) => kind.replace('.', '').toUpperCase()))

  function refusedHere(file: File): string | undefined {
    if (!kinds.some((kind) => file.name.toLowerCase().endsWith(kind))) return words.ui.wrongKind(file.name, accepted)
    if (file.size > bytesMax) return words.ui.tooLarge(file.name, size(file.size), size(bytesMax))
    return undefined
  }

  async function take(file: File) {
    const why = refusedHere(file)
    if (why) {
      setStage({ at: 'refused', name: file.name, why: { code: 'document', title: words.ui.uploadFailed(file.name), detail: why } })
      return
    }
    const controller = new AbortController()
    stop.current = controller
    setStage({ at: 'sending', name: file.name, sent: 0, total: file.size })
    try {
      // A file that can no longer be read here is not compared; what arrived is on the receipt.
      const here = hash(file).catch(() => undefined)
      const receipt = await send(file, {
        signal: controller.signal,
        onProgress: (sent, total) => setStage({ at: 'sending', name: file.name, sent, total }),
      })
      const mine = await here
      setStage({ at: 'received', receipt, same: mine === undefined ? undefined : mine === receipt.sha256 })
      onReceived(receipt)
    } catch (error) {
      if (controller.signal.aborted) setStage({ at: 'waiting' })
      else {
        const failed: Refusal = { code: 'upload', title: words.ui.uploadFailed(file.name), detail: '' }
        setStage({ at: 'refused', name: file.name, why: isRefusal(error) ? error : failed })
      }
    }
  }

  function drop(event: DragEvent) {
    event.preventDefault()
    setOver(false)
    const file = event.dataTransfer.files[0]
    if (file && !disabled) void take(file)
  }

  return (
    <div className={styles.upload}>
      <label id={`${id}-label`} htmlFor={id} className={styles.label}>
        {label}
      </label>
      <input
        ref={input}
        id={id}
        className="aloud"
        type="file"
        // The button below opens it; one stop for the keyboard is enough.
        tabIndex={-1}
        accept={kinds.join(',')}
        disabled={disabled || stage.at === 'sending'}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0]
          event.currentTarget.value = ''
          if (file) void take(file)
        }}
      />
      {/* Dropping is a second way only: the button and the field above do the same by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div
        className={styles.place}
        data-over={over || undefined}
        data-at={stage.at}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        {stage.at === 'sending' ? (
          <Sending stage={stage} onStop={() => stop.current?.abort()} />
        ) : stage.at === 'received' ? (
          <Received receipt={stage.receipt} same={stage.same} />
        ) : (
          <div className={styles.choose}>
            <Button aria-describedby={`${id}-label`} disabled={disabled} onClick={() => input.current?.click()}>
              {stage.at === 'refused' ? words.ui.tryAgain : words.ui.chooseFile}
            </Button>
            <span>{words.ui.dropHere}</span>
          </div>
        )}
      </div>
      {stage.at === 'waiting' && <p className={styles.limit}>{words.ui.limit(size(bytesMax), accepted)}</p>}
      {stage.at === 'refused' && <Problem problem={stage.why} />}
    </div>
  )
}

function Sending({ stage, onStop }: { stage: { name: string; sent: number; total: number }; onStop: () => void }) {
  const percent = stage.total === 0 ? 0 : Math.floor((stage.sent / stage.total) * 100)
  return (
    <div className={styles.sending}>
      <span className={styles.name}>{stage.name}</span>
      <progress value={stage.sent} max={stage.total} aria-label={stage.name} />
      <span className={styles.figures}>
        {percent === 100 ? words.ui.checking : words.ui.sending(percent, size(stage.sent), size(stage.total))}
      </span>
      <Button small onClick={onStop}>
        {words.ui.stop}
      </Button>
    </div>
  )
}

function Received({ receipt, same }: { receipt: Receipt; same: boolean | undefined }) {
  return (
    <div className={styles.received} role="status">
      <p className={styles.name}>{words.ui.received(receipt.name, size(receipt.bytes))}</p>
      <p className={styles.hash}>
        {words.ui.receipt}
        <code dir="ltr">{receipt.sha256}</code>
      </p>
      {same !== undefined && <p data-same={same}>{same ? words.ui.receiptMatches : words.ui.receiptDiffers}</p>}
    </div>
  )
}
