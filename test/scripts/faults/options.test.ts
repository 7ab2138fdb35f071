import { describe, expect, it } from '@jest/globals'
import { faultsCommand } from '../../../scripts/faults/faults-command.ts'
import { readFaultOptions } from '../../../scripts/faults/options.ts'

describe('options of npm run faults', () => {
  it('have defaults', () => {
    expect(readFaultOptions(['handoff'])).toEqual({
      options: { only: undefined, quick: false, seed: 1, json: undefined, keep: false },
    })
  })

  it.each([[[]], [['kickoff']], [['handoff', '--seed', 'x']], [['handoff', '--only', '(']], [['handoff', '--fast']]])(
    '%j are refused with one line and exit code 2',
    async (argv) => {
      const told: string[] = []

      expect(await faultsCommand(argv, { print: () => undefined, tell: (line) => told.push(line) })).toBe(2)
      expect(told).toEqual([expect.stringMatching(/--help shows how$/)])
    },
  )

  it('explain themselves', async () => {
    const printed: string[] = []

    expect(await faultsCommand(['--help'], { print: (line) => printed.push(line), tell: () => undefined })).toBe(0)
    expect(printed.join('\n')).toContain('--only PATTERN')
  })
})
