import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import type { EnvelopeKey } from '../contracts/wire/envelope.ts'
import { IssuerConfigs } from './authentication/issuer-config.ts'

const milliseconds = z.int().positive()

const SubgraphSettings = z.strictObject({
  /** Address instead of the one in the supergraph. */
  url: z.url({ protocol: /^https?$/ }).optional(),
  /** Milliseconds one call may take, from sending to the last byte, before SUBGRAPH_TIMEOUT. */
  timeoutMs: milliseconds.default(5_000),
  /** Largest accepted answer in bytes. */
  maxResponseBytes: z.int().positive().default(10_000_000),
})

const Authorization = z.strictObject({
  /** `filter` answers what is allowed and nulls the rest; `refuse` answers 403 when anything is denied. */
  mode: z.enum(['filter', 'refuse']).default('filter'),
  /** Scopes of this graph that are not in the scope registry; needed for a supergraph of somebody else only. */
  scopes: z.array(z.string().min(1)).default([]),
})

/** How one kind of partner is served. */
const PartnerVariantSettings = z.strictObject({
  /** Whether these partners may read the schema of their own variant. */
  introspection: z.boolean().default(false),
  /** Instead of `authorization.mode`. */
  mode: z.enum(['filter', 'refuse']).optional(),
})

const Live = z.strictObject({
  /** Streams that one subject may have open at once, in this process. */
  maxStreamsPerSubject: z.int().positive().default(20),
  /** Streams open at once in this process. */
  maxStreams: z.int().positive().default(2_000),
  /** Milliseconds between two questions which runs have changed; asked only while streams are open. */
  pollMs: milliseconds.default(250),
  /** Milliseconds after which a stream looks by itself, and after which a silent one sends a comment. */
  idleMs: milliseconds.default(15_000),
  /** Milliseconds that a client may leave a full buffer unread before its stream is dropped. */
  stallTimeoutMs: milliseconds.default(10_000),
})

/** The config file of a gateway. Every key is checked, an unknown one is a fault: a misspelt limit must not mean "no limit". */
export const GatewayConfig = z
  .strictObject({
    host: z.string().min(1).default('127.0.0.1'),
    /** TCP port; 0 takes a free one. */
    port: z.int().min(0).max(65_535).default(4_000),
    /** Supergraph SDL file, relative to the config file. */
    supergraph: z.string().min(1),
    /** Settings by subgraph name; a subgraph that is not listed gets the defaults. */
    subgraphs: z.record(z.string(), SubgraphSettings).default({}),
    /** Whose tokens are accepted. Required unless `anonymous` is true. */
    issuers: IssuerConfigs.optional(),
    /** Enforcement of @authenticated, @requiresScopes and @policy. Required for a supergraph that has them. */
    authorization: Authorization.optional(),
    /** Answers callers without any token. A bad token is refused all the same. */
    anonymous: z.boolean().default(false),
    /** Streams of server-sent events under /live. */
    live: Live.prefault({}),
    /** Whether the firm's own people may read the schema. */
    introspection: z.boolean().default(true),
    /** Roles or scopes of which such a caller needs one to read the schema; absent: everybody may. */
    introspectionFor: z.array(z.string().min(1)).optional(),
    /** File with the tags of each contract variant (JSON), relative to the config file. Without it, partners are refused. */
    governance: z.string().min(1).optional(),
    /** Settings of the partner variants. */
    variants: z
      .strictObject({
        client: PartnerVariantSettings.prefault({}),
        subcontractor: PartnerVariantSettings.prefault({}),
        reseller: PartnerVariantSettings.prefault({}),
      })
      .prefault({}),
    /** Tells callers the number of fetches and SQL statements in `server-timing`. */
    exposeTiming: z.boolean().default(false),
    logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    /** Milliseconds from accepting a request to its answer; fetches still under way are given up. */
    deadlineMs: milliseconds.default(15_000),
    /** Largest request body in bytes. */
    bodyLimitBytes: z.int().positive().default(1_000_000),
    /** Milliseconds between readiness going down and the port closing, for load balancers to notice. */
    drainMs: z.int().min(0).default(0),
    /** Milliseconds that requests in flight get to finish when the gateway stops. */
    stopTimeoutMs: milliseconds.default(20_000),
  })
  .refine(({ issuers, anonymous }) => issuers !== undefined || anonymous, {
    path: ['issuers'],
    message: 'name at least one issuer, or set "anonymous": true; otherwise nobody could call',
  })
export type GatewayConfig = Readonly<z.infer<typeof GatewayConfig>>

const EnvelopeKeys = z
  .string()
  .regex(/^[\w-]+:[\w-]{32,}(,[\w-]+:[\w-]{32,})*$/, 'must be id:secret[,id:secret] with secrets of 32 or more characters')
  .transform((text): readonly EnvelopeKey[] =>
    text.split(',').map((pair) => {
      const [id = '', secret = ''] = pair.split(':')
      return { id, secret }
    }),
  )

const Environment = z.object({
  /** Config file, when --config does not name one. */
  GATEWAY_CONFIG: z.string().min(1).optional(),
  PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  /** Master keys of the envelopes, `id:secret[,id:secret]`; the first one signs. */
  ENVELOPE_KEYS: EnvelopeKeys.optional(),
})

export interface Settings {
  readonly config: GatewayConfig
  /** Key that signs; null when the environment has none. */
  readonly envelopeKey: EnvelopeKey | null
}

/** What the command line says; it wins over the environment, which wins over the file. */
export interface Overrides {
  readonly config?: string | undefined
  readonly supergraph?: string | undefined
  readonly port?: string | undefined
}

/**
 * Reads file, environment and command line into one checked configuration.
 *
 * @throws Error that lists every faulty key at once and shows no value.
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>, overrides: Overrides = {}): Settings {
  const environment = Environment.safeParse({ ...env, PORT: overrides.port ?? env.PORT })
  const file = overrides.config ?? environment.data?.GATEWAY_CONFIG ?? env.GATEWAY_CONFIG
  const given = file === undefined ? {} : readJsonFile(file)
  const port = environment.data?.PORT
  const config = GatewayConfig.safeParse({
    ...given,
    ...(overrides.supergraph !== undefined && { supergraph: resolve(overrides.supergraph) }),
    ...(port !== undefined && { port }),
  })
  const issues = [...(environment.error?.issues ?? []), ...(config.error?.issues ?? [])]
  if (!config.success || !environment.success) {
    throw new Error(
      `Invalid configuration:\n${issues.map(({ path, message }) => `  ${path.join('.') || 'file'}: ${message}`).join('\n')}`,
    )
  }
  const folder = file === undefined ? '.' : dirname(file)
  return {
    config: {
      ...config.data,
      supergraph: resolve(folder, config.data.supergraph),
      ...(config.data.governance !== undefined && { governance: resolve(folder, config.data.governance) }),
    },
    envelopeKey: environment.data.ENVELOPE_KEYS?.[0] ?? null,
  }
}

/**
 * Keeps @apollo/gateway from reporting its host to the vendor, which it does by default; it reads this variable when a gateway is
 * constructed and offers no other switch.
 */
export function disableVendorTelemetry(): void {
  process.env.APOLLO_TELEMETRY_DISABLED = 'true'
}

function readJsonFile(file: string): Readonly<Record<string, unknown>> {
  const value = parseJson(file, readText(file))
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Readonly<Record<string, unknown>> // checked above
  throw new Error(`Invalid configuration:\n  ${file}: must be a JSON object`)
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new Error(`Invalid configuration:\n  ${file}: cannot be read`)
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(`Invalid configuration:\n  ${file}: is not JSON`) // the parser's message would quote the file
  }
}
