import type { InstantText } from '../../contracts/wire/values.ts'
import type { Connection } from '../shared/connection.ts'
import type { SubgraphContext } from '../shared/context.ts'
import { createEntityLoaders, type EntityLoaders } from '../shared/loaders.ts'
import type {
  Approval,
  ApprovalFilter,
  AuditEvent,
  DeliverySystem,
  Handoff,
  HandoffFilter,
  NoFilter,
  StageEntry,
  WorkflowRun,
  WorkflowRunFilter,
  WorkflowStep,
} from './port.ts'

/** What the resolvers of the orchestration get: batched reads for one request, and the system behind them for writes. */
export interface DeliveryContext extends SubgraphContext {
  readonly system: DeliverySystem
  readonly handoffs: EntityLoaders<Handoff, HandoffFilter, 'opportunityId' | 'projectId', 'openedAt'>
  readonly runs: EntityLoaders<WorkflowRun, WorkflowRunFilter, 'projectId', 'startedAt'>
  readonly steps: EntityLoaders<WorkflowStep, NoFilter, 'runId', never>
  readonly approvals: EntityLoaders<Approval, ApprovalFilter, 'runId' | 'contractId' | 'projectId', 'requestedAt'>
  readonly events: EntityLoaders<AuditEvent, NoFilter, 'runId', 'sequence'>
  readonly stages: EntityLoaders<StageEntry, NoFilter, 'projectId', never>
  /** Business time of the request; read once, so that all its answers agree. */
  businessNow(): Promise<InstantText>
}

export type HandoffConnection = Connection<Handoff>
export type WorkflowRunConnection = Connection<WorkflowRun>
export type ApprovalConnection = Connection<Approval>
export type AuditEventConnection = Connection<AuditEvent>

/** Loaders live as long as one request, so nothing of one caller is answered to another. */
export const createContext =
  (system: DeliverySystem) =>
  (base: SubgraphContext): DeliveryContext => ({
    ...base,
    system,
    handoffs: createEntityLoaders(system.handoffs, base.call),
    runs: createEntityLoaders(system.runs, base.call),
    steps: createEntityLoaders(system.steps, base.call),
    approvals: createEntityLoaders(system.approvals, base.call),
    events: createEntityLoaders(system.events, base.call),
    stages: createEntityLoaders(system.stages, base.call),
    businessNow: once(() => system.clock.now()),
  })

function once<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let loaded: Promise<Value> | null = null
  return () => {
    loaded ??= load()
    return loaded
  }
}
