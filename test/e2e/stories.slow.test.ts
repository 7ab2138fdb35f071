import { beforeAll, describe, expect, it } from '@jest/globals'
import { STORIES } from '../../scripts/demo/demo-command.ts'
import type { Narrator } from '../../scripts/demo/narrator.ts'
import { playStory } from '../../scripts/demo/play.ts'
import type { Line } from '../../scripts/demo/story.ts'
import { query } from '../support/query.ts'
import { type SharedStack, sharedStack } from '../support/shared-stack.ts'

let stack: SharedStack
beforeAll(async () => {
  stack = await sharedStack()
})

/** Plays a story as `npm run demo` does; answers what it told and why it broke. */
async function tell(id: string) {
  const lines: Line[] = []
  let outcome: Parameters<Narrator['end']>[0] | undefined
  const narrator: Narrator = {
    begin: () => undefined,
    line: (line) => void lines.push(line),
    block: () => undefined,
    end: (ended) => {
      outcome = ended
    },
  }
  const story = STORIES.find((each) => each.id === id)
  if (story === undefined) throw new Error(`there is no story ${id}`)
  const held = await playStory(story, { url: stack.url, tokenOf: stack.tokenOf, narrator })
  return { held, lines, failure: outcome?.failure ?? null, assertions: outcome?.assertions ?? 0 }
}

const TOLD = { held: true, failure: null }

describe('the stories of the demo', () => {
  it('[LC-04] [LC-05] S-1: a won implementation is staffed before its kickoff, which ends the handoff; and can be told twice', async () => {
    const first = await tell('S-1')
    const second = await tell('S-1')

    expect(first).toMatchObject(TOLD)
    expect(second).toMatchObject(TOLD)
    expect(first.assertions).toBeGreaterThan(30)
    expect(first.lines.at(-1)).toMatchObject({ state: 'MILESTONES_GOVERNED' })
    expect(second.lines[0]?.note).not.toBe(first.lines[0]?.note)
  }, 120_000)

  it('S-2: a missing purchase order of the client stops the handoff, and the same run goes on once it is there', async () => {
    expect(await tell('S-2')).toMatchObject(TOLD)
  }, 90_000)

  it('S-3: a subcontractor requisition above band C shows that the CFO has to approve', async () => {
    const { lines, ...told } = await tell('S-3')

    expect(told).toMatchObject(TOLD)
    expect(lines.slice(-4).map(({ step }) => step)).toEqual([
      'approval level 1: project_manager',
      'approval level 2: finance_controller',
      'approval level 3: region_head',
      'approval level 4: cfo',
    ])
  }, 90_000)

  it('S-6: a likely duplicate client is a question for finance, and ERP gets no second customer', async () => {
    expect(await tell('S-6')).toMatchObject(TOLD)

    const rows = await query<{ n: number }>(
      stack.runtime.databaseUrl,
      "select count(*)::int as n from erp.customer where tax_key = 'DE009999997'",
    )
    expect(rows).toEqual([{ n: 1 }])
  }, 90_000)

  it('S-7: what ERP created is undone in the reverse order when PSA refuses, and a second attempt gets through', async () => {
    const { lines, ...told } = await tell('S-7')
    const undone = lines.flatMap(({ step }) => /^undone: (H\d+)/.exec(step)?.[1] ?? [])

    expect(told).toMatchObject(TOLD)
    expect(undone).toEqual(['H12', 'H11', 'H10', 'H09', 'H08', 'H03'])
  }, 90_000)
})
