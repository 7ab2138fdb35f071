import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { errorCode } from '../error-facts.ts'
import { operatorFault } from '../operator-fault.ts'
import { createAdminEndpoints } from './admin-endpoints.ts'
import { openClientStore } from './client-store.ts'
import { CLIENT_IDS, createProvider } from './create-provider.ts'
import { personaNamed } from './personas.ts'
import type { SigningAlgorithm } from './resource.ts'
import { loadSigningKeys, rotateSigningKeys } from './signing-keys.ts'

export interface IdentityProvider {
  /** Issuer identifier, `http://127.0.0.1:<port>`. */
  readonly issuer: string
  readonly port: number
  /** New signing keys from now on; tokens of the old ones stay valid. */
  readonly rotate: () => Promise<void>
  readonly close: () => Promise<void>
}

export interface IdentityProviderOptions {
  /** 0 takes a free port. */
  readonly port: number
  readonly dataDir: string
  readonly clientSecretOf: (clientId: string) => string
  readonly algorithm?: SigningAlgorithm
}

/**
 * Starts the development issuer on the loopback interface. Beside the OpenID endpoints it answers `GET /health/live`,
 * `GET /health/ready` and the administrative requests of admin-endpoints.ts.
 */
export async function startIdentityProvider(options: IdentityProviderOptions): Promise<IdentityProvider> {
  const { dataDir, clientSecretOf, algorithm = 'RS256' } = options
  let signingKeys = await loadSigningKeys(dataDir)
  const clients = openClientStore(dataDir, (id) => CLIENT_IDS.includes(id) || personaNamed(id) !== undefined)
  let answer: (request: IncomingMessage, response: ServerResponse) => unknown = (_, response) => reply(response, 503, 'starting')

  const server = createServer((request, response) => void answer(request, response))
  const port = await listen(server, options.port)
  const issuer = `http://127.0.0.1:${port}`
  const openIdAnswer = () => createProvider({ issuer, signingKeys, algorithm, clientSecretOf, clients }).callback()
  let openId = openIdAnswer()

  const rotate = async () => {
    signingKeys = await rotateSigningKeys(dataDir)
    // The library reads its keys once; a second provider takes over between two requests.
    openId = openIdAnswer()
  }

  const administer = createAdminEndpoints({ clients, clientSecretOf, rotateKeys: rotate })

  answer = async (request, response) => {
    if (request.url === '/health/live' || request.url === '/health/ready') return reply(response, 200, 'ok')
    if (await administer(request, response)) return
    return openId(request, response)
  }

  return {
    issuer,
    port,
    rotate,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)))
        server.closeAllConnections()
      }),
  }
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const isTaken = errorCode(error) === 'EADDRINUSE'
      reject(isTaken ? operatorFault(`port ${port} of the identity provider is taken`, error) : error)
    })
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('the server has no port'))
      else resolve(address.port)
    })
  })
}

function reply(response: ServerResponse, status: number, state: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ status: state }))
}
