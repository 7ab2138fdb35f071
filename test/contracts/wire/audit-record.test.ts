import { describe, expect, it } from '@jest/globals'
import { AuditRecord } from '../../../contracts/wire/audit-record.ts'

const PLACE = { chain: 'gateway/test', sequence: 2, at: '2026-05-26T09:00:00.000Z' }
const REQUEST = {
  kind: 'request',
  requestId: 'r-1',
  caller: null,
  variant: 'internal',
  operation: { id: 'd', name: null, type: 'query' },
  policyVersion: 'p',
  obligations: [],
  mutations: [],
  codes: [],
}

describe('AuditRecord', () => {
  it('reads version 1 in the words of version 2', () => {
    const coordinates = ['Worker.pay']
    const verdicts = [true, false].map((granted) => ({ rule: 'authenticated', granted, coordinates }))

    expect(AuditRecord.parse({ version: 1, ...PLACE, entry: { ...REQUEST, verdicts } }).entry).toEqual({
      ...REQUEST,
      verdicts: [
        { rule: 'authenticated', decision: 'granted', coordinates },
        { rule: 'authenticated', decision: 'denied', coordinates },
      ],
      document: null,
      subgraphVerdicts: [],
    })
    const refused = { kind: 'refused', requestId: 'r-2', caller: null, status: 401, codes: ['UNAUTHENTICATED'] }
    expect(AuditRecord.parse({ version: 1, ...PLACE, entry: refused }).entry).toEqual({
      ...refused,
      variant: null,
      document: null,
    })
  })

  it('does not read a version that it does not know: what that says may mean something else', () => {
    const record = { ...PLACE, entry: { kind: 'closed' } }

    expect(AuditRecord.safeParse({ version: 2, ...record }).success).toBe(true)
    expect(AuditRecord.safeParse({ version: 3, ...record }).success).toBe(false)
  })
})
