import type { CollaborationSystem } from '../collaboration/port.ts'
import { defineStep, type StepContext } from './step.ts'

/** Opens the space in which the team works together; never blocks the project (LC-20). */
export const openCollaborationSpace = defineStep({
  key: 'H15',
  skip: ({ collaboration }) => (collaboration === null ? 'no collaboration system configured' : null),
  async do(context) {
    const { projectId, code } = context.resultOf('H09')
    const { name } = context.resultOf('H01')
    const { reference } = await configured(context).openSpace({ projectId, code, name }, context.idempotencyKey)
    return { result: { reference }, externalReference: reference }
  },
  async undo(context) {
    await context.collaboration?.archiveSpace(context.idempotencyKey, `${context.idempotencyKey}:undo`)
    return {}
  },
})

function configured({ collaboration }: StepContext): CollaborationSystem {
  if (collaboration === null) throw new Error('a step was carried out that is skipped without a collaboration system')
  return collaboration
}
