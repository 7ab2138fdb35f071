import { describe, expect, it } from '@jest/globals'
import type { Finding } from '../../../scripts/bench/measure.ts'
import { renderFinding, renderVerdict } from '../../../scripts/bench/report.ts'

const finding = (name: string, holds: boolean | null): Finding => ({
  name,
  title: 'What it is.',
  rows: [
    { workers: 1, 'runs/s': 20.25 },
    { workers: 2, 'runs/s': null },
  ],
  verdict: { holds, text: 'the figure' },
})

describe('the report of a benchmark', () => {
  it('is a table that reads as text, with what the machine does not tell left open', () => {
    expect(renderFinding(finding('engine', true)).split('\n').slice(3, 8)).toEqual([
      '| workers | runs/s |',
      '|---------|--------|',
      '| 1       | 20.3   |',
      '| 2       | -      |',
      '',
    ])
  })

  it('counts floors only, and names the ones that were missed', () => {
    expect(renderVerdict([finding('engine', true), finding('gateway', null)])).toBe('verdict: 1 of 1 floors held')
    expect(renderVerdict([finding('engine', false), finding('other', true)])).toContain('1 of 2 floors held; missed: engine')
  })
})
