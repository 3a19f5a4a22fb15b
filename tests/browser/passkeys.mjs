// Someone with a passkey, at the screens: Chromium's own virtual authenticator is the device.

/** `tools` are those of run.mjs. */
export async function passkeys({ step, check, until, signedIn, base }) {
  /** A device that keeps passkeys and is unlocked by its person, or not. */
  async function device(it) {
    const session = await it.context().newCDPSession(it)
    await session.send('WebAuthn.enable')
    const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true }
    const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', { options })
    return {
      unlocks: (isUserVerified) => session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
      kept: async () => (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
      forgets: () => session.send('WebAuthn.clearCredentials', { authenticatorId }),
    }
  }
  let it
  let keeper
  const signsOut = async () => {
    await it.goto(`${base}/sim/desk`)
    await it.locator('summary').filter({ hasText: 'Liaison' }).first().click()
    await it.getByRole('button', { name: 'Sign out' }).click()
    await it.waitForURL((url) => url.pathname.endsWith('/sign-in'))
  }

  await step('a person adds a passkey, with a name that the browser suggests, and gets recovery codes once', async () => {
    it = await signedIn('liaison.wb')
    keeper = await device(it)
    await it.goto(`${base}/sim/desk/sessions`)
    await it.getByRole('heading', { name: 'Second factor' }).waitFor()
    const form = it.getByRole('form', { name: 'Add a passkey' })
    await form.locator('input[type=password]').fill('proviso-demonstration')
    check((await form.getByLabel('Name').inputValue()).includes('Chrome'), 'no name was suggested')
    await form.getByLabel('Name').fill('Telephone of the bank')
    await form.getByRole('button', { name: 'Add a passkey' }).click()
    await it.getByText('Your passkey is set up').waitFor()
    check((await it.locator('ol li code').count()) === 10, 'not ten recovery codes')
    check((await keeper.kept()).length === 1, 'the device keeps no passkey')
    await it.getByRole('button', { name: 'I have kept them' }).click()
    await it.getByRole('cell', { name: 'Telephone of the bank', exact: true }).waitFor()
  })

  await step('the same device is told that it has one, and nobody is left with a half-made second one', async () => {
    await it.getByText('Add a passkey', { exact: true }).first().click()
    const form = it.getByRole('form', { name: 'Add a passkey' })
    await form.locator('input[type=password]').fill('proviso-demonstration')
    await form.getByRole('button', { name: 'Add a passkey' }).click()
    await it.getByText('This device holds a passkey of this account already.').waitFor()
    check((await keeper.kept()).length === 1, 'a second one was made')
  })

  await step('the passkey lets its person in without a password, and not whoever cannot unlock it', async () => {
    await signsOut()
    await keeper.unlocks(false)
    await it.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await it.getByText('No passkey was shown.').waitFor()
    check(new URL(it.url()).pathname.endsWith('/sign-in'), 'someone was let in')
    await keeper.unlocks(true)
    await it.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await it.waitForURL((url) => !url.pathname.endsWith('/sign-in'))
    const { person } = await (await it.request.get(`${base}/api/sim/me`)).json()
    check(person.email === 'liaison.wb@sim.example', `it let in ${person.email}`)
  })

  await step('after a password the passkey of that account is asked for', async () => {
    await signsOut()
    await it.locator('input[type=email]').fill('liaison.wb@sim.example')
    await it.locator('input[type=password]').fill('proviso-demonstration')
    await it.keyboard.press('Enter')
    await it.getByText('Now use your passkey').waitFor()
    check(await it.getByRole('textbox', { name: 'Recovery code' }).isVisible(), 'a recovery code cannot be given')
    await it.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await it.waitForURL((url) => !url.pathname.endsWith('/sign-in'))
  })

  await step('who has shown a passkey removes it, and signs in with the password alone where the body lets them', async () => {
    await it.goto(`${base}/sim/desk/sessions`)
    await it.getByRole('button', { name: 'Remove: Telephone of the bank' }).click()
    await until(async () => (await (await it.request.get(`${base}/api/sim/me`)).json()).factor.in_use === false, 'the passkey is still there')
    // The device does not know that; what it shows is not known here.
    await signsOut()
    await it.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await it.getByText('This passkey is not known here').waitFor()
    await keeper.forgets()
    await it.context().close()
  })
}
