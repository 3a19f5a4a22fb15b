// The second factor: passkeys, an app for codes, and the recovery codes; and how one shows it again.
import { useMutation, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react'
import { answered } from '../api/cases'
import { http, proving } from '../api/client'
import { asProblem } from '../api/problem'
import { Button } from '../ui/Button'
import { Form, PasswordField, TextField } from '../ui/Form'
import { Problem } from '../ui/Problem'
import { Page, Section } from '../ui/Page'
import { people, words } from '../words'
import { Codes } from './Codes'
import { AddPasskey, Passkeys } from './Passkeys'
import { hasPasskeys, provePasskey } from './passkey'
import { meQuery, refreshMe } from './session'
import styles from './Factor.module.css'

const say = people.factor

/** What stands in place of everything else until whoever owes the body a second factor has one. */
export function OweFactor() {
  return (
    <Page title={say.title} lead={say.owed}>
      <Section title={say.setUp} sheet>
        {/* What was refused until now is asked for anew. */}
        <First onDone={() => location.reload()} />
      </Section>
    </Page>
  )
}

export function Factor() {
  const { data: me } = useSuspenseQuery(meQuery)
  // Only a program is not told of it.
  if (!me.factor) return null
  const { in_use: inUse, codes, passkeys, required, codes_left: left } = me.factor
  if (!inUse) return <First onDone={() => void refreshMe()} />
  return (
    <>
      <p>{say.inUse(left)}</p>
      <Passkeys />
      <h3>{say.app}</h3>
      <p>{codes ? say.appInUse : say.lead}</p>
      <details className={styles.fold}>
        <summary>{codes ? say.another : say.setUpApp}</summary>
        <SetUp />
      </details>
      {codes && (!required || passkeys > 0) && (
        <WithCode
          act={say.remove}
          does={passkeys > 0 ? say.removeWithPasskeys : say.removeDoes}
          run={(code) => http.POST('/me/factor/remove', { body: { code } }).then(() => <p>{say.removed}</p>)}
          after={refreshMe}
        />
      )}
      <h3>{say.recovery}</h3>
      <WithCode app={codes} act={say.renew} does={say.renewDoes} run={(code) => answered(http.POST('/me/factor/codes', { body: { code } })).then(({ recovery_codes }) => <Codes codes={recovery_codes} />)} />
    </>
  )
}

/** Whoever has none chooses: a passkey, where the browser has them, or an app. */
function First({ onDone }: { onDone: () => void }) {
  if (!hasPasskeys()) return <SetUp onDone={onDone} />
  return (
    <>
      <p>{people.passkeys.lead}</p>
      <AddPasskey onDone={onDone} />
      <details className={styles.fold}>
        <summary>{say.orApp}</summary>
        <SetUp onDone={onDone} />
      </details>
    </>
  )
}

/** An act that asks for a code, folded away until it is wanted. */
function WithCode({ act: name, does, run, after, app = true }: { app?: boolean; act: string; does: string; run: (code: string) => Promise<ReactNode>; after?: () => Promise<void> }) {
  const [code, setCode] = useState('')
  const act = useMutation({
    mutationFn: () => run(code),
    onSuccess: async () => {
      setCode('')
      await after?.()
    },
  })
  return (
    <details className={styles.fold}>
      <summary>{name}</summary>
      <Form problem={asProblem(act.error)} label={name} onSubmit={() => act.mutate()}>
        <p>{does}</p>
        <CodeField app={app} value={code} onChange={setCode} />
        <div>
          <Button type="submit" busy={act.isPending}>
            {name}
          </Button>
        </div>
      </Form>
      <div role="status">{act.data}</div>
    </details>
  )
}

export function CodeField({ app = true, value, onChange }: { app?: boolean; value: string; onChange: (code: string) => void }) {
  return <TextField path="code" label={app ? say.code : say.recoveryCode} {...(app && { hint: say.codeHint })} required autoComplete="one-time-code" value={value} onChange={onChange} />
}

/** Password, then what the device takes in, then a code that it shows; and the recovery codes, once. */
function SetUp({ onDone = () => void refreshMe() }: { onDone?: () => void }) {
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const begin = useMutation({ mutationFn: () => answered(http.POST('/me/factor', { body: { password } })), onSuccess: () => setPassword('') })
  const confirm = useMutation({ mutationFn: () => answered(http.POST('/me/factor/confirm', { body: { code } })) })
  if (confirm.data) {
    return (
      <>
        <div role="status">
          <p>{say.done}</p>
          <Codes codes={confirm.data.recovery_codes} />
        </div>
        <div>
          <Button primary onClick={onDone}>
            {say.kept}
          </Button>
        </div>
      </>
    )
  }
  if (!begin.data) {
    return (
      <Form problem={asProblem(begin.error)} label={say.setUp} onSubmit={() => begin.mutate()}>
        <p>{say.lead}</p>
        <PasswordField path="password" label={people.security.current} required value={password} onChange={setPassword} />
        <div>
          <Button type="submit" primary busy={begin.isPending}>
            {say.setUp}
          </Button>
        </div>
      </Form>
    )
  }
  const { secret, picture } = begin.data
  return (
    <Form problem={asProblem(confirm.error)} label={say.confirm} onSubmit={() => confirm.mutate()}>
      <p>{say.scan}</p>
      <img className={styles.picture} src={`data:image/svg+xml;base64,${btoa(picture)}`} alt={say.picture} width={240} height={240} />
      <p>{say.typed}</p>
      <p>
        <code dir="ltr">{secret}</code>
      </p>
      <CodeField value={code} onChange={setCode} />
      <div>
        <Button type="submit" primary busy={confirm.isPending}>
          {say.confirm}
        </Button>
      </div>
    </Form>
  )
}

/** Asks for the second factor again, above whatever asked for it, and lets that go on. */
export function Proving() {
  const asked = useSyncExternalStore(proving.subscribe, proving.isAsked)
  const [code, setCode] = useState('')
  const [dialog, setDialog] = useState<HTMLDialogElement | null>(null)
  const { data: me } = useQuery(meQuery)
  const withPasskey = useMutation({ mutationFn: provePasskey, onSuccess: () => proving.answer(true) })
  const passkeys = hasPasskeys() && (me?.factor?.passkeys ?? 0) > 0
  const act = useMutation({
    mutationFn: () => http.POST('/me/factor/prove', { body: { code } }),
    onSuccess: () => proving.answer(true),
  })
  const closed = () => {
    setCode('')
    act.reset()
    withPasskey.reset()
    proving.answer(false)
  }
  useEffect(() => {
    if (!dialog) return
    if (asked && !dialog.open) dialog.showModal()
    if (!asked && dialog.open) dialog.close()
  }, [asked, dialog])
  return (
    <dialog ref={setDialog} className={styles.dialog} aria-label={say.again} onClose={closed}>
      {asked && (
        <Form problem={asProblem(act.error)} label={say.again} onSubmit={() => act.mutate()}>
          <h2>{say.again}</h2>
          <p>{say.againWhy}</p>
          {passkeys && (
            <>
              <Problem problem={asProblem(withPasskey.error)} />
              <div>
                <Button primary busy={withPasskey.isPending} onClick={() => withPasskey.mutate()}>
                  {people.passkeys.use}
                </Button>
              </div>
            </>
          )}
          <CodeField app={me?.factor?.codes ?? true} value={code} onChange={setCode} />
          <div className={styles.answers}>
            <Button type="submit" primary={!passkeys} busy={act.isPending}>
              {say.prove}
            </Button>
            <Button onClick={() => proving.answer(false)}>{words.ui.notNow}</Button>
          </div>
        </Form>
      )}
    </dialog>
  )
}
