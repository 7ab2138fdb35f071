import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { parse } from 'graphql'
import type { AuditEntry, Verdict } from '../../../contracts/wire/audit-record.ts'
import { compileRules } from '../../../gateway/authorization/compile-rules.ts'
import { requirementKey } from '../../../gateway/authorization/requirement.ts'
import { isAdministration } from '../../../scripts/audit/is-administration.ts'

const supergraph = parse(readFileSync(new URL('../../../contracts/published/supergraph.graphql', import.meta.url), 'utf8'))
const { byCoordinate } = compileRules(supergraph)

/** The record of an operation that selects these. */
const recordOf = (...coordinates: readonly string[]): AuditEntry => ({
  kind: 'request',
  requestId: 'r',
  caller: null,
  variant: 'internal',
  document: null,
  operation: { id: 'd', name: null, type: 'mutation' },
  policyVersion: 'p',
  verdicts: coordinates.flatMap((coordinate) =>
    (byCoordinate.get(coordinate) ?? []).map((requirement): Verdict => {
      return { rule: requirementKey(requirement), decision: 'denied', coordinates: [coordinate] }
    }),
  ),
  obligations: [],
  subgraphVerdicts: [],
  mutations: [],
  codes: [],
})

describe('isAdministration', () => {
  it('finds every mutation of the graph that takes a right of administrators, and no other', () => {
    const mutations = [...byCoordinate.keys()].filter((coordinate) => coordinate.startsWith('Mutation.'))

    expect(mutations.filter((coordinate) => isAdministration(recordOf(coordinate))).sort()).toEqual([
      'Mutation.issuePartnerClient',
      'Mutation.publishWorkflowDefinition',
      'Mutation.registerPartner',
      'Mutation.revokeAccessToken',
      'Mutation.revokePartnerClient',
      'Mutation.rotatePartnerClient',
      'Mutation.skipStep',
    ])
    expect(isAdministration(recordOf(...mutations))).toBe(true)
  })

  it('finds nothing in what administrators read', () => {
    const queries = [...byCoordinate.keys()].filter((coordinate) => !coordinate.startsWith('Mutation.'))

    expect(isAdministration(recordOf(...queries))).toBe(false)
    expect(isAdministration({ kind: 'closed' })).toBe(false)
  })
})
