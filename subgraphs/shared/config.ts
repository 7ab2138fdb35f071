import { z } from 'zod'
import { SecretList } from '../../contracts/wire/secret-list.ts'

/** Environment of every subgraph process. */
export const SubgraphConfig = z.object({
  /** TCP port; 0 takes a free one. */
  PORT: z.coerce.number().int().min(0).max(65_535),
  /** Address to listen on. */
  HOST: z.string().default('127.0.0.1'),
  /** Connection of the service role, which can read only its own schema. */
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgresql:// URL'),
  /** Keys of this subgraph's envelopes, derived from the gateway's (contracts/wire/envelope.ts). */
  ENVELOPE_KEYS: SecretList,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
})
export type SubgraphConfig = Readonly<z.infer<typeof SubgraphConfig>>

/** Reads an environment with `schema`; throws one error that lists every faulty key and shows no value. */
export function readEnvironment<Schema extends z.ZodType>(
  schema: Schema,
  env: Readonly<Record<string, string | undefined>>,
): z.infer<Schema> {
  const result = schema.safeParse(env)
  if (result.success) return result.data
  const faults = result.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`)
  throw new Error(`Invalid configuration:\n${faults.join('\n')}`)
}
