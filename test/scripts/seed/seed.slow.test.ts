import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { SEED_COUNTS } from '../../../scripts/seed/sizes.ts'
import { TABLE_ORDER } from '../../../scripts/seed/table-order.ts'
import { seed } from '../../../scripts/seed.ts'
import { createObjectFiles } from '../../../subgraphs/crm/documents/content-store/object-files.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { query } from '../../support/query.ts'

let first: TestDatabase
let second: TestDatabase
const progress: string[] = []
const documents = mkdtempSync(path.join(tmpdir(), 'seed-documents-'))

beforeAll(async () => {
  first = await createTestDatabase()
  second = await createTestDatabase()
  await seed({ adminUrl: first.adminUrl, size: 'dev', documents, onProgress: (line) => progress.push(line) })
}, 120_000)
afterAll(async () => {
  await first.drop()
  await second.drop()
  rmSync(documents, { recursive: true })
})

async function countRows(database: TestDatabase): Promise<Readonly<Record<string, number>>> {
  const counts = TABLE_ORDER.map((table) => `select '${table}' as table, count(*)::int as count from ${table}`)
  const rows = await query<{ table: string; count: number }>(database.adminUrl, counts.join(' union all '))
  return Object.fromEntries(rows.map(({ table, count }) => [table, count]))
}

async function checksums(database: TestDatabase): Promise<unknown> {
  const sums = TABLE_ORDER.map(
    (table) => `select '${table}' as table, md5(string_agg(r::text, e'\n' order by r::text)) as sum from ${table} r`,
  )
  return query(database.adminUrl, `${sums.join(' union all ')} order by 1`)
}

const SEEDED_TWICE = 'the database has records already; nothing was loaded'

describe('seed', () => {
  it('loads as many records of each kind as the size says', async () => {
    const { dev } = SEED_COUNTS
    const stories = 22
    const counts = await countRows(first)

    expect(counts).toMatchObject({
      'erp.legal_entity': 6,
      'erp.cost_center': 36,
      'crm.account': dev.accounts,
      'crm.contact': dev.contacts,
      'crm.opportunity': dev.opportunities + dev.handoffReady + stories,
      'hr.worker': dev.workers,
      'hr.skill': dev.skills,
      'psa.project': dev.projects,
      'erp.project': dev.projects,
      'delivery.handoff': dev.projects,
      'psa.milestone': dev.milestones,
      'psa.staffing_request': dev.staffingRequests,
      'psa.assignment': dev.assignments,
      'psa.timecard': dev.timecards,
      'procurement.supplier': dev.suppliers,
      'procurement.requisition': dev.requisitions,
      'procurement.purchase_order': dev.purchaseOrders,
    })
    // What follows from time and plans: a charge for nearly every approved week, invoices of some ten charges.
    expect(counts['erp.charge']).toBeGreaterThan(dev.timecards * 0.8)
    expect(counts['erp.invoice']).toBeGreaterThan(150)
    expect(counts['delivery.handoff_event']).toBeGreaterThan(dev.projects * 30)
    expect(counts['delivery.approval']).toBeGreaterThanOrEqual(dev.projects * 2)
  })

  it('[LC-19] has every file of a contract in the repository, with the digest that the contract names', async () => {
    const files = createObjectFiles(documents, { durable: false })
    const rows = await query<{ named: string; stored: string; size: number }>(
      first.adminUrl,
      `select d->>'sha256' as named, v.sha256 as stored, v.size_bytes as size from crm.contract c
        cross join jsonb_array_elements(c.documents) d left join crm.document_version v on v.id = d->>'id'`,
    )

    expect(rows.length).toBeGreaterThan(SEED_COUNTS.dev.projects + SEED_COUNTS.dev.handoffReady)
    for (const { named, stored, size } of rows) {
      const content = await files.read(named)
      expect(content).toMatchObject({ state: 'intact' })
      expect([stored, size]).toEqual([named, content.state === 'intact' ? content.bytes.length : null])
    }
  })

  it('has a folder for each project, with the statement of work in it', async () => {
    const [row] = await query<{ folders: number; filed: number }>(
      first.adminUrl,
      `select (select count(*)::int from crm.document_folder f join crm.contract c on c.id = f.contract_id and c.project_id = f.project_id) as folders,
        (select count(*)::int from crm.document_version where folder_id is not null) as filed`,
    )

    expect(row).toEqual({ folders: SEED_COUNTS.dev.projects, filed: SEED_COUNTS.dev.projects })
  })

  it('sets the business clock to the last day of the data, and lets it run', async () => {
    const [row] = await query<{ now: Date }>(first.adminUrl, 'select platform.business_now() as now')
    const elapsedMs = (row?.now.valueOf() ?? 0) - Date.parse('2026-05-26T09:00:00Z')

    expect(elapsedMs).toBeGreaterThan(0)
    expect(elapsedMs).toBeLessThan(600_000)
  })

  it('tells how far it is', () => {
    expect(progress.at(-1)).toMatch(/^dev: \d+ rows, business time 2026-05-26T09:00:00\.000Z$/)
  })

  it('leaves a database that has records as it is, and says so', async () => {
    const before = await countRows(first)
    const lines: string[] = []

    const result = await seed({ adminUrl: first.adminUrl, size: 'demo', onProgress: (line) => lines.push(line) })

    expect(result).toEqual({ state: 'skipped' })
    expect(lines).toEqual([SEEDED_TWICE])
    expect(await countRows(first)).toEqual(before)
  })

  it('leaves nothing when it is cut off in the middle, and loads the same data the next time', async () => {
    const interrupted = seed({
      adminUrl: second.adminUrl,
      size: 'dev',
      onProgress: () => undefined,
    })
    const cut = cutOff(second)
    await expect(interrupted).rejects.toThrow()
    await cut
    expect(Object.values(await countRows(second)).every((count) => count === 0)).toBe(true)

    const result = await seed({ adminUrl: second.adminUrl, size: 'dev' })

    expect(result).toMatchObject({ state: 'loaded' })
    expect(await checksums(second)).toEqual(await checksums(first))
  }, 120_000)

  it('is loaded once when two load at the same time', async () => {
    const database = await createTestDatabase()
    try {
      const load = () => seed({ adminUrl: database.adminUrl, size: 'dev' })

      const results = await Promise.all([load(), load()])

      expect(results.map(({ state }) => state).toSorted()).toEqual(['loaded', 'skipped'])
    } finally {
      await database.drop()
    }
  }, 120_000)
})

/** Ends the connection of the load as soon as it has written something, as a power cut of the loading process would. */
async function cutOff({ adminUrl }: TestDatabase): Promise<void> {
  for (;;) {
    const rows = await query(
      adminUrl,
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'delivery-graph seed' and query ilike '%psa%'`,
    )
    if (rows.length > 0) return
  }
}
