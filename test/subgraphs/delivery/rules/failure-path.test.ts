import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { instant } from '../../../../contracts/wire/values.ts'
import type { ErrorCategory } from '../../../../subgraphs/delivery/port.ts'
import { FAILURE_PATHS, type FailedAttempt, nextAction } from '../../../../subgraphs/delivery/rules/failure-path.ts'

const START = Date.parse('2026-05-26T09:00:00Z')
const after = (minutes: number) => instant(new Date(START + minutes * 60_000).toISOString())
const failed = (change: Partial<FailedAttempt> = {}): FailedAttempt => ({
  category: 'TRANSIENT',
  code: 'SUBGRAPH_TIMEOUT',
  attempt: 1,
  fallbackRound: 0,
  firstFailedAt: after(0),
  now: after(0),
  optional: false,
  ...change,
})
const review = (ownerRole: string, dueBusinessHours: number) => ({ kind: 'review', ownerRole, dueBusinessHours })

const CATEGORIES = Object.keys(FAILURE_PATHS) as readonly ErrorCategory[]
const FIRST_ACTION = [
  ['TRANSIENT', 'RETRY_THEN_FALLBACK', { kind: 'retry', delayMs: 2_000 }],
  ['CONFLICT', 'RETRY_THEN_REVIEW', { kind: 'retry', delayMs: 2_000 }],
  ['VALIDATION', 'REVIEW', review('account_executive', 16)],
  ['MASTER_DATA', 'REVIEW', review('finance_controller', 8)],
  ['AUTHORIZATION', 'REVIEW', review('delivery_ops', 4)],
  ['BUSINESS_RULE', 'REVIEW', review('account_executive', 16)],
  ['UNKNOWN', 'REVIEW', review('delivery_ops', 4)],
  ['CANCELLED', 'STOP', review('delivery_ops', 4)],
] as const

/** What becomes of a step that fails at once whenever it is tried, until a person or nobody is left. */
function history(change: Partial<FailedAttempt>): readonly string[] {
  let attempt = failed(change)
  const actions: string[] = []
  for (;;) {
    const next = nextAction(attempt)
    if (next.kind === 'retry') {
      actions.push(`retry ${next.delayMs / 1000} s`)
      attempt = { ...attempt, attempt: attempt.attempt + 1 }
    } else if (next.kind === 'fallback') {
      actions.push(`round ${next.round} after ${next.afterMinutes} min`)
      const now = instant(new Date(Date.parse(attempt.now) + next.afterMinutes * 60_000).toISOString())
      attempt = { ...attempt, attempt: 5, fallbackRound: next.round, now }
    } else return [...actions, next.kind]
  }
}

describe('nextAction', () => {
  it.each(FIRST_ACTION)('sends a failure of category %s the way %s', (category, path, expected) => {
    expect(FAILURE_PATHS[category].path).toBe(path)
    expect(nextAction(failed({ category, code: 'ANY' }))).toEqual(expected)
  })

  it('has one path for each of the eight categories, all of them in the table above', () => {
    expect(CATEGORIES.toSorted()).toEqual(FIRST_ACTION.map(([category]) => category).toSorted())
    expect(CATEGORIES).toHaveLength(8)
  })

  it('tries a transient failure five times with doubled pauses, then for a day out of the fallback queue', () => {
    expect(history({})).toEqual([
      ...['retry 2 s', 'retry 4 s', 'retry 8 s', 'retry 16 s'],
      ...['round 1 after 5 min', 'round 2 after 15 min', 'round 3 after 60 min', 'round 4 after 240 min'],
      ...['round 5 after 240 min', 'round 6 after 240 min', 'round 7 after 240 min', 'round 8 after 240 min'],
      // 1 280 of 1 440 minutes are over.
      'round 9 after 160 min',
      'review',
    ])
  })

  it('tries a conflict three times, and no other failure twice', () => {
    expect(history({ category: 'CONFLICT' })).toEqual(['retry 2 s', 'retry 4 s', 'review'])
    for (const category of CATEGORIES.filter((each) => !['TRANSIENT', 'CONFLICT'].includes(each)))
      expect(history({ category })).toHaveLength(1)
  })

  it('never pauses longer than five minutes before a retry', () => {
    const long = nextAction(failed({ attempt: 4, fallbackRound: 3 }))
    expect(long).toEqual({ kind: 'retry', delayMs: 16_000 })
    fc.assert(
      fc.property(fc.constantFrom(...CATEGORIES), fc.integer({ min: 1, max: 9 }), (category, attempt) => {
        const next = nextAction(failed({ category, attempt }))
        if (next.kind === 'retry') expect(next.delayMs).toBeLessThanOrEqual(300_000)
      }),
    )
  })

  it('gives the step to a person a day after its first failure, and not a minute before', () => {
    const late = (minutes: number) => nextAction(failed({ attempt: 5, fallbackRound: 8, now: after(minutes) }))

    expect(late(24 * 60 - 1)).toEqual({ kind: 'fallback', afterMinutes: 1, round: 9 })
    expect(late(24 * 60)).toEqual(review('delivery_ops', 4))
  })

  it('gives systems that disagree about a project to operations, not to finance', () => {
    expect(nextAction(failed({ category: 'MASTER_DATA', code: 'READ_BACK_MISMATCH' }))).toEqual(review('delivery_ops', 4))
  })

  it('leaves an optional step out once it failed for good, without the fallback queue', () => {
    expect(history({ optional: true })).toEqual(['retry 2 s', 'retry 4 s', 'retry 8 s', 'retry 16 s', 'skip'])
    expect(nextAction(failed({ category: 'VALIDATION', code: 'TOO_LONG', optional: true }))).toEqual({
      kind: 'skip',
      reason: 'optional, and failed with TOO_LONG',
    })
  })

  it('always comes to an end: a person, or nobody', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CATEGORIES), fc.boolean(), (category, optional) => {
        const actions = history({ category, optional })
        expect(['review', 'skip']).toContain(actions.at(-1))
        expect(actions.length).toBeLessThan(20)
      }),
    )
  })
})
