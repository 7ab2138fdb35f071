import { createReadStream, statSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Checkpoint } from '../../contracts/wire/audit-chain.ts'

/** A file of checkpoints as it was when it was opened: lines that are added later are not read. */
export interface CheckpointFile {
  readonly path: string
  lines(): AsyncIterable<Checkpoint | 'damaged'>
}

/** @throws Error when there is no such file. */
export function openCheckpointFile(path: string): CheckpointFile {
  const { size } = statSync(path)
  return {
    path,
    async *lines() {
      if (size === 0) return
      const input = createReadStream(path, { encoding: 'utf8', end: size - 1 })
      for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }))
        if (line !== '') yield parseLine(line)
    },
  }
}

function parseLine(line: string): Checkpoint | 'damaged' {
  try {
    return Checkpoint.parse(JSON.parse(line))
  } catch {
    return 'damaged'
  }
}
