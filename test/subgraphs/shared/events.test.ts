import { describe, expect, it } from '@jest/globals'
import { assertEvent, EVENT_SCHEMAS } from '../../../subgraphs/shared/events.ts'

describe('events', () => {
  it('are one closed list: each type and version once, named by subject and what happened', () => {
    const names = EVENT_SCHEMAS.map(({ type, version }) => `${type} v${version}`)

    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(name).toMatch(/^[a-z]+\.[a-z]+ v[1-9]\d*$/)
  })

  it.each([
    ['a type that is not listed', { type: 'opportunity.lost', version: 1, payload: {} }],
    ['a version that is not listed', { type: 'kickoff.completed', version: 2, payload: { projectId: 'prj_1' } }],
    ['a payload without a key', { type: 'kickoff.completed', version: 1, payload: {} }],
    ['a payload with another key', { type: 'kickoff.completed', version: 1, payload: { projectId: 'prj_1', by: 'wrk_1' } }],
    ['a value that is no text', { type: 'kickoff.completed', version: 1, payload: { projectId: 7 as unknown as string } }],
  ])('refuse %s', (_, event) => {
    expect(() => assertEvent(event)).toThrow(TypeError)
  })
})
