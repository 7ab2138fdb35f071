import type { PartnerBinding, PartnerRegistry } from './partner-registry.ts'
import type { PartnersConfig } from './registry-config.ts'

/** The registry of a configuration file: never stale, and changed by a restart only. */
export function createStaticRegistry({ clients = {}, revokedTokenIds = [] }: PartnersConfig): PartnerRegistry {
  const snapshot = {
    clients: new Map(
      Object.entries(clients).map(([clientId, client]): [string, PartnerBinding] => {
        const { partnerId, kind, accountIds, supplierIds, scopes, expiresAt, tokensNotBefore, revoked } = client
        const binding = {
          partner: { id: partnerId, kind, accountIds, supplierIds },
          scopes,
          expiresAtSeconds: Math.floor(Date.parse(expiresAt) / 1_000),
          tokensNotBeforeSeconds: tokensNotBefore === undefined ? null : Math.floor(Date.parse(tokensNotBefore) / 1_000),
          revoked,
        }
        return [clientId, binding]
      }),
    ),
    revokedTokenIds: new Set(revokedTokenIds),
  }
  return { current: () => snapshot, isReady: () => true, close: async () => undefined }
}
