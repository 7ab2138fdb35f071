import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import pino from 'pino'
import {
  type ChainEnd,
  type ChainRow,
  type Checkpoint,
  chainHash,
  emptyChain,
  nextRow,
  signCheckpoint,
} from '../../../contracts/wire/audit-chain.ts'
import { createAuditKey } from '../../../contracts/wire/audit-keys.ts'
import type { AuditEntry } from '../../../contracts/wire/audit-record.ts'
import { canonicalJson } from '../../../contracts/wire/canonical-json.ts'
import { createAuditStore } from '../../../gateway/audit/audit-store.ts'
import { openGatewayDatabase } from '../../../gateway/database/open-database.ts'
import { auditCommand } from '../../../scripts/audit/audit-command.ts'
import { createTestDatabase } from '../../support/database.ts'

export const SECRET = 'a-secret-of-the-audit-of-more-than-32-characters'
export const KEY = createAuditKey({ id: 'a-1', secret: SECRET })
export const CHAIN = 'gateway/test'

/** A request of one of fifty people and five clients, who read two fields and may see one of them. */
export function entryAt(index: number): AuditEntry {
  if (index === 14) return { ...ordinaryAt(index), ...OF_AN_ADMINISTRATOR }
  return index === 7 ? { ...ordinaryAt(index), ...OF_A_PARTNER } : ordinaryAt(index)
}

/** What one of them, acting for a partner, did: everything that a record may say. */
const OF_A_PARTNER = {
  caller: { subject: KEY.pseudonymOf('user:7'), kind: 'PERSON', client: 'app-2', actingFor: 'par_1' },
  variant: 'client',
  document: { id: 'doc-approve', isKnown: true },
  operation: { id: 'd'.repeat(64), name: 'Decide', type: 'mutation' },
  verdicts: [
    { rule: 'policies ["segregation_of_duties"]', decision: 'granted', coordinates: ['Mutation.approve'] },
    { rule: 'scopes ["hr:comp:read"]', decision: 'denied', coordinates: ['Worker.pay'] },
    { rule: 'masked last4 unless ["hr:pii:read"]', decision: 'masked', coordinates: ['Worker.pay', 'Worker.phone'] },
  ],
  subgraphVerdicts: [
    {
      subgraph: 'psa',
      coordinate: 'Mutation.approve',
      policy: 'segregation_of_duties',
      allowed: false,
      reason: 'the actor requested it',
    },
  ],
  codes: [],
} as const

const OF_AN_ADMINISTRATOR = {
  operation: { id: 'd'.repeat(64), name: 'Register', type: 'mutation' },
  verdicts: [{ rule: 'scopes ["delivery:partner:admin"]', decision: 'granted', coordinates: ['Mutation.registerPartner'] }],
  mutations: [{ field: 'registerPartner', key: null, approval: null, outcome: 'done', codes: [] }],
  codes: [],
} as const

function ordinaryAt(index: number) {
  return {
    kind: 'request',
    requestId: `request-${index}`,
    caller: { subject: KEY.pseudonymOf(`user:${index % 50}`), kind: 'PERSON', client: `app-${index % 5}`, actingFor: null },
    variant: 'internal',
    document: null,
    operation: { id: 'd'.repeat(64), name: 'Pay', type: 'query' },
    policyVersion: 'p'.repeat(64),
    verdicts: [
      { rule: 'scopes ["hr:comp:read"]', decision: 'denied', coordinates: ['Worker.pay'] },
      { rule: 'scopes ["hr:read"]', decision: 'granted', coordinates: [index % 10 === 0 ? 'Worker.grade' : 'Worker.name'] },
    ],
    obligations: [],
    subgraphVerdicts: [],
    mutations: [],
    codes: ['UNAUTHORIZED_FIELD_OR_TYPE'],
  } as const
}

/** The one record of a chain that was written before version 2, signed. */
export function chainOfVersion1(): { readonly row: ChainRow; readonly checkpoint: Checkpoint } {
  const { chain, sequence: before, hash: previous } = emptyChain('gateway/old')
  const [sequence, recordedAt] = [before + 1, instantAt(0)]
  const record = canonicalJson({
    version: 1,
    chain,
    sequence,
    at: recordedAt,
    entry: {
      kind: 'request',
      requestId: 'request-of-version-1',
      caller: null,
      variant: 'internal',
      operation: { id: 'd'.repeat(64), name: null, type: 'query' },
      policyVersion: 'p'.repeat(64),
      verdicts: [
        { rule: 'scopes ["hr:comp:read"]', granted: false, coordinates: ['Worker.pay'] },
        { rule: 'scopes ["hr:read"]', granted: true, coordinates: ['Worker.name'] },
      ],
      obligations: [],
      mutations: [],
      codes: [],
    },
  })
  const row = { chain, sequence, recordedAt, previous, hash: chainHash(previous, record), record }
  return { row, checkpoint: signCheckpoint(row, recordedAt, KEY) }
}

const FIRST_MS = Date.parse('2026-05-26T09:00:00.000Z')
export const instantAt = (index: number) => new Date(FIRST_MS + index * 10).toISOString()

/** Rows and checkpoints of one chain as a gateway makes them: a batch of 500 at a time, each second one signed. */
export function chainOf(count: number, change: (index: number) => AuditEntry = entryAt) {
  const rows: ChainRow[] = []
  const checkpoints: Checkpoint[] = []
  let end: ChainEnd = emptyChain(CHAIN)
  for (let index = 0; index < count; index += 1) {
    const row = nextRow(end, instantAt(index), change(index))
    rows.push(row)
    end = row
    if (row.sequence % 1_000 === 0 || index === count - 1) checkpoints.push(signCheckpoint(row, instantAt(index), KEY))
  }
  return { rows, checkpoints }
}

export interface StoredChain {
  readonly rows: readonly ChainRow[]
  readonly folder: string
  /** Runs `work` as somebody who owns the database and has removed the triggers, then `look`; nothing of it stays. */
  tampered<Result>(sql: string | ((client: pg.Client) => Promise<unknown>), look: () => Promise<Result>): Promise<Result>
  /** The same, and it stays. */
  change(sql: string): Promise<void>
  run(
    ...argv: readonly string[]
  ): Promise<{ readonly code: number; readonly printed: readonly string[]; readonly complaints: string }>
  close(): Promise<void>
}

/** A chain of `count` rows in a database of its own, written by the store of the product, with its file of checkpoints. */
export async function storeChain(count: number): Promise<StoredChain> {
  const database = await createTestDatabase({ schemas: ['platform', 'gateway'] })
  const folder = mkdtempSync(join(tmpdir(), 'audit-'))
  const { rows, checkpoints } = chainOf(count)
  const gateway = openGatewayDatabase(database.urlFor('gateway'), { needs: [], log: pino({ level: 'silent' }) })
  const store = createAuditStore(gateway.db)
  for (let at = 0; at < rows.length; at += 5_000) await store.add(rows.slice(at, at + 5_000), null)
  for (const checkpoint of checkpoints) await store.add([], checkpoint)
  await gateway.close()
  mkdirSync(join(folder, 'audit'))
  writeFileSync(
    join(folder, 'audit', 'checkpoints.jsonl'),
    checkpoints.map((checkpoint) => `${JSON.stringify(checkpoint)}\n`).join(''),
  )
  const owner = new pg.Client({ connectionString: database.adminUrl })
  await owner.connect()
  // Whoever owns the tables can do this: the trigger stops a slip, not a purpose.
  await owner.query(
    'alter table gateway.audit_record disable trigger all; alter table gateway.audit_checkpoint disable trigger all',
  )
  return {
    rows,
    folder,
    async tampered(sql, look) {
      await owner.query(`drop schema if exists kept cascade; create schema kept;
        create table kept.record as table gateway.audit_record; create table kept.checkpoint as table gateway.audit_checkpoint`)
      await (typeof sql === 'string' ? owner.query(sql) : sql(owner))
      try {
        return await look()
      } finally {
        await owner.query(`truncate gateway.audit_record, gateway.audit_checkpoint;
          insert into gateway.audit_record table kept.record; insert into gateway.audit_checkpoint table kept.checkpoint`)
      }
    },
    change: async (sql) => void (await owner.query(sql)),
    async run(...argv) {
      const printed: string[] = []
      const complaints: string[] = []
      const env = { DATABASE_URL: database.adminUrl, AUDIT_KEYS: `a-1:${SECRET}`, DATA_DIR: folder }
      const code = await auditCommand(argv, env, {
        print: (line) => void printed.push(line),
        complain: (line) => void complaints.push(line),
      })
      return { code, printed, complaints: complaints.join('\n') }
    },
    async close() {
      await owner.end()
      await database.drop()
      rmSync(folder, { recursive: true })
    },
  }
}
