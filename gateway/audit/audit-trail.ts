import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import { type ChainRow, type Checkpoint, emptyChain, nextRow, signCheckpoint } from '../../contracts/wire/audit-chain.ts'
import type { AuditKey } from '../../contracts/wire/audit-keys.ts'
import type { AuditEntry } from '../../contracts/wire/audit-record.ts'
import type { AuditConfig } from './audit-config.ts'
import type { AuditFiles } from './audit-files.ts'
import type { AuditStore } from './audit-store.ts'

/** A place in the queue for what is going to be recorded. */
export interface Reservation {
  /** Takes the place. Only the first call of the two counts. */
  record(entry: AuditEntry): void
  /** Gives the place back: there is nothing to record. */
  release(): void
}

/** The chain that this process writes. Recording is putting an entry into a queue; storing happens behind it, in batches. */
export interface AuditTrail {
  /** A place for one record, to be filled whatever happens; null when what needs a record must not happen now. */
  reserve(): Reservation | null
  /** Records what has happened already. When there is no place left, it is counted under `code` instead. */
  record(entry: AuditEntry, code: string): void
  /** Counts what is not recorded one by one; the counts become a record within a minute. */
  omit(code: string): void
  /** True once the chain is open in the store, or waits for it where that is allowed. */
  isReady(): boolean
  /** Closes the chain; what the store does not take within `stopTimeoutMs` goes to a file, and into the store after the next start. */
  stop(stopTimeoutMs: number): Promise<void>
}

export interface AuditTrailOptions {
  readonly config: AuditConfig
  readonly store: AuditStore
  readonly files: AuditFiles
  readonly key: AuditKey
  /** sha-256 of the rules that are enforced, hexadecimal. */
  readonly policyVersion: string
  readonly log: Logger
  /** Real time in milliseconds since the epoch. */
  readonly nowMs: () => number
}

/** First and longest pause in milliseconds after a write that failed. */
const BACKOFF_MS = { first: 100, longest: 2_000 }
/** Milliseconds after which counts become a record. */
const OMISSION_MS = 60_000

/**
 * Opens a chain of its own: chains of other processes, and of earlier lives of this one, are never written again. Entries get
 * their place in the chain when their batch is made, in the order in which they were recorded.
 */
export function openAuditTrail(options: AuditTrailOptions): AuditTrail {
  const { config, store, files, key, policyVersion, log, nowMs } = options
  const nowText = () => new Date(nowMs()).toISOString()
  const chain = `${config.writer}/${nowText().replaceAll(/[-:]|\.\d+/g, '')}-${randomBytes(6).toString('hex')}`
  const queue: { readonly at: string; readonly entry: AuditEntry }[] = []
  const omitted = { limit: new Map<string, number>(), full: new Map<string, number>() }
  let newestAtMs = 0
  let end = emptyChain(chain)
  let unstored: readonly ChainRow[] = []
  let reserved = 0
  let isOpen = false
  let isAway = false
  let lastCheckpoint = { sequence: 0, takenAtMs: 0 }
  let omittedSinceMs = 0
  let pauseMs = BACKOFF_MS.first
  let timer: { readonly handle: NodeJS.Timeout; readonly dueMs: number } | null = null
  let working: Promise<void> | null = null
  let stopping = false

  const places = () => config.queueSize - queue.length - reserved
  const isDue = () => unstored.length > 0 || queue.length > 0
  const spillIsFull = () => files.spilledBytes() >= config.spillLimitBytes

  /** Times follow the chain even when the clock is set back, so that a range of time is a piece of the chain. */
  function enqueue(entry: AuditEntry): void {
    newestAtMs = Math.max(nowMs(), newestAtMs)
    queue.push({ at: new Date(newestAtMs).toISOString(), entry })
  }

  function put(entry: AuditEntry): void {
    enqueue(entry)
    wake(queue.length >= config.batchSize && !isAway ? 0 : config.flushMs)
  }

  /** Works in `afterMs` milliseconds at the latest. */
  function wake(afterMs: number): void {
    const dueMs = performance.now() + (isAway ? Math.max(afterMs, pauseMs) : afterMs)
    if (timer !== null && timer.dueMs <= dueMs) return
    if (timer !== null) clearTimeout(timer.handle)
    timer = { handle: setTimeout(() => void work(), dueMs - performance.now()), dueMs }
  }

  function work(): Promise<void> {
    if (timer !== null) clearTimeout(timer.handle)
    timer = null
    working ??= writeAll().finally(() => {
      working = null
      if (stopping) return
      if (isDue()) wake(config.flushMs)
      else if (end.sequence > lastCheckpoint.sequence) wake(config.checkpointMs)
      if (omitted.limit.size + omitted.full.size > 0) wake(OMISSION_MS)
    })
    return working
  }

  async function writeAll(): Promise<void> {
    do {
      if (!(await writeBatch())) return
    } while (queue.length >= config.batchSize)
  }

  /** False when the store did not take it. */
  async function writeBatch(): Promise<boolean> {
    if (unstored.length === 0) unstored = chainBatch()
    try {
      if (files.spilledBytes() > 0) await replay()
      const checkpoint = dueCheckpoint()
      if (unstored.length === 0 && checkpoint === null) return true
      await store.add(unstored, checkpoint)
      unstored = []
      returned()
      if (checkpoint !== null) publish(checkpoint)
      return true
    } catch (error) {
      failed(error)
      return false
    }
  }

  function chainBatch(): readonly ChainRow[] {
    takeOmissions()
    return queue.splice(0, config.batchSize).map(({ at, entry }) => {
      const row = nextRow(end, at, entry)
      end = row
      return row
    })
  }

  function takeOmissions(): void {
    const isMinuteOver = stopping || nowMs() - omittedSinceMs >= OMISSION_MS
    for (const reason of ['full', 'limit'] as const) {
      if (omitted[reason].size === 0 || !(isMinuteOver || (reason === 'full' && places() > 0))) continue
      enqueue({ kind: 'omitted', reason, counts: Object.fromEntries(omitted[reason]) })
      omitted[reason].clear()
    }
  }

  async function replay(): Promise<void> {
    const count = await files.replay(config.batchSize, async (rows, last) => {
      // Nobody signed the end of these rows while they waited, and after this only the store has them.
      const checkpoint = last === null ? null : signCheckpoint(last, nowText(), key)
      await store.add(rows, checkpoint)
      if (checkpoint !== null) publish(checkpoint)
    })
    log.info({ count }, 'audit records of an outage are in the store')
  }

  function dueCheckpoint(): Checkpoint | null {
    const waiting = end.sequence - lastCheckpoint.sequence
    const isTime = waiting >= config.checkpointRecords || nowMs() - lastCheckpoint.takenAtMs >= config.checkpointMs
    return waiting > 0 && (isTime || stopping) ? signCheckpoint(end, nowText(), key) : null
  }

  /** Outside the database, in two places that its administrator does not own: the file, and wherever the log goes. */
  function publish(checkpoint: Checkpoint): void {
    if (checkpoint.chain === chain) lastCheckpoint = { sequence: checkpoint.sequence, takenAtMs: nowMs() }
    log.info({ checkpoint }, 'audit checkpoint')
    try {
      files.addCheckpoint(checkpoint)
    } catch (error) {
      log.error({ err: error }, 'audit checkpoint is not in its file')
    }
  }

  function returned(): void {
    if (isAway) log.info('audit store is back')
    isAway = false
    isOpen = true
    pauseMs = BACKOFF_MS.first
  }

  function failed(error: unknown): void {
    if (!isOpen && !isAway) log.info({ err: error }, 'audit store is not there yet')
    else if (!isAway) log.error({ err: error, whenUnavailable: config.whenUnavailable }, 'audit store does not take records')
    pauseMs = isAway ? Math.min(pauseMs * 2, BACKOFF_MS.longest) : BACKOFF_MS.first
    isAway = true
    if (config.whenUnavailable === 'buffer') while (unstored.length > 0 && !spillIsFull()) if (!spillBatch()) break
    wake(pauseMs)
  }

  /** False when the file does not take it; the rows stay in memory then. */
  function spillBatch(): boolean {
    try {
      files.spill(unstored)
    } catch (error) {
      log.error({ err: error }, 'audit records cannot be written to a file')
      return false
    }
    unstored = queue.length >= config.batchSize || stopping ? chainBatch() : []
    return true
  }

  put({ kind: 'opened', writer: config.writer, policyVersion })
  wake(0)

  return {
    reserve() {
      if (stopping || places() <= 0 || !(isOpen || config.whenUnavailable === 'buffer')) return null
      reserved += 1
      let isOver = false
      const settle = (then: () => void) => {
        if (isOver) return
        isOver = true
        reserved -= 1
        then()
      }
      return { record: (entry) => settle(() => put(entry)), release: () => settle(() => undefined) }
    },
    record(entry, code) {
      if (places() > 0) put(entry)
      else count('full', code)
    },
    omit: (code) => count('limit', code),
    isReady: () => isOpen || config.whenUnavailable === 'buffer',
    async stop(stopTimeoutMs) {
      stopping = true
      await working
      takeOmissions()
      put({ kind: 'closed' })
      for (const deadline = performance.now() + stopTimeoutMs; isDue() || end.sequence > lastCheckpoint.sequence; ) {
        if (await workOnce()) continue
        if (performance.now() >= deadline) break
        await new Promise((resolve) => setTimeout(resolve, BACKOFF_MS.first))
      }
      if (timer !== null) clearTimeout(timer.handle)
      while (isDue()) {
        if (unstored.length === 0) unstored = chainBatch()
        else if (!spillBatch()) return log.fatal({ count: unstored.length + queue.length }, 'audit records are lost')
      }
    },
  }

  async function workOnce(): Promise<boolean> {
    await work()
    return !isAway
  }

  function count(reason: 'limit' | 'full', code: string): void {
    if (omitted.limit.size + omitted.full.size === 0) omittedSinceMs = nowMs()
    omitted[reason].set(code, (omitted[reason].get(code) ?? 0) + 1)
    wake(OMISSION_MS)
  }
}
