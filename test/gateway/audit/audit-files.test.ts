import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { ChainRow } from '../../../contracts/wire/audit-chain.ts'
import { openAuditFiles } from '../../../gateway/audit/audit-files.ts'

const row = (sequence: number): ChainRow => ({
  chain: 'one',
  sequence,
  recordedAt: '2026-05-26T09:00:00.000Z',
  previous: 'a',
  hash: 'b',
  record: '{}',
})
const FILE = 'one.spill.jsonl'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-files-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function replayed() {
  const sequences: number[] = []
  await openAuditFiles(folder).replay(2, async (rows) => void sequences.push(...rows.map(({ sequence }) => sequence)))
  return sequences
}

describe('rows that wait in a file', () => {
  it('come back in order, and the file goes', async () => {
    openAuditFiles(folder).spill([row(1), row(2), row(3)])

    expect(await replayed()).toEqual([1, 2, 3])
    expect(readdirSync(folder)).toEqual([])
  })

  it('are not swallowed by one that the disk cut short, and what is left of that one is kept', async () => {
    const files = openAuditFiles(folder)
    files.spill([row(1)])
    appendFileSync(join(folder, FILE), '{"chain":"one","seq')
    files.spill([row(3)])

    expect(await replayed()).toEqual([1, 3])
    expect(readdirSync(folder)).toEqual([`${FILE}.damaged`])
    expect(readFileSync(join(folder, `${FILE}.damaged`), 'utf8')).toContain('"seq\n')
    expect(await replayed()).toEqual([])
  })
})
