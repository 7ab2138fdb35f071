import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import { type ChainRow, type Checkpoint, chainHash, emptyChain, isSigned } from '../../contracts/wire/audit-chain.ts'

/**
 * `altered`: what a record says was changed. `removed`: records are missing between others. `reordered`: a record stands in the
 * place of another. `truncated`: records are missing at the end. `checkpoint`: the chain is not the one that was signed.
 */
export type FaultKind = 'altered' | 'removed' | 'reordered' | 'truncated' | 'checkpoint'

export interface Fault {
  readonly kind: FaultKind
  readonly chain: string
  /** First place that is concerned; `lastSequence` is the last one. */
  readonly sequence: number
  readonly lastSequence: number
  readonly detail: string
}

/** What is known of one chain after all of its rows were seen. */
export interface ChainSummary {
  readonly chain: string
  readonly rows: number
  readonly lastSequence: number
  readonly lastAt: string
  /** Last place that a genuine signature attests; rows after it could have been changed or added unseen. */
  readonly signedSequence: number
  readonly isClosed: boolean
}

/** Checks rows that come by chain and in the order of their places. Memory grows with chains and faults, not with rows. */
export interface TrailCheck {
  /** `checkpoint` is what the store has signed at the place of this row. */
  row(row: ChainRow, checkpoint: Checkpoint | null): void
  /** After all rows: a checkpoint, and the hash that the row at its place has; undefined when there is no such row. */
  attest(checkpoint: Checkpoint, foundHash: string | undefined, source: string): void
  finish(): { readonly faults: readonly Fault[]; readonly faultCount: number; readonly chains: readonly ChainSummary[] }
}

/** More faults than this are counted and not listed. */
const MAX_FAULTS = 1_000

/** Of a record, what places it; a later version may have more. */
const Placed = z.object({
  chain: z.string(),
  sequence: z.number(),
  at: z.string(),
  entry: z.object({ kind: z.string() }),
})
type Placed = z.infer<typeof Placed>

interface ChainState {
  rows: number
  sequence: number
  hash: string
  at: string
  isClosed: boolean
  isFaulty: boolean
  signedSequence: number
  attested: { readonly sequence: number; readonly by: string } | null
  hasMismatch: boolean
}

/** Chains of which only a part is there: the ends before their first rows. Such a part need not have a checkpoint. */
export type ChainStarts = ReadonlyMap<string, { readonly sequence: number; readonly hash: string }>

export function createTrailCheck(publicKeys: ReadonlyMap<string, KeyObject>, starts: ChainStarts = new Map()): TrailCheck {
  const chains = new Map<string, ChainState>()
  const faults: Fault[] = []
  let faultCount = 0

  function report(kind: FaultKind, chain: string, sequence: number, detail: string, lastSequence = sequence): void {
    faultCount += 1
    if (faults.length < MAX_FAULTS) faults.push({ kind, chain, sequence, lastSequence, detail })
  }

  function stateOf(chain: string): ChainState {
    const known = chains.get(chain)
    if (known !== undefined) return known
    const { sequence, hash } = starts.get(chain) ?? emptyChain(chain)
    const state: ChainState = {
      rows: 0,
      sequence,
      hash,
      at: '',
      isClosed: false,
      isFaulty: false,
      signedSequence: 0,
      attested: null,
      hasMismatch: false,
    }
    chains.set(chain, state)
    return state
  }

  /** The fault of a row by itself, if it has one. */
  function faultOf(row: ChainRow, placed: Placed | undefined, state: ChainState) {
    const { chain, sequence, recordedAt, previous, hash, record } = row
    if (placed === undefined) return { kind: 'altered', detail: 'the record is no record' } as const
    if (placed.chain !== chain || placed.sequence !== sequence)
      return { kind: 'reordered', detail: `the record of place ${placed.sequence} of ${placed.chain} stands here` } as const
    if (chainHash(previous, record) !== hash) return { kind: 'altered', detail: 'the record does not have its hash' } as const
    if (Date.parse(placed.at) !== Date.parse(recordedAt))
      return { kind: 'altered', detail: 'the time beside the record is another than the one in it' } as const
    if (state.isClosed) return { kind: 'altered', detail: 'it was added after the chain had been closed' } as const
    return undefined
  }

  function compare(checkpoint: Checkpoint, foundHash: string | undefined, state: ChainState, source: string): void {
    const { chain, sequence, hash, keyId, signedAt } = checkpoint
    if (!isSigned(checkpoint, publicKeys)) {
      const reason = publicKeys.has(keyId) ? `not signed by the key ${keyId}` : `signed by ${keyId}, a key that is not given`
      report('checkpoint', chain, sequence, `the checkpoint of ${source} is ${reason}`)
      return
    }
    if (sequence > (state.attested?.sequence ?? 0)) state.attested = { sequence, by: `${source}, signed ${signedAt}` }
    if (foundHash === hash) state.signedSequence = Math.max(state.signedSequence, sequence)
    else if (foundHash !== undefined && !state.hasMismatch) {
      state.hasMismatch = true
      report('checkpoint', chain, sequence, `the hash is another than the one that ${source} has, signed ${signedAt}: recomputed`)
    }
  }

  return {
    row(row, checkpoint) {
      const { chain, sequence } = row
      const state = stateOf(chain)
      const hasGap = sequence !== state.sequence + 1
      if (hasGap) report('removed', chain, state.sequence + 1, `before the record of ${row.recordedAt}`, sequence - 1)
      const placed = parsePlaced(row.record)
      const fault = faultOf(row, placed, state)
      if (fault !== undefined) report(fault.kind, chain, sequence, fault.detail)
      else if (!hasGap && !state.isFaulty && row.previous !== state.hash) {
        report('altered', chain, Math.max(sequence - 1, 1), `the record after it was linked to another hash`)
      }
      state.rows += 1
      state.sequence = sequence
      state.hash = row.hash
      state.at = row.recordedAt
      state.isFaulty = fault !== undefined
      state.isClosed = placed?.entry.kind === 'closed'
      if (checkpoint !== null) compare(checkpoint, row.hash, state, 'the store')
    },
    attest: (checkpoint, foundHash, source) => compare(checkpoint, foundHash, stateOf(checkpoint.chain), source),
    finish() {
      const summaries: ChainSummary[] = []
      for (const [chain, state] of chains) {
        const { rows, sequence, at, isClosed, signedSequence, attested } = state
        if (attested !== null && attested.sequence > sequence)
          report('truncated', chain, sequence + 1, `they are in the checkpoint of ${attested.by}`, attested.sequence)
        // The first batch of every chain is signed: one without any signature was made by somebody without the key.
        if (attested === null && rows > 0 && !starts.has(chain))
          report('checkpoint', chain, sequence, 'nothing of this chain was ever signed')
        summaries.push({ chain, rows, lastSequence: sequence, lastAt: at, signedSequence, isClosed })
      }
      return { faults, faultCount, chains: summaries }
    },
  }
}

function parsePlaced(record: string): Placed | undefined {
  try {
    return Placed.parse(JSON.parse(record))
  } catch {
    return undefined
  }
}
