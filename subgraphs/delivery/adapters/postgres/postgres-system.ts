import { sql } from 'kysely'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { createDatabaseClock } from '../../clock.ts'
import type { EngineClient } from '../../engine/port.ts'
import type { DeliverySystem } from '../../port.ts'
import { SOW_TO_PROJECT_V1 } from '../../workflows/sow-to-project.ts'
import { createRunCanceller } from './cancel-run.ts'
import { createApprovalDecider } from './decide-approval.ts'
import { APPROVALS, EVENTS, HANDOFFS, RUNS, STAGES, STEPS } from './records.ts'
import { createHandoffStarter } from './start-handoff.ts'

/** The orchestration's records in PostgreSQL, with the engine that executes the runs behind its port. */
export function createPostgresDeliverySystem(db: Database, engine: EngineClient): DeliverySystem {
  return {
    product: 'PostgreSQL',
    capabilities: { batchGetMax: 1_000, idempotency: 'ledger', locking: 'strong', readYourWrites: true },
    handoffs: { ...createReader(db, HANDOFFS), create: createHandoffStarter(db, engine, SOW_TO_PROJECT_V1) },
    runs: { ...createReader(db, RUNS), act: createRunCanceller(db, engine) },
    steps: createReader(db, STEPS),
    approvals: { ...createReader(db, APPROVALS), ...createApprovalDecider(db, engine) },
    events: createReader(db, EVENTS),
    stages: createReader(db, STAGES),
    clock: createDatabaseClock(db),
    async checkHealth() {
      await sql`select 1`.execute(db)
    },
    async close() {
      await engine.close()
      await db.destroy()
    },
  }
}
