import { drawDefinition } from '../rules/draw-definition.ts'
import type { StepDefinitionResolvers, WorkflowDefinitionResolvers } from '../schema.generated.ts'
import { stepsOf } from '../workflows/definition.ts'

export const WorkflowDefinition: WorkflowDefinitionResolvers = {
  __resolveReference: ({ id }, { definitions }) => definitions.byId(id),
  processOwner: ({ processOwnerId }) => ({ __typename: 'Worker', id: processOwnerId }),
  steps: ({ groups }) => groups.flatMap((group, index) => group.map((step) => ({ ...step, group: index + 1 }))),
  controlPoints: (definition) => stepsOf(definition).flatMap(({ key, mandatoryControl }) => (mandatoryControl ? [key] : [])),
  diagram: (definition) => drawDefinition(definition),
}

export const StepDefinition: StepDefinitionResolvers = {
  approvalKind: ({ approval }) => approval?.kind ?? null,
  waitsFor: ({ wait }) => wait?.role ?? null,
}
