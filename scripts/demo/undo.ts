import type { Stage } from './story.ts'

const TIMELINE = /* GraphQL */ `
  query Undo($id: ID!) {
    workflowRun(id: $id) {
      steps { key name system }
      timeline(first: 100) { nodes { at stepKey toState entity } }
    }
  }
`
const FINANCIALS = /* GraphQL */ `
  query Financials($id: ID!) {
    workflowRun(id: $id) {
      reservation {
        code status
        project {
          id erpProjectNumber financialStatus financialStatusReason
          budget { version }
          budgetHistory { version status }
          billingSchedule { status }
        }
      }
    }
  }
`
const SALE = /* GraphQL */ `
  query Sale($id: ID!, $projectId: ID!, $milestoneId: ID!) {
    opportunity(id: $id) { stage project { id } contract { status approvedAt project { id } } }
    project(id: $projectId) { id }
    milestone(id: $milestoneId) { status project { id } }
  }
`

export interface Financials {
  readonly id: string
  readonly erpProjectNumber: string | null
  readonly financialStatus: string | null
  readonly budget: { readonly version: number } | null
  readonly budgetHistory: readonly { readonly version: number; readonly status: string }[] | null
  readonly billingSchedule: readonly { readonly status: string }[] | null
}
interface Reservation {
  readonly code: string
  readonly status: string
  readonly project: Financials
}

/** What ERP has of the project that a run reserved, whatever became of the run. */
export async function readFinancials(stage: Stage, runId: string): Promise<Financials> {
  return (await readReservation(stage, runId)).project
}

async function readReservation(stage: Stage, id: string): Promise<Reservation> {
  const { workflowRun } = await stage
    .as('auditor')
    .ask<{ workflowRun: { reservation: Reservation | null } | null }>(FINANCIALS, { id })
  if (workflowRun?.reservation == null) throw new Error('the run has reserved a project')
  return workflowRun.reservation
}

interface Timeline {
  readonly workflowRun: {
    readonly steps: readonly { readonly key: string; readonly name: string; readonly system: string }[]
    readonly timeline: {
      readonly nodes: readonly {
        readonly at: string
        readonly stepKey: string | null
        readonly toState: string
        readonly entity: string
      }[]
    }
  }
}

/** Tells what was undone, in the order in which it was. */
export async function tellUndo(stage: Stage, id: string): Promise<void> {
  const { workflowRun } = await stage.as('delivery_ops').ask<Timeline>(TIMELINE, { id })
  const stepOf = new Map(workflowRun.steps.map((step) => [step.key, step]))
  const undone = workflowRun.timeline.nodes.filter(
    ({ entity, toState }) => entity === 'WorkflowStep' && toState === 'COMPENSATED',
  )
  for (const { stepKey, at, toState } of undone) {
    const step = stepOf.get(stepKey ?? '')
    stage.tell({
      step: `undone: ${stepKey} ${step?.name}`,
      system: step?.system ?? '',
      state: toState,
      at,
      note: EFFECT[stepKey ?? ''] ?? '',
    })
  }
  const keys = undone.map(({ stepKey }) => stepKey ?? '')
  stage.assert(keys.join() === keys.toSorted().toReversed().join(), 'the last step was undone first')
  stage.assert(
    ['H12', 'H11', 'H10', 'H09', 'H08', 'H03'].every((key) => keys.includes(key)),
    'every step that had begun and has an undo was undone',
  )
}

const EFFECT: Readonly<Record<string, string>> = {
  H12: 'nothing was created, so nothing is taken away',
  H11: 'billing schedule cancelled, budget superseded',
  H10: 'financial project closed',
  H09: 'code void, project taken off sale and contract',
  H08: 'contract back in review',
  H03: 'customer kept: others use it',
}

interface Sale {
  readonly opportunity: {
    readonly stage: string
    readonly project: { readonly id: string } | null
    readonly contract: {
      readonly status: string
      readonly approvedAt: string | null
      readonly project: { readonly id: string } | null
    }
  }
  readonly project: { readonly id: string } | null
  readonly milestone: { readonly status: string; readonly project: { readonly id: string } } | null
}

/** What a sceptic would look up in the systems after the undo. */
export async function assertUndone(
  stage: Stage,
  {
    runId,
    opportunityId,
    strayMilestoneId,
  }: { readonly runId: string; readonly opportunityId: string; readonly strayMilestoneId: string },
): Promise<void> {
  const { code, status, project } = await readReservation(stage, runId)
  const sale = await stage
    .as('auditor')
    .ask<Sale>(SALE, { id: opportunityId, projectId: project.id, milestoneId: strayMilestoneId })
  const { opportunity, milestone } = sale
  stage.assert(project.financialStatus === 'CLOSED', `the ERP project is closed, not ${project.financialStatus}`)
  stage.assert(
    project.budget === null && (project.budgetHistory ?? []).every((budget) => budget.status === 'SUPERSEDED'),
    'no budget is in force; the one there was is superseded',
  )
  stage.assert(
    project.billingSchedule !== null &&
      project.billingSchedule.length > 0 &&
      project.billingSchedule.every((line) => line.status === 'CANCELLED'),
    'every line of the billing schedule is cancelled',
  )
  stage.assert(sale.project === null, 'PSA has no such project')
  stage.assert(
    milestone !== null && milestone.status !== 'CANCELLED' && milestone.project.id !== project.id,
    'the milestone of the other project is untouched',
  )
  stage.assert(opportunity.contract.status === 'IN_REVIEW', `the contract is in review again, not ${opportunity.contract.status}`)
  stage.assert(opportunity.stage === 'ACCEPTED' && opportunity.project === null, 'the sale is accepted, and without a project')
  stage.assert(opportunity.contract.project === null, 'the contract is without a project')
  stage.assert(status === 'VOID', `the code is void, not ${status}`)
  stage.tell({
    step: 'looked up after the undo',
    system: 'CRM ERP PSA',
    state: status,
    at: null,
    note: `${project.erpProjectNumber} ${project.financialStatus}, contract ${opportunity.contract.status}, ${code} ${status}`,
  })
}
