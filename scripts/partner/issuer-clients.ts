import { z } from 'zod'
import { CLI_CLIENT_ID } from '../identity-provider/cli-client.ts'
import { operatorFault } from '../operator-fault.ts'
import type { PartnerClient } from './registry-client.ts'

/** Time that an issuer may take, in milliseconds. */
const TIMEOUT_MS = 15_000

/** What an issuer shows once. */
export interface Credentials {
  readonly clientId: string
  readonly clientSecret: string
  /** For later changes of the registration (RFC 7592), when the issuer supports them. */
  readonly registrationClientUri?: string | undefined
  readonly registrationAccessToken?: string | undefined
}

const Secret = z.object({ client_id: z.string(), client_secret: z.string().min(1) })
const Status = z.object({ status: z.string() })

/** Clients at the development issuer, by its administrative requests. */
export function createDevelopmentIssuer(issuer: string, cliSecret: string) {
  const authorization = `Basic ${Buffer.from(`${CLI_CLIENT_ID}:${cliSecret}`).toString('base64')}`

  async function ask(method: string, path: string, body?: object): Promise<{ status: number; answer: unknown }> {
    const response = await fetch(new URL(path, issuer), {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error: unknown) => {
      throw operatorFault(`the identity provider at ${issuer} does not answer`, error)
    })
    return { status: response.status, answer: await response.json().catch(() => undefined) }
  }

  function credentials({ status, answer }: { status: number; answer: unknown }): Credentials {
    const secret = Secret.safeParse(answer)
    if (secret.success) return { clientId: secret.data.client_id, clientSecret: secret.data.client_secret }
    throw operatorFault(`the identity provider at ${issuer} refused: ${Status.safeParse(answer).data?.status ?? status}`)
  }

  const pathOf = (clientId: string) => `/admin/clients/${encodeURIComponent(clientId)}`
  return {
    async register({ id, scopes, partner }: PartnerClient): Promise<Credentials> {
      const registration = { client_id: id, scopes, partner: { id: partner.id, kind: partner.kind } }
      return credentials(await ask('POST', '/admin/clients', registration))
    },
    rotate: async (clientId: string): Promise<Credentials> => credentials(await ask('POST', `${pathOf(clientId)}/rotate-secret`)),
    /** False when it has no such client. */
    remove: async (clientId: string): Promise<boolean> => (await ask('DELETE', pathOf(clientId))).status === 200,
  }
}

const Registration = Secret.extend({
  registration_client_uri: z.url().optional(),
  registration_access_token: z.string().optional(),
})
const Refusal = z.object({ error: z.string(), error_description: z.string().optional() })

/** Registers a client at an issuer that offers dynamic registration (RFC 7591). `initialToken` is what it asks for, if it does. */
export async function registerDynamically(
  endpoint: string,
  initialToken: string | undefined,
  client: { readonly name: string; readonly scopes: readonly string[] },
): Promise<Credentials> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(initialToken === undefined ? {} : { authorization: `Bearer ${initialToken}` }),
    },
    body: JSON.stringify({
      client_name: client.name,
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
      token_endpoint_auth_method: 'client_secret_basic',
      scope: client.scopes.join(' '),
    }),
    redirect: 'error', // it would carry the token to somebody else
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: unknown) => {
    throw operatorFault(`the registration endpoint ${endpoint} does not answer`, error)
  })
  const answer: unknown = await response.json().catch(() => undefined)
  const registration = Registration.safeParse(answer)
  if (response.status !== 201 || !registration.success) {
    const { error = `status ${response.status}`, error_description = '' } = Refusal.safeParse(answer).data ?? {}
    throw operatorFault(`the registration endpoint refused: ${[error, error_description].filter(Boolean).join(': ')}`)
  }
  const { client_id, client_secret, registration_client_uri, registration_access_token } = registration.data
  return {
    clientId: client_id,
    clientSecret: client_secret,
    registrationClientUri: registration_client_uri,
    registrationAccessToken: registration_access_token,
  }
}

/** Takes a registration back (RFC 7592, section 2.3). False when the issuer offers no way to, or refuses. */
export async function withdrawRegistration(credentials: Credentials): Promise<boolean> {
  const { registrationClientUri, registrationAccessToken } = credentials
  if (registrationClientUri === undefined || registrationAccessToken === undefined) return false
  const response = await fetch(registrationClientUri, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${registrationAccessToken}` },
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => undefined)
  return response?.status === 204
}
