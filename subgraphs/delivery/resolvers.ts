import { scalars } from '../shared/scalars.ts'
import { Approval, ApprovalComment } from './resolvers/approval.ts'
import { AuditEvent } from './resolvers/audit-event.ts'
import { Contract } from './resolvers/contract.ts'
import { DeferredNews } from './resolvers/deferred-news.ts'
import { FallbackItem } from './resolvers/fallback-item.ts'
import { Handoff } from './resolvers/handoff.ts'
import { Mutation } from './resolvers/mutation.ts'
import { Notice } from './resolvers/notice.ts'
import { Opportunity } from './resolvers/opportunity.ts'
import { AccessTokenRevocation, ClientRevocation, Partner, PartnerClient } from './resolvers/partner.ts'
import { Project } from './resolvers/project.ts'
import { ProjectReservation } from './resolvers/project-reservation.ts'
import { ProjectTemplate, TemplateMilestone, TemplatePhase, TemplateRole } from './resolvers/project-template.ts'
import { Query } from './resolvers/query.ts'
import { Requisition } from './resolvers/requisition.ts'
import { ReviewTask } from './resolvers/review-task.ts'
import { TimelineEntry } from './resolvers/timeline-entry.ts'
import { Viewer } from './resolvers/viewer.ts'
import { StepDefinition, WorkflowDefinition } from './resolvers/workflow-definition.ts'
import { WorkflowRun } from './resolvers/workflow-run.ts'
import { WorkflowStep } from './resolvers/workflow-step.ts'
import type { Resolvers } from './schema.generated.ts'

/** Every resolver of the orchestration; fields that the record already has need none. */
export const resolvers: Resolvers = {
  ...scalars,
  Query,
  Mutation,
  Viewer,
  Handoff,
  WorkflowRun,
  WorkflowStep,
  Approval,
  ApprovalComment,
  ReviewTask,
  FallbackItem,
  DeferredNews,
  Notice,
  WorkflowDefinition,
  StepDefinition,
  AuditEvent,
  TimelineEntry,
  Project,
  ProjectReservation,
  ProjectTemplate,
  TemplateMilestone,
  TemplatePhase,
  TemplateRole,
  Requisition,
  Opportunity,
  Contract,
  Partner,
  PartnerClient,
  ClientRevocation,
  AccessTokenRevocation,
}
