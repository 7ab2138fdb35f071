import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import {
  APPROVAL_TRANSITIONS,
  type AuditedEntity,
  assertTransition,
  HANDOFF_TRANSITIONS,
  INITIAL_STATES,
  isTransition,
  LIFE_CYCLES,
  nextStates,
  RUN_TRANSITIONS,
  STEP_TRANSITIONS,
} from '../../../subgraphs/delivery/states.ts'

const ENTITIES = Object.keys(LIFE_CYCLES) as AuditedEntity[]

describe.each(ENTITIES)('life cycle of %s', (entity) => {
  const table: Readonly<Record<string, readonly string[]>> = LIFE_CYCLES[entity]
  const states = Object.keys(table)

  it('names only states that exist, begins in one of them, and reaches all of them', () => {
    expect(states).toContain(INITIAL_STATES[entity])
    for (const next of Object.values(table).flat()) expect(states).toContain(next)
    const reached = new Set<string>([INITIAL_STATES[entity]])
    for (const state of reached) for (const next of nextStates(entity, state)) reached.add(next)
    expect([...reached].sort()).toEqual(states.sort())
  })

  it('accepts exactly the transitions of its table', () => {
    fc.assert(
      fc.property(fc.constantFrom(...states), fc.constantFrom(...states), (from, to) => {
        expect(isTransition(entity, from, to)).toBe((table[from] ?? []).includes(to))
      }),
    )
  })

  it('ends: every walk comes to a state that nothing follows, or can', () => {
    const canEnd = new Set(states.filter((state) => nextStates(entity, state).length === 0))
    for (let grown = true; grown; ) {
      const more = states.filter((state) => !canEnd.has(state) && nextStates(entity, state).some((next) => canEnd.has(next)))
      for (const state of more) canEnd.add(state)
      grown = more.length > 0
    }
    expect([...canEnd].sort()).toEqual(states.sort())
  })

  it('refuses states that do not exist, also those that every object has', () => {
    for (const odd of ['toString', '__proto__', '', 'NOWHERE']) {
      expect(nextStates(entity, odd)).toEqual([])
      expect(isTransition(entity, odd, INITIAL_STATES[entity])).toBe(false)
      expect(() => assertTransition(entity, INITIAL_STATES[entity], odd)).toThrow(entity)
    }
  })
})

describe('the life cycles together', () => {
  it('let every handoff before its end be blocked and cancelled', () => {
    const open = Object.entries(HANDOFF_TRANSITIONS).filter(([state]) => !['COMPLETED', 'CANCELLED', 'BLOCKED'].includes(state))

    for (const [, next] of open) expect(next).toEqual(expect.arrayContaining(['BLOCKED', 'CANCELLED']))
  })

  it('end a run only by completion or by compensation', () => {
    const ends = Object.entries(RUN_TRANSITIONS).flatMap(([from, next]) => next.map((to) => [from, to] as const))

    for (const [from, to] of ends.filter(([, state]) => state === 'FAILED' || state === 'CANCELLED')) {
      expect([from, to]).toEqual(['COMPENSATING', to])
    }
    expect(RUN_TRANSITIONS.COMPLETED).toEqual([])
  })

  it('never open a decided approval or an undone step again', () => {
    expect([APPROVAL_TRANSITIONS.APPROVED, APPROVAL_TRANSITIONS.REJECTED, STEP_TRANSITIONS.COMPENSATED]).toEqual([[], [], []])
  })
})
