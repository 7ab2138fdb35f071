import type { InstantText, Money } from '../../contracts/wire/values.ts'
import { createBatchLoader } from '../shared/batch-schedule.ts'
import type { Connection } from '../shared/connection.ts'
import type { SubgraphContext } from '../shared/context.ts'
import { createEntityLoaders, type EntityLoaders } from '../shared/loaders.ts'
import type { Approval, ApprovalFilter } from './approval-port.ts'
import type { ClientRevocation, Partner, PartnerClient, PartnerFilter } from './partner-port.ts'
import type {
  AuditEvent,
  DeferredNews,
  DeliverySystem,
  Handoff,
  HandoffFilter,
  NoFilter,
  Notice,
  NoticeFilter,
  ProjectReservation,
  ReviewTask,
  ReviewTaskFilter,
  StageEntry,
  WorkflowDefinitionFilter,
  WorkflowDefinitionRecord,
  WorkflowRun,
  WorkflowRunFilter,
  WorkflowStep,
  WorkflowStepFilter,
} from './port.ts'
import { createTimelineLoader, type TimelineLoader } from './timeline-connection.ts'

/** What the resolvers of the orchestration get: batched reads for one request, and the system behind them for writes. */
export interface DeliveryContext extends SubgraphContext {
  readonly system: DeliverySystem
  readonly handoffs: EntityLoaders<Handoff, HandoffFilter, 'opportunityId' | 'projectId', 'openedAt'>
  readonly runs: EntityLoaders<WorkflowRun, WorkflowRunFilter, 'projectId', 'startedAt'>
  readonly steps: EntityLoaders<WorkflowStep, WorkflowStepFilter, 'runId', 'nextAttemptAt'>
  readonly approvals: EntityLoaders<Approval, ApprovalFilter, 'runId' | 'contractId' | 'projectId', 'requestedAt'>
  readonly reviewTasks: EntityLoaders<ReviewTask, ReviewTaskFilter, 'runId', 'openedAt'>
  readonly deferredNews: EntityLoaders<DeferredNews, NoFilter, never, 'createdAt'>
  readonly notices: EntityLoaders<Notice, NoticeFilter, 'runId', 'noticedAt'>
  readonly definitions: EntityLoaders<WorkflowDefinitionRecord, WorkflowDefinitionFilter, never, 'version'>
  readonly events: EntityLoaders<AuditEvent, NoFilter, 'runId', 'sequence'>
  readonly stages: EntityLoaders<StageEntry, NoFilter, 'projectId', never>
  readonly partners: EntityLoaders<Partner, PartnerFilter, never, 'name'>
  readonly partnerClients: EntityLoaders<PartnerClient, NoFilter, 'partnerId', never>
  readonly clientRevocations: EntityLoaders<ClientRevocation, NoFilter, 'clientId', never>
  readonly timelines: TimelineLoader
  /** Null for a run that has not got as far as its project. */
  reservationOf(runId: string): Promise<ProjectReservation | null>
  /** Business time of the request; read once, so that all its answers agree. */
  businessNow(): Promise<InstantText>
}

export type HandoffConnection = Connection<Handoff>
export type WorkflowRunConnection = Connection<WorkflowRun>
export type ApprovalConnection = Connection<Approval>
export type FallbackItemConnection = Connection<WorkflowStep>
export type ReviewTaskConnection = Connection<ReviewTask>
export type DeferredNewsConnection = Connection<DeferredNews>
export type NoticeConnection = Connection<Notice>
export type WorkflowDefinitionConnection = Connection<WorkflowDefinitionRecord>
export type AuditEventConnection = Connection<AuditEvent>
export type PartnerConnection = Connection<Partner>

/** A requisition as the gateway sends it; the fields of other subgraphs only when a field here requires them. */
export interface RequisitionReference {
  readonly id: string
  readonly total?: Money | null
  readonly legalEntity?: { readonly id: string; readonly code: string } | null
}

/** Loaders live as long as one request, so nothing of one caller is answered to another. */
export const createContext =
  (system: DeliverySystem) =>
  (base: SubgraphContext): DeliveryContext => {
    const { call } = base
    const reservations = createBatchLoader(call, async (runIds: readonly string[]) => {
      const found = await system.runs.findReservations(runIds, call)
      return runIds.map((id) => found.get(id) ?? null)
    })
    return {
      ...base,
      system,
      handoffs: createEntityLoaders(system.handoffs, call),
      runs: createEntityLoaders(system.runs, call),
      steps: createEntityLoaders(system.steps, call),
      approvals: createEntityLoaders(system.approvals, call),
      reviewTasks: createEntityLoaders(system.reviewTasks, call),
      deferredNews: createEntityLoaders(system.deferredNews, call),
      notices: createEntityLoaders(system.notices, call),
      definitions: createEntityLoaders(system.definitions, call),
      events: createEntityLoaders(system.events, call),
      stages: createEntityLoaders(system.stages, call),
      partners: createEntityLoaders(system.partners, call),
      partnerClients: createEntityLoaders(system.partnerClients, call),
      clientRevocations: createEntityLoaders(system.clientRevocations, call),
      timelines: createTimelineLoader(system.progress, call),
      reservationOf: (runId) => reservations.load(runId),
      businessNow: once(() => system.clock.now()),
    }
  }

function once<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let loaded: Promise<Value> | null = null
  return () => {
    loaded ??= load()
    return loaded
  }
}
