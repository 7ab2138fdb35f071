import { z } from 'zod'
import { SubgraphConfig } from '../shared/config.ts'

const PostgresUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// URL')

/** Environment of the subgraph process. */
export const DeliveryConfig = SubgraphConfig.extend({
  /** Connection that owns the engine's schema; a direct one, not a transaction pooler. */
  ENGINE_DATABASE_URL: PostgresUrl,
})
export type DeliveryConfig = Readonly<z.infer<typeof DeliveryConfig>>

/** Environment of a worker process. */
export const WorkerConfig = z.object({
  DATABASE_URL: PostgresUrl,
  ENGINE_DATABASE_URL: PostgresUrl,
  /** Endpoint of the gateway, through which every step works. */
  GATEWAY_URL: z.url(),
  /** Token endpoint of the issuer (RFC 6749, section 3.2). */
  TOKEN_URL: z.url(),
  CLIENT_ID: z.string().min(1),
  CLIENT_SECRET: z.string().min(1),
  /** Longest time that one call to the gateway may take, in milliseconds. */
  CALL_TIMEOUT_MS: z.coerce.number().int().min(100).default(10_000),
  /** Upper bound of the first pause after a transient failure, in milliseconds; it doubles with every attempt. */
  RETRY_BASE_MS: z.coerce.number().int().min(1).default(2_000),
  /** A worker whose heart stands still for this long counts as hung, in milliseconds; its runs go on elsewhere. */
  HUNG_AFTER_MS: z.coerce.number().int().min(2_000).default(15_000),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})
export type WorkerConfig = Readonly<z.infer<typeof WorkerConfig>>
