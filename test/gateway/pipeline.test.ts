import { describe, expect, it } from '@jest/globals'
import { branch, pipeline, type Stage } from '../../gateway/pipeline.ts'

const note = (name: string): Stage<string, string> => ({
  name,
  run: async (input, next) => `${name}(${await next(`${input}>${name}`)})`,
})

describe('pipeline', () => {
  it('runs stages in order, each around the ones below it', async () => {
    const end: Stage<string, string> = { name: 'end', run: async (input) => input }

    expect(await pipeline([note('a'), note('b'), end])('in')).toBe('a(b(in>a>b))')
  })

  it('lets a branch take what is its own, along its own stages', async () => {
    const end = (name: string): Stage<string, string> => ({ name, run: async (input) => `${name}:${input}` })
    const run = pipeline([
      branch('side', (input) => input.startsWith('side'), [note('a'), end('side end')]),
      note('b'),
      end('end'),
    ])

    expect(await run('side')).toBe('a(side end:side>a)')
    expect(await run('main')).toBe('b(end:main>b)')
  })

  it('fails when no stage answers', async () => {
    await expect(pipeline([note('a')])('in')).rejects.toThrow('No stage answered: a')
  })
})
