import { describe, expect, it } from '@jest/globals'
import { isKnownScope } from '../../../../policies/index.ts'
import { ALL_SCOPES, fixtureSubgraphs } from '../../../../scripts/bench/governance/fixture-graph.ts'

describe('the measured graph', () => {
  it('has rules of the scope registry, and without them nothing is different', () => {
    const ruled = fixtureSubgraphs({ hasRules: true })
    const open = fixtureSubgraphs({ hasRules: false })

    expect(ALL_SCOPES.filter((scope) => !isKnownScope(scope))).toEqual([])
    expect(ALL_SCOPES.length).toBeGreaterThan(8)
    for (const [at, { sdl }] of open.entries()) {
      const [link = '', ...rest] = sdl.split('\n')
      expect(rest.join('\n')).not.toContain('Scopes')
      expect((ruled[at]?.sdl ?? '').replaceAll(/ @requiresScopes\(.*?\]\]\)/g, '')).toBe([link, ...rest].join('\n'))
    }
  })
})
