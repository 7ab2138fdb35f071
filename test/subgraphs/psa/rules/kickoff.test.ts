import { describe, expect, it } from '@jest/globals'
import { instant } from '../../../../contracts/wire/values.ts'
import { findKickoffFaults, type KickoffSituation, refuseKickoff } from '../../../../subgraphs/psa/rules/kickoff.ts'
import { KICKOFF_CHECKLIST } from '../../../../subgraphs/psa/rules/kickoff-checklist.ts'
import type { KickoffDraft, KickoffItem } from '../../../../subgraphs/psa/staffing-port.ts'
import { personWith } from '../../../support/subgraph-client.ts'

const HELD: KickoffDraft = {
  heldAt: instant('2026-07-01T09:00:00Z'),
  attendeeCount: 8,
  checklist: (Object.keys(KICKOFF_CHECKLIST) as KickoffItem[]).map((item) => ({ item, done: true })),
  waiverReason: null,
}
const WAIVED: KickoffDraft = { ...HELD, checklist: [], waiverReason: 'Client insists' }
const READY: KickoffSituation = {
  projectStatus: 'MOBILISING',
  staffing: { mandatoryOpen: 0, mandatoryTotal: 3, resourcesAssigned: true },
  now: instant('2026-07-01T09:00:00Z'),
}
const UNSTAFFED = { mandatoryOpen: 2, mandatoryTotal: 3, resourcesAssigned: false }

describe('findKickoffFaults', () => {
  const director = personWith(['delivery:approve'], { roles: ['delivery_director'] })

  it('takes 1 to 1000 attendees', () => {
    const countOf = (attendeeCount: number) => findKickoffFaults({ ...HELD, attendeeCount }, director).length

    expect([0, 1, 1000, 1001].map(countOf)).toEqual([1, 0, 0, 1])
  })

  it.each([
    ['a director', director, true],
    ['a region head', personWith(['delivery:approve'], { roles: ['region_head'] }), true],
    ['a director without the scope', personWith(['psa:write'], { roles: ['delivery_director'] }), false],
    ['a project manager', personWith(['delivery:approve'], { roles: ['project_manager'] }), false],
    ['a service', personWith(['delivery:approve'], { kind: 'SERVICE', roles: ['delivery_director'] }), false],
  ])('decides whether %s waives', (_, principal, allowed) => {
    const codes = findKickoffFaults(WAIVED, principal).map(({ code }) => code)

    expect(codes).toEqual(allowed ? [] : ['FORBIDDEN'])
  })

  it('wants a waiver to say why', () => {
    expect(findKickoffFaults({ ...HELD, waiverReason: ' ' }, director)).toMatchObject([{ field: ['input', 'waiverReason'] }])
  })
})

describe('refuseKickoff', () => {
  it.each(['PLANNED', 'MOBILISING', 'IN_PROGRESS'] as const)('lets a project in state %s be kicked off', (projectStatus) => {
    expect(refuseKickoff(HELD, { ...READY, projectStatus })).toEqual([])
  })

  it.each(['ON_HOLD', 'COMPLETED', 'CLOSED', 'CANCELLED'] as const)(
    'refuses one in state %s, whatever is waived',
    (projectStatus) => {
      expect(refuseKickoff(WAIVED, { ...READY, projectStatus })).toMatchObject([{ currentState: projectStatus }])
    },
  )

  it('waits for people and preparations, unless both are waived', () => {
    expect(refuseKickoff({ ...HELD, checklist: [] }, { ...READY, staffing: UNSTAFFED })).toMatchObject([
      { code: 'INVALID_STATE' },
      { rule: 'PSA-KICKOFF-CHECKLIST' },
    ])
    expect(refuseKickoff(WAIVED, { ...READY, staffing: UNSTAFFED })).toEqual([])
  })

  it('refuses what has not been held, even when waived', () => {
    expect(refuseKickoff({ ...WAIVED, heldAt: instant('2026-07-01T09:00:01Z') }, READY)).toMatchObject([
      { rule: 'PSA-KICKOFF-FUTURE' },
    ])
  })
})
