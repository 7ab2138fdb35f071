import { describe, expect, it } from '@jest/globals'
import {
  ASSIGNMENT_TRANSITIONS,
  MILESTONE_TRANSITIONS,
  PROJECT_TRANSITIONS,
  PROPOSAL_TRANSITIONS,
  refuseTransition,
  STAFFING_REQUEST_TRANSITIONS,
  statesBefore,
  TIMECARD_TRANSITIONS,
} from '../../../subgraphs/psa/states.ts'

describe.each([
  ['project', PROJECT_TRANSITIONS, 'PLANNED'],
  ['milestone', MILESTONE_TRANSITIONS, 'PLANNED'],
  ['staffing request', STAFFING_REQUEST_TRANSITIONS, 'SUBMITTED'],
  ['candidate proposal', PROPOSAL_TRANSITIONS, 'PROPOSED'],
  ['assignment', ASSIGNMENT_TRANSITIONS, 'TENTATIVE'],
  ['timecard', TIMECARD_TRANSITIONS, 'DRAFT'],
])('life cycle of a %s', (_, table, first) => {
  const transitions: Readonly<Record<string, readonly string[]>> = table
  const states = Object.keys(transitions)

  it('reaches every state from the first one, and names no unknown state', () => {
    const reached = new Set([first])
    for (const state of reached) for (const next of transitions[state] ?? []) reached.add(next)

    expect([...reached].sort()).toEqual([...states].sort())
  })

  it('has an end, and never stays where it is', () => {
    expect(states.filter((state) => transitions[state]?.length === 0)).not.toHaveLength(0)
    expect(states.filter((state) => transitions[state]?.includes(state))).toEqual([])
  })

  it('allows exactly what the table says, for every pair of states', () => {
    for (const from of states) {
      for (const to of states) {
        const refusal = refuseTransition(transitions, from, to)
        expect(refusal === null).toBe(transitions[from]?.includes(to))
        expect(statesBefore(transitions, to).includes(from)).toBe(refusal === null)
        if (refusal !== null)
          expect(refusal).toMatchObject({ code: 'INVALID_STATE', currentState: from, allowedStates: transitions[from] })
      }
    }
  })
})

describe('milestone governance', () => {
  it('reaches BILLED only through acceptance, and acceptance only through a submission', () => {
    expect(statesBefore(MILESTONE_TRANSITIONS, 'BILLED')).toEqual(['ACCEPTED'])
    expect(statesBefore(MILESTONE_TRANSITIONS, 'ACCEPTED')).toEqual(['SUBMITTED'])
  })

  it('never cancels what the client has accepted', () => {
    expect(statesBefore(MILESTONE_TRANSITIONS, 'CANCELLED')).not.toContain('ACCEPTED')
  })
})
