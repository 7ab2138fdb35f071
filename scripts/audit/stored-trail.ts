import pg from 'pg'
import type { ChainRow, Checkpoint } from '../../contracts/wire/audit-chain.ts'

/** The trail in the database, as it was at one moment. */
export interface StoredTrail {
  /** All rows by chain and place, each with the checkpoint of its place. */
  rows(range?: TimeRange): AsyncIterable<{ readonly row: ChainRow; readonly checkpoint: Checkpoint | null }>
  /** Newest checkpoint of each chain, whether its row is still there or not. */
  newestCheckpoints(): Promise<readonly Checkpoint[]>
  /** Hashes of rows; undefined for a row that is not there. */
  hashesAt(places: readonly Pick<ChainRow, 'chain' | 'sequence'>[]): Promise<readonly (string | undefined)[]>
}

/** Instants, RFC 3339; the first one included, the second one not. */
export interface TimeRange {
  readonly since: string | undefined
  readonly until: string | undefined
}

/** Rows that are in memory at once. */
const PAGE = 2_000
const INSTANT = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`

/** Opens one read-only snapshot for `work`, so that what is written meanwhile plays no part. */
export async function withStoredTrail<Result>(url: string, work: (trail: StoredTrail) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url, application_name: 'delivery-graph audit', options: '-c timezone=UTC' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('begin isolation level repeatable read, read only')
    return await work(storedTrail(client))
  } finally {
    await client.end().catch(() => undefined)
  }
}

interface StoredRow extends Omit<ChainRow, 'sequence'> {
  readonly sequence: string
  readonly signed_hash: string | null
  readonly signed_at: string
  readonly key_id: string
  readonly signature: string
}

function storedTrail(client: pg.Client): StoredTrail {
  return {
    async *rows({ since, until } = { since: undefined, until: undefined }) {
      // "C" is the order of bytes: the same on every server, whatever its locale.
      await client.query(
        `declare trail no scroll cursor for
         select r.chain, r.sequence, to_char(r.recorded_at, ${INSTANT}) as "recordedAt", r.previous, r.hash, r.record,
           c.hash as signed_hash, to_char(c.signed_at, ${INSTANT}) as signed_at, c.key_id, c.signature
         from gateway.audit_record r left join gateway.audit_checkpoint c using (chain, sequence)
         where r.recorded_at >= coalesce($1::timestamptz, '-infinity') and r.recorded_at < coalesce($2::timestamptz, 'infinity')
         order by r.chain collate "C", r.sequence`,
        [since ?? null, until ?? null],
      )
      for (;;) {
        const { rows } = await client.query<StoredRow>(`fetch ${PAGE} from trail`)
        for (const row of rows) yield { row: toRow(row), checkpoint: toCheckpoint(row) }
        if (rows.length < PAGE) break
      }
      await client.query('close trail')
    },
    async newestCheckpoints() {
      const { rows } = await client.query<StoredRow>(
        `select distinct on (chain) chain, sequence, hash as signed_hash, to_char(signed_at, ${INSTANT}) as signed_at, key_id, signature
         from gateway.audit_checkpoint order by chain, sequence desc`,
      )
      return rows.flatMap((row) => toCheckpoint(row) ?? [])
    },
    async hashesAt(places) {
      const { rows } = await client.query<{ hash: string | null }>(
        `select r.hash from unnest($1::text[], $2::bigint[]) with ordinality as p (chain, sequence, position)
         left join gateway.audit_record r using (chain, sequence) order by position`,
        [places.map(({ chain }) => chain), places.map(({ sequence }) => sequence)],
      )
      return rows.map(({ hash }) => hash ?? undefined)
    },
  }
}

const toRow = ({ chain, sequence, recordedAt, previous, hash, record }: StoredRow): ChainRow => ({
  chain,
  sequence: Number(sequence),
  recordedAt,
  previous,
  hash,
  record,
})

const toCheckpoint = ({ chain, sequence, signed_hash, signed_at, key_id, signature }: StoredRow): Checkpoint | null =>
  signed_hash === null
    ? null
    : { chain, sequence: Number(sequence), hash: signed_hash, signedAt: signed_at, keyId: key_id, signature }
