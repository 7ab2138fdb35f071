import { clientSecret, dataDirectory, type Runtime, readRuntime, readSecrets } from '../../scripts/data-directory.ts'
import { roleName, serviceUrl } from '../../scripts/database/service-roles.ts'
import { createGraphClient, type GraphClient } from '../../scripts/demo/graph-client.ts'
import { createTokenSource } from '../../scripts/demo/token-source.ts'
import { CLI_CLIENT_ID } from '../../scripts/identity-provider/cli-client.ts'

/** The whole graph of this test run, with `dev` data: real processes, reached over the public endpoint. */
export interface SharedStack {
  readonly url: string
  readonly dataDir: string
  readonly gatewayConfig: string
  readonly runtime: Runtime
  /** Environment of another gateway beside the one that runs; it needs a configuration of its own. */
  readonly gatewayEnv: Readonly<Record<string, string>>
  readonly tokenOf: (persona: string) => Promise<string>
  readonly as: (persona: string) => GraphClient
}

/** Started once by `global-setup.ts` when the run has end-to-end tests; test files share it and keep out of each other's data. */
export async function sharedStack(): Promise<SharedStack> {
  return stackAt(process.env.TEST_STACK_DIRECTORY ?? missing())
}

/** A graph that runs on a data directory, as its users see it. */
export function stackAt(dataDir: string): SharedStack {
  const directory = dataDirectory(dataDir)
  const runtime = readRuntime(directory) ?? missing()
  const secrets = readSecrets(directory)
  const tokenOf = createTokenSource(runtime.issuer, clientSecret(secrets, CLI_CLIENT_ID))
  const database = decodeURIComponent(new URL(runtime.databaseUrl).pathname.slice(1))
  const url = runtime.gatewayUrl
  return {
    url,
    dataDir,
    gatewayConfig: directory.gatewayConfig,
    runtime,
    gatewayEnv: {
      ENVELOPE_KEYS: secrets.envelopeKeys.map(({ id, secret }) => `${id}:${secret}`).join(','),
      GATEWAY_DATABASE_URL: serviceUrl(runtime.databaseUrl, roleName(database, 'gateway'), secrets.databasePasswords.gateway),
    },
    tokenOf,
    as: (persona) => createGraphClient({ url, persona, tokenOf }),
  }
}

function missing(): never {
  throw new Error('no graph is running for this test run: end-to-end tests run through `npm test`')
}
