// The door: one form, plain refusals, and the way to what needs no signing in.
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { body, desk } from '../api/client'
import { asProblem } from '../api/problem'
import { Button } from '../ui/Button'
import { Form, PasswordField, TextField } from '../ui/Form'
import { Link } from '../ui/Link'
import { Facts } from '../ui/Page'
import { Problem } from '../ui/Problem'
import { vocabulary } from '../vocabulary'
import { people, words } from '../words'
import { Door } from './Door'
import { CodeField } from './Factor'
import { hasPasskeys, signInWithPasskey } from './passkey'
import { bodyQuery, signIn, stepIn, type SecondStep } from './session'
import styles from './SignIn.module.css'

/** Only an address of this desk may follow signing in. */
function safe(then: string | undefined): string {
  return then?.startsWith(desk()) ? then : desk()
}

export function SignIn() {
  const { data: here } = useSuspenseQuery(bodyQuery)
  const { then } = useSearch({ strict: false }) as { then?: string }
  const router = useRouter()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [step, setStep] = useState<SecondStep>()
  const [code, setCode] = useState('')
  const enter = (again: boolean) => (again ? location.assign(safe(then)) : router.history.push(safe(then)))
  const act = useMutation({
    mutationFn: () => signIn(email, password),
    onSuccess: (next) => (typeof next === 'boolean' ? enter(next) : setStep(next)),
  })
  const passkey = useMutation({ mutationFn: signInWithPasskey, onSuccess: enter })
  const withPasskey = (primary: boolean, ticket?: string) => (
    <>
      <Problem problem={asProblem(passkey.error)} />
      <Button primary={primary} busy={passkey.isPending} onClick={() => passkey.mutate(ticket)}>
        {people.passkeys.signIn}
      </Button>
    </>
  )
  const second = useMutation({ mutationFn: (from: SecondStep) => stepIn(from, code), onSuccess: enter })
  if (step) {
    return (
      <Door title={words.signIn.title(here.name)} lead={step.codes ? people.factor.second : people.passkeys.second}>
        {step.passkeys && hasPasskeys() && withPasskey(true, step.ticket)}
        <Form problem={asProblem(second.error)} onSubmit={() => second.mutate(step)} label={step.codes ? people.factor.code : people.factor.recoveryCode}>
          <CodeField app={step.codes} value={code} onChange={setCode} />
          <Button type="submit" primary={!step.passkeys} busy={second.isPending}>
            {words.signIn.act}
          </Button>
        </Form>
        <Button
          onClick={() => {
            setStep(undefined)
            setPassword('')
            setCode('')
            second.reset()
            passkey.reset()
          }}
        >
          {words.signIn.back}
        </Button>
      </Door>
    )
  }
  return (
    <Door
      title={words.signIn.title(here.name)}
      lead={then ? words.signIn.expired : words.signIn.lead}
      below={
        <div className={styles.asks}>
          <Facts facts={vocabulary.step.map((one) => [words.law.step[one], words.stepAsks[one]] as const)} />
        </div>
      }
    >
      <Form problem={asProblem(act.error)} onSubmit={() => act.mutate()} label={words.signIn.title(here.name)}>
        <TextField path="email" label={words.signIn.email} type="email" autoComplete="email" value={email} onChange={setEmail} />
        <PasswordField path="password" label={words.signIn.password} value={password} onChange={setPassword} />
        <Button type="submit" primary busy={act.isPending}>
          {words.signIn.act}
        </Button>
      </Form>
      {hasPasskeys() && withPasskey(false)}
      <Link href={desk('/forgotten')}>{words.signIn.forgotten}</Link>
      <a href={`/${body}/rulings`}>{words.signIn.rulings}</a>
    </Door>
  )
}
