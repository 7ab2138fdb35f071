import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createContentStore } from '../../../../subgraphs/crm/documents/content-store/content-store.ts'
import { createObjectFiles } from '../../../../subgraphs/crm/documents/content-store/object-files.ts'
import { type Database, openDatabase } from '../../../../subgraphs/shared/postgres/database.ts'
import { query } from '../../../support/query.ts'
import { type OpenedPostgresCrm, openPostgresCrm } from '../open-postgres-crm.ts'
import { CALL, draftOf, newKey, record } from './document-store-contract.ts'

let crm: OpenedPostgresCrm
let db: Database
const folder = mkdtempSync(path.join(tmpdir(), 'documents-'))

beforeAll(async () => {
  crm = await openPostgresCrm()
  db = openDatabase(crm.url, { name: 'bytes first test' })
})
afterAll(async () => {
  await db.destroy()
  await crm.close()
  rmSync(folder, { recursive: true })
})

describe('the bytes of a document', () => {
  it('go to the disk while nobody waits for the contract', async () => {
    const files = createObjectFiles(folder, { durable: true })
    let isWriting = () => {}
    let goOn = () => {}
    const writing = new Promise<void>((resolve) => {
      isWriting = resolve
    })
    const slowDisk = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const documents = createContentStore(db, {
      ...files,
      async put(bytes) {
        isWriting()
        await slowDisk
        return files.put(bytes)
      },
    })

    const storing = documents.storeContractDocument(draftOf('ctr_draft', 'large'), { idempotencyKey: newKey() }, CALL)
    await writing
    const free = await query(crm.adminUrl, "select id from crm.contract where id = 'ctr_draft' for update nowait")
    const open = await query(
      crm.adminUrl,
      "select pid from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'",
    )
    goOn()

    expect(free).toEqual([{ id: 'ctr_draft' }])
    expect(open).toEqual([])
    expect(record(await storing).documents).toMatchObject([{ name: 'sow.txt', version: 1 }])
  })
})
