import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import pino, { type Logger } from 'pino'
import { parseVariantRules, type RulesByVariant } from '../contracts/variants/variant-rules.ts'
import { isKnownScope } from '../policies/index.ts'
import { createAuthenticator } from './authentication/create-authenticator.ts'
import { type Overrides, readSettings } from './config.ts'
import { createGateway, type RunningGateway } from './create-gateway.ts'
import { openRegistry } from './registry/open-registry.ts'

const HELP = `Usage: npm run gateway -- [options]

Serves a Federation 2 supergraph at /graphql, with GET /health/live and /health/ready.

  --config FILE       configuration (JSON); also GATEWAY_CONFIG
  --supergraph FILE   supergraph SDL; wins over the configuration
  --port N            TCP port, 0 takes a free one; also PORT; wins over the configuration
  --help              this text

ENVELOPE_KEYS=id:secret[,id:secret] signs the requests to the subgraphs; the first key signs.
GATEWAY_DATABASE_URL is the login of the gateway's own role; it is ready once the database is.
AUDIT_KEYS=id:secret[,id:secret] signs the audit trail and hides the persons in it; the first key is used.
It refuses to start when the supergraph has auth directives and "authorization" is not configured.
`

export interface StartOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly overrides?: Overrides
  /** Default: JSON lines on standard output at the configured level. */
  readonly log?: Logger
}

/** Starts a gateway from its configuration. @throws Error with one line per fault. */
export async function startGateway({ env, overrides = {}, log: givenLog }: StartOptions): Promise<RunningGateway> {
  const { config, envelopeKey, databaseUrl, auditSecrets } = readSettings(env, overrides)
  const log = givenLog ?? pino({ name: 'gateway', level: config.logLevel })
  const supergraphSdl = readFile('supergraph', config.supergraph)
  const variantRules = readVariantRules(config.governance)
  const shadow = config.authorization?.shadow
  const shadowSupergraphSdl = shadow === undefined ? null : readFile('authorization.shadow.supergraph', shadow.supergraph)
  const registry = config.partners === undefined ? null : openRegistry(config.partners, { databaseUrl, log })
  const foreignScopes = new Set(config.authorization?.scopes)
  const authenticator =
    config.issuers === undefined
      ? null
      : createAuthenticator(config.issuers, {
          registry,
          isScope: (scope) => isKnownScope(scope) || foreignScopes.has(scope),
          onKeySetEvent: (event) =>
            event.event === 'fetch-failed' ? log.warn(event, 'issuer keys') : log.info(event, 'issuer keys'),
        })
  if (envelopeKey === null) log.warn('ENVELOPE_KEYS is not set: subgraphs get no signed envelope')
  const deps = {
    supergraphSdl,
    variantRules,
    shadowSupergraphSdl,
    authenticator,
    registry,
    envelopeKey,
    databaseUrl,
    auditSecrets,
    log,
  }
  const gateway = await createGateway(config, deps).catch(async (error: unknown) => {
    await registry?.close() // it polls already
    throw error
  })
  log.info({ url: gateway.url }, 'ready')
  return gateway
}

/** Without the file no variant has rules, and partners are refused. */
function readVariantRules(file: string | undefined): RulesByVariant {
  return file === undefined ? new Map() : parseVariantRules(readFile('governance', file), file)
}

function readFile(key: string, file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new Error(`Invalid configuration:\n  ${key}: ${file} cannot be read`)
  }
}

/** Exit codes: 0 stopped on request, 1 cannot start, 2 wrong usage. */
async function main(): Promise<void> {
  const { config, supergraph, port, help } = readArguments(process.argv.slice(2))
  if (help) return void process.stdout.write(HELP)
  const gateway = await startGateway({ env: process.env, overrides: { config, supergraph, port } })
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1) // a second signal does not wait
      stopping = true
      gateway.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      )
    })
  }
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        config: { type: 'string' },
        supergraph: { type: 'string' },
        port: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    }).values
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`)
    return process.exit(2)
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  })
}
