import { describe, expect, it } from '@jest/globals'
import { contractRows, isRowVisible } from '../../../policies/index.ts'
import { partnerOf } from '../../support/row-contract.ts'

const STATES = ['DRAFT', 'IN_REVIEW', 'APPROVED', 'SENT_FOR_SIGNATURE', 'EXECUTED', 'ACTIVE', 'EXPIRED', 'TERMINATED']

describe('rows of Contract', () => {
  it('show a client its own, from the sending for signature on', () => {
    const visible = contractRows.visibleTo(partnerOf('CLIENT', { accountIds: ['acc_own'] }))
    const seen = (account: string) => STATES.filter((status) => isRowVisible(visible, { account, status }))

    expect(seen('acc_own')).toEqual(['SENT_FOR_SIGNATURE', 'EXECUTED', 'ACTIVE', 'EXPIRED', 'TERMINATED'])
    expect(seen('acc_other')).toEqual([])
  })

  it.each(['RESELLER', 'SUBCONTRACTOR'] as const)('show none to a %s', (kind) => {
    expect(contractRows.visibleTo(partnerOf(kind, { accountIds: ['acc_own'] }))).toBe('nothing')
  })

  it('show none to a client without accounts', () => {
    expect(contractRows.visibleTo(partnerOf('CLIENT', { accountIds: [] }))).toBe('nothing')
  })
})
