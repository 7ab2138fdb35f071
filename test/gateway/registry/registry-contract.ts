import { afterEach, describe, expect, it } from '@jest/globals'
import type { PartnerRegistry } from '../../../gateway/registry/partner-registry.ts'

/** What a source of the registry holds, as its owner would say it. */
export interface RegistryContent {
  readonly clients?: readonly RegisteredClient[]
  readonly revokedTokenIds?: readonly string[]
}
export interface RegisteredClient {
  readonly clientId: string
  readonly partner: {
    readonly id: string
    readonly kind: 'CLIENT' | 'SUBCONTRACTOR' | 'RESELLER'
    readonly accountId?: string
    readonly supplierId?: string
  }
  readonly scopes: readonly string[]
  readonly expiresAt: string
  readonly tokensNotBefore?: string
  readonly revoked?: boolean
}

/** The promises of the port; every adapter keeps them. */
export function describeRegistry(name: string, open: (content: RegistryContent) => Promise<PartnerRegistry>): void {
  describe(`the partner registry on ${name}`, () => {
    let registry: PartnerRegistry
    afterEach(() => registry.close())
    const current = () => {
      const snapshot = registry.current()
      if (snapshot === null) throw new Error('the registry is stale')
      return snapshot
    }

    it('says of every client whose it is, what it grants, and until when', async () => {
      registry = await open({ clients: [ACME, NORDLICHT] })

      expect(registry.isReady()).toBe(true)
      expect(current().clients.get('client-a')).toEqual({
        partner: { id: 'par_a', kind: 'CLIENT', accountIds: ['acc_a'], supplierIds: [] },
        scopes: ['partner:projects:read', 'partner:invoices:read'],
        expiresAtSeconds: Date.parse('2099-01-01T00:00:00Z') / 1_000,
        tokensNotBeforeSeconds: null,
        revoked: false,
      })
      expect(current().clients.get('client-n')).toEqual({
        partner: { id: 'par_n', kind: 'SUBCONTRACTOR', accountIds: [], supplierIds: ['sup_n'] },
        scopes: ['partner:po:read'],
        expiresAtSeconds: Date.parse('2099-06-01T12:00:00Z') / 1_000,
        tokensNotBeforeSeconds: Date.parse('2026-02-03T04:05:06Z') / 1_000,
        revoked: true,
      })
    })

    it('says nothing of a client that is nobody’s, whatever it is called', async () => {
      registry = await open({ clients: [ACME] })

      for (const id of ['client-b', 'CLIENT-A', 'client-a ', '', '__proto__', 'constructor'])
        expect(current().clients.get(id)).toBeUndefined()
    })

    it('knows the tokens that were revoked one by one', async () => {
      registry = await open({ revokedTokenIds: ['jti-1', 'jti-2'] })

      expect([...current().revokedTokenIds].toSorted()).toEqual(['jti-1', 'jti-2'])
      expect(current().clients.size).toBe(0)
    })
  })
}

export const ACME: RegisteredClient = {
  clientId: 'client-a',
  partner: { id: 'par_a', kind: 'CLIENT', accountId: 'acc_a' },
  scopes: ['partner:projects:read', 'partner:invoices:read'],
  expiresAt: '2099-01-01T00:00:00Z',
}
export const NORDLICHT: RegisteredClient = {
  clientId: 'client-n',
  partner: { id: 'par_n', kind: 'SUBCONTRACTOR', supplierId: 'sup_n' },
  scopes: ['partner:po:read'],
  expiresAt: '2099-06-01T12:00:00Z',
  tokensNotBefore: '2026-02-03T04:05:06Z',
  revoked: true,
}
