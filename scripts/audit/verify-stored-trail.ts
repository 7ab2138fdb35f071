import type { KeyObject } from 'node:crypto'
import type { Checkpoint } from '../../contracts/wire/audit-chain.ts'
import type { CheckpointFile } from './checkpoint-file.ts'
import { withStoredTrail } from './stored-trail.ts'
import { createTrailCheck, type TrailCheck } from './trail-check.ts'

export interface Verification extends ReturnType<TrailCheck['finish']> {
  readonly rows: number
  /** Lines of the files that are no checkpoint: a crash cuts the last one short. */
  readonly damagedLines: number
}

/** Checkpoints that are compared in one statement. */
const BATCH = 1_000

/**
 * Checks every row of the store against its neighbours, and the store against what was signed inside and outside of it. The files
 * have to be opened before this is called: a checkpoint is written to them after its rows are stored.
 */
export function verifyStoredTrail(
  url: string,
  publicKeys: ReadonlyMap<string, KeyObject>,
  files: readonly CheckpointFile[],
): Promise<Verification> {
  return withStoredTrail(url, async (trail) => {
    const check = createTrailCheck(publicKeys)
    let rows = 0
    let damagedLines = 0
    for await (const { row, checkpoint } of trail.rows()) {
      check.row(row, checkpoint)
      rows += 1
    }

    async function attest(checkpoints: readonly Checkpoint[], source: string): Promise<void> {
      const hashes = await trail.hashesAt(checkpoints)
      checkpoints.forEach((checkpoint, index) => {
        check.attest(checkpoint, hashes[index], source)
      })
    }

    const newest = await trail.newestCheckpoints()
    const orphaned = (await trail.hashesAt(newest)).flatMap((hash, index) => (hash === undefined ? (newest[index] ?? []) : []))
    for (const checkpoint of orphaned) check.attest(checkpoint, undefined, 'the store')
    for (const file of files) {
      let batch: Checkpoint[] = []
      for await (const line of file.lines()) {
        if (line === 'damaged') damagedLines += 1
        else batch.push(line)
        if (batch.length < BATCH) continue
        await attest(batch, file.path)
        batch = []
      }
      await attest(batch, file.path)
    }
    return { ...check.finish(), rows, damagedLines }
  })
}
