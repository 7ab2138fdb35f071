import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { citationsOf, coveredRows, createAcceptanceTable, faultsOf } from '../../../scripts/acceptance/acceptance-table.ts'

const AREAS = { Lifecycle: { 'LC-01': 'Accept once', 'LC-02': 'Approve in order' }, Resilience: { 'RS-05': 'One effect' } }
// Built from parts, so that this file itself cites nothing.
const ref = (...rows: readonly string[]) => rows.map((row) => `[${row}]`).join(' ')

describe('citationsOf', () => {
  it('reads the rows that a title cites, one or several', () => {
    const text = `it('${ref('LC-01')} accepts once', () => {})\nit.each([1])("${ref('LC-02', 'RS-05')} has one effect", () => {})`

    expect(citationsOf('test/a.test.ts', text)).toEqual([
      { row: 'LC-01', path: 'test/a.test.ts', title: 'accepts once' },
      { row: 'LC-02', path: 'test/a.test.ts', title: 'has one effect' },
      { row: 'RS-05', path: 'test/a.test.ts', title: 'has one effect' },
    ])
  })

  it('reads rows that share one pair of brackets, and a title on its own line', () => {
    expect(citationsOf('t', `it(\n  \`${'[LC-01,'} RS-05] both\`, fn)`).map(({ row }) => row)).toEqual(['LC-01', 'RS-05'])
  })

  it('does not count a skipped test', () => {
    expect(citationsOf('t', `it.skip('${ref('LC-01')} later', fn)`)).toEqual([])
  })

  it('does not take other brackets for a citation', () => {
    expect(citationsOf('t', `it('reads [LC-01] in the middle', fn)`)).toEqual([])
  })
})

describe('createAcceptanceTable', () => {
  const table = createAcceptanceTable(AREAS, [{ row: 'LC-01', path: 'test/a.test.ts', title: 'accepts a | b' }])

  it('counts and lists what is covered', () => {
    expect(table).toContain('1 of 3 rows are covered.')
    expect(table).toContain('| LC-01 | Accept once | accepts a \\| b (`test/a.test.ts`) |')
  })

  it('can be read back', () => {
    expect(coveredRows(table)).toEqual(['LC-01'])
  })
})

describe('faultsOf', () => {
  it('finds a cited row that does not exist, and a row that was covered and is no longer', () => {
    const citations = [{ row: 'LC-99', path: 'test/a.test.ts', title: '' }]

    expect(faultsOf(AREAS, citations, ['LC-01'])).toEqual([
      'test/a.test.ts cites the unknown row LC-99',
      'LC-01 was covered and no test cites it any more',
    ])
  })
})

describe('docs/acceptance-rows.json', () => {
  it('knows all 146 rows, each once', () => {
    const areas: Record<string, Record<string, string>> = JSON.parse(readFileSync('docs/acceptance-rows.json', 'utf8'))
    const ids = Object.values(areas).flatMap((rows) => Object.keys(rows))

    expect(new Set(ids).size).toBe(146)
  })
})
