import { mkdtempSync, readdirSync } from 'node:fs'
import { appendFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { createContentStore } from '../../../../subgraphs/crm/documents/content-store/content-store.ts'
import { createObjectFiles } from '../../../../subgraphs/crm/documents/content-store/object-files.ts'
import { openDatabase } from '../../../../subgraphs/shared/postgres/database.ts'
import { query } from '../../../support/query.ts'
import { openPostgresCrm } from '../open-postgres-crm.ts'
import type { OpenedDocumentStore } from './document-store-contract.ts'

/** The content store on a folder and a database of its own. */
export async function openContentStore(): Promise<OpenedDocumentStore> {
  const crm = await openPostgresCrm()
  const folder = mkdtempSync(path.join(tmpdir(), 'documents-'))
  const db = openDatabase(crm.url, { name: 'documents test' })
  const objectOf = (sha256: string) => path.join(folder, sha256.slice(0, 2), sha256)
  return {
    contracts: crm.system.contracts,
    documents: createContentStore(db, createObjectFiles(folder, { durable: true })),
    tamper: (sha256) => appendFile(objectOf(sha256), 'x'),
    lose: (sha256) => rm(objectOf(sha256)),
    storedObjects: () => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes(path.sep)),
    async holdRows() {
      const client = new pg.Client({ connectionString: crm.adminUrl })
      await client.connect()
      await client.query('begin; lock table crm.document_version in share mode')
      return () => client.end()
    },
    insertContract: (id) => crm.insert('crm.contract', id),
    administer: (sql) => query(crm.adminUrl, sql),
    async close() {
      await db.destroy()
      await crm.close()
      await rm(folder, { recursive: true })
    },
  }
}
