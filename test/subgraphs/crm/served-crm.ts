import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startCrmSubgraph } from '../../../subgraphs/crm/main.ts'
import { query } from '../../support/query.ts'
import { sealedClient, TEST_ENVELOPE_KEYS } from '../../support/subgraph-client.ts'
import { openPostgresCrm } from './open-postgres-crm.ts'

export interface ServedCrm {
  readonly ask: ReturnType<typeof sealedClient>
  readonly adminUrl: string
  stop(): Promise<void>
}

/** The subgraph over HTTP, on a database and a folder of its own. `prepare` is SQL that changes the fixture first. */
export async function serveCrm(prepare: string | null = null): Promise<ServedCrm> {
  const folder = mkdtempSync(path.join(tmpdir(), 'crm-documents-'))
  const crm = await openPostgresCrm()
  if (prepare !== null) await query(crm.adminUrl, prepare)
  const running = await startCrmSubgraph({
    PORT: '0',
    DATABASE_URL: crm.url,
    DOCUMENTS_DIR: folder,
    ENVELOPE_KEYS: TEST_ENVELOPE_KEYS,
    LOG_LEVEL: 'silent',
  })
  return {
    ask: sealedClient(running.url, 'subgraph:crm'),
    adminUrl: crm.adminUrl,
    async stop() {
      await running.stop()
      await crm.close()
      rmSync(folder, { recursive: true })
    },
  }
}
