import { describe, expect, it } from '@jest/globals'
import { PartnersConfig } from '../../../gateway/registry/registry-config.ts'
import { createStaticRegistry } from '../../../gateway/registry/static-registry.ts'
import { describeRegistry } from './registry-contract.ts'

describeRegistry('a configuration file', async ({ clients = [], revokedTokenIds = [] }) =>
  createStaticRegistry(
    PartnersConfig.parse({
      clients: Object.fromEntries(
        clients.map(({ clientId, partner: { id, kind, accountId, supplierId }, ...client }) => [
          clientId,
          {
            ...client,
            partnerId: id,
            kind,
            accountIds: accountId === undefined ? [] : [accountId],
            supplierIds: supplierId === undefined ? [] : [supplierId],
          },
        ]),
      ),
      revokedTokenIds,
    }),
  ),
)

describe('the configuration of the registry', () => {
  it.each([
    ['neither source', {}],
    ['both sources', { clients: {}, database: {} }],
    ['revoked tokens without clients', { database: {}, revokedTokenIds: ['a'] }],
    ['a poll that would be late', { database: { pollMs: 60_000 } }],
    ['a client without a kind', { clients: { a: { partnerId: 'p', scopes: ['s'], expiresAt: '2099-01-01T00:00:00Z' } } }],
    ['a client without an expiry', { clients: { a: { partnerId: 'p', kind: 'CLIENT', scopes: ['s'] } } }],
    ['a misspelt key', { clients: {}, revoked: [] }],
  ])('refuses %s', (_, config) => {
    expect(PartnersConfig.safeParse(config).success).toBe(false)
  })
})
