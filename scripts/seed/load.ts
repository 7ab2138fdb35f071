import pg from 'pg'
import { BUSINESS_START } from './calendar.ts'
import { type Batch, generate } from './generate.ts'
import { loadRows, type Row } from './load-rows.ts'
import { SEED_COUNTS, type SeedSize } from './sizes.ts'
import { type ContractFiles, storeContractFiles } from './store-contract-files.ts'
import { type SeededTable, TABLE_ORDER } from './table-order.ts'
import { FILL_WORKER_WEEKS } from './tables/worker-week.ts'

export interface SeedOptions {
  /** Administrator's URL of a migrated database. */
  readonly adminUrl: string
  readonly size: SeedSize
  /** Folder of the document repository, which gets the files of the contracts; without it there are rows only. */
  readonly documents?: string
  /** Receives progress, one line each. */
  readonly onProgress?: (line: string) => void
}

/** `skipped`: the database has records, and was left as it is. */
export type SeedResult = { readonly state: 'loaded'; readonly rows: number } | { readonly state: 'skipped' }

/** Rows that are collected before they are sent, so that small projects share statements. */
const FLUSH_ROWS = 6_000
/** Real time between two lines of progress, in milliseconds. */
const PROGRESS_EVERY_MS = 1_000

/**
 * Loads the example data and sets the business clock to its last day. It is one transaction: a load that breaks off leaves
 * nothing behind and is simply done again, and two at once take turns.
 */
export async function seed({ adminUrl, size, documents, onProgress = () => undefined }: SeedOptions): Promise<SeedResult> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'delivery-graph seed' })
  // A connection that breaks is reported by the statement that it interrupts.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('begin')
    await client.query("select pg_advisory_xact_lock(hashtext('delivery-graph seed'))")
    await client.query('set local synchronous_commit = off')
    if (await hasRecords(client)) {
      await client.query('rollback')
      onProgress('the database has records already; nothing was loaded')
      return { state: 'skipped' }
    }
    const files = documents === undefined ? undefined : storeContractFiles(documents)
    const rows = await loadAll(client, size, { files, onProgress })
    // A committed row always has its file.
    await files?.done()
    await client.query(NUMBER_INVOICES)
    await client.query(FILL_WORKER_WEEKS)
    await client.query(CONTINUE_REQUEST_NUMBERS)
    await client.query('select platform.set_business_time($1)', [BUSINESS_START])
    await client.query('commit')
    await client.query('analyze')
    onProgress(`${size}: ${rows} rows, business time ${BUSINESS_START}`)
    return { state: 'loaded', rows }
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Whether the database holds business records, seeded or real. */
export async function isSeeded(adminUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    return await hasRecords(client)
  } finally {
    await client.end()
  }
}

async function hasRecords(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ any: boolean }>(
    'select exists (select from crm.account) or exists (select from erp.legal_entity) as any',
  )
  return rows[0]?.any ?? false
}

/** The database works on one set of rows while the next one is made. */
async function loadAll(
  client: pg.Client,
  size: SeedSize,
  { files, onProgress }: { readonly files: ContractFiles | undefined; readonly onProgress: (line: string) => void },
): Promise<number> {
  const waiting = new Map<SeededTable, Row[]>()
  let waitingRows = 0
  let loadedRows = 0
  let sending: Promise<void> = Promise.resolve()
  let reportedAtMs = Date.now()

  async function flush(): Promise<void> {
    await sending
    const rows = new Map(waiting)
    loadedRows += waitingRows
    waiting.clear()
    waitingRows = 0
    sending = send(client, rows)
    // A failure is seen by the next `await sending`; until then it must not end the process.
    sending.catch(() => undefined)
  }

  for (const batch of generate(SEED_COUNTS[size])) {
    waitingRows += collect(waiting, batch)
    files?.add(batch.rows['crm.contract'] ?? [])
    if (waitingRows < FLUSH_ROWS) continue
    await flush()
    if (Date.now() - reportedAtMs < PROGRESS_EVERY_MS) continue
    reportedAtMs = Date.now()
    onProgress(`${size}: ${batch.label}, ${loadedRows} rows`)
  }
  await flush()
  await sending
  return loadedRows
}

function collect(waiting: Map<SeededTable, Row[]>, { rows }: Batch): number {
  let count = 0
  for (const table of TABLE_ORDER) {
    const added = rows[table]
    if (added === undefined || added.length === 0) continue
    count += added.length
    const known = waiting.get(table)
    if (known === undefined) waiting.set(table, [...added])
    else known.push(...added)
  }
  return count
}

async function send(client: pg.Client, rows: ReadonlyMap<SeededTable, readonly Row[]>): Promise<void> {
  for (const table of TABLE_ORDER) await loadRows(client, table, rows.get(table) ?? [])
}

/** New requests are numbered from behind the seeded ones. */
const CONTINUE_REQUEST_NUMBERS = `
  select setval('psa.staffing_request_number', count(*)) from psa.staffing_request having count(*) > 0`

/** Legal numbers without gaps, by entity and year in the order of the dates, as posting gives them. */
const NUMBER_INVOICES = `
  update erp.invoice as i set number = numbered.number
  from (
    select i.id, e.code || '-' || extract(year from i.issue_date) || '-' || lpad(row_number() over (
      partition by i.legal_entity_id, extract(year from i.issue_date) order by i.issue_date, i.id)::text, 5, '0') as number
    from erp.invoice i join erp.legal_entity e on e.id = i.legal_entity_id where i.number is not null
  ) as numbered
  where numbered.id = i.id`
