import { type Adapter, errors, Provider } from 'oidc-provider'
import { isKnownScope, SCOPES } from '../../policies/index.ts'
import { CLI_CLIENT_ID, PERSONA_GRANT } from './cli-client.ts'
import type { ClientStore, StoredClient } from './client-store.ts'
import { registerPersonaGrant } from './persona-grant.ts'
import { type PartnerFirm, PERSONAS, personaNamed } from './personas.ts'
import { ACCESS_TOKEN_SECONDS, GRAPH_RESOURCE, graphResource, type SigningAlgorithm } from './resource.ts'
import { isSecretHash, matchesHash } from './secret-hash.ts'
import type { SigningKeys } from './signing-keys.ts'
import { provideUrlParse } from './url-parse.ts'

/** Services and partners have a client of their own; people sign in through the command line's. */
export const CLIENT_IDS: readonly string[] = [
  CLI_CLIENT_ID,
  ...PERSONAS.filter(({ kind }) => kind === 'client').map(({ name }) => name),
]

export interface ProviderOptions {
  readonly issuer: string
  readonly signingKeys: SigningKeys
  readonly algorithm: SigningAlgorithm
  readonly clientSecretOf: (clientId: string) => string
  /** Clients beside those of the personas. */
  readonly clients: Pick<ClientStore, 'find'>
}

/** The development issuer: discovery, JWKS, client credentials for services and partners, and the persona grant. */
export function createProvider({ issuer, signingKeys, algorithm, clientSecretOf, clients }: ProviderOptions): Provider {
  provideUrlParse()
  const provider = new Provider(issuer, {
    adapter: (model: string) => (model === 'Client' ? { ...nothingStored(), find: findIn(clients) } : nothingStored()),
    // Copied because the library completes the keys in place.
    jwks: { keys: structuredClone([...signingKeys]) },
    clients: CLIENT_IDS.map((clientId) => clientMetadata(clientId, clientSecretOf(clientId))),
    scopes: Object.keys(SCOPES),
    cookies: { keys: [clientSecretOf('cookies')] },
    ttl: { AccessToken: ACCESS_TOKEN_SECONDS, ClientCredentials: ACCESS_TOKEN_SECONDS },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => GRAPH_RESOURCE,
        getResourceServerInfo: (ctx, resource, client) => {
          if (resource !== GRAPH_RESOURCE) throw new errors.InvalidTarget()
          // A client that names no scope gets all that it is registered for (RFC 6749, 3.3: a pre-defined default).
          const params = ctx.oidc.params
          if (params !== undefined && params.scope === undefined) params.scope = client.scope
          return graphResource(algorithm)
        },
      },
    },
    findAccount: (_, name) => {
      const persona = personaNamed(name)
      return persona === undefined ? undefined : { accountId: persona.name, claims: () => ({ sub: persona.name }) }
    },
    extraTokenClaims: (_, token) =>
      'accountId' in token ? personaClaims(token.accountId) : claimsOfClient(token.clientId, clients),
  })
  compareHashedSecrets(provider)
  registerPersonaGrant(provider, algorithm)
  return provider
}

function clientMetadata(clientId: string, secret: string) {
  const scopes = personaNamed(clientId)?.scopes.filter(isKnownScope)
  return {
    client_id: clientId,
    client_secret: secret,
    grant_types: [clientId === CLI_CLIENT_ID ? PERSONA_GRANT : 'client_credentials'],
    response_types: [],
    redirect_uris: [],
    ...(scopes === undefined ? {} : { scope: scopes.join(' ') }),
  }
}

const findIn = (clients: Pick<ClientStore, 'find'>) => async (clientId: string) => {
  const client = clients.find(clientId)
  return client === undefined ? undefined : storedMetadata(client)
}

function storedMetadata({ client_id, scopes, secretHash }: StoredClient) {
  return {
    client_id,
    client_secret: secretHash,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    scope: scopes.filter(isKnownScope).join(' '),
  }
}

/** The library compares what is stored with what is sent, so a stored hash would be a secret in itself. */
function compareHashedSecrets(provider: Provider): void {
  const { prototype }: { prototype: { compareClientSecret(actual: string): boolean | Promise<boolean> } } = provider.Client
  const compareAsStored = prototype.compareClientSecret
  prototype.compareClientSecret = function (this: { readonly clientSecret: string }, actual) {
    return isSecretHash(this.clientSecret) ? matchesHash(actual, this.clientSecret) : compareAsStored.call(this, actual)
  }
}

function claimsOfClient(clientId: string | undefined, clients: Pick<ClientStore, 'find'>): Record<string, unknown> {
  const client = clients.find(clientId ?? '')
  return client === undefined ? personaClaims(clientId) : { partner: client.partner }
}

/** Claims of an access token beyond RFC 9068's own; docs/identity.md tells how the gateway reads them. */
function personaClaims(name: string | undefined): Record<string, unknown> {
  const persona = personaNamed(name ?? '')
  if (persona === undefined) return {}
  const { roles, workerId, regions, partner } = persona
  return {
    roles,
    ...(workerId === null ? {} : { worker_id: workerId }),
    ...(regions === null ? {} : { regions }),
    ...(partner === null ? {} : { partner: partnerClaim(partner) }),
    ...(persona.kind === 'person' ? { amr: ['pwd', 'mfa'], auth_time: Math.floor(Date.now() / 1000) } : {}),
  }
}

function partnerClaim({ id, kind, accountId, supplierId }: PartnerFirm) {
  return { id, kind, accountIds: accountId === null ? [] : [accountId], supplierIds: supplierId === null ? [] : [supplierId] }
}

/** Access tokens are self-contained and no flow here keeps a session, so there is nothing to store. */
function nothingStored(): Adapter {
  return {
    upsert: async () => undefined,
    find: async () => undefined,
    findByUserCode: async () => undefined,
    findByUid: async () => undefined,
    consume: async () => undefined,
    destroy: async () => undefined,
    revokeByGrantId: async () => undefined,
  }
}
