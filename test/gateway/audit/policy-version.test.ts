import { describe, expect, it } from '@jest/globals'
import { policyVersionOf } from '../../../gateway/audit/policy-version.ts'
import type { Alternatives } from '../../../gateway/authorization/requirement.ts'

/** Version of the rules `Query.run: @authenticated` and `Worker.pay: @requiresScopes(scopes: anyOf)`. */
function versionWith(anyOf: Alternatives, { turned = false } = {}): string {
  const rules = [
    ['Query.run', [{ kind: 'authenticated' as const }]],
    ['Worker.pay', [{ kind: 'scopes' as const, anyOf }]],
  ] as const
  return policyVersionOf({ byCoordinate: new Map<string, (typeof rules)[number][1]>(turned ? [rules[1], rules[0]] : rules) })
}

describe('policyVersionOf', () => {
  it('is one version for rules that decide alike, in whatever order they are written', () => {
    expect(versionWith([['c'], ['b', 'a']], { turned: true })).toBe(versionWith([['a', 'b'], ['c']]))
  })

  it('is another one as soon as one rule asks for something else', () => {
    expect(versionWith([['a', 'b', 'c']])).not.toBe(versionWith([['a', 'b'], ['c']]))
  })
})
