import { sql } from 'kysely'
import type { Database } from '../../../shared/postgres/database.ts'
import type { HrSystem } from '../../port.ts'
import { createCandidates } from './candidate.ts'
import { createCostRates } from './cost-rate.ts'
import { createSkills } from './skill.ts'
import { createTeamMembers, createWorkers } from './worker.ts'
import { createWorkerSkills } from './worker-skill.ts'

/** HR records in schema `hr`. The database was opened for this system, which closes it. */
export function createPostgresHrSystem(db: Database): HrSystem {
  return {
    product: 'PostgreSQL',
    capabilities: { batchGetMax: 10_000, idempotency: 'ledger', locking: 'strong', readYourWrites: true },
    workers: createWorkers(db),
    teamMembers: createTeamMembers(db),
    skills: createSkills(db),
    workerSkills: createWorkerSkills(db),
    costRates: createCostRates(db),
    candidates: createCandidates(db),
    async checkHealth() {
      await sql`select from hr.worker limit 1`.execute(db)
    },
    close: () => db.destroy(),
  }
}
