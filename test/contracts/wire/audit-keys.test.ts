import { describe, expect, it } from '@jest/globals'
import { emptyChain, isSigned, nextRow, signCheckpoint } from '../../../contracts/wire/audit-chain.ts'
import { createAuditKey } from '../../../contracts/wire/audit-keys.ts'

const key = createAuditKey({ id: 'k1', secret: 'a'.repeat(32) })
const other = createAuditKey({ id: 'k1', secret: 'b'.repeat(32) })
const row = nextRow(emptyChain('gateway/1'), '2026-05-26T09:00:00.000Z', { kind: 'closed' })

describe('keys of the audit', () => {
  it('are the same each time they are made of the same secret, and others of another', () => {
    const again = createAuditKey({ id: 'k1', secret: 'a'.repeat(32) })

    expect(again.pseudonymOf('user:ada')).toBe(key.pseudonymOf('user:ada'))
    expect(other.pseudonymOf('user:ada')).not.toBe(key.pseudonymOf('user:ada'))
    expect(key.pseudonymOf('user:bob')).not.toBe(key.pseudonymOf('user:ada'))
  })

  it('sign a place in a chain: nobody without the secret, and for no other place, hash or time', () => {
    const checkpoint = signCheckpoint(row, '2026-05-26T09:00:01.000Z', key)
    const ours = new Map([['k1', key.publicKey]])

    expect(isSigned(checkpoint, ours)).toBe(true)
    expect(isSigned(signCheckpoint(row, checkpoint.signedAt, other), ours)).toBe(false)
    for (const change of [
      { chain: 'x' },
      { sequence: 2 },
      { hash: 'x' },
      { signedAt: 'x' },
      { keyId: 'k2' },
      { signature: 'AA' },
    ])
      expect(isSigned({ ...checkpoint, ...change }, ours)).toBe(false)
  })
})
