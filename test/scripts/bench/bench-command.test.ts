import { describe, expect, it } from '@jest/globals'
import { benchCommand } from '../../../scripts/bench/bench-command.ts'

async function bench(...argv: readonly string[]) {
  const printed: string[] = []
  const complained: string[] = []
  const code = await benchCommand(argv, {}, { print: (line) => printed.push(line), complain: (line) => complained.push(line) })
  return { code, printed: printed.join('\n'), complained: complained.join('\n') }
}

describe('npm run bench', () => {
  it('names every measure in its help', async () => {
    const { code, printed } = await bench('--help')

    expect(code).toBe(0)
    for (const name of ['engine', 'gateway', 'decision', 'waiting', 'history']) expect(printed).toContain(name)
  })

  it.each([[[]], [['--quick']]])('measures nothing when %j names no suite, and says which there are', async (argv) => {
    const { code, printed, complained } = await bench(...argv)

    expect({ code, printed }).toEqual({ code: 2, printed: '' })
    expect(complained).toContain('no suite is named')
    expect(complained).toContain('  handoffs\n')
  })

  it.each([[['nothing']], [['handoffs', '--only', 'nothing']], [['--fast']]])('refuses %j as wrong usage', async (argv) => {
    const { code, printed, complained } = await bench(...argv)

    expect({ code, printed }).toEqual({ code: 2, printed: '' })
    expect(complained).toContain('--help')
  })
})
