import { startPsaSubgraph } from '../../../subgraphs/psa/main.ts'
import { query } from '../../support/query.ts'
import { sealedClient, TEST_ENVELOPE_KEYS } from '../../support/subgraph-client.ts'
import { openPostgresPsa } from './open-postgres-psa.ts'
import type { OpenedPsa } from './opened-psa.ts'

/** The subgraph over HTTP on the records of `psaFixture`. */
export interface RunningPsa extends Pick<OpenedPsa, 'setBusinessTime'> {
  readonly ask: ReturnType<typeof sealedClient>
  /** SQL as the administrator. */
  administer(sql: string): Promise<void>
  stop(): Promise<void>
}

export async function startTestPsa(): Promise<RunningPsa> {
  const opened = await openPostgresPsa()
  const running = await startPsaSubgraph({
    PORT: '0',
    DATABASE_URL: opened.url,
    ENVELOPE_KEYS: TEST_ENVELOPE_KEYS,
    LOG_LEVEL: 'silent',
  })
  return {
    ask: sealedClient(running.url, 'subgraph:psa'),
    setBusinessTime: opened.setBusinessTime,
    async administer(sql) {
      await query(opened.adminUrl, sql)
    },
    async stop() {
      await running.stop()
      await opened.close()
    },
  }
}
