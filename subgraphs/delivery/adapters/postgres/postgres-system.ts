import { sql } from 'kysely'
import type { Database } from '../../../shared/postgres/database.ts'
import { createReader } from '../../../shared/postgres/reader.ts'
import { createDatabaseClock } from '../../clock.ts'
import type { DeliverySystem } from '../../port.ts'
import { createApprovalActions } from './approval-actions.ts'
import { createDefinitionSource } from './ledger/definition-source.ts'
import { createPartnerClientActions } from './partner-client-actions.ts'
import { createProgressLog } from './progress-log.ts'
import { findReservations } from './project-reservations.ts'
import { createDefinitionPublisher } from './publish-definition.ts'
import {
  APPROVALS,
  CLIENT_REVOCATIONS,
  DEFERRED_NEWS,
  DEFINITIONS,
  EVENTS,
  HANDOFFS,
  NOTICES,
  PARTNER_CLIENTS,
  PARTNERS,
  REVIEW_TASKS,
  RUNS,
  STAGES,
  STEPS,
  TOKEN_REVOCATIONS,
} from './records.ts'
import { createPartnerRegistrar } from './register-partner.ts'
import { createReviewTaskActions } from './review-task-actions.ts'
import { createTokenRevoker } from './revoke-token.ts'
import { createRunActions } from './run-actions.ts'
import { createHandoffStarter } from './start-handoff.ts'

/** The orchestration's records in PostgreSQL. */
export function createPostgresDeliverySystem(db: Database): DeliverySystem {
  const definitions = createDefinitionSource()
  return {
    product: 'PostgreSQL',
    capabilities: { batchGetMax: 1_000, idempotency: 'ledger', locking: 'strong', readYourWrites: true },
    handoffs: { ...createReader(db, HANDOFFS), create: createHandoffStarter(db, definitions) },
    runs: {
      ...createReader(db, RUNS),
      act: createRunActions(db, definitions),
      findReservations: (runIds) => findReservations(db, runIds),
    },
    steps: createReader(db, STEPS),
    approvals: { ...createReader(db, APPROVALS), ...createApprovalActions(db, definitions) },
    reviewTasks: { ...createReader(db, REVIEW_TASKS), act: createReviewTaskActions(db, definitions) },
    deferredNews: createReader(db, DEFERRED_NEWS),
    notices: createReader(db, NOTICES),
    definitions: { ...createReader(db, DEFINITIONS), create: createDefinitionPublisher(db) },
    events: createReader(db, EVENTS),
    stages: createReader(db, STAGES),
    partners: { ...createReader(db, PARTNERS), create: createPartnerRegistrar(db) },
    partnerClients: { ...createReader(db, PARTNER_CLIENTS), ...createPartnerClientActions(db) },
    clientRevocations: createReader(db, CLIENT_REVOCATIONS),
    tokenRevocations: { ...createReader(db, TOKEN_REVOCATIONS), create: createTokenRevoker(db) },
    progress: createProgressLog(db),
    clock: createDatabaseClock(db),
    async checkHealth() {
      await sql`select 1`.execute(db)
    },
    close: () => db.destroy(),
  }
}
