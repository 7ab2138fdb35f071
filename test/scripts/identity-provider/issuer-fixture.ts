import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  claimDataDirectory,
  clientSecret,
  type DataDirectory,
  dataDirectory,
  ensureSecrets,
} from '../../../scripts/data-directory.ts'
import type { IdentityProvider } from '../../../scripts/identity-provider/server.ts'

/** The development issuer on a data directory of its own, as `npm start` would run it. */
export interface IssuerFixture {
  readonly provider: IdentityProvider
  readonly directory: DataDirectory
  readonly secretOf: (clientId: string) => string
  readonly stop: () => Promise<void>
}

export async function startIssuerFixture(algorithm: 'RS256' | 'ES256' = 'RS256'): Promise<IssuerFixture> {
  const directory = dataDirectory(mkdtempSync(path.join(tmpdir(), 'delivery-graph-issuer-')))
  claimDataDirectory(directory)
  const secrets = ensureSecrets(directory)
  const secretOf = (clientId: string) => clientSecret(secrets, clientId)
  const startIdentityProvider = await importQuietly()
  const provider = await startIdentityProvider({ port: 0, dataDir: directory.root, clientSecretOf: secretOf, algorithm })
  return {
    provider,
    directory,
    secretOf,
    async stop() {
      await provider.close()
      rmSync(directory.root, { recursive: true, force: true })
    },
  }
}

/** oidc-provider warns about Node 20 while it is imported (ADR 0004), which is noise in a test run. */
async function importQuietly() {
  const warn = console.warn
  console.warn = () => undefined
  try {
    return (await import('../../../scripts/identity-provider/server.ts')).startIdentityProvider
  } finally {
    console.warn = warn
  }
}
