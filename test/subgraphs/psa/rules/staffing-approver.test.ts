import { describe, expect, it } from '@jest/globals'
import { findApproverFault } from '../../../../subgraphs/psa/rules/staffing-approver.ts'
import { personWith } from '../../../support/subgraph-client.ts'

describe('findApproverFault', () => {
  it.each(['resource_manager', 'delivery_director', 'region_head'])('lets a %s decide', (role) => {
    expect(findApproverFault(personWith([], { roles: ['consultant', role] }))).toBeNull()
  })

  it.each([
    ['a project manager', personWith([], { roles: ['project_manager'] })],
    ['somebody without a role', personWith([])],
    ['a service, whatever it calls itself', personWith([], { kind: 'SERVICE', roles: ['resource_manager'] })],
  ])('refuses %s', (_, principal) => {
    expect(findApproverFault(principal)).toMatchObject({ code: 'FORBIDDEN', policy: 'approver_role' })
  })
})
