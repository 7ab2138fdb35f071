import { describe, expect, it } from '@jest/globals'
import { policyVersionOf } from '../../../gateway/audit/policy-version.ts'
import type { Alternatives } from '../../../gateway/authorization/requirement.ts'

/** Version of the rules `Query.run: @authenticated` and `Worker.pay: @requiresScopes(scopes: anyOf)`. */
function versionWith(anyOf: Alternatives, { turned = false, unless }: { turned?: boolean; unless?: Alternatives } = {}): string {
  const rules = [
    ['Query.run', [{ kind: 'authenticated' as const }]],
    ['Worker.pay', [{ kind: 'scopes' as const, anyOf }]],
  ] as const
  const mask =
    unless === undefined ? [] : [['Worker.pay', { as: 'bucketed', unless, typeName: 'Money', onInterface: false }] as const]
  return policyVersionOf({
    byCoordinate: new Map<string, (typeof rules)[number][1]>(turned ? [rules[1], rules[0]] : rules),
    masks: new Map(mask),
  })
}

describe('policyVersionOf', () => {
  it('is one version for rules that decide alike, in whatever order they are written', () => {
    expect(versionWith([['c'], ['b', 'a']], { turned: true })).toBe(versionWith([['a', 'b'], ['c']]))
  })

  it('is another one as soon as one rule asks for something else', () => {
    expect(versionWith([['a', 'b', 'c']])).not.toBe(versionWith([['a', 'b'], ['c']]))
  })

  it('is another one as soon as a mask is there, or spares somebody else', () => {
    const versions = [versionWith([['a']]), versionWith([['a']], { unless: [['b']] }), versionWith([['a']], { unless: [['c']] })]

    expect(new Set(versions).size).toBe(3)
  })
})
