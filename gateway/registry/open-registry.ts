import type { Logger } from 'pino'
import type { PartnerRegistry } from './partner-registry.ts'
import { createPostgresRegistry } from './postgres-registry.ts'
import type { PartnersConfig } from './registry-config.ts'
import { createStaticRegistry } from './static-registry.ts'

/** The registry that the configuration names. @throws Error with one line when it cannot work at all. */
export function openRegistry(
  config: PartnersConfig,
  { databaseUrl, log }: { readonly databaseUrl: string | null; readonly log: Logger },
): PartnerRegistry {
  if (config.database === undefined) return createStaticRegistry(config)
  if (databaseUrl === null)
    throw new Error('Invalid configuration:\n  partners.database: GATEWAY_DATABASE_URL must name the database')
  return createPostgresRegistry(databaseUrl, { ...config.database, log })
}
