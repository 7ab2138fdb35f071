import { createGraphClient, type GraphClient } from '../../demo/graph-client.ts'
import { acceptOpportunity, type HandoffState } from '../../demo/handoff.ts'
import { holdKickoff } from '../../demo/hold-kickoff.ts'
import { assertDone, type Payload } from '../../demo/payload.ts'
import type { Stage } from '../../demo/story.ts'
import { staffProject } from './staff-project.ts'

/** What the people of a handoff do about it, through the public API, as in the stories. All of it may be repeated. */
export interface People {
  /** Accepts the sale; the handoff starts by itself. */
  accept(opportunityId: string): Promise<void>
  /** Decides one open approval as somebody who may; who accepted the sale decides nothing. */
  decide(approval: WatchedApproval, decision: 'APPROVE' | 'REJECT'): Promise<void>
  /** Books a team of its own for the case. Answers whether the kickoff has all the people that it needs. */
  staff(projectId: string, token: string): Promise<boolean>
  holdKickoff(projectId: string, heldAt: string): Promise<void>
  /** Sees to it that the steps with open tasks are tried again. Answers whether there were any. */
  settleTasks(runId: string): Promise<boolean>
  cancel(runId: string): Promise<void>
  /** Handoffs of these opportunities, with their runs. */
  watch(opportunityIds: readonly string[]): Promise<readonly WatchedHandoff[]>
}

export interface WatchedApproval {
  readonly id: string
  readonly kind: string
  readonly status: string
  readonly approverRole: string
}

/** What many handoffs at once are watched for; their steps are left to the log of calls. */
export type WatchedHandoff = Pick<HandoffState, 'id' | 'status' | 'blockers' | 'project'> & {
  readonly opportunity: { readonly id: string }
  /** Business time; null until the kickoff has its people. */
  readonly resourcesAssignedAt: string | null
  readonly run: { readonly id: string; readonly status: string; readonly approvals: readonly WatchedApproval[] }
}

const WATCH = /* GraphQL */ `
  query WatchCases($opportunityIds: [ID!]) {
    handoffs(filter: { opportunityIds: $opportunityIds }, first: 100) {
      nodes {
        id status resourcesAssignedAt
        opportunity { id }
        project { id }
        blockers { code severity message }
        run {
          id status
          approvals { id kind status approverRole }
        }
      }
    }
  }
`
const DECIDE = /* GraphQL */ `
  mutation DecideForCase($input: DecideApprovalInput!) {
    decideApproval(input: $input) { replayed userErrors { code message } }
  }
`
const TASKS = /* GraphQL */ `
  query TasksOfCases {
    reviewTasks(filter: { status: [OPEN] }, first: 100) { nodes { id run { id } } }
  }
`
const SETTLE = /* GraphQL */ `
  mutation SettleForCase($input: ResolveReviewTaskInput!) {
    resolveReviewTask(input: $input) { replayed userErrors { code message } }
  }
`
const CANCEL = /* GraphQL */ `
  mutation CancelCase($input: CancelRunInput!) {
    cancelRun(input: $input) { replayed userErrors { code message } }
  }
`

export function createPeople(options: { readonly url: string; readonly tokenOf: (persona: string) => Promise<string> }): People {
  const as = (persona: string): GraphClient => createGraphClient({ ...options, persona })
  const stage: Stage = {
    as,
    tell: () => undefined,
    show: () => undefined,
    assert(holds, promise) {
      if (!holds) throw new Error(promise)
    },
  }
  return {
    accept: (opportunityId) => acceptOpportunity(stage, opportunityId),
    async decide({ id, approverRole }, decision) {
      // The persona of a role has its name.
      const { decideApproval } = await as(approverRole).ask<{ decideApproval: Payload }>(DECIDE, {
        input: { idempotencyKey: `decide:${id}`, approvalId: id, decision, comment: 'Looked at for the drill.' },
      })
      assertDone(stage, `${approverRole} decides`, decideApproval)
    },
    staff: (projectId, token) => staffProject(stage, projectId, token),
    holdKickoff: (projectId, heldAt) => holdKickoff(stage, projectId, heldAt),
    async settleTasks(runId) {
      const operator = as('delivery_ops')
      const { reviewTasks } = await operator.ask<{
        reviewTasks: { nodes: readonly { id: string; run: { id: string } }[] }
      }>(TASKS)
      const own = reviewTasks.nodes.filter(({ run }) => run.id === runId)
      for (const { id } of own) {
        const { resolveReviewTask } = await operator.ask<{ resolveReviewTask: Payload }>(SETTLE, {
          input: { idempotencyKey: `settle:${id}`, taskId: id, resolution: 'RETRY', comment: 'The cause is cured.' },
        })
        assertDone(stage, 'the task is settled', resolveReviewTask)
      }
      return own.length > 0
    },
    async cancel(runId) {
      const { cancelRun } = await as('delivery_ops').ask<{ cancelRun: Payload }>(CANCEL, {
        input: { idempotencyKey: `cancel:${runId}`, runId, reason: 'The client withdrew.' },
      })
      assertDone(stage, 'the run is cancelled', cancelRun)
    },
    async watch(opportunityIds) {
      const { handoffs } = await as('delivery_ops').ask<{ handoffs: { nodes: readonly WatchedHandoff[] } }>(WATCH, {
        opportunityIds,
      })
      return handoffs.nodes
    },
  }
}
