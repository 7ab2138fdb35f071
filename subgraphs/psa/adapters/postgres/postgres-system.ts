import { sql } from 'kysely'
import type { Database } from '../../../shared/postgres/database.ts'
import { createOutbox } from '../../../shared/postgres/outbox.ts'
import type { PsaSystem } from '../../port.ts'
import { createAssignments } from './assignment.ts'
import { createProposals } from './candidate-proposal.ts'
import { createKickoffs } from './kickoff.ts'
import { createMilestones } from './milestone.ts'
import { createPhases } from './phase.ts'
import { createProjects } from './project.ts'
import { createResources } from './resource.ts'
import { createStaffingRequests } from './staffing-request.ts'
import { createTasks } from './task.ts'
import { createTimecards } from './timecard.ts'

/** PSA records in schema `psa`. The database was opened for this system, which closes it. */
export function createPostgresPsaSystem(db: Database): PsaSystem {
  return {
    product: 'PostgreSQL',
    capabilities: { batchGetMax: 10_000, idempotency: 'ledger', locking: 'strong', readYourWrites: true },
    projects: createProjects(db),
    phases: createPhases(db),
    tasks: createTasks(db),
    milestones: createMilestones(db),
    staffingRequests: createStaffingRequests(db),
    proposals: createProposals(db),
    kickoffs: createKickoffs(db),
    assignments: createAssignments(db),
    timecards: createTimecards(db),
    resources: createResources(db),
    events: createOutbox(db, 'psa'),
    async checkHealth() {
      await sql`select from psa.project limit 1`.execute(db)
    },
    close: () => db.destroy(),
  }
}
