import { describe, expect, it } from '@jest/globals'
import { isRowVisible, opportunityRows } from '../../../policies/index.ts'
import { partnerOf } from '../../support/row-contract.ts'

describe('rows of Opportunity', () => {
  it('show a reseller the deals that it registered', () => {
    const visible = opportunityRows.visibleTo(partnerOf('RESELLER', { accountIds: ['acc_own'] }))
    const resellers = ['acc_own', 'acc_rival', null]

    expect(resellers.map((reseller) => isRowVisible(visible, { reseller }))).toEqual([true, false, false])
  })

  it.each(['CLIENT', 'SUBCONTRACTOR'] as const)('show none to a %s', (kind) => {
    expect(opportunityRows.visibleTo(partnerOf(kind, { accountIds: ['acc_own'] }))).toBe('nothing')
  })
})
