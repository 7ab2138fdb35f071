import { describe, expect, it } from '@jest/globals'
import { findMaskFaults, maskNamed } from '../../../policies/index.ts'

const USE = { as: 'last4', unless: [['crm:write']], typeName: 'String', onInterface: false }
const faultsOf = (more: Partial<typeof USE>) => findMaskFaults({ ...USE, ...more }, maskNamed(more.as ?? USE.as))

describe('findMaskFaults', () => {
  it('finds nothing in a mask that can be enforced', () => {
    expect(faultsOf({})).toEqual([])
  })

  it.each([
    ['a mask that does not exist', { as: 'first4' }, 'no mask "first4"'],
    ['a type that the mask cannot hide', { typeName: 'Money' }, 'cannot hide a Money'],
    ['nobody who sees the value', { unless: [] }, 'empty list'],
    ['an alternative that everybody meets', { unless: [[]] }, 'empty list'],
    ['a scope that nobody can hold', { unless: [['crm:wirte']] }, 'unknown scope "crm:wirte"'],
    ['an interface', { onInterface: true }, 'interface'],
  ])('finds %s', (_, more, text) => {
    expect(faultsOf(more)).toEqual([expect.stringContaining(text)])
  })

  it('takes scopes that the configuration declares for a foreign graph', () => {
    expect(findMaskFaults({ ...USE, unless: [['shop:all']] }, maskNamed('last4'), (scope) => scope === 'shop:all')).toEqual([])
  })
})
