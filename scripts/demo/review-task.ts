import { randomUUID } from 'node:crypto'
import { assertDone, type Payload } from './payload.ts'
import type { Stage } from './story.ts'

const MINE = /* GraphQL */ `
  query Mine {
    reviewTasks(filter: { mine: true }, first: 100) {
      nodes { id status code category title message system stepKey assigneeRole openedAt dueAt run { id } }
    }
  }
`
const RESOLVE = /* GraphQL */ `
  mutation Resolve($input: ResolveReviewTaskInput!) {
    resolveReviewTask(input: $input) {
      reviewTask { status resolution resolvedAt resolvedBy { displayName } }
      replayed
      userErrors { code message }
    }
  }
`

export interface ReviewTask {
  readonly id: string
  readonly code: string
  readonly title: string
  readonly message: string
  readonly system: string | null
  readonly stepKey: string
  readonly assigneeRole: string
  readonly openedAt: string
  readonly dueAt: string
  readonly run: { readonly id: string }
}

/** The open task of a run as it stands in the list of the person who has to settle it. */
export async function findTask(stage: Stage, persona: string, runId: string): Promise<ReviewTask> {
  const { reviewTasks } = await stage.as(persona).ask<{ reviewTasks: { nodes: readonly ReviewTask[] } }>(MINE)
  const task = reviewTasks.nodes.find(({ run }) => run.id === runId)
  stage.assert(task !== undefined, `the task is in the list of ${persona}`)
  if (task === undefined) throw new Error(`the task is in the list of ${persona}`)
  stage.tell({
    step: `task for ${task.assigneeRole} about ${task.stepKey}`,
    system: task.system ?? 'DELIVERY',
    state: task.code,
    at: task.openedAt,
    note: `${task.message} Due ${task.dueAt.slice(0, 16).replace('T', ' ')}.`,
  })
  return task
}

/** Settles a task as a person who may. */
export async function settleTask(
  stage: Stage,
  persona: string,
  { id }: ReviewTask,
  { resolution, comment }: { readonly resolution: 'RETRY' | 'CANCEL'; readonly comment: string },
): Promise<void> {
  const { resolveReviewTask: payload } = await stage.as(persona).ask<{
    resolveReviewTask: Payload & {
      reviewTask: { status: string; resolvedAt: string; resolvedBy: { displayName: string } | null } | null
    }
  }>(RESOLVE, { input: { idempotencyKey: `settle:${id}:${randomUUID()}`, taskId: id, resolution, comment } })
  assertDone(stage, `${persona} settles the task`, payload)
  stage.tell({
    step: `task settled: ${resolution}`,
    system: 'DELIVERY',
    state: payload.reviewTask?.status ?? '',
    at: payload.reviewTask?.resolvedAt ?? null,
    note: `by ${payload.reviewTask?.resolvedBy?.displayName ?? persona}: ${comment}`,
  })
}
