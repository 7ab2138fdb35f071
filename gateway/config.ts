import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { z } from 'zod'
import { type AuditSecret, AuditSecrets } from '../contracts/wire/audit-keys.ts'
import type { EnvelopeKey } from '../contracts/wire/envelope.ts'
import { SecretList } from '../contracts/wire/secret-list.ts'
import { AuditConfig } from './audit/audit-config.ts'
import { IssuerConfigs } from './authentication/issuer-config.ts'
import { DocumentsConfig, resolveDocuments } from './documents/documents-config.ts'
import { isRecord } from './is-record.ts'
import { PartnersConfig } from './registry/registry-config.ts'

const milliseconds = z.int().positive()

const SubgraphSettings = z.strictObject({
  /** Address instead of the one in the supergraph. */
  url: z.url({ protocol: /^https?$/ }).optional(),
  /** Milliseconds one call may take, from sending to the last byte, before SUBGRAPH_TIMEOUT. */
  timeoutMs: milliseconds.default(5_000),
  /** Largest accepted answer in bytes. */
  maxResponseBytes: z.int().positive().default(10_000_000),
})

const Shadow = z.strictObject({
  /** Supergraph SDL file whose rules are asked beside those that are enforced, relative to the config file. */
  supergraph: z.string().min(1),
  /** Seconds between two reports in the log. */
  reportSeconds: z.int().min(1).max(86_400).default(60),
  /** Different changes (client, operation, coordinate) that are counted between two reports. */
  maxChanges: z.int().positive().default(10_000),
})

const Authorization = z.strictObject({
  /** `filter` answers what is allowed and nulls the rest; `refuse` answers 403 when anything is denied. */
  mode: z.enum(['filter', 'refuse']).default('filter'),
  /** Scopes of this graph that are not in the scope registry; needed for a supergraph of somebody else only. */
  scopes: z.array(z.string().min(1)).default([]),
  /** Policies that are only looked at: who would gain or lose what. Nothing is answered otherwise because of them. */
  shadow: Shadow.optional(),
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

const Cors = z.strictObject({
  /** Exact origins whose pages may call from a browser. */
  origins: z.array(z.string().refine(isOrigin, 'must be an origin: scheme, host and port, without a path')).default([]),
  /** Seconds for which a browser may remember it. */
  maxAgeSeconds: z.int().min(0).max(86_400).default(600),
})

const Hsts = z.strictObject({
  /** Seconds for which browsers use TLS for this host and nothing else. */
  maxAgeSeconds: z.int().min(0),
  includeSubDomains: z.boolean().default(false),
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
    /** Who calls on behalf of a partner, and which tokens are revoked. Without it, partners are refused. */
    partners: PartnersConfig.optional(),
    /** Enforcement of @authenticated, @requiresScopes and @policy. Required for a supergraph that has them. */
    authorization: Authorization.optional(),
    /** Answers callers without any token. A bad token is refused all the same. */
    anonymous: z.boolean().default(false),
    /** Streams of server-sent events under /live. */
    live: Live.prefault({}),
    /** Documents that clients have registered, and of whom nothing else is taken. */
    documents: DocumentsConfig.prefault({}),
    /** Off unless origins are listed. */
    cors: Cors.prefault({}),
    /** Strict-Transport-Security; only where the host is served over TLS. */
    hsts: Hsts.optional(),
    /** The audit trail. Needs GATEWAY_DATABASE_URL and AUDIT_KEYS; without it nothing is recorded. */
    audit: AuditConfig.optional(),
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

/** As a browser sends it. `*` and `null` are none: the one is everybody, the other nobody in particular. */
function isOrigin(text: string): boolean {
  return URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text
}

const Environment = z.object({
  /** Config file, when --config does not name one. */
  GATEWAY_CONFIG: z.string().min(1).optional(),
  PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  /** Master keys of the envelopes, `id:secret[,id:secret]`; the first one signs. */
  ENVELOPE_KEYS: SecretList.optional(),
  /** Secrets of the audit, `id:secret[,id:secret]`; the first one signs. Kept outside the database that it guards. */
  AUDIT_KEYS: AuditSecrets.optional(),
  /** Login of the gateway's own role; without it nothing may be configured that needs the database. */
  GATEWAY_DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, message: 'must look like postgresql://user:password@host:5432/database' })
    .optional(),
})

/** What a part of the configuration needs from the environment. */
const NEEDS = [
  { part: 'audit', variable: 'GATEWAY_DATABASE_URL' },
  { part: 'audit', variable: 'AUDIT_KEYS' },
] as const

export interface Settings {
  readonly config: GatewayConfig
  /** Key that signs; null when the environment has none. */
  readonly envelopeKey: EnvelopeKey | null
  /** Login of the gateway's own database role; null when the environment has none. */
  readonly databaseUrl: string | null
  /** Secrets of the audit, the first one in use; empty when the environment has none. */
  readonly auditSecrets: readonly AuditSecret[]
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
  const unmet = NEEDS.filter(({ part, variable }) => config.data[part] !== undefined && environment.data[variable] === undefined)
  if (unmet.length > 0) {
    const lines = unmet.map(({ part, variable }) => `  ${part}: needs ${variable}, which is not set`)
    throw new Error(`Invalid configuration:\n${lines.join('\n')}`)
  }
  const folder = file === undefined ? '.' : dirname(file)
  const { audit, governance, supergraph } = config.data
  return {
    config: {
      ...config.data,
      supergraph: resolve(folder, supergraph),
      ...(governance !== undefined && { governance: resolve(folder, governance) }),
      ...withShadowPath(config.data, folder),
      documents: resolveDocuments(config.data.documents, folder),
      ...(audit !== undefined && { audit: { ...audit, directory: resolve(folder, audit.directory) } }),
    },
    envelopeKey: environment.data.ENVELOPE_KEYS?.[0] ?? null,
    databaseUrl: environment.data.GATEWAY_DATABASE_URL ?? null,
    auditSecrets: environment.data.AUDIT_KEYS ?? [],
  }
}

function withShadowPath({ authorization }: GatewayConfig, folder: string): Pick<GatewayConfig, 'authorization'> {
  if (authorization?.shadow === undefined) return {}
  const { shadow } = authorization
  return { authorization: { ...authorization, shadow: { ...shadow, supergraph: resolve(folder, shadow.supergraph) } } }
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
  if (isRecord(value)) return value
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
