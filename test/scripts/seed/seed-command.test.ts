import { describe, expect, it } from '@jest/globals'
import { seedCommand } from '../../../scripts/seed/seed-command.ts'

async function run(...argv: readonly string[]) {
  const printed: string[] = []
  const complaints: string[] = []
  const code = await seedCommand(argv, {}, { print: (line) => printed.push(line), complain: (line) => complaints.push(line) })
  return { code, printed: printed.join('\n'), complaints: complaints.join('\n') }
}

describe('npm run seed', () => {
  it('explains itself', async () => {
    const { code, printed } = await run('--help')

    expect(code).toBe(0)
    expect(printed).toContain('--size')
    expect(printed).toContain('dev | demo | scale')
  })

  it.each([
    ['a size that it does not have', ['--size', 'huge'], '--size must be one of'],
    ['an option that it does not have', ['--colour'], '--colour'],
  ])('answers %s with its usage and code 2, and touches nothing', async (_, argv, complaint) => {
    const { code, complaints } = await run(...argv)

    expect(code).toBe(2)
    expect(complaints).toContain(complaint)
    expect(complaints).toContain('Usage: npm run seed')
  })
})
