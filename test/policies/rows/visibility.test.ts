import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { combine, isRowVisible, visibilityOf } from '../../../policies/rows/visibility.ts'

const ATTRIBUTES = ['account', 'status'] as const
const value = fc.constantFrom('a', 'b', 'c')
const values = fc.array(value, { maxLength: 2 })
const conjunction = fc.record({ account: values, status: values }, { requiredKeys: [] })
const row = fc.record({ account: fc.oneof(value, fc.constant(null), values), status: fc.oneof(value, fc.constant(null)) })

describe('visibilityOf', () => {
  it.each([
    ['no conjunction', []],
    ['a conjunction without conditions', [{}]],
    ['an empty list of values', [{ account: [] }]],
    ['a condition that nobody wrote', [{ account: undefined }]],
    ['one empty list among conditions that hold', [{ account: ['a'], status: [] }]],
    ['an unknown attribute', [{ account: ['a'], owner: ['x'] }]],
  ])('is nothing for %s', (_, conjunctions) => {
    expect(visibilityOf(ATTRIBUTES, conjunctions)).toBe('nothing')
  })

  it('keeps what can be met', () => {
    const met = { account: ['a'], status: ['b'] }

    expect(visibilityOf(ATTRIBUTES, [{}, met, { status: [] }])).toEqual({ anyOf: [met] })
    expect(visibilityOf(ATTRIBUTES, 'everything')).toBe('everything')
  })
})

describe('isRowVisible', () => {
  it('shows a row that meets every condition of one conjunction', () => {
    const rows = visibilityOf(ATTRIBUTES, [{ account: ['a'], status: ['b', 'c'] }, { account: ['b'] }])

    expect(isRowVisible(rows, { account: 'a', status: 'c' })).toBe(true)
    expect(isRowVisible(rows, { account: ['x', 'b'], status: null })).toBe(true)
    expect(isRowVisible(rows, { account: 'a', status: 'a' })).toBe(false)
    expect(isRowVisible(rows, { account: null, status: 'b' })).toBe(false)
    expect(isRowVisible('nothing', { account: 'a', status: 'b' })).toBe(false)
    expect(isRowVisible('everything', { account: null, status: null })).toBe(true)
  })

  it('shows through a combination what one of its parts shows', () => {
    fc.assert(
      fc.property(fc.array(fc.array(conjunction, { maxLength: 3 }), { maxLength: 3 }), row, (lists, each) => {
        const parts = lists.map((list) => visibilityOf(ATTRIBUTES, list))

        expect(isRowVisible(combine(parts), each)).toBe(parts.some((part) => isRowVisible(part, each)))
      }),
    )
    expect(combine(['nothing', 'everything'])).toBe('everything')
    expect(combine([])).toBe('nothing')
  })
})
