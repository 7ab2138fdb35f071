import pino from 'pino'
import { z } from 'zod'
import { clientSecret, dataDirectory, readSecrets } from '../data-directory.ts'
import { describeFailure, operatorFault } from '../operator-fault.ts'
import { startIdentityProvider } from './server.ts'

/** Development identity provider as a process: `PORT`, `DATA_DIR`, optionally `SIGNING_ALGORITHM` and `LOG_LEVEL`. */
const Environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535),
  DATA_DIR: z.string().min(1),
  SIGNING_ALGORITHM: z.enum(['RS256', 'ES256']).default('RS256'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})

function readEnvironment(env: NodeJS.ProcessEnv) {
  const result = Environment.safeParse(env)
  if (result.success) return result.data
  throw operatorFault(`Invalid environment:\n${z.prettifyError(result.error)}`)
}

try {
  const { PORT, DATA_DIR, SIGNING_ALGORITHM, LOG_LEVEL } = readEnvironment(process.env)
  const log = pino({ name: 'identity-provider', level: LOG_LEVEL })
  const directory = dataDirectory(DATA_DIR)
  const secrets = readSecrets(directory)
  const provider = await startIdentityProvider({
    port: PORT,
    dataDir: directory.root,
    clientSecretOf: (clientId) => clientSecret(secrets, clientId),
    algorithm: SIGNING_ALGORITHM,
  })
  log.info({ issuer: provider.issuer }, 'ready')
  const stop = (signal: string) => {
    log.info({ signal }, 'stopping')
    void provider.close().finally(() => process.exit(0))
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
} catch (error) {
  process.stderr.write(`${describeFailure(error)}\n`)
  process.exit(1)
}
