import { describe, expect, it } from '@jest/globals'
import { findCandidateFaults, findDecisionFault } from '../../../../subgraphs/psa/rules/candidate.ts'

describe('findCandidateFaults', () => {
  it.each(['wrk_0001', 'wrk_deliverydirector'])('takes %s', (workerId) => {
    expect(findCandidateFaults({ kind: 'propose', workerId, comment: null })).toEqual([])
  })

  it.each(['', 'wrk_', 'wrk_A', 'acc_0001', 'wrk_1 ', 'wrk_0001\u0000'])('refuses %j as a worker', (workerId) => {
    expect(findCandidateFaults({ kind: 'propose', workerId, comment: null })).toMatchObject([{ rule: 'PSA-WORKER-ID' }])
  })

  it('refuses a blank comment', () => {
    expect(findCandidateFaults({ kind: 'propose', workerId: 'wrk_1', comment: ' ' })).toMatchObject([
      { field: ['input', 'comment'] },
    ])
  })
})

describe('findDecisionFault', () => {
  it('wants a reason for a rejection, not for an approval', () => {
    const decide = (decision: 'APPROVE' | 'REJECT', comment: string | null) =>
      findDecisionFault({ kind: 'decide', proposalId: 'cpr_1', decision, comment })

    expect([decide('APPROVE', null), decide('APPROVE', 'Good'), decide('REJECT', 'Bad')]).toEqual([null, null, null])
    expect([decide('REJECT', null), decide('REJECT', ''), decide('APPROVE', '')]).not.toContain(null)
  })
})
