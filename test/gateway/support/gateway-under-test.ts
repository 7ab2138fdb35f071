import pino from 'pino'
import type { RulesByVariant } from '../../../contracts/variants/variant-rules.ts'
import type { AuditSecret } from '../../../contracts/wire/audit-keys.ts'
import type { EnvelopeKey } from '../../../contracts/wire/envelope.ts'
import type { ErrorCode } from '../../../contracts/wire/errors.ts'
import type { Principal } from '../../../contracts/wire/principal.ts'
import type { Authenticator } from '../../../gateway/authentication/create-authenticator.ts'
import { GatewayConfig } from '../../../gateway/config.ts'
import { createGateway } from '../../../gateway/create-gateway.ts'
import { compose } from './compose.ts'
import type { LittleSubgraph } from './little-subgraph.ts'
import { person } from './principal.ts'

export const ENVELOPE_KEY: EnvelopeKey = { id: 'k1', secret: 'a-master-secret-of-more-than-32-characters' }
export const NOW_MS = Date.parse('2026-05-26T09:00:00Z')

export interface GatewayOptions {
  readonly config?: Readonly<Record<string, unknown>>
  readonly envelopeKey?: EnvelopeKey | null
  /** Instead of the supergraph composed from the subgraphs. */
  readonly supergraphSdl?: string
  /** The supergraph of the shadow policies. */
  readonly shadowSupergraphSdl?: string
  /** Tags of the partner variants; default: none, and partners are refused. */
  readonly variantRules?: RulesByVariant
  /** What authentication waits for first, as for keys that are fetched. */
  readonly beforeAuthentication?: () => Promise<void>
  /** Why callers would be refused by now; default: they would not. */
  readonly refusedNow?: () => ErrorCode | null
  /** Real time; default: it stands at NOW_MS. */
  readonly nowMs?: () => number
  /** Login of the gateway's role; none by default. */
  readonly databaseUrl?: string
  readonly auditSecrets?: readonly AuditSecret[]
}

/** Clients see what is tagged for them; the other partners are closed. */
export const CLIENT_RULES: RulesByVariant = new Map([['client', { include: ['client'], exclude: [] }]])

export interface Ask {
  /** The caller; null sends no token. Default: a person without scopes. */
  readonly as?: Principal | null
  readonly variables?: Readonly<Record<string, unknown>>
  readonly operationName?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** An answer of the gateway, as far as tests look at it. */
export interface AnswerBody {
  readonly data?: Readonly<Record<string, unknown>> | null
  readonly errors?: readonly {
    readonly message: string
    readonly path?: readonly (string | number)[]
    readonly extensions: Readonly<Record<string, unknown>>
  }[]
  readonly extensions?: Readonly<Record<string, unknown>>
}

export interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly body: AnswerBody
}

export interface GatewayUnderTest {
  readonly url: string
  /** Address without the path of the graph. */
  readonly origin: string
  readonly logLines: Record<string, unknown>[]
  ask(query: string, ask?: Ask): Promise<Answered>
  stop(): Promise<void>
}

/** A real gateway on a free port over these subgraphs. Its authenticator believes tokenOf(); everything else is the product's. */
export async function startGatewayOver(
  subgraphs: readonly LittleSubgraph[],
  options: GatewayOptions = {},
): Promise<GatewayUnderTest> {
  const {
    config = {},
    envelopeKey = ENVELOPE_KEY,
    supergraphSdl = compose(...subgraphs),
    variantRules = new Map(),
    nowMs = () => NOW_MS,
  } = options
  const logLines: Record<string, unknown>[] = []
  const gateway = await createGateway(
    GatewayConfig.parse({
      port: 0,
      supergraph: 'unused',
      issuers: [{ issuer: 'https://issuer.test', audience: 'graph' }],
      authorization: {},
      // Most tests are about something else than which documents partners may send.
      documents: { levels: { client: 'off', subcontractor: 'off', reseller: 'off' } },
      ...config,
    }),
    {
      supergraphSdl,
      shadowSupergraphSdl: options.shadowSupergraphSdl ?? null,
      variantRules,
      authenticator: {
        ...believing,
        async authenticate(headers) {
          await options.beforeAuthentication?.()
          const outcome = await believing.authenticate(headers)
          return outcome.ok && options.refusedNow !== undefined ? { ...outcome, refusedNow: options.refusedNow } : outcome
        },
      },
      envelopeKey,
      databaseUrl: options.databaseUrl ?? null,
      auditSecrets: options.auditSecrets ?? [],
      log: pino({ level: 'debug' }, { write: (line: string) => void logLines.push(JSON.parse(line)) }),
      nowMs,
    },
  )
  return {
    url: gateway.url,
    origin: new URL(gateway.url).origin,
    logLines,
    stop: gateway.stop,
    async ask(query, { as = person([]), variables, operationName, headers = {} } = {}) {
      const response = await fetch(gateway.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(as && { authorization: tokenOf(as) }), ...headers },
        body: JSON.stringify({ query, variables, operationName }),
      })
      return { status: response.status, headers: response.headers, body: (await response.json()) as AnswerBody }
    },
  }
}

/** A token that ends at `expiresAtSeconds`; default: in the next century. */
export const tokenOf = (principal: Principal, expiresAtSeconds = 4_102_444_800): string =>
  `Bearer ${Buffer.from(JSON.stringify({ principal, expiresAtSeconds })).toString('base64url')}`

const believing: Authenticator = {
  async authenticate({ authorization }) {
    const [value] = [authorization ?? []].flat()
    const refused = { ok: false, code: 'UNAUTHENTICATED', challenge: 'Bearer realm="test"' } as const
    if (value === undefined) return { ...refused, anonymous: true, reason: 'no token' }
    try {
      const claimed = JSON.parse(Buffer.from(value.slice('Bearer '.length), 'base64url').toString())
      return { ok: true, ...claimed, refusedNow: () => null }
    } catch {
      return { ...refused, anonymous: false, reason: 'a bad token' }
    }
  },
  warmUp: async () => undefined,
  startPrefetch: () => undefined,
  close: () => undefined,
}
