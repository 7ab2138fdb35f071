import { generateKeyPairSync } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Adapter, AdapterPayload } from 'oidc-provider'
import { SCOPES } from '../../policies/index.ts'
import { provideUrlParse } from '../../scripts/identity-provider/url-parse.ts'

/** An issuer of somebody else that registers clients by itself (RFC 7591) and lets them be withdrawn (RFC 7592). */
export interface RegisteringIssuer {
  readonly registrationEndpoint: string
  readonly initialToken: string
  clientIds(): readonly string[]
  /** Status of a request for a token with these credentials. */
  signIn(credentials: { readonly clientId: string; readonly clientSecret: string }): Promise<number>
  close(): Promise<void>
}

export async function startRegisteringIssuer(): Promise<RegisteringIssuer> {
  provideUrlParse()
  const { Provider } = await import('oidc-provider')
  const server = createServer((request, response) => void answer(request, response))
  let answer: ReturnType<InstanceType<typeof Provider>['callback']> = () => Promise.resolve()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens on TCP
  const issuer = `http://127.0.0.1:${port}`
  const initialToken = 'an-initial-access-token'
  const records = new Map<string, AdapterPayload>()
  const provider = new Provider(issuer, {
    adapter: (model: string) => createMemoryAdapter(model, records),
    jwks: { keys: [{ ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }), use: 'sig' }] },
    scopes: Object.keys(SCOPES),
    ttl: { ClientCredentials: 60 },
    features: {
      clientCredentials: { enabled: true },
      devInteractions: { enabled: false },
      registration: { enabled: true, initialAccessToken: initialToken },
      registrationManagement: { enabled: true },
    },
  })
  answer = provider.callback()
  return {
    registrationEndpoint: `${issuer}/reg`,
    initialToken,
    clientIds: () => [...records.keys()].filter((key) => key.startsWith('Client ')),
    async signIn({ clientId, clientSecret }) {
      const response = await fetch(`${issuer}/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      })
      await response.text()
      return response.status
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function createMemoryAdapter(model: string, records: Map<string, AdapterPayload>): Adapter {
  const keyOf = (id: string) => `${model} ${id}`
  return {
    upsert: async (id, payload) => void records.set(keyOf(id), payload),
    find: async (id) => records.get(keyOf(id)),
    findByUserCode: async () => undefined,
    findByUid: async () => undefined,
    consume: async () => undefined,
    destroy: async (id) => void records.delete(keyOf(id)),
    revokeByGrantId: async () => undefined,
  }
}
