import { describe, expect, it } from '@jest/globals'
import { refuseUnstaffable } from '../../../../subgraphs/psa/rules/staffable-project.ts'

describe('refuseUnstaffable', () => {
  it.each(['PLANNED', 'MOBILISING', 'IN_PROGRESS', 'ON_HOLD'] as const)('lets a project in state %s take people', (status) => {
    expect(refuseUnstaffable(status)).toBeNull()
  })

  it.each(['COMPLETED', 'CLOSED', 'CANCELLED'] as const)('refuses one in state %s', (status) => {
    expect(refuseUnstaffable(status)).toMatchObject({ code: 'INVALID_STATE', currentState: status })
  })
})
