import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { ChainRow, Checkpoint } from '../../contracts/wire/audit-chain.ts'

/**
 * What the audit keeps outside the database, in a folder of this process alone: `checkpoints.jsonl`, signed ends of chains to
 * compare the database with, and `<chain>.spill.jsonl`, rows that the database could not take yet.
 */
export interface AuditFiles {
  /** Adds a line to the file of checkpoints. */
  addCheckpoint(checkpoint: Checkpoint): void
  /** Bytes of rows that wait for the database. */
  spilledBytes(): number
  spill(rows: readonly ChainRow[]): void
  /**
   * Hands all rows that wait to `write`, in order, with the last row of the file together with its last batch, and forgets a file
   * once all of it is written. A file with a line that is no row is kept under another name. Resolves to the number of rows.
   *
   * @throws what `write` throws.
   */
  replay(batchSize: number, write: (rows: readonly ChainRow[], last: ChainRow | null) => Promise<void>): Promise<number>
}

const CHECKPOINTS = 'checkpoints.jsonl'
const SPILL = '.spill.jsonl'
/** Ends the name of a spill file that has lines which are no rows: for people to look at, never read again. */
const DAMAGED = '.damaged'

const Row = z.strictObject({
  chain: z.string(),
  sequence: z.number(),
  recordedAt: z.string(),
  previous: z.string(),
  hash: z.string(),
  record: z.string(),
})

/** @throws Error when the folder cannot be made. */
export function openAuditFiles(folder: string): AuditFiles {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  endLastLine(join(folder, CHECKPOINTS))
  const spillFiles = () =>
    readdirSync(folder)
      .filter((name) => name.endsWith(SPILL))
      .sort()
      .map((name) => join(folder, name))
  // Counted once, then kept up to date: a look at the disk for each request would be dear.
  let bytes = spillFiles().reduce((sum, file) => sum + statSync(file).size, 0)

  return {
    addCheckpoint(checkpoint) {
      appendLines(join(folder, CHECKPOINTS), [checkpoint])
    },
    spilledBytes: () => bytes,
    spill(rows) {
      const [first] = rows
      if (first === undefined) return
      const file = join(folder, `${first.chain.replaceAll(/[^\w-]/g, '_')}${SPILL}`)
      endLastLine(file) // a full disk may have cut the last append short
      bytes += appendLines(file, rows)
    },
    async replay(batchSize, write) {
      let replayed = 0
      for (const file of spillFiles()) {
        const { rows, isWhole } = readRows(file)
        for (let at = 0; at < rows.length; at += batchSize) {
          const isLast = at + batchSize >= rows.length
          await write(rows.slice(at, at + batchSize), (isLast && rows.at(-1)) || null)
        }
        replayed += rows.length
        bytes -= statSync(file).size
        if (isWhole) rmSync(file)
        else renameSync(file, `${file}${DAMAGED}`)
      }
      return replayed
    },
  }
}

function appendLines(file: string, lines: readonly object[]): number {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
  appendFileSync(file, text, { mode: 0o600 })
  return Buffer.byteLength(text)
}

/** A line that was cut short must not swallow the next one. */
function endLastLine(file: string): void {
  const size = existsSync(file) ? statSync(file).size : 0
  if (size === 0) return
  const descriptor = openSync(file, 'r')
  const last = Buffer.alloc(1)
  readSync(descriptor, last, 0, 1, size - 1)
  closeSync(descriptor)
  if (last.toString() !== '\n') appendFileSync(file, '\n')
}

function readRows(file: string): { readonly rows: readonly ChainRow[]; readonly isWhole: boolean } {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
  const rows = lines.flatMap((line) => {
    try {
      return [Row.parse(JSON.parse(line))]
    } catch {
      return []
    }
  })
  return { rows, isWhole: rows.length === lines.length }
}
