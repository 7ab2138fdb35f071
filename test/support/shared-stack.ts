import { clientSecret, dataDirectory, type Runtime, readRuntime, readSecrets } from '../../scripts/data-directory.ts'
import { createGraphClient, type GraphClient } from '../../scripts/demo/graph-client.ts'
import { createTokenSource } from '../../scripts/demo/token-source.ts'
import { CLI_CLIENT_ID } from '../../scripts/identity-provider/cli-client.ts'

/** The whole graph of this test run, with `dev` data: real processes, reached over the public endpoint. */
export interface SharedStack {
  readonly url: string
  readonly dataDir: string
  readonly gatewayConfig: string
  readonly runtime: Runtime
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
  const tokenOf = createTokenSource(runtime.issuer, clientSecret(readSecrets(directory), CLI_CLIENT_ID))
  const url = runtime.gatewayUrl
  return {
    url,
    dataDir,
    gatewayConfig: directory.gatewayConfig,
    runtime,
    tokenOf,
    as: (persona) => createGraphClient({ url, persona, tokenOf }),
  }
}

function missing(): never {
  throw new Error('no graph is running for this test run: end-to-end tests run through `npm test`')
}
