// Passkeys: what the browser is asked for, and what it answers. `@simplewebauthn/browser` speaks with it.
import { browserSupportsWebAuthn, startAuthentication, startRegistration, type PublicKeyCredentialCreationOptionsJSON, type PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser'
import { answered } from '../api/cases'
import { http } from '../api/client'
import { Problem } from '../api/problem'
import type { components } from '../api/schema'
import { people } from '../words'
import { enter } from './session'

type Asked = components['schemas']['PasskeyAsked']

/** Passkeys belong to the name of a host; where there is only a number, no browser makes one. */
export function hasPasskeys(): boolean {
  return browserSupportsWebAuthn() && !/^(?:[\d.]+|\[.*\])$/.test(location.hostname)
}

/** Whatever a browser says for itself, the person hears what to do. */
async function unlocked<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask()
  } catch (error) {
    const known = error instanceof Error && error.name === 'InvalidStateError'
    throw new Problem(0, {
      code: 'passkey.not_shown',
      detail: known ? people.passkeys.there : people.passkeys.notShown,
      remedy: known ? people.passkeys.thereNow : people.passkeys.notShownNow,
    })
  }
}

const shown = ({ options }: Asked) => unlocked(() => startAuthentication({ optionsJSON: options as unknown as PublicKeyCredentialRequestOptionsJSON }))

/** Adds a passkey to one's own account; gives the recovery codes that came with the first second factor. */
export async function addPasskey(password: string, name: string): Promise<readonly string[]> {
  const asked = await answered(http.POST('/me/passkeys', { body: { password } }))
  const credential = await unlocked(() => startRegistration({ optionsJSON: asked.options as unknown as PublicKeyCredentialCreationOptionsJSON }))
  const { recovery_codes: codes } = await answered(http.POST('/me/passkeys/finish', { body: { ceremony: asked.ceremony, credential: { ...credential }, name } }))
  return codes
}

/** Signs in with a passkey, after a password that fitted or by itself; tells what `enter` tells. */
export async function signInWithPasskey(ticket?: string): Promise<boolean> {
  const asked = await answered(http.POST('/session/passkey', { body: ticket === undefined ? {} : { ticket } }))
  const credential = await shown(asked)
  const { data } = await http.POST('/session/passkey/finish', { body: { ceremony: asked.ceremony, credential: { ...credential } } })
  return enter(data)
}

/** Shows a passkey again, in the session that there is. */
export async function provePasskey(): Promise<void> {
  const asked = await answered(http.POST('/me/passkeys/prove'))
  const credential = await shown(asked)
  await http.POST('/me/passkeys/prove/finish', { body: { ceremony: asked.ceremony, credential: { ...credential } } })
}
