// A password for whoever cannot sign in: asked for, and chosen with the link that came.
import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { desk, http } from '../api/client'
import { asProblem } from '../api/problem'
import { Button } from '../ui/Button'
import { Form, PasswordField, TextField } from '../ui/Form'
import { Link } from '../ui/Link'
import { words } from '../words'
import { Door } from './Door'
import { bodyQuery } from './session'

const say = words.signIn

export function Forgotten() {
  const [email, setEmail] = useState('')
  const act = useMutation({ mutationFn: () => http.POST('/passwords/forgotten', { body: { email } }) })
  return (
    <Door title={say.forgotten} lead={say.forgottenLead}>
      {act.isSuccess ? (
        <p role="status">{say.forgottenDone}</p>
      ) : (
        <Form problem={asProblem(act.error)} onSubmit={() => act.mutate()} label={say.forgotten}>
          <TextField path="email" label={say.email} type="email" autoComplete="email" value={email} onChange={setEmail} />
          <Button type="submit" primary busy={act.isPending}>
            {say.forgottenAct}
          </Button>
        </Form>
      )}
      <Link href={desk('/sign-in')}>{say.back}</Link>
    </Door>
  )
}

export function ChoosePassword() {
  const { data: here } = useSuspenseQuery(bodyQuery)
  // Behind the `#`, which is sent to no server and stands in no Referer.
  const [link] = useState(() => location.hash.slice(1))
  const [password, setPassword] = useState('')
  const act = useMutation({
    mutationFn: () => http.POST('/passwords/chosen', { body: { link, password } }),
    onSuccess: () => history.replaceState(history.state, '', location.pathname),
  })
  return (
    <Door title={say.choose} lead={say.chooseLead(here.name)}>
      {link === '' && <p role="alert">{say.noLink}</p>}
      {act.isSuccess && <p role="status">{say.chosen}</p>}
      {link !== '' && !act.isSuccess && (
        <Form problem={asProblem(act.error)} onSubmit={() => act.mutate()} label={say.choose}>
          <PasswordField path="password" label={say.password} hint={say.passwordHint} required autoComplete="new-password" value={password} onChange={setPassword} />
          <Button type="submit" primary busy={act.isPending}>
            {say.choose}
          </Button>
        </Form>
      )}
      <Link href={desk('/sign-in')}>{act.isSuccess ? say.act : say.back}</Link>
    </Door>
  )
}
