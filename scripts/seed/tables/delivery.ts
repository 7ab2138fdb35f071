import { idFor } from '../../../contracts/wire/ids.ts'
import type { InstantText } from '../../../contracts/wire/values.ts'
import { DELIVERY_STAGES, type DeliveryStage } from '../../../subgraphs/delivery/states.ts'
import { instantOf, TODAY } from '../calendar.ts'
import type { Row } from '../load-rows.ts'
import type { Engagement } from '../model/engagement.ts'
import { type HandoffFacts, later } from '../model/handoff.ts'
import type { ProjectStatus } from '../model/project-status.ts'
import type { ProjectFacts } from '../model/projects.ts'
import { createRunRecords, type RunRecords } from './delivery-run.ts'
import { EventLog } from './event-log.ts'
import { stamps } from './stamps.ts'

/** Rows of the orchestration for one project: the handoff with all its runs, and the stages of the project since. */
export interface DeliveryRows extends RunRecords {
  readonly handoff: Row
  readonly events: readonly Row[]
  readonly stages: readonly Row[]
  readonly reservation: Row
}

export function createDeliveryRows(project: ProjectFacts, engagement: Engagement, facts: HandoffFacts): DeliveryRows {
  const { opportunityId, sale } = project
  const handoffId = idFor('Handoff', `ho:${opportunityId}:1`)
  const log = new EventLog(handoffId)
  const runs = facts.attempts.map((attempt, index) =>
    createRunRecords({ project, engagement, attempt, number: index + 1, handoffId, log, acceptedAt: facts.acceptedAt }),
  )
  const last = runs.at(-1) as RunRecords & { readonly runId: string } // there is one attempt at least
  const stages = stagesOf(project, facts)
  const reached = stages.map(({ stage }) => stage)
  const at = (stage: DeliveryStage) => stages.find((each) => each.stage === stage)?.enteredAt ?? null
  log.within(last.runId, last.correlationId)
  const staffedAt = at('RESOURCES_ASSIGNED')
  const kickedOffAt = at('KICKOFF_COMPLETED')
  if (staffedAt !== null) log.move('Handoff', handoffId, 'READY_FOR_KICKOFF', staffedAt)
  if (kickedOffAt !== null) log.move('Handoff', handoffId, 'COMPLETED', kickedOffAt)
  return {
    runId: last.runId,
    correlationId: last.correlationId,
    runs: runs.flatMap((run) => run.runs),
    steps: runs.flatMap((run) => run.steps),
    approvals: runs.flatMap((run) => run.approvals),
    events: log.rows,
    reservation: {
      project_id: project.id,
      code: project.code,
      run_id: last.runId,
      status: 'IN_USE',
      reserved_at: facts.contractApprovedAt,
    },
    stages: stages.map(({ stage, enteredAt }, index) => ({
      id: `${project.id}:${stage}`,
      project_id: project.id,
      stage,
      entered_at: enteredAt,
      left_at: stages[index + 1]?.enteredAt ?? null,
      ...stamps(enteredAt),
    })),
    handoff: {
      id: handoffId,
      opportunity_id: opportunityId,
      contract_id: project.contractId,
      account_id: sale.account.id,
      project_id: project.id,
      legal_entity_id: sale.entity.id,
      region: sale.account.region,
      service_type: sale.serviceType,
      status: reached.includes('KICKOFF_COMPLETED')
        ? 'COMPLETED'
        : reached.includes('RESOURCES_ASSIGNED')
          ? 'READY_FOR_KICKOFF'
          : 'STAFFING',
      attempt: facts.attempts.length,
      run_id: last.runId,
      template_code: engagement.template.code,
      completeness_score: '1.0000',
      findings: [],
      blockers: [],
      opened_at: facts.attempts[0]?.startedAt,
      accepted_at: facts.acceptedAt,
      contract_approved_at: facts.contractApprovedAt,
      project_created_at: facts.projectCreatedAt,
      resources_assigned_at: staffedAt,
      kickoff_completed_at: kickedOffAt,
      setup_cycle_hours: facts.setupCycleHours,
      ...stamps(facts.attempts[0]?.startedAt ?? facts.acceptedAt),
    },
  }
}

/** The last stage that a project in this state has entered. */
const LAST_STAGE: { readonly [Status in ProjectStatus]: DeliveryStage } = {
  PLANNED: 'PROJECT_CREATED',
  CANCELLED: 'PROJECT_CREATED',
  MOBILISING: 'RESOURCES_ASSIGNED',
  IN_PROGRESS: 'MILESTONES_GOVERNED',
  ON_HOLD: 'MILESTONES_GOVERNED',
  COMPLETED: 'BILLABLE_EVENTS_CAPTURED',
  CLOSED: 'CLOSURE_SYNCHRONISED',
}

function stagesOf(
  { sale, status }: ProjectFacts,
  { acceptedAt, contractApprovedAt, projectCreatedAt }: HandoffFacts,
): readonly { readonly stage: DeliveryStage; readonly enteredAt: InstantText }[] {
  const morning = (day: number) => instantOf(Math.min(day, TODAY - 1), 9 - sale.entity.utcOffsetHours) as InstantText // made by toISOString
  const wished: Readonly<Record<DeliveryStage, InstantText>> = {
    OPPORTUNITY_ACCEPTED: acceptedAt,
    CONTRACT_APPROVED: contractApprovedAt,
    PROJECT_CREATED: projectCreatedAt,
    RESOURCES_ASSIGNED: morning(sale.start - 5),
    KICKOFF_COMPLETED: morning(sale.start),
    MILESTONES_GOVERNED: morning(sale.start + 1),
    BILLABLE_EVENTS_CAPTURED: morning(sale.end + 1),
    CLOSURE_SYNCHRONISED: morning(sale.end + 25),
  }
  const passed = DELIVERY_STAGES.slice(0, DELIVERY_STAGES.indexOf(LAST_STAGE[status]) + 1)
  let former = acceptedAt
  return passed.map((stage) => {
    // A stage begins after the one before it, also when the handoff took longer than planned.
    former = wished[stage] > former ? wished[stage] : stage === 'OPPORTUNITY_ACCEPTED' ? former : later(former, 3600)
    return { stage, enteredAt: former }
  })
}
