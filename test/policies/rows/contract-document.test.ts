import { describe, expect, it } from '@jest/globals'
import { contractDocumentRows, isRowVisible } from '../../../policies/index.ts'
import { person } from '../../gateway/support/principal.ts'
import { partnerOf } from '../../support/row-contract.ts'

describe('rows of ContractDocument', () => {
  it('show a client what was agreed, and the firm drafts as well', () => {
    const [client, own] = [partnerOf('CLIENT', { accountIds: ['acc_own'] }), person([])].map((each) =>
      contractDocumentRows.visibleTo(each),
    )
    const seen = (visible = client) => ['true', 'false'].filter((final) => isRowVisible(visible ?? 'nothing', { final }))

    expect([seen(client), seen(own)]).toEqual([['true'], ['true', 'false']])
  })

  it.each(['RESELLER', 'SUBCONTRACTOR'] as const)('show none to a %s', (kind) => {
    expect(contractDocumentRows.visibleTo(partnerOf(kind, { accountIds: ['acc_own'] }))).toBe('nothing')
  })
})
