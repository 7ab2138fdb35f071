import { describe, expect, it } from '@jest/globals'
import { caseRecord } from '../../../scripts/faults/case-records.ts'
import { dutiesOf } from '../../../scripts/faults/drive/duties.ts'
import type { People, WatchedHandoff } from '../../../scripts/faults/drive/people.ts'
import { isAt } from '../../../scripts/faults/drive/places.ts'

const nobody: People = {
  accept: async () => undefined,
  decide: async () => undefined,
  staff: async () => true,
  holdKickoff: async () => undefined,
  settleTasks: async () => true,
  cancel: async () => undefined,
  watch: async () => [],
}

function handoff(status: string, runStatus: string, overrides: Partial<WatchedHandoff> = {}): WatchedHandoff {
  return {
    id: 'hnd_1',
    status,
    blockers: [],
    project: { id: 'prj_1' },
    opportunity: { id: 'opp_1' },
    resourcesAssignedAt: null,
    run: { id: 'run_1', status: runStatus, approvals: [] },
    ...overrides,
  }
}
const approval = (id: string, status: string) => ({ id, kind: 'SOW_LEGAL', status, approverRole: 'legal' })
const dutyNames = (state: WatchedHandoff) => dutiesOf(nobody, state, caseRecord(1)).map(({ duty, name }) => `${duty} ${name}`)

describe('the duties of people in a handoff', () => {
  it('are its open approvals, each by its id', () => {
    const approvals = [approval('apr_1', 'APPROVED'), approval('apr_2', 'PENDING'), approval('apr_3', 'ESCALATED')]
    const state = handoff('AWAITING_APPROVAL', 'WAITING_APPROVAL', {
      run: { id: 'run_1', status: 'WAITING_APPROVAL', approvals },
    })

    expect(dutyNames(state)).toEqual(['decide apr_2', 'decide apr_3'])
  })

  it('are staffing and kickoff while the run waits for them, and nothing while it works', () => {
    const resourcesAssignedAt = '2026-05-26T09:00:00Z'

    expect(dutyNames(handoff('STAFFING', 'WAITING_SYSTEM'))).toEqual(['staff staff'])
    expect(dutyNames(handoff('READY_FOR_KICKOFF', 'WAITING_SYSTEM', { resourcesAssignedAt }))).toEqual(['hold-kickoff kickoff'])
    expect(dutyNames(handoff('STAFFING', 'RUNNING'))).toEqual([])
    expect(dutyNames(handoff('PROVISIONING', 'WAITING_SYSTEM'))).toEqual([])
  })

  it('are the tasks of a run in review', () => {
    expect(dutyNames(handoff('BLOCKED', 'IN_REVIEW'))).toEqual(['settle-task task'])
  })
})

describe('the place of a handoff', () => {
  it('is the fallback queue when a run waits for a system before there are people to wait for', () => {
    expect(isAt('fallback', handoff('PROVISIONING', 'WAITING_SYSTEM'))).toBe(true)
    expect(isAt('fallback', handoff('STAFFING', 'WAITING_SYSTEM'))).toBe(false)
    expect(isAt('fallback', null)).toBe(false)
  })
})
