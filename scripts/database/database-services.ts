import { SUBGRAPHS } from '../subgraph-names.ts'

/** Everything that has a login role, a schema and migrations of its own in the database, in the order of the migrations. */
export const DATABASE_SERVICES = [...SUBGRAPHS, 'gateway'] as const
export type DatabaseService = (typeof DATABASE_SERVICES)[number]

/** Tables to which a service may add rows and nothing else: what was recorded stays as it was. */
export const APPEND_ONLY_TABLES: readonly `${DatabaseService}.${string}`[] = [
  'gateway.audit_record',
  'gateway.audit_checkpoint',
  'delivery.revocation',
]

/**
 * Views of another service's schema that a service may read: every view of `schema` whose name begins with `prefix`. Views run
 * with their owner's rights, so the tables behind them stay closed.
 */
export const READABLE_VIEWS: readonly {
  readonly service: DatabaseService
  readonly schema: DatabaseService
  readonly prefix: string
}[] = [{ service: 'gateway', schema: 'delivery', prefix: 'access_' }]
