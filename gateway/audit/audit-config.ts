import { z } from 'zod'

/** How the gateway records what it decides; see docs/audit.md. */
export const AuditConfig = z.strictObject({
  /** Folder of this process alone for checkpoints, and for records during an outage; relative to the config file. */
  directory: z.string().min(1),
  /** First part of the names of the chains that this process writes. */
  writer: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,30}$/)
    .default('gateway'),
  /**
   * What happens to mutations and to reads of protected fields while the store is away. `refuse`: once the queue is full, and
   * before the first record is stored, they are answered AUDIT_UNAVAILABLE. `buffer`: records go to a file until it is full.
   */
  whenUnavailable: z.enum(['refuse', 'buffer']).default('refuse'),
  /** Records that may wait in memory. */
  queueSize: z.int().positive().default(10_000),
  /** Milliseconds that a record waits for others to be stored with. */
  flushMs: z.int().positive().default(100),
  /** Records that are stored together at most. */
  batchSize: z.int().min(1).max(5_000).default(500),
  /** Milliseconds, or records, after which the end of the chain is signed: what was changed since then is not found. */
  checkpointMs: z.int().positive().default(5_000),
  checkpointRecords: z.int().positive().default(1_000),
  /** Size in bytes of the records that may wait in a file. */
  spillLimitBytes: z.int().positive().default(64_000_000),
  /** Refusals of one code that are recorded one by one in a minute; further ones are counted. */
  refusalsPerMinute: z.int().min(0).default(120),
})
export type AuditConfig = Readonly<z.infer<typeof AuditConfig>>
