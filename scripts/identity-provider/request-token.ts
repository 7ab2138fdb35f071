import { z } from 'zod'
import { operatorFault } from '../operator-fault.ts'
import { CLI_CLIENT_ID, PERSONA_GRANT } from './cli-client.ts'

const TokenAnswer = z.object({
  access_token: z.string().min(1),
  token_type: z.string(),
  expires_in: z.number(),
  scope: z.string(),
})
export type TokenAnswer = Readonly<z.infer<typeof TokenAnswer>>

/** Time that the issuer may take, in milliseconds. */
const TIMEOUT_MS = 10_000

/** Asks the development issuer for a token of a persona. Fails with one clear line when it does not answer or refuses. */
export async function requestPersonaToken(request: {
  readonly issuer: string
  readonly cliSecret: string
  readonly persona: string
  readonly expiresInSeconds?: number
}): Promise<TokenAnswer> {
  const { issuer, cliSecret, persona, expiresInSeconds } = request
  const body = new URLSearchParams({ grant_type: PERSONA_GRANT, persona })
  if (expiresInSeconds !== undefined) body.set('expires_in', String(expiresInSeconds))
  const authorization = `Basic ${Buffer.from(`${CLI_CLIENT_ID}:${cliSecret}`).toString('base64')}`

  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const send = () => fetch(new URL('/token', issuer), { method: 'POST', headers: { authorization }, body, signal })
  // A kept connection may be closed by the issuer in the instant in which it is used again; asking twice gives one more token.
  const response = await send()
    .catch(() => send())
    .catch((error: unknown) => {
      throw operatorFault(`the identity provider at ${issuer} does not answer`, error)
    })
  const answer: unknown = await response.json().catch(() => undefined)
  const token = TokenAnswer.safeParse(answer)
  if (response.ok && token.success) return token.data
  const { error = `status ${response.status}`, error_description: description = '' } = Refusal.safeParse(answer).data ?? {}
  throw operatorFault(`the identity provider at ${issuer} refused: ${[error, description].filter(Boolean).join(': ')}`)
}

const Refusal = z.object({ error: z.string().optional(), error_description: z.string().optional() })
