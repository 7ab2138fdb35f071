import { describe, expect, it } from '@jest/globals'
import { accountRows, isRowVisible } from '../../../policies/index.ts'
import { partnerOf } from '../../support/row-contract.ts'

const OWN = { account: 'acc_own', reseller: [] }
const OTHER = { account: 'acc_other', reseller: ['acc_rival'] }
const DEAL = { account: 'acc_deal', reseller: ['acc_rival', 'acc_own'] }

describe('rows of Account', () => {
  it.each([
    ['CLIENT', [true, false, false]],
    ['RESELLER', [true, false, true]],
    ['SUBCONTRACTOR', [false, false, false]],
  ] as const)('show a %s itself, and only a reseller the clients of its deals', (kind, expected) => {
    const visible = accountRows.visibleTo(partnerOf(kind, { accountIds: ['acc_own', 'acc_second'] }))

    expect([OWN, OTHER, DEAL].map((row) => isRowVisible(visible, row))).toEqual(expected)
  })
})
