import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import type { WbsElement } from '../../../../subgraphs/erp/port.ts'
import { checkWbs, parentsFirst } from '../../../../subgraphs/erp/rules/wbs.ts'

const element = (code: string, parentCode: string | null = null, name = 'Element'): WbsElement => ({
  code,
  name,
  parentCode,
  billable: true,
})

/** Any forest: each element stands under one that was made before it, or at the top; then shuffled. */
const anyForest = fc
  .array(fc.option(fc.nat()), { minLength: 1, maxLength: 30 })
  .map((parents) => parents.map((parent, n) => element(`E${n}`, parent === null || n === 0 ? null : `E${parent % n}`)))
  .chain((elements) => fc.shuffledSubarray(elements, { minLength: elements.length }))

describe('checkWbs', () => {
  it('passes every forest, in whatever order it is given', () => {
    fc.assert(
      fc.property(anyForest, (elements) => {
        expect(checkWbs(elements)).toEqual([])
      }),
    )
  })

  it.each([
    ['nothing', [], ['WBS_EMPTY']],
    ['a code used twice', [element('1'), element('1')], ['WBS_CODE_DUPLICATE']],
    ['a parent that is not there', [element('1', '0')], ['WBS_PARENT_UNKNOWN']],
    ['an element above itself', [element('1', '1')], ['WBS_CYCLE']],
    ['a circle', [element('0'), element('1', '2'), element('2', '1')], ['WBS_CYCLE']],
    ['blank texts', [element(' ', null, '')], ['TEXT_EMPTY', 'TEXT_EMPTY']],
  ])('refuses %s', (_, elements, rules) => {
    expect(checkWbs(elements)).toMatchObject(rules.map((rule) => ({ rule })))
  })
})

describe('parentsFirst', () => {
  it('keeps every element and puts each after its parent', () => {
    fc.assert(
      fc.property(anyForest, (elements) => {
        const ordered = parentsFirst(elements)

        expect(new Set(ordered)).toEqual(new Set(elements))
        const position = new Map(ordered.map(({ code }, index) => [code, index]))
        for (const { code, parentCode } of ordered) {
          if (parentCode !== null) expect(position.get(parentCode)).toBeLessThan(position.get(code) ?? -1)
        }
      }),
    )
  })
})
