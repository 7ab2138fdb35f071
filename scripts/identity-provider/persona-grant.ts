import type { Provider } from 'oidc-provider'
import { errors } from 'oidc-provider'
import { MAX_EXPIRES_SECONDS, PERSONA_GRANT } from './cli-client.ts'
import { personaNamed } from './personas.ts'
import { GRAPH_RESOURCE, graphResource, type SigningAlgorithm } from './resource.ts'

/**
 * Registers the grant: `persona` names who is signed in, `expires_in` how long the token lives (seconds, optional). A person
 * counts as signed in at this moment with password and second factor. A partner or service gets the token that its own client
 * credentials would give.
 */
export function registerPersonaGrant(provider: Provider, algorithm: SigningAlgorithm): void {
  provider.registerGrantType<{ persona?: string; expires_in?: string }>(
    PERSONA_GRANT,
    async (ctx) => {
      const persona = personaNamed(ctx.oidc.params.persona ?? '')
      if (persona === undefined) throw new errors.InvalidGrant('unknown persona')
      const scope = persona.scopes.join(' ')
      const resourceServer = new provider.ResourceServer(GRAPH_RESOURCE, graphResource(algorithm))
      const token =
        persona.kind === 'person'
          ? new provider.AccessToken({
              accountId: persona.name,
              client: ctx.oidc.client,
              grantId: persona.name,
              gty: PERSONA_GRANT,
              scope,
              resourceServer,
            })
          : new provider.ClientCredentials({ client: await clientOf(provider, persona.name), scope, resourceServer })
      const expiresIn = readExpiresIn(ctx.oidc.params.expires_in)
      if (expiresIn !== undefined) Object.assign(token, { expiresIn })
      const value = await token.save()
      ctx.body = { access_token: value, token_type: token.tokenType, expires_in: token.expiration, scope }
    },
    ['persona', 'expires_in'],
  )
}

async function clientOf(provider: Provider, clientId: string) {
  const client = await provider.Client.find(clientId)
  if (client === undefined) throw new errors.InvalidGrant('persona has no client')
  return client
}

function readExpiresIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const seconds = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (seconds >= 1 && seconds <= MAX_EXPIRES_SECONDS) return seconds
  throw new errors.InvalidRequest(`expires_in must be 1 to ${MAX_EXPIRES_SECONDS} seconds`)
}
