import { randomUUID } from 'node:crypto'
import { clientSecret, dataDirectory, readRuntime, readSecrets } from '../data-directory.ts'
import { CLI_CLIENT_ID } from '../identity-provider/cli-client.ts'
import { requestPersonaToken } from '../identity-provider/request-token.ts'
import { operatorFault } from '../operator-fault.ts'
import { createDevelopmentIssuer } from './issuer-clients.ts'
import type { Values } from './options.ts'
import { createRegistryClient, type RegistryClient } from './registry-client.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface Connection {
  readonly registry: RegistryClient
  /** Null for an issuer that only its own operators can change. */
  readonly issuer: ReturnType<typeof createDevelopmentIssuer> | null
}

const DEFAULT_PERSONA = 'partner_manager'

/** The graph and the issuer that the options and the environment name. @throws an operator fault when there is none. */
export async function connect(values: Values, env: Environment): Promise<Connection> {
  const idempotencyKey = values['idempotency-key'] ?? randomUUID()
  if (values.url !== undefined) {
    if (env.TOKEN === undefined || env.TOKEN === '') throw operatorFault('--url needs an access token in TOKEN')
    return { registry: createRegistryClient(values.url, env.TOKEN, idempotencyKey), issuer: null }
  }
  const directory = dataDirectory(values['data-dir'])
  const runtime = readRuntime(directory)
  if (runtime === undefined)
    throw operatorFault(`nothing is running on ${directory.root}; run \`npm start\` first, or give --url`)
  const { issuer, gatewayUrl } = runtime
  const cliSecret = clientSecret(readSecrets(directory), CLI_CLIENT_ID)
  const persona = values.persona ?? DEFAULT_PERSONA
  const token = env.TOKEN || (await requestPersonaToken({ issuer, cliSecret, persona })).access_token
  return {
    registry: createRegistryClient(gatewayUrl, token, idempotencyKey),
    issuer: createDevelopmentIssuer(issuer, cliSecret),
  }
}
